/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Messages quote evidence: what could steer a terminal, and bytes that are no UTF-8, become '?', byte by byte, so that
 * nothing is allocated while a failure is told. */
static void defuse(char *s)
{
    size_t len = strlen(s);
    for (size_t at = 0; at < len;) {
        size_t from = at;
        bool is_blank = s[at] == '\n' || s[at] == '\t';
        uint32_t c = sg_utf8_next(s, len, &at);
        bool is_ill_formed = c == 0xfffd && at - from == 1;
        if (is_blank)
            s[from] = ' ';
        else if (is_ill_formed || sg_is_control(c))
            memset(s + from, '?', at - from);
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
