/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/ids.h"

#include <stdbool.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 1 << 9 };

void leak_ids_release(struct leak_ids *t)
{
    if (!t) return;
    free(t->keys);
    free(t->ids);
    *t = (struct leak_ids){ 0 };
}

static size_t slot_of(const struct leak_ids *t, uint64_t key)
{
    size_t at = (size_t)key & (t->n_slots - 1);
    while (t->keys[at] && t->keys[at] != key)
        at = (at + 1) & (t->n_slots - 1);
    return at;
}

static bool grow(struct leak_ids *t)
{
    struct leak_ids more = { .n_slots = t->n_slots ? t->n_slots * 2 : FIRST_SLOTS, .n = t->n };
    more.keys = calloc(more.n_slots, sizeof *more.keys);
    more.ids = calloc(more.n_slots, sizeof *more.ids);
    if (!more.keys || !more.ids) {
        leak_ids_release(&more);
        return false;
    }
    for (size_t i = 0; i < t->n_slots; i++) {
        if (!t->keys[i]) continue;
        size_t at = slot_of(&more, t->keys[i]);
        more.keys[at] = t->keys[i];
        more.ids[at] = t->ids[i];
    }
    leak_ids_release(t);
    *t = more;
    return true;
}

enum sg_code leak_ids_add(struct leak_ids *t, uint64_t key, const char *what, uint32_t *ret, struct sg_err *err)
{
    if (!key) key = 1;
    if (((size_t)t->n + 1) * 10 > t->n_slots * 7 && !grow(t)) return sg_fail_nomem(err, what);
    size_t at = slot_of(t, key);
    if (!t->keys[at]) {
        if (t->n == LEAK_ID_NONE - 1) return sg_fail(err, SG_ELIMIT, "%s: there are more than 4 billion of them", what);
        t->keys[at] = key;
        t->ids[at] = t->n++;
    }
    *ret = t->ids[at];
    return SG_OK;
}

uint32_t leak_ids_find(const struct leak_ids *t, uint64_t key)
{
    if (!t->n_slots) return LEAK_ID_NONE;
    size_t at = slot_of(t, key ? key : 1);
    return t->keys[at] ? t->ids[at] : LEAK_ID_NONE;
}
