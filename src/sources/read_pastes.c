/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder of pastes: each file KEY or KEY.txt is one, KEY.json beside it holds what Pastebin's scraping interface says
 * of it, and a file dates.csv (key,time) may give times that no such file gives.  doc/formats/pastes.md.
 */
#include <stdlib.h>

#include "base/fs.h"
#include "base/json_out.h"
#include "base/text.h"
#include "json/json.h"
#include "sources/csv.h"
#include "sources/readers.h"
#include "sources/row.h"

enum { KEY_MIN = 4, KEY_MAX = 32, KEY_USUAL = 8, SURE = 80 };

struct date {
    struct sg_str key, time;
};

struct pastes {
    const struct sg_folder *folder;
    size_t at;
    struct sg_row row;
    struct sg_json_parser *parser;
    struct sg_buf dates_bytes; /* the whole of dates.csv */
    struct sg_buf dates;       /* struct date, by key */
    struct sg_buf content, meta;
};

/* ---- names ---- */

enum role { PASTE, METADATA, DATES, NEITHER };

/* What a file is by its name, and the key in it. */
static enum role role_of(const char *relative, struct sg_str *ret_key)
{
    struct sg_str name = sg_str(sg_path_name(relative));
    if (strcmp(relative, "dates.csv") == 0) return DATES;
    enum role role = PASTE;
    if (name.len > 4 && memcmp(name.data + name.len - 4, ".txt", 4) == 0)
        name.len -= 4;
    else if (name.len > 5 && memcmp(name.data + name.len - 5, ".json", 5) == 0) {
        name.len -= 5;
        role = METADATA;
    }
    if (name.len < KEY_MIN || name.len > KEY_MAX) return NEITHER;
    for (size_t i = 0; i < name.len; i++)
        if (!sg_is_alnum(name.data[i])) return NEITHER;
    *ret_key = name;
    return role;
}

/* Pastes beside which something gives their times. */
static int probe(const struct sg_folder *folder, const struct sg_read_options *options)
{
    size_t roles[4] = { 0 }, usual = 0;
    for (size_t i = 0; i < sg_folder_count(folder); i++) {
        struct sg_str key = { NULL, 0 };
        enum role role = role_of(sg_folder_name(folder, i), &key);
        roles[role]++;
        usual += role == PASTE && key.len == KEY_USUAL;
    }
    bool is_named = options->platform && strcmp(options->platform, "pastebin") == 0;
    if (roles[NEITHER] || !roles[PASTE] || !usual) return 0;
    return roles[METADATA] || roles[DATES] || is_named ? SURE : 0;
}

/* ---- times ---- */

static enum sg_code read_file(const struct pastes *p, const char *relative, struct sg_buf *ret, struct sg_err *err)
{
    sg_buf_clear(ret);
    sg_auto_char path = sg_path_join(sg_folder_path(p->folder), relative);
    if (!path) return sg_fail_nomem(err, "a paste");
    return sg_fs_read(path, SG_FOLDER_FILE_MAX, ret, err);
}

static bool is_listed(const struct pastes *p, const char *relative)
{
    size_t low = 0, high = sg_folder_count(p->folder); /* the listing is in byte order */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(sg_folder_name(p->folder, middle), relative);
        if (order == 0) return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static int by_key(const void *a, const void *b)
{
    struct sg_str x = ((const struct date *)a)->key, y = ((const struct date *)b)->key;
    int order = memcmp(x.data, y.data, x.len < y.len ? x.len : y.len);
    return order ? order : (x.len > y.len) - (x.len < y.len);
}

static enum sg_code add_date(struct pastes *p, const struct sg_csv *csv, struct sg_err *err)
{
    struct sg_str key = sg_str_trim(csv->fields[0]);
    if (csv->n_fields < 2 || csv->n_doubled || !key.len) return SG_OK; /* neither a key nor a time holds quotes */
    struct date d = { key, csv->fields[1] }; /* both point into dates_bytes */
    sg_buf_add(&p->dates, &d, sizeof d);
    return sg_buf_check(&p->dates, err);
}

/* dates.csv into p->dates, by key. */
static enum sg_code read_dates(struct pastes *p, struct sg_err *err)
{
    struct sg_stream *in;
    struct sg_csv csv;
    enum sg_csv_what what = SG_CSV_RECORD;
    SG_TRY(read_file(p, "dates.csv", &p->dates_bytes, err));
    SG_TRY(sg_stream_open_memory("dates.csv", p->dates_bytes.data, p->dates_bytes.len, &in, err));
    enum sg_code code = sg_csv_open(&csv, in, 0, err);
    while (code == SG_OK && what != SG_CSV_END) {
        code = sg_csv_next(&csv, &what, err);
        if (code == SG_OK && what == SG_CSV_RECORD) code = add_date(p, &csv, err);
    }
    sg_csv_release(&csv);
    sg_stream_free(in);
    if (p->dates.len) qsort(p->dates.data, p->dates.len / sizeof(struct date), sizeof(struct date), by_key);
    return code;
}

static struct sg_str date_of(const struct pastes *p, struct sg_str key)
{
    struct date want = { key, { NULL, 0 } };
    const struct date *found = NULL;
    if (p->dates.len)
        found = bsearch(&want, p->dates.data, p->dates.len / sizeof want, sizeof want, by_key);
    return found ? found->time : want.time;
}

/* ---- one paste ---- */

/* KEY.json beside the paste, if it is there and can be read. */
static struct sg_json metadata(struct pastes *p, const char *relative, struct sg_str key)
{
    struct sg_json none = { 0 }, doc;
    struct sg_err why = { 0 };
    size_t folder_len = (size_t)(sg_path_name(relative) - relative);
    sg_auto_buf beside = { 0 };
    sg_buf_add(&beside, relative, folder_len);
    sg_buf_str(&beside, key);
    sg_buf_text(&beside, ".json");
    const char *name = sg_buf_cstr(&beside);
    if (!name || !is_listed(p, name)) return none;
    enum sg_code code = read_file(p, name, &p->meta, &why);
    if (code == SG_OK) code = sg_json_parse(p->parser, sg_buf_view(&p->meta), &doc, &why);
    if (code == SG_OK) return doc;
    sg_row_mend(&p->row, "the metadata beside it cannot be read: %s", why.text);
    return none;
}

static void put_extra(struct pastes *p, struct sg_json meta)
{
    static const char *const known[] = { "key", "user", "date", "full_url", "body", "content" };
    sg_auto_buf extra = { 0 };
    struct sg_json_out out = sg_json_out(&extra, false);
    sg_json_object(&out);
    for (struct sg_json_iter it = sg_json_each(meta); sg_json_more(&it);) {
        bool is_known = false;
        char digits[32];
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            is_known |= sg_str_is(it.key, known[i]);
        struct sg_str value = sg_json_scalar(it.value, digits);
        if (is_known || !value.len || memchr(it.key.data, '\0', it.key.len)) continue;
        sg_auto_buf name = { 0 };
        sg_buf_str(&name, it.key);
        const char *key = sg_buf_cstr(&name);
        if (key) sg_json_kstr(&out, key, value);
    }
    sg_json_object_end(&out);
    if (extra.len > 2) sg_row_text(&p->row, SG_P_EXTRA, sg_buf_view(&extra));
}

static void put_paste(struct pastes *p, struct sg_str key, struct sg_json meta)
{
    char digits[32];
    struct sg_str time = sg_json_scalar(sg_json_get(meta, "date"), digits), url;
    struct sg_err why;
    if (!time.len) time = date_of(p, key);
    if (!time.len) {
        sg_row_reject(&p->row, "the paste has no time: neither %.*s.json nor dates.csv gives one", (int)key.len,
                      key.data);
        return;
    }
    if (!sg_row_time(&p->row, time, SG_EXACT, &why)) {
        sg_row_reject(&p->row, "%s", why.text);
        return;
    }
    sg_row_text(&p->row, SG_P_PLATFORM, sg_str("pastebin"));
    sg_row_text(&p->row, SG_P_ID, key);
    sg_row_text(&p->row, SG_P_ACCOUNT, sg_json_string(sg_json_get(meta, "user")));
    url = sg_json_string(sg_json_get(meta, "full_url"));
    sg_auto_buf own = { 0 };
    if (!url.len) {
        sg_buf_text(&own, "https://pastebin.com/");
        sg_buf_str(&own, key);
        url = sg_buf_view(&own);
    }
    sg_row_text(&p->row, SG_P_URL, url);
    sg_row_text(&p->row, SG_P_TEXT, sg_buf_view(&p->content));
    if (sg_json_type(meta) == SG_JSON_OBJECT) put_extra(p, meta);
    (void)sg_row_end(&p->row); /* it has a time */
}

static void take_file(struct pastes *p, const char *relative, uint64_t row)
{
    struct sg_str key = { NULL, 0 };
    struct sg_err why = { 0 };
    enum role role = role_of(relative, &key);
    if (role == METADATA || role == DATES) return;
    sg_row_begin(&p->row, row, 0, (struct sg_str){ NULL, 0 });
    p->row.member = sg_str(relative);
    if (role == NEITHER) {
        sg_row_reject(&p->row, "the file's name is no paste's key (KEY or KEY.txt)");
        return;
    }
    if (read_file(p, relative, &p->content, &why) != SG_OK) {
        sg_row_reject(&p->row, "%s", why.text);
        return;
    }
    p->row.raw = sg_buf_view(&p->content);
    put_paste(p, key, metadata(p, relative, key));
}

/* ---- the reader ---- */

static void close_pastes(void *self)
{
    struct pastes *p = self;
    if (!p) return;
    sg_row_release(&p->row);
    sg_json_parser_free(p->parser);
    sg_buf_release(&p->dates_bytes);
    sg_buf_release(&p->dates);
    sg_buf_release(&p->content);
    sg_buf_release(&p->meta);
    free(p);
}

static enum sg_code open_into(struct pastes *p, const struct sg_read_options *options, struct sg_err *err)
{
    SG_TRY(sg_row_init(&p->row, options, err));
    SG_TRY(sg_json_parser_new(&p->parser, err));
    return is_listed(p, "dates.csv") ? read_dates(p, err) : SG_OK;
}

static enum sg_code open_pastes(const struct sg_folder *folder, const struct sg_read_options *options, void **ret_self,
                                struct sg_err *err)
{
    struct pastes *p = calloc(1, sizeof *p);
    if (!p) return sg_fail_nomem(err, "a reader");
    p->folder = folder;
    enum sg_code code = open_into(p, options, err);
    if (code != SG_OK) {
        close_pastes(p);
        return code;
    }
    *ret_self = p;
    return SG_OK;
}

static enum sg_code next_pastes(void *self, struct ArrowArray *ret_batch, struct sg_err *err)
{
    struct pastes *p = self;
    while (p->at < sg_folder_count(p->folder) && sg_builder_bytes(&p->row.builder) < SG_BATCH_BYTES &&
           p->row.builder.rows < SG_BATCH_ROWS) {
        take_file(p, sg_folder_name(p->folder, p->at), p->at + 1);
        p->at++;
    }
    return sg_row_finish(&p->row, ret_batch, err);
}

const struct sg_folder_reader sg_reader_pastes = {
    .name = "pastes",
    .description = "a folder of pastes: KEY or KEY.txt, with KEY.json or dates.csv beside",
    .probe = probe,
    .open = open_pastes,
    .next = next_pastes,
    .close = close_pastes,
};
