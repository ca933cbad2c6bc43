/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Host names between Unicode and punycode: UTS 46, with ICU. */
#include <stdlib.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>

#include "objects/idn_internal.h"
#include "objects/objects_internal.h"

enum {
    WRITTEN_MAX = 1020, /* a name of 253 bytes of punycode is at most so long in UTF-8 */
    UNICODE_ROOM = 2048
};

static const char too_long[] = "the name is longer than 253 letters";
static const char no_such[] = "a label is punycode that no such name would be written as";

enum sg_code sg_idn_new(struct sg_idn **ret, struct sg_err *err)
{
    struct sg_idn *x = calloc(1, sizeof *x);
    if (x) x->slots = calloc(IDN_SLOTS, sizeof *x->slots);
    if (!x || !x->slots) {
        sg_idn_free(x);
        return sg_fail_nomem(err, "international names");
    }
    UErrorCode status = U_ZERO_ERROR;
    x->nfd = unorm2_getNFDInstance(&status);
    x->spoof = uspoof_open(&status);
    x->names = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_CHECK_BIDI |
                                   UIDNA_CHECK_CONTEXTJ,
                               &status);
    if (U_FAILURE(status)) {
        sg_idn_free(x);
        if (status == U_MEMORY_ALLOCATION_ERROR) return sg_fail_nomem(err, "international names");
        return sg_fail(err, SG_EIO, "ICU has no data for international names (%s): install ICU's data files",
                       u_errorName(status));
    }
    for (size_t i = 0; i < sizeof x->ascii; i++)
        x->ascii[i] = sg_lower((char)i);
    *ret = x;
    return SG_OK;
}

void sg_idn_free(struct sg_idn *x)
{
    if (!x) return;
    if (x->names) uidna_close(x->names);
    if (x->spoof) uspoof_close(x->spoof);
    free(x->slots);
    free(x);
}

/* --- names in ASCII --- */

/* 1 and 2: a letter of host names, in lower or upper case; 3: the dot.  RFC 952, and the underscore. */
static const uint8_t host_letters[256] = {
    ['-'] = 1, ['_'] = 1, ['.'] = 3,
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1,
    ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1, ['j'] = 1,
    ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1,
    ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
    ['A'] = 2, ['B'] = 2, ['C'] = 2, ['D'] = 2, ['E'] = 2, ['F'] = 2, ['G'] = 2, ['H'] = 2, ['I'] = 2, ['J'] = 2,
    ['K'] = 2, ['L'] = 2, ['M'] = 2, ['N'] = 2, ['O'] = 2, ['P'] = 2, ['Q'] = 2, ['R'] = 2, ['S'] = 2, ['T'] = 2,
    ['U'] = 2, ['V'] = 2, ['W'] = 2, ['X'] = 2, ['Y'] = 2, ['Z'] = 2,
};

static const char *odd_letter(unsigned char c)
{
    if (!c) return "the name holds a NUL byte";
    if (c < 0x20 || c == 0x7f) return "the name holds a control character";
    if (c == ' ') return "the name holds a blank";
    return "the name holds a letter that no host name has";
}

/* What is wrong with a name in ASCII, without its final dot; NULL: nothing. */
static const char *ascii_fault(const char *s, size_t len)
{
    if (!len) return "the name is empty";
    if (len > HOST_MAX) return too_long;
    size_t label = 0;
    for (size_t i = 0; i < len; i++) {
        uint8_t kind = host_letters[(unsigned char)s[i]];
        if (!kind) return odd_letter((unsigned char)s[i]);
        if (kind == 3) {
            if (!label) return "a label is empty";
            label = 0;
        } else if (++label > LABEL_MAX)
            return "a label is longer than 63 letters";
    }
    return label ? NULL : "a label is empty";
}

static bool is_xn(const char *s, size_t len)
{
    return len >= 4 && s[2] == '-' && s[3] == '-' && sg_lower(s[0]) == 'x' && sg_lower(s[1]) == 'n';
}

enum kind { PLAIN, PUNYCODE, BEYOND };

/* What has to be done for it. */
static enum kind kind_of(struct sg_str name)
{
    enum kind kind = PLAIN;
    bool is_first = true; /* of a label */
    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.data[i] >= 0x80) return BEYOND;
        if (is_first && is_xn(name.data + i, name.len - i)) kind = PUNYCODE;
        is_first = name.data[i] == '.';
    }
    return kind;
}

static struct sg_str without_final_dot(struct sg_str s)
{
    if (s.len > 1 && s.data[s.len - 1] == '.') s.len--;
    return s;
}

static const char *add_ascii(struct sg_str name, struct sg_buf *out)
{
    const char *fault = ascii_fault(name.data, name.len);
    if (fault) return fault;
    if (!sg_buf_room(out, name.len)) return NULL; /* `out` knows */
    for (size_t i = 0; i < name.len; i++)
        out->data[out->len++] = sg_lower(name.data[i]);
    return NULL;
}

/* --- names beyond ASCII --- */

/* Hyphens at odd places are found in the wild ("r3---sn"): they are no error here. */
static const char *icu_fault(const UIDNAInfo *info, UErrorCode status)
{
    static const struct {
        uint32_t errors;
        const char *sentence;
    } faults[] = {
        { UIDNA_ERROR_EMPTY_LABEL, "a label is empty" },
        { UIDNA_ERROR_PUNYCODE, "a label is punycode that decodes to nothing" },
        { UIDNA_ERROR_INVALID_ACE_LABEL, no_such },
        { UIDNA_ERROR_DISALLOWED, "the name holds a letter that no host name has" },
        { UIDNA_ERROR_LEADING_COMBINING_MARK, "a label begins with a combining mark" },
        { UIDNA_ERROR_LABEL_HAS_DOT, "a label holds a dot" },
        { UIDNA_ERROR_BIDI, "a label mixes directions of writing as no host name does" },
        { UIDNA_ERROR_CONTEXTJ, "a label holds a joiner where nothing is joined" },
        { UIDNA_ERROR_LABEL_TOO_LONG, "a label is longer than 63 letters" },
        { UIDNA_ERROR_DOMAIN_NAME_TOO_LONG, too_long },
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (info->errors & faults[i].errors) return faults[i].sentence;
    if (status == U_BUFFER_OVERFLOW_ERROR) return too_long;
    return U_FAILURE(status) ? "the name cannot be converted" : NULL;
}

/* Did a label decode to one that begins with "xn--" itself?  No name would be written so, and none can be read back
 * (UTS 46, 4.1, criterion 3).  ICU tells it together with hyphens at odd places, which pass here: it is looked for. */
static bool is_still_xn(const char *unicode, size_t len)
{
    for (size_t at = 0, end; at < len; at = end + 1) {
        bool is_beyond = false;
        for (end = at; end < len && unicode[end] != '.'; end++)
            is_beyond |= (unsigned char)unicode[end] >= 0x80;
        if (is_beyond && is_xn(unicode + at, end - at)) return true;
    }
    return false;
}

/* Into `unicode`, which has room for UNICODE_ROOM bytes. */
static const char *to_unicode(const struct sg_idn *x, struct sg_str name, char *unicode, size_t *ret)
{
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t n =
        uidna_nameToUnicodeUTF8(x->names, name.data, (int32_t)name.len, unicode, UNICODE_ROOM, &info, &status);
    const char *fault = icu_fault(&info, status);
    if (fault) return fault;
    *ret = (size_t)n;
    return info.errors & UIDNA_ERROR_HYPHEN_3_4 && is_still_xn(unicode, *ret) ? no_such : NULL;
}

/* Into `ascii`, which has room for UNICODE_ROOM bytes; `ret` is what was written, checked. */
static const char *to_ascii(const struct sg_idn *x, struct sg_str name, char *ascii, struct sg_str *ret)
{
    if (name.len > WRITTEN_MAX) return too_long;
    if (!sg_utf8_is_valid(name.data, name.len)) return "the name is not UTF-8";
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t n = uidna_nameToASCII_UTF8(x->names, name.data, (int32_t)name.len, ascii, UNICODE_ROOM, &info, &status);
    const char *fault = icu_fault(&info, status);
    if (fault) return fault;
    *ret = without_final_dot(sg_str_n(ascii, (size_t)n));
    char unicode[UNICODE_ROOM];
    size_t len;
    if (info.errors & UIDNA_ERROR_HYPHEN_3_4 && (fault = to_unicode(x, *ret, unicode, &len)) != NULL) return fault;
    return ascii_fault(ret->data, ret->len); /* ℀ gives a/c */
}

const char *sg_idn_ascii(struct sg_idn *x, struct sg_str name, struct sg_buf *out)
{
    name = without_final_dot(name);
    enum kind kind = kind_of(name);
    if (kind == PLAIN) return add_ascii(name, out);
    const char *fault = kind == PUNYCODE ? ascii_fault(name.data, name.len) : NULL;
    if (fault) return fault;
    char ascii[UNICODE_ROOM];
    struct sg_str done = { 0 };
    fault = to_ascii(x, name, ascii, &done);
    if (fault) return fault;
    sg_buf_str(out, done);
    return NULL;
}

const char *sg_idn_unicode(struct sg_idn *x, struct sg_str name, struct sg_buf *out)
{
    name = without_final_dot(name);
    enum kind kind = kind_of(name);
    if (kind == PLAIN) return add_ascii(name, out);
    char ascii[UNICODE_ROOM];
    const char *fault = kind == PUNYCODE ? ascii_fault(name.data, name.len) : to_ascii(x, name, ascii, &name);
    if (fault) return fault;
    if (!sg_buf_room(out, UNICODE_ROOM)) return NULL; /* `out` knows */
    size_t n;
    fault = to_unicode(x, name, out->data + out->len, &n);
    if (fault) return fault;
    out->len += n;
    return NULL;
}
