/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "store/store_internal.h"

/* Raise it when a table changes, and say in doc/formats/store.md what changed. */
#define SCHEMA_VERSION 1

static enum sg_code make(struct sg_store *s, struct sg_err *err)
{
    static const char *const statements[] = { "schema_posts", "schema_links", "schema_objects", "schema_sources",
                                              "schema_meta" };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        SG_TRY(sg_store_do(s, statements[i], NULL, 0, err));
    struct sg_param version = { .name = "version", .kind = SG_PARAM_U64, .u64 = SCHEMA_VERSION };
    return sg_store_do(s, "store_schema_set", &version, 1, err);
}

enum sg_code sg_schema_ensure(struct sg_store *s, struct sg_err *err)
{
    uint64_t n_meta = 0, version = 0;
    SG_TRY(sg_request_number(s, "store_tables", NULL, 0, &n_meta, err));
    /* `meta` is the last table made, and its row the last thing written: without it the making was cut off. */
    if (n_meta) SG_TRY(sg_request_number(s, "store_schema_version", NULL, 0, &version, err));
    if (!version) return make(s, err);
    if (version > SCHEMA_VERSION)
        return sg_fail(err, SG_EINPUT,
                       "the store was made by a newer sillage (its tables are of version %" PRIu64
                       ", this one knows %d); "
                       "use that version, or rebuild the store from its sources",
                       version, SCHEMA_VERSION);
    return SG_OK;
}
