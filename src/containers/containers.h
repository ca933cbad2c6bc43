/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opens what holds other things (folders, Maildir, mbox, zip/rar/7z/tar/cpio, gz/xz/zst/bz2, PST and OST, MSG) and
 * hands out the leaves, one by one, in an order that depends on the bytes alone.  Runs inside sillage-reader: it may
 * crash.
 */
#ifndef SG_CONTAINERS_CONTAINERS_H
#define SG_CONTAINERS_CONTAINERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

/* What lies behind number `behind` has ended the process.  Once: what would be opened there stays closed.  More often:
 * so many containers less one, from the innermost on, are left there.  Numbers given out before keep their meaning. */
struct sg_walk_closing {
    uint64_t behind;
    unsigned times;
};
struct sg_walk_limits { /* zero: the default in brackets */
    unsigned depth;       /* containers inside each other [8] */
    uint64_t items;       /* of one source [50 million] */
    uint64_t bytes;       /* unpacked, of one source [1 TiB] */
    uint64_t ratio;       /* unpacked to packed of one archive, looked at from 64 MiB on [300] */
    size_t item_bytes;    /* a leaf that is larger is hashed and not held [256 MiB] */
    size_t nested_bytes;  /* what is opened inside an archive is held; beyond [1 GiB] only mbox and tar are opened */
    const struct sg_walk_closing *closings;
    size_t n_closings;
};

enum sg_leaf_kind {
    SG_LEAF_BYTES,     /* a file of any type: `bytes` */
    SG_LEAF_MESSAGE,   /* known to be a mail (mbox, Maildir, PST, MSG): `bytes` */
    SG_LEAF_CONTAINER, /* an archive that was opened: no bytes, comes before what it holds */
};
/* Strings and bytes are borrowed for the call. */
struct sg_leaf {
    enum sg_leaf_kind kind;
    uint64_t number;       /* from 1, in the order of the walk: leaves and containers */
    uint64_t container;    /* `number` of the container that holds it; 0: the source itself */
    uint32_t part;         /* its number in there, from 0 */
    const char *path;      /* as places.path says */
    const char *name;
    struct sg_str bytes;
    uint64_t size;
    char sha256[65];       /* of the whole, where the walk had to read it (containers, too large leaves); else "" */
    sg_time stored;        /* the container's word about its time */
    uint8_t flags;         /* SG_PLACE_… */
};
/* `number` is that of the leaf or container that it is about; 0: the source as a whole.  What is no leaf at all (a
 * link, a device, a file that cannot be opened) takes a number of its own: each reject has its place in the walk. */
struct sg_walk_reject {
    uint64_t number;
    const char *path, *reason;
    struct sg_str raw;
};

struct sg_walk_sink {
    /* A leaf of mine? Asked once a number, in rising order, before its bytes are held or unescaped; false: it is only
     * counted, and its rejects are not told (those of number 0 always are).  NULL: all are. */
    bool (*wants)(void *ctx, uint64_t number);
    bool all_containers; /* give those too that are not wanted: who reads a share needs all their hashes */
    enum sg_code (*leaf)(void *ctx, const struct sg_leaf *leaf, struct sg_err *err); /* a failure ends the walk */
    void (*reject)(void *ctx, const struct sg_walk_reject *r);
    void (*begins)(void *ctx, uint64_t behind); /* something is opened or read on behind this number; NULL allowed */
    void (*progress)(void *ctx, uint64_t done, uint64_t total); /* bytes of the source; NULL allowed */
    void *ctx;
};
struct sg_walk_result {
    uint64_t leaves; /* the last number that was given out */
    uint64_t bytes;  /* of leaves, as far as their sizes are known without reading them */
    char format[32]; /* of the source: "mbox", "maildir", "folder", "zip", "tar", "pst", "msg", "eml", "file"… */
};

/* Once, before the process shuts itself in: lets the libraries load the tables that they load when first asked. A zip's
 * times have no zone and are read in the process's own: the door sets TZ=UTC0. */
void sg_walk_prepare(void);

/* A file or a folder.  What cannot be read is rejected and the rest goes on; SG_EIO when the source itself cannot be
 * opened.  `names` (NULL-terminated, sorted; NULL: list the folder) are the folder's files by relative path.
 * A file packed with gz/xz/zst/bz2 is unpacked on the way and its suffix dropped. Memory: one leaf and what is nested.
 */
enum sg_code sg_walk(const char *path, const char *const *names, const struct sg_walk_limits *limits,
                     const struct sg_walk_sink *sink, struct sg_walk_result *ret, struct sg_err *err) SG_CHECKED;
/*
 * The same for bytes in memory that lie inside a leaf (an attachment), `path` of which is given and whose own number is
 * not; SG_ENOTFOUND, nothing called, when they are no container.  Numbers begin at 1 again; `depth` is how deep it
 * lies.
 */
enum sg_code sg_walk_bytes(struct sg_str bytes, const char *path, unsigned depth, const struct sg_walk_limits *limits,
                           const struct sg_walk_sink *sink, struct sg_walk_result *ret, struct sg_err *err) SG_CHECKED;

#endif
