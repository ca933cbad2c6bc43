/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which reader reads which type: a format is one file and one row here. */
#include "documents/documents_internal.h"

#define OPENXML "application/vnd.openxmlformats-officedocument."
#define OPENDOCUMENT "application/vnd.oasis.opendocument."
static const struct format formats[] = {
    { "docx", OPENXML "wordprocessingml.document", read_ooxml },
    { "xlsx", OPENXML "spreadsheetml.sheet", read_ooxml },
    { "pptx", OPENXML "presentationml.presentation", read_ooxml },
    { "docm", "application/vnd.ms-word.document.macroEnabled.12", read_ooxml },
    { "xlsm", "application/vnd.ms-excel.sheet.macroEnabled.12", read_ooxml },
    { "pptm", "application/vnd.ms-powerpoint.presentation.macroEnabled.12", read_ooxml },
    { "odt", OPENDOCUMENT "text", read_odf },
    { "ods", OPENDOCUMENT "spreadsheet", read_odf },
    { "odp", OPENDOCUMENT "presentation", read_odf },
    { "odg", OPENDOCUMENT "graphics", read_odf },
    { "ott", OPENDOCUMENT "text-template", read_odf },
    { "ots", OPENDOCUMENT "spreadsheet-template", read_odf },
    { "otp", OPENDOCUMENT "presentation-template", read_odf },
    { "doc", "application/msword", read_ole },
    { "xls", "application/vnd.ms-excel", read_ole },
    { "ppt", "application/vnd.ms-powerpoint", read_ole },
    { "ole", "application/x-ole-storage", read_ole },
    { "encrypted", "application/encrypted", read_ole },
    { "pdf", "application/pdf", read_pdf },
    { "jpeg", "image/jpeg", read_jpeg },
    { "png", "image/png", read_png },
    { "gif", "image/gif", read_gif },
    { "tiff", "image/tiff", read_tiff },
    { "webp", "image/webp", read_webp },
    { "rtf", "text/rtf", read_rtf },
    { "rtf", "application/rtf", read_rtf },
    { "html", "text/html", read_html },
    { NULL, "text/plain", read_text },
    { NULL, "text/csv", read_text },
    { NULL, "text/tab-separated-values", read_text },
    { NULL, "text/markdown", read_text },
    { NULL, "text/calendar", read_text },
    { NULL, "text/vcard", read_text },
    { NULL, "application/json", read_text },
    { NULL, "application/xml", read_text },
};

void sg_document_init(struct sg_document *doc)
{
    *doc = (struct sg_document){ .created = SG_TIME_NONE,
                                 .modified = SG_TIME_NONE,
                                 .printed = SG_TIME_NONE,
                                 .entry_first = SG_TIME_NONE,
                                 .entry_last = SG_TIME_NONE,
                                 .xmp_created = SG_TIME_NONE,
                                 .xmp_modified = SG_TIME_NONE,
                                 .taken = SG_TIME_NONE,
                                 .zone = SG_LM_NO_ZONE,
                                 .revision = -1,
                                 .minutes = -1,
                                 .saves = -1 };
}

#define BUFFERS(d)                                                                                                     \
    {                                                                                                                  \
        &(d)->title, &(d)->author, &(d)->editor, &(d)->application, &(d)->app_version, &(d)->template_name,            \
            &(d)->company, &(d)->lang, &(d)->ids, &(d)->camera, &(d)->authors, &(d)->facts, &(d)->text                 \
    }

void sg_document_release(struct sg_document *doc)
{
    struct sg_buf *buffers[] = BUFFERS(doc);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        sg_buf_release(buffers[i]);
}

static enum sg_code finish(struct reading *r, enum sg_code code, struct sg_err *err)
{
    struct sg_buf *buffers[] = BUFFERS(r->doc);
    facts_write(&r->facts, &r->doc->facts);
    facts_release(&r->facts);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        SG_TRY(sg_buf_check(buffers[i], err));
    if (code != SG_OK || r->trouble.code == SG_OK) return code;
    return sg_fail(err, r->trouble.code, "%s", r->trouble.text); /* what else there was is in the document */
}

enum sg_code sg_document_read(struct sg_documents *d, struct sg_str bytes, const char *name, const char *type,
                              struct sg_document *ret, struct sg_err *err)
{
    struct reading r = { .lib = d, .doc = ret, .bytes = bytes, .name = name, .type = type };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].type, type) == 0) {
            ret->format = formats[i].name;
            return finish(&r, formats[i].read(&r, err), err);
        }
    return sg_fail(err, SG_ENOTFOUND, "'%s' is not a type whose properties are read", type);
}
