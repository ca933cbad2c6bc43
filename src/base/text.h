/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8, numbers, and the escapes that stand between evidence and whatever shows it. */
#ifndef SG_BASE_TEXT_H
#define SG_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Strict UTF-8 (no overlong forms, surrogates or values above U+10FFFF).  Fast on ASCII. */
bool sg_utf8_is_valid(const char *s, size_t len);
/* Appends `s` with each maximal ill-formed part replaced by U+FFFD. */
void sg_utf8_repair(struct sg_buf *out, const char *s, size_t len);
/* Decodes one scalar value at *pos < len and moves *pos; ill-formed bytes give U+FFFD and move by one. */
uint32_t sg_utf8_next(const char *s, size_t len, size_t *pos);
void sg_utf8_add(struct sg_buf *out, uint32_t scalar);

/* Decimal, checked: no sign for u64, an optional '-' for i64, nothing else around. */
enum sg_code sg_parse_u64(struct sg_str s, uint64_t *ret, struct sg_err *err) SG_CHECKED;
enum sg_code sg_parse_i64(struct sg_str s, int64_t *ret, struct sg_err *err) SG_CHECKED;

/* C0, C1, DEL, and the marks that reorder or hide text on a screen. */
bool sg_is_control(uint32_t scalar);
/* Appends text that cannot steer a terminal: C0, C1, DEL, bidirectional controls and ill-formed bytes become visible
 * marks; newlines and tabs become blanks. */
void sg_escape_terminal(struct sg_buf *out, struct sg_str s);
/* For XML and HTML, text and attribute values alike; characters that XML 1.0 forbids become U+FFFD. */
void sg_escape_xml(struct sg_buf *out, struct sg_str s);
/* The inside of a JSON string; ill-formed bytes become U+FFFD; '<', '>' and '&' are written as \u00XX so that the
 * result may stand in a page. */
void sg_escape_json(struct sg_buf *out, struct sg_str s);
/* One CSV field (RFC 4180), quoted when needed.  A field that begins with = + - @ or a tab is kept as it is: exports
 * are for programs; doc/formats says so. */
void sg_escape_csv(struct sg_buf *out, struct sg_str s);
/* One word of a command line that a person may copy into a shell: in single quotes when it needs them. */
void sg_escape_shell(struct sg_buf *out, struct sg_str s);
/* Inside single quotes of ClickHouse's SQL. */
void sg_escape_sql(struct sg_buf *out, struct sg_str s);

/* ASCII only, no locale. */
static inline char sg_lower(char c) { return (c >= 'A' && c <= 'Z') ? (char)(c + 32) : c; }
static inline bool sg_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool sg_is_alnum(char c)
{
    return sg_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/* What a hexadecimal digit is worth, in either case; -1: it is none. */
static inline int sg_hex_digit(char c)
{
    if (sg_is_digit(c)) return c - '0';
    c = sg_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
bool sg_str_is_nocase(struct sg_str a, const char *b);
struct sg_str sg_str_trim(struct sg_str s); /* blanks, tabs, CR, LF at both ends */

#endif
