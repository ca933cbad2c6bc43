/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of one account.  Each is a share, a time or an entropy that a person can recompute from the posts. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "coordination/signals.h"

static int compare_i64(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}
static int compare_u64(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

static double share(size_t part, size_t whole)
{
    return (double)part / (double)whole;
}

/* The remainder of a floor division: times before 1970 are negative. */
static sg_time within(sg_time t, sg_time period)
{
    sg_time r = t % period;
    return r < 0 ? r + period : r;
}

/* ---- gaps ---- */

/* Gaps in seconds between neighbours whose clock is known to `precision` or better. */
static size_t list_gaps(const struct signal_post *posts, size_t n, uint32_t precision, int64_t *ret)
{
    size_t m = 0;
    const struct signal_post *before = NULL;
    for (size_t i = 0; i < n; i++) {
        if (posts[i].precision > precision) continue;
        if (before) ret[m++] = (posts[i].time - before->time) / SG_SECOND;
        before = &posts[i];
    }
    return m;
}

/* Shannon's entropy over bins of one octave: 0 s, 1 s, 2-3 s, 4-7 s … */
static double entropy_of(const int64_t *gaps, size_t n)
{
    size_t bins[65] = { 0 };
    double bits = 0;
    if (n + 1 < SIGNALS_POSTS) return NAN;
    for (size_t i = 0; i < n; i++) {
        unsigned bin = 0;
        for (uint64_t s = (uint64_t)gaps[i]; s; s >>= 1)
            bin++;
        bins[bin]++;
    }
    for (size_t i = 0; i < 65; i++)
        if (bins[i] && bins[i] < n) bits -= share(bins[i], n) * log2(share(bins[i], n));
    return bits;
}

static double repeated_of(int64_t *gaps, size_t n)
{
    size_t repeated = 0;
    if (n + 1 < SIGNALS_POSTS) return NAN;
    qsort(gaps, n, sizeof *gaps, compare_i64);
    for (size_t i = 0; i < n; i++)
        repeated += (i > 0 && gaps[i] == gaps[i - 1]) || (i + 1 < n && gaps[i] == gaps[i + 1]);
    return share(repeated, n);
}

static double round_of(const struct signal_post *posts, size_t n)
{
    size_t exact = 0, round = 0;
    for (size_t i = 0; i < n; i++) {
        if (posts[i].precision != SG_EXACT) continue;
        exact++;
        round += within(posts[i].time, SG_MINUTE) < SG_SECOND;
    }
    return exact < SIGNALS_POSTS ? NAN : share(round, exact);
}

/* ---- rest ---- */

/* Days laid over one another: the longest run of minutes of the day, midnight being no end, in which nothing was
 * posted. */
static double rest_of(const struct signal_post *posts, size_t n)
{
    enum { MINUTES = 1440 };
    bool is_busy[MINUTES] = { false };
    size_t known = 0, days = 0, longest = 0, run = 0;
    sg_time last_day = 0;
    for (size_t i = 0; i < n; i++) {
        if (posts[i].precision > SG_TO_MINUTE) continue;
        sg_time day = posts[i].time - within(posts[i].time, SG_DAY);
        days += known == 0 || day != last_day;
        last_day = day;
        known++;
        is_busy[within(posts[i].time, SG_DAY) / SG_MINUTE] = true;
    }
    if (known < SIGNALS_REST_POSTS || days < SIGNALS_REST_DAYS) return NAN;
    for (size_t i = 0; i < 2 * MINUTES; i++) {
        run = is_busy[i % MINUTES] ? 0 : run + 1;
        if (run > longest) longest = run;
    }
    return (double)longest / 60;
}

/* ---- texts ---- */

/* Whether another account certainly had the text before `time`. */
static bool is_copied(const struct signal_texts *texts, uint64_t own, uint64_t author, sg_time time)
{
    size_t low = 0, high = texts->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (texts->items[middle].own < own)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == texts->n || texts->items[low].own != own) return false;
    const struct signal_text *t = &texts->items[low];
    return (t->first_author == author ? t->second : t->first) < time;
}

static void texts_of(const struct signal_post *posts, size_t n, const struct signal_texts *texts, uint64_t author,
                     uint64_t *own, struct sg_signals *ret)
{
    size_t m = 0, copied = 0, different = 0;
    for (size_t i = 0; i < n; i++) {
        if (!posts[i].own) continue;
        own[m++] = posts[i].own;
        copied += is_copied(texts, posts[i].own, author, posts[i].time);
    }
    if (m < SIGNALS_FEW) return;
    qsort(own, m, sizeof *own, compare_u64);
    for (size_t i = 0; i < m; i++)
        different += !i || own[i] != own[i - 1];
    ret->copied_texts = share(copied, m);
    ret->repeated_texts = share(m - different, m);
}

/* ---- clients ---- */

static int compare_clients(const void *x, const void *y)
{
    const char *a = *(const char *const *)x, *b = *(const char *const *)y;
    return a == b ? 0 : strcmp(a, b);
}

/* The commonest; of equals the first in byte order. */
static void clients_of(const struct signal_post *posts, size_t n, const char **clients, struct sg_signals *ret)
{
    size_t m = 0, most = 0;
    for (size_t i = 0; i < n; i++)
        if (posts[i].client[0]) clients[m++] = posts[i].client;
    qsort(clients, m, sizeof *clients, compare_clients);
    for (size_t from = 0, to; from < m; from = to) {
        for (to = from + 1; to < m && clients[to] == clients[from];)
            to++;
        if (to - from <= most) continue;
        most = to - from;
        ret->client = clients[from];
    }
    if (m) ret->client_share = share(most, m);
}

/* ---- all of them ---- */

static void kinds_of(const struct signal_post *posts, size_t n, struct sg_signals *ret)
{
    size_t reposts = 0, replies = 0;
    for (size_t i = 0; i < n; i++) {
        reposts += posts[i].kind == SG_REPOST;
        replies += posts[i].kind == SG_REPLY;
    }
    if (!n) return;
    ret->repost_share = share(reposts, n);
    ret->reply_share = share(replies, n);
}

enum sg_code signals_of_posts(const struct signal_post *posts, size_t n, const struct signal_texts *texts,
                              uint64_t author, bool is_exact, struct sg_signals *ret, struct sg_err *err)
{
    _Static_assert(sizeof(const char *) <= sizeof(int64_t), "one list serves gaps, texts and clients in turn");
    void *scratch = calloc(n + 1, sizeof(int64_t));
    if (!scratch) return sg_fail_nomem(err, "an account's posts");
    *ret = (struct sg_signals){ .n_posts = n,
                                .repeated_gaps = NAN,
                                .round_seconds = NAN,
                                .repost_share = NAN,
                                .reply_share = NAN,
                                .median_reaction = NAN,
                                .fast_reactions = NAN,
                                .copied_texts = NAN,
                                .repeated_texts = NAN,
                                .client = "",
                                .client_share = NAN,
                                .created = SG_TIME_NONE,
                                .first_post = SG_TIME_NONE };
    ret->gap_entropy = entropy_of(scratch, list_gaps(posts, n, SG_TO_MINUTE, scratch));
    if (is_exact) {
        ret->repeated_gaps = repeated_of(scratch, list_gaps(posts, n, SG_EXACT, scratch));
        ret->round_seconds = round_of(posts, n);
    }
    ret->longest_rest = rest_of(posts, n);
    kinds_of(posts, n, ret);
    texts_of(posts, n, texts, author, scratch, ret);
    clients_of(posts, n, scratch, ret);
    free(scratch);
    return SG_OK;
}

void signals_of_reactions(sg_time *reactions, size_t n, struct sg_signals *ret)
{
    if (n < SIGNALS_FEW) return;
    size_t fast = 0;
    qsort(reactions, n, sizeof *reactions, compare_i64);
    while (fast < n && reactions[fast] <= 5 * SG_SECOND)
        fast++;
    ret->fast_reactions = share(fast, n);
    ret->median_reaction = ((double)reactions[(n - 1) / 2] + (double)reactions[n / 2]) / 2 / SG_SECOND;
}
