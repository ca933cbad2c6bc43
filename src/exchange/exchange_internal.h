/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the formats of a case's findings share.  What leaves the case and what does not: doc/formats/exchange.md. */
#ifndef SG_EXCHANGE_EXCHANGE_INTERNAL_H
#define SG_EXCHANGE_EXCHANGE_INTERNAL_H

#include "base/hash.h"
#include "exchange/exchange.h"

/* UUIDv5 of everything that has no namespace of its own in its format. */
#define EXCHANGE_NAMESPACE "05eb7068-f2c2-55d9-a729-f35074dca596"
#define EXCHANGE_PRODUCER "Sillage"
#define EXCHANGE_DISARM_ID "T0149.003"
#define EXCHANGE_DISARM_NAME "Lookalike Domain"

/* Severe enough, and of a known protected name. */
bool exchange_is_told(const struct sg_exchange *x, const struct sg_entry_name *n);
/* The protected name in ASCII; "" for a place outside the list. */
const char *exchange_protected(const struct sg_entry *e, const struct sg_entry_name *n);
/* What a look-alike is as an indicator: the host where a stranger's domain carries the name in front (the domain itself
 * may be innocent), the registrable domain otherwise. */
const char *exchange_subject(const struct sg_entry_name *n);
uint64_t exchange_carriers(const uint64_t n[static SG_ENTRY_WHERES]);

/* What may be told of a value: all of it with people, else only a host, an IP address or a hash. */
struct sg_str exchange_value(const struct sg_exchange *x, const char *value);
bool exchange_is_whole(const struct sg_exchange *x, const char *value); /* nothing of it is kept back */
/* The kind of address that a host is, 4 or 6; 0: it is a name. */
int exchange_ip_version(struct sg_str host);
/* The feed's words, and the case's title; "" when they hold an address or a person's number and people stay out. */
const char *exchange_words(const struct sg_exchange *x, const char *words);
/* Of the sighting's feed; an empty one for a place outside the list. */
const struct sg_indicator_feed *exchange_feed(const struct sg_entry *e, const struct sg_entry_match *m);
/* The calendar's name; "". */
const char *exchange_period(const struct sg_entry *e, uint32_t period);
/* The sightings of a name or match: the first, and how many of them there really are. */
const struct sg_entry_sighting *exchange_sightings(const struct sg_entry *e, uint32_t first, uint32_t n, size_t *ret_n);

/* "2017-05-05T18:49:30.000Z"; SG_TIME_NONE and years that have no four digits give false. */
#define EXCHANGE_TIME 40
bool exchange_time(sg_time t, char text[static EXCHANGE_TIME]);
/* A UUIDv5 of `space` (NULL: ours) over the parts, a NUL between; "" between means nothing.  NULL ends them. */
enum sg_code exchange_uuid(const char *space, char ret[static SG_UUID_TEXT], struct sg_err *err, const char *part, ...)
    __attribute__((sentinel)) SG_CHECKED;

enum sg_code exchange_stix_write(const struct sg_exchange *x, struct sg_buf *out, struct sg_err *err);
enum sg_code exchange_misp_write(const struct sg_exchange *x, struct sg_buf *out, struct sg_err *err);
enum sg_code exchange_csv_write(const struct sg_exchange *x, struct sg_buf *out, struct sg_err *err);
enum sg_code exchange_ndjson_write(const struct sg_exchange *x, struct sg_buf *out, struct sg_err *err);

#endif
