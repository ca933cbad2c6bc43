/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "objects/objects.h"

#include "unit.h"

static void the_suffix_is_what_the_list_says(void **state)
{
    (void)state;
    static const struct {
        const char *host, *suffix;
        bool is_private;
    } rows[] = {
        { "example.com", "com", false },
        { "a.b.co.uk", "co.uk", false },
        { "co.uk", "co.uk", false },
        { "uk", "uk", false },
        { "example.hu.com", "hu.com", true },
        { "hu.com", "hu.com", true },
        { "name.github.io", "github.io", true },
        { "github.io", "github.io", true },
        { "www.example.gov.pl", "gov.pl", false },
        { "gov.pl", "gov.pl", false },
        { "example.unknown-ending", "unknown-ending", false },
        { "a.example.ck", "example.ck", false },        /* *.ck */
        { "www.ck", "ck", false },                      /* … but !www.ck */
        { "a.city.kawasaki.jp", "kawasaki.jp", false }, /* !city.kawasaki.jp */
        { "a.b.c.kawasaki.jp", "c.kawasaki.jp", false },
        { "a.xn--p1ai", "xn--p1ai", false },
        { "a.b.c.d.e.f.g.h.i.j.k.l.example.co.uk", "co.uk", false },
        { "192.0.2.1", "1", false },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        bool is_private = !rows[i].is_private;
        struct sg_str host = sg_str(rows[i].host), got = sg_public_suffix(host, &is_private);
        if (!sg_str_is(got, rows[i].suffix) || is_private != rows[i].is_private)
            fail_msg("%s: %.*s, %d", rows[i].host, (int)got.len, got.data, is_private);
        assert_ptr_equal(got.data + got.len, host.data + host.len); /* its end, borrowed */
        assert_true(sg_str_same(got, sg_public_suffix(host, NULL)));
    }
}

static void odd_hosts_do_no_harm(void **state)
{
    (void)state;
    bool is_private = true;
    assert_int_equal(sg_public_suffix(sg_str(""), &is_private).len, 0);
    assert_false(is_private);
    static const struct sg_str odd[] = { { "a\0.com", 6 }, { "com.", 4 },         { "a.com.", 6 },
                                         { ".", 1 },       { "..", 2 },           { ".com", 4 },
                                         { "a..com", 6 },  { "\xff\xfe.com", 6 }, { "a.\xc3\xbc", 4 } };
    for (size_t i = 0; i < ROWS(odd); i++) {
        struct sg_str got = sg_public_suffix(odd[i], &is_private);
        assert_true(got.data >= odd[i].data && got.data + got.len == odd[i].data + odd[i].len);
    }
    sg_auto_buf dots = { 0 };
    for (size_t i = 0; i < 100000; i++)
        sg_buf_text(&dots, "a.");
    assert_int_equal(sg_public_suffix(sg_buf_view(&dots), &is_private).len, dots.len); /* too long to be a host */
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_suffix_is_what_the_list_says),
        cmocka_unit_test(odd_hosts_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
