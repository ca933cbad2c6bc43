/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves a case: valid in its format, the same every time, and without people unless asked. */
#include "exchange_by_hand.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "indicators/indicators.h"
#include "json/json.h"

static const char *const personal[] = { "sender@", "clerk", "secret_account", "777888999", "00000000000000a1", "Secret",
                                        "user:",   "pw",    "feed@home" };

static struct sg_str text(struct sg_json v, const char *key)
{
    return sg_json_string(sg_json_get(v, key));
}

static bool is_text(struct sg_json v, const char *key)
{
    return sg_json_type(sg_json_get(v, key)) == SG_JSON_STRING;
}

/* ---- all formats ---- */

static void test_the_same_case_gives_the_same_bytes(void **state)
{
    (void)state;
    for (const struct sg_exchange_format *f = sg_exchange_formats; f->name; f++) {
        for (int people = 0; people < 2; people++) {
            struct sg_exchange x = exchange(people);
            sg_auto_buf a = { 0 }, b = { 0 };
            write_exchange(f->name, &x, &a);
            write_exchange(f->name, &x, &b);
            assert_true(a.len > 500);
            assert_true(sg_str_same(sg_buf_view(&a), sg_buf_view(&b)));
        }
    }
}

static void test_people_stay_out_unless_asked_for(void **state)
{
    (void)state;
    for (const struct sg_exchange_format *f = sg_exchange_formats; f->name; f++) {
        struct sg_exchange x = exchange(false), y = exchange(true);
        sg_auto_buf without = { 0 }, with = { 0 };
        write_exchange(f->name, &x, &without);
        write_exchange(f->name, &y, &with);
        for (size_t i = 0; i < ROWS(personal); i++)
            if (strstr(sg_buf_cstr(&without), personal[i])) fail_msg("%s tells %s", f->name, personal[i]);
        assert_non_null(strstr(sg_buf_cstr(&with), "sender@example-bank.net"));
        assert_null(strstr(sg_buf_cstr(&with), "Secret/path"));
        assert_non_null(strstr(sg_buf_cstr(&without), "login.example-bank.net"));
        assert_null(strstr(sg_buf_cstr(&with), "too-low.example"));
        if (strcmp(f->name, "csv") != 0) assert_null(strchr(sg_buf_cstr(&with), '\x1b')); /* CSV keeps what was found */
    }
}

static void test_nothing_found_is_still_valid(void **state)
{
    (void)state;
    struct sg_exchange x = { .case_title = "", .made = MADE };
    for (const struct sg_exchange_format *f = sg_exchange_formats; f->name; f++) {
        sg_auto_buf out = { 0 };
        write_exchange(f->name, &x, &out);
        assert_int_equal(out.len == 0, strcmp(f->name, "ndjson") == 0);
    }
}

/* ---- STIX ---- */

struct ids {
    struct sg_str *ids;
    size_t n;
};

static int by_text(const void *a, const void *b)
{
    const struct sg_str *x = a, *y = b;
    size_t n = x->len < y->len ? x->len : y->len;
    int order = memcmp(x->data, y->data, n);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

static void check_id(struct sg_json object)
{
    struct sg_str id = text(object, "id"), type = text(object, "type");
    assert_int_equal(id.len, type.len + 2 + 36);
    assert_memory_equal(id.data, type.data, type.len);
    assert_memory_equal(id.data + type.len, "--", 2);
    assert_int_equal(id.data[type.len + 2 + 14], '5');
    assert_non_null(strchr("89ab", id.data[type.len + 2 + 19]));
}

static void check_time(struct sg_json object, const char *key)
{
    struct sg_str t = text(object, key);
    sg_time parsed;
    uint32_t precision;
    assert_int_equal(t.len, 24);
    assert_int_equal(t.data[19], '.');
    assert_int_equal(t.data[23], 'Z');
    assert_int_equal(sg_time_parse(t, &parsed, &precision, NULL), SG_OK);
}

/* Each property that ends in _ref or _refs names an object of the bundle, but for the feed's own indicator. */
static void check_refs(struct sg_json object, const struct ids *ids)
{
    for (struct sg_json_iter it = sg_json_each(object); sg_json_more(&it);) {
        bool is_one = it.key.len > 4 && memcmp(it.key.data + it.key.len - 4, "_ref", 4) == 0;
        bool is_many = it.key.len > 5 && memcmp(it.key.data + it.key.len - 5, "_refs", 5) == 0;
        if (is_many) assert_true(sg_json_count(it.value) > 0);
        struct sg_json_iter each = sg_json_each(it.value);
        while (is_one || (is_many && sg_json_more(&each))) {
            struct sg_str id = sg_json_string(is_one ? it.value : each.value);
            bool is_feeds = sg_str_is(it.key, "sighting_of_ref") && sg_str_is(id, FEED_ID);
            if (!is_feeds && !bsearch(&id, ids->ids, ids->n, sizeof id, by_text))
                fail_msg("%.*s names %.*s, which is not there", (int)it.key.len, it.key.data, (int)id.len, id.data);
            if (is_one) break;
        }
    }
}

static const struct {
    const char *type, *required; /* blanks between; a '@' before what is a time */
} stix_types[] = {
    { "identity", "@created @modified name identity_class" },
    { "domain-name", "value" },
    { "url", "value" },
    { "ipv4-addr", "value" },
    { "ipv6-addr", "value" },
    { "email-addr", "value" },
    { "file", "hashes" },
    { "email-message", "is_multipart" },
    { "indicator", "@created @modified created_by_ref name pattern pattern_type indicator_types @valid_from" },
    { "relationship", "@created @modified relationship_type source_ref target_ref" },
    { "observed-data", "@created @modified @first_observed @last_observed number_observed object_refs" },
    { "sighting", "@created @modified sighting_of_ref count" },
    { "note", "@created @modified content object_refs" },
    { "report", "@created @modified name @published object_refs" },
};

static void check_required(struct sg_json object)
{
    struct sg_str type = text(object, "type");
    for (size_t i = 0; i < ROWS(stix_types); i++) {
        if (!sg_str_is(type, stix_types[i].type)) continue;
        char list[200];
        strcpy(list, stix_types[i].required);
        for (char *key = strtok(list, " "); key; key = strtok(NULL, " ")) {
            if (*key == '@')
                check_time(object, key + 1);
            else if (sg_json_type(sg_json_get(object, key)) == SG_JSON_NONE)
                fail_msg("%.*s lacks %s", (int)type.len, type.data, key);
        }
        return;
    }
    fail_msg("%.*s is no type that is written", (int)type.len, type.data);
}

static void check_bundle(struct sg_json bundle)
{
    struct sg_json objects = sg_json_get(bundle, "objects");
    struct ids ids = { calloc(sg_json_count(objects), sizeof *ids.ids), 0 };
    assert_non_null(ids.ids);
    check_id(bundle);
    for (struct sg_json_iter it = sg_json_each(objects); sg_json_more(&it);)
        ids.ids[ids.n++] = text(it.value, "id");
    qsort(ids.ids, ids.n, sizeof *ids.ids, by_text);
    for (size_t i = 1; i < ids.n; i++)
        assert_int_not_equal(by_text(&ids.ids[i - 1], &ids.ids[i]), 0); /* each once */
    for (struct sg_json_iter it = sg_json_each(objects); sg_json_more(&it);) {
        assert_true(sg_str_is(text(it.value, "spec_version"), "2.1"));
        check_id(it.value);
        check_required(it.value);
        check_refs(it.value, &ids);
        if (sg_str_is(text(it.value, "type"), "report"))
            assert_int_equal(sg_json_count(sg_json_get(it.value, "object_refs")), ids.n - 1);
    }
    free(ids.ids);
}

static void test_a_bundle_is_valid_stix(void **state)
{
    (void)state;
    for (int people = 0; people < 2; people++) {
        struct sg_exchange x = exchange(people);
        struct sg_json_parser *parser = NULL;
        struct sg_json bundle;
        sg_auto_buf out = { 0 };
        write_exchange("stix", &x, &out);
        assert_int_equal(sg_json_parser_new(&parser, NULL), SG_OK);
        assert_int_equal(sg_json_parse(parser, sg_buf_view(&out), &bundle, NULL), SG_OK);
        check_bundle(bundle);
        sg_json_parser_free(parser);
    }
}

static void test_observables_have_the_ids_of_the_standard(void **state)
{
    (void)state;
    struct sg_exchange x = exchange(true);
    sg_auto_buf out = { 0 };
    write_exchange("stix", &x, &out);
    static const struct {
        const char *type, *name;
    } row[] = {
        { "domain-name", "{\"value\":\"example-bank.net\"}" },
        { "url", "{\"value\":\"https://192.0.2.9/clerk\"}" },
        { "email-addr", "{\"value\":\"sender@example-bank.net\"}" },
        { "ipv6-addr", "{\"value\":\"2001:db8::1\"}" },
        { "file", "{\"hashes\":{\"SHA-256\":\"" HASH "\"}}" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        char uuid[SG_UUID_TEXT], id[80];
        assert_int_equal(sg_uuid5("00abedb4-aa42-466c-9c01-fed23315a9b7", sg_str(row[i].name), uuid, NULL), SG_OK);
        snprintf(id, sizeof id, "\"id\": \"%s--%s\"", row[i].type, uuid);
        if (!strstr(sg_buf_cstr(&out), id)) fail_msg("%s is not there", id);
    }
}

static void test_nobody_is_accused(void **state)
{
    (void)state;
    static const char *const actors[] = { "threat-actor", "intrusion-set", "campaign\"", "malware", "attributed-to" };
    struct sg_exchange x = exchange(true);
    sg_auto_buf out = { 0 };
    write_exchange("stix", &x, &out);
    for (size_t i = 0; i < ROWS(actors); i++)
        assert_null(strstr(sg_buf_cstr(&out), actors[i]));
    assert_non_null(strstr(sg_buf_cstr(&out), "consistent with: Lookalike Domain (DISARM"));
    assert_non_null(strstr(sg_buf_cstr(&out), "\"external_id\": \"T0149.003\""));
}

/* ---- STIX of an answer that somebody edited, or that is large ---- */

/* A copy of the answer, one name and one match long, for a test to bend. */
struct bent {
    struct sg_entry e;
    struct sg_entry_name name;
    struct sg_entry_match match;
    struct sg_exchange x;
};

static void bend(struct bent *b, bool with_people)
{
    *b = (struct bent){ .e = entry, .name = names[0], .match = matches[0], .x = exchange(with_people) };
    b->e.names = &b->name;
    b->e.matches = &b->match;
    b->e.n_names = b->e.n_matches = 1;
    b->x.lookalikes = b->x.matches = &b->e;
}

static void assert_has(const struct bent *b, const char *text, bool is_there)
{
    sg_auto_buf out = { 0 };
    write_exchange("stix", &b->x, &out);
    if ((strstr(sg_buf_cstr(&out), text) != NULL) != is_there)
        fail_msg("%s is %s", text, is_there ? "not there" : "there");
}

/* RFC 8785: short escapes where there are any, small hexadecimal digits elsewhere, everything else as it is. */
static void test_an_observables_id_is_of_canonical_json(void **state)
{
    (void)state;
    struct bent b;
    char uuid[SG_UUID_TEXT], id[80];
    bend(&b, true);
    b.match.indicator.kind = SG_INDICATOR_URL;
    b.match.indicator.value = "https://a/\b\t\n\v\f\r\x1f\"\\/\xc3\xa9";
    static const char canonical[] = "{\"value\":\"https://a/\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\xc3\xa9\"}";
    assert_int_equal(sg_uuid5("00abedb4-aa42-466c-9c01-fed23315a9b7", sg_str(canonical), uuid, NULL), SG_OK);
    snprintf(id, sizeof id, "\"id\": \"url--%s\"", uuid);
    assert_has(&b, id, true);
}

static void test_numbers_and_times_keep_to_the_standards_bounds(void **state)
{
    (void)state;
    struct bent b;
    bend(&b, false);
    b.name.n[SG_IN_POST_LINK] = b.match.n[0] = UINT64_C(5000000000);
    assert_has(&b, "\"number_observed\": 999999999,", true);
    assert_has(&b, "\"count\": 999999999,", true);
    assert_has(&b, "5000000000,\n", false);
    bend(&b, false);
    memset(b.name.n, 0, sizeof b.name.n);
    assert_has(&b, "\"number_observed\": 0", false); /* of what was observed there is one at least */
    bend(&b, false);
    b.name.first = b.match.first = MADE; /* behind the last */
    b.name.last = b.match.last = MADE - SG_DAY;
    assert_has(&b, "\"last_observed\": \"2017-05-04", false);
    assert_has(&b, "\"last_seen\": \"2017-05-04", false);
    assert_has(&b, "\"last_observed\": \"2017-05-05T16:00:00.000Z\"", true);
    assert_has(&b, "\"last_seen\": \"2017-05-05T16:00:00.000Z\"", true);
}

static void test_an_object_keeps_when_it_was_created(void **state)
{
    (void)state;
    struct bent b;
    bend(&b, false);
    b.x.begun = MADE - SG_DAY;
    assert_has(&b, "\"created\": \"2017-05-04T16:00:00.000Z\",\n      \"modified\": \"2017-05-05T16:00:00.000Z\"",
               true);
    assert_has(&b, "\"created\": \"2017-05-05", false);
    b.x.begun = MADE + SG_DAY; /* a clock that went wrong: never after `modified` */
    assert_has(&b, "\"created\": \"2017-05-06", false);
    assert_has(&b, "\"created\": \"2017-05-05T16:00:00.000Z\"", true);
}

static void test_a_pattern_says_the_name_whatever_letters_it_has(void **state)
{
    (void)state;
    struct bent b;
    bend(&b, false);
    b.name.domain = b.name.host = "a'b\\c.example";
    assert_has(&b, "\"pattern\": \"[domain-name:value = 'a\\\\'b\\\\\\\\c.example']\"", true);
}

static void test_only_an_indicators_id_is_sighted(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        bool is_sighted;
    } row[] = {
        { FEED_ID, true },
        { FEED_ID "0", false },
        { "indicator--7c2f3b1e-9d0a-4c58-8a67-0f1e2d3c4b5", false },
        { "indicator--7c2f3b1e-9d0a-4c58-8a67-0f1e2d3c4b5g", false },
        { "malware--7c2f3b1e-9d0a-4c58-8a67-0f1e2d3c4b5a00", false },
        { "", false },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct bent b;
        bend(&b, false);
        b.match.indicator.id = row[i].id;
        assert_has(&b, "\"type\": \"sighting\"", row[i].is_sighted);
    }
}

/* Both sightings of the name are of one mail. */
static void test_a_mail_is_named_once(void **state)
{
    (void)state;
    struct bent b;
    bend(&b, true);
    sg_auto_buf out = { 0 };
    write_exchange("stix", &b.x, &out);
    const char *observed = strstr(sg_buf_cstr(&out), "\"type\": \"observed-data\"");
    assert_non_null(observed);
    const char *end = strchr(strstr(observed, "\"object_refs\""), ']');
    const char *mail = strstr(observed, "\"email-message--");
    assert_true(mail && mail < end);
    mail = strstr(mail + 1, "\"email-message--");
    assert_true(!mail || mail > end);
}

/* Whoever a mail comes back to is a person as whoever sent it is; a signature names a domain. */
static void test_an_envelopes_address_is_kept_back_as_a_senders_is(void **state)
{
    (void)state;
    static const enum sg_entry_where wheres[] = { SG_IN_SENDER, SG_IN_RETURN_PATH, SG_IN_SIGNER };
    for (size_t i = 0; i < ROWS(wheres); i++)
        for (const struct sg_exchange_format *f = sg_exchange_formats; f->name; f++)
            for (int people = 0; people < 2; people++) {
                struct bent b;
                struct sg_entry_sighting sighting = sightings[1];
                sg_auto_buf out = { 0 };
                bool is_lines = strcmp(f->name, "csv") == 0 || strcmp(f->name, "ndjson") == 0;
                bend(&b, people);
                b.e.n_matches = 0;
                b.x.matches = NULL;
                sighting.where = wheres[i];
                sighting.value = wheres[i] == SG_IN_SIGNER ? "mx.example-bank.net" : "bounce-7@mx.example-bank.net";
                b.e.sightings = &sighting;
                b.e.n_sightings = b.name.n_sightings = 1;
                b.name.first_sighting = 0;
                memset(b.name.n, 0, sizeof b.name.n);
                b.name.n[wheres[i]] = 1;
                write_exchange(f->name, &b.x, &out);
                const char *said = sg_buf_cstr(&out), *place = sg_entry_where_names[wheres[i]];
                bool has_address = strstr(said, "bounce-7") != NULL, has_host = strstr(said, "mx.example-bank") != NULL;
                assert_int_equal(has_address, people && is_lines && wheres[i] != SG_IN_SIGNER);
                assert_int_equal(has_host, is_lines);
                if (!strstr(said, place) != (strcmp(f->name, "misp") == 0 && !people))
                    fail_msg("%s: the place %s, people %d", f->name, place, people);
            }
}

static void test_an_ipv6_address_in_a_url_is_told_without_its_brackets(void **state)
{
    (void)state;
    struct bent b;
    bend(&b, false);
    b.match.indicator.kind = SG_INDICATOR_URL;
    b.match.indicator.value = "https://[2001:db8::7]:81/clerk";
    assert_has(&b, "\"value\": \"2001:db8::7\"", true);
    assert_has(&b, "\"type\": \"ipv6-addr\"", true);
    assert_has(&b, "clerk", false);
}

static void test_words_that_hold_a_persons_number_stay_out(void **state)
{
    (void)state;
    static const char *const words[] = { "ask clerk@example.org", "call +33 6 12 34 56 78",
                                         "FR14 2004 1010 0505 0001 3M02 606", "4111 1111 1111 1111",
                                         "https://x.example/?to=clerk%40example.org" };
    for (size_t i = 0; i < ROWS(words); i++)
        for (const struct sg_exchange_format *f = sg_exchange_formats; f->name; f++)
            for (int people = 0; people < 2; people++) {
                struct bent b;
                struct sg_indicator_feed feed = feeds[0];
                sg_auto_buf out = { 0 };
                bend(&b, people);
                feed.file = words[i];
                b.e.feeds = &feed;
                b.match.indicator.label = b.match.indicator.author = words[i];
                b.x.case_title = words[i];
                write_exchange(f->name, &b.x, &out);
                if (people == !strstr(sg_buf_cstr(&out), words[i]))
                    fail_msg("%s: %s is %s", f->name, words[i], people ? "not there" : "there");
            }
}

static bool holds(const struct sg_indicators *x, enum sg_indicator_kind kind, const char *value, bool is_observed)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->items[i].kind == kind && strcmp(x->items[i].value, value) == 0 &&
            (strncmp(x->items[i].label, "observed", 8) == 0) == is_observed)
            return true;
    return false;
}

static void test_what_is_written_is_read_back(void **state)
{
    (void)state;
    struct sg_exchange x = exchange(false);
    struct sg_indicators *set = NULL;
    struct sg_err err = { 0 };
    sg_auto_buf out = { 0 };
    write_exchange("stix", &x, &out);
    assert_int_equal(sg_indicators_new(&set, NULL), SG_OK);
    if (sg_indicators_read_bytes(set, sg_buf_view(&out), "own.json", NULL, NULL, &err) != SG_OK)
        fail_msg("%s", err.text);
    sg_indicators_finish(set);
    static const char *const domains[] = { "example-bank.net", "login.example-bank.net", "example.bank.com" };
    for (size_t i = 0; i < ROWS(domains); i++) {
        assert_true(holds(set, SG_INDICATOR_DOMAIN, domains[i], false));
        assert_true(holds(set, SG_INDICATOR_DOMAIN, domains[i], true));
    }
    assert_false(holds(set, SG_INDICATOR_DOMAIN, "bank.com", false)); /* the stranger whose name stands behind */
    assert_true(holds(set, SG_INDICATOR_SHA256, HASH, true));
    assert_string_equal(set->items[0].author, "");
    sg_indicators_free(set);
    set = NULL;
    sg_buf_clear(&out);
    write_exchange("misp", &x, &out);
    assert_int_equal(sg_indicators_new(&set, NULL), SG_OK);
    assert_int_equal(sg_indicators_read_bytes(set, sg_buf_view(&out), "own.json", NULL, NULL, &err), SG_OK);
    sg_indicators_finish(set);
    for (size_t i = 0; i < ROWS(domains); i++)
        assert_true(holds(set, SG_INDICATOR_DOMAIN, domains[i], false));
    sg_indicators_free(set);
}

/* ---- MISP ---- */

static void check_attribute(struct sg_json a, bool is_within)
{
    assert_int_equal(text(a, "uuid").len, 36);
    assert_true(is_text(a, "type") && is_text(a, "category") && is_text(a, "value"));
    assert_int_equal(sg_json_type(sg_json_get(a, "to_ids")), SG_JSON_BOOL);
    assert_int_equal(is_text(a, "object_relation"), is_within);
    if (!is_within) assert_false(sg_json_true(sg_json_get(a, "to_ids")));
}

static int by_uuid(const void *a, const void *b)
{
    return memcmp(*(const char *const *)a, *(const char *const *)b, 36);
}

/* No two things of the event have the same uuid (a matched indicator that a feed has twice, word for word, is the
 * exception). */
static void check_uuids(const char *event)
{
    const char *uuids[200];
    size_t n = 0, n_same = 0;
    for (const char *at = event; (at = strstr(at, "\"uuid\": \"")) != NULL; at += 9) {
        assert_true(n < ROWS(uuids));
        uuids[n++] = at + 9;
    }
    qsort(uuids, n, sizeof *uuids, by_uuid);
    for (size_t i = 1; i < n; i++)
        n_same += by_uuid(&uuids[i - 1], &uuids[i]) == 0;
    assert_true(n > 40);
    assert_int_equal(n_same, 1);
}

static void test_an_event_is_valid_misp(void **state)
{
    (void)state;
    for (int people = 0; people < 2; people++) {
        struct sg_exchange x = exchange(people);
        struct sg_json_parser *parser = NULL;
        struct sg_json root;
        sg_auto_buf out = { 0 };
        size_t n_results = 0, n_mails = 0, n_for_detection = 0, n_tags = 0;
        x.least = SG_LOW;
        write_exchange("misp", &x, &out);
        assert_int_equal(sg_json_parser_new(&parser, NULL), SG_OK);
        assert_int_equal(sg_json_parse(parser, sg_buf_view(&out), &root, NULL), SG_OK);
        struct sg_json event = sg_json_get(root, "Event");
        assert_true(is_text(event, "uuid") && sg_str_is(text(event, "info"), "Spring case"));
        assert_true(sg_str_is(text(event, "date"), "2017-05-05") && sg_str_is(text(event, "timestamp"), "1494000000"));
        assert_true(sg_str_is(text(event, "threat_level_id"), "1") && sg_str_is(text(event, "analysis"), "1"));
        for (struct sg_json_iter it = sg_json_each(sg_json_get(event, "Attribute")); sg_json_more(&it);)
            check_attribute(it.value, false);
        for (struct sg_json_iter it = sg_json_each(sg_json_get(event, "Object")); sg_json_more(&it);) {
            bool is_result = sg_str_is(text(it.value, "name"), "typosquatting-finder-result");
            n_results += is_result;
            n_mails += sg_str_is(text(it.value, "name"), "email");
            assert_int_equal(text(it.value, "uuid").len, 36);
            assert_int_equal(text(it.value, "template_uuid").len, 36);
            assert_true(is_text(it.value, "template_version") && sg_str_is(text(it.value, "meta-category"), "network"));
            assert_true(sg_json_count(sg_json_get(it.value, "Attribute")) > 0);
            for (struct sg_json_iter a = sg_json_each(sg_json_get(it.value, "Attribute")); sg_json_more(&a);) {
                check_attribute(a.value, true);
                n_for_detection += is_result && sg_json_true(sg_json_get(a.value, "to_ids"));
                for (struct sg_json_iter t = sg_json_each(sg_json_get(a.value, "Tag")); sg_json_more(&t); n_tags++) {
                    struct sg_str tag = text(t.value, "name");
                    assert_true(tag.len > 14 && (memcmp(tag.data, "typosquatting:", 14) == 0 ||
                                                 memcmp(tag.data, "sillage:trick=", 14) == 0));
                }
            }
        }
        check_uuids(sg_buf_cstr(&out));
        assert_int_equal(n_results, 4);
        assert_true(n_tags >= n_results); /* of tricks */
        assert_int_equal(n_for_detection, 3); /* medium and above */
        assert_int_equal(n_mails, people ? 2 : 0);
        sg_json_parser_free(parser);
    }
}

/* ---- lines ---- */

static void test_each_line_is_an_object(void **state)
{
    (void)state;
    struct sg_exchange x = exchange(false);
    struct sg_json_parser *parser = NULL;
    sg_auto_buf out = { 0 };
    size_t n = 0;
    write_exchange("ndjson", &x, &out);
    assert_int_equal(sg_json_parser_new(&parser, NULL), SG_OK);
    for (size_t at = 0; at < out.len; n++) {
        const char *end = memchr(out.data + at, '\n', out.len - at);
        struct sg_json line;
        assert_non_null(end);
        size_t len = (size_t)(end - (out.data + at));
        assert_int_equal(sg_json_parse(parser, sg_str_n(out.data + at, len), &line, NULL), SG_OK);
        assert_true(is_text(line, "what"));
        assert_int_equal(sg_json_type(sg_json_get(line, "sightings")), SG_JSON_ARRAY);
        assert_int_equal(is_text(line, "severity"), n < 3);
        at += len + 1;
    }
    assert_int_equal(n, 3 + ROWS(matches));
    sg_json_parser_free(parser);
}

/* Fields of a CSV's records, without asking the reader of sources/: quotes count, lines end outside of them. */
static void test_each_row_has_all_columns(void **state)
{
    (void)state;
    for (int people = 0; people < 2; people++) {
        struct sg_exchange x = exchange(people);
        sg_auto_buf out = { 0 };
        size_t columns = 0, commas = 0, rows = 0;
        bool is_quoted = false;
        write_exchange("csv", &x, &out);
        for (size_t i = 0; i < out.len; i++) {
            if (out.data[i] == '"') is_quoted = !is_quoted;
            if (is_quoted) continue;
            commas += out.data[i] == ',';
            if (out.data[i] != '\n') continue;
            if (!rows++) columns = commas;
            assert_int_equal(commas, columns);
            commas = 0;
        }
        assert_int_equal(rows, 1 + 2 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_case_gives_the_same_bytes),
        cmocka_unit_test(test_people_stay_out_unless_asked_for),
        cmocka_unit_test(test_nothing_found_is_still_valid),
        cmocka_unit_test(test_a_bundle_is_valid_stix),
        cmocka_unit_test(test_observables_have_the_ids_of_the_standard),
        cmocka_unit_test(test_nobody_is_accused),
        cmocka_unit_test(test_an_observables_id_is_of_canonical_json),
        cmocka_unit_test(test_numbers_and_times_keep_to_the_standards_bounds),
        cmocka_unit_test(test_an_object_keeps_when_it_was_created),
        cmocka_unit_test(test_a_pattern_says_the_name_whatever_letters_it_has),
        cmocka_unit_test(test_only_an_indicators_id_is_sighted),
        cmocka_unit_test(test_a_mail_is_named_once),
        cmocka_unit_test(test_an_envelopes_address_is_kept_back_as_a_senders_is),
        cmocka_unit_test(test_an_ipv6_address_in_a_url_is_told_without_its_brackets),
        cmocka_unit_test(test_words_that_hold_a_persons_number_stay_out),
        cmocka_unit_test(test_what_is_written_is_read_back),
        cmocka_unit_test(test_an_event_is_valid_misp),
        cmocka_unit_test(test_each_line_is_an_object),
        cmocka_unit_test(test_each_row_has_all_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
