/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * simdjson parses into a "tape" of 64-bit words (its doc/tape.md): a letter in the top byte, a payload below.  A struct
 * sg_json is a place on that tape, so a question costs no more than a look at one word, and nothing of C++ is needed
 * between the two.  Compiled without exceptions: only calls that return error codes are used.
 */
#include <charconv>
#include <cmath>
#include <cstring>
#include <new>

#include <simdjson.h>

extern "C" {
/* The house's headers are C: their compound literals are an extension here. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "base/text.h"
#include "json/json.h"
#pragma GCC diagnostic pop
}

static_assert(SG_JSON_PADDING >= simdjson::SIMDJSON_PADDING, "the padding promised in json.h is too small");

struct sg_json_parser {
    simdjson::dom::parser parser;
    struct sg_buf padded = {};
};

namespace
{

inline const simdjson::dom::document *document_of(struct sg_json v)
{
    return static_cast<const simdjson::dom::document *>(v.doc);
}
inline const uint64_t *tape_of(struct sg_json v)
{
    return document_of(v)->tape.get();
}
inline char letter(uint64_t word)
{
    return char(word >> 56);
}
inline uint64_t payload(uint64_t word)
{
    return word & ((UINT64_C(1) << 56) - 1);
}

/* The place behind the value at `at`. */
inline uint64_t after(const uint64_t *tape, uint64_t at)
{
    switch (letter(tape[at])) {
    case '{':
    case '[':
        return uint32_t(tape[at]);
    case 'l':
    case 'u':
    case 'd':
        return at + 2;
    default:
        return at + 1;
    }
}

inline struct sg_str string_at(const simdjson::dom::document *doc, uint64_t word)
{
    const uint8_t *s = doc->string_buf.get() + payload(word);
    uint32_t len;
    std::memcpy(&len, s, sizeof len);
    return sg_str_n(reinterpret_cast<const char *>(s + sizeof len), len);
}

inline double real_of(uint64_t word)
{
    double d;
    std::memcpy(&d, &word, sizeof d);
    return d;
}

struct sg_json find(struct sg_json object, const char *key, size_t len)
{
    if (!object.doc) return {};
    const simdjson::dom::document *doc = document_of(object);
    const uint64_t *tape = doc->tape.get();
    if (letter(tape[object.at]) != '{') return {};
    uint64_t end = uint32_t(tape[object.at]) - 1;
    for (uint64_t at = object.at + 1; at < end; at = after(tape, at + 1)) {
        const uint8_t *s = doc->string_buf.get() + payload(tape[at]);
        uint32_t n;
        std::memcpy(&n, s, sizeof n);
        if (n == len && std::memcmp(s + sizeof n, key, len) == 0) return { object.doc, at + 1 };
    }
    return {};
}

/* Words for simdjson's codes, so that a message says what is wrong and not which layer said so. */
const char *explain(simdjson::error_code code)
{
    switch (code) {
    case simdjson::CAPACITY:
        return "is too large";
    case simdjson::DEPTH_ERROR:
        return "is nested deeper than 256 levels";
    case simdjson::STRING_ERROR:
        return "has a string with a wrong escape";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
        return "has a word that is none of true, false and null";
    case simdjson::NUMBER_ERROR:
        return "has a number that is none, or does not fit";
    case simdjson::UTF8_ERROR:
        return "is not UTF-8";
    case simdjson::EMPTY:
        return "is empty";
    case simdjson::UNESCAPED_CHARS:
        return "has a control character inside a string";
    case simdjson::UNCLOSED_STRING:
        return "ends inside a string";
    case simdjson::TAPE_ERROR:
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return "has brackets, commas or colons out of place, or is cut short";
    default:
        return "cannot be read";
    }
}

void minify(struct sg_json v, struct sg_buf *out)
{
    char text[40];
    switch (sg_json_type(v)) {
    case SG_JSON_NONE:
        return;
    case SG_JSON_NULL:
        sg_buf_text(out, "null");
        return;
    case SG_JSON_BOOL:
        sg_buf_text(out, sg_json_true(v) ? "true" : "false");
        return;
    case SG_JSON_STRING:
        sg_buf_char(out, '"');
        sg_escape_json(out, sg_json_string(v));
        sg_buf_char(out, '"');
        return;
    case SG_JSON_NUMBER: {
        const uint64_t *word = tape_of(v) + v.at;
        std::to_chars_result done = letter(word[0]) == 'd'   ? std::to_chars(text, text + sizeof text, real_of(word[1]))
                                    : letter(word[0]) == 'l' ? std::to_chars(text, text + sizeof text, int64_t(word[1]))
                                                             : std::to_chars(text, text + sizeof text, word[1]);
        sg_buf_add(out, text, size_t(done.ptr - text));
        return;
    }
    case SG_JSON_ARRAY:
    case SG_JSON_OBJECT: {
        bool is_object = sg_json_type(v) == SG_JSON_OBJECT, has_items = false;
        sg_buf_char(out, is_object ? '{' : '[');
        for (struct sg_json_iter it = sg_json_each(v); sg_json_more(&it); has_items = true) {
            if (has_items) sg_buf_char(out, ',');
            if (is_object) {
                sg_buf_char(out, '"');
                sg_escape_json(out, it.key);
                sg_buf_text(out, "\":");
            }
            minify(it.value, out); /* as deep as the document: SG_JSON_DEPTH */
        }
        sg_buf_char(out, is_object ? '}' : ']');
        return;
    }
    }
}

} // namespace

extern "C" {

enum sg_code sg_json_parser_new(struct sg_json_parser **ret, struct sg_err *err)
{
    struct sg_json_parser *p = new (std::nothrow) sg_json_parser;
    if (!p || p->parser.allocate(4096, SG_JSON_DEPTH) != simdjson::SUCCESS) {
        delete p;
        return sg_fail_nomem(err, "a JSON parser");
    }
    *ret = p;
    return SG_OK;
}

void sg_json_parser_free(struct sg_json_parser *p)
{
    if (!p) return;
    sg_buf_release(&p->padded);
    delete p;
}

enum sg_code sg_json_parse_spared(struct sg_json_parser *p, struct sg_str text, size_t spare, struct sg_json *ret,
                                  struct sg_err *err)
{
    if (text.len == 0) return sg_fail(err, SG_EINPUT, "the JSON is empty");
    if (p->parser.capacity() < text.len) {
        /* Half as much again, so that ever longer documents do not allocate each time. */
        size_t want = text.len > UINT32_MAX / 2 ? text.len : text.len + text.len / 2;
        if (p->parser.allocate(want, SG_JSON_DEPTH) == simdjson::MEMALLOC ||
            p->parser.doc.allocate(want) == simdjson::MEMALLOC)
            return sg_fail_nomem(err, "a JSON document");
    }
    const char *bytes = text.data;
    if (spare < simdjson::SIMDJSON_PADDING) {
        sg_buf_clear(&p->padded);
        if (!sg_buf_room(&p->padded, text.len + simdjson::SIMDJSON_PADDING)) {
            sg_buf_release(&p->padded); /* a later, shorter document may fit */
            return sg_fail_nomem(err, "a JSON document");
        }
        sg_buf_add(&p->padded, text.data, text.len);
        std::memset(p->padded.data + text.len, 0, simdjson::SIMDJSON_PADDING);
        bytes = p->padded.data;
    }
    simdjson::error_code code = p->parser.parse(bytes, text.len, false).error();
    if (code == simdjson::MEMALLOC) return sg_fail_nomem(err, "a JSON document");
    if (code != simdjson::SUCCESS)
        return sg_fail(err, code == simdjson::CAPACITY || code == simdjson::DEPTH_ERROR ? SG_ELIMIT : SG_EINPUT,
                       "the JSON %s", explain(code));
    *ret = { &p->parser.doc, 1 };
    return SG_OK;
}

enum sg_code sg_json_parse(struct sg_json_parser *p, struct sg_str text, struct sg_json *ret, struct sg_err *err)
{
    return sg_json_parse_spared(p, text, 0, ret, err);
}

enum sg_json_type sg_json_type(struct sg_json v)
{
    if (!v.doc) return SG_JSON_NONE;
    switch (letter(tape_of(v)[v.at])) {
    case '{':
        return SG_JSON_OBJECT;
    case '[':
        return SG_JSON_ARRAY;
    case '"':
        return SG_JSON_STRING;
    case 'l':
    case 'u':
    case 'd':
        return SG_JSON_NUMBER;
    case 't':
    case 'f':
        return SG_JSON_BOOL;
    case 'n':
        return SG_JSON_NULL;
    default:
        return SG_JSON_NONE;
    }
}

struct sg_json sg_json_get(struct sg_json object, const char *key)
{
    return find(object, key, std::strlen(key));
}

struct sg_json sg_json_path(struct sg_json object, const char *dotted)
{
    for (;;) {
        const char *dot = std::strchr(dotted, '.');
        if (!dot) return sg_json_get(object, dotted);
        object = find(object, dotted, size_t(dot - dotted));
        dotted = dot + 1;
    }
}

struct sg_str sg_json_string(struct sg_json v)
{
    if (!v.doc) return { nullptr, 0 };
    uint64_t word = tape_of(v)[v.at];
    if (letter(word) != '"') return { nullptr, 0 };
    return string_at(document_of(v), word);
}

bool sg_json_int(struct sg_json v, int64_t *ret)
{
    if (!v.doc) return false;
    const uint64_t *word = tape_of(v) + v.at;
    switch (letter(word[0])) {
    case 'l':
        *ret = int64_t(word[1]);
        return true;
    case 'u':
        if (word[1] > uint64_t(INT64_MAX)) return false;
        *ret = int64_t(word[1]);
        return true;
    case 'd': {
        double d = real_of(word[1]);
        if (!(std::fabs(d) < 9007199254740992.0) || d != std::floor(d)) return false;
        *ret = int64_t(d);
        return true;
    }
    default:
        return false;
    }
}

bool sg_json_number(struct sg_json v, double *ret)
{
    if (sg_json_type(v) != SG_JSON_NUMBER) return false;
    const uint64_t *word = tape_of(v) + v.at;
    char kind = letter(word[0]);
    *ret = kind == 'd' ? real_of(word[1]) : kind == 'l' ? double(int64_t(word[1])) : double(word[1]);
    return true;
}

bool sg_json_true(struct sg_json v)
{
    return v.doc && letter(tape_of(v)[v.at]) == 't';
}

struct sg_str sg_json_scalar(struct sg_json v, char scratch[SG_JSON_SCALAR])
{
    if (!v.doc) return { nullptr, 0 };
    const uint64_t *word = tape_of(v) + v.at;
    int64_t whole;
    if (letter(word[0]) == 'u') {
        std::to_chars_result done = std::to_chars(scratch, scratch + SG_JSON_SCALAR, word[1]);
        return sg_str_n(scratch, size_t(done.ptr - scratch));
    }
    if (sg_json_int(v, &whole)) {
        std::to_chars_result done = std::to_chars(scratch, scratch + SG_JSON_SCALAR, whole);
        return sg_str_n(scratch, size_t(done.ptr - scratch));
    }
    return sg_json_string(v);
}

uint64_t sg_json_count(struct sg_json v)
{
    enum sg_json_type type = sg_json_type(v);
    if (type != SG_JSON_ARRAY && type != SG_JSON_OBJECT) return 0;
    uint64_t count = payload(tape_of(v)[v.at]) >> 32;
    if (count < 0xffffff) return count; /* the tape's count stops there */
    count = 0;
    for (struct sg_json_iter it = sg_json_each(v); sg_json_more(&it);)
        count++;
    return count;
}

struct sg_json_iter sg_json_each(struct sg_json v)
{
    struct sg_json_iter it = {};
    enum sg_json_type type = sg_json_type(v);
    if (type != SG_JSON_ARRAY && type != SG_JSON_OBJECT) return it;
    it.container = v;
    it.next = v.at + 1;
    it.end = uint64_t(uint32_t(tape_of(v)[v.at])) - 1;
    return it;
}

bool sg_json_more(struct sg_json_iter *it)
{
    if (it->next >= it->end) return false;
    const uint64_t *tape = tape_of(it->container);
    uint64_t at = it->next;
    if (letter(tape[it->container.at]) == '{') it->key = string_at(document_of(it->container), tape[at++]);
    it->value = { it->container.doc, at };
    it->next = after(tape, at);
    return true;
}

void sg_json_minify(struct sg_json v, struct sg_buf *out)
{
    minify(v, out);
}

} // extern "C"
