/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `status` gathers (sg_survey_load.c) before it is shown (cmd_status.c). */
#ifndef SG_CLI_STATUS_H
#define SG_CLI_STATUS_H

#include "cli/commands.h"
#include "model/post.h"

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
    uint64_t rows, embedded, ghosts, unnamed_ghosts;
    sg_time from, to; /* SG_TIME_NONE when there are no posts */
};
enum sg_code sg_survey_load(struct sg_store *store, struct sg_survey *ret, struct sg_err *err) SG_CHECKED;
void sg_survey_release(struct sg_survey *s);

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
