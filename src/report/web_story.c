/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One story of the page's document: doc/formats/page-json.md. */
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "report/post_json.h"
#include "report/web_internal.h"

enum { WORDS_MAX = 256 }; /* languages, and link methods: more than there are in any evidence that is meant well */

/* Words as numbers, "" the first; a word too many counts as "". */
struct words {
    const char *item[WORDS_MAX];
    size_t n;
};

static size_t word_number(struct words *w, const char *word)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->item[i] == word || strcmp(w->item[i], word) == 0) return i;
    if (w->n == WORDS_MAX) return 0;
    w->item[w->n] = word;
    return w->n++;
}

static void time_or_null(struct sg_json_out *j, const struct web *w, const char *key, sg_time t)
{
    sg_json_key(j, key);
    if (t == SG_TIME_NONE)
        sg_json_null(j);
    else
        sg_json_i64(j, web_ms(w, t));
}

/* ---- head ---- */

/* The milestone as it was asked for; where names are replaced, what was found of it: whatever stood in the question may
 * name somebody. */
static void milestone_asked(struct sg_json_out *j, const struct web *w)
{
    const struct sg_story *s = w->s;
    const struct sg_story_post *p = s->milestone != SG_NO_INDEX ? &s->posts[s->milestone] : NULL;
    const struct sg_story_account *a = p && p->account != SG_NO_INDEX ? &s->accounts[p->account] : NULL;
    sg_auto_buf told = { 0 };
    if (a && a->is_replaced)
        sg_buf_text(&told, a->name);
    else if (a && w->in->to && w->in->to[0] == '@')
        sg_buf_printf(&told, "@%s", a->name);
    else if (p && *p->id)
        sg_buf_printf(&told, "%s:%s", s->platforms[p->platform].name, p->id);
    j->out->failed |= told.failed;
    if (!w->in->to || w->o->names.all)
        sg_json_ktext(j, "to", w->in->to);
    else
        sg_json_kstr(j, "to", sg_buf_view(&told));
}

static void settings(struct sg_json_out *j, const struct web *w)
{
    sg_json_key(j, "settings");
    sg_json_object(j);
    sg_json_kbool(j, "inferred", w->in->with_inferred);
    sg_json_ki64(j, "same_text_window_s", w->in->same_text_window / SG_SECOND);
    sg_json_ki64(j, "co_object_window_s", w->in->co_object_window / SG_SECOND);
    milestone_asked(j, w);
    sg_json_ku64(j, "seed", w->o->seed);
    sg_json_object_end(j);
}

static void counts(struct sg_json_out *j, const struct web *w)
{
    const struct sg_story *s = w->s;
    sg_json_key(j, "counts");
    sg_json_object(j);
    sg_json_ku64(j, "posts", s->n_matches);
    sg_json_ku64(j, "accounts", s->n_match_accounts);
    sg_json_ku64(j, "evidence_posts", s->n_evidence);
    sg_counts_json(j, s);
    sg_json_ku64(j, "replaced_names", w->in->n_replaced);
    sg_json_object_end(j);
    sg_json_kdouble(j, "missing_share", s->missing_share);
    sg_json_key(j, "milestone");
    if (s->milestone == SG_NO_INDEX)
        sg_json_null(j);
    else {
        sg_json_object(j);
        sg_json_ki64(j, "post", web_index(w->post_at, s->milestone));
        sg_json_ktext(j, "why", s->milestone_why);
        sg_json_object_end(j);
    }
}

void web_look(struct sg_json_out *j, uint32_t platform)
{
    static const char *const shapes[MAP_SHAPES] = { "disc",    "square",        "diamond", "triangle",
                                                    "hexagon", "triangle-down", "pentagon" };
    struct map_look look = map_platform_look(platform);
    char color[16];
    snprintf(color, sizeof color, "#%06x", look.color & 0xffffffu);
    sg_json_ktext(j, "color", color);
    sg_json_ktext(j, "shape", shapes[look.shape]);
}

void web_sources(struct sg_json_out *j, const struct sg_story_source *sources, size_t n)
{
    sg_json_key(j, "sources");
    sg_json_array(j);
    for (size_t i = 0; i < n; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "file", sg_path_name(sources[i].file));
        sg_json_ktext(j, "sha256", sources[i].sha256);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

static void surroundings(struct sg_json_out *j, const struct web *w)
{
    const struct sg_story *s = w->s;
    sg_json_key(j, "calendar");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_calendar; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "name", s->calendar[i].name);
        sg_json_ki64(j, "from", web_ms(w, s->calendar[i].from));
        sg_json_ki64(j, "to", web_ms(w, s->calendar[i].to));
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
    web_sources(j, s->sources, s->n_sources);
    sg_json_key(j, "platforms");
    sg_json_array(j);
    for (uint32_t i = 0; i < s->n_platforms; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "name", s->platforms[i].name);
        sg_json_ku64(j, "posts", s->platforms[i].n_posts);
        sg_json_ku64(j, "ghosts", s->platforms[i].n_ghosts);
        web_look(j, i);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

/* ---- tables ---- */

static uint32_t stepper(const struct web *w, uint32_t account)
{
    const struct sg_known_account *known = sg_known_find(w->in->known, w->s->accounts[account].identity);
    return known ? known->stepper : SG_NO_INDEX;
}

static void accounts(struct sg_json_out *j, const struct web *w)
{
    const struct sg_story_account *a = w->s->accounts;
    const uint32_t *in = w->accounts;
    size_t n = w->n_accounts;
    sg_json_key(j, "accounts");
    sg_json_object(j);
    WEB_COLUMN(j, "platform", n, i, a[in[i]].platform);
    WEB_TEXTS(j, "name", n, i, a[in[i]].name);
    WEB_TEXTS(j, "display", n, i, a[in[i]].display);
    WEB_COLUMN(j, "audience", n, i, a[in[i]].audience);
    WEB_COLUMN(j, "replaced", n, i, a[in[i]].is_replaced);
    WEB_COLUMN(j, "group", n, i, web_or_none(a[in[i]].group));
    WEB_COLUMN(j, "stepper", n, i, web_or_none(stepper(w, in[i])));
    sg_json_object_end(j);
}

enum { GHOST = 16, MATCH = 32, ROOT = 64, ORDERED = 128 }; /* beside enum SG_POST_*'s bits */

static unsigned post_flags(const struct sg_story_post *p)
{
    unsigned kept = SG_POST_EMBEDDED | SG_POST_SUMMARY | SG_POST_REPAIRED | SG_POST_CLOCK;
    return (p->flags & kept) | (p->is_ghost ? GHOST : 0u) | (p->is_match ? MATCH : 0u) | (p->is_root ? ROOT : 0u) |
           (p->is_ordered ? ORDERED : 0u);
}

static void post_numbers(struct sg_json_out *j, const struct web *w)
{
    const struct sg_story_post *p = w->s->posts;
    const uint32_t *in = w->posts;
    size_t n = w->n_posts;
    WEB_COLUMN(j, "time", n, i, web_ms(w, p[in[i]].time));
    WEB_COLUMN(j, "precision", n, i, p[in[i]].precision);
    WEB_COLUMN(j, "platform", n, i, p[in[i]].platform);
    WEB_COLUMN(j, "account", n, i, web_index(w->account_at, p[in[i]].account));
    WEB_COLUMN(j, "node", n, i, web_index(w->net.place, w->all.node_of[in[i]]));
    WEB_COLUMN(j, "kind", n, i, p[in[i]].kind);
    WEB_COLUMN(j, "flags", n, i, post_flags(&p[in[i]]));
    WEB_COLUMN(j, "audience", n, i, p[in[i]].audience);
    WEB_COLUMN(j, "source", n, i, web_or_none(p[in[i]].source));
    WEB_COLUMN(j, "row", n, i, p[in[i]].row);
    WEB_COLUMN(j, "offset", n, i, p[in[i]].offset);
}

static void posts(struct sg_json_out *j, const struct web *w, struct words *langs)
{
    const struct sg_story_post *p = w->s->posts;
    const uint32_t *in = w->posts;
    size_t n = w->n_posts;
    sg_json_key(j, "posts");
    sg_json_object(j);
    post_numbers(j, w);
    WEB_COLUMN(j, "lang", n, i, word_number(langs, p[in[i]].lang));
    WEB_COLUMN(j, "duplicate_of", n, i, web_index(w->post_at, p[in[i]].duplicate_of));
    WEB_TEXTS(j, "id", n, i, p[in[i]].id);
    WEB_TEXTS(j, "url", n, i, p[in[i]].url);
    WEB_TEXTS(j, "channel", n, i, p[in[i]].channel);
    WEB_TEXTS(j, "member", n, i, p[in[i]].member);
    if (w->o->with_text) WEB_TEXTS(j, "text", n, i, p[in[i]].text);
    sg_json_object_end(j);
    WEB_TEXTS(j, "langs", langs->n, i, langs->item[i]);
}

static void links(struct sg_json_out *j, const struct web *w, struct words *methods)
{
    const struct sg_story_link *l = w->s->links;
    const uint32_t *in = w->links;
    size_t n = w->n_links;
    sg_json_key(j, "links");
    sg_json_object(j);
    WEB_COLUMN(j, "child", n, i, web_index(w->post_at, l[in[i]].child));
    WEB_COLUMN(j, "parent", n, i, web_index(w->post_at, l[in[i]].parent));
    WEB_COLUMN(j, "kind", n, i, l[in[i]].kind);
    sg_json_key(j, "confidence");
    sg_json_array(j);
    for (size_t i = 0; i < n; i++)
        web_hundredths(j, (double)l[in[i]].confidence);
    sg_json_array_end(j);
    WEB_COLUMN(j, "method", n, i, word_number(methods, l[in[i]].method));
    sg_json_object_end(j);
    WEB_TEXTS(j, "link_methods", methods->n, i, methods->item[i]);
}

static void findings(struct sg_json_out *j, const struct web *w)
{
    const struct sg_story *s = w->s;
    sg_json_key(j, "firsts");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_firsts; i++) {
        sg_json_object(j);
        sg_json_ki64(j, "post", web_index(w->post_at, s->firsts[i].post));
        sg_json_ki64(j, "link", web_index(w->link_at, s->firsts[i].link));
        sg_json_ku64(j, "coarse_earlier", s->firsts[i].n_coarse_earlier);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
    sg_json_key(j, "chain");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_chain; i++) {
        sg_json_object(j);
        sg_json_ki64(j, "post", web_index(w->post_at, s->chain[i].post));
        sg_json_ki64(j, "link", web_index(w->link_at, s->chain[i].link));
        sg_json_ki64(j, "also", web_index(w->link_at, s->chain[i].also));
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

static void hidden(struct sg_json_out *j, const struct web *w)
{
    sg_json_key(j, "hidden");
    sg_json_object(j);
    sg_json_ku64(j, "nodes", w->net.n_hidden_nodes);
    sg_json_ku64(j, "edges", w->net.n_hidden_edges);
    sg_json_ku64(j, "alone", w->net.n_alone);
    sg_json_ku64(j, "posts", w->s->n_posts - w->n_posts);
    sg_json_ku64(j, "links", w->s->n_links - w->n_links);
    sg_json_object_end(j);
}

static enum sg_code write_story(const struct web *w, struct sg_buf *out, struct sg_err *err)
{
    struct words langs = { { "" }, 1 }, methods = { { "" }, 1 };
    struct sg_json_out j = sg_json_out(out, false);
    sg_json_object(&j);
    sg_json_ktext(&j, "id", w->in->id);
    sg_json_ktext(&j, "query", w->s->query);
    sg_json_ktext(&j, "title", w->in->title ? w->in->title : w->s->query);
    sg_json_ki64(&j, "t0", w->t0 / 1000);
    time_or_null(&j, w, "from", w->s->from);
    time_or_null(&j, w, "to", w->s->to);
    settings(&j, w);
    sg_json_ktext(&j, "finding", w->in->known && *w->in->known->finding ? w->in->known->finding : NULL);
    counts(&j, w);
    surroundings(&j, w);
    accounts(&j, w);
    posts(&j, w, &langs);
    links(&j, w, &methods);
    findings(&j, w);
    web_network(&j, w);
    SG_TRY(web_axis(&j, w, err));
    hidden(&j, w);
    sg_json_object_end(&j);
    return sg_buf_check(out, err);
}

/* ---- the door ---- */

void sg_page_part_release(struct sg_page_part *p)
{
    if (!p) return;
    sg_buf_release(&p->json);
    *p = (struct sg_page_part){ 0 };
}

enum sg_code sg_page_part_make(const struct sg_page_story *s, const struct sg_page_options *o, struct sg_page_part *ret,
                               struct sg_err *err)
{
    struct web w = { .in = s, .o = o, .s = s->story };
    struct sg_page_part made = { .with_inferred = s->with_inferred,
                                 .same_text_window = s->same_text_window,
                                 .co_object_window = s->co_object_window,
                                 .n_inferred = s->story->n_inferred,
                                 .n_duplicates = s->story->n_duplicates,
                                 .n_replaced = s->n_replaced };
    enum sg_code code = web_init(&w, err);
    if (code == SG_OK) code = web_place(&w, err);
    if (code == SG_OK) code = write_story(&w, &made.json, err);
    if (code == SG_OK) {
        made.n_nodes = w.net.shown.n_nodes;
        made.n_edges = w.net.shown.n_edges;
        made.n_hidden_nodes = w.net.n_hidden_nodes + w.net.n_alone;
        made.n_hidden_edges = w.net.n_hidden_edges;
        made.n_hidden_posts = w.s->n_posts - w.n_posts;
        made.n_communities = w.n_communities;
        made.modularity = w.modularity;
        made.n_iterations = w.n_iterations;
        *ret = made;
    } else
        sg_page_part_release(&made);
    web_release(&w);
    return code;
}

enum sg_code sg_page_story_json(const struct sg_page_story *s, const struct sg_page_options *o, struct sg_buf *out,
                                struct sg_err *err)
{
    struct sg_page_part part = { 0 };
    SG_TRY(sg_page_part_make(s, o, &part, err));
    if (out->len == 0) { /* nothing to keep: the bytes are handed over, not copied */
        sg_buf_release(out);
        *out = part.json;
        part.json = (struct sg_buf){ 0 };
    } else
        sg_buf_str(out, sg_buf_view(&part.json));
    sg_page_part_release(&part);
    return sg_buf_check(out, err);
}
