/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_BASE_HASH_H
#define SG_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * SipHash-2-4 with a zero key: the value of ClickHouse's sipHash64(s), so that C and SQL name a thing alike.  Source:
 * Aumasson and Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012.  The key is public, so equal hashes are a
 * hint between hostile inputs and never a proof.
 */
uint64_t sg_siphash(const void *bytes, size_t len);

/* SHA-256, as hex digits where people read it. */
#define SG_SHA256_BYTES 32
#define SG_SHA256_HEX 65 /* 64 digits and a terminator */
struct sg_sha256;
enum sg_code sg_sha256_new(struct sg_sha256 **ret, struct sg_err *err) SG_CHECKED;
void sg_sha256_free(struct sg_sha256 *h);
enum sg_code sg_sha256_add(struct sg_sha256 *h, const void *bytes, size_t len, struct sg_err *err) SG_CHECKED;
/* Ends the computation; `h` can only be freed afterwards. */
enum sg_code sg_sha256_end(struct sg_sha256 *h, char ret_hex[static SG_SHA256_HEX], struct sg_err *err) SG_CHECKED;
enum sg_code sg_sha256_of(const void *bytes, size_t len, char ret_hex[static SG_SHA256_HEX],
                          struct sg_err *err) SG_CHECKED;
/* The same, as bytes. */
enum sg_code sg_sha256_raw(const void *bytes, size_t len, unsigned char ret[static SG_SHA256_BYTES],
                           struct sg_err *err) SG_CHECKED;
/* A whole file; the error names it. `ret_bytes` may be NULL. */
enum sg_code sg_sha256_file(const char *path, char ret_hex[static SG_SHA256_HEX], uint64_t *ret_bytes,
                            struct sg_err *err) SG_CHECKED;

/*
 * A name-based UUID, version 5 (RFC 9562, 5.5): the same namespace and name always give the same one.  The namespace
 * is written as usual, with hyphens.  It rests on SHA-1, which is no proof against whoever makes names to collide.
 */
#define SG_UUID_TEXT 37 /* 36 characters and a terminator */
enum sg_code sg_uuid5(const char *namespace_uuid, struct sg_str name, char ret[static SG_UUID_TEXT],
                      struct sg_err *err) SG_CHECKED;

#endif
