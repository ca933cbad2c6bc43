/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "objects/objects_internal.h"

#include "extractor.h"
#include "unit.h"

/* `want` is "PLATFORM ID ACCOUNT", or NULL: no post. */
static void check(const char *url, const char *want)
{
    struct sg_permalink link;
    assert_int_equal(sg_permalink(x, sg_str(url), &link, NULL), SG_OK);
    bool is_found = link.platform.len > 0;
    if (is_found != (want != NULL)) fail_msg("%s is judged wrongly", url);
    if (!is_found) return;
    sg_auto_buf got = { 0 };
    sg_buf_str(&got, link.platform);
    sg_buf_char(&got, ' ');
    sg_buf_str(&got, link.id);
    sg_buf_char(&got, ' ');
    sg_buf_str(&got, link.account);
    if (strcmp(sg_buf_cstr(&got), want) != 0) fail_msg("%s is %s, expected %s", url, sg_buf_cstr(&got), want);
}

static void test_addresses_name_posts(void **state)
{
    (void)state;
    static const struct {
        const char *url, *want; /* "PLATFORM ID ACCOUNT" */
    } row[] = {
        { "https://twitter.com/JackPosobiec/status/860562027526062080?s=20", "twitter 860562027526062080 JackPosobiec" },
        { "http://mobile.twitter.com/a/statuses/12/photo/1", "twitter 12 a" },
        { "https://x.com/i/web/status/12", "twitter 12 " },
        { "https://nitter.net/a/status/12#m", "twitter 12 a" },
        { "https://boards.4chan.org/pol/thread/123933076", "4chan pol/123933076 " },
        { "http://boards.4chan.org/pol/thread/123933076/some-slug#p123933099", "4chan pol/123933099 " },
        { "https://boards.4channel.org/g/thread/1#p2", "4chan g/2 " },
        { "https://a.4cdn.org/pol/thread/1.json", "4chan pol/1 " },
        { "https://archive.4plebs.org/pol/thread/1/#q2", "4chan pol/2 " },
        { "https://archive.4plebs.org/pol/thread/1/#2", "4chan pol/2 " },
        { "https://desuarchive.org/a/post/7/", "4chan a/7 " },
        { "https://pastebin.com/bUJKFpH1", "pastebin bUJKFpH1 " },
        { "pastebin.com/raw/bUJKFpH1", "pastebin bUJKFpH1 " },
        { "https://pastebin.com/trends", NULL },
        { "https://archive.org/details/some_Item.1", "archive.org some_Item.1 " },
        { "https://archive.org/download/some_Item/a/b.zip", "archive.org some_Item " },
        { "https://web.archive.org/web/20170505id_/https://twitter.com/a/status/12", "twitter 12 a" },
        { "https://web.archive.org/web/2017/http://boards.4chan.org/pol/thread/1#p2", "4chan pol/2 " },
        { "https://web.archive.org/web/2017/https://example.com/", NULL },
        { "https://old.reddit.com/r/France/comments/69AbC/title/dh5x/?context=3", "reddit t1_dh5x " },
        { "https://www.reddit.com/r/France/comments/69abc/title/", "reddit t3_69abc " },
        { "https://redd.it/69abc", "reddit t3_69abc " },
        { "https://t.me/s/Channel/12?single", "telegram channel/12 Channel" },
        { "https://t.me/Channel/12", "telegram channel/12 Channel" },
        { "https://mastodon.social/@User/109000000000000001", "mastodon https://mastodon.social/@User/109000000000000001 User" },
        { "https://mastodon.social/users/User/statuses/109000000000000001", "mastodon https://mastodon.social/@User/109000000000000001 User" },
        { "https://bsky.app/profile/name.bsky.social/post/3k2a", "bluesky name.bsky.social/3k2a name.bsky.social" },
        { "at://did:plc:abc/app.bsky.feed.post/3k2a", "bluesky did:plc:abc/3k2a did:plc:abc" },
        { "https://www.youtube.com/watch?t=1&v=dQw4w9WgXcQ&x=1", "youtube dQw4w9WgXcQ " },
        { "https://youtu.be/dQw4w9WgXcQ?t=1", "youtube dQw4w9WgXcQ " },
        { "https://m.youtube.com/shorts/dQw4w9WgXcQ", "youtube dQw4w9WgXcQ " },
        { "https://www.instagram.com/p/Ab-1_/", "instagram Ab-1_ " },
        { "https://www.tiktok.com/@a.b/video/7000000000000000000", "tiktok 7000000000000000000 a.b" },
        { "https://vk.com/wall-1_2", "vk -1_2 " },
        { "https://truthsocial.com/@a/posts/109000000000000001", "truthsocial 109000000000000001 a" },
        { "https://twitter.com/a/status/12ab", NULL },
        { "https://twitter.com/a", NULL },
        { "https://twitter.com.evil.com/a/status/12", NULL },
        { "https://evil.com/?u=https://twitter.com/a/status/12", NULL },
        { "https://medium.com/@a/12", NULL },
        { "https://youtube.com/watch_popup?v=dQw4w9WgXcQ", NULL },
        { "https://boards.4chan.org/pol/thread/123abc#p5", NULL },
        { "https://boards.4chan.org/pol/thread/123/?x=1#p5", "4chan pol/5 " },
        { "https://t.co/abcdefghij", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        check(row[i].url, row[i].want);
}

static void test_each_pattern_of_the_table_finds_its_post(void **state)
{
    (void)state;
    static const struct {
        const char *url, *want;
    } row[] = {
        { "https://twitter.com/i/web/status/123", "twitter 123 " },
        { "https://nitter.net/i/status/123", "twitter 123 " },
        { "https://nitter.it/Abc_1/status/123/more/1", "twitter 123 Abc_1" },
        { "https://nitter.poast.org/Abc_1/status/123", "twitter 123 Abc_1" },
        { "https://nitter.42l.fr/Abc_1/statuses/123/more/1", "twitter 123 Abc_1" },
        { "https://nitter.pussthecat.org/Abc_1/statuses/123", "twitter 123 Abc_1" },
        { "https://xcancel.com/#!/Abc_1/status/123", "twitter 123 Abc_1" },
        { "https://archive.palanq.win/Abc_1/thread/456/more/1#p123", "4chan abc_1/123 " },
        { "https://thebarchive.com/Abc_1/thread/456#p123", "4chan abc_1/123 " },
        { "https://archive.4plebs.org/Abc_1/res/456#p123", "4chan abc_1/123 " },
        { "https://boards.4chan.org/Abc_1/thread/456/more/1#q123", "4chan abc_1/123 " },
        { "https://desuarchive.org/Abc_1/thread/456#q123", "4chan abc_1/123 " },
        { "https://archived.moe/Abc_1/res/456#q123", "4chan abc_1/123 " },
        { "https://warosu.org/Abc_1/thread/456/more/1#123", "4chan abc_1/123 " },
        { "https://archive.moe/Abc_1/thread/456#123", "4chan abc_1/123 " },
        { "https://arch.b4k.co/Abc_1/thread/123/more/1", "4chan abc_1/123 " },
        { "https://archive.palanq.win/Abc_1/thread/123", "4chan abc_1/123 " },
        { "https://thebarchive.com/Abc_1/res/123", "4chan abc_1/123 " },
        { "https://archive.4plebs.org/Abc_1/post/123", "4chan abc_1/123 " },
        { "https://a.4cdn.org/Abc_1/thread/123.json", "4chan abc_1/123 " },
        { "https://pastebin.com/raw/Abc_1", "pastebin Abc_1 " },
        { "https://pastebin.com/raw.php?i=Abc_1", "pastebin Abc_1 " },
        { "https://pastebin.com/dl/Abc_1", "pastebin Abc_1 " },
        { "https://pastebin.com/download/Abc_1", "pastebin Abc_1 " },
        { "https://pastebin.com/embed/Abc_1", "pastebin Abc_1 " },
        { "https://pastebin.com/print/Abc_1", "pastebin Abc_1 " },
        { "https://pastebin.com/clone/Abc_1", "pastebin Abc_1 " },
        { "https://pastebin.com/report/Abc_1", "pastebin Abc_1 " },
        { "https://pastebin.com/bUJKFpH1", "pastebin bUJKFpH1 " },
        { "https://archive.org/details/na-me.x/more/1", "archive.org na-me.x " },
        { "https://archive.org/details/na-me.x", "archive.org na-me.x " },
        { "https://archive.org/download/na-me.x/more/1", "archive.org na-me.x " },
        { "https://archive.org/download/na-me.x", "archive.org na-me.x " },
        { "https://archive.org/embed/na-me.x/more/1", "archive.org na-me.x " },
        { "https://archive.org/embed/na-me.x", "archive.org na-me.x " },
        { "https://archive.org/compress/na-me.x/more/1", "archive.org na-me.x " },
        { "https://archive.org/compress/na-me.x", "archive.org na-me.x " },
        { "https://archive.org/stream/na-me.x/more/1", "archive.org na-me.x " },
        { "https://archive.org/stream/na-me.x", "archive.org na-me.x " },
        { "https://archive.org/metadata/na-me.x/more/1", "archive.org na-me.x " },
        { "https://archive.org/metadata/na-me.x", "archive.org na-me.x " },
        { "https://web.archive.org/web/any.thing/https://twitter.com/Name/status/12", "twitter 12 Name" },
        { "https://archive.is/any.thing/https://twitter.com/Name/status/12", "twitter 12 Name" },
        { "https://archive.ph/https://twitter.com/Name/status/12", "twitter 12 Name" },
        { "https://reddit.com/r/Abc_1/comments/Post_2/any.thing/Abc_1", "reddit t1_abc_1 " },
        { "https://reddit.com/r/Abc_1/comments/Post_2/comment/Abc_1", "reddit t1_abc_1 " },
        { "https://reddit.com/r/Abc_1/comments/Post_2/any.thing", "reddit t3_post_2 " },
        { "https://reddit.com/r/Abc_1/comments/Abc_1", "reddit t3_abc_1 " },
        { "https://reddit.com/user/dQw-4_9/comments/Post_2/any.thing/Abc_1", "reddit t1_abc_1 " },
        { "https://reddit.com/user/dQw-4_9/comments/Post_2/comment/Abc_1", "reddit t1_abc_1 " },
        { "https://reddit.com/user/dQw-4_9/comments/Post_2/any.thing", "reddit t3_post_2 " },
        { "https://reddit.com/user/dQw-4_9/comments/Abc_1", "reddit t3_abc_1 " },
        { "https://reddit.com/comments/Post_2/any.thing/Abc_1", "reddit t1_abc_1 " },
        { "https://reddit.com/comments/Post_2/any.thing", "reddit t3_post_2 " },
        { "https://reddit.com/comments/Abc_1", "reddit t3_abc_1 " },
        { "https://reddit.com/gallery/Abc_1", "reddit t3_abc_1 " },
        { "https://redd.it/Abc_1", "reddit t3_abc_1 " },
        { "https://t.me/s/Abc_1/123", "telegram abc_1/123 Abc_1" },
        { "https://t.me/c/123/123", "telegram c/123/123 " },
        { "https://t.me/Abc_1/123", "telegram abc_1/123 Abc_1" },
        { "https://bsky.app/profile/na-me.x/post/dQw-4_9", "bluesky na-me.x/dQw-4_9 na-me.x" },
        { "at://na-me.x/app.bsky.feed.post/dQw-4_9", "bluesky na-me.x/dQw-4_9 na-me.x" },
        { "https://youtube.com/watch?v=dQw-4_9", "youtube dQw-4_9 " },
        { "https://youtube.com/shorts/dQw-4_9", "youtube dQw-4_9 " },
        { "https://youtube.com/live/dQw-4_9", "youtube dQw-4_9 " },
        { "https://youtube.com/embed/dQw-4_9", "youtube dQw-4_9 " },
        { "https://youtube.com/v/dQw-4_9", "youtube dQw-4_9 " },
        { "https://youtu.be/dQw-4_9", "youtube dQw-4_9 " },
        { "https://facebook.com/na-me.x/posts/dQw-4_9", "facebook dQw-4_9 na-me.x" },
        { "https://facebook.com/na-me.x/posts/any.thing/123", "facebook 123 na-me.x" },
        { "https://facebook.com/na-me.x/videos/123", "facebook 123 na-me.x" },
        { "https://facebook.com/groups/na-me.x/posts/123", "facebook 123 " },
        { "https://facebook.com/groups/na-me.x/permalink/123", "facebook 123 " },
        { "https://facebook.com/permalink.php?story_fbid=dQw-4_9", "facebook dQw-4_9 " },
        { "https://facebook.com/story.php?story_fbid=dQw-4_9", "facebook dQw-4_9 " },
        { "https://facebook.com/watch?v=123", "facebook 123 " },
        { "https://instagram.com/p/dQw-4_9", "instagram dQw-4_9 " },
        { "https://instagram.com/na-me.x/p/dQw-4_9", "instagram dQw-4_9 na-me.x" },
        { "https://instagram.com/reel/dQw-4_9", "instagram dQw-4_9 " },
        { "https://instagram.com/na-me.x/reel/dQw-4_9", "instagram dQw-4_9 na-me.x" },
        { "https://instagram.com/tv/dQw-4_9", "instagram dQw-4_9 " },
        { "https://instagram.com/na-me.x/tv/dQw-4_9", "instagram dQw-4_9 na-me.x" },
        { "https://tiktok.com/@na-me.x/video/123", "tiktok 123 na-me.x" },
        { "https://vk.com/wall-1_2", "vk -1_2 " },
        { "https://vk.com/any.thing?w=wall-1_2", "vk -1_2 " },
        { "https://gab.com/Abc_1/posts/123", "gab 123 Abc_1" },
        { "https://gettr.com/post/Abc_1", "gettr Abc_1 " },
        { "https://truthsocial.com/@Abc_1/posts/123", "truthsocial 123 Abc_1" },
        { "https://truthsocial.com/@Abc_1/123", "truthsocial 123 Abc_1" },
        { "https://threads.com/@na-me.x/post/dQw-4_9", "threads dQw-4_9 na-me.x" },
        { "https://example.social/@Abc_1/109000000000000001",
          "mastodon https://example.social/@Abc_1/109000000000000001 Abc_1" },
        { "https://example.social/users/Abc_1/statuses/109000000000000001",
          "mastodon https://example.social/@Abc_1/109000000000000001 Abc_1" },
        { "https://example.social/web/@Abc_1/109000000000000001",
          "mastodon https://example.social/@Abc_1/109000000000000001 Abc_1" },
    };
    assert_int_equal(ROWS(row), x->tables.n_patterns); /* a new pattern has a row here, in the table's order */
    for (size_t i = 0; i < ROWS(row); i++)
        check(row[i].url, row[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_name_posts),
        cmocka_unit_test(test_each_pattern_of_the_table_finds_its_post),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
