/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MISP: one event (MISP core format).  Objects follow the templates of misp-objects: typosquatting-finder (the
 * protected name), typosquatting-finder-result and domain-ip (each look-alike), email (with people only).  The
 * template's ratio-similarity is left out: the judgement is no ratio, and a number would pretend one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "exchange/exchange_internal.h"
#include "model/coordination.h"
#include "report/entry_rows.h"
#include "report/lookalike.h"

struct template
{
    const char *name, *uuid, *version, *description;
};
static const struct template finder = { "typosquatting-finder", "3414fbe7-6f8c-4ed5-bc51-9a11a3a29822", "1",
                                        "Typosquatting info" };
static const struct template result = { "typosquatting-finder-result", "22151d90-b39b-498c-86c7-126ddd2e1a55", "1",
                                        "Typosquatting result" };
static const struct template domain_ip = {
    "domain-ip", "43b3b146-77eb-4931-b4cc-b66c60f28734", "9",
    "A domain/hostname and IP address seen as a tuple in a specific time frame."
};
static const struct template email = { "email", "a0c666e0-fc65-4be8-b48f-3423d788b552", "15",
                                       "Email object describing an email with meta-information" };

struct misp {
    const struct sg_exchange *x;
    const struct sg_entry *e; /* the half that is being written */
    struct sg_err *err;
    struct sg_json_out j;
    const char *title;
    char begun[SG_TIME_TEXT]; /* with the title: which case, in ids */
    char made[24];             /* Unix seconds */
    char object[SG_UUID_TEXT]; /* the one that is open; "" outside */
};

/*
 * A tag for each trick.  There is no taxonomy of such tricks; "typosquatting:" with these names is what CIRCL's
 * typosquatting finder writes.  What it has no name for, or means otherwise, is said in words of ours.
 */
static const char *const trick_tags[SG_TRICKS] = {
    [SG_TRICK_CONFUSABLE] = "typosquatting:homoglyph",
    [SG_TRICK_OMISSION] = "typosquatting:omission",
    [SG_TRICK_INSERTION] = "typosquatting:addition",
    [SG_TRICK_DOUBLING] = "typosquatting:repetition",
    [SG_TRICK_TRANSPOSITION] = "typosquatting:transposition",
    [SG_TRICK_KEYBOARD] = "typosquatting:replacement",
    [SG_TRICK_BIT_FLIP] = "typosquatting:bitsquatting",
    [SG_TRICK_SUBSTITUTION] = "sillage:trick=\"substitution\"",
    [SG_TRICK_HYPHEN] = "sillage:trick=\"hyphen\"",
    [SG_TRICK_PLURAL] = "typosquatting:singularPluralize",
    [SG_TRICK_HOMOPHONE] = "typosquatting:homophones",
    [SG_TRICK_TLD] = "typosquatting:wrongTld",
    [SG_TRICK_COMBOSQUAT] = "sillage:trick=\"combosquat\"",
    [SG_TRICK_SUBDOMAIN] = "sillage:trick=\"subdomain\"",
    [SG_TRICK_SUFFIX] = "typosquatting:addTld",
    [SG_TRICK_EMBEDDED_TLD] = "sillage:trick=\"embedded-tld\"",
};
_Static_assert(SG_TRICK_EMBEDDED_TLD + 1 == SG_TRICKS, "each trick has a tag");

/* The text of a buffer that is put together; it stays the buffer's. */
static enum sg_code text_of(struct misp *m, struct sg_buf *b, const char **ret)
{
    const char *text = sg_buf_cstr(b);
    if (!text) return sg_fail_nomem(m->err, "an export");
    *ret = text;
    return SG_OK;
}

struct attribute {
    const char *relation; /* NULL outside objects: then `key` tells it from others of its value */
    const char *type, *category;
    struct sg_str value;
    const char *comment;
    bool to_ids, is_correlated;
    const char *key;
};

static enum sg_code put_uuid(struct misp *m, const char *key, const char *a, const char *b, const char *c,
                             char ret[static SG_UUID_TEXT])
{
    SG_TRY(exchange_uuid(NULL, ret, m->err, "misp", m->title, m->begun, a, b, c, (char *)NULL));
    sg_json_ktext(&m->j, key, ret);
    return SG_OK;
}

static void put_tag(struct misp *m, const char *name)
{
    sg_json_object(&m->j);
    sg_json_ktext(&m->j, "name", name);
    sg_json_object_end(&m->j);
}

static enum sg_code put_attribute(struct misp *m, const struct attribute *a, const struct sg_lookalike *tricks)
{
    char uuid[SG_UUID_TEXT], value[SG_SHA256_HEX];
    SG_TRY(sg_sha256_of(a->value.data, a->value.len, value, m->err)); /* any bytes make a name for the id */
    sg_json_object(&m->j);
    SG_TRY(put_uuid(m, "uuid", m->object, a->relation ? a->relation : a->key, value, uuid));
    if (a->relation) sg_json_ktext(&m->j, "object_relation", a->relation);
    sg_json_ktext(&m->j, "type", a->type);
    sg_json_ktext(&m->j, "category", a->category);
    sg_json_kstr(&m->j, "value", a->value);
    sg_json_ktext(&m->j, "comment", a->comment ? a->comment : "");
    sg_json_kbool(&m->j, "to_ids", a->to_ids);
    sg_json_kbool(&m->j, "disable_correlation", !a->is_correlated);
    sg_json_ktext(&m->j, "distribution", "5");
    sg_json_ktext(&m->j, "timestamp", m->made);
    sg_json_kbool(&m->j, "deleted", false);
    if (tricks) {
        sg_json_key(&m->j, "Tag");
        sg_json_array(&m->j);
        for (size_t i = 0; i < SG_TRICKS; i++)
            if (tricks->tricks >> i & 1) put_tag(m, trick_tags[i]);
        sg_json_array_end(&m->j);
    }
    sg_json_object_end(&m->j);
    return SG_OK;
}

/* "2017-05-05T18:49:30.000Z"; nothing when the time is not known. */
static enum sg_code put_time(struct misp *m, const char *relation, sg_time t, const char *category)
{
    char text[EXCHANGE_TIME];
    if (!exchange_time(t, text)) return SG_OK;
    struct attribute a = { relation, "datetime", category, sg_str(text), NULL, false, false };
    return put_attribute(m, &a, NULL);
}

/* Opens an object up to its list of attributes. */
static enum sg_code begin_object(struct misp *m, const struct template *t, const char *which, const char *comment)
{
    char uuid[SG_UUID_TEXT];
    sg_json_object(&m->j);
    SG_TRY(put_uuid(m, "uuid", t->name, which, "", uuid));
    memcpy(m->object, uuid, sizeof uuid);
    sg_json_ktext(&m->j, "name", t->name);
    sg_json_ktext(&m->j, "meta-category", "network");
    sg_json_ktext(&m->j, "description", t->description);
    sg_json_ktext(&m->j, "template_uuid", t->uuid);
    sg_json_ktext(&m->j, "template_version", t->version);
    sg_json_ktext(&m->j, "distribution", "5");
    sg_json_ktext(&m->j, "timestamp", m->made);
    sg_json_ktext(&m->j, "comment", comment);
    sg_json_kbool(&m->j, "deleted", false);
    sg_json_key(&m->j, "Attribute");
    sg_json_array(&m->j);
    return SG_OK;
}

/* Closes it; `to` is the object that it refers to, or NULL. */
static enum sg_code end_object(struct misp *m, const char *to, const char *kind)
{
    sg_json_array_end(&m->j);
    if (to) {
        char uuid[SG_UUID_TEXT];
        sg_json_key(&m->j, "ObjectReference");
        sg_json_array(&m->j);
        sg_json_object(&m->j);
        SG_TRY(put_uuid(m, "uuid", "reference", m->object, to, uuid));
        sg_json_ktext(&m->j, "object_uuid", m->object);
        sg_json_ktext(&m->j, "referenced_uuid", to);
        sg_json_ktext(&m->j, "relationship_type", kind);
        sg_json_ktext(&m->j, "timestamp", m->made);
        sg_json_ktext(&m->j, "comment", "");
        sg_json_object_end(&m->j);
        sg_json_array_end(&m->j);
    }
    sg_json_object_end(&m->j);
    m->object[0] = '\0';
    return SG_OK;
}

static enum sg_code finder_uuid(struct misp *m, const char *protected_name, char ret[static SG_UUID_TEXT])
{
    return exchange_uuid(NULL, ret, m->err, "misp", m->title, m->begun, finder.name, protected_name, "", (char *)NULL);
}

/* ---- look-alikes ---- */

static enum sg_code put_protected(struct misp *m, const struct sg_entry_protected *p, uint64_t n)
{
    char count[24];
    snprintf(count, sizeof count, "%" PRIu64, n);
    struct attribute domain = {
        "research-domain", "domain", "External analysis", sg_str(p->domain), NULL, false, true
    };
    struct attribute found = { "variations-found-number", "text", "Other", sg_str(count), NULL, false, false };
    SG_TRY(begin_object(m, &finder, p->domain, "A protected name"));
    SG_TRY(put_attribute(m, &domain, NULL));
    SG_TRY(put_attribute(m, &found, NULL));
    return end_object(m, NULL, NULL);
}

/* Those that something looks like. */
static enum sg_code put_all_protected(struct misp *m)
{
    const struct sg_entry *e = m->e;
    enum sg_code code = SG_OK;
    uint64_t *counts = calloc(e->settings.n_names + 1, sizeof *counts);
    if (!counts) return sg_fail_nomem(m->err, "an export");
    for (size_t i = 0; i < e->n_names; i++)
        if (exchange_is_told(m->x, &e->names[i]) && e->names[i].look.protected_name < e->settings.n_names)
            counts[e->names[i].look.protected_name]++;
    for (size_t i = 0; code == SG_OK && i < e->settings.n_names; i++)
        if (counts[i]) code = put_protected(m, &e->settings.names[i], counts[i]);
    free(counts);
    return code;
}

static enum sg_code put_name(struct misp *m, const struct sg_entry_name *n)
{
    sg_auto_buf reason = { 0 }, text = { 0 };
    char to[SG_UUID_TEXT], found[SG_UUID_TEXT];
    const char *subject = exchange_subject(n), *protected_name = exchange_protected(m->e, n);
    bool to_ids = n->look.severity >= SG_MEDIUM;
    sg_lookalike_reason(&n->look, protected_name, &reason);
    sg_buf_printf(&text, "Severity: %s. Carriers: %" PRIu64, sg_severity_names[n->look.severity],
                  exchange_carriers(n->n));
    const char *why = "", *summary = "";
    SG_TRY(text_of(m, &reason, &why));
    SG_TRY(text_of(m, &text, &summary));
    struct attribute queried = {
        "queried-domain", "domain", "Network activity", sg_str(subject), summary, to_ids, true
    };
    struct attribute domain = { "domain", "domain", "Network activity", sg_str(subject), "", to_ids, true };
    struct attribute host = { "hostname", "hostname", "Network activity", sg_str(n->host), "", to_ids, true };
    struct attribute said = { "text", "text", "Other", sg_str(why), "", false, false };
    SG_TRY(finder_uuid(m, protected_name, to));
    SG_TRY(begin_object(m, &result, n->domain, why));
    memcpy(found, m->object, sizeof found);
    SG_TRY(put_attribute(m, &queried, &n->look));
    SG_TRY(end_object(m, *protected_name ? to : NULL, "related-to"));
    SG_TRY(begin_object(m, &domain_ip, n->domain, summary));
    SG_TRY(put_attribute(m, &domain, NULL));
    if (*n->host && strcmp(n->host, subject) != 0) SG_TRY(put_attribute(m, &host, NULL));
    SG_TRY(put_time(m, "first-seen", n->first, "Other"));
    SG_TRY(put_time(m, "last-seen", n->last, "Other"));
    SG_TRY(put_attribute(m, &said, NULL));
    return end_object(m, found, "related-to");
}

/* ---- mails, with people only ---- */

static enum sg_code put_mail(struct misp *m, const struct sg_entry_name *n, const struct sg_entry_sighting *s,
                             size_t number)
{
    sg_auto_buf which = { 0 }, where = { 0 };
    char to[SG_UUID_TEXT];
    sg_buf_printf(&which, "%s %s %zu", n->domain, s->id, number);
    sg_buf_printf(&where, "Carried the name: %s", sg_entry_where_names[s->where]);
    const char *which_mail = "", *carried = "";
    SG_TRY(text_of(m, &which, &which_mail));
    SG_TRY(text_of(m, &where, &carried));
    SG_TRY(exchange_uuid(NULL, to, m->err, "misp", m->title, m->begun, result.name, n->domain, "", (char *)NULL));
    struct attribute from = { "from", "email-src", "Payload delivery", sg_str(s->by), "", false, true };
    struct attribute subject = { "subject", "email-subject", "Payload delivery", sg_str(s->title), "", false, true };
    SG_TRY(begin_object(m, &email, which_mail, carried));
    if (strchr(s->by, '@')) SG_TRY(put_attribute(m, &from, NULL));
    if (*s->title) SG_TRY(put_attribute(m, &subject, NULL));
    SG_TRY(put_time(m, "send-date", s->time, "Other"));
    return end_object(m, to, "related-to");
}

static enum sg_code put_mails(struct misp *m, const struct sg_entry_name *n)
{
    size_t n_sightings;
    char time[EXCHANGE_TIME];
    const struct sg_entry_sighting *s = exchange_sightings(m->e, n->first_sighting, n->n_sightings, &n_sightings);
    for (size_t i = 0; i < n_sightings; i++) {
        bool is_told =
            strchr(s[i].by, '@') || *s[i].title || exchange_time(s[i].time, time); /* the template wants one */
        if (sg_entry_is_in_mail(s[i].where) && is_told) SG_TRY(put_mail(m, n, &s[i], i));
    }
    return SG_OK;
}

/* ---- indicators of others ---- */

/* An attribute that the event's readers have already, as its comment says: never for detection from here. */
static enum sg_code put_match(struct misp *m, const struct sg_entry_match *match, size_t number)
{
    static const struct {
        const char *type, *category;
    } types[] = { { "domain", "Network activity" },
                  { "url", "Network activity" },
                  { "email", "Payload delivery" },
                  { "ip-dst", "Network activity" },
                  { "sha256", "Payload delivery" } };
    const struct sg_indicator *i = &match->indicator;
    const struct sg_indicator_feed *feed = exchange_feed(m->e, match);
    sg_auto_buf comment = { 0 }, key = { 0 };
    bool is_whole = exchange_is_whole(m->x, i->value);
    const char *id = exchange_words(m->x, i->id), *label = exchange_words(m->x, i->label);
    sg_buf_printf(&comment, "Match %zu, carriers: %" PRIu64 ". Feed with SHA-256 %s", number,
                  exchange_carriers(match->n), feed->sha256);
    if (*id) sg_buf_printf(&comment, ", id %s", id);
    if (*label) sg_buf_printf(&comment, ": %s", label);
    if (!is_whole)
        sg_buf_printf(&comment, " (of kind %s, of which only the host is told)", sg_indicator_kind_names[i->kind]);
    sg_buf_printf(&key, "%s %s %s %s %" PRId64 " %" PRId64, feed->sha256, id, label, exchange_words(m->x, i->author),
                  i->from, i->to);
    const char *said = "", *key_text = "";
    SG_TRY(text_of(m, &key, &key_text));
    SG_TRY(text_of(m, &comment, &said));
    struct attribute a = { NULL,
                           is_whole                                              ? types[i->kind].type
                           : exchange_ip_version(exchange_value(m->x, i->value)) ? "ip-dst"
                                                                                 : "hostname",
                           is_whole ? types[i->kind].category : "Network activity",
                           exchange_value(m->x, i->value),
                           said,
                           false,
                           true,
                           key_text };
    return put_attribute(m, &a, NULL);
}

/* ---- the event ---- */

/* 1 high, 2 medium, 3 low, 4 undefined */
static const char *threat_level(const struct sg_exchange *x)
{
    enum sg_severity worst = SG_NOTE;
    for (size_t i = 0; x->lookalikes && i < x->lookalikes->n_names; i++) {
        const struct sg_entry_name *n = &x->lookalikes->names[i];
        if (exchange_is_told(x, n) && n->look.severity > worst) worst = n->look.severity;
    }
    return worst == SG_HIGH ? "1" : worst == SG_MEDIUM ? "2" : worst == SG_LOW ? "3" : "4";
}

static enum sg_code put_head(struct misp *m)
{
    char uuid[SG_UUID_TEXT], time[EXCHANGE_TIME];
    if (!exchange_time(m->x->made, time)) return sg_fail(m->err, SG_EUSAGE, "an export needs to know when it was made");
    time[10] = '\0'; /* the date */
    snprintf(m->made, sizeof m->made, "%" PRId64, m->x->made / SG_SECOND);
    SG_TRY(put_uuid(m, "uuid", "event", "", "", uuid));
    sg_json_ktext(&m->j, "info", *m->title ? m->title : "Names that look like protected ones");
    sg_json_ktext(&m->j, "date", time);
    sg_json_ktext(&m->j, "timestamp", m->made);
    sg_json_ktext(&m->j, "analysis", "1"); /* ongoing: a person has the last word */
    sg_json_ktext(&m->j, "threat_level_id", threat_level(m->x));
    sg_json_ktext(&m->j, "distribution", "0"); /* your organisation only, until a person says otherwise */
    sg_json_kbool(&m->j, "published", false);
    sg_json_key(&m->j, "Orgc");
    sg_json_object(&m->j);
    SG_TRY(exchange_uuid(NULL, uuid, m->err, "identity", EXCHANGE_PRODUCER, (char *)NULL));
    sg_json_ktext(&m->j, "uuid", uuid);
    sg_json_ktext(&m->j, "name", EXCHANGE_PRODUCER);
    sg_json_object_end(&m->j);
    return SG_OK;
}

static enum sg_code put_tags(struct misp *m)
{
    sg_auto_buf tag = { 0 };
    bool is_any = false;
    for (size_t i = 0; m->x->lookalikes && i < m->x->lookalikes->n_names; i++)
        is_any |= exchange_is_told(m->x, &m->x->lookalikes->names[i]);
    sg_buf_printf(&tag, "consistent-with:disarm=\"%s %s (%s)\"", EXCHANGE_DISARM_ID, EXCHANGE_DISARM_NAME,
                  sg_disarm_release);
    const char *name = "";
    SG_TRY(text_of(m, &tag, &name));
    sg_json_key(&m->j, "Tag");
    sg_json_array(&m->j);
    if (is_any) put_tag(m, name);
    sg_json_array_end(&m->j);
    return SG_OK;
}

static enum sg_code put_objects(struct misp *m)
{
    sg_json_key(&m->j, "Object");
    sg_json_array(&m->j);
    m->e = m->x->lookalikes;
    if (m->e) SG_TRY(put_all_protected(m));
    for (size_t i = 0; m->e && i < m->e->n_names; i++) {
        if (!exchange_is_told(m->x, &m->e->names[i])) continue;
        SG_TRY(put_name(m, &m->e->names[i]));
        if (m->x->with_people) SG_TRY(put_mails(m, &m->e->names[i]));
    }
    sg_json_array_end(&m->j);
    return SG_OK;
}

static enum sg_code put_event(struct misp *m)
{
    sg_json_object(&m->j);
    sg_json_key(&m->j, "Event");
    sg_json_object(&m->j);
    SG_TRY(put_head(m));
    SG_TRY(put_tags(m));
    sg_json_key(&m->j, "Attribute");
    sg_json_array(&m->j);
    m->e = m->x->matches;
    for (size_t i = 0; m->e && i < m->e->n_matches; i++)
        SG_TRY(put_match(m, &m->e->matches[i], i + 1));
    sg_json_array_end(&m->j);
    SG_TRY(put_objects(m));
    sg_json_object_end(&m->j);
    sg_json_object_end(&m->j);
    sg_buf_char(m->j.out, '\n');
    return sg_buf_check(m->j.out, m->err);
}

enum sg_code exchange_misp_write(const struct sg_exchange *x, struct sg_buf *out, struct sg_err *err)
{
    struct misp m = { .x = x, .err = err, .j = sg_json_out(out, true), .title = exchange_words(x, x->case_title) };
    if (x->begun) sg_time_format(x->begun, m.begun);
    return put_event(&m);
}
