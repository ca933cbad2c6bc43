/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as found become values as the columns hold them. */
#include "documents/documents_internal.h"
#include "mail/mail.h"

void doc_trouble(struct reading *r, const struct sg_err *err)
{
    if (r->trouble.code == SG_OK) r->trouble = *err;
}

/* Printable ASCII from `i` on, which needs no thought. */
static size_t plain_run(struct sg_str s, size_t i)
{
    while (i < s.len && s.data[i] >= 0x20 && s.data[i] < 0x7f)
        i++;
    return i;
}

void doc_clean(struct sg_buf *out, struct sg_str s, size_t most)
{
    size_t end = out->len + most;
    bool blank = true; /* none at the beginning */
    for (size_t i = 0; i < s.len && out->len + 4 <= end && !out->failed;) {
        uint32_t c = sg_utf8_next(s.data, s.len, &i);
        if (sg_is_control(c) && c >= 0x20 && c != 0x7f && c >= 0xa0) continue; /* marks that hide or reorder */
        if (c <= 0x20 || sg_is_control(c) || c == 0xa0) {
            if (!blank) sg_buf_char(out, ' ');
            blank = true;
            continue;
        }
        sg_utf8_add(out, c);
        blank = false;
    }
    if (blank && out->len && out->data[out->len - 1] == ' ') out->len--;
}

void doc_line(struct sg_buf *column, struct sg_str s)
{
    if (!column->len) doc_clean(column, s, DOC_LINE);
}

static bool text_room(struct reading *r, size_t more)
{
    if (r->doc->text.len + more <= SG_DOCUMENT_TEXT) return true;
    fact_true(&r->facts, FACT_TEXT_CUT);
    return false;
}

void doc_text(struct reading *r, struct sg_str s)
{
    struct sg_buf *out = &r->doc->text;
    if (r->facts.values[FACT_TEXT_CUT].kind) return; /* nothing behind the cut */
    for (size_t i = 0; i < s.len && !out->failed;) {
        size_t end = plain_run(s, i);
        if (end > i) {
            size_t room = SG_DOCUMENT_TEXT - out->len, n = end - i < room ? end - i : room;
            sg_buf_add(out, s.data + i, n);
            if (n < end - i) {
                fact_true(&r->facts, FACT_TEXT_CUT);
                return;
            }
            i = end;
            continue;
        }
        uint32_t c = sg_utf8_next(s.data, s.len, &i);
        if (c == '\r') {
            if (i < s.len && s.data[i] == '\n') continue;
            c = '\n';
        }
        if (c == '\f' || c == '\v') c = '\n';
        if (c == '\t') c = ' ';
        if (c != '\n' && sg_is_control(c)) continue;
        if (!text_room(r, 4)) return;
        sg_utf8_add(out, c);
    }
}

void doc_break(struct reading *r)
{
    struct sg_buf *t = &r->doc->text;
    if (t->len && t->data[t->len - 1] != '\n' && text_room(r, 1)) sg_buf_char(t, '\n');
}

void doc_id(struct reading *r, const char *prefix, struct sg_str id)
{
    struct sg_buf *out = &r->doc->ids;
    if (!sg_str_trim(id).len) return;
    if (r->n_ids >= DOC_IDS) {
        fact_true(&r->facts, FACT_IDS_CUT);
        return;
    }
    if (out->len) sg_buf_char(out, '\n');
    sg_buf_text(out, prefix);
    doc_clean(out, id, 256);
    r->n_ids++;
}

void doc_rsid(struct reading *r, uint32_t rsid)
{
    char hex[9];
    snprintf(hex, sizeof hex, "%08X", rsid);
    doc_id(r, "rsid:", sg_str_n(hex, 8));
}

void doc_author(struct reading *r, struct sg_str name)
{
    struct sg_buf *out = &r->doc->authors;
    sg_auto_buf clean = { 0 };
    doc_clean(&clean, name, 256);
    if (!clean.len || r->n_authors >= DOC_AUTHORS) return;
    for (size_t i = 0; i < out->len;) {
        const char *end = memchr(out->data + i, '\n', out->len - i);
        size_t n = (end ? (size_t)(end - out->data) : out->len) - i;
        if (sg_str_same(sg_str_n(out->data + i, n), sg_buf_view(&clean))) return;
        i += n + 1;
    }
    if (out->len) sg_buf_char(out, '\n');
    sg_buf_str(out, sg_buf_view(&clean));
    r->n_authors++;
}

void doc_utf8(struct sg_str charset, struct sg_str bytes, struct sg_buf *out)
{
    uint32_t defects = 0;
    sg_mail_to_utf8(charset, bytes, out, &defects);
}

void doc_utf16(struct sg_buf *out, const char *p, size_t len, bool big)
{
    for (size_t i = 0; i + 1 < len; i += 2) {
        uint32_t c = big ? be16(p + i) : le16(p + i);
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < len) {
            uint32_t low = big ? be16(p + i + 2) : le16(p + i + 2);
            if (low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
                i += 2;
            }
        }
        sg_utf8_add(out, c); /* a lone half becomes U+FFFD */
    }
}

sg_time doc_civil(int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute, int64_t second)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1) return SG_TIME_NONE;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day > lengths[month - 1] + (month == 2 && leap)) return SG_TIME_NONE;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return SG_TIME_NONE;
    return sg_days_from_civil(year, (unsigned)month, (unsigned)day) * SG_DAY + hour * SG_HOUR + minute * SG_MINUTE +
           second * SG_SECOND;
}

sg_time doc_filetime(uint64_t t)
{
    const int64_t from_1601 = INT64_C(11644473600);
    if (t / 10000000 > (uint64_t)INT64_MAX / 10000000) return SG_TIME_NONE;
    int64_t us = (int64_t)(t / 10) - from_1601 * SG_SECOND;
    /* 1601 itself means "never"; other years are no one's clock. */
    if (us < sg_days_from_civil(1900, 1, 1) * SG_DAY || us >= sg_days_from_civil(2201, 1, 1) * SG_DAY)
        return SG_TIME_NONE;
    return us;
}

/* "+02:00", "-0530", "+02'00'", "Z"; false: no zone. */
static bool read_zone(struct sg_str s, int64_t *ret_minutes)
{
    if (s.len && (s.data[0] == 'Z' || s.data[0] == 'z')) {
        *ret_minutes = 0;
        return true;
    }
    if (s.len < 3 || (s.data[0] != '+' && s.data[0] != '-') || !sg_is_digit(s.data[1]) || !sg_is_digit(s.data[2]))
        return false;
    int64_t m = ((s.data[1] - '0') * 10 + (s.data[2] - '0')) * 60;
    size_t i = 3 + (s.len > 3 && (s.data[3] == ':' || s.data[3] == '\''));
    if (i + 1 < s.len && sg_is_digit(s.data[i]) && sg_is_digit(s.data[i + 1]))
        m += (s.data[i] - '0') * 10 + (s.data[i + 1] - '0');
    if (m > 18 * 60) return false;
    *ret_minutes = s.data[0] == '-' ? -m : m;
    return true;
}

bool doc_iso(struct sg_str s, sg_time *ret, int64_t *ret_zone)
{
    uint32_t precision;
    s = sg_str_trim(s);
    *ret_zone = SG_LM_NO_ZONE;
    if (s.len < 10 || s.len > 40 || s.data[4] != '-') return false;
    if (sg_time_parse(s, ret, &precision, NULL) != SG_OK) return false;
    for (size_t i = 11; i < s.len; i++)
        if (s.data[i] == '+' || s.data[i] == '-' || s.data[i] == 'Z') {
            (void)read_zone(sg_str_n(s.data + i, s.len - i), ret_zone);
            break;
        }
    return true;
}

bool doc_exif_time(struct sg_str s, sg_time *ret, int64_t *ret_zone)
{
    static const char form[] = "dddd:dd:dd dd:dd:dd";
    s = sg_str_trim(s);
    *ret_zone = SG_LM_NO_ZONE;
    if (s.len < sizeof form - 1) return false;
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd'   ? !sg_is_digit(s.data[i])
            : form[i] == ' ' ? s.data[i] != ' ' && s.data[i] != 'T'
                             : s.data[i] != ':' && s.data[i] != '-')
            return false;
    int64_t v[6] = { 0 };
    for (size_t i = 0, field = 0; i < sizeof form - 1; i++) {
        if (form[i] == 'd')
            v[field] = v[field] * 10 + (s.data[i] - '0');
        else
            field++;
    }
    sg_time t = doc_civil(v[0], v[1], v[2], v[3], v[4], v[5]);
    if (t == SG_TIME_NONE) return false;
    size_t i = sizeof form - 1;
    while (i < s.len && (sg_is_digit(s.data[i]) || s.data[i] == '.'))
        i++;
    if (read_zone(sg_str_n(s.data + i, s.len - i), ret_zone)) t -= *ret_zone * SG_MINUTE;
    *ret = t;
    return true;
}

const char *doc_language(uint32_t lcid)
{
    /* [MS-LCID], those that are met most. */
    static const struct {
        uint16_t lcid;
        const char *tag;
    } tags[] = {
        { 0x0401, "ar-SA" }, { 0x0402, "bg-BG" }, { 0x0403, "ca-ES" }, { 0x0404, "zh-TW" }, { 0x0405, "cs-CZ" },
        { 0x0406, "da-DK" }, { 0x0407, "de-DE" }, { 0x0408, "el-GR" }, { 0x0409, "en-US" }, { 0x040a, "es-ES" },
        { 0x040b, "fi-FI" }, { 0x040c, "fr-FR" }, { 0x040d, "he-IL" }, { 0x040e, "hu-HU" }, { 0x0410, "it-IT" },
        { 0x0411, "ja-JP" }, { 0x0412, "ko-KR" }, { 0x0413, "nl-NL" }, { 0x0414, "nb-NO" }, { 0x0415, "pl-PL" },
        { 0x0416, "pt-BR" }, { 0x0418, "ro-RO" }, { 0x0419, "ru-RU" }, { 0x041a, "hr-HR" }, { 0x041b, "sk-SK" },
        { 0x041d, "sv-SE" }, { 0x041e, "th-TH" }, { 0x041f, "tr-TR" }, { 0x0420, "ur-PK" }, { 0x0421, "id-ID" },
        { 0x0422, "uk-UA" }, { 0x0423, "be-BY" }, { 0x0424, "sl-SI" }, { 0x0425, "et-EE" }, { 0x0426, "lv-LV" },
        { 0x0427, "lt-LT" }, { 0x0429, "fa-IR" }, { 0x042a, "vi-VN" }, { 0x042b, "hy-AM" }, { 0x0437, "ka-GE" },
        { 0x0439, "hi-IN" }, { 0x043f, "kk-KZ" }, { 0x0804, "zh-CN" }, { 0x0807, "de-CH" }, { 0x0809, "en-GB" },
        { 0x080a, "es-MX" }, { 0x080c, "fr-BE" }, { 0x0810, "it-CH" }, { 0x0813, "nl-BE" }, { 0x0816, "pt-PT" },
        { 0x0c07, "de-AT" }, { 0x0c09, "en-AU" }, { 0x0c0a, "es-ES" }, { 0x0c0c, "fr-CA" }, { 0x1009, "en-CA" },
        { 0x100c, "fr-CH" }, { 0x140c, "fr-LU" }, { 0x1809, "en-IE" }, { 0x0c1a, "sr-RS" }, { 0x241a, "sr-RS" },
    };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i].lcid == (lcid & 0xffff)) return tags[i].tag;
    return NULL;
}

const char *doc_charset(uint32_t codepage)
{
    static const struct {
        uint16_t codepage;
        const char *name;
    } charsets[] = {
        { 437, "cp437" },         { 850, "cp850" },         { 852, "cp852" },         { 866, "cp866" },
        { 874, "windows-874" },   { 932, "shift_jis" },     { 936, "gb18030" },       { 949, "cp949" },
        { 950, "big5" },          { 1250, "windows-1250" }, { 1251, "windows-1251" }, { 1252, "windows-1252" },
        { 1253, "windows-1253" }, { 1254, "windows-1254" }, { 1255, "windows-1255" }, { 1256, "windows-1256" },
        { 1257, "windows-1257" }, { 1258, "windows-1258" }, { 10000, "macintosh" },   { 20127, "us-ascii" },
        { 20866, "koi8-r" },      { 21866, "koi8-u" },      { 28591, "iso-8859-1" },  { 28592, "iso-8859-2" },
        { 28595, "iso-8859-5" },  { 65001, "utf-8" },
    };
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
        if (charsets[i].codepage == codepage) return charsets[i].name;
    return "";
}

/* "P1DT2H3M4.5S" in minutes; -1: none. */
static int64_t read_duration(struct sg_str s)
{
    double seconds = 0, number = 0, scale = 0;
    bool in_time = false;
    if (!s.len || s.data[0] != 'P') return -1;
    for (size_t i = 1; i < s.len; i++) {
        char c = s.data[i];
        if (sg_is_digit(c)) {
            number = scale != 0 ? number + (c - '0') * scale : number * 10 + (c - '0');
            scale /= 10;
            continue;
        }
        switch (c) {
        case '.':
        case ',':
            scale = 0.1;
            continue;
        case 'T':
            in_time = true;
            break;
        case 'D':
            seconds += number * 86400;
            break;
        case 'H':
            seconds += number * 3600;
            break;
        case 'M':
            seconds += number * (in_time ? 60.0 : 30 * 86400.0);
            break;
        case 'Y':
            seconds += number * 365 * 86400;
            break;
        case 'S':
            seconds += number;
            break;
        default:
            return -1;
        }
        number = scale = 0;
    }
    return seconds < 6e12 ? (int64_t)(seconds / 60) : -1;
}

/* "LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/…": name and version. */
static void take_generator(struct reading *r, struct sg_str s)
{
    fact_text(&r->facts, FACT_GENERATOR, s);
    const char *slash = memchr(s.data, '/', s.len);
    if (!slash) {
        doc_line(&r->doc->application, s);
        return;
    }
    doc_line(&r->doc->application, sg_str_n(s.data, (size_t)(slash - s.data)));
    struct sg_str version = { slash + 1, s.len - (size_t)(slash + 1 - s.data) };
    const char *blank = memchr(version.data, ' ', version.len);
    doc_line(&r->doc->app_version, blank ? sg_str_n(version.data, (size_t)(blank - version.data)) : version);
}

static void take_time(struct reading *r, const struct property *p, struct sg_str value)
{
    sg_time *to = (sg_time *)(void *)((char *)r->doc + p->to), t;
    int64_t zone;
    if (*to != SG_TIME_NONE || !doc_iso(value, &t, &zone)) return;
    *to = t;
    if (zone == SG_LM_NO_ZONE) fact_true(&r->facts, FACT_LOCAL_TIMES);
    /* Office always writes Z, whatever the clock: that is no statement about the zone. */
    if (p->as == AS_MODIFIED && zone != SG_LM_NO_ZONE && !doc_ends(value, "Z")) r->doc->zone = zone;
}

void doc_property(struct reading *r, const struct property *table, size_t n, const char *name, struct sg_str value)
{
    int64_t number = 0;
    const struct property *p = table;
    while (p < table + n && strcmp(p->name, name) != 0)
        p++;
    value = sg_str_trim(value);
    if (p == table + n || !value.len) return;
    void *to = (char *)r->doc + p->to;
    switch (p->as) {
    case AS_LINE:
        doc_line(to, value);
        break;
    case AS_TIME:
    case AS_MODIFIED:
        take_time(r, p, value);
        break;
    case AS_NUMBER:
        if (*(int64_t *)to < 0 && sg_parse_i64(value, &number, NULL) == SG_OK && number >= 0) *(int64_t *)to = number;
        break;
    case AS_DURATION:
        if (*(int64_t *)to < 0) *(int64_t *)to = read_duration(value);
        break;
    case AS_GENERATOR:
        take_generator(r, value);
        break;
    case AS_FACT:
        fact_text(&r->facts, (enum fact)p->to, value);
        break;
    case AS_ITEM:
        fact_item(&r->facts, (enum fact)p->to, value);
        break;
    case AS_FACT_NUMBER:
        if (sg_parse_i64(value, &number, NULL) == SG_OK) fact_number(&r->facts, (enum fact)p->to, number);
    }
}
