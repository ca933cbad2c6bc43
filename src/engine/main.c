/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sillage-engine --folder STORE [--libchdb FILE] [--idle SECONDS] [--foreground]
 *
 * Started by `sillage` when a case is needed and nobody answers for it.  Returns when the store is served, by the
 * process that it leaves behind or by one that was there before; two started at once settle it by the lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "engine/engine.h"

#define WAIT_FOR_OTHER_MS 30000
#define FINISH_MS 10000
/* Our exit status when the process left behind was ended from outside while it started: worth another try. */
#define EXIT_INTERRUPTED 75

struct options {
    const char *folder, *library;
    uint64_t idle_seconds;
    bool in_foreground;
};

static volatile sig_atomic_t asked_to_leave;
static void on_signal(int number)
{
    (void)number;
    asked_to_leave = 1;
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void wait_ms(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, (ms % 1000) * 1000000 }, NULL);
}

static bool read_options(int argc, char **argv, struct options *o)
{
    *o = (struct options){ .idle_seconds = 5, .library = getenv("SILLAGE_LIBCHDB") };
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--foreground") == 0)
            o->in_foreground = true;
        else if (!value)
            return false;
        else if (strcmp(argv[i], "--folder") == 0)
            o->folder = argv[++i];
        else if (strcmp(argv[i], "--libchdb") == 0)
            o->library = argv[++i];
        else if (strcmp(argv[i], "--idle") == 0) {
            struct sg_err err;
            if (sg_parse_u64(sg_str(argv[++i]), &o->idle_seconds, &err) != SG_OK || o->idle_seconds > 86400)
                return false;
        } else
            return false;
    }
    return o->folder != NULL;
}

/* True: the store is ours.  False: somebody else serves it. */
static enum sg_code settle(const char *folder, bool *ret_is_ours, struct sg_err *err)
{
    for (int64_t until = now_ms() + WAIT_FOR_OTHER_MS;;) {
        SG_TRY(sg_place_lock(ret_is_ours, err));
        if (*ret_is_ours || sg_place_is_served()) return SG_OK;
        if (now_ms() > until)
            return sg_fail(err, SG_EIO,
                           "%s: another process holds engine.lock and does not answer; end it and try again", folder);
        wait_ms(5);
    }
}

/* A killed engine lets go of engine.lock before it lets go of its data, which the library locks by itself. */
static enum sg_code wait_for_data(struct sg_err *err)
{
    for (int64_t until = now_ms() + WAIT_FOR_OTHER_MS; !sg_place_data_is_free();) {
        if (now_ms() > until)
            return sg_fail(err, SG_EIO, "another process holds %s in the store; end it and try again",
                           SG_PLACE_DATA_LOCK);
        wait_ms(5);
    }
    return SG_OK;
}

static enum sg_code start(const char *library, struct sg_chdb **ret_chdb, struct sg_http **ret, struct sg_err *err)
{
    SG_TRY(sg_place_sign(err));
    SG_TRY(sg_place_configure(err));
    sg_auto_char here = getcwd(NULL, 0);
    sg_auto_char data = NULL;
    sg_auto_char config = NULL;
    if (!here || asprintf(&data, "%s/db", here) < 0 || asprintf(&config, "%s/engine.xml", here) < 0)
        return sg_fail_nomem(err, "the store's path");
    SG_TRY(wait_for_data(err));
    struct sg_chdb *chdb = NULL;
    SG_TRY(sg_chdb_open(library, data, config, &chdb, err));
    int fd = -1;
    SG_TRY(sg_place_listen(&fd, err));
    SG_TRY(sg_http_start(fd, chdb, ret, err));
    *ret_chdb = chdb;
    return SG_OK;
}

/* Serves until nobody was connected for the idle time, or until asked to leave. */
static void serve(struct sg_http *http, struct sg_chdb *chdb, uint64_t idle_seconds)
{
    int64_t last_seen = now_ms();
    while (!asked_to_leave) {
        wait_ms(50);
        sg_merges_tick(chdb);
        if (sg_http_connections(http) > 0) last_seen = now_ms();
        if (now_ms() - last_seen >= (int64_t)idle_seconds * 1000) break;
    }
    sg_http_stop_listening(http);
    sg_place_leave();
    for (int64_t until = now_ms() + FINISH_MS; sg_http_requests(http) > 0 && now_ms() < until;)
        wait_ms(5);
}

/* Standard input and output go nowhere, complaints of the library to a file of the store. */
static void detach(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int log = open(SG_PLACE_LOG, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        dup2(log >= 0 ? log : null, STDERR_FILENO);
    }
    setsid();
}

static int run_engine(const struct options *o, const char *library, int ready)
{
    struct sigaction leave = { .sa_handler = on_signal };
    sigaction(SIGTERM, &leave, NULL);
    sigaction(SIGINT, &leave, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    struct sg_err err = { 0 };
    struct sg_http *http = NULL;
    struct sg_chdb *chdb = NULL;
    enum sg_code code = start(library, &chdb, &http, &err);
    if (code != SG_OK) sg_place_quote_log(&err);
    struct sg_str answer = code == SG_OK ? sg_str("+") : sg_str(err.text);
    if (ready >= 0) {
        ssize_t written = write(ready, answer.data, answer.len);
        close(ready);
        if (written < 0) code = SG_EIO;
    } else if (code != SG_OK) {
        fprintf(stderr, "sillage-engine: %s\n", err.text);
    }
    if (code == SG_OK) serve(http, chdb, o->idle_seconds);
    /* Not exit(): closing one of several connections hangs, and what was answered is already on the disk. */
    fflush(NULL);
    _exit(code == SG_OK ? 0 : 1);
}

/* What the process left behind says: "+", or why not. */
static int wait_until_ready(int ready)
{
    char text[sizeof((struct sg_err *)0)->text + 1];
    size_t len = 0;
    for (ssize_t n; len < sizeof text - 1;) {
        n = read(ready, text + len, sizeof text - 1 - len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        len += (size_t)n;
    }
    text[len] = '\0';
    if (strcmp(text, "+") == 0) return 0;
    fprintf(stderr, "sillage-engine: %s\n",
            len ? text
                : "the engine ended while it was starting; see engine.log in the "
                  "store's folder");
    return len ? 1 : EXIT_INTERRUPTED;
}

int main(int argc, char **argv)
{
    struct options o;
    if (!read_options(argc, argv, &o)) {
        fprintf(stderr, "usage: sillage-engine --folder STORE [--libchdb FILE] [--idle SECONDS] [--foreground]\n");
        return 2;
    }
    close_range(3, ~0U, 0); /* nothing of our parent's stays open in what we leave behind */
    struct sg_err err = { 0 };
    sg_auto_char library = NULL;
    bool is_ours = false;
    enum sg_code code = sg_place_library(o.library, &library, &err);
    if (code == SG_OK) code = sg_place_enter(o.folder, &err);
    if (code == SG_OK) code = settle(o.folder, &is_ours, &err);
    if (code != SG_OK) {
        fprintf(stderr, "sillage-engine: %s\n", err.text);
        return 1;
    }
    if (!is_ours) return 0;
    if (o.in_foreground) return run_engine(&o, library, -1);
    int ready[2];
    if (pipe2(ready, O_CLOEXEC) != 0) {
        fprintf(stderr, "sillage-engine: no pipe: %s\n", strerror(errno));
        return 1;
    }
    pid_t child = fork();
    if (child < 0) {
        fprintf(stderr, "sillage-engine: no process can be made: %s\n", strerror(errno));
        return 1;
    }
    if (child == 0) {
        close(ready[0]);
        detach();
        return run_engine(&o, library, ready[1]);
    }
    close(ready[1]);
    return wait_until_ready(ready[0]);
}
