/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A judged leak of three items, with one of everything that an answer can hold. */
#ifndef SG_TESTS_JUDGED_LEAK_H
#define SG_TESTS_JUDGED_LEAK_H

#include <stdlib.h>

#include "model/leak.h"

static uint32_t judged_numbers[] = { 1, 0, 1, 2 };
static struct sg_leak_item judged_items[] = {
    { .id = 0x0123456789abcdef, .bytes = 2048, .kind = SG_ITEM_MESSAGE, .type = "message/rfc822", .name = "1.eml",
      .path = "leak.zip/1.eml", .n_places = 2, .message_id = "one@example.org", .subject = "Budget", .from = "treasury@example.org",
      .from_name = "Treasury", .client = "Mail 1.0", .lang = "en", .author = "", .editor = "", .application = "",
      .date = INT64_C(1493000000000000), .received = INT64_C(1493000005000000), .created = SG_TIME_NONE, .verdict = SG_VERIFIED,
      .harms = 1 << 3, .vouch = SG_VOUCH_WHOLE, .vouched = 0.95F, .vouched_by = 1, .thread = 0, .copies = 0, .copy = SG_COPY_FIRST,
      .sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", .n_signatures = 1 },
    { .id = 0x1123456789abcdef, .bytes = 2050, .kind = SG_ITEM_MESSAGE, .type = "message/rfc822", .name = "2.eml",
      .path = "leak.zip/2.eml", .n_places = 1, .message_id = "one@example.org", .subject = "Budget", .from = "treasury@example.org",
      .from_name = "", .client = "", .lang = "", .author = "", .editor = "", .application = "", .date = INT64_C(1493000000000000),
      .received = SG_TIME_NONE, .created = SG_TIME_NONE, .verdict = SG_UNSIGNED, .vouch = SG_VOUCH_CONFLICT, .vouched_by = SG_NO_INDEX,
      .thread = 0, .copies = 0, .copy = SG_COPY_ALTERED,
      .sha256 = "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", .n_findings = 1 },
    { .id = 0x2123456789abcdef, .parent = 0x1123456789abcdef, .bytes = 9000, .kind = SG_ITEM_DOCUMENT, .flags = SG_PLACE_BROKEN,
      .type = "application/pdf", .name = "plan.pdf", .path = "leak.zip/2.eml/plan.pdf", .n_places = 1, .message_id = "", .subject = "",
      .from = "", .from_name = "", .client = "", .lang = "", .author = "Office", .editor = "Редактор", .application = "Writer",
      .date = SG_TIME_NONE, .received = SG_TIME_NONE, .created = INT64_C(1490000000000000), .vouched_by = SG_NO_INDEX,
      .thread = SG_NO_INDEX, .copies = SG_NO_INDEX,
      .sha256 = "2123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", .first_finding = 1, .n_findings = 1 },
};
static struct sg_leak_fact judged_facts[] = {
    { "words", "9,000 euros to jane@example.org" }, { "other_words", "90 euros" }, { "editor", "Редактор\033[2J" },
    { "script", "Cyrillic" }, { "share", "99 %" }, { "usual", "Latin script" },
};
static struct sg_leak_finding judged_findings[] = {
    { .item = 1, .severity = SG_HIGH, .first_other = 1, .n_others = 1, .n_facts = 2 },
    { .item = 2, .severity = SG_MEDIUM, .first_fact = 2, .n_facts = 4 },
    { .item = SG_NO_INDEX, .severity = SG_NOTE, .first_other = 2, .n_others = 0, .first_fact = 6 },
};
static struct sg_leak_signature judged_signatures[] = {
    { .item = 0, .kind = 0, .state = 0, .harms = 1 << 3, .key_bits = 2048, .domain = "example.org", .selector = "s1",
      .algorithm = "rsa-sha256", .canon = "relaxed/simple", .signed_fields = "from:to", .problem = "", .key_source = "keys.csv",
      .signed_at = INT64_C(1493000000000000), .expires = SG_TIME_NONE, .key_first_seen = INT64_C(1400000000000000),
      .key_last_seen = INT64_C(1500000000000000), .unsigned_bytes = -1, .is_body_ok = true, .is_header_ok = true, .is_aligned = true,
      .is_from_signed = true },
};
static struct sg_leak_thread judged_threads[] = { { "Budget", 2, 1, INT64_C(1493000000000000), INT64_C(1493000000000000) } };
static struct sg_leak_missing judged_missing[] = { { "zero@example.org", 3, 0 } };
static struct sg_leak_copies judged_copies[] = { { 0, 2, "one@example.org" } };
static struct sg_leak_diff judged_diffs[] = { { 1, 0, "9,000 euros", "90 euros", 17 } };
static struct sg_leak_quote judged_quotes[] = { { 1, 0, 40, 38, SG_VOUCH_WHOLE, 2, 1 } };
static struct sg_leak_batch judged_batches[] = {
    { 2, 1, INT64_C(1493500000000000), INT64_C(1493500200000000), "Редактор", "Writer" }
};
static struct sg_leak_count judged_counts[] = {
    { "treasury@example.org", 2, 4098, INT64_C(1493000000000000), INT64_C(1493000000000000) }, { "", 1, 0, SG_TIME_NONE, SG_TIME_NONE }
};
static struct sg_leak_gap judged_gaps[] = { { "days", "2017-04-01", "2017-04-09", 9 } };

/* Frees with free(). */
static inline struct sg_leak *judged_leak(void)
{
    struct sg_leak *l = calloc(1, sizeof *l);
    judged_findings[0].rule = sg_leak_rule_find("altered-copy");
    judged_findings[1].rule = sg_leak_rule_find("editor-script");
    judged_findings[2].rule = sg_leak_rule_find("no-key");
    *l = (struct sg_leak){
        .settings = { "keys.csv", "ab", 7, false, INT64_C(1493600000000000), 100, 9000000000, 0.001 },
        .items = judged_items, .n_items = 3, .findings = judged_findings, .n_findings = 3, .facts = judged_facts, .n_facts = 6,
        .others = judged_numbers, .n_others = 2, .copy_items = judged_numbers + 1, .n_copy_items = 2,
        .batch_items = judged_numbers + 1, .n_batch_items = 3, .signatures = judged_signatures, .n_signatures = 1,
        .threads = judged_threads, .n_threads = 1, .missing = judged_missing, .n_missing = 1, .copies = judged_copies, .n_copies = 1,
        .diffs = judged_diffs, .n_diffs = 1, .quotes = judged_quotes, .n_quotes = 1, .batches = judged_batches, .n_batches = 1,
        .types = judged_counts, .n_types = 1, .langs = judged_counts + 1, .n_langs = 1, .correspondents = judged_counts,
        .n_correspondents = 2, .domains = judged_counts, .n_domains = 1, .months = judged_counts, .n_months = 1,
        .gaps = judged_gaps, .n_gaps = 1,
        .totals = { .messages = 2, .documents = 1, .bytes = 13098, .places = 4, .sources = 1, .rejects = 2,
                    .verdicts = { 0, 1, 0, 1 }, .vouches = { 0, 0, 0, 1, 1 }, .recovered = 1, .personal = 2, .replies = 1,
                    .replies_in_leak = 1, .replies_quoting = 1, .spans = 2, .spans_same = 1, .first = INT64_C(1493000000000000),
                    .last = INT64_C(1493000000000000), .newest = 1 },
    };
    return l;
}

#endif
