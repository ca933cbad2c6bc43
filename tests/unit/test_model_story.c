/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/story.h"

#include <stdio.h>

#include "unit.h"

static void test_equal_strings_are_kept_once_and_stay_where_they_are(void **state)
{
    (void)state;
    struct sg_story *s = NULL;
    char text[32];
    const char *kept[5000];
    assert_int_equal(sg_story_new(&s, NULL), SG_OK);
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "account%d", i);
        kept[i] = sg_story_string(s, sg_str(text));
    }
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof text, "account%d", i);
        assert_string_equal(kept[i], text);
        assert_ptr_equal(sg_story_string(s, sg_str(text)), kept[i]);
    }
    assert_string_equal(sg_story_string(s, sg_str_n("a\0b", 3)), "a\xef\xbf\xbd" "b");
    assert_string_equal(sg_story_string(s, sg_str("")), "");
    sg_story_free(s);
}

static void test_sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    struct sg_story *s = NULL;
    assert_int_equal(sg_story_new(&s, NULL), SG_OK);
    assert_null(sg_story_alloc(s, SIZE_MAX / 2, 16));
    unsigned char *bytes = sg_story_alloc(s, 3, 1000000);
    assert_non_null(bytes);
    for (size_t i = 0; i < 3000000; i += 997)
        assert_int_equal(bytes[i], 0);
    sg_story_free(s);
    sg_story_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_strings_are_kept_once_and_stay_where_they_are),
        cmocka_unit_test(test_sizes_that_overflow_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
