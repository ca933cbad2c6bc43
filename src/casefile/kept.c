/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the case keeps of answers: which, when made, and whether evidence came after. */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "casefile/casefile_internal.h"

static const struct sg_finding_kind kinds[] = {
    { "coordination", "coordination", "sillage coordination", true },
    { "leak", "leak verify", "sillage leak verify", false },
    { "lookalikes", "lookalike", "sillage lookalike", false },
    { "indicators", "indicators", "sillage indicators FEED", false },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

const struct sg_finding_kind *finding_kind_of(const char *action)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].action, action) == 0) return &kinds[i];
    return NULL;
}

/* What `from` has goes to the end of `to`. */
static enum sg_code move(struct sg_case_findings *from, struct sg_case_findings *to, struct sg_err *err)
{
    if (!from->n) return SG_OK;
    struct sg_case_finding *grown = realloc(to->items, (to->n + from->n) * sizeof *grown);
    if (!grown) return sg_fail_nomem(err, "the case's findings");
    to->items = grown;
    memcpy(grown + to->n, from->items, from->n * sizeof *grown);
    to->n += from->n;
    from->n = 0; /* the paths are the other's now */
    return SG_OK;
}

enum sg_code sg_case_kept(const struct sg_case *c, void (*notice)(void *ctx, const char *sentence), void *ctx,
                          struct sg_case_findings *ret, struct sg_err *err)
{
    sg_auto_findings kept = { 0 };
    for (size_t i = 0; i < KINDS; i++) {
        sg_auto_findings all = { 0 };
        SG_TRY(findings_of(c, kinds[i].action, !kinds[i].is_each_used, notice, ctx, &all, err));
        SG_TRY(move(&all, &kept, err));
    }
    *ret = kept;
    kept = (struct sg_case_findings){ 0 };
    return SG_OK;
}

static void put(const struct sg_case_finding *f, struct sg_json_out *j)
{
    sg_auto_buf file = { 0 };
    sg_buf_printf(&file, SG_FINDINGS_FOLDER "/%s", sg_path_name(f->path));
    sg_json_object(j);
    sg_json_ktext(j, "kind", f->kind->name);
    sg_json_ktext(j, "command", f->kind->action);
    sg_json_ktime(j, "made", f->made);
    sg_json_kstr(j, "file", sg_buf_view(&file));
    sg_json_ktext(j, "sha256", f->sha256);
    sg_json_ku64(j, "line", f->line);
    sg_json_ku64(j, "sources_added", f->n_sources_after);
    sg_json_ktext(j, "anew", f->kind->anew);
    sg_json_object_end(j);
    sg_buf_owe(j->out, &file);
}

void sg_case_kept_json(const struct sg_case_findings *kept, struct sg_json_out *j)
{
    sg_json_key(j, "findings");
    sg_json_array(j);
    for (size_t i = 0; i < kept->n; i++)
        put(&kept->items[i], j);
    sg_json_array_end(j);
}
