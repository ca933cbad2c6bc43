/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One feed into the set: unpacked, recognised by what it holds, read; and the set put in order. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "indicators/indicators_internal.h"
#include "sources/sources.h"

static const struct feed_format *const formats[] = { &feed_stix, &feed_misp, &feed_csv }; /* the surest first */

/* ---- reading ---- */

static void reading_release(struct reading *r)
{
    sg_extractor_free(r->extractor);
    sg_idn_free(r->idn);
    sg_buf_release(&r->value);
    sg_buf_release(&r->whole);
    sg_buf_release(&r->work);
    sg_buf_release(&r->label);
}

static int by_count(const void *a, const void *b)
{
    const struct other_kind *x = a, *y = b;
    if (x->n != y->n) return x->n < y->n ? 1 : -1;
    return strcmp(x->name, y->name);
}

/* "md5 (12), sha1 (3)" */
static enum sg_code tell_others(struct reading *r)
{
    sg_auto_buf text = { 0 };
    qsort(r->others, r->n_others, sizeof *r->others, by_count);
    for (size_t i = 0; i < r->n_others; i++)
        sg_buf_printf(&text, "%s%s (%llu)", i ? ", " : "", r->others[i].name, (unsigned long long)r->others[i].n);
    if (r->n_unnamed) sg_buf_printf(&text, ", further kinds (%llu)", (unsigned long long)r->n_unnamed);
    SG_TRY(sg_buf_check(&text, r->err));
    const char *kept = sg_arena_string(r->set->arena, sg_buf_view(&text));
    if (!kept) return sg_fail_nomem(r->err, "indicators");
    r->set->feeds[r->feed].other_kinds = kept;
    return SG_OK;
}

static enum sg_code add_feed(struct reading *r, const char *name, const char *sha256, const char *format)
{
    struct sg_indicators *x = r->set;
    struct sg_indicator_feed *feeds = realloc(x->feeds, (x->n_feeds + 1) * sizeof *feeds);
    if (!feeds) return sg_fail_nomem(r->err, "a feed");
    x->feeds = feeds;
    sg_auto_buf file = { 0 }; /* a file's name is any bytes */
    sg_utf8_repair(&file, name, strlen(name));
    SG_TRY(sg_buf_check(&file, r->err));
    struct sg_indicator_feed f = { .file = sg_arena_string(x->arena, sg_buf_view(&file)),
                                   .sha256 = sg_arena_string(x->arena, sg_str(sha256)),
                                   .format = format,
                                   .other_kinds = "" };
    if (!f.file || !f.sha256) return sg_fail_nomem(r->err, "a feed");
    r->feed = (uint32_t)x->n_feeds;
    x->feeds[x->n_feeds++] = f;
    return SG_OK;
}

static enum sg_code read_feed(struct reading *r, const struct feed *f, const struct feed_format *format,
                              const char *sha256)
{
    size_t n = r->set->n, n_feeds = r->set->n_feeds;
    if (n_feeds >= UINT32_MAX) return sg_fail(r->err, SG_ELIMIT, "too many feeds");
    SG_TRY(sg_extractor_new(&r->extractor, r->err));
    SG_TRY(sg_idn_new(&r->idn, r->err));
    enum sg_code code = add_feed(r, f->name, sha256, format->name);
    if (code == SG_OK) code = format->read(r, f);
    if (code == SG_OK) code = tell_others(r);
    if (code != SG_OK) { /* a feed goes in whole or not at all */
        r->set->n = n;
        r->set->n_feeds = n_feeds;
        return sg_fail_within(r->err, "%s", f->name);
    }
    return SG_OK;
}

/* ---- what it is ---- */

static bool looks_like_json(struct sg_str s)
{
    s = sg_str_trim(s);
    if (!s.len || (s.data[0] != '{' && s.data[0] != '[')) return false;
    if (s.data[0] == '{') return true;
    struct sg_str rest = sg_str_trim(sg_str_n(s.data + 1, s.len - 1)); /* "[2001:db8::1]" and "[.]" begin lists, too */
    return rest.len && strchr("{[\"]", rest.data[0]);
}

static struct sg_str without_mark(struct sg_str s)
{
    return s.len >= 3 && memcmp(s.data, "\xef\xbb\xbf", 3) == 0 ? sg_str_n(s.data + 3, s.len - 3) : s;
}

static enum sg_code unknown(const struct feed *f, struct sg_err *err)
{
    if (sg_json_type(f->json) != SG_JSON_NONE)
        return sg_fail(err, SG_EINPUT,
                       "%s: this is JSON, but neither a bundle of STIX 2 nor an event or attributes of MISP", f->name);
    if (!f->bytes.len) return sg_fail(err, SG_EINPUT, "%s: the feed is empty", f->name);
    return sg_fail(err, SG_EINPUT, "%s: this is no feed that can be read: it is no JSON, and no text either", f->name);
}

static enum sg_code read_bytes(struct reading *r, struct sg_str bytes, size_t spare, const char *name,
                               const char *sha256)
{
    struct feed f = { .bytes = without_mark(bytes), .name = name };
    struct sg_json_parser *parser = NULL;
    enum sg_code code = SG_OK;
    if (looks_like_json(f.bytes)) {
        code = sg_json_parser_new(&parser, r->err);
        if (code == SG_OK) {
            code = spare >= SG_JSON_PADDING ? sg_json_parse_spared(parser, f.bytes, spare, &f.json, r->err)
                                            : sg_json_parse(parser, f.bytes, &f.json, r->err);
            if (code != SG_OK) sg_fail_within(r->err, "%s", name);
        }
    }
    if (code == SG_OK) {
        const struct feed_format *format = NULL;
        for (size_t i = 0; !format && i < sizeof formats / sizeof *formats; i++)
            if (formats[i]->is_mine(&f)) format = formats[i];
        code = format ? read_feed(r, &f, format, sha256) : unknown(&f, r->err);
    }
    sg_json_parser_free(parser);
    return code;
}

/* ---- from a file ---- */

static enum sg_code unpack(const char *path, struct sg_buf *out, struct sg_err *err)
{
    enum { PIECE = 1 << 20 };
    struct sg_stream *in = NULL;
    bool is_at_end = false;
    SG_TRY(sg_stream_open(path, &in, err));
    enum sg_code code = SG_OK;
    while (code == SG_OK && !is_at_end) {
        struct sg_str piece;
        code = sg_stream_peek(in, PIECE, &piece, &is_at_end, err);
        if (code != SG_OK) break;
        if (piece.len > SG_FEED_BYTES - out->len) {
            code = sg_fail(err, SG_ELIMIT, "%s: a feed holds at most %zu bytes", path, SG_FEED_BYTES);
            break;
        }
        sg_buf_str(out, piece);
        sg_stream_skip(in, piece.len);
        code = sg_buf_check(out, err);
    }
    sg_stream_free(in);
    return code;
}

/* Of the file as it lies there; of what can be read only once, of its bytes. */
static enum sg_code hash_feed(const char *path, struct sg_str bytes, char ret[static SG_SHA256_HEX], struct sg_err *err)
{
    struct stat st;
    if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode))
        return sg_sha256_file(path, ret, NULL, err);
    return sg_sha256_of(bytes.data, bytes.len, ret, err);
}

enum sg_code sg_indicators_read(struct sg_indicators *x, const char *path,
                                void (*reject)(void *ctx, const struct sg_indicator_reject *r), void *ctx,
                                struct sg_err *err)
{
    struct sg_err unused;
    struct reading r = { .set = x, .reject = reject, .reject_ctx = ctx, .err = err ? err : &unused };
    char sha256[SG_SHA256_HEX];
    sg_auto_buf bytes = { 0 };
    SG_TRY(unpack(path, &bytes, r.err));
    SG_TRY(hash_feed(path, sg_buf_view(&bytes), sha256, r.err));
    if (!sg_buf_room(&bytes, SG_JSON_PADDING)) return sg_fail_nomem(r.err, "a feed");
    memset(bytes.data + bytes.len, 0, SG_JSON_PADDING);
    enum sg_code code = read_bytes(&r, sg_buf_view(&bytes), SG_JSON_PADDING, sg_path_name(path), sha256);
    reading_release(&r);
    return code;
}

enum sg_code sg_indicators_read_bytes(struct sg_indicators *x, struct sg_str bytes, const char *name,
                                      void (*reject)(void *ctx, const struct sg_indicator_reject *r), void *ctx,
                                      struct sg_err *err)
{
    struct sg_err unused;
    struct reading r = { .set = x, .reject = reject, .reject_ctx = ctx, .err = err ? err : &unused };
    char sha256[SG_SHA256_HEX];
    if (bytes.len > SG_FEED_BYTES)
        return sg_fail(r.err, SG_ELIMIT, "%s: a feed holds at most %zu bytes", name, SG_FEED_BYTES);
    SG_TRY(sg_sha256_of(bytes.data, bytes.len, sha256, r.err));
    enum sg_code code = read_bytes(&r, bytes, 0, name, sha256);
    reading_release(&r);
    return code;
}

/* ---- the set ---- */

static int by_value(const void *a, const void *b)
{
    const struct sg_indicator *x = a, *y = b;
    int order = (x->kind > y->kind) - (x->kind < y->kind);
    if (!order) order = strcmp(x->value, y->value);
    if (!order) order = (x->feed > y->feed) - (x->feed < y->feed);
    if (!order) order = strcmp(x->id, y->id);
    if (!order) order = strcmp(x->label, y->label);
    if (!order) order = strcmp(x->author, y->author);
    if (!order) order = (x->from > y->from) - (x->from < y->from);
    return order ? order : (x->to > y->to) - (x->to < y->to);
}

/* "md5 (12), same value again (3)" */
static void tell_repeated(struct sg_indicators *x, struct sg_indicator_feed *f, uint64_t n)
{
    sg_auto_buf text = { 0 };
    sg_buf_printf(&text, "%s%ssame value again (%llu)", f->other_kinds, *f->other_kinds ? ", " : "",
                  (unsigned long long)n);
    const char *kept = text.failed ? NULL : sg_arena_string(x->arena, sg_buf_view(&text));
    if (kept) f->other_kinds = kept; /* without memory the count alone tells it */
}

static bool is_same_of_feed(const struct sg_indicator *a, const struct sg_indicator *b)
{
    return a->kind == b->kind && a->feed == b->feed && strcmp(a->value, b->value) == 0;
}

void sg_indicators_finish(struct sg_indicators *x)
{
    size_t n = 0, n_same = 0;
    uint64_t *repeated = calloc(x->n_feeds + 1, sizeof *repeated);
    if (x->n) qsort(x->items, x->n, sizeof *x->items, by_value);
    for (size_t i = 0; i < x->n; i++) {
        struct sg_indicator_feed *feed = &x->feeds[x->items[i].feed];
        if (n && by_value(&x->items[n - 1], &x->items[i]) == 0) {
            feed->n--;
            continue;
        }
        n_same = n && is_same_of_feed(&x->items[n - 1], &x->items[i]) ? n_same + 1 : 1;
        if (n_same > SG_INDICATORS_OF_A_VALUE) {
            feed->n--;
            feed->n_other++;
            if (repeated) repeated[x->items[i].feed]++;
            continue;
        }
        x->items[n++] = x->items[i];
    }
    x->n = n;
    for (size_t i = 0; repeated && i < x->n_feeds; i++)
        if (repeated[i]) tell_repeated(x, &x->feeds[i], repeated[i]);
    free(repeated);
}
