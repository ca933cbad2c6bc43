/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what can be opened, each known by its content.  A new kind is one row. */
#include "base/text.h"
#include "containers/containers_internal.h"

static bool has_at(struct sg_str head, size_t at, const char *bytes, size_t len)
{
    return head.len >= len && at <= head.len - len && memcmp(head.data + at, bytes, len) == 0;
}

static bool is_zip(struct sg_str head, struct stream *s)
{
    if (has_at(head, 0, "PK\5\6", 4)) return head.len >= 22; /* an empty one */
    if (!has_at(head, 0, "PK\3\4", 4) && !has_at(head, 0, "PK\7\10PK\3\4", 8) && !has_at(head, 0, "PK00PK\3\4", 8))
        return false;
    return !zip_is_document(head, s);
}

static bool is_rar(struct sg_str head, struct stream *s)
{
    (void)s;
    return has_at(head, 0, "Rar!\x1a\x07\0", 7) || has_at(head, 0, "Rar!\x1a\x07\x01\0", 8);
}

static bool is_7z(struct sg_str head, struct stream *s)
{
    (void)s;
    return has_at(head, 0, "7z\xbc\xaf\x27\x1c", 6);
}

/* A field of octal digits between blanks and NULs; -1 when it is something else. */
static long octal(const char *field, size_t len)
{
    long v = 0;
    size_t i = 0;
    while (i < len && field[i] == ' ')
        i++;
    size_t from = i;
    for (; i < len && field[i] >= '0' && field[i] <= '7' && i - from < 11; i++)
        v = v * 8 + (field[i] - '0');
    return i > from && (i == len || field[i] == 0 || field[i] == ' ') ? v : -1;
}

/* The sum of the header's bytes tells also those tars that came before the magic. */
static bool is_tar(struct sg_str head, struct stream *s)
{
    (void)s;
    if (head.len < 512 || head.data[0] == 0) return false;
    long is = 0, is_signed = 0, says = octal(head.data + 148, 8);
    for (size_t i = 0; i < 512; i++) {
        bool in_sum = i >= 148 && i < 156;
        is += in_sum ? ' ' : (unsigned char)head.data[i];
        is_signed += in_sum ? ' ' : (signed char)head.data[i];
    }
    return says > 0 && (says == is || says == is_signed);
}

static bool is_cpio(struct sg_str head, struct stream *s)
{
    (void)s;
    if (has_at(head, 0, "070707", 6) || has_at(head, 0, "070701", 6) || has_at(head, 0, "070702", 6))
        return head.len >= 76 && octal(head.data + 6, 6) >= 0;
    /* binary: the magic, and a name of a plausible length */
    if (head.len < 26 || (!has_at(head, 0, "\xc7\x71", 2) && !has_at(head, 0, "\x71\xc7", 2))) return false;
    bool is_little = (unsigned char)head.data[0] == 0xc7;
    unsigned lo = (unsigned char)head.data[is_little ? 20 : 21], hi = (unsigned char)head.data[is_little ? 21 : 20];
    unsigned name = hi << 8 | lo;
    return name >= 1 && name <= 4096 && 26 + (size_t)name <= head.len && head.data[26 + name - 1] == 0;
}

static bool is_ar(struct sg_str head, struct stream *s)
{
    (void)s;
    return has_at(head, 0, "!<arch>\n", 8);
}

static bool is_cab(struct sg_str head, struct stream *s)
{
    (void)s;
    return has_at(head, 0, "MSCF\0\0\0\0", 8);
}

static bool is_iso(struct sg_str head, struct stream *s)
{
    (void)s;
    return has_at(head, 32769, "CD001", 5);
}

/* "-lh5-" and its kin stand behind two bytes. */
static bool is_lha(struct sg_str head, struct stream *s)
{
    (void)s;
    if (head.len < 24 || head.data[2] != '-' || head.data[3] != 'l' || head.data[6] != '-') return false;
    if (head.data[4] != 'h' && head.data[4] != 'z') return false;
    bool is_method = sg_is_digit(head.data[5]) || head.data[5] == 'd' || head.data[5] == 's';
    return is_method && (unsigned char)head.data[20] <= 3;
}

static bool is_pst(struct sg_str head, struct stream *s)
{
    (void)s;
    return has_at(head, 0, "!BDN", 4) && has_at(head, 8, "SM", 2);
}

static bool is_ole(struct sg_str head, struct stream *s)
{
    (void)s;
    return has_at(head, 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
}

static bool is_mbox(struct sg_str head, struct stream *s)
{
    (void)s;
    const char *end = head.len > 5 ? memchr(head.data, '\n', head.len) : NULL;
    sg_time time;
    return end && looks_like_from_line(sg_str_n(head.data, (size_t)(end - head.data)), &time);
}

/* In the order of how sure the signs are: the first that says yes is it. */
static const struct kind kinds[] = {
    { "7z", is_7z, walk_archive, true },      { "rar", is_rar, walk_archive, true },
    { "zip", is_zip, walk_archive, true },    { "pst", is_pst, walk_pst, true },
    { "msg", is_ole, walk_msg, true },        { "cab", is_cab, walk_archive, true },
    { "ar", is_ar, walk_archive, false },     { "mbox", is_mbox, walk_mbox, false },
    { "tar", is_tar, walk_archive, false },   { "iso", is_iso, walk_archive, true },
    { "cpio", is_cpio, walk_archive, false }, { "lha", is_lha, walk_archive, true },
};

const struct kind *kind_of(struct sg_str head, struct stream *s)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].probe(head, s)) return &kinds[i];
    return NULL;
}
