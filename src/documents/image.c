/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures: where JPEG, PNG, GIF, WebP and TIFF keep their EXIF, XMP and comments.  No pixel is decoded. */
#include "documents/documents_internal.h"
#include "mail/mail.h"

enum { PIECES = 1024 /* segments or chunks that are looked at */, PNG_TEXT = 1 << 18 };

static void take_size(struct reading *r, uint32_t width, uint32_t height)
{
    fact_number(&r->facts, FACT_WIDTH, width);
    fact_number(&r->facts, FACT_HEIGHT, height);
}

static struct sg_str after(struct sg_str s, size_t n)
{
    return n <= s.len ? sg_str_n(s.data + n, s.len - n) : (struct sg_str){ "", 0 };
}

static bool begins_with(struct sg_str s, const char *with, size_t n)
{
    return s.len >= n && memcmp(s.data, with, n) == 0;
}

static void take_comment(struct reading *r, enum fact name, struct sg_str latin_or_utf8)
{
    sg_auto_buf text = { 0 };
    doc_utf8(sg_str(""), sg_str_n(latin_or_utf8.data, latin_or_utf8.len > 65536 ? 65536 : latin_or_utf8.len), &text);
    fact_text(&r->facts, name, sg_buf_view(&text));
}

/* ---- JPEG: ISO/IEC 10918-1; EXIF and XMP in APP1 ---- */

static void jpeg_segment(struct reading *r, uint8_t marker, struct sg_str s)
{
    static const char exif[] = "Exif\0", xmp[] = "http://ns.adobe.com/xap/1.0/";
    if (marker == 0xe1 && begins_with(s, exif, 6))
        tiff_read(r, after(s, 6), false);
    else if (marker == 0xe1 && begins_with(s, xmp, sizeof xmp))
        xmp_read(r, after(s, sizeof xmp));
    else if (marker == 0xfe)
        take_comment(r, FACT_COMMENT, s);
    else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc && s.len >= 5)
        take_size(r, be16(s.data + 3), be16(s.data + 1));
}

enum sg_code read_jpeg(struct reading *r, struct sg_err *err)
{
    struct sg_str s = r->bytes;
    size_t i = 2;
    for (unsigned n = 0; n < PIECES; n++) {
        while (i < s.len && (uint8_t)s.data[i] == 0xff && i + 1 < s.len && (uint8_t)s.data[i + 1] == 0xff)
            i++; /* fill bytes */
        if (i > s.len || s.len - i < 2 || (uint8_t)s.data[i] != 0xff)
            return sg_fail(err, SG_EINPUT, "the JPEG is cut off or damaged at byte %zu, before its picture begins", i);
        uint8_t marker = (uint8_t)s.data[i + 1];
        if (marker == 0xd9 || marker == 0xda) return SG_OK; /* the picture itself */
        if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
            i += 2;
            continue;
        }
        size_t len = s.len - i < 4 ? 0 : be16(s.data + i + 2);
        if (len < 2 || len > s.len - i - 2)
            return sg_fail(err, SG_EINPUT, "the JPEG is cut off in the segment at byte %zu", i);
        jpeg_segment(r, marker, sg_str_n(s.data + i + 4, len - 2));
        i += 2 + len;
    }
    return sg_fail(err, SG_ELIMIT, "the JPEG has more than %d segments before its picture", PIECES);
}

/* ---- PNG: W3C Portable Network Graphics ---- */

static void png_take(struct reading *r, struct sg_str key, struct sg_str value)
{
    sg_auto_buf text = { 0 };
    sg_time t;
    int64_t zone;
    if (sg_str_is(key, "XML:com.adobe.xmp")) {
        xmp_read(r, value);
        return;
    }
    doc_utf8(sg_str(""), value, &text);
    struct sg_str s = sg_buf_view(&text);
    if (sg_str_is(key, "Author"))
        doc_line(&r->doc->author, s);
    else if (sg_str_is(key, "Title"))
        doc_line(&r->doc->title, s);
    else if (sg_str_is(key, "Software"))
        doc_line(&r->doc->application, s);
    else if (sg_str_is(key, "Comment"))
        fact_text(&r->facts, FACT_COMMENT, s);
    else if (sg_str_is(key, "Description"))
        fact_text(&r->facts, FACT_DESCRIPTION, s);
    else if (sg_str_is(key, "Creation Time")) {
        if (r->doc->created == SG_TIME_NONE &&
            (doc_iso(s, &t, &zone) || doc_exif_time(s, &t, &zone) || sg_mail_date(s, &t, &zone)))
            r->doc->created = t;
    } else
        fact_item(&r->facts, FACT_CUSTOM, key);
}

/* Keyword, NUL, and then: text (tEXt), a method and zlib data (zTXt), or flags, two more words and text (iTXt). */
static void png_text(struct reading *r, const char *type, struct sg_str s)
{
    const char *end = s.len ? memchr(s.data, '\0', s.len > 80 ? 80 : s.len) : NULL;
    if (!end) return;
    struct sg_str key = { s.data, (size_t)(end - s.data) }, value = after(s, key.len + 1);
    bool is_packed = type[0] == 'z';
    if (type[0] == 'z') value = after(value, 1);
    if (type[0] == 'i') {
        is_packed = value.len > 0 && value.data[0];
        value = after(value, 2);
        for (int word = 0; word < 2; word++) {
            end = value.len ? memchr(value.data, '\0', value.len) : NULL;
            if (!end) return;
            value = after(value, (size_t)(end - value.data) + 1);
        }
    }
    sg_auto_buf unpacked = { 0 };
    if (is_packed) {
        (void)zip_inflate(value, false, PNG_TEXT, &unpacked);
        value = sg_buf_view(&unpacked);
    }
    if (value.len > PNG_TEXT) value.len = PNG_TEXT;
    png_take(r, key, value);
}

static void png_chunk(struct reading *r, const char *type, struct sg_str s)
{
    if (memcmp(type, "IHDR", 4) == 0 && s.len >= 8)
        take_size(r, be32(s.data), be32(s.data + 4));
    else if (memcmp(type, "tIME", 4) == 0 && s.len >= 7)
        r->doc->modified = doc_civil(be16(s.data), s.data[2], s.data[3], s.data[4], s.data[5], s.data[6]);
    else if (memcmp(type, "eXIf", 4) == 0)
        tiff_read(r, s, false);
    else if (memcmp(type, "tEXt", 4) == 0 || memcmp(type, "zTXt", 4) == 0 || memcmp(type, "iTXt", 4) == 0)
        png_text(r, type, s);
}

enum sg_code read_png(struct reading *r, struct sg_err *err)
{
    struct sg_str s = r->bytes;
    size_t i = 8, n = 0;
    while (s.len >= 12 && i <= s.len - 12) {
        size_t len = be32(s.data + i);
        const char *type = s.data + i + 4;
        if (len > s.len - i - 12) break;
        if (memcmp(type, "IEND", 4) == 0) return SG_OK;
        bool is_picture = memcmp(type, "IDAT", 4) == 0; /* there may be many, and text behind them */
        if (!is_picture && ++n > PIECES)
            return sg_fail(err, SG_ELIMIT, "the PNG has more than %d chunks beside its picture", PIECES);
        png_chunk(r, type, sg_str_n(type + 4, len));
        i += 12 + len;
    }
    return sg_fail(err, SG_EINPUT, "the PNG is cut off at byte %zu: it has no end", i);
}

/* ---- GIF, TIFF, WebP ---- */

enum sg_code read_gif(struct reading *r, struct sg_err *err)
{
    if (r->bytes.len < 10) return sg_fail(err, SG_EINPUT, "the GIF is cut off in its header");
    take_size(r, le16(r->bytes.data + 6), le16(r->bytes.data + 8));
    return SG_OK;
}

enum sg_code read_tiff(struct reading *r, struct sg_err *err)
{
    (void)err;
    tiff_read(r, r->bytes, true);
    return SG_OK;
}

static void webp_chunk(struct reading *r, const char *type, struct sg_str s)
{
    if (memcmp(type, "VP8X", 4) == 0 && s.len >= 10)
        take_size(r, (le32(s.data + 4) & 0xffffff) + 1, (le32(s.data + 6) >> 8) + 1);
    else if (memcmp(type, "VP8 ", 4) == 0 && s.len >= 10)
        take_size(r, le16(s.data + 6) & 0x3fff, le16(s.data + 8) & 0x3fff);
    else if (memcmp(type, "VP8L", 4) == 0 && s.len >= 5)
        take_size(r, (le32(s.data + 1) & 0x3fff) + 1, (le32(s.data + 1) >> 14 & 0x3fff) + 1);
    else if (memcmp(type, "EXIF", 4) == 0) /* some writers put JPEG's prefix before it */
        tiff_read(r, begins_with(s, "Exif\0", 6) ? after(s, 6) : s, false);
    else if (memcmp(type, "XMP ", 4) == 0)
        xmp_read(r, s);
}

enum sg_code read_webp(struct reading *r, struct sg_err *err)
{
    struct sg_str s = r->bytes;
    for (size_t i = 12, n = 0; s.len > i + 8; n++) {
        size_t len = le32(s.data + i + 4);
        if (n == PIECES) return sg_fail(err, SG_ELIMIT, "the WebP file has more than %d chunks", PIECES);
        if (len > s.len - i - 8) return sg_fail(err, SG_EINPUT, "the WebP file is cut off in the chunk at byte %zu", i);
        webp_chunk(r, s.data + i, sg_str_n(s.data + i + 8, len));
        i += 8 + len + (len & 1);
    }
    return SG_OK;
}
