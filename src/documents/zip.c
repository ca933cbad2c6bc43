/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a zip that lies in memory, as office files are: the directory at its end, stored and deflated entries.
 * Source: PKWARE's APPNOTE 6.3.  Whole archives are opened by containers/, this is for what belongs to one document.
 */
#include <stdlib.h>
#include <zlib.h>

#include "documents/documents_internal.h"

enum {
    LOCAL = 0x04034b50,
    CENTRAL = 0x02014b50,
    END = 0x06054b50,
    LOCAL_BYTES = 30,
    CENTRAL_BYTES = 46,
    END_BYTES = 22
};

/* DOS time: two-second steps, from 1980 on; the epoch itself is what writers put when they have none. */
static sg_time dos_time(uint32_t date, uint32_t time)
{
    if (date <= 0x21 && time == 0) return SG_TIME_NONE;
    return doc_civil(1980 + (date >> 9), date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, (time & 31) * 2);
}

/* The extra fields: sizes beyond 32 bits (1), Unix times (0x5455, "UT"). */
static void read_extra(struct sg_str extra, struct zip_entry *e)
{
    for (size_t i = 0; i + 4 <= extra.len;) {
        uint32_t id = le16(extra.data + i), len = le16(extra.data + i + 2);
        const char *p = extra.data + i + 4;
        if (len > extra.len - i - 4) return;
        if (id == 0x5455) e->has_unix_time = true;
        if (id == 1) {
            uint32_t at = 0;
            uint64_t *wide[] = { e->size == UINT32_MAX ? &e->size : NULL, e->packed == UINT32_MAX ? &e->packed : NULL,
                                 e->at == UINT32_MAX ? &e->at : NULL };
            for (size_t k = 0; k < 3; k++)
                if (wide[k] && at + 8 <= len) {
                    *wide[k] = le64(p + at);
                    at += 8;
                }
        }
        i += 4 + (size_t)len;
    }
}

/* One entry of the directory; how long it is, 0 when it is none. */
static size_t read_central(struct sg_str s, size_t at, struct zip_entry *ret)
{
    if (at > s.len || s.len - at < CENTRAL_BYTES || le32(s.data + at) != CENTRAL) return 0;
    const char *p = s.data + at;
    size_t name = le16(p + 28), extra = le16(p + 30), comment = le16(p + 32);
    if (s.len - at - CENTRAL_BYTES < name + extra) return 0;
    *ret = (struct zip_entry){ .name = { p + CENTRAL_BYTES, name },
                               .host = (uint8_t)p[5],
                               .flags = (uint16_t)le16(p + 8),
                               .method = (uint16_t)le16(p + 10),
                               .time = dos_time(le16(p + 14), le16(p + 12)),
                               .crc = le32(p + 16),
                               .packed = le32(p + 20),
                               .size = le32(p + 24),
                               .at = le32(p + 42) };
    read_extra(sg_str_n(p + CENTRAL_BYTES + name, extra), ret);
    return CENTRAL_BYTES + name + extra + comment;
}

static enum sg_code push(struct zip *z, size_t *cap, const struct zip_entry *e, struct sg_err *err)
{
    if (z->n == ZIP_ENTRIES)
        return sg_fail(err, SG_ELIMIT, "the zip has more than %d entries; a document has fewer", ZIP_ENTRIES);
    if (z->n == *cap) {
        size_t more = *cap ? *cap * 2 : 32;
        void *p = realloc(z->entries, more * sizeof *z->entries);
        if (!p) return sg_fail_nomem(err, "a zip's directory");
        z->entries = p;
        *cap = more;
    }
    z->entries[z->n++] = *e;
    return SG_OK;
}

/* Where the record of the directory's end lies: a comment of at most 64 KiB may follow it. */
static bool find_end(struct sg_str s, size_t *ret)
{
    if (s.len < END_BYTES) return false;
    size_t first = s.len > 65535 + END_BYTES ? s.len - 65535 - END_BYTES : 0;
    for (size_t i = s.len - END_BYTES + 1; i-- > first;)
        if (le32(s.data + i) == END) {
            *ret = i;
            return true;
        }
    return false;
}

/* From the beginning on, by the headers before each entry.  Where one does not know its length, the next signature ends
 * it (the data end themselves). */
static enum sg_code recover(struct zip *z, size_t *cap, struct sg_err *err)
{
    struct sg_str s = z->bytes;
    z->is_recovered = true;
    for (size_t i = 0; i < s.len && s.len - i >= LOCAL_BYTES && le32(s.data + i) == LOCAL;) {
        const char *p = s.data + i;
        size_t head = LOCAL_BYTES + le16(p + 26) + le16(p + 28);
        if (s.len - i < head) break;
        struct zip_entry e = { .name = { p + LOCAL_BYTES, le16(p + 26) },
                               .flags = (uint16_t)le16(p + 6),
                               .method = (uint16_t)le16(p + 8),
                               .time = dos_time(le16(p + 12), le16(p + 10)),
                               .crc = le32(p + 14),
                               .packed = le32(p + 18),
                               .size = le32(p + 22),
                               .at = i };
        size_t left = s.len - i - head, step = (size_t)e.packed;
        bool is_known = !(e.flags & 8) || e.packed;
        if (!is_known) {
            const char *next = memmem(p + head, left, "PK\3\4", 4);
            step = next ? (size_t)(next - (p + head)) : left;
            e.packed = step;
            e.size = ZIP_PART;
        } else if (e.packed > left) {
            e.packed = step = left; /* cut off inside: what is there */
        }
        SG_TRY(push(z, cap, &e, err));
        i += head + step;
        if (is_known && e.flags & 8) { /* a descriptor follows */
            const char *next = memmem(s.data + i, s.len - i > 64 ? 64 : s.len - i, "PK\3\4", 4);
            if (!next) break;
            i = (size_t)(next - s.data);
        }
    }
    return SG_OK;
}

enum sg_code zip_open(struct sg_str bytes, struct zip *ret, struct sg_err *err)
{
    struct zip z = { .bytes = bytes };
    size_t cap = 0, end, step;
    enum sg_code code = SG_OK;
    if (!doc_begins(bytes, "PK\3\4") && !doc_begins(bytes, "PK\5\6"))
        return sg_fail(err, SG_EINPUT, "it does not begin as a zip");
    if (find_end(bytes, &end)) {
        struct zip_entry e;
        size_t at = le32(bytes.data + end + 16), n = le16(bytes.data + end + 10);
        while (code == SG_OK && z.n < n && (step = read_central(bytes, at, &e)) > 0) {
            code = push(&z, &cap, &e, err);
            at += step;
        }
    }
    if (code == SG_OK && !z.n) code = recover(&z, &cap, err);
    if (code == SG_OK && !z.n) code = sg_fail(err, SG_EINPUT, "the zip has no entry that can be read");
    if (code != SG_OK) {
        zip_release(&z);
        return code;
    }
    *ret = z;
    return SG_OK;
}

void zip_release(struct zip *z)
{
    free(z->entries);
    *z = (struct zip){ 0 };
}

const struct zip_entry *zip_find(const struct zip *z, const char *name)
{
    for (size_t i = 0; i < z->n; i++)
        if (sg_str_is(z->entries[i].name, name)) return &z->entries[i];
    return NULL;
}

bool zip_inflate(struct sg_str packed, bool is_raw, size_t most, struct sg_buf *out)
{
    z_stream s = { .next_in = (unsigned char *)packed.data, .avail_in = (uInt)packed.len };
    if (packed.len > UINT32_MAX || inflateInit2(&s, is_raw ? -15 : 15) != Z_OK) return false;
    int code = Z_OK;
    size_t before = out->len;
    while (code == Z_OK && out->len - before < most) {
        size_t room = most - (out->len - before);
        if (room > 65536) room = 65536;
        if (!sg_buf_room(out, room)) break;
        s.next_out = (unsigned char *)out->data + out->len;
        s.avail_out = (uInt)room;
        code = inflate(&s, Z_NO_FLUSH);
        out->len += room - s.avail_out;
        if (code == Z_BUF_ERROR || (code == Z_OK && s.avail_in == 0 && s.avail_out == room)) break;
    }
    inflateEnd(&s);
    return code == Z_STREAM_END;
}

static enum sg_code check_size(const struct zip *z, const struct zip_entry *e, const char *name, struct sg_err *err)
{
    if (e->size > ZIP_PART)
        return sg_fail(err, SG_ELIMIT, "its part '%s' says that it has %llu bytes unpacked; %zu are read at most", name,
                       (unsigned long long)e->size, ZIP_PART);
    if (e->size > ZIP_RATIO_FROM && e->size / ZIP_RATIO > e->packed)
        return sg_fail(err, SG_ELIMIT, "its part '%s' is packed more than %d to 1, as bombs are", name, ZIP_RATIO);
    if (z->unpacked + e->size > ZIP_TOTAL)
        return sg_fail(err, SG_ELIMIT, "its parts have more than %llu bytes unpacked", (unsigned long long)ZIP_TOTAL);
    return SG_OK;
}

enum sg_code zip_read(struct zip *z, const struct zip_entry *e, struct sg_buf *out, struct sg_err *err)
{
    char name[80];
    snprintf(name, sizeof name, "%.*s", (int)(e->name.len > 79 ? 79 : e->name.len), e->name.data);
    struct sg_str s = z->bytes;
    if (e->at > s.len || s.len - e->at < LOCAL_BYTES || le32(s.data + e->at) != LOCAL)
        return sg_fail(err, SG_EINPUT, "its part '%s' is not where the zip's directory says", name);
    if (e->flags & 1) return sg_fail(err, SG_EINPUT, "its part '%s' is encrypted", name);
    size_t head = LOCAL_BYTES + le16(s.data + e->at + 26) + le16(s.data + e->at + 28);
    if (s.len - e->at < head) return sg_fail(err, SG_EINPUT, "its part '%s' is cut off", name);
    bool is_unsized = z->is_recovered && e->flags & 8 && e->size == ZIP_PART;
    if (!is_unsized) SG_TRY(check_size(z, e, name, err));
    struct sg_str packed = { s.data + e->at + head, s.len - e->at - head };
    bool is_cut = packed.len < e->packed;
    if (!is_cut) packed.len = e->packed;
    size_t before = out->len, most = (size_t)e->size;
    if (is_unsized && most / ZIP_RATIO > packed.len) most = ZIP_RATIO * (packed.len + 1);
    if (e->method == 0) {
        sg_buf_add(out, packed.data, packed.len < most ? packed.len : most);
    } else if (e->method == 8) {
        /* One byte more than it should have: the end of the data is seen, and a lie about the size too. */
        is_cut |= !zip_inflate(packed, true, most + 1, out);
    } else {
        return sg_fail(err, SG_EINPUT, "its part '%s' is packed by method %u, which documents do not use", name,
                       e->method);
    }
    z->unpacked += out->len - before;
    SG_TRY(sg_buf_check(out, err));
    if (is_unsized) return SG_OK; /* neither size nor checksum are known */
    if (out->len - before > e->size) out->len = before + (size_t)e->size;
    if (is_cut || out->len - before != e->size)
        return sg_fail(err, SG_EINPUT, "its part '%s' is cut off or damaged after %zu of %llu bytes", name,
                       out->len - before, (unsigned long long)e->size);
    if (out->len > before && crc32_z(0, (const unsigned char *)out->data + before, out->len - before) != e->crc)
        return sg_fail(err, SG_EINPUT, "the checksum of its part '%s' does not match", name);
    return SG_OK;
}

void zip_times(struct reading *r, const struct zip *z)
{
    static const char *const hosts[] = { [0] = "fat", [3] = "unix", [7] = "macintosh", [10] = "ntfs", [19] = "macos" };
    struct sg_document *d = r->doc;
    for (size_t i = 0; i < z->n; i++) {
        const struct zip_entry *e = &z->entries[i];
        if (e->has_unix_time) fact_true(&r->facts, FACT_ZIP_UNIX_TIMES);
        if (e->time == SG_TIME_NONE) continue;
        if (d->entry_first == SG_TIME_NONE || e->time < d->entry_first) d->entry_first = e->time;
        if (d->entry_last == SG_TIME_NONE || e->time > d->entry_last) d->entry_last = e->time;
    }
    if (z->is_recovered) {
        struct sg_err err;
        fact_true(&r->facts, FACT_RECOVERED);
        (void)sg_fail(&err, SG_EINPUT,
                      "the zip's directory is missing, as if it had been cut off; %zu part(s) were found without it",
                      z->n);
        doc_trouble(r, &err);
    } else if (z->n) {
        uint8_t host = z->entries[0].host;
        const char *name = host < sizeof hosts / sizeof *hosts ? hosts[host] : NULL;
        fact_text(&r->facts, FACT_ZIP_HOST, sg_str(name ? name : "other"));
    }
}

const char *zip_type(struct sg_str bytes)
{
    static const struct {
        const char *folder, *plain, *with_macros;
    } offices[] = {
        { "word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
          "application/vnd.ms-word.document.macroEnabled.12" },
        { "xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          "application/vnd.ms-excel.sheet.macroEnabled.12" },
        { "ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
          "application/vnd.ms-powerpoint.presentation.macroEnabled.12" },
    };
    static const char *const by_mimetype[] = {
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.graphics",
        "application/vnd.oasis.opendocument.text-template",
        "application/vnd.oasis.opendocument.spreadsheet-template",
        "application/vnd.oasis.opendocument.presentation-template",
        "application/epub+zip",
    };
    struct zip z;
    const char *type = "application/zip";
    if (zip_open(bytes, &z, NULL) != SG_OK) return type;
    const struct zip_entry *mime = zip_find(&z, "mimetype");
    if (mime && mime->size < 200) {
        sg_auto_buf text = { 0 };
        (void)!zip_read(&z, mime, &text, NULL);
        for (size_t i = 0; i < sizeof by_mimetype / sizeof *by_mimetype; i++)
            if (sg_str_is(sg_str_trim(sg_buf_view(&text)), by_mimetype[i])) type = by_mimetype[i];
    } else if (zip_find(&z, "[Content_Types].xml")) {
        bool has_macros = false;
        int office = -1;
        for (size_t i = 0; i < z.n; i++) {
            has_macros |= doc_ends(z.entries[i].name, "/vbaProject.bin");
            for (int k = 0; k < 3 && office < 0; k++)
                if (doc_begins(z.entries[i].name, offices[k].folder)) office = k;
        }
        if (office >= 0) type = has_macros ? offices[office].with_macros : offices[office].plain;
    }
    zip_release(&z);
    return type;
}
