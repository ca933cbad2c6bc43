/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lookalike/lookalike.h"
#include "lookalike/tables.h"
#include "objects/objects.h"

#include "unit.h"

/* What one call gave, as text: a line "DOMAIN TRICK+TRICK SEVERITY". */
struct given {
    struct sg_protected *p;
    struct sg_buf lines;
    size_t n;
    double last;
    char last_domain[256];
};

static enum sg_code take(void *ctx, const struct sg_generated *x, struct sg_err *err)
{
    struct given *g = ctx;
    (void)err;
    if (x->rank > g->last || x->rank <= 0 || x->rank > 1) fail_msg("%s: rank %g after %g", x->domain, x->rank, g->last);
    if (x->rank == g->last && strcmp(g->last_domain, x->domain) >= 0)
        fail_msg("%s after %s", x->domain, g->last_domain);
    if (x->look.severity < SG_LOW || !x->look.tricks || !x->look.n_steps) fail_msg("%s: no judgement", x->domain);
    g->last = x->rank;
    snprintf(g->last_domain, sizeof g->last_domain, "%s", x->domain);
    sg_buf_char(&g->lines, '\n');
    sg_buf_text(&g->lines, x->domain);
    for (unsigned t = 0, n = 0; t < SG_TRICKS; t++)
        if (x->look.tricks >> t & 1) {
            sg_buf_char(&g->lines, n++ ? '+' : ' ');
            sg_buf_text(&g->lines, sg_trick_names[t]);
        }
    sg_buf_char(&g->lines, '\n');
    g->n++;
    return SG_OK;
}

static void generate(struct given *g, const char *domain, const struct sg_generate_options *o)
{
    struct sg_err err;
    *g = (struct given){ .last = 1 };
    assert_int_equal(sg_protected_new(&g->p, &err), SG_OK);
    assert_int_equal(sg_protected_add(g->p, sg_str(domain), &err), SG_OK);
    assert_int_equal(sg_generate(g->p, 0, o, take, g, &err), SG_OK);
}

static void release(struct given *g)
{
    sg_protected_free(g->p);
    sg_buf_release(&g->lines);
}

static bool has_name(struct given *g, const char *domain, const char *tricks)
{
    char line[400];
    snprintf(line, sizeof line, "\n%s%s%s", domain, tricks ? " " : "", tricks ? tricks : " ");
    const char *at = strstr(sg_buf_cstr(&g->lines), line);
    return at && (!tricks || at[strlen(line)] == '\n');
}

static void test_generate_uses_every_trick(void **state)
{
    (void)state;
    static const struct {
        const char *protected_name, *made, *trick;
    } row[] = {
        { "examplename.org", "exarnplename.org", "confusable" },
        { "examplename.org", "examp1ename.org", "confusable" },
        { "examplename.org", "exannplename.org", "confusable" },
        { "wellness.org", "we11ness.org", "confusable" },
        { "examplename.fr", "xn--exampename-e0b.fr", NULL },         /* none such: .fr takes no ł */
        { "examplename.fr", "xn--xamplename-96a.fr", "confusable" }, /* éxamplename */
        { "example.org", "exmple.org", "omission" },
        { "example.org", "exampkle.org", "insertion" },
        { "example.org", "exxample.org", "doubling" },
        { "example.org", "examlpe.org", "transposition" },
        { "example.org", "ezample.org", "keyboard" },
        { "example.org", "uxample.org", "bit-flip" },
        { "examplename.org", "example-name.org", "hyphen" },
        { "example-name.org", "examplename.org", "hyphen" },
        { "example.org", "examples.org", "plural" },
        { "photonics.org", "fotonics.org", "homophone" },
        { "example.org", "example.com", "tld" },
        { "example.org", "example-login.org", "combosquat" },
        { "example.org", "webmail-example.org", "combosquat" },
        { "example.org", "exampleaccount.org", "combosquat" },
        { "example.fr", "connexion-example.fr", "combosquat" },
        { "example.eu", "example.eu.com", "suffix" },
        { "example.org", "exampleorg.com", "embedded-tld" },
        { "example.co.uk", "examplecouk.com", "embedded-tld" },
        { "gov.pl", "qov.pl", "confusable" },
        { "mail.example.org", "examp1e.org", "confusable" }, /* of a host what is registered */
        { "bücher.de", "bucher.de", "confusable" },
    };
    struct given g = { 0 };
    const char *last = "";
    for (size_t i = 0; i < ROWS(row); i++) {
        if (strcmp(last, row[i].protected_name) != 0) {
            release(&g);
            generate(&g, row[i].protected_name, &(struct sg_generate_options){ 0 });
            last = row[i].protected_name;
        }
        bool is_there = has_name(&g, row[i].made, row[i].trick);
        if (is_there != (row[i].trick != NULL)) fail_msg("row %zu: %s from %s", i, row[i].made, row[i].protected_name);
    }
    release(&g);
}

static void test_generate_writes_whole_names_in_another_script(void **state)
{
    (void)state;
    struct given g;
    generate(&g, "apple.com", &(struct sg_generate_options){ 0 });
    assert_true(has_name(&g, "xn--80ak6aa92e.com", "confusable"));
    release(&g);
    generate(&g, "apple.fr", &(struct sg_generate_options){ 0 }); /* its registry takes no Cyrillic */
    assert_false(has_name(&g, "xn--80ak6aa92e.fr", NULL));
    release(&g);
}

/* What stands between the lines' marks, one by one. */
static bool next_domain(const char **at, struct sg_str *ret)
{
    while (**at == '\n')
        ++*at;
    if (!**at) return false;
    *ret = sg_str_n(*at, strcspn(*at, " "));
    *at += strcspn(*at, "\n");
    return true;
}

static void test_generate_gives_only_names_that_can_be_registered(void **state)
{
    (void)state;
    static const char *const row[] = { "example.org",
                                       "en-exemple.fr",
                                       "x.de",
                                       "abc.ch",
                                       "gov.pl",
                                       "beispiel.co.uk",
                                       "a-very-long-name-of-an-association-with-many-words-in-it-2024.com" };
    const struct look_tables *t;
    struct sg_err err;
    assert_int_equal(look_tables(&t, &err), SG_OK);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct given g;
        struct sg_str d;
        generate(&g, row[i], &(struct sg_generate_options){ 0 });
        assert_true(g.n > 100);
        for (const char *at = sg_buf_cstr(&g.lines); next_domain(&at, &d);) {
            struct sg_str suffix = sg_public_suffix(d, NULL), label = sg_str_n(d.data, d.len - suffix.len - 1);
            const struct look_suffix *s = look_suffix_find(t, suffix);
            bool is_idn = label.len > 4 && memcmp(label.data, "xn--", 4) == 0;
            bool is_right = s && suffix.len < d.len && !memchr(label.data, '.', label.len) && label.len <= 63 &&
                            label.len >= s->least && label.data[0] != '-' && label.data[label.len - 1] != '-' &&
                            (is_idn ? s->extra.len > 0 : label.len < 4 || memcmp(label.data + 2, "--", 2) != 0) &&
                            !sg_str_is(d, row[i]);
            if (!is_right) fail_msg("%.*s from %s", (int)d.len, d.data, row[i]);
        }
        release(&g);
    }
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void test_generate_gives_each_name_once(void **state)
{
    (void)state;
    struct given g;
    struct sg_str d;
    generate(&g, "letters.org", &(struct sg_generate_options){ .with_pairs = true });
    char **names = calloc(g.n, sizeof *names);
    size_t n = 0;
    for (const char *at = sg_buf_cstr(&g.lines); next_domain(&at, &d);)
        names[n++] = strndup(d.data, d.len);
    assert_int_equal(n, g.n);
    qsort(names, n, sizeof *names, compare_names);
    for (size_t i = 1; i < n; i++)
        if (!strcmp(names[i - 1], names[i])) fail_msg("%s twice", names[i]);
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
    release(&g);
}

static void test_generate_leaves_out_what_is_the_owners(void **state)
{
    (void)state;
    struct given g = { .last = 1 };
    struct sg_err err;
    assert_int_equal(sg_protected_new(&g.p, &err), SG_OK);
    assert_int_equal(sg_protected_add(g.p, sg_str("example.org"), &err), SG_OK);
    assert_int_equal(sg_protected_add(g.p, sg_str("examples.org"), &err), SG_OK);
    assert_int_equal(sg_protected_alias(g.p, 0, sg_str("example.com"), &err), SG_OK);
    assert_int_equal(sg_protected_allow(g.p, sg_str("example.net"), &err), SG_OK);
    assert_int_equal(sg_generate(g.p, 0, &(struct sg_generate_options){ 0 }, take, &g, &err), SG_OK);
    static const char *const own[] = { "example.org", "examples.org", "example.com", "example.net" };
    for (size_t i = 0; i < ROWS(own); i++)
        if (has_name(&g, own[i], NULL)) fail_msg("%s", own[i]);
    assert_true(has_name(&g, "example.info", "tld"));
    release(&g);
}

static void test_generate_keeps_to_its_options(void **state)
{
    (void)state;
    static const char *const suffixes[] = { "cc", "co.uk" };
    struct given all, some, only, pairs;
    generate(&all, "example.org", &(struct sg_generate_options){ 0 });
    generate(&some, "example.org", &(struct sg_generate_options){ .limit = 10 });
    generate(&only, "example.org", &(struct sg_generate_options){ .suffixes = suffixes, .n_suffixes = 2 });
    generate(&pairs, "example.org", &(struct sg_generate_options){ .with_pairs = true });
    assert_int_equal(some.n, 10);
    assert_memory_equal(all.lines.data, some.lines.data, some.lines.len);
    assert_true(has_name(&only, "example.cc", "tld") && has_name(&only, "example.co.uk", "tld"));
    assert_false(has_name(&only, "example.com", NULL));
    assert_true(pairs.n > all.n);
    assert_true(has_name(&pairs, "example-login.com", "tld+combosquat"));
    assert_true(has_name(&pairs, "login-exarnple.org", "confusable+combosquat"));
    release(&all);
    release(&some);
    release(&only);
    release(&pairs);
}

static void test_generate_makes_what_the_judge_finds(void **state)
{
    (void)state;
    static const char *const row[] = { "exampleletters.org", "beispiel-buchstaben.de", "lettresdexemple.fr" };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct given g;
        struct sg_matcher *m;
        struct sg_judge *j;
        struct sg_err err;
        struct sg_str d;
        size_t n_alike = 0;
        generate(&g, row[i], &(struct sg_generate_options){ 0 });
        assert_int_equal(sg_matcher_new(g.p, &m, &err), SG_OK);
        assert_int_equal(sg_judge_new(m, &j, &err), SG_OK);
        for (const char *at = sg_buf_cstr(&g.lines); next_domain(&at, &d);) {
            struct sg_judged judged;
            n_alike += sg_judge(j, d, &judged) == SG_JUDGED_ALIKE;
        }
        if (n_alike * 1000 < g.n * 999) fail_msg("%s: %zu of %zu found again", row[i], n_alike, g.n);
        sg_judge_free(j);
        sg_matcher_free(m);
        release(&g);
    }
}

static enum sg_code stop(void *ctx, const struct sg_generated *x, struct sg_err *err)
{
    (void)x;
    return ++*(int *)ctx == 3 ? sg_fail(err, SG_EIO, "full") : SG_OK;
}

static void test_generate_ends_when_the_taker_fails(void **state)
{
    (void)state;
    struct sg_protected *p;
    struct sg_err err;
    int calls = 0;
    assert_int_equal(sg_protected_new(&p, &err), SG_OK);
    assert_int_equal(sg_protected_add(p, sg_str("example.org"), &err), SG_OK);
    assert_int_equal(sg_generate(p, 0, &(struct sg_generate_options){ 0 }, stop, &calls, &err), SG_EIO);
    assert_int_equal(calls, 3);
    assert_string_equal(err.text, "full");
    sg_protected_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generate_uses_every_trick),
        cmocka_unit_test(test_generate_writes_whole_names_in_another_script),
        cmocka_unit_test(test_generate_gives_only_names_that_can_be_registered),
        cmocka_unit_test(test_generate_gives_each_name_once),
        cmocka_unit_test(test_generate_leaves_out_what_is_the_owners),
        cmocka_unit_test(test_generate_keeps_to_its_options),
        cmocka_unit_test(test_generate_makes_what_the_judge_finds),
        cmocka_unit_test(test_generate_ends_when_the_taker_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
