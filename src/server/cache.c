/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/cache.h"

#include <stdlib.h>

#include "base/hash.h"

enum { BUCKETS = 1024 };

struct entry {
    struct entry *newer, *older; /* a ring through the cache's `ends` */
    struct entry *next;          /* in the bucket */
    struct sg_reply *reply;
    uint64_t hash;
    struct sg_buf key;
    size_t bytes;
};
struct sg_cache {
    pthread_mutex_t lock;
    struct entry *buckets[BUCKETS];
    struct entry ends; /* ends.older is the newest, ends.newer the oldest */
    size_t n, bytes, max_bytes;
    uint64_t generation;
};

enum sg_code sg_cache_new(size_t max_bytes, struct sg_cache **ret, struct sg_err *err)
{
    struct sg_cache *c = calloc(1, sizeof *c);
    if (!c) return sg_fail_nomem(err, "the answers' cache");
    pthread_mutex_init(&c->lock, NULL);
    c->ends.newer = c->ends.older = &c->ends;
    c->max_bytes = max_bytes;
    *ret = c;
    return SG_OK;
}

static void unlink_age(struct entry *e)
{
    e->newer->older = e->older;
    e->older->newer = e->newer;
}

static void link_newest(struct sg_cache *c, struct entry *e)
{
    e->newer = &c->ends;
    e->older = c->ends.older;
    e->older->newer = e->newer->older = e;
}

static void drop(struct sg_cache *c, struct entry *e)
{
    struct entry **at = &c->buckets[e->hash % BUCKETS];
    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    unlink_age(e);
    c->n--;
    c->bytes -= e->bytes;
    sg_reply_drop(e->reply);
    sg_buf_release(&e->key);
    free(e);
}

static void empty(struct sg_cache *c)
{
    while (c->ends.newer != &c->ends)
        drop(c, c->ends.newer);
}

void sg_cache_free(struct sg_cache *c)
{
    if (!c) return;
    empty(c);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static struct entry *find(struct sg_cache *c, uint64_t hash, struct sg_str key)
{
    for (struct entry *e = c->buckets[hash % BUCKETS]; e; e = e->next)
        if (e->hash == hash && sg_str_same(sg_buf_view(&e->key), key)) return e;
    return NULL;
}

struct sg_reply *sg_cache_get(struct sg_cache *c, uint64_t generation, struct sg_str key)
{
    uint64_t hash = sg_siphash(key.data, key.len);
    pthread_mutex_lock(&c->lock);
    if (generation != c->generation) empty(c);
    c->generation = generation;
    struct entry *e = find(c, hash, key);
    struct sg_reply *reply = e ? sg_reply_share(e->reply) : NULL;
    if (e) {
        unlink_age(e);
        link_newest(c, e);
    }
    pthread_mutex_unlock(&c->lock);
    return reply;
}

static void put(struct sg_cache *c, uint64_t hash, struct sg_str key, struct sg_reply *reply)
{
    struct entry *e = calloc(1, sizeof *e);
    if (!e) return;
    sg_buf_str(&e->key, key);
    if (e->key.failed) {
        free(e);
        return;
    }
    e->reply = sg_reply_share(reply);
    e->hash = hash;
    e->bytes = sizeof *e + e->key.cap + sg_reply_bytes(reply);
    e->next = c->buckets[hash % BUCKETS];
    c->buckets[hash % BUCKETS] = e;
    link_newest(c, e);
    c->n++;
    c->bytes += e->bytes;
    while (c->bytes > c->max_bytes || c->n > SG_CACHE_ENTRIES)
        drop(c, c->ends.newer);
}

void sg_cache_put(struct sg_cache *c, uint64_t generation, struct sg_str key, struct sg_reply *reply)
{
    uint64_t hash = sg_siphash(key.data, key.len);
    pthread_mutex_lock(&c->lock);
    if (generation == c->generation && key.len + sg_reply_bytes(reply) <= c->max_bytes / 2) {
        struct entry *e = find(c, hash, key);
        if (e) drop(c, e);
        put(c, hash, key, reply);
    }
    pthread_mutex_unlock(&c->lock);
}

size_t sg_cache_bytes(struct sg_cache *c)
{
    pthread_mutex_lock(&c->lock);
    size_t bytes = c->bytes;
    pthread_mutex_unlock(&c->lock);
    return bytes;
}
