/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "indicators_read.h"

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void test_each_layout_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want, *others;
        size_t n_rejects;
    } row[] = {
        { "type,value\ndomain,a.example.org\nsha256," HASH "\nmd5,x\nip-dst|port,192.0.2.1|80\n",
          "domain a.example.org\nip 192.0.2.1\nsha256 " HASH, "md5 (1)", 0 },
        /* MISP's own */
        { "uuid,event_id,category,type,value,comment,to_ids,date\r\n\"u\",1,\"Network "
          "activity\",\"url\",\"http://a.example.org/,x\",\"c\",1,2017\r\n",
          "url https://a.example.org/,x", "", 0 },
        { "Indicator type,Indicator,Description\nFileHash-SHA256," HASH
          ",x\nhostname,b.example.org,y\nCIDR,192.0.2.0/24,z\n",
          "domain b.example.org\nsha256 " HASH, "CIDR (1)", 0 },
        { "indicator\na.example.org\n192.0.2.1\nclerk@example.org\nhttps://a.example.org/x\n" HASH
          "\nd41d8cd98f00b204e9800998ecf8427e\n",
          "domain a.example.org\nurl https://a.example.org/x\nmail clerk@example.org\nip 192.0.2.1\nsha256 " HASH,
          "md5 (1)", 0 },
        { "domain;ip;note\na.example.org;192.0.2.1;x\nb.example.org;;\n;;\n",
          "domain a.example.org\ndomain b.example.org\nip 192.0.2.1", "", 1 },
        { "# a list of addresses\n# "
          "id,dateadded,url,threat\n\"7\",\"2017\",\"http://a.example.org/x.exe\",\"malware\"\n",
          "url https://a.example.org/x.exe", "", 0 },
        { "ioc_value,ioc_type\n192.0.2.1:443,ip:port\n[2001:db8::1]:443,ip:port\n", "ip 192.0.2.1\nip 2001:db8::1", "",
          0 },
        /* bare lists */
        { "a.example.org\nhxxp://b[.]example.org/x\n\n# remark\n192.0.2.1 # why\n",
          "domain a.example.org\nurl https://b.example.org/x\nip 192.0.2.1", "", 0 },
        { "0.0.0.0 a.example.org\n127.0.0.1\tb.example.org\n", "domain a.example.org\ndomain b.example.org", "", 0 },
        { "2017-04-01,a.example.org,sign-in page\n", "domain a.example.org", "", 0 },
        { "*.a.example.org\n.b.example.org\n", "domain a.example.org\ndomain b.example.org", "", 0 },
        { "a.example.org/path\n192.0.2.0/24\n198.51.100.1/32\n", "url https://a.example.org/path\nip 198.51.100.1",
          "ip range (1)", 0 },
        { "bücher.example\nxn--bcher-kva.example\n", "domain xn--bcher-kva.example", "", 0 },
        { "[2001:db8::1]\n", "ip 2001:db8::1", "", 0 },
        { "a.example.org\nno name at all\nlocalhost\ncom\nco.uk\na..example.org\n\xff\xfe.example.org\n",
          "domain a.example.org", "", 6 },
        { "\xef\xbb\xbftype,value\ndomain,a.example.org\n", "domain a.example.org", "", 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        check_feed(i, row[i].text, row[i].want, row[i].others, row[i].n_rejects);
}

static void test_columns_tell_what_is_said_of_a_value(void **state)
{
    (void)state;
    struct rejects rejects;
    struct sg_indicators *x = read_feed("id,value,type,comment,source,valid_from,valid_until,to_ids\n"
                                        "i1,a.example.org,domain,sign-in page,Response team,2017-04-01,2017-05-01,0\n",
                                        &rejects);
    assert_int_equal(x->n, 1);
    assert_string_equal(x->items[0].id, "i1");
    assert_string_equal(x->items[0].author, "Response team");
    assert_string_equal(x->items[0].label, "sign-in page; not for detection (to_ids is false)");
    assert_int_equal(x->items[0].from, INT64_C(1491004800) * SG_SECOND);
    assert_int_equal(x->items[0].to, INT64_C(1493596800) * SG_SECOND);
    sg_indicators_free(x);
}

static void test_a_reject_names_its_line(void **state)
{
    (void)state;
    struct rejects rejects;
    struct sg_indicators *x = read_feed("type,value\ndomain,a.example.org\ndomain,a b\n", &rejects);
    assert_int_equal(rejects.row, 3);
    assert_string_equal(rejects.reason, "this is no domain name: it holds characters that no name has");
    sg_indicators_free(x);
}

static void test_a_label_is_cut_at_a_letter(void **state)
{
    (void)state;
    sg_auto_buf text = { 0 };
    sg_buf_text(&text, "value,comment\na.example.org,x");
    for (int i = 0; i < 1000; i++)
        sg_buf_text(&text, "é");
    struct rejects rejects;
    struct sg_indicators *x = read_feed(sg_buf_cstr(&text), &rejects);
    assert_int_equal(strlen(x->items[0].label), 499);
    sg_indicators_free(x);
}

static void test_a_packed_feed_is_the_same_feed(void **state)
{
    (void)state;
    char path[] = "/tmp/sg-feed-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    gzFile gz = gzdopen(fd, "wb");
    assert_true(gzputs(gz, "type,value\ndomain,a.example.org\n") > 0);
    assert_int_equal(gzclose(gz), Z_OK);
    struct sg_indicators *x = NULL;
    assert_int_equal(sg_indicators_new(&x, NULL), SG_OK);
    assert_int_equal(sg_indicators_read(x, path, NULL, NULL, NULL), SG_OK);
    assert_int_equal(sg_indicators_read_bytes(x, sg_str("b.example.org\na.example.org"), "second", NULL, NULL, NULL),
                     SG_OK);
    sg_indicators_finish(x);
    assert_int_equal(x->n, 3);
    assert_string_equal(x->items[0].value, "a.example.org"); /* one row a feed */
    assert_int_equal(x->items[0].feed, 0);
    assert_int_equal(x->items[1].feed, 1);
    assert_string_equal(x->feeds[0].file, path + 5);
    assert_int_equal(strlen(x->feeds[0].sha256), 64);
    assert_string_equal(x->feeds[1].file, "second");
    sg_indicators_free(x);
    unlink(path);
}

/* A feed that lists one value under many names is told of no more often than somebody reads. */
static void test_a_value_said_again_and_again_is_counted(void **state)
{
    (void)state;
    sg_auto_buf text = { 0 };
    struct rejects rejects;
    sg_buf_text(&text, "id,type,value\nx,md5,y\n");
    for (int i = 0; i < 1000; i++)
        sg_buf_printf(&text, "n%03d,domain,popular.example.org\nn%03d,ip,192.0.2.%d\n", i, i, i % 50);
    struct sg_indicators *x = read_feed(sg_buf_cstr(&text), &rejects);
    assert_int_equal(x->n, SG_INDICATORS_OF_A_VALUE + 50 * 20); /* each address twenty times: none is dropped */
    assert_int_equal(x->feeds[0].n_other, 1 + 1000 - SG_INDICATORS_OF_A_VALUE);
    assert_string_equal(x->feeds[0].other_kinds, "md5 (1), same value again (980)");
    assert_string_equal(x->items[0].id, "n000");
    assert_string_equal(x->items[SG_INDICATORS_OF_A_VALUE - 1].id, "n019");
    sg_indicators_free(x);
}

static void test_a_feed_that_is_no_text_is_refused(void **state)
{
    (void)state;
    struct sg_indicators *x = NULL;
    struct sg_err err = { 0 };
    assert_int_equal(sg_indicators_new(&x, NULL), SG_OK);
    assert_int_equal(sg_indicators_read_bytes(x, sg_str_n("a\0b", 3), "feed.bin", NULL, NULL, &err), SG_EINPUT);
    assert_string_equal(err.text, "feed.bin: this is no feed that can be read: it is no JSON, and no text either");
    sg_indicators_free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_layout_is_read),
        cmocka_unit_test(test_columns_tell_what_is_said_of_a_value),
        cmocka_unit_test(test_a_reject_names_its_line),
        cmocka_unit_test(test_a_label_is_cut_at_a_letter),
        cmocka_unit_test(test_a_packed_feed_is_the_same_feed),
        cmocka_unit_test(test_a_value_said_again_and_again_is_counted),
        cmocka_unit_test(test_a_feed_that_is_no_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
