/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/target.h"

#include "base/text.h"

void sg_target_release(struct sg_target *t)
{
    sg_buf_release(&t->text);
    t->n_params = 0;
    t->path = sg_str_n(NULL, 0);
}

const struct sg_str *sg_target_get(const struct sg_target *t, const char *name)
{
    for (size_t i = 0; i < t->n_params; i++)
        if (sg_str_is(t->params[i].name, name)) return &t->params[i].value;
    return NULL;
}

static bool is_plain(char c) /* of a path, and of a parameter's name */
{
    return sg_is_alnum(c) || c == '/' || c == '.' || c == '_' || c == '-';
}

/* Decodes a value to the end of `out`, which has room for it. */
static enum sg_code decode(struct sg_str raw, struct sg_buf *out, struct sg_str *ret, struct sg_err *err)
{
    size_t begin = out->len;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.data[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? sg_hex_digit(raw.data[i + 1]) : -1;
            int low = high >= 0 ? sg_hex_digit(raw.data[i + 2]) : -1;
            if (low < 0) return sg_fail(err, SG_EUSAGE, "the address holds a '%%' without two hexadecimal digits");
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+') {
            c = ' ';
        } else if ((unsigned char)c <= ' ' || c == 0x7f || c == '#') {
            return sg_fail(err, SG_EUSAGE, "the address holds a character that must be written as %%XX");
        }
        if (c == '\0') return sg_fail(err, SG_EUSAGE, "the address holds a NUL");
        sg_buf_char(out, c);
    }
    *ret = sg_str_n(out->data + begin, out->len - begin);
    if (!sg_utf8_is_valid(ret->data, ret->len))
        return sg_fail(err, SG_EUSAGE, "a value in the address is not valid UTF-8");
    return SG_OK;
}

static enum sg_code read_param(struct sg_str raw, struct sg_target *t, struct sg_err *err)
{
    if (t->n_params == SG_TARGET_PARAMS)
        return sg_fail(err, SG_EUSAGE, "the address has more than %d parameters", SG_TARGET_PARAMS);
    const char *equals = memchr(raw.data, '=', raw.len);
    size_t name_len = equals ? (size_t)(equals - raw.data) : raw.len, begin = t->text.len;
    for (size_t i = 0; i < name_len; i++)
        if (!is_plain(raw.data[i]))
            return sg_fail(err, SG_EUSAGE, "a parameter's name is not written in plain letters");
    sg_buf_add(&t->text, raw.data, name_len);
    struct sg_target_param p = { .name = sg_str_n(t->text.data + begin, name_len) };
    for (size_t i = 0; i < t->n_params; i++)
        if (sg_str_same(t->params[i].name, p.name))
            return sg_fail(err, SG_EUSAGE, "the parameter \"%.*s\" stands in the address twice",
                           (int)(name_len < 40 ? name_len : 40), p.name.data);
    if (equals) SG_TRY(decode(sg_str_n(equals + 1, raw.len - name_len - 1), &t->text, &p.value, err));
    t->params[t->n_params++] = p;
    return SG_OK;
}

static enum sg_code read_all(struct sg_str raw, struct sg_target *t, struct sg_err *err)
{
    /* Nothing becomes longer by decoding, so the buffer never moves and pieces may point into it. */
    if (!sg_buf_room(&t->text, raw.len + 1)) return sg_fail_nomem(err, "a request");
    const char *mark = memchr(raw.data, '?', raw.len);
    size_t path_len = mark ? (size_t)(mark - raw.data) : raw.len;
    for (size_t i = 0; i < path_len; i++)
        if (!is_plain(raw.data[i])) return sg_fail(err, SG_EUSAGE, "the address's path holds what no path here does");
    sg_buf_add(&t->text, raw.data, path_len);
    t->path = sg_str_n(t->text.data, path_len);
    for (size_t at = path_len + 1; at < raw.len;) {
        const char *end = memchr(raw.data + at, '&', raw.len - at);
        size_t len = end ? (size_t)(end - raw.data) - at : raw.len - at;
        if (len > 0) SG_TRY(read_param(sg_str_n(raw.data + at, len), t, err));
        at += len + 1;
    }
    return SG_OK;
}

enum sg_code sg_target_read(struct sg_str raw, struct sg_target *ret, struct sg_err *err)
{
    if (raw.len > SG_TARGET_BYTES)
        return sg_fail(err, SG_EUSAGE, "the address is longer than %d bytes", SG_TARGET_BYTES);
    if (raw.len == 0 || raw.data[0] != '/') return sg_fail(err, SG_EUSAGE, "the address does not begin with '/'");
    struct sg_target t = { 0 };
    enum sg_code code = read_all(raw, &t, err);
    if (code == SG_OK)
        *ret = t;
    else
        sg_target_release(&t);
    return code;
}
