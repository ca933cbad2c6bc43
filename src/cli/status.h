/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `status` gathers (status_load.c) before it is shown (cmd_status.c). */
#ifndef SG_CLI_STATUS_H
#define SG_CLI_STATUS_H

#include "cli/commands.h"
#include "model/post.h"

struct status_source {
    uint64_t source, bytes, rows, rejected, repaired;
    char *file, *sha256, *format, *platform, *error;
    bool has_ended; /* else: cut off, or being added now */
};
struct status_platform {
    char *name;
    uint64_t rows, accounts;
    sg_time from, to;
};
struct status_kind {
    uint8_t kind;
    uint64_t n, other; /* links: missing parents; objects: different ones */
};
struct status {
    struct status_source *sources;
    size_t n_sources;
    struct status_platform *platforms;
    size_t n_platforms;
    struct status_kind links[SG_LINK_KINDS + 1], objects[SG_OBJECT_KINDS + 1];
    size_t n_links, n_objects;
    uint64_t rows, embedded, ghosts, unnamed_ghosts;
    sg_time from, to; /* SG_TIME_NONE when there are no posts */
};
enum sg_code status_load(struct sg_store *store, struct status *ret, struct sg_err *err) SG_CHECKED;
void status_release(struct status *s);

#endif
