/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while a list is read, an index is made over it, and names are generated: starve.h. */
#include <stdio.h>

#include "lookalike/lookalike.h"
#include "starve.h"

static const char list[] = "example.org alias:example.fr brand:sample-portal # ours\n"
                           "b\xc3\xbc"
                           "cher.example brand:buch\n"
                           "gov.hu\nnorth-ferry.net\n"
                           "allow: partner.example other.example.com\n";

static struct sg_protected *read_list(struct sg_err *err)
{
    struct sg_protected *p = NULL;
    if (sg_protected_new(&p, err) != SG_OK) return NULL;
    if (sg_protected_read(p, sg_str(list), "list", err) == SG_OK &&
        sg_protected_add(p, sg_str("https://www.internationalbank.com/x"), err) == SG_OK &&
        sg_protected_alias(p, 0, sg_str("example.eu"), err) == SG_OK &&
        sg_protected_brand(p, 0, sg_str("mustername"), err) == SG_OK &&
        sg_protected_allow(p, sg_str("friend.example"), err) == SG_OK)
        return p;
    sg_protected_free(p);
    return NULL;
}

static void give_text(const char *text)
{
    give(text, strlen(text) + 1);
}

static bool read_one(void)
{
    struct sg_err err;
    struct sg_protected *p = read_list(&err);
    for (size_t i = 0; p && i < p->n; i++) {
        give_text(p->names[i].domain);
        give_text(p->names[i].shown);
        for (size_t k = 0; k < p->names[i].n_aliases; k++)
            give_text(p->names[i].aliases[k]);
        for (size_t k = 0; k < p->names[i].n_brands; k++)
            give_text(p->names[i].brands[k]);
    }
    for (size_t i = 0; p && i < p->n_allowed; i++)
        give_text(p->allowed[i]);
    sg_protected_free(p);
    return p != NULL;
}

static void test_a_list_is_read_whole_or_fails(void **state)
{
    (void)state;
    starve("a list of protected names", read_one);
}

static struct sg_protected *names;

/* Judging takes no memory: what is found depends on nothing but the index. */
static bool judge_some(void)
{
    static const char *const asked[] = { "exarnple.org",
                                         "login-example.org",
                                         "b\xc3\xbc"
                                         "chre.example",
                                         "qov.hu.com",
                                         "sample-portal.net",
                                         "stranger.example",
                                         "www.example.fr",
                                         "bad..name",
                                         "internationalbank.com" };
    struct sg_err err;
    struct sg_matcher *m = NULL;
    struct sg_judge *j = NULL;
    bool is_ok = sg_matcher_new(names, &m, &err) == SG_OK && sg_judge_new(m, &j, &err) == SG_OK;
    for (size_t i = 0; is_ok && i < ROWS(asked); i++) {
        struct sg_judged judged = { 0 };
        char said[80];
        enum sg_judgement answer = sg_judge(j, sg_str(asked[i]), &judged);
        int n = snprintf(said, sizeof said, "%d %u %d;", (int)answer, (unsigned)judged.look.tricks,
                         (int)judged.look.severity);
        give(said, (size_t)n);
    }
    sg_judge_free(j);
    sg_matcher_free(m);
    return is_ok;
}

static void test_an_index_is_made_whole_or_fails(void **state)
{
    (void)state;
    starve("an index", judge_some);
}

static enum sg_code take(void *ctx, const struct sg_generated *g, struct sg_err *err)
{
    (void)ctx, (void)err;
    give_text(g->domain);
    return SG_OK;
}

static bool generate_some(void)
{
    static const char *const suffixes[] = { "net", "com.br" };
    const struct sg_generate_options o = { .limit = 40, .suffixes = suffixes, .n_suffixes = ROWS(suffixes) };
    struct sg_err err;
    return sg_generate(names, 2, &o, take, NULL, &err) == SG_OK;
}

static void test_names_are_generated_all_or_it_fails(void **state)
{
    (void)state;
    starve("generated names", generate_some);
}

static int set_up(void **state)
{
    (void)state;
    struct sg_err err;
    names = read_list(&err);
    return names ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    sg_protected_free(names);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_list_is_read_whole_or_fails),
        cmocka_unit_test(test_an_index_is_made_whole_or_fails),
        cmocka_unit_test(test_names_are_generated_all_or_it_fails),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
