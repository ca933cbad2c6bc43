/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mail_reader.h"

static void test_html_becomes_lines(void **state)
{
    (void)state;
    static const struct {
        const char *html, *text;
    } row[] = {
        { "", "" },
        { "plain", "plain\n" },
        { "  a \n b\t c ", "a b c\n" },
        { "<p>one</p><p>two</p>", "one\n\ntwo\n" },
        { "<div>one</div><div>two</div>", "one\ntwo\n" },
        { "a<br>b<br/>c<BR />d", "a\nb\nc\nd\n" },
        { "a<br><br><br><br>b", "a\n\nb\n" },
        { "<b>bo</b>ld <i>x</i>", "bold x\n" },
        { "a&amp;b &lt;c&gt; &eacute;&#233;&#xE9; &#146; &nbsp; x&unknown; &amp",
          "a&b <c> \xc3\xa9\xc3\xa9\xc3\xa9 \xe2\x80\x99 x&unknown; &\n" },
        { "&#0;&#xd800;&#99999999999;", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n" },
        { "<html><head><title>T</title><style>p { x: y }</style></head><body><script>if (a < b) "
          "x();</script>text</body></html>",
          "text\n" },
        { "<SCRIPT>x</script >y", "y\n" },
        { "<ul><li>one</li><li>two<ul><li>three</ul></ul>", "- one\n- two\n- three\n" },
        { "<table><tr><td>a</td><td>b</td></tr><tr><th>c<th>d</table>", "a b\nc d\n" },
        { "<pre>a\n  b\n\nc</pre>d", "a\n  b\n\nc\n\nd\n" },
        { "me<blockquote>you<blockquote>him</blockquote>you</blockquote>me",
          "me\n\n> you\n>\n> > him\n>\n> you\n\nme\n" },
        { "yes<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Thu, A wrote:<br></div><blockquote "
          "class=\"gmail_quote\">"
          "<div>no</div><div>maybe</div></blockquote></div>",
          "yes\nOn Thu, A wrote:\n\n> no\n> maybe\n" },
        { "<div>yes</div><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in "
          "0in'><p>From: A<br>"
          "Sent: Thu</p></div></div><p>no</p><div>more</div>",
          "yes\n\nFrom: A\nSent: Thu\n\n> no\n>\n> more\n" },
        { "yes<div id=\"divRplyFwdMsg\">From: A</div><div>no</div>", "yes\nFrom: A\n\n> no\n" },
        { "yes<div class=\"yahoo_quoted\">no<div>more</div></div>yes", "yes\n> no\n> more\nyes\n" },
        { "<!-- x --> a <!-- <b> --!> --> b<![if !mso]>c<![endif]><?xml x?>d", "a bcd\n" },
        { "<!-- never ends <p>x", "" },
        { "a < b and c > d", "a < b and c > d\n" },
        { "<jane@example.org> writes", "<jane@example.org> writes\n" },
        { "x <a href=\"never ends", "x <a href=\"never ends\n" },
        { "<a title=\"a > b\" href=x>y</a>", "y\n" },
        { "<o:p>x</o:p><my-tag>y</my-tag>", "xy\n" },
        { "soft\xc2\xad"
          "hyphen\xe2\x80\x8b zero",
          "softhyphen zero\n" },
        { "</blockquote></div>a", "a\n" },
        { "a<hr>b", "a\n\nb\n" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf text = { 0 };
        sg_mail_html_text(sg_str(row[i].html), &text);
        check_same(i, "text", sg_buf_view(&text), row[i].text);
    }
}

#define PART(type, body) "--b\nContent-Type: " type "\n\n" body "\n"
#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"
#define ALTERNATIVE "Content-Type: multipart/alternative; boundary=b\n\n"

static void test_text_is_what_a_reader_sees(void **state)
{
    (void)state;
    static const struct {
        const char *mail, *text, *charset;
    } row[] = {
        { "A: b\n\nhello\r\nworld\rend", "hello\nworld\nend", "" },
        { "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9\n",
          "caf\xc3\xa9\n", "iso-8859-1" },
        { "Content-Type: text/html\n\n<meta charset=\"iso-8859-15\"><p>\xa4 5", "\xe2\x82\xac 5\n", "" },
        { ALTERNATIVE PART("text/plain", "plain") PART("text/html", "<p>html") "--b--", "plain", "" },
        { ALTERNATIVE PART("text/html", "<p>html") PART("text/plain", "plain") "--b--", "plain", "" },
        { ALTERNATIVE PART("text/plain", " \n\t") PART("text/html; charset=utf-8", "<p>html") "--b--", "html\n",
          "utf-8" },
        { ALTERNATIVE PART("multipart/related; boundary=i",
                           "--i\nContent-Type: text/html\n\n<p>html\n--i\nContent-Type: image/png"
                           "\n\nx\n--i--") "--b--",
          "html\n", "" },
        { MIXED PART("text/plain", "one") PART("text/plain", "two") "--b--", "one\ntwo", "" },
        { MIXED PART("text/plain", "one") PART("text/plain; name=x.txt", "two") "--b--", "one", "" }, /* a file */
        { MIXED PART("text/plain", "one") PART("application/pdf", "two")
              PART("message/rfc822", "A: b\n\nthree") "--b--",
          "one", "" },
        { "Content-Type: multipart/mixed; boundary=lost\n\nall of it\n", "all of it\n", "" },
        { "Content-Type: text/plain; format=flowed\n\nsoft \nwrapped\n> quoted \n> more\n>> deeper\n stuffed\n-- "
          "\nme\n",
          "soft wrapped\n> quoted more\n>> deeper\nstuffed\n-- \nme\n", "" },
        { "Content-Type: text/plain; format=flowed; delsp=yes\n\nsoft \nwrapped\n> a \nb\n", "softwrapped\n> a\nb\n",
          "" },
        { "Content-Type: application/pdf\n\nx", "", "" },
        { "", "", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf text = { 0 };
        struct sg_str charset;
        uint32_t defects = 0;
        sg_mail_text(parser, parse(sg_str(row[i].mail)), &text, NULL, &charset, &defects);
        check_same(i, "text", sg_buf_view(&text), row[i].text);
        check_same(i, "charset", charset, row[i].charset);
    }
}

static void test_addresses_of_pages_are_gathered_once_each(void **state)
{
    (void)state;
    static const struct {
        const char *mail, *urls;
    } row[] = {
        { "A: b\n\nsee http://a.example/x, (https://b.example/y(z)) and HTTP://c.example. http:// xhttp://d.example\n"
          "http://a.example/x",
          "http://a.example/x\nhttps://b.example/y(z)\nHTTP://c.example\nhttp://d.example\n" },
        { "Content-Type: text/html\n\n<a href=\"http://a.example/?a=1&amp;b=2\">x</a><img src='http://b.example/i.png'>"
          "<a href=http://a.example/?a=1&b=2><a href='#x'><img src=cid:1><a href=mailto:a@example.org>",
          "http://a.example/?a=1&b=2\nhttp://b.example/i.png\nmailto:a@example.org\n" },
        { ALTERNATIVE PART("text/plain", "see the page")
              PART("text/html", "<a href='http://a.example/'>the page</a>") "--b--",
          "http://a.example/\n" },
        { "Content-Type: text/html\n\n<a href=\"http://a.\n example/\">", "http://a. example/\n" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf text = { 0 }, urls = { 0 };
        uint32_t defects = 0;
        sg_mail_text(parser, parse(sg_str(row[i].mail)), &text, &urls, NULL, &defects);
        check_same(i, "urls", sg_buf_view(&urls), row[i].urls);
    }
    sg_auto_buf mail = { 0 }, text = { 0 }, urls = { 0 };
    uint32_t defects = 0;
    size_t n = 0;
    sg_buf_text(&mail, "A: b\n\n");
    for (int i = 0; i < 500; i++)
        sg_buf_printf(&mail, "http://a.example/%d\n", i);
    sg_mail_text(parser, parse(sg_buf_view(&mail)), &text, &urls, NULL, &defects);
    for (size_t i = 0; i < urls.len; i++)
        n += urls.data[i] == '\n';
    assert_int_equal(n, 200);
}

static void test_quotes_do_not_grow_with_their_depth(void **state)
{
    (void)state;
    sg_auto_buf html = { 0 }, text = { 0 };
    for (int i = 0; i < 5000; i++)
        sg_buf_text(&html, "<blockquote>x");
    sg_mail_html_text(sg_buf_view(&html), &text);
    assert_true(text.len < 20 * html.len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html_becomes_lines),
        cmocka_unit_test(test_text_is_what_a_reader_sees),
        cmocka_unit_test(test_addresses_of_pages_are_gathered_once_each),
        cmocka_unit_test(test_quotes_do_not_grow_with_their_depth),
    };
    return cmocka_run_group_tests(tests, open_parser, close_parser);
}
