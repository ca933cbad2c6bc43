#!/bin/sh
# Every benchmark; each prints a ratio against a named peer or limit measured in the same run.  bench/run.sh BUILD
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
for program in "$build"/bench/bench_*; do
    if [ -f "$program" ] && [ -x "$program" ]; then
        echo "== $(basename "$program")"
        (cd "$here" && "$program")
    fi
done
echo "== add, origin, start-up"
python3 "$here/bench/add.py" "$build"
echo "== leak add"
python3 "$here/bench/leak_add.py" "$build"
echo "== layout"
python3 "$here/bench/layout.py" "$build"
echo "== serve"
python3 "$here/bench/serve.py" "$build"
echo "== page"
python3 "$here/bench/page.py" "$build"
echo "== coordination"
python3 "$here/bench/coordination.py" "$build"
echo "== groups against known categories"
python3 "$here/bench/coordination_groups.py" "$build"
echo "== mail"
python3 "$here/bench/mail.py" "$build"
echo "== look-alikes"
python3 "$here/bench/lookalike.py" "$build"
