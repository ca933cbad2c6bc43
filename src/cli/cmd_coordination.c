/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/hash.h"
#include "cli/coordination_options.h"
#include "cli/output.h"
#include "cli/page.h"
#include "cli/progress.h"
#include "report/coordination.h"
#include "trace/trace.h"

enum { LIST_ROWS = 12, HASH_DIGITS = 16 };

/* What is written where: the graph (-o), the pairs (--pairs), the finding. */
struct result {
    const struct coordination_values *v;
    const struct sg_coordination *c;
    const struct sg_coordination_format *format;
    struct output graph, pairs;
    struct sg_buf graph_bytes, pairs_bytes, finding; /* finding: its path inside the case; empty when there is none */
    bool is_of_one_state;                            /* nobody added to the case meanwhile */
    char document_hex[SG_SHA256_HEX], finding_hex[SG_SHA256_HEX]; /* document: what --json prints; "" when not made */
};

static void result_release(struct result *r)
{
    output_release(&r->graph);
    output_release(&r->pairs);
    sg_buf_release(&r->graph_bytes);
    sg_buf_release(&r->pairs_bytes);
    sg_buf_release(&r->finding);
}

/* ---- before any work ---- */

static enum sg_code find_format(const struct coordination_values *v, const struct sg_coordination_format **ret,
                                struct sg_err *err)
{
    const char *dot = strrchr(sg_path_name(v->output), '.'), *suffix = v->format ? v->format : dot ? dot + 1 : NULL;
    if (!suffix)
        return sg_fail(err, SG_EUSAGE, "%s needs --format, one of gexf, graphml, csv and json",
                       strcmp(v->output, "-") == 0 ? "a graph to standard output" : "a file whose name has no suffix");
    *ret = sg_coordination_format_find(suffix);
    if (!*ret)
        return sg_fail(err, SG_EUSAGE, "no graph can be written as \"%s\"; known are gexf, graphml, csv and json",
                       suffix);
    return SG_OK;
}

static bool is_standard(const char *name)
{
    return name && strcmp(name, "-") == 0;
}

static enum sg_code open_outputs(struct result *r, struct sg_err *err)
{
    const struct coordination_values *v = r->v;
    if (v->format && !v->output) return sg_fail(err, SG_EUSAGE, "--format says how -o writes: name a file with -o");
    if (v->json + is_standard(v->output) + is_standard(v->pairs) > 1)
        return sg_fail(err, SG_EUSAGE, "only one of --json, -o - and --pairs - can go to standard output");
    if (v->output) {
        SG_TRY(find_format(v, &r->format, err));
        SG_TRY(output_open(&r->graph, v->output, err));
    }
    if (!v->pairs) return SG_OK;
    if (!*v->pairs) return sg_fail(err, SG_EUSAGE, "--pairs needs the name of a file");
    SG_TRY(output_open(&r->pairs, v->pairs, err));
    if (v->output && strcmp(r->graph.full, r->pairs.full) == 0)
        return sg_fail(err, SG_EUSAGE, "-o and --pairs name the same file, %s: one would overwrite the other",
                       v->pairs);
    return SG_OK;
}

/* ---- documents ---- */

static enum sg_code add_to_hash(void *ctx, struct sg_str bytes, struct sg_err *err)
{
    return sg_sha256_add(ctx, bytes.data, bytes.len, err);
}

static enum sg_code print_piece(void *ctx, struct sg_str bytes, struct sg_err *err)
{
    (void)ctx;
    (void)err; /* out_finish tells */
    out_write(bytes);
    return SG_OK;
}

/* A document of millions of pairs is hashed and printed piece by piece, and never held whole. */
static enum sg_code hash_document(struct result *r, struct sg_err *err)
{
    struct sg_sha256 *hash;
    SG_TRY(sg_sha256_new(&hash, err));
    sg_auto_buf piece = { 0 };
    const struct sg_coordination_report_options o = { .with_text = r->v->with_text,
                                                      .drain = add_to_hash,
                                                      .drain_ctx = hash };
    enum sg_code code = sg_report_coordination_json(r->c, &o, &piece, err);
    if (code == SG_OK) code = sg_sha256_end(hash, r->document_hex, err);
    sg_sha256_free(hash);
    return code;
}

/* The query and the settings, as in the log; what names a finding. */
static void put_question(struct sg_json_out *j, const struct sg_coordination *c)
{
    sg_json_ktext(j, "query", c->settings.query);
    sg_coordination_settings_json(j, &c->settings);
}

static enum sg_code keep_finding(struct context *ctx, struct result *r, struct sg_err *err)
{
    sg_auto_buf question = { 0 }, bytes = { 0 }, name = { 0 };
    struct sg_json_out j = sg_json_out(&question, false);
    sg_json_object(&j);
    put_question(&j, r->c);
    sg_json_object_end(&j);
    SG_TRY(sg_buf_check(&question, err));
    char hex[SG_SHA256_HEX];
    SG_TRY(sg_sha256_of(question.data, question.len, hex, err));
    const struct sg_coordination_report_options o = { .with_text = r->v->with_text, .only_significant = true };
    SG_TRY(sg_report_coordination_json(r->c, &o, &bytes, err));
    if (bytes.len > SG_FINDING_BYTES)
        return sg_fail(err, SG_ELIMIT, "what was found takes more than a gigabyte, which no finding may: ask for less");
    SG_TRY(sg_sha256_of(bytes.data, bytes.len, r->finding_hex, err));
    sg_buf_printf(&name, "coordination-%.*s.json", HASH_DIGITS, hex);
    const char *file = sg_buf_cstr(&name);
    if (!file) return sg_fail_nomem(err, "a finding");
    return sg_case_finding_write(ctx->kase, file, sg_buf_view(&bytes), &r->finding, err);
}

/* ---- the log ---- */

static enum sg_code put_file(struct sg_json_out *j, const char *key, const struct output *output, struct sg_str bytes,
                             struct sg_err *err)
{
    if (!output->full) return SG_OK;
    char hex[SG_SHA256_HEX];
    SG_TRY(sg_sha256_of(bytes.data, bytes.len, hex, err));
    sg_json_key(j, key);
    sg_json_object(j);
    sg_json_ktext(j, "path", output->full);
    sg_json_ktext(j, "sha256", hex);
    sg_json_object_end(j);
    return SG_OK;
}

static enum sg_code note(struct context *ctx, const struct result *r, struct sg_err *err)
{
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    put_question(&j, r->c);
    sg_json_kbool(&j, "text", r->v->with_text);
    sg_json_kbool(&j, "signals", r->v->with_signals);
    sg_json_kbool(&j, "sweep", r->c->n_sweep > 0);
    if (!r->is_of_one_state) sg_json_kbool(&j, "while_adding", true);
    SG_TRY(put_file(&j, "output", &r->graph, sg_buf_view(&r->graph_bytes), err));
    SG_TRY(put_file(&j, "pairs", &r->pairs, sg_buf_view(&r->pairs_bytes), err));
    if (r->finding.len) {
        sg_json_kstr(&j, "finding", sg_buf_view(&r->finding));
        sg_json_ktext(&j, "finding_sha256", r->finding_hex);
    }
    if (r->document_hex[0]) sg_json_ktext(&j, "result_sha256", r->document_hex);
    sg_json_object_end(&j);
    return custody_note(ctx, "coordination", &details, err);
}

/* ---- the answer ---- */

/* Pairs alone may be millions: their document is made when somebody wants it. */
static bool makes_document(const struct coordination_values *v)
{
    return v->json || !v->only_pairs;
}

static enum sg_code write_files(struct result *r, struct sg_err *err)
{
    const struct sg_coordination_report_options o = { .with_text = r->v->with_text };
    if (r->format) {
        SG_TRY(r->format->write(r->c, &o, &r->graph_bytes, err));
        SG_TRY(output_write(&r->graph, sg_buf_view(&r->graph_bytes), err));
    }
    if (!r->v->pairs) return SG_OK;
    SG_TRY(sg_report_coordination_pairs(r->c, &r->pairs_bytes, err));
    return output_write(&r->pairs, sg_buf_view(&r->pairs_bytes), err);
}

static void tell(const struct context *ctx, const struct result *r)
{
    if (!r->is_of_one_state)
        say("posts were being added meanwhile, and the answer holds some of them in part: it is not kept in the case; "
            "ask "
            "again when they are in");
    if (ctx->term.is_quiet) return;
    sg_auto_buf n_pairs = { 0 };
    page_count(&n_pairs, r->c->n_pairs, "pair", "pairs");
    const char *count = sg_buf_cstr(&n_pairs);
    if (r->v->output) say("%s: written", output_called(&r->graph));
    if (r->v->pairs && count) say("%s: %s", output_called(&r->pairs), count);
    if (r->finding.len) say("kept in the case as %.*s", (int)r->finding.len, r->finding.data);
}

static enum sg_code print(const struct context *ctx, const struct result *r, struct sg_err *err)
{
    sg_auto_buf text = { 0 };
    struct sg_coordination_report_options o = { .with_text = r->v->with_text,
                                                .max_list = ctx->term.out_is_tty ? LIST_ROWS : 0,
                                                .color = ctx->term.color,
                                                .columns = ctx->term.columns };
    bool is_in_files = r->v->only_pairs && (r->v->output || r->v->pairs); /* there is nothing else to tell */
    if (is_standard(r->v->output) || is_standard(r->v->pairs) || (is_in_files && !r->v->json)) return SG_OK;
    if (r->v->json) {
        o.drain = print_piece;
        return sg_report_coordination_json(r->c, &o, &text, err);
    }
    SG_TRY(sg_report_coordination_text(r->c, &o, &text, err));
    out_write(sg_buf_view(&text));
    return SG_OK;
}

static enum sg_code answer(struct context *ctx, struct result *r, struct sg_err *err)
{
    if (makes_document(r->v)) SG_TRY(hash_document(r, err));
    SG_TRY(write_files(r, err));
    if (r->c->settings.fdr > 0 && r->is_of_one_state) SG_TRY(keep_finding(ctx, r, err));
    /* In the log before it is shown: an answer that nobody can trace back is not given. */
    SG_TRY(note(ctx, r, err));
    if (r->v->output) SG_TRY(output_finish(&r->graph, sg_buf_view(&r->graph_bytes), err));
    if (r->v->pairs) SG_TRY(output_finish(&r->pairs, sg_buf_view(&r->pairs_bytes), err));
    SG_TRY(print(ctx, r, err));
    tell(ctx, r);
    return SG_OK;
}

static void show_progress(void *ctx, const char *step, uint64_t done, uint64_t total)
{
    (void)total; /* not bytes, which the bar would take it for */
    progress_show(ctx, step, 0, 0, done);
}

static enum sg_code ask(struct context *ctx, struct sg_coordination_options *options, struct sg_str query,
                        struct sg_coordination **ret, struct sg_err *err)
{
    sg_auto_buf condition = { 0 };
    /* Without a query nothing is looked up among the posts. */
    if (query.len) SG_TRY(sg_query_compile(query, &condition, err));
    struct progress progress;
    progress_init(&progress, &ctx->term);
    options->progress = show_progress;
    options->progress_ctx = &progress;
    enum sg_code code = sg_coordination_run(ctx->store, query, sg_buf_view(&condition), options, ret, err);
    progress_clear(&progress);
    return code;
}

/* ---- while others add ---- */

/* A writer writes its words into the case's lock anew. */
struct state {
    bool is_locked;
    struct timespec taken;
};
static enum sg_code look(const struct context *ctx, struct state *ret, struct sg_err *err)
{
    struct stat st = { 0 };
    sg_auto_char path = sg_case_path(ctx->kase, "lock");
    if (!path) return sg_fail_nomem(err, "the case's lock");
    bool is_there = stat(path, &st) == 0;
    *ret = (struct state){ sg_case_is_locked(ctx->kase), is_there ? st.st_mtim : (struct timespec){ 0 } };
    return SG_OK;
}

/* The kinds, the names and the evidence are asked for one after another.  A post that comes in between is in some of
 * them and not in others: such an answer is given, but not kept for map and report. */
static enum sg_code ask_and_watch(struct context *ctx, struct sg_coordination_options *options, struct sg_str query,
                                  struct sg_coordination **ret, bool *ret_is_of_one_state, struct sg_err *err)
{
    struct state before, after;
    SG_TRY(look(ctx, &before, err));
    struct sg_coordination *c;
    SG_TRY(ask(ctx, options, query, &c, err));
    enum sg_code code = look(ctx, &after, err);
    if (code != SG_OK) {
        sg_coordination_free(c);
        return code;
    }
    *ret_is_of_one_state = !before.is_locked && !after.is_locked && before.taken.tv_sec == after.taken.tv_sec &&
                           before.taken.tv_nsec == after.taken.tv_nsec;
    *ret = c;
    return SG_OK;
}

static enum sg_code run_coordination(struct context *ctx, const void *values, int n_args, char **args,
                                     struct sg_err *err)
{
    __attribute__((cleanup(result_release))) struct result r = { .v = values };
    struct sg_coordination_options options;
    SG_TRY(coordination_options(r.v, &options, err));
    SG_TRY(open_outputs(&r, err));
    sg_auto_buf query = { 0 };
    SG_TRY(query_join(n_args, args, &query, err));
    struct sg_coordination *c;
    SG_TRY(ask_and_watch(ctx, &options, sg_buf_view(&query), &c, &r.is_of_one_state, err));
    r.c = c;
    enum sg_code code = answer(ctx, &r, err);
    sg_coordination_free(c);
    return code;
}

static const char *const usage[] = {
    "coordination [QUERY] [--by LIST] [--window TIME|auto|sweep] [--signals] [--json] [-o FILE]",
    "coordination [QUERY] --only-pairs --pairs FILE.csv [--like PEER]", NULL
};
static const char *const description[] = {
    "Tells which accounts acted in step: did the same (carried one link, text or hashtag, reposted one post…) within a "
    "short window, again and again, more often than chance explains, given how much each account posts, how popular "
    "each "
    "thing is and at which hours people are awake. Without a QUERY the whole case is asked.",
    "What is found are pairs of accounts and the groups that they form, each with the posts it rests on, the seconds "
    "between them and who came first. Things that crowds carry at once count for little, and which these are is "
    "printed. "
    "--shuffles checks the test on these very data, --window sweep shows how the answer moves with the window.",
    "In step is not on orders: fans of one thing, a newsroom, people at one event and one person with two accounts do "
    "the "
    "same at the same time too. --signals gives figures of how members post, without a score. Nothing here says who or "
    "what stands behind an account.",
    "Each answer is noted in the custody log with the hash of its JSON form; one that was tested is kept below "
    "findings/ in "
    "the case, where map and report find it. --like takes another program's definitions, so that its results can be "
    "reproduced; these test nothing unless --fdr is given.",
    NULL,
};
static const struct example examples[] = {
    { "sillage coordination '#macronleaks'", "Who spread the hashtag in step, by anything that the posts carry." },
    { "sillage coordination --by link,text --window 10s --shuffles 20",
      "Tight copies in the whole case, and a check." },
    { "sillage coordination '#macronleaks' --signals -o groups.gexf",
      "Figures of the members, and the graph for Gephi." },
    { "sillage coordination --like coortweet --by object --only-pairs --pairs pairs.csv",
      "CooRTweet's pairs and weights as a table, where the evidence is its four columns." },
    { NULL, NULL },
};
const struct command command_coordination = {
    .name = "coordination",
    .summary = "tell which accounts acted in step more often than chance explains",
    .usage = usage,
    .description = description,
    .options = coordination_option_rows,
    .defaults = &coordination_defaults,
    .values_size = sizeof(struct coordination_values),
    .least_args = 0,
    .most_args = -1,
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_coordination,
};
