/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader found, into the set. */
#include <stdlib.h>

#include "base/text.h"
#include "indicators/indicators_internal.h"

enum { RAW_MAX = 300, FIRST_ROOM = 256 };

static bool grow(struct sg_indicators *x)
{
    if (x->n < x->cap) return true;
    size_t cap = x->cap ? 2 * x->cap : FIRST_ROOM; /* at most twice SG_INDICATORS_MAX: no overflow */
    struct sg_indicator *items = realloc(x->items, cap * sizeof *items);
    if (!items) return false;
    x->items = items;
    x->cap = cap;
    return true;
}

static struct sg_str cut(struct sg_str s, size_t max)
{
    if (s.len <= max) return s;
    s.len = max;
    while (s.len && ((unsigned char)s.data[s.len] & 0xc0) == 0x80)
        s.len--;
    return s;
}

static enum sg_code put(struct reading *r, enum sg_indicator_kind kind, const struct said *said)
{
    struct sg_indicators *x = r->set;
    if (x->n >= SG_INDICATORS_MAX)
        return sg_fail(r->err, SG_ELIMIT, "the feeds hold more than %zu indicators", SG_INDICATORS_MAX);
    if (!grow(x)) return sg_fail_nomem(r->err, "indicators");
    struct sg_indicator *i = &x->items[x->n];
    *i = (struct sg_indicator){ .kind = kind, .from = said->from, .to = said->to, .feed = r->feed };
    i->value = sg_arena_string(x->arena, sg_buf_view(&r->value));
    i->id = sg_arena_string(x->arena, cut(said->id, 200));
    i->label = sg_arena_string(x->arena, cut(said->label, LABEL_MAX));
    i->author = sg_arena_string(x->arena, cut(said->author, 200));
    if (!i->value || !i->id || !i->label || !i->author) return sg_fail_nomem(r->err, "indicators");
    x->n++;
    x->feeds[r->feed].n++;
    return SG_OK;
}

void reading_other(struct reading *r, struct sg_str kind_name)
{
    char name[OTHER_NAME_MAX];
    size_t len = 0;
    struct sg_str s = cut(sg_str_trim(kind_name), OTHER_NAME_MAX - 1);
    bool is_text = sg_utf8_is_valid(s.data, s.len);
    for (size_t i = 0; i < s.len; i++) { /* it will stand in lists on a screen */
        unsigned char c = (unsigned char)s.data[i];
        name[len++] = c < ' ' || c == 0x7f || (c > 0x7f && !is_text) ? '?' : (char)c;
    }
    name[len] = '\0';
    if (!len) memcpy(name, "unnamed", sizeof "unnamed");
    r->set->feeds[r->feed].n_other++;
    for (size_t i = 0; i < r->n_others; i++)
        if (strcmp(r->others[i].name, name) == 0) {
            r->others[i].n++;
            return;
        }
    if (r->n_others == OTHER_KINDS_MAX) {
        r->n_unnamed++;
        return;
    }
    memcpy(r->others[r->n_others].name, name, sizeof name);
    r->others[r->n_others++].n = 1;
}

void reading_reject(struct reading *r, const char *reason, struct sg_str raw)
{
    r->set->feeds[r->feed].n_rejected++;
    struct sg_indicator_reject reject = { r->row, reason, cut(raw, RAW_MAX) };
    if (r->reject) r->reject(r->reject_ctx, &reject);
}

static enum sg_code settle(struct reading *r, struct canonical c, struct sg_str raw, const struct said *said)
{
    if (r->value.failed || r->whole.failed || r->work.failed || r->label.failed)
        return sg_fail_nomem(r->err, "indicators");
    if (c.bad)
        reading_reject(r, c.bad, raw);
    else if (c.other)
        reading_other(r, sg_str(c.other));
    else
        return put(r, c.kind, said);
    return SG_OK;
}

enum sg_code reading_add(struct reading *r, enum sg_indicator_kind kind, struct sg_str raw, const struct said *said)
{
    return settle(r, indicator_canonical(r, kind, raw), raw, said);
}

enum sg_code reading_add_guessed(struct reading *r, struct sg_str raw, const struct said *said)
{
    return settle(r, indicator_guess(r, raw), raw, said);
}

/* "192.0.2.1:443", "[2001:db8::1]:443", "example.org:8080": the host. */
static struct sg_str without_port(struct sg_str s)
{
    s = sg_str_trim(s);
    for (size_t i = s.len; i-- > 0;) {
        if (s.data[i] == ':' && i + 1 < s.len) return sg_str_n(s.data, i);
        if (!sg_is_digit(s.data[i])) break;
    }
    return s;
}

static enum sg_code add_part(struct reading *r, enum part part, struct sg_str raw, const struct said *said)
{
    switch (part) {
    case PART_NONE:
    case PART_OTHER:
        return SG_OK;
    case PART_GUESS:
        return reading_add_guessed(r, raw, said);
    case PART_HOST_PORT:
        return reading_add(r, SG_INDICATOR_DOMAIN, without_port(raw), said);
    default:
        return reading_add(r, part_kind(part), raw, said);
    }
}

enum sg_code reading_add_named(struct reading *r, struct sg_str kind_name, struct sg_str raw, const struct said *said)
{
    const struct type_name *type = type_find(sg_str_trim(kind_name));
    if (!type) {
        reading_other(r, kind_name);
        return SG_OK;
    }
    if (!strchr(type->name, '|')) return add_part(r, type->first, raw, said);
    size_t bar = raw.len; /* the last: a file's name may hold one */
    while (bar && raw.data[bar - 1] != '|')
        bar--;
    if (!bar) {
        reading_reject(r, "this type has two parts with a bar between them, and there is none", raw);
        return SG_OK;
    }
    SG_TRY(add_part(r, type->first, sg_str_n(raw.data, bar - 1), said));
    return add_part(r, type->second, sg_str_n(raw.data + bar, raw.len - bar), said);
}

void label_begin(struct reading *r)
{
    sg_buf_clear(&r->label);
}

void label_add(struct reading *r, struct sg_str part)
{
    part = sg_str_trim(part);
    if (!part.len || r->label.len > LABEL_MAX) return;
    if (r->label.len) sg_buf_text(&r->label, "; ");
    part = cut(part, LABEL_MAX + 4);
    if (sg_utf8_is_valid(part.data, part.len))
        sg_buf_str(&r->label, part);
    else
        sg_utf8_repair(&r->label, part.data, part.len);
}

struct sg_str label_end(const struct reading *r)
{
    return cut(sg_buf_view(&r->label), LABEL_MAX);
}

sg_time said_time(struct sg_str text)
{
    sg_time t;
    uint32_t precision;
    return text.len && sg_time_parse(text, &t, &precision, NULL) == SG_OK ? t : SG_TIME_NONE;
}
