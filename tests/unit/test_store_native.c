/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdlib.h>

#include "model/post.h"
#include "store/native.h"

static void make(struct ArrowArray *batch, size_t rows)
{
    struct sg_builder b;
    struct sg_err err;
    char text[400];
    memset(text, 'x', sizeof text);
    assert_int_equal(sg_builder_init(&b, &sg_store_links, &err), SG_OK);
    for (size_t i = 0; i < rows; i++) {
        sg_builder_number(&b, SG_SL_CHILD, (int64_t)(i * 3));
        sg_builder_number(&b, SG_SL_CHILD_TIME, -(int64_t)i);
        sg_builder_text(&b, SG_SL_ID, sg_str_n(text, i % sizeof text));
        sg_builder_text(&b, SG_SL_ACCOUNT, sg_str_n("a\0b\n", i % 5 < 4 ? i % 5 : 0));
        sg_builder_end_row(&b);
    }
    assert_int_equal(sg_builder_finish(&b, batch, &err), SG_OK);
    sg_builder_release(&b);
}

static void write_block(const struct ArrowArray *batch, struct sg_buf *out)
{
    struct sg_insert_column columns[SG_SL_COLUMNS];
    struct sg_err err;
    for (size_t i = 0; i < SG_SL_COLUMNS; i++)
        columns[i] =
            (struct sg_insert_column){ sg_store_links.fields[i].name, sg_store_links.fields[i].type, batch, i };
    assert_int_equal(sg_native_write(columns, SG_SL_COLUMNS, out, &err), SG_OK);
}

static void test_native_block_reads_as_it_was_written(void **state)
{
    (void)state;
    static const size_t sizes[] = { 1, 2, 3, 127, 128, 1000 };
    for (size_t k = 0; k < ROWS(sizes); k++) {
        sg_auto_batch batch = { 0 };
        sg_auto_batch back = { 0 };
        sg_auto_buf bytes = { 0 };
        struct sg_native_reader reader = { 0 };
        struct sg_err err;
        size_t used = 0;
        make(&batch, sizes[k]);
        write_block(&batch, &bytes);
        assert_int_equal(sg_native_read(&reader, sg_buf_view(&bytes), &back, &used, &err), SG_OK);
        assert_int_equal(used, bytes.len);
        assert_int_equal(back.length, (int64_t)sizes[k]);
        for (int64_t i = 0; i < back.length; i++) {
            assert_true(sg_batch_u64(&back, SG_SL_CHILD, i) == sg_batch_u64(&batch, SG_SL_CHILD, i));
            assert_true(sg_batch_i64(&back, SG_SL_CHILD_TIME, i) == -i);
            assert_true(sg_str_same(sg_batch_text(&back, SG_SL_ID, i), sg_batch_text(&batch, SG_SL_ID, i)));
            assert_true(sg_str_same(sg_batch_text(&back, SG_SL_ACCOUNT, i), sg_batch_text(&batch, SG_SL_ACCOUNT, i)));
        }
        assert_string_equal(reader.columns[SG_SL_PARENT].name, "parent");
        sg_native_reader_release(&reader);
    }
}

/* The rows of all batches, in their order, in one block; an empty one between them adds none. */
static void test_native_several_batches_become_one_block(void **state)
{
    (void)state;
    static const size_t sizes[] = { 3, 0, 200, 1 };
    struct ArrowArray batches[ROWS(sizes)] = { 0 };
    struct sg_insert_column columns[ROWS(sizes) * SG_SL_COLUMNS];
    struct sg_native_reader reader = { 0 };
    sg_auto_batch back = { 0 };
    sg_auto_buf bytes = { 0 };
    struct sg_err err;
    size_t used = 0;
    int64_t row = 0;
    for (size_t k = 0; k < ROWS(sizes); k++) {
        make(&batches[k], sizes[k]);
        for (size_t i = 0; i < SG_SL_COLUMNS; i++)
            columns[k * SG_SL_COLUMNS + i] = (struct sg_insert_column){ sg_store_links.fields[i].name,
                                                                        sg_store_links.fields[i].type, &batches[k], i };
    }
    assert_int_equal(sg_native_write_all(columns, SG_SL_COLUMNS, ROWS(sizes), &bytes, &err), SG_OK);
    assert_int_equal(sg_native_read(&reader, sg_buf_view(&bytes), &back, &used, &err), SG_OK);
    assert_int_equal(used, bytes.len);
    assert_int_equal(back.length, 204);
    for (size_t k = 0; k < ROWS(sizes); k++)
        for (int64_t i = 0; i < (int64_t)sizes[k]; i++, row++) {
            assert_true(sg_batch_u64(&back, SG_SL_CHILD, row) == sg_batch_u64(&batches[k], SG_SL_CHILD, i));
            assert_true(sg_str_same(sg_batch_text(&back, SG_SL_ID, row), sg_batch_text(&batches[k], SG_SL_ID, i)));
        }
    sg_native_reader_release(&reader);
    for (size_t k = 0; k < ROWS(sizes); k++)
        sg_batch_drop(&batches[k]);
}

static void test_native_block_cut_anywhere_asks_for_more(void **state)
{
    (void)state;
    sg_auto_batch batch = { 0 };
    sg_auto_buf bytes = { 0 };
    make(&batch, 40);
    write_block(&batch, &bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        struct sg_native_reader reader = { 0 };
        struct ArrowArray back = { 0 };
        struct sg_err err;
        size_t used = 1;
        char *cut = malloc(len + 1); /* its own size, so that reading past it is seen */
        assert_non_null(cut);
        memcpy(cut, bytes.data, len);
        char *exact = realloc(cut, len ? len : 1);
        assert_non_null(exact);
        assert_int_equal(sg_native_read(&reader, sg_str_n(exact, len), &back, &used, &err), SG_OK);
        assert_int_equal(used, 0);
        assert_null(back.release);
        free(exact);
        sg_native_reader_release(&reader);
    }
}

/* A text that may hold zero bytes, and its length. */
#define BYTES(text) text, sizeof(text) - 1

static void test_native_widens_small_numbers_and_refuses_other_types(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        enum sg_code code;
        enum sg_type type;
        int64_t value;
    } row[] = {
        { BYTES("\1\1\1a\4Int8\xFF"), SG_OK, SG_I64, -1 },
        { BYTES("\1\1\1a\5Int16\xFE\xFF"), SG_OK, SG_I64, -2 },
        { BYTES("\1\1\1a\5Int32\xFD\xFF\xFF\xFF"), SG_OK, SG_I64, -3 },
        { BYTES("\1\1\1a\6UInt16\xFF\xFF"), SG_OK, SG_U32, 65535 },
        { BYTES("\1\1\1a\4Date\1\0"), SG_OK, SG_U32, 1 },
        { BYTES("\1\1\1a\x0F"
                "DateTime('UTC')\2\0\0\0"),
          SG_OK, SG_U32, 2 },
        { BYTES("\1\1\1a\x0FNullable(UInt8)\0\1"), SG_EINPUT, SG_U8, 0 },
        { BYTES("\1\1\1a\x0C"
                "Array(UInt8)"),
          SG_EINPUT, SG_U8, 0 },
        { BYTES("\xFF\xFF\xFF\x7F\1"), SG_EIO, SG_U8, 0 },
        { BYTES("\1\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\1"), SG_EIO, SG_U8, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_native_reader reader = { 0 };
        sg_auto_batch back = { 0 };
        struct sg_err err = { 0 };
        size_t used = 0;
        enum sg_code code = sg_native_read(&reader, sg_str_n(row[i].bytes, row[i].len), &back, &used, &err);
        if (code != row[i].code) fail_msg("row %zu: code %d, %s", i, (int)code, err.text);
        if (code == SG_OK) {
            assert_int_equal(reader.columns[0].type, row[i].type);
            int64_t v = row[i].type == SG_I64 ? sg_batch_i64(&back, 0, 0) : (int64_t)sg_batch_u32(&back, 0, 0);
            assert_int_equal(v, row[i].value);
        } else {
            assert_true(err.text[0] != '\0');
            assert_null(back.release);
        }
        sg_native_reader_release(&reader);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_native_block_reads_as_it_was_written),
        cmocka_unit_test(test_native_several_batches_become_one_block),
        cmocka_unit_test(test_native_block_cut_anywhere_asks_for_more),
        cmocka_unit_test(test_native_widens_small_numbers_and_refuses_other_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
