#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The page that report and map write: what is in it, what is not, and that it is the same again.
. "$(dirname "$0")/lib.sh"
demo=$root/data/demo

# The document of a page: document FILE >JSON; its shell without script, style and document: shell FILE
document() {
    python3 -c 'import base64, gzip, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
sys.stdout.buffer.write(gzip.decompress(base64.b64decode(re.search(r"id=\"document\">([^<]*)<", page).group(1))))' "$1"
}
shell() {
    python3 -c 'import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
print(re.sub(r"<(script|style)[^>]*>.*?</\1>", r"<\1>", page, flags=re.S))' "$1"
}

sillage -q init c --title 'The <night> & "day"'
fails 1 "an empty case has nothing to report" sillage -C c report -o none.html
ok "and nothing was written" test ! -e none.html
sillage -q -C c add --precision minute "$demo/pastebin.json" "$demo/4chan-pol.json"
sillage -q -C c add "$demo/archive-org.csv" "$demo/twitter.ndjson" "$demo/chronicle.csv"

ok "without a question the whole case is reported" sillage -q -C c report -o whole.html
is "as one story with the case's title" 'The <night> & "day"' "$(document whole.html | json '" ".join(s["title"] for s in d["stories"])')"
is "of all its posts" "$(sillage -C c search '' --limit 1 --json 2>/dev/null | json 'd["total"]' 2>/dev/null || rows c 'SELECT count() FROM posts')" \
    "$(document whole.html | json 'd["stories"][0]["counts"]["posts"]')"

sillage -C c origin '#MacronLeaks' >/dev/null
sillage -C c origin '#macrongate' --to @DevineDevinBr >/dev/null
sillage -q -C c map '#MacronLeaks' -o m.svg
sillage -C c origin 'nothing holds these words' >/dev/null
ok "a report of what was asked" sillage -q -C c report -o r.html
is "each different question once, the latest first; without what found nothing" "#MacronLeaks|#macrongate" \
    "$(document r.html | json '"|".join(s["query"] for s in d["stories"])')"
is "a question for one story" "#macrongate" "$(sillage -q -C c report '#macrongate' -o - >g.html; document g.html | json '"|".join(s["query"] for s in d["stories"])')"

# ---- nothing leaves, nothing comes in
is "the shell names no address" "" "$(shell r.html | grep -iE '(src|href|action|srcset|data|poster|url\() *= *["'\'']?(https?:|//|file:)' )"
lacks "nor imports a style" "@import" "$(cat r.html)"
has "a policy forbids every request" "default-src &#39;none&#39;" "$(shell r.html)"
has "connections too" "connect-src &#39;none&#39;" "$(shell r.html)"
has "the title is escaped" "<title>The &lt;night&gt; &amp; &quot;day&quot;</title>" "$(shell r.html)"
has "without a script the answer stands in sentences" "#MacronLeaks" "$(shell r.html | sed -n '/<noscript>/,/<\/noscript>/p')"
is "no text of a post is in it" "" "$(document r.html | grep -o 'asks whether the documents'; shell r.html | grep -o 'asks whether the documents')"
is "nor a column for it" False "$(document r.html | json '"text" in d["stories"][0]["posts"]')"
sillage -q -C c report '#MacronLeaks' --text -o t.html
has "texts are in it on request" "asks whether the documents" "$(document t.html)"
has "which is told, since words can be searched for" "can find the accounts" "$(sillage -C c report '#MacronLeaks' --text -o t.html 2>&1)"
for f in r.html t.html; do
    is "no folder of this machine is in $f" "" "$(document $f | grep -oF -e "$here" -e "$root"; shell $f | grep -oF -e "$here" -e "$root")"
done

# ---- names
is "accounts without a known audience are replaced" 0 "$(document r.html | grep -cE 'Pamela_Moore13|EMLEAKS|Jenn_Abrams'; )"
is "and their ids and addresses" 0 "$(document r.html | grep -cE '860603255485366272|DevineDevinBr')"
has "large ones stay" '"wikileaks"' "$(document r.html)"
has "publications too" '"DFRLab"' "$(document r.html)"
is "the sentences are as discreet" "" "$(shell r.html | grep -oE 'Pamela_Moore13|EMLEAKS')"
is "the question as well" "account 1" "$(sillage -q -C c report '@DevineDevinBr' -o q.html; document q.html | json 'd["stories"][0]["query"].lstrip("@")')"
sillage -q -C c report '#MacronLeaks' --named '@emleaks' -o n.html
has "a listed name stays" '"EMLEAKS"' "$(document n.html)"
sillage -q -C c report '#MacronLeaks' --names all -o a.html
has "all stay when asked" '"Pamela_Moore13"' "$(document a.html)"
is "and it says so" "all 0" "$(document a.html | json 'd["privacy"]["names"] + " %d" % d["stories"][0]["counts"]["replaced_names"]')"
sillage -q -C c report '#MacronLeaks' --name-limit 1000000 -o l.html
lacks "a higher limit replaces more" '"JackPosobiec"' "$(document l.html)"
has "the terminal counts them" "names replaced" "$(sillage -C c report '#MacronLeaks' -o l.html 2>&1)"

# ---- the same again
sillage -q -C c report '#MacronLeaks' --undated -o one.html
head=$(document one.html | json 'd["case"]["custody"]["head"]') lines=$(document one.html | json 'd["case"]["custody"]["lines"]')
is "the custody head in it is that of the log's line" "$head" "$(sed -n "${lines}p" c/custody.jsonl | tr -d '\n' | sha256sum | cut -d' ' -f1)"
is "the log notes the file's hash" "$(sha256sum <one.html | cut -d' ' -f1)" "$(tail -n 1 c/custody.jsonl | json 'd["details"]["result_sha256"]')"
is "and that it was a report" "report" "$(tail -n 1 c/custody.jsonl | json 'd["action"]')"
copy_case c before && sillage -q -C before report '#MacronLeaks' --undated -o two.html
sillage -q -C c report '#MacronLeaks' --undated -o three.html
ok "the same case gives the same bytes" cmp two.html three.html
is "only the log's end differs from the report before" True \
    "$(document one.html >one.json; document two.html | json 'dict(d, case=dict(d["case"], custody=0)) == dict(json.load(open("one.json")), case=dict(json.load(open("one.json"))["case"], custody=0))')"
is "a given date is the date" "2017-05-08T00:00:00Z" "$(SOURCE_DATE_EPOCH=1494201600 sillage -q -C c report '#MacronLeaks' -o d.html; document d.html | json 'd["made"]')"
fails 2 "a date that is none is refused" env SOURCE_DATE_EPOCH=soon "$SILLAGE" -C c report '#MacronLeaks' -o d2.html
is "undated is undated" None "$(document one.html | json 'd["made"]')"
is "the language asked for is the page's" 1 "$(sillage -q -C c report '#MacronLeaks' --lang fr -o - | grep -c '<html lang="fr">')"
ok "it is a small file" test "$(wc -c <one.html)" -lt 1000000
is "the methods that were run are named" "origin inferred-links same-text layout communities privacy" "$(document one.html | json '" ".join(m["id"] for m in d["methods"])')"
ok "each has its page" python3 -c 'import os, sys; [os.stat(os.path.join(sys.argv[1], "doc/method", m + ".md")) for m in sys.argv[2].split()]' "$root" "$(document one.html | json '" ".join(m["id"] for m in d["methods"]) + " backbone"')"
is "what is hidden is counted" "True True" "$(sillage -q -C c report '#MacronLeaks' --max-nodes 3 -o s.html; document s.html | json '"%s %s" % (d["stories"][0]["hidden"]["nodes"] + d["stories"][0]["hidden"]["alone"] > 0, "backbone" in [m["id"] for m in d["methods"]])')"

# ---- map
sillage -q -C c map '#MacronLeaks' --undated -o map.html
is "map writes the same story as a page of its own" "map True" "$(document map.html | json 'd["kind"] + " %s" % (len(d["stories"]) == 1)')"
lacks "with small accounts' names replaced" "Pamela_Moore13" "$(document map.html)"
lacks "without this machine's folders" "$root" "$(document map.html; shell map.html)"
sillage -q -C c map '#MacronLeaks' --names all -o map2.html
has "unless it is asked otherwise" "Pamela_Moore13" "$(document map2.html)"
sillage -q -C c map '#MacronLeaks' -o names.csv
has "other formats keep names" "Pamela_Moore13" "$(cat names.csv)"
sillage -q -C c map '#MacronLeaks' --names large -o names.csv
lacks "until they are asked not to" "Pamela_Moore13" "$(cat names.csv)"

gzip -c "$demo/chronicle.csv" | head -c 1500 >cut.csv.gz
sillage -q -C c add "$here/cut.csv.gz" 2>/dev/null
sillage -q -C c report '#MacronLeaks' -o cut.html
has "a source that ended early says so" "cut short" "$(document cut.html | json '[s["error"] for s in d["case"]["sources"] if s["error"]]')"
lacks "without its folder" "$here" "$(document cut.html)"

# ---- where it goes
ln -s linked.html link.html
touch linked.html
sillage -q -C c report '#MacronLeaks' -o link.html
ok "a link stays a link" test -L link.html
has "and what it leads to is written" "</html>" "$(tail -c 20 linked.html)"
mkfifo pipe
cat pipe >through.html &
sillage -q -C c report '#MacronLeaks' -o pipe
wait $!
ok "a pipe stays a pipe" test -p pipe
is "and hands on what the log notes" "$(sha256sum <through.html | cut -d' ' -f1)" "$(tail -n 1 c/custody.jsonl | json 'd["details"]["result_sha256"]')"
echo before >kept.csv
lines=$(wc -l <c/custody.jsonl)
has "what cannot be noted is not written" "custody.jsonl" "$(bash -c 'trap "" XFSZ; ulimit -f 4; exec "$SILLAGE" -C c map "#MacronLeaks" -o kept.csv' 2>&1)"
is "the file before it stays" before "$(cat kept.csv)"
ok "nor was anything noted" test "$(wc -l <c/custody.jsonl)" -eq "$lines"
is "and nothing lies beside it" "" "$(ls | grep -E '[.](part|new)$')"
ok "the log is whole after that" sillage -C c custody verify
is "all posts are in on request" 0 "$(sillage -q -C c report '#MacronLeaks' -o p.html --max-posts 1000; document p.html | json 'd["stories"][0]["hidden"]["posts"]')"
is "few but those of the answer otherwise" True "$(sillage -q -C c report '#MacronLeaks' -o p.html --max-posts 1; document p.html | json 'd["stories"][0]["hidden"]["posts"] > 0 and min(s["post"] for s in d["stories"][0]["chain"]) >= 0')"

# ---- what the case's keeper wrote
sillage -q -C c report '#MacronLeaks' --title 'Why Pamela_Moore13 wrote to @wikileaks' -o title.html
lacks "a title names no small account" "Pamela_Moore13" "$(document title.html; shell title.html)"
has "but what stays named" "wrote to @wikileaks</title>" "$(shell title.html)"
for f in title.html title.svg; do
    sillage -q -C c map '#MacronLeaks' --names large --title 'Why Pamela_Moore13 wrote' -o $f
    lacks "nor does that of a map ($f)" "Pamela_Moore13" "$(cat $f; test $f = title.svg || document $f)"
done
cp "$demo/chronicle.csv" posts_of_EMLEAKS.csv && echo >>posts_of_EMLEAKS.csv
sillage -q -C c add posts_of_EMLEAKS.csv >/dev/null
sillage -q -C c report '#MacronLeaks' -o file.html
lacks "nor a file's name" "EMLEAKS" "$(document file.html; shell file.html)"
has "whose rest stays" "posts_of_….csv" "$(document file.html)"

# ---- asked wrongly
mkdir folder
fails 1 "a folder is no file" sillage -C c report '#MacronLeaks' -o folder
fails 2 "nor is nothing" sillage -C c report '#MacronLeaks' -o ''
fails 2 "no account at all is refused" sillage -C c report '#MacronLeaks' -o x.html --max-nodes 0
fails 2 "too many are too" sillage -C c report '#MacronLeaks' -o x.html --max-nodes 99999999999999999999
fails 2 "no file is a usage error" sillage -C c report
fails 2 "names of another kind are refused" sillage -C c report -o x.html --names some
fails 2 "a limit of nobody is refused" sillage -C c report -o x.html --name-limit 0
fails 2 "another language is refused" sillage -C c report -o x.html --lang tlh
fails 2 "a milestone without a story is refused" sillage -C c report -o x.html --to @wikileaks
fails 1 "a query that finds nothing is an error" sillage -C c report 'nothing holds these words' -o x.html
fails 1 "a folder that is not there is an error" sillage -C c report '#MacronLeaks' -o nowhere/x.html
ok "none of these wrote a file" test ! -e x.html -a -z "$(ls folder)"
fails 1 "outside a case there is nothing to report" sillage report -o x.html
ok "custody holds" sillage -C c custody verify
# An empty QUERY is one, and finds every post; a name for another kind of file is refused.
sillage -q -C c report '' -o every.html
is "an empty query finds the whole case" "" "$(document every.html | json '"|".join(s["query"] for s in d["stories"])')"
fails 2 "a PDF is not what report writes" sillage -C c report '#MacronLeaks' -o page.pdf
has "and the message says how to get one" "print it" "$(sillage -C c report '#MacronLeaks' -o page.pdf 2>&1)"
fails 2 "nor is a graph" sillage -C c report '#MacronLeaks' -o page.gexf
sillage -q -C c report '#MacronLeaks' --lang fr --title 'La nuit' -o fr.html
is "the log holds what it takes to write the page again" "fr La nuit" "$(tail -1 c/custody.jsonl | json 'd["details"]["lang"] + " " + d["details"]["title"]')"
is "a map's chain ends where it is asked to" JackPosobiec \
    "$(sillage -q -C c map '#MacronLeaks' --to @JackPosobiec -o - -f json | json 'd["story"]["milestone"]["post"]["account"]')"
finish
