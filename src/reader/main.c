/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sillage-reader: opens a leak's files in a process of its own, which has given up everything but reading, and gives
 * back rows.  It is started by sillage, not by people:
 *
 *   sillage-reader read --source HEX --share K/N [--first GROUP] [--skip ROW,ROW…]
 *                       [--closed BEHIND:TIMES,…] [--names LIST] [limits] PATH
 *   sillage-reader raw --row ROW [--names LIST] [limits] PATH
 */
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/text.h"
#include "containers/containers.h"
#include "reader/reader_internal.h"
#include "reader/sandbox.h"

enum { LIST_BYTES = 1 << 30 };
#define MEMORY_BYTES ((uint64_t)4 << 30)

struct call {
    bool is_raw, has_status;
    const char *path, *names_path;
    struct sg_buf names_text;
    const char **names;
    uint64_t *skips;
    struct sg_walk_closing *closings;
    uint64_t memory;
};

/* ---- arguments ---- */

static enum sg_code wrong(struct sg_err *err, const char *word)
{
    return sg_fail(err, SG_EUSAGE, "%s: sillage-reader is started by sillage; this is not how", word);
}

static enum sg_code read_skips(struct reader *r, struct call *c, const char *list, struct sg_err *err)
{
    size_t n = 1;
    for (const char *p = list; *p; p++)
        n += *p == ',';
    if (!(c->skips = calloc(n, sizeof *c->skips))) return sg_fail_nomem(err, "the list of what to skip");
    for (size_t i = 0; i < n; i++) {
        size_t len = strcspn(list, ",");
        SG_TRY(sg_parse_u64(sg_str_n(list, len), &c->skips[i], err));
        list += len + 1;
    }
    r->skips = c->skips;
    r->n_skips = n;
    return SG_OK;
}

/* "BEHIND:TIMES,…" */
static enum sg_code read_closings(struct reader *r, struct call *c, const char *list, struct sg_err *err)
{
    size_t n = 1;
    for (const char *p = list; *p; p++)
        n += *p == ',';
    if (!(c->closings = calloc(n, sizeof *c->closings))) return sg_fail_nomem(err, "the list of what stays closed");
    for (size_t i = 0; i < n; i++) {
        int used = 0;
        if (sscanf(list, "%" SCNu64 ":%u%n", &c->closings[i].behind, &c->closings[i].times, &used) != 2)
            return wrong(err, list);
        list += used;
        if (*list == ',') list++;
    }
    r->limits.closings = c->closings;
    r->limits.n_closings = n;
    return SG_OK;
}

static enum sg_code read_share(struct reader *r, const char *text, struct sg_err *err)
{
    unsigned share, n;
    char end;
    if (sscanf(text, "%u/%u%c", &share, &n, &end) != 2 || n == 0 || share >= n) return wrong(err, text);
    r->share = share;
    r->n_shares = n;
    return SG_OK;
}

static enum sg_code read_hex(uint64_t *ret, const char *text, struct sg_err *err)
{
    char *end;
    *ret = strtoull(text, &end, 16);
    return *text && !*end ? SG_OK : wrong(err, text);
}

static enum sg_code read_option(struct reader *r, struct call *c, const char *name, const char *value,
                                struct sg_err *err)
{
    uint64_t depth = 0, item_bytes = 0, first = 0;
    const struct {
        const char *name;
        uint64_t *number;
    } numbers[] = { { "--depth", &depth },           { "--items", &r->limits.items }, { "--bytes", &r->limits.bytes },
                    { "--ratio", &r->limits.ratio }, { "--item-bytes", &item_bytes }, { "--first", &first },
                    { "--row", &r->wanted_row },     { "--memory", &c->memory } };
    if (strcmp(name, "--source") == 0) return read_hex(&r->source, value, err);
    if (strcmp(name, "--share") == 0) return read_share(r, value, err);
    if (strcmp(name, "--skip") == 0) return read_skips(r, c, value, err);
    if (strcmp(name, "--closed") == 0) return read_closings(r, c, value, err);
    if (strcmp(name, "--names") == 0) {
        c->names_path = value;
        return SG_OK;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(name, numbers[i].name) != 0) continue;
        SG_TRY(sg_parse_u64(sg_str(value), numbers[i].number, err));
        if (depth) r->limits.depth = (unsigned)depth;
        if (item_bytes) r->limits.item_bytes = (size_t)item_bytes;
        if (first) r->first = (uint32_t)first;
        return SG_OK;
    }
    return wrong(err, name);
}

static enum sg_code read_arguments(struct reader *r, struct call *c, int argc, char **argv, struct sg_err *err)
{
    if (argc < 3) return wrong(err, "sillage-reader");
    c->is_raw = strcmp(argv[1], "raw") == 0;
    if (!c->is_raw && strcmp(argv[1], "read") != 0) return wrong(err, argv[1]);
    int i = 2;
    for (; i + 1 < argc - 1; i += 2)
        SG_TRY(read_option(r, c, argv[i], argv[i + 1], err));
    if (i != argc - 1) return wrong(err, argv[i]);
    c->path = argv[i];
    return c->is_raw == (r->wanted_row != 0) ? SG_OK : wrong(err, argv[1]);
}

/* "SHA256  NAME" lines, as the case keeps them of a folder. */
static enum sg_code read_names(struct call *c, struct sg_err *err)
{
    if (!c->names_path) return SG_OK;
    SG_TRY(sg_fs_read(c->names_path, LIST_BYTES, &c->names_text, err));
    size_t n = 0;
    for (size_t i = 0; i < c->names_text.len; i++)
        n += c->names_text.data[i] == '\n';
    if (!(c->names = calloc(n + 1, sizeof *c->names))) return sg_fail_nomem(err, "the folder's files");
    char *at = c->names_text.data, *end = at + c->names_text.len;
    for (size_t i = 0; i < n; i++) {
        char *newline = memchr(at, '\n', (size_t)(end - at));
        if (newline - at < 67)
            return sg_fail(err, SG_EINPUT, "%s: line %zu is no \"SHA256  NAME\"", c->names_path, i + 1);
        *newline = '\0';
        c->names[i] = at + 66;
        at = newline + 1;
    }
    return SG_OK;
}

/* ---- the walk ---- */

static bool wants(void *ctx, uint64_t number)
{
    const struct nest *n = ctx;
    struct reader *r = n->r;
    r->asked_group = sg_reader_group_of(number);
    r->status->leaf = number;
    if (r->wanted_row) return number == r->wanted_row >> SG_READER_ITEM_BITS;
    /* Groups before the first are asked for all the same: what is wrong with a container among them may be told late.
     */
    return r->asked_group % r->n_shares == r->share;
}

static void begins(void *ctx, uint64_t behind)
{
    const struct nest *n = ctx;
    n->r->status->behind = behind;
}

static void progress(void *ctx, uint64_t done, uint64_t total)
{
    const struct nest *n = ctx;
    if (n->r->share == 0) frames_progress(n->r, done, total);
}

static enum sg_code walk(struct reader *r, const struct call *c, struct sg_err *err)
{
    struct nest nest = { .r = r };
    const struct sg_walk_sink sink = { .wants = wants,
                                       .leaf = nest_leaf,
                                       .reject = nest_reject,
                                       .begins = begins,
                                       .progress = progress,
                                       .ctx = &nest,
                                       .all_containers = !c->is_raw };
    struct sg_walk_result result = { 0 };
    r->status->stage = SG_READER_WALKING;
    enum sg_code code = sg_walk(c->path, c->names, &r->limits, &sink, &result, err);
    free(nest.held);
    if (r->is_found) return SG_OK;
    SG_TRY(code);
    if (c->is_raw)
        return sg_fail(err, SG_ENOTFOUND, "%s: the item is no longer at its place: the file has changed", c->path);
    return frames_end(r, &result, err);
}

static enum sg_code prepare(struct reader *r, struct call *c, struct sg_err *err)
{
    struct stat st;
    r->n_shares = 1;
    c->memory = MEMORY_BYTES;
    /* Started without a page beside it, it keeps its own. */
    const int seals = fcntl(SG_READER_STATUS_FD, F_GET_SEALS); /* a file on a disk has none */
    if (seals > 0 && fstat(SG_READER_STATUS_FD, &st) == 0 && st.st_size == sizeof *r->status) {
        void *page = mmap(NULL, sizeof *r->status, PROT_READ | PROT_WRITE, MAP_SHARED, SG_READER_STATUS_FD, 0);
        if (page != MAP_FAILED) r->status = page;
    }
    if (!r->status && !(r->status = calloc(1, sizeof *r->status))) return sg_fail_nomem(err, "the reader");
    return SG_OK;
}

static enum sg_code run(struct reader *r, struct call *c, int argc, char **argv, struct sg_err *err)
{
    SG_TRY(prepare(r, c, err));
    SG_TRY(read_arguments(r, c, argc, argv, err));
    SG_TRY(read_names(c, err));
    SG_TRY(sg_documents_new(&r->documents, err));
    sg_mail_prepare_charsets();
    sg_walk_prepare();
    SG_TRY(sg_builder_init(&r->places, &sg_store_places, err));
    SG_TRY(sg_builder_init(&r->messages, &sg_store_messages, err));
    SG_TRY(sg_builder_init(&r->documents_rows, &sg_store_documents, err));
    const struct sandbox_limits limits = { .memory_bytes = c->memory, .source = c->path };
    SG_TRY(sandbox_enter(&limits, err));
    return walk(r, c, err);
}

int main(int argc, char **argv)
{
    static struct reader r;
    struct call c = { 0 };
    setenv("TZ", "UTC0", 1); /* a zip's times have no zone: they are read as what they say */
    struct sg_err err = { 0 };
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_TOP_PAD, 4 << 20);
    enum sg_code code = run(&r, &c, argc, argv, &err);
    if (code == SG_EUSAGE) fprintf(stderr, "%s\n", err.text);
    if (code != SG_OK) frames_failed(&err);
    /* Nothing is taken apart: the process ends, and a sanitizer's search for leaks needs what was given up. */
    _exit(code == SG_OK ? 0 : code == SG_EUSAGE ? 2 : 1);
}
