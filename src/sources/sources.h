/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evidence in: a stream gives bytes, a reader gives batches.  Neither knows the case or the store. */
#ifndef SG_SOURCES_SOURCES_H
#define SG_SOURCES_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/batch.h"

/* ---- bytes ---- */

/*
 * The bytes of one file, unpacked on the way (gzip, zstd, xz, bzip2; libarchive finds out which).  Holds one window of
 * at most SG_RECORD_MAX bytes plus one read.  Unpacking runs in a thread of its own.
 */
struct sg_stream;
#define SG_RECORD_MAX ((size_t)64 << 20) /* one CSV row, one line of JSON */

/* "-" is standard input. */
enum sg_code sg_stream_open(const char *path, struct sg_stream **ret, struct sg_err *err) SG_CHECKED;
/* For tests and fuzzing: bytes from memory, not copied, not unpacked. */
enum sg_code sg_stream_open_memory(const char *name, const void *bytes, size_t len, struct sg_stream **ret,
                                   struct sg_err *err) SG_CHECKED;
void sg_stream_free(struct sg_stream *s);
const char *sg_stream_name(const struct sg_stream *s);
/* The unread bytes in the window: at least `want` of them unless the input ends first (want <= SG_RECORD_MAX).
 * *ret_at_end tells that nothing follows what is given.  Borrowed until the next call.
 * SG_EIO/SG_EINPUT when the file cannot be read or its packing is broken or cut short (the error says after how many
 * unpacked bytes), SG_ELIMIT when it unpacks beyond measure.  What came before the fault is given first: fewer bytes
 * than wanted, and not at the end.  The error follows when nothing is left in the window, or when a later call at the
 * same offset wants more than the call that was given too little. */
enum sg_code sg_stream_peek(struct sg_stream *s, size_t want, struct sg_str *ret, bool *ret_at_end,
                            struct sg_err *err) SG_CHECKED;
void sg_stream_skip(struct sg_stream *s, size_t len); /* len <= what peek gave */
uint64_t sg_stream_offset(const struct sg_stream *s); /* unpacked bytes skipped so far */
/* Packed bytes consumed and the file's size, for progress (0 = unknown). */
void sg_stream_progress(const struct sg_stream *s, uint64_t *ret_done, uint64_t *ret_total);

/* ---- readers ---- */

/* A record that did not go in whole. `raw` is what was found, perhaps cut. */
struct sg_reject {
    uint64_t row, offset;
    const char *member; /* or NULL */
    const char *reason; /* a sentence; safe for a terminal */
    struct sg_str raw;
    bool is_kept;       /* the row went in, mended (ill-formed bytes replaced, an unreadable count left out) */
};

struct sg_read_options {
    const char *platform;   /* --platform, or NULL */
    const char *channel;    /* --channel: the board, chat or subreddit that the export does not name; or NULL */
    const char *mapping;    /* --map: path of a mapping file for CSV; or NULL */
    const char *mapping_dir;/* shipped mapping files, tried by their header; or NULL */
    int64_t precision;      /* --precision in seconds: the times are known no
                               better than this; -1 = as the source says */
    const char *timezone;   /* reserved: NULL = UTC */
    void (*reject)(void *ctx, const struct sg_reject *r);
    void *reject_ctx;
};

/*
 * One format.  `probe` looks at the first bytes (unpacked, up to 64 KiB) and the file's name and says how sure it is:
 * 0 not mine … 100 certain.  `next` gives batches of sg_post_table; an empty batch (release NULL) is the end.  A
 * record that cannot be read goes to options->reject and reading continues with the next one; an error is returned only
 * when nothing further can be read from the stream (the rows before it were given in earlier batches).
 */
struct sg_reader {
    const char *name;        /* what --format takes */
    const char *description; /* one line for help */
    int (*probe)(const char *file_name, struct sg_str head, const struct sg_read_options *options);
    /* `in` and `options` are borrowed until close. */
    enum sg_code (*open)(struct sg_stream *in, const struct sg_read_options *options, void **ret_self,
                         struct sg_err *err);
    enum sg_code (*next)(void *self, struct ArrowArray *ret_batch, struct sg_err *err);
    void (*close)(void *self); /* NULL allowed */
};

/* All readers, NULL-terminated, the surest first. */
extern const struct sg_reader *const sg_readers[];
/* By --format name, or NULL. */
const struct sg_reader *sg_reader_find(const char *name);
/* By the stream's first bytes; SG_EINPUT, with what was seen and the known formats, when none takes it. */
enum sg_code sg_reader_probe(struct sg_stream *in, const struct sg_read_options *options, const struct sg_reader **ret,
                             struct sg_err *err) SG_CHECKED;

/* ---- folders ---- */

/*
 * The regular files under a folder, by relative path in byte order ("a/b.txt").  Hidden files and folders and symbolic
 * links are passed over.  Limits: SG_FOLDER_DEPTH levels, SG_FOLDER_FILES files; SG_ELIMIT beyond.
 */
#define SG_FOLDER_DEPTH 16
#define SG_FOLDER_FILES ((size_t)1000000)
#define SG_FOLDER_FILE_MAX ((size_t)16 << 20) /* the most that a folder's reader takes of one file */
struct sg_folder;
enum sg_code sg_folder_list(const char *path, struct sg_folder **ret, struct sg_err *err) SG_CHECKED;
/* Hidden ones too: what a leak holds is not to be passed over for its name. */
enum sg_code sg_folder_list_all(const char *path, struct sg_folder **ret, struct sg_err *err) SG_CHECKED;
void sg_folder_free(struct sg_folder *f);
const char *sg_folder_path(const struct sg_folder *f);
size_t sg_folder_count(const struct sg_folder *f);
const char *sg_folder_name(const struct sg_folder *f, size_t i); /* relative; borrowed */
/* The folder's identity: the SHA-256 of its manifest, one line "HEX  relative/path" a file, as sha256sum writes them
 * (LC_ALL=C find -type f | sort).  A name with a line end or a backslash is an error: a manifest could not tell it.
 * `manifest` gets the text itself (appended; NULL: it is not wanted). */
enum sg_code sg_folder_hash(const struct sg_folder *f, struct sg_buf *manifest, char ret_hex[static 65],
                            uint64_t *ret_bytes, struct sg_err *err) SG_CHECKED;

/* A format that is a folder as a whole.  As sg_reader; rows are numbered by the file's place in the listing (1-based),
 * and `member` is its relative path. */
struct sg_folder_reader {
    const char *name;
    const char *description;
    int (*probe)(const struct sg_folder *folder, const struct sg_read_options *options);
    /* `folder` is borrowed until close. */
    enum sg_code (*open)(const struct sg_folder *folder, const struct sg_read_options *options, void **ret_self,
                         struct sg_err *err);
    enum sg_code (*next)(void *self, struct ArrowArray *ret_batch, struct sg_err *err);
    void (*close)(void *self); /* NULL allowed */
};
/* All of them, NULL-terminated. */
extern const struct sg_folder_reader *const sg_folder_readers[];
const struct sg_folder_reader *sg_folder_reader_find(const char *name);
/* The surest, or NULL: then the folder is a heap of evidence files, each a source of its own. */
const struct sg_folder_reader *sg_folder_reader_probe(const struct sg_folder *folder,
                                                      const struct sg_read_options *options);

#endif
