/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/program.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

char *sg_program_find(const char *name, const char *room)
{
    /* Beside it; beside it in its room's folder; from a test or a bench, one folder down. */
    static const struct {
        const char *before;
        int is_in_room;
    } places[] = { { "", 0 }, { "../", 1 }, { "src/", 1 }, { "../", 0 }, { "../../", 0 }, { "../src/", 1 } };
    sg_auto_char self = realpath("/proc/self/exe", NULL);
    char *slash = self ? strrchr(self, '/') : NULL;
    if (slash) *slash = '\0';
    for (size_t i = 0; slash && i < sizeof places / sizeof *places; i++) {
        sg_auto_buf path = { 0 };
        sg_buf_printf(&path, "%s/%s%s%s%s", self, places[i].before, places[i].is_in_room ? room : "",
                      places[i].is_in_room ? "/" : "", name);
        const char *text = sg_buf_cstr(&path);
        if (text && access(text, X_OK) == 0) return sg_buf_take(&path);
    }
    return strdup(name);
}
