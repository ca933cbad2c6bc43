/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where -o writes. */
#ifndef SG_CLI_OUTPUT_H
#define SG_CLI_OUTPUT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Nothing leaves a case that its log does not know of, and the log knows of nothing that was never made: a file is
 * written beside its place, then noted, then put there.  Zeroed is empty and valid.
 *
 *     sg_auto_output output = { 0 };
 *     output_open    refuses what cannot be written, before any work
 *     output_write   the bytes, beside their place; a pipe, a device and standard output wait
 *     custody_note   with output.full
 *     output_finish
 */
struct output {
    const char *name;       /* as it was given; "-" is standard output */
    char *full, *temporary; /* full: the whole path of the place, or "-" */
    bool is_stream;
};
enum sg_code output_open(struct output *o, const char *name, struct sg_err *err) SG_CHECKED;
enum sg_code output_write(struct output *o, struct sg_str bytes, struct sg_err *err) SG_CHECKED;
enum sg_code output_finish(struct output *o, struct sg_str bytes, struct sg_err *err) SG_CHECKED;
const char *output_called(const struct output *o); /* in a sentence */
void output_release(struct output *o);
#define sg_auto_output __attribute__((cleanup(output_release))) struct output

#endif
