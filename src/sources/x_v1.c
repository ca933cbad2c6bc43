/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * X's first interface (v1.1), and what its own pages are fed with ("web"), where the same fields lie under `legacy` and
 * the author under `core`.
 */
#include "sources/x.h"

/* Where the fields of one post lie. */
struct shape {
    struct sg_json top;    /* the post's object */
    struct sg_json fields; /* the same, or its `legacy` */
    struct sg_json user;   /* what holds id_str and followers_count */
    struct sg_json names;  /* what holds screen_name and name */
    bool is_web;
};

/* A post that is shown with a warning lies one level deeper. */
static struct sg_json unwrapped(struct sg_json tweet)
{
    struct sg_json inner = sg_json_get(tweet, "tweet");
    return sg_json_type(inner) == SG_JSON_OBJECT ? inner : tweet;
}

static struct shape shape_of(struct sg_json tweet)
{
    struct shape s = { .top = tweet, .fields = sg_json_get(tweet, "legacy") };
    s.is_web = s.fields.doc != NULL;
    if (!s.is_web) {
        s.fields = tweet;
        s.user = s.names = sg_json_get(tweet, "user");
        return s;
    }
    struct sg_json user = sg_json_path(tweet, "core.user_results.result");
    if (!user.doc) user = sg_json_path(tweet, "core.user_result.result");
    s.user = sg_json_get(user, "legacy");
    s.names = sg_json_path(user, "core.screen_name").doc ? sg_json_get(user, "core") : s.user;
    return s;
}

static struct sg_str id_of(const struct shape *s, char scratch[SG_JSON_SCALAR])
{
    static const char *const keys[] = { "id_str", "rest_id", "id" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct sg_json v = sg_json_get(i == 1 ? s->top : s->fields, keys[i]);
        struct sg_str id = sg_json_scalar(v, scratch);
        if (id.len) return id;
    }
    return (struct sg_str){ NULL, 0 };
}

static struct sg_str text_of(const struct shape *s)
{
    struct sg_str text = { NULL, 0 };
    if (s->is_web) text = sg_json_string(sg_json_path(s->top, "note_tweet.note_tweet_results.result.text"));
    if (!text.data) text = sg_json_string(sg_json_path(s->fields, "extended_tweet.full_text"));
    if (!text.data) text = sg_json_string(sg_json_get(s->fields, "full_text"));
    if (!text.data) text = sg_json_string(sg_json_get(s->fields, "text"));
    return text;
}

static struct sg_str screen_name_of(const struct shape *s)
{
    return sg_json_string(sg_json_get(s->names, "screen_name"));
}

/* The post inside: `key` in v1.1; on the web `key_result.result`, beside the fields or among them. */
static struct sg_json inner_of(const struct shape *s, const char *key, const char *web_path)
{
    struct sg_json inner = sg_json_get(s->fields, key);
    if (!inner.doc) inner = sg_json_path(s->fields, web_path);
    if (!inner.doc && s->is_web) inner = sg_json_path(s->top, web_path);
    inner = unwrapped(inner);
    return sg_json_type(inner) == SG_JSON_OBJECT ? inner : (struct sg_json){ 0 };
}

/* `entities` or a field beside it, in the full form of a long post first. */
static struct sg_json entities_of(const struct shape *s, const char *what)
{
    struct sg_json extended = sg_json_get(s->fields, "extended_tweet");
    struct sg_json v = extended.doc ? sg_json_path(extended, what) : (struct sg_json){ 0 };
    return v.doc ? v : sg_json_path(s->fields, what);
}

/* What the post shows: of a repost, the original's. */
static void put_content(struct x_reader *x, const struct shape *shown)
{
    x_row_text(x, text_of(shown));
    x_row_urls(x, entities_of(shown, "entities.urls"));
    if (shown->is_web) x_row_urls(x, sg_json_path(shown->top, "note_tweet.note_tweet_results.result.entity_set.urls"));
    struct sg_json media = entities_of(shown, "extended_entities.media");
    if (!media.doc) media = entities_of(shown, "entities.media");
    char scratch[SG_JSON_SCALAR];
    for (struct sg_json_iter it = sg_json_each(media); sg_json_more(&it);) {
        struct sg_json id = sg_json_get(it.value, "id_str");
        x_row_media(x, sg_json_scalar(id.doc ? id : sg_json_get(it.value, "id"), scratch));
    }
}

static void put_author(struct x_reader *x, const struct shape *s)
{
    struct sg_row *row = &x->feed.row;
    int64_t followers;
    sg_row_text(row, SG_P_ACCOUNT, screen_name_of(s));
    sg_row_text(row, SG_P_NAME, sg_json_string(sg_json_get(s->names, "name")));
    if (sg_json_int(sg_json_get(s->user, "followers_count"), &followers) && followers >= 0)
        sg_row_number(row, SG_P_AUDIENCE, followers);
}

static void put_extra(struct x_reader *x, const struct shape *s)
{
    static const char *const fields[] = { "retweet_count",        "favorite_count",     "reply_count",
                                          "quote_count",          "possibly_sensitive", "conversation_id_str",
                                          "withheld_in_countries" };
    static const char *const user_fields[] = { "statuses_count", "friends_count", "verified", "location" };
    struct sg_extra *e = &x->extra;
    struct sg_json user_id = sg_json_get(s->is_web ? s->fields : s->user, s->is_web ? "user_id_str" : "id_str");
    sg_extra_json(e, "user_id", user_id.doc ? user_id : sg_json_get(s->user, "id"));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        sg_extra_json(e, fields[i], sg_json_get(s->fields, fields[i]));
    if (s->is_web) sg_extra_json(e, "view_count", sg_json_path(s->top, "views.count"));
    sg_extra_json(e, "user_created_at", sg_json_get(s->is_web ? s->names : s->user, "created_at"));
    for (size_t i = 0; i < sizeof user_fields / sizeof *user_fields; i++)
        sg_extra_json(e, user_fields[i], sg_json_get(s->user, user_fields[i]));
    sg_extra_json(e, "place", sg_json_path(s->fields, "place.full_name"));
    sg_extra_end(e, &x->feed.row);
}

/* A reference to a post that may stand inside, or be named by its id alone. */
static bool put_ref(struct x_reader *x, enum sg_link_kind kind, struct sg_json inner, struct sg_json id)
{
    char scratch[SG_JSON_SCALAR];
    struct sg_str account = { NULL, 0 }, name = sg_json_scalar(id, scratch);
    if (inner.doc) {
        struct shape s = shape_of(inner);
        account = screen_name_of(&s);
        if (!name.len) name = id_of(&s, scratch);
    }
    sg_row_ref(&x->feed.row, kind, (struct sg_str){ NULL, 0 }, name, account);
    return name.len || account.len;
}

static void put_refs(struct x_reader *x, const struct shape *s, struct sg_json original, struct sg_json quoted)
{
    struct sg_row *row = &x->feed.row;
    char scratch[SG_JSON_SCALAR];
    if (original.doc && put_ref(x, SG_LINK_REPOST, original, (struct sg_json){ 0 })) {
        sg_row_number(row, SG_P_KIND, SG_REPOST); /* what the original quotes or answers is the original's */
        return;
    }
    enum sg_post_kind kind = SG_POST;
    struct sg_json reply = sg_json_get(s->fields, "in_reply_to_status_id_str");
    if (sg_json_type(reply) != SG_JSON_STRING) reply = sg_json_get(s->fields, "in_reply_to_status_id");
    struct sg_str reply_id = sg_json_scalar(reply, scratch);
    if (reply_id.len) {
        /* A name without a post only addresses someone: the mention in the text tells that. */
        sg_row_ref(row, SG_LINK_REPLY, (struct sg_str){ NULL, 0 }, reply_id,
                   sg_json_string(sg_json_get(s->fields, "in_reply_to_screen_name")));
        kind = SG_REPLY;
    }
    struct sg_json quoted_id = sg_json_get(s->fields, "quoted_status_id_str");
    if (sg_json_type(quoted_id) != SG_JSON_STRING) quoted_id = sg_json_get(s->fields, "quoted_status_id");
    if (put_ref(x, SG_LINK_QUOTE, quoted, quoted_id)) kind = SG_QUOTE;
    sg_row_number(row, SG_P_KIND, kind);
}

void x_v1_take(struct x_reader *x, struct sg_json tweet, unsigned depth)
{
    struct sg_row *row = &x->feed.row;
    char scratch[SG_JSON_SCALAR];
    struct shape s = shape_of(unwrapped(tweet));
    struct sg_str id = id_of(&s, scratch);
    if (depth && !id.len) return; /* withheld: the reference says all there is */
    struct sg_json original = inner_of(&s, "retweeted_status", "retweeted_status_result.result");
    struct sg_json quoted = inner_of(&s, "quoted_status", "quoted_status_result.result");
    struct shape shown = original.doc ? shape_of(original) : s;
    if (!text_of(&shown).data) shown = s;
    bool has_text = text_of(&shown).data != NULL;
    if (depth && !has_text) return; /* the same post may stand whole inside another */
    if (x_row_begin(x, id, depth > 0)) {
        if (!has_text) {
            sg_json_feed_raw(&x->feed, tweet);
            sg_row_reject(row, "the record is no post: it has neither text nor full_text");
            return;
        }
        if (!x_row_time(x, tweet, sg_json_get(s.fields, "created_at"), id)) return;
        put_author(x, &s);
        put_content(x, &shown);
        put_refs(x, &s, original, quoted);
        sg_row_text(row, SG_P_LANG, sg_json_string(sg_json_get(s.fields, "lang")));
        x_row_client(x, sg_json_string(sg_json_get(s.is_web ? s.top : s.fields, "source")));
        put_extra(x, &s);
        if (!sg_row_end(row)) return;
    }
    if (depth == X_NESTING) return;
    if (original.doc) x_v1_take(x, original, depth + 1);
    if (quoted.doc) x_v1_take(x, quoted, depth + 1);
}
