/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which documents there are, who wrote and saved them when, and which mails carry them. */
#include <stdlib.h>

#include "simulate/leak_internal.h"

enum { BATCH_MINUTES = 4, PLANTED_CARRIED = 300 /* of a thousand */ };

static unsigned draw_kind(uint64_t *s)
{
    unsigned what = sg_random_below(s, 100);
    return what < 45 ? DOC_DOCX : what < 65 ? DOC_XLSX : what < 85 ? DOC_PDF : what < 94 ? DOC_JPEG : DOC_TEXT;
}

/* A first version that its author saved some time before `sent`. */
static struct sim_document draw_document(uint32_t author, sg_time sent, uint64_t *s)
{
    struct sim_document d = { .family = sg_random(s),
                              .seed = sg_random(s),
                              .author = author,
                              .editor = author,
                              .mail = LEAK_NONE,
                              .kind = (uint8_t)draw_kind(s),
                              .revision = 1 };
    d.modified = (sent - sim_delay(s, 10 * SG_MINUTE, 8)) / SG_SECOND * SG_SECOND;
    d.created = (d.modified - sim_delay(s, 20 * SG_MINUTE, 11)) / SG_MINUTE * SG_MINUTE;
    return d;
}

static bool can_carry(const struct sim_mail *m)
{
    return m->kind == LEAK_PERSONAL && m->klass == LEAK_HONEST && m->harm == LEAK_HARM_NONE && !m->is_missing &&
           !m->is_sent_copy && !m->has_copy && m->document == LEAK_NONE && m->original == LEAK_NONE &&
           (m->client == CLIENT_OUTLOOK || m->client == CLIENT_THUNDERBIRD || m->client == CLIENT_WEBMAIL ||
            m->client == CLIENT_EXCHANGE || m->client == CLIENT_APPLE);
}

/* Saved by somebody who should not have, or when it cannot have been. */
static void spoil(const struct sim_world *w, struct sim_document *d, uint64_t *s)
{
    d->klass = LEAK_PLANTED;
    unsigned what = sg_random_below(s, 3);
    if (d->kind == DOC_TEXT || d->kind == DOC_JPEG) d->kind = DOC_DOCX;
    if (d->kind == DOC_PDF && what == 0) what = 1;
    if (what == 0) {
        d->marks = DOC_MARK_SCRIPT;
        if (d->modified < d->created + SG_HOUR) d->modified = d->created + SG_HOUR;
    } else if (what == 1) {
        d->marks = DOC_MARK_AFTER_LATEST;
        d->modified = w->newest + sim_between(s, 48, 240) * SG_HOUR; /* a planted mail may be dated 30 hours late */
    } else {
        d->marks = DOC_MARK_CONTRADICTION;
    }
}

static void plan_carried(struct sim_world *w, uint32_t wanted, uint64_t *s)
{
    for (uint64_t tries = 0; w->n_documents < wanted && tries < (uint64_t)wanted * 50; tries++) {
        uint32_t i = sg_random_below(s, w->n_mails);
        if (!can_carry(&w->mails[i])) continue;
        struct sim_document d = draw_document(w->mails[i].from, w->mails[i].sent, s);
        d.mail = i;
        w->mails[i].document = w->n_documents;
        w->documents[w->n_documents++] = d;
        sg_time last = w->mails[i].sent;
        for (uint32_t k = i + 1; k < w->n_mails && w->mails[k].thread == w->mails[i].thread && w->n_documents < wanted;
             k++) {
            struct sim_mail *m = &w->mails[k]; /* answers send it back with changes */
            if (!can_carry(m) || m->sent < last + 30 * SG_MINUTE || !sim_is(s, 450)) continue;
            d.revision++;
            d.seed = sg_random(s);
            d.editor = m->from;
            d.mail = k;
            d.modified =
                (m->sent - (sg_time)(sg_random_unit(s) * (double)(m->sent - last) * 0.5)) / SG_SECOND * SG_SECOND;
            last = m->sent;
            m->document = w->n_documents;
            w->documents[w->n_documents++] = d;
        }
    }
}

static void plan_planted(struct sim_world *w, uint32_t wanted, uint64_t *s)
{
    for (uint32_t n = 0; n < wanted; n++) {
        struct sim_document d = draw_document(sim_draw_person(w, s), w->newest, s);
        sg_time age = (sg_time)(sg_random_unit(s) * (w->o.days - 60.0) * (double)SG_DAY);
        d.created -= age;
        d.modified -= age;
        bool is_carried = false, goes_along = sim_is(s, PLANTED_CARRIED);
        for (unsigned tries = 0; goes_along && tries < 400 && !is_carried; tries++) {
            uint32_t i = sg_random_below(s, w->n_mails);
            struct sim_mail *m = &w->mails[i];
            if (!can_carry(m) || m->is_signed) continue; /* another file would break a signature */
            d = draw_document(m->from, m->sent, s);
            if (d.kind == DOC_TEXT || d.kind == DOC_JPEG) d.kind = DOC_DOCX;
            d.mail = i;
            d.klass = LEAK_PLANTED;
            d.marks = DOC_MARK_AFTER_SENT;
            d.modified = (m->sent + sim_delay(s, 3 * SG_HOUR, 7)) / SG_SECOND * SG_SECOND;
            m->klass = LEAK_CARRIER;
            m->document = w->n_documents;
            is_carried = true;
        }
        if (!is_carried) spoil(w, &d, s);
        w->documents[w->n_documents++] = d;
    }
}

/* Old documents of many people, all saved by one editor one after the other. */
static void plan_batch(struct sim_world *w, uint32_t n, uint64_t *s)
{
    w->batch_from = (w->end - sim_between(s, 6, 25) * SG_DAY) / SG_DAY * SG_DAY + sim_between(s, 0, 3) * SG_HOUR +
                    sim_between(s, 0, 50) * SG_MINUTE;
    sg_time at = w->batch_from, room = BATCH_MINUTES * SG_MINUTE - 5 * SG_SECOND;
    uint32_t editor = sim_draw_person(w, s);
    for (uint32_t i = 0; i < n; i++) {
        sg_time age = (sg_time)((30.0 + sg_random_unit(s) * (w->o.days * 0.7 - 30.0)) * (double)SG_DAY);
        struct sim_document d = draw_document(sim_draw_person(w, s), w->batch_from - age, s);
        d.kind = sg_random_below(s, 3) ? DOC_DOCX : DOC_XLSX;
        d.revision = (uint8_t)sim_between(s, 2, 9);
        d.editor = editor;
        d.klass = LEAK_BATCH;
        d.is_in_batch = true;
        d.modified = (w->batch_from + (n > 1 ? room * i / (n - 1) : 0)) / SG_SECOND * SG_SECOND;
        at = d.modified;
        w->documents[w->n_documents++] = d;
    }
    w->batch_to = at;
}

enum sg_code sim_plan_documents(struct sim_world *w, struct sg_err *err)
{
    uint64_t s = sim_draw(w->o.seed, LEAK_DOCUMENTS, 0);
    uint32_t all = w->o.documents ? w->o.documents : w->o.mails / 20,
             planted = (uint32_t)(w->o.planted_documents * all);
    size_t room = (size_t)all + w->o.batch + 1;
    w->documents = calloc(room, sizeof *w->documents);
    w->files = calloc(room, sizeof *w->files);
    if (!w->documents || !w->files) return sg_fail_nomem(err, "the documents");
    for (uint32_t i = 0; i < w->n_mails; i++)
        if (!w->mails[i].is_missing && w->mails[i].sent > w->newest) w->newest = w->mails[i].sent;
    plan_carried(w, (all - planted) * 3 / 4, &s);
    while (w->n_documents < all - planted) { /* loose ones, from a folder */
        sg_time t = w->o.start + (sg_time)((60.0 + sg_random_unit(&s) * (w->o.days - 61.0)) * (double)SG_DAY);
        struct sim_document d = draw_document(sim_draw_person(w, &s), t, &s);
        w->documents[w->n_documents++] = d;
    }
    plan_planted(w, planted, &s);
    plan_batch(w, w->o.batch, &s);
    return SG_OK;
}
