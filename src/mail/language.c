/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The language of a text: by its script where the script says it, else by the words that hold sentences together and
 * that no text is long without.  Method and limits: doc/method/language.md.
 */
#include <pthread.h>

#include "mail/mail_internal.h"

enum { MOST_BYTES = 8192, SLOTS = 2048, LONGEST_WORD = 12, LANGUAGES = 8, WHOLE = 840 /* divisible by 1 to 8 */ };

static const struct {
    const char *code, *words;
} languages[LANGUAGES] = {
    { "en",
      "the of and to in is that it for was on are as with his they be at this have from or had by but what some we "
      "can out other were all there when your how said an each which she do their if will would about up them then "
      "these so her has two more no my than been who its now did get may after most our must through where much "
      "before because should could not you he me him any only just also very please i us here being does" },
    { "fr",
      "le la les de des du et un une est en que qui dans pour pas sur au aux avec ce cette ces son sa ses il elle "
      "nous vous ils elles je tu ne plus par mais ou où comme si leur leurs bien être avoir fait été ont sont était "
      "avons avez tout tous toute même aussi très sans sous entre après avant chez donc votre vos notre nos mon ma "
      "mes peut cela l d qu c n s j y à" },
    { "de",
      "der die das und ist in zu den dem des ein eine einen einem einer eines nicht mit sich auf für von im am als "
      "auch es an werden aus er hat dass daß sie nach wird bei noch wie über so zum zur war haben nur oder aber vor "
      "bis mehr durch man kann dann wenn ich wir ihr mir mich uns unser unsere sein seine sind wurde wurden schon "
      "vom hier diese dieser dieses können sehr bitte ihnen ihre keine" },
    { "es",
      "el la los las de del y un una unos unas es en que se no por con para su sus al lo como más pero o le ha me si "
      "sin sobre este esta esto estos estas entre cuando muy ya también hasta hay donde quien desde todo todos toda "
      "nos durante ni contra otros ese eso esa ante ellos e mi yo otro otra él porque está están fue son ser tiene "
      "usted gracias nuestro nuestra" },
    { "it",
      "il lo la i gli le di del della dei delle degli dello e un uno una è in che non per con su si da dal dalla al "
      "alla ai alle come più ma o anche se questo questa questi queste sono ha hanno nel nella nelle nei suo sua loro "
      "essere stato stata ci mi ti quando tutto tutti molto dove chi cui perché ancora già io noi voi lei lui sul "
      "sulla dopo prima fra tra ogni abbiamo grazie era l d c" },
    { "pt",
      "o a os as de do da dos das e um uma é em no na nos nas que não por para com se ao aos à às como mais mas ou "
      "seu sua seus suas foi são ser está tem há já também só pelo pela até isso ela ele entre depois sem mesmo "
      "quando muito nós você eu me eles elas estava sobre minha meu isto essa esse este esta num numa nem ainda "
      "obrigado onde porque" },
    { "nl",
      "de het een en van ik te dat die in is niet hij zijn op aan met als voor had er maar om hem dan zou of wat mijn "
      "men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog "
      "zal me zij nu ge geen omdat iets worden toch al waren veel meer doen moet ben zonder kan hun dus alles onder "
      "ons wij wordt werd uw bent graag" },
    { "pl",
      "i w nie na się z do to że jest o jak ale za co po tak od przez dla czy są być tylko już było był była przy "
      "tym tego ten ta te które który która oraz lub ich jego jej może mnie mi go my wy on ona oni pan pani gdy "
      "także jeszcze ze u a ma mam bardzo proszę nas nam można we więc bo pod nad między bez" },
};

/* ---- words ---- */

struct entry {
    const char *word;
    size_t len;
    unsigned mask; /* a bit a language */
};
static struct entry table[SLOTS]; /* open addressing; written once */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static size_t hash(const char *s, size_t len)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return (h ^ h >> 15) & (SLOTS - 1);
}

static struct entry *slot(const char *word, size_t len)
{
    size_t at = hash(word, len);
    while (table[at].word && (table[at].len != len || memcmp(table[at].word, word, len) != 0))
        at = (at + 1) & (SLOTS - 1);
    return &table[at];
}

static void fill(void)
{
    for (unsigned l = 0; l < LANGUAGES; l++) {
        for (const char *at = languages[l].words; *at;) {
            size_t len = strcspn(at, " ");
            struct entry *e = slot(at, len);
            e->word = at;
            e->len = len;
            e->mask |= 1u << l;
            at += len + (at[len] == ' ');
        }
    }
}

struct counts {
    uint64_t score[LANGUAGES]; /* a word of n languages is 1/n for each, in units of 1/WHOLE */
    size_t words;
    size_t latin, cyrillic, greek, arabic, hebrew, kana, han, hangul; /* letters */
    size_t ukrainian, russian, other_slavic, persian;                 /* letters that only some have */
};

static void count_word(struct counts *c, const char *word, size_t len)
{
    c->words++;
    if (len > LONGEST_WORD) return;
    unsigned mask = slot(word, len)->mask;
    for (unsigned l = 0; mask && l < LANGUAGES; l++)
        if (mask >> l & 1) c->score[l] += WHOLE / (unsigned)__builtin_popcount(mask);
}

/* ---- letters ---- */

static bool is_one_of(uint32_t c, const uint32_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == c) return true;
    return false;
}
#define IS_ONE_OF(c, ...)                                                                                              \
    is_one_of(c, (const uint32_t[]){ __VA_ARGS__ }, sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

static void count_cyrillic(struct counts *c, uint32_t u)
{
    c->cyrillic++;
    if (u >= 0x410 && u < 0x430) u += 0x20;
    if (u >= 0x400 && u < 0x410) u += 0x50;
    c->ukrainian += IS_ONE_OF(u, 0x454, 0x456, 0x457, 0x490, 0x491); /* є і ї ґ */
    c->russian += IS_ONE_OF(u, 0x44b, 0x44d, 0x451);                 /* ы э ё */
    c->other_slavic += IS_ONE_OF(u, 0x452, 0x453, 0x455, 0x458, 0x459, 0x45a, 0x45b, 0x45c, 0x45e, 0x45f);
}

static void count_letter(struct counts *c, uint32_t u)
{
    if (u < 0x250)
        c->latin++;
    else if (u >= 0x400 && u < 0x530)
        count_cyrillic(c, u);
    else if ((u >= 0x370 && u < 0x400) || (u >= 0x1f00 && u < 0x2000))
        c->greek++;
    else if (u >= 0x590 && u < 0x600)
        c->hebrew++;
    else if ((u >= 0x600 && u < 0x700) || (u >= 0xfb50 && u < 0xfe00) || (u >= 0xfe70 && u < 0xff00)) {
        c->arabic++;
        c->persian += IS_ONE_OF(u, 0x67e, 0x686, 0x698, 0x6af, 0x6a9, 0x6cc, 0x679, 0x688, 0x6d2);
    } else if (u >= 0x3040 && u < 0x3100)
        c->kana++;
    else if ((u >= 0x4e00 && u < 0xa000) || (u >= 0x3400 && u < 0x4dc0))
        c->han++;
    else if ((u >= 0xac00 && u < 0xd7b0) || (u >= 0x1100 && u < 0x1200))
        c->hangul++;
}

static bool is_web_word(struct sg_str s, size_t at)
{
    return s.len - at > 7 && (memcmp(s.data + at, "http://", 7) == 0 || memcmp(s.data + at, "https:/", 7) == 0);
}

static void count(struct sg_str s, struct counts *c)
{
    char word[LONGEST_WORD + 4];
    size_t len = 0; /* of the word that is open, counted beyond what is kept */
    for (size_t i = 0; i < s.len;) {
        unsigned char b = (unsigned char)s.data[i];
        char lower = sg_lower((char)b);
        if (lower >= 'a' && lower <= 'z') {
            if (len == 0 && lower == 'h' && is_web_word(s, i)) { /* an address has no language */
                while (i < s.len && (unsigned char)s.data[i] > ' ')
                    i++;
                continue;
            }
            c->latin++;
            if (len < LONGEST_WORD) word[len] = lower;
            len++;
            i++;
            continue;
        }
        size_t start = i;
        uint32_t u = b < 0x80 ? b : sg_utf8_next(s.data, s.len, &i);
        if (b < 0x80) i++;
        if (u >= 0xc0 && u < 0x250 && u != 0xd7 && u != 0xf7) {
            count_letter(c, u);
            for (size_t k = start; k < i; k++, len++)
                if (len < LONGEST_WORD) word[len] = s.data[k];
            if (u < 0xdf && len <= LONGEST_WORD && len >= 2) word[len - 1] = (char)(word[len - 1] | 0x20); /* À to à */
            continue;
        }
        if (u >= 0x370) count_letter(c, u);
        if (len) count_word(c, word, len);
        len = 0;
    }
    if (len) count_word(c, word, len);
}

/* ---- judging ---- */

static const char *by_words(const struct counts *c)
{
    size_t best = 0;
    uint64_t second = 0;
    for (size_t l = 1; l < LANGUAGES; l++)
        if (c->score[l] > c->score[best]) best = l;
    for (size_t l = 0; l < LANGUAGES; l++)
        if (l != best && c->score[l] > second) second = c->score[l];
    uint64_t score = c->score[best];
    /* Three words' worth, a sixth of all words, and half as much again as the next one. */
    if (score < 3 * WHOLE || score * 6 < c->words * WHOLE || score * 2 < second * 3) return "";
    return languages[best].code;
}

static const char *cyrillic(const struct counts *c)
{
    if (c->other_slavic * 100 > c->cyrillic) return ""; /* Serbian, Macedonian, Belarusian */
    if (c->ukrainian > c->russian) return c->ukrainian * 50 > c->cyrillic ? "uk" : "";
    return c->russian * 100 > c->cyrillic ? "ru" : ""; /* Bulgarian has none of them */
}

static const char *by_script(const struct counts *c)
{
    size_t east = c->kana + c->han + c->hangul;
    size_t most = c->cyrillic;
    if (c->greek > most) most = c->greek;
    if (c->arabic > most) most = c->arabic;
    if (c->hebrew > most) most = c->hebrew;
    if (east * 3 > c->latin && east > most && east >= 6) { /* a sign is a syllable or more */
        if (c->hangul * 2 > east) return "ko";
        return c->kana * 20 > east ? "ja" : c->han >= 6 ? "zh" : "";
    }
    if (most < 20 || most <= c->latin) return NULL;
    if (most == c->cyrillic) return cyrillic(c);
    if (most == c->greek) return "el";
    if (most == c->hebrew) return "he";
    return c->persian * 50 > c->arabic ? "" : "ar";
}

const char *sg_language(struct sg_str text)
{
    struct counts c = { 0 };
    if (text.len > MOST_BYTES) text.len = MOST_BYTES;
    pthread_once(&once, fill);
    count(text, &c);
    const char *found = by_script(&c);
    return found ? found : by_words(&c);
}
