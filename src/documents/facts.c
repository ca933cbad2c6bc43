/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no column has, as one JSON object whose keys stand in a fixed order. */
#include "documents/documents_internal.h"

static const char *const names[FACTS] = {
    [FACT_ATTACHMENTS] = "attachments",
    [FACT_CAMERA_SERIAL] = "camera_serial",
    [FACT_CHANGES_FIRST] = "changes_first",
    [FACT_CHANGES_LAST] = "changes_last",
    [FACT_CODEPAGE] = "codepage",
    [FACT_COMMENT] = "comment",
    [FACT_COUNTRY] = "country",
    [FACT_CREATOR] = "creator",
    [FACT_CUSTOM] = "custom",
    [FACT_DELETIONS] = "deletions",
    [FACT_DESCRIPTION] = "description",
    [FACT_ENCRYPTED] = "encrypted",
    [FACT_EXTERNAL] = "external",
    [FACT_FILE_VERSION] = "file_version",
    [FACT_GENERATOR] = "generator",
    [FACT_GPS] = "gps",
    [FACT_HEIGHT] = "height",
    [FACT_HISTORY] = "history",
    [FACT_HOST_COMPUTER] = "host_computer",
    [FACT_IDS_CUT] = "ids_cut",
    [FACT_INSERTIONS] = "insertions",
    [FACT_JAVASCRIPT] = "javascript",
    [FACT_KEYWORDS] = "keywords",
    [FACT_LANGUAGES] = "languages",
    [FACT_LOCAL_TIMES] = "local_times",
    [FACT_MACROS] = "macros",
    [FACT_MANAGER] = "manager",
    [FACT_PAGES] = "pages",
    [FACT_PATH] = "path",
    [FACT_PDF_VERSION] = "pdf_version",
    [FACT_PRINTED_BY] = "printed_by",
    [FACT_PRINTER] = "printer",
    [FACT_RECOVERED] = "recovered",
    [FACT_SAVED_BY] = "saved_by",
    [FACT_SHEETS] = "sheets",
    [FACT_SLIDES] = "slides",
    [FACT_SUBJECT] = "subject",
    [FACT_TEMPLATE_PATH] = "template_path",
    [FACT_TEXT_CUT] = "text_cut",
    [FACT_WIDTH] = "width",
    [FACT_WRITE_ACCESS] = "write_access",
    [FACT_XMP_METADATA] = "xmp_metadata",
    [FACT_XMP_TOOL] = "xmp_tool",
    [FACT_ZIP_HOST] = "zip_host",
    [FACT_ZIP_UNIX_TIMES] = "zip_unix_times",
};

static struct fact_value *unset(struct facts *f, enum fact name)
{
    return f->values[name].kind == FACT_UNSET ? &f->values[name] : NULL;
}

void fact_true(struct facts *f, enum fact name)
{
    struct fact_value *v = unset(f, name);
    if (v) v->kind = FACT_TRUE;
}

void fact_number(struct facts *f, enum fact name, int64_t number)
{
    struct fact_value *v = unset(f, name);
    if (v) *v = (struct fact_value){ .kind = FACT_NUMBER, .number = number };
}

void fact_add_number(struct facts *f, enum fact name, int64_t number)
{
    f->values[name].kind = FACT_NUMBER;
    f->values[name].number += number;
}

void fact_time(struct facts *f, enum fact name, sg_time t)
{
    struct fact_value *v = unset(f, name);
    if (v && t != SG_TIME_NONE) *v = (struct fact_value){ .kind = FACT_TIME, .number = t };
}

void fact_text(struct facts *f, enum fact name, struct sg_str s)
{
    struct fact_value *v = unset(f, name);
    if (!v) return;
    doc_clean(&v->text, s, DOC_LINE);
    if (v->text.len) v->kind = FACT_TEXT;
}

/* The item at *pos of a list, and the next position. */
static struct sg_str next_item(const struct fact_value *v, size_t *pos)
{
    uint32_t len;
    memcpy(&len, v->text.data + *pos, sizeof len);
    struct sg_str item = { v->text.data + *pos + sizeof len, len };
    *pos += sizeof len + len;
    return item;
}

void fact_item(struct facts *f, enum fact name, struct sg_str s)
{
    struct fact_value *v = &f->values[name];
    if (v->items > FACT_ITEMS) return;
    sg_auto_buf clean = { 0 };
    if (v->items == FACT_ITEMS)
        sg_buf_text(&clean, "…"); /* there were more */
    else
        doc_clean(&clean, s, DOC_LINE);
    if (!clean.len) return;
    for (size_t pos = 0; pos < v->text.len;)
        if (sg_str_same(next_item(v, &pos), sg_buf_view(&clean))) return;
    uint32_t len = (uint32_t)clean.len;
    if (!sg_buf_room(&v->text, sizeof len + len)) return;
    sg_buf_add(&v->text, &len, sizeof len);
    sg_buf_str(&v->text, sg_buf_view(&clean));
    v->kind = FACT_LIST;
    v->items++;
}

static void write_value(struct sg_json_out *j, const struct fact_value *v)
{
    switch (v->kind) {
    case FACT_UNSET:
        return;
    case FACT_TRUE:
        sg_json_bool(j, true);
        return;
    case FACT_NUMBER:
        sg_json_i64(j, v->number);
        return;
    case FACT_TIME:
        sg_json_time(j, v->number);
        return;
    case FACT_TEXT:
        sg_json_str(j, sg_buf_view(&v->text));
        return;
    case FACT_LIST:
        sg_json_array(j);
        for (size_t pos = 0; pos < v->text.len;)
            sg_json_str(j, next_item(v, &pos));
        sg_json_array_end(j);
    }
}

void facts_write(const struct facts *f, struct sg_buf *out)
{
    struct sg_json_out j = sg_json_out(out, false);
    sg_json_object(&j);
    for (size_t i = 0; i < FACTS; i++) {
        if (f->values[i].kind == FACT_UNSET) continue;
        sg_json_key(&j, names[i]);
        write_value(&j, &f->values[i]);
    }
    sg_json_object_end(&j);
}

void facts_release(struct facts *f)
{
    for (size_t i = 0; i < FACTS; i++)
        sg_buf_release(&f->values[i].text);
}
