/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes names out of texts: doc/method/privacy.md. */
#ifndef SG_REPORT_MASK_H
#define SG_REPORT_MASK_H

#include <stdbool.h>

#include "base/buf.h"

/* Zeroed is empty and valid.  Names are borrowed and compared without regard to the case of Latin, Greek and Cyrillic
 * letters. */
struct mask_name;
enum { MASK_FIRSTS = 1 << 13 };
struct mask {
    struct mask_name *names;
    uint32_t *slots; /* open addressing by hash: 1 + the number of a name */
    size_t n_names, cap, n_slots;
    unsigned char
        firsts[MASK_FIRSTS]; /* a bit for each hash of a name's first word: most words of a text are in none */
};
void mask_release(struct mask *m);

/* Keep first, then hide: what is kept anywhere is not hidden.  False without memory. */
bool mask_keep(struct mask *m, const char *name);
/* `number` of the account, which stands in its mentions' place; 0: nothing stands for it.  A name of two accounts
 * stands for neither, so hide names before what else is known of accounts. */
bool mask_hide(struct mask *m, const char *name, uint32_t number);

/*
 * Appends `text` with "@account 12" for mentions of hidden accounts, "@…" for mentions of accounts that nobody knows,
 * "…" for hidden names of three letters and more that stand as words of their own and for the local part of mail
 * addresses, and with addresses cut after their host.  O(len).
 */
void mask_text(const struct mask *m, struct sg_str text, struct sg_buf *out);
/* The same for a query, where "account:name" is a mention too. */
void mask_query(const struct mask *m, struct sg_str query, struct sg_buf *out);

/* Appends what the case's keeper wrote (a title, a file's name) with "…" for hidden names, which signs, digits and '_'
 * part from the rest. */
void mask_label(const struct mask *m, struct sg_str label, struct sg_buf *out);
/* Appends an account's name: as it is when it is kept, "account 12", or "…". */
void mask_name(const struct mask *m, struct sg_str name, struct sg_buf *out);
/* A hidden name is a whole part of an address; a kept one is. */
bool mask_is_in_address(const struct mask *m, struct sg_str address);
bool mask_keeps_address(const struct mask *m, struct sg_str address);

#endif
