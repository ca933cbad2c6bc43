/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "casefile/casefile_internal.h"

struct verifier {
    const struct sg_case *c;
    const struct sg_custody_watch *watch;
    struct sg_custody_report *report;
    struct sg_json_parser *parser;
    uint64_t *seen; /* hashes of (path, SHA-256): a source added twice is read once */
    size_t n_seen;
    uint64_t next_n; /* the number that the next line should bear: one gap is one finding */
    struct kept {
        char *name, sha256[65];
        uint64_t line;
    } * kept; /* findings of the case, each as the last line that names it says */
    size_t n_kept;
    struct sg_buf piece;
    struct sg_err *err;
};

void sg_custody_report_release(struct sg_custody_report *r)
{
    if (!r) return;
    for (size_t i = 0; i < r->n_findings; i++) {
        free(r->findings[i].path);
        free(r->findings[i].text);
    }
    free(r->findings);
    *r = (struct sg_custody_report){ 0 };
}

static enum sg_code find(struct verifier *v, enum sg_custody_problem problem, uint64_t line, const char *path,
                         struct sg_buf *text)
{
    struct sg_custody_report *r = v->report;
    struct sg_custody_finding *grown = realloc(r->findings, (r->n_findings + 1) * sizeof *grown);
    if (!grown) return sg_fail_nomem(v->err, "the custody report");
    r->findings = grown;
    struct sg_custody_finding *f = &grown[r->n_findings];
    *f = (struct sg_custody_finding){
        .problem = problem, .line = line, .path = strdup(path), .text = sg_buf_take(text)
    };
    r->n_findings++;
    return f->path && f->text ? SG_OK : sg_fail_nomem(v->err, "the custody report");
}

static enum sg_code find_in_chain(struct verifier *v, uint64_t line, const char *what)
{
    sg_auto_buf text = { 0 };
    sg_buf_text(&text, what);
    return find(v, SG_CUSTODY_CHAIN, line, CASE_CUSTODY, &text);
}

/* ---- sources ---- */

/* SG_EIO when the file can be opened but not read to its end; *ret_gone when it cannot be opened, with the reason. */
static enum sg_code hash_file(struct verifier *v, const char *path, char ret_hex[static SG_SHA256_HEX], int *ret_gone)
{
    *ret_gone = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* a pipe in its place must not hold us up */
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        *ret_gone = fd < 0 ? errno : S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        if (fd >= 0) close(fd);
        return SG_OK;
    }
    struct sg_sha256 *hash = NULL;
    enum sg_code code = sg_sha256_new(&hash, v->err);
    sg_buf_clear(&v->piece);
    if (code == SG_OK && !sg_buf_room(&v->piece, 1 << 18)) code = sg_fail_nomem(v->err, path);
    for (uint64_t done = 0; code == SG_OK;) {
        ssize_t n = read(fd, v->piece.data, 1 << 18);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) code = sg_fail(v->err, SG_EIO, "%s: cannot be read: %s", path, strerror(errno));
        if (n <= 0) break;
        code = sg_sha256_add(hash, v->piece.data, (size_t)n, v->err);
        done += (uint64_t)n;
        if (v->watch && v->watch->progress) v->watch->progress(v->watch->ctx, path, done, (uint64_t)st.st_size);
    }
    if (code == SG_OK) code = sg_sha256_end(hash, ret_hex, v->err);
    sg_sha256_free(hash);
    close(fd);
    return code;
}

static enum sg_code check_file(struct verifier *v, uint64_t line, const char *path, struct sg_str expected)
{
    char hex[SG_SHA256_HEX];
    int gone;
    enum sg_code code = hash_file(v, path, hex, &gone);
    sg_auto_buf text = { 0 };
    if (code == SG_EIO) {
        sg_buf_text(&text, v->err ? v->err->text : "cannot be read");
        return find(v, SG_CUSTODY_MISSING, line, path, &text);
    }
    if (code != SG_OK) return code;
    if (gone) {
        sg_buf_printf(&text, "cannot be opened: %s", strerror(gone));
        return find(v, SG_CUSTODY_MISSING, line, path, &text);
    }
    if (sg_str_is(expected, hex)) return SG_OK;
    sg_buf_printf(&text, "its SHA-256 is %s now; it was ", hex);
    sg_escape_terminal(&text, expected);
    sg_buf_text(&text, " when it was added");
    return find(v, SG_CUSTODY_CHANGED, line, path, &text);
}

/* Names inside a case or a folder: nothing that leads out of it. */
static bool is_inside(struct sg_str name)
{
    if (name.len == 0 || name.data[0] == '/' || memchr(name.data, '\0', name.len)) return false;
    for (size_t at = 0; at <= name.len;) {
        const char *slash = memchr(name.data + at, '/', name.len - at);
        size_t end = slash ? (size_t)(slash - name.data) : name.len;
        if (end - at == 2 && name.data[at] == '.' && name.data[at + 1] == '.') return false;
        at = end + 1;
    }
    return true;
}

static char *join(const char *folder, struct sg_str name)
{
    sg_auto_char part = strndup(name.data, name.len);
    return part ? sg_path_join(folder, part) : NULL;
}

/* Each "SHA256  NAME" of a folder's list. */
static enum sg_code check_listed(struct verifier *v, uint64_t line, const char *folder, struct sg_str list)
{
    while (list.len) {
        const char *newline = memchr(list.data, '\n', list.len);
        struct sg_str one = { list.data, newline ? (size_t)(newline - list.data) : list.len };
        list = sg_str_n(list.data + one.len + (newline != NULL), list.len - one.len - (newline != NULL));
        struct sg_str name = one.len > 66 ? sg_str_n(one.data + 66, one.len - 66) : sg_str("");
        if (!is_inside(name)) {
            SG_TRY(find_in_chain(v, line, "the list of the folder's files holds a line that is no \"SHA256  NAME\""));
            continue;
        }
        sg_auto_char path = join(folder, name);
        if (!path) return sg_fail_nomem(v->err, "the custody report");
        SG_TRY(check_file(v, line, path, sg_str_n(one.data, 64)));
    }
    return SG_OK;
}

static bool is_new(struct verifier *v, struct sg_str path, struct sg_str sha256, struct sg_err *err, enum sg_code *code)
{
    sg_auto_buf key = { 0 };
    sg_buf_str(&key, sha256);
    sg_buf_str(&key, path);
    uint64_t hash = sg_siphash(key.data, key.len);
    for (size_t i = 0; i < v->n_seen; i++)
        if (v->seen[i] == hash) return false;
    if ((v->n_seen & (v->n_seen - 1)) == 0) { /* full at each power of two */
        uint64_t *grown = realloc(v->seen, (v->n_seen ? v->n_seen * 2 : 1) * sizeof *grown);
        if (!grown || key.failed) {
            if (grown) v->seen = grown;
            *code = sg_fail_nomem(err, "the custody report");
            return false;
        }
        v->seen = grown;
    }
    v->seen[v->n_seen++] = hash;
    return true;
}

static enum sg_code check_added(struct verifier *v, uint64_t line, struct sg_json details)
{
    struct sg_str path = sg_json_string(sg_json_get(details, "path"));
    struct sg_str sha256 = sg_json_string(sg_json_get(details, "sha256"));
    struct sg_str copy = sg_json_string(sg_json_get(details, "copy"));
    struct sg_str manifest = sg_json_string(sg_json_get(details, "manifest"));
    if (sha256.len != 64 || path.len == 0 || memchr(path.data, '\0', path.len) || (copy.len && !is_inside(copy)) ||
        (manifest.len && !is_inside(manifest)))
        return find_in_chain(v, line, "an entry of an adding does not say which file was added");
    enum sg_code code = SG_OK;
    if (!is_new(v, path, sha256, v->err, &code)) return code;
    v->report->sources++;
    sg_auto_char whole = copy.len       ? join(v->c->folder, copy)
                         : manifest.len ? join(v->c->folder, manifest)
                                        : strndup(path.data, path.len);
    sg_auto_char folder = strndup(path.data, path.len);
    if (!whole || !folder) return sg_fail_nomem(v->err, "the custody report");
    /* The details live in the parser's document, which nothing below parses again. */
    SG_TRY(check_file(v, line, whole, sha256));
    if (!manifest.len || copy.len || !sg_fs_exists(whole)) return SG_OK;
    sg_auto_buf list = { 0 };
    SG_TRY(sg_fs_read(whole, CASE_LOG_BYTES, &list, v->err));
    return check_listed(v, line, folder, sg_buf_view(&list));
}

/* ---- findings ---- */

/* Asking the same again replaces a finding's file: only its last line can be checked. */
static enum sg_code keep_finding(struct verifier *v, uint64_t line, struct sg_json details)
{
    struct sg_str name = sg_json_string(sg_json_get(details, "finding"));
    struct sg_str sha256 = sg_json_string(sg_json_get(details, "finding_sha256"));
    if (name.len == 0) return SG_OK;
    if (!is_inside(name) || sha256.len != 64)
        return find_in_chain(v, line, "an entry with a finding does not say which file that is");
    size_t at = 0;
    while (at < v->n_kept && !sg_str_is(name, v->kept[at].name))
        at++;
    if (at == v->n_kept) {
        struct kept *grown = realloc(v->kept, (v->n_kept + 1) * sizeof *grown);
        if (!grown) return sg_fail_nomem(v->err, "the custody report");
        v->kept = grown;
        grown[at] = (struct kept){ .name = strndup(name.data, name.len) };
        if (!grown[at].name) return sg_fail_nomem(v->err, "the custody report");
        v->n_kept++;
    }
    memcpy(v->kept[at].sha256, sha256.data, 64);
    v->kept[at].line = line;
    return SG_OK;
}

static enum sg_code check_findings(struct verifier *v)
{
    for (size_t i = 0; i < v->n_kept; i++) {
        sg_auto_char path = sg_case_path(v->c, v->kept[i].name);
        if (!path) return sg_fail_nomem(v->err, "the custody report");
        SG_TRY(check_file(v, v->kept[i].line, path, sg_str_n(v->kept[i].sha256, 64)));
    }
    return SG_OK;
}

/* ---- the chain ---- */

static enum sg_code check_line(struct verifier *v, uint64_t n, struct sg_str text)
{
    struct custody_line line;
    bool is_read = custody_line_parse(v->parser, text, &line);
    if (!is_read)
        SG_TRY(find_in_chain(v, n, "this line cannot be read: it was edited or damaged"));
    else if (!sg_str_is(line.previous, v->report->head))
        SG_TRY(find_in_chain(v, n,
                             "this line does not carry the hash of the line before it: one of the two was edited, or "
                             "lines between them are gone"));
    else if (line.n != v->next_n)
        SG_TRY(find_in_chain(v, n, "this line bears another number: lines before it are gone or were added"));
    v->next_n = (is_read ? line.n : v->next_n) + 1;
    SG_TRY(sg_sha256_of(text.data, text.len, v->report->head, v->err));
    v->report->lines = n;
    if (!is_read) return SG_OK;
    return custody_is_adding(line.action) ? check_added(v, n, line.details) : keep_finding(v, n, line.details);
}

static enum sg_code check_lines(struct verifier *v, struct sg_str log)
{
    if (log.len == 0) return find_in_chain(v, 1, "the custody log is empty: its lines were taken away");
    for (uint64_t n = 1; log.len; n++) {
        const char *newline = memchr(log.data, '\n', log.len);
        struct sg_str line = { log.data, newline ? (size_t)(newline - log.data) : log.len };
        if (!newline)
            return find_in_chain(v, n,
                                 "the last line is torn: a program was stopped while it wrote it; the next entry "
                                 "moves it to " CASE_TORN);
        if (line.len > CASE_LINE_BYTES) SG_TRY(find_in_chain(v, n, "this line is longer than any that sillage writes"));
        SG_TRY(check_line(v, n, line));
        log = sg_str_n(newline + 1, log.len - line.len - 1);
    }
    return SG_OK;
}

/* Under a lock, so that a line being appended is seen whole or not at all; the lock ends before the long work begins.
 */
static enum sg_code read_log(const struct sg_case *c, struct sg_buf *ret, struct sg_err *err)
{
    sg_auto_char path = sg_case_path(c, CASE_CUSTODY);
    if (!path) return sg_fail_nomem(err, "the custody log");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return sg_fail(err, errno == ENOENT ? SG_ENOTFOUND : SG_EIO, "%s: cannot be opened: %s", path, strerror(errno));
    int r;
    do
        r = flock(fd, LOCK_SH);
    while (r != 0 && errno == EINTR);
    enum sg_code code = r == 0 ? sg_fs_read(path, CASE_LOG_BYTES, ret, err)
                               : sg_fail(err, SG_EIO, "%s: cannot be locked: %s", path, strerror(errno));
    close(fd);
    return code;
}

enum sg_code sg_custody_verify(struct sg_case *c, const struct sg_custody_watch *watch, struct sg_custody_report *ret,
                               struct sg_err *err)
{
    struct sg_err own;
    struct sg_custody_report report = { 0 };
    memset(report.head, '0', 64);
    struct verifier v = { .c = c, .watch = watch, .report = &report, .next_n = 1, .err = err ? err : &own };
    sg_auto_buf log = { 0 };
    enum sg_code code = sg_json_parser_new(&v.parser, v.err);
    if (code == SG_OK) code = read_log(c, &log, v.err);
    if (code == SG_OK)
        code = check_lines(&v, sg_buf_view(&log));
    else if (code == SG_ENOTFOUND)
        code = find_in_chain(&v, 1, "the custody log is gone");
    if (code == SG_OK) code = check_findings(&v);
    sg_json_parser_free(v.parser);
    sg_buf_release(&v.piece);
    for (size_t i = 0; i < v.n_kept; i++)
        free(v.kept[i].name);
    free(v.kept);
    free(v.seen);
    if (code == SG_OK)
        *ret = report;
    else
        sg_custody_report_release(&report);
    return code;
}
