/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/words.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"

static bool is_wide_blank(uint32_t c)
{
    return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

/* Marks that leave no trace on paper: soft hyphen, zero-width blanks and joiners, byte order mark. */
static bool is_nothing(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F);
}

/* Typographic marks as a keyboard has them, also where windows-1252 was taken for Latin-1; the same scalar otherwise.
 */
static uint32_t plain(uint32_t c)
{
    switch (c) {
    case 0x93:
    case 0x94:
    case 0xAB:
    case 0xBB:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x275D:
    case 0x275E:
        return '"';
    case '`':
    case 0x91:
    case 0x92:
    case 0xB4:
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x2039:
    case 0x203A:
        return '\'';
    case 0x96:
    case 0x97:
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return '-';
    default:
        return c;
    }
}

static bool is_dress(char c)
{
    return c == '*' || c == '_' || c == '<' || c == '>' || c == '|' || c == '"' || c == '\'';
}

/* "JD>": a mark of quoting that wrapping has moved into a line. */
static bool is_initials(struct sg_str w)
{
    if (w.len < 2 || w.len > 5 || w.data[w.len - 1] != '>' || w.data[0] < 'A' || w.data[0] > 'Z') return false;
    for (size_t i = 0; i + 1 < w.len; i++)
        if (!sg_is_alnum(w.data[i])) return false;
    return true;
}

/* Emphasis, brackets and quotation marks around a word go, and so does a word without a letter or a digit. */
static struct sg_str undressed(struct sg_str w)
{
    if (is_initials(w)) return sg_str_n(w.data, 0);
    while (w.len && is_dress(w.data[0]))
        w.data++, w.len--;
    while (w.len && is_dress(w.data[w.len - 1]))
        w.len--;
    for (size_t i = 0; i < w.len; i++)
        if (sg_is_alnum(w.data[i]) || (unsigned char)w.data[i] >= 0x80) return w;
    return sg_str_n(w.data, 0);
}

static void add_plain(struct sg_buf *out, uint32_t c)
{
    c = plain(c);
    if (is_nothing(c) || (c == '-' && out->len && out->data[out->len - 1] == '-')) return;
    if (c == 0x2026 || c == 0x85)
        sg_buf_text(out, "...");
    else if (c == 0x2022 || c == 0xB7 || c == 0x25CF || c == 0x25AA || c == 0x25E6) /* bullets */
        return;
    else
        sg_utf8_add(out, c);
}

void word_normal(struct sg_str word, struct sg_buf *out)
{
    sg_auto_buf b = { 0 };
    for (size_t pos = 0; pos < word.len;)
        add_plain(&b, sg_utf8_next(word.data, word.len, &pos));
    sg_buf_str(out, undressed(sg_buf_view(&b)));
    if (b.failed) out->failed = true;
}

static void end_word(struct sg_buf *normal, size_t at, size_t end, struct sg_buf *words)
{
    struct sg_str w = undressed(sg_buf_view(normal));
    if (w.len) {
        struct word word = { .hash = sg_siphash(w.data, w.len), .at = (uint32_t)at, .len = (uint32_t)(end - at) };
        sg_buf_add(words, &word, sizeof word);
    }
    sg_buf_clear(normal);
}

void words_of_line(struct sg_str text, size_t from, size_t to, struct sg_buf *scratch, struct sg_buf *words)
{
    size_t before = words->len, at = from, pos = from;
    sg_buf_clear(scratch);
    while (pos < to) {
        size_t here = pos;
        unsigned char byte = (unsigned char)text.data[pos];
        uint32_t c = byte < 0x80 ? byte : sg_utf8_next(text.data, to, &pos);
        if (byte < 0x80) pos++;
        if (c <= ' ' || is_wide_blank(c)) {
            end_word(scratch, at, here, words);
            at = pos;
        } else if (byte < 0x80 && byte != '-' && byte != '`') {
            sg_buf_char(scratch, (char)byte);
        } else {
            add_plain(scratch, c);
        }
    }
    end_word(scratch, at, to, words);
    if (scratch->failed) words->failed = true;
    if (words->failed || words->len == before) return;
    ((struct word *)(void *)(words->data + before))->starts_line = true;
    ((struct word *)(void *)(words->data + words->len))[-1].ends_line = true;
}
