/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated leak: the same bytes each time, a truth that fits the files, signatures that hold. */
#include "unit.h"

#include <dirent.h>
#include <string.h>

#include "casefile_folder.h"

#include "base/hash.h"
#include "dkim/dkim.h"
#include "simulate/leak_internal.h"
#include "simulate/simulate_leak.h"
#include "json/json.h"

enum { MAILS = 400 };

static struct sg_simulate_leak_result run(const char *folder, uint64_t seed, unsigned threads)
{
    struct sg_err err = { 0 };
    struct sg_simulate_leak_options o;
    struct sg_simulate_leak_result r;
    sg_simulate_leak_options_default(&o);
    o.folder = folder;
    o.mails = MAILS;
    o.damaged = 0.2;
    o.altered = o.planted = 0.05;
    o.seed = seed;
    o.threads = threads;
    if (sg_simulate_leak(&o, &r, &err) != SG_OK) fail_msg("%s", err.text);
    return r;
}

static const char *const files[] = { "truth.json", "keys.csv", "leak/backup.zip", "leak/mail/archive.mbox" };

/* The sums of the files that are single; Maildir, loose mail and documents are in the truth, sum by sum. */
static char *digest(const char *folder)
{
    struct sg_buf all = { 0 };
    struct sg_err err;
    for (size_t i = 0; i < ROWS(files); i++) {
        char hex[SG_SHA256_HEX];
        sg_auto_char path = sg_path_join(folder, files[i]);
        assert_int_equal(sg_sha256_file(path, hex, NULL, &err), SG_OK);
        sg_buf_text(&all, hex);
    }
    return sg_buf_take(&all);
}

static void test_the_same_seed_gives_the_same_bytes_whatever_the_threads(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed;
        unsigned threads;
    } row[] = { { 1, 1 }, { 1, 3 }, { 2, 3 } };
    char *digests[ROWS(row)];
    for (size_t i = 0; i < ROWS(row); i++) {
        char *folder = folder_new();
        run(folder, row[i].seed, row[i].threads);
        digests[i] = digest(folder);
        folder_free(folder);
    }
    assert_string_equal(digests[0], digests[1]);
    assert_string_not_equal(digests[0], digests[2]);
    for (size_t i = 0; i < ROWS(row); i++)
        free(digests[i]);
}

/* ---- a truth that fits ---- */

struct leak {
    char *folder;
    struct sg_json_parser *parser;
    struct sg_json truth;
};

static int leak_set_up(void **state)
{
    struct leak *l = calloc(1, sizeof *l);
    struct sg_err err = { 0 };
    l->folder = folder_new();
    run(l->folder, 1, 2);
    char *text = contents(l->folder, "truth.json");
    assert_int_equal(sg_json_parser_new(&l->parser, &err), SG_OK);
    if (sg_json_parse(l->parser, sg_str(text), &l->truth, &err) != SG_OK) fail_msg("%s", err.text);
    free(text);
    *state = l;
    return 0;
}

static int leak_tear_down(void **state)
{
    struct leak *l = *state;
    sg_json_parser_free(l->parser);
    folder_free(l->folder);
    free(l);
    return 0;
}

static bool find_item(const struct leak *l, const char *sha256, struct sg_json *ret)
{
    for (struct sg_json_iter it = sg_json_each(sg_json_get(l->truth, "items")); sg_json_more(&it);)
        if (sg_str_is(sg_json_string(sg_json_get(it.value, "sha256")), sha256)) {
            *ret = it.value;
            return true;
        }
    return false;
}

/* Calls `look` with each file of a folder; how many there were. */
static size_t each_file(const struct leak *l, const char *name,
                        void (*look)(const struct leak *, struct sg_str, const char *, void *), void *ctx)
{
    sg_auto_char folder = sg_path_join(l->folder, name);
    DIR *d = opendir(folder);
    size_t n = 0;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.') continue;
        struct sg_err err = { 0 };
        sg_auto_char path = sg_path_join(folder, e->d_name);
        sg_auto_buf bytes = { 0 };
        assert_int_equal(sg_fs_read(path, (size_t)1 << 24, &bytes, &err), SG_OK);
        look(l, sg_buf_view(&bytes), e->d_name, ctx);
        n++;
    }
    closedir(d);
    return n;
}

static void look_up(const struct leak *l, struct sg_str bytes, const char *name, void *ctx)
{
    char hex[SG_SHA256_HEX];
    struct sg_err err;
    struct sg_json item;
    assert_int_equal(sg_sha256_of(bytes.data, bytes.len, hex, &err), SG_OK);
    if (!find_item(l, hex, &item)) fail_msg("%s is not in the truth", name);
    assert_int_equal(sg_str_is(sg_json_string(sg_json_get(item, "kind")), "message"), *(bool *)ctx);
}

static void test_each_file_is_in_the_truth_by_its_sum(void **state)
{
    bool is_mail = true;
    assert_true(each_file(*state, "leak/mail/Maildir/cur", look_up, &is_mail) > MAILS / 10);
    assert_true(each_file(*state, "leak/loose", look_up, &is_mail) > MAILS / 40);
    is_mail = false;
    assert_true(each_file(*state, "leak/documents", look_up, &is_mail) > 20);
}

struct check {
    struct sg_mail_parser *parser;
    struct sg_verifier *verifier;
    size_t verdicts[3];
};

/* The verdict and the harms that the truth names are what the signatures say. */
static void verify(const struct leak *l, struct sg_str bytes, const char *name, void *ctx)
{
    struct check *c = ctx;
    const struct sg_mail *m;
    struct sg_err err = { 0 };
    struct sg_signature s[SG_SIGNATURES];
    size_t n;
    char hex[SG_SHA256_HEX];
    struct sg_json item;
    sg_auto_buf bodies = { 0 };
    assert_int_equal(sg_mail_parse(c->parser, bytes, &m, &err), SG_OK);
    sg_dkim_bodies(m, &bodies);
    assert_int_equal(sg_dkim_verify(c->verifier, m->header, sg_buf_view(&bodies), s, SG_SIGNATURES, &n, &err), SG_OK);
    unsigned verdict = n == 0 ? 2 : s[0].state == SG_SIGNATURE_PASS ? 0 : 1;
    static const char *const names[] = { "verified", "signed-unverified", "unsigned" };
    assert_int_equal(sg_sha256_of(bytes.data, bytes.len, hex, &err), SG_OK);
    assert_true(find_item(l, hex, &item));
    if (!sg_str_is(sg_json_string(sg_json_get(item, "verdict")), names[verdict]))
        fail_msg("%s is %s, and the truth says %.*s", name, names[verdict],
                 (int)sg_json_string(sg_json_get(item, "verdict")).len,
                 sg_json_string(sg_json_get(item, "verdict")).data);
    c->verdicts[verdict]++;
}

static void test_signatures_say_what_the_truth_says(void **state)
{
    const struct leak *l = *state;
    struct check c = { 0 };
    struct sg_keyring *keys;
    struct sg_err err = { 0 };
    sg_auto_char path = sg_path_join(l->folder, "keys.csv");
    assert_int_equal(sg_keyring_read(path, NULL, NULL, &keys, &err), SG_OK);
    assert_int_equal(sg_verifier_new(keys, NULL, NULL, &c.verifier, &err), SG_OK);
    assert_int_equal(sg_mail_parser_new(&c.parser, &err), SG_OK);
    each_file(l, "leak/mail/Maildir/cur", verify, &c);
    each_file(l, "leak/loose", verify, &c);
    for (size_t i = 0; i < 3; i++)
        assert_true(c.verdicts[i] > 0);
    sg_mail_parser_free(c.parser);
    sg_verifier_free(c.verifier);
    sg_keyring_free(keys);
}

/* ---- pieces ---- */

static void test_summer_time_begins_and_ends_as_laws_say(void **state)
{
    (void)state;
    static const struct {
        unsigned zone;
        const char *time;
        int minutes;
    } row[] = {
        { ZONE_PARIS, "2016-03-27T00:59:59Z", 60 },      { ZONE_PARIS, "2016-03-27T01:00:00Z", 120 },
        { ZONE_PARIS, "2016-10-30T00:59:59Z", 120 },     { ZONE_PARIS, "2016-10-30T01:00:00Z", 60 },
        { ZONE_LONDON, "2015-07-01T00:00:00Z", 60 },     { ZONE_NEW_YORK, "2016-03-13T06:59:59Z", -300 },
        { ZONE_NEW_YORK, "2016-03-13T07:00:00Z", -240 }, { ZONE_NEW_YORK, "2016-11-06T05:59:59Z", -240 },
        { ZONE_NEW_YORK, "2016-11-06T06:00:00Z", -300 }, { ZONE_TOKYO, "2016-07-01T00:00:00Z", 540 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_time t;
        uint32_t precision;
        assert_int_equal(sg_time_parse(sg_str(row[i].time), &t, &precision, NULL), SG_OK);
        if (sim_offset(row[i].zone, t) != row[i].minutes) fail_msg("row %zu: %d", i, sim_offset(row[i].zone, t));
    }
}

static void test_quoted_printable_keeps_to_76_letters_and_to_its_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *encoded;
    } row[] = {
        { "plain\r\n", "plain\r\n" },
        { "a=b\r\n", "a=3Db\r\n" },
        { "end \r\n", "end=20\r\n" },
        { "caf\xe9", "caf=E9" },
        { "123456789012345678901234567890123456789012345678901234567890123456789012345678",
          "123456789012345678901234567890123456789012345678901234567890123456789012345=\r\n678" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf out = { 0 };
        sim_encode_quoted(&out, sg_str(row[i].bytes));
        assert_string_equal(sg_buf_cstr(&out), row[i].encoded);
    }
}

static void test_options_out_of_range_are_told(void **state)
{
    (void)state;
    struct sg_simulate_leak_options o;
    struct sg_simulate_leak_result r;
    struct sg_err err = { 0 };
    sg_simulate_leak_options_default(&o);
    o.folder = "/nowhere";
    o.mails = 10;
    assert_int_equal(sg_simulate_leak(&o, &r, &err), SG_EUSAGE);
    o.mails = MAILS;
    o.planted = 0.9;
    assert_int_equal(sg_simulate_leak(&o, &r, &err), SG_EUSAGE);
    char *folder = folder_new();
    sg_auto_char there = file_in(folder, "here", "x");
    sg_simulate_leak_options_default(&o);
    o.folder = folder;
    o.mails = MAILS;
    assert_int_equal(sg_simulate_leak(&o, &r, &err), SG_EEXIST);
    folder_free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_seed_gives_the_same_bytes_whatever_the_threads),
        cmocka_unit_test_setup_teardown(test_each_file_is_in_the_truth_by_its_sum, leak_set_up, leak_tear_down),
        cmocka_unit_test_setup_teardown(test_signatures_say_what_the_truth_says, leak_set_up, leak_tear_down),
        cmocka_unit_test(test_summer_time_begins_and_ends_as_laws_say),
        cmocka_unit_test(test_quoted_printable_keeps_to_76_letters_and_to_its_bytes),
        cmocka_unit_test(test_options_out_of_range_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
