/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pastes as Pastebin's scraping API lists them, with the body that a collecting program added.
 * doc/formats/pastebin.md */
#include <stdlib.h>
#include <string.h>

#include "sources/json_feed.h"
#include "sources/readers.h"

struct paste_reader {
    struct sg_json_feed feed;
    struct sg_buf text;
    struct sg_extra extra;
};

static int probe(const char *file_name, struct sg_str head, const struct sg_read_options *options)
{
    (void)file_name;
    (void)options;
    char first = sg_json_head_first(head);
    if (first != '{' && first != '[') return 0;
    if (!sg_json_head_has(head, "\"key\"") || !sg_json_head_has(head, "\"date\"")) return 0;
    if (sg_json_head_has(head, "\"scrape_url\"")) return 95;
    return sg_json_head_has(head, "\"syntax\"") ? 85 : 0;
}

static void close_reader(void *self)
{
    struct paste_reader *p = self;
    if (!p) return;
    sg_json_feed_release(&p->feed);
    sg_buf_release(&p->text);
    sg_buf_release(&p->extra.json);
    free(p);
}

static enum sg_code open_reader(struct sg_stream *in, const struct sg_read_options *options, void **ret_self,
                                struct sg_err *err)
{
    struct paste_reader *p = calloc(1, sizeof *p);
    if (!p) return sg_fail_nomem(err, "the reader of pastes");
    enum sg_code code = sg_json_feed_init(&p->feed, in, options, err);
    if (code != SG_OK)
        close_reader(p);
    else
        *ret_self = p;
    return code;
}

static void begin(void *self, struct sg_json document)
{
    struct paste_reader *p = self;
    if (sg_json_type(document) == SG_JSON_ARRAY)
        p->feed.lists[0] = sg_json_each(document);
    else
        p->feed.single = document;
}

static struct sg_str body_of(struct sg_json paste)
{
    static const char *const keys[] = { "body", "content", "raw", "text" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct sg_str s = sg_json_string(sg_json_get(paste, keys[i]));
        if (s.len) return s;
    }
    return (struct sg_str){ NULL, 0 };
}

static void put_text(struct paste_reader *p, struct sg_json paste)
{
    struct sg_str title = sg_json_string(sg_json_get(paste, "title")), body = body_of(paste);
    sg_buf_clear(&p->text);
    sg_buf_str(&p->text, title);
    if (title.len && body.len) sg_buf_char(&p->text, '\n');
    sg_buf_str(&p->text, body);
    if (p->text.failed) p->feed.row.builder.failed = true;
    sg_row_text(&p->feed.row, SG_P_TEXT, sg_buf_view(&p->text));
}

static void put_url(struct paste_reader *p, struct sg_json paste, struct sg_str key)
{
    struct sg_str given = sg_json_string(sg_json_get(paste, "full_url"));
    sg_auto_buf url = { 0 };
    if (given.len)
        sg_buf_str(&url, given);
    else {
        sg_buf_text(&url, "https://pastebin.com/");
        sg_buf_str(&url, key);
    }
    if (url.failed) p->feed.row.builder.failed = true;
    sg_row_text(&p->feed.row, SG_P_URL, sg_buf_view(&url));
}

static void put_extra(struct paste_reader *p, struct sg_json paste)
{
    static const char *const fields[] = { "size", "syntax", "hits" };
    char scratch[SG_JSON_SCALAR];
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        sg_extra_json(&p->extra, fields[i], sg_json_get(paste, fields[i]));
    struct sg_str expire = sg_json_scalar(sg_json_get(paste, "expire"), scratch);
    if (!sg_str_is(expire, "0")) sg_extra_text(&p->extra, "expire", expire); /* 0 is never */
    sg_extra_end(&p->extra, &p->feed.row);
}

static void take(void *self, struct sg_json record, unsigned list)
{
    (void)list;
    struct paste_reader *p = self;
    struct sg_row *row = &p->feed.row;
    char key_digits[SG_JSON_SCALAR], date_digits[SG_JSON_SCALAR];
    struct sg_err why;
    struct sg_str key = sg_json_scalar(sg_json_get(record, "key"), key_digits);
    struct sg_str date = sg_json_scalar(sg_json_get(record, "date"), date_digits);
    sg_json_feed_row(&p->feed);
    if (!key.len) {
        sg_json_feed_raw(&p->feed, record);
        sg_row_reject(row, "the record is no paste: it has no key");
        return;
    }
    if (!date.len || !sg_row_time(row, date, SG_EXACT, &why)) {
        sg_json_feed_raw(&p->feed, record);
        sg_row_reject(row, date.len ? "%s" : "the paste has no date", why.text);
        return;
    }
    const char *platform = row->options->platform;
    sg_row_text(row, SG_P_PLATFORM, sg_str(platform ? platform : "pastebin"));
    sg_row_text(row, SG_P_ID, key);
    sg_row_text(row, SG_P_ACCOUNT, sg_json_string(sg_json_get(record, "user")));
    put_text(p, record);
    put_url(p, record, key);
    put_extra(p, record);
    sg_row_end(row);
}

static enum sg_code next(void *self, struct ArrowArray *ret_batch, struct sg_err *err)
{
    static const struct sg_json_format format = { begin, take, NULL };
    return sg_json_feed_batch(&((struct paste_reader *)self)->feed, &format, self, ret_batch, err);
}

const struct sg_reader sg_reader_pastebin = {
    .name = "pastebin",
    .description = "Pastebin pastes: the scraping API's JSON, as an array or one object a line",
    .probe = probe,
    .open = open_reader,
    .next = next,
    .close = close_reader,
};
