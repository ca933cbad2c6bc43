/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives, through libarchive.  Names are only names: nothing is ever written. */
#include <archive.h>
#include <archive_entry.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "containers/containers_internal.h"

enum {
    REFUSED = 16,        /* entries that may be given up before the archive is */
    HEADERS_BROKEN = 64, /* entries whose header is damaged, likewise */
    ODD_TOLD = 100       /* links, devices and pipes of one archive that are told one by one */
};

struct opened {
    struct walk *w;
    struct stream *s;
    const struct kind *kind;
    struct archive *a;
    struct layer layer;
    char *piece;
    struct place inside;
    struct sg_buf path, name;
    uint64_t odd;           /* links, devices, pipes */
    uint32_t part, headers; /* entries that were given; all of them */
    unsigned broken;
};

/* An entry's bytes. */
struct entry_stream {
    struct stream out; /* first: `more` gets it */
    struct opened *o;
    const char *block;
    size_t block_len;
    uint64_t hole; /* zeros that stand before the block, or at the end */
    bool is_sparse, is_last;
};

static void opened_release(struct opened *o)
{
    if (o->a) archive_read_free(o->a);
    free(o->piece);
    sg_buf_release(&o->path);
    sg_buf_release(&o->name);
}

/* ---- bytes in ---- */

static la_ssize_t give_piece(struct archive *a, void *ctx, const void **ret)
{
    struct opened *o = ctx;
    (void)a;
    size_t n = stream_read(o->s, o->piece, PIECE_BYTES);
    if (!stream_seeks(o->s)) o->layer.packed += n;
    *ret = o->piece;
    return (la_ssize_t)n;
}

static la_int64_t skip_pieces(struct archive *a, void *ctx, la_int64_t n)
{
    struct opened *o = ctx;
    (void)a;
    if (!stream_seeks(o->s) || n <= 0) return 0;
    uint64_t at = stream_at(o->s), left = o->s->size - at;
    if ((uint64_t)n > left) n = (la_int64_t)left;
    stream_seek(o->s, at + (uint64_t)n);
    return n;
}

static la_int64_t seek_pieces(struct archive *a, void *ctx, la_int64_t offset, int whence)
{
    struct opened *o = ctx;
    (void)a;
    la_int64_t from = whence == SEEK_SET ? 0 : (la_int64_t)(whence == SEEK_CUR ? stream_at(o->s) : o->s->size);
    la_int64_t at;
    if (__builtin_add_overflow(from, offset, &at) || at < 0) return ARCHIVE_FATAL;
    if ((uint64_t)at > o->s->size) at = (la_int64_t)o->s->size;
    stream_seek(o->s, (uint64_t)at);
    return at;
}

/* Only what the probe saw: libarchive is not to find something else in hostile bytes. */
static void support(struct archive *a, const char *name)
{
    static const struct {
        const char *name;
        int (*support)(struct archive *);
    } row[] = {
        { "zip", archive_read_support_format_zip },     { "rar", archive_read_support_format_rar },
        { "rar", archive_read_support_format_rar5 },    { "7z", archive_read_support_format_7zip },
        { "tar", archive_read_support_format_tar },     { "cpio", archive_read_support_format_cpio },
        { "ar", archive_read_support_format_ar },       { "cab", archive_read_support_format_cab },
        { "iso", archive_read_support_format_iso9660 }, { "lha", archive_read_support_format_lha },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (strcmp(row[i].name, name) == 0) (void)row[i].support(a);
}

static enum sg_code open_archive(struct opened *o, struct sg_err *err)
{
    o->a = archive_read_new();
    o->piece = malloc(PIECE_BYTES);
    if (!o->a || !o->piece) return sg_fail_nomem(err, "an archive");
    support(o->a, o->kind->name);
    archive_read_set_callback_data(o->a, o);
    archive_read_set_read_callback(o->a, give_piece);
    archive_read_set_skip_callback(o->a, skip_pieces);
    if (stream_seeks(o->s)) archive_read_set_seek_callback(o->a, seek_pieces);
    return archive_read_open1(o->a) == ARCHIVE_OK ? SG_OK : SG_EINPUT;
}

static const char *why(struct archive *a)
{
    const char *text = archive_error_string(a);
    return text && *text ? text : "no reason given";
}

/* ---- bytes out ---- */

/* Block by block, because the library's reading into a buffer forgets what it copied before a fault. */
static void next_block(struct entry_stream *e)
{
    struct opened *o = e->o;
    const void *block = NULL;
    la_int64_t at = (la_int64_t)e->out.raw_at;
    int status = archive_read_data_block(o->a, &block, &e->block_len, &at);
    if (status == ARCHIVE_RETRY) return;
    bool is_bad = status != ARCHIVE_OK && status != ARCHIVE_WARN && status != ARCHIVE_EOF;
    if (is_bad || status == ARCHIVE_EOF) {
        e->block_len = 0;
        e->is_last = true;
    }
    if (o->s->fault.code != SG_OK && e->is_last)
        e->out.fault = o->s->fault;
    else if (is_bad)
        (void)sg_fail(&e->out.fault, SG_EINPUT, "the entry is damaged or cut short (%s)", why(o->a));
    e->block = block;
    if (e->is_sparse && at > 0 && (uint64_t)at > e->out.raw_at && !is_bad) e->hole = (uint64_t)at - e->out.raw_at;
}

static size_t more_of_entry(struct stream *s, char *to, size_t room)
{
    struct entry_stream *e = (struct entry_stream *)s;
    while (!e->block_len && !e->hole && !e->is_last)
        next_block(e);
    size_t n = 0;
    if (e->hole) {
        n = e->hole < room ? (size_t)e->hole : room;
        memset(to, 0, n);
        e->hole -= n;
    } else if (e->block_len) {
        n = e->block_len < room ? e->block_len : room;
        memcpy(to, e->block, n);
        e->block += n;
        e->block_len -= n;
    }
    s->raw_at += n;
    if (n && !limits_count(e->o->w, &e->o->layer, n, &s->fault)) return 0;
    return n;
}

static struct sg_str name_of(struct archive_entry *e)
{
    const char *name = archive_entry_pathname_utf8(e);
    if (!name) name = archive_entry_pathname(e);
    return sg_str(name ? name : "");
}

static sg_time time_of(struct archive_entry *e)
{
    int64_t seconds, us;
    if (!archive_entry_mtime_is_set(e)) return SG_TIME_NONE;
    seconds = archive_entry_mtime(e);
    if (__builtin_mul_overflow(seconds, SG_SECOND, &us)) return SG_TIME_NONE;
    return us + archive_entry_mtime_nsec(e) / 1000;
}

/* Why an entry is no file; NULL: it is one. */
static const char *odd_entry(struct archive_entry *e, struct sg_err *text)
{
    const char *to = archive_entry_hardlink_utf8(e);
    if (!to) to = archive_entry_hardlink(e);
    if (to && *to) {
        (void)sg_fail(text, SG_EINPUT, "is a second name of \"%.200s\": read there", to);
        return text->text;
    }
    switch (archive_entry_filetype(e)) {
    case AE_IFLNK:
        to = archive_entry_symlink_utf8(e);
        if (!to) to = archive_entry_symlink(e);
        (void)sg_fail(text, SG_EINPUT, "is a link to \"%.200s\": not followed", to ? to : "");
        return text->text;
    case AE_IFCHR:
    case AE_IFBLK:
        return "is a device: not read";
    case AE_IFIFO:
    case AE_IFSOCK:
        return "is a pipe or socket: not read";
    default:
        return NULL;
    }
}

/* ---- the same entry once more ---- */

struct entry_again {
    struct again base; /* first */
    struct opened *first;
    struct opened o;
    struct stream in;
    struct entry_stream s;
    uint32_t header; /* the entry's number, folders and all */
};

static enum sg_code open_again(struct again *base, struct stream **ret, struct sg_err *err)
{
    struct entry_again *g = (struct entry_again *)base;
    const struct stream *from = g->first->s;
    struct archive_entry *e = NULL;
    if (from->memory)
        stream_memory(&g->in, sg_str_n(from->memory, (size_t)from->size));
    else
        stream_file(&g->in, from->fd, from->size, false);
    g->o = (struct opened){ .w = g->first->w,
                            .s = &g->in,
                            .kind = g->first->kind,
                            .layer = { .up = &g->first->layer, .packed = SIZE_UNKNOWN } };
    SG_TRY(open_archive(&g->o, err));
    for (uint32_t i = 0; i <= g->header; i++) {
        int status = archive_read_next_header(g->o.a, &e);
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return SG_EINPUT;
    }
    g->s = (struct entry_stream){ .out = { .more = more_of_entry, .fd = -1, .size = SIZE_UNKNOWN },
                                  .o = &g->o,
                                  .is_sparse = archive_entry_sparse_count(e) > 0 };
    *ret = &g->s.out;
    return SG_OK;
}

static void again_release(struct entry_again *g)
{
    stream_release(&g->s.out);
    opened_release(&g->o);
    stream_release(&g->in);
}

static enum sg_code walk_file_entry(struct opened *o, struct archive_entry *e, const struct place *at,
                                    struct sg_err *err)
{
    struct place entry = *at;
    uint64_t size = archive_entry_size_is_set(e) && archive_entry_size(e) > 0 ? (uint64_t)archive_entry_size(e) : 0;
    if (archive_entry_is_encrypted(e)) {
        entry.flags |= SG_PLACE_ENCRYPTED;
        return walk_bare_leaf(o->w, &entry, size, NULL, "is encrypted: its name and size are all that can be read",
                              err);
    }
    struct entry_stream s = { .out = { .more = more_of_entry, .fd = -1, .size = SIZE_UNKNOWN },
                              .o = o,
                              .is_sparse = archive_entry_sparse_count(e) > 0 };
    struct entry_again again = { .base = { .open = open_again },
                                 .first = o,
                                 .in = { .fd = -1 },
                                 .s = { .out = { .fd = -1 } },
                                 .header = o->headers - 1 };
    /* Damaged headers that were passed over are not counted: then the second time would find another entry. */
    if (stream_seeks(o->s) && o->broken == 0) entry.again = &again.base;
    enum sg_code code = walk_item(o->w, &s.out, &entry, err);
    again_release(&again);
    stream_release(&s.out);
    return code;
}

static enum sg_code walk_entry(struct opened *o, struct archive_entry *e, struct sg_err *err)
{
    if (archive_entry_filetype(e) == AE_IFDIR) return SG_OK;
    struct place at = o->inside;
    at.path = place_path(&o->path, o->inside.path, name_of(e), true);
    if (!at.path) return sg_fail_nomem(err, "a path");
    at.name = place_name(at.path);
    at.part = o->part++;
    at.stored = time_of(e);
    struct sg_err text;
    const char *odd = odd_entry(e, &text);
    if (odd) {
        uint64_t number;
        bool is_wanted;
        if (o->odd++ < ODD_TOLD)
            walk_no_leaf(o->w, at.path, odd);
        else
            (void)walk_number(o->w, at.path, &number, &is_wanted);
        return SG_OK;
    }
    uint64_t before = o->layer.unpacked;
    SG_TRY(walk_file_entry(o, e, &at, err));
    if (!o->layer.is_over || walk_is_over(o->w, o->layer.up)) return SG_OK;
    /* This entry was too much; the others may be honest. */
    o->layer.is_over = false;
    o->layer.unpacked = before;
    if (++o->layer.refused < REFUSED) return SG_OK;
    o->layer.is_over = true;
    walk_reject_rest(o->w, &o->inside, "%d entries unpack to too much: the rest of the archive is not read", REFUSED);
    return SG_OK;
}

/* ---- the archive ---- */

static bool is_usable(int status)
{
    return status == ARCHIVE_OK || status == ARCHIVE_WARN;
}

static enum sg_code walk_entries(struct opened *o, struct archive_entry *e, int status, struct sg_err *err)
{
    while (!walk_is_over(o->w, &o->layer)) {
        if (status == ARCHIVE_EOF) break;
        if (walk_is_to_leave(o->w)) {
            walk_reject_rest(o->w, &o->inside, WALK_LEFT, (uint64_t)o->part);
            return SG_OK;
        }
        if (is_usable(status)) {
            o->headers++;
            SG_TRY(walk_entry(o, e, err));
        } else if (status != ARCHIVE_RETRY || ++o->broken > HEADERS_BROKEN) {
            const char *reason = o->s->fault.code != SG_OK ? o->s->fault.text : why(o->a);
            walk_reject_rest(o->w, &o->inside,
                             "the archive is damaged or cut short behind %" PRIu32 " entries (%s): the rest "
                             "is missing",
                             o->part, reason);
            return SG_OK;
        } else {
            walk_reject_rest(o->w, &o->inside, "an entry's header is damaged (%s): left out", why(o->a));
        }
        status = archive_read_next_header(o->a, &e);
    }
    if (status == ARCHIVE_EOF && o->s->fault.code != SG_OK)
        walk_reject_rest(o->w, &o->inside, "the rest is missing behind %" PRIu32 " entries: %s", o->part,
                         o->s->fault.text);
    return SG_OK;
}

static enum sg_code walk_opened(struct opened *o, const struct place *at, struct sg_err *err)
{
    struct archive_entry *e = NULL;
    enum sg_code code = open_archive(o, err);
    if (code == SG_ENOMEM) return code;
    if (code != SG_OK && stream_seeks(o->s))
        return SG_ENOTFOUND; /* the library sees none: it looked like one by chance */
    int status = code == SG_OK ? archive_read_next_header(o->a, &e) : ARCHIVE_FATAL;
    uint8_t flags = is_usable(status) || status == ARCHIVE_EOF || status == ARCHIVE_RETRY
                        ? 0
                        : SG_PLACE_BROKEN | SG_PLACE_NOT_OPENED;
    /* The library must not be asked before it has found a format. */
    bool is_locked = flags && code == SG_OK && archive_read_has_encrypted_entries(o->a) == 1;
    if (is_locked) flags = SG_PLACE_ENCRYPTED | SG_PLACE_NOT_OPENED;
    SG_TRY(walk_container(o->w, o->s, at, o->kind->name, flags, &o->inside, err));
    o->inside.layer = &o->layer;
    if (is_locked) {
        walk_reject_rest(o->w, &o->inside,
                         "the archive is encrypted, its list of entries too: nothing of it can be read");
        return SG_OK;
    }
    enum sg_code walked = walk_entries(o, e, status, err);
    if (o->odd > ODD_TOLD)
        walk_reject_rest(o->w, &o->inside,
                         "%" PRIu64 " more links, devices and pipes in it are passed over and not told one by one",
                         o->odd - ODD_TOLD);
    return walked;
}

enum sg_code walk_archive(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                          struct sg_err *err)
{
    struct opened o = {
        .w = w, .s = s, .kind = kind, .layer = { .up = at->layer, .packed = stream_seeks(s) ? s->size : 0 }
    };
    enum sg_code code = walk_opened(&o, at, err);
    opened_release(&o);
    return code;
}
