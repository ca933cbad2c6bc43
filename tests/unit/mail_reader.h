/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One parser for the tests of mail/, and what it gives as plain strings. */
#ifndef SG_TESTS_MAIL_READER_H
#define SG_TESTS_MAIL_READER_H

#include <stdlib.h>

#include "mail/mail.h"

#include "unit.h"

static struct sg_mail_parser *parser;

static inline int open_parser(void **state)
{
    (void)state;
    return sg_mail_parser_new(&parser, NULL) == SG_OK ? 0 : -1;
}
static inline int close_parser(void **state)
{
    (void)state;
    sg_mail_parser_free(parser);
    return 0;
}
static inline const struct sg_mail *parse(struct sg_str bytes)
{
    const struct sg_mail *m = NULL;
    assert_int_equal(sg_mail_parse(parser, bytes, &m, NULL), SG_OK);
    return m;
}
static inline void check_same(size_t row, const char *what, struct sg_str found, const char *expected)
{
    if (!sg_str_is(found, expected))
        fail_msg("row %zu: %s is '%.*s' and not '%s'", row, what, (int)found.len, found.data ? found.data : "",
                 expected);
}

#endif
