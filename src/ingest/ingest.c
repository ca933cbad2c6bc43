/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

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

static struct sg_source_row source_row(const struct adding *a)
{
    return (struct sg_source_row){ .source = a->result.source,
                                   .sha256 = a->result.sha256,
                                   .path = a->input.path,
                                   .format = a->result.format,
                                   .platform = a->options->read.platform,
                                   .error = a->result.error,
                                   .bytes = a->result.bytes,
                                   .rows = a->result.rows,
                                   .rejected = a->result.rejected,
                                   .repaired = a->result.repaired };
}

/* batch 0: the adding has begun; batch 1: it has ended. */
static enum sg_code insert_source(struct adding *a, uint32_t batch, struct sg_err *err)
{
    const struct sg_source_row row = source_row(a);
    return sg_source_insert(a->store, a->landed, &row, batch, err);
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

/* Batches that are there are left out, so the file must be read as the run that was cut off read it. */
static enum sg_code check_resumed(struct adding *a, struct sg_err *err)
{
    struct sg_source_known k;
    SG_TRY(sg_source_known(a->store, a->result.source, 0, &k, err));
    const char *platform = a->options->read.platform ? a->options->read.platform : "";
    if (!k.is_there || (strcmp(k.format, a->result.format) == 0 && strcmp(k.platform, platform) == 0)) return SG_OK;
    return sg_fail(err, SG_EUSAGE,
                   "%s: an earlier adding that was cut off read it with --format %s%s%s; complete it with the same "
                   "options",
                   a->name, k.format, k.platform[0] ? " --platform " : " and no --platform", k.platform);
}

static enum sg_code load_known(struct adding *a, struct sg_err *err)
{
    struct sg_source_known k;
    SG_TRY(sg_source_known(a->store, a->result.source, 1, &k, err));
    if (!k.is_there) return SG_OK;
    a->result.format = format_name(sg_str(k.format));
    a->result.rows = k.rows;
    a->result.rejected = k.rejected;
    a->result.repaired = k.repaired;
    memcpy(a->result.error, k.error, sizeof a->result.error);
    if (k.rejected + k.repaired) sg_source_rejects_path(a->result.source, a->result.rejects_path);
    return SG_OK;
}

/* ---- custody ---- */

static enum sg_code append_custody(struct adding *a, struct sg_err *err)
{
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    const struct sg_source_row row = source_row(a);
    sg_json_object(&j);
    sg_source_details(&j, &row, &a->input);
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
    if (!a->result.error[0] && is_named && sg_source_has_changed(&before, a->input.path))
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
