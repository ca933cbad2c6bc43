/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What CooRTweet 2.1.3 found in its own sample data and in posts of the Internet Research Agency, pair by pair.  Run
 * from the repository's root; where the data are absent, it says so and skips.
 *
 * CooRTweet's two content counts are of the earlier and the later posts of a pair (its manual says: of either account),
 * so they are taken from the co-actions here, not from a_posts and b_posts.
 */
#include "unit.h"

#include <locale.h>
#include <wctype.h>

#include "base/fs.h"
#include "coordination_by_hand.h"
#include "sources/csv.h"

#define SHARED "../shared/"

/* ---- names to numbers ---- */

struct names {
    char (*names)[64];
    uint32_t *slots;
    uint32_t n, n_slots;
};

static void names_init(struct names *t, uint32_t most)
{
    for (t->n_slots = 64, t->n = 0; t->n_slots < 2 * most;)
        t->n_slots *= 2;
    t->names = malloc(most * sizeof *t->names);
    t->slots = calloc(t->n_slots, sizeof *t->slots);
    assert_true(t->names && t->slots);
}

static void names_release(struct names *t)
{
    free(t->names);
    free(t->slots);
}

static uint32_t number_of(struct names *t, struct sg_str s)
{
    char name[64] = { 0 };
    uint64_t hash = 14695981039346656037u;
    assert_true(s.len < sizeof name);
    memcpy(name, s.data, s.len);
    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)name[i]) * 1099511628211u;
    uint32_t at = (uint32_t)(hash >> 32) & (t->n_slots - 1);
    for (; t->slots[at]; at = (at + 1) & (t->n_slots - 1))
        if (strcmp(t->names[t->slots[at] - 1], name) == 0) return t->slots[at] - 1;
    memcpy(t->names[t->n], name, sizeof name);
    assert_true(2 * (t->n + 1) <= t->n_slots);
    t->slots[at] = ++t->n;
    return t->n - 1;
}

/* ---- evidence ---- */

struct evidence {
    struct names accounts, objects, posts;
    struct event *events;
    size_t n, most;
    struct layer l;
};

static void evidence_init(struct evidence *e, size_t most)
{
    *e = (struct evidence){ .most = most, .events = malloc(most * sizeof *e->events) };
    assert_non_null(e->events);
    names_init(&e->accounts, (uint32_t)most);
    names_init(&e->objects, (uint32_t)most);
    names_init(&e->posts, (uint32_t)most);
}

static void evidence_release(struct evidence *e)
{
    names_release(&e->accounts);
    names_release(&e->objects);
    names_release(&e->posts);
    free(e->events);
    free(e->l.first);
}

/* As in a layer, never the same post twice at one object. */
static void evidence_end(struct evidence *e)
{
    size_t n = 0;
    qsort(e->events, e->n, sizeof *e->events, by_hand_compare);
    for (size_t i = 0; i < e->n; i++)
        if (!n || by_hand_compare(&e->events[n - 1], &e->events[i]) != 0) e->events[n++] = e->events[i];
    e->l = layer_by_hand(e->events, n, e->objects.n);
}

static void each_record(const char *path, void (*use)(void *ctx, struct sg_str *fields, size_t n), void *ctx)
{
    struct sg_err err = { 0 };
    struct sg_stream *in;
    struct sg_csv csv = { 0 };
    enum sg_csv_what what;
    if (sg_stream_open(path, &in, &err) != SG_OK) fail_msg("%s", err.text);
    assert_int_equal(sg_csv_open(&csv, in, ',', &err), SG_OK);
    for (size_t row = 0; sg_csv_next(&csv, &what, &err) == SG_OK && what != SG_CSV_END; row++)
        if (row && what == SG_CSV_RECORD) use(ctx, csv.fields, csv.n_fields); /* after the header */
    sg_csv_release(&csv);
    sg_stream_free(in);
}

static double number(struct sg_str s)
{
    char text[64] = { 0 };
    assert_true(s.len < sizeof text);
    memcpy(text, s.data, s.len);
    return strtod(text, NULL);
}

/* ---- comparing ---- */

struct sides {
    uint32_t pair;
    uint64_t earlier, later;
};
struct comparison {
    struct evidence *e;
    struct pairs p;
    struct sides *sides;
    size_t n_sides, n_rows;
    uint64_t weight;
    size_t n_unknown, n_unlike;
};

static enum sg_code note_sides(void *ctx, const struct coaction *c, struct sg_err *err)
{
    struct comparison *x = ctx;
    bool is_a_earlier = c->a->time < c->b->time;
    (void)err;
    x->sides[x->n_sides++] =
        (struct sides){ c->pair, (is_a_earlier ? c->a : c->b)->post, (is_a_earlier ? c->b : c->a)->post };
    return SG_OK;
}

static size_t count_sides(const struct comparison *x, uint32_t pair, bool is_later)
{
    uint64_t seen[4096];
    size_t n = 0;
    for (size_t i = 0; i < x->n_sides; i++) {
        if (x->sides[i].pair != pair) continue;
        uint64_t post = is_later ? x->sides[i].later : x->sides[i].earlier;
        size_t k = 0;
        while (k < n && seen[k] != post)
            k++;
        if (k == n && n < ROWS(seen)) seen[n++] = post;
    }
    return n;
}

static size_t pair_at(const struct comparison *x, uint32_t from, uint32_t to)
{
    uint32_t a = from < to ? from : to, b = from < to ? to : from;
    for (size_t i = 0; i < x->p.n; i++)
        if (x->p.items[i].a == a && x->p.items[i].b == b) return i;
    return SIZE_MAX;
}

static void compare_row(void *ctx, struct sg_str *fields, size_t n)
{
    struct comparison *x = ctx;
    assert_int_equal(n, 8);
    size_t at = pair_at(x, number_of(&x->e->accounts, fields[0]), number_of(&x->e->accounts, fields[1]));
    x->n_rows++;
    x->weight += (uint64_t)number(fields[2]);
    if (at == SIZE_MAX) {
        x->n_unknown++;
        return;
    }
    const struct pair *p = &x->p.items[at];
    double gap = (double)p->gap_sum / 1e6 / p->weight, theirs = number(fields[3]);
    if (p->weight != (uint32_t)number(fields[2]) || gap - theirs > 1e-9 || theirs - gap > 1e-9) x->n_unlike++;
    if (p->a_first + p->b_first < p->weight)
        return; /* at one moment the order of the peer's rows decides who is earlier */
    if (count_sides(x, (uint32_t)at, false) != (size_t)number(fields[4]) ||
        count_sides(x, (uint32_t)at, true) != (size_t)number(fields[5]))
        x->n_unlike++;
    if (!p->a_first || !p->b_first) { /* one always first: the counts are the accounts' */
        uint32_t earlier = p->a_first ? p->a_posts : p->b_posts, later = p->a_first ? p->b_posts : p->a_posts;
        if (earlier != (uint32_t)number(fields[4]) || later != (uint32_t)number(fields[5])) x->n_unlike++;
    }
}

static void compare(struct evidence *e, sg_time window, const char *reference, struct comparison *ret)
{
    struct sweep_request r = {
        .window = window, .min_weight = 1, .min_participation = 2, .memory = 16 << 20, .threads = 2
    };
    struct sg_err err = { 0 };
    *ret = (struct comparison){ .e = e, .p = pairs_by_hand(&e->l, &r) };
    uint64_t weight = 0;
    for (size_t i = 0; i < ret->p.n; i++)
        weight += ret->p.items[i].weight;
    ret->sides = malloc((weight + 1) * sizeof *ret->sides);
    assert_non_null(ret->sides);
    assert_int_equal(coactions_each(&e->l, &r, ret->p.items, ret->p.n, note_sides, ret, &err), SG_OK);
    assert_int_equal(ret->n_sides, weight);
    each_record(reference, compare_row, ret);
}

static void comparison_release(struct comparison *x)
{
    pairs_release(&x->p);
    free(x->sides);
}

static bool are_here(const char *evidence, const char *reference)
{
    if (sg_fs_exists(evidence) && sg_fs_exists(reference)) return true;
    print_message("skipped: there is no %s or no %s\n", evidence, reference);
    return false;
}

/* ---- CooRTweet's sample ---- */

static void add_share(void *ctx, struct sg_str *fields, size_t n)
{
    struct evidence *e = ctx;
    assert_true(n == 4 && e->n < e->most);
    e->events[e->n++] = (struct event){ .object = number_of(&e->objects, fields[0]),
                                        .account = number_of(&e->accounts, fields[1]),
                                        .post = number_of(&e->posts, fields[2]),
                                        .time = (sg_time)number(fields[3]) * SG_SECOND };
}

static void check_sample(sg_time window, const char *reference, size_t rows)
{
    const char *path = SHARED "data/coordination/russian_coord_tweets.csv.zst";
    struct evidence e;
    struct comparison x;
    if (!are_here(path, reference)) skip();
    evidence_init(&e, 40000);
    each_record(path, add_share, &e);
    evidence_end(&e);
    compare(&e, window, reference, &x);
    assert_int_equal(x.n_rows, rows);
    assert_int_equal(x.n_unknown, 0);
    assert_int_equal(x.n_unlike, 0);
    assert_int_equal(x.p.n, rows); /* and no pair besides */
    comparison_release(&x);
    evidence_release(&e);
}

static void test_same_as_coortweet_at_10_seconds(void **state)
{
    (void)state;
    check_sample(10 * SG_SECOND, SHARED "measure/reference/coortweet_russian_default.csv", 442);
}

static void test_same_as_coortweet_at_60_seconds(void **state)
{
    (void)state;
    check_sample(60 * SG_SECOND, SHARED "measure/reference/coortweet_russian_tw60.csv", 3721);
}

/* ---- hashtags of August 2017 ---- */

/* One code point; what is ill-formed is a letter of no script. */
static wint_t code_point(struct sg_str s, size_t *at)
{
    unsigned char c = (unsigned char)s.data[(*at)++];
    int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    wint_t w = more == 3 ? c & 7u : more == 2 ? c & 15u : more == 1 ? c & 31u : c;
    for (; more && *at < s.len; more--)
        w = w << 6 | ((unsigned char)s.data[(*at)++] & 63u);
    return w;
}

static void add_code_point(struct sg_buf *out, wint_t w)
{
    if (w < 0x80) {
        sg_buf_char(out, (char)w);
    } else if (w < 0x800) {
        sg_buf_char(out, (char)(0xc0 | w >> 6));
        sg_buf_char(out, (char)(0x80 | (w & 63)));
    } else { /* none of these tags is beyond the basic plane */
        sg_buf_char(out, (char)(0xe0 | (w >> 12 & 15)));
        sg_buf_char(out, (char)(0x80 | (w >> 6 & 63)));
        sg_buf_char(out, (char)(0x80 | (w & 63)));
    }
}

struct tagged {
    struct evidence e;
    locale_t letters;
    uint64_t row;
};

static void add_tags(struct tagged *t, struct sg_str text, uint32_t account, sg_time time)
{
    sg_auto_buf tag = { 0 };
    for (size_t i = 0; i < text.len;) {
        if (text.data[i++] != '#') continue;
        sg_buf_clear(&tag);
        for (size_t next = i; i < text.len; i = next) {
            wint_t w = code_point(text, &next);
            if (w != '_' && !iswalnum_l(w, t->letters)) break;
            add_code_point(&tag, towlower_l(w, t->letters));
        }
        if (!tag.len || tag.len > 60) continue; /* a tag in ten thousand is longer, and nobody's but its own */
        assert_true(t->e.n < t->e.most);
        t->e.events[t->e.n++] = (struct event){ time, t->row, number_of(&t->e.objects, sg_buf_view(&tag)), account };
    }
}

static void add_post(void *ctx, struct sg_str *fields, size_t n)
{
    struct tagged *t = ctx;
    uint32_t precision;
    sg_time time;
    t->row++;
    if (n < 5 || fields[4].len < 7 || memcmp(fields[4].data, "2017-08", 7) != 0) return;
    assert_int_equal(sg_time_parse(fields[4], &time, &precision, NULL), SG_OK);
    add_tags(t, fields[1], number_of(&t->e.accounts, fields[0]), time);
}

static void test_same_as_coortweet_on_hashtags(void **state)
{
    const char *path = SHARED "data/ira/ira-2017.csv.zst";
    const char *reference = SHARED "measure/reference/coortweet_trolls_2017-08_tw60_mp2.csv.gz";
    struct tagged t = { .letters = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0) };
    struct comparison x;
    (void)state;
    if (!t.letters) print_message("skipped: the system has no C.UTF-8\n");
    if (!t.letters || !are_here(path, reference)) {
        if (t.letters) freelocale(t.letters);
        skip();
    }
    evidence_init(&t.e, 200000);
    each_record(path, add_post, &t);
    evidence_end(&t.e);
    compare(&t.e, 60 * SG_SECOND, reference, &x);
    assert_int_equal(x.n_rows, 3207);
    assert_int_equal(x.weight, 11145);
    assert_int_equal(x.n_unknown, 0);
    assert_int_equal(x.n_unlike, 0);
    assert_int_equal(x.p.n, 3207);
    comparison_release(&x);
    evidence_release(&t.e);
    freelocale(t.letters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_coortweet_at_10_seconds),
        cmocka_unit_test(test_same_as_coortweet_at_60_seconds),
        cmocka_unit_test(test_same_as_coortweet_on_hashtags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
