/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "page_document.h"
#include "report/mask.h"
#include "report/report.h"

#define DOTS "\xe2\x80\xa6"

/* ---- texts ---- */

static void test_names_are_taken_out_of_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *masked;
    } row[] = {
        { "", "" },
        { "nothing to hide: 24.5/30, a/b, e.g. this", "nothing to hide: 24.5/30, a/b, e.g. this" },
        { "RT @relay_one: look", "RT @account 1: look" },
        { "RT @RELAY_ONE: look", "RT @account 1: look" },
        { ".@relay_one,@Relay_Two", ".@account 1,@account 2" },
        { "@wikileaks and @WikiLeaks.", "@wikileaks and @WikiLeaks." },
        { "@wikileaks.Then", "@wikileaks.Then" },
        { "@nobody_knows_me said", "@" DOTS " said" },
        { "@someone@social.example said", "@" DOTS " said" },
        { "@relay.three.example said", "@account 3 said" },
        { "\xef\xbc\xa0relay_one", "@account 1" },
        { "caf\xc3\xa9\xef\xbc\xa0relay_one", "caf\xc3\xa9@account 1" },
        { "as relay_one wrote", "as " DOTS " wrote" },
        { "as relay_ones wrote, and my_relay_one", "as relay_ones wrote, and my_relay_one" },
        { "Jane  Doe, Jane\xc2\xa0"
          "Doe's and jane\n doe",
          DOTS ", " DOTS "'s and " DOTS },
        { "Jane. Doe, jane-doe", "Jane. Doe, jane-doe" },
        { "Oh Really! Oh Really? Oh, really", DOTS "! " DOTS "? Oh, really" },
        { "Al is short: al", "Al is short: al" },
        { "but @al is a mention", "but @account 5 is a mention" },
        { "mail jane.doe@example.org now", "mail " DOTS "@example.org now" },
        { "see https://twitter.com/relay_one/status/1 now", "see https://twitter.com/" DOTS " now" },
        { "see https://example.org and http://example.org/", "see https://example.org and http://example.org" },
        { "https://jane:secret@example.org/?q=relay_one", "https://example.org/" DOTS },
        { "https://relay_one.example.org/post relay_one.example.org",
          "https://" DOTS ".example.org/" DOTS " " DOTS ".example.org" },
        { "jane.doe@example.org/x", "example.org/" DOTS },
        { "pic.twitter.com/abcdef t.co/xyz", "pic.twitter.com/" DOTS " t.co/" DOTS },
        { "\xe3\x81\x93@relay_one\xe3\x81\x95", "\xe3\x81\x93@account 1\xe3\x81\x95" },
        { "\xe3\x81\x93relay_one\xe3\x81\x95", "\xe3\x81\x93" DOTS "\xe3\x81\x95" },
        { "relay_on\xc3\xa9 and relay_one\xc3\xa9", "relay_on\xc3\xa9 and relay_one\xc3\xa9" },
        { "id 860577607670276096 itself", "id " DOTS " itself" },
        /* signs that are no letters, of any script */
        { "\xc2\xab\xc2\xa0relay_one\xc2\xa0\xc2\xbb \xc2\xbfrelay_one?",
          "\xc2\xab\xc2\xa0" DOTS "\xc2\xa0\xc2\xbb \xc2\xbf" DOTS "?" },
        { "\xe2\x80\x9crelay_one\xe2\x80\x9d\xf0\x9f\x91\x8drelay_one",
          "\xe2\x80\x9c" DOTS "\xe2\x80\x9d\xf0\x9f\x91\x8d" DOTS },
        { "\xd9\x84relay_one\xd8\x8c", "\xd9\x84" DOTS "\xd8\x8c" },
        { "\xe2\x80\x9c日本太郎\xe3\x81\x95\xe3\x82\x93\xe2\x80\x9d",
          "\xe2\x80\x9c" DOTS "\xe3\x81\x95\xe3\x82\x93\xe2\x80\x9d" },
        { "花日本", "花日本" }, /* one sign is no name */
        /* capitals */
        { "ИВАН ПЕТРОВ, Иван Петров", DOTS ", " DOTS },
        { "ÉLODIE DUPONT, élodie dupont, Elodie Dupont", DOTS ", " DOTS ", Elodie Dupont" },
        { "ŠÁRKA Ωmega, šárka ωmega", DOTS ", " DOTS },
        /* mentions */
        { "@\xe2\x81\xa8nobody_knows\xe2\x81\xa9", "@" DOTS "\xe2\x81\xa9" },
        { "@\xe2\x80\x8brelay_one", "@account 1" },
        { "@jan\xc3\xa9_doe said", "@" DOTS " said" },
        { "@twice and twice", "@" DOTS " and " DOTS },
        { "@Jody", "@" DOTS }, /* what accounts are shown as is not what they are called */
        { "Jane Doe of BBC News, News", DOTS " of BBC News, " DOTS },
        /* addresses */
        { "\xc3\xa9lodie@example.org", DOTS "@example.org" },
        { "пример.рф/jane", "пример.рф/" DOTS },
        { "@", "@" },
        { "@ @@ @-", "@ @@ @-" },
        { "\xff\xfe@relay_one\x80", "\xff\xfe@account 1\x80" },
    };
    struct mask m = { 0 };
    assert_true(mask_keep(&m, "wikileaks") && mask_keep(&m, "BBC News"));
    assert_true(mask_hide(&m, "relay_one", 1) && mask_hide(&m, "relay_two", 2) &&
                mask_hide(&m, "relay.three.example", 3));
    assert_true(mask_hide(&m, "Jane Doe", 4) && mask_hide(&m, "al", 5) && mask_hide(&m, "860577607670276096", 0));
    assert_true(mask_hide(&m, "*Oh Really?*", 0));
    assert_true(mask_hide(&m, "日本太郎", 7) && mask_hide(&m, "花", 8) && mask_hide(&m, "Иван Петров", 9) &&
                mask_hide(&m, "Élodie Dupont", 10) && mask_hide(&m, "Šárka Ωmega", 11));
    assert_true(mask_hide(&m, "twice", 12) && mask_hide(&m, "Twice", 13) && mask_hide(&m, "TWICE", 12));
    assert_true(mask_hide(&m, "News", 14) && mask_hide(&m, "Jody", 0));
    assert_true(mask_hide(&m, "WikiLeaks", 6)); /* the same name elsewhere: kept is kept */
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        mask_text(&m, sg_str(row[i].text), &out);
        if (strcmp(sg_buf_cstr(&out), row[i].masked) != 0)
            fail_msg("row %zu: \"%s\" became \"%s\", not \"%s\"", i, row[i].text, sg_buf_cstr(&out), row[i].masked);
    }
    mask_release(&m);
}

static void test_labels_queries_and_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *text, *masked;
    } label[] = { { "posts_of_relay_one2017.csv", "posts_of_" DOTS "2017.csv" },
                  { "2017/RELAY_ONE.json", "2017/" DOTS ".json" },
                  { "relay_ones.csv", "relay_ones.csv" },
                  { "Jane Doe's night, and @wikileaks'", DOTS "'s night, and @wikileaks'" },
                  { "jane-doe.mbox", DOTS ".mbox" },
                  { "20170505.csv 860577607670276096.csv", "20170505.csv " DOTS ".csv" },
                  { "@nobody_knows_me", "@nobody_knows_me" },
                  { "", "" },
                  { "\xff_\xff", "\xff_\xff" } },
      query[] = { { "#macronleaks OR @relay_one", "#macronleaks OR @account 1" },
                  { "account:relay_one (ACCOUNT:\"Relay_One\") x", "account:\"account 1\" (ACCOUNT:\"account 1\") x" },
                  { "account:@relay_one -account:nobody_knows", "account:\"account 1\" -account:" DOTS },
                  { "account:wikileaks account:", "account:wikileaks account:" DOTS },
                  { "account:\"not \\\" closed", "account:" DOTS },
                  { "url:https://twitter.com/relay_one/status/1", "url:https://twitter.com/" DOTS },
                  { "\"jane-doe wrote\"", "\"" DOTS " wrote\"" },
                  { "#relay_one", "#" DOTS } };
    struct mask m = { 0 };
    assert_true(mask_keep(&m, "wikileaks") && mask_hide(&m, "relay_one", 1) && mask_hide(&m, "Jane Doe", 0) &&
                mask_hide(&m, "jane-doe", 2));
    assert_true(mask_hide(&m, "20170505", 0) && mask_hide(&m, "860577607670276096", 0));
    for (size_t i = 0; i < ROWS(label) + ROWS(query); i++) {
        sg_auto_buf out = { 0 };
        bool is_label = i < ROWS(label);
        const char *text = is_label ? label[i].text : query[i - ROWS(label)].text;
        (is_label ? mask_label : mask_query)(&m, sg_str(text), &out);
        assert_string_equal(sg_buf_cstr(&out), is_label ? label[i].masked : query[i - ROWS(label)].masked);
    }
    assert_true(mask_is_in_address(&m, sg_str("https://twitter.com/Relay_One/status/1")));
    assert_true(mask_is_in_address(&m, sg_str("https://medium.example/@jane-doe")));
    assert_true(mask_is_in_address(&m, sg_str("https://x.example/?id=860577607670276096")));
    assert_false(mask_is_in_address(&m, sg_str("https://twitter.com/wikileaks/status/20170505")));
    assert_false(mask_is_in_address(&m, sg_str("https://example.org/relay_one_and_others")));
    assert_false(mask_is_in_address(&m, sg_str("")));
    mask_release(&m);
}

static void test_a_long_text_takes_no_long_time(void **state)
{
    (void)state;
    static const char *const parts[] = { "a.",   "@wikileaks", "@a@", "the user ", "http://",  "x@",
                                         "\xe3", "日",         "é",   "_1",        "account:", "@日" };
    struct mask m = { 0 };
    assert_true(mask_keep(&m, "wikileaks") && mask_hide(&m, "the user x", 1) && mask_hide(&m, "a.a.a.b", 2));
    for (size_t i = 0; i < ROWS(parts); i++) {
        sg_auto_buf text = { 0 }, out = { 0 };
        while (text.len < 200000)
            sg_buf_text(&text, parts[i]);
        mask_text(&m, sg_buf_view(&text), &out);
        assert_false(out.failed);
        assert_true(out.len <= 2 * text.len);
        sg_buf_clear(&out);
        mask_query(&m, sg_buf_view(&text), &out);
        mask_label(&m, sg_buf_view(&text), &out);
        assert_false(mask_is_in_address(&m, sg_buf_view(&text)) || out.failed);
    }
    mask_release(&m);
}

static void test_a_mask_holds_many_names(void **state)
{
    (void)state;
    static char names[5000][24];
    struct mask m = { 0 };
    for (unsigned i = 0; i < 5000; i++) {
        snprintf(names[i], sizeof names[i], i % 2 ? "user_%u" : "the user %u", i);
        assert_true(mask_hide(&m, names[i], i + 1));
    }
    sg_auto_buf out = { 0 };
    mask_text(&m, sg_str("@user_4999 met the user 4998, not the user 4999"), &out);
    assert_string_equal(sg_buf_cstr(&out), "@account 5000 met " DOTS ", not the user 4999");
    mask_release(&m);
}

/* ---- stories ---- */

static uint32_t account_of(const struct sg_story *s, const char *name)
{
    for (uint32_t i = 0; i < s->n_accounts; i++)
        if (strcmp(s->accounts[i].name, name) == 0) return i;
    return SG_NO_INDEX;
}

/* The planted story with everything that could lead to somebody. */
static struct sg_story *speaking_story(void)
{
    struct sg_story *s = planted_story();
    planted_audiences(s);
    for (size_t i = 0; i < s->n_accounts; i++) {
        char text[80];
        snprintf(text, sizeof text, "Display Of %s", s->accounts[i].name);
        s->accounts[i].display = sg_story_string(s, sg_str(text));
    }
    for (size_t i = 0; i < s->n_posts; i++) {
        struct sg_story_post *p = &s->posts[i];
        char text[200];
        snprintf(text, sizeof text, "https://%s.example/post/%s", s->platforms[p->platform].name, p->id);
        p->url = sg_story_string(s, sg_str(text));
        snprintf(text, sizeof text, "channel of %s", p->id);
        p->channel = sg_story_string(s, sg_str(text));
        snprintf(text, sizeof text, "folder/%s.txt", p->id);
        p->member = sg_story_string(s, sg_str(text));
        p->text =
            sg_story_string(s, sg_str("RT @relay_two: said Relay_Three, see https://twitter.com/relay_four/status/r4 "
                                      "@wikileaks @BerlinBote <860567072>"));
    }
    s->query = sg_story_string(s, sg_str("#macronleaks OR @relay_one"));
    s->sources[0].file = "/home/somebody/planted.csv";
    return s;
}

static void assert_hidden(struct sg_str bytes, const char *what, const char *where)
{
    const char *at = memmem(bytes.data, bytes.len, what, strlen(what));
    if (at) fail_msg("%s: \"%s\" is told: %.60s", where, what, at > bytes.data + 20 ? at - 20 : at);
}

static void test_no_replaced_name_is_anywhere(void **state)
{
    (void)state;
    struct sg_story *s = speaking_story();
    struct sg_story *plain = speaking_story();
    uint32_t replaced = 0;
    struct sg_err err;
    assert_int_equal(sg_story_replace_names(s, &(struct sg_names_options){ .limit = 5000 }, &replaced, &err), SG_OK);
    auto_page_document d = { 0 };
    page_document_make(&d, s, &(struct sg_page_options){ .with_text = true, .seed = 1, .made = SG_TIME_NONE });
    sg_auto_buf text = { 0 }, gexf = { 0 }, csv = { 0 };
    assert_int_equal(sg_report_origin_text(s, &(struct sg_report_options){ .with_text = true }, &text, &err), SG_OK);
    const struct sg_map_options map = { .nodes = SG_MAP_POSTS, .with_inferred = true, .with_text = true, .seed = 1 };
    assert_int_equal(sg_map_format_find("gexf")->write(s, &map, &gexf, &err), SG_OK);
    assert_int_equal(sg_map_format_find("csv")->write(s, &map, &csv, &err), SG_OK);
    assert_hidden(sg_buf_view(&d.json), "somebody", "document");
    assert_hidden(sg_buf_view(&text), "somebody", "sentences");
    assert_hidden(sg_buf_view(&gexf), "somebody", "GEXF");
    uint32_t n = 0;
    for (uint32_t i = 0; i < plain->n_accounts; i++) {
        if (!s->accounts[i].is_replaced) continue;
        n++;
        const char *const told[] = { plain->accounts[i].name, plain->accounts[i].display };
        for (size_t k = 0; k < ROWS(told); k++) {
            assert_hidden(sg_buf_view(&d.json), told[k], "document");
            assert_hidden(sg_buf_view(&d.html), told[k], "page");
            assert_hidden(sg_buf_view(&text), told[k], "sentences");
            assert_hidden(sg_buf_view(&gexf), told[k], "GEXF");
            assert_hidden(sg_buf_view(&csv), told[k], "CSV");
        }
    }
    assert_int_equal(n, replaced);
    for (uint32_t i = 0; i < plain->n_posts; i++) {
        const struct sg_story_post *p = &plain->posts[i];
        if (p->account == SG_NO_INDEX || !s->accounts[p->account].is_replaced) continue;
        char quoted[80];
        snprintf(quoted, sizeof quoted, "\"%s\"", p->id);
        assert_hidden(sg_buf_view(&d.json), quoted, "document");
        assert_hidden(sg_buf_view(&d.json), p->url, "document");
        assert_hidden(sg_buf_view(&d.json), p->channel, "document");
        assert_hidden(sg_buf_view(&d.json), p->member, "document");
        snprintf(quoted, sizeof quoted, "%016llx",
                 (unsigned long long)p->post); /* the id's hash can be found by trying */
        assert_hidden(sg_buf_view(&gexf), quoted, "GEXF");
    }
    sg_story_free(s);
    sg_story_free(plain);
}

/* Everything of a named account, and of the case, that may speak of a small one. */
static void test_named_accounts_do_not_name_others(void **state)
{
    (void)state;
    struct sg_story *s = speaking_story();
    uint32_t large = account_of(s, "wikileaks"), archived = SG_NO_INDEX, relayed = SG_NO_INDEX, replaced;
    for (uint32_t i = 0; i < s->n_posts; i++) {
        if (s->posts[i].account == large) relayed = i;
        if (s->posts[i].platform == PLANTED_4CHAN) archived = i;
    }
    assert_true(large != SG_NO_INDEX && relayed != SG_NO_INDEX && archived != SG_NO_INDEX);
    struct sg_story_post *p = &s->posts[relayed];
    s->accounts[large].display = "WikiLeaks (with @relay_two)";
    p->url = "https://twitter.com/relay_two/status/860594938706604032";
    p->member = "saved/relay_two_2017.json";
    p->channel = "friends of relay_two";
    s->posts[archived].account = SG_NO_INDEX;
    s->posts[archived].id = "relay_two_files";
    s->posts[archived].url = "https://archive.example/relay_two_files";
    s->sources[0].file = "/evidence/posts_of_relay_two.csv";
    struct sg_story_period period = { "The day of relay_two", s->from, s->to };
    s->calendar = &period;
    s->n_calendar = 1;
    s->query = "account:relay_two OR #macronleaks";
    struct sg_buf beside[2] = { { 0 } };
    sg_buf_text(&beside[0], "What relay_two did");
    const struct sg_names_options o = { .beside = beside, .n_beside = ROWS(beside) };
    assert_int_equal(sg_story_replace_names(s, &o, &replaced, NULL), SG_OK);
    assert_string_equal(sg_buf_cstr(&beside[0]), "What " DOTS " did");
    assert_int_equal(beside[1].len, 0);
    assert_string_equal(s->accounts[large].name, "wikileaks");
    auto_page_document d = { 0 };
    page_document_make(&d, s, &(struct sg_page_options){ .with_text = true, .seed = 1, .made = SG_TIME_NONE });
    assert_hidden(sg_buf_view(&d.json), "relay_two", "document");
    assert_hidden(sg_buf_view(&d.html), "relay_two", "page");
    assert_string_equal(p->id, s->posts[relayed].id);
    assert_string_not_equal(p->id, ""); /* a named account's post can still be looked up */
    assert_non_null(memmem(d.json.data, d.json.len, "posts_of_" DOTS ".csv", 16));
    sg_buf_release(&beside[0]);
    s->n_calendar = 0;
    sg_story_free(s);
}

static void test_who_keeps_a_name(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool keeps;
    } row[] = {
        { "wikileaks", true },         /* 4.2 million */
        { "JackPosobiec", true },      /* 111,000 */
        { "relay_one", true },         /* 5,200 */
        { "relay_two", false },        /* 820 */
        { "langannerch", false },      /* not known */
        { "EMLEAKS", true },           /* listed with its platform */
        { "Disobedient Media", true }, /* articles only */
        { "En Marche!", true },        /* statements only */
        { "BerlinBote", true },        /* listed */
        { "HamburgBote", false },      /* listed for another platform */
    };
    struct sg_story *s = planted_story();
    planted_audiences(s);
    bool keeps[ROWS(row)];
    uint32_t at[ROWS(row)], replaced = 0;
    for (size_t i = 0; i < ROWS(row); i++)
        at[i] = account_of(s, row[i].name);
    const struct sg_names_options o = { .named = " pastebin/@emleaks, @BERLINBOTE ,4chan/HamburgBote,," };
    assert_int_equal(sg_story_replace_names(s, &o, &replaced, NULL), SG_OK);
    for (size_t i = 0; i < ROWS(row); i++) {
        assert_int_not_equal(at[i], SG_NO_INDEX);
        keeps[i] = strcmp(s->accounts[at[i]].name, row[i].name) == 0;
        if (keeps[i] != row[i].keeps || keeps[i] == s->accounts[at[i]].is_replaced)
            fail_msg("%s is called %s", row[i].name, s->accounts[at[i]].name);
    }
    /* Numbers in the order of the story's accounts. */
    uint32_t number = 0;
    for (uint32_t i = 0; i < s->n_accounts; i++) {
        if (!s->accounts[i].is_replaced) continue;
        char name[32];
        snprintf(name, sizeof name, "account %u", ++number);
        assert_string_equal(s->accounts[i].name, name);
    }
    assert_int_equal(number, replaced);
    sg_story_free(s);
}

static void test_all_names_stay_when_asked(void **state)
{
    (void)state;
    struct sg_story *s = speaking_story(), *plain = speaking_story();
    uint32_t replaced = 7;
    assert_int_equal(sg_story_replace_names(s, &(struct sg_names_options){ .all = true }, &replaced, NULL), SG_OK);
    assert_int_equal(replaced, 0);
    assert_string_equal(s->sources[0].file, "planted.csv"); /* nobody's folders, all the same */
    for (size_t i = 0; i < s->n_accounts; i++)
        assert_string_equal(s->accounts[i].name, plain->accounts[i].name);
    for (size_t i = 0; i < s->n_posts; i++) {
        assert_string_equal(s->posts[i].text, plain->posts[i].text);
        assert_string_equal(s->posts[i].url, plain->posts[i].url);
    }
    sg_story_free(s);
    sg_story_free(plain);
}

static void test_a_post_without_a_name(void **state)
{
    (void)state;
    struct sg_story *s = speaking_story();
    uint32_t board = 0, ghost = 0, replaced;
    for (uint32_t i = 0; i < s->n_posts; i++)
        if (s->posts[i].is_ghost) ghost = i;
    for (uint32_t i = 0; i < s->n_posts; i++)
        if (s->posts[i].platform == PLANTED_4CHAN) board = i;
    s->posts[board].account = SG_NO_INDEX;
    uint32_t tweet = s->n_posts ? (uint32_t)s->n_posts - 1 : 0;
    s->posts[tweet].account = SG_NO_INDEX;
    assert_int_equal(sg_story_replace_names(s, &(struct sg_names_options){ 0 }, &replaced, NULL), SG_OK);
    assert_string_not_equal(s->posts[board].url, ""); /* nobody stands behind an anonymous board's number */
    assert_string_not_equal(s->posts[ghost].url, ""); /* nor behind a paste's */
    assert_string_equal(s->posts[tweet].url, "");     /* a tweet has an author, whether we know it or not */
    assert_string_equal(s->posts[tweet].id, "");
    assert_int_equal(s->posts[tweet].row, tweet + 1); /* whoever holds the case can look */
    sg_story_free(s);
}

/* What the document says that was asked for, when `to` was. */
static void assert_milestone(const char *to, int64_t limit, const char *told)
{
    struct sg_story *s = speaking_story();
    uint32_t replaced;
    assert_int_equal(sg_story_replace_names(s, &(struct sg_names_options){ .limit = limit }, &replaced, NULL), SG_OK);
    sg_auto_buf json = { 0 };
    const struct sg_page_story story = { .story = s, .id = "s1", .to = to };
    assert_int_equal(sg_page_story_json(&story, &(struct sg_page_options){ .seed = 1 }, &json, NULL), SG_OK);
    const char *key = "\"co_object_window_s\":0,\"to\":", *at = strstr(sg_buf_cstr(&json), key);
    assert_non_null(at);
    assert_memory_equal(at + strlen(key), told, strlen(told));
    sg_story_free(s);
}

static void test_the_milestone_asked_for_is_not_told(void **state)
{
    (void)state;
    assert_milestone("@wikileaks", 5000000, "\"account ");
    assert_milestone("@wikileaks", 5000, "\"@wikileaks\"");
    /* An address tells a post by its number; whose name stands before that is anybody's. */
    assert_milestone("https://twitter.com/relay_two/status/860594938706604032", 5000, "\"twitter:");
    assert_milestone(NULL, 5000, "null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_taken_out_of_texts),
        cmocka_unit_test(test_labels_queries_and_addresses),
        cmocka_unit_test(test_a_mask_holds_many_names),
        cmocka_unit_test(test_a_long_text_takes_no_long_time),
        cmocka_unit_test(test_no_replaced_name_is_anywhere),
        cmocka_unit_test(test_named_accounts_do_not_name_others),
        cmocka_unit_test(test_who_keeps_a_name),
        cmocka_unit_test(test_all_names_stay_when_asked),
        cmocka_unit_test(test_a_post_without_a_name),
        cmocka_unit_test(test_the_milestone_asked_for_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
