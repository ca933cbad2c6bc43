/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: a reader that dies of items with certain names.  Not part of the program. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "reader/reader_internal.h"

static void eat_memory(void)
{
    for (;;) {
        char *p = malloc(16 << 20);
        if (!p) abort(); /* as GLib does */
        memset(p, 1, 16 << 20);
    }
}

void reader_fault(const char *name)
{
    volatile int is_endless = 1;
    if (strncmp(name, "fault-segv", 10) == 0) (void)raise(SIGSEGV);
    if (strncmp(name, "fault-exit", 10) == 0) _exit(3);
    if (strncmp(name, "fault-memory", 12) == 0) eat_memory();
    if (strncmp(name, "fault-time", 10) == 0)
        while (is_endless) {
        }
}
