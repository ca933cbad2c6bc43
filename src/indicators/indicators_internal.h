/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share. */
#ifndef SG_INDICATORS_INTERNAL_H
#define SG_INDICATORS_INTERNAL_H

#include "indicators/indicators.h"
#include "objects/objects.h"
#include "json/json.h"

#define LABEL_MAX 500      /* bytes of a label */
#define OTHER_KINDS_MAX 64 /* names told apart; further ones are counted together */
#define OTHER_NAME_MAX 64  /* bytes of such a name */
#define PATTERN_MAX ((size_t)1 << 20)
#define PATTERN_VALUES_MAX 65536
#define PATTERN_DEPTH 64

struct other_kind {
    char name[OTHER_NAME_MAX];
    uint64_t n;
};

/* One feed while it is read. */
struct reading {
    struct sg_indicators *set;
    struct sg_extractor *extractor;
    struct sg_idn *idn;
    void (*reject)(void *ctx, const struct sg_indicator_reject *r);
    void *reject_ctx;
    struct sg_err *err;
    uint32_t feed;
    uint64_t row; /* what is being read: object or line, from 1 */
    struct other_kind others[OTHER_KINDS_MAX];
    size_t n_others;
    uint64_t n_unnamed;               /* of kinds beyond OTHER_KINDS_MAX */
    struct sg_buf value, whole, work; /* value: what indicator_canonical gave; whole: the value refanged */
    struct sg_buf label;
};

/* --- add.c --- */

/* What the feed says about a value; all borrowed. */
struct said {
    struct sg_str id, author, label;
    sg_time from, to;
};
/* Takes a value of `kind`; one that is none is rejected, one of a kind that nothing matches is counted.  SG_ELIMIT when
 * the set is full. */
enum sg_code reading_add(struct reading *r, enum sg_indicator_kind kind, struct sg_str raw, const struct said *said);
/* The same with the name that a feed has for its kind ("ip-dst|port", "FileHash-SHA256"); an unknown name is counted as
 * another kind. */
enum sg_code reading_add_named(struct reading *r, struct sg_str kind_name, struct sg_str raw, const struct said *said);
/* The same, kind guessed from how it looks. */
enum sg_code reading_add_guessed(struct reading *r, struct sg_str raw, const struct said *said);
void reading_other(struct reading *r, struct sg_str kind_name);
/* `reason` is a fixed sentence, or one that is safe for a terminal. */
void reading_reject(struct reading *r, const char *reason, struct sg_str raw);
/* Begins r->label, adds a part to it ("; " between), gives what it holds, cut at a letter. */
void label_begin(struct reading *r);
void label_add(struct reading *r, struct sg_str part);
struct sg_str label_end(const struct reading *r);
/* A time that a feed wrote; SG_TIME_NONE when it is none. */
sg_time said_time(struct sg_str text);

/* --- values.c --- */

/* What became of a value. */
struct canonical {
    enum sg_indicator_kind kind; /* an address where a host was said is an address */
    const char *other;           /* it is well-formed, of this other kind: "ip range"; NULL */
    const char *bad;             /* why it is none: a fixed sentence; NULL */
};
/* Into r->value. */
struct canonical indicator_canonical(struct reading *r, enum sg_indicator_kind kind, struct sg_str raw);
/* By its looks; `other` is "md5", "sha1", "sha512", "ip range"; `bad` when it looks like nothing known. */
struct canonical indicator_guess(struct reading *r, struct sg_str raw);
/* hxxp, [.], (at) and the like undone; appended. */
void indicator_refang(struct sg_buf *out, struct sg_str raw);

/* --- types.c --- */

enum part { PART_NONE, PART_DOMAIN, PART_URL, PART_MAIL, PART_IP, PART_SHA256, PART_HOST_PORT, PART_GUESS, PART_OTHER };
/* One name of a kind of value, as feeds write it; parts of a value are parted by '|'. */
struct type_name {
    const char *name;
    enum part first, second;
};
const struct type_name *type_find(struct sg_str name); /* letters of either case; NULL */
enum sg_indicator_kind part_kind(enum part p);         /* of the first five */

/* --- stix_pattern.c --- */

struct pattern_value {
    enum part part; /* PART_OTHER: `name` says of what kind */
    size_t at, len; /* in `texts`: the value, or the other kind's name */
};
struct pattern {
    struct pattern_value *values;
    size_t n, cap;
    struct sg_buf texts;
    bool is_joined;  /* some condition stands beside others that must hold too */
    const char *bad; /* why it could not be read: a fixed sentence, with `at` */
    size_t at;
};
/* False: it is no pattern, see `bad`; or there was no memory (`texts.failed`). */
bool pattern_read(struct pattern *p, struct sg_str text);
void pattern_release(struct pattern *p);

/* --- feeds.c, read_*.c --- */

struct feed {
    struct sg_str bytes;
    const char *name;
    struct sg_json json; /* the document, none when the feed is no JSON */
};
struct feed_format {
    const char *name;
    bool (*is_mine)(const struct feed *f);
    enum sg_code (*read)(struct reading *r, const struct feed *f);
};
extern const struct feed_format feed_stix, feed_misp, feed_csv;

#endif
