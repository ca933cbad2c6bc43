/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which names imitate which: a list of protected names made into an index, names judged against it one by one or as a
 * stream, and the same tricks forward (generate).  Nothing here asks a network or a store.
 * Method: doc/method/lookalikes.md.
 */
#ifndef SG_LOOKALIKE_LOOKALIKE_H
#define SG_LOOKALIKE_LOOKALIKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/lookalike.h"

/* ---- what is protected ---- */

struct sg_protected_name {
    const char *domain;  /* ASCII, lower case: registrable, or a public suffix
                            that is itself protected (gov.pl), or a host */
    const char *shown;   /* Unicode */
    const char **aliases; size_t n_aliases; /* further names of the same owner, ASCII: protected and never flagged */
    const char **brands;  size_t n_brands;  /* further words that stand for it: "enmarche"; letters, digits, hyphens */
};
struct sg_protected {
    struct sg_arena *arena;
    struct sg_protected_name *names; /* in the order given, each domain once */
    size_t n, cap;
    const char **allowed; /* ASCII; with all that lies below: never flagged */
    size_t n_allowed, cap_allowed;
    struct sg_protected_index *index; /* protected.c's own: what is there already */
};
#define SG_PROTECTED_MAX 100000             /* names, and allowed ones */
#define SG_PROTECTED_FURTHER_MAX 64         /* aliases, and brands, of one name */
#define SG_PROTECTED_MAX_BYTES (16 << 20)   /* of a list's file */
enum sg_code sg_protected_new(struct sg_protected **ret, struct sg_err *err) SG_CHECKED;
void sg_protected_free(struct sg_protected *p); /* NULL allowed */
/* Adds a name (Unicode or punycode, any case; an address or URL gives its host; one that is there stays as it is).
 * SG_EUSAGE says what is wrong with it. */
enum sg_code sg_protected_add(struct sg_protected *p, struct sg_str domain, struct sg_err *err) SG_CHECKED;
enum sg_code sg_protected_alias(struct sg_protected *p, size_t name, struct sg_str domain,
                                struct sg_err *err) SG_CHECKED;
enum sg_code sg_protected_brand(struct sg_protected *p, size_t name, struct sg_str brand,
                                struct sg_err *err) SG_CHECKED;
enum sg_code sg_protected_allow(struct sg_protected *p, struct sg_str domain, struct sg_err *err) SG_CHECKED;
/*
 * A list (doc/formats/protected.md): lines "DOMAIN [alias:DOMAIN]… [brand:WORD]…", "allow: DOMAIN…"; '#' begins a
 * comment; a bare list of domains is one too.  SG_EINPUT names file and line: a list is the user's own and read
 * strictly; what stands before the faulty line is in `p` then.  A name that is there already gets the line's aliases
 * and brands too.
 */
enum sg_code sg_protected_read(struct sg_protected *p, struct sg_str bytes, const char *file,
                               struct sg_err *err) SG_CHECKED;

/* ---- judging ---- */

/* An index over a list.  Read-only once made; the list may be freed.  Memory: about 10 MiB for 5,000 names of common
 * length, more while it is made; SG_ELIMIT where it would take more than about 0.8 GB. */
struct sg_matcher;
enum sg_code sg_matcher_new(const struct sg_protected *p, struct sg_matcher **ret, struct sg_err *err) SG_CHECKED;
void sg_matcher_free(struct sg_matcher *m); /* NULL allowed */
/* What one thread needs for judging: scratch and caches of fixed size.  `m` is borrowed. */
struct sg_judge;
enum sg_code sg_judge_new(const struct sg_matcher *m, struct sg_judge **ret, struct sg_err *err) SG_CHECKED;
void sg_judge_free(struct sg_judge *j); /* NULL allowed */

enum sg_judgement {
    SG_JUDGED_STRANGER, /* like none of them */
    SG_JUDGED_ALIKE,
    SG_JUDGED_OWN,      /* protected, an alias, allowed, or below one of these */
    SG_JUDGED_UNREADABLE /* no domain name: `reason` says why */
};
struct sg_judged {
    struct sg_lookalike look;  /* when alike: the gravest judgement; among equals what is explained most cheaply,
                                  then the first protected name in the list */
    const char *reason;        /* when unreadable: a fixed sentence ("a label is longer than 63 letters") */
    struct sg_str ascii, shown, registrable; /* when alike or own: the name in lower case, as punycode and in Unicode,
                                         and its registrable part (in `ascii`); borrowed until the next call */
};
/*
 * Judges one host name: UTF-8 or punycode, any case, a final '.' and a leading "*." allowed; no URL.  `ret` is written
 * only as the result says.  Never fails: a name longer than 253 bytes, with an empty label, more than 127 labels, NUL
 * or a control character, ill-formed UTF-8, punycode that decodes to nothing … is unreadable; an IP address is a
 * stranger. O(length²) at most with small constants; no memory is taken.
 */
enum sg_judgement sg_judge(struct sg_judge *j, struct sg_str name, struct sg_judged *ret);

/* ---- the same tricks forward ---- */

struct sg_generated {
    const char *domain, *shown;  /* ASCII and Unicode; borrowed during the call */
    struct sg_lookalike look;    /* severity: as sg_judge gives it */
    double rank;                 /* 0 to 1, the likelier to be registered the higher: doc/method/lookalike-names.md */
};
struct sg_generate_options {
    size_t limit;            /* the highest ranked so many of each name; 0: all */
    bool with_pairs;         /* two tricks at once */
    const char *const *suffixes; size_t n_suffixes; /* other endings to try; NULL: those of
                                                       data/lookalike with a weight */
};
typedef enum sg_code (*sg_generated_take)(void *ctx, const struct sg_generated *g, struct sg_err *err);
/* Every name by the tricks from p->names[name], each once, highest rank first, then in byte order; only names that
 * their suffix would accept.  The name itself, aliases, other protected names and allowed ones are left out, and by two
 * tricks what sg_judge finds no likeness in.  Of a host its registrable part is imitated; brands are not.  Method:
 * doc/method/lookalike-names.md. */
enum sg_code sg_generate(const struct sg_protected *p, size_t name, const struct sg_generate_options *o,
                         sg_generated_take take, void *ctx, struct sg_err *err) SG_CHECKED;

/* ---- streams ---- */

/* One name of a stream that is alike, or that is no name (`reason`), in the stream's order. */
struct sg_stream_hit {
    uint64_t line;         /* from 1 */
    struct sg_str raw;     /* the line, at most its first 300 bytes */
    const struct sg_judged *judged;
};
struct sg_lookalike_stream {
    unsigned threads;      /* 0: as many as the machine has, at most 8; no influence on what is given */
    enum sg_severity least; /* hits below it are counted only */
    enum sg_code (*hit)(void *ctx, const struct sg_stream_hit *h, struct sg_err *err);
    enum sg_code (*reject)(void *ctx, const struct sg_stream_hit *h, struct sg_err *err);
    void (*progress)(void *ctx, uint64_t lines, uint64_t done, uint64_t total); /* bytes; NULL allowed */
    void *ctx;
};
struct sg_lookalike_counts {
    uint64_t lines, names, own, alike[SG_HIGH + 1], rejected; /* names: lines that are neither empty nor a comment */
};
/*
 * Judges the names of a stream ("-": standard input; packed files are unpacked): one a line; an address, a URL, or a
 * first field before ',', ';', tab or blank gives its host; empty lines and lines that begin with '#' are passed over;
 * a final CR is dropped; a line of more than 4096 bytes is a reject.  Quotes around the first field are left off.
 * URLs are read as browsers do ("https:\\host"); of "https://a,b@host/" both a and host are judged, and the line
 * counts once.  Every function is called in the caller's thread; a failure of hit or reject ends the stream and is
 * returned.  What was read is told before waiting for more. When the stream breaks off, what came before is told
 * first.  Memory: some megabytes, whatever the stream's and its lines' length.
 */
enum sg_code sg_lookalike_stream(const struct sg_matcher *m, const char *path, const struct sg_lookalike_stream *s,
                                 struct sg_lookalike_counts *ret, struct sg_err *err) SG_CHECKED;

/* ---- only what is new ---- */

/*
 * The file of --new-since: pairs of name and protected name that were told before, with when.  Text, one pair a line,
 * in byte order; absent is empty, and made at once, so that a file that cannot be written fails before anything is
 * told.  SG_EINPUT for a file that is something else, SG_EUSAGE for a folder, pipe or device: none is overwritten.  A
 * link is followed.  One process at a time: SG_EEXIST while another has it; two that read before either wrote would
 * lose what one of them told.
 */
struct sg_seen;
enum sg_code sg_seen_open(const char *path, struct sg_seen **ret, struct sg_err *err) SG_CHECKED;
/* True when the pair was not there; it is now. */
enum sg_code sg_seen_add(struct sg_seen *s, struct sg_str domain, const char *protected_name, bool *ret_is_new,
                         struct sg_err *err) SG_CHECKED;
/* Writes the file beside and renames it: whole or as before. `now` stands behind the new pairs.  Others may have the
 * file after that: what follows in the same process is no longer safe from them. */
enum sg_code sg_seen_save(struct sg_seen *s, int64_t now, struct sg_err *err) SG_CHECKED;
void sg_seen_free(struct sg_seen *s); /* NULL allowed */

#endif
