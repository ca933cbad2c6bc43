/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The findings of a document: who is in them, under which names. */
#include "report/web_coordination.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json_out.h"
#include "report/names.h"
#include "report/web_entry.h"
#include "report/web_leak.h"

void sg_page_findings_release(struct sg_page_findings *f)
{
    if (!f) return;
    for (size_t i = 0; i < f->n; i++) {
        sg_coordination_free(f->items[i].found);
        web_steppers_release(&f->items[i].shown);
        sg_buf_release(&f->items[i].json);
    }
    free(f->known.items);
    sg_leak_free(f->leak);
    sg_buf_release(&f->leak_json);
    sg_entry_free(f->lookalikes);
    sg_entry_free(f->matches);
    sg_buf_release(&f->entry_json);
    *f = (struct sg_page_findings){ 0 };
}

void sg_page_findings_add(struct sg_page_findings *f, struct sg_coordination *found, const char *sha256,
                          uint64_t n_stale)
{
    if (f->n == SG_PAGE_FINDINGS) {
        sg_coordination_free(found);
        return;
    }
    struct sg_page_finding *to = &f->items[f->n++];
    *to = (struct sg_page_finding){ .found = found, .n_stale = n_stale };
    snprintf(to->sha256, sizeof to->sha256, "%s", sha256);
}

/* ---- who is known ---- */

const struct sg_known_account *sg_known_find(const struct sg_known_accounts *known, uint64_t identity)
{
    for (size_t from = 0, to = known && identity ? known->n : 0; from < to;) {
        size_t middle = from + (to - from) / 2;
        uint64_t here = known->items[middle].identity;
        if (here == identity) return &known->items[middle];
        if (here < identity)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

/* An account of one finding, on its way into the table of all. */
struct seen {
    uint64_t identity;
    uint32_t finding, group, place; /* place: among those shown of that finding, or SG_NO_INDEX */
    bool keeps;
};

static int compare_seen(const void *x, const void *y)
{
    const struct seen *a = x, *b = y;
    if (a->identity != b->identity) return a->identity < b->identity ? -1 : 1;
    return (a->finding > b->finding) - (a->finding < b->finding);
}

static bool keeps_name(const struct sg_step_account *a, const struct sg_names_options *o)
{
    if (o->all) return true;
    if (!*a->name) return names_is_nameless_place(a->platform);
    return a->audience >= names_limit(o) || names_is_listed(o->named, a->platform, a->name);
}

static size_t gather(const struct sg_page_findings *f, const struct sg_names_options *o, struct seen *all)
{
    size_t n = 0;
    for (uint32_t k = 0; k < f->n; k++) {
        const struct sg_coordination *c = f->items[k].found;
        for (size_t i = 0; i < c->n_accounts; i++) {
            const struct sg_step_account *a = &c->accounts[i];
            if (!a->identity) continue;
            all[n++] = (struct seen){ a->identity, k, k == 0 ? a->group : SG_NO_INDEX, f->items[k].shown.account_at[i],
                                      keeps_name(a, o) };
        }
    }
    if (n) qsort(all, n, sizeof *all, compare_seen);
    return n;
}

/* Numbers in the order in which accounts stand in the page, the newest finding first. */
static void number(struct sg_page_findings *f)
{
    for (size_t k = 0; k < f->n; k++) {
        const struct sg_page_steppers *shown = &f->items[k].shown;
        for (size_t i = 0; i < shown->n_accounts; i++) {
            const struct sg_step_account *a = &f->items[k].found->accounts[shown->accounts[i]];
            struct sg_known_account *known = (struct sg_known_account *)sg_known_find(&f->known, a->identity);
            if (known && known->number == SG_NO_INDEX) known->number = ++f->known.n_replaced;
        }
    }
}

/* Whoever is large in one finding is so in all. */
static void merge(struct sg_page_findings *f, const struct seen *all, size_t n)
{
    struct sg_known_account *to = f->known.items;
    for (size_t i = 0; i < n; to++) {
        bool keeps = false;
        *to = (struct sg_known_account){ .identity = all[i].identity, .group = all[i].group, .stepper = SG_NO_INDEX };
        for (; i < n && all[i].identity == to->identity; i++) {
            keeps |= all[i].keeps;
            to->is_told |= all[i].place != SG_NO_INDEX;
            if (all[i].finding == 0) to->stepper = all[i].place;
        }
        to->number = keeps ? 0 : SG_NO_INDEX; /* to be given */
    }
    f->known.n = (size_t)(to - f->known.items);
    number(f);
}

enum sg_code sg_page_findings_know(struct sg_page_findings *f, const struct sg_names_options *names, struct sg_err *err)
{
    size_t n = 0;
    for (size_t k = 0; k < f->n; k++) {
        SG_TRY(web_steppers_choose(f->items[k].found, &f->items[k].shown, err));
        n += f->items[k].found->n_accounts;
    }
    struct seen *all = calloc(n + 1, sizeof *all);
    f->known.items = calloc(n + 1, sizeof *f->known.items);
    if (!all || !f->known.items) {
        free(all);
        return sg_fail_nomem(err, "who acted in step");
    }
    merge(f, all, gather(f, names, all));
    free(all);
    if (f->n) memcpy(f->known.finding, f->items[0].sha256, sizeof f->known.finding);
    return SG_OK;
}

void sg_story_take_groups(struct sg_story *s, const struct sg_known_accounts *known)
{
    for (size_t i = 0; i < s->n_accounts; i++) {
        const struct sg_known_account *a = sg_known_find(known, s->accounts[i].identity);
        s->accounts[i].group = a ? a->group : SG_NO_INDEX;
    }
}

/* ---- telling ---- */

enum sg_code sg_page_findings_tell(struct sg_page_findings *f, const struct sg_page_options *o, struct sg_err *err)
{
    struct sg_coordination *found[SG_PAGE_FINDINGS];
    for (size_t k = 0; k < f->n; k++)
        found[k] = f->items[k].found;
    if (!o->names.all) SG_TRY(sg_coordination_replace_names(found, f->n, &f->known, &o->names, err));
    for (size_t k = 0; k < f->n; k++)
        SG_TRY(web_finding_json(&f->items[k], k + 1, o, &f->items[k].json, err));
    if (o->kind == SG_PAGE_MAP) return SG_OK; /* shows nothing of a leak: then nothing of it may lie in the file */
    if (f->leak) SG_TRY(web_leak_json(f->leak, f->leak_sha256, f->n_leak_stale, o, &f->leak_json, err));
    return f->lookalikes || f->matches ? web_entry_json(f, o, &f->entry_json, err) : SG_OK;
}

static void part(struct sg_json_out *j, const char *key, const struct sg_buf *json)
{
    sg_json_key(j, key);
    if (json && json->len)
        sg_json_raw(j, sg_buf_view(json));
    else
        sg_json_null(j);
}

void web_findings_json(struct sg_json_out *j, const struct sg_page_findings *f)
{
    sg_json_key(j, "coordination");
    sg_json_array(j);
    for (size_t k = 0; f && k < f->n; k++)
        sg_json_raw(j, sg_buf_view(&f->items[k].json));
    sg_json_array_end(j);
    part(j, "leak", f ? &f->leak_json : NULL);
    part(j, "entry", f ? &f->entry_json : NULL);
}
