/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `lookalike`, `indicators` and `export` share: looking through the case, and the answers that it keeps. */
#ifndef SG_CLI_ENTRY_ANSWER_H
#define SG_CLI_ENTRY_ANSWER_H

#include "cli/commands.h"
#include "entry/entry.h"
#include "model/entry.h"

/* Looks through the case with its calendar. `o->names` and `o->indicators` are given; the rest is filled in here. */
enum sg_code entry_find(struct context *ctx, struct sg_entry_options *o, struct sg_entry **ret,
                        struct sg_err *err) SG_CHECKED;
/* Keeps the answer below findings/, with its settings in the log. `action`: "lookalike" or "indicators". */
enum sg_code entry_keep(struct context *ctx, const char *action, const struct sg_entry *e, struct sg_buf *ret_document,
                        struct sg_err *err) SG_CHECKED;
/* The newest answer of an action that the case keeps, or NULL; *ret_stale: sources added since. */
enum sg_code entry_kept(struct context *ctx, const char *action, struct sg_entry **ret, uint64_t *ret_stale,
                        struct sg_err *err) SG_CHECKED;

#endif
