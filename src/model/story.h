/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A story: the posts that a query finds and those that they point back to, as the questions (trace/) hand it to the
 * answers (report/).  Plain numbers and indices; everything belongs to one arena and is freed at once.
 */
#ifndef SG_MODEL_STORY_H
#define SG_MODEL_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/time.h"
#include "model/post.h"

#define SG_NO_INDEX UINT32_MAX

/* Strings are borrowed from the story, terminated, never NULL ("" is unknown). */
struct sg_story_post {
    uint64_t post;          /* identity */
    sg_time time;           /* ghosts: the latest possible time, that of the first post that refers to it */
    uint32_t precision;     /* seconds, base/time.h */
    uint32_t platform;      /* index into platforms */
    uint32_t account;       /* index into accounts; SG_NO_INDEX for a ghost of unknown author */
    uint8_t kind;           /* enum sg_post_kind */
    uint8_t flags;          /* SG_POST_* */
    bool is_ghost;          /* referred to, not in the evidence */
    bool is_match;          /* the query found it; false: reached over links */
    bool is_root;           /* in the evidence, without an explicit parent there */
    bool is_ordered;        /* known to the minute or better: may decide an order */
    uint32_t duplicate_of;  /* index of the post that it repeats, or SG_NO_INDEX */
    int64_t audience;       /* -1 unknown */
    uint64_t fingerprint;
    const char *id, *url, *lang, *channel;
    const char *text;       /* "" unless the story was loaded with texts */
    uint32_t source;        /* index into sources; SG_NO_INDEX for a ghost */
    uint64_t row, offset;
    const char *member;
};
struct sg_story_account {
    uint32_t platform;
    const char *name, *display; /* without '@' */
    int64_t audience;           /* the largest seen; -1 unknown */
    bool is_replaced;           /* the name is ours, the account's own is not told */
    uint32_t n_posts;
    sg_time first, last;
    uint64_t identity; /* sg_account_identity; 0 unknown */
    uint32_t group;    /* of those who acted in step (model/coordination.h), numbered from 0; SG_NO_INDEX: none */
};
struct sg_story_link {
    uint32_t child, parent; /* indices into posts; the parent is never later than the child when both times decide */
    uint8_t kind;           /* enum sg_link_kind */
    float confidence;       /* 1 for explicit links */
    const char *method;     /* "" for explicit links; else "same-text", "co-object" */
};
struct sg_story_platform {
    const char *name;
    uint32_t n_posts, n_ghosts;
};
struct sg_story_source {
    uint64_t id;
    const char *file, *sha256;
};
/* The first ordered post of a platform, and how the story came there. */
struct sg_story_first {
    uint32_t post;
    uint32_t link;             /* index of the link that explains it, or SG_NO_INDEX: a root */
    uint32_t n_coarse_earlier; /* posts of that platform whose coarse time may lie before it */
};
/* From the root to the milestone; the first step has no link. */
struct sg_story_step {
    uint32_t post;
    uint32_t link; /* from the step before, or SG_NO_INDEX */
    uint32_t also; /* an explicit link of this post that reaches past the step before, or SG_NO_INDEX */
};
struct sg_story_period {
    const char *name;
    sg_time from, to;
};

struct sg_story {
    const char *query;
    struct sg_story_post *posts;         size_t n_posts;      /* by time, then identity; ghosts among them */
    struct sg_story_account *accounts;   size_t n_accounts;   /* by first post, then name */
    struct sg_story_link *links;         size_t n_links;      /* by child, then explicit first, then confidence */
    struct sg_story_platform *platforms; size_t n_platforms;  /* by first post that decides an order, then the rest */
    struct sg_story_source *sources;     size_t n_sources;
    struct sg_story_first *firsts;       size_t n_firsts;     /* by time */
    struct sg_story_step *chain;         size_t n_chain;
    struct sg_story_period *calendar;    size_t n_calendar;   /* those that touch or lie near the story */
    uint32_t milestone;                  /* the chain's end, or SG_NO_INDEX */
    const char *milestone_why;           /* "largest audience…", "asked for", "the earliest, …" */
    sg_time from, to;                    /* of ordered posts in the evidence; coarse
                                            ones only when there are no others */
    uint32_t n_evidence;                 /* posts in the evidence, duplicates not counted */
    uint32_t n_matches;                  /* of these, found by the query itself; duplicates not counted */
    uint32_t n_ghosts, n_coarse, n_duplicates, n_roots;
    uint32_t n_match_accounts;           /* accounts of the matches */
    uint32_t n_explicit, n_inferred;     /* links */
    uint32_t n_contradictions; /* explicit links whose parent is later than the child by exact clocks: left out, but
                                  for those to a ghost, whose only clock is its id's */
    uint32_t n_self_links;               /* left out: a post that links to itself */
    double missing_share;                /* explicit links whose parent is a ghost / explicit links; 0 without links */
    struct sg_arena *arena;
};

enum sg_code sg_story_new(struct sg_story **ret, struct sg_err *err) SG_CHECKED;
void sg_story_free(struct sg_story *s);
/* Of the story's arena (base/arena.h). */
void *sg_story_alloc(struct sg_story *s, size_t count, size_t size);
const char *sg_story_string(struct sg_story *s, struct sg_str text);

#endif
