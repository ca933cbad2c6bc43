/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lookalike/stream_line.h"

#include <stdint.h>

#include "base/text.h"
#include "lookalike/host.h"

/* What a byte means in a line: 1 ends the first field, 2 tells that the field may be more than a bare name. */
static const uint8_t meaning[256] = {
    [' '] = 1, ['\t'] = 1, [','] = 1, [';'] = 1,
    [':'] = 2, ['/'] = 2, ['?'] = 2, ['#'] = 2, ['@'] = 2, ['\\'] = 2, ['['] = 2, ['<'] = 2, ['>'] = 2,
};

/* Within quotes nothing ends it but they. */
static struct sg_str quoted(struct sg_str s)
{
    s.data++;
    s.len--;
    const char *close = s.len ? memchr(s.data, '"', s.len) : NULL;
    if (close) s.len = (size_t)(close - s.data);
    return sg_str_trim(s);
}

static struct sg_str first_field(struct sg_str s, bool *ret_is_more)
{
    bool is_quoted = s.data[0] == '"';
    if (is_quoted) s = quoted(s);
    uint8_t seen = 0;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t m = meaning[(unsigned char)s.data[i]];
        if (m == 1 && !is_quoted) {
            s.len = i;
            break;
        }
        seen |= m;
    }
    *ret_is_more = seen & 2;
    return s;
}

/* <mail@example.org> */
static struct sg_str without_brackets(struct sg_str s)
{
    if (s.len && s.data[0] == '<') s = sg_str_n(s.data + 1, s.len - 1);
    if (s.len && s.data[s.len - 1] == '>') s.len--;
    return s;
}

/* A comma or semicolon ended the field before the host's own end: a browser takes it for part of the user's name. */
static struct sg_str host_behind(struct sg_str line, struct sg_str field)
{
    size_t from = look_scheme_len(field), end = from;
    struct sg_str none = { 0 };
    if (!from || field.data[0] == '"' || field.len == line.len) return none;
    while (end < line.len && !memchr("/\\?# \t", line.data[end], 6))
        end++;
    if (end <= field.len || !memchr(line.data + field.len, '@', end - field.len)) return none;
    return look_host(sg_str_n(line.data, end));
}

enum stream_line stream_line_read(struct sg_str line, struct stream_hosts *ret, const char **ret_reason)
{
    bool is_long = line.len > STREAM_LINE_MAX, is_more;
    line = sg_str_trim(line);
    if ((!line.len && !is_long) || (line.len && line.data[0] == '#')) return STREAM_NOTHING;
    if (is_long) {
        *ret_reason = "the line is longer than 4096 bytes";
        return STREAM_FAULT;
    }
    struct sg_str field = first_field(line, &is_more), host = field;
    if (is_more) host = look_host(without_brackets(field));
    if (!host.len) {
        *ret_reason = "the line holds no name";
        return STREAM_FAULT;
    }
    ret->host = host;
    ret->other = is_more && field.data == line.data ? host_behind(line, field) : (struct sg_str){ 0 };
    return STREAM_NAME;
}
