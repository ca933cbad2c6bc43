/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of doc/method/lookalikes.md, "Severity", row by row: one letter fewer is one severity less. */
#include <stdio.h>

#include "lookalike/lookalike_internal.h"
#include "unit.h"

enum { NEVER = 0, MOST = 40 };
#define HERE LOOK_SAME_SUFFIX
#define THERE LOOK_OTHER_SUFFIX
#define LURE LOOK_WITH_LURE
#define FILLER LOOK_WITH_FILLER
#define STRANGE LOOK_WITH_STRANGE

struct row {
    struct look_evidence e; /* letters left out */
    unsigned medium, high;  /* from so many letters; NEVER */
    bool as_common;         /* a common word needs no more letters than another */
};
static const struct row rows[] = {
    { { .place = HERE, .confusables = 1 }, 2, 3, true },
    { { .place = HERE, .confusables = 2, .weak = 1 }, 2, 7, true },
    { { .place = HERE, .hyphens = 1 }, 4, 6, false },
    { { .place = HERE, .hyphens = 1, .confusables = 1 }, 4, 6, false },
    { { .place = HERE, .edits = 1, .makes_word = true }, 6, 8, false },
    { { .place = HERE, .edits = 1, .substitutions = 1, .makes_word = true }, 8, 12, false },
    { { .place = HERE, .edits = 1, .confusables = 1 }, 9, NEVER, false },
    { { .place = HERE, .edits = 1, .hyphens = 1, .substitutions = 1 }, 11, NEVER, false },
    { { .place = HERE, .edits = 2 }, 11, NEVER, false },
    { { .place = HERE, .edits = 2, .substitutions = 1 }, 14, NEVER, false },
    { { .place = HERE, .edits = 2, .substitutions = 2 }, 17, NEVER, false },
    { { .place = THERE, .confusables = 1 }, 5, 7, false },
    { { .place = THERE, .confusables = 1, .weak = 1 }, 7, NEVER, false },
    { { .place = THERE, .confusables = 1, .hyphens = 1 }, 6, NEVER, false },
    { { .place = THERE, .edits = 1 }, 9, NEVER, false },
    { { .place = THERE, .edits = 1, .confusables = 1 }, 10, NEVER, false },
    { { .place = THERE, .edits = 1, .hyphens = 1 }, 10, NEVER, false },
    { { .place = THERE, .edits = 1, .substitutions = 1 }, 13, NEVER, false },
    { { .place = THERE, .edits = 2 }, 14, NEVER, false },
    { { .place = HERE, .words = LURE, .is_glued = true }, 5, 8, false },
    { { .place = THERE, .words = LURE, .is_glued = true }, 6, 10, false },
    { { .place = HERE, .words = LURE, .confusables = 1 }, 4, 6, true },
    { { .place = HERE, .words = LURE, .confusables = 1, .makes_word = true }, 4, 6, false },
    { { .place = HERE, .words = LURE, .confusables = 1, .hyphens = 1 }, 4, 6, false },
    { { .place = THERE, .words = LURE, .confusables = 1 }, 5, 7, false },
    { { .place = HERE, .words = LURE, .confusables = 1, .is_glued = true }, 5, 7, true },
    { { .place = HERE, .words = LURE, .confusables = 1, .weak = 1 }, 6, 8, false },
    { { .place = HERE, .words = LURE, .edits = 1 }, 8, NEVER, false },
    { { .place = THERE, .words = LURE, .edits = 1, .is_glued = true }, 10, NEVER, false },
    { { .place = HERE, .words = FILLER }, 3, NEVER, false },
    { { .place = THERE, .words = FILLER }, 7, NEVER, false },
    { { .place = HERE, .words = FILLER, .is_glued = true }, 7, NEVER, false },
    { { .place = THERE, .words = FILLER, .is_glued = true }, 9, NEVER, false },
    { { .place = HERE, .words = FILLER, .confusables = 1 }, 5, 8, false },
    { { .place = HERE, .words = FILLER, .edits = 1 }, NEVER, NEVER, false },
    { { .place = HERE, .words = STRANGE }, 5, NEVER, false },
    { { .place = THERE, .words = STRANGE }, 10, NEVER, false },
    { { .place = THERE, .words = STRANGE, .confusables = 1 }, 8, NEVER, false },
    { { .place = HERE, .words = STRANGE, .is_glued = true }, 12, NEVER, false },
    { { .place = HERE, .words = STRANGE, .is_glued = true, .confusables = 1 }, 10, NEVER, false },
    { { .place = HERE, .words = STRANGE, .edits = 1 }, NEVER, NEVER, false },
    { { .place = HERE, .words = LURE, .is_glued = true, .hyphens = 1, .is_split = true }, 9, NEVER, false },
    { { .place = LOOK_MORE_SUFFIX }, 2, 3, true },
    { { .place = LOOK_WHOLE_BELOW_STRANGER, .edits = 1 }, 2, 6, true },
    { { .place = LOOK_WHOLE_BELOW_STRANGER, .edits = 2 }, 8, NEVER, true },
    { { .place = LOOK_WHOLE_BELOW_STRANGER, .words = STRANGE }, 8, NEVER, true },
    { { .place = THERE, .has_ending = true }, 5, 11, false },
    { { .place = THERE, .has_ending = true, .words = LURE }, 5, 8, false },
    { { .place = THERE, .has_ending = true, .words = STRANGE }, 7, NEVER, false },
    { { .place = THERE, .has_ending = true, .words = STRANGE, .is_glued = true }, 13, NEVER, false },
    { { .place = THERE, .has_ending = true, .edits = 1 }, 11, NEVER, false },
    { { .place = THERE, .has_ending = true, .has_short_ending = true, .words = LURE, .is_glued = true },
      NEVER,
      NEVER,
      false },
    { { .place = LOOK_BELOW_STRANGER, .words = LURE }, 6, NEVER, false },
    { { .place = LOOK_PRIVATE_SUFFIX, .words = LURE, .is_glued = true }, 8, NEVER, false },
    { { .place = LOOK_PRIVATE_SUFFIX, .confusables = 1 }, 6, NEVER, false },
    { { .place = LOOK_BELOW_STRANGER, .confusables = 1, .weak = 1 }, NEVER, NEVER, false },
    { { .place = LOOK_BELOW_STRANGER }, NEVER, NEVER, false },
};

static enum sg_severity expected(const struct row *r, unsigned letters)
{
    if (r->high && letters >= r->high) return SG_HIGH;
    return r->medium && letters >= r->medium ? SG_MEDIUM : SG_LOW;
}

static void check(size_t row, struct look_evidence e, enum sg_severity severity)
{
    uint32_t grounds;
    enum sg_severity found = look_severity(&e, &grounds);
    if (found != severity)
        fail_msg("row %zu, %u letters%s: %s, expected %s", row, e.letters, e.is_common ? " of a common word" : "",
                 sg_severity_names[found], sg_severity_names[severity]);
}

static void each_row_of_the_method_holds_to_the_letter(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        for (unsigned n = 2; n <= MOST; n++) {
            struct look_evidence e = rows[i].e;
            e.letters = n;
            check(i, e, expected(&rows[i], n));
            e.is_common = true; /* counts as a shorter one */
            check(i, e, expected(&rows[i], rows[i].as_common ? n : n > 3 ? n - 3 : 0));
        }
}

/* Rows in which a common word has numbers of its own. */
static void a_common_word_is_weighed_by_what_became_of_it(void **state)
{
    (void)state;
    static const struct {
        struct look_evidence e; /* letters left out */
        unsigned medium, high, common_medium;
    } row[] = {
        { { .place = HERE, .edits = 1 }, 6, 8, 7 },
        { { .place = HERE, .edits = 1, .substitutions = 1 }, 8, 12, 8 },
        { { .place = THERE }, 4, NEVER, 8 },
        { { .place = THERE, .leaves_closed = true }, 4, NEVER, 6 },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        for (unsigned n = 2; n <= MOST; n++) {
            struct look_evidence e = row[i].e;
            e.letters = n;
            check(i, e, row[i].high && n >= row[i].high ? SG_HIGH : n >= row[i].medium ? SG_MEDIUM : SG_LOW);
            e.is_common = true;
            check(i, e, n >= row[i].common_medium ? SG_MEDIUM : SG_LOW);
        }
}

/* "login-NAME": the one row in which a common word has numbers of its own. */
static void a_lure_and_a_hyphen_before_a_common_word_are_medium_at_most(void **state)
{
    (void)state;
    for (unsigned n = 2; n <= MOST; n++)
        for (unsigned k = 0; k < 2; k++) {
            struct look_evidence e = { .letters = n, .place = k ? THERE : HERE, .words = LURE };
            check(k, e, n >= (k ? 8 : 5) ? SG_HIGH : n >= (k ? 5 : 3) ? SG_MEDIUM : SG_LOW);
            e.is_common = true;
            check(k, e, n >= (k ? 6 : 4) ? SG_MEDIUM : SG_LOW);
        }
}

static void grounds_tell_short_and_long_names_apart(void **state)
{
    (void)state;
    for (unsigned n = 2; n <= 12; n++)
        for (int is_common = 0; is_common < 2; is_common++) {
            struct look_evidence e = { .letters = n, .place = HERE, .edits = 1, .is_common = is_common };
            uint32_t grounds = 0;
            look_severity(&e, &grounds);
            assert_int_equal(grounds >> SG_GROUND_SHORT_NAME & 1, n <= 5);
            assert_int_equal(grounds >> SG_GROUND_LONG_NAME & 1, n >= 8 && !is_common);
            assert_int_equal(grounds >> SG_GROUND_COMMON_WORD & 1, is_common);
            assert_int_equal(grounds >> SG_GROUND_ONE_SMALL_STEP & 1, 1);
            assert_int_equal(grounds >> SG_GROUND_SEVERAL_STEPS & 1, 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_the_method_holds_to_the_letter),
        cmocka_unit_test(a_common_word_is_weighed_by_what_became_of_it),
        cmocka_unit_test(a_lure_and_a_hyphen_before_a_common_word_are_medium_at_most),
        cmocka_unit_test(grounds_tell_short_and_long_names_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
