/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reader's posts and rejects as text, for comparison. */
#ifndef SG_TESTS_UNIT_SOURCES_POSTS_H
#define SG_TESTS_UNIT_SOURCES_POSTS_H

#include <inttypes.h>
#include <stdio.h>

#include "base/time.h"
#include "model/post.h"
#include "sources/sources.h"

struct posts {
    struct sg_buf text, rejects;
    size_t rows, rejected, mended;
};

static inline void posts_release(struct posts *p)
{
    sg_buf_release(&p->text);
    sg_buf_release(&p->rejects);
}

/* "ROW@OFFSET: reason\n", with "kept" before the reason of a mended row. */
static inline void posts_reject(void *ctx, const struct sg_reject *r)
{
    struct posts *p = ctx;
    if (r->is_kept) p->mended++;
    else p->rejected++;
    sg_buf_printf(&p->rejects, "%" PRIu64 "@%" PRIu64 ": %s%s\n", r->row, r->offset, r->is_kept ? "kept: " : "",
        r->reason);
}

/* "name=value " for every column that is set, "\n" after each post; line ends in values are shown as '/'. */
static inline void posts_take(struct posts *p, const struct ArrowArray *b)
{
    for (int64_t i = 0; i < sg_batch_rows(b); i++) {
        for (size_t c = 0; c < sg_post_table.n_fields; c++) {
            const struct sg_field *f = &sg_post_table.fields[c];
            if (c == SG_P_TIME) {
                char time[SG_TIME_TEXT];
                sg_time_format_precise(sg_batch_i64(b, c, i), sg_batch_u32(b, SG_P_PRECISION, i), time);
                sg_buf_printf(&p->text, "time=%s ", time);
            } else if (f->type == SG_TEXT) {
                struct sg_str s = sg_batch_text(b, c, i);
                if (!s.len) continue;
                sg_buf_printf(&p->text, "%s=", f->name);
                for (size_t k = 0; k < s.len; k++)
                    sg_buf_char(&p->text, s.data[k] == '\n' ? '/' : s.data[k] == '\t' ? '>' : s.data[k]);
                sg_buf_char(&p->text, ' ');
            } else if (c == SG_P_AUDIENCE) {
                if (sg_batch_i64(b, c, i) != -1) sg_buf_printf(&p->text, "audience=%" PRId64 " ", sg_batch_i64(b, c,
                    i));
            } else if (f->type == SG_U8) {
                if (sg_batch_u8(b, c, i)) sg_buf_printf(&p->text, "%s=%d ", f->name, sg_batch_u8(b, c, i));
            } else if (c == SG_P_ROW || c == SG_P_OFFSET)
                sg_buf_printf(&p->text, "%s=%" PRIu64 " ", f->name, sg_batch_u64(b, c, i));
        }
        if (p->text.len) p->text.data[p->text.len - 1] = '\n';
        p->rows++;
    }
}

#endif
