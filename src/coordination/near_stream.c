/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Batches of posts: while one is filled by the caller and then matched in its order, the threads sketch the one before.
 * What a thread writes has its place by the post's number, so their number does not show in the result.
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "coordination/near.h"

enum { BATCH = 8192, CHUNK = 128, CHUNKS = BATCH / CHUNK, THREADS_MAX = 8 };
#define BATCH_BYTES (8u << 20) /* of texts: a batch of long ones is handed on before it has its number of posts */

struct item {
    sg_time time;
    uint64_t post, author;
    size_t text, text_len; /* in `texts` */
    size_t shingles;       /* in its chunk's */
    struct near_sketch sketch;
};
struct batch {
    struct item items[BATCH];
    size_t n;
    struct sg_buf texts, shingles[CHUNKS];
    uint32_t *keys; /* BATCH times the number of bands */
};
struct near_stream {
    struct near_settings settings;
    struct near_bands bands;
    struct accounts *accounts;
    struct near_index *index;
    struct near_counts counts;
    struct batch *filling, *working; /* working->n 0: nothing is sketched */
    sg_time last;
    struct event *events;
    size_t n_events, events_cap;
    uint64_t n_without_account;

    pthread_mutex_t lock;
    pthread_cond_t begin, end;
    size_t next, n_chunks, n_done; /* of `working`; under the lock */
    bool ends;
    struct sg_extractor *extractors[THREADS_MAX]; /* the caller's is the first */
    pthread_t helpers[THREADS_MAX];
    unsigned n_helpers;
};

/* ---- sketching ---- */

static void sketch_chunk(const struct near_stream *n, struct sg_extractor *x, struct batch *b, size_t chunk)
{
    uint64_t shingles[NEAR_WORDS];
    struct sg_buf *out = &b->shingles[chunk];
    size_t end = (chunk + 1) * CHUNK < b->n ? (chunk + 1) * CHUNK : b->n;
    sg_buf_clear(out);
    for (size_t i = chunk * CHUNK; i < end; i++) {
        struct item *it = &b->items[i];
        near_sketch(x, sg_str_n(b->texts.data + it->text, it->text_len), n->settings.shingle, &n->bands, &it->sketch,
                    shingles, b->keys + i * n->bands.bands);
        it->shingles = out->len / sizeof *shingles;
        sg_buf_add(out, shingles, it->sketch.n * sizeof *shingles);
    }
}

/* Takes chunks while there are any; called with the lock held. */
static void work(struct near_stream *n, struct sg_extractor *x)
{
    while (n->next < n->n_chunks) {
        size_t chunk = n->next++;
        pthread_mutex_unlock(&n->lock);
        sketch_chunk(n, x, n->working, chunk);
        pthread_mutex_lock(&n->lock);
        if (++n->n_done == n->n_chunks) pthread_cond_signal(&n->end);
    }
}

struct helper {
    struct near_stream *stream;
    struct sg_extractor *extractor;
};
static void *help(void *arg)
{
    struct helper h = *(struct helper *)arg;
    free(arg);
    pthread_mutex_lock(&h.stream->lock);
    while (!h.stream->ends) {
        work(h.stream, h.extractor);
        if (!h.stream->ends) pthread_cond_wait(&h.stream->begin, &h.stream->lock);
    }
    pthread_mutex_unlock(&h.stream->lock);
    return NULL;
}

static void wait_for_working(struct near_stream *n)
{
    pthread_mutex_lock(&n->lock);
    work(n, n->extractors[0]);
    while (n->n_done < n->n_chunks)
        pthread_cond_wait(&n->end, &n->lock);
    pthread_mutex_unlock(&n->lock);
}

/* The filled batch becomes the one that is sketched; the sketched one is given back. */
static struct batch *hand_on(struct near_stream *n)
{
    struct batch *sketched = n->working;
    pthread_mutex_lock(&n->lock);
    n->working = n->filling;
    n->filling = NULL;
    n->next = n->n_done = 0;
    n->n_chunks = (n->working->n + CHUNK - 1) / CHUNK;
    pthread_cond_broadcast(&n->begin);
    pthread_mutex_unlock(&n->lock);
    return sketched;
}

/* ---- matching ---- */

static enum sg_code add_event(struct near_stream *n, const struct item *it, uint32_t class, struct sg_err *err)
{
    if (n->n_events == n->events_cap) {
        if (n->n_events >= UINT32_MAX)
            return sg_fail(err, SG_ELIMIT, "more than four thousand million texts: narrow the query");
        size_t cap = n->events_cap ? n->events_cap + n->events_cap / 2 : 65536;
        struct event *grown = realloc(n->events, cap * sizeof *grown);
        if (!grown) return sg_fail_nomem(err, "the posts with near texts");
        n->events = grown;
        n->events_cap = cap;
    }
    uint32_t account;
    SG_TRY(accounts_number(n->accounts, it->author, &account, err));
    n->events[n->n_events++] =
        (struct event){ .time = it->time, .post = it->post, .object = class, .account = account };
    return SG_OK;
}

static enum sg_code match(struct near_stream *n, const struct batch *b, struct sg_err *err)
{
    for (size_t chunk = 0; chunk * CHUNK < b->n; chunk++)
        SG_TRY(sg_buf_check(&b->shingles[chunk], err));
    for (size_t i = 0; i < b->n; i++) {
        const struct item *it = &b->items[i];
        const uint64_t *shingles = (const uint64_t *)(const void *)b->shingles[i / CHUNK].data;
        uint32_t class;
        if (!it->sketch.n) {
            n->counts.n_short++;
            continue;
        }
        SG_TRY(near_index_take(n->index, it->time, &it->sketch, shingles + it->shingles, b->keys + i * n->bands.bands,
                               &class, err));
        SG_TRY(add_event(n, it, class, err));
    }
    return SG_OK;
}

/* One step of the two batches. */
static enum sg_code turn(struct near_stream *n, struct sg_err *err)
{
    wait_for_working(n);
    struct batch *sketched = hand_on(n);
    enum sg_code code = match(n, sketched, err);
    sketched->n = 0;
    sg_buf_clear(&sketched->texts);
    n->filling = sketched;
    return code;
}

enum sg_code near_stream_add(struct near_stream *n, const struct near_post *p, struct sg_err *err)
{
    if (p->time < n->last) return sg_fail(err, SG_EINPUT, "the posts do not come in the order of time");
    n->last = p->time;
    if (p->author == 0) {
        n->n_without_account++;
        return SG_OK;
    }
    if (n->filling->n == BATCH || n->filling->texts.len >= BATCH_BYTES) SG_TRY(turn(n, err));
    struct batch *b = n->filling;
    b->items[b->n++] = (struct item){
        .time = p->time, .post = p->post, .author = p->author, .text = b->texts.len, .text_len = p->text.len
    };
    sg_buf_str(&b->texts, p->text);
    return sg_buf_check(&b->texts, err);
}

enum sg_code near_stream_end(struct near_stream *n, struct layer *ret, struct sg_err *err)
{
    struct layer l = { .by = SG_BY_NEAR_TEXT };
    SG_TRY(turn(n, err));
    SG_TRY(turn(n, err));
    n->counts.n_compared = near_index_counts(n->index)->n_compared;
    n->counts.n_similar = near_index_counts(n->index)->n_similar;
    n->counts.n_unchecked = near_index_counts(n->index)->n_unchecked;
    n->counts.n_live_max = near_index_counts(n->index)->n_live_max;
    SG_TRY(near_index_end(n->index, &l, err));
    near_index_free(n->index); /* its memory is needed for sorting */
    n->index = NULL;
    l.events = n->events;
    l.n_events = n->n_events;
    l.n_without_account = n->n_without_account;
    l.n_short = n->counts.n_short;
    l.n_unchecked = n->counts.n_unchecked;
    n->events = NULL;
    enum sg_code code = layer_finish(&l, err); /* numbers the objects anew */
    if (code == SG_OK) code = near_crossings_sort(l.crossings, &l.n_crossings, err);
    if (code != SG_OK) {
        layer_release(&l);
        return code;
    }
    *ret = l;
    return SG_OK;
}

const struct near_counts *near_stream_counts(const struct near_stream *n)
{
    return &n->counts;
}

/* ---- making and freeing ---- */

static struct batch *batch_new(uint32_t bands)
{
    struct batch *b = calloc(1, sizeof *b);
    if (!b) return NULL;
    b->keys = malloc((size_t)BATCH * bands * sizeof *b->keys);
    if (b->keys) return b;
    free(b);
    return NULL;
}

static void batch_free(struct batch *b)
{
    if (!b) return;
    sg_buf_release(&b->texts);
    for (size_t i = 0; i < CHUNKS; i++)
        sg_buf_release(&b->shingles[i]);
    free(b->keys);
    free(b);
}

/* A thread that cannot be had is done without. */
static enum sg_code start_helpers(struct near_stream *n, unsigned threads, struct sg_err *err)
{
    SG_TRY(sg_extractor_new(&n->extractors[0], err));
    while (n->n_helpers + 1 < threads) {
        struct sg_extractor **x = &n->extractors[n->n_helpers + 1];
        SG_TRY(sg_extractor_new(x, err));
        struct helper *h = malloc(sizeof *h);
        if (!h) return sg_fail_nomem(err, "near texts");
        *h = (struct helper){ n, *x };
        if (pthread_create(&n->helpers[n->n_helpers], NULL, help, h) != 0) {
            free(h);
            return SG_OK;
        }
        n->n_helpers++;
    }
    return SG_OK;
}

static unsigned threads_of(unsigned asked)
{
    long machine = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = asked ? asked : machine > 0 ? (unsigned)machine : 1;
    return n < THREADS_MAX ? n : THREADS_MAX;
}

enum sg_code near_stream_new(const struct near_settings *s, struct accounts *accounts, struct near_stream **ret,
                             struct sg_err *err)
{
    if (!(s->similarity > 0 && s->similarity <= 1))
        return sg_fail(err, SG_EUSAGE, "the similarity of near texts is a number above 0 and at most 1");
    if (s->shingle < 1 || s->shingle > NEAR_SHINGLE_MAX)
        return sg_fail(err, SG_EUSAGE, "a shingle has from 1 to %d words", NEAR_SHINGLE_MAX);
    if (s->window < 0) return sg_fail(err, SG_EUSAGE, "the window of near texts is below 0");
    struct near_stream *n = calloc(1, sizeof *n);
    if (!n) return sg_fail_nomem(err, "near texts");
    n->settings = *s;
    n->accounts = accounts;
    n->last = INT64_MIN;
    pthread_mutex_init(&n->lock, NULL);
    pthread_cond_init(&n->begin, NULL);
    pthread_cond_init(&n->end, NULL);
    near_bands_choose(s->similarity, &n->bands);
    n->filling = batch_new(n->bands.bands);
    n->working = batch_new(n->bands.bands);
    enum sg_code code = n->filling && n->working ? SG_OK : sg_fail_nomem(err, "near texts");
    if (code == SG_OK) code = near_index_new(s->window, s->similarity, &n->bands, &n->index, err);
    if (code == SG_OK) code = start_helpers(n, threads_of(s->threads), err);
    if (code != SG_OK) {
        near_stream_free(n);
        return code;
    }
    *ret = n;
    return SG_OK;
}

void near_stream_free(struct near_stream *n)
{
    if (!n) return;
    pthread_mutex_lock(&n->lock);
    n->ends = true;
    n->n_chunks = 0;
    pthread_cond_broadcast(&n->begin);
    pthread_mutex_unlock(&n->lock);
    for (unsigned i = 0; i < n->n_helpers; i++)
        pthread_join(n->helpers[i], NULL);
    for (unsigned i = 0; i < THREADS_MAX; i++)
        sg_extractor_free(n->extractors[i]);
    pthread_cond_destroy(&n->begin);
    pthread_cond_destroy(&n->end);
    pthread_mutex_destroy(&n->lock);
    near_index_free(n->index);
    batch_free(n->filling);
    batch_free(n->working);
    free(n->events);
    free(n);
}
