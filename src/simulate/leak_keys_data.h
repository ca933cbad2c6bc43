/* SPDX-License-Identifier: GPL-3.0-or-later */
/* data/simulate_keys.pem, written out by tools/embed_tables.py. */
#ifndef SG_SIMULATE_LEAK_KEYS_DATA_H
#define SG_SIMULATE_LEAK_KEYS_DATA_H

#include <stddef.h>

extern const char sg_data_simulate_keys[];
extern const size_t sg_data_simulate_keys_len;

#endif
