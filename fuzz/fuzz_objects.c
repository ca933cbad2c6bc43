/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as text, as lists of addresses and objects, and as one address. */
#include <stdlib.h>

#include "objects/objects.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
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
    sg_permalink(x, text, &link);
    sg_auto_buf out = { 0 }, domain = { 0 };
    if (sg_url_canonical(x, text, &out, &domain) && out.len <= 4096) { /* what is canonical stays as it is */
        sg_auto_buf again = { 0 }, other = { 0 };
        if (!sg_url_canonical(x, sg_buf_view(&out), &again, &other)) abort();
        if (!sg_str_same(sg_buf_view(&out), sg_buf_view(&again)) ||
            !sg_str_same(sg_buf_view(&domain), sg_buf_view(&other)))
            abort();
    }
    return 0;
}
