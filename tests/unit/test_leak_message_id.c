/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/message_id.h"
#include "unit.h"

#include <string.h>

static void test_ids_of_one_program_have_one_form(void **state)
{
    (void)state;
    static const struct {
        const char *id, *form;
    } row[] = {
        { "8F14E45F-CEEA-467A-9E36-DEDD4BEA2543@example.org", "UUID" },
        { "c9f0f895-fb98-ab91-59f5-1fd0297e236d@example.org", "uuid" },
        { "CAJb_5Wd0qvX7a-1kzM3wq9TnR4eYxU8oPc2sLhGfD6iKmVbN0A@mail.example.com", "gmail" },
        { "000001c2$1a2b3c4d$0100a8c0$@example.org", "h8$h8$h8$" },
        { "000001c24417$1a2b3c4d$0100a8c0@example.org", "outlook$" },
        { "54E3A1C2.7012345@example.org", "H8.h7" },
        { "54031122.7012345@example.org", "h8.h7" },
        { "20020814101112.GA4711@example.org", "913.W6" },
        { "20150203040506.GA88@example.org", "913.W4" },
        { "0f1e2d3c4b5a69788796a5b4c3d2e1f0@www.example.org", "h25" },
        { "4711.1122.JavaMail.root@example.org", "94.94.x8.a4" },
        { "@example.org", "none" },
        { "", "none" },
        { "no-at-sign", "a2-a2-a4" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        char form[LEAK_FORM];
        leak_message_id_form(sg_str(row[i].id), form);
        if (strcmp(form, row[i].form) != 0) fail_msg("%s: %s, expected %s", row[i].id, form, row[i].form);
    }
}

static void test_a_form_never_outgrows_its_room(void **state)
{
    (void)state;
    char text[4096], form[LEAK_FORM];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "a1.B-\xff\n"[i % 7];
    for (size_t n = 0; n <= sizeof text; n += 97) {
        leak_form(sg_str_n(text, n), form);
        assert_true(strlen(form) < LEAK_FORM);
        leak_message_id_form(sg_str_n(text, n), form);
        assert_true(strlen(form) < LEAK_FORM);
        leak_structure_skeleton(sg_str_n(text, n), form);
        assert_true(strlen(form) < LEAK_FORM);
        leak_client_family(sg_str_n(text, n), form);
        assert_true(strlen(form) < LEAK_FORM);
    }
}

static void test_the_host_is_what_stands_behind_the_last_at(void **state)
{
    (void)state;
    static const struct {
        const char *id, *host;
    } row[] = {
        { "a@example.org", "example.org" }, { "a@b@example.net.", "example.net" }, { "a", "" }, { "a@", "" }, { "", "" }
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        struct sg_str host = leak_message_id_host(sg_str(row[i].id));
        if (!sg_str_is(host, row[i].host)) fail_msg("row %zu: \"%.*s\"", i, (int)host.len, host.data);
    }
}

static void test_a_client_is_the_same_in_all_its_versions(void **state)
{
    (void)state;
    static const struct {
        const char *client, *family;
    } row[] = {
        { "Microsoft Outlook 16.0", "Microsoft Outlook" },
        { "Microsoft Outlook Express 6.00.2600.0000", "Microsoft Outlook Express" },
        { "Apple Mail (2.3112)", "Apple Mail" },
        { "Mozilla/5.0 (X11; Linux x86_64; rv:38.0) Gecko/20100101 Thunderbird/38.5.0", "Thunderbird" },
        { "Mutt/1.5.24 (2015-08-30)", "Mutt" },
        { "Example Mailer v4.01", "Example Mailer" },
        { "QUALCOMM Windows Eudora Version 5.1", "QUALCOMM Windows Eudora Version" },
        { "  Example ", "Example" },
        { "7mail", "7mail" },
        { "", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        char family[LEAK_FORM];
        leak_client_family(sg_str(row[i].client), family);
        if (strcmp(family, row[i].family) != 0) fail_msg("%s: %s", row[i].client, family);
    }
}

static void test_attachments_do_not_change_the_skeleton(void **state)
{
    (void)state;
    static const struct {
        const char *structure, *skeleton;
    } row[] = {
        { "plain", "plain" },
        { "alternative(plain,html)", "alternative(plain,html)" },
        { "mixed(alternative(plain,html),application/pdf)", "mixed(alternative(plain,html),file)" },
        { "mixed(alternative(plain,html),application/pdf,image/png,text/csv)", "mixed(alternative(plain,html),file)" },
        { "mixed(plain,image/png,plain)", "mixed(plain,file,plain)" },
        { "mixed(application/pdf,application/zip)", "mixed(file)" },
        { "related(html,image/gif)", "related(html,file)" },
        { "", "" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        char skeleton[LEAK_FORM];
        leak_structure_skeleton(sg_str(row[i].structure), skeleton);
        if (strcmp(skeleton, row[i].skeleton) != 0) fail_msg("%s: %s", row[i].structure, skeleton);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_of_one_program_have_one_form),
        cmocka_unit_test(test_a_form_never_outgrows_its_room),
        cmocka_unit_test(test_the_host_is_what_stands_behind_the_last_at),
        cmocka_unit_test(test_a_client_is_the_same_in_all_its_versions),
        cmocka_unit_test(test_attachments_do_not_change_the_skeleton),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
