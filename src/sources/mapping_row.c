/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record of a mapped CSV becomes a post. */
#include "base/text.h"
#include "sources/csv_scan.h"
#include "sources/mapping.h"

struct record {
    const struct sg_plan *plan;
    struct sg_plan_state *state;
    const struct sg_str *fields;
    struct sg_row *row;
};

static struct sg_str value_of(const struct record *r, enum sg_target target)
{
    const struct sg_plan_source *s = &r->plan->sources[target];
    for (size_t i = 0; i < s->n; i++)
        if (r->fields[s->columns[i]].len) return r->fields[s->columns[i]];
    return s->constant;
}

/* The same, through the mapping's value lines. */
static struct sg_str mapped_value_of(const struct record *r, enum sg_target target)
{
    struct sg_str value = value_of(r, target);
    if (r->plan->mapping->n_values) (void)sg_mapping_value(r->plan->mapping, target, value, &value);
    return value;
}

static int shown(struct sg_str s) { return (int)(s.len > 60 ? 60 : s.len); }

/* ---- time ---- */

/* The text with its zone as sg_time_parse reads it: a name behind the clock by the mapping's lines, or the mapping's
 * own where the text names none. */
static struct sg_str with_zone(const struct record *r, struct sg_str text)
{
    text = sg_str_trim(text);
    if (!text.len) return text;
    size_t word = text.len;
    while (word && ((text.data[word - 1] | 0x20) >= 'a' && (text.data[word - 1] | 0x20) <= 'z'))
        word--;
    struct sg_str name = sg_str_n(text.data + word, text.len - word), zone = { NULL, 0 };
    bool has_name = word && name.len;
    if (has_name && !sg_mapping_value(r->plan->mapping, SG_T_TIMEZONE, name, &zone)) return text;
    if (!has_name) {
        const char *clock = memchr(text.data, ':', text.len);
        size_t behind = clock ? text.len - (size_t)(clock - text.data) : 0;
        if (!clock || memchr(clock, '+', behind) || memchr(clock, '-', behind)) return text;
        zone = value_of(r, SG_T_TIMEZONE);
    }
    if (!zone.len) return text;
    sg_buf_clear(&r->state->joined);
    sg_buf_str(&r->state->joined, sg_str_trim(sg_str_n(text.data, word)));
    sg_buf_str(&r->state->joined, zone);
    return sg_buf_view(&r->state->joined);
}

static bool read_precision(struct sg_str s, uint32_t *ret)
{
    static const struct {
        const char *name;
        uint32_t seconds;
    } words[] = { { "second", SG_EXACT }, { "minute", SG_TO_MINUTE }, { "hour", SG_TO_HOUR }, { "day", SG_TO_DAY } };
    uint64_t number;
    s = sg_str_trim(s);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (sg_str_is_nocase(s, words[i].name)) {
            *ret = words[i].seconds;
            return true;
        }
    if (sg_parse_u64(s, &number, NULL) != SG_OK || number > UINT32_MAX) return false;
    *ret = (uint32_t)number;
    return true;
}

static bool put_time(const struct record *r)
{
    struct sg_plan_state *st = r->state;
    struct sg_str text = value_of(r, SG_T_TIME), precision_text = mapped_value_of(r, SG_T_PRECISION);
    uint32_t least = SG_EXACT;
    if (precision_text.len && !read_precision(precision_text, &least))
        sg_row_mend(r->row, "'%.*s' is no precision (second, minute, hour, day or a number of seconds): left out",
                    shown(precision_text), precision_text.data);
    if (!st->last_time_len || st->last_time_len != text.len || memcmp(st->last_time, text.data, text.len) != 0) {
        struct sg_err err;
        struct sg_str zoned = r->plan->has_zones ? with_zone(r, text) : text;
        st->last_time_len = 0;
        if (sg_time_parse(zoned, &st->time, &st->precision, &err) != SG_OK) {
            sg_row_reject(r->row, "%s", text.len ? err.text : "the row has no time");
            return false;
        }
        if (text.len <= sizeof st->last_time) {
            memcpy(st->last_time, text.data, text.len);
            st->last_time_len = text.len;
        }
    }
    sg_row_time_is(r->row, st->time, st->precision > least ? st->precision : least);
    return true;
}

/* ---- texts and counts ---- */

static void put_text(const struct record *r)
{
    const struct sg_plan_source *s = &r->plan->sources[SG_T_TEXT];
    if (!s->is_joined) {
        sg_row_text(r->row, SG_P_TEXT, value_of(r, SG_T_TEXT));
        return;
    }
    struct sg_buf *joined = &r->state->joined;
    sg_buf_clear(joined);
    for (size_t i = 0; i < s->n; i++) {
        struct sg_str part = r->fields[s->columns[i]];
        if (!part.len) continue;
        if (joined->len) sg_buf_char(joined, '\n');
        sg_buf_str(joined, part);
    }
    sg_row_text(r->row, SG_P_TEXT, sg_buf_view(joined));
}

/* A whole number, perhaps with commas between its thousands; negative and empty mean unknown. */
static void put_audience(const struct record *r)
{
    struct sg_str text = sg_str_trim(value_of(r, SG_T_AUDIENCE));
    char digits[24];
    size_t n = 0;
    int64_t count;
    if (!text.len) return;
    for (size_t i = 0; i < text.len && n < sizeof digits; i++)
        if (text.data[i] != ',') digits[n++] = text.data[i];
    if (n == sizeof digits || sg_parse_i64(sg_str_n(digits, n), &count, NULL) != SG_OK) {
        sg_row_mend(r->row, "'%.*s' is no count of followers: left out", shown(text), text.data);
        return;
    }
    sg_row_number(r->row, SG_P_AUDIENCE, count < 0 ? -1 : count);
}

/* ---- ids, references and kind ---- */

static size_t digits_from(struct sg_str s, size_t at)
{
    while (at < s.len && sg_is_digit(s.data[at]))
        at++;
    return at;
}

/* A long id that a spreadsheet or a data frame took for a number: "8.60578E+17", "860577873060651008.0".  Its last
 * digits are gone, and with them which post it was: several posts would become one. */
static bool is_rounded(struct sg_str s)
{
    enum { EXACT_DIGITS = 15 }; /* a double holds these */
    size_t whole = digits_from(s, 0), end = whole;
    if (!whole) return false;
    if (end < s.len && s.data[end] == '.') end = digits_from(s, end + 1);
    if (s.len - end > 2 && (s.data[end] | 0x20) == 'e' && s.data[end + 1] == '+')
        return digits_from(s, end + 2) == s.len;
    if (end != s.len || whole <= EXACT_DIGITS || end < whole + 2) return false;
    for (size_t i = whole + 1; i < end; i++)
        if (s.data[i] != '0') return false;
    return true;
}

/* The id, or nothing when it has been rounded. */
static struct sg_str exact_id(const struct record *r, enum sg_target target)
{
    struct sg_str id = sg_str_trim(value_of(r, target));
    if (!is_rounded(id)) return id;
    sg_row_mend(r->row, "'%.*s' is an id that was rounded as a number: left out", shown(id), id.data);
    return (struct sg_str){ NULL, 0 };
}

static enum sg_link_kind put_refs(const struct record *r)
{
    static const struct {
        enum sg_target id, account;
        enum sg_link_kind kind;
    } refs[] = {
        { SG_T_REPLY_TO, SG_T_REPLY_TO_ACCOUNT, SG_LINK_REPLY },
        { SG_T_QUOTE_OF, SG_T_QUOTE_OF_ACCOUNT, SG_LINK_QUOTE },
        { SG_T_REPOST_OF, SG_T_REPOST_OF_ACCOUNT, SG_LINK_REPOST },
    };
    enum sg_link_kind strongest = 0; /* a repost that also replies is a repost */
    if (!r->plan->has_refs) return strongest;
    for (size_t i = 0; i < sizeof refs / sizeof *refs; i++) {
        struct sg_str id = exact_id(r, refs[i].id), account = value_of(r, refs[i].account);
        if (!id.len && !account.len) continue;
        if ((id.len > 8 && memcmp(id.data, "https://", 8) == 0) || (id.len > 7 && memcmp(id.data, "http://", 7) == 0))
            sg_row_ref_url(r->row, refs[i].kind, id);
        else
            sg_row_ref(r->row, refs[i].kind, sg_str(""), id, account);
        strongest = refs[i].kind;
    }
    return strongest;
}

static void put_kind(const struct record *r, enum sg_link_kind by_ref)
{
    struct sg_str found = value_of(r, SG_T_KIND), mapped;
    enum sg_post_kind kind = SG_POST_KINDS;
    bool has_line = sg_mapping_value(r->plan->mapping, SG_T_KIND, found, &mapped);
    if (has_line || found.len) kind = sg_post_kind_from(has_line ? mapped : sg_str_trim(found));
    if (kind == SG_POST_KINDS && found.len)
        sg_row_mend(r->row, "'%.*s' is no kind of post that is known: left out", shown(found), found.data);
    if (kind == SG_POST_KINDS)
        kind = by_ref == SG_LINK_REPOST ? SG_REPOST
               : by_ref == SG_LINK_QUOTE ? SG_QUOTE
               : by_ref == SG_LINK_REPLY ? SG_REPLY
                                         : SG_POST;
    if (kind != SG_POST) sg_row_number(r->row, SG_P_KIND, kind);
}

/* ---- lists ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Commas and semicolons occur inside addresses; before the next scheme, or a blank, they part them. */
static bool parts_urls(struct sg_str s, size_t i)
{
    char c = s.data[i];
    if (is_blank(c) || c == '|') return true;
    if (c != ',' && c != ';') return false;
    struct sg_str rest = { s.data + i + 1, s.len - i - 1 };
    return !rest.len || is_blank(rest.data[0]) || (rest.len > 4 && memcmp(rest.data, "http", 4) == 0);
}

static bool parts_words(struct sg_str s, size_t i)
{
    char c = s.data[i];
    return is_blank(c) || c == '|' || c == ',' || c == ';';
}

static bool parts_objects(struct sg_str s, size_t i) { return s.data[i] == ';' || s.data[i] == '\n'; }

static bool parts_nothing(struct sg_str s, size_t i)
{
    (void)s;
    (void)i;
    return false;
}

static void put_item(const struct record *r, size_t column, const char *prefix, struct sg_str item)
{
    item = sg_str_trim(item);
    bool has_mark = *prefix && item.len && (item.data[0] == '#' || item.data[0] == '@');
    if (has_mark) item = sg_str_n(item.data + 1, item.len - 1);
    if (!item.len) return;
    if (!*prefix) {
        sg_row_line(r->row, column, item);
        return;
    }
    struct sg_buf *joined = &r->state->joined;
    sg_buf_clear(joined);
    sg_buf_text(joined, prefix);
    sg_buf_str(joined, item);
    sg_row_line(r->row, column, sg_buf_view(joined));
}

static void put_lists(const struct record *r)
{
    static const struct {
        enum sg_target target;
        size_t column;
        const char *prefix;
        bool (*parts)(struct sg_str s, size_t i);
    } lists[] = {
        { SG_T_URLS, SG_P_URLS, "", parts_urls },
        { SG_T_HASHTAGS, SG_P_OBJECTS, "hashtag:", parts_words },
        { SG_T_MENTIONS, SG_P_OBJECTS, "mention:", parts_words },
        { SG_T_DOMAINS, SG_P_OBJECTS, "domain:", parts_words },
        { SG_T_MEDIA, SG_P_OBJECTS, "media:", parts_words },
        { SG_T_OBJECTS, SG_P_OBJECTS, "", parts_objects },
        { SG_T_OBJECT, SG_P_OBJECTS, "object:", parts_nothing },
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct sg_plan_source *s = &r->plan->sources[lists[i].target];
        for (size_t k = 0; k < s->n; k++) {
            struct sg_str list = r->fields[s->columns[k]];
            size_t start = 0;
            for (size_t at = 0; at <= list.len && list.len; at++)
                if (at == list.len || lists[i].parts(list, at)) {
                    put_item(r, lists[i].column, lists[i].prefix, sg_str_n(list.data + start, at - start));
                    start = at + 1;
                }
        }
    }
    struct sg_str text_is = sg_str_trim(mapped_value_of(r, SG_T_TEXT_IS));
    if (sg_str_is_nocase(text_is, "summary"))
        r->row->flags |= SG_POST_SUMMARY;
    else if (text_is.len && !sg_str_is_nocase(text_is, "verbatim"))
        sg_row_mend(r->row, "text_is says '%.*s' where 'verbatim' or 'summary' is expected: left out", shown(text_is),
                    text_is.data);
}

/* ---- the rest ---- */

/* True when JSON takes the bytes as they are, which nearly all short columns are. */
static bool is_plain_json(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') return false;
    }
    return true;
}

static void put_extra(const struct record *r)
{
    struct sg_buf *out = &r->state->extra;
    const struct sg_plan *p = r->plan;
    sg_buf_clear(out);
    for (size_t i = 0; i < p->n_extra; i++) {
        struct sg_str value = r->fields[p->extra[i]];
        if (!value.len) continue;
        if (!sg_buf_room(out, p->extra_keys[i].len + value.len + 3)) break;
        char before = out->len ? ',' : '{';
        out->data[out->len++] = before;
        memcpy(out->data + out->len, p->extra_keys[i].data, p->extra_keys[i].len);
        out->len += p->extra_keys[i].len;
        if (is_plain_json(value)) {
            memcpy(out->data + out->len, value.data, value.len);
            out->len += value.len;
        } else {
            if (!sg_utf8_is_valid(value.data, value.len)) r->row->flags |= SG_POST_REPAIRED;
            sg_escape_json(out, value);
        }
        sg_buf_char(out, '"');
    }
    if (!out->len) return;
    sg_buf_char(out, '}');
    sg_row_text(r->row, SG_P_EXTRA, sg_buf_view(out));
}

void sg_plan_row(const struct sg_plan *p, struct sg_plan_state *state, const struct sg_str *fields, struct sg_row *row)
{
    static const struct {
        enum sg_target target;
        enum sg_post_column column;
    } texts[] = {
        { SG_T_ACCOUNT, SG_P_ACCOUNT }, { SG_T_NAME, SG_P_NAME }, { SG_T_CLIENT, SG_P_CLIENT },
        { SG_T_CHANNEL, SG_P_CHANNEL }, { SG_T_URL, SG_P_URL },
    };
    struct record r = { p, state, fields, row };
    row->is_valid_utf8 = sg_utf8_is_valid(row->raw.data, row->raw.len);
    if (!put_time(&r)) return;
    sg_row_text(row, SG_P_ID, exact_id(&r, SG_T_ID));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        sg_row_text(row, texts[i].column, value_of(&r, texts[i].target));
    sg_row_text(row, SG_P_PLATFORM, mapped_value_of(&r, SG_T_PLATFORM));
    sg_row_text(row, SG_P_LANG, mapped_value_of(&r, SG_T_LANG));
    put_text(&r);
    put_audience(&r);
    put_kind(&r, put_refs(&r));
    if (p->has_lists) put_lists(&r);
    if (p->n_extra) put_extra(&r);
    (void)sg_row_end(row); /* it has a time */
    if (state->joined.failed || state->extra.failed) row->builder.failed = true;
}

void sg_plan_state_release(struct sg_plan_state *s)
{
    sg_buf_release(&s->joined);
    sg_buf_release(&s->extra);
}
