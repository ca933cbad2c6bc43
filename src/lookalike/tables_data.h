/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of data/lookalike/, written out by tools/embed_tables.py. */
#ifndef SG_LOOKALIKE_TABLES_DATA_H
#define SG_LOOKALIKE_TABLES_DATA_H

#include <stddef.h>

extern const char sg_data_glyphs[], sg_data_sounds[], sg_data_words[], sg_data_common[], sg_data_suffixes[],
    sg_data_keyboards[];
extern const size_t sg_data_glyphs_len, sg_data_sounds_len, sg_data_words_len, sg_data_common_len, sg_data_suffixes_len,
    sg_data_keyboards_len;

#endif
