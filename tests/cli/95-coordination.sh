#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Who acted in step: a planted group is found, the innocent are not, and everything that is written holds together.
. "$(dirname "$0")/lib.sh"

# Five accounts share twelve links within 20 s of one another; sixty others share forty links at times of their own.
python3 - <<'PY' >posts.csv
import random
r = random.Random(7)
rows = []
day = lambda s: '2017-05-%02dT%02d:%02d:%02dZ' % (3 + s // 86400, s // 3600 % 24, s // 60 % 60, s % 60)
for link in range(12):
    begin = 3600 + link * 13000 + r.randrange(9000)
    for k in range(5):
        rows.append((begin + r.randrange(20), 'step%d' % k, 'https://planted.example/%d' % link))
for account in range(60):
    for _ in range(25):
        rows.append((r.randrange(4 * 86400), 'someone%02d' % account, 'https://news.example/%d' % r.randrange(40)))
rows.sort()
print('time,platform,account,id,text,url')
for i, (t, account, link) in enumerate(rows):
    print('%s,twitter,%s,%d,look %s,' % (day(t), account, i + 1, link))
PY
sillage -q init c
sillage -q -C c add posts.csv >/dev/null
printed=$(sillage -C c coordination 2>talk)
has "the planted group is found" "5 accounts in 1 group acted in step more often than chance explains (false-discovery rate 5 %)" "$(tr -s '\n ' ' ' <<<"$printed")"
has "with all its pairs" "10 pairs were found" "$(tr -s '\n ' ' ' <<<"$printed")"
has "its members are named" "@step0" "$printed"
lacks "nobody else is" "@someone" "$printed"
has "it is said what this does not show" "In step is not on orders" "$printed"
has "the finding's place is told" "findings/coordination-" "$(cat talk)"
is "the innocent alone give none" "0 0" \
    "$(sillage -q -C c coordination 'domain:news.example' --json | json '"%d %d" % (d["significant"], len(d["groups"]))')"
has "and that is said plainly, with what it would have taken" "would have needed" \
    "$(sillage -C c coordination 'domain:news.example' | tr -s '\n ' ' ')"

sillage -C c coordination --by link --json >a.json 2>/dev/null
is "the document holds what is promised" "ok" "$(json '"ok" if set(d) == set("format query settings posts_asked from to layers common tests significant weight_cut accounts pairs groups objects steps posts signals sweep null_check".split()) else sorted(d)' <a.json)"
is "members are the five" "step0 step1 step2 step3 step4" \
    "$(json '" ".join(sorted(d["accounts"][m]["account"] for m in d["groups"][0]["members"]))' <a.json)"
is "each pair shared the twelve links" "[12]" "$(json 'sorted({p["weight"] for p in d["pairs"] if p["significant"]})' <a.json)"
is "each step leads to a file and a row" "True" \
    "$(json 'all(d["posts"][s[k]]["source"]["file"].endswith("posts.csv") and d["posts"][s[k]]["source"]["row"] > 0 for s in d["steps"] for k in ("post_a", "post_b"))' <a.json)"
is "and to its two accounts, seconds apart" "True" \
    "$(json 'all(d["posts"][s["post_a"]]["account"] == d["pairs"][s["pair"]]["a"] and d["posts"][s["post_b"]]["account"] == d["pairs"][s["pair"]]["b"] and abs(s["gap_s"]) <= 20 for s in d["steps"]) and len(d["steps"]) > 0' <a.json)"
is "no text without --text" "False" "$(json 'any("text" in p for p in d["posts"])' <a.json)"
is "texts on request" "True" "$(sillage -C c coordination --by link --json --text | json 'all(p["text"].startswith("look") for p in d["posts"])')"
is "the same question gives the same bytes" "$(sha256sum <a.json)" "$(sillage -C c coordination --by link --json | sha256sum)"
is "with one thread too" "$(sha256sum <a.json)" "$(sillage -C c coordination --by link --json --threads 1 | sha256sum)"
sillage -C c coordination --by link --json --signals --shuffles 2 --window sweep >more.json
is "signals, shuffles and other windows come on request" "5 2 True" \
    "$(json '"%d %d %s" % (len(d["signals"]), d["null_check"]["runs"], len(d["sweep"]) > 3)' <more.json)"
has "the terminal tells of them" "of which no score is made" "$(sillage -C c coordination --by link --signals)"

# ---- the case remembers ----
last() { tail -n 1 c/custody.jsonl; }
sillage -q -C c coordination --by link --json >a.json
is "the log knows the question" "coordination link" "$(last | json '"%s %s" % (d["action"], d["details"]["settings"]["kinds"][0])')"
is "the log knows the answer's hash" "$(sha256sum <a.json | cut -c1-64)" "$(last | json 'd["details"]["result_sha256"]')"
finding=c/$(last | json 'd["details"]["finding"]')
is "the log knows the finding's hash" "$(sha256sum <"$finding" | cut -c1-64)" "$(last | json 'd["details"]["finding_sha256"]')"
is "a finding holds the significant pairs only" "10 5" "$(json '"%d %d" % (len(d["pairs"]), len(d["accounts"]))' <"$finding")"
n=$(ls c/findings | wc -l)
sillage -q -C c coordination --by link --json >/dev/null
is "asked again it takes its own place" "$n" "$(ls c/findings | wc -l)"
sillage -q -C c coordination --by link --fdr 0 --json >/dev/null
is "without a test nothing is kept" "$n" "$(ls c/findings | wc -l)"
ok "custody holds" sillage -C c custody verify
cp "$finding" kept.json
echo >>"$finding"
fails 1 "a finding that was edited is told of" sillage -C c custody verify
has "by name" "findings/coordination-" "$(sillage -C c custody verify 2>&1)"
cp kept.json "$finding"


# ---- while somebody adds ----
n=$(ls c/findings | wc -l)
out=$(flock c/lock "$SILLAGE" -q -C c coordination --by link --window 50s 2>&1 >/dev/null)
has "an answer of no one state of the case is told of" "meanwhile" "$out"
is "and is not kept" "$n" "$(ls c/findings | wc -l)"
is "which the log knows" True "$(last | json 'd["details"]["while_adding"]')"
sillage -q -C c coordination --by link --window 50s >/dev/null
is "asked again it is" "$((n + 1))" "$(ls c/findings | wc -l)"

# ---- files ----
is "pairs in a file are told of with a count" "sillage: pairs.csv: 10 pairs" "$(sillage -C c coordination --by link --only-pairs --pairs pairs.csv 2>&1)"
is "pairs have three columns" "account_a,account_b,weight" "$(head -n 1 pairs.csv | tr -d '\r')"
is "the planted pairs are among them" 10 "$(tr -d '\r' <pairs.csv | grep -c '^step.,step.,12$')"
is "a comes first in byte order" "" "$(tr -d '\r' <pairs.csv | tail -n +2 | python3 -c 'import csv, sys; [print(r) for r in csv.reader(sys.stdin) if r[0].encode() >= r[1].encode()]')"
is "pairs go to standard output too" "$(sha256sum <pairs.csv)" "$(sillage -q -C c coordination --by link --only-pairs --pairs - | sha256sum)"
for f in gexf graphml csv json; do sillage -q -C c coordination --by link -o "g.$f" >told; done
has "the answer is told beside the file" "acted in step" "$(cat told)"
for f in gexf graphml; do
    is "the .$f is well-formed, with five nodes and ten edges" "5 10" "$(python3 - "g.$f" <<'PY'
import sys, xml.etree.ElementTree as e
tags = [x.tag.split('}')[1] for x in e.parse(sys.argv[1]).iter()]
print(tags.count('node'), tags.count('edge'))
PY
)"
done
ok "the .json is what --json prints" cmp g.json a.json
is "the .csv has all columns" "account_a,account_b,weight,kinds,fast,joint,expected,p,q,balance,a_posts,b_posts,a_first,b_first,mean_gap_s,significant,above_cut,group" "$(head -n 1 g.csv | tr -d '\r')"
if /usr/bin/python3 -c 'import networkx' 2>/dev/null; then
    is "networkx reads both graphs" "5 10 5 10" "$(/usr/bin/python3 -c 'import networkx as n; a, b = n.read_gexf("g.gexf"), n.read_graphml("g.graphml"); print(len(a), a.size(), len(b), b.size())')"
else
    skip "networkx reads both graphs" "python3-networkx is not installed"
fi

# ---- as another program ----
# a and b share x twice within 10 s, and y within 11 s; c comes late at x, and 9 s before a at z.
cat >shares.csv <<'CSV'
object_id,account_id,content_id,timestamp_share
x,a,1,1493805600
x,b,2,1493805605
x,a,3,1493805700
x,b,4,1493805710
x,c,5,1493805800
y,a,6,1493806000
y,b,7,1493806011
z,c,8,1493806100
z,a,9,1493806109
CSV
sillage -q init peer
sillage -q -C peer add shares.csv >/dev/null
is "CooRTweet's definitions give its pairs" "a,b,2 a,c,1" \
    "$(sillage -q -C peer coordination --like coortweet --by object --only-pairs --pairs - | tr -d '\r' | tail -n +2 | xargs)"
is "what is said besides holds" "a,b,3" \
    "$(sillage -q -C peer coordination --like coortweet --by object --window 11s --only-pairs --pairs - | tr -d '\r' | grep '^a,b')"
out=$(sillage -C peer coordination --like coortweet --by object)
has "an untested answer says so" "Significance was not asked for" "$out"
has "and whose definitions hold" "as in CooRTweet" "$(tr -s '\n ' ' ' <<<"$out")"

# ---- hostile names ----
python3 - <<'PY' >hostile.csv
names = ['<script>alert(1)</script>', 'a,"b"', 'esc\x1b[31mred', "it's"]
print('time,platform,account,id,text')
for link in range(12):
    for k, name in enumerate(names):
        print('2017-06-%02dT10:00:%02dZ,%s,"%s",h%d-%d,https://h.example/%d' %
              (link + 1, k, 'gab' if k == 3 else 'twitter', name.replace('"', '""'), link, k, link))
for k in range(400):
    print('2017-06-%02dT%02d:%02d:00Z,twitter,other%d,o%d,https://o.example/%d' % (k % 12 + 1, k * 7 % 24, k * 11 % 60, k % 40, k, k % 30))
PY
sillage -q init hostile
sillage -q -C hostile add hostile.csv >/dev/null
out=$(sillage -C hostile coordination --by link 2>&1)
lacks "no control character reaches the terminal" $'\x1b' "$out"
has "accounts of several platforms bear theirs" "on gab" "$out"
sillage -q -C hostile coordination --by link -o h.gexf >/dev/null
ok "a graph with hostile names is well-formed" python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' h.gexf
lacks "and holds no script" "<script" "$(cat h.gexf)"
sillage -q -C hostile coordination --by link --pairs h.csv >/dev/null
is "a CSV with hostile names keeps its columns" "[3]" "$(python3 -c 'import csv; print(sorted({len(r) for r in csv.reader(open("h.csv", newline=""))}))')"
has "with the platform before the name" 'gab/it' "$(cat h.csv)"
lacks "nor does the document" "<script" "$(sillage -C hostile coordination --by link --json)"

# ---- asked wrongly ----
fails 2 "an unknown kind is a wrong question" sillage -C c coordination --by links
has "and the nearest is named" 'did you mean "link"?' "$(sillage -C c coordination --by links 2>&1)"
has "an unknown kind far from all lists them" "hashtag-pair" "$(sillage -C c coordination --by everything 2>&1)"
fails 2 "an empty word in the list" sillage -C c coordination --by link,
has "a window that is none" 'or "sweep", not "soon"' "$(sillage -C c coordination --window soon 2>&1 | tr -s '\n ' ' ')"
has "a share above one" "a share from 0 to 1" "$(sillage -C c coordination --fdr 5 2>&1)"
ok "a share in per cent" sillage -q -C c coordination --fdr 5%
has "a fast window wider than the window" "cannot be wider" "$(sillage -C c coordination --window 5s --fast 10s 2>&1)"
has "an unknown peer" "coornet" "$(sillage -C c coordination --like gephi 2>&1)"
has "little memory" "from 16M on" "$(sillage -C c coordination --memory 1k 2>&1)"
has "an unknown format" "known are gexf" "$(sillage -C c coordination -o x.png 2>&1)"
fails 2 "two results for one standard output" sillage -C c coordination --json -o - --format gexf
fails 2 "two results for one file" sillage -C c coordination --by link -o same.csv --pairs ./same.csv
has "which is named" "same.csv: one would overwrite the other" "$(sillage -C c coordination -o same.csv --pairs ./same.csv 2>&1)"
fails 2 "pairs for a file without a name" sillage -C c coordination --pairs ''
fails 2 "shuffles without a test" sillage -C c coordination --fdr 0 --shuffles 3
fails 2 "--only-pairs with what comes after" sillage -C c coordination --only-pairs --signals
ls x.png 2>/dev/null
is "nothing was written on the way" "" "$(ls | grep -E 'png|part')"
fails 1 "a query without posts" sillage -C c coordination '#nothing'
sillage -q init empty
fails 1 "an empty case" sillage -C empty coordination
has "says why" "nothing can be compared" "$(sillage -C empty coordination 2>&1 | tr -s '\n ' ' ')"
printf 'time,platform,id,objects\n2017-05-05T10:00Z,twitter,1,#a\n2017-05-05T10:00Z,twitter,2,#a\n' >nobody.csv
sillage -q -C empty add nobody.csv >/dev/null
has "posts without accounts are told of" "none of the posts" "$(sillage -C empty coordination 2>&1)"
{
    echo time,platform,account,id,objects
    for k in $(seq 1200); do echo "2017-05-05T10:00:00Z,twitter,c$k,$k,#crowd"; done
} >crowd.csv
sillage -q init crowd
sillage -q -C crowd add crowd.csv >/dev/null
has "pairs beyond the memory go to a file in TMPDIR" "temporary file in $here/nowhere" \
    "$(TMPDIR=$here/nowhere sillage -C crowd coordination --max-crowd 0 --memory 16M --threads 1 2>&1)"
has "help explains it" "acted in step" "$(sillage help coordination)"
has "the overview lists it" "coordination" "$(sillage help)"
has "the man page too" "coordination" "$(sillage help --man)"
has "completion knows its options" "only-pairs" "$(sillage completion bash)"
finish
