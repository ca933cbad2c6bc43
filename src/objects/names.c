/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "objects/objects_internal.h"

uint32_t names_hash(const char *s, size_t len)
{
    uint64_t h = len * UINT64_C(0x9e3779b97f4a7c15);
    for (; len >= 8; s += 8, len -= 8) {
        uint64_t word;
        memcpy(&word, s, 8);
        h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    if (len) {
        uint64_t word = 0;
        memcpy(&word, s, len);
        h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
    }
    h ^= h >> 29;
    h *= UINT64_C(0xc4ceb9fe1a85ec53);
    return (uint32_t)(h >> 32);
}

static struct name *place(struct name *slots, size_t cap, struct sg_str key, uint32_t hash)
{
    size_t i = hash & (cap - 1);
    while (slots[i].key.data && !(slots[i].hash == hash && sg_str_same(slots[i].key, key)))
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

int32_t *names_add(struct names *m, struct sg_str key, int32_t value)
{
    if (m->n * 2 >= m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 64;
        struct name *slots = calloc(cap, sizeof *slots);
        if (!slots) return NULL;
        for (size_t i = 0; i < m->cap; i++)
            if (m->slots[i].key.data) *place(slots, cap, m->slots[i].key, m->slots[i].hash) = m->slots[i];
        free(m->slots);
        m->slots = slots;
        m->cap = cap;
    }
    uint32_t hash = names_hash(key.data, key.len);
    struct name *slot = place(m->slots, m->cap, key, hash);
    if (!slot->key.data) {
        *slot = (struct name){ key, hash, value };
        m->n++;
    }
    return &slot->value;
}

const int32_t *names_find(const struct names *m, struct sg_str key)
{
    if (!m->cap) return NULL;
    struct name *slot = place(m->slots, m->cap, key, names_hash(key.data, key.len));
    return slot->key.data ? &slot->value : NULL;
}

void names_release(struct names *m)
{
    free(m->slots);
    *m = (struct names){ 0 };
}
