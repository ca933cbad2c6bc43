/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hosts and addresses that were met, so that each is judged once. */
#include <stdlib.h>

#include "base/hash.h"
#include "entry/entry_internal.h"

/* At most 64 MiB of slots, half of them used, and as much for long texts; then it starts afresh.  WINDOW: the hash is
 * public, and names may be made to lie in one place: what finds no room there takes another's. */
enum { SLOTS_LEAST = 1 << 12, SLOTS_MOST = 1 << 20, WINDOW = 32, LONGER_MOST = 64 << 20 };

void seek_cache_release(struct seek_cache *c)
{
    free(c->slots);
    sg_arena_free(c->longer);
    *c = (struct seek_cache){ 0 };
}

static bool is_text(const struct seek_met *m, enum seek_kind kind, uint64_t hash, struct sg_str text)
{
    if (m->kind != kind || m->hash != hash) return false;
    if (kind == SEEK_URL) return true;
    if (m->longer) return strlen(m->longer) == text.len && memcmp(m->longer, text.data, text.len) == 0;
    return m->len == text.len && memcmp(m->text, text.data, text.len) == 0;
}

static struct seek_met *place_of(struct seek_met *slots, size_t n_slots, const struct seek_met *m)
{
    for (size_t i = 0; i < WINDOW; i++) {
        struct seek_met *at = &slots[(m->hash + i) & (n_slots - 1)];
        if (!at->kind) return at;
    }
    return &slots[m->hash & (n_slots - 1)];
}

static enum sg_code resize(struct seek_cache *c, struct sg_err *err)
{
    bool is_afresh = c->n_slots >= SLOTS_MOST || c->longer_bytes >= LONGER_MOST;
    size_t n = !c->n_slots ? SLOTS_LEAST : is_afresh ? c->n_slots : 2 * c->n_slots;
    struct seek_met *slots = calloc(n, sizeof *slots);
    if (!slots) return sg_fail_nomem(err, "hosts that were met");
    for (size_t i = 0; !is_afresh && i < c->n_slots; i++)
        if (c->slots[i].kind) *place_of(slots, n, &c->slots[i]) = c->slots[i];
    free(c->slots);
    c->slots = slots;
    c->n_slots = n;
    if (is_afresh) {
        c->n = c->longer_bytes = 0;
        sg_arena_free(c->longer);
        c->longer = NULL;
    }
    if (!c->longer) c->longer = sg_arena_new();
    return c->longer ? SG_OK : sg_fail_nomem(err, "hosts that were met");
}

enum sg_code seek_cache_find(struct seek_cache *c, enum seek_kind kind, struct sg_str text, struct seek_met **ret,
                             bool *ret_is_new, struct sg_err *err)
{
    uint64_t hash = sg_siphash(text.data, text.len) ^ (uint64_t)kind << 62;
    if (c->n * 2 >= c->n_slots || c->longer_bytes >= LONGER_MOST) SG_TRY(resize(c, err));
    for (size_t i = 0; i < WINDOW; i++) {
        struct seek_met *m = &c->slots[(hash + i) & (c->n_slots - 1)];
        if (!m->kind) break;
        if (!is_text(m, kind, hash, text)) continue;
        *ret = m;
        *ret_is_new = false;
        return SG_OK;
    }
    struct seek_met met = { .hash = hash, .kind = (uint8_t)kind, .flagged = SG_NO_INDEX };
    if (kind != SEEK_URL && text.len <= sizeof met.text) {
        met.len = (uint8_t)text.len;
        memcpy(met.text, text.data, text.len);
    } else if (kind != SEEK_URL) {
        char *longer = sg_arena_alloc(c->longer, text.len + 1, 1);
        if (!longer) return sg_fail_nomem(err, "hosts that were met");
        memcpy(longer, text.data, text.len);
        met.longer = longer;
        c->longer_bytes += text.len + 1;
    }
    struct seek_met *at = place_of(c->slots, c->n_slots, &met);
    c->n += !at->kind;
    c->counts[kind]++;
    *at = met;
    *ret = at;
    *ret_is_new = true;
    return SG_OK;
}
