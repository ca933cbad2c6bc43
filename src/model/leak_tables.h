/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The leak as the store keeps it.  An item is a run of bytes: a mail, an attachment, a document, an archive.  Its
 * number is the first 8 bytes of their SHA-256 (big-endian), so the same bytes are one item wherever they lie: `places`
 * has a row for each place, `messages` and `documents` may repeat an item and every copy of such a row says the same.
 */
#ifndef SG_MODEL_LEAK_TABLES_H
#define SG_MODEL_LEAK_TABLES_H

#include "model/batch.h"

/* Numbers are kept in the store and in findings: add at the end. */
enum sg_item_kind {
    SG_ITEM_MESSAGE,
    SG_ITEM_DOCUMENT, /* office files, PDF */
    SG_ITEM_IMAGE,
    SG_ITEM_ARCHIVE,  /* what was opened and holds other items: zip, mbox, PST… */
    SG_ITEM_TEXT,
    SG_ITEM_OTHER,
    SG_ITEM_KINDS
};
const char *sg_item_kind_name(enum sg_item_kind kind); /* "message", "document", … */

enum { /* places.flags */
    SG_PLACE_REBUILT = 1,    /* no bytes of its own: put together from a PST's or MSG's properties */
    SG_PLACE_TOO_LARGE = 2,  /* hashed, not opened */
    SG_PLACE_ENCRYPTED = 4,
    SG_PLACE_BROKEN = 8,     /* cut short or damaged: what could be read is there */
    SG_PLACE_NOT_OPENED = 16, /* a limit (depth, count, ratio) or a parser's crash: the rejects say which */
    SG_PLACE_UNESCAPED = 32  /* ">From " at line starts was undone, as its mbox says */
};

extern const struct sg_table sg_store_places;
enum sg_store_places_column {
    SG_PL_ITEM,   /* U64 */
    SG_PL_SHA256, /* hex */
    SG_PL_KIND,   /* U8, enum sg_item_kind */
    SG_PL_TYPE,   /* media type by content: "application/pdf" */
    SG_PL_BYTES,  /* U64 */
    SG_PL_NAME,   /* its file name, as given */
    SG_PL_PATH,   /* through the containers: "dump.zip/inbox.mbox/12/report.pdf"; '/' inside a name is "∕" (U+2215) */
    SG_PL_PARENT, /* U64: the item that holds it; 0: the source itself */
    SG_PL_PART,   /* U32: its number in there, from 0 */
    SG_PL_STORED, /* I64, sg_time: what the container says of its time */
    SG_PL_FLAGS,  /* U8 */
    SG_PL_SOURCE, SG_PL_ROW /* U64: leaf << 20 | n-th item out of it, reader_wire.h */, SG_PL_BATCH,
    SG_PL_COLUMNS
};

extern const struct sg_table sg_store_messages;
enum sg_store_messages_column {
    SG_LM_ITEM,
    SG_LM_MESSAGE_ID,  /* without <>; as found otherwise */
    SG_LM_IN_REPLY_TO, /* the first id of it, without <> */
    SG_LM_REFS,        /* ids of References, without <>, parted by blanks, in order */
    SG_LM_SUBJECT,     /* decoded, unfolded */
    SG_LM_SENDER,      /* From's first address, ASCII letters in lower case */
    SG_LM_SENDER_NAME, /* decoded */
    SG_LM_RECIPIENTS,  /* lines "to|cc|bcc|reply-to|sender<TAB>address<TAB>name" */
    SG_LM_DATE,        /* I64, sg_time of Date; SG_TIME_NONE */
    SG_LM_ZONE,        /* I64, minutes east that Date states; SG_LM_NO_ZONE */
    SG_LM_RECEIVED,    /* I64, sg_time of the lowest Received that has one: the first hop */
    SG_LM_CLIENT,      /* X-Mailer or User-Agent */
    SG_LM_CHARSET,     /* of the text that is shown, lower case */
    SG_LM_LANG,        /* guessed, ISO 639-1; empty: not sure */
    SG_LM_STRUCTURE,   /* "mixed(alternative(plain,html),application/pdf)" */
    SG_LM_BOUNDARY,    /* the outermost one */
    SG_LM_THREAD_INDEX, /* Thread-Index, base64 as found */
    SG_LM_LIST,        /* List-Id, or what tells of a mailing list or bulk mail ("bulk") */
    SG_LM_PARTS, SG_LM_ATTACHMENTS, SG_LM_DEFECTS, /* U32; defects: mail/mail.h */
    SG_LM_HEADERS,     /* the header block as found, its closing empty line left out */
    SG_LM_TEXT,        /* readable text, UTF-8; HTML's quotes begin with "> " */
    SG_LM_BODIES,      /* what dkim/ found of the body hashes: sg_dkim_bodies */
    SG_LM_URLS,        /* addresses in text and HTML, one a line, at most 200 */
    SG_LM_SOURCE, SG_LM_ROW, SG_LM_BATCH,
    SG_LM_COLUMNS
};
#define SG_LM_NO_ZONE INT64_MIN

extern const struct sg_table sg_store_documents;
enum sg_store_documents_column {
    SG_LD_ITEM,
    SG_LD_FORMAT,  /* "docx", "xlsx", "pptx", "odt", …, "doc", "pdf", "jpeg", … */
    SG_LD_TITLE, SG_LD_AUTHOR /* creator */, SG_LD_EDITOR, /* last modified by */
    SG_LD_CREATED, SG_LD_MODIFIED, SG_LD_PRINTED, /* I64, sg_time */
    SG_LD_ZONE,    /* I64, minutes east that `modified` states; SG_LM_NO_ZONE */
    SG_LD_REVISION, SG_LD_MINUTES, /* I64, total editing time; -1 unknown */
    SG_LD_APPLICATION, SG_LD_APP_VERSION, SG_LD_TEMPLATE, SG_LD_COMPANY, SG_LD_LANG,
    SG_LD_IDS,     /* lines "rsid:00A77B3E", "docid:…", "pdf:…", "pdf-first:…", "xmp-document:…", "xmp-instance:…",
                    * "xmp-original:…": whatever says that two files came from one */
    SG_LD_SAVES,   /* I64: a PDF's incremental saves; -1 */
    SG_LD_ENTRY_FIRST, SG_LD_ENTRY_LAST, /* I64: oldest and newest time of the entries inside (zip) */
    SG_LD_XMP_CREATED, SG_LD_XMP_MODIFIED,
    SG_LD_CAMERA, SG_LD_TAKEN /* I64 */,
    SG_LD_AUTHORS, /* lines: who else is named inside (tracked changes, comments) */
    SG_LD_FACTS,   /* one JSON object of what else is known */
    SG_LD_TEXT,
    SG_LD_SOURCE, SG_LD_ROW, SG_LD_BATCH,
    SG_LD_COLUMNS
};

#endif
