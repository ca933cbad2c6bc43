/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/formats/coordination-json.md, read.  The document may have been edited: nothing of it is believed. */
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "report/fields.h"
#include "report/coordination_rows.h"

/* ---- rows ---- */

static void settings(struct reading *r, struct sg_json doc)
{
    struct sg_coordination_settings *s = &r->c->settings;
    r->at = doc;
    s->query = field_words(r, "query");
    r->at = sg_json_get(doc, "settings");
    if (sg_json_type(r->at) != SG_JSON_OBJECT) field_fault(r, "settings", "object");
    struct sg_str like = sg_json_string(sg_json_get(r->at, "like"));
    int which = 0;
    while (sg_like_names[which] && !sg_str_is(like, sg_like_names[which]))
        which++;
    if (!sg_like_names[which]) field_fault(r, "settings.like", "name of a set of definitions");
    s->like = sg_like_names[which] ? (enum sg_like)which : SG_LIKE_SILLAGE;
    s->kinds = field_kinds(r);
    s->window = field_seconds(r, "window_s");
    s->is_window_estimated = field_truth(r, "window_estimated");
    s->fast_window = field_seconds(r, "fast_window_s");
    s->min_weight = field_small(r, "min_weight");
    s->min_participation = field_small(r, "min_participation");
    s->min_group = field_small(r, "min_group");
    s->edge_percentile = field_real(r, "edge_percentile");
    s->fdr = field_real(r, "fdr");
    s->max_crowd = field_small(r, "max_crowd");
    s->without_reposts = field_truth(r, "without_reposts");
    s->similarity = field_real(r, "similarity");
    s->shingle = field_small(r, "shingle");
    s->shuffles = field_small(r, "shuffles");
    s->seed = field_count(r, "seed", UINT64_MAX);
}

static void layer(struct reading *r, size_t i)
{
    r->c->layers[i] = (struct sg_step_layer){ .by = field_kind(r),
                                              .n_events = field_count(r, "events", UINT64_MAX),
                                              .n_objects = field_count(r, "objects", UINT64_MAX),
                                              .n_accounts = field_small(r, "accounts"),
                                              .n_without_account = field_count(r, "without_account", UINT64_MAX),
                                              .n_pairs = field_count(r, "pairs", UINT64_MAX),
                                              .total_weight = field_count(r, "total_weight", UINT64_MAX),
                                              .window = field_seconds(r, "window_s"),
                                              .granularity = field_seconds(r, "granularity_s"),
                                              .n_crowded = field_count(r, "crowded_events", UINT64_MAX),
                                              .n_below = field_count(r, "pairs_below", UINT64_MAX),
                                              .n_short = field_count(r, "short_texts", UINT64_MAX),
                                              .n_unchecked = field_count(r, "unchecked_texts", UINT64_MAX) };
}

static void common(struct reading *r, size_t i)
{
    r->c->common[i] = (struct sg_step_common){ .layer = field_place(r, "layer", r->c->n_layers),
                                               .object = field_place(r, "object", r->c->n_objects),
                                               .n_events = field_small(r, "events"),
                                               .n_accounts = field_small(r, "accounts"),
                                               .largest_crowd = field_small(r, "largest_crowd"),
                                               .least_weight = field_real(r, "least_weight") };
}

static void account(struct reading *r, size_t i)
{
    bool is_known = !field_is_null(sg_json_get(r->at, "audience"));
    r->c->accounts[i] =
        (struct sg_step_account){ .platform = field_words(r, "platform"),
                                  .name = field_words(r, "account"),
                                  .display = field_words(r, "name"),
                                  .identity = field_identity(r),
                                  .is_replaced = field_truth(r, "replaced"),
                                  .audience = is_known ? (int64_t)field_count(r, "audience", INT64_MAX) : -1,
                                  .n_posts = field_count(r, "posts", UINT64_MAX),
                                  .group = field_place_or_none(r, "group", r->c->n_groups),
                                  .signals = field_place_or_none(r, "signals", r->c->n_signals) };
}

static void part(struct reading *r, size_t i)
{
    bool is_tested = coordination_is_tested(r->c);
    r->c->parts[i] = (struct sg_step_part){ .by = field_kind(r),
                                            .weight = field_count(r, "weight", UINT64_MAX),
                                            .fast = field_count(r, "fast", UINT64_MAX),
                                            .joint = is_tested ? field_small(r, "joint") : 0,
                                            .expected_by_company = is_tested ? field_real(r, "expected_by_company") : 0,
                                            .expected_by_timing = is_tested ? field_real(r, "expected_by_timing") : 0,
                                            .p = is_tested ? field_real(r, "p") : 1 };
}

/* [from, number] of steps; they are checked when all pairs are there. */
static void steps_of(struct reading *r, struct sg_step_pair *p)
{
    struct sg_json v = sg_json_get(r->at, "steps");
    struct sg_json_iter it = sg_json_each(v);
    bool is_fine = sg_json_type(v) == SG_JSON_ARRAY && sg_json_count(v) == 2 && sg_json_more(&it) &&
                   field_to_u64(it.value, &p->first_step) && sg_json_more(&it) && field_to_u64(it.value, &p->n_steps);
    if (!is_fine || p->first_step > r->c->n_steps || p->n_steps > r->c->n_steps - p->first_step)
        field_fault(r, "steps", "range of this document's steps");
    else if ((r->n_claimed += p->n_steps) > r->c->n_steps)
        field_fault(r, "steps", "range that no pair before it names");
}

static void pair(struct reading *r, size_t i)
{
    struct sg_coordination *c = r->c;
    bool is_tested = coordination_is_tested(c);
    struct sg_step_pair *p = &c->pairs[i];
    *p = (struct sg_step_pair){ .a = field_place(r, "a", c->n_accounts),
                                .b = field_place(r, "b", c->n_accounts),
                                .weight = field_count(r, "weight", UINT64_MAX),
                                .fast = field_count(r, "fast", UINT64_MAX),
                                .joint = is_tested ? field_small(r, "joint") : 0,
                                .expected = is_tested ? field_real(r, "expected") : 0,
                                .p = is_tested ? field_real(r, "p") : 1,
                                .q = is_tested ? field_real(r, "q") : 1,
                                .balance = field_real_or(r, "balance", NAN),
                                .a_posts = field_small(r, "a_posts"),
                                .b_posts = field_small(r, "b_posts"),
                                .a_first = field_small(r, "a_first"),
                                .b_first = field_small(r, "b_first"),
                                .mean_gap = field_real_or(r, "mean_gap_s", NAN),
                                .is_significant = field_truth(r, "significant"),
                                .is_above = field_truth(r, "above_cut"),
                                .group = field_place_or_none(r, "group", c->n_groups),
                                .first_part = (uint32_t)c->n_parts };
    if (p->a >= p->b) field_fault(r, "b", "account after the first");
    steps_of(r, p);
    struct sg_json whole = r->at;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(whole, "parts")); r->code == SG_OK && sg_json_more(&it);) {
        r->at = it.value;
        part(r, c->n_parts);
        p->kinds |= (uint32_t)1 << c->parts[c->n_parts].by;
        c->n_parts++;
        p->n_parts++;
    }
    r->at = whole;
}

/* The techniques' ids, with blanks between. */
static const char *tags(struct reading *r)
{
    sg_auto_buf all = { 0 };
    struct sg_json v = sg_json_get(r->at, "consistent_with");
    if (sg_json_type(v) != SG_JSON_ARRAY) field_fault(r, "consistent_with", "list");
    for (struct sg_json_iter it = sg_json_each(v); sg_json_more(&it);) {
        struct sg_str id = sg_json_string(it.value);
        if (id.len == 0 || memchr(id.data, ' ', id.len)) field_fault(r, "consistent_with", "list of ids");
        if (all.len) sg_buf_char(&all, ' ');
        sg_buf_str(&all, id);
    }
    if (all.failed && r->code == SG_OK) r->code = sg_fail_nomem(r->err, r->name);
    return field_kept(r, sg_buf_view(&all));
}

static void group(struct reading *r, size_t i)
{
    struct sg_coordination *c = r->c;
    struct sg_step_group *g = &c->groups[i];
    *g = (struct sg_step_group){ .n_pairs = field_small(r, "pairs"),
                                 .kinds = field_kinds(r),
                                 .weight = field_count(r, "weight", UINT64_MAX),
                                 .density = field_real(r, "density"),
                                 .median_gap = field_real_or(r, "median_gap_s", NAN),
                                 .p90_gap = field_real_or(r, "p90_gap_s", NAN),
                                 .from = field_moment(r, "from"),
                                 .to = field_moment(r, "to"),
                                 .leader = field_place_or_none(r, "leader", c->n_accounts),
                                 .leader_share = field_real_or(r, "leader_share", NAN),
                                 .n_objects = field_count(r, "n_objects", UINT64_MAX),
                                 .least_p = coordination_is_tested(c) ? field_real(r, "least_p") : 1,
                                 .tags = tags(r) };
    g->first_member = (uint32_t)c->n_members;
    g->n_members = field_places(r, "members", c->n_accounts, c->members, &c->n_members);
    g->first_object = (uint32_t)c->n_group_objects;
    g->n_objects_kept = field_places(r, "objects", c->n_objects, c->group_objects, &c->n_group_objects);
    for (uint32_t k = 0; k < g->n_members; k++)
        if (c->accounts[c->members[g->first_member + k]].group != i)
            field_fault(r, "members", "list of this group's accounts");
}

static void object(struct reading *r, size_t i)
{
    r->c->objects[i] =
        (struct sg_step_object){ .by = field_kind(r), .value = field_words(r, "value"), .identity = field_identity(r) };
}

static void step(struct reading *r, size_t i)
{
    uint32_t of = field_place(r, "pair", r->c->n_pairs);
    double counted = field_real(r, "counted");
    if (!(counted >= 0 && counted <= 1)) field_fault(r, "counted", "number from 0 to 1");
    if (r->code != SG_OK) return;
    r->c->steps[i] = (struct sg_step){ .object = field_place(r, "object", r->c->n_objects),
                                       .by = field_kind(r),
                                       .post_a = field_place(r, "post_a", r->c->n_posts),
                                       .post_b = field_place(r, "post_b", r->c->n_posts),
                                       .gap = field_seconds(r, "gap_s"),
                                       .counted = (float)counted };
    if (r->code != SG_OK) return;
    const struct sg_step_pair *p = &r->c->pairs[of];
    if (i < p->first_step || i - p->first_step >= p->n_steps) field_fault(r, "pair", "pair that names this step");
}

static void sweep(struct reading *r, size_t i)
{
    r->c->sweep[i] = (struct sg_sweep_row){ .window = field_seconds(r, "window_s"),
                                            .n_pairs = field_count(r, "pairs", UINT64_MAX),
                                            .n_significant = field_count(r, "significant", UINT64_MAX),
                                            .n_groups = field_small(r, "groups"),
                                            .n_accounts = field_small(r, "accounts"),
                                            .overlap = field_real_or(r, "overlap", NAN) };
}

static void signals(struct reading *r, size_t i)
{
    uint32_t of = field_place(r, "account", r->c->n_accounts);
    r->c->signals[i] = (struct sg_signals){ .n_posts = field_count(r, "posts", UINT64_MAX),
                                            .gap_entropy = field_real_or(r, "gap_entropy_bits", NAN),
                                            .repeated_gaps = field_real_or(r, "repeated_gaps", NAN),
                                            .round_seconds = field_real_or(r, "round_seconds", NAN),
                                            .longest_rest = field_real_or(r, "longest_rest_h", NAN),
                                            .repost_share = field_real_or(r, "repost_share", NAN),
                                            .reply_share = field_real_or(r, "reply_share", NAN),
                                            .median_reaction = field_real_or(r, "median_reaction_s", NAN),
                                            .fast_reactions = field_real_or(r, "fast_reactions", NAN),
                                            .copied_texts = field_real_or(r, "copied_texts", NAN),
                                            .repeated_texts = field_real_or(r, "repeated_texts", NAN),
                                            .client = field_words(r, "client"),
                                            .client_share = field_real_or(r, "client_share", NAN),
                                            .is_name_template = field_truth(r, "name_template"),
                                            .n_like_name = field_small(r, "like_names"),
                                            .created = field_moment(r, "created"),
                                            .n_created_near = field_small(r, "created_near"),
                                            .first_post = field_moment(r, "first_post"),
                                            .n_started_near = field_small(r, "started_near") };
    if (r->code == SG_OK && r->c->accounts[of].signals != i)
        field_fault(r, "account", "account that names these figures");
}

static void null_check(struct reading *r, struct sg_json doc)
{
    struct sg_json v = sg_json_get(doc, "null_check");
    r->list = NULL;
    if (field_is_null(v)) return;
    if (sg_json_type(v) != SG_JSON_OBJECT) field_fault(r, "null_check", "object");
    r->at = v;
    r->c->null = (struct sg_null_check){ .runs = field_small(r, "runs"),
                                         .runs_with_group = field_small(r, "runs_with_group"),
                                         .pairs_mean = field_real(r, "pairs_mean"),
                                         .pairs_max = field_real(r, "pairs_max"),
                                         .observed_over_expected = field_real_or(r, "observed_over_expected", NAN) };
    if (r->c->null.runs == 0) field_fault(r, "null_check.runs", "number from 1 on");
}

/* ---- posts and their sources ---- */

/* Each source once, found by the addresses of its strings: the arena has one for equal texts. */
struct source_set {
    uint32_t *slots; /* number + 1; 0 is free */
    size_t n_slots;  /* a power of two, more than twice the posts */
};

static uint32_t take_source(struct reading *r, struct source_set *set, const char *file, const char *sha256)
{
    struct sg_coordination *c = r->c;
    size_t at = (((uintptr_t)file >> 3) * 31 + ((uintptr_t)sha256 >> 3)) & (set->n_slots - 1);
    for (; set->slots[at]; at = (at + 1) & (set->n_slots - 1)) {
        const struct sg_story_source *s = &c->sources[set->slots[at] - 1];
        if (s->file == file && s->sha256 == sha256) return set->slots[at] - 1;
    }
    uint64_t id = 0;
    for (int i = 0; i < 16 && sha256[i]; i++)
        id = id << 4 | (uint64_t)(sg_is_digit(sha256[i]) ? sha256[i] - '0' : sg_lower(sha256[i]) - 'a' + 10);
    c->sources[c->n_sources] = (struct sg_story_source){ .id = id, .file = file, .sha256 = sha256 };
    set->slots[at] = (uint32_t)++c->n_sources;
    return set->slots[at] - 1;
}

static void post(struct reading *r, struct source_set *set, size_t i)
{
    struct sg_step_post *p = &r->c->posts[i];
    struct sg_json whole = r->at;
    *p = (struct sg_step_post){ .platform = field_words(r, "platform"),
                                .id = field_words(r, "id"),
                                .post = field_identity(r),
                                .account = field_place(r, "account", r->c->n_accounts),
                                .time = field_moment(r, "time"),
                                .precision = field_small(r, "precision_s"),
                                .url = field_words(r, "url"),
                                .text = "",
                                .source = SG_NO_INDEX,
                                .member = "" };
    if (sg_json_type(sg_json_get(whole, "text")) != SG_JSON_NONE) p->text = field_words(r, "text");
    r->at = sg_json_get(whole, "source");
    if (field_is_null(r->at)) return;
    if (sg_json_type(r->at) != SG_JSON_OBJECT) field_fault(r, "source", "object");
    const char *file = field_words(r, "file"), *sha256 = field_words(r, "sha256");
    p->row = field_count(r, "row", UINT64_MAX);
    p->offset = field_count(r, "offset", UINT64_MAX);
    p->member = field_words(r, "member");
    if (r->code == SG_OK) p->source = take_source(r, set, file, sha256);
}

static void posts(struct reading *r, struct sg_json doc)
{
    struct source_set set = { .n_slots = 64 };
    while (set.n_slots / 2 <= r->c->n_posts)
        set.n_slots *= 2;
    set.slots = calloc(set.n_slots, sizeof *set.slots);
    r->c->sources = list_room(r, r->c->n_posts, sizeof *r->c->sources);
    if (!set.slots && r->code == SG_OK) r->code = sg_fail_nomem(r->err, r->name);
    r->list = "posts";
    r->item = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(doc, "posts")); r->code == SG_OK && sg_json_more(&it);
         r->item++) {
        r->at = it.value;
        post(r, &set, r->item);
    }
    free(set.slots);
}

/* ---- the document ---- */

static void count_lists(struct reading *r, struct sg_json doc)
{
    struct sg_coordination *c = r->c;
    c->n_layers = list_count(r, doc, "layers");
    c->n_common = list_count(r, doc, "common");
    c->n_accounts = list_count(r, doc, "accounts");
    c->n_pairs = list_count(r, doc, "pairs");
    c->n_groups = list_count(r, doc, "groups");
    c->n_objects = list_count(r, doc, "objects");
    c->n_steps = list_count(r, doc, "steps");
    c->n_posts = list_count(r, doc, "posts");
    c->n_signals = list_count(r, doc, "signals");
    c->n_sweep = list_count(r, doc, "sweep");
}

static void make_room(struct reading *r, struct sg_json doc)
{
    struct sg_coordination *c = r->c;
    c->layers = list_room(r, c->n_layers, sizeof *c->layers);
    c->common = list_room(r, c->n_common, sizeof *c->common);
    c->accounts = list_room(r, c->n_accounts, sizeof *c->accounts);
    c->pairs = list_room(r, c->n_pairs, sizeof *c->pairs);
    c->groups = list_room(r, c->n_groups, sizeof *c->groups);
    c->objects = list_room(r, c->n_objects, sizeof *c->objects);
    c->steps = list_room(r, c->n_steps, sizeof *c->steps);
    c->posts = list_room(r, c->n_posts, sizeof *c->posts);
    c->signals = list_room(r, c->n_signals, sizeof *c->signals);
    c->sweep = list_room(r, c->n_sweep, sizeof *c->sweep);
    c->parts = list_room(r, list_count_inside(r, doc, "pairs", "parts"), sizeof *c->parts);
    c->members = list_room(r, list_count_inside(r, doc, "groups", "members"), sizeof *c->members);
    c->group_objects = list_room(r, list_count_inside(r, doc, "groups", "objects"), sizeof *c->group_objects);
    r->list = NULL;
}

static void head(struct reading *r, struct sg_json doc)
{
    settings(r, doc);
    r->at = doc;
    r->c->n_posts_asked = field_count(r, "posts_asked", UINT64_MAX);
    r->c->from = field_moment(r, "from");
    r->c->to = field_moment(r, "to");
    r->c->n_tests = field_count(r, "tests", UINT64_MAX);
    r->c->n_significant = field_count(r, "significant", UINT64_MAX);
    r->c->weight_cut = field_real(r, "weight_cut");
}

static enum sg_code read_document(struct reading *r, struct sg_json doc)
{
    head(r, doc);
    count_lists(r, doc);
    if (r->code == SG_OK) make_room(r, doc);
    list_each(r, doc, "layers", layer);
    list_each(r, doc, "objects", object);
    list_each(r, doc, "common", common);
    list_each(r, doc, "accounts", account);
    list_each(r, doc, "pairs", pair);
    list_each(r, doc, "groups", group);
    if (r->code == SG_OK) posts(r, doc);
    list_each(r, doc, "steps", step);
    list_each(r, doc, "signals", signals);
    list_each(r, doc, "sweep", sweep);
    if (r->code == SG_OK) null_check(r, doc);
    return r->code;
}

enum sg_code sg_report_coordination_read(struct sg_str json, const char *name, struct sg_coordination **ret,
                                         struct sg_err *err)
{
    struct reading r = { .name = name, .err = err };
    SG_TRY(sg_coordination_new(&r.c, err));
    r.arena = r.c->arena;
    enum sg_code code = reading_run(&r, json, 1, read_document);
    if (code == SG_OK)
        *ret = r.c;
    else
        sg_coordination_free(r.c);
    return code;
}
