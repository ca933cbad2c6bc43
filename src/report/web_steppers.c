/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a finding is in the page: the strongest pairs, their accounts, some evidence of each; and where they stand.
 */
#include <math.h>
#include <stdlib.h>

#include "graph/graph.h"
#include "report/coordination.h"
#include "report/web_coordination.h"
#include "report/web_internal.h"

void web_steppers_release(struct sg_page_steppers *s)
{
    free(s->accounts);
    free(s->account_at);
    free(s->strength);
    free(s->pairs);
    free(s->n_steps);
    *s = (struct sg_page_steppers){ 0 };
}

/* ---- pairs ---- */

/* Ties are settled by hashes: the order of names, in which findings stand, would tell of names that are replaced. */
struct pair_rank {
    uint64_t weight, a, b;
    double p;
    uint32_t pair;
    bool is_grouped;
};

static int compare_pairs(const void *x, const void *y)
{
    const struct pair_rank *r = x, *q = y;
    if (r->is_grouped != q->is_grouped) return r->is_grouped ? -1 : 1;
    if (r->weight != q->weight) return r->weight > q->weight ? -1 : 1;
    if (r->p != q->p) return r->p < q->p ? -1 : 1;
    if (r->a != q->a) return r->a < q->a ? -1 : 1;
    return (r->b > q->b) - (r->b < q->b);
}

static struct pair_rank rank_of(const struct sg_coordination *c, uint32_t pair)
{
    const struct sg_step_pair *p = &c->pairs[pair];
    uint64_t a = c->accounts[p->a].identity, b = c->accounts[p->b].identity;
    return (struct pair_rank){ p->weight, a < b ? a : b, a < b ? b : a, p->p, pair, p->group != SG_NO_INDEX };
}

/* The pairs that were found, the strongest first. */
static struct pair_rank *rank_pairs(const struct sg_coordination *c, size_t *ret_n)
{
    struct pair_rank *ranks = calloc(c->n_pairs + 1, sizeof *ranks);
    size_t n = 0;
    for (uint32_t i = 0; ranks && i < c->n_pairs; i++)
        if (sg_coordination_is_found(c, &c->pairs[i])) ranks[n++] = rank_of(c, i);
    if (n) qsort(ranks, n, sizeof *ranks, compare_pairs);
    *ret_n = n;
    return ranks;
}

/* `account_at` holds SG_NO_INDEX; who is chosen gets another value. */
static void choose_pairs(const struct sg_coordination *c, const struct pair_rank *ranks, size_t n,
                         struct sg_page_steppers *s)
{
    size_t chosen = 0;
    for (size_t i = 0; i < n; i++) {
        const struct sg_step_pair *p = &c->pairs[ranks[i].pair];
        size_t more = (s->account_at[p->a] == SG_NO_INDEX) + (s->account_at[p->b] == SG_NO_INDEX);
        if (s->n_pairs == SG_PAGE_PAIRS || chosen + more > SG_PAGE_STEPPERS) {
            s->n_hidden_pairs++;
            s->n_hidden_steps += p->n_steps;
            continue;
        }
        chosen += more;
        s->account_at[p->a] = s->account_at[p->b] = 0;
        s->pairs[s->n_pairs++] = ranks[i].pair;
    }
}

/* ---- accounts ---- */

struct account_rank {
    uint32_t account, group;
    double strength;
    uint64_t identity;
};

static int compare_accounts(const void *x, const void *y)
{
    const struct account_rank *r = x, *q = y;
    if (r->group != q->group) return r->group < q->group ? -1 : 1; /* SG_NO_INDEX is the last */
    if (r->strength != q->strength) return r->strength > q->strength ? -1 : 1;
    return (r->identity > q->identity) - (r->identity < q->identity);
}

static enum sg_code choose_accounts(const struct sg_coordination *c, struct sg_page_steppers *s, struct sg_err *err)
{
    struct account_rank *ranks = calloc(c->n_accounts + 1, sizeof *ranks);
    if (!ranks) return sg_fail_nomem(err, "a finding's accounts");
    for (uint32_t i = 0; i < c->n_accounts; i++)
        ranks[i] = (struct account_rank){ i, c->accounts[i].group, 0, c->accounts[i].identity };
    for (size_t i = 0; i < s->n_pairs; i++) {
        const struct sg_step_pair *p = &c->pairs[s->pairs[i]];
        ranks[p->a].strength += (double)p->weight;
        ranks[p->b].strength += (double)p->weight;
    }
    size_t n = 0;
    for (uint32_t i = 0; i < c->n_accounts; i++)
        if (s->account_at[i] != SG_NO_INDEX) ranks[n++] = ranks[i];
    if (n) qsort(ranks, n, sizeof *ranks, compare_accounts);
    for (size_t i = 0; i < n; i++) {
        s->account_at[ranks[i].account] = (uint32_t)i;
        s->accounts[i] = ranks[i].account;
        s->strength[i] = ranks[i].strength;
    }
    free(ranks);
    s->n_accounts = n;
    return SG_OK;
}

static uint64_t count_hidden_accounts(const struct sg_coordination *c, const struct sg_page_steppers *s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < c->n_members; i++)
        n += s->account_at[c->members[i]] == SG_NO_INDEX;
    return n;
}

/* ---- evidence ---- */

/* How many steps the shown pairs have when each shows at most `most`. */
static uint64_t count_steps(const struct sg_coordination *c, const struct sg_page_steppers *s, uint64_t most)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->n_pairs; i++) {
        uint64_t has = c->pairs[s->pairs[i]].n_steps;
        n += has < most ? has : most;
    }
    return n;
}

/* Every pair shows as many of its steps as all can show alike; what then is left goes to the strongest, one each. */
static void choose_steps(const struct sg_coordination *c, struct sg_page_steppers *s)
{
    uint64_t most = 0, shown = 0;
    for (; most < SG_PAGE_STEPS; most++) {
        uint64_t next = count_steps(c, s, most + 1);
        if (next > SG_PAGE_STEPS || next == shown) break;
        shown = next;
    }
    for (size_t i = 0; i < s->n_pairs; i++) {
        uint64_t has = c->pairs[s->pairs[i]].n_steps, n = has < most ? has : most;
        if (n < has && shown < SG_PAGE_STEPS) {
            n++;
            shown++;
        }
        s->n_steps[i] = (uint32_t)n;
        s->n_all_steps += (size_t)n;
        s->n_hidden_steps += has - n;
    }
}

static enum sg_code choose(const struct sg_coordination *c, struct sg_page_steppers *s, struct sg_err *err)
{
    size_t n;
    struct pair_rank *ranks = rank_pairs(c, &n);
    s->accounts = calloc(c->n_accounts + 1, sizeof *s->accounts);
    s->account_at = calloc(c->n_accounts + 1, sizeof *s->account_at);
    s->strength = calloc(c->n_accounts + 1, sizeof *s->strength);
    s->pairs = calloc(SG_PAGE_PAIRS, sizeof *s->pairs);
    s->n_steps = calloc(SG_PAGE_PAIRS, sizeof *s->n_steps);
    if (!ranks || !s->accounts || !s->account_at || !s->strength || !s->pairs || !s->n_steps) {
        free(ranks);
        return sg_fail_nomem(err, "choosing what of a finding is shown");
    }
    for (size_t i = 0; i < c->n_accounts; i++)
        s->account_at[i] = SG_NO_INDEX;
    choose_pairs(c, ranks, n, s);
    free(ranks);
    SG_TRY(choose_accounts(c, s, err));
    choose_steps(c, s);
    s->n_hidden_accounts = count_hidden_accounts(c, s);
    return SG_OK;
}

enum sg_code web_steppers_choose(const struct sg_coordination *c, struct sg_page_steppers *ret, struct sg_err *err)
{
    struct sg_page_steppers s = { 0 };
    enum sg_code code = choose(c, &s, err);
    if (code == SG_OK)
        *ret = s;
    else
        web_steppers_release(&s);
    return code;
}

/* ---- places ---- */

struct picture {
    uint32_t *from, *to; /* accounts as they are shown: those of groups come first, so nodes have the same numbers */
    double *weight, *radius, *sorted;
};

static void picture_release(struct picture *g)
{
    free(g->from);
    free(g->to);
    free(g->weight);
    free(g->radius);
    free(g->sorted);
}

static enum sg_code place(const struct sg_coordination *c, const struct sg_page_steppers *s, uint64_t seed,
                          struct picture *g, double *x, double *y, struct sg_err *err)
{
    struct sg_graph graph = { .from = g->from, .to = g->to, .weight = g->weight, .radius = g->radius };
    while (graph.n_nodes < s->n_accounts && c->accounts[s->accounts[graph.n_nodes]].group != SG_NO_INDEX)
        graph.n_nodes++;
    for (size_t i = 0; i < s->n_pairs; i++) {
        const struct sg_step_pair *p = &c->pairs[s->pairs[i]];
        uint32_t a = s->account_at[p->a], b = s->account_at[p->b];
        if (a >= graph.n_nodes || b >= graph.n_nodes) continue;
        g->from[graph.n_edges] = a;
        g->to[graph.n_edges] = b;
        g->weight[graph.n_edges++] = p->weight ? (double)p->weight : 1;
    }
    double most = 1;
    for (size_t i = 0; i < graph.n_nodes; i++)
        most = fmax(most, s->strength[i]);
    for (size_t i = 0; i < graph.n_nodes; i++)
        g->radius[i] = 1 + 3 * sqrt(s->strength[i] / most);
    web_unit_radii(g->radius, graph.n_nodes, g->sorted);
    return sg_graph_layout(&graph, &(struct sg_layout_options){ .seed = seed, .gap = 1 }, x, y, err);
}

enum sg_code web_steppers_place(const struct sg_coordination *c, const struct sg_page_steppers *s, uint64_t seed,
                                double *x, double *y, struct sg_err *err)
{
    struct picture g = { calloc(s->n_pairs + 1, sizeof *g.from), calloc(s->n_pairs + 1, sizeof *g.to),
                         calloc(s->n_pairs + 1, sizeof *g.weight), calloc(s->n_accounts + 1, sizeof *g.radius),
                         calloc(s->n_accounts + 1, sizeof *g.sorted) };
    bool is_fine = g.from && g.to && g.weight && g.radius && g.sorted;
    enum sg_code code = is_fine ? place(c, s, seed, &g, x, y, err) : sg_fail_nomem(err, "a finding's picture");
    picture_release(&g);
    return code;
}
