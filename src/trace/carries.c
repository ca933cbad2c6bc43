/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which post carries what, by indices in both directions: two flat arrays each, no hash order. */
#include <stdlib.h>

#include "trace/trace_internal.h"

static int by_object(const void *pa, const void *pb)
{
    const struct trace_carry *a = pa, *b = pb;
    if (a->object != b->object) return a->object < b->object ? -1 : 1;
    return a->post < b->post ? -1 : a->post > b->post;
}

void trace_carries_release(struct trace_carries *c)
{
    if (!c) return;
    free(c->of_post);
    free(c->objects);
    free(c->kinds);
    free(c->on_object);
    free(c->posts);
    *c = (struct trace_carries){ 0 };
}

/* Turns identities of posts into indices, sorts by object, drops what is twice there; returns how many remain. */
static size_t sort_carries(struct trace_set *set)
{
    struct trace_carry *c = set->carries;
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < set->n_carries; i++) {
        uint32_t p = trace_map_get(&set->by_post, c[i].post);
        if (p != SG_NO_INDEX) c[n++] = (struct trace_carry){ .post = p, .object = c[i].object, .kind = c[i].kind };
    }
    if (n) qsort(c, n, sizeof *c, by_object);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || c[i].object != c[kept - 1].object || c[i].post != c[kept - 1].post) c[kept++] = c[i];
    return kept;
}

enum sg_code trace_carries_index(struct trace_set *set, struct trace_carries *ret, struct sg_err *err)
{
    size_t n = sort_carries(set), n_posts = set->n_posts;
    if (n >= SG_NO_INDEX) return sg_fail(err, SG_ELIMIT, "the story's posts carry more than 4 billion things");
    struct trace_carries c = { .n = n };
    c.of_post = calloc(n_posts + 2, sizeof *c.of_post);
    c.objects = malloc((n + 1) * sizeof *c.objects);
    c.kinds = malloc(n + 1);
    c.on_object = malloc((n + 2) * sizeof *c.on_object);
    c.posts = malloc((n + 1) * sizeof *c.posts);
    if (!c.of_post || !c.objects || !c.kinds || !c.on_object || !c.posts) {
        trace_carries_release(&c);
        return sg_fail_nomem(err, "what the story's posts carry");
    }
    const struct trace_carry *all = set->carries;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || all[i].object != all[i - 1].object) {
            c.kinds[c.n_objects] = all[i].kind;
            c.on_object[c.n_objects++] = (uint32_t)i;
        }
        c.posts[i] = (uint32_t)all[i].post;
        c.of_post[all[i].post + 2]++;
    }
    c.on_object[c.n_objects] = (uint32_t)n;
    /* Counts stand two places on, so that filling moves each start to its final place. */
    for (size_t p = 2; p <= n_posts + 1; p++)
        c.of_post[p] += c.of_post[p - 1];
    for (size_t o = 0; o < c.n_objects; o++)
        for (uint32_t i = c.on_object[o]; i < c.on_object[o + 1]; i++)
            c.objects[c.of_post[c.posts[i] + 1]++] = (uint32_t)o;
    free(set->carries);
    set->carries = NULL;
    set->n_carries = set->cap_carries = 0;
    *ret = c;
    return SG_OK;
}
