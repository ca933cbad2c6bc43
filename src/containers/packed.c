/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file packed by itself: gz, xz, zst, bz2.  It is no container of its own; what it holds stands in its place. */
#include <archive.h>
#include <stdlib.h>
#include <strings.h>
#include <zlib.h>

#include "containers/containers_internal.h"

static const struct {
    const char *magic;
    size_t len;
} known[] = {
    { "\x1f\x8b\x08", 3 },
    { "\x28\xb5\x2f\xfd", 4 },
    { "\xfd"
      "7zXZ\0",
      6 },
};

bool packed_probe(struct sg_str head)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (head.len >= known[i].len && memcmp(head.data, known[i].magic, known[i].len) == 0) return true;
    if (head.len >= 10 && memcmp(head.data, "BZh", 3) == 0 && head.data[3] >= '1' && head.data[3] <= '9')
        return memcmp(head.data + 4, "1AY&SY", 6) == 0 || memcmp(head.data + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0;
    /* zstd's skippable frame, which some packers put first */
    return head.len >= 8 && ((unsigned char)head.data[0] & 0xf0) == 0x50 &&
           memcmp(head.data + 1, "\x2a\x4d\x18", 3) == 0;
}

struct unpacker {
    struct stream out; /* first: `more` gets it */
    struct stream *in;
    struct walk *walk;
    struct layer layer;
    char *packed;
    z_stream z;
    bool has_z, is_between;
    struct archive *archive;
    const char *block;
    size_t block_len;
    uint64_t unpacked;
};

static void unpacker_release(struct unpacker *u)
{
    if (u->has_z) inflateEnd(&u->z);
    if (u->archive) archive_read_free(u->archive);
    free(u->packed);
    stream_release(&u->out);
}

static size_t give(struct unpacker *u, size_t n)
{
    u->out.raw_at += n;
    u->unpacked += n;
    if (n && !limits_count(u->walk, &u->layer, n, &u->out.fault)) return 0;
    return n;
}

static size_t take_packed(struct unpacker *u)
{
    size_t n = stream_read(u->in, u->packed, PIECE_BYTES);
    if (!stream_seeks(u->in)) u->layer.packed += n;
    return n;
}

/* gzip goes to zlib itself: libarchive gives nothing of the last block before a cut, which is all of a small file. */
static size_t more_of_gzip(struct stream *s, char *to, size_t room)
{
    struct unpacker *u = (struct unpacker *)s;
    u->z.next_out = (Bytef *)to;
    u->z.avail_out = (uInt)(room < PIECE_BYTES ? room : PIECE_BYTES);
    uInt all = u->z.avail_out;
    while (u->z.avail_out == all) {
        if (!u->z.avail_in) {
            u->z.avail_in = (uInt)take_packed(u);
            u->z.next_in = (Bytef *)u->packed;
        }
        if (!u->z.avail_in) {
            if (!u->is_between) (void)sg_fail(&s->fault, SG_EINPUT, "the packed data is cut short");
            return 0;
        }
        if (u->is_between && *u->z.next_in == 0) { /* padding */
            u->z.next_in++;
            u->z.avail_in--;
            continue;
        }
        if (u->is_between && (*u->z.next_in != 0x1f || inflateReset(&u->z) != Z_OK)) {
            (void)sg_fail(&s->fault, SG_EINPUT, "something else follows the packed data");
            return 0;
        }
        u->is_between = false;
        int status = inflate(&u->z, Z_NO_FLUSH);
        if (status == Z_STREAM_END) {
            u->is_between = true;
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            (void)sg_fail(&s->fault, SG_EINPUT, "the packed data is damaged (%s)",
                          u->z.msg ? u->z.msg : "no reason given");
            break;
        }
    }
    return give(u, all - u->z.avail_out);
}

/* ---- the others ---- */

static la_ssize_t give_packed(struct archive *a, void *ctx, const void **ret)
{
    struct unpacker *u = ctx;
    (void)a;
    size_t n = take_packed(u);
    *ret = u->packed;
    return (la_ssize_t)n;
}

static void archive_fault(struct unpacker *u)
{
    const char *why = archive_error_string(u->archive);
    (void)sg_fail(&u->out.fault, SG_EINPUT, "the packed data is damaged or cut short (%s)",
                  why ? why : "no reason given");
}

static size_t more_of_archive(struct stream *s, char *to, size_t room)
{
    struct unpacker *u = (struct unpacker *)s;
    while (u->block_len == 0) {
        const void *block;
        la_int64_t at;
        int status = archive_read_data_block(u->archive, &block, &u->block_len, &at);
        u->block = block;
        if (status == ARCHIVE_RETRY) continue;
        if (status == ARCHIVE_OK || status == ARCHIVE_WARN) continue;
        u->block_len = 0;
        if (status != ARCHIVE_EOF) archive_fault(u);
        return 0;
    }
    size_t n = u->block_len < room ? u->block_len : room;
    memcpy(to, u->block, n);
    u->block += n;
    u->block_len -= n;
    return give(u, n);
}

static enum sg_code unpacker_open(struct unpacker *u, struct sg_str head, struct sg_err *err)
{
    u->out.fd = -1;
    u->out.size = SIZE_UNKNOWN;
    u->packed = malloc(PIECE_BYTES);
    if (!u->packed) return sg_fail_nomem(err, "unpacking");
    if (head.len >= 2 && memcmp(head.data, "\x1f\x8b", 2) == 0) {
        u->out.more = more_of_gzip;
        u->has_z = inflateInit2(&u->z, 15 + 16) == Z_OK;
        return u->has_z ? SG_OK : sg_fail_nomem(err, "unpacking");
    }
    u->out.more = more_of_archive;
    u->archive = archive_read_new();
    if (!u->archive) return sg_fail_nomem(err, "unpacking");
    (void)archive_read_support_filter_zstd(u->archive);
    (void)archive_read_support_filter_xz(u->archive);
    (void)archive_read_support_filter_bzip2(u->archive);
    (void)archive_read_support_format_raw(u->archive);
    (void)archive_read_support_format_empty(u->archive);
    struct archive_entry *entry;
    if (archive_read_open(u->archive, u, NULL, give_packed, NULL) != ARCHIVE_OK) return SG_ENOTFOUND;
    int status = archive_read_next_header(u->archive, &entry);
    if (status == ARCHIVE_EOF) u->out.is_ended = true;
    return status == ARCHIVE_OK || status == ARCHIVE_WARN || status == ARCHIVE_EOF ? SG_OK : SG_ENOTFOUND;
}

/* "x.mbox.gz" holds "x.mbox", "x.tgz" holds "x.tar". */
static void drop_suffix(struct sg_buf *path)
{
    static const struct {
        const char *suffix, *instead;
    } row[] = { { ".gz", "" },       { ".xz", "" },      { ".zst", "" },     { ".bz2", "" },      { ".tgz", ".tar" },
                { ".tbz2", ".tar" }, { ".tbz", ".tar" }, { ".txz", ".tar" }, { ".tzst", ".tar" }, { ".zstd", "" } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        size_t n = strlen(row[i].suffix);
        if (path->len <= n || strncasecmp(path->data + path->len - n, row[i].suffix, n) != 0) continue;
        if (path->data[path->len - n - 1] == '/') continue;
        path->len -= n;
        sg_buf_text(path, row[i].instead);
        return;
    }
}

static enum sg_code walk_unpacked(struct walk *w, struct unpacker *u, const struct place *at, struct sg_err *err)
{
    sg_auto_buf path = { 0 };
    sg_buf_text(&path, at->path);
    drop_suffix(&path);
    struct place inside = *at;
    inside.path = sg_buf_cstr(&path);
    if (!inside.path) return sg_fail_nomem(err, "a path");
    inside.name = place_name(inside.path);
    inside.depth++;
    inside.layer = &u->layer;
    if (!inside.whole) inside.whole = u->in;
    return walk_item(w, &u->out, &inside, err);
}

enum sg_code walk_packed(struct walk *w, struct stream *s, const struct place *at, struct sg_err *err)
{
    struct unpacker u = { .in = s, .walk = w, .layer = { .up = at->layer, .packed = stream_seeks(s) ? s->size : 0 } };
    struct sg_str head = stream_peek(s, 8);
    enum sg_code code = unpacker_open(&u, head, err);
    if (code == SG_OK) code = walk_unpacked(w, &u, at, err);
    unpacker_release(&u);
    return code;
}
