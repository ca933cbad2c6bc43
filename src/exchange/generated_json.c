/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_out.h"
#include "exchange/generated_internal.h"

void generated_json_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number)
{
    (void)number;
    struct sg_json_out j = sg_json_out(out, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "domain", row->domain);
    sg_json_ktext(&j, "shown", row->shown);
    sg_json_ktext(&j, "protected", row->protected_name);
    sg_json_key(&j, "tricks");
    sg_json_array(&j);
    for (unsigned t = 0; t < SG_TRICKS; t++)
        if (row->look->tricks >> t & 1) sg_json_text(&j, sg_trick_names[t]);
    sg_json_array_end(&j);
    sg_json_ktext(&j, "severity", sg_severity_names[row->look->severity]);
    sg_json_kdouble(&j, "rank", row->rank);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
}
