/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each sender's habits, learnt from the leak, and the mails that do not keep them.  Method:
 * doc/method/header-forensics.md, "Habits". */
#include "leak/habits.h"

#include <stdlib.h>

#include "leak/habits_counts.h"
#include "leak/headers.h"

enum { LEAST = 20, LEAST_OF_DOMAIN = 50, NEAR = 24, COMPANY = 2000, LOOSEST = 50 };

struct habits {
    struct leak_run *r;
    struct sg_arena *arena;
    struct leak_shape *shapes;
    const char *(*traits)[LEAK_TRAITS]; /* by mail; NULL: does not tell */
    struct leak_counts by_sender[LEAK_TRAITS], by_domain[LEAK_TRAITS], by_leak[LEAK_TRAITS];
    struct leak_counts senders; /* by From domain: who writes */
    const char *everybody, **domains; /* the key of by_leak; the From domains, interned in `arena` */
    uint32_t *order, *place_in_order; /* mails by sender, then time; and where each stands */
    struct sg_buf waiting;
};
struct judged {
    const struct habits *h;
    uint32_t mail;
};

/* ---- traits ---- */

static const char *zone_text(struct habits *h, int64_t zone)
{
    if (zone == SG_LM_NO_ZONE) return leak_text(h->arena, "none");
    long long size = llabs(zone);
    return leak_text(h->arena, "%c%02lld%02lld", zone < 0 ? '-' : '+', size / 60, size % 60);
}

static const char *hour_text(struct habits *h, sg_time date, int64_t zone)
{
    static const char *const parts[] = { "night", "morning", "day", "evening" };
    if (date == SG_TIME_NONE || zone == SG_LM_NO_ZONE || llabs(zone) > 24 * 60) return NULL;
    sg_time local = date + zone * SG_MINUTE, hour = (local % SG_DAY + SG_DAY) % SG_DAY / SG_HOUR;
    return leak_text(h->arena, "%s", parts[hour < 6 ? 0 : hour < 9 ? 1 : hour < 19 ? 2 : 3]);
}

/* How text is built, attachments aside. */
static const char *build_text(struct habits *h, const char *skeleton)
{
    bool has_plain = strstr(skeleton, "plain"), has_html = strstr(skeleton, "html");
    return leak_text(h->arena, "%s",
                     has_plain && has_html ? "plain and HTML"
                     : has_html            ? "HTML alone"
                     : has_plain           ? "plain"
                                           : "other");
}

static bool is_own(const struct habits *h, uint32_t i)
{
    return !*h->r->mails[i].list && !leak_item(h->r, &h->r->mails[i])->is_bulk;
}

static enum sg_code read_traits(struct habits *h, uint32_t i, struct sg_err *err)
{
    const struct leak_mail *m = &h->r->mails[i];
    const struct sg_leak_item *item = leak_item(h->r, m);
    const struct leak_shape *s = &h->shapes[i];
    const char **t = h->traits[i];
    t[LEAK_CLIENT] = s->family;
    t[LEAK_ID_FORM] = s->id_form;
    t[LEAK_BUILD] = build_text(h, s->skeleton);
    t[LEAK_BOUNDARY] = *s->boundary ? s->boundary : NULL;
    t[LEAK_ORDER] = s->head.order;
    t[LEAK_ZONE] = zone_text(h, m->zone);
    t[LEAK_HOUR] = hour_text(h, item->date, m->zone);
    t[LEAK_CHARSET] = sg_arena_string(h->arena, sg_str(m->charset));
    t[LEAK_LANG] = *item->lang ? sg_arena_string(h->arena, sg_str(item->lang)) : NULL;
    t[LEAK_ID_DOMAIN] = s->id_domain;
    t[LEAK_FIRST_HOP] = s->head.n_hops ? s->first_hop : NULL; /* the copy that a sender keeps went no way */
    h->domains[i] = sg_arena_string(h->arena, sg_str(m->from_domain));
    return t[LEAK_BUILD] && t[LEAK_ZONE] && t[LEAK_CHARSET] && h->domains[i] ? SG_OK
                                                                             : sg_fail_nomem(err, "senders' habits");
}

static enum sg_code learn(struct habits *h, struct sg_err *err)
{
    for (uint32_t i = 0; i < h->r->n_mails; i++) {
        bool is_verified = leak_mail_is_verified(h->r, &h->r->mails[i]);
        SG_TRY(read_traits(h, i, err));
        if (is_own(h, i)) leak_counts_add(&h->senders, h->domains[i], h->shapes[i].sender, is_verified);
        for (int t = 0; t < LEAK_TRAITS && is_own(h, i); t++) {
            const char *value = h->traits[i][t];
            if (!value) continue;
            leak_counts_add(&h->by_sender[t], h->shapes[i].sender, value, is_verified);
            leak_counts_add(&h->by_domain[t], h->domains[i], value, is_verified);
            leak_counts_add(&h->by_leak[t], h->everybody, value, is_verified);
        }
    }
    SG_TRY(leak_counts_end(&h->senders, err));
    for (int t = 0; t < LEAK_TRAITS; t++) {
        SG_TRY(leak_counts_end(&h->by_sender[t], err));
        SG_TRY(leak_counts_end(&h->by_domain[t], err));
        SG_TRY(leak_counts_end(&h->by_leak[t], err));
    }
    return SG_OK;
}

/* ---- each sender's mails in the order of time ---- */

static int by_sender(const void *x, const void *y, void *shapes)
{
    const struct leak_shape *s = shapes;
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    if (s[a].sender != s[b].sender) return (uintptr_t)s[a].sender < (uintptr_t)s[b].sender ? -1 : 1;
    return (a > b) - (a < b); /* mails stand by date */
}

static void put_in_order(struct habits *h)
{
    uint32_t n = (uint32_t)h->r->n_mails;
    for (uint32_t i = 0; i < n; i++)
        h->order[i] = i;
    qsort_r(h->order, n, sizeof *h->order, by_sender, h->shapes);
    for (uint32_t k = 0; k < n; k++)
        h->place_in_order[h->order[k]] = k;
}

static bool is_same_sender(const struct habits *h, uint32_t place, uint32_t mail)
{
    return place < h->r->n_mails && h->shapes[h->order[place]].sender == h->shapes[mail].sender;
}

static sg_time apart(const struct habits *h, uint32_t a, uint32_t b)
{
    sg_time x = leak_item(h->r, &h->r->mails[a])->date, y = leak_item(h->r, &h->r->mails[b])->date;
    if (x == SG_TIME_NONE || y == SG_TIME_NONE) return INT64_MAX;
    return x < y ? y - x : x - y;
}

/* The sender's mails of those days, at most NEAR before and after. */
static void look_near(const struct habits *h, uint32_t mail, enum leak_trait t, struct leak_trait_use *use)
{
    uint32_t at = h->place_in_order[mail];
    for (int side = -1; side <= 1; side += 2)
        for (uint32_t k = 1; k <= NEAR; k++) {
            uint32_t place = side < 0 ? at - k : at + k; /* below 0 wraps beyond the end */
            if (!is_same_sender(h, place, mail) || apart(h, h->order[place], mail) > 10 * SG_DAY) break;
            if (!is_own(h, h->order[place])) continue;
            use->n_near++;
            use->n_near_same += h->traits[h->order[place]][t] == h->traits[mail][t];
        }
}

/* ---- one mail ---- */

static struct leak_trait_use use_of(const struct habits *h, const struct leak_counts *counts, const char *key,
                                    uint32_t mail, enum leak_trait t)
{
    struct leak_trait_use u = { 0 };
    const char *value = h->traits[mail][t];
    if (!value) return u;
    const struct leak_key *k = leak_counts_key(counts, key);
    const struct leak_value *v = leak_counts_value(counts, k, value);
    const struct leak_counts *wider = &h->by_domain[t];
    const struct leak_key *all = leak_counts_key(wider, h->domains[mail]);
    if (!all || all->n <= LEAST_OF_DOMAIN || k == all) {
        wider = &h->by_leak[t];
        all = leak_counts_key(wider, h->everybody);
    }
    const struct leak_value *anywhere = leak_counts_value(wider, all, value);
    if (!v || !anywhere || k->n < 2) return u;
    u.is_known = true;
    u.n = k->n - 1;
    u.n_same = v->n - 1;
    u.n_rarer = v->n_rarer - 1;
    u.n_once = k->n_once - (v->n == 1);
    u.elsewhere = (double)anywhere->n_rarer / all->n;
    look_near(h, mail, t, &u);
    return u;
}

/* Of the sender's mails with this mail's value of `a`, how many have its value of `b` too. */
static double together(void *ctx, enum leak_trait a, enum leak_trait b)
{
    const struct judged *j = ctx;
    const struct habits *h = j->h;
    uint32_t n = 0, n_both = 0, at = h->place_in_order[j->mail];
    for (int side = -1; side <= 1; side += 2)
        for (uint32_t k = 1; k <= COMPANY; k++) {
            uint32_t place = side < 0 ? at - k : at + k;
            if (!is_same_sender(h, place, j->mail)) break;
            uint32_t other = h->order[place];
            if (h->traits[other][a] != h->traits[j->mail][a]) continue;
            n++;
            n_both += h->traits[other][b] == h->traits[j->mail][b];
        }
    return n_both ? n_both / (n + 1.0) : 0;
}

static const char *words_for(struct habits *h, const struct leak_counts *counts, const char *key, uint32_t mail,
                             enum leak_trait t)
{
    const struct leak_key *k = leak_counts_key(counts, key);
    const struct leak_value *usual = k ? leak_counts_value(counts, k, k->usual) : NULL;
    const struct leak_value *own = k ? leak_counts_value(counts, k, h->traits[mail][t]) : NULL;
    if (!usual || !own) return "";
    const char *value = *h->traits[mail][t] ? h->traits[mail][t] : "(none)";
    if (usual == own) return leak_text(h->arena, "%s %.80s", leak_trait_names[t], value);
    return leak_text(h->arena, "%s %.80s, elsewhere %.80s in %u of %u mails", leak_trait_names[t], value,
                     *usual->value ? usual->value : "(none)", usual->n, k->n - 1);
}

static enum sg_code report(struct habits *h, uint32_t mail, const struct leak_counts *counts, const char *key,
                           const struct leak_unusual *found, double limit, struct sg_err *err)
{
    sg_auto_buf words = { 0 };
    for (size_t i = 0; i < found->n_traits; i++) {
        enum leak_trait t = found->traits[i];
        const char *text = words_for(h, &counts[t], key, mail, t);
        if (!text) return sg_fail_nomem(err, "senders' habits");
        sg_buf_printf(&words, "%s%s", i ? "; " : "", text);
    }
    SG_TRY(sg_buf_check(&words, err));
    /* One side alone, however rare, is the word of one trait. */
    int severity = found->chance_of_two < limit ? SG_MEDIUM : SG_LOW;
    bool is_vouched = leak_item(h->r, &h->r->mails[mail])->vouch == SG_VOUCH_WHOLE;
    struct leak_waiting w = { .rule = "unusual-for-sender",
                              .mail = mail,
                              .other = SG_NO_INDEX,
                              .is_weak = true,
                              .severity = is_vouched ? SG_NOTE : severity,
                              .n_facts = 3,
                              .facts = { { "from", key },
                                         { "traits", sg_arena_string(h->arena, sg_buf_view(&words)) },
                                         { "chance", leak_text(h->arena, "%.2g", found->chance) } } };
    if (!w.facts[1].value || !w.facts[2].value) return sg_fail_nomem(err, "senders' habits");
    sg_buf_add(&h->waiting, &w, sizeof w);
    return sg_buf_check(&h->waiting, err);
}

/* What was found of one mail, against which habits. */
struct verdict {
    struct leak_unusual found;
    const struct leak_counts *counts; /* NULL: too little is known */
    const char *key;
};

/* Habits of a domain are those of several: one robot that writes most of its mail says nothing of the others. */
static bool is_of_several(const struct habits *h, const char *domain)
{
    const struct leak_key *k = leak_counts_key(&h->senders, domain);
    const struct leak_value *most = k ? leak_counts_value(&h->senders, k, k->usual) : NULL;
    return most && most->n * 2 <= k->n;
}

/* The sender's own habits; where there are too few mails, those of all who write from that domain. */
static struct verdict judge(const struct habits *h, uint32_t mail)
{
    struct verdict v = { .counts = h->by_sender, .key = h->shapes[mail].sender };
    const struct leak_key *k = leak_counts_key(&v.counts[LEAK_CLIENT], v.key);
    if (!k || k->n <= LEAST) {
        v.counts = h->by_domain;
        v.key = h->domains[mail];
        k = leak_counts_key(&v.counts[LEAK_CLIENT], v.key);
        if (!k || k->n <= LEAST_OF_DOMAIN || !is_of_several(h, v.key)) return (struct verdict){ 0 };
    }
    struct leak_trait_use uses[LEAK_TRAITS];
    struct judged j = { h, mail };
    for (int t = 0; t < LEAK_TRAITS; t++)
        uses[t] = use_of(h, &v.counts[t], v.key, mail, (enum leak_trait)t);
    leak_unusual(uses, together, &j, &v.found);
    return v;
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* How rare one trait alone must be.  Verified mail measures it: at most one verified mail in 250 is as rare, and up to
 * LOOSEST times the limit that two traits together must keep.  Without enough of it that same limit holds. */
static enum sg_code limit_alone(const struct habits *h, const struct verdict *v, double limit, double *ret,
                                struct sg_err *err)
{
    sg_auto_buf chances = { 0 };
    for (uint32_t i = 0; i < h->r->n_mails; i++)
        if (v[i].counts && leak_mail_is_verified(h->r, &h->r->mails[i]))
            sg_buf_add(&chances, &v[i].found.chance, sizeof v[i].found.chance);
    SG_TRY(sg_buf_check(&chances, err));
    double *sorted = (double *)(void *)chances.data;
    size_t n = chances.len / sizeof *sorted;
    *ret = limit;
    if (n < 250) return SG_OK;
    qsort(sorted, n, sizeof *sorted, by_size);
    double as_rare = sorted[n / 250];
    *ret = as_rare < limit * LOOSEST ? as_rare : limit * LOOSEST;
    return SG_OK;
}

static enum sg_code judge_all(struct habits *h, struct sg_err *err)
{
    double limit = h->r->answer->settings.unusual > 0 ? h->r->answer->settings.unusual : 0.001, alone;
    struct verdict *v = sg_arena_alloc(h->arena, h->r->n_mails, sizeof *v);
    if (!v) return sg_fail_nomem(err, "senders' habits");
    for (uint32_t i = 0; i < h->r->n_mails; i++) {
        if (i % 1024 == 0) leak_say(h->r, "habits", i, h->r->n_mails);
        if (is_own(h, i)) v[i] = judge(h, i);
    }
    SG_TRY(limit_alone(h, v, limit, &alone, err));
    for (uint32_t i = 0; i < h->r->n_mails; i++) {
        bool is_unusual = v[i].counts && (v[i].found.chance < alone || v[i].found.chance_of_two < limit);
        if (is_unusual) SG_TRY(report(h, i, v[i].counts, v[i].key, &v[i].found, limit, err));
    }
    return SG_OK;
}

/* ---- all of it ---- */

static enum sg_code run(struct habits *h, struct sg_err *err)
{
    size_t n = h->r->n_mails ? h->r->n_mails : 1;
    h->arena = sg_arena_new();
    h->everybody = h->arena ? sg_arena_string(h->arena, sg_str("everybody")) : NULL;
    if (!h->everybody) return sg_fail_nomem(err, "senders' habits");
    h->traits = sg_arena_alloc(h->arena, n, sizeof *h->traits);
    h->domains = sg_arena_alloc(h->arena, n, sizeof *h->domains);
    h->order = sg_arena_alloc(h->arena, n, sizeof *h->order);
    h->place_in_order = sg_arena_alloc(h->arena, n, sizeof *h->place_in_order);
    if (!h->traits || !h->domains || !h->order || !h->place_in_order) return sg_fail_nomem(err, "senders' habits");
    SG_TRY(leak_shapes(h->r, h->arena, &h->shapes, err));
    SG_TRY(learn(h, err));
    put_in_order(h);
    SG_TRY(judge_all(h, err));
    SG_TRY(leak_unsigned(h->r, h->arena, h->shapes, &h->waiting, err));
    return leak_add_waiting(h->r, (const struct leak_waiting *)(const void *)h->waiting.data,
                            h->waiting.len / sizeof(struct leak_waiting), err);
}

enum sg_code leak_habits(struct leak_run *r, struct sg_err *err)
{
    struct habits h = { .r = r };
    enum sg_code code = run(&h, err);
    for (int t = 0; t < LEAK_TRAITS; t++) {
        leak_counts_release(&h.by_sender[t]);
        leak_counts_release(&h.by_domain[t]);
        leak_counts_release(&h.by_leak[t]);
    }
    leak_counts_release(&h.senders);
    sg_buf_release(&h.waiting);
    sg_arena_free(h.arena);
    return code;
}
