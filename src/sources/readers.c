/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of formats: a new one is one file and one row here. */
#include "base/text.h"
#include "sources/readers.h"

const struct sg_reader *const sg_readers[] = {
    /* JSON */
    &sg_reader_x,
    &sg_reader_4chan,
    &sg_reader_pastebin,
    /* CSV and folders */
    &sg_reader_sillage,
    &sg_reader_mapped,
    NULL,
};

const struct sg_reader *sg_reader_find(const char *name)
{
    for (size_t i = 0; sg_readers[i]; i++)
        if (strcmp(sg_readers[i]->name, name) == 0) return sg_readers[i];
    return NULL;
}

enum { HEAD = 1 << 16, SHOWN = 60 };

enum sg_code sg_reader_probe(struct sg_stream *in, const struct sg_read_options *options, const struct sg_reader **ret,
                             struct sg_err *err)
{
    struct sg_str head;
    bool is_end;
    SG_TRY(sg_stream_peek(in, HEAD, &head, &is_end, err));
    if (head.len > HEAD) head.len = HEAD;
    const struct sg_reader *best = NULL;
    int best_score = 0;
    for (size_t i = 0; sg_readers[i]; i++) {
        int score = sg_readers[i]->probe(sg_stream_name(in), head, options);
        if (score <= best_score) continue; /* on a tie the earlier one wins */
        best = sg_readers[i];
        best_score = score;
    }
    if (best) {
        *ret = best;
        return SG_OK;
    }
    if (!head.len) return sg_fail(err, SG_EINPUT, "%s: the file is empty", sg_stream_name(in));
    sg_auto_buf seen = { 0 }, known = { 0 };
    sg_escape_terminal(&seen, sg_str_n(head.data, head.len > SHOWN ? SHOWN : head.len));
    for (size_t i = 0; sg_readers[i]; i++)
        sg_buf_printf(&known, "%s%s", i ? ", " : "", sg_readers[i]->name);
    const char *seen_text = sg_buf_cstr(&seen), *known_text = sg_buf_cstr(&known);
    return sg_fail(err, SG_EINPUT,
                   "%s: no reader knows this format; it begins with '%s'; name one with --format (%s), or describe a "
                   "CSV's columns with --map FILE",
                   sg_stream_name(in), seen_text ? seen_text : "", known_text ? known_text : "");
}

/* ---- folders ---- */

const struct sg_folder_reader *const sg_folder_readers[] = {
    &sg_reader_pastes,
    NULL,
};

const struct sg_folder_reader *sg_folder_reader_find(const char *name)
{
    for (size_t i = 0; sg_folder_readers[i]; i++)
        if (strcmp(sg_folder_readers[i]->name, name) == 0) return sg_folder_readers[i];
    return NULL;
}

const struct sg_folder_reader *sg_folder_reader_probe(const struct sg_folder *folder,
                                                      const struct sg_read_options *options)
{
    const struct sg_folder_reader *best = NULL;
    int best_score = 0;
    for (size_t i = 0; sg_folder_readers[i]; i++) {
        int score = sg_folder_readers[i]->probe(folder, options);
        if (score <= best_score) continue;
        best = sg_folder_readers[i];
        best_score = score;
    }
    return best;
}
