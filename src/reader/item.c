/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One item: hashed, told apart, listed, and handed to whoever reads its kind. */
#include <stdlib.h>

#include "base/text.h"
#include "reader/reader_internal.h"

static const struct sg_str nothing = { "", 0 };

/* ---- what is told ---- */

void status_set(struct reader *r, const struct item *it, enum sg_reader_stage stage)
{
    struct sg_reader_status *s = r->status;
    if (s->row != it->row) {
        size_t n = strlen(it->path);
        if (n >= sizeof s->path) n = sizeof s->path - 1;
        memcpy(s->path, it->path, n);
        s->path[n] = '\0';
    }
    s->stage = stage;
    s->row = it->row;
}

static void reject(struct reader *r, const struct item *it, const char *reason)
{
    frames_reject(r, it->row, it->path, reason, nothing, false);
}

bool item_number(struct reader *r, const struct item *holder, uint64_t *ret_row)
{
    if (r->n_items >= SG_READER_ITEMS) {
        if (!r->has_told_items) {
            struct sg_err why;
            (void)sg_fail(&why, SG_ELIMIT, "more than %d items lie in what holds it; the rest is not listed",
                          SG_READER_ITEMS);
            frames_reject(r, holder->row, holder->path, why.text, nothing, false);
        }
        r->has_told_items = true;
        return false;
    }
    *ret_row = r->leaf << SG_READER_ITEM_BITS | ++r->n_items;
    return true;
}

bool item_spend(struct reader *r, const struct item *holder, uint64_t n)
{
    if (n <= READER_LEAF_BYTES - r->leaf_bytes) {
        r->leaf_bytes += n;
        return true;
    }
    if (!r->has_told_bytes)
        frames_reject(r, holder->row, holder->path, "holds more than a gigabyte in attachments; the rest is not listed",
                      nothing, false);
    r->has_told_bytes = true;
    return false;
}

/* ---- rows ---- */

static uint64_t id_of(const char sha256[static SG_SHA256_HEX])
{
    uint64_t id = 0;
    for (int i = 0; i < 16; i++)
        id = id << 4 | (uint64_t)(sha256[i] <= '9' ? sha256[i] - '0' : sha256[i] - 'a' + 10);
    return id;
}

static enum sg_code identify(struct item *it, struct sg_err *err)
{
    if (!it->is_bare || it->bytes.len) SG_TRY(sg_sha256_of(it->bytes.data, it->bytes.len, it->sha256, err));
    /* What was given up before its end has no hash: its place stands for it. */
    it->id = it->sha256[0] ? id_of(it->sha256) : sg_siphash(it->path, strlen(it->path));
    return SG_OK;
}

static enum sg_code put_place(struct reader *r, const struct item *it, struct sg_err *err)
{
    struct sg_builder *b = &r->places;
    if (r->wanted_row) return SG_OK;
    sg_builder_number(b, SG_PL_ITEM, (int64_t)it->id);
    sg_builder_text(b, SG_PL_SHA256, sg_str(it->sha256));
    sg_builder_number(b, SG_PL_KIND, it->kind);
    sg_builder_text(b, SG_PL_TYPE, sg_str(it->type));
    sg_builder_number(b, SG_PL_BYTES, (int64_t)it->size);
    sg_builder_text(b, SG_PL_NAME, sg_str(it->name));
    sg_builder_text(b, SG_PL_PATH, sg_str(it->path));
    sg_builder_number(b, SG_PL_PARENT, (int64_t)it->parent);
    sg_builder_number(b, SG_PL_PART, it->part);
    sg_builder_number(b, SG_PL_STORED, it->stored);
    sg_builder_number(b, SG_PL_FLAGS, it->flags);
    sg_builder_number(b, SG_PL_SOURCE, (int64_t)r->source);
    sg_builder_number(b, SG_PL_ROW, (int64_t)it->row);
    sg_builder_number(b, SG_PL_BATCH, r->group << SG_READER_PIECE_BITS | r->piece);
    sg_builder_end_row(b);
    return frames_after_row(r, err);
}

static void put_document_row(struct reader *r, const struct item *it, const struct sg_document *d)
{
    const struct {
        size_t column;
        const struct sg_buf *text;
    } texts[] = { { SG_LD_TITLE, &d->title },
                  { SG_LD_AUTHOR, &d->author },
                  { SG_LD_EDITOR, &d->editor },
                  { SG_LD_APPLICATION, &d->application },
                  { SG_LD_APP_VERSION, &d->app_version },
                  { SG_LD_TEMPLATE, &d->template_name },
                  { SG_LD_COMPANY, &d->company },
                  { SG_LD_LANG, &d->lang },
                  { SG_LD_IDS, &d->ids },
                  { SG_LD_CAMERA, &d->camera },
                  { SG_LD_AUTHORS, &d->authors },
                  { SG_LD_FACTS, &d->facts },
                  { SG_LD_TEXT, &d->text } };
    const struct {
        size_t column;
        int64_t number;
    } numbers[] = { { SG_LD_CREATED, d->created },
                    { SG_LD_MODIFIED, d->modified },
                    { SG_LD_PRINTED, d->printed },
                    { SG_LD_ZONE, d->zone },
                    { SG_LD_REVISION, d->revision },
                    { SG_LD_MINUTES, d->minutes },
                    { SG_LD_SAVES, d->saves },
                    { SG_LD_ENTRY_FIRST, d->entry_first },
                    { SG_LD_ENTRY_LAST, d->entry_last },
                    { SG_LD_XMP_CREATED, d->xmp_created },
                    { SG_LD_XMP_MODIFIED, d->xmp_modified },
                    { SG_LD_TAKEN, d->taken },
                    { SG_LD_ITEM, (int64_t)it->id },
                    { SG_LD_SOURCE, (int64_t)r->source },
                    { SG_LD_ROW, (int64_t)it->row },
                    { SG_LD_BATCH, r->group << SG_READER_PIECE_BITS | r->piece } };
    struct sg_builder *b = &r->documents_rows;
    sg_builder_text(b, SG_LD_FORMAT, sg_str(d->format ? d->format : "text"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        sg_builder_text(b, texts[i].column, sg_buf_view(texts[i].text));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sg_builder_number(b, numbers[i].column, numbers[i].number);
    sg_builder_end_row(b);
}

/* ---- kinds ---- */

static enum sg_code read_document(struct reader *r, struct item *it, struct sg_err *err)
{
    struct sg_document d;
    struct sg_err why;
    if (r->wanted_row) return SG_OK;
    status_set(r, it, SG_READER_DOCUMENT);
    sg_document_init(&d);
    enum sg_code code = sg_document_read(r->documents, it->bytes, it->name, it->type, &d, &why);
    if (code != SG_OK && code != SG_ENOTFOUND) {
        bool is_locked = strstr(why.text, "encrypt") || strstr(why.text, "password");
        it->flags |= code == SG_EINPUT ? (is_locked ? SG_PLACE_ENCRYPTED : SG_PLACE_BROKEN) : SG_PLACE_NOT_OPENED;
        reject(r, it, why.text);
    }
    if (d.format || d.text.len) put_document_row(r, it, &d);
    sg_document_release(&d);
    return frames_after_row(r, err);
}

/* SG_ENOTFOUND when it holds nothing that we open. */
static enum sg_code read_container(struct reader *r, struct item *it, struct sg_err *err)
{
    struct nest nest = { .r = r, .holder = it };
    const struct sg_walk_sink sink = { .leaf = nest_leaf, .reject = nest_reject, .ctx = &nest, .all_containers = true };
    struct sg_walk_limits limits = r->limits;
    struct sg_walk_result result;
    struct sg_err why;
    limits.bytes = READER_LEAF_BYTES - r->leaf_bytes + 1;
    limits.n_closings = 0; /* those are the source's numbers */
    status_set(r, it, SG_READER_NESTED);
    enum sg_code code = sg_walk_bytes(it->bytes, it->path, it->depth, &limits, &sink, &result, &why);
    free(nest.held);
    if (code == SG_OK || code == SG_ENOTFOUND || r->is_found) return code == SG_ENOTFOUND ? code : SG_OK;
    if (code == SG_EINPUT || code == SG_ELIMIT) { /* the archive's own fault */
        it->flags |= code == SG_ELIMIT ? SG_PLACE_NOT_OPENED : SG_PLACE_BROKEN;
        reject(r, it, why.text);
        return SG_OK;
    }
    if (err) *err = why;
    return code;
}

static enum sg_code read_by_kind(struct reader *r, struct item *it, struct sg_err *err)
{
#ifdef SG_READER_FAULTS
    reader_fault(it->name);
#endif
    if (it->is_message) {
        it->kind = SG_ITEM_MESSAGE;
        it->type = "message/rfc822";
        return message_read(r, it, err);
    }
    status_set(r, it, SG_READER_TYPE);
    it->kind = sg_documents_type(r->documents, it->bytes, it->name, &it->type);
    if (it->kind == SG_ITEM_DOCUMENT || it->kind == SG_ITEM_IMAGE) return read_document(r, it, err);
    /* The walk of the source has looked into its leaves already. */
    if ((it->row & ((UINT64_C(1) << SG_READER_ITEM_BITS) - 1)) != 0 && it->bytes.len && it->depth < READER_DEPTH) {
        sg_auto_char type = strdup(it->type); /* the next question takes it away */
        if (!type) return sg_fail_nomem(err, "an item's type");
        enum sg_item_kind kind = it->kind;
        enum sg_code code = read_container(r, it, err);
        it->kind = sg_documents_type(r->documents, it->bytes, it->name, &it->type);
        if (code == SG_OK && kind != SG_ITEM_MESSAGE) it->kind = SG_ITEM_ARCHIVE;
        if (code != SG_ENOTFOUND) return code;
    }
    if (it->kind == SG_ITEM_MESSAGE && strncmp(it->type, "message/", 8) == 0) return message_read(r, it, err);
    return it->kind == SG_ITEM_TEXT || it->kind == SG_ITEM_MESSAGE ? read_document(r, it, err) : SG_OK;
}

static int compare_rows(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static bool is_skipped(const struct reader *r, uint64_t row)
{
    return r->n_skips && bsearch(&row, r->skips, r->n_skips, sizeof row, compare_rows);
}

enum sg_code item_read(struct reader *r, struct item *it, struct sg_err *err)
{
    it->kind = it->is_message ? SG_ITEM_MESSAGE : SG_ITEM_OTHER;
    it->type = it->is_message ? "message/rfc822" : "application/octet-stream";
    SG_TRY(identify(it, err));
    if (r->wanted_row == it->row) return frames_bytes(r, it->bytes, err);
    status_set(r, it, SG_READER_TYPE);
    enum sg_code code = SG_OK;
    if (is_skipped(r, it->row))
        it->flags |= SG_PLACE_NOT_OPENED; /* its reader died of it: whoever started us has told so */
    else if (!it->is_bare)
        code = read_by_kind(r, it, err);
    if (code == SG_ENOMEM && err) { /* one item's hunger is that item's end */
        it->flags |= SG_PLACE_NOT_OPENED;
        reject(r, it, err->text);
        code = SG_OK;
    }
    SG_TRY(code);
    return put_place(r, it, err);
}

/* ---- walks ---- */

/* By the suffix of its name: its bytes are not held here. */
static const char *container_type(const char *name)
{
    static const char *const types[][2] = {
        { ".zip", "application/zip" },
        { ".7z", "application/x-7z-compressed" },
        { ".rar", "application/vnd.rar" },
        { ".tar", "application/x-tar" },
        { ".mbox", "application/mbox" },
        { ".pst", "application/vnd.ms-outlook" },
        { ".ost", "application/vnd.ms-outlook" },
        { ".msg", "application/vnd.ms-outlook" },
        { ".gz", "application/gzip" },
        { ".tgz", "application/gzip" },
        { ".zst", "application/zstd" },
        { ".xz", "application/x-xz" },
        { ".bz2", "application/x-bzip2" },
        { ".cpio", "application/x-cpio" },
    };
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t len = strlen(types[i][0]);
        if (n > len && sg_str_is_nocase(sg_str(name + n - len), types[i][0])) return types[i][1];
    }
    return "application/octet-stream";
}

/* The id of what holds a leaf.  A walk closes what it opened last first, so what is held is a stack. */
static uint64_t holder_of(struct nest *n, uint64_t container)
{
    while (n->n_held && n->held[n->n_held - 1].number != container)
        n->n_held--;
    if (n->n_held) return n->held[n->n_held - 1].id;
    return n->holder ? n->holder->id : 0;
}

static enum sg_code hold(struct nest *n, uint64_t number, uint64_t id, struct sg_err *err)
{
    if (n->n_held == n->room) {
        size_t room = n->room ? 2 * n->room : 16;
        struct held_container *more = realloc(n->held, room * sizeof *more);
        if (!more) return sg_fail_nomem(err, "the containers that are open");
        n->held = more;
        n->room = room;
    }
    n->held[n->n_held++] = (struct held_container){ number, id };
    return SG_OK;
}

static bool is_mine(const struct reader *r, uint64_t number)
{
    if (r->wanted_row) return number == r->wanted_row >> SG_READER_ITEM_BITS;
    uint32_t group = sg_reader_group_of(number);
    return group % r->n_shares == r->share && group >= r->first;
}

static enum sg_code put_container(struct reader *r, struct item *it, struct sg_err *err)
{
    it->kind = SG_ITEM_ARCHIVE;
    it->type = container_type(it->name);
    return put_place(r, it, err);
}

enum sg_code nest_leaf(void *nest, const struct sg_leaf *leaf, struct sg_err *err)
{
    struct nest *n = nest;
    struct reader *r = n->r;
    struct item it = { .row = leaf->number << SG_READER_ITEM_BITS,
                       .bytes = leaf->bytes,
                       .size = leaf->size,
                       .path = leaf->path,
                       .name = leaf->name,
                       .parent = holder_of(n, leaf->container),
                       .part = leaf->part,
                       .stored = leaf->stored,
                       .flags = leaf->flags,
                       .is_message = leaf->kind == SG_LEAF_MESSAGE,
                       .is_bare = leaf->kind == SG_LEAF_CONTAINER || (leaf->sha256[0] && !leaf->bytes.len) ||
                                  (leaf->flags & (SG_PLACE_TOO_LARGE | SG_PLACE_NOT_OPENED)),
                       .depth = n->holder ? n->holder->depth + 1 : 0 };
    const bool is_container = leaf->kind == SG_LEAF_CONTAINER;
    memcpy(it.sha256, leaf->sha256, sizeof it.sha256);
    if (!it.bytes.data) it.bytes.data = "";
#ifdef SG_READER_FAULTS
    if (is_container && !n->holder) reader_fault(it.name);
#endif
    if (is_container) {
        SG_TRY(identify(&it, err));
        SG_TRY(hold(n, leaf->number, it.id, err));
    }
    if (n->holder) {
        if (!item_number(r, n->holder, &it.row) || !item_spend(r, n->holder, it.bytes.len)) return SG_OK;
        SG_TRY(is_container ? put_container(r, &it, err) : item_read(r, &it, err));
        status_set(r, n->holder, SG_READER_NESTED);
        return r->is_found ? sg_fail(err, SG_EEXIST, "found") : SG_OK;
    }
    if (!is_mine(r, leaf->number)) return SG_OK;
    if (!r->wanted_row) SG_TRY(frames_open(r, sg_reader_group_of(leaf->number), err));
    r->leaf = leaf->number;
    r->n_items = 0;
    r->leaf_bytes = 0;
    r->has_told_items = r->has_told_bytes = false;
    SG_TRY(is_container ? put_container(r, &it, err) : item_read(r, &it, err));
    frames_rejects_of_leaf(r, it.row, it.path);
    r->status->stage = SG_READER_WALKING;
    r->status->row = 0;
    return r->is_found ? sg_fail(err, SG_EEXIST, "found") : SG_OK;
}

void nest_reject(void *nest, const struct sg_walk_reject *w)
{
    struct nest *n = nest;
    struct reader *r = n->r;
    if (n->holder) {
        frames_reject(r, n->holder->row, w->path, w->reason, w->raw, false);
        return;
    }
    if (r->wanted_row || (w->number == 0 && r->share != 0)) return;
    /* A container may be rejected long after it was opened: the reject goes with the group that this share comes to
     * next, which is the same one whenever the walk is begun again. */
    uint32_t group = r->asked_group;
    group += (r->share + r->n_shares - group % r->n_shares) % r->n_shares;
    if (group < r->first) return;
    struct sg_err err;
    if (frames_open(r, group, &err) != SG_OK) return; /* nobody listens any more: the next write tells */
    r->n_rejects = 0;                                 /* the walk itself tells few */
    frames_reject(r, w->number << SG_READER_ITEM_BITS, w->path, w->reason, w->raw, false);
    r->n_rejects = 0;
}
