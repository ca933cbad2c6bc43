/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public keys: records (RFC 6376, 3.6.1; RFC 8463, 4), and the file that they come in. */
#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/arena.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "dkim/dkim_internal.h"

enum { KEYS_MOST = 1 << 24, RECORD_BYTES = 16384, KEY_BYTES = 4096 };
#define KEY_FILE_BYTES ((size_t)1 << 30)

struct sg_keyring {
    struct sg_arena *arena;
    struct sg_key *key;
    uint32_t *slot; /* a chain's first, plus 1 */
    size_t n, cap, n_slots;
};

enum sg_code sg_keyring_new(struct sg_keyring **ret, struct sg_err *err)
{
    struct sg_keyring *k = calloc(1, sizeof *k);
    if (k) k->arena = sg_arena_new();
    if (!k || !k->arena) {
        sg_keyring_free(k);
        return sg_fail_nomem(err, "keys");
    }
    *ret = k;
    return SG_OK;
}

void sg_keyring_free(struct sg_keyring *k)
{
    if (!k) return;
    sg_arena_free(k->arena);
    free(k->key);
    free(k->slot);
    free(k);
}

size_t sg_keyring_count(const struct sg_keyring *k)
{
    return k->n;
}
const struct sg_key *sg_keyring_at(const struct sg_keyring *k, uint32_t i)
{
    return &k->key[i];
}

/* ---- finding one by domain and selector, in any case ---- */

static uint64_t name_hash(struct sg_str domain, struct sg_str selector)
{
    char text[512];
    size_t n = 0;
    for (size_t i = 0; i < selector.len && n < 255; i++)
        text[n++] = sg_lower(selector.data[i]);
    text[n++] = ' ';
    for (size_t i = 0; i < domain.len && n < sizeof text; i++)
        text[n++] = sg_lower(domain.data[i]);
    return sg_siphash(text, n);
}

static struct sg_str without_dot(struct sg_str domain)
{
    domain = sg_str_trim(domain);
    if (domain.len && domain.data[domain.len - 1] == '.') domain.len--;
    return domain;
}

static size_t find_slot(const struct sg_keyring *k, struct sg_str domain, struct sg_str selector)
{
    size_t at = name_hash(domain, selector) & (k->n_slots - 1);
    for (; k->slot[at]; at = (at + 1) & (k->n_slots - 1)) {
        const struct sg_key *key = &k->key[k->slot[at] - 1];
        if (sg_str_nocase(key->domain, domain) && sg_str_nocase(key->selector, selector)) break;
    }
    return at;
}

uint32_t sg_keyring_first(const struct sg_keyring *k, struct sg_str domain, struct sg_str selector)
{
    if (k->n == 0) return SG_NO_KEY;
    uint32_t found = k->slot[find_slot(k, without_dot(domain), without_dot(selector))];
    return found ? found - 1 : SG_NO_KEY;
}

static bool make_room(struct sg_keyring *k)
{
    if (k->n < k->cap) return true;
    size_t cap = k->cap ? k->cap * 2 : 64, n_slots = cap * 4;
    struct sg_key *key = realloc(k->key, cap * sizeof *key);
    if (!key) return false;
    k->key = key;
    uint32_t *slot = calloc(n_slots, sizeof *slot), *old = k->slot;
    size_t n_old = k->n_slots;
    if (!slot) return false;
    k->slot = slot;
    k->n_slots = n_slots;
    k->cap = cap;
    for (size_t i = 0; i < n_old; i++)
        if (old[i]) slot[find_slot(k, key[old[i] - 1].domain, key[old[i] - 1].selector)] = old[i];
    free(old);
    return true;
}

/* ---- a record ---- */

/* Pieces in quotation marks are one text, as zone files and some exports write them; "\;" is ";". */
static void join_pieces(struct sg_str record, struct sg_buf *out)
{
    record = sg_str_trim(record);
    bool is_quoted = record.len && record.data[0] == '"', is_inside = false;
    for (size_t i = 0; i < record.len; i++) {
        char c = record.data[i];
        if (is_quoted && c == '"') {
            is_inside = !is_inside;
        } else if (c == '\\' && i + 1 < record.len) {
            sg_buf_char(out, record.data[++i]);
        } else if (!is_quoted || is_inside) {
            sg_buf_char(out, c);
        }
    }
}

/* The DER of an RSA key, whether it comes with its algorithm's name or bare: the archives hold both. */
static EVP_PKEY *open_rsa(const unsigned char *bytes, size_t n)
{
    const unsigned char *p = bytes;
    EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)n);
    p = bytes;
    if (!key) key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, (long)n);
    if (key && (!EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_get_bits(key) > 8192)) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    return key;
}

EVP_PKEY *sg_key_open(const struct sg_key *k)
{
    if (!k->n_bytes) return NULL;
    if (k->kind == SG_KEY_RSA) return open_rsa(k->bytes, k->n_bytes);
    return k->kind == SG_KEY_ED25519 ? EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, k->bytes, k->n_bytes) : NULL;
}

static void read_kind(const struct sg_tags *t, struct sg_key *key)
{
    struct sg_str kind = sg_tags_value(t, "k");
    key->kind = !kind.len || sg_str_is_nocase(kind, "rsa") ? SG_KEY_RSA
                : sg_str_is_nocase(kind, "ed25519")        ? SG_KEY_ED25519
                                                           : SG_KEY_UNKNOWN;
    if (key->kind == SG_KEY_UNKNOWN) key->problem = "the key is of an unknown kind";
}

static void read_flags(const struct sg_tags *t, struct sg_key *key)
{
    struct sg_str flags = sg_tags_value(t, "t"), service = sg_tags_value(t, "s");
    const struct sg_tag *hashes = sg_tags_find(t, "h");
    key->is_testing = sg_colon_has(flags, "y");
    key->is_strict = sg_colon_has(flags, "s");
    key->no_sha1 = hashes && !sg_colon_has(hashes->value, "sha1");
    key->no_sha256 = hashes && !sg_colon_has(hashes->value, "sha256");
    key->not_for_mail = service.len && !sg_colon_has(service, "email") && !sg_colon_has(service, "*");
}

/* What the record says; a record that is none is kept with its problem, since somebody published it. */
static bool read_record(struct sg_keyring *k, struct sg_str text, struct sg_key *key)
{
    struct sg_tags t;
    unsigned char bytes[KEY_BYTES];
    size_t n = 0;
    key->problem = "";
    if (!sg_tags_read(text, &t)) {
        key->kind = SG_KEY_UNKNOWN;
        key->problem = "the key's record is no list of tags";
        return true;
    }
    const struct sg_tag *v = sg_tags_find(&t, "v"), *p = sg_tags_find(&t, "p");
    read_kind(&t, key);
    read_flags(&t, key);
    if (v && (v != t.tag || !sg_str_is(v->value, "DKIM1"))) key->problem = "the key's record is of another version";
    if (!p) key->problem = "the key's record holds no key";
    key->is_revoked = p && p->value.len == 0;
    if (!p || key->is_revoked) return true;
    if (!sg_unbase64(p->value, bytes, sizeof bytes, &n) || n == 0 || (key->kind == SG_KEY_ED25519 && n != 32)) {
        key->problem = "the key's bytes cannot be read";
        return true;
    }
    unsigned char *kept = sg_arena_alloc(k->arena, n, 1);
    if (!kept) return false;
    memcpy(kept, bytes, n);
    key->bytes = kept;
    key->n_bytes = n;
    EVP_PKEY *opened = key->problem[0] ? NULL : sg_key_open(key);
    if (!opened && !key->problem[0]) key->problem = "the key's bytes are no key";
    EVP_PKEY_free(opened);
    return true;
}

enum sg_code sg_keyring_add(struct sg_keyring *k, struct sg_str domain, struct sg_str selector, struct sg_str record,
                            sg_time first_seen, sg_time last_seen, const char *source, struct sg_err *err)
{
    sg_auto_buf text = { 0 };
    domain = without_dot(domain);
    selector = without_dot(selector);
    if (!domain.len || domain.len > 253 || !selector.len || selector.len > 253)
        return sg_fail(err, SG_EINPUT, "a key needs a domain and a selector of at most 253 bytes");
    if (record.len > RECORD_BYTES)
        return sg_fail(err, SG_ELIMIT, "a key's record of %zu bytes, the limit is %d", record.len, RECORD_BYTES);
    if (k->n == KEYS_MOST) return sg_fail(err, SG_ELIMIT, "more than %d keys", KEYS_MOST);
    join_pieces(record, &text);
    struct sg_key key = { .first_seen = first_seen, .last_seen = last_seen, .next = SG_NO_KEY, .last = (uint32_t)k->n };
    key.domain = sg_str(sg_arena_string(k->arena, domain));
    key.selector = sg_str(sg_arena_string(k->arena, selector));
    key.source = sg_arena_string(k->arena, sg_str(source));
    if (text.failed || !key.domain.data || !key.selector.data || !key.source ||
        !read_record(k, sg_buf_view(&text), &key) || !make_room(k))
        return sg_fail_nomem(err, "a key");
    uint32_t *slot = &k->slot[find_slot(k, key.domain, key.selector)];
    if (*slot) {
        struct sg_key *first = &k->key[*slot - 1];
        k->key[first->last].next = (uint32_t)k->n;
        first->last = (uint32_t)k->n;
    } else {
        *slot = (uint32_t)k->n + 1;
    }
    k->key[k->n++] = key;
    return SG_OK;
}

/* ---- the file (RFC 4180: fields in quotation marks may hold line ends) ---- */

enum { COLUMNS = 64 };
enum { DOMAIN, SELECTOR, VALUE, FIRST_SEEN, LAST_SEEN, WANTED };

struct row {
    struct sg_buf text;
    size_t end[COLUMNS]; /* of each field in `text` */
    size_t n;
    bool is_broken;
};

static struct sg_str cell(const struct row *r, int column)
{
    if (column < 0 || (size_t)column >= r->n) return sg_str("");
    size_t from = column ? r->end[column - 1] : 0;
    return sg_str_n(r->text.data + from, r->end[column] - from);
}

static void end_cell(struct row *r)
{
    if (r->n == COLUMNS)
        r->is_broken = true;
    else
        r->end[r->n++] = r->text.len;
}

/* The next row, or false at the end. */
static bool next_row(struct sg_str file, size_t *pos, struct row *r)
{
    sg_buf_clear(&r->text);
    r->n = 0;
    r->is_broken = false;
    if (*pos >= file.len) return false;
    bool is_quoted = false, is_begin = true;
    for (; *pos < file.len; (*pos)++) {
        char c = file.data[*pos];
        if (is_quoted) {
            bool is_double = c == '"' && *pos + 1 < file.len && file.data[*pos + 1] == '"';
            if (is_double) (*pos)++;
            if (c == '"' && !is_double)
                is_quoted = false;
            else
                sg_buf_char(&r->text, c);
            continue;
        }
        if (c == '\n') {
            (*pos)++;
            break;
        }
        if (c == '"' && is_begin)
            is_quoted = true;
        else if (c == ',')
            end_cell(r);
        else if (c != '\r')
            sg_buf_char(&r->text, c);
        is_begin = c == ',';
    }
    r->is_broken |= is_quoted;
    end_cell(r);
    return true;
}

static enum sg_code read_columns(const struct row *r, const char *path, int column[WANTED], struct sg_err *err)
{
    static const char *const names[WANTED] = { "domain", "selector", "value", "firstSeenAt", "lastSeenAt" };
    for (int i = 0; i < WANTED; i++) {
        column[i] = -1;
        for (size_t c = 0; c < r->n; c++)
            if (sg_str_is_nocase(sg_str_trim(cell(r, (int)c)), names[i])) column[i] = (int)c;
        if (column[i] < 0 && i <= VALUE)
            return sg_fail(err, SG_EINPUT,
                           "%s: the first row has no column \"%s\"; domain, selector and value are needed", path,
                           names[i]);
    }
    return SG_OK;
}

struct reading {
    struct sg_keyring *keys;
    const char *source;
    int column[WANTED];
    uint64_t number;
    void (*reject)(void *ctx, uint64_t row, const char *reason);
    void *ctx;
};

/* A key without its dates is still a key: it is kept, and the date told. */
static sg_time read_time(struct reading *r, struct sg_str text)
{
    struct sg_err err = { 0 };
    sg_time t;
    uint32_t precision;
    text = sg_str_trim(text);
    if (!text.len || sg_str_is_nocase(text, "null")) return SG_TIME_NONE;
    if (sg_time_parse(text, &t, &precision, &err) == SG_OK) return t;
    if (r->reject) r->reject(r->ctx, r->number, "the key is used, but a time of it cannot be read");
    return SG_TIME_NONE;
}

static enum sg_code read_row(struct reading *r, const struct row *row, struct sg_err *err)
{
    struct sg_err why = { 0 };
    if (row->text.len == 0) return SG_OK; /* an empty line */
    if (row->is_broken) {
        if (r->reject) r->reject(r->ctx, r->number, "a quotation mark is not closed, or there are more than 64 fields");
        return SG_OK;
    }
    sg_time first = read_time(r, cell(row, r->column[FIRST_SEEN])),
            last = read_time(r, cell(row, r->column[LAST_SEEN]));
    enum sg_code code = sg_keyring_add(r->keys, cell(row, r->column[DOMAIN]), cell(row, r->column[SELECTOR]),
                                       cell(row, r->column[VALUE]), first, last, r->source, &why);
    if (code == SG_ENOMEM) return sg_fail_nomem(err, "a key");
    if (code != SG_OK) {
        if (r->reject) r->reject(r->ctx, r->number, why.text);
    } else if (r->keys->key[r->keys->n - 1].problem[0] && r->reject) {
        r->reject(r->ctx, r->number, r->keys->key[r->keys->n - 1].problem);
    }
    return SG_OK;
}

static enum sg_code read_rows(struct reading *r, const char *path, struct sg_str file, struct row *row,
                              struct sg_err *err)
{
    size_t pos = file.len >= 3 && memcmp(file.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    if (!next_row(file, &pos, row)) return sg_fail(err, SG_EINPUT, "%s: the file is empty", path);
    SG_TRY(read_columns(row, path, r->column, err));
    for (r->number = 1; next_row(file, &pos, row); r->number++) {
        if (row->text.failed) return sg_fail_nomem(err, "a row of keys");
        SG_TRY(read_row(r, row, err));
    }
    return SG_OK;
}

enum sg_code sg_keyring_read(const char *path, void (*reject)(void *ctx, uint64_t row, const char *reason), void *ctx,
                             struct sg_keyring **ret, struct sg_err *err)
{
    sg_auto_buf file = { 0 };
    struct reading r = { .source = sg_path_name(path), .reject = reject, .ctx = ctx };
    struct row row = { 0 };
    SG_TRY(sg_fs_read(path, KEY_FILE_BYTES, &file, err));
    SG_TRY(sg_keyring_new(&r.keys, err));
    enum sg_code code = read_rows(&r, path, sg_buf_view(&file), &row, err);
    sg_buf_release(&row.text);
    if (code == SG_OK)
        *ret = r.keys;
    else
        sg_keyring_free(r.keys);
    return code;
}
