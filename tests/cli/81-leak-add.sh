#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A leak into the case: what is read, what is rejected, what survives the death of any process.
. "$(dirname "$0")/lib.sh"

fixture() { python3 "$root/tests/cli/leak_fixtures.py" "$@"; }
# All that the store holds of a leak, in a fixed order; without the source's number (a folder's differs by nothing else).
dump() {
    rows "$1" "SELECT * FROM places ORDER BY row, batch, item"
    rows "$1" "SELECT * FROM messages ORDER BY row, batch, item"
    rows "$1" "SELECT * FROM documents ORDER BY row, batch, item"
}
count() { rows "$1" "SELECT count() FROM $2"; }
fresh() { rm -rf "$1"; sillage -q init "$1" --title leak; }
rejects() { cat "$1"/rejects/*.ndjson 2>/dev/null; }

# ---- real mail ----

mails=${SILLAGE_SHARED:-$root/../shared}/data/mail/spamassassin-ham.tar.zst
if [ -f "$mails" ]; then
    fresh one
    fresh four
    out=$(sillage -C one leak add "$mails" --readers 1 2>&1)
    sillage -q -C four leak add "$mails" --readers 4 >/dev/null
    has "a real archive of mail is added" "items added (tar)" "$out"
    is "each of its 2,750 files is a mail" 2750 "$(rows one "SELECT count() FROM places WHERE parent = 0 AND kind = 0")"
    is "each mail has its row" "$(rows one "SELECT count() FROM places WHERE kind = 0")" "$(count one messages)"
    is "and nothing of it is rejected" "" "$(rejects one)"
    dump one >one.dump
    dump four >four.dump
    ok "four readers give the rows of one, byte for byte" cmp one.dump four.dump
    is "a mail's columns are there" 1 "$(rows one "SELECT count() FROM messages WHERE message_id != '' AND headers LIKE '%Message-Id: <13258.1030015585@%' AND subject = 'Re: New Sequences Window' AND date = 1030015585000000 AND zone = 420 AND text LIKE '%error%'")"
    has "adding it again adds nothing" "nothing added" "$(sillage -C one leak add "$mails")"
    is "and says so in JSON" "known 0" "$(sillage -C one leak add "$mails" --json | json 'd["sources"][0]["state"] + " " + str(d["total"]["items"])')"
    ok "custody knows the source" sillage -C one custody verify
    has "its line is an adding of a leak" '"leak add"' "$(cat one/custody.jsonl)"
else
    skip "a real archive of mail is added" "../shared/data/mail is not here"
fi

# ---- forms ----

fixture mbox box.mbox 600
fixture maildir Maildir 300
fixture nested nested.zip
fresh forms
out=$(sillage -C forms leak add box.mbox Maildir nested.zip)
has "an mbox" "box.mbox: 600 mails and 0 documents in 600 items added (mbox)" "$out"
has "a Maildir, its hidden folders too" "Maildir: 301 mails" "$out"
is "the hidden one is there" 1 "$(rows forms "SELECT count() FROM messages WHERE subject = 'hidden folder'")"
has "and a total" "in all: 906 mails" "$out"
is "the same mail in two sources is one item" 301 "$(rows forms "SELECT countIf(n > 1) + 1 FROM (SELECT item, count() AS n FROM places WHERE kind = 0 GROUP BY item)")"
paths=$(rows forms "SELECT path FROM places WHERE path LIKE 'nested.zip%' ORDER BY path")
has "an mbox in a zip in a zip" "nested.zip/inner.zip/in/box.mbox" "$paths"
has "an archive in a mail in a mail" "nested.zip/outer.eml/" "$paths"
has "down to its files" "papers.zip/paper.txt" "$paths"
is "what holds it is named by its own number" 1 "$(rows forms "SELECT count() FROM places WHERE name = 'paper.txt' AND parent IN (SELECT item FROM places WHERE name = 'papers.zip')")"
is "the same bytes at two places are one item" 1 "$(rows forms "SELECT uniq(item) FROM places WHERE name IN ('note.txt', 'copy.txt')")"
is "with both places" 2 "$(rows forms "SELECT count() FROM places WHERE name IN ('note.txt', 'copy.txt')")"
is "a text's words are stored" 2 "$(rows forms "SELECT count() FROM documents WHERE text LIKE 'a note%'")"
is "the hash is that of the bytes" "$(printf 'on paper\n%.0s' $(seq 20) | sha256sum | cut -c1-64)" "$(rows forms "SELECT sha256 FROM places WHERE name = 'paper.txt'")"
fails 1 "what is not there fails" sillage -C forms leak add nowhere.zip
fails 1 "standard input is no leak" sillage -C forms leak add -
printf 'id,text\n' >posts.csv
ok "a custody of folders and files is whole" sillage -C forms custody verify
printf 'x' >>Maildir/.Sent/cur/one:2,S
fails 1 "a changed file of a folder is found" sillage -C forms custody verify

# ---- processes that die ----

fixture mbox large.mbox 30000
fresh whole
sillage -q -C whole leak add large.mbox >/dev/null
dump whole >whole.dump
is "an undisturbed adding has all" 30000 "$(count whole messages)"
no_reader() { ! pgrep -f "sillage-reader read.*$here/" >/dev/null; }
for victim in sillage reader engine; do
    for parts in 6 4 8 3 5 12; do # until it was there to be killed
        end_engine "cut-$victim"
        fresh "cut-$victim"
        "$SILLAGE" -q -C "cut-$victim" leak add large.mbox >/dev/null 2>said.$victim &
        adding=$!
        landed "cut-$victim" $adding $parts
        case $victim in
        sillage) victim_pid=$adding ;;
        reader) victim_pid=$(pgrep -P $adding -f sillage-reader | head -n 1) ;;
        engine) victim_pid=$(cat "cut-$victim/store/engine.lock") ;;
        esac
        kill -9 "$victim_pid" 2>/dev/null
        was_there=$?
        wait $adding 2>/dev/null
        status=$?
        [ $was_there -eq 0 ] && { [ $victim != sillage ] || [ $status -eq 137 ]; } && break
    done
    is "the $victim is killed in the middle" 0 $was_there
    if [ $victim = sillage ]; then
        is "the adding was cut off" 137 $status
        ok "no reader lives on" soon no_reader
        out=$(sillage -C "cut-$victim" leak add large.mbox)
        has "adding again completes it" "30,000 mails" "$out"
    else
        is "the death of the $victim is not the adding's" 0 $status
    fi
    is "nothing is rejected for the death of the $victim" "" "$(rejects cut-$victim)"
    dump "cut-$victim" >cut.dump
    ok "and the rows are those of an undisturbed adding" cmp whole.dump cut.dump
done
fresh hurt
"$SILLAGE" -q -C hurt leak add large.mbox --readers 1 >/dev/null 2>said &
adding=$!
landed hurt $adding 6
kill -SEGV "$(pgrep -P $adding -f sillage-reader | head -n 1)" 2>/dev/null
wait $adding
is "a reader that crashes costs one item at most" yes "$([ "$(count hurt messages)" -ge 29999 ] && echo yes)"
is "and no place" 30000 "$(count hurt places)"

# ---- items that end their reader ----

: "${ASAN_OPTIONS:=}"
export ASAN_OPTIONS="$ASAN_OPTIONS:handle_segv=0" # a crash is to look like one under a sanitizer, too
faults=$(find "$(dirname "$SILLAGE")" -name sillage-reader-faults -type f 2>/dev/null | head -n 1)
if [ -n "$faults" ]; then
    fixture faults faults 400
    for n in 1 3; do
        fresh faulty$n
        SILLAGE_READER=$faults sillage -C faulty$n leak add faults --readers $n --item-time 2s >said.faults 2>&1
        is "an adding with such items ends well ($n readers)" 0 $?
    done
    text=$(rejects faulty1)
    is "four items are rejected, no more" 4 "$(echo "$text" | wc -l)"
    has "one for its crash, by its place" 'mail-0100-holds.eml/fault-segv.txt","kept":false,"reason":"what tells types apart ended by signal 11' "$text"
    has "one for its exit" "ended with status 3" "$text"
    has "one for its time" "more than 2 seconds of processor time" "$text"
    has "one for its memory" "fault-memory.bin" "$text"
    is "all are listed and marked" 4 "$(rows faulty1 "SELECT count() FROM places WHERE name LIKE 'fault-%' AND bitAnd(flags, 16) = 16 AND sha256 != ''")"
    is "the parts beside them are read" 2 "$(rows faulty1 "SELECT count() FROM documents WHERE text LIKE 'before%' OR text LIKE 'behind%'")"
    is "and all mails" 401 "$(count faulty1 messages)"
    dump faulty1 >f1.dump
    dump faulty3 >f3.dump
    ok "three readers give the same" cmp f1.dump f3.dump
    fresh strict
    SILLAGE_READER=$faults fails 3 "--strict tells by its status" sillage -C strict leak add faults --item-time 2s --strict
    fixture crashing crashing
    for n in 1 3; do
        fresh crashing$n
        SILLAGE_READER=$faults sillage -C crashing$n leak add crashing --readers $n >said.crashing 2>&1
        is "an adding with containers that end the reader ends well ($n readers)" 0 $?
        is "all but what they hold is read ($n readers)" 4 "$(count crashing$n messages)"
        is "they are listed, hashed, and marked ($n readers)" 2 "$(rows crashing$n "SELECT count() FROM places WHERE name = 'fault-segv.zip' AND bitAnd(flags, 16) = 16 AND sha256 != ''")"
    done
    has "a reject says what ended" "what opens containers ended by signal 11" "$(rejects crashing1)"
else
    skip "items that end their reader" "sillage-reader-faults is not built"
fi
fresh without
SILLAGE_READER=/nowhere/reader fails 1 "a reader that is not there is told" sillage -C without leak add box.mbox

# ---- hostile files ----

fixture links links
fresh linked
sillage -q -C linked leak add links >/dev/null 2>&1
is "an archive of 20,000 links has not as many rejects" yes "$([ "$(rejects linked | wc -l)" -lt 300 ] && echo yes)"
has "but they are counted" "19900 more links, devices and pipes" "$(rejects linked)"

fixture hostile hostile
around() { ls -A .. / /tmp 2>/dev/null | grep escaped; }
around >before.list
touch mark
fresh bad
python3 - "$SILLAGE" -C bad leak add hostile >said.bad 2>&1 <<'END'
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=open('peak', 'w'))  # KiB, of the largest process
sys.exit(status)
END
is "hostile files do not stop the others" 0 $?
around >after.list
ok "nothing is written outside the case, where their paths lead" cmp before.list after.list
is "nor beside it" "" "$(find . -newer mark ! -path './bad*' ! -name '*.list' ! -name peak ! -name said.bad ! -name .)"
is "the good ones are read" 2 "$(rows bad "SELECT count() FROM messages WHERE subject IN ('Report 1', 'Report 2')")"
text=$(rejects bad)
for name in bomb.zip parts.eml deep.eml broken.pst broken.msg; do
    has "$name is rejected or listed with a flag" yes "$(case $text in *$name*) echo yes ;; *) rows bad "SELECT if(count() > 0, 'yes', 'no') FROM places WHERE path LIKE '%$name%' AND flags != 0" ;; esac)"
done
is "a PDF whose pages hold themselves is listed" 1 "$(rows bad "SELECT count() FROM places WHERE name = 'loop.pdf'")"
is "no path leads out" 0 "$(rows bad "SELECT count() FROM places WHERE path LIKE '%/../../%' AND path LIKE '/%'")"
is "the tar's good file is read" 1 "$(rows bad "SELECT count() FROM places WHERE path LIKE '%outside.tar%good.txt'")"
is "the long header's mail is listed" 1 "$(rows bad "SELECT count() FROM places WHERE name = 'header.eml'")"
is "memory stays bounded" yes "$([ "$(cat peak)" -lt 1500000 ] && echo yes || cat peak)"
finish
