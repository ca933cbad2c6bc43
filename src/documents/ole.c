/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Word, Excel and PowerPoint up to 2003: an OLE file [MS-CFB], opened by libgsf.  Its two property sets [MS-OLEPS] are
 * read here, because libgsf's own reader drops the editing time's unit and the locale.
 */
#include <gsf/gsf.h>

#include "documents/ole_text.h"

enum { PROPERTIES = 1024 };

static GsfInfile *open_file(struct sg_str bytes)
{
    GsfInput *input = gsf_input_memory_new((const guint8 *)bytes.data, (gsf_off_t)bytes.len, FALSE);
    GsfInfile *file = gsf_infile_msole_new(input, NULL);
    g_object_unref(input);
    return file;
}

static bool has_child(GsfInfile *file, const char *name)
{
    GsfInput *child = gsf_infile_child_by_name(file, name);
    if (child) g_object_unref(child);
    return child;
}

const char *ole_type(struct sg_str bytes)
{
    static const struct {
        const char *child, *type;
    } types[] = { { "WordDocument", "application/msword" },
                  { "Workbook", "application/vnd.ms-excel" },
                  { "Book", "application/vnd.ms-excel" },
                  { "PowerPoint Document", "application/vnd.ms-powerpoint" },
                  { "__properties_version1.0", "application/vnd.ms-outlook" },
                  { "EncryptedPackage", "application/encrypted" } };
    const char *type = "application/x-ole-storage";
    GsfInfile *file = open_file(bytes);
    if (!file) return type;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (has_child(file, types[i].child)) {
            type = types[i].type;
            break;
        }
    g_object_unref(file);
    return type;
}

/* ---- property sets ---- */

struct set {
    struct reading *r;
    struct sg_str bytes; /* of the section */
    uint32_t codepage;
};

static void take_string(const struct set *set, struct sg_str value, bool is_wide, struct sg_buf *out)
{
    if (is_wide)
        doc_utf16(out, value.data, value.len, false);
    else
        doc_utf8(sg_str(doc_charset(set->codepage)), value, out);
    while (out->len && !out->data[out->len - 1])
        out->len--;
}

/* A text property; `at` behind its type. */
static void read_string(const struct set *set, uint32_t type, size_t at, struct sg_buf *out)
{
    if (set->bytes.len - at < 4) return;
    size_t n = le32(set->bytes.data + at);
    bool is_wide = type == 31 || set->codepage == 1200;
    if (type == 31) n = n > set->bytes.len ? SIZE_MAX : n * 2;
    if (n > set->bytes.len - at - 4) return;
    if (n > 65536) n = 65536;
    take_string(set, sg_str_n(set->bytes.data + at + 4, n), is_wide, out);
}

static void take_time(const struct set *set, sg_time *column, size_t at)
{
    if (set->bytes.len - at < 8 || *column != SG_TIME_NONE) return;
    *column = doc_filetime(le64(set->bytes.data + at));
}

static void summary(const struct set *set, uint32_t id, uint32_t type, size_t at, struct sg_str text)
{
    struct sg_document *d = set->r->doc;
    struct facts *f = &set->r->facts;
    bool is_time = type == 64, is_number = type == 3;
    switch (id) {
    case 2:
        doc_line(&d->title, text);
        break;
    case 3:
        fact_text(f, FACT_SUBJECT, text);
        break;
    case 4:
        doc_line(&d->author, text);
        break;
    case 5:
        fact_text(f, FACT_KEYWORDS, text);
        break;
    case 6:
        fact_text(f, FACT_DESCRIPTION, text);
        break;
    case 7:
        doc_line(&d->template_name, text);
        break;
    case 8:
        doc_line(&d->editor, text);
        break;
    case 9:
        if (d->revision < 0 && sg_parse_i64(sg_str_trim(text), &d->revision, NULL) != SG_OK) d->revision = -1;
        break;
    case 10: /* a duration in 100 ns */
        if (is_time && set->bytes.len - at >= 8) d->minutes = (int64_t)(le64(set->bytes.data + at) / 600000000);
        break;
    case 11:
        if (is_time) take_time(set, &d->printed, at);
        break;
    case 12:
        if (is_time) take_time(set, &d->created, at);
        break;
    case 13:
        if (is_time) take_time(set, &d->modified, at);
        break;
    case 14:
        if (is_number && set->bytes.len - at >= 4) fact_number(f, FACT_PAGES, le32(set->bytes.data + at));
        break;
    case 18:
        doc_line(&d->application, text);
        break;
    default:
        break;
    }
}

static void document_summary(const struct set *set, uint32_t id, uint32_t type, size_t at, struct sg_str text)
{
    struct sg_document *d = set->r->doc;
    char version[24];
    if (id == 14) fact_text(&set->r->facts, FACT_MANAGER, text);
    if (id == 15) doc_line(&d->company, text);
    if (id == 23 && type == 3 && set->bytes.len - at >= 4) {
        uint32_t v = le32(set->bytes.data + at);
        snprintf(version, sizeof version, "%u.%04u", v >> 16, v & 0xffff);
        doc_line(&d->app_version, sg_str(version));
    }
}

/* The codepage (1) and the locale (0x80000000) say how to read the others. */
static void read_frame(struct set *set, uint32_t id, uint32_t type, size_t at)
{
    if (id == 1 && type == 2 && set->bytes.len - at >= 2) {
        set->codepage = le16(set->bytes.data + at);
        fact_number(&set->r->facts, FACT_CODEPAGE, set->codepage);
    }
    if (id == 0x80000000 && set->bytes.len - at >= 4) {
        const char *language = doc_language(le32(set->bytes.data + at));
        if (language) doc_line(&set->r->doc->lang, sg_str(language));
    }
}

static void ole_properties(struct reading *r, struct sg_str s, bool is_second)
{
    if (s.len < 48 || le16(s.data) != 0xfffe) return;
    size_t section = le32(s.data + 44);
    if (section > s.len || s.len - section < 8) return;
    struct set set = { .r = r, .bytes = { s.data + section, s.len - section }, .codepage = 1252 };
    size_t n = le32(set.bytes.data + 4), most = (set.bytes.len - 8) / 8;
    if (n > most) n = most;
    if (n > PROPERTIES) n = PROPERTIES;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            uint32_t id = le32(set.bytes.data + 8 + i * 8);
            size_t at = le32(set.bytes.data + 12 + i * 8);
            if (at > set.bytes.len || set.bytes.len - at < 4) continue;
            uint32_t type = le16(set.bytes.data + at);
            sg_auto_buf text = { 0 };
            if (pass == 0) {
                read_frame(&set, id, type, at + 4);
                continue;
            }
            if (type == 30 || type == 31) read_string(&set, type, at + 4, &text);
            (is_second ? document_summary : summary)(&set, id, type, at + 4, sg_buf_view(&text));
        }
}

/* ---- the file ---- */

/* A stream of the file, at most ZIP_PART bytes of it; false: there is none. */
static bool read_stream(GsfInfile *file, const char *name, struct sg_buf *out)
{
    sg_buf_clear(out);
    GsfInput *in = gsf_infile_child_by_name(file, name);
    if (!in) return false;
    gsf_off_t size = gsf_input_size(in);
    if (size > (gsf_off_t)ZIP_PART) size = (gsf_off_t)ZIP_PART;
    while (size > 0) {
        size_t n = size > 65536 ? 65536 : (size_t)size;
        const guint8 *p = gsf_input_read(in, n, NULL);
        if (!p) break; /* cut off: what came before stays */
        sg_buf_add(out, p, n);
        size -= (gsf_off_t)n;
    }
    g_object_unref(in);
    return true;
}

static enum sg_code read_streams(struct reading *r, GsfInfile *file, struct sg_err *err)
{
    sg_auto_buf stream = { 0 }, table = { 0 };
    if (read_stream(file, "\005SummaryInformation", &stream)) ole_properties(r, sg_buf_view(&stream), false);
    if (read_stream(file, "\005DocumentSummaryInformation", &stream)) ole_properties(r, sg_buf_view(&stream), true);
    if (has_child(file, "Macros") || has_child(file, "_VBA_PROJECT_CUR")) fact_true(&r->facts, FACT_MACROS);
    if (has_child(file, "EncryptedPackage")) {
        fact_true(&r->facts, FACT_ENCRYPTED);
        return sg_fail(err, SG_EINPUT, "it is an encrypted office file");
    }
    if (read_stream(file, "WordDocument", &stream)) {
        const char *name = word_table(sg_buf_view(&stream));
        if (name) (void)read_stream(file, name, &table);
        return word_read(r, sg_buf_view(&stream), sg_buf_view(&table), err);
    }
    if (read_stream(file, "Workbook", &stream) || read_stream(file, "Book", &stream))
        return excel_read(r, sg_buf_view(&stream), err);
    if (read_stream(file, "Current User", &stream) && powerpoint_user(r, sg_buf_view(&stream))) {
        fact_true(&r->facts, FACT_ENCRYPTED);
        return sg_fail(err, SG_EINPUT, "it is encrypted");
    }
    if (read_stream(file, "PowerPoint Document", &stream)) powerpoint_read(r, sg_buf_view(&stream));
    return sg_buf_check(&stream, err);
}

enum sg_code read_ole(struct reading *r, struct sg_err *err)
{
    GsfInfile *file = open_file(r->bytes);
    if (!file) return sg_fail(err, SG_EINPUT, "its OLE structure is damaged: no directory could be read");
    enum sg_code code = read_streams(r, file, err);
    g_object_unref(file);
    return code;
}
