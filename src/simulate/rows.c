/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of each format; doc/formats/ says what the readers take from them.  A poor row lacks what is optional. */
#include "base/text.h"
#include "simulate/simulate_internal.h"

static const struct who *who_of(const struct pen *p, const struct ref *r)
{
    return &p->w->platforms[r->platform].who[r->account];
}

/* ---- X, version 2, flattened: the author inside, other posts by their ids ---- */

static void put_author(struct pen *p, const struct content *c, bool is_poor)
{
    struct sg_buf *out = &p->out;
    pen_words(out, ",\"author_id\":\"");
    pen_number(out, 1000000 + (uint64_t)c->self.account);
    pen_words(out, "\",\"author\":{\"id\":\"");
    pen_number(out, 1000000 + (uint64_t)c->self.account);
    pen_words(out, "\",\"username\":\"");
    pen_handle(p->w, out, TWITTER, c->self.account);
    sg_buf_char(out, '"');
    if (!is_poor) {
        pen_words(out, ",\"name\":\"");
        words_tag(out, c->self.account);
        pen_words(out, "\",\"public_metrics\":{\"followers_count\":");
        pen_number(out, who_of(p, &c->self)->followers);
        pen_words(out, "}");
    }
    sg_buf_char(out, '}');
}

static void put_references(struct pen *p, const struct content *c)
{
    static const char *const types[] = { [SG_REPOST] = "retweeted", [SG_QUOTE] = "quoted", [SG_REPLY] = "replied_to" };
    struct sg_buf *out = &p->out;
    if (c->self.kind == SG_POST) return;
    pen_words(out, ",\"referenced_tweets\":[{\"type\":\"");
    sg_buf_text(out, types[c->self.kind]);
    pen_words(out, "\",\"id\":\"");
    pen_id(p->w, out, &c->shown);
    pen_words(out, "\"}]");
    if (c->self.kind != SG_REPLY) return;
    pen_words(out, ",\"in_reply_to_user\":{\"username\":\"");
    pen_handle(p->w, out, TWITTER, c->shown.account);
    pen_words(out, "\"}");
}

static void put_entities(struct pen *p, const struct content *c)
{
    struct sg_buf *out = &p->out;
    if (!c->link && !c->names_parent) return;
    pen_words(out, ",\"entities\":{\"urls\":[");
    if (c->link) {
        pen_words(out, "{\"url\":\"");
        pen_short_link(out, c->link);
        pen_words(out, "\",\"expanded_url\":\"");
        words_link(out, c->link);
        pen_words(out, "\"}");
    }
    if (c->names_parent) {
        if (c->link) sg_buf_char(out, ',');
        pen_words(out, "{\"url\":\"");
        pen_short_link(out, c->self.rank);
        pen_words(out, "\",\"expanded_url\":\"");
        pen_permalink(p->w, out, &c->parent, &c->root);
        pen_words(out, "\"}");
    }
    pen_words(out, "]}");
}

void row_x(struct pen *p, const struct content *c, sg_time time, bool is_poor)
{
    struct sg_buf *out = &p->out;
    pen_words(out, "{\"id\":\"");
    pen_id(p->w, out, &c->self);
    pen_words(out, "\",\"text\":\"");
    pen_text(p, c);
    pen_escaped(p, ESCAPE_X);
    pen_words(out, "\",\"created_at\":\"");
    pen_time(p, time);
    pen_words(out, ".000Z\"");
    put_author(p, c, is_poor);
    if (!is_poor) {
        pen_words(out, ",\"lang\":\"");
        sg_buf_text(out, language_names[c->language]);
        pen_words(out, "\",\"source\":\"");
        sg_buf_text(out, c->self.account % 5 == 0 ? "Web" : c->self.account % 7 == 0 ? "Scheduler" : "Phone");
        sg_buf_char(out, '"');
    }
    put_references(p, c);
    put_entities(p, c);
    pen_words(out, "}\n");
}

/* ---- 4chan, one post a line ---- */

static void put_person(struct pen *p, const struct content *c, uint64_t thread, bool is_poor)
{
    struct sg_buf *out = &p->out;
    uint64_t s = draw_for(p->w->o.seed, SALT_WHO, 64, c->self.account), in_thread = draw_for(s, SALT_WHO, 65, thread);
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char id[8], trip[10];
    for (size_t i = 0; i < sizeof id; i++, in_thread >>= 6)
        id[i] = alphabet[in_thread & 63];
    bool has_trip = s % 32 == 0;
    for (size_t i = 0; i < sizeof trip; i++, s >>= 6)
        trip[i] = alphabet[s & 63];
    pen_words(out, ",\"name\":\"");
    if (has_trip) {
        pen_handle(p->w, out, CHAN, c->self.account);
        pen_words(out, "\",\"trip\":\"!");
        sg_buf_add(out, trip, sizeof trip);
    } else {
        pen_words(out, "Anonymous");
    }
    pen_words(out, "\",\"id\":\"");
    sg_buf_add(out, id, sizeof id);
    sg_buf_char(out, '"');
    if (is_poor) return;
    static const char *const countries[LANGUAGES] = { "GB", "FR", "ES", "DE", "PL", "RU" };
    pen_words(out, ",\"country\":\"");
    sg_buf_text(out, countries[c->language]);
    sg_buf_char(out, '"');
}

static void put_number(struct pen *p, const struct ref *r)
{
    sg_buf_clear(&p->text);
    pen_id(p->w, &p->text, r);
    sg_buf_add(&p->out, p->text.data + 5, p->text.len < 5 ? 0 : p->text.len - 5); /* behind "news/" */
}

void row_chan(struct pen *p, const struct content *c, sg_time time, bool is_poor)
{
    struct sg_buf *out = &p->out;
    bool is_opening = c->self.kind == SG_POST;
    pen_words(out, "{\"board\":\"news\",\"no\":");
    put_number(p, &c->self);
    pen_words(out, ",\"resto\":");
    if (is_opening)
        sg_buf_char(out, '0');
    else
        put_number(p, &c->shown);
    pen_words(out, ",\"time\":");
    pen_number(out, (uint64_t)(time / SG_SECOND));
    put_person(p, c, is_opening ? c->self.rank : c->shown.rank, is_poor);
    pen_words(out, ",\"com\":\"");
    if (!is_opening && c->parent.rank != c->shown.rank) {
        pen_words(out, "<a href=\\\"#p");
        put_number(p, &c->parent);
        pen_words(out, "\\\" class=\\\"quotelink\\\">&gt;&gt;");
        put_number(p, &c->parent);
        pen_words(out, "</a><br>");
    }
    pen_text(p, c);
    pen_escaped(p, ESCAPE_HTML);
    pen_words(out, "\"}\n");
}

/* ---- Pastebin, one paste a line ---- */

void row_paste(struct pen *p, const struct content *c, sg_time time, bool is_poor)
{
    struct sg_buf *out = &p->out;
    bool is_guest = draw_for(p->w->o.seed, SALT_WHO, 66, c->self.account) % 5 < 3;
    pen_words(out, "{\"scrape_url\":\"https://scrape.pastebin.com/api_scrape_item.php?i=");
    pen_id(p->w, out, &c->self);
    pen_words(out, "\",\"full_url\":\"https://pastebin.com/");
    pen_id(p->w, out, &c->self);
    pen_words(out, "\",\"date\":\"");
    pen_number(out, (uint64_t)(time / SG_SECOND));
    pen_words(out, "\",\"key\":\"");
    pen_id(p->w, out, &c->self);
    pen_words(out, "\",\"user\":\"");
    if (!is_guest) pen_handle(p->w, out, PASTEBIN, c->self.account);
    pen_text(p, c);
    if (!is_poor) {
        pen_words(out, "\",\"size\":\"");
        pen_number(out, p->text.len);
        pen_words(out, "\",\"expire\":\"0\",\"syntax\":\"text");
    }
    pen_words(out, "\",\"body\":\"");
    pen_escaped(p, ESCAPE_JSON);
    pen_words(out, "\"}\n");
}

/* ---- Sillage's CSV; the columns are in tables.c ---- */

void row_csv(struct pen *p, const struct content *c, sg_time time, bool is_poor)
{
    static const char *const kinds[] = { "post", "repost", "quote", "reply" };
    struct sg_buf *out = &p->out;
    pen_time(p, time);
    pen_words(out, "Z,");
    sg_buf_text(out, p->w->platforms[c->self.platform].kind->name);
    sg_buf_char(out, ',');
    pen_id(p->w, out, &c->self);
    sg_buf_char(out, ',');
    pen_handle(p->w, out, c->self.platform, c->self.account);
    sg_buf_char(out, ',');
    if (!is_poor) words_tag(out, c->self.account);
    sg_buf_char(out, ',');
    sg_buf_text(out, kinds[c->self.kind]);
    sg_buf_char(out, ',');
    pen_text(p, c);
    sg_escape_csv(out, sg_buf_view(&p->text));
    sg_buf_char(out, ',');
    if (!is_poor) sg_buf_text(out, language_names[c->language]);
    sg_buf_char(out, ',');
    if (!is_poor) pen_number(out, who_of(p, &c->self)->followers);
    sg_buf_char(out, ',');
    if (!is_poor) pen_permalink(p->w, out, &c->self, &c->root);
    sg_buf_char(out, ',');
    if (c->self.platform == TELEGRAM) pen_handle(p->w, out, TELEGRAM, c->self.account);
    sg_buf_char(out, ',');
    if (c->self.kind == SG_REPOST) pen_id(p->w, out, &c->shown);
    sg_buf_char(out, ',');
    if (c->self.kind == SG_REPLY) pen_id(p->w, out, &c->shown);
    sg_buf_char(out, '\n');
}

/* ---- four columns ---- */

void row_share(struct pen *p, const struct content *c, sg_time time, bool is_poor)
{
    struct sg_buf *out = &p->out;
    (void)is_poor;
    if (c->self.kind == SG_REPOST) {
        pen_words(out, "post-");
        pen_number(out, post_number(p->w, &c->shown));
    } else if (c->link) {
        words_link(out, c->link);
    } else if (c->n_tags) {
        sg_buf_char(out, '#');
        words_tag(out, c->tags[0]);
    } else {
        pen_words(out, "text-");
        pen_base36(out, c->text);
    }
    sg_buf_char(out, ',');
    pen_handle(p->w, out, 0, c->self.account);
    sg_buf_char(out, ',');
    pen_id(p->w, out, &c->self);
    sg_buf_char(out, ',');
    pen_number(out, (uint64_t)(time / SG_SECOND));
    sg_buf_char(out, '\n');
}
