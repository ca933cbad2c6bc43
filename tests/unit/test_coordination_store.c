/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acted in step, from the store's rows to names, evidence and signals: a small planted case against the embedded
 * engine, or a ClickHouse server when SILLAGE_TEST_URL names one. */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coordination/evidence.h"
#include "model/post.h"
#include "store_in_folder.h"

#define T0 (INT64_C(1494000000) * SG_SECOND) /* 2017-05-05T16:00:00Z */
enum { SOURCE = 70, AGAIN = 71 };
enum { ANNA, BEN, CARL, DORA, EMIL, SOMEBODY };
static const char *const names[] = { "Anna48213377", "Ben90021845", "carl", "Dora", "emil", "somebody" };
static const char *const extras[] = { "{\"user_created_at\":\"Thu Mar 02 10:00:00 +0000 2017\",\"lists\":3}",
                                      "{\"account_creation_date\":\"2017-03-02 18:00\"}",
                                      "",
                                      "",
                                      "",
                                      "" };

/* ---- rows ---- */

struct tables {
    struct sg_builder posts, links, objects, sources;
    uint64_t row;
};

struct planted {
    const char *id;
    int who;
    sg_time at; /* seconds after T0 */
    enum sg_post_kind kind;
    const char *text;
    uint64_t fingerprint;
    uint64_t source;
};

static uint64_t identity(const char *id)
{
    return sg_post_identity(sg_str("twitter"), sg_str(id));
}
static uint64_t author(const char *name)
{
    sg_auto_buf key = { 0 };
    sg_account_key(&key, sg_str("twitter"), sg_str(name));
    return sg_account_identity(sg_buf_view(&key));
}

static void put_post(struct tables *t, const struct planted *p)
{
    sg_auto_buf key = { 0 };
    struct sg_builder *b = &t->posts;
    sg_account_key(&key, sg_str("twitter"), sg_str(names[p->who]));
    sg_builder_number(b, SG_SP_POST, (int64_t)identity(p->id));
    sg_builder_number(b, SG_SP_TIME, T0 + p->at * SG_SECOND);
    sg_builder_number(b, SG_SP_PRECISION, SG_EXACT);
    sg_builder_text(b, SG_SP_PLATFORM, sg_str("twitter"));
    sg_builder_text(b, SG_SP_ID, sg_str(p->id));
    sg_builder_text(b, SG_SP_ACCOUNT, sg_str(names[p->who]));
    sg_builder_text(b, SG_SP_ACCOUNT_KEY, sg_buf_view(&key));
    sg_builder_text(b, SG_SP_NAME, sg_str(p->at < 3600 ? "" : "Display"));
    sg_builder_number(b, SG_SP_KIND, p->kind);
    sg_builder_text(b, SG_SP_TEXT, sg_str(p->text));
    sg_builder_number(b, SG_SP_FINGERPRINT, (int64_t)p->fingerprint);
    sg_builder_number(b, SG_SP_AUDIENCE, p->at);
    sg_builder_text(b, SG_SP_CLIENT, sg_str(p->who == ANNA ? "TweetDeck" : ""));
    sg_builder_text(b, SG_SP_URL, sg_str("https://x.example/it's"));
    sg_builder_text(b, SG_SP_EXTRA, sg_str(extras[p->who]));
    sg_builder_number(b, SG_SP_SOURCE, (int64_t)p->source);
    sg_builder_number(b, SG_SP_ROW, (int64_t)++t->row);
    sg_builder_number(b, SG_SP_OFFSET, (int64_t)t->row * 100);
    sg_builder_text(b, SG_SP_MEMBER, sg_str("m.json"));
    sg_builder_number(b, SG_SP_BATCH, 0);
    sg_builder_end_row(b);
}

static void put_link(struct tables *t, const struct planted *p, enum sg_link_kind kind, const char *id,
                     const char *account)
{
    struct sg_builder *b = &t->links;
    sg_builder_number(b, SG_SL_CHILD, (int64_t)identity(p->id));
    sg_builder_number(b, SG_SL_CHILD_TIME, T0 + p->at * SG_SECOND);
    sg_builder_number(b, SG_SL_AUTHOR, (int64_t)author(names[p->who]));
    sg_builder_number(b, SG_SL_KIND, kind);
    sg_builder_number(b, SG_SL_PARENT, id[0] ? (int64_t)identity(id) : 1);
    sg_builder_text(b, SG_SL_PLATFORM, sg_str("twitter"));
    sg_builder_text(b, SG_SL_ID, sg_str(id));
    sg_builder_text(b, SG_SL_ACCOUNT, sg_str(account));
    sg_builder_number(b, SG_SL_SOURCE, SOURCE);
    sg_builder_number(b, SG_SL_ROW, (int64_t)t->row);
    sg_builder_number(b, SG_SL_BATCH, 0);
    sg_builder_end_row(b);
}

static void put_object(struct tables *t, const struct planted *p, enum sg_object_kind kind, const char *value)
{
    struct sg_builder *b = &t->objects;
    sg_builder_number(b, SG_SO_OBJECT, (int64_t)sg_object_identity(kind, sg_str(value)));
    sg_builder_number(b, SG_SO_KIND, kind);
    sg_builder_text(b, SG_SO_VALUE, sg_str(value));
    sg_builder_number(b, SG_SO_TIME, T0 + p->at * SG_SECOND);
    sg_builder_number(b, SG_SO_POST, (int64_t)identity(p->id));
    sg_builder_number(b, SG_SO_AUTHOR, (int64_t)author(names[p->who]));
    sg_builder_number(b, SG_SO_POST_KIND, p->kind);
    sg_builder_number(b, SG_SO_SOURCE, SOURCE);
    sg_builder_number(b, SG_SO_ROW, (int64_t)t->row);
    sg_builder_number(b, SG_SO_BATCH, 0);
    sg_builder_end_row(b);
}

static void put_sources(struct tables *t)
{
    for (int i = 0; i < 2; i++) {
        sg_builder_number(&t->sources, SG_SS_SOURCE, SOURCE + i);
        sg_builder_text(&t->sources, SG_SS_SHA256, sg_str(i ? "abcd" : "1234"));
        sg_builder_text(&t->sources, SG_SS_PATH, sg_str(i ? "again.json" : "posts.json"));
        sg_builder_number(&t->sources, SG_SS_BATCH, 0);
        sg_builder_end_row(&t->sources);
    }
}

/* ---- the case ---- */

/* Six addresses, an hour apart: Anna, then Ben, then Carl, in the same words. */
static void put_shares(struct tables *t)
{
    for (int i = 0; i < 6; i++) {
        char url[40];
        snprintf(url, sizeof url, "https://news.example/%d", i);
        for (int who = ANNA; who <= CARL; who++) {
            char id[20];
            snprintf(id, sizeof id, "1%d%d", i, who);
            struct planted p = {
                id, who, i * 3600 + 2 * who, SG_POST, "the same words of all of them", 500 + (uint64_t)i, SOURCE
            };
            put_post(t, &p);
            put_object(t, &p, SG_OBJECT_URL, url);
            if (i > 0 || who != ANNA) continue;
            p.source = AGAIN; /* the same post in another file */
            put_post(t, &p);
        }
    }
}

/* Two later: Dora and Emil share two addresses, and are no more than that. */
static void put_strangers(struct tables *t)
{
    for (int i = 0; i < 4; i++) {
        char id[20];
        snprintf(id, sizeof id, "2%d", i);
        struct planted p = { id, i % 2 ? DORA : EMIL, (10 + i / 2) * 3600 + i, SG_POST, "", 0, SOURCE };
        put_post(t, &p);
        put_object(t, &p, SG_OBJECT_URL, i < 2 ? "https://other.example/a" : "https://other.example/b");
    }
}

/* Anna reposts six of somebody's posts 3 s after each: four that are not in the evidence, whose ids have a clock, and
 * two that are; Ben follows at the first and the last. */
static void put_reposts(struct tables *t)
{
    for (int i = 0; i < 6; i++) {
        char original[24], id[20];
        sg_time at = 20 * 3600 + i * 600;
        snprintf(original, sizeof original, "%llu",
                 (unsigned long long)((uint64_t)((T0 + at * SG_SECOND) / 1000 - INT64_C(1288834974657)) << 22));
        if (i >= 4) {
            snprintf(original, sizeof original, "9%d", i); /* no clock: an id from before */
            put_post(t, &(struct planted){ original, SOMEBODY, at, SG_POST, "", 0, SOURCE });
        }
        for (int who = ANNA; who <= (i % 5 ? ANNA : BEN); who++) {
            snprintf(id, sizeof id, "3%d%d", i, who);
            struct planted p = {
                id, who, at + 3 + 3 * who, SG_REPOST, "RT the same words of all of them", 500, SOURCE
            };
            put_post(t, &p);
            put_link(t, &p, SG_LINK_REPOST, original, "somebody");
        }
    }
}

/* Ben and Carl reply to a minister, Anna and Carl put the same two tags into a post: twice each. */
static void put_rest(struct tables *t)
{
    for (int i = 0; i < 4; i++) {
        char id[20];
        snprintf(id, sizeof id, "4%d", i);
        struct planted reply = { id, i % 2 ? CARL : BEN, (30 + i / 2) * 3600 + i % 2, SG_REPLY, "no", 0, SOURCE };
        put_post(t, &reply);
        put_link(t, &reply, SG_LINK_REPLY, "", i < 2 ? "Minister" : "minister");
        snprintf(id, sizeof id, "5%d", i);
        struct planted tags = { id, i % 2 ? CARL : ANNA, (40 + i / 2) * 3600 + 5 * (i % 2), SG_POST, "", 0, SOURCE };
        put_post(t, &tags);
        put_object(t, &tags, SG_OBJECT_HASHTAG, "wahl");
        put_object(t, &tags, SG_OBJECT_HASHTAG, "btw17");
    }
}

static int fill(struct sg_store *s)
{
    struct tables t = { 0 };
    struct sg_err err;
    assert_int_equal(sg_builder_init(&t.posts, &sg_store_posts, &err), SG_OK);
    assert_int_equal(sg_builder_init(&t.links, &sg_store_links, &err), SG_OK);
    assert_int_equal(sg_builder_init(&t.objects, &sg_store_objects, &err), SG_OK);
    assert_int_equal(sg_builder_init(&t.sources, &sg_store_sources, &err), SG_OK);
    put_shares(&t);
    put_strangers(&t);
    put_reposts(&t);
    put_rest(&t);
    put_sources(&t);
    store_put(s, &sg_store_posts, &t.posts, SOURCE, 0);
    store_put(s, &sg_store_links, &t.links, SOURCE, 0);
    store_put(s, &sg_store_objects, &t.objects, SOURCE, 0);
    store_put(s, &sg_store_sources, &t.sources, SOURCE, 0);
    return 0;
}

/* As peers do: all pairs, those above a percentile make groups. */
static struct sg_coordination *run(struct sg_store *s, const char *condition, bool with_text)
{
    struct sg_coordination_options o;
    struct sg_coordination *c = NULL;
    struct sg_err err = { 0 };
    sg_coordination_options_default(&o);
    o.kinds = 1u << SG_BY_LINK | 1u << SG_BY_REPOST | 1u << SG_BY_REPLY | 1u << SG_BY_HASHTAG_PAIR;
    o.fdr = 0;
    o.edge_percentile = 0.3;
    o.with_signals = true;
    o.with_text = with_text;
    o.threads = 1;
    if (sg_coordination_run(s, sg_str(""), sg_str(condition), &o, &c, &err) != SG_OK) fail_msg("%s", err.text);
    return c;
}

static uint32_t account_of(const struct sg_coordination *c, int who)
{
    for (uint32_t i = 0; i < c->n_accounts; i++)
        if (strcmp(c->accounts[i].name, names[who]) == 0) return i;
    fail_msg("%s is not there", names[who]);
    return 0;
}

/* ---- what is found ---- */

static void test_coordination_names_come_from_the_store(void **state)
{
    struct sg_coordination *c = run(*state, "", false);
    static const struct {
        int who;
        uint64_t n_posts;
        int64_t audience;
    } row[] = { { ANNA, 6 + 6 + 2, 41 * 3600 },
                { BEN, 6 + 2 + 2, 31 * 3600 },
                { DORA, 2, 11 * 3600 + 3 },
                { CARL, 6 + 2 + 2, 41 * 3600 + 5 },
                { EMIL, 2, 11 * 3600 + 2 } };
    assert_int_equal(c->n_accounts, ROWS(row));
    for (uint32_t i = 0; i < ROWS(row); i++) {
        const struct sg_step_account *a = &c->accounts[i]; /* by name, capitals first */
        assert_string_equal(a->name, names[row[i].who]);
        assert_string_equal(a->platform, "twitter");
        assert_string_equal(a->display, "Display"); /* the last that is not empty */
        assert_true(a->identity == author(names[row[i].who]));
        assert_int_equal(a->n_posts, row[i].n_posts); /* each post once, however often it came */
        assert_int_equal(a->audience, row[i].audience);
    }
    sg_coordination_free(c);
}

static void test_coordination_evidence_leads_back_to_the_rows(void **state)
{
    struct sg_coordination *c = run(*state, "", true);
    assert_int_equal(c->n_pairs, 4);
    assert_int_equal(c->n_groups, 1);
    const struct sg_step_group *g = &c->groups[0];
    assert_int_equal(g->n_members, 3);
    /* 2 and 4 s at the addresses, 3 at reposts, 1 at replies, 5 at tags */
    assert_true(g->median_gap == 2 && g->p90_gap == 4);
    assert_int_equal(g->leader, account_of(c, ANNA));
    assert_true(g->leader_share == 1);
    assert_int_equal(g->n_objects, 6 + 2 + 1 + 1);
    assert_true(g->from == T0 && g->to == T0 + (41 * 3600 + 5) * SG_SECOND);
    assert_string_equal(g->tags, "T0049.002 T0049.003");
    assert_int_equal(c->n_steps, 24);
    size_t n = 0;
    for (size_t i = 0; i < c->n_pairs; i++) {
        const struct sg_step_pair *p = &c->pairs[i];
        if (p->group == SG_NO_INDEX) continue;
        assert_int_equal(p->n_steps, p->weight);
        for (uint64_t k = p->first_step; k < p->first_step + p->n_steps; k++, n++) {
            const struct sg_step *s = &c->steps[k];
            const struct sg_step_post *a = &c->posts[s->post_a], *b = &c->posts[s->post_b];
            assert_true(a->account == p->a && b->account == p->b && b->time - a->time == s->gap);
            assert_true(s->counted == 1);
            assert_int_equal(c->objects[s->object].by, s->by);
        }
    }
    assert_int_equal(n, 24);
    for (size_t i = 0; i < c->n_posts; i++) {
        const struct sg_step_post *p = &c->posts[i];
        assert_true(p->post == identity(p->id));
        assert_string_equal(p->platform, "twitter");
        assert_string_equal(p->url, "https://x.example/it's");
        assert_string_equal(p->member, "m.json");
        assert_string_equal(c->sources[p->source].file, "posts.json"); /* the first source, where it came twice */
        assert_string_equal(c->sources[p->source].sha256, "1234");
        assert_true(p->offset == p->row * 100 && p->row > 0);
    }
    assert_string_equal(c->posts[0].id, "100");
    assert_string_equal(c->posts[0].text, "the same words of all of them");
    assert_int_equal(c->n_sources, 1);
    sg_coordination_free(c);
}

static void test_coordination_objects_have_their_values(void **state)
{
    struct sg_coordination *c = run(*state, "", false);
    size_t n[SG_COACTIONS] = { 0 };
    assert_int_equal(c->n_objects, 10);
    for (size_t i = 0; i < c->n_objects; i++) {
        const struct sg_step_object *o = &c->objects[i];
        char url[40];
        snprintf(url, sizeof url, "https://news.example/%c", o->value[strlen(o->value) - 1]);
        n[o->by]++;
        if (o->by == SG_BY_LINK) assert_string_equal(o->value, url);
        if (o->by == SG_BY_REPLY) assert_string_equal(o->value, "twitter/Minister");
        if (o->by == SG_BY_HASHTAG_PAIR) assert_string_equal(o->value, "btw17 wahl");
        if (o->by == SG_BY_REPOST) {
            assert_memory_equal(o->value, "twitter/", 8);
            assert_true(o->identity == identity(o->value + 8));
        }
    }
    assert_true(n[SG_BY_LINK] == 6 && n[SG_BY_REPOST] == 2 && n[SG_BY_REPLY] == 1 && n[SG_BY_HASHTAG_PAIR] == 1);
    assert_string_equal(c->posts[0].text, "");
    sg_coordination_free(c);
}

static void test_coordination_signals_come_from_the_store(void **state)
{
    struct sg_coordination *c = run(*state, "", false);
    assert_int_equal(c->n_signals, 3);
    assert_int_equal(c->accounts[account_of(c, DORA)].signals, SG_NO_INDEX);
    const struct sg_signals *anna = &c->signals[c->accounts[account_of(c, ANNA)].signals];
    const struct sg_signals *ben = &c->signals[c->accounts[account_of(c, BEN)].signals];
    const struct sg_signals *carl = &c->signals[c->accounts[account_of(c, CARL)].signals];
    assert_int_equal(anna->n_posts, 14);
    assert_true(isnan(anna->gap_entropy) && isnan(anna->longest_rest));
    assert_true(anna->repost_share == 6.0 / 14 && anna->reply_share == 0);
    assert_true(ben->repost_share == 0.2 && ben->reply_share == 0.2);
    /* by the ids' clocks and by the evidence alike */
    assert_true(fabs(anna->median_reaction - 3) < 0.01 && anna->fast_reactions == 1);
    assert_true(isnan(ben->median_reaction)); /* two are too few */
    assert_true(anna->copied_texts == 0 && ben->copied_texts == 1 && carl->copied_texts == 1);
    assert_true(anna->repeated_texts == 0 && ben->repeated_texts == 0);
    assert_string_equal(anna->client, "TweetDeck");
    assert_true(anna->client_share == 1);
    assert_string_equal(ben->client, "");
    assert_true(isnan(ben->client_share));
    assert_true(anna->is_name_template && ben->is_name_template && !carl->is_name_template);
    assert_int_equal(anna->n_like_name, 1);
    assert_int_equal(carl->n_like_name, 0);
    assert_true(anna->created == INT64_C(1488448800) * SG_SECOND && ben->created == INT64_C(1488477600) * SG_SECOND);
    assert_true(carl->created == SG_TIME_NONE && anna->n_created_near == 1 && carl->n_created_near == 0);
    assert_true(anna->first_post == T0 && carl->first_post == T0 + 4 * SG_SECOND);
    assert_int_equal(anna->n_started_near, 2);
    sg_coordination_free(c);
}

static void test_coordination_of_a_part_sees_only_that(void **state)
{
    /* Conditions name columns that the statements use as well. */
    char condition[200];
    snprintf(
        condition, sizeof condition,
        "time < %lld AND platform = 'twitter' AND account != 'Dora' AND name != 'x' AND audience >= 0 AND kind < 9",
        (long long)(T0 + 9 * 3600 * SG_SECOND));
    struct sg_coordination *c = run(*state, condition, true);
    assert_int_equal(c->n_accounts, 3);
    assert_int_equal(c->n_posts_asked, 3 * 6);
    for (size_t i = 0; i < c->n_accounts; i++)
        assert_int_equal(c->accounts[i].n_posts, 6);
    sg_coordination_free(c);
}

/* Longer than a statement's list, and longer than is asked for by lists; those looked for are spread among them. */
static void test_coordination_lists_may_be_long(void **state)
{
    struct sg_coordination_options o;
    static uint32_t all[45000];
    static const uint64_t ODD = UINT64_C(0x9e3779b97f4a7c15); /* identities of twenty digits */
    sg_coordination_options_default(&o);
    const struct load_request r = { .store = *state, .options = &o };
    static const uint32_t sizes[] = { 25000, 45000 };
    for (size_t i = 0; i < ROWS(sizes); i++) {
        struct sg_coordination *c = NULL;
        struct sg_err err;
        assert_int_equal(sg_coordination_new(&c, &err), SG_OK);
        c->n_accounts = sizes[i];
        c->accounts = sg_arena_alloc(c->arena, c->n_accounts, sizeof *c->accounts);
        c->n_posts = sizes[i];
        c->posts = sg_arena_alloc(c->arena, c->n_posts, sizeof *c->posts);
        assert_true(c->accounts && c->posts);
        for (uint32_t k = 0; k < sizes[i]; k++) {
            all[k] = k;
            c->accounts[k] =
                (struct sg_step_account){ .identity = (k + 1) * ODD, .platform = "", .name = "", .display = "" };
            c->posts[k] =
                (struct sg_step_post){ .post = (k + 1) * ODD, .time = T0 + k, .member = "", .source = SG_NO_INDEX };
        }
        c->accounts[7].identity = author(names[ANNA]);
        c->accounts[sizes[i] - 1].identity = author(names[SOMEBODY]);
        c->posts[7].post = identity("101"); /* not at its own time */
        c->posts[sizes[i] - 1].post = identity("100");
        if (names_load(c, &r, &err) != SG_OK || evidence_load_posts(c, &r, &err) != SG_OK) fail_msg("%s", err.text);
        assert_string_equal(c->accounts[7].name, names[ANNA]);
        assert_string_equal(c->accounts[sizes[i] - 1].name, names[SOMEBODY]);
        assert_string_equal(c->accounts[8].name, "");
        assert_string_equal(c->posts[7].id, "101");
        assert_string_equal(c->posts[sizes[i] - 1].id, "100");
        assert_int_equal(c->posts[8].source, SG_NO_INDEX);
        assert_int_equal(c->n_sources, 1);
        if (signals_load(c, &r, all, sizes[i], &err) != SG_OK) fail_msg("%s", err.text);
        assert_int_equal(c->signals[7].n_posts, 14);
        assert_true(fabs(c->signals[7].median_reaction - 3) < 0.01);
        assert_int_equal(c->signals[sizes[i] - 1].n_posts, 2);
        assert_int_equal(c->signals[8].n_posts, 0);
        sg_coordination_free(c);
    }
}

/* ---- where it stands ---- */

static int set_up(void **state)
{
    *state = store_new();
    return *state ? fill(*state) : -1;
}

static int tear_down(void **state)
{
    return store_end(*state);
}

int main(void)
{
    if (!store_is_there("who acted in step")) return 0; /* tests/cli/80-*.sh run it with one of them */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coordination_names_come_from_the_store),
        cmocka_unit_test(test_coordination_evidence_leads_back_to_the_rows),
        cmocka_unit_test(test_coordination_objects_have_their_values),
        cmocka_unit_test(test_coordination_signals_come_from_the_store),
        cmocka_unit_test(test_coordination_of_a_part_sees_only_that),
        cmocka_unit_test(test_coordination_lists_may_be_long),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
