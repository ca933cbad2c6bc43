/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotes and copies as the leak's answer gets them: findings, grades, groups. */
#include "leak_by_hand.h"
#include "leak_texts_by_hand.h"
#include "unit.h"

#define SENT                                                                                                           \
    "We shall pay the sum of 5,000 euros to the foundation on the ninth of May.\nThe papers are in the blue folder.\n"
#define ALTERED                                                                                                        \
    "We shall pay the sum of 9,000 euros to the foundation on the ninth of May.\nThe papers are in the blue folder.\n"
#define QUOTED                                                                                                         \
    "Good.\n\n> We shall pay the sum of 5,000 euros to the foundation on the ninth of May.\n> The papers are in the "  \
    "blue folder.\n"
#define HEADER "From: a@example.org\nSubject: plan\n"

static struct sg_err err;

/* Mail `item` is verified; `open`: l= leaves bytes of it unsigned. */
static void verify(struct leak_run *r, uint32_t item, bool open)
{
    r->answer->items[item].verdict = SG_VERIFIED;
    r->mails[r->mail_of[item]].is_own = true;
    r->mails[r->mail_of[item]].is_text_own = !open;
}

static const struct sg_leak_finding *finding_of(const struct leak_run *r, const char *rule, uint32_t item)
{
    const struct sg_leak_finding *f = (const void *)r->findings.data;
    for (size_t i = 0; i < r->findings.len / sizeof *f; i++)
        if (strcmp(sg_leak_rules[f[i].rule].id, rule) == 0 && f[i].item == item) return &f[i];
    return NULL;
}

static const char *fact_of(const struct leak_run *r, const struct sg_leak_finding *f, const char *name)
{
    const struct sg_leak_fact *facts = (const void *)r->facts.data;
    for (uint32_t i = 0; i < f->n_facts; i++)
        if (strcmp(facts[f->first_fact + i].name, name) == 0) return facts[f->first_fact + i].value;
    return "";
}

static void begin(struct leak_run *r, const struct by_hand_mail *mails, const struct sg_str *texts,
                  const struct sg_str *headers, size_t n)
{
    by_hand(r, mails, n);
    by_hand_texts = texts;
    by_hand_headers = headers;
    assert_int_equal(leak_threads(r, &err), SG_OK);
}

static void test_an_answer_speaks_for_or_against_the_mail_before(void **state)
{
    (void)state;
    enum { NOT, YES, OPEN };
    static const struct {
        const char *sent;
        int first, reply; /* verified? */
        enum sg_vouch vouch;
        const char *rule; /* NULL: nothing is found */
        uint32_t about;
    } row[] = {
        { SENT, NOT, YES, SG_VOUCH_WHOLE, NULL, 0 },
        { SENT, NOT, NOT, SG_VOUCH_UNVERIFIED, NULL, 0 },
        { SENT, NOT, OPEN, SG_VOUCH_UNVERIFIED, NULL, 0 },
        { ALTERED, NOT, YES, SG_VOUCH_CONFLICT, "quote-conflict", 0 },
        { ALTERED, NOT, NOT, SG_VOUCH_UNVERIFIED, "quote-conflict-unverified", 0 },
        { ALTERED, NOT, OPEN, SG_VOUCH_UNVERIFIED, "quote-conflict-unverified", 0 },
        { ALTERED, YES, NOT, SG_VOUCH_UNVERIFIED, "quote-changed", 1 },
        { ALTERED, YES, YES, SG_VOUCH_PART, "quote-changed", 1 },
    };
    static const struct by_hand_mail mails[] = { { "a", "", "", "plan", "a@example.org", "", 1 },
                                                 { "b", "a", "a", "Re: plan", "b@example.org", "", 2 } };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct leak_run r;
        const struct sg_str texts[] = { sg_str(row[i].sent), sg_str(QUOTED) };
        begin(&r, mails, texts, texts, 2);
        if (row[i].first) verify(&r, 0, row[i].first == OPEN);
        if (row[i].reply) verify(&r, 1, row[i].reply == OPEN);
        assert_int_equal(leak_quotes(&r, &err), SG_OK);
        if (r.answer->items[0].vouch != row[i].vouch)
            fail_msg("row %zu: %s", i, sg_vouch_names[r.answer->items[0].vouch]);
        assert_int_equal(r.answer->totals.replies_quoting, 1);
        assert_int_equal(r.quotes.len, sizeof(struct sg_leak_quote));
        assert_int_equal(r.findings.len, row[i].rule ? sizeof(struct sg_leak_finding) : 0);
        if (row[i].rule) {
            const struct sg_leak_finding *f = finding_of(&r, row[i].rule, row[i].about);
            assert_non_null(f);
            assert_string_equal(fact_of(&r, f, "words"), "9,000");
            assert_string_equal(fact_of(&r, f, "other_words"), "5,000");
            assert_string_equal(fact_of(&r, f, "by"), "b");
            assert_int_equal(f->n_others, 1);
            assert_int_equal(r.diffs.len, sizeof(struct sg_leak_diff));
        }
        by_hand_release(&r);
    }
}

static void test_a_copy_unlike_the_verified_one_is_the_altered_one(void **state)
{
    (void)state;
    static const struct by_hand_mail mails[] = { { "a", "", "", "plan", "a@example.org", "", 1 },
                                                 { "a", "", "", "plan", "a@example.org", "", 1 },
                                                 { "a", "", "", "plan", "a@example.org", "", 1 } };
    const struct sg_str texts[] = { sg_str(ALTERED), sg_str(SENT), sg_str(SENT) };
    const struct sg_str headers[] = { sg_str(HEADER), sg_str(HEADER), sg_str("Received: from b by c; now\n" HEADER) };
    for (int is_signed_by_stranger = 0; is_signed_by_stranger < 2; is_signed_by_stranger++) {
        struct leak_run r;
        begin(&r, mails, texts, headers, 3);
        verify(&r, 1, false);
        if (is_signed_by_stranger) r.answer->items[0].verdict = SG_VERIFIED; /* and not by its sender */
        assert_int_equal(leak_copies(&r, &err), SG_OK);
        const struct sg_leak_finding *f = finding_of(&r, "altered-copy", 0);
        assert_non_null(f);
        assert_int_equal(f->severity, SG_HIGH);
        assert_string_equal(fact_of(&r, f, "words"), "9,000");
        assert_string_equal(fact_of(&r, f, "other_words"), "5,000");
        assert_string_equal(fact_of(&r, f, "n_changes"), "1");
        assert_int_equal(r.findings.len, sizeof *f);
        assert_int_equal(r.answer->n_copies, 1);
        assert_int_equal(r.answer->copies[0].n, 3);
        assert_int_equal(r.answer->copy_items[0], 1);
        assert_int_equal(r.answer->items[0].copy, SG_COPY_ALTERED);
        assert_int_equal(r.answer->items[1].copy, SG_COPY_FIRST);
        assert_int_equal(r.answer->items[2].copy, SG_COPY_REDELIVERED);
        by_hand_release(&r);
        begin(&r, mails, texts, headers, 2);
        assert_int_equal(leak_copies(&r, &err), SG_OK); /* none is verified: both are named */
        assert_non_null(finding_of(&r, "altered-copy", 0));
        assert_non_null(finding_of(&r, "altered-copy", 1));
        by_hand_release(&r);
    }
}

static void test_forms_and_mails_sent_again_are_no_copies(void **state)
{
    (void)state;
    static const struct by_hand_mail mails[] = { { "a", "", "", "order", "shop@example.org", "to\tx@example.net\t", 1 },
                                                 { "b", "", "", "order", "shop@example.org", "to\ty@example.net\t", 1 },
                                                 { "c", "", "", "order", "shop@example.org", "to\tx@example.net\t",
                                                   2 } };
    const struct sg_str texts[] = { sg_str(SENT), sg_str(ALTERED), sg_str(ALTERED) };
    struct leak_run r;
    begin(&r, mails, texts, texts, 3);
    assert_int_equal(leak_copies(&r, &err), SG_OK);
    assert_int_equal(r.findings.len, 0);
    assert_int_equal(r.answer->n_copies, 0);
    by_hand_release(&r);
    struct by_hand_mail twins[] = { mails[0], mails[0] };
    twins[1].id = "d"; /* another id, everything else the same: a twin */
    begin(&r, twins, texts, texts, 2);
    verify(&r, 0, false);
    assert_int_equal(leak_copies(&r, &err), SG_OK);
    assert_non_null(finding_of(&r, "altered-copy", 1));
    by_hand_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_answer_speaks_for_or_against_the_mail_before),
        cmocka_unit_test(test_a_copy_unlike_the_verified_one_is_the_altered_one),
        cmocka_unit_test(test_forms_and_mails_sent_again_are_no_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
