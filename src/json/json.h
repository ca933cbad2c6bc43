/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading JSON: a small C face for simdjson's DOM, the one C++ file in the house.  Documents deeper than SG_JSON_DEPTH
 * are errors; text is validated UTF-8; keys may repeat, and then the first one answers.
 */
#ifndef SG_JSON_JSON_H
#define SG_JSON_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sg_json_type {
    SG_JSON_NONE, SG_JSON_NULL, SG_JSON_BOOL, SG_JSON_NUMBER, SG_JSON_STRING, SG_JSON_ARRAY, SG_JSON_OBJECT
};

#define SG_JSON_DEPTH 256
#define SG_JSON_PADDING 64 /* bytes that the parser may look at behind a document */

struct sg_json_parser;
/* A value inside the parser's current document; dead after the next parse.  Zeroed is "none", and every question to
 * none answers none, so paths can be asked without checking each step. */
struct sg_json {
    const void *doc;
    uint64_t at;
};

enum sg_code sg_json_parser_new(struct sg_json_parser **ret, struct sg_err *err);
void sg_json_parser_free(struct sg_json_parser *p);
/* One whole document. Errors say what is wrong.  Copies the input into a padded buffer of its own. */
enum sg_code sg_json_parse(struct sg_json_parser *p, struct sg_str text, struct sg_json *ret, struct sg_err *err);
/* The same without the copy when at least SG_JSON_PADDING readable bytes (of any value) stand behind `text`: `spare`
 * says how many do.  The result does not refer to `text`. */
enum sg_code sg_json_parse_spared(struct sg_json_parser *p, struct sg_str text, size_t spare, struct sg_json *ret,
                                  struct sg_err *err);

/*
 * Appends `text` to `out` with what strict JSON refuses and exports hold all the same made good, and says what was done
 * (0: nothing, and another parse would fail the same way).  Exact: an integer beyond 64 bits becomes the string of its
 * digits; a raw control character inside a string becomes its escape.  Not exact: ill-formed UTF-8 and lone surrogates
 * become U+FFFD.
 */
enum { SG_JSON_MENDED_EXACTLY = 1, SG_JSON_MENDED_TEXT = 2 };
unsigned sg_json_mend(struct sg_str text, struct sg_buf *out);

enum sg_json_type sg_json_type(struct sg_json v);
struct sg_json sg_json_get(struct sg_json object, const char *key); /* none when absent or not an object */
struct sg_json sg_json_path(struct sg_json object, const char *dotted); /* "user.id_str" */
struct sg_str sg_json_string(struct sg_json v); /* {NULL,0} unless a string; may hold NUL bytes */
bool sg_json_int(struct sg_json v, int64_t *ret); /* whole numbers that fit */
bool sg_json_number(struct sg_json v, double *ret); /* any number */
bool sg_json_true(struct sg_json v); /* it is the boolean true */
/* The text of a string, or a whole number's digits written into `scratch` (a number with a fraction or an exponent
 * only when it is whole and below 2^53, where a double is exact): for ids that exports give either way. */
#define SG_JSON_SCALAR 32
struct sg_str sg_json_scalar(struct sg_json v, char scratch[SG_JSON_SCALAR]);
uint64_t sg_json_count(struct sg_json array_or_object); /* O(1) below 16 million */

/* for (struct sg_json_iter it = sg_json_each(v); sg_json_more(&it);) — it.value, and it.key in an object */
struct sg_json_iter {
    struct sg_json container, value;
    struct sg_str key;
    uint64_t next, end;
};
struct sg_json_iter sg_json_each(struct sg_json array_or_object);
bool sg_json_more(struct sg_json_iter *it);
/* The value's JSON text, minified. */
void sg_json_minify(struct sg_json v, struct sg_buf *out);

#ifdef __cplusplus
}
#endif
#endif
