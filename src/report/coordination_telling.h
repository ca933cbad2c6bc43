/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of `coordination` for people, told in parts. */
#ifndef SG_REPORT_COORDINATION_TELLING_H
#define SG_REPORT_COORDINATION_TELLING_H

#include "report/coordination_rows.h"
#include "report/page.h"

struct step_telling {
    struct report_page page;
    const struct sg_coordination *c;
    const struct sg_coordination_report_options *o;
    bool has_platforms;
};

/* coordination_text.c */
void telling_account(struct sg_buf *out, const struct step_telling *t, uint32_t account);
/* What evidence says of itself may have thousands of letters: cut with "…"; --json has it whole. */
void telling_evidence(struct sg_buf *out, const char *text);
void telling_share(struct sg_buf *out, double share);                          /* "62 %" */
void telling_seconds(struct sg_buf *out, double seconds);                      /* "0.4 seconds", "6 h 42 min" */
size_t telling_most(const struct step_telling *t, size_t n, size_t otherwise); /* rows of a list: of n */

/* coordination_groups.c: the groups, the strongest pairs */
void tell_groups(struct step_telling *t);
void tell_pairs(struct step_telling *t);
/* coordination_checks.c: what was weighed down, other windows, shuffles, figures of the members */
void tell_common(struct step_telling *t);
void tell_sweep(struct step_telling *t);
void tell_null(struct step_telling *t);
void tell_signals(struct step_telling *t);

#endif
