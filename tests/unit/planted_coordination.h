/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer of `coordination` with known pairs, groups and evidence, for the tests of what is said about it. */
#ifndef TESTS_PLANTED_COORDINATION_H
#define TESTS_PLANTED_COORDINATION_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "model/coordination.h"

/*
 * Accounts ann, ben, cat and dan act in step over links and texts: six significant pairs, one group; eve and fay share
 * two links by chance; gil on another platform mentions.  Pair k of the group has k + 2 co-actions, two kept steps.
 */
enum { STEPPERS = 7, STEPPER_PAIRS = 7, STEPPERS_IN_GROUP = 4, STEPPER_STEPS = 12, STEPPER_POSTS = 8 };
#define STEPPERS_BEGIN INT64_C(1493805600000000) /* 2017-05-03T10:00:00Z */

static inline void *planted_rows(struct sg_coordination *c, size_t n, size_t size)
{
    void *p = sg_arena_alloc(c->arena, n, size);
    if (!p) abort();
    return p;
}

static inline void planted_steppers(struct sg_coordination *c)
{
    static const char *const names[STEPPERS] = {
        "gil", "ann", "ben", "cat", "dan", "eve", "fay <script>, \"x\"\x1b[31m"
    };
    c->accounts = planted_rows(c, STEPPERS, sizeof *c->accounts);
    c->n_accounts = STEPPERS;
    for (uint32_t i = 0; i < STEPPERS; i++) {
        bool is_grouped = i >= 1 && i <= STEPPERS_IN_GROUP;
        c->accounts[i] = (struct sg_step_account){ .identity = sg_siphash(&i, sizeof i),
                                                   .platform = i == 0 ? "gab" : "twitter",
                                                   .name = names[i],
                                                   .display = i == 1 ? "Ann & co." : "",
                                                   .is_replaced = i == 4,
                                                   .audience = i == 2 ? -1 : 1000 * (int64_t)i,
                                                   .n_posts = 20 + i,
                                                   .group = is_grouped ? 0 : SG_NO_INDEX,
                                                   .signals = i == 1   ? 1
                                                              : i == 3 ? 0
                                                                       : SG_NO_INDEX };
    }
}

static inline void planted_step(struct sg_coordination *c, uint32_t a, uint32_t b, size_t k)
{
    c->steps[c->n_steps++] = (struct sg_step){ .object = (uint32_t)(k % 2),
                                               .by = k % 2 ? SG_BY_TEXT : SG_BY_LINK,
                                               .post_a = (a - 1) * 2,
                                               .post_b = (b - 1) * 2 + 1,
                                               .gap = k % 3 ? (sg_time)k * SG_SECOND + 250000 : -(sg_time)k * SG_SECOND,
                                               .counted = k % 2 ? 1 : 0.25f };
}

static inline void planted_pair(struct sg_coordination *c, uint32_t a, uint32_t b, bool is_significant)
{
    uint32_t k = (uint32_t)c->n_pairs;
    struct sg_step_pair *p = &c->pairs[c->n_pairs++];
    *p = (struct sg_step_pair){ .a = a,
                                .b = b,
                                .kinds = 1u << SG_BY_LINK | (is_significant ? 1u << SG_BY_TEXT : 0),
                                .first_part = (uint32_t)c->n_parts,
                                .n_parts = is_significant ? 2 : 1,
                                .weight = k + 2,
                                .fast = k,
                                .joint = k + 1,
                                .expected = 0.1 * (k + 1),
                                .p = is_significant ? 1e-9 : 0.25,
                                .q = is_significant ? 4.5e-8 : 1,
                                .balance = 0.75,
                                .a_posts = 4,
                                .b_posts = 3,
                                .a_first = k,
                                .b_first = 2,
                                .mean_gap = 6.5,
                                .is_significant = is_significant,
                                .is_above = k > 3,
                                .group = is_significant ? 0 : SG_NO_INDEX,
                                .first_step = c->n_steps,
                                .n_steps = is_significant ? 2 : 0 };
    c->parts[c->n_parts++] = (struct sg_step_part){ .by = SG_BY_LINK,
                                                    .weight = p->weight - 1,
                                                    .joint = p->joint,
                                                    .expected_by_company = 0.05,
                                                    .expected_by_timing = p->expected,
                                                    .p = p->p };
    if (!is_significant) return;
    c->parts[c->n_parts++] = (struct sg_step_part){ .by = SG_BY_TEXT,
                                                    .weight = 1,
                                                    .fast = 1,
                                                    .joint = 1,
                                                    .expected_by_company = 0.01,
                                                    .expected_by_timing = 0.02,
                                                    .p = 0.02 };
    planted_step(c, a, b, c->n_steps);
    planted_step(c, a, b, c->n_steps);
}

static inline void planted_pairs(struct sg_coordination *c)
{
    c->pairs = planted_rows(c, STEPPER_PAIRS, sizeof *c->pairs);
    c->parts = planted_rows(c, 2 * STEPPER_PAIRS, sizeof *c->parts);
    c->steps = planted_rows(c, STEPPER_STEPS, sizeof *c->steps);
    for (uint32_t a = 1; a <= STEPPERS_IN_GROUP; a++)
        for (uint32_t b = a + 1; b <= STEPPERS_IN_GROUP; b++)
            planted_pair(c, a, b, true);
    planted_pair(c, 5, 6, false);
    c->n_tests = 45678;
    c->n_significant = 6;
    c->weight_cut = 4;
}

static inline void planted_posts_of_steps(struct sg_coordination *c)
{
    c->sources = planted_rows(c, 1, sizeof *c->sources);
    c->sources[c->n_sources++] =
        (struct sg_story_source){ UINT64_C(0xe3b0c44298fc1c14), "planted.csv",
                                  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" };
    c->posts = planted_rows(c, STEPPER_POSTS, sizeof *c->posts);
    for (uint32_t i = 0; i < STEPPER_POSTS; i++) {
        char id[16];
        snprintf(id, sizeof id, "p%u", i);
        c->posts[c->n_posts++] = (struct sg_step_post){ .post = sg_siphash(id, 2),
                                                        .account = 1 + i / 2,
                                                        .time = STEPPERS_BEGIN + i * 7 * SG_SECOND + (i % 2) * 1500,
                                                        .precision = i == 3 ? SG_TO_MINUTE : SG_EXACT,
                                                        .platform = "twitter",
                                                        .id = sg_arena_string(c->arena, sg_str(id)),
                                                        .url = i ? "" : "https://example.org/?a=1&b=<2>",
                                                        .text = "secret words",
                                                        .source = i == 7 ? SG_NO_INDEX : 0,
                                                        .row = i == 7 ? 0 : i + 1,
                                                        .offset = i == 7 ? 0 : 100 * i,
                                                        .member = "" };
    }
}

static inline void planted_group_of_steppers(struct sg_coordination *c)
{
    static const struct sg_step_object objects[] = {
        { SG_BY_LINK, "https://example.org/leak", 0x0123456789abcdef },
        { SG_BY_TEXT, "", UINT64_MAX },
        { SG_BY_HASHTAG, "maga", 7 },
    };
    static const uint32_t carried[] = { 0, 1 };
    c->objects = planted_rows(c, 3, sizeof *c->objects);
    memcpy(c->objects, objects, sizeof objects);
    c->n_objects = 3;
    c->group_objects = planted_rows(c, 2, sizeof *c->group_objects);
    memcpy(c->group_objects, carried, sizeof carried);
    c->n_group_objects = 2;
    c->members = planted_rows(c, STEPPERS_IN_GROUP, sizeof *c->members);
    for (uint32_t i = 0; i < STEPPERS_IN_GROUP; i++)
        c->members[c->n_members++] = STEPPERS_IN_GROUP - i;
    c->groups = planted_rows(c, 1, sizeof *c->groups);
    c->groups[c->n_groups++] = (struct sg_step_group){ .n_members = STEPPERS_IN_GROUP,
                                                       .n_pairs = 6,
                                                       .kinds = 1u << SG_BY_LINK | 1u << SG_BY_TEXT,
                                                       .weight = 27,
                                                       .density = 1,
                                                       .median_gap = 6.25,
                                                       .p90_gap = 14,
                                                       .from = STEPPERS_BEGIN,
                                                       .to = STEPPERS_BEGIN + 2 * SG_DAY,
                                                       .leader = 1,
                                                       .leader_share = 0.62,
                                                       .n_objects_kept = 2,
                                                       .n_objects = 9,
                                                       .least_p = 1e-9,
                                                       .tags = "T0049.003 T0084.001" };
}

static inline struct sg_signals planted_figures(double entropy)
{
    return (struct sg_signals){ .n_posts = 21,
                                .gap_entropy = entropy,
                                .repeated_gaps = 0.5,
                                .round_seconds = NAN,
                                .longest_rest = 3.5,
                                .repost_share = 0.1,
                                .reply_share = 0,
                                .median_reaction = NAN,
                                .fast_reactions = NAN,
                                .copied_texts = 1,
                                .repeated_texts = 0.333333,
                                .client = "TweetDeck",
                                .client_share = 0.9,
                                .is_name_template = true,
                                .n_like_name = 3,
                                .created = SG_TIME_NONE,
                                .first_post = STEPPERS_BEGIN,
                                .n_started_near = 4 };
}

static inline void planted_besides(struct sg_coordination *c)
{
    c->layers = planted_rows(c, 2, sizeof *c->layers);
    c->layers[c->n_layers++] = (struct sg_step_layer){ .by = SG_BY_LINK,
                                                       .n_events = 1234,
                                                       .n_objects = 300,
                                                       .n_without_account = 3,
                                                       .n_accounts = 120,
                                                       .n_pairs = 45,
                                                       .total_weight = 103,
                                                       .window = 60 * SG_SECOND,
                                                       .granularity = 60 * SG_SECOND,
                                                       .n_crowded = 12,
                                                       .n_below = 38 };
    c->layers[c->n_layers++] = (struct sg_step_layer){
        .by = SG_BY_TEXT, .n_events = 1, .n_objects = 1, .n_accounts = 1, .window = 90061500000, .granularity = 1
    };
    c->common = planted_rows(c, 1, sizeof *c->common);
    c->common[c->n_common++] = (struct sg_step_common){
        .layer = 0, .object = 2, .n_events = 12345, .n_accounts = 900, .largest_crowd = 300, .least_weight = 0.0033
    };
    c->signals = planted_rows(c, 2, sizeof *c->signals);
    c->signals[c->n_signals++] = planted_figures(0.4);
    c->signals[c->n_signals++] = planted_figures(NAN);
    c->sweep = planted_rows(c, 2, sizeof *c->sweep);
    c->sweep[c->n_sweep++] =
        (struct sg_sweep_row){ .window = SG_SECOND, .n_pairs = 3, .n_significant = 1, .overlap = 0 };
    c->sweep[c->n_sweep++] = (struct sg_sweep_row){
        .window = 60 * SG_SECOND, .n_pairs = 7, .n_significant = 6, .n_groups = 1, .n_accounts = 4, .overlap = 1
    };
    c->null = (struct sg_null_check){
        .runs = 20, .runs_with_group = 1, .pairs_mean = 0.2, .pairs_max = 2, .observed_over_expected = 0.984
    };
}

static inline struct sg_coordination *planted_coordination(void)
{
    struct sg_coordination *c;
    if (sg_coordination_new(&c, NULL) != SG_OK) abort();
    c->settings = (struct sg_coordination_settings){ .query = "#leak",
                                                     .kinds = 1u << SG_BY_LINK | 1u << SG_BY_TEXT,
                                                     .window = 60 * SG_SECOND,
                                                     .min_weight = 2,
                                                     .min_participation = 2,
                                                     .min_group = 3,
                                                     .fdr = 0.05,
                                                     .max_crowd = 1000,
                                                     .similarity = 0.7,
                                                     .shingle = 2,
                                                     .shuffles = 20,
                                                     .seed = UINT64_MAX };
    c->n_posts_asked = 5000;
    c->from = STEPPERS_BEGIN;
    c->to = STEPPERS_BEGIN + 2 * SG_DAY;
    planted_steppers(c);
    planted_pairs(c);
    planted_posts_of_steps(c);
    planted_group_of_steppers(c);
    planted_besides(c);
    return c;
}

#endif
