/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A leak put together by hand: mails in the order of their dates, without a store. */
#ifndef SG_TESTS_LEAK_BY_HAND_H
#define SG_TESTS_LEAK_BY_HAND_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "leak/leak_internal.h"

struct by_hand_mail {
    const char *id, *in_reply_to, *refs, *subject, *from, *recipients;
    int64_t day; /* after 1 January 2017; -1: without a date */
};

static const struct sg_leak_options by_hand_options = { .theft = SG_TIME_NONE };

static inline void by_hand(struct leak_run *r, const struct by_hand_mail *mails, size_t n)
{
    struct sg_err err;
    *r = (struct leak_run){ .o = &by_hand_options };
    assert_int_equal(sg_leak_new(&r->answer, &err), SG_OK);
    struct sg_leak *l = r->answer;
    r->arena = l->arena;
    l->n_items = r->n_mails = n;
    l->items = sg_arena_alloc(r->arena, n, sizeof *l->items);
    r->mails = calloc(n, sizeof *r->mails);
    r->mail_of = calloc(n, sizeof *r->mail_of);
    r->by_id = calloc(n, sizeof *r->by_id);
    r->n_by_id = n;
    for (uint32_t i = 0; i < n; i++) {
        const struct by_hand_mail *m = &mails[i];
#define KEPT(text) leak_keep(r, sg_str((text) ? (text) : ""), &err)
        l->items[i] = (struct sg_leak_item){ .id = i + 1,
                                             .kind = SG_ITEM_MESSAGE,
                                             .type = "message/rfc822",
                                             .name = "",
                                             .path = KEPT(m->id),
                                             .n_places = 1,
                                             .message_id = KEPT(m->id),
                                             .subject = KEPT(m->subject),
                                             .from = KEPT(m->from),
                                             .from_name = "",
                                             .client = "",
                                             .lang = "",
                                             .author = "",
                                             .editor = "",
                                             .application = "",
                                             .date = m->day < 0 ? SG_TIME_NONE : (17167 + m->day) * SG_DAY,
                                             .received = SG_TIME_NONE,
                                             .created = SG_TIME_NONE,
                                             .verdict = SG_UNSIGNED,
                                             .vouched_by = SG_NO_INDEX,
                                             .thread = SG_NO_INDEX,
                                             .copies = SG_NO_INDEX };
        r->mails[i] = (struct leak_mail){ .item = i,
                                          .zone = SG_LM_NO_ZONE,
                                          .in_reply_to = KEPT(m->in_reply_to),
                                          .refs = KEPT(m->refs),
                                          .recipients = KEPT(m->recipients),
                                          .charset = "",
                                          .structure = "",
                                          .boundary = "",
                                          .thread_index = "",
                                          .list = "",
                                          .from_domain = "",
                                          .parent = SG_NO_INDEX,
                                          .thread = SG_NO_INDEX };
#undef KEPT
        r->mail_of[i] = r->by_id[i] = i;
    }
}

static inline void by_hand_release(struct leak_run *r)
{
    struct sg_buf *lists[] = { &r->findings, &r->facts, &r->others, &r->signatures, &r->quotes, &r->diffs };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        sg_buf_release(lists[i]);
    free(r->mails);
    free(r->mail_of);
    free(r->by_id);
    sg_leak_free(r->answer);
}

#endif
