/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/message_id.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"

/* ---- a bounded line ---- */

struct line {
    char *text;
    size_t len;
};

static void put(struct line *l, const char *text, size_t len)
{
    for (size_t i = 0; i < len && l->len + 1 < LEAK_FORM; i++)
        l->text[l->len++] = text[i];
    l->text[l->len] = '\0';
}

static void set(char ret[static LEAK_FORM], const char *text)
{
    snprintf(ret, LEAK_FORM, "%s", text);
}

/* ---- classes ---- */

struct classes {
    size_t digits, lower, upper, hex_lower, hex_upper, other;
};

static struct classes classify(struct sg_str s)
{
    struct classes c = { 0 };
    for (size_t i = 0; i < s.len; i++) {
        char x = s.data[i];
        if (sg_is_digit(x))
            c.digits++;
        else if (x >= 'a' && x <= 'z') {
            c.lower++;
            c.hex_lower += x <= 'f';
        } else if (x >= 'A' && x <= 'Z') {
            c.upper++;
            c.hex_upper += x <= 'F';
        } else
            c.other++;
    }
    return c;
}

/* Random digits of the usual widths of hexadecimal numbers are taken as such: else one id in forty would look odd. */
static bool is_hex_width(size_t n)
{
    return n == 6 || n == 7 || n == 8 || n == 12 || n == 16 || n == 32;
}

static char class_of(struct sg_str run)
{
    struct classes c = classify(run);
    if (!c.lower && !c.upper) return is_hex_width(run.len) ? 'h' : '9';
    if (c.lower && c.upper) return c.digits ? 'm' : 'x';
    if (c.lower) {
        if (c.lower == c.hex_lower && run.len >= 6) return 'h';
        return c.digits ? 'w' : 'a';
    }
    if (c.upper == c.hex_upper && is_hex_width(run.len)) return 'H';
    return c.digits ? 'W' : 'A';
}

static size_t rounded(size_t n)
{
    static const size_t steps[] = { 41, 25, 17, 13, 11, 9 };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (n >= steps[i]) return steps[i];
    return n;
}

void leak_form(struct sg_str text, char ret[static LEAK_FORM])
{
    struct line l = { ret, 0 };
    *ret = '\0';
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        while (i < text.len && sg_is_alnum(text.data[i]))
            i++;
        if (i > from) {
            struct sg_str run = { text.data + from, i - from };
            char token[24];
            int n = snprintf(token, sizeof token, "%c%zu", class_of(run), rounded(run.len));
            put(&l, token, (size_t)n);
        } else {
            char c = text.data[i++];
            put(&l, c > ' ' && c < 127 ? &c : "?", 1);
            while (i < text.len && text.data[i] == c) /* boundaries begin with many of one sign */
                i++;
        }
    }
}

/* ---- well-known ids ---- */

static bool is_hex(struct sg_str s)
{
    struct classes c = classify(s);
    return s.len && c.other == 0 && c.lower == c.hex_lower && c.upper == c.hex_upper;
}

static bool is_uuid(struct sg_str s)
{
    static const size_t widths[] = { 8, 4, 4, 4, 12 };
    if (s.len != 36) return false;
    for (size_t i = 0, at = 0; i < 5; at += widths[i++] + 1) {
        if (!is_hex(sg_str_n(s.data + at, widths[i]))) return false;
        if (i < 4 && s.data[at + widths[i]] != '-') return false;
    }
    return true;
}

/* Base64's letters, also as URLs write them. */
static bool is_base64(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!sg_is_alnum(s.data[i]) && (!s.data[i] || !strchr("+/=_-", s.data[i]))) return false;
    struct classes c = classify(s);
    return c.digits && c.lower && c.upper;
}

/* Outlook and Outlook Express: "000001c2$1a2b3c4d$0100a8c0", twelve, eight and eight hexadecimal digits or so. */
static bool is_outlook(struct sg_str s)
{
    size_t at = 0, n = 0;
    for (size_t i = 0; i <= s.len; i++)
        if (i == s.len || s.data[i] == '$') {
            if (!is_hex(sg_str_n(s.data + at, i - at))) return false;
            at = i + 1;
            n++;
        }
    return n == 3;
}

static struct sg_str local_part(struct sg_str id)
{
    for (size_t i = id.len; i-- > 0;)
        if (id.data[i] == '@') return sg_str_n(id.data, i);
    return id;
}

void leak_message_id_form(struct sg_str id, char ret[static LEAK_FORM])
{
    struct sg_str local = local_part(id);
    struct classes c = classify(local);
    if (!local.len)
        set(ret, "none");
    else if (is_uuid(local))
        set(ret, c.upper ? "UUID" : "uuid");
    else if (local.len >= 40 && local.data[0] == 'C' && local.data[1] == 'A' && is_base64(local))
        set(ret, "gmail");
    else if (is_outlook(local))
        set(ret, "outlook$");
    else if (local.len >= 20 && c.other && is_base64(local)) /* where its signs fall is chance */
        snprintf(ret, LEAK_FORM, "base64-%zu", rounded(local.len));
    else
        leak_form(local, ret);
}

struct sg_str leak_message_id_host(struct sg_str id)
{
    for (size_t i = id.len; i-- > 0;)
        if (id.data[i] == '@') {
            struct sg_str host = { id.data + i + 1, id.len - i - 1 };
            if (host.len && host.data[host.len - 1] == '.') host.len--;
            return host;
        }
    return sg_str("");
}

/* ---- clients ---- */

static bool has_word(struct sg_str s, const char *word)
{
    return s.len && memmem(s.data, s.len, word, strlen(word)) != NULL;
}

void leak_client_family(struct sg_str client, char ret[static LEAK_FORM])
{
    static const char *const within[] = { "Thunderbird", "SeaMonkey", "Evolution", "iPhone Mail", "iPad Mail" };
    for (size_t i = 0; i < sizeof within / sizeof *within; i++)
        if (has_word(client, within[i])) {
            set(ret, within[i]);
            return;
        }
    struct sg_str s = sg_str_trim(client);
    size_t n = 0;
    while (n < s.len && !sg_is_digit(s.data[n]) && !strchr("/([{,;:<\"", s.data[n]))
        n++;
    if (n < s.len && n > 1 && (s.data[n - 1] == 'v' || s.data[n - 1] == 'V') && s.data[n - 2] == ' ')
        n--; /* "Pegasus v4" */
    struct sg_str name = sg_str_trim(sg_str_n(s.data, n));
    if (!name.len && s.len) name = s;
    struct line l = { ret, 0 };
    *ret = '\0';
    put(&l, name.data, name.len);
}

/* ---- structures ---- */

static bool is_text(struct sg_str leaf)
{
    return sg_str_is(leaf, "plain") || sg_str_is(leaf, "html");
}

void leak_structure_skeleton(struct sg_str structure, char ret[static LEAK_FORM])
{
    struct line l = { ret, 0 };
    bool was_file = false;
    *ret = '\0';
    for (size_t i = 0; i < structure.len;) {
        size_t from = i;
        while (i < structure.len && !strchr("(),", structure.data[i]))
            i++;
        struct sg_str name = { structure.data + from, i - from };
        bool opens = i < structure.len && structure.data[i] == '(';
        if (name.len && (opens || is_text(name))) {
            put(&l, name.data, name.len);
            was_file = false;
        } else if (name.len) {
            if (!was_file) put(&l, "file", 4);
            was_file = true;
        }
        if (i >= structure.len) break;
        char c = structure.data[i++];
        if (c == ',' && was_file) {
            size_t to = i; /* a comma only before what is no file again */
            while (to < structure.len && !strchr("(),", structure.data[to]))
                to++;
            struct sg_str next = { structure.data + i, to - i };
            if (!(to < structure.len && structure.data[to] == '(') && !is_text(next)) continue;
        }
        put(&l, &c, 1);
        if (c != ',') was_file = false;
    }
}
