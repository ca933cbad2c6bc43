/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of one result: taken piece by piece, freed at once.  Not for several threads at a time. */
#ifndef SG_BASE_ARENA_H
#define SG_BASE_ARENA_H

#include <stddef.h>

#include "base/buf.h"

struct sg_arena;
struct sg_arena *sg_arena_new(void); /* NULL without memory */
void sg_arena_free(struct sg_arena *a); /* NULL allowed */
void *sg_arena_alloc(struct sg_arena *a, size_t count, size_t size); /* zeroed; NULL without memory or on overflow */
/* A terminated copy, the same pointer for the same text; NULL without memory; NUL bytes become U+FFFD. */
const char *sg_arena_string(struct sg_arena *a, struct sg_str text);

#endif
