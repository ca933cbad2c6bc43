/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/headers_clocks.h"

#include <stdlib.h>

#include "leak/hops.h"

struct seen {
    const char *whose;
    sg_time at, difference;
    uint32_t mail;
};

void leak_clocks_add(struct leak_clocks *c, const char *whose, sg_time at, sg_time difference, uint32_t mail)
{
    struct seen s = { whose, at, difference, mail };
    sg_buf_add(&c->seen, &s, sizeof s);
}

void leak_clocks_release(struct leak_clocks *c)
{
    sg_buf_release(&c->seen);
}

static int compare(const struct seen *a, const char *whose, sg_time at)
{
    if (a->whose != whose) return (uintptr_t)a->whose < (uintptr_t)whose ? -1 : 1;
    return (a->at > at) - (a->at < at);
}

static int by_clock(const void *x, const void *y)
{
    const struct seen *a = x, *b = y;
    int order = compare(a, b->whose, b->at);
    if (order) return order;
    if (a->mail != b->mail) return a->mail < b->mail ? -1 : 1;
    return (a->difference > b->difference) - (a->difference < b->difference);
}

enum sg_code leak_clocks_end(struct leak_clocks *c, struct sg_err *err)
{
    SG_TRY(sg_buf_check(&c->seen, err));
    if (c->seen.len) qsort(c->seen.data, c->seen.len / sizeof(struct seen), sizeof(struct seen), by_clock);
    return SG_OK;
}

size_t leak_clocks_near(const struct leak_clocks *c, const char *whose, sg_time at, sg_time within, uint32_t mail,
                        sg_time *ret, size_t most)
{
    const struct seen *all = (const struct seen *)(const void *)c->seen.data;
    size_t n = c->seen.len / sizeof *all, from = 0, n_found = 0;
    for (size_t to = n; from < to;) {
        size_t middle = from + (to - from) / 2;
        if (compare(&all[middle], whose, at) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    /* Outwards from the time, by turns.  A mail's own rows are few (LEAK_HOPS) and do not count against the bound. */
    for (size_t below = from, above = from, looked = 0; n_found < most && looked < most + LEAK_HOPS; looked++) {
        bool has_below = below > 0 && all[below - 1].whose == whose && at - all[below - 1].at <= within;
        bool has_above = above < n && all[above].whose == whose && all[above].at - at <= within;
        if (!has_below && !has_above) break;
        bool takes_above = has_above && (!has_below || all[above].at - at <= at - all[below - 1].at);
        const struct seen *s = takes_above ? &all[above++] : &all[--below];
        if (s->mail != mail) ret[n_found++] = s->difference;
    }
    return n_found;
}

sg_time leak_clocks_usual(const struct leak_clocks *c, const char *whose, sg_time at, uint32_t mail)
{
    sg_time near[41];
    size_t n = leak_clocks_near(c, whose, at, 14 * SG_DAY, mail, near, sizeof near / sizeof *near);
    return n >= 3 ? leak_middle(near, n) : 0;
}
