/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a fuzz target without a fuzzer, for the test suite: over each seed file, and over a fixed number of mutations of
 * each, always the same ones.  Seeds are fuzz/corpus/TARGET and the demo case.  Finds what the sanitizers find.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MUTATIONS = 400, LARGEST = 1 << 16 };

static uint64_t next_random(uint64_t *state) /* xorshift64*: Marsaglia 2003, Vigna 2016 */
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static size_t mutate(uint8_t *bytes, size_t len, uint64_t *state)
{
    static const char *const pieces[] = { "\"", ",", "\n", "\r\n", "{", "}", "[", "]", "\\u0000", "\xff", "\xed\xa0\x80",
                                          "0", "-1", "99999999999999999999", "null", "http://", "#", "@", "\t", "(" };
    for (uint64_t n = 1 + next_random(state) % 4; n > 0 && len > 0; n--) {
        size_t at = next_random(state) % len;
        const char *piece = pieces[next_random(state) % (sizeof pieces / sizeof *pieces)];
        size_t piece_len = strlen(piece);
        switch (next_random(state) % 5) {
        case 0: bytes[at] ^= (uint8_t)(1u << next_random(state) % 8); break;
        case 1: bytes[at] = (uint8_t)next_random(state); break;
        case 2: len = at; break;
        case 3:
            memmove(bytes + at, bytes + at + 1, len - at - 1);
            len--;
            break;
        default:
            if (len + piece_len > LARGEST) break;
            memmove(bytes + at + piece_len, bytes + at, len - at);
            memcpy(bytes + at, piece, piece_len);
            len += piece_len;
        }
    }
    return len;
}

/* The target sees memory of exactly the input's size, so that reading past it is seen. */
static void try_once(const uint8_t *bytes, size_t len)
{
    uint8_t *exact = malloc(len ? len : 1);
    if (!exact) abort();
    memcpy(exact, bytes, len);
    LLVMFuzzerTestOneInput(exact, len);
    free(exact);
}

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static unsigned replay_folder(const char *folder)
{
    static uint8_t seed[LARGEST], work[LARGEST];
    char *names[1024], path[4096];
    size_t n = 0;
    unsigned runs = 0;
    DIR *d = opendir(folder);
    if (!d) return 0;
    for (struct dirent *e; n < 1024 && (e = readdir(d));)
        if (e->d_name[0] != '.') names[n++] = strdup(e->d_name);
    closedir(d);
    qsort(names, n, sizeof *names, compare_names);
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        free(names[i]);
        FILE *f = fopen(path, "rb");
        if (!f) continue;
        size_t len = fread(seed, 1, sizeof seed, f);
        fclose(f);
        uint64_t state = UINT64_C(88172645463325252) + i;
        try_once(seed, len);
        for (int m = 0; m < MUTATIONS; m++, runs++) {
            memcpy(work, seed, len);
            try_once(work, mutate(work, len, &state));
        }
    }
    return runs;
}

int main(int argc, char **argv)
{
    char folder[4096];
    const char *root = getenv("SILLAGE_SOURCE_ROOT");
    const char *target = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
    (void)argc;
    if (strncmp(target, "test_fuzz_", 10) == 0) target += 10;
    if (!root) root = ".";
    snprintf(folder, sizeof folder, "%s/fuzz/corpus/%s", root, target);
    unsigned runs = replay_folder(folder);
    snprintf(folder, sizeof folder, "%s/data/demo", root);
    runs += replay_folder(folder);
    if (runs < MUTATIONS) {
        printf("not ok 1 - no seeds were found for %s\n", target);
        return 1;
    }
    printf("ok 1 - %u mutated inputs leave %s standing\n", runs, target);
    return 0;
}
