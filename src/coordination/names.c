/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who the accounts of pairs are. */
#include <stdlib.h>

#include "coordination/coordination_internal.h"
#include "coordination/rows.h"
#include "model/post.h"

/* More accounts than this and the statement gives all of the evidence's: a list is a pass over the posts each. */
enum { MANY = 4 * ROWS_CHUNK };

struct naming {
    struct sg_coordination *c;
    uint64_t *identity; /* ascending */
    uint32_t *account;  /* of each identity */
    struct sg_buf key;
};

struct known {
    uint64_t identity;
    uint32_t account;
};
static int by_identity(const void *x, const void *y)
{
    const struct known *a = x, *b = y;
    return (a->identity > b->identity) - (a->identity < b->identity);
}

static uint32_t find_account(const struct naming *n, uint64_t identity)
{
    size_t low = 0, high = n->c->n_accounts;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (n->identity[middle] < identity)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n->c->n_accounts && n->identity[low] == identity ? n->account[low] : SG_NO_INDEX;
}

/* Of several spellings the first in byte order, whatever the order of the rows. */
static enum sg_code take_spelling(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct naming *n = ctx;
    struct sg_str platform = sg_batch_text(b, 0, row), name = sg_batch_text(b, 1, row);
    sg_buf_clear(&n->key);
    sg_account_key(&n->key, platform, name);
    SG_TRY(sg_buf_check(&n->key, err));
    uint32_t at = find_account(n, sg_account_identity(sg_buf_view(&n->key)));
    if (at == SG_NO_INDEX) return SG_OK;
    struct sg_step_account *a = &n->c->accounts[at];
    const char *spelling = sg_arena_string(n->c->arena, name);
    a->platform = sg_arena_string(n->c->arena, platform);
    if (!spelling || !a->platform) return sg_fail_nomem(err, "the accounts' names");
    if (!a->name[0] || strcmp(spelling, a->name) < 0) a->name = spelling;
    return SG_OK;
}

/* All of the evidence's accounts: grouping by the names as they stand is what the engine does fastest. */
static enum sg_code ask_spellings(struct naming *n, const struct load_request *r, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_TEXT, SG_TEXT };
    if (n->c->n_accounts == 0) return SG_OK;
    return sg_store_each(r->store, "coordination_spellings", NULL, 0, types, 2, take_spelling, n, err);
}

static enum sg_code take_facts(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    const struct naming *n = ctx;
    uint32_t at = find_account(n, sg_batch_u64(b, 0, row));
    if (at == SG_NO_INDEX) return SG_OK;
    struct sg_step_account *a = &n->c->accounts[at];
    a->display = sg_arena_string(n->c->arena, sg_batch_text(b, 1, row));
    a->audience = sg_batch_i64(b, 2, row);
    a->n_posts = sg_batch_u64(b, 3, row);
    return a->display ? SG_OK : sg_fail_nomem(err, "the accounts' names");
}

static enum sg_code ask_facts(struct naming *n, const struct load_request *r, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64, SG_TEXT, SG_I64, SG_U64 };
    size_t total = n->c->n_accounts, step = total > MANY ? total : ROWS_CHUNK;
    for (size_t from = 0; from < total; from += step) {
        sg_auto_buf in = { 0 };
        struct sg_param list = rows_list("accounts", n->identity, total, from);
        if (total > MANY)
            sg_buf_char(&in, '1');
        else
            SG_TRY(sg_sql_bind(sg_str("sipHash64(account_key) IN :accounts"), &list, 1, &in, err));
        SG_TRY(sg_buf_check(&in, err));
        const struct sg_param params[] = {
            rows_condition(r->condition),
            { .name = "accounts", .kind = SG_PARAM_SQL, .text = sg_buf_view(&in) },
        };
        SG_TRY(sg_store_each(r->store, "coordination_names", params, 2, types, 4, take_facts, n, err));
    }
    return SG_OK;
}

static enum sg_code take_count(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    (void)err;
    ((struct sg_coordination *)ctx)->n_posts_asked = sg_batch_u64(b, 0, row);
    return SG_OK;
}

enum sg_code posts_asked_count(struct sg_coordination *c, const struct load_request *r, struct sg_err *err)
{
    static const enum sg_type type = SG_U64;
    const struct sg_param condition = rows_condition(r->condition);
    return sg_store_each(r->store, "coordination_asked", &condition, 1, &type, 1, take_count, c, err);
}

static enum sg_code sort_accounts(struct naming *n, struct sg_err *err)
{
    size_t total = n->c->n_accounts;
    struct known *known = malloc((total + 1) * sizeof *known);
    if (!known) return sg_fail_nomem(err, "the accounts' names");
    for (uint32_t i = 0; i < total; i++)
        known[i] = (struct known){ n->c->accounts[i].identity, i };
    qsort(known, total, sizeof *known, by_identity);
    for (size_t i = 0; i < total; i++) {
        n->identity[i] = known[i].identity;
        n->account[i] = known[i].account;
    }
    free(known);
    return SG_OK;
}

enum sg_code names_load(struct sg_coordination *c, const struct load_request *r, struct sg_err *err)
{
    struct naming n = { .c = c,
                        .identity = malloc((c->n_accounts + 1) * sizeof *n.identity),
                        .account = malloc((c->n_accounts + 1) * sizeof *n.account) };
    enum sg_code code = n.identity && n.account ? SG_OK : sg_fail_nomem(err, "the accounts' names");
    if (code == SG_OK) code = sort_accounts(&n, err);
    if (code == SG_OK) code = ask_spellings(&n, r, err);
    bool asks_facts = !r->options->only_pairs;
    if (code == SG_OK && asks_facts) code = ask_facts(&n, r, err);
    if (code == SG_OK && asks_facts) code = posts_asked_count(c, r, err);
    sg_buf_release(&n.key);
    free(n.identity);
    free(n.account);
    return code;
}
