/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mailboxes of one owner each, and what one owner sent another that the other's box lacks. */
#include "leak/boxes.h"
#include "leak_by_hand.h"
#include "unit.h"

#include <stdio.h>

enum { MAILS = 120, PLACES = 2 * MAILS };
#define A "treasury@example.org"
#define B "ushers@example.org" /* behind A by its letters: nothing hangs on them */

struct world {
    struct leak_run r;
    struct leak_place places[PLACES];
    size_t n;
};

static void lies(struct world *w, uint32_t mail, const char *path)
{
    struct sg_err err;
    w->places[w->n++] = (struct leak_place){ mail, leak_keep(&w->r, sg_str(path), &err) };
}

/* A and B write to each other by turns, a mail a day; each mail lies in both boxes but for `lost` of those to B, and A
 * writes to strangers too. */
static void build(struct world *w, const char *a_box, const char *b_box, size_t lost)
{
    static struct by_hand_mail mails[MAILS];
    static char ids[MAILS][32];
    for (uint32_t i = 0; i < MAILS; i++) {
        snprintf(ids[i], sizeof ids[i], "m%u@example.org", i);
        bool from_a = i % 3 != 1, to_stranger = i % 3 == 2;
        mails[i] = (struct by_hand_mail){ .id = ids[i],
                                          .subject = "s",
                                          .from = from_a ? A : B,
                                          .recipients = to_stranger ? "to\tpress@example.net\tP\n"
                                                        : from_a    ? "to\tpress@example.net\t\ncc\t" B "\tArchive\n"
                                                                    : "to\t" A "\tTreasury\n",
                                          .day = i };
    }
    *w = (struct world){ 0 };
    by_hand(&w->r, mails, MAILS);
    char path[64];
    for (uint32_t i = 0; i < MAILS; i++) {
        snprintf(path, sizeof path, "%s/%u", a_box, i);
        lies(w, i, path);
        bool is_lost = i % 3 == 0 && i >= 30 && lost > 0;
        lost -= is_lost;
        snprintf(path, sizeof path, "%s/%u", b_box, i);
        if (i % 3 != 2 && !is_lost) lies(w, i, path);
    }
    struct sg_err err;
    if (leak_boxes_judge(&w->r, w->places, w->n, &err) != SG_OK) fail_msg("%s", err.text);
}

static size_t n_found(const struct world *w)
{
    return w->r.findings.len / sizeof(struct sg_leak_finding);
}

static void test_a_mail_that_its_recipients_box_lacks_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t lost, boxes, due, found;
    } row[] = {
        { "dump.zip/treasury/inbox.mbox", "dump.zip/archive.pst/Top", 1, 2, 80, 1 },
        { "treasury", "archive", 0, 2, 80, 0 },
        { "treasury", "archive", 2, 2, 80, 2 },
        { "treasury", "archive", 9, 2, 80, 0 }, /* people delete mail: a figure, and nothing of each */
        { "all/mail", "all/mail", 3, 0, 0, 0 }, /* one box holds both */
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        static struct world w;
        build(&w, row[i].a, row[i].b, row[i].lost);
        const struct sg_leak *l = w.r.answer;
        if (l->totals.boxes != row[i].boxes) fail_msg("row %zu: %zu boxes", i, (size_t)l->totals.boxes);
        if (row[i].boxes) {
            /* The first and last days are at a box's edge. */
            assert_true(l->totals.copies_due <= row[i].due && l->totals.copies_due + 4 >= row[i].due);
            assert_int_equal(l->totals.copies_missing, row[i].lost);
        }
        if (n_found(&w) != row[i].found) fail_msg("row %zu: %zu findings", i, n_found(&w));
        const struct sg_leak_finding *f = (const void *)w.r.findings.data;
        for (size_t k = 0; k < n_found(&w); k++) {
            assert_string_equal(sg_leak_rules[f[k].rule].id, "recipient-lacks-it");
            assert_int_equal(f[k].item % 3, 0);
        }
        by_hand_release(&w.r);
    }
}

static void test_a_mail_that_its_sender_signed_was_sent(void **state)
{
    (void)state;
    static struct world w;
    build(&w, "treasury", "archive", 1);
    assert_int_equal(n_found(&w), 1);
    uint32_t item = ((const struct sg_leak_finding *)(const void *)w.r.findings.data)->item;
    w.r.mails[w.r.mail_of[item]].is_own = true;
    struct sg_err err;
    assert_int_equal(leak_boxes_judge(&w.r, w.places, w.n, &err), SG_OK);
    assert_int_equal(((const struct sg_leak_finding *)(const void *)w.r.findings.data)[1].severity, SG_NOTE);
    by_hand_release(&w.r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_mail_that_its_recipients_box_lacks_is_told),
        cmocka_unit_test(test_a_mail_that_its_sender_signed_was_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
