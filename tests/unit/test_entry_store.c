/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and indicators in a small planted case, from the store's rows to the answer: against the embedded engine, or a
 * ClickHouse server when SILLAGE_TEST_URL names one. */
#include "unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry/entry.h"
#include "model/leak_tables.h"
#include "model/post.h"
#include "store_in_folder.h"

#define T0 (INT64_C(1480000000) * SG_SECOND) /* 2016-11-24 */
enum { SOURCE = 7, AGAIN = 8, LEAK = 9, MANY = 2 * 4096 + 900, FIRST_BORDER = 7, HOSTS = 4500 };

static struct sg_store *store;
static struct sg_err err;

/* ---- rows ---- */

struct tables {
    struct sg_builder posts, objects, sources, messages, documents, places;
    uint64_t row;
};

static void put_post(struct tables *t, const char *id, const char *account, sg_time at, uint64_t source,
                     const char *urls)
{
    struct sg_builder *b = &t->posts;
    uint64_t post = sg_post_identity(sg_str("twitter"), sg_str(id));
    sg_builder_number(b, SG_SP_POST, (int64_t)post);
    sg_builder_number(b, SG_SP_TIME, T0 + at * SG_SECOND);
    sg_builder_number(b, SG_SP_PRECISION, SG_TO_MINUTE);
    sg_builder_text(b, SG_SP_PLATFORM, sg_str("twitter"));
    sg_builder_text(b, SG_SP_ID, sg_str(id));
    sg_builder_text(b, SG_SP_ACCOUNT, sg_str(account));
    sg_builder_number(b, SG_SP_SOURCE, (int64_t)source);
    sg_builder_number(b, SG_SP_ROW, (int64_t)++t->row);
    sg_builder_end_row(b);
    for (const char *end; *urls; urls = *end ? end + 1 : end) {
        end = urls + strcspn(urls, " ");
        struct sg_str url = sg_str_n(urls, (size_t)(end - urls));
        b = &t->objects;
        sg_builder_number(b, SG_SO_OBJECT, (int64_t)sg_object_identity(SG_OBJECT_URL, url));
        sg_builder_number(b, SG_SO_KIND, SG_OBJECT_URL);
        sg_builder_text(b, SG_SO_VALUE, url);
        sg_builder_number(b, SG_SO_TIME, T0 + at * SG_SECOND);
        sg_builder_number(b, SG_SO_POST, (int64_t)post);
        sg_builder_number(b, SG_SO_SOURCE, (int64_t)source);
        sg_builder_number(b, SG_SO_ROW, (int64_t)t->row);
        sg_builder_end_row(b);
    }
}

static const char *hash_of(uint64_t item)
{
    static char hex[65];
    snprintf(hex, sizeof hex, "%016" PRIx64 "%048d", item, 7);
    return hex;
}

static void put_place(struct tables *t, uint64_t item, const char *path)
{
    struct sg_builder *b = &t->places;
    sg_builder_number(b, SG_PL_ITEM, (int64_t)item);
    sg_builder_text(b, SG_PL_SHA256, sg_str(hash_of(item)));
    sg_builder_text(b, SG_PL_PATH, sg_str(path));
    sg_builder_number(b, SG_PL_SOURCE, LEAK);
    sg_builder_number(b, SG_PL_ROW, (int64_t)++t->row);
    sg_builder_end_row(b);
}

struct mail {
    uint64_t item;
    sg_time date, received; /* seconds after T0; -1 unknown */
    const char *sender, *recipients, *headers, *urls;
    int places;
};

static void put_mail(struct tables *t, const struct mail *m)
{
    for (int i = 0; i < m->places; i++) {
        char path[40];
        struct sg_builder *b = &t->messages;
        snprintf(path, sizeof path, "box %d/%" PRIu64 ".eml", i + 1, m->item);
        put_place(t, m->item, path);
        sg_builder_number(b, SG_LM_ITEM, (int64_t)m->item);
        sg_builder_text(b, SG_LM_SUBJECT, sg_str("Budget"));
        sg_builder_text(b, SG_LM_SENDER, sg_str(m->sender));
        sg_builder_text(b, SG_LM_RECIPIENTS, sg_str(m->recipients));
        if (m->date >= 0) sg_builder_number(b, SG_LM_DATE, T0 + m->date * SG_SECOND);
        if (m->received >= 0) sg_builder_number(b, SG_LM_RECEIVED, T0 + m->received * SG_SECOND);
        sg_builder_text(b, SG_LM_HEADERS, sg_str(m->headers ? m->headers : ""));
        sg_builder_text(b, SG_LM_URLS, sg_str(m->urls ? m->urls : ""));
        sg_builder_number(b, SG_LM_SOURCE, LEAK);
        sg_builder_number(b, SG_LM_ROW, (int64_t)t->row);
        sg_builder_end_row(b);
    }
}

static void put_document(struct tables *t, uint64_t item, const char *text)
{
    struct sg_builder *b = &t->documents;
    put_place(t, item, "papers/plan.docx");
    sg_builder_number(b, SG_LD_ITEM, (int64_t)item);
    sg_builder_text(b, SG_LD_TITLE, sg_str("Plan"));
    sg_builder_text(b, SG_LD_AUTHOR, sg_str("Writer"));
    sg_builder_text(b, SG_LD_EDITOR, sg_str("Editor"));
    sg_builder_number(b, SG_LD_MODIFIED, T0 + 40);
    sg_builder_text(b, SG_LD_TEXT, sg_str(text));
    sg_builder_number(b, SG_LD_SOURCE, LEAK);
    sg_builder_number(b, SG_LD_ROW, (int64_t)t->row);
    sg_builder_end_row(b);
}

/* ---- the case ---- */

#define LONG_WAY                                                                                                       \
    "Received: from mail.carnpaign.example (mail.carnpaign.example [198.51.100.7])\r\n\tby mx.campaign.example; Thu, " \
    "24 Nov 2016 15:06:40 +0000"

/* What only the envelope and the signatures name, and what is a forwarder's or nobody's. */
#define LONG_HEAD                                                                                                      \
    "Return-Path: <Bounce+7@carnpaign.example>\r\nARC-Seal: i=1; a=rsa-sha256; d=arc-campaign.test; s=k; b=x\r\n"      \
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n\td=mail.carnpaign.example; s=k; h=from; "               \
    "b=ab\r\n\tcd\r\n"                                                                                                 \
    "DKIM-Signature: v=1; a=rsa-sha256; d=carnpaign.example; s=k; h=from; b=ab\r\n"                                    \
    "dkim-signature: v=1; d=campaign-example.20150623.gappssmtp.com; s=k\r\nX-DKIM-Signature: d=x-campaign.test\r\n"   \
    "Return-Path: <>\r\nReturn-Path: <SRS0=ab=cd=carnpaign.example=boss@news.test>\r\nSubject: d=s-campaign.test"

static void put_posts(struct tables *t)
{
    char id[20], url[60];
    put_post(t, "1", "anna", 300, SOURCE,
             "https://carnpaign.example/login?id=1 https://news.test/a https://campaign.example/x");
    put_post(t, "1", "anna", 300, AGAIN, "https://carnpaign.example/login?id=1");
    put_post(t, "2", "ben", 400, SOURCE, "https://www.carnpaign.example/x https://carnpaign.example:8443/y");
    put_post(t, "3", "ben", 500, SOURCE, "https://docs.test/d/1?key=2 https://a.b.bad.test/z");
    put_post(t, "4", "ben", 600, SOURCE, "https://docs.test/d/other https://[2001:db8::5]/x https://notbad.test");
    put_post(t, "5", "ben", 700, SOURCE, "https://zorrq.test/");
    for (int i = 0; i < 60; i++) {
        snprintf(id, sizeof id, "9%02d", i);
        snprintf(url, sizeof url, "https://login-campaign.test/%d", i);
        put_post(t, id, "many", 1000 + i, SOURCE, url);
    }
}

/* One post that links to more hosts of one name than a statement can ask for. */
static void put_flood(struct tables *t)
{
    struct sg_buf urls = { 0 };
    for (int i = 0; i < HOSTS; i++)
        sg_buf_printf(&urls, "%shttps://h%d.login-campaign.test/", i ? " " : "", i);
    put_post(t, "flood", "many", 1059, SOURCE, sg_buf_cstr(&urls));
    sg_buf_release(&urls);
}

static void put_leak(struct tables *t)
{
    static const struct mail mails[] = {
        { 1001, 200, 100, "boss@carnpaign.example",
          "to\ta@campaign.example\tA\nbcc\tb@campaign.example\t\nreply-to\tc@campaign-mail.test\t", LONG_WAY,
          "https://carnpaign.example/s?u=1\nhttps://carnpaign.example/t\nhttp://news.test\n", 2 },
        { 1002, -1, -1, "late@carnpaign.example", "", NULL, NULL, 1 },
        { 1003, 5, 150, "x@news.test", "to\ty@carnpaign.example\t", NULL,
          "mailto:Z@Carnpaign.Example?subject=x\ntel:12\n/path\n", 1 },
        { 1004, 90000, -1, "spy@news.test", "", NULL, "https://login-campaign.test/mail\n", 1 },
        { 1005, 95000, -1, "friend@news.test", "to\ta@campaign.example\t", LONG_HEAD, NULL, 1 },
        /* names that are hardly alike: earlier than any graver one, at both ends of a period, and without a time */
        { 1006, 300, 50, "info@zorrq.test", "cc\tx@zorrq.test\t", NULL, NULL, 1 },
        { 1007, 200, -1, "a@news.test", "bcc\tx@zorrq.test\t\nsender\tlist@zorrq.test\t",
          "Received: from [203.0.113.9] by mx.campaign.example; Thu, 24 Nov 2016 15:06:40 +0000", NULL, 1 },
        { 1008, 0, -1, "b@zorrq.test", "", NULL, NULL, 1 },
        { 1009, -1, -1, "c@zorqs.test", "", NULL, NULL, 1 },
        { 1010, -1, -1, "d@zorqq.test", "", NULL, NULL, 2 },
    };
    struct sg_buf text = { 0 };
    for (size_t i = 0; i < ROWS(mails); i++)
        put_mail(t, &mails[i]);
    for (int i = 0; i < 3000; i++)
        sg_buf_text(&text, "#a #b ok ");
    sg_buf_text(&text, "see https://camapign.example/form.");
    put_document(t, 2001, sg_buf_cstr(&text));
    sg_buf_release(&text);
    put_place(t, 3001, "pictures/one.jpg");
}

/* More than two of the pieces that are asked for at once; hundreds with one date or none stand at their borders, and
 * each hundredth lies in two places, as do all where the first piece ends. */
static void put_many(struct tables *t)
{
    for (uint64_t i = 0; i < MANY; i++) {
        const struct mail m = { .item = 10000 + i * 7919 % MANY,
                                .date = i % 20 == 0 ? -1 : 200000 + (sg_time)(i / 500),
                                .received = -1,
                                .sender = "clerk@webmail-campaign.test",
                                .recipients = "",
                                .places = i % 100 && i / 500 != FIRST_BORDER ? 1 : 2 };
        put_mail(t, &m);
    }
}

static void put_sources(struct tables *t)
{
    static const char *const paths[] = { "/evidence/posts.ndjson", "again.json", "/evidence/dump" };
    for (int i = 0; i < 3; i++) {
        sg_builder_number(&t->sources, SG_SS_SOURCE, SOURCE + i);
        sg_builder_text(&t->sources, SG_SS_SHA256, sg_str(i == 2 ? "beef" : "1234"));
        sg_builder_text(&t->sources, SG_SS_PATH, sg_str(paths[i]));
        sg_builder_end_row(&t->sources);
    }
}

static void fill(void)
{
    struct tables t = { 0 };
    assert_int_equal(sg_builder_init(&t.posts, &sg_store_posts, &err), SG_OK);
    assert_int_equal(sg_builder_init(&t.objects, &sg_store_objects, &err), SG_OK);
    assert_int_equal(sg_builder_init(&t.sources, &sg_store_sources, &err), SG_OK);
    assert_int_equal(sg_builder_init(&t.messages, &sg_store_messages, &err), SG_OK);
    assert_int_equal(sg_builder_init(&t.documents, &sg_store_documents, &err), SG_OK);
    assert_int_equal(sg_builder_init(&t.places, &sg_store_places, &err), SG_OK);
    put_posts(&t);
    put_flood(&t);
    put_leak(&t);
    put_many(&t);
    put_sources(&t);
    store_put(store, &sg_store_posts, &t.posts, SOURCE, 0);
    store_put(store, &sg_store_objects, &t.objects, SOURCE, 0);
    store_put(store, &sg_store_sources, &t.sources, SOURCE, 0);
    store_put(store, &sg_store_messages, &t.messages, LEAK, 0);
    store_put(store, &sg_store_documents, &t.documents, LEAK, 0);
    store_put(store, &sg_store_places, &t.places, LEAK, 0);
}

/* ---- asking ---- */

static struct sg_protected *names, *short_names;
static struct sg_indicators *indicators;
static const struct sg_story_period periods[] = { { "autumn", T0 - SG_DAY, T0 + 30 * SG_DAY },
                                                  { "the first minutes", T0, T0 + 200 * SG_SECOND },
                                                  { "the same minutes", T0, T0 + 200 * SG_SECOND } };

static int by_kind(const void *x, const void *y)
{
    const struct sg_indicator *a = x, *b = y;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    int order = strcmp(a->value, b->value);
    return order ? order : strcmp(a->id, b->id);
}

static void put_indicators(void)
{
    static struct sg_indicator items[] = {
        { SG_INDICATOR_DOMAIN, "bad.test", "d1", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_DOMAIN, "bad.test", "d2", "", "", T0 + SG_DAY, SG_TIME_NONE, 0 },
        { SG_INDICATOR_DOMAIN, "b.bad.test", "d3", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_DOMAIN, "news.test", "d5", "", "", SG_TIME_NONE, T0 + 2000 * SG_SECOND, 0 },
        { SG_INDICATOR_DOMAIN, "news.test", "d6", "", "", T0 + 1500 * SG_SECOND, SG_TIME_NONE, 0 },
        { SG_INDICATOR_DOMAIN, "absent.test", "d4", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_URL, "https://docs.test/d/1?key=2", "u1", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_URL, "https://a.b.bad.test/z", "u3", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_URL, "https://carnpaign.example/t", "u2", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_MAIL, "spy@news.test", "m1", "", "", SG_TIME_NONE, T0 + 10, 0 },
        { SG_INDICATOR_IP, "198.51.100.7", "i1", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_IP, "2001:db8::5", "i2", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_IP, "203.0.113.9", "i3", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_SHA256, "", "h1", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_SHA256, "", "h2", "", "", T0, SG_TIME_NONE, 0 }, /* a file has no time to lie before */
    };
    static struct sg_indicator_feed feeds[] = { { "feed.csv", "cafe", "csv", 15, 0, "", 0 } };
    static char hashes[2][65];
    static struct sg_indicators set = { .items = items, .n = ROWS(items), .feeds = feeds, .n_feeds = 1 };
    strcpy(hashes[0], hash_of(1005));
    strcpy(hashes[1], hash_of(3001));
    items[ROWS(items) - 2].value = hashes[0];
    items[ROWS(items) - 1].value = hashes[1];
    qsort(items, ROWS(items), sizeof *items, by_kind);
    indicators = &set;
}

static struct sg_entry *find_of(const struct sg_protected *list, bool with_indicators)
{
    const struct sg_entry_options o = { .names = list,
                                        .indicators = with_indicators ? indicators : NULL,
                                        .list = "own.txt",
                                        .list_sha256 = "f00d",
                                        .least = SG_LOW,
                                        .periods = periods,
                                        .n_periods = ROWS(periods) };
    struct sg_entry *e = NULL;
    if (sg_entry_find(store, &o, &e, &err) != SG_OK) fail_msg("%s", err.text);
    return e;
}

static struct sg_entry *find(bool with_names, bool with_indicators)
{
    return find_of(with_names ? names : NULL, with_indicators);
}

static const struct sg_entry_name *name_of(const struct sg_entry *e, const char *domain)
{
    for (size_t i = 0; i < e->n_names; i++)
        if (strcmp(e->names[i].domain, domain) == 0) return &e->names[i];
    fail_msg("%s was not found", domain);
    return NULL;
}
static const struct sg_entry_match *match_of(const struct sg_entry *e, const char *id)
{
    for (size_t i = 0; i < e->n_matches; i++)
        if (strcmp(e->matches[i].indicator.id, id) == 0) return &e->matches[i];
    return NULL;
}
static const struct sg_entry_sighting *sighting(const struct sg_entry *e, uint32_t first, uint32_t n,
                                                enum sg_entry_where where)
{
    for (uint32_t i = first; i < first + n; i++)
        if (e->sightings[i].where == where) return &e->sightings[i];
    fail_msg("no sighting as %s", sg_entry_where_names[where]);
    return NULL;
}

/* ---- what is promised ---- */

static void test_each_carrier_counts_once_wherever_it_lies(void **state)
{
    (void)state;
    struct sg_entry *e = find(true, false);
    const struct sg_entry_name *n = name_of(e, "carnpaign.example");
    static const uint64_t expected[SG_ENTRY_WHERES] = {
        [SG_IN_POST_LINK] = 2, [SG_IN_MAIL_LINK] = 2, [SG_IN_SENDER] = 2,      [SG_IN_RECIPIENT] = 1,
        [SG_IN_RECEIVED] = 1,  [SG_IN_SIGNER] = 1,    [SG_IN_RETURN_PATH] = 1,
    };
    for (size_t i = 0; i < SG_ENTRY_WHERES; i++)
        if (n->n[i] != expected[i])
            fail_msg("%s: %" PRIu64 ", not %" PRIu64, sg_entry_where_names[i], n->n[i], expected[i]);
    assert_int_equal(n->n_hosts, 3); /* it, www. and mail. below it */
    assert_int_equal(n->n_sightings, 10);
    assert_true(n->look.tricks & 1u << SG_TRICK_CONFUSABLE);
    assert_int_equal(n->look.protected_name, 0);
    assert_int_equal(name_of(e, "campaign-mail.test")->n[SG_IN_REPLY_TO], 1);
    assert_int_equal(name_of(e, "camapign.example")->n[SG_IN_DOCUMENT_LINK],
                     1); /* behind 27,000 letters full of tags */
    assert_int_equal(e->n_names, 8);
    assert_int_equal(e->settings.names[0].n_names, 5);
    assert_int_equal(e->settings.names[1].n_names, 3);
    n = name_of(e, "zorrq.test");
    assert_int_equal(n->n[SG_IN_POST_LINK], 1); /* exactly as grave as asked for */
    assert_int_equal(n->n[SG_IN_SENDER], 3);    /* From or Sender */
    assert_int_equal(n->n[SG_IN_RECIPIENT], 2); /* Cc and Bcc */
    assert_string_equal(e->settings.list, "own.txt");
    sg_entry_free(e);
}

static void test_each_mail_counts_once_across_the_pieces(void **state)
{
    (void)state;
    struct sg_entry *e = find(true, false);
    const struct sg_entry_name *n = name_of(e, "webmail-campaign.test");
    assert_int_equal(n->n[SG_IN_SENDER], MANY);
    assert_true(n->first == T0 + 200000 * SG_SECOND && n->last == T0 + (200000 + (MANY - 1) / 500) * SG_SECOND);
    for (uint32_t i = n->first_sighting + 1; i < n->first_sighting + n->n_sightings; i++) /* equal times: by item */
        assert_true(strcmp(e->sightings[i - 1].id, e->sightings[i].id) < 0);
    sg_entry_free(e);
}

static void test_what_was_looked_through_is_counted(void **state)
{
    (void)state;
    struct sg_entry *e = find(true, true);
    assert_int_equal(e->totals.posts, 66);
    assert_int_equal(e->totals.mails, 10 + MANY);
    assert_int_equal(e->totals.documents, 1);
    assert_int_equal(e->totals.items, 12 + MANY);
    assert_int_equal(e->totals.own, 2); /* campaign.example and its mx. */
    assert_int_equal(e->totals.below, 0);
    assert_int_equal(e->totals.indicators, 15);
    assert_true(e->totals.hosts >= 10 && e->totals.addresses >= 8);
    assert_int_equal(e->totals.urls, 11 + 60 + HOSTS + 4 + 1); /* of posts, of mails, of a document */
    sg_entry_free(e);
}

static void test_sightings_lie_in_the_order_of_the_first_servers_time(void **state)
{
    (void)state;
    struct sg_entry *e = find(true, false);
    const struct sg_entry_name *n = name_of(e, "carnpaign.example");
    const struct sg_entry_sighting *s = &e->sightings[n->first_sighting];
    static const struct {
        sg_time at;
        const char *value, *by;
    } row[] = {
        { 100, "https://carnpaign.example/s", "boss@carnpaign.example" }, /* no query; Date says 200 */
        { 100, "boss@carnpaign.example", "boss@carnpaign.example" },
        { 100, "mail.carnpaign.example", "boss@carnpaign.example" },
        { 150, "z@carnpaign.example", "x@news.test" }, /* Date says 5 */
        { 150, "y@carnpaign.example", "x@news.test" },
        { 300, "https://carnpaign.example/login", "anna" },
        { 400, "https://carnpaign.example:8443/y", "ben" },
        { 95000, "boss@carnpaign.example", "friend@news.test" }, /* of several the lowest, as the forwarder had it */
        { 95000, "carnpaign.example", "friend@news.test" },
        { -1, "late@carnpaign.example", "late@carnpaign.example" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_time at = s[i].received != SG_TIME_NONE ? s[i].received : s[i].time;
        if (at != (row[i].at < 0 ? SG_TIME_NONE : T0 + row[i].at * SG_SECOND))
            fail_msg("sighting %zu: another time", i);
        assert_string_equal(s[i].value, row[i].value);
        assert_string_equal(s[i].by, row[i].by);
    }
    assert_true(n->first == T0 + 100 * SG_SECOND && n->last == T0 + 95000 * SG_SECOND);
    assert_int_equal(n->first_mail, n->first_sighting);
    assert_int_equal(s[0].period, 1); /* the shortest */
    assert_int_equal(s[5].period, 0);
    assert_int_equal(s[9].period, SG_NO_INDEX);
    sg_entry_free(e);
}

static void test_a_period_holds_its_beginning_and_not_its_end(void **state)
{
    (void)state;
    struct sg_entry *e = find(true, false);
    const struct sg_entry_name *n = name_of(e, "zorrq.test");
    static const struct {
        sg_time at;
        uint32_t period; /* of two that are equally long the first */
    } row[] = { { 0, 1 }, { 50, 1 }, { 50, 1 }, { 200, 0 }, { 200, 0 }, { 700, 0 } };
    assert_int_equal(n->n_sightings, ROWS(row));
    for (size_t i = 0; i < ROWS(row); i++) {
        const struct sg_entry_sighting *s = &e->sightings[n->first_sighting + i];
        sg_time at = s->received != SG_TIME_NONE ? s->received : s->time;
        if (at != T0 + row[i].at * SG_SECOND || s->period != row[i].period)
            fail_msg("sighting %zu: another time, or period %" PRIu32, i, s->period);
    }
    sg_entry_free(e);
}

/* With graver names the first mail is theirs, though it came later; without them it is any. */
static void test_the_first_mail_is_a_grave_names_if_there_is_one(void **state)
{
    (void)state;
    static const char *const by_first[] = { "zorrq.test", "zorqq.test", "zorqs.test" }; /* the others have no time */
    for (int with_grave = 0; with_grave < 2; with_grave++) {
        struct sg_entry *e = find_of(with_grave ? names : short_names, false);
        assert_true(e->first_mail != SG_NO_INDEX);
        assert_string_equal(e->names[e->first_mail].domain, with_grave ? "carnpaign.example" : "zorrq.test");
        assert_true(name_of(e, "zorrq.test")->first < name_of(e, "zorrq.test")->last);
        for (size_t i = 0; i < ROWS(by_first); i++) {
            const struct sg_entry_name *n = &e->names[e->n_names - ROWS(by_first) + i];
            assert_string_equal(n->domain, by_first[i]);
            assert_int_equal(n->look.severity, SG_LOW);
            assert_true(n->first_mail == n->first_sighting);
            assert_int_equal(n->first == SG_TIME_NONE, i > 0);
        }
        sg_entry_free(e);
    }
}

static void test_sightings_lead_back_to_the_rows(void **state)
{
    (void)state;
    struct sg_entry *e = find(true, false);
    const struct sg_entry_name *n = name_of(e, "carnpaign.example");
    const struct sg_entry_sighting *mail = sighting(e, n->first_sighting, n->n_sightings, SG_IN_SENDER);
    assert_string_equal(mail->id, "00000000000003e9");
    assert_string_equal(mail->path, "box 1/1001.eml");
    assert_string_equal(mail->file, "dump");
    assert_string_equal(mail->sha256, "beef");
    assert_string_equal(mail->title, "Budget");
    assert_int_equal(mail->n_recipients, 2);
    assert_true(mail->row > 0);
    const struct sg_entry_sighting *post = sighting(e, n->first_sighting, n->n_sightings, SG_IN_POST_LINK);
    assert_string_equal(post->id, "1");
    assert_string_equal(post->platform, "twitter");
    assert_string_equal(post->file, "posts.ndjson"); /* the first source of the two that have it */
    assert_int_equal(post->row, 1);
    assert_int_equal(post->precision, SG_TO_MINUTE);
    n = name_of(e, "camapign.example");
    const struct sg_entry_sighting *document = &e->sightings[n->first_sighting];
    assert_string_equal(document->by, "Editor");
    assert_string_equal(document->path, "papers/plan.docx");
    sg_entry_free(e);
}

static void test_the_first_mail_is_kept_behind_fifty_earlier_posts(void **state)
{
    (void)state;
    struct sg_entry *e = find(true, false);
    const struct sg_entry_name *n = name_of(e, "login-campaign.test");
    assert_int_equal(n->n[SG_IN_POST_LINK], 61); /* the one with thousands of hosts counts once */
    assert_int_equal(n->n_hosts, 1 + HOSTS);
    assert_int_equal(n->n[SG_IN_MAIL_LINK], 1);
    assert_int_equal(n->n_sightings, SG_ENTRY_SIGHTINGS);
    assert_int_equal(n->first_mail, n->first_sighting + SG_ENTRY_SIGHTINGS - 1);
    assert_string_equal(e->sightings[n->first_mail].value, "https://login-campaign.test/mail");
    assert_true(n->first == T0 + 1000 * SG_SECOND && n->last == T0 + 90000 * SG_SECOND);
    assert_true(e->first_mail != SG_NO_INDEX);
    assert_string_equal(e->names[e->first_mail].domain, "carnpaign.example");
    sg_entry_free(e);
}

static void test_indicators_are_found_wherever_they_stand(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        enum sg_entry_where where;
        uint64_t n;
        bool is_before_valid;
    } row[] = {
        { "d1", SG_IN_POST_LINK, 1, false }, { "d2", SG_IN_POST_LINK, 1, true },  { "d3", SG_IN_POST_LINK, 1, false },
        { "u1", SG_IN_POST_LINK, 1, false }, { "u2", SG_IN_MAIL_LINK, 1, false }, { "m1", SG_IN_SENDER, 1, true },
        { "i1", SG_IN_RECEIVED, 1, false },  { "i2", SG_IN_POST_LINK, 1, false }, { "i3", SG_IN_RECEIVED, 1, false },
        { "u3", SG_IN_POST_LINK, 1, false }, { "h1", SG_IN_FILE, 1, false },      { "h2", SG_IN_FILE, 1, false },
    };
    for (int with_names = 0; with_names < 2; with_names++) {
        struct sg_entry *e = find(with_names, true);
        for (size_t i = 0; i < ROWS(row); i++) {
            const struct sg_entry_match *m = match_of(e, row[i].id);
            if (!m) fail_msg("%s was not found", row[i].id);
            if (m->n[row[i].where] != row[i].n) fail_msg("%s: %" PRIu64, row[i].id, m->n[row[i].where]);
            assert_int_equal(m->n_sightings, 1);
            assert_int_equal(m->is_before_valid, row[i].is_before_valid);
            assert_int_equal(e->sightings[m->first_sighting].where, row[i].where);
        }
        assert_int_equal(e->n_matches, ROWS(row) + 2); /* and not the one that is nowhere */
        const struct sg_entry_match *until = match_of(e, "d5"), *since = match_of(e, "d6");
        assert_true(until->first == T0 + 100 * SG_SECOND && until->last == T0 + 95000 * SG_SECOND);
        assert_int_equal(until->n[SG_IN_SENDER], 4);
        assert_false(until->is_before_valid); /* the first counts, not the last */
        assert_true(since->is_before_valid);
        assert_int_equal(match_of(e, "d1")->first_sighting, match_of(e, "d2")->first_sighting);
        assert_string_equal(e->sightings[match_of(e, "u1")->first_sighting].value, "https://docs.test/d/1");
        assert_string_equal(e->sightings[match_of(e, "i3")->first_sighting].value, "203.0.113.9"); /* no brackets */
        assert_string_equal(e->sightings[match_of(e, "h1")->first_sighting].by, "friend@news.test");
        assert_string_equal(e->sightings[match_of(e, "h2")->first_sighting].path, "pictures/one.jpg");
        assert_string_equal(e->feeds[0].file, "feed.csv");
        assert_int_equal(e->n_names, with_names ? 8 : 0);
        sg_entry_free(e);
    }
}

static void test_names_below_the_least_are_counted_only(void **state)
{
    (void)state;
    const struct sg_entry_options o = { .names = names, .least = SG_HIGH + 1 };
    struct sg_entry *e = NULL;
    if (sg_entry_find(store, &o, &e, &err) != SG_OK) fail_msg("%s", err.text);
    assert_int_equal(e->n_names, 0);
    assert_int_equal(e->n_sightings, 0);
    assert_int_equal(e->totals.below, 8);
    assert_int_equal(e->first_mail, SG_NO_INDEX);
    sg_entry_free(e);
}

/* ---- where it stands ---- */

static int set_up(void **state)
{
    (void)state;
    store = store_new();
    if (!store) return -1;
    enum sg_code code = sg_protected_new(&names, &err);
    if (code == SG_OK) code = sg_protected_add(names, sg_str("campaign.example"), &err);
    if (code == SG_OK) code = sg_protected_add(names, sg_str("zorq.test"), &err);
    if (code == SG_OK) code = sg_protected_new(&short_names, &err);
    if (code == SG_OK) code = sg_protected_add(short_names, sg_str("zorq.test"), &err);
    if (code != SG_OK) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    fill();
    put_indicators();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sg_protected_free(names);
    sg_protected_free(short_names);
    return store_end(store);
}

int main(void)
{
    if (!store_is_there("names in a case")) return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_carrier_counts_once_wherever_it_lies),
        cmocka_unit_test(test_each_mail_counts_once_across_the_pieces),
        cmocka_unit_test(test_what_was_looked_through_is_counted),
        cmocka_unit_test(test_sightings_lie_in_the_order_of_the_first_servers_time),
        cmocka_unit_test(test_a_period_holds_its_beginning_and_not_its_end),
        cmocka_unit_test(test_the_first_mail_is_a_grave_names_if_there_is_one),
        cmocka_unit_test(test_sightings_lead_back_to_the_rows),
        cmocka_unit_test(test_the_first_mail_is_kept_behind_fifty_earlier_posts),
        cmocka_unit_test(test_indicators_are_found_wherever_they_stand),
        cmocka_unit_test(test_names_below_the_least_are_counted_only),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
