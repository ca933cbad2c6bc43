/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "objects/objects.h"

#include "unit.h"

static struct sg_extractor *x;

static int begin(void **state)
{
    (void)state;
    return sg_extractor_new(&x, NULL) != SG_OK;
}
static int end(void **state)
{
    (void)state;
    sg_extractor_free(x);
    return 0;
}

static void test_one_address_has_one_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *in, *want, *domain;
    } row[] = {
        { "HTTP://Www.Example.COM:80/a/../b/./c/?utm_source=x&b=2&fbclid=1&a=1#top", "https://example.com/b/c?b=2&a=1", "example.com" },
        { "https://t.co/AbC123", "https://t.co/AbC123", "t.co" },
        { "http://user:pw@example.co.uk:8080/x/", "https://example.co.uk:8080/x", "example.co.uk" },
        { "https://example.com", "https://example.com", "example.com" },
        { "https://example.com/?", "https://example.com", "example.com" },
        { "example.com/%7euser/%e2%82%ac%2f", "https://example.com/~user/%E2%82%AC%2F", "example.com" },
        { "https://ru.m.wikipedia.org/wiki/Путин", "https://ru.wikipedia.org/wiki/%D0%9F%D1%83%D1%82%D0%B8%D0%BD", "wikipedia.org" },
        { "http://Президент.рф/x", "https://xn--d1abbgf6aiiy.xn--p1ai/x", "xn--d1abbgf6aiiy.xn--p1ai" },
        { "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/story/amp?x=1", "https://example.com/story?x=1", "example.com" },
        { "https://www.google.com/amp/s/amp.example.com/story?amp=1", "https://example.com/story", "example.com" },
        { "https://www.google.com/url?sa=t&q=https%3A%2F%2Fexample.org%2Fa&ved=1", "https://example.org/a", "example.org" },
        { "https://x.com/Name/status/12?s=20&t=abc", "https://twitter.com/Name/status/12", "twitter.com" },
        { "https://twitter.com/search?q=a&s=20", "https://twitter.com/search?q=a", "twitter.com" },
        { "https://example.com/p?s=20", "https://example.com/p?s=20", "example.com" },
        { "http://127.0.0.1:8000/a", "https://127.0.0.1:8000/a", "127.0.0.1" },
        { "http://[::1]/a", "https://[::1]/a", "[::1]" },
        { "https://m.me/x", "https://m.me/x", "m.me" },
        { "https://foo.github.io/a", "https://foo.github.io/a", "foo.github.io" },
        { "https://example.com/a%zz", "https://example.com/a%25zz", "example.com" },
        { "https://example.com/../../a", "https://example.com/a", "example.com" },
        { "http://localhost/a", NULL, NULL },
        { "http://1.2.3/a", NULL, NULL },
        { "http://a..com/", NULL, NULL },
        { "http://-a.com/", NULL, NULL },
        { "http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com/", NULL, NULL },
        { "http://example.com:99999999/", NULL, NULL },
        { "javascript://example.com/x", NULL, NULL },
        { "http://", NULL, NULL },
        { "http://example.com\\a", NULL, NULL },
        { "http://exa mple.com", NULL, NULL },
        { "", NULL, NULL },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 }, domain = { 0 };
        bool is_url = sg_url_canonical(x, sg_str(row[i].in), &out, &domain);
        if (is_url != (row[i].want != NULL)) fail_msg("row %zu: %s is judged wrongly", i, row[i].in);
        assert_string_equal(sg_buf_cstr(&out), row[i].want ? row[i].want : "");
        assert_string_equal(sg_buf_cstr(&domain), row[i].domain ? row[i].domain : "");
        if (!is_url) continue;
        sg_auto_buf again = { 0 }, other = { 0 };
        assert_true(sg_url_canonical(x, sg_buf_view(&out), &again, &other));
        assert_string_equal(sg_buf_cstr(&again), sg_buf_cstr(&out)); /* canonical is canonical */
    }
}

/* Everything of `kind` that was found, parted by blanks. */
static void list(struct sg_buf *out, enum sg_object_kind kind, const char *text, const char *urls, const char *objects)
{
    struct sg_found_list found;
    assert_int_equal(sg_extract(x, sg_str(text), sg_str(urls), sg_str(objects), &found, NULL), SG_OK);
    for (size_t i = 0; i < found.n; i++) {
        if (found.items[i].kind != kind) continue;
        if (out->len) sg_buf_char(out, ' ');
        sg_buf_str(out, found.items[i].value);
    }
}

static void test_addresses_are_cut_out_of_running_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } row[] = {
        { "see https://example.com/a, and (http://example.com/b).", "https://example.com/a https://example.com/b" },
        { "https://en.wikipedia.org/wiki/A_(b) (https://en.wikipedia.org/wiki/A_(b))", "https://en.wikipedia.org/wiki/A_(b)" },
        { "gone https://t.co/abc… and https://t.co/abcdefghij", "https://t.co/abcdefghij" },
        { "gone https://t.co/abc...", "" },
        { "текстhttps://t.co/abcdefghijтекст", "https://t.co/abcdefghij" },
        { "«https://example.com/путь»", "https://example.com/%D0%BF%D1%83%D1%82%D1%8C" },
        { "www.example.com/x and WWW.EXAMPLE.ORG!", "https://example.com/x https://example.org" },
        { "pastebin.com/bUJKFpH1 and archive.org/details/item.", "https://pastebin.com/bUJKFpH1 https://archive.org/details/item" },
        { "and/or 24/7 end.next/word a@b.com/x", "" },
        { "https://a.com/x https://a.com/x/ http://www.a.com/x#y", "https://a.com/x" },
        { "http:// https:/// http", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        list(&out, SG_OBJECT_URL, row[i].text, "", "");
        if (!sg_str_is(sg_buf_view(&out), row[i].want)) fail_msg("row %zu: %s", i, sg_buf_cstr(&out));
    }
}

static void test_expanded_addresses_stand_for_shortened_ones(void **state)
{
    (void)state;
    sg_auto_buf urls = { 0 }, domains = { 0 };
    const char *text = "https://t.co/abcdefghij https://bit.ly/x https://example.com/1";
    list(&urls, SG_OBJECT_URL, text, "https://example.com/2\nhttps://example.org/\n", "");
    list(&domains, SG_OBJECT_DOMAIN, text, "https://example.com/2\nhttps://example.org/\n", "");
    assert_string_equal(sg_buf_cstr(&urls), "https://example.com/1 https://example.com/2 https://example.org");
    assert_string_equal(sg_buf_cstr(&domains), "example.com example.org");
}

static void test_the_objects_column_speaks_for_itself(void **state)
{
    (void)state;
    const char *objects = "#MAGA\nhashtag:Trump\n@Name\nmention:Other\nurl:http://a.com/\nhttp://b.com/x\nwww.C.com\n"
                          "domain:d.com\nmedia:sha256-1\nobject:42\nfree words";
    static const struct {
        enum sg_object_kind kind;
        const char *want;
    } row[] = {
        { SG_OBJECT_HASHTAG, "maga trump" }, { SG_OBJECT_MENTION, "name other" },
        { SG_OBJECT_URL, "https://a.com https://b.com/x" }, { SG_OBJECT_DOMAIN, "a.com b.com c.com d.com" },
        { SG_OBJECT_MEDIA, "sha256-1" }, { SG_OBJECT_OTHER, "42 free words" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        list(&out, row[i].kind, "", "", objects);
        assert_string_equal(sg_buf_cstr(&out), row[i].want);
    }
}

static void test_a_flood_of_things_is_bounded(void **state)
{
    (void)state;
    sg_auto_buf text = { 0 };
    for (int i = 0; i < 3 * SG_FOUND_MAX; i++)
        sg_buf_printf(&text, "#tag%d ", i % (2 * SG_FOUND_MAX));
    struct sg_found_list found;
    assert_int_equal(sg_extract(x, sg_buf_view(&text), sg_str(""), sg_str(""), &found, NULL), SG_OK);
    assert_int_equal(found.n, SG_FOUND_MAX);
    for (int i = 0; i < 20000; i++) { /* more hosts than are remembered */
        sg_auto_buf url = { 0 }, out = { 0 }, domain = { 0 };
        sg_buf_printf(&url, "https://host%d.example.com/", i);
        assert_true(sg_url_canonical(x, sg_buf_view(&url), &out, &domain));
        assert_string_equal(sg_buf_cstr(&domain), "example.com");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_address_has_one_spelling),
        cmocka_unit_test(test_addresses_are_cut_out_of_running_text),
        cmocka_unit_test(test_expanded_addresses_stand_for_shortened_ones),
        cmocka_unit_test(test_the_objects_column_speaks_for_itself),
        cmocka_unit_test(test_a_flood_of_things_is_bounded),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
