/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One name judged: its candidates, each explained and weighed, the gravest of them kept. */
#include <stdlib.h>

#include "base/text.h"
#include "lookalike/matcher.h"

struct sg_judge {
    const struct sg_matcher *m;
    struct look_reader reader;
    struct look_align_room *room;
    struct look_name name;
    struct look_candidates candidates;
    struct look_cache known;
    struct look_aligned aligned;
    struct sg_lookalike best;
    /* of the name, once it has candidates */
    size_t suffix;  /* where its public suffix begins; n_ascii: it is no more than one */
    unsigned label; /* the registrable one */
    bool is_private, is_sold,
        has_label; /* sold: a company's, but of a country's letters (uk.com): sold like any other */
};

enum sg_code sg_judge_new(const struct sg_matcher *m, struct sg_judge **ret, struct sg_err *err)
{
    struct sg_judge *j = calloc(1, sizeof *j);
    if (j) j->room = look_align_room_new();
    if (!j || !j->room) {
        sg_judge_free(j);
        return sg_fail_nomem(err, "judging names");
    }
    if (look_reader_init(&j->reader, err) != SG_OK) {
        sg_judge_free(j);
        return SG_ENOMEM;
    }
    j->m = m;
    *ret = j;
    return SG_OK;
}

void sg_judge_free(struct sg_judge *j)
{
    if (!j) return;
    look_reader_release(&j->reader);
    look_align_room_free(j->room);
    free(j);
}

static struct sg_str ascii_from(const struct look_name *n, unsigned label)
{
    size_t at = label < n->n_labels ? n->labels[label].ascii : n->n_ascii;
    return sg_str_n(n->ascii + at, n->n_ascii - at);
}

static void find_suffix(struct sg_judge *j)
{
    const struct look_name *n = &j->name;
    struct sg_str host = { n->ascii, n->n_ascii }, suffix = sg_public_suffix(host, &j->is_private);
    j->suffix = (size_t)(suffix.data - host.data);
    j->has_label = j->suffix > 0;
    j->is_sold =
        !j->is_private || (suffix.len > 3 && suffix.data[2] == '.' && !memchr(suffix.data + 3, '.', suffix.len - 3));
    j->label = 0;
    while (j->label + 1 < n->n_labels && n->labels[j->label + 1].ascii < j->suffix)
        j->label++;
}

/* ---- where the candidate stands ---- */

static bool begins_with(struct sg_str s, struct sg_str with)
{
    return s.len > with.len && with.len && !memcmp(s.data, with.data, with.len) && s.data[with.len] == '.';
}

/* "example" in front of "com-login.net" reads as example.com; two letters ("de-vries.nl") are too often a word. */
static bool begins_with_dash(struct sg_str s, struct sg_str with)
{
    return with.len > 2 && s.len > with.len && !memcmp(s.data, with.data, with.len) && s.data[with.len] == '-';
}

/* False: it stands nowhere that could be taken for the protected name. */
static bool place_of(const struct sg_judge *j, const struct look_candidate *c, const struct look_face *f,
                     enum look_place *ret)
{
    struct sg_str behind = ascii_from(&j->name, c->label + 1u);
    bool ends_here = c->to == j->name.labels[c->label].drawn + j->name.labels[c->label].n_drawn;
    if (f->kind != LOOK_FACE_GLUED && ends_here && begins_with(behind, f->suffix)) {
        size_t rest = (size_t)(behind.data - j->name.ascii) + f->suffix.len + 1;
        bool is_country = j->has_label && c->label == j->label && !j->is_private; /* com.br is a suffix like com */
        *ret = is_country ? LOOK_OTHER_SUFFIX : rest >= j->suffix ? LOOK_MORE_SUFFIX : LOOK_WHOLE_BELOW_STRANGER;
        return true;
    }
    if (!j->has_label || c->label > j->label) return false;
    if (c->label < j->label && f->kind != LOOK_FACE_GLUED && ends_here && begins_with_dash(behind, f->suffix))
        *ret = LOOK_WHOLE_BELOW_STRANGER;
    else if (c->label < j->label)
        *ret = LOOK_BELOW_STRANGER;
    else if (sg_str_same(behind, f->suffix))
        *ret = LOOK_SAME_SUFFIX;
    else
        *ret = j->is_sold ? LOOK_OTHER_SUFFIX : LOOK_PRIVATE_SUFFIX;
    return true;
}

static bool is_whole_place(enum look_place p)
{
    return p == LOOK_MORE_SUFFIX || p == LOOK_WHOLE_BELOW_STRANGER;
}

static unsigned nearness(enum look_place p)
{
    static const uint8_t order[] = {
        [LOOK_MORE_SUFFIX] = 5,  [LOOK_WHOLE_BELOW_STRANGER] = 4, [LOOK_SAME_SUFFIX] = 3,
        [LOOK_OTHER_SUFFIX] = 2, [LOOK_PRIVATE_SUFFIX] = 1,       [LOOK_BELOW_STRANGER] = 0
    };
    return order[p];
}

#define FACES_ASKED 256

/* Of names that share a text the one whose place is nearest, then the first in the list. */
static const struct look_face *face_of(const struct sg_judge *j, const struct look_candidate *c, enum look_place *ret)
{
    const struct look_pattern *p = &j->m->patterns[c->pattern];
    const struct look_face *best = NULL;
    for (uint32_t i = 0; i < p->n_faces && i < FACES_ASKED; i++) {
        const struct look_face *f = &j->m->faces[p->face + i];
        enum look_place place;
        if (!place_of(j, c, f, &place)) continue;
        if (best && nearness(place) <= nearness(*ret)) continue;
        best = f;
        *ret = place;
    }
    return best;
}

/* ---- what is said of it ---- */

static void add_step(struct sg_lookalike *look, enum sg_trick trick, struct sg_str from, struct sg_str to)
{
    look->tricks |= 1u << trick;
    if (look->n_steps == SG_LOOK_STEPS) return;
    struct sg_look_step *s = &look->steps[look->n_steps++];
    struct {
        struct sg_str text;
        char *out;
    } part[] = { { from, s->from }, { to, s->to } };
    s->trick = trick;
    for (size_t k = 0; k < 2; k++) {
        size_t n = part[k].text.len;
        if (n >= SG_LOOK_PART)
            for (n = SG_LOOK_PART - 1; n && ((unsigned char)part[k].text.data[n] & 0xc0) == 0x80;)
                n--;
        if (n) memcpy(part[k].out, part[k].text.data, n);
        part[k].out[n] = '\0';
    }
}

/* Drawn places of the name, as they are shown. */
static struct sg_str shown_of(const struct look_name *n, size_t from, size_t to)
{
    if (from >= to) return sg_str("");
    if (!n->cells) return sg_str_n(n->shown + from, to - from);
    size_t begin = n->cells[from].at, end = n->cells[to - 1].at + n->cells[to - 1].len;
    return sg_str_n(n->shown + begin, end - begin);
}

static void describe(struct sg_judge *j, const struct look_candidate *c, const struct look_face *f,
                     enum look_place place)
{
    const struct look_name *n = &j->name;
    const struct look_label *l = &n->labels[c->label];
    struct sg_lookalike *look = &j->best;
    size_t end = (size_t)l->drawn + l->n_drawn;
    struct sg_str behind = ascii_from(n, c->label + 1u), none = { "", 0 };
    *look = (struct sg_lookalike){ .protected_name = f->name, .flags = n->flags };
    if (c->from > l->drawn) add_step(look, SG_TRICK_COMBOSQUAT, none, shown_of(n, l->drawn, c->from));
    look->tricks |= j->aligned.tricks;
    for (uint32_t i = 0; i < j->aligned.n_steps && look->n_steps < SG_LOOK_STEPS; i++)
        look->steps[look->n_steps++] = j->aligned.steps[i];
    if (f->kind == LOOK_FACE_GLUED) {
        char dotted[LOOK_NAME_MAX + 2];
        size_t len = f->suffix.len < LOOK_NAME_MAX ? f->suffix.len : LOOK_NAME_MAX;
        dotted[0] = '.';
        memcpy(dotted + 1, f->suffix.data, len);
        add_step(look, SG_TRICK_EMBEDDED_TLD, sg_str_n(dotted, len + 1), f->suffix);
    }
    if (c->to < end) add_step(look, SG_TRICK_COMBOSQUAT, none, shown_of(n, c->to, end));
    if (place == LOOK_BELOW_STRANGER)
        add_step(look, SG_TRICK_SUBDOMAIN, shown_of(n, c->from, c->to), behind);
    else if (is_whole_place(place) || (f->kind != LOOK_FACE_GLUED && begins_with(behind, f->suffix))) {
        bool is_dotted = begins_with(behind, f->suffix);
        struct sg_str more = is_dotted ? sg_str_n(behind.data + f->suffix.len, behind.len - f->suffix.len) : behind;
        add_step(look, place == LOOK_WHOLE_BELOW_STRANGER ? SG_TRICK_SUBDOMAIN : SG_TRICK_SUFFIX, none, more);
    } else if (place != LOOK_SAME_SUFFIX && f->kind != LOOK_FACE_GLUED)
        add_step(look, SG_TRICK_TLD, f->suffix, behind);
}

/* ---- is it alike at all ---- */

static unsigned dearest_for(unsigned letters)
{
    return letters <= 3 ? 14 : letters <= 5 ? 27 : letters <= 7 ? 36 : 46;
}

/* Before anything is aligned: what says nothing whatever the letters. */
static bool is_hopeless(const struct look_evidence *e)
{
    bool is_strange = e->words == LOOK_WITH_STRANGE, is_here = e->place == LOOK_SAME_SUFFIX || is_whole_place(e->place);
    if (e->has_ending && e->is_glued && e->words != LOOK_NO_WORDS) return e->letters <= (is_strange ? 7 : 6);
    if (e->has_ending) return false;
    if (e->words != LOOK_NO_WORDS && e->letters <= 3) return e->is_glued || !is_here;
    if (is_strange && e->is_glued && !is_here) return e->letters <= 5 || e->place != LOOK_OTHER_SUFFIX;
    if (is_strange && !is_here) return e->letters <= 4 || (e->is_common && e->place != LOOK_OTHER_SUFFIX);
    if (e->place == LOOK_BELOW_STRANGER && e->words == LOOK_NO_WORDS) return e->letters <= 3 || e->is_common;
    return false;
}

/* With words around it: edits of the name itself soon make it a chance. */
static bool is_alike_in_words(const struct look_evidence *e)
{
    bool is_strange = e->words == LOOK_WITH_STRANGE;
    if (is_strange && e->is_glued && (e->confusables || e->hyphens))
        return e->letters >= 8 && !e->edits && !e->is_split;
    if (e->is_glued && e->is_split && (e->edits || e->confusables)) return false;
    if (e->letters <= 5) return !e->edits;
    if (e->edits > 1 || (e->edits && is_strange)) return false;
    return !e->edits || e->letters >= 8 || e->words == LOOK_WITH_LURE || e->place == LOOK_SAME_SUFFIX;
}

static bool is_alike(const struct look_evidence *e)
{
    bool is_here = e->place == LOOK_SAME_SUFFIX || is_whole_place(e->place);
    bool is_low = e->place == LOOK_BELOW_STRANGER || e->place == LOOK_PRIVATE_SUFFIX;
    unsigned steps = e->edits + e->confusables + e->hyphens;
    if (e->place == LOOK_SAME_SUFFIX && e->words == LOOK_NO_WORDS && !steps && !e->has_ending)
        return false; /* itself */
    if (e->letters <= 3 && (e->edits || e->confusables > 2)) return false;
    if (e->words != LOOK_NO_WORDS) return is_alike_in_words(e);
    if (e->edits == 0) return true;
    if (is_low && e->letters < 6) return false;
    if (e->letters <= 5) return e->edits == 1 && (is_here || !e->confusables);
    return e->edits == 1 || (e->edits == 2 && !is_low && (is_here || e->letters >= 10));
}

/* "nav-gov.hu" for nav.gov.hu: of what follows the name, how much is the first label of its ending after a hyphen. */
static size_t own_ending_behind(const struct look_face *f, const uint8_t *s, size_t n)
{
    const char *dot = memchr(f->suffix.data, '.', f->suffix.len);
    size_t len = dot ? (size_t)(dot - f->suffix.data) : 0;
    if (!len || f->kind == LOOK_FACE_GLUED || n < len + 1 || s[0] != '-') return 0;
    return !memcmp(s + 1, f->suffix.data, len) && (n == len + 1 || s[len + 1] == '-') ? len + 1 : 0;
}

static enum look_words words_of(const struct sg_judge *j, const struct look_candidate *c, const struct look_face *f,
                                unsigned letters, bool is_common, bool *ret_is_glued)
{
    const struct look_name *n = &j->name;
    const struct look_label *l = &n->labels[c->label];
    size_t end = (size_t)l->drawn + l->n_drawn;
    enum look_words a = look_words_kind(j->m->words, n->drawn + l->drawn, c->from - l->drawn);
    size_t ending = own_ending_behind(f, n->drawn + c->to, end - c->to), after = c->to + ending;
    enum look_words b = look_words_kind(j->m->words, n->drawn + after, end - after);
    if (ending && b != LOOK_WITH_STRANGE) b = LOOK_WITH_LURE;
    *ret_is_glued = (c->from > l->drawn && n->drawn[c->from - 1] != '-') || (c->to < end && n->drawn[c->to] != '-');
    bool is_strange = a == LOOK_WITH_STRANGE || b == LOOK_WITH_STRANGE;
    if (a == LOOK_WITH_LURE || b == LOOK_WITH_LURE)
        return is_strange && (letters < 8 || is_common) ? LOOK_WITH_STRANGE : LOOK_WITH_LURE;
    return a > b ? a : b;
}

/* What is preferred among explanations of the same severity: few and small steps, known words, the own suffix. */
static unsigned total_cost(const struct sg_judge *j, const struct look_candidate *c, const struct look_evidence *e)
{
    static const uint8_t words[] = {
        [LOOK_NO_WORDS] = 0, [LOOK_WITH_LURE] = 2, [LOOK_WITH_FILLER] = 3, [LOOK_WITH_STRANGE] = 14
    };
    unsigned beside = j->name.labels[c->label].n_drawn - (unsigned)(c->to - c->from);
    return j->aligned.cost + beside + words[e->words] + (e->place == LOOK_SAME_SUFFIX ? 0 : 4);
}

/* A suffix that only institutions get (gov): who imitates one must take another. */
static bool is_closed(const struct sg_matcher *m, struct sg_str suffix)
{
    const struct look_suffix *s = NULL;
    while (!s && suffix.len) { /* of gov.uk its own row, or that of its first label */
        s = look_suffix_find(m->tables, suffix);
        const char *dot = s ? NULL : memchr(suffix.data, '.', suffix.len);
        suffix.len = dot ? (size_t)(dot - suffix.data) : 0;
    }
    return s && !s->weight;
}

/* What the letters became, hyphens left out. */
static bool makes_word(const struct sg_matcher *m, struct look_text piece)
{
    char plain[LOOK_LABEL_MAX];
    size_t n = 0;
    for (size_t i = 0; i < piece.n; i++) {
        if (n == sizeof plain || piece.bytes[i] >= 0x80) return false;
        if (piece.bytes[i] != '-') plain[n++] = (char)piece.bytes[i];
    }
    return look_is_word(m->tables, sg_str_n(plain, n));
}

/* "north.c0.uk" for north.co.uk: the label itself stands in front of what imitates the first label of its ending. */
static bool imitates_ending(struct sg_judge *j, const struct look_candidate *c, const struct look_face *f,
                            enum look_place *ret)
{
    const struct look_label *l = &j->name.labels[c->label + 1u];
    const uint8_t *drawn = j->name.drawn + l->drawn;
    const char *dot = memchr(f->suffix.data, '.', f->suffix.len);
    struct look_folded own, other;
    if (*ret != LOOK_BELOW_STRANGER || f->kind == LOOK_FACE_GLUED || !dot) return false;
    size_t n = (size_t)(dot - f->suffix.data);
    struct sg_str rest = { dot + 1, f->suffix.len - n - 1 }, behind = ascii_from(&j->name, c->label + 2u);
    if (n != l->n_drawn || !memcmp(f->suffix.data, drawn, n)) return false;
    look_fold_class(j->m->folds, (const uint8_t *)f->suffix.data, n, &own);
    look_fold_class(j->m->folds, drawn, n, &other);
    if (own.n != other.n || memcmp(own.s, other.s, own.n) != 0) return false;
    *ret = sg_str_same(rest, behind)   ? LOOK_SAME_SUFFIX
           : begins_with(behind, rest) ? LOOK_MORE_SUFFIX
                                       : LOOK_OTHER_SUFFIX;
    return true;
}

static void add_ending(struct sg_judge *j, const struct look_candidate *c, struct sg_str suffix)
{
    const struct look_label *l = &j->name.labels[c->label + 1u];
    struct sg_lookalike told = { 0 };
    add_step(&told, SG_TRICK_CONFUSABLE, sg_str_n(suffix.data, l->n_drawn),
             shown_of(&j->name, l->drawn, (size_t)l->drawn + l->n_drawn));
    j->aligned.confusables++;
    j->aligned.tricks |= told.tricks;
    if (j->aligned.n_steps < SG_LOOK_STEPS) j->aligned.steps[j->aligned.n_steps++] = told.steps[0];
}

/* What cannot be seen leaves no step: the whole piece is told. */
static void add_invisible(struct sg_judge *j, const struct look_candidate *c, struct look_text of)
{
    struct sg_lookalike told = { 0 };
    if (!(j->name.labels[c->label].flags & SG_LOOK_INVISIBLE) || j->aligned.confusables) return;
    add_step(&told, SG_TRICK_CONFUSABLE, sg_str_n((const char *)of.bytes, of.cells ? 0 : of.n),
             shown_of(&j->name, c->from, c->to));
    j->aligned.confusables++;
    j->aligned.tricks |= told.tricks;
    if (j->aligned.n_steps < SG_LOOK_STEPS) j->aligned.steps[j->aligned.n_steps++] = told.steps[0];
}

/* The stranger's own label is nothing but bait: login-verify. */
static bool is_lure(const struct sg_judge *j)
{
    const struct look_label *l = &j->name.labels[j->label];
    return look_words_kind(j->m->words, j->name.drawn + l->drawn, l->n_drawn) == LOOK_WITH_LURE;
}

/* False: not alike.  j->aligned is how its letters came about. */
static bool weigh(struct sg_judge *j, const struct look_candidate *c, const struct look_face *f,
                  struct look_evidence *e)
{
    const struct look_pattern *p = &j->m->patterns[c->pattern];
    const struct look_name *n = &j->name;
    struct look_text piece = { n->drawn + c->from, (size_t)(c->to - c->from), n->cells ? n->cells + c->from : NULL,
                               n->shown };
    e->letters = p->letters;
    e->is_common = p->is_common;
    e->words = words_of(j, c, f, e->letters, e->is_common, &e->is_glued);
    e->has_ending = f->kind == LOOK_FACE_GLUED;
    e->has_short_ending = e->has_ending && f->suffix.len <= 2;
    bool is_ending_imitated = e->words == LOOK_NO_WORDS && imitates_ending(j, c, f, &e->place);
    if (e->place == LOOK_BELOW_STRANGER && e->words == LOOK_NO_WORDS && is_lure(j)) e->words = LOOK_WITH_LURE;
    if (is_hopeless(e) || !look_align(j->m->pairs, j->room, p->text, piece, dearest_for(p->letters), &j->aligned))
        return false;
    add_invisible(j, c, p->text);
    if (is_ending_imitated) add_ending(j, c, f->suffix);
    e->makes_word = p->is_common && j->aligned.n_steps && makes_word(j->m, piece);
    e->edits = j->aligned.edits;
    e->confusables = j->aligned.confusables;
    e->hyphens = j->aligned.hyphens;
    e->substitutions = j->aligned.substitutions;
    e->is_split = e->hyphens && memchr(piece.bytes, '-', piece.n);
    e->weak = j->aligned.weak;
    e->leaves_closed =
        e->place == LOOK_OTHER_SUFFIX && is_closed(j->m, f->suffix) && !is_closed(j->m, ascii_from(n, c->label + 1u));
    e->is_mixed = e->confusables && (n->labels[c->label].flags & (SG_LOOK_MIXED_SCRIPT | SG_LOOK_WHOLE_SCRIPT));
    return is_alike(e);
}

/* The gravest, then the one that is explained most cheaply, then the first in the list. */
static bool find_best(struct sg_judge *j)
{
    unsigned least = 0;
    struct sg_lookalike *best = &j->best;
    look_propose(j->m, &j->known, &j->name, &j->candidates);
    if (!j->candidates.n) return false;
    find_suffix(j);
    best->tricks = 0;
    for (size_t i = 0; i < j->candidates.n; i++) {
        const struct look_candidate *c = &j->candidates.list[i];
        struct look_evidence e = { 0 };
        const struct look_face *f = face_of(j, c, &e.place);
        if (!f || !weigh(j, c, f, &e)) continue;
        uint32_t grounds = 0;
        enum sg_severity severity = look_severity(&e, &grounds);
        unsigned cost = total_cost(j, c, &e);
        bool is_better =
            !best->tricks || severity > best->severity ||
            (severity == best->severity && (cost < least || (cost == least && f->name < best->protected_name)));
        if (!is_better) continue;
        describe(j, c, f, e.place);
        best->severity = severity;
        best->grounds = grounds;
        least = cost;
    }
    return best->tricks != 0;
}

static void tell_name(const struct sg_judge *j, struct sg_judged *ret)
{
    const struct look_name *n = &j->name;
    ret->ascii = sg_str_n(n->ascii, n->n_ascii);
    ret->shown = sg_str_n(n->shown, n->n_shown);
    ret->registrable = j->has_label ? ascii_from(n, j->label) : ret->ascii;
}

enum sg_judgement sg_judge(struct sg_judge *j, struct sg_str name, struct sg_judged *ret)
{
    const char *why = look_name_read(&j->reader, name, &j->name);
    if (why) {
        ret->reason = why;
        return SG_JUDGED_UNREADABLE;
    }
    if (j->name.is_address) return SG_JUDGED_STRANGER;
    bool is_own = look_is_own(j->m, &j->name);
    if (is_own)
        find_suffix(j);
    else if (!find_best(j))
        return SG_JUDGED_STRANGER;
    tell_name(j, ret);
    if (is_own) return SG_JUDGED_OWN;
    ret->look = j->best;
    return SG_JUDGED_ALIKE;
}
