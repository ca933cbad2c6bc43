#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/lib.sh"

ok "init makes a case" sillage init affair --title 'Une "affaire"'
ok "the description is there" test -f affair/case.json
ok "the custody log begins" grep -q '"action":"init"' affair/custody.jsonl
is "the title is kept" 'Une "affaire"' "$(json 'd["title"]' <affair/case.json)"
fails 1 "a second case in the same place is refused" sillage init affair
fails 1 "a case inside a case is refused" sillage init affair/deeper/still
has "and the case that is there is named" "$here/affair" "$(sillage init affair/deeper 2>&1)"
has "what comes next can be copied into a shell" "sillage -C 'a b' add" "$(sillage init 'a b' 2>&1)"
ok "-C names the new case" sillage -C other init
is "the folder's name is the title" other "$(json 'd["title"]' <other/case.json)"
fails 2 "two names for one case are refused" sillage -C a init b
mkdir plain
ok "init without a name takes the current folder" bash -c 'cd plain && "$0" init' "$SILLAGE"
fails 2 "a store's address must be one" sillage init bad --store nonsense
ok "a refused case leaves no folder" test ! -e bad
fails 1 "a place that cannot be written is an error" sillage init /proc/affair

fails 1 "a folder without a case is an error" sillage -C "$here" calendar
has "and says how to make one" "sillage init" "$(sillage calendar 2>&1)"
has "a file is told from a folder" "is a file" "$(sillage -C affair/case.json calendar 2>&1)"
ok "a case is found from below" bash -c 'cd affair/rejects && "$0" calendar' "$SILLAGE"
ok "SILLAGE_CASE names the case" env SILLAGE_CASE="$here/affair" "$SILLAGE" calendar
fails 1 "-C goes before SILLAGE_CASE" env SILLAGE_CASE="$here/affair" "$SILLAGE" -C "$here/nowhere" calendar

sed 's/"version": 1/"version": 9/' affair/case.json >case.json && mkdir newer && mv case.json newer/
fails 1 "a case of a newer version is refused" sillage -C newer calendar
newer=$(sillage -C newer calendar 2>&1)
has "naming its version" "version 9" "$newer"
has "and the program's" "up to 1" "$newer"
echo '{"format": "sillage-case", ' >newer/case.json
has "a damaged description is named" "newer/case.json" "$(sillage -C newer calendar 2>&1)"

sillage -q init remote --store http://analyst:secret@127.0.0.1:1/db
is "a password is readable by its owner only" 600 "$(stat -c %a remote/case.json)"
lacks "a password is not shown" secret "$(sillage -C remote status 2>&1)"
is "--quiet says nothing" "" "$(sillage -q init quiet 2>&1)"
finish
