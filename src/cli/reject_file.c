/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/reject_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

enum sg_code reject_file_open(struct reject_file *r, const char *name, const char *const *inputs, size_t n_inputs,
                              struct sg_err *err)
{
    if (!name) return SG_OK;
    for (size_t i = 0; i < n_inputs; i++)
        if (strcmp(inputs[i], "-") != 0 && is_same_file(name, inputs[i]))
            return sg_fail(err, SG_EUSAGE,
                           "--rejects %s: that is the file to be read, and would be emptied: name another", name);
    r->name = name;
    r->file = fopen(name, "we");
    return r->file ? SG_OK : sg_fail(err, SG_EIO, "%s: cannot be written: %s", name, strerror(errno));
}

void reject_file_put(struct reject_file *r, const struct sg_buf *line)
{
    if (!r->file || r->error) return;
    if (line->failed)
        r->error = ENOMEM;
    else if (fwrite(line->data, 1, line->len, r->file) != line->len)
        r->error = errno ? errno : EIO;
}

enum sg_code reject_file_close(struct reject_file *r, struct sg_err *err)
{
    if (!r->file) return SG_OK;
    if (fclose(r->file) != 0 && !r->error) r->error = errno;
    r->file = NULL;
    return r->error ? sg_fail(err, SG_EIO, "%s: cannot be written: %s", r->name, strerror(r->error)) : SG_OK;
}

void reject_file_release(struct reject_file *r)
{
    if (r->file) fclose(r->file);
    *r = (struct reject_file){ 0 };
}
