/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is true of each item; doc/formats/truth-json.md. */
#include "base/json_out.h"
#include "base/text.h"
#include "model/leak.h"
#include "simulate/leak_internal.h"

static void put_harms(struct sg_json_out *j, uint32_t bits)
{
    sg_json_key(j, "harms");
    sg_json_array(j);
    for (unsigned h = 0; h < SG_HARMS; h++)
        if (bits >> h & 1) sg_json_text(j, sg_harm_name((enum sg_harm)h));
    sg_json_array_end(j);
}

/* The rules that ought to see it, each once, and what was done. */
static void put_marks(struct sg_json_out *j, const struct sim_mark *marks, unsigned n, uint32_t bits)
{
    sg_json_key(j, "traces");
    sg_json_array(j);
    for (unsigned i = 0; i < n; i++) {
        bool is_told = false;
        for (unsigned k = 0; k < i; k++)
            is_told |= (bits >> k & 1) && strcmp(marks[k].rule, marks[i].rule) == 0;
        if ((bits >> i & 1) && !is_told) sg_json_text(j, marks[i].rule);
    }
    sg_json_array_end(j);
    sg_json_key(j, "marks");
    sg_json_array(j);
    bool is_weak = bits != 0;
    for (unsigned i = 0; i < n; i++)
        if (bits >> i & 1) {
            sg_json_text(j, marks[i].name);
            is_weak = is_weak && marks[i].is_weak;
        }
    sg_json_array_end(j);
    sg_json_kbool(j, "weak", is_weak);
    sg_json_kbool(j, "traceless", bits == 0);
}

static const char *const lasting_harms[] = { "cut", "charset", "rewritten" };

void sim_truth_mail(struct sim_pen *p, const struct sim_mail *m, const char *sha256, const char *original,
                    const char *path)
{
    static const char *const vouches[] = { "none", "unverified", "part", "whole", "conflict" };
    struct sg_json_out j = sg_json_out(&p->truth, false);
    sg_buf_text(&p->truth, ",\n"); /* documents come first, and there are some */
    sg_json_object(&j);
    sg_json_ktext(&j, "sha256", sha256);
    sg_json_ktext(&j, "path", path);
    sg_json_ktext(&j, "kind", "message");
    sg_json_ktext(&j, "class", sim_class_names[m->klass]);
    sg_json_ktext(&j, "verdict", sim_verdict(p->w, m));
    if (m->harm != LEAK_HARM_NONE && m->is_signed) {
        bool is_known = m->harm < LEAK_HARMS_KNOWN;
        sg_json_ktext(&j, "harm", is_known ? "known" : lasting_harms[m->harm - LEAK_HARMS_KNOWN]);
        put_harms(&j, sim_harm_bits((enum sim_harm)m->harm));
        sg_json_kbool(&j, "recoverable", is_known && sim_is_verified(p->w, m));
    }
    if (m->klass == LEAK_PLANTED) put_marks(&j, sim_marks, MARKS, m->marks);
    if (m->klass == LEAK_ALTERED) {
        static const char *const changes[] = { "", "words", "sentence", "words+sentence" };
        sg_json_ktext(&j, "original", original);
        sg_json_ktext(&j, "change", changes[m->change]);
    }
    if (m->is_vouch_known) sg_json_ktext(&j, "vouch", vouches[m->vouch]);
    if (m->lure) sg_json_ku64(&j, "lookalike", m->lure - 1);
    if (m->is_sent_copy) sg_json_kbool(&j, "sent_copy", true);
    sg_json_ku64(&j, "places", m->is_duplicate ? 2 : 1);
    sg_json_object_end(&j);
}

void sim_truth_document(struct sg_buf *out, const struct sim_world *w, uint32_t document)
{
    static const char *const kinds[DOC_KINDS] = { "document", "document", "document", "image", "text" };
    const struct sim_document *d = &w->documents[document];
    sg_auto_buf path = { 0 };
    struct sg_json_out j = sg_json_out(out, false);
    sim_document_name(w, d, &path);
    if (document) sg_buf_text(out, ",\n");
    sg_json_object(&j);
    sg_json_ktext(&j, "sha256", w->files[document].sha256);
    sg_json_kstr(&j, "path", sg_buf_view(&path));
    sg_json_ktext(&j, "kind", kinds[d->kind]);
    sg_json_ktext(&j, "class", sim_class_names[d->klass]);
    sg_json_ktime(&j, "created", d->created);
    sg_json_ktime(&j, "modified", d->modified);
    sg_json_kbool(&j, "attached", d->mail != LEAK_NONE);
    if (d->is_in_batch) sg_json_ku64(&j, "batch", 0);
    if (d->klass == LEAK_PLANTED) put_marks(&j, sim_document_marks, DOC_MARKS, d->marks);
    sg_json_object_end(&j);
    out->failed |= path.failed;
}

void sim_truth_head(struct sg_buf *out, const struct sim_world *w)
{
    struct sg_json_out j = sg_json_out(out, false);
    sg_buf_text(out, "{\"format\":1,\"what\":\"leak\",\"options\":");
    sg_json_object(&j);
    sg_json_ku64(&j, "seed", w->o.seed);
    sg_json_ku64(&j, "mails", w->o.mails);
    sg_json_ku64(&j, "documents", w->o.documents);
    sg_json_kdouble(&j, "damaged", w->o.damaged);
    sg_json_kdouble(&j, "altered", w->o.altered);
    sg_json_kdouble(&j, "planted", w->o.planted);
    sg_json_kdouble(&j, "planted_documents", w->o.planted_documents);
    sg_json_kdouble(&j, "duplicates", w->o.duplicates);
    sg_json_ku64(&j, "batch", w->o.batch);
    if (w->o.lookalikes) sg_json_ku64(&j, "lookalikes", w->o.lookalikes);
    sg_json_kdouble(&j, "days", w->o.days);
    sg_json_ktime(&j, "start", w->o.start);
    sg_json_object_end(&j);
    sg_buf_text(out, ",\n\"items\":[\n");
}

static void put_lure(struct sg_json_out *j, const struct sim_lure *l, const struct sim_mail *m)
{
    sg_json_object(j);
    sg_json_ktext(j, "name", l->host);
    sg_json_ktext(j, "protected", sim_orgs[l->org].domain);
    for (unsigned part = 0; part < 2; part++) {
        sg_json_key(j, part ? "or" : "tricks");
        sg_json_array(j);
        for (unsigned i = part ? l->n_done : 0; i < (part ? LURE_TRICKS : l->n_done) && l->tricks[i]; i++)
            sg_json_text(j, l->tricks[i]);
        sg_json_array_end(j);
    }
    sg_json_ktext(j, "where", sim_lure_wheres[l->where]);
    sg_json_key(j, "also");
    sg_json_array(j);
    if (l->where == LURE_SENDER) {
        sg_json_text(j, sim_lure_wheres[LURE_RECEIVED]);
        sg_json_text(j, sim_lure_wheres[LURE_RETURN_PATH]);
    }
    sg_json_array_end(j);
    sg_json_ktime(j, "time", m->sent);
    sg_json_ku64(j, "recipients", m->n_to);
    sg_json_object_end(j);
}

/* By time, as they were planned. */
static void put_lures(struct sg_buf *out, const struct sim_world *w)
{
    bool is_first = true;
    sg_buf_text(out, "],\n\"lookalikes\":[\n");
    for (uint32_t i = 0; i < w->n_mails; i++) {
        const struct sim_mail *m = &w->mails[i];
        if (!m->lure) continue;
        struct sg_json_out j = sg_json_out(out, false);
        if (!is_first) sg_buf_text(out, ",\n");
        put_lure(&j, &w->lures[m->lure - 1], m);
        is_first = false;
    }
    sg_buf_char(out, '\n');
}

void sim_truth_end(struct sg_buf *out, const struct sim_world *w, uint64_t keys)
{
    struct sg_json_out j = sg_json_out(out, false);
    uint64_t verdicts[3] = { 0 }, classes[LEAK_CLASSES] = { 0 }, documents[LEAK_CLASSES] = { 0 }, mails = 0;
    uint64_t missing = 0, traceless = 0, recoverable = 0, batch = 0;
    for (uint32_t i = 0; i < w->n_mails; i++) {
        const struct sim_mail *m = &w->mails[i];
        if (m->is_missing) {
            missing++;
            continue;
        }
        const char *verdict = sim_verdict(w, m);
        mails++;
        verdicts[verdict[0] == 'v' ? 0 : verdict[0] == 's' ? 1 : 2]++;
        classes[m->klass]++;
        traceless += m->klass == LEAK_PLANTED && !m->marks;
        recoverable += m->klass == LEAK_DAMAGED && sim_is_verified(w, m);
    }
    for (uint32_t i = 0; i < w->n_documents; i++) {
        documents[w->documents[i].klass]++;
        batch += w->documents[i].is_in_batch;
    }
    sg_buf_text(out, "\n],\n\"batches\":[");
    if (batch) {
        sg_json_object(&j);
        sg_json_ku64(&j, "documents", batch);
        sg_json_ktime(&j, "from", w->batch_from);
        sg_json_ktime(&j, "to", w->batch_to);
        sg_json_object_end(&j);
    }
    if (w->n_lures) put_lures(out, w);
    sg_buf_text(out, "],\n\"totals\":");
    j = sg_json_out(out, false);
    sg_json_object(&j);
    sg_json_ku64(&j, "messages", mails);
    sg_json_ku64(&j, "documents", w->n_documents);
    sg_json_ku64(&j, "missing", missing);
    sg_json_ku64(&j, "keys", keys);
    sg_json_ku64(&j, "verified", verdicts[0]);
    sg_json_ku64(&j, "signed_unverified", verdicts[1]);
    sg_json_ku64(&j, "unsigned", verdicts[2]);
    sg_json_ku64(&j, "recoverable", recoverable);
    sg_json_ku64(&j, "traceless", traceless);
    sg_json_key(&j, "message_classes");
    sg_json_object(&j);
    for (unsigned i = 0; i < LEAK_CLASSES; i++)
        if (i != LEAK_PHISHING || w->n_lures) sg_json_ku64(&j, sim_class_names[i], classes[i]);
    sg_json_object_end(&j);
    sg_json_key(&j, "document_classes");
    sg_json_object(&j);
    for (unsigned i = 0; i < LEAK_PHISHING; i++)
        sg_json_ku64(&j, sim_class_names[i], documents[i]);
    sg_json_object_end(&j);
    sg_json_object_end(&j);
    sg_buf_text(out, "}\n");
}

void sim_keys_csv(struct sg_buf *out, const struct sim_world *w, uint64_t *ret_n)
{
    sg_auto_buf record = { 0 };
    *ret_n = 0;
    sg_buf_text(out, "domain,selector,value,firstSeenAt,lastSeenAt\n");
    for (size_t i = 0; i < sim_n_selectors; i++) {
        const struct sim_selector *s = &sim_selectors[i];
        char first[SG_TIME_TEXT], last[SG_TIME_TEXT];
        sg_time from = sim_selector_begin(s), to = w->end + 30 * SG_DAY;
        if (!s->is_known) continue;
        if (i + 1 < sim_n_selectors && s[1].org == s->org) to = sim_selector_begin(&s[1]) + 60 * SG_DAY;
        sg_time_format(from == SG_TIME_NONE ? w->o.start - 400 * SG_DAY : from - 20 * SG_DAY, first);
        sg_time_format(to, last);
        sg_buf_clear(&record);
        sg_signing_key_record(w->keys[s->key], &record);
        sg_buf_printf(out, "%s,%s,", sim_orgs[s->org].domain, s->name);
        sg_escape_csv(out, sg_buf_view(&record));
        sg_buf_printf(out, ",%s,%s\n", first, last);
        ++*ret_n;
    }
    out->failed |= record.failed;
}
