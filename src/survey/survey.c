/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "survey/survey.h"

void sg_survey_release(struct sg_survey *s)
{
    for (size_t i = 0; i < s->n_sources; i++) {
        struct sg_survey_source *one = &s->sources[i];
        free(one->file);
        free(one->sha256);
        free(one->format);
        free(one->platform);
        free(one->error);
    }
    for (size_t i = 0; i < s->n_platforms; i++)
        free(s->platforms[i].name);
    free(s->sources);
    free(s->platforms);
    *s = (struct sg_survey){ 0 };
}

static enum sg_code copy(struct sg_str s, char **ret, struct sg_err *err)
{
    *ret = s.len ? strndup(s.data, s.len) : strdup("");
    return *ret ? SG_OK : sg_fail_nomem(err, "the status");
}

/* Calls `take` for each row of a statement's answer. */
typedef enum sg_code row_fn(struct sg_survey *s, const struct ArrowArray *b, int64_t row, struct sg_err *err);

static enum sg_code each_row(struct sg_store *store, const char *sql_name, row_fn *take, struct sg_survey *s,
                             struct sg_err *err)
{
    struct sg_answer *answer = NULL;
    SG_TRY(sg_store_ask(store, sql_name, NULL, 0, &answer, err));
    enum sg_code code = SG_OK;
    while (code == SG_OK) {
        sg_auto_batch b = { 0 };
        code = sg_answer_next(answer, &b, err);
        if (code != SG_OK || !b.release) break;
        for (int64_t i = 0; code == SG_OK && i < sg_batch_rows(&b); i++)
            code = take(s, &b, i, err);
    }
    sg_answer_free(answer);
    return code;
}

static enum sg_code take_source(struct sg_survey *s, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    enum { SOURCE, HASH, FILE_PATH, READER, PLATFORM, SIZE, ROWS, REJECTED, REPAIRED, REASON, ENDED };
    struct sg_survey_source *grown = realloc(s->sources, (s->n_sources + 1) * sizeof *grown);
    if (!grown) return sg_fail_nomem(err, "the status");
    s->sources = grown;
    struct sg_survey_source *one = &grown[s->n_sources++];
    *one = (struct sg_survey_source){ .source = sg_batch_u64(b, SOURCE, i),
                                      .bytes = sg_batch_u64(b, SIZE, i),
                                      .rows = sg_batch_u64(b, ROWS, i),
                                      .rejected = sg_batch_u64(b, REJECTED, i),
                                      .repaired = sg_batch_u64(b, REPAIRED, i),
                                      .has_ended = sg_batch_u32(b, ENDED, i) > 0 };
    SG_TRY(copy(sg_batch_text(b, HASH, i), &one->sha256, err));
    SG_TRY(copy(sg_batch_text(b, FILE_PATH, i), &one->file, err));
    SG_TRY(copy(sg_batch_text(b, READER, i), &one->format, err));
    SG_TRY(copy(sg_batch_text(b, PLATFORM, i), &one->platform, err));
    return copy(sg_batch_text(b, REASON, i), &one->error, err);
}

static enum sg_code take_totals(struct sg_survey *s, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    enum { ROWS, EMBEDDED, FIRST, LAST };
    (void)err;
    s->rows = sg_batch_u64(b, ROWS, i);
    s->embedded = sg_batch_u64(b, EMBEDDED, i);
    if (s->rows) {
        s->from = sg_batch_i64(b, FIRST, i);
        s->to = sg_batch_i64(b, LAST, i);
    }
    return SG_OK;
}

static enum sg_code take_platform(struct sg_survey *s, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    enum { NAME, ROWS, ACCOUNTS, FIRST, LAST };
    struct sg_survey_platform *grown = realloc(s->platforms, (s->n_platforms + 1) * sizeof *grown);
    if (!grown) return sg_fail_nomem(err, "the status");
    s->platforms = grown;
    struct sg_survey_platform *p = &grown[s->n_platforms++];
    *p = (struct sg_survey_platform){ .rows = sg_batch_u64(b, ROWS, i),
                                      .accounts = sg_batch_u64(b, ACCOUNTS, i),
                                      .from = sg_batch_i64(b, FIRST, i),
                                      .to = sg_batch_i64(b, LAST, i) };
    return copy(sg_batch_text(b, NAME, i), &p->name, err);
}

static void take_kind(struct sg_survey_kind *kinds, size_t most, size_t *n, const struct ArrowArray *b, int64_t i)
{
    enum { KIND, COUNT, OTHER };
    if (*n < most)
        kinds[(*n)++] =
            (struct sg_survey_kind){ sg_batch_u8(b, KIND, i), sg_batch_u64(b, COUNT, i), sg_batch_u64(b, OTHER, i) };
}

static enum sg_code take_link(struct sg_survey *s, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    (void)err;
    take_kind(s->links, sizeof s->links / sizeof *s->links, &s->n_links, b, i);
    return SG_OK;
}

static enum sg_code take_object(struct sg_survey *s, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    (void)err;
    take_kind(s->objects, sizeof s->objects / sizeof *s->objects, &s->n_objects, b, i);
    return SG_OK;
}

static enum sg_code take_item(struct sg_survey *s, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    (void)err;
    take_kind(s->items, sizeof s->items / sizeof *s->items, &s->n_items, b, i);
    return SG_OK;
}

static enum sg_code take_ghosts(struct sg_survey *s, const struct ArrowArray *b, int64_t i, struct sg_err *err)
{
    (void)err;
    if (sg_batch_u8(b, 0, i))
        s->unnamed_ghosts = sg_batch_u64(b, 1, i);
    else
        s->ghosts = sg_batch_u64(b, 1, i);
    return SG_OK;
}

enum sg_code sg_survey_load(struct sg_store *store, struct sg_survey *ret, struct sg_err *err)
{
    static const struct {
        const char *sql_name;
        row_fn *take;
    } parts[] = {
        { "status_sources", take_source }, { "status_totals", take_totals },  { "status_platforms", take_platform },
        { "status_links", take_link },     { "status_objects", take_object }, { "status_ghosts", take_ghosts },
        { "status_leak", take_item },
    };
    struct sg_survey s = { .from = SG_TIME_NONE, .to = SG_TIME_NONE };
    enum sg_code code = SG_OK;
    for (size_t i = 0; code == SG_OK && i < sizeof parts / sizeof *parts; i++)
        code = each_row(store, parts[i].sql_name, parts[i].take, &s, err);
    if (code == SG_OK)
        *ret = s;
    else
        sg_survey_release(&s);
    return code;
}
