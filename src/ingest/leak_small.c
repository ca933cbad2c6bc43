/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many small files, each a source of its own.  Alone, one costs the engine five inserts of some ten milliseconds each,
 * whatever it holds; here some dozens are read first, two at a time, and what they gave goes in together: a block a
 * table for all of them.  A block holds whole batches of whole sources, so what is cut off is completed like any other.
 * Whatever is not quite usual (known, cut off before, given twice, large, not to be read) is left to sg_leak_add.
 */
#include <stdlib.h>

#include "ingest/leak_internal.h"

enum { TOGETHER = SG_INSERT_BATCHES, READING = 2, SMALL_BYTES = 1 << 18, HELD_BYTES = 16 << 20 };

struct small {
    struct sg_leak_adding a;
    struct sg_leak_piece **pieces;
    size_t n_pieces;
    struct sg_reader_end end;
    struct sg_err lost;
    bool is_in; /* goes in with the others */
    struct bundle *bundle;
};
struct bundle {
    struct sg_case *c;
    struct sg_store *store;
    struct small each[TOGETHER];
    size_t n;
    const char *program;
    pthread_mutex_t lock; /* of the two below */
    size_t next, held_bytes;
};

static bool is_small(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= SMALL_BYTES;
}

/* ---- which ---- */

static void drop_twins(struct bundle *b)
{
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < i && b->each[i].is_in; k++)
            if (b->each[k].is_in && b->each[k].a.result.source == b->each[i].a.result.source) b->each[i].is_in = false;
}

static enum sg_code drop_known(struct bundle *b, struct sg_err *err)
{
    uint64_t sources[TOGETHER];
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        if (b->each[i].is_in) sources[n++] = b->each[i].a.result.source;
    if (!n) return SG_OK;
    /* What a killed run sent last may be landing now. */
    SG_TRY(sg_store_fence(b->store, sources[0], err));
    const struct sg_param params[] = {
        { .name = "sources", .kind = SG_PARAM_U64_LIST, .list = sources, .list_len = n }
    };
    struct sg_answer *answer = NULL;
    SG_TRY(sg_store_ask(b->store, "ingest_sources_there", params, 1, &answer, err));
    enum sg_code code;
    for (;;) {
        sg_auto_batch batch = { 0 };
        code = sg_answer_next(answer, &batch, err);
        if (code != SG_OK || !batch.release) break;
        for (int64_t row = 0; row < sg_batch_rows(&batch); row++)
            for (size_t i = 0; i < b->n; i++)
                if (b->each[i].a.result.source == sg_batch_u64(&batch, 0, row)) b->each[i].is_in = false;
    }
    sg_answer_free(answer);
    return code;
}

/* ---- reading ---- */

static bool take_piece(void *ctx, struct sg_leak_piece *p)
{
    struct small *s = ctx;
    pthread_mutex_lock(&s->bundle->lock);
    s->bundle->held_bytes += p->len;
    const bool has_room = s->bundle->held_bytes <= HELD_BYTES;
    pthread_mutex_unlock(&s->bundle->lock);
    struct sg_leak_piece **more =
        has_room ? realloc(s->pieces, (s->n_pieces + 1) * sizeof(struct sg_leak_piece *)) : NULL;
    if (!more) { /* it holds more than it seemed to: then alone */
        s->is_in = false;
        sg_leak_piece_free(p);
        return false;
    }
    s->pieces = more;
    s->pieces[s->n_pieces++] = p;
    return true;
}

static void take_reject(void *ctx, const struct sg_leak_reject *r)
{
    struct small *s = ctx;
    sg_leak_add_reject(&s->a, r);
}

static void no_progress(void *ctx, uint64_t done, uint64_t total)
{
    (void)ctx;
    (void)done;
    (void)total;
}

static bool is_wanted(void *ctx)
{
    const struct small *s = ctx;
    return s->is_in;
}

static void read_one(struct small *s)
{
    struct sg_err err;
    struct sg_leak_readers *readers = NULL;
    const struct sg_leak_plan plan = { .program = s->bundle->program,
                                       .path = s->a.input.path,
                                       .source = s->a.result.source,
                                       .options = s->a.options,
                                       .n = 1 };
    const struct sg_leak_sink sink = {
        .piece = take_piece, .reject = take_reject, .progress = no_progress, .is_wanted = is_wanted, .ctx = s
    };
    enum sg_code code = sg_leak_readers_start(&plan, &readers, &err);
    if (code == SG_OK) code = sg_leak_readers_run(readers, &sink, &s->end, &s->lost, &err);
    sg_leak_readers_free(readers);
    if (code != SG_OK || s->lost.code == SG_EIO || s->lost.code == SG_ENOMEM) s->is_in = false;
}

static void *read_some(void *self)
{
    struct bundle *b = self;
    for (;;) {
        pthread_mutex_lock(&b->lock);
        const size_t i = b->next++;
        pthread_mutex_unlock(&b->lock);
        if (i >= b->n) return NULL;
        if (b->each[i].is_in) read_one(&b->each[i]);
    }
}

static void read_all(struct bundle *b)
{
    pthread_t threads[READING];
    int n = 0;
    for (; n < READING - 1; n++)
        if (pthread_create(&threads[n], NULL, read_some, b) != 0) break;
    (void)read_some(b);
    while (n > 0)
        pthread_join(threads[--n], NULL);
}

/* ---- sending ---- */

/* Their rows in `sources`, of those that go in. */
static enum sg_code put_sources(struct bundle *b, uint32_t batch, struct sg_err *err)
{
    struct sg_source_row rows[TOGETHER];
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        const struct sg_leak_adding *a = &b->each[i].a;
        if (b->each[i].is_in) rows[n++] = sg_leak_source_row(a, batch ? a->result.format : a->how);
    }
    return sg_sources_insert(b->store, rows, n, batch, err);
}

static void count(struct small *s, const struct sg_leak_piece *p)
{
    struct sg_str rejects = p->rejects;
    struct sg_leak_reject one;
    while (sg_leak_next_reject(&rejects, &one))
        sg_leak_add_reject(&s->a, &one);
    s->a.result.items += (uint64_t)sg_batch_rows(&p->places);
    s->a.result.messages += (uint64_t)sg_batch_rows(&p->messages);
    s->a.result.documents += (uint64_t)sg_batch_rows(&p->documents);
}

static enum sg_code send_all(struct bundle *b, struct sg_err *err)
{
    struct sg_leak_piece *pieces[SG_INSERT_BATCHES];
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; b->each[i].is_in && k < b->each[i].n_pieces; k++) {
            pieces[n++] = b->each[i].pieces[k];
            count(&b->each[i], pieces[n - 1]);
            if (n < SG_INSERT_BATCHES) continue;
            SG_TRY(sg_leak_send(b->store, NULL, pieces, n, err));
            n = 0;
        }
    return sg_leak_send(b->store, NULL, pieces, n, err);
}

static enum sg_code settle_all(struct bundle *b, struct sg_err *err)
{
    for (size_t i = 0; i < b->n; i++) {
        struct small *s = &b->each[i];
        if (!s->is_in) continue;
        if (s->a.rejects_code != SG_OK) {
            if (err) *err = s->a.rejects_err;
            return s->a.rejects_code;
        }
        SG_TRY(sg_leak_settle(&s->a, &s->end, &s->lost, err));
    }
    return put_sources(b, 1, err);
}

static enum sg_code add_bundle(struct bundle *b, struct sg_err *err)
{
    for (size_t i = 0; i < b->n; i++) {
        struct small *s = &b->each[i];
        s->is_in = sg_leak_open(&s->a, err) == SG_OK; /* why not is told when it is added alone */
        s->a.is_asked = true;                         /* its own rejects are its own */
    }
    drop_twins(b);
    SG_TRY(drop_known(b, err));
    read_all(b);
    SG_TRY(put_sources(b, 0, err));
    SG_TRY(send_all(b, err));
    return settle_all(b, err);
}

/* ---- all paths of a command ---- */

static void release(struct small *s)
{
    for (size_t i = 0; i < s->n_pieces; i++)
        sg_leak_piece_free(s->pieces[i]);
    free(s->pieces);
    sg_leak_adding_release(&s->a);
}

static void add_together(struct bundle *b, char *const *paths, const struct sg_leak_add_options *o, sg_leak_added added,
                         void *ctx)
{
    struct sg_err err = { 0 };
    for (size_t i = 0; i < b->n; i++) {
        b->each[i] = (struct small){ .bundle = b };
        sg_leak_adding_init(&b->each[i].a, b->c, b->store, paths[i], o);
    }
    pthread_mutex_init(&b->lock, NULL);
    /* After a failure each is tried alone, which completes what is there, and tells. */
    const bool is_done = add_bundle(b, &err) == SG_OK;
    for (size_t i = 0; i < b->n; i++) {
        struct sg_leak_add_result result = b->each[i].a.result;
        enum sg_code code = SG_OK;
        const bool is_in = is_done && b->each[i].is_in;
        release(&b->each[i]);
        if (!is_in) code = sg_leak_add(b->c, b->store, paths[i], o, &result, &err);
        added(ctx, paths[i], code, &result, &err);
    }
    pthread_mutex_destroy(&b->lock);
}

enum sg_code sg_leak_add_each(struct sg_case *c, struct sg_store *store, char *const *paths, size_t n,
                              const struct sg_leak_add_options *o, sg_leak_added added, void *ctx, struct sg_err *err)
{
    struct bundle *b = calloc(1, sizeof *b);
    sg_auto_char program = sg_leak_program(o->reader_program);
    if (!b || !program) {
        free(b);
        return sg_fail_nomem(err, "the files to add");
    }
    for (size_t i = 0, k; i < n; i = k) {
        /* A server's inserts are looked for by their source, and a block of several has one name only. */
        for (k = i; k < n && k - i < TOGETHER && !c->store_url && is_small(paths[k]);)
            k++;
        if (k - i < 2) {
            struct sg_leak_add_result result = { 0 };
            struct sg_err why = { 0 };
            enum sg_code code = sg_leak_add(c, store, paths[i], o, &result, &why);
            added(ctx, paths[i], code, &result, &why);
            k = i + 1;
            continue;
        }
        *b = (struct bundle){ .c = c, .store = store, .n = k - i, .program = program };
        add_together(b, paths + i, o, added, ctx);
    }
    free(b);
    return SG_OK;
}
