/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the generator's two files share: labels as scalars, and the tricks that make others of them. */
#ifndef SG_LOOKALIKE_GENERATE_INTERNAL_H
#define SG_LOOKALIKE_GENERATE_INTERNAL_H

#include "lookalike/lookalike.h"
#include "lookalike/tables.h"

#define GENERATED_LABEL_MAX 63

struct generated_label {
    uint32_t s[GENERATED_LABEL_MAX + 1]; /* scalars */
    size_t n;
};

/* A letter beyond ASCII that some registry takes, and what it is drawn as. */
struct generated_letter {
    uint32_t scalar;
    char drawn[4]; /* ASCII, terminated; "" is drawn as nothing of these */
    bool has_mark;
};
struct generated_letters {
    struct generated_letter *items;
    size_t n;
};

/* One label made of another.  `from` and `to` as in struct sg_look_step; borrowed during the call. */
struct generated_variant {
    const struct generated_label *label;
    enum sg_trick trick;
    const char *from, *to;
    double weight; /* of the trick at this place, 0 to 1 */
};
typedef bool (*generated_variant_take)(void *ctx, const struct generated_variant *v); /* false: no memory */

/* Every label by one trick on the letters; the same label may come several times.  False when `take` says so. */
bool generated_letter_tricks(const struct look_tables *t, const struct generated_letters *letters,
                             const struct generated_label *l, generated_variant_take take, void *ctx);
/* With each of the tables' words before and behind; `suffix`: of the protected name, whose language weighs more. */
bool generated_word_tricks(const struct look_tables *t, struct sg_str suffix, const struct generated_label *l,
                           generated_variant_take take, void *ctx);

/* Weights of the tricks that need more than the label (doc/method/lookalike-names.md). */
#define GENERATED_TLD 1.0
#define GENERATED_EMBEDDED 0.45
#define GENERATED_SUFFIX 0.70

#endif
