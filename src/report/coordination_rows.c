/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/coordination_rows.h"

#include <stdlib.h>
#include <string.h>

bool coordination_is_tested(const struct sg_coordination *c)
{
    return c->settings.fdr > 0;
}

bool sg_coordination_is_found(const struct sg_coordination *c, const struct sg_step_pair *p)
{
    if (coordination_is_tested(c)) return p->is_significant;
    return c->settings.edge_percentile > 0 ? p->is_above : true;
}

bool coordination_has_platforms(const struct sg_coordination *c)
{
    for (size_t i = 1; i < c->n_accounts; i++)
        if (strcmp(c->accounts[i].platform, c->accounts[0].platform) != 0) return true;
    return false;
}

void coordination_key(struct sg_buf *out, const struct sg_step_account *a, bool has_platforms)
{
    if (has_platforms) sg_buf_printf(out, "%s/", a->platform);
    sg_buf_text(out, a->name);
}

const char *coordination_first(const struct sg_step_pair *p)
{
    return p->a_first > p->b_first ? "a" : p->b_first > p->a_first ? "b" : "both";
}

void coordination_kinds(struct sg_buf *out, uint32_t kinds, const char *between)
{
    bool has_one = false;
    for (int by = 0; by < SG_COACTIONS; by++) {
        if (!(kinds >> by & 1)) continue;
        if (has_one) sg_buf_text(out, between);
        sg_buf_text(out, sg_coaction_name((enum sg_coaction)by));
        has_one = true;
    }
}

enum sg_code coordination_pair_of_step(const struct sg_coordination *c, uint32_t **ret, struct sg_err *err)
{
    uint32_t *pair = malloc((c->n_steps + 1) * sizeof *pair);
    if (!pair) return sg_fail_nomem(err, "the evidence of pairs");
    for (size_t i = 0; i < c->n_steps; i++)
        pair[i] = SG_NO_INDEX;
    for (size_t p = 0; p < c->n_pairs; p++)
        for (uint64_t k = 0; k < c->pairs[p].n_steps; k++)
            pair[c->pairs[p].first_step + k] = (uint32_t)p;
    *ret = pair;
    return SG_OK;
}
