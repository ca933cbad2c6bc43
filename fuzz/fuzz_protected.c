/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a list of protected names: read, or refused with a line; what was read is canonical and stays so. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lookalike/lookalike.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(const char *domain)
{
    size_t n = domain ? strlen(domain) : 0;
    if (!n || n > 253) abort();
    for (size_t i = 0; i < n; i++)
        if (!sg_is_alnum(domain[i]) && !strchr("-_.", domain[i])) abort();
}

static void check_list(const struct sg_protected *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct sg_protected_name *name = &p->names[i];
        check_name(name->domain);
        if (!name->shown || !sg_utf8_is_valid(name->shown, strlen(name->shown))) abort();
        if (name->n_aliases > SG_PROTECTED_FURTHER_MAX || name->n_brands > SG_PROTECTED_FURTHER_MAX) abort();
        for (size_t k = 0; k < name->n_aliases; k++)
            check_name(name->aliases[k]);
        for (size_t k = 0; k < name->n_brands; k++)
            check_name(name->brands[k]);
    }
    for (size_t i = 0; i < p->n_allowed; i++)
        check_name(p->allowed[i]);
}

/* A name that was taken is taken again as it is now, and is the same one. */
static void check_again(struct sg_protected *p)
{
    for (size_t i = 0, n = p->n; i < n; i++)
        if (sg_protected_add(p, sg_str(p->names[i].domain), NULL) != SG_OK || p->n != n) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sg_protected *p = NULL;
    struct sg_err err = { 0 };
    if (sg_protected_new(&p, &err) != SG_OK) return 0;
    enum sg_code code = sg_protected_read(p, sg_str_n((const char *)data, size), "fuzz", &err);
    if (code != SG_OK &&
        (code != err.code || strncmp(err.text, "fuzz:", 5) != 0 || !sg_utf8_is_valid(err.text, strlen(err.text))))
        abort();
    check_list(p);
    check_again(p);
    sg_protected_free(p);
    return 0;
}
