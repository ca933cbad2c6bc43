/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writers of coordination share. */
#ifndef SG_REPORT_COORDINATION_ROWS_H
#define SG_REPORT_COORDINATION_ROWS_H

#include "report/coordination.h"

/* An answer of the significant pairs only, with what they, the groups and the common objects refer to.  Strings are
 * `c`'s, which must outlive it.  Order is kept.  O(answer). */
enum sg_code coordination_select(const struct sg_coordination *c, struct sg_coordination **ret,
                                 struct sg_err *err) SG_CHECKED;

/* Which pair each step is evidence of: n_steps numbers, SG_NO_INDEX for none; the caller frees them. */
enum sg_code coordination_pair_of_step(const struct sg_coordination *c, uint32_t **ret, struct sg_err *err) SG_CHECKED;

bool coordination_has_platforms(const struct sg_coordination *c); /* accounts of several */
/* "twitter/wikileaks"; without the platform where all accounts are of one. */
void coordination_key(struct sg_buf *out, const struct sg_step_account *a, bool has_platforms);

bool coordination_is_tested(const struct sg_coordination *c); /* significance was asked for */
/* "a", "b" or "both": who of a pair comes first more often. */
const char *coordination_first(const struct sg_step_pair *p);
/* "link", "hashtag link": the kinds of a mask, parted by `between`. */
void coordination_kinds(struct sg_buf *out, uint32_t kinds, const char *between);

/* coordination_question.c: fields of JSON, into the object that is open. */
struct sg_json_out;
void coordination_seconds_json(struct sg_json_out *j, const char *key, sg_time us); /* exactly */
void coordination_kinds_json(struct sg_json_out *j, uint32_t kinds);                /* "kinds": [names] */
void coordination_layer_json(struct sg_json_out *j, const struct sg_step_layer *l);
void coordination_common_json(struct sg_json_out *j, const struct sg_step_common *m); /* its figures */
void coordination_sweep_json(struct sg_json_out *j, const struct sg_sweep_row *s);
void coordination_null_json(struct sg_json_out *j, const struct sg_null_check *n);

enum sg_code coordination_csv_write(const struct sg_coordination *c, const struct sg_coordination_report_options *o,
                                    struct sg_buf *out, struct sg_err *err) SG_CHECKED;

#endif
