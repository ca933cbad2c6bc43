/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which mapping fits a file, by its header. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/text.h"
#include "sources/mapping.h"

enum { SAME_COLUMNS = 95, MORE_COLUMNS = 60, MORE_COLUMNS_MOST = 90 };

static enum sg_code score_header(const struct sg_mapping *m, struct sg_str head, int *ret, struct sg_err *err)
{
    struct sg_stream *in = NULL;
    struct sg_csv csv = { 0 };
    enum sg_csv_what what = SG_CSV_END;
    enum sg_code code = sg_stream_open_memory(m->file, head.data, head.len, &in, err);
    if (code == SG_OK) code = sg_csv_open(&csv, in, m->delimiter, err);
    if (code == SG_OK) code = sg_csv_next(&csv, &what, err);
    *ret = 0;
    if (code == SG_OK && what == SG_CSV_RECORD) {
        size_t found = 0;
        for (size_t i = 0; i < m->n_header; i++)
            for (size_t k = 0; k < csv.n_fields; k++)
                if (sg_str_same(m->header[i], sg_str_trim(csv.fields[k]))) {
                    found++;
                    break;
                }
        size_t score = csv.n_fields == found ? SAME_COLUMNS : MORE_COLUMNS + found;
        if (csv.n_fields != found && score > MORE_COLUMNS_MOST) score = MORE_COLUMNS_MOST;
        if (found == m->n_header) *ret = (int)score;
    }
    sg_csv_release(&csv);
    sg_stream_free(in);
    return code;
}

int sg_mapping_score(const struct sg_mapping *m, struct sg_str head)
{
    int score;
    if (m->n_header == 0 || score_header(m, head, &score, NULL) != SG_OK) return 0;
    return score;
}

static int is_map(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 4 && e->d_name[0] != '.' && strcmp(e->d_name + n - 4, ".map") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

enum sg_code sg_mapping_find(const char *dir, struct sg_str head, struct sg_mapping **ret, int *ret_score,
                             struct sg_err *err)
{
    struct dirent **names = NULL;
    struct sg_mapping *best = NULL;
    int best_score = 0, n = scandir(dir, &names, is_map, by_bytes);
    enum sg_code code = SG_OK;
    if (n < 0) return sg_fail(err, SG_EIO, "%s: mappings cannot be listed: %s", dir, strerror(errno));
    for (int i = 0; i < n; i++) {
        struct sg_mapping *m = NULL;
        char *path = sg_path_join(dir, names[i]->d_name);
        enum sg_code this_one = path ? sg_mapping_read(path, &m, err) : sg_fail_nomem(err, dir);
        int score = this_one == SG_OK ? sg_mapping_score(m, head) : 0;
        if (this_one != SG_OK) code = this_one;
        if (score > best_score) {
            sg_mapping_free(best);
            best = m;
            best_score = score;
        } else
            sg_mapping_free(m);
        free(path);
        free(names[i]);
    }
    free(names);
    if (!best && code != SG_OK) return code;
    *ret = best;
    *ret_score = best_score;
    return SG_OK;
}
