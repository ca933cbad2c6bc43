/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How they may have got in: names in the case that look like protected ones, and indicators of others' feeds that occur
 * in it, each with who carried it, when and where.  Made by entry/, told by report/.  Everything belongs to one arena;
 * strings are never NULL ("" is unknown).  As JSON: doc/formats/entry-json.md.
 */
#ifndef SG_MODEL_ENTRY_H
#define SG_MODEL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"
#include "model/indicators.h"
#include "model/lookalike.h"
#include "model/story.h"

/* Where in the case a name stood.  Kept in findings by name: add at the end. */
enum sg_entry_where {
    SG_IN_POST_LINK,
    SG_IN_MAIL_LINK,
    SG_IN_SENDER,        /* From or Sender */
    SG_IN_REPLY_TO,
    SG_IN_RECIPIENT,
    SG_IN_RECEIVED,      /* a host or address that a Received line names */
    SG_IN_DOCUMENT_LINK, /* an address in a document's text */
    SG_IN_FILE,          /* the bytes of an item: hashes */
    SG_IN_RETURN_PATH,   /* the envelope's sender, as the last server wrote it down */
    SG_IN_SIGNER,        /* d= of a DKIM signature, whether that holds or not */
    SG_ENTRY_WHERES
};
/* "post-link", "mail-link", "sender", "reply-to", "recipient", "received", "document-link", "file", "return-path",
 * "signer"; NULL at the end */
extern const char *const sg_entry_where_names[];
bool sg_entry_is_in_mail(enum sg_entry_where where); /* a mail carried it, itself or on its way */

/* One occurrence: a carrier and a place in it.  The time that counts, for every order, first and last: `received` where it is known, else
 * `time`. */
struct sg_entry_sighting {
    enum sg_entry_where where;
    sg_time time;         /* of a post; a mail's Date; a document's last saving; SG_TIME_NONE */
    uint32_t precision;   /* of a post's time, base/time.h; 0 otherwise */
    sg_time received;     /* a mail's first server's; SG_TIME_NONE */
    const char *value;    /* as carried, canonical: the host, the URL without its query, the address, the hash */
    const char *by;       /* account of a post, sender of a mail (lower case), editor of a document */
    const char *platform; /* of a post; "" otherwise */
    const char *id;       /* a post's native id; 16 hex digits of an item */
    const char *title;    /* a mail's subject, a document's title: content, left out of what is published */
    uint32_t n_recipients;
    const char *file, *sha256; /* the source: name without folders */
    uint64_t row;
    const char *path;     /* of an item through its containers: content too */
    uint32_t period;      /* of the calendar, the shortest that holds the time that counts; SG_NO_INDEX */
};

/* A name of the case that looks like a protected one. */
struct sg_entry_name {
    const char *domain;  /* registrable, ASCII: one row each */
    const char *host;    /* the domain itself where it is judged as gravely as any host below it, met or not; else the gravest
                            host that was met, the shortest of those, then the first in byte order; ASCII */
    const char *shown;   /* that host in Unicode */
    struct sg_lookalike look;
    uint64_t n[SG_ENTRY_WHERES]; /* carriers (posts, mails, documents) by where it stood */
    uint64_t n_hosts;            /* hosts below it that were flagged */
    sg_time first, last;         /* of its carriers with a time */
    uint32_t first_sighting, n_sightings; /* in `sightings`, by time (none last); the earliest SG_ENTRY_SIGHTINGS,
                                             the last of which gives way to `first_mail` */
    uint32_t first_mail;         /* the earliest sighting in a mail, SG_NO_INDEX */
};
#define SG_ENTRY_SIGHTINGS 50 /* a name or indicator: the earliest */

/* An indicator that occurs in the case. */
struct sg_entry_match {
    struct sg_indicator indicator; /* `feed` is a place in entry's feeds; strings in the answer's arena */
    uint64_t n[SG_ENTRY_WHERES];
    sg_time first, last;
    uint32_t first_sighting, n_sightings;
    bool is_before_valid; /* the first sighting lies before the feed's "from", or after its "to" */
};

struct sg_entry_protected {
    const char *domain;  /* ASCII */
    const char *aliases; /* blanks between: further names of the same owner */
    const char *brands;
    uint64_t n_names;    /* of `names` that look like it */
};
struct sg_entry {
    struct sg_arena *arena;
    struct {
        const char *list, *list_sha256;      /* the file of protected names; "": given as arguments */
        struct sg_entry_protected *names;    /* `look.protected_name` is a place in here */
        size_t n_names;
        const char **allowed;                /* never flagged, as is whatever lies below: byte order */
        size_t n_allowed;
        enum sg_severity least;              /* names below it are counted only */
    } settings;
    struct sg_story_period *periods; size_t n_periods; /* the case's calendar */
    struct sg_entry_name *names; size_t n_names;       /* by severity falling, first (none last), domain */
    struct sg_entry_match *matches; size_t n_matches;  /* by kind, value, feed, id */
    struct sg_indicator_feed *feeds; size_t n_feeds;
    struct sg_entry_sighting *sightings; size_t n_sightings;
    struct {
        uint64_t posts, mails, documents, items; /* looked through */
        uint64_t hosts, addresses, urls;         /* distinct ones judged or compared; beyond half a million one may count again */
        uint64_t own;                            /* hosts that are protected or allowed */
        uint64_t below;                          /* names below `least` */
        uint64_t unreadable;                     /* hosts that are no names: punycode that decodes to nothing, say */
        uint64_t indicators;                     /* looked for */
    } totals;
    uint32_t first_mail; /* the name (of medium and above, else of low) that the earliest mail carries; SG_NO_INDEX */
};
enum sg_code sg_entry_new(struct sg_entry **ret, struct sg_err *err) SG_CHECKED;
void sg_entry_free(struct sg_entry *e); /* NULL allowed */

#endif
