/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read, and what it is called by: the SHA-256 of its bytes. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/hash.h"
#include "ingest/ingest_internal.h"

void sg_input_release(struct sg_input *in)
{
    free(in->path);
    free(in->copy);
    free(in->manifest);
    sg_folder_free(in->folder);
    *in = (struct sg_input){ 0 };
}

uint64_t sg_source_from_hash(const char sha256[static SG_SHA256_HEX])
{
    uint64_t id = 0;
    for (int i = 0; i < 16; i++) {
        unsigned digit = (unsigned)(sha256[i] <= '9' ? sha256[i] - '0' : sha256[i] - 'a' + 10);
        id = id << 4 | digit;
    }
    return id;
}

static enum sg_code copy_bytes(FILE *from, FILE *to, const char *name, struct sg_sha256 *hash, uint64_t *bytes,
                               struct sg_err *err)
{
    static const size_t piece = 1 << 16;
    sg_auto_char buffer = malloc(piece);
    if (!buffer) return sg_fail_nomem(err, "copying standard input");
    for (;;) {
        size_t n = fread(buffer, 1, piece, from);
        if (n == 0 && ferror(from)) return sg_fail(err, SG_EIO, "standard input: cannot be read: %s", strerror(errno));
        if (n == 0) return SG_OK;
        if (fwrite(buffer, 1, n, to) != n)
            return sg_fail(err, SG_EIO, "%s: cannot be written: %s", name, strerror(errno));
        SG_TRY(sg_sha256_add(hash, buffer, n, err));
        *bytes += n;
    }
}

/* Standard input can be read once, and evidence must be there to be checked again: it is kept under its hash. */
static enum sg_code keep_standard_input(const struct sg_case *c, struct sg_input *in, struct sg_err *err)
{
    sg_auto_char folder = sg_case_path(c, "inputs");
    sg_auto_char partial = sg_case_path(c, "inputs/stdin.partial");
    struct sg_sha256 *hash = NULL;
    char relative[16 + SG_SHA256_HEX];
    FILE *to = NULL;
    if (!folder || !partial) return sg_fail_nomem(err, "standard input");
    SG_TRY(sg_fs_mkdir(folder, err));
    SG_TRY(sg_sha256_new(&hash, err));
    enum sg_code code = SG_OK;
    if (!(to = fopen(partial, "we")))
        code = sg_fail(err, SG_EIO, "%s: cannot be created: %s", partial, strerror(errno));
    if (code == SG_OK) code = copy_bytes(stdin, to, partial, hash, &in->bytes, err);
    if (code == SG_OK && (fflush(to) != 0 || fsync(fileno(to)) != 0))
        code = sg_fail(err, SG_EIO, "%s: cannot be written: %s", partial, strerror(errno));
    if (to && fclose(to) != 0 && code == SG_OK)
        code = sg_fail(err, SG_EIO, "%s: cannot be written: %s", partial, strerror(errno));
    if (code == SG_OK) code = sg_sha256_end(hash, in->sha256, err);
    sg_sha256_free(hash);
    if (code == SG_OK) {
        snprintf(relative, sizeof relative, "inputs/%s", in->sha256);
        in->copy = strdup(relative);
        in->path = sg_case_path(c, relative);
        if (!in->copy || !in->path) code = sg_fail_nomem(err, "standard input");
    }
    if (code == SG_OK && rename(partial, in->path) != 0)
        code = sg_fail(err, SG_EIO, "%s: cannot be put in place: %s", in->path, strerror(errno));
    if (code != SG_OK) unlink(partial);
    return code;
}

/* The list of a folder's files and their hashes, kept in the case, so that a changed file can be named. */
static enum sg_code hash_folder(const struct sg_case *c, struct sg_input *in, struct sg_err *err)
{
    sg_auto_buf manifest = { 0 };
    SG_TRY(sg_folder_hash(in->folder, &manifest, in->sha256, &in->bytes, err));
    char relative[16 + SG_SHA256_HEX];
    snprintf(relative, sizeof relative, "inputs/%s", in->sha256);
    sg_auto_char inputs = sg_case_path(c, "inputs");
    sg_auto_char full = sg_case_path(c, relative);
    in->manifest = strdup(relative);
    if (!inputs || !full || !in->manifest) return sg_fail_nomem(err, "a list of files");
    SG_TRY(sg_fs_mkdir(inputs, err));
    return sg_fs_write(full, sg_buf_view(&manifest), err);
}

static enum sg_code open_folder(const struct sg_case *c, const struct sg_ingest_options *options, struct sg_input *in,
                                struct sg_err *err)
{
    if (!options) {
        SG_TRY(sg_folder_list_all(in->path, &in->folder, err));
        return hash_folder(c, in, err);
    }
    SG_TRY(sg_folder_list(in->path, &in->folder, err));
    in->folder_reader = options->format ? sg_folder_reader_find(options->format)
                                        : sg_folder_reader_probe(in->folder, &options->read);
    if (!in->folder_reader)
        return sg_fail(err, SG_EINPUT, "%s: this folder is not one source; name the files in it", in->path);
    return hash_folder(c, in, err);
}

/* Without `options`: whatever it is, as one source. */
static enum sg_code open_input(const struct sg_case *c, const char *path, const struct sg_ingest_options *options,
                               struct sg_input *ret, struct sg_err *err)
{
    struct sg_input in = { 0 };
    enum sg_code code;
    if (strcmp(path, "-") == 0)
        code = keep_standard_input(c, &in, err);
    else if (!(in.path = realpath(path, NULL)))
        code = sg_fail(err, errno == ENOENT ? SG_ENOTFOUND : SG_EIO, "%s: %s", path,
                       errno == ENOENT ? "there is no such file" : strerror(errno));
    else if (sg_fs_is_dir(in.path))
        code = open_folder(c, options, &in, err);
    else
        code = sg_sha256_file(in.path, in.sha256, &in.bytes, err);
    if (code != SG_OK) {
        sg_input_release(&in);
        return code;
    }
    *ret = in;
    return SG_OK;
}

enum sg_code sg_input_open(const struct sg_case *c, const char *path, const struct sg_ingest_options *options,
                           struct sg_input *ret, struct sg_err *err)
{
    return open_input(c, path, options, ret, err);
}

enum sg_code sg_input_open_leak(const struct sg_case *c, const char *path, struct sg_input *ret, struct sg_err *err)
{
    return open_input(c, path, NULL, ret, err);
}
