/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail put together from properties, as PST and MSG keep them: the same properties give the same bytes. */
#ifndef SG_CONTAINERS_REBUILD_H
#define SG_CONTAINERS_REBUILD_H

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"

enum rebuilt_role {
    REBUILT_FROM,
    REBUILT_SENDER /* who sent it for From */,
    REBUILT_TO,
    REBUILT_CC,
    REBUILT_BCC,
    REBUILT_ROLES
};
struct rebuilt_address {
    enum rebuilt_role role;
    struct sg_str name, address; /* UTF-8; an address without '@' is a directory's, and shown as a name */
};
struct rebuilt_part {
    struct sg_str name, type, content_id; /* UTF-8; "" */
    struct sg_str bytes;
    bool is_message; /* bytes are a mail */
};
struct rebuilt_mail {
    struct sg_str transport; /* the header as it came; "": made from what follows */
    struct sg_str subject, message_id, in_reply_to, references, thread_index /* bytes */, class_name;
    sg_time sent, received;
    const struct rebuilt_address *addresses;
    size_t n_addresses;
    struct sg_str plain, plain_charset, html, html_charset, rtf /* compressed */;
    const struct rebuilt_part *parts;
    size_t n_parts;
};

/* Appends the mail.  SG_ENOMEM. */
enum sg_code rebuild_mail(const struct rebuilt_mail *m, struct sg_buf *out, struct sg_err *err) SG_CHECKED;

/* Appends what compressed RTF holds (MS-OXRTFCP); false: damaged, what could be read is there. */
bool rtf_unpack(struct sg_str packed, struct sg_buf *out);
/* Appends the text of RTF as UTF-8, also of one that wraps HTML or plain text (MS-OXRTFEX). */
void rtf_text(struct sg_str rtf, struct sg_buf *out);

/* 100-nanosecond steps since 1601; SG_TIME_NONE for 0 and what lies outside. */
sg_time filetime(uint64_t steps);
/* UTF-16LE to UTF-8; appends; stops at the first NUL. */
void utf16_add(struct sg_buf *out, struct sg_str bytes);
/* The name of a Windows code page for MIME, in `room` (32 bytes). */
const char *codepage_name(uint32_t codepage, char *room);

#endif
