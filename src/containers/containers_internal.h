/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share: streams, the walk, the table of kinds. */
#ifndef SG_CONTAINERS_INTERNAL_H
#define SG_CONTAINERS_INTERNAL_H

#include "base/hash.h"
#include "containers/containers.h"
#include "model/leak_tables.h"

/* So much of the beginning is looked at to tell what something is; an ISO image says it after 32 KiB. */
enum { PROBE_BYTES = 36 << 10, PIECE_BYTES = 64 << 10 };
#define SIZE_UNKNOWN UINT64_MAX

/* ---- streams (stream.c) ---- */

/* Bytes, one after the other.  A fault (damaged, cut short, beyond a limit) ends them like any end; `fault` says so. */
struct stream {
    size_t (*more)(struct stream *s, char *to, size_t room); /* 0: the end, or a fault */
    struct sg_buf head;                                      /* looked at and not yet taken */
    size_t taken;                                            /* of the head */
    uint64_t raw_at;                                         /* where `more` goes on */
    uint64_t size;                                           /* SIZE_UNKNOWN unless seekable, or as good as known */
    int fd;                                                  /* >= 0, or `memory`: can be read anywhere */
    const char *memory;
    bool owns_fd;
    bool is_ended;
    struct sg_buf kept; /* of a spooled one: what `memory` points to */
    struct sg_err fault;
};
void stream_memory(struct stream *s, struct sg_str bytes);
void stream_file(struct stream *s, int fd, uint64_t size, bool owns_fd);
void stream_release(struct stream *s);
static inline bool stream_seeks(const struct stream *s)
{
    return s->fd >= 0 || s->memory;
}
/* The next bytes, at most `room`; less only at the end. */
size_t stream_read(struct stream *s, char *to, size_t room);
/* The next bytes without taking them, up to `n`: less only at the end. */
struct sg_str stream_peek(struct stream *s, size_t n);
static inline uint64_t stream_at(const struct stream *s)
{
    return s->raw_at - (s->head.len - s->taken);
}
/* Seekable ones only. */
void stream_seek(struct stream *s, uint64_t at);
size_t stream_pread(const struct stream *s, uint64_t at, void *to, size_t len);
/* SHA-256 of a seekable stream from its beginning; its place does not move. */
enum sg_code stream_hash(const struct stream *s, char ret_hex[static SG_SHA256_HEX], struct sg_err *err) SG_CHECKED;
/* What is left of `from`, held whole in memory (small) or in a file without a name: seekable.  SG_ELIMIT: more than
 * `most` bytes; `ret` then holds the first of them and `from` is behind those. */
enum sg_code stream_spool(struct stream *from, size_t most, struct stream *ret, struct sg_err *err) SG_CHECKED;
/* The same, into a file in any case. */
enum sg_code stream_to_file(struct stream *from, struct stream *ret, struct sg_err *err) SG_CHECKED;
/* All of a seekable stream as one piece: its memory, or mapped.  Give it back with stream_unmap. */
enum sg_code stream_map(const struct stream *s, struct sg_str *ret, struct sg_err *err) SG_CHECKED;
void stream_unmap(const struct stream *s, struct sg_str mapped);
#define auto_stream __attribute__((cleanup(stream_release))) struct stream

/* ---- the walk (walk.c, limits.c) ---- */

/* One packed thing: what went in and what came out of it and all that lies inside. */
struct layer {
    struct layer *up;
    uint64_t packed, unpacked;
    unsigned refused; /* entries that were given up */
    bool is_over;     /* beyond the ratio: its current entry is given up */
};

/* Whoever can give a stream a second time, from its beginning: for what is too large to be held and must be hashed
 * first. */
struct again {
    enum sg_code (*open)(struct again *self, struct stream **ret, struct sg_err *err);
};

struct place {
    const char *path, *name;
    uint64_t container;
    bool container_is_wanted;
    uint32_t part;
    unsigned depth;
    sg_time stored;
    uint8_t flags;
    bool is_source;  /* takes no number of its own when it is opened */
    bool is_message; /* its folder says that it is a mail */
    struct layer *layer;
    struct again *again;        /* NULL: nobody */
    const char *sha256;         /* known already; or NULL */
    uint64_t size;              /* likewise */
    const struct stream *whole; /* what a container's hash is taken of, where it is not the stream: the packed bytes */
};

struct walk {
    struct sg_walk_limits limits;
    const struct sg_walk_sink *sink;
    struct sg_walk_result result;
    uint64_t number, unpacked;
    uint64_t asked;                   /* the last number that `wants` was asked about, */
    bool answer;                      /* and what it said */
    uint64_t left_at;                 /* the number at which containers are left, */
    unsigned n_left;                  /* and how many were */
    bool is_ended;                    /* a limit of the whole walk was reached */
    struct sg_buf held;               /* the leaf's bytes */
    const struct stream *progress_of; /* the source's own stream, or the current file of the folder */
    uint64_t progress_before, progress_total, progress_said;
};

struct sg_walk_limits limits_filled(const struct sg_walk_limits *given);
/* `n` more bytes came out; false, with a reason, when a limit is passed. */
bool limits_count(struct walk *w, struct layer *layer, uint64_t n, struct sg_err *ret_why);
/* The walk, or something around this layer, is given up: leave. */
bool walk_is_over(const struct walk *w, const struct layer *layer);

/* Whether the next number's leaf is wanted: asked once a number. */
bool walk_next_is_wanted(struct walk *w);
/* Takes the next number; false when there are too many. */
bool walk_number(struct walk *w, const char *path, uint64_t *ret_number, bool *ret_is_wanted);
void walk_reject(struct walk *w, uint64_t number, bool is_wanted, const char *path, struct sg_str raw,
                 const char *format, ...) __attribute__((format(printf, 6, 7)));
/* About a container as a whole (or the source). */
void walk_reject_rest(struct walk *w, const struct place *inside, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Asked before a container is read on: reading on from here has ended the process, it is to be left. */
bool walk_is_to_leave(struct walk *w);
#define WALK_LEFT "reading on behind %" PRIu64 " entries ended the reader each time: the rest of it is missing"
/* Whatever the stream holds: opened, or given out as a leaf. */
enum sg_code walk_item(struct walk *w, struct stream *s, const struct place *at, struct sg_err *err) SG_CHECKED;
/* A leaf that is held already. */
enum sg_code walk_held_leaf(struct walk *w, const struct place *at, enum sg_leaf_kind kind, struct sg_str bytes,
                            uint64_t number, struct sg_err *err) SG_CHECKED;
/* A leaf without bytes, and why. `sha256` may be NULL. */
enum sg_code walk_bare_leaf(struct walk *w, const struct place *at, uint64_t size, const char *sha256,
                            const char *reason, struct sg_err *err) SG_CHECKED;
/* Something that is no leaf at all (a link, a device): it takes a number. */
void walk_no_leaf(struct walk *w, const char *path, const char *reason);
/* Announces a container; `ret_inside` is filled for what it holds (path, name and part are the caller's). */
enum sg_code walk_container(struct walk *w, const struct stream *s, const struct place *at, const char *format,
                            uint8_t flags, struct place *ret_inside, struct sg_err *err) SG_CHECKED;
/* "path/name" with `name` cleaned; keeps '/' as the parting of folders when `has_folders`.  NULL without memory. */
const char *place_path(struct sg_buf *buf, const char *path, struct sg_str name, bool has_folders);
const char *place_name(const char *path); /* behind the last '/' */

/* ---- kinds (kinds.c) ---- */

struct kind {
    const char *name;
    /* By content: is it one?  `s` may be peeked at, and read anywhere when it seeks. */
    bool (*probe)(struct sg_str head, struct stream *s);
    /* SG_ENOTFOUND before anything was announced: it is none after all. */
    enum sg_code (*walk)(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                         struct sg_err *err);
    bool must_seek;
};
const struct kind *kind_of(struct sg_str head, struct stream *s);
bool zip_is_document(struct sg_str head, struct stream *s); /* OOXML, ODF, EPUB, JAR, APK: leaves */

enum sg_code walk_archive(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                          struct sg_err *err) SG_CHECKED;
enum sg_code walk_mbox(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                       struct sg_err *err) SG_CHECKED;
enum sg_code walk_msg(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                      struct sg_err *err) SG_CHECKED;
enum sg_code walk_pst(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                      struct sg_err *err) SG_CHECKED;
void pst_prepare(void);
void msg_prepare(void);

/* gz, xz, zst, bz2: unpacked on the way (packed.c). */
bool packed_probe(struct sg_str head);
enum sg_code walk_packed(struct walk *w, struct stream *s, const struct place *at, struct sg_err *err) SG_CHECKED;

enum sg_code walk_folder(struct walk *w, const char *path, const char *const *names, struct sg_err *err) SG_CHECKED;
bool maildir_is(int fd, const char *below); /* a folder that holds cur/ and new/ */
/* Whether the file of this relative path lies in the cur/, new/ or tmp/ of a Maildir. `cache` may be zeroed. */
struct maildir_cache {
    struct sg_buf folder;
    bool is_maildir;
};
bool maildir_has(struct maildir_cache *cache, int fd, const char *name);

/* ---- what looks like mail (looks.c) ---- */

bool looks_like_mail(struct sg_str head, const char *name);
/* "From SENDER asctime-date": the line that parts an mbox's messages. */
bool looks_like_from_line(struct sg_str line, sg_time *ret_time);
/* A header field: name, ':'. Length of the name, or 0. */
size_t looks_like_field(struct sg_str line);

#endif
