/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/leak_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *const leak_place_flags[] = { "rebuilt", "too-large", "encrypted", "broken", "not-opened", "unescaped", NULL };
static const char *const kinds[] = { "message", "document", "image", "archive", "text", "other", NULL };

#define ITEM(key, kind, field) { key, kind, offsetof(struct sg_leak_item, field), NULL }
#define ITEM_NAMES(key, kind, field, names) { key, kind, offsetof(struct sg_leak_item, field), names }
const struct leak_field leak_item_fields[] = {
    ITEM("id", LEAK_ID, id),
    ITEM_NAMES("kind", LEAK_ENUM, kind, kinds),
    ITEM("path", LEAK_CONTENT, path),
    ITEM("sha256", LEAK_HEX, sha256),
    ITEM("places", LEAK_U32, n_places),
    ITEM("bytes", LEAK_U64, bytes),
    ITEM("type", LEAK_TEXT, type),
    ITEM("name", LEAK_CONTENT, name),
    ITEM("parent", LEAK_ID, parent),
    ITEM_NAMES("flags", LEAK_BITS8, flags, leak_place_flags),
    ITEM("date", LEAK_TIME, date),
    { NULL, LEAK_TEXT, 0, NULL },
};
const struct leak_field leak_mail_fields[] = {
    ITEM("message_id", LEAK_TEXT, message_id),
    ITEM("subject", LEAK_CONTENT, subject),
    ITEM("from", LEAK_TEXT, from),
    ITEM("from_name", LEAK_TEXT, from_name),
    ITEM("client", LEAK_TEXT, client),
    ITEM("lang", LEAK_TEXT, lang),
    ITEM("received", LEAK_TIME, received),
    ITEM_NAMES("verdict", LEAK_ENUM, verdict, sg_verdict_names),
    ITEM_NAMES("harms", LEAK_BITS, harms, sg_harm_names),
    ITEM_NAMES("vouch", LEAK_ENUM, vouch, sg_vouch_names),
    ITEM("vouched", LEAK_SHARE, vouched),
    ITEM("vouched_by", LEAK_ITEM, vouched_by),
    ITEM("thread", LEAK_THREAD, thread),
    ITEM("copies", LEAK_COPIES, copies),
    ITEM_NAMES("copy", LEAK_ENUM, copy, sg_copy_names),
    ITEM("bulk", LEAK_BOOL, is_bulk),
    { NULL, LEAK_TEXT, 0, NULL },
};
const struct leak_field leak_document_fields[] = {
    ITEM("author", LEAK_TEXT, author),
    ITEM("editor", LEAK_TEXT, editor),
    ITEM("application", LEAK_TEXT, application),
    ITEM("created", LEAK_TIME, created),
    { NULL, LEAK_TEXT, 0, NULL },
};

#define FINDING(key, kind, field) { key, kind, offsetof(struct sg_leak_finding, field), NULL }
const struct leak_field leak_finding_fields[] = {
    FINDING("item", LEAK_ITEM, item),
    FINDING("rule", LEAK_RULE, rule),
    { "severity", LEAK_ENUM, offsetof(struct sg_leak_finding, severity), sg_severity_names },
    FINDING("others", LEAK_OTHERS, first_other),
    FINDING("facts", LEAK_FACTS, first_fact),
    { NULL, LEAK_TEXT, 0, NULL },
};

#define SIGNATURE(key, kind, field) { key, kind, offsetof(struct sg_leak_signature, field), NULL }
const struct leak_field leak_signature_fields[] = {
    SIGNATURE("item", LEAK_ITEM, item),
    { "kind", LEAK_ENUM8, offsetof(struct sg_leak_signature, kind), sg_signature_kind_names },
    { "state", LEAK_ENUM8, offsetof(struct sg_leak_signature, state), sg_signature_state_names },
    SIGNATURE("problem", LEAK_TEXT, problem),
    SIGNATURE("domain", LEAK_TEXT, domain),
    SIGNATURE("selector", LEAK_TEXT, selector),
    SIGNATURE("algorithm", LEAK_TEXT, algorithm),
    SIGNATURE("canon", LEAK_TEXT, canon),
    SIGNATURE("signed_fields", LEAK_TEXT, signed_fields),
    SIGNATURE("instance", LEAK_U32, instance),
    SIGNATURE("body_ok", LEAK_BOOL, is_body_ok),
    SIGNATURE("header_ok", LEAK_BOOL, is_header_ok),
    SIGNATURE("aligned", LEAK_BOOL, is_aligned),
    SIGNATURE("from_signed", LEAK_BOOL, is_from_signed),
    { "harms", LEAK_BITS, offsetof(struct sg_leak_signature, harms), sg_harm_names },
    SIGNATURE("unsigned_bytes", LEAK_I64, unsigned_bytes),
    SIGNATURE("signed_at", LEAK_TIME, signed_at),
    SIGNATURE("expires", LEAK_TIME, expires),
    SIGNATURE("expired", LEAK_BOOL, is_expired),
    SIGNATURE("key_bits", LEAK_U32, key_bits),
    SIGNATURE("key_source", LEAK_TEXT, key_source),
    SIGNATURE("key_first_seen", LEAK_TIME, key_first_seen),
    SIGNATURE("key_last_seen", LEAK_TIME, key_last_seen),
    SIGNATURE("testing", LEAK_BOOL, is_testing),
    SIGNATURE("weak", LEAK_BOOL, is_weak),
    SIGNATURE("sha1", LEAK_BOOL, is_sha1),
    { NULL, LEAK_TEXT, 0, NULL },
};

#define FIELD(type, key, kind, field) { key, kind, offsetof(struct sg_leak_##type, field), NULL }
const struct leak_field leak_thread_fields[] = {
    FIELD(thread, "subject", LEAK_CONTENT, subject),
    FIELD(thread, "mails", LEAK_U32, n_mails),
    FIELD(thread, "missing", LEAK_U32, n_missing),
    FIELD(thread, "from", LEAK_TIME, from),
    FIELD(thread, "to", LEAK_TIME, to),
    { NULL, LEAK_TEXT, 0, NULL },
};
const struct leak_field leak_missing_fields[] = {
    FIELD(missing, "message_id", LEAK_TEXT, message_id),
    FIELD(missing, "replies", LEAK_U32, n_replies),
    FIELD(missing, "reply", LEAK_ITEM, reply),
    { NULL, LEAK_TEXT, 0, NULL },
};
const struct leak_field leak_copies_fields[] = {
    FIELD(copies, "message_id", LEAK_TEXT, message_id),
    FIELD(copies, "items", LEAK_COPY_ITEMS, first),
    { NULL, LEAK_TEXT, 0, NULL },
};
const struct leak_field leak_diff_fields[] = {
    FIELD(diff, "item", LEAK_ITEM, item),
    FIELD(diff, "other", LEAK_ITEM, other),
    FIELD(diff, "words", LEAK_CONTENT, words),
    FIELD(diff, "other_words", LEAK_CONTENT, other_words),
    FIELD(diff, "at", LEAK_U32, at),
    { NULL, LEAK_TEXT, 0, NULL },
};
static const char *const says[] = { "none", "unverified", "part", "whole", "conflict", NULL };
const struct leak_field leak_quote_fields[] = {
    FIELD(quote, "reply", LEAK_ITEM, reply),
    FIELD(quote, "original", LEAK_ITEM, original),
    FIELD(quote, "words", LEAK_U32, words),
    FIELD(quote, "words_same", LEAK_U32, words_same),
    FIELD(quote, "spans", LEAK_U32, n_spans),
    FIELD(quote, "spans_same", LEAK_U32, n_spans_same),
    { "says", LEAK_ENUM, offsetof(struct sg_leak_quote, says), says },
    { NULL, LEAK_TEXT, 0, NULL },
};
const struct leak_field leak_batch_fields[] = {
    FIELD(batch, "items", LEAK_BATCH_ITEMS, first),
    FIELD(batch, "from", LEAK_TIME, from),
    FIELD(batch, "to", LEAK_TIME, to),
    FIELD(batch, "editor", LEAK_TEXT, editor),
    FIELD(batch, "application", LEAK_TEXT, application),
    { NULL, LEAK_TEXT, 0, NULL },
};
const struct leak_field leak_count_fields[] = {
    FIELD(count, "name", LEAK_TEXT, name),
    FIELD(count, "n", LEAK_U64, n),
    FIELD(count, "bytes", LEAK_U64, bytes),
    FIELD(count, "from", LEAK_TIME, from),
    FIELD(count, "to", LEAK_TIME, to),
    { NULL, LEAK_TEXT, 0, NULL },
};
const struct leak_field leak_gap_fields[] = {
    FIELD(gap, "what", LEAK_TEXT, what),
    FIELD(gap, "from", LEAK_TEXT, from),
    FIELD(gap, "to", LEAK_TEXT, to),
    FIELD(gap, "n", LEAK_U64, n),
    { NULL, LEAK_TEXT, 0, NULL },
};

#define LIST(key, items, type, fields)                                                                                 \
    { key, offsetof(struct sg_leak, items), offsetof(struct sg_leak, n_##items), sizeof(struct sg_leak_##type), fields }
const struct leak_list leak_document_lists[] = {
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

static void put_index(struct sg_json_out *j, uint32_t i)
{
    if (i == SG_NO_INDEX)
        sg_json_null(j);
    else
        sg_json_u64(j, i);
}

static void put_id(struct sg_json_out *j, uint64_t id)
{
    char text[17];
    snprintf(text, sizeof text, "%016" PRIx64, id);
    sg_json_text(j, id ? text : NULL);
}

static void put_bits(struct sg_json_out *j, uint32_t bits, const char *const *names)
{
    sg_json_array(j);
    for (int i = 0; names[i]; i++)
        if (bits >> i & 1) sg_json_text(j, names[i]);
    sg_json_array_end(j);
}

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

static void put_text(struct sg_json_out *j, const struct sg_leak_report_options *o, const char *text, bool is_content)
{
    if (is_content && !o->with_content) text = "";
    if (!o->is_masked) {
        sg_json_text(j, text);
        return;
    }
    sg_auto_buf masked = { 0 };
    sg_mask_personal(sg_str(text), &masked);
    sg_json_str(j, sg_buf_view(&masked));
    j->out->failed |= masked.failed;
}

static void put_facts(struct sg_json_out *j, const struct sg_leak_report_options *o, const struct sg_leak_fact *all,
                      const uint32_t range[2])
{
    sg_json_object(j);
    for (uint32_t i = 0; i < range[1]; i++) {
        const struct sg_leak_fact *f = &all[range[0] + i];
        sg_json_key(j, f->name);
        put_text(j, o, f->value, leak_fact_is_content(f->name));
    }
    sg_json_object_end(j);
}

static void put_field(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                      const void *at, const struct leak_field *f)
{
    switch (f->kind) {
    case LEAK_TEXT:
    case LEAK_CONTENT: put_text(j, o, *(const char *const *)at, f->kind == LEAK_CONTENT); break;
    case LEAK_HEX: sg_json_text(j, at); break;
    case LEAK_TIME: sg_json_time(j, *(const sg_time *)at); break;
    case LEAK_U32: sg_json_u64(j, *(const uint32_t *)at); break;
    case LEAK_U64: sg_json_u64(j, *(const uint64_t *)at); break;
    case LEAK_I64:
        if (*(const int64_t *)at < 0)
            sg_json_null(j);
        else
            sg_json_i64(j, *(const int64_t *)at);
        break;
    case LEAK_BOOL: sg_json_bool(j, *(const bool *)at); break;
    case LEAK_SHARE: sg_json_double(j, (double)*(const float *)at); break;
    case LEAK_ID: put_id(j, *(const uint64_t *)at); break;
    case LEAK_ITEM:
    case LEAK_THREAD:
    case LEAK_COPIES: put_index(j, *(const uint32_t *)at); break;
    case LEAK_ENUM: {
        const char *name = f->names[*(const unsigned *)at];
        sg_json_text(j, *name ? name : NULL);
        break;
    }
    case LEAK_ENUM8: sg_json_text(j, f->names[*(const uint8_t *)at]); break;
    case LEAK_BITS: put_bits(j, *(const uint32_t *)at, f->names); break;
    case LEAK_BITS8: put_bits(j, *(const uint8_t *)at, f->names); break;
    case LEAK_RULE: sg_json_text(j, sg_leak_rules[*(const uint32_t *)at].id); break;
    case LEAK_OTHERS: put_indices(j, l->others, at); break;
    case LEAK_COPY_ITEMS: put_indices(j, l->copy_items, at); break;
    case LEAK_BATCH_ITEMS: put_indices(j, l->batch_items, at); break;
    case LEAK_FACTS: put_facts(j, o, l->facts, at); break;
    }
}

void leak_put_fields(struct sg_json_out *j, const struct sg_leak *l, const struct sg_leak_report_options *o,
                     const void *row, const struct leak_field *fields)
{
    for (const struct leak_field *f = fields; f->key; f++) {
        sg_json_key(j, f->key);
        put_field(j, l, o, (const char *)row + f->offset, f);
    }
}
