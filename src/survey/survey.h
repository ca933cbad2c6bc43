/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a case holds: its sources, platforms, links and counts. */
#ifndef SG_SURVEY_SURVEY_H
#define SG_SURVEY_SURVEY_H

#include <stdbool.h>

#include "casefile/casefile.h"
#include "model/leak_tables.h"
#include "model/post.h"
#include "store/store.h"

struct sg_survey_source {
    uint64_t source, bytes, rows, rejected, repaired;
    char *file, *sha256, *format, *platform, *error;
    bool has_ended; /* else: cut off, or being added now */
};
struct sg_survey_platform {
    char *name;
    uint64_t rows, accounts;
    sg_time from, to;
};
struct sg_survey_kind {
    uint8_t kind;
    uint64_t n, other; /* links: missing parents; objects: different ones */
};
struct sg_survey {
    struct sg_survey_source *sources;
    size_t n_sources;
    struct sg_survey_platform *platforms;
    size_t n_platforms;
    struct sg_survey_kind links[SG_LINK_KINDS + 1], objects[SG_OBJECT_KINDS + 1];
    size_t n_links, n_objects;
    struct sg_survey_kind items[SG_ITEM_KINDS]; /* of the leak; other: the places where they lie */
    size_t n_items;
    uint64_t rows, embedded, ghosts, unnamed_ghosts;
    sg_time from, to; /* SG_TIME_NONE when there are no posts */
};
enum sg_code sg_survey_load(struct sg_store *store, struct sg_survey *ret, struct sg_err *err) SG_CHECKED;
void sg_survey_release(struct sg_survey *s);

/* The document of `status --json` (doc/formats/status-json.md); `kept` is what sg_case_kept gives. */
enum sg_code sg_survey_json(const struct sg_case *c, const struct sg_survey *s, const struct sg_case_findings *kept,
                            bool indent, struct sg_buf *out, struct sg_err *err) SG_CHECKED;
/* "whole", "ended early", "cut off", "being added". */
const char *sg_survey_state(const struct sg_case *c, const struct sg_survey_source *s);
/* Where the case's store is: "embedded", or the server's address without its password. */
void sg_survey_store(const struct sg_case *c, struct sg_buf *out);
/* Links or objects of every kind together; `is_other` sums the other column. */
uint64_t sg_survey_sum(const struct sg_survey_kind *kinds, size_t n, bool is_other);

/* The source files, by id: what rows cite. */
struct sg_source_list {
    struct sg_source_entry {
        uint64_t source;
        char *file, *sha256;
    } * items;
    size_t n;
};
enum sg_code sg_source_list_load(struct sg_store *store, struct sg_source_list *ret, struct sg_err *err) SG_CHECKED;
void sg_source_list_release(struct sg_source_list *l);
const struct sg_source_entry *sg_source_list_find(const struct sg_source_list *l,
                                                  uint64_t source); /* NULL when unknown */

#endif
