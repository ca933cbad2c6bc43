/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators_read.h"

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void test_each_shape_of_misps_json_is_read(void **state)
{
    (void)state;
    static const char *const row[] = {
        "{\"Event\":{\"info\":\"x\",\"Attribute\":[{\"type\":\"domain\",\"value\":\"a.example.org\"}]}}",
        "{\"response\":[{\"Event\":{\"Attribute\":[{\"type\":\"domain\",\"value\":\"a.example.org\"}]}}]}",
        "{\"response\":{\"Attribute\":[{\"type\":\"domain\",\"value\":\"a.example.org\"}]}}",
        "[{\"Event\":{\"Attribute\":[{\"type\":\"domain\",\"value\":\"a.example.org\"}]}}]",
        "[{\"type\":\"domain\",\"value\":\"a.example.org\",\"uuid\":\"u\"}]",
        "{\"info\":\"x\",\"uuid\":\"u\",\"Object\":[{\"name\":\"domain-ip\",\"Attribute\":[{\"type\":\"domain\","
        "\"value\":\"a.example.org\"}]}]}",
        "{\"Attribute\":[{\"type\":\"hostname\",\"value\":\"A.example[.]org.\"}]}",
    };
    for (size_t i = 0; i < ROWS(row); i++)
        check_feed(i, row[i], "domain a.example.org", "", 0);
}

static void test_each_type_of_attribute_is_taken_or_counted(void **state)
{
    (void)state;
    static const struct {
        const char *type, *value, *want, *others;
        size_t n_rejects;
    } row[] = {
        { "domain|ip", "a.example.org|192.0.2.1", "domain a.example.org\nip 192.0.2.1", "", 0 },
        { "hostname|port", "a.example.org|443", "domain a.example.org", "", 0 },
        { "ip-src", "192.0.2.1", "ip 192.0.2.1", "", 0 },
        { "ip-dst|port", "2001:db8::1|443", "ip 2001:db8::1", "", 0 },
        { "ip-src", "192.0.2.0/24", "", "ip range (1)", 0 },
        { "url", "hxxp://a[.]example.org/x", "url https://a.example.org/x", "", 0 },
        { "uri", "/gate.php", "", "uri without a host (1)", 0 },
        { "email", "Clerk[at]example(.)org", "mail clerk@example.org", "", 0 },
        { "email-src", "clerk@example.org", "mail clerk@example.org", "", 0 },
        { "email-dst", "clerk@bücher.example", "mail clerk@xn--bcher-kva.example", "", 0 },
        { "sha256", HASH, "sha256 " HASH, "", 0 },
        { "filename|sha256", "a|b.exe|" HASH, "sha256 " HASH, "", 0 },
        { "filename|sha256", HASH, "", "", 1 },
        { "md5", "d41d8cd98f00b204e9800998ecf8427e", "", "md5 (1)", 0 },
        { "filename|md5", "x|d41d8cd98f00b204e9800998ecf8427e", "", "filename|md5 (1)", 0 },
        { "sha256", "e3b0", "", "", 1 },
        { "domain", "http://a.example.org/", "", "", 1 },
        { "domain", "localhost", "", "", 1 },
        { "domain", "192.0.2.9", "ip 192.0.2.9", "", 0 },
        { "email", "clerk", "", "", 1 },
        { "ip-dst", "192.0.2.999", "", "", 1 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf text = { 0 };
        sg_buf_printf(&text, "{\"Event\":{\"Attribute\":[{\"type\":\"%s\",\"value\":\"%s\"}]}}", row[i].type,
                      row[i].value);
        check_feed(i, sg_buf_cstr(&text), row[i].want, row[i].others, row[i].n_rejects);
    }
}

static void test_event_comment_and_author_stand_beside_the_value(void **state)
{
    (void)state;
    struct rejects rejects;
    struct sg_indicators *x =
        read_feed("{\"Event\":{\"info\":\"Mails of April\",\"Orgc\":{\"name\":\"Response "
                  "team\"},\"Attribute\":[{\"type\":\"domain\",\"value\":"
                  "\"a.example.org\",\"uuid\":\"5ae1\",\"comment\":\"sign-in "
                  "page\",\"to_ids\":false}],\"Object\":[{\"name\":\"file\",\"Attribute\":["
                  "{\"type\":\"sha256\",\"value\":\"" HASH "\",\"uuid\":\"5ae2\",\"to_ids\":true}]}]}}",
                  &rejects);
    assert_int_equal(x->n, 2);
    assert_string_equal(x->items[0].label, "sign-in page; not for detection (to_ids is false); Mails of April");
    assert_string_equal(x->items[0].author, "Response team");
    assert_string_equal(x->items[0].id, "5ae1");
    assert_int_equal(x->items[0].from, SG_TIME_NONE);
    assert_string_equal(x->items[1].label, "Mails of April; file");
    assert_string_equal(x->feeds[0].format, "misp");
    sg_indicators_free(x);
}

static void test_what_was_taken_back_or_only_proposed_is_counted(void **state)
{
    (void)state;
    check_feed(0,
               "{\"Event\":{\"Attribute\":[{\"type\":\"domain\",\"value\":\"a.example.org\",\"deleted\":true},{"
               "\"type\":\"domain\","
               "\"value\":\"b.example.org\",\"deleted\":false}],\"Object\":[{\"deleted\":true,\"Attribute\":[{\"type\":"
               "\"url\",\"value\":\"x\"},"
               "{\"type\":\"url\",\"value\":\"y\"}]}],\"ShadowAttribute\":[{\"type\":\"domain\",\"value\":\"c.example."
               "org\"}]}}",
               "domain b.example.org", "deleted (3), proposal (1)", 0);
}

static void test_the_same_row_twice_is_one(void **state)
{
    (void)state;
    check_feed(0,
               "[{\"type\":\"domain\",\"value\":\"a.example.org\",\"uuid\":\"u\"},{\"type\":\"domain\",\"value\":\"A."
               "EXAMPLE.ORG\",\"uuid\":\"u\"},"
               "{\"type\":\"domain\",\"value\":\"a.example.org\",\"uuid\":\"v\"}]",
               "domain a.example.org\ndomain a.example.org", "", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_shape_of_misps_json_is_read),
        cmocka_unit_test(test_each_type_of_attribute_is_taken_or_counted),
        cmocka_unit_test(test_event_comment_and_author_stand_beside_the_value),
        cmocka_unit_test(test_what_was_taken_back_or_only_proposed_is_counted),
        cmocka_unit_test(test_the_same_row_twice_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
