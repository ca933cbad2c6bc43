/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TIFF 6.0 directories, which is also how EXIF 2.32 keeps its fields.  Read here and not by libexif, which looks at 64
 * KiB at most and so misses the directory of nearly every TIFF file; the tests compare both. Only the first directory
 * and the one for EXIF are read, so that no chain of directories can run in a circle.
 */
#include "documents/documents_internal.h"

enum { ENTRIES = 1024, ENTRY_BYTES = 12 };
enum tag {
    TAG_WIDTH = 0x100,
    TAG_HEIGHT = 0x101,
    TAG_DESCRIPTION = 0x10e,
    TAG_MAKE = 0x10f,
    TAG_MODEL = 0x110,
    TAG_SOFTWARE = 0x131,
    TAG_MODIFIED = 0x132,
    TAG_ARTIST = 0x13b,
    TAG_HOST = 0x13c,
    TAG_XMP = 0x2bc,
    TAG_EXIF = 0x8769,
    TAG_GPS = 0x8825,
    TAG_TAKEN = 0x9003,
    TAG_DIGITIZED = 0x9004,
    TAG_ZONE_MODIFIED = 0x9010,
    TAG_ZONE_TAKEN = 0x9011,
    TAG_ZONE_DIGITIZED = 0x9012,
    TAG_SERIAL = 0xa431
};

struct tiff {
    struct reading *r;
    struct sg_str bytes;
    bool is_big, is_file, is_cut;
    uint32_t exif; /* where that directory lies; 0: none */
    struct sg_str make, model, modified, taken, digitized, zone_modified, zone_taken, zone_digitized;
};

static uint32_t get16(const struct tiff *t, size_t at)
{
    return t->is_big ? be16(t->bytes.data + at) : le16(t->bytes.data + at);
}
static uint32_t get32(const struct tiff *t, size_t at)
{
    return t->is_big ? be32(t->bytes.data + at) : le32(t->bytes.data + at);
}

/* The bytes of a value of 8-bit elements; empty when they lie outside. */
static struct sg_str value_bytes(struct tiff *t, size_t at)
{
    size_t n = get32(t, at + 4), from = n <= 4 ? at + 8 : get32(t, at + 8);
    if (from > t->bytes.len || n > t->bytes.len - from) {
        t->is_cut = true;
        return (struct sg_str){ "", 0 };
    }
    return sg_str_n(t->bytes.data + from, n);
}

static struct sg_str value_text(struct tiff *t, size_t at)
{
    struct sg_str s = get16(t, at + 2) == 2 ? value_bytes(t, at) : (struct sg_str){ "", 0 };
    const char *end = s.len ? memchr(s.data, '\0', s.len) : NULL;
    return sg_str_trim(end ? sg_str_n(s.data, (size_t)(end - s.data)) : s);
}

static uint32_t value_number(const struct tiff *t, size_t at)
{
    uint32_t type = get16(t, at + 2);
    return type == 3 ? get16(t, at + 8) : type == 4 ? get32(t, at + 8) : 0;
}

static void read_entry(struct tiff *t, size_t at)
{
    struct facts *f = &t->r->facts;
    switch ((enum tag)get16(t, at)) {
    case TAG_WIDTH:
        if (t->is_file) fact_number(f, FACT_WIDTH, value_number(t, at));
        break;
    case TAG_HEIGHT:
        if (t->is_file) fact_number(f, FACT_HEIGHT, value_number(t, at));
        break;
    case TAG_DESCRIPTION:
        fact_text(f, FACT_DESCRIPTION, value_text(t, at));
        break;
    case TAG_MAKE:
        t->make = value_text(t, at);
        break;
    case TAG_MODEL:
        t->model = value_text(t, at);
        break;
    case TAG_SOFTWARE:
        doc_line(&t->r->doc->application, value_text(t, at));
        break;
    case TAG_MODIFIED:
        t->modified = value_text(t, at);
        break;
    case TAG_ARTIST:
        doc_line(&t->r->doc->author, value_text(t, at));
        break;
    case TAG_HOST:
        fact_text(f, FACT_HOST_COMPUTER, value_text(t, at));
        break;
    case TAG_XMP:
        xmp_read(t->r, value_bytes(t, at));
        break;
    case TAG_EXIF:
        t->exif = value_number(t, at);
        break;
    case TAG_GPS:
        fact_true(f, FACT_GPS);
        break; /* that there is a place, never which */
    case TAG_TAKEN:
        t->taken = value_text(t, at);
        break;
    case TAG_DIGITIZED:
        t->digitized = value_text(t, at);
        break;
    case TAG_ZONE_MODIFIED:
        t->zone_modified = value_text(t, at);
        break;
    case TAG_ZONE_TAKEN:
        t->zone_taken = value_text(t, at);
        break;
    case TAG_ZONE_DIGITIZED:
        t->zone_digitized = value_text(t, at);
        break;
    case TAG_SERIAL:
        fact_text(f, FACT_CAMERA_SERIAL, value_text(t, at));
        break;
    }
}

static void read_directory(struct tiff *t, size_t at)
{
    if (t->bytes.len < 2 || at > t->bytes.len - 2) {
        t->is_cut = true;
        return;
    }
    size_t n = get16(t, at);
    for (size_t i = 0; i < n && i < ENTRIES; i++) {
        size_t entry = at + 2 + i * ENTRY_BYTES;
        if (t->bytes.len < ENTRY_BYTES || entry > t->bytes.len - ENTRY_BYTES) {
            t->is_cut = true;
            return;
        }
        read_entry(t, entry);
    }
}

/* The clock's time and the zone beside it make a time; a clock alone is local. */
static void take_time(struct tiff *t, sg_time *column, int64_t *zone_column, struct sg_str clock, struct sg_str zone)
{
    sg_auto_buf both = { 0 };
    sg_time time;
    int64_t found;
    if (!clock.len || *column != SG_TIME_NONE) return;
    sg_buf_str(&both, clock);
    if (zone.len < 8) sg_buf_str(&both, zone);
    if (!doc_exif_time(sg_buf_view(&both), &time, &found)) return;
    *column = time;
    if (found == SG_LM_NO_ZONE)
        fact_true(&t->r->facts, FACT_LOCAL_TIMES);
    else if (zone_column)
        *zone_column = found;
}

static void take_camera(struct tiff *t)
{
    sg_auto_buf camera = { 0 };
    bool is_repeated =
        t->make.len && t->model.len >= t->make.len && memcmp(t->model.data, t->make.data, t->make.len) == 0;
    if (!is_repeated) sg_buf_str(&camera, t->make);
    sg_buf_char(&camera, ' ');
    sg_buf_str(&camera, t->model);
    doc_line(&t->r->doc->camera, sg_buf_view(&camera));
}

void tiff_read(struct reading *r, struct sg_str bytes, bool is_file)
{
    struct tiff t = { .r = r, .bytes = bytes, .is_file = is_file };
    struct sg_err err;
    if (bytes.len < 8 || (!doc_begins(bytes, "II") && !doc_begins(bytes, "MM"))) {
        (void)sg_fail(&err, SG_EINPUT, "its EXIF data do not begin as TIFF does");
        doc_trouble(r, &err);
        return;
    }
    t.is_big = bytes.data[0] == 'M';
    if (bytes.len >= 8 + 2) read_directory(&t, get32(&t, 4));
    if (t.exif) read_directory(&t, t.exif);
    take_camera(&t);
    take_time(&t, &r->doc->taken, NULL, t.taken, t.zone_taken);
    take_time(&t, &r->doc->created, NULL, t.digitized, t.zone_digitized);
    take_time(&t, &r->doc->taken, NULL, t.digitized, t.zone_digitized);
    take_time(&t, &r->doc->modified, &r->doc->zone, t.modified, t.zone_modified);
    if (t.is_cut) {
        (void)sg_fail(&err, SG_EINPUT, "its TIFF directory points outside the data");
        doc_trouble(r, &err);
    }
}
