/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sg_gzip packed, piece by piece. */
#ifndef SG_BASE_UNPACK_H
#define SG_BASE_UNPACK_H

#include "base/buf.h"
#include "base/err.h"

/* `packed` is borrowed and must outlive the reader. */
struct sg_unpack;
enum sg_code sg_unpack_new(struct sg_str packed, struct sg_unpack **ret, struct sg_err *err) SG_CHECKED;
void sg_unpack_free(struct sg_unpack *u);
/* Fills `out` with the next bytes, as many as there are up to `len`; 0 is the end.  SG_EINPUT when `packed` is no gzip
 * member. */
enum sg_code sg_unpack_read(struct sg_unpack *u, void *out, size_t len, size_t *ret_len, struct sg_err *err) SG_CHECKED;

#endif
