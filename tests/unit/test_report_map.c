/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmocka needs these before it, in this order. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <math.h>

#include "planted_story.h"
#include "report/axis.h"
#include "report/labels.h"
#include "report/map_files.h"
#include "report/report.h"
#include "report/timeline_route.h"

static void write_map(struct sg_story *s, const char *suffix, struct sg_map_options o, struct sg_buf *out)
{
    struct sg_err err = { 0 };
    out->len = 0;
    if (sg_map_format_find(suffix)->write(s, &o, out, &err) != SG_OK) fail_msg("%s: %s", suffix, err.text);
    assert_non_null(sg_buf_cstr(out));
}

static size_t count(const struct sg_buf *b, const char *word)
{
    size_t n = 0;
    for (const char *p = b->data; (p = strstr(p, word)); p++)
        n++;
    return n;
}

static const struct sg_map_options usual = { .with_inferred = true, .seed = 1 };

static void test_every_format_is_found_by_its_suffix_and_unknown_ones_are_not(void **state)
{
    (void)state;
    static const char *const known[] = { "svg", "png", "gexf", "graphml", "csv", "json", "SVG" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_non_null(sg_map_format_find(known[i]));
    assert_null(sg_map_format_find("html5"));
    assert_null(sg_map_format_find(""));
    assert_null(sg_map_format_find(NULL));
}

static void test_the_same_story_gives_the_same_bytes_in_every_format(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    for (const struct sg_map_format *f = sg_map_formats; f->suffix; f++)
        for (int view = 0; view < 2; view++) {
            sg_auto_buf a = { 0 };
            sg_auto_buf b = { 0 };
            struct sg_map_options o = usual;
            o.view = view ? SG_MAP_NETWORK : SG_MAP_TIMELINE;
            write_map(s, f->suffix, o, &a);
            write_map(s, f->suffix, o, &b);
            assert_int_equal(a.len, b.len);
            assert_memory_equal(a.data, b.data, a.len);
        }
    sg_story_free(s);
}

static void test_graph_files_hold_the_planted_relays(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    static const struct {
        enum sg_map_nodes nodes;
        bool with_inferred;
        size_t n_nodes, n_edges;
    } row[] = {
        { SG_MAP_POSTS, true, 26, 15 },
        { SG_MAP_POSTS, false, 26, 11 },
        { SG_MAP_ACCOUNTS, true, 20, 14 },
        { SG_MAP_ACCOUNTS, false, 20, 10 }, /* two tweets of one link: one edge of weight 2 */
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sg_map_options o = { .nodes = row[i].nodes, .with_inferred = row[i].with_inferred };
        write_map(s, "gexf", o, &out);
        assert_int_equal(count(&out, "<node "), row[i].n_nodes);
        assert_int_equal(count(&out, "<edge "), row[i].n_edges);
        write_map(s, "graphml", o, &out);
        assert_int_equal(count(&out, "<node "), row[i].n_nodes);
        assert_int_equal(count(&out, "<edge "), row[i].n_edges);
        write_map(s, "csv", o, &out);
        assert_int_equal(count(&out, "\r\n"), row[i].n_edges + 1);
    }
    write_map(s, "csv", usual, &out);
    assert_non_null(strstr(out.data,
                           "4chan/anonymous (/pol/),twitter/JackPosobiec,2,permalink,2017-05-05T18:49:00Z,"
                           "2017-05-05T18:49:30Z,false,1,Directed,\"<[2017-05-05T18:49:00Z, 2017-05-05T18:49:30Z]>\""));
    sg_story_free(s);
}

static void test_each_relay_of_an_edge_keeps_its_moment(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    s->posts[7].time += 123 * SG_SECOND / 1000; /* of the thread's two tweets, the second */
    write_map(s, "gexf", usual, &out);
    const char *two = "<spells><spell start=\"2017-05-05T18:49:00Z\" end=\"2017-05-05T18:49:00Z\"/>"
                      "<spell start=\"2017-05-05T18:49:30.123Z\" end=\"2017-05-05T18:49:30.123Z\"/></spells>";
    assert_int_equal(count(&out, two), 1);
    const char *edge = strstr(out.data, two);
    while (strncmp(edge, "<edge ", 6) != 0)
        edge--;
    const char *end = strchr(edge, '>'), *start = strstr(edge, " start=");
    assert_true(start > end); /* the edge has no interval of its own, which would overlap these */
    assert_non_null(strstr(edge, "weight=\"2\""));
    write_map(s, "graphml", usual, &out);
    assert_non_null(strstr(out.data, "<data key=\"times\">2017-05-05T18:49:00Z 2017-05-05T18:49:30.123Z</data>"));
    sg_story_free(s);
}

static void test_graph_files_have_places_communities_and_where_a_post_is_kept(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    struct sg_map_options o = usual;
    o.nodes = SG_MAP_POSTS;
    write_map(s, "graphml", o, &out);
    static const char *const of_all[] = { "<data key=\"x\">", "<data key=\"y\">", "<data key=\"community\">",
                                          "<data key=\"kind\">", "<data key=\"precision\">" };
    for (size_t i = 0; i < sizeof of_all / sizeof *of_all; i++)
        assert_int_equal(count(&out, of_all[i]), PLANTED_POSTS);
    assert_int_equal(count(&out, "<data key=\"sha256\">"), PLANTED_POSTS - 1); /* one is not in the evidence */
    assert_int_equal(count(&out, "secret words"), 0);
    write_map(s, "gexf", o, &out);
    assert_int_equal(count(&out, "<viz:position "), PLANTED_POSTS);
    assert_int_equal(count(&out, "<attvalue for=\"community\" "), PLANTED_POSTS);
    o.with_text = true;
    write_map(s, "gexf", o, &out);
    assert_int_equal(count(&out, "secret words"), PLANTED_POSTS - 1);
    sg_story_free(s);
}

static void test_a_narrow_picture_is_laid_out_anew(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    static const struct {
        int width;
        const char *box;
    } row[] = { { 0, "viewBox=\"0 0 1200 " },
                { 3000, "viewBox=\"0 0 1200 " },
                { 800, "viewBox=\"0 0 800 " },
                { 600, "viewBox=\"0 0 600 " },
                { 300, "viewBox=\"0 0 560 " } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        for (int view = 0; view < 2; view++) {
            struct sg_map_options o = usual;
            o.width = row[i].width;
            o.view = view ? SG_MAP_NETWORK : SG_MAP_TIMELINE;
            write_map(s, "svg", o, &out);
            if (!strstr(out.data, row[i].box)) fail_msg("width %d: no %s", row[i].width, row[i].box);
        }
    sg_story_free(s);
}

/* A post and `n` reposts of it on another platform. */
static struct sg_story *planted_hub(uint32_t n)
{
    static const char *const names[] = { "twitter", "telegram" };
    struct sg_story *s = NULL;
    if (sg_story_new(&s, NULL) != SG_OK) abort();
    planted_frame(s, n + 1, 2, names);
    for (uint32_t i = 0; i <= n; i++) {
        char name[32];
        snprintf(name, sizeof name, "account_%u", i);
        struct planted_post row = { "",  i > 0,      name,           name, i ? SG_REPOST : SG_POST,
                                    100, i ? 0 : -1, SG_LINK_REPOST, false };
        planted_add(s, &row, INT64_C(1493978400) * SG_SECOND + i * 5 * SG_MINUTE, SG_EXACT);
    }
    s->query = "hub";
    s->from = s->posts[0].time;
    s->to = s->posts[n].time;
    s->n_match_accounts = (uint32_t)s->n_accounts;
    return s;
}

static void test_many_relays_of_one_post_are_bundled_and_few_are_not(void **state)
{
    (void)state;
    for (uint32_t n = 3; n <= 30; n += 9) {
        struct sg_story *s = planted_hub(n);
        sg_auto_buf out = { 0 };
        write_map(s, "svg", usual, &out);
        assert_int_equal(strstr(out.data, "bundled") != NULL, n > 3);
        /* An arrow's head is a path with four corners; each relay has one, bundled or not. */
        size_t heads = 0;
        for (const char *p = out.data; (p = strstr(p, "<path d=\"M")); p++) {
            const char *end = strchr(p + 10, '"');
            heads += end[-1] == 'Z' && !memchr(p + 10, 'C', (size_t)(end - p - 10)) && strstr(p, "fill-opacity") &&
                     strstr(p, "fill-opacity") < strchr(p, '>') &&
                     !memmem(p, (size_t)(strchr(p, '>') - p), "stroke=", 7);
        }
        assert_int_equal(heads, n);
        assert_null(strstr(out.data, "not drawn"));
        sg_story_free(s);
    }
}

static void test_arrow_heads_keep_clear_of_neighbours(void **state)
{
    (void)state;
    struct mark marks[] = {
        { .x = 100, .y = 50, .r = 8 },
        { .x = 125, .y = 50, .r = 8 },
        { .x = 160, .y = 60, .r = 12 },
        { .x = 190, .y = 45, .r = 9 },
        { .x = 205, .y = 68, .r = 7 },
        { .x = 118, .y = 150, .r = 10, .lane = 1 },
        { .x = 300, .y = 150, .r = 9, .lane = 1 },
    };
    enum { N = sizeof marks / sizeof *marks };
    struct timeline t = { .marks = marks, .n_marks = N, .n_lanes = 2, .x0 = 0, .x1 = 400, .y0 = 0, .y1 = 200 };
    struct obstacles o = { 0 };
    assert_int_equal(obstacles_init(&o, &t, NULL), SG_OK);
    for (uint32_t a = 0; a < N; a++)
        for (uint32_t b = 0; b < N; b++) {
            if (a == b || marks[a].x > marks[b].x) continue;
            struct place from = { marks[a].x, marks[a].y, marks[a].r, marks[a].lane, a, false };
            struct place to = { marks[b].x, marks[b].y, marks[b].r, marks[b].lane, b, false };
            struct curve k = timeline_route(&t, &o, &from, &to, 6);
            assert_true(hypot(k.tip_x - to.x, k.tip_y - to.y) < to.r + 3);
            for (uint32_t i = 0; i < N; i++)
                if (i != b && hypot((k.tip_x + k.x3) / 2 - marks[i].x, (k.tip_y + k.y3) / 2 - marks[i].y) < marks[i].r)
                    fail_msg("the head from %u to %u lies on %u", a, b, i);
        }
    obstacles_release(&o);
}

static void test_pictures_say_what_they_show_and_escape_what_they_are_given(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    sg_auto_buf out = { 0 };
    write_map(s, "svg", usual, &out);
    static const char *const wanted[] = { "role=\"img\"",
                                          "<title id=\"t\">#macronleaks</title>",
                                          "<desc id=\"d\">",
                                          "@wikileaks</text>",
                                          "pre-election silence, from 22:00",
                                          "stroke-dasharray",
                                          "Before this picture: 24 February 2017 server outage" };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(out.data, wanted[i])) fail_msg("the picture lacks %s", wanted[i]);
    assert_null(strstr(out.data, "secret words"));
    for (int view = 0; view < 2; view++) {
        struct sg_map_options o = usual;
        o.view = view ? SG_MAP_NETWORK : SG_MAP_TIMELINE;
        o.title = "<script>alert(1)</script>\033\xff";
        for (uint32_t i = 0; i < s->n_accounts; i++)
            s->accounts[i].name = "<b>\"&\xc3\x28";
        write_map(s, "svg", o, &out);
        assert_null(strstr(out.data, "<script"));
        assert_null(strstr(out.data, "<b>"));
        assert_true(sg_utf8_is_valid(out.data, out.len));
        write_map(s, "png", o, &out);
        assert_memory_equal(out.data, "\x89PNG", 4);
    }
    sg_story_free(s);
}

static void test_widths_are_kept_and_impossible_ones_refused(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    static const struct {
        int width, height;
        enum sg_code code;
    } row[] = { { 1200, 0, SG_OK },   { 3000, 0, SG_OK },   { 1200, 700, SG_OK },   { 400, 100, SG_OK },
                { 10, 0, SG_EUSAGE }, { -5, 0, SG_EUSAGE }, { 60000, 0, SG_EUSAGE } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        sg_auto_buf out = { 0 };
        struct sg_err err = { 0 };
        struct sg_map_options o = { .width = row[i].width, .height = row[i].height };
        enum sg_code code = sg_map_format_find("png")->write(s, &o, &out, &err);
        if (code != row[i].code) fail_msg("width %d: code %d (%s)", row[i].width, code, err.text);
        if (code != SG_OK) continue;
        const unsigned char *ihdr = (const unsigned char *)out.data + 16;
        assert_int_equal(ihdr[0] << 24 | ihdr[1] << 16 | ihdr[2] << 8 | ihdr[3], row[i].width);
    }
    sg_story_free(s);
}

static void test_empty_tiny_and_huge_stories_are_drawn(void **state)
{
    (void)state;
    struct sg_story *empty = NULL;
    assert_int_equal(sg_story_new(&empty, NULL), SG_OK);
    empty->from = empty->to = SG_TIME_NONE;
    struct sg_story *stories[] = { empty, planted_crowd(1), planted_crowd(2), planted_crowd(7000) };
    for (size_t i = 0; i < 4; i++) {
        for (int view = 0; view < 2; view++) {
            sg_auto_buf out = { 0 };
            struct sg_map_options o = usual;
            o.view = view ? SG_MAP_NETWORK : SG_MAP_TIMELINE;
            write_map(stories[i], "svg", o, &out);
            if (i == 3) assert_non_null(strstr(out.data, view ? "hidden" : "more posts as a band"));
        }
        sg_story_free(stories[i]);
    }
}

static void test_the_axis_keeps_the_order_and_widens_the_crowded_hour(void **state)
{
    (void)state;
    struct axis_event events[60];
    struct axis a;
    for (int i = 0; i < 60; i++)
        events[i] = (struct axis_event){ i < 50 ? i * SG_MINUTE : (i - 48) * SG_DAY, 1 };
    axis_build(&a, events, 60, 0, 1000);
    assert_true(a.n > 1);
    double last = -1;
    for (int i = 0; i < 60; i++) {
        double x = axis_x(&a, events[i].time);
        assert_true(x > last && x >= 0 && x <= 1000);
        last = x;
    }
    assert_true(axis_x(&a, SG_HOUR) > 200);
    struct axis_tick ticks[AXIS_TICKS_MAX];
    size_t n = axis_ticks(&a, 46, ticks);
    assert_true(n > 5 && n < 30);
    for (size_t i = 1; i < n; i++)
        assert_true(ticks[i].x - ticks[i - 1].x >= 46 * 0.8);
    for (double x = 1; x < 1000; x += 7)
        assert_true(fabs(axis_x(&a, axis_time(&a, x)) - x) < 0.01);
    axis_build(&a, events, 1, 0, 100); /* one event: its surroundings */
    assert_true(fabs(axis_x(&a, events[0].time) - 50) < 1);
}

static void test_long_axes_are_marked_on_the_first_of_months_and_weeks_on_mondays(void **state)
{
    (void)state;
    static const struct {
        int days;
        bool is_monthly;
    } row[] = { { 80, false }, { 500, true }, { 4000, true } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct axis_event ends[] = { { planted_time("2017-01-18T05:00Z"), 1 }, { 0, 1 } };
        struct axis_tick ticks[AXIS_TICKS_MAX];
        struct axis a;
        ends[1].time = ends[0].time + row[i].days * SG_DAY;
        axis_build(&a, ends, 2, 0, 1000);
        size_t n = axis_ticks(&a, 46, ticks);
        assert_true(n > 3 && n < 22);
        for (size_t k = 0; k < n; k++) {
            char text[SG_TIME_TEXT];
            sg_time_format(ticks[k].time, text);
            if (row[i].is_monthly)
                assert_string_equal(text + 7, "-01T00:00:00Z");
            else
                assert_int_equal((ticks[k].time / SG_DAY + 3) % 7, 0);
        }
    }
}

static void test_labels_never_lie_on_marks_or_each_other(void **state)
{
    (void)state;
    struct label_field f = { .bounds = { 0, 0, 500, 300 } };
    struct box placed[80];
    size_t n = 0;
    for (int i = 0; i < 40; i++)
        label_field_hard(&f, (struct box){ 20 + i % 10 * 45, 40 + i / 10 * 60, 12, 12 });
    for (int i = 0; i < 40; i++)
        n += label_field_place(&f, 26 + i % 10 * 45, 46 + i / 10 * 60, 6, 38, 12, 40, &placed[n]);
    assert_true(n > 30);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            assert_false(placed[i].x < placed[k].x + 38 && placed[k].x < placed[i].x + 38 &&
                         placed[i].y < placed[k].y + 12 && placed[k].y < placed[i].y + 12);
        assert_true(placed[i].x >= 0 && placed[i].x + 38 <= 500);
    }
    struct box none = { 1, 2, 3, 4 };
    assert_false(label_field_place(&f, 250, 150, 5, 600, 12, 100, &none)); /* wider than the field */
    assert_true(none.x == 1 && none.h == 4);
    label_field_release(&f);
}

static void test_numbers_need_no_locale(void **state)
{
    (void)state;
    static const struct {
        double v;
        const char *text;
    } row[] = { { 0, "0" },         { 1, "1" },      { -0.5, "-0.5" }, { 3.14159, "3.14" },
                { 10.05, "10.05" }, { -0.001, "0" }, { NAN, "0" },     { 1e300, "0" } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        sg_auto_buf out = { 0 };
        map_hundredths(&out, row[i].v);
        assert_string_equal(sg_buf_cstr(&out), row[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_format_is_found_by_its_suffix_and_unknown_ones_are_not),
        cmocka_unit_test(test_the_same_story_gives_the_same_bytes_in_every_format),
        cmocka_unit_test(test_graph_files_hold_the_planted_relays),
        cmocka_unit_test(test_each_relay_of_an_edge_keeps_its_moment),
        cmocka_unit_test(test_graph_files_have_places_communities_and_where_a_post_is_kept),
        cmocka_unit_test(test_a_narrow_picture_is_laid_out_anew),
        cmocka_unit_test(test_many_relays_of_one_post_are_bundled_and_few_are_not),
        cmocka_unit_test(test_arrow_heads_keep_clear_of_neighbours),
        cmocka_unit_test(test_long_axes_are_marked_on_the_first_of_months_and_weeks_on_mondays),
        cmocka_unit_test(test_pictures_say_what_they_show_and_escape_what_they_are_given),
        cmocka_unit_test(test_widths_are_kept_and_impossible_ones_refused),
        cmocka_unit_test(test_empty_tiny_and_huge_stories_are_drawn),
        cmocka_unit_test(test_the_axis_keeps_the_order_and_widens_the_crowded_hour),
        cmocka_unit_test(test_labels_never_lie_on_marks_or_each_other),
        cmocka_unit_test(test_numbers_need_no_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
