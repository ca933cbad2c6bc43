/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of it all: load, count, test, name, group, cite; then what was asked for besides. */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/random.h"
#include "coordination/coordination_internal.h"

/* Looked at when nobody says which: not what everybody has in common, domains, mentions and pairs of tags, nor equal
 * texts, which are near texts, too. */
#define DEFAULT_KINDS                                                                                                   \
    (1u << SG_BY_REPOST | 1u << SG_BY_LINK | 1u << SG_BY_HASHTAG | 1u << SG_BY_NEAR_TEXT | 1u << SG_BY_REPLY |          \
     1u << SG_BY_MEDIA | 1u << SG_BY_OBJECT)

/* The row of windows that a sweep tries, in seconds. */
static const unsigned sweep_seconds[] = { 1, 5, 10, 30, 60, 300, 900, 3600 };
enum { SWEEP_ROWS = sizeof sweep_seconds / sizeof *sweep_seconds };

struct run {
    const struct sg_coordination_options *options;
    struct load_request load;
    struct accounts accounts;
    struct layer layers[SG_COACTIONS];
    sg_time windows[SG_COACTIONS];
    size_t n_layers;
    struct find_request find;
    uint32_t *account_of; /* of each of the answer's accounts: its number */
    struct sg_coordination *c;
};

static void tell(const struct run *r, const char *step, uint64_t done, uint64_t total)
{
    if (r->options->progress) r->options->progress(r->options->progress_ctx, step, done, total);
}

/* ---- what is asked ---- */

static enum sg_code check_options(const struct sg_coordination_options *o, struct sg_err *err)
{
    if (!o->estimates_window && o->window < 0) return sg_fail(err, SG_EUSAGE, "the window is a time from 0 on");
    if (!o->estimates_window && o->window > 366 * SG_DAY) return sg_fail(err, SG_EUSAGE, "the window is a year at most");
    if (o->fast_window < 0 || (!o->estimates_window && o->fast_window > o->window))
        return sg_fail(err, SG_EUSAGE, "the fast window lies inside the window: it is no longer than that");
    if (!(o->fdr >= 0 && o->fdr < 1)) return sg_fail(err, SG_EUSAGE, "the false-discovery rate is from 0 to below 1");
    if (!(o->edge_percentile >= 0 && o->edge_percentile < 1))
        return sg_fail(err, SG_EUSAGE, "the percentile of the weights is from 0 to below 1");
    if (!(o->similarity > 0 && o->similarity <= 1))
        return sg_fail(err, SG_EUSAGE, "the similarity of near texts is above 0 and at most 1");
    if (o->shingle < 1 || o->shingle > 8) return sg_fail(err, SG_EUSAGE, "a shingle has from 1 to 8 words");
    if (!(o->estimate_fastest > 0 && o->estimate_fastest <= 1) || !(o->estimate_reached > 0 && o->estimate_reached <= 1))
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

/* ---- what was asked for besides ---- */

/* Pairs and groups for other layers or windows, without names; the caller frees. */
static enum sg_code find_again(const struct run *r, const struct layer *layers, const sg_time *windows,
                               struct sg_coordination **ret, struct sg_err *err)
{
    struct sg_coordination *c = NULL;
    uint32_t *number = NULL;
    SG_TRY(sg_coordination_new(&c, err));
    c->settings = r->c->settings;
    enum sg_code code = pairs_find(layers, r->n_layers, windows, &r->accounts, &r->find, c, &number, err);
    free(number);
    if (code == SG_OK) code = groups_find(c, err);
    if (code == SG_OK)
        *ret = c;
    else
        sg_coordination_free(c);
    return code;
}

static int compare_numbers(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static uint32_t n_grouped(const struct sg_coordination *c)
{
    uint32_t n = 0;
    for (size_t i = 0; i < c->n_accounts; i++)
        n += c->accounts[i].group != SG_NO_INDEX;
    return n;
}

static int compare_u64(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

static size_t grouped(const struct sg_coordination *c, uint64_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_accounts; i++)
        if (c->accounts[i].group != SG_NO_INDEX) ret[n++] = c->accounts[i].identity;
    qsort(ret, n, sizeof *ret, compare_u64);
    return n;
}

/* Jaccard similarity of the accounts in groups; 1 when neither has any. */
static enum sg_code overlap_of(const struct sg_coordination *a, const struct sg_coordination *b, double *ret,
                               struct sg_err *err)
{
    uint64_t *x = malloc((a->n_accounts + 1) * sizeof *x), *y = malloc((b->n_accounts + 1) * sizeof *y);
    enum sg_code code = x && y ? SG_OK : sg_fail_nomem(err, "the sweep");
    if (code == SG_OK) {
        size_t n = grouped(a, x), m = grouped(b, y), both = 0;
        for (size_t i = 0, j = 0; i < n && j < m;) {
            both += x[i] == y[j];
            if (x[i] <= y[j]) i++;
            else j++;
        }
        *ret = n + m ? (double)both / (double)(n + m - both) : 1;
    }
    free(x);
    free(y);
    return code;
}

static enum sg_code sweep_windows(struct run *r, struct sg_err *err)
{
    struct sg_coordination *c = r->c;
    c->sweep = sg_arena_alloc(c->arena, SWEEP_ROWS, sizeof *c->sweep);
    if (!c->sweep) return sg_fail_nomem(err, "the sweep");
    for (size_t i = 0; i < SWEEP_ROWS; i++) {
        sg_time windows[SG_COACTIONS];
        for (size_t k = 0; k < r->n_layers; k++)
            windows[k] = sweep_seconds[i] * SG_SECOND;
        tell(r, "sweeping windows", i, SWEEP_ROWS);
        struct sg_coordination *other = NULL;
        SG_TRY(find_again(r, r->layers, windows, &other, err));
        struct sg_sweep_row *row = &c->sweep[c->n_sweep++];
        *row = (struct sg_sweep_row){ .window = windows[0],
                                      .n_pairs = other->n_pairs,
                                      .n_significant = other->n_significant,
                                      .n_groups = (uint32_t)other->n_groups,
                                      .n_accounts = n_grouped(other) };
        enum sg_code code = overlap_of(c, other, &row->overlap, err);
        sg_coordination_free(other);
        SG_TRY(code);
    }
    return SG_OK;
}

/* The joint acts that the answer's own pairs have in a shuffled layer, against what the formula expects of them. */
static enum sg_code compare_expected(const struct run *r, const struct layer *l, size_t layer, double *observed,
                                     double *expected, struct sg_err *err)
{
    const struct sg_coordination *c = r->c;
    struct pair *pairs = malloc((c->n_pairs + 1) * sizeof *pairs);
    struct tested *tested = malloc((c->n_pairs + 1) * sizeof *tested);
    size_t n = 0;
    for (size_t i = 0; pairs && i < c->n_pairs; i++) {
        if (!(c->pairs[i].kinds & UINT32_C(1) << l->by)) continue;
        uint32_t a = r->account_of[c->pairs[i].a], b = r->account_of[c->pairs[i].b];
        pairs[n++] = (struct pair){ .a = a < b ? a : b, .b = a < b ? b : a };
    }
    enum sg_code code = pairs && tested ? SG_OK : sg_fail_nomem(err, "checking the shuffles");
    const struct chance_request chance = { .window = r->windows[layer], .max_crowd = r->find.sweep.max_crowd,
                                           .threads = r->find.sweep.threads };
    if (code == SG_OK) {
        qsort(pairs, n, sizeof *pairs, compare_numbers);
        code = chance_test(l, &chance, pairs, n, tested, err);
    }
    for (size_t i = 0; code == SG_OK && i < n; i++) {
        *observed += tested[i].joint;
        *expected += tested[i].company;
    }
    free(pairs);
    free(tested);
    return code;
}

static enum sg_code shuffle_once(struct run *r, uint64_t *state, double *observed, double *expected, struct sg_err *err)
{
    struct layer shuffled[SG_COACTIONS] = { 0 };
    struct sg_coordination *c = NULL;
    enum sg_code code = SG_OK;
    for (size_t i = 0; i < r->n_layers && code == SG_OK; i++)
        code = layer_shuffle(&r->layers[i], r->windows[i], state, &shuffled[i], err);
    if (code == SG_OK) code = find_again(r, shuffled, r->windows, &c, err);
    if (code == SG_OK) {
        struct sg_null_check *null = &r->c->null;
        double n = (double)c->n_significant;
        null->runs++;
        null->runs_with_group += c->n_groups > 0;
        null->pairs_mean += n;
        null->pairs_max = fmax(null->pairs_max, n);
    }
    for (size_t i = 0; i < r->n_layers && code == SG_OK; i++)
        code = compare_expected(r, &shuffled[i], i, observed, expected, err);
    sg_coordination_free(c);
    for (size_t i = 0; i < r->n_layers; i++)
        layer_release(&shuffled[i]);
    return code;
}

static enum sg_code check_null(struct run *r, struct sg_err *err)
{
    uint64_t state = r->options->seed;
    double observed = 0, expected = 0;
    enum sg_code code = SG_OK;
    for (uint32_t i = 0; i < r->options->shuffles && code == SG_OK; i++) {
        tell(r, "shuffling", i, r->options->shuffles);
        code = shuffle_once(r, &state, &observed, &expected, err);
    }
    r->c->null.pairs_mean /= r->c->null.runs ? r->c->null.runs : 1;
    r->c->null.observed_over_expected = expected > 0 ? observed / expected : NAN;
    return code;
}

static enum sg_code look_at_members(struct run *r, struct sg_err *err)
{
    struct sg_coordination *c = r->c;
    uint32_t *accounts = malloc((c->n_accounts + 1) * sizeof *accounts);
    if (!accounts) return sg_fail_nomem(err, "the accounts");
    size_t n = 0;
    for (uint32_t i = 0; i < c->n_accounts; i++)
        if (c->accounts[i].group != SG_NO_INDEX) accounts[n++] = i;
    tell(r, "looking at the members", 0, 0);
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
    tell(r, "asking for names", 0, 0);
    SG_TRY(names_load(r->c, &r->load, err));
    SG_TRY(order_by_name(r->c, r->account_of, err));
    if (r->options->only_pairs) return SG_OK;
    SG_TRY(groups_find(r->c, err));
    const struct gathered g = { &r->load, r->layers, r->n_layers, &r->accounts, r->account_of, &r->find.sweep };
    SG_TRY(common_find(r->c, &g, err));
    tell(r, "gathering the evidence", 0, 0);
    SG_TRY(evidence_gather(r->c, &g, err));
    if (r->options->with_signals) SG_TRY(look_at_members(r, err));
    if (r->options->sweeps) SG_TRY(sweep_windows(r, err));
    if (r->options->shuffles) SG_TRY(check_null(r, err));
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
