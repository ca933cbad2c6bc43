/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts found, on its way into the answer. */
#include <stdlib.h>

#include "leak/leak_internal.h"

uint32_t leak_item_find(const struct leak_run *r, uint64_t id)
{
    for (size_t from = 0, to = r->n_by_id; from < to;) {
        size_t middle = from + (to - from) / 2;
        uint32_t at = r->by_id[middle];
        uint64_t here = r->answer->items[at].id;
        if (here == id) return at;
        if (here < id)
            from = middle + 1;
        else
            to = middle;
    }
    return SG_NO_INDEX;
}

void leak_say(const struct leak_run *r, const char *what, uint64_t done, uint64_t total)
{
    if (r->o->progress) r->o->progress(r->o->ctx, what, done, total);
}

const char *leak_keep(const struct leak_run *r, struct sg_str text, struct sg_err *err)
{
    const char *kept = sg_arena_string(r->arena, text);
    if (!kept) (void)sg_fail_nomem(err, "what was found in the leak");
    return kept;
}

enum sg_code leak_add(struct leak_run *r, const struct leak_found *f, struct sg_err *err)
{
    struct sg_leak_finding finding = { .rule = sg_leak_rule_find(f->rule), .item = f->item };
    if (finding.rule == SG_NO_INDEX) return sg_fail(err, SG_EINPUT, "\"%s\" is no rule (model/leak_rules.c)", f->rule);
    finding.severity = f->severity < 0 ? sg_leak_rules[finding.rule].severity : (enum sg_severity)f->severity;
    finding.first_other = (uint32_t)(r->others.len / sizeof *f->others);
    finding.n_others = (uint32_t)f->n_others;
    finding.first_fact = (uint32_t)(r->facts.len / sizeof *f->facts);
    finding.n_facts = (uint32_t)f->n_facts;
    sg_buf_add(&r->others, f->others, f->n_others * sizeof *f->others);
    for (size_t i = 0; i < f->n_facts; i++) {
        struct sg_leak_fact fact = { leak_keep(r, sg_str(f->facts[i].name), err),
                                     leak_keep(r, sg_str(f->facts[i].value), err) };
        if (!fact.name || !fact.value) return SG_ENOMEM;
        sg_buf_add(&r->facts, &fact, sizeof fact);
    }
    sg_buf_add(&r->findings, &finding, sizeof finding);
    SG_TRY(sg_buf_check(&r->others, err));
    SG_TRY(sg_buf_check(&r->facts, err));
    return sg_buf_check(&r->findings, err);
}
