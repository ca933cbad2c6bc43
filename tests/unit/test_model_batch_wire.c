/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/batch_wire.h"

#include <stdlib.h>

#include "unit.h"

static const struct sg_field fields[] = {
    { "n", SG_I64, -1 }, { "s", SG_TEXT, 0 }, { "b", SG_U8, 0 }, { "t", SG_TEXT, 0 }, { "u", SG_U32, 0 }
};
static const struct sg_table table = { "sample", fields, ROWS(fields) };
static const struct sg_table narrow = { "narrow", fields, 2 };

/* Rows whose texts grow: empty, "x", "xx"… */
static void write_rows(int rows, struct sg_buf *out)
{
    struct sg_builder b;
    sg_auto_batch batch = { 0 };
    assert_int_equal(sg_builder_init(&b, &table, NULL), SG_OK);
    for (int i = 0; i < rows; i++) {
        sg_builder_number(&b, 0, i * 1000);
        for (int k = 0; k < i; k++)
            sg_builder_text_more(&b, 1, sg_str("x"));
        sg_builder_number(&b, 2, i % 256);
        sg_builder_number(&b, 4, i);
        sg_builder_end_row(&b);
    }
    assert_int_equal(sg_builder_finish(&b, &batch, NULL), SG_OK);
    sg_builder_release(&b);
    sg_batch_write(&table, &batch, out);
    assert_false(out->failed);
}

static void test_a_batch_comes_back_as_it_was(void **state)
{
    (void)state;
    static const int sizes[] = { 0, 1, 2, 7, 8, 9, 300 };
    for (size_t s = 0; s < ROWS(sizes); s++) {
        sg_auto_buf bytes = { 0 };
        write_rows(sizes[s], &bytes);
        write_rows(1, &bytes); /* another behind it */
        sg_auto_batch batch = { 0 };
        sg_auto_batch next = { 0 };
        size_t used = 0, used_next = 0;
        assert_int_equal(sg_batch_read(&table, sg_buf_view(&bytes), &used, &batch, NULL), SG_OK);
        assert_int_equal(sg_batch_rows(&batch), sizes[s]);
        for (int i = 0; i < sizes[s]; i++) {
            assert_int_equal(sg_batch_i64(&batch, 0, i), i * 1000);
            assert_int_equal(sg_batch_text(&batch, 1, i).len, i);
            assert_int_equal(sg_batch_u8(&batch, 2, i), i % 256);
            assert_int_equal(sg_batch_text(&batch, 3, i).len, 0);
            assert_int_equal(sg_batch_u32(&batch, 4, i), i);
        }
        struct sg_str rest = sg_str_n(bytes.data + used, bytes.len - used);
        assert_int_equal(sg_batch_read(&table, rest, &used_next, &next, NULL), SG_OK);
        assert_int_equal(used + used_next, bytes.len);
    }
}

static void test_another_table_is_refused(void **state)
{
    (void)state;
    sg_auto_buf bytes = { 0 };
    write_rows(3, &bytes);
    struct ArrowArray batch = { 0 };
    size_t used;
    struct sg_err err;
    assert_int_equal(sg_batch_read(&narrow, sg_buf_view(&bytes), &used, &batch, &err), SG_EINPUT);
    assert_null(batch.release);
}

static void test_bytes_cut_anywhere_are_refused(void **state)
{
    (void)state;
    sg_auto_buf bytes = { 0 };
    write_rows(9, &bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        struct ArrowArray batch = { 0 };
        size_t used;
        char *cut = malloc(len + 1); /* of its own size: a step too far is seen by the sanitizers */
        assert_non_null(cut);
        memcpy(cut, bytes.data, len);
        assert_int_equal(sg_batch_read(&table, sg_str_n(cut, len), &used, &batch, NULL), SG_EINPUT);
        free(cut);
    }
}

/* Each 32-bit word of a batch set to what an attacker would try; a batch that is taken all the same must be readable.
 */
static void test_false_lengths_are_refused_or_harmless(void **state)
{
    (void)state;
    static const uint32_t words[] = { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000000 };
    sg_auto_buf bytes = { 0 };
    write_rows(9, &bytes);
    size_t n_refused = 0;
    for (size_t at = 0; at + 4 <= bytes.len; at += 4)
        for (size_t w = 0; w < ROWS(words); w++) {
            char kept[4];
            memcpy(kept, bytes.data + at, 4);
            memcpy(bytes.data + at, &words[w], 4);
            sg_auto_batch batch = { 0 };
            size_t used, sum = 0;
            if (sg_batch_read(&table, sg_buf_view(&bytes), &used, &batch, NULL) == SG_OK) {
                for (int64_t i = 0; i < sg_batch_rows(&batch); i++) {
                    struct sg_str s = sg_batch_text(&batch, 1, i);
                    assert_true(s.len <= bytes.len);
                    for (size_t k = 0; k < s.len; k++)
                        sum += (unsigned char)s.data[k];
                    sum += sg_batch_text(&batch, 3, i).len + sg_batch_u32(&batch, 4, i);
                }
                assert_true(used <= bytes.len);
            } else
                n_refused++;
            memcpy(bytes.data + at, kept, 4);
            assert_true(sum < SIZE_MAX);
        }
    assert_true(n_refused > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_batch_comes_back_as_it_was),
        cmocka_unit_test(test_another_table_is_refused),
        cmocka_unit_test(test_bytes_cut_anywhere_are_refused),
        cmocka_unit_test(test_false_lengths_are_refused_or_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
