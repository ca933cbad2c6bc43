/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Taking a text apart, line by line: marks at the lines' beginnings give levels, then the lines that introduce a quote
 * are found, then what clients quote without marks, then signatures and footers.  Method: doc/method/quote-chains.md.
 */
#include "leak/quote_text.h"

#include "base/text.h"

enum {
    SIGNATURE_LINES = 15,
    FOOTER_LINES = 15,
    HEADER_LINES = 24,
    INTRODUCTION_LINES = 4,
    RULE_MARKS = 16,
    WRAPPED_AT = 66, /* a quoted line as long as this may have been broken by the client */
    WRAPPED_REST = 40
};

struct line {
    uint32_t at, end; /* without marks and blanks at both ends */
    uint32_t length;  /* of the whole line, marks included */
    uint8_t marks, level, kind;
    bool is_odd; /* marked with '|' or ':', which may be something else */
};

void quote_text_release(struct quote_text *t)
{
    if (!t) return;
    sg_buf_release(&t->words);
    sg_buf_release(&t->pieces);
    sg_buf_release(&t->lines);
    sg_buf_release(&t->scratch);
}

static bool is_blank_line(const struct line *l)
{
    return l->at == l->end;
}
static struct sg_str content(struct sg_str text, const struct line *l)
{
    return sg_str_n(text.data + l->at, l->end - l->at);
}

/* ---- marks ---- */

static size_t skip_blanks(const char *s, size_t at, size_t end, size_t most)
{
    for (size_t n = 0; at < end && n < most; n++) {
        if (s[at] == ' ' || s[at] == '\t')
            at++;
        else if (end - at > 1 && memcmp(s + at, "\xc2\xa0", 2) == 0)
            at += 2;
        else
            break;
    }
    return at;
}

/* ">", "»", "JD>", "f>": where the mark at `at` ends, or 0. */
static size_t one_mark(const char *s, size_t at, size_t end)
{
    if (at < end && s[at] == '>') return at + 1;
    if (end - at > 1 && memcmp(s + at, "\xc2\xbb", 2) == 0) return at + 2;
    size_t n = at;
    while (n < end && n < at + 4 && ((s[n] >= 'A' && s[n] <= 'Z') || (s[n] >= 'a' && s[n] <= 'z')))
        n++;
    bool is_initials = n > at && n < end && s[n] == '>' && (n + 1 == end || s[n + 1] == ' ' || s[n + 1] == '>');
    return is_initials ? n + 1 : 0;
}

static void read_line(struct sg_str text, size_t from, size_t to, struct line *l)
{
    const char *s = text.data;
    size_t at = from, next;
    unsigned marks = 0;
    *l = (struct line){ .length = (uint32_t)(to - from) };
    while ((next = one_mark(s, skip_blanks(s, at, to, 3), to)) != 0) {
        at = next;
        if (marks < QUOTE_LEVELS - 1) marks++;
    }
    if (!marks && at < to && (s[at] == '|' || s[at] == ':') && (at + 1 == to || s[at + 1] == ' ') &&
        (to - at < 2 || s[to - 1] != '|')) {
        l->is_odd = true;
        marks = 1;
        for (; at < to && (s[at] == '|' || s[at] == ':' || s[at] == ' '); at++)
            if (at > from && (s[at] == '|' || s[at] == ':') && marks < QUOTE_LEVELS - 1) marks++;
    }
    at = skip_blanks(s, at, to, SIZE_MAX);
    while (to > at && (s[to - 1] == ' ' || s[to - 1] == '\t' || s[to - 1] == '\r'))
        to--;
    l->at = (uint32_t)at;
    l->end = (uint32_t)to;
    l->marks = (uint8_t)marks;
}

static enum sg_code read_lines(struct sg_str text, struct quote_text *t, struct sg_err *err)
{
    for (size_t from = 0; from < text.len;) {
        const char *nl = memchr(text.data + from, '\n', text.len - from);
        size_t to = nl ? (size_t)(nl - text.data) : text.len;
        struct line l;
        read_line(text, from, to, &l);
        sg_buf_add(&t->lines, &l, sizeof l);
        from = to + 1;
    }
    return sg_buf_check(&t->lines, err);
}

/* A lone ">From" is what an mbox does to a line; a lone '|' or ':' is no quote; a marked line that a client broke goes
 * on in an unmarked one. */
static void mend_marks(struct sg_str text, struct line *l, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned before = i ? l[i - 1].marks : 0, after = i + 1 < n ? l[i + 1].marks : 0;
        bool is_from = l[i].marks == 1 && !before && !after && l[i].at && text.data[l[i].at - 1] == '>' &&
                       l[i].end - l[i].at > 5 && memcmp(text.data + l[i].at, "From ", 5) == 0;
        bool is_alone = l[i].is_odd && !(i && l[i - 1].is_odd) && !(i + 1 < n && l[i + 1].is_odd);
        if (is_from || is_alone) l[i].marks = 0;
        if (l[i].marks || is_blank_line(&l[i]) || !before || after != before || is_blank_line(&l[i - 1])) continue;
        char c = text.data[l[i].at];
        bool goes_on = (c >= 'a' && c <= 'z') || sg_is_digit(c);
        if (goes_on && l[i - 1].length >= WRAPPED_AT && l[i].length <= WRAPPED_REST && !is_blank_line(&l[i + 1]))
            l[i].marks = (uint8_t)before;
    }
}

/* ---- what introduces a quote ---- */

/* "> From: …" as the first marked line: some clients quote the header along.  It says who wrote that level. */
static bool is_block_start(const struct line *l, size_t i)
{
    size_t before = i;
    while (before > 0 && l[before - 1].at == l[before - 1].end && l[before - 1].marks <= l[i].marks)
        before--;
    return l[i].marks && (!before || l[before - 1].marks < l[i].marks);
}

static bool is_quoted_header(struct sg_str text, const struct line *l, size_t n, size_t i)
{
    if (!is_block_start(l, i) || i + 1 >= n || l[i + 1].marks != l[i].marks) return false;
    enum quote_label a = quote_label(content(text, &l[i])), b = quote_label(content(text, &l[i + 1]));
    return (a == LABEL_FROM && b == LABEL_DATE) || (a == LABEL_DATE && b == LABEL_FROM);
}

/* Lines from `i` on that are a header block: how many, or 0.  `is_sure`: a separator stands before them. */
static size_t header_block(struct sg_str text, const struct line *l, size_t n, size_t i, bool is_sure)
{
    is_sure |= is_quoted_header(text, l, n, i);
    unsigned seen = 0, marks = l[i].marks, n_labels = 0;
    size_t last = i, k = i, strays = 0;
    for (; k < n && k < i + HEADER_LINES && l[k].marks == marks && !is_blank_line(&l[k]); k++) {
        enum quote_label label = quote_label(content(text, &l[k]));
        if (label == LABEL_NONE) {
            if (k == i || ++strays > 4) break; /* a folded line of addresses */
            continue;
        }
        strays = 0;
        seen |= 1u << label;
        n_labels++;
        last = k;
    }
    bool is_from = seen & 1u << LABEL_FROM;
    bool is_whole = n_labels >= 3 && is_from && (seen & (1u << LABEL_DATE | 1u << LABEL_SUBJECT));
    if (!is_whole && !(is_sure && n_labels >= 1)) return 0;
    /* The block goes to its blank line when that comes soon, which takes folded ends along. */
    return k < n && is_blank_line(&l[k]) && k - last <= 3 ? k - i : last + 1 - i;
}

static bool is_rule(struct sg_str s)
{
    size_t marks = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!strchr("_-=*~#+<> ", s.data[i])) return false;
        marks += s.data[i] != ' ';
    }
    return marks >= RULE_MARKS;
}

/* How many lines from `i` on introduce an unmarked quote (Outlook and its like), or 0. */
static size_t block_introduction(struct sg_str text, const struct line *l, size_t n, size_t i)
{
    struct sg_str s = content(text, &l[i]);
    bool is_separator = quote_is_separator(s), is_line = !is_separator && is_rule(s);
    if (!is_separator && !is_line) return quote_label(s) ? header_block(text, l, n, i, false) : 0;
    size_t k = i + 1;
    while (k < n && k < i + 3 && is_blank_line(&l[k]) && l[k].marks == l[i].marks)
        k++;
    if (k >= n || l[k].marks != l[i].marks) return is_separator;
    size_t block = quote_label(content(text, &l[k])) ? header_block(text, l, n, k, is_separator) : 0;
    if (block) return k + block - i;
    return is_separator;
}

static bool has_time_or_address(struct sg_str s)
{
    for (size_t i = 1; i + 1 < s.len; i++) {
        if (s.data[i] == '@') return true;
        if (s.data[i] == ':' && sg_is_digit(s.data[i - 1]) && sg_is_digit(s.data[i + 1])) return true;
    }
    return false;
}

/* The first of at most INTRODUCTION_LINES lines that end at `last` and say who wrote what follows; last + 1: none. */
static size_t wrote_from(struct sg_str text, const struct line *l, size_t last)
{
    struct sg_str s = content(text, &l[last]);
    if (!s.len || s.len > 300 || !strchr(":.>,*-", s.data[s.len - 1]) || !quote_has_wrote(s)) return last + 1;
    static const char *const openers[] = { "on ",      "le ",   "am ",    "el ",   "il ",  "em ",     "op ",
                                           "w dniu ",  "dnia ", "den ",   "at ",   "in ",  "a ",      "dne ",
                                           "quoting ", "once ", "begin ", "from ", "sur ", "lainaus " };
    size_t first = last;
    for (size_t k = last + 1; k-- > 0 && last - k < INTRODUCTION_LINES;) {
        s = content(text, &l[k]);
        if (l[k].marks != l[last].marks || !s.len || s.len > 300) break;
        for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
            size_t n = strlen(openers[i]);
            if (s.len > n && sg_str_is_nocase(sg_str_n(s.data, n), openers[i])) return k;
        }
        if (has_time_or_address(s)) first = k;
    }
    return first;
}

struct levels {
    uint8_t more[QUOTE_LEVELS]; /* by number of marks: levels that unmarked quotes have added there */
    unsigned marks;
};

static unsigned level_of(struct levels *v, unsigned marks)
{
    unsigned level = marks;
    for (unsigned m = marks + 1; m < QUOTE_LEVELS; m++)
        v->more[m] = 0;
    for (unsigned m = 0; m <= marks; m++)
        level += v->more[m];
    return level < QUOTE_LEVELS ? level : QUOTE_LEVELS - 1;
}

static size_t next_filled(const struct line *l, size_t n, size_t i)
{
    while (i < n && is_blank_line(&l[i]))
        i++;
    return i;
}

/* An introduction ending at `last` that no deeper mark follows introduces an unmarked quote. */
static void introduce(struct levels *v, const struct line *l, size_t n, size_t last)
{
    size_t next = next_filled(l, n, last + 1);
    if (next < n && l[next].marks <= l[last].marks && v->more[l[last].marks] < QUOTE_LEVELS) v->more[l[last].marks]++;
}

static void find_levels(struct sg_str text, struct line *l, size_t n)
{
    struct levels v = { .marks = 0 };
    for (size_t i = 0; i < n;) {
        unsigned level = level_of(&v, l[i].marks);
        size_t block = is_blank_line(&l[i]) ? 0 : block_introduction(text, l, n, i);
        for (size_t k = i; k < i + block; k++) {
            l[k].kind = QUOTE_INTRODUCED;
            l[k].level = (uint8_t)level;
        }
        bool is_start = block && is_block_start(l, i) && !quote_is_separator(content(text, &l[i]));
        i += block;
        if (block) {
            if (!is_start) introduce(&v, l, n, i - 1);
            continue;
        }
        l[i].level = (uint8_t)level;
        size_t first = is_blank_line(&l[i]) ? i + 1 : wrote_from(text, l, i);
        if (first > i) {
            i++;
            continue;
        }
        size_t next = next_filled(l, n, i + 1);
        bool is_deeper = next < n && next <= i + 3 && l[next].marks > l[i].marks;
        struct sg_str s = content(text, &l[i]);
        bool is_unmarked = !is_deeper && next < n && l[next].marks == l[i].marks && s.data[s.len - 1] == ':' &&
                           (has_time_or_address(s) || has_time_or_address(content(text, &l[first])));
        if (is_deeper || is_unmarked) {
            for (size_t k = first; k <= i; k++)
                l[k].kind = QUOTE_INTRODUCED;
            if (is_unmarked) introduce(&v, l, n, i);
        }
        i++;
    }
}

/* ---- signatures and footers, in each block of lines of one level ---- */

static bool is_signature_mark(struct sg_str s)
{
    return sg_str_is(s, "--") || sg_str_is(s, "-- ") || sg_str_is(s, "—");
}

/* The last `--` of the block's last lines begins a signature. */
static void find_signature(struct sg_str text, struct line *l, size_t from, size_t to)
{
    size_t low = to - from > SIGNATURE_LINES ? to - SIGNATURE_LINES : from;
    for (size_t i = low; i < to; i++) {
        if (!is_signature_mark(content(text, &l[i]))) continue;
        for (size_t k = i; k < to; k++)
            if (l[k].kind == QUOTE_TEXT) l[k].kind = QUOTE_SIGNATURE;
        return;
    }
    if (quote_is_sent_from(content(text, &l[to - 1]))) l[to - 1].kind = QUOTE_SIGNATURE;
}

static size_t last_filled(const struct line *l, size_t from, size_t to)
{
    while (to > from && is_blank_line(&l[to - 1]))
        to--;
    return to;
}

/* A ruled or dashed off end of few lines that speaks of the list or the service; or lone last lines that do.  Returns
 * where the block ends without them. */
static size_t find_footer(struct sg_str text, struct line *l, size_t from, size_t to)
{
    size_t low = to - from > FOOTER_LINES ? to - FOOTER_LINES : from, footer = to;
    bool speaks = false;
    for (size_t i = to; i-- > low && footer == to;) {
        struct sg_str s = content(text, &l[i]);
        speaks |= quote_has_footer_word(s);
        if (speaks && (is_rule(s) || is_signature_mark(s))) footer = i;
    }
    for (size_t i = footer; i-- > low && i + 6 >= to && footer == to;)
        if (quote_has_footer_word(content(text, &l[i])) && (!i || is_blank_line(&l[i - 1]) || i == from)) footer = i;
    for (size_t i = footer; i < to; i++)
        if (l[i].kind == QUOTE_TEXT) l[i].kind = QUOTE_FOOTER;
    return last_filled(l, from, footer);
}

static void find_ends(struct sg_str text, struct line *l, size_t n)
{
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && (l[to].level == l[from].level || (is_blank_line(&l[to]) && !l[to].marks));)
            to++;
        size_t end = last_filled(l, from, to);
        for (int i = 0; i < 3 && end > from; i++) { /* a list's footer may stand below a service's */
            size_t shorter = find_footer(text, l, from, end);
            if (shorter == end) break;
            end = shorter;
        }
        if (end > from) find_signature(text, l, from, end);
    }
}

/* ---- pieces ---- */

static void add_words(struct quote_text *t, struct sg_str text, const struct line *l)
{
    size_t before = quote_n_words(t);
    if (t->is_cut) return;
    words_of_line(text, l->at, l->end, &t->scratch, &t->words);
    if (quote_n_words(t) > QUOTE_WORDS) {
        t->is_cut = true;
        t->words.len = QUOTE_WORDS * sizeof(struct word);
    }
    uint32_t n = (uint32_t)(quote_n_words(t) - before);
    if (!n) return;
    struct quote_piece *last =
        t->pieces.len ? (struct quote_piece *)(void *)(t->pieces.data + t->pieces.len) - 1 : NULL;
    if (last && last->kind == l->kind && last->level == l->level) {
        last->n += n;
        return;
    }
    struct quote_piece p = { .first = (uint32_t)before, .n = n, .kind = l->kind, .level = l->level };
    sg_buf_add(&t->pieces, &p, sizeof p);
}

enum sg_code quote_split(struct sg_str text, struct quote_text *t, struct sg_err *err)
{
    sg_buf_clear(&t->words);
    sg_buf_clear(&t->pieces);
    sg_buf_clear(&t->lines);
    t->is_cut = false;
    if (text.len > UINT32_MAX - 1) text.len = UINT32_MAX - 1;
    SG_TRY(read_lines(text, t, err));
    struct line *l = (void *)t->lines.data;
    size_t n = t->lines.len / sizeof *l;
    mend_marks(text, l, n);
    find_levels(text, l, n);
    find_ends(text, l, n);
    for (size_t i = 0; i < n; i++)
        if (!is_blank_line(&l[i])) add_words(t, text, &l[i]);
    SG_TRY(sg_buf_check(&t->words, err));
    return sg_buf_check(&t->pieces, err);
}
