/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stream of names, judged by several threads and told in its own order.  The caller's thread reads blocks of whole
 * lines into a ring and tells what was found in the oldest one; workers judge the others.  What a block holds to be
 * told has a fixed room: whoever fills it waits until it was told, so that a stream of nothing but hits takes no more
 * memory.  Workers take blocks in the stream's order, therefore the oldest always goes on.
 */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "lookalike/lookalike.h"
#include "lookalike/stream_line.h"
#include "sources/sources.h"

enum {
    BLOCK_BYTES = 256 << 10,
    TOLD_BYTES = 64 << 10,
    SHORT_READ = 32 << 10, /* whoever gives so little may be slow: nothing is kept back from the user meanwhile */
    THREADS_BY_DEFAULT = 8,
    THREADS_MAX = 64,
    RAW_MAX = 300,
    LINES_BETWEEN_LOOKS = 256 /* at whether the work is wanted still */
};

enum state { EMPTY, FILLED, TAKEN, FULL /* waits for being told */, DONE };

struct block {
    enum state state; /* under the lock */
    char *bytes;      /* BLOCK_BYTES and one line: whole lines, each with its LF */
    size_t len;
    char *told; /* TOLD_BYTES: records, of `used` bytes */
    size_t used;
    struct sg_lookalike_counts counts;
};

/* What is told of one line.  Behind it stand the steps that are in use, and `ascii` and `shown`. */
struct record {
    uint64_t line; /* within the block, from 0 */
    const char *reason;
    uint32_t raw_at, raw_len, ascii_len, shown_len, registrable_at, registrable_len, size;
    bool is_reject, has_registrable;
};

struct run {
    const struct sg_lookalike_stream *wish;
    struct sg_stream *in;
    bool is_stdin, is_skipping, is_at_end; /* skipping: the rest of a line that is too long */
    size_t rest, last_read;                /* bytes of the window unread, and read at last */
    bool rest_has_line;

    struct block *ring;
    size_t n_ring;
    size_t filled, told; /* blocks so far; the caller's alone, but `filled` is read under the lock */
    struct sg_lookalike_counts counts;

    struct worker *workers;
    size_t n_workers, n_started; /* one worker: it is the caller itself */
    bool has_locks;
    pthread_mutex_t lock;
    pthread_cond_t work, news, room; /* a block is filled; is full or done; was told */
    size_t taken;                    /* under the lock */
    atomic_bool is_stopped;          /* set under the lock */
};
struct worker {
    struct run *run;
    struct sg_judge *judge;
    pthread_t thread;
};

/* ---- telling ---- */

static void copy(char *to, const void *from, size_t len)
{
    if (len) memcpy(to, from, len);
}

static size_t look_bytes(const struct sg_lookalike *look)
{
    size_t n = look->n_steps < SG_LOOK_STEPS ? look->n_steps : SG_LOOK_STEPS;
    return offsetof(struct sg_lookalike, steps) + n * sizeof look->steps[0];
}

static enum sg_code tell_one(struct run *r, const struct block *b, const char *at, struct sg_err *err)
{
    struct record rec;
    struct sg_judged judged = { 0 };
    memcpy(&rec, at, sizeof rec);
    at += sizeof rec;
    struct sg_str raw = sg_str_n(b->bytes + rec.raw_at, rec.raw_len);
    struct sg_stream_hit hit = { .line = r->counts.lines + rec.line + 1, .raw = raw, .judged = &judged };
    judged.reason = rec.reason;
    if (rec.is_reject) return r->wish->reject ? r->wish->reject(r->wish->ctx, &hit, err) : SG_OK;
    size_t look_len = rec.size - sizeof rec - rec.ascii_len - rec.shown_len;
    memcpy(&judged.look, at, look_len);
    at += look_len;
    judged.ascii = sg_str_n(at, rec.ascii_len);
    judged.shown = sg_str_n(at + rec.ascii_len, rec.shown_len);
    if (rec.has_registrable) judged.registrable = sg_str_n(at + rec.registrable_at, rec.registrable_len);
    return r->wish->hit ? r->wish->hit(r->wish->ctx, &hit, err) : SG_OK;
}

static enum sg_code tell(struct run *r, struct block *b, struct sg_err *err)
{
    for (size_t at = 0; at < b->used;) {
        struct record rec;
        memcpy(&rec, b->told + at, sizeof rec);
        SG_TRY(tell_one(r, b, b->told + at, err));
        at += rec.size;
    }
    b->used = 0;
    return SG_OK;
}

static void count(struct run *r, const struct block *b)
{
    struct sg_lookalike_counts *c = &r->counts;
    c->lines += b->counts.lines;
    c->names += b->counts.names;
    c->own += b->counts.own;
    c->rejected += b->counts.rejected;
    for (size_t i = 0; i <= SG_HIGH; i++)
        c->alike[i] += b->counts.alike[i];
    if (!r->wish->progress) return;
    uint64_t done, total;
    sg_stream_progress(r->in, &done, &total);
    r->wish->progress(r->wish->ctx, c->lines, done, total);
}

/* ---- judging ---- */

/* Makes room for a record; false: nobody wants it any more. */
static bool make_room(struct run *r, struct block *b, size_t size, enum sg_code *code, struct sg_err *err)
{
    if (TOLD_BYTES - b->used >= size) return true;
    if (r->n_workers == 1) { /* the caller itself: `lines` counts the blocks before this one */
        *code = tell(r, b, err);
        return *code == SG_OK;
    }
    pthread_mutex_lock(&r->lock);
    b->state = FULL;
    pthread_cond_signal(&r->news);
    while (b->state == FULL && !r->is_stopped)
        pthread_cond_wait(&r->room, &r->lock);
    bool is_wanted = !r->is_stopped;
    pthread_mutex_unlock(&r->lock);
    return is_wanted;
}

static bool note(struct run *r, struct block *b, struct sg_str raw, const struct sg_judged *judged, bool is_reject,
                 enum sg_code *code, struct sg_err *err)
{
    struct record rec = { .line = b->counts.lines, .reason = judged->reason, .is_reject = is_reject };
    if (raw.len && raw.data[raw.len - 1] == '\r') raw.len--;
    rec.raw_at = (uint32_t)(raw.data - b->bytes);
    rec.raw_len = raw.len < RAW_MAX ? (uint32_t)raw.len : RAW_MAX;
    size_t look_len = 0;
    if (!is_reject) {
        look_len = look_bytes(&judged->look);
        rec.ascii_len = (uint32_t)judged->ascii.len;
        rec.shown_len = (uint32_t)judged->shown.len;
        rec.has_registrable = judged->registrable.data != NULL; /* it lies in `ascii` */
        if (rec.has_registrable) rec.registrable_at = (uint32_t)(judged->registrable.data - judged->ascii.data);
        rec.registrable_len = (uint32_t)judged->registrable.len;
    }
    rec.size = (uint32_t)(sizeof rec + look_len + rec.ascii_len + rec.shown_len);
    if (!make_room(r, b, rec.size, code, err)) return false;
    char *to = b->told + b->used;
    memcpy(to, &rec, sizeof rec);
    copy(to + sizeof rec, &judged->look, look_len);
    copy(to + sizeof rec + look_len, judged->ascii.data, rec.ascii_len);
    copy(to + sizeof rec + look_len + rec.ascii_len, judged->shown.data, rec.shown_len);
    b->used += rec.size;
    return true;
}

/* Of two hosts that a line may mean the one that is alike; what is no name says nothing beside one that is. */
static enum sg_judgement judge_hosts(struct worker *w, struct stream_hosts hosts, struct sg_judged *ret)
{
    enum sg_judgement first = sg_judge(w->judge, hosts.host, ret);
    if (!hosts.other.len || first == SG_JUDGED_ALIKE) return first;
    struct sg_judged judged;
    enum sg_judgement other = sg_judge(w->judge, hosts.other, &judged);
    if (other == SG_JUDGED_UNREADABLE || (other != SG_JUDGED_ALIKE && first != SG_JUDGED_UNREADABLE)) return first;
    *ret = judged;
    return other;
}

static bool judge_line(struct worker *w, struct block *b, struct sg_str line, enum sg_code *code, struct sg_err *err)
{
    struct stream_hosts hosts;
    struct sg_judged judged;
    enum sg_judgement judgement = SG_JUDGED_UNREADABLE;
    judged.reason = NULL;
    switch (stream_line_read(line, &hosts, &judged.reason)) {
    case STREAM_NOTHING: return true;
    case STREAM_NAME: judgement = judge_hosts(w, hosts, &judged); break;
    case STREAM_FAULT: break;
    }
    b->counts.names++;
    switch (judgement) {
    case SG_JUDGED_STRANGER: return true;
    case SG_JUDGED_OWN: b->counts.own++; return true;
    case SG_JUDGED_UNREADABLE: b->counts.rejected++; return note(w->run, b, line, &judged, true, code, err);
    case SG_JUDGED_ALIKE: break;
    }
    b->counts.alike[judged.look.severity]++;
    judged.reason = NULL;
    return judged.look.severity < w->run->wish->least || note(w->run, b, line, &judged, false, code, err);
}

/* False: nobody wants it any more, for the reason in *code when it is the caller's own thread. */
static bool judge_block(struct worker *w, struct block *b, enum sg_code *code, struct sg_err *err)
{
    b->counts = (struct sg_lookalike_counts){ 0 };
    b->used = 0;
    for (const char *at = b->bytes, *end = at + b->len; at < end; b->counts.lines++) {
        if (b->counts.lines % LINES_BETWEEN_LOOKS == 0 &&
            atomic_load_explicit(&w->run->is_stopped, memory_order_relaxed))
            return false;
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        if (!judge_line(w, b, sg_str_n(at, (size_t)(lf - at)), code, err)) return false;
        at = lf + 1;
    }
    return true;
}

static struct block *take(struct run *r)
{
    pthread_mutex_lock(&r->lock);
    while (!r->is_stopped && r->taken == r->filled)
        pthread_cond_wait(&r->work, &r->lock);
    struct block *b = r->is_stopped ? NULL : &r->ring[r->taken++ % r->n_ring];
    if (b) b->state = TAKEN;
    pthread_mutex_unlock(&r->lock);
    return b;
}

static void *work(void *context)
{
    struct worker *w = context;
    enum sg_code code = SG_OK;
    for (struct block *b; (b = take(w->run)) && judge_block(w, b, &code, NULL);) {
        pthread_mutex_lock(&w->run->lock);
        b->state = DONE;
        pthread_cond_signal(&w->run->news);
        pthread_mutex_unlock(&w->run->lock);
    }
    return NULL;
}

/* ---- reading ---- */

static void put(struct block *b, const char *bytes, size_t len)
{
    copy(b->bytes + b->len, bytes, len);
    b->len += len;
}

static void pass(struct run *r, struct sg_str window, size_t len)
{
    r->rest = window.len - len;
    r->rest_has_line = r->rest && memchr(window.data + len, '\n', r->rest);
    sg_stream_skip(r->in, len);
}

/* The rest of a line that is too long; false: it has not ended in this window. */
static bool skip_line(struct run *r, struct sg_str window)
{
    const char *lf = window.len ? memchr(window.data, '\n', window.len) : NULL;
    r->is_skipping = !lf;
    pass(r, window, lf ? (size_t)(lf - window.data) + 1 : window.len);
    return lf != NULL;
}

/* A window's whole lines into the block, or the beginning of a line that is too long; false: more bytes are needed. */
static bool put_lines(struct run *r, struct sg_str window, bool is_all, struct block *b)
{
    size_t len = window.len < BLOCK_BYTES ? window.len : BLOCK_BYTES;
    const char *lf = len ? memrchr(window.data, '\n', len) : NULL;
    if (lf) {
        len = (size_t)(lf - window.data) + 1;
        put(b, window.data, len);
    } else if (len > STREAM_LINE_MAX) {
        len = STREAM_LINE_MAX + 1;
        put(b, window.data, len);
        put(b, "\n", 1);
        r->is_skipping = true;
    } else if (is_all && len) {
        put(b, window.data, len);
        put(b, "\n", 1);
    } else
        return is_all;
    pass(r, window, len);
    return true;
}

static enum sg_code fill(struct run *r, struct block *b, struct sg_err *err)
{
    b->len = 0;
    for (size_t want = 1;;) {
        struct sg_str window;
        bool is_end;
        SG_TRY(sg_stream_peek(r->in, want, &window, &is_end, err));
        bool is_all = is_end || window.len < want; /* a fault in the stream: what came before it is judged first */
        r->last_read = window.len;
        if (r->is_skipping) {
            skip_line(r, window);
            r->is_at_end = is_end && !r->rest;
            if (r->is_at_end) return SG_OK;
            want = 1;
            continue;
        }
        bool has_put = put_lines(r, window, is_all, b);
        r->is_at_end = is_end && (!has_put || !r->rest);
        if (is_end && !window.len) r->is_at_end = true;
        if (has_put) return SG_OK;
        want = window.len + 1;
    }
}

/* Would the next read perhaps wait for somebody? */
static bool may_wait(const struct run *r)
{
    if (r->rest_has_line) return false;
    if (!r->is_stdin) return r->last_read < SHORT_READ;
    struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
    return poll(&in, 1, 0) <= 0;
}

/* ---- the caller's thread ---- */

/* Tells what the oldest block has to tell; waits for it when it must. */
static enum sg_code tell_oldest(struct run *r, bool is_waiting, bool *ret_is_told, struct sg_err *err)
{
    struct block *b = &r->ring[r->told % r->n_ring];
    pthread_mutex_lock(&r->lock);
    while (is_waiting && b->state != FULL && b->state != DONE)
        pthread_cond_wait(&r->news, &r->lock);
    enum state state = b->state;
    pthread_mutex_unlock(&r->lock);
    *ret_is_told = state == FULL || state == DONE;
    if (!*ret_is_told) return SG_OK;
    SG_TRY(tell(r, b, err));
    if (state == DONE) {
        count(r, b);
        r->told++;
    }
    pthread_mutex_lock(&r->lock);
    b->state = state == DONE ? EMPTY : TAKEN;
    pthread_cond_broadcast(&r->room);
    pthread_mutex_unlock(&r->lock);
    return SG_OK;
}

/* Until at most `left` blocks are under way; further ones as far as they are done. */
static enum sg_code tell_until(struct run *r, size_t left, struct sg_err *err)
{
    for (bool is_told = true; is_told && r->told < r->filled;)
        SG_TRY(tell_oldest(r, r->filled - r->told > left, &is_told, err));
    return SG_OK;
}

static enum sg_code hand_over(struct run *r, struct block *b, struct sg_err *err)
{
    if (!b->len) return SG_OK;
    if (r->n_workers == 1) {
        enum sg_code code = SG_OK;
        if (!judge_block(&r->workers[0], b, &code, err)) return code;
        SG_TRY(tell(r, b, err));
        count(r, b);
        return SG_OK;
    }
    pthread_mutex_lock(&r->lock);
    b->state = FILLED;
    r->filled++;
    pthread_cond_signal(&r->work);
    pthread_mutex_unlock(&r->lock);
    return SG_OK;
}

static enum sg_code skip_byte_order_mark(struct run *r, struct sg_err *err)
{
    struct sg_str window;
    bool is_end;
    SG_TRY(sg_stream_peek(r->in, 3, &window, &is_end, err));
    if (window.len >= 3 && memcmp(window.data, "\xef\xbb\xbf", 3) == 0) sg_stream_skip(r->in, 3);
    return SG_OK;
}

static enum sg_code read_all(struct run *r, struct sg_err *err)
{
    SG_TRY(skip_byte_order_mark(r, err));
    while (!r->is_at_end) {
        SG_TRY(tell_until(r, r->filled && may_wait(r) ? 0 : r->n_ring - 1, err));
        struct block *b = &r->ring[r->filled % r->n_ring];
        struct sg_err fault = { 0 };
        enum sg_code code = fill(r, b, &fault);
        if (code != SG_OK) { /* what came before is told */
            SG_TRY(tell_until(r, 0, err));
            return sg_fail(err, code, "%s", fault.text);
        }
        SG_TRY(hand_over(r, b, err));
    }
    return tell_until(r, 0, err);
}

/* ---- beginning and end ---- */

static size_t threads_for(unsigned wanted)
{
    if (wanted) return wanted < THREADS_MAX ? wanted : THREADS_MAX;
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n < THREADS_BY_DEFAULT ? (size_t)n : THREADS_BY_DEFAULT;
}

static enum sg_code make(struct run *r, const struct sg_matcher *m, struct sg_err *err)
{
    r->n_workers = threads_for(r->wish->threads);
    r->n_ring = r->n_workers == 1 ? 1 : 2 * r->n_workers + 1;
    r->workers = calloc(r->n_workers, sizeof *r->workers);
    r->ring = calloc(r->n_ring, sizeof *r->ring);
    if (!r->workers || !r->ring) return sg_fail_nomem(err, "a stream of names");
    for (size_t i = 0; i < r->n_ring; i++) {
        r->ring[i].bytes = malloc(BLOCK_BYTES + STREAM_LINE_MAX + 2);
        r->ring[i].told = malloc(TOLD_BYTES);
        if (!r->ring[i].bytes || !r->ring[i].told) return sg_fail_nomem(err, "a stream of names");
    }
    for (size_t i = 0; i < r->n_workers; i++) {
        r->workers[i].run = r;
        SG_TRY(sg_judge_new(m, &r->workers[i].judge, err));
    }
    return SG_OK;
}

static enum sg_code start(struct run *r, struct sg_err *err)
{
    if (r->n_workers == 1) return SG_OK;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->work, NULL);
    pthread_cond_init(&r->news, NULL);
    pthread_cond_init(&r->room, NULL);
    r->has_locks = true;
    for (; r->n_started < r->n_workers; r->n_started++)
        if (pthread_create(&r->workers[r->n_started].thread, NULL, work, &r->workers[r->n_started]) != 0) break;
    return r->n_started ? SG_OK : sg_fail(err, SG_EIO, "no thread could be started to judge names"); /* fewer will do */
}

static void stop(struct run *r)
{
    if (!r->has_locks) return;
    pthread_mutex_lock(&r->lock);
    r->is_stopped = true;
    pthread_cond_broadcast(&r->work);
    pthread_cond_broadcast(&r->room);
    pthread_mutex_unlock(&r->lock);
    for (size_t i = 0; i < r->n_started; i++)
        pthread_join(r->workers[i].thread, NULL);
    pthread_cond_destroy(&r->work);
    pthread_cond_destroy(&r->news);
    pthread_cond_destroy(&r->room);
    pthread_mutex_destroy(&r->lock);
}

static void release(struct run *r)
{
    stop(r);
    for (size_t i = 0; r->workers && i < r->n_workers; i++)
        sg_judge_free(r->workers[i].judge);
    for (size_t i = 0; r->ring && i < r->n_ring; i++) {
        free(r->ring[i].bytes);
        free(r->ring[i].told);
    }
    free(r->workers);
    free(r->ring);
    sg_stream_free(r->in);
}

enum sg_code sg_lookalike_stream(const struct sg_matcher *m, const char *path, const struct sg_lookalike_stream *s,
                                 struct sg_lookalike_counts *ret, struct sg_err *err)
{
    struct run r = { .wish = s, .is_stdin = strcmp(path, "-") == 0 };
    enum sg_code code = make(&r, m, err);
    if (code == SG_OK) code = sg_stream_open(path, &r.in, err);
    if (code == SG_OK) code = start(&r, err);
    if (code == SG_OK) code = read_all(&r, err);
    if (code == SG_OK) *ret = r.counts;
    release(&r);
    return code;
}
