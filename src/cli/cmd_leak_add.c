/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cli/adding.h"
#include "cli/page.h"
#include "ingest/leak.h"

struct values {
    uint64_t depth, items, megabytes, ratio, item_megabytes, readers;
    int64_t item_time; /* microseconds */
    bool strict, json;
};

/* The adding of all paths of one command. */
struct leak_adding {
    struct adding a;
    uint64_t n_sources, n_items, n_messages, n_documents;
};

/* ---- what became of one source ---- */

static void put_result_json(struct adding *a, const struct adding_outcome *o, const struct sg_leak_add_result *r)
{
    adding_json_begin(a, o);
    sg_json_ku64(&a->j, "items", r->items);
    if (!r->is_known) {
        sg_json_ku64(&a->j, "messages", r->messages);
        sg_json_ku64(&a->j, "documents", r->documents);
    }
    sg_json_ku64(&a->j, "rejected", r->rejected);
    adding_json_end(a, o);
}

/* "dump.zip: 2,750 mails and 12 documents in 2,790 items added (zip); 3 rejected, see …" */
static void put_result_line(const struct adding *a, const struct adding_outcome *o, const struct sg_leak_add_result *r,
                            struct sg_buf *line)
{
    adding_line_begin(o, line);
    if (r->is_known) {
        page_count(line, r->items, "item", "items");
        sg_buf_text(line, ")");
    } else {
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
        sg_buf_text(line, " rejected");
        adding_line_rejects(a, o, line);
    }
}

static void report_result(struct leak_adding *l, const char *path, const struct sg_leak_add_result *r)
{
    const struct adding_outcome o = ADDING_OUTCOME(path, r);
    sg_auto_buf line = { 0 };
    l->n_sources++;
    if (!r->is_known) {
        l->n_items += r->items;
        l->n_messages += r->messages;
        l->n_documents += r->documents;
    }
    if (l->a.is_json)
        put_result_json(&l->a, &o, r);
    else
        put_result_line(&l->a, &o, r, &line);
    adding_tell(&l->a, &o, &line);
}

static void report(void *ctx, const char *path, enum sg_code code, const struct sg_leak_add_result *result,
                   const struct sg_err *err)
{
    struct leak_adding *l = ctx;
    if (code == SG_OK)
        report_result(l, path, result);
    else
        adding_failed(&l->a, path, path, err);
}

/* ---- the command ---- */

static enum sg_code put_totals(struct leak_adding *l, int n_args, struct sg_err *err)
{
    struct adding *a = &l->a;
    if (a->is_json) {
        adding_totals(a);
        sg_json_ku64(&a->j, "items", l->n_items);
        sg_json_ku64(&a->j, "messages", l->n_messages);
        sg_json_ku64(&a->j, "documents", l->n_documents);
        sg_json_ku64(&a->j, "rejected", a->n_rejected);
    } else if (n_args > 1) {
        sg_buf_text(&a->out, "in all: ");
        page_count(&a->out, l->n_messages, "mail", "mails");
        sg_buf_text(&a->out, " and ");
        page_count(&a->out, l->n_documents, "document", "documents");
        sg_buf_text(&a->out, " added from ");
        page_count(&a->out, l->n_sources, "source", "sources");
    }
    return adding_write_totals(a, err);
}

static enum sg_code run_leak_add(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    struct leak_adding l = { 0 };
    const struct sg_leak_add_options options = { .depth = v->depth,
                                                 .items = v->items,
                                                 .bytes = v->megabytes << 20,
                                                 .ratio = v->ratio,
                                                 .item_bytes = v->item_megabytes << 20,
                                                 .readers = (unsigned)v->readers,
                                                 .item_seconds = (v->item_time + 999999) / 1000000,
                                                 .reader_program = ctx->reader_program,
                                                 .progress = adding_progress,
                                                 .progress_ctx = &l.a };
    adding_begin(&l.a, ctx, v->json, "sources");
    l.a.progress.counted = "items";
    enum sg_code code = sg_leak_add_each(ctx->kase, ctx->store, args, (size_t)n_args, &options, report, &l, err);
    progress_clear(&l.a.progress);
    if (code == SG_OK) code = put_totals(&l, n_args, err);
    adding_end(&l.a, v->strict);
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
