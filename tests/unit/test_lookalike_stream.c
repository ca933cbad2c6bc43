/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include "base/fs.h"
#include "lookalike/lookalike.h"
#include "lookalike/stream_line.h"

#include "unit.h"

static struct sg_matcher *matcher;
static char path[64];

static int begin(void **state)
{
    (void)state;
    struct sg_protected *p;
    if (sg_protected_new(&p, NULL) != SG_OK) return 1;
    enum sg_code code = sg_protected_add(p, sg_str("example.org"), NULL);
    if (code == SG_OK) code = sg_matcher_new(p, &matcher, NULL);
    sg_protected_free(p);
    snprintf(path, sizeof path, "/tmp/sillage-stream-%ld", (long)getpid());
    return code != SG_OK;
}
static int end(void **state)
{
    (void)state;
    sg_matcher_free(matcher);
    unlink(path);
    return 0;
}

/* ---- what a stream told, as text ---- */

struct told {
    struct sg_buf text;
    uint64_t last_line, calls, fail_at; /* the call that fails; 0: none */
    bool is_out_of_order;
    int wake; /* a byte is written there at each call; 0: nowhere */
};

static enum sg_code note(struct told *t, const char *what, const struct sg_stream_hit *h, struct sg_err *err)
{
    t->is_out_of_order |= h->line <= t->last_line;
    t->last_line = h->line;
    if (t->wake && write(t->wake, "x", 1) != 1) return sg_fail(err, SG_EIO, "wake");
    if (++t->calls == t->fail_at) return sg_fail(err, SG_ELIMIT, "enough");
    sg_buf_printf(&t->text, "%s %llu ", what, (unsigned long long)h->line);
    sg_buf_str(&t->text, h->raw);
    return SG_OK;
}
static enum sg_code on_hit(void *ctx, const struct sg_stream_hit *h, struct sg_err *err)
{
    struct told *t = ctx;
    SG_TRY(note(t, "hit", h, err));
    const struct sg_judged *j = h->judged;
    sg_buf_char(&t->text, ' ');
    sg_buf_str(&t->text, j->ascii);
    sg_buf_char(&t->text, ' ');
    sg_buf_str(&t->text, j->shown);
    sg_buf_char(&t->text, ' ');
    sg_buf_str(&t->text, j->registrable);
    assert_true(j->look.tricks && j->look.n_steps >= 1);
    sg_buf_printf(&t->text, " %s>%s\n", j->look.steps[0].from, j->look.steps[0].to);
    return SG_OK;
}
static enum sg_code on_reject(void *ctx, const struct sg_stream_hit *h, struct sg_err *err)
{
    struct told *t = ctx;
    SG_TRY(note(t, "reject", h, err));
    assert_non_null(h->judged->reason);
    assert_true(h->raw.len <= 300);
    sg_buf_printf(&t->text, " (%s)\n", h->judged->reason);
    return SG_OK;
}
static void told_release(struct told *t) { sg_buf_release(&t->text); }
#define AUTO_TOLD __attribute__((cleanup(told_release))) struct told

static enum sg_code run(const char *from, unsigned threads, enum sg_severity least, struct told *t,
                        struct sg_lookalike_counts *ret, struct sg_err *err)
{
    struct sg_lookalike_stream s = { .threads = threads, .least = least, .hit = on_hit, .reject = on_reject, .ctx = t };
    return sg_lookalike_stream(matcher, from, &s, ret, err);
}

static void save(const struct sg_buf *bytes)
{
    assert_int_equal(sg_fs_write(path, sg_buf_view(bytes), NULL), SG_OK);
}
static void save_text(const char *text)
{
    assert_int_equal(sg_fs_write(path, sg_str(text), NULL), SG_OK);
}

/* ---- lines ---- */

static void a_line_gives_the_host_of_its_first_field(void **state)
{
    (void)state;
    static const struct {
        const char *line, *host; /* NULL: nothing; "!": a fault */
    } rows[] = {
        { "example.org", "example.org" }, { "  example.org \t", "example.org" }, { "example.org\r", "example.org" },
        { "example.org.", "example.org." }, { "*.example.org", "*.example.org" },
        { "https://www.example.org/a?b#c", "www.example.org" }, { "https://u:p@example.org:8443/", "example.org" },
        { "example.org:8443", "example.org" }, { "example.org/path", "example.org" },
        { "ftp://example.org", "example.org" },
        { "someone@example.org", "example.org" }, { "<someone@example.org>", "example.org" },
        { "mailto:someone@example.org", "example.org" }, { "\"a@b\"@example.org", "b" },
        { "a@b@example.org", "example.org" },
        { "example.org,1,2", "example.org" }, { "example.org;x", "example.org" }, { "example.org\tx", "example.org" },
        { "example.org x.net", "example.org" },
        { "\"example.org\",\"x, y\"", "example.org" }, { "\"example.org", "example.org" },
        { "\"https://example.org/a,b\",1", "example.org" },
        { "", NULL }, { "   ", NULL }, { "\r", NULL }, { "# example.org", NULL }, { "  # x", NULL },
        { ",example.org", "!" }, { "\"\",x", "!" }, { "http:///x", "x" }, { "http:///", "!" }, { "@", "!" },
        /* as browsers read it */
        { "https:\\\\example.org\\x", "example.org" }, { "https:/example.org/x", "example.org" },
        { "HTTP:example.org/x", "example.org" }, { "https:////example.org", "example.org" },
        { "example.org:80/x", "example.org" }, { "x-y:\\\\example.org", "example.org" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct stream_hosts hosts = { 0 };
        const char *reason = NULL;
        enum stream_line got = stream_line_read(sg_str(rows[i].line), &hosts, &reason);
        struct sg_str host = hosts.host;
        const char *want = rows[i].host;
        enum stream_line kind = !want ? STREAM_NOTHING : *want == '!' ? STREAM_FAULT : STREAM_NAME;
        if (got != kind || (kind == STREAM_NAME && !sg_str_is(host, want)))
            fail_msg("row %zu: %d, %.*s", i, got, (int)host.len, host.data);
        assert_true((kind == STREAM_FAULT) == (reason != NULL));
    }
}

/* A user's name may hold what parts fields elsewhere: both readings are judged, and the line counts once. */
static void a_comma_in_a_user_name_hides_no_host(void **state)
{
    (void)state;
    save_text("https://a,b@examp1e.org/x\n"             /* the user is a,b */
              "https://examp1e.org,clerk@example.net\n" /* the second field is an address */
              "https://a;b:c@www.examp1e.org:443\n"
              "https://a:b,c@weather-station.net/\n" /* "a:b" is no name, but the host is one */
              "https://weather-station.net,x/@examp1e.org\n"
              "https://weather-station.net,x y@examp1e.org\n"
              "weather-station.net,x@examp1e.org\n");
    AUTO_TOLD t = { 0 };
    struct sg_lookalike_counts c = { 0 };
    assert_int_equal(run(path, 1, SG_LOW, &t, &c, NULL), SG_OK);
    assert_int_equal(c.names, 7);
    assert_int_equal(c.rejected, 0);
    assert_int_equal(c.alike[SG_LOW] + c.alike[SG_MEDIUM] + c.alike[SG_HIGH], 3);
    assert_int_equal(t.last_line, 3);
}

static void hits_and_rejects_come_with_their_lines(void **state)
{
    (void)state;
    static const char text[] = "\xef\xbb\xbf# names\r\n"
                               "weather-station.net\r\n"
                               "\r\n"
                               "https://www.examp1e.org/login\r\n"
                               "mail.example.org\n"
                               "a..b.org\n"
                               "   \n"
                               "someone@examp1e.org,x"; /* no LF at the end */
    save_text(text);
    for (unsigned threads = 1; threads <= 3; threads++) {
        AUTO_TOLD t = { 0 };
        struct sg_lookalike_counts c = { 0 };
        assert_int_equal(run(path, threads, SG_LOW, &t, &c, NULL), SG_OK);
        const char *at = sg_buf_cstr(&t.text);
        assert_non_null(strstr(at, "hit 4 https://www.examp1e.org/login www.examp1e.org www.examp1e.org examp1e.org "));
        assert_non_null(strstr(at, "reject 6 a..b.org ("));
        assert_non_null(strstr(at, "hit 8 someone@examp1e.org,x examp1e.org"));
        assert_int_equal(t.calls, 3);
        assert_false(t.is_out_of_order);
        assert_int_equal(c.lines, 8);
        assert_int_equal(c.names, 5);
        assert_int_equal(c.own, 1);
        assert_int_equal(c.rejected, 1);
        assert_int_equal(c.alike[SG_NOTE] + c.alike[SG_LOW] + c.alike[SG_MEDIUM] + c.alike[SG_HIGH], 2);
    }
}

static void an_empty_stream_is_no_fault(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "\n", "\xef\xbb\xbf", "\n\n#\n" };
    for (size_t i = 0; i < ROWS(texts); i++) {
        save_text(texts[i]);
        AUTO_TOLD t = { 0 };
        struct sg_lookalike_counts c = { .names = 9 };
        assert_int_equal(run(path, 2, SG_NOTE, &t, &c, NULL), SG_OK);
        assert_int_equal(c.names, 0);
        assert_int_equal(t.calls, 0);
    }
}

/* ---- the same from any number of threads ---- */

/* Several blocks, with hits so thick in places that they do not fit a block's room. */
enum { NAMES = 30000 };
static uint64_t n_hits, n_rejects;
static void fill_names(struct sg_buf *out)
{
    n_hits = n_rejects = 0;
    for (size_t i = 0; i < NAMES; i++) {
        if (i % 97 == 0 || (i > 12000 && i < 13000)) {
            sg_buf_printf(out, "h%zu.examp1e.org\n", i);
            n_hits++;
        } else if (i % 1009 == 0) {
            sg_buf_printf(out, "n%zu..net\r\n", i);
            n_rejects++;
        } else
            sg_buf_printf(out, "weather-station-%zu.net\n", i * 7919);
    }
    assert_false(out->failed);
}

static void any_number_of_threads_tells_the_same(void **state)
{
    (void)state;
    sg_auto_buf names = { 0 };
    fill_names(&names);
    save(&names);
    AUTO_TOLD one = { 0 };
    struct sg_lookalike_counts first;
    assert_int_equal(run(path, 1, SG_LOW, &one, &first, NULL), SG_OK);
    assert_int_equal(first.lines, NAMES);
    assert_int_equal(first.alike[SG_HIGH] + first.alike[SG_MEDIUM] + first.alike[SG_LOW], n_hits);
    assert_int_equal(first.rejected, n_rejects);
    static const unsigned threads[] = { 2, 8, 0 };
    for (size_t i = 0; i < ROWS(threads); i++) {
        AUTO_TOLD t = { 0 };
        struct sg_lookalike_counts c;
        assert_int_equal(run(path, threads[i], SG_LOW, &t, &c, NULL), SG_OK);
        assert_true(sg_str_same(sg_buf_view(&one.text), sg_buf_view(&t.text)));
        assert_memory_equal(&c, &first, sizeof c);
        assert_false(t.is_out_of_order);
    }
}

static void packed_files_are_unpacked(void **state)
{
    (void)state;
    sg_auto_buf names = { 0 };
    fill_names(&names);
    save(&names);
    AUTO_TOLD plain = { 0 }, packed = { 0 };
    struct sg_lookalike_counts a, b;
    assert_int_equal(run(path, 2, SG_LOW, &plain, &a, NULL), SG_OK);
    gzFile gz = gzopen(path, "wb1");
    assert_non_null(gz);
    assert_int_equal(gzwrite(gz, names.data, (unsigned)names.len), names.len);
    gzclose(gz);
    assert_int_equal(run(path, 2, SG_LOW, &packed, &b, NULL), SG_OK);
    assert_true(sg_str_same(sg_buf_view(&plain.text), sg_buf_view(&packed.text)));
    /* cut short: what came before is told, then the fault */
    sg_auto_buf bytes = { 0 };
    assert_int_equal(sg_fs_read(path, SIZE_MAX / 2, &bytes, NULL), SG_OK);
    bytes.len = bytes.len * 2 / 3;
    save(&bytes);
    AUTO_TOLD cut = { 0 };
    struct sg_lookalike_counts untouched = { .names = 7 };
    struct sg_err err;
    assert_int_equal(run(path, 2, SG_LOW, &cut, &untouched, &err), SG_EINPUT);
    assert_int_equal(untouched.names, 7);
    assert_true(cut.calls > 100 && cut.calls < plain.calls);
}

/* ---- standard input ---- */

struct writer {
    int to;
    const char *text;
    size_t times;
};
static void *write_all(void *context)
{
    struct writer *w = context;
    for (size_t i = 0; i < w->times; i++)
        if (write(w->to, w->text, strlen(w->text)) < 0) break;
    close(w->to);
    return NULL;
}

static int into_stdin(int fd)
{
    int kept = dup(STDIN_FILENO);
    dup2(fd, STDIN_FILENO);
    close(fd);
    return kept;
}
static void restore_stdin(int kept)
{
    dup2(kept, STDIN_FILENO);
    close(kept);
}

static void standard_input_is_read_to_its_end(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct writer w = { ends[1], "weather-station.net\nexamp1e.org\n", 5000 };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_all, &w), 0);
    int kept = into_stdin(ends[0]);
    AUTO_TOLD t = { 0 };
    struct sg_lookalike_counts c;
    enum sg_code code = run("-", 2, SG_LOW, &t, &c, NULL);
    restore_stdin(kept);
    pthread_join(thread, NULL);
    assert_int_equal(code, SG_OK);
    assert_int_equal(c.lines, 10000);
    assert_int_equal(t.calls, 5000);
    assert_false(t.is_out_of_order);
}

/* Writes one name, and the next one only after the first was told. */
struct feed {
    int to, told;
};
static void *feed_slowly(void *context)
{
    struct feed *f = context;
    static const char line[] = "www.examp1e.org\n"; /* the first 16 bytes are needed to tell packed input */
    char x;
    for (int i = 0; i < 3; i++) {
        if (write(f->to, line, sizeof line - 1) < 0) break;
        if (read(f->told, &x, 1) != 1) break;
    }
    close(f->to);
    return NULL;
}

static void a_slow_feed_is_told_as_it_comes(void **state)
{
    (void)state;
    int ends[2], told[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pipe(told), 0);
    struct feed f = { ends[1], told[0] };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, feed_slowly, &f), 0);
    int kept = into_stdin(ends[0]);
    AUTO_TOLD t = { .wake = told[1] };
    struct sg_lookalike_counts c;
    enum sg_code code = run("-", 2, SG_LOW, &t, &c, NULL); /* were it kept back, both would wait for ever */
    restore_stdin(kept);
    pthread_join(thread, NULL);
    close(told[0]);
    close(told[1]);
    assert_int_equal(code, SG_OK);
    assert_int_equal(t.calls, 3);
}

/* ---- hostile lines ---- */

static void long_lines_are_rejected_and_not_held(void **state)
{
    (void)state;
    sg_auto_buf text = { 0 };
    static const size_t lengths[] = { 4095, 4096, 4097, 262143, 262144, 262145, 1 << 20, 5 << 20 };
    uint64_t too_long = 0;
    for (size_t i = 0; i < ROWS(lengths); i++) {
        sg_buf_text(&text, "examp1e.org\n");
        for (size_t k = 0; k < lengths[i]; k++)
            sg_buf_char(&text, 'a');
        sg_buf_char(&text, '\n');
        too_long += lengths[i] > STREAM_LINE_MAX;
    }
    sg_buf_text(&text, "examp1e.org\n#");
    for (size_t k = 0; k < 3 << 20; k++)
        sg_buf_char(&text, 'c'); /* a comment may be of any length */
    assert_false(text.failed);
    save(&text);
    for (unsigned threads = 1; threads <= 2; threads++) {
        AUTO_TOLD t = { 0 };
        struct sg_lookalike_counts c;
        assert_int_equal(run(path, threads, SG_LOW, &t, &c, NULL), SG_OK);
        assert_int_equal(c.lines, 2 * ROWS(lengths) + 2);
        assert_int_equal(c.names, 2 * ROWS(lengths) + 1);
        assert_int_equal(c.rejected, ROWS(lengths)); /* the two shorter ones for a label that is too long */
        size_t said = 0;
        for (const char *at = sg_buf_cstr(&t.text); (at = strstr(at, "longer than 4096 bytes")); at++)
            said++;
        assert_int_equal(said, too_long);
        assert_non_null(strstr(sg_buf_cstr(&t.text), "hit 17 examp1e.org"));
    }
}

/* 200 MB in one line, out of nothing: a sparse file, whose bytes are NUL. */
static void a_line_of_any_length_takes_no_memory(void **state)
{
    (void)state;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)200 << 20), 0);
    close(fd);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    AUTO_TOLD t = { 0 };
    struct sg_lookalike_counts c;
    assert_int_equal(run(path, 2, SG_LOW, &t, &c, NULL), SG_OK);
    getrusage(RUSAGE_SELF, &after);
    assert_int_equal(c.rejected, 1);
    assert_int_equal(c.lines, 1);
    assert_true(after.ru_maxrss - before.ru_maxrss < 64 << 10); /* KiB */
}

static void bytes_that_are_no_text_are_rejects(void **state)
{
    (void)state;
    static const char text[] = "a\0b.org\nexample\xff.org\n\xc3\nexamp1e.org\n\0\n";
    sg_auto_buf bytes = { 0 };
    sg_buf_add(&bytes, text, sizeof text - 1);
    save(&bytes);
    AUTO_TOLD t = { 0 };
    struct sg_lookalike_counts c;
    assert_int_equal(run(path, 1, SG_LOW, &t, &c, NULL), SG_OK);
    assert_int_equal(c.lines, 5);
    assert_int_equal(c.rejected, 4);
    assert_int_equal(t.calls, 5);
}

static void what_weighs_too_little_is_only_counted(void **state)
{
    (void)state;
    save_text("examp1e.org\na..b\n");
    AUTO_TOLD t = { 0 };
    struct sg_lookalike_counts c;
    assert_int_equal(run(path, 2, (enum sg_severity)(SG_HIGH + 1), &t, &c, NULL), SG_OK);
    assert_int_equal(t.calls, 1); /* the reject */
    assert_int_equal(c.alike[SG_LOW] + c.alike[SG_MEDIUM] + c.alike[SG_HIGH], 1);
}

/* ---- faults ---- */

static void whoever_takes_hits_can_stop_everything(void **state)
{
    (void)state;
    sg_auto_buf names = { 0 };
    fill_names(&names);
    save(&names);
    static const unsigned threads[] = { 1, 3 };
    static const uint64_t calls[] = { 1, 300, 1000 };
    for (size_t i = 0; i < ROWS(threads); i++)
        for (size_t k = 0; k < ROWS(calls); k++) {
            AUTO_TOLD t = { .fail_at = calls[k] };
            struct sg_lookalike_counts c = { .names = 5 };
            struct sg_err err;
            assert_int_equal(run(path, threads[i], SG_LOW, &t, &c, &err), SG_ELIMIT);
            assert_string_equal(err.text, "enough");
            assert_int_equal(t.calls, calls[k]);
            assert_int_equal(c.names, 5);
        }
}

static void what_cannot_be_read_is_named(void **state)
{
    (void)state;
    AUTO_TOLD t = { 0 };
    struct sg_lookalike_counts c;
    struct sg_err err;
    assert_int_equal(run("/nowhere/names", 2, SG_LOW, &t, &c, &err), SG_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nowhere/names"));
    assert_int_equal(run("/tmp", 2, SG_LOW, &t, &c, &err), SG_EINPUT);
}

static void on_progress(void *ctx, uint64_t lines, uint64_t done, uint64_t total)
{
    uint64_t *last = ctx;
    assert_true(lines >= last[0] && done >= last[1] && done <= total);
    last[0] = lines;
    last[1] = done;
}

static void progress_ends_at_the_end(void **state)
{
    (void)state;
    sg_auto_buf names = { 0 };
    fill_names(&names);
    save(&names);
    for (unsigned threads = 1; threads <= 2; threads++) {
        uint64_t last[2] = { 0 };
        struct sg_lookalike_stream s = { .threads = threads, .progress = on_progress, .ctx = last };
        struct sg_lookalike_counts c; /* nobody takes hits: counting is enough */
        assert_int_equal(sg_lookalike_stream(matcher, path, &s, &c, NULL), SG_OK);
        assert_int_equal(last[0], c.lines);
        assert_int_equal(last[1], names.len);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_gives_the_host_of_its_first_field),
        cmocka_unit_test(a_comma_in_a_user_name_hides_no_host),
        cmocka_unit_test(hits_and_rejects_come_with_their_lines),
        cmocka_unit_test(an_empty_stream_is_no_fault),
        cmocka_unit_test(any_number_of_threads_tells_the_same),
        cmocka_unit_test(packed_files_are_unpacked),
        cmocka_unit_test(standard_input_is_read_to_its_end),
        cmocka_unit_test(a_slow_feed_is_told_as_it_comes),
        cmocka_unit_test(long_lines_are_rejected_and_not_held),
        cmocka_unit_test(a_line_of_any_length_takes_no_memory),
        cmocka_unit_test(bytes_that_are_no_text_are_rejects),
        cmocka_unit_test(what_weighs_too_little_is_only_counted),
        cmocka_unit_test(whoever_takes_hits_can_stop_everything),
        cmocka_unit_test(what_cannot_be_read_is_named),
        cmocka_unit_test(progress_ends_at_the_end),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
