/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far evidence is followed.  What each limit does is told in doc/formats/leak-evidence.md. */
#include <inttypes.h>

#include "containers/containers_internal.h"

#define RATIO_FROM (UINT64_C(64) << 20) /* little things may be as dense as they like */

struct sg_walk_limits limits_filled(const struct sg_walk_limits *given)
{
    struct sg_walk_limits l = given ? *given : (struct sg_walk_limits){ 0 };
    if (!l.depth) l.depth = 8;
    if (!l.items) l.items = UINT64_C(50000000);
    if (!l.bytes) l.bytes = UINT64_C(1) << 40;
    if (!l.ratio) l.ratio = 300;
    if (!l.item_bytes) l.item_bytes = (size_t)256 << 20;
    if (!l.nested_bytes) l.nested_bytes = (size_t)1 << 30;
    return l;
}

bool limits_count(struct walk *w, struct layer *layer, uint64_t n, struct sg_err *ret_why)
{
    w->unpacked += n;
    struct layer *over = NULL; /* the outermost one decides: what lies in it is not worth going on with */
    for (struct layer *l = layer; l; l = l->up) {
        l->unpacked += n;
        if (l->unpacked > RATIO_FROM && l->unpacked / w->limits.ratio > l->packed) over = l;
    }
    if (over) {
        over->is_over = true;
        (void)sg_fail(ret_why, SG_ELIMIT, "unpacks to more than %" PRIu64 " times what the archive holds",
                      w->limits.ratio);
        return false;
    }
    if (w->unpacked <= w->limits.bytes) return true;
    (void)sg_fail(ret_why, SG_ELIMIT, "the source unpacks to more than the limit of %" PRIu64 " bytes",
                  w->limits.bytes);
    if (!w->is_ended) walk_reject(w, 0, true, "", sg_str(""), "%s; the rest, from here on, is not read", ret_why->text);
    w->is_ended = true;
    return false;
}

bool walk_is_over(const struct walk *w, const struct layer *layer)
{
    for (; layer; layer = layer->up)
        if (layer->is_over) return true;
    return w->is_ended;
}
