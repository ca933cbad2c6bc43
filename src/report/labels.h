/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places for labels, one after the other, the most important first: none lies on a mark or on another label. */
#ifndef SG_REPORT_LABELS_H
#define SG_REPORT_LABELS_H

#include <stdbool.h>
#include <stddef.h>

struct box {
    double x, y, w, h;
};
struct label_field {
    struct box bounds;
    struct box *hard; /* marks and labels: never overlapped */
    size_t n_hard, cap_hard;
    struct box *soft; /* lines: overlapped only when there is no other place near */
    size_t n_soft, cap_soft;
    bool failed; /* no memory */
};

void label_field_release(struct label_field *f);
void label_field_hard(struct label_field *f, struct box b);
void label_field_soft(struct label_field *f, struct box b);
bool label_field_is_free(const struct label_field *f, const struct box *b); /* no hard box meets it */
/* The best free place of w × h around a mark, not farther than `reach`; it is taken then.  False when there is none. */
bool label_field_place(struct label_field *f, double x, double y, double r, double w, double h, double reach,
                       struct box *ret);

#endif
