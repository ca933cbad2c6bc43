/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MISP's JSON: an event, what a search answers, or a list of attributes (MISP core format,
 * draft-dulaunoy-misp-core-format). */
#include "base/text.h"
#include "indicators/indicators_internal.h"

static struct sg_str text(struct sg_json object, const char *key)
{
    return sg_json_string(sg_json_get(object, key));
}

static bool is_list(struct sg_json v)
{
    return sg_json_type(v) == SG_JSON_ARRAY;
}

static bool is_event(struct sg_json v)
{
    return is_list(sg_json_get(v, "Attribute")) || is_list(sg_json_get(v, "Object")) ||
           (text(v, "info").len && text(v, "uuid").len);
}

static bool is_attribute(struct sg_json v)
{
    return text(v, "type").len && sg_json_type(sg_json_get(v, "value")) == SG_JSON_STRING;
}

/* An event, a list of events or attributes, or an object that holds these. */
static bool holds_misp(struct sg_json v)
{
    if (sg_json_type(sg_json_get(v, "Event")) == SG_JSON_OBJECT || is_event(v)) return true;
    struct sg_json_iter it = sg_json_each(v);
    return is_list(v) && sg_json_more(&it) &&
           (sg_json_type(sg_json_get(it.value, "Event")) == SG_JSON_OBJECT || is_event(it.value) ||
            is_attribute(it.value));
}

static bool is_misp(const struct feed *f)
{
    struct sg_json answer = sg_json_get(f->json, "response");
    return holds_misp(f->json) || holds_misp(answer) || is_list(answer);
}

/* What an event says of all that it holds. */
struct event {
    struct sg_str info, author;
};

static struct event event_of(struct sg_json event)
{
    struct sg_str author = sg_json_string(sg_json_path(event, "Orgc.name"));
    if (!author.len) author = sg_json_string(sg_json_path(event, "Org.name"));
    return (struct event){ text(event, "info"), author };
}

/* MISP writes booleans as true, "1" or 1. */
static bool is_yes(struct sg_json v)
{
    char scratch[SG_JSON_SCALAR];
    return sg_json_true(v) || sg_str_is(sg_json_scalar(v, scratch), "1");
}

static bool is_no(struct sg_json v)
{
    char scratch[SG_JSON_SCALAR];
    return (sg_json_type(v) == SG_JSON_BOOL && !sg_json_true(v)) || sg_str_is(sg_json_scalar(v, scratch), "0");
}

static enum sg_code read_attribute(struct reading *r, struct sg_json a, const struct event *event, struct sg_str object)
{
    r->row++;
    struct event own = *event;
    struct sg_json within = sg_json_get(a, "Event"); /* a search for attributes answers so */
    if (sg_json_type(within) == SG_JSON_OBJECT) own = event_of(within);
    struct sg_str type = text(a, "type"), value = text(a, "value");
    if (!type.len) {
        reading_reject(r, "this attribute has no type", value);
        return SG_OK;
    }
    if (is_yes(sg_json_get(a, "deleted"))) {
        reading_other(r, sg_str("deleted"));
        return SG_OK;
    }
    label_begin(r);
    label_add(r, text(a, "comment"));
    if (is_no(sg_json_get(a, "to_ids"))) label_add(r, sg_str("not for detection (to_ids is false)"));
    label_add(r, own.info);
    label_add(r, object);
    struct said said = {
        .id = text(a, "uuid"), .author = own.author, .label = label_end(r), .from = SG_TIME_NONE, .to = SG_TIME_NONE
    };
    if (sg_str_is_nocase(type, "uri") && value.len && value.data[0] == '/') {
        reading_other(r, sg_str("uri without a host"));
        return SG_OK;
    }
    return reading_add_named(r, type, value, &said);
}

static enum sg_code read_attributes(struct reading *r, struct sg_json list, const struct event *event,
                                    struct sg_str object)
{
    for (struct sg_json_iter it = sg_json_each(list); sg_json_more(&it);)
        SG_TRY(read_attribute(r, it.value, event, object));
    return SG_OK;
}

static enum sg_code read_event(struct reading *r, struct sg_json event)
{
    struct event e = event_of(event);
    SG_TRY(read_attributes(r, sg_json_get(event, "Attribute"), &e, sg_str_n(NULL, 0)));
    for (struct sg_json_iter it = sg_json_each(sg_json_get(event, "Object")); sg_json_more(&it);) {
        if (is_yes(sg_json_get(it.value, "deleted")))
            for (uint64_t n = sg_json_count(sg_json_get(it.value, "Attribute")); n; n--)
                reading_other(r, sg_str("deleted"));
        else
            SG_TRY(read_attributes(r, sg_json_get(it.value, "Attribute"), &e, text(it.value, "name")));
    }
    for (uint64_t n = sg_json_count(sg_json_get(event, "ShadowAttribute")); n; n--)
        reading_other(r, sg_str("proposal"));
    return SG_OK;
}

static enum sg_code read_one(struct reading *r, struct sg_json v)
{
    const struct event none = { { NULL, 0 }, { NULL, 0 } };
    struct sg_json event = sg_json_get(v, "Event");
    if (is_attribute(v)) return read_attribute(r, v, &none, sg_str_n(NULL, 0));
    if (sg_json_type(event) == SG_JSON_OBJECT) return read_event(r, event);
    if (is_event(v)) return read_event(r, v);
    r->row++;
    reading_reject(r, "this is neither an event nor an attribute of MISP", sg_str_n(NULL, 0));
    return SG_OK;
}

static enum sg_code read_misp(struct reading *r, const struct feed *f)
{
    struct sg_json root = sg_json_get(f->json, "response");
    if (sg_json_type(root) == SG_JSON_NONE) root = f->json;
    if (!is_list(root)) return read_one(r, root);
    for (struct sg_json_iter it = sg_json_each(root); sg_json_more(&it);)
        SG_TRY(read_one(r, it.value));
    return SG_OK;
}

const struct feed_format feed_misp = { "misp", is_misp, read_misp };
