/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STIX 2.0 and 2.1: indicators with their patterns, and what was observed (domains, addresses, files). */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "indicators/indicators_internal.h"

/* Objects of STIX that say something of indicators, or of the world, and are none themselves. */
static const char *const told[] = {
    "attack-pattern", "campaign", "course-of-action", "data-component",     "data-source",   "extension-definition",
    "grouping",       "identity", "incident",         "infrastructure",     "intrusion-set", "language-content",
    "location",       "malware",  "malware-analysis", "marking-definition", "note",          "opinion",
    "relationship",   "report",   "sighting",         "threat-actor",       "tool",          "vulnerability",
};

struct identity {
    struct sg_str id, name;
};
struct bundle {
    struct reading *r;
    struct identity *identities; /* by id */
    size_t n_identities;
    struct pattern pattern;
    char reason[200];
};

static struct sg_str text(struct sg_json object, const char *key)
{
    return sg_json_string(sg_json_get(object, key));
}

static bool is_stix_object(struct sg_json v)
{
    struct sg_str type = text(v, "type"), id = text(v, "id");
    return type.len && id.len > type.len + 2 && memcmp(id.data, type.data, type.len) == 0 &&
           memcmp(id.data + type.len, "--", 2) == 0;
}

/* The objects of a bundle, a bare list of them, or one alone. */
static struct sg_json objects_of(struct sg_json root)
{
    if (sg_json_type(root) == SG_JSON_ARRAY) return root;
    return sg_json_get(root, "objects");
}

static bool is_stix(const struct feed *f)
{
    if (sg_str_is(text(f->json, "type"), "bundle")) return true;
    struct sg_json_iter it = sg_json_each(objects_of(f->json));
    if (sg_json_more(&it)) return is_stix_object(it.value);
    return is_stix_object(f->json);
}

/* ---- who says it ---- */

static int by_id(const void *a, const void *b)
{
    struct sg_str x = ((const struct identity *)a)->id, y = ((const struct identity *)b)->id;
    size_t n = x.len < y.len ? x.len : y.len;
    int order = n ? memcmp(x.data, y.data, n) : 0;
    return order ? order : (x.len > y.len) - (x.len < y.len);
}

static enum sg_code find_identities(struct bundle *b, struct sg_json objects)
{
    size_t n = 0;
    for (struct sg_json_iter it = sg_json_each(objects); sg_json_more(&it);)
        n += sg_str_is(text(it.value, "type"), "identity");
    if (!n) return SG_OK;
    b->identities = calloc(n, sizeof *b->identities);
    if (!b->identities) return sg_fail_nomem(b->r->err, "a feed's identities");
    for (struct sg_json_iter it = sg_json_each(objects); sg_json_more(&it) && b->n_identities < n;)
        if (sg_str_is(text(it.value, "type"), "identity"))
            b->identities[b->n_identities++] = (struct identity){ text(it.value, "id"), text(it.value, "name") };
    qsort(b->identities, b->n_identities, sizeof *b->identities, by_id);
    return SG_OK;
}

static struct sg_str author_of(const struct bundle *b, struct sg_json object)
{
    struct identity key = { text(object, "created_by_ref"), { NULL, 0 } };
    if (!key.id.len || !b->n_identities) return key.name;
    const struct identity *found = bsearch(&key, b->identities, b->n_identities, sizeof key, by_id);
    return found ? found->name : key.name;
}

/* ---- indicators ---- */

static void label_list(struct reading *r, struct sg_json list)
{
    for (struct sg_json_iter it = sg_json_each(list); sg_json_more(&it);)
        label_add(r, sg_json_string(it.value));
}

static enum sg_code add_pattern(struct bundle *b, struct said *said)
{
    const struct pattern *p = &b->pattern;
    if (p->is_joined) label_add(b->r, sg_str("one of several conditions of its pattern"));
    said->label = label_end(b->r);
    for (size_t i = 0; i < p->n; i++) {
        struct sg_str s = sg_str_n(p->texts.data + p->values[i].at, p->values[i].len);
        if (p->values[i].part == PART_OTHER)
            reading_other(b->r, s);
        else if (p->values[i].part == PART_GUESS)
            SG_TRY(reading_add_guessed(b->r, s, said));
        else
            SG_TRY(reading_add(b->r, part_kind(p->values[i].part), s, said));
    }
    return SG_OK;
}

static enum sg_code read_indicator(struct bundle *b, struct sg_json object)
{
    struct reading *r = b->r;
    struct said said = { .id = text(object, "id"), .author = author_of(b, object) };
    struct sg_str pattern = text(object, "pattern"), type = text(object, "pattern_type");
    if (sg_json_true(sg_json_get(object, "revoked"))) {
        reading_other(r, sg_str("revoked"));
        return SG_OK;
    }
    if (type.len && !sg_str_is(type, "stix")) {
        char name[OTHER_NAME_MAX];
        snprintf(name, sizeof name, "%.*s pattern", (int)(type.len < 40 ? type.len : 40), type.data);
        reading_other(r, sg_str(name));
        return SG_OK;
    }
    if (!pattern_read(&b->pattern, pattern)) {
        if (!b->pattern.bad) return sg_fail_nomem(r->err, "a pattern");
        snprintf(b->reason, sizeof b->reason, "the pattern cannot be read at byte %zu: %s", b->pattern.at + 1,
                 b->pattern.bad);
        reading_reject(r, b->reason, pattern);
        return SG_OK;
    }
    said.from = said_time(text(object, "valid_from"));
    said.to = said_time(text(object, "valid_until"));
    label_begin(r);
    label_add(r, text(object, "name"));
    label_list(r, sg_json_get(object, "indicator_types"));
    label_list(r, sg_json_get(object, "labels"));
    label_add(r, text(object, "description"));
    return add_pattern(b, &said);
}

/* ---- what was observed ---- */

static enum sg_code read_hashes(struct bundle *b, struct sg_json object, const struct said *said)
{
    for (struct sg_json_iter it = sg_json_each(sg_json_get(object, "hashes")); sg_json_more(&it);) {
        if (sg_str_is_nocase(it.key, "sha-256") || sg_str_is_nocase(it.key, "sha256"))
            SG_TRY(reading_add(b->r, SG_INDICATOR_SHA256, sg_json_string(it.value), said));
        else
            reading_other(b->r, it.key);
    }
    return SG_OK;
}

/* `id` and `author` of what it stood in, when it has none of its own. */
static enum sg_code read_observed(struct bundle *b, struct sg_json object, struct said said)
{
    static const struct {
        const char *type;
        enum sg_indicator_kind kind;
    } kinds[] = { { "domain-name", SG_INDICATOR_DOMAIN },
                  { "hostname", SG_INDICATOR_DOMAIN },
                  { "x-opencti-hostname", SG_INDICATOR_DOMAIN },
                  { "url", SG_INDICATOR_URL },
                  { "email-addr", SG_INDICATOR_MAIL },
                  { "ipv4-addr", SG_INDICATOR_IP },
                  { "ipv6-addr", SG_INDICATOR_IP } };
    struct sg_str type = text(object, "type");
    if (text(object, "id").len) said.id = text(object, "id");
    said.from = said.to = SG_TIME_NONE;
    label_begin(b->r);
    label_add(b->r, sg_str("observed, not called an indicator"));
    said.label = label_end(b->r);
    if (sg_str_is(type, "file") || sg_str_is(type, "artifact")) return read_hashes(b, object, &said);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (sg_str_is(type, kinds[i].type)) return reading_add(b->r, kinds[i].kind, text(object, "value"), &said);
    reading_other(b->r, type);
    return SG_OK;
}

static bool is_told(struct sg_str type)
{
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (sg_str_is(type, told[i])) return true;
    return false;
}

static enum sg_code read_object(struct bundle *b, struct sg_json object)
{
    struct sg_str type = text(object, "type");
    struct said said = { .id = text(object, "id"), .author = author_of(b, object) };
    if (!type.len) {
        reading_reject(b->r, "this is no object of STIX: it has no type", sg_str_n(NULL, 0));
        return SG_OK;
    }
    if (sg_str_is(type, "indicator")) return read_indicator(b, object);
    if (is_told(type)) return SG_OK;
    if (!sg_str_is(type, "observed-data")) return read_observed(b, object, said);
    for (struct sg_json_iter it = sg_json_each(sg_json_get(object, "objects")); sg_json_more(&it);)
        if (text(it.value, "type").len) SG_TRY(read_observed(b, it.value, said));
    return SG_OK;
}

static enum sg_code read_all(struct bundle *b, const struct feed *f)
{
    struct sg_json objects = objects_of(f->json);
    if (sg_json_type(objects) != SG_JSON_ARRAY) { /* one alone, or an empty bundle */
        b->r->row = 1;
        return sg_str_is(text(f->json, "type"), "bundle") ? SG_OK : read_object(b, f->json);
    }
    SG_TRY(find_identities(b, objects));
    for (struct sg_json_iter it = sg_json_each(objects); sg_json_more(&it);) {
        b->r->row++;
        SG_TRY(read_object(b, it.value));
    }
    return SG_OK;
}

static enum sg_code read_stix(struct reading *r, const struct feed *f)
{
    struct bundle b = { .r = r };
    enum sg_code code = read_all(&b, f);
    free(b.identities);
    pattern_release(&b.pattern);
    return code;
}

const struct feed_format feed_stix = { "stix", is_stix, read_stix };
