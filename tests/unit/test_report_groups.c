/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "page_document.h"
#include "planted_finding.h"
#include "report/map_model.h"
#include "report/report.h"
#include "report/web_coordination.h"

#define DOTS "\xe2\x80\xa6"

/* ---- a document with findings ---- */

static const char newest_sha256[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                  older_sha256[] = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

struct told {
    struct sg_page_findings findings;
    struct sg_page_options options;
    struct sg_story *story;
    struct page_document document;
    struct sg_json part; /* the newest finding */
    uint32_t n_replaced;
};

static void told_release(struct told *t)
{
    page_document_release(&t->document);
    sg_page_findings_release(&t->findings);
    sg_story_free(t->story);
}
#define auto_told __attribute__((cleanup(told_release))) struct told

static struct sg_json first_of(struct sg_json v, const char *path)
{
    struct sg_json_iter it = sg_json_each(sg_json_path(v, path));
    assert_true(sg_json_more(&it));
    return it.value;
}

/* The story's names are replaced after those of the findings; `found` are given away. */
static void tell(struct told *t, struct sg_coordination *const *found, size_t n, const struct sg_names_options *names)
{
    struct sg_err err = { 0 };
    t->options = (struct sg_page_options){ .with_text = true, .names = *names, .seed = 1, .made = SG_TIME_NONE };
    t->story = planted_story();
    planted_audiences(t->story);
    planted_identities(t->story);
    for (size_t i = 0; i < n; i++)
        sg_page_findings_add(&t->findings, found[i], i ? older_sha256 : newest_sha256, 2 * i);
    assert_int_equal(sg_page_findings_know(&t->findings, &t->options.names, &err), SG_OK);
    sg_story_take_groups(t->story, &t->findings.known);
    assert_int_equal(sg_page_findings_tell(&t->findings, &t->options, &err), SG_OK);
    t->options.names.known = &t->findings.known;
    assert_int_equal(sg_story_replace_names(t->story, &t->options.names, &t->n_replaced, &err), SG_OK);
    const struct sg_page_story story = {
        .story = t->story, .id = "s1", .with_inferred = true, .known = &t->findings.known
    };
    const struct sg_page_case kase = { .title = "A case", .created = 0, .custody_head = "", .findings = &t->findings };
    struct sg_page_part part = { 0 };
    assert_int_equal(sg_page_part_make(&story, &t->options, &part, &err), SG_OK);
    struct page_document *d = &t->document;
    assert_int_equal(sg_page_document_json(&kase, &t->options, &part, 1, &d->json, &err), SG_OK);
    sg_page_part_release(&part);
    assert_int_equal(sg_json_parser_new(&d->parser, &err), SG_OK);
    assert_int_equal(sg_json_parse(d->parser, sg_buf_view(&d->json), &d->root, &err), SG_OK);
    d->story = first_of(d->root, "stories");
    if (n) t->part = first_of(d->root, "coordination");
}

static void tell_one(struct told *t, const struct sg_names_options *names)
{
    struct sg_coordination *c = planted_finding();
    tell(t, &c, 1, names);
}

static const struct sg_names_options everybody = { .all = true }, large = { .limit = 5000 };

/* ---- reading ---- */

static size_t rows_of(struct sg_json v, const char *path)
{
    return (size_t)sg_json_count(sg_json_path(v, path));
}

static struct sg_str word(struct sg_json v, const char *path, size_t at)
{
    size_t i = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_path(v, path)); sg_json_more(&it); i++)
        if (i == at) return sg_json_string(it.value);
    fail_msg("%s has no row %zu", path, at);
    return (struct sg_str){ 0 };
}

/* Where a column holds a text, or SIZE_MAX. */
static size_t place_of(struct sg_json v, const char *path, const char *text)
{
    size_t i = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_path(v, path)); sg_json_more(&it); i++)
        if (sg_str_is(sg_json_string(it.value), text)) return i;
    return SIZE_MAX;
}

static void assert_columns(struct sg_json v, const char *table, const char *const *columns)
{
    char path[80];
    snprintf(path, sizeof path, "%s.%s", table, columns[0]);
    size_t n = rows_of(v, path);
    for (size_t i = 1; columns[i]; i++) {
        snprintf(path, sizeof path, "%s.%s", table, columns[i]);
        if (rows_of(v, path) != n) fail_msg("%s has %zu rows, not %zu", path, rows_of(v, path), n);
    }
}

static void assert_below(struct sg_json v, const char *path, int64_t least, size_t end)
{
    for (struct sg_json_iter it = sg_json_each(sg_json_path(v, path)); sg_json_more(&it);) {
        int64_t n;
        assert_true(sg_json_int(it.value, &n));
        if (n < least || n >= (int64_t)end) fail_msg("%s holds %lld", path, (long long)n);
    }
}

/* What holds for every finding in every document. */
static void assert_part_is_sound(struct sg_json c)
{
    static const char *const accounts[] = { "platform", "name",    "display", "replaced", "audience", "posts",
                                            "group",    "signals", "x",       "y",        NULL };
    static const char *const pairs[] = { "a",     "b",       "weight",  "joint",   "expected", "p",
                                         "q",     "balance", "a_first", "b_first", "mean_gap", "kinds",
                                         "group", "step",    "steps",   NULL };
    static const char *const steps[] = { "pair", "kind", "object", "a", "b", "gap", "counted", NULL };
    static const char *const posts[] = { "account", "time", "precision", "source", "row",
                                         "offset",  "id",   "url",       "member", NULL };
    assert_columns(c, "accounts", accounts);
    assert_columns(c, "pairs", pairs);
    assert_columns(c, "steps", steps);
    assert_columns(c, "posts", posts);
    size_t n_accounts = rows_of(c, "accounts.name"), n_pairs = rows_of(c, "pairs.a"),
           n_steps = rows_of(c, "steps.pair");
    assert_below(c, "accounts.platform", 0, rows_of(c, "platforms"));
    assert_below(c, "accounts.group", -1, rows_of(c, "groups"));
    assert_below(c, "accounts.signals", -1, rows_of(c, "signals.account"));
    assert_below(c, "signals.account", 0, n_accounts);
    assert_below(c, "pairs.a", 0, n_accounts);
    assert_below(c, "pairs.b", 0, n_accounts);
    assert_below(c, "steps.pair", 0, n_pairs);
    assert_below(c, "steps.object", 0, rows_of(c, "objects.value"));
    assert_below(c, "steps.a", 0, rows_of(c, "posts.time"));
    assert_below(c, "steps.b", 0, rows_of(c, "posts.time"));
    assert_below(c, "posts.account", 0, n_accounts);
    for (size_t i = 0; i < n_pairs; i += 1 + n_pairs / 40) { /* of a crowd some: each look-up walks its column */
        assert_true(page_number(c, "pairs.a", i) < page_number(c, "pairs.b", i));
        int64_t from = page_number(c, "pairs.step", i), n = page_number(c, "pairs.steps", i);
        assert_true(n == 0 ? from == -1 : from >= 0 && from + n <= (int64_t)n_steps);
        for (int64_t k = from; k < from + n; k++) { /* its evidence, each side by its own account */
            assert_int_equal(page_number(c, "steps.pair", (size_t)k), i);
            size_t a = (size_t)page_number(c, "steps.a", (size_t)k), b = (size_t)page_number(c, "steps.b", (size_t)k);
            assert_int_equal(page_number(c, "posts.account", a), page_number(c, "pairs.a", i));
            assert_int_equal(page_number(c, "posts.account", b), page_number(c, "pairs.b", i));
        }
    }
    for (struct sg_json_iter it = sg_json_each(sg_json_path(c, "groups")); sg_json_more(&it);) {
        assert_below(it.value, "members", 0, n_accounts);
        assert_below(it.value, "objects", 0, rows_of(c, "objects.value"));
    }
}

/* ---- the document ---- */

static void test_a_finding_is_told_whole(void **state)
{
    (void)state;
    auto_told t = { 0 };
    tell_one(&t, &everybody);
    assert_part_is_sound(t.part);
    assert_int_equal(rows_of(t.document.root, "coordination"), 1);
    assert_int_equal(rows_of(t.part, "accounts.name"), PLANTED_STEPPERS);
    assert_int_equal(rows_of(t.part, "pairs.a"), PLANTED_PAIRS); /* those that were found */
    assert_int_equal(rows_of(t.part, "steps.pair"), (6 + 3) * PLANTED_STEPS_EACH);
    assert_int_equal(rows_of(t.part, "kinds"), SG_COACTIONS);
    assert_true(sg_str_is(word(t.part, "kinds", SG_BY_NEAR_TEXT), "near-text"));
    int64_t number;
    assert_true(sg_json_int(sg_json_path(t.part, "stale"), &number) && number == 0);
    assert_true(sg_json_int(sg_json_path(t.part, "from"), &number) && number == INT64_C(1494000000000));
    struct sg_json group = first_of(t.part, "groups");
    assert_int_equal(rows_of(group, "members"), 4);
    assert_int_equal(rows_of(group, "tags"), 2);
    assert_true(sg_json_int(sg_json_path(group, "leader"), &number));
    assert_true(sg_str_is(word(t.part, "accounts.name", (size_t)number), "relay_four"));
    assert_int_equal(sg_json_type(sg_json_path(t.part, "null_check")), SG_JSON_NULL);
}

/* Whoever of two comes first in the page, what is said of each is its own. */
static void test_a_turned_pair_is_the_same_pair(void **state)
{
    (void)state;
    auto_told t = { 0 };
    tell_one(&t, &everybody);
    size_t turned = 0, jane = place_of(t.part, "accounts.name", "quiet_jane"),
           two = place_of(t.part, "accounts.name", "relay_two");
    assert_true(two < jane); /* the stronger one; by name it comes last */
    for (size_t i = 0; i < rows_of(t.part, "pairs.a"); i++) {
        size_t a = (size_t)page_number(t.part, "pairs.a", i), b = (size_t)page_number(t.part, "pairs.b", i);
        struct sg_str x = word(t.part, "accounts.name", a), y = word(t.part, "accounts.name", b);
        bool is_turned = memcmp(x.data, y.data, x.len < y.len ? x.len : y.len) > 0; /* 9 times the first by name */
        turned += is_turned;
        assert_int_equal(page_number(t.part, "pairs.a_first", i), is_turned ? 3 : 9);
        assert_int_equal(page_number(t.part, "pairs.b_first", i), is_turned ? 9 : 3);
        for (int64_t k = 0; k < page_number(t.part, "pairs.steps", i); k++) {
            size_t step = (size_t)(page_number(t.part, "pairs.step", i) + k);
            int64_t gap = page_number(t.part, "posts.time", (size_t)page_number(t.part, "steps.b", step)) -
                          page_number(t.part, "posts.time", (size_t)page_number(t.part, "steps.a", step));
            assert_int_equal(1000 * page_number(t.part, "steps.gap", step), gap);
        }
    }
    assert_true(turned > 0 && turned < PLANTED_PAIRS);
}

static void test_a_story_knows_its_groups(void **state)
{
    (void)state;
    auto_told t = { 0 };
    tell_one(&t, &everybody);
    size_t n = rows_of(t.document.story, "accounts.name"), in_step = 0;
    assert_int_equal(rows_of(t.document.story, "accounts.group"), n);
    for (size_t i = 0; i < n; i++) {
        int64_t stepper = page_number(t.document.story, "accounts.stepper", i);
        int64_t group = page_number(t.document.story, "accounts.group", i);
        if (stepper < 0) {
            assert_int_equal(group, -1);
            continue;
        }
        in_step++;
        assert_int_equal(group, page_number(t.part, "accounts.group", (size_t)stepper));
        struct sg_str name = word(t.document.story, "accounts.name", i);
        assert_true(sg_str_same(name, word(t.part, "accounts.name", (size_t)stepper)));
    }
    assert_int_equal(in_step, 6); /* all but quiet_jane and the loners */
}

/* Numbers of groups and accounts say nothing without the finding that they are of. */
static void test_a_story_says_which_finding_it_leads_into(void **state)
{
    (void)state;
    struct sg_coordination *two[] = { planted_finding(), planted_finding() };
    auto_told t = { 0 };
    tell(&t, two, ROWS(two), &large);
    const char *const expected[] = { newest_sha256, older_sha256 };
    size_t k = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(t.document.root, "coordination")); sg_json_more(&it); k++)
        assert_true(sg_str_is(sg_json_string(sg_json_get(it.value, "sha256")), expected[k]));
    assert_int_equal(k, ROWS(two));
    assert_true(sg_str_is(sg_json_string(sg_json_get(t.document.story, "finding")), newest_sha256));
}

/* Groups are those of the newest finding, though an older one had others. */
static void test_an_older_finding_groups_nobody(void **state)
{
    (void)state;
    struct sg_coordination *found[2] = { NULL, planted_finding() };
    assert_int_equal(sg_coordination_new(&found[0], NULL), SG_OK);
    auto_told t = { 0 };
    tell(&t, found, 2, &everybody);
    assert_below(t.document.story, "accounts.group", -1, 0);
    assert_below(t.document.story, "accounts.stepper", -1, 0);
}

static void test_a_case_without_findings_says_so(void **state)
{
    (void)state;
    auto_told t = { 0 };
    tell(&t, NULL, 0, &large);
    assert_int_equal(sg_json_type(sg_json_get(t.document.root, "coordination")), SG_JSON_ARRAY);
    assert_int_equal(rows_of(t.document.root, "coordination"), 0);
    assert_below(t.document.story, "accounts.group", -1, 0);
    assert_below(t.document.story, "accounts.stepper", -1, 0);
    assert_int_equal(sg_json_type(sg_json_get(t.document.story, "finding")), SG_JSON_NULL);
    assert_null(memmem(t.document.json.data, t.document.json.len, "\"id\":\"coordination\"", 19));
}

static void test_a_finding_without_pairs_is_told(void **state)
{
    (void)state;
    struct sg_coordination *c = NULL;
    assert_int_equal(sg_coordination_new(&c, NULL), SG_OK);
    c->settings.fdr = 0.05;
    auto_told t = { 0 };
    tell(&t, &c, 1, &large);
    assert_part_is_sound(t.part);
    assert_int_equal(rows_of(t.part, "accounts.name"), 0);
    assert_int_equal(sg_json_type(sg_json_get(t.part, "from")), SG_JSON_NULL);
}

static void test_methods_tell_what_was_run(void **state)
{
    (void)state;
    static const char *const ids[] = { "coordination", "near-text", "automation" };
    auto_told t = { 0 };
    tell_one(&t, &large);
    for (size_t i = 0; i < ROWS(ids); i++) {
        bool is_there = false;
        for (struct sg_json_iter it = sg_json_each(sg_json_get(t.document.root, "methods")); sg_json_more(&it);)
            is_there |= sg_str_is(sg_json_string(sg_json_get(it.value, "id")), ids[i]);
        if (!is_there) fail_msg("%s is not among the methods", ids[i]);
    }
}

/* ---- limits ---- */

/* A crowd of pairs, none of them in a group but the first hundred. */
static struct sg_coordination *crowd(uint32_t n_accounts, uint32_t n_steps_each)
{
    struct sg_coordination *c = planted_finding();
    uint32_t n_pairs = 3 * n_accounts;
    c->n_groups = c->n_members = c->n_group_objects = c->n_signals = c->n_steps = c->n_pairs = 0;
    c->n_accounts = n_accounts;
    c->accounts = planted_room(c, n_accounts, sizeof *c->accounts);
    c->pairs = planted_room(c, n_pairs, sizeof *c->pairs);
    c->posts = planted_room(c, n_accounts, sizeof *c->posts);
    c->n_posts = n_accounts;
    c->steps = planted_room(c, (size_t)n_pairs * n_steps_each + 1, sizeof *c->steps);
    for (uint32_t i = 0; i < n_accounts; i++) {
        const char *name = planted_words(c, "crowd_", "member", i);
        c->accounts[i] = (struct sg_step_account){
            planted_identity("twitter", name), "twitter", name, "", false, i, 3, SG_NO_INDEX, SG_NO_INDEX
        };
        c->posts[i] =
            (struct sg_step_post){ .account = i, .id = "", .url = "", .text = "", .member = "", .platform = "twitter" };
    }
    for (uint32_t i = 0; i < n_pairs; i++) {
        uint32_t a = i % n_accounts, b = (a + 1 + i / n_accounts) % n_accounts;
        planted_step_pair(c, a < b ? a : b, a < b ? b : a, SG_NO_INDEX);
        struct sg_step_pair *p = &c->pairs[c->n_pairs - 1];
        p->weight = 1 + (uint64_t)i * 7919 % 1000;
        p->first_step = c->n_steps;
        p->n_steps = n_steps_each;
        for (uint32_t k = 0; k < n_steps_each; k++)
            c->steps[c->n_steps++] = (struct sg_step){ .by = SG_BY_LINK, .post_a = p->a, .post_b = p->b, .counted = 1 };
    }
    return c;
}

static int64_t hidden(struct sg_json part, const char *what)
{
    char path[40];
    int64_t n = -1;
    snprintf(path, sizeof path, "hidden.%s", what);
    assert_true(sg_json_int(sg_json_path(part, path), &n));
    return n;
}

static void test_a_crowd_is_told_in_part(void **state)
{
    (void)state;
    static const struct {
        uint32_t accounts, steps;
    } row[] = { { 4000, 1 }, { 4000, 3 }, { 9000, 0 }, { 9000, 2 } };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_coordination *c = crowd(row[i].accounts, row[i].steps);
        auto_told t = { 0 };
        tell(&t, &c, 1, &large);
        assert_part_is_sound(t.part);
        size_t pairs = rows_of(t.part, "pairs.a"), steps = rows_of(t.part, "steps.pair");
        assert_true(rows_of(t.part, "accounts.name") <= SG_PAGE_STEPPERS);
        assert_true(pairs <= SG_PAGE_PAIRS && steps <= SG_PAGE_STEPS);
        assert_int_equal((int64_t)pairs + hidden(t.part, "pairs"), 3 * row[i].accounts);
        assert_int_equal((int64_t)steps + hidden(t.part, "steps"), 3 * row[i].accounts * row[i].steps);
        if (row[i].accounts == 4000) assert_int_equal(pairs, 12000);
        if (row[i].steps == 3) assert_int_equal(steps, SG_PAGE_STEPS); /* one each, then one more of the strongest */
        for (size_t k = 1; k < 50; k++)
            assert_true(page_number(t.part, "pairs.weight", k) <= page_number(t.part, "pairs.weight", k - 1));
        if (row[i].steps == 3) {
            assert_int_equal(page_number(t.part, "pairs.steps", 0), 2);
            assert_int_equal(page_number(t.part, "pairs.steps", pairs - 1), 1);
        }
    }
}

static void test_the_same_findings_give_the_same_bytes(void **state)
{
    (void)state;
    struct sg_coordination *c = crowd(500, 1), *d = crowd(500, 1);
    auto_told a = { 0 }, b = { 0 };
    tell(&a, &c, 1, &large);
    tell(&b, &d, 1, &large);
    assert_true(sg_str_same(sg_buf_view(&a.document.json), sg_buf_view(&b.document.json)));
}

static void test_the_fifth_finding_is_left_out(void **state)
{
    (void)state;
    struct sg_coordination *found[5];
    for (size_t i = 0; i < 5; i++)
        found[i] = planted_finding();
    auto_told t = { 0 };
    tell(&t, found, 5, &everybody);
    assert_int_equal(rows_of(t.document.root, "coordination"), 4);
    int64_t k = 0, stale;
    for (struct sg_json_iter it = sg_json_each(sg_json_get(t.document.root, "coordination")); sg_json_more(&it); k++) {
        assert_true(sg_json_int(sg_json_get(it.value, "stale"), &stale));
        assert_int_equal(stale, 2 * k);
    }
}

/* ---- names ---- */

static void assert_hidden(const struct told *t, const char *what)
{
    const struct sg_buf *bytes = &t->document.json;
    const char *at = memmem(bytes->data, bytes->len, what, strlen(what));
    if (at) fail_msg("\"%s\" is told: %.80s", what, at > bytes->data + 30 ? at - 30 : at);
}

static void test_no_replaced_name_is_anywhere(void **state)
{
    (void)state;
    static const char *const never[] = { "somebody",           "Jane",         "Rita",
                                         "stranger",           "someone.else", "Fan of",
                                         "relay_tw",           "Der Bote",     "posts_of_relay_two",
                                         "860577607670276098", "of_relay_t",   "of_quiet",
                                         "quiet_jane" };
    auto_told t = { 0 };
    tell_one(&t, &large);
    assert_part_is_sound(t.part);
    for (size_t i = 0; i < ROWS(never); i++)
        assert_hidden(&t, never[i]);
    for (size_t i = 0; i < PLANTED_STEPPERS; i++) {
        const struct planted_stepper *s = &planted_steppers[i];
        bool stays = s->audience >= 5000;
        assert_int_equal(place_of(t.part, "accounts.name", s->name) != SIZE_MAX, stays);
        if (stays) continue;
        assert_hidden(&t, s->name);
        for (uint32_t k = 0; k < PLANTED_POSTS_EACH; k++) {
            char id[40];
            snprintf(id, sizeof id, "86059493870660%zu", 1000 + i * PLANTED_POSTS_EACH + k);
            assert_hidden(&t, id);
        }
    }
    size_t named = place_of(t.part, "accounts.name", "relay_one"), n_urls = 0;
    for (size_t i = 0; i < rows_of(t.part, "posts.url"); i++)
        if (page_number(t.part, "posts.account", i) == (int64_t)named) n_urls += word(t.part, "posts.url", i).len > 0;
    assert_int_equal(n_urls, PLANTED_POSTS_EACH); /* who stays named can be looked up */
}

/* What the page does not tell today is gone from the finding all the same. */
static void test_a_replaced_finding_holds_no_trace(void **state)
{
    (void)state;
    auto_told t = { 0 };
    tell_one(&t, &large);
    const struct sg_coordination *c = t.findings.items[0].found;
    assert_null(strchr(c->sources[0].file, '/')); /* folders bear names */
    for (size_t i = 0; i < c->n_posts; i++) {
        const struct sg_step_post *p = &c->posts[i];
        assert_int_equal(p->post, 0); /* a hash of the id */
        if (c->accounts[p->account].is_replaced) assert_true(!*p->id && !*p->url && !*p->member);
    }
}

static void test_objects_keep_what_names_nobody(void **state)
{
    (void)state;
    static const struct {
        const char *told;
        size_t times;
    } row[] = { { "https://example.org/news", 1 },
                { "https://twitter.com/wikileaks/status/860577607670276096", 1 },
                { "https://twitter.com/" DOTS, 2 }, /* relay_two's and a stranger's post */
                { "https://blog.example/" DOTS, 1 },
                { "https://m.facebook.com/" DOTS, 1 },
                { "https://social.example/" DOTS, 1 }, /* any host may say so */
                { "wikileaks", 1 },
                { "macronleaks", 1 },
                { DOTS ".example", 1 },
                { DOTS, 3 } }; /* a stranger who is mentioned, tags that are a name and a post's id */
    auto_told t = { 0 };
    tell_one(&t, &large);
    for (size_t i = 0; i < ROWS(row); i++) {
        size_t n = 0;
        for (struct sg_json_iter it = sg_json_each(sg_json_path(t.part, "objects.value")); sg_json_more(&it);)
            n += sg_str_is(sg_json_string(it.value), row[i].told);
        if (n != row[i].times) fail_msg("%s is there %zu times", row[i].told, n);
    }
    /* Mentions and replies are called as the accounts are. */
    size_t by_name = 0;
    for (struct sg_json_iter it = sg_json_each(sg_json_path(t.part, "objects.value")); sg_json_more(&it);) {
        sg_auto_buf name = { 0 };
        sg_buf_str(&name, sg_json_string(it.value));
        if (name.len > 8 && memcmp(name.data, "account ", 8) == 0)
            by_name += place_of(t.part, "accounts.name", sg_buf_cstr(&name)) != SIZE_MAX;
    }
    assert_int_equal(by_name, 2);
    sg_auto_buf query = { 0 };
    sg_buf_str(&query, sg_json_string(sg_json_get(t.part, "query")));
    assert_memory_equal(sg_buf_cstr(&query), "#macronleaks OR @account ", 25);
}

static void test_an_account_has_one_name_in_the_whole_document(void **state)
{
    (void)state;
    struct sg_coordination *found[2] = { planted_finding(), planted_finding() };
    found[0]->accounts[6].audience = 7000; /* relay_three is large in the one, and so in both */
    auto_told t = { 0 };
    tell(&t, found, 2, &large);
    struct sg_json_iter it = sg_json_each(sg_json_get(t.document.root, "coordination"));
    assert_true(sg_json_more(&it) && sg_json_more(&it));
    struct sg_json older = it.value;
    for (size_t i = 0; i < rows_of(t.part, "accounts.name"); i++) {
        sg_auto_buf name = { 0 };
        sg_buf_str(&name, word(t.part, "accounts.name", i));
        assert_int_not_equal(place_of(older, "accounts.name", sg_buf_cstr(&name)), SIZE_MAX);
    }
    assert_int_not_equal(place_of(t.part, "accounts.name", "relay_three"), SIZE_MAX);
    assert_int_not_equal(place_of(t.document.story, "accounts.name", "relay_three"), SIZE_MAX);
    for (size_t i = 0; i < rows_of(t.document.story, "accounts.name"); i++) {
        int64_t stepper = page_number(t.document.story, "accounts.stepper", i);
        struct sg_str name = word(t.document.story, "accounts.name", i);
        sg_auto_buf text = { 0 };
        sg_buf_str(&text, name);
        if (stepper >= 0)
            assert_true(sg_str_same(name, word(t.part, "accounts.name", (size_t)stepper)));
        else /* and nobody else is called so */
            assert_int_equal(place_of(t.part, "accounts.name", sg_buf_cstr(&text)), SIZE_MAX);
    }
}

/* The story names a publication, the finding does not know that it is one. */
static void test_a_story_does_not_tell_who_a_number_is(void **state)
{
    (void)state;
    struct sg_coordination *c = planted_finding();
    c->accounts[3].name = "Disobedient Media";
    c->accounts[3].platform = "web";
    c->accounts[3].identity = planted_identity("web", "Disobedient Media");
    auto_told t = { 0 };
    tell(&t, &c, 1, &large);
    size_t at = place_of(t.document.story, "accounts.name", "Disobedient Media");
    assert_int_not_equal(at, SIZE_MAX);
    assert_int_equal(page_number(t.document.story, "accounts.stepper", at), -1);
    assert_int_equal(page_number(t.document.story, "accounts.group", at), -1);
    assert_int_equal(place_of(t.part, "accounts.name", "Disobedient Media"), SIZE_MAX);
}

/* Between the names that stay, the order of the others would tell their letters. */
static void test_the_order_of_names_is_not_told(void **state)
{
    (void)state;
    struct sg_coordination *c = crowd(300, 0);
    auto_told t = { 0 };
    tell(&t, &c, 1, &everybody);
    size_t n = rows_of(t.part, "accounts.name"), rising = 0;
    for (size_t i = 1; i < n; i++) {
        struct sg_str a = word(t.part, "accounts.name", i - 1), b = word(t.part, "accounts.name", i);
        int order = memcmp(a.data, b.data, a.len < b.len ? a.len : b.len);
        rising += order < 0 || (order == 0 && a.len < b.len);
    }
    assert_true(rising > n / 4 && rising < n * 3 / 4);
}

static void test_when_an_account_was_made_is_told_to_the_day(void **state)
{
    (void)state;
    auto_told a = { 0 }, b = { 0 };
    tell_one(&a, &everybody);
    tell_one(&b, &large);
    assert_int_equal(page_number(a.part, "signals.created", 0), INT64_C(1484012345678));
    assert_int_equal(page_number(b.part, "signals.created", 0), INT64_C(1484006400000));
    assert_true(sg_str_is(word(b.part, "signals.client", 0), "Client of " DOTS));
}

/* ---- maps ---- */

static struct sg_story *grouped_story(const struct sg_page_findings *f)
{
    struct sg_story *s = planted_story();
    planted_audiences(s);
    planted_identities(s);
    sg_story_take_groups(s, f ? &f->known : NULL);
    return s;
}

static void test_maps_tell_groups_where_there_are_any(void **state)
{
    (void)state;
    static const struct {
        const char *format, *has;
    } row[] = { { "gexf", "title=\"group\"" },
                { "graphml", "attr.name=\"group\"" },
                { "json", "\"group\": 1" },
                { "csv", "SourceGroup,TargetGroup" },
                { "svg", "in step" } };
    sg_auto_page_findings f = { 0 };
    sg_page_findings_add(&f, planted_finding(), newest_sha256, 0);
    assert_int_equal(sg_page_findings_know(&f, &everybody, NULL), SG_OK);
    struct sg_story *with = grouped_story(&f), *without = grouped_story(NULL);
    for (int nodes = SG_MAP_ACCOUNTS; nodes <= SG_MAP_POSTS; nodes++)
        for (size_t i = 0; i < ROWS(row); i++) {
            const struct sg_map_options o = {
                .view = SG_MAP_NETWORK, .nodes = (enum sg_map_nodes)nodes, .with_inferred = true, .seed = 1
            };
            const struct sg_map_format *format = sg_map_format_find(row[i].format);
            sg_auto_buf a = { 0 }, b = { 0 };
            assert_int_equal(format->write(with, &o, &a, NULL), SG_OK);
            assert_int_equal(format->write(without, &o, &b, NULL), SG_OK);
            if (!memmem(a.data, a.len, row[i].has, strlen(row[i].has))) fail_msg("%s lacks groups", row[i].format);
            if (memmem(b.data, b.len, row[i].has, strlen(row[i].has))) fail_msg("%s has groups", row[i].format);
        }
    sg_story_free(with);
    sg_story_free(without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_finding_is_told_whole),
        cmocka_unit_test(test_a_turned_pair_is_the_same_pair),
        cmocka_unit_test(test_a_story_knows_its_groups),
        cmocka_unit_test(test_a_story_says_which_finding_it_leads_into),
        cmocka_unit_test(test_an_older_finding_groups_nobody),
        cmocka_unit_test(test_a_case_without_findings_says_so),
        cmocka_unit_test(test_a_replaced_finding_holds_no_trace),
        cmocka_unit_test(test_a_finding_without_pairs_is_told),
        cmocka_unit_test(test_methods_tell_what_was_run),
        cmocka_unit_test(test_a_crowd_is_told_in_part),
        cmocka_unit_test(test_the_same_findings_give_the_same_bytes),
        cmocka_unit_test(test_the_fifth_finding_is_left_out),
        cmocka_unit_test(test_no_replaced_name_is_anywhere),
        cmocka_unit_test(test_objects_keep_what_names_nobody),
        cmocka_unit_test(test_an_account_has_one_name_in_the_whole_document),
        cmocka_unit_test(test_a_story_does_not_tell_who_a_number_is),
        cmocka_unit_test(test_the_order_of_names_is_not_told),
        cmocka_unit_test(test_when_an_account_was_made_is_told_to_the_day),
        cmocka_unit_test(test_maps_tell_groups_where_there_are_any),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
