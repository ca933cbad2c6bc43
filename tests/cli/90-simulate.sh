#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Simulated evidence: written, read into a case without a reject, and held against its truth.
. "$(dirname "$0")/lib.sh"

out=$(sillage simulate try --posts 8000 --days 5 --stories 4 --seed 7 2>&1)
has "it says what it wrote" "5 files" "$out"
has "and what to do next" "add try/evidence" "$out"
sillage -q init c
added=$(sillage -C c add try/evidence --strict --json)
is "no row is rejected" 0 "$(json 'd["total"]["rejected"]' <<<"$added")"
is "none has to be mended" 0 "$(json 'd["total"]["repaired"]' <<<"$added")"
is "every file has as many rows as the truth says" "$(json '[f["rows"] for f in sorted(d["files"], key=lambda f: f["name"]) if f["name"].startswith("evidence/")]' <try/truth.json)" \
    "$(json '[f["rows"] for f in sorted(d["files"], key=lambda f: f["path"])]' <<<"$added")"
is "and its hash" "$(json 'sorted(f["sha256"] for f in d["files"] if f["name"].startswith("evidence/"))' <try/truth.json)" \
    "$(json 'sorted(f["sha256"] for f in d["files"])' <<<"$added")"
is "no two posts are one" "$(rows c 'SELECT count() FROM posts')" "$(rows c 'SELECT uniqExact(post) FROM posts')"

story=$(json 'd["stories"][0]["query"]' <try/truth.json)
origin=$(sillage -C c origin "$story" --no-inferred --json)
is "the hashtag finds a story whole" "$(json 'sum(d["stories"][0]["events"].values()) - len(d["stories"][0]["deleted"])' <try/truth.json)" \
    "$(sillage -C c search "$story" --json | json 'd["total"]')"
is "its first on each platform are the true ones" "$(json 'sorted(f["platform"] + ":" + f["post"] for f in d["stories"][0]["first"])' <try/truth.json)" \
    "$(json 'sorted(f["post"]["platform"] + ":" + f["post"]["id"] for f in d["firsts"])' <<<"$origin")"
clocks=$(json 'repr(sorted(a["account"].split("/")[1] for a in d["clock_errors"] if a["account"].startswith("twitter/")))' <try/truth.json | tr '[]' '()')
if [ "$clocks" != "()" ]; then
    is "X's ids tell of every wrong clock, and of none that is right" 0 \
        "$(rows c "SELECT countIf((account IN $clocks) != (bitAnd(flags, 8) != 0)) FROM posts WHERE platform = 'twitter'" | tr -d '[:space:]')"
else
    skip "X's ids tell of every wrong clock" "no account of twitter has one with this seed"
fi

sillage -q simulate again --posts 8000 --days 5 --stories 4 --seed 7 --threads 1 >/dev/null
ok "the same seed gives the same bytes" diff -r try again
sillage -q simulate other --posts 8000 --days 5 --stories 4 --seed 8 >/dev/null
fails 1 "another seed others" cmp -s try/evidence/reddit.csv other/evidence/reddit.csv

sillage -q simulate null --posts 8000 --days 5 --stories 4 --seed 7 --without-groups >/dev/null
is "without groups only the joint posts are gone" "$(json 'len({p for g in d["groups"] for a in g["acts"] for p in a["posts"]})' <try/truth.json)" \
    "$(diff -r try/evidence null/evidence | grep -c '^<.*\(created_at\|telegram,\|reddit,\)')"
is "and nothing has come or changed" 0 "$(diff -r try/evidence null/evidence | grep -c '^>')"

sillage -q simulate shares --posts 5000 --only-shares --groups 3 >/dev/null
sillage -q init s
is "four columns of shares are read too" "5,000 posts added (csv)" "$(sillage -C s add shares/evidence/shares.csv 2>&1 | sed 's/.*csv: //; s/(.*/(csv)/')"

has "a folder that holds something is refused" "not empty" "$(sillage simulate try 2>&1)"
fails 2 "a share beyond 1 is refused" sillage simulate x --camouflage 1.5
fails 2 "a group of one is none" sillage simulate x --group-size 1
is "as JSON" True "$(sillage -q simulate j --posts 1000 --json | json 'd["posts"] > 500 and d["files"] == 5')"
finish
