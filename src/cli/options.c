/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/time.h"

/* ---- the nearest word ---- */

enum { WORD_MAX = 40, NEAREST_MAX = 64 };

/* Edits (insert, remove, replace, swap neighbours) between two words; O(len²), words are short. */
static int distance(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b);
    if (m > WORD_MAX || n > WORD_MAX) return WORD_MAX;
    int d[WORD_MAX + 1][WORD_MAX + 1];
    for (size_t i = 0; i <= m; i++)
        d[i][0] = (int)i;
    for (size_t j = 0; j <= n; j++)
        d[0][j] = (int)j;
    for (size_t i = 1; i <= m; i++)
        for (size_t j = 1; j <= n; j++) {
            int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[m][n];
}

const char *option_nearest(const char *asked, const char *const *words)
{
    size_t len = strlen(asked);
    int allowed = len < 4 ? 1 : 2, best = allowed + 1;
    const char *found = NULL;
    for (size_t i = 0; words[i]; i++) {
        int d = distance(asked, words[i]);
        if (len >= 3 && strncmp(asked, words[i], len) == 0) d = 1; /* its beginning */
        if (d < best) {
            best = d;
            found = words[i];
        }
    }
    return found;
}

/* ---- reading ---- */

struct reader {
    const struct option_set *sets;
    size_t n_sets;
    int argc;
    char **argv;
    struct sg_err *err;
};

static enum sg_code bad_value(struct reader *r, const struct option_row *row, const char *found, const char *expected)
{
    return sg_fail(r->err, SG_EUSAGE, "--%s takes %s, not \"%s\"", row->name, expected, found);
}

static enum sg_code set_count(struct reader *r, const struct option_row *row, void *field, const char *value)
{
    uint64_t v;
    struct sg_err inner;
    if (sg_parse_u64(sg_str(value), &v, &inner) != SG_OK) return bad_value(r, row, value, "a whole number");
    if (v < row->least || (row->most && v > row->most))
        return sg_fail(r->err, SG_EUSAGE, "--%s takes a number from %" PRIu64 " to %" PRIu64 ", not %s", row->name,
                       row->least, row->most ? row->most : UINT64_MAX, value);
    memcpy(field, &v, sizeof v);
    return SG_OK;
}

/* "0.05", "5%", "1": digits, at most one point, whatever the locale. */
static bool read_share(struct sg_str text, double *ret)
{
    bool is_percent = text.len && text.data[text.len - 1] == '%', has_point = false;
    double digits = 0, scale = is_percent ? 100 : 1;
    size_t n = 0;
    for (size_t i = 0; i < text.len - is_percent; i++) {
        if (text.data[i] == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (!sg_is_digit(text.data[i]) || ++n > 15) return false;
        digits = digits * 10 + (text.data[i] - '0');
        if (has_point) scale *= 10;
    }
    *ret = digits / scale;
    return n > 0 && *ret <= 1;
}

static enum sg_code set_share(struct reader *r, const struct option_row *row, void *field, const char *value)
{
    double v = 0;
    if (!read_share(sg_str(value), &v)) return bad_value(r, row, value, "a share from 0 to 1, such as 0.05 or 5%");
    memcpy(field, &v, sizeof v);
    return SG_OK;
}

static enum sg_code set_choice(struct reader *r, const struct option_row *row, void *field, const char *value)
{
    sg_auto_buf known = { 0 };
    for (int i = 0; row->choices[i]; i++) {
        if (sg_str_is_nocase(sg_str(value), row->choices[i])) {
            memcpy(field, &i, sizeof i);
            return SG_OK;
        }
        sg_buf_printf(&known, "%s%s", i == 0 ? "" : row->choices[i + 1] ? ", " : " or ", row->choices[i]);
    }
    const char *list = sg_buf_cstr(&known);
    return bad_value(r, row, value, list ? list : "another value");
}

static enum sg_code set_value(struct reader *r, const struct option_row *row, void *values, const char *value)
{
    void *field = (char *)values + row->offset;
    struct sg_err inner;
    int64_t us;
    switch (row->kind) {
    case OPTION_FLAG:
        memcpy(field, &(bool){ true }, sizeof(bool));
        return SG_OK;
    case OPTION_TEXT:
        memcpy(field, &value, sizeof value);
        return SG_OK;
    case OPTION_COUNT:
        return set_count(r, row, field, value);
    case OPTION_DURATION:
        if (sg_duration_parse(sg_str(value), &us, &inner) != SG_OK || us < 0)
            return bad_value(r, row, value, "a duration such as 60s, 30m, 24h or 2d");
        memcpy(field, &us, sizeof us);
        return SG_OK;
    case OPTION_SHARE:
        return set_share(r, row, field, value);
    case OPTION_CHOICE:
        return set_choice(r, row, field, value);
    }
    return SG_OK;
}

static const struct option_row *find_row(const struct reader *r, const char *name, size_t len, char letter,
                                         void **ret_values)
{
    for (size_t s = 0; s < r->n_sets; s++)
        for (const struct option_row *row = r->sets[s].rows; row && row->name; row++)
            if (letter ? row->letter == letter : strlen(row->name) == len && memcmp(row->name, name, len) == 0) {
                *ret_values = r->sets[s].values;
                return row;
            }
    return NULL;
}

static enum sg_code unknown_option(struct reader *r, const char *word, size_t len)
{
    const char *names[NEAREST_MAX + 1];
    size_t n = 0;
    for (size_t s = 0; s < r->n_sets; s++)
        for (const struct option_row *row = r->sets[s].rows; row && row->name && n < NEAREST_MAX; row++)
            names[n++] = row->name;
    names[n] = NULL;
    char asked[WORD_MAX];
    size_t cut = len < sizeof asked - 1 ? len : sizeof asked - 1;
    memcpy(asked, word, cut);
    asked[cut] = '\0';
    if (strcmp(asked, "case") == 0)
        return sg_fail(r->err, SG_EUSAGE, "--case goes before the command: sillage --case CASE COMMAND");
    const char *near = option_nearest(asked, names);
    if (near) return sg_fail(r->err, SG_EUSAGE, "there is no option --%s; did you mean --%s?", asked, near);
    return sg_fail(r->err, SG_EUSAGE, "there is no option --%s", asked);
}

/* "--name", "--name=value"; *i moves over a value that is a word of its own. */
static enum sg_code read_long(struct reader *r, int *i)
{
    const char *word = r->argv[*i] + 2, *equals = strchr(word, '=');
    size_t len = equals ? (size_t)(equals - word) : strlen(word);
    void *values;
    const struct option_row *row = find_row(r, word, len, 0, &values);
    if (!row) return unknown_option(r, word, len);
    if (row->kind == OPTION_FLAG) {
        if (equals) return sg_fail(r->err, SG_EUSAGE, "--%s takes no value", row->name);
        return set_value(r, row, values, NULL);
    }
    if (equals) return set_value(r, row, values, equals + 1);
    if (*i + 1 >= r->argc)
        return sg_fail(r->err, SG_EUSAGE, "--%s needs a value: --%s %s", row->name, row->name, row->value);
    return set_value(r, row, values, r->argv[++*i]);
}

static enum sg_code unknown_letter(struct reader *r, char letter)
{
    if (letter == 'C') return sg_fail(r->err, SG_EUSAGE, "-C goes before the command: sillage -C CASE COMMAND");
    return sg_fail(r->err, SG_EUSAGE, "there is no option -%c (write -- before a word that begins with '-')", letter);
}

/* "-n value", "-nvalue", and flags together: "-qn value". */
static enum sg_code read_letters(struct reader *r, int *i)
{
    for (const char *p = r->argv[*i] + 1; *p; p++) {
        void *values;
        const struct option_row *row = find_row(r, NULL, 0, *p, &values);
        if (!row) return unknown_letter(r, *p);
        if (row->kind == OPTION_FLAG) {
            SG_TRY(set_value(r, row, values, NULL));
            continue;
        }
        if (p[1]) return set_value(r, row, values, p + 1);
        if (*i + 1 >= r->argc) return sg_fail(r->err, SG_EUSAGE, "-%c needs a value: -%c %s", *p, *p, row->value);
        return set_value(r, row, values, r->argv[++*i]);
    }
    return SG_OK;
}

enum sg_code options_parse(const struct option_set *sets, size_t n_sets, bool is_stopping, int argc, char **argv,
                           int *ret_n_args, int *ret_n_read, struct sg_err *err)
{
    struct reader r = { sets, n_sets, argc, argv, err };
    int n_args = 0, i = 0;
    for (bool is_open = true; i < argc; i++) {
        char *word = argv[i];
        bool is_option = is_open && word[0] == '-' && word[1];
        if (is_option && strcmp(word, "--") == 0) {
            is_open = false;
        } else if (is_option) {
            SG_TRY(word[1] == '-' ? read_long(&r, &i) : read_letters(&r, &i));
        } else {
            if (is_stopping) break;
            argv[n_args++] = word;
        }
    }
    *ret_n_args = n_args;
    if (ret_n_read) *ret_n_read = i;
    return SG_OK;
}
