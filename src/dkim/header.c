/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The header's side of a signature: which fields are hashed (RFC 6376, 5.4.2), and what happens to the fields of
 * honest mail, undone on copies of the header's table.  One row of `undos` is one harm.
 */
#include <stdlib.h>

#include "base/text.h"
#include "dkim/dkim_internal.h"

uint32_t sg_name_hash(struct sg_str name)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < name.len && name.data[i] != ' ' && name.data[i] != '\t'; i++)
        h = (h ^ (unsigned char)sg_lower(name.data[i])) * 16777619u;
    return h ? h : 1;
}

static struct sg_str bare_name(struct sg_str name)
{
    while (name.len && (name.data[name.len - 1] == ' ' || name.data[name.len - 1] == '\t'))
        name.len--;
    return name;
}

static bool is_named(const struct sg_header_field *f, struct sg_str name, uint32_t hash)
{
    return f->hash == hash && sg_str_nocase(bare_name(f->name), name);
}

void sg_header_data(struct sg_header *h, const struct sg_sigfield *f, size_t self, struct sg_buf *out)
{
    struct sg_str name;
    h->stamp++;
    for (size_t pos = 0, n = 0; n < SIGNED_NAMES && sg_colon_next(f->headers, &pos, &name); n++) {
        uint32_t hash = sg_name_hash(name);
        for (size_t i = h->n; i-- > 0;) {
            if (h->field[i].hash != hash || h->used[i] == h->stamp || i == self) continue;
            if (!is_named(&h->field[i], name, hash)) continue;
            h->used[i] = h->stamp;
            sg_canon_field(out, h->field[i].name, h->field[i].value, f->is_header_relaxed);
            break;
        }
    }
    sg_canon_signature(out, h->field[self].name, f, f->is_header_relaxed);
}

/* ---- copies ---- */

static void copy_header(const struct sg_header *from, struct sg_header *to)
{
    memcpy(to->field, from->field, from->n * sizeof *from->field);
    to->n = from->n;
}

/* Text that a copy's fields point into: room is made beforehand, so that it does not move. */
static struct sg_str keep(struct sg_buf *text, size_t from)
{
    return sg_str_n(text->data + from, text->len - from);
}

static size_t last_of(const struct sg_header *h, const char *name)
{
    struct sg_str s = sg_str(name);
    uint32_t hash = sg_name_hash(s);
    for (size_t i = h->n; i-- > 0;)
        if (is_named(&h->field[i], s, hash)) return i;
    return SIZE_MAX;
}

/* ---- the harms ---- */

struct undo {
    enum sg_harm harm;
    unsigned variants, in_pairs;
    bool is_simple_only; /* relaxed forms do not see it */
    /* Changes `h`, a copy; false: nothing to undo, or no such variant. */
    bool (*apply)(const struct sg_header_trial *t, unsigned variant, struct sg_header *h, struct sg_buf *text);
};

/* Puts a value into the last field of that name, adds one, or takes it away (`value.data` NULL). */
static bool set_field(struct sg_header *h, const char *name, struct sg_str value)
{
    size_t i = last_of(h, name);
    if (!value.data) {
        if (i != SIZE_MAX) h->field[i].hash = 0;
        return i != SIZE_MAX;
    }
    if (i == SIZE_MAX) {
        if (h->n == h->cap) return false;
        i = h->n++;
        h->field[i] = (struct sg_header_field){ sg_str(name), value, sg_name_hash(sg_str(name)) };
        return true;
    }
    bool is_same = sg_str_same(h->field[i].value, value);
    h->field[i].value = value;
    return !is_same;
}

/* The body was encoded otherwise, or wrapped: the header said so too. */
static bool undo_encoding(const struct sg_header_trial *t, unsigned variant, struct sg_header *h, struct sg_buf *text)
{
    static const char *const identity[] = { NULL, " 7bit", " 8bit", " 8BIT", " 7BIT", " 7Bit", " binary" };
    static const char *const qp[] = { " quoted-printable", " Quoted-Printable", " QUOTED-PRINTABLE" };
    static const char *const base64[] = { " base64", " BASE64", " Base64" };
    const struct sg_body_line *b = t->body;
    bool is_changed = false;
    if (!b || (!b->has_type && !b->has_encoding)) return false;
    if (b->has_type) {
        size_t from = text->len;
        sg_unescape_fact(text, b->type);
        bool is_none = sg_str_is(b->type, "-");
        is_changed = set_field(h, "Content-Type", is_none ? (struct sg_str){ 0 } : keep(text, from));
    }
    if (b->is_identity) {
        if (variant >= 7) return false;
        return set_field(h, "Content-Transfer-Encoding", sg_str(identity[variant])) || is_changed;
    }
    if (b->harms >> SG_HARM_ENCODING & 1) {
        if (variant >= 3) return false;
        const char *const *names = sg_str_is(b->encoding, "base64") ? base64 : qp;
        return set_field(h, "Content-Transfer-Encoding", sg_str(names[variant])) || is_changed;
    }
    if (variant) return false;
    if (b->has_encoding) {
        size_t from = text->len;
        sg_unescape_fact(text, b->encoding);
        is_changed |=
            set_field(h, "Content-Transfer-Encoding", b->no_encoding ? (struct sg_str){ 0 } : keep(text, from));
    }
    return is_changed;
}

/* 0: "Re: [tag] x" to "Re: x"; 1: "[tag] Re: x" to "Re: [tag] x", which lists turn round. */
static bool undo_subject_tag(const struct sg_header_trial *t, unsigned variant, struct sg_header *h,
                             struct sg_buf *text)
{
    (void)t;
    size_t i = last_of(h, "Subject");
    struct sg_str s = i == SIZE_MAX ? sg_str("") : h->field[i].value;
    const char *open = s.len ? memchr(s.data, '[', s.len) : NULL;
    if (!open) return false;
    const char *end = s.data + s.len, *close = memchr(open, ']', (size_t)(end - open));
    if (!close) return false;
    const char *rest = close + 1;
    while (rest < end && (*rest == ' ' || *rest == '\t' || *rest == '\r' || *rest == '\n'))
        rest++;
    struct sg_str before = sg_str_n(s.data, (size_t)(open - s.data)), tail = sg_str_n(rest, (size_t)(end - rest));
    size_t from = text->len;
    sg_buf_str(text, before);
    if (variant == 0) {
        sg_buf_str(text, tail);
    } else {
        const char *colon = tail.len ? memchr(tail.data, ':', tail.len < 8 ? tail.len : 8) : NULL;
        if (!colon || sg_str_trim(before).len) return false;
        const char *word = colon + 1;
        while (word < end && *word == ' ')
            word++;
        sg_buf_add(text, tail.data, (size_t)(word - tail.data));
        sg_buf_add(text, open, (size_t)(close + 1 - open));
        sg_buf_char(text, ' ');
        sg_buf_add(text, word, (size_t)(end - word));
    }
    h->field[i].value = keep(text, from);
    return true;
}

/* How often h= names it, and how many there are; the topmost and the lowest. */
static void count_name(const struct sg_header_trial *t, const struct sg_header *h, struct sg_str name, size_t *named,
                       size_t *there, size_t *top, size_t *low)
{
    struct sg_str s;
    uint32_t hash = sg_name_hash(name);
    *named = *there = 0;
    *top = *low = SIZE_MAX;
    for (size_t pos = 0, n = 0; n < SIGNED_NAMES && sg_colon_next(t->sig->headers, &pos, &s); n++)
        *named += sg_str_nocase(s, name);
    for (size_t i = 0; i < h->n; i++) {
        if (i == t->self || !is_named(&h->field[i], name, hash)) continue;
        ++*there;
        if (*top == SIZE_MAX) *top = i;
        *low = i;
    }
}

static bool is_list_field(struct sg_str name)
{
    static const char *const names[] = { "Sender", "Reply-To", "Precedence", "Errors-To", "Mailing-List", "Cc" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sg_str_is_nocase(name, names[i])) return true;
    return name.len > 5 && sg_str_is_nocase(sg_str_n(name.data, 5), "list-");
}

enum { ADDED_NAMES = 24 };

/* 0: what lists add, all of it; then for each name of h= the topmost, or one more at the bottom. */
static bool undo_added(const struct sg_header_trial *t, unsigned variant, struct sg_header *h, struct sg_buf *text)
{
    (void)text;
    struct sg_str name;
    size_t named, there, top, low, n = 0;
    bool is_changed = false;
    for (size_t pos = 0; n < SIGNED_NAMES && sg_colon_next(t->sig->headers, &pos, &name); n++) {
        if (variant && n != (variant - 1) / 2) continue;
        if (variant == 0 && !is_list_field(name)) continue;
        count_name(t, h, name, &named, &there, &top, &low);
        if (there == 0 || sg_str_is_nocase(name, "from")) { /* another From is no harm that lists do */
            if (there < 2) continue;
        }
        bool is_top = variant == 0 || variant % 2 == 1;
        if (is_top && named < there) continue; /* the topmost is not hashed */
        if (!is_top && there < 2) continue;
        h->field[is_top ? top : low].hash = 0;
        is_changed = true;
        if (variant) break;
    }
    return is_changed;
}

/* Each fold of `s` written anew: 0 as CRLF and a blank, 1 CRLF and a tab, 2 line end away, 3 as one blank. */
static void refold(struct sg_str s, unsigned how, struct sg_buf *text)
{
    for (size_t i = 0; i < s.len; i++) {
        bool is_crlf = s.data[i] == '\r' && i + 1 < s.len && s.data[i + 1] == '\n';
        if (!is_crlf && s.data[i] != '\n') {
            sg_buf_char(text, s.data[i]);
            continue;
        }
        i += is_crlf;
        if (how == 2) continue;
        while (i + 1 < s.len && (s.data[i + 1] == ' ' || s.data[i + 1] == '\t'))
            i++;
        sg_buf_text(text, how == 0 ? "\r\n " : how == 1 ? "\r\n\t" : " ");
    }
}

/* Where the values of all fields begin: 4 with one blank, 5 without. */
static void respace(struct sg_str s, unsigned how, struct sg_buf *text)
{
    while (s.len && s.data[0] == ' ')
        s.data++, s.len--;
    if (how == 4) sg_buf_char(text, ' ');
    sg_buf_str(text, s);
}

static bool undo_folding(const struct sg_header_trial *t, unsigned variant, struct sg_header *h, struct sg_buf *text)
{
    (void)t;
    bool is_changed = false;
    for (size_t i = 0; i < h->n; i++) {
        size_t from = text->len;
        struct sg_str was = h->field[i].value;
        (variant < 4 ? refold : respace)(was, variant, text);
        h->field[i].value = keep(text, from);
        is_changed |= !sg_str_same(was, h->field[i].value);
    }
    return is_changed;
}

/* 0: as h= spells them; 1: Every-Word; 2: small. */
static void recase(struct sg_str *name, struct sg_str spelled, unsigned how, struct sg_buf *text)
{
    size_t from = text->len;
    if (how == 0) {
        sg_buf_str(text, spelled);
    } else {
        for (size_t i = 0; i < name->len; i++) {
            char c = sg_lower(name->data[i]);
            bool is_first = i == 0 || name->data[i - 1] == '-';
            sg_buf_char(text, how == 1 && is_first && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
        }
    }
    *name = keep(text, from);
}

static bool undo_case(const struct sg_header_trial *t, unsigned variant, struct sg_header *h, struct sg_buf *text)
{
    struct sg_str name;
    bool is_changed = false;
    for (size_t pos = 0, n = 0; n < SIGNED_NAMES && sg_colon_next(t->sig->headers, &pos, &name); n++) {
        uint32_t hash = sg_name_hash(name);
        for (size_t i = h->n; i-- > 0;) {
            if (!is_named(&h->field[i], name, hash)) continue;
            struct sg_str was = h->field[i].name;
            if (text->cap - text->len < was.len + name.len) return false;
            recase(&h->field[i].name, name, variant, text);
            is_changed |= !sg_str_same(was, h->field[i].name);
            break;
        }
    }
    return is_changed;
}

static bool undo_trailing_space(const struct sg_header_trial *t, unsigned variant, struct sg_header *h,
                                struct sg_buf *text)
{
    (void)t, (void)variant, (void)text;
    bool is_changed = false;
    for (size_t i = 0; i < h->n; i++) {
        struct sg_str *v = &h->field[i].value;
        while (v->len && (v->data[v->len - 1] == ' ' || v->data[v->len - 1] == '\t')) {
            v->len--;
            is_changed = true;
        }
    }
    return is_changed;
}

static const struct undo undos[] = {
    { SG_HARM_ENCODING, 7, 7, false, undo_encoding },
    { SG_HARM_SUBJECT_TAG, 2, 2, false, undo_subject_tag },
    { SG_HARM_ADDED_FIELD, 1 + 2 * ADDED_NAMES, 1 + 2 * ADDED_NAMES, false, undo_added },
    { SG_HARM_FOLDING, 6, 6, true, undo_folding },
    { SG_HARM_HEADER_CASE, 3, 2, true, undo_case },
    { SG_HARM_TRAILING_SPACE, 1, 1, true, undo_trailing_space },
};
enum { UNDOS = sizeof undos / sizeof *undos };

/* The harm's bit; a Content-Type of a body taken out of its wrapping is the list's doing. */
static uint32_t bit_of(const struct sg_header_trial *t, const struct undo *u)
{
    if (u->apply == undo_encoding && !(t->body->harms >> SG_HARM_ENCODING & 1)) return 1u << SG_HARM_LIST_FOOTER;
    return 1u << u->harm;
}

/* Bytes of all names and values: what a copy's text may need, twice. */
static size_t header_size(const struct sg_header *h)
{
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++)
        n += h->field[i].name.len + h->field[i].value.len;
    return n;
}

static bool look_at(struct sg_header_trial *t, struct sg_header *h, uint32_t harms)
{
    struct sg_sigfield moved;
    const struct sg_sigfield *f = t->sig;
    if (h->field[t->self].value.data != f->value.data || h->field[t->self].value.len != f->value.len) {
        sg_sigfield_read(f->kind, h->field[t->self].value, &moved);
        f = &moved;
    }
    sg_buf_clear(&t->data);
    sg_header_data(h, f, t->self, &t->data);
    t->tries = t->tries ? t->tries - 1 : 0;
    return !t->data.failed && t->look(t->ctx, sg_buf_view(&t->data), harms);
}

static bool undo_one(struct sg_header_trial *t, const struct undo *u, unsigned variant, const struct sg_header *was,
                     struct sg_header *now, struct sg_buf *text)
{
    size_t size = header_size(was),
           cost = size + was->n * (16 + t->n_names); /* choosing the fields, and hashing them */
    if (t->budget < cost || t->tries == 0) {
        t->budget = 0;
        return false;
    }
    sg_buf_clear(text);
    /* Each line end can become three bytes, each fact is shorter than 4 KiB, names are written once a mention. */
    if (!sg_buf_room(text, size * 3 + 16384)) return false;
    copy_header(was, now);
    const char *place = text->data;
    bool is_done = u->apply(t, variant, now, text) && !text->failed && text->data == place; /* moved: nothing holds */
    t->budget -= is_done ? cost : cost / 4;
    return is_done;
}

static bool try_second(struct sg_header_trial *t, size_t i)
{
    for (size_t k = i + 1; k < UNDOS; k++) {
        if (undos[k].is_simple_only && t->sig->is_header_relaxed) continue;
        for (unsigned v = 0; v < undos[k].in_pairs && t->budget && t->tries; v++)
            if (undo_one(t, &undos[k], v, &t->one, &t->two, &t->text_two) &&
                look_at(t, &t->two, bit_of(t, &undos[i]) | bit_of(t, &undos[k])))
                return true;
    }
    return false;
}

static bool try_all(const struct sg_header *h, struct sg_header_trial *t, bool in_pairs)
{
    for (size_t i = 0; i < UNDOS; i++) {
        if (undos[i].is_simple_only && t->sig->is_header_relaxed) continue;
        unsigned n = in_pairs ? undos[i].in_pairs : undos[i].variants;
        for (unsigned v = 0; v < n && t->budget && t->tries; v++) {
            if (!undo_one(t, &undos[i], v, h, &t->one, &t->text_one)) continue;
            if (in_pairs ? try_second(t, i) : look_at(t, &t->one, bit_of(t, &undos[i]))) return true;
        }
    }
    return false;
}

bool sg_harms_header(const struct sg_header *h, struct sg_header_trial *t)
{
    struct sg_str name;
    t->n_names = 0;
    for (size_t pos = 0; t->n_names < SIGNED_NAMES && sg_colon_next(t->sig->headers, &pos, &name);)
        t->n_names++;
    return try_all(h, t, false) || try_all(h, t, true);
}
