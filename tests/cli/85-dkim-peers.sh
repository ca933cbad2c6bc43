#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Verdicts on signatures against those of python3-dkim and libopendkim: 5,000 mails of all algorithms and forms, whole
# and damaged; chains of ARC.  Differences are explained in dkim_peers.py and doc/method/signatures.md.
. "$(dirname "$0")/lib.sh"

tests=$(dirname "$SILLAGE")/tests
script=$root/tests/cli/dkim_peers.py
if [ ! -x "$tests/dkim_peers" ]; then
    skip "verdicts agree with peers" "tests/dkim_peers is not built beside the program"
    finish
fi
"$tests/dkim_peers" make . 5000 || fail "mails are made" ""
cp mails first && "$tests/dkim_peers" make . 5000
ok "the same mails are made every time" cmp mails first
"$tests/dkim_peers" judge mails keys.csv >ours
is "every mail is judged" 5000 "$(wc -l <ours)"
ok "some of each kind come up" test "$(cut -f1 ours | sort -u | tr '\n' ' ')" = "bad body-fails fails no-key pass "
if [ -x "$tests/dkim_opendkim" ]; then
    "$tests/dkim_opendkim" mails keys.txt >opendkim
    is "libopendkim judges every mail" 5000 "$(wc -l <opendkim)"
else
    skip "libopendkim agrees" "libopendkim-dev was not there when this was built"
fi
python3 "$script" compare . >report 2>&1
status=$?
if [ $status -eq 77 ]; then
    skip "dkimpy agrees" "$(cat report)"
    finish
fi
if [ $status -eq 0 ]; then pass "every base verdict is the peers' too, or the difference is explained"; else fail "a verdict differs" "$(cat report)"; fi
sed 's/^/# /' report
"$tests/dkim_peers" chains .
"$tests/dkim_peers" judge chains keys.csv >chains.ours
ok "chains of ARC, whole and broken, are judged as dkimpy does" python3 "$script" compare-chains .
finish
