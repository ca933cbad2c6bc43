/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all formats write: numbers, times, ids, addresses, texts. */
#include "simulate/simulate_internal.h"

enum { ID_OFFSET = 604661760 }; /* Reddit's ids of six digits and more; 4chan's of nine */

void pen_number(struct sg_buf *out, uint64_t v)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    sg_buf_add(out, digits + at, sizeof digits - at);
}

void pen_base36(struct sg_buf *out, uint64_t v)
{
    char digits[13];
    size_t at = sizeof digits;
    do {
        digits[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[v % 36];
        v /= 36;
    } while (v);
    sg_buf_add(out, digits + at, sizeof digits - at);
}

static void put_two(char *to, int64_t v)
{
    to[0] = (char)('0' + v / 10);
    to[1] = (char)('0' + v % 10);
}

void pen_time(struct pen *p, sg_time t)
{
    int64_t day = t / SG_DAY, second = t % SG_DAY / SG_SECOND;
    if (day != p->day) {
        sg_time_format(day * SG_DAY, p->date);
        p->day = day;
    }
    char clock[8] = "00:00:00";
    put_two(clock, second / 3600);
    put_two(clock + 3, second / 60 % 60);
    put_two(clock + 6, second % 60);
    sg_buf_add(&p->out, p->date, 11);
    sg_buf_add(&p->out, clock, sizeof clock);
}

void pen_handle(const struct world *w, struct sg_buf *out, unsigned platform, uint32_t account)
{
    char handle[HANDLE_MAX];
    sg_buf_add(out, handle, words_handle(w->o.seed, platform, account, handle));
}

/* Eight letters and digits, no two posts alike: a permutation of 47 bits. */
static void put_key(struct sg_buf *out, uint64_t number)
{
    const uint64_t mask = (UINT64_C(1) << 47) - 1;
    for (int i = 0; i < 3; i++) {
        number = (number * UINT64_C(0x5851f42d4c957f2d) + UINT64_C(0x14057b7ef767814f)) & mask;
        number ^= number >> 23;
    }
    char key[8];
    for (size_t i = 0; i < sizeof key; i++, number /= 62)
        key[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[number % 62];
    sg_buf_add(out, key, sizeof key);
}

void pen_id(const struct world *w, struct sg_buf *out, const struct ref *r)
{
    uint64_t number = post_number(w, r);
    switch (w->o.only_shares ? TWITTER : (int)r->platform) {
    case CHAN:
        pen_words(out, "news/");
        pen_number(out, ID_OFFSET + number);
        break;
    case PASTEBIN:
        put_key(out, number);
        break;
    case TELEGRAM:
        pen_handle(w, out, TELEGRAM, r->account);
        sg_buf_char(out, '/');
        pen_number(out, number);
        break;
    case REDDIT:
        if (r->kind == SG_REPLY)
            pen_words(out, "t1_");
        else
            pen_words(out, "t3_");
        pen_base36(out, ID_OFFSET + number);
        break;
    default:
        pen_number(out, number);
        break;
    }
}

void pen_permalink(const struct world *w, struct sg_buf *out, const struct ref *r, const struct ref *thread)
{
    uint64_t top =
        ID_OFFSET + (thread->rank == NO_RANK || thread->platform != r->platform ? 0 : post_number(w, thread));
    switch (r->platform) {
    case TWITTER:
        pen_words(out, "https://twitter.com/");
        pen_handle(w, out, TWITTER, r->account);
        pen_words(out, "/status/");
        pen_id(w, out, r);
        break;
    case CHAN:
        pen_words(out, "https://boards.4chan.org/news/thread/");
        pen_number(out, r->kind == SG_POST ? ID_OFFSET + post_number(w, r) : top);
        if (r->kind == SG_POST) break;
        pen_words(out, "#p");
        pen_number(out, ID_OFFSET + post_number(w, r));
        break;
    case PASTEBIN:
        pen_words(out, "https://pastebin.com/");
        pen_id(w, out, r);
        break;
    case TELEGRAM:
        pen_words(out, "https://t.me/");
        pen_id(w, out, r);
        break;
    default:
        pen_words(out, "https://www.reddit.com/comments/");
        if (r->kind == SG_REPLY) {
            pen_base36(out, top);
            pen_words(out, "/_/");
        }
        pen_base36(out, ID_OFFSET + post_number(w, r));
        break;
    }
}

void pen_short_link(struct sg_buf *out, uint64_t link)
{
    pen_words(out, "https://t.co/");
    pen_base36(out, link * 2654435761u + 60466176);
}

void pen_text(struct pen *p, const struct content *c)
{
    struct sg_buf *out = &p->text;
    sg_buf_clear(out);
    if (c->self.platform == TWITTER && (c->self.kind == SG_REPOST || c->self.kind == SG_REPLY)) {
        sg_buf_text(out, c->self.kind == SG_REPOST ? "RT @" : "@");
        pen_handle(p->w, out, TWITTER, c->shown.account);
        sg_buf_text(out, c->self.kind == SG_REPOST ? ": " : " ");
    }
    words_text(out, c->text, c->language, c->is_long, c->change);
    for (unsigned i = 0; i < c->n_tags; i++) {
        pen_words(out, " #");
        words_tag(out, c->tags[i]);
    }
    if (c->link) {
        sg_buf_char(out, ' ');
        if (c->self.platform == TWITTER)
            pen_short_link(out, c->link);
        else
            words_link(out, c->link);
    }
    if (!c->names_parent) return;
    sg_buf_char(out, ' ');
    if (c->self.platform == TWITTER)
        pen_short_link(out, c->self.rank);
    else
        pen_permalink(p->w, out, &c->parent, &c->root);
}

static const char *escape_of(unsigned char c, enum escape how)
{
    switch (c) {
    case '"':
        return how == ESCAPE_HTML ? "&quot;" : "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return how == ESCAPE_HTML ? "<br>" : "\\n";
    case '&':
        return how == ESCAPE_JSON ? NULL : "&amp;";
    case '<':
        return how == ESCAPE_JSON ? NULL : "&lt;";
    case '>':
        return how == ESCAPE_JSON ? NULL : "&gt;";
    default:
        return c < 0x20 ? " " : NULL;
    }
}

void pen_escaped(struct pen *p, enum escape how)
{
    const char *s = p->text.data;
    size_t len = p->text.len, from = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c > '>' && c != '\\') continue;
        const char *instead = escape_of(c, how);
        if (!instead) continue;
        sg_buf_add(&p->out, s + from, i - from);
        sg_buf_text(&p->out, instead);
        from = i + 1;
    }
    sg_buf_add(&p->out, s + from, len - from);
}
