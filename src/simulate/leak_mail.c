/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail: what its client wrote, signed, sent through servers, harmed, and laid into a box. */
#include "simulate/leak_internal.h"

void sim_pen_release(struct sim_pen *p)
{
    struct sg_buf *all[] = { &p->plain, &p->html,    &p->words,   &p->body,    &p->type, &p->head, &p->dkim,
                             &p->trace, &p->message, &p->scratch, &p->encoded, &p->out,  &p->truth };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        sg_buf_release(all[i]);
    sim_zip_release(&p->zip);
}

static enum sg_code put_signature(struct sim_pen *p, const struct sg_signing *s, struct sg_err *err)
{
    sg_buf_clear(&p->message);
    sg_buf_str(&p->message, sg_buf_view(&p->head));
    sg_buf_text(&p->message, "\r\n");
    sg_buf_str(&p->message, sg_buf_view(&p->body));
    SG_TRY(sg_buf_check(&p->message, err));
    return sg_dkim_sign(sg_buf_view(&p->message), s, &p->dkim, err);
}

/* In the name of a look-alike, whose key lies nowhere. */
static enum sg_code sign_as_lure(struct sim_pen *p, const struct sim_lure *lure, struct sg_err *err)
{
    const struct sg_signing s = { .key = p->w->keys[0],
                                  .domain = lure->host,
                                  .selector = "mail",
                                  .headers = "From:To:Subject:Date:Message-ID",
                                  .body_length = -1,
                                  .at = SG_TIME_NONE,
                                  .expires = SG_TIME_NONE };
    return put_signature(p, &s, err);
}

static enum sg_code sign(struct sim_pen *p, const struct sim_mail *m, struct sg_err *err)
{
    const struct sim_person *from = &p->w->people[m->from];
    const struct sim_org *org = &sim_orgs[from->org];
    const struct sim_selector *selector = sim_selector_at(from->org, m->sent);
    const struct sim_lure *lure = sim_lure_at(p->w, m, LURE_SIGNER);
    sg_buf_clear(&p->dkim);
    if (lure) return sign_as_lure(p, lure, err);
    if (!selector) return SG_OK;
    struct sg_signing s = { .key = p->w->keys[selector->key],
                            .domain = org->domain,
                            .selector = selector->name,
                            .headers = m->parent == LEAK_NONE
                                           ? "From:To:Subject:Date:Message-ID:MIME-Version"
                                           : "From:To:Subject:Date:Message-ID:MIME-Version:In-Reply-To",
                            .is_header_simple = org->is_header_simple,
                            .is_body_simple = org->is_body_simple,
                            .is_sha1 = selector->is_sha1,
                            .body_length = -1,
                            .at = SG_TIME_NONE,
                            .expires = SG_TIME_NONE };
    if (from->org % 2 == 0) s.at = m->sent + SG_SECOND; /* some say when */
    if (from->org == WEBMAIL_ORG && (m->seed >> 8) % 40 == 0) s.body_length = (int64_t)p->body.len;
    return put_signature(p, &s, err);
}

/* mboxes and Maildirs keep lines as their machine does. */
static void drop_cr(struct sg_buf *b)
{
    size_t to = 0;
    for (size_t i = 0; i < b->len; i++)
        if (b->data[i] != '\r' || i + 1 == b->len || b->data[i + 1] != '\n') b->data[to++] = b->data[i];
    b->len = to;
}

static enum sg_code write_client_part(struct sim_pen *p, const struct sim_mail *m, struct sg_err *err)
{
    SG_TRY(sim_write_body(p, m, err));
    sim_write_head(p, m);
    return sg_buf_check(&p->head, err);
}

enum sg_code sim_write_mail(struct sim_pen *p, const struct sim_mail *m, unsigned box, struct sg_err *err)
{
    bool has_signature = m->is_signed && !m->is_sent_copy && m->klass != LEAK_PLANTED;
    sg_buf_clear(&p->dkim);
    if (m->klass == LEAK_ALTERED) {
        if (m->keeps_signature) { /* that of the words that were sent */
            struct sim_mail sent = *m;
            sent.change = LEAK_SAME;
            SG_TRY(write_client_part(p, &sent, err));
            SG_TRY(sign(p, &sent, err));
        }
        SG_TRY(write_client_part(p, m, err));
    } else {
        SG_TRY(write_client_part(p, m, err));
        if (has_signature) SG_TRY(sign(p, m, err));
    }
    sim_do_harm(p, m);
    sg_buf_clear(&p->trace);
    sg_buf_clear(&p->scratch);
    if (!m->is_sent_copy) sim_write_trace(p, m);
    sg_buf_clear(&p->message);
    const struct sg_buf *parts[] = { &p->trace, &p->dkim, &p->scratch, &p->head };
    for (size_t i = 0; i < 4; i++)
        sg_buf_str(&p->message, sg_buf_view(parts[i]));
    sg_buf_text(&p->message, "\r\n");
    sg_buf_str(&p->message, sg_buf_view(&p->body));
    if (box == BOX_MBOX || box == BOX_MAILDIR) drop_cr(&p->message);
    if (p->message.len && p->message.data[p->message.len - 1] != '\n')
        sg_buf_text(&p->message, box == BOX_MBOX || box == BOX_MAILDIR ? "\n" : "\r\n");
    SG_TRY(sg_buf_check(&p->trace, err));
    SG_TRY(sg_buf_check(&p->scratch, err));
    SG_TRY(sg_buf_check(&p->dkim, err));
    return sg_buf_check(&p->message, err);
}
