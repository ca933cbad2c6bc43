/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document that doc/formats/origin-json.md describes. */
#include "report/post_json.h"
#include "report/report.h"
#include "report/say.h"

/* {kind, inferred, method, confidence}, into the object that is open. */
static void link_fields(struct sg_json_out *j, const struct sg_story_link *l)
{
    bool is_inferred = sg_link_is_inferred((enum sg_link_kind)l->kind);
    sg_json_ktext(j, "kind", sg_link_kind_name((enum sg_link_kind)l->kind));
    sg_json_kbool(j, "inferred", is_inferred);
    if (is_inferred) {
        sg_json_ktext(j, "method", l->method);
        sg_json_kdouble(j, "confidence", (double)l->confidence);
    }
}

static int64_t gap_seconds(const struct sg_story *s, const struct sg_story_link *l)
{
    return (s->posts[l->child].time - s->posts[l->parent].time) / SG_SECOND;
}

/* The posts for which `is_wanted` holds. */
static void list(struct sg_json_out *j, const struct sg_story *s, bool with_text,
                 bool (*is_wanted)(const struct sg_story_post *p))
{
    for (uint32_t i = 0; i < s->n_posts; i++)
        if (is_wanted(&s->posts[i])) sg_post_json(j, s, i, with_text);
}

static bool is_ordered_root(const struct sg_story_post *p)
{
    return p->is_root && p->is_ordered;
}
static bool is_coarse_root(const struct sg_story_post *p)
{
    return p->is_root && !p->is_ordered;
}
static bool is_coarse(const struct sg_story_post *p)
{
    return !p->is_ghost && !p->is_ordered && p->duplicate_of == SG_NO_INDEX;
}

static void firsts(struct sg_json_out *j, const struct sg_story *s, bool with_text)
{
    sg_json_key(j, "firsts");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_firsts; i++) {
        const struct sg_story_first *f = &s->firsts[i];
        const struct sg_story_post *p = &s->posts[f->post];
        const struct sg_story_link *l = f->link == SG_NO_INDEX ? NULL : &s->links[f->link];
        sg_json_object(j);
        sg_json_ktext(j, "platform", sg_post_platform(s, p));
        bool is_named = p->account != SG_NO_INDEX && s->accounts[p->account].name[0];
        sg_json_ktext(j, "account", is_named ? s->accounts[p->account].name : NULL);
        sg_json_ktime(j, "time", p->time);
        sg_json_key(j, "post");
        sg_post_json(j, s, f->post, with_text);
        sg_json_ktext(j, "how", sg_say_how(s, f->link));
        sg_json_key(j, "from");
        sg_post_json_or_null(j, s, l ? l->parent : SG_NO_INDEX, with_text);
        if (l) {
            sg_json_key(j, "link");
            sg_json_object(j);
            link_fields(j, l);
            sg_json_object_end(j);
        }
        sg_json_ku64(j, "coarse_earlier", f->n_coarse_earlier);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

static void chain(struct sg_json_out *j, const struct sg_story *s, bool with_text)
{
    sg_json_key(j, "chain");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_chain; i++) {
        const struct sg_story_step *step = &s->chain[i];
        sg_json_object(j);
        sg_json_ku64(j, "step", i + 1);
        sg_json_key(j, "post");
        sg_post_json(j, s, step->post, with_text);
        sg_json_ktext(j, "how", sg_say_how(s, step->link));
        if (step->link != SG_NO_INDEX) {
            sg_json_key(j, "link");
            sg_json_object(j);
            link_fields(j, &s->links[step->link]);
            sg_json_object_end(j);
        }
        if (i > 0)
            sg_json_ki64(j, "gap_seconds",
                         (s->posts[step->post].time - s->posts[s->chain[i - 1].post].time) / SG_SECOND);
        if (step->also != SG_NO_INDEX) {
            sg_json_key(j, "also");
            sg_json_object(j);
            link_fields(j, &s->links[step->also]);
            sg_json_key(j, "from");
            sg_post_json(j, s, s->links[step->also].parent, with_text);
            sg_json_object_end(j);
        }
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

/* Ghosts with how many posts of the evidence point to each: one pass over the links. */
static enum sg_code ghosts(struct sg_json_out *j, const struct sg_story *s, struct sg_err *err)
{
    sg_auto_buf counts = { 0 };
    size_t bytes = s->n_posts * sizeof(uint32_t);
    if (bytes && !sg_buf_room(&counts, bytes)) return sg_fail_nomem(err, "the list of ghosts");
    uint32_t *n = (uint32_t *)(void *)counts.data;
    if (bytes) memset(n, 0, bytes);
    for (size_t i = 0; i < s->n_links; i++)
        n[s->links[i].parent]++;
    sg_json_key(j, "ghosts");
    sg_json_array(j);
    for (uint32_t i = 0; i < s->n_posts; i++) {
        if (!s->posts[i].is_ghost) continue;
        sg_json_object(j);
        sg_json_key(j, "post");
        sg_post_json(j, s, i, false);
        sg_json_ktime(j, "latest_possible_time", s->posts[i].time);
        sg_json_ku64(j, "referred_to_by", n[i]);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
    return SG_OK;
}

static void inferred(struct sg_json_out *j, const struct sg_story *s)
{
    sg_json_key(j, "inferred");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_links; i++) {
        const struct sg_story_link *l = &s->links[i];
        if (!sg_link_is_inferred((enum sg_link_kind)l->kind)) continue;
        sg_json_object(j);
        sg_json_key(j, "from");
        sg_post_json(j, s, l->parent, false);
        sg_json_key(j, "to");
        sg_post_json(j, s, l->child, false);
        sg_json_ktext(j, "kind", sg_link_kind_name((enum sg_link_kind)l->kind));
        sg_json_ktext(j, "method", l->method);
        sg_json_kdouble(j, "confidence", (double)l->confidence);
        sg_json_ki64(j, "gap_seconds", gap_seconds(s, l));
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

static void duplicates(struct sg_json_out *j, const struct sg_story *s)
{
    sg_json_key(j, "duplicates");
    sg_json_array(j);
    for (uint32_t i = 0; i < s->n_posts; i++) {
        if (s->posts[i].duplicate_of == SG_NO_INDEX) continue;
        sg_json_object(j);
        sg_json_key(j, "post");
        sg_post_json(j, s, i, false);
        sg_json_key(j, "of");
        sg_post_json(j, s, s->posts[i].duplicate_of, false);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

enum sg_code sg_report_origin_json(const struct sg_story *s, const struct sg_report_options *o, struct sg_buf *out,
                                   struct sg_err *err)
{
    struct sg_json_out j = sg_json_out(out, true);
    sg_json_object(&j);
    sg_story_json(&j, s, o->with_text);
    sg_json_key(&j, "roots");
    sg_json_array(&j);
    list(&j, s, o->with_text, is_ordered_root);
    list(&j, s, o->with_text, is_coarse_root);
    sg_json_array_end(&j);
    firsts(&j, s, o->with_text);
    chain(&j, s, o->with_text);
    SG_TRY(ghosts(&j, s, err));
    inferred(&j, s);
    duplicates(&j, s);
    sg_json_key(&j, "coarse");
    sg_json_array(&j);
    list(&j, s, o->with_text, is_coarse);
    sg_json_array_end(&j);
    sg_calendar_json(&j, s);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
    return sg_buf_check(out, err);
}
