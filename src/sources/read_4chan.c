/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads of 4chan, as its read-only API gives them, and as FoolFuuka archives give them.  doc/formats/4chan.md */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/text.h"
#include "sources/html_text.h"
#include "sources/json_feed.h"
#include "sources/readers.h"

enum { BOARD_MAX = 8, QUOTES_MAX = 256, ID_MAX = BOARD_MAX + 48 };

struct chan_reader {
    struct sg_json_feed feed;
    char board[BOARD_MAX + 1];      /* of --channel or the file's name; "" unknown */
    char page_board[BOARD_MAX + 1]; /* of the document in hand */
    struct sg_buf text;
    struct sg_extra extra;
};

/* One post, whichever program wrote it. */
struct chan_post {
    uint64_t no, thread;
    uint64_t ghost; /* of those that an archive's visitors left behind post `no`, counted from 1; 0: 4chan's own */
    struct sg_json time;
    struct sg_str board, name, trip, poster, title, comment, md5;
    bool is_html;
};

/* ---- the board ---- */

/* A board's name, perhaps between slashes: "pol", "/pol/". */
static bool board_from(struct sg_str s, char ret[BOARD_MAX + 1])
{
    while (s.len && s.data[0] == '/')
        s = sg_str_n(s.data + 1, s.len - 1);
    while (s.len && s.data[s.len - 1] == '/')
        s.len--;
    if (!s.len || s.len > BOARD_MAX) return false;
    for (size_t i = 0; i < s.len; i++)
        if (!sg_is_alnum(s.data[i])) return false;
    for (size_t i = 0; i < s.len; i++)
        ret[i] = sg_lower(s.data[i]);
    ret[s.len] = '\0';
    return true;
}

/* …/pol/thread/123.json (or res/), pol-123.json, pol_123.json */
static bool board_from_path(const char *path, char ret[BOARD_MAX + 1])
{
    const char *name = sg_path_name(path);
    size_t len = strcspn(name, "-_.");
    if (len && len <= 5 && (name[len] == '-' || name[len] == '_') && sg_is_digit(name[len + 1]) &&
        !sg_is_digit(name[0]))
        return board_from(sg_str_n(name, len), ret);
    if (name - path < 2 || !sg_is_digit(name[0])) return false;
    struct sg_str folder = sg_str_n(path, (size_t)(name - path) - 1);
    static const char *const between[] = { "/thread", "/res" };
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        size_t n = strlen(between[i]);
        if (folder.len <= n || memcmp(folder.data + folder.len - n, between[i], n) != 0) continue;
        struct sg_str up = sg_str_n(folder.data, folder.len - n);
        const char *slash = memrchr(up.data, '/', up.len);
        return board_from(slash ? sg_str_n(slash + 1, up.len - (size_t)(slash + 1 - up.data)) : up, ret);
    }
    return false;
}

/* ---- reader ---- */

static int probe(const char *file_name, struct sg_str head, const struct sg_read_options *options)
{
    (void)file_name;
    (void)options;
    char first = sg_json_head_first(head);
    if (first != '{' && first != '[') return 0;
    if (sg_json_head_has(head, "\"no\":") && sg_json_head_has(head, "\"time\":") &&
        sg_json_head_has(head, "\"resto\":"))
        return 95;
    if (sg_json_head_has(head, "\"thread_num\"") && sg_json_head_has(head, "\"fourchan_date\"")) return 95;
    if (sg_json_head_has(head, "\"posts\"") && sg_json_head_has(head, "\"no\"") && sg_json_head_has(head, "\"time\""))
        return 70;
    return 0;
}

static void close_reader(void *self)
{
    struct chan_reader *c = self;
    if (!c) return;
    sg_json_feed_release(&c->feed);
    sg_buf_release(&c->text);
    sg_buf_release(&c->extra.json);
    free(c);
}

static enum sg_code find_board(struct chan_reader *c, struct sg_stream *in, const struct sg_read_options *options,
                               struct sg_err *err)
{
    if (options->channel) {
        if (board_from(sg_str(options->channel), c->board)) return SG_OK;
        return sg_fail(err, SG_EUSAGE, "--channel %s is not a board's name; give one like pol", options->channel);
    }
    if (board_from_path(sg_stream_name(in), c->board)) return SG_OK;
    struct sg_str head;
    bool is_at_end;
    SG_TRY(sg_stream_peek(in, (size_t)1 << 16, &head, &is_at_end, err));
    if (sg_json_head_has(head, "\"board\"")) return SG_OK;
    return sg_fail(err, SG_EINPUT,
                   "%s: a thread of 4chan that does not say of which board; give it with --channel BOARD, or name the "
                   "file BOARD-NUMBER.json",
                   sg_stream_name(in));
}

static enum sg_code open_reader(struct sg_stream *in, const struct sg_read_options *options, void **ret_self,
                                struct sg_err *err)
{
    struct chan_reader *c = calloc(1, sizeof *c);
    if (!c) return sg_fail_nomem(err, "the reader of 4chan threads");
    enum sg_code code = sg_json_feed_init(&c->feed, in, options, err);
    if (code == SG_OK) code = find_board(c, in, options, err);
    if (code != SG_OK)
        close_reader(c);
    else
        *ret_self = c;
    return code;
}

/* ---- documents ---- */

static void begin(void *self, struct sg_json document)
{
    struct chan_reader *c = self;
    struct sg_json_feed *f = &c->feed;
    struct sg_json posts = sg_json_get(document, "posts"), threads = sg_json_get(document, "threads");
    if (!board_from(sg_json_string(sg_json_get(document, "board")), c->page_board))
        memcpy(c->page_board, c->board, sizeof c->board);
    if (sg_json_type(document) == SG_JSON_ARRAY)
        f->lists[0] = sg_json_each(document);
    else if (posts.doc)
        f->lists[0] = sg_json_each(posts);
    else if (threads.doc) /* a page of the catalogue: opening posts */
        f->lists[0] = sg_json_each(threads);
    else if (sg_json_get(document, "no").doc || sg_json_get(document, "num").doc)
        f->single = document;
    else {
        /* An archive's thread: { "123": { "op": {…}, "posts": { "124": {…} } } } */
        uint64_t n_threads = 0;
        for (struct sg_json_iter it = sg_json_each(document); sg_json_more(&it);) {
            struct sg_json op = sg_json_get(it.value, "op");
            posts = sg_json_get(it.value, "posts");
            if ((!op.doc && !posts.doc) || n_threads++) continue;
            f->single = op;
            f->lists[0] = sg_json_each(posts);
        }
        if (n_threads == 1) return;
        memset(f->lists, 0, sizeof f->lists);
        f->single = (struct sg_json){ 0 };
        sg_row_reject(&f->row, n_threads ? "the document holds several threads; split it into one a file"
                                         : "the document is no thread: it has neither posts, threads nor op");
    }
}

/* ---- posts ---- */

static bool number_of(struct sg_json v, uint64_t *ret)
{
    char scratch[SG_JSON_SCALAR];
    return sg_parse_u64(sg_json_scalar(v, scratch), ret, NULL) == SG_OK;
}

static struct sg_str string_of(struct sg_json object, const char *key)
{
    return sg_json_string(sg_json_get(object, key));
}

/* False when the record has no number of its own. */
static bool read_post(struct sg_json v, struct chan_post *ret)
{
    struct chan_post p = { .name = string_of(v, "name"), .trip = string_of(v, "trip") };
    if (number_of(sg_json_get(v, "no"), &p.no)) {
        if (!number_of(sg_json_get(v, "resto"), &p.thread) || p.thread == 0) p.thread = p.no;
        p.time = sg_json_get(v, "time");
        p.board = string_of(v, "board");
        p.poster = string_of(v, "id");
        p.title = string_of(v, "sub");
        p.comment = string_of(v, "com");
        p.md5 = string_of(v, "md5");
        p.is_html = true;
    } else if (number_of(sg_json_get(v, "num"), &p.no)) {
        if (!number_of(sg_json_get(v, "thread_num"), &p.thread) || p.thread == 0) p.thread = p.no;
        if (!number_of(sg_json_get(v, "subnum"), &p.ghost)) p.ghost = 0;
        p.time = sg_json_get(v, "timestamp");
        p.board = sg_json_string(sg_json_path(v, "board.shortname"));
        p.poster = string_of(v, "poster_hash");
        p.title = string_of(v, "title");
        p.comment = string_of(v, "comment");
        p.md5 = sg_json_string(sg_json_path(v, "media.media_hash"));
    } else
        return false;
    *ret = p;
    return true;
}

static bool is_opening(const struct chan_post *p) { return p->thread == p->no && !p->ghost; }

static void put_text(struct chan_reader *c, const struct chan_post *p)
{
    sg_buf_clear(&c->text);
    if (p->title.len) {
        if (p->is_html)
            sg_html_text(&c->text, p->title);
        else
            sg_buf_str(&c->text, p->title);
        if (p->comment.len) sg_buf_char(&c->text, '\n');
    }
    if (p->is_html)
        sg_html_text(&c->text, p->comment);
    else
        sg_buf_str(&c->text, p->comment);
    if (c->text.failed) c->feed.row.builder.failed = true;
    sg_row_text(&c->feed.row, SG_P_TEXT, sg_buf_view(&c->text));
}

/*
 * Who it is: a tripcode proves a person over threads; a poster's id holds inside one thread only, so the account names
 * the thread; anything else, a bare name included, is nobody in particular and has no account.
 */
static void put_account(struct chan_reader *c, const struct chan_post *p, const char *board)
{
    struct sg_row *row = &c->feed.row;
    sg_auto_buf name = { 0 }, account = { 0 };
    sg_html_text(&name, p->name);
    if (p->trip.len) {
        sg_buf_str(&account, sg_buf_view(&name));
        sg_buf_str(&account, p->trip);
    } else if (p->poster.len) {
        sg_buf_str(&account, name.len ? sg_buf_view(&name) : sg_str("Anonymous"));
        sg_buf_text(&account, " (ID ");
        sg_buf_str(&account, p->poster);
        sg_buf_printf(&account, ", %s/%llu)", board, (unsigned long long)p->thread);
    }
    if (name.failed || account.failed) row->builder.failed = true;
    sg_row_text(row, SG_P_ACCOUNT, sg_buf_view(&account));
    sg_row_text(row, SG_P_NAME, sg_buf_view(&name));
}

/* The posts that one row answers. */
struct quotes {
    size_t n;
    struct {
        char board[BOARD_MAX + 1];
        uint64_t no;
    } items[QUOTES_MAX];
};

/* Adds a reply to BOARD/NO unless the row has it. */
static void put_quote(struct chan_reader *c, struct quotes *q, const char *board, uint64_t no)
{
    if (q->n == QUOTES_MAX) return;
    for (size_t i = 0; i < q->n; i++)
        if (q->items[i].no == no && strcmp(q->items[i].board, board) == 0) return;
    strcpy(q->items[q->n].board, board); /* both are BOARD_MAX at most: board_from */
    q->items[q->n++].no = no;
    sg_auto_buf id = { 0 };
    sg_buf_printf(&id, "%s/%llu", board, (unsigned long long)no);
    sg_row_ref(&c->feed.row, SG_LINK_REPLY, (struct sg_str){ NULL, 0 }, sg_buf_view(&id), (struct sg_str){ NULL, 0 });
}

/* Reads the text that put_text left: ">>123" names a post of the board, ">>>/pol/123" one of another; links and dead
 * links have the same words. */
static void put_quotes(struct chan_reader *c, const struct chan_post *p, const char *board)
{
    struct quotes q;
    q.n = 0;
    struct sg_str text = sg_buf_view(&c->text);
    for (size_t i = 0; i + 2 < text.len;) {
        const char *s = memchr(text.data + i, '>', text.len - i);
        if (!s) break;
        i = (size_t)(s - text.data) + 1;
        size_t at = i, digits;
        char other[BOARD_MAX + 1];
        if (at >= text.len || text.data[at] != '>') continue;
        at++;
        memcpy(other, board, strlen(board) + 1);
        if (at + 1 < text.len && text.data[at] == '>' && text.data[at + 1] == '/') {
            size_t from = at + 2, to = from;
            while (to < text.len && to - from <= BOARD_MAX && sg_is_alnum(text.data[to]))
                to++;
            if (to >= text.len || text.data[to] != '/' || !board_from(sg_str_n(text.data + from, to - from), other))
                continue;
            at = to + 1;
        }
        for (digits = at; digits < text.len && sg_is_digit(text.data[digits]);)
            digits++;
        uint64_t no;
        if (sg_parse_u64(sg_str_n(text.data + at, digits - at), &no, NULL) != SG_OK) continue;
        i = digits;
        if (no == 0 || (no == p->no && !p->ghost && strcmp(other, board) == 0)) continue;
        put_quote(c, &q, other, no);
    }
    if (is_opening(p)) return;
    if (q.n == QUOTES_MAX) q.n--; /* the thread itself is never left out */
    put_quote(c, &q, board, p->thread);
}

static int sextet(char c)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

/* The image's MD5, base64 in every export, as the hex digits that other tools write. */
static void put_media(struct chan_reader *c, struct sg_str md5)
{
    if (md5.len != 24) return;
    char line[] = "media:md5/00000000000000000000000000000000";
    uint32_t bits = 0;
    unsigned held = 0;
    size_t n = 0;
    for (size_t i = 0; i < 22; i++) {
        int v = sextet(md5.data[i]);
        if (v < 0) return;
        bits = bits << 6 | (uint32_t)v;
        for (held += 6; held >= 4 && n < 32; n++) {
            held -= 4;
            line[10 + n] = "0123456789abcdef"[bits >> held & 15];
        }
    }
    sg_row_line(&c->feed.row, SG_P_OBJECTS, sg_str(line));
}

static void put_extra(struct chan_reader *c, struct sg_json v)
{
    static const char *const fields[] = { "capcode",  "country", "country_name", "board_flag",  "flag_name",
                                          "filename", "ext",     "tim",          "filedeleted", "semantic_url",
                                          "replies",  "images",  "sticky",       "archived_on", "poster_country" };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        sg_extra_json(&c->extra, fields[i], sg_json_get(v, fields[i]));
    sg_extra_json(&c->extra, "media_filename", sg_json_path(v, "media.media_filename"));
    sg_extra_end(&c->extra, &c->feed.row);
}

static void take(void *self, struct sg_json record, unsigned list)
{
    (void)list;
    struct chan_reader *c = self;
    struct sg_row *row = &c->feed.row;
    struct chan_post p;
    char board[BOARD_MAX + 1], scratch[SG_JSON_SCALAR], id[ID_MAX];
    struct sg_err why;
    sg_json_feed_row(&c->feed);
    if (!read_post(record, &p)) {
        sg_json_feed_raw(&c->feed, record);
        sg_row_reject(row, "the record is no post of a board: it has no number (no)");
        return;
    }
    if (!board_from(p.board, board)) memcpy(board, c->page_board, sizeof board);
    if (!board[0]) {
        sg_json_feed_raw(&c->feed, record);
        sg_row_reject(row, "the post does not say of which board it is; give it with --channel BOARD");
        return;
    }
    struct sg_str time = sg_json_scalar(p.time, scratch);
    if (!time.len || !sg_row_time(row, time, SG_EXACT, &why)) {
        sg_json_feed_raw(&c->feed, record);
        sg_row_reject(row, time.len ? "%s" : "the post has no time", why.text);
        return;
    }
    int n = snprintf(id, sizeof id, "%s/%llu", board, (unsigned long long)p.no);
    if (p.ghost) n += snprintf(id + n, sizeof id - (size_t)n, "_%llu", (unsigned long long)p.ghost);
    const char *platform = row->options->platform;
    sg_row_text(row, SG_P_PLATFORM, sg_str(platform ? platform : "4chan"));
    sg_row_text(row, SG_P_ID, sg_str_n(id, (size_t)n));
    sg_row_text(row, SG_P_CHANNEL, sg_str(board));
    put_account(c, &p, board);
    put_text(c, &p);
    put_quotes(c, &p, board);
    put_media(c, p.md5);
    sg_auto_buf url = { 0 };
    sg_buf_printf(&url, "https://boards.4chan.org/%s/thread/%llu", board, (unsigned long long)p.thread);
    if (!is_opening(&p)) sg_buf_printf(&url, "#p%llu", (unsigned long long)p.no);
    if (!p.ghost) sg_row_text(row, SG_P_URL, sg_buf_view(&url)); /* a ghost post is at no address of 4chan's */
    sg_row_number(row, SG_P_KIND, is_opening(&p) ? SG_POST : SG_REPLY);
    int64_t ips;
    if (is_opening(&p) && sg_json_int(sg_json_get(record, "unique_ips"), &ips) && ips >= 0)
        sg_row_number(row, SG_P_AUDIENCE, ips);
    put_extra(c, record);
    sg_row_end(row);
}

static enum sg_code next(void *self, struct ArrowArray *ret_batch, struct sg_err *err)
{
    static const struct sg_json_format format = { begin, take, NULL };
    return sg_json_feed_batch(&((struct chan_reader *)self)->feed, &format, self, ret_batch, err);
}

const struct sg_reader sg_reader_4chan = {
    .name = "4chan",
    .description = "4chan threads: the API's JSON, and FoolFuuka archives' JSON",
    .probe = probe,
    .open = open_reader,
    .next = next,
    .close = close_reader,
};
