/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leak_headers and leak_habits share: the shape of each mail's header. */
#ifndef SG_LEAK_HEADERS_H
#define SG_LEAK_HEADERS_H

#include "leak/hops.h"
#include "leak/leak_internal.h"

/* Strings are interned in one arena: equal ones are the same pointer. */
struct leak_shape {
    struct leak_head head;
    const char *sender, *family;     /* address of From; the client without its version, "" */
    const char *id_form, *id_domain; /* of the Message-ID; "none" and "" without one; "(a local name)" */
    const char *skeleton, *boundary; /* of the MIME structure; the boundary's form, "" */
    const char *first_hop;           /* registrable domain of the first server that took it; "none" */
};
/* One for each of r->mails, in `arena`.  Streams the headers once. */
enum sg_code leak_shapes(struct leak_run *r, struct sg_arena *arena, struct leak_shape **ret,
                         struct sg_err *err) SG_CHECKED;

/* Verified by its sender's own domain: what a stranger's server signed says nothing of the sender's habits. */
static inline bool leak_mail_is_verified(const struct leak_run *r, const struct leak_mail *m)
{
    (void)r;
    return m->is_own;
}

/* Findings wait until it is known how often each rule speaks against mail that is verified: one that does so more than
 * one time in 200 is no evidence in this leak, and what it said becomes a note. */
struct leak_waiting {
    const char *rule;
    uint32_t mail;
    int severity;
    bool is_weak; /* without verified mail to measure it by, it may not speak of more than one mail in 100 (and five) */
    struct sg_leak_fact facts[5];
    size_t n_facts;
    uint32_t other; /* an item, or SG_NO_INDEX */
};
/* Adds them all.  Every finding about a mail that its sender's domain verifies is a note. */
enum sg_code leak_add_waiting(struct leak_run *r, const struct leak_waiting *w, size_t n,
                              struct sg_err *err) SG_CHECKED;

/* Unsigned mails of domains that sign: struct leak_waiting appended to `waiting`.  O(n log n). */
enum sg_code leak_unsigned(struct leak_run *r, struct sg_arena *arena, const struct leak_shape *shapes,
                           struct sg_buf *waiting, struct sg_err *err) SG_CHECKED;

/* "2017-05-05T18:49:30Z" and "3 days", interned in `arena`; NULL without memory. */
const char *leak_time_text(struct sg_arena *arena, sg_time t);
const char *leak_span_text(struct sg_arena *arena, sg_time span);
const char *leak_text(struct sg_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
