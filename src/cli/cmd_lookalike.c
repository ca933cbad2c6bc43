/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "base/fs.h"
#include "cli/lookalike.h"
#include "report/lookalike.h"

enum { MEDIUM = 1 };

static const struct lookalike_values defaults = { .severity = -1, .format = -1 };

const char *const lookalike_severities[] = { "low", "medium", "high", NULL };

enum sg_severity lookalike_least(const struct lookalike_values *v)
{
    return (enum sg_severity)(SG_LOW + (v->severity < 0 ? MEDIUM : v->severity));
}

/* ---- what is protected ---- */

static enum sg_code allow(struct sg_protected *p, const char *list, struct sg_err *err)
{
    for (const char *at = list; *at;) {
        size_t len = strcspn(at, ", ");
        if (len) SG_TRY(sg_protected_allow(p, sg_str_n(at, len), err));
        at += len + (at[len] != '\0');
    }
    return SG_OK;
}

static enum sg_code fill(const struct lookalike_values *v, int n_args, char **args, struct sg_protected *p,
                         struct sg_buf *list, struct sg_err *err)
{
    for (int i = 0; i < n_args; i++)
        SG_TRY(sg_protected_add(p, sg_str(args[i]), err));
    if (v->protect) {
        SG_TRY(sg_fs_read(v->protect, SG_PROTECTED_MAX_BYTES, list, err));
        SG_TRY(sg_protected_read(p, sg_buf_view(list), v->protect, err));
    }
    return v->allow ? allow(p, v->allow, err) : SG_OK;
}

/* The protected names of the arguments, of --protect and of --allow.  `list` gets the bytes of --protect, read once: it
 * may be a pipe, and what is kept of it must be what was used. */
static enum sg_code protect(const struct lookalike_values *v, int n_args, char **args, struct sg_protected **ret,
                            struct sg_buf *list, struct sg_err *err)
{
    struct sg_protected *p = NULL;
    SG_TRY(sg_protected_new(&p, err));
    enum sg_code code = fill(v, n_args, args, p, list, err);
    if (code == SG_OK)
        *ret = p;
    else
        sg_protected_free(p);
    return code;
}

/* ---- one of three ---- */

static const char *const formats[] = { "list", "csv", "json", "rpz", "sigma", "yara", NULL };
enum { FORMAT_JSON = 2 }; /* its place there */

static unsigned needs(const void *values)
{
    const struct lookalike_values *v = values;
    return v->in || v->generate ? 0 : NEEDS_STORE | NEEDS_WRITER;
}

/* An option that only one of the three takes, given to another. */
static enum sg_code check_options(const struct lookalike_values *v, struct sg_err *err)
{
    if (v->in && v->generate)
        return sg_fail(err, SG_EUSAGE, "--in judges a list and --generate makes one: give one of them");
    if (v->format >= 0 && !v->generate)
        return sg_fail(err, SG_EUSAGE, "--format says how --generate writes its names: give both");
    if (v->format >= 0 && v->json && v->format != FORMAT_JSON)
        return sg_fail(err, SG_EUSAGE, "--json and --format %s are two formats: give one of them", formats[v->format]);
    if (v->pairs && !v->generate)
        return sg_fail(err, SG_EUSAGE,
                       "--pairs is for --generate: names that are judged are always tried for several tricks");
    if (v->limit && v->in)
        return sg_fail(
            err, SG_EUSAGE,
            "-n is for --generate and for a case: of --in every name is told, as it comes (| head -n %" PRIu64 ")",
            v->limit);
    if (v->rejects && !v->in)
        return sg_fail(err, SG_EUSAGE, "--rejects keeps the lines of --in that are no names: give both");
    if (v->strict && !v->in)
        return sg_fail(err, SG_EUSAGE, "--strict is about the lines of --in that are no names: give both");
    if (v->new_since && v->generate)
        return sg_fail(err, SG_EUSAGE, "--new-since is for names that are judged, not for --generate");
    return SG_OK;
}

/* "lookalike example.org names.txt": --in was forgotten, and names.txt would be protected. */
static enum sg_code check_argument(const char *arg, struct sg_err *err)
{
    if (!sg_fs_exists(arg) || sg_fs_is_dir(arg)) return SG_OK;
    return sg_fail(err, SG_EUSAGE,
                   "\"%s\" is a file here: --in %s judges its names, --protect %s protects them; if a domain is meant: "
                   "\"%s.\"",
                   arg, arg, arg, arg);
}

static enum sg_code check(const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct lookalike_values *v = values;
    SG_TRY(check_options(v, err));
    for (int i = 0; i < n_args; i++)
        SG_TRY(check_argument(args[i], err));
    if (needs(v) == 0 && !n_args && !v->protect)
        return sg_fail(err, SG_EUSAGE, "which names are imitated? Give the protected domains, or --protect FILE");
    return SG_OK;
}

static enum sg_code run_lookalike(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct lookalike_values *v = values;
    struct sg_protected *p = NULL;
    sg_auto_buf list = { 0 };
    SG_TRY(protect(v, n_args, args, &p, &list, err));
    enum sg_code code;
    if (!p->n && v->protect)
        code =
            sg_fail(err, SG_EINPUT,
                    "%s: protects no name: give it a line such as example.org (doc/formats/protected.md)", v->protect);
    else if (v->generate)
        code = lookalike_generate(ctx, v, p, err);
    else
        code = v->in ? lookalike_list(ctx, v, p, err) : lookalike_in_case(ctx, v, p, sg_buf_view(&list), err);
    sg_protected_free(p);
    return code;
}

static const struct option_row options[] = {
    { "in", 'i', OPTION_TEXT, offsetof(struct lookalike_values, in), "FILE",
      "judge the names of a file, one a line; - is standard input; gzip, zstd, xz and bzip2 are unpacked", NULL, 0, 0 },
    { "protect", 'p', OPTION_TEXT, offsetof(struct lookalike_values, protect), "FILE",
      "protected names with their aliases, brands and an allow-list: doc/formats/protected.md", NULL, 0, 0 },
    { "allow", 'a', OPTION_TEXT, offsetof(struct lookalike_values, allow), "DOMAIN,…",
      "names that are never told, with all below them", NULL, 0, 0 },
    { "severity", 's', OPTION_CHOICE, offsetof(struct lookalike_values, severity), "LEAST",
      "tell names of this severity and above: low, medium (the default), high", lookalike_severities, 0, 0 },
    { "new-since", 'S', OPTION_TEXT, offsetof(struct lookalike_values, new_since), "STATE",
      "tell only what the file STATE does not hold yet, and add it there (made when absent: doc/formats/new-since.md); "
      "exit status 4 when there was something",
      NULL, 0, 0 },
    { "generate", 'g', OPTION_FLAG, offsetof(struct lookalike_values, generate), NULL,
      "make the names that somebody might register, the likeliest first", NULL, 0, 0 },
    { "format", 'f', OPTION_CHOICE, offsetof(struct lookalike_values, format), "FORMAT",
      "of --generate: list, csv, json, rpz (a zone for resolvers), sigma or yara", formats, 0, 0 },
    { "pairs", 0, OPTION_FLAG, offsetof(struct lookalike_values, pairs), NULL, "of --generate: two tricks at once, too",
      NULL, 0, 0 },
    { "limit", 'n', OPTION_COUNT, offsetof(struct lookalike_values, limit), "N",
      "of --generate: the likeliest N of each name (all); in a case: how many names are told as text (50)", NULL, 1,
      1000000000 },
    { "rejects", 0, OPTION_TEXT, offsetof(struct lookalike_values, rejects), "FILE",
      "of --in: keep the lines that are no names there, with the reason, one JSON object each", NULL, 0, 0 },
    { "strict", 0, OPTION_FLAG, offsetof(struct lookalike_values, strict), NULL,
      "exit status 3 when a line of --in was no name", NULL, 0, 0 },
    { "json", 0, OPTION_FLAG, offsetof(struct lookalike_values, json), NULL,
      "one JSON object a name on a line: doc/formats/lookalike-json.md", NULL, 0, 0 },
    { NULL },
};
static const char *const usage[] = { "lookalike [DOMAIN…] [--protect FILE] [--new-since STATE]",
                                     "lookalike [DOMAIN…] [--protect FILE] --in FILE|- [--new-since STATE] [--json]",
                                     "lookalike [DOMAIN…] [--protect FILE] --generate [--format FORMAT] [-n N]", NULL };
static const char *const description[] = {
    "Finds names that imitate the protected DOMAINs and says which trick was used: confusable letters of any script, "
    "typing errors, another ending, words put before or behind, the name inside a stranger's, and several at once. "
    "Inside a case it looks through everything that posts, mails and documents carry: links, senders, reply addresses, "
    "servers, envelopes, signatures; the result is kept there, and report and serve show it. Without DOMAIN the names "
    "of the last time are protected.",
    "With --in it judges a list or an endless pipe (proxy logs, new certificates), without a case. --generate makes "
    "the names that could be registered. Nothing is asked of any network, and a name that looks like another proves no "
    "intent.",
    NULL,
};
static const struct example examples[] = {
    { "sillage lookalike en-marche.fr", "What the case carries that imitates one name." },
    { "zcat names.gz | sillage lookalike --protect ours.txt --in - --json", "A feed, judged as it comes." },
    { "sillage -q lookalike --protect ours.txt --in today.txt --new-since seen.txt",
      "From cron, which mails what is printed: nothing when nothing is new. The exit status is 4 when something is." },
    { "sillage lookalike example.org --generate --format rpz -n 500 > block.zone",
      "A zone that blocks what is not there yet." },
    { NULL, NULL },
};
const struct command command_lookalike = {
    .name = "lookalike",
    .summary = "find names that imitate others, and say by which trick",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct lookalike_values),
    .most_args = -1,
    .examples = examples,
    .needs_now = needs,
    .check = check,
    .without_case = "Without a case, --in FILE (or --in -) judges a list of names and --generate makes them",
    .run = run_lookalike,
};
