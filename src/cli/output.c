/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "cli/terminal.h"

void output_release(struct output *o)
{
    if (o->temporary) unlink(o->temporary);
    free(o->temporary);
    free(o->full);
    *o = (struct output){ 0 };
}

static bool is_standard(const struct output *o)
{
    return strcmp(o->name, "-") == 0;
}

const char *output_called(const struct output *o)
{
    return is_standard(o) ? "standard output" : o->name;
}

/* The folder's whole path, with the file's name behind it. */
static enum sg_code find_folder(struct output *o, struct sg_err *err)
{
    const char *file = sg_path_name(o->name);
    sg_auto_char given = strndup(o->name, (size_t)(file - o->name));
    if (!given) return sg_fail_nomem(err, o->name);
    sg_auto_char folder = realpath(*given ? given : ".", NULL);
    if (!folder || access(folder, W_OK) != 0)
        return sg_fail(err, SG_EIO, "%s: cannot be written: %s", o->name, strerror(errno));
    o->full = sg_path_join(folder, file);
    return o->full ? SG_OK : sg_fail_nomem(err, o->name);
}

enum sg_code output_open(struct output *o, const char *name, struct sg_err *err)
{
    struct stat st;
    o->name = name;
    if (is_standard(o)) {
        o->is_stream = true;
        o->full = strdup(name);
        return o->full ? SG_OK : sg_fail_nomem(err, name);
    }
    if (!*name) return sg_fail(err, SG_EUSAGE, "-o needs the name of a file");
    if (stat(name, &st) != 0) return find_folder(o, err);
    if (S_ISDIR(st.st_mode)) return sg_fail(err, SG_EIO, "%s: is a folder; name a file in it", name);
    o->is_stream = !S_ISREG(st.st_mode);
    o->full = realpath(name, NULL); /* a link stays one: what it leads to is written */
    return o->full ? SG_OK : sg_fail(err, SG_EIO, "%s: cannot be found: %s", name, strerror(errno));
}

enum sg_code output_write(struct output *o, struct sg_str bytes, struct sg_err *err)
{
    if (o->is_stream) return SG_OK;
    sg_auto_buf beside = { 0 };
    sg_buf_printf(&beside, "%s.%ld.part", o->full, (long)getpid());
    o->temporary = sg_buf_cstr(&beside) ? strdup(sg_buf_cstr(&beside)) : NULL;
    if (!o->temporary) return sg_fail_nomem(err, o->name);
    struct sg_err why;
    if (sg_fs_write(o->temporary, bytes, &why) == SG_OK) return SG_OK;
    return sg_fail(err, SG_EIO, "%s: cannot be written: %s", o->name, why.text);
}

/* A pipe or a device: never put another file in its place. */
static enum sg_code write_stream(const struct output *o, struct sg_str bytes, struct sg_err *err)
{
    FILE *file = fopen(o->full, "we");
    bool is_fine = file && fwrite(bytes.data, 1, bytes.len, file) == bytes.len;
    if (file && fclose(file) != 0) is_fine = false;
    return is_fine ? SG_OK : sg_fail(err, SG_EIO, "%s: cannot be written: %s", o->name, strerror(errno));
}

enum sg_code output_finish(struct output *o, struct sg_str bytes, struct sg_err *err)
{
    if (is_standard(o)) {
        out_write(bytes);
        return SG_OK;
    }
    if (o->is_stream) return write_stream(o, bytes, err);
    if (rename(o->temporary, o->full) != 0)
        return sg_fail(err, SG_EIO, "%s: cannot be put in place: %s", o->name, strerror(errno));
    free(o->temporary);
    o->temporary = NULL;
    return SG_OK;
}
