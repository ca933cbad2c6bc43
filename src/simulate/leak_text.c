/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail says: its writer's words, and those of others that it quotes, in its client's manner. */
#include "base/text.h"
#include "simulate/leak_internal.h"

void sim_own_words(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out)
{
    sim_words(out, m->seed, m->lang, w->people[m->from].name, m->is_short, m->change, m->has_from_line);
}

void sim_put_subject(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out)
{
    const struct sim_mail *root = m;
    while (root->parent != LEAK_NONE)
        root = &w->mails[root->parent];
    if (m->kind == LEAK_AUTO_REPLY)
        sg_buf_text(out, m->lang == LEAK_FR ? "Absence : " : m->lang == LEAK_DE ? "Abwesend: " : "Out of office: ");
    if (m != root) {
        bool is_office = m->client == CLIENT_OUTLOOK || m->client == CLIENT_EXCHANGE;
        sg_buf_text(out, !is_office ? "Re: " : w->people[m->from].lang == LEAK_DE ? "AW: " : "RE: ");
    }
    sim_words_subject(out, root->seed, root->lang);
}

/* ---- plain ---- */

static size_t width_of(unsigned client)
{
    static const uint8_t widths[CLIENTS] = { [CLIENT_OUTLOOK] = 76,     [CLIENT_EXCHANGE] = 0, [CLIENT_APPLE] = 0,
                                             [CLIENT_THUNDERBIRD] = 72, [CLIENT_WEBMAIL] = 78, [CLIENT_IPHONE] = 0,
                                             [CLIENT_MUTT] = 70,        [CLIENT_BULK] = 76,    [CLIENT_AUTO] = 76 };
    return widths[client];
}

/* One paragraph in lines of `width` letters (0: one line); flowed lines that go on end in a blank. */
static void put_wrapped(struct sg_buf *out, struct sg_str text, size_t width, bool is_flowed)
{
    size_t column = 0;
    for (size_t at = 0; at < text.len;) {
        const char *blank = memchr(text.data + at, ' ', text.len - at);
        size_t end = blank ? (size_t)(blank - text.data) : text.len, len = end - at;
        if (column && width && column + 1 + len > width) {
            if (is_flowed) sg_buf_char(out, ' ');
            sg_buf_char(out, '\n');
            column = 0;
        } else if (column) {
            sg_buf_char(out, ' ');
            column++;
        }
        sg_buf_add(out, text.data + at, len);
        column += len;
        at = end + 1;
    }
    sg_buf_char(out, '\n');
}

static struct sg_str next_line(struct sg_str *rest)
{
    const char *end = memchr(rest->data, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->data) : rest->len;
    struct sg_str line = sg_str_n(rest->data, len);
    size_t skip = len + (end ? 1 : 0);
    *rest = sg_str_n(rest->data + skip, rest->len - skip);
    return line;
}

static size_t count_lines(struct sg_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.data[i] == '\n';
    return n;
}

/* Blank lines stand between paragraphs, but not before the name. */
static void put_paragraphs(struct sg_buf *out, struct sg_str words, size_t width, bool is_flowed)
{
    size_t n = count_lines(words);
    for (size_t i = 0; words.len; i++) {
        put_wrapped(out, next_line(&words), width, is_flowed);
        if (i + 2 < n) sg_buf_char(out, '\n');
    }
}

static void put_attribution(const struct sim_world *w, const struct sim_mail *m, const struct sim_mail *parent,
                            struct sg_buf *out)
{
    const struct sim_person *writer = &w->people[m->from], *quoted = &w->people[parent->from];
    struct sim_clock c = sim_clock_at(parent->sent, m->zone);
    enum sim_language lang = writer->lang;
    bool is_short = m->client == CLIENT_THUNDERBIRD;
    if (m->client == CLIENT_MUTT) {
        sg_buf_text(out, "On ");
        sg_buf_printf(out, "%s, %s %02u, %d at %02u:%02u:%02u, %s wrote:\n", sim_weekdays[c.weekday],
                      sim_months[c.month - 1], c.day, c.year, c.hour, c.minute, c.second, quoted->name);
        return;
    }
    if (is_short && lang == LEAK_EN)
        sg_buf_printf(out, "On %02u/%02u/%d %02u:%02u, %s wrote:\n", c.day, c.month, c.year, c.hour, c.minute,
                      quoted->name);
    else if (is_short && lang == LEAK_FR)
        sg_buf_printf(out, "Le %02u/%02u/%d %02u:%02u, %s a écrit :\n", c.day, c.month, c.year, c.hour, c.minute,
                      quoted->name);
    else if (is_short)
        sg_buf_printf(out, "Am %02u.%02u.%d um %02u:%02u schrieb %s:\n", c.day, c.month, c.year, c.hour, c.minute,
                      quoted->name);
    else if (lang == LEAK_EN)
        sg_buf_printf(out, "On %u %s %d, at %02u:%02u, %s <%s@%s> wrote:\n", c.day, sim_months[c.month - 1], c.year,
                      c.hour, c.minute, quoted->name, quoted->local, sim_orgs[quoted->org].domain);
    else if (lang == LEAK_FR)
        sg_buf_printf(out, "Le %u %s %d à %02u:%02u, %s <%s@%s> a écrit :\n", c.day, sim_month_name(c.month, lang),
                      c.year, c.hour, c.minute, quoted->name, quoted->local, sim_orgs[quoted->org].domain);
    else
        sg_buf_printf(out, "Am %02u.%02u.%d um %02u:%02u schrieb %s <%s@%s>:\n", c.day, c.month, c.year, c.hour,
                      c.minute, quoted->name, quoted->local, sim_orgs[quoted->org].domain);
}

static void put_names(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out)
{
    if (m->kind == LEAK_ON_LIST) {
        sg_buf_text(out, sim_lists[m->list - 1].address);
        return;
    }
    for (unsigned i = 0; i < m->n_to; i++) {
        if (i) sg_buf_text(out, "; ");
        sg_buf_text(out, w->people[m->to[i]].name);
    }
}

static const char *const block_words[LEAK_LANGUAGES][5] = {
    { "From:", "Sent:", "To:", "Subject:", "-----Original Message-----" },
    { "De :", "Envoyé :", "À :", "Objet :", "-----Message d'origine-----" },
    { "Von:", "Gesendet:", "An:", "Betreff:", "-----Ursprüngliche Nachricht-----" },
};

static void put_block(const struct sim_world *w, const struct sim_mail *m, const struct sim_mail *parent, bool in_html,
                      struct sg_buf *out)
{
    const struct sim_person *quoted = &w->people[parent->from];
    const char *const *words = block_words[w->people[m->from].lang];
    int zone = sim_offset(sim_zone_of(&w->people[m->from], m->sent), parent->sent);
    const char *open = in_html ? "<b>" : "", *shut = in_html ? "</b>" : "", *end = in_html ? "<br>\n" : "\n";
    if (!in_html) sg_buf_printf(out, "%s\n", words[4]);
    sg_buf_printf(out, "%s%s%s %s [mailto:%s@%s]%s", open, words[0], shut, quoted->name, quoted->local,
                  sim_orgs[quoted->org].domain, end);
    sg_buf_printf(out, "%s%s%s ", open, words[1], shut);
    sim_words_long_date(out, sim_clock_at(parent->sent, zone), w->people[m->from].lang);
    sg_buf_printf(out, "%s%s%s%s ", end, open, words[2], shut);
    put_names(w, parent, out);
    sg_buf_printf(out, "%s%s%s%s ", end, open, words[3], shut);
    sim_put_subject(w, parent, out);
    sg_buf_text(out, end);
}

/* The paragraph of the parent that a trimmed quotation keeps. */
static struct sg_str kept_paragraph(const struct sim_mail *m, struct sg_str words)
{
    size_t n = count_lines(words);
    uint64_t s = sim_draw(m->seed, LEAK_STYLE, 3);
    size_t kept = n > 3 ? 1 + sg_random_below(&s, (uint32_t)(n - 3)) : 0;
    for (size_t i = 0; i < kept; i++)
        next_line(&words);
    return next_line(&words);
}

static bool quotes_as_block(unsigned client)
{
    return client == CLIENT_OUTLOOK || client == CLIENT_EXCHANGE;
}

static void plain_level(const struct sim_world *w, const struct sim_mail *m, size_t width, unsigned depth,
                        bool is_flowed, struct sg_buf *out);

static void put_quoted_plain(const struct sim_world *w, const struct sim_mail *m, size_t width, unsigned depth,
                             struct sg_buf *out)
{
    const struct sim_mail *parent = &w->mails[m->parent];
    sg_auto_buf inner = { 0 }, words = { 0 };
    if (m->quote == LEAK_QUOTES_PART) {
        sim_own_words(w, parent, &words);
        put_wrapped(&inner, kept_paragraph(m, sg_buf_view(&words)), width, false);
    } else {
        plain_level(w, parent, width, depth + 1, false, &inner);
    }
    if (quotes_as_block(m->client)) {
        put_block(w, m, parent, false, out);
        sg_buf_char(out, '\n');
        sg_buf_str(out, sg_buf_view(&inner));
        return;
    }
    put_attribution(w, m, parent, out);
    if (m->client != CLIENT_THUNDERBIRD && m->client != CLIENT_MUTT) sg_buf_char(out, '\n');
    for (struct sg_str rest = sg_buf_view(&inner); rest.len;) {
        struct sg_str line = next_line(&rest);
        sg_buf_text(out, line.len && line.data[0] != '>' ? "> " : ">");
        sg_buf_str(out, line);
        sg_buf_char(out, '\n');
    }
}

static void plain_level(const struct sim_world *w, const struct sim_mail *m, size_t width, unsigned depth,
                        bool is_flowed, struct sg_buf *out)
{
    sg_auto_buf words = { 0 };
    sim_own_words(w, m, &words);
    bool quotes = m->parent != LEAK_NONE && m->quote != LEAK_QUOTES_NONE && depth < LEAK_QUOTE_DEPTH;
    bool is_below = sim_clients[m->client].quotes_below;
    if (quotes && is_below) {
        put_quoted_plain(w, m, width, depth, out);
        sg_buf_char(out, '\n');
    }
    put_paragraphs(out, sg_buf_view(&words), width, is_flowed);
    if (sim_lure_at(w, m, LURE_LINK)) {
        sg_buf_char(out, '\n');
        sim_put_lure_url(w, m, out);
        sg_buf_char(out, '\n');
    }
    if (m->client == CLIENT_IPHONE)
        sg_buf_text(out, w->people[m->from].lang == LEAK_FR   ? "\nEnvoyé de mon iPhone\n"
                         : w->people[m->from].lang == LEAK_DE ? "\nVon meinem iPhone gesendet\n"
                                                              : "\nSent from my iPhone\n");
    if (m->harm == LEAK_HARM_STUFFED_DOT) sg_buf_text(out, "\n.notes: A-1\n");
    if (quotes && !is_below) {
        sg_buf_char(out, '\n');
        put_quoted_plain(w, m, width, depth, out);
    }
    out->failed |= words.failed;
}

void sim_plain(struct sim_pen *p, const struct sim_mail *m, struct sg_buf *out)
{
    plain_level(p->w, m, width_of(m->client), 0, m->client == CLIENT_THUNDERBIRD, out);
}

/* ---- HTML ---- */

static void put_html(struct sg_buf *out, struct sg_str words, const char *open, const char *shut)
{
    while (words.len) {
        sg_buf_text(out, open);
        sg_escape_xml(out, next_line(&words));
        sg_buf_text(out, shut);
    }
}

static void html_level(const struct sim_world *w, const struct sim_mail *m, unsigned top, unsigned depth,
                       struct sg_buf *out)
{
    sg_auto_buf words = { 0 }, line = { 0 };
    bool is_office = quotes_as_block(top);
    const char *open = is_office ? "<p class=MsoNormal>" : "<div>", *shut = is_office ? "</p>\n" : "</div>\n";
    sim_own_words(w, m, &words);
    put_html(out, sg_buf_view(&words), open, shut);
    if (sim_lure_at(w, m, LURE_LINK)) { /* what is shown is the address that it imitates */
        sg_buf_printf(out, "%s<a href=\"", open);
        sim_put_lure_url(w, m, out);
        sg_buf_printf(out, "\">%s</a>%s", sim_orgs[w->lures[m->lure - 1].org].domain, shut);
    }
    if (m->parent == LEAK_NONE || m->quote == LEAK_QUOTES_NONE || depth >= LEAK_QUOTE_DEPTH) return;
    const struct sim_mail *parent = &w->mails[m->parent];
    if (is_office) {
        sg_buf_text(
            out,
            "<div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>");
        put_block(w, m, parent, true, out);
        sg_buf_text(out, "</p></div>\n");
    } else {
        put_attribution(w, m, parent, &line);
        sg_buf_text(out, top == CLIENT_WEBMAIL ? "<div class=\"gmail_quote\">" : "<div><br>");
        sg_escape_xml(out, sg_str_trim(sg_buf_view(&line)));
        sg_buf_text(
            out, top == CLIENT_WEBMAIL
                     ? "<br><blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex;border-left:1px #ccc solid\">\n"
                     : "<blockquote type=\"cite\">\n");
    }
    if (m->quote == LEAK_QUOTES_PART) {
        sg_buf_clear(&words);
        sim_own_words(w, parent, &words);
        put_html(out, kept_paragraph(m, sg_buf_view(&words)), open, shut);
    } else {
        html_level(w, parent, top, depth + 1, out);
    }
    if (!is_office) sg_buf_text(out, "</blockquote></div>\n");
    out->failed |= words.failed || line.failed;
}

void sim_html(struct sim_pen *p, const struct sim_mail *m, struct sg_buf *out)
{
    bool is_office = quotes_as_block(m->client);
    sg_buf_text(out, is_office
                         ? "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\">\n<head>\n<meta name=Generator "
                           "content=\"Microsoft Word 15 (filtered medium)\">\n</head>\n<body lang=FR>\n"
                     : m->client == CLIENT_BULK ? "<html><body>\n"
                                                : "<div dir=\"ltr\">");
    html_level(p->w, m, m->client, 0, out);
    sg_buf_text(out, is_office || m->client == CLIENT_BULK ? "</body></html>\n" : "</div>\n");
}
