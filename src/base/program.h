/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programs that belong to this one. */
#ifndef SG_BASE_PROGRAM_H
#define SG_BASE_PROGRAM_H

/* `name` beside the running program, or where a build folder has it (`room` is its folder there); else the bare name,
 * which is looked up on PATH.  Allocated; NULL without memory. */
char *sg_program_find(const char *name, const char *room);

#endif
