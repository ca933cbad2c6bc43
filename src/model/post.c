/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/post.h"

#include "base/hash.h"
#include "base/text.h"

#define TABLE(variable, table_name, ...)                                        \
    static const struct sg_field variable##_fields[] = { __VA_ARGS__ };          \
    const struct sg_table variable = { table_name, variable##_fields,            \
                                       sizeof variable##_fields / sizeof variable##_fields[0] }

TABLE(sg_post_table, "post",
      { "time", SG_I64, SG_TIME_NONE }, { "precision", SG_U32, SG_EXACT }, { "platform", SG_TEXT, 0 },
      { "id", SG_TEXT, 0 }, { "account", SG_TEXT, 0 }, { "name", SG_TEXT, 0 }, { "kind", SG_U8, SG_POST },
      { "text", SG_TEXT, 0 }, { "lang", SG_TEXT, 0 }, { "audience", SG_I64, -1 }, { "client", SG_TEXT, 0 },
      { "channel", SG_TEXT, 0 }, { "url", SG_TEXT, 0 }, { "flags", SG_U8, 0 }, { "refs", SG_TEXT, 0 },
      { "urls", SG_TEXT, 0 }, { "objects", SG_TEXT, 0 }, { "extra", SG_TEXT, 0 }, { "row", SG_U64, 0 },
      { "offset", SG_U64, 0 }, { "member", SG_TEXT, 0 });

TABLE(sg_store_posts, "posts",
      { "post", SG_U64, 0 }, { "time", SG_I64, 0 }, { "precision", SG_U32, 0 }, { "platform", SG_TEXT, 0 },
      { "id", SG_TEXT, 0 }, { "account", SG_TEXT, 0 }, { "account_key", SG_TEXT, 0 }, { "name", SG_TEXT, 0 },
      { "kind", SG_U8, 0 }, { "text", SG_TEXT, 0 }, { "fingerprint", SG_U64, 0 }, { "lang", SG_TEXT, 0 },
      { "audience", SG_I64, -1 }, { "client", SG_TEXT, 0 }, { "channel", SG_TEXT, 0 }, { "url", SG_TEXT, 0 },
      { "flags", SG_U8, 0 }, { "extra", SG_TEXT, 0 }, { "source", SG_U64, 0 }, { "row", SG_U64, 0 },
      { "offset", SG_U64, 0 }, { "member", SG_TEXT, 0 }, { "batch", SG_U32, 0 });

TABLE(sg_store_links, "links", { "child", SG_U64, 0 }, { "child_time", SG_I64, 0 }, { "author", SG_U64, 0 },
      { "kind", SG_U8, 0 }, { "parent", SG_U64, 0 }, { "platform", SG_TEXT, 0 }, { "id", SG_TEXT, 0 },
      { "account", SG_TEXT, 0 }, { "source", SG_U64, 0 }, { "row", SG_U64, 0 }, { "batch", SG_U32, 0 });

TABLE(sg_store_objects, "objects",
      { "object", SG_U64, 0 }, { "kind", SG_U8, 0 }, { "value", SG_TEXT, 0 }, { "time", SG_I64, 0 },
      { "post", SG_U64, 0 }, { "author", SG_U64, 0 }, { "post_kind", SG_U8, 0 }, { "source", SG_U64, 0 },
      { "row", SG_U64, 0 }, { "batch", SG_U32, 0 });

TABLE(sg_store_sources, "sources",
      { "source", SG_U64, 0 }, { "batch", SG_U32, 0 }, { "sha256", SG_TEXT, 0 }, { "path", SG_TEXT, 0 },
      { "format", SG_TEXT, 0 }, { "platform", SG_TEXT, 0 }, { "bytes", SG_U64, 0 }, { "rows", SG_U64, 0 },
      { "rejected", SG_U64, 0 }, { "repaired", SG_U64, 0 }, { "error", SG_TEXT, 0 }, { "at", SG_I64, 0 });

/* ---- names ---- */

static const char *const post_kinds[SG_POST_KINDS] = { "post", "repost", "quote", "reply", "article", "statement" };
static const char *const link_kinds[SG_LINK_KINDS] = { "",          "repost",    "quote",    "reply",
                                                       "permalink", "same-text", "co-object" };
static const char *const object_kinds[SG_OBJECT_KINDS] = {
    "", "url", "domain", "hashtag", "mention", "media", "object"
};

const char *sg_post_kind_name(enum sg_post_kind kind) { return kind < SG_POST_KINDS ? post_kinds[kind] : ""; }
const char *sg_link_kind_name(enum sg_link_kind kind) { return kind < SG_LINK_KINDS ? link_kinds[kind] : ""; }
const char *sg_object_kind_name(enum sg_object_kind kind) { return kind < SG_OBJECT_KINDS ? object_kinds[kind] : ""; }

enum sg_post_kind sg_post_kind_from(struct sg_str name)
{
    static const struct {
        const char *name;
        enum sg_post_kind kind;
    } also[] = {
        { "", SG_POST },          { "tweet", SG_POST },      { "original", SG_POST },    { "origin", SG_POST },
        { "toot", SG_POST },      { "status", SG_POST },     { "message", SG_POST },     { "retweet", SG_REPOST },
        { "retweeted", SG_REPOST }, { "r", SG_REPOST },      { "rt", SG_REPOST },        { "share", SG_REPOST },
        { "boost", SG_REPOST },   { "reblog", SG_REPOST },   { "forward", SG_REPOST },   { "quoted", SG_QUOTE },
        { "q", SG_QUOTE },        { "quote_tweet", SG_QUOTE }, { "replied_to", SG_REPLY }, { "comment", SG_REPLY },
        { "answer", SG_REPLY },   { "news", SG_ARTICLE },    { "press", SG_ARTICLE },
    };
    for (int k = 0; k < SG_POST_KINDS; k++)
        if (sg_str_is_nocase(name, post_kinds[k])) return (enum sg_post_kind)k;
    for (size_t i = 0; i < sizeof also / sizeof *also; i++)
        if (sg_str_is_nocase(name, also[i].name)) return also[i].kind;
    return SG_POST_KINDS;
}

enum sg_object_kind sg_object_kind_from(struct sg_str name)
{
    for (int k = 1; k < SG_OBJECT_KINDS; k++)
        if (sg_str_is_nocase(name, object_kinds[k])) return (enum sg_object_kind)k;
    return SG_OBJECT_KINDS;
}

/* ---- identities ---- */

/* The parts of a name with a separator that cannot occur in the first of them, hashed. */
static uint64_t hash_pair(struct sg_str a, struct sg_str b)
{
    char small[512];
    if (a.len + b.len + 1 <= sizeof small) {
        if (a.len) memcpy(small, a.data, a.len);
        small[a.len] = '\n';
        if (b.len) memcpy(small + a.len + 1, b.data, b.len);
        return sg_siphash(small, a.len + 1 + b.len);
    }
    /* Too long to be put together on the stack: the hash of the two hashes. */
    uint64_t both[2] = { sg_siphash(a.data, a.len), sg_siphash(b.data, b.len) };
    return sg_siphash(both, sizeof both);
}

uint64_t sg_post_identity(struct sg_str platform, struct sg_str id) { return hash_pair(platform, id); }

uint64_t sg_post_identity_of_row(uint64_t source, uint64_t row, struct sg_str member, bool is_embedded)
{
    uint64_t parts[4] = { source, row, sg_siphash(member.data, member.len), is_embedded };
    return sg_siphash(parts, sizeof parts);
}

void sg_account_key(struct sg_buf *out, struct sg_str platform, struct sg_str account)
{
    sg_buf_str(out, platform);
    sg_buf_char(out, '/');
    if (!sg_buf_room(out, account.len)) return;
    for (size_t i = 0; i < account.len; i++)
        out->data[out->len++] = sg_lower(account.data[i]);
}

uint64_t sg_account_identity(struct sg_str key) { return key.len ? sg_siphash(key.data, key.len) : 0; }

bool sg_post_id_clock(struct sg_str platform, struct sg_str id, sg_time *ret)
{
    /* Ids carry milliseconds since the epoch below in their upper bits from 4 November 2010 on; this is the first such
     * id (X, "Announcing Snowflake", 2010).  Ids before it were counted up and hold no clock. */
    static const uint64_t first = UINT64_C(29700859247), epoch_ms = UINT64_C(1288834974657);
    uint64_t number;
    if (!sg_str_is(platform, "twitter") || sg_parse_u64(id, &number, NULL) != SG_OK) return false;
    if (number < first || number > (uint64_t)INT64_MAX) return false;
    *ret = (sg_time)((number >> 22) + epoch_ms) * 1000;
    return true;
}

uint64_t sg_object_identity(enum sg_object_kind kind, struct sg_str value)
{
    return hash_pair(sg_str(sg_object_kind_name(kind)), value);
}
