/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes made smaller, and bytes written as letters. */
#ifndef SG_BASE_PACK_H
#define SG_BASE_PACK_H

#include "base/buf.h"
#include "base/err.h"

/* Appends `bytes` as one gzip member (RFC 1952) without name or time, so that the same bytes give the same member.
 * `level` 1 (fast) to 9 (small).  SG_ENOMEM; `out` is as it was when the call fails. */
enum sg_code sg_gzip(struct sg_str bytes, int level, struct sg_buf *out, struct sg_err *err) SG_CHECKED;

/* Appends `bytes` in base64 (RFC 4648, with padding). */
void sg_base64(struct sg_buf *out, const void *bytes, size_t len);

#endif
