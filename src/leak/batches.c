/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/batches.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Ways to look: whose savings are taken together, and how long a pause ends a run.  An editor is one whatever program
 * saved; what names no editor is held together by its program. */
enum same { SAME_EDITOR, SAME_APPLICATION, SAME_NOTHING, SAMES };
static const sg_time pauses[] = { 2 * SG_MINUTE, 10 * SG_MINUTE };
enum { PAUSES = sizeof pauses / sizeof *pauses, WAYS = SAMES * PAUSES };

struct search {
    struct leak_saving *savings;
    size_t n;
    bool *is_taken;            /* by document's place in `savings` at the moment */
    struct sg_buf kept, found; /* struct leak_saving of what was found; struct found */
    double limit;
};
struct run {
    size_t first, n;
};
struct found { /* one run that chance does not explain */
    size_t first, n; /* in `kept` */
    sg_time from, to;
    double chance;
};

static int compare_text(const char *a, const char *b)
{
    return a == b ? 0 : strcmp(a, b);
}

static int compare(const struct leak_saving *a, const struct leak_saving *b, enum same same)
{
    if (same == SAME_NOTHING) return 0;
    if (same == SAME_APPLICATION) return compare_text(a->application, b->application);
    int order = compare_text(a->editor, b->editor);
    return order || *a->editor ? order : compare_text(a->application, b->application);
}

static int by_saving(const void *x, const void *y, void *same)
{
    const struct leak_saving *a = x, *b = y;
    int order = compare(a, b, *(const enum same *)same);
    if (order) return order;
    if (a->saved != b->saved) return a->saved < b->saved ? -1 : 1;
    return (a->document > b->document) - (a->document < b->document);
}

static bool is_joined(const struct search *s, size_t i, enum same same, sg_time pause)
{
    const struct leak_saving *a = &s->savings[i], *b = a + 1;
    return compare(a, b, same) == 0 && b->saved - a->saved <= pause;
}

/* ---- whether a run is one of old documents of many ages ---- */

static int by_day(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

static enum sg_code count_days(const struct leak_saving *s, size_t n, size_t *ret, struct sg_err *err)
{
    int64_t *days = malloc(n * sizeof *days);
    if (!days) return sg_fail_nomem(err, "batch edits");
    for (size_t i = 0; i < n; i++)
        days[i] = s[i].born / SG_DAY;
    qsort(days, n, sizeof *days, by_day);
    size_t n_days = 1;
    for (size_t i = 1; i < n; i++)
        n_days += days[i] != days[i - 1];
    free(days);
    *ret = n_days;
    return SG_OK;
}

static void span(const struct leak_saving *s, size_t n, sg_time *ret_from, sg_time *ret_to)
{
    *ret_from = *ret_to = s->born;
    for (size_t i = 1; i < n; i++) {
        if (s[i].born < *ret_from) *ret_from = s[i].born;
        if (s[i].born > *ret_to) *ret_to = s[i].born;
    }
}

static enum sg_code is_of_many_ages(const struct leak_saving *s, size_t n, bool *ret, struct sg_err *err)
{
    sg_time from, to;
    size_t n_days = 0;
    span(s, n, &from, &to);
    SG_TRY(count_days(s, n, &n_days, err));
    *ret = to - from >= 7 * SG_DAY && n_days >= 3 && n_days * 2 >= n;
    return SG_OK;
}

/* ---- chance ---- */

/* What savings outside a run say of how often one follows another so soon. */
struct rest {
    size_t n, n_joined;
    sg_time from, to;
};

static struct rest rest_of(const struct search *s, struct run run, enum same same, sg_time pause)
{
    struct rest r = { 0, 0, INT64_MAX, INT64_MIN };
    for (size_t i = 0; i < s->n; i++) {
        if ((i >= run.first && i < run.first + run.n) || s->is_taken[i]) continue;
        r.n++;
        if (s->savings[i].saved < r.from) r.from = s->savings[i].saved;
        if (s->savings[i].saved > r.to) r.to = s->savings[i].saved;
        bool is_last = i + 1 >= s->n || i + 1 == run.first || s->is_taken[i + 1];
        r.n_joined += !is_last && is_joined(s, i, same, pause);
    }
    return r;
}

/*
 * A run of n is n − 1 savings that each followed the one before within the pause.  The chance of that is taken from the
 * rest of the leak, never below what savings strewn over working hours would give (a fifth of all hours), with a tenth
 * of a pair added because nobody saves so regularly that it never happens.
 */
static double chance_of(const struct search *s, struct run run, enum same same, sg_time pause)
{
    struct rest r = rest_of(s, run, same, pause);
    double strewn = 0;
    if (r.n > 1 && r.to > r.from) strewn = 1 - exp(-5.0 * (double)r.n * (double)pause / (double)(r.to - r.from));
    double seen = ((double)r.n_joined + 0.1) / ((double)r.n + 1);
    double follows = seen > strewn ? seen : strewn;
    double p = (double)(r.n + run.n) * pow(follows < 1 ? follows : 1, (double)run.n - 1) * WAYS;
    return p < 1 ? p : 1;
}

/* ---- the search ---- */

static void keep(struct search *s, struct run run, double chance)
{
    const struct leak_saving *first = &s->savings[run.first];
    struct found f = { s->kept.len / sizeof *first, run.n, first->saved, first[run.n - 1].saved, chance };
    sg_buf_add(&s->kept, first, run.n * sizeof *first);
    sg_buf_add(&s->found, &f, sizeof f);
    memset(s->is_taken + run.first, 1, run.n);
}

static int by_length(const void *x, const void *y)
{
    const struct run *a = x, *b = y;
    if (a->n != b->n) return a->n > b->n ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static void find_runs(const struct search *s, enum same same, sg_time pause, struct sg_buf *runs)
{
    for (size_t i = 0; i < s->n;) {
        struct run run = { i, 1 };
        while (run.first + run.n < s->n && is_joined(s, run.first + run.n - 1, same, pause))
            run.n++;
        i += run.n;
        if (run.n >= LEAK_BATCH_LEAST) sg_buf_add(runs, &run, sizeof run);
    }
}

/* What one way of looking finds, longest runs first: what they hold no longer counts as usual for the shorter ones. Few
 * runs are worth the count of the rest: at most MOST. */
static enum sg_code look(struct search *s, enum same same, sg_time pause, struct sg_err *err)
{
    enum { MOST = 200 };
    sg_auto_buf found = { 0 };
    if (!s->n) return SG_OK;
    memset(s->is_taken, 0, s->n * sizeof *s->is_taken);
    qsort_r(s->savings, s->n, sizeof *s->savings, by_saving, &same);
    find_runs(s, same, pause, &found);
    SG_TRY(sg_buf_check(&found, err));
    struct run *runs = (struct run *)(void *)found.data;
    size_t n_runs = found.len / sizeof *runs;
    if (n_runs) qsort(runs, n_runs, sizeof *runs, by_length);
    for (size_t i = 0; i < n_runs && i < MOST; i++) {
        bool is_wide = false;
        SG_TRY(is_of_many_ages(s->savings + runs[i].first, runs[i].n, &is_wide, err));
        if (!is_wide) continue;
        double chance = chance_of(s, runs[i], same, pause);
        if (chance < s->limit) keep(s, runs[i], chance);
    }
    /* A document is in one batch: the next way of looking does not see these. */
    size_t left = 0;
    for (size_t i = 0; i < s->n; i++)
        if (!s->is_taken[i]) s->savings[left++] = s->savings[i];
    s->n = left;
    SG_TRY(sg_buf_check(&s->kept, err));
    return sg_buf_check(&s->found, err);
}

/* ---- what lies at one moment is one batch ---- */

static const char *common(const struct leak_saving *s, size_t n, bool of_editor)
{
    const char *first = of_editor ? s->editor : s->application;
    for (size_t i = 1; i < n; i++)
        if (compare_text(of_editor ? s[i].editor : s[i].application, first) != 0) return "";
    return first;
}

static int by_moment(const void *x, const void *y)
{
    const struct found *a = x, *b = y;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static int by_time(const void *x, const void *y)
{
    const struct leak_saving *a = x, *b = y;
    if (a->saved != b->saved) return a->saved < b->saved ? -1 : 1;
    return (a->document > b->document) - (a->document < b->document);
}

static enum sg_code put_batch(struct leak_saving *savings, size_t n, double chance, struct sg_buf *batches,
                              struct sg_buf *members, struct sg_err *err)
{
    qsort(savings, n, sizeof *savings, by_time);
    struct leak_batch b = { .first = members->len / sizeof(uint32_t),
                            .n = n,
                            .from = savings[0].saved,
                            .to = savings[n - 1].saved,
                            .chance = chance,
                            .editor = common(savings, n, true),
                            .application = common(savings, n, false) };
    span(savings, n, &b.born_from, &b.born_to);
    for (size_t i = 0; i < n; i++)
        sg_buf_add(members, &savings[i].document, sizeof savings[i].document);
    sg_buf_add(batches, &b, sizeof b);
    SG_TRY(sg_buf_check(batches, err));
    return sg_buf_check(members, err);
}

/* Runs that overlap, or follow each other within the shorter pause, were found in several ways and are one act. */
static enum sg_code join(struct search *s, struct sg_buf *batches, struct sg_buf *members, struct sg_err *err)
{
    struct found *f = (struct found *)(void *)s->found.data;
    const struct leak_saving *kept = (const struct leak_saving *)(const void *)s->kept.data;
    size_t n = s->found.len / sizeof *f;
    sg_auto_buf together = { 0 };
    if (n) qsort(f, n, sizeof *f, by_moment);
    for (size_t i = 0, to; i < n; i = to) {
        sg_time end = f[i].to;
        double chance = f[i].chance;
        sg_buf_clear(&together);
        for (to = i; to < n && (to == i || f[to].from <= end + pauses[0]); to++) {
            if (f[to].to > end) end = f[to].to;
            if (f[to].chance < chance) chance = f[to].chance;
            sg_buf_add(&together, kept + f[to].first, f[to].n * sizeof *kept);
        }
        SG_TRY(sg_buf_check(&together, err));
        SG_TRY(put_batch((struct leak_saving *)(void *)together.data, together.len / sizeof *kept, chance, batches,
                         members, err));
    }
    return SG_OK;
}

enum sg_code leak_batches_find(struct leak_saving *savings, size_t n, double limit, struct sg_buf *batches,
                               struct sg_buf *members, struct sg_err *err)
{
    struct search s = { .savings = savings, .n = n, .is_taken = malloc(n + 1), .limit = limit };
    enum sg_code code = s.is_taken ? SG_OK : sg_fail_nomem(err, "batch edits");
    for (int same = 0; same < SAMES && code == SG_OK; same++)
        for (size_t p = 0; p < PAUSES && code == SG_OK; p++)
            code = look(&s, (enum same)same, pauses[p], err);
    if (code == SG_OK) code = join(&s, batches, members, err);
    free(s.is_taken);
    sg_buf_release(&s.kept);
    sg_buf_release(&s.found);
    return code;
}
