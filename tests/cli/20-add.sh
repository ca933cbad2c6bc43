#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Adding evidence: twice, from standard input, packed, from folders, resumed.
. "$(dirname "$0")/lib.sh"
posts() { rows "${1:-c}" 'SELECT count() FROM posts' | tr -d '[:space:]'; }

sillage -q init c
cat >posts.csv <<'CSV'
time,platform,account,text,url
2017-05-05T18:49:00Z,Twitter,alpha,"First words, with a comma #Tag",https://twitter.com/alpha/status/860000000000000001
2017-05-05T18:50:00Z,twitter,beta,Second words #tag https://twitter.com/alpha/status/860000000000000001,https://twitter.com/beta/status/860000000000000002
CSV
has "adding says what went in" "2 posts added" "$(sillage -C c add posts.csv 2>&1)"
has "adding it again adds nothing, and says so" "nothing added" "$(sillage -C c add posts.csv 2>&1)"
cp posts.csv copy.csv
has "neither does the same file under another name" "nothing added" "$(sillage -C c add copy.csv 2>&1)"
is "two posts are there" 2 "$(posts)"
is "the permalink became a link" "permalink" "$(sillage -C c origin '#tag' --json | json 'd["chain"][-1]["how"] if len(d["chain"]) > 1 else [f["how"] for f in d["firsts"]]' | sed 's/.*permalink.*/permalink/')"

is "where no audience is known the milestone does not claim one" "the earliest, since audiences are not known" \
    "$(sillage -C c origin '#tag' --json | json 'd["milestone"]["why"]')"

for packer in gzip zstd xz bzip2; do
    if command -v $packer >/dev/null; then
        sed "s/words/$packer/" posts.csv | $packer -c >"posts.csv.$packer"
        has "$packer is unpacked on the way" "2 posts added" "$(sillage -C c add "posts.csv.$packer" 2>&1)"
    else
        skip "$packer is unpacked on the way" "$packer is not installed"
    fi
done
has "standard input is read" "2 posts added" "$(sed 's/words/piped/' posts.csv | sillage -C c add - 2>&1)"
ok "and kept, so that custody can check it" sillage -C c custody verify
is "search finds it" 2 "$(sillage -C c search piped --json | json 'd["total"]')"

mkdir pastes && printf 'A paste. https://archive.org/details/some-item\n' >pastes/AbCd1234.txt
printf '{"key":"AbCd1234","date":"1494007140","user":"someone","title":"A title","full_url":"https://pastebin.com/AbCd1234"}' >pastes/AbCd1234.json
printf 'Another, whose time nobody wrote down.\n' >pastes/ZyXw9876.txt
out=$(sillage -C c add pastes 2>&1)
has "a folder of pastes is one source" "1 post added (pastes)" "$out"
has "a paste without a time is a reject" "1 rejected" "$out"
ok "custody checks the folder's files" sillage -C c custody verify
echo changed >>pastes/AbCd1234.txt
has "and names the one that changed" "AbCd1234.txt" "$(sillage -C c custody verify 2>&1)"
fails 3 "--strict tells of rejects by the status" sillage -C c add --strict pastes
mkdir heap && sed 's/words/heap1/' posts.csv >heap/a.csv && sed 's/words/heap2/' posts.csv >heap/b.csv && echo nothing >heap/notes.bin
out=$(sillage -C c add heap 2>&1)
has "a folder of files is added file by file" "4 posts added from 2 files" "$out"
has "what is no evidence in it is passed over, and said" "notes.bin" "$out"
mkdir many && for i in $(seq 25); do echo nothing >many/$i.bin; done
out=$(sillage -C c add many 2>&1)
is "of many such files ten are named" 10 "$(grep -c 'passed over: in no' <<<"$out")"
has "and all are counted" "25 files in all passed over" "$out"
has "a folder without files is told" "holds no files" "$(mkdir none && sillage -C c add none 2>&1)"
has "a format of folders reads no file" "reads a folder" "$(sillage -C c add --format pastes heap/notes.bin 2>&1)"

sillage -q init twice
cat >x.ndjson <<'JSON'
{"id_str":"860000000000000003","created_at":"Fri May 05 19:00:00 +0000 2017","full_text":"RT @alpha: First words","user":{"id_str":"1","screen_name":"gamma","followers_count":10},"retweeted_status":{"id_str":"860000000000000001","created_at":"Fri May 05 18:49:00 +0000 2017","full_text":"First words","user":{"id_str":"2","screen_name":"alpha","followers_count":1000}}}
JSON
sillage -q -C twice add posts.csv x.ndjson
is "one tweet from two sources is one post" 1 "$(sillage -C twice origin 'account:alpha' --json | json 'd["posts"]')"
finish
