/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of a message in one line: clients differ in it. */
#include "mail/mail_internal.h"

enum { MOST_BYTES = 512 };

static struct sg_str short_type(const struct sg_mail_part *part)
{
    static const char *const leave_out[] = { "text/", "multipart/" };
    struct sg_str t = part->type;
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(leave_out[i]);
        if (t.len > n && memcmp(t.data, leave_out[i], n) == 0) return sg_str_n(t.data + n, t.len - n);
    }
    return t;
}

void sg_mail_structure(const struct sg_mail *m, struct sg_buf *out)
{
    size_t start = out->len;
    uint32_t depth = 0;
    for (size_t i = 0; i < m->n_parts && out->len - start <= MOST_BYTES; i++) {
        const struct sg_mail_part *part = &m->parts[i];
        if (i && part->depth > depth) sg_buf_char(out, '(');
        for (; depth > part->depth; depth--)
            sg_buf_char(out, ')');
        if (i && part->depth == depth && part->parent + 1 != i) sg_buf_char(out, ',');
        depth = part->depth;
        sg_buf_str(out, short_type(part));
    }
    for (; depth > 0; depth--)
        sg_buf_char(out, ')');
    if (!out->failed && out->len - start > MOST_BYTES) {
        out->len = start + MOST_BYTES;
        sg_buf_text(out, "…");
    }
}
