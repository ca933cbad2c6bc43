/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/leak.h"

#include <stdlib.h>
#include <string.h>

const char *const sg_verdict_names[] = { "", "verified", "signed-unverified", "unsigned", NULL };
const char *const sg_vouch_names[] = { "", "unverified", "part", "whole", "conflict", NULL };
const char *const sg_copy_names[] = {
    "first", "identical", "redelivered", "list-footer", "re-encoded", "altered", NULL
};
const char *const sg_severity_names[] = { "note", "low", "medium", "high", NULL };
const char *const sg_signature_kind_names[] = { "dkim", "arc-message", "arc-seal", NULL };
const char *const sg_signature_state_names[] = { "pass", "body-fails", "fails", "no-key", "bad", NULL };
const char *const sg_harm_names[] = { "line-ends",    "from-lines", "blank-lines", "list-footer",
                                      "subject-tag",  "encoding",   "folding",     "trailing-space",
                                      "header-case",  "added-field", "dots",       NULL };

uint32_t sg_leak_rule_find(const char *id)
{
    for (size_t i = 0; i < sg_leak_n_rules; i++)
        if (strcmp(sg_leak_rules[i].id, id) == 0) return (uint32_t)i;
    return SG_NO_INDEX;
}

enum sg_code sg_leak_new(struct sg_leak **ret, struct sg_err *err)
{
    struct sg_leak *l = calloc(1, sizeof *l);
    if (l) l->arena = sg_arena_new();
    if (!l || !l->arena) {
        free(l);
        return sg_fail_nomem(err, "the leak");
    }
    l->settings.keys = l->settings.keys_sha256 = "";
    l->settings.theft = l->totals.first = l->totals.last = l->totals.confirmed = SG_TIME_NONE;
    l->totals.newest = l->totals.newest_confirmed = SG_NO_INDEX;
    *ret = l;
    return SG_OK;
}

void sg_leak_free(struct sg_leak *l)
{
    if (!l) return;
    sg_arena_free(l->arena);
    free(l);
}
