/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stories planted by hand, for the tests of src/trace: a row of a table is a post, a link or a carried thing. */
#ifndef SG_TESTS_TRACE_PLANTED_H
#define SG_TESTS_TRACE_PLANTED_H

#include "trace/trace_internal.h"
#include "unit.h"

/* 2017-05-05T00:00:00Z */
#define DAY0 INT64_C(1493942400)
#define AT(h, m, s) ((DAY0 + (h)*3600 + (m)*60 + (s)) * SG_SECOND)

struct planted_post {
    uint64_t post;
    sg_time time;
    uint32_t precision;
    const char *platform, *account;
    int64_t audience;
    bool is_match;
    uint64_t fingerprint;
    uint32_t letters;
    uint64_t source;
    uint8_t flags;
    const char *id;
};
struct planted_link {
    uint64_t child, parent;
    uint8_t kind;
    const char *platform, *id, *account;
};
struct planted_thing {
    uint64_t post, object;
    uint8_t kind;
};

static inline void plant_post(struct trace_set *set, const struct planted_post *p)
{
    struct trace_row row = { .post = p->post,
                             .time = p->time,
                             .precision = p->precision,
                             .platform = sg_str(p->platform),
                             .account = sg_str(p->account),
                             .audience = p->audience,
                             .is_match = p->is_match,
                             .fingerprint = p->fingerprint,
                             .letters = p->letters,
                             .source = p->source ? p->source : 1,
                             .row = p->post,
                             .flags = p->flags,
                             .id = sg_str(p->id ? p->id : "") };
    struct sg_err err;
    assert_int_equal(trace_set_post(set, &row, &err), SG_OK);
}
static inline void plant_link(struct trace_set *set, const struct planted_link *l)
{
    struct sg_err err;
    assert_int_equal(trace_set_ref(set, l->child, l->parent, l->kind, sg_str(l->platform), sg_str(l->id),
                                   sg_str(l->account ? l->account : ""), &err),
                     SG_OK);
}
static inline void plant_thing(struct trace_set *set, const struct planted_thing *t)
{
    struct sg_err err;
    assert_int_equal(trace_set_carry(set, t->post, t->object, t->kind, &err), SG_OK);
}

/* The index of a post by its identity. */
static inline uint32_t index_of(const struct sg_story *s, uint64_t post)
{
    for (uint32_t i = 0; i < s->n_posts; i++)
        if (s->posts[i].post == post) return i;
    fail_msg("post %llu is not in the story", (unsigned long long)post);
    return 0;
}
/* The link from child to parent, or NULL. */
static inline const struct sg_story_link *link_of(const struct sg_story *s, uint64_t child, uint64_t parent)
{
    for (size_t i = 0; i < s->n_links; i++)
        if (s->posts[s->links[i].child].post == child && s->posts[s->links[i].parent].post == parent)
            return &s->links[i];
    return NULL;
}

#endif
