/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/fs.h"
#include "base/hash.h"
#include "cli/finding.h"
#include "cli/leak_answer.h"
#include "report/leak.h"

struct values {
    struct leak_values leak;
    uint64_t limit;
    bool json;
};
static const struct values defaults = { .limit = 3 };

enum { KEYS_BYTES = 1 << 28 };

/* The key file is evidence too: the case keeps what was used. */
static enum sg_code keep_keys(struct context *ctx, const struct values *v, const struct sg_leak *l, struct sg_err *err)
{
    if (!v->leak.keys) return SG_OK;
    sg_auto_buf bytes = { 0 };
    SG_TRY(sg_fs_read(v->leak.keys, KEYS_BYTES, &bytes, err));
    char hex[SG_SHA256_HEX];
    SG_TRY(sg_sha256_of(bytes.data, bytes.len, hex, err));
    if (strcmp(hex, l->settings.keys_sha256) != 0)
        return sg_fail(err, SG_EIO, "%s: it changed while the keys were read: nothing was kept; ask again",
                       v->leak.keys);
    return finding_keep_input(ctx, "keys", "csv", sg_buf_view(&bytes), err);
}

static void note_settings(struct sg_json_out *j, const void *settings)
{
    leak_note(j, settings);
}

static enum sg_code tell(struct context *ctx, const struct values *v, const struct sg_leak *l, struct sg_str document,
                         struct sg_err *err)
{
    if (v->json) {
        out_write(document);
        return SG_OK;
    }
    sg_auto_buf text = { 0 };
    const struct sg_leak_report_options o = { .with_content = true,
                                              .max_list = v->limit,
                                              .color = ctx->term.color,
                                              .columns = ctx->term.columns };
    SG_TRY(sg_report_leak_text(l, &o, &text, err));
    out_write(sg_buf_view(&text));
    if (!ctx->term.is_quiet)
        say("kept in the case; next: sillage leak list --flagged, sillage leak show ID, sillage report -o report.html");
    return SG_OK;
}

static enum sg_code run_verify(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)n_args, (void)args;
    const struct values *v = values;
    struct sg_leak *l = NULL;
    sg_auto_buf document = { 0 };
    const struct sg_leak_report_options all = { .with_content = true };
    SG_TRY(leak_judge(ctx, &v->leak, &l, err));
    enum sg_code code = sg_report_leak_json(l, &all, &document, err);
    if (code == SG_OK) code = keep_keys(ctx, v, l, err);
    if (code == SG_OK)
        code = finding_keep(ctx, "leak verify", "leak", note_settings, &l->settings, sg_buf_view(&document), err);
    if (code == SG_OK) code = tell(ctx, v, l, sg_buf_view(&document), err);
    sg_leak_free(l);
    return code;
}

static const struct option_row options[] = {
    LEAK_OPTIONS(struct values),
    { "limit", 'n', OPTION_COUNT, offsetof(struct values, limit), "N",
      "tell so many examples of each kind of finding (3)", NULL, 1, 10000000 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON document: doc/formats/leak-json.md", NULL,
      0, 0 },
    { NULL },
};
static const char *const usage[] = { "leak verify [--keys FILE.csv] [--theft TIME] [--json]", NULL };
static const char *const description[] = {
    "Says what is in the leak, what is authentic, and what speaks against each item: signatures (DKIM, ARC) with keys "
    "from a file, harms undone that are known to happen to honest mail, what verified answers quote, copies with other "
    "words, headers against the habits of each sender, and the documents' own times.",
    "Each finding has a severity, a reason, the evidence and what would overturn it. A failure is not a forgery, and "
    "nothing here says who did it. The case keeps the result, where list, show, timeline, report and serve find it.",
    "Keys are public; archive.prove.email gives those that left the DNS long ago. Without a key file all signed mails "
    "are \"signed and not verified\".",
    NULL,
};
static const struct example examples[] = {
    { "sillage leak verify --keys keys.csv", "Judges everything, with archived keys." },
    { "sillage leak verify --keys keys.csv --theft 2017-04-24 --promised-size 9GB",
      "Compares with what the announcement said, too." },
    { NULL, NULL },
};
const struct command command_leak_verify = {
    .name = "leak verify",
    .summary = "say what is authentic in a leak, altered or planted",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .examples = examples,
    .needs = NEEDS_STORE | NEEDS_WRITER,
    .run = run_verify,
};
