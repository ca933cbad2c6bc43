/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while look-alikes and indicators are read and told: starve.h. */
#include "starve.h"

#include "planted_entry.h"
#include "report/lookalike.h"
#include "report/web_entry.h"

static struct sg_entry *entry;

static bool say_reason(void)
{
    sg_auto_buf out = { 0 };
    for (size_t i = 0; i < PLANTED_NAMES; i++)
        sg_lookalike_reason(&planted_names[i].look, "example.org", &out);
    return give_buf(&out);
}

static bool write_text(void)
{
    const struct sg_entry_report_options o = { .with_content = true, .is_masked = true };
    struct sg_err err;
    sg_auto_buf out = { 0 };
    return sg_report_entry_text(entry, &o, &out, &err) == SG_OK && give_buf(&out);
}

static bool write_and_read(void)
{
    const struct sg_entry_report_options o = { .with_content = true };
    struct sg_err err;
    struct sg_entry *again = NULL;
    sg_auto_buf first = { 0 }, second = { 0 };
    bool is_ok = sg_report_entry_json(entry, &o, &first, &err) == SG_OK &&
                 sg_report_entry_read(sg_buf_view(&first), "f.json", &again, &err) == SG_OK &&
                 sg_report_entry_json(again, &o, &second, &err) == SG_OK && give_buf(&second);
    sg_entry_free(again);
    return is_ok;
}

static bool write_page(void)
{
    const struct sg_page_options o = { .with_text = true, .made = SG_TIME_NONE };
    const struct sg_page_findings f = { .lookalikes = entry, .matches = entry };
    struct sg_err err;
    sg_auto_buf out = { 0 };
    return web_entry_json(&f, &o, &out, &err) == SG_OK && give_buf(&out);
}

static void test_what_has_no_memory_says_so(void **state)
{
    (void)state;
    entry = planted_entry(PLANTED_NAMES, PLANTED_MATCHES);
    starve("reason", say_reason);
    starve("text", write_text);
    starve("document", write_and_read);
    starve("page", write_page);
    sg_entry_free(entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_what_has_no_memory_says_so) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
