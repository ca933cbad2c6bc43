/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names after '#' and '@'.  The rules: doc/formats/objects.md. */
#include "objects/objects_internal.h"

#define NAME_MAX_BYTES 1024 /* longer ones are noise */

void hashtag_fold(struct unicode *u, struct sg_str name, struct sg_buf *out, struct sg_buf *scratch)
{
    bool is_slow = false;
    size_t from = out->len;
    for (size_t at = 0; at < name.len && !is_slow;) {
        char c = name.data[at];
        if ((signed char)c >= 0) {
            sg_buf_char(out, sg_lower(c));
            at++;
            continue;
        }
        uint32_t w = unicode_word(u, sg_utf8_next(name.data, name.len, &at));
        is_slow = w & (CP_NFC_SLOW | CP_REORDERS);
        sg_utf8_add(out, w & CP_FOLD);
    }
    if (!is_slow) return;
    out->len = from;
    if (scratch->failed) sg_buf_release(scratch);
    sg_buf_clear(scratch);
    if (!unicode_nfc(u, name, scratch)) sg_buf_str(scratch, name);
    sg_auto_buf folded = { 0 };
    for (size_t at = 0; at < scratch->len;)
        sg_utf8_add(&folded, unicode_word(u, sg_utf8_next(scratch->data, scratch->len, &at)) & CP_FOLD);
    sg_buf_owe(out, scratch);
    sg_buf_owe(out, &folded);
    if (!unicode_nfc(u, sg_buf_view(&folded), out)) sg_buf_str(out, sg_buf_view(&folded));
}

size_t hashtag_read(struct unicode *u, struct sg_str text, size_t at, struct sg_buf *out, struct sg_buf *scratch)
{
    size_t end = at;
    bool has_letter = false, after_letter = false;
    for (size_t i = at; i < text.len;) {
        char c = text.data[i];
        if ((signed char)c >= 0) {
            bool is_digit = sg_is_digit(c);
            if (!is_digit && !sg_is_alnum(c) && c != '_') break;
            after_letter = !is_digit && c != '_';
            has_letter = has_letter || after_letter;
            end = ++i;
            continue;
        }
        uint32_t w = unicode_word(u, sg_utf8_next(text.data, text.len, &i));
        if (w & CP_WORD && !(w & CP_INVISIBLE)) { /* U+FE0F belongs to an emoji */
            if (w & CP_MARK && end == at) break; /* a mark on the '#' itself: a keycap, say */
            after_letter = w & CP_LETTER || (w & CP_MARK && after_letter);
            has_letter = has_letter || w & CP_LETTER;
            end = i;
        } else if (w & CP_MEDIAL && after_letter && i < text.len) {
            size_t next = i;
            char n = text.data[i];
            bool is_letter = (signed char)n >= 0 ? sg_is_alnum(n) && !sg_is_digit(n)
                                                 : (unicode_word(u, sg_utf8_next(text.data, text.len, &next)) & CP_LETTER) != 0;
            if (!is_letter) break;
            after_letter = false;
        } else {
            break;
        }
    }
    if (!has_letter || end - at > NAME_MAX_BYTES) return 0;
    hashtag_fold(u, sg_str_n(text.data + at, end - at), out, scratch);
    return end;
}

static bool is_name_char(char c) { return sg_is_alnum(c) || c == '_'; }

/* Past a domain name (labels of letters, digits and '-', at least two) that begins at `at`; 0 when there is none. */
static size_t domain_end(struct sg_str text, size_t at)
{
    size_t end = at, dots = 0;
    for (size_t i = at; i < text.len && i - at < HOST_MAX; i++) {
        char c = text.data[i];
        if (sg_is_alnum(c)) {
            end = i + 1;
            continue;
        }
        bool is_joint = (c == '.' || c == '-') && i > at && i == end && i + 1 < text.len;
        if (!is_joint || !(sg_is_alnum(text.data[i + 1]) || (c == '-' && text.data[i + 1] == '-'))) break;
        if (c == '-') end = i + 1;
        dots += c == '.';
    }
    return dots ? end : 0;
}

size_t mention_read(struct sg_str text, size_t at, struct sg_buf *out)
{
    size_t end = at;
    while (end < text.len && is_name_char(text.data[end]))
        end++;
    if (end == at || end - at > NAME_MAX_BYTES) return 0;
    /* Other platforms' names go on after a '.' or '-'.  A capital after the '.' is the next sentence. */
    size_t longer = end, dots = 0;
    while (longer + 1 < text.len && (text.data[longer] == '.' || text.data[longer] == '-') &&
           is_name_char(text.data[longer + 1]) && !(text.data[longer + 1] >= 'A' && text.data[longer + 1] <= 'Z') &&
           longer - at < NAME_MAX_BYTES) {
        dots += text.data[longer] == '.';
        longer++;
        while (longer < text.len && is_name_char(text.data[longer]) && longer - at < NAME_MAX_BYTES)
            longer++;
    }
    bool is_elsewhere = longer < text.len && text.data[longer] == '@';
    size_t host_end = is_elsewhere ? domain_end(text, longer + 1) : 0;
    /* "@nytimes-style" is @nytimes: a '-' counts within a name with a dot or a host only. */
    if (host_end)
        end = host_end;
    else if (dots)
        end = longer;
    for (size_t i = at; i < end; i++)
        sg_buf_char(out, sg_lower(text.data[i]));
    return end;
}
