#!/bin/sh
# Each fuzz target for SECONDS, from the seeds in fuzz/corpus/ and the demo case.  What it finds on the way, and the
# inputs that fail, are kept under BUILD/fuzz-found/TARGET; an input that failed belongs into fuzz/corpus/TARGET, where
# the test suite replays it.  fuzz/run.sh BUILD SECONDS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
failed=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
for program in "$1"/fuzz/fuzz_*; do
    [ -f "$program" ] && [ -x "$program" ] || continue
    name=$(basename "$program" | sed 's/^fuzz_//')
    found="$1/fuzz-found/$name"
    mkdir -p "$found"
    seeds="$here/../data/demo"
    [ ! -d "$here/corpus/$name" ] || seeds="$here/corpus/$name"
    echo "== $name, $2 s"
    "$program" -max_total_time="$2" -max_len=65536 -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
        -artifact_prefix="$found/failed-" "$found" "$seeds" "$here/../data/demo" || failed=1
done
exit $failed
