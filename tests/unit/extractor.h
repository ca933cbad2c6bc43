/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One extractor for a group of tests: cmocka_run_group_tests(tests, begin, end). */
#ifndef SG_TESTS_EXTRACTOR_H
#define SG_TESTS_EXTRACTOR_H

#include "objects/objects.h"

static struct sg_extractor *x;

static int begin(void **state)
{
    (void)state;
    return sg_extractor_new(&x, NULL) != SG_OK;
}
static int end(void **state)
{
    (void)state;
    sg_extractor_free(x);
    return 0;
}

#endif
