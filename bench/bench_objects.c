/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_objects FILE: extracts from and fingerprints every line of FILE, and prints what that cost and how it compares
 * with copying the same lines. With "count" as second word, prints how many posts carry each hashtag instead. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "objects/objects.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool read_all(const char *path, struct sg_buf *out)
{
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    for (size_t n = 1; n && sg_buf_room(out, 1 << 20);) {
        n = fread(out->data + out->len, 1, 1 << 20, f);
        out->len += n;
    }
    fclose(f);
    return !out->failed;
}

static struct sg_str next_line(const struct sg_buf *all, size_t *at)
{
    const char *end = memchr(all->data + *at, '\n', all->len - *at);
    size_t len = end ? (size_t)(end - all->data) - *at : all->len - *at;
    struct sg_str line = sg_str_n(all->data + *at, len);
    *at += len + 1;
    return line;
}

int main(int argc, char **argv)
{
    struct sg_err err;
    sg_auto_buf all = { 0 }, copy = { 0 };
    struct sg_extractor *x;
    if (argc < 2 || !read_all(argv[1], &all)) return fputs("usage: bench_objects FILE [count]\n", stderr), 2;
    if (sg_extractor_new(&x, &err) != SG_OK) return fprintf(stderr, "%s\n", err.text), 1;
    struct sg_found_list found;
    if (argc > 2) {
        for (size_t at = 0; at < all.len;) {
            if (sg_extract(x, next_line(&all, &at), sg_str(""), sg_str(""), &found, &err) != SG_OK) return 1;
            for (size_t i = 0; i < found.n; i++)
                printf("%d\t%.*s\n", (int)found.items[i].kind, (int)found.items[i].value.len, found.items[i].value.data);
        }
        sg_extractor_free(x);
        return 0;
    }
    size_t lines = 0, things = 0;
    uint64_t sum = 0;
    double start = now();
    for (size_t at = 0; at < all.len; lines++) {
        sg_buf_clear(&copy);
        sg_buf_str(&copy, next_line(&all, &at));
        sum += copy.len;
    }
    double copied = now() - start;
    start = now();
    for (size_t at = 0; at < all.len;) {
        if (sg_extract(x, next_line(&all, &at), sg_str(""), sg_str(""), &found, &err) != SG_OK) return 1;
        things += found.n;
    }
    double extracted = now() - start;
    start = now();
    for (size_t at = 0; at < all.len;) {
        uint32_t letters;
        sum ^= sg_fingerprint(x, next_line(&all, &at), &letters);
    }
    double hashed = now() - start;
    printf("%zu texts, %.1f MB, %zu things, check %016llx\n", lines, (double)all.len * 1e-6, things, (unsigned long long)sum);
    printf("extract      %.3f s  %.0f ns a text\n", extracted, extracted * 1e9 / (double)(lines ? lines : 1));
    printf("fingerprint  %.3f s  %.0f ns a text\n", hashed, hashed * 1e9 / (double)(lines ? lines : 1));
    printf("ratio to copying the texts: %.1f\n", (extracted + hashed) / (copied > 0 ? copied : 1e-9));
    sg_extractor_free(x);
    return 0;
}
