#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/lib.sh"

sillage -q init c
ok "the log of a new case holds" sillage -C c custody verify
for i in 1 2 3; do sillage -q -C c calendar add "p$i" "2017-05-0$i"; done
before=$(sillage -C c custody verify --json)
is "every line is counted" 4 "$(json 'd["lines"]' <<<"$before")"
is "the head is the last line's hash" "$(tail -n 1 c/custody.jsonl | tr -d '\n' | sha256sum | cut -d ' ' -f 1)" "$(json 'd["head"]' <<<"$before")"
is "a line carries the hash of the one before" "$(sed -n 2p c/custody.jsonl | tr -d '\n' | sha256sum | cut -d ' ' -f 1)" \
    "$(sed -n 3p c/custody.jsonl | json 'd["previous"]')"
has "the log can be read" "calendar add" "$(sillage -C c custody log)"
is "the log is JSON too" 4 "$(sillage -C c custody log --json | json 'len(d["entries"])')"

cp -r c edited
sed -i '2s/p1/p9/' edited/custody.jsonl
fails 1 "an edited line is found" sillage -C edited custody verify
is "and the place is named" "[3]" "$(sillage -C edited custody verify --json | json '[f["line"] for f in d["findings"]]')"
cp -r c cut
sed -i 3d cut/custody.jsonl
fails 1 "a line taken away is found" sillage -C cut custody verify

printf '{"n":5,"time":"20' >>c/custody.jsonl
fails 1 "a torn line is found" sillage -C c custody verify
ok "work goes on after it" sillage -C c calendar add p4 2017-05-04
ok "the chain holds again" sillage -C c custody verify
is "what was torn is kept" '{"n":5,"time":"20' "$(cat c/custody.torn)"
has "and told" "torn line" "$(sillage -C c custody log)"
printf 'time,platform,account,text\n2017-05-05T18:49:00Z,twitter,alpha,words\n' >posts.csv
sillage -q -C c add posts.csv
rm posts.csv && mkfifo posts.csv
fails 1 "a pipe in a source's place does not hold the check up" timeout 300 "$SILLAGE" -C c custody verify
fails 2 "an unknown word is refused" sillage -C c custody check
finish
