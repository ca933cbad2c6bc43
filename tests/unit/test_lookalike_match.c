/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "lookalike_room.h"

static const char LIST[] = "example.org\n"
                           "sampleministry.gov alias:sampleministry.org brand:samin-portal\n"
                           "north-ferry.net\n"
                           "gov.hu\n"
                           "tqz.org\n"
                           "internationalbank.com\n"
                           "česko-banka.cz\n"
                           "phonetick.com\n"
                           "allow: examples.org example-partner.net\n";

static void each_trick_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *name, *of;
        uint32_t tricks;
    } row[] = {
        { "exarnple.org", "example.org", T(CONFUSABLE) },
        { "examp1e.org", "example.org", T(CONFUSABLE) },
        { "EXAMP1E.ORG.", "example.org", T(CONFUSABLE) },
        { "*.examp1e.org", "example.org", T(CONFUSABLE) },
        { "www.exannple.org", "example.org", T(CONFUSABLE) },
        { "internati0na1bank.com", "internationalbank.com", T(CONFUSABLE) },
        { "intemationalbank.com", "internationalbank.com", T(CONFUSABLE) },
        { "lnternatlonalbank.com", "internationalbank.com", T(CONFUSABLE) },
        { "exmple.org", "example.org", T(OMISSION) },
        { "exampxle.org", "example.org", T(INSERTION) },
        { "exaample.org", "example.org", T(DOUBLING) },
        { "exmaple.org", "example.org", T(TRANSPOSITION) },
        { "ezample.org", "example.org", T(KEYBOARD) },
        { "internationclbank.com", "internationalbank.com", T(BIT_FLIP) },
        { "internationalvank.com", "internationalbank.com", T(KEYBOARD) },
        { "internationalzank.com", "internationalbank.com", T(SUBSTITUTION) },
        { "ex-ample.org", "example.org", T(HYPHEN) },
        { "northferry.net", "north-ferry.net", T(HYPHEN) },
        { "nort-hferry.net", "north-ferry.net", T(HYPHEN) },
        { "internationalbanks.com", "internationalbank.com", T(PLURAL) },
        { "fonetick.com", "phonetick.com", T(HOMOPHONE) },
        { "example.net", "example.org", T(TLD) },
        { "login-example.org", "example.org", T(COMBOSQUAT) },
        { "examplesecure.org", "example.org", T(COMBOSQUAT) },
        { "example.org.stranger.net", "example.org", T(SUBDOMAIN) },
        { "www.example.org.login.stranger.net", "example.org", T(SUBDOMAIN) },
        { "north-ferry.stranger.net", "north-ferry.net", T(SUBDOMAIN) },
        { "example.org.com", "example.org", T(SUFFIX) },
        { "gov.hu.com", "gov.hu", T(SUFFIX) },
        { "qov.hu.com", "gov.hu", T(SUFFIX) | T(CONFUSABLE) },
        { "exampleorg.com", "example.org", T(EMBEDDED_TLD) },
        { "example-org.stranger.net", "example.org", T(EMBEDDED_TLD) },
        /* two at once */
        { "exarnple.com", "example.org", T(CONFUSABLE) | T(TLD) },
        { "north-ferri.com", "north-ferry.net", T(TLD) },
        { "login-exarnple.org", "example.org", T(COMBOSQUAT) | T(CONFUSABLE) },
        { "exmple-login.org", "example.org", T(COMBOSQUAT) | T(OMISSION) },
        { "loginnorthfrry.net", "north-ferry.net", T(COMBOSQUAT) | T(OMISSION) },
        { "secure-example.com", "example.org", T(COMBOSQUAT) | T(TLD) },
        { "exampleorg-login.com", "example.org", T(COMBOSQUAT) | T(EMBEDDED_TLD) },
        { "internatoinalbnk.com", "internationalbank.com", T(TRANSPOSITION) | T(OMISSION) },
        { "intrnationalbank.net", "internationalbank.com", T(OMISSION) | T(TLD) },
        { "exmple.org.stranger.net", "example.org", T(OMISSION) | T(SUBDOMAIN) },
        /* aliases, brands, short names */
        { "sarnpleministry.org", "sampleministry.gov", T(CONFUSABLE) },
        { "samin-portal.net", "sampleministry.gov", T(TLD) },
        { "my-tqz.org", "tqz.org", T(COMBOSQUAT) },
        /* international */
        { "xn--xample-9uf.org", "example.org", T(CONFUSABLE) }, /* Cyrillic е */
        { "еxample.org", "example.org", T(CONFUSABLE) },
        { "exämple.org", "example.org", T(CONFUSABLE) },
        { "cesko-banka.cz", "česko-banka.cz", T(CONFUSABLE) },
    };
    struct room r = room_of(LIST);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_judged j;
        if (judge(&r, row[i].name, &j) != SG_JUDGED_ALIKE) {
            print_error("%s: not alike\n", row[i].name);
            fail();
        }
        const struct sg_protected_name *p = &r.list->names[j.look.protected_name];
        if ((j.look.tricks & row[i].tricks) != row[i].tricks || strcmp(p->shown, row[i].of) != 0 || !j.look.n_steps)
            fail_msg("%s: tricks %x, expected %x, of %s", row[i].name, j.look.tricks, row[i].tricks, p->shown);
        assert_in_range(j.look.severity, SG_LOW, SG_HIGH);
    }
    room_end(&r);
}

static void strangers_and_its_own_are_left_alone(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum sg_judgement judgement;
    } row[] = {
        { "example.org", SG_JUDGED_OWN },
        { "WWW.Example.Org.", SG_JUDGED_OWN },
        { "sampleministry.org", SG_JUDGED_OWN },
        { "mail.sampleministry.org", SG_JUDGED_OWN },
        { "examples.org", SG_JUDGED_OWN },
        { "a.b.example-partner.net", SG_JUDGED_OWN },
        { "army.gov.hu", SG_JUDGED_OWN },
        { "česko-banka.cz", SG_JUDGED_OWN },
        { "_dmarc.example.org", SG_JUDGED_OWN },
        { "simple.org", SG_JUDGED_STRANGER },
        { "unrelated.net", SG_JUDGED_STRANGER },
        { "localhost", SG_JUDGED_STRANGER },
        { "org", SG_JUDGED_STRANGER },
        { "192.0.2.1", SG_JUDGED_STRANGER },
        { "[2001:db8::1]", SG_JUDGED_STRANGER },
        { "tqx.org", SG_JUDGED_STRANGER }, /* three letters, one of them another */
        { "gov.br", SG_JUDGED_STRANGER },
        { "_dmarc.stranger.net", SG_JUDGED_STRANGER },
    };
    struct room r = room_of(LIST);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_judged j;
        enum sg_judgement got = judge(&r, row[i].name, &j);
        if (got != row[i].judgement) fail_msg("%s: %d", row[i].name, got);
    }
    room_end(&r);
}

static void what_is_no_name_says_why(void **state)
{
    (void)state;
    char label[80], long_name[400] = "", many[512] = "";
    memset(label, 'a', 64);
    strcpy(label + 64, ".org");
    for (int i = 0; i < 90; i++)
        strcat(long_name, "abc.");
    strcat(long_name, "org");
    for (int i = 0; i < 128; i++)
        strcat(many, i ? ".a" : "a");
    const struct {
        struct sg_str name;
        const char *reason;
    } row[] = {
        { sg_str(""), "empty" },
        { sg_str("."), "empty" },
        { sg_str("a..org"), "a label is empty" },
        { sg_str(".example.org"), "a label is empty" },
        { sg_str("example.org.."), "a label is empty" },
        { sg_str(label), "longer than 63" },
        { sg_str(long_name), "longer than 253" },
        { sg_str(many), "longer than 253|more than 127" },
        { sg_str_n("exa\0mple.org", 12), "NUL" },
        { sg_str("exa\x07mple.org"), "control" },
        { sg_str("exa mple.org"), "blank" },
        { sg_str("exa/mple.org"), "character" },
        { sg_str("ex\xff\xfe.org"), "UTF-8" },
        { sg_str("xn--\x80.org"), "UTF-8" },
        { sg_str("xn--99999999999.org"), "" },
    };
    struct room r = room_of(LIST);
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_judged j = { 0 };
        if (sg_judge(r.judge, row[i].name, &j) != SG_JUDGED_UNREADABLE) fail_msg("row %zu is read", i);
        assert_non_null(j.reason);
        char first[32];
        snprintf(first, sizeof first, "%.*s", (int)strcspn(row[i].reason, "|"), row[i].reason);
        const char *second = strchr(row[i].reason, '|');
        if (!strstr(j.reason, first) && !(second && strstr(j.reason, second + 1))) fail_msg("row %zu: %s", i, j.reason);
    }
    room_end(&r);
}

static void an_international_name_is_shown_decoded_and_flagged(void **state)
{
    (void)state;
    struct room r = room_of("apple.com\nexample.org\n");
    struct sg_judged j;
    /* all Cyrillic: аррӏе */
    assert_int_equal(judge(&r, "xn--80ak6aa92e.com", &j), SG_JUDGED_ALIKE);
    assert_true(j.look.flags & SG_LOOK_WHOLE_SCRIPT);
    assert_true(j.look.flags & SG_LOOK_IDN);
    assert_int_equal(j.look.severity, SG_HIGH);
    assert_true(sg_str_is(j.ascii, "xn--80ak6aa92e.com"));
    assert_true(sg_str_is(j.shown, "аррӏе.com"));
    assert_true(sg_str_is(j.registrable, "xn--80ak6aa92e.com"));
    /* one letter of another script */
    assert_int_equal(judge(&r, "exаmple.org", &j), SG_JUDGED_ALIKE);
    assert_true(j.look.flags & SG_LOOK_MIXED_SCRIPT);
    assert_true(j.look.grounds & (1u << SG_GROUND_MIXED_SCRIPT));
    assert_string_equal(j.look.steps[0].from, "a");
    assert_string_equal(j.look.steps[0].to, "а");
    room_end(&r);
}

static void steps_say_what_became_of_what(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct sg_look_step steps[3];
    } row[] = {
        { "exarnple.org", { { SG_TRICK_CONFUSABLE, "m", "rn" } } },
        { "login-exmple.com",
          { { SG_TRICK_COMBOSQUAT, "", "login-" }, { SG_TRICK_OMISSION, "a", "" }, { SG_TRICK_TLD, "org", "com" } } },
        { "exmaple.org", { { SG_TRICK_TRANSPOSITION, "am", "ma" } } },
        { "exampleorg-login.com", { { SG_TRICK_EMBEDDED_TLD, ".org", "org" }, { SG_TRICK_COMBOSQUAT, "", "-login" } } },
        { "example.org.com", { { SG_TRICK_SUFFIX, "", ".com" } } },
    };
    struct room r = room_of("example.org\n");
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_judged j;
        assert_int_equal(judge(&r, row[i].name, &j), SG_JUDGED_ALIKE);
        for (size_t k = 0; k < 3; k++) {
            const struct sg_look_step *want = &row[i].steps[k], *got = &j.look.steps[k];
            if (!want->from[0] && !want->to[0]) {
                assert_int_equal(j.look.n_steps, k);
                break;
            }
            if (got->trick != want->trick || strcmp(got->from, want->from) != 0 || strcmp(got->to, want->to) != 0)
                fail_msg("%s, step %zu: %s, %s to %s", row[i].name, k, sg_trick_names[got->trick], got->from, got->to);
        }
    }
    room_end(&r);
}

static void the_order_of_the_list_does_not_matter(void **state)
{
    (void)state;
    static const char *const names[] = { "exarnple.org", "sampleministry.net", "login-north-ferry.net",
                                         "exmple.com",   "north-ferri.net",    "internationalbank-login.com",
                                         "qov.hu.com" };
    struct room a = room_of("example.org\nsampleministry.gov\nnorth-ferry.net\ninternationalbank.com\ngov.hu\n");
    struct room b = room_of("gov.hu\ninternationalbank.com\nnorth-ferry.net\nsampleministry.gov\nexample.org\n");
    for (size_t i = 0; i < ROWS(names); i++) {
        struct sg_judged x, y;
        assert_int_equal(judge(&a, names[i], &x), SG_JUDGED_ALIKE);
        assert_int_equal(judge(&b, names[i], &y), SG_JUDGED_ALIKE);
        assert_string_equal(a.list->names[x.look.protected_name].domain, b.list->names[y.look.protected_name].domain);
        assert_int_equal(x.look.tricks, y.look.tricks);
        assert_int_equal(x.look.severity, y.look.severity);
        assert_int_equal(x.look.grounds, y.look.grounds);
    }
    room_end(&a);
    room_end(&b);
}

static void hostile_names_are_judged_like_others(void **state)
{
    (void)state;
    struct room r = room_of(LIST);
    static const char *const pieces[] = { "rn", "a", "-", "a-", "example", "login", "cl", "login-", "vv", "nn-" };
    for (size_t i = 0; i < ROWS(pieces); i++)
        for (size_t labels = 1; labels <= 4; labels++) {
            char name[256] = "";
            size_t len = 0, n = strlen(pieces[i]);
            for (size_t l = 0; l < labels; l++) {
                for (size_t at = 0; at + n <= 60; at += n, len += n)
                    memcpy(name + len, pieces[i], n);
                name[len++] = l + 1 < labels ? '.' : '\0';
            }
            struct sg_judged j, again; /* the second time out of the cache */
            enum sg_judgement first = judge(&r, name, &j);
            assert_true(first == SG_JUDGED_STRANGER || first == SG_JUDGED_ALIKE);
            assert_int_equal(judge(&r, name, &again), first);
            if (first == SG_JUDGED_ALIKE) assert_int_equal(again.look.tricks, j.look.tricks);
        }
    char many[256] = "a";
    for (int i = 0; i < 126; i++)
        strcat(many, ".a");
    struct sg_judged j;
    assert_int_equal(judge(&r, many, &j), SG_JUDGED_STRANGER);
    room_end(&r);
}

static void short_protected_names_in_front_hide_nothing(void **state)
{
    (void)state;
    struct room r = room_of("example.org\nsfr.fr\ntqz.org\n");
    static const struct {
        const char *piece, *end;
        enum sg_severity severity;
    } row[] = { { "sfr.", "examp1e.org", SG_HIGH },
                { "sfr.tqz.", "exmple.org", SG_MEDIUM },
                { "sfr-", "login-examp1e.org", SG_LOW },
                { "sfr-", "example.org", SG_LOW } };
    for (size_t i = 0; i < ROWS(row); i++) {
        char name[256] = "";
        bool is_label = !strchr(row[i].piece, '.');
        while (strlen(name) + strlen(row[i].piece) + strlen(row[i].end) < (is_label ? 60u : 250u))
            strcat(name, row[i].piece);
        strcat(name, row[i].end);
        struct sg_judged j;
        if (judge(&r, name, &j) != SG_JUDGED_ALIKE) fail_msg("%s is a stranger", name);
        assert_string_equal(r.list->names[j.look.protected_name].domain, "example.org");
        if (j.look.severity < row[i].severity) fail_msg("%s: %s", name, sg_severity_names[j.look.severity]);
    }
    room_end(&r);
}

/* "stranger", "own", or severity, protected name and steps. */
static const char *told(const struct room *r, const char *name)
{
    static char said[1000];
    struct sg_judged j;
    enum sg_judgement got = judge(r, name, &j);
    if (got != SG_JUDGED_ALIKE)
        return got == SG_JUDGED_STRANGER ? "stranger" : got == SG_JUDGED_OWN ? "own" : "unreadable";
    int n = snprintf(said, sizeof said, "%s %s:", sg_severity_names[j.look.severity],
                     r->list->names[j.look.protected_name].domain);
    for (uint32_t i = 0; i < j.look.n_steps; i++) {
        const struct sg_look_step *s = &j.look.steps[i];
        n += snprintf(said + n, sizeof said - (size_t)n, " %s %s>%s;", sg_trick_names[s->trick], s->from, s->to);
    }
    return said;
}

/* Each bound of doc/method/lookalikes.md from both sides. */
static void what_is_told_ends_where_the_method_says(void **state)
{
    (void)state;
#define NINE_E "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
    static const struct {
        const char *list, *name, *told;
    } row[] = {
        /* edits: none in three letters, one in five, two from six; two below another suffix from ten */
        { "rna.org", "nna.org", "stranger" },
        { "stonq.de", "stnq.de", "low stonq.de: omission o>;" },
        { "velmora.org", "vlmra.org", "low velmora.org: omission e>; omission o>;" },
        { "velmora.org", "vlmra.net", "stranger" },
        { "velmorant.com", "vlmornt.com", "low velmorant.com: omission e>; omission a>;" },
        { "velmorant.com", "vlmornt.net", "stranger" },
        { "novaquelle.com", "nvaqulle.net", "low novaquelle.com: omission o>; omission e>; tld com>net;" },
        { "novaquelle.com", "nvaqulle.stranger.net", "stranger" },
        { "novaquelle.com", "nozaquxlle.com", "low novaquelle.com: substitution v>z; substitution e>x;" },
        /* in front of a stranger's domain one from six */
        { "stonq.de", "stnq.stranger.net", "stranger" },
        { "stonq.de", "stnq.github.io", "stranger" },
        { "zorqut.net", "zorut.stranger.net", "low zorqut.net: omission q>; subdomain zorut>stranger.net;" },
        /* with words one from six, eight with a filler below another suffix, none with strange words */
        { "stonq.de", "login-stnq.de", "stranger" },
        { "zorqut.net", "login-zorut.net", "low zorqut.net: combosquat >login-; omission q>;" },
        { "zorqut.net", "login-zorqxut.net", "low zorqut.net: combosquat >login-; insertion >x;" },
        { "zorqut.net", "xqv-zorut.net", "stranger" },
        { "velmora.net", "velmra-group.com", "stranger" },
        { "velmoraq.net", "velmraq-group.com", "low velmoraq.net: omission o>; combosquat >-group; tld net>com;" },
        { "zorq.info", "myzorq.info", "low zorq.info: combosquat >my;" },
        { "tqz.org", "mytqz.org", "stranger" },
        /* beside an unknown word a lure counts for eight letters that are no common word */
        { "velmorax.org", "login-velmorax-xqv.net",
          "high velmorax.org: combosquat >login-; combosquat >-xqv; tld org>net;" },
        { "velmora.org", "login-velmora-xqv.net",
          "low velmora.org: combosquat >login-; combosquat >-xqv; tld org>net;" },
        { "campaign.net", "login-campaign-xqv.com",
          "low campaign.net: combosquat >login-; combosquat >-xqv; tld net>com;" },
        /* words and runs of them */
        { "north-sea-car-ferry.net", "login-mail-web-my-north-sea-car-frry.net",
          "medium north-sea-car-ferry.net: combosquat >login-mail-web-my-; omission e>;" },
        { "north-sea-ferry.net", "login-mail-web-my-pay-id-north-sea-frry.net",
          "medium north-sea-ferry.net: combosquat >login-mail-web-my-pay-id-; omission e>;" },
        { "zorq.net", "1-2-3-4-5-6-7-8-9-1-2-3-4-5-6-7-zorq.net",
          "medium zorq.net: combosquat >1-2-3-4-5-6-7-8-9-1-2-3-4-5-6-7-;" },
        /* suffixes: sold by a country, by a company, closed, and two letters that are too often a word */
        { "velmora.com", "velmora.com.br", "medium velmora.com: suffix >.br;" },
        { "velmora.com", "velmora.com.de", "high velmora.com: suffix >.de;" },
        { "senate.gov.uk", "senate.org", "medium senate.gov.uk: tld gov.uk>org;" },
        { "senate.gov.pt", "senate.org", "medium senate.gov.pt: tld gov.pt>org;" }, /* known by its first label */
        { "senate.gov.uk", "senate.gov.au", "low senate.gov.uk: tld gov.uk>gov.au;" },
        { "velmora.org", "velmora.org-xqv.com", "high velmora.org: subdomain >org-xqv.com;" },
        { "velmora.de", "velmora.de-xqv.com", "low velmora.de: subdomain velmora>de-xqv.com;" },
        { "203.org", "10.0.203.7", "stranger" }, /* an address */
        /* four places of one text, the last of them the whole name */
        { "velmora.org", "velmora.org.velmora.velmora.velmora.xqv.net",
          "high velmora.org: subdomain >.velmora.velmora.velmora.xqv.net;" },
        /* of equals the first in the list */
        { "velmora.org velmora.net", "velmora.com", "medium velmora.org: tld org>com;" },
        { "velmora.net velmora.org", "velmora.com", "medium velmora.net: tld net>com;" },
        { "velmorab.org velmorac.org", "velmora.org", "high velmorab.org: omission b>;" },
        { "velmorac.org velmorab.org", "velmora.org", "high velmorac.org: omission c>;" },
        /* another's letters near the name as they are, its own once they are read as what they look like */
        { "example.org exarnlle.net", "exarnplle.org", "low example.org: confusable m>rn; doubling >l;" },
        /* letters beyond ASCII: each told once and whole */
        { "zeetro.org", "z\u00e9\u00e9tro.org", "medium zeetro.org: confusable e>\u00e9; confusable e>\u00e9;" },
        { "velmora.org", "v\u00e6lmora.org", "medium velmora.org: homophone e>\u00e6;" },
        { "velmora.org", "velmora" NINE_E NINE_E NINE_E ".org",
          "low velmora.org: combosquat >" NINE_E NINE_E "\u00e9\u00e9\u00e9\u00e9\u00e9;" }, /* 46 bytes of 54 */
    };
#undef NINE_E
    for (size_t i = 0; i < ROWS(row); i++) {
        char list[100];
        snprintf(list, sizeof list, "%s\n", row[i].list);
        for (char *blank = list; (blank = strchr(blank, ' '));)
            *blank = '\n';
        struct room r = room_of(list);
        const char *got = told(&r, row[i].name);
        if (strcmp(got, row[i].told) != 0) fail_msg("%s beside %s: %s", row[i].name, row[i].list, got);
        room_end(&r);
    }
}

/* "vxlmxra" is nothing below .net: that must not be remembered of the label, nor where there was no room for it. */
static void a_label_that_was_passed_over_is_asked_for_again(void **state)
{
    (void)state;
    struct room r = room_of("velmora.org\nsfr.fr\n");
    assert_string_equal(told(&r, "vxlmxra.net"), "stranger");
    assert_string_equal(told(&r, "vxlmxra.org"), "low velmora.org: substitution e>x; substitution o>x;");
    assert_string_equal(told(&r, "sfr.sfr.sfr.sfr.sfr.sfr.xqv.net"), "stranger");
    assert_string_equal(told(&r, "sfr.com"), "low sfr.fr: tld fr>com;");
    room_end(&r);
}

/* Sixty names that are two letters away from it as it is written, and the one that it is on a screen. */
static void many_distant_names_do_not_hide_a_near_one(void **state)
{
    (void)state;
    static const char *const more[] = { "", "exarnple.net" }; /* and one that is nearer than they are */
    for (size_t i = 0; i < ROWS(more); i++) {
        sg_auto_buf list = { 0 };
        for (int k = 0; k < 60; k++)
            sg_buf_printf(&list, "exarnple%c%c.net\n", 'b' + k / 6, 's' + k % 6);
        sg_buf_printf(&list, "%s\nexample.org\n", more[i]);
        struct room r = room_of(sg_buf_cstr(&list));
        const char *got = told(&r, "exarnple.org");
        if (strcmp(got, "high example.org: confusable m>rn;") != 0) fail_msg("row %zu: %s", i, got);
        room_end(&r);
    }
}

static void an_empty_list_finds_nothing(void **state)
{
    (void)state;
    struct room r = room_of("# nothing\n");
    struct sg_judged j;
    assert_int_equal(judge(&r, "example.org", &j), SG_JUDGED_STRANGER);
    assert_int_equal(judge(&r, "a..b", &j), SG_JUDGED_UNREADABLE);
    room_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trick_is_named),
        cmocka_unit_test(strangers_and_its_own_are_left_alone),
        cmocka_unit_test(what_is_no_name_says_why),
        cmocka_unit_test(an_international_name_is_shown_decoded_and_flagged),
        cmocka_unit_test(steps_say_what_became_of_what),
        cmocka_unit_test(the_order_of_the_list_does_not_matter),
        cmocka_unit_test(hostile_names_are_judged_like_others),
        cmocka_unit_test(short_protected_names_in_front_hide_nothing),
        cmocka_unit_test(what_is_told_ends_where_the_method_says),
        cmocka_unit_test(a_label_that_was_passed_over_is_asked_for_again),
        cmocka_unit_test(many_distant_names_do_not_hide_a_near_one),
        cmocka_unit_test(an_empty_list_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
