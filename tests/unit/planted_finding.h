/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finding with a known answer: some accounts of the planted story (planted_story.h) and others acted in step. */
#ifndef TESTS_PLANTED_FINDING_H
#define TESTS_PLANTED_FINDING_H

#include <math.h>

#include "model/coordination.h"
#include "planted_story.h"

/* By platform and name, as findings are.  `quiet_jane` and the loners have no post in the story. */
static const struct planted_stepper {
    const char *name, *display;
    int64_t audience;
    uint32_t group;
} planted_steppers[] = {
    { "HamburgBote", "Der Bote", 2800, 1 },   { "lone_one", "", -1, SG_NO_INDEX },
    { "lone_two", "", 9000, SG_NO_INDEX },    { "quiet_jane", "Jane Doe", -1, 0 },
    { "relay_four", "Rita Four", 300, 0 },    { "relay_one", "Relay & One", 5200, 1 },
    { "relay_three", "", 2300, 0 },           { "relay_two", "Fan of @relay_three", 820, 0 },
    { "wikileaks", "WikiLeaks", 4200000, 1 },
};
enum {
    PLANTED_STEPPERS = sizeof planted_steppers / sizeof *planted_steppers,
    PLANTED_POSTS_EACH = 4,
    PLANTED_STEPS_EACH = 4, /* of each pair */
    PLANTED_PAIRS = 6 + 3 + 1
};

static inline uint64_t planted_identity(const char *platform, const char *name)
{
    struct sg_buf key = { 0 };
    sg_account_key(&key, sg_str(platform), sg_str(name));
    uint64_t identity = sg_account_identity(sg_buf_view(&key));
    sg_buf_release(&key);
    return identity;
}

/* What the accounts of a planted story are without: findings know accounts by it. */
static inline void planted_identities(struct sg_story *s)
{
    for (size_t i = 0; i < s->n_accounts; i++)
        s->accounts[i].identity = planted_identity(s->platforms[s->accounts[i].platform].name, s->accounts[i].name);
}

static inline void *planted_room(struct sg_coordination *c, size_t n, size_t size)
{
    void *room = sg_arena_alloc(c->arena, n, size);
    if (!room) abort();
    return room;
}

static inline const char *planted_words(struct sg_coordination *c, const char *before, const char *name, uint32_t i)
{
    char text[120];
    snprintf(text, sizeof text, "%s%s%u", before, name, i);
    return sg_arena_string(c->arena, sg_str(text));
}

static inline void planted_step_posts(struct sg_coordination *c)
{
    c->n_posts = (size_t)PLANTED_STEPPERS * PLANTED_POSTS_EACH;
    c->posts = planted_room(c, c->n_posts, sizeof *c->posts);
    for (uint32_t i = 0; i < c->n_posts; i++) {
        const char *name = planted_steppers[i / PLANTED_POSTS_EACH].name;
        char text[120];
        snprintf(text, sizeof text, "86059493870660%u", 1000 + i);
        c->posts[i] = (struct sg_step_post){
            .post = 1000 + i,
            .account = i / PLANTED_POSTS_EACH,
            .time = INT64_C(1494000000000000) + (i % PLANTED_POSTS_EACH) * SG_HOUR + i / PLANTED_POSTS_EACH * SG_SECOND,
            .precision = 1,
            .platform = "twitter",
            .id = sg_arena_string(c->arena, sg_str(text)),
            .url = planted_words(c, "https://twitter.com/", name, i),
            .text = "RT @relay_two, ask quiet_jane or Jane Doe, see https://twitter.com/relay_four/status/4",
            .row = i + 1,
            .offset = 100 * i,
            .member = planted_words(c, "of_", name, i),
        };
    }
}

static inline void planted_step_pair(struct sg_coordination *c, uint32_t a, uint32_t b, uint32_t group)
{
    struct sg_step_pair *p = &c->pairs[c->n_pairs];
    *p = (struct sg_step_pair){ .a = a,
                                .b = b,
                                .kinds = 1u << SG_BY_REPOST | 1u << SG_BY_LINK,
                                .weight = 20 + a + 2 * b,
                                .joint = 12,
                                .expected = 0.25,
                                .p = 1e-9,
                                .q = 1e-7,
                                .balance = 0.5,
                                .a_first = 9,
                                .b_first = 3,
                                .mean_gap = 4.25,
                                .is_significant = true,
                                .group = group,
                                .first_step = c->n_steps };
    for (uint32_t k = 0; group != SG_NO_INDEX && k < PLANTED_STEPS_EACH; k++) {
        uint32_t from = a * PLANTED_POSTS_EACH + k, to = b * PLANTED_POSTS_EACH + k;
        c->steps[c->n_steps++] = (struct sg_step){ .object = (uint32_t)((a + b + k) % c->n_objects),
                                                   .by = SG_BY_LINK,
                                                   .post_a = from,
                                                   .post_b = to,
                                                   .gap = c->posts[to].time - c->posts[from].time,
                                                   .counted = 0.5f };
        p->n_steps++;
    }
    c->n_pairs++;
}

static inline void planted_step_pairs(struct sg_coordination *c)
{
    c->pairs = planted_room(c, PLANTED_PAIRS + 1, sizeof *c->pairs);
    c->steps = planted_room(c, (size_t)PLANTED_PAIRS * PLANTED_STEPS_EACH, sizeof *c->steps);
    for (uint32_t a = 0; a < PLANTED_STEPPERS; a++)
        for (uint32_t b = a + 1; b < PLANTED_STEPPERS; b++)
            if (planted_steppers[a].group == planted_steppers[b].group)
                planted_step_pair(c, a, b, planted_steppers[a].group);
    /* One that was not found. */
    c->pairs[c->n_pairs++] = (struct sg_step_pair){ .a = 0, .b = 1, .weight = 2, .p = 1, .q = 1, .group = SG_NO_INDEX };
}

static inline void planted_step_groups(struct sg_coordination *c)
{
    c->n_groups = 2;
    c->groups = planted_room(c, c->n_groups, sizeof *c->groups);
    c->members = planted_room(c, PLANTED_STEPPERS, sizeof *c->members);
    c->group_objects = planted_room(c, 2 * c->n_objects, sizeof *c->group_objects);
    for (uint32_t g = 0; g < 2; g++) {
        struct sg_step_group *group = &c->groups[g];
        *group = (struct sg_step_group){ .first_member = (uint32_t)c->n_members,
                                         .n_pairs = g ? 3 : 6,
                                         .kinds = 1u << SG_BY_REPOST | 1u << SG_BY_LINK,
                                         .weight = 100,
                                         .density = 1,
                                         .median_gap = 3.5,
                                         .p90_gap = 7,
                                         .from = c->posts[0].time,
                                         .to = c->posts[0].time + SG_DAY,
                                         .leader = g ? SG_NO_INDEX : 4,
                                         .leader_share = 0.7,
                                         .first_object = (uint32_t)c->n_group_objects,
                                         .n_objects_kept = (uint32_t)c->n_objects,
                                         .n_objects = 40,
                                         .least_p = 1e-9,
                                         .tags = g ? "" : "T0049.003 T0019" };
        for (uint32_t i = 0; i < PLANTED_STEPPERS; i++)
            if (planted_steppers[i].group == g) c->members[c->n_members++] = i;
        group->n_members = (uint32_t)c->n_members - group->first_member;
        for (uint32_t i = 0; i < c->n_objects; i++)
            c->group_objects[c->n_group_objects++] = i;
    }
}

/* What they did: every way in which an object may name somebody. */
static inline void planted_step_objects(struct sg_coordination *c)
{
    static const struct sg_step_object objects[] = {
        { SG_BY_LINK, "https://example.org/news", 1 },
        { SG_BY_LINK, "https://twitter.com/relay_two/status/860594938706604032", 2 },
        { SG_BY_LINK, "https://blog.example/by/quiet_jane", 3 },
        { SG_BY_LINK, "https://m.facebook.com/someone.else/posts/1", 4 },
        { SG_BY_REPOST, "https://twitter.com/wikileaks/status/860577607670276096", 5 },
        { SG_BY_REPOST, "https://twitter.com/stranger/status/860577607670276097", 6 },
        { SG_BY_REPOST, "860577607670276098", 7 },
        { SG_BY_MENTION, "relay_four", 8 },
        { SG_BY_MENTION, "wikileaks", 9 },
        { SG_BY_MENTION, "stranger", 10 },
        { SG_BY_REPLY, "twitter/relay_three", 11 },
        { SG_BY_HASHTAG, "quiet_jane", 12 },
        { SG_BY_HASHTAG, "macronleaks", 13 },
        { SG_BY_DOMAIN, "relay_four.example", 14 },
        { SG_BY_OBJECT, "860594938706601000", 15 },
        { SG_BY_TEXT, "", 16 },
        { SG_BY_LINK, "https://social.example/@someone.else/1", 17 },
        { SG_BY_HASHTAG, "860594938706601001", 18 }, /* one of HamburgBote's posts */
    };
    c->n_objects = sizeof objects / sizeof *objects;
    c->objects = planted_room(c, c->n_objects, sizeof *c->objects);
    memcpy(c->objects, objects, sizeof objects);
}

static inline void planted_step_question(struct sg_coordination *c)
{
    static struct sg_story_source source = { 1, "/home/somebody/posts_of_relay_two.csv",
                                             "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" };
    static struct sg_sweep_row sweep = { 10 * SG_SECOND, 12, 8, 2, 7, 0.875 };
    c->settings =
        (struct sg_coordination_settings){ .query = "#macronleaks OR @relay_two",
                                           .kinds = 1u << SG_BY_REPOST | 1u << SG_BY_LINK | 1u << SG_BY_NEAR_TEXT,
                                           .window = 60 * SG_SECOND,
                                           .min_weight = 2,
                                           .min_participation = 2,
                                           .min_group = 3,
                                           .fdr = 0.05,
                                           .max_crowd = 1000,
                                           .similarity = 0.7,
                                           .shingle = 2,
                                           .seed = 1 };
    c->n_layers = c->n_common = c->n_sources = c->n_sweep = 1;
    c->layers = planted_room(c, 1, sizeof *c->layers);
    c->layers[0] = (struct sg_step_layer){ .by = SG_BY_LINK,
                                           .n_events = 100,
                                           .n_objects = 16,
                                           .n_accounts = PLANTED_STEPPERS,
                                           .n_pairs = PLANTED_PAIRS,
                                           .window = 60 * SG_SECOND,
                                           .granularity = SG_SECOND };
    c->common = planted_room(c, 1, sizeof *c->common);
    c->common[0] = (struct sg_step_common){ 0, 2, 50, 40, 12, 0.25 }; /* the blog */
    c->sources = planted_room(c, 1, sizeof *c->sources);
    c->sources[0] = source;
    c->sweep = planted_room(c, 1, sizeof *c->sweep);
    c->sweep[0] = sweep;
    c->n_tests = 5000;
    c->n_significant = PLANTED_PAIRS;
    c->n_posts_asked = 100;
    c->from = INT64_C(1494000000000000);
    c->to = c->from + SG_DAY;
}

static inline struct sg_coordination *planted_finding(void)
{
    struct sg_coordination *c = NULL;
    if (sg_coordination_new(&c, NULL) != SG_OK) abort();
    planted_step_question(c);
    planted_step_objects(c);
    planted_step_posts(c);
    planted_step_pairs(c);
    planted_step_groups(c);
    c->n_accounts = PLANTED_STEPPERS;
    c->accounts = planted_room(c, c->n_accounts, sizeof *c->accounts);
    c->signals = planted_room(c, 2, sizeof *c->signals);
    for (uint32_t i = 0; i < PLANTED_STEPPERS; i++) {
        const struct planted_stepper *s = &planted_steppers[i];
        bool is_looked_at = s->group == 0 && c->n_signals < 2;
        c->accounts[i] = (struct sg_step_account){ .identity = planted_identity("twitter", s->name),
                                                   .platform = "twitter",
                                                   .name = s->name,
                                                   .display = s->display,
                                                   .audience = s->audience,
                                                   .n_posts = PLANTED_POSTS_EACH,
                                                   .group = s->group,
                                                   .signals = is_looked_at ? (uint32_t)c->n_signals : SG_NO_INDEX };
        if (!is_looked_at) continue;
        c->signals[c->n_signals++] = (struct sg_signals){ .n_posts = 40,
                                                          .gap_entropy = 3.25,
                                                          .median_reaction = c->n_signals ? 2.5 : (double)NAN,
                                                          .client = "Client of quiet_jane",
                                                          .client_share = 1,
                                                          .created = INT64_C(1484012345678901),
                                                          .first_post = INT64_C(1494000000000000) };
    }
    return c;
}

#endif
