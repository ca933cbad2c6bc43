/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store of one test program's own: the embedded engine's in a folder, or a ClickHouse server when SILLAGE_TEST_URL
 * names one. */
#ifndef SG_TESTS_STORE_IN_FOLDER_H
#define SG_TESTS_STORE_IN_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/batch.h"
#include "store/store.h"
#include "unit.h"

/* False without either of them, which is told as a test that was left out: `subject` is what would have been tested. */
static inline bool store_is_there(const char *subject)
{
    if (getenv("SILLAGE_ENGINE") || getenv("SILLAGE_TEST_URL")) return true;
    printf("1..1\nok 1 - %s # SKIP neither SILLAGE_ENGINE nor SILLAGE_TEST_URL is set\n", subject);
    return false;
}

static char store_folder[] = "/tmp/sillage-test-XXXXXX";

/* NULL, and the reason on standard error: the group of tests cannot be set up. */
static inline struct sg_store *store_new(void)
{
    struct sg_store *s = NULL;
    struct sg_err err;
    char path[sizeof store_folder + 8];
    if (!mkdtemp(store_folder)) return NULL;
    snprintf(path, sizeof path, "%s/store", store_folder);
    const struct sg_store_options options = { .folder = path,
                                              .engine_program = getenv("SILLAGE_ENGINE"),
                                              .url = getenv("SILLAGE_TEST_URL") };
    if (sg_store_open(&options, &s, &err) != SG_OK) fprintf(stderr, "%s\n", err.text);
    return s;
}

/* Ends its engine too; what the tearing down of a group gives back. */
static inline int store_end(struct sg_store *s)
{
    char command[300];
    sg_store_free(s);
    snprintf(command, sizeof command,
             "test -s %s/store/engine.lock && kill $(cat %s/store/engine.lock); sleep 0.3; rm -rf %s", store_folder,
             store_folder, store_folder);
    return system(command) == 0 ? 0 : -1;
}

/* All rows of `b`, which is released, as one batch of a source. */
static inline void store_put(struct sg_store *s, const struct sg_table *table, struct sg_builder *b, uint64_t source,
                             uint32_t number)
{
    sg_auto_batch batch = { 0 };
    struct sg_insert_column columns[48];
    struct sg_err err;
    assert_true(table->n_fields <= ROWS(columns));
    assert_int_equal(sg_builder_finish(b, &batch, &err), SG_OK);
    for (size_t i = 0; i < table->n_fields; i++)
        columns[i] = (struct sg_insert_column){ table->fields[i].name, table->fields[i].type, &batch, i };
    if (sg_store_insert(s, table->name, columns, table->n_fields, source, number, &err) != SG_OK)
        fail_msg("%s", err.text);
    sg_builder_release(b);
}

#endif
