/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run: threads work out documents, then pieces of the mail; one after another is written in its order. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "simulate/leak_internal.h"
#include "simulate/run.h"

enum { PIECE = 64, NAME_MAX_BYTES = 96, ZIP_MAILS = 4096 };

/* Mails of one box; of the zip all in one inner zip. */
struct piece {
    uint32_t first, n;
    uint8_t box;
    uint32_t zip;
};
struct slot {
    struct sim_pen pen;
    char names[PIECE][NAME_MAX_BYTES];
    size_t ends[PIECE]; /* in pen.out */
};
struct place {
    char *root, *maildir, *loose, *documents;
    int mbox, zip, truth;
    struct sg_buf inner, outer;
    struct sim_zip inner_zip, outer_zip;
    uint32_t zip_number;
    uint64_t bytes, items;
};
struct writer {
    struct sim_world *w;
    struct place *place;
    struct piece *pieces;
};

/* ---- one piece ---- */

static void put_name(const struct sim_world *w, const struct sim_placed *at, uint32_t number,
                     char ret[static NAME_MAX_BYTES])
{
    const struct sim_mail *m = &w->mails[at->mail];
    unsigned long long seconds = (unsigned long long)(m->sent / SG_SECOND);
    if (at->box == BOX_MAILDIR)
        snprintf(ret, NAME_MAX_BYTES, "%llu.M%uP%u_%u.store:2,%s", seconds, (unsigned)(m->seed % 1000000),
                 1000 + number % 9000, number, m->seed & 1 ? "S" : "RS");
    else if (at->box == BOX_LOOSE || at->box == BOX_ZIP)
        snprintf(ret, NAME_MAX_BYTES, "%06u.eml", number);
    else
        snprintf(ret, NAME_MAX_BYTES, "%u", number);
}

/* A mail in an mbox, its lines escaped as mboxrd asks. */
static void put_mbox(struct sim_pen *p, const struct sim_mail *m)
{
    const struct sim_person *from = &p->w->people[m->from];
    struct sim_clock c = sim_clock_at(m->sent, 0);
    struct sg_str rest = sg_buf_view(&p->message);
    sg_buf_printf(&p->out, "From %s@%s %s %s %2u %02u:%02u:%02u %d\n", from->local, sim_orgs[from->org].domain,
                  sim_weekdays[c.weekday], sim_months[c.month - 1], c.day, c.hour, c.minute, c.second, c.year);
    while (rest.len) {
        const char *end = memchr(rest.data, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.data) + 1 : rest.len, marks = 0;
        while (marks < len && rest.data[marks] == '>')
            marks++;
        if (len - marks >= 5 && memcmp(rest.data + marks, "From ", 5) == 0) sg_buf_char(&p->out, '>');
        sg_buf_add(&p->out, rest.data, len);
        rest = sg_str_n(rest.data + len, rest.len - len);
    }
    sg_buf_char(&p->out, '\n');
}

static enum sg_code put_truth(struct sim_pen *p, const struct sim_mail *m, const char *path, struct sg_err *err)
{
    char sha256[SG_SHA256_HEX], original[SG_SHA256_HEX] = "";
    SG_TRY(sg_sha256_of(p->message.data, p->message.len, sha256, err));
    if (m->klass == LEAK_ALTERED) { /* the other mail is worked out again for its sum */
        const struct sim_mail *other = &p->w->mails[m->original];
        SG_TRY(sim_write_mail(p, other, other->box, err));
        SG_TRY(sg_sha256_of(p->message.data, p->message.len, original, err));
    }
    sim_truth_mail(p, m, sha256, original, path);
    return SG_OK;
}

static enum sg_code make_mail(struct slot *slot, const struct piece *piece, uint32_t i, struct sg_err *err)
{
    struct sim_pen *p = &slot->pen;
    const struct sim_placed *at = &p->w->placed[piece->first + i];
    const struct sim_mail *m = &p->w->mails[at->mail];
    char path[NAME_MAX_BYTES + 64];
    static const char *const folders[BOXES] = { "mail/archive.mbox", "mail/Maildir/cur", "backup.zip", "loose" };
    put_name(p->w, at, piece->first + i, slot->names[i]);
    SG_TRY(sim_write_mail(p, m, at->box, err));
    if (at->box == BOX_MBOX)
        put_mbox(p, m);
    else if (at->box == BOX_ZIP)
        SG_TRY(sim_zip_add(&p->zip, &p->out, slot->names[i], sg_buf_view(&p->message), m->sent, true, err));
    else
        sg_buf_str(&p->out, sg_buf_view(&p->message));
    slot->ends[i] = p->out.len;
    if (at->is_again) return SG_OK;
    if (at->box == BOX_ZIP)
        snprintf(path, sizeof path, "%s/export-%u.zip/%s", folders[at->box], piece->zip + 1, slot->names[i]);
    else
        snprintf(path, sizeof path, "%s/%s", folders[at->box], slot->names[i]);
    return put_truth(p, m, path, err);
}

static enum sg_code make_mails(void *ctx, void *slot, size_t number, struct sg_err *err)
{
    const struct writer *writer = ctx;
    const struct piece *piece = &writer->pieces[number];
    struct sim_pen *p = &((struct slot *)slot)->pen;
    sg_buf_clear(&p->out);
    sg_buf_clear(&p->truth);
    sim_zip_release(&p->zip);
    p->zip = (struct sim_zip){ 0 };
    for (uint32_t i = 0; i < piece->n; i++)
        SG_TRY(make_mail(slot, piece, i, err));
    SG_TRY(sg_buf_check(&p->truth, err));
    return sg_buf_check(&p->out, err);
}

static enum sg_code make_documents(void *ctx, void *slot, size_t number, struct sg_err *err)
{
    const struct writer *writer = ctx;
    const struct piece *piece = &writer->pieces[number];
    struct sim_world *w = writer->w;
    (void)slot; /* files have a place of their own */
    for (uint32_t i = piece->first; i < piece->first + piece->n; i++) {
        struct sim_file *f = &w->files[i];
        SG_TRY(sim_write_document(w, &w->documents[i], &f->bytes, err));
        SG_TRY(sg_sha256_of(f->bytes.data, f->bytes.len, f->sha256, err));
    }
    return SG_OK;
}

/* ---- files ---- */

static enum sg_code open_new(const char *folder, const char *name, int *ret, struct sg_err *err)
{
    sg_auto_char path = sg_path_join(folder, name);
    if (!path) return sg_fail_nomem(err, name);
    return sim_file_new(path, ret, err);
}

/* A whole file, last changed at `time`. */
static enum sg_code write_new(struct place *p, const char *folder, const char *name, struct sg_str bytes, sg_time time,
                              struct sg_err *err)
{
    int fd = -1;
    SG_TRY(open_new(folder, name, &fd, err));
    enum sg_code code = sim_file_add(fd, bytes, name, err);
    struct timespec times[2] = { { .tv_sec = time / SG_SECOND }, { .tv_sec = time / SG_SECOND } };
    if (code == SG_OK && futimens(fd, times) != 0)
        code = sg_fail(err, SG_EIO, "%s: its time cannot be set: %s", name, strerror(errno));
    if (close(fd) != 0 && code == SG_OK)
        code = sg_fail(err, SG_EIO, "%s: cannot be written: %s", name, strerror(errno));
    p->bytes += bytes.len;
    return code;
}

static enum sg_code make_folder(const char *in, const char *name, char **ret, struct sg_err *err)
{
    sg_auto_char path = sg_path_join(in, name);
    if (!path) return sg_fail_nomem(err, name);
    SG_TRY(sg_fs_mkdir(path, err));
    if (ret) {
        *ret = path;
        path = NULL;
    }
    return SG_OK;
}

static enum sg_code place_init(struct place *p, const char *folder, struct sg_err *err)
{
    *p = (struct place){ .mbox = -1, .zip = -1, .truth = -1, .zip_number = LEAK_NONE };
    sg_auto_char mail = NULL;
    SG_TRY(sim_folder(folder, "leak", err));
    SG_TRY(make_folder(folder, "leak", &p->root, err));
    SG_TRY(make_folder(p->root, "loose", &p->loose, err));
    SG_TRY(make_folder(p->root, "documents", &p->documents, err));
    SG_TRY(make_folder(p->root, "mail", &mail, err));
    SG_TRY(make_folder(mail, "Maildir/new", NULL, err));
    SG_TRY(make_folder(mail, "Maildir/tmp", NULL, err));
    SG_TRY(make_folder(mail, "Maildir/cur", &p->maildir, err));
    SG_TRY(open_new(mail, "archive.mbox", &p->mbox, err));
    SG_TRY(open_new(p->root, "backup.zip", &p->zip, err));
    return open_new(folder, "truth.json", &p->truth, err);
}

static void place_release(struct place *p)
{
    int *files[] = { &p->mbox, &p->zip, &p->truth };
    for (size_t i = 0; i < 3; i++)
        if (*files[i] >= 0) close(*files[i]);
    free(p->root);
    free(p->maildir);
    free(p->loose);
    free(p->documents);
    sg_buf_release(&p->inner);
    sg_buf_release(&p->outer);
    sim_zip_release(&p->inner_zip);
    sim_zip_release(&p->outer_zip);
}

/* ---- writing in order ---- */

static enum sg_code flush_outer(struct place *p, struct sg_err *err)
{
    SG_TRY(sg_buf_check(&p->outer, err));
    SG_TRY(sim_file_add(p->zip, sg_buf_view(&p->outer), "backup.zip", err));
    p->bytes += p->outer.len;
    sg_buf_clear(&p->outer);
    return SG_OK;
}

/* The inner zip is whole: into the outer one. */
static enum sg_code end_inner(struct place *p, sg_time time, struct sg_err *err)
{
    char name[32];
    if (p->zip_number == LEAK_NONE) return SG_OK;
    sim_zip_end(&p->inner_zip, &p->inner);
    snprintf(name, sizeof name, "export-%u.zip", p->zip_number + 1);
    SG_TRY(sim_zip_add(&p->outer_zip, &p->outer, name, sg_buf_view(&p->inner), time, false, err));
    sim_zip_release(&p->inner_zip);
    p->inner_zip = (struct sim_zip){ 0 };
    sg_buf_clear(&p->inner);
    p->zip_number = LEAK_NONE;
    return flush_outer(p, err);
}

static enum sg_code write_piece(const struct writer *writer, const struct slot *slot, const struct piece *piece,
                                struct sg_err *err)
{
    struct place *p = writer->place;
    struct sg_str out = sg_buf_view(&slot->pen.out);
    SG_TRY(sim_file_add(p->truth, sg_buf_view(&slot->pen.truth), "truth.json", err));
    if (piece->box == BOX_MBOX) {
        p->bytes += out.len;
        return sim_file_add(p->mbox, out, "archive.mbox", err);
    }
    if (piece->box == BOX_ZIP) {
        if (p->zip_number != piece->zip) SG_TRY(end_inner(p, writer->w->end, err));
        p->zip_number = piece->zip;
        return sim_zip_append(&p->inner_zip, &p->inner, &slot->pen.zip, out, err);
    }
    size_t from = 0;
    for (uint32_t i = 0; i < piece->n; from = slot->ends[i++]) {
        const struct sim_mail *m = &writer->w->mails[writer->w->placed[piece->first + i].mail];
        const char *folder = piece->box == BOX_MAILDIR ? p->maildir : p->loose;
        SG_TRY(write_new(p, folder, slot->names[i], sg_str_n(out.data + from, slot->ends[i] - from), m->sent, err));
    }
    return SG_OK;
}

static enum sg_code take_piece(void *ctx, void *slot, size_t number, struct sg_err *err)
{
    const struct writer *writer = ctx;
    const struct piece *piece = &writer->pieces[number];
    const struct sim_world *w = writer->w;
    SG_TRY(write_piece(writer, slot, piece, err));
    if (w->o.progress) w->o.progress(w->o.progress_ctx, piece->first + piece->n, w->n_placed);
    return SG_OK;
}

static enum sg_code write_documents(struct place *p, const struct sim_world *w, struct sg_err *err)
{
    sg_auto_buf truth = { 0 }, name = { 0 };
    for (uint32_t i = 0; i < w->n_documents; i++) {
        const struct sim_document *d = &w->documents[i];
        sim_truth_document(&truth, w, i);
        if (d->mail != LEAK_NONE) continue;
        sg_buf_clear(&name);
        sg_buf_printf(&name, "%05u-", i);
        sim_document_name(w, d, &name);
        SG_TRY(write_new(p, p->documents, sg_buf_cstr(&name), sg_buf_view(&w->files[i].bytes), d->modified, err));
    }
    SG_TRY(sg_buf_check(&truth, err));
    return sim_file_add(p->truth, sg_buf_view(&truth), "truth.json", err);
}

static size_t cut_pieces(const struct sim_world *w, struct piece *pieces)
{
    size_t n = 0;
    uint32_t in_zip = 0;
    for (uint32_t i = 0; i < w->n_placed;) {
        struct piece *p = &pieces[n++];
        *p = (struct piece){ .first = i, .box = w->placed[i].box, .zip = in_zip / ZIP_MAILS };
        while (i < w->n_placed && p->n < PIECE && w->placed[i].box == p->box)
            i++, p->n++;
        if (p->box == BOX_ZIP) in_zip += PIECE;
    }
    return n;
}

static enum sg_code write_pieces(struct writer *writer, struct slot *slots, struct sg_err *err)
{
    struct sim_world *w = writer->w;
    sg_auto_buf head = { 0 };
    struct sim_pieces run = { .threads = sim_threads(w->o.threads),
                              .slots = slots,
                              .slot_size = sizeof *slots,
                              .make = make_documents,
                              .ctx = writer };
    for (uint32_t i = 0; i < w->n_documents; i += PIECE)
        writer->pieces[run.n++] =
            (struct piece){ .first = i, .n = w->n_documents - i < PIECE ? w->n_documents - i : PIECE };
    SG_TRY(sim_pieces_run(&run, err));
    sim_truth_head(&head, w);
    SG_TRY(sg_buf_check(&head, err));
    SG_TRY(sim_file_add(writer->place->truth, sg_buf_view(&head), "truth.json", err));
    SG_TRY(write_documents(writer->place, w, err));
    run.n = cut_pieces(w, writer->pieces);
    run.make = make_mails;
    run.take = take_piece;
    return sim_pieces_run(&run, err);
}

/* The truth goes along: documents, then mails in the order of their places, then totals. */
static enum sg_code write_world(struct sim_world *w, struct place *p, uint64_t *ret_keys, struct sg_err *err)
{
    sg_auto_buf keys = { 0 }, text = { 0 };
    size_t most = (w->n_placed > w->n_documents ? w->n_placed : w->n_documents) / PIECE + BOXES + 2;
    struct writer writer = { w, p, calloc(most, sizeof *writer.pieces) };
    struct slot *slots = calloc(SIM_SLOTS, sizeof *slots);
    enum sg_code code = writer.pieces && slots ? SG_OK : sg_fail_nomem(err, "the simulation");
    for (size_t i = 0; slots && i < SIM_SLOTS; i++)
        slots[i].pen.w = w;
    if (code == SG_OK) code = write_pieces(&writer, slots, err);
    for (size_t i = 0; slots && i < SIM_SLOTS; i++)
        sim_pen_release(&slots[i].pen);
    free(slots);
    free(writer.pieces);
    SG_TRY(code);
    SG_TRY(end_inner(p, w->end, err));
    sim_zip_end(&p->outer_zip, &p->outer);
    SG_TRY(flush_outer(p, err));
    sim_keys_csv(&keys, w, ret_keys);
    SG_TRY(sg_buf_check(&keys, err));
    sg_auto_char path = sg_path_join(w->o.folder, "keys.csv");
    if (!path) return sg_fail_nomem(err, "keys.csv");
    SG_TRY(sg_fs_write(path, sg_buf_view(&keys), err));
    sim_truth_end(&text, w, *ret_keys);
    SG_TRY(sg_buf_check(&text, err));
    return sim_file_add(p->truth, sg_buf_view(&text), "truth.json", err);
}

static struct sg_simulate_leak_result result_of(const struct sim_world *w, const struct place *p, uint64_t keys)
{
    struct sg_simulate_leak_result r = { .documents = w->n_documents, .bytes = p->bytes, .keys = keys,
                                        .lookalikes = w->n_lures };
    for (uint32_t i = 0; i < w->n_mails; i++) {
        const struct sim_mail *m = &w->mails[i];
        r.mails += !m->is_missing;
        r.damaged += m->klass == LEAK_DAMAGED && !m->is_missing;
        r.altered += m->klass == LEAK_ALTERED;
        r.planted += m->klass == LEAK_PLANTED;
    }
    for (uint32_t i = 0; i < w->n_documents; i++)
        r.planted_documents += w->documents[i].klass == LEAK_PLANTED;
    return r;
}

enum sg_code sg_simulate_leak(const struct sg_simulate_leak_options *o, struct sg_simulate_leak_result *ret,
                              struct sg_err *err)
{
    struct sim_world w = { 0 };
    struct place place = { .mbox = -1, .zip = -1, .truth = -1 };
    uint64_t keys = 0;
    enum sg_code code = sim_world_init(&w, o, err);
    if (code == SG_OK) code = place_init(&place, o->folder, err);
    if (code == SG_OK) code = write_world(&w, &place, &keys, err);
    if (code == SG_OK) *ret = result_of(&w, &place, keys);
    place_release(&place);
    sim_world_release(&w);
    return code;
}
