/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acted in step, as `coordination` found it in this case: read once and kept until the case has another finding. */
#ifndef SG_SERVER_FOUND_H
#define SG_SERVER_FOUND_H

#include "casefile/casefile.h"
#include "report/web_coordination.h"

/* Used by several threads at once.  Names and texts are as `o` says, which is borrowed. */
struct sg_found;
enum sg_code sg_found_new(const struct sg_page_options *o, const char *case_folder, struct sg_found **ret,
                          struct sg_err *err) SG_CHECKED;
void sg_found_free(struct sg_found *f); /* nobody holds any of it; NULL allowed */

/* The findings of the case as it is now, ready to be told; to be given back.  They do not change meanwhile. */
struct sg_found_state;
enum sg_code sg_found_hold(struct sg_found *f, const struct sg_case *c, struct sg_found_state **ret,
                           struct sg_err *err) SG_CHECKED;
const struct sg_page_findings *sg_found_in(const struct sg_found_state *s); /* NULL gives NULL */
const struct sg_case_findings *sg_found_kept(const struct sg_found_state *s); /* all that the case keeps, read or not */
bool sg_found_is_lasting(const struct sg_found_state *s); /* an answer made of it may be kept until the case changes */
void sg_found_drop(struct sg_found_state *s);             /* NULL allowed */
static inline void sg_found_dropp(struct sg_found_state **s)
{
    sg_found_drop(*s);
}
#define sg_auto_found __attribute__((cleanup(sg_found_dropp))) struct sg_found_state *

#endif
