/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents' timelines: what each says of its own past, against the mails that carried it and against all others.
 * Method: doc/method/document-timelines.md. */
#include "leak/documents.h"

#include <stdlib.h>

#include "base/text.h"
#include "leak/batches.h"
#include "leak/headers.h"
#include "leak/headers_judge.h"

enum { LEAST_OF_NAMES = 20, OTHERS = 50, NESTED = 12, MOST_HOURS_LATE = 1000 /* each is held against all others */ };

struct timelines {
    struct leak_run *r;
    struct sg_arena *arena;
    struct sg_buf loaded; /* struct leak_document by item number */
    struct leak_document *documents;
    size_t n;
    size_t n_hours_late;
};

/* ---- loading ---- */

static enum sg_code take_document(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    enum {
        ITEM,
        FORMAT,
        AUTHOR,
        EDITOR,
        APPLICATION,
        APP_VERSION,
        TEMPLATE,
        COMPANY,
        LANG,
        IDS,
        CAMERA,
        AUTHORS,
        CREATED,
        MODIFIED,
        PRINTED,
        ENTRY_FIRST,
        ENTRY_LAST,
        XMP_CREATED,
        XMP_MODIFIED,
        TAKEN,
        ZONE,
        REVISION,
        MINUTES,
        SAVES
    };
    struct timelines *t = ctx;
    struct leak_document d = { .item = leak_item_find(t->r, sg_batch_u64(b, ITEM, row)),
                               .carrier = SG_NO_INDEX,
                               .carried = SG_TIME_NONE,
                               .carrier_lang = "" };
    const struct {
        size_t column;
        const char **to;
    } texts[] = { { FORMAT, &d.format },
                  { AUTHOR, &d.author },
                  { EDITOR, &d.editor },
                  { APPLICATION, &d.application },
                  { APP_VERSION, &d.app_version },
                  { TEMPLATE, &d.template_name },
                  { COMPANY, &d.company },
                  { LANG, &d.lang },
                  { IDS, &d.ids },
                  { CAMERA, &d.camera },
                  { AUTHORS, &d.authors } };
    const struct {
        size_t column;
        int64_t *to;
    } numbers[] = { { CREATED, &d.created },           { MODIFIED, &d.modified },     { PRINTED, &d.printed },
                    { ENTRY_FIRST, &d.entry_first },   { ENTRY_LAST, &d.entry_last }, { XMP_CREATED, &d.xmp_created },
                    { XMP_MODIFIED, &d.xmp_modified }, { TAKEN, &d.taken },           { ZONE, &d.zone },
                    { REVISION, &d.revision },         { MINUTES, &d.minutes },       { SAVES, &d.saves } };
    if (d.item == SG_NO_INDEX || t->r->answer->items[d.item].kind == SG_ITEM_MESSAGE) return SG_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i].to = leak_keep(t->r, sg_batch_text(b, texts[i].column, row), err);
        if (!*texts[i].to) return SG_ENOMEM;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        *numbers[i].to = sg_batch_i64(b, numbers[i].column, row);
    sg_buf_add(&t->loaded, &d, sizeof d);
    return sg_buf_check(&t->loaded, err);
}

static struct leak_document *document_of(const struct timelines *t, uint32_t item)
{
    struct leak_document *d = (struct leak_document *)(void *)t->loaded.data;
    uint64_t id = t->r->answer->items[item].id;
    for (size_t from = 0, to = t->loaded.len / sizeof *d; from < to;) {
        size_t middle = from + (to - from) / 2;
        uint64_t here = t->r->answer->items[d[middle].item].id;
        if (here == id) return &d[middle];
        if (here < id)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

/* The mail around a container, through archives in archives; SG_NO_INDEX. */
static uint32_t mail_around(const struct leak_run *r, uint64_t id)
{
    for (int depth = 0; depth < NESTED && id; depth++) {
        uint32_t at = leak_item_find(r, id);
        if (at == SG_NO_INDEX) return SG_NO_INDEX;
        if (r->mail_of[at] != SG_NO_INDEX) return at;
        id = r->answer->items[at].parent;
    }
    return SG_NO_INDEX;
}

/* The earliest mail tells; a mail counts from the later of its own date and its first server's. */
static enum sg_code take_carrier(void *ctx, const struct ArrowArray *b, int64_t row, struct sg_err *err)
{
    (void)err;
    struct timelines *t = ctx;
    uint32_t item = leak_item_find(t->r, sg_batch_u64(b, 0, row)), mail = mail_around(t->r, sg_batch_u64(b, 1, row));
    struct leak_document *d = item == SG_NO_INDEX ? NULL : document_of(t, item);
    if (!d || mail == SG_NO_INDEX) return SG_OK;
    const struct sg_leak_item *m = &t->r->answer->items[mail];
    sg_time sent = m->date;
    if (m->received != SG_TIME_NONE && (sent == SG_TIME_NONE || m->received > sent)) sent = m->received;
    if (sent == SG_TIME_NONE || (d->carried != SG_TIME_NONE && d->carried <= sent)) return SG_OK;
    d->carried = sent;
    d->carrier = mail;
    d->carrier_lang = m->lang;
    return SG_OK;
}

static enum sg_code load(struct timelines *t, struct sg_err *err)
{
    static const enum sg_type types[] = { SG_U64,  SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT,
                                          SG_TEXT, SG_TEXT, SG_TEXT, SG_TEXT, SG_I64,  SG_I64,  SG_I64,  SG_I64,
                                          SG_I64,  SG_I64,  SG_I64,  SG_I64,  SG_I64,  SG_I64,  SG_I64,  SG_I64 };
    static const enum sg_type carrier_types[] = { SG_U64, SG_U64 };
    SG_TRY(sg_store_each(t->r->store, "leak_documents", NULL, 0, types, sizeof types / sizeof *types, take_document, t,
                         err));
    SG_TRY(sg_store_each(t->r->store, "leak_carriers", NULL, 0, carrier_types, 2, take_carrier, t, err));
    t->documents = (struct leak_document *)(void *)t->loaded.data;
    t->n = t->loaded.len / sizeof *t->documents;
    return SG_OK;
}

/* The answer's items say who and when. */
static void fill_items(struct timelines *t)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct leak_document *d = &t->documents[i];
        struct sg_leak_item *item = &t->r->answer->items[d->item];
        item->author = d->author;
        item->editor = d->editor;
        item->application = d->application;
        item->created = d->created;
    }
}

static enum sg_code add(struct timelines *t, const struct leak_document *d, const char *rule, int severity,
                        const uint32_t *others, size_t n_others, const struct sg_leak_fact *facts, size_t n_facts,
                        struct sg_err *err)
{
    for (size_t i = 0; i < n_facts; i++)
        if (!facts[i].value) return sg_fail_nomem(err, "documents' timelines");
    struct leak_found found = { rule, d->item, severity, others, n_others, facts, n_facts };
    return leak_add(t->r, &found, err);
}

/* ---- batch edits ---- */

enum record { SAVED, PARTS_WRITTEN, SAVED_IN_XMP, RECORDS };

static sg_time saved_by(const struct leak_document *d, enum record record)
{
    if (record == SAVED) return d->modified;
    if (record == SAVED_IN_XMP) return d->xmp_modified;
    return d->entry_last != SG_TIME_NONE && d->entry_last >= sg_days_from_civil(1990, 1, 1) * SG_DAY ? d->entry_last
                                                                                                     : SG_TIME_NONE;
}

/* The earliest sign of it: its own word, or a mail that carried it. */
static sg_time born(const struct leak_document *d)
{
    sg_time at = d->created;
    if (d->carried != SG_TIME_NONE && (at == SG_TIME_NONE || d->carried < at)) at = d->carried;
    if (d->xmp_created != SG_TIME_NONE && (at == SG_TIME_NONE || d->xmp_created < at)) at = d->xmp_created;
    return at;
}

/* Pictures are no documents that somebody edits: programs sort and rotate them by the hundred. */
static enum sg_code gather_savings(const struct timelines *t, enum record record, struct sg_buf *savings,
                                   struct sg_err *err)
{
    for (uint32_t i = 0; i < t->n; i++) {
        const struct leak_document *d = &t->documents[i];
        struct leak_saving s = { saved_by(d, record), born(d), i, d->editor, d->application };
        if (t->r->answer->items[d->item].kind == SG_ITEM_IMAGE || d->is_in_batch) continue;
        if (s.saved == SG_TIME_NONE || s.born == SG_TIME_NONE || s.saved < s.born || s.saved - s.born < SG_DAY)
            continue;
        sg_buf_add(savings, &s, sizeof s);
    }
    return sg_buf_check(savings, err);
}

static const char *who(struct timelines *t, const struct leak_batch *b)
{
    if (*b->editor) return b->editor;
    return *b->application ? b->application : leak_text(t->arena, "several names");
}

static enum sg_code add_member(struct timelines *t, const struct leak_batch *b, const uint32_t *members, size_t which,
                               enum record record, struct sg_err *err)
{
    static const char *const records[RECORDS] = { "the documents' own times of saving", "the times of the parts inside",
                                                  "the times in XMP" };
    uint32_t others[OTHERS];
    size_t n_others = 0;
    for (size_t i = 0; i < b->n && n_others < OTHERS; i++)
        if (i != which) others[n_others++] = t->documents[members[i]].item;
    sg_time minutes = (b->to - b->from + SG_MINUTE - 1) / SG_MINUTE;
    const struct sg_leak_fact facts[] = {
        { "documents", leak_text(t->arena, "%zu", b->n) },
        { "span", leak_span_text(t->arena, b->born_to - b->born_from) },
        { "minutes", leak_text(t->arena, "%lld minutes", (long long)(minutes > 0 ? minutes : 1)) },
        { "editor", who(t, b) },
        { "from", leak_time_text(t->arena, b->from) },
        { "to", leak_time_text(t->arena, b->to) },
        { "chance", leak_text(t->arena, "%.1e", b->chance) },
        { "record", records[record] },
    };
    t->documents[members[which]].is_in_batch = true;
    return add(t, &t->documents[members[which]], "batch-edit", -1, others, n_others, facts,
               sizeof facts / sizeof *facts, err);
}

static enum sg_code keep_batch(struct timelines *t, const struct leak_batch *b, const uint32_t *members,
                               enum record record, struct sg_buf *kept, struct sg_buf *kept_items, struct sg_err *err)
{
    struct sg_leak_batch batch = {
        (uint32_t)(kept_items->len / sizeof(uint32_t)), (uint32_t)b->n, b->from, b->to, b->editor, b->application
    };
    for (size_t i = 0; i < b->n; i++) {
        sg_buf_add(kept_items, &t->documents[members[i]].item, sizeof(uint32_t));
        SG_TRY(add_member(t, b, members, i, record, err));
    }
    sg_buf_add(kept, &batch, sizeof batch);
    SG_TRY(sg_buf_check(kept, err));
    return sg_buf_check(kept_items, err);
}

/* One record of saving after the other; a document that one of them puts into a batch is not looked at again. */
static enum sg_code find_batches(struct timelines *t, struct sg_buf *kept, struct sg_buf *kept_items,
                                 struct sg_err *err)
{
    for (int record = 0; record < RECORDS; record++) {
        sg_auto_buf savings = { 0 }, batches = { 0 }, members = { 0 };
        SG_TRY(gather_savings(t, (enum record)record, &savings, err));
        struct leak_saving *s = (struct leak_saving *)(void *)savings.data;
        SG_TRY(leak_batches_find(s, savings.len / sizeof *s, 0.001 / RECORDS, &batches, &members, err));
        const struct leak_batch *b = (const struct leak_batch *)(const void *)batches.data;
        const uint32_t *m = (const uint32_t *)(const void *)members.data;
        for (size_t i = 0; i < batches.len / sizeof *b; i++)
            SG_TRY(keep_batch(t, &b[i], m + b[i].first, (enum record)record, kept, kept_items, err));
    }
    return SG_OK;
}

static enum sg_code batches(struct timelines *t, struct sg_err *err)
{
    struct sg_leak *a = t->r->answer;
    sg_auto_buf kept = { 0 }, kept_items = { 0 };
    SG_TRY(find_batches(t, &kept, &kept_items, err));
    a->n_batches = kept.len / sizeof *a->batches;
    a->n_batch_items = kept_items.len / sizeof *a->batch_items;
    a->batches = sg_arena_alloc(t->r->arena, a->n_batches, sizeof *a->batches);
    a->batch_items = sg_arena_alloc(t->r->arena, a->n_batch_items, sizeof *a->batch_items);
    if (!a->batches || !a->batch_items) return sg_fail_nomem(err, "documents' timelines");
    if (kept.len) memcpy(a->batches, kept.data, kept.len);
    if (kept_items.len) memcpy(a->batch_items, kept_items.data, kept_items.len);
    return SG_OK;
}

/* ---- saved too late ---- */

/* A few hours late: a zone that is missing or wrong, unless the leak's documents of that program keep true time. */
static bool keeps_true_time(const struct timelines *t, const struct leak_document *d)
{
    size_t n = 0, n_late = 0, n_all = 0, n_all_late = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct leak_document *o = &t->documents[i];
        if (o == d || o->carried == SG_TIME_NONE || !leak_document_knows_zone(o) || o->modified == SG_TIME_NONE)
            continue;
        bool is_late = leak_judge_saved(o, o->carried) == SG_NOTE, is_same = o->application == d->application;
        n += is_same;
        n_late += is_same && is_late;
        n_all++;
        n_all_late += is_late;
    }
    if (n < 20) {
        n = n_all;
        n_late = n_all_late;
    }
    return n >= 20 && n_late * 50 <= n;
}

static enum sg_code judge_sent(struct timelines *t, const struct leak_document *d, struct sg_err *err)
{
    int severity = leak_judge_saved(d, d->carried);
    if (severity == LEAK_FITS) return SG_OK;
    if (severity == SG_NOTE && t->n_hours_late++ < MOST_HOURS_LATE && keeps_true_time(t, d)) severity = SG_LOW;
    const struct sg_leak_fact facts[] = { { "modified", leak_time_text(t->arena, d->modified) },
                                          { "date", leak_time_text(t->arena, d->carried) } };
    return add(t, d, "modified-after-sent", severity, &d->carrier, 1, facts, 2, err);
}

static enum sg_code judge_theft(struct timelines *t, const struct leak_document *d, struct sg_err *err)
{
    sg_time theft = t->r->answer->settings.theft;
    if (theft == SG_TIME_NONE) return SG_OK;
    sg_time end = theft % SG_DAY == 0 ? theft + SG_DAY : theft; /* a day is meant whole */
    int severity = leak_judge_saved(d, end);
    if (severity == LEAK_FITS) return SG_OK;
    const struct sg_leak_fact facts[] = { { "modified", leak_time_text(t->arena, d->modified) },
                                          { "theft", leak_time_text(t->arena, theft) } };
    return add(t, d, "modified-after-theft", severity == SG_MEDIUM ? -1 : severity, NULL, 0, facts, 2, err);
}

/* Where many files are newer than the mail, they were simply taken later. */
static bool were_taken_later(const struct timelines *t)
{
    size_t n = 0, n_late = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct leak_document *d = &t->documents[i];
        if (d->modified == SG_TIME_NONE || d->is_in_batch) continue;
        n++;
        n_late += leak_judge_saved(d, t->r->latest) == SG_MEDIUM;
    }
    return n_late * 10 > n;
}

static enum sg_code judge_latest(struct timelines *t, const struct leak_document *d, bool is_usual, struct sg_err *err)
{
    int severity = leak_judge_saved(d, t->r->latest);
    if (severity == LEAK_FITS) return SG_OK;
    if (is_usual && !d->is_in_batch) severity = SG_NOTE;
    const struct sg_leak_fact facts[] = { { "modified", leak_time_text(t->arena, d->modified) },
                                          { "latest", leak_time_text(t->arena, t->r->latest) } };
    return add(t, d, "modified-after-latest", severity, NULL, 0, facts, 2, err);
}

static enum sg_code late_edits(struct timelines *t, struct sg_err *err)
{
    bool is_usual = were_taken_later(t);
    for (size_t i = 0; i < t->n; i++) {
        SG_TRY(judge_sent(t, &t->documents[i], err));
        SG_TRY(judge_latest(t, &t->documents[i], is_usual, err));
        SG_TRY(judge_theft(t, &t->documents[i], err));
    }
    return SG_OK;
}

/* ---- contradictions ---- */

/* What more than one document in thirty shows is how a program here writes, and no sign. */
static enum sg_code contradictions(struct timelines *t, struct sg_err *err)
{
    struct leak_contradiction found[LEAK_CONTRADICTIONS];
    size_t n_able[LEAK_CONTRADICTIONS] = { 0 }, n_found[LEAK_CONTRADICTIONS] = { 0 };
    for (size_t i = 0; i < t->n; i++) {
        for (int k = 0; k < LEAK_CONTRADICTIONS; k++)
            n_able[k] += leak_can_contradict(&t->documents[i], (enum leak_contradicting)k);
        size_t n = leak_contradictions(&t->documents[i], found);
        for (size_t k = 0; k < n; k++)
            n_found[found[k].kind]++;
    }
    for (size_t i = 0; i < t->n; i++) {
        size_t n = leak_contradictions(&t->documents[i], found);
        for (size_t k = 0; k < n; k++) {
            bool is_usual = n_able[found[k].kind] >= 30 && n_found[found[k].kind] * 30 > n_able[found[k].kind];
            const struct sg_leak_fact facts[] = { { "what", found[k].what },
                                                  { "one", found[k].one },
                                                  { "other", found[k].other } };
            SG_TRY(add(t, &t->documents[i], "metadata-contradict", is_usual ? SG_NOTE : found[k].severity, NULL, 0,
                       facts, 3, err));
        }
    }
    return SG_OK;
}

/* ---- names and languages ---- */

static const char *share_text(struct timelines *t, size_t part, size_t all)
{
    return leak_text(t->arena, "%.1f %%", all ? 100.0 * (double)part / (double)all : 0.0);
}

struct tally {
    const char *value;
    size_t n;
};
enum { TALLIES = 64 };

static void tally(struct tally counts[TALLIES], const char *value)
{
    for (size_t i = 0; i < TALLIES; i++) {
        if (counts[i].value && strcmp(counts[i].value, value) != 0) continue;
        counts[i].value = value;
        counts[i].n++;
        return;
    }
}

/* The commonest; the first by its letters when several are. */
static struct tally commonest(const struct tally counts[TALLIES])
{
    struct tally best = { "", 0 };
    for (size_t i = 0; i < TALLIES && counts[i].value; i++)
        if (counts[i].n > best.n || (counts[i].n == best.n && strcmp(counts[i].value, best.value) < 0))
            best = counts[i];
    return best;
}

/* A batch of one name would make that name usual: its documents are judged, and not counted. */
static enum sg_code scripts(struct timelines *t, struct sg_err *err)
{
    struct tally counts[TALLIES] = { 0 };
    size_t n = 0, n_documents = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct leak_document *d = &t->documents[i];
        const char *names[] = { leak_script(sg_str(d->author)), leak_script(sg_str(d->editor)) };
        if (d->is_in_batch) continue;
        for (size_t k = 0; k < 2; k++) {
            if (!*names[k]) continue;
            tally(counts, names[k]);
            n++;
        }
        n_documents += *names[0] || *names[1];
    }
    struct tally usual = commonest(counts);
    if (n_documents < LEAST_OF_NAMES || usual.n * 100 < n * 98) return SG_OK;
    for (size_t i = 0; i < t->n; i++) {
        const struct leak_document *d = &t->documents[i];
        const char *name = *d->editor ? d->editor : d->author, *script = leak_script(sg_str(name));
        if (!*script || strcmp(script, usual.value) == 0) continue;
        const struct sg_leak_fact facts[] = { { "editor", name },
                                              { "script", leak_text(t->arena, "a name in %s script", script) },
                                              { "share", share_text(t, usual.n, n) },
                                              { "usual", leak_text(t->arena, "%s script", usual.value) } };
        SG_TRY(add(t, d, "editor-script", -1, NULL, 0, facts, 4, err));
    }
    return SG_OK;
}

/* "en-GB" and "en_us" are "en". */
static struct sg_str primary(const char *lang)
{
    size_t n = 0;
    while (lang[n] && lang[n] != '-' && lang[n] != '_')
        n++;
    return sg_str_n(lang, n);
}

static const char *language_of(struct timelines *t, const struct leak_document *d)
{
    char text[16];
    struct sg_str s = primary(d->lang);
    size_t n = s.len < sizeof text ? s.len : sizeof text;
    for (size_t i = 0; i < n; i++)
        text[i] = sg_lower(s.data[i]);
    return leak_keep(t->r, sg_str_n(text, n), NULL);
}

/* Somebody whose other documents are of that language writes it; so does who writes mails in it. */
static bool is_writers_own(const struct timelines *t, size_t which, const char *const *langs)
{
    const struct leak_document *d = &t->documents[which];
    if (*d->carrier_lang && strcmp(d->carrier_lang, langs[which]) == 0) return true;
    const char *name = *d->author ? d->author : d->editor;
    size_t n = 0;
    for (size_t i = 0; i < t->n && *name; i++) {
        const struct leak_document *o = &t->documents[i];
        n += i != which && langs[i] == langs[which] && (o->author == name || o->editor == name);
    }
    return n >= 2;
}

static enum sg_code judge_languages(struct timelines *t, const char *format, const char *const *langs,
                                    struct sg_err *err)
{
    struct tally counts[TALLIES] = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        if (t->documents[i].format == format && *langs[i] && !t->documents[i].is_in_batch) {
            tally(counts, langs[i]);
            n++;
        }
    struct tally usual = commonest(counts);
    if (n < LEAST_OF_NAMES || usual.n * 100 < n * 95) return SG_OK;
    for (size_t i = 0; i < t->n; i++) {
        const struct leak_document *d = &t->documents[i];
        if (d->format != format || !*langs[i] || strcmp(langs[i], usual.value) == 0 || is_writers_own(t, i, langs))
            continue;
        const struct sg_leak_fact facts[] = { { "lang", d->lang },
                                              { "share", share_text(t, usual.n, n) },
                                              { "usual", usual.value } };
        SG_TRY(add(t, d, "editor-locale", -1, NULL, 0, facts, 3, err));
    }
    return SG_OK;
}

static enum sg_code languages(struct timelines *t, struct sg_err *err)
{
    const char **langs = sg_arena_alloc(t->arena, t->n, sizeof *langs);
    const char *formats[TALLIES];
    size_t n_formats = 0;
    if (!langs) return sg_fail_nomem(err, "documents' timelines");
    for (size_t i = 0; i < t->n; i++) {
        langs[i] = language_of(t, &t->documents[i]);
        if (!langs[i]) return sg_fail_nomem(err, "documents' timelines");
        size_t k = 0;
        while (k < n_formats && formats[k] != t->documents[i].format)
            k++;
        if (k == n_formats && k < TALLIES) formats[n_formats++] = t->documents[i].format;
    }
    for (size_t k = 0; k < n_formats; k++)
        SG_TRY(judge_languages(t, formats[k], langs, err));
    return SG_OK;
}

/* ---- history ---- */

static enum sg_code history(struct timelines *t, struct sg_err *err)
{
    uint32_t *shared = sg_arena_alloc(t->arena, t->n, sizeof *shared),
             *others = sg_arena_alloc(t->arena, t->n, sizeof *others);
    if (!shared || !others) return sg_fail_nomem(err, "documents' timelines");
    SG_TRY(leak_shared_history(t->documents, t->n, shared, others, err));
    for (size_t i = 0; i < t->n; i++) {
        if (!others[i]) continue;
        const struct sg_leak_fact facts[] = { { "n", leak_text(t->arena, "%u", shared[i]) },
                                              { "documents", leak_text(t->arena, "%u", others[i]) } };
        SG_TRY(add(t, &t->documents[i], "shared-history", -1, NULL, 0, facts, 2, err));
    }
    return SG_OK;
}

static enum sg_code pdf_saves(struct timelines *t, struct sg_err *err)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct leak_document *d = &t->documents[i];
        if (d->saves < 1) continue;
        const struct sg_leak_fact facts[] = { { "saves", leak_text(t->arena, "%lld", (long long)d->saves) } };
        SG_TRY(add(t, d, "pdf-saves", -1, NULL, 0, facts, 1, err));
    }
    return SG_OK;
}

/* ---- all of it ---- */

static enum sg_code run(struct timelines *t, struct sg_err *err)
{
    t->arena = sg_arena_new();
    if (!t->arena) return sg_fail_nomem(err, "documents' timelines");
    leak_say(t->r, "documents", 0, 1);
    SG_TRY(load(t, err));
    fill_items(t);
    SG_TRY(batches(t, err));
    SG_TRY(late_edits(t, err));
    SG_TRY(contradictions(t, err));
    SG_TRY(scripts(t, err));
    SG_TRY(languages(t, err));
    SG_TRY(history(t, err));
    return pdf_saves(t, err);
}

enum sg_code leak_documents(struct leak_run *r, struct sg_err *err)
{
    struct timelines t = { .r = r };
    enum sg_code code = run(&t, err);
    sg_buf_release(&t.loaded);
    sg_arena_free(t.arena);
    return code;
}
