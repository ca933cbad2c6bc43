/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cli/leak_answer.h"
#include "ingest/leak.h"
#include "report/leak.h"

struct values {
    struct leak_values leak;
    bool json, headers, text, raw, masked;
};

struct long_texts {
    struct sg_buf headers, text;
};

static enum sg_code take_mail(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    struct long_texts *t = ctx;
    sg_buf_str(&t->headers, sg_batch_text(b, 0, row));
    sg_buf_str(&t->text, sg_batch_text(b, 1, row));
    SG_TRY(sg_buf_check(&t->headers, err));
    return sg_buf_check(&t->text, err);
}

static enum sg_code load_texts(struct context *ctx, const struct sg_leak_item *item, struct long_texts *t,
                               struct sg_err *err)
{
    static const enum sg_type types[] = { SG_TEXT, SG_TEXT, SG_TEXT };
    const struct sg_param id = { .name = "item", .kind = SG_PARAM_U64, .u64 = item->id };
    /* What a document has in a header's place are its facts. */
    return sg_store_each(ctx->store, item->kind == SG_ITEM_MESSAGE ? "leak_one_mail" : "leak_one_document", &id, 1,
                         types, 3, take_mail, t, err);
}

/* Lines of evidence, made harmless one by one. */
static void put_lines(const struct values *v, struct sg_str text, struct sg_buf *out)
{
    while (text.len) {
        const char *end = memchr(text.data, '\n', text.len);
        size_t n = end ? (size_t)(end - text.data) : text.len;
        struct sg_str line = sg_str_n(text.data, n && text.data[n - 1] == '\r' ? n - 1 : n);
        sg_auto_buf masked = { 0 };
        if (v->masked) sg_mask_personal(line, &masked);
        sg_escape_terminal(out, v->masked ? sg_buf_view(&masked) : line);
        sg_buf_char(out, '\n');
        size_t used = n + (end ? 1 : 0);
        text = sg_str_n(text.data + used, text.len - used);
    }
}

static enum sg_code show_texts(struct context *ctx, const struct values *v, const struct sg_leak_item *item,
                               struct sg_buf *out, struct sg_err *err)
{
    struct long_texts t = { 0 };
    enum sg_code code = load_texts(ctx, item, &t, err);
    if (code == SG_OK && v->headers) {
        sg_buf_char(out, '\n');
        put_lines(v, sg_buf_view(&t.headers), out);
    }
    if (code == SG_OK && v->text) {
        sg_buf_char(out, '\n');
        put_lines(v, sg_buf_view(&t.text), out);
    }
    sg_buf_release(&t.headers);
    sg_buf_release(&t.text);
    return code;
}

static enum sg_code show(struct context *ctx, const struct values *v, const struct sg_leak *l, uint32_t item,
                         struct sg_buf *out, struct sg_err *err)
{
    const struct sg_leak_report_options o = { .with_content = true,
                                              .is_masked = v->masked,
                                              .color = ctx->term.color,
                                              .columns = ctx->term.columns };
    if (v->raw) {
        if (ctx->term.out_is_tty)
            return sg_fail(err, SG_EUSAGE, "the bytes of evidence are not written to a terminal: send them to a file");
        return sg_leak_raw(ctx->kase, ctx->store, l->items[item].id, ctx->reader_program, out, err);
    }
    if (v->json) return sg_report_leak_item(l, item, &o, out, err);
    if (out->len) sg_buf_char(out, '\n');
    SG_TRY(sg_report_leak_show(l, item, &o, out, err));
    return v->headers || v->text ? show_texts(ctx, v, &l->items[item], out, err) : SG_OK;
}

static enum sg_code run_show(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    if (v->raw && n_args > 1) return sg_fail(err, SG_EUSAGE, "--raw writes one item: name one");
    struct sg_leak *l = NULL;
    sg_auto_buf out = { 0 };
    SG_TRY(leak_answer(ctx, &v->leak, &l, err));
    enum sg_code code = SG_OK;
    for (int i = 0; i < n_args && code == SG_OK; i++) {
        uint32_t item;
        code = leak_item_named(l, args[i], &item, err);
        if (code == SG_OK) code = show(ctx, v, l, item, &out, err);
    }
    if (code == SG_OK) code = sg_buf_check(&out, err);
    if (code == SG_OK) out_write(sg_buf_view(&out));
    sg_leak_free(l);
    return code;
}

static const struct option_row options[] = {
    { "headers", 0, OPTION_FLAG, offsetof(struct values, headers), NULL,
      "the header as it was found; a document's facts", NULL, 0, 0 },
    { "text", 't', OPTION_FLAG, offsetof(struct values, text), NULL, "the readable text", NULL, 0, 0 },
    { "raw", 0, OPTION_FLAG, offsetof(struct values, raw), NULL,
      "the item's bytes, read again from its source, to standard output", NULL, 0, 0 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "as leak list --json prints it", NULL, 0, 0 },
    { "mask", 0, OPTION_FLAG, offsetof(struct values, masked), NULL,
      "mask addresses, phone numbers, card and account numbers", NULL, 0, 0 },
    LEAK_OPTIONS(struct values),
    { NULL },
};
static const char *const usage[] = { "leak show ID… [--headers] [--text] [--json]", "leak show ID --raw > FILE", NULL };
static const char *const description[] = {
    "Shows what is known of an item: where it lies, what it says of itself, each signature with its facts, each "
    "finding with its reason, its evidence and what would overturn it, and the words that differ from other copies. ID "
    "is an id as leak list shows it (its beginning is enough), a SHA-256 or a Message-ID.",
    NULL,
};
static const struct example examples[] = {
    { "sillage leak show 3fa29c", "What is known of one item." },
    { "sillage leak show 3fa29c --raw > mail.eml", "Its bytes, for another program." },
    { NULL, NULL },
};
const struct command command_leak_show = {
    .name = "leak show",
    .summary = "show one item of a leak with all that was found",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = -1,
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_show,
};
