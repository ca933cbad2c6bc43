/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside sillage-reader: leaves of the walk become rows of three tables. */
#ifndef SG_READER_READER_INTERNAL_H
#define SG_READER_READER_INTERNAL_H

#include "base/hash.h"
#include "containers/containers.h"
#include "documents/documents.h"
#include "mail/mail.h"
#include "model/leak_tables.h"
#include "model/reader_wire.h"

enum {
    READER_DEPTH = 24, /* mails and archives inside each other that are opened, containers' own not counted */
    READER_TEXT = SG_DOCUMENT_TEXT, /* bytes of a mail's text, and of its header, that are kept */
};
#define READER_LEAF_BYTES ((uint64_t)1 << 30) /* decoded out of one leaf */

struct reader {
    /* what is asked for */
    uint64_t source;
    unsigned share, n_shares;
    uint32_t first;        /* group: those before it are done */
    const uint64_t *skips; /* rows that are listed and not opened, ascending */
    size_t n_skips;
    uint64_t wanted_row; /* of `raw`: give this item's bytes; 0: rows */
    bool is_found;
    struct sg_walk_limits limits;
    /* tools */
    struct sg_documents *documents;
    struct sg_mail_parser *parsers[READER_DEPTH + 1]; /* a mail's parse must last while the mails in it are read */
    struct sg_reader_status *status;                  /* shared with the parent, or our own */
    /* the walk */
    uint32_t asked_group; /* of the last number that the walk asked for */
    uint64_t leaf;        /* that is being read */
    uint32_t n_items;     /* taken out of it so far */
    uint64_t leaf_bytes;  /* decoded out of it so far */
    uint64_t n_rejects;   /* of it so far */
    bool has_told_items, has_told_bytes;
    uint64_t leaves_said;
    /* the batch that is being filled */
    bool is_open;
    uint32_t group, piece;
    struct sg_builder places, messages, documents_rows;
    struct sg_buf rejects, frame;
    /* room that is used again */
    struct sg_buf scratch, text, urls;
    struct sg_mail_address *addresses;
};

/* An item on its way into rows. */
struct item {
    uint64_t row;
    struct sg_str bytes;
    uint64_t size;
    const char *path, *name;
    uint64_t parent;
    uint32_t part;
    sg_time stored;
    uint8_t flags;
    bool is_message;            /* known to be a mail */
    bool is_bare;               /* only listed: it has no bytes here */
    unsigned depth;             /* items of one leaf inside each other */
    char sha256[SG_SHA256_HEX]; /* given for a bare one */
    /* found out */
    uint64_t id;
    enum sg_item_kind kind;
    const char *type;
};

/* ---- frames.c ---- */
enum sg_code frames_open(struct reader *r, uint32_t group,
                         struct sg_err *err) SG_CHECKED; /* sends what is open of another */
/* Closes a piece that is full; between two rows. */
enum sg_code frames_after_row(struct reader *r, struct sg_err *err) SG_CHECKED;
enum sg_code frames_end(struct reader *r, const struct sg_walk_result *result, struct sg_err *err) SG_CHECKED;
enum sg_code frames_bytes(struct reader *r, struct sg_str bytes, struct sg_err *err) SG_CHECKED;
void frames_progress(struct reader *r, uint64_t done, uint64_t total);
void frames_failed(const struct sg_err *err);
/* `is_kept`: the item went in, but not whole. */
void frames_reject(struct reader *r, uint64_t row, const char *path, const char *reason, struct sg_str raw,
                   bool is_kept);
/* How many there were of the leaf, when they were too many to be told; and the count begins again. */
void frames_rejects_of_leaf(struct reader *r, uint64_t row, const char *path);

/* ---- item.c ---- */
/* What is being read, for whoever looks when this process has ended. */
void status_set(struct reader *r, const struct item *it, enum sg_reader_stage stage);
enum sg_code item_read(struct reader *r, struct item *it, struct sg_err *err) SG_CHECKED;
/* The next number of an item out of the present leaf; false when there are too many (told once). */
bool item_number(struct reader *r, const struct item *holder, uint64_t *ret_row);
/* Takes `n` from what may be decoded out of one leaf; false when it is used up (told once). */
bool item_spend(struct reader *r, const struct item *holder, uint64_t n);
/* The items of a walk: of the source, or of an archive inside an item. */
struct nest {
    struct reader *r;
    const struct item *holder; /* NULL: the walk of the source */
    struct held_container {
        uint64_t number, id;
    } * held; /* containers that are open, the innermost last */
    size_t n_held;
    size_t room;
};
enum sg_code nest_leaf(void *nest, const struct sg_leaf *leaf, struct sg_err *err);
void nest_reject(void *nest, const struct sg_walk_reject *reject);

void reader_fault(const char *name); /* faults.c: in the tests' reader only */

/* ---- message.c ---- */
enum sg_code message_read(struct reader *r, struct item *it, struct sg_err *err) SG_CHECKED;

#endif
