/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate/simulate_internal.h"

enum { DAYS_MAX = 3650, STORIES_MAX = 100000, GROUPS_MAX = 100000, ACTS_MAX = 100000 };
#define POSTS_LEAST UINT64_C(100)
#define POSTS_MAX UINT64_C(10000000000)
#define ACCOUNTS_MAX UINT32_C(100000000)

void sg_simulate_options_default(struct sg_simulate_options *o)
{
    *o = (struct sg_simulate_options){ .seed = 1,
                                       .posts = 100000,
                                       .days = 14,
                                       .start = INT64_C(1492819200) * SG_SECOND,
                                       .stories = 20,
                                       .groups = 10,
                                       .camouflage = 0.5,
                                       .deleted = 0.02,
                                       .lossy = 0.05,
                                       .clock_errors = 0.01 };
}

enum sg_code sg_simulate_options_check(const struct sg_simulate_options *o, struct sg_err *err)
{
    const struct {
        bool is_right;
        const char *rule;
    } rules[] = {
        { o->folder && o->folder[0], "the evidence needs a folder" },
        { o->posts >= POSTS_LEAST && o->posts <= POSTS_MAX, "posts go from 100 to 10,000,000,000" },
        { o->accounts <= ACCOUNTS_MAX, "accounts go up to 100,000,000" },
        { o->days >= 1.0 / HOURS && o->days <= DAYS_MAX, "the time goes from an hour to ten years" },
        { o->start >= 15000 * SG_DAY && o->start <= 40000 * SG_DAY && o->start % SG_HOUR == 0,
          "the start lies on a whole hour between 2011 and 2079" },
        { o->stories <= STORIES_MAX, "stories go up to 100,000" },
        { o->groups <= GROUPS_MAX, "groups go up to 100,000" },
        { o->group_size == 0 || (o->group_size >= 2 && o->group_size <= GROUP_MEMBERS_MAX),
          "a group has from 2 to 256 members" },
        { o->group_acts <= ACTS_MAX, "a group acts up to 100,000 times" },
        { o->group_spread >= 0 && (double)o->group_spread <= o->days * (double)SG_DAY / 2,
          "a joint action is spread over half the time at most" },
        { o->camouflage >= 0 && o->camouflage <= 0.95, "the camouflage goes from 0 to 0.95" },
        { o->deleted >= 0 && o->deleted <= 0.9, "the share of deleted posts goes from 0 to 0.9" },
        { o->lossy >= 0 && o->lossy <= 1, "the share of poor rows goes from 0 to 1" },
        { o->clock_errors >= 0 && o->clock_errors <= 1, "the share of wrong clocks goes from 0 to 1" },
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!rules[i].is_right) return sg_fail(err, SG_EUSAGE, "%s", rules[i].rule);
    return SG_OK;
}
