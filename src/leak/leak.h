/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leak judged: what is in it, what is authentic, what was altered or planted.
 * Method: doc/method/authenticity.md. */
#ifndef SG_LEAK_LEAK_H
#define SG_LEAK_LEAK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/leak.h"
#include "store/store.h"

struct sg_leak_options {
    const char *keys;              /* path of a key file, or NULL */
    bool with_dns;                 /* ask the DNS for keys that the file lacks */
    sg_time theft;                 /* SG_TIME_NONE: not stated */
    uint64_t promised_mails, promised_bytes;
    double unusual;                /* 0: 0.001 */
    void (*key_reject)(void *ctx, uint64_t row, const char *reason); /* a row of the key file; NULL allowed */
    void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t total); /* NULL allowed */
    void *ctx;
};
/* Everything about the leak that the store holds.  SG_ENOTFOUND when nothing was added with `leak add`.  Memory: about
 * a kilobyte a mail, and the hashes of its lines; texts and headers are streamed. */
enum sg_code sg_leak_find(struct sg_store *store, const struct sg_leak_options *o, struct sg_leak **ret,
                          struct sg_err *err) SG_CHECKED;

#endif
