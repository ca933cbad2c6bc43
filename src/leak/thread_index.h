/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outlook's Thread-Index: when a conversation began, and when each answer in it was begun.  Format:
 * [MS-OXOMSG] 2.2.1.3, PidTagConversationIndex; doc/method/header-forensics.md. */
#ifndef SG_LEAK_THREAD_INDEX_H
#define SG_LEAK_THREAD_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/time.h"

enum { LEAK_THREAD_INDEX_BYTES = 22 + 5 * 200 }; /* deeper ones are cut */

struct leak_thread_index {
    unsigned char bytes[LEAK_THREAD_INDEX_BYTES];
    size_t len;
    sg_time began;             /* the header's time */
    const unsigned char *guid; /* 16 bytes, in `bytes` */
    size_t n_answers;
    sg_time last, last_summed; /* of the last answer, or `began`: its difference counts from the header as the
                                  specification says, or from the answer before it, as many programs write it */
};
/* false: it is none.  Blanks are passed over. */
bool leak_thread_index_read(struct sg_str base64, struct leak_thread_index *ret);
/* How far `date` lies from the nearer reading of the last time: positive when the mail says later than its index. */
sg_time leak_thread_index_gap(const struct leak_thread_index *t, sg_time date);
/* Whether `answer` continues `parent`: the same conversation and all of the parent's answers. */
bool leak_thread_index_follows(const struct leak_thread_index *answer, const struct leak_thread_index *parent);

#endif
