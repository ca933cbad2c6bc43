/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mail_reader.h"

static void test_every_field_and_the_body_are_the_bytes_of_the_mail(void **state)
{
    (void)state;
    static const struct {
        const char *mail, *header, *body, *fields; /* names, each with '|' */
        uint32_t defects;
    } row[] = {
        { "A: 1\nB: 2\n\nbody\n", "A: 1\nB: 2\n", "body\n", "A|B|", 0 },
        { "A: 1\r\nB: 2\r\n\r\nbody\r\n", "A: 1\r\nB: 2\r\n", "body\r\n", "A|B|", 0 },
        { "A: 1\r\nB: 2\n\r\nbody\n", "A: 1\r\nB: 2\n", "body\n", "A|B|", SG_MAIL_MIXED_LINE_ENDS },
        { "A: 1\n  more\n\tand more\nB: 2\n\nx", "A: 1\n  more\n\tand more\nB: 2\n", "x", "A|B|", 0 },
        { "A: 1\n \nB: 2\n\nx", "A: 1\n \nB: 2\n", "x", "A|B|", 0 }, /* a fold of blanks alone: RFC 5322, 4.2 */
        { "A : 1\nB\t: 2\n\nx", "A : 1\nB\t: 2\n", "x", "A|B|", 0 },
        { "From a@example.org Thu Sep  5 10:11:12 2002\nA: 1\n\nx", "A: 1\n", "x", "A|", 0 },
        { "A: 1\n>From a@example.org Thu Sep  5\nB: 2\n\nx", "A: 1\n>From a@example.org Thu Sep  5\nB: 2\n", "x",
          "A|B|", 0 },
        { "A: 1\nB: 2", "A: 1\nB: 2", "", "A|B|", 0 }, /* no body */
        { "A: 1\nB: 2\n", "A: 1\nB: 2\n", "", "A|B|", 0 },
        { "\nbody alone\n", "", "body alone\n", "", SG_MAIL_NO_HEADER },
        { "body alone\nA: no field\n", "", "body alone\nA: no field\n", "", SG_MAIL_NO_HEADER },
        { "", "", "", "", SG_MAIL_NO_HEADER },
        { "A: 1\nbroken line\nB: 2\n\nx", "A: 1\n", "broken line\nB: 2\n\nx", "A|", SG_MAIL_NO_SEPARATOR },
        { "A:\n\nx", "A:\n", "x", "A|", 0 },
        { "From: a@example.org\nfrom: b@example.org\n\n", "From: a@example.org\nfrom: b@example.org\n", "",
          "From|from|", SG_MAIL_REPEATED_FIELD },
        { "Date: whenever\n\nx\rx", "Date: whenever\n", "x\rx", "Date|", SG_MAIL_BAD_DATE | SG_MAIL_BARE_CR },
        { "A: \xff\n\nx", "A: \xff\n", "x", "A|", SG_MAIL_RAW_8BIT_HEADER },
        { "A: \xc3\xbc\n\nx", "A: \xc3\xbc\n", "x", "A|", 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_str bytes = sg_str(row[i].mail);
        const struct sg_mail *m = parse(bytes);
        sg_auto_buf names = { 0 };
        check_same(i, "header", m->header, row[i].header);
        check_same(i, "body", m->body, row[i].body);
        for (size_t k = 0; k < m->n_fields; k++) {
            const struct sg_mail_field *f = &m->fields[k];
            sg_buf_str(&names, f->name);
            sg_buf_char(&names, '|');
            assert_true(f->line.data >= bytes.data && f->line.data + f->line.len <= bytes.data + bytes.len);
            assert_true(f->value.data > f->name.data && f->value.data + f->value.len <= f->line.data + f->line.len);
        }
        check_same(i, "fields", sg_buf_view(&names), row[i].fields);
        if (m->defects != row[i].defects) fail_msg("row %zu: defects %x and not %x", i, m->defects, row[i].defects);
        struct sg_mail_field alone[8];
        assert_int_equal(sg_mail_split_header(m->header, alone, 8), m->n_fields);
        for (size_t k = 0; k < m->n_fields; k++)
            assert_true(alone[k].line.data == m->fields[k].line.data && alone[k].value.len == m->fields[k].value.len);
    }
}

static void test_fields_are_found_by_name_and_number(void **state)
{
    (void)state;
    const struct sg_mail *m = parse(sg_str("Received: 1\nX: y\nreceived: 2\n folded\n\n"));
    check_same(0, "first", sg_mail_field(m, "Received", 0)->value, " 1");
    check_same(0, "second", sg_mail_field(m, "Received", 1)->value, " 2\n folded");
    check_same(0, "its line", sg_mail_field(m, "Received", 1)->line, "received: 2\n folded\n");
    assert_null(sg_mail_field(m, "Received", 2));
    assert_null(sg_mail_field(m, "Receive", 0));
}

static void test_parts_are_cut_where_boundaries_say(void **state)
{
    (void)state;
#define TOP "Content-Type: multipart/mixed; boundary=b\n\n"
    static const struct {
        const char *mail, *structure, *bodies; /* of parts that hold no others, each with '|' */
        uint32_t defects;
    } row[] = {
        { "\nhello\n", "plain", "hello\n|", SG_MAIL_NO_HEADER },
        { "Content-Type: text/HTML; charset=\"ISO-8859-1\"\n\n<p>", "html", "<p>|", 0 },
        { TOP "pre\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n\n--b--\nepilogue\n", "mixed(plain,html)",
          "one|two\n|", 0 },
        { TOP "--b\n\none\n--b  \t\n\ntwo\n--b-- \n", "mixed(plain,plain)", "one|two|", 0 }, /* trailing blanks */
        { TOP "--b\n\none\n--b\n\ntwo\n", "mixed(plain,plain)", "one|two\n|", SG_MAIL_NO_END_BOUNDARY },
        { TOP "--b\n\n--bc\none\n--b\n--b--", "mixed(plain,plain)", "--bc\none||", 0 }, /* a longer line is none */
        { TOP "--b\n--b--\n", "mixed(plain)", "|", 0 },
        { TOP "no boundary at all", "mixed", "no boundary at all|", SG_MAIL_NO_END_BOUNDARY },
        { "Content-Type: multipart/mixed\n\nx", "mixed", "x|", SG_MAIL_NO_END_BOUNDARY },
        { TOP "--b\nContent-Type: multipart/alternative; boundary=\"in ner\"\n\n--in ner\n\np\n--in ner\nContent-Type: "
              "text/html"
              "\n\nh\n--in ner--\n\n--b\nContent-Type: application/pdf\n\nx\n--b--",
          "mixed(alternative(plain,html),application/pdf)", "p|h|x|", 0 },
        { TOP "--b\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\np\n--b\n\nx\n--b--", /* the inner one
                                                                                                      never ends */
          "mixed(alternative(plain),plain)", "p|x|", SG_MAIL_NO_END_BOUNDARY },
        { TOP
          "--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\np\n--b--\n--b\n\nx\n--b--", /* used twice */
          "mixed(alternative(plain),plain)", "p|x|", 0 },
        { TOP "--b\nContent-Type: multipart/alternative; boundary=b--\n\n--b--\n\np\n--b----\n--b\n\nx\n--b--",
          "mixed(alternative(plain),plain)", "p|x|", 0 },
        { "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nA: 1\r\n\r\nx\r\n--b--\r\n",
          "digest(message/rfc822)", "A: 1\r\n\r\nx|", 0 },
        { TOP "--b\nno header here\n--b--", "mixed(plain)", "no header here|", 0 },
        { "Content-Type: multipart/mixed; (a comment) boundary = \"b\" ; x=y\n\n--b\n\np\n--b--", "mixed(plain)", "p|",
          0 },
        { "Content-Type: multipart/mixed\n\tboundary=\"b\"\n\n--b\n\np\n--b--", "mixed(plain)", "p|", 0 }, /* no ';' */
        { "Content-Type: multipart/mixed; boundary*0=\"a\";\n boundary*1=b\n\n--ab\n\np\n--ab--", "mixed(plain)", "p|",
          0 },
        { "Content-Type: text\n\nx", "plain", "x|", 0 },
        { "Content-Type: \"text/html\"\n\nx", "plain", "x|", 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        const struct sg_mail *m = parse(sg_str(row[i].mail));
        sg_auto_buf structure = { 0 }, bodies = { 0 };
        sg_mail_structure(m, &structure);
        check_same(i, "structure", sg_buf_view(&structure), row[i].structure);
        for (size_t k = 0; k < m->n_parts; k++) {
            if (m->parts[k].is_multipart) continue;
            sg_buf_str(&bodies, m->parts[k].body);
            sg_buf_char(&bodies, '|');
        }
        check_same(i, "bodies", sg_buf_view(&bodies), row[i].bodies);
        if (m->defects != row[i].defects) fail_msg("row %zu: defects %x and not %x", i, m->defects, row[i].defects);
    }
}

static void test_a_part_says_what_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *header, *type, *charset, *name, *disposition, *id;
        bool is_attachment;
    } row[] = {
        { "X: y\n", "text/plain", "", "", "", "", false },
        { "Content-Type: text/plain; charset=US-ASCII (plain)\n", "text/plain", "us-ascii", "", "", "", false },
        { "Content-Type: application/pdf; name=\"a b.pdf\"\n", "application/pdf", "", "a b.pdf", "", "", true },
        { "Content-Type: application/pdf; name=a b.pdf\nContent-ID: <i@example.org>\n", "application/pdf", "",
          "a b.pdf", "", "i@example.org", true },
        { "Content-Disposition: ATTACHMENT; filename=\"x.txt\"\nContent-Type: text/plain; name=y.txt\n", "text/plain",
          "", "x.txt", "attachment", "", true },
        { "Content-Type: a/b; name=\"=?utf-8?B?w7xiZXI=?=.doc\"\n", "a/b", "",
          "\xc3\xbc"
          "ber.doc",
          "", "", true },
        { "Content-Type: a/b; name*=utf-8''%c3%bcber%20x.doc\n", "a/b", "",
          "\xc3\xbc"
          "ber x.doc",
          "", "", true },
        { "Content-Type: a/b; name*=iso-8859-1'de'%fcber.doc; name=uber.doc\n", "a/b", "",
          "\xc3\xbc"
          "ber.doc",
          "", "", true },
        { "Content-Disposition: attachment; filename*1*=%bc.d;\n filename*0*=utf-8''%c3; filename*2=\"oc\"\n",
          "text/plain", "", "\xc3\xbc.doc", "attachment", "", true },
        { "Content-Type: a/b; name=\"a\\\"b\\\\c.doc\"\n", "a/b", "", "a\"b\\c.doc", "", "", true },
        { "Content-Type: a/b; name=\"C:\\dir\\c.doc\"\n", "a/b", "", "C:\\dir\\c.doc", "", "", true },
        { "Content-Type: a/b; name=\"open.doc\n", "a/b", "", "open.doc", "", "", true },
        { "Content-Type: a/b; name=\"\xfc"
          "ber.doc\"\n",
          "a/b", "",
          "\xc3\xbc"
          "ber.doc",
          "", "", true }, /* raw */
        { "Content-Type: message/rfc822\n", "message/rfc822", "", "", "", "", true },
        { "Content-Type: text/calendar\n", "text/calendar", "", "", "", "", true },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf mail = { 0 };
        sg_buf_printf(&mail, "%s\nx", row[i].header);
        const struct sg_mail *m = parse(sg_buf_view(&mail));
        const struct sg_mail_part *p = &m->parts[0];
        check_same(i, "type", p->type, row[i].type);
        check_same(i, "charset", p->charset, row[i].charset);
        check_same(i, "name", p->name, row[i].name);
        check_same(i, "disposition", p->disposition, row[i].disposition);
        check_same(i, "id", p->content_id, row[i].id);
        if (p->is_attachment != row[i].is_attachment) fail_msg("row %zu: attachment", i);
    }
}

static void test_contents_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *encoding, *body, *content;
        uint32_t defects;
    } row[] = {
        { "7bit", "a=20b\n", "a=20b\n", 0 },
        { "base64", "aGVsbG8gd29ybGQ=\n", "hello world", 0 },
        { "BASE64 ", "aGVs\r\nbG8g\r\nd29ybGQ\r\n", "hello world", 0 }, /* padding left out */
        { "base64", "aGVsbG8gd29ybGQhIGhlbGxvIHdvcmxkIQ==", "hello world! hello world!", 0 },
        { "base64", "aGVs*bG8=", "hello", SG_MAIL_BAD_ENCODING },
        { "base64", "aGVsbG8=\n___\nlist footer\n", "hello", SG_MAIL_BAD_ENCODING },
        { "base64", "aGVsbG8g\na", "hello ", SG_MAIL_BAD_ENCODING },
        { "base64", "", "", 0 },
        { "quoted-printable", "a=3Db=\nc=0A=\r\nd\n", "a=bc\nd\n", 0 },
        { "Quoted-Printable", "a=3db  \nc=  \nd \t", "a=b\ncd", 0 },
        { "quoted-printable", "a=zz=4\n", "a=zz=4\n", SG_MAIL_BAD_ENCODING },
        { "quoted-printable", "end=", "end", 0 },
        { "x-uuencode", "begin 644 x\n#86)C\n`\nend\n", "abc", 0 },
        { "x-uuencode", "no block", "no block", SG_MAIL_BAD_ENCODING },
        { "x-unheard-of", "abc", "abc", 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf mail = { 0 }, content = { 0 };
        uint32_t defects = 0;
        sg_buf_printf(&mail, "Content-Transfer-Encoding: %s\n\n%s", row[i].encoding, row[i].body);
        sg_mail_decode(&parse(sg_buf_view(&mail))->parts[0], &content, &defects);
        check_same(i, "content", sg_buf_view(&content), row[i].content);
        if (defects != row[i].defects) fail_msg("row %zu: defects %x and not %x", i, defects, row[i].defects);
    }
}

static void test_base64_of_every_length_comes_back(void **state)
{
    (void)state;
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t len = 0; len < 120; len++) {
        sg_auto_buf text = { 0 }, out = { 0 };
        unsigned char bytes[128];
        for (size_t i = 0; i < len; i++)
            bytes[i] = (unsigned char)(i * 37 + len * 11);
        for (size_t i = 0; i < len; i += 3) {
            unsigned v = bytes[i] << 16u | (i + 1 < len ? bytes[i + 1] : 0u) << 8 | (i + 2 < len ? bytes[i + 2] : 0u);
            sg_buf_char(&text, digits[v >> 18 & 63]);
            sg_buf_char(&text, digits[v >> 12 & 63]);
            sg_buf_char(&text, i + 1 < len ? digits[v >> 6 & 63] : '=');
            sg_buf_char(&text, i + 2 < len ? digits[v & 63] : '=');
            if (i % 57 == 54) sg_buf_text(&text, "\r\n");
        }
        const struct sg_mail_part part = { .encoding = SG_MAIL_BASE64, .body = sg_buf_view(&text) };
        uint32_t defects = 0;
        sg_mail_decode(&part, &out, &defects);
        assert_int_equal(defects, 0);
        assert_int_equal(out.len, len);
        if (len) assert_memory_equal(out.data, bytes, len);
    }
}

static void test_odd_bytes_and_long_lines_are_told_wherever_they_stand(void **state)
{
    (void)state;
    for (size_t at = 0; at < 300; at++) {
        char text[4096];
        memset(text, 'a', sizeof text);
        for (size_t i = 50; i < sizeof text; i += 51)
            text[i] = '\n';
        size_t len = 400;
        char kept = text[at];
        struct sg_str body = sg_str_n(text, len);
        assert_int_equal(parse(body)->defects, SG_MAIL_NO_HEADER);
        text[at] = '\0';
        assert_int_equal(parse(body)->defects, SG_MAIL_NO_HEADER | SG_MAIL_NUL_BYTES);
        text[at] = '\r';
        bool is_crlf = text[at + 1] == '\n';
        assert_int_equal(parse(body)->defects,
                         SG_MAIL_NO_HEADER | (is_crlf ? SG_MAIL_MIXED_LINE_ENDS : SG_MAIL_BARE_CR));
        text[at] = kept;
        memset(text + at, 'b', 998 - 50);
        (void)parse(sg_str_n(text, sizeof text));
    }
    for (size_t len = 990; len < 1010; len++) {
        char text[1100];
        memset(text, 'a', sizeof text);
        text[3] = text[4 + len] = '\n';
        bool is_long = parse(sg_str_n(text, 5 + len))->defects & SG_MAIL_LONG_LINE;
        assert_int_equal(is_long, len > 999); /* 998 and a CR */
        assert_int_equal((parse(sg_str_n(text + 4, len))->defects & SG_MAIL_LONG_LINE) != 0, len > 999);
    }
}

static void test_limits_leave_the_rest_unopened(void **state)
{
    (void)state;
    sg_auto_buf fields = { 0 }, parts = { 0 }, deep = { 0 };
    for (int i = 0; i < SG_MAIL_FIELDS + 10; i++)
        sg_buf_printf(&fields, "X-%d: y\n", i);
    sg_buf_text(&fields, "\nbody");
    const struct sg_mail *m = parse(sg_buf_view(&fields));
    assert_int_equal(m->n_fields, SG_MAIL_FIELDS);
    assert_int_equal(m->defects, SG_MAIL_TOO_MANY_FIELDS);
    check_same(0, "body", m->body, "body");

    sg_buf_text(&parts, TOP);
    for (int i = 0; i < 100000; i++)
        sg_buf_text(&parts, "--b\n\nx\n");
    m = parse(sg_buf_view(&parts));
    assert_int_equal(m->n_parts, SG_MAIL_PARTS);
    assert_true(m->defects & SG_MAIL_TOO_MANY_PARTS);
    check_same(0, "last", m->parts[SG_MAIL_PARTS - 1].body, "x");

    for (int i = 0; i < 100; i++)
        sg_buf_printf(&deep, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    m = parse(sg_buf_view(&deep));
    assert_int_equal(m->n_parts, SG_MAIL_DEPTH);
    assert_int_equal(m->parts[m->n_parts - 1].depth, SG_MAIL_DEPTH - 1);
    assert_true(m->defects & SG_MAIL_TOO_DEEP);
    sg_auto_buf structure = { 0 };
    sg_mail_structure(m, &structure);
    assert_true(structure.len < 520);
}

/* Each of these took time that grows with the square of its size if anything were looked at twice. */
static void test_hostile_mails_take_one_walk(void **state)
{
    (void)state;
    enum { MANY = 40000 };
    static const char *const pieces[] = {
        "a",        "=?", "=?a?q?", "--b\n", "--",        "<a <a",         "<!--",         "(",       "\"",       "<",
        ",",        "\\", "&",      "=\n",   "name*1=x;", "boundary*5=x;", "<blockquote>", "<div>\n", "https://", "\n ",
        "<script>", ";",  "@",      ">",     "=C3",
    };
    for (size_t i = 0; i < ROWS(pieces); i++) {
        sg_auto_buf mail = { 0 }, out = { 0 }, urls = { 0 };
        uint32_t defects = 0;
        struct sg_mail_address addresses[64];
        sg_buf_text(&mail, "Content-Type: multipart/mixed; boundary=b; ");
        for (int k = 0; k < MANY; k++)
            sg_buf_text(&mail, pieces[i]);
        sg_buf_text(&mail, "\nSubject: x\n\n--b\nContent-Type: text/html\n\n");
        for (int k = 0; k < MANY; k++)
            sg_buf_text(&mail, pieces[i]);
        const struct sg_mail *m = parse(sg_buf_view(&mail));
        struct sg_str value = sg_str_n(m->bytes.data, m->bytes.len);
        sg_mail_text(parser, m, &out, &urls, NULL, &defects);
        sg_mail_words(value, &out);
        (void)sg_mail_addresses(parser, value, addresses, 64);
        struct sg_mail_hop hop;
        (void)sg_mail_hop(value, &hop);
        struct sg_str id;
        for (size_t pos = 0; sg_mail_next_id(value, &pos, &id);)
            assert_true(id.len > 0);
        assert_false(out.failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_field_and_the_body_are_the_bytes_of_the_mail),
        cmocka_unit_test(test_fields_are_found_by_name_and_number),
        cmocka_unit_test(test_parts_are_cut_where_boundaries_say),
        cmocka_unit_test(test_a_part_says_what_it_is),
        cmocka_unit_test(test_contents_are_decoded),
        cmocka_unit_test(test_base64_of_every_length_comes_back),
        cmocka_unit_test(test_odd_bytes_and_long_lines_are_told_wherever_they_stand),
        cmocka_unit_test(test_limits_leave_the_rest_unopened),
        cmocka_unit_test(test_hostile_mails_take_one_walk),
    };
    return cmocka_run_group_tests(tests, open_parser, close_parser);
}
