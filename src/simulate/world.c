/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people of each platform, their rhythms and activity, the bursts, and where planned posts stand. */
#include <stdlib.h>

#include "simulate/simulate_internal.h"

enum { BURSTS_A_DAY = 8, BURSTS_MAX = 4000, BURST_POSTS_LEAST = 40, CLOCK_ACCOUNTS_MAX = 200 };

/* Comparisons of uniform numbers alone (von Neumann 1951), so that no library's logarithm reaches the bytes. */
double draw_exponential(uint64_t *state)
{
    for (double whole = 0;; whole++) {
        double first = sg_random_unit(state), last = first;
        for (unsigned n = 1;; n++) {
            double next = sg_random_unit(state);
            if (next < last) {
                last = next;
                continue;
            }
            if (n & 1) return whole + first;
            break;
        }
    }
}

static unsigned local_hour(unsigned rhythm, sg_time t)
{
    return (unsigned)((uint64_t)(t / SG_HOUR) + (rhythm == SLEEPLESS ? 0 : rhythm)) % HOURS;
}

bool is_awake(unsigned rhythm, sg_time t, uint64_t *state)
{
    return sg_random_below(state, 255) < day_shape[rhythm][local_hour(rhythm, t)];
}

uint32_t draw_account(const struct world *w, unsigned platform, sg_time t, uint64_t *state)
{
    const struct platform *p = &w->platforms[platform];
    uint32_t a = 0, n = p->n_accounts - p->n_members;
    for (int i = 0; i < 64; i++) {
        a = sg_random_below(state, p->n_accounts);
        if ((uint32_t)sg_random(state) >= p->alias[a].limit) a = p->alias[a].other;
        if (a < n && is_awake(p->who[a].rhythm, t, state)) return a;
    }
    return a < n ? a : sg_random_below(state, n);
}

/* ---- people ---- */

static uint8_t draw_rhythm(const struct platform_kind *kind, uint64_t *s)
{
    if (draw_is(s, 30)) return SLEEPLESS; /* newsrooms and programs */
    if (draw_is(s, 200)) return (uint8_t)sg_random_below(s, HOURS);
    unsigned spread = sg_random_below(s, 4) + sg_random_below(s, 4); /* 3 is the middle */
    return (uint8_t)((kind->zone + HOURS - 3 + spread) % HOURS);
}

/* Of account `a`; members of groups keep right clocks. */
static struct who draw_who(const struct world *w, unsigned platform, uint32_t a, bool is_member)
{
    static const int32_t shifts[] = { -7200, -3600, -420, 180, 3600, 7200, 10800, -18000 };
    const struct platform_kind *kind = w->platforms[platform].kind;
    uint64_t s = draw_for(w->o.seed, SALT_WHO, platform, a);
    struct who who = { .rhythm = draw_rhythm(kind, &s) };
    double u = sg_random_unit(&s);
    who.followers = (uint32_t)(20 / (u + 4e-6)); /* Pareto's law, exponent 1 */
    who.community = (uint8_t)sg_random_below(&s, COMMUNITIES);
    who.language = (uint8_t)(draw_is(&s, 700) ? who.community % LANGUAGES : sg_random_below(&s, LANGUAGES));
    bool is_wrong = sg_random_below(&s, 1000000) < w->clock_share;
    int32_t shift = shifts[sg_random_below(&s, sizeof shifts / sizeof *shifts)];
    if (is_wrong && !is_member) who.shift = shift;
    return who;
}

static enum sg_code make_people(struct world *w, unsigned platform, uint32_t n_people, struct sg_err *err)
{
    struct platform *p = &w->platforms[platform];
    p->n_accounts = n_people + p->n_members;
    p->who = calloc(p->n_accounts, sizeof *p->who);
    p->weight = calloc(p->n_accounts, sizeof *p->weight);
    if (!p->who || !p->weight) return sg_fail_nomem(err, "the simulated accounts");
    for (uint32_t a = 0; a < p->n_accounts; a++)
        p->who[a] = draw_who(w, platform, a, a >= n_people);
    return SG_OK;
}

/* A group's members live alike and care for the same: whoever acts in step shares the day. */
static void settle_members(struct world *w)
{
    for (uint32_t g = 0; g < w->o.groups; g++) {
        const struct group *group = &w->groups[g];
        struct who *who = w->platforms[group->platform].who + group->first_member;
        for (uint32_t m = 0; m < group->n_members; m++) {
            who[m].rhythm = group->rhythm;
            who[m].language = group->language;
        }
    }
}

/* ---- how many posts, and whose ---- */

/* The posts like anyone's that a platform's members owe to make up the wanted share of theirs. */
static double camouflage_of(struct world *w, unsigned platform)
{
    struct platform *p = &w->platforms[platform];
    double rate = w->o.camouflage / (1 - w->o.camouflage), sum = 0;
    for (uint32_t i = 0; i < w->n_plan; i++)
        if (w->plan[i].platform == platform && w->plan[i].what == PLANNED_JOINT) p->weight[w->plan[i].account] += rate;
    for (uint32_t a = p->n_accounts - p->n_members; a < p->n_accounts; a++)
        sum += p->weight[a];
    return sum;
}

/* Pareto's law with exponent 4/3, cut at about 5,000 times the least: square roots alone, which every machine rounds
 * alike. */
static double draw_weight(uint64_t seed, unsigned platform, uint32_t a)
{
    uint64_t s = draw_for(seed, SALT_WEIGHT, platform, a);
    double root = __builtin_sqrt(sg_random_unit(&s) + 1e-5);
    return 1 / (root * __builtin_sqrt(root));
}

static void weigh_people(struct world *w, unsigned platform, double camouflage)
{
    struct platform *p = &w->platforms[platform];
    uint32_t n = p->n_accounts - p->n_members;
    double sum = 0;
    for (uint32_t a = 0; a < n; a++)
        sum += p->weight[a] = draw_weight(w->o.seed, platform, a);
    for (uint32_t a = 0; a < n; a++)
        p->weight[a] *= ((double)p->n_background - camouflage) / sum;
}

/* Vose, "A linear algorithm for generating random numbers with a given distribution", 1991. */
static enum sg_code make_alias(struct platform *p, struct sg_err *err)
{
    uint32_t n = p->n_accounts, n_small = 0, n_large = n;
    double sum = 0;
    uint32_t *queue = malloc(n * sizeof *queue); /* small from the front, large from the back */
    p->alias = calloc(n, sizeof *p->alias);
    if (!queue || !p->alias) {
        free(queue);
        return sg_fail_nomem(err, "the simulated accounts");
    }
    for (uint32_t a = 0; a < n; a++)
        sum += p->weight[a];
    for (uint32_t a = 0; a < n; a++) {
        p->weight[a] *= n / sum;
        if (p->weight[a] < 1)
            queue[n_small++] = a;
        else
            queue[--n_large] = a;
    }
    while (n_small && n_large < n) {
        uint32_t a = queue[--n_small], b = queue[n_large];
        p->alias[a] = (struct alias){ (uint32_t)(p->weight[a] * 4294967295.0), b };
        p->weight[b] -= 1 - p->weight[a];
        if (p->weight[b] >= 1) continue;
        n_large++;
        queue[n_small++] = b;
    }
    while (n_small)
        p->alias[queue[--n_small]].limit = UINT32_MAX;
    for (; n_large < n; n_large++)
        p->alias[queue[n_large]].limit = UINT32_MAX;
    free(queue);
    return SG_OK;
}

/* The sum of everybody's rhythm by the hour of the run. */
static enum sg_code make_hours(struct world *w, unsigned platform, struct sg_err *err)
{
    struct platform *p = &w->platforms[platform];
    double by_rhythm[RHYTHMS] = { 0 }, of_day[HOURS] = { 0 };
    for (uint32_t a = 0; a < p->n_accounts; a++)
        by_rhythm[p->who[a].rhythm] += p->weight[a];
    for (unsigned h = 0; h < HOURS; h++)
        for (unsigned r = 0; r < RHYTHMS; r++)
            of_day[h] += by_rhythm[r] * day_shape[r][local_hour(r, h * SG_HOUR)];
    p->n_hours = (uint32_t)((w->length + SG_HOUR - 1) / SG_HOUR);
    p->hours = calloc((size_t)p->n_hours + 1, sizeof *p->hours);
    p->hour_of = calloc(CELLS, sizeof *p->hour_of);
    if (!p->hours || !p->hour_of) return sg_fail_nomem(err, "the simulated hours");
    for (uint32_t h = 0; h < p->n_hours; h++) {
        sg_time left = w->length - h * SG_HOUR;
        double part = left < SG_HOUR ? (double)left / (double)SG_HOUR : 1;
        p->hours[h + 1] = p->hours[h] + part * of_day[local_hour(0, w->o.start + h * SG_HOUR)];
    }
    for (uint32_t c = 0, h = 0; c < CELLS; c++) {
        while (h + 1 < p->n_hours && p->hours[h + 1] <= (double)c / CELLS * p->hours[p->n_hours])
            h++;
        p->hour_of[c] = h;
    }
    return SG_OK;
}

/* ---- what everybody talks about at once ---- */

static enum sg_code make_bursts(struct world *w, unsigned platform, struct sg_err *err)
{
    struct platform *p = &w->platforms[platform];
    double n = w->o.days * BURSTS_A_DAY + 1;
    p->n_bursts = platform == PASTEBIN ? 0 : n > BURSTS_MAX ? BURSTS_MAX : (uint32_t)n;
    p->bursts = calloc(p->n_bursts + 1, sizeof *p->bursts);
    p->cells = calloc(CELLS, sizeof *p->cells);
    if (!p->bursts || !p->cells) return sg_fail_nomem(err, "the simulated bursts");
    for (uint32_t b = 0; b < p->n_bursts; b++) {
        uint64_t s = draw_for(w->o.seed, SALT_BURST, platform, b);
        double minutes = 10 + 110 * sg_random_unit(&s);
        double posts = (double)p->n_background * minutes * (double)SG_MINUTE / (double)w->length;
        if (posts < BURST_POSTS_LEAST) posts = BURST_POSTS_LEAST;
        if (posts > (double)p->n_background / 4) posts = (double)p->n_background / 4;
        struct burst burst = { .len = (uint64_t)posts + 1, .peak = 100 + sg_random_below(&s, 400) };
        burst.first = (uint64_t)(sg_random_unit(&s) * (double)p->n_background);
        burst.community = (uint8_t)sg_random_below(&s, COMMUNITIES);
        burst.kind = (uint8_t)sg_random_below(&s, p->kind->repost ? BURST_KINDS : BURST_VIRAL);
        p->bursts[b] = burst;
        uint64_t to = (burst.first + burst.len) * CELLS / p->n_background;
        for (uint64_t c = burst.first * CELLS / p->n_background; c <= to && c < CELLS; c++)
            for (unsigned i = 0; i < CELL_BURSTS; i++)
                if (!p->cells[c][i]) {
                    p->cells[c][i] = b + 1;
                    break;
                }
    }
    return SG_OK;
}

/* ---- places ---- */

enum sg_code plan_add(struct world *w, const struct planned *p, struct sg_err *err)
{
    if (w->n_plan == w->cap_plan) {
        uint32_t cap = w->cap_plan ? w->cap_plan * 2 : 1024;
        if (cap > (uint32_t)1 << 26)
            return sg_fail(err, SG_ELIMIT, "groups and stories would make over 67 million posts");
        struct planned *plan = realloc(w->plan, cap * sizeof *plan);
        if (!plan) return sg_fail_nomem(err, "the posts of groups and stories");
        w->plan = plan;
        w->cap_plan = cap;
    }
    w->plan[w->n_plan++] = *p;
    return SG_OK;
}

static int by_time(const void *a, const void *b, void *plan)
{
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    const struct planned *p = (const struct planned *)plan + i, *q = (const struct planned *)plan + j;
    if (p->time != q->time) return p->time < q->time ? -1 : 1;
    return i < j ? -1 : i > j;
}

/* The first post of the background after `t`. */
static uint64_t first_after(const struct world *w, unsigned platform, sg_time t)
{
    uint64_t lo = 0, hi = w->platforms[platform].n_background;
    while (lo < hi) {
        uint64_t mid = lo + (hi - lo) / 2;
        if (background_time(w, platform, mid) <= t)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

enum sg_code plan_place(struct world *w, struct sg_err *err)
{
    for (unsigned k = 0; k < w->n_platforms; k++) {
        struct platform *p = &w->platforms[k];
        p->planned = calloc((size_t)w->n_plan + 1, sizeof *p->planned);
        p->before = calloc((size_t)w->n_plan + 1, sizeof *p->before);
        if (!p->planned || !p->before) return sg_fail_nomem(err, "the posts of groups and stories");
        for (uint32_t i = 0; i < w->n_plan; i++)
            if (w->plan[i].platform == k) p->planned[p->n_planned++] = i;
        qsort_r(p->planned, p->n_planned, sizeof *p->planned, by_time, w->plan);
        for (uint32_t e = 0; e < p->n_planned; e++) {
            struct planned *item = &w->plan[p->planned[e]];
            p->before[e] = first_after(w, k, item->time);
            item->rank = p->before[e] + e;
        }
    }
    return SG_OK;
}

/* ---- all of it ---- */

static uint64_t at_least(double a, double b)
{
    return (uint64_t)(a > b ? a : b);
}

static enum sg_code fill_platform(struct world *w, unsigned k, double background, struct sg_err *err)
{
    struct platform *p = &w->platforms[k];
    double camouflage = camouflage_of(w, k);
    p->n_background = at_least(background * p->kind->posts, 2 * camouflage);
    if (p->n_background < THREAD) p->n_background = THREAD;
    weigh_people(w, k, camouflage);
    SG_TRY(make_hours(w, k, err)); /* before the weights are used up */
    SG_TRY(make_alias(p, err));
    free(p->weight);
    p->weight = NULL;
    return make_bursts(w, k, err);
}

enum sg_code world_init(struct world *w, const struct sg_simulate_options *o, struct sg_err *err)
{
    *w = (struct world){ .o = *o, .length = (sg_time)(o->days * (double)SG_DAY) };
    w->n_platforms = o->only_shares ? 1 : PLATFORMS;
    if (o->only_shares) w->o.stories = 0, w->o.deleted = 0, w->o.lossy = 0;
    double people = o->accounts ? o->accounts : (double)at_least((double)o->posts / 50, 200);
    w->clock_share = (unsigned)(o->clock_errors * 1e6);
    if (o->clock_errors * people > CLOCK_ACCOUNTS_MAX) w->clock_share = (unsigned)(CLOCK_ACCOUNTS_MAX * 1e6 / people);
    for (unsigned k = 0; k < w->n_platforms; k++)
        w->platforms[k].kind = o->only_shares ? &shares_kind : &platform_kinds[k];
    SG_TRY(plan_groups(w, (uint32_t)people, err));
    SG_TRY(plan_stories(w, err));
    for (unsigned k = 0; k < w->n_platforms; k++)
        SG_TRY(make_people(w, k, people_of(w, k, (uint32_t)people), err));
    settle_members(w);
    double background = (double)o->posts - w->n_plan;
    if (background < (double)o->posts / 2) background = (double)o->posts / 2;
    for (unsigned k = 0; k < w->n_platforms; k++)
        SG_TRY(fill_platform(w, k, background, err));
    cast_stories(w);
    return plan_place(w, err);
}

uint32_t people_of(const struct world *w, unsigned platform, uint32_t people)
{
    uint32_t n = (uint32_t)(people * w->platforms[platform].kind->accounts);
    return n < 10 ? 10 : n;
}

void world_release(struct world *w)
{
    for (unsigned k = 0; k < PLATFORMS; k++) {
        struct platform *p = &w->platforms[k];
        free(p->who);
        free(p->weight);
        free(p->alias);
        free(p->hours);
        free(p->hour_of);
        free(p->bursts);
        free(p->cells);
        free(p->planned);
        free(p->before);
    }
    for (uint32_t g = 0; w->groups && g < w->o.groups; g++)
        free(w->groups[g].acts);
    free(w->groups);
    free(w->stories);
    free(w->plan);
}
