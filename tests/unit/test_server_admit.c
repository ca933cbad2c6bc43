/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "server/admit.h"

static void test_only_our_own_page_and_programs_may_ask(void **state)
{
    (void)state;
    static const struct {
        struct sg_head head;
        unsigned status;
    } row[] = {
        { { .method = "GET", .host = "127.0.0.1:7417" }, 0 },
        { { .method = "HEAD", .host = "LocalHost:7417" }, 0 },
        { { .method = "GET", .host = "127.0.0.1:7417", .origin = "http://127.0.0.1:7417" }, 0 },
        { { .method = "GET", .host = "127.0.0.1:7417", .fetch_site = "same-origin" }, 0 },
        { { .method = "GET", .host = "127.0.0.1:7417", .fetch_site = "none" }, 0 },
        { { .method = "GET", .host = "127.0.0.1:7417", .content_length = "0" }, 0 },
        { { .method = "GET" }, 421 },
        { { .method = "GET", .host = "" }, 421 },
        { { .method = "GET", .host = "127.0.0.1" }, 421 },
        { { .method = "GET", .host = "127.0.0.1:74170" }, 421 },
        { { .method = "GET", .host = "127.0.0.1:741" }, 421 },
        { { .method = "GET", .host = "127.0.0.2:7417" }, 421 },
        { { .method = "GET", .host = "evil.example:7417" }, 421 },
        { { .method = "GET", .host = "localhost.:7417" }, 421 },
        { { .method = "GET", .host = "127.0.0.1:7417", .origin = "https://127.0.0.1:7417" }, 403 },
        { { .method = "GET", .host = "127.0.0.1:7417", .origin = "http://localhost:7417" }, 403 },
        { { .method = "GET", .host = "127.0.0.1:7417", .origin = "http://127.0.0.1:8000" }, 403 },
        { { .method = "GET", .host = "127.0.0.1:7417", .origin = "null" }, 403 },
        { { .method = "GET", .host = "127.0.0.1:7417", .origin = "" }, 403 },
        { { .method = "GET", .host = "127.0.0.1:7417", .fetch_site = "same-site" }, 403 },
        { { .method = "GET", .host = "127.0.0.1:7417", .fetch_site = "cross-site" }, 403 },
        { { .method = "POST", .host = "127.0.0.1:7417" }, 405 },
        { { .method = "get", .host = "127.0.0.1:7417" }, 405 },
        { { .method = "GET", .host = "127.0.0.1:7417", .content_length = "1" }, 413 },
        { { .method = "GET", .host = "127.0.0.1:7417", .content_length = "-0x" }, 413 },
        { { .method = "GET", .host = "127.0.0.1:7417", .transfer_encoding = "chunked" }, 413 },
        { { .method = "GET", .host = "127.0.0.1:7417", .is_doubled = true }, 400 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        const char *why = NULL;
        unsigned status = sg_admit(&row[i].head, 7417, &why);
        if (status != row[i].status || (status != 0) != (why != NULL)) fail_msg("row %zu: %u", i, status);
    }
    const char *why;
    assert_int_equal(sg_admit(&(struct sg_head){ .method = "GET", .host = "127.0.0.1" }, 80, &why), 0);
}

static void test_a_body_is_let_by_only_when_it_ends_soon(void **state)
{
    (void)state;
    static const struct {
        struct sg_head head;
        bool is_let_by;
    } row[] = {
        { { .content_length = "10000000" }, true },
        { { .content_length = "16777216" }, true },
        { { .content_length = "16777217" }, false },
        { { .content_length = "99999999999999999999999" }, false },
        { { .content_length = "-1" }, false },
        { { .content_length = "0" }, false },
        { { .content_length = "10", .expect = "100-continue" }, false },
        { { .transfer_encoding = "chunked" }, true },
        { { .method = "POST" }, false },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (sg_lets_body_by(&row[i].head) != row[i].is_let_by) fail_msg("row %zu", i);
}

static void test_gzip_is_sent_to_who_takes_it(void **state)
{
    (void)state;
    static const struct {
        const char *accepted;
        bool is_taken;
    } row[] = {
        { "gzip", true },
        { "gzip, deflate, br", true },
        { "br;q=1.0, GZIP;q=0.5", true },
        { "*", true },
        { "deflate, *;q=0.1", true },
        { "gzip;q=0", false },
        { "gzip; q=0.000", false },
        { "gzip;q=0, *", false },
        { "*;q=0", false },
        { "identity", false },
        { "x-gzip-not", false },
        { "", false },
        { ",,;;=,", false },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (sg_accepts_gzip(row[i].accepted) != row[i].is_taken) fail_msg("row %zu: %s", i, row[i].accepted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_our_own_page_and_programs_may_ask),
        cmocka_unit_test(test_a_body_is_let_by_only_when_it_ends_soon),
        cmocka_unit_test(test_gzip_is_sent_to_who_takes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
