/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sources/mapping.h"

#include <stdlib.h>
#include <unistd.h>

#include "sources/readers.h"
#include "sources_posts.h"
#include "unit.h"

static enum sg_code read_all(const char *mapping, struct sg_str csv, struct posts *p, struct sg_read_options options,
                             struct sg_err *err)
{
    struct sg_stream *in;
    struct sg_mapping *m;
    void *self;
    options.reject = posts_reject;
    options.reject_ctx = p;
    SG_TRY(sg_stream_open_memory("test.csv", csv.data, csv.len, &in, err));
    enum sg_code code = SG_OK;
    if (mapping) {
        code = sg_mapping_parse("test.map", sg_str(mapping), &m, err);
        if (code == SG_OK) code = sg_mapped_open(in, &options, m, &self, err);
    } else
        code = sg_reader_sillage.open(in, &options, &self, err);
    if (code == SG_OK) {
        do {
            sg_auto_batch batch = { 0 };
            code = sg_mapped_next(self, &batch, err);
            if (code != SG_OK || !batch.release) break;
            posts_take(p, &batch);
        } while (true);
        sg_mapped_close(self);
    }
    sg_stream_free(in);
    return code;
}

static void check(const char *name, const char *mapping, struct sg_str csv, struct sg_read_options options,
                  const char *want, const char *want_rejects)
{
    struct posts p = { 0 };
    struct sg_err err = { 0 };
    if (read_all(mapping, csv, &p, options, &err) != SG_OK) fail_msg("%s: %s", name, err.text);
    if (strcmp(sg_buf_cstr(&p.text), want) != 0) fail_msg("%s: posts are\n%s", name, sg_buf_cstr(&p.text));
    if (strcmp(sg_buf_cstr(&p.rejects), want_rejects) != 0) fail_msg("%s: rejects are\n%s", name,
        sg_buf_cstr(&p.rejects));
    posts_release(&p);
}

static void test_a_mapping_makes_posts_of_any_csv(void **state)
{
    (void)state;
    static const struct {
        const char *name, *mapping, *csv, *want, *rejects;
    } row[] = {
        { "kinds, counts, extra",
            "time=t\nprecision=\"minute\"\nplatform=\"twitter\"\naccount=a\ntext=x\naudience=f\nkind=k\n"
          "kind.R = repost\nkind. = post\nlang=l\nlang.English = en\n",
          "t,a,x,f,k,l,more,empty\n2017-05-05 18:49:30,@ann,\"a \"\"b\"\"\",-1,R,English,\"<1\n2>\",\n"
          "2017-05-05 18:50:00,bob,c,\"1,234\",,xx,,\n",
          "time=2017-05-05T18:49Z platform=twitter account=ann kind=1 text=a \"b\" lang=en "
          "extra={\"more\":\"\\u003c1\\n2\\u003e\"} row=1 offset=23\n"
          "time=2017-05-05T18:50Z platform=twitter account=bob text=c lang=xx audience=1234 row=2 offset=80\n", "" },
        { "references give the kind", "time=t\nrepost_of=r\nrepost_of_account=ra\nquote_of=q\nreply_to=p\n",
          "t,r,ra,q,p\n2017-05-05,12,@x,,\n2017-05-05,,y,,9\n2017-05-05,,,https://x.org/1,\n",
          "time=2017-05-05 kind=1 refs=repost>>12>x row=1 offset=11\n"
          "time=2017-05-05 kind=1 refs=reply>>9>/repost>>>y row=2 offset=30\n"
          "time=2017-05-05 kind=2 refs=quote>url>https://x.org/1> row=3 offset=47\n", "" },
        { "lists", "time=t\nurls=u | v\nhashtags=h\nmentions=m\nobjects=o\nobject=i\n",
          "t;u;v;h;m;o;i\n2017-05-05;http://a/b,c,http://d|http://e;f.org;#x, y;@z;\"url:http://q;#w\";7 8\n",
          "time=2017-05-05 urls=http://a/b,c/http://d/http://e/f.org "
          "objects=hashtag:x/hashtag:y/mention:z/url:http://q/#w/object:7 8 row=1 offset=14\n", "" },
        { "first that is not empty, all joined, repeated names", "time = unix | text time\ntext = a + b\nid=id\n",
          "id,unix,text time,a,b,id\n1,,2017-05-05T01:02:03Z,p,q,2\n3,1493946123,2000-01-01,,q,\n",
          "time=2017-05-05T01:02:03Z id=1 text=p/q extra={\"id 6\":\"2\"} row=1 offset=25\n"
          "time=2017-05-05T01:02:03Z id=3 text=q row=2 offset=55\n", "" },
        { "zones", "time=t\ntimezone=\"+02:00\"\ntimezone.EST=-05:00\n",
          "t,x\n2020-01-01 12:00:00 EST,\n2020-01-01 12:00:00,\n2020-01-01T12:00:00Z,\n2020-01-01 12:00:00-01:00,\n",
          "time=2020-01-01T17:00:00Z row=1 offset=4\ntime=2020-01-01T10:00:00Z row=2 offset=29\n"
          "time=2020-01-01T12:00:00Z row=3 offset=50\ntime=2020-01-01T13:00:00Z row=4 offset=72\n", "" },
        { "bad rows", "time=t\naudience=f\n",
          "t,f\n2017-05-05,1\n2017-02-30,1\n,1\n2017-05-05,many\n2017-05-05\n2017-05-05,1,2\n\xff,1\n2017-05-05,2\n",
          "time=2017-05-05 audience=1 row=1 offset=4\ntime=2017-05-05 row=4 offset=33\n"
          "time=2017-05-05 audience=2 row=8 offset=79\n",
          "2@17: '2017-02-30' is a date that does not exist\n3@30: the row has no time\n"
          "4@33: kept: 'many' is no count of followers: left out\n"
          "5@49: the row has 1 columns where 2 are expected\n6@60: the row has 3 columns where 2 are expected\n"
          "7@75: '?' is not a time (expected one like 2017-05-05T18:49:30Z)\n" },
        { "no header", "time=t\nid=i\nfirst_row=data\ncolumns=i,t\n", "7,2017-05-05\n8,2017-05-06\n",
          "time=2017-05-05 id=7 row=1 offset=0\ntime=2017-05-06 id=8 row=2 offset=13\n", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        check(row[i].name, row[i].mapping, sg_str(row[i].csv), (struct sg_read_options){ .precision = -1 }, row[i].want,
              row[i].rejects);
}

static void test_ill_formed_text_is_mended_and_told(void **state)
{
    (void)state;
    check("repair", "time=t\ntext=x\n", sg_str("t,x,y\n2017-05-05,a\xff" "b,\xc3\n"),
          (struct sg_read_options){ .precision = -1 },
          "time=2017-05-05 text=a\xef\xbf\xbd" "b flags=4 extra={\"y\":\"\xef\xbf\xbd\"} row=1 offset=6\n",
          "1@6: kept: bytes that are not UTF-8 were replaced by U+FFFD\n");
}

static void test_options_coarsen_times_and_fill_the_channel(void **state)
{
    (void)state;
    check("options", "time=t\nchannel=c\n", sg_str("t,c\n2017-05-05T18:49:30Z,\n2017-05-05,pol\n"),
          (struct sg_read_options){ .precision = 3600, .channel = "b" },
          "time=2017-05-05T18Z channel=b row=1 offset=4\ntime=2017-05-05 channel=pol row=2 offset=26\n", "");
}

static void test_the_own_csv_carries_all_that_a_post_has(void **state)
{
    (void)state;
    check("own", NULL,
          sg_str("time,precision,platform,id,account,name,kind,text,lang,audience,client,channel,url,repost_of,urls,"
              "objects,"
                 "text_is,note\n"
                 "2017-05-05T18:49:12Z,minute,twitter,1,@ann,Ann,repost,hi,en,5,web,c,https://x/1,99,http://a;http://b,"
                 "#tag; @who;object:7,summary,why\n"),
          (struct sg_read_options){ .precision = -1 },
          "time=2017-05-05T18:49Z platform=twitter id=1 account=ann name=Ann kind=1 text=hi lang=en audience=5 "
              "client=web "
          "channel=c url=https://x/1 flags=2 refs=repost>>99> urls=http://a/http://b objects=#tag/@who/object:7 "
          "extra={\"note\":\"why\"} row=1 offset=119\n", "");
}

static void test_the_own_csv_is_told_by_its_header(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        bool is_own;
    } row[] = {
        { "time,account,text\n", true },
        { "time_utc;objects\n", true },
        { "time,text,unheard_of\n", true },
        { "time,platform\n", false },
        { "account,text\n", false },
        { "{\"time\":1,\"text\":2}\n", false },
        { "", false },
    };
    const struct sg_read_options options = { .precision = -1 };
    for (size_t i = 0; i < ROWS(row); i++)
        if ((sg_reader_sillage.probe("x", sg_str(row[i].head), &options) > 0) != row[i].is_own) fail_msg("row %zu", i);
}

static void test_a_mapping_that_is_wrong_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *mapping, *said;
    } row[] = {
        { "time=t\nnonsense\n", "test.map:2: expected a line like" },
        { "time=t\nsurprise=x\n", "test.map:2: 'surprise' is not known" },
        { "time=t\ntime=u\n", "said twice" },
        { "text=t\n", "which" },
        { "time=\"2017\"\n", "which" },
        { "time=t\nkind.x = fnord\n", "'fnord' is no kind" },
        { "time=t\ndelimiter=long\n", "no delimiter" },
        { "time=a||b\n", "name is missing" },
        { "time=nowhere\n", "has no column 'nowhere'" },
        { "time=t\ncolumns=a,b,c\n", "has 2 columns where test.map names 3" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct posts p = { 0 };
        struct sg_err err = { 0 };
        if (read_all(row[i].mapping, sg_str("t,x\n2017-05-05,1\n"), &p, (struct sg_read_options){ 0 },
            &err) != SG_EINPUT)
            fail_msg("row %zu was taken", i);
        const char *said = strcmp(row[i].said, "which") == 0 ? "says of no column that it is the time" : row[i].said;
        if (!strstr(err.text, said)) fail_msg("row %zu: %s", i, err.text);
        posts_release(&p);
    }
}

static void test_shipped_mappings_are_found_by_their_header(void **state)
{
    (void)state;
    static const struct {
        const char *head, *name;
    } row[] = {
        { "author_id,content,region,language,publish_date,harvested_date,following,followers,updates,post_type,"
            "retweet\n", "ira" },
        { "external_author_id,author,content,region,language,publish_date,harvested_date,following,followers,updates,"
          "post_type,account_type,retweet,account_category,new_june_2018\n", "ira-538" },
        { "object_id,account_id,content_id,timestamp_share\n", "coortweet" },
        { "query,id,id,timestamp_utc,user_id,user_screen_name,text,to_tweetid,retweeted_id,quoted_id,links,"
            "hashtags\n", "twitwi" },
        { "id,thread_id,author,body,timestamp,unix_timestamp\n", "4cat" },
        { "Page Name,User Name,Facebook Id,Post Created,Message,URL,Link\n", "crowdtangle-facebook" },
        { "a,b,c\n", NULL },
    };
    const char *source = getenv("SG_SOURCE_ROOT");
    char dir[4096];
    snprintf(dir, sizeof dir, "%s/data/mappings", source ? source : ".");
    if (access(dir, R_OK) != 0) skip();
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_mapping *m = NULL;
        int score;
        struct sg_err err = { 0 };
        if (sg_mapping_find(dir, sg_str(row[i].head), &m, &score, &err) != SG_OK) fail_msg("%s", err.text);
        if (row[i].name ? !m || !sg_str_is(m->name, row[i].name) : m != NULL)
            fail_msg("row %zu: %.*s", i, m ? (int)m->name.len : 0, m ? m->name.data : "");
        sg_mapping_free(m);
    }
}

/* Sixty-four rows of 64 MiB would be more than one batch's offsets can say. */
static void test_long_rows_close_a_batch_in_time(void **state)
{
    (void)state;
    enum { ROWS_OF_ONE_MIB = 40 };
    sg_auto_buf csv = { 0 };
    sg_buf_text(&csv, "time,text\n");
    for (int i = 0; i < ROWS_OF_ONE_MIB; i++) {
        sg_buf_text(&csv, "2017-05-05T18:49Z,");
        assert_true(sg_buf_room(&csv, 1 << 20));
        memset(csv.data + csv.len, 'x', 1 << 20);
        csv.len += 1 << 20;
        sg_buf_char(&csv, '\n');
    }
    struct sg_read_options options = { .precision = -1 };
    struct sg_stream *in;
    struct sg_err err = { 0 };
    void *self;
    int64_t rows = 0;
    assert_int_equal(sg_stream_open_memory("test.csv", csv.data, csv.len, &in, &err), SG_OK);
    assert_int_equal(sg_reader_sillage.open(in, &options, &self, &err), SG_OK);
    for (bool is_end = false; !is_end;) {
        sg_auto_batch batch = { 0 };
        assert_int_equal(sg_mapped_next(self, &batch, &err), SG_OK);
        is_end = !batch.release;
        if (is_end) continue;
        assert_in_range(sg_batch_rows(&batch), 1, SG_BATCH_BYTES >> 20);
        rows += sg_batch_rows(&batch);
    }
    assert_int_equal(rows, ROWS_OF_ONE_MIB);
    sg_mapped_close(self);
    sg_stream_free(in);
}

static void test_an_id_that_was_rounded_names_no_post(void **state)
{
    (void)state;
    static const char *const rounded[] = { "8.60578E+17", "8.605778730606510e+17", "860577873060651008.0", "8E+17" };
    static const char *const ids[] = { "860577873060651008", "1234e567", "12E+x", "1494003600.0", "1355517523.000005",
                                       "860577873060651008.", "1.5", "pol/123" };
    for (size_t i = 0; i < ROWS(rounded) + ROWS(ids); i++) {
        bool is_rounded = i < ROWS(rounded);
        const char *id = is_rounded ? rounded[i] : ids[i - ROWS(rounded)];
        sg_auto_buf csv = { 0 }, want = { 0 }, rejects = { 0 };
        sg_buf_printf(&csv, "time,id,text\n2017-05-05,%s,a\n", id);
        sg_buf_text(&want, "time=2017-05-05 ");
        if (!is_rounded) sg_buf_printf(&want, "id=%s ", id);
        sg_buf_text(&want, "text=a row=1 offset=13\n");
        if (is_rounded)
            sg_buf_printf(&rejects, "1@13: kept: '%s' is an id that was rounded as a number: left out\n", id);
        check(id, NULL, sg_buf_view(&csv), (struct sg_read_options){ .precision = -1 }, sg_buf_cstr(&want),
              sg_buf_cstr(&rejects));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_rows_close_a_batch_in_time),
        cmocka_unit_test(test_an_id_that_was_rounded_names_no_post),
        cmocka_unit_test(test_a_mapping_makes_posts_of_any_csv),
        cmocka_unit_test(test_ill_formed_text_is_mended_and_told),
        cmocka_unit_test(test_options_coarsen_times_and_fill_the_channel),
        cmocka_unit_test(test_the_own_csv_carries_all_that_a_post_has),
        cmocka_unit_test(test_the_own_csv_is_told_by_its_header),
        cmocka_unit_test(test_a_mapping_that_is_wrong_is_refused_with_its_line),
        cmocka_unit_test(test_shipped_mappings_are_found_by_their_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
