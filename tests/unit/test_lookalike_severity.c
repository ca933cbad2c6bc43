/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lookalike_room.h"

static const char LIST[] = "velmora.org\n"    /* seven letters */
                           "office.com\n"     /* everyday language */
                           "senate.gov\n"     /* the same, below a closed suffix */
                           "tqz.org\n"        /* three letters */
                           "zorq.net\n"       /* four */
                           "novaquelle.com\n" /* ten */
                           "campaign.net\n"   /* everyday language, eight */
                           "stonq.gov.pl\n"   /* below an ending that can be imitated itself */
                           "bloggers.com\n";

#define G(ground) (1u << SG_GROUND_##ground)

static void severity_follows_the_rules_and_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum sg_severity severity;
        uint32_t grounds;
    } row[] = {
        /* hard to tell on a screen */
        { "velrnora.org", SG_HIGH, G(SAME_ON_SCREEN) | G(SAME_SUFFIX) | G(ONE_SMALL_STEP) },
        { "0ffice.com", SG_HIGH, G(SAME_ON_SCREEN) },
        { "novaque11e.com", SG_HIGH, G(SAME_ON_SCREEN) | G(LONG_NAME) },
        { "velmorа.org", SG_HIGH, G(MIXED_SCRIPT) },
        /* one small edit: the longer the graver */
        { "novaquele.com", SG_HIGH, G(ONE_SMALL_STEP) | G(LONG_NAME) },
        { "velora.org", SG_MEDIUM, G(ONE_SMALL_STEP) },
        { "zorrq.net", SG_LOW, G(SHORT_NAME) },
        { "ofice.com", SG_LOW, G(COMMON_WORD) },
        /* another suffix */
        { "novaquelle.net", SG_MEDIUM, 0 },
        { "velmora.net", SG_MEDIUM, 0 },
        { "office.net", SG_LOW, G(COMMON_WORD) },
        { "senate.group", SG_MEDIUM, G(COMMON_WORD) },
        { "senate.gov.au", SG_LOW, G(COMMON_WORD) },
        { "tqz.net", SG_LOW, G(SHORT_NAME) },
        /* words */
        { "login-velmora.org", SG_HIGH, G(LURE_WORD) },
        { "portal-office.net", SG_MEDIUM, G(LURE_WORD) | G(COMMON_WORD) },
        { "login-zorq.net", SG_MEDIUM, G(LURE_WORD) | G(SHORT_NAME) },
        { "my-tqz.org", SG_MEDIUM, G(SHORT_NAME) },
        { "officedepot.com", SG_LOW, G(PART_OF_WORD) | G(COMMON_WORD) },
        { "libreoffice.org", SG_LOW, G(PART_OF_WORD) | G(COMMON_WORD) },
        { "cabinet-office.org", SG_LOW, G(UNRELATED_WORDS) },
        /* the whole name inside */
        { "velmora.org.stranger.net", SG_HIGH, G(WHOLE_NAME) },
        { "velmoraorg-login.com", SG_HIGH, G(WHOLE_NAME) | G(LURE_WORD) },
        { "www.velmora.org-verify.net", SG_HIGH, G(WHOLE_NAME) },
        { "velmora.orgs-verify.net", SG_LOW, 0 },
        { "velmora.stranger.net", SG_LOW, 0 },
        { "velmora.account-verify.net", SG_MEDIUM, G(LURE_WORD) },
        { "velmora.github.io", SG_LOW, 0 },
        { "velmora.org.uk.com", SG_HIGH, G(WHOLE_NAME) },
        { "novaquelle.com.br", SG_MEDIUM, G(LONG_NAME) },
        /* a slip in a common word that makes no other one */
        { "cmapaign.net", SG_MEDIUM, G(COMMON_WORD) | G(ONE_SMALL_STEP) },
        { "camtaign.net", SG_MEDIUM, G(COMMON_WORD) },
        { "campaigns.net", SG_LOW, G(COMMON_WORD) },
        { "portal-carnpaign.net", SG_HIGH, G(LURE_WORD) | G(SAME_SUFFIX) },
        /* the ending imitated; an ending that anybody can buy below */
        { "stonq.q0v.pl", SG_HIGH, G(SAME_SUFFIX) },
        { "stonq.gov.pl.uk.com", SG_HIGH, G(WHOLE_NAME) },
        { "stonq-gov.pl", SG_MEDIUM, G(LURE_WORD) | G(SHORT_NAME) },
        { "stonq-gov-login.pl", SG_MEDIUM, G(LURE_WORD) },
        { "stonq-govern.pl", SG_LOW, G(UNRELATED_WORDS) },
        { "novaquelle.uk.com", SG_MEDIUM, 0 },
        { "novaquelle.github.io", SG_LOW, 0 },
        { "bloggerscomment.net", SG_LOW, 0 },
        /* several steps */
        { "velor.org", SG_LOW, G(SEVERAL_STEPS) },
        { "novaqelle.net", SG_MEDIUM, G(SEVERAL_STEPS) },
    };
    struct room r = room_of(LIST);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_judged j;
        if (judge(&r, row[i].name, &j) != SG_JUDGED_ALIKE) fail_msg("%s: not alike", row[i].name);
        if (j.look.severity != row[i].severity || (j.look.grounds & row[i].grounds) != row[i].grounds)
            fail_msg("%s: %s, grounds %x, expected %s, %x", row[i].name, sg_severity_names[j.look.severity],
                     j.look.grounds, sg_severity_names[row[i].severity], row[i].grounds);
    }
    room_end(&r);
}

/* Of several protected names that one name is like, the gravest is told. */
static void the_gravest_is_told(void **state)
{
    (void)state;
    struct room r = room_of("office.com\nnovaquelle.com\n");
    struct sg_judged j;
    assert_int_equal(judge(&r, "officenovaquele-login.com", &j) == SG_JUDGED_ALIKE, true);
    assert_int_equal(judge(&r, "office-login-novaquelle.com", &j), SG_JUDGED_ALIKE);
    assert_int_equal(j.look.protected_name, 1);
    assert_int_equal(j.look.severity, SG_HIGH);
    room_end(&r);
}

/* Short names with nothing more than chance are no look-alikes at all. */
static void short_names_need_more(void **state)
{
    (void)state;
    static const char *const names[] = { "tqx.org",       "tqz-gardening.net", "loginzqrq.net",
                                         "gardentqz.org", "atqz.org",          "zoq1.info" };
    struct room r = room_of(LIST);
    for (size_t i = 0; i < ROWS(names); i++) {
        struct sg_judged j;
        if (judge(&r, names[i], &j) != SG_JUDGED_STRANGER) fail_msg("%s", names[i]);
    }
    room_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severity_follows_the_rules_and_says_why),
        cmocka_unit_test(the_gravest_is_told),
        cmocka_unit_test(short_names_need_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
