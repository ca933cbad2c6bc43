/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a finding: refused with a sentence, or read so that it is written, read and written again alike; and told
 * and drawn without harm. */
#include <stdlib.h>

#include "report/coordination.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sg_coordination_report_options whole = { .with_text = true };

static void write_all(const struct sg_coordination *c)
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sg_err err = { 0 };
    struct sg_coordination *c, *again;
    if (sg_report_coordination_read(sg_str_n((const char *)data, size), "finding", &c, &err) != SG_OK) {
        if (err.text[0] == '\0') abort();
        return 0;
    }
    sg_auto_buf first = { 0 }, second = { 0 };
    if (sg_report_coordination_json(c, &whole, &first, &err) != SG_OK) abort();
    if (sg_report_coordination_read(sg_buf_view(&first), "finding", &again, &err) != SG_OK) abort();
    if (sg_report_coordination_json(again, &whole, &second, &err) != SG_OK) abort();
    if (!sg_str_same(sg_buf_view(&first), sg_buf_view(&second))) abort();
    write_all(c);
    sg_coordination_free(again);
    sg_coordination_free(c);
    return 0;
}
