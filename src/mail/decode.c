/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfer encodings (RFC 2045, 6.7 and 6.8; uuencode as POSIX describes it) and the Q encoding of RFC 2047. */
#include <endian.h>

#include "mail/mail_internal.h"

enum { NONE = 0x80, PAD = 0x81 };

/* What each byte is worth as a digit of base64. */
static const unsigned char base64_digit[256] = {
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, 62,   NONE, NONE, NONE, 63,   52,   53,   54,   55,   56,   57,   58,   59,   60,
    61,   NONE, NONE, NONE, PAD,  NONE, NONE, NONE, 0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,
    11,   12,   13,   14,   15,   16,   17,   18,   19,   20,   21,   22,   23,   24,   25,   NONE, NONE, NONE, NONE,
    NONE, NONE, 26,   27,   28,   29,   30,   31,   32,   33,   34,   35,   36,   37,   38,   39,   40,   41,   42,
    43,   44,   45,   46,   47,   48,   49,   50,   51,   NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
};

/* Four digits at a time while there is nothing else; returns how many bytes of `in` that took. */
static size_t whole_quads(const unsigned char *in, size_t len, unsigned char **to)
{
    const unsigned char *d = base64_digit;
    unsigned char *out = *to;
    size_t i = 0;
    for (; i + 8 <= len; i += 8, out += 6) {
        uint64_t v = (uint64_t)d[in[i]] << 42 | (uint64_t)d[in[i + 1]] << 36 | (uint64_t)d[in[i + 2]] << 30 |
                     (uint64_t)d[in[i + 3]] << 24 | (uint64_t)d[in[i + 4]] << 18 | (uint64_t)d[in[i + 5]] << 12 |
                     (uint64_t)d[in[i + 6]] << 6 | (uint64_t)d[in[i + 7]];
        unsigned odd = d[in[i]] | d[in[i + 1]] | d[in[i + 2]] | d[in[i + 3]] | d[in[i + 4]] | d[in[i + 5]] |
                       d[in[i + 6]] | d[in[i + 7]];
        if (odd & 0x80) break;
        v = htobe64(v << 16);
        memcpy(out, &v, 6);
    }
    *to = out;
    return i;
}

bool decode_base64(struct sg_str in, struct sg_buf *out)
{
    const unsigned char *s = (const unsigned char *)in.data;
    if (!in.len || !sg_buf_room(out, in.len / 4 * 3 + 3)) return true;
    unsigned char *start = (unsigned char *)out->data + out->len, *to = start;
    uint32_t bits = 0;
    unsigned n_digits = 0, n_pads = 0;
    bool is_clean = true;
    for (size_t i = 0; i < in.len;) {
        if (!n_digits) i += whole_quads(s + i, in.len - i, &to);
        if (i >= in.len) break;
        unsigned digit = base64_digit[s[i]];
        if (digit < 64) {
            if (n_pads) { /* a footer that a list put behind it; its letters are no base64 */
                is_clean = false;
                break;
            }
            bits = bits << 6 | digit;
            if (++n_digits == 4) {
                *to++ = (unsigned char)(bits >> 16);
                *to++ = (unsigned char)(bits >> 8);
                *to++ = (unsigned char)bits;
                n_digits = 0;
            }
        } else if (digit == PAD) {
            if (n_digits >= 2)
                n_pads++;
            else
                is_clean = false;
        } else if (!mail_is_space((char)s[i])) {
            is_clean = false;
        }
        i++;
    }
    if (n_digits >= 2) *to++ = (unsigned char)(n_digits == 2 ? bits >> 4 : bits >> 10);
    if (n_digits == 3) *to++ = (unsigned char)(bits >> 2);
    out->len += (size_t)(to - start);
    return is_clean && n_digits != 1 && (n_pads == 0 || n_pads + n_digits == 4);
}

/* The octets of a stretch without line ends; false when a '=' begins none. */
static bool add_octets(const char *s, const char *end, char **to)
{
    char *out = *to;
    bool is_clean = true;
    while (s < end) {
        const char *equals = memchr(s, '=', (size_t)(end - s));
        size_t plain = (size_t)((equals ? equals : end) - s);
        memcpy(out, s, plain);
        out += plain;
        if (!equals) break;
        int high = end - equals >= 3 ? sg_hex_digit(equals[1]) : -1, low = high >= 0 ? sg_hex_digit(equals[2]) : -1;
        if (low >= 0) {
            *out++ = (char)(high << 4 | low);
            s = equals + 3;
        } else {
            is_clean = false;
            *out++ = '=';
            s = equals + 1;
        }
    }
    *to = out;
    return is_clean;
}

static bool decode_quoted_printable(struct sg_str in, struct sg_buf *out)
{
    if (!in.len || !sg_buf_room(out, in.len)) return true;
    const char *s = in.data, *end = s + in.len;
    char *to = out->data + out->len;
    bool is_clean = true;
    while (s < end) {
        const char *lf = memchr(s, '\n', (size_t)(end - s)), *next = lf ? lf + 1 : end, *stop = lf ? lf : end;
        if (lf && stop > s && stop[-1] == '\r') stop--;
        const char *line_end = stop;
        while (stop > s && mail_is_blank(stop[-1])) /* put there on the way: 6.7 (3) */
            stop--;
        if (stop > s && stop[-1] == '=') {
            is_clean &= add_octets(s, stop - 1, &to);
        } else {
            is_clean &= add_octets(s, stop, &to);
            if (lf) {
                memcpy(to, line_end, (size_t)(next - line_end));
                to += next - line_end;
            }
        }
        s = next;
    }
    out->len = (size_t)(to - out->data);
    return is_clean;
}

bool decode_q_word(struct sg_str in, struct sg_buf *out)
{
    bool is_clean = true;
    if (!in.len || !sg_buf_room(out, in.len)) return true;
    for (size_t i = 0; i < in.len; i++) {
        char c = in.data[i];
        int high = c == '=' && i + 2 < in.len ? sg_hex_digit(in.data[i + 1]) : -1;
        int low = high >= 0 ? sg_hex_digit(in.data[i + 2]) : -1;
        if (low >= 0) {
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '_') {
            c = ' ';
        } else if (c == '=') {
            is_clean = false;
        }
        out->data[out->len++] = c;
    }
    return is_clean;
}

static struct sg_str take_line(struct sg_str *rest)
{
    const char *lf = rest->len ? memchr(rest->data, '\n', rest->len) : NULL;
    size_t len = lf ? (size_t)(lf - rest->data) : rest->len, taken = lf ? len + 1 : len;
    struct sg_str line = sg_str_n(rest->data, len);
    *rest = sg_str_n(rest->data + taken, rest->len - taken);
    if (line.len && line.data[line.len - 1] == '\r') line.len--;
    return line;
}

static bool is_begin(struct sg_str line)
{
    return line.len > 10 && memcmp(line.data, "begin ", 6) == 0 && sg_is_digit(line.data[6]) &&
           sg_is_digit(line.data[7]) && sg_is_digit(line.data[8]);
}

static unsigned uu_digit(struct sg_str line, size_t at)
{
    return at < line.len ? ((unsigned char)line.data[at] - 32u) & 63u : 0; /* blanks at the end get lost */
}

static bool decode_uu(struct sg_str in, struct sg_buf *out)
{
    struct sg_str rest = in, line;
    do {
        if (!rest.len) {
            sg_buf_str(out, in);
            return false;
        }
        line = take_line(&rest);
    } while (!is_begin(line));
    while (rest.len) {
        line = take_line(&rest);
        if (sg_str_is(line, "end")) return true;
        if (!line.len) continue;
        unsigned n = uu_digit(line, 0), most = (unsigned)(line.len < 84 ? line.len + 3 : 84) / 4 * 3;
        if (n > most) n = most; /* two bytes do not become forty-five */
        if (!sg_buf_room(out, n + 3)) return true;
        for (unsigned done = 0; done < n; done += 3) {
            size_t at = 1 + (size_t)done / 3 * 4;
            unsigned bits = uu_digit(line, at) << 18 | uu_digit(line, at + 1) << 12 | uu_digit(line, at + 2) << 6 |
                            uu_digit(line, at + 3);
            for (unsigned k = 0; k < 3 && done + k < n; k++)
                out->data[out->len++] = (char)(bits >> (16 - 8 * k));
        }
    }
    return false;
}

void sg_mail_decode(const struct sg_mail_part *part, struct sg_buf *out, uint32_t *defects)
{
    bool is_clean = true;
    switch (part->encoding) {
    case SG_MAIL_BASE64:
        is_clean = decode_base64(part->body, out);
        break;
    case SG_MAIL_QUOTED_PRINTABLE:
        is_clean = decode_quoted_printable(part->body, out);
        break;
    case SG_MAIL_UUENCODE:
        is_clean = decode_uu(part->body, out);
        break;
    case SG_MAIL_IDENTITY:
        sg_buf_str(out, part->body);
        break;
    }
    if (!is_clean) *defects |= SG_MAIL_BAD_ENCODING;
}
