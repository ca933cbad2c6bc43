/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sources/json_feed.h"

#include <string.h>

#include "base/text.h"

enum sg_code sg_json_feed_init(struct sg_json_feed *f, struct sg_stream *in, const struct sg_read_options *options,
                               struct sg_err *err)
{
    f->documents = (struct sg_documents){ .in = in };
    SG_TRY(sg_json_parser_new(&f->parser, err));
    return sg_row_init(&f->row, options, err);
}

void sg_json_feed_release(struct sg_json_feed *f)
{
    sg_json_parser_free(f->parser);
    sg_buf_release(&f->mended);
    sg_buf_release(&f->raw);
    sg_row_release(&f->row);
}

void sg_json_feed_row(struct sg_json_feed *f)
{
    sg_row_begin(&f->row, f->n_records, f->document.offset, f->document.text);
    f->row.is_valid_utf8 = true;
    if (f->is_mended) f->row.flags |= SG_POST_REPAIRED;
}

void sg_json_feed_raw(struct sg_json_feed *f, struct sg_json record)
{
    if (record.doc == f->root.doc && record.at == f->root.at) return; /* its own bytes are there already */
    sg_buf_clear(&f->raw);
    sg_json_minify(record, &f->raw);
    f->row.raw = sg_buf_view(&f->raw);
}

/* The document in hand, parsed; false when it was rejected. */
static bool parse(struct sg_json_feed *f, struct sg_json *ret)
{
    struct sg_err why;
    f->is_mended = false;
    if (f->document.fault) {
        sg_row_reject(&f->row, "the record %s", f->document.fault);
        return false;
    }
    if (sg_json_parse_spared(f->parser, f->document.text, f->document.spare, ret, &why) == SG_OK) return true;
    sg_buf_clear(&f->mended);
    struct sg_err again = why;
    unsigned mended = why.code == SG_EINPUT ? sg_json_mend(f->document.text, &f->mended) : 0;
    if (mended && sg_json_parse(f->parser, sg_buf_view(&f->mended), ret, &again) == SG_OK) {
        f->is_mended = mended & SG_JSON_MENDED_TEXT;
        return true;
    }
    sg_row_reject(&f->row, "%s", again.text);
    return false;
}

/* The next record of the document in hand. */
static bool next_record(struct sg_json_feed *f, struct sg_json *ret)
{
    for (; f->list < SG_FEED_LISTS; f->list++)
        if (sg_json_more(&f->lists[f->list])) {
            *ret = f->lists[f->list].value;
            return true;
        }
    return false;
}

/* Parses the next document, which may hold no record; false at the end. */
static enum sg_code next_document(struct sg_json_feed *f, const struct sg_json_format *format, void *self,
                                  bool *ret_more, struct sg_err *err)
{
    struct sg_json document;
    memset(f->lists, 0, sizeof f->lists);
    f->single = (struct sg_json){ 0 };
    f->list = 0;
    SG_TRY(sg_documents_next(&f->documents, &f->document, err));
    *ret_more = f->document.text.data != NULL;
    if (!*ret_more) return SG_OK;
    f->n_records++; /* of the document, should it be rejected whole */
    sg_json_feed_row(f);
    if (!parse(f, &document)) return SG_OK;
    f->root = document;
    uint64_t rejects = f->row.rejects;
    format->begin(self, document);
    if (f->row.rejects == rejects) f->n_records--;
    if (f->single.doc) {
        f->n_records++;
        format->take(self, f->single, 0);
    }
    return SG_OK;
}

enum sg_code sg_json_feed_batch(struct sg_json_feed *f, const struct sg_json_format *format, void *self,
                                struct ArrowArray *ret_batch, struct sg_err *err)
{
    struct sg_json record;
    while (!f->has_ended && !sg_row_is_full(&f->row)) {
        if (next_record(f, &record)) {
            f->n_records += f->list == 0;
            format->take(self, record, f->list);
            continue;
        }
        bool has_more = false;
        struct sg_err why;
        enum sg_code code = next_document(f, format, self, &has_more, &why);
        f->has_ended = !has_more;
        if (code == SG_OK) continue;
        /* The rows so far go first; the stream tells its error again at the next call. */
        if (f->row.builder.rows) {
            f->has_ended = false;
            break;
        }
        if (err) *err = why;
        return code;
    }
    if (format->batch_ended) format->batch_ended(self);
    return sg_row_finish(&f->row, ret_batch, err);
}

bool sg_json_head_has(struct sg_str head, const char *quoted_key)
{
    return head.len && memmem(head.data, head.len, quoted_key, strlen(quoted_key)) != NULL;
}

char sg_json_head_first(struct sg_str head)
{
    if (head.len >= 3 && memcmp(head.data, "\xef\xbb\xbf", 3) == 0) head = sg_str_n(head.data + 3, head.len - 3);
    head = sg_str_trim(head);
    return head.len ? head.data[0] : 0;
}

/* ---- extra ---- */

static void add_key(struct sg_extra *e, const char *key)
{
    sg_buf_char(&e->json, e->json.len ? ',' : '{');
    sg_buf_char(&e->json, '"');
    sg_buf_text(&e->json, key);
    sg_buf_text(&e->json, "\":");
}

void sg_extra_json(struct sg_extra *e, const char *key, struct sg_json v)
{
    int64_t number;
    switch (sg_json_type(v)) {
    case SG_JSON_NONE:
    case SG_JSON_NULL:
        return;
    case SG_JSON_BOOL:
        if (!sg_json_true(v)) return;
        break;
    case SG_JSON_NUMBER:
        if (sg_json_int(v, &number) && number == 0) return;
        break;
    case SG_JSON_STRING:
        if (sg_json_string(v).len == 0) return;
        break;
    case SG_JSON_ARRAY:
    case SG_JSON_OBJECT:
        if (sg_json_count(v) == 0) return;
        break;
    }
    add_key(e, key);
    sg_json_minify(v, &e->json);
}

void sg_extra_text(struct sg_extra *e, const char *key, struct sg_str s)
{
    if (!s.len) return;
    add_key(e, key);
    sg_buf_char(&e->json, '"');
    sg_escape_json(&e->json, s);
    sg_buf_char(&e->json, '"');
}

void sg_extra_end(struct sg_extra *e, struct sg_row *row)
{
    if (e->json.len) {
        sg_buf_char(&e->json, '}');
        if (e->json.failed) row->builder.failed = true;
        sg_row_text(row, SG_P_EXTRA, sg_buf_view(&e->json));
    }
    sg_buf_clear(&e->json);
}
