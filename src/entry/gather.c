/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found of one name or indicator: counts that are exact, and the earliest carriers. */
#include <stdlib.h>

#include "entry/entry_internal.h"

/* Without a time last; the rest settles equal times the same way each run. */
static int compare(const struct seek_kept *a, const struct seek_kept *b)
{
    sg_time s = seek_time(a->time, a->received), t = seek_time(b->time, b->received);
    if (s != t) return s == SG_TIME_NONE ? 1 : t == SG_TIME_NONE ? -1 : s < t ? -1 : 1;
    if (a->where != b->where) return a->where < b->where ? -1 : 1;
    return (a->key > b->key) - (a->key < b->key);
}

static const char *put(char **at, struct sg_str s)
{
    char *from = *at;
    if (s.len) memcpy(from, s.data, s.len);
    from[s.len] = 0;
    *at += s.len + 1;
    return from;
}

static struct seek_kept *copy(const struct seek_carrier *c, enum sg_entry_where where, struct sg_str value)
{
    struct seek_kept *k = malloc(sizeof *k + value.len + c->by.len + c->title.len + 3);
    if (!k) return NULL;
    char *at = (char *)(k + 1);
    *k = (struct seek_kept){ where, c->key, c->time, c->received, c->n_recipients, NULL, NULL, NULL };
    k->value = put(&at, value);
    k->by = put(&at, c->by);
    k->title = put(&at, c->title);
    return k;
}

static enum sg_code keep_mail(struct seek_found *f, const struct seek_kept *mark, const struct seek_carrier *c,
                              struct sg_str value, struct sg_err *err)
{
    if (!sg_entry_is_in_mail(mark->where) || (f->mail && compare(mark, f->mail) >= 0)) return SG_OK;
    struct seek_kept *k = copy(c, mark->where, value);
    if (!k) return sg_fail_nomem(err, "what was found");
    free(f->mail);
    f->mail = k;
    return SG_OK;
}

static enum sg_code keep(struct seek_found *f, const struct seek_kept *mark, const struct seek_carrier *c,
                         struct sg_str value, struct sg_err *err)
{
    if (f->n_kept == SG_ENTRY_SIGHTINGS && compare(mark, f->kept[f->n_kept - 1]) >= 0) return SG_OK;
    if ((f->n_kept & (f->n_kept - 1)) == 0) { /* room doubles */
        struct seek_kept **grown = realloc(f->kept, (f->n_kept ? 2 * f->n_kept : 1) * sizeof *grown);
        if (!grown) return sg_fail_nomem(err, "what was found");
        f->kept = grown;
    }
    struct seek_kept *k = copy(c, mark->where, value);
    if (!k) return sg_fail_nomem(err, "what was found");
    if (f->n_kept == SG_ENTRY_SIGHTINGS) free(f->kept[--f->n_kept]);
    uint32_t at = f->n_kept++;
    for (; at && compare(k, f->kept[at - 1]) < 0; at--)
        f->kept[at] = f->kept[at - 1];
    f->kept[at] = k;
    return SG_OK;
}

enum sg_code seek_gather(struct seek_found *f, const struct seek_carrier *c, enum sg_entry_where where,
                         struct sg_str value, struct sg_err *err)
{
    if (f->last[where] == c->number) return SG_OK;
    sg_time t = seek_time(c->time, c->received);
    bool is_first = true;
    for (size_t i = 0; i < SG_ENTRY_WHERES; i++)
        is_first = is_first && !f->n[i];
    if (is_first) f->first_time = f->last_time = SG_TIME_NONE;
    f->last[where] = c->number;
    f->n[where]++;
    if (t != SG_TIME_NONE && (f->first_time == SG_TIME_NONE || t < f->first_time)) f->first_time = t;
    if (t != SG_TIME_NONE && (f->last_time == SG_TIME_NONE || t > f->last_time)) f->last_time = t;
    const struct seek_kept mark = { .where = where, .key = c->key, .time = c->time, .received = c->received };
    SG_TRY(keep_mail(f, &mark, c, value, err));
    return keep(f, &mark, c, value, err);
}

void seek_found_release(struct seek_found *f)
{
    for (uint32_t i = 0; i < f->n_kept; i++)
        free(f->kept[i]);
    free(f->kept);
    free(f->mail);
    *f = (struct seek_found){ 0 };
}
