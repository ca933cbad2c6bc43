/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charsets and transfer encodings, as clients write them. */
#include "base/pack.h"
#include "base/text.h"
#include "simulate/leak_internal.h"

const char *const sim_charset_names[] = { "us-ascii", "iso-8859-1", "windows-1252", "utf-8" };

bool sim_is_ascii(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] >= 128) return false;
    return true;
}

void sim_encode_charset(struct sg_buf *out, struct sg_str utf8, enum sim_charset charset)
{
    if (charset == CHARSET_UTF8) {
        sg_buf_str(out, utf8);
        return;
    }
    for (size_t at = 0; at < utf8.len;) {
        uint32_t c = sg_utf8_next(utf8.data, utf8.len, &at);
        sg_buf_char(out, c < 256 ? (char)c : '?'); /* our words keep to Latin-1 */
    }
}

static void put_quoted_line(struct sg_buf *out, const char *line, size_t len)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t column = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)line[i];
        bool is_last = i + 1 == len;
        bool is_plain = c < 127 && c >= 32 && c != '=' && !(c == ' ' && is_last);
        size_t width = is_plain ? 1 : 3;
        if (column + width > (is_last ? 76u : 75u)) {
            sg_buf_add(out, "=\r\n", 3);
            column = 0;
        }
        if (is_plain) {
            sg_buf_char(out, (char)c);
        } else {
            sg_buf_char(out, '=');
            sg_buf_char(out, hex[c >> 4]);
            sg_buf_char(out, hex[c & 15]);
        }
        column += width;
    }
}

void sim_encode_quoted(struct sg_buf *out, struct sg_str bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        const char *end = memchr(bytes.data + at, '\n', bytes.len - at);
        size_t stop = end ? (size_t)(end - bytes.data) : bytes.len, len = stop - at;
        if (end && len && bytes.data[stop - 1] == '\r') len--;
        put_quoted_line(out, bytes.data + at, len);
        if (end) sg_buf_add(out, "\r\n", 2);
        at = end ? stop + 1 : bytes.len;
    }
}

void sim_encode_base64(struct sg_buf *out, struct sg_str bytes)
{
    for (size_t at = 0; at < bytes.len; at += 57) {
        sg_base64(out, bytes.data + at, bytes.len - at < 57 ? bytes.len - at : 57);
        sg_buf_add(out, "\r\n", 2);
    }
}

void sim_encode_word(struct sg_buf *out, struct sg_str utf8, bool in_base64)
{
    if (sim_is_ascii(utf8)) {
        sg_buf_str(out, utf8);
        return;
    }
    for (size_t at = 0; at < utf8.len;) { /* an encoded word has at most 75 letters */
        size_t most = in_base64 ? 42 : 18, end = at + most < utf8.len ? at + most : utf8.len;
        while (end < utf8.len && ((unsigned char)utf8.data[end] & 0xc0) == 0x80)
            end--;
        if (at) sg_buf_text(out, "\r\n ");
        sg_buf_text(out, in_base64 ? "=?UTF-8?B?" : "=?utf-8?Q?");
        if (in_base64) {
            sg_base64(out, utf8.data + at, end - at);
        } else {
            for (size_t i = at; i < end; i++) {
                unsigned char c = (unsigned char)utf8.data[i];
                if (sg_is_alnum((char)c))
                    sg_buf_char(out, (char)c);
                else if (c == ' ')
                    sg_buf_char(out, '_');
                else
                    sg_buf_printf(out, "=%02X", c);
            }
        }
        sg_buf_text(out, "?=");
        at = end;
    }
}

void sim_crlf(struct sg_buf *out, struct sg_str lines)
{
    for (size_t i = 0; i < lines.len; i++) {
        if (lines.data[i] == '\n') sg_buf_char(out, '\r');
        sg_buf_char(out, lines.data[i]);
    }
}
