/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/reply.h"

#include <stdlib.h>

#include "base/json_out.h"
#include "base/pack.h"

/* Packing fast: it is done once and the way is short. */
enum { PACK_LEVEL = 3, LEAST_PACKED = 1024 };

struct sg_reply *sg_reply_share(struct sg_reply *r)
{
    atomic_fetch_add(&r->n_users, 1);
    return r;
}

void sg_reply_drop(struct sg_reply *r)
{
    if (!r || atomic_fetch_sub(&r->n_users, 1) != 1) return;
    sg_buf_release(&r->bytes);
    free(r);
}

size_t sg_reply_bytes(const struct sg_reply *r)
{
    return sizeof *r + r->bytes.cap;
}

/* Gives back what the buffer grew beyond its contents: answers stay for long. */
static void trim(struct sg_buf *b)
{
    char *less = b->len ? realloc(b->data, b->len) : NULL;
    if (!less) return;
    b->data = less;
    b->cap = b->len;
}

enum sg_code sg_reply_new(const char *type, struct sg_buf *bytes, struct sg_reply **ret, struct sg_err *err)
{
    SG_TRY(sg_buf_check(bytes, err));
    sg_auto_buf packed = { 0 };
    if (bytes->len >= LEAST_PACKED) SG_TRY(sg_gzip(sg_buf_view(bytes), PACK_LEVEL, &packed, err));
    struct sg_reply *r = calloc(1, sizeof *r);
    if (!r) return sg_fail_nomem(err, "an answer");
    r->n_users = 1;
    r->status = 200;
    r->type = type;
    r->raw_len = bytes->len;
    r->is_packed = packed.len > 0 && packed.len < bytes->len - bytes->len / 8;
    struct sg_buf *kept = r->is_packed ? &packed : bytes;
    r->bytes = *kept;
    *kept = (struct sg_buf){ 0 };
    trim(&r->bytes);
    *ret = r;
    return SG_OK;
}

struct sg_reply *sg_reply_error(unsigned status, const char *sentence)
{
    sg_auto_buf bytes = { 0 };
    struct sg_json_out j = sg_json_out(&bytes, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "error", sentence);
    sg_json_object_end(&j);
    sg_buf_char(&bytes, '\n');
    struct sg_reply *r = NULL;
    if (sg_reply_new("application/json", &bytes, &r, NULL) != SG_OK) return NULL;
    r->status = status;
    return r;
}
