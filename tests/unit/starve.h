/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that runs out: the n-th allocation fails, once or from then on, for each n.  Whatever is at work says so, or
 * gives what it gives with memory: nothing is lost in silence, nothing is used that is not there, nothing leaks.
 * The linker puts the functions below in the place of malloc and its kin (starved_dep, tests/meson.build).
 */
#ifndef SG_TESTS_STARVE_H
#define SG_TESTS_STARVE_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "unit.h"

/* ---- memory ---- */

static size_t good_calls = SIZE_MAX; /* before one fails; SIZE_MAX: none does */
static bool is_lasting, has_failed;

static bool is_out(void)
{
    if (good_calls == SIZE_MAX) return false;
    if (good_calls) {
        good_calls--;
        return false;
    }
    has_failed = true;
    if (!is_lasting) good_calls = SIZE_MAX;
    return true;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);

void *__wrap_malloc(size_t size)
{
    return is_out() ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t n, size_t size)
{
    return is_out() ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t size)
{
    return is_out() ? NULL : __real_realloc(p, size);
}

/* ---- work, and what came of it ---- */

static char gave[1 << 16];
static size_t n_gave;

static inline void give(const void *bytes, size_t len)
{
    assert_true(len <= sizeof gave - n_gave);
    if (len) memcpy(gave + n_gave, bytes, len);
    n_gave += len;
}
static inline bool give_buf(const struct sg_buf *b)
{
    give(b->data, b->len);
    return !b->failed;
}

/* `work` gives what it found and returns true, or returns false (an error, or a buffer that says that it failed). */
static inline void starve(const char *what, bool (*work)(void))
{
    static char whole[sizeof gave];
    n_gave = 0;
    assert_true(work());
    size_t n_whole = n_gave;
    memcpy(whole, gave, n_whole);
    for (int lasting = 0; lasting <= 1; lasting++) {
        size_t n = 0;
        do {
            n_gave = 0;
            has_failed = false;
            is_lasting = lasting;
            good_calls = n;
            bool is_ok = work();
            good_calls = SIZE_MAX;
            if (is_ok && (n_gave != n_whole || memcmp(gave, whole, n_whole) != 0))
                fail_msg("%s: without the %zu. allocation%s it gives something else and does not say so", what, n + 1,
                         lasting ? " and those behind it" : "");
            if (!has_failed) break;
            n_gave = 0; /* with memory again all is well again */
            if (!work() || n_gave != n_whole || memcmp(gave, whole, n_whole) != 0)
                fail_msg("%s: once it was without the %zu. allocation it does not recover", what, n + 1);
        } while (++n < 20000);
        assert_true(n < 20000);
        assert_true(n > 0);
    }
}

#endif
