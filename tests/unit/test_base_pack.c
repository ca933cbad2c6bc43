/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <string.h>
#include <zlib.h>

#include "base/pack.h"

static void test_base64_is_that_of_the_rfc(void **state)
{
    (void)state;
    /* RFC 4648, section 10. */
    static const struct {
        const char *bytes, *letters;
    } row[] = { { "", "" },
                { "f", "Zg==" },
                { "fo", "Zm8=" },
                { "foo", "Zm9v" },
                { "foob", "Zm9vYg==" },
                { "fooba", "Zm9vYmE=" },
                { "foobar", "Zm9vYmFy" },
                { "\xff\xff\xfe", "///+" } };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        sg_buf_text(&out, ">");
        sg_base64(&out, row[i].bytes, strlen(row[i].bytes));
        assert_string_equal(sg_buf_cstr(&out) + 1, row[i].letters);
    }
}

static void test_gzip_gives_back_what_was_packed(void **state)
{
    (void)state;
    static const size_t sizes[] = { 0, 1, 65535, 65536, 1000003 };
    for (size_t i = 0; i < ROWS(sizes); i++) {
        sg_auto_buf in = { 0 }, out = { 0 }, again = { 0 }, back = { 0 };
        for (size_t k = 0; k < sizes[i]; k++)
            sg_buf_char(&in, (char)(k * k >> 7 & 0x7f));
        sg_buf_text(&out, "before");
        assert_int_equal(sg_gzip(sg_buf_view(&in), 9, &out, NULL), SG_OK);
        assert_int_equal(sg_gzip(sg_buf_view(&in), 9, &again, NULL), SG_OK);
        assert_int_equal(out.len, again.len + 6);
        assert_memory_equal(out.data + 6, again.data, again.len); /* the same bytes, whenever */
        assert_true(sg_buf_room(&back, sizes[i] + 1));
        z_stream z = { .next_in = (unsigned char *)again.data,
                       .avail_in = (uInt)again.len,
                       .next_out = (unsigned char *)back.data,
                       .avail_out = (uInt)(sizes[i] + 1) };
        assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
        assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
        assert_int_equal(z.total_out, sizes[i]);
        inflateEnd(&z);
        if (sizes[i]) assert_memory_equal(back.data, in.data, sizes[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64_is_that_of_the_rfc),
        cmocka_unit_test(test_gzip_gives_back_what_was_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
