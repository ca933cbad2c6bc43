/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "report/leak_rows.h"

static const struct sg_leak_fact *fact_of(const struct sg_leak *l, const struct sg_leak_finding *f, struct sg_str name)
{
    for (uint32_t i = 0; i < f->n_facts; i++)
        if (sg_str_is(name, l->facts[f->first_fact + i].name)) return &l->facts[f->first_fact + i];
    return NULL;
}

static void put_value(const struct sg_leak_fact *fact, const struct sg_leak_report_options *o, struct sg_buf *out)
{
    if (!fact) {
        sg_buf_text(out, "?");
        return;
    }
    if (leak_fact_is_content(fact->name) && !o->with_content) {
        sg_buf_text(out, "…");
        return;
    }
    sg_auto_buf masked = { 0 };
    struct sg_str value = sg_str(fact->value);
    if (o->is_masked) {
        sg_mask_personal(value, &masked);
        value = sg_buf_view(&masked);
    }
    sg_escape_terminal(out, value);
    out->failed |= masked.failed;
}

void sg_leak_reason(const struct sg_leak *l, const struct sg_leak_finding *f, const struct sg_leak_report_options *o,
                    struct sg_buf *out)
{
    for (const char *s = sg_leak_rules[f->rule].reason; *s;) {
        const char *end = *s == '{' ? strchr(s, '}') : NULL;
        if (!end) {
            sg_buf_char(out, *s++);
            continue;
        }
        put_value(fact_of(l, f, sg_str_n(s + 1, (size_t)(end - s - 1))), o, out);
        s = end + 1;
    }
}
