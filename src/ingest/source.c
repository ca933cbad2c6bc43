/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a source says of itself: its two rows in `sources`, its line in the custody log, and what runs before said. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ingest/ingest_internal.h"

enum sg_code sg_table_insert_all(struct sg_store *store, const struct sg_table *table, const struct sg_rows *rows,
                                 size_t n_rows, struct sg_err *err)
{
    const size_t n = table->n_fields;
    const struct sg_rows *first = NULL; /* the block is looked for by it: it must have a row */
    size_t n_batches = 0;
    if (n_rows > SG_INSERT_BATCHES) return sg_fail(err, SG_EINPUT, "%s: too many batches at once", table->name);
    struct sg_insert_column *columns = calloc(n * n_rows + 1, sizeof *columns);
    if (!columns) return sg_fail_nomem(err, table->name);
    for (size_t b = 0; b < n_rows; b++) {
        if (sg_batch_rows(rows[b].rows) == 0) continue;
        if (!first) first = &rows[b];
        for (size_t i = 0; i < n; i++)
            columns[n_batches * n + i] =
                (struct sg_insert_column){ table->fields[i].name, table->fields[i].type, rows[b].rows, i };
        n_batches++;
    }
    enum sg_code code = SG_OK;
    if (first) code = sg_store_insert_all(store, table->name, columns, n, n_batches, first->source, first->batch, err);
    free(columns);
    return code;
}

enum sg_code sg_table_insert(struct sg_store *store, const struct sg_table *table, const struct ArrowArray *rows,
                             uint64_t source, uint32_t batch, struct sg_err *err)
{
    const struct sg_rows one = { rows, source, batch };
    return sg_table_insert_all(store, table, &one, 1, err);
}

static void put_row(struct sg_builder *b, const struct sg_source_row *s, uint32_t batch)
{
    sg_builder_number(b, SG_SS_SOURCE, (int64_t)s->source);
    sg_builder_number(b, SG_SS_BATCH, batch);
    sg_builder_text(b, SG_SS_SHA256, sg_str(s->sha256));
    sg_builder_text(b, SG_SS_PATH, sg_str(s->path));
    sg_builder_text(b, SG_SS_FORMAT, sg_str(s->format));
    sg_builder_text(b, SG_SS_PLATFORM, sg_str(s->platform));
    sg_builder_number(b, SG_SS_BYTES, (int64_t)s->bytes);
    sg_builder_number(b, SG_SS_ROWS, (int64_t)s->rows);
    sg_builder_number(b, SG_SS_REJECTED, (int64_t)s->rejected);
    sg_builder_number(b, SG_SS_REPAIRED, (int64_t)s->repaired);
    sg_builder_text(b, SG_SS_ERROR, sg_str(s->error));
    sg_builder_number(b, SG_SS_AT, sg_time_now());
    sg_builder_end_row(b);
}

enum sg_code sg_sources_insert(struct sg_store *store, const struct sg_source_row *s, size_t n, uint32_t batch,
                               struct sg_err *err)
{
    struct sg_builder b;
    sg_auto_batch rows = { 0 };
    if (!n) return SG_OK;
    SG_TRY(sg_builder_init(&b, &sg_store_sources, err));
    for (size_t i = 0; i < n; i++)
        put_row(&b, &s[i], batch);
    enum sg_code code = sg_builder_finish(&b, &rows, err);
    sg_builder_release(&b);
    SG_TRY(code);
    return sg_table_insert(store, &sg_store_sources, &rows, s[0].source, batch, err);
}

enum sg_code sg_source_insert(struct sg_store *store, const struct sg_landed *landed, const struct sg_source_row *s,
                              uint32_t batch, struct sg_err *err)
{
    if (sg_landed_has(landed, SG_LANDED_SOURCES, batch)) return SG_OK;
    return sg_sources_insert(store, s, 1, batch, err);
}

enum { C_FORMAT, C_ROWS, C_REJECTED, C_REPAIRED, C_ERROR, C_PLATFORM };

static void copy(char *to, size_t size, struct sg_str from)
{
    snprintf(to, size, "%.*s", (int)(from.len < size ? from.len : size - 1), from.data);
}

enum sg_code sg_source_known(struct sg_store *store, uint64_t source, uint32_t batch, struct sg_source_known *ret,
                             struct sg_err *err)
{
    struct sg_param params[] = { { .name = "source", .kind = SG_PARAM_U64, .u64 = source },
                                 { .name = "batch", .kind = SG_PARAM_U64, .u64 = batch } };
    struct sg_answer *answer = NULL;
    sg_auto_batch rows = { 0 };
    *ret = (struct sg_source_known){ 0 };
    SG_TRY(sg_store_ask(store, "ingest_known_source", params, 2, &answer, err));
    enum sg_code code = sg_answer_next(answer, &rows, err);
    if (code == SG_OK && rows.release && sg_batch_rows(&rows) > 0) {
        ret->is_there = true;
        copy(ret->format, sizeof ret->format, sg_batch_text(&rows, C_FORMAT, 0));
        copy(ret->platform, sizeof ret->platform, sg_batch_text(&rows, C_PLATFORM, 0));
        copy(ret->error, sizeof ret->error, sg_batch_text(&rows, C_ERROR, 0));
        ret->rows = sg_batch_u64(&rows, C_ROWS, 0);
        ret->rejected = sg_batch_u64(&rows, C_REJECTED, 0);
        ret->repaired = sg_batch_u64(&rows, C_REPAIRED, 0);
    }
    sg_answer_free(answer);
    return code;
}

void sg_source_rejects_path(uint64_t source, char ret[static 64])
{
    snprintf(ret, 64, "rejects/%016" PRIx64 ".ndjson", source);
}

void sg_source_details(struct sg_json_out *j, const struct sg_source_row *s, const struct sg_input *input)
{
    char source[17];
    snprintf(source, sizeof source, "%016" PRIx64, s->source);
    sg_json_ktext(j, "path", s->path);
    sg_json_ktext(j, "sha256", s->sha256);
    sg_json_ku64(j, "bytes", s->bytes);
    sg_json_ktext(j, "source", source);
    sg_json_ktext(j, "format", s->format);
    sg_json_ku64(j, "rows", s->rows);
    sg_json_ku64(j, "rejected", s->rejected);
    sg_json_ku64(j, "repaired", s->repaired);
    if (input->copy) sg_json_ktext(j, "copy", input->copy);
    if (input->manifest) sg_json_ktext(j, "manifest", input->manifest);
}

bool sg_source_has_changed(const struct stat *before, const char *path)
{
    struct stat now;
    if (!S_ISREG(before->st_mode)) return false;
    return stat(path, &now) != 0 || now.st_ino != before->st_ino || now.st_size != before->st_size ||
           now.st_mtim.tv_sec != before->st_mtim.tv_sec || now.st_mtim.tv_nsec != before->st_mtim.tv_nsec;
}
