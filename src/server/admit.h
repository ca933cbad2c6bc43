/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may ask at all, before anything else is looked at.  The server listens on loopback, but a browser carries other
 * sites' requests there: by a name that was made to point at 127.0.0.1 (DNS rebinding; the Host tells), from a page of
 * another origin (Origin, Sec-Fetch-Site tell), or from another port of this machine, which cookies do not tell apart.
 */
#ifndef SG_SERVER_ADMIT_H
#define SG_SERVER_ADMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* What of a request's head decides; NULL: the header is not there. */
struct sg_head {
    const char *method, *host, *origin, *fetch_site, *content_length, *transfer_encoding, *expect;
    bool is_doubled; /* one of these headers came twice */
};
/* 0, or the HTTP status to refuse with and a sentence that says why. */
unsigned sg_admit(const struct sg_head *h, uint16_t port, const char **ret_why);

/*
 * A refused request whose body is already on its way: true when the body should be let by (and forgotten) before the
 * refusal is sent, since closing a connection with unread bytes makes the system throw away the answer.  Not when the
 * other side waits to be told (Expect), and not beyond SG_PASSED_BYTES.
 */
enum { SG_PASSED_BYTES = 16 << 20 };
bool sg_lets_body_by(const struct sg_head *h);

/* The form of a gzip answer is accepted (RFC 9110, 12.5.3): "gzip" or "*", with a weight that is not 0. */
bool sg_accepts_gzip(const char *accept_encoding);

#endif
