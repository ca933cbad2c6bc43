/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/leak.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json_out.h"
#include "ingest/leak_internal.h"
#include "model/leak_tables.h"

/* An insert costs the engine some ten milliseconds whatever it holds, so what has come while the last one was under way
 * goes in one block. */
enum {
    SENDERS = 2,
    QUEUED = SG_QUEUE_MOST,
    QUEUED_BYTES = 3 << 20,
    SENT_BYTES = 2 << 20,
    MOST_SHARES = 8,
    BYTES_WORTH_A_READER = 8 << 20
};

struct sg_source_row sg_leak_source_row(const struct sg_leak_adding *a, const char *format)
{
    return (struct sg_source_row){ .source = a->result.source,
                                   .sha256 = a->result.sha256,
                                   .path = a->input.path,
                                   .format = format,
                                   .platform = SG_LEAK_PLATFORM,
                                   .error = a->result.error,
                                   .bytes = a->result.bytes,
                                   .rows = a->result.items,
                                   .rejected = a->result.rejected,
                                   .repaired = a->repaired };
}

/* ---- what the store has ---- */

static enum sg_code check_kind(const struct sg_leak_adding *a, const struct sg_source_known *k, struct sg_err *err)
{
    if (!k->is_there || strcmp(k->platform, SG_LEAK_PLATFORM) == 0) return SG_OK;
    return sg_fail(err, SG_EUSAGE, "%s: is in the case already as posts (%s); the same file cannot be a leak too",
                   a->name, k->format);
}

static enum sg_code ask_store(struct sg_leak_adding *a, struct sg_err *err)
{
    struct sg_source_known begun;
    SG_TRY(sg_landed_load(a->store, a->result.source, &a->landed, err));
    if (sg_landed_has(a->landed, SG_LANDED_SOURCES, 1)) {
        SG_TRY(sg_source_known(a->store, a->result.source, 1, &a->known, err));
        return check_kind(a, &a->known, err);
    }
    if (sg_landed_any(a->landed)) {
        SG_TRY(sg_source_known(a->store, a->result.source, 0, &begun, err));
        SG_TRY(check_kind(a, &begun, err));
        if (begun.is_there && strcmp(begun.format, a->how) != 0)
            return sg_fail(err, SG_EUSAGE,
                           "%s: an earlier adding that was cut off had other limits (%s); complete it with the "
                           "same",
                           a->name, begun.format);
    }
    return sg_source_insert(a->store, a->landed, &a->begun, 0, err);
}

static void tell_asked(struct sg_leak_adding *a, enum sg_code code, const struct sg_err *err)
{
    pthread_mutex_lock(&a->lock);
    a->is_asked = true;
    if (a->code == SG_OK && code != SG_OK) {
        a->code = code;
        a->err = *err;
    }
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->lock);
}

/* Waits until it is known; true: this source is to be added. */
static bool is_to_add(struct sg_leak_adding *a)
{
    pthread_mutex_lock(&a->lock);
    while (!a->is_asked)
        pthread_cond_wait(&a->changed, &a->lock);
    bool is_wanted = a->code == SG_OK && !a->known.is_there;
    pthread_mutex_unlock(&a->lock);
    return is_wanted;
}

/* ---- sending ---- */

static enum sg_code send_table(struct sg_store *store, const struct sg_landed *landed, int landed_table,
                               const struct sg_table *table, size_t where, struct sg_leak_piece *const *pieces,
                               size_t n, struct sg_err *err)
{
    struct sg_rows rows[SG_INSERT_BATCHES];
    size_t n_rows = 0;
    for (size_t i = 0; i < n; i++) {
        if (sg_landed_has(landed, landed_table, pieces[i]->batch)) continue;
        const void *batch = (const char *)pieces[i] + where;
        rows[n_rows++] = (struct sg_rows){ batch, pieces[i]->source, pieces[i]->batch };
    }
    return sg_table_insert_all(store, table, rows, n_rows, err);
}

enum sg_code sg_leak_send(struct sg_store *store, const struct sg_landed *landed, struct sg_leak_piece *const *pieces,
                          size_t n, struct sg_err *err)
{
    static const struct {
        int landed;
        const struct sg_table *table;
        size_t where;
    } tables[] = { { SG_LANDED_DOCUMENTS, &sg_store_documents, offsetof(struct sg_leak_piece, documents) },
                   { SG_LANDED_MESSAGES, &sg_store_messages, offsetof(struct sg_leak_piece, messages) },
                   { SG_LANDED_PLACES, &sg_store_places, offsetof(struct sg_leak_piece, places) } };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        SG_TRY(send_table(store, landed, tables[i].landed, tables[i].table, tables[i].where, pieces, n, err));
    return SG_OK;
}

static void *send(void *self)
{
    struct sg_leak_adding *a = self;
    struct sg_err err = { 0 };
    void *taken[SG_INSERT_BATCHES];
    struct sg_leak_piece *pieces[SG_INSERT_BATCHES];
    size_t n;
    if (is_to_add(a))
        while ((n = sg_queue_take_all(&a->queue, taken, SG_INSERT_BATCHES, SENT_BYTES))) {
            for (size_t i = 0; i < n; i++)
                pieces[i] = taken[i];
            enum sg_code code = sg_leak_send(a->store, a->landed, pieces, n, &err);
            for (size_t i = 0; i < n; i++)
                sg_leak_piece_free(pieces[i]);
            if (code == SG_OK) continue;
            tell_asked(a, code, &err);
            break;
        }
    sg_queue_break(&a->queue);
    return NULL;
}

static void *ask_and_send(void *self)
{
    struct sg_leak_adding *a = self;
    struct sg_err err = { 0 };
    enum sg_code code = ask_store(a, &err);
    tell_asked(a, code, &err);
    return send(a);
}

/* ---- listening ---- */

void sg_leak_add_reject(void *ctx, const struct sg_leak_reject *r)
{
    struct sg_leak_adding *a = ctx;
    /* The file of a source that is known stays as it is. */
    if (!is_to_add(a) || a->rejects_code != SG_OK) return;
    if (!a->has_rejects) a->rejects_code = sg_rejects_init(&a->rejects, a->c, a->result.source, &a->rejects_err);
    if (a->rejects_code != SG_OK) return;
    a->has_rejects = true;
    sg_auto_buf path = { 0 };
    sg_auto_buf reason = { 0 };
    sg_buf_str(&path, r->path);
    sg_buf_str(&reason, r->reason);
    const char *member = sg_buf_cstr(&path), *why = sg_buf_cstr(&reason);
    if (!member || !why) {
        a->rejects_code = sg_fail_nomem(&a->rejects_err, "a reject");
        return;
    }
    const struct sg_reject one = {
        .row = r->row, .member = member, .reason = why, .raw = r->raw, .is_kept = r->is_kept
    };
    sg_rejects_add(&a->rejects, &one);
}

static bool take_piece(void *ctx, struct sg_leak_piece *p)
{
    struct sg_leak_adding *a = ctx;
    struct sg_str rejects = p->rejects;
    struct sg_leak_reject one;
    while (sg_leak_next_reject(&rejects, &one))
        sg_leak_add_reject(a, &one);
    a->result.items += (uint64_t)sg_batch_rows(&p->places);
    a->result.messages += (uint64_t)sg_batch_rows(&p->messages);
    a->result.documents += (uint64_t)sg_batch_rows(&p->documents);
    if (sg_queue_put_heavy(&a->queue, p, p->len)) return true;
    sg_leak_piece_free(p);
    return false;
}

static bool is_wanted(void *ctx)
{
    struct sg_leak_adding *a = ctx;
    return !sg_queue_is_broken(&a->queue);
}

static void tell_progress(void *ctx, uint64_t done, uint64_t total)
{
    struct sg_leak_adding *a = ctx;
    if (a->options->progress) a->options->progress(a->options->progress_ctx, a->name, done, total, a->result.items);
}

/* ---- the whole ---- */

static enum sg_code append_custody(struct sg_leak_adding *a, struct sg_err *err)
{
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    const struct sg_source_row row = sg_leak_source_row(a, a->result.format);
    sg_json_object(&j);
    sg_source_details(&j, &row, &a->input);
    sg_json_ku64(&j, "messages", a->result.messages);
    sg_json_ku64(&j, "documents", a->result.documents);
    if (strcmp(a->how, "leak") != 0) sg_json_ktext(&j, "limits", a->how);
    if (a->result.is_resumed) sg_json_kbool(&j, "resumed", true);
    if (a->result.error[0]) sg_json_ktext(&j, "error", a->result.error);
    sg_json_object_end(&j);
    SG_TRY(sg_buf_check(&details, err));
    return sg_custody_append(a->c, "leak add", sg_buf_view(&details), err);
}

static void take_known(struct sg_leak_adding *a)
{
    const struct sg_source_known *k = &a->known;
    a->result.is_known = true;
    a->result.items = k->rows;
    a->result.messages = a->result.documents = 0;
    a->result.rejected = k->rejected;
    snprintf(a->result.format, sizeof a->result.format, "%.31s", k->format);
    memcpy(a->result.error, k->error, sizeof a->result.error);
    if (k->rejected + k->repaired) sg_source_rejects_path(a->result.source, a->result.rejects_path);
}

static void write_how(struct sg_leak_adding *a)
{
    char room[SG_LEAK_LIMIT_ROOM][32];
    char *words[SG_LEAK_LIMIT_WORDS];
    size_t n = 0, len = (size_t)snprintf(a->how, sizeof a->how, "leak");
    sg_leak_limit_arguments(a->options, words, &n, room);
    for (size_t i = 0; i + 1 < n; i += 2)
        len += (size_t)snprintf(a->how + len, sizeof a->how - len, " %s%s", words[i] + 2, words[i + 1]);
}

enum sg_code sg_leak_settle(struct sg_leak_adding *a, const struct sg_reader_end *end, const struct sg_err *lost,
                            struct sg_err *err)
{
    snprintf(a->result.error, sizeof a->result.error, "%s", lost->text);
    memcpy(a->result.format, end->format, sizeof a->result.format);
    if (!a->result.error[0] && sg_source_has_changed(&a->before, a->input.path))
        snprintf(a->result.error, sizeof a->result.error,
                 "%.600s: the file changed while it was read; its rows and its SHA-256 may not belong together",
                 a->input.path);
    if (!a->has_rejects) /* those of a run that was cut off are not this one's */
        SG_TRY(sg_rejects_init(&a->rejects, a->c, a->result.source, err));
    SG_TRY(sg_rejects_finish(&a->rejects, err));
    a->result.rejected = a->rejects.rejected;
    a->repaired = a->rejects.repaired;
    if (a->result.rejected + a->repaired)
        memcpy(a->result.rejects_path, a->rejects.path, sizeof a->result.rejects_path);
    return append_custody(a, err);
}

/* Listens and sends to the end of all readers; a->code and *ret_lost say how it went. */
static enum sg_code transfer(struct sg_leak_adding *a, struct sg_leak_readers *readers, struct sg_reader_end *ret_end,
                             struct sg_err *ret_lost, struct sg_err *err)
{
    pthread_t threads[SENDERS];
    const struct sg_leak_sink sink = {
        .piece = take_piece, .reject = sg_leak_add_reject, .progress = tell_progress, .is_wanted = is_wanted, .ctx = a
    };
    int n = 0;
    for (; n < SENDERS; n++)
        if (pthread_create(&threads[n], NULL, n ? send : ask_and_send, a) != 0) break;
    enum sg_code code = n == SENDERS ? SG_OK : sg_fail_nomem(err, "a thread that adds");
    if (code == SG_OK) code = sg_leak_readers_run(readers, &sink, ret_end, ret_lost, err);
    sg_queue_close(&a->queue);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    if (code == SG_OK && a->code != SG_OK) {
        if (err) *err = a->err;
        code = a->code;
    }
    return code;
}

static enum sg_code read_source(struct sg_leak_adding *a, const struct sg_leak_plan *plan, struct sg_err *err)
{
    struct sg_leak_readers *readers = NULL;
    struct sg_reader_end end = { 0 };
    struct sg_err lost = { 0 };
    a->begun = sg_leak_source_row(a, a->how);
    /* Before anything waits for the store: reading goes on while it starts. */
    SG_TRY(sg_leak_readers_start(plan, &readers, err));
    enum sg_code code = transfer(a, readers, &end, &lost, err);
    sg_leak_readers_free(readers);
    SG_TRY(code);
    if (a->known.is_there) {
        take_known(a);
        return SG_OK;
    }
    a->result.is_resumed = sg_landed_any(a->landed);
    if (a->rejects_code != SG_OK) {
        if (err) *err = a->rejects_err;
        return a->rejects_code;
    }
    /* These pass, and the file can be read another time: it is not called whole. */
    if (lost.code == SG_EIO || lost.code == SG_ENOMEM) {
        if (err) *err = lost;
        return sg_fail_within(err, "%s: reading broke off; add it again to complete it", a->name);
    }
    /* The log first: what the store calls whole is always in it. */
    SG_TRY(sg_leak_settle(a, &end, &lost, err));
    const struct sg_source_row row = sg_leak_source_row(a, a->result.format);
    return sg_source_insert(a->store, a->landed, &row, 1, err);
}

/* A process costs about as much as reading some megabytes, and the engine wants a processor while it starts. */
static unsigned default_readers(uint64_t bytes)
{
    const uint64_t worth = 1 + bytes / BYTES_WORTH_A_READER;
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned most = n < 1 ? 1 : n > MOST_SHARES ? MOST_SHARES : (unsigned)n;
    return worth < most ? (unsigned)worth : most;
}

enum sg_code sg_leak_open(struct sg_leak_adding *a, struct sg_err *err)
{
    if (strcmp(a->name, "-") == 0)
        return sg_fail(err, SG_EUSAGE,
                       "a leak is read from a file or a folder, by several processes: keep it in a file");
    (void)stat(a->name, &a->before);
    SG_TRY(sg_input_open_leak(a->c, a->name, &a->input, err));
    memcpy(a->result.sha256, a->input.sha256, sizeof a->result.sha256);
    a->result.source = sg_source_from_hash(a->input.sha256);
    a->result.bytes = a->input.bytes;
    return SG_OK;
}

static enum sg_code add(struct sg_leak_adding *a, struct sg_err *err)
{
    SG_TRY(sg_leak_open(a, err));
    sg_auto_char program = sg_leak_program(a->options->reader_program);
    sg_auto_char names = a->input.manifest ? sg_case_path(a->c, a->input.manifest) : NULL;
    if (!program || (a->input.manifest && !names)) return sg_fail_nomem(err, "the readers");
    const struct sg_leak_plan plan = { .program = program,
                                       .path = a->input.path,
                                       .names = names,
                                       .source = a->result.source,
                                       .options = a->options,
                                       .n = a->options->readers ? a->options->readers
                                                                : default_readers(a->input.bytes) };
    return read_source(a, &plan, err);
}

void sg_leak_adding_init(struct sg_leak_adding *a, struct sg_case *c, struct sg_store *store, const char *name,
                         const struct sg_leak_add_options *o)
{
    *a = (struct sg_leak_adding){ .c = c, .store = store, .options = o, .name = name };
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->changed, NULL);
    sg_queue_init(&a->queue, QUEUED, sg_leak_piece_free);
    sg_queue_limit(&a->queue, QUEUED_BYTES);
    write_how(a);
}

void sg_leak_adding_release(struct sg_leak_adding *a)
{
    sg_queue_release(&a->queue);
    sg_landed_free(a->landed);
    sg_rejects_release(&a->rejects);
    sg_input_release(&a->input);
    pthread_mutex_destroy(&a->lock);
    pthread_cond_destroy(&a->changed);
}

enum sg_code sg_leak_add(struct sg_case *c, struct sg_store *store, const char *path,
                         const struct sg_leak_add_options *o, struct sg_leak_add_result *ret, struct sg_err *err)
{
    struct sg_leak_adding a;
    sg_leak_adding_init(&a, c, store, path, o);
    enum sg_code code = add(&a, err);
    if (code == SG_OK) *ret = a.result;
    sg_leak_adding_release(&a);
    return code;
}
