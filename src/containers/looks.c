/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looks like mail. */
#include <strings.h>

#include "base/text.h"
#include "containers/containers_internal.h"

enum { FROM_LINE_BYTES = 1024, FIELDS_SEEN = 64 };

size_t looks_like_field(struct sg_str line)
{
    size_t n = 0;
    while (n < line.len && line.data[n] > ' ' && line.data[n] < 0x7f && line.data[n] != ':')
        n++;
    if (n == 0 || n > 76) return 0;
    size_t name = n;
    while (n < line.len && (line.data[n] == ' ' || line.data[n] == '\t')) /* obsolete syntax: blanks before ':' */
        n++;
    return n < line.len && line.data[n] == ':' ? name : 0;
}

/* 2: hardly in anything but mail; 1: usual in mail. */
static int weight(struct sg_str name)
{
    static const char *const telling[] = { "received",    "message-id",   "return-path",    "delivered-to",
                                           "from",        "mime-version", "dkim-signature", "x-mailer",
                                           "in-reply-to", "references",   "thread-index",   "x-originating-ip" };
    static const char *const usual[] = { "to",
                                         "subject",
                                         "date",
                                         "cc",
                                         "bcc",
                                         "sender",
                                         "reply-to",
                                         "content-type",
                                         "resent-from",
                                         "newsgroups",
                                         "organization",
                                         "user-agent",
                                         "content-transfer-encoding",
                                         "x-priority",
                                         "list-id" };
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
        if (sg_str_is_nocase(name, telling[i])) return 2;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (sg_str_is_nocase(name, usual[i])) return 1;
    return name.len > 2 && (name.data[0] == 'X' || name.data[0] == 'x') && name.data[1] == '-';
}

static struct sg_str next_line(struct sg_str head, size_t *pos)
{
    const char *from = head.data + *pos;
    const char *end = memchr(from, '\n', head.len - *pos);
    size_t len = end ? (size_t)(end - from) : head.len - *pos;
    *pos += end ? len + 1 : len;
    if (len && from[len - 1] == '\r') len--;
    return sg_str_n(from, len);
}

bool looks_like_mail(struct sg_str head, const char *name)
{
    size_t pos = 0, n_fields = 0, name_len = name ? strlen(name) : 0;
    int sum = 0, telling = 0;
    bool is_named = name_len > 4 && strcasecmp(name + name_len - 4, ".eml") == 0;
    if (head.len >= 3 && memcmp(head.data, "\xef\xbb\xbf", 3) == 0) pos = 3;
    if (is_named && head.len && !memchr(head.data, 0, head.len < 512 ? head.len : 512)) return true;
    while (pos < head.len && n_fields < FIELDS_SEEN) {
        struct sg_str line = next_line(head, &pos);
        if (line.len == 0) break;
        if (n_fields && (line.data[0] == ' ' || line.data[0] == '\t')) continue;
        if (n_fields == 0 && line.len > 5 && memcmp(line.data, "From ", 5) == 0) continue; /* left by an mbox */
        size_t len = looks_like_field(line);
        if (len == 0) {
            if (pos >= head.len && n_fields) break; /* cut by where we stopped looking */
            return false;
        }
        int w = weight(sg_str_n(line.data, len));
        if (n_fields++ == 0 && w == 0) return false;
        sum += w;
        telling += w == 2;
    }
    return telling >= 1 && sum >= 3;
}

/* ---- "From " lines ---- */

static int three_letters(struct sg_str word, const char *names, int n)
{
    if (word.len < 3) return -1;
    for (int i = 0; i < n; i++)
        if (strncasecmp(word.data, names + 3 * i, 3) == 0) return i;
    return -1;
}

static bool number(struct sg_str word, unsigned least, unsigned most, unsigned *ret)
{
    unsigned v = 0;
    if (word.len == 0 || word.len > 4) return false;
    for (size_t i = 0; i < word.len; i++) {
        if (!sg_is_digit(word.data[i])) return false;
        v = v * 10 + (unsigned)(word.data[i] - '0');
    }
    *ret = v;
    return v >= least && v <= most;
}

static bool clock_of(struct sg_str word, unsigned *ret_seconds)
{
    unsigned part[3] = { 0, 0, 0 };
    int n = 0;
    size_t digits = 0;
    for (size_t i = 0; i <= word.len; i++) {
        if (i == word.len || word.data[i] == ':') {
            if (digits == 0 || digits > 2 || ++n > 3) return false;
            digits = 0;
        } else if (n < 3 && sg_is_digit(word.data[i]) && digits < 2) {
            part[n] = part[n] * 10 + (unsigned)(word.data[i] - '0');
            digits++;
        } else {
            return false;
        }
    }
    *ret_seconds = part[0] * 3600 + part[1] * 60 + part[2];
    return n >= 2 && part[0] < 24 && part[1] < 60 && part[2] < 62;
}

static int64_t zone_of(struct sg_str word)
{
    unsigned v;
    if (word.len != 5 || (word.data[0] != '+' && word.data[0] != '-')) return 0;
    if (!number(sg_str_n(word.data + 1, 4), 0, 1500, &v)) return 0;
    int64_t minutes = (int64_t)(v / 100) * 60 + v % 100;
    return word.data[0] == '-' ? -minutes : minutes;
}

/* "Fri Jul  8 12:08:34 2011", with a zone before or after the year, or none. */
static bool date_of(const struct sg_str *word, size_t n, sg_time *ret)
{
    static const char days[] = "sunmontuewedthufrisat", months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    unsigned day, seconds, year = 0;
    int64_t zone = 0;
    if (n < 5 || word[0].len > 4 || three_letters(word[0], days, 7) < 0) return false;
    int month = word[1].len == 3 ? three_letters(word[1], months, 12) : -1;
    if (month < 0 || !number(word[2], 1, 31, &day) || !clock_of(word[3], &seconds)) return false;
    for (size_t i = 4; i < n && i < 7; i++) {
        if (!year && number(word[i], 1970, 2200, &year)) continue;
        if (zone == 0) zone = zone_of(word[i]);
    }
    if (!year) return false;
    *ret =
        sg_days_from_civil(year, (unsigned)month + 1, day) * SG_DAY + (int64_t)seconds * SG_SECOND - zone * SG_MINUTE;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool looks_like_from_line(struct sg_str line, sg_time *ret_time)
{
    enum { WORDS = 32 };
    struct sg_str word[WORDS];
    size_t n = 0;
    if (line.len < 20 || memcmp(line.data, "From ", 5) != 0) return false;
    if (line.len > FROM_LINE_BYTES) line.len = FROM_LINE_BYTES;
    for (size_t i = 5; i < line.len && n < WORDS;) {
        while (i < line.len && is_blank(line.data[i]))
            i++;
        size_t from = i;
        while (i < line.len && !is_blank(line.data[i]))
            i++;
        if (i > from) word[n++] = sg_str_n(line.data + from, i - from);
    }
    for (size_t i = 0; i + 5 <= n; i++)
        if (date_of(word + i, n - i, ret_time)) return true;
    return false;
}
