/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/mask.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"

#define DOTS "\xe2\x80\xa6"    /* … */
#define WIDE_AT "\xef\xbc\xa0" /* the at sign of Japanese keyboards, which platforms read as one */
enum {
    NAME_LEAST = 3, /* bytes of a name that is looked for outside mentions */
    NAME_MOST = 256,
    NAME_WORDS = 12,
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

static bool is_plain(char c)
{
    return sg_is_alnum(c) || c == '_';
}

/* What a sign is, by its first byte: letters of scripts that part words with blanks (UTF-8 of one or two bytes), or of
 * all others, where a Latin name stands in a sentence without any. */
enum sign { NO_LETTER, SPACED, UNSPACED };
static enum sign sign_of(char first)
{
    unsigned char c = (unsigned char)first;
    if (c < 0x80) return is_plain(first) ? SPACED : NO_LETTER;
    return c < 0xe0 ? SPACED : UNSPACED;
}

/* The run of letters of one kind at the beginning. */
static size_t word_length(const char *s, size_t len)
{
    enum sign kind = len ? sign_of(s[0]) : NO_LETTER;
    size_t n = 0;
    if (kind == NO_LETTER) return 0;
    while (n < len && sign_of(s[n]) == kind)
        for (n++; n < len && ((unsigned char)s[n] & 0xc0) == 0x80;)
            n++;
    return n;
}

static uint64_t hash_of(const char *s, size_t len)
{
    char lower[NAME_MOST] = { 0 };
    size_t n = len < sizeof lower ? len : sizeof lower;
    for (size_t i = 0; i < n; i++)
        lower[i] = sg_lower(s[i]);
    return sg_siphash(lower, n);
}

static bool is_same(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (sg_lower(a[i]) != sg_lower(b[i])) return false;
    return true;
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

static bool add(struct mask *m, struct mask_name name)
{
    size_t len = strlen(name.name);
    while (len && sign_of(name.name[0]) == NO_LETTER)
        name.name++, len--;
    while (len && sign_of(name.name[len - 1]) == NO_LETTER)
        len--;
    if (len == 0 || len > NAME_MOST) return true; /* a longer one stands in no text by chance */
    if (2 * (m->n_names + 1) > m->n_slots && !rehash(m)) return false;
    size_t slot = slot_of(m, name.name, len);
    if (m->slots[slot]) return true;
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
    uint64_t first = hash_of(name.name, word_length(name.name, len));
    m->firsts[first / 8 % MASK_FIRSTS] |= (unsigned char)(1u << first % 8);
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

/* The at sign at the text's beginning. */
static size_t at_sign(const char *s, size_t len)
{
    if (len && s[0] == '@') return 1;
    return len >= 3 && memcmp(s, WIDE_AT, 3) == 0 ? 3 : 0;
}

/* "name", "name.host", "name@host", after the at sign; the plain part in *ret_plain. */
static size_t handle_length(const char *s, size_t len, size_t *ret_plain)
{
    size_t n = 0;
    if (len > NAME_MOST) len = NAME_MOST;
    while (n < len && is_plain(s[n]))
        n++;
    if (n == 0) n = word_length(s, len); /* other scripts */
    *ret_plain = n;
    while (n > 0 && n + 1 < len && (s[n] == '.' || s[n] == '-' || s[n] == '@') && sg_is_alnum(s[n + 1]))
        for (n++; n < len && is_plain(s[n]);)
            n++;
    return n;
}

static size_t mention(const struct mask *m, const char *s, size_t len, struct sg_buf *out)
{
    size_t sign = at_sign(s, len), plain = 0;
    size_t n = sign ? handle_length(s + sign, len - sign, &plain) : 0;
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

/* A hidden name that stands as a word, or several: the longest. */
static size_t hidden_name(const struct mask *m, const char *s, size_t len, struct sg_buf *out)
{
    size_t ends[NAME_WORDS], n = 0, at = word_length(s, len);
    uint64_t first = hash_of(s, at);
    if (!(m->firsts[first / 8 % MASK_FIRSTS] >> first % 8 & 1)) return 0;
    if (len > NAME_MOST) len = NAME_MOST;
    while (at <= len && n < NAME_WORDS) {
        ends[n++] = at;
        while (at < len && sign_of(s[at]) == NO_LETTER)
            at++;
        if (at == len) break;
        at += word_length(s + at, len - at);
    }
    while (n-- > 0) {
        const struct mask_name *found = ends[n] >= NAME_LEAST ? find(m, s, ends[n]) : NULL;
        if (!found || found->is_kept) continue;
        sg_buf_text(out, DOTS);
        return ends[n];
    }
    return 0;
}

/* One word, or the dots in its place. */
static size_t word(const struct mask *m, const char *s, size_t len, struct sg_buf *out)
{
    size_t n = hidden_name(m, s, len, out);
    if (n) return n;
    size_t whole = word_length(s, len);
    for (n = 1; n < whole && !at_sign(s + n, len - n);) /* a wide at sign is one of the letters */
        n++;
    sg_buf_add(out, s, n);
    return n;
}

/* Text that holds no mention. */
static void words(const struct mask *m, const char *s, size_t len, struct sg_buf *out)
{
    for (size_t i = 0; i < len;) {
        if (sign_of(s[i]) != NO_LETTER)
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
        if (s[n] == '.' && n + 1 < len) has_domain = sg_is_alnum(s[n + 1]) && !sg_is_digit(s[n + 1]);
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
    size_t n = 0;
    while (n < len && n < LOCAL_MOST && (is_plain(s[n]) || (n && s[n] && strchr(".+-%", s[n]))))
        n++;
    if (n == 0 || n + 1 >= len || s[n] != '@' || !sg_is_alnum(s[n + 1])) return 0;
    sg_buf_text(out, DOTS "@");
    return n + 1;
}

void mask_text(const struct mask *m, struct sg_str text, struct sg_buf *out)
{
    for (size_t i = 0; i < text.len;) {
        const char *s = text.data + i;
        size_t left = text.len - i, n = mention(m, s, left, out);
        if (!n && sign_of(*s) != NO_LETTER) {
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
