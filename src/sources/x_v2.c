/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * X's second interface (v2): a post names its author, media and other posts by id, and the page's `includes` hold them;
 * or they were put inside the post by a collecting program ("flattened": author, attachments.media, whole posts in
 * referenced_tweets).
 */
#include <string.h>

#include "sources/x.h"

enum { SHOWN_TEXT_MAX = 1 << 20 }; /* an original's text that a repost repeats: no page may grow by repeating it */

static const struct sg_str none = { NULL, 0 };

static struct sg_json author_of(const struct x_reader *x, struct sg_json tweet)
{
    struct sg_json author = sg_json_get(tweet, "author");
    if (sg_json_type(author) == SG_JSON_OBJECT) return author;
    return x_index_get(&x->users, sg_json_string(sg_json_get(tweet, "author_id")));
}

static struct sg_str text_of(struct sg_json tweet)
{
    struct sg_str text = sg_json_string(sg_json_path(tweet, "note_tweet.text"));
    return text.data ? text : sg_json_string(sg_json_get(tweet, "text"));
}

/* The whole post that a reference stands for, if it is anywhere. */
static struct sg_json referred(const struct x_reader *x, struct sg_json reference)
{
    if (text_of(reference).data) return reference;
    return x_index_get(&x->tweets, sg_json_string(sg_json_get(reference, "id")));
}

/* "RT @name: …": the only trace of the author when the original is not included. */
static struct sg_str reposted_name(struct sg_json tweet)
{
    struct sg_str text = sg_json_string(sg_json_get(tweet, "text"));
    if (text.len < 5 || memcmp(text.data, "RT @", 4) != 0) return none;
    const char *colon = memchr(text.data, ':', text.len < 64 ? text.len : 64);
    return colon ? sg_str_n(text.data + 4, (size_t)(colon - text.data) - 4) : none;
}

static struct sg_str replied_name(const struct x_reader *x, struct sg_json tweet)
{
    struct sg_str name = sg_json_string(sg_json_path(tweet, "in_reply_to_user.username"));
    if (name.len) return name;
    struct sg_json user = x_index_get(&x->users, sg_json_string(sg_json_get(tweet, "in_reply_to_user_id")));
    return sg_json_string(sg_json_get(user, "username"));
}

static void put_content(struct x_reader *x, struct sg_json shown)
{
    x_row_text(x, text_of(shown));
    x_row_urls(x, sg_json_path(shown, "entities.urls"));
    x_row_urls(x, sg_json_path(shown, "note_tweet.entities.urls"));
    struct sg_json keys = sg_json_path(shown, "attachments.media_keys");
    struct sg_json media = sg_json_path(shown, "attachments.media");
    for (struct sg_json_iter it = sg_json_each(keys); sg_json_more(&it);)
        x_row_media(x, sg_json_string(it.value));
    if (keys.doc) return;
    for (struct sg_json_iter it = sg_json_each(media); sg_json_more(&it);)
        x_row_media(x, sg_json_string(sg_json_get(it.value, "media_key")));
}

static void put_author(struct x_reader *x, struct sg_json tweet, struct sg_json author)
{
    struct sg_row *row = &x->feed.row;
    int64_t followers;
    struct sg_str name = sg_json_string(sg_json_get(author, "username"));
    if (!name.len) name = sg_json_string(sg_json_get(tweet, "username"));
    sg_row_text(row, SG_P_ACCOUNT, name);
    sg_row_text(row, SG_P_NAME, sg_json_string(sg_json_get(author, "name")));
    if (sg_json_int(sg_json_path(author, "public_metrics.followers_count"), &followers) && followers >= 0)
        sg_row_number(row, SG_P_AUDIENCE, followers);
}

static void put_extra(struct x_reader *x, struct sg_json tweet, struct sg_json author)
{
    static const char *const metrics[] = { "retweet_count", "like_count",     "reply_count",
                                           "quote_count",   "bookmark_count", "impression_count" };
    static const char *const fields[] = { "possibly_sensitive", "conversation_id", "withheld", "reply_settings" };
    struct sg_extra *e = &x->extra;
    struct sg_json public = sg_json_get(tweet, "public_metrics");
    sg_extra_json(e, "user_id", sg_json_get(tweet, "author_id"));
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        sg_extra_json(e, metrics[i], sg_json_get(public, metrics[i]));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        sg_extra_json(e, fields[i], sg_json_get(tweet, fields[i]));
    struct sg_json edits = sg_json_get(tweet, "edit_history_tweet_ids");
    if (sg_json_count(edits) > 1) sg_extra_json(e, "edit_history_tweet_ids", edits);
    sg_extra_json(e, "user_created_at", sg_json_get(author, "created_at"));
    sg_extra_json(e, "verified", sg_json_get(author, "verified"));
    sg_extra_json(e, "location", sg_json_get(author, "location"));
    sg_extra_end(e, &x->feed.row);
}

/* The references of one post. */
struct bonds {
    struct sg_json repost, quote, reply; /* entries of referenced_tweets, or none */
};

static struct bonds bonds_of(struct sg_json tweet)
{
    struct bonds b = { 0 };
    for (struct sg_json_iter it = sg_json_each(sg_json_get(tweet, "referenced_tweets")); sg_json_more(&it);) {
        struct sg_str type = sg_json_string(sg_json_get(it.value, "type"));
        if (sg_str_is(type, "retweeted"))
            b.repost = it.value;
        else if (sg_str_is(type, "quoted"))
            b.quote = it.value;
        else if (sg_str_is(type, "replied_to"))
            b.reply = it.value;
    }
    return b;
}

static void put_ref(struct x_reader *x, enum sg_link_kind kind, struct sg_json reference, struct sg_str otherwise)
{
    struct sg_str account = sg_json_string(sg_json_get(author_of(x, referred(x, reference)), "username"));
    sg_row_ref(&x->feed.row, kind, none, sg_json_string(sg_json_get(reference, "id")),
               account.len ? account : otherwise);
}

static void put_refs(struct x_reader *x, struct sg_json tweet, const struct bonds *b)
{
    enum sg_post_kind kind = SG_POST;
    if (b->repost.doc) {
        put_ref(x, SG_LINK_REPOST, b->repost, reposted_name(tweet));
        kind = SG_REPOST;
    } else {
        if (b->reply.doc) {
            put_ref(x, SG_LINK_REPLY, b->reply, replied_name(x, tweet));
            kind = SG_REPLY;
        }
        if (b->quote.doc) {
            put_ref(x, SG_LINK_QUOTE, b->quote, none);
            kind = SG_QUOTE;
        }
    }
    sg_row_number(&x->feed.row, SG_P_KIND, kind);
}

void x_v2_take(struct x_reader *x, struct sg_json tweet, unsigned depth)
{
    struct sg_row *row = &x->feed.row;
    char scratch[SG_JSON_SCALAR];
    struct sg_str id = sg_json_scalar(sg_json_get(tweet, "id"), scratch);
    struct bonds bonds = bonds_of(tweet);
    if (depth && !id.len) return;
    if (x_row_begin(x, id, depth > 0)) {
        struct sg_json author = author_of(x, tweet), shown = tweet;
        struct sg_json original = bonds.repost.doc ? referred(x, bonds.repost) : (struct sg_json){ 0 };
        struct sg_str original_text = text_of(original);
        if (original_text.data && original_text.len <= SHOWN_TEXT_MAX) shown = original;
        if (!x_row_time(x, tweet, sg_json_get(tweet, "created_at"), id)) return;
        put_author(x, tweet, author);
        put_content(x, shown);
        put_refs(x, tweet, &bonds);
        sg_row_text(row, SG_P_LANG, sg_json_string(sg_json_get(tweet, "lang")));
        x_row_client(x, sg_json_string(sg_json_get(tweet, "source")));
        put_extra(x, tweet, author);
        if (!sg_row_end(row)) return;
    }
    if (depth == X_NESTING) return;
    /* Only what stands inside: the page's own list of included posts is given once, after its posts. */
    const struct sg_json inside[] = { bonds.repost, bonds.quote, bonds.reply };
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (text_of(inside[i]).data) x_v2_take(x, inside[i], depth + 1);
}
