/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF (ISO 32000) by poppler; what poppler does not tell, how often the file was saved, is seen in its bytes. */
#include <poppler.h>

#include "documents/documents_internal.h"

enum { PDF_PAGES = 2000, PDF_SCRIPT_PAGES = 20000 };

/* Each save in place adds a section that ends in "startxref", an offset and "%%EOF".  A linearised file has one more at
 * its beginning, with the offset 0: it is not counted. */
static int64_t count_saves(struct sg_str s)
{
    static const char word[] = "startxref";
    int64_t n = 0;
    for (size_t i = 0; i < s.len;) {
        const char *p = memmem(s.data + i, s.len - i, word, sizeof word - 1);
        if (!p) break;
        i = (size_t)(p - s.data) + sizeof word - 1;
        while (i < s.len && (s.data[i] == '\r' || s.data[i] == '\n' || s.data[i] == ' ' || s.data[i] == '\t'))
            i++;
        bool is_zero = true, has_digit = false;
        for (; i < s.len && sg_is_digit(s.data[i]); i++) {
            has_digit = true;
            is_zero &= s.data[i] == '0';
        }
        n += has_digit && !is_zero;
    }
    return n - 1; /* the first section is the file itself; -1: none found */
}

/* "/Encrypt 12 0 R" or "/Encrypt <<" in a trailer. */
static bool names_encryption(struct sg_str s)
{
    for (size_t i = 0; i < s.len;) {
        const char *p = memmem(s.data + i, s.len - i, "/Encrypt", 8);
        if (!p) return false;
        i = (size_t)(p - s.data) + 8;
        while (i < s.len && (s.data[i] == ' ' || s.data[i] == '\r' || s.data[i] == '\n'))
            i++;
        if (i < s.len && (sg_is_digit(s.data[i]) || s.data[i] == '<')) return true;
    }
    return false;
}

/* "D:20170505184930+02'00'"; poppler takes a date without zone for UTC, so whether there is one is seen here. */
static bool raw_date_has_zone(struct sg_str s, const char *key, bool fallback)
{
    bool has_zone = fallback;
    size_t n = strlen(key);
    for (size_t i = 0; i < s.len;) {
        const char *p = memmem(s.data + i, s.len - i, key, n);
        if (!p) break;
        i = (size_t)(p - s.data) + n;
        size_t k = i;
        while (k < s.len && (s.data[k] == ' ' || s.data[k] == '(' || s.data[k] == 'D' || s.data[k] == ':'))
            k++;
        if (k == i || s.data[k - 1] == ' ') continue; /* not a literal string */
        while (k < s.len && sg_is_digit(s.data[k]))
            k++;
        has_zone = k < s.len && (s.data[k] == '+' || s.data[k] == '-' || s.data[k] == 'Z');
    }
    return has_zone;
}

static void take_line(struct sg_buf *column, char *s)
{
    if (s) doc_line(column, sg_str(s));
    g_free(s);
}
static void take_fact(struct reading *r, enum fact name, char *s)
{
    if (s) fact_text(&r->facts, name, sg_str(s));
    g_free(s);
}

static sg_time take_date(GDateTime *date, int64_t *ret_zone)
{
    if (!date) return SG_TIME_NONE;
    int64_t zone = g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE;
    sg_time t = doc_civil(g_date_time_get_year(date), g_date_time_get_month(date), g_date_time_get_day_of_month(date),
                          g_date_time_get_hour(date), g_date_time_get_minute(date), g_date_time_get_second(date));
    if (t != SG_TIME_NONE) t -= zone * SG_MINUTE;
    if (ret_zone) *ret_zone = zone;
    g_date_time_unref(date);
    return t;
}

static void read_info(struct reading *r, PopplerDocument *pdf)
{
    struct sg_document *d = r->doc;
    int64_t zone = SG_LM_NO_ZONE;
    take_line(&d->title, poppler_document_get_title(pdf));
    take_line(&d->author, poppler_document_get_author(pdf));
    take_line(&d->application, poppler_document_get_producer(pdf));
    take_fact(r, FACT_CREATOR, poppler_document_get_creator(pdf));
    take_fact(r, FACT_SUBJECT, poppler_document_get_subject(pdf));
    take_fact(r, FACT_KEYWORDS, poppler_document_get_keywords(pdf));
    take_fact(r, FACT_PDF_VERSION, poppler_document_get_pdf_version_string(pdf));
    d->created = take_date(poppler_document_get_creation_date_time(pdf), NULL);
    d->modified = take_date(poppler_document_get_modification_date_time(pdf), &zone);
    if (d->modified == SG_TIME_NONE) return;
    if (raw_date_has_zone(r->bytes, "/ModDate", true))
        d->zone = zone;
    else
        fact_true(&r->facts, FACT_LOCAL_TIMES);
}

static void read_ids(struct reading *r, PopplerDocument *pdf)
{
    gchar *first = NULL, *last = NULL; /* 32 hex digits each, without a terminator */
    if (!poppler_document_get_id(pdf, &first, &last)) return;
    if (first) doc_id(r, "pdf-first:", sg_str_n(first, 32));
    if (last) doc_id(r, "pdf:", sg_str_n(last, 32));
    g_free(first);
    g_free(last);
}

static void read_attachments(struct reading *r, PopplerDocument *pdf)
{
    if (!poppler_document_has_attachments(pdf)) return;
    GList *all = poppler_document_get_attachments(pdf);
    for (GList *i = all; i; i = i->next) {
        const gchar *name = poppler_attachment_get_name(i->data);
        if (name) fact_item(&r->facts, FACT_ATTACHMENTS, sg_str(name));
    }
    g_list_free_full(all, g_object_unref);
}

static void read_pages(struct reading *r, PopplerDocument *pdf)
{
    struct sg_err err;
    int n = poppler_document_get_n_pages(pdf);
    fact_number(&r->facts, FACT_PAGES, n);
    /* Poppler looks at names, fields and pages, not at what the document does when it opens. */
    if (memmem(r->bytes.data, r->bytes.len, "/JavaScript", 11) ||
        (n <= PDF_SCRIPT_PAGES && poppler_document_has_javascript(pdf)))
        fact_true(&r->facts, FACT_JAVASCRIPT);
    for (int i = 0; i < n && i < PDF_PAGES && !r->facts.values[FACT_TEXT_CUT].kind; i++) {
        PopplerPage *page = poppler_document_get_page(pdf, i);
        if (!page) continue;
        char *text = poppler_page_get_text(page);
        if (text) doc_text(r, sg_str(text));
        doc_break(r);
        g_free(text);
        g_object_unref(page);
    }
    if (n <= PDF_PAGES) return;
    fact_true(&r->facts, FACT_TEXT_CUT);
    (void)sg_fail(&err, SG_ELIMIT, "it has %d pages; the text of the first %d was read", n, PDF_PAGES);
    doc_trouble(r, &err);
}

/* Where the objects are lost, the XMP packet is still found by its words: it is written plain on purpose. */
static void find_packet(struct reading *r)
{
    static const char open[] = "<x:xmpmeta", close[] = "</x:xmpmeta>";
    const char *begin = memmem(r->bytes.data, r->bytes.len, open, sizeof open - 1);
    if (!begin) return;
    size_t left = r->bytes.len - (size_t)(begin - r->bytes.data);
    const char *end = memmem(begin, left, close, sizeof close - 1);
    if (end) xmp_read(r, sg_str_n(begin, (size_t)(end - begin) + sizeof close - 1));
}

enum sg_code read_pdf(struct reading *r, struct sg_err *err)
{
    GError *error = NULL;
    r->doc->saves = count_saves(r->bytes);
    if (names_encryption(r->bytes)) fact_true(&r->facts, FACT_ENCRYPTED);
    GBytes *bytes = g_bytes_new_static(r->bytes.data, r->bytes.len);
    PopplerDocument *pdf = poppler_document_new_from_bytes(bytes, NULL, &error);
    g_bytes_unref(bytes);
    if (!pdf) {
        bool is_encrypted = error && error->domain == POPPLER_ERROR && error->code == POPPLER_ERROR_ENCRYPTED;
        if (is_encrypted) fact_true(&r->facts, FACT_ENCRYPTED);
        g_clear_error(&error);
        find_packet(r);
        return sg_fail(err, SG_EINPUT, "%s",
                       is_encrypted ? "it is encrypted: a password is needed"
                                    : "the PDF is damaged: its objects cannot be found");
    }
    read_info(r, pdf);
    read_ids(r, pdf);
    char *xmp = poppler_document_get_metadata(pdf);
    if (xmp) xmp_read(r, sg_str(xmp));
    g_free(xmp);
    read_attachments(r, pdf);
    read_pages(r, pdf);
    g_object_unref(pdf);
    return SG_OK;
}
