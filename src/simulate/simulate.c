/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run: threads work out pieces of the evidence, one after another is written in its order. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "simulate/run.h"
#include "simulate/simulate_internal.h"

enum { PIECE = 4096 };

struct out {
    int fd;
    char *path;
    struct sg_sha256 *hash;
    struct written *written;
};
/* The pieces of one platform after the other, each platform a file. */
struct writing {
    const struct world *w;
    const char *folder;
    struct out evidence, *cascades;
    struct written *files;
    unsigned n_files;     /* that were begun */
    uint64_t end;         /* of the pieces of the last of them */
    uint64_t done, total; /* posts */
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

static enum sg_code make_piece(void *ctx, void *slot, size_t number, struct sg_err *err)
{
    struct pen *p = slot;
    const struct world *w = p->w;
    uint64_t piece = number;
    (void)ctx;
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
    SG_TRY(sg_buf_check(&p->out, err));
    SG_TRY(sg_buf_check(&p->text, err));
    return sg_buf_check(&p->cascades, err);
}

/* ---- files ---- */

static enum sg_code out_open(struct out *o, const char *folder, const char *name, struct written *written,
                             struct sg_err *err)
{
    o->written = written;
    o->path = sg_path_join(folder, name);
    if (!o->path) return sg_fail_nomem(err, name);
    SG_TRY(sim_file_new(o->path, &o->fd, err));
    return sg_sha256_new(&o->hash, err);
}

static enum sg_code out_add(struct out *o, struct sg_str bytes, struct sg_err *err)
{
    SG_TRY(sim_file_add(o->fd, bytes, o->path, err));
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

/* A platform without posts has an empty file. */
static enum sg_code next_file(struct writing *to, struct sg_err *err)
{
    unsigned k = to->n_files++;
    if (k) SG_TRY(out_end(&to->evidence, err));
    to->end += pieces_of(to->w, k);
    return out_open(&to->evidence, to->folder, to->w->platforms[k].kind->file, &to->files[k], err);
}

static enum sg_code write_piece(void *ctx, void *slot, size_t number, struct sg_err *err)
{
    struct writing *to = ctx;
    const struct pen *p = slot;
    while (number >= to->end)
        SG_TRY(next_file(to, err));
    SG_TRY(out_add(&to->evidence, sg_buf_view(&p->out), err));
    SG_TRY(out_add(to->cascades, sg_buf_view(&p->cascades), err));
    to->evidence.written->rows += p->n_rows;
    to->evidence.written->deleted += p->n_deleted;
    to->evidence.written->ghosts += p->n_ghosts;
    to->cascades->written->rows += p->n_cascades;
    to->done += p->n_rows;
    if (to->w->o.progress) to->w->o.progress(to->w->o.progress_ctx, to->done, to->total);
    return SG_OK;
}

static enum sg_code write_evidence(const struct world *w, const char *folder, struct out *cascades,
                                   struct written *files, struct sg_err *err)
{
    struct pen pens[SIM_SLOTS];
    struct writing to = { w, folder, .evidence = { .fd = -1 }, .cascades = cascades, .files = files };
    struct sim_pieces pieces = { .threads = sim_threads(w->o.threads),
                                 .slots = pens,
                                 .slot_size = sizeof *pens,
                                 .make = make_piece,
                                 .take = write_piece,
                                 .ctx = &to };
    for (size_t i = 0; i < SIM_SLOTS; i++)
        pens[i] = (struct pen){ .w = w, .day = INT64_MIN };
    for (unsigned k = 0; k < w->n_platforms; k++) {
        pieces.n += pieces_of(w, k);
        to.total += world_posts(w, k);
    }
    enum sg_code code = sim_pieces_run(&pieces, err);
    while (code == SG_OK && to.n_files < w->n_platforms)
        code = next_file(&to, err);
    if (code == SG_OK) code = out_end(&to.evidence, err);
    for (size_t i = 0; i < SIM_SLOTS; i++) {
        sg_buf_release(&pens[i].out);
        sg_buf_release(&pens[i].cascades);
        sg_buf_release(&pens[i].text);
    }
    out_release(&to.evidence);
    return code;
}

/* ---- the whole ---- */

static enum sg_code prepare_folder(const char *folder, char **ret_evidence, struct sg_err *err)
{
    SG_TRY(sim_folder(folder, "evidence", err));
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
