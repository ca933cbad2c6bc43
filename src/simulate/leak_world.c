/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A leak's world, from its options: people, mail, crimes, documents, keys, places. */
#include <stdlib.h>

#include "simulate/leak_internal.h"
#include "simulate/leak_keys_data.h"

#define START_2015 (INT64_C(1420070400) * SG_SECOND)

void sg_simulate_leak_options_default(struct sg_simulate_leak_options *o)
{
    *o = (struct sg_simulate_leak_options){ .seed = 1,
                                            .mails = 20000,
                                            .damaged = 0.03,
                                            .altered = 0.01,
                                            .planted = 0.01,
                                            .planted_documents = 0.02,
                                            .duplicates = 0.05,
                                            .batch = 25,
                                            .days = 840,
                                            .start = START_2015 };
}

static bool is_share(double v)
{
    return v >= 0 && v <= 0.3;
}

static enum sg_code check(const struct sg_simulate_leak_options *o, struct sg_err *err)
{
    const struct {
        bool is_right;
        const char *rule;
    } rules[] = {
        { o->folder && o->folder[0], "the leak needs a folder" },
        { o->mails >= 200 && o->mails <= 5000000, "a leak has from 200 to 5,000,000 mails" },
        { o->documents == 0 || (o->documents >= 10 && o->documents <= 500000), "documents go from 10 to 500,000" },
        { o->batch <= 10000, "a batch has up to 10,000 documents" },
        { is_share(o->damaged) && is_share(o->altered) && is_share(o->planted) && is_share(o->planted_documents) &&
              is_share(o->duplicates),
          "each share goes from 0 to 0.3" },
        { o->lookalikes <= 500 && o->lookalikes <= o->mails / 4,
          "a leak has up to 500 look-alikes, and four mails for each at least" },
        { o->days >= 200 && o->days <= 3650, "a leak covers from 200 days to ten years" },
        { o->start >= 15000 * SG_DAY && o->start <= 25000 * SG_DAY && o->start % SG_DAY == 0,
          "the start is a day between 2011 and 2038" },
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!rules[i].is_right) return sg_fail(err, SG_EUSAGE, "%s", rules[i].rule);
    return SG_OK;
}

enum sg_code sim_read_keys(struct sim_world *w, struct sg_err *err)
{
    static const char begin[] = "-----BEGIN PRIVATE KEY-----", end[] = "-----END PRIVATE KEY-----\n";
    const char *at = sg_data_simulate_keys, *last = at + sg_data_simulate_keys_len;
    for (unsigned i = 0; i < LEAK_KEYS; i++) {
        const char *from = memmem(at, (size_t)(last - at), begin, sizeof begin - 1);
        const char *to = from ? memmem(from, (size_t)(last - from), end, sizeof end - 1) : NULL;
        if (!to) return sg_fail(err, SG_EINPUT, "simulate_keys.pem: holds %u keys, needs %d", i, LEAK_KEYS);
        at = to + sizeof end - 1;
        SG_TRY(sg_signing_key_read(sg_str_n(from, (size_t)(at - from)), &w->keys[i], err));
    }
    return SG_OK;
}

/* ---- places ---- */

static unsigned draw_box(const struct sim_mail *m, uint64_t *s)
{
    unsigned what = sg_random_below(s, 100);
    if (m->harm == LEAK_HARM_MIXED_LINE_ENDS) return what < 70 ? BOX_ZIP : BOX_LOOSE;
    if (m->harm == LEAK_HARM_FROM_LINES) return BOX_MBOX; /* ">>From " there tells which kind of mbox it is */
    if (m->document != LEAK_NONE && what < 30) return BOX_LOOSE;
    return what < 34 ? BOX_MBOX : what < 60 ? BOX_MAILDIR : what < 90 ? BOX_ZIP : BOX_LOOSE;
}

static int compare_placed(const void *a, const void *b, void *mails)
{
    const struct sim_placed *x = a, *y = b;
    const struct sim_mail *all = mails;
    if (x->box != y->box) return x->box < y->box ? -1 : 1;
    sg_time s = all[x->mail].sent, t = all[y->mail].sent;
    if (s != t) return s < t ? -1 : 1;
    return x->mail < y->mail ? -1 : x->mail > y->mail;
}

enum sg_code sim_plan_places(struct sim_world *w, struct sg_err *err)
{
    static const uint8_t twins[BOXES] = {
        [BOX_MBOX] = BOX_MAILDIR, [BOX_MAILDIR] = BOX_MBOX, [BOX_ZIP] = BOX_LOOSE, [BOX_LOOSE] = BOX_ZIP
    }; /* that keep line ends alike */
    w->placed = calloc((size_t)w->n_mails * 2 + 1, sizeof *w->placed);
    if (!w->placed) return sg_fail_nomem(err, "the plan");
    for (uint32_t i = 0; i < w->n_mails; i++) {
        struct sim_mail *m = &w->mails[i];
        uint64_t s = sim_draw(w->o.seed, LEAK_PLACE, 16 + i);
        if (m->is_missing) continue;
        m->box = (uint8_t)draw_box(m, &s);
        for (unsigned tries = 0; tries < 20 && m->original != LEAK_NONE && m->box == w->mails[m->original].box; tries++)
            m->box = (uint8_t)draw_box(m, &s);
        w->placed[w->n_placed++] = (struct sim_placed){ i, m->box, false };
        if (sg_random_unit(&s) >= w->o.duplicates) continue;
        m->is_duplicate = true;
        w->placed[w->n_placed++] = (struct sim_placed){ i, twins[m->box], true };
    }
    qsort_r(w->placed, w->n_placed, sizeof *w->placed, compare_placed, w->mails);
    return SG_OK;
}

/* ---- the whole ---- */

enum sg_code sim_world_init(struct sim_world *w, const struct sg_simulate_leak_options *o, struct sg_err *err)
{
    *w = (struct sim_world){ .o = *o };
    SG_TRY(check(o, err));
    w->end = o->start + (sg_time)(o->days * (double)SG_DAY);
    uint32_t altered = (uint32_t)(o->altered * o->mails), planted = (uint32_t)(o->planted * o->mails);
    uint32_t sent = o->mails - altered - planted - o->mails / 100 - o->lookalikes;
    SG_TRY(sim_plan_people(w, err));
    SG_TRY(sim_plan_threads(w, (uint32_t)((uint64_t)sent * 1000 / 960), err)); /* some are missing */
    SG_TRY(sim_plan_crimes(w, altered, planted, err));
    SG_TRY(sim_plan_documents(w, err));
    SG_TRY(sim_plan_lures(w, err));
    SG_TRY(sim_plan_places(w, err));
    sim_plan_vouches(w);
    return sim_read_keys(w, err);
}

void sim_world_release(struct sim_world *w)
{
    for (uint32_t i = 0; w->files && i < w->n_documents; i++)
        sg_buf_release(&w->files[i].bytes);
    for (unsigned i = 0; i < LEAK_KEYS; i++)
        sg_signing_key_free(w->keys[i]);
    free(w->people);
    free(w->weights);
    free(w->mails);
    free(w->documents);
    free(w->files);
    free(w->placed);
    free(w->lures);
    *w = (struct sim_world){ 0 };
}
