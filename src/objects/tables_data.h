/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of data/, written out by tools/embed_tables.py. */
#ifndef SG_OBJECTS_TABLES_DATA_H
#define SG_OBJECTS_TABLES_DATA_H

#include <stddef.h>

extern const char sg_data_url_tracking[], sg_data_url_hosts[], sg_data_shorteners[], sg_data_permalinks[];
extern const size_t sg_data_url_tracking_len, sg_data_url_hosts_len, sg_data_shorteners_len, sg_data_permalinks_len;

#endif
