/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XMP (ISO 16684-1): RDF inside PDF and pictures.  A property is an element or an attribute of rdf:Description. */
#include "documents/documents_internal.h"

struct packet {
    struct reading *r;
    struct sg_buf value;
    struct sg_buf action, when, agent; /* of the event of the history that is read */
    unsigned in_history, in_creator, in_title, depth, event_depth;
};

static bool is_in(const char *space, const char *part)
{
    return strstr(space, part) != NULL;
}

static void take_time(sg_time *column, struct sg_str s)
{
    int64_t zone;
    sg_time t;
    if (*column == SG_TIME_NONE && doc_iso(s, &t, &zone)) *column = t;
}

static void take_ids(struct reading *r, const char *name, struct sg_str s)
{
    if (strcmp(name, "DocumentID") == 0) doc_id(r, "xmp-document:", s);
    if (strcmp(name, "InstanceID") == 0) doc_id(r, "xmp-instance:", s);
    if (strcmp(name, "OriginalDocumentID") == 0) doc_id(r, "xmp-original:", s);
}

static void take(struct packet *p, const char *name, const char *space, struct sg_str s)
{
    struct sg_document *d = p->r->doc;
    sg_time t;
    int64_t zone;
    s = sg_str_trim(s);
    if (!s.len) return;
    if (is_in(space, "/xap/1.0/mm/")) {
        if (!p->in_history) take_ids(p->r, name, s);
    } else if (is_in(space, "sType/ResourceEvent")) {
        if (!p->in_history) return;
        if (strcmp(name, "action") == 0) doc_line(&p->action, s);
        if (strcmp(name, "when") == 0) doc_line(&p->when, s);
        if (strcmp(name, "softwareAgent") == 0) doc_line(&p->agent, s);
    } else if (is_in(space, "/xap/1.0/")) {
        if (strcmp(name, "CreateDate") == 0) take_time(&d->xmp_created, s);
        if (strcmp(name, "ModifyDate") == 0) take_time(&d->xmp_modified, s);
        if (strcmp(name, "MetadataDate") == 0 && doc_iso(s, &t, &zone)) fact_time(&p->r->facts, FACT_XMP_METADATA, t);
        if (strcmp(name, "CreatorTool") == 0) fact_text(&p->r->facts, FACT_XMP_TOOL, s);
    }
}

static void end_event(struct packet *p)
{
    sg_auto_buf event = { 0 };
    sg_buf_str(&event, sg_buf_view(&p->action));
    sg_buf_char(&event, ' ');
    sg_buf_str(&event, sg_buf_view(&p->when));
    sg_buf_char(&event, ' ');
    sg_buf_str(&event, sg_buf_view(&p->agent));
    fact_item(&p->r->facts, FACT_HISTORY, sg_buf_view(&event));
    sg_buf_clear(&p->action);
    sg_buf_clear(&p->when);
    sg_buf_clear(&p->agent);
}

static void on_begin(void *ctx, const struct xml *x, const char *name, const char *space)
{
    struct packet *p = ctx;
    const char *attribute, *its_space;
    struct sg_str value;
    sg_buf_clear(&p->value);
    p->depth++;
    if (strcmp(name, "History") == 0 && is_in(space, "/xap/1.0/mm/")) p->in_history = p->depth;
    if (strcmp(name, "creator") == 0 && is_in(space, "purl.org/dc/")) p->in_creator = p->depth;
    if (strcmp(name, "title") == 0 && is_in(space, "purl.org/dc/")) p->in_title = p->depth;
    if (p->in_history && strcmp(name, "li") == 0) p->event_depth = p->depth;
    for (unsigned i = 0; i < 256 && xml_attribute_at(x, i, &attribute, &its_space, &value); i++)
        take(p, attribute, its_space, value);
}

static void on_text(void *ctx, struct sg_str s)
{
    struct packet *p = ctx;
    if (p->value.len < 65536) sg_buf_str(&p->value, s);
}

static void on_end(void *ctx, const char *name, const char *space)
{
    struct packet *p = ctx;
    struct sg_str s = sg_str_trim(sg_buf_view(&p->value));
    take(p, name, space, s);
    if (p->in_creator && strcmp(name, "li") == 0) doc_line(&p->r->doc->author, s);
    if (p->in_title && strcmp(name, "li") == 0) doc_line(&p->r->doc->title, s);
    if (p->event_depth == p->depth) {
        end_event(p);
        p->event_depth = 0;
    }
    if (p->in_history == p->depth) p->in_history = 0;
    if (p->in_creator == p->depth) p->in_creator = 0;
    if (p->in_title == p->depth) p->in_title = 0;
    p->depth--;
    sg_buf_clear(&p->value);
}
static const struct xml_calls calls = { on_begin, on_end, on_text };

void xmp_read(struct reading *r, struct sg_str s)
{
    struct packet p = { .r = r };
    struct sg_err err = { 0 };
    /* A packet may be padded with blanks and followed by a NUL. */
    while (s.len && (s.data[s.len - 1] == '\0' || s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\n'))
        s.len--;
    if (s.len && xml_parse(s, "its XMP packet", &calls, &p, &err) != SG_OK) doc_trouble(r, &err);
    sg_buf_release(&p.value);
    sg_buf_release(&p.action);
    sg_buf_release(&p.when);
    sg_buf_release(&p.agent);
}
