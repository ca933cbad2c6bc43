/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes zip files (APPNOTE 6.3): entries whose sizes are known, and no more. */
#include "base/pack.h"
#include "simulate/leak_internal.h"

static void put16(struct sg_buf *out, unsigned v)
{
    sg_buf_char(out, (char)(v & 255));
    sg_buf_char(out, (char)(v >> 8 & 255));
}

static void put32(struct sg_buf *out, uint32_t v)
{
    put16(out, v & 0xffff);
    put16(out, v >> 16);
}

static uint32_t get32(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static void put_common(struct sg_buf *out, const char *name, uint32_t crc, size_t packed, size_t size, bool is_packed,
                       sg_time time)
{
    struct sim_clock c = { .year = 1980, .month = 1, .day = 1 };
    if (time != SG_TIME_NONE) c = sim_clock_at(time, 0);
    put16(out, 20);
    put16(out, sim_is_ascii(sg_str(name)) ? 0 : 0x800);
    put16(out, is_packed ? 8 : 0);
    put16(out, c.hour << 11 | c.minute << 5 | c.second / 2);
    put16(out, (unsigned)(c.year - 1980) << 9 | c.month << 5 | c.day);
    put32(out, crc);
    put32(out, (uint32_t)packed);
    put32(out, (uint32_t)size);
    put16(out, (unsigned)strlen(name));
    put16(out, 0);
}

enum sg_code sim_zip_add(struct sim_zip *z, struct sg_buf *out, const char *name, struct sg_str bytes, sg_time time,
                         bool packs, struct sg_err *err)
{
    enum { HEAD = 10, TAIL = 8 }; /* of a gzip member, which holds the same stream and sum */
    sg_auto_buf member = { 0 };
    SG_TRY(sg_gzip(bytes, packs ? 6 : 1, &member, err));
    size_t packed = member.len - HEAD - TAIL, before = out->len;
    uint32_t crc = get32(member.data + member.len - TAIL);
    bool is_packed = packs && packed < bytes.len;
    size_t stored = is_packed ? packed : bytes.len;
    if (z->at + stored > UINT32_MAX - (1u << 24) || z->n == 65000)
        return sg_fail(err, SG_ELIMIT, "%s: this zip holds too much", name);
    put32(out, 0x04034b50);
    put_common(out, name, crc, stored, bytes.len, is_packed, time);
    sg_buf_text(out, name);
    if (is_packed)
        sg_buf_add(out, member.data + HEAD, packed);
    else
        sg_buf_str(out, bytes);
    put32(&z->central, 0x02014b50);
    put16(&z->central, 20);
    put_common(&z->central, name, crc, stored, bytes.len, is_packed, time);
    put16(&z->central, 0); /* comment */
    put16(&z->central, 0); /* disk */
    put16(&z->central, 0);
    put32(&z->central, 0);
    put32(&z->central, (uint32_t)z->at);
    sg_buf_text(&z->central, name);
    z->at += out->len - before;
    z->n++;
    return sg_buf_check(out, err);
}

enum sg_code sim_zip_append(struct sim_zip *z, struct sg_buf *out, const struct sim_zip *from, struct sg_str entries,
                            struct sg_err *err)
{
    enum { HEAD = 46, NAME_AT = 28, OFFSET_AT = 42 };
    if (z->at + entries.len > UINT32_MAX - (1u << 24) || z->n + from->n > 65000)
        return sg_fail(err, SG_ELIMIT, "a zip holds too much");
    size_t begin = z->central.len;
    sg_buf_str(&z->central, sg_buf_view(&from->central));
    SG_TRY(sg_buf_check(&z->central, err));
    for (size_t at = begin; at + HEAD <= z->central.len;) {
        unsigned char *b = (unsigned char *)z->central.data + at;
        uint32_t offset = get32(z->central.data + at + OFFSET_AT) + (uint32_t)z->at;
        for (unsigned i = 0; i < 4; i++)
            b[OFFSET_AT + i] = (unsigned char)(offset >> 8 * i);
        at += HEAD + b[NAME_AT] + (size_t)b[NAME_AT + 1] * 256;
    }
    sg_buf_str(out, entries);
    z->at += entries.len;
    z->n += from->n;
    return sg_buf_check(out, err);
}

void sim_zip_end(struct sim_zip *z, struct sg_buf *out)
{
    sg_buf_str(out, sg_buf_view(&z->central));
    put32(out, 0x06054b50);
    put32(out, 0);
    put16(out, z->n);
    put16(out, z->n);
    put32(out, (uint32_t)z->central.len);
    put32(out, (uint32_t)z->at);
    put16(out, 0);
    out->failed |= z->central.failed;
}

void sim_zip_release(struct sim_zip *z)
{
    sg_buf_release(&z->central);
}
