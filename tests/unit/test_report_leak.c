/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "judged_leak.h"
#include "report/leak.h"

static const struct sg_leak_report_options whole = { .with_content = true };

static void test_a_document_read_and_written_again_has_the_same_bytes(void **state)
{
    (void)state;
    struct sg_leak *l = judged_leak(), *again = NULL;
    struct sg_err err;
    sg_auto_buf first = { 0 }, second = { 0 };
    assert_int_equal(sg_report_leak_json(l, &whole, &first, &err), SG_OK);
    if (sg_report_leak_read(sg_buf_view(&first), "f.json", &again, &err) != SG_OK) fail_msg("%s", err.text);
    assert_int_equal(sg_report_leak_json(again, &whole, &second, &err), SG_OK);
    assert_string_equal(sg_buf_cstr(&first), sg_buf_cstr(&second));
    assert_int_equal(again->items[1].n_findings, 1);
    assert_int_equal(again->items[2].first_finding, 1);
    assert_int_equal(again->items[0].n_signatures, 1);
    assert_int_equal(again->items[1].copy, SG_COPY_ALTERED);
    sg_leak_free(again);
    free(l);
}

static void test_an_edited_document_is_refused_with_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *says;
    } row[] = {
        { "\"format\":1", "\"format\":2", "format" },
        { "\"item\":1,\"rule\"", "\"item\":3,\"rule\"", "findings[0].item" },
        { "\"rule\":\"altered-copy\"", "\"rule\":\"sorcery\"", "findings[0].rule" },
        { "\"severity\":\"high\"", "\"severity\":\"grave\"", "findings[0].severity" },
        { "\"verdict\":\"verified\"", "\"verdict\":\"true\"", "items[0].verdict" },
        { "\"id\":\"0123456789abcdef\"", "\"id\":\"0123456789ABCDEF\"", "items[0].id" },
        { "\"others\":[0]", "\"others\":[9]", "findings[0].others" },
        { "\"places\":2", "\"places\":-2", "items[0].places" },
        { "\"copies\":[", "\"copies\":7,\"was\":[", "copies" },
        { "\"thread\":0", "\"thread\":1", "items[0].thread" },
        { "\"facts\":{\"words\":\"9,", "\"facts\":{\"words\":9,\"x\":\"9,", "findings[0].facts" },
        { "\"harms\":[\"list-footer\"]", "\"harms\":[\"list-hat\"]", "items[0].harms" },
    };
    struct sg_leak *l = judged_leak();
    struct sg_err err;
    sg_auto_buf good = { 0 };
    assert_int_equal(sg_report_leak_json(l, &whole, &good, &err), SG_OK);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sg_leak *read = NULL;
        sg_auto_buf bad = { 0 };
        const char *at = strstr(sg_buf_cstr(&good), row[i].from);
        if (!at) fail_msg("row %zu: \"%s\" is not in the document", i, row[i].from);
        sg_buf_add(&bad, good.data, (size_t)(at - good.data));
        sg_buf_text(&bad, row[i].to);
        sg_buf_text(&bad, at + strlen(row[i].from));
        if (sg_report_leak_read(sg_buf_view(&bad), "f.json", &read, &err) != SG_EINPUT)
            fail_msg("row %zu: \"%s\" was taken", i, row[i].to);
        if (!strstr(err.text, row[i].says)) fail_msg("row %zu: says \"%s\"", i, err.text);
    }
    free(l);
}

static void test_a_reason_shows_evidence_that_cannot_steer_a_terminal_and_leaves_content_out(void **state)
{
    (void)state;
    struct sg_leak *l = judged_leak();
    sg_auto_buf with = { 0 }, without = { 0 }, script = { 0 }, masked = { 0 };
    const struct sg_leak_report_options none = { 0 }, mask = { .with_content = true, .is_masked = true };
    sg_leak_reason(l, &l->findings[0], &whole, &with);
    sg_leak_reason(l, &l->findings[0], &none, &without);
    sg_leak_reason(l, &l->findings[0], &mask, &masked);
    sg_leak_reason(l, &l->findings[1], &whole, &script);
    assert_non_null(strstr(sg_buf_cstr(&with), "9,000 euros"));
    assert_non_null(strstr(sg_buf_cstr(&with), "jane@example.org"));
    assert_null(strstr(sg_buf_cstr(&without), "euros"));
    assert_null(strstr(sg_buf_cstr(&masked), "jane@"));
    assert_non_null(strstr(sg_buf_cstr(&script), "Редактор"));
    assert_null(strchr(sg_buf_cstr(&script), '\033'));
    free(l);
}

static void test_without_content_no_name_of_a_file_and_no_word_of_the_leak_is_written(void **state)
{
    (void)state;
    static const char *const content[] = { "Budget", "plan.pdf", "1.eml", "leak.zip", "euros", "numbered-" };
    struct sg_leak *l = judged_leak();
    struct sg_err err;
    struct sg_leak_gap gaps[] = { { "days", "2017-04-01", "2017-04-09", 9 },
                                  { "numbers", "numbered-7.eml", "numbered-8.eml", 2 } };
    l->gaps = gaps;
    l->n_gaps = 2;
    for (int with = 0; with < 2; with++) {
        const struct sg_leak_report_options o = { .with_content = with, .is_masked = true };
        sg_auto_buf out = { 0 };
        assert_int_equal(sg_report_leak_text(l, &o, &out, &err), SG_OK);
        assert_int_equal(sg_report_leak_json(l, &o, &out, &err), SG_OK);
        for (uint32_t i = 0; i < 3; i++) {
            assert_int_equal(sg_report_leak_item(l, i, &o, &out, &err), SG_OK);
            assert_int_equal(sg_report_leak_show(l, i, &o, &out, &err), SG_OK);
        }
        for (const struct sg_leak_format *f = sg_leak_timeline_formats; f->suffix; f++)
            if (strcmp(f->suffix, "png") != 0) assert_int_equal(f->write(l, &o, &out, &err), SG_OK);
        for (size_t i = 0; i < sizeof content / sizeof *content; i++)
            if ((strstr(sg_buf_cstr(&out), content[i]) != NULL) != with)
                fail_msg("%s: %s", with ? "not there" : "there", content[i]);
        assert_null(strstr(sg_buf_cstr(&out), "treasury@"));
        assert_null(strstr(sg_buf_cstr(&out), "jane@"));
    }
    free(l);
}

static void test_the_text_tells_one_reason_once_and_the_first_lines_say_all(void **state)
{
    (void)state;
    struct sg_leak *l = judged_leak();
    struct sg_err err;
    struct sg_leak_finding same[] = { l->findings[0], l->findings[0], l->findings[1] };
    same[1].item = 2;
    l->findings = same;
    sg_auto_buf text = { 0 };
    assert_int_equal(sg_report_leak_text(l, &whole, &text, &err), SG_OK);
    const char *all = sg_buf_cstr(&text), *reason = strstr(all, "9,000 euros");
    assert_non_null(reason);
    assert_null(strstr(reason + 1, "9,000 euros"));
    assert_non_null(strstr(reason, "1123456789abcdef leak.zip/2.eml"));
    assert_non_null(strstr(reason, "2123456789abcdef leak.zip/2.eml/plan.pdf"));
    const char *head = strstr(all, "In short"), *next = strstr(all, "What the signatures say");
    static const char *const says[] = { "2 mails dated from", "1 (50 %) verified by signature",
                                        "Something speaks against 2 items: 2 high", "1 mail that others answer" };
    assert_true(head && next && head < next);
    for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
        const char *at = strstr(head, says[i]);
        if (!at || at > next) fail_msg("no \"%s\" in the first lines of\n%s", says[i], all);
    }
    free(l);
}

static void test_an_item_line_keeps_notes_apart_from_findings(void **state)
{
    (void)state;
    struct sg_leak *l = judged_leak();
    struct sg_err err;
    sg_auto_buf line = { 0 };
    assert_int_equal(sg_report_leak_item(l, 1, &whole, &line, &err), SG_OK);
    const char *text = sg_buf_cstr(&line);
    assert_non_null(strstr(text, "\"verdict\":\"unsigned\""));
    assert_non_null(strstr(text, "\"rule\":\"altered-copy\""));
    assert_non_null(strstr(text, "\"overturn\":\""));
    assert_non_null(strstr(text, "\"others\":[\"0123456789abcdef\"]"));
    assert_non_null(strstr(text, "\"notes\":[]"));
    assert_int_equal(text[line.len - 1], '\n');
    assert_null(memchr(text, '\n', line.len - 1));
    sg_buf_clear(&line);
    assert_int_equal(sg_report_leak_item(l, 2, &whole, &line, &err), SG_OK);
    assert_non_null(strstr(sg_buf_cstr(&line), "\"verdict\":null"));
    free(l);
}

static void test_every_rule_says_reason_and_what_would_overturn_it_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sg_leak_n_rules; i++) {
        const struct sg_leak_rule *r = &sg_leak_rules[i];
        if (!*r->title || !*r->reason || !*r->overturn || !strchr(r->method, '#'))
            fail_msg("%s lacks something", r->id);
        if (!strchr(".}", r->reason[strlen(r->reason) - 1]) || r->overturn[strlen(r->overturn) - 1] != '.')
            fail_msg("%s: no sentence", r->id);
        if (sg_leak_rule_find(r->id) != i) fail_msg("%s stands twice", r->id);
    }
}

static void test_addresses_and_numbers_of_persons_are_masked_and_little_else(void **state)
{
    (void)state;
    static const struct {
        const char *text, *masked;
    } row[] = {
        { "write to jane.doe@example.org now", "write to j…@example.org now" },
        { "<ab+c@example.org>,d@example.net", "<a…@example.org>,d…@example.net" },
        { "émile@example.fr", "é…@example.fr" },
        { "jane@éxample.fr, joe@[192.0.2.7]", "j…@éxample.fr, j…@[192.0.2.7]" },
        { "by \"jane roe\"@example.org", "by \"…@example.org" },
        { "\"jane \\\"j\\\" roe\"@example.org", "\"…@example.org" },
        { "\"@example.org", "\"@example.org" },
        { "a-list-that-writes-into-its-own-address-whom-it-went-to-jane.doe=example.net@example.org",
          "a…@example.org" },
        { "@handle and a @ b", "@handle and a @ b" },
        { "call +33 6 12 34 56 78.", "call +33…78." },
        { "06.12.34.56.78", "06…78" },
        { "in 2017-05-05 18:49 and 1,234,567", "in 2017-05-05 18:49 and 1,234,567" },
        { "card 4111 1111 1111 1111!", "card 41…11!" },
        { "order 4111 1111 1111 1112", "order 4111 1111 1111 1112" }, /* not a card's number */
        { "IBAN FR76 3000 6000 0112 3456 7890 189", "IBAN FR…89" },
        { "FR7630006000011234567890189", "FR…89" },
        { "FR7630006000011234567890188", "FR7630006000011234567890188" },
        { "0123456789abcdef0123", "0123456789abcdef0123" }, /* a hash */
        { "", "" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        sg_auto_buf out = { 0 };
        sg_mask_personal(sg_str(row[i].text), &out);
        if (!sg_str_is(sg_buf_view(&out), row[i].masked))
            fail_msg("row %zu: \"%s\" gives \"%.*s\"", i, row[i].text, (int)out.len, out.data);
    }
}

static void test_the_text_says_what_is_there_and_what_speaks_against_it(void **state)
{
    (void)state;
    struct sg_leak *l = judged_leak();
    struct sg_err err;
    sg_auto_buf text = { 0 };
    assert_int_equal(sg_report_leak_text(l, &whole, &text, &err), SG_OK);
    static const char *const says[] = { "2 mails",
                                        "Announced: 100 mails",
                                        "1 (50 %) verified",
                                        "Another copy has other words",
                                        "What would overturn it",
                                        "9 days",
                                        "not in the leak" };
    for (size_t i = 0; i < sizeof says / sizeof *says; i++)
        if (!strstr(sg_buf_cstr(&text), says[i])) fail_msg("no \"%s\" in\n%s", says[i], sg_buf_cstr(&text));
    assert_null(strchr(sg_buf_cstr(&text), '\033'));
    free(l);
}

static void test_the_timeline_has_each_time_on_a_line_and_a_picture(void **state)
{
    (void)state;
    struct sg_leak *l = judged_leak();
    struct sg_err err;
    for (const struct sg_leak_format *f = sg_leak_timeline_formats; f->suffix; f++) {
        sg_auto_buf out = { 0 }, again = { 0 };
        assert_int_equal(f->write(l, &whole, &out, &err), SG_OK);
        assert_int_equal(f->write(l, &whole, &again, &err), SG_OK);
        assert_true(sg_str_same(sg_buf_view(&out), sg_buf_view(&again)));
        if (strcmp(f->suffix, "csv") == 0) {
            assert_non_null(strstr(sg_buf_cstr(&out),
                                   "2017-04-24T02:13:20Z,sent,1123456789abcdef,message,treasury@example.org,"
                                   "altered-copy,high,leak.zip/2.eml\r\n"));
            assert_non_null(strstr(sg_buf_cstr(&out), ",created,2123456789abcdef,document,"));
        }
        if (strcmp(f->suffix, "svg") == 0) {
            assert_non_null(strstr(sg_buf_cstr(&out), "said to be taken"));
            assert_non_null(strstr(sg_buf_cstr(&out), "saved within"));
        }
        if (strcmp(f->suffix, "png") == 0) assert_memory_equal(out.data, "\x89PNG", 4);
    }
    free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_document_read_and_written_again_has_the_same_bytes),
        cmocka_unit_test(test_an_edited_document_is_refused_with_the_place),
        cmocka_unit_test(test_a_reason_shows_evidence_that_cannot_steer_a_terminal_and_leaves_content_out),
        cmocka_unit_test(test_without_content_no_name_of_a_file_and_no_word_of_the_leak_is_written),
        cmocka_unit_test(test_the_text_tells_one_reason_once_and_the_first_lines_say_all),
        cmocka_unit_test(test_an_item_line_keeps_notes_apart_from_findings),
        cmocka_unit_test(test_every_rule_says_reason_and_what_would_overturn_it_once),
        cmocka_unit_test(test_addresses_and_numbers_of_persons_are_masked_and_little_else),
        cmocka_unit_test(test_the_text_says_what_is_there_and_what_speaks_against_it),
        cmocka_unit_test(test_the_timeline_has_each_time_on_a_line_and_a_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
