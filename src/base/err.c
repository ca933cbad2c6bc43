/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Messages quote evidence: what could steer a terminal is made visible, byte by byte (UTF-8 stays as it is, apart from
 * the two-byte forms of C1 controls). */
static void defuse(char *s)
{
    for (unsigned char *p = (unsigned char *)s; *p; p++) {
        if (*p < 0x20 || *p == 0x7f) {
            *p = *p == '\n' || *p == '\t' ? ' ' : '?';
        } else if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0) {
            p[0] = '?';
            p[1] = '?';
        }
    }
}

static void write_sentence(struct sg_err *err, const char *prefix, const char *format, va_list args)
{
    char text[sizeof err->text];
    int n = vsnprintf(text, sizeof text, format, args);
    if (n < 0) text[0] = '\0';
    int put = prefix ? snprintf(err->text, sizeof err->text, "%s: %s", text, prefix)
                     : snprintf(err->text, sizeof err->text, "%s", text);
    if (put < 0) err->text[0] = '\0';
    defuse(err->text);
}

enum sg_code sg_fail(struct sg_err *err, enum sg_code code, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        write_sentence(err, NULL, format, args);
        va_end(args);
        err->code = code;
    }
    return code;
}

enum sg_code sg_fail_within(struct sg_err *err, const char *format, ...)
{
    char inner[sizeof err->text];
    memcpy(inner, err->text, sizeof inner);
    va_list args;
    va_start(args, format);
    write_sentence(err, inner, format, args);
    va_end(args);
    return err->code;
}

enum sg_code sg_fail_nomem(struct sg_err *err, const char *what)
{
    return sg_fail(err, SG_ENOMEM, "no memory for %s", what);
}
