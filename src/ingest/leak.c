/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/leak.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json_out.h"
#include "ingest/leak_internal.h"
#include "model/leak_tables.h"

enum { SENDERS = 2, QUEUED = 4, MOST_SHARES = 8, BYTES_WORTH_A_READER = 8 << 20 };
#define PLATFORM "mail"

/* One source on its way in.  The calling thread listens to the readers; two threads send, and the first of them asks
 * the store, which may still be starting, what it has. */
struct adding {
    struct sg_case *c;
    struct sg_store *store;
    const struct sg_leak_add_options *options;
    const char *name; /* as the user gave it */
    struct sg_input input;
    struct sg_rejects rejects;
    bool has_rejects; /* the file is begun */
    char how[96];     /* limits that are not the usual ones: to complete a run they must be the same */
    struct sg_queue queue;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_asked; /* what follows is known; under lock */
    struct sg_landed *landed;
    enum sg_code code;
    struct sg_err err;
    struct sg_source_known known;
    enum sg_code rejects_code;
    struct sg_err rejects_err;
    struct sg_leak_add_result result;
    uint64_t repaired;
};

static struct sg_source_row source_row(const struct adding *a, const char *format)
{
    return (struct sg_source_row){ .source = a->result.source,
                                   .sha256 = a->result.sha256,
                                   .path = a->input.path,
                                   .format = format,
                                   .platform = PLATFORM,
                                   .error = a->result.error,
                                   .bytes = a->result.bytes,
                                   .rows = a->result.items,
                                   .rejected = a->result.rejected,
                                   .repaired = a->repaired };
}

/* ---- what the store has ---- */

static enum sg_code check_kind(const struct adding *a, const struct sg_source_known *k, struct sg_err *err)
{
    if (!k->is_there || strcmp(k->platform, PLATFORM) == 0) return SG_OK;
    return sg_fail(err, SG_EUSAGE, "%s: is in the case already as posts (%s); the same file cannot be a leak too",
                   a->name, k->format);
}

static enum sg_code ask_store(struct adding *a, struct sg_err *err)
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
    const struct sg_source_row row = source_row(a, a->how);
    return sg_source_insert(a->store, a->landed, &row, 0, err);
}

static void tell_asked(struct adding *a, enum sg_code code, const struct sg_err *err)
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
static bool is_to_add(struct adding *a)
{
    pthread_mutex_lock(&a->lock);
    while (!a->is_asked)
        pthread_cond_wait(&a->changed, &a->lock);
    bool is_wanted = a->code == SG_OK && !a->known.is_there;
    pthread_mutex_unlock(&a->lock);
    return is_wanted;
}

/* ---- sending ---- */

static enum sg_code send_piece(const struct adding *a, const struct sg_leak_piece *p, struct sg_err *err)
{
    const struct {
        int landed;
        const struct sg_table *table;
        const struct ArrowArray *rows;
    } tables[] = { { SG_LANDED_DOCUMENTS, &sg_store_documents, &p->documents },
                   { SG_LANDED_MESSAGES, &sg_store_messages, &p->messages },
                   { SG_LANDED_PLACES, &sg_store_places, &p->places } };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (!sg_landed_has(a->landed, tables[i].landed, p->batch))
            SG_TRY(sg_table_insert(a->store, tables[i].table, tables[i].rows, a->result.source, p->batch, err));
    return SG_OK;
}

static void *send(void *self)
{
    struct adding *a = self;
    struct sg_err err = { 0 };
    struct sg_leak_piece *piece;
    if (is_to_add(a))
        while ((piece = sg_queue_take(&a->queue))) {
            enum sg_code code = send_piece(a, piece, &err);
            sg_leak_piece_free(piece);
            if (code == SG_OK) continue;
            tell_asked(a, code, &err);
            break;
        }
    sg_queue_break(&a->queue);
    return NULL;
}

static void *ask_and_send(void *self)
{
    struct adding *a = self;
    struct sg_err err = { 0 };
    enum sg_code code = ask_store(a, &err);
    tell_asked(a, code, &err);
    return send(a);
}

/* ---- listening ---- */

static void add_reject(void *ctx, const struct sg_leak_reject *r)
{
    struct adding *a = ctx;
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
    struct adding *a = ctx;
    struct sg_str rejects = p->rejects;
    struct sg_leak_reject one;
    while (sg_leak_next_reject(&rejects, &one))
        add_reject(a, &one);
    a->result.items += (uint64_t)sg_batch_rows(&p->places);
    a->result.messages += (uint64_t)sg_batch_rows(&p->messages);
    a->result.documents += (uint64_t)sg_batch_rows(&p->documents);
    if (sg_queue_put(&a->queue, p)) return true;
    sg_leak_piece_free(p);
    return false;
}

static bool is_wanted(void *ctx)
{
    struct adding *a = ctx;
    return !sg_queue_is_broken(&a->queue);
}

static void tell_progress(void *ctx, uint64_t done, uint64_t total)
{
    struct adding *a = ctx;
    if (a->options->progress) a->options->progress(a->options->progress_ctx, a->name, done, total, a->result.items);
}

/* ---- the whole ---- */

static enum sg_code append_custody(struct adding *a, struct sg_err *err)
{
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    const struct sg_source_row row = source_row(a, a->result.format);
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

static void take_known(struct adding *a)
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

static void write_how(struct adding *a)
{
    char room[SG_LEAK_LIMIT_ROOM][32];
    char *words[SG_LEAK_LIMIT_WORDS];
    size_t n = 0, len = (size_t)snprintf(a->how, sizeof a->how, "leak");
    sg_leak_limit_arguments(a->options, words, &n, room);
    for (size_t i = 0; i + 1 < n; i += 2)
        len += (size_t)snprintf(a->how + len, sizeof a->how - len, " %s%s", words[i] + 2, words[i + 1]);
}

static enum sg_code finish(struct adding *a, const struct stat *before, struct sg_err *err)
{
    if (!a->result.error[0] && sg_source_has_changed(before, a->input.path))
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
    /* The log first: what the store calls whole is always in it. */
    SG_TRY(append_custody(a, err));
    const struct sg_source_row row = source_row(a, a->result.format);
    return sg_source_insert(a->store, a->landed, &row, 1, err);
}

/* Listens and sends to the end of all readers; a->code and *ret_lost say how it went. */
static enum sg_code transfer(struct adding *a, struct sg_leak_readers *readers, struct sg_reader_end *ret_end,
                             struct sg_err *ret_lost, struct sg_err *err)
{
    pthread_t threads[SENDERS];
    const struct sg_leak_sink sink = {
        .piece = take_piece, .reject = add_reject, .progress = tell_progress, .is_wanted = is_wanted, .ctx = a
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

static enum sg_code read_source(struct adding *a, const struct sg_leak_plan *plan, const struct stat *before,
                                struct sg_err *err)
{
    struct sg_leak_readers *readers = NULL;
    struct sg_reader_end end = { 0 };
    struct sg_err lost = { 0 };
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
    snprintf(a->result.error, sizeof a->result.error, "%s", lost.text);
    memcpy(a->result.format, end.format, sizeof a->result.format);
    return finish(a, before, err);
}

/* A process costs about as much as reading some megabytes, and the engine wants a processor while it starts. */
static unsigned default_readers(uint64_t bytes)
{
    const uint64_t worth = 1 + bytes / BYTES_WORTH_A_READER;
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned most = n < 1 ? 1 : n > MOST_SHARES ? MOST_SHARES : (unsigned)n;
    return worth < most ? (unsigned)worth : most;
}

static enum sg_code add(struct adding *a, struct sg_err *err)
{
    struct stat before = { 0 };
    if (strcmp(a->name, "-") == 0)
        return sg_fail(err, SG_EUSAGE,
                       "a leak is read from a file or a folder, by several processes: keep it in a file");
    (void)stat(a->name, &before);
    SG_TRY(sg_input_open_leak(a->c, a->name, &a->input, err));
    memcpy(a->result.sha256, a->input.sha256, sizeof a->result.sha256);
    a->result.source = sg_source_from_hash(a->input.sha256);
    a->result.bytes = a->input.bytes;
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
    return read_source(a, &plan, &before, err);
}

enum sg_code sg_leak_add(struct sg_case *c, struct sg_store *store, const char *path,
                         const struct sg_leak_add_options *o, struct sg_leak_add_result *ret, struct sg_err *err)
{
    struct adding a = { .c = c, .store = store, .options = o, .name = path };
    pthread_mutex_init(&a.lock, NULL);
    pthread_cond_init(&a.changed, NULL);
    sg_queue_init(&a.queue, QUEUED, sg_leak_piece_free);
    write_how(&a);
    enum sg_code code = add(&a, err);
    if (code == SG_OK) *ret = a.result;
    sg_queue_release(&a.queue);
    sg_landed_free(a.landed);
    sg_rejects_release(&a.rejects);
    sg_input_release(&a.input);
    pthread_mutex_destroy(&a.lock);
    pthread_cond_destroy(&a.changed);
    return code;
}
