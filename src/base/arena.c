/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"

enum { BLOCK_BYTES = 1 << 20 };

struct block {
    struct block *next;
    size_t used, cap;
    _Alignas(16) unsigned char bytes[];
};

struct sg_arena {
    struct block *blocks;
    const char **strings; /* open addressing, by hash; NULL is free */
    size_t n_strings, n_slots;
};

struct sg_arena *sg_arena_new(void) { return calloc(1, sizeof(struct sg_arena)); }

void sg_arena_free(struct sg_arena *a)
{
    if (!a) return;
    for (struct block *b = a->blocks; b;) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
    free(a->strings);
    free(a);
}

static void *take(struct sg_arena *a, size_t bytes)
{
    bytes = (bytes + 15) & ~(size_t)15;
    struct block *b = a->blocks;
    if (!b || b->cap - b->used < bytes) {
        size_t cap = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
        b = calloc(1, sizeof *b + cap);
        if (!b) return NULL;
        b->cap = cap;
        b->next = a->blocks;
        a->blocks = b;
    }
    void *p = b->bytes + b->used;
    b->used += bytes;
    return p;
}

void *sg_arena_alloc(struct sg_arena *a, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX / 4) / size) return NULL;
    size_t bytes = count * size;
    return take(a, bytes > 0 ? bytes : 1);
}

static bool grow_strings(struct sg_arena *a)
{
    size_t n = a->n_slots ? a->n_slots * 2 : 1024;
    const char **slots = calloc(n, sizeof *slots);
    if (!slots) return false;
    for (size_t i = 0; i < a->n_slots; i++) {
        if (!a->strings[i]) continue;
        size_t at = sg_siphash(a->strings[i], strlen(a->strings[i])) & (n - 1);
        while (slots[at])
            at = (at + 1) & (n - 1);
        slots[at] = a->strings[i];
    }
    free(a->strings);
    a->strings = slots;
    a->n_slots = n;
    return true;
}

const char *sg_arena_string(struct sg_arena *a, struct sg_str text)
{
    if (text.len == 0) return "";
    if (memchr(text.data, 0, text.len)) {
        sg_auto_buf clean = { 0 };
        for (size_t i = 0; i < text.len; i++) {
            if (text.data[i])
                sg_buf_char(&clean, text.data[i]);
            else
                sg_utf8_add(&clean, 0xfffd);
        }
        return clean.failed ? NULL : sg_arena_string(a, sg_buf_view(&clean));
    }
    if (2 * (a->n_strings + 1) > a->n_slots && !grow_strings(a)) return NULL;
    size_t at = sg_siphash(text.data, text.len) & (a->n_slots - 1);
    for (; a->strings[at]; at = (at + 1) & (a->n_slots - 1))
        if (strncmp(a->strings[at], text.data, text.len) == 0 && a->strings[at][text.len] == '\0')
            return a->strings[at];
    char *copy = take(a, text.len + 1);
    if (!copy) return NULL;
    memcpy(copy, text.data, text.len);
    a->strings[at] = copy;
    a->n_strings++;
    return copy;
}
