/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small answer with everything that an exchange tells or keeps back, hostile names among it. */
#ifndef SG_TESTS_EXCHANGE_BY_HAND_H
#define SG_TESTS_EXCHANGE_BY_HAND_H

#include "exchange/exchange.h"
#include "unit.h"

#define MADE (INT64_C(1494000000) * SG_SECOND) /* 2017-05-05T16:00:00Z */
#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define FEED_ID "indicator--7c2f3b1e-9d0a-4c58-8a67-0f1e2d3c4b5a"
#define HOSTILE "a\"b\\c\n</script>,\x1b[31m'; \xff"

static struct sg_entry_sighting sightings[] = {
    { .where = SG_IN_MAIL_LINK,
      .time = MADE - 30 * SG_DAY,
      .received = MADE - 30 * SG_DAY + 5 * SG_SECOND,
      .value = "https://login.example-bank.net/clerk@victim.example",
      .by = "sender@example-bank.net",
      .platform = "",
      .id = "00000000000000a1",
      .title = "Secret subject",
      .n_recipients = 2,
      .file = "clerk@victim.example.pst",
      .sha256 = HASH,
      .row = 3,
      .path = "Secret/path",
      .period = 0 },
    { .where = SG_IN_SENDER,
      .time = MADE - 30 * SG_DAY,
      .received = SG_TIME_NONE,
      .value = "sender@example-bank.net",
      .by = "sender@example-bank.net",
      .platform = "",
      .id = "00000000000000a1",
      .title = "Secret subject",
      .file = "box.mbox",
      .sha256 = HASH,
      .row = 3,
      .path = "",
      .period = SG_NO_INDEX },
    { .where = SG_IN_POST_LINK,
      .time = MADE - SG_DAY,
      .received = SG_TIME_NONE,
      .value = "https://user:pw@example.bank.com:81/x?y=1",
      .by = "secret_account",
      .platform = "x",
      .id = "777888999",
      .title = "",
      .file = "posts.csv",
      .sha256 = HASH,
      .row = 9,
      .path = "",
      .period = SG_NO_INDEX },
    { .where = SG_IN_POST_LINK,
      .time = SG_TIME_NONE,
      .received = SG_TIME_NONE,
      .value = HOSTILE,
      .by = HOSTILE,
      .platform = HOSTILE,
      .id = HOSTILE,
      .title = HOSTILE,
      .file = HOSTILE,
      .sha256 = HOSTILE,
      .row = 1,
      .path = HOSTILE,
      .period = 99 },
};

static struct sg_entry_name names[] = {
    { .domain = "example-bank.net",
      .host = "login.example-bank.net",
      .shown = "login.example-bank.net",
      .look = { .protected_name = 0, .tricks = 1u << SG_TRICK_HYPHEN | 1u << SG_TRICK_TLD, .severity = SG_HIGH },
      .n = { [SG_IN_MAIL_LINK] = 1, [SG_IN_SENDER] = 1 },
      .n_hosts = 1,
      .first = MADE - 30 * SG_DAY,
      .last = MADE - 30 * SG_DAY,
      .first_sighting = 0,
      .n_sightings = 2,
      .first_mail = 0 },
    { .domain = "bank.com",
      .host = "example.bank.com",
      .shown = "example.bank.com",
      .look = { .protected_name = 0, .tricks = 1u << SG_TRICK_SUBDOMAIN, .severity = SG_MEDIUM },
      .n = { [SG_IN_POST_LINK] = 1 },
      .n_hosts = 1,
      .first = MADE - SG_DAY + 123456,
      .last = MADE,
      .first_sighting = 2,
      .n_sightings = 1,
      .first_mail = SG_NO_INDEX },
    { .domain = HOSTILE,
      .host = "h." HOSTILE,
      .shown = HOSTILE,
      .look = { .protected_name = 77,
                .tricks = 1u << SG_TRICK_CONFUSABLE,
                .severity = SG_MEDIUM,
                .n_steps = 1,
                .steps = { { SG_TRICK_CONFUSABLE, HOSTILE, HOSTILE } } },
      .n = { [SG_IN_POST_LINK] = UINT64_C(5000000000) },
      .first = SG_TIME_NONE,
      .last = SG_TIME_NONE,
      .first_sighting = 3,
      .n_sightings = 1,
      .first_mail = SG_NO_INDEX },
    { .domain = "too-low.example",
      .host = "too-low.example",
      .shown = "too-low.example",
      .look = { .protected_name = 0, .tricks = 1u << SG_TRICK_PLURAL, .severity = SG_LOW },
      .first = SG_TIME_NONE,
      .last = SG_TIME_NONE,
      .first_sighting = SG_NO_INDEX,
      .first_mail = SG_NO_INDEX },
};

#define INDICATOR(k, v, i)                                                                                             \
    {                                                                                                                  \
        .kind = (k), .value = (v), .id = (i), .label = "sign-in page", .author = "Response team",                      \
        .from = SG_TIME_NONE, .to = SG_TIME_NONE                                                                       \
    }
static struct sg_entry_match matches[] = {
    { .indicator = INDICATOR(SG_INDICATOR_DOMAIN, "example-bank.net", FEED_ID),
      .n = { 1 },
      .first = MADE - SG_DAY,
      .last = MADE,
      .n_sightings = 1 },
    { .indicator = INDICATOR(SG_INDICATOR_DOMAIN, "example-bank.net", FEED_ID),
      .n = { 1 },
      .first = MADE - SG_DAY,
      .last = MADE,
      .n_sightings = 1 },
    { .indicator = INDICATOR(SG_INDICATOR_URL, "https://192.0.2.9/clerk", ""),
      .n = { 1 },
      .first = MADE,
      .last = MADE,
      .n_sightings = 1 },
    { .indicator = INDICATOR(SG_INDICATOR_MAIL, "sender@example-bank.net", "5ae1c0de-0000-4000-8000-000000000000"),
      .n = { [SG_IN_SENDER] = 1 },
      .first = MADE,
      .last = MADE,
      .first_sighting = 1,
      .n_sightings = 1,
      .is_before_valid = true },
    { .indicator = INDICATOR(SG_INDICATOR_IP, "2001:db8::1", ""),
      .n = { [SG_IN_RECEIVED] = 1 },
      .first = MADE,
      .last = MADE },
    { .indicator = INDICATOR(SG_INDICATOR_SHA256, HASH, "x"),
      .n = { [SG_IN_FILE] = 1 },
      .first = SG_TIME_NONE,
      .last = SG_TIME_NONE },
    { .indicator = { .kind = SG_INDICATOR_URL,
                     .value = HOSTILE,
                     .id = HOSTILE,
                     .label = HOSTILE,
                     .author = HOSTILE,
                     .feed = 88 },
      .n = { 1 },
      .first = MADE,
      .last = MADE,
      .first_sighting = 3,
      .n_sightings = 40000 },
};

static struct sg_entry_protected protected_names[] = {
    { .domain = "examplebank.com", .aliases = "", .brands = "", .n_names = 3 }
};
static struct sg_indicator_feed feeds[] = {
    { .file = "feed@home.json", .sha256 = HASH, .format = "stix", .other_kinds = "" }
};
static struct sg_story_period periods[] = { { "Campaign", MADE - 40 * SG_DAY, MADE } };

static struct sg_entry entry = {
    .settings = { .names = protected_names, .n_names = 1, .least = SG_LOW },
    .periods = periods,
    .n_periods = 1,
    .names = names,
    .n_names = ROWS(names),
    .matches = matches,
    .n_matches = ROWS(matches),
    .feeds = feeds,
    .n_feeds = 1,
    .sightings = sightings,
    .n_sightings = ROWS(sightings),
    .first_mail = 0,
};

static inline void write_exchange(const char *format, const struct sg_exchange *x, struct sg_buf *out)
{
    struct sg_err err = { 0 };
    for (const struct sg_exchange_format *f = sg_exchange_formats; f->name; f++)
        if (strcmp(f->name, format) == 0) {
            if (f->write(x, out, &err) != SG_OK) fail_msg("%s: %s", format, err.text);
            return;
        }
    fail_msg("there is no format %s", format);
}

static inline struct sg_exchange exchange(bool with_people)
{
    return (struct sg_exchange){ .lookalikes = &entry,
                                 .matches = &entry,
                                 .case_title = "Spring case",
                                 .made = MADE,
                                 .with_people = with_people,
                                 .least = SG_MEDIUM };
}

#endif
