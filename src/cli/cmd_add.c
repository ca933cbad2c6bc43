/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/text.h"
#include "cli/adding.h"
#include "cli/page.h"
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
struct posts_adding {
    struct adding a;
    struct sg_ingest_options options;
    uint64_t n_files, n_rows, n_repaired;
    size_t n_passed; /* files of the present folder that are no evidence */
};
enum { PASSED_NAMED = 10 }; /* so many are named on the terminal; a folder may hold a hundred thousand */

/* ---- what became of one file ---- */

static void put_result_json(struct adding *a, const struct adding_outcome *o, const struct sg_ingest_result *r)
{
    adding_json_begin(a, o);
    sg_json_ku64(&a->j, "rows", r->rows);
    sg_json_ku64(&a->j, "rejected", r->rejected);
    sg_json_ku64(&a->j, "repaired", r->repaired);
    adding_json_end(a, o);
}

/* "posts.csv: 875,047 posts added (sillage-csv); 3 rejected, see …" */
static void put_result_line(const struct adding *a, const struct adding_outcome *o, const struct sg_ingest_result *r,
                            struct sg_buf *line)
{
    adding_line_begin(o, line);
    page_count(line, r->rows, "post", "posts");
    if (r->is_known)
        sg_buf_text(line, ")");
    else
        sg_buf_printf(line, "%s (%s)", r->is_resumed ? "" : " added", r->format);
    if (r->rejected || r->repaired) {
        sg_buf_text(line, "; ");
        page_number(line, r->rejected);
        sg_buf_text(line, " rejected, ");
        page_number(line, r->repaired);
        sg_buf_text(line, " mended");
        adding_line_rejects(a, o, line);
    }
}

static void report_result(struct posts_adding *p, const char *path, const struct sg_ingest_result *r)
{
    const struct adding_outcome o = ADDING_OUTCOME(path, r);
    sg_auto_buf line = { 0 };
    p->n_files++;
    p->n_repaired += r->repaired;
    if (!r->is_known) p->n_rows += r->rows;
    if (p->a.is_json)
        put_result_json(&p->a, &o, r);
    else
        put_result_line(&p->a, &o, r, &line);
    adding_tell(&p->a, &o, &line);
}

static void report_failure(struct posts_adding *p, const char *path, const struct sg_err *err)
{
    adding_failed(&p->a, path, strcmp(path, "-") == 0 ? "standard input" : path, err);
}

/* ---- one file, or a folder ---- */

static void add_file(struct posts_adding *p, const char *path)
{
    struct sg_ingest_result result = { 0 };
    struct sg_err err = { 0 };
    if (sg_ingest_file(p->a.ctx->kase, p->a.ctx->store, path, &p->options, &result, &err) == SG_OK)
        report_result(p, path, &result);
    else
        report_failure(p, path, &err);
}

/* Folders hold other things beside evidence: a file in no known format is passed over, and that is said. */
static bool is_evidence(struct posts_adding *p, const char *path)
{
    if (p->options.format) return true;
    struct sg_stream *stream = NULL;
    const struct sg_reader *reader;
    struct sg_err err = { 0 };
    enum sg_code code = sg_stream_open(path, &stream, &err);
    if (code == SG_OK) code = sg_reader_probe(stream, &p->options.read, &reader, &err);
    sg_stream_free(stream);
    if (code != SG_EINPUT) return true; /* other failures are told by the adding itself */
    progress_clear(&p->a.progress);
    if (p->a.is_json) adding_failure_json(&p->a, path, "passed over", err.text);
    if (++p->n_passed <= PASSED_NAMED && !p->a.ctx->term.is_quiet)
        say("%s: passed over: in no format that sillage knows", path);
    return false;
}

/* A folder that is one source (of pastes, say), or a heap of files, each a source of its own. */
static void add_folder(struct posts_adding *p, const char *path)
{
    struct sg_folder *folder = NULL;
    struct sg_err err = { 0 };
    if (sg_folder_list(path, &folder, &err) != SG_OK) {
        report_failure(p, path, &err);
        return;
    }
    bool is_one = p->options.format ? sg_folder_reader_find(p->options.format) != NULL
                                    : sg_folder_reader_probe(folder, &p->options.read) != NULL;
    if (is_one) {
        sg_folder_free(folder);
        add_file(p, path);
        return;
    }
    size_t n = sg_folder_count(folder), n_evidence = 0;
    p->n_passed = 0;
    for (size_t i = 0; i < n; i++) {
        sg_auto_char file = sg_path_join(path, sg_folder_name(folder, i));
        if (!file) {
            (void)sg_fail_nomem(&err, path);
            report_failure(p, path, &err);
            break;
        }
        if (!is_evidence(p, file)) continue;
        n_evidence++;
        add_file(p, file);
    }
    sg_folder_free(folder);
    if (p->n_passed > PASSED_NAMED && !p->a.ctx->term.is_quiet)
        say("%s: %zu files in all passed over, the others likewise", path, p->n_passed);
    if (n_evidence == 0) {
        (void)sg_fail(&err, SG_EINPUT,
                      n ? "%s: no posts in this folder: none of its files is in a format that sillage knows; name one "
                          "with --format (a folder of pastes: --format pastes); see: sillage help add"
                        : "%s: this folder holds no files",
                      path);
        report_failure(p, path, &err);
    }
}

/* ---- the command ---- */

static enum sg_code put_totals(struct posts_adding *p, size_t n_args, struct sg_err *err)
{
    struct adding *a = &p->a;
    if (a->is_json) {
        adding_totals(a);
        sg_json_ku64(&a->j, "rows", p->n_rows);
        sg_json_ku64(&a->j, "rejected", a->n_rejected);
        sg_json_ku64(&a->j, "repaired", p->n_repaired);
    } else if (n_args > 1 || p->n_files > 1) {
        sg_buf_text(&a->out, "in all: ");
        page_count(&a->out, p->n_rows, "post", "posts");
        sg_buf_text(&a->out, " added from ");
        page_count(&a->out, p->n_files, "file", "files");
    }
    return adding_write_totals(a, err);
}

static enum sg_code run_add(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    sg_auto_char mappings = sg_path_join(ctx->data_folder, "mappings");
    if (!mappings) return sg_fail_nomem(err, "the mapping files");
    if (v->format && !sg_reader_find(v->format) && !sg_folder_reader_find(v->format))
        return sg_fail(err, SG_EUSAGE, "there is no format \"%s\"; 'sillage help add' lists them", v->format);
    struct posts_adding p = { 0 };
    adding_begin(&p.a, ctx, v->json, "files");
    p.options.format = v->format;
    p.options.read = (struct sg_read_options){ .platform = v->platform,
                                               .channel = v->channel,
                                               .mapping = v->map,
                                               .mapping_dir = mappings,
                                               .precision = v->precision < 0 ? -1 : precision_seconds[v->precision] };
    p.options.progress = adding_progress;
    p.options.progress_ctx = &p.a;
    for (int i = 0; i < n_args; i++) {
        if (strcmp(args[i], "-") != 0 && sg_fs_is_dir(args[i]))
            add_folder(&p, args[i]);
        else
            add_file(&p, args[i]);
    }
    progress_clear(&p.a.progress);
    enum sg_code code = put_totals(&p, (size_t)n_args, err);
    adding_end(&p.a, v->strict);
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
