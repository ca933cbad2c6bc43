/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libpsl.h>

#include "objects/objects_internal.h"

/* No rule of the list has more labels (the longest has five); each costs a search. */
enum { RULE_LABELS = 8 };

static size_t last_labels(struct sg_str host)
{
    size_t labels = 0;
    for (size_t at = host.len; at > 0; at--)
        if (host.data[at - 1] == '.' && ++labels > RULE_LABELS) return at;
    return 0;
}

struct sg_str sg_public_suffix(struct sg_str host, bool *ret_is_private)
{
    if (ret_is_private) *ret_is_private = false;
    char text[HOST_MAX + 1];
    if (!host.len || host.len > HOST_MAX || memchr(host.data, '\0', host.len)) return host;
    size_t from = last_labels(host), len = host.len - from;
    memcpy(text, host.data + from, len);
    text[len] = '\0';
    const psl_ctx_t *psl = psl_builtin();
    const char *suffix = psl ? psl_unregistrable_domain(psl, text) : NULL;
    if (!suffix || !*suffix) { /* no list, or a name that ends with a dot */
        const char *dot = strrchr(text, '.');
        suffix = dot ? dot + 1 : text;
    }
    /* The private part has no rule of one label. */
    if (ret_is_private && psl && strchr(suffix, '.'))
        *ret_is_private = psl_is_public_suffix2(psl, suffix, PSL_TYPE_PRIVATE | PSL_TYPE_NO_STAR_RULE);
    size_t at = (size_t)(suffix - text);
    return sg_str_n(host.data + from + at, len - at);
}
