/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The case: a folder, found as git finds its repository.
 *   case.json       title, creation time, format version, store address, calendar
 *   custody.jsonl   append-only, hash-chained log
 *   rejects/        one NDJSON file a source
 *   findings/       what commands found and keep, one JSON document a question
 *   inputs/         copies of standard input, and the lists of files of folders added as one source
 *   store/          the embedded engine's, derived
 */
#ifndef SG_CASEFILE_CASEFILE_H
#define SG_CASEFILE_CASEFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json_out.h"
#include "base/time.h"

#define SG_CASE_VERSION 1

struct sg_period {
    char *name;
    sg_time from, to; /* to >= from; equal for a moment */
};
struct sg_case {
    char *folder; /* absolute */
    char *title;
    char *store_url; /* NULL: embedded in CASE/store */
    sg_time created;
    int version;
    struct sg_period *calendar; /* by from, then name */
    size_t n_calendar;
    const char *holder; /* borrowed: what this process is ("sillage add"), for whoever waits; NULL: "sillage" */
    int lock_fd;        /* the writer's lock while it is held, else -1 */
};

/* Makes the folder and its files; SG_EEXIST when there is a case already (or the folder lies inside one).  A password
 * in `store_url` makes case.json readable by its owner only. */
enum sg_code sg_case_init(const char *folder, const char *title, const char *store_url, struct sg_err *err) SG_CHECKED;
/* `folder` (-C or SILLAGE_CASE, or NULL: the current folder and its parents).  SG_ENOTFOUND says how to make one; a
 * newer format version is SG_EINPUT and names both versions. */
enum sg_code sg_case_open(const char *folder, struct sg_case **ret, struct sg_err *err) SG_CHECKED;
void sg_case_free(struct sg_case *c);
char *sg_case_path(const struct sg_case *c, const char *relative); /* allocated; NULL without memory */

/* Calendar; both rewrite case.json whole. Names are unique: adding one again replaces it. */
enum sg_code sg_case_calendar_add(struct sg_case *c, const char *name, sg_time from, sg_time to,
                                  struct sg_err *err) SG_CHECKED;
enum sg_code sg_case_calendar_remove(struct sg_case *c, const char *name, struct sg_err *err) SG_CHECKED;

/* "calendar": [{name, from, to}], as case.json and every answer write it; inside an open object. */
void sg_case_calendar_json(const struct sg_case *c, struct sg_json_out *j);

/* The writer's lock.  Waits while another process holds it, after calling `waiting` once with that process's words
 * ("sillage add, process 123"); it is released by sg_case_unlock or the process's end, however it ends. */
enum sg_code sg_case_lock(struct sg_case *c, void (*waiting)(void *ctx, const char *who), void *ctx,
                          struct sg_err *err) SG_CHECKED;
void sg_case_unlock(struct sg_case *c);
bool sg_case_is_locked(const struct sg_case *c); /* by another process, now */

/* ---- custody ---- */

/*
 * One line of custody.jsonl: {"n", "time", "by" (user@host, program version), "action", "details": {…}, "previous"}.
 * `previous` is the SHA-256 of the line before, without its newline; 64 zeros in the first.  `details` is one JSON
 * object.  The line is on disk (fsync) when this returns.  A torn last line, which a crash can leave, is repaired by
 * moving it to custody.torn and noting that.
 */
enum sg_code sg_custody_append(struct sg_case *c, const char *action, struct sg_str details_json,
                               struct sg_err *err) SG_CHECKED;
/* How many lines there are, and the SHA-256 of the last: the chain's head. */
enum sg_code sg_custody_tail(struct sg_case *c, uint64_t *ret_lines, char ret_hex[static 65],
                             struct sg_err *err) SG_CHECKED;

enum sg_custody_problem {
    SG_CUSTODY_CHAIN,   /* a line does not carry the hash of the line before it, or cannot be read */
    SG_CUSTODY_CHANGED, /* a file's bytes are not those that were noted */
    SG_CUSTODY_MISSING  /* a file is gone */
};
struct sg_custody_report {
    uint64_t lines, sources;
    char head[65];
    struct sg_custody_finding {
        enum sg_custody_problem problem;
        uint64_t line;
        char *path;
        char *text;
    } * findings;
    size_t n_findings;
};
/*
 * Reads the whole chain, and every source that an "add" or "leak add" line names: `details` holds "path" (absolute), "sha256", and
 * either nothing more (the file's own hash), "copy" (relative to the case: the copy of standard input that stands for
 * it), or "manifest" (relative to the case: lines "SHA256  NAME" of the files in the folder `path`; "sha256" is then
 * the manifest's own).  "is_known" lines repeat a source and are checked once.  A line with "finding" (below) has
 * its file checked, when no later line names the same.  Problems are findings, not errors.
 */
struct sg_custody_watch {                                                         /* for whoever waits; NULL allowed */
    void (*progress)(void *ctx, const char *path, uint64_t done, uint64_t total); /* bytes of the file being read */
    void *ctx;
};
enum sg_code sg_custody_verify(struct sg_case *c, const struct sg_custody_watch *watch, struct sg_custody_report *ret,
                               struct sg_err *err) SG_CHECKED;
void sg_custody_report_release(struct sg_custody_report *r);

/* ---- findings ---- */

/*
 * Results that the case keeps: each is a file below findings/ and a custody line whose details hold "finding" (its path
 * relative to the case) and "finding_sha256".  Asking the same again replaces the file; the newest line holds then.
 */
#define SG_FINDINGS_FOLDER "findings"
#define SG_FINDING_BYTES ((size_t)1 << 30) /* the most that one may hold */
struct sg_finding_kind {
    const char *name;   /* "leak": what whoever lists findings calls it */
    const char *action; /* "leak verify": the command that makes it */
    const char *anew;   /* "sillage leak verify": what makes it anew, with the settings that its line in the log has */
    bool is_each_used;  /* coordination; of the others the newest alone */
};
struct sg_case_finding {
    const struct sg_finding_kind *kind; /* NULL: of an action that sg_case_kept does not list */
    char *path;                         /* whole */
    char sha256[65];
    sg_time made;             /* SG_TIME_NONE: the log does not say */
    uint64_t line;            /* of custody.jsonl */
    uint64_t n_sources_after; /* sources added since: it knows nothing of them */
};
struct sg_case_findings {
    struct sg_case_finding *items; /* the newest first */
    size_t n;
};
/* Findings of one action ("coordination") whose files are what the log says: every byte is read.  One that is gone or
 * changed is passed over and told to `notice` (NULL allowed), in a sentence. */
enum sg_code sg_case_findings(const struct sg_case *c, const char *action,
                              void (*notice)(void *ctx, const char *sentence), void *ctx, struct sg_case_findings *ret,
                              struct sg_err *err) SG_CHECKED;
/* What the case keeps of answers: those findings that are used, kind by kind, of each the newest first. */
enum sg_code sg_case_kept(const struct sg_case *c, void (*notice)(void *ctx, const char *sentence), void *ctx,
                          struct sg_case_findings *ret, struct sg_err *err) SG_CHECKED;
/* "findings": [..] of these, as every answer writes it (doc/formats/status-json.md); inside an open object. */
void sg_case_kept_json(const struct sg_case_findings *kept, struct sg_json_out *j);
void sg_case_findings_release(struct sg_case_findings *f);
#define sg_auto_findings __attribute__((cleanup(sg_case_findings_release))) struct sg_case_findings
/* The file `bytes` as findings/NAME; the folder is made when it is not there.  `ret_relative` is what "finding" says. */
enum sg_code sg_case_finding_write(const struct sg_case *c, const char *name, struct sg_str bytes,
                                   struct sg_buf *ret_relative, struct sg_err *err) SG_CHECKED;

#endif
