/* SPDX-License-Identifier: GPL-3.0-or-later */
/* X (Twitter): which generation of its interface a document is of, and what it is wrapped in.  doc/formats/x.md */
#include <stdlib.h>
#include <string.h>

#include "sources/readers.h"
#include "sources/x.h"

static int probe(const char *file_name, struct sg_str head, const struct sg_read_options *options)
{
    (void)file_name;
    (void)options;
    char first = sg_json_head_first(head);
    if (first != '{' && first != '[') return 0;
    bool has_id_str = sg_json_head_has(head, "\"id_str\"");
    /* Some exports keep the number alone. */
    if (sg_json_head_has(head, "\"screen_name\"") &&
        (sg_json_head_has(head, "\"text\"") || sg_json_head_has(head, "\"full_text\"")))
        return has_id_str ? 95 : 75;
    if (sg_json_head_has(head, "\"legacy\"") && sg_json_head_has(head, "\"full_text\"")) return 95;
    if (sg_json_head_has(head, "\"edit_history_tweet_ids\"")) return 95;
    if (sg_json_head_has(head, "\"author_id\"") && sg_json_head_has(head, "\"text\"")) return 80;
    if (has_id_str && sg_json_head_has(head, "\"created_at\"")) return 75;
    if (sg_json_head_has(head, "\"data\"") && sg_json_head_has(head, "\"newest_id\"")) return 70;
    return 0;
}

static void close_reader(void *self)
{
    struct x_reader *x = self;
    if (!x) return;
    sg_json_feed_release(&x->feed);
    free(x->seen.slots);
    free(x->users.entries);
    free(x->tweets.entries);
    sg_buf_release(&x->extra.json);
    sg_buf_release(&x->text);
    free(x);
}

static enum sg_code open_reader(struct sg_stream *in, const struct sg_read_options *options, void **ret_self,
                                struct sg_err *err)
{
    struct x_reader *x = calloc(1, sizeof *x);
    if (!x) return sg_fail_nomem(err, "the reader of X posts");
    enum sg_code code = sg_json_feed_init(&x->feed, in, options, err);
    if (code != SG_OK)
        close_reader(x);
    else
        *ret_self = x;
    return code;
}

static bool is_object(struct sg_json v)
{
    return sg_json_type(v) == SG_JSON_OBJECT;
}
static bool is_array(struct sg_json v)
{
    return sg_json_type(v) == SG_JSON_ARRAY;
}

/* The first generation, or a web page's form of it; perhaps one level deeper under `tweet`. */
static bool is_v1(struct sg_json v)
{
    struct sg_json inner = sg_json_get(v, "tweet");
    if (is_object(inner)) v = inner;
    return sg_json_get(v, "id_str").doc || is_object(sg_json_get(v, "legacy")) || is_object(sg_json_get(v, "user"));
}

/* A browser extension's capture lies under `data`. */
static struct sg_json without_wrapper(struct sg_json v)
{
    struct sg_json data = sg_json_get(v, "data");
    return is_object(data) && is_v1(data) ? data : v;
}

static void begin(void *self, struct sg_json document)
{
    struct x_reader *x = self;
    struct sg_json_feed *f = &x->feed;
    x_index_clear(&x->users);
    x_index_clear(&x->tweets);
    if (is_array(document)) {
        f->lists[0] = sg_json_each(document);
        return;
    }
    struct sg_json data = sg_json_get(document, "data"), statuses = sg_json_get(document, "statuses");
    if (is_array(statuses)) {
        f->lists[0] = sg_json_each(statuses);
        return;
    }
    if (!is_array(data) && !(is_object(data) && !is_v1(data))) {
        f->single = document;
        return;
    }
    struct sg_json includes = sg_json_get(document, "includes"), tweets = sg_json_get(includes, "tweets");
    if (!x_index_add(&x->users, sg_json_get(includes, "users"), "id") || !x_index_add(&x->tweets, tweets, "id"))
        f->row.builder.failed = true; /* told when the batch ends */
    if (is_array(data))
        f->lists[0] = sg_json_each(data);
    else
        f->single = data;
    f->lists[1] = sg_json_each(tweets);
}

/* What the streaming interface sends between posts. */
static const char *notice(struct sg_json v)
{
    static const char *const keys[] = { "delete",          "limit",         "scrub_geo",
                                        "status_withheld", "user_withheld", "disconnect",
                                        "warning",         "friends",       "event" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (sg_json_get(v, keys[i]).doc) return keys[i];
    return NULL;
}

static void take(void *self, struct sg_json record, unsigned list)
{
    struct x_reader *x = self;
    if (list) {
        x_v2_take(x, record, 1);
        return;
    }
    record = without_wrapper(record);
    if (is_v1(record)) {
        x_v1_take(x, record, 0);
        return;
    }
    if (sg_json_string(sg_json_get(record, "text")).data) {
        x_v2_take(x, record, 0);
        return;
    }
    const char *name = notice(record);
    sg_json_feed_row(&x->feed);
    sg_json_feed_raw(&x->feed, record);
    if (name)
        sg_row_reject(&x->feed.row, "the record is a notice of the streaming interface (%s), not a post", name);
    else if (sg_json_get(record, "errors").doc)
        sg_row_reject(&x->feed.row, "the record holds the interface's errors, and no post");
    else
        sg_row_reject(&x->feed.row, "the record is no post of X: it has neither id_str, legacy nor text");
}

static void batch_ended(void *self)
{
    struct x_reader *x = self;
    if (x->seen.n) memset(x->seen.slots, 0, x->seen.cap * sizeof *x->seen.slots);
    x->seen.n = 0;
}

static enum sg_code next(void *self, struct ArrowArray *ret_batch, struct sg_err *err)
{
    static const struct sg_json_format format = { begin, take, batch_ended };
    return sg_json_feed_batch(&((struct x_reader *)self)->feed, &format, self, ret_batch, err);
}

const struct sg_reader sg_reader_x = {
    .name = "x",
    .description = "X (Twitter) posts: v1.1 and v2 JSON, pages, NDJSON, and browser captures",
    .probe = probe,
    .open = open_reader,
    .next = next,
    .close = close_reader,
};
