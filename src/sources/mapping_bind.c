/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mapping meets one file's header: names become column numbers. */
#include <stdlib.h>

#include "base/text.h"
#include "sources/mapping.h"

static size_t find_column(const struct sg_str *header, size_t n, struct sg_str name)
{
    size_t i = 0;
    while (i < n && !sg_str_same(sg_str_trim(header[i]), name)) /* of repeated names the first counts */
        i++;
    return i;
}

static bool is_ignored(const struct sg_mapping *m, struct sg_str name)
{
    for (size_t i = 0; i < m->n_ignored; i++)
        if (sg_str_same(m->ignored[i], name)) return true;
    return false;
}

/* The JSON keys of the columns that stay over; a repeated name gets its place behind it. */
static enum sg_code bind_extra(struct sg_plan *p, const struct sg_str *header, const bool *is_used, struct sg_err *err)
{
    p->extra = malloc((p->n_columns + 1) * sizeof *p->extra);
    p->extra_keys = malloc((p->n_columns + 1) * sizeof *p->extra_keys);
    size_t *starts = malloc((p->n_columns + 1) * sizeof *starts);
    if (!p->extra || !p->extra_keys || !starts) {
        free(starts);
        return sg_fail_nomem(err, "the columns of a CSV");
    }
    for (size_t i = 0; i < p->n_columns; i++) {
        struct sg_str name = sg_str_trim(header[i]);
        if (is_used[i] || is_ignored(p->mapping, name)) continue;
        starts[p->n_extra] = p->keys.len;
        sg_buf_char(&p->keys, '"');
        sg_escape_json(&p->keys, name);
        if (!name.len) sg_buf_text(&p->keys, "column");
        if (!name.len || find_column(header, p->n_columns, name) < i) sg_buf_printf(&p->keys, " %zu", i + 1);
        sg_buf_text(&p->keys, "\":\"");
        p->extra[p->n_extra++] = (uint16_t)i;
    }
    starts[p->n_extra] = p->keys.len;
    for (size_t i = 0; i < p->n_extra && !p->keys.failed; i++)
        p->extra_keys[i] = sg_str_n(p->keys.data + starts[i], starts[i + 1] - starts[i]);
    free(starts);
    return sg_buf_check(&p->keys, err);
}

static enum sg_code bind(struct sg_plan *p, const struct sg_str *header, const char *file, struct sg_err *err)
{
    const struct sg_mapping *m = p->mapping;
    bool is_used[SG_CSV_COLUMNS_MAX] = { false };
    for (int t = 0; t < SG_TARGETS; t++) {
        const struct sg_map_source *from = &m->sources[t];
        struct sg_plan_source *to = &p->sources[t];
        to->constant = from->constant;
        to->is_joined = from->is_joined;
        for (size_t i = 0; i < from->n; i++) {
            size_t column = find_column(header, p->n_columns, from->names[i]);
            if (column == p->n_columns) continue;
            is_used[column] = true;
            to->columns[to->n++] = (uint16_t)column;
        }
    }
    if (!p->sources[SG_T_TIME].n) {
        struct sg_str want = m->sources[SG_T_TIME].names[0];
        return sg_fail(err, SG_EINPUT, "%s: has no column '%.*s', which %s takes for the time; name another mapping",
                       file, (int)(want.len > 60 ? 60 : want.len), want.data, m->file);
    }
    for (int t = SG_T_REPOST_OF; t <= SG_T_REPLY_TO_ACCOUNT; t++)
        p->has_refs |= p->sources[t].n > 0;
    for (int t = SG_T_URLS; t <= SG_T_TEXT_IS; t++)
        p->has_lists |= p->sources[t].n > 0;
    p->has_zones = m->sources[SG_T_TIMEZONE].is_set;
    for (size_t i = 0; i < m->n_values; i++)
        p->has_zones |= m->values[i].target == SG_T_TIMEZONE;
    return bind_extra(p, header, is_used, err);
}

enum sg_code sg_plan_bind(struct sg_plan *p, const struct sg_mapping *m, const struct sg_str *header, size_t n_header,
                          const char *file, struct sg_err *err)
{
    *p = (struct sg_plan){ .mapping = m, .n_columns = n_header };
    enum sg_code code = bind(p, header, file, err);
    if (code != SG_OK) sg_plan_release(p);
    return code;
}

void sg_plan_release(struct sg_plan *p)
{
    if (!p) return;
    free(p->extra);
    free(p->extra_keys);
    sg_buf_release(&p->keys);
    *p = (struct sg_plan){ 0 };
}
