/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "cli/commands.h"

struct values {
    int format;
    bool json;
};
enum { FORMAT_TSV, FORMAT_CSV, FORMAT_JSON };
static const char *const formats[] = { "TSV", "CSV", "JSON", NULL };
static const char *const engine_formats[] = { "TabSeparatedWithNames", "CSVWithNames", "JSONEachRow" };

/* The answer comes in pieces that end anywhere; JSON rows and escapes for a terminal need whole lines. */
struct sink {
    bool is_json, is_terminal, is_begun;
    const char *sql;
    struct sg_buf line;
    uint64_t n_rows;
};

static enum sg_code check_out(struct sg_err *err)
{
    return out_has_failed() ? sg_fail(err, SG_EIO, "standard output: cannot be written") : SG_OK;
}

static void put_safe(struct sg_str line)
{
    sg_auto_buf out = { 0 };
    while (line.len) { /* a tab parts columns and is no danger */
        const char *tab = memchr(line.data, '\t', line.len);
        size_t len = tab ? (size_t)(tab - line.data) : line.len;
        sg_escape_terminal(&out, sg_str_n(line.data, len));
        if (tab) sg_buf_char(&out, '\t');
        len += tab != NULL;
        line = sg_str_n(line.data + len, line.len - len);
    }
    out_write(sg_buf_view(&out));
}

/* Only when there is an answer: a statement that fails must leave no half document. */
static void begin_json(struct sink *s)
{
    if (s->is_begun) return;
    s->is_begun = true;
    sg_auto_buf head = { 0 };
    struct sg_json_out j = sg_json_out(&head, false);
    sg_json_str(&j, sg_str(s->sql));
    out_text("{\n  \"sql\": ");
    out_write(sg_buf_view(&head));
    out_text(",\n  \"rows\": [");
}

static void put_line(struct sink *s, struct sg_str line)
{
    if (s->is_json) {
        if (line.len == 0) return;
        begin_json(s);
        out_text(s->n_rows++ ? ",\n    " : "\n    ");
    }
    if (s->is_terminal)
        put_safe(line);
    else
        out_write(line);
    if (!s->is_json) out_text("\n");
}

static enum sg_code take(void *ctx, const char *bytes, size_t len, struct sg_err *err)
{
    struct sink *s = ctx;
    if (!s->is_json && !s->is_terminal) {
        out_write(sg_str_n(bytes, len));
        return check_out(err);
    }
    while (len) {
        const char *newline = memchr(bytes, '\n', len);
        size_t n = newline ? (size_t)(newline - bytes) : len;
        sg_buf_add(&s->line, bytes, n);
        SG_TRY(sg_buf_check(&s->line, err));
        if (newline) {
            put_line(s, sg_buf_view(&s->line));
            sg_buf_clear(&s->line);
        }
        n += newline != NULL;
        bytes += n;
        len -= n;
    }
    return check_out(err);
}

static enum sg_code run_sql(struct context *ctx, const void *values, int n_args, char **args, struct sg_err *err)
{
    const struct values *v = values;
    (void)n_args;
    int format = v->json ? FORMAT_JSON : v->format;
    struct sink sink = { .is_json = format == FORMAT_JSON, .is_terminal = ctx->term.out_is_tty, .sql = args[0] };
    enum sg_code code = sg_store_user_select(ctx->store, sg_str(args[0]), engine_formats[format], take, &sink, err);
    if (code == SG_OK && sink.line.len) put_line(&sink, sg_buf_view(&sink.line));
    if (code == SG_OK && sink.is_json) {
        begin_json(&sink);
        out_text(sink.n_rows ? "\n  ]\n}\n" : "]\n}\n");
    }
    sg_buf_release(&sink.line);
    return code;
}

static const struct option_row options[] = {
    { "format", 'f', OPTION_CHOICE, offsetof(struct values, format), "TSV|CSV|JSON", "how rows are written (TSV)",
      formats, 0, 0 },
    { "json", 0, OPTION_FLAG, offsetof(struct values, json), NULL, "one JSON document; the same as --format JSON", NULL,
      0, 0 },
    { NULL },
};
static const char *const usage[] = { "sql \"SELECT …\" [--format TSV|CSV|JSON | --json]", NULL };
static const char *const description[] = {
    "Runs one SELECT of ClickHouse's SQL on the case's tables: posts, links, objects and sources. It can read nothing "
    "but the "
    "case: no files, no addresses, no other servers, and it cannot write. Times are microseconds since 1970 in UTC; "
    "toDateTime(intDiv(time, 1000000), 'UTC') makes them readable.",
    NULL,
};
static const struct example examples[] = {
    { "sillage sql \"SELECT platform, count() FROM posts GROUP BY platform ORDER BY platform\"", "Posts by platform." },
    { "sillage sql \"SELECT value, uniqExact(post) AS posts FROM objects WHERE kind = 3 GROUP BY value ORDER BY posts "
      "DESC, "
      "value LIMIT 20\" --json",
      "The twenty most used hashtags, for another program." },
    { NULL, NULL },
};
const struct command command_sql = {
    .name = "sql",
    .summary = "ask the case's tables in SQL, read only",
    .usage = usage,
    .description = description,
    .options = options,
    .values_size = sizeof(struct values),
    .least_args = 1,
    .most_args = 1,
    .examples = examples,
    .needs = NEEDS_STORE,
    .run = run_sql,
};
