/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdio.h>

#include "base/text.h"
#include "planted_entry.h"
#include "report/entry_rows.h"
#include "report/lookalike.h"

static const struct sg_entry_report_options whole = { .with_content = true };

static struct sg_entry *everything(void)
{
    return planted_entry(PLANTED_NAMES, PLANTED_MATCHES);
}

static void write_json(const struct sg_entry *e, struct sg_buf *out)
{
    struct sg_err err;
    if (sg_report_entry_json(e, &whole, out, &err) != SG_OK) fail_msg("%s", err.text);
}

/* ---- written and read ---- */

static void test_a_document_read_and_written_again_has_the_same_bytes(void **state)
{
    (void)state;
    struct sg_entry *const row[] = { everything(), planted_entry(PLANTED_NAMES, 0), planted_entry(0, PLANTED_MATCHES),
                                     planted_entry(0, 0) };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_entry *again = NULL;
        struct sg_err err;
        sg_auto_buf first = { 0 }, second = { 0 };
        write_json(row[i], &first);
        if (sg_report_entry_read(sg_buf_view(&first), "f.json", &again, &err) != SG_OK)
            fail_msg("row %zu: %s", i, err.text);
        write_json(again, &second);
        assert_string_equal(sg_buf_cstr(&first), sg_buf_cstr(&second));
        sg_entry_free(again);
        sg_entry_free(row[i]);
    }
}

static void test_what_is_read_is_what_was_written(void **state)
{
    (void)state;
    struct sg_entry *e = everything(), *r = NULL;
    struct sg_err err;
    sg_auto_buf json = { 0 };
    write_json(e, &json);
    assert_int_equal(sg_report_entry_read(sg_buf_view(&json), "f.json", &r, &err), SG_OK);
    assert_int_equal(r->settings.n_names, 2);
    assert_string_equal(r->settings.names[0].aliases, "example.com example.fr");
    assert_int_equal(r->settings.n_allowed, 3);
    assert_string_equal(r->settings.allowed[2], "example.org");
    assert_int_equal(r->settings.least, SG_LOW);
    assert_int_equal(r->totals.unreadable, 1);
    assert_int_equal(r->first_mail, 0);
    for (size_t i = 0; i < PLANTED_NAMES; i++) {
        assert_string_equal(r->names[i].shown, e->names[i].shown);
        assert_memory_equal(&r->names[i].look, &e->names[i].look, sizeof e->names[i].look);
        assert_memory_equal(r->names[i].n, e->names[i].n, sizeof e->names[i].n);
        assert_int_equal(r->names[i].first, e->names[i].first);
        assert_int_equal(r->names[i].first_mail, e->names[i].first_mail);
    }
    assert_int_equal(r->n_sightings, 2 + 1 + 1 + 1 + 1 + 1 + 1); /* of each name, then of each indicator its own */
    assert_int_equal(r->matches[1].first_sighting, 5);
    assert_true(r->matches[1].is_before_valid);
    assert_int_equal(r->matches[1].indicator.kind, SG_INDICATOR_MAIL);
    assert_int_equal(r->matches[1].indicator.to, PLANTED_T0 + PLANTED_DAY);
    assert_string_equal(r->feeds[r->matches[0].indicator.feed].file, "list.csv");
    const struct sg_entry_sighting *s = &r->sightings[0];
    assert_int_equal(s->where, SG_IN_MAIL_LINK);
    assert_int_equal(s->received, PLANTED_T0);
    assert_int_equal(s->row, 7);
    assert_int_equal(s->n_recipients, 3);
    assert_int_equal(s->period, 0);
    assert_string_equal(s->title, planted_sightings[0].title);
    assert_string_equal(s->value, planted_sightings[0].value);
    assert_int_equal(r->sightings[3].period, SG_NO_INDEX);
    sg_entry_free(r);
    sg_entry_free(e);
}

static void test_an_edited_document_is_refused_with_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *says;
    } row[] = {
        { "\"least\":\"low\"", "\"least\":\"lowest\"", "least" },
        { "\"allowed\":[\"example.com\"", "\"allowed\":[7", "allowed" },
        { "\"mails\":340", "\"mails\":-1", "mails" },
        { "\"first_mail\":0},\"protected\"", "\"first_mail\":3},\"protected\"", "first_mail" },
        { "\"names\":3}", "\"names\":null}", "protected[0].names" },
        { "\"from\":\"2016-12-02T08:52:00Z\"", "\"from\":\"yesterday\"", "periods[0].from" },
        { "\"rejected\":2", "\"rejected\":2.5", "feeds[0].rejected" },
        { "\"protected\":0,\"tricks\"", "\"protected\":2,\"tricks\"", "names[0].protected" },
        { "\"tricks\":[\"combosquat\"]", "\"tricks\":[]", "names[0].tricks" },
        { "\"tricks\":[\"combosquat\"]", "\"tricks\":[\"sorcery\"]", "names[0].tricks" },
        { "\"severity\":\"high\"", "\"severity\":\"note\"", "names[0].severity" },
        { "\"flags\":[\"idn\"", "\"flags\":[\"idm\"", "names[1].flags" },
        { "\"to\":\"login-\"", "\"to\":\"login-login-login-login-login-login-login-login-\"", "names[0].to" },
        { "\"steps\":[{", "\"steps\":[7,{", "names[0].trick" },
        { "\"steps\":[", "\"steps\":[{},{},{},{},{},{},{},{},", "names[0].steps" },
        { "\"steps\":[", "\"steps\":7,\"was\":[", "names[0].steps" },
        { "\"post-link\":0", "\"post\":0", "names[0].post-link" },
        { "\"carriers\":{", "\"carriers\":7,\"was\":{", "names[0].carriers" },
        { ",\"return-path\":0,\"signer\":0}", "}", "names[0].return-path is no whole number" },
        { "\"signer\":0", "\"signer\":null", "names[0].signer is no whole number" },
        { "\"where\":\"mail-link\"", "\"where\":\"mail\"", "names[0].where" },
        { "\"period\":0", "\"period\":1", "names[0].period" },
        { "\"recipients\":3", "\"recipients\":4294967296", "names[0].recipients" },
        { "\"sightings\":[{", "\"sightings\":[7,{", "names[0].sightings" },
        { "\"sightings\":[{", "\"sightings\":null,\"was\":[{", "names[0].sightings" },
        { "\"first_mail\":0},{\"domain\"", "\"first_mail\":2},{\"domain\"", "names[0].first_mail" },
        { "\"kind\":\"url\"", "\"kind\":\"uri\"", "matches[0].kind" },
        { "\"feed\":1", "\"feed\":2", "matches[0].feed" },
        { "\"outside\":true", "\"outside\":1", "matches[1].outside" },
        { "\"matches\":[", "\"matches\":{},\"was\":[", "matches" },
        { "\"format\":2", "\"format\":1", "format is no format that this program knows (2)" },
        { "\"format\":2", "\"format\":\"2\"", "format" },
        { "\"settings\":{", "\"settings\":[],\"was\":{", "settings" },
        /* read without a fault, and not what was written */
        { "\"format\":2", "\"format\":2,\"more\":1", "at byte 14" },
        { "\"mails\":340", "\"mails\":-0.0", "at byte" },
        { "\"domain\":\"exarnple.net\"", "\"domain\":\"exarnple.net\\u0000.org\"", "at byte" },
        { "\"tricks\":[\"combosquat\"]", "\"tricks\":[\"combosquat\",\"combosquat\"]", "at byte" },
        { "\"from\":\"2016-12-02T08:52:00Z\"", "\"from\":\"2016-12-02\"", "at byte" },
        { "\"label\":\"server\"", "\"label\": \"server\"", "at byte" },
    };
    struct sg_entry *e = everything();
    sg_auto_buf good = { 0 };
    write_json(e, &good);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_entry *read = NULL;
        struct sg_err err;
        sg_auto_buf bad = { 0 };
        const char *at = strstr(sg_buf_cstr(&good), row[i].from);
        if (!at) fail_msg("row %zu: %s is not in the document", i, row[i].from);
        sg_buf_add(&bad, good.data, (size_t)(at - good.data));
        sg_buf_text(&bad, row[i].to);
        sg_buf_text(&bad, at + strlen(row[i].from));
        if (sg_report_entry_read(sg_buf_view(&bad), "f.json", &read, &err) != SG_EINPUT) fail_msg("row %zu is read", i);
        if (!strstr(err.text, row[i].says) || strncmp(err.text, "f.json: ", 8) != 0)
            fail_msg("row %zu: %s", i, err.text);
        assert_null(read);
    }
    sg_entry_free(e);
}

/* ---- what is left out ---- */

static void assert_holds(const char *text, const char *const *words, bool holds, const char *what)
{
    for (size_t i = 0; words[i]; i++)
        if ((strstr(text, words[i]) != NULL) != holds)
            fail_msg("%s: \"%s\" is %s", what, words[i], holds ? "not there" : "there");
}

static void test_without_content_no_title_path_or_rest_of_an_address_is_written(void **state)
{
    (void)state;
    struct sg_entry *e = everything();
    for (size_t i = 0; i < e->n_sightings; i++) /* names of files are the case's sources, which the keeper named */
        e->sightings[i].file = "source";
    for (int with = 0; with < 2; with++) {
        const struct sg_entry_report_options o = { .with_content = with };
        struct sg_err err;
        sg_auto_buf json = { 0 }, text = { 0 };
        assert_int_equal(sg_report_entry_json(e, &o, &json, &err), SG_OK);
        assert_int_equal(sg_report_entry_text(e, &o, &text, &err), SG_OK);
        assert_holds(sg_buf_cstr(&json), planted_entry_content, with, "json");
        if (!with) assert_holds(sg_buf_cstr(&text), planted_entry_content, false, "text");
        assert_non_null(strstr(sg_buf_cstr(&text), with ? "Minutes" : "mail.login-example.org"));
    }
    for (size_t i = 0; i < e->n_sightings; i++)
        e->sightings[i].file = "leak.zip";
    e->sightings[2].file = "quiet_jane.csv";
    sg_entry_free(e);
}

static void test_people_are_masked_and_things_are_not(void **state)
{
    (void)state;
    struct sg_entry *e = everything();
    struct sg_entry_match matches[PLANTED_MATCHES];
    struct sg_indicator_feed feeds[] = { e->feeds[0], e->feeds[1] };
    memcpy(matches, planted_matches, sizeof matches);
    matches[0].indicator.label = "seen by quiet_jane, +33 612345678";
    matches[0].indicator.author = "quiet_jane";
    feeds[1].file = "quiet_jane.csv";
    e->matches = matches;
    e->feeds = feeds;
    const struct sg_entry_report_options o = { .with_content = true, .is_masked = true };
    struct sg_err err;
    sg_auto_buf json = { 0 }, text = { 0 };
    assert_int_equal(sg_report_entry_json(e, &o, &json, &err), SG_OK);
    assert_int_equal(sg_report_entry_text(e, &o, &text, &err), SG_OK);
    assert_holds(sg_buf_cstr(&json), planted_entry_people, false, "json");
    assert_holds(sg_buf_cstr(&text), planted_entry_people, false, "text");
    assert_holds(sg_buf_cstr(&text), planted_entry_accounts, false, "text");
    assert_null(strstr(sg_buf_cstr(&text), "612345"));
    assert_non_null(strstr(sg_buf_cstr(&text), "by an account on twitter"));
    static const char *const kept[] = { "t…@login-example.org", "192.0.2.7", PLANTED_SHA256, NULL };
    assert_holds(sg_buf_cstr(&json), kept, true, "json");
    sg_entry_free(e);
}

/* An envelope's sender often bears whom the mail went to. */
static void test_of_an_address_the_host_alone_is_told_however_it_is_written(void **state)
{
    (void)state;
    static const struct {
        const char *value, *host, *masked;
    } row[] = {
        { "jane@example.net", "example.net", "j…@example.net" },
        { "bounce+7-jane=corp.example@example.net", "example.net", "b…@example.net" },
        { "g=jane/s=roe@example.net", "example.net", "g…@example.net" }, /* of X.400 */
        { "jane?roe#1@example.net", "example.net", "j…@example.net" },
        { "a://jane/b@example.net", "example.net", "a…@example.net" },
        { "jane,roe:corp@example.net", "example.net", "j…@example.net" },
        { "\"jane roe@x\"@example.net", "example.net", "j…@example.net" },
        { "jane-with-a-name-that-is-longer-than-the-sixty-four-signs-that-are-allowed-to-stand-here@example.net",
          "example.net", "j…@example.net" },
        { "\xc3\xa9lo\xc3\xafse@example.net", "example.net", "\xc3\xa9…@example.net" },
        { "jane@[192.0.2.7]", "[192.0.2.7]", "j…@[192.0.2.7]" },
        { "@example.net", "example.net", "@example.net" },
        { "\"@example.net", "example.net", "…@example.net" },
        { "example.net", "example.net", "example.net" },
        { "192.0.2.7", "192.0.2.7", "192.0.2.7" },
        { "https://user@example.net:81/a@b?c", "example.net", "example.net" },
        { "example.net/jane", "example.net", "example.net" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf masked = { 0 }, host = { 0 };
        sg_buf_str(&host, entry_host_of(row[i].value));
        entry_put_value(&masked, row[i].value, false, true);
        assert_string_equal(sg_buf_cstr(&host), row[i].host);
        assert_string_equal(sg_buf_cstr(&masked), row[i].masked);
    }
}

/* ---- lines ---- */

static void test_a_name_is_a_line_and_who_carried_it_is_told_whole(void **state)
{
    (void)state;
    struct sg_entry *e = everything();
    struct sg_entry_sighting sightings[PLANTED_SIGHTINGS];
    struct sg_err err;
    memcpy(sightings, planted_sightings, sizeof sightings);
    sightings[3].by = "Press / Office #2";
    e->sightings = sightings;
    struct sg_story_period period = planted_periods[0];
    period.name = "first round, says robin.reader@example.net";
    e->periods = &period;
    for (int row = 0; row < 3; row++) {
        const struct sg_entry_report_options o = { .with_content = row == 1, .is_masked = row == 2 };
        sg_auto_buf lines = { 0 };
        size_t n = 0;
        assert_int_equal(sg_report_entry_lines(e, &o, &lines, &err), SG_OK);
        for (size_t i = 0; i < lines.len; i++)
            n += lines.data[i] == '\n';
        assert_int_equal(n, PLANTED_NAMES);
        const char *text = sg_buf_cstr(&lines);
        static const char *const always[] = { "{\"domain\":\"mail.login-example.org\",\"protected\":\"example.org\"",
                                              "\"registrable\":\"login-example.org\"",
                                              "\"carriers\":{\"mail-link\":1,\"sender\":1}",
                                              "\"by\":\"Press / Office #2\"",
                                              "\"first_mail\":{\"where\":\"mail-link\",\"time\":\"2016-12-03T09:52:00Z\","
                                              "\"received\":\"2016-12-03T08:52:00Z\",\"period\":\"first round, says ",
                                              "\"where\":\"post-link\",\"time\":\"2016-12-01T08:52:00Z\",\"received\":null,"
                                              "\"period\":null,", NULL };
        static const char *const content[] = { "Minutes", "secret-plan", "Inbox", NULL };
        assert_holds(text, always, true, "lines");
        assert_holds(text, content, row == 1, "lines");
        if (row == 2) assert_holds(text, planted_entry_people, false, "masked lines");
    }
    sg_entry_free(e);
}

/* ---- sentences ---- */

static void assert_says(const struct sg_entry *e, const struct sg_entry_report_options *o, const char *const *lines)
{
    struct sg_err err;
    sg_auto_buf text = { 0 };
    assert_int_equal(sg_report_entry_text(e, o, &text, &err), SG_OK);
    for (size_t i = 0; lines[i]; i++)
        if (!strstr(sg_buf_cstr(&text), lines[i])) fail_msg("\"%s\" is not in:\n%s", lines[i], sg_buf_cstr(&text));
}

static void test_the_first_mail_the_name_the_trick_and_the_time_stand_first(void **state)
{
    (void)state;
    struct sg_entry *e = everything();
    static const char *const lines[] = {
        "\nHow did they get in?\n"
        "The earliest mail here that carries a look-alike is of 3 December 2016 08:52 UTC (by its first server). It "
        "holds "
        "a link to mail.login-example.org, "
        "which imitates example.org: “login-” stands before it. It was addressed to 3 recipients. In the calendar: "
        "first round (2 "
        "December 2016 to 13 "
        "December 2016).\n",
        "This does not show that anybody was taken in",
        "\n3 names look like protected ones: 1 high, 1 medium, 1 low\n",
        "high  login-example.org (as mail.login-example.org) looks like example.org\n",
        "    “login-” stands before it. High: the same ending, a word that phishing names carry.\n"
        "    Found in: links of mails 1, senders 1.\n"
        "    First seen on 3 December 2016 08:52 UTC (by its first server) in a mail by treasury@login-example.org.\n",
        "medium  xn--exmple-4nf.org (shown as ex\xd0\xb0mple.org) looks like example.org\n",
        "First seen on 1 December 2016 in a post by quiet_jane on twitter.",
        "low  exarnple.net looks like example.org\n",
        "First seen at an unknown time in a document by Editor",
        "url  xn--exmple-4nf.org\n",
        "Listed in feed.json by Example CERT: “phishing </script>”. First seen outside of the time for which the feed "
        "calls it valid.",
        "The earliest mail here that carries an indicator is of 4 December 2016 08:52 UTC (by its first server). It "
        "passed a server named 192.0.2.7, which is listed in feed.json: “server”.",
        "1,200 posts, 340 mails and 12 documents, with 81 different hosts, of which 5 are protected or allowed; 1 is "
        "no readable name. 2 names "
        "below low are not told.",
        "Protected: example.org, gov.example.",
        "Never flagged, with all that lies below: example.com, example.fr, example.org.",
        "Feed feed.json (stix): 3 indicators; 13 of kinds that nothing here can match: md5 (12), process (1); 2 could "
        "not be read.",
        NULL
    };
    const struct sg_entry_report_options o = { .columns = 1000 };
    assert_says(e, &o, lines);
    sg_entry_free(e);
}

/* A look-alike that stands in one place of a mail only, each in turn. */
static void test_each_place_of_a_mail_has_words_of_its_own(void **state)
{
    (void)state;
    static const struct {
        enum sg_entry_where where;
        const char *carried, *counted;
    } row[] = {
        { SG_IN_MAIL_LINK, "It holds a link to login-example.org, which imitates", "Found in: links of mails 1." },
        { SG_IN_SENDER, "It was sent from an address at login-example.org, which", "Found in: senders 1." },
        { SG_IN_REPLY_TO, "It asks for answers to an address at login-example.org, ", "addresses for answers 1." },
        { SG_IN_RECIPIENT, "It was addressed to somebody at login-example.org, ", "Found in: recipients 1." },
        { SG_IN_RECEIVED, "It passed a server named login-example.org, which", "Found in: servers on the way 1." },
        { SG_IN_RETURN_PATH, "Its envelope names a sender at login-example.org, ", "Found in: senders of envelopes 1." },
        { SG_IN_SIGNER, "A signature on it is in the name of login-example.org, ", "Found in: domains that sign 1." },
    };
    size_t n_places = 0;
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_entry *e = planted_entry(1, 0);
        struct sg_entry_sighting s = planted_sightings[1];
        struct sg_entry_name name = planted_names[0];
        struct sg_err err;
        const struct sg_entry_report_options o = { .columns = 1000 }, masked = { .is_masked = true };
        const char *lines[] = { row[i].carried, row[i].counted, "in a mail by ", NULL };
        sg_auto_buf json = { 0 };
        s.where = row[i].where;
        memset(name.n, 0, sizeof name.n);
        name.n[s.where] = name.n_sightings = 1;
        e->sightings = &s;
        e->n_sightings = 1;
        e->names = &name;
        assert_says(e, &o, lines);
        assert_int_equal(sg_report_entry_json(e, &masked, &json, &err), SG_OK);
        assert_holds(sg_buf_cstr(&json), planted_entry_people, false, sg_entry_where_names[s.where]);
        sg_entry_free(e);
    }
    for (int where = 0; where < SG_ENTRY_WHERES; where++)
        n_places += sg_entry_is_in_mail((enum sg_entry_where)where);
    assert_int_equal(n_places, ROWS(row));
}

static void test_a_case_without_such_a_mail_says_so(void **state)
{
    (void)state;
    struct sg_entry *e = planted_entry(PLANTED_NAMES, 0);
    e->first_mail = SG_NO_INDEX;
    e->names = &planted_names[1];
    e->n_names = 2;
    const struct sg_entry_report_options o = { .columns = 1000 };
    static const char *const in_a_post[] = {
        "Of 340 mails, none carries a look-alike of a protected name.\n",
        "The earliest post here that carries a look-alike is of 1 December 2016. It holds a "
        "link to xn--exmple-4nf.org (shown as exаmple.org), which imitates example.org: “а” "
        "(U+0430) stands for “a”; mixes scripts.",
        NULL
    };
    assert_says(e, &o, in_a_post);
    e->n_names = 0;
    e->totals.mails = 0;
    static const char *const no_mail[] = {
        "This case holds no mail that could carry a look-alike of a protected name.\n", NULL
    };
    assert_says(e, &o, no_mail);
    sg_entry_free(e);
    e = planted_entry(0, 1);
    static const char *const indicator[] = {
        "Of 340 mails, none carries an indicator.\n",
        "The earliest post here that carries an indicator is of 1 December 2016. It "
        "holds a link to xn--exmple-4nf.org, which is listed in list.csv.",
        NULL
    };
    assert_says(e, &o, indicator);
    e->n_matches = 0;
    for (uint64_t n = 0; n < 3; n++) {
        static const char *const none[][2] = {
            { "None of the 0 indicators of the feeds occurs in this case.\n", NULL },
            { "The one indicator of the feeds does not occur in this case.\n", NULL },
            { "None of the 2 indicators of the feeds occurs in this case.\n", NULL }
        };
        e->totals.indicators = n;
        assert_says(e, &o, none[n]);
    }
    sg_entry_free(e);
}

static void test_the_text_fits_its_width_and_is_cut_where_asked(void **state)
{
    (void)state;
    struct sg_entry *e = everything();
    struct sg_err err;
    static const int widths[] = { 60, 0, 120 };
    for (size_t i = 0; i < ROWS(widths); i++) {
        const struct sg_entry_report_options o = { .with_content = true, .columns = widths[i] };
        sg_auto_buf text = { 0 };
        assert_int_equal(sg_report_entry_text(e, &o, &text, &err), SG_OK);
        size_t letters = 0, most = (size_t)(widths[i] ? widths[i] : 80);
        for (size_t at = 0; at < text.len;) {
            bool is_end = text.data[at] == '\n';
            bool is_word =
                letters >= most && !memchr(text.data + at - most / 2, ' ', most / 2); /* longer than a line */
            if (!is_end && letters >= most && !is_word)
                fail_msg("a line is longer than %zu: %.200s", most, text.data + at - most);
            sg_utf8_next(text.data, text.len, &at);
            letters = is_end ? 0 : letters + 1;
        }
    }
    const struct sg_entry_report_options cut = { .max_list = 1, .columns = 1000 };
    static const char *const lines[] = { "… and 2 more;", "… and 3 more;", "Protected: example.org and 1 more.", NULL };
    assert_says(e, &cut, lines);
    sg_entry_free(e);
}

static void test_hostile_words_steer_neither_terminal_nor_page(void **state)
{
    (void)state;
    struct sg_entry *e = everything();
    struct sg_err err;
    sg_auto_buf json = { 0 }, text = { 0 };
    write_json(e, &json);
    assert_int_equal(sg_report_entry_text(e, &whole, &text, &err), SG_OK);
    static const char *const never[] = { "\033", "\xe2\x80\xae", NULL };
    assert_holds(sg_buf_cstr(&text), never, false, "text");
    static const char *const in_json[] = { "\033", "</script>", NULL };
    assert_holds(sg_buf_cstr(&json), in_json, false, "json");
    sg_entry_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_document_read_and_written_again_has_the_same_bytes),
        cmocka_unit_test(test_what_is_read_is_what_was_written),
        cmocka_unit_test(test_an_edited_document_is_refused_with_the_place),
        cmocka_unit_test(test_without_content_no_title_path_or_rest_of_an_address_is_written),
        cmocka_unit_test(test_people_are_masked_and_things_are_not),
        cmocka_unit_test(test_of_an_address_the_host_alone_is_told_however_it_is_written),
        cmocka_unit_test(test_a_name_is_a_line_and_who_carried_it_is_told_whole),
        cmocka_unit_test(test_the_first_mail_the_name_the_trick_and_the_time_stand_first),
        cmocka_unit_test(test_each_place_of_a_mail_has_words_of_its_own),
        cmocka_unit_test(test_a_case_without_such_a_mail_says_so),
        cmocka_unit_test(test_the_text_fits_its_width_and_is_cut_where_asked),
        cmocka_unit_test(test_hostile_words_steer_neither_terminal_nor_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
