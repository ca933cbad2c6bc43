/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The project's own CSV, told by the names in its header; doc/formats/csv.md describes it. */
#include "base/text.h"
#include "sources/mapping.h"
#include "sources/readers.h"

static const char own_mapping[] =
    "mapping = sillage\n"
    "time = time | time_utc\n"
    "precision = precision\n"
    "platform = platform\n"
    "id = id\n"
    "account = account\n"
    "name = name\n"
    "kind = kind\n"
    "text = text\n"
    "lang = lang\n"
    "audience = audience\n"
    "client = client\n"
    "channel = channel\n"
    "url = url\n"
    "repost_of = repost_of\n"
    "quote_of = quote_of\n"
    "reply_to = reply_to\n"
    "urls = urls\n"
    "objects = objects\n"
    "text_is = text_is\n";

enum { ALL_KNOWN = 90, SOME_UNKNOWN = 55 };

/* What the header has: a time, something to go by, and nothing that is not ours. */
struct own_header {
    bool has_time, has_subject, is_all_known;
};

static struct own_header look(const struct sg_csv *csv, const struct sg_mapping *m)
{
    struct own_header h = { .is_all_known = true };
    for (size_t i = 0; i < csv->n_fields; i++) {
        struct sg_str name = sg_str_trim(csv->fields[i]);
        bool is_known = false;
        for (int t = 0; t < SG_TARGETS; t++)
            for (size_t k = 0; k < m->sources[t].n; k++)
                is_known |= sg_str_same(name, m->sources[t].names[k]);
        h.has_time |= sg_str_is(name, "time") || sg_str_is(name, "time_utc");
        h.has_subject |= sg_str_is(name, "account") || sg_str_is(name, "text") || sg_str_is(name, "objects");
        h.is_all_known &= is_known;
    }
    return h;
}

static enum sg_code look_at(struct sg_str head, struct own_header *ret, struct sg_err *err)
{
    struct sg_stream *in = NULL;
    struct sg_mapping *m = NULL;
    struct sg_csv csv = { 0 };
    enum sg_csv_what what = SG_CSV_END;
    enum sg_code code = sg_stream_open_memory("header", head.data, head.len, &in, err);
    if (code == SG_OK) code = sg_mapping_parse("sillage", sg_str(own_mapping), &m, err);
    if (code == SG_OK) code = sg_csv_open(&csv, in, 0, err);
    if (code == SG_OK) code = sg_csv_next(&csv, &what, err);
    *ret = (struct own_header){ 0 };
    if (code == SG_OK && what == SG_CSV_RECORD) *ret = look(&csv, m);
    sg_csv_release(&csv);
    sg_mapping_free(m);
    sg_stream_free(in);
    return code;
}

static int probe(const char *file_name, struct sg_str head, const struct sg_read_options *options)
{
    (void)file_name;
    (void)options;
    struct own_header h;
    if (look_at(head, &h, NULL) != SG_OK || !h.has_time || !h.has_subject) return 0;
    return h.is_all_known ? ALL_KNOWN : SOME_UNKNOWN;
}

static enum sg_code open_own(struct sg_stream *in, const struct sg_read_options *options, void **ret_self,
                             struct sg_err *err)
{
    struct sg_str head;
    bool is_end;
    struct own_header h;
    struct sg_mapping *m;
    SG_TRY(sg_stream_peek(in, 1 << 16, &head, &is_end, err));
    SG_TRY(look_at(head, &h, err));
    if (!h.has_time || !h.has_subject)
        return sg_fail(err, SG_EINPUT,
                       "%s: the header needs a column 'time' and one of 'account', 'text' and 'objects'; for another "
                       "CSV name its columns with --map FILE",
                       sg_stream_name(in));
    SG_TRY(sg_mapping_parse("sillage", sg_str(own_mapping), &m, err));
    return sg_mapped_open(in, options, m, ret_self, err);
}

const struct sg_reader sg_reader_sillage = {
    .name = "sillage",
    .description = "CSV with Sillage's own columns: time, platform, account, text, objects …",
    .probe = probe,
    .open = open_own,
    .next = sg_mapped_next,
    .close = sg_mapped_close,
};
