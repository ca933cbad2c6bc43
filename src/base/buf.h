/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growable run of bytes, which is also how strings are built. */
#ifndef SG_BASE_BUF_H
#define SG_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"

/* Zeroed is empty and valid.  After a failed growth `failed` stays set, contents stay as they were, and every later
 * call does nothing: append freely, ask once at the end (sg_buf_check). */
struct sg_buf {
    char *data;
    size_t len, cap;
    bool failed;
};

/* A borrowed piece of text: pointer and length, not terminated. */
struct sg_str {
    const char *data;
    size_t len;
};

static inline struct sg_str sg_str(const char *s) { return (struct sg_str){ s, s ? strlen(s) : 0 }; }
static inline struct sg_str sg_str_n(const char *s, size_t len) { return (struct sg_str){ s, len }; }
static inline bool sg_str_is(struct sg_str a, const char *b)
{
    size_t n = strlen(b);
    return a.len == n && (n == 0 || memcmp(a.data, b, n) == 0);
}
static inline bool sg_str_same(struct sg_str a, struct sg_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

void sg_buf_release(struct sg_buf *b); /* frees and zeroes; NULL allowed */
static inline void sg_buf_clear(struct sg_buf *b) { b->len = 0; }

/* Makes room for `more` bytes beyond len; false (and failed) when there is no memory. Amortised O(1). */
bool sg_buf_grow(struct sg_buf *b, size_t more);

static inline bool sg_buf_room(struct sg_buf *b, size_t more)
{
    return (!b->failed && b->cap - b->len >= more) || sg_buf_grow(b, more);
}
static inline void sg_buf_add(struct sg_buf *b, const void *bytes, size_t len)
{
    if (len && sg_buf_room(b, len)) {
        memcpy(b->data + b->len, bytes, len);
        b->len += len;
    }
}
static inline void sg_buf_char(struct sg_buf *b, char c)
{
    if (sg_buf_room(b, 1)) b->data[b->len++] = c;
}
static inline void sg_buf_str(struct sg_buf *b, struct sg_str s) { sg_buf_add(b, s.data, s.len); }
static inline void sg_buf_text(struct sg_buf *b, const char *s) { sg_buf_add(b, s, strlen(s)); }
void sg_buf_printf(struct sg_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The contents as a terminated string that `b` keeps owning (the terminator is not counted); "" when empty, NULL when
 * failed. */
const char *sg_buf_cstr(struct sg_buf *b);
/* The contents as a terminated string that the caller frees; `b` is empty afterwards.  NULL when failed. */
char *sg_buf_take(struct sg_buf *b);
enum sg_code sg_buf_check(const struct sg_buf *b, struct sg_err *err) SG_CHECKED;
/* What is put together from another buffer lacks what that one had no memory for. */
static inline void sg_buf_owe(struct sg_buf *b, const struct sg_buf *from) { b->failed |= from->failed; }
static inline struct sg_str sg_buf_view(const struct sg_buf *b) { return (struct sg_str){ b->data, b->len }; }

#define sg_auto_buf __attribute__((cleanup(sg_buf_release))) struct sg_buf

/* For `char *` that a scope owns. */
void sg_free_charp(char **p);
#define sg_auto_char __attribute__((cleanup(sg_free_charp))) char *

#endif
