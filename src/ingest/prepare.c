/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/text.h"
#include "ingest/ingest_internal.h"

enum { D_POST, D_PLATFORM, D_ID, D_ACCOUNT_KEY, D_FINGERPRINT, D_SOURCE, D_BATCH };
static const struct sg_field derived_fields[] = {
    { "post", SG_U64, 0 },        { "platform", SG_TEXT, 0 }, { "id", SG_TEXT, 0 },   { "account_key", SG_TEXT, 0 },
    { "fingerprint", SG_U64, 0 }, { "source", SG_U64, 0 },    { "batch", SG_U32, 0 },
};
static const struct sg_table derived_table = { "derived", derived_fields,
                                               sizeof derived_fields / sizeof *derived_fields };

struct sg_preparer {
    uint64_t source;
    struct sg_str platform; /* for rows that name none; may be empty */
    struct sg_extractor *extractor;
    struct sg_builder derived, links, objects;
    struct sg_buf key, platform_key, canonical, domain;
};

void sg_preparer_free(struct sg_preparer *p)
{
    if (!p) return;
    sg_extractor_free(p->extractor);
    sg_builder_release(&p->derived);
    sg_builder_release(&p->links);
    sg_builder_release(&p->objects);
    sg_buf_release(&p->key);
    sg_buf_release(&p->platform_key);
    sg_buf_release(&p->canonical);
    sg_buf_release(&p->domain);
    free(p);
}

enum sg_code sg_preparer_new(uint64_t source, const char *platform, struct sg_preparer **ret, struct sg_err *err)
{
    struct sg_preparer *p = calloc(1, sizeof *p);
    if (!p) return sg_fail_nomem(err, "reading evidence");
    p->source = source;
    p->platform = sg_str(platform);
    enum sg_code code = sg_extractor_new(&p->extractor, err);
    if (code == SG_OK) code = sg_builder_init(&p->derived, &derived_table, err);
    if (code == SG_OK) code = sg_builder_init(&p->links, &sg_store_links, err);
    if (code == SG_OK) code = sg_builder_init(&p->objects, &sg_store_objects, err);
    if (code != SG_OK) {
        sg_preparer_free(p);
        return code;
    }
    *ret = p;
    return SG_OK;
}

/* A post's own place, while its row is worked on. */
struct here {
    uint64_t post, row, author;
    uint8_t kind;
    sg_time time;
    uint32_t batch;
    struct sg_str platform;
};

static void add_link(struct sg_preparer *p, const struct here *h, enum sg_link_kind kind, struct sg_str platform,
                     struct sg_str id, struct sg_str account)
{
    /* Without an id the parent is "some post of that account": one identity for all such, which no post has. */
    uint64_t parent;
    if (id.len)
        parent = sg_post_identity(platform, id);
    else {
        sg_buf_clear(&p->key);
        sg_buf_text(&p->key, "\n");
        sg_account_key(&p->key, platform, account);
        parent = sg_post_identity(platform, sg_buf_view(&p->key));
    }
    if (parent == h->post) return;
    sg_builder_number(&p->links, SG_SL_CHILD, (int64_t)h->post);
    sg_builder_number(&p->links, SG_SL_CHILD_TIME, h->time);
    sg_builder_number(&p->links, SG_SL_AUTHOR, (int64_t)h->author);
    sg_builder_number(&p->links, SG_SL_KIND, kind);
    sg_builder_number(&p->links, SG_SL_PARENT, (int64_t)parent);
    sg_builder_text(&p->links, SG_SL_PLATFORM, platform);
    sg_builder_text(&p->links, SG_SL_ID, id);
    sg_builder_text(&p->links, SG_SL_ACCOUNT, account);
    sg_builder_number(&p->links, SG_SL_SOURCE, (int64_t)p->source);
    sg_builder_number(&p->links, SG_SL_ROW, (int64_t)h->row);
    sg_builder_number(&p->links, SG_SL_BATCH, h->batch);
    sg_builder_end_row(&p->links);
}

static struct sg_str next_part(struct sg_str *rest, char separator)
{
    const char *end = rest->len ? memchr(rest->data, separator, rest->len) : NULL;
    struct sg_str part = { rest->data, end ? (size_t)(end - rest->data) : rest->len };
    size_t used = part.len + (end != NULL);
    *rest = sg_str_n(rest->data + used, rest->len - used);
    return part;
}

static enum sg_link_kind link_kind_from(struct sg_str name)
{
    for (int k = SG_LINK_REPOST; k <= SG_LINK_REPLY; k++)
        if (sg_str_is(name, sg_link_kind_name((enum sg_link_kind)k))) return (enum sg_link_kind)k;
    return SG_LINK_KINDS;
}

/* Into p->canonical. */
static enum sg_code canonical_url(struct sg_preparer *p, struct sg_str url, bool *ret_is_url, struct sg_err *err)
{
    sg_buf_clear(&p->canonical);
    sg_buf_clear(&p->domain);
    return sg_url_canonical(p->extractor, url, &p->canonical, &p->domain, ret_is_url, err);
}

/* A reference given as an address: the post that the permalink table names, else the page as a post of the web. */
static enum sg_code add_reference_url(struct sg_preparer *p, const struct here *h, enum sg_link_kind kind,
                                      struct sg_str url, struct sg_err *err)
{
    struct sg_permalink link;
    bool is_url;
    SG_TRY(sg_permalink(p->extractor, url, &link, err));
    if (link.platform.len) {
        add_link(p, h, kind, link.platform, link.id, link.account);
        return SG_OK;
    }
    SG_TRY(canonical_url(p, url, &is_url, err));
    if (is_url) add_link(p, h, kind, sg_str("web"), sg_buf_view(&p->canonical), sg_str(""));
    return SG_OK;
}

/* Lines "KIND<TAB>PLATFORM<TAB>ID<TAB>ACCOUNT": model/post.h. */
static enum sg_code add_references(struct sg_preparer *p, const struct here *h, struct sg_str refs, struct sg_err *err)
{
    while (refs.len) {
        struct sg_str line = next_part(&refs, '\n');
        enum sg_link_kind kind = link_kind_from(next_part(&line, '\t'));
        struct sg_str platform = next_part(&line, '\t'), id = next_part(&line, '\t'), account = next_part(&line, '\t');
        if (kind == SG_LINK_KINDS) continue;
        if (sg_str_is(platform, "url"))
            SG_TRY(add_reference_url(p, h, kind, id, err));
        else if (id.len || account.len)
            add_link(p, h, kind, platform.len ? platform : h->platform, id, account);
    }
    return SG_OK;
}

static enum sg_code add_objects(struct sg_preparer *p, const struct here *h, const struct ArrowArray *read, int64_t row,
                                struct sg_err *err)
{
    struct sg_found_list found;
    SG_TRY(sg_extract(p->extractor, sg_batch_text(read, SG_P_TEXT, row), sg_batch_text(read, SG_P_URLS, row),
                      sg_batch_text(read, SG_P_OBJECTS, row), &found, err));
    for (size_t i = 0; i < found.n; i++) {
        const struct sg_found *f = &found.items[i];
        sg_builder_number(&p->objects, SG_SO_OBJECT, (int64_t)sg_object_identity(f->kind, f->value));
        sg_builder_number(&p->objects, SG_SO_KIND, f->kind);
        sg_builder_text(&p->objects, SG_SO_VALUE, f->value);
        sg_builder_number(&p->objects, SG_SO_TIME, h->time);
        sg_builder_number(&p->objects, SG_SO_POST, (int64_t)h->post);
        sg_builder_number(&p->objects, SG_SO_AUTHOR, (int64_t)h->author);
        sg_builder_number(&p->objects, SG_SO_POST_KIND, h->kind);
        sg_builder_number(&p->objects, SG_SO_SOURCE, (int64_t)p->source);
        sg_builder_number(&p->objects, SG_SO_ROW, (int64_t)h->row);
        sg_builder_number(&p->objects, SG_SO_BATCH, h->batch);
        sg_builder_end_row(&p->objects);
        struct sg_permalink link = { 0 };
        if (f->kind == SG_OBJECT_URL && f->raw.len) SG_TRY(sg_permalink(p->extractor, f->raw, &link, err));
        if (link.platform.len)
            add_link(p, h, SG_LINK_PERMALINK, link.platform, link.id, link.account);
    }
    return SG_OK;
}

static enum sg_code prepare_row(struct sg_preparer *p, const struct ArrowArray *read, int64_t row, uint32_t batch,
                                struct sg_err *err)
{
    struct sg_str platform = sg_batch_text(read, SG_P_PLATFORM, row), id = sg_batch_text(read, SG_P_ID, row);
    struct sg_str url = sg_batch_text(read, SG_P_URL, row), member = sg_batch_text(read, SG_P_MEMBER, row);
    if (!platform.len) platform = p->platform;
    /* "Twitter" and "twitter" are one platform. */
    sg_buf_clear(&p->platform_key);
    for (size_t i = 0; i < platform.len; i++)
        sg_buf_char(&p->platform_key, sg_lower(platform.data[i]));
    platform = sg_buf_view(&p->platform_key);
    /* A post that brings only its address is named by it. */
    if (url.len && !id.len) {
        struct sg_permalink own;
        bool is_url;
        SG_TRY(sg_permalink(p->extractor, url, &own, err));
        if (own.platform.len && (!platform.len || sg_str_same(platform, own.platform))) {
            platform = own.platform;
            id = own.id;
        } else if (!platform.len || sg_str_is(platform, "web") || sg_str_is(platform, "press")) {
            SG_TRY(canonical_url(p, url, &is_url, err));
            if (is_url) id = sg_buf_view(&p->canonical);
            if (!platform.len) platform = sg_str("web");
        }
    }
    if (!platform.len) platform = sg_str("unknown");
    sg_builder_text(&p->derived, D_PLATFORM, platform);
    sg_builder_text(&p->derived, D_ID, id);
    uint64_t row_number = sg_batch_u64(read, SG_P_ROW, row);
    bool is_embedded = sg_batch_u8(read, SG_P_FLAGS, row) & SG_POST_EMBEDDED;
    struct here h = { .row = row_number,
                      .time = sg_batch_i64(read, SG_P_TIME, row),
                      .batch = batch,
                      .kind = sg_batch_u8(read, SG_P_KIND, row) };
    h.post =
        id.len ? sg_post_identity(platform, id) : sg_post_identity_of_row(p->source, row_number, member, is_embedded);
    sg_buf_clear(&p->key);
    struct sg_str account = sg_batch_text(read, SG_P_ACCOUNT, row);
    if (account.len) sg_account_key(&p->key, platform, account);
    sg_builder_text(&p->derived, D_ACCOUNT_KEY, sg_buf_view(&p->key));
    h.author = sg_account_identity(sg_buf_view(&p->key));
    uint32_t letters;
    uint64_t fingerprint = sg_fingerprint(p->extractor, sg_batch_text(read, SG_P_TEXT, row), &letters);
    sg_builder_number(&p->derived, D_POST, (int64_t)h.post);
    sg_builder_number(&p->derived, D_FINGERPRINT, letters ? (int64_t)fingerprint : 0);
    sg_builder_number(&p->derived, D_SOURCE, (int64_t)p->source);
    sg_builder_number(&p->derived, D_BATCH, batch);
    /* `platform` may point into the extractor or the key: the copy in the row stays while the row is open. */
    h.platform = sg_builder_peek(&p->derived, D_PLATFORM);
    SG_TRY(add_references(p, &h, sg_batch_text(read, SG_P_REFS, row), err));
    SG_TRY(add_objects(p, &h, read, row, err));
    SG_TRY(sg_buf_check(&p->platform_key, err)); /* names that were cut short are other names */
    SG_TRY(sg_buf_check(&p->key, err));
    sg_builder_end_row(&p->derived);
    return SG_OK;
}

enum sg_code sg_prepare(struct sg_preparer *p, struct ArrowArray *read, uint32_t batch, struct sg_prepared *ret,
                        struct sg_err *err)
{
    struct sg_prepared out = { .source = p->source, .batch = batch };
    int64_t rows = sg_batch_rows(read);
    for (int64_t i = 0; i < rows; i++)
        SG_TRY(prepare_row(p, read, i, batch, err));
    enum sg_code code = sg_builder_finish(&p->derived, &out.derived, err);
    if (code == SG_OK) code = sg_builder_finish(&p->links, &out.links, err);
    if (code == SG_OK) code = sg_builder_finish(&p->objects, &out.objects, err);
    if (code != SG_OK) {
        sg_prepared_release(&out);
        return code;
    }
    sg_batch_move(read, &out.read);
    *ret = out;
    return SG_OK;
}

/* Where each column of the posts table comes from. */
static const struct {
    bool is_derived;
    size_t child;
} post_columns[SG_SP_COLUMNS] = {
    [SG_SP_POST] = { true, D_POST },
    [SG_SP_TIME] = { false, SG_P_TIME },
    [SG_SP_PRECISION] = { false, SG_P_PRECISION },
    [SG_SP_PLATFORM] = { true, D_PLATFORM },
    [SG_SP_ID] = { true, D_ID },
    [SG_SP_ACCOUNT] = { false, SG_P_ACCOUNT },
    [SG_SP_ACCOUNT_KEY] = { true, D_ACCOUNT_KEY },
    [SG_SP_NAME] = { false, SG_P_NAME },
    [SG_SP_KIND] = { false, SG_P_KIND },
    [SG_SP_TEXT] = { false, SG_P_TEXT },
    [SG_SP_FINGERPRINT] = { true, D_FINGERPRINT },
    [SG_SP_LANG] = { false, SG_P_LANG },
    [SG_SP_AUDIENCE] = { false, SG_P_AUDIENCE },
    [SG_SP_CLIENT] = { false, SG_P_CLIENT },
    [SG_SP_CHANNEL] = { false, SG_P_CHANNEL },
    [SG_SP_URL] = { false, SG_P_URL },
    [SG_SP_FLAGS] = { false, SG_P_FLAGS },
    [SG_SP_EXTRA] = { false, SG_P_EXTRA },
    [SG_SP_SOURCE] = { true, D_SOURCE },
    [SG_SP_ROW] = { false, SG_P_ROW },
    [SG_SP_OFFSET] = { false, SG_P_OFFSET },
    [SG_SP_MEMBER] = { false, SG_P_MEMBER },
    [SG_SP_BATCH] = { true, D_BATCH },
};

enum sg_code sg_prepared_insert(const struct sg_prepared *p, struct sg_store *store, const struct sg_landed *landed,
                                struct sg_err *err)
{
    if (!sg_landed_has(landed, SG_LANDED_OBJECTS, p->batch))
        SG_TRY(sg_table_insert(store, &sg_store_objects, &p->objects, p->source, p->batch, err));
    if (!sg_landed_has(landed, SG_LANDED_LINKS, p->batch))
        SG_TRY(sg_table_insert(store, &sg_store_links, &p->links, p->source, p->batch, err));
    if (sg_landed_has(landed, SG_LANDED_POSTS, p->batch)) return SG_OK;
    struct sg_insert_column columns[SG_SP_COLUMNS];
    for (size_t i = 0; i < SG_SP_COLUMNS; i++)
        columns[i] =
            (struct sg_insert_column){ sg_store_posts.fields[i].name, sg_store_posts.fields[i].type,
                                       post_columns[i].is_derived ? &p->derived : &p->read, post_columns[i].child };
    return sg_store_insert(store, sg_store_posts.name, columns, SG_SP_COLUMNS, p->source, p->batch, err);
}
