/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What servers write into a mail's header and hardly anybody reads: the envelope's sender (Return-Path: RFC 5321, 4.4)
 * and the domain that a signature stands for (d= of DKIM-Signature: RFC 6376, 3.5).  And each address of a field, where
 * one alone is kept of the mail.
 */
#include "base/text.h"
#include "entry/entry_internal.h"

/* ---- Return-Path ---- */

/* What stands before the next '=' of *rest, which keeps what stands behind it. */
static bool next_piece(struct sg_str *rest, struct sg_str *ret)
{
    const char *end = rest->len ? memchr(rest->data, '=', rest->len) : NULL;
    if (!end) return false;
    *ret = sg_str_n(rest->data, (size_t)(end - rest->data));
    *rest = sg_str_n(end + 1, rest->len - ret->len - 1);
    return true;
}

static bool skip_mark(struct sg_str *rest)
{
    if (!rest->len || !memchr("=+-", rest->data[0], 3)) return false;
    *rest = sg_str_n(rest->data + 1, rest->len - 1);
    return true;
}

/*
 * SRS, which forwarders write: "SRS0=hash=time=DOMAIN=LOCAL@forwarder", of a second one
 * "SRS1=hash=first==hash=time=DOMAIN=LOCAL@second".  LOCAL@DOMAIN in `out`; false: it is none.
 */
static bool put_forwarded(struct sg_str address, struct sg_buf *out)
{
    struct sg_str ignored, domain, rest;
    const char *sign = memrchr(address.data, '@', address.len);
    if (!sign || sign - address.data < 5) return false;
    rest = sg_str_n(address.data + 4, (size_t)(sign - address.data) - 4);
    struct sg_str tag = sg_str_n(address.data, 4);
    bool is_second = sg_str_is_nocase(tag, "SRS1");
    if ((!is_second && !sg_str_is_nocase(tag, "SRS0")) || !skip_mark(&rest)) return false;
    if (is_second && (!next_piece(&rest, &ignored) || !next_piece(&rest, &ignored) || !skip_mark(&rest))) return false;
    if (!next_piece(&rest, &ignored) || !next_piece(&rest, &ignored) || !next_piece(&rest, &domain)) return false;
    if (!rest.len || !domain.len || !memchr(domain.data, '.', domain.len)) return false;
    sg_buf_str(out, rest);
    sg_buf_char(out, '@');
    sg_buf_str(out, domain);
    return true;
}

static enum sg_code take_return(struct seek_run *r, const struct seek_carrier *c, struct sg_str address,
                                struct sg_err *err)
{
    sg_auto_buf sender = { 0 };
    SG_TRY(seek_take_address(r, c, SG_IN_RETURN_PATH, address, err));
    if (!address.len || address.len > SEEK_ADDRESS_MAX || !put_forwarded(address, &sender)) return SG_OK;
    SG_TRY(sg_buf_check(&sender, err));
    return seek_take_address(r, c, SG_IN_RETURN_PATH, sg_buf_view(&sender), err);
}

/* ---- a field's addresses ---- */

enum sg_code seek_take_addresses(struct seek_run *r, const struct seek_carrier *c, enum sg_entry_where where,
                                 struct sg_mail_parser *parser, struct sg_str value, struct sg_err *err)
{
    struct sg_mail_address found[SEEK_ADDRESSES];
    const struct sg_mail *ignored;
    SG_TRY(sg_mail_parse(parser, sg_str(""), &ignored, err)); /* gives back what the last addresses took */
    size_t n = sg_mail_addresses(parser, value, found, SEEK_ADDRESSES);
    if (sg_mail_is_short(parser)) return sg_fail_nomem(err, "a mail's addresses");
    for (size_t i = 0; i < n; i++)
        SG_TRY(where == SG_IN_RETURN_PATH ? take_return(r, c, found[i].address, err)
                                          : seek_take_address(r, c, where, found[i].address, err));
    return SG_OK;
}

/* ---- DKIM-Signature ---- */

static bool is_space(char c)
{
    return (unsigned char)c <= ' ';
}

/* The first word: what is folded, or has a comment behind it, is no name of more than that. */
static struct sg_str first_word(struct sg_str s)
{
    size_t from = 0, to;
    while (from < s.len && is_space(s.data[from]))
        from++;
    for (to = from; to < s.len && !is_space(s.data[to]) && s.data[to] != '(';)
        to++;
    while (to > from && s.data[to - 1] == '.')
        to--;
    return sg_str_n(s.data + from, to - from);
}

static enum sg_code take_signer(struct seek_run *r, const struct seek_carrier *c, struct sg_str host,
                                struct sg_err *err)
{
    sg_auto_buf name = { 0 };
    uint32_t ignored = 0;
    if (!host.len || !memchr(host.data, '.', host.len)) return SG_OK;
    sg_mail_to_utf8(sg_str(""), seek_clip(host, SEEK_WRITTEN_MAX), &name, &ignored);
    SG_TRY(sg_buf_check(&name, err));
    for (size_t i = 0; i < name.len; i++)
        name.data[i] = sg_lower(name.data[i]);
    return seek_take_host(r, c, SG_IN_SIGNER, sg_buf_view(&name), sg_buf_view(&name), err);
}

/* A list that has d= twice is no signature (RFC 6376, 3.2), but whoever wrote it named both. */
enum sg_code seek_take_signer(struct seek_run *r, const struct seek_carrier *c, struct sg_str value, size_t *left,
                              struct sg_err *err)
{
    while (value.len && *left) {
        const char *end = memchr(value.data, ';', value.len);
        struct sg_str tag = sg_str_n(value.data, end ? (size_t)(end - value.data) : value.len), name;
        value = sg_str_n(tag.data + tag.len + !!end, value.len - tag.len - !!end);
        if (!next_piece(&tag, &name) || !sg_str_is(sg_str_trim(name), "d")) continue;
        --*left;
        SG_TRY(take_signer(r, c, first_word(tag), err));
    }
    return SG_OK;
}
