/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulation run in a test, read back by the readers. */
#ifndef SG_TESTS_SIMULATED_H
#define SG_TESTS_SIMULATED_H

#include "casefile_folder.h"

#include "base/hash.h"
#include "model/post.h"
#include "simulate/simulate.h"
#include "sources/sources.h"
#include "json/json.h"

struct item {
    char *id, *account, *text, *refs, *objects;
    sg_time time;
};
struct evidence {
    struct item *items;
    size_t n, n_rejected;
};
struct truth {
    struct sg_json_parser *parser;
    struct sg_json top;
};

static inline struct sg_simulate_options options(const char *folder)
{
    struct sg_simulate_options o;
    sg_simulate_options_default(&o);
    o.folder = folder;
    o.posts = 6000;
    o.accounts = 300;
    o.days = 4;
    o.stories = 4;
    o.groups = 8;
    o.deleted = 0.05;
    return o;
}

static inline struct sg_simulate_result run(const struct sg_simulate_options *o)
{
    struct sg_err err = { 0 };
    struct sg_simulate_result r;
    if (sg_simulate(o, &r, &err) != SG_OK) fail_msg("%s", err.text);
    return r;
}

static inline struct truth truth_of(const char *folder)
{
    struct truth t;
    struct sg_err err = { 0 };
    char *text = contents(folder, "truth.json");
    assert_int_equal(sg_json_parser_new(&t.parser, &err), SG_OK);
    if (sg_json_parse(t.parser, sg_str(text), &t.top, &err) != SG_OK) fail_msg("%s", err.text);
    free(text);
    return t;
}

static inline int64_t number(struct sg_json v)
{
    int64_t n = -1;
    assert_true(sg_json_int(v, &n));
    return n;
}

static inline char *copy_of(struct sg_str s)
{
    return strndup(s.len ? s.data : "", s.len);
}
static inline char *cell(const struct ArrowArray *b, size_t column, int64_t row)
{
    return copy_of(sg_batch_text(b, column, row));
}

static inline void count_reject(void *ctx, const struct sg_reject *r)
{
    (void)r;
    ((struct evidence *)ctx)->n_rejected++;
}

static inline void take(struct evidence *e, const struct ArrowArray *b)
{
    e->items = realloc(e->items, (e->n + (size_t)b->length + 1) * sizeof *e->items);
    assert_non_null(e->items);
    for (int64_t i = 0; i < b->length; i++)
        e->items[e->n++] =
            (struct item){ cell(b, SG_P_ID, i),   cell(b, SG_P_ACCOUNT, i), cell(b, SG_P_TEXT, i),
                           cell(b, SG_P_REFS, i), cell(b, SG_P_OBJECTS, i), sg_batch_i64(b, SG_P_TIME, i) };
}

/* Whatever reader is surest of the file. */
static inline struct evidence read_file(const char *folder, const char *name)
{
    struct evidence e = { 0 };
    struct sg_read_options o = {
        .precision = -1, .mapping_dir = "data/mappings", .reject = count_reject, .reject_ctx = &e
    };
    struct sg_stream *in;
    struct sg_err err = { 0 };
    const struct sg_reader *reader;
    void *self;
    sg_auto_char path = sg_path_join(folder, name);
    assert_int_equal(sg_stream_open(path, &in, &err), SG_OK);
    if (sg_reader_probe(in, &o, &reader, &err) != SG_OK) fail_msg("%s", err.text);
    assert_int_equal(reader->open(in, &o, &self, &err), SG_OK);
    for (;;) {
        sg_auto_batch batch = { 0 };
        if (reader->next(self, &batch, &err) != SG_OK) fail_msg("%s", err.text);
        if (!batch.release) break;
        take(&e, &batch);
    }
    reader->close(self);
    sg_stream_free(in);
    return e;
}

static inline void evidence_free(struct evidence *e)
{
    for (size_t i = 0; i < e->n; i++) {
        free(e->items[i].id);
        free(e->items[i].account);
        free(e->items[i].text);
        free(e->items[i].refs);
        free(e->items[i].objects);
    }
    free(e->items);
}

/* In the order of truth.json's platforms. */
static inline struct evidence read_platform(const char *folder, const struct truth *t, size_t i)
{
    size_t at = 0;
    struct evidence e = { 0 };
    for (struct sg_json_iter it = sg_json_each(sg_json_get(t->top, "files")); sg_json_more(&it); at++) {
        if (at != i) continue;
        sg_auto_char name = copy_of(sg_json_string(sg_json_get(it.value, "name")));
        e = read_file(folder, name);
        assert_int_equal(e.n, number(sg_json_get(it.value, "rows")));
        assert_int_equal(e.n_rejected, 0);
    }
    return e;
}

static inline const struct item *find(const struct evidence *e, struct sg_str id)
{
    for (size_t i = 0; i < e->n; i++)
        if (sg_str_is(id, e->items[i].id)) return &e->items[i];
    return NULL;
}

#endif
