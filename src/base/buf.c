/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void sg_buf_release(struct sg_buf *b)
{
    if (!b) return;
    free(b->data);
    *b = (struct sg_buf){ 0 };
}

bool sg_buf_grow(struct sg_buf *b, size_t more)
{
    if (b->failed) return false;
    if (more <= b->cap - b->len) return true;
    if (more > SIZE_MAX / 2 - b->len) {
        b->failed = true;
        return false;
    }
    size_t need = b->len + more, cap = b->cap < 64 ? 64 : b->cap;
    while (cap < need)
        cap += cap / 2;
    char *data = realloc(b->data, cap);
    if (!data) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->cap = cap;
    return true;
}

void sg_buf_printf(struct sg_buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        b->failed = true;
    else if (sg_buf_room(b, (size_t)n + 1)) {
        vsnprintf(b->data + b->len, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

const char *sg_buf_cstr(struct sg_buf *b)
{
    if (!sg_buf_room(b, 1)) return NULL;
    b->data[b->len] = '\0';
    return b->data;
}

char *sg_buf_take(struct sg_buf *b)
{
    if (!sg_buf_cstr(b)) {
        sg_buf_release(b);
        return NULL;
    }
    char *text = b->data;
    *b = (struct sg_buf){ 0 };
    return text;
}

enum sg_code sg_buf_check(const struct sg_buf *b, struct sg_err *err)
{
    return b->failed ? sg_fail_nomem(err, "text being put together") : SG_OK;
}

void sg_free_charp(char **p) { free(*p); }
