/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacking in a thread of its own, which runs ahead of the reader by a ring of buffers. */
#include <archive.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "sources/stream_internal.h"

enum { SLOTS = 8, SLOT_BYTES = 256 << 10, PACKED_BYTES = 256 << 10 };

#define GZIP_MAGIC "\x1f\x8b"
/* A file that unpacks to more than this, and to more than so many times its packed size, is a trap. */
#define EXPANSION_FREE (UINT64_C(1) << 30)
#define EXPANSION_RATIO UINT64_C(10000)

struct slot {
    char *bytes;
    size_t len;
};

struct sg_unpacker {
    /* The thread's alone while it runs. */
    int fd;
    const char *name;
    struct sg_stream_head head;
    struct archive *archive;
    char *packed;
    uint64_t unpacked, total;
    struct sg_err read_err; /* why the packed bytes could not be read */
    _Atomic uint64_t packed_bytes;

    pthread_t thread;
    bool has_thread, has_locks;
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied;
    /* Under the lock. */
    struct slot slots[SLOTS];
    size_t first, n; /* filled slots */
    bool is_stopped; /* the reader wants no more */
    bool is_done;    /* the thread gives no more; `err` says why, when it is a fault */
    struct sg_err err;

    /* The reader's alone. */
    size_t taken; /* of the first slot */
};

/* The whole of `magic`, or with `is_beginning` as much of it as is there. */
static bool has_magic(const struct sg_stream_head *head, size_t at, const char *magic, size_t len, bool is_beginning)
{
    size_t there = head->len > at ? head->len - at : 0;
    if (there < len && !is_beginning) return false;
    return memcmp(head->bytes + at, magic, there < len ? there : len) == 0;
}

static bool is_packed(const struct sg_stream_head *head, bool is_beginning)
{
    static const struct {
        const char *magic;
        size_t len;
    } known[] = {
        { GZIP_MAGIC, 2 }, { "\x28\xb5\x2f\xfd", 4 }, { "\xfd" "7zXZ", 6 }, { "BZh", 3 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (has_magic(head, 0, known[i].magic, known[i].len, is_beginning)) return true;
    /* zstd's skippable frame, which some packers put first */
    if (head->len && (head->bytes[0] & 0xf0) != 0x50) return false;
    return has_magic(head, 1, "\x2a\x4d\x18", 3, is_beginning);
}

bool sg_unpacker_wants(const struct sg_stream_head *head) { return is_packed(head, false); }
bool sg_unpacker_may_want(const struct sg_stream_head *head) { return is_packed(head, true); }

static la_ssize_t give_packed(struct archive *a, void *context, const void **ret_bytes)
{
    struct sg_unpacker *u = context;
    size_t n = u->head.len;
    if (n) {
        u->head.len = 0;
        *ret_bytes = u->head.bytes;
    } else {
        if (sg_stream_read_fd(u->fd, u->packed, PACKED_BYTES, u->name, &n, &u->read_err) != SG_OK) {
            archive_set_error(a, EIO, "%s", u->read_err.text);
            return ARCHIVE_FATAL;
        }
        *ret_bytes = u->packed;
    }
    atomic_fetch_add_explicit(&u->packed_bytes, n, memory_order_relaxed);
    return (la_ssize_t)n;
}

/* Waits for a free slot; NULL when the reader has gone. */
static struct slot *free_slot(struct sg_unpacker *u)
{
    pthread_mutex_lock(&u->lock);
    while (u->n == SLOTS && !u->is_stopped)
        pthread_cond_wait(&u->emptied, &u->lock);
    struct slot *slot = u->is_stopped ? NULL : &u->slots[(u->first + u->n) % SLOTS];
    pthread_mutex_unlock(&u->lock);
    return slot;
}

static void hand_over(struct sg_unpacker *u)
{
    pthread_mutex_lock(&u->lock);
    u->n++;
    pthread_cond_signal(&u->filled);
    pthread_mutex_unlock(&u->lock);
}

static enum sg_code unpack_fault(struct sg_unpacker *u, struct sg_err *err)
{
    if (u->read_err.code != SG_OK)
        return sg_fail(err, u->read_err.code, "%s (after %" PRIu64 " unpacked bytes)", u->read_err.text, u->unpacked);
    const char *why = archive_error_string(u->archive);
    return sg_fail(err, SG_EINPUT,
                   "%s: the packed data is broken or cut short after %" PRIu64
                   " unpacked bytes (%s); what came before it was read",
                   u->name, u->unpacked, why ? why : "no reason given");
}

/* The unpacker stops where no further packed stream begins.  Zeros there are padding; anything else is evidence that
 * would be lost without a word. */
static enum sg_code check_rest(struct sg_unpacker *u, struct sg_err *err)
{
    int64_t used = archive_filter_bytes(u->archive, -1);
    if (!u->total || used < 0 || (uint64_t)used >= u->total) return SG_OK;
    if (lseek(u->fd, (off_t)used, SEEK_SET) < 0) return SG_OK;
    for (size_t n = 1; n > 0;) {
        SG_TRY(sg_stream_read_fd(u->fd, u->packed, PACKED_BYTES, u->name, &n, err));
        for (size_t i = 0; i < n; i++)
            if (u->packed[i])
                return sg_fail(err, SG_EINPUT,
                               "%s: %" PRIu64 " packed bytes from byte %" PRId64
                               " on cannot be unpacked; the %" PRIu64 " unpacked bytes before them were read",
                               u->name, u->total - (uint64_t)used, used, u->unpacked);
    }
    return SG_OK;
}

static enum sg_code check_expansion(struct sg_unpacker *u, struct sg_err *err)
{
    uint64_t packed = atomic_load_explicit(&u->packed_bytes, memory_order_relaxed);
    if (u->unpacked <= EXPANSION_FREE || u->unpacked / EXPANSION_RATIO <= packed) return SG_OK;
    return sg_fail(err, SG_ELIMIT,
                   "%s: %" PRIu64 " packed bytes unpacked to more than %" PRIu64 ", beyond the limit of %" PRIu64
                   " to 1; unpack it yourself if it is what it should be",
                   u->name, packed, u->unpacked, EXPANSION_RATIO);
}

/* ---- gzip ---- */

/*
 * libarchive unpacks gzip too, but gives nothing of the last 64 KiB before a cut, which is all of a small file; so
 * gzip goes to zlib itself.  (The others work in blocks, of which a cut leaves nothing anyway.)
 */
static enum sg_code more_packed(struct sg_unpacker *u, z_stream *z, struct sg_err *err)
{
    const void *bytes = u->head.bytes;
    size_t n = u->head.len;
    u->head.len = 0;
    if (!n) {
        SG_TRY(sg_stream_read_fd(u->fd, u->packed, PACKED_BYTES, u->name, &n, err));
        bytes = u->packed;
    }
    z->next_in = (Bytef *)bytes;
    z->avail_in = (uInt)n;
    atomic_fetch_add_explicit(&u->packed_bytes, n, memory_order_relaxed);
    return SG_OK;
}

static enum sg_code gzip_fault(struct sg_unpacker *u, const char *why, struct sg_err *err)
{
    return sg_fail(err, SG_EINPUT,
                   "%s: the packed data is broken or cut short after %" PRIu64
                   " unpacked bytes (%s); what came before it was read",
                   u->name, u->unpacked, why);
}

/* One slot full, or less at the end or before a fault. */
static enum sg_code inflate_slot(struct sg_unpacker *u, z_stream *z, struct slot *slot, bool *is_between,
                                 bool *ret_is_end, struct sg_err *err)
{
    while (slot->len < SLOT_BYTES) {
        if (!z->avail_in) SG_TRY(more_packed(u, z, err));
        if (!z->avail_in) {
            *ret_is_end = true;
            return *is_between ? SG_OK : gzip_fault(u, "the end is missing", err);
        }
        if (*is_between && *z->next_in == 0) { /* padding */
            z->next_in++;
            z->avail_in--;
            continue;
        }
        if (*is_between && (*z->next_in != 0x1f || inflateReset(z) != Z_OK))
            return gzip_fault(u, "something else follows the packed data", err);
        *is_between = false;
        z->next_out = (Bytef *)slot->bytes + slot->len;
        z->avail_out = (uInt)(SLOT_BYTES - slot->len);
        int status = inflate(z, Z_NO_FLUSH);
        size_t n = SLOT_BYTES - slot->len - z->avail_out;
        slot->len += n;
        u->unpacked += n;
        if (status == Z_STREAM_END)
            *is_between = true;
        else if (status != Z_OK && status != Z_BUF_ERROR)
            return gzip_fault(u, z->msg ? z->msg : "no reason given", err);
    }
    return check_expansion(u, err);
}

static enum sg_code unpack_gzip(struct sg_unpacker *u, struct sg_err *err)
{
    z_stream z = { 0 };
    bool is_between = false, is_end = false;
    enum sg_code code = SG_OK;
    if (inflateInit2(&z, 15 + 16) != Z_OK) return sg_fail_nomem(err, "unpacking");
    while (code == SG_OK && !is_end) {
        struct slot *slot = free_slot(u);
        if (!slot) break;
        code = inflate_slot(u, &z, slot, &is_between, &is_end, err);
        if (slot->len) hand_over(u);
    }
    inflateEnd(&z);
    return code;
}

/* ---- the others ---- */

static enum sg_code open_archive(struct sg_unpacker *u, bool *ret_is_empty, struct sg_err *err)
{
    u->archive = archive_read_new();
    if (!u->archive) return sg_fail_nomem(err, "unpacking");
    /* A filter that the library lacks shows when the file is opened; which of them it is does not matter here. */
    (void)archive_read_support_filter_zstd(u->archive);
    (void)archive_read_support_filter_xz(u->archive);
    (void)archive_read_support_filter_bzip2(u->archive);
    (void)archive_read_support_format_raw(u->archive);
    (void)archive_read_support_format_empty(u->archive);
    if (archive_read_open(u->archive, u, NULL, give_packed, NULL) != ARCHIVE_OK) return unpack_fault(u, err);
    struct archive_entry *entry;
    int status = archive_read_next_header(u->archive, &entry);
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN && status != ARCHIVE_EOF) return unpack_fault(u, err);
    *ret_is_empty = status == ARCHIVE_EOF;
    return SG_OK;
}

static enum sg_code unpack_archive(struct sg_unpacker *u, struct sg_err *err)
{
    bool is_empty = false;
    SG_TRY(open_archive(u, &is_empty, err));
    if (is_empty) return check_rest(u, err);
    struct slot *slot = free_slot(u);
    const char *block = NULL;
    size_t left = 0;
    while (slot) {
        if (left == 0) {
            const void *bytes;
            la_int64_t at;
            int status = archive_read_data_block(u->archive, &bytes, &left, &at);
            if (status == ARCHIVE_RETRY) continue;
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
                if (slot->len) hand_over(u);
                return status == ARCHIVE_EOF ? check_rest(u, err) : unpack_fault(u, err);
            }
            block = bytes;
            u->unpacked += left;
            SG_TRY(check_expansion(u, err));
        }
        size_t n = SLOT_BYTES - slot->len < left ? SLOT_BYTES - slot->len : left;
        memcpy(slot->bytes + slot->len, block, n);
        slot->len += n;
        block += n;
        left -= n;
        if (slot->len == SLOT_BYTES) {
            hand_over(u);
            slot = free_slot(u);
        }
    }
    return SG_OK;
}

static void *run(void *context)
{
    struct sg_unpacker *u = context;
    struct sg_err err = { 0 };
    bool is_gzip = memcmp(u->head.bytes, GZIP_MAGIC, 2) == 0;
    if ((is_gzip ? unpack_gzip(u, &err) : unpack_archive(u, &err)) == SG_OK) err.code = SG_OK;
    pthread_mutex_lock(&u->lock);
    u->err = err;
    u->is_done = true;
    pthread_cond_signal(&u->filled);
    pthread_mutex_unlock(&u->lock);
    return NULL;
}

static enum sg_code start(struct sg_unpacker *u, struct sg_err *err)
{
    u->packed = malloc(PACKED_BYTES);
    bool is_whole = u->packed != NULL;
    for (size_t i = 0; i < SLOTS; i++)
        is_whole &= (u->slots[i].bytes = malloc(SLOT_BYTES)) != NULL;
    if (!is_whole) return sg_fail_nomem(err, "unpacking");
    pthread_mutex_init(&u->lock, NULL);
    pthread_cond_init(&u->filled, NULL);
    pthread_cond_init(&u->emptied, NULL);
    u->has_locks = true;
    int fault = pthread_create(&u->thread, NULL, run, u);
    if (fault) return sg_fail(err, SG_EIO, "%s: no thread for unpacking: %s", u->name, strerror(fault));
    u->has_thread = true;
    return SG_OK;
}

enum sg_code sg_unpacker_new(int fd, const struct sg_stream_head *head, const char *name, uint64_t total_bytes,
                             struct sg_unpacker **ret, struct sg_err *err)
{
    struct sg_unpacker *u = calloc(1, sizeof *u);
    if (!u) {
        close(fd);
        return sg_fail_nomem(err, "unpacking");
    }
    u->fd = fd;
    u->head = *head;
    u->name = name;
    u->total = total_bytes;
    enum sg_code code = start(u, err);
    if (code != SG_OK) {
        sg_unpacker_free(u);
        return code;
    }
    *ret = u;
    return SG_OK;
}

void sg_unpacker_free(struct sg_unpacker *u)
{
    if (!u) return;
    if (u->has_thread) {
        pthread_mutex_lock(&u->lock);
        u->is_stopped = true;
        pthread_cond_signal(&u->emptied);
        pthread_mutex_unlock(&u->lock);
        pthread_join(u->thread, NULL);
    }
    if (u->has_locks) {
        pthread_mutex_destroy(&u->lock);
        pthread_cond_destroy(&u->filled);
        pthread_cond_destroy(&u->emptied);
    }
    if (u->archive) archive_read_free(u->archive);
    for (size_t i = 0; i < SLOTS; i++)
        free(u->slots[i].bytes);
    free(u->packed);
    close(u->fd);
    free(u);
}

enum sg_code sg_unpacker_read(struct sg_unpacker *u, char *to, size_t room, size_t *ret_len, struct sg_err *err)
{
    pthread_mutex_lock(&u->lock);
    while (u->n == 0 && !u->is_done)
        pthread_cond_wait(&u->filled, &u->lock);
    if (u->n == 0) {
        pthread_mutex_unlock(&u->lock);
        if (u->err.code != SG_OK) return sg_fail(err, u->err.code, "%s", u->err.text);
        *ret_len = 0;
        return SG_OK;
    }
    struct slot *slot = &u->slots[u->first];
    pthread_mutex_unlock(&u->lock);

    size_t n = slot->len - u->taken < room ? slot->len - u->taken : room;
    memcpy(to, slot->bytes + u->taken, n);
    u->taken += n;
    *ret_len = n;
    if (u->taken < slot->len) return SG_OK;

    pthread_mutex_lock(&u->lock);
    u->taken = slot->len = 0;
    u->first = (u->first + 1) % SLOTS;
    u->n--;
    pthread_cond_signal(&u->emptied);
    pthread_mutex_unlock(&u->lock);
    return SG_OK;
}

uint64_t sg_unpacker_packed(const struct sg_unpacker *u)
{
    return atomic_load_explicit(&u->packed_bytes, memory_order_relaxed);
}
