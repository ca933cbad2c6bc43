/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_ENGINE_HTTP_INTERNAL_H
#define SG_ENGINE_HTTP_INTERNAL_H

#include "engine/engine.h"

struct MHD_Connection;

/* Both return an enum MHD_Result. */

/* Runs a statement that is no insert and queues its answer; gives the lane back when the answer has been sent. */
int sg_http_answer(struct MHD_Connection *connection, struct sg_chdb_lane *lane, const struct sg_statement *statement);
/* An error of the engine, in its own words and with its code. */
int sg_http_send_exception(struct MHD_Connection *connection, const char *text);

#endif
