/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leak/quote.h"

#include "unit.h"

static struct sg_err err;

/* ---- taking apart ---- */

/* "0:own words|1:quoted words|i:introduction|s:signature|f:footer", words in normal form. */
static const char *taken_apart(const char *text)
{
    static char out[4096];
    static struct quote_text t;
    sg_auto_buf b = { 0 };
    assert_int_equal(quote_split(sg_str(text), &t, &err), SG_OK);
    const struct quote_piece *p = quote_pieces(&t);
    for (size_t i = 0; i < quote_n_pieces(&t); i++) {
        if (i) sg_buf_char(&b, '|');
        if (p[i].kind == QUOTE_TEXT)
            sg_buf_printf(&b, "%u:", p[i].level);
        else
            sg_buf_printf(&b, "%c:", "tisf"[p[i].kind]);
        for (uint32_t k = 0; k < p[i].n; k++) {
            const struct word *w = &quote_words(&t)[p[i].first + k];
            if (k) sg_buf_char(&b, ' ');
            word_normal(sg_str_n(text + w->at, w->len), &b);
        }
    }
    snprintf(out, sizeof out, "%s", sg_buf_cstr(&b));
    quote_text_release(&t);
    return out;
}

static void test_marks_make_levels(void **state)
{
    (void)state;
    static const struct {
        const char *text, *parts;
    } row[] = {
        { "", "" },
        { "just words\nin two lines\n", "0:just words in two lines" },
        { "> a b\n>> c d\nown\n", "1:a b|2:c d|0:own" },
        { "> > deep\n> less\n", "2:deep|1:less" },
        { ">>> three\n", "3:three" },
        { "JD> initials here\nJD> too\n", "1:initials here too" },
        { "> JD> nested\n", "2:nested" },
        { "f> lower\n", "1:lower" },
        { "| bar one\n| bar two\n", "1:bar one bar two" },
        { ": colon one\n: colon two\n", "1:colon one colon two" },
        { "| a | b |\n| c | d |\n", "0:a b c d" }, /* a table */
        { "| alone\nwords\n", "0:alone words" },
        { ">From the start\nof a line\n", "0:From the start of a line" },
        { "> one\n>\n> two\n\nown\n", "1:one two|0:own" },
        { "\xc2\xbb guillemet\n", "1:guillemet" },
        { "> the line was so long that the client of the writer had to break its\nend off\n> and went on\n",
          "1:the line was so long that the client of the writer had to break its end off and went on" },
        { "> Are you coming?\nyes\n> And tomorrow?\nno\n", "1:Are you coming?|0:yes|1:And tomorrow?|0:no" },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        assert_string_equal(taken_apart(row[i].text), row[i].parts);
}

static void test_clients_introduce_quotes_in_many_languages(void **state)
{
    (void)state;
    static const char *const wrote[] = {
        "On Fri, 5 May 2017 at 20:49, Press Office <press@example.org> wrote:",
        "On Fri, 5 May 2017 at 20:49, Press Office\n<press@example.org> wrote:",
        "Le 5 mai 2017 à 20:49, Bureau a écrit :",
        "Am 05.05.2017 um 20:49 schrieb Büro <buero@example.org>:",
        "Am 05.05.2017 um 20:49 hat Büro geschrieben:",
        "El 5 may 2017, a las 20:49, Oficina escribió:",
        "Il giorno 05 mag 2017, alle ore 20:49, Ufficio ha scritto:",
        "Em sex., 5 de mai. de 2017 às 20:49, Escritório escreveu:",
        "Op 5 mei 2017 om 20:49 schreef Kantoor <k@example.org>:",
        "W dniu 05.05.2017 o 20:49, Biuro pisze:",
        "Den 5 maj 2017 20:49 skrev Kontoret:",
        "Den 5. mai 2017 20:49, skrev Kontoret:",
        "5.5.2017 20:49 Toimisto kirjoitti:",
        "5 мая 2017 г., 20:49, Бюро написал:",
        "5 May 2017 20:49 tarihinde Ofis yazdı:",
        "Dne 5. 5. 2017 v 20:49 kancelář napsal(a):",
        "2017. május 5. 20:49 keltezéssel, Iroda írta:",
        "Press Office writes:",
        "In message <5@example.org>, the office said:",
    };
    for (size_t i = 0; i < ROWS(wrote); i++) {
        char text[512];
        snprintf(text, sizeof text, "my answer\n\n%s\n\n> what was said\n", wrote[i]);
        const char *parts = taken_apart(text);
        if (strncmp(parts, "0:my answer|i:", 14) != 0 || !strstr(parts, "|1:what was said"))
            fail_msg("%s\n%s", wrote[i], parts);
    }
}

static void test_outlook_quotes_have_no_marks(void **state)
{
    (void)state;
    static const char *const header[] = {
        "-----Original Message-----\nFrom: Press Office\nSent: Friday, May 05, 2017 8:49 PM\nTo: Desk\nSubject: plan",
        "From: Press Office <press@example.org>\nSent: Friday\nTo: Desk\nSubject: plan",
        "________________________________\nFrom: Press Office\nSent: Friday\nTo: Desk\nSubject: plan",
        "-----Message d'origine-----\nDe : Bureau\nEnvoyé : vendredi\nÀ : Accueil\nObjet : plan",
        "-----Ursprüngliche Nachricht-----\nVon: Büro\nGesendet: Freitag\nAn: Empfang\nBetreff: Plan",
        "De: Oficina\nEnviado el: viernes\nPara: Mesa\nAsunto: plan",
        "Da: Ufficio\nInviato: venerdì\nA: Banco\nOggetto: piano",
        "De: Escritório\nEnviado: sexta-feira\nPara: Mesa\nAssunto: plano",
        "Van: Kantoor\nVerzonden: vrijdag\nAan: Balie\nOnderwerp: plan",
        "Od: Biuro\nWysłano: piątek\nDo: Recepcja\nTemat: plan",
        "Från: Kontoret\nSkickat: fredag\nTill: Disken\nÄmne: plan",
        "Fra: Kontoret\nSendt: fredag\nTil: Skranken\nEmne: plan",
        "Lähettäjä: Toimisto\nLähetetty: perjantai\nVastaanottaja: Tiski\nAihe: suunnitelma",
        "От: Бюро\nОтправлено: пятница\nКому: Стойка\nТема: план",
        "Kimden: Ofis\nGönderildi: Cuma\nKime: Masa\nKonu: plan",
        "Od: kancelář\nOdesláno: pátek\nKomu: recepce\nPředmět: plán",
        "Feladó: Iroda\nElküldve: péntek\nCímzett: Pult\nTárgy: terv",
        "---------- Forwarded message ----------\nFrom: Press Office <press@example.org>\nDate: Fri\nSubject: "
        "plan\nTo: Desk",
        "Begin forwarded message:\n\nFrom: Press Office\nSubject: plan\nDate: Friday\nTo: Desk",
        "*From:* Press Office\n*Sent:* Friday\n*To:* Desk\n*Subject:* plan",
    };
    for (size_t i = 0; i < ROWS(header); i++) {
        char text[1024];
        snprintf(text, sizeof text, "my answer\n\n%s\n\nwhat was said\n\n%s\n\nwhat was said first\n", header[i],
                 header[i]);
        const char *parts = taken_apart(text);
        if (strncmp(parts, "0:my answer|i:", 14) != 0 || !strstr(parts, "|1:what was said|i:") ||
            !strstr(parts, "|2:what was said first"))
            fail_msg("%s\n%s", header[i], parts);
    }
    /* A header block before a marked quote adds no level, and what stands unmarked behind is the mail's own. */
    assert_string_equal(taken_apart("----- Original Message -----\nFrom: A\nTo: B\nSubject: C\n\n> said\n\nanswered\n"),
                        "i:Original Message From: A To: B Subject: C|1:said|0:answered");
    /* Words that look like a header are not one. */
    assert_string_equal(taken_apart("From: now on we meet at noon\nand not later\n"),
                        "0:From: now on we meet at noon and not later");
}

static void test_signatures_and_footers_are_set_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text, *parts;
    } row[] = {
        { "words\n-- \nA Person\nAn Office\n", "0:words|s:A Person An Office" },
        { "words\n-- \nA Person\n_______________________________________________\na mailing "
          "list\nhttp://example.org/mailman/listinfo/a\n",
          "0:words|s:A Person|f:a mailing list http://example.org/mailman/listinfo/a" },
        { "words\n\nSent from my phone\n", "0:words|s:Sent from my phone" },
        { "> words\n> -- \n> A Person\n\nown\n", "1:words|s:A Person|0:own" },
        { "words\n\nTo unsubscribe from this group, send a mail\n",
          "0:words|f:To unsubscribe from this group, send a mail" },
        { "the unsubscribe button is broken\n", "f:the unsubscribe button is broken" },
        /* Too long for a signature: a text is not hidden behind two dashes. */
        { "words\n-- \n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n",
          "0:words 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16" },
    };
    for (size_t i = 0; i < ROWS(row); i++)
        assert_string_equal(taken_apart(row[i].text), row[i].parts);
}

static void test_words_are_blind_to_dress(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        { "one two three", "one\ntwo   three" },
        { "\xe2\x80\x9cquoted\xe2\x80\x9d don\xe2\x80\x99t", "\"quoted\" don't" },
        { "a\xc2\xa0"
          "b",
          "a b" },
        { "co\xc2\xadoperate zero\xe2\x80\x8bwidth", "cooperate zerowidth" },
        { "well\xe2\x80\x93known", "well-known" },
        { "*bold* _under_", "bold under" },
        { "- item", "\xe2\x80\xa2 item" },
        { "wait\xe2\x80\xa6", "wait..." },
    };
    static const char *const other[][2] = { { "one two", "one Two" }, { "1.5", "15" }, { "not", "now" } };
    char a[128];
    for (size_t i = 0; i < ROWS(same); i++) {
        snprintf(a, sizeof a, "%s", taken_apart(same[i][0]));
        assert_string_equal(a, taken_apart(same[i][1]));
    }
    for (size_t i = 0; i < ROWS(other); i++) {
        snprintf(a, sizeof a, "%s", taken_apart(other[i][0]));
        assert_string_not_equal(a, taken_apart(other[i][1]));
    }
}

/* ---- grading ---- */

struct letter {
    const char *id, *text;
    uint32_t parent;
    bool is_verified;
};
#define NONE SG_NO_INDEX

static struct quote_index *read_letters(const struct letter *letters, uint32_t n)
{
    static struct quote_mail mails[16];
    struct quote_index *q = NULL;
    assert_true(n <= ROWS(mails));
    for (uint32_t i = 0; i < n; i++)
        mails[i] =
            (struct quote_mail){ letters[i].parent, letters[i].id, 7, letters[i].is_verified, letters[i].is_verified };
    assert_int_equal(quote_index_new(mails, n, &q, &err), SG_OK);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(quote_add(q, i, sg_str(letters[i].text), &err), SG_OK);
    assert_int_equal(quote_seal(q, &err), SG_OK);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(quote_ask(q, i, sg_str(letters[i].text), &err), SG_OK);
    for (size_t i = 0; i < quote_n_pairs(q); i++) {
        struct quote_pair *p = &quote_pairs(q)[i];
        assert_int_equal(quote_judge(q, p, sg_str(letters[p->original].text), sg_str(letters[p->reply].text), &err),
                         SG_OK);
    }
    return q;
}

static uint32_t conflicts_of(const struct quote_index *q, uint32_t original)
{
    uint32_t n = 0;
    for (size_t i = 0; i < quote_n_pairs(q); i++)
        if (quote_pairs(q)[i].original == original) n += quote_pairs(q)[i].n_diffs;
    return n;
}

#define SENT                                                                                                           \
    "We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\n"                                     \
    "and not a day later. Please tell the treasurer that the papers are in the\n"                                      \
    "blue folder. The office stays closed on Monday.\n"

static void test_a_verified_answer_vouches_for_what_it_quotes(void **state)
{
    (void)state;
    static const struct {
        const char *what, *reply;
        bool is_verified, has_parent;
        enum sg_vouch vouch;
        uint32_t conflicts;
    } row[] = {
        { "whole",
          "> We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\n> and not a day later. Please "
          "tell the treasurer that the papers are in the\n> blue folder. The office stays closed on Monday.\n\nDone.\n",
          true, true, SG_VOUCH_WHOLE, 0 },
        { "wrapped otherwise",
          "Done.\n> We shall pay the sum of 5,000\n> euros to the foundation on the ninth\n> of May, and not a day "
          "later. Please tell\n> the treasurer that the papers are in the blue folder. The\n> office stays closed on "
          "Monday.\n",
          true, true, SG_VOUCH_WHOLE, 0 },
        { "unverified",
          "> We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\n> and not a day later. Please "
          "tell the treasurer that the papers are in the\n> blue folder. The office stays closed on Monday.\n",
          false, true, SG_VOUCH_UNVERIFIED, 0 },
        { "part", "> Please tell the treasurer that the papers are in the\n> blue folder.\nYes.\n", true, true,
          SG_VOUCH_PART, 0 },
        { "in between",
          "> We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\n> and not a day "
          "later.\nFine.\n> Please tell the treasurer that the papers are in the\n> blue folder.\nDone.\n> The office "
          "stays closed on Monday.\nGood.\n",
          true, true, SG_VOUCH_WHOLE, 0 },
        { "without In-Reply-To",
          "> We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\n> and not a day later. Please "
          "tell the treasurer that the papers are in the\n> blue folder. The office stays closed on Monday.\n",
          true, false, SG_VOUCH_WHOLE, 0 },
        { "Outlook",
          "Done.\n\n-----Original Message-----\nFrom: A\nSent: B\nTo: C\nSubject: D\n\nWe shall pay the sum of 5,000 "
          "euros to the foundation on the ninth of May, and not a day later. Please tell the treasurer that the papers "
          "are in the blue folder. The office stays closed on Monday.\n",
          true, true, SG_VOUCH_WHOLE, 0 },
        { "another sum",
          "> We shall pay the sum of 9,000 euros to the foundation on the ninth of May,\n> and not a day later. Please "
          "tell the treasurer that the papers are in the\n> blue folder. The office stays closed on Monday.\n",
          true, true, SG_VOUCH_PART, 1 },
        { "another sum, unmarked lines",
          "Done.\n\nFrom: A\nSent: B\nTo: C\nSubject: D\n\nWe shall pay the sum of 9,000 euros to the foundation on "
          "the ninth of May, and not a day later. Please tell the treasurer that the papers are in the blue folder.\n",
          true, true, SG_VOUCH_PART, 1 },
        { "a word left out",
          "> We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\n> and a day later. Please "
          "tell the treasurer that the papers are in the\n> blue folder. The office stays closed on Monday.\n",
          true, true, SG_VOUCH_PART, 1 },
        { "a word more",
          "> We shall not pay the sum of 5,000 euros to the foundation on the ninth of May,\n> and not a day later. "
          "Please tell the treasurer that the papers are in the\n> blue folder. The office stays closed on Monday.\n",
          true, true, SG_VOUCH_WHOLE, 1 }, /* all of the words are there, and one more */
        { "nothing of it", "> The weather was fine and everybody went to the lake to swim.\nYes.\n", true, true,
          SG_VOUCH_NONE, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        const struct letter letters[] = { { "a", SENT "-- \nA Person\n", NONE, false },
                                          { "b", row[i].reply, row[i].has_parent ? 0 : NONE, row[i].is_verified } };
        struct quote_index *q = read_letters(letters, 2);
        struct quote_grade g = quote_grade(q, 0);
        if (g.vouch != row[i].vouch || conflicts_of(q, 0) != row[i].conflicts)
            fail_msg("%s: %s, %.2f, %u conflicts", row[i].what, sg_vouch_names[g.vouch], g.share, conflicts_of(q, 0));
        assert_true(row[i].vouch < SG_VOUCH_PART ? g.by == SG_NO_INDEX : g.by == 1);
        quote_index_free(q);
    }
}

static void test_how_people_quote_is_no_conflict(void **state)
{
    (void)state;
    static const char *const sent =
        "The report of the \xe2\x80\x9c"
        "committee\xe2\x80\x9d is at http://example.org/reports/2017/final.html since noon and\n"
        "says that the bridge needs repairs [1] before the winter comes. Most of\n"
        "the money is there already, said the mayor\xe2\x80\x99s office on Tuesday morning, and\n"
        "the rest will come from the state. The works begin in June, weather permitting,\n"
        "and last until the end of August at the least.\n";
    static const struct {
        const char *what, *reply;
    } row[] = {
        { "ellipsis",
          "> The report of the \"committee\" is at http://example.org/reports/2017/final.html since noon and\n> says "
          "that [...] the winter comes. Most of the money is there already, said the mayor's office\n" },
        { "snip", "> says that the bridge needs repairs [1] before the winter comes.\n> <snip>\n> the rest will come "
                  "from the state. The works begin in June, weather permitting,\n" },
        { "lines left out", "> says that the bridge needs repairs [1] before the winter comes. Most of\n> the rest "
                            "will come from the state. The works begin in June, weather permitting,\n" },
        { "link rewritten", "> The report of the \"committee\" is at https://safe.example.net/?u=http-3A__example.org "
                            "since noon and\n> says that the bridge needs repairs [1] before the winter comes.\n" },
        { "link defanged", "> The report of the \"committee\" is at hxxp://example[.]org/reports/2017/final.html since "
                           "noon and\n> says that the bridge needs repairs [1] before the winter comes.\n" },
        { "no footnote", "> says that the bridge needs repairs before the winter comes. Most of\n> the money is there "
                         "already, said the mayor's office on Tuesday morning, and\n" },
        { "letters lost", "> the money is there already, said the mayor?s office on Tuesday morning, and\n> the rest "
                          "will come from the state.\n" },
        { "a remark in brackets", "> the rest will come from the state [not that I believe it]. The works begin in "
                                  "June, weather permitting,\n" },
        { "a remark below", "> says that the bridge needs repairs [1] before the winter comes. Most of\nI doubt "
                            "that.\n> the money is there already, said the mayor's office on Tuesday morning, and\n" },
        { "a remark typed at a quoted line's end",
          "> says that the bridge needs repairs [1] before the winter comes. Most of\n> the money is there already, "
          "said the mayor's office on Tuesday morning, and oh really?\n> the rest will come from the state. The works "
          "begin in June, weather permitting,\n" },
        { "a remark typed as a quoted line",
          "> says that the bridge needs repairs [1] before the winter comes. Most of\n> I doubt that very much "
          "indeed.\n> the money is there already, said the mayor's office on Tuesday morning, and\n" },
        { "a sentence left out of a paragraph",
          "From: A\nSent: B\nTo: C\nSubject: D\n\nThe report of the \"committee\" is at "
          "http://example.org/reports/2017/final.html since noon and says that the bridge needs repairs [1] before the "
          "winter comes. The works begin in June, weather permitting, and last until the end of August at the "
          "least.\n" },
        { "lines left out where a word comes again",
          "> says that the bridge needs repairs [1] before\n> the money is there already, said the mayor's office on "
          "Tuesday morning, and\n" },
        { "another case", "> the rest will come from the State. The works begin in june, weather permitting,\n" },
        { "two words made of one", "> the money is there al-\n> ready, said the mayor's office on Tuesday morning, "
                                   "and\n> the rest will come from the state.\n" },
        { "quoted-printable left", "> the money is there already, said the mayor's office on=20 Tuesday morning, "
                                   "and\n> the rest will come from the state.\n" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        const struct letter letters[] = { { "a", sent, NONE, false }, { "b", row[i].reply, 0, true } };
        struct quote_index *q = read_letters(letters, 2);
        if (quote_grade(q, 0).vouch == SG_VOUCH_NONE) fail_msg("%s: not found", row[i].what);
        if (conflicts_of(q, 0)) {
            const struct quote_diff *d = quote_diffs(q);
            fail_msg("%s: \"%s\" against \"%s\"", row[i].what, q->texts.data + d->words,
                     q->texts.data + d->other_words);
        }
        quote_index_free(q);
    }
}

static void test_changed_words_are_a_conflict(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } row[] = {
        { "5,000", "50,000" },
        { "foundation", "minister" },
        { "ninth of May", "tenth of June" },
        { "the treasurer", "nobody" },
        { "blue folder", "old safe" },
        { "not a day", "a day" },
        { "euros to the", "dollars to the" },
        { "papers", "bearer bonds" },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        sg_auto_buf altered = { 0 }, reply = { 0 };
        const char *at = strstr(SENT, row[i].from);
        assert_non_null(at);
        sg_buf_add(&altered, SENT, (size_t)(at - SENT));
        sg_buf_printf(&altered, "%s%s", row[i].to, at + strlen(row[i].from));
        sg_buf_text(&reply, "> ");
        for (const char *s = SENT; *s; s++) {
            sg_buf_char(&reply, *s);
            if (*s == '\n' && s[1]) sg_buf_text(&reply, "> ");
        }
        /* The mail in the leak is the altered one; the verified answer quotes what was sent. */
        const struct letter letters[] = { { "a", sg_buf_cstr(&altered), NONE, false },
                                          { "b", sg_buf_cstr(&reply), 0, true } };
        struct quote_index *q = read_letters(letters, 2);
        if (!conflicts_of(q, 0)) fail_msg("\"%s\" for \"%s\" was not seen", row[i].to, row[i].from);
        quote_index_free(q);
    }
}

static void test_a_quote_of_a_quote_vouches_for_the_first_mail(void **state)
{
    (void)state;
    static const char *const second = "I would rather wait for the auditors, since they come on Thursday anyhow.\n";
    sg_auto_buf b = { 0 };
    sg_buf_printf(
        &b,
        "Then wait.\n\nOn Friday at 20:49, B wrote:\n> %s>\n> On Friday at 20:00, A wrote:\n>> We shall pay the sum of "
        "5,000 "
        "euros to the foundation on the ninth of May,\n>> and not a day later. Please tell the treasurer that the "
        "papers are in the\n>> blue folder. The office stays closed on Monday.\n",
        second);
    const char *third = sg_buf_cstr(&b);
    const struct letter letters[] = { { "a", SENT, NONE, false }, { "b", second, 0, false }, { "c", third, 1, true } };
    struct quote_index *q = read_letters(letters, 3);
    assert_int_equal(quote_grade(q, 0).vouch, SG_VOUCH_WHOLE);
    assert_int_equal(quote_grade(q, 0).by, 2);
    assert_int_equal(quote_grade(q, 1).vouch, SG_VOUCH_WHOLE);
    assert_int_equal(quote_grade(q, 2).vouch, SG_VOUCH_NONE);
    assert_int_equal(quote_n_pairs(q), 2);
    quote_index_free(q);
    /* The mail between is not in the leak: the words alone find the first. */
    const struct letter gap[] = { { "a", SENT, NONE, false }, { "c", third, NONE, true } };
    q = read_letters(gap, 2);
    assert_int_equal(quote_grade(q, 0).vouch, SG_VOUCH_WHOLE);
    quote_index_free(q);
}

static void test_two_answers_together_vouch_for_the_whole(void **state)
{
    (void)state;
    const struct letter letters[] = {
        { "a", SENT, NONE, false },
        { "b",
          "> We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\n> and not a day "
          "later.\nGood.\n",
          0, true },
        { "c",
          "> Please tell the treasurer that the papers are in the\n> blue folder. The office stays closed on "
          "Monday.\nGood.\n",
          0, true },
    };
    struct quote_index *q = read_letters(letters, 3);
    struct quote_grade g = quote_grade(q, 0);
    assert_int_equal(g.vouch, SG_VOUCH_WHOLE);
    assert_int_equal(g.by, 1); /* the one that holds most */
    assert_true(g.share == 1.0);
    quote_index_free(q);
}

static void test_of_two_copies_the_quoted_one_is_vouched_for(void **state)
{
    (void)state;
    static const char id[] = "a@example.org";
    const struct letter letters[] = {
        { id, "We shall pay the sum of 9,000 euros to the foundation on the ninth of May,\nand not a day later.\n",
          NONE, false },
        { id, "We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\nand not a day later.\n",
          NONE, false },
        { "b",
          "> We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\n> and not a day "
          "later.\nGood.\n",
          0, true },
    };
    struct quote_index *q = read_letters(letters, 3);
    assert_int_equal(conflicts_of(q, 0), 1);
    assert_int_equal(conflicts_of(q, 1), 0);
    assert_int_equal(quote_grade(q, 1).vouch, SG_VOUCH_WHOLE);
    assert_int_equal(quote_grade(q, 0).vouch, SG_VOUCH_PART);
    quote_index_free(q);
}

static void test_a_changed_quote_is_refuted_by_another_verified_answer(void **state)
{
    (void)state;
    const struct letter letters[] = {
        { "a", SENT, NONE, false },
        { "b",
          "> We shall pay the sum of 9,000 euros to the foundation on the ninth of May,\n> and not a day later.\nHa.\n",
          0, true },
        { "c",
          "> We shall pay the sum of 5,000 euros to the foundation on the ninth of May,\n> and not a day "
          "later.\nGood.\n",
          0, true },
    };
    struct quote_index *q = read_letters(letters, 3);
    assert_int_equal(conflicts_of(q, 0), 1);
    assert_true(quote_is_refuted(q, 0, quote_diffs(q)));
    quote_index_free(q);
    q = read_letters(letters, 2);
    assert_int_equal(conflicts_of(q, 0), 1);
    assert_false(quote_is_refuted(q, 0, quote_diffs(q)));
    quote_index_free(q);
}

static void test_forms_filled_differently_are_no_conflict(void **state)
{
    (void)state;
    static const char *const form = "Dear customer, your order number %s was sent today by post and will "
                                    "arrive\nwithin three days. Thank you for buying from us again.\n";
    char a[256], b[256];
    snprintf(a, sizeof a, form, "1001");
    snprintf(b, sizeof b,
             "> Dear customer, your order number 2002 was sent today by post and will arrive\n> within three days. "
             "Thank you for buying from us again.\nWhere is it?\n");
    struct quote_mail mails[] = { { NONE, "a", 1, false, false },
                                  { NONE, "b", 2, true, true } }; /* other subjects, no thread */
    struct quote_index *q = NULL;
    assert_int_equal(quote_index_new(mails, 2, &q, &err), SG_OK);
    assert_int_equal(quote_add(q, 0, sg_str(a), &err), SG_OK);
    assert_int_equal(quote_add(q, 1, sg_str(b), &err), SG_OK);
    assert_int_equal(quote_seal(q, &err), SG_OK);
    assert_int_equal(quote_ask(q, 1, sg_str(b), &err), SG_OK);
    for (size_t i = 0; i < quote_n_pairs(q); i++)
        assert_int_equal(quote_pairs(q)[i].n_doubts, 0);
    assert_true(quote_grade(q, 0).vouch != SG_VOUCH_WHOLE);
    quote_index_free(q);
}

static void test_hostile_texts_end_soon(void **state)
{
    (void)state;
    sg_auto_buf b = { 0 };
    for (int i = 0; i < 60000; i++) /* a span each, and as many blank lines */
        sg_buf_text(&b, i % 2 ? "On 5:5 a@b wrote:\n\n> a b c d e f g h i\n" : "From: x\n\n\n\n--\n");
    for (int i = 0; i < 100000; i++)
        sg_buf_char(&b, '>');
    for (int i = 0; i < 300000; i++)
        sg_buf_text(&b, "\n");
    const char *text = sg_buf_cstr(&b);
    const struct letter letters[] = { { "a", text, NONE, true }, { "b", text, 0, true } };
    struct quote_index *q = read_letters(letters, 2);
    assert_true(q->n_cut > 0);
    quote_index_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks_make_levels),
        cmocka_unit_test(test_clients_introduce_quotes_in_many_languages),
        cmocka_unit_test(test_outlook_quotes_have_no_marks),
        cmocka_unit_test(test_signatures_and_footers_are_set_apart),
        cmocka_unit_test(test_words_are_blind_to_dress),
        cmocka_unit_test(test_a_verified_answer_vouches_for_what_it_quotes),
        cmocka_unit_test(test_how_people_quote_is_no_conflict),
        cmocka_unit_test(test_changed_words_are_a_conflict),
        cmocka_unit_test(test_a_quote_of_a_quote_vouches_for_the_first_mail),
        cmocka_unit_test(test_two_answers_together_vouch_for_the_whole),
        cmocka_unit_test(test_of_two_copies_the_quoted_one_is_vouched_for),
        cmocka_unit_test(test_a_changed_quote_is_refuted_by_another_verified_answer),
        cmocka_unit_test(test_forms_filled_differently_are_no_conflict),
        cmocka_unit_test(test_hostile_texts_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
