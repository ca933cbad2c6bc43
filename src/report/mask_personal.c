/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes addresses and numbers of persons out of texts: doc/method/privacy.md. */
#include "base/text.h"
#include "report/leak.h"

enum { LOCAL_MAX = 320 /* RFC 5321 allows 64 */, DIGITS_MIN = 9, DIGITS_MAX = 15 };
enum { CARD_MIN = 13, CARD_MAX = 19, IBAN_MIN = 15, IBAN_MAX = 34 };

static bool is_local(char c)
{
    return sg_is_alnum(c) || (unsigned char)c >= 0x80 || (c && strchr(".!#$%&'*+/=?^_`{|}~-", c));
}

/* How many bytes of `out`, just written, are the local part of an address whose '@' comes now. */
static size_t local_part(const struct sg_buf *out, size_t from)
{
    size_t n = 0;
    while (out->len - n > from && n < LOCAL_MAX && is_local(out->data[out->len - n - 1]))
        n++;
    return n;
}

/* The same of "jane roe"@example.org, in quotes. */
static size_t quoted_part(const struct sg_buf *out, size_t from)
{
    if (out->len == from || out->data[out->len - 1] != '"') return 0;
    for (size_t n = 2; n <= out->len - from && n <= LOCAL_MAX; n++) {
        const char *at = out->data + out->len - n;
        if (*at == '"' && (n == out->len - from || at[-1] != '\\')) return n;
    }
    return 0;
}

static void mask_local(struct sg_buf *out, size_t from)
{
    size_t n = local_part(out, from), first = 1; /* the first letter stays, whole */
    if (!n) n = quoted_part(out, from);
    if (!n) return;
    size_t begin = out->len - n;
    while (first < n && ((unsigned char)out->data[begin + first] & 0xc0) == 0x80)
        first++;
    out->len = begin + first;
    sg_buf_text(out, "…");
}

/* ---- numbers ---- */

/* A run that begins at `at`: digits with single separators between; its end, and its digits. */
static size_t number_run(struct sg_str s, size_t at, char digits[static DIGITS_MAX + CARD_MAX], size_t *ret_n)
{
    size_t i = at, end = at, n = 0;
    for (; i < s.len && n < DIGITS_MAX + CARD_MAX; i++) {
        if (sg_is_digit(s.data[i])) {
            digits[n++] = s.data[i];
            end = i + 1;
        } else if (!strchr(" .-/()+", s.data[i]) || i - end > 1)
            break;
    }
    *ret_n = n;
    return end;
}

static bool is_card(const char *digits, size_t n)
{
    if (n < CARD_MIN || n > CARD_MAX) return false;
    unsigned sum = 0; /* Luhn's check, ISO/IEC 7812-1 */
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned)(digits[n - 1 - i] - '0');
        if (i % 2) d = d > 4 ? 2 * d - 9 : 2 * d;
        sum += d;
    }
    return sum % 10 == 0;
}

/* Numbers that people write as telephone numbers begin with + or 0. */
static bool is_phone(struct sg_str s, size_t at, size_t n)
{
    return n >= DIGITS_MIN && n <= DIGITS_MAX && (s.data[at] == '+' || s.data[at] == '0');
}

/* `out` may be NULL, here and below: then it is only looked for. */
static size_t mask_number(struct sg_str s, size_t at, struct sg_buf *out)
{
    char digits[DIGITS_MAX + CARD_MAX];
    size_t n, end = number_run(s, at + (s.data[at] == '+'), digits, &n);
    bool is_word = end < s.len && (sg_is_alnum(s.data[end]) || s.data[end] == '_');
    if (is_word || (!is_phone(s, at, n) && !is_card(digits, n))) return 0;
    if (!out) return end - at;
    sg_buf_add(out, s.data + at, s.data[at] == '+' ? 3 : 2);
    sg_buf_text(out, "…");
    sg_buf_add(out, digits + n - 2, 2);
    return end - at;
}

/* ISO 13616: country, two check digits, up to thirty more; the whole is 1 modulo 97. */
static size_t mask_account(struct sg_str s, size_t at, struct sg_buf *out)
{
    char text[IBAN_MAX];
    size_t n = 0, i = at, end = at;
    for (; i < s.len && n < IBAN_MAX; i++) {
        char c = s.data[i];
        if (c == ' ' && i > end) break;
        if (c == ' ') continue;
        if (!sg_is_digit(c) && !(c >= 'A' && c <= 'Z')) break;
        text[n++] = c;
        end = i + 1;
    }
    if (n < IBAN_MIN || sg_is_digit(text[0]) || sg_is_digit(text[1]) || !sg_is_digit(text[2]) || !sg_is_digit(text[3]))
        return 0;
    unsigned rest = 0;
    for (i = 0; i < n; i++) {
        char c = text[(i + 4) % n];
        rest = sg_is_digit(c) ? (rest * 10 + (unsigned)(c - '0')) % 97 : (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
    }
    if (rest != 1) return 0;
    if (!out) return end - at;
    sg_buf_add(out, text, 2);
    sg_buf_text(out, "…");
    sg_buf_add(out, text + n - 2, 2);
    return end - at;
}

/* Bytes of a number that names somebody. */
static size_t number_at(struct sg_str text, size_t i, struct sg_buf *out)
{
    char c = text.data[i];
    if (i && sg_is_alnum(text.data[i - 1])) return 0;
    if (sg_is_digit(c) || c == '+') return mask_number(text, i, out);
    return c >= 'A' && c <= 'Z' ? mask_account(text, i, out) : 0;
}

bool sg_is_personal(struct sg_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '@' || number_at(text, i, NULL)) return true;
    return text.len && memmem(text.data, text.len, "%40", 3); /* an '@' in an address of the web */
}

/* A letter of any script, a digit, or an address of the internet in brackets. */
static bool begins_host(char c)
{
    return sg_is_alnum(c) || c == '[' || (unsigned char)c >= 0x80;
}

void sg_mask_personal(struct sg_str text, struct sg_buf *out)
{
    size_t from = out->len;
    for (size_t i = 0; i < text.len;) {
        char c = text.data[i];
        bool is_sign = c == '@' && i + 1 < text.len && begins_host(text.data[i + 1]);
        if (is_sign) mask_local(out, from);
        size_t taken = is_sign ? 0 : number_at(text, i, out);
        if (!taken) sg_buf_char(out, c);
        i += taken ? taken : 1;
    }
}
