/* SPDX-License-Identifier: GPL-3.0-or-later */
/* X (Twitter), inside this room: what the two generations of its interface share. */
#ifndef SG_SOURCES_X_H
#define SG_SOURCES_X_H

#include "sources/json_feed.h"

/* Identities met since the batch began: what stands inside many records is given once.  Open addressing; 0 is free. */
struct x_seen {
    uint64_t *slots;
    size_t cap, n;
};
/* True the first time; without memory always (a post given twice does no harm). */
bool x_seen_add(struct x_seen *s, uint64_t identity);

/* A page's `includes`, by id. */
struct x_index {
    struct x_entry {
        struct sg_str id;
        struct sg_json value;
    } * entries;
    size_t cap, n;
};
void x_index_clear(struct x_index *x);
bool x_index_add(struct x_index *x, struct sg_json array, const char *id_key); /* false: no memory */
struct sg_json x_index_get(const struct x_index *x, struct sg_str id);

struct x_reader {
    struct sg_json_feed feed;
    struct x_seen seen;
    struct x_index users, tweets;
    struct sg_extra extra;
    struct sg_buf text;
};

enum { X_NESTING = 8 }; /* originals inside originals: more than any export has */

/* One post and those inside it.  `depth` 0 is the record itself. */
void x_v1_take(struct x_reader *x, struct sg_json tweet, unsigned depth);
void x_v2_take(struct x_reader *x, struct sg_json tweet, unsigned depth);

/* ---- what both do ---- */

/* Begins the row: platform, id.  False when the post stands inside another and was given already. */
bool x_row_begin(struct x_reader *x, struct sg_str id, bool is_embedded);
/* Time from `created_at` and the id's own clock; false when neither tells, and the row is rejected. */
bool x_row_time(struct x_reader *x, struct sg_json tweet, struct sg_json created_at, struct sg_str id);
/* X writes &, < and > as entities, in every generation. */
void x_row_text(struct x_reader *x, struct sg_str text);
/* The name between the anchor's tags, or the whole. */
void x_row_client(struct x_reader *x, struct sg_str source);
/* entities.urls[] of a generation: the longest form that is given. */
void x_row_urls(struct x_reader *x, struct sg_json urls);
/* A media id as `media:twitter/ID`; "3_1234" is the second generation's way to write 1234. */
void x_row_media(struct x_reader *x, struct sg_str id);

#endif
