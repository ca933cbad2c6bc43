/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of `origin`: a query and a store in, a story out. */
#include <stdlib.h>

#include "base/text.h"
#include "trace/trace_internal.h"

void sg_origin_options_default(struct sg_origin_options *o)
{
    *o = (struct sg_origin_options){
        .with_inferred = true, .same_text_window = SG_DAY, .co_object_window = SG_DAY, .max_posts = 2000000
    };
}

enum sg_code sg_origin_calendar(const struct sg_case *c, struct sg_story_period **ret, struct sg_err *err)
{
    struct sg_story_period *calendar = calloc(c->n_calendar ? c->n_calendar : 1, sizeof *calendar);
    if (!calendar) return sg_fail_nomem(err, "the calendar");
    for (size_t i = 0; i < c->n_calendar; i++)
        calendar[i] = (struct sg_story_period){ c->calendar[i].name, c->calendar[i].from, c->calendar[i].to };
    *ret = calendar;
    return SG_OK;
}

static enum sg_code parse_address(struct sg_str url, struct trace_target *t, struct sg_err *err)
{
    struct sg_extractor *x = NULL;
    SG_TRY(sg_extractor_new(&x, err));
    struct sg_permalink link;
    t->kind = TRACE_TO_POST;
    t->url = url;
    enum sg_code code = sg_permalink(x, url, &link, err);
    if (code == SG_OK && link.platform.len) t->post = sg_post_identity(link.platform, link.id);
    sg_extractor_free(x);
    return code;
}

enum sg_code trace_target_parse(const char *to, struct trace_target *ret, struct sg_err *err)
{
    struct trace_target t = { .kind = TRACE_TO_AUDIENCE, .asked = to ? to : "" };
    struct sg_str s = sg_str_trim(sg_str(to ? to : ""));
    if (!to) {
        *ret = t;
        return SG_OK;
    }
    const char *colon = s.len ? memchr(s.data, ':', s.len) : NULL;
    if (s.len && s.data[0] == '@') {
        t.kind = TRACE_TO_ACCOUNT;
        t.account = sg_str_n(s.data + 1, s.len - 1);
    } else if (memmem(s.data, s.len, "://", 3)) {
        SG_TRY(parse_address(s, &t, err));
    } else if (colon) {
        size_t cut = (size_t)(colon - s.data);
        struct sg_str id = sg_str_n(colon + 1, s.len - cut - 1);
        if (cut == 0 || id.len == 0)
            return sg_fail(err, SG_EUSAGE,
                           "--to '%s': write @account, platform:id (twitter:860585606118891520), or the "
                           "post's address",
                           to);
        t.kind = TRACE_TO_POST;
        t.post = sg_post_identity(sg_str_n(s.data, cut), id);
    } else {
        t.kind = TRACE_TO_ACCOUNT;
        t.account = s;
    }
    if (t.kind == TRACE_TO_ACCOUNT && t.account.len == 0)
        return sg_fail(err, SG_EUSAGE, "--to '%s' names no account: write @account, platform:id, or the post's address",
                       to);
    *ret = t;
    return SG_OK;
}

static enum sg_code trace(struct sg_store *store, struct sg_str condition, const struct trace_target *target,
                          const struct sg_origin_options *options, struct trace_set *set, struct sg_err *err)
{
    SG_TRY(trace_load(store, condition, options, set, err));
    if (options->progress) options->progress(options->progress_ctx, "working the story out", set->n_posts);
    SG_TRY(trace_analyse(set, options, target, err));
    return trace_load_sources(store, set->story, err);
}

enum sg_code sg_origin(struct sg_store *store, struct sg_str query, const struct sg_origin_options *options,
                       struct sg_story **ret, struct sg_err *err)
{
    struct trace_target target;
    SG_TRY(trace_target_parse(options->to, &target, err));
    sg_auto_buf condition = { 0 };
    SG_TRY(sg_query_compile(query, &condition, err));
    struct trace_set set;
    SG_TRY(trace_set_init(&set, err));
    set.story->query = sg_story_string(set.story, query);
    enum sg_code code = set.story->query ? trace(store, sg_buf_view(&condition), &target, options, &set, err)
                                         : sg_fail_nomem(err, "a story");
    if (code == SG_OK) {
        *ret = set.story;
        set.story = NULL;
    }
    trace_set_release(&set);
    return code;
}
