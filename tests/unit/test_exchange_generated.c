/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "exchange/exchange.h"

#include "unit.h"

static const struct sg_lookalike tld = { .tricks = 1u << SG_TRICK_TLD, .severity = SG_LOW };
static const struct sg_lookalike two = { .tricks = 1u << SG_TRICK_CONFUSABLE | 1u << SG_TRICK_COMBOSQUAT,
                                         .severity = SG_HIGH };
static const struct sg_generated_row rows[] = {
    { "example.com", "example.com", "example.org", &tld, 1.0 },
    { "login-exarnple.org", "login-exarnple.org", "example.org", &two, 0.5 },
    { "xn--xample-9ua.org", "éxample.org", "example.org", &two, 0.25 },
};

static const struct sg_generated_format *format_named(const char *name)
{
    for (const struct sg_generated_format *f = sg_generated_formats; f->name; f++)
        if (!strcmp(f->name, name)) return f;
    fail_msg("no format %s", name);
    return NULL;
}

static void write_rows(struct sg_buf *out, const char *name, size_t n)
{
    const struct sg_generated_format *f = format_named(name);
    assert_true(strlen(f->description) > 5);
    f->begin(out);
    for (size_t i = 0; i < n; i++)
        f->row(out, &rows[i % ROWS(rows)], i);
    f->end(out, n);
    assert_false(out->failed);
}

static void test_generated_formats_write_what_they_promise(void **state)
{
    (void)state;
    static const struct {
        const char *format, *text;
    } row[] = {
        { "list", "example.com\nlogin-exarnple.org\nxn--xample-9ua.org\n" },
        { "csv", "domain,shown,protected,tricks,severity,rank\r\n"
                 "example.com,example.com,example.org,tld,low,1\r\n"
                 "login-exarnple.org,login-exarnple.org,example.org,confusable combosquat,high,0.5\r\n"
                 "xn--xample-9ua.org,éxample.org,example.org,confusable combosquat,high,0.25\r\n" },
        { "json",
          "{\"domain\":\"example.com\",\"shown\":\"example.com\",\"protected\":\"example.org\",\"tricks\":[\"tld\"],"
          "\"severity\":\"low\",\"rank\":1}\n"
          "{\"domain\":\"login-exarnple.org\",\"shown\":\"login-exarnple.org\",\"protected\":\"example.org\","
          "\"tricks\":[\"confusable\",\"combosquat\"],\"severity\":\"high\",\"rank\":0.5}\n"
          "{\"domain\":\"xn--xample-9ua.org\",\"shown\":\"éxample.org\",\"protected\":\"example.org\","
          "\"tricks\":[\"confusable\",\"combosquat\"],\"severity\":\"high\",\"rank\":0.25}\n" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        write_rows(&out, row[i].format, ROWS(rows));
        assert_string_equal(sg_buf_cstr(&out), row[i].text);
    }
}

static size_t count(struct sg_buf *text, const char *part)
{
    size_t n = 0;
    for (const char *at = sg_buf_cstr(text); (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

static void test_generated_zone_holds_each_name_and_what_lies_below(void **state)
{
    (void)state;
    sg_auto_buf out = { 0 };
    write_rows(&out, "rpz", ROWS(rows));
    assert_int_equal(count(&out, " IN SOA "), 1);
    assert_int_equal(count(&out, " IN NS "), 1);
    assert_int_equal(count(&out, " IN CNAME .\n"), 6);
    assert_int_equal(count(&out, "\nexample.com IN CNAME .\n*.example.com IN CNAME .\n"), 1);
}

static void test_generated_rules_hold_each_name(void **state)
{
    (void)state;
    sg_auto_buf sigma = { 0 }, yara = { 0 };
    write_rows(&sigma, "sigma", ROWS(rows));
    assert_int_equal(count(&sigma, "- attack.resource-development\n"), 1);
    assert_int_equal(count(&sigma, "- query: \"example.com\"\n"), 1);
    assert_int_equal(count(&sigma, "- query|endswith: \".login-exarnple.org\"\n"), 1);
    write_rows(&yara, "yara", ROWS(rows));
    assert_int_equal(count(&yara, " = \"login-exarnple.org\" ascii wide nocase fullword\n"), 1);
    assert_int_equal(count(&yara, "\n}\n"), 1);
}

static void test_generated_yara_rules_are_cut_before_the_limit(void **state)
{
    (void)state;
    sg_auto_buf out = { 0 };
    write_rows(&out, "yara", 1200);
    assert_int_equal(count(&out, "rule sillage_lookalikes_"), 3);
    assert_int_equal(count(&out, "any of them\n}\n"), 3);
    assert_int_equal(count(&out, "$n0 = "), 3);
    assert_int_equal(count(&out, "$n499 = "), 2);
    assert_int_equal(count(&out, "$n500 = "), 0);
}

static void test_generated_formats_are_whole_without_names(void **state)
{
    (void)state;
    static const struct {
        const char *format, *end;
    } row[] = {
        { "list", "" },      { "csv", "rank\r\n" }, { "json", "" }, { "rpz", "IN NS localhost.\n" },
        { "sigma", "[]\n" }, { "yara", "ones\n" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        write_rows(&out, row[i].format, 0);
        size_t len = strlen(row[i].end);
        if (out.len < len || strcmp(sg_buf_cstr(&out) + out.len - len, row[i].end) != 0 || (!len && out.len))
            fail_msg("%s: %s", row[i].format, sg_buf_cstr(&out));
    }
}

static void test_generated_names_cannot_leave_their_quotes(void **state)
{
    (void)state;
    const struct sg_generated_row hostile = { "a\"b\n c\\*.org", "=1,\"", "example.org", &tld, 1 };
    static const struct {
        const char *format, *part;
    } row[] = {
        { "csv", "\"a\"\"b\n c\\*.org\",\"=1,\"\"\"," },
        { "json", "\"a\\\"b\\n c\\\\*.org\"" },
        { "rpz", "\na\\034b\\010\\032c\\092\\042.org IN CNAME .\n" },
        { "sigma", "query: \"a\\x22b\\x0a\\x20c\\x5c\\x2a.org\"\n" },
        { "yara", "= \"a\\x22b\\x0a\\x20c\\x5c\\x2a.org\" ascii" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        const struct sg_generated_format *f = format_named(row[i].format);
        f->begin(&out);
        f->row(&out, &hostile, 0);
        f->end(&out, 1);
        if (!strstr(sg_buf_cstr(&out), row[i].part)) fail_msg("%s: %s", row[i].format, sg_buf_cstr(&out));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generated_formats_write_what_they_promise),
        cmocka_unit_test(test_generated_zone_holds_each_name_and_what_lies_below),
        cmocka_unit_test(test_generated_rules_hold_each_name),
        cmocka_unit_test(test_generated_yara_rules_are_cut_before_the_limit),
        cmocka_unit_test(test_generated_formats_are_whole_without_names),
        cmocka_unit_test(test_generated_names_cannot_leave_their_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
