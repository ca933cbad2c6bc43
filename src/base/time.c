/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/time.h"

#include <stdio.h>
#include <time.h>

#include "base/text.h"

/* Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil and its inverse). */
int64_t sg_days_from_civil(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int64_t)day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil {
    int64_t year;
    unsigned month, day;
};

static struct civil civil_from_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    unsigned month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    return (struct civil){ yoe + era * 400 + (month <= 2), month, (unsigned)(doy - (153 * mp + 2) / 5 + 1) };
}

/* ---- reading ---- */

struct cursor {
    const char *p, *end;
};

static bool at(const struct cursor *c, char want) { return c->p < c->end && *c->p == want; }

/* Between `least` and `most` digits; false when there are fewer. */
static bool digits(struct cursor *c, int least, int most, int64_t *ret)
{
    int64_t v = 0;
    int n = 0;
    while (n < most && c->p < c->end && sg_is_digit(*c->p)) {
        v = v * 10 + (*c->p++ - '0');
        n++;
    }
    if (n < least) return false;
    *ret = v;
    return true;
}

static void blanks(struct cursor *c)
{
    while (c->p < c->end && *c->p == ' ')
        c->p++;
}

static bool is_date(int64_t year, int64_t month, int64_t day)
{
    static const unsigned char length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1) return false;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= length[month - 1] + (month == 2 && is_leap);
}

struct reading {
    int64_t year, month, day, hour, minute, second, micros, zone_minutes;
    uint32_t precision;
};

static bool fraction(struct cursor *c, int64_t *ret_micros)
{
    int64_t v = 0, scale = 100000;
    const char *start = c->p;
    for (; c->p < c->end && sg_is_digit(*c->p); c->p++, scale /= 10)
        v += (*c->p - '0') * scale;
    *ret_micros = v;
    return c->p > start;
}

/* h:mm[:ss[.f]] */
static bool clock_part(struct cursor *c, struct reading *r)
{
    if (!digits(c, 1, 2, &r->hour)) return false;
    r->precision = SG_TO_HOUR;
    if (!at(c, ':')) return r->hour <= 23;
    c->p++;
    if (!digits(c, 2, 2, &r->minute)) return false;
    r->precision = SG_TO_MINUTE;
    if (at(c, ':')) {
        c->p++;
        if (!digits(c, 2, 2, &r->second)) return false;
        r->precision = SG_EXACT;
        if (at(c, '.') || at(c, ',')) {
            c->p++;
            if (!fraction(c, &r->micros)) return false;
        }
    }
    return r->hour <= 23 && r->minute <= 59 && r->second <= 60;
}

static bool zone_part(struct cursor *c, struct reading *r)
{
    blanks(c);
    size_t left = (size_t)(c->end - c->p);
    if (left == 0) return true;
    if (sg_lower(*c->p) == 'z' && left == 1) {
        c->p++;
        return true;
    }
    if (left == 3 && (sg_str_is_nocase(sg_str_n(c->p, 3), "utc") || sg_str_is_nocase(sg_str_n(c->p, 3), "gmt"))) {
        c->p += 3;
        return true;
    }
    if (*c->p != '+' && *c->p != '-') return false;
    int64_t sign = *c->p++ == '-' ? -1 : 1, hours, minutes = 0;
    if (!digits(c, 2, 2, &hours)) return false;
    if (at(c, ':')) c->p++;
    if (c->p < c->end && sg_is_digit(*c->p) && !digits(c, 2, 2, &minutes)) return false;
    if (hours > 15 || minutes > 59) return false;
    r->zone_minutes = sign * (hours * 60 + minutes);
    return true;
}

static bool read_iso(struct cursor c, struct reading *r)
{
    if (!digits(&c, 4, 4, &r->year) || !at(&c, '-')) return false;
    c.p++;
    if (!digits(&c, 2, 2, &r->month) || !at(&c, '-')) return false;
    c.p++;
    if (!digits(&c, 2, 2, &r->day)) return false;
    r->precision = SG_TO_DAY;
    if (c.p == c.end) return true;
    if (*c.p != 'T' && *c.p != 't' && *c.p != ' ') return false;
    c.p++;
    return clock_part(&c, r) && zone_part(&c, r) && c.p == c.end;
}

/* "Fri May 05 18:49:30 +0000 2017" */
static bool read_x(struct cursor c, struct reading *r)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    struct cursor zone;
    if (c.end - c.p < 24 || c.p[3] != ' ' || c.p[7] != ' ') return false;
    for (int m = 0; m < 12; m++)
        if (sg_lower(c.p[4]) == months[3 * m] && sg_lower(c.p[5]) == months[3 * m + 1] &&
            sg_lower(c.p[6]) == months[3 * m + 2])
            r->month = m + 1;
    c.p += 8;
    blanks(&c);
    if (r->month == 0 || !digits(&c, 1, 2, &r->day) || !at(&c, ' ')) return false;
    c.p++;
    if (!clock_part(&c, r) || !at(&c, ' ')) return false;
    c.p++;
    zone.p = zone.end = c.p;
    while (zone.end < c.end && *zone.end != ' ')
        zone.end++;
    c.p = zone.end;
    if (!zone_part(&zone, r) || zone.p != zone.end || !at(&c, ' ')) return false;
    c.p++;
    return digits(&c, 4, 4, &r->year) && c.p == c.end;
}

/* "5/4/2017 18:54" */
static bool read_us(struct cursor c, struct reading *r)
{
    if (!digits(&c, 1, 2, &r->month) || !at(&c, '/')) return false;
    c.p++;
    if (!digits(&c, 1, 2, &r->day) || !at(&c, '/')) return false;
    c.p++;
    if (!digits(&c, 4, 4, &r->year)) return false;
    r->precision = SG_TO_DAY;
    if (c.p == c.end) return true;
    if (!at(&c, ' ')) return false;
    c.p++;
    return clock_part(&c, r) && zone_part(&c, r) && c.p == c.end;
}

static bool read_unix(struct cursor c, sg_time *ret)
{
    const char *start = c.p;
    int64_t v = 0, micros = 0;
    if (!digits(&c, 9, 16, &v)) return false; /* fewer digits are a year, a count or a day number */
    size_t n = (size_t)(c.p - start);
    bool has_fraction = at(&c, '.');
    if (has_fraction) {
        c.p++;
        if (!fraction(&c, &micros)) return false;
    }
    if (c.p != c.end) return false;
    sg_time time;
    if (n <= 10)
        time = v * SG_SECOND + micros;
    else if (n == 13 && !has_fraction)
        time = v * 1000;
    else if (n == 16 && !has_fraction)
        time = v;
    else
        return false;
    if (time >= sg_days_from_civil(2201, 1, 1) * SG_DAY) return false;
    *ret = time;
    return true;
}

enum sg_code sg_time_parse(struct sg_str text, sg_time *ret_time, uint32_t *ret_precision, struct sg_err *err)
{
    struct sg_str s = sg_str_trim(text);
    if (s.len == 0) return sg_fail(err, SG_EINPUT, "empty where a time was expected");
    struct cursor c = { s.data, s.data + s.len };
    struct reading r = { 0 };
    bool is_read = s.len > 4 && s.data[4] == '-' ? read_iso(c, &r) : false;
    if (!is_read && read_unix(c, ret_time)) {
        *ret_precision = SG_EXACT;
        return SG_OK;
    }
    if (!is_read) {
        r = (struct reading){ 0 };
        is_read = read_x(c, &r);
    }
    if (!is_read) {
        r = (struct reading){ 0 };
        is_read = read_us(c, &r);
    }
    int shown = (int)(s.len > 60 ? 60 : s.len);
    if (!is_read)
        return sg_fail(err, SG_EINPUT, "'%.*s' is not a time (expected one like 2017-05-05T18:49:30Z)", shown, s.data);
    if (!is_date(r.year, r.month, r.day))
        return sg_fail(err, SG_EINPUT, "'%.*s' is a date that does not exist", shown, s.data);
    *ret_time = sg_days_from_civil(r.year, (unsigned)r.month, (unsigned)r.day) * SG_DAY + r.hour * SG_HOUR +
                (r.minute - r.zone_minutes) * SG_MINUTE + r.second * SG_SECOND + r.micros;
    *ret_precision = r.precision;
    return SG_OK;
}

/* ---- writing ---- */

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

void sg_time_format(sg_time t, char text[static SG_TIME_TEXT])
{
    int64_t days = floor_div(t, SG_DAY), rest = t - days * SG_DAY;
    struct civil c = civil_from_days(days);
    int hour = (int)(rest / SG_HOUR), minute = (int)(rest / SG_MINUTE % 60), second = (int)(rest / SG_SECOND % 60);
    int micros = (int)(rest % SG_SECOND);
    int year = (int)(c.year < -9999 ? -9999 : c.year > 99999 ? 99999 : c.year);
    int n = snprintf(text, SG_TIME_TEXT, "%04d-%02u-%02uT%02d:%02d:%02d", year, c.month % 100, c.day % 100, hour % 100,
                     minute % 100, second % 100);
    if (micros) {
        n += snprintf(text + n, (size_t)(SG_TIME_TEXT - n), ".%06d", micros);
        while (text[n - 1] == '0')
            n--;
    }
    snprintf(text + n, (size_t)(SG_TIME_TEXT - n), "Z");
}

void sg_time_format_precise(sg_time t, uint32_t precision, char text[static SG_TIME_TEXT])
{
    sg_time_format(t, text);
    char *clock = text;
    while (*clock && *clock != 'T')
        clock++;
    if (!*clock) return;
    if (precision >= SG_TO_DAY)
        *clock = '\0';
    else if (precision >= SG_TO_HOUR)
        snprintf(clock + 3, 2, "Z");
    else if (precision >= SG_TO_MINUTE)
        snprintf(clock + 6, 2, "Z");
}

enum sg_code sg_duration_parse(struct sg_str text, int64_t *ret_us, struct sg_err *err)
{
    struct sg_str s = sg_str_trim(text);
    int64_t unit = SG_SECOND, value;
    if (s.len && !sg_is_digit(s.data[s.len - 1])) {
        switch (s.data[s.len - 1]) {
        case 's': break;
        case 'm': unit = SG_MINUTE; break;
        case 'h': unit = SG_HOUR; break;
        case 'd': unit = SG_DAY; break;
        default: unit = 0;
        }
        s.len--;
    }
    if (unit == 0 || sg_parse_i64(s, &value, NULL) != SG_OK || value < 0 || value > INT64_MAX / unit)
        return sg_fail(err, SG_EINPUT, "'%.*s' is not a duration (expected one like 45s, 5m, 2h or 1d)",
                       (int)(text.len > 40 ? 40 : text.len), text.data);
    *ret_us = value * unit;
    return SG_OK;
}

sg_time sg_time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (sg_time)now.tv_sec * SG_SECOND + now.tv_nsec / 1000;
}
