/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mapping file: lines of `key = value`. */
#include "sources/mapping.h"

#include <stdlib.h>

#include "base/fs.h"
#include "base/text.h"

enum { MAPPING_MAX = 1 << 20 };

static const char *const target_names[SG_TARGETS] = {
    [SG_T_TIME] = "time", [SG_T_PRECISION] = "precision", [SG_T_PLATFORM] = "platform", [SG_T_ID] = "id",
    [SG_T_ACCOUNT] = "account", [SG_T_NAME] = "name", [SG_T_KIND] = "kind", [SG_T_TEXT] = "text", [SG_T_LANG] = "lang",
    [SG_T_AUDIENCE] = "audience", [SG_T_CLIENT] = "client", [SG_T_CHANNEL] = "channel", [SG_T_URL] = "url",
    [SG_T_REPOST_OF] = "repost_of", [SG_T_REPOST_OF_ACCOUNT] = "repost_of_account", [SG_T_QUOTE_OF] = "quote_of",
    [SG_T_QUOTE_OF_ACCOUNT] = "quote_of_account", [SG_T_REPLY_TO] = "reply_to",
    [SG_T_REPLY_TO_ACCOUNT] = "reply_to_account", [SG_T_URLS] = "urls", [SG_T_HASHTAGS] = "hashtags",
    [SG_T_MENTIONS] = "mentions", [SG_T_DOMAINS] = "domains", [SG_T_MEDIA] = "media", [SG_T_OBJECTS] = "objects",
    [SG_T_OBJECT] = "object", [SG_T_TEXT_IS] = "text_is", [SG_T_TIMEZONE] = "timezone",
};

static enum sg_target target_from(struct sg_str name)
{
    for (int t = 0; t < SG_TARGETS; t++)
        if (sg_str_is(name, target_names[t])) return (enum sg_target)t;
    return SG_TARGETS;
}

static bool unquote(struct sg_str *s)
{
    if (s->len < 2 || s->data[0] != '"' || s->data[s->len - 1] != '"') return false;
    *s = sg_str_n(s->data + 1, s->len - 2);
    return true;
}

/* The piece before the next `separator`, trimmed; `rest` moves behind it. False when nothing is left. */
static bool next_piece(struct sg_str *rest, char separator, struct sg_str *ret)
{
    if (!rest->data) return false;
    const char *found = rest->len ? memchr(rest->data, separator, rest->len) : NULL;
    size_t n = found ? (size_t)(found - rest->data) : rest->len;
    *ret = sg_str_trim(sg_str_n(rest->data, n));
    *rest = found ? sg_str_n(found + 1, rest->len - n - 1) : (struct sg_str){ NULL, 0 };
    return true;
}

struct place {
    const char *file;
    size_t line;
};

static enum sg_code read_list(struct place at, struct sg_str value, struct sg_str *list, size_t *n, struct sg_err *err)
{
    struct sg_str piece;
    while (next_piece(&value, ',', &piece)) {
        unquote(&piece);
        if (!piece.len) continue;
        if (*n == SG_MAP_COLUMNS)
            return sg_fail(err, SG_ELIMIT, "%s:%zu: more than %d columns in a list", at.file, at.line, SG_MAP_COLUMNS);
        list[(*n)++] = piece;
    }
    return SG_OK;
}

static enum sg_code read_source(struct place at, struct sg_str value, struct sg_map_source *ret, struct sg_err *err)
{
    struct sg_map_source s = { .is_set = true };
    if (unquote(&value)) {
        s.is_constant = true;
        s.constant = value;
        *ret = s;
        return SG_OK;
    }
    s.is_joined = value.len && memchr(value.data, '+', value.len) && !memchr(value.data, '|', value.len);
    struct sg_str piece;
    while (next_piece(&value, s.is_joined ? '+' : '|', &piece)) {
        if (!piece.len)
            return sg_fail(err, SG_EINPUT, "%s:%zu: a column's name is missing (a constant stands in quotes)", at.file,
                           at.line);
        if (s.n == SG_MAP_SOURCES)
            return sg_fail(err, SG_ELIMIT, "%s:%zu: more than %d columns for one thing", at.file, at.line,
                           SG_MAP_SOURCES);
        s.names[s.n++] = piece;
    }
    *ret = s;
    return SG_OK;
}

static enum sg_code read_delimiter(struct place at, struct sg_str value, char *ret, struct sg_err *err)
{
    unquote(&value);
    if (sg_str_is(value, "tab"))
        *ret = '\t';
    else if (sg_str_is(value, "comma"))
        *ret = ',';
    else if (sg_str_is(value, "semicolon"))
        *ret = ';';
    else if (value.len == 1 && (unsigned char)value.data[0] >= 0x20 && value.data[0] != '"')
        *ret = value.data[0];
    else
        return sg_fail(err, SG_EINPUT, "%s:%zu: '%.*s' is no delimiter (comma, semicolon, tab, or one character)",
                       at.file, at.line, (int)(value.len > 20 ? 20 : value.len), value.data);
    return SG_OK;
}

static enum sg_code read_setting(struct sg_mapping *m, struct place at, struct sg_str key, struct sg_str value,
                                 struct sg_err *err)
{
    if (sg_str_is(key, "mapping")) {
        unquote(&value);
        m->name = value;
        return SG_OK;
    }
    if (sg_str_is(key, "delimiter")) return read_delimiter(at, value, &m->delimiter, err);
    if (sg_str_is(key, "header")) return read_list(at, value, m->header, &m->n_header, err);
    if (sg_str_is(key, "columns")) return read_list(at, value, m->columns, &m->n_columns, err);
    if (sg_str_is(key, "ignore")) return read_list(at, value, m->ignored, &m->n_ignored, err);
    if (sg_str_is(key, "first_row") && (sg_str_is(value, "data") || sg_str_is(value, "header"))) {
        m->is_headless = sg_str_is(value, "data");
        return SG_OK;
    }
    return sg_fail(err, SG_EINPUT, "%s:%zu: '%.*s' is not known here; doc/formats/mapping.md lists what is", at.file,
                   at.line, (int)(key.len > 60 ? 60 : key.len), key.data);
}

static enum sg_code read_line(struct sg_mapping *m, struct place at, struct sg_str line, struct sg_err *err)
{
    line = sg_str_trim(line);
    if (!line.len || line.data[0] == '#') return SG_OK;
    const char *sign = memchr(line.data, '=', line.len);
    if (!sign)
        return sg_fail(err, SG_EINPUT, "%s:%zu: expected a line like 'time = created_at'", at.file, at.line);
    struct sg_str key = sg_str_trim(sg_str_n(line.data, (size_t)(sign - line.data)));
    struct sg_str value = sg_str_trim(sg_str_n(sign + 1, line.len - (size_t)(sign - line.data) - 1));
    const char *dot = key.len ? memchr(key.data, '.', key.len) : NULL;
    struct sg_str name = dot ? sg_str_n(key.data, (size_t)(dot - key.data)) : key;
    enum sg_target target = target_from(name);
    if (target == SG_TARGETS) return read_setting(m, at, key, value, err);
    if (!dot) {
        if (m->sources[target].is_set)
            return sg_fail(err, SG_EINPUT, "%s:%zu: '%.*s' is said twice", at.file, at.line, (int)key.len, key.data);
        return read_source(at, value, &m->sources[target], err);
    }
    if (m->n_values == SG_MAP_VALUES)
        return sg_fail(err, SG_ELIMIT, "%s:%zu: more than %d values", at.file, at.line, SG_MAP_VALUES);
    unquote(&value);
    struct sg_str from = sg_str_n(dot + 1, key.len - name.len - 1);
    m->values[m->n_values++] = (struct sg_map_value){ target, from, value };
    return SG_OK;
}

static enum sg_code check(const struct sg_mapping *m, struct sg_err *err)
{
    if (!m->sources[SG_T_TIME].is_set || m->sources[SG_T_TIME].is_constant)
        return sg_fail(err, SG_EINPUT, "%s: says of no column that it is the time ('time = COLUMN')", m->file);
    for (size_t i = 0; i < m->n_values; i++) {
        const struct sg_map_value *v = &m->values[i];
        if (v->target == SG_T_KIND && sg_post_kind_from(v->to) == SG_POST_KINDS)
            return sg_fail(err, SG_EINPUT,
                           "%s: '%.*s' is no kind (post, repost, quote, reply, article or statement)", m->file,
                           (int)(v->to.len > 40 ? 40 : v->to.len), v->to.data);
    }
    return SG_OK;
}

void sg_mapping_free(struct sg_mapping *m)
{
    if (!m) return;
    free(m->text);
    free(m);
}

static enum sg_code parse_into(struct sg_mapping *m, size_t len, struct sg_err *err)
{
    struct sg_str rest = { m->text, len }, line;
    struct place at = { m->file, 0 };
    if (len >= 3 && memcmp(m->text, "\xef\xbb\xbf", 3) == 0) rest = sg_str_n(m->text + 3, len - 3);
    while (next_piece(&rest, '\n', &line)) {
        at.line++;
        SG_TRY(read_line(m, at, line, err));
    }
    return check(m, err);
}

enum sg_code sg_mapping_parse(const char *file, struct sg_str text, struct sg_mapping **ret, struct sg_err *err)
{
    struct sg_mapping *m = calloc(1, sizeof *m);
    size_t name_len = strlen(file) + 1;
    if (m && text.len <= MAPPING_MAX) m->text = malloc(text.len + name_len + 1);
    if (!m || !m->text) {
        free(m);
        if (text.len > MAPPING_MAX) return sg_fail(err, SG_ELIMIT, "%s: too large for a mapping file", file);
        return sg_fail_nomem(err, "a mapping");
    }
    if (text.len) memcpy(m->text, text.data, text.len);
    memcpy(m->text + text.len, file, name_len);
    m->file = m->text + text.len;
    m->name = sg_str(sg_path_name(m->file));
    enum sg_code code = parse_into(m, text.len, err);
    if (code != SG_OK) {
        sg_mapping_free(m);
        return code;
    }
    *ret = m;
    return SG_OK;
}

enum sg_code sg_mapping_read(const char *path, struct sg_mapping **ret, struct sg_err *err)
{
    sg_auto_buf text = { 0 };
    SG_TRY(sg_fs_read(path, MAPPING_MAX, &text, err));
    return sg_mapping_parse(path, sg_buf_view(&text), ret, err);
}

bool sg_mapping_value(const struct sg_mapping *m, enum sg_target target, struct sg_str from, struct sg_str *ret)
{
    for (size_t i = 0; i < m->n_values; i++) {
        const struct sg_map_value *v = &m->values[i];
        if (v->target != target || !sg_str_same(v->from, from)) continue;
        *ret = v->to;
        return true;
    }
    return false;
}
