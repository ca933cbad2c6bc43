/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a simulation writes, read back by the readers and held against truth.json. */
#include "unit.h"

#include "base/hash.h"
#include "simulated.h"

static char *digest(const char *folder)
{
    struct sg_buf all = { 0 };
    struct truth t = truth_of(folder);
    char hex[SG_SHA256_HEX];
    struct sg_err err;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(t.top, "files")); sg_json_more(&it);) {
        sg_auto_char name = copy_of(sg_json_string(sg_json_get(it.value, "name")));
        sg_auto_char path = sg_path_join(folder, name);
        uint64_t bytes;
        assert_int_equal(sg_sha256_file(path, hex, &bytes, &err), SG_OK);
        assert_true(sg_str_is(sg_json_string(sg_json_get(it.value, "sha256")), hex));
        assert_int_equal(bytes, number(sg_json_get(it.value, "bytes")));
        sg_buf_text(&all, hex);
    }
    char *truth = contents(folder, "truth.json");
    sg_buf_text(&all, truth);
    free(truth);
    sg_json_parser_free(t.parser);
    return sg_buf_take(&all);
}

static void test_the_same_seed_gives_the_same_bytes_whatever_the_threads(void **state)
{
    (void)state;
    char *digests[4];
    for (unsigned i = 0; i < 4; i++) {
        char *folder = folder_new();
        struct sg_simulate_options o = options(folder);
        o.posts = 20000; /* several pieces a file */
        o.threads = i == 0 ? 1 : i == 1 ? 2 : 7;
        if (i == 3) o.seed = 2;
        run(&o);
        digests[i] = digest(folder);
        folder_free(folder);
    }
    assert_string_equal(digests[0], digests[1]);
    assert_string_equal(digests[0], digests[2]);
    assert_string_not_equal(digests[0], digests[3]);
    for (unsigned i = 0; i < 4; i++)
        free(digests[i]);
}

static void test_readers_take_every_row(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_simulate_options o = options(folder);
    o.lossy = 0.5;
    struct sg_simulate_result r = run(&o);
    struct truth t = truth_of(folder);
    uint64_t n = 0;
    for (size_t k = 0; k < r.files; k++) {
        struct evidence e = read_platform(folder, &t, k);
        n += e.n;
        evidence_free(&e);
    }
    assert_int_equal(n, r.posts);
    sg_json_parser_free(t.parser);
    folder_free(folder);
}

/* The object of an act is in the words, the references or the objects of each of its posts. */
static bool carries(const struct item *p, struct sg_str kind, struct sg_str object, const struct item *first)
{
    sg_auto_char what = copy_of(object);
    if (sg_str_is(kind, "repost")) return strcmp(p->id, what) == 0 || strstr(p->refs, what);
    if (sg_str_is(kind, "hashtag")) return strstr(p->text, what);
    if (sg_str_is(kind, "text")) return strcmp(p->text, first->text) == 0;
    return true; /* addresses stand in several columns; near texts differ */
}

/* "platform/handle" */
static bool is_by(const struct item *p, struct sg_str member)
{
    size_t n = strlen(p->account);
    return member.len > n && memcmp(member.data + member.len - n, p->account, n) == 0 &&
           member.data[member.len - n - 1] == '/';
}

static void check_act(struct sg_json group, struct sg_json act, const struct evidence *all, const struct truth *t)
{
    struct sg_str platform = sg_json_string(sg_json_get(group, "platform"));
    double spread;
    assert_true(sg_json_number(sg_json_get(group, "spread_s"), &spread));
    size_t k = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(t->top, "platforms")); sg_json_more(&it); k++)
        if (sg_str_same(sg_json_string(sg_json_get(it.value, "name")), platform)) break;
    struct sg_json_iter ids = sg_json_each(sg_json_get(act, "posts")), times = sg_json_each(sg_json_get(act, "times"));
    struct sg_json_iter members = sg_json_each(sg_json_get(act, "members"));
    sg_time low = INT64_MAX, high = INT64_MIN, said;
    uint32_t precision;
    const struct item *first = NULL;
    while (sg_json_more(&ids)) {
        assert_true(sg_json_more(&times) && sg_json_more(&members));
        const struct item *p = find(&all[k], sg_json_string(ids.value));
        if (!p) fail_msg("a joint post is missing");
        if (!first) first = p;
        assert_int_equal(sg_time_parse(sg_json_string(times.value), &said, &precision, NULL), SG_OK);
        assert_true(p->time == said);
        if (p->time < low) low = p->time;
        if (p->time > high) high = p->time;
        int64_t member = number(members.value), at = 0;
        for (struct sg_json_iter m = sg_json_each(sg_json_get(group, "members")); sg_json_more(&m); at++)
            if (at == member) assert_true(is_by(p, sg_json_string(m.value)));
        if (!carries(p, sg_json_string(sg_json_get(act, "kind")), sg_json_string(sg_json_get(act, "object")), first))
            fail_msg("%s: does not carry the object of its act", p->id);
    }
    assert_true(high - low <= (sg_time)(spread * (double)SG_SECOND));
}

static void test_groups_act_as_the_truth_says(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_simulate_options o = options(folder);
    struct sg_simulate_result r = run(&o);
    struct truth t = truth_of(folder);
    struct evidence all[8];
    unsigned n_groups = 0;
    for (size_t k = 0; k < r.files; k++)
        all[k] = read_platform(folder, &t, k);
    for (struct sg_json_iter g = sg_json_each(sg_json_get(t.top, "groups")); sg_json_more(&g); n_groups++)
        for (struct sg_json_iter a = sg_json_each(sg_json_get(g.value, "acts")); sg_json_more(&a);)
            check_act(g.value, a.value, all, &t);
    assert_int_equal(n_groups, o.groups);
    for (size_t k = 0; k < r.files; k++)
        evidence_free(&all[k]);
    sg_json_parser_free(t.parser);
    folder_free(folder);
}

static void put_line(const struct item *p, struct sg_buf *out)
{
    sg_buf_printf(out, "%s|%s|%lld|%s|%s|%s\n", p->id, p->account, (long long)p->time, p->text, p->refs, p->objects);
}

static bool is_joint(const struct truth *t, const char *id)
{
    for (struct sg_json_iter g = sg_json_each(sg_json_get(t->top, "groups")); sg_json_more(&g);)
        for (struct sg_json_iter a = sg_json_each(sg_json_get(g.value, "acts")); sg_json_more(&a);)
            for (struct sg_json_iter p = sg_json_each(sg_json_get(a.value, "posts")); sg_json_more(&p);)
                if (sg_str_is(sg_json_string(p.value), id)) return true;
    return false;
}

static void test_without_groups_exactly_the_joint_posts_are_gone(void **state)
{
    (void)state;
    char *with = folder_new(), *without = folder_new();
    struct sg_simulate_options o = options(with);
    o.posts = 3000;
    o.groups = 4;
    struct sg_simulate_result r = run(&o);
    o.folder = without;
    o.without_groups = true;
    run(&o);
    struct truth t = truth_of(with), u = truth_of(without);
    unsigned gone = 0;
    for (size_t k = 0; k < r.files; k++) {
        struct evidence a = read_platform(with, &t, k), b = read_platform(without, &u, k);
        sg_auto_buf left = { 0 }, right = { 0 };
        for (size_t i = 0; i < a.n; i++) {
            if (is_joint(&t, a.items[i].id))
                gone++;
            else
                put_line(&a.items[i], &left);
        }
        for (size_t i = 0; i < b.n; i++)
            put_line(&b.items[i], &right);
        assert_string_equal(sg_buf_cstr(&left), sg_buf_cstr(&right));
        evidence_free(&a);
        evidence_free(&b);
    }
    assert_true(gone > 200);
    sg_json_parser_free(t.parser);
    sg_json_parser_free(u.parser);
    folder_free(with);
    folder_free(without);
}

static int by_time(const void *a, const void *b)
{
    sg_time x = *(const sg_time *)a, y = *(const sg_time *)b;
    return x < y ? -1 : x > y;
}

static sg_time *times_of(const struct evidence *e)
{
    sg_time *times = malloc((e->n + 1) * sizeof *times);
    assert_non_null(times);
    for (size_t i = 0; i < e->n; i++)
        times[i] = e->items[i].time;
    qsort(times, e->n, sizeof *times, by_time);
    return times;
}

static void test_shuffled_times_are_the_same_times(void **state)
{
    (void)state;
    char *plain = folder_new(), *shuffled = folder_new();
    struct sg_simulate_options o = options(plain);
    struct sg_simulate_result r = run(&o);
    o.folder = shuffled;
    o.shuffles_times = true;
    run(&o);
    struct truth t = truth_of(plain), u = truth_of(shuffled);
    for (size_t k = 0; k < r.files; k++) {
        struct evidence a = read_platform(plain, &t, k), b = read_platform(shuffled, &u, k);
        assert_int_equal(a.n, b.n);
        sg_time *x = times_of(&a), *y = times_of(&b);
        assert_memory_equal(x, y, a.n * sizeof *x);
        size_t same = 0;
        for (size_t i = 0; i < a.n; i++)
            same += strcmp(a.items[i].text, b.items[i].text) == 0;
        assert_true(same < a.n / 5);
        free(x);
        free(y);
        evidence_free(&a);
        evidence_free(&b);
    }
    sg_json_parser_free(t.parser);
    sg_json_parser_free(u.parser);
    folder_free(plain);
    folder_free(shuffled);
}

static void test_shares_are_as_many_as_asked_for(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_simulate_options o = options(folder);
    o.posts = 12345;
    o.only_shares = true;
    struct sg_simulate_result r = run(&o);
    assert_int_equal(r.posts, 12345);
    assert_int_equal(r.files, 1);
    struct truth t = truth_of(folder);
    struct evidence e = read_platform(folder, &t, 0);
    assert_int_equal(e.n, 12345);
    for (size_t i = 0; i < e.n; i++)
        assert_true(e.items[i].objects[0] && e.items[i].account[0]);
    evidence_free(&e);
    sg_json_parser_free(t.parser);
    folder_free(folder);
}

static void test_deleted_posts_are_referred_to_and_not_there(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_simulate_options o = options(folder);
    o.deleted = 0.3;
    run(&o);
    struct truth t = truth_of(folder);
    struct evidence e = read_platform(folder, &t, 0);
    int64_t ghosts = 0;
    for (size_t i = 0; i < e.n; i++) {
        const char *id = e.items[i].refs;
        for (int tab = 0; *id && tab < 2; id++)
            tab += *id == '\t';
        if (*id) ghosts += find(&e, sg_str_n(id, strcspn(id, "\t"))) == NULL;
    }
    struct sg_json_iter it = sg_json_each(sg_json_get(t.top, "platforms"));
    assert_true(sg_json_more(&it));
    assert_int_equal(ghosts, number(sg_json_get(it.value, "refers_to_deleted")));
    assert_true(ghosts > 100);
    evidence_free(&e);
    sg_json_parser_free(t.parser);
    folder_free(folder);
}

/* A row of cascades.csv; `text` is the whole file, cut up in place. */
struct row {
    char *platform, *post, *parent, *root, *how;
};

static size_t read_cascades(char *text, struct row *rows, size_t most)
{
    size_t n = 0;
    char *line = strsep(&text, "\n");
    assert_string_equal(line, "platform,post,true_parent,root,how,story");
    while ((line = strsep(&text, "\n")) && *line && n < most) {
        struct row *r = &rows[n++];
        char **fields[] = { &r->platform, &r->post, &r->parent, &r->root, &r->how };
        for (size_t i = 0; i < ROWS(fields); i++)
            *fields[i] = strsep(&line, ",");
        assert_non_null(r->how);
    }
    return n;
}

/* "twitter:1" of a row, or NULL. */
static const struct row *row_of(const struct row *rows, size_t n, const char *full_id)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(rows[i].platform);
        if (strncmp(full_id, rows[i].platform, len) == 0 && full_id[len] == ':' &&
            strcmp(full_id + len + 1, rows[i].post) == 0)
            return &rows[i];
    }
    return NULL;
}

/* Up the true parents to the first post that is no repost: whom the export credits. */
static void test_the_truth_knows_who_was_seen_and_the_export_credits_the_original(void **state)
{
    (void)state;
    enum { ROWS_MAX = 10000 };
    static struct row rows[ROWS_MAX];
    char *folder = folder_new();
    struct sg_simulate_options o = options(folder);
    run(&o);
    struct truth t = truth_of(folder);
    struct evidence e = read_platform(folder, &t, 0);
    char *text = contents(folder, "cascades.csv");
    size_t n = read_cascades(text, rows, ROWS_MAX), n_reposts = 0, n_deep = 0;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].platform, "twitter") != 0) continue;
        const struct item *p = find(&e, sg_str(rows[i].post));
        if (!p || strcmp(rows[i].how, "repost") != 0) continue; /* what was left out is in the truth all the same */
        const char *top = rows[i].parent;
        for (const struct row *up; (up = row_of(rows, n, top)) && strcmp(up->how, "repost") == 0;)
            top = up->parent;
        assert_non_null(strstr(p->refs, strchr(top, ':') + 1));
        n_reposts++;
        n_deep += top != rows[i].parent;
        const char *first = rows[i].parent;
        for (const struct row *up; (up = row_of(rows, n, first));)
            first = up->parent;
        assert_string_equal(first, rows[i].root);
    }
    assert_true(n_reposts > 800 && n_deep > n_reposts / 20 && n_deep < n_reposts / 2);
    free(text);
    evidence_free(&e);
    sg_json_parser_free(t.parser);
    folder_free(folder);
}

static void test_a_folder_that_holds_something_is_left_alone(void **state)
{
    (void)state;
    char *folder = folder_new();
    struct sg_simulate_options o = options(folder);
    struct sg_simulate_result r;
    struct sg_err err;
    free(file_in(folder, "mine.txt", "mine"));
    assert_int_equal(sg_simulate(&o, &r, &err), SG_EEXIST);
    o.camouflage = 2;
    assert_int_equal(sg_simulate(&o, &r, &err), SG_EUSAGE);
    folder_free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_seed_gives_the_same_bytes_whatever_the_threads),
        cmocka_unit_test(test_readers_take_every_row),
        cmocka_unit_test(test_groups_act_as_the_truth_says),
        cmocka_unit_test(test_without_groups_exactly_the_joint_posts_are_gone),
        cmocka_unit_test(test_shuffled_times_are_the_same_times),
        cmocka_unit_test(test_shares_are_as_many_as_asked_for),
        cmocka_unit_test(test_deleted_posts_are_referred_to_and_not_there),
        cmocka_unit_test(test_the_truth_knows_who_was_seen_and_the_export_credits_the_original),
        cmocka_unit_test(test_a_folder_that_holds_something_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
