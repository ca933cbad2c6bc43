/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of JSON share: from a stream to records, one at a time, and from records to batches. */
#ifndef SG_SOURCES_JSON_FEED_H
#define SG_SOURCES_JSON_FEED_H

#include "json/json.h"
#include "sources/documents.h"
#include "sources/row.h"

struct sg_json_feed;

/*
 * How a format looks at a document.  `begin` puts the lists of records that the document holds into feed->lists (none:
 * it has rejected the document itself); `take` turns one record into rows.  A page is given list by list, in order; the
 * batch may end between any two records.
 */
struct sg_json_format {
    void (*begin)(void *self, struct sg_json document);
    void (*take)(void *self, struct sg_json record, unsigned list);
    void (*batch_ended)(void *self); /* or NULL */
};

enum { SG_FEED_LISTS = 2 };

struct sg_json_feed {
    struct sg_documents documents;
    struct sg_document document;
    struct sg_json_parser *parser;
    struct sg_buf mended, raw;
    struct sg_row row;
    struct sg_json_iter lists[SG_FEED_LISTS];
    struct sg_json single; /* a document that is itself the one record; none otherwise */
    unsigned list;
    uint64_t n_records;    /* numbered so far */
    struct sg_json root;   /* the document */
    bool is_mended, has_ended;
};

/* The feed is zeroed. */
enum sg_code sg_json_feed_init(struct sg_json_feed *f, struct sg_stream *in, const struct sg_read_options *options,
                               struct sg_err *err) SG_CHECKED;
void sg_json_feed_release(struct sg_json_feed *f);
enum sg_code sg_json_feed_batch(struct sg_json_feed *f, const struct sg_json_format *format, void *self,
                                struct ArrowArray *ret_batch, struct sg_err *err) SG_CHECKED;

/* Begins a row for the record in hand: text from JSON is known to be UTF-8. */
void sg_json_feed_row(struct sg_json_feed *f);
/* Before a reject or a mending: what of the document the row came from. */
void sg_json_feed_raw(struct sg_json_feed *f, struct sg_json record);

/* ---- small things that formats need ---- */

/* The first bytes hold the word, in quotes: "\"id_str\"". */
bool sg_json_head_has(struct sg_str head, const char *quoted_key);
/* The first byte that is neither blank nor byte order mark; 0 when there is none. */
char sg_json_head_first(struct sg_str head);

/* Fields that have no column, gathered into one small JSON object: begin, some fields, end. */
struct sg_extra {
    struct sg_buf json;
};
/* Adds "key": v, minified; nothing happens for none, null, false, 0, "" and empty containers. */
void sg_extra_json(struct sg_extra *e, const char *key, struct sg_json v);
void sg_extra_text(struct sg_extra *e, const char *key, struct sg_str s);
/* Sets SG_P_EXTRA when there is any, and empties `e`. */
void sg_extra_end(struct sg_extra *e, struct sg_row *row);

#endif
