/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/leak_rows.h"

#include <string.h>

const char *const leak_place_flags[] = {
    "rebuilt", "too-large", "encrypted", "broken", "not-opened", "unescaped", NULL
};
static const char *const kinds[] = { "message", "document", "image", "archive", "text", "other", NULL };

#define ITEM(key, kind, field) { key, kind, offsetof(struct sg_leak_item, field), NULL }
#define ITEM_NAMES(key, kind, field, names) { key, kind, offsetof(struct sg_leak_item, field), names }
const struct row_field leak_item_fields[] = {
    ITEM("id", ROW_ID, id),
    ITEM_NAMES("kind", ROW_ENUM, kind, kinds),
    ITEM("path", ROW_CONTENT, path),
    ITEM("sha256", ROW_HEX, sha256),
    ITEM("places", ROW_U32, n_places),
    ITEM("bytes", ROW_U64, bytes),
    ITEM("type", ROW_TEXT, type),
    ITEM("name", ROW_CONTENT, name),
    ITEM("parent", ROW_ID, parent),
    ITEM_NAMES("flags", ROW_BITS8, flags, leak_place_flags),
    ITEM("date", ROW_TIME, date),
    { NULL, ROW_TEXT, 0, NULL },
};
const struct row_field leak_mail_fields[] = {
    ITEM("message_id", ROW_TEXT, message_id),
    ITEM("subject", ROW_CONTENT, subject),
    ITEM("from", ROW_TEXT, from),
    ITEM("from_name", ROW_TEXT, from_name),
    ITEM("client", ROW_TEXT, client),
    ITEM("lang", ROW_TEXT, lang),
    ITEM("received", ROW_TIME, received),
    ITEM_NAMES("verdict", ROW_ENUM, verdict, sg_verdict_names),
    ITEM_NAMES("harms", ROW_BITS, harms, sg_harm_names),
    ITEM_NAMES("vouch", ROW_ENUM, vouch, sg_vouch_names),
    ITEM("vouched", ROW_SHARE, vouched),
    ITEM("vouched_by", LEAK_ITEM, vouched_by),
    ITEM("thread", LEAK_THREAD, thread),
    ITEM("copies", LEAK_COPIES, copies),
    ITEM_NAMES("copy", ROW_ENUM, copy, sg_copy_names),
    ITEM("bulk", ROW_BOOL, is_bulk),
    { NULL, ROW_TEXT, 0, NULL },
};
const struct row_field leak_document_fields[] = {
    ITEM("author", ROW_TEXT, author),
    ITEM("editor", ROW_TEXT, editor),
    ITEM("application", ROW_TEXT, application),
    ITEM("created", ROW_TIME, created),
    { NULL, ROW_TEXT, 0, NULL },
};

#define FINDING(key, kind, field) { key, kind, offsetof(struct sg_leak_finding, field), NULL }
const struct row_field leak_finding_fields[] = {
    FINDING("item", LEAK_ITEM, item),
    FINDING("rule", LEAK_RULE, rule),
    { "severity", ROW_ENUM, offsetof(struct sg_leak_finding, severity), sg_severity_names },
    FINDING("others", LEAK_OTHERS, first_other),
    FINDING("facts", LEAK_FACTS, first_fact),
    { NULL, ROW_TEXT, 0, NULL },
};

#define SIGNATURE(key, kind, field) { key, kind, offsetof(struct sg_leak_signature, field), NULL }
const struct row_field leak_signature_fields[] = {
    SIGNATURE("item", LEAK_ITEM, item),
    { "kind", ROW_ENUM8, offsetof(struct sg_leak_signature, kind), sg_signature_kind_names },
    { "state", ROW_ENUM8, offsetof(struct sg_leak_signature, state), sg_signature_state_names },
    SIGNATURE("problem", ROW_TEXT, problem),
    SIGNATURE("domain", ROW_TEXT, domain),
    SIGNATURE("selector", ROW_TEXT, selector),
    SIGNATURE("algorithm", ROW_TEXT, algorithm),
    SIGNATURE("canon", ROW_TEXT, canon),
    SIGNATURE("signed_fields", ROW_TEXT, signed_fields),
    SIGNATURE("instance", ROW_U32, instance),
    SIGNATURE("body_ok", ROW_BOOL, is_body_ok),
    SIGNATURE("header_ok", ROW_BOOL, is_header_ok),
    SIGNATURE("aligned", ROW_BOOL, is_aligned),
    SIGNATURE("from_signed", ROW_BOOL, is_from_signed),
    { "harms", ROW_BITS, offsetof(struct sg_leak_signature, harms), sg_harm_names },
    SIGNATURE("unsigned_bytes", ROW_I64, unsigned_bytes),
    SIGNATURE("signed_at", ROW_TIME, signed_at),
    SIGNATURE("expires", ROW_TIME, expires),
    SIGNATURE("expired", ROW_BOOL, is_expired),
    SIGNATURE("key_bits", ROW_U32, key_bits),
    SIGNATURE("key_source", ROW_TEXT, key_source),
    SIGNATURE("key_first_seen", ROW_TIME, key_first_seen),
    SIGNATURE("key_last_seen", ROW_TIME, key_last_seen),
    SIGNATURE("testing", ROW_BOOL, is_testing),
    SIGNATURE("weak", ROW_BOOL, is_weak),
    SIGNATURE("sha1", ROW_BOOL, is_sha1),
    { NULL, ROW_TEXT, 0, NULL },
};

#define FIELD(type, key, kind, field) { key, kind, offsetof(struct sg_leak_##type, field), NULL }
const struct row_field leak_thread_fields[] = {
    FIELD(thread, "subject", ROW_CONTENT, subject),
    FIELD(thread, "mails", ROW_U32, n_mails),
    FIELD(thread, "missing", ROW_U32, n_missing),
    FIELD(thread, "from", ROW_TIME, from),
    FIELD(thread, "to", ROW_TIME, to),
    { NULL, ROW_TEXT, 0, NULL },
};
const struct row_field leak_missing_fields[] = {
    FIELD(missing, "message_id", ROW_TEXT, message_id),
    FIELD(missing, "replies", ROW_U32, n_replies),
    FIELD(missing, "reply", LEAK_ITEM, reply),
    { NULL, ROW_TEXT, 0, NULL },
};
const struct row_field leak_copies_fields[] = {
    FIELD(copies, "message_id", ROW_TEXT, message_id),
    FIELD(copies, "items", LEAK_COPY_ITEMS, first),
    { NULL, ROW_TEXT, 0, NULL },
};
const struct row_field leak_diff_fields[] = {
    FIELD(diff, "item", LEAK_ITEM, item),
    FIELD(diff, "other", LEAK_ITEM, other),
    FIELD(diff, "words", ROW_CONTENT, words),
    FIELD(diff, "other_words", ROW_CONTENT, other_words),
    FIELD(diff, "at", ROW_U32, at),
    { NULL, ROW_TEXT, 0, NULL },
};
static const char *const says[] = { "none", "unverified", "part", "whole", "conflict", NULL };
const struct row_field leak_quote_fields[] = {
    FIELD(quote, "reply", LEAK_ITEM, reply),
    FIELD(quote, "original", LEAK_ITEM, original),
    FIELD(quote, "words", ROW_U32, words),
    FIELD(quote, "words_same", ROW_U32, words_same),
    FIELD(quote, "spans", ROW_U32, n_spans),
    FIELD(quote, "spans_same", ROW_U32, n_spans_same),
    { "says", ROW_ENUM, offsetof(struct sg_leak_quote, says), says },
    { NULL, ROW_TEXT, 0, NULL },
};
const struct row_field leak_batch_fields[] = {
    FIELD(batch, "items", LEAK_BATCH_ITEMS, first),
    FIELD(batch, "from", ROW_TIME, from),
    FIELD(batch, "to", ROW_TIME, to),
    FIELD(batch, "editor", ROW_TEXT, editor),
    FIELD(batch, "application", ROW_TEXT, application),
    { NULL, ROW_TEXT, 0, NULL },
};
const struct row_field leak_count_fields[] = {
    FIELD(count, "name", ROW_TEXT, name),
    FIELD(count, "n", ROW_U64, n),
    FIELD(count, "bytes", ROW_U64, bytes),
    FIELD(count, "from", ROW_TIME, from),
    FIELD(count, "to", ROW_TIME, to),
    { NULL, ROW_TEXT, 0, NULL },
};
const struct row_field leak_gap_fields[] = {
    FIELD(gap, "what", ROW_TEXT, what),
    FIELD(gap, "from", ROW_TEXT, from),
    FIELD(gap, "to", ROW_TEXT, to),
    FIELD(gap, "n", ROW_U64, n),
    { NULL, ROW_TEXT, 0, NULL },
};

#define LIST(key, items, type, fields)                                                                                 \
    { key, offsetof(struct sg_leak, items), offsetof(struct sg_leak, n_##items), sizeof(struct sg_leak_##type), fields }
const struct row_list leak_document_lists[] = {
    LIST("items", items, item, leak_item_fields),
    LIST("findings", findings, finding, leak_finding_fields),
    LIST("signatures", signatures, signature, leak_signature_fields),
    LIST("threads", threads, thread, leak_thread_fields),
    LIST("missing", missing, missing, leak_missing_fields),
    LIST("copies", copies, copies, leak_copies_fields),
    LIST("diffs", diffs, diff, leak_diff_fields),
    LIST("quotes", quotes, quote, leak_quote_fields),
    LIST("batches", batches, batch, leak_batch_fields),
    LIST("types", types, count, leak_count_fields),
    LIST("langs", langs, count, leak_count_fields),
    LIST("correspondents", correspondents, count, leak_count_fields),
    LIST("domains", domains, count, leak_count_fields),
    LIST("months", months, count, leak_count_fields),
    LIST("gaps", gaps, gap, leak_gap_fields),
    { NULL, 0, 0, 0, NULL },
};

/* ---- writing ---- */

static void put_indices(struct sg_json_out *j, const uint32_t *all, const uint32_t range[2])
{
    sg_json_array(j);
    for (uint32_t i = 0; i < range[1]; i++)
        sg_json_u64(j, all[range[0] + i]);
    sg_json_array_end(j);
}

/* What a mail or document says, or what it is called.  The other facts are times, numbers, forms, programs, domains,
 * addresses (masked where a file leaves the case) and who saved a document: doc/method/privacy.md. */
bool leak_fact_is_content(const char *name)
{
    static const char *const names[] = { "words", "other_words", "subject", "title", "text", "path", "name" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

static void put_facts(const struct row_writer *w, const struct sg_leak_fact *all, const uint32_t range[2])
{
    sg_json_object(w->j);
    for (uint32_t i = 0; i < range[1]; i++) {
        const struct sg_leak_fact *f = &all[range[0] + i];
        sg_json_key(w->j, f->name);
        rows_put_text(w, f->value, leak_fact_is_content(f->name));
    }
    sg_json_object_end(w->j);
}

static void put_own(const struct row_writer *w, const void *at, const struct row_field *f)
{
    const struct sg_leak *l = w->answer;
    switch ((enum leak_field_kind)f->kind) {
    case LEAK_ITEM:
    case LEAK_THREAD:
    case LEAK_COPIES: rows_put_index(w->j, *(const uint32_t *)at); break;
    case LEAK_RULE: sg_json_text(w->j, sg_leak_rules[*(const uint32_t *)at].id); break;
    case LEAK_OTHERS: put_indices(w->j, l->others, at); break;
    case LEAK_COPY_ITEMS: put_indices(w->j, l->copy_items, at); break;
    case LEAK_BATCH_ITEMS: put_indices(w->j, l->batch_items, at); break;
    case LEAK_FACTS: put_facts(w, l->facts, at); break;
    }
}

void leak_put_fields(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                     const void *row, const struct row_field *fields)
{
    const struct row_writer w = {
        .j = j, .with_content = o->with_content, .is_masked = o->is_masked, .answer = l, .own = put_own
    };
    rows_put_fields(&w, row, fields);
}
