/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/gaps.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "leak/leak_internal.h"

/* Numbered names tell of a gap when there are many of them and most of the row is there. */
enum { AROUND = 60, LEAST_NUMBERED = 20, MOST_GAPS = 200, MOST_DAYS = 40000 };
#define CHANCE 1e-6

/* ---- days ---- */

/* Mails on such weekdays in the AROUND days before and behind, those without mail left out: a gap does not lower its
 * own expectation. */
static double usual(const uint32_t *per_day, size_t n, size_t from, size_t to, size_t day)
{
    double sum = 0;
    unsigned days = 0;
    size_t begin = from > AROUND ? from - AROUND : 0, end = n - to > AROUND ? to + AROUND : n;
    for (size_t i = begin + (day - begin) % 7; i < end; i += 7) {
        if (i >= from && i < to) continue;
        sum += per_day[i];
        days++;
    }
    return days ? sum / days : 0;
}

size_t leak_missing_days(const uint32_t *per_day, size_t n, struct leak_hole *ret, size_t most)
{
    size_t found = 0;
    for (size_t i = 0; i < n && found < most; i++) {
        if (per_day[i]) continue;
        size_t to = i;
        while (to < n && !per_day[to])
            to++;
        double expected = 0;
        for (size_t day = i; day < to && day < i + AROUND; day++)
            expected += usual(per_day, n, i, to, day);
        if (i > 0 && to < n && exp(-expected) < CHANCE)
            ret[found++] = (struct leak_hole){ (int64_t)i, (int64_t)to - 1 };
        i = to;
    }
    return found;
}

static enum sg_code add_gap(struct leak_run *r, struct sg_buf *gaps, const char *what, const char *from, const char *to,
                            uint64_t n, struct sg_err *err)
{
    struct sg_leak_gap gap = { what, leak_keep(r, sg_str(from), err), leak_keep(r, sg_str(to), err), n };
    if (!gap.from || !gap.to) return SG_ENOMEM;
    sg_buf_add(gaps, &gap, sizeof gap);
    return sg_buf_check(gaps, err);
}

static int64_t day_of(sg_time t)
{
    return t / SG_DAY - (t % SG_DAY < 0);
}

/* The densest stretch: dates that are wrong by decades must not make a thousand empty years. */
static enum sg_code add_days(struct leak_run *r, struct sg_buf *gaps, struct sg_err *err)
{
    size_t n_dated = r->n_mails;
    while (n_dated && leak_item(r, &r->mails[n_dated - 1])->date == SG_TIME_NONE)
        n_dated--;
    if (n_dated < 100) return SG_OK;
    int64_t first = day_of(leak_item(r, &r->mails[n_dated / 200])->date);
    int64_t last = day_of(leak_item(r, &r->mails[n_dated - 1 - n_dated / 200])->date);
    size_t n = last - first >= MOST_DAYS ? MOST_DAYS : (size_t)(last - first + 1);
    uint32_t *per_day = calloc(n, sizeof *per_day);
    if (!per_day) return sg_fail_nomem(err, "days without mail");
    for (size_t i = 0; i < n_dated; i++) {
        int64_t day = day_of(leak_item(r, &r->mails[i])->date) - first;
        if (day >= 0 && (uint64_t)day < n) per_day[day]++;
    }
    struct leak_hole holes[MOST_GAPS];
    size_t found = leak_missing_days(per_day, n, holes, MOST_GAPS);
    free(per_day);
    for (size_t i = 0; i < found; i++) {
        char from[SG_TIME_TEXT], to[SG_TIME_TEXT];
        sg_time_format_precise((first + holes[i].from) * SG_DAY, SG_TO_DAY, from);
        sg_time_format_precise((first + holes[i].to) * SG_DAY, SG_TO_DAY, to);
        SG_TRY(add_gap(r, gaps, "days", from, to, (uint64_t)(holes[i].to - holes[i].from + 1), err));
    }
    return SG_OK;
}

/* ---- numbers ---- */

bool leak_numbered(struct sg_str name, struct sg_str *ret_before, struct sg_str *ret_after, int64_t *ret_number)
{
    size_t end = name.len;
    while (end && !sg_is_digit(name.data[end - 1]))
        end--;
    size_t begin = end;
    while (begin && sg_is_digit(name.data[begin - 1]))
        begin--;
    if (begin == end || end - begin > 18) return false;
    int64_t number = 0;
    for (size_t i = begin; i < end; i++)
        number = number * 10 + (name.data[i] - '0');
    *ret_before = sg_str_n(name.data, begin);
    *ret_after = sg_str_n(name.data + end, name.len - end);
    *ret_number = number;
    return true;
}

struct numbered {
    const char *before, *after;
    int64_t number;
    int digits; /* as written: "007" has three */
};
static int by_number(const void *x, const void *y)
{
    const struct numbered *a = x, *b = y;
    int order = strcmp(a->before, b->before);
    if (!order) order = strcmp(a->after, b->after);
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static enum sg_code add_row(struct leak_run *r, struct sg_buf *gaps, const struct numbered *all, size_t n,
                            struct sg_err *err)
{
    uint64_t span = (uint64_t)(all[n - 1].number - all[0].number) + 1;
    if (n < LEAST_NUMBERED || span > 2 * n) return SG_OK;
    for (size_t i = 1; i < n && gaps->len / sizeof(struct sg_leak_gap) < MOST_GAPS; i++) {
        uint64_t missing = (uint64_t)(all[i].number - all[i - 1].number);
        if (missing < 2) continue;
        sg_auto_buf from = { 0 }, to = { 0 };
        int digits = all[i].digits < all[i - 1].digits ? all[i].digits : all[i - 1].digits;
        sg_buf_printf(&from, "%s%0*" PRId64 "%s", all[i].before, digits, all[i - 1].number + 1, all[i].after);
        sg_buf_printf(&to, "%s%0*" PRId64 "%s", all[i].before, digits, all[i].number - 1, all[i].after);
        const char *a = sg_buf_cstr(&from), *b = sg_buf_cstr(&to);
        if (!a || !b) return sg_fail_nomem(err, "numbers that are missing");
        SG_TRY(add_gap(r, gaps, "numbers", a, b, missing - 1, err));
    }
    return SG_OK;
}

struct numbering {
    const struct leak_run *r;
    struct sg_buf all; /* struct numbered */
};

static enum sg_code note_number(struct numbering *to, struct sg_str path, struct sg_err *err)
{
    struct sg_str before, after;
    struct numbered one;
    if (!leak_numbered(path, &before, &after, &one.number)) return SG_OK;
    one.before = leak_keep(to->r, before, err);
    one.after = leak_keep(to->r, after, err);
    one.digits = (int)(path.len - before.len - after.len);
    if (!one.before || !one.after) return SG_ENOMEM;
    sg_buf_add(&to->all, &one, sizeof one);
    return sg_buf_check(&to->all, err);
}

static enum sg_code take_path(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    return note_number(ctx, sg_batch_text(b, 0, row), err);
}

/* The first place of every item, then all places of those that lie in several: a copy elsewhere is no gap here. */
static enum sg_code note_numbers(struct numbering *to, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_TEXT };
    const struct sg_leak *l = to->r->answer;
    bool has_more = false;
    for (size_t i = 0; i < l->n_items; i++) {
        has_more |= l->items[i].n_places > 1;
        if (l->items[i].parent && l->items[i].kind != SG_ITEM_MESSAGE) continue; /* attachments are numbered by habit */
        SG_TRY(note_number(to, sg_str(l->items[i].path), err));
    }
    return has_more ? sg_store_each(to->r->store, "leak_more_places", NULL, 0, types, 1, take_path, to, err) : SG_OK;
}

static enum sg_code add_rows(struct leak_run *r, struct sg_buf *gaps, struct numbered *all, size_t n,
                             struct sg_err *err)
{
    if (n) qsort(all, n, sizeof *all, by_number);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && all[to].before == all[from].before && all[to].after == all[from].after;)
            to++;
        SG_TRY(add_row(r, gaps, all + from, to - from, err));
    }
    return SG_OK;
}

static enum sg_code add_numbers(struct leak_run *r, struct sg_buf *gaps, struct sg_err *err)
{
    struct numbering n = { .r = r };
    enum sg_code code = note_numbers(&n, err);
    if (code == SG_OK)
        code = add_rows(r, gaps, (struct numbered *)(void *)n.all.data, n.all.len / sizeof(struct numbered), err);
    sg_buf_release(&n.all);
    return code;
}

enum sg_code leak_gaps(struct leak_run *r, struct sg_err *err)
{
    sg_auto_buf gaps = { 0 };
    SG_TRY(add_days(r, &gaps, err));
    SG_TRY(add_numbers(r, &gaps, err));
    struct sg_leak *l = r->answer;
    l->n_gaps = gaps.len / sizeof *l->gaps;
    l->gaps = sg_arena_alloc(r->arena, l->n_gaps ? l->n_gaps : 1, sizeof *l->gaps);
    if (!l->gaps) return sg_fail_nomem(err, "what is missing");
    if (l->n_gaps) memcpy(l->gaps, gaps.data, gaps.len);
    return SG_OK;
}
