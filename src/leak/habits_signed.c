/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Domains that sign what they send, and mails of theirs that are not signed. */
#include <stdlib.h>

#include "leak/habits.h"
#include "leak/habits_counts.h"
#include "leak/headers.h"
#include "leak/headers_judge.h"
#include "objects/objects.h"

/* One mail of a domain's own, not of a list; by domain, then time. */
struct sent {
    const char *domain, *way; /* the answer's; "" or by which client and server, of `arena` */
    sg_time date;
    uint32_t mail;
    bool is_signed, is_reported;
};

static int by_domain(const void *x, const void *y)
{
    const struct sent *a = x, *b = y;
    if (a->domain != b->domain) return (uintptr_t)a->domain < (uintptr_t)b->domain ? -1 : 1;
    if (a->way != b->way) return (uintptr_t)a->way < (uintptr_t)b->way ? -1 : 1;
    if (a->date != b->date) return a->date < b->date ? -1 : 1;
    return (a->mail > b->mail) - (a->mail < b->mail);
}

/* Signed as mail of that domain is: by the domain itself, or by who signs much of it (whose servers it rents).  Anybody
 * can put a stranger's signature on a mail. */
static bool is_signed(const struct leak_mail *m, const struct leak_counts *signers)
{
    if (!m->signer) return false;
    if (sg_str_same(sg_registrable(sg_str(m->signer)), sg_str(m->from_domain))) return true;
    const struct leak_key *of = leak_counts_key(signers, m->from_domain);
    const struct leak_value *by = leak_counts_value(signers, of, m->signer);
    return by && by->n >= 5 && by->n * 20 >= of->n;
}

struct window {
    uint32_t n, n_signed;
};

/* What took the same way as `s[of]` in the whole leak; bounded: the nearest in time tell enough. */
static void look_at_way(const struct sent *s, size_t from, size_t to, size_t of, const struct leak_shape *shapes,
                        uint32_t *n_way, uint32_t *n_signed, double *days)
{
    enum { MOST = 3000 };
    sg_time first = INT64_MAX, last = INT64_MIN;
    const struct leak_shape *own = &shapes[s[of].mail];
    size_t low = of > from + MOST ? of - MOST : from, high = to - of > MOST ? of + MOST : to;
    *n_way = *n_signed = 0;
    for (size_t k = low; k < high; k++) {
        const struct leak_shape *other = &shapes[s[k].mail];
        if (k == of || other->family != own->family || other->first_hop != own->first_hop) continue;
        ++*n_way;
        *n_signed += s[k].is_signed;
        if (s[k].is_signed) continue;
        if (s[k].date < first) first = s[k].date;
        if (s[k].date > last) last = s[k].date;
    }
    *days = last > first ? (double)(last - first) / (double)SG_DAY : 0;
}

static enum sg_code report(struct sg_arena *arena, const struct sent *s, struct window w, int severity,
                           struct sg_buf *waiting, struct sg_err *err)
{
    struct leak_waiting found = {
        .rule = "unsigned-among-signed",
        .mail = s->mail,
        .severity = severity,
        .other = SG_NO_INDEX,
        .n_facts = 3,
        .facts = { { "signed", leak_text(arena, "%u", w.n_signed) },
                   { "total", leak_text(arena, "%u", w.n) },
                   { "domain", leak_text(arena, "%.100s%s%.100s", s->domain, *s->way ? " by way of " : "", s->way) } }
    };
    if (!found.facts[0].value || !found.facts[1].value || !found.facts[2].value)
        return sg_fail_nomem(err, "signing habits");
    sg_buf_add(waiting, &found, sizeof found);
    return sg_buf_check(waiting, err);
}

/* The mails of one domain, or those that took one way: a window of sixty days to either side slides along. */
static enum sg_code judge_domain(struct sg_arena *arena, struct sent *s, size_t from, size_t to,
                                 const struct leak_shape *shapes, struct sg_buf *waiting, struct sg_err *err)
{
    struct window w = { 0 };
    for (size_t low = from, high = from, i = from; i < to; i++) {
        for (; high < to && s[high].date - s[i].date <= 60 * SG_DAY; high++) {
            w.n++;
            w.n_signed += s[high].is_signed;
        }
        for (; s[i].date - s[low].date > 60 * SG_DAY; low++) {
            w.n--;
            w.n_signed -= s[low].is_signed;
        }
        if (s[i].is_signed || s[i].is_reported) continue;
        struct window others = { w.n - 1, w.n_signed };
        if (leak_judge_unsigned(others.n, others.n_signed, 0, 0, 0) == LEAK_FITS) continue;
        uint32_t n_way, n_way_signed;
        double days;
        look_at_way(s, from, to, i, shapes, &n_way, &n_way_signed, &days);
        int severity = leak_judge_unsigned(others.n, others.n_signed, n_way, n_way_signed, days);
        s[i].is_reported = true;
        SG_TRY(report(arena, &s[i], others, severity, waiting, err));
    }
    return SG_OK;
}

static enum sg_code judge_all(struct sg_arena *arena, struct sent *s, size_t n, const struct leak_shape *shapes,
                              struct sg_buf *waiting, struct sg_err *err)
{
    if (n) qsort(s, n, sizeof *s, by_domain);
    for (size_t i = 0, to; i < n; i = to) {
        for (to = i; to < n && s[to].domain == s[i].domain && s[to].way == s[i].way; to++)
            ;
        SG_TRY(judge_domain(arena, s, i, to, shapes, waiting, err));
    }
    return SG_OK;
}

static enum sg_code count_signers(const struct leak_run *r, struct leak_counts *signers, struct sg_err *err)
{
    static const char unsigned_mail[] = "";
    for (size_t i = 0; i < r->n_mails; i++)
        if (*r->mails[i].from_domain)
            leak_counts_add(signers, r->mails[i].from_domain, r->mails[i].signer ? r->mails[i].signer : unsigned_mail,
                            r->mails[i].is_own);
    enum sg_code code = leak_counts_end(signers, err);
    if (code != SG_OK) leak_counts_release(signers);
    return code;
}

enum sg_code leak_unsigned(struct leak_run *r, struct sg_arena *arena, const struct leak_shape *shapes,
                           struct sg_buf *waiting, struct sg_err *err)
{
    struct sent *s = sg_arena_alloc(arena, r->n_mails, sizeof *s);
    struct leak_counts signers = { 0 };
    size_t n = 0;
    if (!s) return sg_fail_nomem(err, "signing habits");
    SG_TRY(count_signers(r, &signers, err));
    for (uint32_t i = 0; i < r->n_mails; i++) {
        const struct leak_mail *m = &r->mails[i];
        const struct sg_leak_item *item = leak_item(r, m);
        if (shapes[i].head.n_hops == 0) continue; /* the copy that a sender keeps went through no server that signs */
        if (!*m->from_domain || *m->list || item->is_bulk || item->date == SG_TIME_NONE) continue;
        s[n++] = (struct sent){ m->from_domain, "", item->date, i, is_signed(m, &signers), false };
    }
    leak_counts_release(&signers);
    SG_TRY(judge_all(arena, s, n, shapes, waiting, err));
    /* Where a domain signs only what some of its servers send, each way has habits of its own. */
    for (size_t i = 0; i < n; i++) {
        const struct leak_shape *own = &shapes[s[i].mail];
        s[i].way = leak_text(arena, "%s, %s", *own->family ? own->family : "no named client", own->first_hop);
        if (!s[i].way) return sg_fail_nomem(err, "signing habits");
    }
    return judge_all(arena, s, n, shapes, waiting, err);
}
