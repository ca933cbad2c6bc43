/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "leak/headers.h"
#include "leak/message_id.h"
#include "objects/objects.h"

/* ---- sentences ---- */

const char *leak_text(struct sg_arena *arena, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return sg_arena_string(arena, sg_str_n(text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1));
}

const char *leak_time_text(struct sg_arena *arena, sg_time t)
{
    char text[SG_TIME_TEXT];
    sg_time_format(t, text);
    return sg_arena_string(arena, sg_str(text));
}

const char *leak_span_text(struct sg_arena *arena, sg_time span)
{
    static const struct {
        sg_time unit;
        const char *name;
    } units[] = { { 365 * SG_DAY, "years" }, { SG_DAY, "days" }, { SG_HOUR, "hours" }, { SG_MINUTE, "minutes" } };
    if (span < 0) span = -span;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (span >= 2 * units[i].unit)
            return leak_text(arena, "%lld %s", (long long)(span / units[i].unit), units[i].name);
    return leak_text(arena, "%lld seconds", (long long)(span / SG_SECOND));
}

/* ---- shapes ---- */

struct shaping {
    struct leak_run *r;
    struct sg_arena *arena;
    struct leak_shape *shapes;
};

static const char *id_domain(struct sg_arena *arena, struct sg_str id)
{
    char host[256];
    struct sg_str s = leak_message_id_host(id);
    size_t n = s.len < sizeof host ? s.len : sizeof host;
    for (size_t i = 0; i < n; i++)
        host[i] = sg_lower(s.data[i]);
    struct sg_str name = { host, n };
    if (!n) return sg_arena_string(arena, sg_str(""));
    if (leak_host_is_internal(name)) return sg_arena_string(arena, sg_str("(a local name)"));
    return sg_arena_string(arena, sg_registrable(name));
}

static const char *first_hop(struct sg_arena *arena, const struct leak_head *head)
{
    for (uint32_t i = 0; i < head->n_hops; i++) /* the sender's own machine and inner servers are passed over */
        if (!leak_host_is_internal(sg_str(head->hops[i].by)))
            return sg_arena_string(arena, sg_registrable(sg_str(head->hops[i].by)));
    return sg_arena_string(arena, sg_str("none"));
}

static enum sg_code shape_mail(void *ctx, struct leak_mail *m, const struct sg_str *values, struct sg_err *err)
{
    struct shaping *s = ctx;
    const struct sg_leak_item *item = leak_item(s->r, m);
    struct leak_shape *shape = &s->shapes[m - s->r->mails];
    char family[LEAK_FORM], id[LEAK_FORM], skeleton[LEAK_FORM], boundary[LEAK_FORM];
    SG_TRY(leak_head_read(s->arena, values[0], &shape->head, err));
    leak_client_family(sg_str(item->client), family);
    leak_message_id_form(sg_str(item->message_id), id);
    leak_structure_skeleton(sg_str(m->structure), skeleton);
    leak_form(sg_str(m->boundary), boundary);
    shape->sender = sg_arena_string(s->arena, sg_str(item->from));
    shape->family = sg_arena_string(s->arena, sg_str(family));
    shape->id_form = sg_arena_string(s->arena, sg_str(id));
    shape->id_domain = id_domain(s->arena, sg_str(item->message_id));
    shape->skeleton = sg_arena_string(s->arena, sg_str(skeleton));
    shape->boundary = sg_arena_string(s->arena, sg_str(boundary));
    shape->first_hop = first_hop(s->arena, &shape->head);
    bool is_whole = shape->sender && shape->family && shape->id_form && shape->id_domain && shape->skeleton &&
                    shape->boundary && shape->first_hop;
    return is_whole ? SG_OK : sg_fail_nomem(err, "the mails' headers");
}

/* A mail whose row the store no longer gives has an empty shape, never NULL strings. */
static enum sg_code fill(struct shaping *s, struct sg_err *err)
{
    const char *empty = sg_arena_string(s->arena, sg_str("")), *none = sg_arena_string(s->arena, sg_str("none"));
    if (!empty || !none) return sg_fail_nomem(err, "the mails' headers");
    for (size_t i = 0; i < s->r->n_mails; i++)
        s->shapes[i] = (struct leak_shape){ .head = { .order = empty },
                                            .sender = empty,
                                            .family = empty,
                                            .id_form = none,
                                            .id_domain = empty,
                                            .skeleton = empty,
                                            .boundary = empty,
                                            .first_hop = none };
    return SG_OK;
}

enum sg_code leak_shapes(struct leak_run *r, struct sg_arena *arena, struct leak_shape **ret, struct sg_err *err)
{
    static const char *const names[] = { "headers" };
    struct shaping s = { r, arena, sg_arena_alloc(arena, r->n_mails, sizeof *s.shapes) };
    if (!s.shapes) return sg_fail_nomem(err, "the mails' headers");
    SG_TRY(fill(&s, err));
    SG_TRY(leak_each_mail(r, names, 1, shape_mail, &s, err));
    *ret = s.shapes;
    return SG_OK;
}

/* ---- findings that wait ---- */

static bool is_too_loud(const struct leak_run *r, const struct leak_waiting *w, size_t n, const char *rule,
                        size_t n_verified)
{
    size_t against_verified = 0, all = 0;
    bool is_weak = false;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(w[i].rule, rule) != 0 || w[i].severity < SG_LOW) continue;
        all++;
        against_verified += leak_mail_is_verified(r, &r->mails[w[i].mail]);
        is_weak |= w[i].is_weak;
    }
    if (n_verified >= 200) return against_verified * 200 > n_verified;
    return is_weak && all > 5 && all * 100 > r->n_mails;
}

static enum sg_code add_one(struct leak_run *r, const struct leak_waiting *w, bool is_note, struct sg_err *err)
{
    const struct leak_mail *m = &r->mails[w->mail];
    struct leak_found found = { .rule = w->rule,
                                .item = m->item,
                                .severity = w->severity,
                                .facts = w->facts,
                                .n_facts = w->n_facts,
                                .others = &w->other,
                                .n_others = w->other != SG_NO_INDEX };
    if (is_note || leak_mail_is_verified(r, m)) found.severity = SG_NOTE;
    return leak_add(r, &found, err);
}

enum sg_code leak_add_waiting(struct leak_run *r, const struct leak_waiting *w, size_t n, struct sg_err *err)
{
    const char *rules[32];
    bool is_loud[32];
    size_t n_rules = 0, n_verified = 0;
    for (size_t i = 0; i < r->n_mails; i++)
        n_verified += leak_mail_is_verified(r, &r->mails[i]);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < n_rules && strcmp(rules[k], w[i].rule) != 0)
            k++;
        if (k == n_rules && n_rules < sizeof rules / sizeof *rules) {
            rules[n_rules++] = w[i].rule;
            is_loud[k] = is_too_loud(r, w, n, w[i].rule, n_verified);
        }
        SG_TRY(add_one(r, &w[i], k < n_rules && is_loud[k], err));
    }
    return SG_OK;
}
