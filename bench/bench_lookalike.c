/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_lookalike [MILLIONS]: names judged a second by two threads, against 100 and 5,000 protected names, over a
 * stream of hosts as proxies and certificate feeds carry them, made here from a seed.  Ratios: to the goal, to looking
 * for the line ends of the same bytes (the limit that no judge can pass), of twice the names to once, of 5,000
 * protected names to 100; memory of the index.
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/random.h"
#include "bench.h"
#include "lookalike/lookalike.h"
#include "objects/objects.h"

#define BENIGN "../shared/data/domains/benign-top-10k.txt"
#define MIB_GOAL 64.0
enum { THREADS = 2, ROUNDS = 3 };
#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const char *const words[] = {
    "account", "agency", "album",   "art",       "atlas",  "auto",   "bank",   "beauty",  "bike",   "blog",    "blue",
    "book",    "box",    "cafe",    "camp",      "car",    "care",   "casa",   "center",  "chat",   "city",    "clinic",
    "cloud",   "club",   "coach",   "code",      "cook",   "core",   "craft",  "dance",   "data",   "dental",  "design",
    "digital", "direct", "doctor",  "dog",       "dream",  "edge",   "energy", "event",   "expert", "family",  "farm",
    "fashion", "film",   "finance", "fit",       "flower", "food",   "force",  "forum",   "foto",   "free",    "fun",
    "game",    "garden", "gift",    "global",    "gold",   "green",  "group",  "guide",   "hair",   "haus",    "health",
    "home",    "hotel",  "house",   "immo",      "info",   "invest", "kids",   "kitchen", "lab",    "land",    "law",
    "life",    "light",  "local",   "logistics", "love",   "market", "master", "media",   "metal",  "mobile",  "moda",
    "moto",    "music",  "natur",   "net",       "news",   "office", "online", "optic",   "paper",  "park",    "party",
    "pet",     "pharma", "photo",   "pizza",     "plan",   "plus",   "point",  "power",   "praxis", "press",   "print",
    "pro",     "radio",  "real",    "recht",     "red",    "reise",  "rent",   "school",  "secure", "service", "shop",
    "smart",   "social", "solar",   "sport",     "star",   "store",  "studio", "style",   "sun",    "super",   "team",
    "tech",    "tele",   "tour",    "trade",     "travel", "tv",     "video",  "vita",    "water",  "web",     "wein",
    "world",   "yoga",   "zen",     "zone"
};
static const char *const suffixes[] = { "com", "com", "com",    "com",  "net", "org", "de", "fr",   "co.uk",  "ru",
                                        "nl",  "pl",  "com.br", "info", "io",  "it",  "eu", "shop", "online", "cn" };
static const char *const fronts[] = {
    "www.", "mail.", "api.", "cdn-", "autodiscover.", "m.", "static.", "shop.", "dev."
};
static const char *const beyond[] = { "\xc3\xbc", "\xc3\xa9", "\xc3\xb6", "\xc3\xa7", "\xd0\xb0", "\xd0\xbe" };

struct text {
    struct sg_buf bytes;
    size_t *ends, n; /* of each name, its newline not counted */
};

/* ---- the stream ---- */

static void pronounceable(uint64_t *random, size_t letters, struct sg_buf *out)
{
    for (size_t i = 0; i < letters; i++)
        sg_buf_char(out, i % 2 ? "aeiouaeioy"[sg_random_below(random, 10)]
                               : "bcdfghklmnprstvz"[sg_random_below(random, 16)]);
}

static void word_name(uint64_t *random, struct sg_buf *out)
{
    sg_buf_text(out, words[sg_random_below(random, COUNT(words))]);
    if (sg_random_below(random, 3) == 0) sg_buf_char(out, '-');
    if (sg_random_below(random, 4))
        sg_buf_text(out, words[sg_random_below(random, COUNT(words))]);
    else
        pronounceable(random, 3 + sg_random_below(random, 6), out);
}

/* What a machine has named: "e4f1a03b9c". */
static void machine_name(uint64_t *random, struct sg_buf *out)
{
    sg_buf_printf(out, "%llx", (unsigned long long)(sg_random(random) >> sg_random_below(random, 32)));
}

static void one_host(uint64_t *random, const struct text *known, struct sg_idn *idn, struct sg_buf *out)
{
    uint32_t kind = sg_random_below(random, 100);
    if (kind < 35) sg_buf_text(out, fronts[sg_random_below(random, COUNT(fronts))]);
    if (kind >= 35 && kind < 50) {
        machine_name(random, out);
        sg_buf_char(out, '.');
    }
    if (kind % 4 == 0 && known->n) { /* asked for often: its rank is drawn with equal weight to each doubling */
        size_t i = (size_t)1 << sg_random_below(random, 13);
        i += sg_random_below(random, (uint32_t)i);
        i %= known->n;
        size_t from = i ? known->ends[i - 1] + 1 : 0;
        sg_buf_add(out, known->bytes.data + from, known->ends[i] - from);
        return;
    }
    if (sg_random_below(random, 50) == 0) { /* international: half of them as punycode */
        sg_auto_buf label = { 0 };
        sg_buf_text(&label, beyond[sg_random_below(random, COUNT(beyond))]);
        word_name(random, &label);
        if (kind % 2 || sg_idn_ascii(idn, sg_buf_view(&label), out)) sg_buf_str(out, sg_buf_view(&label));
    } else if (kind % 3) {
        word_name(random, out);
    } else {
        pronounceable(random, 5 + sg_random_below(random, 9), out);
    }
    sg_buf_char(out, '.');
    sg_buf_text(out, suffixes[sg_random_below(random, COUNT(suffixes))]);
}

static bool make_stream(size_t n, const struct text *known, struct text *ret)
{
    uint64_t random = 10;
    struct sg_idn *idn = NULL;
    ret->ends = calloc(n, sizeof *ret->ends);
    if (!ret->ends || sg_idn_new(&idn, NULL) != SG_OK) return false;
    for (ret->n = 0; ret->n < n; ret->n++) {
        one_host(&random, known, idn, &ret->bytes);
        ret->ends[ret->n] = ret->bytes.len;
        sg_buf_char(&ret->bytes, '\n');
    }
    sg_idn_free(idn);
    return !ret->bytes.failed;
}

static void read_known(struct text *ret)
{
    if (!sg_fs_exists(BENIGN) || sg_fs_read(BENIGN, 1 << 22, &ret->bytes, NULL) != SG_OK) return;
    ret->ends = calloc(ret->bytes.len + 1, sizeof *ret->ends);
    for (size_t i = 0; ret->ends && i < ret->bytes.len; i++)
        if (ret->bytes.data[i] == '\n') ret->ends[ret->n++] = i;
}

static void text_release(struct text *t)
{
    sg_buf_release(&t->bytes);
    free(t->ends);
}

/* ---- the work, by two threads ---- */

struct part {
    const struct text *text;
    size_t from, to;        /* names */
    struct sg_judge *judge; /* NULL: only line ends */
    size_t counts[4];
};

static void *judge_part(void *arg)
{
    struct part *p = arg;
    struct sg_judged judged;
    size_t at = p->from ? p->text->ends[p->from - 1] + 1 : 0;
    for (size_t i = p->from; i < p->to; i++) {
        const char *name = p->text->bytes.data + at;
        const char *end = memchr(name, '\n', p->text->bytes.len - at);
        size_t len = (size_t)(end - name);
        p->counts[p->judge ? sg_judge(p->judge, sg_str_n(name, len), &judged) : len % 4]++;
        at += len + 1;
    }
    return NULL;
}

/* What the process computed so far: says more than the clock where other programs run beside. */
static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The shortest of some rounds, by the clock and by what the process computed. */
struct took {
    double seconds, processor;
    size_t counts[4]; /* by what was judged */
};

static struct took run(const struct text *t, size_t n, struct sg_judge *const judges[THREADS])
{
    struct took best = { .seconds = 1e9, .processor = 1e9 };
    for (int round = 0; round < ROUNDS; round++) {
        struct part parts[THREADS] = { 0 };
        pthread_t threads[THREADS];
        double start = bench_now(), used = processor_seconds();
        for (int i = 0; i < THREADS; i++) {
            parts[i] = (struct part){ .text = t,
                                      .from = n * (size_t)i / THREADS,
                                      .to = n * (size_t)(i + 1) / THREADS,
                                      .judge = judges ? judges[i] : NULL };
            if (pthread_create(&threads[i], NULL, judge_part, &parts[i]) != 0) abort();
        }
        memset(best.counts, 0, sizeof best.counts);
        for (int i = 0; i < THREADS; i++) {
            pthread_join(threads[i], NULL);
            for (int k = 0; k < 4; k++)
                best.counts[k] += parts[i].counts[k];
        }
        double seconds = bench_now() - start;
        used = processor_seconds() - used;
        if (seconds < best.seconds) best.seconds = seconds;
        if (used < best.processor) best.processor = used;
    }
    return best;
}

static double resident_mib(void)
{
    unsigned long all = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%lu %lu", &all, &resident) != 2) resident = 0;
    if (f) fclose(f);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1048576;
}

static enum sg_code protect(size_t n, struct sg_protected **ret, struct sg_err *err)
{
    uint64_t random = 1;
    sg_auto_buf name = { 0 };
    SG_TRY(sg_protected_new(ret, err));
    while ((*ret)->n < n) {
        sg_buf_clear(&name);
        bool with_word = sg_random_below(&random, 3) == 0;
        pronounceable(&random, 5 + sg_random_below(&random, with_word ? 4 : 9), &name);
        if (with_word) sg_buf_text(&name, words[sg_random_below(&random, COUNT(words))]);
        sg_buf_printf(&name, ".%s", suffixes[sg_random_below(&random, COUNT(suffixes))]);
        SG_TRY(sg_protected_add(*ret, sg_buf_view(&name), err));
    }
    return SG_OK;
}

static void print_measured(size_t n, double goal, const struct text *t, const struct took *half,
                           const struct took *whole, const struct took *limit)
{
    double rate = (double)t->n / whole->seconds, each = whole->processor / (double)t->n;
    printf("%5zu protected  %.3f s  %.2f M names/s  %.2f x the goal of %.0f M/s  %.0f x line ends alone\n", n,
           whole->seconds, rate / 1e6, rate / goal, goal / 1e6, whole->processor / limit->processor);
    printf("                 %.0f ns of a processor for each name: %.2f M/s where %d are free, %.2f x the goal\n",
           each * 1e9, THREADS / each / 1e6, THREADS, THREADS / each / goal);
    printf("                 twice the names: %.2f x the work\n", whole->processor / half->processor);
    printf("                 strangers %zu, alike %zu, own %zu, unreadable %zu\n", whole->counts[SG_JUDGED_STRANGER],
           whole->counts[SG_JUDGED_ALIKE], whole->counts[SG_JUDGED_OWN], whole->counts[SG_JUDGED_UNREADABLE]);
}

/* All names against `n` protected ones. */
static enum sg_code measure(const struct text *t, size_t n, double goal, const struct took *limit, struct took *ret,
                            struct sg_err *err)
{
    struct sg_protected *p = NULL;
    struct sg_matcher *m = NULL;
    struct sg_judge *judges[THREADS] = { 0 };
    enum sg_code code = protect(n, &p, err);
    double before = resident_mib(), start = bench_now();
    if (code == SG_OK) code = sg_matcher_new(p, &m, err);
    double built = bench_now() - start;
    for (int i = 0; i < THREADS && code == SG_OK; i++)
        code = sg_judge_new(m, &judges[i], err);
    if (code == SG_OK) {
        struct took half = run(t, t->n / 2, judges);
        *ret = run(t, t->n, judges);
        double mib = resident_mib() - before;
        print_measured(n, goal, t, &half, ret, limit);
        printf("                 index made in %.0f ms; it and %d judges take %.1f MiB, %.2f x the limit of %.0f\n",
               built * 1e3, THREADS, mib, mib / MIB_GOAL, MIB_GOAL);
    }
    for (int i = 0; i < THREADS; i++)
        sg_judge_free(judges[i]);
    sg_matcher_free(m);
    sg_protected_free(p);
    return code;
}

int main(int argc, char **argv)
{
    struct text known = { 0 }, stream = { 0 };
    struct took few = { 0 }, many = { 0 };
    struct sg_err err = { 0 };
    size_t n = (argc > 1 ? strtoul(argv[1], NULL, 10) : 3) * 1000000u;
    read_known(&known);
    if (!n || !make_stream(n, &known, &stream)) {
        fprintf(stderr, "bench_lookalike: no names, or no memory for them\n");
        return 1;
    }
    struct took limit = run(&stream, n, NULL);
    printf("%zu names, %.1f MB%s, %d threads, the best of %d rounds; line ends alone %.3f s\n", n,
           (double)stream.bytes.len * 1e-6, known.n ? ", a quarter of them asked for often" : "", THREADS, ROUNDS,
           limit.seconds);
    enum sg_code code = measure(&stream, 100, 2e6, &limit, &few, &err);
    if (code == SG_OK) code = measure(&stream, 5000, 1e6, &limit, &many, &err);
    if (code == SG_OK)
        printf("50 times as many protected names: %.2f x the work (linear would be 50)\n",
               many.processor / few.processor);
    if (code != SG_OK) fprintf(stderr, "bench_lookalike: %s\n", err.text);
    text_release(&known);
    text_release(&stream);
    return code != SG_OK;
}
