/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file around a document: ui/page.html with its holes filled, and the policy that lets its own script run alone. */
#include "base/hash.h"
#include "base/pack.h"
#include "base/text.h"
#include "report/web.h"

enum { LEVEL = 6 }; /* 9 takes four times as long for a file that is half a percent smaller */

/* As tools/embed.py lays it down. */
struct sg_embedded {
    const char *name;
    const char *data;
    size_t len;
};
extern const struct sg_embedded sg_page_files[];

static enum sg_code find(const char *name, struct sg_str *ret, struct sg_err *err)
{
    for (const struct sg_embedded *f = sg_page_files; f->name; f++) {
        if (strcmp(f->name, name) != 0) continue;
        *ret = sg_str_n(f->data, f->len);
        return SG_OK;
    }
    return sg_fail(err, SG_ENOTFOUND, "this program was built without %s", name);
}

/* 'sha256-…' of an element's whole text, as Content Security Policy Level 2 (W3C 2016) compares it. */
static enum sg_code add_hash(struct sg_buf *out, const char *file, struct sg_err *err)
{
    struct sg_str text = { 0 };
    unsigned char digest[SG_SHA256_BYTES];
    SG_TRY(find(file, &text, err));
    SG_TRY(sg_sha256_raw(text.data, text.len, digest, err));
    sg_buf_text(out, "'sha256-");
    sg_base64(out, digest, sizeof digest);
    sg_buf_char(out, '\'');
    return SG_OK;
}

enum sg_code sg_page_policy(enum sg_page_kind kind, struct sg_buf *out, struct sg_err *err)
{
    sg_buf_text(out, "default-src 'none'; script-src ");
    SG_TRY(add_hash(out, "app.js", err));
    sg_buf_text(out, "; style-src ");
    SG_TRY(add_hash(out, "app.css", err));
    sg_buf_text(out, "; img-src data: blob:; worker-src blob:; connect-src ");
    sg_buf_text(out, kind == SG_PAGE_LIVE ? "'self'" : "'none'");
    sg_buf_text(out, "; base-uri 'none'; form-action 'none'");
    return sg_buf_check(out, err);
}

/* ---- holes ---- */

struct page {
    struct sg_str title, document, summary;
    const struct sg_page_options *o;
};
typedef enum sg_code fill_fn(const struct page *p, struct sg_buf *out, struct sg_err *err);

static enum sg_code fill_lang(const struct page *p, struct sg_buf *out, struct sg_err *err)
{
    (void)err;
    sg_escape_xml(out, sg_str(p->o->lang ? p->o->lang : "")); /* empty: the script asks the browser */
    return SG_OK;
}

static enum sg_code fill_policy(const struct page *p, struct sg_buf *out, struct sg_err *err)
{
    sg_auto_buf policy = { 0 };
    SG_TRY(sg_page_policy(p->o->kind, &policy, err));
    sg_escape_xml(out, sg_buf_view(&policy));
    return SG_OK;
}

static enum sg_code fill_version(const struct page *p, struct sg_buf *out, struct sg_err *err)
{
    (void)p, (void)err;
    sg_buf_text(out, SG_VERSION);
    return SG_OK;
}

static enum sg_code fill_title(const struct page *p, struct sg_buf *out, struct sg_err *err)
{
    (void)err;
    sg_escape_xml(out, p->title);
    return SG_OK;
}

static enum sg_code fill_summary(const struct page *p, struct sg_buf *out, struct sg_err *err)
{
    (void)err;
    if (p->summary.len == 0) return SG_OK;
    sg_buf_text(out, "<pre lang=\"en\">");
    sg_escape_xml(out, p->summary);
    sg_buf_text(out, "</pre>");
    return SG_OK;
}

static enum sg_code fill_style(const struct page *p, struct sg_buf *out, struct sg_err *err)
{
    (void)p;
    struct sg_str text = { 0 };
    SG_TRY(find("app.css", &text, err));
    sg_buf_str(out, text);
    return SG_OK;
}

static enum sg_code fill_script(const struct page *p, struct sg_buf *out, struct sg_err *err)
{
    (void)p;
    struct sg_str text = { 0 };
    SG_TRY(find("app.js", &text, err));
    sg_buf_str(out, text);
    return SG_OK;
}

static enum sg_code fill_data(const struct page *p, struct sg_buf *out, struct sg_err *err)
{
    if (p->document.len == 0) return SG_OK; /* live */
    sg_auto_buf packed = { 0 };
    SG_TRY(sg_gzip(p->document, LEVEL, &packed, err));
    sg_buf_text(out, "<script type=\"application/octet-stream\" id=\"document\">");
    sg_base64(out, packed.data, packed.len);
    sg_buf_text(out, "</script>");
    return SG_OK;
}

static enum sg_code fill(const struct page *p, struct sg_str hole, struct sg_buf *out, struct sg_err *err)
{
    static const struct {
        const char *name;
        fill_fn *fill;
    } holes[] = {
        { "lang", fill_lang },   { "policy", fill_policy },   { "version", fill_version }, { "title", fill_title },
        { "style", fill_style }, { "summary", fill_summary }, { "data", fill_data },       { "script", fill_script },
    };
    for (size_t i = 0; i < sizeof holes / sizeof *holes; i++)
        if (sg_str_is(hole, holes[i].name)) return holes[i].fill(p, out, err);
    return sg_fail(err, SG_EIO, "page.html asks for \"%.*s\", which nothing fills", (int)hole.len, hole.data);
}

enum sg_code sg_page_html(struct sg_str title, struct sg_str document, struct sg_str summary,
                          const struct sg_page_options *o, struct sg_buf *out, struct sg_err *err)
{
    const struct page p = { title, document, summary, o };
    struct sg_str rest = { 0 };
    SG_TRY(find("page.html", &rest, err));
    /* One pass over the page's own text: what was put in is never looked at again. */
    for (;;) {
        const char *open = memmem(rest.data, rest.len, "{{", 2);
        const char *close = open ? memmem(open, rest.len - (size_t)(open - rest.data), "}}", 2) : NULL;
        if (!close) break;
        sg_buf_add(out, rest.data, (size_t)(open - rest.data));
        SG_TRY(fill(&p, sg_str_n(open + 2, (size_t)(close - open) - 2), out, err));
        rest = sg_str_n(close + 2, rest.len - (size_t)(close + 2 - rest.data));
    }
    sg_buf_str(out, rest);
    return sg_buf_check(out, err);
}
