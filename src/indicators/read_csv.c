/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV with a row of names (MISP's export, abuse.ch's lists, one's own), or a bare list with one value a line. */
#include "base/text.h"
#include "indicators/indicators_internal.h"
#include "sources/csv.h"

enum column { C_NONE, C_VALUE, C_TYPE, C_ID, C_LABEL, C_AUTHOR, C_FROM, C_TO, C_TO_IDS, C_KIND /* the name says it */ };
enum { COLUMNS_MAX = 256 };

static const struct {
    const char *name;
    enum column column;
} names[] = {
    { "value", C_VALUE },
    { "indicator", C_VALUE },
    { "ioc", C_VALUE },
    { "ioc_value", C_VALUE },
    { "observable", C_VALUE },
    { "indicator_value", C_VALUE },
    { "attribute_value", C_VALUE },
    { "type", C_TYPE },
    { "ioc_type", C_TYPE },
    { "indicator_type", C_TYPE },
    { "indicator type", C_TYPE },
    { "kind", C_TYPE },
    { "attribute_type", C_TYPE },
    { "observable_type", C_TYPE },
    { "uuid", C_ID },
    { "id", C_ID },
    { "comment", C_LABEL },
    { "description", C_LABEL },
    { "label", C_LABEL },
    { "labels", C_LABEL },
    { "name", C_LABEL },
    { "threat", C_LABEL },
    { "tags", C_LABEL },
    { "attribute_tag", C_LABEL },
    { "malware", C_LABEL },
    { "malware_printable", C_LABEL },
    { "event_info", C_LABEL },
    { "author", C_AUTHOR },
    { "source", C_AUTHOR },
    { "org", C_AUTHOR },
    { "orgc", C_AUTHOR },
    { "event_source_org", C_AUTHOR },
    { "reporter", C_AUTHOR },
    { "valid_from", C_FROM },
    { "valid_until", C_TO },
    { "valid_to", C_TO },
    { "expires", C_TO },
    { "to_ids", C_TO_IDS },
};

struct table {
    struct reading *r;
    struct sg_csv *csv;
    enum column columns[COLUMNS_MAX];
    const struct type_name *kinds[COLUMNS_MAX]; /* of C_KIND */
    size_t n_columns;
    bool has_value, is_bare;
};

/* ---- the row of names ---- */

static enum column column_of(struct sg_str name, const struct type_name **ret_kind)
{
    *ret_kind = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sg_str_is_nocase(name, names[i].name)) return names[i].column;
    *ret_kind = type_find(name);
    return *ret_kind ? C_KIND : C_NONE;
}

/* True when the record names columns, one of them a value's. */
static bool read_names(struct table *t)
{
    bool has_kind = false;
    t->has_value = false;
    t->n_columns = t->csv->n_fields < COLUMNS_MAX ? t->csv->n_fields : COLUMNS_MAX;
    for (size_t i = 0; i < t->n_columns; i++) {
        struct sg_str name = sg_str_trim(t->csv->fields[i]);
        if (i == 0 && name.len && name.data[0] == '#') name = sg_str_trim(sg_str_n(name.data + 1, name.len - 1));
        if (name.len > 2 && name.data[0] == '"' && name.data[name.len - 1] == '"') /* behind a '#' these are letters */
            name = sg_str_n(name.data + 1, name.len - 2);
        t->columns[i] = column_of(name, &t->kinds[i]);
        t->has_value |= t->columns[i] == C_VALUE;
        has_kind |= t->columns[i] == C_KIND;
    }
    return t->has_value || has_kind;
}

/* ---- a row ---- */

static struct sg_str well_formed(struct sg_str s)
{
    return sg_utf8_is_valid(s.data, s.len) ? s : sg_str_n(NULL, 0);
}

static void say(struct table *t, enum column column, struct sg_str field, struct said *said)
{
    if (column == C_ID && !said->id.len) said->id = well_formed(field);
    if (column == C_AUTHOR && !said->author.len) said->author = well_formed(field);
    if (column == C_LABEL) label_add(t->r, field);
    if (column == C_FROM) said->from = said_time(field);
    if (column == C_TO) said->to = said_time(field);
    if (column == C_TO_IDS && (sg_str_is(field, "0") || sg_str_is_nocase(field, "false")))
        label_add(t->r, sg_str("not for detection (to_ids is false)"));
}

static struct said said_of(struct table *t, struct sg_str *ret_type, struct sg_str *ret_value)
{
    struct said said = { .from = SG_TIME_NONE, .to = SG_TIME_NONE };
    label_begin(t->r);
    for (size_t i = 0; i < t->csv->n_fields && i < t->n_columns; i++) {
        struct sg_str field = sg_str_trim(t->csv->fields[i]);
        if (t->columns[i] == C_TYPE && !ret_type->len) *ret_type = field;
        if (t->columns[i] == C_VALUE && !ret_value->len) *ret_value = field;
        say(t, t->columns[i], field, &said);
    }
    said.label = label_end(t->r);
    return said;
}

static enum sg_code read_row(struct table *t)
{
    struct sg_str type = { NULL, 0 }, value = { NULL, 0 };
    struct said said = said_of(t, &type, &value);
    size_t n = 0;
    if (t->has_value) {
        if (type.len && type_find(type)) return reading_add_named(t->r, type, value, &said);
        if (!type.len) return reading_add_guessed(t->r, value, &said);
        reading_other(t->r, type);
        return SG_OK;
    }
    for (size_t i = 0; i < t->csv->n_fields && i < t->n_columns; i++) {
        struct sg_str field = sg_str_trim(t->csv->fields[i]);
        if (t->columns[i] != C_KIND || !field.len) continue;
        n++;
        SG_TRY(reading_add_named(t->r, sg_str(t->kinds[i]->name), field, &said));
    }
    if (!n) reading_reject(t->r, "this row holds no value", t->csv->raw);
    return SG_OK;
}

/* ---- a bare list ---- */

/* The value of a line: what stands before a remark; of the lines of a hosts file ("0.0.0.0 name") the name. */
static struct sg_str bare_value(struct sg_str line)
{
    const char *remark = memmem(line.data, line.len, " #", 2);
    if (remark) line = sg_str_trim(sg_str_n(line.data, (size_t)(remark - line.data)));
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] != ' ' && line.data[i] != '\t') continue;
        struct sg_str first = sg_str_n(line.data, i);
        if (sg_str_is(first, "0.0.0.0") || sg_str_is(first, "127.0.0.1") || sg_str_is(first, "::1"))
            return sg_str_trim(sg_str_n(line.data + i, line.len - i));
    }
    return line;
}

/* The first field that is a value; none: the row is rejected with what is wrong with its first. */
static enum sg_code read_bare(struct table *t)
{
    const struct said said = { .from = SG_TIME_NONE, .to = SG_TIME_NONE };
    label_begin(t->r);
    for (size_t i = 0; i < t->csv->n_fields && i < COLUMNS_MAX; i++) {
        struct sg_str field = bare_value(sg_str_trim(t->csv->fields[i]));
        if (field.len && !indicator_guess(t->r, field).bad) return reading_add_guessed(t->r, field, &said);
    }
    struct sg_str first = t->csv->n_fields ? bare_value(sg_str_trim(t->csv->fields[0])) : t->csv->raw;
    return reading_add_guessed(t->r, first, &said);
}

/* ---- the whole ---- */

static enum sg_code read_record(struct table *t, bool *is_named)
{
    struct sg_str raw = sg_str_trim(t->csv->raw);
    bool is_remark = raw.len && raw.data[0] == '#';
    t->r->row = t->csv->row;
    if (!*is_named && !t->is_bare && read_names(t)) {
        *is_named = true;
        return SG_OK;
    }
    if (is_remark || !raw.len) return SG_OK;
    if (!*is_named) t->is_bare = true; /* what comes first is no row of names, so there is none */
    return t->is_bare ? read_bare(t) : read_row(t);
}

static enum sg_code read_records(struct table *t)
{
    bool is_named = false;
    for (enum sg_csv_what what;;) {
        SG_TRY(sg_csv_next(t->csv, &what, t->r->err));
        if (what == SG_CSV_END) return SG_OK;
        if (what == SG_CSV_BAD) {
            t->r->row = t->csv->row;
            reading_reject(t->r, t->csv->reason, t->csv->raw);
            continue;
        }
        SG_TRY(read_record(t, &is_named));
    }
}

/* By the first line that is no remark; abuse.ch's lists have their names in a remark, whose delimiter is the same. */
static char delimiter_of(struct sg_str s)
{
    while (s.len && (s.data[0] == '#' || s.data[0] == '\n' || s.data[0] == '\r')) {
        const char *end = memchr(s.data, '\n', s.len);
        if (!end) break;
        s.len -= (size_t)(end + 1 - s.data);
        s.data = end + 1;
    }
    return sg_csv_sniff(s);
}

static enum sg_code read_csv(struct reading *r, const struct feed *f)
{
    struct sg_stream *in = NULL;
    struct sg_csv csv = { 0 };
    struct table t = { .r = r, .csv = &csv };
    SG_TRY(sg_stream_open_memory(f->name, f->bytes.data, f->bytes.len, &in, r->err));
    enum sg_code code = sg_csv_open(&csv, in, delimiter_of(f->bytes), r->err);
    if (code == SG_OK) code = read_records(&t);
    sg_csv_release(&csv);
    sg_stream_free(in);
    return code;
}

/* Text that is no JSON may be a list; what holds a NUL is none. */
static bool is_csv(const struct feed *f)
{
    return sg_json_type(f->json) == SG_JSON_NONE && f->bytes.len &&
           !memchr(f->bytes.data, '\0', f->bytes.len < 4096 ? f->bytes.len : 4096);
}

const struct feed_format feed_csv = { "csv", is_csv, read_csv };
