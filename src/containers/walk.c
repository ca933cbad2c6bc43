/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk: what a thing is, what it is called, and who gets it. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/text.h"
#include "containers/containers_internal.h"

#define HELD_KEPT ((size_t)16 << 20) /* a larger buffer is given back after its leaf */
#define PROGRESS_STEP (UINT64_C(4) << 20)
#define SLASH_LIKE "\xe2\x88\x95" /* U+2215 */
enum { NAME_BYTES = 4096 };       /* of one name, beyond which it is cut */

/* ---- names ---- */

static void add_escaped(struct sg_buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        sg_buf_printf(out, "\\x%02X", (unsigned char)s[i]);
}

/* Bytes that are no UTF-8, and what steers a terminal, are written as \xNN: nothing of a name is lost. */
static void add_name(struct sg_buf *out, struct sg_str name)
{
    for (size_t i = 0; i < name.len;) {
        size_t at = i;
        uint32_t c = sg_utf8_next(name.data, name.len, &i);
        bool is_bad = sg_is_control(c) || (c == 0xfffd && i == at + 1);
        if (is_bad)
            add_escaped(out, name.data + at, i - at);
        else if (c == '/')
            sg_buf_text(out, SLASH_LIKE);
        else
            sg_buf_add(out, name.data + at, i - at);
    }
}

/* "/etc/x" keeps its first stroke, as a letter; empty parts and "." say nothing. */
static void add_folders(struct sg_buf *out, struct sg_str name)
{
    bool is_first = true;
    for (size_t i = 0; i < name.len;) {
        const char *end = memchr(name.data + i, '/', name.len - i);
        struct sg_str part = { name.data + i, end ? (size_t)(end - name.data) - i : name.len - i };
        i += part.len + 1;
        if (part.len == 0 && is_first && name.len > 1) {
            sg_buf_text(out, SLASH_LIKE);
            is_first = false;
            continue;
        }
        if (part.len == 0 || sg_str_is(part, ".")) continue;
        if (!is_first && out->len && (out->len < 3 || memcmp(out->data + out->len - 3, SLASH_LIKE, 3) != 0))
            sg_buf_char(out, '/');
        add_name(out, part);
        is_first = false;
    }
}

const char *place_path(struct sg_buf *buf, const char *path, struct sg_str name, bool has_folders)
{
    if (name.len > NAME_BYTES) name.len = NAME_BYTES;
    sg_buf_clear(buf);
    sg_buf_text(buf, path);
    if (buf->len) sg_buf_char(buf, '/');
    size_t before = buf->len;
    if (has_folders)
        add_folders(buf, name);
    else
        add_name(buf, name);
    if (buf->len == before) sg_buf_text(buf, "(unnamed)");
    return sg_buf_cstr(buf);
}

const char *place_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* ---- what is told ---- */

static void say_progress(struct walk *w)
{
    if (!w->sink->progress) return;
    uint64_t done = w->progress_before + (w->progress_of ? w->progress_of->raw_at : 0);
    if (done - w->progress_said < PROGRESS_STEP) return;
    w->progress_said = done;
    w->sink->progress(w->sink->ctx, done, w->progress_total > done ? w->progress_total : done);
}

static void reject_v(struct walk *w, uint64_t number, bool is_wanted, const char *path, struct sg_str raw,
                     const char *format, va_list args)
{
    if (!w->sink->reject || !is_wanted) return;
    struct sg_err text;
    char plain[600];
    vsnprintf(plain, sizeof plain, format, args);
    (void)sg_fail(&text, SG_EINPUT, "%s", plain); /* makes evidence's words harmless */
    struct sg_walk_reject r = { .number = number, .path = path, .reason = text.text, .raw = raw };
    w->sink->reject(w->sink->ctx, &r);
}

void walk_reject(struct walk *w, uint64_t number, bool is_wanted, const char *path, struct sg_str raw,
                 const char *format, ...)
{
    va_list args;
    va_start(args, format);
    reject_v(w, number, is_wanted, path, raw, format, args);
    va_end(args);
}

void walk_reject_rest(struct walk *w, const struct place *inside, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    reject_v(w, inside->container, inside->container_is_wanted, inside->path, sg_str(""), format, args);
    va_end(args);
}

bool walk_next_is_wanted(struct walk *w)
{
    if (!w->sink->wants) return true;
    if (w->asked != w->number + 1) {
        w->asked = w->number + 1;
        w->answer = w->sink->wants(w->sink->ctx, w->asked);
    }
    return w->answer;
}

bool walk_number(struct walk *w, const char *path, uint64_t *ret_number, bool *ret_is_wanted)
{
    if (w->is_ended) return false;
    if (w->number >= w->limits.items) {
        w->is_ended = true;
        walk_reject(w, 0, true, path, sg_str(""),
                    "the source holds more than the limit of %" PRIu64 " items; the rest, from here on, is not read",
                    w->limits.items);
        return false;
    }
    *ret_is_wanted = walk_next_is_wanted(w);
    *ret_number = ++w->number;
    say_progress(w);
    return true;
}

void walk_no_leaf(struct walk *w, const char *path, const char *reason)
{
    uint64_t number;
    bool is_wanted;
    if (walk_number(w, path, &number, &is_wanted)) walk_reject(w, number, is_wanted, path, sg_str(""), "%s", reason);
}

static struct sg_leaf leaf_at(const struct place *at, uint64_t number, enum sg_leaf_kind kind)
{
    return (struct sg_leaf){ .kind = kind,
                             .number = number,
                             .container = at->container,
                             .part = at->part,
                             .path = at->path,
                             .name = at->name,
                             .stored = at->stored,
                             .flags = at->flags };
}

enum sg_code walk_bare_leaf(struct walk *w, const struct place *at, uint64_t size, const char *sha256,
                            const char *reason, struct sg_err *err)
{
    uint64_t number;
    bool is_wanted;
    if (!walk_number(w, at->path, &number, &is_wanted) || !is_wanted) return SG_OK;
    struct sg_leaf leaf = leaf_at(at, number, at->is_message ? SG_LEAF_MESSAGE : SG_LEAF_BYTES);
    leaf.size = size;
    leaf.bytes = sg_str("");
    if (sha256) memcpy(leaf.sha256, sha256, sizeof leaf.sha256);
    w->result.bytes += size;
    SG_TRY(w->sink->leaf(w->sink->ctx, &leaf, err));
    walk_reject(w, number, true, at->path, sg_str(""), "%s", reason);
    return SG_OK;
}

enum sg_code walk_held_leaf(struct walk *w, const struct place *at, enum sg_leaf_kind kind, struct sg_str bytes,
                            uint64_t number, struct sg_err *err)
{
    struct sg_leaf leaf = leaf_at(at, number, kind);
    leaf.bytes = bytes;
    leaf.size = bytes.len;
    w->result.bytes += bytes.len;
    return w->sink->leaf(w->sink->ctx, &leaf, err);
}

enum sg_code walk_container(struct walk *w, const struct stream *s, const struct place *at, const char *format,
                            uint8_t flags, struct place *ret_inside, struct sg_err *err)
{
    struct place inside = { .path = at->path,
                            .depth = at->depth + 1,
                            .stored = SG_TIME_NONE,
                            .layer = at->layer,
                            .container_is_wanted = true };
    *ret_inside = inside;
    if (at->is_source) {
        snprintf(w->result.format, sizeof w->result.format, "%s", format);
        return SG_OK;
    }
    const struct stream *whole = at->whole ? at->whole : s;
    if (!walk_number(w, at->path, &inside.container, &inside.container_is_wanted)) return SG_OK;
    *ret_inside = inside;
    if (!inside.container_is_wanted && !w->sink->all_containers) return SG_OK;
    struct sg_leaf leaf = leaf_at(at, inside.container, SG_LEAF_CONTAINER);
    leaf.flags |= flags;
    leaf.bytes = sg_str("");
    leaf.size = at->sha256 ? at->size : whole->size;
    if (at->sha256)
        memcpy(leaf.sha256, at->sha256, sizeof leaf.sha256);
    else
        SG_TRY(stream_hash(whole, leaf.sha256, err));
    return w->sink->leaf(w->sink->ctx, &leaf, err);
}

/* ---- leaves ---- */

/* The rest of a leaf that is not held: its SHA-256 and size. */
static enum sg_code hash_rest(struct walk *w, struct stream *s, uint64_t *size, char ret_hex[static SG_SHA256_HEX],
                              struct sg_err *err)
{
    struct sg_sha256 *hash;
    SG_TRY(sg_sha256_new(&hash, err));
    enum sg_code code = SG_OK;
    for (size_t n = w->held.len; n > 0 && code == SG_OK;) {
        code = sg_sha256_add(hash, w->held.data, n, err);
        n = stream_read(s, w->held.data, w->held.cap);
        *size += n;
    }
    if (code == SG_OK) code = sg_sha256_end(hash, ret_hex, err);
    sg_sha256_free(hash);
    return code;
}

static enum sg_code too_large_leaf(struct walk *w, struct stream *s, const struct place *at, struct sg_err *err)
{
    char hex[SG_SHA256_HEX];
    uint64_t size = w->held.len;
    SG_TRY(hash_rest(w, s, &size, hex, err));
    struct place large = *at;
    bool is_cut = s->fault.code != SG_OK;
    large.flags |= SG_PLACE_TOO_LARGE | (is_cut ? SG_PLACE_BROKEN : 0);
    if (s->fault.code == SG_ELIMIT) {
        large.flags |= SG_PLACE_NOT_OPENED;
        return walk_bare_leaf(w, &large, size, NULL, s->fault.text, err);
    }
    struct sg_err why;
    (void)sg_fail(&why, SG_ELIMIT, "is larger than %zu bytes: hashed and not opened%s%s", w->limits.item_bytes,
                  is_cut ? "; its end is missing: " : "", is_cut ? s->fault.text : "");
    return walk_bare_leaf(w, &large, size, hex, why.text, err);
}

/* Fills `held`; false when there is more than may be held. */
static bool hold(struct walk *w, struct stream *s)
{
    sg_buf_clear(&w->held);
    if (stream_seeks(s) && s->size <= w->limits.item_bytes && !sg_buf_room(&w->held, (size_t)s->size + 1)) return false;
    while (w->held.len <= w->limits.item_bytes) {
        size_t room = w->limits.item_bytes + 1 - w->held.len;
        if (room > PIECE_BYTES) room = PIECE_BYTES;
        if (w->held.cap - w->held.len > room) room = w->held.cap - w->held.len;
        if (room > w->limits.item_bytes + 1 - w->held.len) room = w->limits.item_bytes + 1 - w->held.len;
        if (!sg_buf_room(&w->held, room)) return false;
        size_t n = stream_read(s, w->held.data + w->held.len, room);
        w->held.len += n;
        if (n < room) return true;
    }
    return false;
}

static void name_source(struct walk *w, const struct place *at, enum sg_leaf_kind kind)
{
    if (at->is_source) strcpy(w->result.format, kind == SG_LEAF_MESSAGE ? "eml" : "file");
}

static enum sg_code hold_leaf(struct walk *w, struct stream *s, const struct place *at, enum sg_leaf_kind kind,
                              const char *note, struct sg_err *err)
{
    if (!hold(w, s)) {
        if (w->held.failed) return sg_fail_nomem(err, "a file's bytes");
        return too_large_leaf(w, s, at, err);
    }
    if (s->fault.code == SG_ELIMIT) {
        struct place given_up = *at;
        given_up.flags |= SG_PLACE_NOT_OPENED;
        return walk_bare_leaf(w, &given_up, w->held.len, NULL, s->fault.text, err);
    }
    uint64_t number;
    bool is_wanted;
    if (!walk_number(w, at->path, &number, &is_wanted) || !is_wanted) return SG_OK;
    struct place whole = *at;
    if (s->fault.code != SG_OK) whole.flags |= SG_PLACE_BROKEN;
    SG_TRY(walk_held_leaf(w, &whole, kind, sg_buf_view(&w->held), number, err));
    if (s->fault.code != SG_OK)
        walk_reject(w, number, true, at->path, sg_str(""), "the rest is missing after %zu bytes: %s", w->held.len,
                    s->fault.text);
    if (note) walk_reject(w, number, true, at->path, sg_str(""), "%s", note);
    return SG_OK;
}

/* Nobody wants it: it is only counted. */
static bool is_passed_over(struct walk *w, const struct stream *s)
{
    if (w->number >= w->limits.items || w->is_ended || walk_next_is_wanted(w)) return false;
    w->number++;
    say_progress(w);
    if (s->size != SIZE_UNKNOWN) w->result.bytes += s->size;
    return true;
}

static enum sg_code walk_leaf(struct walk *w, struct stream *s, const struct place *at, const char *note,
                              struct sg_err *err)
{
    struct sg_str head = stream_peek(s, PROBE_BYTES);
    bool is_mail = at->is_message || looks_like_mail(head, at->name);
    struct place known = *at;
    known.is_message = is_mail;
    enum sg_leaf_kind kind = is_mail ? SG_LEAF_MESSAGE : SG_LEAF_BYTES;
    name_source(w, at, kind);
    if (is_passed_over(w, s)) return SG_OK;
    enum sg_code code = hold_leaf(w, s, &known, kind, note, err);
    if (w->held.cap > HELD_KEPT) sg_buf_release(&w->held);
    return code;
}

/* ---- what has ended the process before ---- */

static unsigned times_here(const struct walk *w)
{
    if (w->sink->begins) w->sink->begins(w->sink->ctx, w->number);
    for (size_t i = 0; i < w->limits.n_closings; i++)
        if (w->limits.closings[i].behind == w->number) return w->limits.closings[i].times;
    return 0;
}

bool walk_is_to_leave(struct walk *w)
{
    const unsigned times = times_here(w);
    if (w->left_at != w->number) w->n_left = 0;
    w->left_at = w->number;
    if (times < 2 + w->n_left) return false;
    w->n_left++;
    return true;
}

/* ---- what it is ---- */

static enum sg_code open_item(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                              struct sg_err *err)
{
    if (times_here(w) == 1) {
        struct place closed = *at;
        closed.flags |= SG_PLACE_NOT_OPENED;
        return walk_leaf(w, s, &closed, "opening it ended the reader each time: it is listed and not opened", err);
    }
    enum sg_code code = kind ? kind->walk(w, s, at, kind, err) : walk_packed(w, s, at, err);
    if (code != SG_ENOTFOUND) return code;
    stream_seek(s, 0);
    return walk_leaf(w, s, at, NULL, err);
}

/* The SHA-256 of what was held of a stream and of what is left of it. */
static enum sg_code hash_both(struct stream *begun, struct stream *s, uint64_t *ret_size,
                              char ret_hex[static SG_SHA256_HEX], struct sg_err *err)
{
    struct sg_sha256 *hash;
    *ret_size = begun->size;
    sg_auto_char piece = malloc(PIECE_BYTES);
    if (!piece) return sg_fail_nomem(err, "hashing");
    SG_TRY(sg_sha256_new(&hash, err));
    enum sg_code code = SG_OK;
    size_t n;
    while (code == SG_OK && (n = stream_read(begun, piece, PIECE_BYTES)) > 0)
        code = sg_sha256_add(hash, piece, n, err);
    stream_release(begun);
    while (code == SG_OK && (n = stream_read(s, piece, PIECE_BYTES)) > 0) {
        code = sg_sha256_add(hash, piece, n, err);
        *ret_size += n;
    }
    if (code == SG_OK) code = sg_sha256_end(hash, ret_hex, err);
    sg_sha256_free(hash);
    return code;
}

/* Too large to be held.  What can be read forward (an mbox, a tar) is unpacked a second time; the others stay closed.
 */
static enum sg_code walk_large(struct walk *w, struct stream *s, struct stream *begun, const struct place *at,
                               const struct kind *kind, struct sg_err *err)
{
    char hex[SG_SHA256_HEX] = "";
    struct place large = *at;
    struct stream *second = NULL;
    struct sg_err why;
    SG_TRY(hash_both(begun, s, &large.size, hex, err));
    large.sha256 = hex;
    large.again = NULL;
    if (s->fault.code != SG_ELIMIT && at->again && kind && !kind->must_seek) {
        if (at->again->open(at->again, &second, &why) == SG_OK) return kind->walk(w, second, &large, kind, err);
    }
    large.flags |= SG_PLACE_TOO_LARGE | SG_PLACE_NOT_OPENED;
    if (s->fault.code == SG_ELIMIT) return walk_bare_leaf(w, &large, large.size, NULL, s->fault.text, err);
    (void)sg_fail(&why, SG_ELIMIT,
                  "a container of more than %zu bytes inside another one is not opened: unpack it and add "
                  "it by itself",
                  w->limits.nested_bytes);
    return walk_bare_leaf(w, &large, large.size, hex, why.text, err);
}

/* A container in a stream that goes forward only: held whole, so that it can be hashed first and read in any order. */
static enum sg_code spool_item(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                               struct sg_err *err)
{
    auto_stream spooled = { .fd = -1 };
    enum sg_code code = stream_spool(s, w->limits.nested_bytes, &spooled, err);
    if (code == SG_ELIMIT) return walk_large(w, s, &spooled, at, kind, err);
    SG_TRY(code);
    if (s->fault.code == SG_ELIMIT) {
        struct place given_up = *at;
        given_up.flags |= SG_PLACE_NOT_OPENED;
        return walk_bare_leaf(w, &given_up, spooled.size, NULL, s->fault.text, err);
    }
    return open_item(w, &spooled, at, kind, err);
}

static bool is_deep_enough(const struct walk *w, const struct place *at)
{
    return at->depth >= w->limits.depth;
}

enum sg_code walk_item(struct walk *w, struct stream *s, const struct place *at, struct sg_err *err)
{
    if (walk_is_over(w, at->layer)) return SG_OK;
    struct sg_str head = stream_peek(s, PROBE_BYTES);
    bool is_packed = packed_probe(head);
    const struct kind *kind = is_packed ? NULL : kind_of(head, s);
    if (!is_packed && !kind) return walk_leaf(w, s, at, NULL, err);
    if (is_deep_enough(w, at)) {
        struct place deep = *at;
        deep.flags |= SG_PLACE_NOT_OPENED;
        struct sg_err why;
        (void)sg_fail(&why, SG_ELIMIT, "a container that lies in %u others is not opened", at->depth);
        return walk_leaf(w, s, &deep, why.text, err);
    }
    /* What the source itself is packed with goes forward, however large; only the order of some formats needs holding.
     */
    bool may_go_forward = at->is_source || at->whole;
    if (stream_seeks(s) || (may_go_forward && kind && !kind->must_seek)) return open_item(w, s, at, kind, err);
    return spool_item(w, s, at, kind, err);
}

/* ---- the doors ---- */

void sg_walk_prepare(void)
{
    pst_prepare();
    msg_prepare();
}

/* Names inside archives are read as UTF-8 whatever the process's locale says. */
struct utf8_names {
    locale_t ours, before;
};
static struct utf8_names utf8_begin(void)
{
    struct utf8_names u = { .ours = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0) };
    if (u.ours) u.before = uselocale(u.ours);
    return u;
}
static void utf8_end(struct utf8_names *u)
{
    if (!u->ours) return;
    uselocale(u->before);
    freelocale(u->ours);
}

static void walk_release(struct walk *w)
{
    sg_buf_release(&w->held);
}

static enum sg_code walk_file(struct walk *w, const char *path, int fd, uint64_t size, struct sg_err *err)
{
    auto_stream s = { .fd = -1 };
    stream_file(&s, fd, size, true);
    w->progress_of = &s;
    w->progress_total = size;
    sg_auto_buf buf = { 0 };
    const char *name = place_path(&buf, "", sg_str(sg_path_name(path)), false);
    if (!name) return sg_fail_nomem(err, "a path");
    struct place at = { .path = name, .name = name, .stored = SG_TIME_NONE, .is_source = true };
    enum sg_code code = walk_item(w, &s, &at, err);
    if (code == SG_OK && w->sink->progress) w->sink->progress(w->sink->ctx, size, size);
    return code;
}

static enum sg_code walk_path(struct walk *w, const char *path, const char *const *names, struct sg_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* a pipe must not hold us up */
    if (fd < 0) return sg_fail(err, SG_EIO, "%s: cannot be opened: %s", path, strerror(errno));
    struct stat st = { 0 };
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(fd);
        return walk_folder(w, path, names, err);
    }
    if (!S_ISREG(st.st_mode)) {
        close(fd);
        return sg_fail(err, SG_EIO, "%s: is neither a file nor a folder", path);
    }
    return walk_file(w, path, fd, (uint64_t)st.st_size, err);
}

enum sg_code sg_walk(const char *path, const char *const *names, const struct sg_walk_limits *limits,
                     const struct sg_walk_sink *sink, struct sg_walk_result *ret, struct sg_err *err)
{
    struct walk w = { .limits = limits_filled(limits), .sink = sink };
    struct utf8_names locale = utf8_begin();
    enum sg_code code = walk_path(&w, path, names, err);
    utf8_end(&locale);
    w.result.leaves = w.number;
    if (ret) *ret = w.result;
    walk_release(&w);
    return code;
}

static enum sg_code walk_bytes(struct walk *w, struct sg_str bytes, const char *path, unsigned depth,
                               struct sg_err *err)
{
    auto_stream s = { .fd = -1 };
    stream_memory(&s, bytes);
    struct place at = {
        .path = path, .name = place_name(path), .depth = depth, .stored = SG_TIME_NONE, .is_source = true
    };
    struct sg_str head = stream_peek(&s, PROBE_BYTES);
    bool is_packed = packed_probe(head);
    const struct kind *kind = is_packed ? NULL : kind_of(head, &s);
    if (!is_packed && !kind) return SG_ENOTFOUND;
    if (depth >= w->limits.depth) {
        walk_reject(w, 0, true, path, sg_str(""), "a container that lies in %u others is not opened", depth);
        return SG_OK;
    }
    return kind ? kind->walk(w, &s, &at, kind, err) : walk_packed(w, &s, &at, err);
}

enum sg_code sg_walk_bytes(struct sg_str bytes, const char *path, unsigned depth, const struct sg_walk_limits *limits,
                           const struct sg_walk_sink *sink, struct sg_walk_result *ret, struct sg_err *err)
{
    struct walk w = { .limits = limits_filled(limits), .sink = sink };
    struct utf8_names locale = utf8_begin();
    enum sg_code code = walk_bytes(&w, bytes, path, depth, err);
    utf8_end(&locale);
    w.result.leaves = w.number;
    if (ret) *ret = w.result;
    walk_release(&w);
    return code;
}
