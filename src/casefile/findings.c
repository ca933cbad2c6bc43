/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results that the case keeps, as its log tells of them. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/hash.h"
#include "casefile/casefile_internal.h"

struct search {
    const struct sg_case *c;
    const char *action;
    bool is_newest_enough; /* no older one is looked at than the newest that is whole */
    void (*notice)(void *ctx, const char *sentence);
    void *ctx;
    struct sg_json_parser *parser;
    uint64_t n_sources; /* added by the lines behind the one that is read */
    char **seen;        /* names that a newer line told of */
    size_t n_seen;
    struct sg_case_findings found;
    struct sg_err *err;
};

void sg_case_findings_release(struct sg_case_findings *f)
{
    if (!f) return;
    for (size_t i = 0; i < f->n; i++)
        free(f->items[i].path);
    free(f->items);
    *f = (struct sg_case_findings){ 0 };
}

static bool is_seen(const struct search *s, struct sg_str name)
{
    for (size_t i = 0; i < s->n_seen; i++)
        if (sg_str_is(name, s->seen[i])) return true;
    return false;
}

static enum sg_code see(struct search *s, struct sg_str name)
{
    char **grown = realloc(s->seen, (s->n_seen + 1) * sizeof *grown);
    if (!grown) return sg_fail_nomem(s->err, "the case's findings");
    s->seen = grown;
    grown[s->n_seen] = strndup(name.data, name.len);
    return grown[s->n_seen] && ++s->n_seen ? SG_OK : sg_fail_nomem(s->err, "the case's findings");
}

static void pass_over(const struct search *s, const char *name, const char *why)
{
    struct sg_err sentence; /* cleaned of what could steer a terminal */
    sg_fail(&sentence, SG_EINPUT, "%s: passed over: %s", name, why);
    if (s->notice) s->notice(s->ctx, sentence.text);
}

/* "findings/NAME", nothing that leads elsewhere. */
static bool is_finding(struct sg_str name)
{
    size_t folder = strlen(SG_FINDINGS_FOLDER "/");
    return name.len > folder && memcmp(name.data, SG_FINDINGS_FOLDER "/", folder) == 0 && name.data[folder] != '.' &&
           !memchr(name.data + folder, '/', name.len - folder) && !memchr(name.data, '\0', name.len);
}

static sg_time time_of(const struct custody_line *line)
{
    sg_time t;
    uint32_t precision;
    return sg_time_parse(line->time, &t, &precision, NULL) == SG_OK ? t : SG_TIME_NONE;
}

static enum sg_code add(struct search *s, const char *path, struct sg_str sha256, const struct custody_line *line)
{
    struct sg_case_findings *f = &s->found;
    struct sg_case_finding *grown = realloc(f->items, (f->n + 1) * sizeof *grown);
    if (!grown) return sg_fail_nomem(s->err, "the case's findings");
    f->items = grown;
    grown[f->n] = (struct sg_case_finding){ .kind = finding_kind_of(s->action),
                                            .path = strdup(path),
                                            .made = time_of(line),
                                            .line = line->n,
                                            .n_sources_after = s->n_sources };
    memcpy(grown[f->n].sha256, sha256.data, 64);
    return grown[f->n].path && ++f->n ? SG_OK : sg_fail_nomem(s->err, "the case's findings");
}

static enum sg_code take(struct search *s, struct sg_str name, struct sg_str sha256, const struct custody_line *line)
{
    SG_TRY(see(s, name));
    const char *relative = s->seen[s->n_seen - 1];
    sg_auto_char path = sg_case_path(s->c, relative);
    if (!path) return sg_fail_nomem(s->err, "the case's findings");
    char hex[SG_SHA256_HEX];
    struct sg_err why;
    struct stat st;
    if (stat(path, &st) != 0)
        pass_over(s, relative, "the file is gone");
    else if (!S_ISREG(st.st_mode) || (size_t)st.st_size > SG_FINDING_BYTES) /* a pipe is waited for, a device endless */
        pass_over(s, relative, "it is no file such as a finding");
    else if (sg_sha256_file(path, hex, NULL, &why) != SG_OK)
        pass_over(s, relative, why.text);
    else if (!sg_str_is(sha256, hex))
        pass_over(s, relative, "the file is not what the custody log says");
    else
        return add(s, path, sha256, line);
    return SG_OK;
}

static enum sg_code take_line(struct search *s, struct sg_str text)
{
    struct custody_line line;
    if (!custody_line_parse(s->parser, text, &line)) return SG_OK; /* custody verify tells of it */
    if (custody_is_adding(line.action) && !sg_json_true(sg_json_get(line.details, "is_known"))) s->n_sources++;
    if (!sg_str_is(line.action, s->action)) return SG_OK;
    struct sg_str name = sg_json_string(sg_json_get(line.details, "finding"));
    struct sg_str sha256 = sg_json_string(sg_json_get(line.details, "finding_sha256"));
    if (!is_finding(name) || sha256.len != 64 || is_seen(s, name)) return SG_OK;
    return take(s, name, sha256, &line);
}

static enum sg_code search(struct search *s, struct sg_str log)
{
    enum sg_code code = SG_OK;
    while (code == SG_OK && log.len && !(s->is_newest_enough && s->found.n)) { /* from the end backwards */
        if (log.data[log.len - 1] == '\n') log.len--;
        const char *newline = log.len ? memrchr(log.data, '\n', log.len) : NULL;
        size_t begin = newline ? (size_t)(newline - log.data) + 1 : 0;
        code = take_line(s, sg_str_n(log.data + begin, log.len - begin));
        log.len = begin;
    }
    return code;
}

enum sg_code findings_of(const struct sg_case *c, const char *action, bool is_newest_enough,
                         void (*notice)(void *ctx, const char *sentence), void *ctx, struct sg_case_findings *ret,
                         struct sg_err *err)
{
    sg_auto_char path = sg_case_path(c, CASE_CUSTODY);
    if (!path) return sg_fail_nomem(err, "the custody log");
    sg_auto_buf log = { 0 };
    SG_TRY(sg_fs_read(path, CASE_LOG_BYTES, &log, err));
    struct search s = { .c = c,
                        .action = action,
                        .is_newest_enough = is_newest_enough,
                        .notice = notice,
                        .ctx = ctx,
                        .err = err };
    enum sg_code code = sg_json_parser_new(&s.parser, err);
    if (code == SG_OK) code = search(&s, sg_buf_view(&log));
    sg_json_parser_free(s.parser);
    for (size_t i = 0; i < s.n_seen; i++)
        free(s.seen[i]);
    free(s.seen);
    if (code == SG_OK)
        *ret = s.found;
    else
        sg_case_findings_release(&s.found);
    return code;
}

enum sg_code sg_case_findings(const struct sg_case *c, const char *action,
                              void (*notice)(void *ctx, const char *sentence), void *ctx, struct sg_case_findings *ret,
                              struct sg_err *err)
{
    return findings_of(c, action, false, notice, ctx, ret, err);
}

enum sg_code sg_case_finding_write(const struct sg_case *c, const char *name, struct sg_str bytes,
                                   struct sg_buf *ret_relative, struct sg_err *err)
{
    sg_auto_char folder = sg_case_path(c, SG_FINDINGS_FOLDER);
    sg_auto_char path = folder ? sg_path_join(folder, name) : NULL;
    if (!path) return sg_fail_nomem(err, "a finding");
    SG_TRY(sg_fs_mkdir(folder, err));
    SG_TRY(sg_fs_write(path, bytes, err));
    sg_buf_printf(ret_relative, SG_FINDINGS_FOLDER "/%s", name);
    return sg_buf_check(ret_relative, err);
}
