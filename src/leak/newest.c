/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/newest.h"

#include <stdlib.h>

#include "leak/leak_internal.h"

enum { FEW = 10, AROUND = 100 };

size_t leak_newest(const sg_time *times, size_t n)
{
    if (n < FEW) return n - 1;
    size_t most = 1 + n / 500, sure = n - 1 - most, around = sure < AROUND ? sure : AROUND, newest = n - 1;
    sg_time usual = (times[sure] - times[sure - around]) / (sg_time)around;
    sg_time pause = usual * 10 > 7 * SG_DAY ? usual * 10 : 7 * SG_DAY;
    for (size_t i = n - 1; i > sure; i--)
        if (times[i] - times[i - 1] > pause) newest = i - 1;
    return newest;
}

struct moment {
    sg_time at;
    uint32_t item;
};

static int by_moment(const void *x, const void *y)
{
    const struct moment *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

static enum sg_code newest_of(struct sg_buf *moments, sg_time *ret_at, uint32_t *ret_item, struct sg_err *err)
{
    sg_auto_buf times = { 0 };
    struct moment *m = (struct moment *)(void *)moments->data;
    size_t n = moments->len / sizeof *m;
    if (n) qsort(m, n, sizeof *m, by_moment);
    for (size_t i = 0; i < n; i++)
        sg_buf_add(&times, &m[i].at, sizeof m[i].at);
    SG_TRY(sg_buf_check(moments, err));
    SG_TRY(sg_buf_check(&times, err));
    if (!n) return SG_OK;
    const struct moment *found = &m[leak_newest((const sg_time *)(const void *)times.data, n)];
    *ret_at = found->at;
    *ret_item = found->item;
    return SG_OK;
}

enum sg_code leak_find_newest(struct leak_run *r, struct sg_err *err)
{
    struct sg_leak *l = r->answer;
    sg_auto_buf received = { 0 }, told = { 0 };
    uint32_t item = SG_NO_INDEX;
    for (size_t i = 0; i < r->n_mails; i++) {
        const struct sg_leak_item *m = leak_item(r, &r->mails[i]);
        struct moment server = { m->received, r->mails[i].item }, either = { m->date, r->mails[i].item };
        /* A Date that runs ahead is taken at its first server's word. */
        if (server.at != SG_TIME_NONE && (either.at == SG_TIME_NONE || server.at < either.at)) either.at = server.at;
        if (server.at != SG_TIME_NONE) sg_buf_add(&received, &server, sizeof server);
        if (either.at != SG_TIME_NONE) sg_buf_add(&told, &either, sizeof either);
    }
    SG_TRY(newest_of(&received, &l->totals.confirmed, &l->totals.newest_confirmed, err));
    if (told.len / sizeof(struct moment) < FEW) return SG_OK; /* too few to say when mail ended */
    return newest_of(&told, &r->latest, &item, err);
}
