/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `lookalike --in`: names of a list or a pipe, judged as they come. */
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/lookalike.h"
#include "cli/page.h"
#include "cli/progress.h"
#include "cli/reject_file.h"
#include "report/lookalike.h"

enum { SHOWN_REJECTS = 10 };

struct listing {
    struct context *ctx;
    const struct lookalike_values *v;
    const struct sg_protected *p;
    struct lookalike_news news;
    struct progress progress;
    struct sg_buf line;
    struct reject_file rejects; /* none: only counted and the first told */
    uint64_t n_rejects;
};

static void listing_release(struct listing *l)
{
    lookalike_news_release(&l->news);
    sg_buf_release(&l->line);
    reject_file_release(&l->rejects);
}
#define auto_listing __attribute__((cleanup(listing_release))) struct listing

static void put_json(struct listing *l, const struct sg_stream_hit *h)
{
    const struct sg_judged *judged = h->judged;
    const char *protected_name = l->p->names[judged->look.protected_name].domain;
    struct sg_json_out j = sg_json_out(&l->line, false);
    sg_json_object(&j);
    sg_json_kstr(&j, "domain", judged->ascii);
    sg_json_ktext(&j, "protected", protected_name);
    sg_lookalike_json(&j, &judged->look, protected_name);
    sg_json_kstr(&j, "shown", judged->shown);
    sg_json_kstr(&j, "registrable", judged->registrable);
    sg_json_ku64(&j, "line", h->line);
    sg_json_object_end(&j);
    sg_buf_char(&l->line, '\n');
}

static void pad(struct sg_buf *out, size_t from, size_t width)
{
    size_t cells = page_width(sg_str_n(out->data ? out->data + from : NULL, out->len - from));
    for (; cells < width; cells++)
        sg_buf_char(out, ' ');
    sg_buf_text(out, "  ");
}

/* Columns of fixed width: rows are told as they come. */
static void put_text(struct listing *l, const struct sg_stream_hit *h)
{
    enum { SEVERITY_CELLS = 6, NAME_CELLS = 34, PROTECTED_CELLS = 18 };
    const struct sg_judged *judged = h->judged;
    const char *protected_name = l->p->names[judged->look.protected_name].domain;
    struct sg_buf *out = &l->line;
    sg_buf_text(out, sg_severity_names[judged->look.severity]);
    pad(out, 0, SEVERITY_CELLS);
    size_t at = out->len;
    sg_escape_terminal(out, judged->ascii);
    if (!sg_str_same(judged->ascii, judged->shown)) {
        sg_buf_text(out, " (");
        sg_escape_terminal(out, judged->shown);
        sg_buf_char(out, ')');
    }
    pad(out, at, NAME_CELLS);
    at = out->len;
    sg_escape_terminal(out, sg_str(protected_name));
    pad(out, at, PROTECTED_CELLS);
    sg_lookalike_reason(&judged->look, protected_name, out);
    sg_buf_char(out, '\n');
}

static enum sg_code take_hit(void *ctx, const struct sg_stream_hit *h, struct sg_err *err)
{
    struct listing *l = ctx;
    bool is_new;
    SG_TRY(lookalike_news_take(&l->news, h->judged->ascii, l->p->names[h->judged->look.protected_name].domain, &is_new,
                               err));
    if (!is_new) return SG_OK;
    progress_clear(&l->progress);
    sg_buf_clear(&l->line);
    if (l->v->json)
        put_json(l, h);
    else
        put_text(l, h);
    SG_TRY(sg_buf_check(&l->line, err));
    out_write(sg_buf_view(&l->line));
    /* Whoever reads us has left, and nothing that is found now would be told. */
    return out_has_failed() ? sg_fail(err, SG_EIO, "nobody reads the results any more") : SG_OK;
}

static enum sg_code take_reject(void *ctx, const struct sg_stream_hit *h, struct sg_err *err)
{
    struct listing *l = ctx;
    sg_buf_clear(&l->line);
    if (l->rejects.file) {
        struct sg_json_out j = sg_json_out(&l->line, false);
        sg_json_object(&j);
        sg_json_ku64(&j, "line", h->line);
        sg_json_ktext(&j, "reason", h->judged->reason);
        sg_json_kstr(&j, "raw", h->raw);
        sg_json_object_end(&j);
        sg_buf_char(&l->line, '\n');
        SG_TRY(sg_buf_check(&l->line, err));
        reject_file_put(&l->rejects, &l->line);
    }
    if (l->n_rejects++ < SHOWN_REJECTS) {
        enum { BEGINNING = 60 };
        progress_clear(&l->progress);
        sg_buf_clear(&l->line);
        sg_escape_terminal(&l->line, sg_str_n(h->raw.data, h->raw.len < BEGINNING ? h->raw.len : BEGINNING));
        if (h->raw.len > BEGINNING) sg_buf_text(&l->line, "…");
        const char *raw = sg_buf_cstr(&l->line);
        say("line %" PRIu64 ": rejected: %s: \"%s\"", h->line, h->judged->reason, raw ? raw : "");
    }
    return SG_OK;
}

static void show_progress(void *ctx, uint64_t lines, uint64_t done, uint64_t total)
{
    struct listing *l = ctx;
    out_flush(); /* once a block: a slow pipe's hits are told before the next line comes */
    progress_show(&l->progress, "judging", done, total, lines);
}

static void tell(const struct listing *l, const struct sg_lookalike_counts *n)
{
    sg_auto_buf text = { 0 };
    uint64_t alike = 0, below = 0;
    for (int s = SG_LOW; s <= SG_HIGH; s++)
        *(s < (int)lookalike_least(l->v) ? &below : &alike) += n->alike[s];
    page_count(&text, n->names, "name", "names");
    sg_buf_printf(&text, ", %" PRIu64 " alike", alike);
    if (l->news.seen) sg_buf_printf(&text, " (%" PRIu64 " new)", l->news.n_new);
    if (below) sg_buf_printf(&text, ", %" PRIu64 " below that severity (--severity low shows them)", below);
    if (n->own) sg_buf_printf(&text, ", %" PRIu64 " protected or allowed themselves", n->own);
    if (n->rejected) {
        sg_buf_text(&text, "; ");
        page_count(&text, n->rejected, "line that is no name", "lines that are no names");
        sg_buf_text(&text, l->v->rejects                 ? ", kept"
                           : n->rejected > SHOWN_REJECTS ? ", --rejects FILE keeps them all"
                                                         : "");
    }
    const char *line = sg_buf_cstr(&text);
    if (line && !l->ctx->term.is_quiet) say("%s", line);
}

/* Ctrl-C reaches everybody of a pipe: whoever feeds us ends, and what was told until then is remembered.  A second one
 * ends this program as well. */
static void wait_for_end(int signal_number)
{
    static const char words[] = "\nsillage: ending when the pipe does; once more to stop at once\n";
    (void)signal_number;
    if (write(STDERR_FILENO, words, sizeof words - 1) < 0) return; /* nobody listens: nothing is lost by that */
}

static void outlive_interrupt(const struct lookalike_values *v)
{
    struct sigaction act = { .sa_handler = wait_for_end, .sa_flags = SA_RESTART | (int)SA_RESETHAND };
    if (v->new_since && strcmp(v->in, "-") == 0 && !isatty(STDIN_FILENO)) sigaction(SIGINT, &act, NULL);
}

enum sg_code lookalike_list(struct context *ctx, const struct lookalike_values *v, const struct sg_protected *p,
                            struct sg_err *err)
{
    auto_listing l = { .ctx = ctx, .v = v, .p = p };
    struct sg_matcher *m = NULL;
    struct sg_lookalike_counts counts = { 0 };
    const char *const inputs[] = { v->in, v->protect ? v->protect : "-", v->new_since ? v->new_since : "-" };
    SG_TRY(reject_file_open(&l.rejects, v->rejects, inputs, sizeof inputs / sizeof *inputs, err));
    SG_TRY(lookalike_news_open(v, &l.news, err));
    outlive_interrupt(v);
    SG_TRY(sg_matcher_new(p, &m, err));
    progress_init(&l.progress, &ctx->term);
    l.progress.counted = "names";
    const struct sg_lookalike_stream s = { .least = lookalike_least(v),
                                           .hit = take_hit,
                                           .reject = take_reject,
                                           .progress = show_progress,
                                           .ctx = &l };
    enum sg_code code = sg_lookalike_stream(m, v->in, &s, &counts, err);
    sg_matcher_free(m);
    progress_clear(&l.progress);
    SG_TRY(code);
    SG_TRY(reject_file_close(&l.rejects, err));
    if (v->strict && counts.rejected) ctx->status = EXIT_REJECTED;
    SG_TRY(lookalike_news_close(ctx, &l.news, err));
    tell(&l, &counts);
    return SG_OK;
}
