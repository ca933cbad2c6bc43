/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Outlook's MSG: an OLE file whose streams are a message's properties (MS-OXMSG).  It is opened as a container that
 * holds one mail, rebuilt; other OLE files are leaves.
 */
#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"
#include "containers/containers_internal.h"
#include "containers/rebuild.h"
#include "mail/mail.h"

enum {
    LISTS = 2048 /* recipients, attachments */,
    EMBEDDED = 8 /* mails inside each other */,
    PROPERTY_BYTES = 16,
    CHILDREN = 8192
};
enum { TEXT8 = 0x001e, TEXT16 = 0x001f, BINARY = 0x0102, OBJECT = 0x000d };

void msg_prepare(void)
{
    gsf_init();
}

/* What was read, until the mail is written. */
struct msg {
    struct walk *w;
    size_t left; /* bytes that may still be read */
    unsigned embedded;
    bool is_cut; /* something was left out */
};

struct storage {
    struct msg *m;
    GsfInfile *in;
    struct sg_buf properties;
    size_t header; /* of the property stream */
    uint32_t codepage;
    struct sg_buf *strings; /* owned, all of them */
    size_t n_strings;
};

static void storage_release(struct storage *s)
{
    for (size_t i = 0; i < s->n_strings; i++)
        sg_buf_release(&s->strings[i]);
    free(s->strings);
    sg_buf_release(&s->properties);
    if (s->in) g_object_unref(s->in);
    *s = (struct storage){ 0 };
}

/* ---- streams ---- */

static void read_input(struct msg *m, GsfInput *in, struct sg_buf *out)
{
    gsf_off_t size = gsf_input_size(in);
    if (size <= 0) return;
    size_t want = (uint64_t)size < m->left ? (size_t)size : m->left;
    if ((uint64_t)size > want) m->is_cut = true;
    while (want) {
        size_t n = want < PIECE_BYTES ? want : PIECE_BYTES;
        const guint8 *piece = gsf_input_read(in, n, NULL);
        if (!piece) {
            m->is_cut = true;
            return;
        }
        sg_buf_add(out, piece, n);
        m->left -= n;
        want -= n;
    }
}

static bool read_child(struct msg *m, GsfInfile *in, const char *name, struct sg_buf *out)
{
    GsfInput *child = gsf_infile_child_by_name(in, name);
    if (!child) return false;
    bool is_stream = !GSF_IS_INFILE(child) || gsf_infile_num_children(GSF_INFILE(child)) < 0;
    if (is_stream) read_input(m, child, out);
    g_object_unref(child);
    return is_stream;
}

static GsfInfile *child_storage(GsfInfile *in, const char *name)
{
    GsfInput *child = gsf_infile_child_by_name(in, name);
    if (!child) return NULL;
    if (GSF_IS_INFILE(child) && gsf_infile_num_children(GSF_INFILE(child)) >= 0) return GSF_INFILE(child);
    g_object_unref(child);
    return NULL;
}

/* Keeps bytes until the storage is released; failed growth shows as an empty string. */
static struct sg_str keep(struct storage *s, struct sg_buf *bytes)
{
    if (s->n_strings % 32 == 0) {
        struct sg_buf *bigger = realloc(s->strings, (s->n_strings + 32) * sizeof *bigger);
        if (!bigger) {
            sg_buf_release(bytes);
            return sg_str("");
        }
        s->strings = bigger;
    }
    s->strings[s->n_strings++] = *bytes;
    struct sg_str view = sg_buf_view(bytes);
    *bytes = (struct sg_buf){ 0 };
    return view.data ? view : sg_str("");
}

/* ---- properties ---- */

static uint64_t le(const char *p, int bytes)
{
    uint64_t v = 0;
    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | (unsigned char)p[i];
    return v;
}

/* A number of the fixed part; false: not there. */
static bool fixed(const struct storage *s, unsigned id, uint64_t *ret)
{
    for (size_t i = s->header; i + PROPERTY_BYTES <= s->properties.len; i += PROPERTY_BYTES) {
        const char *p = s->properties.data + i;
        if (le(p + 2, 2) != id) continue;
        *ret = le(p + 8, 8);
        return true;
    }
    return false;
}

static uint32_t fixed32(const struct storage *s, unsigned id, uint32_t otherwise)
{
    uint64_t v;
    return fixed(s, id, &v) ? (uint32_t)v : otherwise;
}

static sg_time fixed_time(const struct storage *s, unsigned id)
{
    uint64_t v;
    return fixed(s, id, &v) ? filetime(v) : SG_TIME_NONE;
}

static bool stream_of(struct storage *s, unsigned id, unsigned type, struct sg_buf *out)
{
    char name[32];
    snprintf(name, sizeof name, "__substg1.0_%04X%04X", id, type);
    return read_child(s->m, s->in, name, out);
}

static struct sg_str binary(struct storage *s, unsigned id)
{
    sg_auto_buf bytes = { 0 };
    if (!stream_of(s, id, BINARY, &bytes)) return sg_str("");
    return keep(s, &bytes);
}

/* UTF-8. */
static struct sg_str text(struct storage *s, unsigned id)
{
    sg_auto_buf bytes = { 0 }, utf8 = { 0 };
    if (stream_of(s, id, TEXT16, &bytes)) {
        utf16_add(&utf8, sg_buf_view(&bytes));
    } else if (stream_of(s, id, TEXT8, &bytes)) {
        char room[32];
        uint32_t defects = 0;
        while (bytes.len && bytes.data[bytes.len - 1] == 0)
            bytes.len--;
        sg_mail_to_utf8(sg_str(codepage_name(s->codepage, room)), sg_buf_view(&bytes), &utf8, &defects);
    }
    return keep(s, &utf8);
}

static struct sg_str first_text(struct storage *s, unsigned id, unsigned other)
{
    struct sg_str t = text(s, id);
    return t.len ? t : text(s, other);
}

static void storage_open(struct storage *s, struct msg *m, GsfInfile *in, size_t header, uint32_t codepage)
{
    *s = (struct storage){ .m = m, .in = in, .header = header, .codepage = codepage };
    read_child(m, in, "__properties_version1.0", &s->properties);
    s->codepage = fixed32(s, 0x3ffd, fixed32(s, 0x3fde, codepage));
}

/* ---- parts of a message ---- */

struct lists {
    struct storage *recipients, *attachments;
    struct rebuilt_address *addresses;
    struct rebuilt_part *parts;
    size_t n_recipients, n_attachments, n_addresses, n_parts;
};

static void lists_release(struct lists *l)
{
    for (size_t i = 0; i < l->n_recipients; i++)
        storage_release(&l->recipients[i]);
    for (size_t i = 0; i < l->n_attachments; i++)
        storage_release(&l->attachments[i]);
    free(l->recipients);
    free(l->attachments);
    free(l->addresses);
    free(l->parts);
}

static bool has_address(struct sg_str s)
{
    return s.len && memchr(s.data, '@', s.len);
}

static void add_sender(struct storage *s, struct lists *l)
{
    static const unsigned ids[][3] = { { 0x0042, 0x5d02, 0x0065 },
                                       { 0x0c1a, 0x5d01, 0x0c1f } }; /* name, SMTP, address */
    struct rebuilt_address *a = &l->addresses[l->n_addresses++];
    *a = (struct rebuilt_address){ .role = REBUILT_FROM, .name = sg_str(""), .address = sg_str("") };
    for (size_t i = 0; i < 2 && !has_address(a->address); i++) {
        struct sg_str name = text(s, ids[i][0]), address = first_text(s, ids[i][1], ids[i][2]);
        if (name.len && !a->name.len) a->name = name;
        if (address.len && (!a->address.len || has_address(address))) a->address = address;
    }
}

static void add_recipient(struct storage *s, struct lists *l)
{
    static const enum rebuilt_role roles[] = { REBUILT_TO, REBUILT_TO, REBUILT_CC, REBUILT_BCC };
    uint32_t role = fixed32(s, 0x0c15, 1) & 3;
    l->addresses[l->n_addresses++] = (struct rebuilt_address){ .role = roles[role],
                                                               .name = first_text(s, 0x3001, 0x5ff6),
                                                               .address = first_text(s, 0x39fe, 0x3003) };
}

static enum sg_code rebuild_storage(struct msg *m, GsfInfile *in, size_t header, uint32_t codepage, struct sg_buf *out,
                                    sg_time *ret_time, struct sg_err *err);

static enum sg_code add_attachment(struct storage *s, struct lists *l, struct sg_err *err)
{
    struct rebuilt_part *p = &l->parts[l->n_parts];
    *p = (struct rebuilt_part){ .name = first_text(s, 0x3707, 0x3704),
                                .type = text(s, 0x370e),
                                .content_id = text(s, 0x3712),
                                .bytes = sg_str("") };
    if (!p->name.len) p->name = text(s, 0x3001);
    GsfInfile *inner = child_storage(s->in, "__substg1.0_3701000D");
    bool is_mail = inner && fixed32(s, 0x3705, 5) == 5;
    if (!is_mail) {
        if (inner) {
            s->m->is_cut = true; /* an OLE object: a document in a document */
            g_object_unref(inner);
        }
        p->bytes = binary(s, 0x3701);
        l->n_parts++;
        return SG_OK;
    }
    sg_auto_buf mail = { 0 };
    sg_time time;
    if (s->m->embedded >= EMBEDDED) {
        s->m->is_cut = true;
        g_object_unref(inner);
        return SG_OK;
    }
    s->m->embedded++;
    enum sg_code code = rebuild_storage(s->m, inner, 24, s->codepage, &mail, &time, err);
    s->m->embedded--;
    SG_TRY(code);
    p->is_message = true;
    p->bytes = keep(s, &mail);
    l->n_parts++;
    return SG_OK;
}

/* The storages whose names begin with `prefix`, in the order of the directory.  NULL without memory. */
static struct storage *open_storages(struct storage *s, const char *prefix, size_t *ret_n)
{
    int n = gsf_infile_num_children(s->in);
    struct storage *list = calloc(LISTS, sizeof *list);
    if (n > CHILDREN) s->m->is_cut = true;
    for (int i = 0; list && i < n && i < CHILDREN; i++) { /* each look costs as much as its number */
        const char *name = gsf_infile_name_by_index(s->in, i);
        if (!name || strncmp(name, prefix, strlen(prefix)) != 0) continue;
        if (*ret_n == LISTS) {
            s->m->is_cut = true;
            break;
        }
        GsfInput *child = gsf_infile_child_by_index(s->in, i);
        if (child && GSF_IS_INFILE(child))
            storage_open(&list[(*ret_n)++], s->m, GSF_INFILE(child), 8, s->codepage);
        else if (child)
            g_object_unref(child);
    }
    return list;
}

static bool open_lists(struct storage *s, struct lists *l)
{
    l->recipients = open_storages(s, "__recip_version1.0_#", &l->n_recipients);
    l->attachments = open_storages(s, "__attach_version1.0_#", &l->n_attachments);
    l->addresses = calloc(l->n_recipients + 1, sizeof *l->addresses);
    l->parts = calloc(l->n_attachments + 1, sizeof *l->parts);
    return l->recipients && l->attachments && l->addresses && l->parts;
}

static enum sg_code fill_lists(struct storage *s, struct lists *l, struct sg_err *err)
{
    if (!open_lists(s, l)) return sg_fail_nomem(err, "a message's parts");
    add_sender(s, l);
    for (size_t i = 0; i < l->n_recipients; i++)
        add_recipient(&l->recipients[i], l);
    for (size_t i = 0; i < l->n_attachments; i++)
        SG_TRY(add_attachment(&l->attachments[i], l, err));
    return SG_OK;
}

static enum sg_code rebuild_opened(struct storage *s, struct lists *l, struct sg_buf *out, sg_time *ret_time,
                                   struct sg_err *err)
{
    char room[32];
    SG_TRY(fill_lists(s, l, err));
    struct rebuilt_mail mail = {
        .transport = text(s, 0x007d),
        .subject = text(s, 0x0037),
        .message_id = text(s, 0x1035),
        .in_reply_to = text(s, 0x1042),
        .references = text(s, 0x1039),
        .thread_index = binary(s, 0x0071),
        .class_name = text(s, 0x001a),
        .sent = fixed_time(s, 0x0039),
        .received = fixed_time(s, 0x0e06),
        .addresses = l->addresses,
        .n_addresses = l->n_addresses,
        .parts = l->parts,
        .n_parts = l->n_parts,
        .plain = text(s, 0x1000),
        .plain_charset = sg_str("utf-8"),
        .html = binary(s, 0x1013),
        .rtf = binary(s, 0x1009),
    };
    mail.html_charset = sg_str(codepage_name(fixed32(s, 0x3fde, s->codepage), room));
    if (!mail.html.len) {
        mail.html = text(s, 0x1013);
        mail.html_charset = sg_str("utf-8");
    }
    *ret_time = mail.received != SG_TIME_NONE ? mail.received : mail.sent;
    return rebuild_mail(&mail, out, err);
}

/* Takes `in`. */
static enum sg_code rebuild_storage(struct msg *m, GsfInfile *in, size_t header, uint32_t codepage, struct sg_buf *out,
                                    sg_time *ret_time, struct sg_err *err)
{
    struct storage s;
    struct lists l = { 0 };
    storage_open(&s, m, in, header, codepage);
    enum sg_code code = rebuild_opened(&s, &l, out, ret_time, err);
    lists_release(&l);
    storage_release(&s);
    return code;
}

/* ---- the file ---- */

/* NULL: no OLE file, or one that is no message. */
static GsfInfile *open_message(struct sg_str bytes)
{
    GsfInput *in = gsf_input_memory_new((const guint8 *)bytes.data, (gsf_off_t)bytes.len, FALSE);
    GsfInfile *ole = in ? gsf_infile_msole_new(in, NULL) : NULL;
    if (in) g_object_unref(in);
    if (!ole) return NULL;
    GsfInput *properties = gsf_infile_child_by_name(ole, "__properties_version1.0");
    if (properties) {
        g_object_unref(properties);
        return ole;
    }
    g_object_unref(ole);
    return NULL;
}

static enum sg_code give_mail(struct msg *m, const struct place *inside, struct sg_str mail, sg_time stored,
                              struct sg_err *err)
{
    sg_auto_buf path = { 0 };
    struct place at = *inside;
    uint64_t number;
    bool is_wanted;
    at.path = place_path(&path, inside->path, sg_str("1"), false);
    if (!at.path) return sg_fail_nomem(err, "a path");
    at.name = "";
    at.stored = stored;
    at.flags = SG_PLACE_REBUILT | (m->is_cut ? SG_PLACE_BROKEN : 0);
    if (!walk_number(m->w, at.path, &number, &is_wanted) || !is_wanted) return SG_OK;
    SG_TRY(walk_held_leaf(m->w, &at, SG_LEAF_MESSAGE, mail, number, err));
    if (m->is_cut)
        walk_reject(m->w, number, true, at.path, sg_str(""),
                    "parts of it are damaged, too many or too large, and left out");
    return SG_OK;
}

static enum sg_code walk_message(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                                 GsfInfile *ole, struct sg_err *err)
{
    struct msg m = { .w = w, .left = w->limits.item_bytes };
    struct place inside;
    sg_auto_buf mail = { 0 };
    sg_time stored = SG_TIME_NONE;
    enum sg_code code = walk_container(w, s, at, kind->name, 0, &inside, err);
    if (code != SG_OK || w->is_ended) {
        g_object_unref(ole);
        return code;
    }
    if (!walk_next_is_wanted(w)) {
        g_object_unref(ole);
        return give_mail(&m, &inside, sg_str(""), stored, err); /* counted */
    }
    SG_TRY(rebuild_storage(&m, ole, 32, 1252, &mail, &stored, err));
    return give_mail(&m, &inside, sg_buf_view(&mail), stored, err);
}

enum sg_code walk_msg(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                      struct sg_err *err)
{
    struct sg_str bytes;
    if (s->size > w->limits.item_bytes || stream_map(s, &bytes, err) != SG_OK) return SG_ENOTFOUND;
    GsfInfile *ole = open_message(bytes);
    enum sg_code code = ole ? walk_message(w, s, at, kind, ole, err) : SG_ENOTFOUND;
    stream_unmap(s, bytes);
    return code;
}
