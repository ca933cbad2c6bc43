/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of protected names and a judge of them, for tests. */
#ifndef SG_TESTS_LOOKALIKE_ROOM_H
#define SG_TESTS_LOOKALIKE_ROOM_H

#include "lookalike/lookalike.h"
#include "unit.h"

struct room {
    struct sg_protected *list;
    struct sg_matcher *matcher;
    struct sg_judge *judge;
};

/* `text` as sg_protected_read takes it. */
static inline struct room room_of(const char *text)
{
    struct room r = { 0 };
    struct sg_err err = { 0 };
    if (sg_protected_new(&r.list, &err) != SG_OK || sg_protected_read(r.list, sg_str(text), "list", &err) != SG_OK ||
        sg_matcher_new(r.list, &r.matcher, &err) != SG_OK || sg_judge_new(r.matcher, &r.judge, &err) != SG_OK)
        fail_msg("%s", err.text);
    return r;
}

static inline void room_end(struct room *r)
{
    sg_judge_free(r->judge);
    sg_matcher_free(r->matcher);
    sg_protected_free(r->list);
}

static inline enum sg_judgement judge(const struct room *r, const char *name, struct sg_judged *ret)
{
    memset(ret, 0, sizeof *ret);
    return sg_judge(r->judge, sg_str(name), ret);
}

#define T(trick) (1u << SG_TRICK_##trick)

#endif
