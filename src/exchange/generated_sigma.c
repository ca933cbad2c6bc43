/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One Sigma rule: a DNS query for a name or anything below it.  The rule has no id, which whoever keeps it gives. */
#include "exchange/generated_internal.h"

void generated_sigma_begin(struct sg_buf *out)
{
    sg_buf_text(
        out,
        "title: DNS query for a name that imitates a protected one\n"
        "status: experimental\n"
        "description: Names that could be registered to imitate protected domains, made from these by known tricks.\n"
        "tags:\n"
        "    - attack.resource-development\n"
        "    - attack.t1583.001\n"
        "logsource:\n"
        "    category: dns\n"
        "falsepositives:\n"
        "    - a name of the list that its rightful owner has registered\n"
        "level: medium\n"
        "detection:\n"
        "    condition: selection\n"
        "    selection:\n");
}

/* In double quotes, where YAML knows \x: nothing that a name should not hold can end the text. */
void generated_sigma_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number)
{
    (void)number;
    sg_buf_text(out, "        - query: \"");
    generated_name(out, row->domain, "\\x%02x");
    sg_buf_text(out, "\"\n        - query|endswith: \".");
    generated_name(out, row->domain, "\\x%02x");
    sg_buf_text(out, "\"\n");
}

void generated_sigma_end(struct sg_buf *out, size_t n)
{
    if (!n) sg_buf_text(out, "        []\n");
}
