/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How they got in: mails of the leak's first month that carry a name which imitates an organisation's own.  The names
 * are made here, by hand-written tricks, and know nothing of whatever looks for them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "simulate/leak_internal.h"

enum { TRIES = 200, PART = 40, LETTERS_LEAST = 8 /* of a label that is misspelt: what is shorter is often a word */ };

const char *const sim_lure_wheres[LURE_WHERES] = { "mail-link", "sender",      "reply-to",
                                                   "received",  "return-path", "signer" };

/* ---- punycode of one label (RFC 3492, 6.3) ---- */

/* `label` has one letter beyond ASCII: `scalar`, which stands at `at` instead of an ASCII one.  With one letter the
 * bias never changes. */
static void put_punycode(struct sg_buf *out, const char *label, size_t at, unsigned scalar)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    size_t n = strlen(label);
    sg_buf_text(out, "xn--");
    for (size_t i = 0; i < n; i++)
        if (i != at) sg_buf_char(out, label[i]);
    sg_buf_char(out, '-');
    unsigned bias = 72, q = (scalar - 128) * (unsigned)n + (unsigned)at;
    for (unsigned k = 36;; k += 36) {
        unsigned t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        if (q < t) break;
        sg_buf_char(out, digits[t + (q - t) % (36 - t)]);
        q = (q - t) / (36 - t);
    }
    sg_buf_char(out, digits[q]);
}

/* ---- tricks ---- */

struct lure {
    const char *label, *ending; /* "campaign", "example" */
    const char *domain;
    uint64_t *s;
    uint32_t number; /* makes strangers' names different */
    struct sg_buf *out;
    const char **tricks;
    uint8_t *n_done;
};

/* What was done, then what the name may as well be called: by letters alone nobody knows what was meant. */
#define TOLD(l, ...)                                                                                                   \
    memcpy((l)->tricks, (const char *const[LURE_TRICKS]){ __VA_ARGS__ }, sizeof(const char *[LURE_TRICKS]))

static size_t inner(struct lure *l)
{
    return 1 + sg_random_below(l->s, (uint32_t)strlen(l->label) - 2);
}

/* The label with `len` bytes at `at` replaced, below its own ending. */
static bool put_changed(struct lure *l, size_t at, size_t len, const char *by)
{
    sg_buf_printf(l->out, "%.*s%s%s.%s", (int)at, l->label, by, l->label + at + len, l->ending);
    return true;
}

struct pair {
    const char *from, *to;
};

static bool swap_piece(struct lure *l, const struct pair *pairs, size_t n)
{
    const struct pair *p = &pairs[sg_random_below(l->s, (uint32_t)n)];
    const char *at = strstr(l->label, p->from);
    return at && put_changed(l, (size_t)(at - l->label), strlen(p->from), p->to);
}

static bool confuse(struct lure *l)
{
    static const struct pair pairs[] = { { "m", "rn" }, { "w", "vv" }, { "i", "1" }, { "i", "l" }, { "g", "q" } };
    TOLD(l, "confusable", "substitution", "keyboard");
    return swap_piece(l, pairs, sizeof pairs / sizeof *pairs);
}

static bool confuse_script(struct lure *l)
{
    static const struct {
        char letter;
        unsigned scalar;
    } letters[] = { { 'a', 0x430 }, { 'e', 0x435 }, { 'i', 0x456 }, { 'p', 0x440 }, { 'c', 0x441 }, { 's', 0x455 } };
    unsigned i = sg_random_below(l->s, sizeof letters / sizeof *letters);
    const char *at = strchr(l->label, letters[i].letter);
    TOLD(l, "confusable");
    if (!at) return false;
    put_punycode(l->out, l->label, (size_t)(at - l->label), letters[i].scalar);
    sg_buf_printf(l->out, ".%s", l->ending);
    return true;
}

static bool omit(struct lure *l)
{
    TOLD(l, "omission", "transposition", "homophone");
    return put_changed(l, inner(l), 1, "");
}

static bool double_letter(struct lure *l)
{
    size_t at = inner(l);
    const char twice[] = { l->label[at], l->label[at], 0 };
    TOLD(l, "doubling", "insertion", "homophone");
    return put_changed(l, at, 1, twice);
}

static bool insert(struct lure *l)
{
    size_t at = inner(l);
    const char letter[] = { (char)('a' + sg_random_below(l->s, 26)), 0 };
    TOLD(l, "insertion", "doubling", "keyboard", "confusable", "homophone");
    return put_changed(l, at, 0, letter);
}

static bool transpose(struct lure *l)
{
    size_t at = inner(l);
    const char turned[] = { l->label[at + 1], l->label[at], 0 };
    TOLD(l, "transposition", "homophone");
    return at + 2 < strlen(l->label) && turned[0] != turned[1] && put_changed(l, at, 2, turned);
}

static bool miss_key(struct lure *l)
{
    static const struct pair pairs[] = { { "a", "s" }, { "e", "r" }, { "t", "y" }, { "u", "y" }, { "p", "o" },
                                         { "s", "d" }, { "g", "h" }, { "r", "t" }, { "n", "b" }, { "c", "v" } };
    TOLD(l, "keyboard", "substitution", "confusable", "bit-flip", "homophone");
    return swap_piece(l, pairs, sizeof pairs / sizeof *pairs);
}

static bool flip_bit(struct lure *l)
{
    size_t at = inner(l);
    char letter[] = { (char)(l->label[at] ^ 1 << sg_random_below(l->s, 5)), 0 };
    TOLD(l, "bit-flip", "substitution", "keyboard", "confusable", "homophone");
    return letter[0] >= 'a' && letter[0] <= 'z' && put_changed(l, at, 1, letter);
}

static bool hyphenate(struct lure *l)
{
    TOLD(l, "hyphen", "insertion");
    return put_changed(l, inner(l) + 1, 0, "-");
}

static bool make_plural(struct lure *l)
{
    TOLD(l, "plural", "insertion");
    return put_changed(l, strlen(l->label), 0, "s");
}

static bool spell_by_ear(struct lure *l)
{
    TOLD(l, "homophone", "substitution", "confusable");
    return l->label[0] == 'c' && put_changed(l, 0, 1, "k");
}

static bool change_ending(struct lure *l)
{
    static const char *const endings[] = { "test", "invalid" };
    TOLD(l, "tld");
    sg_buf_printf(l->out, "%s.%s", l->label, endings[sg_random_below(l->s, 2)]);
    return true;
}

static const char *const lures[] = { "login",   "mail",   "secure",  "portal",    "webmail",
                                     "account", "verify", "support", "connexion", "update" };

static bool combine(struct lure *l)
{
    const char *word = lures[sg_random_below(l->s, sizeof lures / sizeof *lures)];
    const char *ending = sim_is(l->s, 500) ? "test" : l->ending;
    TOLD(l, "combosquat");
    if (sim_is(l->s, 600))
        sg_buf_printf(l->out, "%s-%s.%s", word, l->label, ending);
    else
        sg_buf_printf(l->out, "%s-%s.%s", l->label, word, ending);
    return true;
}

static bool combine_and_confuse(struct lure *l)
{
    const char *at = strstr(l->label, "m");
    TOLD(l, "combosquat", "confusable");
    *l->n_done = 2;
    if (!at) return false;
    sg_buf_printf(l->out, "%s-%.*srn%s.%s", lures[sg_random_below(l->s, 4)], (int)(at - l->label), l->label, at + 1,
                  l->ending);
    return true;
}

static bool go_below(struct lure *l)
{
    TOLD(l, "subdomain", "suffix", "combosquat");
    sg_buf_printf(l->out, "%s.sign-in%u.test", l->domain, l->number);
    return true;
}

static bool add_suffix(struct lure *l)
{
    TOLD(l, "suffix", "subdomain");
    sg_buf_printf(l->out, "%s.test", l->domain);
    return true;
}

static bool embed_ending(struct lure *l)
{
    TOLD(l, "embedded-tld", "combosquat", "tld");
    sg_buf_printf(l->out, sim_is(l->s, 500) ? "%s%s.test" : "%s-%s.test", l->label, l->ending);
    return true;
}

static const struct {
    bool (*make)(struct lure *l);
    bool is_of_label; /* a name of its own, and not the whole one in a stranger's */
} tricks[] = {
    /* the first ones as different as can be: a few mails show many of them */
    { confuse, true },        { combine, true },       { go_below, false },     { omit, true },
    { confuse_script, true }, { embed_ending, true },  { transpose, true },     { combine_and_confuse, true },
    { add_suffix, false },    { change_ending, true }, { double_letter, true }, { insert, true },
    { miss_key, true },       { flip_bit, true },      { hyphenate, true },     { make_plural, true },
    { spell_by_ear, true },   { combine, true },       { go_below, false },
};

enum { N_TRICKS = sizeof tricks / sizeof *tricks };

/* ---- the plan ---- */

/* The last two labels: what somebody would have registered. */
static const char *registered(const char *host)
{
    const char *at = strrchr(host, '.');
    while (at && at > host && at[-1] != '.')
        at--;
    return at ? at : host;
}

static bool is_taken(const struct sim_world *w, const char *host)
{
    for (uint32_t i = 0; i < w->n_lures; i++)
        if (strcmp(registered(w->lures[i].host), registered(host)) == 0) return true;
    for (unsigned i = 0; i < ORGS; i++)
        if (strcmp(registered(sim_orgs[i].domain), registered(host)) == 0) return true;
    return false;
}

/* "campaign.example" has a label of its own; of "office.example.org" only the whole name can be imitated. */
static bool can_change(const char *domain)
{
    const char *dot = strchr(domain, '.');
    return dot && !strchr(dot + 1, '.') && dot - domain >= LETTERS_LEAST;
}

/* Nobody reads a server's name, an envelope or a signature: no whole name is put in front of a stranger's there. */
static uint8_t place_of(uint32_t number, bool is_of_label, uint64_t *s)
{
    static const uint8_t below[LURE_WHERES] = { 38, 60, 75, 84, 92, 100 };
    unsigned drawn = sg_random_below(s, 100), where = 0;
    while (drawn >= below[where])
        where++;
    if (number < LURE_WHERES) where = number; /* each is there */
    return !is_of_label && where >= LURE_RECEIVED ? LURE_LINK : (uint8_t)where;
}

/* The first ones show each trick in turn. */
static bool make_lure(const struct sim_world *w, uint32_t number, unsigned tries, uint64_t *s, struct sim_lure *ret)
{
    static const uint8_t others[] = { 3, 5, 1 };
    unsigned what = number < N_TRICKS && tries < TRIES / 2 ? number : sg_random_below(s, N_TRICKS);
    char label[PART];
    sg_auto_buf out = { 0 };
    struct sim_lure lure = { .org = HOME_ORG }; /* three in four imitate the leak's own */
    if (number % 4 == 1) lure.org = others[sg_random_below(s, sizeof others)];
    const char *domain = sim_orgs[lure.org].domain, *dot = strchr(domain, '.');
    if (tricks[what].is_of_label && !can_change(domain)) return false;
    snprintf(label, sizeof label, "%.*s", (int)(dot - domain), domain);
    struct lure l = { .label = label,
                      .ending = dot + 1,
                      .domain = domain,
                      .s = s,
                      .number = number + 1,
                      .out = &out,
                      .tricks = lure.tricks,
                      .n_done = &lure.n_done };
    lure.n_done = 1;
    if (!tricks[what].make(&l) || out.failed || out.len >= sizeof lure.host) return false;
    memcpy(lure.host, out.data, out.len);
    if (is_taken(w, lure.host)) return false;
    lure.where = place_of(number, tricks[what].is_of_label, s);
    *ret = lure;
    return true;
}

static uint32_t draw_of(const struct sim_world *w, unsigned org, uint64_t *s)
{
    for (unsigned tries = 0; tries < TRIES; tries++) {
        uint32_t p = sg_random_below(s, w->n_people);
        if (w->people[p].org == org) return p;
    }
    return 0;
}

/* In the name of somebody of the organisation that it imitates, to a few people of the leak's own. */
static struct sim_mail lure_mail(const struct sim_world *w, uint32_t number, uint64_t *s)
{
    static const uint8_t clients[] = { CLIENT_THUNDERBIRD, CLIENT_WEBMAIL, CLIENT_APPLE, CLIENT_BULK };
    struct sim_mail m = { .seed = sg_random(s),
                          .parent = LEAK_NONE,
                          .thread = LEAK_NONE,
                          .original = LEAK_NONE,
                          .document = LEAK_NONE,
                          .kind = LEAK_PERSONAL,
                          .klass = LEAK_PHISHING,
                          .is_short = true,
                          .lure = number + 1 };
    m.from = draw_of(w, w->lures[number].org, s);
    const struct sim_person *p = &w->people[m.from];
    m.client = clients[sg_random_below(s, sizeof clients)];
    m.lang = p->lang;
    unsigned wanted = sim_between(s, 1, 4);
    for (unsigned tries = 0; m.n_to < wanted && tries < TRIES; tries++) {
        uint32_t to = draw_of(w, HOME_ORG, s);
        bool is_known = to == m.from;
        for (unsigned i = 0; i < m.n_to; i++)
            is_known |= m.to[i] == to;
        if (!is_known) m.to[m.n_to++] = to;
    }
    sg_time step = 30 * SG_DAY / (w->o.lookalikes + 1);
    m.sent = w->o.start + SG_HOUR + number * step + (sg_time)(sg_random_unit(s) * 0.5 * (double)step);
    m.sent = m.sent / SG_SECOND * SG_SECOND;
    m.root = m.sent;
    sim_settle_mail(w, &m);
    m.is_signed = w->lures[number].where == LURE_SIGNER;
    return m;
}

enum sg_code sim_plan_lures(struct sim_world *w, struct sg_err *err)
{
    uint64_t s = sim_draw(w->o.seed, LEAK_LURES, 0);
    if (!w->o.lookalikes) return SG_OK;
    w->lures = calloc(w->o.lookalikes, sizeof *w->lures);
    if (!w->lures) return sg_fail_nomem(err, "the plan");
    for (uint32_t i = 0; i < w->o.lookalikes; i++) {
        unsigned tries = 0;
        while (!make_lure(w, i, tries, &s, &w->lures[i]))
            if (++tries > TRIES) return sg_fail(err, SG_ELIMIT, "no more than %u look-alikes can be made", i);
        w->n_lures++;
        struct sim_mail m = lure_mail(w, i, &s);
        SG_TRY(sim_mail_add(w, &m, NULL, err));
    }
    return SG_OK;
}

/* ---- what a mail says ---- */

const struct sim_lure *sim_lure_at(const struct sim_world *w, const struct sim_mail *m, enum sim_lure_where where)
{
    const struct sim_lure *l = m->lure ? &w->lures[m->lure - 1] : NULL;
    return l && l->where == where ? l : NULL;
}

const char *sim_sender_domain(const struct sim_world *w, const struct sim_mail *m)
{
    const struct sim_lure *l = sim_lure_at(w, m, LURE_SENDER);
    return l ? l->host : m->lure ? "letters.test" : sim_orgs[w->people[m->from].org].domain;
}

void sim_put_lure_url(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out)
{
    sg_buf_printf(out, "https://%s/session?id=%u", w->lures[m->lure - 1].host, (unsigned)(m->seed >> 40));
}
