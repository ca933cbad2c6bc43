/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Field values as people read them: unfolded, encoded words decoded (RFC 2047), also the broken ones that clients
 * write: inside quotes, without blanks around them, with blanks or a fold inside, a character cut in two by neighbours.
 */
#include "mail/mail_internal.h"

/* "=?charset?B?text?=" */
struct word {
    struct sg_str charset, text;
    bool is_base64;
    size_t end; /* where it ends in the value */
};

enum { CHARSET_BYTES = 64 };

/* The encoded word at `at`, which holds "=?".  *has_end: false once no "?=" is left, so that nobody looks again. */
static bool read_word(struct sg_str s, size_t at, struct word *ret, bool *has_end)
{
    size_t start = at + 2, i = start;
    while (i < s.len && i - start < CHARSET_BYTES && s.data[i] != '?' && !mail_is_space(s.data[i]))
        i++;
    if (i + 3 > s.len || s.data[i] != '?' || i == start || s.data[i + 2] != '?') return false;
    char how = sg_lower(s.data[i + 1]);
    if (how != 'q' && how != 'b') return false;
    size_t text = i + 3;
    const char *stop = text < s.len ? memmem(s.data + text, s.len - text, "?=", 2) : NULL;
    if (!stop) {
        *has_end = false;
        return false;
    }
    const char *star = memchr(s.data + start, '*', i - start); /* a language: RFC 2231, 5 */
    ret->charset = sg_str_n(s.data + start, star ? (size_t)(star - s.data) - start : i - start);
    ret->text = sg_str_n(s.data + text, (size_t)(stop - s.data) - text);
    ret->is_base64 = how == 'b';
    ret->end = (size_t)(stop - s.data) + 2;
    return true;
}

static bool same_charset(struct sg_str a, struct sg_str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (sg_lower(a.data[i]) != sg_lower(b.data[i])) return false;
    return true;
}

void mail_clean(struct sg_str s, struct sg_buf *out)
{
    for (size_t i = 0; i < s.len;) {
        size_t start = i;
        while (i < s.len && s.data[i] >= ' ' && s.data[i] < 127)
            i++;
        sg_buf_add(out, s.data + start, i - start);
        if (i >= s.len) break;
        start = i;
        uint32_t c = sg_utf8_next(s.data, s.len, &i);
        if (c == '\t' || c == '\n' || c == 0x2028 || c == 0x2029)
            sg_buf_char(out, ' ');
        else if (c == 0xfffd)
            sg_utf8_add(out, c);
        else if (!sg_is_control(c))
            sg_buf_add(out, s.data + start, i - start);
    }
}

/* Bytes between encoded words: UTF-8, or what they may be. */
static void add_raw(struct sg_str s, struct sg_buf *out)
{
    sg_auto_buf utf8 = { 0 };
    uint32_t ignored = 0;
    if (mail_ascii_run(s.data, s.len) == s.len) {
        mail_clean(s, out);
        return;
    }
    sg_mail_to_utf8(sg_str(""), s, &utf8, &ignored);
    mail_clean(sg_buf_view(&utf8), out);
    sg_buf_owe(out, &utf8);
}

/* Words of one charset that stand side by side are decoded together: some clients cut characters in two. */
struct run {
    struct sg_buf bytes, utf8;
    struct sg_str charset;
};

static void end_run(struct run *r, struct sg_buf *out)
{
    uint32_t ignored = 0;
    if (r->bytes.len) {
        sg_buf_clear(&r->utf8);
        sg_mail_to_utf8(r->charset, sg_buf_view(&r->bytes), &r->utf8, &ignored);
        mail_clean(sg_buf_view(&r->utf8), out);
    }
    sg_buf_owe(out, &r->bytes);
    sg_buf_owe(out, &r->utf8);
    sg_buf_clear(&r->bytes);
    r->charset.len = 0;
}

static void add_word(struct run *r, const struct word *w, struct sg_buf *out)
{
    if (!same_charset(r->charset, w->charset)) end_run(r, out);
    r->charset = w->charset;
    if (w->is_base64)
        (void)decode_base64(w->text, &r->bytes);
    else
        (void)decode_q_word(w->text, &r->bytes);
}

static bool is_space_only(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!mail_is_space(s.data[i])) return false;
    return true;
}

static void add_decoded(struct sg_str s, struct sg_buf *out)
{
    struct run r = { 0 };
    struct word w;
    size_t done = 0, at = 0;
    bool has_end = true, is_behind_word = false;
    while (has_end && at < s.len) {
        const char *found = memmem(s.data + at, s.len - at, "=?", 2);
        if (!found) break;
        at = (size_t)(found - s.data);
        if (!read_word(s, at, &w, &has_end)) {
            at += 2;
            continue;
        }
        struct sg_str between = sg_str_n(s.data + done, at - done);
        if (!is_behind_word || !is_space_only(between)) {
            end_run(&r, out);
            add_raw(between, out);
        }
        add_word(&r, &w, out);
        is_behind_word = true;
        at = done = w.end;
    }
    end_run(&r, out);
    add_raw(sg_str_n(s.data + done, s.len - done), out);
    sg_buf_release(&r.bytes);
    sg_buf_release(&r.utf8);
}

/* Appends `s` without its line ends: what stands behind one begins with a blank. */
static void unfold(struct sg_str s, struct sg_buf *out)
{
    for (size_t i = 0; i < s.len;) {
        const char *lf = memchr(s.data + i, '\n', s.len - i);
        size_t stop = lf ? (size_t)(lf - s.data) : s.len, next = lf ? stop + 1 : stop;
        if (lf && stop > i && s.data[stop - 1] == '\r') stop--;
        sg_buf_add(out, s.data + i, stop - i);
        i = next;
    }
}

void sg_mail_words(struct sg_str value, struct sg_buf *out)
{
    value = sg_str_trim(value);
    if (!value.len) return;
    bool is_folded = memchr(value.data, '\n', value.len) != NULL;
    bool has_words = memmem(value.data, value.len, "=?", 2) != NULL;
    sg_auto_buf flat = { 0 };
    if (is_folded) {
        unfold(value, &flat);
        sg_buf_owe(out, &flat);
        value = sg_buf_view(&flat);
    }
    if (has_words)
        add_decoded(value, out);
    else
        add_raw(value, out);
}
