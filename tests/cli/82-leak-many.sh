#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Many small files named one by one: each is a source of its own, though they go in together.
. "$(dirname "$0")/lib.sh"

n=80
python3 "$root/tests/cli/leak_fixtures.py" mbox all.mbox $n
mkdir mails
awk 'BEGIN { RS = "\n\nFrom |^From "; n = 0 } /[^\n]/ { sub(/^[^\n]*\n/, ""); printf "%s\n", $0 > sprintf("mails/%03d.eml", n++) }' all.mbox
is "the fixture is cut into its mails" $n "$(ls mails | wc -l)"
fresh() { rm -rf "$1"; sillage -q init "$1" --title leak; }
dump() {
    for table in places messages documents; do
        rows "$1" "SELECT * FROM $table ORDER BY source, row, batch, item"
    done
}
whole() { rows "$1" "SELECT count() FROM sources WHERE batch = 1"; }

fresh one
for mail in mails/*; do sillage -q -C one leak add "$mail"; done >/dev/null
fresh all
out=$(sillage -q -C all leak add mails/*)
has "all are told of" "in all: $n mails and 0 documents added from $n sources" "$out"
is "each is a source, begun and whole" $((2 * n)) "$(rows all "SELECT uniqExact((source, batch)) FROM sources")"
is "and no row of them is there twice" $((2 * n)) "$(rows all "SELECT count() FROM sources")"
is "what has begun has no rows yet" 0 "$(rows one "SELECT sum(rows) FROM sources WHERE batch = 0")"
dump one >one.dump
dump all >all.dump
ok "the rows are those of adding one after the other" cmp one.dump all.dump
ok "the custody log holds each of them" sillage -C all custody verify
is "in its order" "$(grep -o '"path":"[^"]*' one/custody.jsonl)" "$(grep -o '"path":"[^"]*' all/custody.jsonl)"

# ---- what is not quite usual among them ----

fresh odd
cp mails/000.eml twin.eml
head -c 400000 /dev/zero | tr '\0' 'a' >large.txt
sillage -q -C odd leak add mails/001.eml >/dev/null
out=$(sillage -q -C odd leak add mails/000.eml mails/001.eml twin.eml nowhere.eml mails/002.eml large.txt mails mails/003.eml 2>said)
is "what is missing is a failure" 1 $?
is "which names it" "sillage: nowhere.eml: there is no such file" "$(cat said)"
has "one that is there already adds nothing" "mails/001.eml: nothing added" "$out"
has "nor does the same file under another name" "twin.eml: nothing added" "$out"
has "a large file goes in" "large.txt: 0 mails" "$out"
has "a folder among them is one source" "mails: $n mails" "$out"
is "the others are all in" 6 "$(whole odd)"
is "answers come in the order of the words" "mails/000.eml mails/001.eml twin.eml mails/002.eml large.txt mails mails/003.eml" \
    "$(grep -v '^in all' <<<"$out" | sed 's/:.*//' | tr '\n' ' ' | sed 's/ $//')"

# ---- cut off ----

fresh cut
"$SILLAGE" -q -C cut leak add mails/* >/dev/null 2>&1 &
adding=$!
landed cut $adding 4
kill -9 $adding 2>/dev/null
wait $adding 2>/dev/null
out=$(sillage -q -C cut leak add mails/*)
is "adding again completes all" $n "$(whole cut)"
dump cut >cut.dump
ok "and the rows are those of an undisturbed adding" cmp one.dump cut.dump
finish
