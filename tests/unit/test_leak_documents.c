/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/documents.h"
#include "unit.h"

#include "leak/headers_judge.h"
#include "model/leak.h"
#include "model/leak_tables.h"

#define DAY(n) (17000 * SG_DAY + (n)*SG_DAY)
#define NONE SG_TIME_NONE

static struct leak_document document(void)
{
    return (struct leak_document){ .carrier = SG_NO_INDEX,
                                   .carried = NONE,
                                   .carrier_lang = "",
                                   .format = "docx",
                                   .author = "",
                                   .editor = "",
                                   .application = "Microsoft Office Word",
                                   .app_version = "16.0000",
                                   .template_name = "",
                                   .company = "",
                                   .lang = "",
                                   .ids = "",
                                   .camera = "",
                                   .authors = "",
                                   .created = DAY(0),
                                   .modified = DAY(10),
                                   .printed = NONE,
                                   .entry_first = NONE,
                                   .entry_last = NONE,
                                   .xmp_created = NONE,
                                   .xmp_modified = NONE,
                                   .taken = NONE,
                                   .zone = SG_LM_NO_ZONE,
                                   .revision = 3,
                                   .minutes = 40,
                                   .saves = -1 };
}

static void expect(const char *what, struct leak_document d, int kind)
{
    struct leak_contradiction found[LEAK_CONTRADICTIONS];
    size_t n = leak_contradictions(&d, found);
    if (kind < 0 && n) fail_msg("%s: %s", what, found[0].what);
    if (kind < 0) return;
    if (n != 1 || (int)found[0].kind != kind) fail_msg("%s: %zu found", what, n);
    assert_true(found[0].severity >= SG_LOW && found[0].one[0] && found[0].other[0]);
    assert_true(leak_can_contradict(&d, (enum leak_contradicting)kind));
}

static void test_contradictions_are_seen_and_honest_oddities_are_not(void **state)
{
    (void)state;
    struct leak_document d = document();
    expect("honest", d, -1);
    d.entry_first = d.entry_last = sg_days_from_civil(1980, 1, 1) * SG_DAY;
    expect("zip's zero time", d, -1);
    d.entry_last = d.modified + 2 * SG_HOUR;
    expect("zip in local time", d, -1);
    d.entry_last = d.modified + 40 * SG_DAY;
    expect("parts written later", d, LEAK_ENTRIES_AFTER_MODIFIED);
    d = document();
    d.created = d.modified + 30 * SG_MINUTE;
    expect("a template's half hour", d, -1);
    d.created = d.modified + 3 * SG_DAY;
    expect("created later", d, LEAK_CREATED_AFTER_MODIFIED);
    d = document();
    d.format = "pdf";
    d.application = "";
    d.xmp_modified = d.modified + 2 * SG_HOUR;
    expect("XMP in another zone", d, -1);
    d.xmp_modified = d.modified - 90 * SG_DAY;
    expect("XMP of another time", d, LEAK_INFO_AGAINST_XMP);
    d = document();
    d.minutes = 3 * 24 * 60;
    expect("left open for three days", d, -1);
    d.minutes = 40 * 24 * 60;
    expect("edited longer than it exists", d, LEAK_MINUTES_TOO_MANY);
    d = document();
    d.revision = 1;
    d.minutes = 30;
    expect("written at one go", d, -1);
    d.minutes = 900;
    expect("never saved again", d, LEAK_FIRST_REVISION_OLD);
    d = document();
    d.created -= 3650 * SG_DAY;
    d.modified -= 3650 * SG_DAY;
    expect("older than its program", d, LEAK_BEFORE_ITS_PROGRAM);
    d = document();
    d.taken = d.modified + 5 * SG_DAY;
    expect("taken later", d, LEAK_TAKEN_AFTER_SAVED);
    d.created = d.modified = NONE;
    expect("nothing known", d, -1);
}

static void test_a_late_saving_is_one_beyond_zones(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        int64_t zone;
        sg_time late;
        int severity;
    } row[] = {
        { "docx", SG_LM_NO_ZONE, -SG_DAY, LEAK_FITS },     { "docx", SG_LM_NO_ZONE, SG_HOUR, LEAK_FITS },
        { "docx", SG_LM_NO_ZONE, 5 * SG_HOUR, SG_NOTE },   { "docx", SG_LM_NO_ZONE, 3 * SG_DAY, SG_MEDIUM },
        { "pdf", SG_LM_NO_ZONE, 5 * SG_HOUR, LEAK_FITS },  { "pdf", 60, 5 * SG_HOUR, SG_NOTE },
        { "pdf", SG_LM_NO_ZONE, 20 * SG_HOUR, SG_MEDIUM },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct leak_document d = document();
        d.format = row[i].format;
        d.zone = row[i].zone;
        d.modified = DAY(100) + row[i].late;
        if (leak_judge_saved(&d, DAY(100)) != row[i].severity) fail_msg("row %zu", i);
        assert_int_equal(leak_judge_saved(&d, NONE), LEAK_FITS);
    }
}

static void test_names_have_the_script_of_most_letters(void **state)
{
    (void)state;
    static const struct {
        const char *name, *script;
    } row[] = {
        { "Press office", "Latin" },
        { "Équipe réseaux", "Latin" },
        { "Отдел печати", "Cyrillic" },
        { "Отдел IT", "Cyrillic" },
        { "Γραφείο", "Greek" },
        { "مكتب", "Arabic" },
        { "לשכה", "Hebrew" },
        { "新聞", "Han or kana" },
        { "사무실", "Hangul" },
        { "123 – 45", "" },
        { "", "" },
        { "\xff\xfe", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        assert_string_equal(leak_script(sg_str(row[i].name)), row[i].script);
}

static void test_documents_share_a_history_but_not_a_template(void **state)
{
    (void)state;
    struct leak_document d[12];
    uint32_t shared[12], others[12];
    for (size_t i = 0; i < 12; i++) {
        d[i] = document();
        d[i].ids = "rsid:00000001\npdf:x"; /* a template's mark */
    }
    d[0].ids = "rsid:00000001\nrsid:000000AA\nrsid:000000BB\nrsid:000000BB";
    d[1].ids = "rsid:000000AA\nrsid:000000BB\nrsid:000000CC";
    d[2].ids = "rsid:000000CC";
    d[3].ids = "";
    assert_int_equal(leak_shared_history(d, 12, shared, others, NULL), SG_OK);
    static const uint32_t expected[12][2] = { { 2, 2 }, { 3, 2 }, { 1, 2 } };
    for (size_t i = 0; i < 12; i++) {
        assert_int_equal(shared[i], expected[i][0]);
        assert_int_equal(others[i], expected[i][1]);
    }
    assert_int_equal(leak_shared_history(NULL, 0, shared, others, NULL), SG_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contradictions_are_seen_and_honest_oddities_are_not),
        cmocka_unit_test(test_a_late_saving_is_one_beyond_zones),
        cmocka_unit_test(test_names_have_the_script_of_most_letters),
        cmocka_unit_test(test_documents_share_a_history_but_not_a_template),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
