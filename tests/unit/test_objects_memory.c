/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while addresses are read and texts are looked through: starve.h. */
#include "objects/objects.h"
#include "starve.h"

static const char *const urls[] = {
    "HTTP://Www.Example.COM:80/a/../b/./c/?utm_source=x&b=2#top",
    "http://b\xc3\xbc"
    "cher.example/x",
    "%65xample.com/y",
    "https://www.google.com/url?sa=t&q=https%3A%2F%2Fexample.org%2Fa&ved=1",
    "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/story/amp?x=1",
    "https://www.google.com/url?q=https%3A%2F%2Fa..com%2F",
    "https://twitter.com/alpha/status/860000000000000001?s=20",
    "https://web.archive.org/web/2017/https://twitter.com/alpha/status/12",
    "http://localhost/a",
    "javascript://example.com/x",
    "no address",
    "",
};

/* With memory, whatever is out now: nothing of this is looked at. */
static struct sg_extractor *extractor(void)
{
    struct sg_extractor *x = NULL;
    size_t left = good_calls;
    good_calls = SIZE_MAX;
    assert_int_equal(sg_extractor_new(&x, NULL), SG_OK);
    good_calls = left;
    return x;
}

static bool read_one(struct sg_extractor *x, const char *url)
{
    struct sg_err err = { 0 };
    sg_auto_buf out = { 0 }, domain = { 0 };
    bool is_url;
    enum sg_code code = sg_url_canonical(x, sg_str(url), &out, &domain, &is_url, &err);
    if (code != SG_OK) {
        assert_int_equal(code, SG_ENOMEM);
        assert_int_equal(err.code, SG_ENOMEM);
        assert_int_equal(out.len + domain.len, 0);
        return false;
    }
    give(is_url ? "+" : "-", 1);
    assert_true(give_buf(&out) && give_buf(&domain));
    return true;
}

/* What was unknown for want of memory is asked again: nothing of that is remembered. */
static bool read_all(void)
{
    struct sg_extractor *x = extractor();
    bool is_ok = true;
    for (size_t i = 0; i < ROWS(urls); i++) {
        size_t before = n_gave;
        if (read_one(x, urls[i])) continue;
        is_ok = false;
        size_t left = good_calls;
        good_calls = SIZE_MAX;
        n_gave = before;
        assert_true(read_one(x, urls[i]));
        good_calls = left;
    }
    sg_extractor_free(x);
    return is_ok;
}

static void test_no_memory_is_told_from_no_address(void **state)
{
    (void)state;
    starve("addresses", read_all);
    n_gave = 0;
    assert_true(read_all());
    for (size_t i = 0; i < n_gave; i++) /* some of them are some, some are none */
        if (gave[i] == '-') return;
    fail();
}

/* After a failure the same extractor reads the same as ever. */
static void test_what_failed_once_is_read_the_next_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(urls); i++) {
        struct sg_extractor *fresh = extractor();
        n_gave = 0;
        assert_true(read_one(fresh, urls[i]));
        size_t n_whole = n_gave;
        sg_extractor_free(fresh);
        for (size_t n = 0;; n++) {
            struct sg_extractor *x = extractor();
            n_gave = 0;
            has_failed = false;
            is_lasting = true;
            good_calls = n;
            bool is_ok = read_one(x, urls[i]);
            good_calls = SIZE_MAX;
            assert_true(is_ok != has_failed);
            n_gave = 0;
            assert_true(read_one(x, urls[i]));
            assert_int_equal(n_gave, n_whole);
            sg_extractor_free(x);
            if (is_ok) break;
        }
    }
}

static bool find_posts(void)
{
    struct sg_extractor *x = extractor();
    bool is_ok = true;
    for (size_t i = 0; i < ROWS(urls); i++) {
        struct sg_permalink link;
        enum sg_code code = sg_permalink(x, sg_str(urls[i]), &link, NULL);
        is_ok = is_ok && code == SG_OK;
        if (code != SG_OK) {
            assert_int_equal(code, SG_ENOMEM);
            continue;
        }
        give(link.platform.data, link.platform.len);
        give(link.id.data, link.id.len);
        give(link.account.data, link.account.len);
        give("\n", 1);
    }
    sg_extractor_free(x);
    return is_ok;
}

static void test_no_memory_is_told_from_no_post(void **state)
{
    (void)state;
    starve("posts", find_posts);
}

static bool look_through(void)
{
    struct sg_extractor *x = extractor();
    sg_auto_buf lines = { 0 };
    struct sg_found_list found;
    size_t left = good_calls;
    good_calls = SIZE_MAX;
    for (size_t i = 0; i < ROWS(urls); i++)
        sg_buf_printf(&lines, "%s\n", urls[i]);
    good_calls = left;
    enum sg_code code =
        sg_extract(x,
                   sg_str("see https://t.co/abcdefghij, #Cafe\xcc\x81 and http://b\xc3\xbc"
                          "cher.example/x @Name"),
                   sg_buf_view(&lines), sg_str("domain:d.example.com\nhttps://t.co/AbC123"), &found, NULL);
    for (size_t i = 0; code == SG_OK && i < found.n; i++) {
        give(&found.items[i].kind, sizeof found.items[i].kind);
        give(found.items[i].value.data, found.items[i].value.len);
        give(found.items[i].raw.data, found.items[i].raw.len);
    }
    sg_extractor_free(x);
    return code == SG_OK;
}

static void test_a_text_gives_all_that_it_carries_or_fails(void **state)
{
    (void)state;
    starve("a text", look_through);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_memory_is_told_from_no_address),
        cmocka_unit_test(test_what_failed_once_is_read_the_next_time),
        cmocka_unit_test(test_no_memory_is_told_from_no_post),
        cmocka_unit_test(test_a_text_gives_all_that_it_carries_or_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
