/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The processes that read a leak: started, listened to, watched, and started again when one of them dies of an item.
 * What they say is checked; what they say of themselves when they die decides only which item of their own share is
 * left out.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/program.h"
#include "ingest/leak_internal.h"

extern char **environ;

enum {
    MOST_READERS = 64,
    MOST_RESTARTS = 1000,  /* of one source */
    MOST_FROM_OUTSIDE = 5, /* ends that no item caused, one after the other */
    PIPE_BYTES = 1 << 20,
    WATCH_MS = 250,
    ITEM_SECONDS = 60,
    MOST_CLOSINGS = 64, /* places where containers stay closed */
    MOST_TIMES = 12,    /* containers inside each other that are left at one place */
    MOST_TURNS = 64,    /* frames that are taken of one reader before the others are looked at */
    IDLE_FACTOR = 10,   /* a reader that does nothing for so many times what an item may take is ended */
    WALK_FACTOR = 10,   /* opening a container may take so many times what an item may */
};

struct reader {
    unsigned share;
    pid_t pid; /* 0: none runs */
    int fd;
    struct sg_reader_status *status;
    int status_fd;
    struct sg_reader_head head;
    size_t head_len;
    char *bytes; /* of the frame that is coming */
    size_t len;
    bool is_done;
    int64_t last_batch; /* taken; -1: none */
    uint64_t *skips;    /* ascending */
    size_t n_skips;
    /* the watch */
    uint64_t seen_row, seen_leaf;
    int64_t cpu_then;
    bool is_killed;     /* it took too long */
    uint64_t last_row;  /* that it was at when it was ended from outside */
    uint64_t last_leaf; /* likewise, between two items */
    unsigned n_from_outside;
    unsigned closings_known; /* all->n_closed when it was started */
    int64_t idle_ms, idle_cpu;
};
/* Where opening a container has ended a reader: for all of them, since they must number alike. */
struct closing {
    uint64_t behind;
    unsigned times, since; /* since: n_closed when it was last raised */
};
struct sg_leak_readers {
    struct sg_leak_plan plan;
    struct reader *each;
    unsigned n_restarts;
    struct closing closings[MOST_CLOSINGS];
    unsigned n_closings, n_closed; /* places; how often one was raised */
    int64_t watched_ms, item_ns;
    const struct sg_leak_sink *sink;
    struct sg_reader_end end;
    struct sg_err lost; /* why not all was read */
};

/* ---- a process ---- */

char *sg_leak_program(const char *named)
{
    return named ? strdup(named) : sg_program_find("sillage-reader", "reader");
}

enum sg_code sg_leak_spawn(const char *program, char *const argv[], int status_fd, pid_t *ret_pid, int *ret_fd,
                           struct sg_err *err)
{
    int answer[2];
    if (pipe2(answer, O_CLOEXEC) != 0) return sg_fail(err, SG_EIO, "no pipe for the reader: %s", strerror(errno));
    (void)fcntl(answer[0], F_SETPIPE_SZ, PIPE_BYTES); /* a smaller one does, too */
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, answer[1], 1);
    /* Libraries complain of hostile files on their standard error, in the files' own words. */
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    if (status_fd >= 0) posix_spawn_file_actions_adddup2(&actions, status_fd, SG_READER_STATUS_FD);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigfillset(&defaults);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int failed = posix_spawnp(ret_pid, program, &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(answer[1]);
    if (failed) {
        close(answer[0]);
        return sg_fail(err, SG_EIO,
                       "%s, which reads the files of a leak, cannot be started: %s; it belongs beside sillage", program,
                       strerror(failed));
    }
    *ret_fd = answer[0];
    return SG_OK;
}

void sg_leak_limit_arguments(const struct sg_leak_add_options *o, char **argv, size_t *n, char (*room)[32])
{
    static const char *const names[] = { "--depth", "--items", "--bytes", "--ratio", "--item-bytes" };
    const uint64_t values[] = { o->depth, o->items, o->bytes, o->ratio, o->item_bytes };
    for (size_t i = 0; i < SG_LEAK_LIMIT_ROOM; i++) {
        if (!values[i]) continue;
        snprintf(room[i], sizeof room[i], "%" PRIu64, values[i]);
        argv[(*n)++] = (char *)(uintptr_t)names[i];
        argv[(*n)++] = room[i];
    }
}

static enum sg_code start(struct sg_leak_readers *all, struct reader *r, struct sg_err *err)
{
    char share[32], source[24], first[16], room[SG_LEAK_LIMIT_ROOM][32];
    sg_auto_buf skips = { 0 };
    sg_auto_buf closed = { 0 };
    char *argv[18 + SG_LEAK_LIMIT_WORDS];
    size_t n = 0;
    const uint32_t group = r->last_batch < 0 ? 0 : (uint32_t)(r->last_batch >> SG_READER_PIECE_BITS);
    snprintf(share, sizeof share, "%u/%u", r->share, all->plan.n);
    snprintf(source, sizeof source, "%016" PRIx64, all->plan.source);
    snprintf(first, sizeof first, "%" PRIu32, group);
    for (size_t i = 0; i < r->n_skips; i++)
        sg_buf_printf(&skips, "%s%" PRIu64, i ? "," : "", r->skips[i]);
    for (size_t i = 0; i < all->n_closings; i++)
        sg_buf_printf(&closed, "%s%" PRIu64 ":%u", i ? "," : "", all->closings[i].behind, all->closings[i].times);
    const char *words[] = { all->plan.program,
                            "read",
                            "--source",
                            source,
                            "--share",
                            share,
                            "--first",
                            first,
                            all->plan.names ? "--names" : NULL,
                            all->plan.names,
                            r->n_skips ? "--skip" : NULL,
                            r->n_skips ? sg_buf_cstr(&skips) : NULL,
                            all->n_closings ? "--closed" : NULL,
                            all->n_closings ? sg_buf_cstr(&closed) : NULL };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i]) argv[n++] = (char *)(uintptr_t)words[i];
    sg_leak_limit_arguments(all->plan.options, argv, &n, room);
    argv[n++] = (char *)(uintptr_t)all->plan.path;
    argv[n] = NULL;
    if (skips.failed || closed.failed) return sg_fail_nomem(err, "the reader's arguments");
    memset(r->status, 0, sizeof *r->status);
    r->head_len = r->len = 0;
    r->seen_row = r->seen_leaf = 0;
    r->cpu_then = 0;
    r->idle_ms = r->idle_cpu = 0;
    r->is_killed = false;
    r->closings_known = all->n_closed;
    SG_TRY(sg_leak_spawn(all->plan.program, argv, r->status_fd, &r->pid, &r->fd, err));
    (void)fcntl(r->fd, F_SETFL, O_NONBLOCK);
    return SG_OK;
}

static int end_process(struct reader *r)
{
    int status = 0;
    if (r->fd >= 0) close(r->fd);
    r->fd = -1;
    free(r->bytes);
    r->bytes = NULL;
    /* One that has closed its pipe and lives on is not waited for; of one that ends by itself the reason stands. */
    if (r->pid > 0) kill(r->pid, SIGKILL);
    while (r->pid > 0 && waitpid(r->pid, &status, 0) < 0 && errno == EINTR) {
    }
    r->pid = 0;
    return status;
}

void sg_leak_readers_free(struct sg_leak_readers *all)
{
    if (!all) return;
    for (unsigned i = 0; all->each && i < all->plan.n; i++) {
        struct reader *r = &all->each[i];
        if (r->pid > 0) {
            kill(r->pid, SIGKILL);
            (void)end_process(r);
        }
        if (r->status) munmap(r->status, sizeof *r->status);
        if (r->status_fd >= 0) close(r->status_fd);
        free(r->skips);
    }
    free(all->each);
    free(all);
}

static enum sg_code share_page(struct reader *r, struct sg_err *err)
{
    r->status_fd = memfd_create("sillage-reader-status", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    /* A page that the reader could take away would end us when we look at it. */
    if (r->status_fd < 0 || ftruncate(r->status_fd, sizeof *r->status) != 0 ||
        fcntl(r->status_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        return sg_fail(err, SG_EIO, "no page to watch a reader by: %s", strerror(errno));
    void *page = mmap(NULL, sizeof *r->status, PROT_READ | PROT_WRITE, MAP_SHARED, r->status_fd, 0);
    if (page == MAP_FAILED) return sg_fail_nomem(err, "a page to watch a reader by");
    r->status = page;
    return SG_OK;
}

enum sg_code sg_leak_readers_start(const struct sg_leak_plan *plan, struct sg_leak_readers **ret, struct sg_err *err)
{
    struct sg_leak_readers *all = calloc(1, sizeof *all);
    if (!all) return sg_fail_nomem(err, "the readers");
    all->plan = *plan;
    if (all->plan.n > MOST_READERS) all->plan.n = MOST_READERS;
    const int64_t seconds = plan->options->item_seconds > 0 ? plan->options->item_seconds : ITEM_SECONDS;
    all->item_ns = seconds * INT64_C(1000000000);
    all->each = calloc(all->plan.n, sizeof *all->each);
    enum sg_code code = all->each ? SG_OK : sg_fail_nomem(err, "the readers");
    for (unsigned i = 0; all->each && i < all->plan.n; i++)
        all->each[i] = (struct reader){ .share = i, .fd = -1, .status_fd = -1, .last_batch = -1 };
    for (unsigned i = 0; code == SG_OK && i < all->plan.n; i++) {
        code = share_page(&all->each[i], err);
        if (code == SG_OK) code = start(all, &all->each[i], err);
    }
    if (code != SG_OK) {
        sg_leak_readers_free(all);
        return code;
    }
    *ret = all;
    return SG_OK;
}

/* ---- frames ---- */

static void lose(struct sg_leak_readers *all, enum sg_code code, const char *text)
{
    if (all->lost.code == SG_OK) (void)sg_fail(&all->lost, code, "%s", text);
}

/* The share is given up: what its reader says makes no sense. */
static void give_up(struct sg_leak_readers *all, struct reader *r, const char *why)
{
    char text[512];
    snprintf(text, sizeof text, "a part of the source was not read: %s", why);
    lose(all, SG_EINPUT, text);
    kill(r->pid, SIGKILL);
    (void)end_process(r);
    r->is_done = true;
}

/* Takes r->bytes.  False: nothing more is wanted. */
static bool take_batch(struct sg_leak_readers *all, struct reader *r)
{
    struct sg_leak_piece *piece = NULL;
    struct sg_err why;
    const uint32_t batch = r->head.batch;
    if ((int64_t)batch <= r->last_batch) return true; /* said already by the one that died */
    if ((batch >> SG_READER_PIECE_BITS) % all->plan.n != r->share) {
        give_up(all, r, "a reader sent a batch that is not of its share");
        return true;
    }
    if (sg_leak_piece_read(r->bytes, (size_t)r->head.bytes, all->plan.source, batch, &piece, &why) != SG_OK) {
        give_up(all, r, why.text);
        return true;
    }
    r->bytes = NULL;
    r->last_batch = batch;
    r->n_from_outside = 0;
    return all->sink->piece(all->sink->ctx, piece);
}

static bool take_frame(struct sg_leak_readers *all, struct reader *r)
{
    struct sg_reader_progress p;
    char text[512];
    switch (r->head.type) {
    case SG_READER_BATCH:
        return take_batch(all, r);
    case SG_READER_PROGRESS:
        if (r->head.bytes != sizeof p) break;
        memcpy(&p, r->bytes, sizeof p);
        all->sink->progress(all->sink->ctx, p.done, p.total);
        return true;
    case SG_READER_END:
        if (r->head.bytes != sizeof all->end) break;
        memcpy(&all->end, r->bytes, sizeof all->end);
        all->end.format[sizeof all->end.format - 1] = '\0';
        r->is_done = true;
        return true;
    case SG_READER_FAILED:
        snprintf(text, sizeof text, "%.*s", (int)(r->head.bytes < 500 ? r->head.bytes : 500), r->bytes);
        lose(all, SG_EIO, text);
        r->is_done = true;
        return true;
    default:
        break;
    }
    give_up(all, r, "a reader sent something that is not understood");
    return true;
}

/* Reads what is there.  *ret_ended: the pipe's end has come.  False: nothing more is wanted. */
static bool listen_to(struct sg_leak_readers *all, struct reader *r, bool *ret_ended)
{
    for (int turn = 0; r->fd >= 0 && turn < MOST_TURNS;) {
        char *to = (char *)&r->head + r->head_len;
        size_t want = sizeof r->head - r->head_len;
        if (!want) {
            to = r->bytes + r->len;
            want = (size_t)r->head.bytes - r->len;
        }
        ssize_t n = want ? read(r->fd, to, want) : 0;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return true;
        if (n <= 0 && want) {
            *ret_ended = true;
            return true;
        }
        if (r->head_len < sizeof r->head) {
            r->head_len += (size_t)n;
            if (r->head_len < sizeof r->head) continue;
            if (r->head.bytes > SG_READER_FRAME_BYTES || !(r->bytes = malloc((size_t)r->head.bytes + 1))) {
                give_up(all, r, "a reader sent more at once than can be held");
                return true;
            }
            r->len = 0;
            if (r->head.bytes) continue;
        } else
            r->len += (size_t)n;
        if (r->len < r->head.bytes) continue;
        bool goes_on = take_frame(all, r);
        turn++;
        free(r->bytes);
        r->bytes = NULL;
        r->head_len = r->len = 0;
        if (!goes_on) return false;
    }
    return true;
}

/* ---- an untimely end ---- */

static bool is_from_outside(int status)
{
    if (!WIFSIGNALED(status)) return false;
    int s = WTERMSIG(status);
    return s == SIGKILL || s == SIGTERM || s == SIGINT || s == SIGHUP || s == SIGQUIT;
}

/* "the parser of documents ended by signal 11 (Segmentation fault)" */
static void put_reason(const struct sg_leak_readers *all, const struct reader *r, int status, char *to, size_t size)
{
    static const char *const stages[] = { [SG_READER_STARTING] = "the reader, while it started,",
                                          [SG_READER_WALKING] = "what opens containers",
                                          [SG_READER_MAIL] = "the parser of mail",
                                          [SG_READER_DOCUMENT] = "the parser of documents",
                                          [SG_READER_NESTED] = "what opens archives",
                                          [SG_READER_TYPE] = "what tells types apart",
                                          [SG_READER_SENDING] = "the reader" };
    const uint32_t stage = r->status->stage;
    const char *who = stage < sizeof stages / sizeof *stages ? stages[stage] : "the reader";
    if (r->is_killed)
        snprintf(to, size,
                 "%s took more than %" PRId64 " seconds of processor time, or waited for ten times that, and was ended",
                 who, all->item_ns / 1000000000 * (r->seen_row ? 1 : WALK_FACTOR));
    else if (WIFSIGNALED(status))
        snprintf(to, size, "%s ended by signal %d (%s)", who, WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        snprintf(to, size, "%s ended with status %d", who, WEXITSTATUS(status));
}

static bool is_skipped(const struct reader *r, uint64_t row)
{
    for (size_t i = 0; i < r->n_skips; i++)
        if (r->skips[i] == row) return true;
    return false;
}

static enum sg_code skip(struct reader *r, uint64_t row, struct sg_err *err)
{
    uint64_t *more = realloc(r->skips, (r->n_skips + 1) * sizeof *more);
    if (!more) return sg_fail_nomem(err, "the items to skip");
    r->skips = more;
    size_t at = r->n_skips++;
    for (; at > 0 && more[at - 1] > row; at--)
        more[at] = more[at - 1];
    more[at] = row;
    return SG_OK;
}

/* The item that it died of, on its own word; 0 when there is none that could be left out. */
static uint64_t culprit(const struct sg_leak_readers *all, const struct reader *r)
{
    uint64_t row = r->status->row;
    const uint64_t leaf = row >> SG_READER_ITEM_BITS;
    if (!leaf || sg_reader_group_of(leaf) % all->plan.n != r->share) return 0;
    if (is_skipped(r, row)) row = leaf << SG_READER_ITEM_BITS; /* then what holds it */
    return is_skipped(r, row) ? 0 : row;
}

static enum sg_code blame(struct sg_leak_readers *all, struct reader *r, uint64_t row, int status, struct sg_err *err)
{
    char why[256], path[sizeof r->status->path];
    memcpy(path, r->status->path, sizeof path);
    path[sizeof path - 1] = '\0';
    put_reason(all, r, status, why, sizeof why);
    strncat(why, "; the item is listed and not opened", sizeof why - strlen(why) - 1);
    const struct sg_leak_reject reject = { .row = row, .path = sg_str(path), .reason = sg_str(why), .raw = { "", 0 } };
    all->sink->reject(all->sink->ctx, &reject);
    return skip(r, row, err);
}

/* What lies behind `behind` stays closed from now on; or, where it was closed already, what holds it is left.  False:
 * that was tried often enough. */
static bool close_behind(struct sg_leak_readers *all, const struct reader *r, uint64_t behind, const char *why)
{
    char text[400];
    unsigned i = 0;
    while (i < all->n_closings && all->closings[i].behind != behind)
        i++;
    if (i == MOST_CLOSINGS) return false;
    struct closing *c = &all->closings[i];
    if (i < all->n_closings && c->since > r->closings_known) return true; /* for another reader, meanwhile */
    if (i == all->n_closings) *c = (struct closing){ .behind = behind };
    if (c->times == MOST_TIMES) return false;
    c->times++;
    c->since = ++all->n_closed;
    if (i == all->n_closings) all->n_closings++;
    snprintf(text, sizeof text, "%s; %s", why,
             c->times == 1 ? "the container that it opened there stays closed"
                           : "the container that it read there is left");
    const struct sg_leak_reject reject = {
        .row = behind << SG_READER_ITEM_BITS, .path = { "", 0 }, .reason = sg_str(text), .raw = { "", 0 }
    };
    all->sink->reject(all->sink->ctx, &reject);
    return true;
}

static enum sg_code after_end(struct sg_leak_readers *all, struct reader *r, struct sg_err *err)
{
    const int status = end_process(r);
    if (r->is_done) return SG_OK;
    const uint64_t row = culprit(all, r);
    const uint64_t leaf = r->status->leaf;
    /* Somebody else may have ended it (or the system, for memory): once at a place is no item's fault.  Nor is an end
     * between two items, unless it comes again there. */
    const bool is_new_place = row ? is_from_outside(status) && row != r->last_row : leaf != r->last_leaf;
    const bool is_accident = is_new_place && !r->is_killed && r->n_from_outside < MOST_FROM_OUTSIDE;
    char why[256], text[512];
    put_reason(all, r, status, why, sizeof why);
    if (is_accident) {
        r->last_row = row;
        r->last_leaf = leaf;
        r->n_from_outside++;
    } else if (!row && !close_behind(all, r, r->status->behind, why)) {
        snprintf(text, sizeof text, "a part of the source was not read: %s behind item %" PRIu64 " of the walk", why,
                 leaf);
        lose(all, SG_EINPUT, text);
        r->is_done = true;
        return SG_OK;
    } else if (row)
        SG_TRY(blame(all, r, row, status, err));
    if (++all->n_restarts > MOST_RESTARTS) {
        snprintf(text, sizeof text,
                 "a part of the source was not read: its items ended the reader %d times; unpack it and add "
                 "its parts one by one",
                 MOST_RESTARTS);
        lose(all, SG_ELIMIT, text);
        r->is_done = true;
        return SG_OK;
    }
    return start(all, r, err);
}

/* ---- the watch ---- */

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Neither computing nor telling: it waits for something that does not come.  Counted in our own waking time, so that a
 * stopped session or a sleeping machine is no fault of its. */
static void watch_idle(const struct sg_leak_readers *all, struct reader *r, int64_t cpu)
{
    if (cpu != r->idle_cpu) r->idle_ms = 0;
    r->idle_cpu = cpu;
    r->idle_ms += WATCH_MS;
    if (r->idle_ms * 1000000 < all->item_ns * IDLE_FACTOR) return;
    r->is_killed = true;
    kill(r->pid, SIGKILL);
}

static void watch(struct sg_leak_readers *all, struct reader *r)
{
    clockid_t clock;
    struct timespec t;
    if (r->pid <= 0 || clock_getcpuclockid(r->pid, &clock) != 0 || clock_gettime(clock, &t) != 0) return;
    const int64_t cpu = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
    const uint64_t row = r->status->row, leaf = r->status->leaf;
    if (row != r->seen_row || leaf != r->seen_leaf) {
        r->seen_row = row;
        r->seen_leaf = leaf;
        r->cpu_then = cpu;
        r->idle_ms = 0;
    } else if (cpu - r->cpu_then > all->item_ns * (row ? 1 : WALK_FACTOR)) {
        r->is_killed = true;
        kill(r->pid, SIGKILL);
    } else
        watch_idle(all, r, cpu);
}

static void watch_all(struct sg_leak_readers *all)
{
    const int64_t now = now_ms();
    if (now - all->watched_ms < WATCH_MS) return;
    all->watched_ms = now;
    for (unsigned i = 0; i < all->plan.n; i++)
        watch(all, &all->each[i]);
}

static enum sg_code run(struct sg_leak_readers *all, struct sg_err *err)
{
    while (all->sink->is_wanted(all->sink->ctx)) {
        struct pollfd fds[MOST_READERS];
        struct reader *whose[MOST_READERS];
        nfds_t n = 0;
        for (unsigned i = 0; i < all->plan.n; i++) {
            if (all->each[i].fd < 0) continue;
            whose[n] = &all->each[i];
            fds[n++] = (struct pollfd){ .fd = all->each[i].fd, .events = POLLIN };
        }
        if (!n) return SG_OK;
        (void)poll(fds, n, WATCH_MS);
        for (nfds_t i = 0; i < n; i++) {
            bool has_ended = false;
            if (!fds[i].revents) continue;
            if (!listen_to(all, whose[i], &has_ended)) return SG_OK;
            if (has_ended) SG_TRY(after_end(all, whose[i], err));
        }
        watch_all(all);
    }
    return SG_OK;
}

enum sg_code sg_leak_readers_run(struct sg_leak_readers *all, const struct sg_leak_sink *sink,
                                 struct sg_reader_end *ret_end, struct sg_err *ret_lost, struct sg_err *err)
{
    all->sink = sink;
    SG_TRY(run(all, err));
    *ret_end = all->end;
    *ret_lost = all->lost;
    return SG_OK;
}
