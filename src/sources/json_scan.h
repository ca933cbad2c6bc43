/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a JSON object or array ends: a look at brackets, quotes, commas and colons that can be taken up again when more
 * bytes are in hand, and that notices soon when one record runs into the next. */
#ifndef SG_SOURCES_JSON_SCAN_H
#define SG_SOURCES_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum { SG_SCAN_DEPTH = 256 };
enum sg_json_scan_end { SG_SCAN_MORE, SG_SCAN_WHOLE, SG_SCAN_BROKEN };

/* Zeroed is the beginning. */
struct sg_json_scan {
    size_t at; /* bytes looked at; the document's length when whole */
    unsigned depth;
    unsigned char expected; /* json_scan.c */
    bool is_in_string, is_key, is_escaped, has_newline;
    uint64_t arrays[SG_SCAN_DEPTH / 64]; /* one bit a level: it is an array */
};

/* `text` begins with '{' or '[' and is the same as in the call before, and longer.  O(len) over all calls together. */
enum sg_json_scan_end sg_json_scan(struct sg_json_scan *s, struct sg_str text);

#endif
