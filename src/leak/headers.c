/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Forensics of one mail's header: its times against each other, its servers, its Message-ID and its build against what
 * the same client and sender do elsewhere in the leak.  Method: doc/method/header-forensics.md.
 */
#include "leak/headers.h"

#include <stdio.h>
#include <stdlib.h>

#include "leak/habits_counts.h"
#include "leak/headers_clocks.h"
#include "leak/headers_judge.h"
#include "leak/message_id.h"
#include "leak/thread_index.h"
#include "objects/objects.h"

struct forensics {
    struct leak_run *r;
    struct sg_arena *arena; /* freed when all is judged */
    struct leak_shape *shapes;
    struct leak_clocks senders, lower, upper; /* by sender; by server: to the next one, from the one before */
    struct leak_counts ids, builds, boundaries, orders, domains, colleagues,
        meetings; /* colleagues: ids' domains by From's */
    sg_time slowest, longest;
    struct sg_buf waiting; /* struct leak_waiting */
};

static const struct leak_mail *mail_at(const struct forensics *f, uint32_t i)
{
    return &f->r->mails[i];
}
static const struct sg_leak_item *item_at(const struct forensics *f, uint32_t i)
{
    return leak_item(f->r, mail_at(f, i));
}
static struct sg_str domain_of(const char *host)
{
    return sg_registrable(sg_str(host));
}

/* Lists and bulk mailers rewrite what a client wrote. */
static bool is_clients_own(const struct forensics *f, uint32_t i)
{
    return !*mail_at(f, i)->list && !item_at(f, i)->is_bulk;
}

static struct leak_waiting *wait_for(struct forensics *f, const char *rule, uint32_t mail, int severity)
{
    struct leak_waiting w = { .rule = rule, .mail = mail, .severity = severity, .other = SG_NO_INDEX };
    sg_buf_add(&f->waiting, &w, sizeof w);
    if (f->waiting.failed) return NULL;
    return (struct leak_waiting *)(void *)(f->waiting.data + f->waiting.len) - 1;
}

static void fact(struct leak_waiting *w, const char *name, const char *value)
{
    if (w && value && w->n_facts < sizeof w->facts / sizeof *w->facts)
        w->facts[w->n_facts++] = (struct sg_leak_fact){ name, value };
}

/* ---- learning ---- */

static const char *domain_text(struct forensics *f, const char *host)
{
    return sg_arena_string(f->arena, domain_of(host));
}

static enum sg_code learn_hops(struct forensics *f, uint32_t i, struct sg_err *err)
{
    const struct leak_head *head = &f->shapes[i].head;
    bool is_verified = leak_mail_is_verified(f->r, mail_at(f, i));
    for (uint32_t h = 0; h + 1 < head->n_hops; h++) {
        const struct leak_hop *a = &head->hops[h], *b = a + 1;
        if (a->time != SG_TIME_NONE && b->time != SG_TIME_NONE) {
            leak_clocks_add(&f->lower, a->by, a->time, b->time - a->time, i);
            leak_clocks_add(&f->upper, b->by, a->time, b->time - a->time, i);
        }
        const char *by = domain_text(f, a->by), *from = domain_text(f, b->from);
        if (!by || !from) return sg_fail_nomem(err, "the mails' hops");
        leak_counts_add(&f->meetings, by, from, is_verified);
    }
    return SG_OK;
}

static void learn_client(struct forensics *f, uint32_t i)
{
    const struct leak_shape *s = &f->shapes[i];
    bool is_verified = leak_mail_is_verified(f->r, mail_at(f, i));
    if (!is_clients_own(f, i)) return;
    leak_counts_add(&f->domains, s->sender, s->id_domain, is_verified);
    leak_counts_add(&f->colleagues, mail_at(f, i)->from_domain, s->id_domain, is_verified);
    if (!*s->family) return;
    leak_counts_add(&f->ids, s->family, s->id_form, is_verified);
    leak_counts_add(&f->builds, s->family, s->skeleton, is_verified);
    leak_counts_add(&f->orders, s->family, s->head.order, is_verified);
    if (*s->boundary) leak_counts_add(&f->boundaries, s->family, s->boundary, is_verified);
}

static int by_time(const void *x, const void *y)
{
    sg_time a = *(const sg_time *)x, b = *(const sg_time *)y;
    return (a > b) - (a < b);
}

/* What all but one mail in 200 stay below; 0 when few tell. */
static sg_time nearly_all_below(struct sg_buf *times)
{
    size_t n = times->len / sizeof(sg_time);
    if (n < 20) return 0;
    qsort(times->data, n, sizeof(sg_time), by_time);
    return ((const sg_time *)(const void *)times->data)[n - 1 - n / 200];
}

/* The age of the last answer in a mail's Thread-Index; false when it has none that tells. */
static bool index_gap(const struct forensics *f, uint32_t i, struct leak_thread_index *index, sg_time *ret)
{
    const struct leak_mail *m = mail_at(f, i);
    sg_time date = item_at(f, i)->date;
    if (!*m->thread_index || date == SG_TIME_NONE || !leak_thread_index_read(sg_str(m->thread_index), index))
        return false;
    *ret = leak_thread_index_gap(index, date);
    return true;
}

static enum sg_code learn_delays(struct forensics *f, struct sg_err *err)
{
    sg_auto_buf delays = { 0 }, gaps = { 0 };
    size_t n_verified = 0;
    for (uint32_t i = 0; i < f->r->n_mails; i++)
        n_verified += leak_mail_is_verified(f->r, mail_at(f, i));
    for (uint32_t i = 0; i < f->r->n_mails; i++) {
        const struct sg_leak_item *item = item_at(f, i);
        struct leak_thread_index index;
        sg_time gap;
        if (n_verified >= 200 && item->verdict != SG_VERIFIED) continue;
        if (item->date != SG_TIME_NONE && item->received != SG_TIME_NONE) {
            gap = item->received - item->date;
            sg_buf_add(&delays, &gap, sizeof gap);
        }
        if (index_gap(f, i, &index, &gap)) sg_buf_add(&gaps, &gap, sizeof gap);
    }
    SG_TRY(sg_buf_check(&delays, err));
    SG_TRY(sg_buf_check(&gaps, err));
    f->slowest = nearly_all_below(&delays);
    f->longest = nearly_all_below(&gaps) * 3 / 2;
    return SG_OK;
}

static enum sg_code learn(struct forensics *f, struct sg_err *err)
{
    for (uint32_t i = 0; i < f->r->n_mails; i++) {
        const struct sg_leak_item *item = item_at(f, i);
        if (item->date != SG_TIME_NONE && item->received != SG_TIME_NONE)
            leak_clocks_add(&f->senders, f->shapes[i].sender, item->received, item->received - item->date, i);
        SG_TRY(learn_hops(f, i, err));
        learn_client(f, i);
    }
    SG_TRY(leak_clocks_end(&f->senders, err));
    SG_TRY(leak_clocks_end(&f->lower, err));
    SG_TRY(leak_clocks_end(&f->upper, err));
    struct leak_counts *all[] = { &f->ids,     &f->builds,     &f->boundaries, &f->orders,
                                  &f->domains, &f->colleagues, &f->meetings };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        SG_TRY(leak_counts_end(all[k], err));
    return learn_delays(f, err);
}

/* ---- times ---- */

static void judge_date(struct forensics *f, uint32_t i)
{
    const struct sg_leak_item *item = item_at(f, i);
    const struct leak_head *head = &f->shapes[i].head;
    sg_time near[32], second = SG_TIME_NONE;
    if (item->date == SG_TIME_NONE || item->received == SG_TIME_NONE) return;
    sg_time gap = item->received - item->date;
    size_t n = leak_clocks_near(&f->senders, f->shapes[i].sender, item->received, 14 * SG_DAY, i, near, 32);
    if (head->n_hops > 1 && head->hops[1].time != SG_TIME_NONE) second = head->hops[1].time - item->date;
    int severity = leak_judge_date(gap, second, near, n, f->slowest);
    if (severity == LEAK_FITS) return;
    struct leak_waiting *w = wait_for(f, gap < 0 ? "date-after-received" : "date-before-received", i, severity);
    fact(w, "date", leak_time_text(f->arena, item->date));
    fact(w, "received", leak_time_text(f->arena, item->received));
    fact(w, "delay", leak_span_text(f->arena, gap));
}

static void judge_zones(struct forensics *f, uint32_t i)
{
    const struct leak_head *head = &f->shapes[i].head;
    int64_t zone = mail_at(f, i)->zone;
    const char *where = "Date";
    bool is_wrong = zone != SG_LM_NO_ZONE && !leak_zone_exists(zone);
    for (uint32_t h = 0; h < head->n_hops && !is_wrong; h++) {
        zone = head->hops[h].zone;
        where = "Received";
        is_wrong = zone != INT64_MIN && !leak_zone_exists(zone);
    }
    if (!is_wrong) return;
    struct leak_waiting *w = wait_for(f, "impossible-zone", i, -1);
    if (w) w->severity = SG_LOW;
    fact(w, "field", where);
    fact(w, "zone",
         leak_text(f->arena, "%c%02lld%02lld", zone < 0 ? '-' : '+', (long long)(llabs(zone) / 60),
                   (long long)(llabs(zone) % 60)));
}

/* The first fault tells: what follows a wrong clock is wrong too. */
static void judge_hop_times(struct forensics *f, uint32_t i)
{
    const struct leak_head *head = &f->shapes[i].head;
    for (uint32_t h = 0; h + 1 < head->n_hops; h++) {
        const struct leak_hop *a = &head->hops[h], *b = a + 1;
        if (a->time == SG_TIME_NONE || b->time == SG_TIME_NONE) continue;
        int severity = leak_judge_hop(b->time - a->time, leak_clocks_usual(&f->lower, a->by, a->time, i),
                                      leak_clocks_usual(&f->upper, b->by, a->time, i));
        if (severity == LEAK_FITS) continue;
        struct leak_waiting *w = wait_for(f, "hops-out-of-order", i, severity);
        fact(w, "by", b->by);
        fact(w, "time", leak_time_text(f->arena, b->time));
        fact(w, "before", a->by);
        fact(w, "before_time", leak_time_text(f->arena, a->time));
        fact(w, "backwards", leak_span_text(f->arena, a->time - b->time));
        return;
    }
}

/* A server may have a name that the next one does not know; what others' mail shows too is no oddity. */
static void judge_hop_names(struct forensics *f, uint32_t i)
{
    const struct leak_head *head = &f->shapes[i].head;
    for (uint32_t h = 0; h + 1 < head->n_hops; h++) {
        const struct leak_hop *a = &head->hops[h], *b = a + 1;
        if (leak_hosts_meet(sg_str(a->by), sg_str(b->from), sg_str(b->from_seen))) continue;
        const char *by = domain_text(f, a->by), *from = domain_text(f, b->from);
        if (!by || !from || leak_counts_use(&f->meetings, by, from, false).n_same >= 2) continue;
        struct leak_waiting *w = wait_for(f, "hops-do-not-meet", i, SG_LOW);
        if (w) w->is_weak = true;
        fact(w, "by", a->by);
        fact(w, "from", b->from);
        return;
    }
}

/* ---- Thread-Index ---- */

static void index_finding(struct forensics *f, uint32_t i, sg_time told, int severity, uint32_t other)
{
    struct leak_waiting *w = wait_for(f, "thread-index-time", i, severity);
    if (w) w->other = other;
    fact(w, "index_time", leak_time_text(f->arena, told));
    fact(w, "date", leak_time_text(f->arena, item_at(f, i)->date));
}

static void judge_thread_index(struct forensics *f, uint32_t i)
{
    struct leak_thread_index index, before;
    sg_time gap, gap_before;
    if (!index_gap(f, i, &index, &gap)) return;
    uint32_t parent = mail_at(f, i)->parent;
    bool has_parent = parent != SG_NO_INDEX && index_gap(f, parent, &before, &gap_before);
    /* A telephone answers without adding to what it was sent. */
    bool is_copied = has_parent && index.len == before.len && memcmp(index.bytes, before.bytes, index.len) == 0;
    int severity = leak_judge_thread_index(gap, f->longest);
    sg_time told = item_at(f, i)->date - gap;
    if (is_copied && gap > 0) return;
    if (severity != LEAK_FITS)
        index_finding(f, i, told, severity, SG_NO_INDEX);
    else if (has_parent && leak_thread_index_follows(&index, &before) && told < item_at(f, parent)->date - SG_DAY)
        index_finding(f, i, told, SG_MEDIUM, mail_at(f, parent)->item);
}

/* ---- against the client's and the sender's other mail ---- */

static const char *usual_of(const struct leak_counts *counts, const char *key)
{
    const struct leak_key *k = leak_counts_key(counts, key);
    return k ? k->usual : "";
}

static bool is_foreign(const struct forensics *f, const struct leak_counts *counts, const char *key, const char *value,
                       uint32_t i)
{
    struct leak_use use = leak_counts_use(counts, key, value, leak_mail_is_verified(f->r, mail_at(f, i)));
    return leak_is_foreign(&use);
}

static void judge_id_form(struct forensics *f, uint32_t i)
{
    const struct leak_shape *s = &f->shapes[i];
    if (!is_foreign(f, &f->ids, s->family, s->id_form, i)) return;
    struct leak_waiting *w = wait_for(f, "message-id-unlike-client", i, SG_MEDIUM);
    if (w) w->is_weak = true;
    fact(w, "client", item_at(f, i)->client);
    fact(w, "usual", usual_of(&f->ids, s->family));
    fact(w, "form", s->id_form);
}

/* New for the sender, who has hardly ever used any but the usual ones; of one who wrote little, new for all of that
 * domain. */
static bool is_odd_domain(const struct forensics *f, uint32_t i)
{
    enum { LEAST = 15, LEAST_OF_DOMAIN = 50 };
    const struct leak_shape *s = &f->shapes[i];
    bool is_verified = leak_mail_is_verified(f->r, mail_at(f, i));
    struct leak_use own = leak_counts_use(&f->domains, s->sender, s->id_domain, is_verified);
    struct leak_use all = leak_counts_use(&f->colleagues, mail_at(f, i)->from_domain, s->id_domain, is_verified);
    if (own.n_same || all.n_same > 2) return false;
    if (own.n >= LEAST) return own.n_once * 50 <= own.n;
    return all.n >= LEAST_OF_DOMAIN && all.n_same == 0 && all.n_once * 50 <= all.n;
}

static void judge_id_domain(struct forensics *f, uint32_t i)
{
    const struct leak_shape *s = &f->shapes[i];
    if (!*s->id_domain || strcmp(s->id_domain, mail_at(f, i)->from_domain) == 0 || !is_odd_domain(f, i)) return;
    struct leak_waiting *w = wait_for(f, "message-id-domain", i, SG_MEDIUM);
    if (w) w->is_weak = true;
    fact(w, "domain", s->id_domain);
    fact(w, "from", s->sender);
    fact(w, "usual", usual_of(&f->domains, s->sender));
}

static void judge_build(struct forensics *f, uint32_t i)
{
    const struct leak_shape *s = &f->shapes[i];
    const struct {
        const struct leak_counts *counts;
        const char *value, *rule, *name;
    } rows[] = {
        { &f->builds, s->skeleton, "structure-unlike-client", "structure" },
        { &f->boundaries, s->boundary, "boundary-unlike-client", "form" },
        { &f->orders, s->head.order, "fields-unlike-client", "fields" },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        if (!*rows[k].value || !is_foreign(f, rows[k].counts, s->family, rows[k].value, i)) continue;
        struct leak_waiting *w = wait_for(f, rows[k].rule, i, SG_LOW);
        if (w) w->is_weak = true;
        fact(w, "client", item_at(f, i)->client);
        fact(w, rows[k].name, rows[k].value);
        fact(w, "usual", usual_of(rows[k].counts, s->family));
    }
}

static void judge(struct forensics *f, uint32_t i)
{
    judge_date(f, i);
    judge_zones(f, i);
    judge_hop_times(f, i);
    judge_hop_names(f, i);
    judge_thread_index(f, i);
    if (!is_clients_own(f, i)) return;
    judge_id_domain(f, i);
    if (!*f->shapes[i].family) return;
    judge_id_form(f, i);
    judge_build(f, i);
}

/* ---- all of it ---- */

static enum sg_code run(struct forensics *f, struct sg_err *err)
{
    f->arena = sg_arena_new();
    if (!f->arena) return sg_fail_nomem(err, "the mails' headers");
    SG_TRY(leak_shapes(f->r, f->arena, &f->shapes, err));
    SG_TRY(learn(f, err));
    for (uint32_t i = 0; i < f->r->n_mails; i++) {
        if (i % 1024 == 0) leak_say(f->r, "headers", i, f->r->n_mails);
        judge(f, i);
    }
    SG_TRY(sg_buf_check(&f->waiting, err));
    return leak_add_waiting(f->r, (const struct leak_waiting *)(const void *)f->waiting.data,
                            f->waiting.len / sizeof(struct leak_waiting), err);
}

enum sg_code leak_headers(struct leak_run *r, struct sg_err *err)
{
    struct forensics f = { .r = r };
    enum sg_code code = run(&f, err);
    struct leak_counts *all[] = { &f.ids, &f.builds, &f.boundaries, &f.orders, &f.domains, &f.colleagues, &f.meetings };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        leak_counts_release(all[k]);
    leak_clocks_release(&f.senders);
    leak_clocks_release(&f.lower);
    leak_clocks_release(&f.upper);
    sg_buf_release(&f.waiting);
    sg_arena_free(f.arena);
    return code;
}
