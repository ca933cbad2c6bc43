/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, and the texts, tags, links and handles made of them.  All are made up here; hosts lie under .example. */
#include "simulate/simulate_internal.h"

enum { WORDS = 64, TEXT_LEAST = 6, TEXT_MORE = 15, LONG_LEAST = 36, LONG_MORE = 12, CHANGES = 2 };

static const char *const words[LANGUAGES][WORDS] = {
    { "harbor", "river",  "market", "council", "letter", "winter", "garden", "engine",  "bridge", "signal", "copper",
      "paper",  "window", "street", "story",   "number", "minute", "island", "forest",  "silver", "answer", "voice",
      "train",  "coffee", "school", "doctor",  "budget", "police", "summer", "weather", "record", "museum", "farmer",
      "reads",  "opens",  "closes", "carries", "finds",  "loses",  "counts", "shows",   "hides",  "builds", "breaks",
      "sends",  "keeps",  "asks",   "quiet",   "bright", "sudden", "second", "public",  "secret", "local",  "broken",
      "early",  "under",  "behind", "between", "before", "never",  "always", "almost",  "again" },
    { "rivière", "marché",   "conseil", "lettre", "hiver",   "jardin", "moteur",  "pont",     "signal", "cuivre",
      "papier",  "fenêtre",  "rue",     "récit",  "nombre",  "minute", "île",     "forêt",    "argent", "réponse",
      "voix",    "train",    "café",    "école",  "médecin", "budget", "police",  "été",      "météo",  "musée",
      "fermier", "lumière",  "cœur",    "lit",    "ouvre",   "ferme",  "porte",   "trouve",   "perd",   "compte",
      "montre",  "cache",    "bâtit",   "casse",  "envoie",  "garde",  "demande", "calme",    "clair",  "soudain",
      "second",  "public",   "secret",  "voisin", "brisé",   "tôt",    "sous",    "derrière", "entre",  "avant",
      "jamais",  "toujours", "presque", "encore" },
    { "río",     "mercado", "consejo",   "carta",   "invierno", "jardín", "motor",   "puente", "señal",  "cobre",
      "papel",   "ventana", "calle",     "relato",  "número",   "minuto", "isla",    "bosque", "plata",  "respuesta",
      "voz",     "tren",    "mañana",    "escuela", "médico",   "gasto",  "policía", "verano", "tiempo", "museo",
      "granja",  "luz",     "corazón",   "lee",     "abre",     "cierra", "lleva",   "halla",  "pierde", "cuenta",
      "muestra", "esconde", "construye", "rompe",   "envía",    "guarda", "pide",    "quieto", "claro",  "súbito",
      "segundo", "público", "secreto",   "vecino",  "roto",     "pronto", "bajo",    "detrás", "entre",  "antes",
      "nunca",   "siempre", "casi",      "otra" },
    { "Hafen",   "Fluss",    "Markt",   "Brief",   "Winter",  "Garten",   "Motor",   "Brücke", "Zeichen",  "Kupfer",
      "Papier",  "Fenster",  "Straße",  "Bericht", "Zahl",    "Minute",   "Insel",   "Wald",   "Silber",   "Antwort",
      "Stimme",  "Zug",      "Kaffee",  "Schule",  "Ärztin",  "Haushalt", "Polizei", "Sommer", "Wetter",   "Museum",
      "Bauer",   "Licht",    "Herz",    "liest",   "öffnet",  "schließt", "trägt",   "findet", "verliert", "zählt",
      "zeigt",   "verbirgt", "baut",    "bricht",  "schickt", "hütet",    "fragt",   "leise",  "hell",     "jäh",
      "zweite",  "offen",    "geheim",  "nah",     "kaputt",  "früh",     "unter",   "hinter", "zwischen", "vorher",
      "niemals", "immer",    "beinahe", "wieder" },
    { "port",      "rzeka",  "rynek",   "rada",   "list",     "zima",     "ogród",  "silnik",   "most",   "znak",
      "miedź",     "papier", "okno",    "ulica",  "opowieść", "liczba",   "minuta", "wyspa",    "las",    "srebro",
      "odpowiedź", "głos",   "pociąg",  "kawa",   "szkoła",   "lekarz",   "budżet", "policja",  "lato",   "pogoda",
      "muzeum",    "rolnik", "światło", "czyta",  "otwiera",  "zamyka",   "niesie", "znajduje", "gubi",   "liczy",
      "pokazuje",  "chowa",  "buduje",  "łamie",  "wysyła",   "trzyma",   "pyta",   "cichy",    "jasny",  "nagły",
      "drugi",     "jawny",  "tajny",   "bliski", "zepsuty",  "wcześnie", "pod",    "za",       "między", "przed",
      "nigdy",     "zawsze", "prawie",  "znowu" },
    { "гавань",     "река",   "рынок",  "совет",   "письмо",    "зима",      "сад",    "мотор",   "мост",   "сигнал",
      "медь",       "бумага", "окно",   "улица",   "рассказ",   "число",     "минута", "остров",  "лес",    "серебро",
      "ответ",      "голос",  "поезд",  "кофе",    "школа",     "врач",      "бюджет", "полиция", "лето",   "погода",
      "музей",      "фермер", "свет",   "читает",  "открывает", "закрывает", "несёт",  "находит", "теряет", "считает",
      "показывает", "прячет", "строит", "ломает",  "шлёт",      "хранит",    "просит", "тихий",   "яркий",  "внезапный",
      "второй",     "общий",  "тайный", "местный", "разбитый",  "рано",      "под",    "за",      "между",  "прежде",
      "никогда",    "всегда", "почти",  "снова" },
};
static const char *const emoji[] = { "🔥", "😂", "👀", "🌊", "✅", "👩‍🌾", "❗", "🇪🇺" };
static const char *const hosts[] = { "harbor-news",  "le-matin-clair", "blick-ins-land", "daily-lantern",
                                     "copper-wire",  "gaceta-norte",   "kurier-poranny", "old-bridge-post",
                                     "video-garden", "open-archive",   "longread-club",  "river-radio" };

void words_tag(struct sg_buf *out, uint32_t tag)
{
    uint64_t s = draw_for(0, SALT_TEXT, 1, tag);
    const char *const *list = words[sg_random_below(&s, LANGUAGES)];
    sg_buf_text(out, list[sg_random_below(&s, WORDS)]);
    if (sg_random(&s) & 1) sg_buf_text(out, list[sg_random_below(&s, WORDS)]);
    pen_number(out, tag); /* the number alone makes it another tag */
}

void words_link(struct sg_buf *out, uint64_t link)
{
    uint64_t s = draw_for(0, SALT_TEXT, 2, link);
    sg_buf_add(out, "https://", 8);
    sg_buf_text(out, hosts[sg_random_below(&s, sizeof hosts / sizeof *hosts)]);
    sg_buf_add(out, ".example/", 9);
    sg_buf_text(out, words[0][sg_random_below(&s, WORDS)]);
    sg_buf_char(out, '-');
    pen_number(out, link);
}

size_t words_handle(uint64_t seed, unsigned platform, uint32_t account, char ret[static HANDLE_MAX])
{
    uint64_t s = draw_for(seed, SALT_TEXT, 8 + platform, account);
    const char *parts[2] = { words[0][sg_random_below(&s, WORDS)], words[0][sg_random_below(&s, WORDS)] };
    size_t n = 0;
    for (int i = 0; i < 2; i++) {
        size_t len = strlen(parts[i]);
        memcpy(ret + n, parts[i], len);
        n += len;
        ret[n++] = '_';
    }
    char digits[8];
    int k = 0;
    for (uint32_t v = account; k == 0 || v; v /= 36)
        digits[k++] = "0123456789abcdefghijklmnopqrstuvwxyz"[v % 36];
    while (k)
        ret[n++] = digits[--k];
    return n;
}

/* The places where a copy differs: the same word never stands for itself. */
struct changes {
    unsigned at[CHANGES], by[CHANGES], n;
};

static struct changes changes_of(uint64_t change, unsigned n_words)
{
    struct changes c = { .n = 0 };
    if (!change) return c;
    c.n = sg_random_below(&change, 10) < 3 ? 2 : 1;
    for (unsigned i = 0; i < c.n; i++) {
        c.at[i] = sg_random_below(&change, n_words);
        c.by[i] = 1 + sg_random_below(&change, WORDS - 1);
    }
    return c;
}

void words_text(struct sg_buf *out, uint64_t seed, unsigned language, bool is_long, uint64_t change)
{
    uint64_t s = seed;
    unsigned n = is_long ? LONG_LEAST + sg_random_below(&s, LONG_MORE) : TEXT_LEAST + sg_random_below(&s, TEXT_MORE);
    struct changes c = changes_of(change, n);
    for (unsigned i = 0; i < n; i++) {
        unsigned word = sg_random_below(&s, WORDS);
        for (unsigned j = 0; j < c.n; j++)
            if (c.at[j] == i) word = (word + c.by[j]) % WORDS;
        if (i) sg_buf_char(out, ' ');
        sg_buf_text(out, words[language][word]);
        if (i % 7 == 6 && i + 1 < n) sg_buf_char(out, sg_random(&s) & 1 ? ',' : '.');
    }
    switch (sg_random_below(&s, 8)) {
    case 0:
        sg_buf_char(out, ' ');
        sg_buf_text(out, emoji[sg_random_below(&s, sizeof emoji / sizeof *emoji)]);
        break;
    case 1:
        sg_buf_text(out, "?!");
        break;
    case 2:
        sg_buf_text(out, " & \"so\"\n…");
        break;
    default:
        sg_buf_char(out, '.');
        break;
    }
}
