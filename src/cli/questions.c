/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/questions.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "json/json.h"

#define LOG_BYTES ((size_t)1 << 30)

void questions_release(struct questions *q)
{
    for (size_t i = 0; i < q->n; i++) {
        free(q->items[i].query);
        free(q->items[i].to);
    }
    q->n = 0;
}

static bool is_asked(const struct questions *q, struct sg_str query, struct sg_str to)
{
    for (size_t i = 0; i < q->n; i++)
        if (sg_str_is(query, q->items[i].query) && sg_str_is(to, q->items[i].to ? q->items[i].to : "")) return true;
    return false;
}

static bool is_question(struct sg_str action)
{
    static const char *const asking[] = { "origin", "map", "serve story", "serve map" };
    for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
        if (sg_str_is(action, asking[i])) return true;
    return false;
}

static enum sg_code take_line(struct questions *q, struct sg_json_parser *parser, struct sg_str line,
                              struct sg_err *err)
{
    struct sg_json doc;
    if (sg_json_parse(parser, line, &doc, NULL) != SG_OK) return SG_OK; /* custody verify tells of it */
    struct sg_str action = sg_json_string(sg_json_get(doc, "action"));
    struct sg_json details = sg_json_get(doc, "details"), asked = sg_json_get(details, "query");
    struct sg_str query = sg_json_string(asked), to = sg_json_string(sg_json_get(details, "to"));
    if (!is_question(action) || sg_json_type(asked) != SG_JSON_STRING || is_asked(q, query, to)) return SG_OK;
    struct question *one = &q->items[q->n++];
    one->query = strndup(query.len ? query.data : "", query.len);
    one->to = to.len ? strndup(to.data, to.len) : NULL;
    return one->query && (one->to || !to.len) ? SG_OK : sg_fail_nomem(err, "the case's questions");
}

enum sg_code questions_load(struct context *ctx, struct questions *ret, struct sg_err *err)
{
    sg_auto_char path = sg_case_path(ctx->kase, "custody.jsonl");
    if (!path) return sg_fail_nomem(err, "the custody log");
    sg_auto_buf log = { 0 };
    SG_TRY(sg_fs_read(path, LOG_BYTES, &log, err));
    struct sg_json_parser *parser;
    SG_TRY(sg_json_parser_new(&parser, err));
    enum sg_code code = SG_OK;
    for (struct sg_str rest = sg_buf_view(&log); code == SG_OK && rest.len && ret->n < QUESTIONS_MAX;) {
        if (rest.data[rest.len - 1] == '\n') rest.len--; /* from the end backwards */
        const char *newline = rest.len ? memrchr(rest.data, '\n', rest.len) : NULL;
        size_t begin = newline ? (size_t)(newline - rest.data) + 1 : 0;
        code = take_line(ret, parser, sg_str_n(rest.data + begin, rest.len - begin), err);
        rest.len = begin;
    }
    sg_json_parser_free(parser);
    return code;
}
