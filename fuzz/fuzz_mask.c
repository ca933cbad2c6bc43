/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a post's text: no mention of a hidden account is left, whatever stands around it. */
#include <stdlib.h>
#include <strings.h>

#include "base/text.h"
#include "report/mask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HIDDEN "relay_one"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mask m = { 0 };
    if (!mask_keep(&m, "wikileaks") || !mask_hide(&m, HIDDEN, 1) || !mask_hide(&m, "Jane Doe", 2)) abort();
    sg_auto_buf out = { 0 };
    mask_text(&m, sg_str_n((const char *)data, size), &out);
    if (out.failed || out.len > 12 * size + 1) abort();
    const size_t n = sizeof HIDDEN - 1;
    for (size_t i = 1; i + n <= out.len; i++) {
        if (strncasecmp(out.data + i, HIDDEN, n) != 0 || out.data[i - 1] != '@') continue;
        char next = i + n < out.len ? out.data[i + n] : ' ';
        if (!sg_is_alnum(next) && next != '_' && (unsigned char)next < 0x80) abort(); /* else another word */
    }
    sg_buf_clear(&out);
    mask_query(&m, sg_str_n((const char *)data, size), &out);
    if (out.failed || out.len > 12 * size + 1) abort();
    sg_buf_clear(&out);
    mask_label(&m, sg_str_n((const char *)data, size), &out);
    if (out.failed || out.len > size) abort(); /* the dots are no longer than the shortest name */
    (void)mask_is_in_address(&m, sg_str_n((const char *)data, size));
    mask_release(&m);
    return 0;
}
