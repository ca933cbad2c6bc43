/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/fs.h"
#include "base/hash.h"
#include "cli/leak_answer.h"
#include "cli/output.h"
#include "report/leak.h"

struct values {
    struct leak_values leak;
    const char *output, *format;
    bool masked, with_content;
};

static enum sg_code find_format(const struct values *v, const struct sg_leak_format **ret, struct sg_err *err)
{
    const char *dot = strrchr(sg_path_name(v->output), '.'), *suffix = v->format ? v->format : dot ? dot + 1 : NULL;
    sg_auto_buf known = { 0 };
    for (const struct sg_leak_format *f = sg_leak_timeline_formats; f->suffix; f++) {
        if (suffix && strcmp(f->suffix, suffix) == 0) {
            *ret = f;
            return SG_OK;
        }
        sg_buf_printf(&known, "%s%s", known.len ? ", " : "", f->suffix);
    }
    const char *list = sg_buf_cstr(&known);
    if (!suffix)
        return sg_fail(err, SG_EUSAGE,
                       "-o: the name has no suffix that says what to write; give it one, or --format: %s",
                       list ? list : "");
    return sg_fail(err, SG_EUSAGE, "no timeline can be written as \"%s\"; known are %s", suffix, list ? list : "");
}

static enum sg_code write_timeline(struct context *ctx, const struct values *v, const struct sg_leak_format *format,
                                   struct output *output, const struct sg_leak *l, struct sg_err *err)
{
    const struct sg_leak_report_options o = { .with_content = v->with_content, .is_masked = v->masked };
    sg_auto_buf bytes = { 0 }, note = { 0 };
    char hex[SG_SHA256_HEX];
    SG_TRY(format->write(l, &o, &bytes, err));
    SG_TRY(output_write(output, sg_buf_view(&bytes), err));
    SG_TRY(sg_sha256_of(bytes.data, bytes.len, hex, err));
    struct sg_json_out j = sg_json_out(&note, false);
    sg_json_object(&j);
    leak_note(&j, &l->settings);
    sg_json_ktext(&j, "output", output->full);
    sg_json_ktext(&j, "sha256", hex);
    sg_json_object_end(&j);
    SG_TRY(custody_note(ctx, "leak timeline", &note, err));
    SG_TRY(output_finish(output, sg_buf_view(&bytes), err));
    if (!ctx->term.is_quiet) say("%s", output_called(output));
    return SG_OK;
}

static enum sg_code run_timeline(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)n_args, (void)args;
    const struct values *v = values;
    if (!v->output) return sg_fail(err, SG_EUSAGE, "leak timeline needs -o FILE, a .svg, .png, .csv or .json");
    const struct sg_leak_format *format = NULL;
    sg_auto_output output = { 0 };
    SG_TRY(find_format(v, &format, err));
    SG_TRY(output_open(&output, v->output, err));
    struct sg_leak *l = NULL;
    SG_TRY(leak_answer(ctx, &v->leak, &l, err));
    enum sg_code code = write_timeline(ctx, v, format, &output, l, err);
    sg_leak_free(l);
    return code;
}

static const struct option_row options[] = {
    { "output", 'o', OPTION_TEXT, offsetof(struct values, output), "FILE", "where to write; - is standard output", NULL,
      0, 0 },
    { "format", 0, OPTION_TEXT, offsetof(struct values, format), "NAME",
      "svg, png, csv or json, whatever the name says", NULL, 0, 0 },
    { "text", 0, OPTION_FLAG, offsetof(struct values, with_content), NULL,
      "with the paths of the files, in .csv and .json", NULL, 0, 0 },
    { "mask", 0, OPTION_FLAG, offsetof(struct values, masked), NULL,
      "mask addresses, phone numbers, card and account numbers", NULL, 0, 0 },
    LEAK_OPTIONS(struct values),
    { NULL },
};
static const char *const usage[] = { "leak timeline -o FILE.{svg,png,csv,json} [--text] [--mask] [--keys FILE.csv]",
                                     NULL };
static const char *const description[] = {
    "Draws when the leak's mails were sent and its documents made and saved, by whom, with documents that were saved "
    "together marked; or writes the same as a table. Paths are left out unless --text is given, since names of files "
    "tell of what is in them; who sent a mail or saved a document stays, and --mask shortens addresses.",
    NULL,
};
static const struct example examples[] = {
    { "sillage leak timeline -o leak.svg", "The picture." },
    { "sillage leak timeline -o leak.csv", "Each time on a line, for a spreadsheet." },
    { NULL, NULL },
};
const struct command command_leak_timeline = {
    .name = "leak timeline",
    .summary = "draw when a leak's mails and documents were written and saved",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_timeline,
};
