#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What coordination found is in the page, the maps and the live document, and names that are replaced are in none of them.
. "$(dirname "$0")/lib.sh"
sillage -q simulate try --posts 20000 --groups 3 --accounts 400
sillage -q init c --title 'Simulated'
sillage -q -C c add try/evidence/* >added 2>&1
document() { # of a page: its JSON
    python3 -c 'import base64, gzip, re, sys
b = re.search(rb"id=\"document\">([^<]*)<", open(sys.argv[1], "rb").read()).group(1)
sys.stdout.buffer.write(gzip.decompress(base64.b64decode(b)))' "$1"
}

sillage -q -C c map 'kind:post' -o before.gexf
ok "a report is written without a finding" sillage -q -C c report 'kind:post' -o before.html
is "and says that there is none" "0" "$(document before.html | json 'len(d["coordination"])')"
ok "groups are looked for" sillage -q -C c coordination
finding=$(ls c/findings/*.json)
tag=$(json '[o["value"] for o in d["objects"] if o["kind"] == "hashtag" or o["kind"] == "link"][0]' <"$finding")
kind=$(json '[o["kind"] for o in d["objects"] if o["kind"] == "hashtag" or o["kind"] == "link"][0]' <"$finding")
[ "$kind" = hashtag ] && query="#$tag" || query="url:$tag"
ok "the report has them" sillage -q -C c report "$query" -o after.html
document after.html >after.json
is "as many as were found" "$(json 'len(d["groups"])' <"$finding")" "$(json 'len(d["coordination"][0]["groups"])' <after.json)"
is "the story's accounts lead there, under one name" "True" "$(json '(lambda a, c: any(s >= 0 for s in a["stepper"]) and all(
    s < 0 or (c["accounts"]["name"][s] == n and c["accounts"]["group"][s] == g)
    for s, n, g in zip(a["stepper"], a["name"], a["group"])))(d["stories"][0]["accounts"], d["coordination"][0])' <after.json)"
is "each pair of a group leads to its posts" "0" "$(json 'sum(g >= 0 and n == 0 for g, n in zip(
    d["coordination"][0]["pairs"]["group"], d["coordination"][0]["pairs"]["steps"]))' <after.json)"
is "no replaced name is in it" "" "$(python3 - "$finding" after.json <<'P'
import json, sys
found, page = json.load(open(sys.argv[1])), open(sys.argv[2]).read()
small = [a for a in found['accounts'] if (a['audience'] or 0) < 5000]
print(*[n for a in small for n in (a['account'], a['name']) if n and json.dumps(n, ensure_ascii=False)[1:-1] in page])
P
)"
is "a second report has the same bytes" "" "$(sillage -q -C c report "$query" --undated -o one.html
    sillage -q -C c report "$query" --undated -o two.html
    document one.html >one.json; document two.html >two.json
    python3 -c 'import json
a, b = (json.load(open(f)) for f in ("one.json", "two.json"))
print(*[k for k in a if a[k] != b[k] and k != "case"])')"
for format in gexf graphml; do
    sillage -q -C c map "$query" -o after.$format
    has "the $format has an attribute for groups" '"group"' "$(grep '"group"' after.$format | head -n 1)"
done
is "where nobody was in one there is none" 1 "$(grep -c '<gexf' before.gexf)$(grep '"group"' before.gexf)"
sillage -q -C c map "$query" -o after.csv
has "the table names the groups of both ends" "SourceGroup,TargetGroup" "$(head -n 1 after.csv)"
sillage -q -C c map "$query" -o after.svg
has "and the picture marks them" "acted in step with others" "$(cat after.svg)"

if ! command -v curl >/dev/null 2>&1; then
    skip "the live page has them" "curl is not installed"
    finish
fi
"$SILLAGE" -C c serve --port 0 --names large >out 2>talk &
server=$!
trap 'kill "$server" 2>/dev/null; take_away' EXIT
for _ in $(seq 600); do [ -s out ] && break; sleep 0.1; done
url=$(head -n 1 out)
base=${url%/?token=*}
curl -s -o page -c jar "$url"
get() { curl -s -b jar --compressed --max-time 60 "$@"; }
is "the live page has the finding" 1 "$(get "$base/api/v1/case" | json 'len(d["coordination"])')"
get -G "$base/api/v1/story" --data-urlencode "q=$query" >story.json
is "and a story its groups" "True" "$(json 'any(g >= 0 for g in d["accounts"]["group"])' <story.json)"
ok "another question is asked meanwhile" sillage -q -C c coordination --by link,text
is "which the live page has at once" 2 "$(get "$base/api/v1/case" | json 'len(d["coordination"])')"
is "as its list of what the case keeps" "[('coordination', 0), ('coordination', 0)]" \
    "$(get "$base/api/v1/case" | json '[(f["kind"], f["sources_added"]) for f in d["case"]["findings"]]')"
is "which is that of the status" "$(sillage -C c status --json | json 'd["findings"]')" "$(get "$base/api/v1/case" | json 'd["case"]["findings"]')"
is "that the server gives" "$(sillage -C c status --json | json 'd["findings"]')" "$(get "$base/api/v1/status" | json 'd["findings"]')"
echo broken >"$finding"
is "a finding that was changed is not told" 1 "$(sleep 1; sillage -q -C c add "$root/data/demo/chronicle.csv" >added2 2>&1
    get "$base/api/v1/case" | json 'len(d["coordination"])')"
has "the other one says that it is older than a source" 1 "$(get "$base/api/v1/case" | json 'd["coordination"][0]["stale"]')"
is "and so does the status, with what makes it anew" "[(1, 'sillage coordination')]" \
    "$(get "$base/api/v1/status" | json '[(f["sources_added"], f["anew"]) for f in d["findings"]]')"
has "as the command says it" "1 source was added since: ask again (sillage coordination)" "$(sillage -q -C c status)"
has "and tells what it passes over" "passed over: the file is not what the custody log says" "$(sillage -C c status --json 2>&1 >status.json)"
sillage -q -C c report -o kept.html
is "a report, which others read, lists nothing of that" "['created', 'custody', 'posts', 'sources', 'title']" "$(python3 -c '
import base64, gzip, json, re
document = re.search("id=\"document\">([^<]*)<", open("kept.html").read()).group(1)
print(sorted(json.loads(gzip.decompress(base64.b64decode(document)))["case"]))')"
finish
