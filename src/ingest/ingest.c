/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/json_out.h"
#include "ingest/ingest_internal.h"

/* One source on its way in. */
struct adding {
    struct sg_case *c;
    struct sg_store *store;
    const struct sg_ingest_options *options;
    const char *name; /* as the user gave it */
    struct sg_read_options read; /* the open reader keeps a pointer to it */
    struct sg_input input;
    struct sg_stream *stream;
    enum sg_code (*next)(void *self, struct ArrowArray *ret_batch, struct sg_err *err);
    void (*close)(void *self);
    void *reader;
    struct sg_landed *landed;
    struct sg_rejects rejects;
    struct sg_ingest_result result;
};

static void adding_release(struct adding *a)
{
    if (a->reader) a->close(a->reader);
    sg_stream_free(a->stream);
    sg_landed_free(a->landed);
    sg_rejects_release(&a->rejects);
    sg_input_release(&a->input);
}

/* ---- the sources table ---- */

/* batch 0: the adding has begun; batch 1: it has ended. */
static enum sg_code insert_source(struct adding *a, uint32_t batch, struct sg_err *err)
{
    struct sg_builder b;
    sg_auto_batch rows = { 0 };
    if (sg_landed_has(a->landed, SG_LANDED_SOURCES, batch)) return SG_OK;
    SG_TRY(sg_builder_init(&b, &sg_store_sources, err));
    sg_builder_number(&b, SG_SS_SOURCE, (int64_t)a->result.source);
    sg_builder_number(&b, SG_SS_BATCH, batch);
    sg_builder_text(&b, SG_SS_SHA256, sg_str(a->result.sha256));
    sg_builder_text(&b, SG_SS_PATH, sg_str(a->input.path));
    sg_builder_text(&b, SG_SS_FORMAT, sg_str(a->result.format));
    sg_builder_text(&b, SG_SS_PLATFORM, sg_str(a->options->read.platform));
    sg_builder_number(&b, SG_SS_BYTES, (int64_t)a->result.bytes);
    sg_builder_number(&b, SG_SS_ROWS, (int64_t)a->result.rows);
    sg_builder_number(&b, SG_SS_REJECTED, (int64_t)a->result.rejected);
    sg_builder_number(&b, SG_SS_REPAIRED, (int64_t)a->result.repaired);
    sg_builder_text(&b, SG_SS_ERROR, sg_str(a->result.error));
    sg_builder_number(&b, SG_SS_AT, sg_time_now());
    sg_builder_end_row(&b);
    enum sg_code code = sg_builder_finish(&b, &rows, err);
    sg_builder_release(&b);
    SG_TRY(code);
    struct sg_insert_column columns[SG_SS_COLUMNS];
    for (size_t i = 0; i < SG_SS_COLUMNS; i++)
        columns[i] = (struct sg_insert_column){ sg_store_sources.fields[i].name, sg_store_sources.fields[i].type, &rows, i };
    return sg_store_insert(a->store, sg_store_sources.name, columns, SG_SS_COLUMNS, a->result.source, batch, err);
}

/* The name of a format that is known now, since the answer's own bytes do not last. */
static const char *format_name(struct sg_str name)
{
    for (size_t i = 0; sg_readers[i]; i++)
        if (sg_str_is(name, sg_readers[i]->name)) return sg_readers[i]->name;
    for (size_t i = 0; sg_folder_readers[i]; i++)
        if (sg_str_is(name, sg_folder_readers[i]->name)) return sg_folder_readers[i]->name;
    return "unknown";
}

/* What an earlier run said of the source: at its beginning (batch 0) or its end (1).  An empty batch when nothing. */
static enum sg_code ask_known(struct adding *a, uint32_t batch, struct ArrowArray *ret, struct sg_err *err)
{
    struct sg_param params[] = { { .name = "source", .kind = SG_PARAM_U64, .u64 = a->result.source },
                                 { .name = "batch", .kind = SG_PARAM_U64, .u64 = batch } };
    struct sg_answer *answer = NULL;
    SG_TRY(sg_store_ask(a->store, "ingest_known_source", params, 2, &answer, err));
    enum sg_code code = sg_answer_next(answer, ret, err);
    sg_answer_free(answer);
    return code;
}

enum { C_FORMAT, C_ROWS, C_REJECTED, C_REPAIRED, C_ERROR, C_PLATFORM };

/* Batches that are there are left out, so the file must be read as the run that was cut off read it. */
static enum sg_code check_resumed(struct adding *a, struct sg_err *err)
{
    sg_auto_batch rows = { 0 };
    SG_TRY(ask_known(a, 0, &rows, err));
    if (!rows.release || sg_batch_rows(&rows) == 0) return SG_OK;
    struct sg_str format = sg_batch_text(&rows, C_FORMAT, 0), platform = sg_batch_text(&rows, C_PLATFORM, 0);
    if (sg_str_is(format, a->result.format) && sg_str_same(platform, sg_str(a->options->read.platform))) return SG_OK;
    return sg_fail(err, SG_EUSAGE,
                   "%s: an earlier adding that was cut off read it with --format %.*s%s%.*s; complete it with the same "
                   "options",
                   a->name, (int)format.len, format.data, platform.len ? " --platform " : " and no --platform",
                   (int)platform.len, platform.data);
}

static enum sg_code load_known(struct adding *a, struct sg_err *err)
{
    sg_auto_batch rows = { 0 };
    enum sg_code code = ask_known(a, 1, &rows, err);
    if (code == SG_OK && rows.release && sg_batch_rows(&rows) > 0) {
        struct sg_str format = sg_batch_text(&rows, C_FORMAT, 0), error = sg_batch_text(&rows, C_ERROR, 0);
        a->result.format = format_name(format);
        a->result.rows = sg_batch_u64(&rows, C_ROWS, 0);
        a->result.rejected = sg_batch_u64(&rows, C_REJECTED, 0);
        a->result.repaired = sg_batch_u64(&rows, C_REPAIRED, 0);
        snprintf(a->result.error, sizeof a->result.error, "%.*s", (int)error.len, error.data);
        if (a->result.rejected + a->result.repaired)
            snprintf(a->result.rejects_path, sizeof a->result.rejects_path, "rejects/%016" PRIx64 ".ndjson",
                     a->result.source);
    }
    return code;
}

/* ---- custody ---- */

static enum sg_code append_custody(struct adding *a, struct sg_err *err)
{
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    char source[17];
    snprintf(source, sizeof source, "%016" PRIx64, a->result.source);
    sg_json_object(&j);
    sg_json_ktext(&j, "path", a->input.path);
    sg_json_ktext(&j, "sha256", a->result.sha256);
    sg_json_ku64(&j, "bytes", a->result.bytes);
    sg_json_ktext(&j, "source", source);
    sg_json_ktext(&j, "format", a->result.format);
    sg_json_ku64(&j, "rows", a->result.rows);
    sg_json_ku64(&j, "rejected", a->result.rejected);
    sg_json_ku64(&j, "repaired", a->result.repaired);
    if (a->input.copy) sg_json_ktext(&j, "copy", a->input.copy);
    if (a->input.manifest) sg_json_ktext(&j, "manifest", a->input.manifest);
    if (a->options->read.platform) sg_json_ktext(&j, "platform", a->options->read.platform);
    if (a->options->read.channel) sg_json_ktext(&j, "channel", a->options->read.channel);
    if (a->options->read.mapping) sg_json_ktext(&j, "mapping", a->options->read.mapping);
    if (a->options->read.precision >= 0) sg_json_ki64(&j, "precision_seconds", a->options->read.precision);
    if (a->result.is_resumed) sg_json_kbool(&j, "resumed", true);
    if (a->result.error[0]) sg_json_ktext(&j, "error", a->result.error);
    sg_json_object_end(&j);
    SG_TRY(sg_buf_check(&details, err));
    return sg_custody_append(a->c, "add", sg_buf_view(&details), err);
}

/* ---- reading ---- */

static enum sg_code open_reader(struct adding *a, struct sg_err *err)
{
    const struct sg_reader *reader = NULL;
    a->read = a->options->read;
    a->read.reject = sg_rejects_add;
    a->read.reject_ctx = &a->rejects;
    if (a->input.folder_reader) {
        a->next = a->input.folder_reader->next;
        a->close = a->input.folder_reader->close;
        a->result.format = a->input.folder_reader->name;
        return a->input.folder_reader->open(a->input.folder, &a->read, &a->reader, err);
    }
    SG_TRY(sg_stream_open(a->input.path, &a->stream, err));
    if (a->options->format) {
        reader = sg_reader_find(a->options->format);
        if (!reader && sg_folder_reader_find(a->options->format))
            return sg_fail(err, SG_EUSAGE, "'%s' reads a folder, and this is a file: name its folder",
                           a->options->format);
        if (!reader)
            return sg_fail(err, SG_EUSAGE, "there is no format for files called '%s'; 'sillage help add' lists them",
                           a->options->format);
    } else
        SG_TRY(sg_reader_probe(a->stream, &a->read, &reader, err));
    a->next = reader->next;
    a->close = reader->close;
    a->result.format = reader->name;
    return reader->open(a->stream, &a->read, &a->reader, err);
}

static void after_batch(void *ctx, uint64_t rows)
{
    struct adding *a = ctx;
    uint64_t done = 0, total = 0;
    if (!a->options->progress) return;
    if (a->stream) sg_stream_progress(a->stream, &done, &total);
    a->options->progress(a->options->progress_ctx, a->name, done, total, rows);
}

/* Something may still write to the file: its rows are then not those of the bytes whose hash names it. */
static bool has_changed(const struct stat *before, const char *path)
{
    struct stat now;
    if (!S_ISREG(before->st_mode)) return false;
    return stat(path, &now) != 0 || now.st_ino != before->st_ino || now.st_size != before->st_size ||
           now.st_mtim.tv_sec != before->st_mtim.tv_sec || now.st_mtim.tv_nsec != before->st_mtim.tv_nsec;
}

static enum sg_code add(struct adding *a, struct sg_err *err)
{
    struct stat before = { 0 };
    bool is_named = strcmp(a->name, "-") != 0 && stat(a->name, &before) == 0;
    SG_TRY(sg_input_open(a->c, a->name, a->options, &a->input, err));
    memcpy(a->result.sha256, a->input.sha256, sizeof a->result.sha256);
    a->result.source = sg_source_from_hash(a->input.sha256);
    a->result.bytes = a->input.bytes;
    SG_TRY(sg_landed_load(a->store, a->result.source, &a->landed, err));
    if (sg_landed_has(a->landed, SG_LANDED_SOURCES, 1)) {
        a->result.is_known = true;
        return load_known(a, err);
    }
    a->result.is_resumed = sg_landed_any(a->landed);
    SG_TRY(sg_rejects_init(&a->rejects, a->c, a->result.source, err));
    SG_TRY(open_reader(a, err));
    if (a->result.is_resumed) SG_TRY(check_resumed(a, err));
    SG_TRY(insert_source(a, 0, err));

    struct sg_err read_error;
    const struct sg_pipeline_input in = { .next = a->next,
                                          .self = a->reader,
                                          .source = a->result.source,
                                          .platform = a->options->read.platform,
                                          .store = a->store,
                                          .landed = a->result.is_resumed ? a->landed : NULL,
                                          .after_batch = after_batch,
                                          .ctx = a };
    SG_TRY(sg_pipeline_run(&in, &a->result.rows, &read_error, err));
    /* These pass, and the file can be read another time: it is not called whole. */
    if (read_error.code == SG_EIO || read_error.code == SG_ENOMEM) {
        if (err) *err = read_error;
        return sg_fail_within(err, "reading broke off; add it again to complete it");
    }
    snprintf(a->result.error, sizeof a->result.error, "%s", read_error.text);
    if (!a->result.error[0] && is_named && has_changed(&before, a->input.path))
        snprintf(a->result.error, sizeof a->result.error,
                 "%.600s: the file changed while it was read; its rows and its SHA-256 may not belong together",
                 a->input.path);
    SG_TRY(sg_rejects_finish(&a->rejects, err));
    a->result.rejected = a->rejects.rejected;
    a->result.repaired = a->rejects.repaired;
    if (a->result.rejected + a->result.repaired)
        memcpy(a->result.rejects_path, a->rejects.path, sizeof a->result.rejects_path);
    /* The log first: what the store calls whole is always in it. */
    SG_TRY(append_custody(a, err));
    return insert_source(a, 1, err);
}

enum sg_code sg_ingest_file(struct sg_case *c, struct sg_store *store, const char *path,
                            const struct sg_ingest_options *options, struct sg_ingest_result *ret, struct sg_err *err)
{
    struct adding a = { .c = c, .store = store, .options = options, .name = path, .result.format = "" };
    enum sg_code code = add(&a, err);
    if (code == SG_OK) *ret = a.result;
    adding_release(&a);
    return code;
}
