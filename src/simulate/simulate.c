/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run: threads work out pieces of the evidence, one after another is written in its order. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "simulate/simulate_internal.h"

enum { PIECE = 4096, THREADS_MAX = 8, PIECES_A_THREAD = 3 };

struct slot {
    struct pen pen;
    uint64_t piece;
    bool is_ready;
};
struct run {
    const struct world *w;
    struct slot slots[THREADS_MAX * PIECES_A_THREAD];
    size_t n_slots;
    uint64_t n_pieces, next, n_written;
    bool is_stopping;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};
struct out {
    int fd;
    char *path;
    struct sg_sha256 *hash;
    struct written *written;
};

/* ---- one piece ---- */

static uint64_t pieces_of(const struct world *w, unsigned platform)
{
    return (world_posts(w, platform) + PIECE - 1) / PIECE;
}

static unsigned platform_of(const struct world *w, uint64_t *piece)
{
    unsigned k = 0;
    for (; *piece >= pieces_of(w, k); k++)
        *piece -= pieces_of(w, k);
    return k;
}

/* The post's true parent and root; in `how` what of it the evidence shows. */
static void put_cascade(struct pen *p, const struct content *c)
{
    static const char *const kinds[] = { "", "repost", "quote", "reply" };
    const struct platform *platforms = p->w->platforms;
    struct sg_buf *out = &p->cascades;
    sg_buf_text(out, platforms[c->self.platform].kind->name);
    sg_buf_char(out, ',');
    pen_id(p->w, out, &c->self);
    const struct ref *refs[] = { &c->parent, &c->root };
    for (size_t i = 0; i < 2; i++) {
        sg_buf_char(out, ',');
        sg_buf_text(out, platforms[refs[i]->platform].kind->name);
        sg_buf_char(out, ':');
        pen_id(p->w, out, refs[i]);
    }
    sg_buf_char(out, ',');
    sg_buf_text(out, c->self.kind != SG_POST ? kinds[c->self.kind] : c->names_parent ? "permalink" : "unseen");
    sg_buf_char(out, ',');
    if (c->plan && c->plan->what == PLANNED_STORY) pen_number(out, c->plan->owner);
    sg_buf_char(out, '\n');
    p->n_cascades++;
}

static void put_post(struct pen *p, const struct format *f, const struct content *c, sg_time time)
{
    const struct world *w = p->w;
    unsigned platform = c->self.platform;
    uint64_t s = draw_for(w->o.seed, SALT_LOSS, 128 + platform, c->self.rank);
    const struct ref *named = platform == CHAN ? &c->parent : &c->shown;
    f->row(p, c, time, sg_random_unit(&s) < w->o.lossy);
    p->n_rows++;
    p->n_ghosts += named->rank != NO_RANK && !named->is_there;
}

/* What stands at a place of a platform's order. */
static void content_at(const struct world *w, unsigned platform, uint64_t place, struct content *ret, sg_time *ret_time)
{
    uint64_t rank = w->o.shuffles_times ? rank_at(w, platform, place) : place;
    post_content(w, platform, rank == NO_RANK ? place : rank, ret); /* what was taken out is not shuffled */
    if (w->o.shuffles_times)
        *ret_time = post_shown_time(w, platform, place);
    else
        *ret_time = ret->time + w->platforms[platform].who[ret->self.account].shift * SG_SECOND;
}

static void make_piece(struct pen *p, uint64_t piece)
{
    const struct world *w = p->w;
    unsigned k = platform_of(w, &piece);
    uint64_t from = piece * PIECE, to = from + PIECE, end = world_posts(w, k);
    const struct format *f = w->o.only_shares ? &shares_format : &formats[k];
    sg_buf_clear(&p->out);
    sg_buf_clear(&p->cascades);
    p->n_rows = p->n_deleted = p->n_ghosts = p->n_cascades = 0;
    if (from == 0 && f->head) sg_buf_text(&p->out, f->head);
    for (uint64_t place = from; place < to && place < end; place++) {
        struct content c;
        sg_time time;
        content_at(w, k, place, &c, &time);
        if (c.self.is_there)
            put_post(p, f, &c, time);
        else
            p->n_deleted++;
        bool is_joint = c.plan && c.plan->what == PLANNED_JOINT; /* deleted posts have their truth too */
        if (c.parent.rank != NO_RANK && !w->o.only_shares && (c.self.is_there || !is_joint)) put_cascade(p, &c);
    }
}

/* ---- threads ---- */

static void *work(void *argument)
{
    struct run *r = argument;
    pthread_mutex_lock(&r->lock);
    for (;;) {
        while (!r->is_stopping && r->next < r->n_pieces && r->next >= r->n_written + r->n_slots)
            pthread_cond_wait(&r->changed, &r->lock);
        if (r->is_stopping || r->next >= r->n_pieces) break;
        uint64_t piece = r->next++;
        struct slot *slot = &r->slots[piece % r->n_slots];
        pthread_mutex_unlock(&r->lock);
        make_piece(&slot->pen, piece);
        pthread_mutex_lock(&r->lock);
        slot->is_ready = true;
        pthread_cond_broadcast(&r->changed);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

/* ---- files ---- */

static enum sg_code out_open(struct out *o, const char *folder, const char *name, struct written *written,
                             struct sg_err *err)
{
    o->written = written;
    o->path = sg_path_join(folder, name);
    if (!o->path) return sg_fail_nomem(err, name);
    o->fd = open(o->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (o->fd < 0) return sg_fail(err, SG_EIO, "%s: cannot be written: %s", o->path, strerror(errno));
    return sg_sha256_new(&o->hash, err);
}

static enum sg_code out_add(struct out *o, struct sg_str bytes, struct sg_err *err)
{
    for (size_t at = 0; at < bytes.len;) {
        ssize_t n = write(o->fd, bytes.data + at, bytes.len - at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return sg_fail(err, SG_EIO, "%s: cannot be written: %s", o->path, strerror(errno));
        at += (size_t)n;
    }
    o->written->bytes += bytes.len;
    return bytes.len ? sg_sha256_add(o->hash, bytes.data, bytes.len, err) : SG_OK;
}

static void out_release(struct out *o)
{
    if (o->fd >= 0) close(o->fd);
    free(o->path);
    sg_sha256_free(o->hash);
    *o = (struct out){ .fd = -1 };
}

static enum sg_code out_end(struct out *o, struct sg_err *err)
{
    enum sg_code code = sg_sha256_end(o->hash, o->written->sha256, err);
    int fd = o->fd;
    o->fd = -1;
    if (close(fd) != 0 && code == SG_OK)
        code = sg_fail(err, SG_EIO, "%s: cannot be written: %s", o->path, strerror(errno));
    out_release(o);
    return code;
}

/* ---- writing in order ---- */

static struct slot *wait_for(struct run *r, uint64_t piece)
{
    struct slot *slot = &r->slots[piece % r->n_slots];
    pthread_mutex_lock(&r->lock);
    while (!slot->is_ready)
        pthread_cond_wait(&r->changed, &r->lock);
    pthread_mutex_unlock(&r->lock);
    return slot;
}

static enum sg_code write_piece(struct pen *p, struct out *evidence, struct out *cascades, struct sg_err *err)
{
    SG_TRY(sg_buf_check(&p->out, err));
    SG_TRY(sg_buf_check(&p->text, err));
    SG_TRY(sg_buf_check(&p->cascades, err));
    SG_TRY(out_add(evidence, sg_buf_view(&p->out), err));
    SG_TRY(out_add(cascades, sg_buf_view(&p->cascades), err));
    evidence->written->rows += p->n_rows;
    evidence->written->deleted += p->n_deleted;
    evidence->written->ghosts += p->n_ghosts;
    cascades->written->rows += p->n_cascades;
    return SG_OK;
}

static enum sg_code write_all(struct run *r, const char *folder, struct out *evidence, struct out *cascades,
                              struct written *files, struct sg_err *err)
{
    const struct world *w = r->w;
    uint64_t piece = 0, done = 0, total = 0;
    for (unsigned k = 0; k < w->n_platforms; k++)
        total += world_posts(w, k);
    for (unsigned k = 0; k < w->n_platforms; k++) {
        SG_TRY(out_open(evidence, folder, w->platforms[k].kind->file, &files[k], err));
        for (uint64_t end = piece + pieces_of(w, k); piece < end; piece++) {
            struct slot *slot = wait_for(r, piece);
            SG_TRY(write_piece(&slot->pen, evidence, cascades, err));
            done += slot->pen.n_rows;
            pthread_mutex_lock(&r->lock);
            slot->is_ready = false;
            r->n_written++;
            pthread_cond_broadcast(&r->changed);
            pthread_mutex_unlock(&r->lock);
            if (w->o.progress) w->o.progress(w->o.progress_ctx, done, total);
        }
        SG_TRY(out_end(evidence, err));
    }
    return SG_OK;
}

static unsigned threads_of(const struct sg_simulate_options *o)
{
    long n = o->threads ? (long)o->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

static enum sg_code write_evidence(const struct world *w, const char *folder, struct out *cascades,
                                   struct written *files, struct sg_err *err)
{
    pthread_t threads[THREADS_MAX];
    unsigned n = 0, wanted = threads_of(&w->o);
    struct out evidence = { .fd = -1 };
    struct run *r = calloc(1, sizeof *r);
    if (!r) return sg_fail_nomem(err, "the simulation");
    r->w = w;
    r->n_slots = (size_t)wanted * PIECES_A_THREAD;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->changed, NULL);
    for (unsigned k = 0; k < w->n_platforms; k++)
        r->n_pieces += pieces_of(w, k);
    for (size_t i = 0; i < r->n_slots; i++)
        r->slots[i].pen = (struct pen){ .w = w, .day = INT64_MIN };
    while (n < wanted && pthread_create(&threads[n], NULL, work, r) == 0)
        n++;
    enum sg_code code =
        n ? write_all(r, folder, &evidence, cascades, files, err) : sg_fail(err, SG_EIO, "no thread can be started");
    pthread_mutex_lock(&r->lock);
    r->is_stopping = true;
    pthread_cond_broadcast(&r->changed);
    pthread_mutex_unlock(&r->lock);
    while (n)
        pthread_join(threads[--n], NULL);
    for (size_t i = 0; i < r->n_slots; i++) {
        sg_buf_release(&r->slots[i].pen.out);
        sg_buf_release(&r->slots[i].pen.cascades);
        sg_buf_release(&r->slots[i].pen.text);
    }
    out_release(&evidence);
    pthread_cond_destroy(&r->changed);
    pthread_mutex_destroy(&r->lock);
    free(r);
    return code;
}

/* ---- the whole ---- */

static enum sg_code prepare_folder(const char *folder, char **ret_evidence, struct sg_err *err)
{
    SG_TRY(sg_fs_mkdir(folder, err));
    DIR *d = opendir(folder);
    if (!d) return sg_fail(err, SG_EIO, "%s: cannot be read: %s", folder, strerror(errno));
    bool is_empty = true;
    for (struct dirent *e; (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) is_empty = false;
    closedir(d);
    if (!is_empty)
        return sg_fail(err, SG_EEXIST, "%s: is not empty; name a new folder for the simulated evidence", folder);
    *ret_evidence = sg_path_join(folder, "evidence");
    if (!*ret_evidence) return sg_fail_nomem(err, folder);
    return sg_fs_mkdir(*ret_evidence, err);
}

static enum sg_code write_world(const struct world *w, struct written *files, struct sg_err *err)
{
    sg_auto_char folder = NULL;
    struct out cascades = { .fd = -1 };
    SG_TRY(prepare_folder(w->o.folder, &folder, err));
    enum sg_code code = out_open(&cascades, w->o.folder, "cascades.csv", &files[PLATFORMS], err);
    if (code == SG_OK) code = out_add(&cascades, sg_str("platform,post,true_parent,root,how,story\n"), err);
    if (code == SG_OK) code = write_evidence(w, folder, &cascades, files, err);
    if (code == SG_OK) code = out_end(&cascades, err);
    out_release(&cascades);
    return code == SG_OK ? truth_write(w, files, err) : code;
}

enum sg_code sg_simulate(const struct sg_simulate_options *o, struct sg_simulate_result *ret, struct sg_err *err)
{
    SG_TRY(sg_simulate_options_check(o, err));
    struct world w;
    struct written files[PLATFORMS + 1] = { 0 };
    enum sg_code code = world_init(&w, o, err);
    if (code == SG_OK) code = write_world(&w, files, err);
    if (code == SG_OK) {
        *ret = (struct sg_simulate_result){ .groups = w.o.groups, .files = w.n_platforms };
        for (unsigned k = 0; k < w.n_platforms; k++) {
            ret->posts += files[k].rows;
            ret->bytes += files[k].bytes;
            ret->accounts += w.platforms[k].n_accounts;
        }
    }
    world_release(&w);
    return code;
}
