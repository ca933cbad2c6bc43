/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/batch.h"

#include "unit.h"

static const struct sg_field fields[] = { { "n", SG_I64, -1 }, { "s", SG_TEXT, 0 }, { "b", SG_U8, 0 } };
static const struct sg_table table = { "sample", fields, ROWS(fields) };

static void test_unset_columns_get_their_unknown_value(void **state)
{
    (void)state;
    struct sg_builder b;
    sg_auto_batch batch = { 0 };
    assert_int_equal(sg_builder_init(&b, &table, NULL), SG_OK);
    sg_builder_text(&b, 1, sg_str("one"));
    sg_builder_text_more(&b, 1, sg_str("+"));
    sg_builder_end_row(&b);
    sg_builder_number(&b, 0, 7);
    sg_builder_number(&b, 2, 255);
    sg_builder_end_row(&b);
    assert_int_equal(sg_builder_finish(&b, &batch, NULL), SG_OK);
    assert_int_equal(sg_batch_rows(&batch), 2);
    assert_int_equal(sg_batch_i64(&batch, 0, 0), -1);
    assert_int_equal(sg_batch_i64(&batch, 0, 1), 7);
    assert_true(sg_str_is(sg_batch_text(&batch, 1, 0), "one+"));
    assert_true(sg_str_is(sg_batch_text(&batch, 1, 1), ""));
    assert_int_equal(sg_batch_u8(&batch, 2, 1), 255);
    sg_builder_release(&b);
}

static void test_a_dropped_row_leaves_nothing(void **state)
{
    (void)state;
    struct sg_builder b;
    sg_auto_batch batch = { 0 };
    assert_int_equal(sg_builder_init(&b, &table, NULL), SG_OK);
    for (int i = 0; i < 10; i++) {
        sg_builder_number(&b, 0, i);
        sg_builder_text(&b, 1, sg_str(i % 2 ? "odd" : "even"));
        if (i % 2)
            sg_builder_drop_row(&b);
        else
            sg_builder_end_row(&b);
    }
    sg_builder_text(&b, 1, sg_str("never ended"));
    assert_int_equal(sg_builder_finish(&b, &batch, NULL), SG_OK);
    assert_int_equal(sg_batch_rows(&batch), 5);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sg_batch_i64(&batch, 0, i), 2 * i);
        assert_true(sg_str_is(sg_batch_text(&batch, 1, i), "even"));
    }
    sg_builder_release(&b);
}

static void test_a_builder_starts_afresh_and_a_moved_batch_is_empty(void **state)
{
    (void)state;
    struct sg_builder b;
    sg_auto_batch first = { 0 };
    sg_auto_batch second = { 0 };
    sg_auto_batch moved = { 0 };
    assert_int_equal(sg_builder_init(&b, &table, NULL), SG_OK);
    sg_builder_text(&b, 1, sg_str("x"));
    sg_builder_end_row(&b);
    assert_int_equal(sg_builder_finish(&b, &first, NULL), SG_OK);
    assert_int_equal(sg_builder_finish(&b, &second, NULL), SG_OK);
    assert_int_equal(sg_batch_rows(&second), 0);
    sg_batch_move(&first, &moved);
    assert_null(first.release);
    assert_true(sg_str_is(sg_batch_text(&moved, 1, 0), "x"));
    sg_builder_release(&b);
}

static void test_the_schema_is_arrows(void **state)
{
    (void)state;
    struct ArrowSchema schema;
    assert_int_equal(sg_table_schema(&table, &schema, NULL), SG_OK);
    assert_string_equal(schema.format, "+s");
    assert_int_equal(schema.n_children, 3);
    assert_string_equal(schema.children[1]->format, "z");
    assert_string_equal(schema.children[2]->name, "b");
    schema.release(&schema);
    assert_null(schema.release);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unset_columns_get_their_unknown_value),
        cmocka_unit_test(test_a_dropped_row_leaves_nothing),
        cmocka_unit_test(test_a_builder_starts_afresh_and_a_moved_batch_is_empty),
        cmocka_unit_test(test_the_schema_is_arrows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
