# SPDX-License-Identifier: GPL-3.0-or-later
# What every script of this folder begins with: . "$(dirname "$0")/lib.sh"
#
#   ok "sentence" command…        passes when the command succeeds
#   fails STATUS "sentence" command…   passes when it ends with that status
#   is "sentence" EXPECTED FOUND  passes when the two texts are the same
#   has "sentence" PART TEXT      passes when TEXT holds PART
#   lacks "sentence" PART TEXT
#   skip "sentence" "reason"
#   soon command…                 waits until the command succeeds
#   finish                        prints "N passed, N failed" and ends the script
#
# SILLAGE is the program; each script works in a folder of its own, $here, which is taken away at the end.

set -u
SILLAGE=${SILLAGE:-$(cd "$(dirname "$0")/../.." && pwd)/build/sillage}
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$(mktemp -d "${TMPDIR:-/tmp}/sillage-cli-XXXXXX")
take_away() {
    find "$here" -maxdepth 6 -name db -prune -o -name engine.lock -print | while IFS= read -r lock; do
        end_engine "${lock%/store/engine.lock}"
    done
    rm -rf "$here"
}
trap take_away EXIT
unset SILLAGE_CASE SILLAGE_DATA NO_COLOR
cd "$here" || exit 1
n_tests=0 n_passed=0 n_failed=0

sillage() { "$SILLAGE" "$@"; }

pass() {
    n_tests=$((n_tests + 1)) n_passed=$((n_passed + 1))
    echo "ok $n_tests - $1"
}

fail() { # sentence, then lines that explain
    n_tests=$((n_tests + 1)) n_failed=$((n_failed + 1))
    echo "not ok $n_tests - $1"
    shift
    printf '%s\n' "$@" | head -n 40 | sed 's/^/# /'
}

skip() {
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - $1 # SKIP $2"
}

ok() { fails 0 "$@"; }

fails() {
    local expected=$1 sentence=$2 output status
    shift 2
    output=$("$@" 2>&1 </dev/null)
    status=$?
    if [ "$status" -eq "$expected" ]; then
        pass "$sentence"
    else
        fail "$sentence" "$*" "ended with $status, not $expected:" "$output"
    fi
}

is() {
    if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "expected: $2" "found: $3"; fi
}

has() {
    case $3 in *"$2"*) pass "$1" ;; *) fail "$1" "looked for: $2" "in: $3" ;; esac
}

lacks() {
    case $3 in *"$2"*) fail "$1" "found: $2" "in: $3" ;; *) pass "$1" ;; esac
}

# The rows of a statement, without the line of names: rows CASE "SELECT …"
rows() { sillage -C "$1" sql "$2" | tail -n +2; }

# A value of a JSON document on standard input: json 'd["total"]'
json() { python3 -c 'import json, sys; d = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }

# Waits until the condition holds, however long a busy machine takes; false after two minutes: soon COMMAND…
soon() {
    local end=$((SECONDS + 120))
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.05
    done
}

# Waits until the store of a case has so many parts on its disk, or the process that adds to it is over: landed CASE PID PARTS
landed() {
    while kill -0 "$2" 2>/dev/null; do
        [ "$(find "$1/store/db/store" -mindepth 3 -maxdepth 3 -name 'all_*' 2>/dev/null | wc -l)" -ge "$3" ] && return
        sleep 0.01
    done
}

# Ends the engine of a case and waits until it is gone: what it writes or takes away meanwhile would tear a copy of the case,
# and make "rm -r" meet a folder that is not empty.
end_engine() {
    local lock=$1/store/engine.lock signal=TERM tries=0
    [ -e "$lock" ] || return 0
    until flock -n "$lock" true; do
        [ $((tries += 1)) -gt 200 ] && signal=KILL
        kill -$signal "$(cat "$lock")" 2>/dev/null
        sleep 0.05
    done
}

copy_case() { # FROM TO
    end_engine "$1"
    cp -r "$1" "$2"
}

finish() {
    echo "1..$n_tests"
    echo "$n_passed passed, $n_failed failed"
    [ "$n_failed" -eq 0 ]
    exit
}
