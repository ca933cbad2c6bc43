/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a container: the walk ends, within its limits, and its numbers go up one by one. */
#include <stdlib.h>

#include "containers/containers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libgsf loses names of a damaged directory, a few hundred bytes a file. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libglib\n";
}

struct count {
    uint64_t last, items;
};

static enum sg_code count_leaf(void *ctx, const struct sg_leaf *leaf, struct sg_err *err)
{
    struct count *c = ctx;
    (void)err;
    if (leaf->number <= c->last || leaf->container >= leaf->number || !leaf->path || !leaf->name) abort();
    if (leaf->bytes.len > (1 << 20) || (leaf->kind == SG_LEAF_CONTAINER && leaf->bytes.len)) abort();
    c->last = leaf->number;
    return ++c->items > 2000 ? abort(), SG_OK : SG_OK;
}

static void count_reject(void *ctx, const struct sg_walk_reject *r)
{
    const struct count *c = ctx;
    (void)c;
    if (!r->reason || !*r->reason) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct sg_walk_limits limits = {
        .depth = 4, .items = 2000, .bytes = 32 << 20, .item_bytes = 1 << 20, .nested_bytes = 4 << 20
    };
    struct count c = { 0 };
    const struct sg_walk_sink sink = { .leaf = count_leaf, .reject = count_reject, .ctx = &c };
    struct sg_walk_result result;
    struct sg_err err;
    /* libpst is known to trust what it reads; the process that it runs in may die, the fuzzer may not. */
    if (size >= 4 && memmem(data, size, "!BDN", 4)) return 0;
    enum sg_code code = sg_walk_bytes(sg_str_n((const char *)data, size), "in", 0, &limits, &sink, &result, &err);
    if (code != SG_OK && code != SG_ENOTFOUND && code != SG_ENOMEM) abort();
    if (code == SG_ENOTFOUND && c.items) abort();
    return 0;
}
