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
        { "https://t.co/abcdefghij", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_permalink link;
        bool is_found = sg_permalink(x, sg_str(row[i].url), &link);
        if (is_found != (row[i].want != NULL)) fail_msg("row %zu: %s is judged wrongly", i, row[i].url);
        if (!is_found) continue;
        sg_auto_buf got = { 0 };
        sg_buf_str(&got, link.platform);
        sg_buf_char(&got, ' ');
        sg_buf_str(&got, link.id);
        sg_buf_char(&got, ' ');
        sg_buf_str(&got, link.account);
        assert_string_equal(sg_buf_cstr(&got), row[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_addresses_name_posts) };
    return cmocka_run_group_tests(tests, begin, end);
}
