/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page's document, made of planted stories and read again, for the tests of the page. */
#ifndef TESTS_PAGE_DOCUMENT_H
#define TESTS_PAGE_DOCUMENT_H

#include "base/unpack.h"
#include "planted_story.h"
#include "report/web.h"
#include "json/json.h"

struct page_document {
    struct sg_buf html, json;
    struct sg_json_parser *parser;
    struct sg_json root, story; /* story: the first */
};

static inline void page_document_release(struct page_document *d)
{
    sg_buf_release(&d->html);
    sg_buf_release(&d->json);
    sg_json_parser_free(d->parser);
}
#define auto_page_document __attribute__((cleanup(page_document_release))) struct page_document

static inline int page_base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* What stands between `begin` and the next `end`, from `from` on. */
static inline struct sg_str page_between(struct sg_str text, size_t from, const char *begin, const char *end)
{
    const char *b = memmem(text.data + from, text.len - from, begin, strlen(begin));
    if (!b) abort();
    b += strlen(begin);
    const char *e = memmem(b, text.len - (size_t)(b - text.data), end, strlen(end));
    if (!e) abort();
    return sg_str_n(b, (size_t)(e - b));
}

/* The document that stands in a page's HTML, read with other means than it was written. */
static inline void page_document_read(struct page_document *d)
{
    struct sg_str letters = page_between(sg_buf_view(&d->html), 0, "id=\"document\">", "<");
    sg_auto_buf packed = { 0 };
    unsigned bits = 0;
    int held = 0;
    for (size_t i = 0; i < letters.len; i++) {
        int digit = page_base64_digit(letters.data[i]);
        if (digit < 0) continue; /* padding */
        bits = bits << 6 | (unsigned)digit;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        sg_buf_char(&packed, (char)(bits >> held & 255));
    }
    struct sg_unpack *unpack = NULL;
    size_t n = 1;
    if (sg_unpack_new(sg_buf_view(&packed), &unpack, NULL) != SG_OK) abort();
    while (n > 0) {
        char piece[4096];
        if (sg_unpack_read(unpack, piece, sizeof piece, &n, NULL) != SG_OK) abort();
        sg_buf_add(&d->json, piece, n);
    }
    sg_unpack_free(unpack);
    if (sg_json_parser_new(&d->parser, NULL) != SG_OK) abort();
    if (sg_json_parse(d->parser, sg_buf_view(&d->json), &d->root, NULL) != SG_OK) abort();
    struct sg_json_iter it = sg_json_each(sg_json_get(d->root, "stories"));
    if (sg_json_more(&it)) d->story = it.value;
}

static inline void page_document_make(struct page_document *d, const struct sg_story *s,
                                      const struct sg_page_options *o)
{
    static const struct sg_page_source source = { "/home/someone/evidence/planted.csv",
                                                  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                                  "csv",
                                                  "twitter",
                                                  NULL,
                                                  1234,
                                                  26,
                                                  1,
                                                  0 };
    const struct sg_page_case kase = { .title = s->query,
                                       .created = INT64_C(1493994000000000),
                                       .n_posts = s->n_evidence,
                                       .sources = &source,
                                       .n_sources = 1,
                                       .custody_lines = 9,
                                       .custody_head = source.sha256 };
    const struct sg_page_story story = {
        .story = s, .id = "s1", .with_inferred = true, .same_text_window = SG_DAY, .co_object_window = SG_DAY
    };
    struct sg_page_part part = { 0 };
    struct sg_buf json = { 0 };
    struct sg_err err = { 0 };
    if (sg_page_part_make(&story, o, &part, &err) != SG_OK ||
        sg_page_document_json(&kase, o, &part, 1, &json, &err) != SG_OK ||
        sg_page_html(sg_str(s->query), sg_buf_view(&json), sg_str(s->query), o, &d->html, &err) != SG_OK) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    sg_page_part_release(&part);
    sg_buf_release(&json);
    page_document_read(d);
}

/* A number of a column: page_number(story, "posts.time", 3). */
static inline int64_t page_number(struct sg_json v, const char *path, size_t at)
{
    int64_t n = INT64_MIN;
    size_t i = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_path(v, path)); sg_json_more(&it); i++)
        if (i == at && !sg_json_int(it.value, &n)) abort();
    return n;
}

/* Accounts know the largest audience of their posts, as in stories that are loaded. */
static inline void planted_audiences(struct sg_story *s)
{
    for (size_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (p->account != SG_NO_INDEX && p->audience > s->accounts[p->account].audience)
            s->accounts[p->account].audience = p->audience;
    }
}

#endif
