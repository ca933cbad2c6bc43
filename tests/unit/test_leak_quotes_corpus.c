/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quote chains and copies on real mail: SpamAssassin's public corpus of wanted mail, which lies beside the repository.
 * Given words, prints: "conflicts" each difference, "spans" spans of the mail answered that do not match word for word,
 * "copies".
 */
#include <stdio.h>

#include <archive.h>
#include <archive_entry.h>

#include "leak/quote.h"
#include "leak_by_hand.h"
#include "leak_texts_by_hand.h"
#include "mail/mail.h"
#include "unit.h"

#define MAILS "../shared/data/mail/spamassassin-ham.tar.zst"
enum { MOST = 4000 };

static struct sg_err err;
static struct sg_buf bytes[MOST], bodies[MOST], strings[MOST];
static struct sg_str texts[MOST], headers[MOST];
static struct by_hand_mail mails[MOST];
static sg_time dates[MOST];
static size_t n_mails;
static const char *wanted = "";

static bool gather(const char *path)
{
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    static char piece[1 << 16];
    archive_read_support_filter_all(a);
    archive_read_support_format_all(a);
    bool is_there = archive_read_open_filename(a, path, 1 << 16) == ARCHIVE_OK;
    while (is_there && n_mails < MOST && archive_read_next_header(a, &entry) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        for (la_ssize_t n; (n = archive_read_data(a, piece, sizeof piece)) > 0;)
            sg_buf_add(&bytes[n_mails], piece, (size_t)n);
        n_mails++;
    }
    archive_read_free(a);
    return is_there;
}

/* Strings of a mail lie one behind the other, terminated; they are found again by their offsets. */
static size_t put_ids(struct sg_buf *out, const struct sg_mail *m, const char *name, bool all)
{
    size_t begin = out->len, pos = 0;
    struct sg_str id;
    const struct sg_mail_field *f = sg_mail_field(m, name, 0);
    while (f && sg_mail_next_id(f->value, &pos, &id)) {
        if (out->len > begin) sg_buf_char(out, ' ');
        sg_buf_str(out, id);
        if (!all) break;
    }
    sg_buf_char(out, '\0');
    return begin;
}

static void read_mail(struct sg_mail_parser *p, size_t i)
{
    const struct sg_mail *m;
    struct sg_str charset;
    struct sg_mail_address from;
    uint32_t defects = 0;
    struct sg_buf *s = &strings[i];
    assert_int_equal(sg_mail_parse(p, sg_buf_view(&bytes[i]), &m, &err), SG_OK);
    size_t id = put_ids(s, m, "Message-ID", false), reply = put_ids(s, m, "In-Reply-To", false),
           refs = put_ids(s, m, "References", true);
    size_t subject = s->len;
    const struct sg_mail_field *f = sg_mail_field(m, "Subject", 0);
    if (f) sg_mail_words(f->value, s);
    sg_buf_char(s, '\0');
    size_t sender = s->len;
    f = sg_mail_field(m, "From", 0);
    if (f && sg_mail_addresses(p, f->value, &from, 1)) sg_buf_str(s, from.address);
    sg_buf_char(s, '\0');
    sg_time date;
    int64_t zone, day = -1;
    f = sg_mail_field(m, "Date", 0);
    dates[i] = SG_TIME_NONE;
    if (f && sg_mail_date(f->value, &date, &zone)) {
        dates[i] = date;
        day = 0;
    }
    size_t to = s->len;
    f = sg_mail_field(m, "To", 0);
    if (f) sg_mail_words(f->value, s);
    sg_buf_char(s, '\0');
    sg_mail_text(p, m, &bodies[i], NULL, &charset, &defects);
    texts[i] = sg_buf_view(&bodies[i]);
    headers[i] = m->header;
    mails[i] = (struct by_hand_mail){
        s->data + id, s->data + reply, s->data + refs, s->data + subject, s->data + sender, s->data + to, day
    };
}

static void print_findings(const struct leak_run *r)
{
    const struct sg_leak_diff *d = (const void *)r->diffs.data;
    for (size_t i = 0; i < r->diffs.len / sizeof *d; i++) {
        bool is_copy = strcmp(r->answer->items[d[i].item].message_id, r->answer->items[d[i].other].message_id) == 0;
        if (strcmp(wanted, is_copy ? "copies" : "conflicts") == 0)
            printf("# %s: \"%s\" | \"%s\"\n", r->answer->items[d[i].item].path, d[i].words, d[i].other_words);
    }
}

static void print_spans(const struct leak_run *r)
{
    const struct sg_leak_quote *q = (const void *)r->quotes.data;
    for (size_t i = 0; strcmp(wanted, "spans") == 0 && i < r->quotes.len / sizeof *q; i++)
        if (q[i].words_same < q[i].words)
            printf("# %s quotes %s: %u of %u words, %u of %u spans\n", r->answer->items[q[i].reply].path,
                   r->answer->items[q[i].original].path, q[i].words_same, q[i].words, q[i].n_spans_same, q[i].n_spans);
}

static void test_quotes_of_real_mail_match_and_hardly_ever_conflict(void **state)
{
    (void)state;
    struct sg_mail_parser *p;
    if (!gather(MAILS) && !gather("../" MAILS)) {
        print_message("skipped: %s is not there\n", MAILS);
        skip();
    }
    assert_int_equal(sg_mail_parser_new(&p, &err), SG_OK);
    for (size_t i = 0; i < n_mails; i++)
        read_mail(p, i);
    struct leak_run r;
    by_hand(&r, mails, n_mails);
    by_hand_texts = texts;
    by_hand_headers = headers;
    for (uint32_t i = 0; i < n_mails; i++) { /* as if all were signed: most can go wrong */
        r.answer->items[i].date = dates[i];
        r.answer->items[i].verdict = SG_VERIFIED;
        r.mails[i].is_own = r.mails[i].is_text_own = true;
    }
    assert_int_equal(leak_threads(&r, &err), SG_OK);
    assert_int_equal(leak_quotes(&r, &err), SG_OK);
    size_t n_pairs = r.quotes.len / sizeof(struct sg_leak_quote),
           n_conflicts = r.findings.len / sizeof(struct sg_leak_finding);
    assert_int_equal(leak_copies(&r, &err), SG_OK);
    size_t n_altered = r.findings.len / sizeof(struct sg_leak_finding) - n_conflicts;
    uint64_t n_parents = 0;
    for (size_t i = 0; i < n_mails; i++)
        n_parents += r.mails[i].parent != SG_NO_INDEX;
    print_message(
        "%zu mails; %llu answer one of them; %llu quote one of them, in %zu pairs; %llu of %llu spans word for word; "
        "%zu pairs in conflict; %zu groups of copies, %zu findings about them\n",
        n_mails, (unsigned long long)n_parents, (unsigned long long)r.answer->totals.replies_quoting, n_pairs,
        (unsigned long long)r.answer->totals.spans_same, (unsigned long long)r.answer->totals.spans, n_conflicts,
        r.answer->n_copies, n_altered);
    size_t vouches[SG_VOUCHES] = { 0 };
    for (size_t i = 0; i < n_mails; i++)
        vouches[r.answer->items[i].vouch]++;
    print_message("if all were signed: %zu quoted whole, %zu in part\n", vouches[SG_VOUCH_WHOLE],
                  vouches[SG_VOUCH_PART]);
    print_findings(&r);
    print_spans(&r);
    assert_true(r.answer->totals.replies_quoting > 700);
    assert_true(r.answer->totals.spans_same * 10 > r.answer->totals.spans * 9);
    assert_true(n_conflicts * 100 < n_pairs);
    assert_true(n_altered * 100 < n_mails);
    by_hand_release(&r);
    sg_mail_parser_free(p);
    for (size_t i = 0; i < n_mails; i++) {
        sg_buf_release(&bytes[i]);
        sg_buf_release(&bodies[i]);
        sg_buf_release(&strings[i]);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) wanted = argv[1];
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_quotes_of_real_mail_match_and_hardly_ever_conflict) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
