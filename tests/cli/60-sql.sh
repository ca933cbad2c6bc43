#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `sql` reads the case and nothing else.
. "$(dirname "$0")/lib.sh"
echo 'time,platform,account,text
2017-05-05T18:49:00Z,twitter,alpha,words' >posts.csv
sillage -q init c
sillage -q -C c add posts.csv
is "a SELECT answers" "alpha" "$(rows c 'SELECT account FROM posts')"
is "as JSON too" "alpha" "$(sillage -C c sql 'SELECT account FROM posts' --json | json 'd["rows"][0]["account"]')"
is "with subqueries and aggregates" "1" "$(rows c 'SELECT n FROM (SELECT count() AS n FROM posts) WHERE n > 0')"
is "a column may be called format" "sillage" "$(rows c 'SELECT format FROM sources ORDER BY format DESC LIMIT 1')"
is "a comment chooses no form" "1" "$(rows c 'SELECT 1 -- FORMAT JSON')"
# Who is in neither list could be called without parentheses: arrayMap(name, …).
lists=$root/src/store
if command -v curl >/dev/null 2>&1 && sillage -C c status >/dev/null; then
    curl -s --unix-socket c/store/engine.sock http://engine/ \
        -d 'SELECT DISTINCT lower(name) FROM system.functions WHERE NOT is_aggregate' | LC_ALL=C sort -u >all
    is "the engine answers with its functions" "yes" "$([ "$(wc -l <all)" -gt 1000 ] && echo yes)"
    is "each of the engine's functions is either allowed or refused" "in" \
        "$(LC_ALL=C sort -u "$lists/functions.txt" "$lists/functions_refused.txt" | LC_ALL=C comm -23 all -)"
else
    skip "each of the engine's functions is either allowed or refused" "curl is not installed"
fi
is "none is both" "" "$(LC_ALL=C comm -12 "$lists/functions.txt" "$lists/functions_refused.txt")"
secret=$here/secret.txt
echo hunter2 >"$secret"
while IFS= read -r statement; do
    out=$(sillage -C c sql "$statement" 2>&1)
    status=$?
    if [ $status -ne 0 ] && [[ $out != *hunter2* ]]; then
        pass "refused: ${statement//$here/}"
    else
        fail "refused: ${statement//$here/}" "ended with $status" "$out"
    fi
done <<SQL
SELECT file('$secret')
SELECT FILE ('$secret')
SELECT \`file\`('$secret')
SELECT "file"('$secret')
SELECT/**/file/**/('$secret')
SELECT * FROM file('$secret', 'LineAsString', 'a String')
WITH file('$secret') AS x SELECT x
SELECT arrayMap(file, ['$secret'])
SELECT arrayMap((\`file\`), ['$secret'])
SELECT (SELECT 1 AS file), arrayMap(file AS f, ['$secret'])
SELECT (SELECT file('$secret'))
SELECT 1 UNION ALL SELECT length(file('$secret'))
SELECT * FROM url('http://127.0.0.1:1/', 'TSV', 'a String')
SELECT * FROM remote('127.0.0.1:1', 'system', 'one')
SELECT * FROM s3('http://127.0.0.1:1/b', 'TSV', 'a String')
SELECT 1 INTO OUTFILE '$here/written'
SELECT * FROM system.settings
SELECT dictGet('d', 'a', 1)
SELECT reverseDNSQuery('1.1.1.1')
SELECT sleep(3)
INSERT INTO posts (post) VALUES (1)
DROP TABLE posts
CREATE TABLE t (a UInt8) ENGINE = Memory
ALTER TABLE posts DELETE WHERE 1
SELECT 1; SELECT 2
SELECT 1 SETTINGS readonly = 0
SET readonly = 0
SYSTEM SHUTDOWN
ATTACH TABLE x
SQL
[ -e "$here/written" ] && fail "no file was written" "$here/written" || pass "no file was written"

mkdir hostile && cat >hostile/config.xml <<XML
<clickhouse><path>$here/stolen/</path><user_files_path>/</user_files_path></clickhouse>
XML
cp hostile/config.xml hostile/config.d.xml
sillage -q init "$here/d"
(cd hostile && sillage -q -C "$here/d" add "$here/posts.csv")
is "a config.xml of the current folder changes nothing" 1 "$(rows d 'SELECT count() FROM posts')"
[ -e "$here/stolen" ] && fail "the store stays where it is" || pass "the store stays where it is"
is "the socket is the user's alone" "600 700" "$(stat -c %a d/store/engine.sock) $(stat -c %a d/store)"
long=$here/$(printf 'a%.0s' $(seq 1 120))/$(printf 'b%.0s' $(seq 1 120))
mkdir -p "$long"
ok "a long path is no limit" sillage -q init "$long/case"
is "and works" 1 "$(sillage -q -C "$long/case" add posts.csv >/dev/null; rows "$long/case" 'SELECT count() FROM posts')"
finish
