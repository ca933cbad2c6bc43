/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/page.h"
#include "cli/progress.h"
#include "ingest/ingest.h"

struct values {
    const char *format, *platform, *map, *channel;
    int precision;
    bool strict, json;
};
static const struct values defaults = { .precision = -1 };
static const char *const precisions[] = { "minute", "hour", "day", NULL };
static const int64_t precision_seconds[] = { SG_TO_MINUTE, SG_TO_HOUR, SG_TO_DAY };

/* The adding of all files of one command. */
struct adding {
    struct context *ctx;
    struct sg_ingest_options options;
    struct progress progress;
    bool is_json;
    struct sg_buf out; /* JSON is written when all is known; lines for people at once */
    struct sg_json_out j;
    uint64_t n_files, n_rows, n_rejected, n_repaired, n_known, n_failed;
    size_t n_passed; /* files of the present folder that are no evidence */
};
enum { PASSED_NAMED = 10 }; /* so many are named on the terminal; a folder may hold a hundred thousand */

static void show_progress(void *ctx, const char *name, uint64_t done, uint64_t total, uint64_t rows)
{
    progress_show(ctx, name, done, total, rows);
}

/* ---- what became of one file ---- */

static void put_result_json(struct adding *a, const char *path, const struct sg_ingest_result *r)
{
    struct sg_json_out *j = &a->j;
    sg_json_object(j);
    sg_json_ktext(j, "path", path);
    sg_json_ktext(j, "state",
                  r->is_known     ? "known"
                  : r->error[0]   ? "ended early"
                  : r->is_resumed ? "completed"
                                  : "added");
    sg_json_ktext(j, "sha256", r->sha256);
    sg_json_ktext(j, "format", r->format);
    sg_json_ku64(j, "bytes", r->bytes);
    sg_json_ku64(j, "rows", r->rows);
    sg_json_ku64(j, "rejected", r->rejected);
    sg_json_ku64(j, "repaired", r->repaired);
    sg_json_ktext(j, "rejects", r->rejects_path[0] ? r->rejects_path : NULL);
    sg_json_ktext(j, "error", r->error[0] ? r->error : NULL);
    sg_json_object_end(j);
}

static void put_failure_json(struct adding *a, const char *path, const char *state, const char *text)
{
    struct sg_json_out *j = &a->j;
    sg_json_object(j);
    sg_json_ktext(j, "path", path);
    sg_json_ktext(j, "state", state);
    sg_json_ktext(j, "error", text);
    sg_json_object_end(j);
}

/* "posts.csv: 875,047 posts added (sillage-csv); 3 rejected, see …" */
static void put_result_line(const struct adding *a, const char *path, const struct sg_ingest_result *r,
                            struct sg_buf *line)
{
    sg_escape_terminal(line, sg_str(path));
    if (r->is_known) {
        sg_buf_text(line, ": nothing added, it is in the case already (");
        page_count(line, r->rows, "post", "posts");
        sg_buf_text(line, ")");
    } else {
        sg_buf_text(line, r->is_resumed ? ": completed, an earlier adding had been cut off: " : ": ");
        page_count(line, r->rows, "post", "posts");
        sg_buf_printf(line, "%s (%s)", r->is_resumed ? "" : " added", r->format);
    }
    if (r->rejected || r->repaired) {
        sg_buf_text(line, "; ");
        page_number(line, r->rejected);
        sg_buf_text(line, " rejected, ");
        page_number(line, r->repaired);
        sg_buf_text(line, " mended, see ");
        sg_escape_terminal(line, sg_str(a->ctx->kase->folder));
        sg_buf_printf(line, "/%s", r->rejects_path);
    }
    sg_buf_char(line, '\n');
}

static void report_result(struct adding *a, const char *path, const struct sg_ingest_result *r)
{
    a->n_files++;
    a->n_rejected += r->rejected;
    a->n_repaired += r->repaired;
    if (r->is_known)
        a->n_known++;
    else
        a->n_rows += r->rows;
    if (r->error[0]) a->n_failed++;
    progress_clear(&a->progress);
    if (a->is_json) {
        put_result_json(a, path, r);
    } else {
        sg_auto_buf line = { 0 };
        put_result_line(a, path, r, &line);
        out_write(sg_buf_view(&line));
    }
    /* Said for known files too: they hold less than the file should have given. */
    if (r->error[0]) say("%s ended early: %s", path, r->error);
}

static void report_failure(struct adding *a, const char *path, const struct sg_err *err)
{
    a->n_failed++;
    progress_clear(&a->progress);
    if (a->is_json) put_failure_json(a, path, "failed", err->text);
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    bool is_named = strstr(err->text, sg_path_name(name)) != NULL; /* most sentences begin with the place */
    if (is_named)
        say("%s", err->text);
    else
        say("%s: %s", name, err->text);
}

/* ---- one file, or a folder ---- */

static void add_file(struct adding *a, const char *path)
{
    struct sg_ingest_result result = { 0 };
    struct sg_err err = { 0 };
    if (sg_ingest_file(a->ctx->kase, a->ctx->store, path, &a->options, &result, &err) == SG_OK)
        report_result(a, path, &result);
    else
        report_failure(a, path, &err);
}

/* Folders hold other things beside evidence: a file in no known format is passed over, and that is said. */
static bool is_evidence(struct adding *a, const char *path)
{
    if (a->options.format) return true;
    struct sg_stream *stream = NULL;
    const struct sg_reader *reader;
    struct sg_err err = { 0 };
    enum sg_code code = sg_stream_open(path, &stream, &err);
    if (code == SG_OK) code = sg_reader_probe(stream, &a->options.read, &reader, &err);
    sg_stream_free(stream);
    if (code != SG_EINPUT) return true; /* other failures are told by the adding itself */
    progress_clear(&a->progress);
    if (a->is_json) put_failure_json(a, path, "passed over", err.text);
    if (++a->n_passed <= PASSED_NAMED && !a->ctx->term.is_quiet)
        say("%s: passed over: in no format that sillage knows", path);
    return false;
}

/* A folder that is one source (of pastes, say), or a heap of files, each a source of its own. */
static void add_folder(struct adding *a, const char *path)
{
    struct sg_folder *folder = NULL;
    struct sg_err err = { 0 };
    if (sg_folder_list(path, &folder, &err) != SG_OK) {
        report_failure(a, path, &err);
        return;
    }
    bool is_one = a->options.format ? sg_folder_reader_find(a->options.format) != NULL
                                    : sg_folder_reader_probe(folder, &a->options.read) != NULL;
    if (is_one) {
        sg_folder_free(folder);
        add_file(a, path);
        return;
    }
    size_t n = sg_folder_count(folder), n_evidence = 0;
    a->n_passed = 0;
    for (size_t i = 0; i < n; i++) {
        sg_auto_char file = sg_path_join(path, sg_folder_name(folder, i));
        if (!file) {
            (void)sg_fail_nomem(&err, path);
            report_failure(a, path, &err);
            break;
        }
        if (!is_evidence(a, file)) continue;
        n_evidence++;
        add_file(a, file);
    }
    sg_folder_free(folder);
    if (a->n_passed > PASSED_NAMED && !a->ctx->term.is_quiet)
        say("%s: %zu files in all passed over, the others likewise", path, a->n_passed);
    if (n_evidence == 0) {
        (void)sg_fail(&err, SG_EINPUT,
                      n ? "%s: no posts in this folder: none of its files is in a format that sillage knows; name one "
                          "with --format (a folder of pastes: --format pastes); see: sillage help add"
                        : "%s: this folder holds no files",
                      path);
        report_failure(a, path, &err);
    }
}

/* ---- the command ---- */

static enum sg_code put_totals(struct adding *a, size_t n_args, struct sg_err *err)
{
    if (a->is_json) {
        sg_json_array_end(&a->j);
        sg_json_key(&a->j, "total");
        sg_json_object(&a->j);
        sg_json_ku64(&a->j, "rows", a->n_rows);
        sg_json_ku64(&a->j, "rejected", a->n_rejected);
        sg_json_ku64(&a->j, "repaired", a->n_repaired);
        sg_json_ku64(&a->j, "known", a->n_known);
        sg_json_ku64(&a->j, "failed", a->n_failed);
        sg_json_object_end(&a->j);
        sg_json_object_end(&a->j);
        sg_buf_char(&a->out, '\n');
    } else if (n_args > 1 || a->n_files > 1) {
        sg_buf_text(&a->out, "in all: ");
        page_count(&a->out, a->n_rows, "post", "posts");
        sg_buf_text(&a->out, " added from ");
        page_count(&a->out, a->n_files, "file", "files");
        if (a->n_known) sg_buf_printf(&a->out, " (%llu known already)", (unsigned long long)a->n_known);
        if (a->n_failed) sg_buf_printf(&a->out, ", %llu failed", (unsigned long long)a->n_failed);
        sg_buf_char(&a->out, '\n');
    }
    SG_TRY(sg_buf_check(&a->out, err));
    out_write(sg_buf_view(&a->out));
    return SG_OK;
}

static enum sg_code run_add(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    sg_auto_char mappings = sg_path_join(ctx->data_folder, "mappings");
    if (!mappings) return sg_fail_nomem(err, "the mapping files");
    if (v->format && !sg_reader_find(v->format) && !sg_folder_reader_find(v->format))
        return sg_fail(err, SG_EUSAGE, "there is no format \"%s\"; 'sillage help add' lists them", v->format);
    struct adding a = { .ctx = ctx, .is_json = v->json };
    a.options.format = v->format;
    a.options.read = (struct sg_read_options){ .platform = v->platform,
                                               .channel = v->channel,
                                               .mapping = v->map,
                                               .mapping_dir = mappings,
                                               .precision = v->precision < 0 ? -1 : precision_seconds[v->precision] };
    a.options.progress = show_progress;
    a.options.progress_ctx = &a.progress;
    progress_init(&a.progress, &ctx->term);
    if (a.is_json) {
        a.j = sg_json_out(&a.out, true);
        sg_json_object(&a.j);
        sg_json_key(&a.j, "files");
        sg_json_array(&a.j);
    }
    for (int i = 0; i < n_args; i++) {
        if (strcmp(args[i], "-") != 0 && sg_fs_is_dir(args[i]))
            add_folder(&a, args[i]);
        else
            add_file(&a, args[i]);
    }
    progress_clear(&a.progress);
    enum sg_code code = put_totals(&a, (size_t)n_args, err);
    sg_buf_release(&a.out);
    if (a.n_failed)
        ctx->status = EXIT_FAILED;
    else if (v->strict && a.n_rejected)
        ctx->status = EXIT_REJECTED;
    return code;
}

static const struct option_row options[] = {
    { "format", 'f', OPTION_TEXT, offsetof(struct values, format), "FORMAT",
      "how to read the files; otherwise it is found out: sillage, csv (through a mapping file), x, 4chan, pastebin, "
      "pastes",
      NULL, 0, 0 },
    { "platform", 'p', OPTION_TEXT, offsetof(struct values, platform), "NAME", "the platform of posts that name none",
      NULL, 0, 0 },
    { "map", 'm', OPTION_TEXT, offsetof(struct values, map), "FILE",
      "the mapping file that says what a CSV's columns mean", NULL, 0, 0 },
    { "channel", 0, OPTION_TEXT, offsetof(struct values, channel), "NAME",
      "the board, chat or subreddit, where the export does not name it", NULL, 0, 0 },
    { "precision", 0, OPTION_CHOICE, offsetof(struct values, precision), "minute|hour|day",
      "the files' times are known no better than this", precisions, 0, 0 },
    { "strict", 0, OPTION_FLAG, offsetof(struct values, strict), NULL, "exit with status 3 when a record was rejected",
      NULL, 0, 0 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON document", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = {
    "add FILE… [--format F] [--platform P] [--map FILE] [--channel C] [--strict] [--json]", NULL
};
static const char *const description[] = {
    "Reads posts into the case. FILE is a file (plain, or packed with gzip, zstd, xz or bzip2), a folder, or '-' for "
    "standard "
    "input, of which the case keeps a copy. Of a folder every file in a known format is added, in the order of their "
    "names; a "
    "folder of pastes is one source.",
    "A record that cannot be read is kept in CASE/rejects with its place and the reason, and the rest goes in. A file "
    "that "
    "fails does not stop the others; the exit status is 1 then. Adding a file again adds nothing, and completes what "
    "was cut "
    "off.",
    NULL,
};
static const struct example examples[] = {
    { "sillage add tweets.ndjson.gz pol-thread.json", "Adds two files, each in the format that it is in." },
    { "sillage add chat.csv --map chat.map --platform telegram", "Adds a CSV through a mapping file of one's own." },
    { "zstdcat big.csv.zst | sillage add -", "Adds what another program writes." },
    { NULL, NULL },
};
const struct command command_add = {
    .name = "add",
    .summary = "read files of posts into the case",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = -1,
    .examples = examples,
    .needs = NEEDS_STORE | NEEDS_WRITER,
    .run = run_add,
};
