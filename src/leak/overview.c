/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is there: counts by type, language, sender, domain and month; days and numbers that are missing. */
#include <stdlib.h>

#include "base/text.h"
#include "leak/gaps.h"
#include "leak/ids.h"
#include "leak/leak_internal.h"

enum { MOST_COUNTED = 200 }; /* rows of a list that are kept */

/* A list under construction; a name's row is its number in `ids`. */
struct tally {
    struct sg_buf rows; /* struct sg_leak_count */
    struct leak_ids ids;
};

static void tally_release(struct tally *t)
{
    sg_buf_release(&t->rows);
    leak_ids_release(&t->ids);
}

static struct sg_leak_count *rows_of(const struct tally *t)
{
    return (struct sg_leak_count *)(void *)t->rows.data;
}

/* `name` is a kept string. */
static enum sg_code count(struct tally *t, const char *name, uint64_t bytes, sg_time time, struct sg_err *err)
{
    uint32_t id, n = t->ids.n;
    SG_TRY(leak_ids_add(&t->ids, leak_kept_key(name), "what is in the leak", &id, err));
    if (id == n) {
        const struct sg_leak_count row = { .name = name, .from = SG_TIME_NONE, .to = SG_TIME_NONE };
        sg_buf_add(&t->rows, &row, sizeof row);
        SG_TRY(sg_buf_check(&t->rows, err));
    }
    struct sg_leak_count *row = &rows_of(t)[id];
    row->n++;
    row->bytes += bytes;
    if (time == SG_TIME_NONE) return SG_OK;
    if (row->from == SG_TIME_NONE || time < row->from) row->from = time;
    if (row->to == SG_TIME_NONE || time > row->to) row->to = time;
    return SG_OK;
}

static int more_counted(const void *x, const void *y)
{
    const struct sg_leak_count *a = x, *b = y;
    if (a->n != b->n) return a->n > b->n ? -1 : 1;
    return strcmp(a->name, b->name);
}
static int earlier_name(const void *x, const void *y)
{
    return strcmp(((const struct sg_leak_count *)x)->name, ((const struct sg_leak_count *)y)->name);
}

static enum sg_code keep(const struct leak_run *r, struct tally *t, bool is_by_name, size_t most,
                         struct sg_leak_count **ret, size_t *ret_n, struct sg_err *err)
{
    size_t n_all = t->rows.len / sizeof **ret, n = n_all < most ? n_all : most;
    if (n_all) qsort(rows_of(t), n_all, sizeof **ret, is_by_name ? earlier_name : more_counted);
    *ret = sg_arena_alloc(r->arena, n ? n : 1, sizeof **ret);
    if (!*ret) return sg_fail_nomem(err, "what is in the leak");
    if (n) memcpy(*ret, t->rows.data, n * sizeof **ret);
    *ret_n = n;
    return SG_OK;
}

/* ---- counting ---- */

struct tallies {
    struct tally types, langs, senders, domains, months;
};

static enum sg_code count_mail(struct leak_run *r, struct tallies *t, const struct leak_mail *m, struct sg_err *err)
{
    struct sg_leak *l = r->answer;
    const struct sg_leak_item *item = leak_item(r, m);
    SG_TRY(count(&t->langs, item->lang, item->bytes, item->date, err));
    SG_TRY(count(&t->senders, item->from, item->bytes, item->date, err));
    SG_TRY(count(&t->domains, m->from_domain, item->bytes, item->date, err));
    l->totals.bulk += item->is_bulk;
    l->totals.personal += !item->is_bulk;
    l->totals.verdicts[item->verdict]++;
    l->totals.vouches[item->vouch]++;
    l->totals.recovered += item->verdict == SG_VERIFIED && (item->harms & ~(1U << SG_HARM_LINE_ENDS));
    if (item->date == SG_TIME_NONE) return SG_OK;
    if (l->totals.first == SG_TIME_NONE) l->totals.first = item->date; /* mails stand by date */
    l->totals.last = item->date;
    l->totals.newest = m->item;
    char month[SG_TIME_TEXT];
    sg_time_format_precise(item->date, SG_TO_DAY, month);
    const char *kept = leak_keep(r, sg_str_n(month, strlen(month) > 3 ? strlen(month) - 3 : 0), err);
    return kept ? count(&t->months, kept, item->bytes, item->date, err) : SG_ENOMEM;
}

static enum sg_code count_all(struct leak_run *r, struct tallies *t, struct sg_err *err)
{
    struct sg_leak *l = r->answer;
    for (size_t i = 0; i < l->n_items; i++) {
        const struct sg_leak_item *item = &l->items[i];
        l->totals.messages += item->kind == SG_ITEM_MESSAGE;
        l->totals.documents += item->kind == SG_ITEM_DOCUMENT || item->kind == SG_ITEM_IMAGE;
        l->totals.others += item->kind >= SG_ITEM_ARCHIVE;
        l->totals.places += item->n_places;
        l->totals.bytes += item->bytes;
        SG_TRY(count(&t->types, item->type, item->bytes, item->date, err));
    }
    for (size_t i = 0; i < r->n_mails; i++)
        SG_TRY(count_mail(r, t, &r->mails[i], err));
    SG_TRY(keep(r, &t->types, false, MOST_COUNTED, &l->types, &l->n_types, err));
    SG_TRY(keep(r, &t->langs, false, MOST_COUNTED, &l->langs, &l->n_langs, err));
    SG_TRY(keep(r, &t->senders, false, MOST_COUNTED, &l->correspondents, &l->n_correspondents, err));
    SG_TRY(keep(r, &t->domains, false, MOST_COUNTED, &l->domains, &l->n_domains, err));
    return keep(r, &t->months, true, SIZE_MAX, &l->months, &l->n_months, err);
}

static enum sg_code take_totals(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    (void)err;
    struct sg_leak *l = ctx;
    l->totals.sources = sg_batch_u64(b, 0, row);
    l->totals.rejects = sg_batch_u64(b, 1, row);
    return SG_OK;
}

enum sg_code leak_overview(struct leak_run *r, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_U64 };
    struct tallies t = { 0 };
    enum sg_code code = count_all(r, &t, err);
    struct tally *all[] = { &t.types, &t.langs, &t.senders, &t.domains, &t.months };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        tally_release(all[i]);
    if (code == SG_OK) code = sg_store_each(r->store, "leak_totals", NULL, 0, types, 2, take_totals, r->answer, err);
    return code == SG_OK ? leak_gaps(r, err) : code;
}
