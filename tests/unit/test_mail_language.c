/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mail/mail.h"

#include "unit.h"

static void test_language_of_plain_sentences(void **state)
{
    (void)state;
    static const struct {
        const char *language, *text;
    } row[] = {
        { "en", "Please find the minutes of our meeting in the attachment. We will talk about it when you are back." },
        { "en", "I think that she was not there, but they should have told us before." },
        { "fr",
          "Vous trouverez le compte rendu de la réunion dans la pièce jointe. Nous en parlerons à votre retour." },
        { "fr", "Je ne pense pas qu'il soit déjà parti, mais c'est à vous de lui poser la question." },
        { "de", "Im Anhang finden Sie das Protokoll der Sitzung. Wir sprechen darüber, wenn Sie wieder da sind." },
        { "de", "Ich glaube nicht, dass er das so gemeint hat, aber wir können ihn noch fragen." },
        { "es",
          "En el archivo adjunto está el acta de la reunión. Hablaremos de ello cuando usted vuelva a la oficina." },
        { "es", "No creo que lo haya dicho así, pero se lo podemos preguntar por teléfono." },
        { "it", "In allegato trovate il verbale della riunione. Ne parliamo quando siete tornati in ufficio, grazie." },
        { "it", "Non credo che lo abbia detto così, ma possiamo chiederlo anche a lui." },
        { "pt", "Em anexo está a ata da reunião. Falaremos sobre isso quando você voltar ao escritório, obrigado." },
        { "pt", "Não acho que ele tenha dito isso, mas podemos perguntar também para os outros." },
        { "nl", "In de bijlage vindt u het verslag van de vergadering. Wij praten erover als u weer terug bent." },
        { "nl", "Ik denk niet dat hij het zo heeft bedoeld, maar we kunnen het hem nog vragen." },
        { "pl", "W załączniku jest protokół ze spotkania. Porozmawiamy o tym, gdy pani będzie już w biurze." },
        { "pl", "Nie sądzę, że on to tak powiedział, ale możemy go jeszcze o to zapytać." },
        { "ru", "Во вложении вы найдёте протокол встречи. Мы поговорим об этом, когда вы вернётесь в офис." },
        { "uk", "У вкладенні ви знайдете протокол зустрічі. Ми поговоримо про це, коли ви повернетеся до офісу." },
        { "el", "Στο συνημμένο θα βρείτε τα πρακτικά της συνάντησης. Θα μιλήσουμε όταν επιστρέψετε." },
        { "ar", "ستجد في المرفق محضر الاجتماع وسوف نتحدث عنه عندما تعود إلى المكتب." },
        { "he", "בקובץ המצורף נמצא סיכום הפגישה. נדבר על כך כשתחזור למשרד." },
        { "zh", "附件是会议记录。等你回到办公室我们再谈。" },
        { "ja", "添付ファイルは会議の議事録です。お戻りになったら話しましょう。" },
        { "ko", "첨부 파일은 회의록입니다. 사무실에 돌아오시면 이야기합시다." },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (strcmp(sg_language(sg_str(row[i].text)), row[i].language) != 0)
            fail_msg("row %zu: '%s' and not '%s': %s", i, sg_language(sg_str(row[i].text)), row[i].language,
                     row[i].text);
}

static void test_language_is_silent_where_it_does_not_know(void **state)
{
    (void)state;
    static const char *const row[] = {
        "",
        "Hello",
        "OK",
        "12:30 +49 30 123456",
        "foo.bar(baz); if (x) { y = z++; } // 0x1234",
        "qwrtz plmkn bvcxy asdfgh jklmn poiuy trewq lkjhg",
        "https://example.org/the/and/of/to/in/is/that/it/for/was",
        "Copenhagen Oslo Stockholm Helsinki Reykjavik Tallinn Riga Vilnius Warsaw Prague",
        "Vedlagt finner du referatet fra det siste m\xc3\xb8tet.",                          /* Norwegian */
        "Протоколът от срещата е приложен. Ще говорим за това, когато се върнете в офиса.", /* Bulgarian */
        "صورتجلسه پیوست شده است. وقتی برگشتید درباره آن گفتگو "
        "می‌کنیم.",                                                            /* Persian */
        "Запісы сустрэчы ў дадатку. Мы пагаворым пра гэта, калі вы вернецеся ў офіс.", /* Belarusian */
        "\xff\xfe\xc3\x28\x80\x80\x80 \xed\xa0\x80",
    };
    for (size_t i = 0; i < ROWS(row); i++)
        if (strcmp(sg_language(sg_str(row[i])), "") != 0)
            fail_msg("row %zu: '%s': %s", i, sg_language(sg_str(row[i])), row[i]);
}

static void test_language_of_mixed_texts_is_that_of_most(void **state)
{
    (void)state;
    assert_string_equal(
        sg_language(sg_str("Протокол встречи вы найдёте на сайте https://example.org/very/long/address/of/a/page "
                           "и мы об этом поговорим. Sent from my phone")),
        "ru");
    assert_string_equal(
        sg_language(
            sg_str("The word \xd0\xbc\xd0\xb8\xd1\x80 means both peace and world, and that is why it is in the name.")),
        "en");
    assert_string_equal(sg_language(sg_str("DIE SITZUNG IST VERSCHOBEN, ABER WIR WERDEN SIE NOCH IM MAI HABEN. \xc3\x9c"
                                           "BER DAS DATUM")),
                        "de");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_language_of_plain_sentences),
        cmocka_unit_test(test_language_is_silent_where_it_does_not_know),
        cmocka_unit_test(test_language_of_mixed_texts_is_that_of_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
