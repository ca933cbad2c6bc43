/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * STIX 2.1 (OASIS standard, 10 June 2021).  Observables have the ids that the standard lays down (2.9: UUIDv5 over the
 * canonical JSON of what identifies them), everything else UUIDv5 in a namespace of ours, so the same case gives the
 * same bundle.  No actor, campaign or malware is ever written.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "exchange/exchange_internal.h"
#include "model/coordination.h"
#include "report/entry_rows.h"
#include "report/lookalike.h"

#define OBSERVABLES "00abedb4-aa42-466c-9c01-fed23315a9b7" /* STIX 2.1, 2.9 */
enum { TYPE_MAX = 24, ID_MAX = TYPE_MAX + 2 + SG_UUID_TEXT, COUNT_MAX = 999999999 };

struct id {
    char text[ID_MAX];
};
struct stix {
    const struct sg_exchange *x;
    const struct sg_entry *e; /* the half that is being written */
    struct sg_err *err;
    struct sg_json_out j;
    char made[EXCHANGE_TIME], created[EXCHANGE_TIME];
    struct id producer;
    const char *title;
    char begun[SG_TIME_TEXT]; /* with the title: which case, in ids */
    struct id *written; /* in their order, for the report */
    size_t n_written, cap;
    uint32_t *slots; /* place in `written` + 1, by hash; a power of two */
    size_t n_slots;
};

/* ---- ids ---- */

static enum sg_code make_id(struct stix *s, struct id *ret, const char *type, const char *what, const char *which)
{
    char uuid[SG_UUID_TEXT];
    SG_TRY(exchange_uuid(NULL, uuid, s->err, "stix", type, s->title, s->begun, what, which, (char *)NULL));
    snprintf(ret->text, sizeof ret->text, "%s--%s", type, uuid);
    return SG_OK;
}

static size_t slot_of(const struct stix *s, const char *id)
{
    size_t at = (size_t)sg_siphash(id, strlen(id)) & (s->n_slots - 1);
    while (s->slots[at] && strcmp(s->written[s->slots[at] - 1].text, id) != 0)
        at = (at + 1) & (s->n_slots - 1);
    return at;
}

static bool is_written(const struct stix *s, const struct id *id)
{
    return s->n_slots && s->slots[slot_of(s, id->text)];
}

static enum sg_code grow(struct stix *s)
{
    size_t cap = s->cap ? 2 * s->cap : 64;
    struct id *written = realloc(s->written, cap * sizeof *written);
    if (!written) return sg_fail_nomem(s->err, "an export");
    s->written = written;
    s->cap = cap;
    free(s->slots);
    s->n_slots = 2 * cap;
    s->slots = calloc(s->n_slots, sizeof *s->slots);
    if (!s->slots) return sg_fail_nomem(s->err, "an export");
    for (size_t i = 0; i < s->n_written; i++)
        s->slots[slot_of(s, written[i].text)] = (uint32_t)(i + 1);
    return SG_OK;
}

/* An id that no object of the bundle has: feeds may say the same thing twice. */
static enum sg_code make_new_id(struct stix *s, struct id *ret, const char *type, const char *what, const char *which)
{
    sg_auto_buf other = { 0 };
    SG_TRY(make_id(s, ret, type, what, which));
    if (!is_written(s, ret)) return SG_OK;
    sg_buf_printf(&other, "%s, object %zu", which, s->n_written);
    const char *another = sg_buf_cstr(&other);
    if (!another) return sg_fail_nomem(s->err, "an export");
    return make_id(s, ret, type, what, another);
}

/* ---- objects ---- */

/* Opens an object that is not written yet, with the properties that all have. */
static enum sg_code begin(struct stix *s, const char *type, const struct id *id)
{
    if (s->n_written == s->cap) SG_TRY(grow(s));
    s->written[s->n_written++] = *id;
    s->slots[slot_of(s, id->text)] = (uint32_t)s->n_written;
    sg_json_object(&s->j);
    sg_json_ktext(&s->j, "type", type);
    sg_json_ktext(&s->j, "spec_version", "2.1");
    sg_json_ktext(&s->j, "id", id->text);
    return SG_OK;
}

/* The same for what is said, and not observed: who says it, and when. */
static enum sg_code begin_said(struct stix *s, const char *type, const struct id *id)
{
    SG_TRY(begin(s, type, id));
    sg_json_ktext(&s->j, "created_by_ref", s->producer.text);
    sg_json_ktext(&s->j, "created", s->created);
    sg_json_ktext(&s->j, "modified", s->made);
    return SG_OK;
}

static void put_time(struct stix *s, const char *key, sg_time t)
{
    char text[EXCHANGE_TIME];
    sg_json_ktext(&s->j, key, exchange_time(t, text) ? text : s->made);
}

static void put_refs(struct stix *s, const char *key, const struct id *ids, size_t n)
{
    sg_json_key(&s->j, key);
    sg_json_array(&s->j);
    for (size_t i = 0; i < n; i++)
        sg_json_text(&s->j, ids[i].text);
    sg_json_array_end(&s->j);
}

static enum sg_code put_producer(struct stix *s)
{
    static const char made[] =
        "2017-01-01T00:00:00.000Z"; /* always the same: the producer does not change with an export */
    char uuid[SG_UUID_TEXT];
    SG_TRY(exchange_uuid(NULL, uuid, s->err, "identity", EXCHANGE_PRODUCER, (char *)NULL));
    snprintf(s->producer.text, sizeof s->producer.text, "identity--%s", uuid);
    SG_TRY(begin(s, "identity", &s->producer));
    sg_json_ktext(&s->j, "created", made);
    sg_json_ktext(&s->j, "modified", made);
    sg_json_ktext(&s->j, "name", EXCHANGE_PRODUCER);
    sg_json_ktext(&s->j, "description",
                  "A program. What it says here was computed from evidence and judged by nobody.");
    sg_json_ktext(&s->j, "identity_class", "system");
    sg_json_object_end(&s->j);
    return SG_OK;
}

/* RFC 8785, 3.2.2.2: strings with as few escapes as can be. */
static void canonical_string(struct sg_buf *out, struct sg_str s)
{
    static const char letters[] = "btn fr"; /* of 8, 9, 10, 12 and 13 */
    sg_buf_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c == '"' || c == '\\')
            sg_buf_printf(out, "\\%c", c);
        else if (c >= 8 && c <= 13 && c != 11)
            sg_buf_printf(out, "\\%c", letters[c - 8]);
        else if (c < ' ')
            sg_buf_printf(out, "\\u%04x", c);
        else
            sg_buf_char(out, (char)c);
    }
    sg_buf_char(out, '"');
}

/* A thing observed, once in a bundle; `type` says what it is: "domain-name", "url", "file" … */
static enum sg_code put_observable(struct stix *s, const char *type, struct sg_str raw, struct id *ret)
{
    sg_auto_buf value = { 0 }, name = { 0 };
    char uuid[SG_UUID_TEXT];
    bool is_file = strcmp(type, "file") == 0;
    sg_utf8_repair(&value, raw.data, raw.len);
    sg_buf_text(&name, is_file ? "{\"hashes\":{\"SHA-256\":" : "{\"value\":");
    canonical_string(&name, sg_buf_view(&value));
    sg_buf_text(&name, is_file ? "}}" : "}");
    SG_TRY(sg_buf_check(&value, s->err));
    SG_TRY(sg_buf_check(&name, s->err));
    SG_TRY(sg_uuid5(OBSERVABLES, sg_buf_view(&name), uuid, s->err));
    snprintf(ret->text, sizeof ret->text, "%s--%s", type, uuid);
    if (is_written(s, ret)) return SG_OK;
    SG_TRY(begin(s, type, ret));
    if (is_file) {
        sg_json_key(&s->j, "hashes");
        sg_json_object(&s->j);
        sg_json_kstr(&s->j, "SHA-256", sg_buf_view(&value));
        sg_json_object_end(&s->j);
    } else {
        sg_json_kstr(&s->j, "value", sg_buf_view(&value));
    }
    sg_json_object_end(&s->j);
    return SG_OK;
}

/* ---- the carriers ---- */

/* A mail that carried it: with people only.  Its id is ours, since what the standard takes (sender and subject) is the
 * same for many mails. */
static enum sg_code put_mail(struct stix *s, const struct sg_entry_sighting *sighting, struct id *ret, bool *ret_is_new)
{
    struct id from;
    char time[EXCHANGE_TIME];
    bool has_from = strchr(sighting->by, '@') != NULL;
    *ret_is_new = false;
    SG_TRY(make_id(s, ret, "email-message", sighting->sha256, sighting->id));
    if (is_written(s, ret)) return SG_OK;
    if (has_from) SG_TRY(put_observable(s, "email-addr", sg_str(sighting->by), &from));
    SG_TRY(begin(s, "email-message", ret));
    sg_json_kbool(&s->j, "is_multipart", false); /* of what is told here: its parts are not */
    if (exchange_time(sighting->time, time)) sg_json_ktext(&s->j, "date", time);
    if (has_from) sg_json_ktext(&s->j, "from_ref", from.text);
    if (*sighting->title) sg_json_ktext(&s->j, "subject", sighting->title);
    sg_json_object_end(&s->j);
    *ret_is_new = true;
    return SG_OK;
}

struct seen {
    const uint64_t *n;
    sg_time first, last;
    uint32_t first_sighting, n_sightings;
};

static uint64_t bounded(uint64_t n)
{
    return n > COUNT_MAX ? COUNT_MAX : n;
}

/* When and how often `things` stood in the case; no observed-data without a time, since the standard wants one. */
static enum sg_code put_seen(struct stix *s, const char *what, const struct id *things, size_t n_things,
                             const struct seen *seen, struct id *ret, bool *ret_is_put)
{
    struct id refs[2 + SG_ENTRY_SIGHTINGS];
    char time[EXCHANGE_TIME];
    size_t n = 0, n_sightings;
    *ret_is_put = exchange_time(seen->first, time) && n_things;
    if (!*ret_is_put) return SG_OK;
    for (size_t i = 0; i < n_things && i < 2; i++)
        refs[n++] = things[i];
    const struct sg_entry_sighting *list =
        exchange_sightings(s->e, seen->first_sighting, seen->n_sightings, &n_sightings);
    for (size_t i = 0; s->x->with_people && i < n_sightings && n < sizeof refs / sizeof *refs; i++) {
        bool is_new;
        if (!sg_entry_is_in_mail(list[i].where) || !*list[i].id) continue;
        SG_TRY(put_mail(s, &list[i], &refs[n], &is_new));
        bool is_told = false; /* one mail may carry it in several places */
        for (size_t k = 0; !is_new && k < n; k++)
            is_told |= strcmp(refs[k].text, refs[n].text) == 0;
        n += !is_told;
    }
    uint64_t carriers = exchange_carriers(seen->n);
    SG_TRY(make_new_id(s, ret, "observed-data", what, things[0].text));
    SG_TRY(begin_said(s, "observed-data", ret));
    put_time(s, "first_observed", seen->first);
    put_time(s, "last_observed", seen->last > seen->first ? seen->last : seen->first);
    sg_json_ku64(&s->j, "number_observed", carriers ? bounded(carriers) : 1);
    put_refs(s, "object_refs", refs, n);
    sg_json_object_end(&s->j);
    return SG_OK;
}

static enum sg_code put_relationship(struct stix *s, const char *kind, const struct id *from, const struct id *to)
{
    struct id id;
    SG_TRY(make_new_id(s, &id, "relationship", from->text, to->text));
    SG_TRY(begin_said(s, "relationship", &id));
    sg_json_ktext(&s->j, "relationship_type", kind);
    sg_json_ktext(&s->j, "source_ref", from->text);
    sg_json_ktext(&s->j, "target_ref", to->text);
    sg_json_object_end(&s->j);
    return SG_OK;
}

static enum sg_code put_note(struct stix *s, const char *abstract, struct sg_str content, const struct id *about,
                             size_t n)
{
    struct id id;
    SG_TRY(make_new_id(s, &id, "note", abstract, about[0].text));
    SG_TRY(begin_said(s, "note", &id));
    sg_json_ktext(&s->j, "abstract", abstract);
    sg_json_kstr(&s->j, "content", content);
    put_refs(s, "object_refs", about, n);
    sg_json_object_end(&s->j);
    return SG_OK;
}

/* "post-link 3, sender 1" */
static void say_places(struct sg_buf *out, const uint64_t n[static SG_ENTRY_WHERES])
{
    bool is_first = true;
    for (size_t i = 0; i < SG_ENTRY_WHERES; i++) {
        if (!n[i]) continue;
        sg_buf_printf(out, "%s%s %llu", is_first ? "" : ", ", sg_entry_where_names[i], (unsigned long long)n[i]);
        is_first = false;
    }
}

/* The files that the first sightings come from, each once. */
static void say_sources(const struct stix *s, struct sg_buf *out, const struct seen *seen)
{
    size_t n;
    const struct sg_entry_sighting *list = exchange_sightings(s->e, seen->first_sighting, seen->n_sightings, &n);
    for (size_t i = 0; i < n && i < SG_ENTRY_SIGHTINGS; i++) {
        bool is_told = false;
        for (size_t k = 0; k < i; k++)
            is_told |= strcmp(list[k].sha256, list[i].sha256) == 0;
        if (!is_told && *list[i].sha256) sg_buf_printf(out, " Source: SHA-256 %s.", list[i].sha256);
    }
}

/* ---- look-alikes ---- */

static void put_disarm(struct stix *s)
{
    sg_auto_buf said = { 0 };
    sg_buf_printf(&said, "consistent with: %s (%s)", EXCHANGE_DISARM_NAME, sg_disarm_release);
    sg_json_key(&s->j, "external_references");
    sg_json_array(&s->j);
    sg_json_object(&s->j);
    sg_json_ktext(&s->j, "source_name", "DISARM");
    sg_json_kstr(&s->j, "description", sg_buf_view(&said));
    sg_json_ktext(&s->j, "external_id", EXCHANGE_DISARM_ID);
    sg_json_object_end(&s->j);
    sg_json_array_end(&s->j);
    sg_buf_owe(s->j.out, &said);
}

static void add_literal(struct sg_buf *out, const char *value)
{
    sg_buf_text(out, "domain-name:value = '");
    for (const char *c = value; *c; c++) {
        if (*c == '\'' || *c == '\\') sg_buf_char(out, '\\');
        sg_buf_char(out, *c);
    }
    sg_buf_char(out, '\'');
}

static void put_labels(struct stix *s, const struct sg_lookalike *look)
{
    sg_auto_buf severity = { 0 };
    sg_buf_printf(&severity, "severity:%s", sg_severity_names[look->severity]);
    sg_json_key(&s->j, "labels");
    sg_json_array(&s->j);
    sg_json_text(&s->j, "look-alike");
    sg_json_str(&s->j, sg_buf_view(&severity));
    for (size_t i = 0; i < SG_TRICKS; i++)
        if (look->tricks >> i & 1) sg_json_text(&s->j, sg_trick_names[i]);
    sg_json_array_end(&s->j);
    sg_buf_owe(s->j.out, &severity);
}

static enum sg_code put_indicator(struct stix *s, const struct sg_entry_name *n, struct sg_str reason, struct id *ret)
{
    sg_auto_buf name = { 0 }, pattern = { 0 };
    const char *subject = exchange_subject(n), *protected_name = exchange_protected(s->e, n);
    sg_buf_printf(&name, "%s looks like %s", subject, *protected_name ? protected_name : "a protected name");
    sg_buf_char(&pattern, '[');
    add_literal(&pattern, subject);
    if (*n->host && strcmp(n->host, subject) != 0) {
        sg_buf_text(&pattern, " OR ");
        add_literal(&pattern, n->host);
    }
    sg_buf_char(&pattern, ']');
    SG_TRY(make_new_id(s, ret, "indicator", "look-alike", n->domain));
    SG_TRY(begin_said(s, "indicator", ret));
    sg_json_kstr(&s->j, "name", sg_buf_view(&name));
    sg_json_kstr(&s->j, "description", reason);
    sg_json_key(&s->j, "indicator_types");
    sg_json_array(&s->j);
    sg_json_text(&s->j, "anomalous-activity");
    sg_json_array_end(&s->j);
    sg_json_kstr(&s->j, "pattern", sg_buf_view(&pattern));
    sg_json_ktext(&s->j, "pattern_type", "stix");
    sg_json_ktext(&s->j, "pattern_version", "2.1");
    put_time(s, "valid_from", n->first);
    put_labels(s, &n->look);
    put_disarm(s);
    sg_json_object_end(&s->j);
    SG_TRY(sg_buf_check(&name, s->err));
    return sg_buf_check(&pattern, s->err);
}

static enum sg_code put_name(struct stix *s, const struct sg_entry_name *n)
{
    sg_auto_buf reason = { 0 }, content = { 0 };
    struct id things[2], indicator, observed;
    struct seen seen = { n->n, n->first, n->last, n->first_sighting, n->n_sightings };
    size_t n_things = 1;
    bool is_seen;
    sg_lookalike_reason(&n->look, exchange_protected(s->e, n), &reason);
    SG_TRY(sg_buf_check(&reason, s->err));
    SG_TRY(put_observable(s, "domain-name", sg_str(exchange_subject(n)), &things[0]));
    if (*n->host && strcmp(n->host, exchange_subject(n)) != 0)
        SG_TRY(put_observable(s, "domain-name", sg_str(n->host), &things[n_things++]));
    SG_TRY(put_indicator(s, n, sg_buf_view(&reason), &indicator));
    for (size_t i = 0; i < n_things; i++)
        SG_TRY(put_relationship(s, "related-to", &indicator, &things[i]));
    SG_TRY(put_seen(s, "look-alike", things, n_things, &seen, &observed, &is_seen));
    if (is_seen) SG_TRY(put_relationship(s, "based-on", &indicator, &observed));
    sg_buf_str(&content, sg_buf_view(&reason));
    sg_buf_printf(&content, " Severity: %s. Carriers: ", sg_severity_names[n->look.severity]);
    say_places(&content, n->n);
    sg_buf_char(&content, '.');
    say_sources(s, &content, &seen);
    SG_TRY(sg_buf_check(&content, s->err));
    struct id about[3] = { indicator, things[0], things[n_things - 1] };
    return put_note(s, "Why it looks alike", sg_buf_view(&content), about, 1 + n_things);
}

/* ---- indicators of others ---- */

/* "indicator--" and a UUID: what a sighting may name. */
static bool is_indicator_id(const char *id)
{
    static const char shape[] = "indicator--xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (strlen(id) != strlen(shape)) return false;
    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == 'x' ? sg_hex_digit(id[i]) < 0 : id[i] != shape[i]) return false;
    return true;
}

static enum sg_code put_host(struct stix *s, struct sg_str host, struct id *ret)
{
    int version = exchange_ip_version(host);
    return put_observable(s, version == 6 ? "ipv6-addr" : version == 4 ? "ipv4-addr" : "domain-name", host, ret);
}

/* What was matched, as far as it may be told: of an address in the web its host, of a mail address nothing (`*ret_n`
 * 0). */
static enum sg_code put_matched(struct stix *s, const struct sg_indicator *i, struct id *ret, size_t *ret_n)
{
    static const char *const types[] = {
        [SG_INDICATOR_URL] = "url", [SG_INDICATOR_MAIL] = "email-addr", [SG_INDICATOR_SHA256] = "file"
    };
    bool is_whole = exchange_is_whole(s->x, i->value);
    *ret_n = is_whole || i->kind == SG_INDICATOR_URL;
    if (!*ret_n) return SG_OK;
    if (i->kind == SG_INDICATOR_DOMAIN || i->kind == SG_INDICATOR_IP || !is_whole)
        return put_host(s, exchange_value(s->x, i->value), ret);
    return put_observable(s, types[i->kind], sg_str(i->value), ret);
}

static void say_match(const struct stix *s, const struct sg_entry_match *m, const struct seen *seen, struct sg_buf *out)
{
    const struct sg_indicator_feed *feed = exchange_feed(s->e, m);
    const char *file = exchange_words(s->x, feed->file), *author = exchange_words(s->x, m->indicator.author);
    const char *label = exchange_words(s->x, m->indicator.label), *id = exchange_words(s->x, m->indicator.id);
    struct sg_str value = exchange_value(s->x, m->indicator.value);
    sg_buf_printf(out, "An indicator of others (%s", sg_indicator_kind_names[m->indicator.kind]);
    if (value.len)
        sg_buf_printf(out, ", %s%.*s", exchange_is_whole(s->x, m->indicator.value) ? "" : "at ", (int)value.len,
                      value.data);
    sg_buf_printf(out, ") occurs in the case. Feed: %s, SHA-256 %s.", *file ? file : "not named", feed->sha256);
    if (*id) sg_buf_printf(out, " Its id there: %s.", id);
    if (*author) sg_buf_printf(out, " Published by: %s.", author);
    if (*label) sg_buf_printf(out, " The feed says: %s.", label);
    if (m->is_before_valid)
        sg_buf_text(out, " The first sighting lies outside the time for which the feed holds it valid.");
    sg_buf_text(out, " Carriers: ");
    say_places(out, m->n);
    sg_buf_char(out, '.');
    say_sources(s, out, seen);
}

static enum sg_code put_sighting(struct stix *s, const struct sg_entry_match *m, const struct id *observed,
                                 size_t n_observed, struct id *ret)
{
    char time[EXCHANGE_TIME];
    SG_TRY(make_new_id(s, ret, "sighting", m->indicator.id, sg_indicator_kind_names[m->indicator.kind]));
    SG_TRY(begin_said(s, "sighting", ret));
    if (exchange_time(m->first, time)) {
        put_time(s, "first_seen", m->first);
        put_time(s, "last_seen", m->last > m->first ? m->last : m->first);
    }
    sg_json_ku64(&s->j, "count", bounded(exchange_carriers(m->n)));
    sg_json_ktext(&s->j, "sighting_of_ref", m->indicator.id);
    if (n_observed) put_refs(s, "observed_data_refs", observed, n_observed);
    sg_json_object_end(&s->j);
    return SG_OK;
}

static enum sg_code put_match(struct stix *s, const struct sg_entry_match *m)
{
    sg_auto_buf content = { 0 };
    struct id thing, observed, about;
    struct seen seen = { m->n, m->first, m->last, m->first_sighting, m->n_sightings };
    size_t n_things;
    bool is_seen;
    SG_TRY(put_matched(s, &m->indicator, &thing, &n_things));
    SG_TRY(put_seen(s, "indicator", &thing, n_things, &seen, &observed, &is_seen));
    about = is_seen ? observed : n_things ? thing : s->producer;
    if (is_indicator_id(m->indicator.id)) {
        struct id sighting;
        SG_TRY(put_sighting(s, m, &observed, is_seen, &sighting));
        about = sighting;
    }
    say_match(s, m, &seen, &content);
    SG_TRY(sg_buf_check(&content, s->err));
    return put_note(s, "An indicator of others occurs", sg_buf_view(&content), &about, 1);
}

/* ---- the whole ---- */

static enum sg_code put_report(struct stix *s)
{
    struct id id;
    size_t n = s->n_written;
    SG_TRY(make_id(s, &id, "report", "", ""));
    SG_TRY(begin_said(s, "report", &id));
    sg_json_ktext(&s->j, "name", *s->title ? s->title : "A case");
    sg_json_ktext(&s->j, "description",
                  "Names that look like protected ones, and indicators of others that occur in the evidence. Who is "
                  "behind them is not said.");
    sg_json_key(&s->j, "report_types");
    sg_json_array(&s->j);
    sg_json_text(&s->j, "indicator");
    sg_json_text(&s->j, "observed-data");
    sg_json_array_end(&s->j);
    sg_json_ktext(&s->j, "published", s->made);
    put_refs(s, "object_refs", s->written, n);
    sg_json_object_end(&s->j);
    return SG_OK;
}

static enum sg_code put_objects(struct stix *s)
{
    SG_TRY(put_producer(s));
    s->e = s->x->lookalikes;
    for (size_t i = 0; s->e && i < s->e->n_names; i++)
        if (exchange_is_told(s->x, &s->e->names[i])) SG_TRY(put_name(s, &s->e->names[i]));
    s->e = s->x->matches;
    for (size_t i = 0; s->e && i < s->e->n_matches; i++)
        SG_TRY(put_match(s, &s->e->matches[i]));
    return put_report(s);
}

static enum sg_code put_bundle(struct stix *s)
{
    char uuid[SG_UUID_TEXT], id[64];
    if (!exchange_time(s->x->made, s->made))
        return sg_fail(s->err, SG_EUSAGE, "an export needs to know when it was made");
    /* STIX 2.1, 3.6: a new version has the same `created` and a newer `modified`. */
    bool is_known = s->x->begun && s->x->begun <= s->x->made && exchange_time(s->x->begun, s->created);
    if (!is_known) memcpy(s->created, s->made, sizeof s->created);
    SG_TRY(exchange_uuid(NULL, uuid, s->err, "bundle", s->title, s->begun, s->made, (char *)NULL));
    snprintf(id, sizeof id, "bundle--%s", uuid);
    sg_json_object(&s->j);
    sg_json_ktext(&s->j, "type", "bundle");
    sg_json_ktext(&s->j, "id", id);
    sg_json_key(&s->j, "objects");
    sg_json_array(&s->j);
    SG_TRY(put_objects(s));
    sg_json_array_end(&s->j);
    sg_json_object_end(&s->j);
    sg_buf_char(s->j.out, '\n');
    return sg_buf_check(s->j.out, s->err);
}

enum sg_code exchange_stix_write(const struct sg_exchange *x, struct sg_buf *out, struct sg_err *err)
{
    struct stix s = { .x = x, .err = err, .j = sg_json_out(out, true), .title = exchange_words(x, x->case_title) };
    if (x->begun) sg_time_format(x->begun, s.begun);
    enum sg_code code = put_bundle(&s);
    free(s.written);
    free(s.slots);
    return code;
}
