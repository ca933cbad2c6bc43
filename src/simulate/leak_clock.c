/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clocks of places, with their summer time, and how mail writes dates. */
#include "simulate/leak_internal.h"

const struct sim_zone sim_zones[ZONES] = {
    [ZONE_PARIS] = { 60, SUMMER_EUROPE },       [ZONE_LONDON] = { 0, SUMMER_EUROPE },
    [ZONE_NEW_YORK] = { -300, SUMMER_AMERICA }, [ZONE_ATHENS] = { 120, SUMMER_EUROPE },
    [ZONE_TOKYO] = { 540, SUMMER_NONE },        [ZONE_CHICAGO] = { -360, SUMMER_AMERICA },
    [ZONE_MOSCOW] = { 180, SUMMER_NONE },       [ZONE_UTC] = { 0, SUMMER_NONE },
};
const char *const sim_weekdays[7] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
const char *const sim_months[12] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct sim_clock sim_clock_at(sg_time t, int minutes)
{
    int64_t seconds = floor_div(t, SG_SECOND) + (int64_t)minutes * 60;
    int64_t days = floor_div(seconds, 86400), rest = seconds - days * 86400;
    /* Civil date of a day number, counted in eras of 400 years that begin on 1 March. */
    int64_t z = days + 719468, era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    unsigned month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    return (struct sim_clock){ .year = (int)(yoe + era * 400 + (month <= 2)),
                               .month = month,
                               .day = (unsigned)(doy - (153 * mp + 2) / 5 + 1),
                               .weekday = (unsigned)((days % 7 + 11) % 7),
                               .hour = (unsigned)(rest / 3600),
                               .minute = (unsigned)(rest / 60 % 60),
                               .second = (unsigned)(rest % 60) };
}

/* The n-th Sunday of a month (0: the last one), as days since 1970. */
static int64_t sunday(int year, unsigned month, unsigned n)
{
    if (n == 0) {
        int64_t last = sg_days_from_civil(year, month + 1, 1) - 1;
        return last - (last % 7 + 11) % 7;
    }
    int64_t first = sg_days_from_civil(year, month, 1);
    return first + (7 - (first % 7 + 11) % 7) % 7 + 7 * (n - 1);
}

int sim_offset(unsigned zone, sg_time t)
{
    const struct sim_zone *z = &sim_zones[zone];
    int year = sim_clock_at(t, z->minutes).year;
    sg_time from, to;
    if (z->summer == SUMMER_EUROPE) {
        from = sunday(year, 3, 0) * SG_DAY + SG_HOUR;
        to = sunday(year, 10, 0) * SG_DAY + SG_HOUR;
    } else if (z->summer == SUMMER_AMERICA) { /* at two o'clock of the local time that holds */
        from = sunday(year, 3, 2) * SG_DAY + 2 * SG_HOUR - z->minutes * SG_MINUTE;
        to = sunday(year, 11, 1) * SG_DAY + SG_HOUR - z->minutes * SG_MINUTE;
    } else {
        return z->minutes;
    }
    return z->minutes + (t >= from && t < to ? 60 : 0);
}

void sim_put_date(struct sg_buf *out, sg_time t, int minutes, bool pads_day)
{
    struct sim_clock c = sim_clock_at(t, minutes);
    unsigned east = (unsigned)(minutes < 0 ? -minutes : minutes);
    sg_buf_printf(out, pads_day ? "%s, %02u %s %d %02u:%02u:%02u %c%02u%02u" : "%s, %u %s %d %02u:%02u:%02u %c%02u%02u",
                  sim_weekdays[c.weekday], c.day, sim_months[c.month - 1], c.year, c.hour, c.minute, c.second,
                  minutes < 0 ? '-' : '+', east / 60, east % 60);
}

sg_time sim_delay(uint64_t *state, sg_time least, unsigned octaves)
{
    sg_time from = least << sg_random_below(state, octaves);
    return from + (sg_time)(sg_random_unit(state) * (double)from);
}

void sim_hex(struct sg_buf *out, uint64_t *state, unsigned digits, bool is_upper)
{
    const char *alphabet = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";
    for (unsigned i = 0; i < digits; i++)
        sg_buf_char(out, alphabet[sg_random(state) >> 60]);
}
