/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a query: refused with a place, or a condition whose quotes and brackets are closed. */
#include <stdlib.h>

#include "trace/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_closed(struct sg_str sql)
{
    int depth = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < sql.len; i++) {
        char c = sql.data[i];
        if (is_quoted) {
            if (c == '\\')
                i++;
            else if (c == '\'')
                is_quoted = false;
        } else if (c == '\'') {
            is_quoted = true;
        } else if (c == '(') {
            depth++;
        } else if (c == ')' && --depth < 0) {
            abort();
        } else if (c == ';' || c == '-' || c == '#' || c == '"' || c == '`') {
            /* Nothing of the query stands outside quotes; a minus can only be a time's sign. */
            if (c != '-' || i + 1 >= sql.len || sql.data[i + 1] < '0' || sql.data[i + 1] > '9') abort();
        }
    }
    if (is_quoted || depth != 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sg_auto_buf sql = { 0 };
    struct sg_err err = { 0 };
    if (sg_query_compile(sg_str_n((const char *)data, size), &sql, &err) == SG_OK)
        check_closed(sg_buf_view(&sql));
    else if (err.text[0] == '\0' || sql.len != 0)
        abort();
    return 0;
}
