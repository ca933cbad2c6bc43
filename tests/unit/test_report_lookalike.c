/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdio.h>

#include "base/text.h"
#include "report/lookalike.h"

static const struct sg_lookalike none = { .severity = SG_LOW };

static struct sg_lookalike one_step(enum sg_trick trick, const char *from, const char *to)
{
    struct sg_lookalike l = none;
    l.tricks = 1U << trick;
    l.n_steps = 1;
    l.steps[0].trick = trick;
    snprintf(l.steps[0].from, SG_LOOK_PART, "%s", from);
    snprintf(l.steps[0].to, SG_LOOK_PART, "%s", to);
    return l;
}

static void test_each_trick_is_said_in_words(void **state)
{
    (void)state;
    static const struct {
        enum sg_trick trick;
        const char *from, *to, *says;
    } row[] = {
        { SG_TRICK_CONFUSABLE, "m", "rn", "“rn” stands for “m”. Low." },
        { SG_TRICK_CONFUSABLE, "a", "\xd0\xb0", "“а” (U+0430) stands for “a”. Low." },
        { SG_TRICK_OMISSION, "e", "", "“e” is left out. Low." },
        { SG_TRICK_INSERTION, "", "x", "“x” is put in. Low." },
        { SG_TRICK_DOUBLING, "m", "mm", "“m” is doubled. Low." },
        { SG_TRICK_DOUBLING, "", "m", "“m” is doubled. Low." },
        { SG_TRICK_TRANSPOSITION, "ch", "hc", "“ch” is turned round to “hc”. Low." },
        { SG_TRICK_KEYBOARD, "m", "n", "“n” is typed for “m”, the key beside it. Low." },
        { SG_TRICK_BIT_FLIP, "m", "l", "“l” stands for “m”, one bit away. Low." },
        { SG_TRICK_SUBSTITUTION, "m", "x", "“x” stands for “m”. Low." },
        { SG_TRICK_HYPHEN, "", "-", "A hyphen is put in. Low." },
        { SG_TRICK_HYPHEN, "-", "", "A hyphen is left out. Low." },
        { SG_TRICK_HYPHEN, "a-b", "ab-", "A hyphen is moved. Low." },
        { SG_TRICK_PLURAL, "", "s", "An “s” is put at its end. Low." },
        { SG_TRICK_PLURAL, "s", "", "The “s” at its end is left out. Low." },
        { SG_TRICK_HOMOPHONE, "ph", "f", "“f” stands for “ph”, which sounds the same. Low." },
        { SG_TRICK_TLD, "fr", "com", "Ends in .com, not .fr. Low." },
        { SG_TRICK_TLD, ".fr", ".com", "Ends in .com, not .fr. Low." },
        { SG_TRICK_COMBOSQUAT, "", "login-", "“login-” stands before it. Low." },
        { SG_TRICK_COMBOSQUAT, "", "-secure", "“-secure” stands behind it. Low." },
        { SG_TRICK_COMBOSQUAT, "", "mail", "“mail” stands beside it. Low." },
        { SG_TRICK_SUBDOMAIN, "", "stranger.net", "It stands in front of a stranger's domain, stranger.net. Low." },
        { SG_TRICK_SUBDOMAIN, "example", "stranger.net",
          "“example” stands in front of a stranger's domain, stranger.net. Low." },
        { SG_TRICK_SUFFIX, "", "com", "The whole of example.org stands in front of one more ending, .com. Low." },
        { SG_TRICK_EMBEDDED_TLD, "org", "-org", "Its ending .org is written as letters of the name, “-org”. Low." },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_lookalike l = one_step(row[i].trick, row[i].from, row[i].to);
        sg_auto_buf out = { 0 };
        sg_lookalike_reason(&l, "example.org", &out);
        if (strcmp(sg_buf_cstr(&out), row[i].says) != 0) fail_msg("row %zu: %s", i, sg_buf_cstr(&out));
    }
}

static void test_a_trick_without_its_step_is_said_all_the_same(void **state)
{
    (void)state;
    for (unsigned trick = 0; trick < SG_TRICKS; trick++) {
        struct sg_lookalike bare = none, step = one_step(trick, "", "");
        bare.tricks = 1U << trick;
        sg_auto_buf a = { 0 }, b = { 0 };
        sg_lookalike_reason(&bare, "example.org", &a);
        sg_lookalike_reason(&step, "example.org", &b);
        if (a.len < 20 || strchr(sg_buf_cstr(&a), '{')) fail_msg("%s: %s", sg_trick_names[trick], sg_buf_cstr(&a));
        assert_string_equal(sg_buf_cstr(&a), sg_buf_cstr(&b));
    }
}

static void test_steps_flags_and_grounds_are_joined(void **state)
{
    (void)state;
    struct sg_lookalike l = one_step(SG_TRICK_CONFUSABLE, "m", "rn");
    l.tricks |= 1U << SG_TRICK_TLD | 1U << SG_TRICK_PLURAL;
    l.n_steps = 2;
    l.steps[1] = (struct sg_look_step){ SG_TRICK_TLD, "fr", "com" };
    l.flags = SG_LOOK_IDN | SG_LOOK_MIXED_SCRIPT | SG_LOOK_INVISIBLE;
    l.severity = SG_HIGH;
    l.grounds = 1U << SG_GROUND_SAME_ON_SCREEN | 1U << SG_GROUND_WHOLE_NAME | 1U << SG_GROUND_SHORT_NAME |
                1U << SG_GROUND_MIXED_SCRIPT; /* said once, of the name */
    sg_auto_buf out = { 0 };
    sg_lookalike_reason(&l, "example.org", &out);
    assert_string_equal(
        sg_buf_cstr(&out),
        "“rn” stands for “m”; ends in .com, not .fr; an “s” at its end is put in or left out; mixes scripts; "
        "holds letters that cannot be seen. High: hard to tell apart on a screen, the whole of example.org stands in "
        "it; "
        "but a short name, to which many are as near by chance.");
    l.grounds = 1U << SG_GROUND_COMMON_WORD;
    l.severity = SG_LOW;
    sg_buf_clear(&out);
    sg_lookalike_reason(&l, "example.org", &out);
    assert_non_null(strstr(sg_buf_cstr(&out), ". Low: a word of everyday language, which many names hold."));
}

static void test_each_ground_has_words(void **state)
{
    (void)state;
    for (unsigned ground = 0; ground < SG_GROUNDS; ground++) {
        struct sg_lookalike l = none;
        l.grounds = 1U << ground;
        sg_auto_buf out = { 0 };
        sg_lookalike_reason(&l, "example.org", &out);
        if (strncmp(sg_buf_cstr(&out), "Low: ", 5) != 0 || out.len < 12)
            fail_msg("%s: %s", sg_ground_names[ground], sg_buf_cstr(&out));
    }
}

static void test_letters_of_a_name_steer_no_terminal(void **state)
{
    (void)state;
    static const char *const hostile[] = { "\033[2J", "\xe2\x80\xae", "a\nb", "\xff" };
    for (size_t i = 0; i < ROWS(hostile); i++) {
        struct sg_lookalike l = one_step(SG_TRICK_SUBSTITUTION, hostile[i], hostile[i]);
        l.steps[l.n_steps++] = (struct sg_look_step){ .trick = SG_TRICK_SUFFIX, .to = "com" };
        sg_auto_buf out = { 0 };
        sg_lookalike_reason(&l, hostile[i], &out);
        if (strstr(sg_buf_cstr(&out), hostile[i])) fail_msg("row %zu is in the sentence as it was", i);
        assert_true(sg_utf8_is_valid(out.data, out.len));
    }
}

static void test_letters_beyond_ascii_are_called_by_their_code(void **state)
{
    (void)state;
    struct sg_lookalike l = one_step(SG_TRICK_INSERTION, "", "a\xe2\x80\x8b\xd0\xb0");
    sg_auto_buf out = { 0 };
    sg_lookalike_reason(&l, "example.org", &out);
    assert_non_null(strstr(sg_buf_cstr(&out), "” (U+200B, U+0430) is put in."));
}

static void test_the_json_has_what_programs_ask_for_first_in_front(void **state)
{
    (void)state;
    struct sg_lookalike l = one_step(SG_TRICK_CONFUSABLE, "<m>", "rn");
    l.flags = SG_LOOK_IDN;
    l.grounds = 1U << SG_GROUND_SAME_SUFFIX;
    sg_auto_buf out = { 0 };
    struct sg_json_out j = sg_json_out(&out, false);
    sg_json_object(&j);
    sg_lookalike_json(&j, &l, "example.org");
    sg_json_object_end(&j);
    assert_string_equal(sg_buf_cstr(&out), "{\"tricks\":[\"confusable\"],\"severity\":\"low\",\"reason\":\"“rn” stands "
                                           "for “\\u003cm\\u003e”. Low: the same ending.\","
                                           "\"flags\":[\"idn\"],\"grounds\":[\"same-suffix\"],\"steps\":[{\"trick\":"
                                           "\"confusable\",\"from\":\"\\u003cm\\u003e\","
                                           "\"to\":\"rn\"}]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_trick_is_said_in_words),
        cmocka_unit_test(test_a_trick_without_its_step_is_said_all_the_same),
        cmocka_unit_test(test_steps_flags_and_grounds_are_joined),
        cmocka_unit_test(test_each_ground_has_words),
        cmocka_unit_test(test_letters_of_a_name_steer_no_terminal),
        cmocka_unit_test(test_letters_beyond_ascii_are_called_by_their_code),
        cmocka_unit_test(test_the_json_has_what_programs_ask_for_first_in_front),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
