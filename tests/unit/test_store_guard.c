/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include "store/guard.h"

static void test_guard_lets_a_case_be_read(void **state)
{
    (void)state;
    static const char *const allowed[] = {
        "SELECT 1",
        "select count() from posts;",
        "SELECT platform, count() AS n FROM posts WHERE time > 5 GROUP BY platform ORDER BY n DESC LIMIT 10",
        "WITH x AS (SELECT post FROM posts) SELECT count() FROM x",
        "WITH x AS (SELECT 1), y AS (SELECT 2) SELECT * FROM x, y",
        "SELECT p.text, l.kind FROM posts AS p JOIN links AS l ON p.post = l.child WHERE l.parent IN (SELECT post FROM "
        "posts)",
        "SELECT * FROM (SELECT post FROM posts UNION ALL SELECT child FROM links)",
        "SELECT argMinIf(account, time, kind = 0), sumOrNull(audience), uniqExactIf(account, 1) FROM posts",
        "SELECT arrayMap(x -> x + 1, [1, 2]), trim(BOTH ' ' FROM text), extract(text, '#(\\\\w+)') FROM posts",
        "SELECT text FROM posts WHERE text LIKE '%FROM system.users; file(''x'')%'",
        "SELECT 'file(''/etc/passwd'')' -- file('/etc/hostname')",
        "SELECT /* url('x') */ 1",
        "SELECT number FROM numbers(10)",
        "SELECT h FROM posts ARRAY JOIN extractAll(text, '#x') AS h WHERE h != ''",
        "SELECT format, rows FROM sources",
        "SELECT format FROM sources",
        "SELECT format('{} {}', platform, id) FROM posts",
        "SELECT row_number() OVER (PARTITION BY account ORDER BY time) FROM posts",
        "SELECT CAST(time AS DateTime64(6)), toDateTime(intDiv(time, 1000000)) FROM posts",
        "SELECT a IS DISTINCT FROM b FROM (SELECT 1 AS a, 2 AS b)",
        "SHOW TABLES",
        "DESCRIBE posts",
        "DESCRIBE TABLE posts;",
        "SHOW CREATE TABLE links",
        "EXPLAIN SELECT 1",
        "EXPLAIN indexes = 1 SELECT * FROM posts",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "SELECT default.posts.text FROM default.posts",
        "SELECT * FROM system.one",
        "SELECT 1 FROM posts AS p JOIN links AS l ON (p.post = l.child) AND ((l.kind) = 1), objects AS o",
        "SELECT 1 FROM posts JOIN links USING (source, batch), objects",
        "SELECT 1 FROM posts JOIN links USING source, batch WHERE kind IN (1, 2) AND post IN (SELECT child FROM links)",
        "SELECT 1 FROM posts AS p WHERE p.platform IN ('twitter', lower(p.lang))",
        "SELECT arrayMap(upper, ['x'])",
    };
    for (size_t i = 0; i < ROWS(allowed); i++) {
        struct sg_err err = { 0 };
        if (sg_guard_check(sg_str(allowed[i]), &err) != SG_OK) fail_msg("refused: %s\n%s", allowed[i], err.text);
    }
}

static void test_guard_refuses_what_reaches_out_of_the_case(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "",
        ";",
        "-- nothing",
        "DROP TABLE posts",
        "INSERT INTO posts VALUES (1)",
        "SET readonly = 0",
        "USE system",
        "SYSTEM FLUSH LOGS",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE posts",
        "KILL QUERY WHERE 1",
        "ATTACH TABLE x FROM '/tmp'",
        "SELECT file('/etc/hostname')",
        "SELECT FILE('/etc/hostname')",
        "SELECT file /* */ ('/etc/hostname')",
        "SELECT file -- x\n('/etc/hostname')",
        "SELECT `file`('/etc/hostname')",
        "SELECT \"file\"('/etc/hostname')",
        "SELECT 1 + (SELECT file('/etc/hostname'))",
        "WITH file('/etc/hostname') AS x SELECT x",
        "SELECT arrayMap(x -> file(x), ['/etc/hostname'])",
        "SELECT fileIf('/etc/hostname', 1)",
        "SELECT arrayMap(file, ['/etc/hostname'])",
        "SELECT arrayMap((`FILE`), ['/etc/hostname'])",
        "SELECT arrayFilter(\"sleep\", [1])",
        "SELECT (SELECT 1 AS file), arrayMap(file AS f, ['/etc/hostname'])",
        "WITH file AS f SELECT arrayMap(f, ['/etc/hostname'])",
        "SELECT notIn(1, elsewhere.t)",
        "SELECT 1 IN (elsewhere.t)",
        "SELECT in(1, elsewhere.t)",
        "SELECT * FROM posts SAMPLE 1, elsewhere.t",
        "SELECT * FROM posts JOIN links ON 1 = 1, elsewhere.t",
        "SELECT * FROM posts JOIN links USING (source), elsewhere.t",
        "SELECT * FROM posts AS where, elsewhere.t",
        "SELECT * FROM posts offset, elsewhere.t",
        "SELECT toString((SELECT 1) UNION ALL SELECT * FROM elsewhere.t)",
        "SELECT '/etc/hostname' AS x, file(x)",
        "SELECT [1, file('/etc/hostname')][2]",
        "SELECT * APPLY(file) FROM sources",
        "SELECT * APPLY file FROM sources",
        "SELECT 1 UNION ALL SELECT * FROM file('/etc/passwd', LineAsString)",
        "SELECT * FROM file('/etc/passwd')",
        "SELECT * FROM posts, file('/etc/passwd')",
        "SELECT * FROM posts JOIN url('http://x/', CSV) USING post",
        "SELECT * FROM (posts, url('http://x'))",
        "SELECT * FROM s3('x')",
        "SELECT * FROM remote('x', system, users)",
        "SELECT * FROM merge('system', '.*')",
        "SELECT * FROM executable('x')",
        "SELECT * FROM view(SELECT 1)",
        "SELECT * FROM dictionary('x')",
        "SELECT * FROM values('a String', file('/etc/hostname'))",
        "SELECT * FROM input('a String')",
        "SELECT * FROM system.users",
        "SELECT * FROM `system`.users",
        "SELECT * FROM \"SYSTEM\" . \"users\"",
        "SELECT * FROM system/**/./**/functions",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM INFORMATION_SCHEMA.COLUMNS",
        "SELECT 1 IN system.users",
        "SELECT 1 IN users",
        "SELECT * FROM posts, system.users",
        "SELECT * FROM posts p, (SELECT 1) q, other",
        "SELECT * FROM posts JOIN other ON 1 = 1",
        "SELECT * FROM other",
        "FROM system.users SELECT *",
        "SELECT * FROM (FROM system.users SELECT *)",
        "WITH system AS (SELECT 1) SELECT * FROM system.users",
        "SELECT (SELECT count() FROM other)",
        "SELECT * FROM posts WHERE post IN (SELECT x FROM other)",
        "SELECT 1 INTO OUTFILE '/tmp/x'",
        "SELECT 1 /**/INTO/**/OUTFILE '/tmp/x'",
        "SELECT 1 FORMAT CSV",
        "SELECT 1 FORMAT `CSV`",
        "SELECT 1 SETTINGS readonly = 0",
        "SELECT * FROM (SELECT 1 SETTINGS max_threads = 1)",
        "SELECT dictGet('x', 'y', 1)",
        "SELECT dictGetString('x', 'y', toUInt64(1))",
        "SELECT joinGet('x', 'y', 1)",
        "SELECT sleep(3)",
        "SELECT sleepEachRow(1) FROM numbers(10)",
        "SELECT getSetting('readonly')",
        "SELECT hostName()",
        "SELECT currentUser()",
        "SELECT getMacro('x')",
        "SELECT filesystemAvailable()",
        "SELECT reverseDNSQuery('1.1.1.1')",
        "SELECT aiGenerate('x', 'y')",
        "SELECT catboostEvaluate('/x', 1)",
        "SELECT addressToLine(1)",
        "SELECT lemmatize('en', 'x')",
        "SELECT regionToName(toUInt32(1))",
        "SELECT hasColumnInTable('system', 'users', 'name')",
        "SELECT unheardOf(1)",
        "SELECT {x:Identifier}",
        "SELECT $$file('/x')$$",
        "SELECT $a$ ' $a$, file('/etc/hostname') --'",
        "SELECT \xE2\x80\x98x\xE2\x80\x99",
        "SELECT 1 # x",
        "SELECT @@version",
        "SELECT `a\\`b`",
        "SELECT /* /* */ file('/etc/hostname') */ 1",
        "SELECT 'x",
        "SELECT /* x",
        "SELECT (1",
        "SELECT 1)",
        "SELECT 1 // x",
        "SHOW GRANTS",
        "SHOW TABLES FROM system",
        "SHOW CREATE TABLE system.users",
        "SHOW PROCESSLIST",
        "DESCRIBE file('/etc/passwd')",
        "DESCRIBE system.users",
        "DESCRIBE (SELECT file('/etc/hostname'))",
        "EXPLAIN INSERT INTO posts SELECT 1",
        "EXPLAIN SELECT file('/etc/hostname')",
        "EXPLAIN CREATE TABLE x (a Int8)",
        "EXPLAIN AST DROP TABLE posts",
        "SELECT COLUMNS('x') FROM posts",
        "WITH x AS (SELECT 1) INSERT INTO posts SELECT 1",
    };
    size_t n_wrong = 0;
    for (size_t i = 0; i < ROWS(refused); i++) {
        struct sg_err err = { 0 };
        enum sg_code code = sg_guard_check(sg_str(refused[i]), &err);
        if (code == SG_OK || !err.text[0]) {
            print_message("not refused: %s\n", refused[i]);
            n_wrong++;
        }
    }
    assert_int_equal(n_wrong, 0);
    struct sg_err err = { 0 };
    assert_int_equal(sg_guard_check(sg_str_n("SELECT 1\0FORMAT", 15), &err), SG_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guard_lets_a_case_be_read),
        cmocka_unit_test(test_guard_refuses_what_reaches_out_of_the_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
