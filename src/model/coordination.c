/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/coordination.h"

#include <stdlib.h>

static const char *const names[SG_COACTIONS] = {
    "repost", "link", "domain", "hashtag", "hashtag-pair", "text", "near-text", "reply", "mention", "media", "object",
};

const char *const sg_like_names[] = { "sillage", "coortweet", "coornet", "cnt", NULL };

const char *sg_coaction_name(enum sg_coaction by) { return by < SG_COACTIONS ? names[by] : ""; }

enum sg_coaction sg_coaction_from(struct sg_str name)
{
    for (int i = 0; i < SG_COACTIONS; i++)
        if (sg_str_is(name, names[i])) return (enum sg_coaction)i;
    return SG_COACTIONS;
}

enum sg_code sg_coordination_new(struct sg_coordination **ret, struct sg_err *err)
{
    struct sg_coordination *c = calloc(1, sizeof *c);
    if (c) c->arena = sg_arena_new();
    if (!c || !c->arena) {
        free(c);
        return sg_fail_nomem(err, "who acted in step");
    }
    c->settings.query = "";
    c->from = c->to = SG_TIME_NONE;
    *ret = c;
    return SG_OK;
}

void sg_coordination_free(struct sg_coordination *c)
{
    if (!c) return;
    sg_arena_free(c->arena);
    free(c);
}
