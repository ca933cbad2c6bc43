/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stories with known answers, for the tests of what is said and drawn about stories. */
#ifndef TESTS_PLANTED_STORY_H
#define TESTS_PLANTED_STORY_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"
#include "model/story.h"

struct planted_post {
    const char *time; /* its precision is what it says */
    uint32_t platform;
    const char *account, *id;
    enum sg_post_kind kind;
    int64_t audience;
    int parent; /* row, or -1 */
    enum sg_link_kind link;
    bool is_ghost;
};

enum { PLANTED_ARCHIVE, PLANTED_PASTEBIN, PLANTED_4CHAN, PLANTED_TWITTER, PLANTED_WEB };

/* By time, as a story's posts are. */
static const struct planted_post planted_posts[] = {
    { "2017-05-05", PLANTED_TWITTER, "cnccep", "c1", SG_STATEMENT, 11000, -1, 0, false },
    { "2017-05-05T11:17:39Z", PLANTED_ARCHIVE, "langannerch", "leak-item", SG_POST, -1, -1, 0, false },
    { "2017-05-05T17:59Z", PLANTED_PASTEBIN, "EMLEAKS", "bUJKFpH1", SG_POST, -1, 1, SG_LINK_PERMALINK, false },
    { "2017-05-05T18Z", PLANTED_TWITTER, "William Craddick", "w1", SG_POST, 16000, -1, 0, false },
    { "2017-05-05T18:20Z", PLANTED_PASTEBIN, "", "ghost1", SG_POST, -1, -1, 0, true },
    { "2017-05-05T18:35Z", PLANTED_4CHAN, "anonymous (/pol/)", "pol/123933076", SG_POST, -1, 2, SG_LINK_PERMALINK,
      false },
    { "2017-05-05T18:49Z", PLANTED_TWITTER, "JackPosobiec", "860567072", SG_POST, 111000, 5, SG_LINK_PERMALINK, false },
    { "2017-05-05T18:49:30Z", PLANTED_TWITTER, "JackPosobiec", "860567073", SG_POST, 111000, 5, SG_LINK_PERMALINK,
      false },
    { "2017-05-05T19:00Z", PLANTED_WEB, "Disobedient Media", "web1", SG_ARTICLE, -1, 6, SG_LINK_PERMALINK, false },
    { "2017-05-05T19:12Z", PLANTED_TWITTER, "relay_one", "r1", SG_REPOST, 5200, 6, SG_LINK_REPOST, false },
    { "2017-05-05T19:20Z", PLANTED_TWITTER, "relay_two", "r2", SG_QUOTE, 820, 6, SG_LINK_QUOTE, false },
    { "2017-05-05T19:31:05Z", PLANTED_TWITTER, "wikileaks", "860577607670276096", SG_POST, 4200000, 5,
      SG_LINK_PERMALINK, false },
    { "2017-05-05T19:40Z", PLANTED_TWITTER, "relay_three", "r3", SG_REPOST, 2300, 11, SG_LINK_REPOST, false },
    { "2017-05-05T20:05Z", PLANTED_TWITTER, "relay_four", "r4", SG_REPLY, 300, 11, SG_LINK_REPLY, false },
    { "2017-05-05T21:13Z", PLANTED_TWITTER, "Pamela_Moore13", "p1", SG_POST, 40000, 11, SG_LINK_CO_OBJECT, false },
    { "2017-05-05T21:48Z", PLANTED_TWITTER, "Pamela_Moore13", "p2", SG_POST, 40000, -1, 0, false },
    { "2017-05-05T21:55Z", PLANTED_WEB, "En Marche!", "em1", SG_STATEMENT, -1, -1, 0, false },
    { "2017-05-05T22:42Z", PLANTED_TWITTER, "Pamela_Moore13", "p3", SG_POST, 40000, -1, 0, false },
    { "2017-05-06T02:21Z", PLANTED_TWITTER, "Pamela_Moore13", "p4", SG_POST, 40000, -1, 0, false },
    { "2017-05-06T06:48Z", PLANTED_TWITTER, "BerlinBote", "b1", SG_POST, 3000, -1, 0, false },
    { "2017-05-06T06:57Z", PLANTED_TWITTER, "HamburgBote", "h1", SG_POST, 2800, 19, SG_LINK_SAME_TEXT, false },
    { "2017-05-06T14:33Z", PLANTED_TWITTER, "Jenn_Abrams", "j1", SG_POST, 54000, -1, 0, false },
    { "2017-05-06T19:19Z", PLANTED_TWITTER, "TEN_GOP", "t1", SG_POST, 96000, -1, 0, false },
    { "2017-05-06T22:06Z", PLANTED_TWITTER, "SouthLoneStar", "s1", SG_REPOST, 31000, 4, SG_LINK_PERMALINK, false },
    { "2017-05-06T22:34Z", PLANTED_TWITTER, "Pamela_Moore13", "p5", SG_REPOST, 40000, 23, SG_LINK_SAME_TEXT, false },
    { "2017-05-07T10:19Z", PLANTED_TWITTER, "Jenn_Abrams", "j2", SG_POST, 54000, -1, 0, false },
};
enum { PLANTED_POSTS = sizeof planted_posts / sizeof *planted_posts };

static inline sg_time planted_time(const char *text)
{
    sg_time t = 0;
    uint32_t precision;
    char full[40];
    size_t n = strlen(text); /* "2017-05-05T18Z" is a way of writing that only people use */
    if (n == 14)
        snprintf(full, sizeof full, "%.13s:00Z", text);
    else
        snprintf(full, sizeof full, "%s", text);
    if (sg_time_parse(sg_str(full), &t, &precision, NULL) != SG_OK) abort();
    return t;
}

static inline uint32_t planted_account(struct sg_story *s, uint32_t platform, const char *name, sg_time t)
{
    if (!*name) return SG_NO_INDEX;
    for (uint32_t i = 0; i < s->n_accounts; i++)
        if (s->accounts[i].platform == platform && strcmp(s->accounts[i].name, name) == 0) {
            s->accounts[i].last = t;
            s->accounts[i].n_posts++;
            return i;
        }
    s->accounts[s->n_accounts] = (struct sg_story_account){ .platform = platform,
                                                            .name = sg_story_string(s, sg_str(name)),
                                                            .display = "",
                                                            .audience = -1,
                                                            .n_posts = 1,
                                                            .first = t,
                                                            .last = t,
                                                            .group = SG_NO_INDEX };
    return (uint32_t)s->n_accounts++;
}

static inline void planted_frame(struct sg_story *s, size_t posts, size_t platforms, const char *const *names)
{
    s->posts = sg_story_alloc(s, posts, sizeof *s->posts);
    s->accounts = sg_story_alloc(s, posts, sizeof *s->accounts);
    s->links = sg_story_alloc(s, posts + 1, sizeof *s->links);
    s->platforms = sg_story_alloc(s, platforms, sizeof *s->platforms);
    s->sources = sg_story_alloc(s, 1, sizeof *s->sources);
    s->sources[0] = (struct sg_story_source){ 7, "planted.csv",
                                              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" };
    s->n_sources = 1;
    s->n_platforms = platforms;
    for (size_t i = 0; i < platforms; i++)
        s->platforms[i].name = names[i];
}

static inline void planted_add(struct sg_story *s, const struct planted_post *row, sg_time t, uint32_t precision)
{
    uint32_t i = (uint32_t)s->n_posts++;
    s->posts[i] =
        (struct sg_story_post){ .post = sg_siphash(&i, sizeof i),
                                .time = t,
                                .precision = precision,
                                .platform = row->platform,
                                .account = planted_account(s, row->platform, row->account, t),
                                .kind = (uint8_t)row->kind,
                                .is_ghost = row->is_ghost,
                                .is_match = !row->is_ghost,
                                .is_root = !row->is_ghost && (row->parent < 0 || row->link >= SG_LINK_SAME_TEXT),
                                .is_ordered = precision <= SG_TO_MINUTE,
                                .duplicate_of = SG_NO_INDEX,
                                .audience = row->audience,
                                .id = sg_story_string(s, sg_str(row->id)),
                                .url = "",
                                .lang = "",
                                .channel = "",
                                .text = "secret words",
                                .source = row->is_ghost ? SG_NO_INDEX : 0,
                                .row = i + 1,
                                .member = "" };
    if (row->is_ghost)
        s->platforms[row->platform].n_ghosts++, s->n_ghosts++;
    else
        s->platforms[row->platform].n_posts++, s->n_evidence++, s->n_matches++;
    s->n_coarse += !row->is_ghost && precision > SG_TO_MINUTE;
    s->n_roots += s->posts[i].is_root;
    if (row->parent >= 0) {
        bool is_inferred = row->link >= SG_LINK_SAME_TEXT;
        s->links[s->n_links++] = (struct sg_story_link){ .child = i,
                                                         .parent = (uint32_t)row->parent,
                                                         .kind = (uint8_t)row->link,
                                                         .confidence = is_inferred ? 0.71f : 1,
                                                         .method = is_inferred ? sg_link_kind_name(row->link) : "" };
        s->n_inferred += is_inferred;
        s->n_explicit += !is_inferred;
    }
}

static inline uint32_t planted_link_of(const struct sg_story *s, uint32_t child)
{
    for (uint32_t i = 0; i < s->n_links; i++)
        if (s->links[i].child == child) return i;
    return SG_NO_INDEX;
}

/* Modelled on the demo: an archive item, a paste, a thread, two tweets, relays, and a night. */
static inline struct sg_story *planted_story(void)
{
    static const char *const names[] = { "archive.org", "pastebin", "4chan", "twitter", "web" };
    static const uint32_t chain[] = { 1, 2, 5, 6, 11 }, firsts[] = { 1, 2, 5, 6, 8 };
    static const struct sg_story_period calendar[] = {
        { "server outage", INT64_C(1487894400000000), INT64_C(1487980800000000) },
        { "television debate", INT64_C(1493838000000000), INT64_C(1493847000000000) },
        { "pre-election silence", INT64_C(1494021600000000), INT64_C(1494180000000000) },
    };
    struct sg_story *s = NULL;
    if (sg_story_new(&s, NULL) != SG_OK) abort();
    planted_frame(s, PLANTED_POSTS, 5, names);
    for (size_t i = 0; i < PLANTED_POSTS; i++) {
        size_t n = strlen(planted_posts[i].time);
        if (i == 12) {
            s->links[s->n_links++] = (struct sg_story_link){ 11, 6, SG_LINK_CO_OBJECT, 0.71f, "co-object" };
            s->n_inferred++;
        }
        planted_add(s, &planted_posts[i], planted_time(planted_posts[i].time),
                    n == 10   ? SG_TO_DAY
                    : n == 14 ? SG_TO_HOUR
                    : n == 17 ? SG_TO_MINUTE
                              : SG_EXACT);
    }
    s->query = "#macronleaks";
    s->n_match_accounts = (uint32_t)s->n_accounts;
    s->from = s->posts[1].time;
    s->to = s->posts[PLANTED_POSTS - 1].time;
    s->missing_share = 1.0 / s->n_explicit;
    s->chain = sg_story_alloc(s, 5, sizeof *s->chain);
    s->firsts = sg_story_alloc(s, 5, sizeof *s->firsts);
    for (size_t i = 0; i < 5; i++) {
        s->chain[s->n_chain++] =
            (struct sg_story_step){ chain[i], i ? planted_link_of(s, chain[i]) : SG_NO_INDEX, SG_NO_INDEX };
        s->firsts[s->n_firsts++] = (struct sg_story_first){ firsts[i], planted_link_of(s, firsts[i]), i == 3 ? 1 : 0 };
    }
    /* The milestone points to the thread; the step before it is a tweet with the same hashtag, which is inferred, so
     * the explicit link is told as reaching past it. */
    s->chain[4].also = planted_link_of(s, 11);
    s->chain[4].link = s->chain[4].also + 1;
    s->milestone = 11;
    s->milestone_why = "largest audience";
    s->calendar = sg_story_alloc(s, 3, sizeof *s->calendar);
    memcpy(s->calendar, calendar, sizeof calendar);
    s->n_calendar = 3;
    return s;
}

/* Many posts by a fixed rule: relays of a few hubs, on three platforms over two days. */
static inline struct sg_story *planted_crowd(uint32_t n)
{
    static const char *const names[] = { "twitter", "telegram", "reddit" };
    struct sg_story *s = NULL;
    if (sg_story_new(&s, NULL) != SG_OK) abort();
    planted_frame(s, n, 3, names);
    uint64_t state = 1;
    sg_time t = planted_time("2017-05-05T18:49Z");
    for (uint32_t i = 0; i < n; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint32_t r = (uint32_t)(state >> 33);
        char name[32], id[32];
        snprintf(name, sizeof name, "account_%u", r % 7 == 0 ? r % 23 : r % (n / 2 + 1));
        snprintf(id, sizeof id, "%u", i);
        int parent = i == 0 || r % 5 == 0 ? -1 : (int)(r % 3 ? r % (i < 9 ? i : 9) : r % i);
        struct planted_post row = { "",
                                    r % 11 == 0 ? 1 + r % 2 : 0,
                                    name,
                                    id,
                                    r % 3 ? SG_REPOST : SG_POST,
                                    r % 100000,
                                    parent,
                                    r % 17 ? SG_LINK_REPOST : SG_LINK_SAME_TEXT,
                                    false };
        planted_add(s, &row, t, SG_EXACT);
        t += (sg_time)(2.0 * 86400 / n * (r % 200) / 100) * SG_SECOND;
    }
    s->query = "crowd";
    s->from = s->posts[0].time;
    s->to = s->posts[n - 1].time;
    s->n_match_accounts = (uint32_t)s->n_accounts;
    return s;
}

#endif
