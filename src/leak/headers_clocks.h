/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How wrong clocks are, learnt from the leak: differences of time by server or sender. */
#ifndef SG_LEAK_HEADERS_CLOCKS_H
#define SG_LEAK_HEADERS_CLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

struct leak_clocks {
    struct sg_buf seen;
};
/* `whose`: interned; `mail`: whose own difference is left out when it is judged. */
void leak_clocks_add(struct leak_clocks *c, const char *whose, sg_time at, sg_time difference, uint32_t mail);
/* After the last add.  O(n log n). */
enum sg_code leak_clocks_end(struct leak_clocks *c, struct sg_err *err) SG_CHECKED;
void leak_clocks_release(struct leak_clocks *c);
/* Differences of the same clock at most `within` from `at`, those of `mail` left out; at most `most`, the nearest in
 * the order of time.  Returns how many.  O(log n + most). */
size_t leak_clocks_near(const struct leak_clocks *c, const char *whose, sg_time at, sg_time within, uint32_t mail,
                        sg_time *ret, size_t most);
/* The middle of those, or 0 when fewer than three mails tell. */
sg_time leak_clocks_usual(const struct leak_clocks *c, const char *whose, sg_time at, uint32_t mail);

#endif
