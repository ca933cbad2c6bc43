/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every signature judged, on all processors; the verdict of each mail, and the facts beside it. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "leak/leak_internal.h"
#include "objects/objects.h"

enum { PIECE = 2048, THREADS = 8, SENDERS_OF_A_SERVICE = 3 };

struct job {
    struct leak_mail *mail;
    size_t header, header_len, bodies, bodies_len; /* in `bytes` */
    struct sg_signature found[SG_SIGNATURES];
    size_t n_found;
};
struct judging {
    struct leak_run *r;
    struct job *jobs;
    size_t n_jobs;
    struct sg_buf bytes;
    size_t n_threads;
    struct sg_verifier *verifiers[THREADS];
    struct sg_buf asked; /* "selector domain\n" that the DNS was asked for */
    uint64_t n_done;
};
struct share {
    struct judging *j;
    size_t number;
    enum sg_code code;
    struct sg_err err;
};

static struct sg_str registrable(void *ctx, struct sg_str host)
{
    (void)ctx;
    return sg_registrable(host);
}

static enum sg_code judge(struct judging *j, struct sg_verifier *v, struct job *job, struct sg_err *err)
{
    return sg_dkim_verify(v, sg_str_n(j->bytes.data + job->header, job->header_len),
                          sg_str_n(j->bytes.data + job->bodies, job->bodies_len), job->found, SG_SIGNATURES,
                          &job->n_found, err);
}

static void *judge_share(void *arg)
{
    struct share *s = arg;
    for (size_t i = s->number; i < s->j->n_jobs && s->code == SG_OK; i += s->j->n_threads)
        s->code = judge(s->j, s->j->verifiers[s->number], &s->j->jobs[i], &s->err);
    return NULL;
}

/* ---- the DNS, only when asked for ---- */

static bool was_asked(struct judging *j, const struct sg_signature *s)
{
    sg_auto_buf line = { 0 };
    sg_buf_printf(&line, "\n%.*s %.*s\n", (int)s->selector.len, s->selector.data, (int)s->domain.len, s->domain.data);
    if (line.failed || (j->asked.len && memmem(j->asked.data, j->asked.len, line.data, line.len))) return true;
    sg_buf_str(&j->asked, sg_buf_view(&line));
    return false;
}

static enum sg_code ask_dns(struct judging *j, struct job *job, struct sg_err *err)
{
    bool is_new = false;
    for (size_t i = 0; i < job->n_found; i++) {
        const struct sg_signature *s = &job->found[i];
        if (s->state != SG_SIGNATURE_NO_KEY || was_asked(j, s)) continue;
        enum sg_code code = sg_keyring_ask_dns(j->r->keys, s->domain, s->selector, err);
        if (code != SG_OK && code != SG_ENOTFOUND) return code;
        is_new |= code == SG_OK;
    }
    if (!is_new) return SG_OK;
    sg_verifier_free(j->verifiers[0]);
    j->verifiers[0] = NULL;
    SG_TRY(sg_verifier_new(j->r->keys, registrable, NULL, &j->verifiers[0], err));
    return judge(j, j->verifiers[0], job, err);
}

/* ---- into the answer ---- */

static enum sg_code keep_signature(struct leak_run *r, uint32_t item, const struct sg_signature *s, struct sg_err *err)
{
    char canon[32];
    snprintf(canon, sizeof canon, "%.*s/%.*s", (int)s->header_canon.len, s->header_canon.data, (int)s->body_canon.len,
             s->body_canon.data);
    struct sg_leak_signature kept = { .item = item,
                                      .kind = (uint8_t)s->kind,
                                      .state = (uint8_t)s->state,
                                      .instance = s->instance,
                                      .harms = s->state == SG_SIGNATURE_PASS ? s->harms : 0,
                                      .key_bits = s->key_bits,
                                      .domain = leak_keep(r, s->domain, err),
                                      .selector = leak_keep(r, s->selector, err),
                                      .algorithm = leak_keep(r, s->algorithm, err),
                                      .canon = leak_keep(r, sg_str(canon), err),
                                      .signed_fields = leak_keep(r, s->signed_fields, err),
                                      .problem = leak_keep(r, sg_str(s->problem ? s->problem : ""), err),
                                      .key_source = leak_keep(r, sg_str(s->key_source ? s->key_source : ""), err),
                                      .signed_at = s->signed_at,
                                      .expires = s->expires,
                                      .key_first_seen = s->key_first_seen,
                                      .key_last_seen = s->key_last_seen,
                                      .unsigned_bytes = s->unsigned_bytes,
                                      .is_body_ok = s->is_body_ok,
                                      .is_header_ok = s->is_header_ok,
                                      .is_aligned = s->is_aligned,
                                      .is_from_signed = s->is_from_signed,
                                      .is_testing = s->key_is_testing,
                                      .is_expired = s->is_expired,
                                      .is_weak = s->is_weak,
                                      .is_sha1 = s->is_rsa_sha1 };
    if (!kept.domain || !kept.selector || !kept.algorithm || !kept.canon || !kept.signed_fields || !kept.problem ||
        !kept.key_source)
        return SG_ENOMEM;
    sg_buf_add(&r->signatures, &kept, sizeof kept);
    return sg_buf_check(&r->signatures, err);
}

/* The signature that speaks best for a mail: one that passes, of the sender's own domain, after the least undoing. */
static const struct sg_signature *best_of(const struct job *job)
{
    const struct sg_signature *best = NULL;
    for (size_t i = 0; i < job->n_found; i++) {
        const struct sg_signature *s = &job->found[i];
        if (s->kind != SG_SIGNATURE_DKIM || s->state != SG_SIGNATURE_PASS || !s->is_from_signed) continue;
        if (!best || (s->is_aligned && !best->is_aligned) ||
            (s->is_aligned == best->is_aligned && __builtin_popcount(s->harms) < __builtin_popcount(best->harms)))
            best = s;
    }
    return best;
}

/* A stranger's signature proves what the stranger sent; a key of few bits proves nothing. */
static bool is_own(const struct sg_signature *s)
{
    return s->kind == SG_SIGNATURE_DKIM && s->state == SG_SIGNATURE_PASS && s->is_from_signed && s->is_aligned &&
           !s->is_weak;
}

static bool is_text_own(const struct sg_signature *s)
{
    return is_own(s) && s->unsigned_bytes <= 0 && !(s->harms >> SG_HARM_LIST_FOOTER & 1);
}

/* Whose signature it carries, whether or not it holds: the sender's own domain's first, then one that holds. */
static const struct sg_signature *signer_of(const struct job *job)
{
    const struct sg_signature *found = NULL;
    int best = -1;
    for (size_t i = 0; i < job->n_found; i++) {
        const struct sg_signature *s = &job->found[i];
        int worth = 2 * s->is_aligned + (s->state == SG_SIGNATURE_PASS);
        if (s->kind != SG_SIGNATURE_DKIM || worth <= best) continue;
        best = worth;
        found = s;
    }
    return found;
}

static enum sg_code keep_worth(struct judging *j, struct job *job, struct sg_err *err)
{
    struct leak_mail *m = job->mail;
    const struct sg_signature *signer = signer_of(job);
    m->is_own = m->is_text_own = false; /* a job is judged twice with --dns */
    for (size_t i = 0; i < job->n_found; i++) {
        m->is_own |= is_own(&job->found[i]);
        m->is_text_own |= is_text_own(&job->found[i]);
    }
    m->signer = signer ? leak_keep(j->r, signer->domain, err) : NULL;
    return m->signer || !signer ? SG_OK : SG_ENOMEM;
}

static enum sg_code keep_verdict(struct judging *j, struct job *job, struct sg_err *err)
{
    SG_TRY(keep_worth(j, job, err));
    struct sg_leak_item *item = leak_item(j->r, job->mail);
    bool is_signed = false;
    item->first_signature = (uint32_t)(j->r->signatures.len / sizeof(struct sg_leak_signature));
    item->n_signatures = (uint32_t)job->n_found;
    for (size_t i = 0; i < job->n_found; i++) {
        is_signed |= job->found[i].kind == SG_SIGNATURE_DKIM;
        SG_TRY(keep_signature(j->r, job->mail->item, &job->found[i], err));
    }
    const struct sg_signature *best = best_of(job);
    item->verdict = best ? SG_VERIFIED : is_signed ? SG_SIGNED_UNVERIFIED : SG_UNSIGNED;
    item->harms = best ? best->harms : 0;
    return SG_OK;
}

static enum sg_code flush(struct judging *j, struct sg_err *err)
{
    pthread_t threads[THREADS];
    struct share shares[THREADS];
    size_t started = 0;
    for (size_t i = 0; i < j->n_threads; i++) {
        shares[i] = (struct share){ .j = j, .number = i };
        if (i && pthread_create(&threads[i], NULL, judge_share, &shares[i]) != 0) break;
        started = i + 1;
    }
    judge_share(&shares[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = started; i < j->n_threads; i++) /* no thread for it: here, then */
        judge_share(&shares[i]);
    for (size_t i = 0; i < j->n_threads; i++)
        if (shares[i].code != SG_OK) return sg_fail(err, shares[i].code, "%s", shares[i].err.text);
    for (size_t i = 0; i < j->n_jobs; i++) {
        if (j->r->o->with_dns) SG_TRY(ask_dns(j, &j->jobs[i], err));
        SG_TRY(keep_verdict(j, &j->jobs[i], err));
    }
    j->n_jobs = j->bytes.len = 0;
    return SG_OK;
}

static enum sg_code take_mail(void *ctx, struct leak_mail *m, const struct sg_str *values, struct sg_err *err)
{
    struct judging *j = ctx;
    if (++j->n_done % PIECE == 0) leak_say(j->r, "signatures", j->n_done, j->r->n_mails);
    leak_item(j->r, m)->verdict = SG_UNSIGNED;
    if (!values[1].len) return SG_OK;
    struct job *job = &j->jobs[j->n_jobs++];
    job->mail = m;
    job->n_found = 0;
    job->header = j->bytes.len;
    job->header_len = values[0].len;
    sg_buf_str(&j->bytes, values[0]);
    job->bodies = j->bytes.len;
    job->bodies_len = values[1].len;
    sg_buf_str(&j->bytes, values[1]);
    SG_TRY(sg_buf_check(&j->bytes, err));
    return j->n_jobs == PIECE ? flush(j, err) : SG_OK;
}

/* ---- what the facts are worth a word ---- */

static enum sg_code say(struct leak_run *r, const char *rule, const struct sg_leak_signature *s, int severity,
                        const struct sg_leak_fact *facts, size_t n, struct sg_err *err)
{
    const struct leak_found f = { .rule = rule, .item = s->item, .severity = severity, .facts = facts, .n_facts = n };
    return leak_add(r, &f, err);
}

/* What the signatures that hold for a mail do for it together: a word about one is due only where none does better. */
struct held {
    bool is_aligned, is_whole, is_strong;
};

static struct held held_by(const struct leak_run *r, const struct sg_leak_item *item)
{
    const struct sg_leak_signature *s = (const struct sg_leak_signature *)(const void *)r->signatures.data;
    struct held of[2] = { 0 }; /* others' signatures; the sender's own */
    for (uint32_t i = item->first_signature; i < item->first_signature + item->n_signatures; i++) {
        if (s[i].kind != SG_SIGNATURE_DKIM || s[i].state != SG_SIGNATURE_PASS || !s[i].is_from_signed) continue;
        struct held *h = &of[s[i].is_aligned];
        h->is_aligned = s[i].is_aligned;
        h->is_whole |= s[i].unsigned_bytes <= 0 && !s[i].is_weak; /* what a computed key signs is not fixed by it */
        h->is_strong |= !s[i].is_weak;
    }
    /* A stranger's signature makes up for nothing that the sender's own lacks. */
    return of[of[1].is_aligned];
}

static enum sg_code say_passed(struct leak_run *r, const struct sg_leak_signature *s, bool is_service,
                               struct sg_err *err)
{
    const struct sg_leak_item *item = &r->answer->items[s->item];
    const struct held held = held_by(r, item);
    char number[32], seen[SG_TIME_TEXT], date[SG_TIME_TEXT];
    if (s->unsigned_bytes > 0 && !held.is_whole) {
        snprintf(number, sizeof number, "%" PRId64, s->unsigned_bytes);
        const struct sg_leak_fact facts[] = { { "bytes", number }, { "domain", s->domain } };
        SG_TRY(say(r, "unsigned-tail", s, item->is_bulk ? SG_NOTE : -1, facts, 2, err));
    }
    if (s->is_weak && !held.is_strong) {
        snprintf(number, sizeof number, "%" PRIu32, s->key_bits);
        const struct sg_leak_fact facts[] = { { "bits", number }, { "domain", s->domain } };
        SG_TRY(say(r, "weak-key", s, -1, facts, 2, err));
    }
    if (!s->is_aligned && !held.is_aligned) {
        const struct sg_leak_fact facts[] = { { "domain", s->domain }, { "from", item->from } };
        SG_TRY(say(r, "not-aligned", s, item->is_bulk || is_service ? SG_NOTE : SG_MEDIUM, facts, 2, err));
    }
    if (s->key_first_seen != SG_TIME_NONE && item->date != SG_TIME_NONE && s->key_first_seen > item->date + SG_DAY) {
        sg_time_format_precise(s->key_first_seen, SG_TO_DAY, seen);
        sg_time_format_precise(item->date, SG_TO_DAY, date);
        const struct sg_leak_fact facts[] = { { "selector", s->selector }, { "seen", seen }, { "date", date } };
        SG_TRY(say(r, "key-not-yet-seen", s, -1, facts, 3, err));
    }
    return SG_OK;
}

static enum sg_code say_failed(struct leak_run *r, const struct sg_leak_signature *s, struct sg_err *err)
{
    if (s->state == SG_SIGNATURE_NO_KEY) {
        const struct sg_leak_fact facts[] = { { "selector", s->selector }, { "domain", s->domain } };
        return say(r, "no-key", s, -1, facts, 2, err);
    }
    const struct sg_leak_fact facts[] = { { "domain", s->domain },
                                          { "selector", s->selector },
                                          { "problem", s->problem } };
    return say(r, "signature-fails", s, -1, facts, 3, err);
}

static enum sg_code say_recovered(struct leak_run *r, const struct sg_leak_signature *s, struct sg_err *err)
{
    sg_auto_buf harms = { 0 };
    for (int i = 0; sg_harm_names[i]; i++)
        if (s->harms >> i & 1) sg_buf_printf(&harms, "%s%s", harms.len ? ", " : "", sg_harm_names[i]);
    const char *text = sg_buf_cstr(&harms);
    if (!text) return sg_fail_nomem(err, "a finding");
    const struct sg_leak_fact facts[] = { { "domain", s->domain }, { "harms", text } };
    return say(r, "recovered", s, -1, facts, 2, err);
}

/* A domain that signs for several senders' domains is a service (a mailing house), not a disguise. */
struct signer {
    const char *domain, *from;
};
static int by_signer(const void *x, const void *y)
{
    const struct signer *a = x, *b = y;
    int order = strcmp(a->domain, b->domain);
    return order ? order : strcmp(a->from, b->from);
}

static bool is_service(const struct signer *all, size_t n, const char *domain)
{
    size_t from = 0, to = n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (strcmp(all[middle].domain, domain) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    int senders = 0;
    for (size_t i = from; i < n && strcmp(all[i].domain, domain) == 0 && senders < SENDERS_OF_A_SERVICE; i++)
        senders += i == from || all[i].from != all[i - 1].from;
    return senders >= SENDERS_OF_A_SERVICE;
}

static enum sg_code say_all(struct leak_run *r, const struct signer *signers, size_t n_signers, struct sg_err *err)
{
    const struct sg_leak_signature *all = (const struct sg_leak_signature *)(const void *)r->signatures.data;
    size_t n = r->signatures.len / sizeof *all;
    for (size_t i = 0; i < n; i++) {
        const struct sg_leak_signature *s = &all[i];
        if (s->kind != SG_SIGNATURE_DKIM) continue;
        const struct sg_leak_item *item = &r->answer->items[s->item];
        /* One of several signatures that does not hold says nothing beside one that does. */
        if (s->state != SG_SIGNATURE_PASS) {
            if (item->verdict != SG_VERIFIED) SG_TRY(say_failed(r, s, err));
            continue;
        }
        if (s->harms & ~(1U << SG_HARM_LINE_ENDS)) SG_TRY(say_recovered(r, s, err));
        SG_TRY(say_passed(r, s, is_service(signers, n_signers, s->domain), err));
    }
    return SG_OK;
}

static enum sg_code say_facts(struct leak_run *r, struct sg_err *err)
{
    const struct sg_leak_signature *all = (const struct sg_leak_signature *)(const void *)r->signatures.data;
    size_t n = r->signatures.len / sizeof *all;
    struct signer *signers = malloc((n + 1) * sizeof *signers);
    if (!signers) return sg_fail_nomem(err, "who signs for whom");
    size_t n_signers = 0;
    for (size_t i = 0; i < n; i++) { /* anybody can write a signature that does not hold */
        uint32_t mail = r->mail_of[all[i].item];
        if (all[i].kind != SG_SIGNATURE_DKIM || all[i].state != SG_SIGNATURE_PASS || mail == SG_NO_INDEX) continue;
        signers[n_signers++] = (struct signer){ all[i].domain, r->mails[mail].from_domain };
    }
    qsort(signers, n_signers, sizeof *signers, by_signer);
    enum sg_code code = say_all(r, signers, n_signers, err);
    free(signers);
    return code;
}

static enum sg_code judge_all(struct judging *j, struct sg_err *err)
{
    static const char *const columns[] = { "headers", "bodies" };
    j->jobs = calloc(PIECE, sizeof *j->jobs);
    if (!j->jobs) return sg_fail_nomem(err, "the signatures");
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    j->n_threads = j->r->o->with_dns || processors < 1 ? 1 : processors > THREADS ? THREADS : (size_t)processors;
    for (size_t i = 0; i < j->n_threads; i++)
        SG_TRY(sg_verifier_new(j->r->keys, registrable, NULL, &j->verifiers[i], err));
    SG_TRY(leak_each_mail(j->r, columns, 2, take_mail, j, err));
    SG_TRY(flush(j, err));
    return say_facts(j->r, err);
}

enum sg_code leak_signatures(struct leak_run *r, struct sg_err *err)
{
    struct judging j = { .r = r };
    enum sg_code code = judge_all(&j, err);
    for (size_t i = 0; i < THREADS; i++)
        sg_verifier_free(j.verifiers[i]);
    free(j.jobs);
    sg_buf_release(&j.bytes);
    sg_buf_release(&j.asked);
    return code;
}
