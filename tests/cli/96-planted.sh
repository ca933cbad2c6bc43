#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Planted truth found again, at a false-discovery rate of 5 %, and nothing found where nothing was planted: the bars of the
# method page, with fixed seeds.
. "$(dirname "$0")/lib.sh"

planted() { # label, runs, options…: the last line of planted.py, its lines in $here/LABEL
    local label=$1
    shift
    python3 "$root/tests/planted/planted.py" "$SILLAGE" "$here" "$@" >"$here/$label" 2>&1
    tail -n 1 "$here/$label"
}
figure() { sed -n "s/.*\\b$1 \\([0-9.]*\\).*/\\1/p" <<<"$2"; }
bar() { # sentence, label, condition of awk over p(recision), r(ecall), n (runs that report), of (runs)
    local line=$4
    if [ -n "$(figure runs "$line")" ] &&
        awk -v p="$(figure precision "$line")" -v r="$(figure recall "$line")" -v n="$(figure reporting "$line")" \
            -v of="$(figure runs "$line")" "BEGIN { exit !($3) }"; then
        pass "$1 ($line)"
    else
        fail "$1" "$line" "$(cat "$here/$2")"
    fi
}

few=1
test -z "${SILLAGE_SANITIZED:-}" || few=2 # a sanitizer looks at the same code with every run
bar 'planted groups are found with the defaults' a 'p >= 0.95 && r >= 0.9' "$(planted a $((6 / few)) --posts 40000)"
bar 'groups that take five minutes are found with a window of ten' b 'p >= 0.95 && r >= 0.9' \
    "$(planted b $((4 / few)) --posts 40000 --spread 5m --window 10m)"
bar 'with the groups taken out at most one run in twenty reports a group' c 'n <= 0.05 * of' \
    "$(planted c $((20 / few)) --null --posts 15000 --without-groups)"
bar 'with all times dealt out anew at most one run in twenty reports a group' d 'n <= 0.05 * of' \
    "$(planted d $((20 / few)) --null --posts 15000 --shuffle-times)"
finish
