/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/text.h"
#include "casefile/casefile_internal.h"

void sg_case_free(struct sg_case *c)
{
    if (!c) return;
    sg_case_unlock(c);
    case_calendar_free(c->calendar, c->n_calendar);
    free(c->folder);
    free(c->title);
    free(c->store_url);
    free(c);
}

static void free_casep(struct sg_case **c)
{
    sg_case_free(*c);
}
#define auto_case __attribute__((cleanup(free_casep))) struct sg_case *

static enum sg_code new_case(const char *folder, struct sg_case **ret, struct sg_err *err)
{
    struct sg_case *c = calloc(1, sizeof *c);
    if (c) c->lock_fd = -1;
    if (!c || !(c->folder = strdup(folder))) {
        sg_case_free(c);
        return sg_fail_nomem(err, "the case");
    }
    *ret = c;
    return SG_OK;
}

char *sg_case_path(const struct sg_case *c, const char *relative)
{
    return sg_path_join(c->folder, relative);
}

/* ---- finding ---- */

static enum sg_code has_case(const char *folder, bool *ret, struct sg_err *err)
{
    sg_auto_char file = sg_path_join(folder, CASE_FILE);
    if (!file) return sg_fail_nomem(err, "the case");
    *ret = sg_fs_exists(file);
    return SG_OK;
}

/* Looks for a case in `folder` (absolute, no links) and above it; cuts `folder` to where it is, or to "" when nowhere.
 */
static enum sg_code climb(char *folder, struct sg_err *err)
{
    for (;;) {
        bool is_here = false;
        SG_TRY(has_case(folder, &is_here, err));
        if (is_here) return SG_OK;
        char *slash = strrchr(folder, '/');
        if (!slash || !slash[1]) {
            folder[0] = '\0';
            return SG_OK;
        }
        slash[slash == folder ? 1 : 0] = '\0';
    }
}

static enum sg_code find_case(const char *folder, char **ret, struct sg_err *err)
{
    if (folder && !*folder)
        return sg_fail(err, SG_ENOTFOUND, "the case's folder has an empty name; name it with -C DIR");
    sg_auto_char real = realpath(folder ? folder : ".", NULL);
    if (!real)
        return sg_fail(err, errno == ENOENT || errno == ENOTDIR ? SG_ENOTFOUND : SG_EIO,
                       "%s: no case there: %s; make one with: sillage init DIR", folder ? folder : ".",
                       strerror(errno));
    if (folder) {
        bool is_here = false;
        SG_TRY(has_case(real, &is_here, err));
        if (!is_here && !sg_fs_is_dir(real))
            return sg_fail(err, SG_ENOTFOUND, "%s: is a file, and a case is a folder; make one with: sillage init DIR",
                           folder);
        if (!is_here) {
            sg_auto_buf word = { 0 };
            sg_escape_shell(&word, sg_str(folder));
            SG_TRY(sg_buf_check(&word, err));
            return sg_fail(err, SG_ENOTFOUND,
                           "%s: no case in this folder (it holds no %s); make one with: sillage init %s", folder,
                           CASE_FILE, sg_buf_cstr(&word));
        }
    } else {
        SG_TRY(climb(real, err));
        if (!real[0])
            return sg_fail(
                err, SG_ENOTFOUND,
                "no case in this folder or above it; name one with -C DIR or make one with: sillage init DIR");
    }
    *ret = real;
    real = NULL;
    return SG_OK;
}

/* ---- case.json ---- */

static enum sg_code bad_file(const char *file, const char *what, struct sg_err *err)
{
    return sg_fail(err, SG_EINPUT, "%s: %s; put a copy of it back, or make a new case and add its sources again", file,
                   what);
}

static char *copy_string(struct sg_json v)
{
    struct sg_str s = sg_json_string(v);
    return strndup(s.data ? s.data : "", s.len);
}

static enum sg_code read_time(struct sg_json v, const char *file, sg_time *ret, struct sg_err *err)
{
    uint32_t precision;
    struct sg_err inner;
    if (sg_time_parse(sg_json_string(v), ret, &precision, &inner) != SG_OK)
        return bad_file(file, "a time in it cannot be read", err);
    return SG_OK;
}

static enum sg_code read_calendar(struct sg_case *c, struct sg_json calendar, const char *file, struct sg_err *err)
{
    uint64_t n = sg_json_count(calendar);
    if (n > CASE_CALENDAR_PERIODS)
        return sg_fail(err, SG_ELIMIT, "%s: more than %d periods in the calendar", file, CASE_CALENDAR_PERIODS);
    c->calendar = calloc(n ? n : 1, sizeof *c->calendar);
    if (!c->calendar) return sg_fail_nomem(err, "the calendar");
    for (struct sg_json_iter it = sg_json_each(calendar); sg_json_more(&it) && c->n_calendar < n;) {
        struct sg_period *p = &c->calendar[c->n_calendar];
        p->name = copy_string(sg_json_get(it.value, "name"));
        if (!p->name) return sg_fail_nomem(err, "the calendar");
        c->n_calendar++;
        SG_TRY(read_time(sg_json_get(it.value, "from"), file, &p->from, err));
        SG_TRY(read_time(sg_json_get(it.value, "to"), file, &p->to, err));
        if (!p->name[0] || p->to < p->from)
            return bad_file(file, "a period in its calendar has no name or ends early", err);
    }
    return SG_OK;
}

static enum sg_code read_document(struct sg_case *c, struct sg_json doc, const char *file, struct sg_err *err)
{
    int64_t version;
    if (!sg_str_is(sg_json_string(sg_json_get(doc, "format")), CASE_FORMAT))
        return bad_file(file, "it is not the description of a case", err);
    if (!sg_json_int(sg_json_get(doc, "version"), &version) || version < 1)
        return bad_file(file, "its format version cannot be read", err);
    if (version > SG_CASE_VERSION)
        return sg_fail(
            err, SG_EINPUT,
            "%s: this case was made by a newer sillage (format version %lld; this one, sillage %s, knows up to "
            "%d): use the newer program",
            file, (long long)version, SG_VERSION, SG_CASE_VERSION);
    c->version = (int)version;
    c->title = copy_string(sg_json_get(doc, "title"));
    if (!c->title) return sg_fail_nomem(err, "the case");
    struct sg_json store = sg_json_get(doc, "store");
    if (sg_json_type(store) == SG_JSON_STRING && !(c->store_url = copy_string(store)))
        return sg_fail_nomem(err, "the case");
    SG_TRY(read_time(sg_json_get(doc, "created"), file, &c->created, err));
    return read_calendar(c, sg_json_get(doc, "calendar"), file, err);
}

enum sg_code case_read(struct sg_case *c, struct sg_err *err)
{
    sg_auto_char file = sg_case_path(c, CASE_FILE);
    if (!file) return sg_fail_nomem(err, "the case");
    sg_auto_buf bytes = { 0 };
    SG_TRY(sg_fs_read(file, CASE_FILE_BYTES, &bytes, err));
    struct sg_json_parser *parser;
    SG_TRY(sg_json_parser_new(&parser, err));
    struct sg_json doc;
    enum sg_code code = sg_json_parse(parser, sg_buf_view(&bytes), &doc, err);
    if (code == SG_EINPUT)
        code = sg_fail_within(err, "%s", file);
    else if (code == SG_OK)
        code = read_document(c, doc, file, err);
    sg_json_parser_free(parser);
    return code;
}

enum sg_code case_write(const struct sg_case *c, struct sg_err *err)
{
    sg_auto_char file = sg_case_path(c, CASE_FILE);
    if (!file) return sg_fail_nomem(err, "the case");
    sg_auto_buf out = { 0 };
    struct sg_json_out j = sg_json_out(&out, true);
    sg_json_object(&j);
    sg_json_ktext(&j, "format", CASE_FORMAT);
    sg_json_ki64(&j, "version", c->version);
    sg_json_ktext(&j, "title", c->title);
    sg_json_ktime(&j, "created", c->created);
    sg_json_ktext(&j, "store", c->store_url);
    sg_case_calendar_json(c, &j);
    sg_json_object_end(&j);
    sg_buf_char(&out, '\n');
    SG_TRY(sg_buf_check(&out, err));
    /* A password is for its owner; the new file must never have been readable by others. */
    bool is_secret = c->store_url && strchr(c->store_url, '@');
    mode_t before = is_secret ? umask(077) : 0;
    enum sg_code code = sg_fs_write(file, sg_buf_view(&out), err);
    if (is_secret) umask(before);
    return code;
}

enum sg_code sg_case_open(const char *folder, struct sg_case **ret, struct sg_err *err)
{
    sg_auto_char real = NULL;
    SG_TRY(find_case(folder, &real, err));
    auto_case c = NULL;
    SG_TRY(new_case(real, &c, err));
    SG_TRY(case_read(c, err));
    *ret = c;
    c = NULL;
    return SG_OK;
}

/* ---- making ---- */

static enum sg_code check_store_url(const char *url, struct sg_err *err)
{
    if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
        return sg_fail(err, SG_EUSAGE, "a store is named by http://[USER:PASSWORD@]HOST:PORT/DATABASE, or https://…");
    for (const char *p = url; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == 0x7f)
            return sg_fail(err, SG_EUSAGE, "the store's address holds a blank or a control character");
    return SG_OK;
}

/* The folder, or the nearest one above it that exists, must not lie in a case. */
static enum sg_code check_place(const char *folder, struct sg_err *err)
{
    sg_auto_char part = strdup(folder);
    if (!part) return sg_fail_nomem(err, "the case");
    sg_auto_char real = NULL;
    while (!(real = realpath(part, NULL))) {
        if (errno != ENOENT || strcmp(part, ".") == 0 || strcmp(part, "/") == 0)
            return sg_fail(err, SG_EIO, "%s: cannot be used: %s", part, strerror(errno));
        char *end = part + strlen(part);
        while (end > part && end[-1] == '/')
            *--end = '\0';
        char *slash = strrchr(part, '/');
        if (!slash)
            strcpy(part, "."); /* `folder` is not empty, so there is room */
        else
            slash[slash == part ? 1 : 0] = '\0';
    }
    SG_TRY(climb(real, err));
    if (!real[0]) return SG_OK;
    sg_auto_buf word = { 0 };
    sg_escape_shell(&word, sg_str(real));
    SG_TRY(sg_buf_check(&word, err));
    return sg_fail(err, SG_EEXIST, "%s: there is a case already in %s; use it with: sillage -C %s COMMAND", folder,
                   real, sg_buf_cstr(&word));
}

enum sg_code sg_case_init(const char *folder, const char *title, const char *store_url, struct sg_err *err)
{
    if (!folder[0]) return sg_fail(err, SG_EUSAGE, "the case's folder has no name");
    if (store_url) SG_TRY(check_store_url(store_url, err));
    SG_TRY(check_place(folder, err));
    SG_TRY(sg_fs_mkdir(folder, err));
    sg_auto_char real = realpath(folder, NULL);
    if (!real) return sg_fail(err, SG_EIO, "%s: cannot be used: %s", folder, strerror(errno));
    auto_case c = NULL;
    SG_TRY(new_case(real, &c, err));
    c->version = SG_CASE_VERSION;
    c->created = sg_time_now() / SG_SECOND * SG_SECOND;
    if (!title || !title[0]) title = sg_path_name(real);
    sg_auto_buf mended = { 0 };
    sg_utf8_repair(&mended, title, strlen(title));
    if (!(c->title = sg_buf_take(&mended)) || (store_url && !(c->store_url = strdup(store_url))))
        return sg_fail_nomem(err, "the case");
    static const char *const folders[] = { "rejects", "inputs" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        sg_auto_char path = sg_case_path(c, folders[i]);
        if (!path) return sg_fail_nomem(err, "the case");
        SG_TRY(sg_fs_mkdir(path, err));
    }
    sg_auto_buf details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "title", c->title);
    sg_json_ki64(&j, "version", c->version);
    sg_json_object_end(&j);
    SG_TRY(sg_buf_check(&details, err));
    /* case.json comes last: a folder is a case when everything else is there. */
    SG_TRY(sg_custody_append(c, "init", sg_buf_view(&details), err));
    return case_write(c, err);
}
