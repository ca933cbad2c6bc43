/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a finding's document is read: one field, one list at a time. */
#ifndef SG_REPORT_FIELDS_H
#define SG_REPORT_FIELDS_H

#include "model/coordination.h"
#include "model/entry.h"
#include "model/leak.h"
#include "json/json.h"

/* The first fault is kept, and the rest of the row is read for nothing: callers ask once a row. */
struct reading {
    const char *name; /* the file's, for messages */
    const char *list; /* where we are */
    size_t item;
    struct sg_json at; /* the row */
    struct sg_arena *arena;     /* of the answer */
    struct sg_coordination *c;  /* the answer: one of these */
    struct sg_leak *l;
    struct sg_entry *e;
    uint64_t n_claimed; /* steps that the pairs so far name */
    enum sg_code code;
    struct sg_err *err;
};

/* Takes the JSON apart and gives its document, an object of this format, to `read`, which takes what it keeps and returns
 * r->code.  r->name and r->arena are set; messages begin with the name.  A NULL r->err is replaced. */
enum sg_code reading_run(struct reading *r, struct sg_str json, uint64_t format,
                         enum sg_code (*read)(struct reading *r, struct sg_json doc)) SG_CHECKED;

void field_fault(struct reading *r, const char *key, const char *expected); /* "FILE: LIST[ITEM].KEY is no EXPECTED" */

/* Of the row r->at; after a fault any value. */
uint64_t field_count(struct reading *r, const char *key, uint64_t most);
uint32_t field_small(struct reading *r, const char *key);
uint32_t field_place(struct reading *r, const char *key, size_t n); /* below n */
uint32_t field_place_or_none(struct reading *r, const char *key, size_t n);
double field_real(struct reading *r, const char *key);
double field_real_or(struct reading *r, const char *key, double otherwise); /* otherwise: what null is */
sg_time field_seconds(struct reading *r, const char *key);
bool field_truth(struct reading *r, const char *key);
const char *field_words(struct reading *r, const char *key);
sg_time field_moment(struct reading *r, const char *key); /* SG_TIME_NONE for null */
uint64_t field_hex16(struct reading *r, const char *key, const char *expected);
uint64_t field_identity(struct reading *r);
enum sg_coaction field_kind(struct reading *r);
uint32_t field_kinds(struct reading *r);
/* A list of numbers below `n`, put behind what `ret` holds up to *ret_end; how many there were. */
uint32_t field_places(struct reading *r, const char *key, size_t n, uint32_t *ret, size_t *ret_end);

const char *field_kept(struct reading *r, struct sg_str text); /* in the answer's arena */
bool field_is_null(struct sg_json v);
bool field_to_u64(struct sg_json v, uint64_t *ret);

/* How many rows a list of the document has, or the lists `key` of all its rows together. */
size_t list_count(struct reading *r, struct sg_json doc, const char *list);
size_t list_count_inside(struct reading *r, struct sg_json doc, const char *list, const char *key);
void *list_room(struct reading *r, size_t n, size_t size);
/* Calls `read` with r->at at each row, up to the first fault. */
void list_each(struct reading *r, struct sg_json doc, const char *list, void (*read)(struct reading *r, size_t i));

#endif
