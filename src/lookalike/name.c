/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host name checked, cut into labels, decoded, and drawn: what each of its letters looks like. */
#include <arpa/inet.h>

#include "base/text.h"
#include "lookalike/lookalike_internal.h"

/* What UTS 46 makes of a name, at most: sg_idn_ascii and sg_idn_unicode ask for no more room. */
enum { CONVERTED_MAX = 2048 };

enum sg_code look_reader_init(struct look_reader *r, struct sg_err *err)
{
    *r = (struct look_reader){ 0 };
    SG_TRY(sg_idn_new(&r->idn, err));
    if (sg_buf_room(&r->ascii, CONVERTED_MAX) && sg_buf_room(&r->shown, CONVERTED_MAX)) return SG_OK;
    look_reader_release(r);
    return sg_fail_nomem(err, "international names");
}

void look_reader_release(struct look_reader *r)
{
    sg_idn_free(r->idn);
    sg_buf_release(&r->ascii);
    sg_buf_release(&r->shown);
    *r = (struct look_reader){ 0 };
}

/* What an ASCII byte of a name may be: 0 nothing, 1 a letter, digit, '-' or '_', 2 a dot. */
static const uint8_t kinds[128] = {
    ['-'] = 1, ['_'] = 1, ['.'] = 2, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1,
    ['7'] = 1, ['8'] = 1, ['9'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1,
    ['h'] = 1, ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1,
    ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1, ['A'] = 1,
    ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1,
    ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1,
    ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
};

static const char *why_no_letter(unsigned char c)
{
    if (!c) return "it holds a NUL byte";
    if (c < 0x20 || c == 0x7f) return "it holds a control character";
    if (c == ' ') return "it holds a blank";
    return "it holds a character that no host name has";
}

static bool is_punycode(const char *label, size_t n)
{
    return n >= 4 && label[0] == 'x' && label[1] == 'n' && label[2] == '-' && label[3] == '-';
}

/* From its first and last eight letters and its length: near enough to all of it for a cache. */
static uint16_t slot_of(const char *label, size_t n)
{
    uint64_t first = 0, last = 0;
    size_t k = n < 8 ? n : 8;
    memcpy(&first, label, k);
    memcpy(&last, label + n - k, k);
    return (uint16_t)(((first * UINT64_C(0x9e3779b97f4a7c15)) ^ (last * UINT64_C(0xbf58476d1ce4e5b9)) ^ n << 40) >> 54);
}

/* Cuts `ascii`, which is in lower case, into labels. */
static const char *cut(struct look_name *name, bool *ret_has_punycode)
{
    const char *s = name->ascii;
    size_t begin = 0;
    name->n_labels = 0;
    for (size_t i = 0; i <= name->n_ascii; i++) {
        if (i < name->n_ascii && s[i] != '.') continue;
        size_t n = i - begin;
        if (!n) return "a label is empty";
        if (n > LOOK_LABEL_MAX) return "a label is longer than 63 letters";
        if (name->n_labels == LOOK_LABELS_MAX) return "it has more than 127 labels";
        *ret_has_punycode |= is_punycode(s + begin, n);
        uint16_t at = (uint16_t)begin, len = (uint16_t)n;
        name->labels[name->n_labels++] = (struct look_label){ at, at, at, len, len, len, slot_of(s + begin, n), 0 };
        begin = i + 1;
    }
    return NULL;
}

/* Lower case into `ascii`; bytes beyond ASCII are told, not copied right. */
static const char *take_ascii(struct sg_str text, struct look_name *name, bool *ret_is_beyond)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 0x80)
            *ret_is_beyond = true;
        else if (!kinds[c])
            return why_no_letter(c);
        name->ascii[i] = (char)(c | ((unsigned)(c - 'A') < 26u ? 32 : 0));
    }
    name->n_ascii = text.len;
    name->ascii[text.len] = '\0';
    return NULL;
}

static uint32_t key_of(struct sg_str drawn)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < drawn.len; i++)
        h = (h ^ (unsigned char)drawn.data[i]) * 16777619u;
    return h;
}

static bool is_ascii(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] >= 0x80) return false;
    return true;
}

#define DRAWN_OF_ONE 4 /* bytes of one scalar that are looked at */

static const char *draw_scalar(struct look_reader *r, struct look_name *name, uint32_t scalar, size_t at, size_t len)
{
    bool has_mark = false;
    char own = (char)scalar;
    struct sg_str drawn = scalar < 0x80 ? sg_str_n(&own, 1) : sg_idn_drawn(r->idn, scalar, &has_mark);
    struct look_cell cell = { scalar, key_of(drawn), (uint16_t)at, (uint8_t)len, has_mark };
    uint8_t hidden = (uint8_t)(0x80 | (cell.key & 0x7f)); /* looks like no ASCII letter: one byte, `key` says which */
    if (!is_ascii(drawn)) drawn = sg_str_n((const char *)&hidden, 1);
    for (size_t i = 0; i < drawn.len && i < DRAWN_OF_ONE; i++) {
        if (name->n_drawn == LOOK_DRAWN_MAX) return "its Unicode form is too long";
        name->drawn_text[name->n_drawn] = (uint8_t)sg_lower(drawn.data[i]);
        name->cell_list[name->n_drawn++] = cell;
    }
    return NULL;
}

static uint32_t label_flags(struct sg_idn *idn, struct sg_str label)
{
    unsigned f = sg_idn_label_flags(idn, label);
    return (f & SG_IDN_BEYOND_ASCII ? SG_LOOK_IDN : 0u) | (f & SG_IDN_MIXED ? SG_LOOK_MIXED_SCRIPT : 0u) |
           (f & SG_IDN_WHOLE ? SG_LOOK_WHOLE_SCRIPT : 0u) | (f & SG_IDN_INVISIBLE ? SG_LOOK_INVISIBLE : 0u);
}

/* Labels of the Unicode form get their place there and are drawn. */
static const char *draw(struct look_reader *r, struct look_name *name)
{
    struct sg_str shown = { name->shown_text, name->n_shown };
    size_t pos = 0;
    name->n_drawn = 0;
    for (unsigned l = 0; l < name->n_labels; l++) {
        struct look_label *label = &name->labels[l];
        label->shown = (uint16_t)pos;
        label->drawn = (uint16_t)name->n_drawn;
        while (pos < shown.len && shown.data[pos] != '.') {
            size_t at = pos;
            uint32_t scalar = sg_utf8_next(shown.data, shown.len, &pos);
            const char *why = draw_scalar(r, name, scalar, at, pos - at);
            if (why) return why;
        }
        label->n_shown = (uint16_t)(pos - label->shown);
        label->n_drawn = (uint16_t)(name->n_drawn - label->drawn);
        label->flags = label_flags(r->idn, sg_str_n(shown.data + label->shown, label->n_shown));
        name->flags |= label->flags;
        bool is_last = l + 1 == name->n_labels;
        if (is_last != (pos == shown.len)) return "its two spellings differ in their labels";
        pos += !is_last;
        if (!is_last && name->n_drawn < LOOK_DRAWN_MAX) {
            name->drawn_text[name->n_drawn] = '.';
            name->cell_list[name->n_drawn++] = (struct look_cell){ '.', '.', (uint16_t)(pos - 1), 1, false };
        }
    }
    return NULL;
}

/* A name with letters beyond ASCII, written as them or as punycode. */
static const char *read_international(struct look_reader *r, struct sg_str text, struct look_name *name)
{
    struct sg_err err;
    bool has_punycode = false;
    if (!r->idn && sg_idn_new(&r->idn, &err) != SG_OK) return "there is no memory for international names";
    sg_buf_clear(&r->ascii);
    sg_buf_clear(&r->shown);
    const char *why = sg_idn_ascii(r->idn, text, &r->ascii);
    if (!why) why = sg_idn_unicode(r->idn, text, &r->shown);
    if (why) return why;
    if (r->ascii.failed || r->shown.failed) return "there is no memory for its Unicode form";
    if (r->ascii.len > LOOK_NAME_MAX) return "it is longer than 253 bytes";
    if (r->shown.len > LOOK_SHOWN_MAX) return "its Unicode form is too long";
    bool is_beyond = false;
    why = take_ascii(sg_buf_view(&r->ascii), name, &is_beyond);
    if (!why) why = cut(name, &has_punycode);
    if (why) return why;
    memcpy(name->shown_text, r->shown.data, r->shown.len);
    name->n_shown = r->shown.len;
    why = draw(r, name);
    name->shown = name->shown_text;
    name->drawn = name->drawn_text;
    name->cells = name->cell_list;
    return why;
}

static bool is_address(const struct look_name *name, struct sg_str text)
{
    char terminated[64];
    unsigned char bytes[16];
    if (name) {
        const struct look_label *last = &name->labels[name->n_labels - 1];
        char c = name->ascii[last->ascii];
        return name->n_labels == 4 && sg_is_digit(c) && name->n_ascii < 16 &&
               inet_pton(AF_INET, name->ascii, bytes) == 1;
    }
    if (text.len > 2 && text.data[0] == '[' && text.data[text.len - 1] == ']')
        text = sg_str_n(text.data + 1, text.len - 2);
    if (text.len < 2 || text.len >= sizeof terminated || !memchr(text.data, ':', text.len)) return false;
    memcpy(terminated, text.data, text.len);
    terminated[text.len] = '\0';
    return inet_pton(AF_INET6, terminated, bytes) == 1;
}

const char *look_name_read(struct look_reader *r, struct sg_str text, struct look_name *name)
{
    bool is_beyond = false, has_punycode = false;
    name->flags = 0;
    name->is_address = false;
    if (text.len >= 2 && text.data[0] == '*' && text.data[1] == '.') text = sg_str_n(text.data + 2, text.len - 2);
    if (text.len && text.data[text.len - 1] == '.') text.len--;
    if (!text.len) return "it is empty";
    /* Unicode may take four bytes where punycode takes one and a half: the limit is asked again when it is known. */
    if (text.len > LOOK_NAME_MAX) {
        if (text.len > LOOK_SHOWN_MAX || is_ascii(text)) return "it is longer than 253 bytes";
        if (!sg_utf8_is_valid(text.data, text.len)) return "it is not UTF-8";
        return read_international(r, text, name);
    }
    const char *why = take_ascii(text, name, &is_beyond);
    if (why && is_address(NULL, text)) {
        name->is_address = true;
        return NULL;
    }
    if (why) return why;
    if (is_beyond) {
        if (!sg_utf8_is_valid(text.data, text.len)) return "it is not UTF-8";
        return read_international(r, text, name);
    }
    why = cut(name, &has_punycode);
    if (why) return why;
    if (has_punycode) return read_international(r, sg_str_n(name->ascii, name->n_ascii), name);
    name->shown = name->ascii;
    name->drawn = (const uint8_t *)name->ascii;
    name->cells = NULL;
    name->n_shown = name->n_drawn = name->n_ascii;
    name->is_address = is_address(name, text);
    return NULL;
}
