/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/watch.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "json/json.h"

enum { MOST_READ = 1 << 20 }; /* of lines that came since the last look; beyond, the case counts as changed */

static struct stat look_at(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) memset(&st, 0, sizeof st);
    return st;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Commands that ask and change nothing. */
static bool is_asking(struct sg_str action)
{
    static const char *const asking[] = { "origin", "map", "report", "serve", "serve story", "serve map" };
    for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
        if (sg_str_is(action, asking[i])) return true;
    return false;
}

static bool is_line_asking(struct sg_json_parser *parser, struct sg_str line)
{
    struct sg_json doc;
    return sg_json_parse(parser, line, &doc, NULL) == SG_OK && is_asking(sg_json_string(sg_json_get(doc, "action")));
}

/* All whole lines of `text` are of commands that ask; *ret_used bytes were whole lines. */
static bool are_lines_asking(struct sg_str text, size_t *ret_used)
{
    struct sg_json_parser *parser;
    if (sg_json_parser_new(&parser, NULL) != SG_OK) return false;
    bool are_asking = true;
    size_t at = 0;
    for (const char *end; are_asking && at < text.len && (end = memchr(text.data + at, '\n', text.len - at));) {
        size_t len = (size_t)(end - text.data) - at;
        are_asking = is_line_asking(parser, sg_str_n(text.data + at, len));
        at += len + 1;
    }
    sg_json_parser_free(parser);
    *ret_used = at;
    return are_asking;
}

/* Reads what was appended to the log; false when it tells of a change, or cannot be told. */
static bool is_growth_asking(struct sg_watch *w, uint64_t size)
{
    if (size < w->read_to || size - w->read_to > MOST_READ) return false;
    size_t len = (size_t)(size - w->read_to), used = 0;
    sg_auto_buf text = { 0 };
    int fd = open(w->custody, O_RDONLY | O_CLOEXEC);
    bool is_read =
        fd >= 0 && sg_buf_room(&text, len + 1) && pread(fd, text.data, len, (off_t)w->read_to) == (ssize_t)len;
    if (fd >= 0) close(fd);
    if (!is_read) return false;
    bool are_asking = are_lines_asking(sg_str_n(text.data, len), &used);
    w->read_to += used;
    return are_asking;
}

uint64_t sg_watch_look(struct sg_watch *w)
{
    struct stat custody = look_at(w->custody), lock = look_at(w->lock);
    bool has_changed = !is_same_file(&lock, &w->lock_seen);
    if (!is_same_file(&custody, &w->custody_seen)) {
        bool is_replaced = custody.st_ino != w->custody_seen.st_ino || custody.st_dev != w->custody_seen.st_dev;
        if (is_replaced || !is_growth_asking(w, (uint64_t)custody.st_size)) {
            has_changed = true;
            w->read_to = (uint64_t)custody.st_size;
        }
    }
    w->custody_seen = custody;
    w->lock_seen = lock;
    w->generation += has_changed;
    return w->generation;
}

enum sg_code sg_watch_init(struct sg_watch *w, const char *case_folder, struct sg_err *err)
{
    *w = (struct sg_watch){ .generation = 1 };
    w->custody = sg_path_join(case_folder, "custody.jsonl");
    w->lock = sg_path_join(case_folder, "lock");
    if (!w->custody || !w->lock) {
        sg_watch_release(w);
        return sg_fail_nomem(err, "the case's paths");
    }
    w->custody_seen = look_at(w->custody);
    w->lock_seen = look_at(w->lock);
    w->read_to = (uint64_t)w->custody_seen.st_size;
    return SG_OK;
}

void sg_watch_release(struct sg_watch *w)
{
    free(w->custody);
    free(w->lock);
    *w = (struct sg_watch){ 0 };
}
