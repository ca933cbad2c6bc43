/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of protected names: what users write becomes names to compare with, and what is wrong is said with its line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lookalike/host.h"
#include "lookalike/lookalike.h"
#include "unit.h"

static struct sg_protected *empty_list(void)
{
    struct sg_protected *p = NULL;
    struct sg_err err = { 0 };
    if (sg_protected_new(&p, &err) != SG_OK) fail_msg("%s", err.text);
    return p;
}

static enum sg_code read_list(struct sg_protected *p, const char *text, struct sg_err *err)
{
    return sg_protected_read(p, sg_str(text), "names.txt", err);
}

static void test_names_become_ascii_in_lower_case(void **state)
{
    (void)state;
    static const struct {
        const char *written, *domain, *shown; /* domain NULL: none */
    } row[] = {
        { "example.org", "example.org", "example.org" },
        { " Example.ORG ", "example.org", "example.org" },
        { "example.org.", "example.org", "example.org" },
        { "*.example.org", "example.org", "example.org" },
        { "M\xc3\xbcller.example", "xn--mller-kva.example", "m\xc3\xbcller.example" },
        { "xn--MLLER-kva.example", "xn--mller-kva.example", "m\xc3\xbcller.example" },
        { "example\xe3\x80\x82org", "example.org", "example.org" }, /* an ideographic full stop */
        { "gov.pl", "gov.pl", "gov.pl" },
        { "mail.example.co.uk", "mail.example.co.uk", "mail.example.co.uk" },
        { "_dmarc.example.org", "_dmarc.example.org", "_dmarc.example.org" },
        { "https://www.example.org:8443/contact?x=1#top", "www.example.org", "www.example.org" },
        { "HTTPS://user:word@example.org/@path", "example.org", "example.org" },
        { "//example.org/a", "example.org", "example.org" },
        { "example.org/login", "example.org", "example.org" },
        { "example.org:443", "example.org", "example.org" },
        { "press@example.org", "example.org", "example.org" },
        { "mailto:press@example.org?subject=x", "example.org", "example.org" },
        { "", NULL, NULL },
        { "   ", NULL, NULL },
        { ".", NULL, NULL },
        { "https://", NULL, NULL },
        { "press@", NULL, NULL },
        { "org", NULL, NULL },
        { "exa mple.org", NULL, NULL },
        { "example..org", NULL, NULL },
        { ".example.org", NULL, NULL },
        { "example.org..", NULL, NULL },
        { "-example.org", NULL, NULL },
        { "example-.org", NULL, NULL },
        { "example.org\x01", NULL, NULL },
        { "ex\xff"
          "mple.org",
          NULL, NULL },
        { "xn--\xc3\xbc.org", NULL, NULL },
        { "192.0.2.7", NULL, NULL },
        { "[2001:db8::1]:80", NULL, NULL },
        { "2001:db8::1", NULL, NULL },
        { "example.123", NULL, NULL },
        { "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.org", NULL, NULL }, /* 64 letters */
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_protected *p = empty_list();
        struct sg_err err = { 0 };
        enum sg_code code = sg_protected_add(p, sg_str(row[i].written), &err);
        if (!row[i].domain) {
            if (code != SG_EUSAGE || !err.text[0] || p->n) fail_msg("row %zu: code %d, “%s”", i, code, err.text);
        } else if (code != SG_OK || p->n != 1) {
            fail_msg("row %zu: %s", i, err.text);
        } else {
            assert_string_equal(p->names[0].domain, row[i].domain);
            assert_string_equal(p->names[0].shown, row[i].shown);
        }
        sg_protected_free(p);
    }
}

static void test_a_nul_or_a_long_name_is_no_name(void **state)
{
    (void)state;
    struct sg_protected *p = empty_list();
    struct sg_err err = { 0 };
    static char many[4096];
    assert_int_equal(sg_protected_add(p, sg_str_n("exam\0ple.org", 12), &err), SG_EUSAGE);
    memset(many, 'a', sizeof many);
    for (size_t i = 10; i < sizeof many; i += 10)
        many[i] = '.';
    assert_int_equal(sg_protected_add(p, sg_str_n(many, 254), &err), SG_EUSAGE);
    assert_int_equal(sg_protected_add(p, sg_str_n(many, sizeof many), &err), SG_EUSAGE);
    assert_int_equal(sg_protected_add(p, sg_str_n(many, 253), &err), SG_OK);
    assert_int_equal(p->n, 1);
    sg_protected_free(p);
}

static void test_a_list_names_aliases_brands_and_what_is_allowed(void **state)
{
    (void)state;
    struct sg_protected *p = empty_list();
    struct sg_err err = { 0 };
    static const char text[] =
        "\xef\xbb\xbf# who we are\n"
        "example.org\talias:example.net  brand:Ex-Ample # ours\r\n"
        "\n"
        "   \r\n"
        "https://press.example.com/ brand:\xc3\x89lys\xc3\xa9"
        "e alias:PRESS@example.info\n"
        "Example.ORG. alias:example.net alias:M\xc3\xbcller.example brand:ex-ample alias:example.org\n"
        "allow: partner.example news.example\n"
        "allow:gov PARTNER.example\n"
        "gov.pl";
    if (read_list(p, text, &err) != SG_OK) fail_msg("%s", err.text);
    assert_int_equal(p->n, 3);
    assert_string_equal(p->names[0].domain, "example.org");
    assert_int_equal(p->names[0].n_aliases, 2);
    assert_string_equal(p->names[0].aliases[0], "example.net");
    assert_string_equal(p->names[0].aliases[1], "xn--mller-kva.example");
    assert_int_equal(p->names[0].n_brands, 1);
    assert_string_equal(p->names[0].brands[0], "ex-ample");
    assert_string_equal(p->names[1].domain, "press.example.com");
    assert_string_equal(p->names[1].brands[0], "elysee");
    assert_string_equal(p->names[1].aliases[0], "example.info");
    assert_string_equal(p->names[2].domain, "gov.pl");
    assert_int_equal(p->names[2].n_aliases + p->names[2].n_brands, 0);
    assert_int_equal(p->n_allowed, 3);
    assert_string_equal(p->allowed[0], "partner.example");
    assert_string_equal(p->allowed[1], "news.example");
    assert_string_equal(p->allowed[2], "gov");
    sg_protected_free(p);
}

static void test_what_is_wrong_is_said_with_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *begins, *holds;
    } row[] = {
        { "example.org\nexample\n", "names.txt:2: ", "no dot" },
        { "example.org\n\n#\nexa$mple.org\n", "names.txt:4: ", "is no domain name" },
        { "example.org example.net\n", "names.txt:1: ", "neither alias:DOMAIN nor brand:WORD" },
        { "example.org alias:\n", "names.txt:1: ", "empty" },
        { "example.org alias: example.net\n", "names.txt:1: ", "empty" },
        { "example.org alias:net\n", "names.txt:1: ", "no dot" },
        { "example.org brand:\n", "names.txt:1: ", "2 to 63 letters" },
        { "example.org brand:a\n", "names.txt:1: ", "2 to 63 letters" },
        { "example.org brand:-ab\n", "names.txt:1: ", "hyphen" },
        { "example.org brand:a.b\n", "names.txt:1: ", "no brand" },
        { "example.org brand:\xe6\x96\xb0\xe8\x81\x9e\n", "names.txt:1: ", "no brand" },
        { "allow:\n", "names.txt:1: ", "names no domain" },
        { "allow: # none\n", "names.txt:1: ", "names no domain" },
        { "allow: a..b\n", "names.txt:1: ", "empty" },
        { "alias:example.org\n", "names.txt:1: ", "is no domain name" },
        { "example.org,example.net\n", "names.txt:1: ", "is no domain name" },
        { "192.0.2.7\n", "names.txt:1: ", "IP address" },
        { "a.example\r\nb\x1b[31m.example\r\n", "names.txt:2: ", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_protected *p = empty_list();
        struct sg_err err = { 0 };
        enum sg_code code = read_list(p, row[i].text, &err);
        if (code != SG_EINPUT || strncmp(err.text, row[i].begins, strlen(row[i].begins)) != 0 ||
            !strstr(err.text, row[i].holds) || strchr(err.text, '\x1b'))
            fail_msg("row %zu: code %d, “%s”", i, code, err.text);
        sg_protected_free(p);
    }
}

static void test_each_limit_is_kept(void **state)
{
    (void)state;
    struct sg_protected *p = empty_list();
    struct sg_err err = { 0 };
    sg_auto_buf text = { 0 };
    sg_buf_text(&text, "example.org");
    for (int i = 0; i < SG_PROTECTED_FURTHER_MAX; i++)
        sg_buf_printf(&text, " alias:a%d.example brand:b%d", i, i);
    assert_int_equal(read_list(p, sg_buf_cstr(&text), &err), SG_OK);
    assert_int_equal(p->names[0].n_aliases, SG_PROTECTED_FURTHER_MAX);
    assert_int_equal(p->names[0].n_brands, SG_PROTECTED_FURTHER_MAX);
    assert_string_equal(p->names[0].aliases[63], "a63.example");
    assert_int_equal(sg_protected_alias(p, 0, sg_str("a7.example"), &err), SG_OK); /* it is there */
    assert_int_equal(sg_protected_alias(p, 0, sg_str("one-more.example"), &err), SG_ELIMIT);
    assert_int_equal(sg_protected_brand(p, 0, sg_str("onemore"), &err), SG_ELIMIT);
    assert_int_equal(sg_protected_alias(p, 1, sg_str("a.example"), &err), SG_EUSAGE);
    assert_int_equal(sg_protected_brand(p, 1, sg_str("word"), &err), SG_EUSAGE);
    sg_protected_free(p);

    p = empty_list();
    sg_buf_clear(&text);
    for (int i = 0; i <= SG_PROTECTED_MAX; i++)
        sg_buf_printf(&text, "n%d.example\n", i);
    assert_int_equal(read_list(p, sg_buf_cstr(&text), &err), SG_ELIMIT);
    assert_non_null(strstr(err.text, "names.txt:100001: "));
    assert_int_equal(p->n, SG_PROTECTED_MAX);
    assert_string_equal(p->names[SG_PROTECTED_MAX - 1].domain, "n99999.example");
    sg_protected_free(p);

    p = empty_list();
    char *large = calloc(1, SG_PROTECTED_MAX_BYTES + 1u);
    assert_non_null(large);
    memset(large, '\n', SG_PROTECTED_MAX_BYTES + 1u);
    assert_int_equal(sg_protected_read(p, sg_str_n(large, SG_PROTECTED_MAX_BYTES + 1u), "names.txt", &err), SG_ELIMIT);
    assert_int_equal(sg_protected_read(p, sg_str_n(large, SG_PROTECTED_MAX_BYTES), "names.txt", &err), SG_OK);
    assert_int_equal(p->n, 0);
    free(large);
    sg_protected_free(p);
}

static void test_the_host_of_what_people_write(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host;
    } row[] = {
        { "example.org", "example.org" },
        { "http://a.example", "a.example" },
        { "http:example.org", "example.org" }, /* browsers need no slashes */
        { "https:\\\\a.example\\b", "a.example" },
        { "ftp+x://u@h.example:21/", "h.example" },
        { "a@b@c.example", "c.example" },
        { "http://good.example\\@bad.example/", "good.example" },
        { "http://a.example?@b.example", "a.example" },
        { "[::1]:80", "[::1]" },
        { "::1", "::1" },
        { "[::1", "[::1" },
        { "a.example:", "a.example" },
        { "a.example:80x", "a.example:80x" },
        { "mailto:", "" },
        { "mailto:x", "x" },
        { "://a", "" },
        { "", "" },
        { "/", "" },
        { "@", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_str host = look_host(sg_str(row[i].text));
        if (!sg_str_is(host, row[i].host)) fail_msg("row %zu: “%.*s”", i, (int)host.len, host.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_become_ascii_in_lower_case),
        cmocka_unit_test(test_a_nul_or_a_long_name_is_no_name),
        cmocka_unit_test(test_a_list_names_aliases_brands_and_what_is_allowed),
        cmocka_unit_test(test_what_is_wrong_is_said_with_file_and_line),
        cmocka_unit_test(test_each_limit_is_kept),
        cmocka_unit_test(test_the_host_of_what_people_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
