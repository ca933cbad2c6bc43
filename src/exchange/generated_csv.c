/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "exchange/generated_internal.h"

void generated_csv_begin(struct sg_buf *out)
{
    sg_buf_text(out, "domain,shown,protected,tricks,severity,rank\r\n");
}

void generated_csv_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number)
{
    (void)number;
    const char *const fields[] = { row->domain, row->shown, row->protected_name };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        sg_escape_csv(out, sg_str(fields[i]));
        sg_buf_char(out, ',');
    }
    generated_tricks(out, row->look, " ");
    sg_buf_printf(out, ",%s,%.6g\r\n", sg_severity_names[row->look->severity], row->rank);
}
