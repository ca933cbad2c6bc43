#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two commands at once, an engine killed, an adding killed: nothing is lost, nothing doubles.
. "$(dirname "$0")/lib.sh"
count() { rows "$1" 'SELECT count(), uniqExact(row) FROM posts' | tr -s '[:space:]' ' ' | sed 's/ $//'; }
engine_of() { pgrep -f "sillage-engine.*$here/$1/" | head -1; }

python3 - <<'P'
import random
random.seed(1)
with open('many.csv', 'w') as f:
    f.write('time,platform,account,text\n')
    for i in range(400000):
        f.write(f'2017-05-05T18:{i % 60:02}:00Z,twitter,account{i % 5000},words {i} {random.random()} #tag{i % 100} https://example.org/{i}\n')
P
sillage -q init whole
sillage -q -C whole add many.csv
is "the whole file is there" "400000 400000" "$(count whole)"
objects=$(rows whole 'SELECT count() FROM objects')

sillage -q init engine
sillage -q -C engine status >/dev/null
sillage -C engine add many.csv >out 2>&1 &
adding=$!
for _ in 1 2 3 4; do
    sleep 0.5
    pid=$(engine_of engine)
    [ -n "$pid" ] && kill -9 "$pid" 2>/dev/null
done
wait $adding
is "adding outlives an engine that is killed four times" 0 $?
is "nothing is lost and nothing doubles" "400000 400000" "$(count engine)"
is "nor do the things that posts carry" "$objects" "$(rows engine 'SELECT count() FROM objects')"

# Killed when some of it was there: tried until it was in the middle.
for parts in 4 6 3 8 5 12 16 24; do
    end_engine killed
    rm -rf killed
    sillage -q init killed
    "$SILLAGE" -C killed add many.csv >/dev/null 2>&1 &
    pid=$!
    landed killed $pid $parts
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    case $(sillage -C killed status) in *"cut off"*) break ;; esac
done
has "a case whose adding was killed says what to do" "complete it with" "$(sillage -C killed status)"
fails 1 "it cannot be completed with other options" sillage -C killed add --platform elsewhere many.csv
has "adding it again says that it completes" "completed" "$(sillage -C killed add many.csv 2>&1)"
is "adding again completes it" "400000 400000" "$(count killed)"
is "with all that the posts carry" "$objects" "$(rows killed 'SELECT count() FROM objects')"
has "and it is whole then" "nothing added" "$(sillage -C killed add many.csv 2>&1)"
ok "custody holds" sillage -C killed custody verify

sillage -q init two
sed 's/words/other/' many.csv >more.csv
exec 9>>two/lock
flock 9 # neither begins before both have asked
"$SILLAGE" -C two add many.csv >out1 2>&1 9>&- &
first=$!
"$SILLAGE" -C two add more.csv >out2 2>&1 9>&- &
second=$!
ok "who finds another one at work says that it waits" soon grep -q waiting out1
ok "and so does the next" soon grep -q waiting out2
exec 9>&-
ok "another command works while one adds" sillage -C two status
wait $first && wait $second
is "two addings at once both succeed" 0 $?
is "both files are there" "800000" "$(rows two 'SELECT count() FROM posts')"
finish
