/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is protected: names as a user writes them made into what the matcher compares with. */
#include <arpa/inet.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"
#include "lookalike/host.h"
#include "lookalike/lookalike.h"
#include "objects/objects.h"

enum { NAME_BYTES_MAX = 253, LABEL_BYTES_MAX = 63, BRAND_BYTES_MAX = 63, WRITTEN_BYTES_MAX = 2048 };

/* Texts to numbers, by open addressing: the arena makes equal texts equal pointers. */
struct places {
    const char **texts;
    uint32_t *numbers;
    size_t n, cap;
};
struct sg_protected_index {
    struct places names, allowed;
    struct sg_idn *idn;
    struct sg_buf host, ascii, shown, work;
};

/* ---- finding what is there ---- */

static size_t place_of(const struct places *p, const char *text)
{
    size_t at = sg_siphash(&text, sizeof text) & (p->cap - 1);
    while (p->texts[at] && p->texts[at] != text)
        at = (at + 1) & (p->cap - 1);
    return at;
}

static bool places_grow(struct places *p)
{
    struct places bigger = { .n = p->n, .cap = p->cap ? p->cap * 2 : 64 };
    bigger.texts = calloc(bigger.cap, sizeof *bigger.texts);
    bigger.numbers = calloc(bigger.cap, sizeof *bigger.numbers);
    if (!bigger.texts || !bigger.numbers) {
        free(bigger.texts);
        free(bigger.numbers);
        return false;
    }
    for (size_t i = 0; i < p->cap; i++) {
        if (!p->texts[i]) continue;
        size_t at = place_of(&bigger, p->texts[i]);
        bigger.texts[at] = p->texts[i];
        bigger.numbers[at] = p->numbers[i];
    }
    free(p->texts);
    free(p->numbers);
    *p = bigger;
    return true;
}

static void places_release(struct places *p)
{
    free(p->texts);
    free(p->numbers);
}

/* The number of `text`, which becomes `number` when it has none yet (*ret_is_new). */
static enum sg_code places_add(struct places *p, const char *text, size_t number, size_t *ret, bool *ret_is_new,
                               struct sg_err *err)
{
    if (2 * (p->n + 1) > p->cap && !places_grow(p)) return sg_fail_nomem(err, "the list of protected names");
    size_t at = place_of(p, text);
    *ret_is_new = !p->texts[at];
    if (*ret_is_new) {
        p->texts[at] = text;
        p->numbers[at] = (uint32_t)number;
        p->n++;
    }
    *ret = p->numbers[at];
    return SG_OK;
}

/* ---- one name, made canonical ---- */

static bool is_address(const char *host)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1 || host[0] == '[';
}

/* Why `s`, in lower case and ASCII, is no name; NULL: it is one. */
static const char *fault_of(struct sg_str s, bool may_be_one_label)
{
    size_t label = 0, dots = 0;
    bool all_digits = true;
    if (!s.len) return "it is empty";
    if (s.len > NAME_BYTES_MAX) return "a domain name has at most 253 letters";
    for (size_t i = 0; i <= s.len; i++) {
        char c = i < s.len ? s.data[i] : '.';
        if (c == '.') {
            if (!label) return "a part between two dots is empty";
            if (label > LABEL_BYTES_MAX) return "a part between two dots is longer than 63 letters";
            if (s.data[i - 1] == '-') return "a part between two dots ends with a hyphen";
            if (i == s.len) break;
            label = 0;
            all_digits = true;
            dots++;
            continue;
        }
        if (!sg_is_alnum(c) && c != '-' && c != '_')
            return "a domain name holds letters, digits, hyphens and dots only";
        if (c == '-' && !label) return "a part between two dots begins with a hyphen";
        all_digits = all_digits && sg_is_digit(c);
        label++;
    }
    if (all_digits) return "its last part is a number";
    return dots || may_be_one_label ? NULL : "it has no dot: give the whole domain, such as example.org";
}

/* "*.example.org" as certificates write it. */
static struct sg_str without_star(struct sg_str s)
{
    return s.len > 2 && s.data[0] == '*' && s.data[1] == '.' ? sg_str_n(s.data + 2, s.len - 2) : s;
}

/* How much of a word a message shows, for "%.*s". */
static int cut(struct sg_str s)
{
    size_t len = s.len < 100 ? s.len : 100;
    while (len < s.len && len > 0 && ((unsigned char)s.data[len] & 0xc0) == 0x80)
        len--;
    return (int)len;
}

static enum sg_code wrong(struct sg_str written, const char *why, struct sg_err *err)
{
    int len = cut(written);
    return sg_fail(err, SG_EUSAGE, "“%.*s%s” is no domain name: %s", len, written.data,
                   (size_t)len < written.len ? "…" : "", why);
}

/* `written` as x->ascii. */
static enum sg_code canonical(struct sg_protected_index *x, struct sg_str written, bool may_be_one_label,
                              struct sg_err *err)
{
    written = sg_str_trim(written);
    if (!written.len) return sg_fail(err, SG_EUSAGE, "the name of a domain is empty");
    if (written.len > WRITTEN_BYTES_MAX) return wrong(written, "it is longer than 2,048 bytes", err);
    if (!sg_utf8_is_valid(written.data, written.len)) return wrong(sg_str("…"), "it is no valid UTF-8", err);
    struct sg_str host = without_star(look_host(written));
    sg_buf_clear(&x->host);
    sg_buf_str(&x->host, host);
    SG_TRY(sg_buf_check(&x->host, err));
    if (memchr(written.data, 0, written.len)) return wrong(sg_str("…"), "it holds a NUL", err);
    if (is_address(sg_buf_cstr(&x->host))) return wrong(written, "an IP address looks like nothing", err);
    sg_buf_clear(&x->ascii);
    const char *fault = host.len ? sg_idn_ascii(x->idn, host, &x->ascii) : "it is empty";
    if (!fault) {
        if (x->ascii.len && x->ascii.data[x->ascii.len - 1] == '.')
            x->ascii.len--; /* full stops of any script are dots now */
        for (size_t i = 0; i < x->ascii.len; i++)
            x->ascii.data[i] = sg_lower(x->ascii.data[i]);
        fault = fault_of(sg_buf_view(&x->ascii), may_be_one_label);
    }
    SG_TRY(sg_buf_check(&x->ascii, err));
    return fault ? wrong(written, fault, err) : SG_OK;
}

static enum sg_code keep(struct sg_protected *p, const struct sg_buf *text, const char **ret, struct sg_err *err)
{
    const char *kept = sg_arena_string(p->arena, sg_buf_view(text));
    if (!kept) return sg_fail_nomem(err, "the list of protected names");
    *ret = kept;
    return SG_OK;
}

/* ---- the list ---- */

enum sg_code sg_protected_new(struct sg_protected **ret, struct sg_err *err)
{
    struct sg_protected *p = calloc(1, sizeof *p);
    if (p) {
        p->arena = sg_arena_new();
        p->index = calloc(1, sizeof *p->index);
    }
    enum sg_code code =
        p && p->arena && p->index ? sg_idn_new(&p->index->idn, err) : sg_fail_nomem(err, "a list of protected names");
    if (code != SG_OK) {
        sg_protected_free(p);
        return code;
    }
    *ret = p;
    return SG_OK;
}

void sg_protected_free(struct sg_protected *p)
{
    if (!p) return;
    if (p->index) {
        places_release(&p->index->names);
        places_release(&p->index->allowed);
        sg_idn_free(p->index->idn);
        sg_buf_release(&p->index->host);
        sg_buf_release(&p->index->ascii);
        sg_buf_release(&p->index->shown);
        sg_buf_release(&p->index->work);
        free(p->index);
    }
    sg_arena_free(p->arena);
    free(p->names);
    free(p->allowed);
    free(p);
}

/* Room for one more of `n` things; doubles. */
static enum sg_code room(void **items, size_t n, size_t *cap, size_t size, struct sg_err *err)
{
    if (n < *cap) return SG_OK;
    size_t more = *cap ? *cap * 2 : 16;
    void *bigger = realloc(*items, more * size); /* at most SG_PROTECTED_MAX of them */
    if (!bigger) return sg_fail_nomem(err, "the list of protected names");
    *items = bigger;
    *cap = more;
    return SG_OK;
}

/* As sg_protected_add, and which one it is now. */
static enum sg_code add(struct sg_protected *p, struct sg_str domain, size_t *ret, struct sg_err *err)
{
    struct sg_protected_index *x = p->index;
    struct sg_protected_name name = { 0 };
    bool is_new;
    SG_TRY(canonical(x, domain, false, err));
    if (p->n >= SG_PROTECTED_MAX) return sg_fail(err, SG_ELIMIT, "more than %d protected names", SG_PROTECTED_MAX);
    sg_buf_clear(&x->shown);
    const char *fault = sg_idn_unicode(x->idn, sg_buf_view(&x->ascii), &x->shown);
    if (fault) return wrong(domain, fault, err);
    SG_TRY(sg_buf_check(&x->shown, err));
    SG_TRY(keep(p, &x->ascii, &name.domain, err));
    SG_TRY(keep(p, &x->shown, &name.shown, err));
    SG_TRY(room((void **)&p->names, p->n, &p->cap, sizeof *p->names, err));
    SG_TRY(places_add(&x->names, name.domain, p->n, ret, &is_new, err));
    if (is_new) p->names[p->n++] = name;
    return SG_OK;
}

enum sg_code sg_protected_add(struct sg_protected *p, struct sg_str domain, struct sg_err *err)
{
    size_t number;
    return add(p, domain, &number, err);
}

enum sg_code sg_protected_allow(struct sg_protected *p, struct sg_str domain, struct sg_err *err)
{
    const char *text = NULL;
    size_t number;
    bool is_new;
    SG_TRY(canonical(p->index, domain, true, err));
    if (p->n_allowed >= SG_PROTECTED_MAX)
        return sg_fail(err, SG_ELIMIT, "more than %d allowed names", SG_PROTECTED_MAX);
    SG_TRY(keep(p, &p->index->ascii, &text, err));
    SG_TRY(room((void **)&p->allowed, p->n_allowed, &p->cap_allowed, sizeof *p->allowed, err));
    SG_TRY(places_add(&p->index->allowed, text, p->n_allowed, &number, &is_new, err));
    if (is_new) p->allowed[p->n_allowed++] = text;
    return SG_OK;
}

/* ---- aliases and brands ---- */

/* Appends a text that is not there yet.  The array lies in the arena and doubles: its room is the next power of two. */
static enum sg_code further(struct sg_protected *p, const char ***items, size_t *n, const char *text, const char *what,
                            struct sg_err *err)
{
    for (size_t i = 0; i < *n; i++)
        if ((*items)[i] == text) return SG_OK;
    if (*n >= SG_PROTECTED_FURTHER_MAX)
        return sg_fail(err, SG_ELIMIT, "more than %d %s of one name", SG_PROTECTED_FURTHER_MAX, what);
    if ((*n & (*n - 1)) == 0) {
        const char **bigger = sg_arena_alloc(p->arena, *n ? *n * 2 : 1, sizeof *bigger);
        if (!bigger) return sg_fail_nomem(err, "the list of protected names");
        if (*n) memcpy(bigger, *items, *n * sizeof *bigger);
        *items = bigger;
    }
    (*items)[(*n)++] = text;
    return SG_OK;
}

enum sg_code sg_protected_alias(struct sg_protected *p, size_t name, struct sg_str domain, struct sg_err *err)
{
    const char *text = NULL;
    if (name >= p->n) return sg_fail(err, SG_EUSAGE, "an alias of a name that is not in the list");
    SG_TRY(canonical(p->index, domain, false, err));
    SG_TRY(keep(p, &p->index->ascii, &text, err));
    struct sg_protected_name *of = &p->names[name];
    return text == of->domain ? SG_OK : further(p, &of->aliases, &of->n_aliases, text, "aliases", err);
}

/* A brand is compared with parts of names, accents aside: "Élysée" is "elysee". */
static enum sg_code brand_letters(struct sg_protected_index *x, struct sg_str brand, struct sg_err *err)
{
    sg_buf_clear(&x->work);
    for (size_t at = 0; at < brand.len;) {
        uint32_t c = sg_utf8_next(brand.data, brand.len, &at);
        char ascii = c < 0x80 ? (char)c : '\0';
        bool has_mark;
        struct sg_str drawn = c < 0x80 ? sg_str_n(&ascii, 1) : sg_idn_drawn(x->idn, c, &has_mark);
        for (size_t i = 0; i < drawn.len || drawn.len == 0; i++) {
            if (drawn.len == 0 || (!sg_is_alnum(drawn.data[i]) && drawn.data[i] != '-'))
                return sg_fail(err, SG_EUSAGE,
                               "“%.*s” is no brand: give letters, digits and hyphens that can be written as "
                               "a-z, 0-9 and -",
                               cut(brand), brand.data);
            sg_buf_char(&x->work, sg_lower(drawn.data[i]));
        }
    }
    return sg_buf_check(&x->work, err);
}

enum sg_code sg_protected_brand(struct sg_protected *p, size_t name, struct sg_str brand, struct sg_err *err)
{
    struct sg_protected_index *x = p->index;
    const char *text = NULL;
    brand = sg_str_trim(brand);
    if (name >= p->n) return sg_fail(err, SG_EUSAGE, "a brand of a name that is not in the list");
    if (brand.len > 4 * BRAND_BYTES_MAX)
        return sg_fail(err, SG_EUSAGE, "a brand is longer than %d letters", BRAND_BYTES_MAX);
    if (!sg_utf8_is_valid(brand.data, brand.len)) return sg_fail(err, SG_EUSAGE, "a brand is no valid UTF-8");
    SG_TRY(brand_letters(x, brand, err));
    if (x->work.len < 2 || x->work.len > BRAND_BYTES_MAX)
        return sg_fail(err, SG_EUSAGE, "a brand has 2 to %d letters, “%.*s” has %zu", BRAND_BYTES_MAX, cut(brand),
                       brand.data, x->work.len);
    if (x->work.data[0] == '-' || x->work.data[x->work.len - 1] == '-')
        return sg_fail(err, SG_EUSAGE, "a brand neither begins nor ends with a hyphen: “%.*s”", cut(brand), brand.data);
    SG_TRY(keep(p, &x->work, &text, err));
    return further(p, &p->names[name].brands, &p->names[name].n_brands, text, "brands", err);
}

/* ---- lists ---- */

/* Takes the next word off `line`; false: there is none. */
static bool next_word(struct sg_str *line, struct sg_str *ret)
{
    size_t from = 0, to;
    while (from < line->len && (line->data[from] == ' ' || line->data[from] == '\t'))
        from++;
    for (to = from; to < line->len && line->data[to] != ' ' && line->data[to] != '\t';)
        to++;
    *ret = sg_str_n(line->data + from, to - from);
    *line = sg_str_n(line->data + to, line->len - to);
    return ret->len > 0;
}

static bool takes_off(struct sg_str *word, const char *prefix)
{
    size_t n = strlen(prefix);
    if (word->len < n || !sg_str_is_nocase(sg_str_n(word->data, n), prefix)) return false;
    *word = sg_str_n(word->data + n, word->len - n);
    return true;
}

static enum sg_code read_allowed(struct sg_protected *p, struct sg_str first, struct sg_str rest, struct sg_err *err)
{
    size_t n = 0;
    for (struct sg_str word = first; word.len || next_word(&rest, &word); word.len = 0, n++)
        SG_TRY(sg_protected_allow(p, word, err));
    return n ? SG_OK : sg_fail(err, SG_EUSAGE, "“allow:” names no domain");
}

static enum sg_code read_line(struct sg_protected *p, struct sg_str line, struct sg_err *err)
{
    struct sg_str word;
    size_t name;
    if (!next_word(&line, &word)) return SG_OK;
    if (takes_off(&word, "allow:")) return read_allowed(p, word, line, err);
    SG_TRY(add(p, word, &name, err));
    while (next_word(&line, &word)) {
        if (takes_off(&word, "alias:"))
            SG_TRY(sg_protected_alias(p, name, word, err));
        else if (takes_off(&word, "brand:"))
            SG_TRY(sg_protected_brand(p, name, word, err));
        else
            return sg_fail(err, SG_EUSAGE, "“%.*s” is neither alias:DOMAIN nor brand:WORD; a line protects one name",
                           cut(word), word.data);
    }
    return SG_OK;
}

enum sg_code sg_protected_read(struct sg_protected *p, struct sg_str bytes, const char *file, struct sg_err *err)
{
    size_t number = 0;
    struct sg_err why = { 0 };
    if (bytes.len > SG_PROTECTED_MAX_BYTES)
        return sg_fail(err, SG_ELIMIT, "%s is larger than %d MiB", file, SG_PROTECTED_MAX_BYTES >> 20);
    if (bytes.len >= 3 && memcmp(bytes.data, "\xef\xbb\xbf", 3) == 0) bytes = sg_str_n(bytes.data + 3, bytes.len - 3);
    while (bytes.len) {
        const char *end = memchr(bytes.data, '\n', bytes.len);
        struct sg_str line = sg_str_n(bytes.data, end ? (size_t)(end - bytes.data) : bytes.len);
        size_t taken = line.len + (end != NULL);
        bytes = sg_str_n(bytes.data + taken, bytes.len - taken);
        number++;
        const char *comment = line.len ? memchr(line.data, '#', line.len) : NULL;
        if (comment) line.len = (size_t)(comment - line.data);
        if (line.len && line.data[line.len - 1] == '\r') line.len--;
        enum sg_code code = read_line(p, line, &why);
        if (code != SG_OK)
            return sg_fail(err, code == SG_EUSAGE ? SG_EINPUT : code, "%s:%zu: %s", file, number, why.text);
    }
    return SG_OK;
}
