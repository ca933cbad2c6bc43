/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each known harm: sign, damage, recover, and the line says what was undone. */
#include "dkim_room.h"

#define HEAD                                                                                                           \
    "From: Clerk <clerk@example.org>\r\n"                                                                              \
    "To: list@example.net\r\n"                                                                                         \
    "Subject: Re: the minutes\r\n"                                                                                     \
    "Date: Fri, 05 May 2017 10:00:00 +0200\r\n"                                                                        \
    "Message-ID: <a1@example.org>\r\n"                                                                                 \
    "MIME-Version: 1.0\r\n"
#define PLAIN HEAD "Content-Type: text/plain; charset=utf-8\r\n"
#define LINES "Dear all,\r\n\r\nFrom here on we wait.\r\nFrom then on too.\r\n.. two dots\r\n-- \r\nThe clerk\r\n"
#define BASE64_LINES                                                                                                   \
    "RGVhciBhbGwsDQoNCkdyw7zDn2UgdW5kIGFsbGVzIEd1dGUsIGlocmUgQW5zdGFsdCBmw7xyIGxh\r\n"                                 \
    "bmdlIFplaWxlbi4NCg==\r\n"
#define LONG_8BIT                                                                                                      \
    "Dear all,\r\n\r\nGr\xc3\xbc\xc3\x9f"                                                                              \
    "e und alles Gute, ihre Anstalt f\xc3\xbcr lange Zeilen.\r\n"
#define LONG_QP "Dear all,\r\n\r\nGr=C3=BC=C3=9Fe und alles Gute, ihre Anstalt f=C3=BCr lange Zeilen.\r\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=\"b1\"\r\n"
#define PARTS "--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1\r\nContent-Type: text/html\r\n\r\n<p>hello\r\n"

struct change {
    const char *from, *to;
};
static const struct {
    const char *name;
    const char *message;
    bool is_simple; /* both canonicalisations */
    struct change change[4];
    const char *tail;
    uint32_t harms;
    const char *told; /* in the bodies line */
    const char *headers;
} row[] = {
    { "nothing", PLAIN "\r\n" LINES, true, { { 0 } }, "", 0, "1 ok\n", NULL },
    { "all LF", PLAIN "\r\n" LINES, true, { { "\r\n", "\n" } }, "", 0, "1 ok\n", NULL },
    { "mixed line ends",
      PLAIN "\r\n" LINES,
      true,
      { { "all,\r\n", "all,\n" } },
      "",
      1 << SG_HARM_LINE_ENDS,
      "1 ok line-ends=mixed\n",
      NULL },
    { "bare CR",
      PLAIN "\r\n" LINES,
      true,
      { { "all,\r\n", "all,\r" } },
      "",
      1 << SG_HARM_LINE_ENDS,
      "1 ok line-ends=cr\n",
      NULL },
    { "all From lines",
      PLAIN "\r\n" LINES,
      true,
      { { "\r\nFrom ", "\r\n>From " } },
      "",
      1 << SG_HARM_FROM_LINES,
      "from-lines=all",
      NULL },
    { "one From line",
      PLAIN "\r\n" LINES "\r\n>From the start\r\n",
      false,
      { { "\r\nFrom then", "\r\n>From then" } },
      "",
      1 << SG_HARM_FROM_LINES,
      "from-lines=1",
      NULL },
    { "mboxrd",
      PLAIN "\r\nFrom a\r\n>From b\r\n",
      false,
      { { "\r\nFrom ", "\r\n>From " }, { "\r\n>From b", "\r\n>>From b" } },
      "",
      1 << SG_HARM_FROM_LINES,
      "from-lines=deep",
      NULL },
    { "white lines at the end",
      PLAIN "\r\n" LINES,
      true,
      { { 0 } },
      " \r\n\t\r\n",
      1 << SG_HARM_BLANK_LINES,
      "blank-lines=cut:6",
      NULL },
    { "blank line at the beginning",
      PLAIN "\r\n" LINES,
      true,
      { { "\r\n\r\nDear", "\r\n\r\n\r\nDear" } },
      "",
      1 << SG_HARM_BLANK_LINES,
      "blank-lines=begin",
      NULL },
    { "blank line lost at the beginning",
      PLAIN "\r\n\r\n" LINES,
      true,
      { { "\r\n\r\n\r\n", "\r\n\r\n" } },
      "",
      1 << SG_HARM_BLANK_LINES,
      "blank-lines=begin+1",
      NULL },
    { "footer",
      PLAIN "\r\n" LINES,
      false,
      { { 0 } },
      "_______________\r\nlist mailing list\r\nhttps://lists.example.net/\r\n",
      1 << SG_HARM_LIST_FOOTER,
      "list-footer=cut:64",
      NULL },
    { "footer part",
      MIXED "\r\n" PARTS "--b1--\r\n",
      true,
      { { "--b1--", "--b1\r\nContent-Type: text/plain\r\n\r\nthe list\r\n--b1--" } },
      "",
      1 << SG_HARM_LIST_FOOTER,
      "list-footer=part:",
      NULL },
    { "wrapped",
      PLAIN "\r\n" LINES,
      true,
      { { "Content-Type: text/plain; charset=utf-8\r\n\r\n",
          "Content-Type: multipart/mixed; boundary=w\r\n\r\n--w\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" } },
      "\r\n--w\r\nContent-Type: text/plain\r\n\r\nthe list\r\n--w--\r\n",
      1 << SG_HARM_LIST_FOOTER,
      "list-footer=wrapped type=%20text/plain;%20charset%3Dutf-8 transfer=-",
      "from:subject:content-type:mime-version" },
    { "8bit to quoted-printable",
      PLAIN "Content-Transfer-Encoding: 8bit\r\n\r\n" LONG_8BIT,
      false,
      { { LONG_8BIT, LONG_QP }, { ": 8bit", ": quoted-printable" } },
      "",
      1 << SG_HARM_ENCODING,
      "encoding=identity",
      "from:subject:content-transfer-encoding" },
    { "8bit to base64",
      PLAIN "Content-Transfer-Encoding: 8bit\r\n\r\n" LONG_8BIT,
      true,
      { { LONG_8BIT, BASE64_LINES }, { ": 8bit", ": base64" } },
      "",
      1 << SG_HARM_ENCODING,
      "encoding=identity",
      "from:subject:content-transfer-encoding" },
    { "base64 to 8bit",
      PLAIN "Content-Transfer-Encoding: base64\r\n\r\n" BASE64_LINES,
      true,
      { { BASE64_LINES, LONG_8BIT }, { ": base64", ": 8bit" } },
      "",
      1 << SG_HARM_ENCODING,
      "encoding=base64/76",
      "from:subject:content-transfer-encoding" },
    { "quoted-printable to base64",
      PLAIN "Content-Transfer-Encoding: quoted-printable\r\n\r\n" LONG_QP,
      true,
      { { LONG_QP, BASE64_LINES }, { ": quoted-printable", ": base64" } },
      "",
      1 << SG_HARM_ENCODING,
      "encoding=quoted-printable/76",
      "from:subject:content-transfer-encoding" },
    { "blank of the sign lost",
      PLAIN "\r\n" LINES,
      true,
      { { "-- \r\n", "--\r\n" } },
      "",
      1 << SG_HARM_TRAILING_SPACE,
      "trailing-space=sign",
      NULL },
    { "blanks added at line ends",
      PLAIN "\r\nA\r\nB\r\n",
      true,
      { { "A\r\n", "A  \r\n" } },
      "",
      1 << SG_HARM_TRAILING_SPACE,
      "trailing-space=none",
      NULL },
    { "dots doubled",
      PLAIN "\r\nA\r\n.b\r\n",
      true,
      { { "\r\n.b", "\r\n..b" } },
      "",
      1 << SG_HARM_UNSTUFFED_DOT,
      "dots=single",
      NULL },
    { "dots lost",
      PLAIN "\r\n" LINES,
      true,
      { { "\r\n.. ", "\r\n. " } },
      "",
      1 << SG_HARM_UNSTUFFED_DOT,
      "dots=doubled",
      NULL },
    { "From lines and a footer",
      PLAIN "\r\n" LINES,
      true,
      { { "\r\nFrom ", "\r\n>From " } },
      "-- \r\nthe list\r\n",
      1 << SG_HARM_FROM_LINES | 1 << SG_HARM_LIST_FOOTER,
      "from-lines=all list-footer=cut:",
      NULL },
    { "From lines and an encoding",
      PLAIN "\r\nFrom a\r\n" LONG_8BIT,
      true,
      { { LONG_8BIT, LONG_QP },
        { "\r\nFrom ", "\r\n>From " },
        { "utf-8\r\n", "utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n" } },
      "",
      1 << SG_HARM_FROM_LINES | 1 << SG_HARM_ENCODING,
      "from-lines=all encoding=identity",
      NULL },
    { "subject tag",
      PLAIN "\r\n" LINES,
      true,
      { { "Subject: Re: ", "Subject: [list] Re: " } },
      "",
      1 << SG_HARM_SUBJECT_TAG,
      "1 ok\n",
      NULL },
    { "subject tag behind Re:",
      PLAIN "\r\n" LINES,
      true,
      { { "Subject: Re: ", "Subject: Re: [list] " } },
      "",
      1 << SG_HARM_SUBJECT_TAG,
      "1 ok\n",
      NULL },
    { "subject tag and footer",
      PLAIN "\r\n" LINES,
      false,
      { { "Subject: ", "Subject: [list] " } },
      "____\r\nthe list\r\n",
      1 << SG_HARM_SUBJECT_TAG | 1 << SG_HARM_LIST_FOOTER,
      "list-footer=cut:",
      NULL },
    { "unfolded",
      PLAIN "X-Long: a\r\n\tb\r\n\r\n" LINES,
      true,
      { { "a\r\n\tb", "a\r\n b" } },
      "",
      1 << SG_HARM_FOLDING,
      "1 ok\n",
      "from:x-long" },
    { "names in another case",
      PLAIN "\r\n" LINES,
      true,
      { { "Message-ID: ", "Message-Id: " } },
      "",
      1 << SG_HARM_HEADER_CASE,
      "1 ok\n",
      "From:Subject:Message-ID" },
    { "trailing blank of a field",
      PLAIN "\r\n" LINES,
      true,
      { { "minutes\r\n", "minutes \r\n" } },
      "",
      1 << SG_HARM_TRAILING_SPACE,
      "1 ok\n",
      NULL },
    { "Reply-To added",
      PLAIN "\r\n" LINES,
      false,
      { { "Date:", "Reply-To: list@example.net\r\nSender: x@example.net\r\nDate:" } },
      "",
      1 << SG_HARM_ADDED_FIELD,
      "1 ok\n",
      "from:subject:reply-to:sender:date" },
    { "a second Subject below",
      PLAIN "\r\n" LINES,
      false,
      { { "Date:", "Subject: other\r\nDate:" } },
      "",
      1 << SG_HARM_ADDED_FIELD,
      "1 ok\n",
      NULL },
    { "a tag and a Reply-To",
      PLAIN "\r\n" LINES,
      true,
      { { "Date:", "Reply-To: list@example.net\r\nDate:" }, { "Subject: ", "Subject: [list] " } },
      "",
      1 << SG_HARM_ADDED_FIELD | 1 << SG_HARM_SUBJECT_TAG,
      "1 ok\n",
      "from:subject:reply-to:date" },
};

static void damage(size_t i, struct sg_buf *m)
{
    for (size_t k = 0; k < 4 && row[i].change[k].from; k++)
        room_replace(m, row[i].change[k].from, row[i].change[k].to);
    sg_buf_text(m, row[i].tail);
    assert_non_null(sg_buf_cstr(m));
}

static void test_each_known_harm_is_undone_and_told(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    for (int key = 0; key < ROOM_KEYS; key += ROOM_ED25519) {
        for (size_t i = 0; i < ROWS(row); i++) {
            sg_auto_buf m = { 0 };
            struct sg_signing how = room_signing(&r, key);
            how.is_header_simple = how.is_body_simple = row[i].is_simple;
            if (row[i].headers) how.headers = row[i].headers;
            room_sign(&how, row[i].message, &m);
            damage(i, &m);
            const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
            if (s->state != SG_SIGNATURE_PASS || s->harms != row[i].harms)
                fail_msg("%s, key %d: state %d, harms %x, %s\n%s", row[i].name, key, s->state, s->harms, s->problem,
                         sg_buf_cstr(&r.bodies));
            if (!strstr(sg_buf_cstr(&r.bodies), row[i].told))
                fail_msg("%s: it says %s", row[i].name, sg_buf_cstr(&r.bodies));
        }
    }
    room_close(&r);
}

/* The same with a word of the body, or of a signed field, changed besides: no list of harms may reach over that. */
static void test_no_harm_undone_hides_another_word(void **state)
{
    (void)state;
    struct room r;
    room_open(&r);
    for (size_t i = 0; i < ROWS(row); i++) {
        for (int in_header = 0; in_header < 2; in_header++) {
            sg_auto_buf m = { 0 };
            struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
            how.is_header_simple = how.is_body_simple = row[i].is_simple;
            if (row[i].headers) how.headers = row[i].headers;
            room_sign(&how, row[i].message, &m);
            damage(i, &m);
            char *gap = memmem(m.data, m.len, "\n\n", 2) ? memmem(m.data, m.len, "\n\n", 2)
                                                         : memmem(m.data, m.len, "\r\n\r\n", 4);
            char *at = in_header ? strstr(m.data, "clerk@") : gap;
            while (!in_header && !(*at >= 'A' && *at <= 'z'))
                at++;
            *at = *at == 'x' ? 'y' : 'x';
            const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
            if (s->state == SG_SIGNATURE_PASS) fail_msg("%s, header %d: harms %x", row[i].name, in_header, s->harms);
            if (s->harms) fail_msg("%s: harms %x without a pass", row[i].name, s->harms);
        }
    }
    room_close(&r);
}

static void test_length_leaves_a_tail_and_says_so(void **state)
{
    (void)state;
    struct room r;
    sg_auto_buf m = { 0 };
    room_open(&r);
    struct sg_signing how = room_signing(&r, ROOM_RSA_2048);
    how.body_length = 11;
    room_sign(&how,
              PLAIN "\r\n"
                    "Dear all,\r\n",
              &m);
    assert_int_equal(room_judge(&r, sg_buf_view(&m))->unsigned_bytes, 0);
    sg_buf_text(&m, "send money\r\n");
    const struct sg_signature *s = room_judge(&r, sg_buf_view(&m));
    assert_int_equal(s->state, SG_SIGNATURE_PASS);
    assert_int_equal(s->unsigned_bytes, 12);
    assert_int_equal(s->harms, 0);
    room_close(&r);
}

static void test_harms_have_names(void **state)
{
    (void)state;
    for (int i = 0; i < SG_HARMS; i++) {
        assert_true(strlen(sg_harm_name((enum sg_harm)i)) > 3);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(sg_harm_name((enum sg_harm)i), sg_harm_name((enum sg_harm)k));
    }
    assert_string_equal(sg_harm_name(SG_HARMS), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_known_harm_is_undone_and_told),
        cmocka_unit_test(test_no_harm_undone_hides_another_word),
        cmocka_unit_test(test_length_leaves_a_tail_and_says_so),
        cmocka_unit_test(test_harms_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
