/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step that needs bodies and no keys: what bh= says of each.  Its lines: doc/formats/store.md, "bodies". */
#include <openssl/evp.h>

#include "base/text.h"
#include "dkim/dkim_internal.h"

enum { FOOTER_LINES = 40, FOOTER_MARKS = 16, FOOTER_REACH = 1000 };
#define TRIES_TIMES 48                   /* bodies' lengths that are written to undo harms, at most */
#define TRIES_MOST (UINT64_C(256) << 20) /* bytes; a large attachment is tried a few times only */

struct body_hash {
    uint32_t number; /* place among the signature fields, from 1 */
    bool is_bad, is_ok, is_relaxed, is_sha1;
    int64_t length, tail;
    unsigned char hash[32];
    size_t hash_len;
    uint32_t harms;
    size_t how_from, how_to; /* in `how` */
};
struct looking {
    struct body_hash sig[SG_SIGNATURES];
    size_t n, n_open;
    EVP_MD_CTX *digest, *copy;
    struct sg_buf canon, how;
};

static const EVP_MD *md_of(const struct body_hash *s)
{
    return s->is_sha1 ? sg_md_sha1() : sg_md_sha256();
}

static void gather(const struct sg_mail *m, struct looking *l)
{
    uint32_t number = 0;
    for (size_t i = 0; i < m->n_fields && number < SG_SIGNATURES; i++) {
        enum sg_signature_kind kind;
        struct sg_sigfield f;
        if (!sg_sigfield_kind(m->fields[i].name, &kind)) continue;
        number++;
        if (kind == SG_SIGNATURE_ARC_SEAL) continue;
        sg_sigfield_read(kind, m->fields[i].value, &f);
        struct body_hash *s = &l->sig[l->n++];
        *s = (struct body_hash){ .number = number,
                                 .is_bad = !f.is_computable,
                                 .is_relaxed = f.is_body_relaxed,
                                 .is_sha1 = f.algorithm == SG_RSA_SHA1,
                                 .length = f.length,
                                 .tail = -1,
                                 .hash_len = f.hash_len };
        memcpy(s->hash, f.hash, sizeof s->hash);
        l->n_open += !s->is_bad;
    }
}

static void settle(struct looking *l, struct body_hash *s, uint32_t harms, struct sg_str how)
{
    s->is_ok = true;
    s->harms = harms;
    s->how_from = l->how.len;
    sg_buf_str(&l->how, how);
    s->how_to = l->how.len;
    l->n_open--;
}

static bool digest_is(struct looking *l, EVP_MD_CTX *of, const struct body_hash *s)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    (void)l;
    return EVP_DigestFinal_ex(of, hash, &len) == 1 && len == s->hash_len && memcmp(hash, s->hash, len) == 0;
}

static bool whole_is(struct looking *l, struct sg_str canon, struct body_hash *s)
{
    if (s->length > (int64_t)canon.len) return false;
    size_t len = s->length < 0 ? canon.len : (size_t)s->length;
    if (EVP_DigestInit_ex2(l->digest, md_of(s), NULL) != 1 || EVP_DigestUpdate(l->digest, canon.data, len) != 1)
        return false;
    if (s->length >= 0) s->tail = (int64_t)canon.len - s->length;
    return digest_is(l, l->digest, s);
}

/* A line under which a list's or a signature's text begins. */
static bool is_mark(struct sg_str line)
{
    size_t n = line.len;
    while (n && (line.data[n - 1] == '\r' || line.data[n - 1] == '\n' || line.data[n - 1] == ' '))
        n--;
    if (n < 2 || !strchr("_-=*~", line.data[0]) || line.data[0] == '\0') return false;
    for (size_t i = 1; i < n; i++)
        if (line.data[i] != line.data[0]) return i >= 4; /* "----- the list -----" */
    return true;
}

/* Where a footer may begin, the last first; canonical text that ends there. */
static size_t find_cuts(struct sg_str b, size_t *cut)
{
    size_t n = 0, marks = 0;
    for (size_t lines = 0, end = b.len; end > 0 && lines < FOOTER_REACH; lines++) {
        const char *p = end > 1 ? memrchr(b.data, '\n', end - 1) : NULL;
        size_t at = p ? (size_t)(p - b.data) + 1 : 0;
        if (at == 0) break;
        bool is_marked = marks < FOOTER_MARKS && is_mark(sg_str_n(b.data + at, end - at));
        marks += is_marked;
        size_t keep = at; /* canonical text has no empty lines at its end */
        while (keep >= 4 && memcmp(b.data + keep - 4, "\r\n\r\n", 4) == 0)
            keep -= 2;
        if ((lines < FOOTER_LINES || is_marked) && (n == 0 || cut[n - 1] != keep)) cut[n++] = keep;
        end = at;
    }
    return n;
}

static bool is_white_text(struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!memchr(" \t\r\n", s.data[i], 4)) return false;
    return true;
}

/* The same digest goes on from cut to cut: all together cost little more than one. */
static void cut_is(struct looking *l, struct sg_str canon, struct body_hash *s, uint32_t harms, struct sg_str how)
{
    size_t cut[FOOTER_LINES + FOOTER_MARKS + 1];
    size_t n = find_cuts(canon, cut), done = 0;
    if (EVP_DigestInit_ex2(l->digest, md_of(s), NULL) != 1) return;
    while (n--) {
        EVP_DigestUpdate(l->digest, canon.data + done, cut[n] - done);
        done = cut[n];
        if (EVP_MD_CTX_copy_ex(l->copy, l->digest) != 1 || !digest_is(l, l->copy, s)) continue;
        bool is_white = is_white_text(sg_str_n(canon.data + done, canon.len - done));
        settle(l, s, harms | 1u << (is_white ? SG_HARM_BLANK_LINES : SG_HARM_LIST_FOOTER), how);
        sg_buf_printf(&l->how, " %s=cut:%zu", is_white ? "blank-lines" : "list-footer", canon.len - done);
        s->how_to = l->how.len;
        return;
    }
}

/* Two signatures that hash the same bytes in the same way, and want the same. */
static bool is_same_question(const struct body_hash *a, const struct body_hash *b)
{
    return a->is_relaxed == b->is_relaxed && a->is_sha1 == b->is_sha1 && a->length == b->length &&
           a->hash_len == b->hash_len && memcmp(a->hash, b->hash, a->hash_len) == 0;
}

static void ask(struct looking *l, struct sg_str canon, size_t i, uint32_t harms, struct sg_str how, bool with_cuts)
{
    struct body_hash *s = &l->sig[i];
    for (size_t k = 0; k < i; k++)
        if (!l->sig[k].is_bad && is_same_question(&l->sig[k], s)) { /* it was asked a moment ago */
            if (!l->sig[k].is_ok) return;
            *s = (struct body_hash){ .number = s->number,
                                     .is_ok = true,
                                     .is_relaxed = s->is_relaxed,
                                     .is_sha1 = s->is_sha1,
                                     .length = s->length,
                                     .tail = l->sig[k].tail,
                                     .hash_len = s->hash_len,
                                     .harms = l->sig[k].harms,
                                     .how_from = l->sig[k].how_from,
                                     .how_to = l->sig[k].how_to };
            memcpy(s->hash, l->sig[k].hash, sizeof s->hash);
            l->n_open--;
            return;
        }
    if (whole_is(l, canon, s))
        settle(l, s, harms, how);
    else if (with_cuts && s->length < 0)
        cut_is(l, canon, s, harms, how);
}

static void look_at(struct looking *l, struct sg_str body, uint32_t harms, struct sg_str how, bool with_cuts)
{
    for (int relaxed = 0; relaxed < 2; relaxed++) {
        struct sg_str canon = { 0 };
        bool is_there = false;
        for (size_t i = 0; i < l->n; i++) {
            if (l->sig[i].is_bad || l->sig[i].is_ok || l->sig[i].is_relaxed != (relaxed == 1)) continue;
            if (!is_there) canon = sg_canon_body(body, relaxed == 1, &l->canon);
            if (l->canon.failed) return;
            is_there = true;
            ask(l, canon, i, harms, how, with_cuts);
        }
    }
}

static bool look(void *ctx, struct sg_str body, uint32_t harms, struct sg_str how)
{
    look_at(ctx, body, harms, how, true);
    return ((struct looking *)ctx)->n_open == 0;
}

static void look_through(const struct sg_mail *m, struct looking *l)
{
    sg_auto_buf lines = { 0 };
    struct sg_str body = sg_crlf(m->body, false, &lines);
    bool is_fixed = body.data != m->body.data;
    /* Mixed line ends: the bytes as they are come first, since somebody may have signed just these. */
    bool is_mixed = is_fixed && memmem(m->body.data, m->body.len, "\r\n", 2);
    if (is_mixed) look_at(l, m->body, 0, sg_str(""), false);
    look_at(l, body, is_mixed ? 1u << SG_HARM_LINE_ENDS : 0, sg_str(is_mixed ? " line-ends=mixed" : ""), false);
    if (l->n_open == 0 || lines.failed) return;
    look_at(l, body, 0, sg_str(""), true);
    if (l->n_open == 0) return;
    uint64_t budget = body.len < TRIES_MOST / TRIES_TIMES ? TRIES_TIMES * (uint64_t)body.len + (1 << 19) : TRIES_MOST;
    sg_harms_bodies(m, body, budget / l->n_open, look, l); /* each candidate is hashed for each of them */
}

static void write_line(const struct looking *l, const struct body_hash *s, struct sg_buf *out)
{
    sg_buf_printf(out, "%u %s", s->number, s->is_bad ? "bad" : s->is_ok ? "ok" : "fail");
    if (s->is_ok && s->tail >= 0) sg_buf_printf(out, " tail=%lld", (long long)s->tail);
    if (s->is_ok && s->how_to > s->how_from) sg_buf_add(out, l->how.data + s->how_from, s->how_to - s->how_from);
    sg_buf_char(out, '\n');
}

void sg_dkim_bodies(const struct sg_mail *m, struct sg_buf *out)
{
    struct looking l;
    l.n = l.n_open = 0;
    gather(m, &l);
    if (l.n == 0) return;
    l.canon = l.how = (struct sg_buf){ 0 };
    l.digest = EVP_MD_CTX_new();
    l.copy = EVP_MD_CTX_new();
    if (!l.digest || !l.copy)
        out->failed = true;
    else if (l.n_open)
        look_through(m, &l);
    if (l.canon.failed || l.how.failed) out->failed = true;
    for (size_t i = 0; i < l.n; i++)
        write_line(&l, &l.sig[i], out);
    EVP_MD_CTX_free(l.digest);
    EVP_MD_CTX_free(l.copy);
    sg_buf_release(&l.canon);
    sg_buf_release(&l.how);
}

/* ---- reading the lines again ---- */

static bool is_plain(unsigned char c)
{
    return c > ' ' && c < 127 && c != '%' && c != '=';
}

void sg_escape_fact(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len && i < 4096; i++)
        if (is_plain((unsigned char)s.data[i]))
            sg_buf_char(out, s.data[i]);
        else
            sg_buf_printf(out, "%%%02X", (unsigned char)s.data[i]);
}

void sg_unescape_fact(struct sg_buf *out, struct sg_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        int high = s.data[i] == '%' && i + 2 < s.len ? sg_hex_digit(s.data[i + 1]) : -1;
        int low = high >= 0 ? sg_hex_digit(s.data[i + 2]) : -1;
        sg_buf_char(out, low >= 0 ? (char)(high * 16 + low) : s.data[i]);
        if (low >= 0) i += 2;
    }
}

static void read_fact(struct sg_str fact, struct sg_body_line *ret)
{
    const char *equal = fact.len ? memchr(fact.data, '=', fact.len) : NULL;
    if (!equal) return;
    struct sg_str name = sg_str_n(fact.data, (size_t)(equal - fact.data));
    struct sg_str value = sg_str_n(equal + 1, fact.len - name.len - 1);
    for (int h = 0; h < SG_HARMS; h++)
        if (sg_str_is(name, sg_harm_name((enum sg_harm)h))) ret->harms |= 1u << h;
    int64_t n;
    if (sg_str_is(name, "tail") && sg_parse_i64(value, &n, NULL) == SG_OK) ret->unsigned_bytes = n;
    if (sg_str_is(name, "type")) {
        ret->has_type = true;
        ret->type = value;
    } else if (sg_str_is(name, "transfer")) {
        ret->no_encoding = sg_str_is(value, "-");
        ret->has_encoding = true;
        ret->encoding = value;
    } else if (sg_str_is(name, "encoding")) {
        ret->is_identity = sg_str_is(value, "identity");
        ret->has_encoding = true;
        ret->no_encoding = false;
        const char *slash = value.len ? memchr(value.data, '/', value.len) : NULL;
        if (slash) ret->encoding = sg_str_n(value.data, (size_t)(slash - value.data));
    }
}

static void read_line(struct sg_str line, uint32_t number, struct sg_body_line *ret)
{
    size_t word = 0;
    for (size_t i = 0; i < line.len; word++) {
        const char *blank = memchr(line.data + i, ' ', line.len - i);
        size_t to = blank ? (size_t)(blank - line.data) : line.len;
        struct sg_str s = sg_str_n(line.data + i, to - i);
        uint64_t n;
        if (word == 0) {
            if (sg_parse_u64(s, &n, NULL) != SG_OK || n != number) return;
        } else if (word == 1) {
            ret->is_ok = sg_str_is(s, "ok");
            ret->is_known = ret->is_ok || sg_str_is(s, "fail");
        } else {
            read_fact(s, ret);
        }
        i = to + 1;
    }
}

void sg_body_lines(struct sg_str bodies, uint32_t number, struct sg_body_line *ret)
{
    *ret = (struct sg_body_line){ .unsigned_bytes = -1 };
    for (size_t i = 0; i < bodies.len;) {
        const char *end = memchr(bodies.data + i, '\n', bodies.len - i);
        size_t to = end ? (size_t)(end - bodies.data) : bodies.len;
        read_line(sg_str_n(bodies.data + i, to - i), number, ret);
        i = to + 1;
    }
}
