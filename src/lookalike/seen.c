/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was told before: a sorted text file, in memory a table of its pairs. */
#include <stdlib.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/time.h"
#include "lookalike/lookalike.h"
#include "lookalike/seen_file.h"

#define HEADER "# sillage: look-alikes told before, version 1\n"
#define FILE_MAX_BYTES ((size_t)256 << 20)

enum {
    NAME_MAX_BYTES = 1024,
    TIME_BYTES = 20, /* 2017-05-05T18:49:30Z */
    SEED_BYTES = 16
};

struct pair {
    const char *key; /* "DOMAIN<TAB>PROTECTED" */
    uint32_t len, hash;
    char since[TIME_BYTES]; /* when it is new: NUL */
};
struct sg_seen {
    struct seen_file at;
    struct sg_buf file;     /* the keys of old pairs lie in it */
    struct sg_arena *arena; /* and those of new ones here */
    struct pair *pairs;
    uint32_t *slots;        /* number of a pair + 1; 0: free */
    size_t n, cap, n_slots; /* n_slots: a power of two, more than twice n */
    size_t bytes;           /* of the file as it would be */
    size_t n_new;
    bool is_there;
    char seed[SEED_BYTES]; /* names that fall into one slot cannot be made in advance */
};

void sg_seen_free(struct sg_seen *s)
{
    if (!s) return;
    seen_file_release(&s->at);
    sg_buf_release(&s->file);
    sg_arena_free(s->arena);
    free(s->pairs);
    free(s->slots);
    free(s);
}

/* ---- the table ---- */

static uint32_t hash_of(const struct sg_seen *s, struct sg_str key)
{
    char salted[SEED_BYTES + 2 * NAME_MAX_BYTES + 1];
    memcpy(salted, s->seed, SEED_BYTES);
    memcpy(salted + SEED_BYTES, key.data, key.len);
    return (uint32_t)sg_siphash(salted, SEED_BYTES + key.len);
}

/* The pair's slot, or the free one where it belongs. */
static uint32_t *find(const struct sg_seen *s, struct sg_str key, uint32_t hash)
{
    size_t i = hash & (s->n_slots - 1);
    for (; s->slots[i]; i = (i + 1) & (s->n_slots - 1)) {
        const struct pair *p = &s->pairs[s->slots[i] - 1];
        if (p->hash == hash && p->len == key.len && memcmp(p->key, key.data, key.len) == 0) break;
    }
    return &s->slots[i];
}

static bool grow(struct sg_seen *s)
{
    if (s->n < s->cap) return true;
    size_t cap = s->cap ? 2 * s->cap : 1024, n_slots = 4 * cap;
    struct pair *pairs = realloc(s->pairs, cap * sizeof *pairs);
    if (!pairs) return false;
    s->pairs = pairs;
    uint32_t *slots = calloc(n_slots, sizeof *slots);
    if (!slots) return false;
    free(s->slots);
    s->slots = slots;
    s->n_slots = n_slots;
    s->cap = cap;
    for (size_t i = 0; i < s->n; i++)
        *find(s, sg_str_n(pairs[i].key, pairs[i].len), pairs[i].hash) = (uint32_t)(i + 1);
    return true;
}

static void add(struct sg_seen *s, uint32_t *slot, struct sg_str key, uint32_t hash, const char *since)
{
    struct pair *p = &s->pairs[s->n++];
    *p = (struct pair){ .key = key.data, .len = (uint32_t)key.len, .hash = hash };
    if (since) memcpy(p->since, since, TIME_BYTES);
    *slot = (uint32_t)s->n;
    s->bytes += key.len + TIME_BYTES + 2;
}

/* Does it stand in a line without breaking it? */
static bool is_name(struct sg_str s)
{
    if (!s.len || s.len > NAME_MAX_BYTES || s.data[0] == '#' || !sg_utf8_is_valid(s.data, s.len)) return false;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = sg_utf8_next(s.data, s.len, &at);
        if (c == ' ' || sg_is_control(c)) return false;
    }
    return true;
}

/* ---- reading ---- */

static bool is_time(struct sg_str s)
{
    sg_time time;
    uint32_t precision;
    char text[SG_TIME_TEXT];
    if (s.len != TIME_BYTES || sg_time_parse(s, &time, &precision, NULL) != SG_OK) return false;
    sg_time_format(time, text);
    return sg_str_is(s, text);
}

/* Where the field that begins at `from` ends. */
static size_t field_end(struct sg_str line, size_t from)
{
    const char *tab = from < line.len ? memchr(line.data + from, '\t', line.len - from) : NULL;
    return tab ? (size_t)(tab - line.data) : line.len;
}

static int compare_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    return order ? order : (a_len > b_len) - (a_len < b_len);
}

static enum sg_code read_line(struct sg_seen *s, struct sg_str line, size_t number, struct sg_err *err)
{
    size_t tab = field_end(line, 0), second = field_end(line, tab + 1);
    bool has_three = tab < line.len && second < line.len && field_end(line, second + 1) == line.len;
    if (!has_three)
        return sg_fail(err, SG_EINPUT, "%s:%zu: is not DOMAIN, tab, PROTECTED, tab, TIME; the file is left as it is",
                       s->at.path, number);
    if (!is_name(sg_str_n(line.data, tab)) || !is_name(sg_str_n(line.data + tab + 1, second - tab - 1)))
        return sg_fail(err, SG_EINPUT, "%s:%zu: holds something that is no domain name; the file is left as it is",
                       s->at.path, number);
    struct sg_str since = sg_str_n(line.data + second + 1, line.len - second - 1);
    if (!is_time(since))
        return sg_fail(err, SG_EINPUT, "%s:%zu: its time is not like 2017-05-05T18:49:30Z; the file is left as it is",
                       s->at.path, number);
    struct sg_str key = sg_str_n(line.data, second);
    const struct pair *last = s->n ? &s->pairs[s->n - 1] : NULL;
    if (last && compare_text(last->key, last->len, key.data, key.len) >= 0)
        return sg_fail(err, SG_EINPUT,
                       "%s:%zu: does not come after the line before it in byte order; the file is left as it is",
                       s->at.path, number);
    if (!grow(s)) return sg_fail_nomem(err, s->at.path);
    uint32_t hash = hash_of(s, key);
    add(s, find(s, key, hash), key, hash, since.data);
    return SG_OK;
}

static enum sg_code read_lines(struct sg_seen *s, struct sg_err *err)
{
    const size_t header = sizeof HEADER - 1;
    struct sg_str all = sg_buf_view(&s->file);
    if (!all.len) return SG_OK; /* nothing is lost with it */
    if (all.len < header || memcmp(all.data, HEADER, header) != 0)
        return sg_fail(err, SG_EINPUT, "%s:1: does not begin with \"%.*s\": it is some other file and is left as it is",
                       s->at.path, (int)header - 1, HEADER);
    size_t number = 2;
    for (size_t at = header; at < all.len; number++) {
        const char *lf = memchr(all.data + at, '\n', all.len - at);
        if (!lf)
            return sg_fail(err, SG_EINPUT, "%s:%zu: the last line is cut short; the file is left as it is", s->at.path,
                           number);
        size_t len = (size_t)(lf - all.data) - at;
        SG_TRY(read_line(s, sg_str_n(all.data + at, len), number, err));
        at += len + 1;
    }
    return SG_OK;
}

static enum sg_code read_file(struct sg_seen *s, struct sg_err *err)
{
    struct sg_err why = { 0 };
    enum sg_code code = sg_fs_read(s->at.path, FILE_MAX_BYTES, &s->file, &why);
    if (code != SG_OK) return sg_fail(err, code, "%s", why.text);
    s->is_there = s->file.len > 0;
    return read_lines(s, err);
}

static enum sg_code open_into(struct sg_seen *s, const char *path, struct sg_err *err)
{
    s->arena = sg_arena_new();
    s->bytes = sizeof HEADER - 1;
    if (!s->arena || !grow(s)) return sg_fail_nomem(err, path);
    if (getrandom(s->seed, sizeof s->seed, 0) != sizeof s->seed)
        return sg_fail(err, SG_EIO, "the system has no random numbers");
    SG_TRY(seen_file_open(path, &s->at, err));
    return read_file(s, err);
}

enum sg_code sg_seen_open(const char *path, struct sg_seen **ret, struct sg_err *err)
{
    struct sg_seen *s = calloc(1, sizeof *s);
    if (!s) return sg_fail_nomem(err, path);
    enum sg_code code = open_into(s, path, err);
    if (code != SG_OK) {
        sg_seen_free(s);
        return code;
    }
    *ret = s;
    return SG_OK;
}

/* ---- adding and writing ---- */

enum sg_code sg_seen_add(struct sg_seen *s, struct sg_str domain, const char *protected_name, bool *ret_is_new,
                         struct sg_err *err)
{
    struct sg_str owner = sg_str(protected_name);
    if (!is_name(domain) || !is_name(owner))
        return sg_fail(err, SG_EINPUT, "%s: such a name cannot be kept there: %.*s", s->at.path,
                       (int)(domain.len < 300 ? domain.len : 300), domain.len ? domain.data : "");
    char text[2 * NAME_MAX_BYTES + 1];
    memcpy(text, domain.data, domain.len);
    text[domain.len] = '\t';
    memcpy(text + domain.len + 1, owner.data, owner.len);
    struct sg_str key = sg_str_n(text, domain.len + 1 + owner.len);
    if (!grow(s)) return sg_fail_nomem(err, s->at.path);
    uint32_t hash = hash_of(s, key), *slot = find(s, key, hash);
    if (*slot) {
        *ret_is_new = false;
        return SG_OK;
    }
    if (s->bytes + key.len + TIME_BYTES + 2 > FILE_MAX_BYTES)
        return sg_fail(err, SG_ELIMIT, "%s: would be larger than %zu bytes, the most that is kept", s->at.path,
                       FILE_MAX_BYTES);
    char *kept = sg_arena_alloc(s->arena, key.len, 1);
    if (!kept) return sg_fail_nomem(err, s->at.path);
    memcpy(kept, key.data, key.len);
    add(s, slot, sg_str_n(kept, key.len), hash, NULL);
    s->n_new++;
    *ret_is_new = true;
    return SG_OK;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return compare_text(x->key, x->len, y->key, y->len);
}

/* To the second, as the file has it. */
static enum sg_code time_text(int64_t now, char text[static SG_TIME_TEXT], struct sg_err *err)
{
    int64_t part = now % SG_SECOND;
    sg_time_format(now - part - (part < 0 ? SG_SECOND : 0), text);
    return is_time(sg_str(text)) ? SG_OK
                                 : sg_fail(err, SG_EUSAGE, "the clock stands at a year that cannot be written down");
}

static enum sg_code write_file(const struct sg_seen *s, const char *now, struct sg_err *err)
{
    sg_auto_buf out = { 0 };
    if (!sg_buf_room(&out, s->bytes)) return sg_fail_nomem(err, s->at.path);
    sg_buf_text(&out, HEADER);
    for (size_t i = 0; i < s->n; i++) {
        const struct pair *p = &s->pairs[i];
        sg_buf_add(&out, p->key, p->len);
        sg_buf_char(&out, '\t');
        sg_buf_add(&out, p->since[0] ? p->since : now, TIME_BYTES);
        sg_buf_char(&out, '\n');
    }
    SG_TRY(sg_buf_check(&out, err));
    return sg_fs_write(s->at.path, sg_buf_view(&out), err);
}

enum sg_code sg_seen_save(struct sg_seen *s, int64_t now, struct sg_err *err)
{
    if (!s->n_new && s->is_there) return SG_OK;
    char text[SG_TIME_TEXT];
    SG_TRY(time_text(now, text, err));
    qsort(s->pairs, s->n, sizeof *s->pairs, compare_pairs);
    memset(s->slots, 0, s->n_slots * sizeof *s->slots);
    for (size_t i = 0; i < s->n; i++)
        *find(s, sg_str_n(s->pairs[i].key, s->pairs[i].len), s->pairs[i].hash) = (uint32_t)(i + 1);
    SG_TRY(write_file(s, text, err));
    seen_file_saved(&s->at);
    for (size_t i = 0; i < s->n; i++)
        if (!s->pairs[i].since[0]) memcpy(s->pairs[i].since, text, TIME_BYTES);
    s->n_new = 0;
    s->is_there = true;
    return SG_OK;
}
