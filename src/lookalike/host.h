/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host within what people write: a name, a mail address, a URL. */
#ifndef SG_LOOKALIKE_HOST_H
#define SG_LOOKALIKE_HOST_H

#include "base/buf.h"

/*
 * The part of `text` (no blanks around it) that stands where a host stands: behind "scheme://", "mailto:" and the last
 * '@', before a port, path, query or fragment.  Borrowed from `text`; may be empty; nothing says yet that it is a name.
 * O(length).
 */
struct sg_str look_host(struct sg_str text);
/* Of "scheme:" with the slashes behind it, or of "//"; 0: there is none. */
size_t look_scheme_len(struct sg_str text);

#endif
