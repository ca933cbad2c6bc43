/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A leak is planned whole (leak_plan*.c: who writes what to whom and when, and what happens to it) and written piece by
 * piece: a mail's bytes are a function of the plan and its number, its parents' words included, so that any thread can
 * work out any mail.
 */
#ifndef SG_SIMULATE_LEAK_INTERNAL_H
#define SG_SIMULATE_LEAK_INTERNAL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/random.h"
#include "dkim/dkim.h"
#include "simulate/simulate_leak.h"

#define LEAK_NONE UINT32_MAX
enum { LEAK_TO_MAX = 5, LEAK_TRIPS_MAX = 3, LEAK_CLIENTS_MAX = 3, LEAK_QUOTE_DEPTH = 3, LEAK_KEYS = 12 };

/* ---- draws ---- */

enum sim_salt {
    LEAK_PEOPLE,
    LEAK_THREADS,
    LEAK_TEXT,
    LEAK_IDS,
    LEAK_ROUTE,
    LEAK_HARM,
    LEAK_ALTER,
    LEAK_PLANT,
    LEAK_DOCUMENTS,
    LEAK_PLACE,
    LEAK_STYLE,
    LEAK_BODY,
    LEAK_LURES
};
/* The state of a stream of its own for one thing. */
static inline uint64_t sim_draw(uint64_t seed, enum sim_salt salt, uint64_t i)
{
    uint64_t s = seed ^ (uint64_t)salt << 56;
    s = sg_random(&s) ^ i * UINT64_C(0xd1342543de82ef95);
    return sg_random(&s);
}
static inline bool sim_is(uint64_t *state, unsigned of_thousand)
{
    return sg_random_below(state, 1000) < of_thousand;
}
/* From `least` to `most`, both included. */
static inline uint32_t sim_between(uint64_t *state, uint32_t least, uint32_t most)
{
    return least + sg_random_below(state, most - least + 1);
}
/* Heavy-tailed: each doubling from `least` on as likely, `octaves` of them. */
sg_time sim_delay(uint64_t *state, sg_time least, unsigned octaves);
void sim_hex(struct sg_buf *out, uint64_t *state, unsigned digits, bool is_upper);

/* ---- clocks and languages (leak_clock.c, leak_words.c) ---- */

enum sim_summer { SUMMER_NONE, SUMMER_EUROPE, SUMMER_AMERICA };
struct sim_zone {
    int minutes; /* east of UTC in winter */
    enum sim_summer summer;
};
enum { ZONE_PARIS, ZONE_LONDON, ZONE_NEW_YORK, ZONE_ATHENS, ZONE_TOKYO, ZONE_CHICAGO, ZONE_MOSCOW, ZONE_UTC, ZONES };
extern const struct sim_zone sim_zones[ZONES];
int sim_offset(unsigned zone, sg_time t); /* minutes east at that moment */
struct sim_clock {
    int year;
    unsigned month, day, weekday, hour, minute, second; /* weekday: 0 is Sunday */
};
struct sim_clock sim_clock_at(sg_time t, int minutes);
void sim_put_date(struct sg_buf *out, sg_time t, int minutes, bool pads_day); /* "Tue, 05 Jan 2016 10:12:33 +0100" */
extern const char *const sim_weekdays[7], *const sim_months[12];              /* English, three letters */

enum sim_language { LEAK_EN, LEAK_FR, LEAK_DE, LEAK_LANGUAGES };
extern const char *const sim_language_names[LEAK_LANGUAGES];
/* A change of some words: a sentence with other words in its places, one put in, or both. */
enum sim_change { LEAK_SAME, LEAK_OTHER_WORDS, LEAK_MORE_WORDS, LEAK_BOTH };
/* A writer's own words as paragraphs, each ended by a line feed: greeting, what is said, name. */
void sim_words(struct sg_buf *out, uint64_t seed, enum sim_language lang, const char *name, bool is_short,
               enum sim_change change, bool has_from_line);
void sim_words_subject(struct sg_buf *out, uint64_t seed, enum sim_language lang);
void sim_words_sentence(struct sg_buf *out, uint64_t seed, enum sim_language lang);
void sim_words_long_date(struct sg_buf *out, struct sim_clock c, enum sim_language lang); /* with the weekday */
const char *sim_month_name(unsigned month, enum sim_language lang);

/* ---- the world (leak_tables.c) ---- */

enum sim_client {
    CLIENT_OUTLOOK,
    CLIENT_EXCHANGE,
    CLIENT_APPLE,
    CLIENT_THUNDERBIRD,
    CLIENT_WEBMAIL,
    CLIENT_IPHONE,
    CLIENT_MUTT,
    CLIENT_BULK,
    CLIENT_AUTO,
    CLIENTS
};
enum { AGENTS = 3 };
struct sim_client_kind {
    const char *agents[AGENTS]; /* as X-Mailer or User-Agent say; NULL: none */
    bool is_alternative;        /* plain and HTML always; else plain alone */
    bool quotes_below;          /* answers stand below what they quote */
    bool has_thread_index;
};
extern const struct sim_client_kind sim_clients[CLIENTS];
enum sim_signing { SIGNS_ALL, SIGNS_SOME /* what its web and server clients send */, SIGNS_NONE };
struct sim_org {
    const char *domain, *title;
    enum sim_language lang;
    uint8_t zone, share; /* share of the people, of a hundred */
    enum sim_signing signing;
    bool is_header_simple, is_body_simple;
    uint8_t clients[4]; /* that its people use */
    int skew_s;         /* of its servers' clocks */
    uint8_t server_zone;
};
enum { ORGS = 10, HOME_ORG = 0, WEBMAIL_ORG = 9 };
extern const struct sim_org sim_orgs[ORGS];
struct sim_selector {
    uint8_t org, key;
    const char *name, *from; /* "2015-01-01" or before everything; it holds until the next of the same domain */
    bool is_known;           /* its key is in the key file */
    bool is_sha1;
};
extern const struct sim_selector sim_selectors[];
extern const size_t sim_n_selectors;
/* The selector that a domain signs with at `t`, or NULL. */
const struct sim_selector *sim_selector_at(unsigned org, sg_time t);
sg_time sim_selector_begin(const struct sim_selector *s); /* SG_TIME_NONE: before everything */
struct sim_list {
    const char *address, *name, *tag; /* tag "": it changes nothing */
    uint8_t org;
};
enum { LISTS = 3 };
extern const struct sim_list sim_lists[LISTS];
extern const char *const sim_roles[LEAK_LANGUAGES][40];      /* names of posts: "Treasury" */
extern const char *const sim_role_parts[LEAK_LANGUAGES][40]; /* and the local parts of their addresses */

/* ---- the plan ---- */

struct sim_trip {
    sg_time from, to;
    uint8_t zone;
};
struct sim_person {
    char name[40], local[24];
    uint8_t org, lang, zone, n_clients, n_trips;
    uint8_t clients[LEAK_CLIENTS_MAX], agents[LEAK_CLIENTS_MAX]; /* the first is the usual one */
    uint8_t work_from, work_to;
    bool is_bilingual;
    int skew_s;
    uint32_t weight;
    struct sim_trip trips[LEAK_TRIPS_MAX];
};
enum sim_kind { LEAK_PERSONAL, LEAK_ON_LIST, LEAK_NEWSLETTER, LEAK_AUTO_REPLY };
enum sim_class {
    LEAK_HONEST,
    LEAK_DAMAGED,
    LEAK_ALTERED,
    LEAK_PLANTED,
    LEAK_BATCH,
    LEAK_ORIGINAL,
    LEAK_CARRIER,
    LEAK_PHISHING,
    LEAK_CLASSES
};
extern const char *const sim_class_names[LEAK_CLASSES];
enum sim_quote { LEAK_QUOTES_NONE, LEAK_QUOTES_WHOLE, LEAK_QUOTES_PART };
enum sim_harm { /* what is done, in its order; the first LEAK_HARMS_KNOWN can be undone */
                LEAK_HARM_NONE,
                LEAK_HARM_FROM_LINES,
                LEAK_HARM_BLANK_LINES,
                LEAK_HARM_LIST, /* footer and tag */
                LEAK_HARM_FOOTER,
                LEAK_HARM_SUBJECT_TAG,
                LEAK_HARM_TO_QUOTED,
                LEAK_HARM_TO_BASE64,
                LEAK_HARM_FOLDING,
                LEAK_HARM_TRAILING_SPACE,
                LEAK_HARM_HEADER_CASE,
                LEAK_HARM_STUFFED_DOT,
                LEAK_HARM_MIXED_LINE_ENDS,
                LEAK_HARM_CUT,
                LEAK_HARM_CHARSET,
                LEAK_HARM_REWRITTEN,
                LEAK_HARM_KINDS,
                LEAK_HARMS_KNOWN = LEAK_HARM_CUT
};
enum { /* marks of a planted mail */
       MARK_UNSIGNED = 1,
       MARK_ZONE = 2,
       MARK_CLIENT = 4,
       MARK_ID_FORM = 8,
       MARK_ID_DOMAIN = 16,
       MARK_DATE_AFTER = 32,
       MARK_DATE_BEFORE = 64,
       MARK_HOPS_BACK = 128,
       MARK_HOPS_APART = 256,
       MARK_THREAD_INDEX = 512,
       MARK_STRUCTURE = 1024,
       MARK_LANGUAGE = 2048,
       MARKS = 12
};
struct sim_mark {
    const char *name, *rule; /* rule: that ought to see it (model/leak_rules.c) */
    bool is_weak;
};
extern const struct sim_mark sim_marks[MARKS];
enum sim_box { BOX_MBOX, BOX_MAILDIR, BOX_ZIP, BOX_LOOSE, BOXES };

struct sim_mail {
    uint64_t seed;                               /* of its words, ids and way */
    sg_time sent, root;                          /* root: when its thread began */
    uint32_t parent, thread, original, document; /* mails; a document */
    uint32_t from, to[LEAK_TO_MAX];
    uint32_t marks;
    int16_t zone; /* minutes east that its Date states */
    uint8_t n_to, n_cc, kind, list, klass, quote, harm, change, lang, client, agent, depth, box;
    bool is_short, is_missing, is_sent_copy, is_signed, keeps_signature, has_from_line, is_duplicate, has_copy;
    uint32_t lure; /* of a phishing mail: 1 + its place in the world's lures; 0 */
    uint8_t vouch; /* what verified mails that quote it give: enum sg_vouch */
    bool is_vouch_known;
};

enum sim_document_kind { DOC_DOCX, DOC_XLSX, DOC_PDF, DOC_JPEG, DOC_TEXT, DOC_KINDS };
enum {
    DOC_MARK_SCRIPT = 1,
    DOC_MARK_AFTER_SENT = 2,
    DOC_MARK_AFTER_LATEST = 4,
    DOC_MARK_CONTRADICTION = 8,
    DOC_MARKS = 4
};
extern const struct sim_mark sim_document_marks[DOC_MARKS];
struct sim_document {
    uint64_t family, seed;
    sg_time created, modified;
    uint32_t author, editor, mail; /* people; the mail that carries it, or LEAK_NONE: it lies loose */
    uint8_t kind, klass, revision, marks;
    bool is_in_batch;
};
/* A document's bytes and what they hash to; filled before any mail is written. */
struct sim_file {
    struct sg_buf bytes;
    char sha256[SG_SHA256_HEX];
};

/* A name that looks like an organisation's own, and where its mail carries it (leak_lures.c). */
enum sim_lure_where {
    LURE_LINK,
    LURE_SENDER, /* and with it the envelope and the first server */
    LURE_REPLY_TO,
    LURE_RECEIVED,
    LURE_RETURN_PATH,
    LURE_SIGNER,
    LURE_WHERES
};
extern const char *const sim_lure_wheres[LURE_WHERES];
enum { LURE_TRICKS = 6 };
struct sim_lure {
    char host[96];                   /* ASCII, punycode */
    const char *tricks[LURE_TRICKS]; /* what was done, then what it may as well be called; NULL at the end */
    uint8_t n_done, org, where;
};

/* A mail in one place; a duplicate has a second one. */
struct sim_placed {
    uint32_t mail;
    uint8_t box;
    bool is_again;
};
struct sim_world {
    struct sg_simulate_leak_options o;
    sg_time end;
    struct sim_person *people;
    uint32_t n_people;
    uint64_t *weights; /* cumulated */
    struct sim_mail *mails;
    uint32_t n_mails, cap_mails;
    struct sim_document *documents;
    uint32_t n_documents;
    struct sim_file *files;
    struct sim_placed *placed; /* by box, time, number */
    uint32_t n_placed;
    struct sim_lure *lures;
    uint32_t n_lures;
    struct sg_signing_key *keys[LEAK_KEYS];
    sg_time batch_from, batch_to;
    sg_time newest;
};
enum sg_code sim_world_init(struct sim_world *w, const struct sg_simulate_leak_options *o,
                            struct sg_err *err) SG_CHECKED;
void sim_world_release(struct sim_world *w);
enum sg_code sim_plan_people(struct sim_world *w, struct sg_err *err) SG_CHECKED;
enum sg_code sim_plan_threads(struct sim_world *w, uint32_t mails, struct sg_err *err) SG_CHECKED;
enum sg_code sim_plan_crimes(struct sim_world *w, uint32_t altered, uint32_t planted, struct sg_err *err) SG_CHECKED;
enum sg_code sim_plan_documents(struct sim_world *w, struct sg_err *err) SG_CHECKED;
/* Mails that carry look-alikes of the organisations' domains, in the leak's first month. */
enum sg_code sim_plan_lures(struct sim_world *w, struct sg_err *err) SG_CHECKED;
/* The lure of a mail that is carried there, or NULL. */
const struct sim_lure *sim_lure_at(const struct sim_world *w, const struct sim_mail *m, enum sim_lure_where where);
/* Whose mail it claims to be: its sender's organisation, or whatever its forger uses. */
const char *sim_sender_domain(const struct sim_world *w, const struct sim_mail *m);
void sim_put_lure_url(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out);
enum sg_code sim_mail_add(struct sim_world *w, const struct sim_mail *m, uint32_t *ret, struct sg_err *err) SG_CHECKED;
uint32_t sim_draw_person(const struct sim_world *w, uint64_t *state);
/* The next moment from `t` on at which somebody writes: working hours, rarely on a weekend. */
sg_time sim_awake(const struct sim_person *p, sg_time t, uint64_t *state);
unsigned sim_zone_of(const struct sim_person *p, sg_time t);            /* home, or where they travel */
void sim_choose_client(struct sim_mail *m, const struct sim_person *p); /* and whether it is short, and its language */
void sim_settle_mail(const struct sim_world *w, struct sim_mail *m); /* zone, client and signature, by who and when */
bool sim_is_signed_by_domain(const struct sim_person *p, unsigned client);
/* Does a signature of it hold, after what is known to happen to mail was undone? */
bool sim_is_verified(const struct sim_world *w, const struct sim_mail *m);
const char *sim_verdict(const struct sim_world *w, const struct sim_mail *m);
void sim_plan_vouches(struct sim_world *w);
enum sg_code sim_plan_places(struct sim_world *w, struct sg_err *err) SG_CHECKED;
enum sg_code sim_read_keys(struct sim_world *w, struct sg_err *err) SG_CHECKED;
bool sim_harm_fits(const struct sim_world *w, const struct sim_mail *m, enum sim_harm h);
uint32_t sim_harm_bits(enum sim_harm h); /* 1 << enum sg_harm */

/* ---- one mail ---- */

/* A zip whose bytes go to a buffer (leak_zip.c). */
struct sim_zip {
    struct sg_buf central;
    uint64_t at; /* bytes written before */
    uint32_t n;
};

/* A thread's scratch. */
struct sim_pen {
    const struct sim_world *w;
    struct sg_buf plain, html, words, body, type, head, dkim, trace, message, scratch, encoded;
    struct sg_buf out, truth; /* of a piece */
    struct sim_zip zip;       /* entries of a piece for the zip */
};
void sim_pen_release(struct sim_pen *p);
/* Its bytes as they lie in a box of that kind, into p->message. */
enum sg_code sim_write_mail(struct sim_pen *p, const struct sim_mail *m, unsigned box, struct sg_err *err) SG_CHECKED;
void sim_own_words(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out);
/* All that it says as plain text, lines ended by line feeds (leak_text.c). */
void sim_plain(struct sim_pen *p, const struct sim_mail *m, struct sg_buf *out);
void sim_html(struct sim_pen *p, const struct sim_mail *m, struct sg_buf *out);
void sim_put_subject(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out); /* UTF-8, no tag */
/* Content-Type and Content-Transfer-Encoding into p->type, the encoded body into p->body, CRLF. */
enum sg_code sim_write_body(struct sim_pen *p, const struct sim_mail *m, struct sg_err *err);
void sim_write_head(struct sim_pen *p, const struct sim_mail *m);  /* p->head, what the client writes */
void sim_write_trace(struct sim_pen *p, const struct sim_mail *m); /* p->trace, what servers write above it */
void sim_put_message_id(const struct sim_world *w, const struct sim_mail *m, struct sg_buf *out); /* with <> */
void sim_do_harm(struct sim_pen *p, const struct sim_mail *m); /* to p->dkim, p->head and p->body */
void sim_put_address(struct sg_buf *out, const struct sim_person *p);
void sim_put_boundary(const struct sim_world *w, const struct sim_mail *m, unsigned n, struct sg_buf *out);
const char *sim_own_domain(const struct sim_mail *m, const struct sim_person *p, struct sg_buf *scratch);

/* ---- encodings (leak_encode.c) ---- */

enum sim_charset { CHARSET_ASCII, CHARSET_LATIN1, CHARSET_WINDOWS, CHARSET_UTF8 };
extern const char *const sim_charset_names[];
bool sim_is_ascii(struct sg_str s);
void sim_encode_charset(struct sg_buf *out, struct sg_str utf8, enum sim_charset charset);
void sim_encode_quoted(struct sg_buf *out, struct sg_str bytes);              /* lines end in CRLF */
void sim_encode_base64(struct sg_buf *out, struct sg_str bytes);              /* 76 a line, CRLF */
void sim_encode_word(struct sg_buf *out, struct sg_str utf8, bool in_base64); /* RFC 2047 when it must be */
void sim_crlf(struct sg_buf *out, struct sg_str lines);                       /* LF to CRLF */

/* ---- files ---- */

enum sg_code sim_write_document(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out,
                                struct sg_err *err) SG_CHECKED;
void sim_document_name(const struct sim_world *w, const struct sim_document *d, struct sg_buf *out);
extern const char *const sim_document_suffixes[DOC_KINDS], *const sim_document_types[DOC_KINDS];

/* One entry; `time` is when it was stored, SG_TIME_NONE: 1980.  Deflated where that helps and `packs`. */
enum sg_code sim_zip_add(struct sim_zip *z, struct sg_buf *out, const char *name, struct sg_str bytes, sg_time time,
                         bool packs, struct sg_err *err) SG_CHECKED;
/* Puts entries that another zip was given (its `central`, their bytes) behind those of `z`. */
enum sg_code sim_zip_append(struct sim_zip *z, struct sg_buf *out, const struct sim_zip *from, struct sg_str entries,
                            struct sg_err *err) SG_CHECKED;
void sim_zip_end(struct sim_zip *z, struct sg_buf *out);
void sim_zip_release(struct sim_zip *z);

/* leak_truth.c */
void sim_truth_mail(struct sim_pen *p, const struct sim_mail *m, const char *sha256, const char *original,
                    const char *path);
void sim_truth_document(struct sg_buf *out, const struct sim_world *w, uint32_t document);
void sim_truth_head(struct sg_buf *out, const struct sim_world *w);
void sim_truth_end(struct sg_buf *out, const struct sim_world *w, uint64_t keys);
void sim_keys_csv(struct sg_buf *out, const struct sim_world *w, uint64_t *ret_n);

#endif
