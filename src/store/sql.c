/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements from sql/, and values put into them: the one place where a value becomes part of a statement. */
#include <inttypes.h>

#include "base/text.h"
#include "store/store.h"

/* As tools/embed.py lays it down. */
struct sg_embedded {
    const char *name;
    const char *data;
    size_t len;
};
extern const struct sg_embedded sg_sql_files[];
extern const size_t sg_sql_files_count;

static void add_value(const struct sg_param *p, struct sg_buf *out)
{
    switch (p->kind) {
    case SG_PARAM_TEXT:
        sg_buf_char(out, '\'');
        sg_escape_sql(out, p->text);
        sg_buf_char(out, '\'');
        break;
    case SG_PARAM_I64: /* in parentheses: "-" before a negative number would begin a comment */
        sg_buf_printf(out, p->i64 < 0 ? "(%" PRId64 ")" : "%" PRId64, p->i64);
        break;
    case SG_PARAM_U64:
        sg_buf_printf(out, "%" PRIu64, p->u64);
        break;
    case SG_PARAM_F64:
        sg_buf_printf(out, p->f64 < 0 ? "(%.17g)" : "%.17g", p->f64);
        break;
    case SG_PARAM_U64_LIST:
        if (!p->list_len) sg_buf_text(out, "(SELECT toUInt64(0) WHERE 0)");
        for (size_t i = 0; i < p->list_len; i++)
            sg_buf_printf(out, "%c%" PRIu64, i ? ',' : '(', p->list[i]);
        if (p->list_len) sg_buf_char(out, ')');
        break;
    case SG_PARAM_SQL:
        sg_buf_str(out, p->text);
        break;
    }
}

/* The end of what begins at `at` and holds no parameters: a quoted text or name, a comment.  `at` when it is neither.
 */
static size_t past_quoted(struct sg_str s, size_t at)
{
    char quote = s.data[at];
    size_t end = at;
    if (quote == '\'' || quote == '"' || quote == '`') {
        for (end = at + 1; end < s.len && s.data[end] != quote; end++)
            if (s.data[end] == '\\') end++;
        return end < s.len ? end + 1 : s.len;
    }
    if (at + 1 < s.len && quote == '-' && s.data[at + 1] == '-') {
        while (end < s.len && s.data[end] != '\n')
            end++;
    } else if (at + 1 < s.len && quote == '/' && s.data[at + 1] == '*') {
        for (end = at + 2; end + 1 < s.len && !(s.data[end] == '*' && s.data[end + 1] == '/');)
            end++;
        end = end + 1 < s.len ? end + 2 : s.len;
    }
    return end;
}

static bool is_word(char c)
{
    return sg_is_alnum(c) || c == '_';
}

enum sg_code sg_sql_bind(struct sg_str text, const struct sg_param *params, size_t n_params, struct sg_buf *ret,
                         struct sg_err *err)
{
    sg_auto_buf out = { 0 };
    for (size_t at = 0; at < text.len;) {
        size_t end = past_quoted(text, at);
        bool names = end == at && text.data[at] == ':' && at + 1 < text.len && is_word(text.data[at + 1]) &&
                     !sg_is_digit(text.data[at + 1]) && (at == 0 || text.data[at - 1] != ':');
        if (!names) {
            if (end == at) end++;
            sg_buf_add(&out, text.data + at, end - at);
            at = end;
            continue;
        }
        for (end = at + 1; end < text.len && is_word(text.data[end]);)
            end++;
        struct sg_str name = sg_str_n(text.data + at + 1, end - at - 1);
        const struct sg_param *found = NULL;
        for (size_t i = 0; i < n_params && !found; i++)
            if (sg_str_is(name, params[i].name)) found = &params[i];
        if (!found)
            return sg_fail(err, SG_EINPUT, "a statement asks for :%.*s, and no value has that name", (int)name.len,
                           name.data);
        add_value(found, &out);
        at = end;
    }
    SG_TRY(sg_buf_check(&out, err));
    sg_buf_str(ret, sg_buf_view(&out));
    return sg_buf_check(ret, err);
}

enum sg_code sg_sql(const char *name, const struct sg_param *params, size_t n_params, struct sg_buf *ret,
                    struct sg_err *err)
{
    for (size_t i = 0; i < sg_sql_files_count; i++) {
        if (strcmp(sg_sql_files[i].name, name) != 0) continue;
        struct sg_str text = sg_str_n(sg_sql_files[i].data, sg_sql_files[i].len);
        return sg_sql_bind(text, params, n_params, ret, err) == SG_OK ? SG_OK : sg_fail_within(err, "sql/%s.sql", name);
    }
    return sg_fail(err, SG_EINPUT, "there is no statement sql/%s.sql in this program", name);
}
