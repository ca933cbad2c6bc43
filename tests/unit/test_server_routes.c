/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of routes, and doc/openapi.json beside it. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "server/routes.h"
#include "json/json.h"

static void read_api(struct sg_json_parser *parser, struct sg_json *ret)
{
    const char *top = getenv("SILLAGE_SOURCE_ROOT");
    char *path = sg_path_join(top ? top : ".", "doc/openapi.json");
    sg_auto_buf text = { 0 };
    struct sg_err err;
    if (sg_fs_read(path, 1 << 20, &text, &err) != SG_OK) fail_msg("%s", err.text);
    free(path);
    assert_int_equal(sg_json_parse(parser, sg_buf_view(&text), ret, &err), SG_OK);
}

static void compare_param(const char *path, const struct sg_route_param *p, struct sg_json described)
{
    static const char *const types[] = { [SG_PARAM_IS_TEXT] = "string",
                                         [SG_PARAM_IS_BOOL] = "boolean",
                                         [SG_PARAM_IS_NUMBER] = "integer",
                                         [SG_PARAM_IS_CHOICE] = "string" };
    struct sg_json schema = sg_json_get(described, "schema");
    bool is_same = sg_str_is(sg_json_string(sg_json_get(described, "name")), p->name) &&
                   sg_str_is(sg_json_string(sg_json_get(described, "in")), "query") &&
                   sg_json_true(sg_json_get(described, "required")) == p->is_required &&
                   sg_str_is(sg_json_string(sg_json_get(schema, "type")), types[p->kind]);
    int64_t bound;
    if (p->kind == SG_PARAM_IS_NUMBER) {
        is_same = is_same && sg_json_int(sg_json_get(schema, "minimum"), &bound) && (uint64_t)bound == p->least;
        if (sg_json_int(sg_json_get(schema, "maximum"), &bound)) is_same = is_same && (uint64_t)bound == p->most;
    }
    size_t n = 0;
    if (p->kind == SG_PARAM_IS_CHOICE)
        for (struct sg_json_iter it = sg_json_each(sg_json_get(schema, "enum")); sg_json_more(&it); n++)
            is_same = is_same && p->choices[n] && sg_str_is(sg_json_string(it.value), p->choices[n]);
    if (!is_same || (p->choices && p->choices[n])) fail_msg("%s, parameter %s: not as described", path, p->name);
}

static void test_the_description_lists_what_is_served(void **state)
{
    (void)state;
    struct sg_json_parser *parser;
    struct sg_err err;
    assert_int_equal(sg_json_parser_new(&parser, &err), SG_OK);
    struct sg_json api;
    read_api(parser, &api);
    struct sg_json paths = sg_json_get(api, "paths");
    assert_int_equal(sg_json_count(paths), SG_ROUTES);
    for (const struct sg_route *r = sg_routes; r->path; r++) {
        assert_string_equal(r->method, "GET");
        struct sg_json get = sg_json_get(sg_json_get(paths, r->path), "get");
        if (sg_json_type(get) != SG_JSON_OBJECT) fail_msg("%s is not described", r->path);
        const struct sg_route_param *p = r->params;
        for (struct sg_json_iter it = sg_json_each(sg_json_get(get, "parameters")); sg_json_more(&it); p++) {
            if (!p->name) fail_msg("%s: more parameters are described than are read", r->path);
            compare_param(r->path, p, it.value);
        }
        if (p->name) fail_msg("%s: %s is not described", r->path, p->name);
    }
    sg_json_parser_free(parser);
}

static enum sg_code ask(const char *address, struct sg_buf *ret_key, struct sg_err *err)
{
    struct sg_target t;
    SG_TRY(sg_target_read(sg_str(address), &t, err));
    const struct sg_route *r = sg_route_find(t.path);
    struct sg_question q;
    enum sg_code code = r ? sg_question_read(r, &t, 5000, &q, err) : SG_ENOTFOUND;
    if (code == SG_OK) sg_question_key(r, &q, ret_key);
    sg_target_release(&t);
    return code;
}

static void test_parameters_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        enum sg_code code;
    } row[] = {
        { "/", SG_OK },
        { "/api/v1/case", SG_OK },
        { "/api/v1/case?q=a", SG_EUSAGE },
        { "/api/v1/story?q=", SG_OK },
        { "/api/v1/story", SG_EUSAGE },
        { "/api/v1/story?q=a&seed=18446744073709551616", SG_EUSAGE },
        { "/api/v1/story?q=a&seed=-1", SG_EUSAGE },
        { "/api/v1/story?q=a&max_nodes=0", SG_EUSAGE },
        { "/api/v1/story?q=a&max_nodes=50001", SG_EUSAGE },
        { "/api/v1/story?q=a&inferred=yes", SG_EUSAGE },
        { "/api/v1/search?q=a&limit=1001", SG_EUSAGE },
        { "/api/v1/search?q=a&text=1", SG_EUSAGE },
        { "/api/v1/map?q=a", SG_EUSAGE },
        { "/api/v1/map?q=a&format=svg&view=both", SG_EUSAGE },
        { "/api/v1/map?q=a&format=svg&view=network", SG_OK },
        { "/api/v1/cas", SG_ENOTFOUND },
        { "/api/v1/case/", SG_ENOTFOUND },
        { "//", SG_ENOTFOUND },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_err err = { 0 };
        sg_auto_buf key = { 0 };
        if (ask(row[i].address, &key, &err) != row[i].code) fail_msg("row %zu: %s", i, row[i].address);
    }
}

static void test_the_same_question_has_one_key(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        bool is_same;
    } row[] = {
        { "/api/v1/story?q=a", "/api/v1/story?max_nodes=5000&inferred=true&seed=1&q=%61", true },
        { "/api/v1/story?q=a", "/api/v1/story?q=A", false },
        { "/api/v1/story?q=a", "/api/v1/story?q=a&seed=2", false },
        { "/api/v1/story?q=a", "/api/v1/story?q=a&inferred=0", false },
        { "/api/v1/story?q=a%0A1:b", "/api/v1/story?q=a&to=b", false },
        { "/api/v1/map?q=a&format=svg", "/api/v1/map?q=a&format=png", false },
        { "/api/v1/map?q=a&format=svg", "/api/v1/map?q=a&format=svg&nodes=posts", false },
        { "/api/v1/search?q=a", "/api/v1/search?q=a&offset=1", false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_err err;
        sg_auto_buf one = { 0 }, other = { 0 };
        assert_int_equal(ask(row[i].one, &one, &err), SG_OK);
        assert_int_equal(ask(row[i].other, &other, &err), SG_OK);
        if (sg_str_same(sg_buf_view(&one), sg_buf_view(&other)) != row[i].is_same) fail_msg("row %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_description_lists_what_is_served),
        cmocka_unit_test(test_parameters_are_checked),
        cmocka_unit_test(test_the_same_question_has_one_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
