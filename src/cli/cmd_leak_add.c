/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/page.h"
#include "cli/progress.h"
#include "ingest/leak.h"

struct values {
    uint64_t depth, items, megabytes, ratio, item_megabytes, readers;
    int64_t item_time; /* microseconds */
    bool strict, json;
};

/* The adding of all paths of one command. */
struct adding {
    struct context *ctx;
    struct sg_leak_add_options options;
    struct progress progress;
    bool is_json;
    struct sg_buf out; /* JSON is written when all is known; lines for people at once */
    struct sg_json_out j;
    uint64_t n_sources, n_items, n_messages, n_documents, n_rejected, n_known, n_failed;
};

static void show_progress(void *ctx, const char *name, uint64_t done, uint64_t total, uint64_t items)
{
    progress_show(ctx, name, done, total, items);
}

/* ---- what became of one source ---- */

static const char *state_of(const struct sg_leak_add_result *r)
{
    return r->is_known ? "known" : r->error[0] ? "ended early" : r->is_resumed ? "completed" : "added";
}

static void put_result_json(struct adding *a, const char *path, const struct sg_leak_add_result *r)
{
    struct sg_json_out *j = &a->j;
    sg_json_object(j);
    sg_json_ktext(j, "path", path);
    sg_json_ktext(j, "state", state_of(r));
    sg_json_ktext(j, "sha256", r->sha256);
    sg_json_ktext(j, "format", r->format);
    sg_json_ku64(j, "bytes", r->bytes);
    sg_json_ku64(j, "items", r->items);
    if (!r->is_known) {
        sg_json_ku64(j, "messages", r->messages);
        sg_json_ku64(j, "documents", r->documents);
    }
    sg_json_ku64(j, "rejected", r->rejected);
    sg_json_ktext(j, "rejects", r->rejects_path[0] ? r->rejects_path : NULL);
    sg_json_ktext(j, "error", r->error[0] ? r->error : NULL);
    sg_json_object_end(j);
}

/* "dump.zip: 2,750 mails and 12 documents in 2,790 items added (zip); 3 things could not be read, see …" */
static void put_result_line(const struct adding *a, const char *path, const struct sg_leak_add_result *r,
                            struct sg_buf *line)
{
    sg_escape_terminal(line, sg_str(path));
    if (r->is_known) {
        sg_buf_text(line, ": nothing added, it is in the case already (");
        page_count(line, r->items, "item", "items");
        sg_buf_text(line, ")");
    } else {
        sg_buf_text(line, r->is_resumed ? ": completed, an earlier adding had been cut off: " : ": ");
        page_count(line, r->messages, "mail", "mails");
        sg_buf_text(line, " and ");
        page_count(line, r->documents, "document", "documents");
        sg_buf_text(line, " in ");
        page_count(line, r->items, "item", "items");
        if (!r->is_resumed) sg_buf_text(line, " added");
        if (*r->format) { /* not found out when reading ended early */
            sg_buf_text(line, " (");
            sg_escape_terminal(line, sg_str(r->format));
            sg_buf_text(line, ")");
        }
    }
    if (r->rejects_path[0]) {
        sg_buf_text(line, "; ");
        page_number(line, r->rejected);
        sg_buf_text(line, " rejected, see ");
        sg_escape_terminal(line, sg_str(a->ctx->kase->folder));
        sg_buf_printf(line, "/%s", r->rejects_path);
    }
    sg_buf_char(line, '\n');
}

static void report_result(struct adding *a, const char *path, const struct sg_leak_add_result *r)
{
    a->n_sources++;
    a->n_rejected += r->rejected;
    if (r->is_known) {
        a->n_known++;
    } else {
        a->n_items += r->items;
        a->n_messages += r->messages;
        a->n_documents += r->documents;
    }
    if (r->error[0]) a->n_failed++;
    progress_clear(&a->progress);
    if (a->is_json) {
        put_result_json(a, path, r);
    } else {
        sg_auto_buf line = { 0 };
        put_result_line(a, path, r, &line);
        out_write(sg_buf_view(&line));
    }
    /* Said for known sources too: they hold less than the file should have given. */
    if (r->error[0]) say("%s ended early: %s", path, r->error);
}

static void report_failure(struct adding *a, const char *path, const struct sg_err *err)
{
    a->n_failed++;
    progress_clear(&a->progress);
    if (a->is_json) {
        sg_json_object(&a->j);
        sg_json_ktext(&a->j, "path", path);
        sg_json_ktext(&a->j, "state", "failed");
        sg_json_ktext(&a->j, "error", err->text);
        sg_json_object_end(&a->j);
    }
    if (strstr(err->text, sg_path_name(path))) /* most sentences begin with the place */
        say("%s", err->text);
    else
        say("%s: %s", path, err->text);
}

static void report(void *ctx, const char *path, enum sg_code code, const struct sg_leak_add_result *result,
                   const struct sg_err *err)
{
    if (code == SG_OK)
        report_result(ctx, path, result);
    else
        report_failure(ctx, path, err);
}

/* ---- the command ---- */

static enum sg_code put_totals(struct adding *a, int n_args, struct sg_err *err)
{
    if (a->is_json) {
        sg_json_array_end(&a->j);
        sg_json_key(&a->j, "total");
        sg_json_object(&a->j);
        sg_json_ku64(&a->j, "items", a->n_items);
        sg_json_ku64(&a->j, "messages", a->n_messages);
        sg_json_ku64(&a->j, "documents", a->n_documents);
        sg_json_ku64(&a->j, "rejected", a->n_rejected);
        sg_json_ku64(&a->j, "known", a->n_known);
        sg_json_ku64(&a->j, "failed", a->n_failed);
        sg_json_object_end(&a->j);
        sg_json_object_end(&a->j);
        sg_buf_char(&a->out, '\n');
    } else if (n_args > 1) {
        sg_buf_text(&a->out, "in all: ");
        page_count(&a->out, a->n_messages, "mail", "mails");
        sg_buf_text(&a->out, " and ");
        page_count(&a->out, a->n_documents, "document", "documents");
        sg_buf_text(&a->out, " added from ");
        page_count(&a->out, a->n_sources, "source", "sources");
        if (a->n_known) sg_buf_printf(&a->out, " (%llu known already)", (unsigned long long)a->n_known);
        if (a->n_failed) sg_buf_printf(&a->out, ", %llu failed", (unsigned long long)a->n_failed);
        sg_buf_char(&a->out, '\n');
    }
    SG_TRY(sg_buf_check(&a->out, err));
    out_write(sg_buf_view(&a->out));
    return SG_OK;
}

static enum sg_code run_leak_add(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    struct adding a = { .ctx = ctx, .is_json = v->json };
    a.options = (struct sg_leak_add_options){ .depth = v->depth,
                                              .items = v->items,
                                              .bytes = v->megabytes << 20,
                                              .ratio = v->ratio,
                                              .item_bytes = v->item_megabytes << 20,
                                              .readers = (unsigned)v->readers,
                                              .item_seconds = (v->item_time + 999999) / 1000000,
                                              .reader_program = ctx->reader_program,
                                              .progress = show_progress,
                                              .progress_ctx = &a.progress };
    progress_init(&a.progress, &ctx->term);
    a.progress.counted = "items";
    if (a.is_json) {
        a.j = sg_json_out(&a.out, true);
        sg_json_object(&a.j);
        sg_json_key(&a.j, "sources");
        sg_json_array(&a.j);
    }
    enum sg_code code = sg_leak_add_each(ctx->kase, ctx->store, args, (size_t)n_args, &a.options, report, &a, err);
    progress_clear(&a.progress);
    if (code == SG_OK) code = put_totals(&a, n_args, err);
    sg_buf_release(&a.out);
    if (a.n_failed)
        ctx->status = EXIT_FAILED;
    else if (v->strict && a.n_rejected)
        ctx->status = EXIT_REJECTED;
    return code;
}

static const struct option_row options[] = {
    { "depth", 0, OPTION_COUNT, offsetof(struct values, depth), "N", "containers inside each other that are opened (8)",
      NULL, 1, 24 },
    { "items", 0, OPTION_COUNT, offsetof(struct values, items), "N", "the most items of one source (50 million)", NULL,
      1, 0 },
    { "megabytes", 0, OPTION_COUNT, offsetof(struct values, megabytes), "N",
      "the most that a source may unpack to (1 million)", NULL, 1, UINT64_C(1) << 40 },
    { "ratio", 0, OPTION_COUNT, offsetof(struct values, ratio), "N",
      "the most that an archive may unpack to, as a multiple of its own size (300)", NULL, 1, 0 },
    { "item-megabytes", 0, OPTION_COUNT, offsetof(struct values, item_megabytes), "N",
      "a larger item is listed with its hash and not opened (256)", NULL, 1, 1000 },
    { "item-time", 0, OPTION_DURATION, offsetof(struct values, item_time), "TIME",
      "processor time that one item may take (60s)", NULL, 0, 0 },
    { "readers", 0, OPTION_COUNT, offsetof(struct values, readers), "N",
      "processes that read (one a processor, at most 8, and fewer for a small source)", NULL, 1, 64 },
    { "strict", 0, OPTION_FLAG, offsetof(struct values, strict), NULL, "exit with status 3 when something was rejected",
      NULL, 0, 0 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON document", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "leak add PATH… [--readers N] [--strict] [--json]", NULL };
static const char *const description[] = {
    "Reads a leak into the case: mails (single files, mbox, Maildir, Outlook's PST, OST and MSG), documents, and "
    "whatever "
    "lies in folders and in zip, rar, 7z and tar archives inside each other, attachments and their attachments too. "
    "PATH is "
    "a file or a folder; each is one source.",
    "The files are read by sillage-reader in processes without network, which may write nothing and open no other "
    "program. "
    "An item that ends its reader, that is damaged or beyond a limit, is kept in CASE/rejects with its place and the "
    "reason, "
    "and the rest goes in; the exit status is 1 when a source could not be read to its end.",
    "Every item has its SHA-256 and its path through what holds it; the same bytes in two places are one item. Adding "
    "a "
    "source again adds nothing, and completes what was cut off.",
    NULL,
};
static const struct example examples[] = {
    { "sillage leak add dump.zip", "Adds all that is in the archive, and in the archives inside it." },
    { "sillage leak add ~/Maildir archive.pst", "Adds a folder of mail and an Outlook file, two sources." },
    { "sillage leak add dump/ --strict --json", "For a script: totals as JSON, status 3 when anything was rejected." },
    { NULL, NULL },
};
const struct command command_leak_add = {
    .name = "leak add",
    .summary = "read a leak's mails and documents into the case",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = -1,
    .examples = examples,
    .needs = NEEDS_STORE | NEEDS_WRITER,
    .run = run_leak_add,
};
