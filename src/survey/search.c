/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "survey/search.h"

static struct sg_search_row row_of(const struct sg_source_list *sources, const struct ArrowArray *b, int64_t i)
{
    enum { POST, TIME, PRECISION, PLATFORM, ID, ACCOUNT, KIND, TEXT, FLAGS, SOURCE, ROW, OFFSET, MEMBER };
    const struct sg_source_entry *e = sg_source_list_find(sources, sg_batch_u64(b, SOURCE, i));
    return (struct sg_search_row){ .platform = sg_batch_text(b, PLATFORM, i),
                                   .id = sg_batch_text(b, ID, i),
                                   .account = sg_batch_text(b, ACCOUNT, i),
                                   .text = sg_batch_text(b, TEXT, i),
                                   .member = sg_batch_text(b, MEMBER, i),
                                   .time = sg_batch_i64(b, TIME, i),
                                   .precision = sg_batch_u32(b, PRECISION, i),
                                   .kind = sg_batch_u8(b, KIND, i),
                                   .flags = sg_batch_u8(b, FLAGS, i),
                                   .file = e ? e->file : NULL,
                                   .sha256 = e ? e->sha256 : NULL,
                                   .row = sg_batch_u64(b, ROW, i),
                                   .offset = sg_batch_u64(b, OFFSET, i) };
}

static struct sg_param condition_of(struct sg_str condition)
{
    return (struct sg_param){ .name = "condition", .kind = SG_PARAM_SQL, .text = condition };
}

static enum sg_code ask_total(struct sg_store *store, struct sg_str condition, uint64_t *ret, struct sg_err *err)
{
    const struct sg_param param = condition_of(condition);
    struct sg_answer *answer = NULL;
    SG_TRY(sg_store_ask(store, "search_total", &param, 1, &answer, err));
    sg_auto_batch b = { 0 };
    enum sg_code code = sg_answer_next(answer, &b, err);
    if (code == SG_OK) *ret = b.release && sg_batch_rows(&b) > 0 ? sg_batch_u64(&b, 0, 0) : 0;
    sg_answer_free(answer);
    return code;
}

typedef void row_fn(void *ctx, const struct sg_search_row *row);

static enum sg_code each_post(struct sg_store *store, struct sg_str condition, const struct sg_search_options *o,
                              row_fn *each, void *ctx, struct sg_err *err)
{
    const struct sg_param params[] = { condition_of(condition),
                                       { .name = "limit", .kind = SG_PARAM_U64, .u64 = o->limit },
                                       { .name = "offset", .kind = SG_PARAM_U64, .u64 = o->offset } };
    struct sg_source_list sources = { 0 };
    struct sg_answer *answer = NULL;
    SG_TRY(sg_source_list_load(store, &sources, err));
    enum sg_code code = sg_store_ask(store, "search", params, sizeof params / sizeof *params, &answer, err);
    while (code == SG_OK) {
        sg_auto_batch b = { 0 };
        code = sg_answer_next(answer, &b, err);
        if (code != SG_OK || !b.release) break;
        for (int64_t i = 0; i < sg_batch_rows(&b); i++) {
            struct sg_search_row row = row_of(&sources, &b, i);
            each(ctx, &row);
        }
    }
    sg_answer_free(answer);
    sg_source_list_release(&sources);
    return code;
}

enum sg_code sg_search_posts(struct sg_store *store, struct sg_str condition, const struct sg_search_options *o,
                             void (*each)(void *ctx, const struct sg_search_row *row), void *ctx, uint64_t *ret_total,
                             struct sg_err *err)
{
    uint64_t total = 0;
    SG_TRY(ask_total(store, condition, &total, err));
    SG_TRY(each_post(store, condition, o, each, ctx, err));
    *ret_total = total;
    return SG_OK;
}

/* ---- JSON ---- */

struct json_search {
    const struct sg_search_options *o;
    struct sg_json_out j;
};

static void put_text_or_null(struct sg_json_out *j, const char *key, struct sg_str text, bool is_shown)
{
    sg_json_key(j, key);
    is_shown &&text.len ? sg_json_str(j, text) : sg_json_null(j);
}

static void put_post(void *ctx, const struct sg_search_row *r)
{
    struct json_search *s = ctx;
    struct sg_json_out *j = &s->j;
    sg_json_object(j);
    sg_json_kstr(j, "platform", r->platform);
    put_text_or_null(j, "id", r->id, !s->o->without_names);
    put_text_or_null(j, "account", r->account, !s->o->without_names);
    sg_json_ktime(j, "time", r->time);
    sg_json_ku64(j, "precision", r->precision);
    sg_json_ktext(j, "kind", sg_post_kind_name((enum sg_post_kind)r->kind));
    if (r->flags & SG_POST_EMBEDDED) sg_json_kbool(j, "embedded", true);
    if (r->flags & SG_POST_REPAIRED) sg_json_kbool(j, "repaired", true);
    if (s->o->with_text) {
        sg_json_kstr(j, "text", r->text);
        if (r->flags & SG_POST_SUMMARY) sg_json_kbool(j, "text_is_summary", true);
    }
    sg_json_key(j, "source");
    sg_json_object(j);
    sg_json_ktext(j, "file", r->file);
    sg_json_ktext(j, "sha256", r->sha256);
    sg_json_ku64(j, "row", r->row);
    sg_json_ku64(j, "offset", r->offset);
    if (r->member.len) sg_json_kstr(j, "member", r->member);
    sg_json_object_end(j);
    sg_json_object_end(j);
}

enum sg_code sg_search_json(struct sg_store *store, struct sg_str query, struct sg_str condition,
                            const struct sg_search_options *o, struct sg_buf *out, struct sg_err *err)
{
    struct json_search s = { o, sg_json_out(out, o->indent) };
    uint64_t total = 0;
    SG_TRY(ask_total(store, condition, &total, err));
    sg_json_object(&s.j);
    sg_json_kstr(&s.j, "query", query);
    sg_json_ku64(&s.j, "total", total);
    sg_json_key(&s.j, "posts");
    sg_json_array(&s.j);
    SG_TRY(each_post(store, condition, o, put_post, &s, err));
    sg_json_array_end(&s.j);
    sg_json_object_end(&s.j);
    sg_buf_char(out, '\n');
    return sg_buf_check(out, err);
}
