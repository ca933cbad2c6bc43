/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a header's Received fields and its other fields' order tell, parsed; and whether servers' names meet.
 * Method: doc/method/header-forensics.md. */
#ifndef SG_LEAK_HOPS_H
#define SG_LEAK_HOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

enum { LEAK_HOPS = 40 }; /* more than any honest mail takes; the lowest are kept */

struct leak_hop {
    const char *from, *from_seen, *by; /* hosts in lower case; "" */
    sg_time time;                      /* SG_TIME_NONE */
    int64_t zone;                      /* INT64_MIN */
};
struct leak_head {
    struct leak_hop *hops; /* from the sender to the receiver: the lowest Received first */
    uint32_t n_hops;
    const char *order; /* the client's own fields in their order, as one interned string */
};
/* Of a header block.  Everything lives in `arena`; strings are interned there. */
enum sg_code leak_head_read(struct sg_arena *arena, struct sg_str header, struct leak_head *ret,
                            struct sg_err *err) SG_CHECKED;

/* Not a name that everybody sees: no dot, an address, localhost, .local… */
bool leak_host_is_internal(struct sg_str host);
/* A private, loopback or link-local address, with or without its brackets (RFC 1918, 4193, 6598). */
bool leak_address_is_private(struct sg_str host);
/* Whether the server that took a mail may be the one that the next hop names: the same host or registrable domain, or
 * one of them is internal or unknown. */
bool leak_hosts_meet(struct sg_str by, struct sg_str next_from, struct sg_str next_from_seen);
/* Minutes east that some place on Earth has used in the age of mail: −12:00 to +14:00 in quarters. */
bool leak_zone_exists(int64_t minutes);

/* The middle of some differences; the array is put in order.  n > 0. */
sg_time leak_middle(sg_time *differences, size_t n);

#endif
