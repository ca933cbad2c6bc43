/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "cli/options.h"

struct values {
    bool json;
    const char *to;
    uint64_t limit;
    int64_t window;
    int view;
    double share;
};
static const char *const views[] = { "timeline", "network", NULL };
static const struct option_row rows[] = {
    { "json", 'j', OPTION_FLAG, offsetof(struct values, json), NULL, "", NULL, 0, 0 },
    { "to", 't', OPTION_TEXT, offsetof(struct values, to), "X", "", NULL, 0, 0 },
    { "limit", 'n', OPTION_COUNT, offsetof(struct values, limit), "N", "", NULL, 1, 1000 },
    { "window", 0, OPTION_DURATION, offsetof(struct values, window), "D", "", NULL, 0, 0 },
    { "share", 0, OPTION_SHARE, offsetof(struct values, share), "S", "", NULL, 0, 0 },
    { "view", 0, OPTION_CHOICE, offsetof(struct values, view), "V", "", views, 0, 0 },
    { NULL },
};

enum { MOST = 8 };

static enum sg_code parse(const char *const *words, bool is_stopping, struct values *v, char **args, int *n_args,
                          int *n_read, struct sg_err *err)
{
    int argc = 0;
    for (; argc < MOST && words[argc]; argc++)
        args[argc] = (char *)(uintptr_t)words[argc];
    const struct option_set set = { rows, v };
    return options_parse(&set, 1, is_stopping, argc, args, n_args, n_read, err);
}

static void test_every_way_of_writing_an_option_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *words[MOST + 1];
        struct values v;
        int n_args;
        const char *first;
    } row[] = {
        { { "q" }, { 0 }, 1, "q" },
        { { "--json", "q" }, { .json = true }, 1, "q" },
        { { "q", "--json" }, { .json = true }, 1, "q" },
        { { "--limit", "7", "--limit=8" }, { .limit = 8 }, 0, NULL },
        { { "-n7", "-jn", "9" }, { .limit = 9, .json = true }, 0, NULL },
        { { "--to", "@x", "--window", "2h" }, { .to = "@x", .window = INT64_C(7200000000) }, 0, NULL },
        { { "--to=" }, { .to = "" }, 0, NULL },
        { { "--to", "--json" }, { .to = "--json" }, 0, NULL },
        { { "--view", "NETWORK", "-" }, { .view = 1 }, 1, "-" },
        { { "--", "--json", "-x" }, { 0 }, 2, "--json" },
        { { "--share", "0.25" }, { .share = 0.25 }, 0, NULL },
        { { "--share=5%" }, { .share = 0.05 }, 0, NULL },
        { { "--share", "1", "--share", ".5" }, { .share = 0.5 }, 0, NULL },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct values v = { 0 };
        struct sg_err err;
        char *args[MOST];
        int n_args = -1;
        if (parse(row[i].words, false, &v, args, &n_args, NULL, &err) != SG_OK) fail_msg("row %zu: %s", i, err.text);
        bool is_to = (!v.to && !row[i].v.to) || (v.to && row[i].v.to && strcmp(v.to, row[i].v.to) == 0);
        if (v.json != row[i].v.json || v.limit != row[i].v.limit || v.window != row[i].v.window ||
            v.view != row[i].v.view || v.share != row[i].v.share || !is_to || n_args != row[i].n_args ||
            (row[i].first && strcmp(args[0], row[i].first) != 0))
            fail_msg("row %zu", i);
    }
}

static void test_wrong_options_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *words[MOST + 1];
        const char *says;
    } row[] = {
        { { "--jsno" }, "did you mean --json" },
        { { "--lim", "3" }, "did you mean --limit" },
        { { "--utterly-unknown-and-very-long-so-that-it-does-not-fit-anywhere" }, "no option" },
        { { "-x" }, "no option -x" },
        { { "-C", "affair" }, "-C goes before the command" },
        { { "--case=affair" }, "--case goes before the command" },
        { { "--json=1" }, "takes no value" },
        { { "--limit" }, "needs a value" },
        { { "-n" }, "needs a value" },
        { { "--limit", "-3" }, "whole number" },
        { { "--limit", "3x" }, "whole number" },
        { { "--limit", "0" }, "from 1 to 1000" },
        { { "--limit", "1001" }, "from 1 to 1000" },
        { { "--limit", "99999999999999999999" }, "whole number" },
        { { "--window", "soon" }, "duration" },
        { { "--share", "1.5" }, "a share from 0 to 1" },
        { { "--share", "101%" }, "a share from 0 to 1" },
        { { "--share", "-0.1" }, "a share from 0 to 1" },
        { { "--share", "1e-3" }, "a share from 0 to 1" },
        { { "--share", "0.1.2" }, "a share from 0 to 1" },
        { { "--share", "%" }, "a share from 0 to 1" },
        { { "--share", "." }, "a share from 0 to 1" },
        { { "--share=" }, "a share from 0 to 1" },
        { { "--view", "map" }, "timeline or network" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct values v = { 0 };
        struct sg_err err;
        char *args[MOST];
        int n_args = -1;
        enum sg_code code = parse(row[i].words, false, &v, args, &n_args, NULL, &err);
        if (code != SG_EUSAGE || !strstr(err.text, row[i].says) || n_args != -1)
            fail_msg("row %zu: %d %s", i, code, err.text);
    }
}

static void test_reading_stops_at_the_command(void **state)
{
    (void)state;
    static const char *const words[] = { "-t", "case", "--json", "search", "--unknown", NULL };
    struct values v = { 0 };
    struct sg_err err;
    char *args[MOST];
    int n_args, n_read;
    assert_int_equal(parse(words, true, &v, args, &n_args, &n_read, &err), SG_OK);
    assert_int_equal(n_args, 0);
    assert_int_equal(n_read, 3);
    assert_true(v.json);
    assert_string_equal(v.to, "case");
}

static void test_the_nearest_word_is_found(void **state)
{
    (void)state;
    static const char *const words[] = { "init", "add", "status", "search", "origin", "map", NULL };
    static const struct {
        const char *asked, *near;
    } row[] = {
        { "serach", "search" }, { "orgin", "origin" },  { "stat", "status" }, { "ad", "add" },
        { "mpa", "map" },       { "frobnicate", NULL }, { "", NULL },         { "xyz", NULL },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        const char *near = option_nearest(row[i].asked, words);
        if ((near == NULL) != (row[i].near == NULL) || (near && strcmp(near, row[i].near) != 0))
            fail_msg("%s: %s", row[i].asked, near ? near : "nothing");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_way_of_writing_an_option_is_read),
        cmocka_unit_test(test_wrong_options_are_explained),
        cmocka_unit_test(test_reading_stops_at_the_command),
        cmocka_unit_test(test_the_nearest_word_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
