#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The same tests of the store against a ClickHouse server (Debian's is 18.16) on a loopback port.
. "$(dirname "$0")/lib.sh"

program=${SILLAGE_BUILD:-$root/build}/tests/test_store_engine
PATH=$PATH:/usr/sbin
if ! command -v clickhouse-server >/dev/null 2>&1; then
    skip "the store on a server" "clickhouse-server is not installed (Debian's package of that name)"
    finish
fi
if [ ! -x "$program" ]; then
    skip "the store on a server" "$program is not built"
    finish
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir data tmp
cat >config.xml <<XML
<yandex>
  <logger><level>warning</level><log>$here/server.log</log><errorlog>$here/error.log</errorlog></logger>
  <http_port>$port</http_port><listen_host>127.0.0.1</listen_host>
  <path>$here/data/</path><tmp_path>$here/tmp/</tmp_path><users_config>$here/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>67108864</mark_cache_size>
</yandex>
XML
cat >users.xml <<XML
<yandex>
  <profiles><default></default></profiles>
  <users><default><password>secret word</password><networks><ip>127.0.0.1</ip></networks>
    <profile>default</profile><quota>default</quota></default></users>
  <quotas><default></default></quotas>
</yandex>
XML
clickhouse-server --config-file="$here/config.xml" >out 2>&1 &
server=$!
leave() {
    kill $server 2>/dev/null
    wait $server 2>/dev/null
    take_away
}
trap leave EXIT
answers() {
    for _ in $(seq 900); do
        curl -s "http://127.0.0.1:$port/ping" | grep -q Ok && return 0
        kill -0 $server 2>/dev/null || break
        sleep 0.1
    done
    cat out error.log
    return 1
}
if ! command -v curl >/dev/null 2>&1; then
    skip "the store on a server" "curl is not installed"
    finish
fi
ok "a server starts" answers
ok "the store keeps what it is given on a server" env -u SILLAGE_ENGINE \
    SILLAGE_TEST_URL="http://default:secret%20word@127.0.0.1:$port/default" "$program"
for test in coordination_near_store coordination_store entry_store leak_stream; do
    curl -s -H 'X-ClickHouse-User: default' -H 'X-ClickHouse-Key: secret word' "http://127.0.0.1:$port/" -d "CREATE DATABASE $test"
    ok "$test on a server" env -u SILLAGE_ENGINE \
        SILLAGE_TEST_URL="http://default:secret%20word@127.0.0.1:$port/$test" "${program%/*}/test_$test"
done

# A case on the server answers as an embedded one does, byte for byte.
curl -s -H 'X-ClickHouse-User: default' -H 'X-ClickHouse-Key: secret word' "http://127.0.0.1:$port/" -d 'CREATE DATABASE demo'
sillage -q init embedded --title demo
sillage -q init server --title demo --store "http://default:secret%20word@127.0.0.1:$port/demo"
is "a case with a password is its owner's alone" 600 "$(stat -c %a server/case.json)"
python3 "$root/tests/cli/leak_fixtures.py" nested nested.zip
for c in embedded server; do
    sillage -q -C $c leak add nested.zip >$c.leak
    for table in places messages documents; do rows $c "SELECT * FROM $table ORDER BY row"; done >>$c.leak
    sillage -q -C $c calendar add silence 2017-05-05T22:00Z 2017-05-07T18:00Z
    sillage -q -C $c add --precision minute "$root/data/demo/pastebin.json" "$root/data/demo/4chan-pol.json" >/dev/null
    sillage -q -C $c add "$root/data/demo/archive-org.csv" "$root/data/demo/twitter.ndjson" "$root/data/demo/chronicle.csv" >/dev/null
    {
        sillage -C $c origin '#macronleaks' --json --text
        sillage -C $c search macron --json
        sillage -C $c search macron --json --limit 3
        sillage -q -C $c coordination --by repost,link,hashtag,text,near-text,reply --window 2h --min-weight 1 --signals --text --json
        sillage -q -C $c report '#macronleaks' --undated --names all --title demo -o $c.html
        python3 - $c.html <<'PAGE'
import base64, gzip, json, re, sys
page = open(sys.argv[1]).read()
d = json.loads(gzip.decompress(base64.b64decode(re.search(r'id="document">([^<]*)<', page).group(1))))
for name in ('custody', 'created'):
    d['case'].pop(name)  # each case's own
print(json.dumps(d))
PAGE
        sillage -C $c map '#macronleaks' -f json -o -
    } >$c.out 2>$c.err
done
ok "origin, search, coordination, map and report are the same from both" cmp embedded.out server.out
ok "and the tables of a leak" cmp embedded.leak server.leak
has "with what was added" "paper.txt" "$(cat server.leak)"
has "a leak is known there" "nothing added" "$(sillage -C server leak add nested.zip)"
is "and not empty" yes "$([ "$(wc -c <server.out)" -gt 20000 ] && echo yes)"
has "adding again adds nothing there" "nothing added" "$(sillage -C server add "$root/data/demo/twitter.ndjson" 2>&1)"
curl -s -H 'X-ClickHouse-User: default' -H 'X-ClickHouse-Key: secret word' "http://127.0.0.1:$port/?database=demo" \
    -d "INSERT INTO meta (key, value) VALUES ('schema', '99')"
fails 1 "a store made by a newer version is refused" sillage -C server status
has "and the message says so" "newer sillage" "$(sillage -C server status 2>&1)"
finish
