/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/story.h"

#include <stdlib.h>

enum sg_code sg_story_new(struct sg_story **ret, struct sg_err *err)
{
    struct sg_story *s = calloc(1, sizeof *s);
    if (s) s->arena = sg_arena_new();
    if (!s || !s->arena) {
        free(s);
        return sg_fail_nomem(err, "a story");
    }
    s->query = s->milestone_why = "";
    s->milestone = SG_NO_INDEX;
    *ret = s;
    return SG_OK;
}

void sg_story_free(struct sg_story *s)
{
    if (!s) return;
    sg_arena_free(s->arena);
    free(s);
}

void *sg_story_alloc(struct sg_story *s, size_t count, size_t size) { return sg_arena_alloc(s->arena, count, size); }

const char *sg_story_string(struct sg_story *s, struct sg_str text) { return sg_arena_string(s->arena, text); }
