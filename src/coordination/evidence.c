/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The posts behind the groups: of each pair the co-actions at the smallest crowds, which say the most.  Each pair has
 * room for as many as it may keep, the worst on top of a heap, so that memory is bounded whatever the evidence holds.
 */
#include <stdlib.h>
#include <string.h>

#include "coordination/evidence.h"

/* A pair whose co-actions are looked for; beside it stands its struct pair at the same index. */
struct wanted {
    uint32_t pair;  /* index into c->pairs */
    bool is_turned; /* its b has the lower number */
    uint32_t cap, n;
    size_t first; /* in `kept`: a heap until it is sorted */
};
struct gathering {
    struct sg_coordination *c;
    const struct gathered *g;
    struct wanted *wanted;
    struct pair *chosen;
    size_t n;
    struct kept *kept;
    struct figures *figures;
    uint32_t layer;
};

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}
static int compare_time(sg_time a, sg_time b)
{
    return (a > b) - (a < b);
}

/* Small crowds first, then early ones. */
static int compare_kept(const void *x, const void *y)
{
    const struct kept *a = x, *b = y;
    if (a->crowd != b->crowd) return a->crowd < b->crowd ? -1 : 1;
    int order =
        compare_time(a->time_a < a->time_b ? a->time_a : a->time_b, b->time_a < b->time_b ? b->time_a : b->time_b);
    if (!order) order = compare_u64(a->layer, b->layer);
    if (!order) order = compare_u64(a->post_a, b->post_a);
    if (!order) order = compare_u64(a->post_b, b->post_b);
    return order ? order : compare_u64(a->object, b->object);
}

static void sift_down(struct kept *heap, size_t n, size_t i)
{
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && compare_kept(&heap[child + 1], &heap[child]) > 0) child++;
        if (compare_kept(&heap[child], &heap[i]) <= 0) return;
        struct kept swap = heap[i];
        heap[i] = heap[child];
        heap[child] = swap;
    }
}

static void keep(struct wanted *w, struct kept *heap, const struct kept *k)
{
    if (w->n < w->cap) {
        heap[w->n++] = *k;
        if (w->n < w->cap) return; /* a heap is made once it is full */
        for (size_t i = w->cap / 2; i-- > 0;)
            sift_down(heap, w->n, i);
    } else if (w->cap && compare_kept(k, &heap[0]) < 0) {
        heap[0] = *k;
        sift_down(heap, w->n, 0);
    }
}

static enum sg_code take_coaction(void *ctx, const struct coaction *co, struct sg_err *err)
{
    struct gathering *x = ctx;
    struct wanted *w = &x->wanted[co->pair];
    const struct event *a = w->is_turned ? co->b : co->a, *b = w->is_turned ? co->a : co->b;
    const struct kept k = { .post_a = a->post,
                            .post_b = b->post,
                            .time_a = a->time,
                            .time_b = b->time,
                            .object = co->object,
                            .crowd = co->crowd,
                            .layer = x->layer };
    keep(w, x->kept + w->first, &k);
    return figures_add(x->figures, &x->c->pairs[w->pair], &k, err);
}

/* ---- which pairs, and how much of each ---- */

struct order {
    struct pair pair;
    struct wanted wanted;
};
static int compare_orders(const void *x, const void *y)
{
    const struct order *a = x, *b = y;
    if (a->pair.a != b->pair.a) return a->pair.a < b->pair.a ? -1 : 1;
    return (a->pair.b > b->pair.b) - (a->pair.b < b->pair.b);
}

static enum sg_code choose_pairs(struct gathering *x, struct sg_err *err)
{
    const struct sg_coordination *c = x->c;
    struct order *orders = malloc((c->n_pairs + 1) * sizeof *orders);
    x->chosen = malloc((c->n_pairs + 1) * sizeof *x->chosen);
    x->wanted = malloc((c->n_pairs + 1) * sizeof *x->wanted);
    if (!orders || !x->chosen || !x->wanted) {
        free(orders);
        return sg_fail_nomem(err, "the evidence");
    }
    for (size_t i = 0; i < c->n_pairs; i++) {
        const struct sg_step_pair *p = &c->pairs[i];
        if (p->group == SG_NO_INDEX) continue;
        uint32_t a = x->g->account_of[p->a], b = x->g->account_of[p->b];
        orders[x->n++] =
            (struct order){ { .a = a < b ? a : b, .b = a < b ? b : a }, { .pair = (uint32_t)i, .is_turned = a > b } };
    }
    qsort(orders, x->n, sizeof *orders, compare_orders);
    for (size_t i = 0; i < x->n; i++) {
        x->chosen[i] = orders[i].pair;
        x->wanted[i] = orders[i].wanted;
    }
    free(orders);
    return SG_OK;
}

static uint64_t room_of(const struct gathering *x, size_t i, uint32_t a_pair)
{
    uint64_t weight = x->c->pairs[x->wanted[i].pair].weight;
    return weight < a_pair ? weight : a_pair;
}

/* The same limit for every pair, the largest that keeps the whole within bounds; with more pairs than steps the first
 * ones get one each. */
static enum sg_code give_room(struct gathering *x, struct sg_err *err)
{
    uint32_t a_pair = EVIDENCE_A_PAIR;
    for (; a_pair > 1; a_pair--) {
        uint64_t sum = 0;
        for (size_t i = 0; i < x->n; i++)
            sum += room_of(x, i, a_pair);
        if (sum <= EVIDENCE_MAX) break;
    }
    size_t total = 0;
    for (size_t i = 0; i < x->n; i++) {
        struct wanted *w = &x->wanted[i];
        w->first = total;
        w->cap = total < EVIDENCE_MAX ? (uint32_t)room_of(x, i, a_pair) : 0;
        total += w->cap;
    }
    x->kept = malloc((total + 1) * sizeof *x->kept);
    return x->kept ? SG_OK : sg_fail_nomem(err, "the evidence");
}

static enum sg_code walk(struct gathering *x, struct sg_err *err)
{
    for (uint32_t i = 0; i < x->g->n_layers && x->n; i++) {
        struct sweep_request r = *x->g->sweep;
        r.window = x->c->layers[i].window;
        x->layer = i;
        SG_TRY(coactions_each(&x->g->layers[i], &r, x->chosen, x->n, take_coaction, x, err));
    }
    for (size_t i = 0; i < x->n; i++)
        qsort(x->kept + x->wanted[i].first, x->wanted[i].n, sizeof *x->kept, compare_kept);
    return figures_end(x->figures, err);
}

/* ---- objects ---- */

static int compare_places(const void *x, const void *y)
{
    const struct object_place *a = x, *b = y;
    if (a->layer != b->layer) return a->layer < b->layer ? -1 : 1;
    return (a->object > b->object) - (a->object < b->object);
}

static size_t collect_places(const struct gathering *x, struct object_place *ret)
{
    const struct sg_coordination *c = x->c;
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++)
        for (uint32_t k = 0; k < x->wanted[i].n; k++) {
            const struct kept *kept = &x->kept[x->wanted[i].first + k];
            ret[n++] = (struct object_place){ kept->layer, kept->object };
        }
    for (uint32_t i = 0; i < c->n_groups; i++) {
        const struct carried *carried;
        size_t m = figures_objects(x->figures, i, &carried);
        for (size_t k = 0; k < m; k++)
            ret[n++] = (struct object_place){ carried[k].layer, carried[k].object };
    }
    for (size_t i = 0; i < c->n_common; i++)
        ret[n++] = (struct object_place){ c->common[i].layer, c->common[i].object };
    qsort(ret, n, sizeof *ret, compare_places);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!i || compare_places(&ret[i], &ret[i - 1])) ret[kept++] = ret[i];
    return kept;
}

static uint32_t object_at(const struct object_place *places, size_t n, uint32_t layer, uint32_t object)
{
    const struct object_place key = { layer, object };
    return (uint32_t)((const struct object_place *)bsearch(&key, places, n, sizeof key, compare_places) - places);
}

static enum sg_code put_group_objects(const struct gathering *x, const struct object_place *places, struct sg_err *err)
{
    struct sg_coordination *c = x->c;
    c->group_objects = sg_arena_alloc(c->arena, c->n_groups * FIGURES_OBJECTS, sizeof *c->group_objects);
    if (!c->group_objects) return sg_fail_nomem(err, "the groups' objects");
    for (uint32_t i = 0; i < c->n_groups; i++) {
        const struct carried *carried;
        size_t m = figures_objects(x->figures, i, &carried);
        c->groups[i].first_object = (uint32_t)c->n_group_objects;
        c->groups[i].n_objects_kept = (uint32_t)m;
        for (size_t k = 0; k < m; k++)
            c->group_objects[c->n_group_objects++] =
                object_at(places, c->n_objects, carried[k].layer, carried[k].object);
    }
    for (size_t i = 0; i < c->n_common; i++)
        c->common[i].object = object_at(places, c->n_objects, c->common[i].layer, c->common[i].object);
    return SG_OK;
}

static enum sg_code put_objects(const struct gathering *x, const struct object_place *places, size_t n,
                                struct sg_err *err)
{
    struct sg_coordination *c = x->c;
    c->objects = sg_arena_alloc(c->arena, n, sizeof *c->objects);
    if (!c->objects) return sg_fail_nomem(err, "the objects");
    c->n_objects = n;
    for (size_t i = 0; i < n; i++) {
        const struct layer *l = &x->g->layers[places[i].layer];
        c->objects[i] = (struct sg_step_object){ l->by, "", l->object[places[i].object] };
    }
    SG_TRY(put_group_objects(x, places, err));
    return evidence_load_objects(c, x->g, places, err);
}

/* ---- posts and steps ---- */

static int by_identity(const void *x, const void *y)
{
    const struct sg_step_post *a = x, *b = y;
    int order = compare_u64(a->post, b->post);
    return order ? order : compare_time(a->time, b->time);
}
static int by_time(const void *x, const void *y)
{
    const struct sg_step_post *a = x, *b = y;
    int order = compare_time(a->time, b->time);
    return order ? order : compare_u64(a->post, b->post);
}

struct post_place {
    uint64_t post;
    uint32_t index;
};
static int compare_post_places(const void *x, const void *y)
{
    const struct post_place *a = x, *b = y;
    return compare_u64(a->post, b->post);
}

static struct sg_step_post new_post(uint64_t post, sg_time time, uint32_t account)
{
    return (struct sg_step_post){ .post = post,
                                  .time = time,
                                  .account = account,
                                  .platform = "",
                                  .id = "",
                                  .url = "",
                                  .text = "",
                                  .member = "",
                                  .source = SG_NO_INDEX };
}

/* The posts of the kept co-actions, each once, in the order of time. */
static enum sg_code put_posts(const struct gathering *x, size_t n_kept, struct sg_err *err)
{
    struct sg_coordination *c = x->c;
    struct sg_step_post *all = malloc((2 * n_kept + 1) * sizeof *all);
    if (!all) return sg_fail_nomem(err, "the evidence");
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++) {
        const struct sg_step_pair *p = &c->pairs[x->wanted[i].pair];
        for (uint32_t k = 0; k < x->wanted[i].n; k++) {
            const struct kept *kept = &x->kept[x->wanted[i].first + k];
            all[n++] = new_post(kept->post_a, kept->time_a, p->a);
            all[n++] = new_post(kept->post_b, kept->time_b, p->b);
        }
    }
    qsort(all, n, sizeof *all, by_identity);
    size_t unique = 0;
    for (size_t i = 0; i < n; i++)
        if (!i || all[i].post != all[i - 1].post) all[unique++] = all[i];
    qsort(all, unique, sizeof *all, by_time);
    c->posts = sg_arena_alloc(c->arena, unique, sizeof *c->posts);
    if (c->posts && unique) memcpy(c->posts, all, unique * sizeof *all);
    if (c->posts) c->n_posts = unique;
    free(all);
    return c->posts ? SG_OK : sg_fail_nomem(err, "the evidence");
}

static uint32_t post_at(const struct post_place *places, size_t n, uint64_t post)
{
    const struct post_place key = { post, 0 };
    return ((const struct post_place *)bsearch(&key, places, n, sizeof key, compare_post_places))->index;
}

static void fill_steps(const struct gathering *x, const size_t *wanted_of, const struct object_place *objects,
                       const struct post_place *posts)
{
    struct sg_coordination *c = x->c;
    uint32_t most = x->g->sweep->max_crowd;
    for (size_t i = 0; i < c->n_pairs; i++) {
        struct sg_step_pair *p = &c->pairs[i];
        p->first_step = c->n_steps;
        p->n_steps = 0;
        if (p->group == SG_NO_INDEX) continue;
        const struct wanted *w = &x->wanted[wanted_of[i]];
        for (uint32_t k = 0; k < w->n; k++) {
            const struct kept *kept = &x->kept[w->first + k];
            c->steps[c->n_steps++] =
                (struct sg_step){ .object = object_at(objects, c->n_objects, kept->layer, kept->object),
                                  .by = c->layers[kept->layer].by,
                                  .post_a = post_at(posts, c->n_posts, kept->post_a),
                                  .post_b = post_at(posts, c->n_posts, kept->post_b),
                                  .gap = kept->time_b - kept->time_a,
                                  .counted = (float)chance_counted(kept->crowd, most) };
        }
        p->n_steps = w->n;
    }
}

/* Steps lie in the order of the pairs. */
static enum sg_code put_steps(const struct gathering *x, const struct object_place *objects, size_t n_kept,
                              struct sg_err *err)
{
    struct sg_coordination *c = x->c;
    size_t *wanted_of = malloc((c->n_pairs + 1) * sizeof *wanted_of);
    struct post_place *posts = malloc((c->n_posts + 1) * sizeof *posts);
    c->steps = sg_arena_alloc(c->arena, n_kept, sizeof *c->steps);
    enum sg_code code = wanted_of && posts && c->steps ? SG_OK : sg_fail_nomem(err, "the evidence");
    if (code == SG_OK) {
        for (size_t i = 0; i < x->n; i++)
            wanted_of[x->wanted[i].pair] = i;
        for (uint32_t i = 0; i < c->n_posts; i++)
            posts[i] = (struct post_place){ c->posts[i].post, i };
        qsort(posts, c->n_posts, sizeof *posts, compare_post_places);
        fill_steps(x, wanted_of, objects, posts);
    }
    free(wanted_of);
    free(posts);
    return code;
}

static enum sg_code put(const struct gathering *x, struct sg_err *err)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < x->n; i++)
        n_kept += x->wanted[i].n;
    struct object_place *objects =
        malloc((n_kept + x->c->n_groups * FIGURES_OBJECTS + x->c->n_common + 1) * sizeof *objects);
    if (!objects) return sg_fail_nomem(err, "the objects");
    size_t n = collect_places(x, objects);
    enum sg_code code = put_objects(x, objects, n, err);
    if (code == SG_OK) code = put_posts(x, n_kept, err);
    if (code == SG_OK) code = put_steps(x, objects, n_kept, err);
    free(objects);
    if (code == SG_OK) code = evidence_load_posts(x->c, x->g->load, err);
    return code;
}

enum sg_code evidence_gather(struct sg_coordination *c, const struct gathered *g, struct sg_err *err)
{
    struct gathering x = { .c = c, .g = g };
    enum sg_code code = figures_new(c, &x.figures, err);
    if (code == SG_OK) code = choose_pairs(&x, err);
    if (code == SG_OK) code = give_room(&x, err);
    if (code == SG_OK) code = walk(&x, err);
    if (code == SG_OK) code = put(&x, err);
    figures_free(x.figures);
    free(x.chosen);
    free(x.wanted);
    free(x.kept);
    return code;
}
