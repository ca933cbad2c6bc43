/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mapping file says which column of a CSV is what of a post.  doc/formats/mapping.md describes it. */
#ifndef SG_SOURCES_MAPPING_H
#define SG_SOURCES_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sources/csv.h"
#include "sources/row.h"

/* What a column can be of a post. */
enum sg_target {
    SG_T_TIME, SG_T_PRECISION, SG_T_PLATFORM, SG_T_ID, SG_T_ACCOUNT, SG_T_NAME, SG_T_KIND, SG_T_TEXT, SG_T_LANG,
    SG_T_AUDIENCE, SG_T_CLIENT, SG_T_CHANNEL, SG_T_URL, SG_T_REPOST_OF, SG_T_REPOST_OF_ACCOUNT, SG_T_QUOTE_OF,
    SG_T_QUOTE_OF_ACCOUNT, SG_T_REPLY_TO, SG_T_REPLY_TO_ACCOUNT, SG_T_URLS, SG_T_HASHTAGS, SG_T_MENTIONS, SG_T_DOMAINS,
    SG_T_MEDIA, SG_T_OBJECTS, SG_T_OBJECT, SG_T_TEXT_IS, SG_T_TIMEZONE, SG_TARGETS
};

enum { SG_MAP_SOURCES = 8, SG_MAP_VALUES = 256, SG_MAP_COLUMNS = 128 };

/* Where a target's value comes from: a constant, or columns: the first that is not empty, or all of them, one a
 * line. */
struct sg_map_source {
    bool is_set, is_constant, is_joined;
    struct sg_str constant;
    struct sg_str names[SG_MAP_SOURCES];
    size_t n;
};
/* `kind.R = repost` */
struct sg_map_value {
    enum sg_target target;
    struct sg_str from, to;
};

struct sg_mapping {
    char *text; /* owned; everything below points into it */
    const char *file;
    struct sg_str name;
    char delimiter; /* 0: the header tells */
    bool is_headless; /* the first row is data already */
    struct sg_str header[SG_MAP_COLUMNS], columns[SG_MAP_COLUMNS], ignored[SG_MAP_COLUMNS];
    size_t n_header, n_columns, n_ignored;
    struct sg_map_source sources[SG_TARGETS];
    struct sg_map_value values[SG_MAP_VALUES];
    size_t n_values;
};

/* Reads a mapping from text (copied).  `file` names it in errors and is copied too.  The error names file and line. */
enum sg_code sg_mapping_parse(const char *file, struct sg_str text, struct sg_mapping **ret,
                              struct sg_err *err) SG_CHECKED;
enum sg_code sg_mapping_read(const char *path, struct sg_mapping **ret, struct sg_err *err) SG_CHECKED;
void sg_mapping_free(struct sg_mapping *m);
/* How well a file that begins with `head` fits: 0 not at all, or lacking a header line to go by; 95 the same columns;
 * less when the file has further ones. */
int sg_mapping_score(const struct sg_mapping *m, struct sg_str head);
/* The best of the *.map files in a folder; on a tie the first by name.  *ret NULL and score 0 when none fits.  A file
 * that is no mapping is an error of `err` only when nothing else fits. */
enum sg_code sg_mapping_find(const char *dir, struct sg_str head, struct sg_mapping **ret, int *ret_score,
                             struct sg_err *err) SG_CHECKED;
/* What `from` becomes by the mapping's value lines; false when there is no such line. */
bool sg_mapping_value(const struct sg_mapping *m, enum sg_target target, struct sg_str from, struct sg_str *ret);

/* ---- bound to one file's header ---- */

struct sg_plan_source {
    struct sg_str constant;
    uint16_t columns[SG_MAP_SOURCES];
    uint8_t n;
    bool is_joined;
};
struct sg_plan {
    const struct sg_mapping *mapping; /* borrowed */
    struct sg_plan_source sources[SG_TARGETS];
    size_t n_columns;
    uint16_t *extra; /* columns that have no place in a post */
    struct sg_str *extra_keys; /* "\"region\":\"" */
    size_t n_extra;
    struct sg_buf keys;
    bool has_lists, has_refs, has_zones;
};
/* SG_EINPUT when the header lacks a column that the time needs. */
enum sg_code sg_plan_bind(struct sg_plan *p, const struct sg_mapping *m, const struct sg_str *header, size_t n_header,
                          const char *file, struct sg_err *err) SG_CHECKED;
void sg_plan_release(struct sg_plan *p);

/* Puts one record into the row that was begun, and ends or rejects it.  `joined` is for its use alone. */
struct sg_plan_state {
    struct sg_buf joined, extra;
    char last_time[64]; /* the time text before this one: exports are sorted, and many rows share a minute */
    size_t last_time_len;
    sg_time time;
    uint32_t precision;
};
void sg_plan_row(const struct sg_plan *p, struct sg_plan_state *state, const struct sg_str *fields, struct sg_row *row);
void sg_plan_state_release(struct sg_plan_state *s);

/* ---- the reader over it ---- */

/* Takes `m`, also when it fails. */
enum sg_code sg_mapped_open(struct sg_stream *in, const struct sg_read_options *options, struct sg_mapping *m,
                            void **ret_self, struct sg_err *err) SG_CHECKED;
enum sg_code sg_mapped_next(void *self, struct ArrowArray *ret_batch, struct sg_err *err) SG_CHECKED;
void sg_mapped_close(void *self);

#endif
