/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/mask.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"
#include "report/letters.h"

#define DOTS "\xe2\x80\xa6"    /* … */
#define WIDE_AT "\xef\xbc\xa0" /* the at sign of Japanese keyboards, which platforms read as one */
enum {
    NAME_LEAST = 3, /* bytes of a name that is looked for outside mentions; twice as many where a sign is a word */
    ID_LEAST = 10,  /* digits of an id that is looked for in labels, where a date may stand */
    NAME_MOST = 256,
    NAME_WORDS = 24,
    HOST_MOST = 260, /* RFC 1035 allows 255 */
    LOCAL_MOST = 80  /* RFC 5321 allows 64 */
};

struct mask_name {
    const char *name; /* without what is no letter at its ends */
    uint32_t len, number;
    bool is_kept;
};

void mask_release(struct mask *m)
{
    free(m->names);
    free(m->slots);
    memset(m, 0, sizeof *m);
}

static uint64_t hash_of(const char *s, size_t len)
{
    char lower[NAME_MOST];
    if (len > NAME_MOST) len = NAME_MOST;
    letters_fold(s, len, lower);
    return sg_siphash(lower, len);
}

/* `len` is at most NAME_MOST. */
static bool is_same(const char *a, const char *b, size_t len)
{
    char x[NAME_MOST], y[NAME_MOST];
    letters_fold(a, len, x);
    letters_fold(b, len, y);
    return memcmp(x, y, len) == 0;
}

/* The slot that holds the name `s`, or the free one where it would be; there is always one. */
static size_t slot_of(const struct mask *m, const char *s, size_t len)
{
    size_t at = hash_of(s, len) & (m->n_slots - 1);
    for (; m->slots[at]; at = (at + 1) & (m->n_slots - 1)) {
        const struct mask_name *n = &m->names[m->slots[at] - 1];
        if (n->len == len && is_same(n->name, s, len)) break;
    }
    return at;
}

/* The name that is exactly `s`, or NULL. */
static const struct mask_name *find(const struct mask *m, const char *s, size_t len)
{
    if (!m->n_slots || len == 0 || len > NAME_MOST) return NULL;
    uint32_t number = m->slots[slot_of(m, s, len)];
    return number ? &m->names[number - 1] : NULL;
}

static bool rehash(struct mask *m)
{
    size_t before = m->n_slots;
    uint32_t *old = m->slots, *slots = calloc(before ? 4 * before : 1024, sizeof *slots);
    if (!slots) return false;
    m->slots = slots;
    m->n_slots = before ? 4 * before : 1024;
    for (size_t i = 0; i < m->n_names; i++)
        slots[slot_of(m, m->names[i].name, m->names[i].len)] = (uint32_t)i + 1;
    free(old);
    return true;
}

/* A first word's bit in the filter: FNV-1a, alike for capitals and small letters, cheap since every word of every text
 * asks for it. */
static size_t mark_of(const char *s, size_t len)
{
    uint32_t h = UINT32_C(2166136261);
    for (size_t i = 0; i < len; i++)
        h = (h ^ ((unsigned char)s[i] < 0x80 ? (unsigned char)sg_lower(s[i]) : 0x80u)) * UINT32_C(16777619);
    return (h ^ h >> 16) % (8 * MASK_FIRSTS);
}

static void mark_first(struct mask *m, const char *s, size_t len)
{
    size_t bit = mark_of(s, len);
    m->firsts[bit / 8] |= (unsigned char)(1u << bit % 8);
}

static bool is_marked(const struct mask *m, const char *s, size_t len)
{
    size_t bit = mark_of(s, len);
    return m->firsts[bit / 8] >> bit % 8 & 1;
}

static bool add(struct mask *m, struct mask_name name)
{
    size_t len = strlen(name.name);
    letters_trim(&name.name, &len);
    if (len == 0 || len > NAME_MOST) return true; /* a longer one stands in no text by chance */
    if (2 * (m->n_names + 1) > m->n_slots && !rehash(m)) return false;
    size_t slot = slot_of(m, name.name, len);
    if (m->slots[slot]) {
        struct mask_name *other = &m->names[m->slots[slot] - 1];
        if (name.number && other->number != name.number) other->number = 0; /* nobody can tell which one is meant */
        return true;
    }
    if (m->n_names == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 256;
        struct mask_name *grown = realloc(m->names, cap * sizeof *grown);
        if (!grown) return false;
        m->names = grown;
        m->cap = cap;
    }
    name.len = (uint32_t)len;
    m->names[m->n_names++] = name;
    m->slots[slot] = (uint32_t)m->n_names;
    mark_first(m, name.name, letters_word(name.name, len));
    mark_first(m, name.name, letters_part(name.name, len));
    return true;
}

bool mask_keep(struct mask *m, const char *name)
{
    return add(m, (struct mask_name){ .name = name, .is_kept = true });
}

bool mask_hide(struct mask *m, const char *name, uint32_t number)
{
    return add(m, (struct mask_name){ .name = name, .number = number });
}

/* ---- reading a text; each of these tells how many bytes it took, 0 when it is something else ---- */

/* The at sign at the text's beginning, with the marks behind it that nobody sees (U+200B to U+200F, U+2060 to U+206F).
 */
static size_t at_sign(const char *s, size_t len)
{
    size_t n = len && s[0] == '@' ? 1 : len >= 3 && memcmp(s, WIDE_AT, 3) == 0 ? 3 : 0;
    while (n && n + 3 <= len && s[n] == '\xe2') {
        unsigned char c = (unsigned char)s[n + 1], d = (unsigned char)s[n + 2];
        if (!(c == 0x80 && d >= 0x8b && d <= 0x8f) && !(c == 0x81 && d >= 0xa0 && d <= 0xaf)) break;
        n += 3;
    }
    return n;
}

/* "name", "name.host", "name@host", after the at sign; the plain part in *ret_plain. */
static size_t handle_length(const struct mask *m, const char *s, size_t len, size_t *ret_plain)
{
    size_t n = 0;
    if (len > NAME_MOST) len = NAME_MOST;
    while (n < len && letters_is_plain(s[n]))
        n++;
    if (n == 0)
        n = letters_run(s, len); /* other scripts */
    else if (!find(m, s, n))
        n = letters_word(s, len); /* with accents */
    *ret_plain = n;
    while (n > 0 && n + 1 < len && (s[n] == '.' || s[n] == '-' || s[n] == '@') && sg_is_alnum(s[n + 1]))
        for (n++; n < len && letters_is_plain(s[n]);)
            n++;
    return n;
}

static size_t mention(const struct mask *m, const char *s, size_t len, struct sg_buf *out)
{
    size_t sign = at_sign(s, len), plain = 0;
    size_t n = sign ? handle_length(m, s + sign, len - sign, &plain) : 0;
    if (n == 0) return 0;
    const struct mask_name *known = find(m, s + sign, n);
    if (!known && plain < n && (known = find(m, s + sign, plain)) && known->is_kept)
        n = plain; /* "@wikileaks.Then": what follows is read on its own */
    if (known && known->is_kept)
        sg_buf_add(out, s, sign + n);
    else if (known && known->number)
        sg_buf_printf(out, "@account %u", known->number);
    else
        sg_buf_text(out, "@" DOTS);
    return sign + n;
}

/* Shorter ones are looked for in mentions only: bytes. */
static size_t least_length(const char *s, size_t len)
{
    size_t size;
    return letters_sign(s, len, &size) == UNSPACED ? 2 * NAME_LEAST : NAME_LEAST;
}

/* Words as a name has them: one blank between two, where a text may have other ones. */
struct candidate {
    char text[NAME_MOST];
    size_t len;
};

static bool is_blank(const char *s, size_t len)
{
    static const char no_break[] = "\xc2\xa0";
    for (size_t i = 0; i < len;) {
        size_t n = (unsigned char)s[i] <= ' ' ? 1 : len - i >= 2 && memcmp(s + i, no_break, 2) == 0 ? 2 : 0;
        if (n == 0) return false;
        i += n;
    }
    return len > 0;
}

static bool candidate_add(struct candidate *c, const char *s, size_t len)
{
    if (len > sizeof c->text - c->len) return false;
    memcpy(c->text + c->len, s, len);
    c->len += len;
    return true;
}

/* The longest name that stands at the beginning as one word or several, and its bytes in *ret_len; or NULL.  `part`
 * tells how long a word is. */
static const struct mask_name *name_at(const struct mask *m, const char *s, size_t len, length_fn *part,
                                       size_t *ret_len)
{
    const struct mask_name *longest = NULL;
    struct candidate c = { .len = 0 };
    size_t at = part(s, len);
    if (!is_marked(m, s, at) || !candidate_add(&c, s, at)) return NULL;
    for (size_t n = 0; n < NAME_WORDS; n++) {
        const struct mask_name *found = at >= least_length(s, len) ? find(m, c.text, c.len) : NULL;
        if (found) {
            longest = found;
            *ret_len = at;
        }
        size_t most = len - at < NAME_MOST ? len - at : NAME_MOST, gap = letters_gap(s + at, most);
        if (gap == most) break;
        bool is_fine = is_blank(s + at, gap) ? candidate_add(&c, " ", 1) : candidate_add(&c, s + at, gap);
        at += gap;
        size_t next = part(s + at, len - at);
        if (!is_fine || !candidate_add(&c, s + at, next)) break;
        at += next;
    }
    return longest;
}

/* One word, a kept name, or the dots in a hidden one's place. */
static size_t word(const struct mask *m, const char *s, size_t len, struct sg_buf *out)
{
    size_t n = 0;
    const struct mask_name *name = name_at(m, s, len, letters_word, &n);
    if (!name) n = letters_word(s, len);
    if (name && !name->is_kept)
        sg_buf_text(out, DOTS);
    else
        sg_buf_add(out, s, n);
    return n;
}

/* Text that holds no mention. */
static void words(const struct mask *m, const char *s, size_t len, struct sg_buf *out)
{
    for (size_t i = 0; i < len;) {
        if (letters_begin(s + i, len - i))
            i += word(m, s + i, len - i, out);
        else
            sg_buf_char(out, s[i++]);
    }
}

static bool ends_address(char c)
{
    return (unsigned char)c <= ' ' || strchr("<>\"{}|\\^`", c) != NULL;
}

/* "https://host/…" and "host.tld/…": all that follows the host goes. */
static size_t address(const struct mask *m, const char *s, size_t len, struct sg_buf *out)
{
    size_t scheme = 0, host = 0, n = 0;
    while (n < len && n < 12 && sg_is_alnum(s[n]))
        n++;
    if (n && n + 3 <= len && memcmp(s + n, "://", 3) == 0) scheme = n + 3;
    size_t user = 0;
    bool has_domain = false; /* its last part begins with a letter: "24.5/30" is no address */
    for (n = scheme;
         n < len && n < scheme + HOST_MOST && !ends_address(s[n]) && s[n] != '/' && s[n] != '?' && s[n] != '#'; n++) {
        if (s[n] == '.' && n + 1 < len) has_domain = letters_begin(s + n + 1, len - n - 1) && !sg_is_digit(s[n + 1]);
        if (s[n] == '@') user = n + 1; /* "https://name:word@host/", "name@host/" */
    }
    host = n;
    bool has_tail = host < len && !ends_address(s[host]);
    if (!scheme && (!has_domain || !has_tail || s[host] != '/')) return 0;
    if (scheme && host == scheme) return 0;
    words(m, s, scheme, out);
    words(m, s + (user ? user : scheme), host - (user ? user : scheme), out);
    while (n < len && !ends_address(s[n]))
        n++;
    if (n > host + 1) sg_buf_text(out, "/" DOTS);
    return n;
}

/* "name@host": the name goes. */
static size_t mail(const char *s, size_t len, struct sg_buf *out)
{
    size_t n = 0, size = 1;
    while (n < len && n < LOCAL_MOST &&
           (letters_sign(s + n, len - n, &size) == LATIN || (n && s[n] && strchr(".+-%", s[n]))))
        n += size;
    if (n == 0 || n + 1 >= len || s[n] != '@' || !sg_is_alnum(s[n + 1])) return 0;
    sg_buf_text(out, DOTS "@");
    return n + 1;
}

void mask_text(const struct mask *m, struct sg_str text, struct sg_buf *out)
{
    for (size_t i = 0; i < text.len;) {
        const char *s = text.data + i;
        size_t left = text.len - i, n = mention(m, s, left, out);
        if (!n && letters_begin(s, left)) {
            n = address(m, s, left, out);
            if (!n) n = mail(s, left, out);
            if (!n) n = word(m, s, left, out);
        }
        if (!n) {
            sg_buf_char(out, *s);
            n = 1;
        }
        i += n;
    }
}

/* ---- queries ---- */

/* "account:" at the beginning, in any case. */
static bool is_account_field(const char *s, size_t len)
{
    static const char field[] = "account:";
    return len >= sizeof field - 1 && is_same(s, field, sizeof field - 1);
}

/* The value of the field: a quoted one, or all up to a blank or bracket. */
static size_t value_length(const char *s, size_t len)
{
    size_t n = 0;
    if (len && s[0] == '"') {
        for (n = 1; n < len && s[n] != '"'; n++)
            n += s[n] == '\\' && n + 1 < len;
        return n < len ? n + 1 : len;
    }
    while (n < len && (unsigned char)s[n] > ' ' && s[n] != '(' && s[n] != ')' && s[n] != '"')
        n++;
    return n;
}

/* The field and its value. */
static size_t account_field(const struct mask *m, const char *s, size_t len, struct sg_buf *out)
{
    size_t at = strlen("account:"), n = value_length(s + at, len - at);
    struct sg_str value = sg_str_n(s + at, n);
    letters_trim(&value.data, &value.len);
    const struct mask_name *known = find(m, value.data, value.len);
    sg_buf_add(out, s, at);
    if (known && known->is_kept)
        sg_buf_add(out, s + at, n);
    else if (known && known->number)
        sg_buf_printf(out, "\"account %u\"", known->number);
    else
        sg_buf_text(out, DOTS);
    return at + n;
}

void mask_query(const struct mask *m, struct sg_str query, struct sg_buf *out)
{
    size_t done = 0;
    for (size_t i = 0; i < query.len; i++) {
        bool begins = i == 0 || !letters_is_plain(query.data[i - 1]);
        if (!begins || !is_account_field(query.data + i, query.len - i)) continue;
        mask_text(m, sg_str_n(query.data + done, i - done), out);
        done = i + account_field(m, query.data + i, query.len - i, out);
        i = done - 1;
    }
    mask_text(m, sg_str_n(query.data + done, query.len - done), out);
}

/* ---- labels and addresses ---- */

static bool is_short_number(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!sg_is_digit(s[i])) return false;
    return len < ID_LEAST;
}

void mask_label(const struct mask *m, struct sg_str label, struct sg_buf *out)
{
    for (size_t i = 0; i < label.len;) {
        const char *s = label.data + i;
        size_t left = label.len - i, n = letters_part(s, left);
        const struct mask_name *name = n ? name_at(m, s, left, letters_part, &n) : NULL;
        if (name && !name->is_kept && !is_short_number(s, n))
            sg_buf_text(out, DOTS);
        else {
            if (!name && !(n = letters_part(s, left))) n = 1;
            sg_buf_add(out, s, n);
        }
        i += n;
    }
}

void mask_name(const struct mask *m, struct sg_str name, struct sg_buf *out)
{
    struct sg_str inner = name;
    letters_trim(&inner.data, &inner.len);
    const struct mask_name *known = find(m, inner.data, inner.len);
    if (known && known->is_kept)
        sg_buf_str(out, name);
    else if (known && known->number)
        sg_buf_printf(out, "account %u", known->number);
    else
        sg_buf_text(out, DOTS);
}

static bool is_in_address(const struct mask *m, struct sg_str address, bool is_kept)
{
    for (size_t i = 0; i < address.len; i++) {
        size_t n = 0;
        while (i + n < address.len && !strchr("/?&=#@:", address.data[i + n]))
            n++;
        const struct mask_name *name = find(m, address.data + i, n);
        if (name && name->is_kept == is_kept && n >= NAME_LEAST && !is_short_number(address.data + i, n)) return true;
        i += n;
    }
    return false;
}

bool mask_is_in_address(const struct mask *m, struct sg_str address)
{
    return is_in_address(m, address, false);
}

bool mask_keeps_address(const struct mask *m, struct sg_str address)
{
    return is_in_address(m, address, true);
}
