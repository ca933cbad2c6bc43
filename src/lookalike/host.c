/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lookalike/host.h"

#include "base/text.h"

static struct sg_str behind(struct sg_str s, size_t n)
{
    return sg_str_n(s.data + n, s.len - n);
}

static bool is_slash(char c)
{
    return c == '/' || c == '\\'; /* browsers make no difference */
}

/* "https:" and its like, which browsers follow with any number of slashes. */
static size_t web_scheme_len(struct sg_str s)
{
    static const char *const schemes[] = { "https:", "http:", "ftp:", "wss:", "ws:" };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t n = strlen(schemes[i]);
        if (s.len <= n || !sg_str_is_nocase(sg_str_n(s.data, n), schemes[i])) continue;
        while (n < s.len && is_slash(s.data[n]))
            n++;
        return n;
    }
    return 0;
}

size_t look_scheme_len(struct sg_str s)
{
    size_t n = web_scheme_len(s);
    if (n) return n;
    while (n < s.len && (sg_is_alnum(s.data[n]) || s.data[n] == '+' || s.data[n] == '-' || s.data[n] == '.'))
        n++;
    if (n < s.len && n > 0 && s.data[n] == ':') n++;
    return s.len - n >= 2 && is_slash(s.data[n]) && is_slash(s.data[n + 1]) && (n == 0 || s.data[n - 1] == ':') ? n + 2
                                                                                                                : 0;
}

/* An address within brackets is kept with them: it holds colons of its own. */
static size_t without_port(struct sg_str s)
{
    size_t from = 0;
    if (s.len && s.data[0] == '[') {
        const char *close = memchr(s.data, ']', s.len);
        from = close ? (size_t)(close - s.data) : 0;
    }
    const char *colon = s.len ? memchr(s.data + from, ':', s.len - from) : NULL;
    if (!colon) return s.len;
    for (const char *c = colon + 1; c < s.data + s.len; c++)
        if (!sg_is_digit(*c)) return s.len; /* "::1", or something that is wrong: the caller shall see it whole */
    return (size_t)(colon - s.data);
}

struct sg_str look_host(struct sg_str text)
{
    struct sg_str s = behind(text, look_scheme_len(text));
    if (s.data == text.data && s.len >= 7 && sg_str_is_nocase(sg_str_n(s.data, 7), "mailto:")) s = behind(s, 7);
    for (size_t i = 0; i < s.len; i++)
        if (is_slash(s.data[i]) || s.data[i] == '?' || s.data[i] == '#') s.len = i;
    const char *at = s.len ? memrchr(s.data, '@', s.len) : NULL;
    if (at) s = behind(s, (size_t)(at - s.data) + 1);
    s.len = without_port(s);
    return s;
}
