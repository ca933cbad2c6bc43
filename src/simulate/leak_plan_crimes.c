/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to the mail: harm on its way, other words in a copy, and mail that nobody sent. */
#include <stdlib.h>

#include "simulate/leak_internal.h"

enum { TRIES = 400 };

uint32_t sim_harm_bits(enum sim_harm h)
{
    switch (h) {
    case LEAK_HARM_FROM_LINES:
        return 1u << SG_HARM_FROM_LINES;
    case LEAK_HARM_BLANK_LINES:
        return 1u << SG_HARM_BLANK_LINES;
    case LEAK_HARM_LIST:
        return 1u << SG_HARM_LIST_FOOTER | 1u << SG_HARM_SUBJECT_TAG;
    case LEAK_HARM_FOOTER:
        return 1u << SG_HARM_LIST_FOOTER;
    case LEAK_HARM_SUBJECT_TAG:
        return 1u << SG_HARM_SUBJECT_TAG;
    case LEAK_HARM_TO_QUOTED:
    case LEAK_HARM_TO_BASE64:
        return 1u << SG_HARM_ENCODING;
    case LEAK_HARM_FOLDING:
        return 1u << SG_HARM_FOLDING;
    case LEAK_HARM_TRAILING_SPACE:
        return 1u << SG_HARM_TRAILING_SPACE;
    case LEAK_HARM_HEADER_CASE:
        return 1u << SG_HARM_HEADER_CASE;
    case LEAK_HARM_STUFFED_DOT:
        return 1u << SG_HARM_UNSTUFFED_DOT;
    case LEAK_HARM_MIXED_LINE_ENDS:
        return 1u << SG_HARM_LINE_ENDS;
    default:
        return 0;
    }
}

/* Single plain text whose body goes as it is (sim_write_body): what re-encoding and footers can be undone of. */
static bool is_plain_8bit(const struct sim_mail *m)
{
    return m->client == CLIENT_THUNDERBIRD || m->client == CLIENT_MUTT;
}

static bool is_subject_plain(const struct sim_world *w, const struct sim_mail *m)
{
    while (m->parent != LEAK_NONE)
        m = &w->mails[m->parent];
    return m->lang == LEAK_EN;
}

bool sim_harm_fits(const struct sim_world *w, const struct sim_mail *m, enum sim_harm h)
{
    const struct sim_org *org = &sim_orgs[w->people[m->from].org];
    switch (h) {
    case LEAK_HARM_FROM_LINES:
        return is_plain_8bit(m) && m->client != CLIENT_THUNDERBIRD;
    case LEAK_HARM_FOOTER:
    case LEAK_HARM_LIST:
        return is_plain_8bit(m);
    case LEAK_HARM_SUBJECT_TAG:
    case LEAK_HARM_BLANK_LINES:
    case LEAK_HARM_MIXED_LINE_ENDS:
    case LEAK_HARM_CUT:
        return true;
    case LEAK_HARM_CHARSET:
    case LEAK_HARM_TO_QUOTED:
    case LEAK_HARM_TO_BASE64:
        return is_plain_8bit(m) && m->lang != LEAK_EN;
    case LEAK_HARM_FOLDING:
        return org->is_header_simple && is_subject_plain(w, m); /* encoded words are folded otherwise */
    case LEAK_HARM_HEADER_CASE:
        return org->is_header_simple && m->client == CLIENT_THUNDERBIRD;
    case LEAK_HARM_TRAILING_SPACE:
        return org->is_body_simple && m->client == CLIENT_MUTT;
    case LEAK_HARM_STUFFED_DOT:
        return m->client == CLIENT_MUTT;
    case LEAK_HARM_REWRITTEN:
        return true;
    default:
        return false;
    }
}

static bool is_open(const struct sim_mail *m)
{
    return m->klass == LEAK_HONEST && m->harm == LEAK_HARM_NONE && m->kind == LEAK_PERSONAL && !m->is_missing &&
           !m->is_sent_copy && m->original == LEAK_NONE;
}

/* A mail that the harm fits, so that rare ones come as often as others; false: there is none. */
static bool harm_one(struct sim_world *w, enum sim_harm h, uint64_t *s)
{
    for (unsigned tries = 0; tries < TRIES; tries++) {
        struct sim_mail *m = &w->mails[sg_random_below(s, w->n_mails)];
        if (!is_open(m) || !sim_is_verified(w, m) || !sim_harm_fits(w, m, h)) continue;
        m->harm = (uint8_t)h;
        m->klass = LEAK_DAMAGED;
        m->has_from_line = h == LEAK_HARM_FROM_LINES;
        return true;
    }
    return false;
}

static void do_damage(struct sim_world *w)
{
    uint64_t s = sim_draw(w->o.seed, LEAK_HARM, 0);
    for (uint32_t i = 0; i < w->n_mails; i++) { /* a list that changes what it passes on */
        struct sim_mail *m = &w->mails[i];
        if (m->kind != LEAK_ON_LIST || !sim_lists[m->list - 1].tag[0]) continue;
        if (!sim_harm_fits(w, m, LEAK_HARM_LIST)) {
            m->list = LISTS; /* the one that does not */
            continue;
        }
        m->harm = LEAK_HARM_LIST;
        if (m->is_signed) m->klass = LEAK_DAMAGED;
    }
    uint32_t wanted = (uint32_t)(w->o.damaged * w->o.mails), n = 0;
    for (uint64_t tries = 0; n < wanted && tries < (uint64_t)wanted * 20; tries++) {
        bool is_lasting = sim_is(&s, 280); /* nothing undoes it */
        enum sim_harm h = is_lasting ? sim_between(&s, LEAK_HARMS_KNOWN, LEAK_HARM_KINDS - 1)
                                     : sim_between(&s, LEAK_HARM_NONE + 1, LEAK_HARMS_KNOWN - 1);
        if (h != LEAK_HARM_LIST) n += harm_one(w, h, &s);
    }
}

/* ---- altered copies ---- */

static enum sg_code alter_some(struct sim_world *w, uint32_t wanted, struct sg_err *err)
{
    uint64_t s = sim_draw(w->o.seed, LEAK_ALTER, 0);
    uint32_t n_before = w->n_mails, n = 0;
    bool *quoted = calloc(n_before ? n_before : 1, sizeof *quoted);
    if (!quoted) return sg_fail_nomem(err, "the plan");
    for (uint32_t i = 0; i < n_before; i++) {
        const struct sim_mail *m = &w->mails[i];
        if (m->parent != LEAK_NONE && m->quote == LEAK_QUOTES_WHOLE && !m->is_missing && sim_is_verified(w, m))
            quoted[m->parent] = true;
    }
    enum sg_code code = SG_OK;
    for (uint64_t tries = 0; code == SG_OK && n < wanted && tries < (uint64_t)wanted * TRIES; tries++) {
        uint32_t i = sg_random_below(&s, n_before);
        if (!is_open(&w->mails[i]) || w->mails[i].has_copy || (n % 2 == 0 && tries % TRIES < TRIES / 2 && !quoted[i]))
            continue;
        struct sim_mail copy = w->mails[i];
        copy.klass = LEAK_ALTERED;
        copy.original = i;
        copy.change = (uint8_t)sim_between(&s, LEAK_OTHER_WORDS, LEAK_BOTH);
        copy.keeps_signature = copy.is_signed && sim_is(&s, 600);
        w->mails[i].klass = LEAK_ORIGINAL;
        code = sim_mail_add(w, &copy, NULL, err);
        n++;
    }
    free(quoted);
    return code;
}

/* ---- planted mail ---- */

static bool mark_fits(const struct sim_mail *m, unsigned mark)
{
    switch (mark) {
    case MARK_UNSIGNED:
        return false; /* goes with the sender */
    case MARK_THREAD_INDEX:
        return sim_clients[m->client].has_thread_index;
    case MARK_ID_FORM:
        return sim_clients[m->client].agents[0] != NULL; /* a client that names itself */
    case MARK_STRUCTURE:
        return sim_clients[m->client].agents[0] != NULL;
    default:
        return true;
    }
}

static void apply_mark(const struct sim_world *w, struct sim_mail *m, unsigned mark, uint64_t *s)
{
    const struct sim_person *p = &w->people[m->from];
    m->marks |= mark;
    if (mark == MARK_ZONE) {
        static const uint8_t zones[] = { ZONE_MOSCOW, ZONE_TOKYO, ZONE_CHICAGO };
        m->zone = (int16_t)sim_offset(zones[sg_random_below(s, sizeof zones)], m->sent);
    } else if (mark == MARK_LANGUAGE) {
        m->lang = p->lang == LEAK_DE ? LEAK_FR : LEAK_DE;
    } else if (mark == MARK_CLIENT) {
        static const uint8_t others[] = { CLIENT_OUTLOOK, CLIENT_THUNDERBIRD, CLIENT_APPLE, CLIENT_MUTT };
        for (unsigned tries = 0, is_own = 1; tries < 20 && is_own; tries++) {
            m->client = others[sg_random_below(s, sizeof others)];
            is_own = 0;
            for (unsigned i = 0; i < p->n_clients; i++)
                is_own |= p->clients[i] == m->client;
        }
    }
}

static const struct sim_mail *draw_model(const struct sim_world *w, uint32_t n_before, bool is_quiet, uint64_t *s)
{
    for (unsigned tries = 0; tries < TRIES; tries++) {
        const struct sim_mail *m = &w->mails[sg_random_below(s, n_before)];
        if (m->kind != LEAK_PERSONAL || m->klass == LEAK_ALTERED || m->is_missing || m->is_sent_copy) continue;
        if (is_quiet && sim_orgs[w->people[m->from].org].signing != SIGNS_NONE) continue;
        return m;
    }
    return NULL;
}

/* A mail by the sender of another one, to the same people, some days off, with what its forger did not know. */
static enum sg_code plant_one(struct sim_world *w, uint32_t n_before, uint64_t *s, struct sg_err *err)
{
    unsigned luck = sg_random_below(s, 100), wanted = luck < 3 ? 0 : luck < 12 ? 1 : sim_between(s, 1, 3);
    bool is_weak = luck >= 3 && luck < 12;
    const struct sim_mail *model = draw_model(w, n_before, luck < 12, s);
    if (!model) return SG_OK;
    struct sim_mail m = *model;
    const struct sim_person *p = &w->people[m.from];
    m.seed = sg_random(s);
    m.klass = LEAK_PLANTED;
    m.harm = LEAK_HARM_NONE;
    m.has_from_line = m.is_short = false;
    m.document = LEAK_NONE;
    m.sent = sim_awake(p, m.sent + sim_between(s, 1, 20) * SG_DAY, s) / SG_SECOND * SG_SECOND;
    if (m.sent >= w->end) m.sent = model->sent + 7 * SG_MINUTE;
    m.parent = LEAK_NONE; /* a thread of its own, which nobody answers */
    m.quote = LEAK_QUOTES_NONE;
    m.root = m.sent;
    m.depth = 0;
    m.client = p->clients[0];
    m.agent = p->agents[0];
    m.lang = p->lang;
    sim_settle_mail(w, &m);
    if (m.is_signed) m.marks |= MARK_UNSIGNED;
    m.is_signed = false;
    unsigned n = 0;
    for (unsigned tries = 0; n < wanted && tries < 100; tries++) {
        unsigned i = sg_random_below(s, MARKS), mark = 1u << i;
        if (m.marks & mark || sim_marks[i].is_weak != is_weak || !mark_fits(&m, mark)) {
            if (is_weak || m.marks & mark || !mark_fits(&m, mark) || n == 0) continue; /* a weak one beside others */
        }
        if ((mark & (MARK_DATE_AFTER | MARK_DATE_BEFORE) && m.marks & (MARK_DATE_AFTER | MARK_DATE_BEFORE)) ||
            (mark & (MARK_HOPS_BACK | MARK_HOPS_APART) && m.marks & (MARK_HOPS_BACK | MARK_HOPS_APART)) ||
            (mark == MARK_CLIENT && m.marks & (MARK_THREAD_INDEX | MARK_STRUCTURE | MARK_ID_FORM)))
            continue;
        apply_mark(w, &m, mark, s);
        n++;
    }
    return sim_mail_add(w, &m, NULL, err);
}

/* ---- copies that senders keep ---- */

static enum sg_code keep_sent_copies(struct sim_world *w, struct sg_err *err)
{
    uint64_t s = sim_draw(w->o.seed, LEAK_PLACE, 1);
    uint32_t n_before = w->n_mails, wanted = w->o.mails / 100;
    for (uint32_t n = 0, tries = 0; n < wanted && tries < wanted * 20; tries++) {
        struct sim_mail *m = &w->mails[sg_random_below(&s, n_before)];
        if (!is_open(m) || m->has_copy || w->people[m->from].org != HOME_ORG) continue;
        struct sim_mail copy = *m;
        m->has_copy = copy.is_sent_copy = true;
        SG_TRY(sim_mail_add(w, &copy, NULL, err));
        n++;
    }
    return SG_OK;
}

enum sg_code sim_plan_crimes(struct sim_world *w, uint32_t altered, uint32_t planted, struct sg_err *err)
{
    do_damage(w);
    uint32_t n_before = w->n_mails;
    SG_TRY(keep_sent_copies(w, err));
    SG_TRY(alter_some(w, altered, err));
    uint64_t s = sim_draw(w->o.seed, LEAK_PLANT, 0);
    for (uint32_t i = 0; i < planted; i++)
        SG_TRY(plant_one(w, n_before, &s, err));
    return SG_OK;
}
