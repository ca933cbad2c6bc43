/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as what a process that was taken over sends: refused, or a batch every cell of which can be read. */
#include <stdlib.h>

#include "model/batch_wire.h"
#include "model/leak_tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_cells(const struct sg_table *table, const struct ArrowArray *b)
{
    volatile size_t sum = 0;
    for (int64_t row = 0; row < sg_batch_rows(b); row++)
        for (size_t i = 0; i < table->n_fields; i++) {
            if (table->fields[i].type != SG_TEXT) {
                sum += ((const uint8_t *)sg_batch_values(b, i))[(size_t)row * sg_type_size(table->fields[i].type)];
                continue;
            }
            struct sg_str s = sg_batch_text(b, i, row);
            if (s.len) sum += (unsigned char)s.data[0] + (unsigned char)s.data[s.len - 1];
        }
    (void)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct sg_field fields[] = { { "n", SG_U32, 0 }, { "s", SG_TEXT, 0 } };
    static const struct sg_table small = { "small", fields, 2 };
    const struct sg_table *tables[] = { &small, &sg_store_places };
    char *copy = malloc(size + 1); /* aligned, and no longer than it should be */
    if (!copy) abort();
    if (size) memcpy(copy, data, size);
    for (size_t t = 0; t < 2; t++) {
        sg_auto_batch batch = { 0 };
        size_t used = 0;
        struct sg_err err;
        if (sg_batch_read(tables[t], sg_str_n(copy, size), &used, &batch, &err) != SG_OK) continue;
        if (used > size) abort();
        read_cells(tables[t], &batch);
        sg_auto_buf again = { 0 };
        sg_batch_write(tables[t], &batch, &again);
        if (again.len != used) abort();
    }
    free(copy);
    return 0;
}
