/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "casefile/casefile_internal.h"

void case_calendar_free(struct sg_period *calendar, size_t n)
{
    for (size_t i = 0; calendar && i < n; i++)
        free(calendar[i].name);
    free(calendar);
}

static int by_time(const void *a, const void *b)
{
    const struct sg_period *p = a, *q = b;
    if (p->from != q->from) return p->from < q->from ? -1 : 1;
    return strcmp(p->name, q->name);
}

static size_t find_period(const struct sg_case *c, const char *name)
{
    size_t i = 0;
    while (i < c->n_calendar && strcmp(c->calendar[i].name, name) != 0)
        i++;
    return i;
}

/* The calendar as it is on disk now: another sillage may have changed it since the case was opened. */
static enum sg_code reload(struct sg_case *c, struct sg_err *err)
{
    struct sg_case now = { .folder = c->folder, .lock_fd = -1 };
    enum sg_code code = case_read(&now, err);
    if (code == SG_OK) {
        struct sg_period *calendar = c->calendar;
        size_t n = c->n_calendar;
        c->calendar = now.calendar;
        c->n_calendar = now.n_calendar;
        now.calendar = calendar;
        now.n_calendar = n;
    }
    case_calendar_free(now.calendar, now.n_calendar);
    free(now.title);
    free(now.store_url);
    return code;
}

static enum sg_code put(struct sg_case *c, const char *name, sg_time from, sg_time to, struct sg_err *err)
{
    size_t at = find_period(c, name);
    if (at == c->n_calendar) {
        if (c->n_calendar >= CASE_CALENDAR_PERIODS)
            return sg_fail(err, SG_ELIMIT, "the calendar is full (%d periods)", CASE_CALENDAR_PERIODS);
        char *copy = strdup(name);
        struct sg_period *grown = copy ? realloc(c->calendar, (c->n_calendar + 1) * sizeof *grown) : NULL;
        if (!grown) {
            free(copy);
            return sg_fail_nomem(err, "the calendar");
        }
        c->calendar = grown;
        grown[c->n_calendar++].name = copy;
    }
    c->calendar[at].from = from;
    c->calendar[at].to = to;
    qsort(c->calendar, c->n_calendar, sizeof *c->calendar, by_time);
    return case_write(c, err);
}

enum sg_code sg_case_calendar_add(struct sg_case *c, const char *name, sg_time from, sg_time to, struct sg_err *err)
{
    if (!name[0]) return sg_fail(err, SG_EUSAGE, "a period of the calendar needs a name");
    if (!sg_utf8_is_valid(name, strlen(name))) return sg_fail(err, SG_EUSAGE, "the period's name is not UTF-8 text");
    if (to < from) return sg_fail(err, SG_EUSAGE, "the period \"%s\" ends before it begins", name);
    int fd = case_folder_lock(c, err);
    if (fd < 0) return err ? err->code : SG_EIO;
    enum sg_code code = reload(c, err);
    if (code == SG_OK) code = put(c, name, from, to, err);
    case_folder_unlock(fd);
    return code;
}

static enum sg_code take_out(struct sg_case *c, const char *name, struct sg_err *err)
{
    size_t at = find_period(c, name);
    if (at == c->n_calendar)
        return sg_fail(err, SG_ENOTFOUND, "the calendar has no \"%s\"; see: sillage calendar list", name);
    free(c->calendar[at].name);
    c->n_calendar--;
    memmove(c->calendar + at, c->calendar + at + 1, (c->n_calendar - at) * sizeof *c->calendar);
    return case_write(c, err);
}

enum sg_code sg_case_calendar_remove(struct sg_case *c, const char *name, struct sg_err *err)
{
    int fd = case_folder_lock(c, err);
    if (fd < 0) return err ? err->code : SG_EIO;
    enum sg_code code = reload(c, err);
    if (code == SG_OK) code = take_out(c, name, err);
    case_folder_unlock(fd);
    return code;
}

void sg_case_calendar_json(const struct sg_case *c, struct sg_json_out *j)
{
    sg_json_key(j, "calendar");
    sg_json_array(j);
    for (size_t i = 0; i < c->n_calendar; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "name", c->calendar[i].name);
        sg_json_ktime(j, "from", c->calendar[i].from);
        sg_json_ktime(j, "to", c->calendar[i].to);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}
