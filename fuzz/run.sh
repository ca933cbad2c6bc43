#!/bin/sh
# Each fuzz target for SECONDS, its corpus kept in fuzz/corpus/.  fuzz/run.sh BUILD SECONDS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for program in "$1"/fuzz/fuzz_*; do
    [ -f "$program" ] && [ -x "$program" ] || continue
    name=$(basename "$program" | sed 's/^fuzz_//')
    mkdir -p "$here/corpus/$name"
    work=$(mktemp -d)
    echo "== $name, $2 s"
    "$program" -max_total_time="$2" -max_len=65536 -timeout=10 -rss_limit_mb=4096 "$work" "$here/corpus/$name" \
        "$here/../data/demo"
    rm -rf "$work"
done
