/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail's header, as its client writes it, and what the servers on its way put above. */
#include <stdio.h>

#include "base/pack.h"
#include "simulate/leak_internal.h"

/* Unix time zero as FILETIME, units of 100 ns since 1601. */
#define FILETIME_1970 UINT64_C(116444736000000000)

static uint64_t filetime(sg_time t)
{
    return FILETIME_1970 + (uint64_t)t * 10;
}

static void put_uuid(struct sg_buf *out, uint64_t *s, bool is_upper)
{
    static const uint8_t lengths[] = { 8, 4, 4, 4, 12 };
    for (unsigned i = 0; i < 5; i++) {
        if (i) sg_buf_char(out, '-');
        sim_hex(out, s, lengths[i], is_upper);
    }
}

static void put_letters(struct sg_buf *out, uint64_t *s, unsigned n)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    for (unsigned i = 0; i < n; i++)
        sg_buf_char(out, letters[sg_random(s) >> 58]);
}

/* ---- ids and boundaries ---- */

void sim_put_message_id(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out)
{
    const char *domain = sim_sender_domain(w, m);
    uint64_t s = sim_draw(m->seed, LEAK_IDS, 0), ft = filetime(m->sent);
    struct sim_clock c = sim_clock_at(m->sent, m->zone);
    sg_auto_buf host = { 0 };
    if (m->marks & MARK_ID_DOMAIN) {
        sg_buf_printf(&host, "desktop-%u.test", sim_between(&s, 2, 99));
        domain = sg_buf_cstr(&host);
    }
    sg_buf_char(out, '<');
    switch (m->marks & MARK_ID_FORM ? CLIENTS : m->client) {
    case CLIENT_OUTLOOK:
        sg_buf_printf(out, "%04x01%06x$%08x$%08x$", sim_between(&s, 0, 0x2ff), (unsigned)(ft >> 40 & 0xffffff),
                      (unsigned)(ft >> 8 & 0xffffffff), (unsigned)(sg_random(&s) >> 32));
        sg_buf_printf(out, "@%s", domain);
        break;
    case CLIENT_EXCHANGE:
        sim_hex(out, &s, 32, true);
        sg_buf_printf(out, m->marks & MARK_ID_DOMAIN ? "@%s" : "@mbx1.%s", domain);
        break;
    case CLIENT_APPLE:
    case CLIENT_IPHONE:
        put_uuid(out, &s, true);
        sg_buf_printf(out, "@%s", domain);
        break;
    case CLIENT_THUNDERBIRD:
        sg_buf_printf(out, "%08X.%u0%05u@%s", (unsigned)(m->sent / SG_SECOND), sim_between(&s, 1, 9),
                      sim_between(&s, 0, 99999), domain);
        break;
    case CLIENT_WEBMAIL:
        sg_buf_text(out, "CA");
        put_letters(out, &s, 48);
        sg_buf_printf(out, "@%s", m->marks & MARK_ID_DOMAIN ? domain : "mail.webmail.example");
        break;
    case CLIENT_MUTT:
        sg_buf_printf(out, "%04d%02u%02u%02u%02u%02u.GA%u@", c.year, c.month, c.day, c.hour, c.minute, c.second,
                      sim_between(&s, 200, 31000));
        sg_buf_printf(out, m->marks & MARK_ID_DOMAIN ? "%s" : "desk.%s", domain);
        break;
    case CLIENT_BULK:
        sim_hex(out, &s, 32, false);
        sg_buf_printf(out, "@www.%s", domain);
        break;
    default:
        sg_buf_printf(out, "%u.%u.JavaMail.root", sim_between(&s, 100000, 99999999), sim_between(&s, 1000, 99999));
        sg_buf_printf(out, "@%s", domain);
        break;
    }
    sg_buf_char(out, '>');
    out->failed |= host.failed;
}

void sim_put_boundary(const struct sim_world *w, const struct sim_mail *m, unsigned n, struct sg_buf *out)
{
    uint64_t s = sim_draw(m->seed, LEAK_IDS, 1 + n), ft = filetime(m->sent);
    switch (m->client) {
    case CLIENT_OUTLOOK:
        sg_buf_printf(out, "----=_NextPart_%03u_%04X_%08X.%08X", n, sim_between(&s, 1, 0x2ff), (unsigned)(ft >> 32),
                      (unsigned)(ft & 0xffffffff));
        break;
    case CLIENT_EXCHANGE:
        sg_buf_printf(out, "_%03u_", n);
        sim_hex(out, &s, 32, true);
        for (const char *at = sim_orgs[w->people[m->from].org].domain; *at; at++)
            if (*at != '.') sg_buf_char(out, *at);
        sg_buf_char(out, '_');
        break;
    case CLIENT_APPLE:
    case CLIENT_IPHONE:
        sg_buf_text(out, m->client == CLIENT_APPLE ? "Apple-Mail=_" : "Apple-Mail-");
        put_uuid(out, &s, true);
        break;
    case CLIENT_THUNDERBIRD:
        sg_buf_text(out, "------------");
        for (unsigned i = 0; i < 12; i++)
            sg_buf_printf(out, "0%u", sim_between(&s, 0, 9));
        break;
    case CLIENT_WEBMAIL:
        sg_buf_text(out, "001a11");
        sim_hex(out, &s, 22, false);
        break;
    case CLIENT_BULK:
        sg_buf_printf(out, "b%u_", n + 1);
        sim_hex(out, &s, 32, false);
        break;
    default:
        put_letters(out, &s, 16);
        break;
    }
}

/* ---- Thread-Index ---- */

static void put_bytes(struct sg_buf *out, uint64_t v, unsigned n)
{
    while (n--)
        sg_buf_char(out, (char)(v >> 8 * n & 255));
}

/* A header of 22 bytes, and five for each answer: the time since the block before, in units of 2^18 * 100 ns (2^23
 * beyond 1.7 years), and a byte drawn. */
static void put_index(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out)
{
    uint64_t s = sim_draw(m->seed, LEAK_IDS, 9);
    const struct sim_mail *parent = m->parent == LEAK_NONE ? NULL : &w->mails[m->parent];
    if (!parent || !sim_clients[parent->client].has_thread_index) {
        sg_time t = m->sent;
        if (m->marks & MARK_THREAD_INDEX) t -= sim_between(&s, 20, 300) * SG_DAY;
        put_bytes(out, filetime(t) >> 16, 6);
        put_bytes(out, sg_random(&s), 8);
        put_bytes(out, sg_random(&s), 8);
        return;
    }
    put_index(w, parent, out);
    uint64_t since = m->sent > parent->sent ? (uint64_t)(m->sent - parent->sent) * 10 : 0;
    bool is_long = since >> 49 != 0;
    put_bytes(out, (is_long ? UINT64_C(1) << 31 : 0) | (since >> (is_long ? 23 : 18) & 0x7fffffff), 4);
    put_bytes(out, sg_random(&s), 1);
}

/* ---- fields ---- */

static void put_phrase(struct sg_buf *out, const struct sim_mail *m, const char *name)
{
    bool is_quoted = m->client == CLIENT_OUTLOOK || m->client == CLIENT_EXCHANGE || strchr(name, '.') != NULL;
    is_quoted = is_quoted && sim_is_ascii(sg_str(name));
    if (is_quoted) sg_buf_char(out, '"');
    sim_encode_word(out, sg_str(name), m->client == CLIENT_WEBMAIL || m->client == CLIENT_EXCHANGE);
    if (is_quoted) sg_buf_char(out, '"');
}

static void put_address(struct sg_buf *out, const struct sim_mail *m, const struct sim_person *p, const char *domain)
{
    put_phrase(out, m, p->name);
    sg_buf_printf(out, " <%s@%s>", p->local, domain);
}

static void put_person(struct sg_buf *out, const struct sim_mail *m, const struct sim_person *p)
{
    put_address(out, m, p, sim_orgs[p->org].domain);
}

static void put_people(struct sim_pen *p, const struct sim_mail *m, const char *field, unsigned from, unsigned to)
{
    sg_buf_printf(&p->head, "%s: ", field);
    for (unsigned i = from; i < to; i++) {
        if (i > from) sg_buf_text(&p->head, ",\r\n\t");
        put_person(&p->head, m, &p->w->people[m->to[i]]);
    }
    sg_buf_text(&p->head, "\r\n");
}

static void put_references(struct sim_pen *p, const struct sim_mail *m)
{
    uint32_t chain[6];
    unsigned n = 0;
    for (uint32_t at = m->parent; at != LEAK_NONE && n < 6; at = p->w->mails[at].parent)
        chain[n++] = at;
    sg_buf_text(&p->head, "References: ");
    while (n--) {
        sim_put_message_id(p->w, &p->w->mails[chain[n]], &p->head);
        sg_buf_text(&p->head, n ? "\r\n\t" : "\r\n");
    }
}

static void put_subject(struct sim_pen *p, const struct sim_mail *m, bool is_topic)
{
    sg_buf_clear(&p->scratch);
    sim_put_subject(p->w, m, &p->scratch);
    struct sg_str subject = sg_buf_view(&p->scratch);
    if (is_topic && m->parent != LEAK_NONE) subject = sg_str_n(subject.data + 4, subject.len - 4); /* "RE: " */
    sg_buf_text(&p->head, is_topic ? "Thread-Topic: " : "Subject: ");
    sim_encode_word(&p->head, subject, m->client == CLIENT_WEBMAIL || m->client == CLIENT_BULK);
    sg_buf_text(&p->head, "\r\n");
}

static sg_time stated_time(const struct sim_mail *m)
{
    uint64_t s = sim_draw(m->seed, LEAK_PLANT, 1);
    if (m->marks & MARK_DATE_AFTER) return m->sent + sim_between(&s, 120, 1800) * SG_MINUTE;
    if (m->marks & MARK_DATE_BEFORE) return m->sent - sim_between(&s, 3 * 1440, 9 * 1440) * SG_MINUTE;
    return m->sent;
}

static void put_field(struct sim_pen *p, const struct sim_mail *m, char field)
{
    const char *agent = sim_clients[m->client].agents[m->agent];
    struct sg_buf *out = &p->head;
    unsigned to = m->n_to - m->n_cc;
    switch (field) {
    case 'F':
        sg_buf_text(out, "From: ");
        put_address(out, m, &p->w->people[m->from], sim_sender_domain(p->w, m));
        sg_buf_text(out, "\r\n");
        break;
    case 'T':
        if (m->kind == LEAK_ON_LIST)
            sg_buf_printf(out, "To: %s\r\n", sim_lists[m->list - 1].address);
        else
            put_people(p, m, "To", 0, to);
        break;
    case 'C':
        if (m->n_cc && m->kind != LEAK_ON_LIST) put_people(p, m, m->client == CLIENT_APPLE ? "Cc" : "CC", to, m->n_to);
        break;
    case 'S':
        put_subject(p, m, false);
        break;
    case 'O':
        put_subject(p, m, true);
        break;
    case 'D':
        sg_buf_text(out, "Date: ");
        sim_put_date(out, stated_time(m), m->zone,
                     m->client != CLIENT_MUTT && m->client != CLIENT_OUTLOOK && m->client != CLIENT_APPLE);
        sg_buf_text(out, "\r\n");
        break;
    case 'M':
        sg_buf_text(out, m->client == CLIENT_APPLE || m->client == CLIENT_IPHONE ? "Message-Id: " : "Message-ID: ");
        sim_put_message_id(p->w, m, out);
        sg_buf_text(out, "\r\n");
        break;
    case 'R':
        if (m->parent != LEAK_NONE) put_references(p, m);
        break;
    case 'P':
        if (m->parent == LEAK_NONE) break;
        sg_buf_text(out, "In-Reply-To: ");
        sim_put_message_id(p->w, &p->w->mails[m->parent], out);
        sg_buf_text(out, "\r\n");
        break;
    case 'V':
        sg_buf_text(out, m->client == CLIENT_APPLE    ? "Mime-Version: 1.0 (Mac OS X Mail 8.2 \\(2104\\))\r\n"
                         : m->client == CLIENT_IPHONE ? "Mime-Version: 1.0 (1.0)\r\n"
                                                      : "MIME-Version: 1.0\r\n");
        break;
    case 'Y':
        sg_buf_str(out, sg_buf_view(&p->type));
        break;
    case 'X':
        sg_buf_printf(out, "X-Mailer: %s\r\n", agent);
        break;
    case 'U':
        sg_buf_printf(out, "User-Agent: %s\r\n", agent);
        break;
    case 'I':
        sg_buf_clear(&p->scratch);
        put_index(p->w, m, &p->scratch);
        sg_buf_text(out, "Thread-Index: ");
        sg_base64(out, p->scratch.data, p->scratch.len);
        sg_buf_text(out, "\r\n");
        break;
    case 'L':
        sg_buf_printf(out, "Content-Language: %s\r\n", m->lang == LEAK_FR ? "fr" : m->lang == LEAK_DE ? "de" : "en-us");
        break;
    case 'A':
        sg_buf_text(out, "Accept-Language: fr-FR, en-US\r\n");
        break;
    case 'B':
        sg_buf_printf(out, "List-Unsubscribe: <https://www.%s/unsubscribe/%u>\r\nPrecedence: bulk\r\n",
                      sim_orgs[p->w->people[m->from].org].domain, (unsigned)(m->seed >> 40));
        break;
    case 'a':
        sg_buf_text(out, "Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\n");
        break;
    default:
        break;
    }
}

void sim_write_head(struct sim_pen *p, const struct sim_mail *m)
{
    static const char *const orders[CLIENTS] = {
        [CLIENT_OUTLOOK] = "FTCPRSDMVYXIL",   [CLIENT_EXCHANGE] = "FTCSOIDMRPALVY", [CLIENT_APPLE] = "FYSMDPRTCVX",
        [CLIENT_THUNDERBIRD] = "STCRFMDUVPY", [CLIENT_WEBMAIL] = "VPRDMSFTCY",      [CLIENT_IPHONE] = "YVFSDMPRXTC",
        [CLIENT_MUTT] = "DFTCSMRVYPU",        [CLIENT_BULK] = "DTFSMXVBY",          [CLIENT_AUTO] = "FTSDMaVY",
    };
    sg_buf_clear(&p->head);
    for (const char *at = orders[m->client]; *at; at++)
        put_field(p, m, *at);
    const struct sim_lure *lure = sim_lure_at(p->w, m, LURE_REPLY_TO);
    if (!lure) return;
    sg_buf_text(&p->head, "Reply-To: ");
    put_address(&p->head, m, &p->w->people[m->from], lure->host);
    sg_buf_text(&p->head, "\r\n");
}

/* ---- the way ---- */

struct hop {
    char from[128], by[128];
    const char *with;
    sg_time time;
    int zone;
    unsigned address;
};

static void put_hop(struct sim_pen *p, const struct sim_mail *m, const struct hop *h, uint64_t *s)
{
    struct sg_buf *out = &p->trace;
    const struct sim_person *to = &p->w->people[m->to[0]];
    if (h->address == 0) {
        sg_buf_printf(out, "Received: from [10.0.%u.%u] (unknown [192.0.2.%u])\r\n", sim_between(s, 0, 9),
                      sim_between(s, 2, 250), sim_between(s, 2, 250));
    } else {
        sg_buf_printf(out, "Received: from %s (%s [%s.%u])\r\n", h->from, h->from,
                      h->address & 1 ? "198.51.100" : "203.0.113", h->address % 250 + 2);
    }
    sg_buf_printf(out, "\tby %s (Postfix) with %s id ", h->by, h->with);
    sim_hex(out, s, 10, true);
    if (h->address) sg_buf_printf(out, "\r\n\tfor <%s@%s>", to->local, sim_orgs[to->org].domain);
    sg_buf_text(out, "; ");
    sim_put_date(out, h->time, h->zone, true);
    sg_buf_text(out, "\r\n");
}

static sg_time skewed(unsigned org, sg_time t)
{
    return t + sim_orgs[org].skew_s * SG_SECOND;
}
static int server_zone(unsigned org, sg_time t)
{
    return sim_offset(sim_orgs[org].server_zone, t);
}

/* The newest on top; the lowest, by which the sender's own server took it, goes to p->scratch: signatures stand above
 * it. */
void sim_write_trace(struct sim_pen *p, const struct sim_mail *m)
{
    const struct sim_person *from = &p->w->people[m->from], *to = &p->w->people[m->to[0]];
    uint64_t s = sim_draw(m->seed, LEAK_ROUTE, 0);
    const struct sim_list *list = m->kind == LEAK_ON_LIST ? &sim_lists[m->list - 1] : NULL;
    struct hop hops[5];
    unsigned n = 0;
    sg_time t = m->sent - from->skew_s * SG_SECOND + sim_between(&s, 1, 9) * SG_SECOND;
    struct hop *h = &hops[n++];
    *h = (struct hop){ .with = "ESMTPSA", .time = skewed(from->org, t), .zone = server_zone(from->org, t) };
    const struct sim_lure *lure = sim_lure_at(p->w, m, LURE_RECEIVED);
    if (lure)
        snprintf(h->by, sizeof h->by, "%s", lure->host);
    else
        snprintf(h->by, sizeof h->by, "smtp.%s", sim_sender_domain(p->w, m));
    if (list) {
        t += sim_delay(&s, SG_SECOND, 6);
        h = &hops[n];
        *h = (struct hop){ .with = "ESMTP", .time = t, .zone = 0, .address = 41 };
        memcpy(h->from, hops[n++ - 1].by, sizeof h->from);
        snprintf(h->by, sizeof h->by, "%s", strchr(list->address, '@') + 1);
    }
    if (list || m->lure || to->org != from->org) {
        sg_time delay = sim_delay(&s, SG_SECOND, 5);
        if (sim_is(&s, 30)) delay = sim_delay(&s, 30 * SG_SECOND, 5);
        if (sim_is(&s, 2)) delay = sim_delay(&s, 20 * SG_MINUTE, 4);
        t += delay;
        h = &hops[n];
        *h = (struct hop){ .with = "ESMTPS",
                           .time = skewed(to->org, t),
                           .zone = server_zone(to->org, t),
                           .address = 20 + from->org * 4u };
        memcpy(h->from, hops[n++ - 1].by, sizeof h->from);
        snprintf(h->by, sizeof h->by, "mx.%s", sim_orgs[to->org].domain);
    }
    t += sim_between(&s, 1, 4) * SG_SECOND;
    h = &hops[n];
    *h = (struct hop){
        .with = "LMTP", .time = skewed(to->org, t), .zone = server_zone(to->org, t), .address = 21 + to->org * 4u
    };
    memcpy(h->from, hops[n++ - 1].by, sizeof h->from);
    snprintf(h->by, sizeof h->by, "store.%s", sim_orgs[to->org].domain);
    if (m->marks & MARK_HOPS_BACK)
        for (unsigned i = 1; i < n; i++)
            hops[i].time -= sim_between(&s, 3 * 60, 20 * 60) * SG_MINUTE;
    if (m->marks & MARK_HOPS_APART) snprintf(hops[1].from, sizeof hops[1].from, "relay%u.test", sim_between(&s, 2, 60));
    sg_buf_clear(&p->trace);
    put_hop(p, m, &hops[0], &s);
    sg_buf_clear(&p->scratch);
    sg_buf_str(&p->scratch, sg_buf_view(&p->trace));
    sg_buf_clear(&p->trace);
    const struct sim_lure *envelope = sim_lure_at(p->w, m, LURE_RETURN_PATH);
    sg_buf_printf(&p->trace, "Return-Path: <%s@%s>\r\n", from->local,
                  envelope ? envelope->host : sim_sender_domain(p->w, m));
    while (n-- > 1)
        put_hop(p, m, &hops[n], &s);
    if (list)
        sg_buf_printf(&p->trace, "List-Id: %s <%.*s>\r\nList-Post: <mailto:%s>\r\nPrecedence: list\r\n", list->name,
                      (int)strcspn(list->address, "@"), list->address, list->address);
}
