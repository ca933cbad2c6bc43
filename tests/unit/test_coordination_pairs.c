/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel against every two events compared. */
#include "unit.h"

#include "base/random.h"
#include "coordination_by_hand.h"

enum { ACCOUNTS = 7, OBJECTS = 6, EVENTS = 60, POSTS = 40 };

/* ---- the plain way ---- */

static uint64_t apart(sg_time x, sg_time y)
{
    return x < y ? (uint64_t)y - (uint64_t)x : (uint64_t)x - (uint64_t)y;
}

static uint32_t crowd_of(const struct layer *l, const struct sweep_request *r, size_t at)
{
    uint32_t n = 0;
    for (uint32_t account = 0; account < ACCOUNTS; account++) {
        bool is_near = false;
        for (size_t i = l->first[l->events[at].object]; i < l->first[l->events[at].object + 1]; i++)
            is_near |=
                l->events[i].account == account && apart(l->events[i].time, l->events[at].time) <= (uint64_t)r->window;
        n += is_near;
    }
    return n;
}

static bool crosses(const struct layer *l, uint32_t x, uint32_t y)
{
    for (size_t i = 0; i < l->n_crossings; i++)
        if ((l->crossings[i].a == x && l->crossings[i].b == y) || (l->crossings[i].a == y && l->crossings[i].b == x))
            return true;
    return x == y;
}

static bool is_joint(const struct layer *l, const struct sweep_request *r, size_t x, size_t y)
{
    const struct event *e = l->events;
    if (e[x].account == e[y].account || !crosses(l, e[x].object, e[y].object)) return false;
    if (apart(e[x].time, e[y].time) > (uint64_t)r->window) return false;
    return !r->max_crowd || (crowd_of(l, r, x) <= r->max_crowd && crowd_of(l, r, y) <= r->max_crowd);
}

/* Who has enough events, and who enough that take part. */
static void plain_participation(const struct layer *l, const struct sweep_request *r, bool *active, bool *in)
{
    uint32_t n[ACCOUNTS] = { 0 }, n_in[ACCOUNTS] = { 0 };
    bool takes_part[POSTS] = { 0 };
    for (size_t i = 0; i < l->n_events; i++)
        n[l->events[i].account]++;
    for (int a = 0; a < ACCOUNTS; a++)
        active[a] = n[a] >= r->min_participation;
    for (size_t i = 0; i < l->n_events; i++)
        for (size_t k = 0; k < l->n_events; k++)
            if (is_joint(l, r, i, k) && active[l->events[i].account] && active[l->events[k].account])
                takes_part[l->events[i].post] = true;
    for (size_t i = 0; i < l->n_events; i++)
        n_in[l->events[i].account] += takes_part[l->events[i].post];
    for (int a = 0; a < ACCOUNTS; a++)
        in[a] = n_in[a] >= r->min_participation;
}

static struct pair plain_pair(const struct layer *l, const struct sweep_request *r, uint32_t a, uint32_t b)
{
    struct pair p = { .a = a, .b = b };
    bool posts[2][POSTS] = { 0 };
    for (size_t i = 0; i < l->n_events; i++)
        for (size_t k = 0; k < l->n_events; k++) {
            const struct event *x = &l->events[i], *y = &l->events[k];
            if (x->account != a || y->account != b || !is_joint(l, r, i, k)) continue;
            uint64_t gap = apart(x->time, y->time);
            p.weight++;
            p.fast += r->fast_window && gap <= (uint64_t)r->fast_window;
            p.a_first += x->time < y->time;
            p.b_first += y->time < x->time;
            p.gap_sum = p.gap_sum > UINT64_MAX - gap ? UINT64_MAX : p.gap_sum + gap;
            p.a_posts += !posts[0][x->post];
            p.b_posts += !posts[1][y->post];
            posts[0][x->post] = posts[1][y->post] = true;
        }
    return p;
}

static struct pairs plain_pairs(const struct layer *l, const struct sweep_request *r)
{
    struct pairs all = { .items = calloc(ACCOUNTS * ACCOUNTS, sizeof(struct pair)) };
    bool active[ACCOUNTS], in[ACCOUNTS];
    assert_non_null(all.items);
    plain_participation(l, r, active, in);
    for (size_t i = 0; r->max_crowd && i < l->n_events; i++)
        all.n_crowded += crowd_of(l, r, i) > r->max_crowd;
    for (uint32_t a = 0; a < ACCOUNTS; a++)
        for (uint32_t b = a + 1; b < ACCOUNTS; b++) {
            struct pair p = plain_pair(l, r, a, b);
            if (!p.weight) continue;
            all.n_all++;
            all.total_weight += p.weight;
            bool stays =
                p.weight >= r->min_weight && (r->min_participation < 2 || (active[a] && active[b] && (in[a] || in[b])));
            if (stays)
                all.items[all.n++] = p;
            else
                all.n_below++;
        }
    return all;
}

/* ---- small layers at random ---- */

struct sample {
    struct event events[EVENTS];
    struct crossing crossings[OBJECTS * OBJECTS];
    struct layer l;
    struct sweep_request r;
};

static void add_crossings(struct sample *s, uint64_t *random)
{
    s->l.crossings = s->crossings;
    for (uint32_t a = 0; a < OBJECTS; a++)
        for (uint32_t b = a + 1; b < OBJECTS; b++)
            if (sg_random_below(random, 3) == 0) s->crossings[s->l.n_crossings++] = (struct crossing){ a, b };
}

/* Posts of one account each, at several objects, at times that often fall together; sometimes far apart. */
static void sample_events(struct sample *s, uint64_t seed, uint64_t *random)
{
    uint32_t account[POSTS];
    sg_time time[POSTS], span = 1 + (sg_time)sg_random_below(random, 60),
                         begin = (sg_time)sg_random_below(random, 90) - 100;
    bool is_used[OBJECTS][POSTS] = { 0 }, has_own_times = sg_random_below(random, 3) == 0;
    for (uint32_t p = 0; p < POSTS; p++) {
        account[p] = sg_random_below(random, 1 + sg_random_below(random, ACCOUNTS));
        time[p] = begin + sg_random_below(random, (uint32_t)span);
        if (seed % 5 == 0)
            time[p] = p % 4 == 0   ? INT64_MIN
                      : p % 4 == 1 ? INT64_MAX
                      : p % 4 == 2 ? INT64_MIN + (time[p] + 200)
                                   : time[p];
    }
    uint32_t posts = 1 + sg_random_below(random, POSTS), objects = 1 + sg_random_below(random, OBJECTS);
    size_t n = 0, want = sg_random_below(random, EVENTS + 1);
    for (size_t i = 0; i < want; i++) {
        uint32_t p = sg_random_below(random, posts), o = sg_random_below(random, objects);
        if (is_used[o][p]) continue;
        is_used[o][p] = true;
        sg_time t = has_own_times && seed % 5 ? time[p] + sg_random_below(random, 9) : time[p];
        s->events[n++] = (struct event){ t, p, o, account[p] };
    }
    s->l = layer_by_hand(s->events, n, OBJECTS);
}

static void sample_make(struct sample *s, uint64_t seed)
{
    uint64_t random = seed;
    *s = (struct sample){ 0 };
    sample_events(s, seed, &random);
    if (sg_random_below(&random, 2)) add_crossings(s, &random);
    s->r = (struct sweep_request){ .window = sg_random_below(&random, 20),
                                   .fast_window = sg_random_below(&random, 2) ? sg_random_below(&random, 20) : 0,
                                   .min_weight = sg_random_below(&random, 4),
                                   .min_participation = sg_random_below(&random, 5),
                                   .max_crowd = sg_random_below(&random, 2) ? sg_random_below(&random, ACCOUNTS) : 0,
                                   .memory = 1 << 20,
                                   .threads = 1 + (unsigned)(seed % 3) };
    if (s->r.fast_window > s->r.window) s->r.fast_window = s->r.window;
    if (seed % 10 == 0) s->r.window = INT64_MAX;
}

static void test_same_as_every_two_compared(void **state)
{
    static struct sample s;
    uint64_t n_pairs = 0, n_crowded = 0, n_below = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        sample_make(&s, seed);
        struct pairs found = pairs_by_hand(&s.l, &s.r), plain = plain_pairs(&s.l, &s.r);
        if (found.n != plain.n || found.n_crowded != plain.n_crowded) print_message("seed %lu\n", (unsigned long)seed);
        assert_pairs_same(&found, &plain);
        n_pairs += plain.n;
        n_crowded += plain.n_crowded;
        n_below += plain.n_below;
        pairs_release(&found);
        pairs_release(&plain);
        free(s.l.first);
    }
    assert_true(n_pairs > 10000 && n_crowded > 1000 && n_below > 1000); /* the samples say something */
}

/* ---- co-actions of chosen pairs ---- */

struct told {
    const struct sample *s;
    const struct pair *chosen;
    struct pair sums[ACCOUNTS * ACCOUNTS];
    uint32_t last_object;
    sg_time last_time;
    bool has_last;
};

static enum sg_code tell(void *ctx, const struct coaction *c, struct sg_err *err)
{
    struct told *t = ctx;
    const struct layer *l = &t->s->l;
    const struct pair *p = &t->chosen[c->pair];
    size_t a = (size_t)(c->a - l->events), b = (size_t)(c->b - l->events);
    sg_time later = c->a->time > c->b->time ? c->a->time : c->b->time;
    uint32_t x = crowd_of(l, &t->s->r, a), y = crowd_of(l, &t->s->r, b);
    (void)err;
    assert_int_equal(c->a->account, p->a);
    assert_int_equal(c->b->account, p->b);
    assert_true(is_joint(l, &t->s->r, a, b));
    assert_int_equal(c->object, c->a->object < c->b->object ? c->a->object : c->b->object);
    assert_int_equal(c->crowd, x > y ? x : y);
    if (t->has_last) assert_true(t->last_object < c->object || (t->last_object == c->object && t->last_time <= later));
    t->has_last = true;
    t->last_object = c->object;
    t->last_time = later;
    t->sums[c->pair].weight++;
    t->sums[c->pair].a_first += c->a->time < c->b->time;
    t->sums[c->pair].b_first += c->b->time < c->a->time;
    return SG_OK;
}

static void test_coactions_are_those_counted(void **state)
{
    static struct sample s;
    (void)state;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        sample_make(&s, seed);
        struct pairs p = pairs_by_hand(&s.l, &s.r);
        size_t n = 0;
        for (size_t i = 0; i < p.n; i++) /* every third is not chosen */
            if ((i + seed) % 3) p.items[n++] = p.items[i];
        struct told t = { .s = &s, .chosen = p.items };
        struct sg_err err = { 0 };
        assert_int_equal(coactions_each(&s.l, &s.r, p.items, n, tell, &t, &err), SG_OK);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(t.sums[i].weight, p.items[i].weight);
            assert_int_equal(t.sums[i].a_first, p.items[i].a_first);
            assert_int_equal(t.sums[i].b_first, p.items[i].b_first);
        }
        pairs_release(&p);
        free(s.l.first);
    }
}

static enum sg_code stop(void *ctx, const struct coaction *c, struct sg_err *err)
{
    (void)ctx, (void)c;
    return sg_fail(err, SG_ELIMIT, "enough");
}

static void test_coactions_stop_when_told(void **state)
{
    struct event e[] = { { 0, 1, 0, 0 }, { 1, 2, 0, 1 } };
    struct layer l = layer_by_hand(e, 2, 1);
    struct sweep_request r = { .window = 5, .threads = 1 };
    struct pair chosen = { .a = 0, .b = 1 }, absent = { .a = 7, .b = 9 };
    struct sg_err err = { 0 };
    (void)state;
    assert_int_equal(coactions_each(&l, &r, &chosen, 1, stop, NULL, &err), SG_ELIMIT);
    assert_int_equal(coactions_each(&l, &r, &absent, 1, stop, NULL, &err), SG_OK);
    free(l.first);
}

/* ---- sizes ---- */

/* Many accounts around few objects: more pairs than the least table holds, and objects that are split. */
static struct event *many(size_t n, uint32_t accounts, uint32_t objects, uint32_t span, uint64_t seed)
{
    struct event *e = malloc(n * sizeof *e);
    assert_non_null(e);
    for (size_t i = 0; i < n; i++) { /* every other post stands at two objects */
        uint32_t o = sg_random_below(&seed, objects), account = sg_random_below(&seed, accounts);
        sg_time t = sg_random_below(&seed, span);
        e[i] = (struct event){ t, i + 1, o, account };
        if (objects < 2 || i % 2 == 0 || ++i == n) continue;
        e[i] = (struct event){ t, i, (o + 1) % objects, account };
    }
    return e;
}

static void check_all_ways(const struct layer *l, struct sweep_request r)
{
    r.threads = 1;
    r.memory = 64 << 20;
    struct pairs one = pairs_by_hand(l, &r);
    assert_true(one.n > 0);
    for (unsigned threads = 1; threads <= 8; threads += threads < 3 ? 1 : 5)
        for (int is_tiny = 0; is_tiny < 2; is_tiny++) {
            r.threads = threads;
            r.memory = is_tiny ? 0 : 64 << 20;
            struct pairs p = pairs_by_hand(l, &r);
            assert_pairs_same(&p, &one);
            pairs_release(&p);
        }
    pairs_release(&one);
}

static void test_any_memory_and_threads_give_the_same(void **state)
{
    struct event *e = many(30000, 400, 40, 20000, 5);
    struct layer l = layer_by_hand(e, 30000, 40);
    struct sweep_request r = { .window = 40, .fast_window = 7, .min_weight = 1 };
    (void)state;
    check_all_ways(&l, r);
    r.min_weight = 2;
    r.min_participation = 60;
    r.max_crowd = 8;
    check_all_ways(&l, r);
    struct crossing c[] = { { 0, 1 }, { 0, 7 }, { 3, 39 }, { 38, 39 } };
    l.crossings = c;
    l.n_crossings = ROWS(c);
    check_all_ways(&l, r);
    free(l.first);
    free(e);
}

static void test_a_split_object_is_counted_once(void **state)
{
    struct event *e = many(15000, 300, 1, 9000, 11);
    struct layer l = layer_by_hand(e, 15000, 1);
    struct sweep_request r = { .window = 30, .fast_window = 3, .min_weight = 1, .min_participation = 2 };
    (void)state;
    check_all_ways(&l, r);
    r.max_crowd = 85;
    check_all_ways(&l, r);
    r.max_crowd = 0;
    r.window = 5000; /* longer than a piece */
    check_all_ways(&l, r);
    free(l.first);
    free(e);
}

static void test_a_spill_that_fails_says_where(void **state)
{
    struct event *e = many(30000, 400, 40, 20000, 5);
    struct layer l = layer_by_hand(e, 30000, 40);
    struct sweep_request r = { .window = 40, .threads = 2, .spill_folder = "/nowhere/at-all" };
    struct sg_err err = { 0 };
    struct pairs p;
    (void)state;
    assert_int_equal(pairs_count(&l, &r, &p, &err), SG_EIO);
    assert_non_null(strstr(err.text, "/nowhere/at-all"));
    r.memory = 64 << 20; /* enough: the folder is not needed */
    p = pairs_by_hand(&l, &r);
    pairs_release(&p);
    free(l.first);
    free(e);
}

/* A million events of one object in a minute: 5 x 10^11 pairs, were it not for the limit. */
static void test_a_crowd_takes_bounded_time(void **state)
{
    enum { N = 1000000 };
    struct event *e = many(N, 200000, 1, 60 * 1000000, 3);
    struct layer l = layer_by_hand(e, N, 1);
    struct sweep_request r = {
        .window = 60 * SG_SECOND, .min_weight = 1, .max_crowd = 1000, .memory = 64 << 20, .threads = 2
    };
    struct pairs p = pairs_by_hand(&l, &r);
    (void)state;
    assert_int_equal(p.n_crowded, N);
    assert_int_equal(p.n_all, 0);
    pairs_release(&p);
    r.window = 1000; /* about 33 events around each: nothing is crowded */
    p = pairs_by_hand(&l, &r);
    assert_int_equal(p.n_crowded, 0);
    assert_true(p.total_weight > 15 * (uint64_t)N && p.total_weight < 18 * (uint64_t)N);
    pairs_release(&p);
    free(l.first);
    free(e);
}

/* Two accounts alone are no crowd, and their 2.5 x 10^11 co-actions are not looked at one by one. */
static void test_two_busy_accounts_take_bounded_time(void **state)
{
    enum { N = 1000000 };
    struct event *e = many(N, 2, 1, 60 * 1000000, 3);
    struct layer l = layer_by_hand(e, N, 1);
    struct sweep_request r = {
        .window = 60 * SG_SECOND, .min_weight = 1, .max_crowd = 1000, .memory = 1 << 20, .threads = 2
    };
    size_t n[2] = { 0 };
    for (size_t i = 0; i < N; i++)
        n[e[i].account]++;
    struct pairs p = pairs_by_hand(&l, &r);
    (void)state;
    assert_int_equal(p.n, 1);
    assert_int_equal(p.items[0].weight, UINT32_MAX); /* stopped, not wrapped */
    assert_int_equal(p.items[0].a_posts, n[0]);
    assert_int_equal(p.items[0].b_posts, n[1]);
    pairs_release(&p);
    free(l.first);
    free(e);
}

/* ---- edges ---- */

static void test_nothing_and_one(void **state)
{
    size_t first[] = { 0 };
    struct layer nothing = { .first = first };
    struct sweep_request r = { .window = 5, .min_weight = 1 };
    struct pairs p = pairs_by_hand(&nothing, &r);
    (void)state;
    assert_int_equal(p.n, 0);
    struct event e[] = { { 0, 1, 0, 4 } };
    struct layer one = layer_by_hand(e, 1, 3);
    p = pairs_by_hand(&one, &r);
    assert_int_equal(p.n_all, 0);
    pairs_release(&p);
    pairs_release(NULL);
    free(one.first);
}

static void test_a_negative_window_is_refused(void **state)
{
    size_t first[] = { 0 };
    struct layer nothing = { .first = first };
    struct sweep_request r = { .window = -1 };
    struct pairs p;
    struct sg_err err = { 0 };
    (void)state;
    assert_int_equal(pairs_count(&nothing, &r, &p, &err), SG_EUSAGE);
}

static void test_window_ends_are_inside(void **state)
{
    struct event e[] = { { 0, 1, 0, 0 }, { 10, 2, 0, 1 }, { 21, 3, 0, 0 } };
    struct layer l = layer_by_hand(e, 3, 1);
    struct sweep_request r = { .window = 10, .fast_window = 10, .min_weight = 1, .threads = 1 };
    struct pairs p = pairs_by_hand(&l, &r);
    (void)state;
    assert_int_equal(p.n, 1);
    assert_int_equal(p.items[0].weight, 1);
    assert_int_equal(p.items[0].fast, 1);
    assert_int_equal(p.items[0].a_first, 1);
    assert_int_equal(p.items[0].b_first, 0);
    assert_int_equal(p.items[0].gap_sum, 10);
    pairs_release(&p);
    free(l.first);
}

static void test_more_pairs_than_the_memory_holds_are_refused(void **state)
{
    (void)state;
    struct sg_err err = { 0 };
    struct event events[6];
    struct accounts accounts = { 0 };
    for (uint32_t i = 0; i < 6; i++) {
        uint32_t number;
        events[i] = (struct event){ .time = i, .object = i / 3, .account = i % 3, .post = i };
        assert_int_equal(accounts_number(&accounts, i, &number, &err), SG_OK);
    }
    struct layer l = layer_by_hand(events, 6, 2);
    sg_time window = 10;
    for (uint64_t most = 2; most < 5; most++) { /* there are three */
        struct find_request r = { .most_pairs = most == 4 ? 0 : most,
                                  .sweep = { .min_weight = 2, .threads = 1, .memory = 1 << 20 } };
        struct sg_coordination *c = NULL;
        uint32_t *number = NULL;
        assert_int_equal(sg_coordination_new(&c, &err), SG_OK);
        enum sg_code code = pairs_find(&l, 1, &window, &accounts, &r, c, &number, &err);
        assert_int_equal(code, most == 2 ? SG_ELIMIT : SG_OK);
        if (code == SG_OK)
            assert_int_equal(c->n_pairs, 3);
        else
            assert_non_null(strstr(err.text, "more than 2 pairs"));
        free(number);
        sg_coordination_free(c);
    }
    accounts_release(&accounts);
    free(l.first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_every_two_compared),
        cmocka_unit_test(test_coactions_are_those_counted),
        cmocka_unit_test(test_coactions_stop_when_told),
        cmocka_unit_test(test_any_memory_and_threads_give_the_same),
        cmocka_unit_test(test_a_split_object_is_counted_once),
        cmocka_unit_test(test_a_spill_that_fails_says_where),
        cmocka_unit_test(test_a_crowd_takes_bounded_time),
        cmocka_unit_test(test_two_busy_accounts_take_bounded_time),
        cmocka_unit_test(test_nothing_and_one),
        cmocka_unit_test(test_a_negative_window_is_refused),
        cmocka_unit_test(test_window_ends_are_inside),
        cmocka_unit_test(test_more_pairs_than_the_memory_holds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
