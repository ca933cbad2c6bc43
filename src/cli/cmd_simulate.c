/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cli/commands.h"
#include "cli/page.h"
#include "cli/progress.h"
#include "simulate/simulate.h"
#include "simulate/simulate_leak.h"

struct values {
    uint64_t posts, accounts, days, seed, stories, groups, group_size, group_acts, threads;
    int64_t spread;
    double camouflage, deleted, poor, wrong_clocks;
    bool without_groups, shuffle_times, only_shares, json;
    bool leak;
    uint64_t mails, documents, batch, lookalikes;
    double damaged, altered, planted, planted_documents, duplicates;
};
static const struct values defaults = { .posts = 100000,
                                        .seed = 1,
                                        .stories = 20,
                                        .groups = 10,
                                        .camouflage = 0.5,
                                        .deleted = 0.02,
                                        .poor = 0.05,
                                        .wrong_clocks = 0.01,
                                        .mails = 20000,
                                        .batch = 25,
                                        .damaged = 0.03,
                                        .altered = 0.01,
                                        .planted = 0.01,
                                        .planted_documents = 0.02,
                                        .duplicates = 0.05 };

static void show_progress(void *ctx, uint64_t done, uint64_t total)
{
    progress_share(ctx, "written", done, total, done); /* counted in posts, not in bytes */
}

static struct sg_simulate_options options_of(const struct values *v, const char *folder)
{
    struct sg_simulate_options o;
    sg_simulate_options_default(&o);
    o.folder = folder;
    o.posts = v->posts;
    o.accounts = (uint32_t)v->accounts;
    if (v->days) o.days = (double)v->days;
    o.seed = v->seed;
    o.stories = (uint32_t)v->stories;
    o.groups = (uint32_t)v->groups;
    o.group_size = (uint32_t)v->group_size;
    o.group_acts = (uint32_t)v->group_acts;
    o.group_spread = v->spread;
    o.camouflage = v->camouflage;
    o.deleted = v->deleted;
    o.lossy = v->poor;
    o.clock_errors = v->wrong_clocks;
    o.without_groups = v->without_groups;
    o.shuffles_times = v->shuffle_times;
    o.only_shares = v->only_shares;
    o.threads = (unsigned)v->threads;
    return o;
}

static void put_json(const char *folder, const struct sg_simulate_result *r, struct sg_buf *out)
{
    struct sg_json_out j = sg_json_out(out, true);
    sg_json_object(&j);
    sg_json_ktext(&j, "folder", folder);
    sg_json_ku64(&j, "posts", r->posts);
    sg_json_ku64(&j, "bytes", r->bytes);
    sg_json_ku64(&j, "accounts", r->accounts);
    sg_json_ku64(&j, "groups", r->groups);
    sg_json_ku64(&j, "files", r->files);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
}

static void put_words(const char *word, const struct sg_simulate_result *r, struct sg_buf *out)
{
    page_count(out, r->posts, "post", "posts");
    sg_buf_text(out, " of ");
    page_count(out, r->accounts, "account", "accounts");
    sg_buf_text(out, " in ");
    page_count(out, r->files, "file", "files");
    sg_buf_text(out, " (");
    page_bytes(out, (double)r->bytes);
    sg_buf_printf(out, "), under %s/evidence\nthe truth about them: %s/truth.json and cascades.csv\n", word, word);
}

/* ---- a leak ---- */

static struct sg_simulate_leak_options leak_options_of(const struct values *v, const char *folder)
{
    struct sg_simulate_leak_options o;
    sg_simulate_leak_options_default(&o);
    o.folder = folder;
    o.seed = v->seed;
    o.mails = (uint32_t)v->mails;
    o.documents = (uint32_t)v->documents;
    o.batch = (uint32_t)v->batch;
    o.lookalikes = (uint32_t)v->lookalikes;
    o.damaged = v->damaged;
    o.altered = v->altered;
    o.planted = v->planted;
    o.planted_documents = v->planted_documents;
    o.duplicates = v->duplicates;
    if (v->days) o.days = (double)v->days;
    o.threads = (unsigned)v->threads;
    return o;
}

static void put_leak_json(const char *folder, const struct sg_simulate_leak_result *r, struct sg_buf *out)
{
    struct sg_json_out j = sg_json_out(out, true);
    sg_json_object(&j);
    sg_json_ktext(&j, "folder", folder);
    sg_json_ku64(&j, "mails", r->mails);
    sg_json_ku64(&j, "documents", r->documents);
    sg_json_ku64(&j, "bytes", r->bytes);
    sg_json_ku64(&j, "damaged", r->damaged);
    sg_json_ku64(&j, "altered", r->altered);
    sg_json_ku64(&j, "planted", r->planted);
    sg_json_ku64(&j, "planted_documents", r->planted_documents);
    sg_json_ku64(&j, "lookalikes", r->lookalikes);
    sg_json_ku64(&j, "keys", r->keys);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
}

static void put_leak_words(const char *word, const struct sg_simulate_leak_result *r, struct sg_buf *out)
{
    page_count(out, r->mails, "mail", "mails");
    sg_buf_text(out, " and ");
    page_count(out, r->documents, "document", "documents");
    sg_buf_text(out, " (");
    page_bytes(out, (double)r->bytes);
    sg_buf_printf(out, "), under %s/leak\n", word);
    page_count(out, r->damaged, "mail", "mails");
    sg_buf_text(out, " damaged on the way, ");
    page_count(out, r->altered, "altered copy", "altered copies");
    sg_buf_text(out, ", ");
    page_count(out, r->planted, "planted mail", "planted mails");
    sg_buf_text(out, ", ");
    page_count(out, r->planted_documents, "planted document", "planted documents");
    if (r->lookalikes) {
        sg_buf_text(out, ", ");
        page_count(out, r->lookalikes, "mail with a look-alike", "mails with look-alikes");
    }
    sg_buf_printf(out, "\nthe keys: %s/keys.csv, the truth: %s/truth.json\n", word, word);
}

static enum sg_code run_leak(struct context *ctx, const struct values *v, const char *folder, struct sg_err *err)
{
    struct sg_simulate_leak_result result;
    struct progress progress;
    progress_init(&progress, &ctx->term);
    struct sg_simulate_leak_options o = leak_options_of(v, folder);
    o.progress = show_progress;
    o.progress_ctx = &progress;
    enum sg_code code = sg_simulate_leak(&o, &result, err);
    progress_clear(&progress);
    SG_TRY(code);
    sg_auto_buf out = { 0 }, word = { 0 };
    sg_escape_shell(&word, sg_str(folder));
    SG_TRY(sg_buf_check(&word, err));
    if (v->json)
        put_leak_json(folder, &result, &out);
    else
        put_leak_words(sg_buf_cstr(&word), &result, &out);
    SG_TRY(sg_buf_check(&out, err));
    out_write(sg_buf_view(&out));
    if (!ctx->term.is_quiet)
        say("next: sillage init CASE, sillage -C CASE leak add %s/leak, then sillage -C CASE leak verify --keys "
            "%s/keys.csv",
            sg_buf_cstr(&word), sg_buf_cstr(&word));
    return SG_OK;
}

static enum sg_code run_simulate(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)n_args;
    const struct values *v = values;
    if (v->leak) return run_leak(ctx, v, args[0], err);
    if (v->lookalikes || v->documents || v->mails != defaults.mails)
        return sg_fail(err, SG_EUSAGE, "--mails, --documents and --lookalikes are a leak's: add --leak");
    struct sg_simulate_result result;
    struct progress progress;
    progress_init(&progress, &ctx->term);
    struct sg_simulate_options o = options_of(v, args[0]);
    o.progress = show_progress;
    o.progress_ctx = &progress;
    enum sg_code code = sg_simulate(&o, &result, err);
    progress_clear(&progress);
    SG_TRY(code);
    sg_auto_buf out = { 0 }, word = { 0 };
    sg_escape_shell(&word, sg_str(args[0]));
    SG_TRY(sg_buf_check(&word, err));
    if (v->json)
        put_json(args[0], &result, &out);
    else
        put_words(sg_buf_cstr(&word), &result, &out);
    SG_TRY(sg_buf_check(&out, err));
    out_write(sg_buf_view(&out));
    if (!ctx->term.is_quiet) say("next: sillage init CASE, then sillage -C CASE add %s/evidence", sg_buf_cstr(&word));
    return SG_OK;
}

static const struct option_row options[] = {
    { "posts", 'n', OPTION_COUNT, offsetof(struct values, posts), "N", "about so many posts in all (100,000)", NULL,
      100, UINT64_C(10000000000) },
    { "accounts", 0, OPTION_COUNT, offsetof(struct values, accounts), "N",
      "so many ordinary accounts (a fiftieth of the posts, at least 200)", NULL, 1, 100000000 },
    { "days", 0, OPTION_COUNT, offsetof(struct values, days), "N", "over so many days (14; a leak 840)", NULL, 1,
      3650 },
    { "seed", 0, OPTION_COUNT, offsetof(struct values, seed), "N", "the same seed gives the same bytes (1)", NULL, 0,
      0 },
    { "stories", 0, OPTION_COUNT, offsetof(struct values, stories), "N", "stories that jump between platforms (20)",
      NULL, 0, 100000 },
    { "groups", 0, OPTION_COUNT, offsetof(struct values, groups), "N",
      "groups that act in step, the kinds in turn (10)", NULL, 0, 100000 },
    { "group-size", 0, OPTION_COUNT, offsetof(struct values, group_size), "N", "members of each (from 5 to 12)", NULL,
      2, 256 },
    { "group-acts", 0, OPTION_COUNT, offsetof(struct values, group_acts), "N",
      "joint actions of each (from 12 to 40), in each of which 70 to 100 % of the members take part", NULL, 1, 100000 },
    { "spread", 0, OPTION_DURATION, offsetof(struct values, spread), "TIME",
      "how far apart a joint action's posts lie at most (tight and loose groups in turn: up to 15s, up to 60s)", NULL,
      0, 0 },
    { "camouflage", 0, OPTION_SHARE, offsetof(struct values, camouflage), "SHARE",
      "of a member's posts so many are like anyone's (0.5; up to 0.95)", NULL, 0, 0 },
    { "deleted", 0, OPTION_SHARE, offsetof(struct values, deleted), "SHARE",
      "of the posts that others refer to so many are left out (0.02; up to 0.9)", NULL, 0, 0 },
    { "poor", 0, OPTION_SHARE, offsetof(struct values, poor), "SHARE", "so many rows lack what is optional (0.05)",
      NULL, 0, 0 },
    { "wrong-clocks", 0, OPTION_SHARE, offsetof(struct values, wrong_clocks), "SHARE",
      "the times of so many accounts are shifted (0.01; about 200 accounts at most)", NULL, 0, 0 },
    { "without-groups", 0, OPTION_FLAG, offsetof(struct values, without_groups), NULL,
      "the same evidence with the joint actions taken out", NULL, 0, 0 },
    { "shuffle-times", 0, OPTION_FLAG, offsetof(struct values, shuffle_times), NULL,
      "the same evidence with each platform's times dealt out anew", NULL, 0, 0 },
    { "only-shares", 0, OPTION_FLAG, offsetof(struct values, only_shares), NULL,
      "one file of four columns: object_id, account_id, content_id, timestamp_share", NULL, 0, 0 },
    { "leak", 0, OPTION_FLAG, offsetof(struct values, leak), NULL,
      "write a leak instead: mail and documents, some of them damaged, altered or planted", NULL, 0, 0 },
    { "mails", 0, OPTION_COUNT, offsetof(struct values, mails), "N", "a leak's mails, in all (20,000)", NULL, 200,
      5000000 },
    { "documents", 0, OPTION_COUNT, offsetof(struct values, documents), "N",
      "a leak's documents (a twentieth of the mails)", NULL, 10, 500000 },
    { "damaged", 0, OPTION_SHARE, offsetof(struct values, damaged), "SHARE",
      "of the mails so many are honest but harmed on the way (0.03)", NULL, 0, 0 },
    { "altered", 0, OPTION_SHARE, offsetof(struct values, altered), "SHARE",
      "of the mails so many are copies with other words (0.01)", NULL, 0, 0 },
    { "planted", 0, OPTION_SHARE, offsetof(struct values, planted), "SHARE",
      "of the mails so many were never sent (0.01)", NULL, 0, 0 },
    { "planted-documents", 0, OPTION_SHARE, offsetof(struct values, planted_documents), "SHARE",
      "of the documents so many were changed by strangers (0.02)", NULL, 0, 0 },
    { "duplicates", 0, OPTION_SHARE, offsetof(struct values, duplicates), "SHARE",
      "of the mails so many lie in a second place too (0.05)", NULL, 0, 0 },
    { "batch", 0, OPTION_COUNT, offsetof(struct values, batch), "N",
      "documents that one editor re-saves within four minutes (25)", NULL, 0, 10000 },
    { "lookalikes", 0, OPTION_COUNT, offsetof(struct values, lookalikes), "N",
      "mails that carry a name which imitates an organisation's own (0)", NULL, 0, 500 },
    { "threads", 0, OPTION_COUNT, offsetof(struct values, threads), "N",
      "as many threads (what the machine has, at most 8)", NULL, 1, 8 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "say what was written as one JSON document", NULL, 0,
      0 },
    { NULL },
};
static const char *const usage[] = {
    "simulate DIR [--posts N] [--groups N] [--seed N] [--without-groups] [--shuffle-times] [--only-shares] …",
    "simulate DIR --leak [--mails N] [--documents N] [--seed N] [--planted SHARE] …", NULL
};
static const char *const description[] = {
    "Writes evidence whose truth is known, for trying out a method before it is trusted: posts on five platforms, "
    "in the formats that add reads, by made-up accounts with days and nights; stories that jump between platforms; "
    "cascades; and groups that act in step over a background of things that everybody shares. DIR is made; it must "
    "be empty. Groups and stories are written whole, even where fewer posts were asked for.",
    "DIR/evidence holds what add takes. DIR/truth.json says who was made to act in step, when and how, where each "
    "story began and who caused what; DIR/cascades.csv names each post's true parent. What is modelled and what is "
    "not: doc/method/simulate.md.",
    "With --leak it writes the mail and documents of invented organisations instead: DIR/leak holds what leak add "
    "takes, "
    "DIR/keys.csv the keys of their signatures, DIR/truth.json what each item is.",
    NULL,
};
static const struct example examples[] = {
    { "sillage simulate try && sillage init case && sillage -C case add try/evidence",
      "A hundred thousand posts with ten groups among them, read into a case." },
    { "sillage simulate null --without-groups",
      "The same posts without the joint actions: nobody should be found here." },
    { "sillage simulate dump --leak", "Twenty thousand mails, two hundred of which were never sent." },
    { "sillage simulate big --posts 10000000 --only-shares --groups 50", "Ten million shares in one file." },
    { NULL, NULL },
};
const struct command command_simulate = {
    .name = "simulate",
    .summary = "write evidence whose truth is known, to try out methods",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = 1,
    .examples = examples,
    .run = run_simulate,
};
