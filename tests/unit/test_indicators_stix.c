/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/indicators_internal.h"
#include "indicators_read.h"

#define HASH "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"
#define LOWER "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* An indicator of one pattern in a bundle. */
static void check_pattern(size_t row, const char *pattern, const char *want, const char *others, size_t n_rejects)
{
    sg_auto_buf text = { 0 };
    sg_buf_text(
        &text, "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[{\"type\":\"indicator\",\"id\":\"indicator--1\","
               "\"pattern\":\"");
    sg_buf_text(&text, pattern);
    sg_buf_text(&text, "\"}]}");
    check_feed(row, sg_buf_cstr(&text), want, others, n_rejects);
}

static void test_patterns_that_name_values_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *want, *others;
    } row[] = {
        { "[domain-name:value = 'Login.Example.ORG']", "domain login.example.org", "" },
        { "[domain-name:value='a.example.org']", "domain a.example.org", "" },
        { "[ domain-name:value == 'a.example.org' ]", "domain a.example.org", "" },
        { "[url:value = 'http://Example.org/a?utm_source=x']", "url https://example.org/a", "" },
        { "[email-addr:value = 'Clerk@Example.org']", "mail clerk@example.org", "" },
        { "[email-message:from_ref.value = 'clerk@example.org']", "mail clerk@example.org", "" },
        { "[ipv4-addr:value = '192.0.2.7' OR ipv6-addr:value = '2001:DB8:0::1']", "ip 192.0.2.7\nip 2001:db8::1", "" },
        { "[ipv4-addr:value = '192.0.2.7/32']", "ip 192.0.2.7", "" },
        { "[ipv4-addr:value = '192.0.2.0/24']", "", "ip range (1)" },
        { "[file:hashes.'SHA-256' = '" HASH "']", "sha256 " LOWER, "" },
        { "[file:hashes.\\\"SHA-256\\\" = '" HASH "']", "sha256 " LOWER, "" },
        { "[file:hashes.SHA256 = '" HASH "' OR file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']", "sha256 " LOWER,
          "file:hashes.MD5 (1)" },
        { "[domain-name:value IN ('a.example.org', 'b.example.org','c.example.org')]",
          "domain a.example.org\ndomain b.example.org\ndomain c.example.org", "" },
        { "[(domain-name:value = 'a.example.org' OR domain-name:value = 'b.example.org') AND file:name = 'x']",
          "domain a.example.org\ndomain b.example.org", "file:name (1)" },
        { "[domain-name:value = 'a.example.org'] FOLLOWEDBY [domain-name:value = 'b.example.org'] WITHIN 300 SECONDS",
          "domain a.example.org\ndomain b.example.org", "" },
        { "([domain-name:value = 'a.example.org'] OR [ipv4-addr:value = '192.0.2.7']) REPEATS 3 TIMES START "
          "t'2020-01-01T00:00:00Z' STOP t'2021-01-01T00:00:00Z'",
          "domain a.example.org\nip 192.0.2.7", "" },
        { "[domain-name:value != 'a.example.org']", "", "domain-name:value != (1)" },
        { "[domain-name:value NOT = 'a.example.org']", "", "domain-name:value NOT (1)" },
        { "[domain-name:value NOT IN ('a.example.org','b.example.org')]", "", "domain-name:value NOT IN (2)" },
        { "[domain-name:value LIKE '%.example.org']", "", "domain-name:value LIKE (1)" },
        { "[url:value MATCHES '^https?://a\\\\\\\\.b']", "", "url:value MATCHES (1)" },
        { "[ipv4-addr:value ISSUBSET '192.0.2.0/24']", "", "ipv4-addr:value ISSUBSET (1)" },
        { "[network-traffic:dst_ref.value = '192.0.2.7' AND network-traffic:dst_port = 443]", "ip 192.0.2.7",
          "network-traffic:dst_port (1)" },
        { "[windows-registry-key:values[*].data = 'x' AND EXISTS mutex:name]", "",
          "mutex:name EXISTS (1), windows-registry-key:values.data (1)" },
        { "[process:pid > 4 AND file:size <= 10 AND process:is_hidden = true]", "",
          "file:size <> (1), process:is_hidden (1), process:pid <> (1)" },
        { "[domain-name:value = 'a\\\\'b.example.org' OR domain-name:value = 'c.example.org']", "domain c.example.org",
          NULL },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        check_pattern(i, row[i].pattern, row[i].want, row[i].others ? row[i].others : "", row[i].others ? 0 : 1);
}

static void test_what_is_no_pattern_is_rejected_with_its_place(void **state)
{
    (void)state;
    static const char *const row[] = {
        "",
        "domain-name:value = 'a.example.org'",
        "[domain-name:value = 'a.example.org'",
        "[domain-name:value 'a.example.org']",
        "[domain-name:value = a.example.org]",
        "[domain-name = 'a.example.org']",
        "[domain-name:value = 'a.example.org']]",
        "[domain-name:value = 'a.example.org' XOR url:value = 'b']",
        "[domain-name:value IN ()]",
        "[domain-name:value IN ('a.b']",
        "[a:b = 'c'] WITHIN x SECONDS",
        "[a:b[ = 'c']",
        "[a:b = 'c]",
        "[a:b ! 'c']",
        "[;]",
        "[domain-name:value = 'a.example.org'] x",
    };
    for (size_t i = 0; i < ROWS(row); i++)
        check_pattern(i, row[i], "", "", 1);
}

static void test_nesting_beyond_measure_is_refused(void **state)
{
    (void)state;
    sg_auto_buf deep = { 0 };
    for (int i = 0; i < 100000; i++)
        sg_buf_char(&deep, '(');
    check_pattern(0, sg_buf_cstr(&deep), "", "", 1);
    sg_buf_clear(&deep);
    sg_buf_char(&deep, '[');
    for (int i = 0; i < 100000; i++)
        sg_buf_char(&deep, '(');
    check_pattern(1, sg_buf_cstr(&deep), "", "", 1);
}

/* A path as long as half a pattern, asked for in a list of sixty thousand values, held each time: 30 GB. */
static void test_a_pattern_takes_no_more_memory_than_it_has_letters(void **state)
{
    (void)state;
    enum { PATH = 500000, VALUES = 60000 };
    sg_auto_buf text = { 0 };
    struct pattern p = { 0 };
    sg_buf_text(&text, "[x:");
    for (int i = 0; i < PATH; i++)
        sg_buf_char(&text, 'a');
    sg_buf_text(&text, " IN (");
    for (int i = 0; i < VALUES; i++)
        sg_buf_text(&text, i ? ",1" : "1");
    sg_buf_text(&text, ")]");
    assert_true(pattern_read(&p, sg_buf_view(&text)));
    assert_int_equal(p.n, VALUES);
    assert_true(p.texts.len < VALUES * 2 * OTHER_NAME_MAX + 1);
    pattern_release(&p);
}

static void test_what_joins_conditions_and_what_does_not(void **state)
{
    (void)state;
#define A "[domain-name:value = 'a.example']"
    static const struct {
        const char *pattern;
        bool is_read, is_joined;
        size_t n;
    } row[] = {
        { A, true, false, 1 },
        { A " OR " A, true, false, 2 },
        { A " AND " A, true, true, 2 },
        { A " WITHIN 5 SECONDS", true, true, 1 },
        { A " REPEATS 2 TIMES", true, true, 1 },
        { A " START t'2017-01-01T00:00:00Z' STOP t'2017-02-01T00:00:00Z'", true, true, 1 },
        { A " START t'2017-01-01T00:00:00Z'", false, true, 1 },
        { A " START t'2017-01-01T00:00:00Z' t'2017-02-01T00:00:00Z'", false, true, 1 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct pattern p = { 0 };
        bool is_read = pattern_read(&p, sg_str(row[i].pattern));
        if (is_read != row[i].is_read || p.is_joined != row[i].is_joined || p.n != row[i].n)
            fail_msg("row %zu: %s", i, p.bad ? p.bad : "read");
        pattern_release(&p);
    }
#undef A
}

static void test_brackets_beside_each_other_are_not_nested(void **state)
{
    (void)state;
    sg_auto_buf text = { 0 };
    struct pattern p = { 0 };
    sg_buf_char(&text, '[');
    for (int i = 0; i < 3 * PATTERN_DEPTH; i++)
        sg_buf_text(&text, i ? " OR (a:b = 'c')" : "(a:b = 'c')");
    sg_buf_char(&text, ']');
    for (int i = 0; i < 3 * PATTERN_DEPTH; i++)
        sg_buf_text(&text, " OR ([a:b = 'c'])");
    assert_true(pattern_read(&p, sg_buf_view(&text)));
    assert_int_equal(p.n, 6 * PATTERN_DEPTH);
    while (text.len < PATTERN_MAX)
        sg_buf_char(&text, ' ');
    assert_true(pattern_read(&p, sg_buf_view(&text))); /* exactly the most that is read */
    sg_buf_char(&text, ' ');
    assert_false(pattern_read(&p, sg_buf_view(&text)));
    pattern_release(&p);
}

static void test_an_indicator_keeps_what_the_feed_says_of_it(void **state)
{
    (void)state;
    struct rejects rejects;
    struct sg_indicators *x = read_feed(
        "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":["
        "{\"type\":\"indicator\",\"id\":\"indicator--7\",\"created_by_ref\":\"identity--2\",\"name\":\"Sign-in page\","
        "\"description\":\"Seen in mails.\",\"indicator_types\":[\"malicious-activity\"],\"labels\":[\"phishing\"],"
        "\"pattern\":\"[domain-name:value = 'a.example.org' AND url:value = "
        "'https://b.example.org/x']\",\"pattern_type\":\"stix\","
        "\"valid_from\":\"2017-04-01T00:00:00.000Z\",\"valid_until\":\"2017-05-01T00:00:00Z\"},"
        "{\"type\":\"identity\",\"id\":\"identity--1\",\"name\":\"Other\"},"
        "{\"type\":\"identity\",\"id\":\"identity--2\",\"name\":\"Response team\"}]}",
        &rejects);
    assert_int_equal(x->n, 2);
    const struct sg_indicator *i = &x->items[0];
    assert_string_equal(i->value, "a.example.org");
    assert_string_equal(i->id, "indicator--7");
    assert_string_equal(i->author, "Response team");
    assert_string_equal(
        i->label,
        "Sign-in page; malicious-activity; phishing; Seen in mails.; one of several conditions of its pattern");
    assert_int_equal(i->from, INT64_C(1491004800) * SG_SECOND);
    assert_int_equal(i->to, INT64_C(1493596800) * SG_SECOND);
    assert_string_equal(x->feeds[0].format, "stix");
    sg_indicators_free(x);
}

static void test_observed_things_are_taken_and_nothing_else_is_lost(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want, *others;
        size_t n_rejects;
    } row[] = {
        /* 2.1: at the top; 2.0: inside observed-data */
        { "{\"type\":\"bundle\",\"objects\":[{\"type\":\"domain-name\",\"id\":\"domain-name--1\",\"value\":\"a.example."
          "org\"},"
          "{\"type\":\"observed-data\",\"id\":\"observed-data--1\",\"objects\":{\"0\":{\"type\":\"ipv4-addr\","
          "\"value\":"
          "\"192.0.2.1\"},\"1\":{\"type\":\"file\",\"hashes\":{\"SHA-256\":\"" HASH "\",\"MD5\":\"x\"}},"
          "\"2\":{\"type\":\"mutex\",\"name\":\"m\"}}}]}",
          "domain a.example.org\nip 192.0.2.1\nsha256 " LOWER, "MD5 (1), mutex (1)", 0 },
        { "[{\"type\":\"url\",\"id\":\"url--1\",\"value\":\"hxxps://a[.]example[.]org/"
          "x\"},{\"type\":\"relationship\",\"id\":"
          "\"relationship--1\"},{\"id\":\"x\"}]",
          "url https://a.example.org/x", "", 1 },
        { "{\"type\":\"indicator\",\"id\":\"indicator--1\",\"pattern\":\"[domain-name:value = 'a.example.org']\"}",
          "domain a.example.org", "", 0 },
        { "{\"type\":\"bundle\",\"objects\":[{\"type\":\"indicator\",\"id\":\"indicator--1\",\"revoked\":true,"
          "\"pattern\":"
          "\"[domain-name:value = "
          "'a.example.org']\"},{\"type\":\"indicator\",\"id\":\"indicator--2\",\"pattern_type\":\"yara\","
          "\"pattern\":\"rule x {}\"}]}",
          "", "revoked (1), yara pattern (1)", 0 },
        { "{\"type\":\"bundle\",\"id\":\"bundle--1\"}", "", "", 0 },
        { "{\"type\":\"bundle\",\"objects\":[{\"type\":\"domain-name\",\"id\":\"d\",\"value\":\"co.uk\"},{\"type\":"
          "\"domain-name\","
          "\"id\":\"d\",\"value\":7},{\"type\":\"x-own\",\"id\":\"x\"}, 5]}",
          "", "x-own (1)", 3 },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        check_feed(i, row[i].text, row[i].want, row[i].others, row[i].n_rejects);
}

static void test_a_reject_names_the_object(void **state)
{
    (void)state;
    struct rejects rejects;
    struct sg_indicators *x =
        read_feed("{\"type\":\"bundle\",\"objects\":[{\"type\":\"note\",\"id\":\"note--1\"},{\"type\":\"indicator\","
                  "\"id\":\"indicator--1\",\"pattern\":\"[domain-name:value ~ 'x']\"}]}",
                  &rejects);
    assert_int_equal(rejects.row, 2);
    assert_string_equal(rejects.reason, "the pattern cannot be read at byte 20: a character stands where none may");
    sg_indicators_free(x);
}

static void test_what_is_no_feed_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    static const char *const row[] = { "",      "{\"type\":\"bundle\"", "{\"posts\":[]}",          "{}", "[]",
                                       "[[1]]", "\xef\xbb\xbf",         "{\"a\":{\"info\":\"x\"}}" };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_indicators *x = NULL;
        struct sg_err err = { 0 };
        assert_int_equal(sg_indicators_new(&x, NULL), SG_OK);
        if (sg_indicators_read_bytes(x, sg_str(row[i]), "feed.json", NULL, NULL, &err) == SG_OK)
            fail_msg("%s was read", row[i]);
        assert_non_null(strstr(err.text, "feed.json"));
        assert_int_equal(x->n + x->n_feeds, 0);
        sg_indicators_free(x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns_that_name_values_are_read),
        cmocka_unit_test(test_what_is_no_pattern_is_rejected_with_its_place),
        cmocka_unit_test(test_nesting_beyond_measure_is_refused),
        cmocka_unit_test(test_a_pattern_takes_no_more_memory_than_it_has_letters),
        cmocka_unit_test(test_what_joins_conditions_and_what_does_not),
        cmocka_unit_test(test_brackets_beside_each_other_are_not_nested),
        cmocka_unit_test(test_an_indicator_keeps_what_the_feed_says_of_it),
        cmocka_unit_test(test_observed_things_are_taken_and_nothing_else_is_lost),
        cmocka_unit_test(test_a_reject_names_the_object),
        cmocka_unit_test(test_what_is_no_feed_is_refused_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
