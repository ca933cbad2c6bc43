/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/program.h"
#include "base/text.h"
#include "store/store_internal.h"

#define START_TIMEOUT_MS 60000
#define START_TRIES 4
#define EXIT_INTERRUPTED 75 /* as src/engine/main.c has it */

extern char **environ;

uint64_t sg_spawn_count(struct sg_store *s)
{
    pthread_mutex_lock(&s->spawn_lock);
    uint64_t n = s->n_spawned;
    pthread_mutex_unlock(&s->spawn_lock);
    return n;
}

/* What the starting engine says on its standard error, up to its end. */
static bool read_all(int fd, struct sg_buf *out)
{
    char piece[512];
    for (;;) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        int ready = poll(&p, 1, START_TIMEOUT_MS);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return true;
        if (out->len < 4096) sg_buf_add(out, piece, (size_t)n);
    }
}

static enum sg_code run(char *program, const char *folder, bool *ret_was_interrupted, struct sg_err *err)
{
    int complaint[2];
    if (pipe2(complaint, O_CLOEXEC) != 0) return sg_fail(err, SG_EIO, "no pipe for the engine: %s", strerror(errno));
    char folder_option[] = "--folder";
    sg_auto_char where = strdup(folder);
    char *argv[] = { program, folder_option, where, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, complaint[1], 2);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigfillset(&defaults);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t pid = -1;
    int failed = where ? posix_spawnp(&pid, program, &actions, &attributes, argv, environ) : ENOMEM;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(complaint[1]);
    if (failed) {
        close(complaint[0]);
        return sg_fail(err, SG_EIO,
                       "%s, the embedded engine's program, cannot be started: %s; it belongs beside sillage", program,
                       strerror(failed));
    }
    sg_auto_buf said = { 0 };
    bool has_ended = read_all(complaint[0], &said);
    close(complaint[0]);
    if (!has_ended) kill(pid, SIGKILL);
    int status = 0;
    pid_t waited;
    while ((waited = waitpid(pid, &status, 0)) < 0 && errno == EINTR) {
    }
    if (!has_ended) return sg_fail(err, SG_EIO, "%s: the engine did not start within a minute", folder);
    /* Where children are not waited for (SIGCHLD ignored), the next request tells. */
    if (waited < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) return SG_OK;
    struct sg_str text = sg_str_trim(sg_buf_view(&said));
    if (!text.len) text = sg_str("it said nothing");
    *ret_was_interrupted = !WIFEXITED(status) || WEXITSTATUS(status) == EXIT_INTERRUPTED;
    return sg_fail(err, SG_EIO, "the embedded engine does not start: %.*s", (int)text.len, text.data);
}

enum sg_code sg_spawn_engine(struct sg_store *s, uint64_t seen, struct sg_err *err)
{
    pthread_mutex_lock(&s->spawn_lock);
    enum sg_code code = SG_OK;
    if (s->n_spawned == seen) {
        char *program = s->engine_program ? strdup(s->engine_program) : sg_program_find("sillage-engine", "engine");
        bool again = program != NULL;
        code = program ? SG_OK : sg_fail_nomem(err, "the engine's name");
        for (int i = 0; again && i < START_TRIES; i++) {
            again = false;
            code = run(program, s->folder, &again, err);
        }
        free(program);
        if (code == SG_OK) s->n_spawned++;
    }
    pthread_mutex_unlock(&s->spawn_lock);
    return code;
}
