/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Word 97 to 2003 by its piece table [MS-DOC], Excel by its shared strings [MS-XLS], PowerPoint by its atoms [MS-PPT].
 */
#include "documents/ole_text.h"

/* ---- Word ---- */

enum { FIB_FLAGS = 10, FIB_LANGUAGE = 6, FIB_PAIRS = 0x9a, FIB_RMARK = 51, FIB_CLX = 33, FIB_SAVED_BY = 71 };

const char *word_table(struct sg_str word)
{
    if (word.len < FIB_PAIRS || le16(word.data) != 0xa5ec) return NULL;
    return le16(word.data + FIB_FLAGS) & 0x200 ? "1Table" : "0Table";
}

/* The n-th pair of offset and length in the header, as a piece of the table stream. */
static struct sg_str piece(struct sg_str word, struct sg_str table, size_t n)
{
    size_t at = FIB_PAIRS + n * 8;
    if (word.len < at + 8) return (struct sg_str){ "", 0 };
    size_t offset = le32(word.data + at), len = le32(word.data + at + 4);
    if (offset > table.len || len > table.len - offset) return (struct sg_str){ "", 0 };
    return sg_str_n(table.data + offset, len);
}

/* The i-th string of a string table of 16-bit characters; false at the end.  *pos begins at 0. */
static bool next_string(struct sg_str s, size_t *pos, struct sg_buf *out)
{
    if (s.len < 6 || le16(s.data) != 0xffff) return false;
    size_t at = *pos ? *pos : 6, extra = le16(s.data + 4);
    if (at + 2 > s.len) return false;
    size_t bytes = 2 * (size_t)le16(s.data + at);
    if (bytes + extra > s.len - at - 2) return false;
    sg_buf_clear(out);
    doc_utf16(out, s.data + at + 2, bytes, false);
    *pos = at + 2 + bytes + extra;
    return true;
}

/* Who marked revisions, and the last ten who saved with where to: names and paths by turns. */
static void word_names(struct reading *r, struct sg_str word, struct sg_str table)
{
    sg_auto_buf name = { 0 }, path = { 0 };
    struct sg_str s = piece(word, table, FIB_RMARK);
    for (size_t pos = 0, n = 0; n < DOC_AUTHORS && next_string(s, &pos, &name); n++)
        if (!sg_str_is(sg_buf_view(&name), "Unknown")) doc_author(r, sg_buf_view(&name));
    s = piece(word, table, FIB_SAVED_BY);
    for (size_t pos = 0, n = 0; n < FACT_ITEMS && next_string(s, &pos, &name); n++) {
        if (!next_string(s, &pos, &path)) break;
        doc_author(r, sg_buf_view(&name));
        sg_buf_text(&name, ": ");
        sg_buf_str(&name, sg_buf_view(&path));
        fact_item(&r->facts, FACT_SAVED_BY, sg_buf_view(&name));
    }
}

/* Word's own marks: cell and paragraph ends, fields (0x13 code 0x14 result 0x15), pictures. */
static void word_text(struct reading *r, struct sg_str utf8, bool *in_code)
{
    size_t begin = 0;
    if (!utf8.len) return;
    for (size_t i = 0; i <= utf8.len; i++) {
        char c = i < utf8.len ? utf8.data[i] : '\0';
        if (i < utf8.len && c != 0x13 && c != 0x14 && c != 0x15 && c != 0x07) continue;
        if (!*in_code) doc_text(r, sg_str_n(utf8.data + begin, i - begin));
        if (c == 0x13) *in_code = true;
        if (c == 0x14 || c == 0x15) *in_code = false;
        if (c == 0x07) doc_break(r);
        begin = i + 1;
    }
}

static enum sg_code word_pieces(struct reading *r, struct sg_str word, struct sg_str clx, struct sg_err *err)
{
    size_t at = 0;
    while (at + 3 <= clx.len && clx.data[at] == 1) /* properties, passed over */
        at += 3 + (size_t)le16(clx.data + at + 1);
    if (at + 5 > clx.len || clx.data[at] != 2)
        return sg_fail(err, SG_EINPUT, "the table of its pieces of text is missing");
    size_t len = le32(clx.data + at + 1), n = len < 16 ? 0 : (len - 4) / 12;
    const char *pieces = clx.data + at + 5;
    if (len > clx.len - at - 5) return sg_fail(err, SG_EINPUT, "the table of its pieces of text is cut off");
    bool in_code = false;
    sg_auto_buf text = { 0 };
    for (size_t i = 0; i < n && !r->facts.values[FACT_TEXT_CUT].kind; i++) {
        uint32_t from = le32(pieces + i * 4), to = le32(pieces + (i + 1) * 4),
                 fc = le32(pieces + (n + 1) * 4 + i * 8 + 2);
        bool is_narrow = fc & 0x40000000;
        size_t offset = is_narrow ? (fc & 0x3fffffff) / 2 : fc & 0x3fffffff;
        if (to < from || offset > word.len || (size_t)(to - from) * (is_narrow ? 1 : 2) > word.len - offset)
            return sg_fail(err, SG_EINPUT, "piece %zu of its text lies outside the file", i);
        if (to - from > SG_DOCUMENT_TEXT) to = from + SG_DOCUMENT_TEXT;
        sg_buf_clear(&text);
        if (is_narrow)
            doc_utf8(sg_str("windows-1252"), sg_str_n(word.data + offset, to - from), &text);
        else
            doc_utf16(&text, word.data + offset, 2 * (size_t)(to - from), false);
        word_text(r, sg_buf_view(&text), &in_code);
    }
    doc_break(r);
    return SG_OK;
}

enum sg_code word_read(struct reading *r, struct sg_str word, struct sg_str table, struct sg_err *err)
{
    if (!word_table(word)) return sg_fail(err, SG_EINPUT, "its text stream has not the header of Word 97 or later");
    if (le16(word.data + FIB_FLAGS) & 0x100) {
        fact_true(&r->facts, FACT_ENCRYPTED);
        return sg_fail(err, SG_EINPUT, "it is encrypted");
    }
    const char *language = doc_language(le16(word.data + FIB_LANGUAGE));
    if (language) doc_line(&r->doc->lang, sg_str(language));
    word_names(r, word, table);
    return word_pieces(r, word, piece(word, table, FIB_CLX), err);
}

/* ---- Excel ---- */

/* A record with what CONTINUE records add to it. */
struct cells {
    struct sg_str book;
    size_t next; /* the record behind */
    const char *p;
    size_t left;
};

static bool next_part(struct cells *c)
{
    if (c->book.len - c->next < 4 || le16(c->book.data + c->next) != 0x3c) return false;
    size_t len = le16(c->book.data + c->next + 2);
    if (len > c->book.len - c->next - 4) return false;
    c->p = c->book.data + c->next + 4;
    c->left = len;
    c->next += 4 + len;
    return true;
}

static bool skip(struct cells *c, size_t n)
{
    while (n > c->left) {
        n -= c->left;
        if (!next_part(c)) return false;
    }
    c->p += n;
    c->left -= n;
    return true;
}

/* `n` characters; where a record ends among them, the next begins with its own word on their width. */
static bool read_chars(struct cells *c, size_t n, bool is_wide, struct sg_buf *out)
{
    while (n) {
        if (!c->left) {
            if (!next_part(c) || !c->left) return false;
            is_wide = *c->p & 1;
            c->p++;
            c->left--;
        }
        size_t fit = c->left / (is_wide ? 2 : 1);
        if (fit > n) fit = n;
        if (!fit) return false;
        if (is_wide)
            doc_utf16(out, c->p, 2 * fit, false);
        else
            for (size_t i = 0; i < fit; i++)
                sg_utf8_add(out, (uint8_t)c->p[i]); /* the low halves of UTF-16 */
        c->p += fit * (is_wide ? 2 : 1);
        c->left -= fit * (is_wide ? 2 : 1);
        n -= fit;
    }
    return true;
}

static void shared_strings(struct reading *r, struct cells c)
{
    sg_auto_buf text = { 0 };
    if (c.left < 8) return;
    uint32_t n = le32(c.p + 4);
    skip(&c, 8);
    for (uint32_t i = 0; i < n && !r->facts.values[FACT_TEXT_CUT].kind; i++) {
        while (!c.left)
            if (!next_part(&c)) return;
        if (c.left < 3) return;
        size_t chars = le16(c.p), flags = (uint8_t)c.p[2], runs = 0, extra = 0;
        skip(&c, 3);
        if (flags & 8) {
            if (c.left < 2) return;
            runs = le16(c.p);
            skip(&c, 2);
        }
        if (flags & 4) {
            if (c.left < 4) return;
            extra = le32(c.p);
            skip(&c, 4);
        }
        sg_buf_clear(&text);
        bool is_whole = read_chars(&c, chars, flags & 1, &text);
        doc_text(r, sg_buf_view(&text));
        doc_break(r);
        if (!is_whole || !skip(&c, runs * 4 + extra)) return;
    }
}

/* Who had the file open last: an 8-bit or 16-bit string padded with blanks. */
static void write_access(struct reading *r, struct cells c)
{
    sg_auto_buf name = { 0 };
    if (c.left < 3) return;
    size_t chars = le16(c.p);
    bool is_wide = c.p[2] & 1;
    skip(&c, 3);
    if (chars > c.left) return;
    (void)read_chars(&c, chars, is_wide, &name);
    fact_text(&r->facts, FACT_WRITE_ACCESS, sg_buf_view(&name));
}

enum sg_code excel_read(struct reading *r, struct sg_str s, struct sg_err *err)
{
    char country[32];
    for (size_t i = 0; s.len - i >= 4;) {
        uint32_t type = le16(s.data + i), len = le16(s.data + i + 2);
        if (len > s.len - i - 4) return sg_fail(err, SG_EINPUT, "its workbook is cut off at byte %zu", i);
        struct cells c = { .book = s, .next = i + 4 + len, .p = s.data + i + 4, .left = len };
        switch (type) {
        case 0x2f:
            fact_true(&r->facts, FACT_ENCRYPTED);
            return sg_fail(err, SG_EINPUT, "it is encrypted");
        case 0x5c:
            write_access(r, c);
            break;
        case 0x85:
            fact_add_number(&r->facts, FACT_SHEETS, 1);
            break;
        case 0x8c: /* telephone codes of the program's and the system's country */
            if (len < 4) break;
            snprintf(country, sizeof country, "program %u, system %u", le16(c.p), le16(c.p + 2));
            fact_text(&r->facts, FACT_COUNTRY, sg_str(country));
            break;
        case 0xfc:
            shared_strings(r, c);
            break;
        default:
            break;
        }
        i = c.next;
    }
    return SG_OK;
}

/* ---- PowerPoint ---- */

void powerpoint_read(struct reading *r, struct sg_str s)
{
    sg_auto_buf text = { 0 };
    for (size_t i = 0; s.len - i >= 8;) {
        bool is_container = (s.data[i] & 15) == 15;
        uint32_t type = le16(s.data + i + 2);
        size_t len = le32(s.data + i + 4);
        i += 8;
        if (is_container) {
            if (type == 0x03ee) fact_add_number(&r->facts, FACT_SLIDES, 1);
            continue; /* its records follow */
        }
        if (len > s.len - i) len = s.len - i;
        sg_buf_clear(&text);
        if (type == 0x0fa0)
            doc_utf16(&text, s.data + i, len, false);
        else if (type == 0x0fa8)
            for (size_t k = 0; k < len; k++)
                sg_utf8_add(&text, (uint8_t)s.data[i + k]); /* the low halves of UTF-16 */
        doc_text(r, sg_buf_view(&text));
        if (text.len) doc_break(r);
        i += len;
    }
}

bool powerpoint_user(struct reading *r, struct sg_str s)
{
    if (s.len < 28) return false;
    size_t len = le16(s.data + 20);
    if (len <= s.len - 28) {
        sg_auto_buf name = { 0 };
        doc_utf8(sg_str(""), sg_str_n(s.data + 28, len), &name);
        fact_text(&r->facts, FACT_WRITE_ACCESS, sg_buf_view(&name));
    }
    return le32(s.data + 12) == 0xf3d1c4df;
}
