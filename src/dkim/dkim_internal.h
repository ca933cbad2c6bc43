/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share. */
#ifndef SG_DKIM_DKIM_INTERNAL_H
#define SG_DKIM_DKIM_INTERNAL_H

#include "dkim/dkim.h"

struct evp_md_st; /* OpenSSL's EVP_MD and EVP_PKEY: its headers stay in .c files */
struct evp_pkey_st;

/* ---- tags.c: "a=b; c=d" (RFC 6376, 3.2) ---- */

enum { TAGS = 48, SIGNED_NAMES = 256 };
struct sg_tag {
    struct sg_str name, value; /* without the blanks around them */
    size_t from, to;           /* where the value lies in the list, blanks included */
};
struct sg_tags {
    struct sg_tag tag[TAGS];
    size_t n;
};
/* false: it is no such list, it has more than TAGS, or a tag stands twice. */
bool sg_tags_read(struct sg_str list, struct sg_tags *ret);
const struct sg_tag *sg_tags_find(const struct sg_tags *t, const char *name);
static inline struct sg_str sg_tags_value(const struct sg_tags *t, const char *name)
{
    const struct sg_tag *tag = sg_tags_find(t, name);
    return tag ? tag->value : sg_str("");
}
/* The next of what stands between colons, trimmed; false at the end. */
bool sg_colon_next(struct sg_str list, size_t *pos, struct sg_str *ret);
bool sg_colon_has(struct sg_str list, const char *word); /* case ignored */
bool sg_str_nocase(struct sg_str a, struct sg_str b);
/* Base64 with blanks anywhere; false when it is something else or longer than `cap`. */
bool sg_unbase64(struct sg_str s, unsigned char *out, size_t cap, size_t *ret_len);

enum sg_algorithm { SG_RSA_SHA256, SG_RSA_SHA1, SG_ED25519_SHA256 };

/* One signature field, read.  Strings point into the field. */
struct sg_sigfield {
    enum sg_signature_kind kind;
    struct sg_str value; /* behind the ':' */
    struct sg_str domain, selector, identity, algorithm_name, headers, cv;
    struct sg_str header_canon, body_canon; /* "simple", "relaxed" */
    struct sg_str key_bytes;                /* b=, in base64 */
    size_t b_from, b_to;                    /* of b='s value in `value` */
    enum sg_algorithm algorithm;
    bool is_header_relaxed, is_body_relaxed;
    unsigned char hash[32]; /* bh= */
    size_t hash_len;
    int64_t length; /* l=, -1 */
    sg_time at, expires;
    uint32_t instance;
    const char *problem; /* "" : well formed */
    bool is_computable;  /* enough is there to compute, although it may be forbidden */
};
/* Whether this is a field that carries a signature, and of which kind. */
bool sg_sigfield_kind(struct sg_str name, enum sg_signature_kind *ret);
void sg_sigfield_read(enum sg_signature_kind kind, struct sg_str value, struct sg_sigfield *ret);

/* ---- canon.c (RFC 6376, 3.4) ---- */

/* A field as it is hashed, with its CRLF; `line` is all of it (or name, ':' and value).  Line ends become CRLF. */
void sg_canon_field(struct sg_buf *out, struct sg_str name, struct sg_str value, bool is_relaxed);
/* A signature field: b='s value left out, no CRLF. */
void sg_canon_signature(struct sg_buf *out, struct sg_str name, const struct sg_sigfield *f, bool is_relaxed);
/* Bodies: `body` has CRLF line ends.  The result points into `body` or `scratch`. */
struct sg_str sg_canon_body(struct sg_str body, bool is_relaxed, struct sg_buf *scratch);
/* Appends `s` with each bare LF (and, when asked, CR) as CRLF; gives back `s` itself when there is none. */
struct sg_str sg_crlf(struct sg_str s, bool with_cr, struct sg_buf *scratch);

/* The digests, fetched once: fetching costs more than hashing a header. */
const struct evp_md_st *sg_md_sha256(void);
const struct evp_md_st *sg_md_sha1(void);

/* ---- harms.c: bodies as they may have been ---- */

/* Looks at one candidate: what was undone, and how (" from-lines=all").  true: no more are needed. */
typedef bool sg_body_look(void *ctx, struct sg_str body, uint32_t harms, struct sg_str how);
/* Gives `look` the body with each harm undone, then with two, until it is content or `budget` bytes were written.  Text
 * cut from the end is the looker's own affair: it needs no copy. */
void sg_harms_bodies(const struct sg_mail *m, struct sg_str body, uint64_t budget, sg_body_look *look, void *ctx);

/* Facts of a bodies line that the header needs. */
struct sg_body_line {
    bool is_known, is_ok;
    uint32_t harms;
    int64_t unsigned_bytes;                   /* -1 */
    bool has_type, has_encoding, no_encoding; /* the header's Content-Type, Content-Transfer-Encoding were others */
    struct sg_str type, encoding;             /* escaped */
    bool is_identity; /* encoding undone to 7bit, 8bit or none: how it was called is not known */
};
void sg_body_lines(struct sg_str bodies, uint32_t number, struct sg_body_line *ret);
void sg_escape_fact(struct sg_buf *out, struct sg_str s);
void sg_unescape_fact(struct sg_buf *out, struct sg_str s);

/* ---- keys.c ---- */

enum sg_key_kind { SG_KEY_RSA, SG_KEY_ED25519, SG_KEY_UNKNOWN };
struct sg_key {
    struct sg_str domain, selector;
    enum sg_key_kind kind;
    const char *source, *problem; /* "" */
    sg_time first_seen, last_seen;
    const unsigned char *bytes; /* DER of RSA's, or 32 bytes */
    size_t n_bytes;
    bool is_testing, is_strict, is_revoked, no_sha1, no_sha256, not_for_mail;
    uint32_t next; /* of the same selector, in the order of adding; SG_NO_KEY */
    uint32_t last; /* of a chain's first: its last */
};
#define SG_NO_KEY UINT32_MAX
uint32_t sg_keyring_first(const struct sg_keyring *k, struct sg_str domain, struct sg_str selector);
const struct sg_key *sg_keyring_at(const struct sg_keyring *k, uint32_t i);
/* The key as OpenSSL holds it, or NULL. */
struct evp_pkey_st *sg_key_open(const struct sg_key *k);

/* ---- header.c: which fields are hashed, and headers as they may have been ---- */

struct sg_header_field {
    struct sg_str name; /* up to the ':', as written */
    struct sg_str value;
    uint32_t hash; /* of the name, case ignored; 0: this field is left out */
};
struct sg_header {
    struct sg_header_field *field;
    size_t n, cap;
    uint32_t *used, stamp; /* by field: the question that took it last */
};
uint32_t sg_name_hash(struct sg_str name);
/* What the signature in field `self` is over: the fields that h= names, each name from the bottom up, then the field
 * itself.  O(names × fields). */
void sg_header_data(struct sg_header *h, const struct sg_sigfield *f, size_t self, struct sg_buf *out);

/* Gives `look` the data of headers as they may have been, until it is content or a limit is reached. */
typedef bool sg_header_look(void *ctx, struct sg_str data, uint32_t harms);
struct sg_header_trial {
    const struct sg_sigfield *sig;
    size_t self;
    const struct sg_body_line *body; /* what the body says of the header; NULL: nothing */
    uint64_t budget;                 /* bytes that are looked at, at most */
    uint32_t tries;
    size_t n_names;            /* of h= */
    struct sg_header one, two; /* room for copies of the header */
    struct sg_buf text_one, text_two, data;
    sg_header_look *look;
    void *ctx;
};
bool sg_harms_header(const struct sg_header *h, struct sg_header_trial *t);

/* ---- arc.c ---- */

enum { ARC_SETS = 50 };
enum { ARC_RESULTS, ARC_MESSAGE, ARC_SEAL, ARC_FIELDS };
struct sg_arc_sets {
    uint32_t at[ARC_SETS + 1][ARC_FIELDS]; /* place in the header, plus 1 */
    uint32_t n;
    const char *problem; /* "" */
};
bool sg_arc_number(struct sg_str value, uint32_t *ret); /* i= of an ARC field */
void sg_arc_sets_read(const struct sg_mail_field *field, size_t n, struct sg_arc_sets *ret);
/* What the seal is over; false when a set is missing. */
bool sg_arc_seal_data(const struct sg_arc_sets *a, const struct sg_header *h, const struct sg_sigfield *f, size_t self,
                      struct sg_buf *out);

#endif
