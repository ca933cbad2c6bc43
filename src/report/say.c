/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/say.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "report/report.h"

struct civil {
    int64_t year;
    unsigned month, day, hour, minute, second;
};

/* Days to a date, by counting 400-year eras from 1 March of year 0. */
static struct civil civil_of(sg_time t)
{
    int64_t seconds = t / SG_SECOND - (t % SG_SECOND < 0), days = seconds / 86400, rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
    struct civil c = { .day = (unsigned)(of_year - (153 * m + 2) / 5 + 1),
                       .month = (unsigned)(m < 10 ? m + 3 : m - 9) };
    c.year = year + era * 400 + (c.month <= 2);
    c.hour = (unsigned)(rest / 3600);
    c.minute = (unsigned)(rest / 60 % 60);
    c.second = (unsigned)(rest % 60);
    return c;
}

void sg_say_date(struct sg_buf *out, sg_time t)
{
    static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December" };
    if (t == SG_TIME_NONE) {
        sg_buf_text(out, "an unknown day");
        return;
    }
    struct civil c = civil_of(t);
    sg_buf_printf(out, "%u %s %" PRId64, c.day, months[(c.month - 1) % 12], c.year);
}

void sg_say_day(struct sg_buf *out, sg_time t)
{
    sg_auto_buf date = { 0 };
    sg_say_date(&date, t);
    const char *text = sg_buf_cstr(&date), *blank = text ? strchr(text, ' ') : NULL;
    if (!text) out->failed = true;
    if (blank) sg_buf_str(out, sg_str_n(text, (size_t)(blank - text) + 4));
}

void sg_say_clock(struct sg_buf *out, sg_time t, uint32_t precision)
{
    struct civil c = civil_of(t);
    if (precision >= SG_TO_DAY)
        sg_buf_text(out, "some time that day");
    else if (precision > SG_TO_MINUTE)
        sg_buf_printf(out, "about %02u h", c.hour);
    else if (precision == SG_TO_MINUTE || c.second == 0)
        sg_buf_printf(out, "%02u:%02u", c.hour, c.minute);
    else
        sg_buf_printf(out, "%02u:%02u:%02u", c.hour, c.minute, c.second);
}

void sg_say_time(struct sg_buf *out, sg_time t, uint32_t precision)
{
    sg_say_date(out, t);
    if (t == SG_TIME_NONE || precision >= SG_TO_DAY) return;
    sg_buf_text(out, precision > SG_TO_MINUTE ? ", " : " ");
    sg_say_clock(out, t, precision);
    sg_buf_text(out, " UTC");
}

void sg_say_gap(struct sg_buf *out, int64_t us)
{
    int64_t s = (us < 0 ? -us : us) / SG_SECOND;
    if (s < 90)
        sg_say_many(out, s, "second", "seconds");
    else if (s < 5400)
        sg_say_many(out, s / 60, "minute", "minutes");
    else if (s < 2 * 86400) {
        sg_buf_printf(out, "%" PRId64 " h", s / 3600);
        if (s / 60 % 60) sg_buf_printf(out, " %" PRId64 " min", s / 60 % 60);
    } else {
        sg_say_many(out, s / 86400, "day", "days");
        if (s < 10 * 86400 && s / 3600 % 24) sg_buf_printf(out, " %" PRId64 " h", s / 3600 % 24);
    }
}

void sg_say_count(struct sg_buf *out, int64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRId64, n);
    for (int i = 0; i < len; i++) {
        sg_buf_char(out, digits[i]);
        if (digits[i] != '-' && i + 1 < len && (len - i - 1) % 3 == 0) sg_buf_char(out, ',');
    }
}

void sg_say_short(struct sg_buf *out, int64_t n)
{
    if (n < 1000)
        sg_buf_printf(out, "%" PRId64, n);
    else if (n < 10000)
        sg_say_count(out, n);
    else if (n < 999500)
        sg_buf_printf(out, "%" PRId64 " k", (n + 500) / 1000);
    else if (n < 99950000)
        sg_buf_printf(out, "%" PRId64 ".%" PRId64 " M", (n + 50000) / 1000000, (n + 50000) / 100000 % 10);
    else
        sg_buf_printf(out, "%" PRId64 " M", (n + 500000) / 1000000);
}

void sg_say_many(struct sg_buf *out, int64_t n, const char *one, const char *many)
{
    sg_say_count(out, n);
    sg_buf_char(out, ' ');
    sg_buf_text(out, n == 1 ? one : many);
}

static bool has_handles(const char *platform)
{
    static const char *const names[] = { "twitter", "x",   "bluesky", "mastodon", "telegram", "instagram", "tiktok",
                                         "threads", "gab", "gettr",   "truth",    "youtube",  "parler" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(platform, names[i]) == 0) return true;
    return false;
}

void sg_say_name(struct sg_buf *out, const char *platform, struct sg_str name)
{
    /* Names with blanks are people's names, not handles. */
    if (name.len && has_handles(platform) && !memchr(name.data, ' ', name.len)) sg_buf_char(out, '@');
    sg_buf_str(out, name);
}

/* "Anonymous" is what a board calls whoever gives no name. */
static const char *name_of(const struct sg_story *s, uint32_t account)
{
    const char *name = account == SG_NO_INDEX ? "" : s->accounts[account].name;
    return sg_str_is_nocase(sg_str(name), "anonymous") ? "" : name;
}

void sg_say_account(struct sg_buf *out, const struct sg_story *s, uint32_t platform, uint32_t account)
{
    const char *name = name_of(s, account);
    if (*name)
        sg_say_name(out, s->platforms[platform].name, sg_str(name));
    else
        sg_buf_printf(out, "anonymous on %s", s->platforms[platform].name);
}

void sg_say_author(struct sg_buf *out, const struct sg_story *s, const struct sg_story_post *p)
{
    const char *name = name_of(s, p->account);
    if (*name)
        sg_say_name(out, s->platforms[p->platform].name, sg_str(name));
    else
        sg_buf_text(out, p->is_ghost ? "a post" : "an anonymous post");
}

const char *sg_say_how(const struct sg_story *s, uint32_t link)
{
    if (link == SG_NO_INDEX) return "root";
    enum sg_link_kind kind = (enum sg_link_kind)s->links[link].kind;
    return sg_link_is_inferred(kind) ? "inferred" : sg_link_kind_name(kind);
}

const char *sg_say_verb(enum sg_link_kind kind)
{
    switch (kind) {
    case SG_LINK_REPOST:
        return "reposts";
    case SG_LINK_QUOTE:
        return "quotes";
    case SG_LINK_REPLY:
        return "replies to";
    case SG_LINK_PERMALINK:
        return "links to";
    case SG_LINK_SAME_TEXT:
        return "repeats the words of";
    case SG_LINK_CO_OBJECT:
        return "carries the same things as";
    case SG_LINK_KINDS:
        break;
    }
    return "refers to";
}

const char *sg_post_platform(const struct sg_story *s, const struct sg_story_post *p)
{
    return s->platforms[p->platform].name;
}

uint32_t sg_post_original(const struct sg_story *s, uint32_t post)
{
    uint32_t of = s->posts[post].duplicate_of;
    return of == SG_NO_INDEX ? post : of;
}
