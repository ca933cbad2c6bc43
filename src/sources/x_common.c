/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "sources/x.h"

/* ---- sets ---- */

bool x_seen_add(struct x_seen *s, uint64_t identity)
{
    identity += identity == 0;
    if (s->n >= s->cap / 2) {
        size_t cap = s->cap ? s->cap * 2 : 1024;
        uint64_t *slots = calloc(cap, sizeof *slots);
        if (!slots) return true;
        for (size_t i = 0; i < s->cap; i++) {
            size_t at = s->slots[i] & (cap - 1);
            while (s->slots[i] && slots[at])
                at = (at + 1) & (cap - 1);
            if (s->slots[i]) slots[at] = s->slots[i];
        }
        free(s->slots);
        s->slots = slots;
        s->cap = cap;
    }
    size_t at = identity & (s->cap - 1);
    for (; s->slots[at]; at = (at + 1) & (s->cap - 1))
        if (s->slots[at] == identity) return false;
    s->slots[at] = identity;
    s->n++;
    return true;
}

void x_index_clear(struct x_index *x)
{
    if (x->cap > 1024 && x->n < x->cap / 32) {
        free(x->entries); /* one large page must not make every small one pay */
        *x = (struct x_index){ 0 };
    }
    if (x->n) memset(x->entries, 0, x->cap * sizeof *x->entries);
    x->n = 0;
}

static struct x_entry *find_entry(const struct x_index *x, struct sg_str id)
{
    size_t at = sg_siphash(id.data, id.len) & (x->cap - 1);
    while (x->entries[at].id.data && !sg_str_same(x->entries[at].id, id))
        at = (at + 1) & (x->cap - 1);
    return &x->entries[at];
}

bool x_index_add(struct x_index *x, struct sg_json array, const char *id_key)
{
    size_t need = 64, count = sg_json_count(array);
    while (need / 2 <= x->n + count)
        need *= 2;
    if (need > x->cap && count) {
        struct x_entry *entries = calloc(need, sizeof *entries);
        if (!entries) return false;
        struct x_index wider = { entries, need, x->n };
        for (size_t i = 0; i < x->cap; i++)
            if (x->entries[i].id.data) *find_entry(&wider, x->entries[i].id) = x->entries[i];
        free(x->entries);
        *x = wider;
    }
    for (struct sg_json_iter it = sg_json_each(array); sg_json_more(&it);) {
        struct sg_str id = sg_json_string(sg_json_get(it.value, id_key)); /* v2 writes every id as a string */
        if (!id.len) continue;
        struct x_entry *e = find_entry(x, id);
        x->n += e->id.data == NULL;
        *e = (struct x_entry){ id, it.value };
    }
    return true;
}

struct sg_json x_index_get(const struct x_index *x, struct sg_str id)
{
    if (!x->n || !id.len) return (struct sg_json){ 0 };
    return find_entry(x, id)->value;
}

/* ---- rows ---- */

bool x_row_begin(struct x_reader *x, struct sg_str id, bool is_embedded)
{
    struct sg_row *row = &x->feed.row;
    if (is_embedded && !x_seen_add(&x->seen, sg_siphash(id.data, id.len))) return false;
    sg_json_feed_row(&x->feed);
    if (is_embedded) row->flags |= SG_POST_EMBEDDED;
    const char *platform = row->options->platform;
    sg_row_text(row, SG_P_PLATFORM, sg_str(platform ? platform : "twitter"));
    sg_row_text(row, SG_P_ID, id);
    return true;
}

bool x_row_time(struct x_reader *x, struct sg_json tweet, struct sg_json created_at, struct sg_str id)
{
    struct sg_row *row = &x->feed.row;
    struct sg_err why;
    char scratch[SG_JSON_SCALAR];
    sg_time by_id, stated;
    if (!sg_post_id_clock(sg_str("twitter"), id, &by_id)) by_id = SG_TIME_NONE;
    uint32_t precision;
    struct sg_str text = sg_json_scalar(created_at, scratch);
    if (text.len && sg_time_parse(text, &stated, &precision, &why) == SG_OK) {
        sg_time apart = by_id == SG_TIME_NONE ? 0 : by_id - stated;
        sg_time slack = SG_MINUTE + (sg_time)precision * SG_SECOND;
        if (apart > slack || apart < -SG_MINUTE) row->flags |= SG_POST_CLOCK;
        sg_row_time_is(row, stated, precision);
        return true;
    }
    if (by_id == SG_TIME_NONE) {
        sg_json_feed_raw(&x->feed, tweet);
        sg_row_reject(row, text.len ? "%s" : "the post has no created_at, and its id holds no time", why.text);
        return false;
    }
    if (text.len) {
        sg_json_feed_raw(&x->feed, tweet);
        sg_row_mend(row, "created_at is no time, the id's own clock was taken");
        row->flags |= SG_POST_CLOCK;
    }
    sg_row_time_is(row, by_id, SG_EXACT);
    return true;
}

void x_row_text(struct x_reader *x, struct sg_str text)
{
    static const struct {
        const char *entity;
        size_t len;
        char c;
    } entities[] = { { "&amp;", 5, '&' }, { "&lt;", 4, '<' }, { "&gt;", 4, '>' } };
    const char *amp = text.len ? memchr(text.data, '&', text.len) : NULL;
    if (!amp) {
        sg_row_text(&x->feed.row, SG_P_TEXT, text);
        return;
    }
    sg_buf_clear(&x->text);
    for (size_t i = 0; i < text.len;) {
        size_t e = 0, n = sizeof entities / sizeof *entities;
        while (e < n && (text.len - i < entities[e].len || memcmp(text.data + i, entities[e].entity, entities[e].len)))
            e++;
        if (e < n) {
            sg_buf_char(&x->text, entities[e].c);
            i += entities[e].len;
            continue;
        }
        const char *next = memchr(text.data + i + 1, '&', text.len - i - 1);
        size_t plain = next ? (size_t)(next - text.data) - i : text.len - i;
        sg_buf_add(&x->text, text.data + i, plain);
        i += plain;
    }
    if (x->text.failed) x->feed.row.builder.failed = true;
    sg_row_text(&x->feed.row, SG_P_TEXT, sg_buf_view(&x->text));
}

void x_row_client(struct x_reader *x, struct sg_str source)
{
    const char *open = source.len ? memchr(source.data, '>', source.len) : NULL;
    if (source.len && source.data[0] == '<' && open) {
        struct sg_str inner = sg_str_n(open + 1, source.len - (size_t)(open + 1 - source.data));
        const char *close = inner.len ? memchr(inner.data, '<', inner.len) : NULL;
        source = close ? sg_str_n(inner.data, (size_t)(close - inner.data)) : inner;
    }
    sg_row_text(&x->feed.row, SG_P_CLIENT, source);
}

void x_row_urls(struct x_reader *x, struct sg_json urls)
{
    static const char *const keys[] = { "unwound_url", "expanded_url", "url" };
    for (struct sg_json_iter it = sg_json_each(urls); sg_json_more(&it);) {
        struct sg_str url = { NULL, 0 };
        for (size_t i = 0; i < sizeof keys / sizeof *keys && !url.len; i++)
            url = sg_json_string(sg_json_get(it.value, keys[i]));
        sg_row_line(&x->feed.row, SG_P_URLS, url);
    }
}

void x_row_media(struct x_reader *x, struct sg_str id)
{
    const char *bar = id.len ? memchr(id.data, '_', id.len) : NULL;
    if (bar) id = sg_str_n(bar + 1, id.len - (size_t)(bar + 1 - id.data));
    if (!id.len || id.len > 64) return;
    char line[96] = "media:twitter/";
    size_t n = strlen(line);
    memcpy(line + n, id.data, id.len);
    sg_row_line(&x->feed.row, SG_P_OBJECTS, sg_str_n(line, n + id.len));
}
