/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/generated_internal.h"

#include "base/text.h"

void generated_nothing(struct sg_buf *out)
{
    (void)out;
}

void generated_no_more(struct sg_buf *out, size_t n)
{
    (void)out;
    (void)n;
}

void generated_tricks(struct sg_buf *out, const struct sg_lookalike *look, const char *mark)
{
    bool has_one = false;
    for (unsigned t = 0; t < SG_TRICKS; t++) {
        if (!(look->tricks >> t & 1)) continue;
        if (has_one) sg_buf_text(out, mark);
        sg_buf_text(out, sg_trick_names[t]);
        has_one = true;
    }
}

void generated_name(struct sg_buf *out, const char *domain, const char *format)
{
    for (const char *c = domain; *c; c++) {
        if (sg_is_alnum(*c) || *c == '-' || *c == '.')
            sg_buf_char(out, *c);
        else
            sg_buf_printf(out, format, (unsigned)(unsigned char)*c);
    }
}

const struct sg_generated_format sg_generated_formats[] = {
    { "list", "one name a line", generated_nothing, generated_list_row, generated_no_more },
    { "csv", "a table with tricks, severity and rank", generated_csv_begin, generated_csv_row, generated_no_more },
    { "json", "one object a line", generated_nothing, generated_json_row, generated_no_more },
    { "rpz", "a response policy zone for a DNS resolver", generated_rpz_begin, generated_rpz_row, generated_no_more },
    { "sigma", "a Sigma rule over DNS queries", generated_sigma_begin, generated_sigma_row, generated_sigma_end },
    { "yara", "YARA rules over the names' bytes", generated_yara_begin, generated_yara_row, generated_yara_end },
    { 0 },
};
