/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store against what stands behind it: the embedded engine, and a ClickHouse server when SILLAGE_TEST_URL names
 * one. */
#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "model/post.h"
#include "store/store.h"

static char folder[512];

static struct sg_store *open_store(void)
{
    struct sg_store_options options = { .folder = folder,
                                        .engine_program = getenv("SILLAGE_ENGINE"),
                                        .url = getenv("SILLAGE_TEST_URL") };
    struct sg_store *s = NULL;
    struct sg_err err = { 0 };
    if (sg_store_open(&options, &s, &err) != SG_OK) fail_msg("%s", err.text);
    return s;
}

/* `rows` objects of one batch, some with texts that would end a line or a quotation. */
static void make_objects(struct ArrowArray *batch, uint64_t source, uint32_t number, size_t rows)
{
    static const char *const values[] = {
        "a\nb",
        "it's \\ 'quoted'",
        "",
        "#macronleaks",
        "\xF0\x9F\x98\x80 emoji",
        "a text that is longer than the few bytes which are copied at once, and then some "
        "more, so that its length takes two bytes of the block, which it does from 128 on"
    };
    struct sg_builder b;
    struct sg_err err;
    assert_int_equal(sg_builder_init(&b, &sg_store_objects, &err), SG_OK);
    for (size_t i = 0; i < rows; i++) {
        sg_builder_number(&b, SG_SO_OBJECT, (int64_t)(i * 7919));
        sg_builder_number(&b, SG_SO_KIND, (int64_t)(i % 6 + 1));
        sg_builder_text(&b, SG_SO_VALUE, sg_str(values[i % ROWS(values)]));
        sg_builder_number(&b, SG_SO_TIME, -5 + (int64_t)i);
        sg_builder_number(&b, SG_SO_POST, -1);
        sg_builder_number(&b, SG_SO_AUTHOR, -2);
        sg_builder_number(&b, SG_SO_POST_KIND, SG_REPLY);
        sg_builder_number(&b, SG_SO_SOURCE, (int64_t)source);
        sg_builder_number(&b, SG_SO_ROW, (int64_t)i);
        sg_builder_number(&b, SG_SO_BATCH, number);
        sg_builder_end_row(&b);
    }
    assert_int_equal(sg_builder_finish(&b, batch, &err), SG_OK);
    sg_builder_release(&b);
}

static enum sg_code add(struct sg_store *s, uint64_t source, uint32_t number, size_t rows, struct sg_err *err)
{
    sg_auto_batch batch = { 0 };
    make_objects(&batch, source, number, rows);
    struct sg_insert_column columns[SG_SO_COLUMNS];
    for (size_t i = 0; i < SG_SO_COLUMNS; i++)
        columns[i] =
            (struct sg_insert_column){ sg_store_objects.fields[i].name, sg_store_objects.fields[i].type, &batch, i };
    return sg_store_insert(s, "objects", columns, SG_SO_COLUMNS, source, number, err);
}

static uint64_t number_of(struct sg_store *s, const char *sql)
{
    struct sg_answer *a = NULL;
    struct sg_err err = { 0 };
    if (sg_store_ask_text(s, sg_str(sql), &a, &err) != SG_OK) fail_msg("%s", err.text);
    sg_auto_batch batch = { 0 };
    if (sg_answer_next(a, &batch, &err) != SG_OK) fail_msg("%s", err.text);
    assert_non_null(batch.release);
    uint64_t n = sg_batch_u64(&batch, 0, 0);
    sg_answer_free(a);
    return n;
}

static bool is_embedded(void)
{
    return !getenv("SILLAGE_TEST_URL");
}

static void test_store_gives_back_what_it_was_given(void **state)
{
    struct sg_store *s = *state;
    struct sg_err err = { 0 };
    if (add(s, 1, 0, 20000, &err) != SG_OK) fail_msg("%s", err.text);
    struct sg_answer *a = NULL;
    const char *sql = "SELECT object, kind, value, time, post, author, post_kind, source, row, batch FROM objects "
                      "WHERE source = 1 ORDER BY row";
    assert_int_equal(sg_store_ask_text(s, sg_str(sql), &a, &err), SG_OK);
    sg_auto_batch expected = { 0 };
    make_objects(&expected, 1, 0, 20000);
    int64_t at = 0;
    for (;;) {
        sg_auto_batch batch = { 0 };
        if (sg_answer_next(a, &batch, &err) != SG_OK) fail_msg("%s", err.text);
        if (!batch.release) break;
        assert_int_equal(sg_answer_columns(a), SG_SO_COLUMNS);
        for (int64_t i = 0; i < batch.length; i++, at++) {
            assert_int_equal(sg_batch_u64(&batch, SG_SO_OBJECT, i), sg_batch_u64(&expected, SG_SO_OBJECT, at));
            assert_true(sg_str_same(sg_batch_text(&batch, SG_SO_VALUE, i), sg_batch_text(&expected, SG_SO_VALUE, at)));
            assert_int_equal(sg_batch_i64(&batch, SG_SO_TIME, i), at - 5);
            assert_true(sg_batch_u64(&batch, SG_SO_POST, i) == UINT64_MAX);
            assert_int_equal(sg_batch_u8(&batch, SG_SO_KIND, i), at % 6 + 1);
        }
    }
    assert_int_equal(at, 20000);
    for (size_t i = 0; i < SG_SO_COLUMNS; i++) {
        assert_string_equal(sg_answer_column_name(a, i), sg_store_objects.fields[i].name);
        assert_int_equal(sg_answer_column_type(a, i), sg_store_objects.fields[i].type);
    }
    sg_answer_free(a);
}

static void test_store_quotes_every_value(void **state)
{
    struct sg_store *s = *state;
    static const char *const texts[] = {
        "", "it's", "\\", "'; DROP TABLE posts --", "a\nb\tc\x01", "\xC3\xA9\xF0\x9F\x98\x80"
    };
    for (size_t i = 0; i < ROWS(texts); i++) {
        struct sg_err err = { 0 };
        sg_auto_buf sql = { 0 };
        struct sg_param p[] = {
            { .name = "t", .kind = SG_PARAM_TEXT, .text = sg_str(texts[i]) },
            { .name = "n", .kind = SG_PARAM_I64, .i64 = -7 },
            { .name = "none", .kind = SG_PARAM_U64_LIST },
            { .name = "some", .kind = SG_PARAM_U64_LIST, .list = (const uint64_t[]){ 3, UINT64_MAX }, .list_len = 2 }
        };
        const char *text = "SELECT :t AS t, toInt64(1 -:n) AS n, toUInt8(toUInt64(0) IN :none) AS a, "
                           "toUInt8(18446744073709551615 IN :some) AS b, ':t' AS q";
        assert_int_equal(sg_sql_bind(sg_str(text), p, ROWS(p), &sql, &err), SG_OK);
        struct sg_answer *a = NULL;
        if (sg_store_ask_text(s, sg_buf_view(&sql), &a, &err) != SG_OK) fail_msg("%s", err.text);
        sg_auto_batch batch = { 0 };
        if (sg_answer_next(a, &batch, &err) != SG_OK) fail_msg("%s", err.text);
        assert_true(sg_str_is(sg_batch_text(&batch, 0, 0), texts[i]));
        assert_int_equal(sg_batch_i64(&batch, 1, 0), 8);
        assert_int_equal(sg_batch_u8(&batch, 2, 0), 0);
        assert_int_equal(sg_batch_u8(&batch, 3, 0), 1);
        assert_true(sg_str_is(sg_batch_text(&batch, 4, 0), ":t"));
        sg_answer_free(a);
    }
}

static void test_store_tells_a_wrong_statement(void **state)
{
    struct sg_store *s = *state;
    static const char *const wrong[] = { "SELECT", "SELECT nothing_of_this FROM posts", "SELECT * FROM no_such_table",
                                         "SELECT sum(throwIf(number = 3000000, 'now')) FROM numbers(4000000)" };
    for (size_t i = 0; i < ROWS(wrong); i++) {
        struct sg_answer *a = NULL;
        struct sg_err err = { 0 };
        enum sg_code code = sg_store_ask_text(s, sg_str(wrong[i]), &a, &err);
        struct ArrowArray batch = { 0 };
        while (code == SG_OK && (code = sg_answer_next(a, &batch, &err)) == SG_OK && batch.release)
            sg_batch_drop(&batch);
        assert_true(code != SG_OK);
        assert_non_null(strstr(err.text, "Code: "));
        sg_answer_free(a);
    }
    assert_int_equal(number_of(s, "SELECT toUInt64(5)"), 5);
}

static void test_store_answer_can_be_left_unread(void **state)
{
    struct sg_store *s = *state;
    for (int i = 0; i < 12; i++) {
        struct sg_answer *a = NULL;
        struct sg_err err = { 0 };
        assert_int_equal(
            sg_store_ask_text(s, sg_str("SELECT number, toString(number) FROM numbers(50000000)"), &a, &err), SG_OK);
        sg_auto_batch batch = { 0 };
        assert_int_equal(sg_answer_next(a, &batch, &err), SG_OK);
        sg_answer_free(a);
    }
    assert_int_equal(number_of(s, "SELECT toUInt64(5)"), 5);
}

struct collected {
    struct sg_buf text;
};
static enum sg_code collect(void *ctx, const char *bytes, size_t len, struct sg_err *err)
{
    struct collected *c = ctx;
    sg_buf_add(&c->text, bytes, len);
    return sg_buf_check(&c->text, err);
}

static void test_store_user_select_reads_only(void **state)
{
    struct sg_store *s = *state;
    struct collected c = { 0 };
    struct sg_err err = { 0 };
    if (sg_store_user_select(s, sg_str("SELECT arrayJoin([0, 1, 2]) AS n"), "CSVWithNames", collect, &c, &err) != SG_OK)
        fail_msg("%s", err.text);
    assert_true(sg_str_is(sg_buf_view(&c.text), "\"n\"\n0\n1\n2\n"));
    sg_buf_clear(&c.text);
    if (sg_store_user_select(s, sg_str("SELECT count() FROM posts"), "TabSeparated", collect, &c, &err) != SG_OK)
        fail_msg("%s", err.text);
    assert_int_equal(sg_store_user_select(s, sg_str("SELECT file('/etc/hostname')"), "CSV", collect, &c, &err),
                     SG_EUSAGE);
    sg_buf_release(&c.text);
}

/* Also by servers that end such an answer as if it were whole. */
static void test_store_tells_an_error_in_the_middle_of_an_answer(void **state)
{
    struct sg_store *s = *state;
    const char *sql = "SELECT intDiv(1, 3000000 - number) AS x FROM (SELECT arrayJoin(range(4000000)) AS number)";
    struct collected c = { 0 };
    struct sg_err err = { 0 };
    assert_true(sg_store_user_select(s, sg_str(sql), "TabSeparated", collect, &c, &err) != SG_OK);
    assert_non_null(strstr(err.text, "Code: 153"));
    sg_buf_release(&c.text);
    struct sg_answer *a = NULL;
    enum sg_code code = sg_store_ask_text(s, sg_str(sql), &a, &err);
    struct ArrowArray batch = { 0 };
    err = code == SG_OK ? (struct sg_err){ 0 } : err;
    while (code == SG_OK && (code = sg_answer_next(a, &batch, &err)) == SG_OK && batch.release)
        sg_batch_drop(&batch);
    assert_true(code != SG_OK);
    assert_non_null(strstr(err.text, "Code: 153"));
    sg_answer_free(a);
}

/* Whether a statement of three seconds was given up well before its end, as too long. */
static bool gives_up(struct sg_store *s)
{
    struct sg_err err = { 0 };
    struct sg_answer *a = NULL;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    enum sg_code code = sg_store_ask_text(s, sg_str("SELECT sleep(3)"), &a, &err);
    if (code == SG_OK) {
        sg_auto_batch batch = { 0 };
        code = sg_answer_next(a, &batch, &err);
    }
    sg_answer_free(a);
    clock_gettime(CLOCK_MONOTONIC, &to);
    const double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    if (code == SG_ELIMIT && strstr(err.text, "within 1 s") && seconds < 2.5) return true;
    print_message("%s after %.1f s: %s\n", code == SG_OK ? "an answer" : "the end", seconds, err.text);
    return false;
}

static void test_store_gives_up_a_statement_that_takes_too_long(void **state)
{
    (void)state;
    struct sg_store *s = open_store();
    struct sg_err err = { 0 };
    assert_int_equal(sg_store_limit(s, 1, &err), SG_OK);
    bool is_given_up = false;
    for (int i = 0; i < 8 && !is_given_up; i++) /* a busy machine may look at its clock late, but not each time */
        is_given_up = gives_up(s);
    assert_true(is_given_up);
    assert_int_equal(sg_store_limit(s, 0, &err), SG_OK);
    assert_int_equal(number_of(s, "SELECT toUInt64(7)"), 7);
    sg_store_free(s);
}

/* An insert that a killed client left behind may arrive after another has looked what is there. */
static void test_store_fence_shuts_out_those_who_came_before(void **state)
{
    struct sg_store *gone = *state, *s = open_store();
    struct sg_err err = { 0 };
    assert_int_equal(sg_store_fence(gone, 5, &err), SG_OK);
    if (add(gone, 5, 0, 100, &err) != SG_OK) fail_msg("%s", err.text);
    if (sg_store_fence(s, 5, &err) != SG_OK) fail_msg("%s", err.text);
    if (is_embedded()) {
        assert_int_equal(add(gone, 5, 1, 100, &err), SG_EIO);
        assert_non_null(strstr(err.text, "another command"));
    }
    if (add(s, 5, 1, 100, &err) != SG_OK) fail_msg("%s", err.text);
    assert_int_equal(number_of(s, "SELECT count() FROM objects WHERE source = 5"), 200);
    /* Who dies takes nothing along: the next one has its turn. */
    assert_int_equal(sg_store_fence(gone, 5, &err), SG_OK);
    if (add(gone, 5, 2, 100, &err) != SG_OK) fail_msg("%s", err.text);
    sg_store_free(s);
}

/* ---- the engine as a process ---- */

/* The engine of our own folder writes its number into the lock. */
static int engine_pid(void)
{
    char path[600], line[64] = "";
    snprintf(path, sizeof path, "%s/engine.lock", folder);
    FILE *f = fopen(path, "r");
    if (f) {
        if (!fgets(line, sizeof line, f)) line[0] = '\0';
        fclose(f);
    }
    return atoi(line);
}

static bool kill_engine(int signal_number)
{
    int pid = engine_pid();
    if (pid <= 1 || pid == getpid()) return false;
    return kill(pid, signal_number) == 0;
}

static void test_store_loses_and_doubles_nothing_when_the_engine_is_killed(void **state)
{
    struct sg_store *s = *state;
    if (!is_embedded() || engine_pid() <= 1) skip();
    struct sg_err err = { 0 };
    for (uint32_t i = 0; i < 12; i++) {
        if (i % 3 == 0) kill_engine(SIGKILL);
        if (add(s, 77, i, 30000, &err) != SG_OK) fail_msg("batch %u: %s", i, err.text);
    }
    assert_int_equal(number_of(s, "SELECT count() FROM objects WHERE source = 77"), 12 * 30000);
    assert_int_equal(number_of(s, "SELECT uniqExact((batch, row)) FROM objects WHERE source = 77"), 12 * 30000);
}

/* By batches and not by the clock, and by those of the lane that has got on least: an insert is tried six times, and on
 * a busy machine anything else could kill the engine six times before it has worked on one lane's insert. */
enum { LANES = 3, BATCHES = 30, BATCHES_A_KILL = 3 };
static atomic_bool killing;
static atomic_uint n_added[LANES];
static unsigned least_added(void)
{
    unsigned least = BATCHES;
    for (size_t i = 0; i < LANES; i++)
        if (n_added[i] < least) least = n_added[i];
    return least;
}
static void *kill_now_and_then(void *arg)
{
    unsigned *n_kills = arg;
    for (unsigned seen = 0; killing;) {
        nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
        if (least_added() < seen + BATCHES_A_KILL || !kill_engine(SIGKILL)) continue;
        seen = least_added();
        ++*n_kills;
    }
    return NULL;
}

struct lane_work {
    struct sg_store *s;
    size_t lane;
    char said[768];
};
static void *add_many(void *arg)
{
    struct lane_work *w = arg;
    struct sg_err err = { 0 };
    for (uint32_t i = 0; i < BATCHES; i++) {
        if (add(w->s, 101 + w->lane, i, 40000, &err) != SG_OK) {
            memcpy(w->said, err.text, sizeof w->said);
            n_added[w->lane] = BATCHES; /* the others go on */
            break;
        }
        n_added[w->lane]++;
    }
    return NULL;
}

static void test_store_survives_kills_during_inserts_of_two_clients(void **state)
{
    struct sg_store *s = *state;
    struct sg_store *other = open_store();
    struct lane_work work[LANES] = { { .s = s, .lane = 0 }, { .s = s, .lane = 1 }, { .s = other, .lane = 2 } };
    pthread_t threads[LANES], killer;
    unsigned n_kills = 0;
    killing = true;
    if (is_embedded()) pthread_create(&killer, NULL, kill_now_and_then, &n_kills);
    for (size_t i = 0; i < LANES; i++)
        pthread_create(&threads[i], NULL, add_many, &work[i]);
    for (size_t i = 0; i < LANES; i++)
        pthread_join(threads[i], NULL);
    killing = false;
    if (is_embedded()) pthread_join(killer, NULL);
    for (size_t i = 0; i < LANES; i++)
        if (work[i].said[0]) fail_msg("after %u kills: %s", n_kills, work[i].said);
    if (is_embedded()) assert_true(n_kills >= 3);
    assert_int_equal(number_of(s, "SELECT count() FROM objects WHERE source IN (101, 102, 103)"),
                     LANES * BATCHES * 40000);
    assert_int_equal(
        number_of(other, "SELECT uniqExact((source, batch, row)) FROM objects WHERE source IN (101, 102, 103)"),
        LANES * BATCHES * 40000);
    sg_store_free(other);
}

static void statement(struct sg_store *s, const char *sql)
{
    struct sg_answer *a = NULL;
    struct ArrowArray batch = { 0 };
    struct sg_err err = { 0 };
    enum sg_code code = sg_store_ask_text(s, sg_str(sql), &a, &err);
    if (code == SG_OK) code = sg_answer_next(a, &batch, &err);
    if (code != SG_OK) fail_msg("%s: %s", sql, err.text);
    sg_batch_drop(&batch);
    sg_answer_free(a);
}

static void test_store_of_version_2_gets_the_tables_of_a_leak(void **state)
{
    static const char *const tables[] = { "places", "messages", "documents" };
    struct sg_store *s = *state;
    struct sg_err err;
    for (size_t i = 0; i < ROWS(tables); i++) {
        sg_auto_buf drop = { 0 };
        sg_buf_printf(&drop, "DROP TABLE %s", tables[i]);
        statement(s, sg_buf_cstr(&drop));
    }
    uint64_t posts = number_of(s, "SELECT count() FROM posts");
    statement(s, "DROP TABLE meta");
    statement(s, "CREATE TABLE meta (key String, value String) ENGINE = MergeTree ORDER BY key");
    statement(s, "INSERT INTO meta SELECT 'schema', '2'");
    struct sg_store *again = open_store();
    assert_non_null(again);
    assert_int_equal(sg_store_limit(again, 0, &err), SG_OK);
    for (size_t i = 0; i < ROWS(tables); i++) {
        sg_auto_buf ask = { 0 };
        sg_buf_printf(&ask, "SELECT count() FROM %s", tables[i]);
        assert_int_equal(number_of(again, sg_buf_cstr(&ask)), 0);
    }
    assert_true(number_of(again, "SELECT count() FROM posts") == posts);
    assert_int_equal(number_of(again, "SELECT max(toUInt64(value)) FROM meta"), 3);
    sg_store_free(again);
}

static void test_store_of_version_1_learns_who_wrote_what(void **state)
{
    struct sg_store *s = *state;
    statement(s, "DROP TABLE meta");
    statement(s, "DROP TABLE links");
    statement(s, "DROP TABLE objects");
    statement(s,
              "CREATE TABLE objects (object UInt64, kind UInt8, value String, time Int64, post UInt64, source UInt64, "
              "row UInt64, batch UInt32) ENGINE = MergeTree ORDER BY (object, time)");
    statement(s,
              "CREATE TABLE links (child UInt64, child_time Int64, kind UInt8, parent UInt64, platform String, "
              "id String, account String, source UInt64, row UInt64, batch UInt32) ENGINE = MergeTree ORDER BY child");
    statement(s, "CREATE TABLE meta (key String, value String) ENGINE = MergeTree ORDER BY key");
    statement(s, "INSERT INTO meta SELECT 'schema', '1'");
    statement(s, "INSERT INTO posts (post, account_key, kind, source) SELECT 7, 'twitter/one', 3, 201");
    statement(s, "INSERT INTO posts (post, account_key, kind, source) SELECT 8, '', 0, 201");
    statement(s, "INSERT INTO objects SELECT 11, 3, 'tag', 5, 7 + number, 201, number, 0 FROM system.numbers LIMIT 3");
    statement(s, "INSERT INTO links SELECT 7, 5, 1, 99, 'twitter', '1', 'x', 201, 1, 0");
    struct sg_store *again = open_store();
    assert_non_null(again);
    struct sg_err err;
    assert_int_equal(sg_store_limit(again, 0, &err), SG_OK);
    uint64_t one = sg_account_identity(sg_str("twitter/one"));
    assert_true(number_of(again, "SELECT author FROM objects WHERE source = 201 AND post = 7") == one);
    assert_int_equal(number_of(again, "SELECT toUInt64(post_kind) FROM objects WHERE source = 201 AND post = 7"), 3);
    assert_int_equal(number_of(again, "SELECT sum(author) FROM objects WHERE source = 201 AND post IN (8, 9)"), 0);
    assert_int_equal(number_of(again, "SELECT count() FROM objects WHERE source = 201"), 3);
    assert_true(number_of(again, "SELECT author FROM links WHERE source = 201") == one);
    assert_int_equal(number_of(again, "SELECT max(toUInt64(value)) FROM meta"), 3);
    sg_store_free(again);
    /* Cut off after one table: what is done is not done again. */
    statement(s, "DROP TABLE meta");
    statement(s, "CREATE TABLE meta (key String, value String) ENGINE = MergeTree ORDER BY key");
    statement(s, "INSERT INTO meta SELECT 'schema', '1'");
    statement(s, "CREATE TABLE objects_1 (x UInt8) ENGINE = MergeTree ORDER BY x");
    again = open_store();
    assert_non_null(again);
    assert_int_equal(sg_store_limit(again, 0, &err), SG_OK);
    assert_int_equal(number_of(again, "SELECT count() FROM objects WHERE source = 201"), 3);
    assert_int_equal(number_of(again, "SELECT count() FROM system.tables WHERE name = 'objects_1' AND database = "
                                      "currentDatabase()"),
                     0);
    sg_store_free(again);
}

static void test_store_is_private_and_ignores_a_config_of_the_current_folder(void **state)
{
    (void)state;
    if (!is_embedded()) skip();
    struct stat st;
    assert_int_equal(stat(folder, &st), 0);
    assert_int_equal(st.st_mode & 077, 0);
    char path[600];
    snprintf(path, sizeof path, "%s/../trap", folder);
    assert_false(sg_fs_exists(path));
}

static int set_up(void **state)
{
    /* Deeper than a socket's address can name, beside a config.xml that would move the store. */
    char base[64] = "/tmp/sillage-test-XXXXXX";
    if (!mkdtemp(base) || chdir(base) != 0) return -1;
    struct sg_err err;
    struct sg_buf trap = { 0 };
    sg_buf_printf(&trap, "<clickhouse><path>%s/trap/</path><tmp_path>%s/trap/tmp/</tmp_path></clickhouse>", base, base);
    if (sg_fs_write("config.xml", sg_buf_view(&trap), &err) != SG_OK) return -1;
    sg_buf_release(&trap);
    snprintf(folder, sizeof folder,
             "%s/a-case-whose-name-is-much-longer-than-anything-that-fits-into-the-address-of-a-socket-"
             "which-is-limited-to-one-hundred-and-eight-bytes/store",
             base);
    *state = open_store();
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    sg_store_free(*state);
    kill_engine(SIGTERM);
    /* Only a folder that set_up has made is taken away. */
    char command[700], *end = strstr(folder, "/a-case");
    if (strncmp(folder, "/tmp/sillage-test-", 18) != 0 || !end) return -1;
    *end = '\0';
    snprintf(command, sizeof command, "sleep 0.2; rm -rf '%s'", folder);
    return system(command) == 0 ? 0 : -1;
}

int main(void)
{
    if (!getenv("SILLAGE_ENGINE") && !getenv("SILLAGE_TEST_URL")) {
        /* tests/cli/80-*.sh run it with one of them. */
        printf("1..1\nok 1 - the store # SKIP neither SILLAGE_ENGINE nor SILLAGE_TEST_URL is set\n");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_store_gives_back_what_it_was_given),
        cmocka_unit_test(test_store_quotes_every_value),
        cmocka_unit_test(test_store_tells_a_wrong_statement),
        cmocka_unit_test(test_store_answer_can_be_left_unread),
        cmocka_unit_test(test_store_user_select_reads_only),
        cmocka_unit_test(test_store_loses_and_doubles_nothing_when_the_engine_is_killed),
        cmocka_unit_test(test_store_survives_kills_during_inserts_of_two_clients),
        cmocka_unit_test(test_store_tells_an_error_in_the_middle_of_an_answer),
        cmocka_unit_test(test_store_gives_up_a_statement_that_takes_too_long),
        cmocka_unit_test(test_store_fence_shuts_out_those_who_came_before),
        cmocka_unit_test(test_store_of_version_1_learns_who_wrote_what),
        cmocka_unit_test(test_store_of_version_2_gets_the_tables_of_a_leak),
        cmocka_unit_test(test_store_is_private_and_ignores_a_config_of_the_current_folder),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
