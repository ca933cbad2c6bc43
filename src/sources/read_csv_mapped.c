/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any CSV or TSV, through a mapping file. */
#include <stdlib.h>

#include "base/fs.h"
#include "base/text.h"
#include "sources/mapping.h"
#include "sources/readers.h"

enum { HEAD = 1 << 16 };

struct mapped {
    struct sg_csv csv;
    struct sg_mapping *mapping;
    struct sg_plan plan;
    struct sg_plan_state state;
    struct sg_row row;
    uint64_t header_rows; /* rows before the first that counts */
    bool has_record;      /* the first record was read to count the columns and is still to be given */
    struct sg_err stopped; /* an error to tell once the rows before it were given; code SG_OK: none */
};

void sg_mapped_close(void *self)
{
    struct mapped *m = self;
    if (!m) return;
    sg_csv_release(&m->csv);
    sg_plan_release(&m->plan);
    sg_plan_state_release(&m->state);
    sg_row_release(&m->row);
    sg_mapping_free(m->mapping);
    free(m);
}

static enum sg_code read_header(struct mapped *m, const char *file, struct sg_err *err)
{
    const struct sg_mapping *map = m->mapping;
    enum sg_csv_what what;
    SG_TRY(sg_csv_next(&m->csv, &what, err));
    if (what == SG_CSV_END) return sg_fail(err, SG_EINPUT, "%s: the file is empty", file);
    if (what == SG_CSV_BAD)
        return sg_fail(err, SG_EINPUT, "%s: the first row cannot be read as a CSV's: %s", file, m->csv.reason);
    m->has_record = map->is_headless;
    m->header_rows = !map->is_headless;
    if (map->n_columns && map->n_columns != m->csv.n_fields)
        return sg_fail(err, SG_EINPUT, "%s: the first row has %zu columns where %s names %zu", file, m->csv.n_fields,
                       map->file, map->n_columns);
    const struct sg_str *names = map->n_columns ? map->columns : m->csv.fields;
    return sg_plan_bind(&m->plan, map, names, m->csv.n_fields, file, err);
}

enum sg_code sg_mapped_open(struct sg_stream *in, const struct sg_read_options *options, struct sg_mapping *mapping,
                            void **ret_self, struct sg_err *err)
{
    struct mapped *m = calloc(1, sizeof *m);
    if (!m) {
        sg_mapping_free(mapping);
        return sg_fail_nomem(err, "a reader");
    }
    m->mapping = mapping;
    enum sg_code code = sg_row_init(&m->row, options, err);
    if (code == SG_OK) code = sg_csv_open(&m->csv, in, mapping->delimiter, err);
    if (code == SG_OK) code = read_header(m, sg_stream_name(in), err);
    if (code != SG_OK) {
        sg_mapped_close(m);
        return code;
    }
    *ret_self = m;
    return SG_OK;
}

static void take_record(struct mapped *m, enum sg_csv_what what)
{
    sg_row_begin(&m->row, m->csv.row - m->header_rows, m->csv.offset, m->csv.raw);
    if (what == SG_CSV_BAD)
        sg_row_reject(&m->row, "%s", m->csv.reason);
    else if (m->csv.n_fields != m->plan.n_columns)
        sg_row_reject(&m->row, "the row has %zu columns where %zu are expected", m->csv.n_fields, m->plan.n_columns);
    else
        sg_plan_row(&m->plan, &m->state, m->csv.fields, &m->row);
}

enum sg_code sg_mapped_next(void *self, struct ArrowArray *ret_batch, struct sg_err *err)
{
    struct mapped *m = self;
    enum sg_csv_what what = SG_CSV_RECORD;
    if (m->stopped.code != SG_OK) return sg_fail(err, m->stopped.code, "%s", m->stopped.text);
    while (!sg_row_is_full(&m->row)) {
        if (!m->has_record && sg_csv_next(&m->csv, &what, &m->stopped) != SG_OK) {
            if (m->row.builder.rows) break;
            return sg_fail(err, m->stopped.code, "%s", m->stopped.text);
        }
        m->has_record = false;
        if (what == SG_CSV_END) break;
        take_record(m, what);
    }
    return sg_row_finish(&m->row, ret_batch, err);
}

/* ---- the reader ---- */

static int probe(const char *file_name, struct sg_str head, const struct sg_read_options *options)
{
    (void)file_name;
    struct sg_mapping *found = NULL;
    int score = 0;
    if (options->mapping) return 100; /* the user has said so */
    if (!options->mapping_dir || sg_mapping_find(options->mapping_dir, head, &found, &score, NULL) != SG_OK) return 0;
    sg_mapping_free(found);
    return score;
}

static enum sg_code find_mapping(struct sg_stream *in, const struct sg_read_options *options, struct sg_mapping **ret,
                                 struct sg_err *err)
{
    if (options->mapping) return sg_mapping_read(options->mapping, ret, err);
    struct sg_str head;
    bool is_end;
    int score;
    SG_TRY(sg_stream_peek(in, HEAD, &head, &is_end, err));
    *ret = NULL;
    if (options->mapping_dir)
        SG_TRY(sg_mapping_find(options->mapping_dir, sg_str_n(head.data, head.len > HEAD ? HEAD : head.len), ret,
                               &score, err));
    if (*ret) return SG_OK;
    return sg_fail(err, SG_EINPUT, "%s: no mapping fits its header; write one and name it with --map FILE",
                   sg_stream_name(in));
}

static enum sg_code open_mapped(struct sg_stream *in, const struct sg_read_options *options, void **ret_self,
                                struct sg_err *err)
{
    struct sg_mapping *mapping;
    SG_TRY(find_mapping(in, options, &mapping, err));
    return sg_mapped_open(in, options, mapping, ret_self, err);
}

const struct sg_reader sg_reader_mapped = {
    .name = "csv",
    .description = "CSV or TSV through a mapping file (--map FILE, or one that fits the header)",
    .probe = probe,
    .open = open_mapped,
    .next = sg_mapped_next,
    .close = sg_mapped_close,
};
