/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document read, and its columns asked about. */
#ifndef SG_TESTS_DOCUMENTS_READ_H
#define SG_TESTS_DOCUMENTS_READ_H

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "documents/documents.h"

struct read {
    struct sg_document doc;
    const char *type;
    enum sg_item_kind kind;
    enum sg_code code;
    struct sg_err err;
};

static struct sg_documents *library;

static int open_library(void **state)
{
    (void)state;
    return sg_documents_new(&library, NULL) == SG_OK ? 0 : -1;
}
static int close_library(void **state)
{
    (void)state;
    sg_documents_free(library);
    return 0;
}

/* The text columns hold UTF-8 without control characters, whatever was read. */
static inline void expect_clean(const struct sg_buf *b, bool has_lines)
{
    for (size_t i = 0; i < b->len;) {
        uint32_t c = sg_utf8_next(b->data, b->len, &i);
        if (sg_is_control(c) && !(has_lines && c == '\n')) fail_msg("a control character U+%04X is left", c);
    }
    assert_true(sg_utf8_is_valid(b->data, b->len));
}

static inline void read_bytes(struct read *r, const void *bytes, size_t len, const char *name)
{
    /* Memory of exactly this size, so that reading past it is seen. */
    char *exact = malloc(len ? len : 1);
    assert_non_null(exact);
    if (len) memcpy(exact, bytes, len);
    memset(r, 0, sizeof *r);
    sg_document_init(&r->doc);
    r->kind = sg_documents_type(library, sg_str_n(exact, len), name, &r->type);
    r->code = sg_document_read(library, sg_str_n(exact, len), name, r->type, &r->doc, &r->err);
    free(exact);
    const struct sg_buf *lines[] = { &r->doc.title,       &r->doc.author,        &r->doc.editor,  &r->doc.application,
                                     &r->doc.app_version, &r->doc.template_name, &r->doc.company, &r->doc.lang,
                                     &r->doc.camera,      &r->doc.facts };
    for (size_t i = 0; i < ROWS(lines); i++)
        expect_clean(lines[i], false);
    expect_clean(&r->doc.ids, true);
    expect_clean(&r->doc.authors, true);
    expect_clean(&r->doc.text, true);
    assert_true(r->doc.text.len <= SG_DOCUMENT_TEXT);
}
static inline void read_buf(struct read *r, const struct sg_buf *b)
{
    read_bytes(r, b->data, b->len, "x");
}
static inline void read_release(struct read *r)
{
    sg_document_release(&r->doc);
}
#define auto_read __attribute__((cleanup(read_release))) struct read

#define expect_text(buf, want) assert_string_equal(sg_buf_cstr(&(buf)), want)
#define expect_has(buf, part)                                                                                          \
    do {                                                                                                               \
        if (!strstr(sg_buf_cstr(&(buf)), part)) fail_msg("no %s in: %s", part, sg_buf_cstr(&(buf)));                   \
    } while (0)
#define expect_not(buf, part)                                                                                          \
    do {                                                                                                               \
        if (strstr(sg_buf_cstr(&(buf)), part)) fail_msg("%s in: %s", part, sg_buf_cstr(&(buf)));                       \
    } while (0)

static inline void expect_time(sg_time t, const char *want)
{
    char text[SG_TIME_TEXT] = "none";
    if (t != SG_TIME_NONE) sg_time_format(t, text);
    assert_string_equal(text, want);
}

#endif
