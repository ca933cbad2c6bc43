/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tricks forward: what somebody who wants to imitate a protected name could register.  Candidates are made by
 * generate_tricks.c, put below endings, refused where the registry would refuse them, each name kept once by its
 * likeliest way, sorted and judged.  Method: doc/method/lookalike-names.md.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lookalike/generate_internal.h"
#include "objects/objects.h"

enum { DOMAIN_MAX = 253, CANDIDATES_MAX = 2000000 };
#define PAIR_LEAST 0.42            /* two tricks at once are made where their weights' product reaches it */
#define CONFUSABLE_PAIR_LEAST 0.05 /* two letters that pass for others are one idea, not two */
#define SHARED_BY 10.0             /* a trick's name that has as many likelier ones before it counts half */
#define EMBEDDED_ENDING_LEAST 20   /* "exampleorg.com": below the endings that are abused most */

struct step {
    enum sg_trick trick;
    const char *from, *to;
};
struct candidate {
    const char *domain;
    double rank;
    uint32_t number; /* in which order they were made: settles ties */
    uint32_t n_steps;
    struct step steps[2];
};
struct made { /* a label by one trick on letters: what a second one begins with */
    struct generated_label label;
    struct step step;
    double weight;
    bool is_word; /* the trick was a word put to it */
};
struct room {
    const struct sg_protected *p;
    const struct sg_protected_name *name;
    const struct sg_generate_options *o;
    const struct look_tables *t;
    struct sg_arena *arena;
    struct sg_idn *idn;
    struct generated_letters letters;
    struct generated_label label;
    struct look_suffix suffix; /* the protected name's own */
    const char *suffix_text;
    const char **own; /* every protected name, alias and allowed one, sorted */
    size_t n_own;
    struct look_suffix *endings; /* others to try */
    size_t n_endings;
    struct made *made;
    size_t n_made, cap_made;
    struct candidate *all;
    size_t n, cap;
    struct sg_buf text, ascii, domain;
    const struct made *first; /* of two tricks, while the second is tried */
};

static void room_release(struct room *g)
{
    sg_arena_free(g->arena);
    sg_idn_free(g->idn);
    free(g->letters.items);
    free(g->own);
    free(g->endings);
    free(g->made);
    free(g->all);
    sg_buf_release(&g->text);
    sg_buf_release(&g->ascii);
    sg_buf_release(&g->domain);
}
#define auto_room __attribute__((cleanup(room_release))) struct room

static bool grow(void *array, size_t n, size_t *cap, size_t size)
{
    void **where = array;
    if (n < *cap) return true;
    size_t bigger = *cap ? *cap * 2 : 256;
    void *more = realloc(*where, bigger * size);
    if (!more) return false;
    *where = more;
    *cap = bigger;
    return true;
}

/* ---- what the registry takes ---- */

static bool takes_letter(const struct look_suffix *s, uint32_t c)
{
    if (c < 128) return sg_is_digit((char)c) || (c >= 'a' && c <= 'z') || c == '-';
    for (size_t at = 0; at < s->extra.len;)
        if (sg_utf8_next(s->extra.data, s->extra.len, &at) == c) return true;
    return false;
}

/* RFC 5891, 4.2.3.1: no hyphen at the ends, nor two as third and fourth letter, which mark encodings. */
static bool takes_label(const struct look_suffix *s, const struct generated_label *l, bool *ret_is_ascii)
{
    *ret_is_ascii = true;
    if (l->n < s->least || !l->n || l->n > GENERATED_LABEL_MAX || l->s[0] == '-' || l->s[l->n - 1] == '-') return false;
    if (l->n >= 4 && l->s[2] == '-' && l->s[3] == '-') return false;
    for (size_t i = 0; i < l->n; i++) {
        if (!takes_letter(s, l->s[i])) return false;
        *ret_is_ascii &= l->s[i] < 128;
    }
    return true;
}

/* The label as g->ascii; false: no registry takes it. */
static bool encode(struct room *g, const struct generated_label *l, bool is_ascii)
{
    sg_buf_clear(&g->text);
    sg_buf_clear(&g->ascii);
    for (size_t i = 0; i < l->n; i++)
        sg_utf8_add(&g->text, l->s[i]);
    struct sg_str label = sg_buf_view(&g->text);
    if (is_ascii) {
        sg_buf_str(&g->ascii, label);
        return true;
    }
    unsigned flags = sg_idn_label_flags(g->idn, label);
    if (flags & (SG_IDN_MIXED | SG_IDN_INVISIBLE)) return false;
    return !sg_idn_ascii(g->idn, label, &g->ascii) && g->ascii.len && g->ascii.len <= GENERATED_LABEL_MAX;
}

/* ---- what is the owner's already ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_own(const struct room *g, const char *domain)
{
    for (const char *at = domain; at; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL)
        if (bsearch(&at, g->own, g->n_own, sizeof *g->own, by_text)) return true;
    return false;
}

static enum sg_code load_own(struct room *g, struct sg_err *err)
{
    size_t n = g->p->n_allowed;
    for (size_t i = 0; i < g->p->n; i++)
        n += 1 + g->p->names[i].n_aliases;
    g->own = calloc(n ? n : 1, sizeof *g->own);
    if (!g->own) return sg_fail_nomem(err, "the names that are protected");
    for (size_t i = 0; i < g->p->n_allowed; i++)
        g->own[g->n_own++] = g->p->allowed[i];
    for (size_t i = 0; i < g->p->n; i++) {
        g->own[g->n_own++] = g->p->names[i].domain;
        for (size_t k = 0; k < g->p->names[i].n_aliases; k++)
            g->own[g->n_own++] = g->p->names[i].aliases[k];
    }
    qsort(g->own, g->n_own, sizeof *g->own, by_text);
    return SG_OK;
}

/* ---- candidates ---- */

/* One name, if it may be; false: no memory, or too many. */
static bool offer(struct room *g, const struct generated_label *l, const struct look_suffix *suffix, double rank,
                  const struct step *steps, uint32_t n_steps)
{
    bool is_ascii;
    if (!takes_label(suffix, l, &is_ascii)) return true;
    bool is_taken = encode(g, l, is_ascii);
    if (g->text.failed || g->ascii.failed) return false;
    if (!is_taken) return true;
    sg_buf_clear(&g->domain);
    sg_buf_str(&g->domain, sg_buf_view(&g->ascii));
    sg_buf_char(&g->domain, '.');
    sg_buf_str(&g->domain, suffix->text);
    const char *domain = sg_buf_cstr(&g->domain);
    if (!domain) return false;
    struct sg_str whole = sg_buf_view(&g->domain);
    /* "org.pl" is no name below .pl but an ending itself */
    if (whole.len > DOMAIN_MAX || !sg_str_same(sg_public_suffix(whole, NULL), suffix->text) || is_own(g, domain))
        return true;
    const char *kept = sg_arena_string(g->arena, whole);
    if (!kept || g->n >= CANDIDATES_MAX || !grow(&g->all, g->n, &g->cap, sizeof *g->all)) return false;
    struct candidate *c = &g->all[g->n];
    *c = (struct candidate){ .domain = kept, .rank = rank, .number = (uint32_t)g->n, .n_steps = n_steps };
    for (uint32_t i = 0; i < n_steps; i++)
        c->steps[i] = steps[i];
    g->n++;
    return true;
}

static bool keep_step(struct room *g, const struct generated_variant *v, struct step *ret)
{
    *ret =
        (struct step){ v->trick, sg_arena_string(g->arena, sg_str(v->from)), sg_arena_string(g->arena, sg_str(v->to)) };
    return ret->from && ret->to;
}

static double pair_least(enum sg_trick a, enum sg_trick b)
{
    return a == SG_TRICK_CONFUSABLE && b == SG_TRICK_CONFUSABLE ? CONFUSABLE_PAIR_LEAST : PAIR_LEAST;
}

static bool take_one(void *ctx, const struct generated_variant *v)
{
    struct room *g = ctx;
    struct made m = { .label = *v->label, .weight = v->weight, .is_word = v->trick == SG_TRICK_COMBOSQUAT };
    if (!keep_step(g, v, &m.step) || !offer(g, v->label, &g->suffix, v->weight, &m.step, 1)) return false;
    if (!g->o->with_pairs || v->weight < pair_least(v->trick, v->trick)) return true;
    if (!grow(&g->made, g->n_made, &g->cap_made, sizeof *g->made)) return false;
    g->made[g->n_made++] = m;
    return true;
}

static bool take_second(void *ctx, const struct generated_variant *v)
{
    struct room *g = ctx;
    double rank = g->first->weight * v->weight;
    if (rank < pair_least(g->first->step.trick, v->trick)) return true;
    struct step steps[2] = { g->first->step };
    return keep_step(g, v, &steps[1]) && offer(g, v->label, &g->suffix, rank, steps, 2);
}

/* ---- endings ---- */

static double ending_weight(const struct room *g, const struct look_suffix *s)
{
    return sg_str_same(s->text, g->suffix.text) ? 1.0 : s->weight / 100.0;
}

static bool other_endings(struct room *g)
{
    for (size_t i = 0; i < g->n_endings; i++) {
        const struct look_suffix *s = &g->endings[i];
        const char *to = sg_arena_string(g->arena, s->text);
        struct step step = { SG_TRICK_TLD, g->suffix_text, to };
        if (!to || !offer(g, &g->label, s, GENERATED_TLD * ending_weight(g, s), &step, 1)) return false;
    }
    return true;
}

/* "exampleorg.com", "example-org.com": the ending as letters. */
static bool embedded_ending(struct room *g, char mark, double weight)
{
    struct generated_label l = g->label;
    sg_buf_clear(&g->text);
    for (size_t i = 0; i <= g->suffix.text.len; i++) {
        char c = i ? g->suffix.text.data[i - 1] : '.';
        if (c == '.') c = mark;
        if (!c) continue;
        if (l.n == GENERATED_LABEL_MAX) return true;
        l.s[l.n++] = (unsigned char)c;
        sg_buf_char(&g->text, c);
    }
    const char *to = sg_arena_string(g->arena, sg_buf_view(&g->text));
    sg_buf_clear(&g->text);
    sg_buf_char(&g->text, '.');
    sg_buf_str(&g->text, g->suffix.text);
    struct step step = { SG_TRICK_EMBEDDED_TLD, sg_arena_string(g->arena, sg_buf_view(&g->text)), to };
    if (!step.from || !to || !offer(g, &l, &g->suffix, weight, &step, 1)) return false;
    for (size_t i = 0; i < g->n_endings; i++) {
        const struct look_suffix *s = &g->endings[i];
        if (s->weight >= EMBEDDED_ENDING_LEAST && !offer(g, &l, s, weight * ending_weight(g, s), &step, 1))
            return false;
    }
    return true;
}

/* "example.eu.com": only where "eu.com" sells names itself. */
static bool more_endings(struct room *g)
{
    for (size_t i = 0; i < g->t->n_suffixes; i++) {
        const struct look_suffix *s = &g->t->suffixes[i];
        size_t own = g->suffix.text.len;
        if (s->text.len <= own + 1 || s->text.data[own] != '.' || memcmp(s->text.data, g->suffix.text.data, own) != 0)
            continue;
        const char *to = sg_arena_string(g->arena, sg_str_n(s->text.data + own, s->text.len - own));
        struct step step = { SG_TRICK_SUFFIX, "", to };
        if (!to || !offer(g, &g->label, s, GENERATED_SUFFIX, &step, 1)) return false;
    }
    return true;
}

static bool pairs(struct room *g)
{
    for (size_t i = 0; i < g->n_made; i++) {
        const struct made *m = g->first = &g->made[i];
        for (size_t k = 0; k < g->n_endings; k++) {
            const struct look_suffix *s = &g->endings[k];
            double rank = m->weight * GENERATED_TLD * ending_weight(g, s);
            if (rank < PAIR_LEAST) continue;
            const char *to = sg_arena_string(g->arena, s->text);
            struct step steps[2] = { m->step, { SG_TRICK_TLD, g->suffix_text, to } };
            if (!to || !offer(g, &m->label, s, rank, steps, 2)) return false;
        }
        if (m->is_word) continue; /* letters are changed before a word is put to them, not in the word */
        if (!generated_letter_tricks(g->t, &g->letters, &m->label, take_second, g)) return false;
        if (m->weight >= PAIR_LEAST && !generated_word_tricks(g->t, g->suffix.text, &m->label, take_second, g))
            return false;
    }
    return true;
}

/* ---- before ---- */

/* UTS 39 has it as an i, but no font gives it a dot: it is the l of the Cyrillic "apple". */
#define SMALL_PALOCHKA 0x4cf

static enum sg_code load_letter(struct room *g, uint32_t scalar, struct sg_err *err)
{
    struct generated_letter x = { .scalar = scalar };
    for (size_t i = 0; i < g->letters.n; i++)
        if (g->letters.items[i].scalar == scalar) return SG_OK;
    struct sg_str drawn = sg_idn_drawn(g->idn, scalar, &x.has_mark);
    if (scalar == SMALL_PALOCHKA) drawn = sg_str("l");
    for (size_t i = 0; i < drawn.len && drawn.len < sizeof x.drawn; i++) {
        char c = sg_lower(drawn.data[i]);
        if (!sg_is_alnum(c)) {
            x.drawn[0] = '\0';
            break;
        }
        x.drawn[i] = c;
    }
    struct generated_letter *more = realloc(g->letters.items, (g->letters.n + 1) * sizeof *more);
    if (!more) return sg_fail_nomem(err, "letters of a registry");
    g->letters.items = more;
    g->letters.items[g->letters.n++] = x;
    return SG_OK;
}

static enum sg_code load_letters(struct room *g, struct sg_str extra, struct sg_err *err)
{
    for (size_t at = 0; at < extra.len;)
        SG_TRY(load_letter(g, sg_utf8_next(extra.data, extra.len, &at), err));
    return SG_OK;
}

static struct look_suffix ending_of(const struct look_tables *t, struct sg_str text)
{
    const struct look_suffix *known = look_suffix_find(t, text);
    return known ? *known : (struct look_suffix){ .text = text, .least = 1, .weight = 30 };
}

static enum sg_code load_endings(struct room *g, struct sg_err *err)
{
    size_t most = g->o->suffixes ? g->o->n_suffixes : g->t->n_suffixes;
    g->endings = calloc(most ? most : 1, sizeof *g->endings);
    if (!g->endings) return sg_fail_nomem(err, "endings of names");
    for (size_t i = 0; i < most; i++) {
        struct look_suffix s = g->o->suffixes ? ending_of(g->t, sg_str(g->o->suffixes[i])) : g->t->suffixes[i];
        if (g->o->suffixes && !s.weight) s.weight = 1; /* asked for */
        if (s.weight && !sg_str_same(s.text, g->suffix.text)) g->endings[g->n_endings++] = s;
    }
    return SG_OK;
}

/* The label that is imitated and its ending: of a host the registrable part's; of an ending that is itself protected
 * (gov.pl) what stands before its last dot.  False: there is nothing before it. */
static bool split(struct room *g, struct sg_err *err, enum sg_code *ret)
{
    struct sg_str whole = sg_str(g->name->domain), registrable = sg_registrable(whole);
    struct sg_str suffix = sg_public_suffix(registrable, NULL);
    *ret = SG_OK;
    if (suffix.len >= registrable.len) {
        const char *dot = memrchr(registrable.data, '.', registrable.len);
        if (!dot) return false;
        suffix = sg_str_n(dot + 1, (size_t)(registrable.data + registrable.len - dot - 1));
    }
    struct sg_str label = sg_str_n(registrable.data, registrable.len - suffix.len - 1);
    const char *last = memrchr(label.data, '.', label.len);
    if (last) label = sg_str_n(last + 1, (size_t)(label.data + label.len - last - 1));
    g->suffix = ending_of(g->t, suffix);
    g->suffix_text = sg_arena_string(g->arena, suffix);
    sg_buf_clear(&g->text);
    if (sg_idn_unicode(g->idn, label, &g->text)) sg_buf_str(&g->text, label);
    *ret = g->suffix_text ? sg_buf_check(&g->text, err) : sg_fail_nomem(err, "an ending");
    for (size_t at = 0; at < g->text.len && g->label.n < GENERATED_LABEL_MAX;)
        g->label.s[g->label.n++] = sg_utf8_next(g->text.data, g->text.len, &at);
    for (size_t i = 0; i < g->label.n && *ret == SG_OK; i++)
        if (g->label.s[i] > 127) *ret = load_letter(g, g->label.s[i], err);
    return g->label.n > 0;
}

/* ---- after ---- */

static int by_name(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int order = x->domain == y->domain ? 0 : strcmp(x->domain, y->domain);
    if (order) return order;
    if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static int by_rank(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
    return strcmp(x->domain, y->domain);
}

/* A trick's weight is shared among its names: the second login- says less than the first, and whoever takes only the
 * beginning of the list gets some of each. */
static void share_weights(struct room *g)
{
    uint32_t before[SG_TRICKS] = { 0 };
    for (size_t i = 0; i < g->n; i++)
        g->all[i].rank *= SHARED_BY / (SHARED_BY + before[g->all[i].steps[0].trick]++);
}

static void settle(struct room *g)
{
    size_t n = 0;
    if (!g->n) return;
    qsort(g->all, g->n, sizeof *g->all, by_name);
    for (size_t i = 0; i < g->n; i++)
        if (!n || g->all[n - 1].domain != g->all[i].domain) g->all[n++] = g->all[i];
    g->n = n;
    qsort(g->all, g->n, sizeof *g->all, by_rank);
    share_weights(g);
    qsort(g->all, g->n, sizeof *g->all, by_rank);
}

static void copy_part(char out[SG_LOOK_PART], const char *text)
{
    size_t len = strlen(text);
    if (len >= SG_LOOK_PART) len = SG_LOOK_PART - 1;
    while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    memcpy(out, text, len);
    out[len] = '\0';
}

static void tell(const struct candidate *c, struct sg_lookalike *look)
{
    look->tricks = 0;
    look->n_steps = c->n_steps;
    for (uint32_t i = 0; i < c->n_steps; i++) {
        look->tricks |= 1u << c->steps[i].trick;
        look->steps[i].trick = c->steps[i].trick;
        copy_part(look->steps[i].from, c->steps[i].from);
        copy_part(look->steps[i].to, c->steps[i].to);
    }
}

/* Names are judged against the imitated one alone: what others of the list are is known already. */
static enum sg_code judge_for(const struct room *g, struct sg_matcher **ret_matcher, struct sg_judge **ret_judge,
                              struct sg_err *err)
{
    struct sg_protected *one = NULL;
    size_t last = 0;
    enum sg_code code = sg_protected_new(&one, err);
    if (code == SG_OK) code = sg_protected_add(one, sg_str(g->name->domain), err);
    for (size_t i = 0; i < g->name->n_brands && code == SG_OK; i++)
        code = sg_protected_brand(one, last, sg_str(g->name->brands[i]), err);
    if (code == SG_OK) code = sg_matcher_new(one, ret_matcher, err);
    if (code == SG_OK) code = sg_judge_new(*ret_matcher, ret_judge, err);
    sg_protected_free(one);
    return code;
}

static enum sg_code give(struct room *g, size_t name, struct sg_judge *judge, sg_generated_take take, void *ctx,
                         struct sg_err *err)
{
    size_t most = g->o->limit ? g->o->limit : g->n, n = 0;
    for (size_t i = 0; i < g->n && n < most; i++) {
        const struct candidate *c = &g->all[i];
        struct sg_generated out = { .domain = c->domain, .shown = c->domain, .rank = c->rank };
        struct sg_judged judged;
        bool is_alike = sg_judge(judge, sg_str(c->domain), &judged) == SG_JUDGED_ALIKE;
        if (!is_alike && c->n_steps > 1) continue; /* of a short name nothing is left that anybody would take for it */
        out.look = is_alike ? judged.look : (struct sg_lookalike){ .severity = SG_LOW };
        n++;
        out.look.protected_name = (uint32_t)name;
        tell(c, &out.look);
        sg_buf_clear(&g->text);
        if (strstr(c->domain, "xn--") && !sg_idn_unicode(g->idn, sg_str(c->domain), &g->text)) {
            out.shown = sg_buf_cstr(&g->text);
            if (!out.shown) return sg_fail_nomem(err, "a name");
        }
        SG_TRY(take(ctx, &out, err));
    }
    return SG_OK;
}

static enum sg_code make(struct room *g, struct sg_err *err)
{
    bool is_made = generated_letter_tricks(g->t, &g->letters, &g->label, take_one, g) &&
                   generated_word_tricks(g->t, g->suffix.text, &g->label, take_one, g) && other_endings(g) &&
                   embedded_ending(g, 0, GENERATED_EMBEDDED) && embedded_ending(g, '-', GENERATED_EMBEDDED) &&
                   more_endings(g) && (!g->o->with_pairs || pairs(g));
    if (g->n >= CANDIDATES_MAX)
        return sg_fail(err, SG_ELIMIT, "more than %d names were made of %s", CANDIDATES_MAX, g->name->domain);
    return is_made ? SG_OK : sg_fail_nomem(err, "names to be made");
}

enum sg_code sg_generate(const struct sg_protected *p, size_t name, const struct sg_generate_options *o,
                         sg_generated_take take, void *ctx, struct sg_err *err)
{
    auto_room g = { .p = p, .name = &p->names[name], .o = o, .arena = sg_arena_new() };
    struct sg_matcher *matcher = NULL;
    struct sg_judge *judge = NULL;
    enum sg_code code;
    if (!g.arena) return sg_fail_nomem(err, "names to be made");
    SG_TRY(look_tables(&g.t, err));
    SG_TRY(sg_idn_new(&g.idn, err));
    bool has_label = split(&g, err, &code);
    if (code != SG_OK || !has_label) return code;
    const struct look_suffix *com = look_suffix_find(g.t, sg_str("com"));
    SG_TRY(load_letters(&g, g.suffix.extra, err));
    if (o->with_pairs && com) SG_TRY(load_letters(&g, com->extra, err));
    SG_TRY(load_own(&g, err));
    SG_TRY(load_endings(&g, err));
    SG_TRY(make(&g, err));
    settle(&g);
    code = judge_for(&g, &matcher, &judge, err);
    if (code == SG_OK) code = give(&g, name, judge, take, ctx, err);
    sg_judge_free(judge);
    sg_matcher_free(matcher);
    return code;
}
