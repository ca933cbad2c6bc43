/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of what is found, and what is remembered of hosts that were met. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "entry/entry_internal.h"

static struct sg_err err;

static void gather(struct seek_found *f, uint64_t key, sg_time time, sg_time received, enum sg_entry_where where)
{
    struct seek_carrier c = { .key = key, .time = time, .received = received, .by = sg_str("who"), .number = key };
    assert_int_equal(seek_gather(f, &c, where, sg_str("value"), &err), SG_OK);
}

static void test_the_earliest_are_kept_in_whatever_order_they_come(void **state)
{
    (void)state;
    enum { ALL = 211 };
    static const int steps[] = { 1, 7, 100, ALL - 1 };
    for (size_t k = 0; k < ROWS(steps); k++) {
        struct seek_found f = { 0 };
        for (int i = 0; i < ALL; i++) {
            uint64_t key = 1 + (uint64_t)(i * steps[k] % ALL);
            gather(&f, key, key % 5 ? (sg_time)(key / 2) * SG_DAY : SG_TIME_NONE, SG_TIME_NONE, SG_IN_POST_LINK);
        }
        assert_int_equal(f.n[SG_IN_POST_LINK], ALL);
        assert_int_equal(f.n_kept, SG_ENTRY_SIGHTINGS);
        uint64_t key = 0;
        for (uint32_t i = 0; i < f.n_kept; i++) {
            do
                key++;
            while (key % 5 == 0);
            assert_int_equal(f.kept[i]->key, key);
        }
        assert_true(f.first_time == 0 && f.last_time == 105 * SG_DAY);
        assert_null(f.mail);
        seek_found_release(&f);
    }
}

static void test_a_carrier_counts_once_a_place(void **state)
{
    (void)state;
    struct seek_found f = { 0 };
    for (int i = 0; i < 3; i++) {
        gather(&f, 5, 10, SG_TIME_NONE, SG_IN_SENDER);
        gather(&f, 5, 10, SG_TIME_NONE, SG_IN_MAIL_LINK);
    }
    gather(&f, 6, 20, 5, SG_IN_SENDER);
    assert_int_equal(f.n[SG_IN_SENDER], 2);
    assert_int_equal(f.n[SG_IN_MAIL_LINK], 1);
    assert_int_equal(f.n_kept, 3);
    assert_int_equal(f.mail->key, 6); /* the first server's time, before what another's Date says */
    assert_int_equal(f.first_time, 5);
    assert_int_equal(f.last_time, 10);
    seek_found_release(&f);
}

static bool meet(struct seek_cache *c, enum seek_kind kind, const char *text)
{
    struct seek_met *m = NULL;
    bool is_new = false;
    assert_int_equal(seek_cache_find(c, kind, sg_str(text), &m, &is_new, &err), SG_OK);
    if (is_new) m->flagged = (uint32_t)strlen(text);
    assert_int_equal(m->flagged, strlen(text));
    return is_new;
}

static void test_what_was_met_is_known_again_with_its_answer(void **state)
{
    (void)state;
    enum { HOSTS = 20000 };
    struct seek_cache c = { 0 };
    char host[300];
    unsigned again = 0;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < HOSTS; i++) {
            snprintf(host, sizeof host, "h%d.%*s.example", i, i % 200, "");
            again += round && meet(&c, SEEK_HOST, host);
            if (!round) assert_true(meet(&c, SEEK_HOST, host));
        }
    assert_true(again < HOSTS / 100); /* a crowded place may lose one, which is judged again */
    assert_true(c.counts[SEEK_HOST] >= HOSTS && c.counts[SEEK_HOST] == HOSTS + again);
    assert_true(meet(&c, SEEK_ADDRESS, "h1..example")); /* another kind of thing */
    seek_cache_release(&c);
}

static void test_it_stays_within_its_memory(void **state)
{
    (void)state;
    enum { HOSTS = 600000 };
    struct seek_cache c = { 0 };
    char host[24];
    for (int i = 0; i < HOSTS; i++) {
        snprintf(host, sizeof host, "%d.example", i);
        meet(&c, SEEK_HOST, host);
    }
    assert_true(c.n_slots * sizeof *c.slots <= (size_t)64 << 20);
    assert_true(c.n * 2 <= c.n_slots + 2);
    seek_cache_release(&c);
}

static void test_the_host_of_an_address(void **state)
{
    (void)state;
    static const struct {
        const char *url, *host;
    } row[] = { { "https://a.example/x?y", "a.example" },
                { "https://a.example?y", "a.example" },
                { "https://u:p@a.example:81/", "a.example" },
                { "https://own.example@evil.test/", "evil.test" },
                { "https://[2001:db8::1]:8/x", "[2001:db8::1]" },
                { "https://a.example\\@own.example/", "a.example" },
                { "https://", "" },
                { "", "" } };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_str host = seek_host_of(sg_str(row[i].url));
        if (!sg_str_is(host, row[i].host)) fail_msg("%s: \"%.*s\"", row[i].url, (int)host.len, host.data);
    }
}

/* ---- hosts judged, without a store ---- */

static void meet_host(struct seek_run *r, const char *host)
{
    const struct seek_met *m = NULL;
    if (seek_host(r, sg_str(host), &m, &err) != SG_OK) fail_msg("%s: %s", host, err.text);
}

static void test_a_domain_is_told_by_its_gravest_and_shortest_host(void **state)
{
    (void)state;
    static const struct {
        const char *met[4], *told;
        uint64_t n_hosts;
    } row[] = {
        { { "smtp.carnpaign.example" }, "carnpaign.example", 1 }, /* itself, though nobody carries it bare */
        { { "smtp.carnpaign.example", "carnpaign.example" }, "carnpaign.example", 2 },
        { { "carnpaign.example", "CARNPAIGN.example.", "a.carnpaign.example" }, "carnpaign.example", 2 },
        /* below a stranger the domain is like nothing: the shortest, then the first */
        { { "b.campaign.example.test", "campaign.example.test", "a.campaign.example.test" },
          "campaign.example.test",
          3 },
        { { "x2.campaign.example.test", "x1.campaign.example.test" }, "x1.campaign.example.test", 2 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_protected *p = NULL;
        assert_int_equal(sg_protected_new(&p, &err), SG_OK);
        assert_int_equal(sg_protected_add(p, sg_str("campaign.example"), &err), SG_OK);
        const struct sg_entry_options o = { .names = p, .least = SG_LOW };
        struct seek_run r;
        assert_int_equal(seek_run_init(&r, NULL, &o, &err), SG_OK);
        for (size_t k = 0; k < ROWS(row[i].met) && row[i].met[k]; k++)
            meet_host(&r, row[i].met[k]);
        assert_int_equal(r.n_domains, 1);
        assert_true(r.domains[0]->is_kept);
        assert_int_equal(r.domains[0]->n_hosts, row[i].n_hosts);
        const struct seek_flagged *told = seek_told(&r, r.domains[0]);
        if (strcmp(told->host, row[i].told) != 0) fail_msg("row %zu: %s", i, told->host);
        assert_int_equal(told->look.severity, r.flagged[r.domains[0]->worst]->look.severity);
        seek_run_release(&r);
        sg_protected_free(p);
    }
}

static void test_what_is_below_the_least_or_too_long_is_not_gathered(void **state)
{
    (void)state;
    struct sg_protected *p = NULL;
    assert_int_equal(sg_protected_new(&p, &err), SG_OK);
    assert_int_equal(sg_protected_add(p, sg_str("campaign.example"), &err), SG_OK);
    for (int least = SG_HIGH; least <= SG_HIGH + 1; least++) { /* the host is of high severity */
        const struct sg_entry_options o = { .names = p, .least = (enum sg_severity)least };
        struct seek_run r;
        struct seek_carrier c = { .key = 1, .time = 1, .received = SG_TIME_NONE };
        char address[600];
        assert_int_equal(seek_run_init(&r, NULL, &o, &err), SG_OK);
        seek_begin(&r, &c);
        assert_int_equal(seek_take_address(&r, &c, SG_IN_SENDER, sg_str("boss@carnpaign.example."), &err), SG_OK);
        assert_int_equal(r.n_domains, 1);
        assert_int_equal(r.domains[0]->is_kept, least == SG_HIGH);
        assert_int_equal(r.domains[0]->found.n[SG_IN_SENDER], least == SG_HIGH);
        memset(address, 'a', SEEK_ADDRESS_MAX);
        strcpy(address + SEEK_ADDRESS_MAX - strlen("@carnpaign.example") + 1, "@carnpaign.example");
        seek_begin(&r, &c);
        assert_int_equal(seek_take_address(&r, &c, SG_IN_SENDER, sg_str(address), &err), SG_OK);
        assert_int_equal(seek_take_address(&r, &c, SG_IN_SENDER, sg_str("nobody"), &err), SG_OK);
        assert_int_equal(r.domains[0]->found.n[SG_IN_SENDER], least == SG_HIGH);
        assert_int_equal(seek_take_address(&r, &c, SG_IN_SENDER, sg_str(address + 1), &err),
                         SG_OK); /* just short enough */
        assert_int_equal(r.domains[0]->found.n[SG_IN_SENDER], 2 * (least == SG_HIGH));
        seek_run_release(&r);
    }
    sg_protected_free(p);
}

/* A hundred letters of three bytes are a name; cutting at 254 bytes would have left nothing to read. */
static void test_a_long_host_is_judged_whole_or_not_at_all(void **state)
{
    (void)state;
    struct sg_protected *p = NULL;
    char host[1200] = "", end[] = ".campaign.example";
    assert_int_equal(sg_protected_new(&p, &err), SG_OK);
    assert_int_equal(sg_protected_add(p, sg_str("campaign.example"), &err), SG_OK);
    const struct sg_entry_options o = { .names = p, .least = SG_LOW };
    struct seek_run r;
    assert_int_equal(seek_run_init(&r, NULL, &o, &err), SG_OK);
    for (int i = 0; i < 90; i++)
        strcat(host, i % 30 == 29 ? "\xe4\xbe\x8b." : "\xe4\xbe\x8b");
    strcat(host, "carnpaign.example");
    meet_host(&r, host);
    assert_int_equal(r.n_flagged, 1);
    memset(host, 'a', 253 - strlen(end));
    strcpy(host + 253 - strlen(end), end);
    host[253] = '.'; /* and more behind it: as one it is no name, and nobody's own */
    memset(host + 254, 'b', 400);
    host[654] = '\0';
    meet_host(&r, host);
    assert_int_equal(r.e->totals.unreadable, 1);
    assert_int_equal(r.e->totals.own, 0);
    seek_run_release(&r);
    sg_protected_free(p);
}

/* A host below the least neither counts nor takes away what a graver one below the same domain has. */
static void test_a_lesser_host_below_a_grave_domain_is_left_out(void **state)
{
    (void)state;
    static const char *const hosts[] = { "xyzcampaign.example.test", "campaign.example.test",
                                         "abccampaign.example.test" };
    struct sg_protected *p = NULL;
    assert_int_equal(sg_protected_new(&p, &err), SG_OK);
    assert_int_equal(sg_protected_add(p, sg_str("campaign.example"), &err), SG_OK);
    for (int least = SG_LOW; least <= SG_HIGH; least++) {
        const struct sg_entry_options o = { .names = p, .least = (enum sg_severity)least };
        struct seek_run r;
        struct seek_carrier c = { .time = 1, .received = SG_TIME_NONE };
        assert_int_equal(seek_run_init(&r, NULL, &o, &err), SG_OK);
        for (size_t i = 0; i < ROWS(hosts); i++) {
            c.key = i;
            seek_begin(&r, &c);
            assert_int_equal(seek_take_host(&r, &c, SG_IN_MAIL_LINK, sg_str(hosts[i]), sg_str(hosts[i]), &err), SG_OK);
        }
        assert_int_equal(r.n_domains, 1);
        assert_int_equal(r.domains[0]->n_hosts, 3);
        assert_true(r.domains[0]->is_kept);
        assert_int_equal(r.domains[0]->found.n[SG_IN_MAIL_LINK], least == SG_HIGH ? 1 : 3);
        assert_string_equal(seek_told(&r, r.domains[0])->host, "campaign.example.test");
        seek_run_release(&r);
    }
    sg_protected_free(p);
}

static void test_a_host_with_a_final_dot_is_the_one_without(void **state)
{
    (void)state;
    static struct sg_indicator items[] = { { SG_INDICATOR_DOMAIN, "bad.test", "d1", "", "", SG_TIME_NONE, SG_TIME_NONE,
                                             0 } };
    static struct sg_indicators set = { .items = items, .n = ROWS(items) };
    static const char *const hosts[] = { "bad.test", "bad.test.", "BAD.test. " };
    const struct sg_entry_options o = { .indicators = &set };
    struct seek_run r;
    struct seek_carrier c = { .key = 1, .time = 1, .received = SG_TIME_NONE };
    assert_int_equal(seek_run_init(&r, NULL, &o, &err), SG_OK);
    for (size_t i = 0; i < ROWS(hosts); i++) {
        seek_begin(&r, &c);
        assert_int_equal(seek_take_host(&r, &c, SG_IN_RECEIVED, sg_str(hosts[i]), sg_str(hosts[i]), &err), SG_OK);
    }
    assert_int_equal(r.n_listed, 1);
    assert_int_equal(r.listed[0]->found.n[SG_IN_RECEIVED], ROWS(hosts));
    assert_int_equal(r.cache.counts[SEEK_HOST], 1);
    seek_run_release(&r);
}

/* Hosts of posts are judged before it is known that a post carries them. */
static void test_a_name_that_nobody_carries_is_not_told(void **state)
{
    (void)state;
    struct sg_protected *p = NULL;
    assert_int_equal(sg_protected_new(&p, &err), SG_OK);
    assert_int_equal(sg_protected_add(p, sg_str("campaign.example"), &err), SG_OK);
    for (int least = SG_HIGH; least <= SG_HIGH + 1; least++) {
        const struct sg_entry_options o = { .names = p, .least = (enum sg_severity)least };
        struct seek_run r;
        assert_int_equal(seek_run_init(&r, NULL, &o, &err), SG_OK);
        meet_host(&r, "carnpaign.example");
        if (seek_finish(&r, &err) != SG_OK) fail_msg("%s", err.text);
        assert_int_equal(r.e->n_names, 0);
        assert_int_equal(r.e->settings.names[0].n_names, 0);
        assert_int_equal(r.e->first_mail, SG_NO_INDEX);
        assert_int_equal(r.e->totals.hosts, 1);
        assert_int_equal(r.e->totals.below, least > SG_HIGH);
        seek_run_release(&r);
    }
    sg_protected_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_earliest_are_kept_in_whatever_order_they_come),
        cmocka_unit_test(test_a_carrier_counts_once_a_place),
        cmocka_unit_test(test_what_was_met_is_known_again_with_its_answer),
        cmocka_unit_test(test_it_stays_within_its_memory),
        cmocka_unit_test(test_the_host_of_an_address),
        cmocka_unit_test(test_a_domain_is_told_by_its_gravest_and_shortest_host),
        cmocka_unit_test(test_what_is_below_the_least_or_too_long_is_not_gathered),
        cmocka_unit_test(test_a_lesser_host_below_a_grave_domain_is_left_out),
        cmocka_unit_test(test_a_host_with_a_final_dot_is_the_one_without),
        cmocka_unit_test(test_a_name_that_nobody_carries_is_not_told),
        cmocka_unit_test(test_a_long_host_is_judged_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
