/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory in a chain of blocks, so that what was taken never moves; emptied at once and filled again. */
#include <stdlib.h>

#include "mail/mail_internal.h"

enum { BLOCK_BYTES = 1 << 16 };

struct scratch_block {
    struct scratch_block *next;
    size_t used, cap;
    char bytes[];
};

void scratch_reset(struct scratch *s)
{
    s->failed = false;
    if (!s->first) return;
    for (struct scratch_block *b = s->first->next; b;) {
        struct scratch_block *next = b->next;
        free(b);
        b = next;
    }
    s->first->next = NULL;
    s->first->used = 0;
    if (s->first->cap > BLOCK_BYTES) {
        free(s->first);
        s->first = NULL;
    }
    s->now = s->first;
}

void scratch_release(struct scratch *s)
{
    scratch_reset(s);
    free(s->first);
    *s = (struct scratch){ 0 };
}

char *scratch_take(struct scratch *s, size_t len)
{
    if (!s->now || s->now->cap - s->now->used < len) {
        size_t cap = len > BLOCK_BYTES ? len : BLOCK_BYTES;
        struct scratch_block *b = cap < SIZE_MAX / 2 ? malloc(sizeof *b + cap) : NULL;
        if (!b) {
            s->failed = true;
            return NULL;
        }
        *b = (struct scratch_block){ .cap = cap };
        if (s->now)
            s->now->next = b;
        else
            s->first = b;
        s->now = b;
    }
    char *p = s->now->bytes + s->now->used;
    s->now->used += len;
    return p;
}

struct sg_str scratch_copy(struct scratch *s, struct sg_str text)
{
    char *p = text.len ? scratch_take(s, text.len) : NULL;
    if (!p) return sg_str("");
    memcpy(p, text.data, text.len);
    return sg_str_n(p, text.len);
}

struct sg_str scratch_lower(struct scratch *s, struct sg_str text)
{
    size_t i = 0;
    while (i < text.len && sg_lower(text.data[i]) == text.data[i])
        i++;
    if (i == text.len) return text;
    char *p = scratch_take(s, text.len);
    if (!p) return sg_str("");
    for (i = 0; i < text.len; i++)
        p[i] = sg_lower(text.data[i]);
    return sg_str_n(p, text.len);
}
