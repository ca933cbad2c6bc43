/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A platform's posts stand in time order; a post's number there is its rank.  Whatever is not planned beforehand
 * (stories, groups) is a function of the seed and the rank alone, so that any post can be worked out at any moment by
 * any thread, parents and their parents included, and nothing is remembered.
 */
#ifndef SG_SIMULATE_INTERNAL_H
#define SG_SIMULATE_INTERNAL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/random.h"
#include "model/post.h"
#include "simulate/simulate.h"

enum { TWITTER, CHAN, PASTEBIN, TELEGRAM, REDDIT, PLATFORMS };
enum { HOURS = 24, SLEEPLESS = HOURS, RHYTHMS, COMMUNITIES = 16, LANGUAGES = 6, TAGS_MAX = 3, THREAD = 32 };
enum { CELLS = 4096, CELL_BURSTS = 4, GROUP_MEMBERS_MAX = 256, HANDLE_MAX = 40 };
#define NO_RANK UINT64_MAX
#define NO_INDEX UINT32_MAX

/* ---- what is the same in every run (tables.c) ---- */

struct platform_kind {
    const char *name, *file;
    double posts, accounts;        /* shares of all */
    unsigned zone;                 /* hours east of UTC where most of its people live */
    unsigned repost, quote, reply; /* of a thousand posts */
    unsigned tags, link, copied;   /* of a thousand originals: with hashtags, with a link, a copied text */
    double background;             /* mu of a story's process, events an hour */
};
extern const struct platform_kind platform_kinds[PLATFORMS], shares_kind;
extern const double story_weights[PLATFORMS][PLATFORMS]; /* [cause][effect]: events caused by one event */
extern const uint8_t day_shape[RHYTHMS][HOURS];          /* how much is posted at a local hour, of 255 */
#define STORY_DELAY (45 * SG_MINUTE)                     /* mean of the exponential kernel */

/* ---- draws ---- */

enum salt {
    SALT_WHO,
    SALT_POST,
    SALT_TIME,
    SALT_PARENT,
    SALT_TEXT,
    SALT_LOSS,
    SALT_BURST,
    SALT_GROUP,
    SALT_STORY,
    SALT_SHUFFLE,
    SALT_SHALLOW,
    SALT_WEIGHT
};

/* The state of a stream of its own for one thing. */
static inline uint64_t draw_for(uint64_t seed, enum salt salt, unsigned platform, uint64_t i)
{
    uint64_t s = seed ^ ((uint64_t)salt << 56 | (uint64_t)platform << 48);
    s = sg_random(&s) ^ i * UINT64_C(0xd1342543de82ef95);
    return sg_random(&s);
}
static inline bool draw_is(uint64_t *state, unsigned of_thousand)
{
    return sg_random_below(state, 1000) < of_thousand;
}
/* From 1 to 2^octaves - 1: rank r with a chance about 1/r (an octave first, then a rank in it: no logarithm, so that
 * every machine draws the same). */
static inline uint32_t draw_zipf(uint64_t *state, unsigned octaves)
{
    unsigned o = sg_random_below(state, octaves);
    return (1u << o) + sg_random_below(state, 1u << o);
}
double draw_exponential(uint64_t *state); /* mean 1 */

/* ---- the world ---- */

struct who {
    uint32_t followers;
    int32_t shift; /* seconds that this account's export is wrong by */
    uint8_t rhythm, community, language;
};
/* Walker's alias method (Vose 1991). */
struct alias {
    uint32_t limit, other;
};
enum burst_kind { BURST_TAG, BURST_LINK, BURST_TEXT, BURST_VIRAL, BURST_KINDS };
struct burst {
    uint64_t first, len; /* in posts of the background */
    uint32_t peak;       /* of a thousand posts of those who care, at its beginning */
    uint8_t kind, community;
};
struct platform {
    const struct platform_kind *kind;
    uint32_t n_accounts; /* ordinary people first, then the members of groups */
    uint32_t n_members;
    struct who *who;
    struct alias *alias;
    double *weight; /* expected posts, to any scale; freed when the aliases are made */
    double *hours;    /* cumulated activity at each hour's beginning, n_hours + 1 */
    uint32_t *hour_of; /* the hour in which each of CELLS equal parts of the activity begins */
    uint32_t n_hours;
    uint64_t n_background;
    struct burst *bursts;
    uint32_t n_bursts;
    uint32_t (*cells)[CELL_BURSTS]; /* bursts + 1 that are on in each part of the run */
    uint32_t *planned;              /* indices into the plan, in time order */
    uint64_t *before;               /* posts of the background that come before each of them */
    uint32_t n_planned;
};

enum planned_what { PLANNED_STORY, PLANNED_JOINT, PLANNED_TARGET };
struct planned {
    sg_time time;
    uint64_t rank;
    uint64_t text, change; /* seeds; change 0: none */
    uint64_t link;         /* 0: none */
    uint32_t account, owner, act;
    uint32_t parent, shown, root; /* of the plan; shown: whom the export names (4chan: the thread) */
    uint32_t tag;                 /* 0: none */
    uint8_t platform, what, kind, language;
    bool is_long, names_parent; /* names_parent: by a permalink */
    bool is_deleted;
};
enum group_kind {
    GROUP_TEXT,
    GROUP_NEAR,
    GROUP_LINK,
    GROUP_TAG,
    GROUP_POPULAR,
    GROUP_EACH_OTHER,
    GROUP_TARGET,
    GROUP_MIXED,
    GROUP_KINDS
};
extern const char *const group_kind_names[GROUP_KINDS];
struct act {
    uint8_t kind;      /* never mixed */
    uint32_t first, n; /* posts of the plan, the target's one apart */
    uint32_t target;   /* of the plan, or NO_INDEX */
};
struct group {
    uint8_t kind, platform, rhythm, language;
    bool is_tight;
    uint32_t n_members, first_member; /* accounts of the platform */
    uint32_t participation;           /* of a thousand */
    sg_time spread;
    uint32_t n_acts;
    struct act *acts;
};
struct story {
    uint32_t first, n; /* of the plan, in time order */
    sg_time begin;
    uint32_t root; /* the earliest, in the plan; NO_INDEX when nothing happened */
    uint32_t tag;
    uint64_t link;
};
struct world {
    struct sg_simulate_options o;
    sg_time length;
    unsigned n_platforms;
    struct platform platforms[PLATFORMS];
    struct planned *plan;
    uint32_t n_plan, cap_plan;
    struct group *groups;
    struct story *stories;
    sg_time story_window; /* how long each story's background goes on */
    double story_scale;   /* what the background rates were multiplied by */
    unsigned clock_share; /* of a million accounts */
};
enum sg_code sg_simulate_options_check(const struct sg_simulate_options *o, struct sg_err *err) SG_CHECKED;
enum sg_code world_init(struct world *w, const struct sg_simulate_options *o, struct sg_err *err) SG_CHECKED;
void world_release(struct world *w);
/* How many of all `people` are on a platform, members of groups apart. */
uint32_t people_of(const struct world *w, unsigned platform, uint32_t people);
enum sg_code plan_groups(struct world *w, uint32_t people, struct sg_err *err) SG_CHECKED; /* plan_groups.c */
enum sg_code plan_stories(struct world *w, struct sg_err *err) SG_CHECKED; /* plan_stories.c; nobody posts them yet */
/* Events that a story has on the mean on each platform, (I - W)^-1 mu T, and in all. */
double story_mean(const struct world *w, double ret[static PLATFORMS]);
void cast_stories(struct world *w);                                      /* who does; when the weights are known */
enum sg_code plan_place(struct world *w, struct sg_err *err) SG_CHECKED; /* ranks; world.c */
enum sg_code plan_add(struct world *w, const struct planned *p, struct sg_err *err) SG_CHECKED;
/* Somebody who is awake at `t`, members of groups left out. */
uint32_t draw_account(const struct world *w, unsigned platform, sg_time t, uint64_t *state);
bool is_awake(unsigned rhythm, sg_time t, uint64_t *state);

/* ---- one post (post.c), and where it stands (place.c) ---- */

/* What names a post. */
struct ref {
    uint64_t rank; /* NO_RANK: none */
    uint32_t account;
    uint8_t platform, kind;
    bool is_there; /* in the evidence */
};
struct content {
    struct ref self;
    sg_time time; /* at its rank, the clock being right */
    struct ref shown;        /* whom the export names: of a repost the original, on 4chan the thread */
    struct ref parent, root; /* the truth */
    const struct planned *plan;
    uint64_t text, change; /* seeds; text 0: none of its own */
    uint64_t link;
    uint32_t tags[TAGS_MAX];
    uint8_t n_tags, language;
    bool is_long, names_parent;
};
uint64_t world_posts(const struct world *w, unsigned platform); /* ranks of a platform */
/* How many planned posts come before post `i` of the background. */
uint32_t planned_before(const struct platform *p, uint64_t i);
/* The planned post of a rank, or NULL and which post of the background it is. */
const struct planned *planned_at(const struct world *w, unsigned platform, uint64_t rank, uint64_t *ret_i);
void post_content(const struct world *w, unsigned platform, uint64_t rank, struct content *ret);
bool post_is_there(const struct world *w, unsigned platform, uint64_t rank);
sg_time background_time(const struct world *w, unsigned platform, uint64_t i);
sg_time post_time(const struct world *w, unsigned platform, uint64_t place); /* of a place in the order, clocks right */
sg_time post_shown_time(const struct world *w, unsigned platform, uint64_t place);
/* Where a post stands in the order: its rank, or what the shuffle says; and back. */
uint64_t place_of(const struct world *w, unsigned platform, uint64_t rank);
uint64_t rank_at(const struct world *w, unsigned platform, uint64_t place);
uint64_t post_number(const struct world *w, const struct ref *r); /* never two alike on a platform */

/* ---- words (words.c) ---- */

enum name_space { NAME_GLOBAL = 1, NAME_COMMUNITY, NAME_BURST, NAME_STORY, NAME_GROUP, NAME_SINGLE, NAME_SPACES = 8 };
static inline uint32_t tag_of(enum name_space s, uint32_t i)
{
    return i * NAME_SPACES + (uint32_t)s;
}
static inline uint64_t link_of(enum name_space s, uint64_t i)
{
    return i * NAME_SPACES + (uint64_t)s;
}
extern const char *const language_names[LANGUAGES];
void words_tag(struct sg_buf *out, uint32_t tag); /* without '#' */
void words_link(struct sg_buf *out, uint64_t link);
size_t words_handle(uint64_t seed, unsigned platform, uint32_t account, char ret[static HANDLE_MAX]);
void words_text(struct sg_buf *out, uint64_t seed, unsigned language, bool is_long, uint64_t change);

/* ---- writing ---- */

/* A thread's scratch. */
struct pen {
    const struct world *w;
    struct sg_buf out, cascades;
    struct sg_buf text;
    int64_t day; /* of `date`, whose first 11 bytes are "2017-04-22T" */
    char date[SG_TIME_TEXT];
    uint64_t n_rows, n_deleted, n_ghosts, n_cascades;
};
/* One file format; `head` may be NULL. */
struct format {
    const char *head;
    void (*row)(struct pen *p, const struct content *c, sg_time time, bool is_poor);
};
extern const struct format formats[PLATFORMS], shares_format;
#define pen_words(out, literal) sg_buf_add(out, literal, sizeof(literal) - 1)
void pen_number(struct sg_buf *out, uint64_t v);
void pen_base36(struct sg_buf *out, uint64_t v);
void pen_time(struct pen *p, sg_time t); /* 2017-04-22T00:00:00 */
void pen_handle(const struct world *w, struct sg_buf *out, unsigned platform, uint32_t account);
void pen_id(const struct world *w, struct sg_buf *out, const struct ref *r);
/* Its address; `thread` is where it hangs. */
void pen_permalink(const struct world *w, struct sg_buf *out, const struct ref *r, const struct ref *thread);
/* What a post says, its hashtags behind, then its links, or on X their short forms, into p->text. */
void pen_text(struct pen *p, const struct content *c);
void pen_short_link(struct sg_buf *out, uint64_t link);
/* Writes p->text as the format asks: the inside of a JSON string, of one holding X's entities, or HTML; a CSV field. */
enum escape { ESCAPE_JSON, ESCAPE_X, ESCAPE_HTML, ESCAPES };
void pen_escaped(struct pen *p, enum escape how);
void row_x(struct pen *p, const struct content *c, sg_time time, bool is_poor);
void row_chan(struct pen *p, const struct content *c, sg_time time, bool is_poor);
void row_paste(struct pen *p, const struct content *c, sg_time time, bool is_poor);
void row_csv(struct pen *p, const struct content *c, sg_time time, bool is_poor);
void row_share(struct pen *p, const struct content *c, sg_time time, bool is_poor);

/* What became of one file. */
struct written {
    char sha256[65];
    uint64_t bytes, rows, deleted, ghosts;
};
/* truth.c; `files` one a platform, the last the cascades'. */
enum sg_code truth_write(const struct world *w, const struct written *files, struct sg_err *err) SG_CHECKED;

#endif
