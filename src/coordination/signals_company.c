/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account has in common with others of the evidence: the form of its name, when it was made, when it began. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"
#include "coordination/signals.h"

enum { TEMPLATE_DIGITS = 6, STEM_LETTERS = 3, NAME_BYTES = 256 };

static bool is_letter(char c)
{
    return !sg_is_digit(c) && (sg_is_alnum(c) || (unsigned char)c >= 0x80);
}

static bool has_template(struct sg_str name, size_t *ret_letters, size_t *ret_digits)
{
    size_t run = 0, longest = 0, letters = 0, digits = 0;
    for (size_t i = 0; i < name.len; i++) {
        run = sg_is_digit(name.data[i]) ? run + 1 : 0;
        digits += run > 0;
        letters += is_letter(name.data[i]);
        if (run > longest) longest = run;
    }
    *ret_letters = letters;
    *ret_digits = digits;
    return letters > 0 && longest >= TEMPLATE_DIGITS;
}

uint64_t signals_name_form(struct sg_str name, bool *ret_is_template)
{
    char form[NAME_BYTES + 1];
    size_t n = 0, letters, digits;
    if (name.len > NAME_BYTES) name.len = NAME_BYTES;
    bool is_template = has_template(name, &letters, &digits);
    *ret_is_template = is_template;
    if (!is_template && (digits == 0 || letters < STEM_LETTERS)) return 0;
    form[n++] = is_template ? 't' : 's';
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        if (sg_is_digit(c))
            form[n++] = '0';
        else if (!is_template || !is_letter(c))
            form[n++] = sg_lower(c);
        else if (i == 0 || !is_letter(name.data[i - 1]))
            form[n++] = 'a'; /* one for a run of letters */
    }
    uint64_t hash = sg_siphash(form, n);
    return hash ? hash : 1;
}

/* ---- how many others ---- */

static int by_form(const void *x, const void *y)
{
    const struct signal_account *a = x, *b = y;
    return (a->form > b->form) - (a->form < b->form);
}
static int by_began(const void *x, const void *y)
{
    const struct signal_account *a = x, *b = y;
    return (a->began > b->began) - (a->began < b->began);
}
static int by_created(const void *x, const void *y)
{
    const struct signal_account *a = x, *b = y;
    return (a->created > b->created) - (a->created < b->created);
}

typedef int (*comparison)(const void *, const void *);

/* How many of `all`, which is in the order of `compare`, come before `key` (or, with `and_equal`, are not after it). */
static size_t n_before(const struct signal_account *all, size_t n, const struct signal_account *key, bool and_equal,
                       comparison compare)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(&all[middle], key);
        if (order < 0 || (and_equal && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Between two keys, both included, the account itself left out. */
static uint32_t n_others(const struct signal_account *all, size_t n, struct signal_account from,
                         struct signal_account to, comparison compare)
{
    size_t count = n_before(all, n, &to, true, compare) - n_before(all, n, &from, false, compare);
    return count > 0 ? (uint32_t)(count - 1) : 0;
}

void signals_of_company(struct signal_account *all, size_t n_all, const uint64_t *forms, struct sg_signals *ret,
                        size_t n)
{
    if (n_all == 0) return;
    qsort(all, n_all, sizeof *all, by_form);
    for (size_t i = 0; i < n; i++) {
        const struct signal_account key = { .form = forms[i] };
        ret[i].n_like_name = forms[i] ? n_others(all, n_all, key, key, by_form) : 0;
    }
    qsort(all, n_all, sizeof *all, by_created);
    for (size_t i = 0; i < n; i++) {
        if (ret[i].created == SG_TIME_NONE) continue;
        const struct signal_account from = { .created = ret[i].created - SG_DAY },
                                    to = { .created = ret[i].created + SG_DAY };
        ret[i].n_created_near = n_others(all, n_all, from, to, by_created);
    }
    qsort(all, n_all, sizeof *all, by_began);
    for (size_t i = 0; i < n; i++) {
        if (ret[i].first_post == SG_TIME_NONE) continue;
        const struct signal_account from = { .began = ret[i].first_post - SG_HOUR },
                                    to = { .began = ret[i].first_post + SG_HOUR };
        ret[i].n_started_near = n_others(all, n_all, from, to, by_began);
    }
}
