#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Look-alikes as their reader meets them: a list judged, a pipe of a million names, only what is new, names made, wrong input.
. "$(dirname "$0")/lib.sh"

alike() { sillage lookalike "$@"; }
said() { sillage "$@" 2>&1 >/dev/null; }
# A value of JSON lines on standard input: each 'len(i)'
each() { python3 -c 'import json, sys; i = [json.loads(line) for line in sys.stdin]; print(eval(sys.argv[1]))' "$1"; }

# ---- a list ----

cat >names.txt <<'END'
# a comment, and an empty line below

www.example.org
exarnple.org
login-example.org
EXAMPLE.NET.
https://example.org.stranger.net/login?x=1
someone@examp1e.org
xn--xample-9uf.org
unrelated.com
harmless.net
END
found=$(alike example.org --in names.txt --severity low --json 2>said)
mapfile -t it < <(each '"\n".join(map(str, [len(i), " ".join(str(x["line"]) for x in i), " ".join(list(i[0])[:5]), i[0]["tricks"], i[1]["tricks"],
    i[2]["tricks"], (i[3]["domain"], i[3]["tricks"]), i[4]["domain"], (i[5]["tricks"], i[5]["shown"]), sum(len(x["reason"]) > 20 for x in i),
    " ".join(sorted(i[0]))]))' <<<"$found")
is "each look-alike of a list is an object on a line" 6 "${it[0]}"
is "in the list's order" "4 5 6 7 8 9" "${it[1]}"
is "the keys that programs ask for come first" "domain protected tricks severity reason" "${it[2]}"
is "rn for m is seen" "['confusable']" "${it[3]}"
is "a word before it" "['combosquat']" "${it[4]}"
is "another ending" "['tld']" "${it[5]}"
is "a stranger's subdomain, of an address" "('example.org.stranger.net', ['subdomain'])" "${it[6]}"
is "the host of a mail address" "examp1e.org" "${it[7]}"
is "another script, decoded" "(['confusable'], 'єxample.org')" "${it[8]}"
is "each says why" 6 "${it[9]}"
keys=$(sed -n '/^| key/,/^$/s/^| `\([a-z]*\)`.*/\1/p' "$root/doc/formats/lookalike-json.md")
is "the keys are those that are documented" "$(printf '%s\n' $keys line | sort | xargs)" "${it[10]}"
has "what was read is counted" "9 names" "$(cat said)"
has "own names are counted, not told" "1 protected or allowed" "$(cat said)"
text=$(alike example.org --in names.txt -s low 2>/dev/null)
has "people read a sentence" "“rn” stands for “m”" "$text"
is "one line each" 6 "$(grep -c . <<<"$text")"
is "quiet is quiet" "" "$(said -q lookalike example.org --in names.txt)"
is "what is allowed is not told" 5 "$(alike example.org --in names.txt -s low --allow login-example.org --json 2>/dev/null | each 'len(i)')"
gzip -k names.txt
is "packed lists are unpacked" "$found" "$(alike example.org --in names.txt.gz -s low --json 2>/dev/null)"

# ---- a pipe of a million ----

million=$(seq 1000000 | awk '{ print $1 == 777777 ? "onedrive-en-marche.fr" : "w" $1 * 7919 % 20011 "." ($1 % 3 ? "com" : "net") }' |
    alike en-marche.fr --in - --json 2>said)
is "a million names from a pipe, and the one that is meant" "onedrive-en-marche.fr 777777 ['combosquat']" "$(each '[f"""{x["domain"]} {x["line"]} {x["tricks"]}""" for x in i][-1]' <<<"$million")"
has "all of them were read" "1,000,000 names" "$(cat said)"

# ---- a pipe that is slow ----

for how in "" --json "--new-since slow.txt"; do
    # shellcheck disable=SC2086
    coproc PIPE { exec "$SILLAGE" -q lookalike example.org --in - $how; }
    pid=$PIPE_PID
    echo exarnple.org >&"${PIPE[1]}"
    line=
    read -r -t 20 line <&"${PIPE[0]}"
    has "a name is told before the next one comes ($how)" exarnple.org "$line"
    echo login-example.org >&"${PIPE[1]}"
    line=
    read -r -t 20 line <&"${PIPE[0]}"
    has "and the next one, too ($how)" login-example.org "$line"
    eval "exec ${PIPE[1]}>&-"
    wait "$pid"
done

# ---- what is no name ----

python3 -c '
import sys
w = sys.stdout.buffer.write
w(b"xn--99999999999999.fr\n")
w(b".".join([b"a"] * 300) + b"\n")
w(b"en-\0marche.fr\n")
w(b"a" * 1000000 + b".fr\n")
w(b"\xff\xfe.fr\n")
w(b"en-nnarche.com\n")' >bad.txt
found=$(alike en-marche.fr --in bad.txt --rejects kept.ndjson --json 2>said)
is "what cannot be read does not hide what can" "['en-nnarche.com']" "$(each '[x["domain"] for x in i]' <<<"$found")"
is "each reject is kept with its line" "[1, 2, 3, 4, 5]" "$(each '[x["line"] for x in i]' <kept.ndjson)"
ok "and a reason of its own" test "$(each 'len({x["reason"] for x in i})' <kept.ndjson)" -ge 4
ok "a long name is cut where it is kept" test "$(wc -c <kept.ndjson)" -lt 4000
has "and told" "line 1: rejected:" "$(cat said)"
ok "no control character reaches the terminal" python3 -c 'import sys; sys.exit(any(c < 32 and c != 10 for c in open("said", "rb").read()))'
fails 3 "--strict makes it the status" sillage lookalike en-marche.fr --in bad.txt --strict
fails 1 "a list that is not there is an error" sillage lookalike en-marche.fr --in nothere.txt
has "a list that protects nothing is told by its name" "bare.txt: protects no name" "$(echo '# nobody' >bare.txt; said lookalike --protect bare.txt --in names.txt)"

cp bad.txt same.txt
fails 2 "--rejects never empties what is read" sillage lookalike en-marche.fr --in same.txt --rejects same.txt
ok "which stays as it was" cmp bad.txt same.txt
fails 1 "a full disk is told" sillage lookalike en-marche.fr --in bad.txt --rejects /dev/full

# ---- only what is new ----

printf 'exarnple.org\n' >today.txt
fails 1 "where nothing can be kept nothing is told" sillage lookalike example.org --in today.txt --new-since nowhere/seen.txt
has "status 4 is in the help" "4 done and something is new" "$(sillage help | tr -s '\n ' ' ')"
has "and in the man page" "something is new: lookalike" "$(sillage help --man)"
fails 4 "something new is status 4" sillage lookalike example.org --in today.txt --new-since seen.txt
fails 0 "nothing new is status 0" sillage lookalike example.org --in today.txt --new-since seen.txt
is "and tells nothing" "" "$(alike example.org --in today.txt --new-since seen.txt 2>/dev/null)"
printf 'exarnple.org\nlogin-example.org\n' >today.txt
is "the next day only the new one" "login-example.org" "$(alike example.org --in today.txt --new-since seen.txt --json 2>/dev/null | each 'i[0]["domain"]')"
echo "my shopping list" >other.txt
fails 1 "a file that is something else is refused" sillage lookalike example.org --in today.txt --new-since other.txt
is "and left as it was" "my shopping list" "$(cat other.txt)"

# Ctrl-C reaches everybody of an endless pipe: it ends when its writer does, and what was told is remembered.
mkfifo endless.pipe
exec 8<>endless.pipe
echo exarnple.org >&8
set -m
"$SILLAGE" -q lookalike example.org --in - --new-since endless.txt <endless.pipe >endless.out 2>endless.err 8>&- &
endless=$!
set +m
ok "what comes is told at once" soon test -s endless.out
kill -INT $endless
ok "an interrupt is answered" soon grep -q "ending when the pipe does" endless.err
exec 8>&-
wait $endless
is "an interrupted pipe ends with what was told" 4 $?
has "and remembers it" "exarnple.org" "$(cat endless.txt)"

# ---- lists of protected names ----

printf 'example.org alias:example.info brand:exemplar\nallow: login-example.org\n' >ours.txt
found=$(printf 'example.info\nlogin-example.org\nsecure-exemplar.net\n' | alike --protect ours.txt --in - --json 2>/dev/null)
is "aliases are their owner's, allowed names are left alone, brands count" "['secure-exemplar.net']" "$(each '[x["domain"] for x in i]' <<<"$found")"
printf 'example.org\nalias nothing\n' >wrong.txt
has "a list that is wrong is refused with its line" "wrong.txt" "$(said lookalike --protect wrong.txt --in names.txt)"
has "no protected name is a question" "which names are imitated" "$(said lookalike --in names.txt)"
has "what is no domain is told" "not_a domain" "$(said lookalike 'not_a domain' --in names.txt)"
has "without a case it says what can be done" "--in" "$(said -C nowhere lookalike example.org)"
fails 2 "two things at once are refused" sillage lookalike example.org --in names.txt --generate
has "a forgotten --in is seen" "--in names.txt" "$(said lookalike example.org names.txt)"
for wrong in "--format rpz" "--strict" "--rejects kept.ndjson" "--pairs" "--in names.txt -n 3" "--generate --json --format csv" "--generate --new-since seen.txt"; do
    # shellcheck disable=SC2086
    fails 2 "what does not belong together is refused, case or none: $wrong" sillage -C nowhere lookalike example.org $wrong
done

# ---- names made ----

made=$(alike example.org --generate 2>/dev/null)
ok "names are made" test "$(wc -l <<<"$made")" -gt 200
is "each once" "" "$(sort <<<"$made" | uniq -d)"
is "twice the same" "$made" "$(alike example.org --generate 2>/dev/null)"
is "as many as asked" 10 "$(alike example.org --generate -n 10 2>/dev/null | wc -l)"
is "the likeliest first" "$(head -n 10 <<<"$made")" "$(alike example.org --generate -n 10 2>/dev/null)"
share=$(alike example.org --in - --severity low --json <<<"$made" 2>/dev/null | wc -l)
ok "the judge knows what the generator makes ($share of $(wc -l <<<"$made"))" test $((share * 100)) -ge $(($(wc -l <<<"$made") * 99))
is "as JSON" "$made" "$(alike example.org --generate --json 2>/dev/null | each '"\n".join(x["domain"] for x in i)')"
finish
