#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Real posts at size: the IRA posts of 2017, alone and beside the demo case. Facts: their README.
. "$(dirname "$0")/lib.sh"
packed=$root/../shared/data/ira/ira-2017.csv.zst
if [ ! -f "$packed" ]; then
    skip "real posts at size" "../shared/data/ira is not here"
    finish
fi
sillage -q init c
has "every row goes in" "875,047 posts added (csv)" "$(sillage -C c add "$packed" 2>&1)"
status=$(sillage -C c status --json)
is "none is rejected" 0 "$(json 'd["sources"][0]["rejected"]' <<<"$status")"
origin=$(sillage -C c origin '#macronleaks' --json)
is "16 posts of 7 accounts carry #macronleaks" "16 7" "$(json 'str(d["posts"]) + " " + str(d["accounts"])' <<<"$origin")"
is "the first is Pamela_Moore13's" "Pamela_Moore13 2017-05-05T21:13:00Z" \
    "$(json 'd["firsts"][0]["account"] + " " + d["firsts"][0]["time"]' <<<"$origin")"
is "equal text is an inferred link" "SouthLoneStar Pamela_Moore13 same-text" \
    "$(json '" ".join([(i["from"]["account"] + " " + i["to"]["account"] + " " + i["kind"]) for i in d["inferred"] if i["kind"] == "same-text"])' <<<"$origin")"
is "7 posts of 6 accounts carry #macrongate" "7 6 DevineDevinBr" \
    "$(sillage -C c origin '#macrongate' --json | json '"%d %d %s" % (d["posts"], d["accounts"], d["firsts"][0]["account"])')"
is "9,355 posts carry #maga" 9355 "$(sillage -C c search '#maga' --limit 1 --json | json 'd["total"]')"
ok "a map of a large story is drawn" sillage -q -C c map '#maga' -o maga.svg
ok "and it is well-formed" python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' maga.svg

demo=$root/data/demo
sillage -q -C c add --precision minute "$demo/pastebin.json" "$demo/4chan-pol.json"
sillage -q -C c add "$demo/archive-org.csv" "$demo/twitter.ndjson" "$demo/chronicle.csv"
origin=$(sillage -C c origin '#macronleaks' --json)
is "with the demo beside it the chain starts where the demo's does" "archive.org pastebin 4chan twitter twitter" \
    "$(json '" ".join(s.get("post", s)["platform"] for s in d["chain"])' <<<"$origin")"
is "and ends at WikiLeaks" "wikileaks" "$(json 'd["chain"][-1].get("post", d["chain"][-1])["account"]' <<<"$origin")"
has "posts that both sources hold are recognised" "Pamela_Moore13" "$(json 'd["duplicates"]' <<<"$origin")"
is "the IRA accounts come after" "True" \
    "$(json 'min(i["time"] for i in [x["to"] for x in d["inferred"]] if i["source"]["file"].endswith("ira-2017.csv.zst")) > d["chain"][-1].get("post", d["chain"][-1])["time"]' <<<"$origin")"
finish
