/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "objects/objects_internal.h"

#define FEW 12 /* things that are compared one by one; above, a hash table is used */

_Static_assert(ITEM_SLOTS >= 2 * SG_FOUND_MAX && (ITEM_SLOTS & (ITEM_SLOTS - 1)) == 0, "room in the table of things");

enum sg_code sg_extractor_new(struct sg_extractor **ret, struct sg_err *err)
{
    struct sg_extractor *x = calloc(1, sizeof *x);
    if (!x) return sg_fail_nomem(err, "an extractor");
    x->items = malloc(SG_FOUND_MAX * sizeof *x->items);
    x->found = malloc(SG_FOUND_MAX * sizeof *x->found);
    x->slots = malloc(ITEM_SLOTS * sizeof *x->slots);
    enum sg_code code = x->items && x->found && x->slots ? SG_OK : sg_fail_nomem(err, "an extractor");
    if (code == SG_OK) code = tables_load(&x->tables, err);
    if (code == SG_OK) code = unicode_new(&x->unicode, err);
    if (code == SG_OK) code = hosts_new(&x->hosts, &x->tables, x->unicode, err);
    if (code != SG_OK) {
        sg_extractor_free(x);
        return code;
    }
    *ret = x;
    return SG_OK;
}

void sg_extractor_free(struct sg_extractor *x)
{
    if (!x) return;
    hosts_free(x->hosts);
    unicode_free(x->unicode);
    tables_release(&x->tables);
    sg_buf_release(&x->values);
    sg_buf_release(&x->scratch);
    sg_buf_release(&x->normal);
    sg_buf_release(&x->inner);
    sg_buf_release(&x->link_id);
    sg_buf_release(&x->link_account);
    free(x->items);
    free(x->found);
    free(x->slots);
    free(x);
}

const struct host *extract_host(struct sg_extractor *x, struct sg_str written)
{
    const struct host *h = hosts_find(x->hosts, written);
    x->is_starved |= h->is_unknown;
    return h;
}

bool extract_is_full(const struct sg_extractor *x) { return x->n_items == SG_FOUND_MAX || x->values.failed; }

static uint16_t *slot_of(struct sg_extractor *x, const struct item *it)
{
    size_t i = it->hash & (ITEM_SLOTS - 1);
    for (; x->slots[i]; i = (i + 1) & (ITEM_SLOTS - 1)) {
        const struct item *other = &x->items[x->slots[i] - 1];
        if (other->hash == it->hash && other->kind == it->kind && other->len == it->len &&
            memcmp(x->values.data + other->at, x->values.data + it->at, it->len) == 0)
            break;
    }
    return &x->slots[i];
}

static bool is_known(struct sg_extractor *x, const struct item *it)
{
    if (x->n_items >= FEW) {
        if (!x->slots_in_use) {
            memset(x->slots, 0, ITEM_SLOTS * sizeof *x->slots);
            for (size_t i = 0; i < x->n_items; i++)
                *slot_of(x, &x->items[i]) = (uint16_t)(i + 1);
            x->slots_in_use = true;
        }
        uint16_t *slot = slot_of(x, it);
        if (*slot) return true;
        *slot = (uint16_t)(x->n_items + 1);
        return false;
    }
    for (size_t i = 0; i < x->n_items; i++)
        if (x->items[i].hash == it->hash && x->items[i].kind == it->kind && x->items[i].len == it->len &&
            memcmp(x->values.data + x->items[i].at, x->values.data + it->at, it->len) == 0)
            return true;
    return false;
}

void extract_add(struct sg_extractor *x, enum sg_object_kind kind, size_t at, struct sg_str raw)
{
    if (x->values.failed) return;
    size_t len = x->values.len - at;
    if (len && x->n_items < SG_FOUND_MAX) {
        struct item it = { kind, names_hash(x->values.data + at, len) + (uint32_t)kind, at, len, raw };
        if (!is_known(x, &it)) {
            x->items[x->n_items++] = it;
            return;
        }
    }
    x->values.len = at;
}

bool extract_url(struct sg_extractor *x, struct sg_str raw, bool without_short)
{
    size_t at = x->values.len;
    const struct host *h;
    size_t prefix = raw.len > 13 && memcmp(raw.data, "https://t.co/", 13) == 0 ? 13 : 0;
    if (prefix) { /* it is canonical when nothing but letters and digits follows */
        size_t i = prefix;
        while (i < raw.len && sg_is_alnum(raw.data[i]))
            i++;
        if (i < raw.len) prefix = 0;
    }
    if (prefix) {
        if (without_short) return true;
        h = extract_host(x, sg_str_n(raw.data + 8, 4));
        sg_buf_str(&x->values, raw);
    } else if (!url_canonical(x, raw, &x->values, &h)) {
        return false;
    }
    if (without_short && h->is_shortener) {
        x->values.len = at;
        return true;
    }
    extract_add(x, SG_OBJECT_URL, at, h->is_shortener ? sg_str_n(NULL, 0) : raw);
    if (h->is_wrapper) return true;
    at = x->values.len;
    sg_buf_str(&x->values, h->domain);
    extract_add(x, SG_OBJECT_DOMAIN, at, raw);
    return true;
}

static void add_plain(struct sg_extractor *x, enum sg_object_kind kind, struct sg_str value)
{
    size_t at = x->values.len;
    sg_buf_str(&x->values, value);
    extract_add(x, kind, at, value);
}

/* '#' may be left out where the kind was named. */
static bool add_name(struct sg_extractor *x, enum sg_object_kind kind, struct sg_str value)
{
    size_t at = x->values.len;
    char mark = kind == SG_OBJECT_HASHTAG ? '#' : '@';
    struct sg_str name = value;
    if (name.len && name.data[0] == mark) name = sg_str_n(name.data + 1, name.len - 1);
    if (!name.len || name.len > 1024) return false;
    if (kind == SG_OBJECT_HASHTAG)
        hashtag_fold(x->unicode, name, &x->values, &x->scratch);
    else
        for (size_t i = 0; i < name.len; i++)
            sg_buf_char(&x->values, sg_lower(name.data[i]));
    extract_add(x, kind, at, value);
    return true;
}

static bool add_domain(struct sg_extractor *x, struct sg_str value)
{
    const struct host *h = extract_host(x, value);
    if (h->is_bad) return false;
    size_t at = x->values.len;
    sg_buf_str(&x->values, h->domain);
    extract_add(x, SG_OBJECT_DOMAIN, at, value);
    return true;
}

static void add_object(struct sg_extractor *x, struct sg_str line)
{
    const char *colon = memchr(line.data, ':', line.len);
    enum sg_object_kind kind = SG_OBJECT_KINDS;
    struct sg_str value = line;
    if (colon) kind = sg_object_kind_from(sg_str_n(line.data, (size_t)(colon - line.data)));
    if (kind != SG_OBJECT_KINDS) {
        value = sg_str_trim(sg_str_n(colon + 1, line.len - (size_t)(colon + 1 - line.data)));
        if (!value.len) return;
    }
    bool is_done = false;
    if (kind == SG_OBJECT_KINDS) {
        if (line.data[0] == '#' || line.data[0] == '@')
            is_done = add_name(x, line.data[0] == '#' ? SG_OBJECT_HASHTAG : SG_OBJECT_MENTION, line);
        else if (memchr(line.data, '/', line.len))
            is_done = extract_url(x, line, false);
        else
            is_done = add_domain(x, line);
        kind = SG_OBJECT_OTHER;
    } else if (kind == SG_OBJECT_URL) {
        is_done = extract_url(x, value, false);
    } else if (kind == SG_OBJECT_DOMAIN) {
        is_done = add_domain(x, value);
    } else if (kind == SG_OBJECT_HASHTAG || kind == SG_OBJECT_MENTION) {
        is_done = add_name(x, kind, value);
    }
    /* What does not read as the kind it is called is still the evidence's own statement: kept as written. */
    if (!is_done && value.len <= URL_MAX) add_plain(x, kind, value);
}

static struct sg_str next_line(struct sg_str *rest)
{
    const char *end = memchr(rest->data, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->data) : rest->len;
    struct sg_str line = sg_str_trim(sg_str_n(rest->data, len));
    size_t step = len + (end ? 1 : 0);
    *rest = sg_str_n(rest->data + step, rest->len - step);
    return line;
}

enum sg_code sg_extract(struct sg_extractor *x, struct sg_str text, struct sg_str urls, struct sg_str objects,
                        struct sg_found_list *ret, struct sg_err *err)
{
    x->n_items = 0;
    x->slots_in_use = x->is_starved = false;
    if (x->values.failed) sg_buf_release(&x->values);
    sg_buf_clear(&x->values);
    scan_text(x, text, urls.len > 0);
    while (urls.len && !extract_is_full(x)) {
        struct sg_str line = next_line(&urls);
        if (line.len) extract_url(x, line, false);
    }
    while (objects.len && !extract_is_full(x)) {
        struct sg_str line = next_line(&objects);
        if (line.len) add_object(x, line);
    }
    if (x->values.failed || x->is_starved) return sg_fail_nomem(err, "what a text carries");
    for (size_t i = 0; i < x->n_items; i++) {
        const struct item *it = &x->items[i];
        x->found[i] = (struct sg_found){ it->kind, sg_str_n(x->values.data + it->at, it->len), it->raw };
    }
    *ret = (struct sg_found_list){ x->found, x->n_items };
    return SG_OK;
}
