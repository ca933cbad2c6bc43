/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The case's findings, read. */
#include "base/fs.h"
#include "report/coordination.h"
#include "report/leak.h"
#include "report/lookalike.h"
#include "report/web_coordination.h"

/* One that cannot be read, of a newer version say, is passed over as one is whose file is gone. */
static enum sg_code read_one(const struct sg_case_finding *from, const struct sg_page_findings_watch *watch,
                             struct sg_page_findings *f, struct sg_err *err)
{
    sg_auto_buf json = { 0 };
    SG_TRY(sg_fs_read(from->path, SG_FINDING_BYTES, &json, err));
    struct sg_coordination *c = NULL;
    enum sg_code code = sg_report_coordination_read(sg_buf_view(&json), from->path, &c, err);
    if (code == SG_EINPUT) {
        if (watch && watch->notice) watch->notice(watch->ctx, err->text);
        return SG_OK;
    }
    SG_TRY(code);
    sg_page_findings_add(f, c, from->sha256, from->n_sources_after);
    return SG_OK;
}

/* A finding that the page tells only the newest of. */
struct newest {
    const char *action; /* that made it */
    enum sg_code (*read)(struct sg_str json, const char *name, void *ret, struct sg_err *err);
    void *answer;       /* the pointer that `read` sets */
    char *sha256;       /* 65 bytes */
    uint64_t *n_stale;
};

static enum sg_code read_leak(struct sg_str json, const char *name, void *ret, struct sg_err *err)
{
    return sg_report_leak_read(json, name, ret, err);
}

static enum sg_code read_entry(struct sg_str json, const char *name, void *ret, struct sg_err *err)
{
    return sg_report_entry_read(json, name, ret, err);
}

/* The newest one that can be read. */
static enum sg_code load_newest(const struct sg_case *c, const struct sg_page_findings_watch *watch,
                                const struct newest *to, struct sg_err *err)
{
    sg_auto_findings list = { 0 };
    SG_TRY(sg_case_findings(c, to->action, watch ? watch->notice : NULL, watch ? watch->ctx : NULL, &list, err));
    for (size_t i = 0; i < list.n; i++) {
        sg_auto_buf json = { 0 };
        SG_TRY(sg_fs_read(list.items[i].path, SG_FINDING_BYTES, &json, err));
        enum sg_code code = to->read(sg_buf_view(&json), list.items[i].path, to->answer, err);
        if (code == SG_EINPUT) {
            if (watch && watch->notice) watch->notice(watch->ctx, err->text);
            continue;
        }
        SG_TRY(code);
        memcpy(to->sha256, list.items[i].sha256, sizeof list.items[i].sha256);
        *to->n_stale = list.items[i].n_sources_after;
        return SG_OK;
    }
    return SG_OK;
}

static enum sg_code load_others(const struct sg_case *c, const struct sg_page_findings_watch *watch,
                                struct sg_page_findings *f, struct sg_err *err)
{
    const struct newest all[] = {
        { "leak verify", read_leak, &f->leak, f->leak_sha256, &f->n_leak_stale },
        { "lookalike", read_entry, &f->lookalikes, f->lookalikes_sha256, &f->n_lookalikes_stale },
        { "indicators", read_entry, &f->matches, f->matches_sha256, &f->n_matches_stale },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        SG_TRY(load_newest(c, watch, &all[i], err));
    return SG_OK;
}

enum sg_code sg_page_findings_load(const struct sg_case *c, const struct sg_page_findings_watch *watch,
                                   struct sg_page_findings *ret, struct sg_err *err)
{
    sg_auto_findings list = { 0 };
    SG_TRY(sg_case_findings(c, "coordination", watch ? watch->notice : NULL, watch ? watch->ctx : NULL, &list, err));
    struct sg_page_findings f = { 0 };
    enum sg_code code = SG_OK;
    for (size_t i = 0; code == SG_OK && i < list.n && f.n < SG_PAGE_FINDINGS; i++)
        code = read_one(&list.items[i], watch, &f, err);
    if (code == SG_OK) code = load_others(c, watch, &f, err);
    if (code == SG_OK)
        *ret = f;
    else
        sg_page_findings_release(&f);
    return code;
}
