/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The normal form of a text, word by word.  Method: doc/method/near-text.md. */
#include "base/hash.h"
#include "objects/objects_internal.h"

struct words {
    uint64_t *out;
    size_t n, max, n_unspaced;
};

static bool put_word(struct words *w, struct sg_str said, size_t from, size_t to)
{
    if (from == to) return true;
    if (w->n == w->max) return false;
    w->out[w->n++] = sg_siphash(said.data + from, to - from);
    return true;
}

/* The run of `said` from `from` to `to` has no blank in it; letters that stand alone are cut out of it. */
static bool put_run(struct sg_extractor *x, struct words *w, struct sg_str said, size_t from, size_t to)
{
    bool is_unspaced = false; /* is what began at `from` a letter that stands alone? */
    for (size_t at = from; at < to;) {
        size_t next = at;
        uint32_t c = unicode_word(x->unicode, sg_utf8_next(said.data, to, &next));
        bool stands_alone = c & CP_UNSPACED && c & CP_ALNUM;
        if ((stands_alone || (is_unspaced && c & CP_ALNUM)) && at > from) {
            w->n_unspaced += is_unspaced && w->n < w->max;
            if (!put_word(w, said, from, at)) return false;
            from = at;
        }
        if (c & CP_ALNUM) is_unspaced = stands_alone;
        at = next;
    }
    w->n_unspaced += is_unspaced && w->n < w->max;
    return put_word(w, said, from, to);
}

size_t sg_words(struct sg_extractor *x, struct sg_str text, uint64_t *ret, size_t max, size_t *ret_unspaced)
{
    struct words w = { .out = ret, .max = max };
    struct sg_str said;
    uint32_t letters;
    *ret_unspaced = 0;
    if (!text_said(x, text, &said, &letters)) return 0;
    bool goes_on = true;
    for (size_t from = 0, to; from < said.len && goes_on; from = to + 1) {
        bool is_ascii = true;
        for (to = from; to < said.len && said.data[to] != ' '; to++)
            is_ascii &= (signed char)said.data[to] >= 0;
        goes_on = is_ascii ? put_word(&w, said, from, to) : put_run(x, &w, said, from, to);
    }
    *ret_unspaced = w.n_unspaced;
    return w.n;
}
