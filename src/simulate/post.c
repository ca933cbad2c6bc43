/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any post of a platform, worked out from the seed and its rank: who, when, what, and whom it passes on. */
#include "simulate/simulate_internal.h"

enum { PARENT_TRIES = 6, AWAKE_TRIES = 32, LAG_OCTAVE = 3, LAG_OCTAVES = 13, THREADS_BACK = 5 };

/* What is decided first about a post of the background. */
struct roll {
    uint64_t i, state; /* state: for what is drawn later */
    sg_time time;
    uint32_t account;
    uint32_t burst; /* number + 1, or 0 */
    uint8_t kind;
};

/* ---- who, and what kind ---- */

static uint32_t draw_author(const struct platform *p, sg_time t, uint64_t *s)
{
    uint32_t a = 0;
    for (int i = 0; i < AWAKE_TRIES; i++) {
        a = sg_random_below(s, p->n_accounts);
        if ((uint32_t)sg_random(s) >= p->alias[a].limit) a = p->alias[a].other;
        if (is_awake(p->who[a].rhythm, t, s)) break;
    }
    return a;
}

/* The burst that this post belongs to: interest is full in one community, a fifth elsewhere, and dies down. */
static uint32_t draw_burst(const struct platform *p, uint64_t i, unsigned community, uint64_t *s)
{
    const uint32_t *cell = p->cells[i * CELLS / p->n_background];
    for (unsigned c = 0; c < CELL_BURSTS && cell[c]; c++) {
        const struct burst *b = &p->bursts[cell[c] - 1];
        if (i < b->first || i >= b->first + b->len) continue;
        if (i == b->first && b->kind == BURST_VIRAL) return cell[c];
        double left = (double)(b->first + b->len - i) / (double)b->len;
        double chance = b->peak / 1000.0 * left * left * (b->community == community ? 1 : 0.2);
        if (sg_random_unit(s) < chance) return cell[c];
    }
    return 0;
}

static uint8_t draw_kind(const struct platform *p, unsigned platform, const struct roll *r, uint64_t *s)
{
    unsigned of_thousand = sg_random_below(s, 1000);
    if (platform == CHAN) return r->i % THREAD == 0 ? SG_POST : SG_REPLY;
    if (r->i == 0) return SG_POST;
    if (r->burst) {
        const struct burst *b = &p->bursts[r->burst - 1];
        return b->kind == BURST_VIRAL && r->i != b->first ? SG_REPOST : SG_POST;
    }
    if (of_thousand < p->kind->repost) return SG_REPOST;
    of_thousand -= p->kind->repost;
    if (of_thousand < p->kind->quote) return SG_QUOTE;
    return of_thousand - p->kind->quote < p->kind->reply ? SG_REPLY : SG_POST;
}

static struct roll roll_of(const struct world *w, unsigned platform, uint64_t i)
{
    const struct platform *p = &w->platforms[platform];
    struct roll r = { .i = i, .state = draw_for(w->o.seed, SALT_POST, platform, i) };
    r.time = background_time(w, platform, i);
    r.account = draw_author(p, r.time, &r.state);
    r.burst = draw_burst(p, i, p->who[r.account].community, &r.state);
    r.kind = draw_kind(p, platform, &r, &r.state);
    return r;
}

/* On boards answers are taken away, elsewhere originals: what others refer to. */
static bool is_deleted(const struct world *w, unsigned platform, const struct roll *r)
{
    if (r->kind != (platform == CHAN ? SG_REPLY : SG_POST)) return false;
    uint64_t s = draw_for(w->o.seed, SALT_LOSS, platform, r->i);
    return sg_random_unit(&s) < w->o.deleted;
}

static bool is_planned_there(const struct world *w, const struct planned *p)
{
    return !p->is_deleted && !(p->what == PLANNED_JOINT && w->o.without_groups);
}

bool post_is_there(const struct world *w, unsigned platform, uint64_t rank)
{
    uint64_t i = 0;
    const struct planned *p = planned_at(w, platform, rank, &i);
    if (p) return is_planned_there(w, p);
    if (w->o.deleted <= 0) return true;
    struct roll r = roll_of(w, platform, i);
    return !is_deleted(w, platform, &r);
}

/* ---- whom it passes on ---- */

/* An earlier post of the background, a heavy-tailed time ago, rather one by an account with many followers and of the
 * same community.  Planned posts are never chosen: without the groups the rest stays as it was. */
static struct roll seen_by(const struct world *w, unsigned platform, const struct roll *r)
{
    const struct platform *p = &w->platforms[platform];
    uint64_t s = draw_for(w->o.seed, SALT_PARENT, platform, r->i);
    double a_second = (double)p->n_background / ((double)w->length / (double)SG_SECOND);
    struct roll other = { 0 };
    for (int i = 0; i < PARENT_TRIES; i++) {
        uint32_t octave = LAG_OCTAVE + sg_random_below(&s, LAG_OCTAVES);
        uint64_t lag = (uint64_t)(((double)(1u << octave) + sg_random_below(&s, 1u << octave)) * a_second);
        lag += 1 + sg_random_below(&s, 4);
        other = roll_of(w, platform, lag <= r->i ? r->i - lag : sg_random(&s) % r->i);
        if (other.account == r->account) continue;
        const struct who *author = &p->who[other.account];
        bool is_known = sg_random_unit(&s) * (author->followers + 1000.0) < author->followers;
        bool is_interesting = author->community == p->who[r->account].community || sg_random_below(&s, 4) == 0;
        if (is_known && is_interesting) break;
    }
    return other;
}

/* Shallow cascades are all passed on from the original itself; in deep ones each from whoever was seen. */
static bool is_shallow(const struct world *w, unsigned platform, uint64_t top)
{
    return draw_for(w->o.seed, SALT_SHALLOW, platform, top) & 1;
}

/* The post that is no repost at the end of a row of reposts. */
static struct roll original_of(const struct world *w, unsigned platform, struct roll r)
{
    while (r.kind == SG_REPOST)
        r = r.burst ? roll_of(w, platform, w->platforms[platform].bursts[r.burst - 1].first) : seen_by(w, platform, &r);
    return r;
}

/* Another who took part in the same viral repost before, or its original. */
static struct roll seen_in_burst(const struct world *w, unsigned platform, const struct roll *r, const struct roll *top)
{
    uint64_t s = draw_for(w->o.seed, SALT_PARENT, platform, r->i);
    if (is_shallow(w, platform, top->i)) return *top;
    for (int i = 0; i < PARENT_TRIES; i++) {
        struct roll other = roll_of(w, platform, top->i + sg_random(&s) % (r->i - top->i));
        if (other.burst == r->burst && other.account != r->account) return other;
    }
    return *top;
}

/* Of a repost: its original and the post that was really seen. */
static struct roll reposted(const struct world *w, unsigned platform, const struct roll *r, struct roll *ret_parent)
{
    if (r->burst) {
        struct roll top = original_of(w, platform, *r);
        *ret_parent = seen_in_burst(w, platform, r, &top);
        return top;
    }
    struct roll other = seen_by(w, platform, r), top = original_of(w, platform, other);
    *ret_parent = is_shallow(w, platform, top.i) ? top : other;
    return top;
}

/* Boards: THREAD posts in a row share an opening post; each goes to one of the latest threads, and half of the answers
 * quote another answer of the thread. */
static uint64_t thread_of(const struct world *w, uint64_t i)
{
    if (i % THREAD == 0) return i;
    uint64_t s = draw_for(w->o.seed, SALT_PARENT, CHAN, i), row = i / THREAD, back = draw_zipf(&s, THREADS_BACK) - 1;
    return (back > row ? row : row - back) * THREAD;
}

static uint64_t quoted_in(const struct world *w, uint64_t i, uint64_t thread)
{
    uint64_t s = draw_for(w->o.seed, SALT_SHALLOW, CHAN, i);
    if (sg_random(&s) & 1) return thread;
    for (int t = 0; t < PARENT_TRIES && i > thread + 1; t++) {
        uint64_t other = thread + 1 + sg_random(&s) % (i - thread - 1);
        if (thread_of(w, other) == thread) return other;
    }
    return thread;
}

/* The beginning of it all: answers and quotes are followed back too. */
static struct roll root_of(const struct world *w, unsigned platform, struct roll r)
{
    for (;;) {
        r = original_of(w, platform, r);
        if (r.kind == SG_POST) return r;
        r = seen_by(w, platform, &r);
    }
}

/* ---- what ---- */

static struct ref ref_to(const struct world *w, unsigned platform, const struct roll *r)
{
    const struct platform *p = &w->platforms[platform];
    return (struct ref){ .rank = r->i + planned_before(p, r->i),
                         .account = r->account,
                         .platform = (uint8_t)platform,
                         .kind = r->kind,
                         .is_there = w->o.deleted <= 0 || !is_deleted(w, platform, r) };
}

static void add_tag(struct content *c, uint32_t tag)
{
    for (unsigned t = 0; t < c->n_tags; t++)
        if (c->tags[t] == tag) return;
    if (tag && c->n_tags < TAGS_MAX) c->tags[c->n_tags++] = tag;
}

static uint32_t draw_tag(unsigned community, uint64_t *s)
{
    return draw_is(s, 600) ? tag_of(NAME_COMMUNITY, community * 1024 + draw_zipf(s, 9))
                           : tag_of(NAME_GLOBAL, draw_zipf(s, 11));
}

static uint64_t draw_link(unsigned platform, unsigned community, uint64_t i, uint64_t *s)
{
    switch (sg_random_below(s, 4)) {
    case 0:
        return link_of(NAME_GLOBAL, draw_zipf(s, 12));
    case 1:
        return link_of(NAME_COMMUNITY, (uint64_t)community * 4096 + draw_zipf(s, 10));
    default:
        return link_of(NAME_SINGLE, i * PLATFORMS + platform);
    }
}

static void put_burst(const struct world *w, unsigned platform, uint32_t burst, struct content *c)
{
    uint32_t name = (burst - 1) * PLATFORMS + platform;
    switch (w->platforms[platform].bursts[burst - 1].kind) {
    case BURST_TAG:
        add_tag(c, tag_of(NAME_BURST, name));
        break;
    case BURST_LINK:
        c->link = link_of(NAME_BURST, name);
        break;
    case BURST_TEXT:
        c->text = draw_for(w->o.seed, SALT_TEXT, 64, name) | 1;
        c->language = (uint8_t)(name % LANGUAGES);
        break;
    default:
        break;
    }
}

/* The words of a post that is no repost. */
static void put_words(const struct world *w, unsigned platform, const struct roll *r, struct content *c)
{
    const struct platform *p = &w->platforms[platform];
    const struct who *who = &p->who[r->account];
    uint64_t s = r->state;
    c->language = who->language;
    c->text = sg_random(&s) | 1;
    if (draw_is(&s, p->kind->copied))
        c->text = draw_for(w->o.seed, SALT_TEXT, 70u + c->language, draw_zipf(&s, 10)) | 1;
    if (draw_is(&s, p->kind->tags))
        for (unsigned n = 1 + sg_random_below(&s, TAGS_MAX); n; n--)
            add_tag(c, draw_tag(who->community, &s));
    if (draw_is(&s, p->kind->link)) c->link = draw_link(platform, who->community, r->i, &s);
    if (r->burst) put_burst(w, platform, r->burst, c);
    bool is_text = r->burst && p->bursts[r->burst - 1].kind == BURST_TEXT;
    if (w->o.only_shares && !c->n_tags && !c->link && !is_text) add_tag(c, draw_tag(who->community, &s));
}

static void put_background(const struct world *w, unsigned platform, uint64_t i, struct content *c)
{
    struct roll r = roll_of(w, platform, i), said = r, parent, root;
    c->self = ref_to(w, platform, &r);
    c->time = r.time;
    if (r.kind != SG_POST && platform == CHAN) {
        uint64_t thread = thread_of(w, i);
        root = roll_of(w, platform, thread);
        parent = roll_of(w, platform, quoted_in(w, i, thread));
        c->shown = ref_to(w, platform, &root);
    } else if (r.kind == SG_REPOST) {
        said = reposted(w, platform, &r, &parent);
        c->shown = ref_to(w, platform, &said);
    } else if (r.kind != SG_POST) {
        parent = original_of(w, platform, seen_by(w, platform, &r));
        c->shown = ref_to(w, platform, &parent);
    }
    put_words(w, platform, &said, c);
    if (r.kind == SG_POST) return;
    if (platform != CHAN) root = root_of(w, platform, parent);
    c->parent = ref_to(w, platform, &parent);
    c->root = ref_to(w, platform, &root);
}

/* ---- planned posts ---- */

static struct ref ref_to_planned(const struct world *w, uint32_t index)
{
    if (index == NO_INDEX) return (struct ref){ .rank = NO_RANK };
    const struct planned *p = &w->plan[index];
    return (struct ref){ .rank = p->rank,
                         .account = p->account,
                         .platform = p->platform,
                         .kind = p->kind,
                         .is_there = is_planned_there(w, p) };
}

static void put_planned(const struct world *w, const struct planned *p, struct content *c)
{
    const struct planned *said = p->kind == SG_REPOST ? &w->plan[p->shown] : p;
    c->plan = p;
    c->time = p->time;
    c->self = (struct ref){ p->rank, p->account, p->platform, p->kind, is_planned_there(w, p) };
    c->shown = ref_to_planned(w, p->shown);
    c->parent = ref_to_planned(w, p->parent);
    if (p->parent != NO_INDEX) c->root = ref_to_planned(w, p->root);
    c->text = said->text;
    c->change = said->change;
    c->is_long = said->is_long;
    c->language = said->language;
    c->link = said->link;
    c->names_parent = p->names_parent;
    add_tag(c, said->tag);
}

void post_content(const struct world *w, unsigned platform, uint64_t rank, struct content *ret)
{
    uint64_t i = 0;
    *ret = (struct content){ .shown.rank = NO_RANK, .parent.rank = NO_RANK, .root.rank = NO_RANK };
    const struct planned *p = planned_at(w, platform, rank, &i);
    if (p)
        put_planned(w, p, ret);
    else
        put_background(w, platform, i, ret);
}

sg_time post_shown_time(const struct world *w, unsigned platform, uint64_t place)
{
    uint64_t i = 0;
    const struct planned *p = planned_at(w, platform, place, &i);
    struct roll r = { 0 };
    if (!p) r = roll_of(w, platform, i);
    uint32_t account = p ? p->account : r.account;
    sg_time t = p ? p->time : r.time;
    return t + w->platforms[platform].who[account].shift * SG_SECOND;
}
