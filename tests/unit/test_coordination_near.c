/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of posts against all pairs of them, compared word by word. */
#include <stdlib.h>

#include "base/random.h"
#include "coordination/near.h"

#include "unit.h"

enum { WORDS_MAX = 24 };
struct made {
    sg_time time;
    uint32_t words[WORDS_MAX], n, account;
};
struct corpus {
    struct made *posts;
    size_t n;
};

/* A third fresh texts, a third exact copies, a third near ones; times in whole seconds, several at one. */
static struct corpus make(uint64_t seed, size_t n, uint32_t vocabulary)
{
    struct corpus c = { calloc(n, sizeof *c.posts), n };
    uint64_t random = seed;
    sg_time now = -1000 * SG_SECOND;
    assert_non_null(c.posts);
    for (size_t i = 0; i < n; i++) {
        struct made *p = &c.posts[i];
        uint32_t kind = i ? sg_random_below(&random, 3) : 0;
        if (kind == 0) {
            p->n = 3 + sg_random_below(&random, WORDS_MAX - 4);
            for (uint32_t w = 0; w < p->n; w++)
                p->words[w] = sg_random_below(&random, vocabulary);
        } else {
            *p = c.posts[i - 1 - sg_random_below(&random, i < 200 ? (uint32_t)i : 200)];
            if (kind == 2) p->words[sg_random_below(&random, p->n)] = sg_random_below(&random, vocabulary);
            if (kind == 2 && p->n < WORDS_MAX && sg_random_below(&random, 2)) p->words[p->n++] = 0;
        }
        now += sg_random_below(&random, 4) * SG_SECOND;
        p->time = now;
        p->account = sg_random_below(&random, 50);
    }
    return c;
}

static void render(const struct made *p, struct sg_buf *out)
{
    sg_buf_clear(out);
    for (uint32_t w = 0; w < p->n; w++)
        sg_buf_printf(out, "%sw%u", w ? " " : "", p->words[w]);
}

/* The stream's answer; post numbers count from 1. */
static struct layer run(const struct corpus *c, const struct near_settings *s, struct near_counts *ret_counts)
{
    struct accounts accounts = { 0 };
    struct near_stream *n = NULL;
    struct layer l = { 0 };
    sg_auto_buf text = { 0 };
    assert_int_equal(near_stream_new(s, &accounts, &n, NULL), SG_OK);
    for (size_t i = 0; i < c->n; i++) {
        render(&c->posts[i], &text);
        const struct near_post p = { c->posts[i].time, i + 1, 1 + c->posts[i].account, sg_buf_view(&text) };
        assert_int_equal(near_stream_add(n, &p, NULL), SG_OK);
    }
    assert_int_equal(near_stream_end(n, &l, NULL), SG_OK);
    if (ret_counts) *ret_counts = *near_stream_counts(n);
    near_stream_free(n);
    accounts_release(&accounts);
    return l;
}

/* ---- what must come out ---- */

static size_t shingles_of(const struct made *p, uint32_t size, uint64_t *ret)
{
    size_t n = 0;
    for (uint32_t from = 0; p->n >= 4 && from + size <= p->n; from++) {
        uint64_t one = 0;
        for (uint32_t k = 0; k < size; k++)
            one = one * 100000 + p->words[from + k] + 1;
        bool is_new = true;
        for (size_t i = 0; i < n; i++)
            is_new &= ret[i] != one;
        if (is_new) ret[n++] = one;
    }
    return n;
}

static double jaccard(const struct made *p, const struct made *q, uint32_t size)
{
    uint64_t a[WORDS_MAX], b[WORDS_MAX];
    size_t a_n = shingles_of(p, size, a), b_n = shingles_of(q, size, b), common = 0;
    for (size_t i = 0; i < a_n; i++)
        for (size_t j = 0; j < b_n; j++)
            common += a[i] == b[j];
    return a_n && b_n ? (double)common / (double)(a_n + b_n - common) : 0;
}

static bool crosses(const struct layer *l, uint32_t a, uint32_t b)
{
    size_t low = 0, high = l->n_crossings;
    struct crossing wanted = { a < b ? a : b, a < b ? b : a };
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct crossing *c = &l->crossings[middle];
        if (c->a < wanted.a || (c->a == wanted.a && c->b < wanted.b))
            low = middle + 1;
        else
            high = middle;
    }
    return low < l->n_crossings && l->crossings[low].a == wanted.a && l->crossings[low].b == wanted.b;
}

static void check_layer(const struct layer *l, const struct corpus *c, sg_time window)
{
    uint32_t *seen = calloc(c->n + 1, sizeof *seen);
    assert_non_null(seen);
    assert_int_equal(l->by, SG_BY_NEAR_TEXT);
    for (uint32_t o = 0; o < l->n_objects; o++) {
        assert_true(l->first[o] < l->first[o + 1]);
        if (o) assert_true(l->object[o - 1] < l->object[o]);
        for (size_t i = l->first[o]; i < l->first[o + 1]; i++) {
            assert_int_equal(l->events[i].object, o);
            assert_true(l->events[i].time == c->posts[l->events[i].post - 1].time);
            if (i > l->first[o]) assert_true(l->events[i - 1].time <= l->events[i].time);
            assert_int_equal(seen[l->events[i].post]++, 0);
        }
    }
    assert_int_equal(l->first[l->n_objects], l->n_events);
    for (size_t i = 0; i < l->n_crossings; i++) {
        const struct crossing *x = &l->crossings[i];
        bool is_near = false;
        assert_true(x->a < x->b && x->b < l->n_objects);
        if (i) assert_true(x[-1].a < x->a || (x[-1].a == x->a && x[-1].b < x->b));
        for (size_t p = l->first[x->a]; p < l->first[x->a + 1]; p++)
            for (size_t q = l->first[x->b]; q < l->first[x->b + 1]; q++)
                is_near |= llabs(l->events[p].time - l->events[q].time) <= window;
        assert_true(is_near);
    }
    free(seen);
}

static void test_streams_find_what_all_pairs_find(void **state)
{
    (void)state;
    static const struct {
        sg_time window;
        double similarity;
        uint32_t shingle, vocabulary;
    } row[] = {
        { 60 * SG_SECOND, 0.7, 2, 300 },  { 600 * SG_SECOND, 0.7, 2, 3000 }, { 0, 0.7, 2, 300 },
        { 3600 * SG_SECOND, 0.8, 1, 40 }, { 300 * SG_SECOND, 0.5, 3, 100 },  { 100 * SG_SECOND, 0.3, 2, 50 },
        { 100 * SG_SECOND, 1, 2, 30 },    { 60 * SG_SECOND, 0.9, 1, 12 },
    };
    size_t n_true = 0, n_found = 0;
    for (size_t r = 0; r < ROWS(row); r++) {
        struct corpus c = make(r + 1, 1100, row[r].vocabulary);
        const struct near_settings s = { row[r].window, row[r].similarity, row[r].shingle, 2 };
        struct near_counts counts;
        struct layer l = run(&c, &s, &counts);
        uint32_t *object = calloc(c.n + 1, sizeof *object); /* + 1; 0: left out */
        size_t n_short = 0;
        assert_non_null(object);
        check_layer(&l, &c, row[r].window);
        for (size_t i = 0; i < l.n_events; i++)
            object[l.events[i].post - 1] = l.events[i].object + 1;
        for (size_t j = 0; j < c.n; j++) {
            uint64_t unused[WORDS_MAX];
            bool is_short = shingles_of(&c.posts[j], row[r].shingle, unused) == 0;
            assert_int_equal(object[j] == 0, is_short);
            n_short += is_short;
            for (size_t i = 0; i < j; i++) {
                if (!object[i] || !object[j]) continue;
                double similarity = jaccard(&c.posts[i], &c.posts[j], row[r].shingle);
                bool is_same = object[i] == object[j];
                bool is_crossing = !is_same && crosses(&l, object[i] - 1, object[j] - 1);
                if (is_same != (similarity == 1))
                    fail_msg("row %zu: posts %zu and %zu are %g alike", r, i, j, similarity);
                if (is_crossing && similarity < row[r].similarity) fail_msg("row %zu: a false pair", r);
                if (is_same || similarity < row[r].similarity || c.posts[j].time - c.posts[i].time > row[r].window)
                    continue;
                n_true++;
                n_found += is_crossing;
            }
        }
        assert_int_equal(counts.n_short, n_short);
        assert_int_equal(l.n_short, n_short);
        assert_int_equal(l.n_unchecked, 0);
        free(object);
        free(c.posts);
        layer_release(&l);
    }
    assert_true(n_true > 3000);
    if ((double)n_found < 0.999 * (double)n_true) fail_msg("%zu of %zu found", n_found, n_true);
}

/* ---- small cases ---- */

struct said {
    sg_time seconds;
    uint64_t author;
    const char *text;
};

static struct layer listen(const struct said *posts, size_t n, sg_time window_seconds)
{
    struct accounts accounts = { 0 };
    struct near_stream *stream = NULL;
    struct layer l = { 0 };
    const struct near_settings s = { window_seconds * SG_SECOND, 0.7, 2, 1 };
    assert_int_equal(near_stream_new(&s, &accounts, &stream, NULL), SG_OK);
    for (size_t i = 0; i < n; i++) {
        const struct near_post p = { posts[i].seconds * SG_SECOND, i + 1, posts[i].author, sg_str(posts[i].text) };
        assert_int_equal(near_stream_add(stream, &p, NULL), SG_OK);
    }
    assert_int_equal(near_stream_end(stream, &l, NULL), SG_OK);
    near_stream_free(stream);
    accounts_release(&accounts);
    return l;
}

#define CAT "the cat sat on the mat and looked at the old dog"
#define CAT_AND "the cat sat on the mat and looked at the old dog again"

static void test_the_window_includes_its_end(void **state)
{
    (void)state;
    static const struct {
        sg_time gap;
        size_t n_crossings;
    } row[] = { { 0, 1 }, { 59, 1 }, { 60, 1 }, { 61, 0 }, { 4000000000, 0 } };
    for (size_t i = 0; i < ROWS(row); i++) {
        const struct said posts[] = { { 0, 1, CAT }, { row[i].gap, 2, CAT_AND } };
        struct layer l = listen(posts, 2, 60);
        assert_int_equal(l.n_crossings, row[i].n_crossings);
        assert_int_equal(l.n_objects, 2);
        layer_release(&l);
    }
}

static void test_a_class_stays_live_by_its_latest_text(void **state)
{
    (void)state;
    static const struct said posts[] = { { 0, 1, CAT },       { 50, 2, "@x " CAT " https://t.co/abcdefghij" },
                                         { 100, 3, CAT_AND }, { 155, 4, CAT },
                                         { 1000, 5, CAT },    { 1060, 6, CAT_AND },
                                         { 2000, 7, CAT } };
    struct layer l = listen(posts, ROWS(posts), 60);
    assert_int_equal(l.n_objects, 2);
    assert_int_equal(l.n_events, ROWS(posts));
    assert_int_equal(l.n_crossings, 1); /* twice met, once told */
    layer_release(&l);
}

static void test_other_scripts_are_compared_too(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t n_crossings;
    } row[] = {
        { "今日は朝から雨が降っていて寒いです", "今日は朝から雨が降っていて寒いですね", 1 },
        { "今日は朝から雨が降っていて寒いです", "明日は昼から雪が止んでいて暑いです", 0 },
        { "她今天早上去市场买了很多新鲜的水果", "她今天早上去市场买了许多新鲜的水果", 1 },
        { "Это была массовая и согласованная операция против кандидата",
          "ЭТО была массовая и согласованная операция против кандидата!!! Вчера", 1 },
        { "هذا النص مكتوب باللغة العربية وفيه كلمات كثيرة", "هذا النص مكتوب باللغة العربية وفيه كلمات", 1 },
        { "วันนี้อากาศดีมากเราไปเที่ยวกัน", "วันนี้อากาศดีมากเราไปเที่ยวกันนะ", 1 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        const struct said posts[] = { { 0, 1, row[i].a }, { 1, 2, row[i].b } };
        struct layer l = listen(posts, 2, 60);
        if (l.n_events != 2 || l.n_objects != 2 || l.n_crossings != row[i].n_crossings)
            fail_msg("row %zu: %zu events, %u objects, %zu crossings", i, l.n_events, l.n_objects, l.n_crossings);
        layer_release(&l);
    }
}

static void test_what_is_left_out_is_counted(void **state)
{
    (void)state;
    static const struct said posts[] = { { 0, 0, CAT },  { 1, 1, "" }, { 1, 2, "good morning" },
                                         { 2, 2, "!?" }, { 3, 0, "" }, { 4, 3, CAT } };
    struct layer l = listen(posts, ROWS(posts), 60);
    assert_int_equal(l.n_without_account, 2);
    assert_int_equal(l.n_short, 3);
    assert_int_equal(l.n_events, 1);
    assert_int_equal(l.n_accounts, 1);
    layer_release(&l);
}

static void test_nothing_is_an_empty_layer(void **state)
{
    (void)state;
    struct layer l = listen(NULL, 0, 60);
    assert_int_equal(l.n_events + l.n_objects + l.n_crossings, 0);
    assert_non_null(l.first);
    layer_release(&l);
}

static void test_a_thousand_copies_are_one_class(void **state)
{
    (void)state;
    struct corpus c = { calloc(1000, sizeof *c.posts), 1000 };
    const struct near_settings s = { SG_HOUR, 0.7, 2, 1 };
    struct near_counts counts;
    assert_non_null(c.posts);
    for (size_t i = 0; i < c.n; i++)
        c.posts[i] = (struct made){ .time = (sg_time)i, .words = { 1, 2, 3, 4, 5 }, .n = 5, .account = (uint32_t)i };
    struct layer l = run(&c, &s, &counts);
    assert_int_equal(l.n_objects, 1);
    assert_int_equal(l.n_events, 1000);
    assert_int_equal(counts.n_compared, 0);
    layer_release(&l);
    free(c.posts);
}

/* ---- order, threads, floods ---- */

static void test_threads_do_not_show(void **state)
{
    (void)state;
    struct corpus c = make(77, 20000, 2000);
    struct layer l[3];
    struct near_counts counts[3];
    for (unsigned i = 0; i < 3; i++) {
        const struct near_settings s = { 60 * SG_SECOND, 0.7, 2, i == 0 ? 1 : i == 1 ? 2 : 7 };
        l[i] = run(&c, &s, &counts[i]);
    }
    assert_true(l[0].n_crossings > 1000);
    for (int i = 1; i < 3; i++) {
        assert_memory_equal(&counts[i], &counts[0], sizeof counts[0]);
        assert_int_equal(l[i].n_events, l[0].n_events);
        assert_int_equal(l[i].n_objects, l[0].n_objects);
        assert_int_equal(l[i].n_crossings, l[0].n_crossings);
        assert_memory_equal(l[i].events, l[0].events, l[0].n_events * sizeof *l[0].events);
        assert_memory_equal(l[i].object, l[0].object, l[0].n_objects * sizeof *l[0].object);
        assert_memory_equal(l[i].crossings, l[0].crossings, l[0].n_crossings * sizeof *l[0].crossings);
        layer_release(&l[i]);
    }
    layer_release(&l[0]);
    free(c.posts);
}

static void test_time_does_not_go_back(void **state)
{
    (void)state;
    struct accounts accounts = { 0 };
    struct near_stream *n = NULL;
    const struct near_settings s = { SG_HOUR, 0.7, 2, 1 };
    assert_int_equal(near_stream_new(&s, &accounts, &n, NULL), SG_OK);
    assert_int_equal(near_stream_add(n, &(struct near_post){ 5, 1, 1, sg_str(CAT) }, NULL), SG_OK);
    assert_int_equal(near_stream_add(n, &(struct near_post){ 4, 2, 1, sg_str(CAT) }, NULL), SG_EINPUT);
    near_stream_free(n);
    accounts_release(&accounts);
}

static void test_settings_out_of_range_are_refused(void **state)
{
    (void)state;
    static const struct near_settings row[] = { { SG_HOUR, 0, 2, 1 },
                                                { SG_HOUR, 1.01, 2, 1 },
                                                { SG_HOUR, 0.7, 0, 1 },
                                                { SG_HOUR, 0.7, 17, 1 },
                                                { -1, 0.7, 2, 1 } };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct accounts accounts = { 0 };
        struct near_stream *n = NULL;
        assert_int_equal(near_stream_new(&row[i], &accounts, &n, NULL), SG_EUSAGE);
        assert_null(n);
    }
}

/* One template with a place to fill, each text other than all before and near to all: comparing ends at the limit, and
 * says so.  The latest partners are kept. */
static void test_a_flood_is_bounded_and_counted(void **state)
{
    (void)state;
    enum { FLOOD = 1500 };
    struct corpus c = { calloc(FLOOD, sizeof *c.posts), FLOOD };
    const struct near_settings s = { SG_DAY, 0.7, 2, 2 };
    struct near_counts counts;
    assert_non_null(c.posts);
    for (uint32_t i = 0; i < FLOOD; i++) {
        c.posts[i] = (struct made){ .time = i * SG_SECOND, .n = 20, .account = i };
        for (uint32_t w = 0; w < 20; w++)
            c.posts[i].words[w] = w;
        c.posts[i].words[19] = 1000 + i;
    }
    struct layer l = run(&c, &s, &counts);
    assert_int_equal(l.n_objects, FLOOD);
    assert_int_equal(l.n_crossings,
                     (size_t)NEAR_PARTNERS * (FLOOD - NEAR_PARTNERS) + NEAR_PARTNERS * (NEAR_PARTNERS - 1) / 2);
    assert_int_equal(counts.n_unchecked, FLOOD - NEAR_PARTNERS - 1);
    assert_int_equal(l.n_unchecked, counts.n_unchecked);
    uint32_t *object = calloc(FLOOD, sizeof *object);
    assert_non_null(object);
    for (size_t i = 0; i < l.n_events; i++)
        object[l.events[i].post - 1] = l.events[i].object;
    for (uint32_t i = 1; i < FLOOD; i++)
        if (!crosses(&l, object[i - 1], object[i])) fail_msg("text %u does not cross the one before", i);
    free(object);
    layer_release(&l);
    free(c.posts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_streams_find_what_all_pairs_find),
        cmocka_unit_test(test_the_window_includes_its_end),
        cmocka_unit_test(test_a_class_stays_live_by_its_latest_text),
        cmocka_unit_test(test_other_scripts_are_compared_too),
        cmocka_unit_test(test_what_is_left_out_is_counted),
        cmocka_unit_test(test_nothing_is_an_empty_layer),
        cmocka_unit_test(test_a_thousand_copies_are_one_class),
        cmocka_unit_test(test_threads_do_not_show),
        cmocka_unit_test(test_time_does_not_go_back),
        cmocka_unit_test(test_settings_out_of_range_are_refused),
        cmocka_unit_test(test_a_flood_is_bounded_and_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
