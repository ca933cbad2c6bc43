/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/post_json.h"

#include "report/say.h"

static void text_or_null(struct sg_json_out *j, const char *key, const char *value)
{
    sg_json_ktext(j, key, *value ? value : NULL);
}

static void source(struct sg_json_out *j, const struct sg_story *s, const struct sg_story_post *p)
{
    sg_json_key(j, "source");
    if (p->source == SG_NO_INDEX) {
        sg_json_null(j);
        return;
    }
    sg_json_object(j);
    sg_json_ktext(j, "file", s->sources[p->source].file);
    sg_json_ktext(j, "sha256", s->sources[p->source].sha256);
    sg_json_ku64(j, "row", p->row);
    sg_json_ku64(j, "offset", p->offset);
    if (*p->member) sg_json_ktext(j, "member", p->member);
    sg_json_object_end(j);
}

void sg_post_json(struct sg_json_out *j, const struct sg_story *s, uint32_t post, bool with_text)
{
    const struct sg_story_post *p = &s->posts[post];
    sg_json_object(j);
    sg_json_ktext(j, "platform", sg_post_platform(s, p));
    text_or_null(j, "id", p->id);
    text_or_null(j, "account", p->account == SG_NO_INDEX ? "" : s->accounts[p->account].name);
    sg_json_ktime(j, "time", p->time);
    sg_json_ku64(j, "precision", p->precision);
    sg_json_ktext(j, "kind", sg_post_kind_name((enum sg_post_kind)p->kind));
    sg_json_kbool(j, "ghost", p->is_ghost);
    sg_json_kbool(j, "match", p->is_match);
    sg_json_key(j, "audience");
    if (p->audience >= 0)
        sg_json_i64(j, p->audience);
    else
        sg_json_null(j);
    text_or_null(j, "url", p->url);
    if (*p->lang) sg_json_ktext(j, "lang", p->lang);
    if (*p->channel) sg_json_ktext(j, "channel", p->channel);
    if (p->flags & SG_POST_CLOCK) sg_json_kbool(j, "clock_differs", true);
    if (p->flags & SG_POST_EMBEDDED) sg_json_kbool(j, "embedded", true);
    if (p->flags & SG_POST_REPAIRED) sg_json_kbool(j, "repaired", true);
    if (with_text && !p->is_ghost) {
        sg_json_ktext(j, "text", p->text);
        if (p->flags & SG_POST_SUMMARY) sg_json_kbool(j, "text_is_summary", true);
    }
    source(j, s, p);
    sg_json_object_end(j);
}

void sg_post_json_or_null(struct sg_json_out *j, const struct sg_story *s, uint32_t post, bool with_text)
{
    if (post == SG_NO_INDEX)
        sg_json_null(j);
    else
        sg_post_json(j, s, post, with_text);
}

void sg_calendar_json(struct sg_json_out *j, const struct sg_story *s)
{
    sg_json_key(j, "calendar");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_calendar; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "name", s->calendar[i].name);
        sg_json_ktime(j, "from", s->calendar[i].from);
        sg_json_ktime(j, "to", s->calendar[i].to);
        if (s->milestone != SG_NO_INDEX)
            sg_json_ki64(j, "begins_after_milestone_seconds",
                         (s->calendar[i].from - s->posts[s->milestone].time) / SG_SECOND);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

static void platforms(struct sg_json_out *j, const struct sg_story *s)
{
    sg_json_key(j, "platforms");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_platforms; i++)
        sg_json_text(j, s->platforms[i].name);
    sg_json_array_end(j);
    sg_json_key(j, "per_platform");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_platforms; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "platform", s->platforms[i].name);
        sg_json_ku64(j, "posts", s->platforms[i].n_posts);
        sg_json_ku64(j, "ghosts", s->platforms[i].n_ghosts);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

void sg_counts_json(struct sg_json_out *j, const struct sg_story *s)
{
    sg_json_ku64(j, "roots", s->n_roots);
    sg_json_ku64(j, "ghosts", s->n_ghosts);
    sg_json_ku64(j, "coarse", s->n_coarse);
    sg_json_ku64(j, "duplicates", s->n_duplicates);
    sg_json_ku64(j, "explicit_links", s->n_explicit);
    sg_json_ku64(j, "inferred_links", s->n_inferred);
    sg_json_ku64(j, "clock_contradictions", s->n_contradictions);
    sg_json_ku64(j, "self_links", s->n_self_links);
}

void sg_story_json(struct sg_json_out *j, const struct sg_story *s, bool with_text)
{
    sg_json_ktext(j, "query", s->query);
    sg_json_ku64(j, "posts", s->n_matches);
    sg_json_ku64(j, "accounts", s->n_match_accounts);
    sg_json_ku64(j, "evidence_posts", s->n_evidence);
    platforms(j, s);
    sg_json_key(j, "range");
    sg_json_object(j);
    sg_json_ktime(j, "from", s->from);
    sg_json_ktime(j, "to", s->to);
    sg_json_object_end(j);
    sg_json_key(j, "milestone");
    if (s->milestone == SG_NO_INDEX)
        sg_json_null(j);
    else {
        sg_json_object(j);
        sg_json_ktext(j, "why", s->milestone_why);
        sg_json_key(j, "post");
        sg_post_json(j, s, s->milestone, with_text);
        sg_json_object_end(j);
    }
    sg_json_key(j, "counts");
    sg_json_object(j);
    sg_counts_json(j, s);
    sg_json_object_end(j);
    sg_json_kdouble(j, "missing_share", s->missing_share);
}
