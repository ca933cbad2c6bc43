/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stories and other parts of a document have in common when names are replaced: doc/method/privacy.md. */
#ifndef SG_REPORT_NAMES_H
#define SG_REPORT_NAMES_H

#include "base/arena.h"
#include "report/mask.h"
#include "report/web.h"

enum { NAMES_ID_LEAST = 5 }; /* shorter ids are no trace: they are numbers that any text may hold */

int64_t names_limit(const struct sg_names_options *o); /* followers from which on a name stays */
/* Where a post without a name is anonymous, and not only by an author whom this evidence does not name. */
bool names_is_nameless_place(const char *platform);
/* `list` as in struct sg_names_options. */
bool names_is_listed(const char *list, const char *platform, const char *name);
/* A display name that may speak of somebody else: "Fan of @jane", "backup: jane.example/x". */
bool names_may_tell_others(const char *display);

typedef void names_mask_fn(const struct mask *m, struct sg_str text, struct sg_buf *out);
/* Puts a cleaned text in the place of *text; false without memory. */
bool names_masked(struct sg_arena *arena, const struct mask *m, names_mask_fn *mask, const char **text);
bool names_clean_beside(const struct mask *m, const struct sg_names_options *o);

#endif
