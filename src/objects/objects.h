/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a text carries: URLs, domains, hashtags, mentions, a fingerprint; and which URLs name a post. */
#ifndef SG_OBJECTS_OBJECTS_H
#define SG_OBJECTS_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/post.h"

/* Tables from data/ (tracking parameters, AMP and mobile hosts, permalink patterns), the public suffix list, scratch
 * memory and a cache of hosts (bounded).  One a thread. */
struct sg_extractor;
enum sg_code sg_extractor_new(struct sg_extractor **ret, struct sg_err *err) SG_CHECKED;
void sg_extractor_free(struct sg_extractor *x);

/* One found thing; `value` is canonical and borrowed until the next call on the extractor. */
struct sg_found {
    enum sg_object_kind kind;
    struct sg_str value;
    struct sg_str raw; /* of a url: as it was written (the scheme may be absent), for sg_permalink, which needs the
                          fragment; empty when its host is a shortener, which names no post */
};
struct sg_found_list {
    const struct sg_found *items;
    size_t n;
};

/*
 * Everything that `text` and `urls` (one a line, expanded addresses; when given, the text's links through shorteners such as t.co are
 * left out) and `objects` (lines KIND:VALUE, model/post.h) carry, each thing once, in order of first appearance.
 *   url      canonical (objects/url.c): lower-case scheme and host, https for http, no default port, no mobile or AMP host,
 *            no tracking parameter, no fragment, no trailing slash, IDN as punycode, percent-encoding normalised
 *   domain   registrable domain of each url (public suffix list), punycode; none for a platform's own wrapper (t.co)
 *   hashtag  without '#', case-folded, NFC, any script (UTS 39's medial marks and U+200C/D kept as Unicode's hashtag syntax, UAX 31 R8, says)
 *   mention  without '@', lower-case; not the middle of an e-mail address
 * At most SG_FOUND_MAX things; the rest is not looked at.  O(len).
 */
#define SG_FOUND_MAX 4096
enum sg_code sg_extract(struct sg_extractor *x, struct sg_str text, struct sg_str urls, struct sg_str objects,
                        struct sg_found_list *ret, struct sg_err *err) SG_CHECKED;

/* One URL made canonical into `out` and its registrable domain into `domain`, both appended.  `*ret_is_url` is false when it
 * is none: that is no error, and nothing is appended then.  SG_ENOMEM: nobody knows whether it is one. */
enum sg_code sg_url_canonical(struct sg_extractor *x, struct sg_str url, struct sg_buf *out, struct sg_buf *domain,
                              bool *ret_is_url, struct sg_err *err) SG_CHECKED;

/* The registrable domain of a host in lower case (public suffix list): its end, borrowed from it; the host itself when it
 * has none.  For several threads at once. */
struct sg_str sg_registrable(struct sg_str host);

/*
 * Which post a URL names, by the table data/permalinks.tsv.  `id` has the form of model/post.h; `account` may be empty.
 * Borrowed until the next call.  All empty, `platform` too, when it names none; SG_ENOMEM when that cannot be told.
 */
struct sg_permalink {
    struct sg_str platform, id, account;
};
enum sg_code sg_permalink(struct sg_extractor *x, struct sg_str url, struct sg_permalink *ret,
                          struct sg_err *err) SG_CHECKED;

/*
 * A hash of what a text says, blind to how it is dressed: links, leading "RT @name:" and mentions at the start are left
 * out, letters folded (Unicode simple case folding after NFKC), everything that is neither letter, mark nor digit is one
 * blank.  `ret_letters` gets how many letters and digits were hashed: 0 means there was no text, and short texts prove
 * little.  Method: doc/method/same-text.md.
 */
uint64_t sg_fingerprint(struct sg_extractor *x, struct sg_str text, uint32_t *ret_letters);

/*
 * The words of that same normal form, each as its SipHash, in their order: the first `max` of them; returns how many.
 * Where a script is written without blanks (Chinese, Japanese, Thai …) every letter with its marks is a word, and
 * `ret_unspaced` gets how many of the words are of that kind.  None when the text says nothing.
 */
size_t sg_words(struct sg_extractor *x, struct sg_str text, uint64_t *ret, size_t max, size_t *ret_unspaced);

/* ---- international names: for whoever looks at what a name looks like ---- */

/* ICU's tools and a cache of fixed size.  One a thread. */
struct sg_idn;
enum sg_code sg_idn_new(struct sg_idn **ret, struct sg_err *err) SG_CHECKED;
void sg_idn_free(struct sg_idn *x); /* NULL allowed */
/* A host name (UTS 46, non-transitional) as punycode or in Unicode, lower case, appended; NULL, or why it is none: a fixed sentence.
 * Underscores and hyphens at any place pass; a final dot is left off; labels have 1 to 63 letters, the name 253. */
const char *sg_idn_ascii(struct sg_idn *x, struct sg_str name, struct sg_buf *out);
const char *sg_idn_unicode(struct sg_idn *x, struct sg_str name, struct sg_buf *out);
/*
 * What one scalar, taken in lower case, is drawn as (the skeleton of UTS 39), as UTF-8 in lower case with accents left off
 * where only they differ (*ret_has_mark): "a" for Cyrillic а and for à.  Itself when nothing is known; empty when it cannot
 * be seen; empty with *ret_has_mark for an accent alone.  Borrowed from the cache until the next call.
 * Other than in UTS 39, ASCII is itself (no rn for m, no l for 1 or I), ０ and 𝟏 are their digits, what would be rn is m, and
 * small capitals and a few more letters (Cyrillic в к м н т п ш є, Greek ω π χ, ß: the table in idn_drawn.c) are the Latin
 * letter that a reader takes them for.
 */
struct sg_str sg_idn_drawn(struct sg_idn *x, uint32_t scalar, bool *ret_has_mark);
/* What one label is, in Unicode: bits. */
enum {
    SG_IDN_BEYOND_ASCII = 1,
    SG_IDN_MIXED = 2,    /* more than one script (UTS 39, 5.1): kana with Han is one, Latin with them is not */
    SG_IDN_WHOLE = 4,    /* one script other than Latin, and every letter of it is drawn as a Latin one by UTS 39 alone */
    SG_IDN_INVISIBLE = 8 /* letters or marks that cannot be seen; joiners, needed or not */
};
unsigned sg_idn_label_flags(struct sg_idn *x, struct sg_str label);

/* The public suffix of a host in lower case, its end, borrowed from it: of "a.b.co.uk" "co.uk"; the last label when no rule
 * fits.  `*ret_is_private` (NULL allowed): the rule is of the list's private part (hu.com, github.io).  For several threads;
 * 150 ns and as much again for each label beyond the second. */
struct sg_str sg_public_suffix(struct sg_str host, bool *ret_is_private);

#endif
