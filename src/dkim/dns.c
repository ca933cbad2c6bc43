/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A selector's record from the DNS, when it is asked for: the C library's own resolver, one question. */
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include "dkim/dkim_internal.h"

/* The strings of one TXT record, joined. */
static void join_strings(const unsigned char *data, size_t len, struct sg_buf *out)
{
    for (size_t i = 0; i < len;) {
        size_t n = data[i++];
        if (n > len - i) n = len - i;
        sg_buf_add(out, data + i, n);
        i += n;
    }
}

static enum sg_code add_answers(struct sg_keyring *k, struct sg_str domain, struct sg_str selector,
                                const unsigned char *answer, int len, size_t *ret_n, struct sg_err *err)
{
    ns_msg msg;
    ns_rr rr;
    if (ns_initparse(answer, len, &msg) != 0) return sg_fail(err, SG_EIO, "the DNS gave an answer that cannot be read");
    for (int i = 0; i < ns_msg_count(msg, ns_s_an); i++) {
        sg_auto_buf record = { 0 };
        if (ns_parserr(&msg, ns_s_an, i, &rr) != 0) break;
        if (ns_rr_type(rr) != ns_t_txt) continue;
        join_strings(ns_rr_rdata(rr), ns_rr_rdlen(rr), &record);
        SG_TRY(sg_buf_check(&record, err));
        SG_TRY(sg_keyring_add(k, domain, selector, sg_buf_view(&record), SG_TIME_NONE, SG_TIME_NONE, "dns", err));
        ++*ret_n;
    }
    return SG_OK;
}

/* Names come from evidence: only what a host name is made of is asked for. */
static bool is_host_name(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_letter && c != '-' && c != '_' && c != '.') return false;
    }
    return s.len > 0 && s.len <= 253;
}

enum sg_code sg_keyring_ask_dns(struct sg_keyring *k, struct sg_str domain, struct sg_str selector, struct sg_err *err)
{
    sg_auto_buf name = { 0 };
    struct __res_state state = { 0 };
    unsigned char answer[NS_PACKETSZ * 16];
    size_t n = 0;
    if (!is_host_name(domain) || !is_host_name(selector))
        return sg_fail(err, SG_EINPUT, "the selector or the domain is no host name");
    sg_buf_str(&name, selector);
    sg_buf_text(&name, "._domainkey.");
    sg_buf_str(&name, domain);
    const char *asked = sg_buf_cstr(&name);
    if (!asked) return sg_fail_nomem(err, "a name");
    if (res_ninit(&state) != 0) return sg_fail(err, SG_EIO, "the resolver cannot be set up");
    int len = res_nquery(&state, asked, ns_c_in, ns_t_txt, answer, (int)sizeof answer);
    int reason = state.res_h_errno;
    res_nclose(&state);
    if (len < 0 && (reason == HOST_NOT_FOUND || reason == NO_DATA))
        return sg_fail(err, SG_ENOTFOUND, "the DNS has no record %s", asked);
    if (len < 0) return sg_fail(err, SG_EIO, "the DNS does not answer for %s", asked);
    if (len > (int)sizeof answer) len = (int)sizeof answer;
    SG_TRY(add_answers(k, domain, selector, answer, len, &n, err));
    return n ? SG_OK : sg_fail(err, SG_ENOTFOUND, "the DNS has no text record %s", asked);
}
