/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rich Text Format 1.9.1: the information group, the marks of editing sessions, the text. */
#include "documents/documents_internal.h"

enum { RTF_DEPTH = 256 };
enum place { /* where text of a group goes */
             TEXT,
             SKIP,
             VALUE_FIRST,
             TITLE = VALUE_FIRST,
             AUTHOR,
             OPERATOR,
             COMPANY,
             MANAGER,
             SUBJECT,
             KEYWORDS,
             COMMENT,
             GENERATOR,
             TEMPLATE,
             AUTHORS,
             CREATED,
             MODIFIED,
             PRINTED,
             RSIDS
};
struct level {
    enum place place;
    unsigned uc; /* characters that stand behind each \u for programs that do not know it */
};
struct rtf {
    struct reading *r;
    struct sg_str s;
    size_t i;
    struct level levels[RTF_DEPTH];
    unsigned depth, too_deep; /* of the level in use; groups beyond the deepest */
    struct sg_buf raw, value; /* bytes in the code page, waiting; a property so far */
    uint32_t codepage, high, root;
    unsigned to_skip;
    bool is_starred, has_root;
    int64_t date[5];
};

static struct level *level(struct rtf *t)
{
    return &t->levels[t->depth];
}

static void put(struct rtf *t, struct sg_str utf8)
{
    if (level(t)->place == TEXT)
        doc_text(t->r, utf8);
    else if (level(t)->place != SKIP && t->value.len < 65536)
        sg_buf_str(&t->value, utf8);
}

static void flush(struct rtf *t)
{
    sg_auto_buf text = { 0 };
    if (!t->raw.len) return;
    doc_utf8(sg_str(doc_charset(t->codepage)), sg_buf_view(&t->raw), &text);
    sg_buf_clear(&t->raw);
    put(t, sg_buf_view(&text));
}

static void put_byte(struct rtf *t, char c)
{
    if (t->to_skip) {
        t->to_skip--;
        return;
    }
    if (level(t)->place == SKIP) return;
    sg_buf_char(&t->raw, c);
    if (t->raw.len >= 65536) flush(t);
}

static void put_scalar(struct rtf *t, int64_t number)
{
    uint32_t c = (uint32_t)number & 0xffff;
    sg_auto_buf text = { 0 };
    flush(t);
    t->to_skip = level(t)->uc;
    if (c >= 0xd800 && c < 0xdc00) {
        t->high = c;
        return;
    }
    if (c >= 0xdc00 && c < 0xe000 && t->high) c = 0x10000 + ((t->high - 0xd800) << 10 | (c - 0xdc00));
    t->high = 0;
    sg_utf8_add(&text, c);
    put(t, sg_buf_view(&text));
}

static void end_authors(struct rtf *t)
{
    struct sg_str s = sg_buf_view(&t->value);
    for (size_t i = 0; i < s.len;) {
        const char *end = memchr(s.data + i, ';', s.len - i);
        size_t n = (end ? (size_t)(end - s.data) : s.len) - i;
        struct sg_str name = sg_str_trim(sg_str_n(s.data + i, n));
        if (!sg_str_is(name, "Unknown")) doc_author(t->r, name);
        i += n + 1;
    }
}

static void end_value(struct rtf *t, enum place place)
{
    struct sg_document *d = t->r->doc;
    struct facts *f = &t->r->facts;
    struct sg_str s = sg_str_trim(sg_buf_view(&t->value));
    sg_time time = doc_civil(t->date[0], t->date[1], t->date[2], t->date[3], t->date[4], 0);
    switch (place) {
    case TITLE:
        doc_line(&d->title, s);
        break;
    case AUTHOR:
        doc_line(&d->author, s);
        break;
    case OPERATOR:
        doc_line(&d->editor, s);
        break;
    case COMPANY:
        doc_line(&d->company, s);
        break;
    case TEMPLATE:
        doc_line(&d->template_name, s);
        break;
    case MANAGER:
        fact_text(f, FACT_MANAGER, s);
        break;
    case SUBJECT:
        fact_text(f, FACT_SUBJECT, s);
        break;
    case KEYWORDS:
        fact_text(f, FACT_KEYWORDS, s);
        break;
    case COMMENT:
        fact_text(f, FACT_DESCRIPTION, s);
        break;
    case AUTHORS:
        end_authors(t);
        break;
    case GENERATOR:
        if (s.len && s.data[s.len - 1] == ';') s.len--;
        fact_text(f, FACT_GENERATOR, s);
        doc_line(&d->application, s);
        break;
    case CREATED:
        d->created = time;
        break;
    case MODIFIED:
        d->modified = time;
        break;
    case PRINTED:
        d->printed = time;
        break;
    default:
        break;
    }
    if (place == CREATED || place == MODIFIED || place == PRINTED) fact_true(f, FACT_LOCAL_TIMES);
    sg_buf_clear(&t->value);
}

static void begin_group(struct rtf *t)
{
    flush(t);
    t->to_skip = 0;
    if (t->depth + 1 == RTF_DEPTH) {
        t->too_deep++;
        return;
    }
    t->levels[t->depth + 1] = t->levels[t->depth];
    t->depth++;
}

static void end_group(struct rtf *t)
{
    flush(t);
    t->to_skip = 0;
    t->is_starred = false;
    if (t->too_deep) {
        t->too_deep--;
        return;
    }
    if (!t->depth) return;
    enum place place = level(t)->place;
    t->depth--;
    if (place >= VALUE_FIRST && level(t)->place != place) end_value(t, place);
}

static bool is_word(struct sg_str word, const char *const *words)
{
    for (; *words; words++)
        if (sg_str_is(word, *words)) return true;
    return false;
}

/* Destinations that change where the group's text goes. */
static bool change_place(struct rtf *t, struct sg_str word)
{
    static const struct {
        const char *word;
        enum place place;
    } places[] = { { "title", TITLE },       { "author", AUTHOR },   { "operator", OPERATOR },
                   { "company", COMPANY },   { "manager", MANAGER }, { "subject", SUBJECT },
                   { "keywords", KEYWORDS }, { "doccomm", COMMENT }, { "generator", GENERATOR },
                   { "template", TEMPLATE }, { "revtbl", AUTHORS },  { "creatim", CREATED },
                   { "revtim", MODIFIED },   { "printim", PRINTED }, { "rsidtbl", RSIDS } };
    static const char *const skipped[] = { "info",         "fonttbl",   "colortbl",          "stylesheet",
                                           "pict",         "object",    "themedata",         "datastore",
                                           "latentstyles", "listtable", "listoverridetable", "filetbl",
                                           "fldinst",      "buptim",    "private",           "xmlnstbl",
                                           "hlinkbase",    NULL };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (sg_str_is(word, places[i].word)) {
            level(t)->place = places[i].place;
            sg_buf_clear(&t->value);
            memset(t->date, 0, sizeof t->date);
            return true;
        }
    if (!is_word(word, skipped)) return false;
    level(t)->place = SKIP;
    return true;
}

static void put_character(struct rtf *t, struct sg_str word)
{
    static const char *const lines[] = { "par", "line", "sect", "page", "row", NULL };
    static const struct {
        const char *word, *text;
    } characters[] = { { "tab", " " },       { "cell", " " },      { "emdash", "—" },
                       { "endash", "–" },    { "lquote", "‘" },    { "rquote", "’" },
                       { "ldblquote", "“" }, { "rdblquote", "”" }, { "bullet", "•" } };
    if (is_word(word, lines)) {
        flush(t);
        put(t, sg_str("\n"));
        return;
    }
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        if (sg_str_is(word, characters[i].word)) {
            flush(t);
            put(t, sg_str(characters[i].text));
        }
}

/* Words whose number is a value. */
static bool take_number(struct rtf *t, struct sg_str word, int64_t n)
{
    static const char *const date[] = { "yr", "mo", "dy", "hr", "min" };
    struct sg_document *d = t->r->doc;
    for (size_t i = 0; i < 5; i++)
        if (sg_str_is(word, date[i])) {
            t->date[i] = n;
            return true;
        }
    if (sg_str_is(word, "version"))
        d->revision = n >= 0 ? n : -1;
    else if (sg_str_is(word, "edmins"))
        d->minutes = n >= 0 ? n : -1;
    else if (sg_str_is(word, "nofpages"))
        fact_number(&t->r->facts, FACT_PAGES, n);
    else if (sg_str_is(word, "ansicpg")) {
        t->codepage = (uint32_t)n;
        fact_number(&t->r->facts, FACT_CODEPAGE, n);
    } else if (sg_str_is(word, "deflang")) {
        const char *language = doc_language((uint32_t)n);
        if (language) doc_line(&t->r->doc->lang, sg_str(language));
    } else if (sg_str_is(word, "rsid")) {
        if (level(t)->place == RSIDS && (!t->has_root || (uint32_t)n != t->root)) doc_rsid(t->r, (uint32_t)n);
    } else
        return false;
    return true;
}

static void control_word(struct rtf *t, struct sg_str word, bool has_number, int64_t n)
{
    bool is_starred = t->is_starred;
    t->is_starred = false;
    if (sg_str_is(word, "u") && has_number)
        put_scalar(t, n);
    else if (sg_str_is(word, "uc") && has_number)
        level(t)->uc = n >= 0 && n < 16 ? (unsigned)n : 1;
    else if (sg_str_is(word, "bin") && has_number) {
        size_t left = t->s.len - t->i;
        t->i += n > 0 ? ((uint64_t)n < left ? (size_t)n : left) : 0;
    } else if (change_place(t, word) || (has_number && take_number(t, word, n)))
        return;
    else if (is_starred)
        level(t)->place = SKIP; /* optional, and nothing of ours */
    else
        put_character(t, word);
}

static void control(struct rtf *t)
{
    struct sg_str s = t->s;
    if (t->i >= s.len) return;
    size_t begin = t->i;
    while (t->i < s.len && t->i - begin < 32 && ((s.data[t->i] | 32) >= 'a' && (s.data[t->i] | 32) <= 'z'))
        t->i++;
    if (t->i == begin) {
        char c = s.data[t->i++];
        if (c == '\'' && s.len - t->i >= 2 && sg_hex_digit(s.data[t->i]) >= 0 && sg_hex_digit(s.data[t->i + 1]) >= 0) {
            put_byte(t, (char)(sg_hex_digit(s.data[t->i]) << 4 | sg_hex_digit(s.data[t->i + 1])));
            t->i += 2;
        } else if (c == '*') {
            t->is_starred = true;
        } else if (c == '{' || c == '}' || c == '\\') {
            put_byte(t, c);
        } else if (c == '~') {
            put_byte(t, ' ');
        } else if (c == '_') {
            put_byte(t, '-');
        } else if (c == '\n' || c == '\r') {
            control_word(t, sg_str("par"), false, 0);
        }
        return;
    }
    struct sg_str word = { s.data + begin, t->i - begin };
    size_t number = t->i;
    int64_t n = 0;
    if (t->i < s.len && s.data[t->i] == '-') t->i++;
    while (t->i < s.len && t->i - number < 11 && sg_is_digit(s.data[t->i]))
        t->i++;
    bool has_number = sg_parse_i64(sg_str_n(s.data + number, t->i - number), &n, NULL) == SG_OK;
    if (!has_number) t->i = number;
    if (t->i < s.len && s.data[t->i] == ' ') t->i++;
    control_word(t, word, has_number, n);
}

/* The root of the editing sessions stands behind their table, and is told first. */
static void find_root(struct rtf *t)
{
    const char *p = memmem(t->s.data, t->s.len, "\\rsidroot", 9);
    uint64_t n;
    if (!p) return;
    size_t at = (size_t)(p - t->s.data) + 9, end = at;
    while (end < t->s.len && end - at < 10 && sg_is_digit(t->s.data[end]))
        end++;
    if (sg_parse_u64(sg_str_n(t->s.data + at, end - at), &n, NULL) != SG_OK || n > UINT32_MAX) return;
    t->has_root = true;
    t->root = (uint32_t)n;
    doc_rsid(t->r, t->root);
}

enum sg_code read_rtf(struct reading *r, struct sg_err *err)
{
    struct rtf t = { .r = r, .s = r->bytes, .codepage = 1252, .levels = { { TEXT, 1 } } };
    bool was_too_deep = false;
    find_root(&t);
    while (t.i < t.s.len) {
        char c = t.s.data[t.i++];
        if (c == '{')
            begin_group(&t);
        else if (c == '}')
            end_group(&t);
        else if (c == '\\')
            control(&t);
        else if (c != '\r' && c != '\n')
            put_byte(&t, c);
        was_too_deep |= t.too_deep > 0;
    }
    flush(&t);
    doc_break(r);
    bool is_open = t.depth > 0;
    enum sg_code code = sg_buf_check(&t.value, err);
    sg_buf_release(&t.raw);
    sg_buf_release(&t.value);
    SG_TRY(code);
    if (was_too_deep) return sg_fail(err, SG_ELIMIT, "its groups nest more than %d deep", RTF_DEPTH);
    if (is_open) return sg_fail(err, SG_EINPUT, "the RTF is cut off: a group has no end");
    return SG_OK;
}
