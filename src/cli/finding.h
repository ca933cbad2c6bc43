/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command found, kept in the case and noted in its log. */
#ifndef SG_CLI_FINDING_H
#define SG_CLI_FINDING_H

#include "cli/commands.h"

/*
 * Writes `document` as findings/STEM-HASH.json, where HASH is of the settings that `note` puts into an open object, and
 * the custody line of `action` with the same settings and the file's hash.  The same question replaces its file.
 */
enum sg_code finding_keep(struct context *ctx, const char *action, const char *stem,
                          void (*note)(struct sg_json_out *j, const void *settings), const void *settings,
                          struct sg_str document, struct sg_err *err) SG_CHECKED;

/* A file that a command was given, kept as inputs/STEM-HASH.SUFFIX: evidence of what was asked. */
enum sg_code finding_keep_input(struct context *ctx, const char *stem, const char *suffix, struct sg_str bytes,
                                struct sg_err *err) SG_CHECKED;

/*
 * The newest finding of `action` that `read` can read (into *answer, which stays as it is when there is none), its
 * file's SHA-256 (NULL allowed) and how many sources were added since.  What is passed over, of another version say, is
 * told.
 */
enum sg_code finding_newest(struct context *ctx, const char *action,
                            enum sg_code (*read)(struct sg_str json, const char *name, void *answer,
                                                 struct sg_err *err),
                            void *answer, char *ret_sha256, uint64_t *ret_stale, struct sg_err *err) SG_CHECKED;

/* For sg_case_findings: what is passed over, told (`ctx` is the struct context). */
void finding_passed_over(void *ctx, const char *sentence);

#endif
