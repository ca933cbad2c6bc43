/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files for other programs: what a case holds of look-alikes and indicators, and lists of names not yet registered. */
#ifndef SG_EXCHANGE_EXCHANGE_H
#define SG_EXCHANGE_EXCHANGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/entry.h"
#include "model/lookalike.h"

/* ---- what a case holds (export --format F): doc/formats/exchange.md ---- */

struct sg_exchange {
    const struct sg_entry *lookalikes, *matches; /* either may be NULL */
    const char *case_title;
    sg_time made;        /* a given time: the same case gives the same bytes */
    sg_time begun;       /* when the case was made: STIX's `created`, which no later export may change; 0: not known */
    bool with_people;    /* addresses, accounts, ids, subjects, whole URLs; else hosts only: doc/formats/exchange.md */
    enum sg_severity least;
};
struct sg_exchange_format {
    const char *name, *description; /* "stix", "misp", "csv", "ndjson" */
    enum sg_code (*write)(const struct sg_exchange *x, struct sg_buf *out, struct sg_err *err);
};
extern const struct sg_exchange_format sg_exchange_formats[]; /* ends with a NULL name */

/* ---- lists of generated names (lookalike --generate --format F) ---- */

struct sg_generated_row {
    const char *domain, *shown, *protected_name;
    const struct sg_lookalike *look;
    double rank;
};
struct sg_generated_format {
    const char *name;        /* "list", "csv", "json", "rpz", "sigma", "yara" */
    const char *description; /* for help */
    void (*begin)(struct sg_buf *out);
    void (*row)(struct sg_buf *out, const struct sg_generated_row *row, size_t number /* from 0 */);
    void (*end)(struct sg_buf *out, size_t n);
};
extern const struct sg_generated_format sg_generated_formats[]; /* ends with a NULL name */

#endif
