/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/text.h"
#include "cli/page.h"

enum { SILENT_US = 1000000, REDRAW_US = 200000 };

static int64_t now_us(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) return 0;
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void progress_init(struct progress *p, const struct terminal *t)
{
    *p = (struct progress){ .is_shown = t->err_is_tty && !t->is_quiet, .begun_us = now_us() };
}

static void describe(const struct progress *p, struct sg_buf *line, const char *name, uint64_t done, uint64_t total,
                     uint64_t rows, double seconds)
{
    sg_escape_terminal(line, sg_str(sg_path_name(name)));
    if (total) sg_buf_printf(line, "  %u%%", (unsigned)((double)(done < total ? done : total) / (double)total * 100));
    if (done) {
        sg_buf_text(line, "  ");
        page_bytes(line, (double)done);
    }
    if (rows) {
        sg_buf_text(line, "  ");
        page_number(line, rows);
        sg_buf_printf(line, " %s", p->counted ? p->counted : "posts");
    }
    if (!done) return; /* what is counted in posts alone, as a story's loading is */
    sg_buf_text(line, "  ");
    page_bytes(line, (double)done / seconds);
    sg_buf_text(line, "/s");
    if (total > done && done > 0) {
        double left = (double)(total - done) / ((double)done / seconds);
        if (left < 60)
            sg_buf_printf(line, "  %.0f s left", left);
        else if (left < 3600)
            sg_buf_printf(line, "  %.0f min left", left / 60);
        else
            sg_buf_printf(line, "  %.1f h left", left / 3600);
    }
}

void progress_show(struct progress *p, const char *name, uint64_t done, uint64_t total, uint64_t rows)
{
    if (!p->is_shown) return;
    int64_t now = now_us();
    if (done < p->last_done) p->begun_us = now;
    p->last_done = done;
    if (now - p->begun_us < SILENT_US || now - p->drawn_us < REDRAW_US) return;
    p->drawn_us = now;
    sg_auto_buf line = { 0 };
    describe(p, &line, name, done, total, rows, (double)(now - p->begun_us) / 1e6);
    struct winsize size;
    int columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20 ? size.ws_col : 80;
    sg_auto_buf cut = { 0 };
    page_cut(&cut, sg_buf_view(&line), columns - 1);
    const char *text = sg_buf_cstr(&cut);
    if (!text) return;
    fprintf(stderr, "\r\033[K%s", text);
    fflush(stderr);
    p->is_drawn = true;
}

void progress_share(struct progress *p, const char *what, uint64_t done, uint64_t total, uint64_t rows)
{
    char name[64];
    if (total)
        snprintf(name, sizeof name, "%s: %u%%", what, (unsigned)((double)done * 100 / (double)total));
    else
        snprintf(name, sizeof name, "%s", what);
    progress_show(p, name, 0, 0, rows);
}

void progress_clear(struct progress *p)
{
    if (!p->is_drawn) return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    p->is_drawn = false;
}
