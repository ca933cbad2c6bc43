/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/routes.h"

#include <inttypes.h>

#include "base/text.h"

const char *const sg_map_views[] = { "timeline", "network", NULL };
const char *const sg_map_node_kinds[] = { "accounts", "posts", NULL };

#define FIELD(name) offsetof(struct sg_question, name)
#define QUERY                                                                                                          \
    {                                                                                                                  \
        "q", SG_PARAM_IS_TEXT, true, FIELD(q), 0, 0, NULL                                                              \
    }
#define TO                                                                                                             \
    {                                                                                                                  \
        "to", SG_PARAM_IS_TEXT, false, FIELD(to), 0, 0, NULL                                                           \
    }
#define INFERRED                                                                                                       \
    {                                                                                                                  \
        "inferred", SG_PARAM_IS_BOOL, false, FIELD(with_inferred), 0, 0, NULL                                          \
    }
#define SEED                                                                                                           \
    {                                                                                                                  \
        "seed", SG_PARAM_IS_NUMBER, false, FIELD(seed), 0, INT64_MAX, NULL                                             \
    }
#define END                                                                                                            \
    {                                                                                                                  \
        .name = NULL                                                                                                   \
    }

static const struct sg_route_param no_params[] = { END };
static const struct sg_route_param story_params[] = {
    QUERY, TO, INFERRED, SEED, { "max_nodes", SG_PARAM_IS_NUMBER, false, FIELD(max_nodes), 1, 50000, NULL }, END,
};
static const struct sg_route_param search_params[] = {
    QUERY,
    { "limit", SG_PARAM_IS_NUMBER, false, FIELD(limit), 1, 1000, NULL },
    { "offset", SG_PARAM_IS_NUMBER, false, FIELD(offset), 0, 10000000, NULL },
    END,
};
static const struct sg_route_param map_params[] = {
    QUERY,
    TO,
    INFERRED,
    SEED,
    { "format", SG_PARAM_IS_TEXT, true, FIELD(format), 0, 0, NULL },
    { "view", SG_PARAM_IS_CHOICE, false, FIELD(view), 0, 0, sg_map_views },
    { "nodes", SG_PARAM_IS_CHOICE, false, FIELD(nodes), 0, 0, sg_map_node_kinds },
    END,
};

const struct sg_route sg_routes[] = {
    { "GET", "/", "the page", no_params, SG_ROUTE_FIXED, answer_page },
    { "GET", "/api/v1/case", "the case, as a page's document without stories", no_params, SG_ROUTE_FRESH, answer_case },
    { "GET", "/api/v1/story", "the story that a query finds, as a page shows it", story_params, SG_ROUTE_CACHED,
      answer_story },
    { "GET", "/api/v1/search", "the posts that a query finds, each with its file, hash and row", search_params,
      SG_ROUTE_CACHED, answer_search },
    { "GET", "/api/v1/status", "what the case holds and what is missing", no_params, SG_ROUTE_CACHED, answer_status },
    { "GET", "/api/v1/map", "a story as a file", map_params, SG_ROUTE_CACHED, answer_map },
    { "GET", "/api/v1/openapi.json", "this interface, described by OpenAPI 3.1", no_params, SG_ROUTE_FIXED,
      answer_openapi },
    { .path = NULL },
};
_Static_assert(sizeof sg_routes / sizeof *sg_routes == SG_ROUTES + 1, "SG_ROUTES counts the table");

const struct sg_route *sg_route_find(struct sg_str path)
{
    for (const struct sg_route *r = sg_routes; r->path; r++)
        if (sg_str_is(path, r->path)) return r;
    return NULL;
}

/* ---- parameters ---- */

static void *field_of(struct sg_question *q, const struct sg_route_param *p)
{
    return (char *)q + p->offset;
}

static enum sg_code bad_value(const struct sg_route_param *p, struct sg_str value, const char *wanted,
                              struct sg_err *err)
{
    return sg_fail(err, SG_EUSAGE, "%s=%.*s: write %s", p->name, (int)(value.len < 60 ? value.len : 60),
                   value.data ? value.data : "", wanted);
}

static enum sg_code read_bool(const struct sg_route_param *p, struct sg_str value, bool *ret, struct sg_err *err)
{
    bool is_true = sg_str_is(value, "true") || sg_str_is(value, "1");
    if (!is_true && !sg_str_is(value, "false") && !sg_str_is(value, "0"))
        return bad_value(p, value, "true or false", err);
    *ret = is_true;
    return SG_OK;
}

static enum sg_code read_number(const struct sg_route_param *p, struct sg_str value, uint64_t *ret, struct sg_err *err)
{
    uint64_t v;
    if (sg_parse_u64(value, &v, NULL) == SG_OK && v >= p->least && v <= p->most) {
        *ret = v;
        return SG_OK;
    }
    sg_auto_buf wanted = { 0 };
    sg_buf_printf(&wanted, "a whole number from %" PRIu64 " to %" PRIu64, p->least, p->most);
    const char *text = sg_buf_cstr(&wanted);
    return bad_value(p, value, text ? text : "a whole number", err);
}

static enum sg_code read_choice(const struct sg_route_param *p, struct sg_str value, int *ret, struct sg_err *err)
{
    sg_auto_buf wanted = { 0 };
    for (int i = 0; p->choices[i]; i++) {
        if (sg_str_is(value, p->choices[i])) {
            *ret = i;
            return SG_OK;
        }
        sg_buf_printf(&wanted, "%s%s", i ? " or " : "", p->choices[i]);
    }
    const char *text = sg_buf_cstr(&wanted);
    return bad_value(p, value, text ? text : "one of those known", err);
}

static enum sg_code read_value(const struct sg_route_param *p, struct sg_str value, struct sg_question *q,
                               struct sg_err *err)
{
    switch (p->kind) {
    case SG_PARAM_IS_TEXT:
        *(struct sg_str *)field_of(q, p) = value;
        return SG_OK;
    case SG_PARAM_IS_BOOL:
        return read_bool(p, value, field_of(q, p), err);
    case SG_PARAM_IS_NUMBER:
        return read_number(p, value, field_of(q, p), err);
    case SG_PARAM_IS_CHOICE:
        return read_choice(p, value, field_of(q, p), err);
    }
    return SG_OK;
}

static enum sg_code check_names(const struct sg_route *r, const struct sg_target *t, struct sg_err *err)
{
    for (size_t i = 0; i < t->n_params; i++) {
        const struct sg_route_param *p = r->params;
        while (p->name && !sg_str_is(t->params[i].name, p->name))
            p++;
        if (!p->name)
            return sg_fail(err, SG_EUSAGE, "%s takes no parameter \"%.*s\"", r->path,
                           (int)(t->params[i].name.len < 60 ? t->params[i].name.len : 60), t->params[i].name.data);
    }
    return SG_OK;
}

enum sg_code sg_question_read(const struct sg_route *r, const struct sg_target *t, size_t max_nodes,
                              struct sg_question *ret, struct sg_err *err)
{
    struct sg_question q = { .with_inferred = true, .seed = 1, .max_nodes = max_nodes, .limit = 50 };
    SG_TRY(check_names(r, t, err));
    for (const struct sg_route_param *p = r->params; p->name; p++) {
        const struct sg_str *value = sg_target_get(t, p->name);
        if (value)
            SG_TRY(read_value(p, *value, &q, err));
        else if (p->is_required)
            return sg_fail(err, SG_EUSAGE, "%s needs the parameter \"%s\"", r->path, p->name);
    }
    *ret = q;
    return SG_OK;
}

void sg_question_key(const struct sg_route *r, const struct sg_question *q, struct sg_buf *out)
{
    /* The question is only read: field_of is shared with who writes. */
    struct sg_question *fields = (struct sg_question *)(uintptr_t)q;
    sg_buf_text(out, r->path);
    for (const struct sg_route_param *p = r->params; p->name; p++) {
        sg_buf_char(out, '\n');
        if (p->kind == SG_PARAM_IS_TEXT) {
            const struct sg_str *text = field_of(fields, p);
            sg_buf_printf(out, "%zu:", text->len); /* lengths first, so that no text can look like two */
            sg_buf_str(out, *text);
        } else if (p->kind == SG_PARAM_IS_NUMBER) {
            sg_buf_printf(out, "%" PRIu64, *(uint64_t *)field_of(fields, p));
        } else if (p->kind == SG_PARAM_IS_BOOL) {
            sg_buf_char(out, *(bool *)field_of(fields, p) ? '1' : '0');
        } else {
            sg_buf_printf(out, "%d", *(int *)field_of(fields, p));
        }
    }
}
