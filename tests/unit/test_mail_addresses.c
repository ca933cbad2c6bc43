/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mail_reader.h"

static void test_addresses_are_found_as_people_wrote_them(void **state)
{
    (void)state;
    static const struct {
        const char *value, *found; /* "name<address>|" each */
    } row[] = {
        { "a@example.org", "<a@example.org>|" },
        { "A@Example.ORG", "<a@example.org>|" },
        { "Jane Roe <jane@example.org>", "Jane Roe<jane@example.org>|" },
        { "\"Roe, Jane\" <jane@example.org>, b@example.org", "Roe, Jane<jane@example.org>|<b@example.org>|" },
        { "Roe, Jane <jane@example.org>", "Roe, Jane<jane@example.org>|" }, /* nobody quoted it */
        { "jane@example.org (Jane Roe)", "Jane Roe<jane@example.org>|" },
        { "jane@example.org (Jane (the) Roe)", "Jane (the) Roe<jane@example.org>|" },
        { "Jane (no name) Roe <jane (x) @ example.org>", "Jane  Roe<jane@example.org>|" },
        { "john . doe @ example . org", "<john.doe@example.org>|" },
        { "\"john doe\"@example.org", "<\"john doe\"@example.org>|" },
        { "<\"john doe\"@example.org>", "<\"john doe\"@example.org>|" },
        { "Staff: a@example.org, B <b@example.org>;, c@example.org",
          "<a@example.org>|B<b@example.org>|<c@example.org>|" },
        { "undisclosed-recipients:;", "" },
        { "a@example.org; b@example.org;", "<a@example.org>|<b@example.org>|" }, /* ';' for ',' */
        { "=?utf-8?Q?J=C3=BCrgen?= <j@example.org>", "J\xc3\xbcrgen<j@example.org>|" },
        { "\"=?utf-8?Q?J=C3=BCrgen?=\" <j@example.org>", "J\xc3\xbcrgen<j@example.org>|" },
        { "j\xc3\xbcrgen@ex\xc3\xa4mple.org", "<j\xc3\xbcrgen@ex\xc3\xa4mple.org>|" }, /* RFC 6532 */
        { "J\xfcrgen <j@example.org>", "J\xc3\xbcrgen<j@example.org>|" },
        { "<@a.example,@b.example:c@example.org>", "<c@example.org>|" },
        { "'jane@example.org' <jane@example.org>", "jane@example.org<jane@example.org>|" },
        { "Jane Roe jane@example.org", "Jane Roe<jane@example.org>|" },
        { "root, a@example.org", "<root>|<a@example.org>|" },
        { "root", "<root>|" },
        { "MAILER-DAEMON (Mail Delivery)", "Mail Delivery<mailer-daemon>|" },
        { "<a@example.org", "<a@example.org>|" },
        { "\"open <a@example.org>", "open<a@example.org>|" },
        { "<mailto:a@example.org>", "<a@example.org>|" },
        { "Jane\r\n Roe\r\n <jane@example.org>", "Jane Roe<jane@example.org>|" },
        { "\"a\\\"b\" <a@example.org>", "a\"b<a@example.org>|" },
        { "a@[192.0.2.1]", "<a@[192.0.2.1]>|" },
        { ",, ;; <> ()", "" },
        { "\x01\x02, <\x7f>", "" },
        { "", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_mail_address a[8];
        sg_auto_buf found = { 0 };
        size_t n = sg_mail_addresses(parser, sg_str(row[i].value), a, ROWS(a));
        for (size_t k = 0; k < n; k++) {
            sg_buf_str(&found, a[k].name);
            sg_buf_char(&found, '<');
            sg_buf_str(&found, a[k].address);
            sg_buf_text(&found, ">|");
        }
        check_same(i, "found", sg_buf_view(&found), row[i].found);
    }
}

static void test_no_more_addresses_than_there_is_room(void **state)
{
    (void)state;
    struct sg_mail_address a[3] = { 0 };
    assert_int_equal(sg_mail_addresses(parser, sg_str("a@x, b@x, c@x, d@x"), a, 2), 2);
    assert_null(a[2].address.data);
    assert_int_equal(sg_mail_addresses(parser, sg_str("a@x"), a, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_are_found_as_people_wrote_them),
        cmocka_unit_test(test_no_more_addresses_than_there_is_room),
    };
    return cmocka_run_group_tests(tests, open_parser, close_parser);
}
