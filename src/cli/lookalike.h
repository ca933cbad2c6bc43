/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three things that `lookalike` does, a file each: judge a list, look through the case, make names. */
#ifndef SG_CLI_LOOKALIKE_H
#define SG_CLI_LOOKALIKE_H

#include "cli/commands.h"
#include "lookalike/lookalike.h"

struct lookalike_values {
    const char *protect, *allow, *in, *new_since, *rejects;
    int severity; /* index into lookalike_severities */
    bool generate, pairs, json, strict;
    int format; /* place in sg_generated_formats; -1: not given */
    uint64_t limit;
};
extern const char *const lookalike_severities[]; /* "low", "medium", "high" */
enum sg_severity lookalike_least(const struct lookalike_values *v);

/* Pairs told before: with --new-since only others are told. Zeroed: everything is new. */
struct lookalike_news {
    struct sg_seen *seen;
    uint64_t n_old, n_new;
};
enum sg_code lookalike_news_open(const struct lookalike_values *v, struct lookalike_news *ret,
                                 struct sg_err *err) SG_CHECKED;
enum sg_code lookalike_news_take(struct lookalike_news *n, struct sg_str domain, const char *protected_name,
                                 bool *ret_is_new, struct sg_err *err) SG_CHECKED;
/* Remembers what was told, and makes it the exit status. */
enum sg_code lookalike_news_close(struct context *ctx, struct lookalike_news *n, struct sg_err *err) SG_CHECKED;
void lookalike_news_release(struct lookalike_news *n);
#define auto_news __attribute__((cleanup(lookalike_news_release))) struct lookalike_news

enum sg_code lookalike_list(struct context *ctx, const struct lookalike_values *v, const struct sg_protected *p,
                            struct sg_err *err) SG_CHECKED;
enum sg_code lookalike_generate(struct context *ctx, const struct lookalike_values *v, const struct sg_protected *p,
                                struct sg_err *err) SG_CHECKED;
enum sg_code lookalike_in_case(struct context *ctx, const struct lookalike_values *v, const struct sg_protected *p,
                               struct sg_str list /* the bytes of --protect */, struct sg_err *err) SG_CHECKED;

#endif
