/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "planted_coordination.h"

#include "report/coordination.h"
#include "json/json.h"

static const struct sg_coordination_report_options plain = { 0 };

static struct sg_coordination *read_back(struct sg_str json)
{
    struct sg_err err = { 0 };
    struct sg_coordination *c = NULL;
    if (sg_report_coordination_read(json, "a finding", &c, &err) != SG_OK) fail_msg("%s", err.text);
    return c;
}

static void write_json(const struct sg_coordination *c, struct sg_coordination_report_options o, struct sg_buf *out)
{
    struct sg_err err = { 0 };
    if (sg_report_coordination_json(c, &o, out, &err) != SG_OK) fail_msg("%s", err.text);
}

static void test_what_is_read_back_is_written_alike(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_coordination();
    for (int way = 0; way < 4; way++) {
        struct sg_coordination_report_options o = { .with_text = way & 1, .only_significant = way & 2 };
        sg_auto_buf first = { 0 }, second = { 0 };
        c->settings.fdr = 0.05;
        write_json(c, o, &first);
        struct sg_coordination *again = read_back(sg_buf_view(&first));
        o.only_significant = false;
        write_json(again, o, &second);
        assert_string_equal(sg_buf_cstr(&first), sg_buf_cstr(&second));
        sg_coordination_free(again);
    }
    sg_coordination_free(c);
}

static void test_what_times_centuries_apart_give_is_read_back(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf json = { 0 };
    c->layers[0].granularity = INT64_C(7258118400) * SG_SECOND; /* of 1970 and of 2200 */
    write_json(c, plain, &json);
    struct sg_coordination *again = read_back(sg_buf_view(&json));
    assert_true(again->layers[0].granularity == c->layers[0].granularity);
    sg_coordination_free(again);
    sg_coordination_free(c);
}

static void test_an_answer_without_significance_reads_back_too(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf first = { 0 }, second = { 0 };
    c->settings.fdr = 0;
    c->settings.like = SG_LIKE_CNT;
    write_json(c, plain, &first);
    assert_non_null(strstr(sg_buf_cstr(&first), "\"q\":null"));
    struct sg_coordination *again = read_back(sg_buf_view(&first));
    assert_int_equal(again->settings.like, SG_LIKE_CNT);
    write_json(again, plain, &second);
    assert_string_equal(first.data, sg_buf_cstr(&second));
    sg_coordination_free(again);
    sg_coordination_free(c);
}

static void test_reading_gives_the_same_answer(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf json = { 0 };
    write_json(c, (struct sg_coordination_report_options){ .with_text = true }, &json);
    struct sg_coordination *r = read_back(sg_buf_view(&json));
    assert_int_equal(r->n_accounts, STEPPERS);
    assert_int_equal(r->n_pairs, STEPPER_PAIRS);
    assert_int_equal(r->n_parts, 13);
    assert_int_equal(r->n_steps, STEPPER_STEPS);
    assert_int_equal(r->n_sources, 1);
    assert_true(r->sources[0].id == c->sources[0].id);
    assert_true(r->settings.seed == UINT64_MAX);
    assert_string_equal(r->settings.query, "#leak");
    assert_true(r->layers[1].window == 90061500000);
    for (size_t i = 0; i < STEPPER_STEPS; i++) {
        assert_true(r->steps[i].gap == c->steps[i].gap);
        assert_true(r->steps[i].counted == c->steps[i].counted);
        assert_int_equal(r->steps[i].post_b, c->steps[i].post_b);
    }
    for (size_t i = 0; i < STEPPERS; i++) {
        assert_true(r->accounts[i].identity == c->accounts[i].identity);
        assert_string_equal(r->accounts[i].name, c->accounts[i].name);
        assert_int_equal(r->accounts[i].signals, c->accounts[i].signals);
    }
    for (size_t i = 0; i < STEPPER_POSTS; i++) {
        assert_true(r->posts[i].time == c->posts[i].time);
        assert_true(r->posts[i].post == c->posts[i].post);
        assert_int_equal(r->posts[i].source, c->posts[i].source);
        assert_string_equal(r->posts[i].text, "secret words");
    }
    assert_int_equal(r->pairs[0].kinds, c->pairs[0].kinds);
    assert_true(isnan(r->signals[1].gap_entropy));
    assert_true(r->signals[0].created == SG_TIME_NONE);
    assert_string_equal(r->groups[0].tags, "T0049.003 T0084.001");
    assert_true(r->objects[1].identity == UINT64_MAX);
    assert_int_equal(r->null.runs, 20);
    sg_coordination_free(r);
    sg_coordination_free(c);
}

static void test_a_finding_holds_the_significant_pairs_and_what_they_need(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf json = { 0 };
    write_json(c, (struct sg_coordination_report_options){ .only_significant = true }, &json);
    struct sg_coordination *r = read_back(sg_buf_view(&json));
    assert_int_equal(r->n_pairs, 6);
    assert_int_equal(r->n_accounts, STEPPERS_IN_GROUP); /* gil, eve and fay are in no such pair */
    assert_string_equal(r->accounts[0].name, "ann");
    assert_int_equal(r->pairs[0].a, 0);
    assert_int_equal(r->members[0], 3);
    assert_int_equal(r->groups[0].leader, 0);
    assert_int_equal(r->n_steps, STEPPER_STEPS);
    assert_int_equal(r->n_objects, 3);
    assert_int_equal(r->accounts[0].signals, 1);
    assert_null(strstr(sg_buf_cstr(&json), "script"));
    assert_null(strstr(json.data, "secret words"));
    sg_coordination_free(r);
    sg_coordination_free(c);
}

static enum sg_code collect(void *ctx, struct sg_str bytes, struct sg_err *err)
{
    sg_buf_str(ctx, bytes);
    return sg_buf_check(ctx, err);
}

static void test_drained_pieces_are_the_whole(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf whole = { 0 }, pieces = { 0 }, room = { 0 };
    write_json(c, plain, &whole);
    write_json(c, (struct sg_coordination_report_options){ .drain = collect, .drain_ctx = &pieces }, &room);
    assert_int_equal(room.len, 0);
    assert_string_equal(sg_buf_cstr(&whole), sg_buf_cstr(&pieces));
    sg_coordination_free(c);
}

/* ---- what is refused ---- */

static void test_an_edited_finding_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *message;
    } row[] = {
        { "\"format\": 1", "\"format\": 2", "format is no format that this program knows (1)" },
        { "\"like\":\"sillage\"", "\"like\":\"me\"", "settings.like is no name of a set of definitions" },
        { "\"fdr\":0.05", "\"fdr\":\"0.05\"", "fdr is no number" },
        { "\"window_s\":60", "\"window_s\":6e60", "window_s is no number of seconds in its range" },
        { "\"a\":1,\"b\":2", "\"a\":1,\"b\":99", "pairs[0].b is no number of an item of this document" },
        { "\"a\":1,\"b\":2", "\"a\":2,\"b\":1", "pairs[0].b is no account after the first" },
        { "\"steps\":[0,2]", "\"steps\":[11,2]", "pairs[0].steps is no range of this document's steps" },
        { "\"steps\":[0,2]", "\"steps\":[2,2]", "steps[0].pair is no pair that names this step" },
        { "\"steps\":[2,2]", "\"steps\":[0,6]", "steps is no range that no pair before it names" },
        { "\"counted\":0.25", "\"counted\":1e300", "steps[0].counted is no number from 0 to 1" },
        { "\"post_a\":0", "\"post_a\":8", "steps[0].post_a is no number of an item of this document" },
        { "\"post_a\":0", "\"post_a\":-1", "steps[0].post_a is no number of an item of this document" },
        { "\"members\":[4,", "\"members\":[0,", "groups[0].members is no list of this group's accounts" },
        { "\"members\":[4,", "\"members\":[4000000000,", "groups[0].members is no list of items of this document" },
        { "\"leader\":1", "\"leader\":7", "groups[0].leader is no number of an item of this document" },
        { "\"group\":0", "\"group\":1", "group is no number of an item of this document" },
        { "\"weight\":2", "\"weight\":2.5", "pairs[0].weight is no whole number in its range" },
        { "\"weight\":2", "\"weight\":-2", "pairs[0].weight is no whole number in its range" },
        { "\"significant\":true", "\"significant\":1", "pairs[0].significant is no truth value" },
        { "\"identity\":\"0123456789abcdef\"", "\"identity\":\"0123456789ABCDEF\"", "no 16 hexadecimal digits" },
        { "\"kind\":\"link\"", "\"kind\":\"magic\"", "kind is no kind of co-action" },
        { "\"time\":\"2017", "\"time\":\"today", "time is no time" },
        { "\"source\":{", "\"source\":[],\"x\":{", "posts[0].source is no object" },
        { "\"runs\":20", "\"runs\":0", "null_check.runs is no number from 1 on" },
        { "\"account\":3,\"posts\":21", "\"account\":2,\"posts\":21", "signals[0].account is no account that names" },
        { "\"pairs\": [", "\"pairs\": {},\"x\": [", "pairs is no list" },
        { "\"layers\": [", "\"layers\": [7,", "layers[0] is no object" },
    };
    struct sg_coordination *c = planted_coordination(), *made = NULL;
    sg_auto_buf json = { 0 };
    write_json(c, plain, &json);
    const char *text = sg_buf_cstr(&json);
    for (size_t i = 0; i < ROWS(row); i++) {
        const char *at = strstr(text, row[i].from);
        if (!at) fail_msg("row %zu: nothing to edit", i);
        sg_auto_buf edited = { 0 };
        sg_buf_add(&edited, text, (size_t)(at - text));
        sg_buf_text(&edited, row[i].to);
        sg_buf_text(&edited, at + strlen(row[i].from));
        struct sg_err err = { 0 };
        if (sg_report_coordination_read(sg_buf_view(&edited), "f.json", &made, &err) != SG_EINPUT)
            fail_msg("row %zu was read", i);
        if (strncmp(err.text, "f.json: ", 8) != 0 || !strstr(err.text, row[i].message))
            fail_msg("row %zu: %s", i, err.text);
    }
    assert_null(made);
    sg_coordination_free(c);
}

static void test_half_a_finding_is_refused(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_coordination(), *made = NULL;
    sg_auto_buf json = { 0 };
    write_json(c, plain, &json);
    for (size_t len = 0; len + 2 < json.len; len += 97) {
        struct sg_err err = { 0 };
        assert_int_equal(sg_report_coordination_read(sg_str_n(json.data, len), "f.json", &made, &err), SG_EINPUT);
        assert_memory_equal(err.text, "f.json", 6);
    }
    static const char *const others[] = { "[]", "7", "null", "{}", "{\"format\":1}" };
    for (size_t i = 0; i < ROWS(others); i++)
        assert_int_equal(sg_report_coordination_read(sg_str(others[i]), "f.json", &made, NULL), SG_EINPUT);
    sg_coordination_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_read_back_is_written_alike),
        cmocka_unit_test(test_what_times_centuries_apart_give_is_read_back),
        cmocka_unit_test(test_an_answer_without_significance_reads_back_too),
        cmocka_unit_test(test_reading_gives_the_same_answer),
        cmocka_unit_test(test_a_finding_holds_the_significant_pairs_and_what_they_need),
        cmocka_unit_test(test_drained_pieces_are_the_whole),
        cmocka_unit_test(test_an_edited_finding_is_refused_with_its_place),
        cmocka_unit_test(test_half_a_finding_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
