# SPDX-License-Identifier: GPL-3.0-or-later
# Real mails: the parser's fields, parts, types and contents are those that Python's email package finds.
. "$(dirname "$0")/lib.sh"

evidence="$root/../shared/data/mail/spamassassin-ham.tar.zst"
program="$(dirname "$SILLAGE")/bench/mail_leaves"
sentence="2,750 real mails have the fields and parts that Python's email finds, or the difference has a reason"
if [ ! -f "$evidence" ]; then
    skip "$sentence" "there is no $evidence"
elif ! command -v zstd >/dev/null; then
    skip "$sentence" "there is no zstd to unpack it"
else
    mkdir mails && zstd -dcq "$evidence" | tar -xf - -C mails
    is "the evidence holds its 2,750 mails" 2750 "$(find mails -type f | wc -l)"
    ok "$sentence" python3 "$root/tests/cli/mail_peers.py" "$program" mails
fi
finish
