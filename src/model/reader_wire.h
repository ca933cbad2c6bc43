/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What sillage-reader and whoever starts it say to each other.  The reader writes frames to its standard output: a
 * head, then `bytes` bytes.  Beside them it keeps one page of shared memory (descriptor SG_READER_STATUS_FD) that says
 * what it is at, so that its end can be laid at the door of one item.  The reader reads hostile files and may have been
 * taken over: nothing that it says is taken for true beyond what it could be.
 *
 * Leaves of the walk are put into groups of SG_READER_GROUP by their number alone; group g belongs to reader g % N.  A
 * group's rows come in one or more batches, numbered g << 8 | piece, of which each is one block in the store.  Batches
 * and rows therefore do not depend on the number of readers.
 */
#ifndef SG_MODEL_READER_WIRE_H
#define SG_MODEL_READER_WIRE_H

#include <stdint.h>

enum {
    SG_READER_GROUP = 256,     /* leaves */
    SG_READER_PIECE_BITS = 8,
    SG_READER_ITEM_BITS = 20,  /* places.row is leaf << 20 | n-th item out of it, 0 the leaf itself */
    SG_READER_ITEMS = 10000,   /* that are taken out of one leaf */
    SG_READER_STATUS_FD = 3,
};
#define SG_READER_PIECE_BYTES ((size_t)8 << 20)  /* a batch is closed when its rows hold so much */
#define SG_READER_FRAME_BYTES ((size_t)1 << 30)  /* the most that a frame may hold */

static inline uint32_t sg_reader_group_of(uint64_t leaf)
{
    return (uint32_t)((leaf ? leaf - 1 : 0) / SG_READER_GROUP);
}

enum sg_reader_frame {
    SG_READER_BATCH = 1, /* u64 length of the rejects, the rejects, places, messages, documents (model/batch_wire.h) */
    SG_READER_PROGRESS,  /* struct sg_reader_progress */
    SG_READER_END,       /* struct sg_reader_end: the walk is over */
    SG_READER_FAILED,    /* a sentence: it cannot go on; what was sent before holds */
    SG_READER_BYTES,     /* one item's bytes (`sillage-reader raw`) */
};
struct sg_reader_head {
    uint32_t type, batch;
    uint64_t bytes;
};
struct sg_reader_progress {
    uint64_t done, total, leaves;
};
struct sg_reader_end {
    uint64_t leaves, bytes;
    char format[32];
};
/* Followed by path, reason and what was found, padded to 8 together. */
struct sg_reader_reject {
    uint64_t row;
    uint32_t path_bytes, reason_bytes, raw_bytes, is_kept;
    uint64_t raw_whole; /* bytes of what was found before it was cut */
};

/* The shared page.  Written by the reader, read by whoever started it, without a lock: it is looked at when the reader
 * has ended, or to see whether `row` has changed. */
struct sg_reader_status {
    volatile uint64_t row;   /* the item that is being read; 0: none */
    volatile uint64_t leaf;  /* the last leaf that the walk came to */
    volatile uint64_t behind; /* what it opens, or reads on, lies behind this leaf */
    volatile uint32_t group; /* of that item */
    volatile uint32_t stage; /* enum sg_reader_stage */
    char path[1000];         /* of the item, cut */
};
enum sg_reader_stage {
    SG_READER_STARTING,
    SG_READER_WALKING, /* opening containers */
    SG_READER_MAIL,
    SG_READER_DOCUMENT,
    SG_READER_NESTED, /* opening a container inside an item */
    SG_READER_TYPE,   /* finding out what an item is */
    SG_READER_SENDING,
};

#endif
