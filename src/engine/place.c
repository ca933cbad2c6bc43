/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/text.h"
#include "engine/engine.h"

#define SOCKET_NAME "engine.sock"
#define LOG_MAX ((size_t)1 << 20)

/*
 * Given by --config-file, which keeps any config.xml of the current folder from being read.  Caches are small, since a
 * case is read by few; merging takes one thread, since adding evidence wants both cores.  A part of one batch is one
 * file, not two a column: making files was a quarter of an insert.
 */
static const char config[] =
    "<clickhouse>\n"
    "  <max_server_memory_usage_to_ram_ratio>0.7</max_server_memory_usage_to_ram_ratio>\n"
    "  <mark_cache_size>134217728</mark_cache_size>\n"
    "  <uncompressed_cache_size>0</uncompressed_cache_size>\n"
    "  <index_mark_cache_size>33554432</index_mark_cache_size>\n"
    "  <index_uncompressed_cache_size>0</index_uncompressed_cache_size>\n"
    "  <mmap_cache_size>0</mmap_cache_size>\n"
    "  <background_pool_size>1</background_pool_size>\n"
    "  <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>\n"
    "  <background_schedule_pool_size>2</background_schedule_pool_size>\n"
    "  <background_common_pool_size>2</background_common_pool_size>\n"
    "  <background_move_pool_size>1</background_move_pool_size>\n"
    "  <background_fetches_pool_size>1</background_fetches_pool_size>\n"
    "  <merge_tree>\n"
    "    <min_bytes_for_wide_part>268435456</min_bytes_for_wide_part>\n"
    "    <number_of_free_entries_in_pool_to_execute_mutation>0</number_of_free_entries_in_pool_to_execute_mutation>\n"
    "    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>0"
    "</number_of_free_entries_in_pool_to_lower_max_size_of_merge>\n"
    "    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>0"
    "</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>\n"
    "  </merge_tree>\n"
    "</clickhouse>\n";

enum sg_code sg_place_enter(const char *folder, struct sg_err *err)
{
    SG_TRY(sg_fs_mkdir(folder, err));
    /* The engine writes even when it is only asked, and lets nobody else in. */
    static const char advice[] =
        "the store must be yours and be written to, for a question too: work on a copy of the case";
    if (chdir(folder) != 0)
        return sg_fail(err, SG_EIO, "%s: cannot go into the store: %s; %s", folder, strerror(errno), advice);
    if (chmod(".", 0700) != 0)
        return sg_fail(err, SG_EIO, "%s: the store cannot be made private: %s; %s", folder, strerror(errno), advice);
    return SG_OK;
}

enum sg_code sg_place_configure(struct sg_err *err)
{
    return sg_fs_write("engine.xml", sg_str(config), err);
}

static int lock = -1; /* open until the process ends: so is the lock */

enum sg_code sg_place_lock(bool *ret_is_ours, struct sg_err *err)
{
    if (lock < 0) lock = open("engine.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0) return sg_fail(err, SG_EIO, "engine.lock of the store cannot be opened: %s", strerror(errno));
    while (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) return sg_fail(err, SG_EIO, "engine.lock cannot be locked: %s", strerror(errno));
        *ret_is_ours = false;
        return SG_OK;
    }
    *ret_is_ours = true;
    return SG_OK;
}

bool sg_place_data_is_free(void)
{
    int fd = open(SG_PLACE_DATA_LOCK, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return true; /* the library will say what is wrong with it */
    bool is_held = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd); /* and with it the lock */
    return !is_held;
}

void sg_place_quote_log(struct sg_err *err)
{
    sg_auto_buf log = { 0 };
    if (sg_fs_read(SG_PLACE_LOG, LOG_MAX, &log, NULL) != SG_OK) return;
    struct sg_str text = sg_str_trim(sg_buf_view(&log));
    const char *line = text.len ? memrchr(text.data, '\n', text.len) : NULL;
    if (line) text = sg_str_n(line + 1, text.len - (size_t)(line + 1 - text.data));
    struct sg_err said = *err;
    if (text.len) sg_fail(err, said.code, "%s: %.*s", said.text, (int)(text.len < 300 ? text.len : 300), text.data);
}

enum sg_code sg_place_sign(struct sg_err *err)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(lock, 0) != 0 || pwrite(lock, text, (size_t)n, 0) != n)
        return sg_fail(err, SG_EIO, "engine.lock cannot be written: %s", strerror(errno));
    return SG_OK;
}

static int unix_socket(struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX, .sun_path = SOCKET_NAME };
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

bool sg_place_is_served(void)
{
    struct sockaddr_un address;
    int fd = unix_socket(&address);
    if (fd < 0) return false;
    bool answered = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return answered;
}

enum sg_code sg_place_listen(int *ret_fd, struct sg_err *err)
{
    struct sockaddr_un address;
    int fd = unix_socket(&address);
    if (fd < 0) return sg_fail(err, SG_EIO, "no socket for the engine: %s", strerror(errno));
    /* Ours to remove: whoever made it held the lock that we hold now. */
    if (unlink(SOCKET_NAME) != 0 && errno != ENOENT) {
        close(fd);
        return sg_fail(err, SG_EIO, SOCKET_NAME " of a dead engine cannot be removed: %s", strerror(errno));
    }
    mode_t before = umask(0177);
    bool bound = bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
    umask(before);
    if (!bound || listen(fd, 64) != 0) {
        int why = errno;
        close(fd);
        return sg_fail(err, SG_EIO, SOCKET_NAME " cannot be made in the store's folder: %s", strerror(why));
    }
    *ret_fd = fd;
    return SG_OK;
}

void sg_place_leave(void)
{
    unlink(SOCKET_NAME);
}

#if defined(__x86_64__)
#define TWIN "x64"
#elif defined(__aarch64__)
#define TWIN "arm64"
#else
#define TWIN "none"
#endif

enum sg_code sg_place_library(const char *asked, char **ret_path, struct sg_err *err)
{
    static const char *const beside[] = { "", "../", "../lib/sillage/", "../lib/",
                                          "../engine-lib/node_modules/@chdb/lib-linux-" TWIN "-gnu/" };
    if (asked && *asked) {
        char *path = realpath(asked, NULL);
        if (!path) return sg_fail(err, SG_EIO, "%s: the engine's library is not there: %s", asked, strerror(errno));
        *ret_path = path;
        return SG_OK;
    }
    if (SG_LIBCHDB[0] && (*ret_path = realpath(SG_LIBCHDB, NULL))) return SG_OK;
    char *self = realpath("/proc/self/exe", NULL);
    char *slash = self ? strrchr(self, '/') : NULL;
    if (slash) *slash = '\0';
    char *path = NULL;
    for (size_t i = 0; slash && !path && i < sizeof beside / sizeof *beside; i++) {
        sg_auto_char try = NULL;
        if (asprintf(&try, "%s/%slibchdb.so", self, beside[i]) < 0) {
            try = NULL;
            break;
        }
        path = realpath(try, NULL);
    }
    free(self);
    if (!path)
        return sg_fail(err, SG_ENOTFOUND,
                       "libchdb.so, the embedded engine, is not found; run \"npm ci\" in engine-lib/, or name its path "
                       "with SILLAGE_LIBCHDB, or use a server with init --store URL");
    *ret_path = path;
    return SG_OK;
}
