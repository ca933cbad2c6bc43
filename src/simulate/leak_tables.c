/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organisations, their habits and their people's posts.  All are made up; domains are reserved ones (RFC 2606). */
#include "simulate/leak_internal.h"

const struct sim_client_kind sim_clients[CLIENTS] = {
    [CLIENT_OUTLOOK] = { { "Microsoft Outlook 14.0", "Microsoft Outlook 15.0", "Microsoft Outlook 16.0" },
                         true,
                         false,
                         true },
    [CLIENT_EXCHANGE] = { { NULL, NULL, NULL }, true, false, true },
    [CLIENT_APPLE] = { { "Apple Mail (2.2104)", "Apple Mail (2.3112)", "Apple Mail (2.3259)" }, false, false, false },
    [CLIENT_THUNDERBIRD] = { { "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:31.0) Gecko/20100101 Thunderbird/31.7.0",
                               "Mozilla/5.0 (X11; Linux x86_64; rv:38.0) Gecko/20100101 Thunderbird/38.5.0",
                               "Mozilla/5.0 (Windows NT 10.0; WOW64; rv:45.0) Gecko/20100101 Thunderbird/45.8.0" },
                             false,
                             true,
                             false },
    [CLIENT_WEBMAIL] = { { NULL, NULL, NULL }, true, false, false },
    [CLIENT_IPHONE] = { { "iPhone Mail (12H143)", "iPhone Mail (13C75)", "iPhone Mail (14D27)" }, false, false, false },
    [CLIENT_MUTT] = { { "Mutt/1.5.21 (2010-09-15)", "Mutt/1.5.23 (2014-03-12)", "Mutt/1.5.24 (2015-08-30)" },
                      false,
                      true,
                      false },
    [CLIENT_BULK] = { { "PHPMailer 5.2.9 (https://github.com/PHPMailer/PHPMailer/)",
                        "PHPMailer 5.2.9 (https://github.com/PHPMailer/PHPMailer/)",
                        "PHPMailer 5.2.9 (https://github.com/PHPMailer/PHPMailer/)" },
                      true,
                      false,
                      false },
    [CLIENT_AUTO] = { { NULL, NULL, NULL }, false, false, false },
};

#define OUT CLIENT_OUTLOOK
#define EXC CLIENT_EXCHANGE
#define APL CLIENT_APPLE
#define THU CLIENT_THUNDERBIRD
#define WEB CLIENT_WEBMAIL
#define MUT CLIENT_MUTT
const struct sim_org sim_orgs[ORGS] = {
    { "campaign.example",
      "Campaign",
      LEAK_FR,
      ZONE_PARIS,
      30,
      SIGNS_ALL,
      false,
      false,
      { WEB, APL, WEB, OUT },
      2,
      ZONE_UTC },
    { "office.example.org",
      "Office",
      LEAK_FR,
      ZONE_PARIS,
      13,
      SIGNS_SOME,
      false,
      true,
      { OUT, EXC, OUT, THU },
      -14,
      ZONE_PARIS },
    { "press.example.net",
      "Press",
      LEAK_EN,
      ZONE_LONDON,
      10,
      SIGNS_ALL,
      true,
      true,
      { APL, THU, APL, MUT },
      21,
      ZONE_LONDON },
    { "treasury.example",
      "Treasury",
      LEAK_FR,
      ZONE_PARIS,
      9,
      SIGNS_NONE,
      false,
      false,
      { OUT, THU, OUT, EXC },
      48,
      ZONE_PARIS },
    { "party.example",
      "Party",
      LEAK_FR,
      ZONE_PARIS,
      9,
      SIGNS_ALL,
      false,
      false,
      { THU, OUT, APL, THU },
      -3,
      ZONE_PARIS },
    { "institute.example",
      "Institute",
      LEAK_DE,
      ZONE_PARIS,
      6,
      SIGNS_NONE,
      false,
      false,
      { THU, MUT, OUT, THU },
      7,
      ZONE_PARIS },
    { "law.example",
      "Law",
      LEAK_EN,
      ZONE_NEW_YORK,
      6,
      SIGNS_ALL,
      false,
      true,
      { OUT, EXC, OUT, OUT },
      0,
      ZONE_NEW_YORK },
    { "union.example.net",
      "Union",
      LEAK_FR,
      ZONE_PARIS,
      5,
      SIGNS_ALL,
      true,
      false,
      { THU, APL, THU, OUT },
      -37,
      ZONE_PARIS },
    { "printers.example.com",
      "Printers",
      LEAK_EN,
      ZONE_ATHENS,
      4,
      SIGNS_NONE,
      false,
      false,
      { OUT, THU, EXC, OUT },
      95,
      ZONE_ATHENS },
    { "webmail.example",
      "Webmail",
      LEAK_FR,
      ZONE_PARIS,
      8,
      SIGNS_ALL,
      false,
      false,
      { WEB, WEB, WEB, APL },
      1,
      ZONE_UTC },
};

/* Keys 0 to 4 are RSA-1024, 5 to 9 RSA-2048, 10 and 11 Ed25519.  By domain, then time. */
const struct sim_selector sim_selectors[] = {
    { 0, 0, "google", "", true, false },
    { 0, 5, "k2016", "2016-03-01", true, false },
    { 1, 6, "sel1", "", true, false },
    { 2, 1, "mail2014", "", true, false },
    { 2, 2, "mail2015", "2015-10-01", false, false },
    { 2, 7, "mail2016", "2016-02-15", true, false },
    { 4, 3, "default", "", true, true },
    { 4, 8, "default2", "2015-07-01", true, false },
    { 6, 9, "s1", "", true, false },
    { 6, 10, "ed2017", "2016-12-01", true, false },
    { 7, 4, "dkim", "", true, false },
    { 7, 11, "dkim-ed", "2016-11-20", false, false },
    { 9, 0, "20120113", "", true, false },
    { 9, 9, "20161025", "2016-10-25", true, false },
};
const size_t sim_n_selectors = sizeof sim_selectors / sizeof *sim_selectors;

sg_time sim_selector_begin(const struct sim_selector *s)
{
    sg_time t;
    uint32_t precision;
    if (!s->from[0] || sg_time_parse(sg_str(s->from), &t, &precision, NULL) != SG_OK) return SG_TIME_NONE;
    return t;
}

const struct sim_selector *sim_selector_at(unsigned org, sg_time t)
{
    const struct sim_selector *found = NULL;
    for (size_t i = 0; i < sim_n_selectors; i++)
        if (sim_selectors[i].org == org && sim_selector_begin(&sim_selectors[i]) <= t) found = &sim_selectors[i];
    return found;
}

const struct sim_list sim_lists[LISTS] = {
    { "discussion@lists.example.org", "Discussion", "[discussion]", 1 },
    { "local-groups@lists.example.net", "Local groups", "[local]", 7 },
    { "announce@lists.campaign.example", "Announce", "", 0 },
};

const char *const sim_roles[LEAK_LANGUAGES][40] = {
    { "Treasury",       "Press office",  "Front desk",    "Legal desk", "Field team",    "Speech desk",
      "Archive",        "Scheduling",    "Travel desk",   "Volunteers", "Web team",      "Print shop",
      "Research",       "Events",        "Accounts",      "Payroll",    "Security desk", "Regional north",
      "Regional south", "Regional east", "Regional west", "Youth team", "Policy desk",   "Energy group",
      "Health group",   "School group",  "Budget group",  "Photo desk", "Video desk",    "Social desk",
      "Merchandise",    "Fundraising",   "Compliance",    "Data desk",  "Help line",     "Mail room",
      "Night desk",     "Polling desk",  "Transport",     "Assistant" },
    { "Trésorerie",   "Service presse", "Accueil",       "Pôle juridique", "Équipe terrain", "Discours",
      "Archives",     "Agenda",         "Déplacements",  "Bénévoles",      "Équipe web",     "Imprimerie",
      "Recherche",    "Événements",     "Comptabilité",  "Paie",           "Sûreté",         "Région nord",
      "Région sud",   "Région est",     "Région ouest",  "Équipe jeunes",  "Pôle programme", "Groupe énergie",
      "Groupe santé", "Groupe école",   "Groupe budget", "Photo",          "Vidéo",          "Réseaux",
      "Boutique",     "Dons",           "Conformité",    "Données",        "Assistance",     "Courrier",
      "Permanence",   "Sondages",       "Transports",    "Secrétariat" },
    { "Kasse",         "Pressestelle",    "Empfang",       "Rechtsstelle",    "Außendienst",
      "Redenteam",     "Archiv",          "Terminplanung", "Reisestelle",     "Ehrenamt",
      "Webteam",       "Druckerei",       "Forschung",     "Veranstaltungen", "Buchhaltung",
      "Lohnstelle",    "Wachdienst",      "Region Nord",   "Region Süd",      "Region Ost",
      "Region West",   "Jugendteam",      "Programmteam",  "Gruppe Energie",  "Gruppe Gesundheit",
      "Gruppe Schule", "Gruppe Haushalt", "Bildstelle",    "Videostelle",     "Netzteam",
      "Laden",         "Spenden",         "Prüfstelle",    "Datenstelle",     "Beratung",
      "Poststelle",    "Nachtdienst",     "Umfragen",      "Fahrdienst",      "Sekretariat" },
};
const char *const sim_role_parts[LEAK_LANGUAGES][40] = {
    { "treasury",   "press",      "desk",   "legal",    "field",    "speech",  "archive",   "schedule",
      "travel",     "volunteers", "web",    "print",    "research", "events",  "accounts",  "payroll",
      "security",   "north",      "south",  "east",     "west",     "youth",   "policy",    "energy",
      "health",     "school",     "budget", "photo",    "video",    "social",  "shop",      "funds",
      "compliance", "data",       "help",   "mailroom", "night",    "polling", "transport", "assistant" },
    { "tresorerie", "presse",    "accueil", "juridique",  "terrain",    "discours",   "archives",   "agenda",
      "voyages",    "benevoles", "web",     "imprimerie", "recherche",  "evenements", "compta",     "paie",
      "surete",     "nord",      "sud",     "est",        "ouest",      "jeunes",     "programme",  "energie",
      "sante",      "ecole",     "budget",  "photo",      "video",      "reseaux",    "boutique",   "dons",
      "conformite", "donnees",   "aide",    "courrier",   "permanence", "sondages",   "transports", "secretariat" },
    { "kasse",      "presse",   "empfang",  "recht", "aussen",    "reden",    "archiv",      "termine",
      "reisen",     "ehrenamt", "web",      "druck", "forschung", "events",   "buchhaltung", "lohn",
      "wache",      "nord",     "sued",     "ost",   "west",      "jugend",   "programm",    "energie",
      "gesundheit", "schule",   "haushalt", "bild",  "video",     "netz",     "laden",       "spenden",
      "pruefung",   "daten",    "beratung", "post",  "nacht",     "umfragen", "fahrdienst",  "sekretariat" },
};

const char *const sim_class_names[LEAK_CLASSES] = { "honest",  "damaged", "altered",
                                                    "planted", "batch",   "original-of-altered",
                                                    "carrier", "phishing" };
const struct sim_mark sim_marks[MARKS] = {
    { "unsigned", "unsigned-among-signed", false },      { "zone", "unusual-for-sender", false },
    { "client", "unusual-for-sender", false },           { "message-id-form", "message-id-unlike-client", false },
    { "message-id-domain", "message-id-domain", false }, { "date-after", "date-after-received", false },
    { "date-before", "date-before-received", true },     { "hops-back", "hops-out-of-order", false },
    { "hops-apart", "hops-do-not-meet", true },          { "thread-index", "thread-index-time", false },
    { "structure", "structure-unlike-client", true },    { "language", "unusual-for-sender", false },
};
const struct sim_mark sim_document_marks[DOC_MARKS] = {
    { "editor-script", "editor-script", false },
    { "after-sent", "modified-after-sent", false },
    { "after-latest", "modified-after-latest", false },
    { "contradiction", "metadata-contradict", false },
};
