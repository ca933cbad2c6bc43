/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libpsl.h>

#include "objects/objects.h"

enum { HOST_BYTES = 253 };

struct sg_str sg_registrable(struct sg_str host)
{
    char text[HOST_BYTES + 1];
    if (!host.len || host.len > HOST_BYTES || memchr(host.data, '\0', host.len)) return host;
    memcpy(text, host.data, host.len);
    text[host.len] = '\0';
    const psl_ctx_t *psl = psl_builtin();
    const char *domain = psl ? psl_registrable_domain(psl, text) : NULL;
    return domain ? sg_str_n(host.data + (domain - text), strlen(domain)) : host;
}
