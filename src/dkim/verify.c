/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The step that needs keys and no bodies.  An RSA signature is opened once, with the public key: what lies inside is
 * the hash of the header that was signed, so any number of headers as they may have been costs hashing only, and
 * "another key" is told from "another header".
 */
#include <stdlib.h>

#include <openssl/evp.h>

#include "base/text.h"
#include "dkim/dkim_internal.h"

enum { HEADER_TRIES = 4000, HEADER_TRIES_ED25519 = 100, SIGNATURE_BYTES = 2048, KEYS_TRIED = 16 };
#define HEADER_BYTES (UINT64_C(8) << 20) /* of headers tried, for one signature */

struct open_key {
    EVP_PKEY *key;
    EVP_PKEY_CTX *rsa[2]; /* for recovering SHA-256's, SHA-1's */
    bool is_tried;
};
struct sg_verifier {
    const struct sg_keyring *keys;
    struct sg_str (*registrable)(void *ctx, struct sg_str host);
    void *ctx;
    struct open_key *open; /* by key: this verifier's own, since OpenSSL's keys are locked when shared */
    EVP_MD_CTX *digest, *ed25519;
    struct sg_mail_field *field;
    size_t n_fields;
    struct sg_header header, one, two;
    struct sg_buf data, text_one, text_two, trial_data;
    struct sg_arc_sets sets;
};

static bool header_init(struct sg_header *h)
{
    h->cap = SG_MAIL_FIELDS + 2;
    h->field = malloc(h->cap * sizeof *h->field);
    h->used = calloc(h->cap, sizeof *h->used);
    return h->field && h->used;
}

static void header_release(struct sg_header *h)
{
    free(h->field);
    free(h->used);
}

enum sg_code sg_verifier_new(const struct sg_keyring *keys, struct sg_str (*registrable)(void *ctx, struct sg_str host),
                             void *ctx, struct sg_verifier **ret, struct sg_err *err)
{
    struct sg_verifier *v = calloc(1, sizeof *v);
    if (!v) return sg_fail_nomem(err, "a verifier");
    v->keys = keys;
    v->registrable = registrable;
    v->ctx = ctx;
    v->open = calloc(sg_keyring_count(keys) + 1, sizeof *v->open);
    v->digest = EVP_MD_CTX_new();
    v->ed25519 = EVP_MD_CTX_new();
    v->field = malloc(SG_MAIL_FIELDS * sizeof *v->field);
    bool is_ok = header_init(&v->header) && header_init(&v->one) && header_init(&v->two);
    if (!is_ok || !v->open || !v->digest || !v->ed25519 || !v->field || !sg_md_sha256() || !sg_md_sha1()) {
        sg_verifier_free(v);
        return sg_fail_nomem(err, "a verifier");
    }
    *ret = v;
    return SG_OK;
}

void sg_verifier_free(struct sg_verifier *v)
{
    if (!v) return;
    for (size_t i = 0; v->open && i < sg_keyring_count(v->keys); i++) {
        EVP_PKEY_CTX_free(v->open[i].rsa[0]);
        EVP_PKEY_CTX_free(v->open[i].rsa[1]);
        EVP_PKEY_free(v->open[i].key);
    }
    free(v->open);
    EVP_MD_CTX_free(v->digest);
    EVP_MD_CTX_free(v->ed25519);
    free(v->field);
    header_release(&v->header);
    header_release(&v->one);
    header_release(&v->two);
    sg_buf_release(&v->data);
    sg_buf_release(&v->text_one);
    sg_buf_release(&v->text_two);
    sg_buf_release(&v->trial_data);
    free(v);
}

/* ---- keys, opened once ---- */

static struct open_key *open_key(struct sg_verifier *v, uint32_t i)
{
    struct open_key *o = &v->open[i];
    if (!o->is_tried) {
        o->is_tried = true;
        o->key = sg_key_open(sg_keyring_at(v->keys, i));
    }
    return o;
}

static EVP_PKEY_CTX *rsa_context(struct open_key *o, bool is_sha1)
{
    if (o->rsa[is_sha1]) return o->rsa[is_sha1];
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(o->key, NULL);
    if (!c || EVP_PKEY_verify_recover_init(c) != 1 ||
        EVP_PKEY_CTX_set_signature_md(c, is_sha1 ? sg_md_sha1() : sg_md_sha256()) != 1) {
        EVP_PKEY_CTX_free(c);
        return NULL;
    }
    return o->rsa[is_sha1] = c;
}

/* ---- one signature ---- */

struct asked {
    struct sg_verifier *v;
    const struct sg_sigfield *f;
    unsigned char signature[SIGNATURE_BYTES], hash[64];
    size_t n_signature, n_hash;
    unsigned char inside[64]; /* RSA: the hash that was signed */
    size_t n_inside;
    EVP_PKEY *ed25519; /* the key that is tried */
    uint32_t harms;    /* that header data were found with */
};

static bool hash_data(struct asked *a, struct sg_str data)
{
    unsigned len = 0;
    const EVP_MD *md = a->f->algorithm == SG_RSA_SHA1 ? sg_md_sha1() : sg_md_sha256();
    if (EVP_DigestInit_ex2(a->v->digest, md, NULL) != 1 || EVP_DigestUpdate(a->v->digest, data.data, data.len) != 1 ||
        EVP_DigestFinal_ex(a->v->digest, a->hash, &len) != 1)
        return false;
    a->n_hash = len;
    return true;
}

static bool is_signed(struct asked *a)
{
    if (a->f->algorithm != SG_ED25519_SHA256)
        return a->n_inside == a->n_hash && a->n_hash && memcmp(a->inside, a->hash, a->n_hash) == 0;
    if (!a->ed25519) return false;
    EVP_MD_CTX_reset(a->v->ed25519);
    return EVP_DigestVerifyInit(a->v->ed25519, NULL, NULL, NULL, a->ed25519) == 1 &&
           EVP_DigestVerify(a->v->ed25519, a->signature, a->n_signature, a->hash, a->n_hash) == 1;
}

static bool look(void *ctx, struct sg_str data, uint32_t harms)
{
    struct asked *a = ctx;
    if (!hash_data(a, data) || !is_signed(a)) return false;
    a->harms = harms;
    return true;
}

/* Opens the signature with a key: false when the key does not fit. */
static bool open_with(struct asked *a, uint32_t i)
{
    struct open_key *o = open_key(a->v, i);
    a->n_inside = 0;
    a->ed25519 = NULL;
    if (!o->key) return false;
    if (a->f->algorithm == SG_ED25519_SHA256) {
        a->ed25519 = o->key;
        return true;
    }
    EVP_PKEY_CTX *c = rsa_context(o, a->f->algorithm == SG_RSA_SHA1);
    unsigned char out[1024];
    size_t len = sizeof out;
    if (!c || EVP_PKEY_verify_recover(c, out, &len, a->signature, a->n_signature) != 1 || len > sizeof a->inside)
        return false;
    memcpy(a->inside, out, len);
    a->n_inside = len;
    return true;
}

/* Why a key may not be used for this signature; "" when it may. */
static const char *refuses(const struct sg_key *k, const struct sg_sigfield *f)
{
    bool is_ed25519 = f->algorithm == SG_ED25519_SHA256;
    if (k->problem[0]) return k->problem;
    if (k->is_revoked) return "the key was revoked";
    if ((k->kind == SG_KEY_ED25519) != is_ed25519) return "the key is of another kind than the signature";
    if (f->algorithm == SG_RSA_SHA1 ? k->no_sha1 : k->no_sha256) return "the key does not allow this hash";
    if (k->not_for_mail) return "the key is not for mail";
    if (k->is_strict && f->identity.len) {
        const char *at = memrchr(f->identity.data, '@', f->identity.len);
        struct sg_str host = at ? sg_str_n(at + 1, (size_t)(f->identity.data + f->identity.len - at - 1)) : f->domain;
        if (!sg_str_nocase(host, f->domain)) return "the key does not allow a sub-domain in i=";
    }
    return "";
}

/* Whether computing makes sense although the key refuses. */
static bool is_tryable(const struct sg_key *k, const struct sg_sigfield *f)
{
    return !k->problem[0] && !k->is_revoked && (k->kind == SG_KEY_ED25519) == (f->algorithm == SG_ED25519_SHA256);
}

static void tell_key(struct asked *a, uint32_t i, struct sg_signature *ret)
{
    const struct sg_key *k = sg_keyring_at(a->v->keys, i);
    struct open_key *o = open_key(a->v, i);
    ret->key_bits = o->key ? (uint32_t)EVP_PKEY_get_bits(o->key) : 0;
    if (o->key && k->kind == SG_KEY_ED25519) ret->key_bits = 256;
    ret->key_is_testing = k->is_testing;
    ret->key_is_revoked = k->is_revoked;
    ret->key_first_seen = k->first_seen;
    ret->key_last_seen = k->last_seen;
    ret->key_source = k->source;
    ret->is_weak = k->kind == SG_KEY_RSA && ret->key_bits && ret->key_bits < 1024;
}

/*
 * The key of the selector that verifies `a->hash` (one that may, before one whose record forbids it); else the one that
 * opens the signature; else the first that might have.  SG_NO_KEY: the selector is unknown.  `ret_is_open`: the
 * signature was made with it.
 */
static uint32_t choose_key(struct asked *a, bool *ret_is_open)
{
    uint32_t best = SG_NO_KEY, best_rank = 0, n = 0;
    for (uint32_t i = sg_keyring_first(a->v->keys, a->f->domain, a->f->selector); i != SG_NO_KEY && n < KEYS_TRIED;
         i = sg_keyring_at(a->v->keys, i)->next, n++) {
        const struct sg_key *k = sg_keyring_at(a->v->keys, i);
        uint32_t rank = 1;
        if (is_tryable(k, a->f)) {
            bool is_open = open_with(a, i);
            bool is_it = is_open && is_signed(a);
            rank = is_it ? (refuses(k, a->f)[0] ? 4 : 5) : is_open && a->n_inside ? 3 : 2;
        }
        if (rank > best_rank) {
            best = i;
            best_rank = rank;
        }
        if (rank == 5) break;
    }
    *ret_is_open = best_rank >= 3;
    if (best_rank > 1 && best_rank < 5) open_with(a, best); /* others were tried since */
    return best;
}

static bool undo_header(struct asked *a, size_t self, const struct sg_body_line *body)
{
    struct sg_verifier *v = a->v;
    struct sg_header_trial t = { .sig = a->f,
                                 .self = self,
                                 .body = body,
                                 .budget = HEADER_BYTES,
                                 .one = v->one,
                                 .two = v->two,
                                 .text_one = v->text_one,
                                 .text_two = v->text_two,
                                 .data = v->trial_data,
                                 .look = look,
                                 .ctx = a };
    t.tries = a->ed25519 ? HEADER_TRIES_ED25519 : HEADER_TRIES;
    bool is_found = sg_harms_header(&v->header, &t);
    v->one = t.one;
    v->two = t.two;
    v->text_one = t.text_one;
    v->text_two = t.text_two;
    v->trial_data = t.data;
    return is_found;
}

static bool gather_data(struct sg_verifier *v, const struct sg_sigfield *f, size_t self)
{
    sg_buf_clear(&v->data);
    if (f->kind == SG_SIGNATURE_ARC_SEAL) return sg_arc_seal_data(&v->sets, &v->header, f, self, &v->data);
    sg_header_data(&v->header, f, self, &v->data);
    return true;
}

static void conclude(struct sg_signature *ret, const struct sg_sigfield *f, const char *refusal, bool is_open)
{
    bool is_seal = f->kind == SG_SIGNATURE_ARC_SEAL;
    if (f->problem[0]) {
        ret->state = SG_SIGNATURE_BAD;
        ret->problem = f->problem;
    } else if (refusal[0]) {
        ret->state = ret->key_is_revoked ? SG_SIGNATURE_NO_KEY : SG_SIGNATURE_FAILS;
        ret->problem = refusal;
    } else if (!ret->is_header_ok) {
        ret->state = SG_SIGNATURE_FAILS;
        bool is_other = f->algorithm != SG_ED25519_SHA256 && !is_open;
        ret->problem = is_other ? "made with another key, or altered itself"
                       : !is_seal && ret->is_body_known && !ret->is_body_ok
                           ? "header and body are not those that were signed"
                           : "the header is not the one that was signed";
    } else if (!is_seal && !ret->is_body_ok) {
        ret->state = SG_SIGNATURE_BODY_FAILS;
        ret->problem = ret->is_body_known ? "the body is not the one that was signed" : "the body was not read";
    } else {
        ret->state = SG_SIGNATURE_PASS;
    }
    if (ret->state != SG_SIGNATURE_PASS) ret->harms = 0;
}

static size_t count_from(const struct sg_verifier *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->n_fields; i++)
        n += v->field[i].name.len == 4 && sg_str_is_nocase(v->field[i].name, "from");
    return n;
}

/* What is computed; `ret` holds what the field says already. */
static void judge(struct sg_verifier *v, const struct sg_sigfield *f, size_t self, const struct sg_body_line *body,
                  struct sg_signature *ret)
{
    struct asked a = { .v = v, .f = f };
    bool is_open = false;
    ret->state = SG_SIGNATURE_BAD;
    ret->problem = f->problem;
    if (!f->is_computable) return;
    if (!sg_unbase64(f->key_bytes, a.signature, sizeof a.signature, &a.n_signature) || !a.n_signature) {
        ret->problem = "b= is no signature";
        return;
    }
    if (!gather_data(v, f, self) || v->data.failed || !hash_data(&a, sg_buf_view(&v->data))) {
        ret->problem = f->problem[0] ? f->problem : "an ARC set is not whole";
        return;
    }
    uint32_t key = choose_key(&a, &is_open);
    if (key == SG_NO_KEY) {
        if (!f->problem[0]) ret->state = SG_SIGNATURE_NO_KEY;
        if (!f->problem[0]) ret->problem = "no key for this selector";
        return;
    }
    tell_key(&a, key, ret);
    const struct sg_key *k = sg_keyring_at(v->keys, key);
    ret->is_header_ok = is_tryable(k, f) && is_signed(&a);
    if (!ret->is_header_ok && is_tryable(k, f) && f->kind != SG_SIGNATURE_ARC_SEAL && (is_open || a.ed25519))
        ret->is_header_ok = undo_header(&a, self, body);
    ret->harms = a.harms | (body->is_ok ? body->harms : 0);
    conclude(ret, f, refuses(k, f), is_open);
    /* What was left out to make it pass may be the From that a reader sees. */
    if (ret->harms >> SG_HARM_ADDED_FIELD & 1 && count_from(v) > 1) ret->is_from_signed = false;
}

/* ---- what stands beside it ---- */

/* Calls back with the domain of each address in a From value: what follows an '@' outside quotation marks and
 * comments.  false when one does not align. */
struct alignment {
    struct sg_verifier *v;
    struct sg_str domain; /* d= */
    char organisation[256];
    size_t n_organisation, n;
    bool is_aligned, is_equal;
};

static size_t lower_into(char out[static 256], struct sg_str s)
{
    size_t n = s.len < 256 ? s.len : 255;
    for (size_t i = 0; i < n; i++)
        out[i] = sg_lower(s.data[i]);
    return n;
}

static struct sg_str organisation_of(struct sg_verifier *v, struct sg_str host, char space[static 256])
{
    size_t n = lower_into(space, host);
    return v->registrable ? v->registrable(v->ctx, sg_str_n(space, n)) : sg_str_n(space, n);
}

static bool is_below(struct sg_str host, struct sg_str domain)
{
    return host.len > domain.len && host.data[host.len - domain.len - 1] == '.' &&
           sg_str_nocase(sg_str_n(host.data + host.len - domain.len, domain.len), domain);
}

static void align_one(struct alignment *a, struct sg_str host)
{
    char space[256];
    if (host.len && host.data[host.len - 1] == '.') host.len--;
    bool is_equal = sg_str_nocase(host, a->domain);
    struct sg_str org = organisation_of(a->v, host, space);
    bool is_same = a->v->registrable ? org.len && sg_str_nocase(org, sg_str_n(a->organisation, a->n_organisation))
                                     : is_below(host, a->domain) || is_below(a->domain, host);
    a->is_equal &= is_equal;
    a->is_aligned &= is_equal || is_same;
    a->n++;
}

static bool is_host_char(char c)
{
    return sg_is_alnum(c) || c == '-' || c == '.' || c == '_' || (unsigned char)c >= 128;
}

static void align_value(struct alignment *a, struct sg_str s)
{
    bool is_quoted = false;
    size_t depth = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (c == '\\') {
            i++;
        } else if (is_quoted) {
            is_quoted = c != '"';
        } else if (c == '"' && depth == 0) {
            is_quoted = true;
        } else if (c == '(') {
            depth++;
        } else if (c == ')') {
            depth -= depth > 0;
        } else if (c == '@' && depth == 0) {
            size_t from = i + 1;
            while (i + 1 < s.len && is_host_char(s.data[i + 1]))
                i++;
            align_one(a, sg_str_n(s.data + from, i + 1 - from));
        }
    }
}

static void tell_from(struct sg_verifier *v, const struct sg_sigfield *f, struct sg_signature *ret)
{
    struct alignment a = { .v = v, .domain = f->domain, .is_aligned = true, .is_equal = true };
    char space[256];
    struct sg_str name, org = organisation_of(v, f->domain, space);
    size_t named = 0;
    a.n_organisation = lower_into(a.organisation, org);
    for (size_t i = 0; i < v->n_fields; i++)
        if (v->field[i].name.len == 4 && sg_str_is_nocase(v->field[i].name, "from")) align_value(&a, v->field[i].value);
    for (size_t pos = 0, n = 0; n < SIGNED_NAMES && sg_colon_next(f->headers, &pos, &name); n++)
        named += sg_str_is_nocase(name, "from");
    ret->is_aligned = a.n && a.is_aligned;
    ret->is_strictly_aligned = a.n && a.is_equal;
    ret->is_from_signed = named > 0 && named >= count_from(v);
}

static bool is_expired(const struct sg_verifier *v, sg_time expires)
{
    sg_time date;
    int64_t zone;
    bool has_date = false, has_hop = false;
    if (expires == SG_TIME_NONE) return false;
    for (size_t i = v->n_fields; i-- > 0;) {
        struct sg_mail_hop hop;
        if (sg_str_is_nocase(v->field[i].name, "date") && !has_date) {
            has_date = true;
            if (sg_mail_date(v->field[i].value, &date, &zone) && expires < date) return true;
        }
        if (sg_str_is_nocase(v->field[i].name, "received") && !has_hop) { /* the lowest is the first hop */
            has_hop = true;
            if (sg_mail_hop(v->field[i].value, &hop) && hop.time != SG_TIME_NONE && expires < hop.time) return true;
        }
    }
    return false;
}

static void tell_field(struct sg_verifier *v, const struct sg_sigfield *f, const struct sg_body_line *body,
                       struct sg_signature *ret)
{
    *ret = (struct sg_signature){ .kind = f->kind,
                                  .instance = f->instance,
                                  .problem = "",
                                  .domain = f->domain,
                                  .selector = f->selector,
                                  .identity = f->identity,
                                  .algorithm = f->algorithm_name,
                                  .header_canon = f->header_canon,
                                  .body_canon = f->body_canon,
                                  .signed_fields = f->headers,
                                  .unsigned_bytes = -1,
                                  .signed_at = f->at,
                                  .expires = f->expires,
                                  .key_first_seen = SG_TIME_NONE,
                                  .key_last_seen = SG_TIME_NONE,
                                  .key_source = "" };
    ret->is_rsa_sha1 = f->is_computable && f->algorithm == SG_RSA_SHA1;
    if (f->kind != SG_SIGNATURE_ARC_SEAL) {
        ret->is_body_known = body->is_known;
        ret->is_body_ok = body->is_ok;
        ret->unsigned_bytes = body->unsigned_bytes;
        tell_from(v, f, ret);
        ret->is_expired = is_expired(v, f->expires);
    }
}

static void split(struct sg_verifier *v, struct sg_str header)
{
    v->n_fields = sg_mail_split_header(header, v->field, SG_MAIL_FIELDS);
    v->header.n = v->n_fields;
    for (size_t i = 0; i < v->n_fields; i++) {
        const struct sg_mail_field *f = &v->field[i];
        v->header.field[i].name = sg_str_n(f->line.data, (size_t)(f->value.data - f->line.data) - 1);
        v->header.field[i].value = f->value;
        v->header.field[i].hash = sg_name_hash(f->name);
    }
}

enum sg_code sg_dkim_verify(struct sg_verifier *v, struct sg_str header, struct sg_str bodies, struct sg_signature *ret,
                            size_t most, size_t *ret_n, struct sg_err *err)
{
    size_t n = 0;
    bool has_arc = false;
    if (most > SG_SIGNATURES) most = SG_SIGNATURES;
    split(v, header);
    for (size_t i = 0; i < v->n_fields && n < most; i++) {
        struct sg_sigfield f;
        struct sg_body_line body;
        enum sg_signature_kind kind;
        if (!sg_sigfield_kind(v->field[i].name, &kind)) continue;
        if (kind == SG_SIGNATURE_ARC_SEAL && !has_arc) {
            sg_arc_sets_read(v->field, v->n_fields, &v->sets);
            has_arc = true;
        }
        sg_sigfield_read(kind, v->field[i].value, &f);
        sg_body_lines(bodies, (uint32_t)n + 1, &body);
        tell_field(v, &f, &body, &ret[n]);
        judge(v, &f, i, &body, &ret[n]);
        n++;
    }
    if (v->data.failed || v->text_one.failed || v->text_two.failed || v->trial_data.failed)
        return sg_fail_nomem(err, "a header");
    *ret_n = n;
    return SG_OK;
}
