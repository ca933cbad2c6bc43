/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while a case is told to others, and while what others told is read: starve.h. */
#include "exchange_by_hand.h"

#include "indicators/indicators.h"
#include "starve.h"

static const struct sg_exchange_format *format;
static bool with_people;

static bool write_one(void)
{
    struct sg_exchange x = exchange(with_people);
    struct sg_err err;
    sg_auto_buf out = { 0 };
    return format->write(&x, &out, &err) == SG_OK && give_buf(&out);
}

static void test_an_export_is_whole_or_fails(void **state)
{
    (void)state;
    for (format = sg_exchange_formats; format->name; format++)
        for (int people = 0; people < 2; people++) {
            with_people = people;
            starve(format->name, write_one);
        }
}

static const char *feed;

static void count(void *ctx, const struct sg_indicator_reject *r)
{
    (void)ctx;
    give(r->reason, strlen(r->reason));
}

static bool read_one(void)
{
    struct sg_indicators *x = NULL;
    struct sg_err err;
    bool is_ok = sg_indicators_new(&x, &err) == SG_OK &&
                 sg_indicators_read_bytes(x, sg_str(feed), "feed", count, NULL, &err) == SG_OK;
    if (is_ok) sg_indicators_finish(x);
    for (size_t i = 0; is_ok && i < x->n; i++) {
        give(x->items[i].value, strlen(x->items[i].value));
        give(x->items[i].label, strlen(x->items[i].label));
    }
    if (is_ok) give(x->feeds[0].other_kinds, strlen(x->feeds[0].other_kinds));
    sg_indicators_free(x);
    return is_ok;
}

static void test_a_feed_is_read_whole_or_fails(void **state)
{
    (void)state;
    static const char *const feeds_to_read[] = {
        "{\"type\":\"bundle\",\"objects\":[{\"type\":\"identity\",\"id\":\"identity--2\",\"name\":\"Team\"},{\"type\":"
        "\"indicator\",\"id\":"
        "\"indicator--1\",\"created_by_ref\":\"identity--2\",\"name\":\"x\",\"pattern\":\"[domain-name:value IN "
        "('a.example.org',"
        "'b\xc3\xbc"
        "cher.example') OR url:value = 'http://c.example.org/x?y=1' OR email-addr:value LIKE 'x']\"}]}",
        "{\"Event\":{\"info\":\"x\",\"Attribute\":[{\"type\":\"domain|ip\",\"value\":\"a[.]example.org|192.0.2.1\","
        "\"comment\":\"c\"},"
        "{\"type\":\"md5\",\"value\":\"x\"},{\"type\":\"email\",\"value\":\"clerk@example.org\"},{\"type\":\"ip-dst\","
        "\"value\":\"bad\"}]}}",
        "a.example.org\nhttps://b.example.org/x\nno name\n2001:db8::1\nclerk@example.org\nhttps://b\xc3\xbc"
        "cher.example/y\nhttp://localhost/z",
    };
    for (size_t i = 0; i < ROWS(feeds_to_read); i++) {
        feed = feeds_to_read[i];
        starve("a feed", read_one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_export_is_whole_or_fails),
        cmocka_unit_test(test_a_feed_is_read_whole_or_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
