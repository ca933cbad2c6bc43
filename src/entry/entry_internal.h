/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inside entry/: carriers (a post, a mail, a document, an item) come one after the other, and what each of them names
 * is judged once a host and gathered by name and by indicator.  Only what is found is held.
 */
#ifndef SG_ENTRY_INTERNAL_H
#define SG_ENTRY_INTERNAL_H

#include "base/buf.h"
#include "entry/entry.h"
#include "mail/mail.h"
#include "objects/objects.h"

/* ---- what was met already (cache.c) ---- */

enum seek_kind { SEEK_HOST = 1, SEEK_ADDRESS, SEEK_URL };
/* 64 bytes; `text` holds what is short, a terminated copy stands elsewhere for the rest; of a URL there is the hash
 * alone, which counts it and decides nothing. */
struct seek_met {
    uint64_t hash;
    const char *longer;
    uint32_t flagged; /* of a host: number of the flagged host, SG_NO_INDEX */
    uint8_t kind, len;
    uint8_t is_listed : 1 /* an indicator is about it */, is_flagged : 1;
    uint8_t is_put_off : 1; /* alike, but met only where that is a mailer's name for its customer: not flagged */
    char text[41];
};
struct seek_cache {
    struct seek_met *slots;
    size_t n_slots, n;
    struct sg_arena *longer;
    size_t longer_bytes;
    uint64_t counts[4]; /* by kind: different ones; when the cache is full it starts afresh, and one may count again */
};
enum { SEEK_HOST_MAX = 254, SEEK_WRITTEN_MAX = 1020 /* in UTF-8 */, SEEK_ADDRESS_MAX = 400 };
void seek_cache_release(struct seek_cache *c);
/* The place of `text`, lower case; `*ret_is_new`: its answer has to be filled in.  Holds until the next call. */
enum sg_code seek_cache_find(struct seek_cache *c, enum seek_kind kind, struct sg_str text, struct seek_met **ret,
                             bool *ret_is_new, struct sg_err *err) SG_CHECKED;

/* ---- what was found (gather.c) ---- */

/* Who carries what follows. */
struct seek_carrier {
    uint64_t key; /* post or item */
    sg_time time, received;
    struct sg_str by, title;
    uint32_t n_recipients;
    uint64_t number; /* set by seek_begin */
};
/* One that is kept, in one piece of memory. */
struct seek_kept {
    enum sg_entry_where where;
    uint64_t key;
    sg_time time, received;
    uint32_t n_recipients;
    const char *value, *by, *title;
};
struct seek_found { /* of a name or an indicator */
    uint64_t n[SG_ENTRY_WHERES], last[SG_ENTRY_WHERES] /* number of the carrier that counted last */;
    sg_time first_time, last_time;
    struct seek_kept **kept; /* by time that counts, where, key */
    uint32_t n_kept;
    struct seek_kept *mail; /* the earliest in a mail, kept even when fifty others are earlier */
};
/* The time that counts: what the first server wrote, else what the carrier says of itself. */
static inline sg_time seek_time(sg_time time, sg_time received)
{
    return received != SG_TIME_NONE ? received : time;
}
enum sg_code seek_gather(struct seek_found *f, const struct seek_carrier *c, enum sg_entry_where where,
                         struct sg_str value, struct sg_err *err) SG_CHECKED;
void seek_found_release(struct seek_found *f);

struct seek_flagged {
    char *host, *shown;
    struct seek_domain *domain;
    struct sg_lookalike look;
    uint32_t number;
};
/* A registrable domain below which hosts were flagged. */
struct seek_domain {
    char *domain;
    struct seek_flagged *itself; /* judged although nobody carries it bare; NULL: it is not alike, or was met */
    uint32_t worst;              /* number of the flagged host: the gravest, then the shortest, then in byte order */
    uint64_t n_hosts;
    bool is_kept; /* one of them is as grave as asked for */
    struct seek_found found;
};
/* An indicator's value; several indicators may have it. */
struct seek_listed {
    uint32_t first; /* in the set's items */
    struct seek_found found;
};

struct seek_run {
    struct sg_store *store;
    const struct sg_entry_options *o;
    struct sg_entry *e;
    struct sg_matcher *matcher;
    struct sg_judge *judge;
    struct sg_extractor *extractor;
    struct seek_cache cache;
    struct seek_flagged **flagged;
    size_t n_flagged, cap_flagged;
    struct seek_domain **domains;
    size_t n_domains, cap_domains;
    struct seek_listed **listed;
    size_t n_listed, cap_listed;
    void *flagged_tree, *domain_tree, *listed_tree; /* tsearch: exact, and nobody can make it slow */
    struct sg_str *url_hosts;                       /* of URL indicators, in byte order */
    size_t n_url_hosts;
    uint64_t number; /* of carriers */
    struct sg_buf canonical, domain, host;
};
enum sg_code seek_run_init(struct seek_run *r, struct sg_store *store, const struct sg_entry_options *o,
                           struct sg_err *err) SG_CHECKED;
void seek_run_release(struct seek_run *r);
void seek_say(const struct seek_run *r, const char *what, uint64_t done, uint64_t total);

/* ---- judging (judge.c) ---- */

/* A host, judged when it was not met before.  NULL in *ret: an empty one. */
enum sg_code seek_host(struct seek_run *r, struct sg_str host, const struct seek_met **ret,
                       struct sg_err *err) SG_CHECKED;
/* What a carrier names; `value` is what is told of it.  Each counts once a carrier and place.  Where nobody reads a
 * host (SG_IN_RECEIVED, SG_IN_RETURN_PATH, SG_IN_SIGNER), a protected name in front of a stranger's domain is no
 * look-alike: mailers name their customers there; the stranger's domain itself may be one. */
enum sg_code seek_take_host(struct seek_run *r, const struct seek_carrier *c, enum sg_entry_where where,
                            struct sg_str host, struct sg_str value, struct sg_err *err) SG_CHECKED;
enum sg_code seek_take_address(struct seek_run *r, const struct seek_carrier *c, enum sg_entry_where where,
                               struct sg_str address, struct sg_err *err) SG_CHECKED;
enum sg_code seek_take_url(struct seek_run *r, const struct seek_carrier *c, enum sg_entry_where where,
                           struct sg_str url, bool is_canonical, struct sg_err *err) SG_CHECKED;
void seek_begin(struct seek_run *r, struct seek_carrier *c);
/* At most `most` bytes, cut at a letter: nobody reads a subject of a megabyte. */
struct sg_str seek_clip(struct sg_str s, size_t most);
enum { SEEK_TITLE_MAX = 1000, SEEK_BY_MAX = 400 };
struct sg_str seek_host_of(struct sg_str canonical_url);
/* The host that stands for a domain: itself where it is as grave as what was met below it. */
const struct seek_flagged *seek_told(const struct seek_run *r, const struct seek_domain *d);

/* ---- a mail's envelope (envelope.c) ---- */

enum { SEEK_ADDRESSES = 16 /* of a field that are looked at */, SEEK_SIGNERS = 256 /* d= of a mail */ };
/* The addresses of a field's value; of a Return-Path that a forwarder wrote anew (SRS), whom it stands for, too. */
enum sg_code seek_take_addresses(struct seek_run *r, const struct seek_carrier *c, enum sg_entry_where where,
                                 struct sg_mail_parser *parser, struct sg_str value, struct sg_err *err) SG_CHECKED;
/* Each d= of a DKIM-Signature's value; `*left` of the mail may still be looked at. */
enum sg_code seek_take_signer(struct seek_run *r, const struct seek_carrier *c, struct sg_str value, size_t *left,
                              struct sg_err *err) SG_CHECKED;

/* ---- indicators (listed.c) ---- */

uint32_t seek_indicator(const struct seek_run *r, enum sg_indicator_kind kind,
                        struct sg_str value);                      /* the first; SG_NO_INDEX */
bool seek_is_listed(const struct seek_run *r, struct sg_str host); /* the host, one above it, or an IP address */
bool seek_is_url_host(const struct seek_run *r, struct sg_str host);
enum sg_code seek_listed_add(struct seek_run *r, uint32_t indicator, const struct seek_carrier *c,
                             enum sg_entry_where where, struct sg_str value, struct sg_err *err) SG_CHECKED;
enum sg_code seek_listed_hosts(struct seek_run *r, struct sg_str host, const struct seek_carrier *c,
                               enum sg_entry_where where, struct sg_str value, struct sg_err *err) SG_CHECKED;
/* An address of the internet in inet_ntop's form, without brackets; false: it is none. */
enum { SEEK_IP = 48 };
bool seek_ip(struct sg_str host, char ret[static SEEK_IP]);
enum sg_code seek_url_hosts(struct seek_run *r, struct sg_err *err) SG_CHECKED;

/* ---- the passes ---- */

enum { SEEK_CHUNK = 4000 }; /* numbers in a statement: the engines take 256 KiB */
enum sg_code seek_totals(struct seek_run *r, struct sg_err *err) SG_CHECKED;
enum sg_code seek_posts(struct seek_run *r, struct sg_err *err) SG_CHECKED;
enum sg_code seek_mails(struct seek_run *r, struct sg_err *err) SG_CHECKED;
enum sg_code seek_documents(struct seek_run *r, struct sg_err *err) SG_CHECKED;
enum sg_code seek_files(struct seek_run *r, struct sg_err *err) SG_CHECKED;
/* The answer, from what was gathered; sightings.c fills in where each stands. */
enum sg_code seek_finish(struct seek_run *r, struct sg_err *err) SG_CHECKED;
/* `keys`: post or item of each sighting of the answer. */
enum sg_code seek_sightings(struct seek_run *r, const uint64_t *keys, struct sg_err *err) SG_CHECKED;

#endif
