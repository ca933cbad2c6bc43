/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question as a whole: its parts, in order. */
#include <stdlib.h>

#include "base/fs.h"
#include "base/hash.h"
#include "leak/leak_internal.h"

#define UNUSUAL 0.001

static enum sg_code read_keys(struct leak_run *r, struct sg_err *err)
{
    struct sg_leak_settings *s = &r->answer->settings;
    if (!r->o->keys) return sg_keyring_new(&r->keys, err);
    SG_TRY(sg_keyring_read(r->o->keys, r->o->key_reject, r->o->ctx, &r->keys, err));
    char hex[SG_SHA256_HEX];
    SG_TRY(sg_sha256_file(r->o->keys, hex, NULL, err));
    s->n_keys = sg_keyring_count(r->keys);
    s->keys = leak_keep(r, sg_str(sg_path_name(r->o->keys)), err);
    s->keys_sha256 = leak_keep(r, sg_str(hex), err);
    return s->keys && s->keys_sha256 ? SG_OK : SG_ENOMEM;
}

static enum sg_code find_all(struct leak_run *r, struct sg_err *err)
{
    static const struct {
        const char *name;
        enum sg_code (*run)(struct leak_run *r, struct sg_err *err);
    } parts[] = {
        { "items", leak_load },       { "threads", leak_threads }, { "signatures", leak_signatures },
        { "quotes", leak_quotes },    { "copies", leak_copies },   { "headers", leak_headers },
        { "habits", leak_habits },    { "documents", leak_documents },
        { "mailboxes", leak_boxes },
        { "overview", leak_overview }, { "findings", leak_finish },
    };
    SG_TRY(read_keys(r, err));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        leak_say(r, parts[i].name, 0, 0);
        SG_TRY(parts[i].run(r, err));
    }
    return SG_OK;
}

enum sg_code sg_leak_find(struct sg_store *store, const struct sg_leak_options *o, struct sg_leak **ret,
                          struct sg_err *err)
{
    struct leak_run r = { .store = store, .o = o, .latest = SG_TIME_NONE };
    SG_TRY(sg_leak_new(&r.answer, err));
    r.arena = r.answer->arena;
    struct sg_leak_settings *s = &r.answer->settings;
    s->with_dns = o->with_dns;
    s->theft = o->theft;
    s->promised_mails = o->promised_mails;
    s->promised_bytes = o->promised_bytes;
    s->unusual = o->unusual > 0 ? o->unusual : UNUSUAL;
    enum sg_code code = find_all(&r, err);
    sg_keyring_free(r.keys);
    free(r.mails);
    free(r.mail_of);
    free(r.by_id);
    struct sg_buf *lists[] = { &r.findings, &r.facts, &r.others, &r.signatures, &r.quotes, &r.diffs };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        sg_buf_release(lists[i]);
    if (code == SG_OK)
        *ret = r.answer;
    else
        sg_leak_free(r.answer);
    return code;
}
