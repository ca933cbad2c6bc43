/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers of this room, one a file; readers.c lists them. */
#ifndef SG_SOURCES_READERS_H
#define SG_SOURCES_READERS_H

#include "sources/sources.h"

extern const struct sg_reader sg_reader_x;        /* read_x.c */
extern const struct sg_reader sg_reader_4chan;    /* read_4chan.c */
extern const struct sg_reader sg_reader_pastebin; /* read_pastebin.c */
extern const struct sg_reader sg_reader_sillage; /* read_csv_sillage.c */
extern const struct sg_reader sg_reader_mapped;  /* read_csv_mapped.c */

extern const struct sg_folder_reader sg_reader_pastes; /* read_pastes.c */

#endif
