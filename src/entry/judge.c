/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One host, address or URL that a carrier names: judged once, gathered each time. */
#include <search.h>
#include <stdlib.h>

#include "base/text.h"
#include "entry/entry_internal.h"

void seek_begin(struct seek_run *r, struct seek_carrier *c)
{
    c->number = ++r->number;
}

struct sg_str seek_clip(struct sg_str s, size_t most)
{
    if (s.len <= most) return s;
    while (most && ((unsigned char)s.data[most] & 0xc0) == 0x80)
        most--;
    return sg_str_n(s.data, most);
}

struct sg_str seek_host_of(struct sg_str url)
{
    const char *sign = url.len ? memmem(url.data, url.len, "://", 3) : NULL;
    if (sign) url = sg_str_n(sign + 3, url.len - (size_t)(sign - url.data) - 3);
    size_t end = 0;
    while (end < url.len && !memchr("/?#\\", url.data[end], 4))
        end++;
    url.len = end;
    const char *user = url.len ? memrchr(url.data, '@', url.len) : NULL;
    if (user) url = sg_str_n(user + 1, url.len - (size_t)(user - url.data) - 1);
    const char *shut = url.len && url.data[0] == '[' ? memchr(url.data, ']', url.len) : NULL;
    if (shut) return sg_str_n(url.data, (size_t)(shut - url.data) + 1);
    const char *colon = url.len ? memchr(url.data, ':', url.len) : NULL;
    if (colon) url.len = (size_t)(colon - url.data);
    return url;
}

/* ---- flagged hosts ---- */

static int by_host(const void *x, const void *y)
{
    return strcmp(((const struct seek_flagged *)x)->host, ((const struct seek_flagged *)y)->host);
}
static int by_domain(const void *x, const void *y)
{
    return strcmp(((const struct seek_domain *)x)->domain, ((const struct seek_domain *)y)->domain);
}

static char *text_of(struct sg_str s)
{
    char *text = malloc(s.len + 1);
    if (!text) return NULL;
    if (s.len) memcpy(text, s.data, s.len);
    text[s.len] = 0;
    return text;
}

/* Room for one pointer more. */
static void *grown(void *list, size_t n, size_t *cap)
{
    if (n < *cap) return list;
    size_t more = *cap ? 2 * *cap : 64;
    void *there = realloc(list, more * sizeof(void *));
    if (there) *cap = more;
    return there;
}

static struct seek_domain *domain_of(struct seek_run *r, struct sg_str name)
{
    struct seek_domain *d = calloc(1, sizeof *d);
    if (!d || !(d->domain = text_of(name))) goto lost;
    struct seek_domain **there = tsearch(d, &r->domain_tree, by_domain);
    if (!there) goto lost;
    if (*there != d) {
        free(d->domain);
        free(d);
        return *there;
    }
    struct seek_domain **domains = grown(r->domains, r->n_domains, &r->cap_domains);
    if (!domains) {
        tdelete(d, &r->domain_tree, by_domain);
        goto lost;
    }
    r->domains = domains;
    r->domains[r->n_domains++] = d;
    return d;
lost:
    if (d) free(d->domain);
    free(d);
    return NULL;
}

static bool is_worse(const struct seek_flagged *a, const struct seek_flagged *b)
{
    size_t n = strlen(a->host), m = strlen(b->host);
    if (a->look.severity != b->look.severity) return a->look.severity > b->look.severity;
    return n != m ? n < m : strcmp(a->host, b->host) < 0;
}

const struct seek_flagged *seek_told(const struct seek_run *r, const struct seek_domain *d)
{
    const struct seek_flagged *worst = r->flagged[d->worst];
    return d->itself && d->itself->look.severity >= worst->look.severity ? d->itself : worst;
}

static bool take_over(struct seek_flagged *f, const struct sg_judged *judged)
{
    f->look = judged->look;
    f->host = text_of(judged->ascii);
    f->shown = text_of(judged->shown);
    return f->host && f->shown;
}

/* smtp.examp1e.org was met: examp1e.org is what somebody registered. */
static enum sg_code judge_itself(struct seek_run *r, struct seek_domain *d, struct sg_err *err)
{
    struct sg_judged judged = { 0 };
    if (sg_judge(r->judge, sg_str(d->domain), &judged) != SG_JUDGED_ALIKE) return SG_OK;
    d->itself = calloc(1, sizeof *d->itself);
    return d->itself && take_over(d->itself, &judged) ? SG_OK : sg_fail_nomem(err, "what was found");
}

/* A new one's number; one that the cache had forgotten has its own already. */
static enum sg_code flag(struct seek_run *r, const struct sg_judged *judged, uint32_t *ret, struct sg_err *err)
{
    struct seek_flagged **flagged = grown(r->flagged, r->n_flagged, &r->cap_flagged);
    if (!flagged) return sg_fail_nomem(err, "what was found");
    r->flagged = flagged;
    struct seek_flagged *f = calloc(1, sizeof *f), **there = NULL;
    if (!f) return sg_fail_nomem(err, "what was found");
    if (take_over(f, judged)) f->domain = domain_of(r, judged->registrable);
    if (f->domain) there = tsearch(f, &r->flagged_tree, by_host);
    if (there && *there == f) {
        struct seek_domain *d = f->domain;
        *ret = f->number = (uint32_t)r->n_flagged;
        r->flagged[r->n_flagged++] = f;
        if (!d->n_hosts++ || is_worse(f, r->flagged[d->worst])) d->worst = *ret;
        d->is_kept |= f->look.severity >= r->o->least;
        return d->n_hosts == 1 && strcmp(f->host, d->domain) != 0 ? judge_itself(r, d, err) : SG_OK;
    }
    if (there) *ret = (*there)->number;
    free(f->host);
    free(f->shown);
    free(f);
    return there ? SG_OK : sg_fail_nomem(err, "what was found");
}

/* ---- hosts ---- */

/* Places where nobody reads a host: servers, the envelope's sender, a signature's domain. */
static bool is_unread(enum sg_entry_where where)
{
    return where == SG_IN_RECEIVED || where == SG_IN_RETURN_PATH || where == SG_IN_SIGNER;
}

/* d=campaign-example.20150623.gappssmtp.com is Google's own name for a customer, as
 * campaign-example.mail.protection.outlook.com is Microsoft's. */
static bool is_in_front(const struct sg_lookalike *look)
{
    return look->tricks & 1u << SG_TRICK_SUBDOMAIN;
}

static enum sg_code judge(struct seek_run *r, struct sg_str host, bool is_read, struct seek_met *m, struct sg_err *err)
{
    char ip[SEEK_IP];
    struct sg_judged judged = { 0 };
    m->is_listed = seek_is_listed(r, host);
    m->is_put_off = false;
    if (!r->judge || seek_ip(host, ip)) return SG_OK;
    switch (sg_judge(r->judge, host, &judged)) {
    case SG_JUDGED_OWN:
        r->e->totals.own++;
        return SG_OK;
    case SG_JUDGED_UNREADABLE:
        r->e->totals.unreadable++;
        return SG_OK;
    case SG_JUDGED_ALIKE:
        m->is_put_off = !is_read && is_in_front(&judged.look);
        m->is_flagged = !m->is_put_off;
        return m->is_put_off ? SG_OK : flag(r, &judged, &m->flagged, err);
    case SG_JUDGED_STRANGER:
        break;
    }
    return SG_OK;
}

/* Longer than any name: unreadable as it is. */
static struct sg_str clipped(struct sg_buf *host)
{
    if (host->len > SEEK_HOST_MAX) {
        host->len = SEEK_HOST_MAX;
        host->data[SEEK_HOST_MAX - 1] = '!'; /* no dot that would make it a name again */
    }
    return sg_buf_view(host);
}

/* In lower case, without a dot at its end, another script's letters as punycode. */
static enum sg_code normal(struct seek_run *r, struct sg_str host, struct sg_str *ret, struct sg_err *err)
{
    struct sg_buf *out = &r->host;
    bool is_ascii = true;
    while (host.len && (host.data[host.len - 1] == '.' || host.data[host.len - 1] == ' '))
        host.len--;
    if (host.len > SEEK_WRITTEN_MAX) host.len = SEEK_WRITTEN_MAX;
    sg_buf_clear(out);
    for (size_t i = 0; i < host.len; i++) {
        is_ascii = is_ascii && (signed char)host.data[i] >= 0;
        sg_buf_char(out, sg_lower(host.data[i]));
    }
    bool is_url = false;
    if (!is_ascii) {
        sg_auto_buf url = { 0 }, domain = { 0 }, written = { 0 };
        sg_buf_text(&written, "https://");
        sg_buf_str(&written, host);
        SG_TRY(sg_buf_check(&written, err));
        SG_TRY(sg_url_canonical(r->extractor, sg_buf_view(&written), &url, &domain, &is_url, err));
        if (is_url) {
            sg_buf_clear(out);
            sg_buf_str(out, seek_host_of(sg_buf_view(&url)));
        }
    }
    SG_TRY(sg_buf_check(out, err));
    /* Of what is no link whoever judges it knows more, of long names too. */
    *ret = is_ascii || is_url ? clipped(out) : sg_buf_view(out);
    return SG_OK;
}

static enum sg_code meet(struct seek_run *r, struct sg_str host, bool is_read, const struct seek_met **ret,
                         struct sg_err *err)
{
    struct seek_met *m = NULL;
    bool is_new = false;
    SG_TRY(normal(r, host, &host, err));
    *ret = NULL;
    if (!host.len) return SG_OK;
    SG_TRY(seek_cache_find(&r->cache, SEEK_HOST, host, &m, &is_new, err));
    if (is_new || (is_read && m->is_put_off)) SG_TRY(judge(r, host, is_read, m, err));
    *ret = m;
    return SG_OK;
}

enum sg_code seek_host(struct seek_run *r, struct sg_str host, const struct seek_met **ret, struct sg_err *err)
{
    return meet(r, host, true, ret, err);
}

static bool is_passed_over(const struct seek_run *r, const struct seek_met *m)
{
    return m->is_put_off || (m->is_flagged && is_in_front(&r->flagged[m->flagged]->look));
}

/* What somebody registered may look alike whatever stands in front of it: treasury.example.treasury-login.test. */
static enum sg_code meet_registered(struct seek_run *r, const struct seek_met **ret, struct sg_err *err)
{
    char name[SEEK_WRITTEN_MAX];
    struct sg_str host = seek_clip(sg_registrable(sg_buf_view(&r->host)), sizeof name);
    if (host.len) memcpy(name, host.data, host.len);
    return meet(r, sg_str_n(name, host.len), false, ret, err);
}

enum sg_code seek_take_host(struct seek_run *r, const struct seek_carrier *c, enum sg_entry_where where,
                            struct sg_str host, struct sg_str value, struct sg_err *err)
{
    const struct seek_met *m = NULL;
    SG_TRY(meet(r, host, !is_unread(where), &m, err));
    if (!m) return SG_OK;
    if (m->is_listed) SG_TRY(seek_listed_hosts(r, sg_buf_view(&r->host), c, where, value, err));
    if (is_unread(where) && is_passed_over(r, m)) {
        SG_TRY(meet_registered(r, &m, err));
        if (!m || is_passed_over(r, m)) return SG_OK;
    }
    if (!m->is_flagged) return SG_OK;
    struct seek_flagged *f = r->flagged[m->flagged];
    if (f->look.severity < r->o->least) return SG_OK;
    return seek_gather(&f->domain->found, c, where, value, err);
}

/* ---- addresses and URLs ---- */

enum sg_code seek_take_address(struct seek_run *r, const struct seek_carrier *c, enum sg_entry_where where,
                               struct sg_str address, struct sg_err *err)
{
    struct seek_met *m = NULL;
    bool is_new = false;
    if (address.len > SEEK_ADDRESS_MAX) address.len = 0; /* RFC 5321 has 254 */
    const char *sign = address.len ? memrchr(address.data, '@', address.len) : NULL;
    if (!sign) return SG_OK;
    SG_TRY(seek_cache_find(&r->cache, SEEK_ADDRESS, address, &m, &is_new, err));
    if (is_new) m->is_listed = seek_indicator(r, SG_INDICATOR_MAIL, address) != SG_NO_INDEX;
    if (m->is_listed) SG_TRY(seek_listed_add(r, seek_indicator(r, SG_INDICATOR_MAIL, address), c, where, address, err));
    struct sg_str host = sg_str_n(sign + 1, address.len - (size_t)(sign - address.data) - 1);
    return seek_take_host(r, c, where, host, address, err);
}

/* A query may hold what identifies a person: it is left out of what is told. */
static struct sg_str without_query(struct sg_str url)
{
    const char *mark = url.len ? memchr(url.data, '?', url.len) : NULL;
    return mark ? sg_str_n(url.data, (size_t)(mark - url.data)) : url;
}

static bool is_mailto(struct sg_str url)
{
    return url.len > 7 && sg_str_is_nocase(sg_str_n(url.data, 7), "mailto:");
}

enum sg_code seek_take_url(struct seek_run *r, const struct seek_carrier *c, enum sg_entry_where where,
                           struct sg_str url, bool is_canonical, struct sg_err *err)
{
    struct seek_met *m = NULL;
    bool is_new = false;
    if (is_mailto(url)) {
        struct sg_str address = without_query(sg_str_n(url.data + 7, url.len - 7));
        char lower[SEEK_ADDRESS_MAX];
        if (address.len > sizeof lower) return SG_OK;
        for (size_t i = 0; i < address.len; i++)
            lower[i] = sg_lower(address.data[i]);
        return seek_take_address(r, c, where, sg_str_n(lower, address.len), err);
    }
    if (!is_canonical) {
        sg_buf_clear(&r->canonical);
        sg_buf_clear(&r->domain);
        bool is_url;
        SG_TRY(sg_url_canonical(r->extractor, url, &r->canonical, &r->domain, &is_url, err));
        if (!is_url) {
            if (!memmem(url.data, url.len, "://", 3)) return SG_OK; /* tel:, a path inside a page */
            return seek_take_host(r, c, where, seek_host_of(url), seek_host_of(url), err);
        }
        url = sg_buf_view(&r->canonical);
    }
    if (where != SG_IN_POST_LINK)
        SG_TRY(seek_cache_find(&r->cache, SEEK_URL, url, &m, &is_new, err)); /* counted in SQL */
    if (r->n_url_hosts)
        SG_TRY(seek_listed_add(r, seek_indicator(r, SG_INDICATOR_URL, url), c, where, without_query(url), err));
    return seek_take_host(r, c, where, seek_host_of(url), without_query(url), err);
}
