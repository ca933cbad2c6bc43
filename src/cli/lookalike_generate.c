/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `lookalike --generate`: the tricks forward. */
#include "cli/lookalike.h"
#include "cli/page.h"
#include "exchange/exchange.h"

struct making {
    const struct sg_generated_format *format;
    const struct sg_protected *p;
    enum sg_severity least;
    struct sg_buf out;
    size_t n;
};

static enum sg_code take(void *ctx, const struct sg_generated *g, struct sg_err *err)
{
    enum { PIECE = 1 << 16 };
    struct making *m = ctx;
    if (g->look.severity < m->least) return SG_OK;
    const struct sg_generated_row row = { .domain = g->domain,
                                          .shown = g->shown,
                                          .protected_name = m->p->names[g->look.protected_name].domain,
                                          .look = &g->look,
                                          .rank = g->rank };
    m->format->row(&m->out, &row, m->n++);
    SG_TRY(sg_buf_check(&m->out, err));
    if (m->out.len < PIECE) return SG_OK;
    out_write(sg_buf_view(&m->out));
    sg_buf_clear(&m->out);
    return SG_OK;
}

static enum sg_code make_all(struct making *m, const struct lookalike_values *v, struct sg_err *err)
{
    const struct sg_generate_options o = { .limit = v->limit, .with_pairs = v->pairs };
    m->format->begin(&m->out);
    for (size_t i = 0; i < m->p->n; i++)
        SG_TRY(sg_generate(m->p, i, &o, take, m, err));
    m->format->end(&m->out, m->n);
    return sg_buf_check(&m->out, err);
}

enum sg_code lookalike_generate(struct context *ctx, const struct lookalike_values *v, const struct sg_protected *p,
                                struct sg_err *err)
{
    /* The lowest severity is told too: names that nobody registered yet alarm nobody. */
    struct making m = { .format = &sg_generated_formats[0],
                        .p = p,
                        .least = v->severity < 0 ? SG_LOW : lookalike_least(v) };
    for (const struct sg_generated_format *f = sg_generated_formats; f->name; f++)
        if (v->format < 0 ? v->json && sg_str_is(sg_str(f->name), "json") : f == &sg_generated_formats[v->format])
            m.format = f;
    enum sg_code code = make_all(&m, v, err);
    if (code == SG_OK) {
        out_write(sg_buf_view(&m.out));
        sg_buf_clear(&m.out);
        page_count(&m.out, m.n, "name", "names");
        const char *line = sg_buf_cstr(&m.out);
        if (line && !ctx->term.is_quiet) say("%s", line);
    }
    sg_buf_release(&m.out);
    return code;
}
