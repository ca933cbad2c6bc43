/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/json_out.h"
#include "base/text.h"
#include "ingest/ingest_internal.h"

enum { RAW_KEPT = 4096 }; /* bytes of a bad record that are kept beside its place */

enum sg_code sg_rejects_init(struct sg_rejects *r, const struct sg_case *c, uint64_t source, struct sg_err *err)
{
    *r = (struct sg_rejects){ 0 };
    sg_source_rejects_path(source, r->path);
    r->full_path = sg_case_path(c, r->path);
    if (!r->full_path) return sg_fail_nomem(err, "the rejects file");
    /* What an earlier run that was cut off left is written again from the start. */
    if (unlink(r->full_path) != 0 && errno != ENOENT) {
        enum sg_code code = sg_fail(err, SG_EIO, "%s: cannot be replaced: %s", r->full_path, strerror(errno));
        sg_rejects_release(r);
        return code;
    }
    return SG_OK;
}

void sg_rejects_release(struct sg_rejects *r)
{
    if (r->file) fclose(r->file);
    free(r->full_path);
    *r = (struct sg_rejects){ 0 };
}

static void fail_once(struct sg_rejects *r)
{
    if (r->code == SG_OK)
        r->code = sg_fail(&r->err, SG_EIO, "%s: cannot be written: %s", r->full_path, strerror(errno));
}

void sg_rejects_add(void *rejects, const struct sg_reject *one)
{
    struct sg_rejects *r = rejects;
    if (one->is_kept)
        r->repaired++;
    else
        r->rejected++;
    if (r->code != SG_OK) return;
    if (!r->file && !(r->file = fopen(r->full_path, "we"))) {
        fail_once(r);
        return;
    }
    sg_auto_buf line = { 0 };
    struct sg_json_out j = sg_json_out(&line, false);
    struct sg_str raw = one->raw;
    if (raw.len > RAW_KEPT) raw.len = RAW_KEPT;
    sg_json_object(&j);
    sg_json_ku64(&j, "row", one->row);
    sg_json_ku64(&j, "offset", one->offset);
    if (one->member && one->member[0]) sg_json_ktext(&j, "member", one->member);
    sg_json_kbool(&j, "kept", one->is_kept);
    sg_json_ktext(&j, "reason", one->reason);
    sg_json_kstr(&j, "raw", raw);
    sg_json_ku64(&j, "raw_bytes", one->raw.len);
    sg_json_object_end(&j);
    sg_buf_char(&line, '\n');
    if (line.failed) {
        r->code = sg_fail_nomem(&r->err, "a reject");
        return;
    }
    if (fwrite(line.data, 1, line.len, r->file) != line.len) fail_once(r);
}

enum sg_code sg_rejects_finish(struct sg_rejects *r, struct sg_err *err)
{
    if (r->code == SG_OK && r->file && (fflush(r->file) != 0 || fsync(fileno(r->file)) != 0)) fail_once(r);
    if (r->code != SG_OK && err) *err = r->err;
    return r->code;
}
