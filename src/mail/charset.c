/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Charsets to UTF-8.  ASCII and UTF-8 are looked at and copied; charsets of one byte a character become a table of 128
 * entries, made once by the C library's iconv; the rest goes through iconv.  Tables and descriptors are kept a thread,
 * because opening one costs more than a mail does.
 */
#include <errno.h>
#include <iconv.h>
#include <pthread.h>
#include <stdlib.h>

#include "mail/mail_internal.h"

enum { NAME_BYTES = 32, CHARSETS = 64 };
enum kind { UTF8, ASCII, ONE_BYTE, MANY_BYTES, UNKNOWN };

/* UTF-8 of one byte, its length in the last place. */
struct letter {
    char bytes[4];
};
struct charset {
    char name[NAME_BYTES];
    size_t len;
    enum kind kind;
    bool is_ascii_inside; /* bytes below 128 mean ASCII wherever they stand first */
    iconv_t to_utf8;      /* of MANY_BYTES */
    struct letter letters[128];
};
struct charsets {
    struct charset *all[CHARSETS];
    size_t n, next; /* next: which one gives way when all places are taken */
    bool is_closed; /* no file may be opened any more */
};

static void drop(struct charset *c)
{
    if (c && c->kind == MANY_BYTES) iconv_close(c->to_utf8);
    free(c);
}

static void drop_all(void *p)
{
    struct charsets *set = p;
    for (size_t i = 0; i < set->n; i++)
        drop(set->all[i]);
    free(set);
}

static pthread_key_t key; /* so that a thread that ends gives its tables back */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_key;
static void make_key(void)
{
    has_key = pthread_key_create(&key, drop_all) == 0;
}

static struct charsets *of_this_thread(void)
{
    pthread_once(&once, make_key);
    if (!has_key) return NULL;
    struct charsets *set = pthread_getspecific(key);
    if (set) return set;
    set = calloc(1, sizeof *set);
    if (set && pthread_setspecific(key, set) != 0) {
        free(set);
        set = NULL;
    }
    return set;
}

/* ---- finding out what a charset is like ---- */

/* One byte alone: the UTF-8 it gives, or 0 bytes. */
static size_t convert_byte(iconv_t cd, unsigned char byte, char out[static 8])
{
    char in = (char)byte, *from = &in, *to = out;
    size_t in_left = 1, out_left = 8;
    iconv(cd, NULL, NULL, NULL, NULL);
    size_t n = iconv(cd, &from, &in_left, &to, &out_left);
    return n == (size_t)-1 || in_left ? 0 : 8 - out_left;
}

static void learn(struct charset *c, iconv_t cd)
{
    bool is_one_byte = true;
    char out[8];
    c->is_ascii_inside = true;
    for (unsigned b = 1; b < 128; b++)
        c->is_ascii_inside &= convert_byte(cd, (unsigned char)b, out) == 1 && (unsigned char)out[0] == b;
    for (unsigned b = 128; b < 256; b++) {
        char in = (char)b, *from = &in, *to = out;
        size_t in_left = 1, out_left = sizeof out;
        struct letter *l = &c->letters[b - 128];
        iconv(cd, NULL, NULL, NULL, NULL);
        errno = 0;
        size_t n = iconv(cd, &from, &in_left, &to, &out_left), len = sizeof out - out_left;
        if (n != (size_t)-1 && len >= 1 && len <= 3) {
            memcpy(l->bytes, out, len);
            l->bytes[3] = (char)len;
        } else if (n == (size_t)-1 && errno == EILSEQ) {
            l->bytes[3] = 0; /* a byte that it does not have */
        } else {
            is_one_byte = false; /* more bytes are awaited, or kept back */
        }
    }
    bool is_any = false;
    for (unsigned b = 0; b < 128; b++)
        is_any |= c->letters[b].bytes[3] != 0;
    if (!c->is_ascii_inside || !is_any) is_one_byte = false;
    c->kind = is_one_byte ? ONE_BYTE : MANY_BYTES;
    c->to_utf8 = cd;
    if (is_one_byte) iconv_close(cd);
}

/* Names that iconv does not know, or that mean more in mail than they say. */
static const struct {
    const char *name, *is;
} aliases[] = {
    { "latin1", "windows-1252" },
    { "iso-8859-1", "windows-1252" },
    { "iso8859-1", "windows-1252" },
    { "iso_8859-1", "windows-1252" },
    { "iso-8859-1-windows", "windows-1252" },
    { "cp-850", "cp850" },
    { "x-cp1252", "windows-1252" },
    { "x-cp1251", "windows-1251" },
    { "cp-1252", "windows-1252" },
    { "cp1252", "windows-1252" },
    { "ansi", "windows-1252" },
    { "gb2312", "gb18030" },
    { "gbk", "gb18030" },
    { "x-gbk", "gb18030" },
    { "gb_2312-80", "gb18030" },
    { "ks_c_5601-1987", "cp949" },
    { "ks_c_5601", "cp949" },
    { "euc-kr", "cp949" },
    { "shift_jis", "cp932" },
    { "x-sjis", "cp932" },
    { "shift-jis", "cp932" },
    { "sjis", "cp932" },
    { "iso-8859-8-i", "iso-8859-8" },
    { "iso-8859-9", "windows-1254" },
    { "iso-8859-11", "windows-874" },
    { "tis-620", "windows-874" },
    { "windows-874", "cp874" },
    { "x-mac-roman", "macintosh" },
    { "x-mac-cyrillic", "mac-cyrillic" },
    { "big5", "big5-hkscs" },
    { "unicode-1-1-utf-7", "utf-7" },
    { "iso-2022-jp", "iso-2022-jp-3" },
    { "iso-8859-8-e", "iso-8859-8" },
    { "iso-8859-6-i", "iso-8859-6" },
};

static enum kind kind_of(const char *name)
{
    static const char *const utf8[] = { "utf-8", "utf8", "unicode-1-1-utf-8", "utf_8", "cp65001", "utf-8-mac" };
    static const char *const ascii[] = { "us-ascii", "ascii", "ansi_x3.4-1968", "646", "us_ascii", "usascii", "7bit" };
    for (size_t i = 0; i < sizeof utf8 / sizeof *utf8; i++)
        if (strcmp(name, utf8[i]) == 0) return UTF8;
    for (size_t i = 0; i < sizeof ascii / sizeof *ascii; i++)
        if (strcmp(name, ascii[i]) == 0) return ASCII;
    return MANY_BYTES;
}

static struct charset *open_charset(const char *name, size_t len, bool may_open)
{
    struct charset *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    memcpy(c->name, name, len);
    c->len = len;
    const char *is = name;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(name, aliases[i].name) == 0) is = aliases[i].is;
    iconv_t cd = may_open ? iconv_open("UTF-8", is) : (iconv_t)-1;
    if (cd == (iconv_t)-1)
        c->kind = UNKNOWN;
    else
        learn(c, cd);
    return c;
}

static struct charset *find(struct charsets *set, struct sg_str wanted)
{
    static struct charset utf8 = { .kind = UTF8, .is_ascii_inside = true };
    static struct charset ascii = { .kind = ASCII, .is_ascii_inside = true };
    char name[NAME_BYTES] = "";
    size_t len = 0;
    for (size_t i = 0; i < wanted.len; i++) {
        char c = sg_lower(wanted.data[i]);
        if (len + 1 >= NAME_BYTES || (!sg_is_alnum(c) && !strchr("-_.:", c)) || c == '\0') return NULL;
        name[len++] = c;
    }
    if (!len) return NULL;
    enum kind kind = kind_of(name);
    if (kind != MANY_BYTES) return kind == UTF8 ? &utf8 : &ascii; /* never written to */
    for (size_t i = 0; i < set->n; i++)
        if (set->all[i]->len == len && memcmp(set->all[i]->name, name, len) == 0) return set->all[i];
    struct charset *c = open_charset(name, len, !set->is_closed);
    if (!c) return NULL;
    if (set->n < CHARSETS) {
        set->all[set->n++] = c;
        return c;
    }
    size_t at = set->next++ % CHARSETS;
    if (set->is_closed) { /* what was prepared stays: unknown names would push it out */
        drop(c);
        return NULL;
    }
    drop(set->all[at]);
    set->all[at] = c;
    return c;
}

void sg_mail_prepare_charsets(void)
{
    static const char *const usual[] = {
        "windows-1252", "iso-8859-1",   "iso-8859-2",   "iso-8859-3",   "iso-8859-4",     "iso-8859-5",
        "iso-8859-6",   "iso-8859-7",   "iso-8859-8",   "iso-8859-8-i", "iso-8859-9",     "iso-8859-10",
        "iso-8859-13",  "iso-8859-14",  "iso-8859-15",  "iso-8859-16",  "windows-1250",   "windows-1251",
        "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",   "windows-1258",
        "windows-874",  "koi8-r",       "koi8-u",       "macintosh",    "cp850",          "cp866",
        "gb2312",       "gbk",          "gb18030",      "big5",         "big5-hkscs",     "euc-tw",
        "iso-2022-jp",  "shift_jis",    "euc-jp",       "euc-kr",       "ks_c_5601-1987", "iso-2022-kr",
        "iso-2022-cn",  "utf-7",        "utf-16",       "utf-16le",     "utf-16be",       "utf-32",
        "tis-620",
    };
    struct charsets *set = of_this_thread();
    if (!set) return;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        (void)find(set, sg_str(usual[i]));
    set->is_closed = true;
}

/* ---- converting ---- */

static bool add_one_byte(const struct charset *c, struct sg_str in, struct sg_buf *out)
{
    bool is_clean = true;
    if (!sg_buf_room(out, in.len)) return true;
    for (size_t i = 0; i < in.len;) {
        size_t plain = mail_ascii_run(in.data + i, in.len - i);
        sg_buf_add(out, in.data + i, plain);
        i += plain;
        for (; i < in.len && (unsigned char)in.data[i] >= 0x80; i++) {
            const struct letter *l = &c->letters[(unsigned char)in.data[i] - 128];
            is_clean &= l->bytes[3] != 0;
            if (l->bytes[3])
                sg_buf_add(out, l->bytes, (size_t)l->bytes[3]);
            else
                sg_buf_add(out, "\xef\xbf\xbd", 3);
        }
    }
    return is_clean;
}

static bool add_many_bytes(struct charset *c, struct sg_str in, struct sg_buf *out)
{
    bool is_clean = true;
    char *from = (char *)(uintptr_t)in.data; /* iconv reads it only */
    size_t left = in.len;
    iconv(c->to_utf8, NULL, NULL, NULL, NULL);
    while (left) {
        if (!sg_buf_room(out, left + left / 2 + 16)) return is_clean;
        char *to = out->data + out->len;
        size_t room = out->cap - out->len;
        int why = iconv(c->to_utf8, &from, &left, &to, &room) == (size_t)-1 ? errno : 0;
        out->len = (size_t)(to - out->data);
        if (why == E2BIG && !sg_buf_grow(out, out->cap - out->len + 64)) return is_clean;
        if (why == EILSEQ || why == EINVAL) {
            is_clean = false;
            sg_buf_add(out, "\xef\xbf\xbd", 3);
            if (why == EINVAL) break; /* it ends inside a character */
            from++;
            left--;
        }
    }
    if (sg_buf_room(out, 16)) { /* what was kept back for a mark that might have followed */
        char *to = out->data + out->len;
        size_t room = 16;
        (void)iconv(c->to_utf8, NULL, NULL, &to, &room);
        out->len = (size_t)(to - out->data);
    }
    return is_clean;
}

/* Nothing useful is known: UTF-8 when it is that, else what most Western clients mean. */
static void guess(struct charsets *set, struct sg_str in, struct sg_buf *out)
{
    struct charset *c = NULL;
    if (sg_utf8_is_valid(in.data, in.len))
        sg_buf_str(out, in);
    else if (set && (c = find(set, sg_str("windows-1252"))) != NULL && c->kind == ONE_BYTE)
        (void)add_one_byte(c, in, out);
    else
        sg_utf8_repair(out, in.data, in.len);
}

void sg_mail_to_utf8(struct sg_str charset, struct sg_str in, struct sg_buf *out, uint32_t *defects)
{
    charset = sg_str_trim(charset);
    bool is_ascii = mail_ascii_run(in.data, in.len) == in.len;
    struct charsets *set = of_this_thread();
    struct charset *c = set && charset.len ? find(set, charset) : NULL;
    enum kind kind = c ? c->kind : UNKNOWN;
    bool is_clean = true;
    if (is_ascii && (kind != MANY_BYTES || c->is_ascii_inside)) {
        sg_buf_str(out, in);
        is_clean = kind != UNKNOWN || !charset.len;
    } else if (kind == UTF8) {
        is_clean = sg_utf8_is_valid(in.data, in.len);
        if (is_clean)
            sg_buf_str(out, in);
        else
            sg_utf8_repair(out, in.data, in.len);
    } else if (kind == ONE_BYTE) {
        is_clean = add_one_byte(c, in, out);
    } else if (kind == MANY_BYTES) {
        is_clean = add_many_bytes(c, in, out);
    } else {
        guess(set, in, out);
        is_clean = false;
    }
    if (!is_clean && defects) *defects |= SG_MAIL_BAD_CHARSET;
}
