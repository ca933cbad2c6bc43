/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How they may have got in, as the page tells it. */
#include "unit.h"

#include <stdio.h>

#include "base/hash.h"
#include "casefile_folder.h"
#include "planted_entry.h"
#include "report/lookalike.h"
#include "report/web_entry.h"
#include "json/json.h"

/* ---- a document of findings alone ---- */

struct told {
    struct sg_buf json;
    struct sg_json_parser *parser;
    struct sg_json root;
};

static void told_release(struct told *t)
{
    sg_buf_release(&t->json);
    sg_json_parser_free(t->parser);
}
#define auto_told __attribute__((cleanup(told_release))) struct told

static struct told tell_findings(struct sg_page_findings *f, const struct sg_page_options *o)
{
    struct told t = { 0 };
    struct sg_err err = { 0 };
    const struct sg_page_case kase = {
        .title = "Planted", .created = PLANTED_T0, .custody_head = PLANTED_SHA256, .findings = f
    };
    if (sg_page_findings_know(f, &o->names, &err) != SG_OK || sg_page_findings_tell(f, o, &err) != SG_OK ||
        sg_page_document_json(&kase, o, NULL, 0, &t.json, &err) != SG_OK ||
        sg_json_parser_new(&t.parser, &err) != SG_OK ||
        sg_json_parse(t.parser, sg_buf_view(&t.json), &t.root, &err) != SG_OK)
        fail_msg("%s", err.text);
    sg_buf_cstr(&t.json);
    return t;
}

/* Both findings of the planted case. */
static struct told tell_planted(const struct sg_page_options *o)
{
    sg_auto_page_findings f = { .lookalikes = planted_entry(PLANTED_NAMES, 0),
                                .lookalikes_sha256 = "aa",
                                .n_lookalikes_stale = 2,
                                .matches = planted_entry(0, PLANTED_MATCHES),
                                .matches_sha256 = "bb" };
    return tell_findings(&f, o);
}

static struct sg_json at(struct sg_json v, const char *list, size_t place)
{
    struct sg_json_iter it = sg_json_each(sg_json_path(v, list));
    while (sg_json_more(&it))
        if (place-- == 0) return it.value;
    fail_msg("%s is shorter", list);
    return v;
}

static void assert_text(struct sg_json v, const char *path, const char *text)
{
    struct sg_str s = sg_json_string(sg_json_path(v, path));
    if (!sg_str_is(s, text)) fail_msg("%s is \"%.*s\", not \"%s\"", path, (int)s.len, s.data, text);
}

static void assert_number(struct sg_json v, const char *path, int64_t number)
{
    int64_t n = 0;
    if (!sg_json_int(sg_json_path(v, path), &n) || n != number)
        fail_msg("%s is %lld, not %lld", path, (long long)n, (long long)number);
}

static void assert_keys(struct sg_json v, const char *const *keys, const char *what)
{
    size_t n = 0;
    for (; keys[n]; n++)
        if (sg_json_type(sg_json_get(v, keys[n])) == SG_JSON_NONE) fail_msg("%s lacks %s", what, keys[n]);
    assert_int_equal(sg_json_count(v), n);
}

static void assert_without(const struct told *t, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strstr(t->json.data, words[i])) fail_msg("\"%s\" is in the document", words[i]);
}

/* ---- what it holds ---- */

static const struct sg_page_options careful = { .made = SG_TIME_NONE };

static void test_the_document_has_the_keys_that_the_page_reads(void **state)
{
    (void)state;
    auto_told t = tell_planted(&careful);
    struct sg_json look = sg_json_path(t.root, "entry.lookalikes"), matches = sg_json_path(t.root, "entry.matches");
    static const char *const of_look[] = { "sha256",    "stale",        "list",    "list_sha256", "least",
                                           "protected", "allowed",      "periods", "totals",      "first_mail",
                                           "names",     "hidden_names", NULL };
    static const char *const of_matches[] = { "sha256", "stale", "periods", "totals", "feeds", "hidden", "rows", NULL };
    static const char *const of_protected[] = { "domain", "aliases", "brands", "names", NULL };
    static const char *const of_totals[] = { "posts", "mails", "documents", "items",      "hosts",      "addresses",
                                             "urls",  "own",   "below",     "unreadable", "indicators", NULL };
    static const char *const of_name[] = { "domain",   "host",    "shown",     "protected",  "tricks",   "flags",
                                           "severity", "grounds", "steps",     "reason",     "carriers", "hosts",
                                           "first",    "last",    "sightings", "first_mail", NULL };
    static const char *const of_row[] = { "kind", "value",   "id",       "label", "author", "from",      "to",
                                          "feed", "outside", "carriers", "first", "last",   "sightings", NULL };
    static const char *const of_sighting[] = { "where", "time",     "precision", "received", "value",
                                               "by",    "platform", "id",        "title",    "recipients",
                                               "file",  "sha256",   "row",       "period",   NULL };
    static const char *const of_feed[] = { "file", "sha256", "format", "n", "other", "other_kinds", "rejected", NULL };
    assert_keys(look, of_look, "lookalikes");
    assert_keys(matches, of_matches, "matches");
    assert_keys(at(look, "protected", 0), of_protected, "protected");
    assert_keys(sg_json_get(look, "totals"), of_totals, "totals");
    for (size_t i = 0; i < PLANTED_NAMES; i++)
        assert_keys(at(look, "names", i), of_name, "a name");
    assert_keys(sg_json_get(at(look, "names", 0), "carriers"), sg_entry_where_names, "carriers");
    assert_keys(at(at(look, "names", 0), "sightings", 0), of_sighting, "a sighting");
    for (size_t i = 0; i < PLANTED_MATCHES; i++)
        assert_keys(at(matches, "rows", i), of_row, "an indicator");
    assert_keys(at(matches, "feeds", 1), of_feed, "a feed");
}

static void test_the_document_says_what_was_found(void **state)
{
    (void)state;
    auto_told t = tell_planted(&careful);
    struct sg_json look = sg_json_path(t.root, "entry.lookalikes"), name = at(look, "names", 0),
                   s = at(name, "sightings", 0);
    assert_text(look, "sha256", "aa");
    assert_number(look, "stale", 2);
    assert_text(look, "list", "protected.txt");
    assert_number(look, "first_mail", 0);
    assert_number(look, "hidden_names", 0);
    assert_number(at(look, "periods", 0), "from", (PLANTED_T0 - PLANTED_DAY) / 1000);
    assert_text(name, "host", "mail.login-example.org");
    assert_text(name, "reason", "“login-” stands before it. High: the same ending, a word that phishing names carry.");
    assert_number(name, "carriers.sender", 1);
    assert_number(name, "first_mail", 0);
    assert_number(s, "received", PLANTED_T0 / 1000);
    assert_text(s, "value", "mail.login-example.org");
    assert_text(s, "by", "t…@login-example.org");
    assert_text(s, "id", "0123456789abcdef");
    assert_number(s, "recipients", 3);
    assert_number(s, "period", 0);
    assert_text(at(look, "names", 1), "shown", "ex\xd0\xb0mple.org");
    assert_number(at(look, "names", 1), "first_mail", -1);
    struct sg_json row = at(sg_json_path(t.root, "entry.matches"), "rows", 3);
    assert_text(row, "kind", "sha256");
    assert_text(row, "value", PLANTED_SHA256);
    assert_text(row, "label", "dropper");
}

static void test_without_its_findings_and_in_a_map_there_is_none(void **state)
{
    (void)state;
    sg_auto_page_findings nothing = { 0 }, half = { .matches = planted_entry(0, 1) },
                          both = { .lookalikes = planted_entry(1, 0) };
    const struct sg_page_options map = { .kind = SG_PAGE_MAP, .made = SG_TIME_NONE };
    auto_told none = tell_findings(&nothing, &careful), one = tell_findings(&half, &careful),
              in_map = tell_findings(&both, &map);
    assert_int_equal(sg_json_type(sg_json_get(none.root, "entry")), SG_JSON_NULL);
    assert_int_equal(sg_json_type(sg_json_path(one.root, "entry.lookalikes")), SG_JSON_NULL);
    assert_int_equal(sg_json_type(sg_json_path(one.root, "entry.matches")), SG_JSON_OBJECT);
    assert_int_equal(sg_json_type(sg_json_get(in_map.root, "entry")), SG_JSON_NULL);
    assert_null(strstr(in_map.json.data, "login-example"));
}

/* ---- what must not leave the case ---- */

static void test_no_title_path_rest_of_an_address_person_or_account_is_in_it_unless_asked_for(void **state)
{
    (void)state;
    static const char *const row_of_text[] = { "Minutes", "login-example.org/secret-plan", NULL };
    static const char *const paths[] = { "Inbox", "someone", NULL };
    auto_told plain = tell_planted(&careful);
    static const char *const content[] = { "Minutes", "Inbox", "secret-plan", NULL };
    assert_without(&plain, content);
    assert_without(&plain, planted_entry_people);
    assert_without(&plain, planted_entry_accounts);
    const struct sg_page_options with_text = { .with_text = true, .made = SG_TIME_NONE };
    auto_told text = tell_planted(&with_text);
    for (size_t i = 0; row_of_text[i]; i++)
        if (!strstr(text.json.data, row_of_text[i])) fail_msg("%s is not in it", row_of_text[i]);
    assert_without(&text, paths);
    assert_without(&text, planted_entry_people);
    assert_without(&text, planted_entry_accounts);
}

static void test_an_account_is_told_when_all_are_or_it_is_listed(void **state)
{
    (void)state;
    const struct sg_page_options row[] = {
        { .names.all = true, .made = SG_TIME_NONE },
        { .names.named = "@quiet_jane", .made = SG_TIME_NONE },
        { .names.named = "gab/quiet_jane", .made = SG_TIME_NONE },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        auto_told t = tell_planted(&row[i]);
        struct sg_json s = at(at(sg_json_path(t.root, "entry.lookalikes"), "names", 1), "sightings", 0);
        assert_text(s, "by", i < 2 ? "quiet_jane" : "");
        assert_text(s, "id", i < 2 ? "8123456789" : "");
        assert_text(s, "file", i < 2 ? "quiet_jane.csv" : "….csv");
        assert_text(s, "value", "xn--exmple-4nf.org");
        assert_without(&t, planted_entry_people);
    }
}

static void test_with_text_an_address_is_cut_where_it_leads_to_an_account_that_is_not_told(void **state)
{
    (void)state;
    struct sg_entry *e = planted_entry(PLANTED_NAMES, 0);
    struct sg_entry_sighting sightings[PLANTED_SIGHTINGS];
    memcpy(sightings, planted_sightings, sizeof sightings);
    sightings[0].value = "http://mail.login-example.org/to/quiet_jane?x"; /* a mail's */
    sightings[2].value = "http://xn--exmple-4nf.org/to/nobody";           /* the account's own */
    e->sightings = sightings;
    const struct sg_page_options with_text = { .with_text = true, .made = SG_TIME_NONE };
    sg_auto_page_findings f = { .lookalikes = e };
    auto_told t = tell_findings(&f, &with_text);
    struct sg_json names = sg_json_path(t.root, "entry.lookalikes");
    assert_text(at(at(names, "names", 0), "sightings", 0), "value", "mail.login-example.org");
    assert_text(at(at(names, "names", 1), "sightings", 0), "value", "xn--exmple-4nf.org");
}

/* A feed is written by others, a calendar by the case's keeper: either may name who carried a name. */
static void test_words_of_feeds_and_calendar_name_nobody_who_is_not_told(void **state)
{
    (void)state;
    static const char *const personal[] = { "robin@", "612345678", "quiet_jane", NULL };
    struct sg_entry *look = planted_entry(PLANTED_NAMES, 0), *listed = planted_entry(0, PLANTED_MATCHES);
    struct sg_entry_match matches[PLANTED_MATCHES];
    struct sg_indicator_feed feeds[] = { planted_feeds[0], planted_feeds[1] };
    struct sg_story_period period = planted_periods[0];
    memcpy(matches, planted_matches, sizeof matches);
    const char **const words[] = { &matches[2].indicator.label, &matches[2].indicator.author,
                                   &matches[2].indicator.id,    &feeds[0].file,
                                   &feeds[0].other_kinds,       &period.name };
    listed->matches = matches;
    listed->feeds = feeds;
    listed->periods = look->periods = &period;
    look->settings.list = "/home/quiet_jane/robin@example.net";
    for (int with_text = 0; with_text < 2; with_text++)
        for (size_t i = 0; i < ROWS(words); i++) {
            const char *before = *words[i];
            const struct sg_page_options o = { .with_text = with_text, .made = SG_TIME_NONE };
            sg_auto_page_findings f = { .lookalikes = look, .matches = listed };
            *words[i] = "of quiet_jane, robin@example.net, +33 612345678";
            auto_told t = tell_findings(&f, &o);
            assert_without(&t, personal);
            *words[i] = before;
            f.lookalikes = f.matches = NULL; /* used again */
        }
    sg_entry_free(look);
    sg_entry_free(listed);
}

static void test_hostile_words_end_no_script(void **state)
{
    (void)state;
    const struct sg_page_options all = { .with_text = true, .names.all = true, .made = SG_TIME_NONE };
    auto_told t = tell_planted(&all);
    static const char *const never[] = { "</script>", "\033", NULL };
    assert_without(&t, never);
    assert_text(at(sg_json_path(t.root, "entry.matches"), "rows", 1), "label", "phishing </script>");
}

/* ---- a case's findings ---- */

static void keep(struct sg_case *c, const char *action, const char *name, struct sg_str bytes)
{
    struct sg_err err;
    char hex[SG_SHA256_HEX];
    sg_auto_buf relative = { 0 }, details = { 0 };
    struct sg_json_out j = sg_json_out(&details, false);
    assert_int_equal(sg_sha256_of(bytes.data, bytes.len, hex, &err), SG_OK);
    assert_int_equal(sg_case_finding_write(c, name, bytes, &relative, &err), SG_OK);
    sg_json_object(&j);
    sg_json_kstr(&j, "finding", sg_buf_view(&relative));
    sg_json_ktext(&j, "finding_sha256", hex);
    sg_json_object_end(&j);
    assert_int_equal(sg_custody_append(c, action, sg_buf_view(&details), &err), SG_OK);
}

static void keep_entry(struct sg_case *c, const char *action, const char *name, size_t n_names, size_t n_matches)
{
    const struct sg_entry_report_options all = { .with_content = true };
    struct sg_entry *e = planted_entry(n_names, n_matches);
    struct sg_err err;
    sg_auto_buf json = { 0 };
    assert_int_equal(sg_report_entry_json(e, &all, &json, &err), SG_OK);
    keep(c, action, name, sg_buf_view(&json));
    sg_entry_free(e);
}

static void count_notice(void *ctx, const char *sentence)
{
    (void)sentence;
    ++*(int *)ctx;
}

static void test_the_newest_readable_finding_of_each_kind_is_taken(void **state)
{
    struct sg_case *c = NULL;
    struct sg_err err;
    int n_notices = 0;
    const struct sg_page_findings_watch watch = { count_notice, &n_notices };
    sg_auto_page_findings f = { 0 };
    assert_int_equal(sg_case_open(*state, &c, &err), SG_OK);
    keep_entry(c, "lookalike", "lookalike-1.json", 1, 0);
    keep_entry(c, "lookalike", "lookalike-2.json", 2, 0);
    keep(c, "lookalike", "lookalike-3.json", sg_str("{\"format\":2}\n"));
    keep_entry(c, "indicators", "indicators-1.json", 0, 3);
    keep_entry(c, "coordinates", "other-1.json", 0, 4);
    assert_int_equal(sg_page_findings_load(c, &watch, &f, &err), SG_OK);
    assert_int_equal(f.lookalikes->n_names, 2);
    assert_int_equal(strlen(f.lookalikes_sha256), 64);
    assert_int_equal(f.matches->n_matches, 3);
    assert_int_equal(n_notices, 1);
    assert_null(f.leak);
    sg_case_free(c);
}

/* ---- limits ---- */

static void test_what_does_not_fit_is_counted(void **state)
{
    (void)state;
    enum { MANY = SG_PAGE_ENTRY_ROWS + 7 };
    struct sg_entry *e = planted_entry(0, 0);
    struct sg_entry_name *many = calloc(MANY, sizeof *many);
    e->settings.names = planted_protected;
    e->settings.n_names = 1;
    for (size_t i = 0; i < MANY; i++)
        many[i] = planted_names[0];
    e->names = many;
    e->n_names = MANY;
    e->first_mail = MANY - 1;
    sg_auto_page_findings f = { .lookalikes = e };
    auto_told t = tell_findings(&f, &careful);
    struct sg_json look = sg_json_path(t.root, "entry.lookalikes");
    assert_int_equal(sg_json_count(sg_json_get(look, "names")), SG_PAGE_ENTRY_ROWS);
    assert_number(look, "hidden_names", 7);
    assert_number(look, "first_mail", -1);
    free(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_document_has_the_keys_that_the_page_reads),
        cmocka_unit_test(test_the_document_says_what_was_found),
        cmocka_unit_test(test_without_its_findings_and_in_a_map_there_is_none),
        cmocka_unit_test(test_no_title_path_rest_of_an_address_person_or_account_is_in_it_unless_asked_for),
        cmocka_unit_test(test_an_account_is_told_when_all_are_or_it_is_listed),
        cmocka_unit_test(test_with_text_an_address_is_cut_where_it_leads_to_an_account_that_is_not_told),
        cmocka_unit_test(test_words_of_feeds_and_calendar_name_nobody_who_is_not_told),
        cmocka_unit_test(test_hostile_words_end_no_script),
        cmocka_unit_test_setup_teardown(test_the_newest_readable_finding_of_each_kind_is_taken, case_set_up,
                                        case_tear_down),
        cmocka_unit_test(test_what_does_not_fit_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
