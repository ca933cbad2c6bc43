/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every unit test includes: cmocka in the order that it wants. */
#ifndef SG_TESTS_UNIT_H
#define SG_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

#endif
