/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/entry.h"

#include <stdlib.h>

const char *const sg_entry_where_names[] = { "post-link", "mail-link",     "sender", "reply-to",    "recipient",
                                             "received",  "document-link", "file",   "return-path", "signer",
                                             NULL };
_Static_assert(sizeof sg_entry_where_names / sizeof *sg_entry_where_names == SG_ENTRY_WHERES + 1, "a name for each place");

enum sg_code sg_entry_new(struct sg_entry **ret, struct sg_err *err)
{
    struct sg_arena *arena = sg_arena_new();
    struct sg_entry *e = arena ? sg_arena_alloc(arena, 1, sizeof *e) : NULL;
    if (!e) {
        sg_arena_free(arena);
        return sg_fail_nomem(err, "names found in the case");
    }
    e->arena = arena;
    e->first_mail = SG_NO_INDEX;
    *ret = e;
    return SG_OK;
}

void sg_entry_free(struct sg_entry *e)
{
    if (e) sg_arena_free(e->arena);
}

bool sg_entry_is_in_mail(enum sg_entry_where where)
{
    return where != SG_IN_POST_LINK && where != SG_IN_DOCUMENT_LINK && where != SG_IN_FILE;
}
