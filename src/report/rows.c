/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "report/leak.h"

/* ---- writing ---- */

void rows_put_index(struct sg_json_out *j, uint32_t i)
{
    if (i == SG_NO_INDEX)
        sg_json_null(j);
    else
        sg_json_u64(j, i);
}

static void put_id(struct sg_json_out *j, uint64_t id)
{
    char text[17];
    snprintf(text, sizeof text, "%016" PRIx64, id);
    sg_json_text(j, id ? text : NULL);
}

void rows_put_bits(struct sg_json_out *j, uint32_t bits, const char *const *names)
{
    sg_json_array(j);
    for (int i = 0; names[i]; i++)
        if (bits >> i & 1) sg_json_text(j, names[i]);
    sg_json_array_end(j);
}

void rows_put_text(const struct row_writer *w, const char *text, bool is_content)
{
    if (is_content && !w->with_content) text = "";
    if (!w->is_masked) {
        sg_json_text(w->j, text);
        return;
    }
    sg_auto_buf masked = { 0 };
    sg_mask_personal(sg_str(text), &masked);
    sg_json_str(w->j, sg_buf_view(&masked));
    sg_buf_owe(w->j->out, &masked);
}

static void put_field(const struct row_writer *w, const void *at, const struct row_field *f)
{
    struct sg_json_out *j = w->j;
    switch (f->kind) {
    case ROW_TEXT:
    case ROW_CONTENT:
        rows_put_text(w, *(const char *const *)at, f->kind == ROW_CONTENT);
        break;
    case ROW_PLAIN:
        sg_json_text(j, *(const char *const *)at);
        break;
    case ROW_HEX:
        sg_json_text(j, at);
        break;
    case ROW_TIME:
        sg_json_time(j, *(const sg_time *)at);
        break;
    case ROW_U32:
        sg_json_u64(j, *(const uint32_t *)at);
        break;
    case ROW_U64:
        sg_json_u64(j, *(const uint64_t *)at);
        break;
    case ROW_I64:
        if (*(const int64_t *)at < 0)
            sg_json_null(j);
        else
            sg_json_i64(j, *(const int64_t *)at);
        break;
    case ROW_BOOL:
        sg_json_bool(j, *(const bool *)at);
        break;
    case ROW_SHARE:
        sg_json_double(j, (double)*(const float *)at);
        break;
    case ROW_ID:
        put_id(j, *(const uint64_t *)at);
        break;
    case ROW_ENUM: {
        const char *name = f->names[*(const unsigned *)at];
        sg_json_text(j, *name ? name : NULL);
        break;
    }
    case ROW_ENUM8:
        sg_json_text(j, f->names[*(const uint8_t *)at]);
        break;
    case ROW_BITS:
        rows_put_bits(j, *(const uint32_t *)at, f->names);
        break;
    case ROW_BITS8:
        rows_put_bits(j, *(const uint8_t *)at, f->names);
        break;
    default:
        w->own(w, at, f);
    }
}

void rows_put_fields(const struct row_writer *w, const void *row, const struct row_field *fields)
{
    for (const struct row_field *f = fields; f->key; f++) {
        sg_json_key(w->j, f->key);
        put_field(w, (const char *)row + f->offset, f);
    }
}

const void *rows_of(const void *answer, const struct row_list *list, size_t *ret_n)
{
    *ret_n = *(const size_t *)(const void *)((const char *)answer + list->count);
    return *(const void *const *)(const void *)((const char *)answer + list->items);
}

/* ---- reading one field ---- */

static uint64_t read_id(struct reading *r, const char *key)
{
    return field_is_null(sg_json_get(r->at, key)) ? 0 : field_hex16(r, key, "id of 16 hexadecimal digits");
}

static void read_hex(struct reading *r, const char *key, char ret[static 65])
{
    struct sg_str s = sg_json_string(sg_json_get(r->at, key));
    bool is_fine = s.len == 0 || s.len == 64;
    for (size_t i = 0; is_fine && i < s.len; i++)
        is_fine = sg_is_digit(s.data[i]) || (s.data[i] >= 'a' && s.data[i] <= 'f');
    if (!is_fine)
        field_fault(r, key, "SHA-256");
    else if (s.len)
        memcpy(ret, s.data, 64);
}

static unsigned read_name(struct reading *r, const char *key, const char *const *names)
{
    struct sg_json v = sg_json_get(r->at, key);
    struct sg_str s = sg_json_string(v);
    if (field_is_null(v) && !*names[0]) return 0;
    for (unsigned i = 0; names[i]; i++)
        if (s.len && sg_str_is(s, names[i])) return i;
    field_fault(r, key, "name that this program knows");
    return 0;
}

static uint32_t read_bits(struct reading *r, const char *key, const char *const *names)
{
    struct sg_json v = sg_json_get(r->at, key);
    uint32_t bits = 0;
    if (sg_json_type(v) != SG_JSON_ARRAY) field_fault(r, key, "list");
    for (struct sg_json_iter it = sg_json_each(v); sg_json_more(&it);) {
        unsigned i = 0;
        while (names[i] && !sg_str_is(sg_json_string(it.value), names[i]))
            i++;
        if (names[i])
            bits |= 1U << i;
        else
            field_fault(r, key, "list of names that this program knows");
    }
    return bits;
}

static void read_field(struct reading *r, void *at, const struct row_field *f, rows_own_fn *own)
{
    switch (f->kind) {
    case ROW_TEXT:
    case ROW_PLAIN:
    case ROW_CONTENT:
        *(const char **)at = field_words(r, f->key);
        break;
    case ROW_HEX:
        read_hex(r, f->key, at);
        break;
    case ROW_TIME:
        *(sg_time *)at = field_moment(r, f->key);
        break;
    case ROW_U32:
        *(uint32_t *)at = (uint32_t)field_count(r, f->key, UINT32_MAX);
        break;
    case ROW_U64:
        *(uint64_t *)at = field_count(r, f->key, UINT64_MAX);
        break;
    case ROW_I64:
        *(int64_t *)at = field_is_null(sg_json_get(r->at, f->key)) ? -1 : (int64_t)field_count(r, f->key, INT64_MAX);
        break;
    case ROW_BOOL:
        *(bool *)at = field_truth(r, f->key);
        break;
    case ROW_SHARE:
        *(float *)at = (float)field_real(r, f->key);
        break;
    case ROW_ID:
        *(uint64_t *)at = read_id(r, f->key);
        break;
    case ROW_ENUM:
        *(unsigned *)at = read_name(r, f->key, f->names);
        break;
    case ROW_ENUM8:
        *(uint8_t *)at = (uint8_t)read_name(r, f->key, f->names);
        break;
    case ROW_BITS:
        *(uint32_t *)at = read_bits(r, f->key, f->names);
        break;
    case ROW_BITS8:
        *(uint8_t *)at = (uint8_t)read_bits(r, f->key, f->names);
        break;
    default:
        own(r, at, f);
    }
}

void rows_read_fields(struct reading *r, void *row, const struct row_field *fields, rows_own_fn *own)
{
    for (const struct row_field *f = fields; f->key && r->code == SG_OK; f++)
        read_field(r, (char *)row + f->offset, f, own);
}

/* ---- reading lists ---- */

static void **items_of(void *answer, const struct row_list *list)
{
    return (void **)(void *)((char *)answer + list->items);
}

void rows_make_room(struct reading *r, struct sg_json doc, void *answer, const struct row_list *lists)
{
    for (const struct row_list *list = lists; list->key && r->code == SG_OK; list++) {
        size_t n = list_count(r, doc, list->key);
        *(size_t *)(void *)((char *)answer + list->count) = n;
        if (r->code == SG_OK) *items_of(answer, list) = list_room(r, n, list->size);
    }
    r->list = NULL;
}

void rows_read_lists(struct reading *r, struct sg_json doc, void *answer, const struct row_list *lists,
                     void (*read)(struct reading *r, void *row, const struct row_list *list))
{
    for (const struct row_list *list = lists; list->key; list++) {
        char *rows = *items_of(answer, list);
        r->list = list->key;
        r->item = 0;
        for (struct sg_json_iter it = sg_json_each(sg_json_get(doc, list->key)); r->code == SG_OK && sg_json_more(&it);
             r->item++) {
            r->at = it.value;
            if (sg_json_type(it.value) != SG_JSON_OBJECT)
                r->code = sg_fail(r->err, SG_EINPUT, "%s: %s[%zu] is no object", r->name, list->key, r->item);
            else
                read(r, rows + r->item * list->size, list);
        }
    }
    r->list = NULL;
}
