/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "objects/objects.h"

#include "extractor.h"
#include "unit.h"

static void check(enum sg_object_kind kind, const char *text, const char *want)
{
    struct sg_found_list found;
    sg_auto_buf out = { 0 };
    assert_int_equal(sg_extract(x, sg_str(text), sg_str(""), sg_str(""), &found, NULL), SG_OK);
    for (size_t i = 0; i < found.n; i++) {
        if (found.items[i].kind != kind) continue;
        if (out.len) sg_buf_char(&out, ' ');
        sg_buf_str(&out, found.items[i].value);
    }
    if (!sg_str_is(sg_buf_view(&out), want)) fail_msg("%s gives \"%s\", not \"%s\"", text, sg_buf_cstr(&out), want);
}

static void test_hashtags_of_any_script(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } row[] = {
        { "#MacronLeaks, #MACRONLEAKS! #macronleaks", "macronleaks" },
        { "#Путин #новости_дня.", "путин новости_дня" },
        { "＃東京 #日本語です。", "東京 日本語です" },
        { "#cafe\xcc\x81 #caf\xc3\xa9", "caf\xc3\xa9" },
        { "#हिन्दी #العربية", "हिन्दी العربية" },
        { "#می\xe2\x80\x8cخواهم", "می\xe2\x80\x8cخواهم" },
        { "#end\xe2\x80\x8c #paral·lel", "end paral·lel" },
        { "#2017 #1 #_ # ##x C#sharp &#x27; a#b", "x" },
        { "vote#MAGA unite 2#now \xd0\xbf\xd1\x80\xd0\xb8#\xd0\xb4\xd0\xb0 #red\xef\xb8\x8f", "maga now \xd0\xb4\xd0\xb0 red" },
        { "#4chan #b4", "4chan b4" },
        { "#one#two (#three) \"#four\"", "one two three four" },
        { "https://a.com/#frag #real", "real" },
        { "#\xff\xfe #a\xff", "a" },
        { "#", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        check(SG_OBJECT_HASHTAG, row[i].text, row[i].want);
}

static void test_mentions_are_not_mail_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } row[] = {
        { "RT @WikiLeaks: hi @Name's .@other", "wikileaks name other" },
        { "mail me@example.com or a.b@c.org", "" },
        { "@user@mastodon.social, @user.bsky.social.", "user@mastodon.social user.bsky.social" },
        { "@POTUS.The end @nytimes-style @a-b.bsky.social", "potus nytimes a-b.bsky.social" },
        { "RT@name привет@имя @@x @", "name" },
        { "＠wide", "wide" },
        { "https://medium.com/@author/x", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        check(SG_OBJECT_MENTION, row[i].text, row[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hashtags_of_any_script),
        cmocka_unit_test(test_mentions_are_not_mail_addresses),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
