/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page: findings as one document (doc/formats/page-json.md), and the HTML file that shows it (ui/ is its other
 * half, built into the program).  Used by `report`, `map -o FILE.html` and the server.
 */
#ifndef SG_REPORT_WEB_H
#define SG_REPORT_WEB_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/story.h"

/* What holds where an option is 0. */
enum { SG_NAMES_LIMIT = 5000, SG_PAGE_NODES = 5000, SG_PAGE_EDGES = 20000, SG_PAGE_POSTS = 100000 };

/* ---- names ---- */

/* Accounts that a document tells of besides its stories, and how (web_coordination.h). */
struct sg_known_account {
    uint64_t identity;
    uint32_t group;   /* of the newest finding; SG_NO_INDEX: in none */
    uint32_t stepper; /* its place in the document's newest finding; SG_NO_INDEX: not told there */
    uint32_t number;  /* of "account 12"; 0: its name stays; SG_NO_INDEX: it does not, and it is not told */
    bool is_told;     /* in any finding of the document */
};
struct sg_known_accounts {
    struct sg_known_account *items; /* by identity */
    size_t n;
    uint32_t n_replaced; /* their numbers are 1 to this */
    char finding[65];    /* SHA-256 of the newest finding's file, which groups and steppers are of; "": there is none */
};
/* NULL when it is not among them; `known` may be NULL.  O(log n). */
const struct sg_known_account *sg_known_find(const struct sg_known_accounts *known, uint64_t identity);

struct sg_names_options {
    bool all;              /* every name stays */
    int64_t limit;         /* followers from which on a name stays; 0: SG_NAMES_LIMIT */
    const char *named;     /* accounts whose names stay whatever their audience, "@a, b, twitter/c"; NULL: none */
    struct sg_buf *beside; /* what is published with the story (titles, names of files), cleaned in place as well */
    size_t n_beside;
    const struct sg_known_accounts *known; /* have the names that they have elsewhere; NULL: none */
};
/*
 * Makes a story safe to publish: accounts below the limit, and those whose audience is not known, are called "account
 * 12" (numbers in the order of the story's accounts, after those of `known`, which keep theirs); their display names,
 * and the native ids, addresses and channels of their posts, which would lead to them, are emptied, their identities
 * become numbers; in texts and in the query, mentions of any account that does not keep its name are replaced, and
 * addresses are cut after their host.  What else may hold one of their names loses it: channels, members, files,
 * periods, addresses of named accounts' posts, `beside`. Publications stay named: accounts that have articles and
 * statements only; one that is replaced in `known` then belongs to no group here.  File, row and hash of each post stay,
 * so that whoever holds the case can check it; the folders of the files go, whatever the options.  `ret_replaced` gets
 * the number of accounts.  Method: doc/method/privacy.md.  O(story).
 */
enum sg_code sg_story_replace_names(struct sg_story *s, const struct sg_names_options *o, uint32_t *ret_replaced,
                                    struct sg_err *err) SG_CHECKED;

/* ---- the document ---- */

enum sg_page_kind { SG_PAGE_REPORT, SG_PAGE_MAP, SG_PAGE_LIVE };

/* A story, and what it was made with. */
struct sg_page_story {
    const struct sg_story *story;
    const char *id;    /* "s1": unique in the document */
    const char *title; /* NULL: the query */
    const char *to;    /* the milestone asked for, or NULL */
    bool with_inferred;
    int64_t same_text_window, co_object_window; /* microseconds */
    uint32_t n_replaced;                        /* names */
    const struct sg_known_accounts *known;      /* NULL: nobody acted in step */
};
struct sg_page_source {
    const char *file, *sha256, *format, *platform, *error; /* error NULL: read to its end */
    uint64_t bytes, rows, rejected, repaired;
};
struct sg_page_case {
    const char *title;
    sg_time created;
    uint64_t n_posts;
    const struct sg_page_source *sources;
    size_t n_sources;
    uint64_t custody_lines;
    const char *custody_head; /* hex */
    const struct sg_page_findings *findings; /* web_coordination.h; NULL: none */
    const struct sg_case_findings *kept;     /* what status tells of (casefile.h); NULL: not told, as in a file */
};
struct sg_page_options {
    enum sg_page_kind kind;
    bool with_text;
    struct sg_names_options names;          /* what was done to the stories, for the page to say */
    size_t max_nodes, max_edges, max_posts; /* 0: as above; the rest is counted in `hidden` */
    uint64_t seed;                          /* of layout and communities */
    sg_time made;                           /* SG_TIME_NONE: not stated */
    const char *lang;                       /* "en" or "fr": the page's first language; NULL: the reader's own */
};
/* One story as JSON, on one line.  The layout's cost; memory about 200 bytes a shown post and node. */
enum sg_code sg_page_story_json(const struct sg_page_story *s, const struct sg_page_options *o, struct sg_buf *out,
                                struct sg_err *err) SG_CHECKED;

/* A story's JSON with what the document says about how it was made; the story itself is no longer needed. */
struct sg_page_part {
    struct sg_buf json;
    bool with_inferred;
    int64_t same_text_window, co_object_window;
    uint64_t n_inferred, n_duplicates, n_replaced;
    size_t n_nodes, n_edges, n_hidden_nodes, n_hidden_edges, n_hidden_posts;
    size_t n_communities;
    double modularity;
    unsigned n_iterations; /* of the layout */
};
/* Zeroed is empty and valid. */
enum sg_code sg_page_part_make(const struct sg_page_story *s, const struct sg_page_options *o, struct sg_page_part *ret,
                               struct sg_err *err) SG_CHECKED;
void sg_page_part_release(struct sg_page_part *p);

/* The whole document; no stories in a live one. */
enum sg_code sg_page_document_json(const struct sg_page_case *c, const struct sg_page_options *o,
                                   const struct sg_page_part *stories, size_t n_stories, struct sg_buf *out,
                                   struct sg_err *err) SG_CHECKED;

/* ---- the file ---- */

/*
 * The HTML around a document: its script and style are inside, its Content-Security-Policy allows these by their hash
 * and nothing else, so the file makes no request.  `document` is packed (gzip, base64); an empty one makes the live
 * page, which asks the server that it came from.  `summary` are plain sentences for readers without a script.
 */
enum sg_code sg_page_html(struct sg_str title, struct sg_str document, struct sg_str summary,
                          const struct sg_page_options *o, struct sg_buf *out, struct sg_err *err) SG_CHECKED;
/* What `map -o FILE.html` says besides the story. */
struct sg_map_page {
    const struct sg_page_case *kase; /* "case" is a word of C */
    const struct sg_page_options *options;
    const struct sg_page_story *story;
};
/* The policy of such a page, for a server's header. */
enum sg_code sg_page_policy(enum sg_page_kind kind, struct sg_buf *out, struct sg_err *err) SG_CHECKED;

#endif
