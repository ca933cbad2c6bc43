/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A response policy zone: a resolver that loads it answers NXDOMAIN ("CNAME .") for each name and all that lies below.
 * Names stand relative to the zone's, which the resolver's settings give. */
#include "exchange/generated_internal.h"

void generated_rpz_begin(struct sg_buf *out)
{
    sg_buf_text(out, "; names that could be registered to imitate protected ones; raise the serial at each change\n"
                     "$TTL 300\n"
                     "@ IN SOA localhost. hostmaster.localhost. 1 3600 600 86400 300\n"
                     "@ IN NS localhost.\n");
}

void generated_rpz_row(struct sg_buf *out, const struct sg_generated_row *row, size_t number)
{
    (void)number;
    generated_name(out, row->domain, "\\%03u");
    sg_buf_text(out, " IN CNAME .\n*.");
    generated_name(out, row->domain, "\\%03u");
    sg_buf_text(out, " IN CNAME .\n");
}
