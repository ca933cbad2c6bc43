/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "store/store_internal.h"

/* Raise it when a table changes, and say in doc/formats/store.md what changed. */
#define SCHEMA_VERSION 3

static struct sg_param table_name(const char *name)
{
    return (struct sg_param){ .name = "table", .kind = SG_PARAM_SQL, .text = sg_str(name) };
}

static enum sg_code set_version(struct sg_store *s, struct sg_err *err)
{
    struct sg_param version = { .name = "version", .kind = SG_PARAM_U64, .u64 = SCHEMA_VERSION };
    return sg_store_do(s, "store_schema_set", &version, 1, err);
}

struct made {
    const char *statement, *table;
};

static enum sg_code make_tables(struct sg_store *s, const struct made *tables, size_t n, struct sg_err *err)
{
    for (size_t i = 0; i < n; i++) {
        struct sg_param table = table_name(tables[i].table);
        SG_TRY(sg_store_do(s, tables[i].statement, &table, 1, err));
    }
    return SG_OK;
}

/* Those of a leak, which versions 1 and 2 did not have. */
static enum sg_code make_leak_tables(struct sg_store *s, struct sg_err *err)
{
    static const struct made tables[] = {
        { "schema_places", "places" }, { "schema_messages", "messages" }, { "schema_documents", "documents" }
    };
    return make_tables(s, tables, sizeof tables / sizeof *tables, err);
}

static enum sg_code make(struct sg_store *s, struct sg_err *err)
{
    static const struct made tables[] = { { "schema_posts", "posts" },
                                          { "schema_links", "links" },
                                          { "schema_objects", "objects" },
                                          { "schema_sources", "sources" } };
    static const struct made last = { "schema_meta", "meta" };
    SG_TRY(make_tables(s, tables, sizeof tables / sizeof *tables, err));
    SG_TRY(make_leak_tables(s, err));
    SG_TRY(make_tables(s, &last, 1, err));
    return set_version(s, err);
}

/* ---- from version 1, whose links and objects did not name their authors ---- */

struct renewed {
    const char *name, *old, *new, *schema, *fill;
};

/* Cut off anywhere, it begins again: the table is swapped when its next form is whole. */
static enum sg_code renew(struct sg_store *s, const struct renewed *t, struct sg_err *err)
{
    struct sg_param old = table_name(t->old), new = table_name(t->new), name = table_name(t->name);
    struct sg_param column[] = { { .name = "name", .kind = SG_PARAM_TEXT, .text = sg_str(t->name) },
                                 { .name = "column", .kind = SG_PARAM_TEXT, .text = sg_str("author") } };
    uint64_t n = 0;
    SG_TRY(sg_request_number(s, "store_column", column, 2, &n, err));
    if (!n) {
        SG_TRY(sg_store_do(s, "store_drop", &new, 1, err));
        SG_TRY(sg_store_do(s, t->schema, &new, 1, err));
        SG_TRY(sg_store_do(s, t->fill, NULL, 0, err));
        struct sg_param swap[] = { name, old, new };
        swap[1].name = "old";
        swap[2].name = "new";
        SG_TRY(sg_store_do(s, "store_swap", swap, 3, err));
    }
    return sg_store_do(s, "store_drop", &old, 1, err);
}

static enum sg_code upgrade(struct sg_store *s, uint64_t from, struct sg_err *err)
{
    static const struct renewed tables[] = {
        { "links", "links_1", "links_2", "schema_links", "store_upgrade_links" },
        { "objects", "objects_1", "objects_2", "schema_objects", "store_upgrade_objects" },
    };
    sg_store_say(s, "bringing the store's tables to this version; once only");
    for (size_t i = 0; from < 2 && i < sizeof tables / sizeof *tables; i++)
        SG_TRY(renew(s, &tables[i], err));
    SG_TRY(make_leak_tables(s, err));
    return set_version(s, err);
}

enum sg_code sg_schema_ensure(struct sg_store *s, struct sg_err *err)
{
    uint64_t n_meta = 0, version = 0;
    SG_TRY(sg_request_number(s, "store_tables", NULL, 0, &n_meta, err));
    /* `meta` is the last table made, and its row the last thing written: without it the making was cut off. */
    if (n_meta) SG_TRY(sg_request_number(s, "store_schema_version", NULL, 0, &version, err));
    if (!version) return make(s, err);
    if (version < SCHEMA_VERSION) return upgrade(s, version, err);
    if (version > SCHEMA_VERSION)
        return sg_fail(err, SG_EINPUT,
                       "the store was made by a newer sillage (its tables are of version %" PRIu64
                       ", this one knows %d); "
                       "use that version, or rebuild the store from its sources",
                       version, SCHEMA_VERSION);
    return SG_OK;
}
