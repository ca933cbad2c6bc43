#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dkim_peers.py compare FOLDER: our base verdicts of FOLDER/mails against libopendkim's and dkimpy's.
dkim_peers.py compare-chains FOLDER: the same of ARC's chains in FOLDER/chains, against dkimpy's.

A difference that no row of EXPLAINED covers is printed, and the status is 1."""
import os
import re
import sys
import warnings

warnings.filterwarnings('ignore')
sys.path.append('/usr/lib/python3/dist-packages')  # where Debian keeps it, whatever python3 is
try:
    import dkim
    import nacl.signing  # dkimpy's Ed25519
except ImportError as e:
    print(f'no {e.name}')
    sys.exit(77)

# Where a peer differs and is known to: its name or '', what it says, which mails, why.  doc/method/signatures.md,
# "Differences to peers", says the same in words.
EXPLAINED = [
    ('', False, lambda m: re.search(rb'[ \t]x=', m.field), 'expired by the clock; here x= is a note, judged by the dates of the mail'),
    ('dkimpy', True, lambda m: m.klass == 'tampered-b' and b'a=rsa' in m.field,
     'an RSA signature with zero bytes before it; RFC 8017, 8.2.2 asks for the exact length'),
    ('libopendkim', False, lambda m: re.search(rb'c=[a-z]+/relaxed', m.field) and not m.data.endswith(b'\r\n'),
     'a relaxed body whose last line has no end; RFC 6376, 3.4.4 puts it there'),
]


class Mail:
    def __init__(self, klass, data):
        self.klass, self.data = klass, data
        self.field = re.split(rb'\r\n(?![ \t])', data)[0]


def mails(path):
    data, at, out = open(path, 'rb').read(), 0, []
    while at < len(data):
        end = data.index(b'\n', at)
        length, klass = data[at:end].split()
        out.append(Mail(klass.decode(), data[end + 1:end + 1 + int(length)]))
        at = end + 1 + int(length)
    return out


def resolver(folder):
    records = {line.split(' ', 1)[0] + '.': line.split(' ', 1)[1].strip().encode() for line in open(folder + '/keys.txt')}
    return lambda name, timeout=5: records.get(name.decode() if isinstance(name, bytes) else name)


def dkimpy(mail, ask):
    try:
        return dkim.DKIM(mail.data, minkey=512).verify(0, dnsfunc=ask), ''
    except Exception as e:  # it raises for whatever is malformed
        return False, f'{type(e).__name__}: {e}'


def compare(folder):
    ask = resolver(folder)
    ours = [line.rstrip('\n').split('\t') for line in open(folder + '/ours')]
    theirs = None
    if os.path.exists(folder + '/opendkim'):
        theirs = [line.rstrip('\n').split(' ', 1) for line in open(folder + '/opendkim')]
    whys, unexplained, same = {}, [], 0
    for i, mail in enumerate(mails(folder + '/mails')):
        base = ours[i][0] == 'pass' and ours[i][1] == '0'
        verdicts = [('dkimpy', *dkimpy(mail, ask))]
        if theirs:
            verdicts.append(('libopendkim', theirs[i][0] == 'pass', theirs[i][1]))
        for peer, passes, said in verdicts:
            if passes == base:
                same += 1
                continue
            why = next((w for p, v, fits, w in EXPLAINED if p in ('', peer) and v == passes and fits(mail)), None)
            if why:
                whys[peer, why] = whys.get((peer, why), 0) + 1
            else:
                unexplained.append(f'mail {i} ({mail.klass}): {peer} {passes} {said!r}, ours {ours[i]}')
    print(f'{same} verdicts are the same')
    for (peer, why), n in sorted(whys.items()):
        print(f'{n} of {peer}: {why}')
    print(*unexplained[:20], sep='\n')
    return 1 if unexplained or same < 1000 else 0


def arc(mail, ask):
    try:
        return (dkim.arc_verify(mail.data, dnsfunc=ask)[0] or b'none').decode()
    except Exception:
        return 'fail'


def compare_chains(folder):
    ours = [line.rstrip('\n').split('\t')[2] for line in open(folder + '/chains.ours')]
    theirs = [arc(m, resolver(folder)) for m in mails(folder + '/chains')]
    said = {'': 'none', 'bad': 'fail'}
    # A chain whose last seal says cv=fail: dkimpy stops there and gives no verdict, RFC 8617, 5.2, step 2 says "fail".
    wrong = [f'{m.klass}: ours {o!r}, dkimpy {t!r}' for m, o, t in zip(mails(folder + '/chains'), ours, theirs)
             if said.get(o, o) != t and not (m.klass.startswith('failed') and t == 'none')]
    print(f'{len(ours)} chains, {theirs.count("pass")} of them whole')
    print(*wrong, sep='\n')
    return 1 if wrong or len(ours) != len(theirs) or theirs.count('pass') < 3 else 0


sys.exit({'compare': compare, 'compare-chains': compare_chains}[sys.argv[1]](sys.argv[2]))
