/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nouns of spreading: what readers produce, and what the store keeps of it. */
#ifndef SG_MODEL_POST_H
#define SG_MODEL_POST_H

#include "base/time.h"
#include "model/batch.h"

/* Stored as UInt8: numbers are for ever, add at the end. */
enum sg_post_kind {
    SG_POST = 0,
    SG_REPOST = 1,
    SG_QUOTE = 2,
    SG_REPLY = 3,
    SG_ARTICLE = 4,
    SG_STATEMENT = 5,
    SG_POST_KINDS
};
const char *sg_post_kind_name(enum sg_post_kind kind); /* "post", "repost", … */
/* Names as exports spell them too (retweet, share, boost, R, Q …); SG_POST_KINDS when unknown. */
enum sg_post_kind sg_post_kind_from(struct sg_str name);

enum sg_link_kind {
    SG_LINK_REPOST = 1,
    SG_LINK_QUOTE = 2,
    SG_LINK_REPLY = 3,
    SG_LINK_PERMALINK = 4, /* a URL in the post names the other post */
    SG_LINK_SAME_TEXT = 5, /* inferred, never stored */
    SG_LINK_CO_OBJECT = 6, /* inferred, never stored */
    SG_LINK_KINDS
};
const char *sg_link_kind_name(enum sg_link_kind kind); /* "repost", …, "same-text", "co-object" */
static inline bool sg_link_is_inferred(enum sg_link_kind kind) { return kind >= SG_LINK_SAME_TEXT; }

enum sg_object_kind {
    SG_OBJECT_URL = 1,
    SG_OBJECT_DOMAIN = 2,
    SG_OBJECT_HASHTAG = 3,
    SG_OBJECT_MENTION = 4,
    SG_OBJECT_MEDIA = 5,
    SG_OBJECT_OTHER = 6, /* a four-column share file's object_id, say */
    SG_OBJECT_KINDS
};
/* "url", "domain", "hashtag", "mention", "media", "object" */
const char *sg_object_kind_name(enum sg_object_kind kind);
enum sg_object_kind sg_object_kind_from(struct sg_str name); /* SG_OBJECT_KINDS when unknown */

/* Bits of a post's `flags`. */
enum {
    SG_POST_EMBEDDED = 1, /* came inside another row (the original in a repost's record) */
    SG_POST_SUMMARY = 2,  /* the text is a person's summary, not the post's own words */
    SG_POST_REPAIRED = 4, /* ill-formed bytes in it were replaced by U+FFFD */
    SG_POST_CLOCK = 8     /* the id's own clock and the stated time differ by more than a minute */
};

/*
 * What a reader produces.  Texts are UTF-8.  `id` is the platform's own, in the form that permalinks give too:
 *   twitter 860…; 4chan BOARD/NO; pastebin KEY; archive.org ITEM; reddit t1_…/t3_…; telegram CHANNEL/NO;
 *   mastodon the canonical URL; bluesky HANDLE-OR-DID/RKEY; youtube VIDEO; web the canonical URL.
 * Empty: the source gives none.  `account` is as written, without a leading '@'.
 * `refs`: lines "KIND<TAB>PLATFORM<TAB>ID<TAB>ACCOUNT" (KIND repost|quote|reply; PLATFORM empty = the post's own; ID or
 *   ACCOUNT may be empty, not both), or "KIND<TAB>url<TAB>URL<TAB>" where the source gives an address.
 * `urls`: addresses that the source lists apart from the text (expanded ones), one a line, no blanks inside.
 * `objects`: lines "KIND:VALUE" carried besides those (KIND one of sg_object_kind_name, or none: then '#', '@', a URL
 *   and a bare domain speak for themselves).
 * `extra`: columns or fields that have no place here, as one JSON object, or empty.
 * `row`: 1-based record in the source (a CSV's header is not counted); `offset`: its first byte in the unpacked source.
 * `member`: the file inside a folder, or empty.
 */
enum sg_post_column {
    SG_P_TIME,      /* I64, sg_time; never unknown: a row without a time is a reject */
    SG_P_PRECISION, /* U32, seconds, base/time.h */
    SG_P_PLATFORM,  /* empty: ingest fills in what `add --platform` says */
    SG_P_ID,
    SG_P_ACCOUNT,
    SG_P_NAME,      /* display name */
    SG_P_KIND,      /* U8, enum sg_post_kind */
    SG_P_TEXT,
    SG_P_LANG,      /* as given; ISO 639-1 where the source uses that */
    SG_P_AUDIENCE,  /* I64, followers or members at the time; -1 unknown */
    SG_P_CLIENT,
    SG_P_CHANNEL,   /* board, subreddit, chat, thread or page that it stands in */
    SG_P_URL,       /* its own address, when given */
    SG_P_FLAGS,     /* U8 */
    SG_P_REFS,
    SG_P_URLS,
    SG_P_OBJECTS,
    SG_P_EXTRA,
    SG_P_ROW,       /* U64 */
    SG_P_OFFSET,    /* U64 */
    SG_P_MEMBER,
    SG_P_COLUMNS
};
extern const struct sg_table sg_post_table; /* the reader's batch */

/*
 * The store's tables.  `source` is the first 8 bytes of the source's SHA-256, read as a big-endian number; `batch`
 * numbers the batches of one source from 0 and, with `source`, is the identity that makes a retry harmless.
 * `post` is sg_post_identity(), `author` sg_account_identity() of who wrote the post (or the child), 0 unknown;
 * `post_kind` is the post's own enum sg_post_kind.
 */
extern const struct sg_table sg_store_posts;   /* post time precision platform id account account_key name kind text
                                                  fingerprint lang audience client channel url flags extra source row
                                                  offset member batch */
/* child child_time author kind parent platform id account source row batch */
extern const struct sg_table sg_store_links;
extern const struct sg_table sg_store_objects; /* object kind value time post author post_kind
                                                  source row batch */
/* A source has two rows: batch 0 when its adding begins, batch 1 when it has ended (counts, and `error` when it ended
 * early).  Only batch 0: the adding was cut off, and adding the file again completes it. */
extern const struct sg_table sg_store_sources; /* source batch sha256 path format platform bytes rows rejected repaired
                                                  error at */

enum sg_store_posts_column {
    SG_SP_POST, SG_SP_TIME, SG_SP_PRECISION, SG_SP_PLATFORM, SG_SP_ID, SG_SP_ACCOUNT, SG_SP_ACCOUNT_KEY, SG_SP_NAME,
    SG_SP_KIND, SG_SP_TEXT, SG_SP_FINGERPRINT, SG_SP_LANG, SG_SP_AUDIENCE, SG_SP_CLIENT, SG_SP_CHANNEL, SG_SP_URL,
    SG_SP_FLAGS, SG_SP_EXTRA, SG_SP_SOURCE, SG_SP_ROW, SG_SP_OFFSET, SG_SP_MEMBER, SG_SP_BATCH, SG_SP_COLUMNS
};
enum sg_store_links_column {
    SG_SL_CHILD, SG_SL_CHILD_TIME, SG_SL_AUTHOR, SG_SL_KIND, SG_SL_PARENT, SG_SL_PLATFORM, SG_SL_ID, SG_SL_ACCOUNT,
    SG_SL_SOURCE, SG_SL_ROW, SG_SL_BATCH, SG_SL_COLUMNS
};
enum sg_store_objects_column {
    SG_SO_OBJECT, SG_SO_KIND, SG_SO_VALUE, SG_SO_TIME, SG_SO_POST, SG_SO_AUTHOR, SG_SO_POST_KIND, SG_SO_SOURCE,
    SG_SO_ROW, SG_SO_BATCH, SG_SO_COLUMNS
};

enum sg_store_sources_column {
    SG_SS_SOURCE, SG_SS_BATCH, SG_SS_SHA256, SG_SS_PATH, SG_SS_FORMAT, SG_SS_PLATFORM, SG_SS_BYTES, SG_SS_ROWS,
    SG_SS_REJECTED, SG_SS_REPAIRED, SG_SS_ERROR, SG_SS_AT, SG_SS_COLUMNS
};

/* One post's identity: a hash of platform and native id, the same wherever the post is seen; without a native id, of
 * source and row (and the embedded flag), so that it is its own. */
uint64_t sg_post_identity(struct sg_str platform, struct sg_str id);
uint64_t sg_post_identity_of_row(uint64_t source, uint64_t row, struct sg_str member, bool is_embedded);
/* An account's identity: platform and lower-cased name ("twitter/wikileaks"). Appended to `out`. */
void sg_account_key(struct sg_buf *out, struct sg_str platform, struct sg_str account);
/* The hash of an account's key, as SQL has it from sipHash64(account_key); 0 for an empty key. */
uint64_t sg_account_identity(struct sg_str key);
/* The clock inside the id of a post on X: false on other platforms, and for ids from before there was one (November
 * 2010). */
bool sg_post_id_clock(struct sg_str platform, struct sg_str id, sg_time *ret);
/* An object's identity: a hash of kind and value.  Values are canonical: see objects/objects.h. */
uint64_t sg_object_identity(enum sg_object_kind kind, struct sg_str value);

#endif
