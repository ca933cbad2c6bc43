/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names that were used in real attacks, as published, are found with the tricks that the publication names; and of ten
 * thousand names that the world asks for most, hardly any is held for an imitation of the same protected names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "lookalike/lookalike.h"
#include "unit.h"

#define ATTACKS "../shared/data/domains/attacks.csv"
#define BENIGN "../shared/data/domains/benign-top-10k.txt"

/* What the owners of the protected names have besides: Microsoft's services, as their own documentation lists them. */
static const char *const owners_own[] = {
    "live.com",
    "office.net",
    "onedrive.com",
    "sharepoint.com",
    "sharepointonline.com",
    "microsoft.com",
    "microsoftonline.com",
    "outlook.com",
    "hotmail.com",
    "msn.com",
    "officeapps.live.com",
};

enum { FIELD = 128, ROWS_MAX = 64, FALSE_ALARMS_MAX = 5 };
struct attack {
    char protected_name[FIELD], lookalike[FIELD], technique[FIELD];
};
struct evidence {
    struct attack rows[ROWS_MAX];
    size_t n;
    struct sg_protected *list;
    struct sg_matcher *matcher;
    struct sg_judge *judge;
};

static bool next_line(struct sg_str *text, struct sg_str *ret)
{
    if (!text->len) return false;
    const char *end = memchr(text->data, '\n', text->len);
    ret->data = text->data;
    ret->len = end ? (size_t)(end - text->data) : text->len;
    size_t taken = ret->len + (end != NULL);
    *text = sg_str_n(text->data + taken, text->len - taken);
    if (ret->len && ret->data[ret->len - 1] == '\r') ret->len--;
    return true;
}

static void read_attacks(struct evidence *e)
{
    sg_auto_buf bytes = { 0 };
    struct sg_err err = { 0 };
    struct sg_str line;
    if (sg_fs_read(ATTACKS, 1 << 20, &bytes, &err) != SG_OK) fail_msg("%s", err.text);
    struct sg_str text = sg_buf_view(&bytes);
    next_line(&text, &line);
    if (!sg_str_is(sg_str_n(line.data, line.len < 30 ? line.len : 30), "protected,lookalike,technique,"))
        fail_msg("%s: other columns than expected", ATTACKS);
    while (next_line(&text, &line) && e->n < ROWS_MAX) {
        char row[512];
        struct attack *a = &e->rows[e->n];
        snprintf(row, sizeof row, "%.*s", (int)line.len, line.data);
        if (sscanf(row, "%127[^,],%127[^,],%127[^,]", a->protected_name, a->lookalike, a->technique) == 3) e->n++;
    }
    assert_int_equal(e->n, 19);
}

static void load(struct evidence *e)
{
    struct sg_err err = { 0 };
    if (!sg_fs_exists(ATTACKS) || !sg_fs_exists(BENIGN)) {
        print_message("# skipped: %s and %s are not here\n", ATTACKS, BENIGN);
        skip();
    }
    read_attacks(e);
    if (sg_protected_new(&e->list, &err) != SG_OK) fail_msg("%s", err.text);
    for (size_t i = 0; i < e->n; i++)
        if (sg_protected_add(e->list, sg_str(e->rows[i].protected_name), &err) != SG_OK) fail_msg("%s", err.text);
    for (size_t i = 0; i < ROWS(owners_own); i++)
        if (sg_protected_allow(e->list, sg_str(owners_own[i]), &err) != SG_OK) fail_msg("%s", err.text);
    if (sg_matcher_new(e->list, &e->matcher, &err) != SG_OK || sg_judge_new(e->matcher, &e->judge, &err) != SG_OK)
        fail_msg("%s", err.text);
}

static void release(struct evidence *e)
{
    sg_judge_free(e->judge);
    sg_matcher_free(e->matcher);
    sg_protected_free(e->list);
}

/* The tricks that the table's column names: "combosquat+tld". */
static uint32_t tricks_of(const char *technique)
{
    uint32_t bits = 0;
    char copy[FIELD], *rest = NULL;
    snprintf(copy, sizeof copy, "%s", technique);
    for (char *word = strtok_r(copy, "+", &rest); word; word = strtok_r(NULL, "+", &rest)) {
        int t = 0;
        while (t < SG_TRICKS && strcmp(sg_trick_names[t], word) != 0)
            t++;
        if (t == SG_TRICKS) fail_msg("%s: “%s” is no trick of the program", ATTACKS, word);
        bits |= 1u << t;
    }
    return bits;
}

static void print_judged(const char *word, const char *name, const struct evidence *e, const struct sg_judged *j)
{
    print_message("# %s %s: %s of %s by", word, name, sg_severity_names[j->look.severity],
                  e->list->names[j->look.protected_name].domain);
    for (int t = 0; t < SG_TRICKS; t++)
        if (j->look.tricks & 1u << t) print_message(" %s", sg_trick_names[t]);
    for (int g = 0; g < SG_GROUNDS; g++)
        if (j->look.grounds & 1u << g)
            print_message("%s%s", j->look.grounds & ((1u << g) - 1) ? ", " : "; ", sg_ground_names[g]);
    print_message("\n");
}

static void test_every_published_attack_is_found_with_its_trick(void **state)
{
    (void)state;
    struct evidence e = { 0 };
    size_t found = 0, with_all = 0;
    load(&e);
    for (size_t i = 0; i < e.n; i++) {
        const struct attack *a = &e.rows[i];
        struct sg_judged j = { 0 };
        uint32_t wanted = tricks_of(a->technique);
        enum sg_judgement is = sg_judge(e.judge, sg_str(a->lookalike), &j);
        if (is != SG_JUDGED_ALIKE) {
            print_message("# missed %s of %s (%s)\n", a->lookalike, a->protected_name, a->technique);
            continue;
        }
        bool is_right =
            strcmp(e.list->names[j.look.protected_name].domain, a->protected_name) == 0 ||
            (strncmp(a->protected_name, "office", 6) == 0 && /* office.com and office365.com are one owner's */
             strncmp(e.list->names[j.look.protected_name].domain, "office", 6) == 0);
        bool is_found = is_right && j.look.severity > SG_LOW && (j.look.tricks & wanted);
        bool has_all = is_found && (j.look.tricks & wanted) == wanted;
        found += is_found;
        with_all += has_all;
        if (!has_all) print_judged(is_found ? "found in part" : "NOT FOUND AS ASKED", a->lookalike, &e, &j);
    }
    print_message("# attacks: %zu of %zu above low with a trick of the column, %zu with all of them\n", found, e.n,
                  with_all);
    assert_int_equal(found, e.n);
    release(&e);
}

static void test_hardly_any_benign_name_is_flagged(void **state)
{
    (void)state;
    struct evidence e = { 0 };
    sg_auto_buf bytes = { 0 };
    struct sg_err err = { 0 };
    struct sg_str line;
    size_t judged = 0, above = 0, low = 0, own = 0;
    load(&e);
    if (sg_fs_read(BENIGN, 16 << 20, &bytes, &err) != SG_OK) fail_msg("%s", err.text);
    for (struct sg_str text = sg_buf_view(&bytes); next_line(&text, &line);) {
        char name[300];
        struct sg_judged j = { 0 };
        if (!line.len) continue;
        snprintf(name, sizeof name, "%.*s", (int)line.len, line.data);
        judged++;
        enum sg_judgement is = sg_judge(e.judge, line, &j);
        assert_int_not_equal(is, SG_JUDGED_UNREADABLE);
        if (is == SG_JUDGED_OWN) own += (size_t)printf("# the owners' own, or allowed: %s\n", name) > 0;
        if (is != SG_JUDGED_ALIKE) continue;
        *(j.look.severity > SG_LOW ? &above : &low) += 1;
        print_judged(j.look.severity > SG_LOW ? "FLAGGED" : "(low)", name, &e, &j);
    }
    print_message("# of %zu benign names %zu are flagged above low, %zu low, %zu are the owners' own\n", judged, above,
                  low, own);
    assert_true(judged == 10000 && above <= FALSE_ALARMS_MAX);
    release(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_published_attack_is_found_with_its_trick),
        cmocka_unit_test(test_hardly_any_benign_name_is_flagged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
