/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "planted_coordination.h"

#include "report/coordination.h"

static const char *tell(const struct sg_coordination *c, struct sg_coordination_report_options o, struct sg_buf *out)
{
    struct sg_err err = { 0 };
    sg_buf_clear(out);
    if (sg_report_coordination_text(c, &o, out, &err) != SG_OK) fail_msg("%s", err.text);
    return sg_buf_cstr(out);
}

static const char *write_as(const struct sg_coordination *c, const char *suffix, struct sg_buf *out)
{
    struct sg_err err = { 0 };
    const struct sg_coordination_report_options o = { 0 };
    sg_buf_clear(out);
    if (sg_coordination_format_find(suffix)->write(c, &o, out, &err) != SG_OK) fail_msg("%s: %s", suffix, err.text);
    return sg_buf_cstr(out);
}

static void assert_holds(const char *text, const char *const *wanted, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strstr(text, wanted[i])) fail_msg("lacks: %s\nin: %s", wanted[i], text);
}

static void test_the_answer_reads_as_sentences(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "Who acted in step in '#leak': 5,000 posts, compared from 3 May 2017 10:00 UTC to 5 May 2017 10:00 UTC.",
        "A co-action: two accounts do the same within 60 seconds of each other. Ten who do it at once make 45. An "
        "event: one post with one such "
        "thing.",
        "the same link: 1,234 events of 120 accounts at 300 objects, 45 pairs with 103 co-actions, 38 of the pairs "
        "below "
        "the minimum and left out; ",
        "12 events at crowded moments joined nobody; 3 events without a known account are left out.",
        "All its times are multiples of 60 seconds:",
        "the same text: 1 event of 1 account at 1 object, no co-action within 25 h 1 min.",
        "4 accounts in 1 group acted in step more often than chance explains (false-discovery rate 5 %): 6 pairs were "
        "found among 45,678 pairs that could have been. On average at most 5 % of what is found is chance after all.",
        "   1. 4 accounts, 6 pairs, 27 co-actions by link, text",
        "      @dan on twitter, @cat on twitter, @ben on twitter, @ann on twitter",
        "half within 6.2 seconds of each other, nine of ten within 14 seconds",
        "@ann on twitter comes first most often (62 % of its co-actions)",
        "carried https://example.org/leak and 8 more",
        "consistent with, no more: T0049.003 T0084.001 (DISARM",
        "        7       6       0.6   4.5e-08     6.5  @cat on twitter and @dan on twitter (link, text)",
        "weight: co-actions, each kind for itself:",
        "joint: how often they did it together, as the test counts:",
        "#maga (hashtag): 12,345 events of 900 accounts, up to 300 within the window: there a joint act counts 0.0033.",
        "         7         6       1         4       100%  60 seconds",
        "In 20 shuffles that keep who posts how often and what is popular when, 1 gave a group",
        "0.984 times what the formula expects.",
        "gap_entropy_bits: 0.4 in the middle, from 0.4 to 0.4 (1 account).",
        "round_seconds: could not be told.",
        "In step is not on orders:",
    };
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf out = { 0 };
    assert_holds(tell(c, (struct sg_coordination_report_options){ .columns = 4000 }, &out), wanted, ROWS(wanted));
    assert_null(strstr(out.data, "secret words"));
    assert_null(strstr(out.data, "@eve")); /* a pair that chance explains is not told of */
    sg_coordination_free(c);
}

static void test_names_of_a_thousand_letters_are_cut(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf out = { 0 }, name = { 0 };
    for (int i = 0; i < 1000; i++)
        sg_buf_text(&name, "é");
    c->accounts[c->members[0]].name = sg_buf_cstr(&name);
    for (size_t i = 0; i < c->n_objects; i++)
        if (*c->objects[i].value) c->objects[i].value = sg_buf_cstr(&name);
    tell(c, (struct sg_coordination_report_options){ .columns = 80 }, &out);
    assert_non_null(strstr(out.data, "é…")); /* between two letters, not within one */
    for (const char *at = out.data; (at = strstr(at, "éé")); at += strcspn(at, "\n"))
        assert_true(strcspn(at, "\n") < 2 * 220);
    sg_coordination_free(c);
}

static void test_nothing_found_is_said_with_what_it_would_have_taken(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "No two accounts acted in step more often than chance explains (false-discovery rate 5 %). Among 45,678 pairs "
        "that could have been found, a single one would have needed a p-value of 1.1e-06 or less (how likely chance "
        "alone does as much); the nearest, @eve on twitter and fay",
        " on twitter, had 0.25: 7 joint acts where chance gives 0.7.",
    };
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf out = { 0 };
    c->n_groups = c->n_members = c->n_significant = 0;
    c->pairs += 6;
    c->n_pairs = 1;
    tell(c, (struct sg_coordination_report_options){ .columns = 4000 }, &out);
    assert_non_null(strstr(out.data, "the nearest, @eve on twitter and "));
    assert_holds(out.data, wanted + 1, 1);
    assert_non_null(strstr(out.data, "would have needed a p-value of 1.1e-06 or less"));
    assert_null(strstr(out.data, "The strongest pairs"));
    c->n_pairs = 0;
    assert_non_null(strstr(tell(c, (struct sg_coordination_report_options){ .columns = 4000 }, &out),
                           "; no pair reached the minimum of 2 co-actions."));
    sg_coordination_free(c);
}

static void test_an_untested_answer_claims_nothing(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "Definitions: as in CooRTweet.",
        "7 pairs of accounts did the same within the window at least 2 times; 3 of them have a weight above 4, the one "
        "at percentile 50, with 4 accounts in 1 group.",
        "Significance was not asked for",
        " weight   gap s  accounts",
    };
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf out = { 0 };
    c->settings.fdr = 0;
    c->settings.like = SG_LIKE_COORTWEET;
    c->settings.edge_percentile = 0.5;
    const char *text = tell(c, (struct sg_coordination_report_options){ .columns = 4000 }, &out);
    assert_holds(text, wanted, ROWS(wanted));
    assert_null(strstr(text, "than chance explains"));
    assert_null(strstr(text, "Weighed down")); /* only the test weighs */
    assert_null(strstr(text, "q: the least"));
    sg_coordination_free(c);
}

/* Names and values of evidence cannot steer a terminal, and lines keep their width. */
static void test_hostile_names_and_narrow_terminals(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf out = { 0 };
    c->settings.fdr = 0;
    c->objects[0].value = "\x1b]0;title\x07";
    const char *text = tell(c, (struct sg_coordination_report_options){ .columns = 40, .max_list = 3 }, &out);
    assert_null(strchr(text, '\x1b'));
    assert_null(strchr(text, '\x07'));
    assert_non_null(strstr(text, "and 4 more; --json lists them all."));
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\n"), cells = 0;
        for (size_t i = 0; i < len; i++)
            cells += ((unsigned char)line[i] & 0xc0) != 0x80;
        size_t blanks = strspn(line, " ");
        bool is_one_word = blanks >= len || !memchr(line + blanks, ' ', len - blanks);
        if (cells > 40 && !is_one_word) fail_msg("a line of %zu columns: %.*s", cells, (int)len, line);
        line += len + (line[len] == '\n');
    }
    sg_coordination_free(c);
}

/* ---- files ---- */

static void test_graphs_hold_the_pairs_that_were_found(void **state)
{
    (void)state;
    static const char *const gexf[] = {
        "<nodes count=\"4\">",
        "<edges count=\"6\">",
        "<node id=\"n0\" label=\"@ann\">",
        "<attvalue for=\"key\" value=\"twitter/ann\"/>",
        "<attvalue for=\"group\" value=\"0\"/>",
        "<attvalue for=\"name\" value=\"Ann &amp; co.\"/>",
        "<viz:color r=\"0\" g=\"114\" b=\"178\" a=\"1.0\"/>",
        "<viz:position x=\"",
        "<edge id=\"e0\" source=\"n0\" target=\"n1\" weight=\"2\">",
        "<attvalue for=\"kinds\" value=\"link text\"/>",
        "<attvalue for=\"q\" value=\"4.5e-08\"/>",
        "<attvalue for=\"mean_gap_s\" value=\"6.5\"/>",
    };
    static const char *const graphml[] = { "edgedefault=\"undirected\"", "<key id=\"p\" for=\"edge\"",
                                           "<data key=\"label\">@ann</data>", "<data key=\"balance\">0.75</data>",
                                           "<data key=\"significant\">true</data>" };
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf out = { 0 };
    assert_holds(write_as(c, "GEXF", &out), gexf, ROWS(gexf));
    assert_holds(write_as(c, "graphml", &out), graphml, ROWS(graphml));
    c->settings.fdr = 0; /* without a test or a cut every pair */
    assert_non_null(strstr(write_as(c, "gexf", &out), "<edges count=\"7\">"));
    assert_non_null(strstr(out.data, "label=\"fay &lt;script&gt;, &quot;x&quot;\xef\xbf\xbd[31m\""));
    assert_null(strstr(out.data, "for=\"q\" value"));
    c->settings.edge_percentile = 0.5;
    assert_non_null(strstr(write_as(c, "gexf", &out), "<edges count=\"3\">"));
    c->n_pairs = 0;
    assert_non_null(strstr(write_as(c, "gexf", &out), "<nodes count=\"0\">"));
    assert_null(sg_coordination_format_find("png"));
    sg_coordination_free(c);
}

static void test_tables_name_the_first_in_byte_order(void **state)
{
    (void)state;
    struct sg_err err = { 0 };
    struct sg_coordination *c = planted_coordination();
    sg_auto_buf out = { 0 };
    assert_int_equal(sg_report_coordination_pairs(c, &out, &err), SG_OK);
    const char *text = sg_buf_cstr(&out);
    assert_memory_equal(text, "account_a,account_b,weight\r\ntwitter/ann,twitter/ben,2\r\n", 54);
    assert_non_null(strstr(text, "\r\ntwitter/eve,\"twitter/fay <script>, \"\"x\"\"\x1b[31m\",8\r\n"));
    c->accounts[0].platform = "twitter"; /* one platform: no prefix */
    c->accounts[6].name = "Fay";         /* as written F comes before e */
    sg_buf_clear(&out);
    assert_int_equal(sg_report_coordination_pairs(c, &out, &err), SG_OK);
    assert_non_null(strstr(sg_buf_cstr(&out), "\r\nFay,eve,8\r\n"));
    static const char *const columns[] = {
        "\r\nann,ben,2,link text,0,1,0.1,1e-09,4.5e-08,0.75,4,3,0,2,6.5,true,false,0\r\n",
        "\r\nFay,eve,8,link,6,7,0.7,0.25,1,0.75,3,4,2,6,6.5,false,true,\r\n", /* turned with their figures */
    };
    assert_holds(write_as(c, "csv", &out), columns, ROWS(columns));
    c->settings.fdr = 0;
    assert_non_null(strstr(write_as(c, "csv", &out), "\r\nann,ben,2,link text,0,,,,,0.75,"));
    sg_coordination_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_answer_reads_as_sentences),
        cmocka_unit_test(test_names_of_a_thousand_letters_are_cut),
        cmocka_unit_test(test_nothing_found_is_said_with_what_it_would_have_taken),
        cmocka_unit_test(test_an_untested_answer_claims_nothing),
        cmocka_unit_test(test_hostile_names_and_narrow_terminals),
        cmocka_unit_test(test_graphs_hold_the_pairs_that_were_found),
        cmocka_unit_test(test_tables_name_the_first_in_byte_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
