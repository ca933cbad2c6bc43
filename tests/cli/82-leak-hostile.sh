#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Evidence whose names and words are made to hurt who looks at them: no answer passes them on.
. "$(dirname "$0")/lib.sh"

hostile() { python3 "$root/tests/cli/leak_hostile.py" "$@"; }
# answers "sentence" FORM command…: it ends well, its output has the form, what it says beside it is plain text
answers() {
    local sentence=$1 form=$2 status said
    shift 2
    "$SILLAGE" -C case "$@" >out 2>err </dev/null
    status=$?
    if [ $status -ne 0 ]; then
        fail "$sentence" "ended with $status" "$(head -c 2000 err | cat -v)"
    elif ! said=$(hostile "$form" out 2>&1) || ! said=$(hostile text err 2>&1); then
        fail "$sentence" "$said"
    elif [ ! -s out ]; then
        fail "$sentence" "nothing was said"
    else
        pass "$sentence"
    fi
}

hostile make words
mkdir refused
printf x >refused/"$(printf 'one\033[31m\ntwo')"
sillage -q init case --title leak
answers "they are added" text leak add words
answers "adding them again, as JSON" json leak add words --json
in_store="SELECT countIf(kind = 0), countIf(name LIKE '%.docx'), countIf(path LIKE '%all.zip/%') > 0 FROM places"
"$SILLAGE" -C case leak add refused >out 2>err
is "a name that no manifest can hold is refused" 1 $?
ok "and told in plain text" hostile text err
is "each is in the case, in the folder and in the zip" "$((20 * 4))	$((20 * 2))	1" "$(rows case "$in_store")"
for held in case/rejects/*.ndjson; do
    [ -f "$held" ] && ok "the rejects are strict JSON" hostile json "$held"
done
answers "rows of evidence" table sql "SELECT path, name FROM places"
answers "the verdicts" text leak verify --limit 100
answers "the verdicts as JSON" json leak verify --json
answers "the list" text leak list --limit 1000
answers "the list, masked" text leak list --limit 1000 --mask
answers "the list as JSON" json leak list --json
ids=$(hostile ids <out)
is "it has them all" yes "$([ "$(echo "$ids" | wc -l)" -ge $((20 * 5)) ] && echo yes)"
answers "each item" text leak show $ids
answers "each item's header and text" text leak show --headers --text $ids
answers "each item, masked" text leak show --headers --text --mask $ids
answers "each item as JSON" json leak show --json $ids
answers "a search" text leak search marker --limit 1000
answers "a search as JSON" json leak search marker --limit 1000 --json
for word in "$(printf '\033[31m<script>')" "'; DROP TABLE places; --" '"\%s%n'; do
    "$SILLAGE" -C case leak search "$word" >out 2>err </dev/null
    ok "a query of $(printf %q "$word") is no command" hostile text out
    ok "nor is what is said of it" hostile text err
done
"$SILLAGE" -C case leak show "$(printf '\033[31m')" >out 2>err </dev/null
is "no item has such an id" no "$([ -s err ] && [ ! -s out ] && echo no)"
ok "and its name is not echoed as it is" hostile text err
answers "the timeline as CSV" csv leak timeline -o - --format csv --text
answers "the timeline as JSON" json leak timeline -o - --format json --text
answers "the timeline as a picture" svg leak timeline -o - --format svg
"$SILLAGE" -C case report -o report.html >out 2>err
is "a report" 0 $?
ok "it says so in plain text" hostile text err
ok "it holds no mark-up of the evidence" hostile html report.html
is "the store is whole" "$((20 * 4))	$((20 * 2))	1" "$(rows case "$in_store")"
ok "so is custody" sillage -C case custody verify
finish
