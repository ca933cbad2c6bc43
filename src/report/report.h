/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings to text, pictures and files. Knows no question, only what the questions found. */
#ifndef SG_REPORT_REPORT_H
#define SG_REPORT_REPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/story.h"

/* A name as every answer writes it: "@wikileaks" where the platform's names are handles, else as it is. */
void sg_say_name(struct sg_buf *out, const char *platform, struct sg_str name);

/* ---- the answer of `origin` ---- */

struct sg_report_options {
    bool with_text;  /* posts' texts are left out otherwise */
    size_t max_list; /* rows of a list on a terminal; 0 = all */
    bool color;      /* ANSI colours, for a terminal */
    int columns;     /* width of the terminal, 0 = 80 */
};
/* Sentences that a person can read aloud. */
enum sg_code sg_report_origin_text(const struct sg_story *s, const struct sg_report_options *o, struct sg_buf *out,
                                   struct sg_err *err) SG_CHECKED;
/* The document that doc/formats/origin-json.md describes. */
enum sg_code sg_report_origin_json(const struct sg_story *s, const struct sg_report_options *o, struct sg_buf *out,
                                   struct sg_err *err) SG_CHECKED;

/* ---- maps ---- */

struct sg_map_page;
enum sg_map_view { SG_MAP_TIMELINE, SG_MAP_NETWORK };
enum sg_map_nodes { SG_MAP_ACCOUNTS, SG_MAP_POSTS }; /* what a node is in network, GEXF, GraphML and CSV */
struct sg_map_options {
    enum sg_map_view view;
    enum sg_map_nodes nodes;
    int width, height;  /* pixels; 0: 1200 and as the content needs */
    bool with_inferred; /* draw or write inferred links too */
    bool with_text;
    uint64_t seed;
    const char *title;              /* NULL: the query */
    const struct sg_map_page *page; /* html only (web.h); NULL: a page that says nothing of its case */
};
/* A format is one row of a table: its suffix, and a function that writes it. */
struct sg_map_format {
    const char *suffix; /* "svg" */
    const char *description;
    enum sg_code (*write)(const struct sg_story *s, const struct sg_map_options *o, struct sg_buf *out,
                          struct sg_err *err);
};
extern const struct sg_map_format sg_map_formats[]; /* ends with a NULL suffix: svg png gexf graphml csv json */
const struct sg_map_format *sg_map_format_find(const char *suffix); /* NULL when unknown */

#endif
