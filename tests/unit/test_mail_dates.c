/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mail_reader.h"

enum { NONE = -9999 };

static void test_dates_are_read_in_the_forms_that_clients_write(void **state)
{
    (void)state;
    static const struct {
        const char *value, *time;
        int zone;
    } row[] = {
        { "Thu, 05 Sep 2002 10:11:12 +0200", "2002-09-05T08:11:12Z", 120 },
        { " Thu, 5 Sep 2002 10:11:12 -0400 (EDT)", "2002-09-05T14:11:12Z", -240 },
        { "5 Sep 2002 10:11 +0000", "2002-09-05T10:11:00Z", 0 },     /* no weekday, no seconds */
        { "Thu, 5 Sep 02 10:11:12 GMT", "2002-09-05T10:11:12Z", 0 }, /* two digits of a year */
        { "Thu, 5 Sep 99 10:11:12 EST", "1999-09-05T15:11:12Z", -300 },
        { "Thu, 5 Sep 102 10:11:12 PDT", "2002-09-05T17:11:12Z", -420 }, /* three digits: RFC 5322, 4.3 */
        { "Thu Sep  5 10:11:12 2002", "2002-09-05T10:11:12Z", NONE },    /* ctime */
        { "Thu Sep 05 10:11:12 CEST 2002", "2002-09-05T08:11:12Z", 120 },
        { "Thu Sep 05 10:11:12 GMT+0200 2002", "2002-09-05T08:11:12Z", 120 },
        { "Thu, 5 Sep 2002 10:11:12 GMT+02:00", "2002-09-05T08:11:12Z", 120 },
        { "Thu, 5 Sep 2002 10:11:12 \"GMT\"", "2002-09-05T10:11:12Z", 0 },
        { "Thu, 5 Sep 2002 10:11:12 -0000", "2002-09-05T10:11:12Z", NONE }, /* not told: RFC 5322, 3.3 */
        { "Thu, 5 Sep 2002 10:11:12", "2002-09-05T10:11:12Z", NONE },
        { "Thu, 5 Sep 2002 10:11:12 +9900", "2002-09-05T10:11:12Z", NONE }, /* no such zone */
        { "Thu,\r\n 5 Sep\r\n 2002 10:11:12 +0530", "2002-09-05T04:41:12Z", 330 },
        { "Thu, 5 (fifth) Sep (09) 2002 10:11:12 +0200 (a (nested) one)", "2002-09-05T08:11:12Z", 120 },
        { "Thursday, September 5, 2002 10:11:12 PM", "2002-09-05T22:11:12Z", NONE },
        { "Thu, 5 Sep 2002 12:11:12 AM", "2002-09-05T00:11:12Z", NONE },
        { "5-Sep-2002 10:11:12 -0400", "2002-09-05T14:11:12Z", -240 },
        { "Do, 5 Okt 2002 10:11:12 +0200", "2002-10-05T08:11:12Z", 120 },
        { "2002-09-05T10:11:12+02:00", "2002-09-05T08:11:12Z", 120 },
        { "2002-09-05 10:11:12", "2002-09-05T10:11:12Z", NONE },
        { "2002-09-05T10:11:12Z", "2002-09-05T10:11:12Z", 0 },
        { "Sat, 31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00Z", 0 }, /* a leap second */
        { "Tue, 29 Feb 2000 00:00:00 +0000", "2000-02-29T00:00:00Z", 0 },
        { "Mar, 5 Sep 2002 10:11:12 +0200", "2002-09-05T08:11:12Z", 120 }, /* a weekday like a month */
        { "Thu, 5 Sep 2002 10:11:12.345 +0000", "2002-09-05T10:11:12.345Z", 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_time t = SG_TIME_NONE;
        int64_t zone = 0;
        char text[SG_TIME_TEXT] = "";
        if (!sg_mail_date(sg_str(row[i].value), &t, &zone)) fail_msg("row %zu: not read: %s", i, row[i].value);
        sg_time_format(t, text);
        check_same(i, "time", sg_str(text), row[i].time);
        assert_int_equal(zone, row[i].zone == NONE ? INT64_MIN : row[i].zone);
    }
}

static void test_what_is_no_date_is_refused(void **state)
{
    (void)state;
    static const char *const row[] = {
        "",
        " ",
        "yesterday",
        "Thu",
        "Sep 2002",
        "5 Sep",
        "32 Sep 2002 10:11:12",
        "29 Feb 2001 10:11:12",
        "0 Sep 2002 10:11:12",
        "5 Sep 2002 25:11:12",
        "5 Sep 2002 10:61:12",
        "5 Sep 1492 10:11:12",
        "5 Sep 20022 10:11:12",
        "99999999999999999999",
        "((((((((((((((((",
        "5 Foo 2002 10:11:12",
        "02/10/2002 08:56:31", /* February or October */
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_time t = 42;
        int64_t zone = 42;
        if (sg_mail_date(sg_str(row[i]), &t, &zone)) fail_msg("row %zu: read: %s", i, row[i]);
        assert_true(t == 42 && zone == 42);
    }
}

static void test_hops_say_who_gave_what_to_whom(void **state)
{
    (void)state;
    static const struct {
        const char *value, *from, *address, *by, *with, *time;
        bool is_hop;
    } row[] = {
        { "from mail.example.org (mx.example.net [192.0.2.1])\r\n\tby in.example.com (8.12/8.12) with ESMTP id g85A\r\n"
          "\tfor <a@example.com>; Thu, 5 Sep 2002 10:11:12 +0200",
          "mail.example.org", "192.0.2.1", "in.example.com", "ESMTP", "2002-09-05T08:11:12Z", true },
        { "from unknown (HELO mail.example.org) (192.0.2.1) by 0 with SMTP; 5 Sep 2002 08:11:12 -0000",
          "mail.example.org", "192.0.2.1", "0", "SMTP", "2002-09-05T08:11:12Z", true }, /* qmail */
        { "from [192.0.2.1] (helo=mail.example.org) by in.example.com with esmtp (Exim 3.35) id 17; Thu, 05 Sep 2002 "
          "08:11:12",
          "mail.example.org", "192.0.2.1", "in.example.com", "esmtp", "2002-09-05T08:11:12Z", true },
        { "from host.example.org ([IPv6:2001:db8::1]) by in.example.com; Thu, 05 Sep 2002 08:11:12 +0000",
          "host.example.org", "2001:db8::1", "in.example.com", "", "2002-09-05T08:11:12Z", true },
        { "(from root@localhost) by in.example.com (8.9.3) id X; Thu, 05 Sep 2002 08:11:12 +0000", "", "",
          "in.example.com", "", "2002-09-05T08:11:12Z", true },
        { "from a.example.org (b.example.net) by c.example.com", "a.example.org", "b.example.net", "c.example.com", "",
          "", true },
        { "by 192.0.2.7 with SMTP id q1; Thu, 05 Sep 2002 08:11:12 +0000", "", "", "192.0.2.7", "SMTP",
          "2002-09-05T08:11:12Z", true },
        { "from a (b (c [192.0.2.1]) by d; no date", "a", "192.0.2.1", "", "", "", true }, /* a comment left open */
        { "", "", "", "", "", "", false },
        { "nothing to see", "", "", "", "", "", false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_mail_hop hop;
        char text[SG_TIME_TEXT] = "";
        if (sg_mail_hop(sg_str(row[i].value), &hop) != row[i].is_hop) fail_msg("row %zu: a hop?", i);
        if (hop.time != SG_TIME_NONE) sg_time_format(hop.time, text);
        check_same(i, "from", hop.from, row[i].from);
        check_same(i, "address", hop.from_address, row[i].address);
        check_same(i, "by", hop.by, row[i].by);
        check_same(i, "with", hop.with, row[i].with);
        check_same(i, "time", sg_str(text), row[i].time);
    }
}

static void test_message_ids_come_one_after_the_other(void **state)
{
    (void)state;
    static const struct {
        const char *value, *ids;
    } row[] = {
        { "<a@example.org>", "a@example.org|" },
        { " <a@x> <b@x>\r\n\t<c@x>", "a@x|b@x|c@x|" },
        { "a@example.org", "a@example.org|" }, /* brackets forgotten */
        { "<<a@x>> text <b@x", "a@x|" },
        { "Message of Thu, 5 Sep from a@x", "" },
        { "<> < > <a@x>", "a@x|" },
        { "", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf ids = { 0 };
        struct sg_str id;
        for (size_t pos = 0; sg_mail_next_id(sg_str(row[i].value), &pos, &id);) {
            sg_buf_str(&ids, id);
            sg_buf_char(&ids, '|');
        }
        check_same(i, "ids", sg_buf_view(&ids), row[i].ids);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates_are_read_in_the_forms_that_clients_write),
        cmocka_unit_test(test_what_is_no_date_is_refused),
        cmocka_unit_test(test_hops_say_who_gave_what_to_whom),
        cmocka_unit_test(test_message_ids_come_one_after_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
