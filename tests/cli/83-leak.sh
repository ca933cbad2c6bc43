#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A leak as its reader meets it: judged, listed, shown, searched, drawn, reported; and what is said to wrong questions.
. "$(dirname "$0")/lib.sh"

leak() { sillage -C case leak "$@"; }
# What is said where nothing is asked for: the error, and its first line only.
said() { sillage "$@" 2>&1 >/dev/null | head -n 1; }
lines() { printf '%s' "$1" | grep -c ''; }
quiet() { "$@" >/dev/null 2>&1 </dev/null; }
# A value of the list of items, one JSON object a line: each 'len(i)'
each() { python3 -c 'import json, sys; i = [json.loads(line) for line in sys.stdin]; print(eval(sys.argv[1]))' "$1"; }

sillage -q simulate made --leak --mails 300 --documents 60 --threads 1 >/dev/null
sillage -q init case --title leak
sillage -q init bare --title bare
keys=made/keys.csv

# ---- before there is one ----

for command in verify list 'list --json' 'show abcd' 'search word' 'timeline -o t.svg'; do
    # shellcheck disable=SC2086
    has "without a leak, leak $command says so and how to add one" 'sillage leak add PATH…' "$(said -C bare leak $command)"
done
ok "and leaves no file behind" test ! -e t.svg
has "a report of an empty case says what is missing" "leak verify" "$(said -C bare report -o r.html)"
has "without a case it says how to make one" "sillage init" "$(said -C nowhere leak list)"

# ---- in ----

has "a folder goes in" "mails and " "$(leak add made/leak)"
touch empty.eml
has "an empty file is an item" "in 1 item added" "$(leak add empty.eml)"
has "a path that is not there is named" "nothere: there is no such file" "$(said -C case leak add nothere)"
fails 1 "and is an error" sillage -C case leak add nothere
if [ "$(id -u)" -ne 0 ]; then
    echo x >closed.txt
    chmod 000 closed.txt
    has "a path that may not be read is named" "closed.txt" "$(said -C case leak add closed.txt)"
fi
has "status counts what is there" "leak     300 mails" "$(sillage -C case status)"
is "as JSON too" 300 "$(sillage -C case status --json | json '[x["items"] for x in d["leak"] if x["kind"] == "message"][0]')"

# ---- judged ----

first=$(leak list --json --keys $keys)
verified=$(each 'sum(x["verdict"] == "verified" for x in i)' <<<"$first")
ok "a list with keys needs no judging before" test "$verified" -gt 100
is "and keeps nothing" "" "$(ls case/findings 2>/dev/null)"
lacks "without keys nothing is verified" '"verdict":"verified"' "$(leak list --json)"
text=$(leak verify --keys $keys 2>said)
has "the first lines say what it is" "300 mails dated from" "$(head -n 4 <<<"$text")"
has "and what holds" "$verified (" "$(sed -n '/^In short/,/^What the/p' <<<"$text")"
has "and what does not" "Something speaks against" "$(sed -n '/^In short/,/^What the/p' <<<"$text")"
has "each kind says what would overturn it" "What would overturn it: a conversion or migration" "$(tr -s '\n ' ' ' <<<"$text")"
is "a batch is told once" 1 "$(grep -c "created over" <<<"$text")"
lacks "nobody is accused" "forger" "$text"
lacks "no list ends in nothing" "and 0 more" "$text"
has "what comes next is said" "sillage leak show ID" "$(cat said)"
is "unless all should be quiet" "" "$(sillage -q -C case leak verify --keys $keys 2>&1 >/dev/null)"
is "no colours where nobody looks" "" "$(grep -c $'\033' <<<"$text" | grep -v '^0')"
is "the same question has the same answer" "$(sha256sum <<<"$text")" "$(leak verify --keys $keys 2>/dev/null | sha256sum)"
document=$(leak verify --keys $keys --json)
is "as JSON it is one document" 1 "$(json 'd["format"]' <<<"$document")"
is "the finding that is kept is the same" "$(sha256sum <<<"$document")" "$(cat case/findings/leak-*.json | sha256sum)"
is "the keys are kept" "$(sha256sum <$keys)" "$(sha256sum <"case/inputs/keys-$(sha256sum $keys | head -c 16).csv")"
ok "custody holds" sillage -C case custody verify
has "and names the finding" '"leak verify"' "$(tail -n 1 case/custody.jsonl)"
before=$(ls case/findings case/inputs)
has "keys from a pipe are refused: they could not be kept" "not a pipe" "$(bash -c '"$0" -C case leak verify --keys <(cat "$1")' "$SILLAGE" $keys 2>&1 >/dev/null)"
is "and nothing is kept of it" "$before" "$(ls case/findings case/inputs)"

# ---- listed ----

items=$(leak list --json)
is "the list is the judgement that was kept" "$(sha256sum <<<"$first")" "$(sha256sum <<<"$items")"
cat >check.py <<'P'
# Exactly the fields that the documentation lists, for every line.
import json, re, sys
words = re.sub(r'\s+', ' ', open(sys.argv[1], encoding='utf-8').read())
part = words[words.index('An item of `items`:'):words.index('## leak list --json')]
common, rest = part.split('A mail also has')
mail, document = rest.split('A document also has')
fields = lambda s: {m for m in re.findall(r'`([a-z_0-9]+)`', re.sub(r'\([^)]*\)', '', s)) if m != 'items'}
always = fields(common) | {'findings', 'notes', 'message_id', 'from', 'verdict'}
n = 0
for line in sys.stdin:
    item = json.loads(line)
    want = set(always)
    if item['kind'] == 'message': want |= fields(mail)
    if item['kind'] in ('document', 'image'): want |= fields(document)
    if set(item) != want: sys.exit('%s: %s' % (item['kind'], sorted(set(item) ^ want)))
    for f in item['findings'] + item['notes']:
        if set(f) != {'rule', 'severity', 'title', 'reason', 'evidence', 'others', 'overturn'}: sys.exit(str(sorted(f)))
        if re.search(r'(^| )\?( |[.,;]|$)|\{[a-z_]+\}', f['reason']): sys.exit(f['reason']) # a fact that is missing
        if f in item['findings'] and f['severity'] == 'note': sys.exit('a note among findings')
    n += 1
print(n)
P
is "each line has exactly the fields that are documented" "$(lines "$items")" "$(python3 check.py "$root/doc/formats/leak-json.md" <<<"$items" 2>&1)"
flagged=$(leak list --flagged --json)
is "--flagged leaves what has a finding" "$(each 'sum(bool(x["findings"]) for x in i)' <<<"$items")" "$(lines "$flagged")"
batch=$(leak list --rule batch-edit --json)
is "--rule leaves what has that one" "$(each 'sum(any(f["rule"] == "batch-edit" for f in x["findings"]) for x in i)' <<<"$items") True" \
    "$(each 'str(len(i)) + " " + str(len(i) >= 20)' <<<"$batch")"
is "--kind leaves a kind" "$(each 'sum(x["kind"] == "image" for x in i)' <<<"$items")" "$(lines "$(leak list --kind image --json)")"
is "--verdict leaves a verdict" "$verified" "$(lines "$(leak list --verdict verified --json)")"
has "addresses are there" "@campaign.example" "$items"
masked=$(leak list --json --mask)
is "--mask leaves none whole" "" "$(grep -oE '"(from|message_id)":"[^"…@]+@' <<<"$masked" | head -n 3)"
table=$(leak list --flagged -n 5 2>told)
is "the table has as many rows as asked for, and a head" 6 "$(lines "$table")"
has "its head says what stands below" "kind, verdict" "$table"
has "and how many there are" "$(lines "$flagged") items; these are the first 5" "$(cat told)"
is "asked for none, it says so" "sillage: no item of the leak is such" "$(said -C case leak list --rule impossible-zone --kind image)"

# ---- shown ----

id=$(each '[x["id"] for x in i if x["verdict"] == "verified"][0]' <<<"$items")
field() { each "[x['$1'] for x in i if x['id'] == '$id'][0]" <<<"$items"; }
shown=$(leak show "$id")
has "an item is shown by its id" "SHA-256: $(field sha256)" "$shown"
is "by the beginning of it" "$shown" "$(leak show "${id:0:10}")"
is "in capitals" "$shown" "$(leak show "${id^^}")"
is "by its SHA-256" "$shown" "$(leak show "$(field sha256)")"
has "by its Message-ID" "$(field message_id)" "$(leak show "<$(field message_id)>")"
has "its signatures are told" "the sender's domain" "$(tr -s '\n ' ' ' <<<"$shown")"
has "--headers has them as they were" "DKIM-Signature:" "$(leak show "$id" --headers)"
ok "--text has more than that" test "$(leak show "$id" --text | wc -l)" -gt "$(wc -l <<<"$shown")"
is "--json is its line of the list" "$(grep "^{\"id\":\"$id\"" <<<"$items")" "$(leak show "$id" --json)"
is "--raw gives its bytes" "$(field sha256)" "$(leak show "$id" --raw | sha256sum | cut -d ' ' -f 1)"
nested=$(each '[x["id"] for x in i if x["parent"] and x["kind"] == "document" and x["path"].count("/") > 2][0]' <<<"$items")
is "an attachment's too" "$(each "[x['sha256'] for x in i if x['id'] == '$nested'][0]" <<<"$items")" \
    "$(leak show "$nested" --raw | sha256sum | cut -d ' ' -f 1)"
altered=$(each '[x["id"] for x in i if x.get("copy") == "altered"][0]' <<<"$items")
shown=$(leak show "$altered")
has "an altered copy shows the words that differ" "Words that differ" "$shown"
has "and where the other is" "see " "$shown"
lacks "masked, it has no whole address" "@campaign.example" "$(leak show "$altered" --mask | sed 's/[^ ]*…@campaign.example//g')"

# ---- searched ----

hits() { leak search "$@" --json -n 1000 2>/dev/null; }
n() { lines "$(hits "$@")"; }
all=$(n is:mail)
is "every mail is found" 300 "$all"
ok "words are all to be there" test "$(n meeting)" -gt "$(n 'meeting invoice')"
ok "a phrase is found as it stands" test "$(n '"Kind regards"')" -gt 0
is "capitals do not matter" "$(n '"kind regards"')" "$(n '"KIND REGARDS"')"
is "a word without and with make all" "$all" "$(($(n 'is:mail meeting') + $(n 'is:mail -meeting')))"
is "a phrase too" "$all" "$(($(n 'is:mail "Kind regards"') + $(n 'is:mail -"Kind regards"')))"
is "from: is the sender" "True" "$(hits from:treasury@ | each 'bool(i) and all("treasury@" in x["by"] for x in i)')"
is "since: and until: are days" "True" "$(hits 'since:2016-01-01 until:2016-01-31' | each 'bool(i) and all(x["date"][:7] == "2016-01" for x in i)')"
is "and part the dated ones" "$(n 'since:1970-01-01')" "$(($(n 'until:2016-01-31') + $(n 'since:2016-02-01')))"
is "what nobody wrote is not found" "sillage: no mail or document of the leak fits" "$(said -C case leak search xyzzyx)"
ok "a snippet is whole letters" python3 -c 'import json, sys; [json.loads(l) for l in sys.stdin.buffer.read().decode("utf-8", "strict").splitlines()]' < <(hits réunion)
lacks "whatever it was cut from" "�" "$(hits réunion)"

wrong() { # SENTENCE STATUS PART, then the words of the command
    local sentence=$1 expected="$2, $3" part=$3 text status
    shift 3
    text=$(sillage -C case leak "$@" 2>&1 >/dev/null </dev/null)
    status=$?
    case $text in *"$part"*) text=$part ;; esac
    is "$sentence" "$expected" "$status, $text"
}
wrong "a phrase without an end is refused" 2 'its closing "' search '"open'
wrong "a time that is none" 2 "is no time such as" search since:never
wrong "a field without a word" 2 "nothing stands behind from:" search from:
wrong "a field of the other search" 2 "not by lang:" search lang:fr
wrong "OR" 2 "there is no OR" search 'a OR b'
wrong "no word at all" 2 "the query is empty" search ''
wrong "bytes that are no text" 2 "UTF-8" search $'a\377'

# ---- wrong questions ----

printf 'a,b\n1,2\n' >columns.csv
: >empty.csv
mkdir folder
wrong "a key file that is not there" 1 "columns domain, selector, value" verify --keys nothere.csv
wrong "a key file without the columns" 1 'no column "domain"' verify --keys columns.csv
wrong "an empty key file" 1 "the file is empty" verify --keys empty.csv
wrong "a folder as key file" 1 "Is a directory" list --keys folder
wrong "a theft at no time" 2 "is no time such as 2017-04-24" verify --theft yesterday
wrong "a size that is none" 2 "is no size such as 9GB" verify --promised-size huge
wrong "a finding with a slip in its name" 2 'did you mean "altered-copy"' list --rule altered-copi
wrong "a finding that does not exist" 2 "there are: recovered," list --rule sorcery
wrong "a kind that does not exist" 2 "message, document" list --kind mail
wrong "an item that is not there" 1 "leak list" show ffffffffffff
wrong "an id that is too short" 2 "4 or more digits" show a
wrong "two items' bytes at once" 2 "name one" show --raw "$id" "$altered"
wrong "a timeline of no known kind" 2 "known are svg, png, csv, json" timeline -o t.gif
wrong "a timeline for nowhere" 2 "needs -o FILE" timeline
wrong "a timeline into a folder that is not there" 1 "nofolder/t.svg" timeline -o nofolder/t.svg

# ---- drawn ----

for suffix in svg png csv json; do
    sillage -q -C case leak timeline -o t.$suffix
    sillage -q -C case leak timeline -o again.$suffix
    ok "the same timeline has the same bytes: $suffix" cmp t.$suffix again.$suffix
done
ok "the .svg is well-formed XML" python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' t.svg
has "it names the batch" "documents saved within" "$(cat t.svg)"
is "the .png is one" "PNG" "$(head -c 4 t.png | tail -c 3)"
is "the .csv has the times of the .json" "$(json 'len(d["times"])' <t.json)" "$(($(wc -l <t.csv) - 1))"
is "paths are left out" "" "$(json '"".join(t["path"] for t in d["times"])' <t.json)"
has "unless asked for" "backup.zip/" "$(leak timeline -o - --format csv --text)"
has "addresses are masked on request" "…@" "$(leak timeline -o - --format csv --mask)"
has "a theft is drawn" "said to be taken, 1 March 2017" "$(leak timeline -o - --format svg --theft 2017-03-01 --keys $keys)"

# ---- reported ----

# Words of the leak, in the report, and not: a subject, a path, a word that was altered.
subject=$(each "[x['subject'] for x in i if x['id'] == '$altered'][0]" <<<"$items")
path=$(each "[x['path'].split('/')[-1] for x in i if any(f['rule'] == 'batch-edit' for f in x['findings'])][0]" <<<"$items")
words=$(each "[f['evidence']['facts']['words'] for x in i for f in x['findings'] if f['rule'] == 'altered-copy'][0]" <<<"$items")
plain() { python3 - "$1" <<'P'
import base64, gzip, html, re, sys
page = open(sys.argv[1], encoding='utf-8').read()
more = [base64.b64decode(b) for b in re.findall(r'[A-Za-z0-9+/=]{200,}', page)]
print(html.unescape(page))
for b in more:
    try: print(gzip.decompress(b).decode('utf-8', 'replace'))
    except Exception: pass
P
}
ok "a leak alone is reported" sillage -q -C case report -o leak.html
page=$(plain leak.html)
has "with its findings" "altered-copy" "$page"
lacks "without subjects" "$subject" "$page"
lacks "without names of files" "$path" "$page"
lacks "without the words that differ" "“$words”" "$page"
is "without whole addresses of mail" "" "$(grep -oE 'presse@campaign\.example|tresorerie@office\.example\.org' <<<"$page" | sort -u)"
ok "with --text" sillage -q -C case report --text -o text.html
has "names of files are there" "$path" "$(plain text.html)"
printf 'platform,id,account,time,text\ntwitter,1,one,2017-05-05T18:49:00Z,#leak is out\n' >posts.csv
quiet sillage -q -C case add posts.csv --format sillage
ok "posts and leak are reported together" sillage -q -C case report '#leak' -o both.html
has "with both" "altered-copy" "$(plain both.html)"
ok "custody holds at the end" sillage -C case custody verify

# ---- and later ----

mkdir later
printf 'From: press@press.example.net\nTo: desk@press.example.net\nSubject: one more\nDate: Mon, 10 Apr 2017 10:00:00 +0000\nMessage-ID: <late@press.example.net>\n\nOne more.\n' >later/one.eml
leak add later >/dev/null
is "what was added since is in the list: the kept judgement is not used" 1 "$(lines "$(leak list --json | grep '"late@press')")"
is "with the keys that were kept" "$verified" "$(lines "$(leak list --json --verdict verified)")"
finish
