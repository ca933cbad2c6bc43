/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/fields.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/text.h"

void field_fault(struct reading *r, const char *key, const char *expected)
{
    if (r->code != SG_OK) return;
    if (r->list)
        r->code = sg_fail(r->err, SG_EINPUT, "%s: %s[%zu].%s is no %s", r->name, r->list, r->item, key, expected);
    else
        r->code = sg_fail(r->err, SG_EINPUT, "%s: %s is no %s", r->name, key, expected);
}

enum sg_code reading_run(struct reading *r, struct sg_str json, uint64_t format,
                         enum sg_code (*read)(struct reading *r, struct sg_json doc))
{
    struct sg_json_parser *parser;
    struct sg_err own, *err = r->err;
    struct sg_json doc;
    if (!err) r->err = &own;
    enum sg_code code = sg_json_parser_new(&parser, r->err);
    if (code == SG_OK) {
        code = sg_json_parse(parser, json, &doc, r->err);
        if (code != SG_OK) code = sg_fail_within(r->err, "%s", r->name);
        if (code == SG_OK && sg_json_type(doc) != SG_JSON_OBJECT)
            code = sg_fail(r->err, SG_EINPUT, "%s: holds no object, which a finding is", r->name);
        if (code == SG_OK) {
            r->at = doc;
            uint64_t found = field_count(r, "format", UINT32_MAX);
            char expected[80];
            snprintf(expected, sizeof expected, "format that this program knows (%" PRIu64 ")", format);
            if (found != format) field_fault(r, "format", expected);
            code = r->code == SG_OK ? read(r, doc) : r->code;
        }
        sg_json_parser_free(parser);
    }
    r->err = err;
    return code;
}

/* ---- fields ---- */

bool field_is_null(struct sg_json v)
{
    return sg_json_type(v) == SG_JSON_NULL;
}

bool field_to_u64(struct sg_json v, uint64_t *ret)
{
    char scratch[SG_JSON_SCALAR];
    return sg_json_type(v) == SG_JSON_NUMBER && sg_parse_u64(sg_json_scalar(v, scratch), ret, NULL) == SG_OK;
}

uint64_t field_count(struct reading *r, const char *key, uint64_t most)
{
    uint64_t v = 0;
    if (!field_to_u64(sg_json_get(r->at, key), &v) || v > most) field_fault(r, key, "whole number in its range");
    return r->code == SG_OK ? v : 0;
}

uint32_t field_small(struct reading *r, const char *key)
{
    return (uint32_t)field_count(r, key, UINT32_MAX - 1);
}

uint32_t field_place(struct reading *r, const char *key, size_t n)
{
    uint64_t v = 0;
    if (!field_to_u64(sg_json_get(r->at, key), &v) || v >= n) field_fault(r, key, "number of an item of this document");
    return r->code == SG_OK ? (uint32_t)v : 0;
}

uint32_t field_place_or_none(struct reading *r, const char *key, size_t n)
{
    return field_is_null(sg_json_get(r->at, key)) ? SG_NO_INDEX : field_place(r, key, n);
}

double field_real(struct reading *r, const char *key)
{
    double v = 0;
    if (!sg_json_number(sg_json_get(r->at, key), &v)) field_fault(r, key, "number");
    return v;
}

double field_real_or(struct reading *r, const char *key, double otherwise)
{
    return field_is_null(sg_json_get(r->at, key)) ? otherwise : field_real(r, key);
}

/* Microseconds of a number of seconds: exact below 136 years, where a double tells them apart; up to 544 years, for
 * posts of 1970 and of 2200 alone have all their times at multiples of 230 years. */
sg_time field_seconds(struct reading *r, const char *key)
{
    double v = field_real(r, key);
    if (!(fabs(v) < 17179869184.0)) {
        field_fault(r, key, "number of seconds in its range");
        return 0;
    }
    return (sg_time)llround(v * (double)SG_SECOND);
}

bool field_truth(struct reading *r, const char *key)
{
    struct sg_json v = sg_json_get(r->at, key);
    if (sg_json_type(v) != SG_JSON_BOOL) field_fault(r, key, "truth value");
    return sg_json_true(v);
}

const char *field_kept(struct reading *r, struct sg_str text)
{
    const char *s = sg_arena_string(r->arena, text);
    if (!s && r->code == SG_OK) r->code = sg_fail_nomem(r->err, r->name);
    return s ? s : "";
}

const char *field_words(struct reading *r, const char *key)
{
    struct sg_json v = sg_json_get(r->at, key);
    if (sg_json_type(v) != SG_JSON_STRING) {
        field_fault(r, key, "text");
        return "";
    }
    return field_kept(r, sg_json_string(v));
}

sg_time field_moment(struct reading *r, const char *key)
{
    struct sg_json v = sg_json_get(r->at, key);
    sg_time t = SG_TIME_NONE;
    uint32_t precision;
    if (field_is_null(v)) return t;
    if (sg_json_type(v) != SG_JSON_STRING || sg_time_parse(sg_json_string(v), &t, &precision, NULL) != SG_OK)
        field_fault(r, key, "time");
    return t;
}

uint64_t field_hex16(struct reading *r, const char *key, const char *expected)
{
    struct sg_str s = sg_json_string(sg_json_get(r->at, key));
    uint64_t v = 0;
    bool is_fine = s.len == 16;
    for (size_t i = 0; is_fine && i < 16; i++) {
        char c = s.data[i];
        is_fine = sg_is_digit(c) || (c >= 'a' && c <= 'f');
        v = v << 4 | (uint64_t)(sg_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    if (!is_fine) field_fault(r, key, expected);
    return v;
}

uint64_t field_identity(struct reading *r)
{
    return field_hex16(r, "identity", "16 hexadecimal digits");
}

enum sg_coaction field_kind(struct reading *r)
{
    enum sg_coaction by = sg_coaction_from(sg_json_string(sg_json_get(r->at, "kind")));
    if (by == SG_COACTIONS) field_fault(r, "kind", "kind of co-action");
    return by == SG_COACTIONS ? SG_BY_REPOST : by;
}

uint32_t field_kinds(struct reading *r)
{
    struct sg_json v = sg_json_get(r->at, "kinds");
    uint32_t mask = 0;
    if (sg_json_type(v) != SG_JSON_ARRAY) field_fault(r, "kinds", "list");
    for (struct sg_json_iter it = sg_json_each(v); sg_json_more(&it);) {
        enum sg_coaction by = sg_coaction_from(sg_json_string(it.value));
        if (by == SG_COACTIONS)
            field_fault(r, "kinds", "list of kinds");
        else
            mask |= (uint32_t)1 << by;
    }
    return mask;
}

uint32_t field_places(struct reading *r, const char *key, size_t n, uint32_t *ret, size_t *ret_end)
{
    uint32_t taken = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(r->at, key)); sg_json_more(&it); taken++) {
        uint64_t v = 0;
        if (!field_to_u64(it.value, &v) || v >= n) {
            field_fault(r, key, "list of items of this document");
            return 0;
        }
        ret[(*ret_end)++] = (uint32_t)v;
    }
    return taken;
}

/* ---- lists ---- */

size_t list_count(struct reading *r, struct sg_json doc, const char *list)
{
    struct sg_json v = sg_json_get(doc, list);
    r->list = NULL;
    if (sg_json_type(v) != SG_JSON_ARRAY) {
        field_fault(r, list, "list");
        return 0;
    }
    uint64_t n = sg_json_count(v);
    if (n >= SG_NO_INDEX) field_fault(r, list, "list of fewer than 4,294,967,295 items");
    return r->code == SG_OK ? (size_t)n : 0;
}

size_t list_count_inside(struct reading *r, struct sg_json doc, const char *list, const char *key)
{
    size_t n = 0;
    r->list = list;
    r->item = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(doc, list)); sg_json_more(&it); r->item++) {
        struct sg_json v = sg_json_get(it.value, key);
        if (sg_json_type(v) != SG_JSON_ARRAY) field_fault(r, key, "list");
        n += (size_t)sg_json_count(v);
    }
    if (n >= SG_NO_INDEX) field_fault(r, key, "list of fewer than 4,294,967,295 items in all");
    return r->code == SG_OK ? n : 0;
}

void *list_room(struct reading *r, size_t n, size_t size)
{
    void *p = sg_arena_alloc(r->arena, n, size);
    if (!p && r->code == SG_OK) r->code = sg_fail_nomem(r->err, r->name);
    return p;
}

void list_each(struct reading *r, struct sg_json doc, const char *list, void (*read)(struct reading *r, size_t i))
{
    r->list = list;
    r->item = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(doc, list)); r->code == SG_OK && sg_json_more(&it);
         r->item++) {
        r->at = it.value;
        if (sg_json_type(it.value) != SG_JSON_OBJECT)
            r->code = sg_fail(r->err, SG_EINPUT, "%s: %s[%zu] is no object", r->name, list, r->item);
        else
            read(r, r->item);
    }
}
