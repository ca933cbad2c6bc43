/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the page's document: what of a story is in it, and the numbers that its parts have there. */
#ifndef SG_REPORT_WEB_INTERNAL_H
#define SG_REPORT_WEB_INTERNAL_H

#include "base/json_out.h"
#include "report/map_model.h"
#include "report/web.h"

struct web {
    const struct sg_page_story *in;
    const struct sg_page_options *o;
    const struct sg_story *s;
    struct map_model all;
    struct map_choice net;
    sg_time t0; /* whole milliseconds; times in the document count from it */
    /* What is in, as numbers of the story, and back: of each post, account and link its number in the document, or
     * SG_NO_INDEX. */
    uint32_t *posts, *accounts, *links;
    size_t n_posts, n_accounts, n_links;
    uint32_t *post_at, *account_at, *link_at;
    /* The network's picture. */
    double *x, *y;
    uint32_t *community;
    size_t n_communities;
    double modularity;
    unsigned n_iterations; /* of the layout */
};

enum sg_code web_init(struct web *w, struct sg_err *err) SG_CHECKED; /* `in`, `o` and `s` are set */
void web_release(struct web *w);

/* "network" and "axis", into the object that is open. */
enum sg_code web_place(struct web *w, struct sg_err *err) SG_CHECKED; /* coordinates and communities */
void web_network(struct sg_json_out *j, const struct web *w);
enum sg_code web_axis(struct sg_json_out *j, const struct web *w, struct sg_err *err) SG_CHECKED;

static inline int64_t web_or_none(uint32_t i)
{
    return i == SG_NO_INDEX ? -1 : (int64_t)i;
}
static inline int64_t web_index(const uint32_t *at, uint32_t i)
{
    return i == SG_NO_INDEX || at[i] == SG_NO_INDEX ? -1 : (int64_t)at[i];
}
/* Milliseconds after t0, rounded down; before it they are negative. */
static inline int64_t web_ms(const struct web *w, sg_time t)
{
    sg_time us = t - w->t0;
    return us / 1000 - (us % 1000 < 0);
}

/* "key": [write(value) for each i below n]. */
#define WEB_EACH(j, key, n, i, write, value)                                                                           \
    do {                                                                                                               \
        sg_json_key(j, key);                                                                                           \
        sg_json_array(j);                                                                                              \
        for (uint32_t i = 0; i < (n); i++)                                                                             \
            write(j, value);                                                                                           \
        sg_json_array_end(j);                                                                                          \
    } while (0)
#define WEB_COLUMN(j, key, n, i, value) WEB_EACH(j, key, n, i, sg_json_i64, (int64_t)(value))
#define WEB_TEXTS(j, key, n, i, value) WEB_EACH(j, key, n, i, sg_json_text, value)
/* With at most two decimals. */
void web_hundredths(struct sg_json_out *j, double v);
void web_places(struct sg_json_out *j, const char *key, const double *v, size_t n); /* a column of them */
/* Radii in a unit that the one in the middle of all is 1 of; `sorted` is scratch of the same size. */
void web_unit_radii(double *r, size_t n, double *sorted);
/* "color" and "shape" of a platform, into the object that is open. */
void web_look(struct sg_json_out *j, uint32_t platform);
/* A row of "methods" is opened, with "settings" open inside, and closed. */
void web_method(struct sg_json_out *j, const char *id);
void web_method_end(struct sg_json_out *j);
/* [{file, sha256}] of the posts' sources. */
void web_sources(struct sg_json_out *j, const struct sg_story_source *sources, size_t n);

#endif
