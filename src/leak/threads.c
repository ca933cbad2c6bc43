/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conversations: by References and In-Reply-To first; a mail that names none joins an earlier one of the same subject
 * only when it is an answer, comes soon, and the two share a correspondent.  Method: doc/method/threads.md.
 */
#include <stdlib.h>

#include "leak/ids.h"
#include "leak/leak_internal.h"
#include "leak/subject.h"

/* A mail that names thousands of others says nothing: the last ones count.  An answer by subject comes within
 * a month. */
enum { REFS = 100, LOOK_BACK = 50, CLIMB = 1000 };
#define SUBJECT_WITHIN (30 * SG_DAY)

/* An id that a mail has or names.  Ids are kept strings: equal ones are the same pointer. */
struct node {
    const char *id;
    uint32_t mail;   /* the first that has it, or SG_NO_INDEX */
    uint32_t up;     /* union-find */
    uint32_t wanted, wanted_by; /* answers to it: how many, and the first */
};
struct threads {
    struct leak_run *r;
    struct node *nodes;
    uint32_t n_nodes, *node_of; /* by mail */
    size_t cap;
    struct leak_ids known; /* a node's number */
};

/* The node of an id, made when it is new.  An empty id has one of its own: `self` (not NULL) stands for it. */
static enum sg_code node_of(struct threads *t, const char *id, const void *self, uint32_t *ret, struct sg_err *err)
{
    SG_TRY(leak_ids_add(&t->known, leak_kept_key(*id ? id : self), "the conversations", ret, err));
    if (*ret < t->n_nodes) return SG_OK;
    if (t->n_nodes == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 1024;
        struct node *nodes = realloc(t->nodes, cap * sizeof *nodes);
        if (!nodes) return sg_fail_nomem(err, "the conversations");
        t->nodes = nodes;
        t->cap = cap;
    }
    t->nodes[t->n_nodes++] = (struct node){ .id = id, .mail = SG_NO_INDEX, .up = *ret, .wanted_by = SG_NO_INDEX };
    return SG_OK;
}

static uint32_t root(struct threads *t, uint32_t n)
{
    while (t->nodes[n].up != n)
        n = t->nodes[n].up = t->nodes[t->nodes[n].up].up;
    return n;
}

static void join(struct threads *t, uint32_t a, uint32_t b)
{
    a = root(t, a);
    b = root(t, b);
    if (a < b)
        t->nodes[b].up = a;
    else
        t->nodes[a].up = b;
}

/* ---- by ids ---- */

static bool leads_back(const struct leak_run *r, uint32_t from, uint32_t mail)
{
    for (int i = 0; i < CLIMB && from != SG_NO_INDEX; i++, from = r->mails[from].parent)
        if (from == mail) return true;
    return from != SG_NO_INDEX;
}

/* The ids of References, the last REFS of them, then In-Reply-To: the nearest comes last. */
static enum sg_code named(struct threads *t, const struct leak_mail *m, uint32_t *ret, size_t *ret_n,
                          struct sg_err *err)
{
    struct sg_str refs = sg_str(m->refs);
    size_t n = 0;
    while (refs.len && n < REFS) {
        const char *blank = memrchr(refs.data, ' ', refs.len);
        const char *begin = blank ? blank + 1 : refs.data;
        struct sg_str id = sg_str_n(begin, refs.len - (size_t)(begin - refs.data));
        refs.len = blank ? (size_t)(blank - refs.data) : 0;
        const char *kept = id.len ? leak_keep(t->r, id, err) : NULL;
        if (id.len && !kept) return SG_ENOMEM;
        if (kept) SG_TRY(node_of(t, kept, NULL, &ret[n++], err));
    }
    for (size_t i = 0; i < n / 2; i++) {
        uint32_t swap = ret[i];
        ret[i] = ret[n - 1 - i];
        ret[n - 1 - i] = swap;
    }
    if (*m->in_reply_to) SG_TRY(node_of(t, m->in_reply_to, NULL, &ret[n++], err));
    *ret_n = n;
    return SG_OK;
}

static enum sg_code join_named(struct threads *t, uint32_t mail, struct sg_err *err)
{
    struct leak_mail *m = &t->r->mails[mail];
    uint32_t ids[REFS + 1];
    size_t n;
    SG_TRY(named(t, m, ids, &n, err));
    for (size_t i = 0; i < n; i++)
        join(t, t->node_of[mail], ids[i]);
    for (size_t i = n; i-- > 0 && m->parent == SG_NO_INDEX;) {
        uint32_t to = t->nodes[ids[i]].mail;
        if (to != SG_NO_INDEX && to != mail && !leads_back(t->r, to, mail)) m->parent = to;
    }
    if (n && t->nodes[ids[n - 1]].mail == SG_NO_INDEX) {
        struct node *nearest = &t->nodes[ids[n - 1]];
        if (!nearest->wanted++) nearest->wanted_by = m->item;
    }
    return SG_OK;
}

/* ---- by subject ---- */

struct subject {
    const char *text;
    uint32_t mail;
    bool is_answer;
};

static int by_subject(const void *x, const void *y)
{
    const struct subject *a = x, *b = y;
    int order = strcmp(a->text, b->text);
    return order ? order : (a->mail > b->mail) - (a->mail < b->mail);
}

/* One of them wrote to the other, or the same person wrote both. */
static bool share_a_correspondent(const struct leak_run *r, const struct leak_mail *a, const struct leak_mail *b)
{
    const char *from_a = leak_item(r, a)->from, *from_b = leak_item(r, b)->from;
    return (*from_a && strstr(b->recipients, from_a)) || (*from_b && strstr(a->recipients, from_b)) ||
           (*from_a && from_a == from_b);
}

static void join_subject(struct threads *t, const struct subject *all, size_t i)
{
    struct leak_run *r = t->r;
    struct leak_mail *m = &r->mails[all[i].mail];
    sg_time date = leak_item(r, m)->date;
    if (!all[i].is_answer || *m->in_reply_to || *m->refs || date == SG_TIME_NONE) return;
    for (size_t k = i; k-- > 0 && i - k <= LOOK_BACK && all[k].text == all[i].text;) {
        const struct leak_mail *before = &r->mails[all[k].mail];
        sg_time then = leak_item(r, before)->date;
        if (then == SG_TIME_NONE || date - then > SUBJECT_WITHIN) return;
        if (!share_a_correspondent(r, m, before)) continue;
        m->parent = all[k].mail;
        join(t, t->node_of[all[i].mail], t->node_of[all[k].mail]);
        return;
    }
}

static enum sg_code join_subjects(struct threads *t, struct sg_err *err)
{
    struct leak_run *r = t->r;
    struct subject *all = calloc(r->n_mails + 1, sizeof *all);
    sg_auto_buf plain = { 0 };
    if (!all) return sg_fail_nomem(err, "the conversations");
    enum sg_code code = SG_OK;
    for (uint32_t i = 0; i < r->n_mails && code == SG_OK; i++) {
        sg_buf_clear(&plain);
        all[i].mail = i;
        all[i].is_answer = subject_plain(sg_str(leak_item(r, &r->mails[i])->subject), &plain);
        all[i].text = leak_keep(r, sg_buf_view(&plain), err);
        if (!all[i].text) code = SG_ENOMEM;
        if (all[i].is_answer || *r->mails[i].in_reply_to || *r->mails[i].refs) r->answer->totals.replies++;
    }
    if (code == SG_OK) {
        qsort(all, r->n_mails, sizeof *all, by_subject);
        for (size_t i = 0; i < r->n_mails; i++)
            if (*all[i].text) join_subject(t, all, i);
    }
    free(all);
    return code;
}

/* ---- into the answer ---- */

static int larger_thread(const void *x, const void *y, void *threads)
{
    const struct sg_leak_thread *all = threads, *a = &all[*(const uint32_t *)x], *b = &all[*(const uint32_t *)y];
    if (a->n_mails != b->n_mails) return a->n_mails > b->n_mails ? -1 : 1;
    return *(const uint32_t *)x < *(const uint32_t *)y ? -1 : 1; /* the earlier one */
}

static void extend(struct sg_leak_thread *thread, const struct sg_leak_item *item)
{
    if (!thread->n_mails++) thread->subject = item->subject;
    if (item->date == SG_TIME_NONE) return;
    if (thread->from == SG_TIME_NONE || item->date < thread->from) thread->from = item->date;
    if (thread->to == SG_TIME_NONE || item->date > thread->to) thread->to = item->date;
}

/* Threads are numbered in the order of their first mails; those of two mails and more go into the answer. */
static enum sg_code put_threads(struct threads *t, uint32_t *number, struct sg_leak_thread *all, uint32_t *order,
                                struct sg_err *err)
{
    struct leak_run *r = t->r;
    uint32_t n = 0, kept = 0;
    for (uint32_t i = 0; i < r->n_mails; i++) {
        uint32_t top = root(t, t->node_of[i]);
        if (number[top] == SG_NO_INDEX) {
            all[n] = (struct sg_leak_thread){ .subject = "", .from = SG_TIME_NONE, .to = SG_TIME_NONE };
            number[top] = n++;
        }
        r->mails[i].thread = number[top];
        extend(&all[number[top]], leak_item(r, &r->mails[i]));
        r->answer->totals.replies_in_leak += r->mails[i].parent != SG_NO_INDEX;
    }
    for (uint32_t i = 0; i < t->n_nodes; i++) {
        uint32_t thread = number[root(t, i)];
        if (t->nodes[i].mail == SG_NO_INDEX && *t->nodes[i].id && thread != SG_NO_INDEX) all[thread].n_missing++;
    }
    for (uint32_t i = 0; i < n; i++)
        if (all[i].n_mails > 1) order[kept++] = i;
    qsort_r(order, kept, sizeof *order, larger_thread, all);
    struct sg_leak *a = r->answer;
    a->threads = sg_arena_alloc(r->arena, kept ? kept : 1, sizeof *a->threads);
    if (!a->threads) return sg_fail_nomem(err, "the conversations");
    a->n_threads = kept;
    for (uint32_t i = 0; i < kept; i++) {
        a->threads[i] = all[order[i]];
        all[order[i]].n_missing = i; /* from here on: its place in the answer */
    }
    for (uint32_t i = 0; i < r->n_mails; i++)
        if (all[r->mails[i].thread].n_mails > 1) leak_item(r, &r->mails[i])->thread = all[r->mails[i].thread].n_missing;
    return SG_OK;
}

static int more_wanted(const void *x, const void *y)
{
    const struct sg_leak_missing *a = x, *b = y;
    if (a->n_replies != b->n_replies) return a->n_replies > b->n_replies ? -1 : 1;
    if (a->reply != b->reply) return a->reply < b->reply ? -1 : 1;
    return strcmp(a->message_id, b->message_id);
}

static enum sg_code put_missing(struct threads *t, struct sg_err *err)
{
    struct sg_leak *a = t->r->answer;
    size_t n = 0;
    for (uint32_t i = 0; i < t->n_nodes; i++)
        n += t->nodes[i].wanted > 0;
    a->missing = sg_arena_alloc(t->r->arena, n ? n : 1, sizeof *a->missing);
    if (!a->missing) return sg_fail_nomem(err, "what is missing");
    for (uint32_t i = 0; i < t->n_nodes; i++)
        if (t->nodes[i].wanted)
            a->missing[a->n_missing++] =
                (struct sg_leak_missing){ t->nodes[i].id, t->nodes[i].wanted, t->nodes[i].wanted_by };
    qsort(a->missing, n, sizeof *a->missing, more_wanted);
    return SG_OK;
}

static enum sg_code put(struct threads *t, struct sg_err *err)
{
    size_t n = t->r->n_mails + 1;
    uint32_t *number = malloc(((size_t)t->n_nodes + 1) * sizeof *number), *order = malloc(n * sizeof *order);
    struct sg_leak_thread *all = malloc(n * sizeof *all);
    enum sg_code code = number && order && all ? SG_OK : sg_fail_nomem(err, "the conversations");
    if (code == SG_OK) {
        for (uint32_t i = 0; i < t->n_nodes; i++)
            number[i] = SG_NO_INDEX;
        code = put_threads(t, number, all, order, err);
    }
    free(number);
    free(order);
    free(all);
    return code == SG_OK ? put_missing(t, err) : code;
}

static enum sg_code find_threads(struct threads *t, struct sg_err *err)
{
    struct leak_run *r = t->r;
    t->node_of = malloc((r->n_mails + 1) * sizeof *t->node_of);
    if (!t->node_of) return sg_fail_nomem(err, "the conversations");
    for (uint32_t i = 0; i < r->n_mails; i++) {
        SG_TRY(node_of(t, leak_item(r, &r->mails[i])->message_id, &r->mails[i], &t->node_of[i], err));
        struct node *own = &t->nodes[t->node_of[i]];
        if (own->mail == SG_NO_INDEX) own->mail = i;
    }
    for (uint32_t i = 0; i < r->n_mails; i++)
        SG_TRY(join_named(t, i, err));
    SG_TRY(join_subjects(t, err));
    return put(t, err);
}

enum sg_code leak_threads(struct leak_run *r, struct sg_err *err)
{
    struct threads t = { .r = r };
    enum sg_code code = find_threads(&t, err);
    free(t.nodes);
    leak_ids_release(&t.known);
    free(t.node_of);
    return code;
}
