/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in the envelope's sender and in signatures: hostile fields, mailers' own names, forwarders. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry/entry_internal.h"

static struct sg_err err;
static struct sg_protected *names;
static struct sg_mail_parser *parser;

struct field {
    struct sg_str value;
    const char *told; /* as what the look-alike stands there; NULL: none is found */
};
#define FIELD(literal, told)                                                                                           \
    {                                                                                                                  \
        { literal, sizeof(literal) - 1 }, told                                                                         \
    }

static void begin(struct seek_run *r, const struct sg_entry_options *o, struct seek_carrier *c)
{
    assert_int_equal(seek_run_init(r, NULL, o, &err), SG_OK);
    *c = (struct seek_carrier){ .key = 1, .time = 1, .received = SG_TIME_NONE };
    seek_begin(r, c);
}

static void take(struct seek_run *r, const struct seek_carrier *c, enum sg_entry_where where, struct sg_str value)
{
    size_t left = SEEK_SIGNERS;
    enum sg_code code = where == SG_IN_SIGNER ? seek_take_signer(r, c, value, &left, &err)
                                              : seek_take_addresses(r, c, where, parser, value, &err);
    if (code != SG_OK) fail_msg("%s", err.text);
}

/* The only thing that was found; NULL: nothing was. */
static const struct seek_found *found_of(const struct seek_run *r)
{
    const struct seek_found *found = NULL;
    for (size_t i = 0; i < r->n_domains; i++) {
        if (!r->domains[i]->found.n_kept) continue;
        assert_null(found);
        found = &r->domains[i]->found;
    }
    return found;
}

static void check(const struct field *rows, size_t n, enum sg_entry_where where)
{
    const struct sg_entry_options o = { .names = names, .least = SG_LOW };
    for (size_t i = 0; i < n; i++) {
        struct seek_run r;
        struct seek_carrier c;
        begin(&r, &o, &c);
        take(&r, &c, where, rows[i].value);
        take(&r, &c, where, rows[i].value); /* the same mail: no second carrier */
        const struct seek_found *found = found_of(&r);
        if (!found != !rows[i].told) fail_msg("row %zu (%s): %sfound", i, rows[i].value.data, found ? "" : "not ");
        if (found) {
            assert_int_equal(found->n[where], 1);
            assert_int_equal(found->n_kept, 1);
            assert_string_equal(found->kept[0]->value, rows[i].told);
        }
        seek_run_release(&r);
    }
}

static void test_a_return_path_is_read_however_it_is_written(void **state)
{
    (void)state;
    static const struct field rows[] = {
        FIELD(" <boss@carnpaign.example>", "boss@carnpaign.example"),
        FIELD(" boss@carnpaign.example", "boss@carnpaign.example"),
        FIELD("<BOSS@Carnpaign.EXAMPLE>\r\n", "boss@carnpaign.example"),
        FIELD(" (from the\r\n list) <boss@carnpaign.example> (bounce)", "boss@carnpaign.example"),
        FIELD("\r\n\t<boss\r\n @carnpaign.example>", "boss@carnpaign.example"),
        FIELD("<@relay.test,@b.test:boss@carnpaign.example>", "boss@carnpaign.example"), /* a route */
        FIELD("<\"a@campaign.example\"@carnpaign.example>", "\"a@campaign.example\"@carnpaign.example"),
        FIELD("<bounce@mail.carnpaign.example>", "bounce@mail.carnpaign.example"),
        FIELD("<bounce@xn--cmpaign-2fg.example>", "bounce@xn--cmpaign-2fg.example"),
        FIELD("<bounce@c\xd0\xb0mpaign.example>", "bounce@c\xd0\xb0mpaign.example"), /* Cyrillic */
        FIELD("<bo\0ss@carn\0paign.example>", "boss@carnpaign.example"),
        FIELD("<prvs=1234abcdef=boss@carnpaign.example>", "prvs=1234abcdef=boss@carnpaign.example"),
        FIELD("<x@news.test>, <boss@carnpaign.example>", "boss@carnpaign.example"),
        FIELD("<boss@campaign.example.test>", "boss@campaign.example.test"), /* one more ending */
        FIELD(" <>", NULL),
        FIELD("", NULL),
        FIELD("<", NULL),
        FIELD("<@>", NULL),
        FIELD("MAILER-DAEMON", NULL),
        FIELD("<carnpaign.example>", NULL),     /* no address */
        FIELD("<boss@campaign.example>", NULL), /* its own */
        FIELD("<a@bounce.campaign.example>", NULL),
        FIELD("<a@[198.51.100.7]>", NULL),
        FIELD("(boss@carnpaign.example) <a@news.test>", NULL),
        FIELD("\"boss@carnpaign.example\" <a@news.test>", NULL),
    };
    check(rows, ROWS(rows), SG_IN_RETURN_PATH);
}

static void test_a_forwarders_address_stands_for_the_one_that_it_holds(void **state)
{
    (void)state;
    static const struct field rows[] = {
        FIELD("<SRS0=HHHH=TT=carnpaign.example=boss@forwarder.test>", "boss@carnpaign.example"),
        FIELD("<srs0+HHHH=TT=carnpaign.example=a=b@forwarder.test>", "a=b@carnpaign.example"),
        FIELD("<SRS0-HHHH=TT=mail.carnpaign.example=boss@forwarder.test>", "boss@mail.carnpaign.example"),
        FIELD("<SRS1=HHHH=first.test==HHHH=TT=carnpaign.example=boss@second.test>", "boss@carnpaign.example"),
        FIELD("<SRS1=HHHH=first.test=+HHHH=TT=carnpaign.example=boss@second.test>", "boss@carnpaign.example"),
        FIELD("<SRS0=HHHH=TT=news.test=boss@carnpaign.example>",
              "srs0=hhhh=tt=news.test=boss@carnpaign.example"), /* the forwarder itself */
        FIELD("<SRS0=HHHH=TT=campaign.example=boss@forwarder.test>", NULL),
        FIELD("<SRS0=HHHH=carnpaign.example=boss@forwarder.test>", NULL), /* a piece is missing */
        FIELD("<SRS0=HHHH=TT=carnpaign.example=@forwarder.test>", NULL),
        FIELD("<SRS0=HHHH=TT==boss@forwarder.test>", NULL),
        FIELD("<SRS1=HHHH=first.test=@second.test>", NULL),
        FIELD("<SRS0@forwarder.test>", NULL),
        FIELD("<SRS0=@forwarder.test>", NULL),
        FIELD("<SRS2=HHHH=TT=carnpaign.example=boss@forwarder.test>", NULL),
        FIELD("<bounces+7-boss=carnpaign.example@mailer.test>", NULL), /* whom it went to */
    };
    check(rows, ROWS(rows), SG_IN_RETURN_PATH);
}

static void test_the_domain_of_a_signature_is_read_however_it_is_written(void **state)
{
    (void)state;
    static const struct field rows[] = {
        FIELD(" v=1; a=rsa-sha256; d=carnpaign.example; s=k; b=d=x", "carnpaign.example"),
        FIELD("d=carnpaign.example", "carnpaign.example"),
        FIELD(" v=1;\r\n\td\r\n =\r\n\t CARNpaign.example\r\n ;s=k", "carnpaign.example"),
        FIELD("v=1;d=carnpaign.example (no comment may stand here); s=k", "carnpaign.example"),
        FIELD("v=1;d=carnpaign.example(as this); s=k", "carnpaign.example"),
        FIELD("v=1; d=carnpaign.example\0; s=k", "carnpaign.example"),
        FIELD("v=1; d=carnpaign.example.; s=k", "carnpaign.example"),
        FIELD("d=campaign.example; d=mail.carnpaign.example", "mail.carnpaign.example"), /* no signature, but a name */
        FIELD("d=carnpaign.example; d=carnpaign.example", "carnpaign.example"),
        FIELD(";;; =; d; d=carnpaign.example", "carnpaign.example"),
        FIELD("d=xn--cmpaign-2fg.example", "xn--cmpaign-2fg.example"),
        FIELD("d=c\xd0\xb0mpaign.example", "c\xd0\xb0mpaign.example"),
        FIELD("d=c\xe4mpaign.example", "c\xc3\xa4mpaign.example"), /* windows-1252 */
        FIELD("d=campaign.example.test", "campaign.example.test"),
        FIELD("", NULL),
        FIELD(";", NULL),
        FIELD("d", NULL),
        FIELD("d=", NULL),
        FIELD("d= ;", NULL),
        FIELD("d=.", NULL),
        FIELD("d=carnpaign", NULL),
        FIELD("d=carn\r\n paign.example", NULL), /* folded apart: no name */
        FIELD("D=carnpaign.example", NULL),      /* tags are lower case */
        FIELD("i=@carnpaign.example; s=carnpaign.example; x-d=carnpaign.example", NULL),
        FIELD("d=campaign.example; s=carnpaign", NULL),
        FIELD("d=mail.campaign.example", NULL),
        FIELD("d=198.51.100.7", NULL),
    };
    check(rows, ROWS(rows), SG_IN_SIGNER);
}

/* Mailers give their customers names below their own domain; elsewhere the same host is told. */
static void test_a_mailers_name_for_its_customer_is_no_look_alike(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        bool is_customers; /* alike, where it is read */
    } row[] = {
        { "campaign-example.20150623.gappssmtp.com", true },
        { "campaignexample.onmicrosoft.com", true },
        { "campaign-example.mail.protection.outlook.com", true },
        { "campaign.example.bounces.mailer.test", true },
        { "bounces.campaign-example.mailer.test", true },
        { "bounce.mailchimp.com", false },
        { "mail123.atl11.rsgsv.net", false },
        { "eu-west-1.amazonses.com", false },
        { "news.test", false },
    };
    const struct sg_entry_options o = { .names = names, .least = SG_LOW };
    for (size_t i = 0; i < ROWS(row); i++) {
        const char *host = row[i].host;
        struct seek_run r;
        struct seek_carrier c;
        sg_auto_buf path = { 0 }, tag = { 0 };
        begin(&r, &o, &c);
        sg_buf_printf(&path, "<bounce-7@%s>", host);
        sg_buf_printf(&tag, "v=1; d=%s; s=k", host);
        take(&r, &c, SG_IN_RETURN_PATH, sg_buf_view(&path));
        take(&r, &c, SG_IN_SIGNER, sg_buf_view(&tag));
        assert_int_equal(seek_take_host(&r, &c, SG_IN_RECEIVED, sg_str(host), sg_str(host), &err), SG_OK);
        if (found_of(&r) || r.n_domains) fail_msg("%s was found", host);
        assert_int_equal(r.cache.counts[SEEK_HOST], row[i].is_customers ? 2 : 1); /* and the mailer's own domain */
        assert_int_equal(seek_take_host(&r, &c, SG_IN_MAIL_LINK, sg_str(host), sg_str(host), &err), SG_OK);
        take(&r, &c, SG_IN_RETURN_PATH, sg_buf_view(&path));
        take(&r, &c, SG_IN_SIGNER, sg_buf_view(&tag));
        const struct seek_found *found = found_of(&r);
        assert_int_equal(found != NULL, row[i].is_customers);
        if (found) {
            assert_int_equal(found->n_kept, 1);
            assert_int_equal(found->n[SG_IN_MAIL_LINK], 1);
            assert_int_equal(r.domains[0]->n_hosts, 1);
        }
        seek_run_release(&r);
    }
}

/* Whose own domain looks alike hides behind no protected name in front of it, in whichever order its places are met. */
static void test_a_look_alike_below_which_the_whole_name_stands_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *host, *domain;
    } row[] = {
        { "campaign.example.campaign-login.test", "campaign-login.test" },
        { "campaign.example.login-campaign.example", "login-campaign.example" },
        { "a.campaign-example.secure-campaign.example", "secure-campaign.example" },
        { "campaign.example.carnpaign.example", "carnpaign.example" },
    };
    const struct sg_entry_options o = { .names = names, .least = SG_LOW };
    for (size_t i = 0; i < ROWS(row); i++) {
        uint64_t n_hosts[2];
        for (int is_read_first = 0; is_read_first < 2; is_read_first++) {
            struct seek_run r;
            struct seek_carrier c;
            sg_auto_buf path = { 0 }, tag = { 0 };
            struct sg_str host = sg_str(row[i].host);
            begin(&r, &o, &c);
            sg_buf_printf(&path, "<bounce-7@%s>", row[i].host);
            sg_buf_printf(&tag, "v=1; d=%s; s=k", row[i].host);
            if (is_read_first) assert_int_equal(seek_take_host(&r, &c, SG_IN_MAIL_LINK, host, host, &err), SG_OK);
            take(&r, &c, SG_IN_RETURN_PATH, sg_buf_view(&path));
            take(&r, &c, SG_IN_SIGNER, sg_buf_view(&tag));
            assert_int_equal(seek_take_host(&r, &c, SG_IN_RECEIVED, host, host, &err), SG_OK);
            if (!is_read_first) assert_int_equal(seek_take_host(&r, &c, SG_IN_MAIL_LINK, host, host, &err), SG_OK);
            const struct seek_found *found = found_of(&r);
            if (!found) fail_msg("%s was not found", row[i].host);
            assert_string_equal(r.domains[0]->domain, row[i].domain);
            assert_int_equal(found->n_kept, 4); /* in each place once, as it stood there */
            assert_string_equal(found->kept[found->n_kept - 1]->value, row[i].host);
            n_hosts[is_read_first] = r.domains[0]->n_hosts;
            seek_run_release(&r);
        }
        assert_int_equal(n_hosts[0], n_hosts[1]);
    }
}

static void test_indicators_are_compared_with_both(void **state)
{
    (void)state;
    static struct sg_indicator items[] = {
        { SG_INDICATOR_DOMAIN, "bad.test", "d1", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_DOMAIN, "campaign-example.mailer.test", "d2", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_MAIL, "boss@worse.test", "m1", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
        { SG_INDICATOR_IP, "198.51.100.7", "i1", "", "", SG_TIME_NONE, SG_TIME_NONE, 0 },
    };
    static struct sg_indicators set = { .items = items, .n = ROWS(items) };
    static const struct {
        enum sg_entry_where where;
        const char *value;
        uint32_t indicator;
    } row[] = {
        { SG_IN_RETURN_PATH, "<a@mx.bad.test>", 0 },
        { SG_IN_SIGNER, "d=mx.bad.test", 0 },
        { SG_IN_RETURN_PATH, "<a@campaign-example.mailer.test>", 1 },
        { SG_IN_SIGNER, "d=campaign-example.mailer.test", 1 },
        { SG_IN_RETURN_PATH, "<Boss@worse.test>", 2 },
        { SG_IN_RETURN_PATH, "<SRS0=HHHH=TT=worse.test=boss@forwarder.test>", 2 },
        { SG_IN_RETURN_PATH, "<a@[198.51.100.7]>", 3 },
    };
    const struct sg_entry_options o = { .names = names, .indicators = &set, .least = SG_LOW };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct seek_run r;
        struct seek_carrier c;
        begin(&r, &o, &c);
        take(&r, &c, row[i].where, sg_str(row[i].value));
        take(&r, &c, row[i].where, sg_str(row[i].value));
        if (r.n_listed != 1) fail_msg("%s: %zu indicators", row[i].value, r.n_listed);
        assert_int_equal(r.listed[0]->first, row[i].indicator);
        assert_int_equal(r.listed[0]->found.n[row[i].where], 1);
        assert_non_null(r.listed[0]->found.mail); /* a mail carried it */
        seek_run_release(&r);
    }
}

/* A mail is in both places, two mails twice. */
static void test_each_mail_counts_once_a_place(void **state)
{
    (void)state;
    const struct sg_entry_options o = { .names = names, .least = SG_LOW };
    struct seek_run r;
    struct seek_carrier c;
    begin(&r, &o, &c);
    for (int i = 0; i < 2; i++) {
        if (i) seek_begin(&r, &c);
        take(&r, &c, SG_IN_RETURN_PATH, sg_str("<a@carnpaign.example>"));
        take(&r, &c, SG_IN_RETURN_PATH, sg_str("<b@mail.carnpaign.example>"));
        take(&r, &c, SG_IN_SIGNER, sg_str("d=carnpaign.example"));
        take(&r, &c, SG_IN_SIGNER, sg_str("d=mx.carnpaign.example"));
    }
    const struct seek_found *found = found_of(&r);
    assert_non_null(found);
    assert_int_equal(found->n[SG_IN_RETURN_PATH], 2);
    assert_int_equal(found->n[SG_IN_SIGNER], 2);
    assert_int_equal(found->n_kept, 4);
    seek_run_release(&r);
}

/* Of a mail with a great many signatures the lowest 256 are looked at; one of a megabyte is read to its end. */
static void test_a_mail_full_of_signatures_is_read_to_a_bound(void **state)
{
    (void)state;
    const struct sg_entry_options o = { .names = names, .least = SG_LOW };
    for (int is_within = 0; is_within < 2; is_within++) {
        struct seek_run r;
        struct seek_carrier c;
        sg_auto_buf value = { 0 };
        size_t left = SEEK_SIGNERS;
        begin(&r, &o, &c);
        for (int i = 0; i < SEEK_SIGNERS - is_within; i++)
            sg_buf_printf(&value, "d=h%d.news.test;", i);
        sg_buf_text(&value, "d=carnpaign.example;");
        for (int i = 0; i < 100000; i++)
            sg_buf_text(&value, "d=other.test;");
        assert_int_equal(seek_take_signer(&r, &c, sg_buf_view(&value), &left, &err), SG_OK);
        assert_int_equal(left, 0);
        assert_int_equal(found_of(&r) != NULL, is_within);
        assert_int_equal(seek_take_signer(&r, &c, sg_str("d=carnpaign.test"), &left, &err), SG_OK);
        assert_int_equal(r.cache.counts[SEEK_HOST], SEEK_SIGNERS);
        seek_run_release(&r);
    }
    struct seek_run r;
    struct seek_carrier c;
    sg_auto_buf value = { 0 };
    begin(&r, &o, &c);
    sg_buf_text(&value, "b=");
    for (int i = 0; i < 1 << 20; i++)
        sg_buf_char(&value, 'A');
    sg_buf_text(&value, ";d=");
    size_t from = value.len;
    sg_buf_text(&value, "carnpaign.example");
    take(&r, &c, SG_IN_SIGNER, sg_buf_view(&value));
    assert_non_null(found_of(&r));
    for (int i = 0; i < 1 << 18; i++) /* what is longer than any name is none */
        sg_buf_text(&value, i % 2 ? "\xd0\xb0" : ".");
    take(&r, &c, SG_IN_SIGNER, sg_buf_view(&value));
    assert_int_equal(found_of(&r)->n[SG_IN_SIGNER], 1);
    assert_int_equal(found_of(&r)->n_kept, 1);
    struct sg_str path = sg_str_n(value.data + from, value.len - from);
    take(&r, &c, SG_IN_RETURN_PATH, path);
    value.data[from] = '@';
    take(&r, &c, SG_IN_RETURN_PATH, path);
    assert_int_equal(found_of(&r)->n[SG_IN_RETURN_PATH], 0);
    seek_run_release(&r);
}

static void test_no_bytes_of_a_field_do_harm(void **state)
{
    (void)state;
    static const char letters[] = "<>@=;(),\"\\.: \r\n\tdsrSRS01+-ampign\0\x80\xd0\xb0\xff";
    const struct sg_entry_options o = { .names = names, .least = SG_LOW };
    struct seek_run r;
    struct seek_carrier c;
    uint32_t seed = 7;
    begin(&r, &o, &c);
    for (int round = 0; round < 20000; round++) {
        char text[48];
        size_t n = (size_t)round % sizeof text;
        char *exact = malloc(n + 1);
        assert_non_null(exact);
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525 + 1013904223;
            exact[i] = letters[(seed >> 16) % (sizeof letters - 1)];
        }
        if (round % 3 == 0 && n > 5) memcpy(exact, round % 2 ? "SRS0=" : "SRS1=", 5);
        take(&r, &c, round % 2 ? SG_IN_SIGNER : SG_IN_RETURN_PATH, sg_str_n(exact, n));
        free(exact);
    }
    assert_null(found_of(&r));
    seek_run_release(&r);
}

static int set_up(void **state)
{
    (void)state;
    enum sg_code code = sg_protected_new(&names, &err);
    if (code == SG_OK) code = sg_protected_add(names, sg_str("campaign.example"), &err);
    if (code == SG_OK) code = sg_mail_parser_new(&parser, &err);
    return code == SG_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    sg_mail_parser_free(parser);
    sg_protected_free(names);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_return_path_is_read_however_it_is_written),
        cmocka_unit_test(test_a_forwarders_address_stands_for_the_one_that_it_holds),
        cmocka_unit_test(test_the_domain_of_a_signature_is_read_however_it_is_written),
        cmocka_unit_test(test_a_mailers_name_for_its_customer_is_no_look_alike),
        cmocka_unit_test(test_a_look_alike_below_which_the_whole_name_stands_is_told),
        cmocka_unit_test(test_indicators_are_compared_with_both),
        cmocka_unit_test(test_each_mail_counts_once_a_place),
        cmocka_unit_test(test_a_mail_full_of_signatures_is_read_to_a_bound),
        cmocka_unit_test(test_no_bytes_of_a_field_do_harm),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
