/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/subject.h"

#include "base/text.h"

/* What mail programs put before the subject of an answer or of a mail passed on, in the languages of their users. */
static const char *const answers[] = { "re", "aw", "antw", "sv", "vs", "odp", "ynt", "rif", "r", "res", "ref", "réf" };
static const char *const passed_on[] = { "fw", "fwd", "wg", "tr", "rv", "doorst", "enc", "i", "vl", "vb" };

static bool is_one_of(struct sg_str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sg_str_is_nocase(word, words[i])) return true;
    return false;
}

static struct sg_str after(struct sg_str s, size_t n)
{
    return sg_str_trim(sg_str_n(s.data + n, s.len - n));
}

/* "Re:", "RE :", "Re[2]:", "[list]" taken off the front; false when there is none. */
static bool take_prefix(struct sg_str *s, bool *is_answer)
{
    if (s->len && s->data[0] == '[') {
        const char *end = memchr(s->data, ']', s->len < 64 ? s->len : 64);
        if (!end || (size_t)(end + 1 - s->data) == s->len) return false;
        *s = after(*s, (size_t)(end + 1 - s->data));
        return true;
    }
    size_t n = 0, colon;
    while (n < s->len && n < 8 && s->data[n] != ':' && s->data[n] != ' ' && s->data[n] != '[' && s->data[n] != '(')
        n++;
    for (colon = n; colon < s->len && colon < n + 6 && s->data[colon] != ':';)
        colon++;
    if (colon >= s->len || s->data[colon] != ':') return false;
    for (size_t i = n; i < colon; i++)
        if (!strchr(" []()", s->data[i]) && !sg_is_digit(s->data[i])) return false;
    struct sg_str word = sg_str_n(s->data, n);
    bool is_re = is_one_of(word, answers, sizeof answers / sizeof *answers);
    if (!is_re && !is_one_of(word, passed_on, sizeof passed_on / sizeof *passed_on)) return false;
    *is_answer |= is_re;
    *s = after(*s, colon + 1);
    return true;
}

bool subject_plain(struct sg_str subject, struct sg_buf *out)
{
    bool is_answer = false;
    subject = sg_str_trim(subject);
    for (int i = 0; i < 16 && take_prefix(&subject, &is_answer); i++)
        ;
    for (size_t i = 0; i < subject.len; i++) {
        bool is_blank = strchr(" \t\r\n", subject.data[i]) != NULL;
        if (is_blank && (!out->len || out->data[out->len - 1] == ' ')) continue;
        sg_buf_char(out, is_blank ? ' ' : sg_lower(subject.data[i]));
    }
    return is_answer;
}
