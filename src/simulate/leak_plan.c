/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who writes what to whom and when. */
#include <stdio.h>
#include <stdlib.h>

#include "model/leak.h"
#include "simulate/leak_internal.h"

enum { PEOPLE_LEAST = 20, PEOPLE_MOST = 600, MAILS_A_PERSON = 90, THREAD_OCTAVES = 4 };

/* ---- people ---- */

static void name_person(struct sim_person *p, uint32_t number, uint64_t *s)
{
    unsigned role = number % 40, round = number / 40;
    if (round == 0) {
        snprintf(p->name, sizeof p->name, "%s", sim_roles[p->lang][role]);
        snprintf(p->local, sizeof p->local, "%s", sim_role_parts[p->lang][role]);
        return;
    }
    char a = (char)('A' + sg_random_below(s, 26)), b = (char)('A' + sg_random_below(s, 26));
    snprintf(p->name, sizeof p->name, "%c. %c.", a, b);
    snprintf(p->local, sizeof p->local, "%c.%c%u", a + 32, b + 32, number);
}

static void equip_person(struct sim_person *p, const struct sim_org *org, uint64_t *s)
{
    p->n_clients = 1;
    p->clients[0] = org->clients[sg_random_below(s, 4)];
    uint8_t other = org->clients[sg_random_below(s, 4)];
    if (sim_is(s, 300) && other != p->clients[0]) p->clients[p->n_clients++] = other;
    if (sim_is(s, 350)) p->clients[p->n_clients++] = CLIENT_IPHONE;
    for (unsigned i = 0; i < p->n_clients; i++)
        p->agents[i] = (uint8_t)sg_random_below(s, AGENTS);
    p->work_from = (uint8_t)sim_between(s, 7, 10);
    p->work_to = (uint8_t)sim_between(s, 18, 23);
    p->skew_s = (int)sim_between(s, 0, 40) - 20;
    if (sim_is(s, 40)) p->skew_s = (int)sim_between(s, 60, 200); /* a clock that nobody sets */
    p->is_bilingual = p->lang != LEAK_EN && sim_is(s, 350);
}

static void send_travelling(const struct sim_world *w, struct sim_person *p, uint64_t *s)
{
    static const uint8_t places[] = { ZONE_LONDON, ZONE_ATHENS, ZONE_NEW_YORK, ZONE_CHICAGO, ZONE_TOKYO, ZONE_PARIS };
    if (!sim_is(s, 250)) return;
    unsigned n = sim_between(s, 1, LEAK_TRIPS_MAX);
    for (unsigned i = 0; i < n; i++) {
        struct sim_trip t = { .from = w->o.start + (sg_time)(sg_random_unit(s) * w->o.days * (double)SG_DAY) };
        t.to = t.from + sim_between(s, 3, 8) * SG_DAY;
        t.zone = places[sg_random_below(s, sizeof places)];
        if (t.zone != p->zone) p->trips[p->n_trips++] = t;
    }
}

enum sg_code sim_plan_people(struct sim_world *w, struct sg_err *err)
{
    uint32_t n = w->o.mails / MAILS_A_PERSON;
    n = n < PEOPLE_LEAST ? PEOPLE_LEAST : n > PEOPLE_MOST ? PEOPLE_MOST : n;
    w->people = calloc(n, sizeof *w->people);
    w->weights = calloc(n, sizeof *w->weights);
    if (!w->people || !w->weights) return sg_fail_nomem(err, "the people");
    uint32_t in_org[ORGS] = { 0 };
    unsigned shares = 0, filled = 0, org = 0;
    uint64_t total = 0;
    for (uint32_t i = 0; i < n; i++) {
        while (org + 1 < ORGS && i >= n * (shares + sim_orgs[org].share) / 100 && filled)
            shares += sim_orgs[org++].share, filled = 0;
        filled++;
        struct sim_person *p = &w->people[i];
        uint64_t s = sim_draw(w->o.seed, LEAK_PEOPLE, i);
        *p =
            (struct sim_person){ .org = (uint8_t)org, .lang = (uint8_t)sim_orgs[org].lang, .zone = sim_orgs[org].zone };
        if (org == WEBMAIL_ORG && sim_is(&s, 250)) p->lang = LEAK_EN;
        name_person(p, in_org[org]++, &s);
        equip_person(p, &sim_orgs[org], &s);
        send_travelling(w, p, &s);
        p->weight = 40 + (sim_between(&s, 0, 3) == 0 ? 120 : 0) + sim_between(&s, 0, 60);
        w->weights[i] = total += p->weight;
    }
    w->n_people = n;
    return SG_OK;
}

uint32_t sim_draw_person(const struct sim_world *w, uint64_t *state)
{
    uint64_t at = (uint64_t)(sg_random_unit(state) * (double)w->weights[w->n_people - 1]);
    uint32_t low = 0, high = w->n_people - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (w->weights[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

unsigned sim_zone_of(const struct sim_person *p, sg_time t)
{
    for (unsigned i = 0; i < p->n_trips; i++)
        if (t >= p->trips[i].from && t < p->trips[i].to) return p->trips[i].zone;
    return p->zone;
}

sg_time sim_awake(const struct sim_person *p, sg_time t, uint64_t *state)
{
    for (unsigned i = 0; i < 8; i++) {
        int offset = sim_offset(sim_zone_of(p, t), t);
        struct sim_clock c = sim_clock_at(t, offset);
        bool is_weekend = c.weekday == 0 || c.weekday == 6;
        if (c.hour >= p->work_from && c.hour < p->work_to && (!is_weekend || sim_is(state, 150))) return t;
        sg_time into = (sg_time)c.hour * SG_HOUR + c.minute * SG_MINUTE + c.second * SG_SECOND;
        sg_time day = t - into + (c.hour >= p->work_from ? SG_DAY : 0);
        t = day + p->work_from * SG_HOUR + (sg_time)(sg_random_unit(state) * 4.0 * (double)SG_HOUR);
    }
    return t;
}

/* ---- one mail's settings ---- */

bool sim_is_signed_by_domain(const struct sim_person *p, unsigned client)
{
    enum sim_signing signing = sim_orgs[p->org].signing;
    return signing == SIGNS_ALL || (signing == SIGNS_SOME && (client == CLIENT_WEBMAIL || client == CLIENT_EXCHANGE));
}

/* The client, chosen by moment and chance, and what follows from it: zone, signature. */
void sim_settle_mail(const struct sim_world *w, struct sim_mail *m)
{
    const struct sim_person *p = &w->people[m->from];
    int offset = sim_offset(sim_zone_of(p, m->sent), m->sent);
    m->zone = (int16_t)(m->client == CLIENT_EXCHANGE || m->client == CLIENT_AUTO ? 0 : offset);
    m->is_signed = sim_is_signed_by_domain(p, m->client) && sim_selector_at(p->org, m->sent);
}

void sim_choose_client(struct sim_mail *m, const struct sim_person *p)
{
    uint64_t s = sim_draw(m->seed, LEAK_STYLE, 0);
    unsigned i = 0;
    if (p->n_clients > 1 && sim_is(&s, 180)) i = 1 + sg_random_below(&s, p->n_clients - 1u);
    m->client = p->clients[i];
    m->agent = p->agents[i];
    m->is_short = m->client == CLIENT_IPHONE || sim_is(&s, 220);
    m->lang = p->lang;
    if (p->is_bilingual && sim_is(&s, 180)) m->lang = LEAK_EN;
}

enum sg_code sim_mail_add(struct sim_world *w, const struct sim_mail *m, uint32_t *ret, struct sg_err *err)
{
    if (w->n_mails == w->cap_mails) {
        uint32_t cap = w->cap_mails ? w->cap_mails * 2 : 1024;
        struct sim_mail *mails = realloc(w->mails, cap * sizeof *mails);
        if (!mails) return sg_fail_nomem(err, "the plan");
        w->mails = mails;
        w->cap_mails = cap;
    }
    if (ret) *ret = w->n_mails;
    w->mails[w->n_mails++] = *m;
    return SG_OK;
}

/* ---- threads ---- */

struct company {
    uint32_t people[LEAK_TO_MAX];
    unsigned n;
};

/* Those who talk: rather people of the first one's organisation, somebody of the leak's own among them. */
static struct company draw_company(const struct sim_world *w, uint64_t *s)
{
    struct company c = { .n = 1 };
    c.people[0] = sim_draw_person(w, s);
    unsigned wanted = 2 + (sim_is(s, 350) ? sim_between(s, 1, LEAK_TO_MAX - 2) : 0);
    bool has_home = w->people[c.people[0]].org == HOME_ORG;
    for (unsigned tries = 0; c.n < wanted && tries < 60; tries++) {
        uint32_t next = sim_draw_person(w, s);
        bool is_known = false, is_home = w->people[next].org == HOME_ORG;
        for (unsigned i = 0; i < c.n; i++)
            is_known |= c.people[i] == next;
        if (is_known || (!has_home && !is_home)) continue;
        has_home |= is_home;
        c.people[c.n++] = next;
    }
    return c;
}

static void address_to(struct sim_mail *m, const struct company *c)
{
    for (unsigned i = 0; i < c->n && m->n_to < LEAK_TO_MAX; i++)
        if (c->people[i] != m->from) m->to[m->n_to++] = c->people[i];
    m->n_cc = m->n_to > 1 ? (uint8_t)(m->n_to / 2) : 0;
}

static sg_time draw_beginning(const struct sim_world *w, uint64_t *s)
{
    return w->o.start + (sg_time)(sg_random_unit(s) * (w->o.days - 3.0) * (double)SG_DAY);
}

/* Follows `parent`, or begins the thread. */
static enum sg_code add_turn(struct sim_world *w, const struct company *c, uint32_t thread, uint32_t parent,
                             sg_time begin, unsigned kind, unsigned list, uint64_t *s, uint32_t *ret,
                             struct sg_err *err)
{
    struct sim_mail m = { .seed = sg_random(s),
                          .parent = parent,
                          .thread = thread,
                          .original = LEAK_NONE,
                          .document = LEAK_NONE,
                          .kind = (uint8_t)kind,
                          .list = (uint8_t)list,
                          .from = c->people[0] };
    const struct sim_mail *before = parent == LEAK_NONE ? NULL : &w->mails[parent];
    if (before) {
        for (unsigned tries = 0; tries < 8 && m.from == before->from; tries++)
            m.from = c->people[sg_random_below(s, c->n)];
        if (m.from == before->from) m.from = before->to[0];
        m.depth = (uint8_t)(before->depth < 200 ? before->depth + 1 : 200);
        m.quote = sim_is(s, 780) ? LEAK_QUOTES_WHOLE : sim_is(s, 600) ? LEAK_QUOTES_PART : LEAK_QUOTES_NONE;
        if (m.quote == LEAK_QUOTES_PART && before->is_short) m.quote = LEAK_QUOTES_WHOLE; /* there is one paragraph */
        begin = before->sent + sim_delay(s, 2 * SG_MINUTE, 12);
    }
    const struct sim_person *p = &w->people[m.from];
    m.sent = sim_awake(p, begin, s) / SG_SECOND * SG_SECOND;
    m.root = before ? before->root : m.sent;
    sim_choose_client(&m, p);
    if (before) m.lang = sim_is(s, 900) && (p->is_bilingual || before->lang == p->lang) ? before->lang : p->lang;
    address_to(&m, c);
    sim_settle_mail(w, &m);
    m.is_missing = sim_is(s, 40);
    return sim_mail_add(w, &m, ret, err);
}

static enum sg_code add_conversation(struct sim_world *w, uint32_t thread, unsigned kind, unsigned list, uint64_t *s,
                                     uint32_t mails, struct sg_err *err)
{
    struct company c = draw_company(w, s);
    unsigned length = sim_is(s, 280) ? 1 : sim_between(s, 1, 1u << sim_between(s, 1, THREAD_OCTAVES));
    uint32_t first = w->n_mails, last = LEAK_NONE;
    sg_time begin = draw_beginning(w, s);
    for (unsigned i = 0; i < length && w->n_mails < mails; i++) {
        uint32_t parent = last;
        if (i > 1 && sim_is(s, 180)) parent = first + sg_random_below(s, i);
        SG_TRY(add_turn(w, &c, thread, parent, begin, kind, list, s, &last, err));
        if (w->mails[last].sent < w->end) continue;
        w->n_mails--; /* the leak ends before */
        break;
    }
    return SG_OK;
}

/* Mass mail of one of three senders, which are the last people of the list's organisation. */
static enum sg_code add_single(struct sim_world *w, uint32_t thread, unsigned kind, uint64_t *s, struct sg_err *err)
{
    struct sim_mail m = { .seed = sg_random(s),
                          .parent = LEAK_NONE,
                          .thread = thread,
                          .original = LEAK_NONE,
                          .document = LEAK_NONE,
                          .kind = (uint8_t)kind };
    m.client = kind == LEAK_NEWSLETTER ? CLIENT_BULK : CLIENT_AUTO;
    struct company c = draw_company(w, s);
    m.from = c.people[0];
    if (kind == LEAK_NEWSLETTER) /* always the same two senders of an organisation */
        while (m.from > 0 && w->people[m.from - 1].org == w->people[m.from].org && (m.from & 15))
            m.from--;
    m.sent = sim_awake(&w->people[m.from], draw_beginning(w, s), s) / SG_SECOND * SG_SECOND;
    m.root = m.sent;
    m.lang = w->people[m.from].lang;
    m.is_short = kind == LEAK_AUTO_REPLY;
    m.to[m.n_to++] = c.people[1] == m.from ? c.people[0] : c.people[1];
    sim_settle_mail(w, &m);
    return sim_mail_add(w, &m, NULL, err);
}

enum sg_code sim_plan_threads(struct sim_world *w, uint32_t mails, struct sg_err *err)
{
    for (uint32_t thread = 0; w->n_mails < mails; thread++) {
        uint64_t s = sim_draw(w->o.seed, LEAK_THREADS, thread);
        unsigned what = sg_random_below(&s, 1000);
        if (what < 45)
            SG_TRY(add_single(w, thread, LEAK_NEWSLETTER, &s, err));
        else if (what < 65)
            SG_TRY(add_single(w, thread, LEAK_AUTO_REPLY, &s, err));
        else if (what < 90)
            SG_TRY(add_conversation(w, thread, LEAK_ON_LIST, 1 + sg_random_below(&s, LISTS), &s, mails, err));
        else
            SG_TRY(add_conversation(w, thread, LEAK_PERSONAL, 0, &s, mails, err));
    }
    return SG_OK;
}

/* ---- what quotes give ---- */

static void vouch(struct sim_mail *m, unsigned what)
{
    if (what > m->vouch) m->vouch = (uint8_t)what;
}

void sim_plan_vouches(struct sim_world *w)
{
    for (uint32_t i = 0; i < w->n_mails; i++) {
        const struct sim_mail *reply = &w->mails[i], *at = reply;
        if (reply->is_missing || reply->klass == LEAK_PLANTED || reply->klass == LEAK_ALTERED || reply->is_sent_copy)
            continue;
        bool is_verified = sim_is_verified(w, reply), is_whole = true;
        for (unsigned depth = 0; at->parent != LEAK_NONE && at->quote != LEAK_QUOTES_NONE && depth < LEAK_QUOTE_DEPTH;
             depth++) {
            is_whole = is_whole && at->quote == LEAK_QUOTES_WHOLE;
            if (at->quote == LEAK_QUOTES_PART && depth > 0) break; /* it has nothing of what its own parent quoted */
            struct sim_mail *quoted = &w->mails[at->parent];
            vouch(quoted, !is_verified ? SG_VOUCH_UNVERIFIED : is_whole ? SG_VOUCH_WHOLE : SG_VOUCH_PART);
            if (!is_whole) break;
            at = quoted;
        }
    }
    for (uint32_t i = 0; i < w->n_mails; i++) {
        struct sim_mail *m = &w->mails[i];
        m->is_vouch_known =
            m->kind == LEAK_PERSONAL && (m->klass == LEAK_HONEST || m->klass == LEAK_CARRIER) && !m->is_sent_copy;
        if (m->original == LEAK_NONE) continue;
        m->vouch = w->mails[m->original].vouch == SG_VOUCH_WHOLE ? SG_VOUCH_CONFLICT : SG_VOUCH_NONE;
        m->is_vouch_known = m->klass == LEAK_ALTERED && m->vouch == SG_VOUCH_CONFLICT;
    }
}

/* ---- verdicts ---- */

bool sim_is_verified(const struct sim_world *w, const struct sim_mail *m)
{
    if (!m->is_signed || m->is_sent_copy || m->klass == LEAK_ALTERED || m->klass == LEAK_PLANTED) return false;
    if (m->lure) return false; /* nobody has its domain's key */
    const struct sim_selector *s = sim_selector_at(w->people[m->from].org, m->sent);
    return s && s->is_known && m->harm < LEAK_HARMS_KNOWN;
}

const char *sim_verdict(const struct sim_world *w, const struct sim_mail *m)
{
    bool is_signed = m->is_signed && !m->is_sent_copy && m->klass != LEAK_PLANTED &&
                     (m->klass != LEAK_ALTERED || m->keeps_signature);
    return sim_is_verified(w, m) ? "verified" : is_signed ? "signed-unverified" : "unsigned";
}
