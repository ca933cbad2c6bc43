/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/found.h"

#include <pthread.h>
#include <stdlib.h>

#include "server/watch.h"

struct sg_found_state {
    struct sg_page_findings findings;
    struct sg_case_findings kept;
    struct sg_found *owner;
    unsigned n_holders; /* the owner is one as long as it is the newest */
    bool is_settled;    /* else it is read again for the next question */
};
struct sg_found {
    struct sg_page_options options;
    pthread_mutex_t lock; /* also while findings are read: who asks meanwhile wants the same */
    struct sg_watch watch;
    uint64_t generation; /* of `newest` */
    struct sg_found_state *newest;
};

enum sg_code sg_found_new(const struct sg_page_options *o, const char *case_folder, struct sg_found **ret,
                          struct sg_err *err)
{
    struct sg_found *f = calloc(1, sizeof *f);
    if (!f) return sg_fail_nomem(err, "the case's findings");
    f->options = *o;
    enum sg_code code = sg_watch_init(&f->watch, case_folder, err);
    if (code != SG_OK) {
        free(f);
        return code;
    }
    pthread_mutex_init(&f->lock, NULL);
    *ret = f;
    return SG_OK;
}

/* With the lock, or when nobody else is there any more. */
static void let_go(struct sg_found_state *s)
{
    if (!s || --s->n_holders) return;
    sg_page_findings_release(&s->findings);
    sg_case_findings_release(&s->kept);
    free(s);
}

void sg_found_free(struct sg_found *f)
{
    if (!f) return;
    let_go(f->newest);
    sg_watch_release(&f->watch);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

const struct sg_page_findings *sg_found_in(const struct sg_found_state *s)
{
    return s ? &s->findings : NULL;
}

const struct sg_case_findings *sg_found_kept(const struct sg_found_state *s)
{
    return &s->kept;
}

bool sg_found_is_lasting(const struct sg_found_state *s)
{
    return s->is_settled;
}

void sg_found_drop(struct sg_found_state *s)
{
    if (!s) return;
    struct sg_found *f = s->owner;
    pthread_mutex_lock(&f->lock);
    let_go(s);
    pthread_mutex_unlock(&f->lock);
}

static enum sg_code read_findings(struct sg_found *f, const struct sg_case *c, struct sg_page_findings *to,
                                  struct sg_err *err)
{
    struct sg_page_options options = f->options;
    SG_TRY(sg_page_findings_load(c, NULL, to, err));
    SG_TRY(sg_page_findings_know(to, &options.names, err));
    return sg_page_findings_tell(to, &options, err);
}

static enum sg_code renew(struct sg_found *f, const struct sg_case *c, struct sg_err *err)
{
    struct sg_found_state *s = calloc(1, sizeof *s);
    if (!s) return sg_fail_nomem(err, "the case's findings");
    *s = (struct sg_found_state){ .owner = f, .n_holders = 1 };
    enum sg_code code = sg_case_kept(c, NULL, NULL, &s->kept, err);
    if (code == SG_OK) code = read_findings(f, c, &s->findings, err);
    if (code != SG_OK) {
        let_go(s);
        return code;
    }
    let_go(f->newest);
    f->newest = s;
    return SG_OK;
}

static enum sg_code hold(struct sg_found *f, const struct sg_case *c, struct sg_err *err)
{
    uint64_t generation = sg_watch_look(&f->watch);
    if (f->newest && f->newest->is_settled && f->generation == generation) return SG_OK;
    SG_TRY(renew(f, c, err));
    f->generation = generation;
    f->newest->is_settled = sg_watch_is_settled(&f->watch) && !sg_case_is_locked(c);
    return SG_OK;
}

enum sg_code sg_found_hold(struct sg_found *f, const struct sg_case *c, struct sg_found_state **ret, struct sg_err *err)
{
    pthread_mutex_lock(&f->lock);
    enum sg_code code = hold(f, c, err);
    if (code == SG_OK) {
        f->newest->n_holders++;
        *ret = f->newest;
    }
    pthread_mutex_unlock(&f->lock);
    return code;
}
