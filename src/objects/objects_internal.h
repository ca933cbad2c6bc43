/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share. */
#ifndef SG_OBJECTS_INTERNAL_H
#define SG_OBJECTS_INTERNAL_H

#include "base/text.h"
#include "objects/objects.h"

#define URL_MAX 8192  /* bytes of an address as written */
#define HOST_MAX 253  /* RFC 1035 */
#define LABEL_MAX 63
#define REDIRECTS_MAX 16 /* addresses within addresses that are followed */
#define ARCHIVED_MAX 3   /* copies of copies that are followed to a post */

/* --- unicode.c: one 32-bit word for each code point, built from ICU page by page when first met --- */

enum {
    CP_FOLD = 0x1fffff,      /* simple case folding */
    CP_LETTER = 1 << 21,     /* L* and Nl */
    CP_MARK = 1 << 22,       /* M* */
    CP_DIGIT = 1 << 23,      /* Nd */
    CP_NFC_SLOW = 1 << 24,   /* NFC may change it: the token goes through ICU */
    CP_NFKC_SLOW = 1 << 25,  /* NFKC may change it into something with a letter, mark or digit in it */
    CP_INVISIBLE = 1 << 26,  /* Default_Ignorable_Code_Point */
    CP_REORDERS = 1 << 27,   /* combining class other than 0 */
    CP_MEDIAL = 1 << 28,     /* may stand within a hashtag, between letters */
    CP_UNSPACED = 1 << 29,   /* of a script that is written without blanks between words */
    CP_ALNUM = CP_LETTER | CP_DIGIT,
    CP_WORD = CP_LETTER | CP_MARK | CP_DIGIT
};

struct unicode; /* pages and normalizers */
enum sg_code unicode_new(struct unicode **ret, struct sg_err *err);
void unicode_free(struct unicode *u);
uint32_t unicode_word(struct unicode *u, uint32_t scalar);
/* For scalars below 0x800: the two bytes of the folded letter or digit (first byte low), 0 when it is anything else. */
const uint16_t *unicode_two(const struct unicode *u);
/* Appends the normalised text; false when ICU or memory fails, and without memory `out` has failed. */
bool unicode_nfc(struct unicode *u, struct sg_str s, struct sg_buf *out);
bool unicode_nfkc(struct unicode *u, struct sg_str s, struct sg_buf *out);
/* UTS 46, non-transitional, to ASCII; false when it is no domain name, and without memory, when `out` has failed. */
bool unicode_idn(struct unicode *u, struct sg_str host, struct sg_buf *out);
/* The word before (class bits of the scalar that ends at `end`); 0 at the beginning. */
uint32_t unicode_before(struct unicode *u, struct sg_str s, size_t end);

/* --- names.c: strings to small numbers --- */

struct name {
    struct sg_str key;
    uint32_t hash;
    int32_t value;
};
struct names {
    struct name *slots;
    size_t n, cap; /* cap a power of two, or 0 */
};
uint32_t names_hash(const char *s, size_t len);
/* `key` is borrowed for ever; an existing key keeps its value and the place of that value is returned.  NULL: no memory. */
int32_t *names_add(struct names *m, struct sg_str key, int32_t value);
const int32_t *names_find(const struct names *m, struct sg_str key);
void names_release(struct names *m);

/* --- tables.c: data/ as built into the program --- */

enum { SHORTENER = 1, SHORTENER_WRAPPER = 2 }; /* values of `shorteners` */

struct track_rule {
    struct sg_str host, param; /* host "*": everywhere */
    bool is_prefix;
};
struct wrap_rule {
    struct sg_str host, path, param;
};
struct tail_rule {
    struct sg_str from, to; /* ".m.wikipedia.org" to ".wikipedia.org" */
};
struct pattern {
    struct sg_str platform, path, id, account; /* templates */
};
struct pattern_link {
    int32_t pattern, next; /* -1 ends */
};
struct tables {
    struct names tracked;   /* parameters that every host drops */
    struct names hosts;     /* host to index in host_to */
    struct names shorteners;
    struct names permalinks; /* host to first pattern_link */
    struct track_rule *tracks;
    struct sg_str *host_to, *prefixes, *amp_caches;
    struct wrap_rule *wraps;
    struct tail_rule *tails;
    struct pattern *patterns;
    struct pattern_link *links;
    size_t n_tracks, n_host_to, n_prefixes, n_amp_caches, n_wraps, n_tails, n_patterns, n_links;
    int32_t any_host; /* first link of the patterns for any host */
};
enum sg_code tables_load(struct tables *t, struct sg_err *err);
void tables_release(struct tables *t);

/* --- host.c: a host as written to what it is, remembered --- */

struct host {
    struct sg_str key, name, domain; /* as written in lower case; canonical; registrable */
    uint32_t hash;
    bool is_bad, is_shortener, is_wrapper, is_amp_cache, is_ip;
    bool is_unknown; /* and bad: there was no memory to find out */
    int32_t link; /* first permalink pattern, -1 none */
};
struct host_cache;
enum sg_code hosts_new(struct host_cache **ret, const struct tables *t, struct unicode *u, struct sg_err *err);
void hosts_free(struct host_cache *c);
/* Never NULL; valid until the next call.  What is unknown is not remembered as such.  Others ask extract_host. */
const struct host *hosts_find(struct host_cache *c, struct sg_str written);
/* Is it known by the tables as it stands (for links written without a scheme)? */
bool hosts_is_known(const struct tables *t, struct sg_str written);

/* --- url.c --- */

struct url_parts {
    struct sg_str scheme, host, port, path, query, fragment; /* path with its '/', the others without their marks */
};
/* False when it cannot be an address.  The scheme may be absent. */
bool url_split(struct sg_str url, struct url_parts *ret);
/* Canonical into `out`; `ret_host` is valid until the next lookup.  False and x->is_starved: for want of memory. */
bool url_canonical(struct sg_extractor *x, struct sg_str url, struct sg_buf *out, const struct host **ret_host);
/* Percent-decodes into `out`. */
void url_decode(struct sg_buf *out, struct sg_str s);

/* --- scan.c --- */

/* Where the address that begins at `start` ends (trailing punctuation left out), and whether it was cut by an ellipsis.
 * `ret_all` gets the end of the whole run. */
size_t scan_url_end(struct unicode *u, struct sg_str text, size_t start, size_t *ret_all, bool *ret_is_cut);
/* The text has '/' at `slash`: where the address around it begins (http://, https:// or a known bare host), or
 * SIZE_MAX.  Nothing before `from` is looked at. */
size_t scan_url_start(const struct tables *t, struct sg_str text, size_t from, size_t slash);
void scan_text(struct sg_extractor *x, struct sg_str text, bool without_short);
/* The first byte at or after `at` that may begin something. */
size_t scan_candidate(struct sg_str text, size_t at);

/* --- hashtag.c --- */

/* The name after '#' at `at`; appended folded to `out`.  0 when there is none, else the end. */
size_t hashtag_read(struct unicode *u, struct sg_str text, size_t at, struct sg_buf *out, struct sg_buf *scratch);
/* The name after '@' at `at`; appended in lower case to `out`.  0 when there is none, else the end. */
size_t mention_read(struct sg_str text, size_t at, struct sg_buf *out);
/* Letters folded, NFC. */
void hashtag_fold(struct unicode *u, struct sg_str name, struct sg_buf *out, struct sg_buf *scratch);

/* --- fingerprint.c --- */

/* The normal form of a text (doc/method/same-text.md), valid until the next call, and how many letters and digits are in
 * it.  False when nothing was said or memory fails. */
bool text_said(struct sg_extractor *x, struct sg_str text, struct sg_str *ret, uint32_t *ret_letters);

/* --- extract.c --- */

struct item {
    enum sg_object_kind kind;
    uint32_t hash;
    size_t at, len; /* in values */
    struct sg_str raw;
};
#define ITEM_SLOTS 16384
struct sg_extractor {
    struct unicode *unicode;
    struct tables tables;
    struct host_cache *hosts;
    struct sg_buf values, scratch, normal, inner, link_id, link_account;
    struct item *items;      /* SG_FOUND_MAX */
    struct sg_found *found;  /* SG_FOUND_MAX */
    uint16_t *slots;         /* item number + 1, by hash; in use above a few items */
    size_t n_items;
    bool slots_in_use;
    bool is_starved; /* since the call from outside began, memory was lacking: what was found is not the whole */
};
/* What is known of a host; one that is unknown starves the extractor. */
const struct host *extract_host(struct sg_extractor *x, struct sg_str written);
/* The value is what was appended to x->values since `at`; a thing seen already is taken off again. */
void extract_add(struct sg_extractor *x, enum sg_object_kind kind, size_t at, struct sg_str raw);
/* A url and its domain. */
bool extract_url(struct sg_extractor *x, struct sg_str raw, bool without_short);
bool extract_is_full(const struct sg_extractor *x);

#endif
