/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's rows to items and mails, once, in the order that everything after relies on: by date, then id. */
#include <inttypes.h>
#include <stdlib.h>

#include "leak/leak_internal.h"
#include "objects/objects.h"

struct loading {
    struct leak_run *r;
    struct sg_buf items, mails; /* struct sg_leak_item by id; struct loaded by date and id */
    size_t cap;
};
struct loaded {
    uint64_t id;
    struct leak_mail mail;
};

static enum sg_code keep(const struct loading *l, const struct ArrowArray *b, size_t column, int64_t row,
                         const char **ret, struct sg_err *err)
{
    *ret = leak_keep(l->r, sg_batch_text(b, column, row), err);
    return *ret ? SG_OK : SG_ENOMEM;
}

/* ---- items ---- */

static enum sg_code take_item(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    enum { ITEM, SHA256, KIND, TYPE, BYTES, NAME, PATH, PARENT, FLAGS, PLACES };
    struct loading *l = ctx;
    struct sg_leak_item item = { .id = sg_batch_u64(b, ITEM, row),
                                 .kind = sg_batch_u8(b, KIND, row),
                                 .bytes = sg_batch_u64(b, BYTES, row),
                                 .parent = sg_batch_u64(b, PARENT, row),
                                 .flags = sg_batch_u8(b, FLAGS, row),
                                 .n_places = (uint32_t)sg_batch_u64(b, PLACES, row),
                                 .date = SG_TIME_NONE,
                                 .received = SG_TIME_NONE,
                                 .created = SG_TIME_NONE,
                                 .vouched_by = SG_NO_INDEX,
                                 .thread = SG_NO_INDEX,
                                 .copies = SG_NO_INDEX };
    struct sg_str sha256 = sg_batch_text(b, SHA256, row);
    if (sha256.len == 64) memcpy(item.sha256, sha256.data, 64);
    if (item.kind >= SG_ITEM_KINDS) item.kind = SG_ITEM_OTHER;
    SG_TRY(keep(l, b, TYPE, row, &item.type, err));
    SG_TRY(keep(l, b, NAME, row, &item.name, err));
    SG_TRY(keep(l, b, PATH, row, &item.path, err));
    item.message_id = item.subject = item.from = item.from_name = item.client = item.lang = "";
    item.author = item.editor = item.application = "";
    sg_buf_add(&l->items, &item, sizeof item);
    return sg_buf_check(&l->items, err);
}

static struct sg_leak_item *item_of(const struct loading *l, uint64_t id)
{
    struct sg_leak_item *items = (struct sg_leak_item *)(void *)l->items.data;
    for (size_t from = 0, to = l->items.len / sizeof *items; from < to;) {
        size_t middle = from + (to - from) / 2;
        if (items[middle].id == id) return &items[middle];
        if (items[middle].id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

static enum sg_code load_items(struct loading *l, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64,  SG_TEXT, SG_U8,  SG_TEXT, SG_U64,
                                          SG_TEXT, SG_TEXT, SG_U64, SG_U8,   SG_U64 };
    SG_TRY(sg_store_each(l->r->store, "leak_items", NULL, 0, types, 10, take_item, l, err));
    size_t n = l->items.len / sizeof(struct sg_leak_item);
    if (!n)
        return sg_fail(err, SG_ENOTFOUND, "this case holds no leak: put one in with \"sillage leak add PATH…\"");
    if (n >= SG_NO_INDEX) return sg_fail(err, SG_ELIMIT, "more than four thousand million items");
    return SG_OK;
}

/* ---- mails ---- */

static const char *domain_of(const struct leak_run *r, const char *address, struct sg_err *err)
{
    const char *at = strrchr(address, '@');
    return leak_keep(r, at ? sg_registrable(sg_str(at + 1)) : sg_str(""), err);
}

static enum sg_code take_mail(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    enum { DATE, ITEM, MESSAGE_ID, IN_REPLY_TO, REFS, SUBJECT, SENDER, SENDER_NAME, RECIPIENTS, ZONE, RECEIVED, CLIENT,
           CHARSET, LANG, STRUCTURE, BOUNDARY, THREAD_INDEX, LIST, PARTS, ATTACHMENTS, DEFECTS };
    struct loading *l = ctx;
    struct loaded m = { .id = sg_batch_u64(b, ITEM, row) };
    struct sg_leak_item *item = item_of(l, m.id);
    if (!item) return SG_OK; /* its places are still on their way: another process adds it now */
    item->date = sg_batch_i64(b, DATE, row);
    item->received = sg_batch_i64(b, RECEIVED, row);
    SG_TRY(keep(l, b, MESSAGE_ID, row, &item->message_id, err));
    SG_TRY(keep(l, b, SUBJECT, row, &item->subject, err));
    SG_TRY(keep(l, b, SENDER, row, &item->from, err));
    SG_TRY(keep(l, b, SENDER_NAME, row, &item->from_name, err));
    SG_TRY(keep(l, b, CLIENT, row, &item->client, err));
    SG_TRY(keep(l, b, LANG, row, &item->lang, err));
    SG_TRY(keep(l, b, IN_REPLY_TO, row, &m.mail.in_reply_to, err));
    SG_TRY(keep(l, b, REFS, row, &m.mail.refs, err));
    SG_TRY(keep(l, b, RECIPIENTS, row, &m.mail.recipients, err));
    SG_TRY(keep(l, b, CHARSET, row, &m.mail.charset, err));
    SG_TRY(keep(l, b, STRUCTURE, row, &m.mail.structure, err));
    SG_TRY(keep(l, b, BOUNDARY, row, &m.mail.boundary, err));
    SG_TRY(keep(l, b, THREAD_INDEX, row, &m.mail.thread_index, err));
    SG_TRY(keep(l, b, LIST, row, &m.mail.list, err));
    item->is_bulk = *m.mail.list != '\0';
    m.mail.zone = sg_batch_i64(b, ZONE, row);
    m.mail.n_parts = sg_batch_u32(b, PARTS, row);
    m.mail.n_attachments = sg_batch_u32(b, ATTACHMENTS, row);
    m.mail.defects = sg_batch_u32(b, DEFECTS, row);
    m.mail.from_domain = domain_of(l->r, item->from, err);
    if (!m.mail.from_domain) return SG_ENOMEM;
    sg_buf_add(&l->mails, &m, sizeof m);
    return sg_buf_check(&l->mails, err);
}

static enum sg_code load_mails(struct loading *l, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_I64,  SG_U64,  SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT,
                                          SG_TEXT, SG_TEXT, SG_I64,  SG_I64,  SG_TEXT, SG_TEXT, SG_TEXT,
                                          SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT, SG_U32,  SG_U32,  SG_U32 };
    return sg_store_each(l->r->store, "leak_mails", NULL, 0, types, sizeof types / sizeof *types, take_mail, l, err);
}

/* ---- documents: their dates decide where they stand ---- */

static enum sg_code take_date(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    (void)err;
    struct sg_leak_item *item = item_of(ctx, sg_batch_u64(b, 0, row));
    if (item && item->kind != SG_ITEM_MESSAGE) item->date = sg_batch_i64(b, 1, row);
    return SG_OK;
}

/* ---- the order ---- */

static int by_date(const void *x, const void *y)
{
    const struct sg_leak_item *a = x, *b = y;
    if (a->date != b->date) {
        if (a->date == SG_TIME_NONE) return 1;
        if (b->date == SG_TIME_NONE) return -1;
        return a->date < b->date ? -1 : 1;
    }
    return (a->id > b->id) - (a->id < b->id);
}


static int by_id(const void *x, const void *y, void *items)
{
    const struct sg_leak_item *i = items;
    uint64_t a = i[*(const uint32_t *)x].id, b = i[*(const uint32_t *)y].id;
    return (a > b) - (a < b);
}

static int by_item(const void *x, const void *y)
{
    const struct leak_mail *a = x, *b = y;
    return (a->item > b->item) - (a->item < b->item);
}

static enum sg_code put_in_order(struct loading *l, struct sg_err *err)
{
    struct leak_run *r = l->r;
    struct sg_leak *a = r->answer;
    const struct loaded *mails = (const struct loaded *)(const void *)l->mails.data;
    a->n_items = l->items.len / sizeof *a->items;
    r->n_mails = l->mails.len / sizeof *mails;
    a->items = sg_arena_alloc(r->arena, a->n_items, sizeof *a->items);
    r->by_id = malloc(a->n_items * sizeof *r->by_id);
    r->mail_of = malloc(a->n_items * sizeof *r->mail_of);
    r->mails = malloc((r->n_mails ? r->n_mails : 1) * sizeof *r->mails);
    if (!a->items || !r->by_id || !r->mail_of || !r->mails) return sg_fail_nomem(err, "the leak's items");
    memcpy(a->items, l->items.data, l->items.len);
    qsort(a->items, a->n_items, sizeof *a->items, by_date);
    for (uint32_t i = 0; i < a->n_items; i++) {
        r->by_id[i] = i;
        r->mail_of[i] = SG_NO_INDEX;
    }
    qsort_r(r->by_id, a->n_items, sizeof *r->by_id, by_id, a->items);
    r->n_by_id = a->n_items;
    for (size_t i = 0; i < r->n_mails; i++) {
        r->mails[i] = mails[i].mail;
        r->mails[i].item = leak_item_find(r, mails[i].id);
        r->mails[i].parent = r->mails[i].thread = SG_NO_INDEX;
    }
    qsort(r->mails, r->n_mails, sizeof *r->mails, by_item);
    for (uint32_t i = 0; i < r->n_mails; i++)
        r->mail_of[r->mails[i].item] = i;
    return SG_OK;
}

enum sg_code leak_load(struct leak_run *r, struct sg_err *err)
{
    static const enum sg_type dates[] = { SG_U64, SG_I64 };
    struct loading l = { .r = r };
    enum sg_code code = load_items(&l, err);
    if (code == SG_OK) code = load_mails(&l, err);
    if (code == SG_OK) code = sg_store_each(r->store, "leak_document_dates", NULL, 0, dates, 2, take_date, &l, err);
    if (code == SG_OK) code = put_in_order(&l, err);
    if (code == SG_OK) code = leak_find_newest(r, err);
    sg_buf_release(&l.items);
    sg_buf_release(&l.mails);
    return code;
}
