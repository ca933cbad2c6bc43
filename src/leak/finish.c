/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of what was found go into the answer, in an order that depends on the evidence alone. */
#include <stdlib.h>

#include "leak/leak_internal.h"

static int compare_findings(const void *x, const void *y, void *leak)
{
    const struct sg_leak *l = leak;
    const struct sg_leak_finding *a = x, *b = y;
    if (a->item != b->item) return a->item < b->item ? -1 : 1; /* the leak as a whole comes last */
    if (a->severity != b->severity) return a->severity > b->severity ? -1 : 1;
    if (a->rule != b->rule) return a->rule < b->rule ? -1 : 1;
    for (uint32_t i = 0; i < a->n_facts && i < b->n_facts; i++) {
        int order = strcmp(l->facts[a->first_fact + i].value, l->facts[b->first_fact + i].value);
        if (order) return order;
    }
    return (a->first_fact > b->first_fact) - (a->first_fact < b->first_fact);
}

static int compare_quotes(const void *x, const void *y)
{
    const struct sg_leak_quote *a = x, *b = y;
    if (a->reply != b->reply) return a->reply < b->reply ? -1 : 1;
    return (a->original > b->original) - (a->original < b->original);
}

static int compare_diffs(const void *x, const void *y)
{
    const struct sg_leak_diff *a = x, *b = y;
    if (a->item != b->item) return a->item < b->item ? -1 : 1;
    if (a->other != b->other) return a->other < b->other ? -1 : 1;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    int order = strcmp(a->words, b->words);
    return order ? order : strcmp(a->other_words, b->other_words);
}

/* A list that grew in a buffer, kept in the arena. */
static enum sg_code keep_list(const struct leak_run *r, const struct sg_buf *from, size_t size, void **ret,
                              size_t *ret_n, struct sg_err *err)
{
    size_t n = from->len / size;
    void *to = sg_arena_alloc(r->arena, n ? n : 1, size);
    if (!to) return sg_fail_nomem(err, "what was found in the leak");
    if (n) memcpy(to, from->data, n * size);
    *ret = to;
    *ret_n = n;
    return SG_OK;
}

static void point_findings(struct sg_leak *l)
{
    for (uint32_t i = 0; i < l->n_findings; i++) {
        if (l->findings[i].item == SG_NO_INDEX) continue;
        struct sg_leak_item *item = &l->items[l->findings[i].item];
        if (!item->n_findings++) item->first_finding = i;
    }
}

enum sg_code leak_finish(struct leak_run *r, struct sg_err *err)
{
    struct sg_leak *l = r->answer;
    void *facts, *others, *findings, *quotes, *diffs, *signatures;
    SG_TRY(keep_list(r, &r->facts, sizeof *l->facts, &facts, &l->n_facts, err));
    SG_TRY(keep_list(r, &r->others, sizeof *l->others, &others, &l->n_others, err));
    SG_TRY(keep_list(r, &r->findings, sizeof *l->findings, &findings, &l->n_findings, err));
    SG_TRY(keep_list(r, &r->quotes, sizeof *l->quotes, &quotes, &l->n_quotes, err));
    SG_TRY(keep_list(r, &r->diffs, sizeof *l->diffs, &diffs, &l->n_diffs, err));
    SG_TRY(keep_list(r, &r->signatures, sizeof *l->signatures, &signatures, &l->n_signatures, err));
    l->facts = facts;
    l->others = others;
    l->findings = findings;
    l->quotes = quotes;
    l->diffs = diffs;
    l->signatures = signatures;
    qsort_r(l->findings, l->n_findings, sizeof *l->findings, compare_findings, l);
    qsort(l->quotes, l->n_quotes, sizeof *l->quotes, compare_quotes);
    qsort(l->diffs, l->n_diffs, sizeof *l->diffs, compare_diffs);
    point_findings(l);
    return SG_OK;
}
