/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the room: how case.json is read and written, and how custody.jsonl is walked. */
#ifndef SG_CASEFILE_INTERNAL_H
#define SG_CASEFILE_INTERNAL_H

#include "base/buf.h"
#include "casefile/casefile.h"
#include "json/json.h"

#define CASE_FILE "case.json"
#define CASE_CUSTODY "custody.jsonl"
#define CASE_TORN "custody.torn"
#define CASE_FORMAT "sillage-case"
#define CASE_FILE_BYTES ((size_t)4 << 20) /* the most that case.json may hold */
#define CASE_LOG_BYTES ((size_t)1 << 30) /* the most that custody.jsonl may hold: millions of entries */
#define CASE_LINE_BYTES ((size_t)1 << 20) /* the most that one line of custody.jsonl may hold */
#define CASE_CALENDAR_PERIODS 10000

/* case.json of c->folder into the zeroed rest of `c`. */
enum sg_code case_read(struct sg_case *c, struct sg_err *err) SG_CHECKED;
enum sg_code case_write(const struct sg_case *c, struct sg_err *err) SG_CHECKED;
void case_calendar_free(struct sg_period *calendar, size_t n);

/* A lock of a moment on the case's folder, for rewriting case.json; -1 and an error when it cannot be had. */
int case_folder_lock(const struct sg_case *c, struct sg_err *err);
void case_folder_unlock(int fd);

/* The fields of one custody line; strings live as long as the parser's document. */
struct custody_line {
    uint64_t n;
    struct sg_str action, time, previous;
    struct sg_json details;
};
/* False when the line is not what custody.jsonl holds. */
bool custody_line_parse(struct sg_json_parser *parser, struct sg_str line, struct custody_line *ret);
/* It tells of evidence that was added. */
static inline bool custody_is_adding(struct sg_str action)
{
    return sg_str_is(action, "add") || sg_str_is(action, "leak add");
}

/* The kind of finding that an action makes; NULL: none that is listed. */
const struct sg_finding_kind *finding_kind_of(const char *action);
/* sg_case_findings; when the newest is enough, none that is older is read. */
enum sg_code findings_of(const struct sg_case *c, const char *action, bool is_newest_enough,
                         void (*notice)(void *ctx, const char *sentence), void *ctx, struct sg_case_findings *ret,
                         struct sg_err *err) SG_CHECKED;

#endif
