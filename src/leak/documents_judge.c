/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "leak/documents.h"
#include "leak/headers_judge.h"
#include "model/leak.h"
#include "model/leak_tables.h"

static bool is_known(sg_time t)
{
    return t != SG_TIME_NONE;
}
/* Zip's clock begins in 1980, and programs that do not care leave it there. */
static bool is_real_entry(sg_time t)
{
    return is_known(t) && t >= sg_days_from_civil(1990, 1, 1) * SG_DAY;
}

/* OOXML's times are UTC by its standard, whether or not a zone is written out. */
bool leak_document_knows_zone(const struct leak_document *d)
{
    static const char *const in_utc[] = { "docx", "docm", "dotx", "xlsx", "xlsm", "pptx", "pptm" };
    for (size_t i = 0; i < sizeof in_utc / sizeof *in_utc; i++)
        if (strcmp(d->format, in_utc[i]) == 0) return true;
    return d->zone != SG_LM_NO_ZONE;
}

int leak_judge_saved(const struct leak_document *d, sg_time limit)
{
    if (!is_known(d->modified) || !is_known(limit)) return LEAK_FITS;
    sg_time late = d->modified - limit;
    if (late <= 2 * SG_HOUR) return LEAK_FITS;
    if (late > 14 * SG_HOUR) return SG_MEDIUM;
    return leak_document_knows_zone(d) ? SG_NOTE : LEAK_FITS; /* programs write local time and call it UTC */
}

/* ---- contradictions ---- */

static void put_time(char ret[static 96], const char *name, sg_time t)
{
    char text[SG_TIME_TEXT];
    sg_time_format(t, text);
    snprintf(ret, 96, "%s %s", name, text);
}

static bool created_after(const struct leak_document *d, struct leak_contradiction *c)
{
    sg_time tolerance = leak_document_knows_zone(d) ? SG_HOUR : 14 * SG_HOUR;
    if (!is_known(d->created) || !is_known(d->modified) || d->created - d->modified <= tolerance) return false;
    put_time(c->one, "created", d->created);
    put_time(c->other, "saved", d->modified);
    return true;
}

/* The pair of times that lies furthest apart, if that is more than a day: less is a matter of zones. */
static bool info_against_xmp(const struct leak_document *d, struct leak_contradiction *c)
{
    const struct {
        sg_time info, xmp;
        const char *name, *xmp_name;
    } pairs[] = { { d->modified, d->xmp_modified, "saved", "in XMP saved" },
                  { d->created, d->xmp_created, "created", "in XMP created" } };
    sg_time widest = SG_DAY;
    for (size_t i = 0; i < 2; i++) {
        if (!is_known(pairs[i].info) || !is_known(pairs[i].xmp)) continue;
        sg_time apart = pairs[i].info > pairs[i].xmp ? pairs[i].info - pairs[i].xmp : pairs[i].xmp - pairs[i].info;
        if (apart <= widest) continue;
        widest = apart;
        put_time(c->one, pairs[i].name, pairs[i].info);
        put_time(c->other, pairs[i].xmp_name, pairs[i].xmp);
    }
    return widest > SG_DAY;
}

static bool entries_after(const struct leak_document *d, struct leak_contradiction *c)
{
    if (!is_real_entry(d->entry_last) || !is_known(d->modified) || d->entry_last - d->modified <= 2 * SG_DAY)
        return false;
    put_time(c->one, "saved", d->modified);
    put_time(c->other, "its parts were written", d->entry_last);
    return true;
}

static bool too_many_minutes(const struct leak_document *d, struct leak_contradiction *c)
{
    if (!is_known(d->created) || !is_known(d->modified) || d->minutes <= 60 || d->minutes > INT32_MAX) return false;
    sg_time life = d->modified - d->created;
    if (life < 0 || d->minutes * SG_MINUTE <= life + SG_DAY) return false;
    snprintf(c->one, sizeof c->one, "edited for %lld minutes", (long long)d->minutes);
    snprintf(c->other, sizeof c->other, "%lld minutes from its creation to its last saving",
             (long long)(life / SG_MINUTE));
    return true;
}

static bool first_revision_old(const struct leak_document *d, struct leak_contradiction *c)
{
    if (d->revision != 1 || d->minutes < 8 * 60) return false;
    snprintf(c->one, sizeof c->one, "revision 1");
    snprintf(c->other, sizeof c->other, "edited for %lld minutes", (long long)d->minutes);
    return true;
}

/* First public releases of Microsoft Office by the number that it writes as its version. */
static sg_time program_release(const struct leak_document *d)
{
    static const struct {
        int version, year;
        unsigned month;
    } office[] = { { 12, 2006, 11 }, { 14, 2009, 11 }, { 15, 2012, 7 }, { 16, 2015, 1 } };
    if (strncmp(d->application, "Microsoft", 9) != 0) return SG_TIME_NONE;
    int version = atoi(d->app_version);
    for (size_t i = 0; i < sizeof office / sizeof *office; i++)
        if (office[i].version == version) return sg_days_from_civil(office[i].year, office[i].month, 1) * SG_DAY;
    return SG_TIME_NONE;
}

static bool before_its_program(const struct leak_document *d, struct leak_contradiction *c)
{
    sg_time release = program_release(d);
    if (!is_known(release) || !is_known(d->modified) || d->modified >= release - 30 * SG_DAY) return false;
    put_time(c->one, "saved", d->modified);
    snprintf(c->other, sizeof c->other, "%.40s %.20s", d->application, d->app_version);
    return true;
}

static bool taken_after(const struct leak_document *d, struct leak_contradiction *c)
{
    if (!is_known(d->taken) || !is_known(d->modified) || d->taken - d->modified <= SG_DAY) return false;
    put_time(c->one, "taken", d->taken);
    put_time(c->other, "saved", d->modified);
    return true;
}

static const struct {
    bool (*test)(const struct leak_document *d, struct leak_contradiction *c);
    int severity;
    const char *what;
} tests[LEAK_CONTRADICTIONS] = {
    [LEAK_CREATED_AFTER_MODIFIED] = { created_after, SG_MEDIUM, "created after it was last saved" },
    [LEAK_INFO_AGAINST_XMP] = { info_against_xmp, SG_LOW, "two records of one time" },
    [LEAK_ENTRIES_AFTER_MODIFIED] = { entries_after, SG_MEDIUM, "its parts are newer than its last saving" },
    [LEAK_MINUTES_TOO_MANY] = { too_many_minutes, SG_LOW, "edited for longer than it exists" },
    [LEAK_FIRST_REVISION_OLD] = { first_revision_old, SG_LOW, "never saved again, and edited for hours" },
    [LEAK_BEFORE_ITS_PROGRAM] = { before_its_program, SG_MEDIUM, "saved before its program was published" },
    [LEAK_TAKEN_AFTER_SAVED] = { taken_after, SG_LOW, "taken after it was saved" },
};

size_t leak_contradictions(const struct leak_document *d, struct leak_contradiction ret[static LEAK_CONTRADICTIONS])
{
    size_t n = 0;
    for (int k = 0; k < LEAK_CONTRADICTIONS; k++) {
        struct leak_contradiction c = { (enum leak_contradicting)k, tests[k].severity, tests[k].what, "", "" };
        if (tests[k].test(d, &c)) ret[n++] = c;
    }
    return n;
}

bool leak_can_contradict(const struct leak_document *d, enum leak_contradicting kind)
{
    switch (kind) {
    case LEAK_CREATED_AFTER_MODIFIED:
        return is_known(d->created) && is_known(d->modified);
    case LEAK_INFO_AGAINST_XMP:
        return is_known(d->xmp_modified) || is_known(d->xmp_created);
    case LEAK_ENTRIES_AFTER_MODIFIED:
        return is_real_entry(d->entry_last) && is_known(d->modified);
    case LEAK_MINUTES_TOO_MANY:
        return d->minutes > 0 && is_known(d->created) && is_known(d->modified);
    case LEAK_FIRST_REVISION_OLD:
        return d->revision >= 1 && d->minutes >= 0;
    case LEAK_BEFORE_ITS_PROGRAM:
        return is_known(program_release(d)) && is_known(d->modified);
    case LEAK_TAKEN_AFTER_SAVED:
        return is_known(d->taken) && is_known(d->modified);
    case LEAK_CONTRADICTIONS:
        break;
    }
    return false;
}

/* ---- scripts ---- */

static int script_of(uint32_t c)
{
    static const struct {
        uint32_t from, to;
        int script;
    } ranges[] = { { 'A', 'Z', 0 },       { 'a', 'z', 0 },       { 0xc0, 0x24f, 0 },    { 0x1e00, 0x1eff, 0 },
                   { 0x370, 0x3ff, 2 },   { 0x1f00, 0x1fff, 2 }, { 0x400, 0x52f, 1 },   { 0x530, 0x58f, 7 },
                   { 0x590, 0x5ff, 4 },   { 0x600, 0x6ff, 3 },   { 0x750, 0x77f, 3 },   { 0x900, 0x97f, 10 },
                   { 0xe00, 0xe7f, 9 },   { 0x10a0, 0x10ff, 8 }, { 0x1100, 0x11ff, 6 }, { 0x3040, 0x30ff, 5 },
                   { 0x3400, 0x9fff, 5 }, { 0xac00, 0xd7af, 6 }, { 0xf900, 0xfaff, 5 }, { 0x20000, 0x2ffff, 5 },
                   { 0xff21, 0xff3a, 0 }, { 0xff41, 0xff5a, 0 }, { 0xfb50, 0xfdff, 3 }, { 0xfe70, 0xfeff, 3 } };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].from && c <= ranges[i].to) return c == 0xd7 || c == 0xf7 ? -1 : ranges[i].script;
    return c >= 0x250 && !(c >= 0x2000 && c <= 0x303f) && c != 0xfffd ? 11 : -1;
}

const char *leak_script(struct sg_str name)
{
    static const char *const names[] = { "Latin",  "Cyrillic", "Greek",    "Arabic", "Hebrew",     "Han or kana",
                                         "Hangul", "Armenian", "Georgian", "Thai",   "Devanagari", "another" };
    enum { SCRIPTS = sizeof names / sizeof *names };
    size_t n[SCRIPTS] = { 0 };
    int most = -1;
    for (size_t at = 0; at < name.len;) {
        int s = script_of(sg_utf8_next(name.data, name.len, &at));
        if (s < 0) continue;
        n[s]++;
        if (most < 0 || n[s] > n[most]) most = s;
    }
    return most < 0 ? "" : names[most];
}
