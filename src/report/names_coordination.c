/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of accounts that acted in step and are no public figures give way to numbers: doc/method/privacy.md. */
#include "base/fs.h"
#include "base/text.h"
#include "report/names.h"
#include "report/web_coordination.h"

struct names {
    struct sg_coordination *const *found;
    size_t n;
    const struct sg_known_accounts *known;
    const struct sg_names_options *o;
    struct mask mask;
    struct sg_arena *listed; /* names of o->named */
};

static void names_release(struct names *n)
{
    mask_release(&n->mask);
    sg_arena_free(n->listed);
}
#define auto_names __attribute__((cleanup(names_release))) struct names

/* 0: its name stays; SG_NO_INDEX: it has no number. */
static uint32_t number_of(const struct names *n, const struct sg_step_account *a)
{
    const struct sg_known_account *known = sg_known_find(n->known, a->identity);
    return known ? known->number : SG_NO_INDEX;
}

/* ---- what stays and what goes ---- */

/* Accounts that are named on request may be what others did something about. */
static bool keep_listed(struct names *n)
{
    for (const char *at = n->o->named; at && *at;) {
        size_t len = strcspn(at, ",");
        struct sg_str entry = sg_str_trim(sg_str_n(at, len));
        const char *slash = memrchr(entry.data, '/', entry.len);
        if (slash) entry = sg_str_n(slash + 1, entry.len - (size_t)(slash + 1 - entry.data));
        if (entry.len && entry.data[0] == '@') entry = sg_str_n(entry.data + 1, entry.len - 1);
        const char *name = sg_arena_string(n->listed, entry);
        if (!name || !mask_keep(&n->mask, name)) return false;
        at += len + (at[len] == ',');
    }
    return true;
}

static bool keep_names(struct names *n, const struct sg_coordination *c)
{
    bool is_fine = true;
    for (size_t i = 0; i < c->n_accounts; i++) {
        const struct sg_step_account *a = &c->accounts[i];
        if (number_of(n, a) != 0) continue;
        is_fine &= mask_keep(&n->mask, a->name);
        if (!names_may_tell_others(a->display)) is_fine &= mask_keep(&n->mask, a->display);
    }
    return is_fine;
}

static bool hide_names(struct names *n, const struct sg_coordination *c, bool has_number)
{
    bool is_fine = true;
    for (size_t i = 0; i < c->n_accounts; i++) {
        uint32_t number = number_of(n, &c->accounts[i]);
        if (number == 0 || (number != SG_NO_INDEX) != has_number) continue;
        is_fine &= mask_hide(&n->mask, c->accounts[i].name, has_number ? number : 0);
    }
    return is_fine;
}

static bool hide_traces(struct names *n, const struct sg_coordination *c)
{
    bool is_fine = true;
    for (size_t i = 0; i < c->n_accounts; i++)
        if (number_of(n, &c->accounts[i]) != 0) is_fine &= mask_hide(&n->mask, c->accounts[i].display, 0);
    for (size_t i = 0; i < c->n_posts; i++) {
        const struct sg_step_post *p = &c->posts[i];
        if (number_of(n, &c->accounts[p->account]) != 0 && strlen(p->id) >= NAMES_ID_LEAST)
            is_fine &= mask_hide(&n->mask, p->id, 0);
    }
    return is_fine;
}

/* First what stays, then names, which have numbers, then what has none. */
static bool fill_mask(struct names *n)
{
    bool is_fine = keep_listed(n);
    for (size_t k = 0; k < n->n; k++)
        is_fine = is_fine && keep_names(n, n->found[k]);
    for (size_t k = 0; k < n->n; k++)
        is_fine = is_fine && hide_names(n, n->found[k], true);
    for (size_t k = 0; k < n->n; k++)
        is_fine = is_fine && hide_names(n, n->found[k], false) && hide_traces(n, n->found[k]);
    return is_fine;
}

/* ---- objects ---- */

/* Where an address begins with the name of an account: platforms, and any host with "/@name". */
static bool is_of_somebody(struct sg_str address)
{
    static const char *const hosts[] = {
        "twitter.com",  "x.com",       "facebook.com", "instagram.com",   "t.me",
        "telegram.me",  "vk.com",      "ok.ru",        "tiktok.com",      "gab.com",
        "gab.ai",       "parler.com",  "threads.net",  "truthsocial.com", "bsky.app",
        "linkedin.com", "gettr.com",   "tumblr.com",   "livejournal.com", "nitter.net",
        "reddit.com",   "youtube.com", "xcancel.com",  "minds.com",       "odysee.com"
    };
    const char *scheme = memmem(address.data, address.len, "://", 3);
    size_t from = scheme ? (size_t)(scheme + 3 - address.data) : 0, to = from;
    while (to < address.len && !strchr("/?#:", address.data[to]))
        to++;
    struct sg_str host = sg_str_n(address.data + from, to - from);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        size_t len = strlen(hosts[i]);
        if (host.len < len || (host.len > len && host.data[host.len - len - 1] != '.')) continue;
        if (sg_str_is_nocase(sg_str_n(host.data + host.len - len, len), hosts[i])) return true;
    }
    return memmem(address.data + to, address.len - to, "/@", 2) != NULL;
}

static bool is_number(const char *s)
{
    return *s && !s[strspn(s, "0123456789")];
}

/* Cut after the host; what is no address, such as an id, goes. */
static void address(const struct mask *m, struct sg_str value, struct sg_buf *out)
{
    if (memmem(value.data, value.len, "://", 3)) mask_text(m, value, out);
}

/* "name", "@name" or "platform/name". */
static void account_name(const struct mask *m, struct sg_str value, struct sg_buf *out)
{
    const char *slash = memrchr(value.data, '/', value.len);
    size_t at = slash ? (size_t)(slash + 1 - value.data) : 0;
    if (at < value.len && value.data[at] == '@') at++;
    mask_name(m, sg_str_n(value.data + at, value.len - at), out);
}

static bool clean_object(struct names *n, struct sg_arena *arena, struct sg_step_object *o)
{
    struct sg_str value = sg_str(o->value);
    o->identity = 0; /* a hash, which could be found by trying values */
    switch (o->by) {
    case SG_BY_TEXT:
    case SG_BY_NEAR_TEXT:
        o->value = "";
        return true;
    case SG_BY_MENTION:
    case SG_BY_REPLY:
        return names_masked(arena, &n->mask, account_name, &o->value);
    case SG_BY_DOMAIN:
    case SG_BY_HASHTAG:
    case SG_BY_HASHTAG_PAIR:
        return names_masked(arena, &n->mask, mask_label, &o->value);
    default: {
        bool is_post = o->by == SG_BY_REPOST || is_number(o->value) || is_of_somebody(value);
        if (mask_is_in_address(&n->mask, value) || (is_post && !mask_keeps_address(&n->mask, value)))
            return names_masked(arena, &n->mask, address, &o->value);
        return true;
    }
    }
}

/* ---- replacing ---- */

static bool rename_account(struct names *n, struct sg_arena *arena, struct sg_step_account *a)
{
    uint32_t number = number_of(n, a);
    if (number == 0) return !names_may_tell_others(a->display) || names_masked(arena, &n->mask, mask_text, &a->display);
    a->display = "";
    a->is_replaced = true;
    sg_auto_buf name = { 0 };
    if (number != SG_NO_INDEX) sg_buf_printf(&name, "account %u", number);
    a->name = name.failed ? NULL : sg_arena_string(arena, sg_buf_view(&name));
    return a->name != NULL;
}

/* `is_hidden`: by an account whose name does not stay. */
static bool clean_post(struct names *n, struct sg_arena *arena, struct sg_step_post *p, bool is_hidden)
{
    if (is_hidden) p->id = p->url = p->member = "";
    p->post = 0; /* a hash of the id */
    if (mask_is_in_address(&n->mask, sg_str(p->url))) p->url = "";
    return names_masked(arena, &n->mask, mask_text, &p->text) && names_masked(arena, &n->mask, mask_label, &p->member);
}

/* On many platforms the moment at which an account was made is told to everybody who asks, and is its alone. */
static bool clean_signals(struct names *n, struct sg_arena *arena, struct sg_signals *s, bool is_hidden)
{
    if (is_hidden && s->created != SG_TIME_NONE) s->created -= (s->created % SG_DAY + SG_DAY) % SG_DAY;
    return names_masked(arena, &n->mask, mask_text, &s->client);
}

static bool clean(struct names *n, struct sg_coordination *c)
{
    bool is_fine = true;
    for (size_t i = 0; is_fine && i < c->n_objects; i++)
        is_fine = clean_object(n, c->arena, &c->objects[i]);
    for (size_t i = 0; is_fine && i < c->n_posts; i++)
        is_fine = clean_post(n, c->arena, &c->posts[i], number_of(n, &c->accounts[c->posts[i].account]) != 0);
    for (size_t i = 0; is_fine && i < c->n_accounts; i++) {
        const struct sg_step_account *a = &c->accounts[i];
        if (a->signals != SG_NO_INDEX)
            is_fine = clean_signals(n, c->arena, &c->signals[a->signals], number_of(n, a) != 0);
    }
    for (size_t i = 0; is_fine && i < c->n_sources; i++) {
        c->sources[i].file = sg_path_name(c->sources[i].file); /* folders often bear a name */
        is_fine = names_masked(c->arena, &n->mask, mask_label, &c->sources[i].file);
    }
    for (size_t i = 0; is_fine && i < c->n_accounts; i++) /* last: the mask has borrowed their names */
        is_fine = rename_account(n, c->arena, &c->accounts[i]);
    return is_fine && names_masked(c->arena, &n->mask, mask_query, &c->settings.query);
}

enum sg_code sg_coordination_replace_names(struct sg_coordination *const *found, size_t n_found,
                                           const struct sg_known_accounts *known, const struct sg_names_options *o,
                                           struct sg_err *err)
{
    auto_names n = { .found = found, .n = n_found, .known = known, .o = o, .listed = sg_arena_new() };
    bool is_fine = n.listed && fill_mask(&n);
    for (size_t k = 0; is_fine && k < n_found; k++)
        is_fine = clean(&n, found[k]);
    return is_fine && names_clean_beside(&n.mask, o) ? SG_OK : sg_fail_nomem(err, "replacing names");
}
