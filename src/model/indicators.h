/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indicators that others published (STIX, MISP, CSV), as the user has them: what to look for in the case, and who says
 * so. */
#ifndef SG_MODEL_INDICATORS_H
#define SG_MODEL_INDICATORS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"

/* Kept in findings by name: add at the end. */
enum sg_indicator_kind {
    SG_INDICATOR_DOMAIN, /* a host: it, and whatever lies below it */
    SG_INDICATOR_URL,    /* canonical: objects/objects.h */
    SG_INDICATOR_MAIL,   /* an address, lower case */
    SG_INDICATOR_IP,     /* one address, in inet_ntop's form */
    SG_INDICATOR_SHA256, /* hex, lower case */
    SG_INDICATOR_KINDS
};
extern const char *const sg_indicator_kind_names[]; /* "domain", "url", "mail", "ip", "sha256"; NULL at the end */

/* Strings belong to the set's arena and are never NULL. */
struct sg_indicator {
    enum sg_indicator_kind kind;
    const char *value; /* canonical */
    const char *id;    /* the feed's own: STIX id, MISP uuid; "" */
    const char *label; /* what the feed says of it: a name, a comment, an event's title, labels; at most 500 bytes */
    const char *author; /* who published it, as the feed says: an identity's name, an organisation; "" */
    sg_time from, to;  /* when the feed holds it valid; SG_TIME_NONE */
    uint32_t feed;     /* place in feeds */
};
struct sg_indicator_feed {
    const char *file, *sha256, *format; /* the name without its folders; "stix", "misp", "csv" */
    uint64_t n, n_other;   /* indicators taken; those of kinds that nothing in a case can match */
    const char *other_kinds; /* "md5 (12), sha1 (3)": which, by name; "" */
    uint64_t n_rejected;
};
struct sg_indicators {
    struct sg_arena *arena;
    struct sg_indicator *items; /* after sg_indicators_finish: by kind, value, feed, id; the same row twice is one */
    size_t n, cap;
    struct sg_indicator_feed *feeds;
    size_t n_feeds;
};
enum sg_code sg_indicators_new(struct sg_indicators **ret, struct sg_err *err) SG_CHECKED;
void sg_indicators_free(struct sg_indicators *x); /* NULL allowed */

#endif
