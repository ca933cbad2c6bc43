#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Wrong input: a clear message with file and place, the rest goes in, rejects are kept and counted.
. "$(dirname "$0")/lib.sh"
sillage -q init c
add() { sillage -C c add "$@" 2>&1; }
rejects() { cat c/rejects/*.ndjson 2>/dev/null; }

out=$(add nowhere.csv)
has "a missing file is named" "nowhere.csv" "$out"
fails 1 "and ends with 1" sillage -C c add nowhere.csv
mkdir empty && echo hello >empty/readme.bin
has "a folder without posts says so" "no posts in this folder" "$(add empty)"
: >nothing.csv
has "an empty file says so" "empty" "$(add nothing.csv)"
python3 -c 'import random, sys; sys.stdout.buffer.write(random.Random(4).randbytes(3000))' >noise.bin
has "a file in no known format says what to do" "--format" "$(add noise.bin)"

head='time,platform,account,text'
row() { echo "2017-05-05T18:$1:00Z,twitter,a$1,text $1 of $2"; }
{ echo "$head"; for i in $(seq 10 59); do row $i gz; done; } | gzip -c >whole.csv.gz
head -c $(($(stat -c %s whole.csv.gz) * 2 / 3)) whole.csv.gz >cut.csv.gz
out=$(add cut.csv.gz)
has "a truncated gzip is named" "cut.csv.gz" "$out"
has "with the place where it ends" "unpacked bytes" "$out"
n=$(sillage -C c search '"of gz"' --json --limit 1 | json 'd["total"]')
[ "$n" -gt 5 ] && [ "$n" -lt 50 ] && pass "what came before the cut went in ($n posts)" || fail "what came before the cut went in" "$n"

{ echo "$head"; row 10 ragged; echo '2017-05-05T18:11:00Z,twitter,a11'; row 12 ragged; } >ragged.csv
has "a ragged row is one reject" "1 rejected" "$(add ragged.csv)"
{ echo "$head"; row 10 nul; printf '2017-05-05T18:11:00Z,twitter,a,n\0l\n'; row 12 nul; } >nul.csv
has "a NUL byte is one reject" "2 posts added (sillage); 1 rejected" "$(add nul.csv)"
{ echo "$head"; row 10 date; echo '2017-02-30T18:11:00Z,twitter,a,no such day'; echo 'yesterday,twitter,a,no date'; } >date.csv
has "a date that is none is a reject" "1 post added (sillage); 2 rejected" "$(add date.csv)"
{ echo "$head"; row 10 utf; printf '2017-05-05T18:11:00Z,twitter,a,broken \xff\xfe bytes\n'; } >utf8.csv
has "ill-formed UTF-8 is mended, kept and told" "1 mended" "$(add utf8.csv)"
t='"created_at":"Fri May 05 19:00:00 +0000 2017","user":{"screen_name":"u"}'
printf '{"id_str":"1","full_text":"one",%s}\n{"id_str":"2","full_text":"tw\n{"id_str":"3","full_text":"three",%s}\n' "$t" "$t" >cut.ndjson
has "a JSON line cut in the middle is one reject" "2 posts added (x); 1 rejected" "$(add cut.ndjson)"
printf '{"id":99999999999999999999999,"full_text":"large",%s}\n' "$t" >large.ndjson
add large.ndjson >/dev/null
has "an id too large for a double keeps its digits" "99999999999999999999999" "$(sillage -C c search large --json)"
{ printf '{"id_str":"1","full_text":"before",%s}\n' "$t"; head -c 200000000 /dev/zero | tr '\0' 'x'; printf '\n{"id_str":"5","full_text":"after",%s}\n' "$t"; } >long.ndjson
has "a 200 MB line is one reject" "2 posts added (x); 1 rejected" "$(add long.ndjson)"
rm long.ndjson
all=$(rejects)
has "rejects say why" '"reason"' "$all"
has "and where" '"offset"' "$all"
is "each reject is counted in status" "$(grep -c '"kept":false' <<<"$all")" \
    "$(sillage -C c status --json | json 'sum(s["rejected"] for s in d["sources"])')"

printf 'time,platform,account,text\n2017-05-05T18:10:00Z,twitter,evil,"\033]0;owned\007 <script>alert(1)</script>"\n' >evil.csv
add evil.csv >/dev/null
lacks "an escape sequence does not reach the terminal" $'\033' "$(sillage -C c search owned)"
sillage -q -C c map owned -o evil.svg --text
lacks "nor markup a picture" "<script" "$(cat evil.svg)"

copy_case c newer && rm -rf newer/store && sed -i 's/"version": *[0-9]*/"version": 999/' newer/case.json
out=$(sillage -C newer status 2>&1)
has "a case of a newer version is refused, with both versions" "999" "$out"
fails 1 "and nothing is touched" sillage -C newer status
fails 1 "outside a case it says how to make one" sillage status
fails 2 "a query with a fault is told its place" sillage -C c origin '(a OR'
fails 2 "a command without its argument is a fault of use" sillage -C c origin
fails 2 "a map of an unknown kind is refused" sillage -C c map a -o a.xyz
fails 1 "a full standard output is told" bash -c "'$SILLAGE' -C c status >/dev/full"

if [ "$(id -u)" = 0 ] && mkdir small && mount -t tmpfs -o size=24m tmpfs small 2>/dev/null; then
    sillage -q init small/case
    python3 - <<'PY'
import random
random.seed(2)
for k in range(6):
    with open(f'big{k}.csv', 'w') as f:
        f.write('time,platform,account,text\n')
        for i in range(40000):
            f.write(f'2017-05-05T18:10:00Z,twitter,a{i},{random.getrandbits(600):x}\n')
PY
    out=$(sillage -C small/case add big*.csv 2>&1)
    status=$?
    is "a full disk ends with 1" 1 "$status"
    has "and says so" "no space is left on the store's disk" "$out"
    has "and what to do" "free some" "$out"
    mount -o remount,size=200m small
    ok "with room again the same command completes it" sillage -C small/case add big*.csv
    is "nothing is missing then" 240000 "$(rows small/case 'SELECT uniqExact(text) FROM posts')"
    umount -l small
else
    skip "a full disk" "a small file system can be mounted by root only"
fi
finish
