/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run of bytes is.  The first bytes tell for what is met most; libmagic, which is thorough and slow, is asked
 * about the rest.
 */
#include <glib.h>
#include <gsf/gsf-utils.h>
#include <libxml/parser.h>
#include <magic.h>
#include <stdlib.h>

#include "documents/documents_internal.h"

enum { LOOK = 1 << 16 /* bytes that decide whether something is text, and that libmagic sees */ };

struct sg_documents {
    magic_t magic;
    char type[128]; /* what libmagic said last */
};

static void say_nothing(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
    (void)domain, (void)level, (void)message, (void)data;
}

enum sg_code sg_documents_new(struct sg_documents **ret, struct sg_err *err)
{
    struct sg_documents *d = calloc(1, sizeof *d);
    if (!d) return sg_fail_nomem(err, "the readers of documents");
    g_log_set_default_handler(say_nothing, NULL); /* evidence makes libraries complain; the errors come by themselves */
    xmlInitParser();
    gsf_init();
    d->magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF);
    if (!d->magic || magic_load(d->magic, NULL) != 0) {
        enum sg_code code =
            sg_fail(err, SG_EIO, "libmagic cannot load its table: %s", d->magic ? magic_error(d->magic) : "no memory");
        sg_documents_free(d);
        return code;
    }
    *ret = d;
    return SG_OK;
}

void sg_documents_free(struct sg_documents *d)
{
    if (!d) return;
    if (d->magic) magic_close(d->magic);
    free(d);
}

/* ---- by the first bytes ---- */

static const struct {
    const char *bytes;
    size_t len, at;
    const char *type;
} beginnings[] = {
    { "\xff\xd8\xff", 3, 0, "image/jpeg" },
    { "\x89PNG\r\n\x1a\n", 8, 0, "image/png" },
    { "GIF87a", 6, 0, "image/gif" },
    { "GIF89a", 6, 0, "image/gif" },
    { "II*\0", 4, 0, "image/tiff" },
    { "MM\0*", 4, 0, "image/tiff" },
    { "WEBP", 4, 8, "image/webp" },
    { "ftypheic", 8, 4, "image/heic" },
    { "ftypmif1", 8, 4, "image/heif" },
    { "ftypavif", 8, 4, "image/avif" },
    { "{\\rtf", 5, 0, "text/rtf" },
    { "\x1f\x8b\x08", 3, 0, "application/gzip" },
    { "BZh", 3, 0, "application/x-bzip2" },
    { "\xfd"
      "7zXZ\0",
      6, 0, "application/x-xz" },
    { "\x28\xb5\x2f\xfd", 4, 0, "application/zstd" },
    { "7z\xbc\xaf\x27\x1c", 6, 0, "application/x-7z-compressed" },
    { "Rar!\x1a\x07", 6, 0, "application/x-rar" },
    { "!BDN", 4, 0, "application/vnd.ms-outlook-pst" },
    { "ustar", 5, 257, "application/x-tar" },
    { "BEGIN:VCARD", 11, 0, "text/vcard" },
    { "BEGIN:VCALENDAR", 15, 0, "text/calendar" },
};

static const char *by_beginning(struct sg_str s)
{
    if (doc_begins(s, "PK\3\4") || doc_begins(s, "PK\5\6")) return zip_type(s);
    if (doc_begins(s, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return ole_type(s);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t at = beginnings[i].at, len = beginnings[i].len;
        if (s.len >= at + len && memcmp(s.data + at, beginnings[i].bytes, len) == 0) return beginnings[i].type;
    }
    /* Readers of PDF accept other bytes before it. */
    if (memmem(s.data, s.len > 1024 ? 1024 : s.len, "%PDF-", 5)) return "application/pdf";
    return NULL;
}

/* ---- text ---- */

static bool is_text(struct sg_str s)
{
    size_t controls = 0;
    if (doc_begins(s, "\xff\xfe") || doc_begins(s, "\xfe\xff")) return s.len > 2;
    if (s.len > LOOK) s.len = LOOK;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = (uint8_t)s.data[i];
        if (c == 0) return false;
        controls += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b;
    }
    return s.len > 0 && controls * 100 <= s.len;
}

/* Header fields that only mails begin with, or two fields in a row of which one is a mail's. */
static bool is_mail(struct sg_str s)
{
    static const char *const fields[] = { "received",   "return-path", "message-id", "mime-version", "delivered-to",
                                          "from",       "to",          "subject",    "date",         "reply-to",
                                          "x-mailer",   "sender",      "cc",         "content-type", "dkim-signature",
                                          "references", "in-reply-to" };
    unsigned known = 0, lines = 0;
    if (doc_begins(s, "From ")) return false;
    for (size_t i = 0; i < s.len && i < 8192 && lines < 24; lines++) {
        const char *end = memchr(s.data + i, '\n', s.len - i);
        size_t n = (end ? (size_t)(end - s.data) : s.len) - i;
        struct sg_str line = { s.data + i, n };
        i += n + 1;
        if (n == 0 || (n == 1 && line.data[0] == '\r')) break;
        if (line.data[0] == ' ' || line.data[0] == '\t') {
            if (!lines) return false;
            continue;
        }
        size_t name = 0;
        while (name < n && line.data[name] > ' ' && line.data[name] != ':' && line.data[name] < 0x7f)
            name++;
        if (!name || name == n || line.data[name] != ':') return false;
        for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
            known += sg_str_is_nocase(sg_str_n(line.data, name), fields[k]);
    }
    return known >= 2;
}

static bool begins_nocase(struct sg_str s, const char *with)
{
    size_t n = strlen(with);
    return s.len >= n && sg_str_is_nocase(sg_str_n(s.data, n), with);
}

static const char *markup_type(struct sg_str s)
{
    static const char *const pages[] = { "<!doctype html", "<html", "<head", "<body", "<title", "<meta" };
    if (doc_begins(s, "\xef\xbb\xbf")) s = sg_str_n(s.data + 3, s.len - 3);
    s = sg_str_n(s.data, s.len > 4096 ? 4096 : s.len);
    s = sg_str_trim(s);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (begins_nocase(s, pages[i])) return "text/html";
    if (doc_begins(s, "<svg")) return "image/svg+xml";
    if (!doc_begins(s, "<?xml") && !doc_begins(s, "<!--")) return NULL;
    if (s.data && memmem(s.data, s.len, "<svg", 4)) return "image/svg+xml";
    if (s.data && memmem(s.data, s.len, "<html", 5)) return "text/html";
    return doc_begins(s, "<?xml") ? "application/xml" : NULL;
}

/* Text says little about its kind: the name may say the rest. */
static const char *text_type(struct sg_str s, const char *name)
{
    static const struct {
        const char *suffix, *type;
    } suffixes[] = { { ".csv", "text/csv" },       { ".json", "application/json" },
                     { ".ics", "text/calendar" },  { ".vcf", "text/vcard" },
                     { ".md", "text/markdown" },   { ".tsv", "text/tab-separated-values" },
                     { ".eml", "message/rfc822" }, { ".mbox", "application/mbox" } };
    const char *markup = markup_type(s);
    if (markup) return markup;
    if (is_mail(s)) return "message/rfc822";
    if (doc_begins(s, "From ") && memchr(s.data, '\n', s.len > 1024 ? 1024 : s.len)) {
        const char *line = memchr(s.data, '\n', s.len > 1024 ? 1024 : s.len);
        if (is_mail(sg_str_n(line + 1, s.len - (size_t)(line + 1 - s.data)))) return "application/mbox";
    }
    size_t n = name ? strlen(name) : 0;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t k = strlen(suffixes[i].suffix);
        if (n > k && sg_str_is_nocase(sg_str_n(name + n - k, k), suffixes[i].suffix)) return suffixes[i].type;
    }
    return "text/plain";
}

static const char *ask_magic(struct sg_documents *d, struct sg_str s)
{
    const char *type = s.len ? magic_buffer(d->magic, s.data, s.len > LOOK ? LOOK : s.len) : NULL;
    if (!type || strlen(type) >= sizeof d->type || !strchr(type, '/') || strncmp(type, "text/", 5) == 0)
        return "application/octet-stream";
    strcpy(d->type, type);
    return d->type;
}

static enum sg_item_kind kind_of(const char *type)
{
    static const char *const archives[] = { "application/zip",     "application/gzip",
                                            "application/x-bzip2", "application/x-xz",
                                            "application/zstd",    "application/x-7z-compressed",
                                            "application/x-rar",   "application/vnd.ms-outlook-pst",
                                            "application/x-tar",   "application/mbox",
                                            "application/x-cpio",  "application/vnd.rar" };
    static const char *const documents[] = { "application/pdf",       "application/msword",
                                             "application/encrypted", "application/x-ole-storage",
                                             "application/epub+zip",  "text/rtf",
                                             "application/rtf",       "application/postscript" };
    static const char *const texts[] = { "application/json", "application/xml" };
    for (size_t i = 0; i < sizeof archives / sizeof *archives; i++)
        if (strcmp(type, archives[i]) == 0) return SG_ITEM_ARCHIVE;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        if (strcmp(type, documents[i]) == 0) return SG_ITEM_DOCUMENT;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(type, texts[i]) == 0) return SG_ITEM_TEXT;
    if (strcmp(type, "message/rfc822") == 0 || strcmp(type, "application/vnd.ms-outlook") == 0) return SG_ITEM_MESSAGE;
    if (strncmp(type, "image/", 6) == 0) return SG_ITEM_IMAGE;
    if (strncmp(type, "text/", 5) == 0) return SG_ITEM_TEXT;
    if (strstr(type, "officedocument") || strstr(type, "opendocument") || strncmp(type, "application/vnd.ms-", 19) == 0)
        return SG_ITEM_DOCUMENT;
    return SG_ITEM_OTHER;
}

enum sg_item_kind sg_documents_type(struct sg_documents *d, struct sg_str s, const char *name, const char **ret_type)
{
    const char *type = s.len ? by_beginning(s) : "application/octet-stream";
    if (!type) type = is_text(s) ? text_type(s, name) : ask_magic(d, s);
    *ret_type = type;
    return kind_of(type);
}
