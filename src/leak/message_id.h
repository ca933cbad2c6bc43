/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of what clients invent: Message-IDs, boundaries, their own names.  doc/method/header-forensics.md. */
#ifndef SG_LEAK_MESSAGE_ID_H
#define SG_LEAK_MESSAGE_ID_H

#include "base/buf.h"

enum { LEAK_FORM = 64 };

/*
 * The shape of a string: each run of letters and digits becomes its class and a rounded length, what stands between
 * them stays.  "9": digits, "h" and "H": hexadecimal, "a", "A", "x": letters in lower, upper, both cases, "w", "W",
 * "m": letters and digits.  "20020814.101112@" is "98.96@".  "" is "".  O(len).
 */
void leak_form(struct sg_str text, char ret[static LEAK_FORM]);
/* The form of what stands before '@': by name where programs are well known ("uuid", "gmail", "outlook"…). */
void leak_message_id_form(struct sg_str id, char ret[static LEAK_FORM]);
/* What stands behind the last '@', without a closing dot; "" when there is none. */
struct sg_str leak_message_id_host(struct sg_str id);
/* A client without its version: "Apple Mail (2.3654)" is "Apple Mail", Mozilla's long names are "Thunderbird". */
void leak_client_family(struct sg_str client, char ret[static LEAK_FORM]);
/* "mixed(alternative(plain,html),application/pdf,image/png)" is "mixed(alternative(plain,html),file)": what a person
 * attaches says nothing of the client. */
void leak_structure_skeleton(struct sg_str structure, char ret[static LEAK_FORM]);

#endif
