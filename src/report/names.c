/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of accounts that are not public figures give way to numbers: doc/method/privacy.md. */
#include <stdlib.h>

#include "base/fs.h"
#include "base/text.h"
#include "report/names.h"

bool names_is_nameless_place(const char *platform)
{
    static const char *const places[] = { "4chan", "8chan",    "8kun",        "2ch", "endchan",
                                          "kohl",  "pastebin", "archive.org", "web" };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(platform, places[i]) == 0) return true;
    return false;
}

/* An entry of the list: "@name", "name" or "platform/name". */
static bool fits(struct sg_str entry, const char *platform, const char *name)
{
    if (entry.len && entry.data[0] == '@') entry = sg_str_n(entry.data + 1, entry.len - 1);
    if (sg_str_is_nocase(entry, name)) return true;
    size_t n = strlen(platform);
    if (entry.len <= n || entry.data[n] != '/' || !sg_str_is_nocase(sg_str_n(entry.data, n), platform)) return false;
    struct sg_str rest = sg_str_n(entry.data + n + 1, entry.len - n - 1);
    if (rest.len && rest.data[0] == '@') rest = sg_str_n(rest.data + 1, rest.len - 1);
    return sg_str_is_nocase(rest, name);
}

bool names_is_listed(const char *list, const char *platform, const char *name)
{
    for (const char *at = list; at && *at;) {
        const char *comma = strchr(at, ',');
        size_t len = comma ? (size_t)(comma - at) : strlen(at);
        if (fits(sg_str_trim(sg_str_n(at, len)), platform, name)) return true;
        at = comma ? comma + 1 : NULL;
    }
    return false;
}

/* ---- who keeps a name ---- */

struct names {
    struct sg_story *s;
    const struct sg_names_options *o;
    bool *keeps, *is_press,
        *is_other;    /* of each account: its name; it has articles and statements; it has other posts */
    const char **old; /* of each account: the name that it had */
    uint32_t *number; /* of each account: of "account 12"; 0: its name stays */
    struct mask mask;
    uint32_t n_replaced;
};

static void names_release(struct names *n)
{
    free(n->keeps);
    free(n->is_press);
    free(n->is_other);
    free(n->old);
    free(n->number);
    mask_release(&n->mask);
}
#define auto_names __attribute__((cleanup(names_release))) struct names

int64_t names_limit(const struct sg_names_options *o)
{
    return o->limit > 0 ? o->limit : SG_NAMES_LIMIT;
}

static void decide(struct names *n)
{
    const struct sg_story *s = n->s;
    int64_t limit = names_limit(n->o);
    for (size_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (p->account == SG_NO_INDEX || p->is_ghost) continue;
        bool is_press = p->kind == SG_ARTICLE || p->kind == SG_STATEMENT;
        *(is_press ? &n->is_press[p->account] : &n->is_other[p->account]) = true;
    }
    for (size_t i = 0; i < s->n_accounts; i++) {
        const struct sg_story_account *a = &s->accounts[i];
        const char *platform = s->platforms[a->platform].name;
        n->old[i] = a->name;
        n->keeps[i] = *a->name ? a->audience >= limit || (n->is_press[i] && !n->is_other[i]) ||
                                     names_is_listed(n->o->named, platform, a->name)
                               : names_is_nameless_place(platform);
    }
}

/* Who is told of elsewhere in the document has the same name there and here.  An account that this story names and the
 * other part does not loses what ties the two together. */
static void decide_known(struct names *n)
{
    uint32_t next = n->o->known ? n->o->known->n_replaced : 0;
    for (size_t i = 0; i < n->s->n_accounts; i++) {
        struct sg_story_account *a = &n->s->accounts[i];
        const struct sg_known_account *known = sg_known_find(n->o->known, a->identity);
        bool is_told = known && known->is_told;
        if (is_told && !known->number) n->keeps[i] = true;
        if (n->keeps[i] && is_told && known->number) {
            a->group = SG_NO_INDEX;
            a->identity = 0;
        }
        if (!n->keeps[i] && *a->name) n->number[i] = is_told ? known->number : ++next;
    }
}

static bool keeps_traces(const struct names *n, const struct sg_story_post *p)
{
    return p->account == SG_NO_INDEX ? names_is_nameless_place(n->s->platforms[p->platform].name)
                                     : n->keeps[p->account];
}

/* ---- replacing ---- */

bool names_may_tell_others(const char *display)
{
    return strpbrk(display, "@./_0123456789") != NULL || strstr(display, "\xef\xbc\xa0");
}

/* First what stays, then names, which have numbers, then what has none. */
static bool hide_words(struct names *n)
{
    const struct sg_story *s = n->s;
    bool is_fine = true;
    for (size_t i = 0; i < s->n_accounts; i++) {
        const struct sg_story_account *a = &s->accounts[i];
        if (!n->keeps[i]) continue;
        is_fine &= mask_keep(&n->mask, a->name);
        if (!names_may_tell_others(a->display)) is_fine &= mask_keep(&n->mask, a->display);
    }
    for (size_t i = 0; i < s->n_accounts; i++)
        if (n->number[i]) is_fine &= mask_hide(&n->mask, s->accounts[i].name, n->number[i]);
    for (size_t i = 0; i < s->n_accounts; i++)
        if (!n->keeps[i]) is_fine &= mask_hide(&n->mask, s->accounts[i].display, 0);
    for (size_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (!keeps_traces(n, p) && strlen(p->id) >= NAMES_ID_LEAST) is_fine &= mask_hide(&n->mask, p->id, 0);
    }
    return is_fine;
}

bool names_masked(struct sg_arena *arena, const struct mask *m, names_mask_fn *mask, const char **text)
{
    if (!**text) return true;
    sg_auto_buf out = { 0 };
    mask(m, sg_str(*text), &out);
    const char *kept = out.failed ? NULL : sg_arena_string(arena, sg_buf_view(&out));
    if (kept) *text = kept;
    return kept != NULL;
}

static bool masked(struct names *n, names_mask_fn *mask, const char **text)
{
    return names_masked(n->s->arena, &n->mask, mask, text);
}

static bool rename_accounts(struct names *n)
{
    for (size_t i = 0; i < n->s->n_accounts; i++) {
        struct sg_story_account *a = &n->s->accounts[i];
        if (n->keeps[i]) {
            if (names_may_tell_others(a->display) && !masked(n, mask_text, &a->display)) return false;
            continue;
        }
        a->display = "";
        if (!*a->name) continue;
        sg_auto_buf name = { 0 };
        sg_buf_printf(&name, "account %u", n->number[i]);
        n->n_replaced++;
        a->name = name.failed ? NULL : sg_story_string(n->s, sg_buf_view(&name));
        a->is_replaced = true;
        if (!a->name) return false;
    }
    return true;
}

static bool holds(const char *text, const char *part)
{
    return *part && strcasestr(text, part);
}

/* Labels are few and stand in many posts: the last one is remembered. */
struct label {
    const char *before, *after;
};

static bool masked_label(struct names *n, struct label *last, const char **text)
{
    if (!last->before || strcmp(last->before, *text) != 0) {
        *last = (struct label){ *text, *text };
        if (!masked(n, mask_label, &last->after)) return false;
    }
    *text = last->after;
    return true;
}

static void forget_traces(const struct names *n, struct sg_story_post *p, uint32_t number)
{
    if (holds(p->member, p->id) || (p->account != SG_NO_INDEX && holds(p->member, n->old[p->account]))) p->member = "";
    p->id = p->url = p->channel = "";
    p->post = number; /* the identity is a hash of the id, which could be found by trying ids */
    p->fingerprint = 0;
}

/* The id of a post that nobody stands behind may be words: an archive's "jane_doe_files". */
static bool id_names_somebody(const struct names *n, const struct sg_story_post *p, struct sg_buf *scratch)
{
    sg_buf_clear(scratch);
    mask_label(&n->mask, sg_str(p->id), scratch);
    return !sg_str_is(sg_buf_view(scratch), p->id);
}

static bool clean_posts(struct names *n)
{
    sg_auto_buf scratch = { 0 };
    struct label member = { 0 }, channel = { 0 };
    for (uint32_t i = 0; i < n->s->n_posts; i++) {
        struct sg_story_post *p = &n->s->posts[i];
        if (!masked(n, mask_text, &p->text)) return false;
        if (!keeps_traces(n, p) || id_names_somebody(n, p, &scratch)) forget_traces(n, p, i);
        if (mask_is_in_address(&n->mask, sg_str(p->url))) p->url = "";
        if (!masked_label(n, &member, &p->member) || !masked_label(n, &channel, &p->channel)) return false;
    }
    return true;
}

bool names_clean_beside(const struct mask *m, const struct sg_names_options *o)
{
    for (size_t i = 0; i < o->n_beside; i++) {
        struct sg_buf *text = &o->beside[i], clean = { 0 };
        mask_label(m, sg_buf_view(text), &clean);
        sg_buf_release(text);
        *text = clean;
        if (clean.failed) return false;
    }
    return true;
}

/* What the case's keeper wrote. */
static bool clean_labels(struct names *n)
{
    struct sg_story *s = n->s;
    for (size_t i = 0; i < s->n_sources; i++)
        if (!masked(n, mask_label, &s->sources[i].file)) return false;
    for (size_t i = 0; i < s->n_calendar; i++)
        if (!masked(n, mask_label, &s->calendar[i].name)) return false;
    return names_clean_beside(&n->mask, n->o) && masked(n, mask_query, &s->query);
}

/* Folders often bear the name of whoever works there. */
static void forget_folders(struct sg_story *s)
{
    for (size_t i = 0; i < s->n_sources; i++)
        s->sources[i].file = sg_path_name(s->sources[i].file);
}

enum sg_code sg_story_replace_names(struct sg_story *s, const struct sg_names_options *o, uint32_t *ret_replaced,
                                    struct sg_err *err)
{
    auto_names n = { .s = s, .o = o };
    forget_folders(s);
    if (!o->all) {
        n.keeps = calloc(s->n_accounts + 1, sizeof *n.keeps);
        n.is_press = calloc(s->n_accounts + 1, sizeof *n.is_press);
        n.is_other = calloc(s->n_accounts + 1, sizeof *n.is_other);
        n.old = calloc(s->n_accounts + 1, sizeof *n.old);
        n.number = calloc(s->n_accounts + 1, sizeof *n.number);
        if (!n.keeps || !n.is_press || !n.is_other || !n.old || !n.number)
            return sg_fail_nomem(err, "replacing names");
        decide(&n);
        decide_known(&n);
        if (!hide_words(&n) || !clean_labels(&n) || !rename_accounts(&n) || !clean_posts(&n))
            return sg_fail_nomem(err, "replacing names");
    }
    *ret_replaced = n.n_replaced;
    return SG_OK;
}
