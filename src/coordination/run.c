/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of it all: load, count, test, name, group, cite; then what was asked for besides (again.c). */
#include <stdlib.h>
#include <unistd.h>

#include "coordination/run.h"

/* Looked at when nobody says which: not what everybody has in common, domains, mentions and pairs of tags, nor equal
 * texts, which are near texts, too. */
#define DEFAULT_KINDS                                                                                                  \
    (1u << SG_BY_REPOST | 1u << SG_BY_LINK | 1u << SG_BY_HASHTAG | 1u << SG_BY_NEAR_TEXT | 1u << SG_BY_REPLY |         \
     1u << SG_BY_MEDIA | 1u << SG_BY_OBJECT)

/* ---- what is asked ---- */

static enum sg_code check_options(const struct sg_coordination_options *o, struct sg_err *err)
{
    if (!o->estimates_window && o->window < 0) return sg_fail(err, SG_EUSAGE, "the window is a time from 0 on");
    if (!o->estimates_window && o->window > 366 * SG_DAY)
        return sg_fail(err, SG_EUSAGE, "the window is a year at most");
    if (o->fast_window < 0 || (!o->estimates_window && o->fast_window > o->window))
        return sg_fail(err, SG_EUSAGE, "the fast window lies inside the window: it is no longer than that");
    if (!(o->fdr >= 0 && o->fdr < 1)) return sg_fail(err, SG_EUSAGE, "the false-discovery rate is from 0 to below 1");
    if (!(o->edge_percentile >= 0 && o->edge_percentile < 1))
        return sg_fail(err, SG_EUSAGE, "the percentile of the weights is from 0 to below 1");
    if (!(o->similarity > 0 && o->similarity <= 1))
        return sg_fail(err, SG_EUSAGE, "the similarity of near texts is above 0 and at most 1");
    if (o->shingle < 1 || o->shingle > 8) return sg_fail(err, SG_EUSAGE, "a shingle has from 1 to 8 words");
    if (!(o->estimate_fastest > 0 && o->estimate_fastest <= 1) ||
        !(o->estimate_reached > 0 && o->estimate_reached <= 1))
        return sg_fail(err, SG_EUSAGE, "the shares that the window is estimated from are above 0 and at most 1");
    return SG_OK;
}

static unsigned machine_threads(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 8 ? 8 : (unsigned)n;
}

/* As many as the machine's memory holds while they are tested and put together, 300 bytes each; a machine that is asked
 * for more would end programs of its own choice. */
static uint64_t most_pairs(void)
{
    enum { PAIR_BYTES = 300 };
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size / PAIR_BYTES : 0;
}

static const char *spill_folder(const struct sg_coordination_options *o)
{
    const char *temporary = o->spill_folder ? o->spill_folder : getenv("TMPDIR");
    return temporary && *temporary ? temporary : "/tmp";
}

static enum sg_code set_up(struct run *r, struct sg_str query, struct sg_err *err)
{
    const struct sg_coordination_options *o = r->options;
    struct sg_coordination_settings *s = &r->c->settings;
    *s = (struct sg_coordination_settings){ .query = sg_arena_string(r->c->arena, query),
                                            .like = o->like,
                                            .window = o->window,
                                            .fast_window = o->fast_window,
                                            .is_window_estimated = o->estimates_window,
                                            .min_weight = o->min_weight,
                                            .min_participation = o->min_participation,
                                            .min_group = o->min_group,
                                            .edge_percentile = o->edge_percentile,
                                            .fdr = o->only_pairs ? 0 : o->fdr,
                                            .max_crowd = o->max_crowd,
                                            .without_reposts = o->without_reposts,
                                            .similarity = o->similarity,
                                            .shingle = o->shingle,
                                            .shuffles = o->shuffles,
                                            .seed = o->seed };
    if (!s->query) return sg_fail_nomem(err, "the query");
    r->find = (struct find_request){ .sweep = { .fast_window = o->fast_window,
                                                .min_weight = o->min_weight,
                                                .min_participation = o->min_participation,
                                                .max_crowd = o->max_crowd,
                                                .only_weights = o->only_pairs && o->only_weights,
                                                .memory = o->memory,
                                                .threads = o->threads ? o->threads : machine_threads(),
                                                .spill_folder = spill_folder(o),
                                                .progress = o->progress,
                                                .progress_ctx = o->progress_ctx },
                                     .fdr = s->fdr,
                                     .edge_percentile = s->edge_percentile,
                                     .takes_equal = o->like == SG_LIKE_COORNET,
                                     .most_pairs = most_pairs() };
    return SG_OK;
}

/* ---- events ---- */

static enum sg_code nothing_to_compare(struct run *r, struct sg_err *err)
{
    SG_TRY(posts_asked_count(r->c, &r->load, err));
    if (r->c->n_posts_asked == 0)
        return sg_fail(err, SG_ENOTFOUND, "no post in this case fits the query: nothing can be compared");
    return sg_fail(err, SG_ENOTFOUND,
                   "no post that the query finds carries anything of the kinds asked for: nothing can be compared; "
                   "'sillage status' says what the evidence carries");
}

static enum sg_code load_layers(struct run *r, struct sg_err *err)
{
    uint32_t asked = r->options->kinds ? r->options->kinds : DEFAULT_KINDS;
    uint64_t n_nobody = 0;
    for (int by = 0; by < SG_COACTIONS; by++) {
        if (!(asked & UINT32_C(1) << by)) continue;
        struct layer *l = &r->layers[r->n_layers];
        SG_TRY(layer_load(&r->load, (enum sg_coaction)by, &r->accounts, l, err));
        /* What the evidence does not have is left out, unless it was named. */
        if (l->n_events == 0 && !(r->options->kinds && l->n_without_account)) {
            n_nobody += l->n_without_account;
            layer_release(l);
            continue;
        }
        r->c->settings.kinds |= UINT32_C(1) << by;
        r->n_layers++;
    }
    if (r->n_layers == 0 && n_nobody)
        return sg_fail(err, SG_ENOTFOUND,
                       "none of the posts that the query finds says which account it is of: nothing can be compared");
    if (r->n_layers == 0) return nothing_to_compare(r, err);
    return accounts_settle(&r->accounts, r->layers, r->n_layers, err);
}

static enum sg_code choose_windows(struct run *r, struct sg_err *err)
{
    struct sg_coordination_settings *s = &r->c->settings;
    for (size_t i = 0; i < r->n_layers; i++) {
        r->windows[i] = r->options->window;
        if (r->options->estimates_window)
            SG_TRY(window_estimate(&r->layers[i], r->options->estimate_fastest, r->options->estimate_reached,
                                   &r->windows[i], err));
        /* Near texts were compared up to an hour apart. */
        if (r->options->estimates_window && r->layers[i].by == SG_BY_NEAR_TEXT && r->windows[i] > SG_HOUR)
            r->windows[i] = SG_HOUR;
        if (i == 0 || r->windows[i] > s->window) s->window = r->windows[i];
    }
    return SG_OK;
}

static void find_range(struct run *r)
{
    struct sg_coordination *c = r->c;
    for (size_t i = 0; i < r->n_layers; i++) {
        for (size_t e = 0; e < r->layers[i].n_events; e++) {
            sg_time t = r->layers[i].events[e].time;
            if (c->from == SG_TIME_NONE || t < c->from) c->from = t;
            if (c->to == SG_TIME_NONE || t > c->to) c->to = t;
        }
    }
}

/* ---- in the order of names ---- */

struct named {
    struct sg_step_account account;
    uint32_t place, number;
};
static int compare_named(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    int by_platform = strcmp(a->account.platform, b->account.platform);
    if (by_platform) return by_platform;
    int by_name = strcmp(a->account.name, b->account.name);
    if (by_name) return by_name;
    return (a->account.identity > b->account.identity) - (a->account.identity < b->account.identity);
}

static int compare_pairs(const void *x, const void *y)
{
    const struct sg_step_pair *a = x, *b = y;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static void turn(struct sg_step_pair *p)
{
    uint32_t swap = p->a;
    p->a = p->b;
    p->b = swap;
    swap = p->a_posts;
    p->a_posts = p->b_posts;
    p->b_posts = swap;
    swap = p->a_first;
    p->a_first = p->b_first;
    p->b_first = swap;
}

static enum sg_code order_by_name(struct sg_coordination *c, uint32_t *account_of, struct sg_err *err)
{
    struct named *order = malloc((c->n_accounts + 1) * sizeof *order);
    uint32_t *place = malloc((c->n_accounts + 1) * sizeof *place);
    if (!order || !place) {
        free(order);
        free(place);
        return sg_fail_nomem(err, "the accounts' names");
    }
    for (uint32_t i = 0; i < c->n_accounts; i++)
        order[i] = (struct named){ c->accounts[i], i, account_of[i] };
    qsort(order, c->n_accounts, sizeof *order, compare_named);
    for (uint32_t i = 0; i < c->n_accounts; i++) {
        c->accounts[i] = order[i].account;
        account_of[i] = order[i].number;
        place[order[i].place] = i;
    }
    for (size_t i = 0; i < c->n_pairs; i++) {
        struct sg_step_pair *p = &c->pairs[i];
        p->a = place[p->a];
        p->b = place[p->b];
        if (p->a > p->b) turn(p);
    }
    qsort(c->pairs, c->n_pairs, sizeof *c->pairs, compare_pairs);
    free(order);
    free(place);
    return SG_OK;
}

/* ---- all of it ---- */

static enum sg_code look_at_members(struct run *r, struct sg_err *err)
{
    struct sg_coordination *c = r->c;
    uint32_t *accounts = malloc((c->n_accounts + 1) * sizeof *accounts);
    if (!accounts) return sg_fail_nomem(err, "the accounts");
    size_t n = 0;
    for (uint32_t i = 0; i < c->n_accounts; i++)
        if (c->accounts[i].group != SG_NO_INDEX) accounts[n++] = i;
    run_tell(r, "looking at the members", 0, 0);
    enum sg_code code = n ? signals_load(c, &r->load, accounts, n, err) : SG_OK;
    free(accounts);
    return code;
}

static enum sg_code work(struct run *r, struct sg_str query, struct sg_err *err)
{
    SG_TRY(check_options(r->options, err));
    SG_TRY(set_up(r, query, err));
    SG_TRY(load_layers(r, err));
    SG_TRY(choose_windows(r, err));
    find_range(r);
    SG_TRY(pairs_find(r->layers, r->n_layers, r->windows, &r->accounts, &r->find, r->c, &r->account_of, err));
    run_tell(r, "asking for names", 0, 0);
    SG_TRY(names_load(r->c, &r->load, err));
    SG_TRY(order_by_name(r->c, r->account_of, err));
    if (r->options->only_pairs) return SG_OK;
    SG_TRY(groups_find(r->c, err));
    const struct gathered g = { &r->load, r->layers, r->n_layers, &r->accounts, r->account_of, &r->find.sweep };
    SG_TRY(common_find(r->c, &g, err));
    run_tell(r, "gathering the evidence", 0, 0);
    SG_TRY(evidence_gather(r->c, &g, err));
    if (r->options->with_signals) SG_TRY(look_at_members(r, err));
    if (r->options->sweeps) SG_TRY(windows_sweep(r, err));
    if (r->options->shuffles) SG_TRY(shuffles_check(r, err));
    return SG_OK;
}

enum sg_code sg_coordination_run(struct sg_store *store, struct sg_str query, struct sg_str condition,
                                 const struct sg_coordination_options *options, struct sg_coordination **ret,
                                 struct sg_err *err)
{
    struct run r = { .options = options, .load = { store, condition, options } };
    SG_TRY(sg_coordination_new(&r.c, err));
    enum sg_code code = work(&r, query, err);
    for (size_t i = 0; i < r.n_layers; i++)
        layer_release(&r.layers[i]);
    accounts_release(&r.accounts);
    free(r.account_of);
    if (code == SG_OK)
        *ret = r.c;
    else
        sg_coordination_free(r.c);
    return code;
}
