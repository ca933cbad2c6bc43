/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTF as Outlook keeps it: unpacked (MS-OXRTFCP) and turned into text. */
#include "base/text.h"
#include "containers/rebuild.h"
#include "mail/mail.h"

enum { WINDOW = 4096, DEPTH = 256, HEADER = 16 };
/* A reference of 2 bytes gives 17 at most: what claims more is wrong. */
#define EXPANSION 10

static uint32_t le32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 | (uint32_t)u[3] << 24;
}

static bool unpack_lz(struct sg_str in, size_t most, struct sg_buf *out)
{
    static const char before[] =
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
        "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
        "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
    char window[WINDOW] = { 0 };
    size_t at = sizeof before - 1, i = 0, given = 0;
    memcpy(window, before, at);
    while (i < in.len) {
        unsigned control = (unsigned char)in.data[i++];
        for (int bit = 0; bit < 8 && i < in.len; bit++) {
            if (given >= most) return true;
            if (!(control >> bit & 1)) {
                sg_buf_char(out, in.data[i]);
                window[at] = in.data[i++];
                at = (at + 1) % WINDOW;
                given++;
                continue;
            }
            if (i + 2 > in.len) return false;
            unsigned ref = (unsigned)((unsigned char)in.data[i] << 8 | (unsigned char)in.data[i + 1]);
            size_t from = ref >> 4, n = (ref & 15) + 2;
            i += 2;
            if (from == at) return true; /* the end */
            for (; n > 0; n--, given++) {
                char c = window[from];
                sg_buf_char(out, c);
                window[at] = c;
                from = (from + 1) % WINDOW;
                at = (at + 1) % WINDOW;
            }
        }
    }
    return given >= most;
}

bool rtf_unpack(struct sg_str packed, struct sg_buf *out)
{
    if (packed.len < HEADER) return false;
    size_t most = le32(packed.data + 4);
    struct sg_str in = { packed.data + HEADER, packed.len - HEADER };
    if (memcmp(packed.data + 8, "MELA", 4) == 0) {
        sg_buf_add(out, in.data, in.len < most ? in.len : most);
        return in.len >= most;
    }
    if (memcmp(packed.data + 8, "LZFu", 4) != 0) return false;
    if (most / EXPANSION > in.len) most = in.len * EXPANSION;
    return unpack_lz(in, most, out) && !out->failed;
}

/* ---- text ---- */

struct group {
    bool is_skipped, is_hidden;
    unsigned after_unicode; /* letters that stand in for one \u */
};
struct rtf {
    struct sg_str in;
    size_t at;
    struct sg_buf *out, pending; /* bytes of the code page that wait to be turned */
    char charset[32];
    struct group group[DEPTH];
    unsigned depth, skip;
    bool is_html, is_star;
};

static void flush(struct rtf *r)
{
    uint32_t defects = 0;
    if (r->pending.len) sg_mail_to_utf8(sg_str(r->charset), sg_buf_view(&r->pending), r->out, &defects);
    sg_buf_clear(&r->pending);
}

static struct group *group_of(struct rtf *r)
{
    return &r->group[r->depth < DEPTH ? r->depth : DEPTH - 1];
}

static void put(struct rtf *r, char c)
{
    const struct group *g = group_of(r);
    if (r->skip) {
        r->skip--;
        return;
    }
    if (!g->is_skipped && !g->is_hidden) sg_buf_char(&r->pending, c);
}

static void put_scalar(struct rtf *r, uint32_t c)
{
    const struct group *g = group_of(r);
    if (g->is_skipped || g->is_hidden) return;
    flush(r);
    sg_utf8_add(r->out, c);
}

/* A tag of wrapped HTML behind which a line ends. */
static bool ends_line(const struct rtf *r)
{
    static const char *const tags[] = { "<br", "</p>", "</div>", "</tr>", "</li>", "</h" };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        size_t n = strlen(tags[i]);
        if (r->in.len - r->at >= n && memcmp(r->in.data + r->at, tags[i], n) == 0) return true;
    }
    return false;
}

static void control_word(struct rtf *r, struct sg_str word, long value, bool has_value)
{
    static const char *const skipped[] = { "fonttbl",   "colortbl",  "stylesheet",
                                           "info",      "pict",      "object",
                                           "themedata", "listtable", "listoverridetable",
                                           "header",    "footer",    "generator" };
    struct group *g = group_of(r);
    for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
        if (sg_str_is(word, skipped[i])) g->is_skipped = true;
    if (r->is_star && sg_str_is(word, "htmltag") && ends_line(r)) put(r, '\n');
    if (r->is_star) g->is_skipped = true; /* of HTML only the tags stand in such groups */
    r->is_star = false;
    if (sg_str_is(word, "fromhtml")) r->is_html = true;
    if (sg_str_is(word, "htmlrtf")) {
        if (r->is_html) g->is_hidden = !has_value || value != 0;
    } else if (sg_str_is(word, "par") || sg_str_is(word, "line") || sg_str_is(word, "row") || sg_str_is(word, "sect")) {
        put(r, '\n');
    } else if (sg_str_is(word, "tab") || sg_str_is(word, "cell")) {
        put(r, '\t');
    } else if (sg_str_is(word, "uc") && has_value) {
        g->after_unicode = value < 0 || value > 16 ? 1 : (unsigned)value;
    } else if (sg_str_is(word, "u") && has_value) {
        put_scalar(r, value < 0 ? (uint32_t)(value + 65536) & 0xffff : (uint32_t)value & 0xffff);
        r->skip = g->after_unicode;
    } else if (sg_str_is(word, "ansicpg") && has_value) {
        flush(r);
        char room[32];
        const char *name = codepage_name((uint32_t)(value < 0 ? 0 : value), room);
        memcpy(r->charset, name, strlen(name) + 1);
    } else if (sg_str_is(word, "lquote") || sg_str_is(word, "rquote")) {
        put(r, '\'');
    } else if (sg_str_is(word, "ldblquote") || sg_str_is(word, "rdblquote")) {
        put(r, '"');
    } else if (sg_str_is(word, "bullet")) {
        put_scalar(r, 0x2022);
    } else if (sg_str_is(word, "endash") || sg_str_is(word, "emdash")) {
        put_scalar(r, sg_str_is(word, "endash") ? 0x2013 : 0x2014);
    }
}

/* Behind a backslash. */
static void control(struct rtf *r)
{
    if (r->at >= r->in.len) return;
    const char *s = r->in.data;
    char c = s[r->at];
    if (c == '\'') {
        bool is_there = r->at + 2 < r->in.len;
        int hi = is_there ? sg_hex_digit(s[r->at + 1]) : -1, lo = is_there ? sg_hex_digit(s[r->at + 2]) : -1;
        r->at += hi >= 0 && lo >= 0 ? 3 : 1;
        if (hi >= 0 && lo >= 0) put(r, (char)(hi * 16 + lo));
        return;
    }
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
        r->at++;
        if (c == '*')
            r->is_star = true;
        else if (c == '~')
            put(r, ' ');
        else if (c == '\n' || c == '\r')
            put(r, '\n');
        else if (c == '{' || c == '}' || c == '\\')
            put(r, c);
        return;
    }
    size_t from = r->at;
    while (r->at < r->in.len && r->at - from < 32 &&
           ((s[r->at] >= 'a' && s[r->at] <= 'z') || (s[r->at] >= 'A' && s[r->at] <= 'Z')))
        r->at++;
    struct sg_str word = { s + from, r->at - from };
    bool is_negative = r->at < r->in.len && s[r->at] == '-';
    size_t digits = r->at + is_negative;
    long value = 0;
    size_t i = digits;
    for (; i < r->in.len && sg_is_digit(s[i]) && i - digits < 9; i++)
        value = value * 10 + (s[i] - '0');
    bool has_value = i > digits;
    if (has_value) r->at = i;
    if (r->at < r->in.len && s[r->at] == ' ') r->at++;
    control_word(r, word, is_negative ? -value : value, has_value);
}

static void enter(struct rtf *r)
{
    struct group now = *group_of(r);
    r->depth++;
    if (r->depth < DEPTH) r->group[r->depth] = now;
    r->skip = 0;
    r->is_star = false;
}

static void leave(struct rtf *r)
{
    if (r->depth) r->depth--;
    r->skip = 0;
    r->is_star = false;
}

void rtf_text(struct sg_str rtf, struct sg_buf *out)
{
    struct rtf r = { .in = rtf, .out = out, .charset = "windows-1252" };
    r.group[0].after_unicode = 1;
    while (r.at < r.in.len) {
        char c = r.in.data[r.at++];
        if (c == '{')
            enter(&r);
        else if (c == '}')
            leave(&r);
        else if (c == '\\')
            control(&r);
        else if (c != '\r' && c != '\n' && c != 0)
            put(&r, c);
    }
    flush(&r);
    if (r.pending.failed) out->failed = true;
    sg_buf_release(&r.pending);
}
