/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a header (RFC 5322, 2.2 and 4.5: blanks before the colon are read, never written). */
#include "mail/mail_internal.h"

static inline bool is_name(char c)
{
    return c > ' ' && c < 127 && c != ':';
}

const char *mail_field_at(const char *at, const char *end, struct sg_mail_field *ret)
{
    const char *p = at;
    while (p < end && is_name(*p))
        p++;
    const char *name_end = p;
    while (p < end && mail_is_blank(*p))
        p++;
    if (name_end == at || p == end || *p != ':') return NULL;
    const char *value = p + 1, *next = value;
    do {
        const char *lf = next < end ? memchr(next, '\n', (size_t)(end - next)) : NULL;
        next = lf ? lf + 1 : end;
    } while (next < end && mail_is_blank(*next));
    const char *value_end = next;
    if (value_end > value && value_end[-1] == '\n') value_end--;
    if (value_end > value && value_end[-1] == '\r') value_end--;
    ret->name = sg_str_n(at, (size_t)(name_end - at));
    ret->value = sg_str_n(value, (size_t)(value_end - value));
    ret->line = sg_str_n(at, (size_t)(next - at));
    return next;
}

const char *mail_empty_line(const char *at, const char *end)
{
    if (at < end && *at == '\n') return at + 1;
    if (end - at >= 2 && at[0] == '\r' && at[1] == '\n') return at + 2;
    return NULL;
}

const char *mail_from_line(const char *at, const char *end)
{
    const char *p = at < end && *at == '>' ? at + 1 : at;
    if (end - p < 5 || memcmp(p, "From ", 5) != 0) return NULL;
    const char *lf = memchr(p, '\n', (size_t)(end - p));
    return lf ? lf + 1 : end;
}

size_t sg_mail_split_header(struct sg_str header, struct sg_mail_field *fields, size_t most)
{
    const char *at = header.data, *end = at + header.len, *next;
    size_t n = 0;
    while (n < most && at < end && !mail_empty_line(at, end)) {
        if ((next = mail_field_at(at, end, &fields[n])) != NULL)
            n++;
        else if (!(next = mail_from_line(at, end)))
            break;
        at = next;
    }
    return n;
}

bool mail_header_find(struct sg_str header, const char *name, struct sg_str *ret_value)
{
    struct sg_mail_field f;
    const char *at = header.data, *end = at + header.len, *next;
    while (at < end) {
        if ((next = mail_field_at(at, end, &f)) != NULL) {
            if (sg_str_is_nocase(f.name, name)) {
                *ret_value = f.value;
                return true;
            }
        } else if (!(next = mail_from_line(at, end))) {
            return false;
        }
        at = next;
    }
    return false;
}

const struct sg_mail_field *sg_mail_field(const struct sg_mail *m, const char *name, size_t n)
{
    size_t len = strlen(name);
    char first = sg_lower(name[0]);
    for (size_t i = 0; i < m->n_fields; i++) {
        struct sg_str found = m->fields[i].name;
        if (found.len == len && sg_lower(found.data[0]) == first && sg_str_is_nocase(found, name) && n-- == 0)
            return &m->fields[i];
    }
    return NULL;
}
