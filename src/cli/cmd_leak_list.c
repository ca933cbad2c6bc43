/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "cli/leak_answer.h"
#include "cli/page.h"
#include "report/leak.h"

struct values {
    struct leak_values leak;
    uint64_t limit;
    int kind, verdict;
    const char *rule;
    bool json, flagged, masked;
};
static const struct values defaults = { .limit = 50, .kind = -1, .verdict = -1 };

static const char *const kinds[] = { "message", "document", "image", "archive", "text", "other", NULL };
enum { PIECE = 1 << 20 };

/* ---- which ---- */

static const struct sg_leak_finding *gravest(const struct sg_leak *l, const struct sg_leak_item *item)
{
    return item->n_findings && l->findings[item->first_finding].severity != SG_NOTE ? &l->findings[item->first_finding]
                                                                                   : NULL;
}

static bool has_rule(const struct sg_leak *l, const struct sg_leak_item *item, uint32_t rule)
{
    for (uint32_t i = 0; i < item->n_findings; i++)
        if (l->findings[item->first_finding + i].rule == rule) return true;
    return false;
}

static bool is_wanted(const struct sg_leak *l, const struct values *v, uint32_t rule, const struct sg_leak_item *item)
{
    if (v->kind >= 0 && (int)item->kind != v->kind) return false;
    if (v->verdict >= 0 && (int)item->verdict != v->verdict + 1) return false;
    if (v->flagged && !gravest(l, item)) return false;
    return rule == SG_NO_INDEX || has_rule(l, item, rule);
}

/* ---- how ---- */

static enum sg_code print_json(const struct sg_leak *l, const struct values *v, uint32_t rule, struct sg_err *err)
{
    const struct sg_leak_report_options o = { .with_content = true, .is_masked = v->masked };
    sg_auto_buf out = { 0 };
    for (uint32_t i = 0; i < l->n_items; i++) {
        if (!is_wanted(l, v, rule, &l->items[i])) continue;
        SG_TRY(sg_report_leak_item(l, i, &o, &out, err));
        if (out.len < PIECE) continue;
        out_write(sg_buf_view(&out));
        sg_buf_clear(&out);
    }
    out_write(sg_buf_view(&out));
    return SG_OK;
}

static void cell(struct page *p, const struct values *v, const char *text)
{
    sg_auto_buf masked = { 0 };
    if (v->masked) sg_mask_personal(sg_str(text), &masked);
    page_cell(p, v->masked ? sg_buf_view(&masked) : sg_str(text));
    p->text.failed |= masked.failed;
}

static void put_row(const struct sg_leak *l, const struct values *v, const struct sg_leak_item *item, struct page *p)
{
    char id[17];
    snprintf(id, sizeof id, "%016" PRIx64, item->id);
    const struct sg_leak_finding *f = gravest(l, item);
    bool is_mail = item->kind == SG_ITEM_MESSAGE;
    page_cell(p, sg_str(id));
    page_cell_time(p, item->date, SG_TO_MINUTE);
    sg_auto_buf what = { 0 };
    sg_buf_printf(&what, "%s%s", is_mail ? "mail, " : "",
                  is_mail ? sg_verdict_names[item->verdict] : sg_item_kind_name(item->kind));
    page_cell(p, sg_buf_view(&what));
    page_cell(p, sg_str(f ? sg_severity_names[f->severity] : ""));
    page_cell(p, sg_str(f ? sg_leak_rules[f->rule].id : ""));
    cell(p, v, is_mail ? item->from : *item->editor ? item->editor : item->author);
    cell(p, v, item->path);
}

static enum sg_code print_table(struct context *ctx, const struct sg_leak *l, const struct values *v, uint32_t rule,
                                struct sg_err *err)
{
    static const struct page_column columns[] = { { "id", false, false },       { "date (UTC)", false, false },
                                                  { "kind, verdict", false, false }, { "severity", false, false },
                                                  { "finding", false, false },  { "by", false, false },
                                                  { "path", false, true } };
    auto_page page = page_of(columns, sizeof columns / sizeof *columns);
    uint64_t n = 0, shown = 0;
    for (uint32_t i = 0; i < l->n_items; i++) {
        if (!is_wanted(l, v, rule, &l->items[i]) || n++ >= v->limit) continue;
        put_row(l, v, &l->items[i], &page);
        shown++;
    }
    sg_auto_buf out = { 0 }, words = { 0 };
    if (shown) SG_TRY(page_print(&page, ctx->term.columns, ctx->term.color, &out, err));
    out_write(sg_buf_view(&out));
    if (ctx->term.is_quiet) return SG_OK;
    page_count(&words, n, "item", "items");
    if (shown < n) {
        sg_buf_text(&words, "; these are the first ");
        page_number(&words, shown);
        sg_buf_text(&words, ", --limit shows more");
    }
    const char *line = sg_buf_cstr(&words);
    if (line) say("%s", n ? line : "no item of the leak is such");
    return SG_OK;
}

static enum sg_code find_rule(const char *name, uint32_t *ret, struct sg_err *err)
{
    const char *names[64]; /* rules are a table of half that size */
    sg_auto_buf list = { 0 };
    size_t n = 0;
    *ret = name ? sg_leak_rule_find(name) : SG_NO_INDEX;
    if (!name || *ret != SG_NO_INDEX) return SG_OK;
    for (; n < sg_leak_n_rules && n + 1 < sizeof names / sizeof *names; n++) {
        names[n] = sg_leak_rules[n].id;
        sg_buf_printf(&list, "%s%s", n ? ", " : "", names[n]);
    }
    names[n] = NULL;
    const char *near = option_nearest(name, names), *all = sg_buf_cstr(&list);
    if (near) return sg_fail(err, SG_EUSAGE, "no finding is called \"%s\"; did you mean \"%s\"?", name, near);
    return sg_fail(err, SG_EUSAGE, "no finding is called \"%s\"; there are: %s", name, all ? all : "");
}

static enum sg_code run_list(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    (void)n_args, (void)args;
    const struct values *v = values;
    uint32_t rule;
    SG_TRY(find_rule(v->rule, &rule, err));
    struct sg_leak *l = NULL;
    SG_TRY(leak_answer(ctx, &v->leak, &l, err));
    enum sg_code code = v->json ? print_json(l, v, rule, err) : print_table(ctx, l, v, rule, err);
    sg_leak_free(l);
    return code;
}

static const char *const verdicts[] = { "verified", "signed-unverified", "unsigned", NULL };
static const struct option_row options[] = {
    { "flagged", 'f', OPTION_FLAG, offsetof(struct values, flagged), NULL, "only items with a finding against them",
      NULL, 0, 0 },
    { "rule", 'r', OPTION_TEXT, offsetof(struct values, rule), "RULE", "only items with this finding: altered-copy",
      NULL, 0, 0 },
    { "kind", 0, OPTION_CHOICE, offsetof(struct values, kind), "KIND",
      "only message, document, image, archive, text or other", kinds, 0, 0 },
    { "verdict", 0, OPTION_CHOICE, offsetof(struct values, verdict), "VERDICT",
      "only mails that are verified, signed-unverified or unsigned", verdicts, 0, 0 },
    { "limit", 'n', OPTION_COUNT, offsetof(struct values, limit), "N", "rows of the table (50); --json has no limit",
      NULL, 1, 1000000000 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL,
      "one JSON object an item on a line: doc/formats/leak-json.md", NULL, 0, 0 },
    { "mask", 0, OPTION_FLAG, offsetof(struct values, masked), NULL,
      "mask addresses, phone numbers, card and account numbers", NULL, 0, 0 },
    LEAK_OPTIONS(struct values),
    { NULL },
};
static const char *const usage[] = {
    "leak list [--flagged] [--rule RULE] [--kind KIND] [--verdict VERDICT] [--json] [--keys FILE.csv]", NULL
};
static const char *const description[] = {
    "Shows the items of a leak by date: mails with their verdict, documents, and the gravest finding about each. Shows "
    "what leak verify kept, when nothing was added since and nothing else is asked; otherwise it is worked out now. Of "
    "several findings about an item the table shows the gravest; leak show and --json have all.",
    NULL,
};
static const struct example examples[] = {
    { "sillage leak list --flagged", "What something speaks against." },
    { "sillage leak list --json --keys keys.csv > items.ndjson", "Every item for another program, one on a line." },
    { "sillage leak list --rule batch-edit", "Documents that were saved together." },
    { NULL, NULL },
};
const struct command command_leak_list = {
    .name = "leak list",
    .summary = "show a leak's items, verdicts and findings",
    .usage = usage,
    .description = description,
    .options = options,
    .defaults = &defaults,
    .values_size = sizeof(struct values),
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_list,
};
