/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/boxes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "leak/habits_counts.h"

/* A box has LEAST mails and an owner who stands in OWNED of ten of them; a copy's lack is worth a word where at least
 * LEAST are due and at most one in RARE is missing. */
enum { DEEPEST = 4, LEAST = 20, OWNED = 6, RARE = 20, NAMED = 50 };

struct box {
    const char *prefix, *owner; /* NULL: nobody's */
};
struct held { /* a mail in somebody's box */
    const char *owner, *id;
    sg_time date;
    uint32_t mail;
};
struct due { /* a mail of one owner to another */
    const char *to, *id;
    uint32_t mail;
    bool is_there;
};
struct boxes {
    struct leak_run *r;
    const struct leak_place *places;
    size_t n;
    struct sg_arena *arena; /* prefixes: interned */
    const char *anybody;
    struct sg_buf held, due;
};

/* ---- who owns which folder ---- */

/* The first `depth` names of a path, or all but the last. */
static struct sg_str prefix_of(const char *path, int depth)
{
    size_t end = 0;
    for (const char *at = path; depth > 0; depth--) {
        const char *slash = strchr(at, '/');
        if (!slash) break;
        end = (size_t)(slash - path);
        at = slash + 1;
    }
    return sg_str_n(path, end);
}

/* Calls for the sender and each recipient, `NAMED` at most. */
static enum sg_code each_address(struct leak_run *r, uint32_t mail, bool with_sender,
                                 enum sg_code (*take)(void *ctx, const char *address, struct sg_err *err), void *ctx,
                                 struct sg_err *err)
{
    const struct leak_mail *m = &r->mails[mail];
    if (with_sender) SG_TRY(take(ctx, leak_item(r, m)->from, err));
    const char *line = m->recipients;
    for (int i = 0; i < NAMED && line && *line; i++) {
        size_t len = strcspn(line, "\n");
        const char *tab = memchr(line, '\t', len);
        bool is_to = strncmp(line, "to\t", 3) == 0 || strncmp(line, "cc\t", 3) == 0 || strncmp(line, "bcc\t", 4) == 0;
        if (tab && is_to) {
            size_t left = len - (size_t)(tab + 1 - line), n = 0;
            while (n < left && tab[1 + n] != '\t')
                n++;
            const char *address = leak_keep(r, sg_str_n(tab + 1, n), err);
            if (!address) return SG_ENOMEM;
            if (n) SG_TRY(take(ctx, address, err));
        }
        line += len + (line[len] == '\n');
    }
    return SG_OK;
}

struct naming {
    struct leak_counts *counts, *all;
    const char *prefix, *anybody, *seen[NAMED + 1];
    size_t n;
};
static enum sg_code name_one(void *ctx, const char *address, struct sg_err *err)
{
    (void)err;
    struct naming *n = ctx;
    for (size_t i = 0; i < n->n; i++)
        if (n->seen[i] == address) return SG_OK;
    if (n->n < sizeof n->seen / sizeof *n->seen) n->seen[n->n++] = address;
    if (!*address) return SG_OK;
    leak_counts_add(n->counts, n->prefix, address, false);
    leak_counts_add(n->all, n->anybody, address, false);
    return SG_OK;
}

static bool is_personal(const struct boxes *b, uint32_t mail)
{
    return !leak_item(b->r, &b->r->mails[mail])->is_bulk && !*b->r->mails[mail].list;
}

/* By folder: the addresses in its mails, and how many mails; and in how many each address stands anywhere. */
struct counted {
    struct leak_counts names, mails, all;
};

static enum sg_code count_addresses(struct boxes *b, int depth, struct counted *c, struct sg_err *err)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct leak_place *p = &b->places[i];
        if (!is_personal(b, p->mail)) continue;
        struct naming n = { .counts = &c->names,
                            .all = &c->all,
                            .prefix = sg_arena_string(b->arena, prefix_of(p->path, depth)),
                            .anybody = b->anybody };
        if (!n.prefix) return sg_fail_nomem(err, "the mailboxes");
        leak_counts_add(&c->mails, n.prefix, b->anybody, false);
        SG_TRY(each_address(b->r, p->mail, true, name_one, &n, err));
    }
    SG_TRY(leak_counts_end(&c->names, err));
    SG_TRY(leak_counts_end(&c->all, err));
    return leak_counts_end(&c->mails, err);
}

/* The address that most mails of a folder name; of several, the one that is named least elsewhere. */
static const struct leak_value *owner_in(const struct boxes *b, const struct counted *c, const struct leak_key *k)
{
    const struct leak_key *anywhere = leak_counts_key(&c->all, b->anybody);
    const struct leak_value *best = NULL, *best_all = NULL;
    for (size_t i = 0; i < k->n_values; i++) {
        const struct leak_value *v = &c->names.values[k->first + i];
        const struct leak_value *all = leak_counts_value(&c->all, anywhere, v->value);
        if (!all || (best && v->n < best->n)) continue;
        bool is_better = !best || v->n > best->n || all->n < best_all->n ||
                         (all->n == best_all->n && strcmp(v->value, best->value) < 0);
        if (!is_better) continue;
        best = v;
        best_all = all;
    }
    return best;
}

static int by_owner(const void *x, const void *y)
{
    const struct box *a = x, *b = y;
    int order = strcmp(a->owner, b->owner);
    return order ? order : strcmp(a->prefix, b->prefix);
}

/* Folders of that depth which have an owner, by owner; how many owners that are. */
static enum sg_code find_owners(struct boxes *b, int depth, struct sg_buf *owned, size_t *ret_owners,
                                struct sg_err *err)
{
    struct counted c = { 0 };
    enum sg_code code = count_addresses(b, depth, &c, err);
    for (size_t i = 0; i < c.names.n_keys && code == SG_OK; i++) {
        const struct leak_key *k = &c.names.keys[i], *all = leak_counts_key(&c.mails, k->key);
        const struct leak_value *most = owner_in(b, &c, k);
        if (!all || !most || all->n < LEAST || (uint64_t)most->n * 10 < (uint64_t)all->n * OWNED) continue;
        struct box box = { k->key, most->value };
        sg_buf_add(owned, &box, sizeof box);
    }
    leak_counts_release(&c.names);
    leak_counts_release(&c.mails);
    leak_counts_release(&c.all);
    if (code != SG_OK) return code;
    SG_TRY(sg_buf_check(owned, err));
    struct box *o = (struct box *)(void *)owned->data;
    size_t n = owned->len / sizeof *o;
    if (n) qsort(o, n, sizeof *o, by_owner);
    *ret_owners = 0;
    for (size_t i = 0; i < n; i++)
        *ret_owners += i == 0 || o[i].owner != o[i - 1].owner;
    return SG_OK;
}

/* The depth at which most folders are somebody's; the shallowest when several are. */
static enum sg_code choose(struct boxes *b, struct sg_buf *owned, int *ret_depth, struct sg_err *err)
{
    size_t best = 1;
    *ret_depth = 0;
    for (int depth = 1; depth <= DEEPEST; depth++) {
        sg_auto_buf here = { 0 };
        size_t n = 0;
        SG_TRY(find_owners(b, depth, &here, &n, err));
        if (n <= best) continue;
        best = n;
        *ret_depth = depth;
        sg_buf_clear(owned);
        sg_buf_str(owned, sg_buf_view(&here));
    }
    b->r->answer->totals.boxes = *ret_depth ? best : 0;
    return sg_buf_check(owned, err);
}

/* ---- who holds what ---- */

static const char *owner_of(const struct sg_buf *owned, const char *prefix)
{
    const struct box *o = (const struct box *)(const void *)owned->data;
    for (size_t i = 0; i < owned->len / sizeof *o; i++)
        if (o[i].prefix == prefix) return o[i].owner;
    return NULL;
}

/* A mail without an id is only itself. */
static const char *id_of(const struct leak_run *r, uint32_t mail)
{
    const struct sg_leak_item *item = leak_item(r, &r->mails[mail]);
    return *item->message_id ? item->message_id : item->sha256;
}

static int by_held(const void *x, const void *y)
{
    const struct held *a = x, *b = y;
    if (a->owner != b->owner) return (uintptr_t)a->owner < (uintptr_t)b->owner ? -1 : 1;
    if (a->id != b->id) return (uintptr_t)a->id < (uintptr_t)b->id ? -1 : 1;
    return (a->mail > b->mail) - (a->mail < b->mail);
}

static enum sg_code hold(struct boxes *b, const struct sg_buf *owned, int depth, struct sg_err *err)
{
    const char *last = NULL, *owner = NULL;
    for (size_t i = 0; i < b->n; i++) {
        const struct leak_place *p = &b->places[i];
        const char *prefix = sg_arena_string(b->arena, prefix_of(p->path, depth));
        if (!prefix) return sg_fail_nomem(err, "the mailboxes");
        if (prefix != last) owner = owner_of(owned, prefix); /* places come folder by folder, mostly */
        last = prefix;
        const struct sg_leak_item *item = leak_item(b->r, &b->r->mails[p->mail]);
        struct held h = { owner, id_of(b->r, p->mail), item->date, p->mail };
        if (owner) sg_buf_add(&b->held, &h, sizeof h);
    }
    SG_TRY(sg_buf_check(&b->held, err));
    if (b->held.len) qsort(b->held.data, b->held.len / sizeof(struct held), sizeof(struct held), by_held);
    return SG_OK;
}

static const struct held *all_held(const struct boxes *b, size_t *n)
{
    *n = b->held.len / sizeof(struct held);
    return (const struct held *)(const void *)b->held.data;
}

/* The first of that owner, or of that owner's with that id. */
static size_t find_held(const struct boxes *b, const char *owner, const char *id)
{
    size_t n, from = 0;
    const struct held *h = all_held(b, &n), wanted = { .owner = owner, .id = id };
    for (size_t to = n; from < to;) {
        size_t middle = from + (to - from) / 2;
        if (by_held(&h[middle], &wanted) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static int by_date(const void *x, const void *y)
{
    sg_time a = *(const sg_time *)x, b = *(const sg_time *)y;
    return (a > b) - (a < b);
}

/* The time that a box covers, its first and last hundredth left out: clocks are wrong. */
static enum sg_code cover(const struct boxes *b, const char *owner, sg_time *ret_from, sg_time *ret_to,
                          struct sg_err *err)
{
    size_t n;
    const struct held *h = all_held(b, &n);
    sg_auto_buf dates = { 0 };
    for (size_t i = find_held(b, owner, NULL); i < n && h[i].owner == owner; i++)
        if (h[i].date != SG_TIME_NONE) sg_buf_add(&dates, &h[i].date, sizeof h[i].date);
    SG_TRY(sg_buf_check(&dates, err));
    size_t n_dates = dates.len / sizeof(sg_time);
    *ret_from = INT64_MAX;
    *ret_to = INT64_MIN;
    if (n_dates < LEAST) return SG_OK;
    qsort(dates.data, n_dates, sizeof(sg_time), by_date);
    *ret_from = ((const sg_time *)(const void *)dates.data)[n_dates / 100];
    *ret_to = ((const sg_time *)(const void *)dates.data)[n_dates - 1 - n_dates / 100];
    return SG_OK;
}

/* ---- what is due ---- */

struct looking {
    struct boxes *b;
    const char *owner; /* whose box must hold it */
    uint32_t mail;
    bool is_named;
};
static enum sg_code is_for(void *ctx, const char *address, struct sg_err *err)
{
    (void)err;
    struct looking *l = ctx;
    l->is_named |= address == l->owner;
    return SG_OK;
}

/* What others' own boxes say was sent to `owner` while the owner's box covers the time. */
static enum sg_code gather_due(struct boxes *b, const char *owner, struct sg_err *err)
{
    size_t n;
    const struct held *h = all_held(b, &n);
    sg_time from, to;
    SG_TRY(cover(b, owner, &from, &to, err));
    for (size_t i = 0; i < n; i++) {
        const struct sg_leak_item *item = leak_item(b->r, &b->r->mails[h[i].mail]);
        bool is_again = i && h[i].owner == h[i - 1].owner && h[i].id == h[i - 1].id;
        if (is_again || h[i].owner == owner || item->from != h[i].owner || !is_personal(b, h[i].mail)) continue;
        if (h[i].date == SG_TIME_NONE || h[i].date < from || h[i].date > to) continue;
        struct looking l = { b, owner, h[i].mail, false };
        SG_TRY(each_address(b->r, h[i].mail, false, is_for, &l, err));
        if (!l.is_named) continue;
        size_t at = find_held(b, owner, h[i].id);
        struct due due = { owner, h[i].id, h[i].mail, at < n && h[at].owner == owner && h[at].id == h[i].id };
        sg_buf_add(&b->due, &due, sizeof due);
    }
    return sg_buf_check(&b->due, err);
}

static int by_mail(const void *x, const void *y)
{
    const struct due *a = x, *b = y;
    return (a->mail > b->mail) - (a->mail < b->mail);
}

static enum sg_code say_missing(struct boxes *b, const struct due *due, size_t n_due, size_t n_missing,
                                struct sg_err *err)
{
    char there[32], all[32];
    snprintf(there, sizeof there, "%zu", n_due - n_missing);
    snprintf(all, sizeof all, "%zu", n_due);
    const struct sg_leak_item *item = leak_item(b->r, &b->r->mails[due->mail]);
    const struct sg_leak_fact facts[] = {
        { "from", item->from }, { "to", due->to }, { "there", there }, { "due", all }
    };
    const struct leak_found f = { .rule = "recipient-lacks-it",
                                  .item = b->r->mails[due->mail].item,
                                  .severity = b->r->mails[due->mail].is_own ? SG_NOTE : -1, /* it was sent */
                                  .facts = facts,
                                  .n_facts = sizeof facts / sizeof *facts };
    return leak_add(b->r, &f, err);
}

static enum sg_code judge_owner(struct boxes *b, const char *owner, struct sg_err *err)
{
    sg_buf_clear(&b->due);
    SG_TRY(gather_due(b, owner, err));
    struct due *d = (struct due *)(void *)b->due.data;
    size_t n = b->due.len / sizeof *d, n_missing = 0;
    if (n) qsort(d, n, sizeof *d, by_mail);
    for (size_t i = 0; i < n; i++)
        n_missing += !d[i].is_there;
    b->r->answer->totals.copies_due += n;
    b->r->answer->totals.copies_missing += n_missing;
    if (n < LEAST || n_missing * RARE > n) return SG_OK;
    for (size_t i = 0; i < n; i++)
        if (!d[i].is_there) SG_TRY(say_missing(b, &d[i], n, n_missing, err));
    return SG_OK;
}

static enum sg_code judge(struct boxes *b, struct sg_err *err)
{
    enum { MOST_OWNERS = 200 }; /* each is held against all mails */
    sg_auto_buf owned = { 0 };
    int depth;
    b->arena = sg_arena_new();
    b->anybody = b->arena ? sg_arena_string(b->arena, sg_str("anybody")) : NULL;
    if (!b->anybody) return sg_fail_nomem(err, "the mailboxes");
    SG_TRY(choose(b, &owned, &depth, err));
    if (!depth) return SG_OK;
    SG_TRY(hold(b, &owned, depth, err));
    const struct box *o = (const struct box *)(const void *)owned.data;
    size_t n_owners = 0;
    for (size_t i = 0; i < owned.len / sizeof *o && n_owners < MOST_OWNERS; i++) {
        if (i && o[i].owner == o[i - 1].owner) continue;
        n_owners++;
        SG_TRY(judge_owner(b, o[i].owner, err));
    }
    return SG_OK;
}

enum sg_code leak_boxes_judge(struct leak_run *r, const struct leak_place *places, size_t n, struct sg_err *err)
{
    struct boxes b = { .r = r, .places = places, .n = n };
    enum sg_code code = judge(&b, err);
    sg_arena_free(b.arena);
    sg_buf_release(&b.held);
    sg_buf_release(&b.due);
    return code;
}

/* ---- from the store ---- */

struct reading {
    struct leak_run *r;
    struct sg_arena *arena;
    struct sg_buf places;
};

static enum sg_code take_place(void *ctx, const struct ArrowArray *batch, int64_t row, struct sg_err *err)
{
    struct reading *l = ctx;
    uint32_t item = leak_item_find(l->r, sg_batch_u64(batch, 0, row));
    struct leak_place p = { item == SG_NO_INDEX ? SG_NO_INDEX : l->r->mail_of[item], NULL };
    if (p.mail == SG_NO_INDEX) return SG_OK;
    p.path = sg_arena_string(l->arena, sg_batch_text(batch, 1, row));
    if (!p.path) return sg_fail_nomem(err, "the mailboxes");
    sg_buf_add(&l->places, &p, sizeof p);
    return sg_buf_check(&l->places, err);
}

enum sg_code leak_boxes(struct leak_run *r, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_TEXT };
    struct reading l = { .r = r, .arena = sg_arena_new() };
    enum sg_code code = l.arena ? SG_OK : sg_fail_nomem(err, "the mailboxes");
    if (code == SG_OK) code = sg_store_each(r->store, "leak_boxes", NULL, 0, types, 2, take_place, &l, err);
    if (code == SG_OK)
        code = leak_boxes_judge(r, (const struct leak_place *)(const void *)l.places.data,
                                l.places.len / sizeof(struct leak_place), err);
    sg_arena_free(l.arena);
    sg_buf_release(&l.places);
    return code;
}
