/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/headers_judge.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "leak/headers_clocks.h"
#include "leak/hops.h"
#include "leak/leak_internal.h"
#include "leak_by_hand.h"

static void test_a_date_is_judged_by_the_clocks_around_it(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        sg_time gap, second, nearby[3];
        size_t n_nearby;
        sg_time slowest;
        int severity;
    } row[] = {
        { "seconds on the way", 4 * SG_SECOND, SG_TIME_NONE, { 0 }, 0, 0, LEAK_FITS },
        { "a clock ten minutes fast", -10 * SG_MINUTE, SG_TIME_NONE, { 0 }, 0, 0, LEAK_FITS },
        { "summer time not set", -SG_HOUR, SG_TIME_NONE, { 0 }, 0, 0, SG_NOTE },
        { "forty minutes fast", -40 * SG_MINUTE, SG_TIME_NONE, { 0 }, 0, 0, SG_NOTE },
        { "a wrong zone", -5 * SG_HOUR, SG_TIME_NONE, { 0 }, 0, 0, SG_LOW },
        { "planted", -(5 * SG_HOUR + 13 * SG_MINUTE), SG_TIME_NONE, { 0 }, 0, 0, SG_MEDIUM },
        { "the first server's clock", -(5 * SG_HOUR + 13 * SG_MINUTE), 9 * SG_SECOND, { 0 }, 0, 0, SG_NOTE },
        { "as in the sender's mails of that week",
          -(5 * SG_HOUR + 13 * SG_MINUTE),
          SG_TIME_NONE,
          { -(5 * SG_HOUR + 10 * SG_MINUTE), -(5 * SG_HOUR + 15 * SG_MINUTE), 0 },
          3,
          0,
          SG_NOTE },
        { "one alike is no habit",
          -(5 * SG_HOUR + 13 * SG_MINUTE),
          SG_TIME_NONE,
          { -(5 * SG_HOUR + 10 * SG_MINUTE) },
          1,
          0,
          SG_MEDIUM },
        { "a night in an outbox", 12 * SG_HOUR, SG_TIME_NONE, { 0 }, 0, 0, LEAK_FITS },
        { "a weekend in an outbox", 60 * SG_HOUR, SG_TIME_NONE, { 0 }, 0, 0, SG_NOTE },
        { "backdated by five days", 5 * SG_DAY, SG_TIME_NONE, { 0 }, 0, SG_HOUR, SG_LOW },
        { "where mail takes that long", 5 * SG_DAY, SG_TIME_NONE, { 0 }, 0, 2 * SG_DAY, SG_NOTE },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (leak_judge_date(row[i].gap, row[i].second, row[i].nearby, row[i].n_nearby, row[i].slowest) !=
            row[i].severity)
            fail_msg("%s", row[i].what);
}

static void test_a_server_that_is_always_late_is_no_finding(void **state)
{
    (void)state;
    static const struct {
        sg_time difference, sender_usual, receiver_usual;
        int severity;
    } row[] = {
        { 3 * SG_SECOND, 0, 0, LEAK_FITS },
        { -7 * SG_MINUTE, 0, 0, LEAK_FITS },
        { -40 * SG_MINUTE, 0, 0, SG_NOTE },
        { -10 * SG_HOUR - 11 * SG_MINUTE, 0, 0, SG_MEDIUM },
        { -10 * SG_HOUR, 0, 0, SG_LOW },
        { -10 * SG_HOUR, -10 * SG_HOUR, 0, LEAK_FITS },
        { -10 * SG_HOUR, 2 * SG_SECOND, -10 * SG_HOUR + SG_MINUTE, LEAK_FITS },
        { -10 * SG_HOUR, -SG_HOUR, 0, SG_LOW },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (leak_judge_hop(row[i].difference, row[i].sender_usual, row[i].receiver_usual) != row[i].severity)
            fail_msg("row %zu", i);
}

static void test_hosts_meet_when_they_can_be_one_place(void **state)
{
    (void)state;
    static const struct {
        const char *by, *from, *seen;
        bool meet;
    } row[] = {
        { "smtp.example.org", "smtp.example.org", "", true },
        { "smtp.example.org", "out.example.org", "", true },
        { "smtp.example.org", "mail", "out.example.org", true },
        { "smtp.example.org", "localhost", "", true },
        { "smtp.example.org", "[192.0.2.1]", "192.0.2.1", true },
        { "smtp.corp.local", "out.example.net", "", true },
        { "smtp.example.org", "relay.example.net", "relay.example.net", false },
        { "smtp.example.org", "", "", true },
        { "", "relay.example.net", "", true },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (leak_hosts_meet(sg_str(row[i].by), sg_str(row[i].from), sg_str(row[i].seen)) != row[i].meet)
            fail_msg("row %zu", i);
}

static void test_private_addresses_and_zones_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        bool is_private;
    } row[] = { { "10.1.2.3", true },         { "[192.168.0.7]", true },
                { "172.16.0.1", true },       { "172.32.0.1", false },
                { "100.64.9.9", true },       { "192.0.2.1", false },
                { "[IPv6:fe80::1]", true },   { "2001:db8::1", false },
                { "ten.example.org", false }, { "", false } };
    static const struct {
        int64_t minutes;
        bool exists;
    } zone[] = { { 0, true },   { 330, true },  { 345, true },   { -720, true },
                 { 840, true }, { 841, false }, { -780, false }, { 61, false } };
    for (size_t i = 0; i < ROWS(row); i++)
        if (leak_address_is_private(sg_str(row[i].address)) != row[i].is_private) fail_msg("%s", row[i].address);
    for (size_t i = 0; i < ROWS(zone); i++)
        assert_int_equal(leak_zone_exists(zone[i].minutes), zone[i].exists);
}

static void test_a_clock_is_judged_without_the_mail_itself(void **state)
{
    (void)state;
    static const char host[] = "a", other[] = "b";
    struct leak_clocks c = { 0 };
    sg_time near[8];
    for (uint32_t i = 0; i < 10; i++)
        leak_clocks_add(&c, host, i * SG_DAY, -7 * SG_MINUTE - i, i);
    leak_clocks_add(&c, other, SG_DAY, SG_HOUR, 3);
    assert_int_equal(leak_clocks_end(&c, NULL), SG_OK);
    assert_int_equal(leak_clocks_near(&c, host, 4 * SG_DAY, SG_DAY, 4, near, 8), 2);
    assert_int_equal(leak_clocks_near(&c, host, 4 * SG_DAY, 100 * SG_DAY, 99, near, 8), 8);
    assert_int_equal(leak_clocks_usual(&c, host, 4 * SG_DAY, 4), -7 * SG_MINUTE - 5);
    assert_int_equal(leak_clocks_usual(&c, other, SG_DAY, 1), 0); /* one is too few */
    leak_clocks_release(&c);
}

/* ---- a leak by hand, whole: leak_each_mail is the test's own ---- */

enum { HONEST = 300, PLANTED = 6, ALL = HONEST + PLANTED };
static char headers[ALL][1024];

enum sg_code leak_each_mail(struct leak_run *r, const char *const *names, size_t n_names,
                            enum sg_code (*take)(void *ctx, struct leak_mail *m, const struct sg_str *values,
                                                 struct sg_err *err),
                            void *ctx, struct sg_err *err)
{
    assert_int_equal(n_names, 1);
    assert_string_equal(names[0], "headers");
    for (size_t i = 0; i < r->n_mails; i++) {
        struct sg_str value = sg_str(headers[i]);
        SG_TRY(take(ctx, &r->mails[i], &value, err));
    }
    return SG_OK;
}

/* Hops of a mail: `back` minutes that the second server's clock lies back, `relay` the name that it says it came from.
 */
static void write_header(size_t i, sg_time sent, int back, const char *relay)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    char text[2][SG_TIME_TEXT], dates[2][64];
    sg_time_format(sent - back * SG_MINUTE + 4 * SG_SECOND, text[0]);
    sg_time_format(sent + 2 * SG_SECOND, text[1]);
    for (int k = 0; k < 2; k++)
        snprintf(dates[k], sizeof dates[k], "%.2s %s %.4s %.8s +0000", text[k] + 8, months[atoi(text[k] + 5) - 1],
                 text[k], text[k] + 11);
    snprintf(headers[i], sizeof headers[i],
             "Received: from %s (%s [192.0.2.9]) by mx.example.net with ESMTP id 1; %s\r\n"
             "Received: from [10.0.0.5] by smtp.example.org with ESMTPSA id 2; %s\r\n"
             "From: desk@example.org\r\nTo: press@example.net\r\nSubject: s\r\nDate: d\r\n",
             relay, relay, dates[0], dates[1]);
}

static bool has(const struct leak_run *r, uint32_t item, const char *rule)
{
    const struct sg_leak_finding *f = (const struct sg_leak_finding *)(const void *)r->findings.data;
    for (size_t i = 0; i < r->findings.len / sizeof *f; i++)
        if (f[i].item == item && f[i].severity >= SG_LOW && strcmp(sg_leak_rules[f[i].rule].id, rule) == 0) return true;
    return false;
}

static void test_planted_mails_are_found_and_honest_ones_are_not(void **state)
{
    (void)state;
    static struct by_hand_mail mails[ALL];
    static char ids[ALL][80];
    for (size_t i = 0; i < ALL; i++) {
        snprintf(ids[i], sizeof ids[i], "%08zX-4B1D-4E2F-8A3B-0123456789AB@%s", i * 7919 + 4096,
                 i == HONEST + 3 ? "desk.example.com" : "example.org");
        if (i == HONEST + 2) snprintf(ids[i], sizeof ids[i], "4711.1122.JavaMail.root@example.org");
        mails[i] = (struct by_hand_mail){ ids[i], NULL, NULL, "s", "desk@example.org", "", (int64_t)i };
    }
    struct leak_run r;
    struct sg_err err;
    by_hand(&r, mails, ALL);
    for (uint32_t i = 0; i < ALL; i++) {
        struct sg_leak_item *item = &r.answer->items[i];
        item->client = "Apple Mail (2.3112)";
        r.mails[i].from_domain = "example.org";
        r.mails[i].zone = i == HONEST + 5 ? 540 : i % 2 ? 60 : 120; /* winter and summer */
        r.mails[i].charset = i == HONEST + 5 ? "koi8-r" : "utf-8";
        r.mails[i].structure = i == HONEST + 4 ? "alternative(plain,html)" : "plain";
        item->received = item->date + 2 * SG_SECOND + (i % 7 == 0 ? 8 * SG_MINUTE : 0);
        write_header(i, item->date, i == HONEST ? 307 : 0, i == HONEST + 1 ? "relay.example.com" : "smtp.example.org");
    }
    if (leak_headers(&r, &err) != SG_OK || leak_habits(&r, &err) != SG_OK) fail_msg("%s", err.text);
    static const char *const rules[PLANTED] = { "hops-out-of-order",        "hops-do-not-meet",
                                                "message-id-unlike-client", "message-id-domain",
                                                "structure-unlike-client",  "unusual-for-sender" };
    for (uint32_t i = 0; i < PLANTED; i++)
        if (!has(&r, HONEST + i, rules[i])) fail_msg("%s is not found", rules[i]);
    const struct sg_leak_finding *f = (const struct sg_leak_finding *)(const void *)r.findings.data;
    for (size_t i = 0; i < r.findings.len / sizeof *f; i++)
        if (f[i].item < HONEST && f[i].severity >= SG_LOW)
            fail_msg("mail %u: %s", f[i].item, sg_leak_rules[f[i].rule].id);
    by_hand_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_date_is_judged_by_the_clocks_around_it),
        cmocka_unit_test(test_a_server_that_is_always_late_is_no_finding),
        cmocka_unit_test(test_hosts_meet_when_they_can_be_one_place),
        cmocka_unit_test(test_private_addresses_and_zones_are_known),
        cmocka_unit_test(test_a_clock_is_judged_without_the_mail_itself),
        cmocka_unit_test(test_planted_mails_are_found_and_honest_ones_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
