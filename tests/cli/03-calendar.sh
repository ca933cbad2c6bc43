#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/lib.sh"

sillage -q init c
is "a new calendar is empty" "[]" "$(sillage -C c calendar list --json | json 'd["calendar"]')"
ok "a period is added" sillage -C c calendar add "pre-election silence" 2017-05-05T22:00Z 2017-05-07T18:00Z
ok "a moment is added" sillage -C c calendar add debate 2017-05-03T21:00+02:00
is "they stand in time order, in UTC" \
    "debate 2017-05-03T19:00:00Z 2017-05-03T19:00:00Z; pre-election silence 2017-05-05T22:00:00Z 2017-05-07T18:00:00Z" \
    "$(sillage -C c calendar list --json | json '"; ".join("%(name)s %(from)s %(to)s" % p for p in d["calendar"])')"
ok "a name is there once" sillage -C c calendar add debate 2017-05-03T19:00Z 2017-05-03T21:30Z
is "and has its last times" 2017-05-03T21:30:00Z "$(sillage -C c calendar list --json | json 'd["calendar"][0]["to"]')"
has "the list can be read" "pre-election silence" "$(sillage -C c calendar list)"
fails 2 "a time that is none is refused" sillage -C c calendar add x tomorrow
fails 2 "an end before the beginning is refused" sillage -C c calendar add x 2017-05-05 2017-05-04
fails 2 "an empty name is refused" sillage -C c calendar add '' 2017-05-05
fails 2 "an unknown word is refused" sillage -C c calendar rmove debate
has "naming the nearest" 'did you mean "remove"' "$(sillage -C c calendar rmove debate 2>&1)"
ok "a period is removed" sillage -C c calendar remove debate
fails 1 "a name that is not there is an error" sillage -C c calendar remove debate
lacks "a name cannot steer the terminal" $'\033' "$(sillage -C c calendar add $'\033[31mred' 2017-05-05 2>&1; sillage -C c calendar)"
is "each change is in the custody log" 5 "$(grep -c '"action":"calendar' c/custody.jsonl)"
ok "whose chain holds" sillage -C c custody verify

for i in 1 2 3 4 5 6; do sillage -q -C c calendar add "p$i" "2017-05-0$i" & done
wait
is "changes at the same time are all kept" 6 "$(sillage -C c calendar list --json | json 'sum(p["name"][0] == "p" and len(p["name"]) == 2 for p in d["calendar"])')"
finish
