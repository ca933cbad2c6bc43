/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates as mail has them: RFC 5322, 3.3 and 4.3, and around it what clients write.  The words and numbers are taken in
 * any order that leaves no doubt: a month has a name, a year is large or stands last, a clock has colons.
 */
#include "mail/mail_internal.h"

enum { LONGEST = 256, NUMBERS = 3 };

struct date {
    int64_t numbers[NUMBERS]; /* day and year, as they come */
    unsigned digits[NUMBERS];
    size_t n_numbers, numbers_before_month;
    int64_t hour, minute, second, micros, zone;
    unsigned month;
    bool has_clock, has_zone, has_zone_name, has_offset, is_pm, is_am;
};

static bool starts_with(const char *word, size_t len, const char *prefix)
{
    size_t n = strlen(prefix);
    return len >= n && sg_str_is_nocase(sg_str_n(word, n), prefix);
}

/* Months by their first letters, in the languages of clients that translate them. */
static unsigned month_of(const char *word, size_t len)
{
    static const struct {
        const char *prefix;
        unsigned month;
    } names[] = {
        { "jan", 1 },
        { "feb", 2 },
        { "mar", 3 },
        { "apr", 4 },
        { "may", 5 },
        { "jun", 6 },
        { "jul", 7 },
        { "aug", 8 },
        { "sep", 9 },
        { "oct", 10 },
        { "nov", 11 },
        { "dec", 12 },
        { "mai", 5 },
        { "m\xc3\xa4r", 3 },
        { "mrt", 3 },
        { "okt", 10 },
        { "dez", 12 },
        { "f\xc3\xa9v", 2 },
        { "fev", 2 },
        { "avr", 4 },
        { "juin", 6 },
        { "juil", 7 },
        { "ao\xc3\xbb", 8 },
        { "d\xc3\xa9"
          "c",
          12 },
        { "ene", 1 },
        { "abr", 4 },
        { "ago", 8 },
        { "dic", 12 },
        { "gen", 1 },
        { "mag", 5 },
        { "giu", 6 },
        { "lug", 7 },
        { "set", 9 },
        { "ott", 10 },
        { "mei", 5 },
    };
    if (len < 3) return 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (starts_with(word, len, names[i].prefix)) return names[i].month;
    return 0;
}

static bool zone_of(const char *word, size_t len, int64_t *ret_minutes)
{
    static const struct {
        const char *name;
        int minutes;
    } zones[] = {
        { "GMT", 0 },     { "UTC", 0 },     { "UT", 0 },      { "Z", 0 },      { "EST", -300 }, { "EDT", -240 },
        { "CST", -360 },  { "CDT", -300 },  { "MST", -420 },  { "MDT", -360 }, { "PST", -480 }, { "PDT", -420 },
        { "AKST", -540 }, { "AKDT", -480 }, { "HST", -600 },  { "AST", -240 }, { "ADT", -180 }, { "NST", -210 },
        { "NDT", -150 },  { "BRT", -180 },  { "BRST", -120 }, { "ART", -180 }, { "WET", 0 },    { "WEST", 60 },
        { "BST", 60 },    { "CET", 60 },    { "CEST", 120 },  { "MET", 60 },   { "MEST", 120 }, { "MEZ", 60 },
        { "MESZ", 120 },  { "EET", 120 },   { "EEST", 180 },  { "SAST", 120 }, { "MSK", 180 },  { "MSD", 240 },
        { "IST", 330 },   { "PKT", 300 },   { "ICT", 420 },   { "WIB", 420 },  { "HKT", 480 },  { "SGT", 480 },
        { "AWST", 480 },  { "JST", 540 },   { "KST", 540 },   { "ACST", 570 }, { "AEST", 600 }, { "AEDT", 660 },
        { "NZST", 720 },  { "NZDT", 780 },
    };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (!sg_str_is_nocase(sg_str_n(word, len), zones[i].name)) continue;
        *ret_minutes = zones[i].minutes;
        return true;
    }
    return false;
}

static size_t read_number(struct sg_str s, size_t at, int64_t *ret, unsigned *ret_digits)
{
    int64_t v = 0;
    unsigned digits = 0;
    for (; at < s.len && sg_is_digit(s.data[at]) && digits < 9; at++, digits++)
        v = v * 10 + (s.data[at] - '0');
    while (at < s.len && sg_is_digit(s.data[at])) /* longer than any number of a date */
        at++, digits++;
    *ret = v;
    *ret_digits = digits;
    return at;
}

/* ":MM", ":SS" and a fraction behind an hour. */
static size_t read_clock(struct sg_str s, size_t at, int64_t hour, struct date *d)
{
    unsigned digits;
    d->hour = hour;
    d->has_clock = true;
    char sign = s.data[at];
    at = read_number(s, at + 1, &d->minute, &digits);
    if (at + 1 < s.len && s.data[at] == sign && sg_is_digit(s.data[at + 1]))
        at = read_number(s, at + 1, &d->second, &digits);
    if (at + 1 < s.len && (s.data[at] == '.' || s.data[at] == ',') && sg_is_digit(s.data[at + 1])) {
        int64_t unit = 100000;
        for (at++; at < s.len && sg_is_digit(s.data[at]); at++, unit /= 10)
            d->micros += (s.data[at] - '0') * unit;
    }
    return at;
}

/* "+0200", "+02:00", "+2"; "-0000" is a zone not told. */
static size_t read_zone(struct sg_str s, size_t at, struct date *d)
{
    bool is_west = s.data[at] == '-';
    int64_t v, minutes = 0;
    unsigned digits;
    at = read_number(s, at + 1, &v, &digits);
    if (at + 2 < s.len && s.data[at] == ':' && sg_is_digit(s.data[at + 1]) && digits <= 2) {
        at = read_number(s, at + 1, &minutes, &digits);
        v = v * 100 + minutes;
    } else if (digits <= 2) {
        v *= 100;
    }
    if (digits > 4 || v % 100 > 59 || v / 100 > 15) return at; /* no such zone */
    d->zone = v / 100 * 60 + v % 100;
    if (is_west) d->zone = -d->zone;
    d->has_zone = !(is_west && v == 0);
    if (is_west && v == 0) d->zone = 0;
    d->has_offset = d->has_zone_name = true; /* a name behind it in brackets says the same, less exactly */
    return at;
}

static size_t read_word(struct sg_str s, size_t at, bool is_comment, struct date *d)
{
    size_t start = at;
    while (at < s.len &&
           ((sg_lower(s.data[at]) >= 'a' && sg_lower(s.data[at]) <= 'z') || (unsigned char)s.data[at] >= 0x80))
        at++;
    const char *word = s.data + start;
    size_t len = at - start;
    int64_t zone;
    /* "Mar" before the day may also be a weekday: a second month settles it. */
    bool is_open = !d->month || (d->numbers_before_month == 0 && d->n_numbers == 1 && !d->has_clock);
    unsigned month = is_open && !is_comment ? month_of(word, len) : 0;
    if (month) {
        d->month = month;
        d->numbers_before_month = d->n_numbers;
    } else if (len == 2 && d->has_clock && sg_lower(word[1]) == 'm' &&
               (sg_lower(word[0]) == 'p' || sg_lower(word[0]) == 'a')) {
        d->is_pm = sg_lower(word[0]) == 'p';
        d->is_am = !d->is_pm;
    } else if (d->has_clock && !d->has_zone_name && zone_of(word, len, &zone)) {
        d->zone = zone;
        d->has_zone = d->has_zone_name = true;
    }
    return at;
}

static bool read_tokens(struct sg_str s, struct date *d)
{
    size_t depth = 0;
    for (size_t at = 0; at < s.len;) {
        char c = s.data[at];
        if (c == '(' || c == ')') {
            if (c == '(') depth++;
            if (c == ')' && depth) depth--;
            at++;
        } else if (sg_is_digit(c)) {
            int64_t v;
            unsigned digits;
            at = read_number(s, at, &v, &digits);
            if (depth) continue;
            bool is_clock = at + 1 < s.len &&
                            (s.data[at] == ':' || (s.data[at] == '.' && d->n_numbers == 2 && d->month)) &&
                            sg_is_digit(s.data[at + 1]) && !d->has_clock && digits <= 2;
            if (is_clock) {
                at = read_clock(s, at, v, d);
            } else if (d->n_numbers < NUMBERS) {
                d->numbers[d->n_numbers] = v;
                d->digits[d->n_numbers++] = digits;
            }
        } else if ((c == '+' || c == '-') && d->has_clock && !depth && !d->has_offset && at + 1 < s.len &&
                   sg_is_digit(s.data[at + 1])) {
            at = read_zone(s, at, d);
        } else if ((sg_lower(c) >= 'a' && sg_lower(c) <= 'z') || (unsigned char)c >= 0x80) {
            at = read_word(s, at, depth > 0, d);
        } else {
            at++;
        }
    }
    return d->month != 0 && d->n_numbers >= 2;
}

static int64_t whole_year(int64_t year, unsigned digits)
{
    if (digits <= 2) return year < 50 ? year + 2000 : year + 1900; /* RFC 5322, 4.3 */
    if (digits == 3) return year + 1900;
    return year;
}

static bool is_leap(int64_t y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static bool put_together(const struct date *d, sg_time *ret)
{
    static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    size_t day = 0, year = 1;
    if (d->digits[0] > 2) { /* "2002 Sep 5" */
        day = 1;
        year = 0;
    }
    int64_t y = whole_year(d->numbers[year], d->digits[year]), n = d->numbers[day], hour = d->hour;
    if (d->digits[day] > 2 || d->digits[year] > 4 || y < 1900 || y > 2200) return false;
    if (n < 1 || n > days[d->month - 1] || (d->month == 2 && n == 29 && !is_leap(y))) return false;
    if (d->is_pm && hour < 12) hour += 12;
    if (d->is_am && hour == 12) hour = 0;
    if (hour > 23 || d->minute > 59 || d->second > 60) return false;
    int64_t seconds = sg_days_from_civil(y, d->month, (unsigned)n) * 86400 + hour * 3600 + d->minute * 60 + d->second;
    *ret = (seconds - d->zone * 60) * SG_SECOND + d->micros;
    return true;
}

/* "02/10/2002" is in February to some and in October to others: no date at all is better than a wrong one. */
static bool is_ambiguous(struct sg_str s)
{
    unsigned numbers[2] = { 0, 0 };
    size_t at = 0;
    for (int i = 0; i < 2; i++) {
        size_t from = at;
        while (at < s.len && at - from < 2 && sg_is_digit(s.data[at]))
            numbers[i] = numbers[i] * 10 + (unsigned)(s.data[at++] - '0');
        if (at == from || at >= s.len || s.data[at++] != '/') return false;
    }
    return numbers[0] <= 12 && numbers[1] <= 12 && numbers[0] != numbers[1];
}

/* "2002-09-05T10:11:12+02:00" and its like: base/ reads them, the zone is looked for here. */
static bool read_iso(struct sg_str s, sg_time *ret, int64_t *ret_zone)
{
    uint32_t precision;
    struct date d = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < s.len && i < 8; i++)
        n += s.data[i] == '-' || s.data[i] == '/';
    if (n < 1 || !sg_is_digit(s.data[0]) || is_ambiguous(s)) return false;
    if (sg_time_parse(s, ret, &precision, NULL) != SG_OK) return false;
    *ret_zone = INT64_MIN;
    const char *colon = memchr(s.data, ':', s.len);
    size_t at = colon ? (size_t)(colon - s.data) : s.len;
    while (at < s.len && s.data[at] != '+' && s.data[at] != '-' && s.data[at] != 'Z' && s.data[at] != 'G' &&
           s.data[at] != 'U')
        at++;
    if (at >= s.len) return true;
    if (s.data[at] == '+' || s.data[at] == '-')
        read_zone(s, at, &d);
    else
        d.has_zone = true;
    if (d.has_zone) *ret_zone = d.zone;
    return true;
}

bool sg_mail_date(struct sg_str value, sg_time *ret, int64_t *ret_zone)
{
    struct date d = { 0 };
    sg_time t;
    int64_t zone;
    value = sg_str_trim(value);
    if (value.len > LONGEST) value.len = LONGEST;
    if (!value.len) return false;
    if (read_iso(value, &t, &zone)) {
        *ret = t;
        *ret_zone = zone;
        return true;
    }
    if (!read_tokens(value, &d) || !put_together(&d, &t)) return false;
    *ret = t;
    *ret_zone = d.has_zone ? d.zone : INT64_MIN;
    return true;
}
