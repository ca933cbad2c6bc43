# SPDX-License-Identifier: GPL-3.0-or-later
# What every script of this folder begins with: . "$(dirname "$0")/lib.sh"
#
#   ok "sentence" command…        passes when the command succeeds
#   fails STATUS "sentence" command…   passes when it ends with that status
#   is "sentence" EXPECTED FOUND  passes when the two texts are the same
#   has "sentence" PART TEXT      passes when TEXT holds PART
#   lacks "sentence" PART TEXT
#   skip "sentence" "reason"
#   finish                        prints "N passed, N failed" and ends the script
#
# SILLAGE is the program; each script works in a folder of its own, $here, which is taken away at the end.

set -u
SILLAGE=${SILLAGE:-$(cd "$(dirname "$0")/../.." && pwd)/build/sillage}
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$(mktemp -d "${TMPDIR:-/tmp}/sillage-cli-XXXXXX")
trap 'rm -rf "$here"' EXIT
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

finish() {
    echo "1..$n_tests"
    echo "$n_passed passed, $n_failed failed"
    [ "$n_failed" -eq 0 ]
    exit
}
