/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is counted of a leak: by type, language, sender, domain and month, and in all. */
#include "leak_by_hand.h"

#include <stdio.h>

#include "unit.h"

static struct sg_err err;

/* Takes the place of store/rows.c: two sources, which rejected seven rows; no item lies in numbered places. */
enum sg_code sg_store_each(struct sg_store *s, const char *statement, const struct sg_param *params, size_t n_params,
                           const enum sg_type *types, size_t n_types, sg_row_take take, void *ctx, struct sg_err *e)
{
    static const struct sg_field fields[] = { { "n_sources", SG_U64, 0 }, { "n_rejected", SG_U64, 0 } };
    static const struct sg_table table = { "totals", fields, ROWS(fields) };
    struct sg_builder b;
    sg_auto_batch batch = { 0 };
    (void)s, (void)params;
    if (strcmp(statement, "leak_more_places") == 0) return SG_OK;
    assert_string_equal(statement, "leak_totals");
    assert_int_equal(n_params, 0);
    assert_int_equal(n_types, ROWS(fields));
    for (size_t i = 0; i < n_types; i++)
        assert_int_equal(types[i], fields[i].type);
    assert_int_equal(sg_builder_init(&b, &table, e), SG_OK);
    sg_builder_number(&b, 0, 2);
    sg_builder_number(&b, 1, 7);
    sg_builder_end_row(&b);
    assert_int_equal(sg_builder_finish(&b, &batch, e), SG_OK);
    sg_builder_release(&b);
    return take(ctx, &batch, 0, e);
}

static void begin(struct leak_run *r, const struct by_hand_mail *mails, size_t n)
{
    by_hand(r, mails, n);
    r->answer->totals.first = r->answer->totals.last = SG_TIME_NONE;
    for (size_t i = 0; i < n; i++) {
        const char *at = strchr(r->answer->items[i].from, '@');
        r->mails[i].from_domain = leak_keep(r, sg_str(at ? at + 1 : ""), &err);
        r->answer->items[i].bytes = 100 + i;
        r->answer->items[i].type = leak_keep(r, sg_str("message/rfc822"), &err);
        r->answer->items[i].lang = leak_keep(r, sg_str(i % 3 ? "en" : "fr"), &err);
    }
}

/* "name n bytes; …" */
static void assert_counts(const struct sg_leak_count *rows, size_t n, const char *expected)
{
    sg_auto_buf out = { 0 };
    for (size_t i = 0; i < n; i++)
        sg_buf_printf(&out, "%s%s %d %d", i ? "; " : "", rows[i].name, (int)rows[i].n, (int)rows[i].bytes);
    assert_string_equal(sg_buf_cstr(&out), expected);
}

static void test_lists_are_counted_and_in_order(void **state)
{
    (void)state;
    static const struct by_hand_mail mails[] = {
        { .from = "a@example.org", .day = 0 },  { .from = "b@example.org", .day = 10 },
        { .from = "b@example.org", .day = 35 }, { .from = "c@example.com", .day = 40 },
        { .from = "a@example.org", .day = 41 }, { .from = "b@example.org", .day = -1 },
    };
    struct leak_run r;
    begin(&r, mails, ROWS(mails));
    struct sg_leak *l = r.answer;
    l->items[0].verdict = SG_VERIFIED;
    l->items[0].harms = 1U << SG_HARM_LIST_FOOTER;
    l->items[1].verdict = SG_VERIFIED;
    l->items[1].harms = 1U << SG_HARM_LINE_ENDS; /* every mail's, and no recovery */
    l->items[2].is_bulk = true;
    l->items[2].vouch = SG_VOUCH_WHOLE;
    l->items[3].n_places = 3;
    assert_int_equal(leak_overview(&r, &err), SG_OK);
    assert_counts(l->types, l->n_types, "message/rfc822 6 615");
    assert_counts(l->langs, l->n_langs, "en 4 412; fr 2 203");
    assert_counts(l->correspondents, l->n_correspondents,
                  "b@example.org 3 308; a@example.org 2 204; c@example.com 1 103");
    assert_counts(l->domains, l->n_domains, "example.org 5 512; example.com 1 103");
    assert_counts(l->months, l->n_months, "2017-01 2 201; 2017-02 3 309");
    assert_int_equal(l->correspondents[0].from, l->items[1].date); /* the one without a date left out */
    assert_int_equal(l->correspondents[0].to, l->items[2].date);
    assert_int_equal(l->totals.messages, 6);
    assert_int_equal(l->totals.documents + l->totals.others, 0);
    assert_int_equal(l->totals.bytes, 615);
    assert_int_equal(l->totals.places, 8);
    assert_int_equal(l->totals.verdicts[SG_VERIFIED], 2);
    assert_int_equal(l->totals.verdicts[SG_UNSIGNED], 4);
    assert_int_equal(l->totals.vouches[SG_VOUCH_WHOLE], 1);
    assert_int_equal(l->totals.recovered, 1);
    assert_int_equal(l->totals.bulk, 1);
    assert_int_equal(l->totals.personal, 5);
    assert_int_equal(l->totals.first, l->items[0].date);
    assert_int_equal(l->totals.last, l->items[4].date);
    assert_int_equal(l->totals.newest, 4);
    assert_int_equal(l->totals.sources, 2);
    assert_int_equal(l->totals.rejects, 7);
    by_hand_release(&r);
}

static void test_only_the_two_hundred_largest_are_kept(void **state)
{
    (void)state;
    enum { N = 1000 }; /* of 400 senders; the last hundred of them wrote most */
    static struct by_hand_mail mails[N];
    static char names[N][32], ids[N][32];
    struct leak_run r;
    for (size_t i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "s%03zu@example.org", i < 400 ? i : 300 + i % 100);
        snprintf(ids[i], sizeof ids[i], "mail %zu.eml", i < 500 ? i : i + 3); /* its path, too: three are missing */
        mails[i] = (struct by_hand_mail){ .id = ids[i], .from = names[i], .day = (int64_t)i };
    }
    begin(&r, mails, N);
    assert_int_equal(leak_overview(&r, &err), SG_OK);
    const struct sg_leak *l = r.answer;
    assert_int_equal(l->n_correspondents, 200);
    for (size_t i = 0; i < 200; i++) { /* of those with as many mails the first by name */
        char name[32];
        snprintf(name, sizeof name, "s%03zu@example.org", i < 100 ? 300 + i : i - 100);
        assert_string_equal(l->correspondents[i].name, name);
        assert_int_equal(l->correspondents[i].n, i < 100 ? 7 : 1);
    }
    assert_int_equal(l->n_months, 33);
    assert_int_equal(l->n_gaps, 1);
    assert_string_equal(l->gaps[0].from, "mail 500.eml");
    assert_int_equal(l->gaps[0].n, 3);
    by_hand_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_are_counted_and_in_order),
        cmocka_unit_test(test_only_the_two_hundred_largest_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
