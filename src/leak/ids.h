/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for things known by 64 bits (a word's hash, where a kept string lies): 0, 1, 2… in the order in which they
 * are met.  An open hash table; equal keys are one thing. */
#ifndef SG_LEAK_IDS_H
#define SG_LEAK_IDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define LEAK_ID_NONE UINT32_MAX

struct leak_ids { /* begins zeroed */
    uint64_t *keys; /* 0: free */
    uint32_t *ids;
    size_t n_slots;
    uint32_t n; /* numbers given */
};
void leak_ids_release(struct leak_ids *t); /* NULL and zeroed allowed */
/* The number of a key, a new one when it has none: *ret is then what t->n was.  `what` is for SG_ENOMEM and SG_ELIMIT
 * (more than four thousand million keys).  O(1) as long as the keys' low bits are as good as chance. */
enum sg_code leak_ids_add(struct leak_ids *t, uint64_t key, const char *what, uint32_t *ret,
                          struct sg_err *err) SG_CHECKED;
uint32_t leak_ids_find(const struct leak_ids *t, uint64_t key); /* LEAK_ID_NONE */

/* The key of a string that leak_keep gave: equal strings are the same pointer, and so have the same key. */
static inline uint64_t leak_kept_key(const char *kept)
{
    uint64_t h = (uint64_t)(uintptr_t)kept * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ h >> 32; /* both steps can be undone: different strings have different keys */
}

#endif
