/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page says of its case, gathered from the store and the case's folder. */
#ifndef SG_REPORT_WEB_CASE_H
#define SG_REPORT_WEB_CASE_H

#include "casefile/casefile.h"
#include "report/web.h"
#include "store/store.h"
#include "survey/survey.h"

/* Zeroed is empty and valid. */
struct sg_page_case_facts {
    struct sg_page_case page; /* points into the rest and into the case */
    struct sg_page_source *sources;
    struct sg_survey survey;
    char head[65];
    const char *story_title; /* of sg_page_case_beside */
    struct sg_buf *words;
    size_t n_words;
};
/* Sources, counts, and the custody log's end as it is now. */
enum sg_code sg_page_case_load(struct sg_store *store, struct sg_case *c, struct sg_page_case_facts *ret,
                               struct sg_err *err) SG_CHECKED;
/*
 * What of a case is published beside its stories and may hold names: its title, `story_title` (may be NULL), the
 * sources' names and faults.  They are handed to `o`, and taken again, cleaned, when names were replaced in a story.
 * Works on zeroed facts too.
 */
enum sg_code sg_page_case_beside(struct sg_page_case_facts *f, const char *story_title, struct sg_names_options *o,
                                 struct sg_err *err) SG_CHECKED;
enum sg_code sg_page_case_take(struct sg_page_case_facts *f, struct sg_err *err) SG_CHECKED;
void sg_page_case_release(struct sg_page_case_facts *f);
#define sg_auto_page_case __attribute__((cleanup(sg_page_case_release))) struct sg_page_case_facts

#endif
