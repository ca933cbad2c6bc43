/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signatures on mail: DKIM (RFC 6376, 8301, 8463) and ARC (RFC 8617).  The work is in two steps, since bodies are read
 * once and keys may come later: `bodies` needs the whole message and no key, `verify` needs the header and the keys.
 * Method: doc/method/signatures.md.
 */
#ifndef SG_DKIM_DKIM_H
#define SG_DKIM_DKIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "mail/mail.h"

enum { SG_SIGNATURES = 32 }; /* of one message that are looked at */

/*
 * What is known to happen to honest mail on its way; each is undone alone, then some together (list software does two
 * or three at once), in a fixed order.  Numbers are kept in the store: add at the end.
 */
enum sg_harm {
    SG_HARM_LINE_ENDS,      /* bare LF (or CR) for CRLF: always undone, told only when mixed */
    SG_HARM_FROM_LINES,     /* mbox's ">From " */
    SG_HARM_BLANK_LINES,    /* blank lines added or lost at the end, under simple canonicalisation */
    SG_HARM_LIST_FOOTER,    /* text added behind the body, or a part behind the parts */
    SG_HARM_SUBJECT_TAG,    /* "[list] " put before the subject, or "Re: [list]" */
    SG_HARM_ENCODING,       /* quoted-printable, base64 or 8bit turned into another */
    SG_HARM_FOLDING,        /* header lines folded anew, under simple canonicalisation */
    SG_HARM_TRAILING_SPACE, /* blanks at line ends lost or added */
    SG_HARM_HEADER_CASE,    /* names of fields in another case, under simple canonicalisation */
    SG_HARM_ADDED_FIELD,    /* a second field of a signed name was put above the signed one */
    SG_HARM_UNSTUFFED_DOT,  /* ".." at line starts left over from SMTP, or "." lost */
    SG_HARMS
};
const char *sg_harm_name(enum sg_harm h); /* "list-footer" */

/*
 * Appends what the body hashes say: one line a signature field in the order of the header, "N STATE HARMS" (grammar in
 * doc/formats/store.md, "bodies").  Empty when the message carries none.  A hash that does not match is tried against
 * the harms that touch bodies.  O(bytes × distinct body canonicalisations and lengths), harms only for those that fail.
 */
void sg_dkim_bodies(const struct sg_mail *m, struct sg_buf *out);

/* ---- keys ---- */

struct sg_keyring;
/* A CSV file with the columns domain, selector, value, firstSeenAt, lastSeenAt (in any order, others ignored; times may
 * be empty), as archive.prove.email gives them: `value` is the TXT record.  A row that cannot be read goes to `reject`
 * (1-based row, a sentence).  Several rows for one selector are all tried. */
enum sg_code sg_keyring_read(const char *path, void (*reject)(void *ctx, uint64_t row, const char *reason), void *ctx,
                             struct sg_keyring **ret, struct sg_err *err) SG_CHECKED;
enum sg_code sg_keyring_new(struct sg_keyring **ret, struct sg_err *err) SG_CHECKED;
/* Times may be SG_TIME_NONE; `source` is a word for where it comes from ("keys.csv", "dns"), copied. */
enum sg_code sg_keyring_add(struct sg_keyring *k, struct sg_str domain, struct sg_str selector, struct sg_str record,
                            sg_time first_seen, sg_time last_seen, const char *source, struct sg_err *err) SG_CHECKED;
void sg_keyring_free(struct sg_keyring *k);
size_t sg_keyring_count(const struct sg_keyring *k);
/* Asks the DNS for a selector's record (only for --dns) and adds it; SG_ENOTFOUND when there is none. */
enum sg_code sg_keyring_ask_dns(struct sg_keyring *k, struct sg_str domain, struct sg_str selector,
                                struct sg_err *err) SG_CHECKED;

/* ---- verdicts ---- */

enum sg_signature_kind { SG_SIGNATURE_DKIM, SG_SIGNATURE_ARC_MESSAGE, SG_SIGNATURE_ARC_SEAL };
enum sg_signature_state {
    SG_SIGNATURE_PASS,        /* body hash and signature hold; `harms` says after undoing what */
    SG_SIGNATURE_BODY_FAILS,  /* the body is not the one that was signed; the signature over the header may hold */
    SG_SIGNATURE_FAILS,       /* the header is not, or the key is another */
    SG_SIGNATURE_NO_KEY,      /* the ring has none, or it was revoked */
    SG_SIGNATURE_BAD,         /* malformed, of an unknown algorithm, or without From among its fields */
};
struct sg_signature {
    enum sg_signature_kind kind;
    enum sg_signature_state state;
    uint32_t instance;                  /* ARC's i=, else 0 */
    const char *problem;                /* static; why BAD or FAILS, "" */
    struct sg_str domain, selector, identity, algorithm, header_canon, body_canon, signed_fields; /* into the header */
    bool is_body_known, is_body_ok, is_header_ok;
    uint32_t harms;                     /* 1 << enum sg_harm; 0 unless it passes: PASS with 0 is the base verdict */
    int64_t unsigned_bytes;             /* of the body behind l=; -1: no l= */
    sg_time signed_at, expires;         /* t=, x=; SG_TIME_NONE */
    uint32_t key_bits;                  /* 0: no key */
    bool key_is_testing, key_is_revoked, is_rsa_sha1, is_weak; /* weak: RSA below 1024 bits */
    bool is_expired;                    /* x= lies before the mail's own date, or before its first hop: a note */
    bool is_aligned, is_strictly_aligned; /* d= with From's domain: same registrable domain; equal */
    bool is_from_signed; /* every From field that there is */
    sg_time key_first_seen, key_last_seen;
    const char *key_source;             /* "" without a key; belongs to the keyring */
};
/*
 * Each signature of a header (`header` as messages.headers holds it, `bodies` as above) judged, at most SG_SIGNATURES.
 * `registrable` (NULL allowed) gives the registrable domain of a host: alignment is by equality or sub-domain without
 * it.  Thread safe with one `sg_verifier` a thread over one keyring that nobody changes.
 */
struct sg_verifier;
enum sg_code sg_verifier_new(const struct sg_keyring *keys, struct sg_str (*registrable)(void *ctx, struct sg_str host),
                             void *ctx, struct sg_verifier **ret, struct sg_err *err) SG_CHECKED;
void sg_verifier_free(struct sg_verifier *v);
enum sg_code sg_dkim_verify(struct sg_verifier *v, struct sg_str header, struct sg_str bodies,
                            struct sg_signature *ret, size_t most, size_t *ret_n, struct sg_err *err) SG_CHECKED;
/* ARC's chain as a whole (RFC 8617, 5.2): "" no chain, "pass", "fail", "no-key", "bad". */
const char *sg_arc_state(const struct sg_signature *signatures, size_t n, struct sg_str header);

/* ---- signing, for simulated mail and tests ---- */

struct sg_signing_key;
/* PEM of a private key, RSA or Ed25519. */
enum sg_code sg_signing_key_read(struct sg_str pem, struct sg_signing_key **ret, struct sg_err *err) SG_CHECKED;
void sg_signing_key_free(struct sg_signing_key *k);
void sg_signing_key_record(const struct sg_signing_key *k, struct sg_buf *out); /* "v=DKIM1; k=rsa; p=…" */
struct sg_signing {
    const struct sg_signing_key *key;
    const char *domain, *selector, *headers; /* "from:to:subject:date:message-id" */
    bool is_header_simple, is_body_simple, is_sha1;
    int64_t body_length;  /* l=; -1: none */
    sg_time at, expires;  /* SG_TIME_NONE: left out */
};
/* Appends a DKIM-Signature field (with CRLF) for a message whose lines end in CRLF, to be put before it. */
enum sg_code sg_dkim_sign(struct sg_str message, const struct sg_signing *s, struct sg_buf *out,
                          struct sg_err *err) SG_CHECKED;

#endif
