#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The main job on the demo case: what `make demo` does, and what it must find.
. "$(dirname "$0")/lib.sh"

printed=$("$root/tools/demo.sh" "$SILLAGE" "$here/case" 2>&1) && pass "the demo runs to its end" || fail "the demo runs to its end" "$printed"
origin=$(sillage -C case origin '#MacronLeaks' --json)
is "the chain runs from the item to WikiLeaks" \
    "archive.org: anonymous uploader 2017-05-05T11:17:39Z | pastebin: EMLEAKS 2017-05-05T17:59:00Z | 4chan:  2017-05-05T18:35:00Z | twitter: JackPosobiec 2017-05-05T18:49:00Z | twitter: wikileaks 2017-05-05T19:31:05Z" \
    "$(json '" | ".join("%s: %s %s" % (p["platform"], p["account"] or "", p["time"]) for p in (s.get("post", s) for s in d["chain"]))' <<<"$origin")"
is "the item is the earliest root with a clock" "2017-05-05T11:17:39Z" \
    "$(json '[r["time"] for r in d["roots"] if r["precision"] <= 60][0]' <<<"$origin")"
is "each platform's first says how it came" "root permalink permalink permalink" \
    "$(json '" ".join(f["how"] for f in d["firsts"][:4])' <<<"$origin")"
is "the step to WikiLeaks is inferred, and says so" "co-object" "$(json 'd["chain"][-1]["link"]["method"]' <<<"$origin")"
has "the terminal tells it in sentences" "42 minutes later" "$printed"
has "the calendar stands around it" "pre-election silence" "$printed"
has "an anonymous post is called one" "links to an anonymous post on 4chan" "$(tr -s '\n ' ' ' <<<"$printed")"
is "roots that decide an order come first" "True" \
    "$(json '[r["precision"] > 60 for r in d["roots"]] == sorted(r["precision"] > 60 for r in d["roots"])' <<<"$origin")"
names=$(sillage -C case search 'platform:web OR platform:twitter' 2>/dev/null)
has "a handle is written with its @" "@JackPosobiec" "$names"
lacks "a site's name is not" "@Disobedient" "$names"
has "the map is named at the end" "map.svg" "$printed"
has "and the report last" "/case/report.html" "$(tail -n 1 <<<"$printed")"
lacks "no text of a post is in the answer" "likens the board" "$origin"
has "a post's text is there on request" "likens the board" "$(sillage -C case origin '#MacronLeaks' --json --text; sillage -C case search 'likens' --json --text)"
has "where nothing stands out, that is said" "No two accounts acted in step more often than chance explains" "$printed"
has "and what is simulated is called so" "Simulated evidence, in which nobody exists" "$printed"
has "its page too" "<title>SIMULATED" "$(head -c 2000 case-simulated/report.html)"
found=$(ls case-simulated/findings/coordination-*.json)
is "the groups in it are those that were planted, one each, and nobody else" "8 True" "$(python3 - "$found" case-simulated/made-up/truth.json <<'P'
import json, sys
found, truth = (json.load(open(f)) for f in sys.argv[1:])
groups = [{'%s/%s' % (found['accounts'][m]['platform'], found['accounts'][m]['account']) for m in g['members']} for g in found['groups']]
planted = [set(g['members']) for g in truth['groups']]
print(len(groups), all(g in planted for g in groups))
P
)"
sillage -C case-simulated leak list --json >leak.ndjson
has "the leak in it is told in short" "Something speaks against" "$printed"
has "and drawn, with what was saved at once" "documents saved within" "$(cat case-simulated/leak.svg)"
is "what was altered or planted in it is found" True "$(python3 - case-simulated/made-up-leak/truth.json leak.ndjson <<'P'
import json, sys
false = {t['sha256'] for t in json.load(open(sys.argv[1]))['items'] if t['class'] in ('altered', 'planted', 'batch')}
found = {x['sha256'] for x in map(json.loads, open(sys.argv[2])) if x['findings']}
print(len(false) > 10 and len(false & found) >= 0.9 * len(false))
P
)"
is "the same question gives the same bytes" "$(sha256sum <<<"$origin")" "$(sillage -C case origin '#MacronLeaks' --json | sha256sum)"
cp case/map.svg first.svg
sillage -q -C case map '#MacronLeaks' -o again.svg
ok "the same map has the same bytes" cmp first.svg again.svg
for f in svg gexf graphml; do
    sillage -q -C case map '#MacronLeaks' -o "m.$f"
    ok "the .$f is well-formed XML" python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "m.$f"
done
sillage -q -C case map '#MacronLeaks' -o m.json
sillage -q -C case map '#MacronLeaks' -o m.csv
has "the .csv holds an edge list" "Source,Target" "$(head -1 m.csv)"
if /usr/bin/python3 -c 'import networkx, igraph' 2>/dev/null; then
    for nodes in accounts posts; do
        for f in gexf graphml json; do sillage -q -C case map '#MacronLeaks' --view network --nodes $nodes -o "n.$f"; done
        ok "networkx and igraph read the same graph of $nodes" /usr/bin/python3 "$root/tests/cli/read_graphs.py" n.gexf n.graphml n.json
    done
else
    skip "other programs read the graphs" "python3-networkx and python3-igraph are not installed"
fi
for width in 1200 3000; do
    sillage -q -C case map '#MacronLeaks' --width $width -o "w$width.png"
    is "a PNG is as wide as asked: $width" $width "$(python3 -c 'import struct, sys; print(struct.unpack(">I", open(sys.argv[1], "rb").read()[16:20])[0])' w$width.png)"
done

# The same bytes whatever the number of processors: on all, and on one.  A page names its log's end, so the two cases' logs
# must end alike before it is written.
same_bytes() { # SUFFIX, then what is run without -C and -o
    local suffix=$1
    shift
    if [ "$suffix" = html ]; then cp case/custody.jsonl alone/; fi
    sillage -q -C case "$@" -o "all.$suffix"
    taskset -c "$processor" "$SILLAGE" -q -C alone "$@" -o "one.$suffix"
    ok "one processor writes the same .$suffix: $1 ${*:3}" cmp "all.$suffix" "one.$suffix"
}
if command -v taskset >/dev/null; then
    processor=$(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//') # one that may be used
    copy_case case alone
    for f in svg png gexf graphml csv json; do
        same_bytes $f map '#MacronLeaks' --view network
        same_bytes $f map '#MacronLeaks' --view timeline
    done
    same_bytes html map '#MacronLeaks' --undated
    same_bytes html report '#MacronLeaks' --undated
else
    skip "one processor writes the same" "taskset is not installed"
fi
ok "custody holds" sillage -C case custody verify
is "status knows the five sources" 5 "$(sillage -C case status --json | json 'len(d["sources"])')"
mkdir kept && echo mine >kept/notes.txt
fails 1 "the demo clears no folder that is not a case" "$root/tools/demo.sh" "$SILLAGE" "$here/kept"
ok "and leaves what is in it" test -f kept/notes.txt
finish
