/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a zip by hand: what each entry's header says can be chosen, also wrongly. */
#ifndef SG_TESTS_ZIP_FIXTURE_H
#define SG_TESTS_ZIP_FIXTURE_H

#include <string.h>
#include <zlib.h>

#include "base/buf.h"

struct zip_fixture_entry {
    const char *name, *text;
    size_t len;          /* 0: that of the text */
    uint16_t date, time; /* as DOS has them */
    bool is_stored;
    uint32_t said_size; /* in the headers, where it should lie; 0: the truth */
};
static inline uint16_t dos_date(unsigned year, unsigned month, unsigned day)
{
    return (uint16_t)((year - 1980) << 9 | month << 5 | day);
}
static inline uint16_t dos_clock(unsigned hour, unsigned minute, unsigned second)
{
    return (uint16_t)(hour << 11 | minute << 5 | second / 2);
}

static inline void zip_le(struct sg_buf *b, unsigned bytes, uint64_t v)
{
    for (; bytes; bytes--, v >>= 8)
        sg_buf_char(b, (char)(v & 0xff));
}

/* What the local header and the directory have in common. */
static inline void zip_fields(struct sg_buf *b, const struct zip_fixture_entry *e, uint32_t crc, size_t packed,
                              size_t size)
{
    zip_le(b, 2, 20);
    zip_le(b, 2, 0);
    zip_le(b, 2, e->is_stored ? 0 : 8);
    zip_le(b, 2, e->time);
    zip_le(b, 2, e->date);
    zip_le(b, 4, crc);
    zip_le(b, 4, packed);
    zip_le(b, 4, e->said_size ? e->said_size : size);
    zip_le(b, 2, strlen(e->name));
    zip_le(b, 2, 0);
}

static inline void zip_pack(struct sg_buf *out, const void *bytes, size_t len)
{
    z_stream z = { .next_in = (unsigned char *)(uintptr_t)bytes, .avail_in = (uInt)len };
    if (deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) return;
    size_t bound = deflateBound(&z, len);
    if (sg_buf_room(out, bound)) {
        z.next_out = (unsigned char *)out->data + out->len;
        z.avail_out = (uInt)bound;
        deflate(&z, Z_FINISH);
        out->len += z.total_out;
    }
    deflateEnd(&z);
}

static inline void zip_fixture(struct sg_buf *out, const struct zip_fixture_entry *entries, size_t n)
{
    sg_auto_buf directory = { 0 };
    for (size_t i = 0; i < n; i++) {
        const struct zip_fixture_entry *e = &entries[i];
        size_t len = e->len ? e->len : strlen(e->text), at = out->len;
        uint32_t crc = (uint32_t)crc32_z(0, (const unsigned char *)e->text, len);
        sg_auto_buf packed = { 0 };
        if (e->is_stored)
            sg_buf_add(&packed, e->text, len);
        else
            zip_pack(&packed, e->text, len);
        zip_le(out, 4, 0x04034b50);
        zip_fields(out, e, crc, packed.len, len);
        sg_buf_text(out, e->name);
        sg_buf_str(out, sg_buf_view(&packed));
        zip_le(&directory, 4, 0x02014b50);
        zip_le(&directory, 2, 20);
        zip_fields(&directory, e, crc, packed.len, len);
        zip_le(&directory, 8, 0); /* comment, disk, attributes */
        zip_le(&directory, 2, 0);
        zip_le(&directory, 4, at);
        sg_buf_text(&directory, e->name);
    }
    size_t at = out->len;
    sg_buf_str(out, sg_buf_view(&directory));
    zip_le(out, 4, 0x06054b50);
    zip_le(out, 4, 0);
    zip_le(out, 2, n);
    zip_le(out, 2, n);
    zip_le(out, 4, directory.len);
    zip_le(out, 4, at);
    zip_le(out, 2, 0);
}

#endif
