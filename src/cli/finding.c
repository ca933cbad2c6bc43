/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/finding.h"

#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/hash.h"

enum { HASH_DIGITS = 16 };

enum sg_code finding_keep(struct context *ctx, const char *action, const char *stem,
                          void (*note)(struct sg_json_out *j, const void *settings), const void *settings,
                          struct sg_str document, struct sg_err *err)
{
    if (document.len > SG_FINDING_BYTES)
        return sg_fail(err, SG_ELIMIT, "what was found takes more than a gigabyte, which no finding may");
    sg_auto_buf question = { 0 }, relative = { 0 }, details = { 0 };
    struct sg_json_out j = sg_json_out(&question, false);
    sg_json_object(&j);
    note(&j, settings);
    sg_json_object_end(&j);
    SG_TRY(sg_buf_check(&question, err));
    char asked[SG_SHA256_HEX], hex[SG_SHA256_HEX], name[64];
    SG_TRY(sg_sha256_of(question.data, question.len, asked, err));
    SG_TRY(sg_sha256_of(document.data, document.len, hex, err));
    snprintf(name, sizeof name, "%s-%.*s.json", stem, HASH_DIGITS, asked);
    SG_TRY(sg_case_finding_write(ctx->kase, name, document, &relative, err));
    j = sg_json_out(&details, false);
    sg_json_object(&j);
    note(&j, settings);
    sg_json_kstr(&j, "finding", sg_buf_view(&relative));
    sg_json_ktext(&j, "finding_sha256", hex);
    sg_json_object_end(&j);
    return custody_note(ctx, action, &details, err);
}

enum sg_code finding_keep_input(struct context *ctx, const char *stem, const char *suffix, struct sg_str bytes,
                                struct sg_err *err)
{
    char hex[SG_SHA256_HEX], name[64];
    SG_TRY(sg_sha256_of(bytes.data, bytes.len, hex, err));
    snprintf(name, sizeof name, "inputs/%s-%.*s.%s", stem, HASH_DIGITS, hex, suffix);
    sg_auto_char folder = sg_case_path(ctx->kase, "inputs");
    sg_auto_char path = sg_case_path(ctx->kase, name);
    if (!folder || !path) return sg_fail_nomem(err, name);
    SG_TRY(sg_fs_mkdir(folder, err));
    return sg_fs_write(path, bytes, err);
}

void finding_passed_over(void *ctx, const char *sentence)
{
    const struct context *c = ctx;
    if (!c->term.is_quiet) say("%s", sentence);
}

enum sg_code finding_newest(struct context *ctx, const char *action,
                            enum sg_code (*read)(struct sg_str json, const char *name, void *answer,
                                                 struct sg_err *err),
                            void *answer, char *ret_sha256, uint64_t *ret_stale, struct sg_err *err)
{
    sg_auto_findings kept = { 0 };
    SG_TRY(sg_case_findings(ctx->kase, action, finding_passed_over, ctx, &kept, err));
    for (size_t i = 0; i < kept.n; i++) {
        sg_auto_buf bytes = { 0 };
        SG_TRY(sg_fs_read(kept.items[i].path, SG_FINDING_BYTES, &bytes, err));
        struct sg_err why;
        if (read(sg_buf_view(&bytes), sg_path_name(kept.items[i].path), answer, &why) != SG_OK) {
            char text[sizeof why.text];
            snprintf(text, sizeof text, "%.400s: it is passed over; \"sillage %s\" writes it anew", why.text, action);
            finding_passed_over(ctx, text);
            continue;
        }
        if (ret_sha256) memcpy(ret_sha256, kept.items[i].sha256, sizeof kept.items[i].sha256);
        *ret_stale = kept.items[i].n_sources_after;
        return SG_OK;
    }
    return SG_OK;
}
