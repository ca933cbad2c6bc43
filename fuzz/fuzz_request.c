/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a request's address: refused with a sentence, or values that are text; the same question has one key. */
#include <stdlib.h>

#include "base/text.h"
#include "server/admit.h"
#include "server/routes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_values(const struct sg_target *t, size_t size)
{
    if (t->path.len == 0 || t->path.data[0] != '/' || t->text.len > size) abort();
    for (size_t i = 0; i < t->path.len; i++)
        if (!sg_is_alnum(t->path.data[i]) && !strchr("/._-", t->path.data[i])) abort();
    for (size_t i = 0; i < t->n_params; i++) {
        struct sg_str value = t->params[i].value;
        if (!sg_utf8_is_valid(value.data, value.len) || (value.len && memchr(value.data, '\0', value.len))) abort();
        if (!sg_target_get(t, "q") && sg_str_is(t->params[i].name, "q")) abort();
    }
}

/* Whatever the path says, the parameters are tried on every route. */
static void ask_all(const struct sg_target *t)
{
    for (const struct sg_route *r = sg_routes; r->path; r++) {
        struct sg_question q;
        struct sg_err err = { 0 };
        if (sg_question_read(r, t, 5000, &q, &err) != SG_OK) {
            if (!err.text[0]) abort();
            continue;
        }
        sg_auto_buf one = { 0 }, other = { 0 };
        sg_question_key(r, &q, &one);
        sg_question_key(r, &q, &other);
        if (one.len == 0 || !sg_str_same(sg_buf_view(&one), sg_buf_view(&other))) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sg_target t;
    struct sg_err err = { 0 };
    if (sg_target_read(sg_str_n((const char *)data, size), &t, &err) == SG_OK) {
        check_values(&t, size);
        ask_all(&t);
        sg_target_release(&t);
    } else if (err.text[0] == '\0') {
        abort();
    }
    sg_auto_buf header = { 0 };
    for (size_t i = 0; i < size; i++)
        sg_buf_char(&header, data[i] ? (char)data[i] : ' ');
    const char *text = sg_buf_cstr(&header), *why;
    if (!text) return 0;
    (void)sg_accepts_gzip(text);
    const struct sg_head head = { .method = "GET", .host = text, .origin = text, .content_length = text };
    if (sg_admit(&head, 7417, &why) == 0) abort(); /* no text is a Host and an Origin at once */
    (void)sg_lets_body_by(&head);
    return 0;
}
