/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a stream of names. */
#ifndef SG_LOOKALIKE_STREAM_LINE_H
#define SG_LOOKALIKE_STREAM_LINE_H

#include "base/buf.h"

enum { STREAM_LINE_MAX = 4096 }; /* bytes, a final CR included; what is longer is a reject and held no further */

enum stream_line { STREAM_NOTHING, STREAM_NAME, STREAM_FAULT };
struct stream_hosts {
    struct sg_str host;  /* of the line's first field: of "https://a,b@host/" it is a … */
    struct sg_str other; /* … or, when the comma is part of a user's name, host; mostly empty */
};
/*
 * What a line (without its LF) holds: nothing (empty, or a comment), a name (*ret, borrowed), or something that is none
 * (*ret_reason: a fixed sentence).
 */
enum stream_line stream_line_read(struct sg_str line, struct stream_hosts *ret, const char **ret_reason);

#endif
