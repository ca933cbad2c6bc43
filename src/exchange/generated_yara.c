/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YARA rules over the names as they stand in mails, documents and memory, in one byte a letter or two. */
#include "exchange/generated_internal.h"

#define STRINGS_OF_A_RULE                                                                                              \
    500 /* YARA takes 10,000, and warns from 12,000 atoms on: in any case each string has some twenty */

void generated_yara_begin(struct sg_buf *out)
{
    sg_buf_text(out, "// names that could be registered to imitate protected ones\n");
}

static void end_rule(struct sg_buf *out)
{
    sg_buf_text(out, "    condition:\n        any of them\n}\n");
}

void generated_yara_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number)
{
    if (number % STRINGS_OF_A_RULE == 0) {
        if (number) end_rule(out);
        sg_buf_printf(
            out,
            "rule sillage_lookalikes_%zu\n{\n    meta:\n        description = \"names that imitate protected ones\"\n"
            "    strings:\n",
            number / STRINGS_OF_A_RULE + 1);
    }
    sg_buf_printf(out, "        $n%zu = \"", number % STRINGS_OF_A_RULE);
    generated_name(out, row->domain, "\\x%02x");
    sg_buf_text(out, "\" ascii wide nocase fullword\n");
}

void generated_yara_end(struct sg_buf *out, size_t n)
{
    if (n) end_rule(out);
}
