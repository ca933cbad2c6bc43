# SPDX-License-Identifier: GPL-3.0-or-later
"""mail.py BUILD: reading 2,750 real mails (parse, decode every part, SHA-256 of each, readable text), against Python's
email package with its fastest policy (compat32) doing less: parse, five fields, decode every part.  One core each."""
import email
import email.policy
import os
import re
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
evidence = os.path.join(here, "../../shared/data/mail/spamassassin-ham.tar.zst")
FIELDS = ["From", "To", "Subject", "Date", "Message-ID"]


def python_rate(mails):
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for raw in mails:
            message = email.message_from_bytes(raw, policy=email.policy.compat32)
            for name in FIELDS:
                message.get(name)
            for part in message.walk():
                if not part.is_multipart():
                    part.get_payload(decode=True)
        best = min(best, time.perf_counter() - start)
    return len(mails) / best


def load():
    with tempfile.TemporaryDirectory() as folder:
        unpack = subprocess.Popen(["zstd", "-dcq", evidence], stdout=subprocess.PIPE)
        subprocess.run(["tar", "-xf", "-", "-C", folder], stdin=unpack.stdout, check=True)
        paths = sorted(os.path.join(d, f) for d, _, files in os.walk(folder) for f in files)
        return [open(p, "rb").read() for p in paths]


def main():
    program = os.path.join(sys.argv[1], "bench", "bench_mail")
    if not os.path.exists(evidence):
        print(f"mail.py: skipped, there is no {evidence}")
        return
    said = subprocess.run([program, evidence], capture_output=True, text=True, check=True).stdout
    print(said, end="")
    theirs = python_rate(load())
    print(f"{'Python email, compat32':28} {theirs:8.0f} mails/s")
    for what in ("parse, decode", "parse, decode, hash", "parse, decode, hash, text"):
        ours = float(re.search(rf"^{what} +(\d+) mails/s", said, re.M).group(1))
        print(f"{what:28} {ours / theirs:8.1f} x Python's parse, five fields and decode")


main()
