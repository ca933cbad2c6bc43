/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people write: sentences with places to fill.  All words lie within windows-1252. */
#include "simulate/leak_internal.h"

const char *const sim_language_names[LEAK_LANGUAGES] = { "en", "fr", "de" };

enum { NOUNS = 24, TOPICS = 24, ROLES = 40, DAYS = 7, SENTENCES = 24, PLACES = 12, ADJECTIVES = 12 };

/*
 * Places: %n a thing, %p a topic, %d a weekday, %m an amount, %k a small number, %w a post, %t a time of day, %r a
 * reference, %c a town, %a a quality.
 */
static const char *const sentences[LEAK_LANGUAGES][SENTENCES] = {
    { "The %n for %p has to be with %w before %d, and we still need %k copies of it.",
      "I have checked the %n with %w and the total is now %m EUR instead of what we had in %r.",
      "Could you send me the %a version of the %n by %t on %d?",
      "For %p we will be in %c on %d with about %k people, so the %n should be booked under %r.",
      "The invoice %r of %m EUR was paid on %d; %w has the receipt.",
      "%w asked whether the %n about %p is %a, and I said that we would know by %d.",
      "Please do not forward the %n before %w has read the part on %p.",
      "We agreed at %t that the %n goes to %c first and that %p can wait until %d.",
      "There are %k open questions in the %n, most of them about %p and the %m EUR that were set aside.",
      "The meeting on %p moves to %d at %t in %c, as %w cannot be there earlier.",
      "I would rather keep the %a wording of the %n, because %w has used it in %c already.",
      "This is the %n that was promised to %w, with file number %r and %k annexes.",
      "As far as I can see the budget for %p stands at %m EUR, of which %k percent are spent.",
      "Nobody in %c has answered about the %n yet, so I will call %w at %t.",
      "The %n looks %a to me, but the figures on %p in %r should be read again.",
      "If the %n is not ready on %d, we will print %k pages without the part on %p.",
      "Thank you for the %a note on %p; I have added it to the %n as number %k.",
      "They want %m EUR for the %n, which is %k percent more than what %w was told in %c.",
      "On %d we had %k calls about %p and only one of them was about the %n.",
      "Both %w and I think that the %n of %c should be signed before %t.",
      "The room in %c has been booked for %d at %t, and the %n will be there with the rest.",
      "My notes on %p are in the %n under %r, and they are not yet %a.",
      "We should ask %w for another %m EUR if %p is to be finished by %d.",
      "It was %a of you to look at the %n so quickly; %k small changes are in %r." },
    { "Le %n pour %p doit être chez %w avant %d, et il nous en faut encore %k exemplaires.",
      "J'ai vérifié le %n avec %w et le total est maintenant de %m EUR au lieu de ce qui figure dans %r.",
      "Peux-tu m'envoyer la version %a du %n avant %t %d ?",
      "Pour %p nous serons à %c %d avec environ %k personnes, donc le %n doit être réservé sous %r.",
      "La facture %r de %m EUR a été réglée %d ; %w a le reçu.",
      "%w demande si le %n sur %p est %a, et j'ai répondu que nous le saurions %d.",
      "Merci de ne pas transmettre le %n avant que %w ait lu la partie sur %p.",
      "Nous avons convenu à %t que le %n part d'abord à %c et que %p peut attendre %d.",
      "Il reste %k questions ouvertes dans le %n, surtout sur %p et les %m EUR mis de côté.",
      "La réunion sur %p est déplacée à %d à %t à %c, car %w ne peut pas venir plus tôt.",
      "Je préfère garder la formule %a du %n, parce que %w l'a déjà utilisée à %c.",
      "Voici le %n promis à %w, avec le numéro %r et %k annexes.",
      "Autant que je sache le budget pour %p est de %m EUR, dont %k pour cent sont dépensés.",
      "Personne à %c n'a encore répondu au sujet du %n, donc j'appelle %w à %t.",
      "Le %n me semble %a, mais les chiffres sur %p dans %r sont à relire.",
      "Si le %n n'est pas prêt %d, nous imprimerons %k pages sans la partie sur %p.",
      "Merci pour la note %a sur %p ; je l'ai ajoutée au %n sous le numéro %k.",
      "Ils demandent %m EUR pour le %n, soit %k pour cent de plus que ce qui a été dit à %w à %c.",
      "Nous avons reçu %d %k appels sur %p et un seul concernait le %n.",
      "%w et moi pensons que le %n de %c doit être signé avant %t.",
      "La salle de %c est réservée pour %d à %t, et le %n y sera avec le reste.",
      "Mes notes sur %p sont dans le %n sous %r, et elles ne sont pas encore dans une forme %a.",
      "Il faudrait demander à %w encore %m EUR si %p doit être fini pour %d.",
      "C'est une relecture %a du %n, merci ; %k petits changements sont dans %r." },
    { "Der %n für %p muss vor %d bei der Stelle %w sein, und wir brauchen noch %k Kopien davon.",
      "Ich habe den %n mit der Stelle %w geprüft, und die Summe ist jetzt %m EUR statt der in %r.",
      "Kannst du mir die Fassung des Themas %p und den %n bis %t am %d schicken?",
      "Für %p sind wir am %d mit etwa %k Leuten in %c, der %n soll unter %r gebucht werden.",
      "Die Rechnung %r über %m EUR wurde am %d bezahlt; die Stelle %w hat den Beleg.",
      "Die Stelle %w fragt, ob der %n über %p schon %a ist, und ich sagte, dass wir es am %d wissen.",
      "Bitte leite den %n nicht weiter, bevor die Stelle %w den Teil über %p gelesen hat.",
      "Wir haben um %t vereinbart, dass der %n zuerst nach %c geht und %p bis %d warten kann.",
      "Es gibt noch %k offene Fragen in dem %n, die meisten über %p und die %m EUR, die zurückgelegt sind.",
      "Die Sitzung über %p ist jetzt am %d um %t in %c, weil die Stelle %w nicht früher kann.",
      "Ich finde den %n so %a und möchte ihn behalten, denn die Stelle %w hat ihn in %c schon benutzt.",
      "Das ist der %n, der für die Stelle %w war, mit der Nummer %r und %k Anlagen.",
      "Soweit ich sehe, liegt der Haushalt für %p bei %m EUR, davon sind %k Prozent ausgegeben.",
      "Aus %c hat noch niemand auf den %n geantwortet, also rufe ich um %t die Stelle %w an.",
      "Der %n ist für mich %a, aber die Zahlen über %p in %r sollten noch einmal gelesen werden.",
      "Wenn der %n am %d nicht fertig ist, drucken wir %k Seiten ohne den Teil über %p.",
      "Danke für die Notiz über %p; ich habe sie als Nummer %k in den %n aufgenommen.",
      "Sie wollen %m EUR für den %n, das sind %k Prozent mehr, als die Stelle %w in %c gehört hat.",
      "Am %d hatten wir %k Anrufe über %p und nur einer davon war über den %n.",
      "Die Stelle %w und ich denken, dass der %n aus %c vor %t unterschrieben sein sollte.",
      "Der Raum in %c ist für %d um %t gebucht, und der %n wird mit dem Rest dort sein.",
      "Meine Notizen über %p sind in dem %n unter %r, und sie sind noch nicht %a.",
      "Wir sollten die Stelle %w um weitere %m EUR bitten, wenn %p am %d fertig sein soll.",
      "Es war gut, dass du den %n so schnell gelesen hast; %k kleine Änderungen sind in %r." },
};
static const char *const nouns[LEAK_LANGUAGES][NOUNS] = {
    { "draft",      "contract", "leaflet", "speech",     "schedule",  "estimate", "letter",   "report",
      "brochure",   "summary",  "survey",  "invitation", "statement", "list",     "proposal", "annex",
      "transcript", "briefing", "memo",    "order",      "poster",    "table",    "permit",   "script" },
    { "projet",       "contrat",  "tract",   "discours", "calendrier", "devis",   "courrier",  "rapport",
      "dépliant",     "résumé",   "sondage", "carton",   "communiqué", "fichier", "programme", "dossier",
      "compte rendu", "briefing", "mémo",    "bon",      "panneau",    "tableau", "permis",    "texte" },
    { "Entwurf",    "Vertrag",   "Zettel",  "Redetext", "Plan",    "Voranschlag", "Brief",     "Bericht",
      "Prospekt",   "Auszug",    "Bogen",   "Antrag",   "Aufruf",  "Katalog",     "Vorschlag", "Anhang",
      "Mitschnitt", "Überblick", "Vermerk", "Auftrag",  "Aushang", "Ablauf",      "Ausweis",   "Text" },
};
static const char *const topics[LEAK_LANGUAGES][TOPICS] = {
    { "the harbour tour", "rural transport",
      "the spring rally", "school meals",
      "the energy plan",  "local taxes",
      "the radio debate", "the market visit",
      "housing",          "the print run",
      "data storage",     "the bus rental",
      "ferry fares",      "the summer camp",
      "training",         "the office lease",
      "small farms",      "river floods",
      "the photo series", "tram lines",
      "clinic hours",     "the volunteers' dinner",
      "bread prices",     "the closing event" },
    { "la tournée des ports",
      "les transports ruraux",
      "la réunion de printemps",
      "les cantines",
      "le plan énergie",
      "la fiscalité locale",
      "le débat à la radio",
      "la visite du marché",
      "le logement",
      "le tirage",
      "le stockage",
      "la location des cars",
      "les tarifs des bacs",
      "le camp d'été",
      "la formation",
      "le bail du bureau",
      "les petites fermes",
      "les crues",
      "la série de photos",
      "les lignes de tram",
      "les horaires des cliniques",
      "le dîner des bénévoles",
      "le prix du pain",
      "la soirée de clôture" },
    { "die Hafenreise",   "den Nahverkehr",       "das Frühlingsfest", "das Schulessen",  "den Energieplan",
      "die Ortssteuer",   "das Radiogespräch",    "den Marktbesuch",   "das Wohnen",      "die Auflage",
      "den Speicher",     "die Busmiete",         "die Fährpreise",    "das Sommerlager", "die Schulung",
      "die Büromiete",    "die kleinen Höfe",     "das Hochwasser",    "die Bildreihe",   "die Straßenbahn",
      "die Sprechzeiten", "das Essen der Helfer", "den Brotpreis",     "den Schlussabend" },
};
static const char *const days[LEAK_LANGUAGES][DAYS] = {
    { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" },
    { "dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi" },
    { "Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag" },
};
static const char *const months[LEAK_LANGUAGES][12] = {
    { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December" },
    { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
      "décembre" },
    { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
      "Dezember" },
};
static const char *const qualities[LEAK_LANGUAGES][ADJECTIVES] = {
    { "short", "final", "public", "revised", "complete", "clear", "signed", "useful", "early", "internal", "careful",
      "plain" },
    { "courte", "finale", "publique", "révisée", "complète", "claire", "signée", "utile", "rapide", "interne",
      "soignée", "simple" },
    { "kurz", "fertig", "öffentlich", "geprüft", "vollständig", "klar", "gültig", "brauchbar", "früh", "intern",
      "sorgfältig", "einfach" },
};
static const char *const towns[PLACES] = { "Altmarsch", "Port-Clair", "Brindale", "Cormont", "Eastmere", "Fontelle",
                                           "Grauwald",  "Harvon",     "Lisance",  "Norwick", "Ostrand",  "Valmont" };
static const char *const greetings[LEAK_LANGUAGES][6] = {
    { "Hello,", "Good morning,", "Dear all,", "Hi,", "Dear colleague,", "Good evening," },
    { "Bonjour,", "Bonjour à tous,", "Chers collègues,", "Salut,", "Cher collègue,", "Bonsoir," },
    { "Guten Tag,", "Hallo,", "Liebe alle,", "Guten Morgen,", "Hallo zusammen,", "Guten Abend," },
};
static const char *const closings[LEAK_LANGUAGES][5] = {
    { "Best,", "Kind regards,", "Thanks,", "All the best,", "Best wishes," },
    { "Cordialement,", "Bien à toi,", "Merci,", "Bonne journée,", "Amicalement," },
    { "Viele Grüße,", "Mit freundlichen Grüßen,", "Danke,", "Beste Grüße,", "Schönen Gruß," },
};
static const char *const from_lines[LEAK_LANGUAGES] = {
    "From next week on the desk opens at eight; the rest stays as it is.",
    "From: voir la note plus haut, la suite reste comme elle est.",
    "From: siehe die Notiz weiter oben, der Rest bleibt, wie er ist.",
};

static void put_amount(struct sg_buf *out, uint64_t *s, enum sim_language lang)
{
    unsigned thousands = sim_between(s, 1, 98), rest = sim_between(s, 0, 99) * 10;
    static const char marks[LEAK_LANGUAGES] = { ',', '.', '.' };
    sg_buf_printf(out, "%u%c%03u", thousands, marks[lang], rest);
}

static void put_place(struct sg_buf *out, char what, uint64_t *s, enum sim_language lang)
{
    switch (what) {
    case 'n':
        sg_buf_text(out, nouns[lang][sg_random_below(s, NOUNS)]);
        break;
    case 'p':
        sg_buf_text(out, topics[lang][sg_random_below(s, TOPICS)]);
        break;
    case 'd':
        sg_buf_text(out, days[lang][sg_random_below(s, DAYS)]);
        break;
    case 'm':
        put_amount(out, s, lang);
        break;
    case 'k':
        sg_buf_printf(out, "%u", sim_between(s, 2, 99));
        break;
    case 'w':
        sg_buf_text(out, sim_roles[lang][sg_random_below(s, ROLES)]);
        break;
    case 't':
        sg_buf_printf(out, "%u:%02u", sim_between(s, 8, 19), sim_between(s, 0, 11) * 5);
        break;
    case 'r':
        sg_buf_printf(out, "%c-%u", 'A' + (char)sg_random_below(s, 20), sim_between(s, 1000, 99999));
        break;
    case 'c':
        sg_buf_text(out, towns[sg_random_below(s, PLACES)]);
        break;
    case 'a':
        sg_buf_text(out, qualities[lang][sg_random_below(s, ADJECTIVES)]);
        break;
    default:
        sg_buf_char(out, what);
        break;
    }
}

static void put_sentence(struct sg_buf *out, const char *pattern, uint64_t slots, enum sim_language lang)
{
    for (const char *at = pattern; *at; at++) {
        if (*at == '%' && at[1])
            put_place(out, *++at, &slots, lang);
        else
            sg_buf_char(out, *at);
    }
}

void sim_words_sentence(struct sg_buf *out, uint64_t seed, enum sim_language lang)
{
    const char *pattern = sentences[lang][sg_random_below(&seed, SENTENCES)];
    put_sentence(out, pattern, seed, lang);
}

void sim_words(struct sg_buf *out, uint64_t seed, enum sim_language lang, const char *name, bool is_short,
               enum sim_change change, bool has_from_line)
{
    uint64_t s = sim_draw(seed, LEAK_TEXT, 0);
    unsigned paragraphs = is_short ? 1 : sim_between(&s, 2, 4), changed = 0, n = 0, total = 0;
    unsigned lengths[4] = { 0 };
    for (unsigned i = 0; i < paragraphs; i++)
        total += lengths[i] = sim_between(&s, is_short ? 1 : 2, is_short ? 2 : 5);
    changed = sg_random_below(&s, total);
    sg_buf_text(out, greetings[lang][sg_random_below(&s, 6)]);
    sg_buf_char(out, '\n');
    for (unsigned i = 0; i < paragraphs; i++) {
        for (unsigned k = 0; k < lengths[i]; k++, n++) {
            bool is_here = n == changed;
            const char *pattern = sentences[lang][sg_random_below(&s, SENTENCES)];
            uint64_t slots = sg_random(&s), other = sim_draw(slots, LEAK_ALTER, 0);
            if (k) sg_buf_char(out, ' ');
            put_sentence(out, pattern, is_here && (change & LEAK_OTHER_WORDS) ? other : slots, lang);
            if (!is_here || !(change & LEAK_MORE_WORDS)) continue;
            sg_buf_char(out, ' ');
            sim_words_sentence(out, other, lang);
        }
        sg_buf_char(out, '\n');
    }
    if (has_from_line) {
        sg_buf_text(out, from_lines[lang]);
        sg_buf_char(out, '\n');
    }
    sg_buf_text(out, closings[lang][sg_random_below(&s, 5)]);
    sg_buf_char(out, '\n');
    sg_buf_text(out, name);
    sg_buf_char(out, '\n');
}

void sim_words_subject(struct sg_buf *out, uint64_t seed, enum sim_language lang)
{
    uint64_t s = sim_draw(seed, LEAK_TEXT, 1);
    static const char *const patterns[LEAK_LANGUAGES][6] = {
        { "%n on %p", "%p: %n %r", "the %n for %d", "%c, %d %t", "%r, %p", "question about the %n of %c" },
        { "%n sur %p", "%p : %n %r", "le %n pour %d", "%c, %d %t", "%r, %p", "question sur le %n de %c" },
        { "%n über %p", "%p: %n %r", "der %n für %d", "%c, %d %t", "%r, %p", "Frage zum %n aus %c" },
    };
    put_sentence(out, patterns[lang][sg_random_below(&s, 6)], sg_random(&s), lang);
}

const char *sim_month_name(unsigned month, enum sim_language lang)
{
    return months[lang][month - 1];
}

void sim_words_long_date(struct sg_buf *out, struct sim_clock c, enum sim_language lang)
{
    const char *day = days[lang][c.weekday], *month = months[lang][c.month - 1];
    if (lang == LEAK_EN)
        sg_buf_printf(out, "%s, %s %u, %d %u:%02u %s", day, month, c.day, c.year, (c.hour + 11) % 12 + 1, c.minute,
                      c.hour < 12 ? "AM" : "PM");
    else if (lang == LEAK_FR)
        sg_buf_printf(out, "%s %u %s %d %02u:%02u", day, c.day, month, c.year, c.hour, c.minute);
    else
        sg_buf_printf(out, "%s, %u. %s %d %02u:%02u", day, c.day, month, c.year, c.hour, c.minute);
}
