/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "cli/entry_answer.h"
#include "cli/lookalike.h"
#include "cli/output.h"
#include "cli/page_options.h"
#include "exchange/exchange.h"

struct values {
    const char *output;
    int format, severity;
    bool with_people;
};
static const struct values defaults = { .format = -1, .severity = SG_MEDIUM - SG_LOW };

static enum sg_code note(struct context *ctx, const struct values *v, const struct output *output, struct sg_str bytes,
                         struct sg_err *err)
{
    char hex[SG_SHA256_HEX];
    sg_auto_buf details = { 0 };
    SG_TRY(sg_sha256_of(bytes.data, bytes.len, hex, err));
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "format", sg_exchange_formats[v->format].name);
    sg_json_ktext(&j, "severity", lookalike_severities[v->severity]);
    sg_json_kbool(&j, "people", v->with_people);
    sg_json_ktext(&j, "path", output->full);
    sg_json_ktext(&j, "sha256", hex);
    sg_json_object_end(&j);
    return custody_note(ctx, "export", &details, err);
}

static enum sg_code write_it(struct context *ctx, const struct values *v, const struct sg_exchange *x,
                             struct sg_err *err)
{
    sg_auto_output output = { 0 };
    sg_auto_buf bytes = { 0 };
    SG_TRY(output_open(&output, v->output ? v->output : "-", err));
    SG_TRY(sg_exchange_formats[v->format].write(x, &bytes, err));
    SG_TRY(output_write(&output, sg_buf_view(&bytes), err));
    SG_TRY(note(ctx, v, &output, sg_buf_view(&bytes), err));
    SG_TRY(output_finish(&output, sg_buf_view(&bytes), err));
    if (v->output && strcmp(v->output, "-") != 0 && !ctx->term.is_quiet) say("%s: written", output_called(&output));
    return SG_OK;
}

static void tell_stale(const struct context *ctx, const char *action, uint64_t stale)
{
    if (stale && !ctx->term.is_quiet)
        say("evidence was added since \"sillage %s\" was asked: ask it again to have all of it in the export", action);
}

static enum sg_code run_export(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)n_args, (void)args;
    const struct values *v = values;
    struct sg_entry *alike = NULL, *matches = NULL;
    uint64_t alike_stale = 0, matches_stale = 0;
    sg_time made = SG_TIME_NONE;
    if (v->format < 0) return sg_fail(err, SG_EUSAGE, "--format is missing: stix, misp, csv or ndjson");
    SG_TRY(page_made(false, &made, err));
    enum sg_code code = entry_kept(ctx, "lookalike", &alike, &alike_stale, err);
    if (code == SG_OK) code = entry_kept(ctx, "indicators", &matches, &matches_stale, err);
    if (code == SG_OK && !alike && !matches)
        code = sg_fail(
            err, SG_ENOTFOUND,
            "there is nothing to export yet: ask \"sillage lookalike DOMAIN…\" or \"sillage indicators FEED…\" first");
    if (code == SG_OK) {
        tell_stale(ctx, "lookalike", alike_stale);
        tell_stale(ctx, "indicators", matches_stale);
        const struct sg_exchange x = { .lookalikes = alike,
                                       .matches = matches,
                                       .case_title = ctx->kase->title,
                                       .made = made,
                                       .begun = ctx->kase->created,
                                       .with_people = v->with_people,
                                       .least = (enum sg_severity)(SG_LOW + v->severity) };
        code = write_it(ctx, v, &x, err);
    }
    sg_entry_free(alike);
    sg_entry_free(matches);
    return code;
}

static const char *const formats[] = { "stix", "misp", "csv", "ndjson", NULL };
static const struct option_row options[] = {
    { "format", 'f', OPTION_CHOICE, offsetof(struct values, format), "FORMAT", "stix (2.1), misp, csv or ndjson",
      formats, 0, 0 },
    { "output", 'o', OPTION_TEXT, offsetof(struct values, output), "FILE",
      "the file to write; - or nothing is standard output", NULL, 0, 0 },
    { "severity", 's', OPTION_CHOICE, offsetof(struct values, severity), "LEAST",
      "names of this severity and above: low, medium, high (medium)", lookalike_severities, 0, 0 },
    { "people", 0, OPTION_FLAG, offsetof(struct values, with_people), NULL,
      "mail addresses and accounts too, which are left out otherwise", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "export --format stix|misp|csv|ndjson [-o FILE]", NULL };
static const char *const description[] = {
    "Writes what lookalike and indicators found, for others' tools: names, tricks, severity, when they were first and "
    "last seen, how often, and by which source's hash. No words of mails, and no addresses of people unless --people. "
    "No attribution of its own.",
    NULL,
};
static const struct example examples[] = {
    { "sillage export --format stix -o names.json", "A STIX 2.1 bundle for OpenCTI and the like." },
    { "sillage export --format misp -o event.json", "An event to import into MISP." },
    { NULL, NULL },
};
const struct command command_export = {
    .name = "export",
    .summary = "write look-alikes and indicator matches as STIX, MISP, CSV or NDJSON",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .examples = examples,
    .needs = NEEDS_CASE,
    .run = run_export,
};
