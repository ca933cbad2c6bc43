/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `add` and `leak add` tell: of each path a line at once, or one JSON document of all at the end. */
#ifndef SG_CLI_ADDING_H
#define SG_CLI_ADDING_H

#include "base/json_out.h"
#include "cli/commands.h"
#include "cli/progress.h"

/* The adding of all paths of one command. */
struct adding {
    struct context *ctx;
    struct progress progress;
    bool is_json;
    struct sg_buf out; /* JSON is written when all is known; lines for people at once */
    struct sg_json_out j;
    uint64_t n_rejected, n_known, n_failed;
};
/* `list` is what JSON calls the paths: "files". */
void adding_begin(struct adding *a, struct context *ctx, bool is_json, const char *list);
void adding_progress(void *adding, const char *name, uint64_t done, uint64_t total, uint64_t rows);

/* What became of one path, as far as the two commands say the same; each has its own counts beside. */
struct adding_outcome {
    const char *path, *sha256, *format, *rejects_path, *error; /* the last two "": none */
    bool is_known, is_resumed;
    uint64_t bytes, rejected;
};
#define ADDING_OUTCOME(of, r)                                                                                          \
    ((struct adding_outcome){ .path = (of),                                                                            \
                              .sha256 = (r)->sha256,                                                                   \
                              .format = (r)->format,                                                                   \
                              .rejects_path = (r)->rejects_path,                                                       \
                              .error = (r)->error,                                                                     \
                              .is_known = (r)->is_known,                                                               \
                              .is_resumed = (r)->is_resumed,                                                           \
                              .bytes = (r)->bytes,                                                                     \
                              .rejected = (r)->rejected })
/* The beginning and the end of its JSON object; the command's counts stand between. */
void adding_json_begin(struct adding *a, const struct adding_outcome *o);
void adding_json_end(struct adding *a, const struct adding_outcome *o);
/* "dump.zip: completed, an earlier adding had been cut off: "; of what is known all but the count and a ")". */
void adding_line_begin(const struct adding_outcome *o, struct sg_buf *line);
void adding_line_rejects(const struct adding *a, const struct adding_outcome *o, struct sg_buf *line); /* ", see …" */
/* Counts it, and writes the line; with JSON it is empty. */
void adding_tell(struct adding *a, const struct adding_outcome *o, struct sg_buf *line);

/* A path that gave nothing; `name` is what people call it. */
void adding_failure_json(struct adding *a, const char *path, const char *state, const char *text);
void adding_failed(struct adding *a, const char *path, const char *name, const struct sg_err *err);

/* The totals of JSON begin here; for people, what stands in `out` is a sentence to be ended. */
void adding_totals(struct adding *a);
enum sg_code adding_write_totals(struct adding *a, struct sg_err *err) SG_CHECKED;
/* Releases it, and sets the exit status. */
void adding_end(struct adding *a, bool is_strict);

#endif
