/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers by what was asked, the least recently used first to go, within a limit of bytes. */
#ifndef SG_SERVER_CACHE_H
#define SG_SERVER_CACHE_H

#include <pthread.h>
#include <stdint.h>

#include "server/reply.h"

enum { SG_CACHE_ENTRIES = 4096 };

/* Thread-safe.  O(1) a call. */
struct sg_cache;
enum sg_code sg_cache_new(size_t max_bytes, struct sg_cache **ret, struct sg_err *err) SG_CHECKED;
void sg_cache_free(struct sg_cache *c);
/* The answer, shared with the caller, or NULL.  A `generation` that is not that of the entries empties the cache first:
 * the case has changed since. */
struct sg_reply *sg_cache_get(struct sg_cache *c, uint64_t generation, struct sg_str key);
/* Keeps an answer to a question that was asked in `generation`; does nothing when the cache has gone on since, or when
 * the answer alone would take more than half of it. */
void sg_cache_put(struct sg_cache *c, uint64_t generation, struct sg_str key, struct sg_reply *reply);
size_t sg_cache_bytes(struct sg_cache *c);

#endif
