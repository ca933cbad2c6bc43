/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while hosts are met, judged, gathered and told, without a store: starve.h. */
#include "starve.h"

#include "base/json_out.h"
#include "entry/entry_internal.h"

static struct sg_protected *names;

/* What is met is the same each time, whatever was judged before. */
static bool meet_and_gather(void)
{
    static const char *const hosts[] = { "smtp.carnpaign.example", "carnpaign.example", "weather.test",
                                         "c\xc3\xa0mpaign.example",
                                         "a-name-that-is-too-long-for-a-slot-and-lies-elsewhere.carnpaign.example" };
    const struct sg_entry_options o = { .names = names, .least = SG_LOW };
    struct sg_err err = { 0 };
    struct seek_run r;
    sg_auto_buf out = { 0 };
    enum sg_code code = seek_run_init(&r, NULL, &o, &err);
    struct seek_carrier c = { .time = 5, .received = SG_TIME_NONE, .by = sg_str("who"), .title = sg_str("title") };
    for (size_t i = 0; code == SG_OK && i < 3 * sizeof hosts / sizeof *hosts; i++) {
        c.key = i;
        seek_begin(&r, &c);
        struct sg_str host = sg_str(hosts[i % (sizeof hosts / sizeof *hosts)]);
        code = seek_take_host(&r, &c, i % 2 ? SG_IN_SENDER : SG_IN_MAIL_LINK, host, host, &err);
    }
    for (size_t i = 0; code == SG_OK && i < r.n_domains; i++) {
        const struct seek_found *f = &r.domains[i]->found;
        sg_buf_printf(&out, "%s %s %llu %llu\n", r.domains[i]->domain, seek_told(&r, r.domains[i])->host,
                      (unsigned long long)f->n[SG_IN_SENDER], (unsigned long long)f->n[SG_IN_MAIL_LINK]);
        for (uint32_t k = 0; k < f->n_kept; k++)
            sg_buf_printf(&out, "%llu %s\n", (unsigned long long)f->kept[k]->key, f->kept[k]->value);
    }
    seek_run_release(&r);
    return code == SG_OK && give_buf(&out);
}

/* One parser for all mails, as the pass over them has it: what one lacked memory for is not the next one's. */
static bool read_envelopes(void)
{
    static const char *const paths[] = { " (x) <\"b o\"@carnpaign.example>",
                                         "<SRS0=a=b=carnpaign.example=boss@far.test>", "<b@c\xd0\xb0mpaign.example>" };
    static const char signature[] = "v=1; d=mail.carnpaign.example; d=c\xe4mpaign.example; d=x.gappssmtp.com";
    const struct sg_entry_options o = { .names = names, .least = SG_LOW };
    struct sg_err err = { 0 };
    struct seek_run r;
    struct sg_mail_parser *parser = NULL;
    sg_auto_buf out = { 0 };
    enum sg_code code = seek_run_init(&r, NULL, &o, &err);
    struct seek_carrier c = { .time = 5, .received = SG_TIME_NONE };
    if (code == SG_OK) code = sg_mail_parser_new(&parser, &err);
    for (size_t i = 0; code == SG_OK && i < sizeof paths / sizeof *paths; i++) {
        size_t left = SEEK_SIGNERS;
        c.key = i;
        seek_begin(&r, &c);
        code = seek_take_addresses(&r, &c, SG_IN_RETURN_PATH, parser, sg_str(paths[i]), &err);
        if (code == SG_OK) code = seek_take_signer(&r, &c, sg_str(signature), &left, &err);
    }
    for (size_t i = 0; code == SG_OK && i < r.n_domains; i++)
        for (uint32_t k = 0; k < r.domains[i]->found.n_kept; k++)
            sg_buf_printf(&out, "%s %s\n", r.domains[i]->domain, r.domains[i]->found.kept[k]->value);
    sg_mail_parser_free(parser);
    seek_run_release(&r);
    return code == SG_OK && give_buf(&out);
}

static void test_what_has_no_memory_says_so(void **state)
{
    (void)state;
    struct sg_err err;
    assert_int_equal(sg_protected_new(&names, &err), SG_OK);
    assert_int_equal(sg_protected_add(names, sg_str("campaign.example"), &err), SG_OK);
    starve("hosts", meet_and_gather);
    starve("envelopes", read_envelopes);
    sg_protected_free(names);
}

int main(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(test_what_has_no_memory_says_so) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
