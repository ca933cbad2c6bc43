/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of formats share.  A format is one file and one row in read.c. */
#ifndef SG_DOCUMENTS_DOCUMENTS_INTERNAL_H
#define SG_DOCUMENTS_DOCUMENTS_INTERNAL_H

#include <stddef.h>
#include <stdio.h>

#include "base/json_out.h"
#include "base/text.h"
#include "documents/documents.h"

/* ---- facts: what no column has ---- */

/* Written in this order, which is that of their names (facts.c). */
enum fact {
    FACT_ATTACHMENTS,
    FACT_CAMERA_SERIAL,
    FACT_CHANGES_FIRST,
    FACT_CHANGES_LAST,
    FACT_CODEPAGE,
    FACT_COMMENT,
    FACT_COUNTRY,
    FACT_CREATOR,
    FACT_CUSTOM,
    FACT_DELETIONS,
    FACT_DESCRIPTION,
    FACT_ENCRYPTED,
    FACT_EXTERNAL,
    FACT_FILE_VERSION,
    FACT_GENERATOR,
    FACT_GPS,
    FACT_HEIGHT,
    FACT_HISTORY,
    FACT_HOST_COMPUTER,
    FACT_IDS_CUT,
    FACT_INSERTIONS,
    FACT_JAVASCRIPT,
    FACT_KEYWORDS,
    FACT_LANGUAGES,
    FACT_LOCAL_TIMES,
    FACT_MACROS,
    FACT_MANAGER,
    FACT_PAGES,
    FACT_PATH,
    FACT_PDF_VERSION,
    FACT_PRINTED_BY,
    FACT_PRINTER,
    FACT_RECOVERED,
    FACT_SAVED_BY,
    FACT_SHEETS,
    FACT_SLIDES,
    FACT_SUBJECT,
    FACT_TEMPLATE_PATH,
    FACT_TEXT_CUT,
    FACT_WIDTH,
    FACT_WRITE_ACCESS,
    FACT_XMP_METADATA,
    FACT_XMP_TOOL,
    FACT_ZIP_HOST,
    FACT_ZIP_UNIX_TIMES,
    FACTS
};
enum { FACT_ITEMS = 64 }; /* of one list */
struct fact_value {
    enum { FACT_UNSET, FACT_TRUE, FACT_NUMBER, FACT_TIME, FACT_TEXT, FACT_LIST } kind;
    int64_t number;
    unsigned items;
    struct sg_buf text; /* of a list: its items, each behind its length */
};
struct facts {
    struct fact_value values[FACTS];
};
/* The first word about a fact holds; an empty text is none.  A list drops repetitions. */
void fact_true(struct facts *f, enum fact name);
void fact_number(struct facts *f, enum fact name, int64_t v);
void fact_add_number(struct facts *f, enum fact name, int64_t v);
void fact_time(struct facts *f, enum fact name, sg_time t);
void fact_text(struct facts *f, enum fact name, struct sg_str s);
void fact_item(struct facts *f, enum fact name, struct sg_str s);
void facts_write(const struct facts *f, struct sg_buf *out);
void facts_release(struct facts *f);

/* ---- one document being read ---- */

struct reading {
    struct sg_documents *lib;
    struct sg_document *doc;
    struct sg_str bytes;
    const char *name, *type;
    struct facts facts;
    unsigned n_ids, n_authors;
    struct sg_err trouble; /* the first one; the rest of the document is read all the same */
};
/* Keeps the first trouble. */
void doc_trouble(struct reading *r, const struct sg_err *err);

enum { DOC_LINE = 1024 /* bytes of a name or title */, DOC_IDS = 4096, DOC_AUTHORS = 256 };

/* Appends valid UTF-8 without control characters, each run of blanks one blank, none at the ends; at most `most`. */
void doc_clean(struct sg_buf *out, struct sg_str s, size_t most);
/* Into an empty column; one that has its value keeps it. */
void doc_line(struct sg_buf *column, struct sg_str s);
void doc_text(struct reading *r, struct sg_str s); /* a piece of the text: controls go, line ends stay */
void doc_break(struct reading *r);                 /* ends its line, unless it is empty */
void doc_id(struct reading *r, const char *prefix, struct sg_str id);
void doc_rsid(struct reading *r, uint32_t rsid);
void doc_author(struct reading *r, struct sg_str name);

/* sg_mail_to_utf8 for whoever does not ask what was wrong. */
void doc_utf8(struct sg_str charset, struct sg_str bytes, struct sg_buf *out);
void doc_utf16(struct sg_buf *out, const char *bytes, size_t len, bool big_endian);

/* SG_TIME_NONE when no such time exists or the year is not one of 1900 to 2200. */
sg_time doc_civil(int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute, int64_t second);
sg_time doc_filetime(uint64_t filetime); /* 100 ns since 1601 */
/* ISO 8601; false: none. `ret_zone` gets minutes east, SG_LM_NO_ZONE when not said. */
bool doc_iso(struct sg_str s, sg_time *ret, int64_t *ret_zone);
/* "2017:05:05 18:49:30", a fraction and zone allowed behind it. */
bool doc_exif_time(struct sg_str s, sg_time *ret, int64_t *ret_zone);
const char *doc_language(uint32_t lcid);    /* a Windows language number as "fr-FR"; NULL: not known */
const char *doc_charset(uint32_t codepage); /* as iconv calls it, or "" */

/* A property of a format and the column or fact that takes it. */
struct property {
    const char *name;
    enum { AS_LINE, AS_TIME, AS_MODIFIED, AS_NUMBER, AS_DURATION, AS_GENERATOR, AS_FACT, AS_FACT_NUMBER, AS_ITEM } as;
    size_t to; /* offset in struct sg_document, or enum fact */
};
/* Takes a value, if the table knows it. */
void doc_property(struct reading *r, const struct property *table, size_t n, const char *name, struct sg_str value);

/* ---- zip ---- */

enum { ZIP_ENTRIES = 65536, ZIP_RATIO = 300 };
#define ZIP_RATIO_FROM ((uint64_t)8 << 20) /* smaller entries may be as empty as they like */
#define ZIP_TOTAL ((uint64_t)256 << 20)    /* unpacked, of one file */
#define ZIP_PART ((size_t)64 << 20)        /* unpacked, of one entry */
struct zip_entry {
    struct sg_str name;        /* points into the file */
    uint64_t packed, size, at; /* `at`: its local header */
    uint32_t crc;
    uint16_t method, flags;
    sg_time time; /* local time of the writer; SG_TIME_NONE when not set */
    uint8_t host; /* the system that wrote it: 0 FAT, 3 Unix… */
    bool has_unix_time;
};
struct zip {
    struct sg_str bytes;
    struct zip_entry *entries;
    size_t n;
    uint64_t unpacked;
    bool is_recovered; /* no directory at the end: found from the beginning on */
};
/* SG_EINPUT: no zip. SG_ELIMIT: too many entries. */
enum sg_code zip_open(struct sg_str bytes, struct zip *ret, struct sg_err *err) SG_CHECKED;
void zip_release(struct zip *z);
const struct zip_entry *zip_find(const struct zip *z, const char *name);
/* Appends the entry, unpacked.  After SG_EINPUT `out` has what came before the damage. */
enum sg_code zip_read(struct zip *z, const struct zip_entry *e, struct sg_buf *out, struct sg_err *err) SG_CHECKED;
/* The entries' times, and who wrote them, into columns and facts. */
void zip_times(struct reading *r, const struct zip *z);
/* zlib data, at most `most` bytes of it. */
bool zip_inflate(struct sg_str packed, bool is_raw, size_t most, struct sg_buf *out);

/* ---- XML: no network, no DTD, no entities but the five ---- */

enum { XML_DEPTH = 200, XML_ATTRIBUTES = 1000 /* of one element */ };
struct xml;
struct xml_calls { /* `name` without prefix; `space` is its namespace or "" */
    void (*begin)(void *ctx, const struct xml *x, const char *name, const char *space);
    void (*end)(void *ctx, const char *name, const char *space);
    void (*text)(void *ctx, struct sg_str s);
};
/* Of the element that begins, whatever its prefix; empty when it has none. */
struct sg_str xml_attribute(const struct xml *x, const char *name);
bool xml_attribute_at(const struct xml *x, unsigned n, const char **ret_name, const char **ret_space,
                      struct sg_str *ret_value);
/* `what` names it in messages. */
enum sg_code xml_parse(struct sg_str bytes, const char *what, const struct xml_calls *calls, void *ctx,
                       struct sg_err *err) SG_CHECKED;
/* One part of a zip, if it is there; what is wrong with it becomes the reading's trouble. */
void xml_part(struct reading *r, struct zip *z, const struct zip_entry *e, const struct xml_calls *calls, void *ctx);

/* ---- pieces of several formats ---- */

void xmp_read(struct reading *r, struct sg_str packet);
/* A TIFF structure, which is what EXIF data are; `is_file`: its size in pixels counts. */
void tiff_read(struct reading *r, struct sg_str bytes, bool is_file);

/* ---- the formats ---- */

struct format {
    const char *name, *type; /* type may be shared: the first row wins */
    enum sg_code (*read)(struct reading *r, struct sg_err *err);
};
enum sg_code read_ooxml(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_odf(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_ole(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_pdf(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_jpeg(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_png(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_gif(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_tiff(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_webp(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_rtf(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_html(struct reading *r, struct sg_err *err) SG_CHECKED;
enum sg_code read_text(struct reading *r, struct sg_err *err) SG_CHECKED;

/* What kind of OLE file: "application/msword"… (ole.c). */
const char *ole_type(struct sg_str bytes);
/* What kind of zip: "application/vnd.oasis…", …, "application/zip" (zip.c). */
const char *zip_type(struct sg_str bytes);

static inline uint32_t le16(const char *p)
{
    return (uint8_t)p[0] | (uint32_t)(uint8_t)p[1] << 8;
}
static inline uint32_t le32(const char *p)
{
    return le16(p) | le16(p + 2) << 16;
}
static inline uint64_t le64(const char *p)
{
    return le32(p) | (uint64_t)le32(p + 4) << 32;
}
static inline uint32_t be16(const char *p)
{
    return (uint32_t)(uint8_t)p[0] << 8 | (uint8_t)p[1];
}
static inline uint32_t be32(const char *p)
{
    return be16(p) << 16 | be16(p + 2);
}
static inline bool doc_begins(struct sg_str s, const char *with)
{
    size_t n = strlen(with);
    return s.len >= n && memcmp(s.data, with, n) == 0;
}
static inline bool doc_ends(struct sg_str s, const char *with)
{
    size_t n = strlen(with);
    return s.len >= n && memcmp(s.data + s.len - n, with, n) == 0;
}

#endif
