/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a request asks for: the bytes between the method and "HTTP/1.1", read by our own strict rules. */
#ifndef SG_SERVER_TARGET_H
#define SG_SERVER_TARGET_H

#include "base/buf.h"
#include "base/err.h"

enum { SG_TARGET_BYTES = 12288, SG_TARGET_PARAMS = 16 };

struct sg_target {
    struct sg_str path; /* letters, digits and "/._-" only; never decoded, since no route needs it */
    struct sg_target_param {
        struct sg_str name, value; /* decoded, UTF-8, without NUL */
    } params[SG_TARGET_PARAMS];
    size_t n_params;
    struct sg_buf text; /* what the others point into */
};

/* "/path?name=value&…" with %XX and '+' in values.  SG_EUSAGE says what no request of ours holds; a name may stand
 * there once.  `ret` is released by the caller.  O(len). */
enum sg_code sg_target_read(struct sg_str raw, struct sg_target *ret, struct sg_err *err) SG_CHECKED;
void sg_target_release(struct sg_target *t);
/* The value, or NULL when the name is not there. */
const struct sg_str *sg_target_get(const struct sg_target *t, const char *name);

#endif
