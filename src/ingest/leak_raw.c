/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One item's bytes, read again from its source. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "ingest/leak_internal.h"
#include "model/leak_tables.h"

enum { MOST_PLACES = 100 };
struct place {
    uint64_t source, row;
    char sha256[SG_SHA256_HEX];
    uint8_t flags;
};
struct places {
    struct place *list;
    size_t n;
};

static enum sg_code take_place(void *ctx, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    struct places *p = ctx;
    (void)err;
    struct sg_str hash = sg_batch_text(b, 2, i);
    if (p->n == MOST_PLACES || hash.len != SG_SHA256_HEX - 1) return SG_OK;
    struct place *to = &p->list[p->n++];
    *to =
        (struct place){ .source = sg_batch_u64(b, 0, i), .row = sg_batch_u64(b, 1, i), .flags = sg_batch_u8(b, 3, i) };
    memcpy(to->sha256, hash.data, hash.len);
    return SG_OK;
}

struct origin {
    struct sg_buf path;
    char sha256[SG_SHA256_HEX];
};

static enum sg_code take_origin(void *ctx, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    struct origin *o = ctx;
    struct sg_str hash = sg_batch_text(b, 1, i);
    sg_buf_str(&o->path, sg_batch_text(b, 0, i));
    if (hash.len == SG_SHA256_HEX - 1) memcpy(o->sha256, hash.data, hash.len);
    return sg_buf_check(&o->path, err);
}

/* ---- the reader's answer ---- */

static enum sg_code read_exactly(int fd, void *to, size_t len, struct sg_err *err)
{
    char *at = to;
    while (len) {
        ssize_t n = read(fd, at, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return sg_fail(err, SG_EIO, "the reader ended before it gave the item");
        at += n;
        len -= (size_t)n;
    }
    return SG_OK;
}

static enum sg_code read_answer(int fd, struct sg_buf *ret, struct sg_err *err)
{
    struct sg_reader_head head;
    SG_TRY(read_exactly(fd, &head, sizeof head, err));
    if (head.bytes > SG_READER_FRAME_BYTES || (head.type != SG_READER_BYTES && head.type != SG_READER_FAILED))
        return sg_fail(err, SG_EIO, "the reader sent something that is not understood");
    sg_buf_clear(ret);
    if (!sg_buf_room(ret, (size_t)head.bytes + 1)) return sg_fail_nomem(err, "an item's bytes");
    SG_TRY(read_exactly(fd, ret->data, (size_t)head.bytes, err));
    ret->len = (size_t)head.bytes;
    if (head.type == SG_READER_BYTES) return SG_OK;
    struct sg_str said = sg_buf_view(ret);
    return sg_fail(err, SG_ENOTFOUND, "%.*s", (int)(said.len < 500 ? said.len : 500), said.data);
}

static enum sg_code ask_reader(const char *program, const char *path, const char *names, uint64_t row,
                               struct sg_buf *ret, struct sg_err *err)
{
    char number[24];
    pid_t pid;
    int fd, status;
    snprintf(number, sizeof number, "%" PRIu64, row);
    const char *words[] = {
        program, "raw", "--row", number, names ? "--names" : path, names, names ? path : NULL, NULL
    };
    SG_TRY(sg_leak_spawn(program, (char *const *)(uintptr_t)words, -1, &pid, &fd, err));
    enum sg_code code = read_answer(fd, ret, err);
    close(fd);
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return code;
}

/* SG_ENOTFOUND when the source is no longer what it was: another place may do. */
static enum sg_code read_place(struct sg_case *c, struct sg_store *store, const struct place *p, const char *program,
                               struct sg_buf *ret, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_TEXT, SG_TEXT };
    struct sg_param params[] = { { .name = "source", .kind = SG_PARAM_U64, .u64 = p->source } };
    struct origin origin = { 0 };
    char relative[16 + SG_SHA256_HEX], hex[SG_SHA256_HEX];
    enum sg_code code = sg_store_each(store, "ingest_source_path", params, 1, types, 2, take_origin, &origin, err);
    const char *path = code == SG_OK ? sg_buf_cstr(&origin.path) : NULL;
    snprintf(relative, sizeof relative, "inputs/%s", origin.sha256);
    sg_auto_char names = sg_case_path(c, relative);
    if (code == SG_OK && (!path || !names)) code = sg_fail_nomem(err, "an item's source");
    if (code == SG_OK) code = ask_reader(program, path, sg_fs_is_dir(path) ? names : NULL, p->row, ret, err);
    if (code == SG_OK) code = sg_sha256_of(ret->data ? ret->data : "", ret->len, hex, err);
    if (code == SG_OK && strcmp(hex, p->sha256) != 0)
        code =
            sg_fail(err, SG_ENOTFOUND, "%s: has changed since it was added: the item there is another one now", path);
    sg_buf_release(&origin.path);
    return code;
}

enum sg_code sg_leak_raw(struct sg_case *c, struct sg_store *store, uint64_t item, const char *reader_program,
                         struct sg_buf *ret, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_U64, SG_TEXT, SG_U8 };
    struct sg_param params[] = { { .name = "item", .kind = SG_PARAM_U64, .u64 = item } };
    struct place list[MOST_PLACES];
    struct places places = { .list = list };
    sg_auto_char program = sg_leak_program(reader_program);
    if (!program) return sg_fail_nomem(err, "the reader");
    SG_TRY(sg_store_each(store, "ingest_leak_places", params, 1, types, 4, take_place, &places, err));
    if (!places.n) return sg_fail(err, SG_ENOTFOUND, "there is no item %016" PRIx64 " in the case", item);
    enum sg_code code = SG_ENOTFOUND;
    for (size_t i = 0; i < places.n && code == SG_ENOTFOUND; i++) {
        if (places.list[i].flags & SG_PLACE_TOO_LARGE)
            code =
                sg_fail(err, SG_ENOTFOUND, "the item is too large to be held; take it out of its source by its path");
        else
            code = read_place(c, store, &places.list[i], program, ret, err);
    }
    return code;
}
