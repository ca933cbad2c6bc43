#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A simulated leak with mails that carry look-alikes: each is found where it stands, and honest names stay quiet.
. "$(dirname "$0")/lib.sh"

case $(sillage lookalike --help 2>&1) in
*--json*) ;;
*)
    skip 'look-alikes in a simulated leak' 'this program has no lookalike'
    finish
    ;;
esac
ok 'a leak with look-alikes is simulated' sillage -q simulate made --leak --mails 1500 --lookalikes 25 --threads 1
ok 'and again, with more threads' sillage -q simulate again --leak --mails 1500 --lookalikes 25 --threads 3
is 'the same options give the same files' '' "$(diff -rq made again 2>&1)"
is 'its truth names each' '25 25 25' \
    "$(json 'len(d["lookalikes"]), len({t["name"] for t in d["lookalikes"]}), sum("lookalike" in i for i in d["items"])' <made/truth.json | tr -d '(),')"
is 'and every place that a name can stand in' 'mail-link received reply-to return-path sender signer' \
    "$(json '" ".join(sorted({t["where"] for t in d["lookalikes"]}))' <made/truth.json)"
fails 2 'posts carry none of them' sillage simulate posts --lookalikes 5
ok 'without them nothing is changed' sillage -q simulate plain --leak --mails 300 --documents 15 --threads 1
is 'and nothing is said of them' 0 "$(grep -c 'lookalike\|phishing' plain/truth.json)"
fails 2 'more look-alikes than mails can carry are refused' sillage simulate wrong --leak --mails 200 --lookalikes 400
if python3 "$root/tests/planted/lookalikes.py" "$SILLAGE" made >report 2>&1; then
    pass "each planted name is found, honest names stay quiet ($(tail -n 1 report))"
else
    fail 'each planted name is found, honest names stay quiet' "$(cat report)"
fi
finish
