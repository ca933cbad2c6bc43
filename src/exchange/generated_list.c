/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/generated_internal.h"

void generated_list_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number)
{
    (void)number;
    sg_buf_text(out, row->domain);
    sg_buf_char(out, '\n');
}
