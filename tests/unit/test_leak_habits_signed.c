/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which unsigned mails stand out among those that their domain signs. */
#include <stdio.h>

#include "leak/headers.h"
#include "leak_by_hand.h"
#include "unit.h"

enum { MOST = 400 };

/* A mail of a run: a day each, unless said. */
struct sent {
    int64_t day;
    const char *domain, *family;
    bool is_unsigned, is_copy /* the sender's own: no server took it */, is_list, is_bulk, is_undated;
};
struct leak {
    struct leak_run r;
    struct leak_shape shapes[MOST];
    struct sg_buf waiting;
};
static struct sg_err err;

static void begin(struct leak *l, const struct sent *sent, size_t n)
{
    static struct by_hand_mail mails[MOST];
    assert_true(n <= MOST);
    memset(l, 0, sizeof *l);
    for (size_t i = 0; i < n; i++)
        mails[i] = (struct by_hand_mail){ .id = "m", .from = "a", .day = sent[i].is_undated ? -1 : sent[i].day };
    by_hand(&l->r, mails, n);
    for (size_t i = 0; i < n; i++) {
        struct leak_mail *m = &l->r.mails[i];
        m->from_domain = leak_keep(&l->r, sg_str(sent[i].domain ? sent[i].domain : "example.org"), &err);
        m->signer = sent[i].is_unsigned ? NULL : m->from_domain;
        m->is_own = !sent[i].is_unsigned;
        m->list = sent[i].is_list ? "list.example.org" : "";
        l->r.answer->items[i].verdict = sent[i].is_unsigned ? SG_UNSIGNED : SG_VERIFIED;
        l->r.answer->items[i].is_bulk = sent[i].is_bulk;
        l->shapes[i] = (struct leak_shape){ .head.n_hops = sent[i].is_copy ? 0 : 2,
                                            .family = leak_keep(&l->r, sg_str(sent[i].family ? sent[i].family : "Mail"),
                                                                &err),
                                            .first_hop = leak_keep(&l->r, sg_str("example.org"), &err) };
    }
    assert_int_equal(leak_unsigned(&l->r, l->r.arena, l->shapes, &l->waiting, &err), SG_OK);
}

static void end(struct leak *l)
{
    sg_buf_release(&l->waiting);
    by_hand_release(&l->r);
}

/* "mail:severity signed/total domain; …" */
static const char *said(const struct leak *l, struct sg_buf *out)
{
    const struct leak_waiting *w = (const void *)l->waiting.data;
    sg_buf_clear(out);
    for (size_t i = 0; i < l->waiting.len / sizeof *w; i++) {
        assert_string_equal(w[i].rule, "unsigned-among-signed");
        sg_buf_printf(out, "%s%u:%d %s/%s %s", i ? "; " : "", w[i].mail, w[i].severity, w[i].facts[0].value,
                      w[i].facts[1].value, w[i].facts[2].value);
    }
    return out->len ? sg_buf_cstr(out) : "";
}

static void run_of(struct sent *ret, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ret[i] = (struct sent){ .day = (int64_t)i };
}

static void test_one_unsigned_mail_among_signed_ones_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t n, at; /* one mail a day; this one is unsigned, and as follows */
        struct sent how;
        const char *said;
    } row[] = {
        { "in the middle", 100, 50, { 0 }, "50:2 99/99 example.org" },
        { "the first: sixty days follow", 100, 0, { 0 }, "0:2 60/60 example.org" },
        { "the last: sixty days came before", 100, 99, { 0 }, "99:2 60/60 example.org" },
        { "among twenty others", 21, 9, { 0 }, "9:2 20/20 example.org" },
        { "among nineteen", 20, 9, { 0 }, "" },
        { "another domain's", 100, 50, { .domain = "example.com" }, "" },
        { "the copy that its sender kept", 100, 50, { .is_copy = true }, "" },
        { "a list's", 100, 50, { .is_list = true }, "" },
        { "a mass mail", 100, 50, { .is_bulk = true }, "" },
        { "without a date", 100, 99, { .is_undated = true }, "" },
        { "without a domain", 100, 50, { .domain = "" }, "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        static struct leak l;
        struct sent sent[MOST];
        sg_auto_buf out = { 0 };
        run_of(sent, row[i].n);
        sent[row[i].at] = row[i].how;
        sent[row[i].at].day = (int64_t)row[i].at;
        sent[row[i].at].is_unsigned = true;
        begin(&l, sent, row[i].n);
        if (strcmp(said(&l, &out), row[i].said) != 0) fail_msg("%s: \"%s\"", row[i].what, said(&l, &out));
        end(&l);
    }
}

/* Two of 84 others say little, and are low, of 109 they are an oversight; one in 12 is nobody's fault. */
static void test_who_often_does_not_sign_is_not_held_to_it(void **state)
{
    (void)state;
    static const struct {
        size_t each;
        const char *said;
    } row[] = { { 25, "24:1 82/84 example.org; 49:2 107/109 example.org; 74:1 93/95 example.org" },
                { 12, "" } };
    for (size_t i = 0; i < ROWS(row); i++) {
        static struct leak l;
        struct sent sent[MOST];
        sg_auto_buf out = { 0 };
        run_of(sent, 110);
        for (size_t k = row[i].each - 1; k < 99; k += row[i].each)
            sent[k].is_unsigned = true;
        begin(&l, sent, 110);
        if (strcmp(said(&l, &out), row[i].said) != 0) fail_msg("each %zu: \"%s\"", row[i].each, said(&l, &out));
        end(&l);
    }
}

/* A domain of which one server signs and another does not: each way has habits of its own. */
static void test_each_way_has_habits_of_its_own(void **state)
{
    (void)state;
    static struct leak l;
    struct sent sent[MOST];
    sg_auto_buf out = { 0 };
    run_of(sent, 120);
    for (size_t i = 0; i < 120; i++) {
        sent[i].family = i % 2 ? "Phone" : "Mail";
        sent[i].is_unsigned = i % 2 || i == 60;
    }
    sent[0].is_copy = true; /* what comes behind it is looked at all the same */
    begin(&l, sent, 120);
    assert_string_equal(said(&l, &out), "60:2 58/58 example.org by way of Mail, example.org");
    end(&l);
}

/* The domain signs nearly all; what a seldom-used phone sends it never signed, in half a year. */
static void test_what_took_a_way_that_is_not_signed_is_a_note(void **state)
{
    (void)state;
    static struct leak l;
    struct sent sent[MOST];
    sg_auto_buf out = { 0 };
    for (size_t i = 0; i < MOST; i++) {
        sent[i] = (struct sent){ .day = (int64_t)i / 2, .family = i % 60 == 30 ? "Phone" : "Mail" };
        sent[i].is_unsigned = i % 60 == 30;
    }
    begin(&l, sent, MOST);
    const struct leak_waiting *w = (const void *)l.waiting.data;
    assert_int_equal(l.waiting.len / sizeof *w, 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(w[i].severity, SG_NOTE);
    end(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_unsigned_mail_among_signed_ones_is_told),
        cmocka_unit_test(test_who_often_does_not_sign_is_not_held_to_it),
        cmocka_unit_test(test_each_way_has_habits_of_its_own),
        cmocka_unit_test(test_what_took_a_way_that_is_not_signed_is_a_note),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
