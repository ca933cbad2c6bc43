/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "objects/objects_internal.h"

#include "extractor.h"
#include "unit.h"

static bool canonical(struct sg_str url, struct sg_buf *out, struct sg_buf *domain)
{
    bool is_url;
    assert_int_equal(sg_url_canonical(x, url, out, domain, &is_url, NULL), SG_OK);
    return is_url;
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
        bool is_url = canonical(sg_str(row[i].in), &out, &domain);
        if (is_url != (row[i].want != NULL)) fail_msg("row %zu: %s is judged wrongly", i, row[i].in);
        assert_string_equal(sg_buf_cstr(&out), row[i].want ? row[i].want : "");
        assert_string_equal(sg_buf_cstr(&domain), row[i].domain ? row[i].domain : "");
        if (!is_url) continue;
        sg_auto_buf again = { 0 }, other = { 0 };
        assert_true(canonical(sg_buf_view(&out), &again, &other));
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
        assert_true(canonical(sg_buf_view(&url), &out, &domain));
        assert_string_equal(sg_buf_cstr(&domain), "example.com");
    }
}

/* What the tables call canonical, and addresses that dress themselves twice. */
static void test_a_canonical_address_is_its_own(void **state)
{
    (void)state;
    static const char *const hosts[] = {
        "example.com", "www.example.com", "m.www.mobile.amp.touch.www2.wap.www.example.co.uk", "www.m.en.m.m.wikipedia.org",
        "X.com", "mobile.twitter.com", "amp.cnn.com", "t.co", "bit.ly", "президент.рф", "xn--d1abbgf6aiiy.xn--p1ai",
        "foo.github.io", "www.co.uk", "www.com", "m.me", "127.0.0.1", "[2001:DB8::1]", "a_b.example.com.", "%65xample.com",
        "www.google.com", "www.google.co.uk", "l.instagram.com", "vk.com", "www-a-com.cdn.ampproject.org",
        "m.cdn.ampproject.org", "old.reddit.com", "user:pw@example.com", "ß.de",
    };
    static const char *const paths[] = {
        "", "/", "//", "/a/", "/a//", "/a/./b/../c/", "/%2e%2e/a", "/a/%2E/", "/../..", "/a/amp/amp/", "/a//amp", "/amp/amp",
        "/amp", "/%61mp/s/www.example.org/x", "/amp/s/bad host", "/amp/s/Example.org/a/amp", "/c/s/www.example.org/x/amp",
        "/%7Ea/%2f%zz%%34%31", "/путь/é", "/a|b{c}^", "/url", "/%75rl/", "/x/../url", "/away.php", "/a;b,c", "/(a)[b]",
    };
    static const char *const tails[] = {
        "", "?", "?&&", "#x", "?#x", "?utm_source=1&b=2&&c", "?%75tm_source=1&b=%32", "?UTM_x=1", "?b=2&a=1&b=2",
        "?q=https%3A%2F%2Fwww.example.net%2F%3Futm_id%3D1%26x%3D2", "?%71=http://a.example.net/%2561", "?to=http%3A//x.com",
        "?u=ftp://a.com&url=http://", "?url=https://www.google.com/url?q=https://www.google.com/url?q=http://m.a.com/",
        "?a=b?c#d#e", "?=&=x", "?q=é|\"",
    };
    static const char *const schemes[] = { "", "http://", "HTTPS://", "ftp://", "//" };
    size_t n = 0;
    for (size_t i = 0; i < ROWS(schemes) * ROWS(hosts) * ROWS(paths) * ROWS(tails); i++) {
        sg_auto_buf url = { 0 }, once = { 0 }, twice = { 0 }, domain = { 0 }, again = { 0 };
        size_t k = i;
        sg_buf_text(&url, schemes[k % ROWS(schemes)]);
        k /= ROWS(schemes);
        sg_buf_text(&url, hosts[k % ROWS(hosts)]);
        k /= ROWS(hosts);
        if (i % 3 == 0) sg_buf_text(&url, i % 2 ? ":0443" : ":8080");
        sg_buf_text(&url, paths[k % ROWS(paths)]);
        sg_buf_text(&url, tails[k / ROWS(paths)]);
        if (!canonical(sg_buf_view(&url), &once, &domain)) continue;
        n++;
        if (!canonical(sg_buf_view(&once), &twice, &again) || strcmp(sg_buf_cstr(&once), sg_buf_cstr(&twice)) != 0 ||
            strcmp(sg_buf_cstr(&domain), sg_buf_cstr(&again)) != 0)
            fail_msg("%s becomes %s, and that %s", sg_buf_cstr(&url), sg_buf_cstr(&once), sg_buf_cstr(&twice));
    }
    assert_true(n > 10000);
}

static void test_each_other_name_of_a_host_leads_to_a_name_that_stays(void **state)
{
    (void)state;
    const struct tables *t = &x->tables;
    for (size_t i = 0; i < t->n_host_to; i++) {
        sg_auto_buf once = { 0 }, domain = { 0 }, want = { 0 };
        assert_true(canonical(t->host_to[i], &once, &domain));
        sg_buf_text(&want, "https://");
        sg_buf_str(&want, t->host_to[i]);
        assert_string_equal(sg_buf_cstr(&once), sg_buf_cstr(&want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_address_has_one_spelling),
        cmocka_unit_test(test_a_canonical_address_is_its_own),
        cmocka_unit_test(test_each_other_name_of_a_host_leads_to_a_name_that_stays),
        cmocka_unit_test(test_addresses_are_cut_out_of_running_text),
        cmocka_unit_test(test_expanded_addresses_stand_for_shortened_ones),
        cmocka_unit_test(test_the_objects_column_speaks_for_itself),
        cmocka_unit_test(test_a_flood_of_things_is_bounded),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
