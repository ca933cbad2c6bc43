/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds in every run.  Where the figures come from: doc/method/simulate.md. */
#include "simulate/simulate_internal.h"

const struct platform_kind platform_kinds[PLATFORMS] = {
    [TWITTER] = { "twitter", "twitter.ndjson", 0.62, 0.60, 1, 330, 60, 180, 380, 300, 40, 0.40 },
    [CHAN] = { "4chan", "4chan-news.ndjson", 0.12, 0.12, 19, 0, 0, 969, 20, 120, 50, 0.22 },
    [PASTEBIN] = { "pastebin", "pastebin.ndjson", 0.02, 0.05, 0, 0, 0, 0, 30, 500, 60, 0.05 },
    [TELEGRAM] = { "telegram", "telegram.csv", 0.10, 0.05, 3, 400, 0, 0, 200, 500, 40, 0.12 },
    [REDDIT] = { "reddit", "reddit.csv", 0.14, 0.18, 18, 60, 0, 600, 40, 450, 30, 0.20 },
};
const struct platform_kind shares_kind = { "shares", "shares.csv", 1, 1, 1, 400, 0, 0, 500, 500, 100, 0 };

/* Rows cause, columns follow; the spectral radius is about 0.67, so that stories die out. */
const double story_weights[PLATFORMS][PLATFORMS] = {
    [TWITTER] = { 0.55, 0.03, 0.00, 0.05, 0.06 },  [CHAN] = { 0.14, 0.40, 0.02, 0.03, 0.06 },
    [PASTEBIN] = { 0.25, 0.30, 0.05, 0.05, 0.10 }, [TELEGRAM] = { 0.12, 0.03, 0.01, 0.45, 0.03 },
    [REDDIT] = { 0.12, 0.05, 0.00, 0.02, 0.45 },
};

/* Asleep from midnight to six, a rise until the evening; the last row never sleeps. */
#define AWAKE 22, 10, 5, 3, 4, 12, 50, 95, 130, 150, 160, 170, 190, 185, 170, 165, 170, 185, 205, 230, 250, 255, 190, 80
#define NEVER_ASLEEP                                                                                                   \
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, \
        128
const uint8_t day_shape[RHYTHMS][HOURS] = {
    { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE },        { AWAKE }, { AWAKE },
    { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE },        { AWAKE }, { AWAKE },
    { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE }, { AWAKE }, { NEVER_ASLEEP },
};

const char *const group_kind_names[GROUP_KINDS] = {
    "same-text",       "near-text",         "same-link",     "own-hashtag",
    "popular-hashtag", "repost-each-other", "repost-target", "mixed",
};
const char *const language_names[LANGUAGES] = { "en", "fr", "es", "de", "pl", "ru" };
const struct format formats[PLATFORMS] = {
    [TWITTER] = { NULL, row_x },
    [CHAN] = { NULL, row_chan },
    [PASTEBIN] = { NULL, row_paste },
    [TELEGRAM] = { "time,platform,id,account,name,kind,text,lang,audience,url,channel,repost_of,reply_to\n", row_csv },
    [REDDIT] = { "time,platform,id,account,name,kind,text,lang,audience,url,channel,repost_of,reply_to\n", row_csv },
};
const struct format shares_format = { "object_id,account_id,content_id,timestamp_share\n", row_share };
