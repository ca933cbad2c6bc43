/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was gathered, as the answer has it: copies in its own memory, in an order that no chance decides. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "entry/entry_internal.h"

struct finishing {
    struct seek_run *r;
    struct sg_entry *e;
    uint64_t *keys; /* of each sighting */
};

static void *room(struct finishing *f, size_t n, size_t size, struct sg_err *err)
{
    void *there = sg_arena_alloc(f->e->arena, n ? n : 1, size);
    if (!there) (void)sg_fail_nomem(err, "what was found");
    return there;
}

static enum sg_code text(struct finishing *f, const char *from, const char **ret, struct sg_err *err)
{
    *ret = sg_arena_string(f->e->arena, sg_str(from ? from : ""));
    return *ret ? SG_OK : sg_fail_nomem(err, "what was found");
}

/* ---- what was asked ---- */

static enum sg_code joined(struct finishing *f, const char *const *words, size_t n, const char **ret,
                           struct sg_err *err)
{
    sg_auto_buf all = { 0 };
    for (size_t i = 0; i < n; i++) {
        if (i) sg_buf_char(&all, ' ');
        sg_buf_text(&all, words[i]);
    }
    SG_TRY(sg_buf_check(&all, err));
    *ret = sg_arena_string(f->e->arena, sg_buf_view(&all));
    return *ret ? SG_OK : sg_fail_nomem(err, "the protected names");
}

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static enum sg_code put_settings(struct finishing *f, struct sg_err *err)
{
    const struct sg_entry_options *o = f->r->o;
    const struct sg_protected *p = o->names;
    size_t n = p ? p->n : 0, n_allowed = p ? p->n_allowed : 0;
    struct sg_entry *e = f->e;
    SG_TRY(text(f, o->list, &e->settings.list, err));
    SG_TRY(text(f, o->list_sha256, &e->settings.list_sha256, err));
    e->settings.least = o->least;
    e->settings.names = room(f, n, sizeof *e->settings.names, err);
    e->settings.allowed = room(f, n_allowed, sizeof *e->settings.allowed, err);
    if (!e->settings.names || !e->settings.allowed) return SG_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        struct sg_entry_protected *to = &e->settings.names[i];
        SG_TRY(text(f, p->names[i].domain, &to->domain, err));
        SG_TRY(joined(f, p->names[i].aliases, p->names[i].n_aliases, &to->aliases, err));
        SG_TRY(joined(f, p->names[i].brands, p->names[i].n_brands, &to->brands, err));
    }
    for (size_t i = 0; i < n_allowed; i++)
        SG_TRY(text(f, p->allowed[i], &e->settings.allowed[i], err));
    e->settings.n_names = n;
    e->settings.n_allowed = n_allowed;
    if (n_allowed) qsort(e->settings.allowed, n_allowed, sizeof *e->settings.allowed, by_text);
    e->periods = room(f, o->n_periods, sizeof *e->periods, err);
    if (!e->periods) return SG_ENOMEM;
    for (size_t i = 0; i < o->n_periods; i++) {
        e->periods[i] = o->periods[i];
        SG_TRY(text(f, o->periods[i].name, &e->periods[i].name, err));
    }
    e->n_periods = o->n_periods;
    return SG_OK;
}

/* The shortest that holds the moment; of equal ones the first. */
static uint32_t period_of(const struct sg_entry *e, sg_time t)
{
    uint32_t found = SG_NO_INDEX;
    for (uint32_t i = 0; t != SG_TIME_NONE && i < e->n_periods; i++) {
        const struct sg_story_period *p = &e->periods[i];
        if (t < p->from || t >= p->to) continue;
        if (found == SG_NO_INDEX || p->to - p->from < e->periods[found].to - e->periods[found].from) found = i;
    }
    return found;
}

/* ---- sightings ---- */

/* The fifty earliest; the earliest in a mail stands at their end when it is none of them. */
static const struct seek_kept *kept_at(const struct seek_found *f, uint32_t i)
{
    bool is_there = !f->mail;
    for (uint32_t k = 0; k < f->n_kept && !is_there; k++)
        is_there = sg_entry_is_in_mail(f->kept[k]->where);
    return i + 1 == f->n_kept && !is_there ? f->mail : f->kept[i];
}

static enum sg_code put_sighting(struct finishing *f, const struct seek_kept *k, struct sg_err *err)
{
    char id[17];
    struct sg_entry *e = f->e;
    f->keys[e->n_sightings] = k->key;
    struct sg_entry_sighting *s = &e->sightings[e->n_sightings++];
    *s = (struct sg_entry_sighting){ .where = k->where,
                                     .time = k->time,
                                     .received = k->received,
                                     .platform = "",
                                     .file = "",
                                     .sha256 = "",
                                     .path = "",
                                     .n_recipients = k->n_recipients,
                                     .period = period_of(e, seek_time(k->time, k->received)) };
    snprintf(id, sizeof id, "%016" PRIx64, k->key);
    SG_TRY(text(f, k->where == SG_IN_POST_LINK ? "" : id, &s->id, err));
    SG_TRY(text(f, k->value, &s->value, err));
    SG_TRY(text(f, k->by, &s->by, err));
    return text(f, k->title, &s->title, err);
}

static enum sg_code put_sightings(struct finishing *f, const struct seek_found *found, uint32_t *ret_first,
                                  uint32_t *ret_n, uint32_t *ret_mail, struct sg_err *err)
{
    *ret_first = (uint32_t)f->e->n_sightings;
    *ret_n = found->n_kept;
    *ret_mail = SG_NO_INDEX;
    for (uint32_t i = 0; i < found->n_kept; i++) {
        const struct seek_kept *k = kept_at(found, i);
        if (*ret_mail == SG_NO_INDEX && sg_entry_is_in_mail(k->where)) *ret_mail = *ret_first + i;
        SG_TRY(put_sighting(f, k, err));
    }
    return SG_OK;
}

/* ---- names ---- */

static int compare_times(sg_time a, sg_time b)
{
    if (a == b) return 0;
    return a == SG_TIME_NONE ? 1 : b == SG_TIME_NONE ? -1 : a < b ? -1 : 1;
}

static int by_gravity(const void *x, const void *y, void *run)
{
    const struct seek_run *r = run;
    const struct seek_domain *a = *(struct seek_domain *const *)x, *b = *(struct seek_domain *const *)y;
    enum sg_severity s = seek_told(r, a)->look.severity, t = seek_told(r, b)->look.severity;
    if (a->is_kept != b->is_kept) return a->is_kept ? -1 : 1;
    if (s != t) return s > t ? -1 : 1;
    int order = compare_times(a->found.first_time, b->found.first_time);
    return order ? order : strcmp(a->domain, b->domain);
}

/* Met, but named by nobody who counts: a host of posts that a second look did not find again. */
static bool is_found(const struct seek_domain *d)
{
    return d->is_kept && d->found.n_kept;
}

static enum sg_code put_name(struct finishing *f, const struct seek_domain *d, struct sg_entry_name *n,
                             struct sg_err *err)
{
    const struct seek_flagged *worst = seek_told(f->r, d);
    SG_TRY(text(f, d->domain, &n->domain, err));
    SG_TRY(text(f, worst->host, &n->host, err));
    SG_TRY(text(f, worst->shown, &n->shown, err));
    n->look = worst->look;
    n->n_hosts = d->n_hosts;
    n->first = d->found.first_time;
    n->last = d->found.last_time;
    memcpy(n->n, d->found.n, sizeof n->n);
    if (n->look.protected_name < f->e->settings.n_names) f->e->settings.names[n->look.protected_name].n_names++;
    return put_sightings(f, &d->found, &n->first_sighting, &n->n_sightings, &n->first_mail, err);
}

static enum sg_code put_names(struct finishing *f, struct sg_err *err)
{
    struct seek_run *r = f->r;
    if (r->n_domains) qsort_r(r->domains, r->n_domains, sizeof *r->domains, by_gravity, r);
    f->e->names = room(f, r->n_domains, sizeof *f->e->names, err);
    if (!f->e->names) return SG_ENOMEM;
    for (size_t i = 0; i < r->n_domains; i++) {
        f->e->totals.below += !r->domains[i]->is_kept;
        if (is_found(r->domains[i])) SG_TRY(put_name(f, r->domains[i], &f->e->names[f->e->n_names++], err));
    }
    return SG_OK;
}

/* ---- indicators ---- */

static int by_indicator(const void *x, const void *y)
{
    const struct seek_listed *a = *(struct seek_listed *const *)x, *b = *(struct seek_listed *const *)y;
    return (a->first > b->first) - (a->first < b->first);
}

static bool is_same(const struct sg_indicator *a, const struct sg_indicator *b)
{
    return a->kind == b->kind && strcmp(a->value, b->value) == 0;
}

static enum sg_code put_feeds(struct finishing *f, struct sg_err *err)
{
    const struct sg_indicators *x = f->r->o->indicators;
    size_t n = x ? x->n_feeds : 0;
    f->e->feeds = room(f, n, sizeof *f->e->feeds, err);
    if (!f->e->feeds) return SG_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        struct sg_indicator_feed *to = &f->e->feeds[i];
        *to = x->feeds[i];
        SG_TRY(text(f, x->feeds[i].file, &to->file, err));
        SG_TRY(text(f, x->feeds[i].sha256, &to->sha256, err));
        SG_TRY(text(f, x->feeds[i].format, &to->format, err));
        SG_TRY(text(f, x->feeds[i].other_kinds, &to->other_kinds, err));
    }
    f->e->n_feeds = n;
    f->e->totals.indicators = x ? x->n : 0;
    return SG_OK;
}

static enum sg_code put_match(struct finishing *f, const struct sg_indicator *from, const struct sg_entry_match *like,
                              struct sg_err *err)
{
    struct sg_entry_match *m = &f->e->matches[f->e->n_matches++];
    *m = *like;
    m->indicator = *from;
    SG_TRY(text(f, from->value, &m->indicator.value, err));
    SG_TRY(text(f, from->id, &m->indicator.id, err));
    SG_TRY(text(f, from->label, &m->indicator.label, err));
    SG_TRY(text(f, from->author, &m->indicator.author, err));
    if (m->first == SG_TIME_NONE) return SG_OK;
    m->is_before_valid =
        (from->from != SG_TIME_NONE && m->first < from->from) || (from->to != SG_TIME_NONE && m->first > from->to);
    return SG_OK;
}

/* All indicators of one value have its sightings together. */
static enum sg_code put_matches(struct finishing *f, struct sg_err *err)
{
    struct seek_run *r = f->r;
    const struct sg_indicators *x = r->o->indicators;
    size_t n = 0;
    if (r->n_listed) qsort(r->listed, r->n_listed, sizeof(struct seek_listed *), by_indicator);
    for (size_t i = 0; i < r->n_listed; i++)
        for (size_t k = r->listed[i]->first; k < x->n && is_same(&x->items[k], &x->items[r->listed[i]->first]); k++)
            n++;
    f->e->matches = room(f, n, sizeof *f->e->matches, err);
    if (!f->e->matches) return SG_ENOMEM;
    for (size_t i = 0; i < r->n_listed; i++) {
        const struct seek_found *found = &r->listed[i]->found;
        struct sg_entry_match m = { .first = found->first_time, .last = found->last_time };
        uint32_t mail;
        memcpy(m.n, found->n, sizeof m.n);
        SG_TRY(put_sightings(f, found, &m.first_sighting, &m.n_sightings, &mail, err));
        for (size_t k = r->listed[i]->first; k < x->n && is_same(&x->items[k], &x->items[r->listed[i]->first]); k++)
            SG_TRY(put_match(f, &x->items[k], &m, err));
    }
    return SG_OK;
}

/* ---- the first mail ---- */

static sg_time time_of(const struct sg_entry *e, uint32_t sighting)
{
    return seek_time(e->sightings[sighting].time, e->sightings[sighting].received);
}

static uint32_t first_mail(const struct sg_entry *e, enum sg_severity least)
{
    uint32_t found = SG_NO_INDEX;
    for (uint32_t i = 0; i < e->n_names; i++) {
        const struct sg_entry_name *n = &e->names[i];
        if (n->look.severity < least || n->first_mail == SG_NO_INDEX) continue;
        if (found == SG_NO_INDEX ||
            compare_times(time_of(e, n->first_mail), time_of(e, e->names[found].first_mail)) < 0)
            found = i;
    }
    return found;
}

static enum sg_code finish(struct finishing *f, struct sg_err *err)
{
    struct seek_run *r = f->r;
    size_t most = 0;
    for (size_t i = 0; i < r->n_domains; i++)
        most += r->domains[i]->found.n_kept;
    for (size_t i = 0; i < r->n_listed; i++)
        most += r->listed[i]->found.n_kept;
    if (most >= SG_NO_INDEX) return sg_fail(err, SG_ELIMIT, "too much was found: %zu sightings", most);
    f->e->sightings = room(f, most, sizeof *f->e->sightings, err);
    f->keys = calloc(most + 1, sizeof *f->keys);
    if (!f->e->sightings) return SG_ENOMEM;
    if (!f->keys) return sg_fail_nomem(err, "what was found");
    SG_TRY(put_settings(f, err));
    SG_TRY(put_names(f, err));
    SG_TRY(put_feeds(f, err));
    SG_TRY(put_matches(f, err));
    SG_TRY(seek_sightings(r, f->keys, err));
    f->e->first_mail = first_mail(f->e, SG_MEDIUM);
    if (f->e->first_mail == SG_NO_INDEX) f->e->first_mail = first_mail(f->e, SG_LOW);
    f->e->totals.hosts = r->cache.counts[SEEK_HOST];
    f->e->totals.addresses = r->cache.counts[SEEK_ADDRESS];
    f->e->totals.urls += r->cache.counts[SEEK_URL];
    return SG_OK;
}

enum sg_code seek_finish(struct seek_run *r, struct sg_err *err)
{
    struct finishing f = { .r = r, .e = r->e };
    enum sg_code code = finish(&f, err);
    free(f.keys);
    return code;
}
