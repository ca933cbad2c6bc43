/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a case holds of look-alikes and indicators, by hand: three names that look like example.org, four indicators,
 * with one of everything that an answer can hold, and words that must not leave the case. */
#ifndef TESTS_PLANTED_ENTRY_H
#define TESTS_PLANTED_ENTRY_H

#include <stdlib.h>

#include "model/entry.h"

#define PLANTED_SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define PLANTED_DAY INT64_C(86400000000)
#define PLANTED_T0 INT64_C(1480755120000000) /* 2016-12-03 08:52 UTC */

/* What no file may hold that leaves the case: without words of the evidence, and at all. */
static const char *const planted_entry_content[] = { "Minutes", "Inbox", "secret-plan", "leak.zip", NULL };
static const char *const planted_entry_people[] = { "treasury@", "robin.reader@", NULL };
static const char *const planted_entry_accounts[] = { "quiet_jane", "8123456789", NULL };

static struct sg_entry_protected planted_protected[] = {
    { "example.org", "example.com example.fr", "example", 3 },
    { "gov.example", "", "", 0 },
};
static const char *planted_allowed[] = { "example.com", "example.fr", "example.org" };
static struct sg_story_period planted_periods[] = { { "first round", PLANTED_T0 - PLANTED_DAY,
                                                      PLANTED_T0 + 10 * PLANTED_DAY } };
static struct sg_entry_sighting planted_sightings[] = {
    { .where = SG_IN_MAIL_LINK,
      .time = PLANTED_T0 + PLANTED_DAY / 24,
      .received = PLANTED_T0,
      .value = "https://mail.login-example.org/secret-plan",
      .by = "treasury@login-example.org",
      .platform = "",
      .id = "0123456789abcdef",
      .title = "Minutes \033[2J</script>\xe2\x80\xae of the day",
      .n_recipients = 3,
      .file = "leak.zip",
      .sha256 = PLANTED_SHA256,
      .row = 7,
      .path = "leak.zip/Inbox/7.eml",
      .period = 0 },
    { .where = SG_IN_SENDER,
      .time = PLANTED_T0 + 2 * PLANTED_DAY,
      .received = SG_TIME_NONE,
      .value = "treasury@login-example.org",
      .by = "treasury@login-example.org",
      .platform = "",
      .id = "1123456789abcdef",
      .title = "Minutes",
      .n_recipients = 1,
      .file = "leak.zip",
      .sha256 = PLANTED_SHA256,
      .row = 8,
      .path = "leak.zip/Inbox/8.eml",
      .period = 0 },
    { .where = SG_IN_POST_LINK,
      .time = PLANTED_T0 - 2 * PLANTED_DAY,
      .precision = 86400,
      .received = SG_TIME_NONE,
      .value = "http://user@xn--exmple-4nf.org:8080/quiet_jane/secret-plan",
      .by = "quiet_jane",
      .platform = "twitter",
      .id = "8123456789",
      .title = "",
      .file = "quiet_jane.csv",
      .sha256 = PLANTED_SHA256,
      .row = 1,
      .path = "",
      .period = SG_NO_INDEX },
    { .where = SG_IN_DOCUMENT_LINK,
      .time = SG_TIME_NONE,
      .received = SG_TIME_NONE,
      .value = "http://exarnple.net/",
      .by = "Editor \033[31m",
      .platform = "",
      .id = "2123456789abcdef",
      .title = "Minutes",
      .file = "leak.zip",
      .sha256 = PLANTED_SHA256,
      .row = 9,
      .path = "leak.zip/Inbox/plan.pdf",
      .period = SG_NO_INDEX },
    { .where = SG_IN_RECEIVED,
      .time = PLANTED_T0 + PLANTED_DAY,
      .received = PLANTED_T0 + PLANTED_DAY,
      .value = "192.0.2.7",
      .by = "robin.reader@example.net",
      .platform = "",
      .id = "3123456789abcdef",
      .title = "Minutes",
      .n_recipients = 1,
      .file = "leak.zip",
      .sha256 = PLANTED_SHA256,
      .row = 10,
      .path = "leak.zip/Inbox/10.eml",
      .period = 0 },
    { .where = SG_IN_FILE,
      .time = PLANTED_T0 + 3 * PLANTED_DAY,
      .received = SG_TIME_NONE,
      .value = PLANTED_SHA256,
      .by = "",
      .platform = "",
      .id = "4123456789abcdef",
      .title = "",
      .file = "leak.zip",
      .sha256 = PLANTED_SHA256,
      .row = 11,
      .path = "leak.zip/Inbox/a.exe",
      .period = 0 },
};
static struct sg_entry_name planted_names[] = {
    { .domain = "login-example.org",
      .host = "mail.login-example.org",
      .shown = "mail.login-example.org",
      .look = { .protected_name = 0,
                .tricks = 1 << SG_TRICK_COMBOSQUAT,
                .severity = SG_HIGH,
                .grounds = 1 << SG_GROUND_SAME_SUFFIX | 1 << SG_GROUND_LURE_WORD,
                .n_steps = 1,
                .steps = { { SG_TRICK_COMBOSQUAT, "", "login-" } } },
      .n = { [SG_IN_MAIL_LINK] = 1, [SG_IN_SENDER] = 1 },
      .n_hosts = 2,
      .first = PLANTED_T0,
      .last = PLANTED_T0 + 2 * PLANTED_DAY,
      .first_sighting = 0,
      .n_sightings = 2,
      .first_mail = 0 },
    { .domain = "xn--exmple-4nf.org",
      .host = "xn--exmple-4nf.org",
      .shown = "ex\xd0\xb0mple.org",
      .look = { .protected_name = 0,
                .tricks = 1 << SG_TRICK_CONFUSABLE,
                .flags = SG_LOOK_IDN | SG_LOOK_MIXED_SCRIPT,
                .severity = SG_MEDIUM,
                .grounds = 1 << SG_GROUND_SAME_ON_SCREEN | 1 << SG_GROUND_SHORT_NAME,
                .n_steps = 1,
                .steps = { { SG_TRICK_CONFUSABLE, "a", "\xd0\xb0" } } },
      .n = { [SG_IN_POST_LINK] = 1 },
      .n_hosts = 1,
      .first = PLANTED_T0 - 2 * PLANTED_DAY,
      .last = PLANTED_T0 - 2 * PLANTED_DAY,
      .first_sighting = 2,
      .n_sightings = 1,
      .first_mail = SG_NO_INDEX },
    { .domain = "exarnple.net",
      .host = "exarnple.net",
      .shown = "exarnple.net",
      .look = { .protected_name = 0,
                .tricks = 1 << SG_TRICK_CONFUSABLE | 1 << SG_TRICK_TLD | 1 << SG_TRICK_PLURAL,
                .severity = SG_LOW,
                .grounds = 1 << SG_GROUND_SEVERAL_STEPS,
                .n_steps = 2,
                .steps = { { SG_TRICK_CONFUSABLE, "m", "rn" }, { SG_TRICK_TLD, "org", "net" } } },
      .n = { [SG_IN_DOCUMENT_LINK] = 1 },
      .n_hosts = 1,
      .first = SG_TIME_NONE,
      .last = SG_TIME_NONE,
      .first_sighting = 3,
      .n_sightings = 1,
      .first_mail = SG_NO_INDEX },
};
static struct sg_entry_match planted_matches[] = {
    { .indicator = { SG_INDICATOR_URL, "http://xn--exmple-4nf.org/quiet_jane/secret-plan", "", "", "", SG_TIME_NONE,
                     SG_TIME_NONE, 1 },
      .n = { [SG_IN_POST_LINK] = 1 },
      .first = PLANTED_T0 - 2 * PLANTED_DAY,
      .last = PLANTED_T0 - 2 * PLANTED_DAY,
      .first_sighting = 2,
      .n_sightings = 1 },
    { .indicator = { SG_INDICATOR_MAIL, "treasury@login-example.org", "indicator--1", "phishing </script>",
                     "Example CERT", PLANTED_T0, PLANTED_T0 + PLANTED_DAY, 0 },
      .n = { [SG_IN_SENDER] = 1 },
      .first = PLANTED_T0 + 2 * PLANTED_DAY,
      .last = PLANTED_T0 + 2 * PLANTED_DAY,
      .first_sighting = 1,
      .n_sightings = 1,
      .is_before_valid = true },
    { .indicator = { SG_INDICATOR_IP, "192.0.2.7", "indicator--2", "server", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
      .n = { [SG_IN_RECEIVED] = 1 },
      .first = PLANTED_T0 + PLANTED_DAY,
      .last = PLANTED_T0 + PLANTED_DAY,
      .first_sighting = 4,
      .n_sightings = 1 },
    { .indicator = { SG_INDICATOR_SHA256, PLANTED_SHA256, "", "dropper", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
      .n = { [SG_IN_FILE] = 1 },
      .first = PLANTED_T0 + 3 * PLANTED_DAY,
      .last = PLANTED_T0 + 3 * PLANTED_DAY,
      .first_sighting = 5,
      .n_sightings = 1 },
};
static struct sg_indicator_feed planted_feeds[] = {
    { "feed.json", PLANTED_SHA256, "stix", 3, 13, "md5 (12), process (1)", 2 },
    { "list.csv", PLANTED_SHA256, "csv", 1, 0, "", 0 },
};

enum {
    PLANTED_NAMES = 3,
    PLANTED_MATCHES = 4,
    PLANTED_SIGHTINGS = sizeof planted_sightings / sizeof *planted_sightings
};

/* Frees with sg_entry_free.  Of the rows above `n_names` and `n_matches`, so the first ones only. */
static inline struct sg_entry *planted_entry(size_t n_names, size_t n_matches)
{
    struct sg_entry *e;
    if (sg_entry_new(&e, NULL) != SG_OK) abort();
    if (n_names) {
        e->settings.list = "/home/someone/protected.txt";
        e->settings.names = planted_protected;
        e->settings.n_names = sizeof planted_protected / sizeof *planted_protected;
        e->settings.allowed = planted_allowed;
        e->settings.n_allowed = sizeof planted_allowed / sizeof *planted_allowed;
        e->first_mail = 0;
    } else
        e->settings.list = "";
    e->settings.list_sha256 = n_names ? PLANTED_SHA256 : "";
    e->settings.least = SG_LOW;
    e->periods = planted_periods;
    e->n_periods = 1;
    e->names = planted_names;
    e->n_names = n_names;
    e->matches = planted_matches;
    e->n_matches = n_matches;
    e->feeds = planted_feeds;
    e->n_feeds = n_matches ? sizeof planted_feeds / sizeof *planted_feeds : 0;
    e->sightings = planted_sightings;
    e->n_sightings = PLANTED_SIGHTINGS;
    e->totals.posts = 1200;
    e->totals.mails = 340;
    e->totals.documents = 12;
    e->totals.items = 352;
    e->totals.hosts = 81;
    e->totals.addresses = 44;
    e->totals.urls = 90;
    e->totals.own = 5;
    e->totals.below = 2;
    e->totals.unreadable = 1;
    e->totals.indicators = n_matches;
    return e;
}

#endif
