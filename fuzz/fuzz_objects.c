/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as text, as lists of addresses and objects, as one address, and as a host name. */
#include <stdlib.h>

#include "base/text.h"
#include "objects/objects.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A letter is drawn as valid UTF-8 of bounded length, the same each time. */
static void check_drawn(struct sg_idn *idn, struct sg_str shown)
{
    for (size_t at = 0; at < shown.len;) {
        char copy[64];
        bool has_mark, has_mark_again;
        uint32_t scalar = sg_utf8_next(shown.data, shown.len, &at);
        struct sg_str drawn = sg_idn_drawn(idn, scalar, &has_mark);
        if (drawn.len > sizeof copy || !sg_utf8_is_valid(drawn.data, drawn.len)) abort();
        if (drawn.len) memcpy(copy, drawn.data, drawn.len);
        struct sg_str again = sg_idn_drawn(idn, scalar, &has_mark_again);
        if (!sg_str_same(sg_str_n(copy, drawn.len), again) || has_mark != has_mark_again) abort();
    }
}

/* What is a name in ASCII stays as it is, and is the one that its Unicode form gives. */
static void check_name(struct sg_idn *idn, struct sg_str text)
{
    sg_auto_buf ascii = { 0 }, shown = { 0 }, again = { 0 };
    if (sg_idn_ascii(idn, text, &ascii)) return;
    if (!ascii.len || ascii.len > 253) abort();
    for (size_t i = 0; i < ascii.len; i++)
        if (!sg_is_alnum(ascii.data[i]) && !memchr("-_.", ascii.data[i], 3)) abort();
    if (sg_idn_ascii(idn, sg_buf_view(&ascii), &again) || !sg_str_same(sg_buf_view(&ascii), sg_buf_view(&again)))
        abort();
    if (sg_idn_unicode(idn, sg_buf_view(&ascii), &shown) || !sg_utf8_is_valid(shown.data, shown.len)) abort();
    sg_buf_clear(&again);
    if (sg_idn_ascii(idn, sg_buf_view(&shown), &again) || !sg_str_same(sg_buf_view(&ascii), sg_buf_view(&again)))
        abort();
    check_drawn(idn, sg_buf_view(&shown));
    sg_idn_label_flags(idn, sg_buf_view(&shown));
    bool is_private;
    struct sg_str suffix = sg_public_suffix(sg_buf_view(&ascii), &is_private);
    if (suffix.len > ascii.len || suffix.data + suffix.len != ascii.data + ascii.len) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sg_idn *idn;
    if (!idn && sg_idn_new(&idn, NULL) != SG_OK) abort();
    check_name(idn, sg_str_n((const char *)data, size));
    static struct sg_extractor *x;
    if (!x && sg_extractor_new(&x, NULL) != SG_OK) abort();
    struct sg_str text = sg_str_n((const char *)data, size);
    struct sg_found_list found;
    struct sg_permalink link;
    uint32_t letters;
    uint64_t words[64];
    size_t n_unspaced;
    if (sg_extract(x, text, text, text, &found, NULL) == SG_OK && found.n > SG_FOUND_MAX) abort();
    sg_fingerprint(x, text, &letters);
    size_t n_words = sg_words(x, text, words, 64, &n_unspaced);
    if (n_words > 64 || n_unspaced > n_words || (n_words > 0) != (letters > 0)) abort();
    if (sg_permalink(x, text, &link, NULL) != SG_OK || (link.id.len && !link.platform.len)) abort();
    sg_auto_buf out = { 0 }, domain = { 0 };
    bool is_url, is_still;
    if (sg_url_canonical(x, text, &out, &domain, &is_url, NULL) != SG_OK || is_url != (out.len > 0)) abort();
    if (is_url && out.len <= 4096) { /* what is canonical stays as it is */
        sg_auto_buf again = { 0 }, other = { 0 };
        if (sg_url_canonical(x, sg_buf_view(&out), &again, &other, &is_still, NULL) != SG_OK || !is_still) abort();
        if (!sg_str_same(sg_buf_view(&out), sg_buf_view(&again)) ||
            !sg_str_same(sg_buf_view(&domain), sg_buf_view(&other)))
            abort();
    }
    return 0;
}
