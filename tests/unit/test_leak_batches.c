/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/batches.h"
#include "unit.h"

#include <math.h>

#include "base/random.h"

enum { MOST = 2000 };
static const char *const editors[] = { "Press office", "Treasury", "Front desk", "Archive", "Legal desk" };

struct world {
    struct leak_saving savings[MOST];
    size_t n;
    struct sg_buf batches, members;
};

static void save_with(struct world *w, sg_time saved, sg_time born, const char *editor, const char *application)
{
    assert_true(w->n < MOST);
    w->savings[w->n] = (struct leak_saving){ saved, born, (uint32_t)w->n, editor, application };
    w->n++;
}
static void save(struct world *w, sg_time saved, sg_time born, const char *editor)
{
    save_with(w, saved, born, editor, "Microsoft Office Word");
}

static size_t find(struct world *w)
{
    struct sg_err err;
    if (leak_batches_find(w->savings, w->n, 0.001, &w->batches, &w->members, &err) != SG_OK) fail_msg("%s", err.text);
    return w->batches.len / sizeof(struct leak_batch);
}

static const struct leak_batch *batch(const struct world *w, size_t i)
{
    return (const struct leak_batch *)(const void *)w->batches.data + i;
}

static void release(struct world *w)
{
    sg_buf_release(&w->batches);
    sg_buf_release(&w->members);
}

/* People save when they work, each document a while after it was begun, sometimes several at one sitting. */
static void save_honestly(struct world *w, size_t n, double sittings, uint64_t *s)
{
    while (w->n < n) {
        sg_time day = (sg_time)(sg_random_unit(s) * 600) * SG_DAY;
        sg_time t = day + 8 * SG_HOUR + (sg_time)(sg_random_unit(s) * 10 * (double)SG_HOUR);
        const char *editor = editors[sg_random_below(s, 5)];
        do {
            save(w, t, t - SG_DAY - (sg_time)(sg_random_unit(s) * 200 * (double)SG_DAY), editor);
            t += (sg_time)(sg_random_unit(s) * 8 * (double)SG_MINUTE);
        } while (w->n < n && sg_random_unit(s) < sittings);
    }
}

static void save_batch(struct world *w, size_t n, sg_time at, sg_time within, uint64_t *s)
{
    for (size_t i = 0; i < n; i++)
        save(w, at + within * (sg_time)i / (sg_time)n, at - (30 + (sg_time)(sg_random_unit(s) * 500)) * SG_DAY,
             editors[1]);
}

static void test_a_batch_is_found_among_honest_savings(void **state)
{
    (void)state;
    static const struct {
        size_t honest, n;
        double sittings;
    } row[] = { { 900, 25, 0.1 }, { 900, 8, 0.1 }, { 60, 25, 0.1 }, { 0, 25, 0 }, { 300, 6, 0.02 }, { 1500, 40, 0.3 } };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint64_t s = 100 + i;
        static struct world w;
        w = (struct world){ 0 };
        save_honestly(&w, row[i].honest, row[i].sittings, &s);
        save_batch(&w, row[i].n, 700 * SG_DAY + 3 * SG_HOUR, 4 * SG_MINUTE, &s);
        if (find(&w) != 1) fail_msg("row %zu: %zu batches", i, w.batches.len / sizeof(struct leak_batch));
        const struct leak_batch *b = batch(&w, 0);
        assert_int_equal(b->n, row[i].n);
        assert_string_equal(b->editor, editors[1]);
        assert_true(b->to - b->from <= 4 * SG_MINUTE && b->born_to - b->born_from >= 7 * SG_DAY);
        for (size_t k = 0; k < b->n; k++)
            assert_true(((const uint32_t *)(const void *)w.members.data)[b->first + k] >= row[i].honest);
        release(&w);
    }
}

static void test_what_is_no_batch_is_none(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t n;
        sg_time within, ages;
    } row[] = {
        { "three documents are too few", 3, SG_MINUTE, 300 * SG_DAY },
        { "ten exports of one day", 10, SG_MINUTE, SG_HOUR },
        { "ten documents saved in the course of a day", 10, 10 * SG_HOUR, 300 * SG_DAY },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint64_t s = 5;
        static struct world w;
        w = (struct world){ 0 };
        save_honestly(&w, 400, 0.1, &s);
        for (size_t k = 0; k < row[i].n; k++)
            save(&w, 700 * SG_DAY + row[i].within * (sg_time)k / (sg_time)row[i].n,
                 650 * SG_DAY - row[i].ages * (sg_time)k / (sg_time)row[i].n, editors[2]);
        if (find(&w) != 0) fail_msg("%s", row[i].what);
        release(&w);
    }
}

static void test_two_batches_are_two(void **state)
{
    (void)state;
    static struct world w;
    uint64_t s = 77;
    w = (struct world){ 0 };
    save_honestly(&w, 500, 0.1, &s);
    save_batch(&w, 30, 650 * SG_DAY, 4 * SG_MINUTE, &s);
    save_batch(&w, 9, 700 * SG_DAY, 4 * SG_MINUTE, &s);
    assert_int_equal(find(&w), 2);
    assert_int_equal(batch(&w, 0)->n, 30);
    assert_int_equal(batch(&w, 1)->n, 9);
    release(&w);
}

/* Word and sheet files re-saved in one go: by one editor, by editors whose names differ by program, without any. */
static void test_what_one_moment_saved_is_one_batch_whatever_program_saved_it(void **state)
{
    (void)state;
    static const struct {
        const char *what, *editor[2], *application[2];
        size_t n[2];
    } row[] = {
        { "one editor, two programs", { "Treasury", "Treasury" }, { "Word", "Excel" }, { 16, 9 } },
        { "one editor, few of one program", { "Treasury", "Treasury" }, { "Word", "Excel" }, { 22, 3 } },
        { "a name for each program", { "Treasury", "treasury" }, { "Word", "Excel" }, { 13, 12 } },
        { "no editors", { "", "" }, { "Word", "Excel" }, { 13, 12 } },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        static struct world w;
        uint64_t s = 60 + i;
        w = (struct world){ 0 };
        save_honestly(&w, 500, 0.1, &s);
        size_t n = row[i].n[0] + row[i].n[1];
        sg_time at = 700 * SG_DAY;
        for (size_t k = 0, used[2] = { 0, 0 }; k < n; k++) {
            size_t which = used[1] * n < k * row[i].n[1] && used[1] < row[i].n[1]; /* by turns */
            used[which]++;
            save_with(&w, at + 10 * SG_SECOND * (sg_time)k, at - (sg_time)(30 + 17 * k) * SG_DAY, row[i].editor[which],
                      row[i].application[which]);
        }
        if (find(&w) != 1) fail_msg("%s: %zu batches", row[i].what, w.batches.len / sizeof(struct leak_batch));
        if (batch(&w, 0)->n != n) fail_msg("%s: %zu of %zu", row[i].what, batch(&w, 0)->n, n);
        assert_string_equal(batch(&w, 0)->application, "");
        const uint32_t *members = (const uint32_t *)(const void *)w.members.data;
        for (size_t k = 1; k < n; k++)
            assert_true(members[k - 1] < members[k]); /* by time */
        release(&w);
    }
}

/* Savings at random, with and without sittings: a batch in fewer than one of a hundred leaks. */
static void test_random_savings_give_hardly_ever_a_batch(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double sittings;
    } row[] = { { 30, 0 }, { 200, 0 }, { 200, 0.1 }, { 200, 0.3 }, { 1000, 0.15 } };
    enum { LEAKS = 200 };
    for (size_t i = 0; i < ROWS(row); i++) {
        size_t n_with = 0;
        uint64_t s = 4711 + i;
        for (int k = 0; k < LEAKS; k++) {
            static struct world w;
            w.n = 0;
            w.batches = w.members = (struct sg_buf){ 0 };
            save_honestly(&w, row[i].n, row[i].sittings, &s);
            n_with += find(&w) > 0;
            release(&w);
        }
        if (n_with * 100 > LEAKS) fail_msg("row %zu: a batch in %zu of %d leaks", i, n_with, LEAKS);
    }
}

static void test_the_same_savings_in_another_order_give_the_same(void **state)
{
    (void)state;
    static struct world a, b;
    uint64_t s = 3;
    a = (struct world){ 0 };
    save_honestly(&a, 300, 0.2, &s);
    save_batch(&a, 12, 650 * SG_DAY, 3 * SG_MINUTE, &s);
    b = (struct world){ .n = a.n };
    for (size_t i = 0; i < a.n; i++)
        b.savings[i] = a.savings[a.n - 1 - i];
    assert_int_equal(find(&a), find(&b));
    assert_int_equal(a.members.len, b.members.len);
    assert_memory_equal(a.members.data, b.members.data, a.members.len);
    assert_true(fabs(batch(&a, 0)->chance - batch(&b, 0)->chance) < 1e-300);
    release(&a);
    release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_batch_is_found_among_honest_savings),
        cmocka_unit_test(test_what_is_no_batch_is_none),
        cmocka_unit_test(test_two_batches_are_two),
        cmocka_unit_test(test_what_one_moment_saved_is_one_batch_whatever_program_saved_it),
        cmocka_unit_test(test_random_savings_give_hardly_ever_a_batch),
        cmocka_unit_test(test_the_same_savings_in_another_order_give_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
