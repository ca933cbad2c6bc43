/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a likeness weighs, and why.  The rules as a table: doc/method/lookalikes.md. */
#include "lookalike/lookalike_internal.h"

enum { SHORT = 5, LONG = 8, NEVER = 99 };

/* A word of everyday language stands in many names for reasons of its own: it counts as a shorter one. */
#define COMMON_LETTERS 3

static bool is_whole(const struct look_evidence *e)
{
    return e->place == LOOK_MORE_SUFFIX || e->place == LOOK_WHOLE_BELOW_STRANGER;
}

static bool is_same_on_screen(const struct look_evidence *e)
{
    return !e->edits && !e->hyphens && e->confusables && !e->weak;
}

static uint32_t grounds_of(const struct look_evidence *e)
{
    unsigned steps = e->edits + e->confusables + (e->has_ending ? 0 : e->hyphens); /* "example-org" has them for dots */
    bool here = e->words == LOOK_NO_WORDS && e->place == LOOK_SAME_SUFFIX;
    uint32_t g = 0;
    if (here && is_same_on_screen(e)) g |= 1u << SG_GROUND_SAME_ON_SCREEN;
    if (e->place == LOOK_SAME_SUFFIX) g |= 1u << SG_GROUND_SAME_SUFFIX;
    if (is_whole(e) || e->has_ending) g |= 1u << SG_GROUND_WHOLE_NAME;
    if (e->words == LOOK_WITH_LURE) g |= 1u << SG_GROUND_LURE_WORD;
    if (e->words == LOOK_WITH_STRANGE) g |= 1u << (e->is_glued ? SG_GROUND_PART_OF_WORD : SG_GROUND_UNRELATED_WORDS);
    if (here && steps == 1) g |= 1u << SG_GROUND_ONE_SMALL_STEP;
    if (steps + (e->place == LOOK_OTHER_SUFFIX && !e->has_ending) + (e->words > LOOK_WITH_LURE) > 1)
        g |= 1u << SG_GROUND_SEVERAL_STEPS;
    if (e->letters >= LONG && !e->is_common) g |= 1u << SG_GROUND_LONG_NAME;
    if (e->letters <= SHORT) g |= 1u << SG_GROUND_SHORT_NAME;
    if (e->is_common) g |= 1u << SG_GROUND_COMMON_WORD;
    if (e->is_mixed) g |= 1u << SG_GROUND_MIXED_SCRIPT;
    return g;
}

static enum sg_severity from_length(unsigned n, unsigned medium, unsigned high)
{
    return n >= high ? SG_HIGH : n >= medium ? SG_MEDIUM : SG_LOW;
}

/* The label alone, below the same suffix. */
static enum sg_severity same_suffix(const struct look_evidence *e, unsigned n)
{
    if (!e->edits && !e->hyphens) return from_length(e->letters, 2, e->weak ? 7 : 3);
    if (!e->edits) return from_length(n, 4, 6);
    /* A slip in a common word that makes no other one has no reason of its own. */
    if (e->edits == 1 && e->is_common && !e->makes_word && !e->confusables && !e->hyphens)
        return from_length(e->letters, e->substitutions ? 8 : 7, NEVER);
    if (e->edits == 1 && (e->confusables || e->hyphens)) return from_length(n, e->substitutions ? 11 : 9, NEVER);
    if (e->edits == 1) return from_length(n, e->substitutions ? 8 : 6, e->substitutions ? 12 : 8);
    return from_length(n, 11 + 3 * e->substitutions, NEVER);
}

/* The label alone, below another suffix. */
static enum sg_severity other_suffix(const struct look_evidence *e, unsigned n)
{
    if (!e->edits && e->confusables)
        return from_length(n, 5 + 2 * (e->weak > 0) + e->hyphens, e->weak || e->hyphens ? NEVER : 7);
    if (!e->edits)
        return from_length(e->leaves_closed && e->is_common ? e->letters - 1 : n, e->is_common ? 5 : 4, NEVER);
    if (e->edits == 1) return from_length(n, e->substitutions ? 13 : 9 + e->confusables + e->hyphens, NEVER);
    return from_length(n, 14, NEVER);
}

/* With words before or behind it. */
static enum sg_severity with_words(const struct look_evidence *e, unsigned n)
{
    bool here = e->place == LOOK_SAME_SUFFIX, is_near = !e->edits && !e->confusables;
    if (e->is_glued && e->is_split) return from_length(n, 9, NEVER);
    if (e->words == LOOK_WITH_LURE) {
        unsigned more = (here ? 0u : 1u) + (e->is_glued ? 1u : 0u);
        if (e->edits) return from_length(n, 8 + more, NEVER);
        if (!is_near && here && !e->weak && !e->hyphens && !e->makes_word)
            return from_length(e->letters, 4 + e->is_glued, 6 + e->is_glued);
        if (!is_near) return from_length(n, 4 + more + 2 * (e->weak > 0), 6 + more + 2 * (e->weak > 0));
        if (e->is_glued) return from_length(n, here ? 5 : 6, here ? 8 : 10);
        /* "login-" before even a common word is a sentence that somebody chose. */
        return from_length(e->is_common ? e->letters - 1 : n, here ? 3 : 5, e->is_common ? NEVER : here ? 5 : 8);
    }
    if (e->words == LOOK_WITH_FILLER) {
        if (e->edits) return SG_LOW;
        if (!is_near) return from_length(n, 5, 8);
        if (e->is_glued) return from_length(n, here ? 7 : 9, NEVER);
        return from_length(n, here ? 3 : 7, NEVER);
    }
    if (e->edits) return SG_LOW;
    if (!is_near) return e->is_glued ? from_length(n, 10, NEVER) : from_length(n, 8, NEVER);
    return e->is_glued ? from_length(n, 12, NEVER) : from_length(n, here ? 5 : 10, NEVER);
}

/* The label stands in front of a stranger's domain, or below a suffix that a company gives away: customers do so too.
 */
static enum sg_severity below_stranger(const struct look_evidence *e, unsigned n)
{
    if (e->words == LOOK_WITH_LURE && !e->edits) return from_length(n, e->is_glued ? 8 : 6, NEVER);
    if (e->words == LOOK_NO_WORDS && !e->edits && e->confusables && !e->weak) return from_length(n, 6, NEVER);
    return SG_LOW;
}

static enum sg_severity with_ending(const struct look_evidence *e, unsigned n)
{
    if (e->has_short_ending && e->is_glued && e->words != LOOK_NO_WORDS) return SG_LOW;
    if (e->edits) return from_length(n, e->edits > 1 ? NEVER : 11, NEVER);
    if (e->words == LOOK_WITH_STRANGE) return from_length(n, e->is_glued ? 13 : 7, NEVER);
    return from_length(n, 5, e->words == LOOK_WITH_LURE ? 8 : 11);
}

enum sg_severity look_severity(const struct look_evidence *e, uint32_t *ret_grounds)
{
    unsigned n = e->is_common ? (e->letters > COMMON_LETTERS ? e->letters - COMMON_LETTERS : 0) : e->letters;
    *ret_grounds = grounds_of(e);
    if (is_whole(e)) {
        if (e->edits > 1 || e->words == LOOK_WITH_STRANGE) return from_length(e->letters, 8, NEVER);
        return from_length(e->letters, 2, e->edits ? 6 : 3);
    }
    if (e->has_ending) return with_ending(e, n);
    if (e->place == LOOK_BELOW_STRANGER || e->place == LOOK_PRIVATE_SUFFIX) return below_stranger(e, n);
    if (e->words != LOOK_NO_WORDS) return with_words(e, n);
    return e->place == LOOK_SAME_SUFFIX ? same_suffix(e, n) : other_suffix(e, n);
}
