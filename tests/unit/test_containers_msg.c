/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MSG files made by hand, and the mails that they are rebuilt to. */
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>
#include <gsf/gsf.h>

#include "containers/rebuild.h"
#include "containers_seen.h"
#include "mail/mail.h"

static void put_stream(GsfOutfile *in, const char *name, const void *bytes, size_t len)
{
    GsfOutput *o = gsf_outfile_new_child(in, name, FALSE);
    gsf_output_write(o, len, bytes);
    gsf_output_close(o);
    g_object_unref(o);
}

static void put_text(GsfOutfile *in, unsigned id, const char *ascii)
{
    char name[32], wide[4000] = { 0 };
    size_t n = strlen(ascii);
    for (size_t i = 0; i < n; i++)
        wide[2 * i] = ascii[i];
    snprintf(name, sizeof name, "__substg1.0_%04X001F", id);
    put_stream(in, name, wide, 2 * n);
}

static void put_bytes(GsfOutfile *in, unsigned id, unsigned type, struct sg_str bytes)
{
    char name[32];
    snprintf(name, sizeof name, "__substg1.0_%04X%04X", id, type);
    put_stream(in, name, bytes.data, bytes.len);
}

struct fixed {
    unsigned id, type;
    uint64_t value;
};
static void put_properties(GsfOutfile *in, size_t header, const struct fixed *f, size_t n)
{
    unsigned char bytes[400] = { 0 }, *p = bytes + header;
    for (size_t i = 0; i < n; i++, p += 16) {
        p[0] = (unsigned char)f[i].type, p[1] = (unsigned char)(f[i].type >> 8);
        p[2] = (unsigned char)f[i].id, p[3] = (unsigned char)(f[i].id >> 8);
        for (int k = 0; k < 8; k++)
            p[8 + k] = (unsigned char)(f[i].value >> 8 * k);
    }
    put_stream(in, "__properties_version1.0", bytes, (size_t)(p - bytes));
}

static GsfOutfile *put_storage(GsfOutfile *in, const char *name)
{
    return GSF_OUTFILE(gsf_outfile_new_child(in, name, TRUE));
}
static void end_storage(GsfOutfile *o)
{
    gsf_output_close(GSF_OUTPUT(o));
    g_object_unref(o);
}

#define SENT UINT64_C(131384837700000000) /* 2017-05-05T18:49:30Z in steps of 100 ns since 1601 */
/* The specification's own example: "{\rtf1\ansi\ansicpg1252\pard hello world}" and a line end. */
static const char packed_rtf[] =
    "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3 hel\x09\0 bw\x05\xb0"
    "ld}\x0a\x80\x0f\xa0";

static void put_recipient(GsfOutfile *root, unsigned n, uint64_t role, const char *name, const char *address)
{
    char text[40];
    snprintf(text, sizeof text, "__recip_version1.0_#%08X", n);
    GsfOutfile *r = put_storage(root, text);
    put_properties(r, 8, &(struct fixed){ 0x0c15, 3, role }, 1);
    put_text(r, 0x3001, name);
    put_text(r, 0x39fe, address);
    end_storage(r);
}

static void fill_inner(GsfOutfile *m)
{
    put_properties(m, 24, &(struct fixed){ 0x0039, 0x40, SENT }, 1);
    put_text(m, 0x0037, "inner subject");
    put_text(m, 0x1000, "inner text");
    put_text(m, 0x0c1a, "Carol");
    put_text(m, 0x0c1f, "carol@example.net");
}

static void fill_attachments(GsfOutfile *root)
{
    GsfOutfile *a = put_storage(root, "__attach_version1.0_#00000000");
    put_properties(a, 8, &(struct fixed){ 0x3705, 3, 1 }, 1);
    put_text(a, 0x3707, "report.pdf");
    put_text(a, 0x370e, "application/pdf");
    put_bytes(a, 0x3701, 0x0102, sg_str("%PDF-1.4 attached"));
    end_storage(a);
    a = put_storage(root, "__attach_version1.0_#00000002"); /* Outlook leaves gaps */
    put_properties(a, 8, &(struct fixed){ 0x3705, 3, 5 }, 1);
    put_text(a, 0x3001, "inner");
    GsfOutfile *inner = put_storage(a, "__substg1.0_3701000D");
    fill_inner(inner);
    end_storage(inner);
    end_storage(a);
}

static void make_msg(struct sg_buf *out, const char *transport, bool has_parts, struct sg_str rtf)
{
    static const struct fixed numbers[] = { { 0x0039, 0x40, SENT }, { 0x3fde, 3, 1251 } };
    GsfOutput *memory = gsf_output_memory_new();
    GsfOutfile *root = gsf_outfile_msole_new(memory);
    put_properties(root, 32, numbers, 2);
    put_text(root, 0x001a, "IPM.Note");
    put_text(root, 0x0037, "quarterly numbers");
    put_text(root, 0x0042, "Ann Example");
    put_text(root, 0x0065, "/o=Org/ou=X/cn=ann");
    put_text(root, 0x5d01, "ann@example.org");
    put_text(root, 0x1035, "<m1@example.org>");
    if (transport) put_text(root, 0x007d, transport);
    if (!rtf.len) {
        put_text(root, 0x1000, "plain text\r\n");
        put_bytes(root, 0x1013, 0x0102, sg_str("<p>\xcf\xf0\xe8</p>")); /* windows-1251 */
    } else {
        put_bytes(root, 0x1009, 0x0102, rtf);
    }
    put_recipient(root, 0, 1, "Bob", "bob@example.net");
    put_recipient(root, 1, 2, "Dora", "dora@example.com");
    if (has_parts) fill_attachments(root);
    gsf_output_close(GSF_OUTPUT(root));
    g_object_unref(root);
    sg_buf_add(out, gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory)), (size_t)gsf_output_size(memory));
    g_object_unref(memory);
}

static void assert_field(const struct sg_mail *m, const char *name, const char *value)
{
    const struct sg_mail_field *f = sg_mail_field(m, name, 0);
    sg_auto_buf words = { 0 };
    if (!f) fail_msg("no %s", name);
    sg_mail_words(f->value, &words);
    assert_string_equal(sg_buf_cstr(&words), value);
}

static void assert_part(const struct sg_mail *m, size_t i, const char *type, const char *content)
{
    sg_auto_buf bytes = { 0 };
    uint32_t defects = 0;
    assert_in_range(i, 0, m->n_parts - 1);
    assert_true(sg_str_is(m->parts[i].type, type));
    sg_mail_decode(&m->parts[i], &bytes, &defects);
    assert_string_equal(sg_buf_cstr(&bytes), content);
    assert_int_equal(defects, 0);
}

static void test_msg_is_rebuilt_with_its_bodies_and_attachments(void **state)
{
    (void)state;
    sg_auto_buf file = { 0 };
    struct seen s = { 0 };
    struct sg_mail_parser *p;
    const struct sg_mail *m;
    struct sg_err err;
    make_msg(&file, NULL, true, sg_str(""));
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&file), NULL), SG_OK);
    assert_int_equal(s.n, 1);
    assert_string_equal(s.result.format, "msg");
    assert_string_equal(s.leaf[0].path, "in/1");
    assert_int_equal(s.leaf[0].leaf.kind, SG_LEAF_MESSAGE);
    assert_int_equal(s.leaf[0].leaf.flags, SG_PLACE_REBUILT);
    assert_int_equal(s.leaf[0].leaf.stored, 1494010170 * SG_SECOND);
    assert_int_equal(sg_mail_parser_new(&p, &err), SG_OK);
    assert_int_equal(sg_mail_parse(p, sg_buf_view(&s.leaf[0].bytes), &m, &err), SG_OK);
    assert_int_equal(m->defects, 0);
    assert_field(m, "From", "\"Ann Example\" <ann@example.org>");
    assert_field(m, "To", "\"Bob\" <bob@example.net>");
    assert_field(m, "Cc", "\"Dora\" <dora@example.com>");
    assert_field(m, "Subject", "quarterly numbers");
    assert_field(m, "Date", "Fri, 05 May 2017 18:49:30 +0000");
    assert_field(m, "Message-ID", "<m1@example.org>");
    assert_int_equal(m->n_parts, 6);
    assert_part(m, 2, "text/plain", "plain text\r\n");
    assert_part(m, 3, "text/html", "<p>\xcf\xf0\xe8</p>");
    assert_true(sg_str_is(m->parts[3].charset, "windows-1251"));
    assert_part(m, 4, "application/pdf", "%PDF-1.4 attached");
    assert_true(sg_str_is(m->parts[4].name, "report.pdf"));
    assert_true(m->parts[5].is_message);
    sg_auto_buf inner = { 0 };
    sg_buf_str(&inner, m->parts[5].body);
    assert_int_equal(sg_mail_parse(p, sg_buf_view(&inner), &m, &err), SG_OK);
    assert_field(m, "Subject", "inner subject");
    assert_field(m, "From", "\"Carol\" <carol@example.net>");
    assert_part(m, 0, "text/plain", "inner text");
    sg_mail_parser_free(p);
    seen_release(&s);
}

static void test_msg_keeps_the_header_it_came_with(void **state)
{
    (void)state;
    sg_auto_buf file = { 0 };
    struct seen s = { 0 };
    make_msg(&file,
             "Received: from a by b; Fri, 5 May 2017 18:49:30 +0000\r\nFrom: <ann@example.org>\r\n"
             "Content-Type: multipart/x; boundary=\"old\"\r\nX-Mailer: Some Client\r\n\r\n",
             false, sg_str(""));
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&file), NULL), SG_OK);
    const char *mail = sg_buf_cstr(&s.leaf[0].bytes);
    assert_ptr_equal(strstr(mail, "Received: from a by b"), mail);
    assert_non_null(
        strstr(mail, "\r\nX-Original-Content-Type: multipart/x; boundary=\"old\"\r\nX-Mailer: Some Client\r\nMIME-"));
    assert_null(strstr(mail, "Subject:"));
    seen_release(&s);
}

static void test_msg_gives_the_same_bytes_each_time(void **state)
{
    (void)state;
    sg_auto_buf file = { 0 };
    struct seen s = { 0 }, again = { 0 };
    make_msg(&file, NULL, true, sg_str(""));
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&file), NULL), SG_OK);
    assert_int_equal(seen_walk_bytes(&again, sg_buf_view(&file), NULL), SG_OK);
    assert_bytes(&s.leaf[0], sg_buf_cstr(&again.leaf[0].bytes));
    seen_release(&s);
    seen_release(&again);
}

static void test_msg_rtf_becomes_text(void **state)
{
    (void)state;
    sg_auto_buf file = { 0 }, text = { 0 };
    struct seen s = { 0 };
    struct sg_mail_parser *p;
    const struct sg_mail *m;
    struct sg_err err;
    assert_true(rtf_unpack(sg_str_n(packed_rtf, sizeof packed_rtf - 1), &text));
    assert_string_equal(sg_buf_cstr(&text), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    make_msg(&file, NULL, false, sg_str_n(packed_rtf, sizeof packed_rtf - 1));
    assert_int_equal(seen_walk_bytes(&s, sg_buf_view(&file), NULL), SG_OK);
    assert_int_equal(sg_mail_parser_new(&p, &err), SG_OK);
    assert_int_equal(sg_mail_parse(p, sg_buf_view(&s.leaf[0].bytes), &m, &err), SG_OK);
    assert_part(m, 1, "text/plain", "hello world");
    assert_part(m, 2, "application/rtf", "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    sg_mail_parser_free(p);
    seen_release(&s);
}

static void test_rtf_text_reads_what_is_shown(void **state)
{
    (void)state;
    static const struct {
        const char *rtf, *text;
    } row[] = {
        { "{\\rtf1\\ansi one\\par two}", "one\ntwo" },
        { "{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}x\\{y\\}}", "x{y}" },
        { "{\\rtf1\\ansicpg1251\\'cf\\'f0\\'e8}", "\xd0\x9f\xd1\x80\xd0\xb8" },
        { "{\\rtf1\\uc1\\u8364?5}", "\xe2\x82\xac"
                                    "5" },
        { "{\\rtf1\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 hi\\htmlrtf\\par}\\htmlrtf0{\\*\\htmltag72 "
          "</p>}}",
          "hi\n" },
        { "}}}}\\", "" },
        { "{\\rtf1 cut {\\b bold", "cut bold" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        rtf_text(sg_str(row[i].rtf), &out);
        if (strcmp(sg_buf_cstr(&out), row[i].text) != 0) fail_msg("%s gave \"%s\"", row[i].rtf, sg_buf_cstr(&out));
    }
}

static void test_msg_that_is_damaged_never_crashes(void **state)
{
    (void)state;
    sg_auto_buf file = { 0 };
    make_msg(&file, NULL, true, sg_str(""));
    uint32_t seed = 1;
    for (int round = 0; round < 60; round++) {
        sg_auto_buf bad = { 0 };
        struct seen s = { 0 };
        sg_buf_str(&bad, sg_buf_view(&file));
        for (int k = 0; k < 8; k++) {
            seed = seed * 1664525 + 1013904223;
            bad.data[512 + (seed >> 8) % (bad.len - 512)] = (char)(seed >> 24);
        }
        if (round % 3 == 0) bad.len = 512 + (seed >> 8) % (bad.len - 512);
        enum sg_code code = seen_walk_bytes(&s, sg_buf_view(&bad), &(struct sg_walk_limits){ .item_bytes = 1 << 20 });
        assert_true(code == SG_OK || code == SG_ENOTFOUND);
        seen_release(&s);
    }
}

static void quiet(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer ctx)
{
    (void)domain, (void)level, (void)text, (void)ctx;
}

int main(void)
{
    g_log_set_default_handler(quiet, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_msg_is_rebuilt_with_its_bodies_and_attachments),
        cmocka_unit_test(test_msg_keeps_the_header_it_came_with),
        cmocka_unit_test(test_msg_gives_the_same_bytes_each_time),
        cmocka_unit_test(test_msg_rtf_becomes_text),
        cmocka_unit_test(test_rtf_text_reads_what_is_shown),
        cmocka_unit_test(test_msg_that_is_damaged_never_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
