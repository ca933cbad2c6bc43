/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences between what was sent and what is quoted: dress, what people do to quotations, and substance. */
#include <stdlib.h>
#include <string.h>

#include "leak/quote.h"
#include "unit.h"

enum verdict { DRESS, CUSTOM /* what people do to a quotation */, SUBSTANCE };

static enum verdict judge(struct sg_str a, struct sg_str b)
{
    bool failed = false;
    bool is_dress = judge_is_dress(a, b, &failed), is_substance = judge_is_substance(a, b, &failed);
    assert_false(failed);
    assert_false(is_dress && is_substance);
    return is_dress ? DRESS : is_substance ? SUBSTANCE : CUSTOM;
}

static void test_each_difference_is_what_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *sent, *quoted;
        enum verdict verdict;
    } row[] = {
        { "The sum", "the sum", DRESS },
        { "re-election", "reelection", DRESS },
        { "it\xe2\x80\x99s", "it's", DRESS },
        { "sum=3D", "sum", DRESS }, /* quoted-printable that was not decoded */
        { "a=C3=A9b", "ab", DRESS },
        { "a=3", "a", SUBSTANCE },   /* cut short */
        { "a=3Z", "a", SUBSTANCE },  /* no hex digit */
        { "a=Z3", "a", SUBSTANCE },
        { "R&amp;D", "RD", DRESS },
        { "R&abcdefg;D", "RD", DRESS },
        { "R&abcdefgh;D", "RD", SUBSTANCE }, /* too long for an entity */
        { "R&D", "RD", DRESS },
        { "repairs[1]", "repairs", DRESS },
        { "repairs[123]", "repairs", DRESS },
        { "repairs[1234]", "repairs", SUBSTANCE }, /* no footnote's number */
        { "[2]repairs", "repairs", DRESS },
        { "repairs[x]", "repairsx", DRESS },
        { "5.000", "5000", SUBSTANCE },
        { "5,000", "5.000", SUBSTANCE },
        { "5.", "5", DRESS },
        { ".5", "5", DRESS },
        { "caf\xc3\xa9", "caf\xef\xbf\xbd", DRESS }, /* damaged on one side */
        { "caf\xc3\xa9", "caf?", DRESS },
        { "caf\xc3\xa9", "caf\xc3\xa8", SUBSTANCE }, /* not damaged */
        { "caf\xc3\xa9", "cat?", SUBSTANCE },
        { "http://example.org/a", "https://example.net/b", CUSTOM },
        { "see http://example.org/a", "see", CUSTOM },
        { "a@example.org", "b@example.org", CUSTOM },
        { "a@example.org", "nine", SUBSTANCE },
        { "nine", "a@example.org", SUBSTANCE },
        { "the whole of it", "[...]", CUSTOM },
        { "the whole of it", "SNIP", CUSTOM },
        { "the whole of it", "\xe2\x80\xa6", CUSTOM },
        { "", "[my remark]", CUSTOM },
        { "", "(my remark)", CUSTOM },
        { "", "(my remark).", CUSTOM },
        { "", "{my remark}", CUSTOM },
        { "", "<my remark>", CUSTOM },
        { "", "(my remark]", SUBSTANCE },
        { "", "my remark)", SUBSTANCE },
        { "", "(my remark", SUBSTANCE },
        { "", "()", DRESS },
        { "", "a.", SUBSTANCE },
        { "(an aside)", "", CUSTOM },
        { "(an aside)", "another", SUBSTANCE },
        { "nine", "nine (ten, he says)", CUSTOM },
        { "nine euros", "nine [ten?] euros", CUSTOM },
        { "nine euros", "nine {ten} euros (really) yes", SUBSTANCE },
        { "nine", "ten (nine)", SUBSTANCE },
        { "nine", "nine )ten(", SUBSTANCE },
        { "nine", "ten", SUBSTANCE },
        { "nine", "", SUBSTANCE },
        { "", "nine", SUBSTANCE },
        { "", "", DRESS },
    };
    static const char *const names[] = { "dress", "custom", "substance" };
    for (size_t i = 0; i < ROWS(row); i++) {
        enum verdict v = judge(sg_str(row[i].sent), sg_str(row[i].quoted));
        if (v != row[i].verdict)
            fail_msg("\"%s\" and \"%s\": %s, not %s", row[i].sent, row[i].quoted, names[v], names[row[i].verdict]);
    }
}

/* Whatever opens and never closes is looked at once, not once for each. */
static void test_hostile_brackets_end_soon(void **state)
{
    (void)state;
    enum { N = 1 << 22 };
    char *open = malloc(N);
    assert_non_null(open);
    for (size_t i = 0; i < N; i++)
        open[i] = "[{<("[i % 4];
    open[0] = 'x';
    assert_int_equal(judge(sg_str("nine"), sg_str_n(open, N)), SUBSTANCE);
    free(open);
}

static void test_words_are_joined_as_written(void **state)
{
    (void)state;
    static const struct word words[] = { { .at = 0, .len = 2 }, { .at = 3, .len = 3 }, { .at = 90, .len = 3 } };
    sg_auto_buf out = { 0 };
    judge_join(sg_str("To be."), words, 0, 2, &out);
    assert_string_equal(sg_buf_cstr(&out), "To be.");
    sg_buf_clear(&out);
    judge_join(sg_str("To be."), words, 1, 2, &out); /* the last lies outside the text */
    assert_string_equal(sg_buf_cstr(&out), "be. ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_difference_is_what_it_is),
        cmocka_unit_test(test_hostile_brackets_end_soon),
        cmocka_unit_test(test_words_are_joined_as_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
