/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARC's sets and their chain (RFC 8617, 4 and 5.2). */
#include <stdlib.h>

#include "base/text.h"
#include "dkim/dkim_internal.h"

bool sg_arc_number(struct sg_str value, uint32_t *ret)
{
    for (size_t i = 0; i < value.len;) {
        const char *end = memchr(value.data + i, ';', value.len - i);
        size_t to = end ? (size_t)(end - value.data) : value.len;
        struct sg_str spec = sg_str_trim(sg_str_n(value.data + i, to - i));
        const char *equal = spec.len ? memchr(spec.data, '=', spec.len) : NULL;
        if (equal && sg_str_is(sg_str_trim(sg_str_n(spec.data, (size_t)(equal - spec.data))), "i")) {
            uint64_t n;
            struct sg_str number = sg_str_trim(sg_str_n(equal + 1, (size_t)(spec.data + spec.len - equal - 1)));
            if (sg_parse_u64(number, &n, NULL) != SG_OK || n < 1 || n > ARC_SETS) return false;
            *ret = (uint32_t)n;
            return true;
        }
        i = to + 1;
    }
    return false;
}

static bool arc_kind(struct sg_str name, int *ret)
{
    static const char *const names[ARC_FIELDS] = { "ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal" };
    if (name.len < 8 || sg_lower(name.data[0]) != 'a') return false;
    for (*ret = 0; *ret < ARC_FIELDS; ++*ret)
        if (sg_str_is_nocase(name, names[*ret])) return true;
    return false;
}

void sg_arc_sets_read(const struct sg_mail_field *field, size_t n, struct sg_arc_sets *ret)
{
    int kind;
    memset(ret, 0, sizeof *ret);
    ret->problem = "";
    for (size_t i = 0; i < n; i++) {
        uint32_t number;
        if (!arc_kind(field[i].name, &kind)) continue;
        if (!sg_arc_number(field[i].value, &number)) {
            ret->problem = "an ARC field without its number";
        } else if (ret->at[number][kind]) {
            ret->problem = "an ARC field stands twice";
        } else {
            ret->at[number][kind] = (uint32_t)i + 1;
            if (number > ret->n) ret->n = number;
        }
    }
    for (uint32_t set = 1; set <= ret->n; set++)
        for (kind = 0; kind < ARC_FIELDS; kind++)
            if (!ret->at[set][kind]) ret->problem = "an ARC set is not whole";
}

bool sg_arc_seal_data(const struct sg_arc_sets *a, const struct sg_header *h, const struct sg_sigfield *f, size_t self,
                      struct sg_buf *out)
{
    if (f->instance < 1 || f->instance > a->n) return false;
    for (uint32_t set = 1; set <= f->instance; set++)
        for (int kind = 0; kind < ARC_FIELDS; kind++) {
            uint32_t at = a->at[set][kind];
            if (!at) return false;
            if (at - 1 == self) break;
            sg_canon_field(out, h->field[at - 1].name, h->field[at - 1].value, true);
        }
    sg_canon_signature(out, h->field[self].name, f, true);
    return true;
}

/* ---- the chain ---- */

static const struct sg_signature *find(const struct sg_signature *s, size_t n, enum sg_signature_kind kind,
                                       uint32_t set)
{
    for (size_t i = 0; i < n; i++)
        if (s[i].kind == kind && s[i].instance == set) return &s[i];
    return NULL;
}

static void worse(const char **state, const char *than, int *rank, int to)
{
    if (to > *rank) {
        *rank = to;
        *state = than;
    }
}

static void add_state(const struct sg_signature *s, const char **state, int *rank)
{
    if (!s || s->state == SG_SIGNATURE_BAD)
        worse(state, "bad", rank, 2);
    else if (s->state == SG_SIGNATURE_NO_KEY)
        worse(state, "no-key", rank, 1);
    else if (s->state != SG_SIGNATURE_PASS)
        worse(state, "fail", rank, 3);
}

static bool says(const struct sg_mail_field *field, const struct sg_arc_sets *a, uint32_t set, const char *cv)
{
    struct sg_tags t;
    return sg_tags_read(field[a->at[set][ARC_SEAL] - 1].value, &t) && sg_str_is_nocase(sg_tags_value(&t, "cv"), cv);
}

static const char *chain_state(const struct sg_signature *s, size_t n, const struct sg_mail_field *field,
                               const struct sg_arc_sets *a)
{
    const char *state = "pass";
    int rank = 0;
    for (uint32_t set = 1; set <= a->n; set++)
        if (!says(field, a, set, set == 1 ? "none" : "pass")) return "fail";
    add_state(find(s, n, SG_SIGNATURE_ARC_MESSAGE, a->n), &state, &rank);
    for (uint32_t set = a->n; set >= 1; set--)
        add_state(find(s, n, SG_SIGNATURE_ARC_SEAL, set), &state, &rank);
    return state;
}

static bool may_hold_arc(struct sg_str header)
{
    for (size_t i = 0; i + 4 <= header.len;) {
        if (sg_str_is_nocase(sg_str_n(header.data + i, 4), "arc-")) return true;
        const char *end = memchr(header.data + i, '\n', header.len - i);
        if (!end) return false;
        i = (size_t)(end - header.data) + 1;
    }
    return false;
}

const char *sg_arc_state(const struct sg_signature *signatures, size_t n, struct sg_str header)
{
    struct sg_arc_sets sets;
    if (!may_hold_arc(header)) return ""; /* most mails: no table for them */
    struct sg_mail_field *field = malloc(SG_MAIL_FIELDS * sizeof *field);
    if (!field) return "bad";
    size_t n_fields = sg_mail_split_header(header, field, SG_MAIL_FIELDS);
    sg_arc_sets_read(field, n_fields, &sets);
    const char *state = sets.problem[0] ? "bad" : sets.n == 0 ? "" : chain_state(signatures, n, field, &sets);
    free(field);
    return state;
}
