/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/web_case.h"

#include <stdlib.h>

#include "base/fs.h"

void sg_page_case_release(struct sg_page_case_facts *f)
{
    if (!f) return;
    for (size_t i = 0; i < f->n_words; i++)
        sg_buf_release(&f->words[i]);
    free(f->words);
    free(f->sources);
    sg_survey_release(&f->survey);
    *f = (struct sg_page_case_facts){ 0 };
}

/* Messages begin with the path, "PATH: why" or "PATH/member: why"; where the evidence lies is nobody's business. */
static const char *error_of(const struct sg_survey_source *s)
{
    size_t n = strlen(s->file);
    const char *why = s->error;
    if (!*why) return s->has_ended ? NULL : "adding it was cut off, or has not ended";
    if (strncmp(why, s->file, n) == 0) why += n + strspn(why + n, ":/ ");
    return n > 1 && strstr(why, s->file) ? "reading it ended early" : why;
}

static enum sg_code gather(struct sg_store *store, struct sg_case *c, struct sg_page_case_facts *f, struct sg_err *err)
{
    SG_TRY(sg_survey_load(store, &f->survey, err));
    f->sources = calloc(f->survey.n_sources + 1, sizeof *f->sources);
    if (!f->sources) return sg_fail_nomem(err, "the case's sources");
    for (size_t i = 0; i < f->survey.n_sources; i++) {
        const struct sg_survey_source *s = &f->survey.sources[i];
        f->sources[i] = (struct sg_page_source){ .file = s->file,
                                                 .sha256 = s->sha256,
                                                 .format = s->format,
                                                 .platform = s->platform,
                                                 .error = error_of(s),
                                                 .bytes = s->bytes,
                                                 .rows = s->rows,
                                                 .rejected = s->rejected,
                                                 .repaired = s->repaired };
    }
    return sg_custody_tail(c, &f->page.custody_lines, f->head, err);
}

enum sg_code sg_page_case_load(struct sg_store *store, struct sg_case *c, struct sg_page_case_facts *ret,
                               struct sg_err *err)
{
    struct sg_page_case_facts f = { 0 };
    enum sg_code code = gather(store, c, &f, err);
    if (code != SG_OK) {
        sg_page_case_release(&f);
        return code;
    }
    *ret = f;
    ret->page = (struct sg_page_case){ .title = c->title,
                                       .created = c->created,
                                       .n_posts = f.survey.rows,
                                       .sources = f.sources,
                                       .n_sources = f.survey.n_sources,
                                       .custody_lines = f.page.custody_lines,
                                       .custody_head = ret->head };
    return SG_OK;
}

/* ---- what is published beside the stories ---- */

enum { TITLE, STORY_TITLE, FIRST_SOURCE }; /* then two a source: its name and its fault */

/* The texts of all these, one after the other; NULL where there is none. */
static const char **word_at(struct sg_page_case_facts *f, size_t i)
{
    if (i == TITLE) return &f->page.title;
    if (i == STORY_TITLE) return &f->story_title;
    struct sg_page_source *s = &f->sources[(i - FIRST_SOURCE) / 2];
    return (i - FIRST_SOURCE) % 2 ? &s->error : &s->file;
}

enum sg_code sg_page_case_beside(struct sg_page_case_facts *f, const char *story_title, struct sg_names_options *o,
                                 struct sg_err *err)
{
    f->story_title = story_title;
    f->n_words = FIRST_SOURCE + 2 * f->page.n_sources;
    f->words = calloc(f->n_words, sizeof *f->words);
    if (!f->words) {
        f->n_words = 0;
        return sg_fail_nomem(err, "the case's titles");
    }
    for (size_t i = 0; i < f->page.n_sources; i++)
        f->sources[i].file = sg_path_name(f->sources[i].file);
    for (size_t i = 0; i < f->n_words; i++)
        if (*word_at(f, i)) sg_buf_text(&f->words[i], *word_at(f, i));
    o->beside = f->words;
    o->n_beside = f->n_words;
    return SG_OK;
}

enum sg_code sg_page_case_take(struct sg_page_case_facts *f, struct sg_err *err)
{
    for (size_t i = 0; i < f->n_words; i++) {
        const char **word = word_at(f, i);
        if (*word && !(*word = sg_buf_cstr(&f->words[i]))) return sg_fail_nomem(err, "the case's titles");
    }
    return SG_OK;
}
