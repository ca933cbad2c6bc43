/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The first failure of standard output: stdio remembers that there was one, not which. */
static int out_errno;

void terminal_init(struct terminal *t)
{
    const char *no_color = getenv("NO_COLOR"), *kind = getenv("TERM");
    bool is_dumb = kind && sg_str_is(sg_str(kind), "dumb");
    *t = (struct terminal){ .out_is_tty = isatty(STDOUT_FILENO), .err_is_tty = isatty(STDERR_FILENO) };
    t->color = t->out_is_tty && !is_dumb && !(no_color && no_color[0]);
    struct winsize size;
    if (t->out_is_tty) {
        bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20;
        t->columns = is_known ? size.ws_col : 80;
    }
}

void out_write(struct sg_str bytes)
{
    if (bytes.len && fwrite(bytes.data, 1, bytes.len, stdout) != bytes.len && !out_errno) out_errno = errno;
}

void out_text(const char *text)
{
    out_write(sg_str(text));
}

void out_flush(void)
{
    if (fflush(stdout) != 0 && !out_errno) out_errno = errno;
}

bool out_has_failed(void)
{
    return out_errno != 0 || ferror(stdout);
}

enum sg_code out_finish(bool *ret_is_closed, struct sg_err *err)
{
    *ret_is_closed = false;
    if (fflush(stdout) != 0 && !out_errno) out_errno = errno;
    /* Some file systems tell of a full disk only when the file is closed; the copy keeps the number taken. */
    int copy = dup(STDOUT_FILENO);
    if (copy >= 0 && close(copy) != 0 && !out_errno) out_errno = errno;
    if (!out_errno && ferror(stdout)) out_errno = EIO;
    if (!out_errno) return SG_OK;
    *ret_is_closed = out_errno == EPIPE;
    return sg_fail(err, SG_EIO, "standard output: cannot be written: %s", strerror(out_errno));
}

void say(const char *format, ...)
{
    struct sg_err text;
    char line[sizeof text.text];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (n < 0) return;
    out_flush(); /* both may end in one file: what was told before stands before */
    (void)sg_fail(&text, SG_OK, "%s", line); /* for its way with control characters */
    fprintf(stderr, "sillage: %s\n", text.text);
}
