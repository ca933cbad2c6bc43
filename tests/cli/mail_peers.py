# SPDX-License-Identifier: GPL-3.0-or-later
"""mail_peers.py PROGRAM FOLDER: the parts of every mail of a folder as the parser sees them (bench/mail_leaves.c) and
as Python's email package does (policy compat32), compared: number of fields, of parts, their types, the SHA-256 of what
each holds.  Where both differ, the difference must be one of EXPLAINED, or the program ends with 1."""
import email
import email.policy
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter


def leaves(message):
    if message.is_multipart():
        if message.get_content_maintype() == "message" and message.get_content_type() != "message/rfc822":
            yield message.get_content_type(), None, message
            return
        for part in message.get_payload():
            yield from leaves(part)
        return
    try:
        content = message.get_payload(decode=True)
    except Exception:  # what its decoders do not survive
        content = None
    yield message.get_content_type(), content or b"", message


def cte(part):
    return str(part.get("content-transfer-encoding", "")).strip().lower()


def payload(part):
    text = part.get_payload()
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else b""


# What may differ: (of which part, from its content in Python and its length here) -> why.
EXPLAINED = [
    ("two '=' in a row are one for Python; they stay as found here, and a defect says so",
     lambda part, content, size: cte(part) == "quoted-printable" and b"==" in payload(part)),
    ("blanks at a line's end are no content in quoted-printable (RFC 2045, 6.7, rule 3); Python keeps them",
     lambda part, content, size: cte(part) == "quoted-printable" and re.search(rb"[ \t](\r?\n|$)", payload(part))),
    ("the last part lacks its end boundary: Python takes its last line end away, here it stays",
     lambda part, content, size: size - len(content) in (1, 2)),
]


def explain(part, content, size):
    return next((why for why, holds in EXPLAINED if holds(part, content, size)), None)


def one_file(raw, ours):
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    theirs = [(kind, content, part) for kind, content, part in leaves(message)]
    fields, defects, parts = ours
    found = []
    if fields != len(message.keys()):
        found.append(("fields", f"{fields} and {len(message.keys())}", None))
    if len(parts) != len(theirs):
        found.append(("parts", f"{len(parts)} and {len(theirs)}", None))
        return found
    for (kind, digest, size), (their_kind, content, part) in zip(parts, theirs):
        if kind != their_kind:
            found.append(("type", f"{kind} and {their_kind}", None))
        if content is not None and hashlib.sha256(content).hexdigest() != digest:
            said = f"{kind} {cte(part)}: {size} and {len(content)} bytes"
            found.append(("content", said, explain(part, content, size)))
    return found


def read_ours(program, paths):
    done = subprocess.run([program], input="\n".join(paths) + "\n", capture_output=True, text=True, errors="replace",
                          check=True)
    result = {}
    for line in done.stdout.splitlines():
        word = line.split(" ", 3)
        if word[0] == "M":
            parts = []
            result[word[3]] = (int(word[1]), int(word[2]), parts)
        else:
            parts.append((word[1], word[2], int(word[3])))
    return result


def main():
    program, folder = sys.argv[1:]
    paths = sorted(os.path.join(d, f) for d, _, files in os.walk(folder) for f in files)
    ours = read_ours(program, paths)
    n_parts, n_bad, why = 0, 0, Counter()
    for path in paths:
        with open(path, "rb") as f:
            raw = f.read()
        n_parts += len(ours[path][2])
        for what, said, reason in one_file(raw, ours[path]):
            why[reason] += reason is not None
            n_bad += reason is None
            print(f"{os.path.basename(path)}: {what}: {said}" + (f" ({reason})" if reason else ""))
    print(f"{len(paths)} mails, {n_parts} parts, {sum(why.values())} differences with a reason, {n_bad} without")
    return 1 if n_bad or not paths else 0


sys.exit(main())
