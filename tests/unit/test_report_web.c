/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "base/hash.h"
#include "base/pack.h"
#include "page_document.h"
#include "report/map_model.h"

static const struct sg_page_options plain = { .names.all = true, .seed = 1, .made = SG_TIME_NONE };

/* ---- the document ---- */

static void assert_columns(struct sg_json story, const char *table, const char *const *columns, uint64_t rows)
{
    for (size_t i = 0; columns[i]; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s.%s", table, columns[i]);
        uint64_t n = sg_json_count(sg_json_path(story, path));
        if (n != rows) fail_msg("%s has %llu rows, not %llu", path, (unsigned long long)n, (unsigned long long)rows);
    }
}

static void assert_below(struct sg_json story, const char *path, int64_t least, uint64_t end)
{
    for (struct sg_json_iter it = sg_json_each(sg_json_path(story, path)); sg_json_more(&it);) {
        int64_t v;
        assert_true(sg_json_int(it.value, &v));
        if (v < least || v >= (int64_t)end)
            fail_msg("%s holds %lld, which is not in %lld to %llu", path, (long long)v, (long long)least,
                     (unsigned long long)end);
    }
}

static uint64_t rows_of(struct sg_json story, const char *path)
{
    return sg_json_count(sg_json_path(story, path));
}

static int64_t number(struct sg_json v, const char *path)
{
    int64_t n = INT64_MIN;
    if (!sg_json_int(sg_json_path(v, path), &n)) fail_msg("%s is no whole number", path);
    return n;
}

/* What holds for every story of every document. */
static void assert_story_is_sound(struct sg_json s, bool with_text)
{
    static const char *const accounts[] = { "platform", "name", "display", "audience", "replaced", NULL };
    static const char *const posts[] = { "time",         "precision", "platform", "account", "node",   "kind",
                                         "flags",        "audience",  "source",   "row",     "offset", "lang",
                                         "duplicate_of", "id",        "url",      "channel", "member", NULL };
    static const char *const links[] = { "child", "parent", "kind", "confidence", "method", NULL };
    static const char *const nodes[] = { "account", "post", "platform", "x",     "y",    "community", "posts",
                                         "in",      "out",  "audience", "first", "last", "flags",     NULL };
    static const char *const edges[] = { "from", "to", "kind", "weight", "first", "last", "confidence", "chain", NULL };
    uint64_t n_accounts = rows_of(s, "accounts.name"), n_posts = rows_of(s, "posts.time");
    uint64_t n_links = rows_of(s, "links.child"), n_nodes = rows_of(s, "network.nodes.x");
    uint64_t n_edges = rows_of(s, "network.edges.from"), n_platforms = rows_of(s, "platforms");
    assert_columns(s, "accounts", accounts, n_accounts);
    assert_columns(s, "posts", posts, n_posts);
    assert_columns(s, "links", links, n_links);
    assert_columns(s, "network.nodes", nodes, n_nodes);
    assert_columns(s, "network.edges", edges, n_edges);
    assert_int_equal(rows_of(s, "posts.text"), with_text ? n_posts : 0);
    assert_below(s, "accounts.platform", 0, n_platforms);
    assert_below(s, "posts.platform", 0, n_platforms);
    assert_below(s, "posts.account", -1, n_accounts);
    assert_below(s, "posts.node", 0, n_nodes);
    assert_below(s, "posts.source", -1, rows_of(s, "sources"));
    assert_below(s, "posts.lang", 0, rows_of(s, "langs"));
    assert_below(s, "posts.duplicate_of", -1, n_posts);
    assert_below(s, "links.child", 0, n_posts);
    assert_below(s, "links.parent", 0, n_posts);
    assert_below(s, "links.method", 0, rows_of(s, "link_methods"));
    assert_below(s, "network.nodes.account", -1, n_accounts);
    assert_below(s, "network.nodes.post", -1, n_posts);
    assert_below(s, "network.nodes.community", 0, (uint64_t)number(s, "network.communities"));
    assert_below(s, "network.edges.from", 0, n_nodes);
    assert_below(s, "network.edges.to", 0, n_nodes);
    for (size_t i = 0; i < n_nodes && i < 200; i++)
        assert_true((page_number(s, "network.nodes.account", i) < 0) != (page_number(s, "network.nodes.post", i) < 0));
    int64_t last = INT64_MIN;
    for (struct sg_json_iter it = sg_json_each(sg_json_path(s, "posts.time")); sg_json_more(&it);) {
        int64_t t;
        assert_true(sg_json_int(it.value, &t));
        assert_true(t >= 0 && t >= last);
        last = t;
    }
    assert_int_equal(rows_of(s, "axis.time"), rows_of(s, "axis.place"));
    assert_true(rows_of(s, "axis.time") >= 2);
    for (size_t i = 1; i < rows_of(s, "axis.time"); i++)
        assert_true(page_number(s, "axis.time", i) > page_number(s, "axis.time", i - 1));
}

/* What is in and what is hidden make the whole. */
static void assert_counts_add_up(struct sg_json s, const struct sg_story *story)
{
    struct map_model all = { 0 };
    const struct sg_map_options map = { .nodes = SG_MAP_ACCOUNTS, .with_inferred = true };
    assert_int_equal(map_model_init(&all, story, &map, NULL), SG_OK);
    size_t linked = 0, edges = 0;
    for (size_t i = 0; i < all.n_nodes; i++)
        linked += all.nodes[i].n_in + all.nodes[i].n_out > 0;
    for (size_t i = 0; i < all.n_edges; i++)
        edges += all.edges[i].from != all.edges[i].to;
    uint64_t alone = 0, shown = rows_of(s, "network.nodes.x");
    for (size_t i = 0; i < shown; i++)
        alone += page_number(s, "network.nodes.in", i) + page_number(s, "network.nodes.out", i) == 0;
    assert_int_equal(shown - alone + (uint64_t)number(s, "hidden.nodes"), linked);
    assert_int_equal(alone + (uint64_t)number(s, "hidden.alone"), all.n_nodes - linked);
    assert_int_equal(rows_of(s, "network.edges.from") + (uint64_t)number(s, "hidden.edges"), edges);
    assert_int_equal(rows_of(s, "posts.time") + (uint64_t)number(s, "hidden.posts"), story->n_posts);
    assert_int_equal(rows_of(s, "links.child") + (uint64_t)number(s, "hidden.links"), story->n_links);
    map_model_release(&all);
}

/* Chain and firsts are whole, however little is shown. */
static void assert_findings_are_in(struct sg_json s, const struct sg_story *story)
{
    static const char *const lists[] = { "chain", "firsts" };
    assert_int_equal(rows_of(s, "chain"), story->n_chain);
    assert_int_equal(rows_of(s, "firsts"), story->n_firsts);
    for (size_t k = 0; k < 2; k++) {
        size_t i = 0;
        for (struct sg_json_iter it = sg_json_each(sg_json_get(s, lists[k])); sg_json_more(&it); i++) {
            uint32_t link = k ? story->firsts[i].link : story->chain[i].link;
            assert_true(number(it.value, "post") >= 0);
            assert_int_equal(number(it.value, "link") >= 0, link != SG_NO_INDEX);
            if (link == SG_NO_INDEX) continue;
            size_t at = (size_t)number(it.value, "link");
            assert_int_equal(page_number(s, "links.child", at), number(it.value, "post"));
            assert_int_equal(page_number(s, "links.kind", at), story->links[link].kind);
        }
    }
}

static void test_the_planted_story_is_whole(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    planted_audiences(s);
    auto_page_document d = { 0 };
    page_document_make(&d, s, &plain);
    assert_story_is_sound(d.story, false);
    assert_counts_add_up(d.story, s);
    assert_findings_are_in(d.story, s);
    assert_int_equal(rows_of(d.story, "posts.time"), s->n_posts);
    assert_int_equal(number(d.root, "format"), 1);
    assert_true(sg_str_is(sg_json_string(sg_json_get(d.root, "kind")), "report"));
    assert_int_equal(sg_json_type(sg_json_get(d.root, "made")), SG_JSON_NULL);
    struct sg_json_iter source = sg_json_each(sg_json_path(d.root, "case.sources"));
    assert_true(sg_json_more(&source));
    assert_true(sg_str_is(sg_json_string(sg_json_get(source.value, "file")), "planted.csv")); /* nobody's folders */
    assert_int_equal(number(d.story, "milestone.post"), 11);
    assert_int_equal(number(d.story, "t0") * 1000, s->posts[0].time);
    assert_int_equal(number(d.story, "from") * 1000, s->from - s->posts[0].time);
    sg_story_free(s);
}

static void test_a_crowd_is_shown_in_part(void **state)
{
    (void)state;
    static const struct {
        size_t nodes, edges, posts;
    } row[] = {
        { 0, 0, 0 }, { 50, 60, 0 }, { 50, 0, 100 }, { 1, 1, 1 }, { 100000, 100000, 100000 }, { 400, 200, 300 }
    };
    struct sg_story *s = planted_crowd(3000);
    planted_audiences(s);
    /* A chain over two links and a first, so that there is something that must stay. */
    struct sg_story_step chain[2] = { { s->links[10].parent, SG_NO_INDEX, SG_NO_INDEX },
                                      { s->links[10].child, 10, SG_NO_INDEX } };
    struct sg_story_first first = { s->links[900].child, 900, 0 };
    s->chain = chain, s->n_chain = 2;
    s->firsts = &first, s->n_firsts = 1;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_page_options o = plain;
        o.max_nodes = row[i].nodes;
        o.max_edges = row[i].edges;
        o.max_posts = row[i].posts;
        auto_page_document d = { 0 };
        page_document_make(&d, s, &o);
        assert_story_is_sound(d.story, false);
        assert_counts_add_up(d.story, s);
        assert_findings_are_in(d.story, s);
        if (row[i].nodes == 50) assert_true(rows_of(d.story, "network.nodes.x") <= 110); /* 50, and 50 roots at most */
        if (row[i].nodes == 100000) assert_int_equal(number(d.story, "hidden.nodes"), 0);
        if (row[i].posts == 100) assert_int_equal(rows_of(d.story, "posts.time"), 100);
    }
    sg_story_free(s);
}

static void test_five_thousand_accounts_are_a_small_file(void **state)
{
    (void)state;
    struct sg_story *s = planted_crowd(13000);
    planted_audiences(s);
    struct sg_page_options o = plain;
    o.max_nodes = 5000;
    auto_page_document d = { 0 };
    page_document_make(&d, s, &o);
    assert_true(rows_of(d.story, "network.nodes.x") >= 4900);
    if (d.html.len > 1500000) fail_msg("%zu bytes", d.html.len);
    sg_story_free(s);
}

static void test_an_empty_story_is_a_page_too(void **state)
{
    (void)state;
    struct sg_story *s = NULL;
    assert_int_equal(sg_story_new(&s, NULL), SG_OK);
    s->from = s->to = SG_TIME_NONE;
    auto_page_document d = { 0 };
    page_document_make(&d, s, &plain);
    assert_int_equal(rows_of(d.story, "posts.time"), 0);
    assert_int_equal(sg_json_type(sg_json_get(d.story, "from")), SG_JSON_NULL);
    sg_story_free(s);
}

static void test_duplicates_point_to_what_they_repeat(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    s->posts[15].duplicate_of = 14;
    auto_page_document d = { 0 };
    page_document_make(&d, s, &plain);
    assert_story_is_sound(d.story, false);
    assert_int_equal(page_number(d.story, "posts.duplicate_of", 15), 14);
    assert_int_equal(page_number(d.story, "posts.node", 15), page_number(d.story, "posts.node", 14));
    sg_story_free(s);
}

static void test_the_same_story_and_seed_give_the_same_bytes(void **state)
{
    (void)state;
    struct sg_story *s = planted_crowd(2000);
    struct sg_page_options other = plain;
    other.seed = 2;
    auto_page_document a = { 0 }, b = { 0 }, c = { 0 };
    page_document_make(&a, s, &plain);
    page_document_make(&b, s, &plain);
    page_document_make(&c, s, &other);
    assert_true(sg_str_same(sg_buf_view(&a.html), sg_buf_view(&b.html)));
    assert_false(sg_str_same(sg_buf_view(&a.json), sg_buf_view(&c.json)));
    sg_story_free(s);
}

static void test_texts_are_there_only_on_request(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    struct sg_page_options with = plain;
    with.with_text = true;
    auto_page_document a = { 0 }, b = { 0 };
    page_document_make(&a, s, &plain);
    page_document_make(&b, s, &with);
    assert_null(memmem(a.json.data, a.json.len, "secret words", 12));
    assert_non_null(memmem(b.json.data, b.json.len, "secret words", 12));
    assert_story_is_sound(b.story, true);
    sg_story_free(s);
}

/* ---- the file ---- */

static size_t count(struct sg_str text, const char *part)
{
    size_t n = 0;
    for (const char *at = text.data; (at = memmem(at, text.len - (size_t)(at - text.data), part, strlen(part))); at++)
        n++;
    return n;
}

static void test_hostile_words_stay_words(void **state)
{
    (void)state;
    static const char *const hostile[] = {
        "</script><script>alert(1)</script>",         "</title><img src=x onerror=alert(1)>", "<!--<script>",
        "</noscript></pre><script>alert(1)</script>", "{{script}}{{style}}{{data}}",          "\" onload=\"alert(1)",
        "]]>&amp;&#39;'\"\x01\x1b[31m\xff",           "\xe2\x80\xa8\xe2\x80\xae</style>",
    };
    struct sg_story *s = planted_story();
    auto_page_document tame = { 0 };
    page_document_make(&tame, s, &plain);
    for (size_t i = 0; i < ROWS(hostile); i++) {
        struct sg_page_options o = plain;
        o.with_text = true;
        s->query = hostile[i];
        s->posts[3].text = s->posts[3].id = s->posts[3].url = s->posts[3].channel = s->posts[3].lang = hostile[i];
        s->accounts[2].name = s->accounts[2].display = hostile[i];
        auto_page_document d = { 0 };
        page_document_make(&d, s, &o);
        static const char *const parts[] = { "<script", "</script", "<style",     "</style",    "<img",
                                             "<!--",    "<title",   "</title",    "</noscript", "</pre",
                                             "<head",   "<body",    "onerror=\"", "onload=\"" };
        for (size_t k = 0; k < ROWS(parts); k++)
            if (count(sg_buf_view(&d.html), parts[k]) != count(sg_buf_view(&tame.html), parts[k]))
                fail_msg("%s: %s is in the page", hostile[i], parts[k]);
        /* Nothing in the document could end an element either, should somebody put it into a page unpacked. */
        assert_null(memchr(d.json.data, '<', d.json.len));
        assert_story_is_sound(d.story, true);
    }
    sg_story_free(s);
}

static void add_hash(struct sg_buf *out, const char *directive, struct sg_str text)
{
    unsigned char digest[SG_SHA256_BYTES];
    assert_int_equal(sg_sha256_raw(text.data, text.len, digest, NULL), SG_OK);
    sg_buf_printf(out, "%s &#39;sha256-", directive);
    sg_base64(out, digest, sizeof digest);
    sg_buf_text(out, "&#39;;");
}

static void test_the_policy_allows_this_script_and_nothing_else(void **state)
{
    (void)state;
    struct sg_story *s = planted_story();
    auto_page_document d = { 0 };
    page_document_make(&d, s, &plain);
    struct sg_str html = sg_buf_view(&d.html);
    struct sg_str policy = page_between(html, 0, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    sg_auto_buf expected = { 0 };
    add_hash(&expected, "script-src", page_between(html, 0, "<script>", "</script>"));
    assert_non_null(memmem(policy.data, policy.len, expected.data, expected.len));
    sg_buf_clear(&expected);
    add_hash(&expected, "style-src", page_between(html, 0, "<style>", "</style>"));
    assert_non_null(memmem(policy.data, policy.len, expected.data, expected.len));
    static const char *const parts[] = { "default-src &#39;none&#39;;", "connect-src &#39;none&#39;;",
                                         "base-uri &#39;none&#39;;", "form-action &#39;none&#39;" };
    for (size_t i = 0; i < ROWS(parts); i++)
        assert_non_null(memmem(policy.data, policy.len, parts[i], strlen(parts[i])));
    assert_int_equal(count(policy, "unsafe"), 0);
    assert_int_equal(count(policy, "http"), 0);
    assert_int_equal(count(html, "<script"), 2); /* the document and the script */
    assert_int_equal(count(html, "</script"), 2);
    sg_story_free(s);
}

static void test_a_live_page_asks_its_own_server_only(void **state)
{
    (void)state;
    struct sg_page_options live = plain;
    live.kind = SG_PAGE_LIVE;
    live.lang = "fr";
    sg_auto_buf html = { 0 }, policy = { 0 };
    assert_int_equal(sg_page_html(sg_str("A case"), (struct sg_str){ 0 }, (struct sg_str){ 0 }, &live, &html, NULL),
                     SG_OK);
    assert_int_equal(sg_page_policy(SG_PAGE_LIVE, &policy, NULL), SG_OK);
    assert_int_equal(count(sg_buf_view(&html), "<script"), 1);
    assert_int_equal(count(sg_buf_view(&html), "<html lang=\"fr\">"), 1);
    assert_int_equal(count(sg_buf_view(&policy), "connect-src 'self';"), 1);
    assert_int_equal(count(sg_buf_view(&policy), "'self'"), 1);
    sg_auto_buf json = { 0 };
    const struct sg_page_case kase = { .title = "A case", .created = 0, .custody_head = "" };
    assert_int_equal(sg_page_document_json(&kase, &live, NULL, 0, &json, NULL), SG_OK);
    assert_int_equal(count(sg_buf_view(&json), "\"kind\":\"live\""), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_planted_story_is_whole),
        cmocka_unit_test(test_a_crowd_is_shown_in_part),
        cmocka_unit_test(test_five_thousand_accounts_are_a_small_file),
        cmocka_unit_test(test_an_empty_story_is_a_page_too),
        cmocka_unit_test(test_duplicates_point_to_what_they_repeat),
        cmocka_unit_test(test_the_same_story_and_seed_give_the_same_bytes),
        cmocka_unit_test(test_texts_are_there_only_on_request),
        cmocka_unit_test(test_hostile_words_stay_words),
        cmocka_unit_test(test_the_policy_allows_this_script_and_nothing_else),
        cmocka_unit_test(test_a_live_page_asks_its_own_server_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
