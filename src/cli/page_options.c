/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/page_options.h"

#include <stdlib.h>

#include "base/text.h"
#include "cli/finding.h"
#include "model/story.h"
#include "trace/trace.h"

const char *const names_choices[] = { [NAMES_LARGE] = "large", [NAMES_ALL] = "all", NULL };

struct sg_names_options names_options(const struct names_values *v)
{
    return (struct sg_names_options){ .all = v->which == NAMES_ALL, .limit = (int64_t)v->limit, .named = v->named };
}

void names_note(struct sg_json_out *j, const struct names_values *v)
{
    sg_json_ktext(j, "names", names_choices[v->which == NAMES_ALL ? NAMES_ALL : NAMES_LARGE]);
    if (v->limit) sg_json_ku64(j, "name_limit", v->limit);
    if (v->named) sg_json_ktext(j, "named", v->named);
}

enum sg_code page_made(bool is_undated, sg_time *ret, struct sg_err *err)
{
    *ret = SG_TIME_NONE;
    if (is_undated) return SG_OK;
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    if (!epoch || !*epoch)
        *ret = sg_time_now() / SG_SECOND * SG_SECOND;
    else if (sg_parse_i64(sg_str(epoch), &seconds, NULL) != SG_OK || seconds < 0 || seconds > INT64_C(1) << 33)
        return sg_fail(err, SG_EUSAGE, "SOURCE_DATE_EPOCH is \"%s\", not a number of seconds", epoch);
    else
        *ret = seconds * SG_SECOND;
    return SG_OK;
}

enum sg_code findings_load(struct context *ctx, struct sg_page_findings *ret, struct sg_err *err)
{
    return sg_page_findings_load(
        ctx->kase, &(struct sg_page_findings_watch){ .notice = finding_passed_over, .ctx = ctx }, ret, err);
}

struct sg_page_story page_story(const struct sg_story *s, const char *id, const struct story_request *request,
                                uint32_t n_replaced)
{
    struct sg_origin_options defaults;
    sg_origin_options_default(&defaults);
    return (struct sg_page_story){
        .story = s,
        .id = id,
        .to = request->to,
        .with_inferred = !request->no_inferred,
        .same_text_window = request->window ? request->window : defaults.same_text_window,
        .co_object_window = request->window ? request->window : defaults.co_object_window,
        .n_replaced = n_replaced,
    };
}
