/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a finding of each kind: refused with a sentence, or read so that it is written, read and written again
 * alike; and told and drawn without harm. */
#include <stdlib.h>

#include "report/coordination.h"
#include "report/lookalike.h"
#include "report/web_entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(const struct sg_buf *first, const struct sg_buf *second)
{
    if (!sg_str_same(sg_buf_view(first), sg_buf_view(second))) abort();
}

/* ---- accounts that acted in step ---- */

static const struct sg_coordination_report_options whole = { .with_text = true };

static void write_steppers(const struct sg_coordination *c)
{
    struct sg_err err;
    sg_auto_buf out = { 0 };
    if (sg_report_coordination_text(c, &whole, &out, &err) != SG_OK || memchr(out.data, '\033', out.len)) abort();
    for (const struct sg_coordination_format *f = sg_coordination_formats; f->suffix; f++) {
        sg_buf_clear(&out);
        /* A layout refuses weights that add up to more than a number can hold. */
        enum sg_code code = f->write(c, &whole, &out, &err);
        if (code != SG_OK && code != SG_EINPUT) abort();
    }
    sg_buf_clear(&out);
    const struct sg_coordination_report_options part = { .only_significant = true };
    if (sg_report_coordination_json(c, &part, &out, &err) != SG_OK) abort();
    if (sg_report_coordination_pairs(c, &out, &err) != SG_OK) abort();
}

static void try_steppers(struct sg_str bytes)
{
    struct sg_err err = { 0 };
    struct sg_coordination *c, *again;
    if (sg_report_coordination_read(bytes, "finding", &c, &err) != SG_OK) {
        if (err.text[0] == '\0') abort();
        return;
    }
    sg_auto_buf first = { 0 }, second = { 0 };
    if (sg_report_coordination_json(c, &whole, &first, &err) != SG_OK) abort();
    if (sg_report_coordination_read(sg_buf_view(&first), "finding", &again, &err) != SG_OK) abort();
    if (sg_report_coordination_json(again, &whole, &second, &err) != SG_OK) abort();
    same(&first, &second);
    write_steppers(c);
    sg_coordination_free(again);
    sg_coordination_free(c);
}

/* ---- how they may have got in ---- */

static void write_entry(struct sg_entry *e)
{
    struct sg_err err;
    for (int with = 0; with < 2; with++) {
        const struct sg_entry_report_options o = { .with_content = with, .is_masked = !with, .max_list = 12 };
        const struct sg_page_options page = { .with_text = with, .made = SG_TIME_NONE };
        const struct sg_page_findings f = { .lookalikes = e, .matches = e };
        sg_auto_buf out = { 0 };
        if (sg_report_entry_text(e, &o, &out, &err) != SG_OK || memchr(out.data, '\033', out.len)) abort();
        if (sg_report_entry_json(e, &o, &out, &err) != SG_OK) abort();
        if (web_entry_json(&f, &page, &out, &err) != SG_OK) abort();
    }
}

static void try_entry(struct sg_str bytes)
{
    static const struct sg_entry_report_options all = { .with_content = true };
    struct sg_err err = { 0 };
    struct sg_entry *e, *again;
    if (sg_report_entry_read(bytes, "finding", &e, &err) != SG_OK) {
        if (err.text[0] == '\0') abort();
        return;
    }
    sg_auto_buf first = { 0 }, second = { 0 };
    if (sg_report_entry_json(e, &all, &first, &err) != SG_OK) abort();
    if (sg_report_entry_read(sg_buf_view(&first), "finding", &again, &err) != SG_OK) abort();
    if (sg_report_entry_json(again, &all, &second, &err) != SG_OK) abort();
    same(&first, &second);
    write_entry(e);
    sg_entry_free(again);
    sg_entry_free(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_steppers(sg_str_n((const char *)data, size));
    try_entry(sg_str_n((const char *)data, size));
    return 0;
}
