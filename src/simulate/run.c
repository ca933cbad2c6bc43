/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate/run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"

enum { THREADS_MAX = SIM_SLOTS / SIM_AHEAD };

/* ---- files ---- */

enum sg_code sim_folder(const char *folder, const char *what, struct sg_err *err)
{
    SG_TRY(sg_fs_mkdir(folder, err));
    DIR *d = opendir(folder);
    if (!d) return sg_fail(err, SG_EIO, "%s: cannot be read: %s", folder, strerror(errno));
    bool is_empty = true;
    for (struct dirent *e; (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) is_empty = false;
    closedir(d);
    return is_empty ? SG_OK
                    : sg_fail(err, SG_EEXIST, "%s: is not empty; name a new folder for the simulated %s", folder, what);
}

enum sg_code sim_file_new(const char *path, int *ret_fd, struct sg_err *err)
{
    *ret_fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return *ret_fd >= 0 ? SG_OK : sg_fail(err, SG_EIO, "%s: cannot be written: %s", path, strerror(errno));
}

enum sg_code sim_file_add(int fd, struct sg_str bytes, const char *name, struct sg_err *err)
{
    for (size_t at = 0; at < bytes.len;) {
        ssize_t n = write(fd, bytes.data + at, bytes.len - at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return sg_fail(err, SG_EIO, "%s: cannot be written: %s", name, strerror(errno));
        at += (size_t)n;
    }
    return SG_OK;
}

/* ---- pieces ---- */

struct made {
    struct sg_err err;
    enum sg_code code;
    bool is_ready;
};
struct run {
    const struct sim_pieces *p;
    struct made made[SIM_SLOTS]; /* of each slot */
    size_t n_slots, next, n_taken;
    bool is_stopping;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

static void *slot_of(const struct run *r, size_t number)
{
    return (char *)r->p->slots + number % r->n_slots * r->p->slot_size;
}

static void *work(void *argument)
{
    struct run *r = argument;
    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (!r->is_stopping && r->next < r->p->n && r->next >= r->n_taken + r->n_slots)
            pthread_cond_wait(&r->changed, &r->lock);
        if (r->is_stopping || r->next >= r->p->n) break;
        size_t number = r->next++;
        struct made *made = &r->made[number % r->n_slots];
        pthread_mutex_unlock(&r->lock);
        made->code = r->p->make(r->p->ctx, slot_of(r, number), number, &made->err);
        pthread_mutex_lock(&r->lock);
        made->is_ready = true;
        pthread_cond_broadcast(&r->changed);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static enum sg_code take(struct run *r, size_t number, struct sg_err *err)
{
    struct made *made = &r->made[number % r->n_slots];
    pthread_mutex_lock(&r->lock);
    while (!made->is_ready)
        pthread_cond_wait(&r->changed, &r->lock);
    pthread_mutex_unlock(&r->lock);
    if (made->code != SG_OK) {
        if (err) *err = made->err;
        return made->code;
    }
    if (r->p->take) SG_TRY(r->p->take(r->p->ctx, slot_of(r, number), number, err));
    pthread_mutex_lock(&r->lock);
    made->is_ready = false;
    r->n_taken++;
    pthread_cond_broadcast(&r->changed);
    pthread_mutex_unlock(&r->lock);
    return SG_OK;
}

unsigned sim_threads(unsigned asked)
{
    long n = asked ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

enum sg_code sim_pieces_run(const struct sim_pieces *p, struct sg_err *err)
{
    pthread_t threads[THREADS_MAX];
    unsigned n = 0;
    struct run r = { .p = p, .n_slots = (size_t)p->threads * SIM_AHEAD };
    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.changed, NULL);
    while (n < p->threads && pthread_create(&threads[n], NULL, work, &r) == 0)
        n++;
    enum sg_code code = n ? SG_OK : sg_fail(err, SG_EIO, "no thread can be started");
    for (size_t i = 0; code == SG_OK && i < p->n; i++)
        code = take(&r, i, err);
    pthread_mutex_lock(&r.lock);
    r.is_stopping = true;
    pthread_cond_broadcast(&r.changed);
    pthread_mutex_unlock(&r.lock);
    while (n)
        pthread_join(threads[--n], NULL);
    pthread_cond_destroy(&r.changed);
    pthread_mutex_destroy(&r.lock);
    return code;
}
