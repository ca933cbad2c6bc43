/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which zips are documents and not archives: told by names at their beginning and in their central directory. */
#include "containers/containers_internal.h"

enum { DIRECTORY_BYTES = 1 << 20, END_BYTES = 65536 + 22, LOCAL_BYTES = 30, CENTRAL_BYTES = 46 };

struct seen {
    bool types, rels, manifest, android, classes, mimetype;
    unsigned n;
};

static unsigned le16(const char *p)
{
    return (unsigned)((unsigned char)p[0] | (unsigned char)p[1] << 8);
}
static uint32_t le32(const char *p)
{
    return (uint32_t)le16(p) | (uint32_t)le16(p + 2) << 16;
}

static void see(struct seen *seen, struct sg_str name)
{
    seen->types |= sg_str_is(name, "[Content_Types].xml");
    seen->rels |= sg_str_is(name, "_rels/.rels");
    seen->manifest |= sg_str_is(name, "META-INF/MANIFEST.MF") && seen->n < 2;
    seen->android |= sg_str_is(name, "AndroidManifest.xml");
    seen->classes |= sg_str_is(name, "classes.dex") || sg_str_is(name, "resources.arsc");
    seen->n++;
}

/* ODF and EPUB: a first entry "mimetype", stored, that says so. */
static bool has_mimetype(struct sg_str head)
{
    static const char says[] = "mimetypeapplication/";
    if (head.len < LOCAL_BYTES + sizeof says - 1 || le16(head.data + 26) != 8) return false;
    size_t extra = le16(head.data + 28);
    if (memcmp(head.data + LOCAL_BYTES, "mimetype", 8) != 0 || head.len < LOCAL_BYTES + 8 + extra + 12) return false;
    return memcmp(head.data + LOCAL_BYTES + 8 + extra, says + 8, 12) == 0;
}

static void see_directory(struct seen *seen, const char *dir, size_t len)
{
    for (size_t at = 0; at + CENTRAL_BYTES <= len && memcmp(dir + at, "PK\1\2", 4) == 0;) {
        size_t name = le16(dir + at + 28), rest = (size_t)le16(dir + at + 30) + le16(dir + at + 32);
        if (name > len - at - CENTRAL_BYTES) return;
        see(seen, sg_str_n(dir + at + CENTRAL_BYTES, name));
        at += CENTRAL_BYTES + name + rest;
    }
}

/* The directory of a zip that can be read anywhere. */
static void see_end(struct seen *seen, const struct stream *s)
{
    sg_auto_buf buf = { 0 };
    size_t want = s->size < END_BYTES ? (size_t)s->size : END_BYTES;
    if (want < 22 || !sg_buf_room(&buf, DIRECTORY_BYTES)) return;
    size_t n = stream_pread(s, s->size - want, buf.data, want);
    for (size_t i = n >= 22 ? n - 22 + 1 : 0; i-- > 0;) {
        if (memcmp(buf.data + i, "PK\5\6", 4) != 0) continue;
        uint64_t at = le32(buf.data + i + 16);
        size_t len = le32(buf.data + i + 12);
        if (len > DIRECTORY_BYTES) len = DIRECTORY_BYTES;
        len = stream_pread(s, at, buf.data, len);
        see_directory(seen, buf.data, len);
        return;
    }
}

/* What the beginning shows, for a zip that goes forward only or has lost its end. */
static void see_head(struct seen *seen, struct sg_str head)
{
    for (size_t at = 0; at + LOCAL_BYTES <= head.len && memcmp(head.data + at, "PK\3\4", 4) == 0;) {
        size_t name = le16(head.data + at + 26), extra = le16(head.data + at + 28), packed = le32(head.data + at + 18);
        if (name > head.len - at - LOCAL_BYTES) return;
        see(seen, sg_str_n(head.data + at + LOCAL_BYTES, name));
        if ((le16(head.data + at + 6) & 8) || packed > head.len) return; /* its length stands behind it */
        at += LOCAL_BYTES + name + extra + packed;
    }
}

bool zip_is_document(struct sg_str head, struct stream *s)
{
    struct seen seen = { 0 };
    if (has_mimetype(head)) return true;
    if (stream_seeks(s)) see_end(&seen, s);
    if (!seen.n) see_head(&seen, head);
    if (seen.n == 1 && seen.types) return true; /* only its first entry could be seen */
    return (seen.types && seen.rels) || seen.manifest || (seen.android && seen.classes);
}
