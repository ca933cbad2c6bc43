/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "containers/rebuild.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/pack.h"
#include "base/text.h"

enum { WORD_BYTES = 42, LINE_BYTES = 57 /* 76 letters */, TEXT_BYTES = 64 << 10 };

sg_time filetime(uint64_t steps)
{
    const uint64_t to_1970 = UINT64_C(116444736000000000);
    if (steps == 0 || steps > UINT64_C(0x7fffffffffffffff)) return SG_TIME_NONE;
    int64_t us = (int64_t)(steps / 10) - (int64_t)(to_1970 / 10);
    return us < -INT64_C(11644473600) * SG_SECOND || us > INT64_C(7258118400) * SG_SECOND ? SG_TIME_NONE : us;
}

void utf16_add(struct sg_buf *out, struct sg_str bytes)
{
    for (size_t i = 0; i + 1 < bytes.len; i += 2) {
        uint32_t c = (uint32_t)(unsigned char)bytes.data[i] | (uint32_t)(unsigned char)bytes.data[i + 1] << 8;
        if (c == 0) return;
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < bytes.len) {
            uint32_t d = (uint32_t)(unsigned char)bytes.data[i + 2] | (uint32_t)(unsigned char)bytes.data[i + 3] << 8;
            if (d >= 0xdc00 && d < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
                i += 2;
            }
        }
        sg_utf8_add(out, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    }
}

const char *codepage_name(uint32_t codepage, char *room)
{
    static const struct {
        uint32_t page;
        const char *name;
    } row[] = { { 65001, "utf-8" },   { 20127, "us-ascii" },    { 932, "shift_jis" }, { 936, "gb2312" },
                { 949, "euc-kr" },    { 950, "big5" },          { 1200, "utf-16le" }, { 20866, "koi8-r" },
                { 21866, "koi8-u" },  { 50220, "iso-2022-jp" }, { 51932, "euc-jp" },  { 51949, "euc-kr" },
                { 54936, "gb18030" }, { 28605, "iso-8859-15" } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (row[i].page == codepage) return row[i].name;
    if (codepage >= 28591 && codepage <= 28603)
        snprintf(room, 32, "iso-8859-%" PRIu32, codepage - 28590);
    else if (codepage >= 1250 && codepage <= 1258)
        snprintf(room, 32, "windows-%" PRIu32, codepage);
    else
        snprintf(room, 32, "windows-1252");
    return room;
}

/* ---- header ---- */

static bool is_plain(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] < ' ' || s.data[i] > '~') return false;
    return !memmem(s.data, s.len, "=?", 2);
}

/* RFC 2047, UTF-8 in base64, cut between characters. */
static void add_encoded(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len;) {
        size_t n = s.len - i < WORD_BYTES ? s.len - i : WORD_BYTES;
        while (n > 1 && i + n < s.len && ((unsigned char)s.data[i + n] & 0xc0) == 0x80)
            n--;
        if (i) sg_buf_text(out, "\r\n ");
        sg_buf_text(out, "=?utf-8?B?");
        sg_base64(out, s.data + i, n);
        sg_buf_text(out, "?=");
        i += n;
    }
}

static void add_words(struct sg_buf *out, struct sg_str s)
{
    if (s.len > TEXT_BYTES) s.len = TEXT_BYTES;
    if (is_plain(s) && s.len < 900)
        sg_buf_str(out, s);
    else
        add_encoded(out, s);
}

static void add_field(struct sg_buf *out, const char *name, struct sg_str value)
{
    if (!value.len) return;
    sg_buf_printf(out, "%s: ", name);
    add_words(out, value);
    sg_buf_text(out, "\r\n");
}

/* Values that must not be encoded: what does not fit there is left out. */
static void add_bare(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len && i < 998; i++)
        if (s.data[i] > ' ' && s.data[i] <= '~') sg_buf_char(out, s.data[i]);
}

static void add_ids(struct sg_buf *out, const char *name, struct sg_str value)
{
    value = sg_str_trim(value);
    if (!value.len) return;
    sg_buf_printf(out, "%s:", name);
    for (size_t i = 0; i < value.len && i < TEXT_BYTES;) {
        while (i < value.len && (unsigned char)value.data[i] <= ' ')
            i++;
        size_t from = i;
        while (i < value.len && (unsigned char)value.data[i] > ' ')
            i++;
        if (i == from) break;
        sg_buf_text(out, from ? "\r\n " : " ");
        add_bare(out, sg_str_n(value.data + from, i - from));
    }
    sg_buf_text(out, "\r\n");
}

static void add_date(struct sg_buf *out, sg_time t)
{
    static const char days[] = "ThuFriSatSunMonTueWed", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char text[SG_TIME_TEXT];
    int year, month, day, h, m, s;
    if (t == SG_TIME_NONE) return;
    sg_time_format(t, text);
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d", &year, &month, &day, &h, &m, &s) != 6 || month < 1 || month > 12)
        return;
    int64_t number = sg_days_from_civil(year, (unsigned)month, (unsigned)day);
    int64_t week = (number % 7 + 7) % 7;
    sg_buf_printf(out, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d +0000\r\n", days + 3 * week, day,
                  months + 3 * (month - 1), year, h, m, s);
}

static void add_quoted(struct sg_buf *out, struct sg_str name)
{
    if (!is_plain(name)) {
        add_encoded(out, name);
        return;
    }
    sg_buf_char(out, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == '"' || name.data[i] == '\\') sg_buf_char(out, '\\');
        sg_buf_char(out, name.data[i]);
    }
    sg_buf_char(out, '"');
}

static void add_address(struct sg_buf *out, const struct rebuilt_address *a)
{
    bool is_mail = a->address.len && memchr(a->address.data, '@', a->address.len);
    struct sg_str name = a->name.len || is_mail ? a->name : a->address;
    if (name.len > 512) name.len = 512;
    bool is_twice = is_mail && sg_str_same(name, a->address);
    if (name.len && !is_twice) {
        add_quoted(out, name);
        sg_buf_char(out, ' ');
    }
    sg_buf_char(out, '<');
    if (is_mail) add_bare(out, a->address);
    sg_buf_char(out, '>');
}

static void add_addresses(struct sg_buf *out, const struct rebuilt_mail *m, enum rebuilt_role role, const char *name)
{
    bool is_first = true;
    for (size_t i = 0; i < m->n_addresses; i++) {
        const struct rebuilt_address *a = &m->addresses[i];
        if (a->role != role || (!a->name.len && !a->address.len)) continue;
        if (is_first)
            sg_buf_printf(out, "%s: ", name);
        else
            sg_buf_text(out, ",\r\n ");
        add_address(out, a);
        is_first = false;
        if (role == REBUILT_FROM) break;
    }
    if (!is_first) sg_buf_text(out, "\r\n");
}

/* A directory's name for the sender is evidence too. */
static void add_directory_name(struct sg_buf *out, const struct rebuilt_mail *m)
{
    for (size_t i = 0; i < m->n_addresses; i++) {
        const struct rebuilt_address *a = &m->addresses[i];
        if (a->role == REBUILT_FROM && a->address.len && !memchr(a->address.data, '@', a->address.len))
            add_field(out, "X-Rebuilt-Sender", a->address);
    }
}

static void add_made_header(struct sg_buf *out, const struct rebuilt_mail *m)
{
    static const char *const names[REBUILT_ROLES] = { "From", "Sender", "To", "Cc", "Bcc" };
    for (int role = 0; role < REBUILT_ROLES; role++)
        add_addresses(out, m, (enum rebuilt_role)role, names[role]);
    add_directory_name(out, m);
    add_field(out, "Subject", m->subject);
    add_date(out, m->sent != SG_TIME_NONE ? m->sent : m->received);
    add_ids(out, "Message-ID", m->message_id);
    add_ids(out, "In-Reply-To", m->in_reply_to);
    add_ids(out, "References", m->references);
    if (m->thread_index.len) {
        sg_buf_text(out, "Thread-Index: ");
        sg_base64(out, m->thread_index.data, m->thread_index.len < 600 ? m->thread_index.len : 600);
        sg_buf_text(out, "\r\n");
    }
}

/* The parts are ours now: what was said of them is kept under another name. */
static bool is_of_parts(struct sg_str line)
{
    static const char *const names[] = { "content-type", "content-transfer-encoding", "content-disposition",
                                         "mime-version" };
    const char *colon = memchr(line.data, ':', line.len);
    if (!colon) return false;
    struct sg_str name = sg_str_trim(sg_str_n(line.data, (size_t)(colon - line.data)));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sg_str_is_nocase(name, names[i])) return true;
    return false;
}

/* As it came, but for its line ends and the fields of the parts. */
static void add_transport(struct sg_buf *out, struct sg_str t)
{
    size_t at = 0;
    /* Outlook writes a line of its own before some. */
    if (t.len > 24 && memcmp(t.data, "Microsoft Mail Internet Headers", 24) == 0) {
        const char *end = memchr(t.data, '\n', t.len);
        at = end ? (size_t)(end - t.data) + 1 : t.len;
    }
    while (at < t.len) {
        const char *end = memchr(t.data + at, '\n', t.len - at);
        struct sg_str line = { t.data + at, end ? (size_t)(end - t.data) - at : t.len - at };
        at += line.len + 1;
        while (line.len && (line.data[line.len - 1] == '\r' || line.data[line.len - 1] == 0))
            line.len--;
        if (!line.len) break;
        bool is_fold = line.data[0] == ' ' || line.data[0] == '\t';
        if (!is_fold && is_of_parts(line)) sg_buf_text(out, "X-Original-");
        sg_buf_str(out, line);
        sg_buf_text(out, "\r\n");
    }
}

/* ---- body ---- */

static void add_base64_lines(struct sg_buf *out, struct sg_str bytes)
{
    for (size_t i = 0; i < bytes.len; i += LINE_BYTES) {
        sg_base64(out, bytes.data + i, bytes.len - i < LINE_BYTES ? bytes.len - i : LINE_BYTES);
        sg_buf_text(out, "\r\n");
    }
}

static void add_text_part(struct sg_buf *out, const char *type, struct sg_str charset, struct sg_str bytes)
{
    sg_buf_printf(out, "Content-Type: %s; charset=\"", type);
    add_bare(out, charset.len ? charset : sg_str("utf-8"));
    sg_buf_text(out, "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    add_base64_lines(out, bytes);
}

static bool is_token(struct sg_str type)
{
    const char *slash = type.len ? memchr(type.data, '/', type.len) : NULL;
    for (size_t i = 0; i < type.len; i++)
        if (!sg_is_alnum(type.data[i]) && !strchr("/+-._", type.data[i])) return false;
    return slash && slash != type.data && slash + 1 < type.data + type.len && type.len < 128;
}

static void add_parameter(struct sg_buf *out, const char *name, struct sg_str value)
{
    if (!value.len) return;
    if (value.len > 512) value.len = 512;
    if (is_plain(value)) {
        sg_buf_printf(out, ";\r\n %s=", name);
        add_quoted(out, value);
        return;
    }
    sg_buf_printf(out, ";\r\n %s*=utf-8''", name); /* RFC 2231 */
    for (size_t i = 0; i < value.len; i++) {
        if (sg_is_alnum(value.data[i]) || value.data[i] == '.' || value.data[i] == '-')
            sg_buf_char(out, value.data[i]);
        else
            sg_buf_printf(out, "%%%02X", (unsigned char)value.data[i]);
    }
}

static void add_part(struct sg_buf *out, const struct rebuilt_part *p)
{
    sg_buf_text(out, "Content-Type: ");
    if (p->is_message)
        sg_buf_text(out, "message/rfc822");
    else
        sg_buf_str(out, is_token(p->type) && !sg_str_is_nocase(p->type, "message/rfc822")
                            ? p->type
                            : sg_str("application/octet-stream"));
    sg_buf_text(out, "\r\nContent-Disposition: attachment");
    add_parameter(out, "filename", p->name);
    sg_buf_text(out, "\r\n");
    if (p->content_id.len) {
        sg_buf_text(out, "Content-ID: <");
        add_bare(out, p->content_id);
        sg_buf_text(out, ">\r\n");
    }
    if (p->is_message) { /* must not be encoded, RFC 2046 5.2.1 */
        sg_buf_text(out, "\r\n");
        sg_buf_str(out, p->bytes);
        return;
    }
    sg_buf_text(out, "Content-Transfer-Encoding: base64\r\n\r\n");
    add_base64_lines(out, p->bytes);
}

/* Boundaries come from the content, so that nothing in it can know them beforehand, and equal content has equal ones.
 */
static enum sg_code content_hash(const struct rebuilt_mail *m, char ret_hex[static SG_SHA256_HEX], struct sg_err *err)
{
    struct sg_sha256 *h;
    SG_TRY(sg_sha256_new(&h, err));
    enum sg_code code = SG_OK;
    const struct sg_str piece[] = { m->transport, m->subject, m->message_id, m->plain, m->html, m->rtf };
    for (size_t i = 0; i < sizeof piece / sizeof *piece && code == SG_OK; i++)
        code = sg_sha256_add(h, piece[i].data, piece[i].len, err);
    for (size_t i = 0; i < m->n_parts && code == SG_OK; i++)
        code = sg_sha256_add(h, m->parts[i].bytes.data, m->parts[i].bytes.len, err);
    if (code == SG_OK) code = sg_sha256_end(h, ret_hex, err);
    sg_sha256_free(h);
    return code;
}

struct body {
    const struct rebuilt_mail *m;
    struct sg_str plain, plain_charset;
    char boundary[48];
};

static void add_boundary(struct sg_buf *out, const struct body *b, int n, const char *end)
{
    sg_buf_printf(out, "--%s_%d%s\r\n", b->boundary, n, end);
}

static void add_text(struct sg_buf *out, const struct body *b)
{
    const struct rebuilt_mail *m = b->m;
    if (!b->plain.len || !m->html.len) {
        if (m->html.len)
            add_text_part(out, "text/html", m->html_charset, m->html);
        else
            add_text_part(out, "text/plain", b->plain_charset, b->plain);
        return;
    }
    sg_buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"%s_1\"\r\n\r\n", b->boundary);
    add_boundary(out, b, 1, "");
    add_text_part(out, "text/plain", b->plain_charset, b->plain);
    add_boundary(out, b, 1, "");
    add_text_part(out, "text/html", m->html_charset, m->html);
    add_boundary(out, b, 1, "--");
}

static void add_body(struct sg_buf *out, const struct body *b, const struct rebuilt_part *rtf)
{
    const struct rebuilt_mail *m = b->m;
    sg_buf_text(out, "MIME-Version: 1.0\r\n");
    if (m->n_parts == 0 && !rtf) {
        add_text(out, b);
        return;
    }
    sg_buf_printf(out, "Content-Type: multipart/mixed;\r\n boundary=\"%s_0\"\r\n\r\n", b->boundary);
    add_boundary(out, b, 0, "");
    add_text(out, b);
    for (size_t i = 0; i < m->n_parts; i++) {
        add_boundary(out, b, 0, "");
        add_part(out, &m->parts[i]);
        sg_buf_text(out, "\r\n");
    }
    if (rtf) {
        add_boundary(out, b, 0, "");
        add_part(out, rtf);
    }
    add_boundary(out, b, 0, "--");
}

enum sg_code rebuild_mail(const struct rebuilt_mail *m, struct sg_buf *out, struct sg_err *err)
{
    char hex[SG_SHA256_HEX];
    sg_auto_buf rtf = { 0 }, text = { 0 };
    struct body b = { .m = m, .plain = m->plain, .plain_charset = m->plain_charset };
    struct rebuilt_part rtf_part = { .name = sg_str("body.rtf"), .type = sg_str("application/rtf") };
    SG_TRY(content_hash(m, hex, err));
    snprintf(b.boundary, sizeof b.boundary, "=_rebuilt_%.32s", hex);
    bool has_rtf = m->rtf.len && !m->html.len; /* with HTML it says nothing of its own */
    if (has_rtf) (void)rtf_unpack(m->rtf, &rtf);
    if (has_rtf && !b.plain.len) {
        rtf_text(sg_buf_view(&rtf), &text);
        b.plain = sg_buf_view(&text);
        b.plain_charset = sg_str("utf-8");
    }
    rtf_part.bytes = sg_buf_view(&rtf);
    if (m->transport.len)
        add_transport(out, m->transport);
    else
        add_made_header(out, m);
    if (m->class_name.len && !sg_str_is_nocase(m->class_name, "IPM.Note"))
        add_field(out, "X-Rebuilt-Class", m->class_name);
    add_body(out, &b, rtf.len ? &rtf_part : NULL);
    SG_TRY(sg_buf_check(&rtf, err));
    SG_TRY(sg_buf_check(&text, err));
    return sg_buf_check(out, err);
}
