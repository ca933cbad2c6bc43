/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine reads inline data up to a newline byte in some formats, so rows go in another way: the body lies in a file
 * in memory, and INSERT … SELECT reads it as a Native file.  Each block of it becomes one part, whole or not at all.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "engine/engine.h"

#define TABLES 16

/* The columns of a table, asked for once. */
static struct {
    struct sg_buf table, structure; /* "name\ttype\n" lines */
} known[TABLES];
static size_t n_known;
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

enum sg_code sg_upload_add(struct sg_upload *u, const void *bytes, size_t len, struct sg_err *err)
{
    if (u->fd < 0) {
        u->fd = memfd_create("sillage-rows", MFD_CLOEXEC);
        if (u->fd < 0) return sg_fail(err, SG_EIO, "no memory file for the rows: %s", strerror(errno));
    }
    const char *from = bytes;
    while (len) {
        ssize_t n = pwrite(u->fd, from, len, (off_t)u->bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return sg_fail(err, SG_EIO, "the rows do not fit into memory: %s", strerror(errno));
        u->bytes += (uint64_t)n;
        from += n;
        len -= (size_t)n;
    }
    return SG_OK;
}

void sg_upload_release(struct sg_upload *u)
{
    if (u->fd >= 0) close(u->fd);
    u->fd = -1;
    u->bytes = 0;
}

void sg_engine_forget_tables(void)
{
    pthread_mutex_lock(&known_lock);
    for (size_t i = 0; i < n_known; i++) {
        sg_buf_release(&known[i].table);
        sg_buf_release(&known[i].structure);
    }
    n_known = 0;
    pthread_mutex_unlock(&known_lock);
}

/* Copies the columns of `table` into `ret`. */
static enum sg_code table_columns(struct sg_chdb_lane *lane, struct sg_str table, struct sg_buf *ret,
                                  struct sg_buf *ret_error, struct sg_err *err)
{
    pthread_mutex_lock(&known_lock);
    for (size_t i = 0; i < n_known; i++) {
        if (!sg_str_same(sg_buf_view(&known[i].table), table)) continue;
        sg_buf_str(ret, sg_buf_view(&known[i].structure));
        pthread_mutex_unlock(&known_lock);
        return sg_buf_check(ret, err);
    }
    pthread_mutex_unlock(&known_lock);

    sg_auto_buf sql = { 0 };
    sg_buf_printf(&sql, "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = '%.*s'",
                  (int)table.len, table.data);
    SG_TRY(sg_buf_check(&sql, err));
    struct sg_chdb_result *r = sg_chdb_query(lane, sql.data, sql.len, "TabSeparatedRaw");
    if (!r) return sg_fail_nomem(err, "a table's columns");
    const char *error = sg_chdb_error(lane, r);
    if (error) {
        sg_buf_text(ret_error, error);
    } else {
        size_t len = 0;
        const char *bytes = sg_chdb_bytes(lane, r, &len);
        sg_buf_add(ret, bytes, len);
        if (!len)
            sg_buf_printf(ret_error, "Code: 60. DB::Exception: Table %.*s doesn't exist. (UNKNOWN_TABLE)",
                          (int)table.len, table.data);
    }
    sg_chdb_free(lane, r);
    SG_TRY(sg_buf_check(ret, err));
    if (ret_error->len) return SG_OK;

    pthread_mutex_lock(&known_lock);
    if (n_known < TABLES) {
        sg_buf_str(&known[n_known].table, table);
        sg_buf_str(&known[n_known].structure, sg_buf_view(ret));
        if (known[n_known].table.failed || known[n_known].structure.failed) {
            sg_buf_release(&known[n_known].table);
            sg_buf_release(&known[n_known].structure);
        } else {
            n_known++;
        }
    }
    pthread_mutex_unlock(&known_lock);
    return SG_OK;
}

/* "name type, …" for the columns listed in `wanted` (all when empty), in that order. */
static bool structure_of(struct sg_str columns, struct sg_str wanted, struct sg_buf *out)
{
    bool all = wanted.len == 0;
    for (size_t w = 0; all ? w < columns.len : w <= wanted.len;) {
        struct sg_str list = all ? columns : wanted;
        const char *sep = memchr(list.data + w, all ? '\t' : ',', list.len - w);
        size_t end = sep ? (size_t)(sep - list.data) : list.len;
        struct sg_str name = sg_str_trim(sg_str_n(list.data + w, end - w));
        if (name.len > 1 && (name.data[0] == '`' || name.data[0] == '"')) name = sg_str_n(name.data + 1, name.len - 2);
        bool found = false;
        for (size_t at = 0; at < columns.len && !found;) {
            const char *tab = memchr(columns.data + at, '\t', columns.len - at);
            const char *line = memchr(columns.data + at, '\n', columns.len - at);
            if (!tab || !line || tab > line) return false;
            struct sg_str column = sg_str_n(columns.data + at, (size_t)(tab - columns.data) - at);
            size_t next = (size_t)(line - columns.data) + 1;
            if (sg_str_same(column, name)) {
                if (out->len) sg_buf_text(out, ", ");
                sg_buf_char(out, '`');
                sg_buf_str(out, name);
                sg_buf_text(out, "` ");
                sg_buf_add(out, tab + 1, (size_t)(line - tab) - 1);
                found = true;
                if (all) end = next - 1;
            }
            at = next;
        }
        if (!found) return false;
        w = end + 1;
    }
    return true;
}

enum sg_code sg_engine_insert(struct sg_chdb_lane *lane, const struct sg_statement *statement, struct sg_upload *u,
                              struct sg_buf *ret_error, struct sg_err *err)
{
    if (u->fd < 0 || u->bytes == 0) return SG_OK;
    /* Pages beyond this body belong to an earlier, longer one. */
    if (ftruncate(u->fd, (off_t)u->bytes) != 0)
        return sg_fail(err, SG_EIO, "the memory file for the rows cannot be cut: %s", strerror(errno));
    sg_auto_buf columns = { 0 }, structure = { 0 }, sql = { 0 };
    SG_TRY(table_columns(lane, statement->table, &columns, ret_error, err));
    if (ret_error->len) return SG_OK;
    if (!structure_of(sg_buf_view(&columns), statement->columns, &structure)) {
        sg_buf_printf(ret_error, "Code: 16. DB::Exception: No such column in table %.*s. (NO_SUCH_COLUMN_IN_TABLE)",
                      (int)statement->table.len, statement->table.data);
        return sg_buf_check(ret_error, err);
    }
    sg_buf_printf(&sql, "INSERT INTO %.*s ", (int)statement->table.len, statement->table.data);
    if (statement->columns.len) sg_buf_printf(&sql, "(%.*s) ", (int)statement->columns.len, statement->columns.data);
    sg_buf_printf(&sql, "SELECT * FROM file('/dev/fd/%d', Native, '", u->fd);
    sg_escape_sql(&sql, sg_buf_view(&structure));
    sg_buf_text(&sql, "') SETTINGS max_threads = 1, max_insert_threads = 1, min_insert_block_size_rows = 0, "
                      "min_insert_block_size_bytes = 0");
    SG_TRY(sg_buf_check(&sql, err));
    struct sg_chdb_result *r = sg_chdb_query(lane, sql.data, sql.len, "Null");
    if (!r) return sg_fail_nomem(err, "an insert");
    const char *error = sg_chdb_error(lane, r);
    if (error) sg_buf_text(ret_error, error);
    sg_chdb_free(lane, r);
    return sg_buf_check(ret_error, err);
}
