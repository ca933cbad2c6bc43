/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which differing words are differences in substance.  The list of what is none: doc/method/quote-chains.md,
 * "Conflicts". */
#include "base/text.h"
#include "leak/quote.h"

enum { LONG_LINE = 100, BETWEEN = 400 };

void judge_join(struct sg_str text, const struct word *words, size_t from, size_t n, struct sg_buf *out)
{
    for (size_t i = from; i < from + n; i++) {
        if (i > from) sg_buf_char(out, ' ');
        if (words[i].at <= text.len && words[i].len <= text.len - words[i].at)
            sg_buf_add(out, text.data + words[i].at, words[i].len);
    }
}

static bool has(struct sg_str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t at = 0; at + n <= s.len; at++)
        if (sg_lower(s.data[at]) == sg_lower(word[0]) && sg_str_is_nocase(sg_str_n(s.data + at, n), word)) return true;
    return false;
}

static bool has_one(struct sg_str s, const char *const *words)
{
    for (; *words; words++)
        if (has(s, *words)) return true;
    return false;
}

/* Letters and digits alone, ASCII in lower case; a point or comma between digits stays; "=3D", entities and "[1]" go.
 */
static void skeleton(struct sg_str s, bool ascii, struct sg_buf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        bool in_number = i > 0 && i + 1 < s.len && sg_is_digit(s.data[i - 1]) && sg_is_digit(s.data[i + 1]);
        if (c == '=' && s.len - i > 2 && sg_hex_digit(s.data[i + 1]) >= 0 && sg_hex_digit(s.data[i + 2]) >= 0) {
            i += 2;
        } else if (c == '&' && memchr(s.data + i, ';', s.len - i < 9 ? s.len - i : 9)) {
            i = (size_t)((const char *)memchr(s.data + i, ';', s.len - i) - s.data);
        } else if (c == '[' && s.len - i > 2 && sg_is_digit(s.data[i + 1]) &&
                   memchr(s.data + i, ']', s.len - i < 5 ? s.len - i : 5)) {
            i = (size_t)((const char *)memchr(s.data + i, ']', s.len - i) - s.data);
        } else if (s.len - i > 2 && memcmp(s.data + i, "\xef\xbf\xbd", 3) == 0) {
            i += 2;
        } else if (sg_is_alnum(c) || (!ascii && (unsigned char)c >= 0x80) || (in_number && (c == '.' || c == ','))) {
            sg_buf_char(out, sg_lower(c));
        }
    }
}

static bool same_skeleton(struct sg_str a, struct sg_str b, bool ascii, bool *failed)
{
    sg_auto_buf x = { 0 }, y = { 0 }, n = { 0 }, m = { 0 };
    word_normal(a, &n); /* typographic marks as a keyboard has them */
    word_normal(b, &m);
    skeleton(sg_buf_view(&n), ascii, &x);
    skeleton(sg_buf_view(&m), ascii, &y);
    *failed |= n.failed || m.failed || x.failed || y.failed;
    return sg_str_same(sg_buf_view(&x), sg_buf_view(&y));
}

/* Letters that went through a wrong charset on one side. */
static bool is_damaged(struct sg_str s)
{
    static const char *const marks[] = { "\xef\xbf\xbd", "?", "Ã", "â€", "Â", NULL };
    return has_one(s, marks);
}

static bool is_link(struct sg_str s)
{
    static const char *const marks[] = { "://",  "www.",  "mailto:", "hxxp",  "[.]", "[dot]",
                                         "[at]", ".com/", ".org/",   ".net/", NULL };
    return has_one(s, marks);
}

static bool is_address(struct sg_str s)
{
    return memchr(s.data ? s.data : "", '@', s.len) != NULL;
}

static bool is_cut_or_note(struct sg_str b)
{
    static const char *const marks[] = { "[...",   "[…",       "...",       "…",           "snip",  "[cut", "(cut",
                                         "[gek",   "[...]",    "8<",        "[image",      "[cid:", "cid:", "[inline",
                                         "<image", "[removed", "[redacted", "[attachment", "[edit", "[sic", NULL };
    return has_one(b, marks);
}

static bool is_bracketed(struct sg_str s)
{
    s = sg_str_trim(s);
    if (s.len < 2) return false;
    char open = s.data[0], close = s.data[s.len - 1];
    if (s.len > 2 && strchr(".,;:", close)) close = s.data[s.len - 2];
    return (open == '[' && close == ']') || (open == '<' && close == '>') || (open == '{' && close == '}') ||
           (open == '(' && close == ')');
}

/* What stands in square, curly or angle brackets is a remark, as is, in a quote, what parentheses hold. */
static void without_remarks(struct sg_str s, struct sg_buf *out)
{
    static const char opens[] = "[{<(", closes[] = "]}>)";
    size_t last[sizeof opens - 1] = { 0 }; /* where a remark can end last: looked for once */
    char close = 0;
    for (size_t k = 0; k < sizeof last / sizeof *last; k++) {
        const char *at = s.len ? memrchr(s.data, closes[k], s.len) : NULL;
        if (at) last[k] = (size_t)(at - s.data);
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        const char *open = memchr(opens, c, sizeof opens - 1);
        if (!close && open && last[open - opens] > i) {
            close = closes[open - opens];
        } else if (close) {
            if (c == close) close = 0;
        } else {
            sg_buf_char(out, c);
        }
    }
}

static bool is_remark(struct sg_str a, struct sg_str b, bool *failed)
{
    sg_auto_buf x = { 0 };
    without_remarks(b, &x);
    *failed |= x.failed;
    return x.len < b.len && same_skeleton(a, sg_buf_view(&x), false, failed);
}

static bool has_digit(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (sg_is_digit(s.data[i])) return true;
    return false;
}

bool judge_is_dress(struct sg_str a, struct sg_str b, bool *failed)
{
    return same_skeleton(a, b, false, failed) ||
           ((is_damaged(a) || is_damaged(b)) && same_skeleton(a, b, true, failed));
}

bool judge_is_substance(struct sg_str a, struct sg_str b, bool *failed)
{
    if (judge_is_dress(a, b, failed)) return false;
    if (is_link(a) || is_link(b) || (is_address(a) && is_address(b))) return false;
    if (is_cut_or_note(a) || is_cut_or_note(b)) return false;
    return !(is_bracketed(b) || is_remark(a, b, failed) || (b.len == 0 && is_bracketed(a)));
}

/* ---- a pair's doubts ---- */

struct judging {
    struct quote_index *q;
    struct sg_str original, reply;
    const struct word *own, *words; /* own words of the original; words of the reply */
    size_t n_own, n_words;
};

/* Where the words of a mail itself stand: a list of them alone. */
static enum sg_code own_words(const struct quote_text *t, struct sg_buf *out, struct sg_err *err)
{
    const struct quote_piece *p = quote_pieces(t);
    sg_buf_clear(out);
    for (size_t i = 0; i < quote_n_pieces(t); i++)
        if (quote_is_own(&p[i])) sg_buf_add(out, quote_words(t) + p[i].first, p[i].n * sizeof(struct word));
    return sg_buf_check(out, err);
}

static bool ends_sentence(struct sg_str text, const struct word *w)
{
    return w->len && strchr(".!?:;", text.data[w->at + w->len - 1]) != NULL;
}

/* Whole sentences left out of a quote whose lines are as long as paragraphs: somebody shortened it. */
static bool is_shortened(const struct judging *j, const struct quote_doubt *d)
{
    if (d->n_b || !d->a || !d->b) return false;
    uint32_t from = j->words[d->b].at, to = from;
    while (from > 0 && j->reply.data[from - 1] != '\n')
        from--;
    while (to < j->reply.len && j->reply.data[to] != '\n' && to - from <= LONG_LINE)
        to++;
    return to - from > LONG_LINE && ends_sentence(j->original, &j->own[d->a - 1]) &&
           ends_sentence(j->original, &j->own[d->a + d->n_a - 1]);
}

/* "[...]" and the like has no letters, and is in no word: the text between is looked at. */
static bool is_marked_cut(const struct judging *j, const struct quote_doubt *d)
{
    /* A word further on both sides: where words come again the cut may stand beside them. */
    if (d->b < 2) return false;
    size_t next = d->b + d->n_b + 1;
    const struct word *before = &j->words[d->b - 2], *after = &j->words[next < j->n_words ? next : j->n_words - 1];
    uint32_t from = before->at + before->len;
    if (after->at <= from || after->at - from > BETWEEN) return false;
    struct sg_str between = sg_str_n(j->reply.data + from, after->at - from);
    return is_cut_or_note(between) || has(between, "..") || has(between, "--") || has(between, "***");
}

static bool is_conflict(const struct judging *j, const struct quote_doubt *d, struct sg_str a, struct sg_str b,
                        bool *failed)
{
    if (!judge_is_substance(a, b, failed) || is_shortened(j, d) || is_marked_cut(j, d)) return false;
    return !d->is_edge || (has_digit(a) && has_digit(b));
}

/* With a word on each side where one of the two is empty. */
static void keep_words(struct sg_str text, const struct word *w, size_t n_words, size_t from, size_t n, bool wide,
                       struct sg_buf *out)
{
    if (wide && from > 0) {
        from--;
        n++;
    }
    if (wide && from + n < n_words) n++;
    judge_join(text, w, from, n, out);
    sg_buf_char(out, '\0');
}

static void judge_one(struct judging *j, struct quote_pair *p, const struct quote_doubt *d)
{
    sg_auto_buf a = { 0 }, b = { 0 };
    if (d->a > j->n_own || d->n_a > j->n_own - d->a || d->b >= j->n_words || d->n_b > j->n_words - d->b) return;
    judge_join(j->original, j->own, d->a, d->n_a, &a);
    judge_join(j->reply, j->words, d->b, d->n_b, &b);
    bool failed = a.failed || b.failed;
    bool is_dress = judge_is_dress(sg_buf_view(&a), sg_buf_view(&b), &failed);
    bool is_doubted = !is_dress && is_conflict(j, d, sg_buf_view(&a), sg_buf_view(&b), &failed);
    if (failed) { /* quote_judge asks the list whether all went well */
        j->q->texts.failed = true;
        return;
    }
    if (is_dress && j->q->mails[p->reply].may_vouch) quote_cover(j->q, p->original, d->a, d->n_a);
    if (!is_doubted) return;
    bool wide = !d->n_a || !d->n_b;
    struct quote_diff diff = { .at = d->a, .n = d->n_a, .words = (uint32_t)j->q->texts.len };
    keep_words(j->original, j->own, j->n_own, d->a, d->n_a, wide, &j->q->texts);
    diff.other_words = (uint32_t)j->q->texts.len;
    keep_words(j->reply, j->words, j->n_words, d->b, d->n_b, wide, &j->q->texts);
    sg_buf_add(&j->q->diffs, &diff, sizeof diff);
    p->n_diffs++;
}

enum sg_code quote_judge(struct quote_index *q, struct quote_pair *p, struct sg_str original, struct sg_str reply,
                         struct sg_err *err)
{
    p->first_diff = (uint32_t)(q->diffs.len / sizeof(struct quote_diff));
    p->n_diffs = 0;
    if (!p->n_doubts) return SG_OK;
    SG_TRY(quote_split(original, &q->other, err));
    SG_TRY(own_words(&q->other, &q->words, err));
    SG_TRY(quote_split(reply, &q->text, err));
    struct judging j = { .q = q,
                         .original = original,
                         .reply = reply,
                         .own = (const void *)q->words.data,
                         .n_own = q->words.len / sizeof(struct word),
                         .words = quote_words(&q->text),
                         .n_words = quote_n_words(&q->text) };
    const struct quote_doubt *d = (const void *)q->doubts.data;
    for (uint32_t i = 0; i < p->n_doubts; i++)
        judge_one(&j, p, &d[p->first_doubt + i]);
    SG_TRY(sg_buf_check(&q->texts, err));
    return sg_buf_check(&q->diffs, err);
}
