#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look-alikes whose truth is known, looked for: adds FOLDER/leak to a case, asks it for the names that imitate the organisations' own, and
compares with truth.json.

    lookalikes.py SILLAGE FOLDER [PROTECTED…]

FOLDER is what `sillage simulate FOLDER --leak --lookalikes N` wrote; PROTECTED are the organisations that are imitated, and others, whose honest
names must stay quiet.  The case is made below it and taken away.  Prints a table, then what was missed, and ends with 1 when a bar is missed:

found      of the planted look-alikes, those whose mail is a sighting of their name: 1
where      of those, the places of the mail that have it, and no other: 1
tricks     of those, one of the tricks that the truth names: 1
protected  of those, the organisation that is imitated: 1
first      the earliest mail of all is the one that the truth has
quiet      of the other names that were found, those above low: none
"""
import json
import os
import sys
import time

from sillage import Sillage

program, folder, *protected = sys.argv[1:]
sillage = Sillage(program)
protected = protected or ['campaign.example', 'treasury.example', 'institute.example', 'office.example.org']


def ask():
    """The names that were found, and the items of the leak by SHA-256."""
    with sillage.case(folder) as case:
        began = time.monotonic()
        sillage('-C', case, 'leak', 'add', os.path.join(folder, 'leak'))
        added = time.monotonic()
        names = [json.loads(line) for line in sillage('-C', case, 'lookalike', *protected, '--severity', 'low', '--json').splitlines()]
        print(f'# added in {added - began:.1f} s, looked through in {time.monotonic() - added:.1f} s')
    return names


def moment(sighting):
    """What the first server wrote, else what the mail says of itself."""
    return sighting['received'] or sighting['time'] or '~'


class Tally:
    """How many of a kind are right, and which are not."""

    def __init__(self, name):
        self.name, self.right, self.all, self.wrong = name, 0, 0, []

    def count(self, is_right, why):
        self.all += 1
        self.right += bool(is_right)
        if not is_right:
            self.wrong.append(why)

    def tell(self):
        print(f'{self.name:42} {self.right:5} of {self.all:5}   {"held" if not self.wrong else "MISSED"}')
        for why in self.wrong:
            print('#   ' + why)


with open(os.path.join(folder, 'truth.json'), encoding='utf-8') as f:
    truth = json.load(f)
mail_of = {item['lookalike']: item['sha256'] for item in truth['items'] if 'lookalike' in item}
names = ask()

found, where, tricks, imitated, quiet = (Tally(t) for t in (
    'planted names that were found', '  in the right place of the mail', '  with a right trick', '  and whom they imitate',
    'other names that stayed low'))
planted_rows = set()
for i, planted in enumerate(truth['lookalikes']):
    item = mail_of[i][:16]
    rows = [(n, s) for n in names if planted['name'] == n['registrable'] or planted['name'].endswith('.' + n['registrable'])
            for s in n['sightings'] if s['id'] == item]
    found.count(rows, f"{planted['name']} ({', '.join(planted['tricks'])} of {planted['protected']}), in {planted['where']}")
    if not rows:
        continue
    name = rows[0][0]
    planted_rows.add(name['registrable'])
    places, expected = {s['where'] for _, s in rows}, {planted['where'], *planted['also']}
    if 'subdomain' in name['tricks']:  # mailers name their customers below their own domain: not told of servers, envelopes and signatures
        expected -= {'received', 'return-path', 'signer'}
    where.count(places == expected, f"{planted['name']}: {sorted(places)}, not {sorted(expected)}")
    right = set(planted['tricks']) | set(planted['or'])
    tricks.count(right & set(name['tricks']), f"{planted['name']}: {', '.join(name['tricks'])}; the truth has {', '.join(planted['tricks'])}")
    imitated.count(name['protected'] == planted['protected'], f"{planted['name']}: {name['protected']}, not {planted['protected']}")
for name in names:
    if name['registrable'] not in planted_rows:
        quiet.count(name['severity'] == 'low', f"{name['domain']} is {name['severity']}: {name['reason']}")

firsts = sorted((moment(n['first_mail']), n['domain'], n['first_mail']['id']) for n in names if n['first_mail'])
is_first = bool(firsts) and firsts[0][2] == mail_of[0][:16] and truth['lookalikes'][0]['time'] == min(t['time'] for t in truth['lookalikes'])
for tally in (found, where, tricks, imitated, quiet):
    tally.tell()
print(f"the first mail: {firsts[0] if firsts else 'none'}; the truth: {truth['lookalikes'][0]['time']} {truth['lookalikes'][0]['name']}"
      f"   {'held' if is_first else 'MISSED'}")
held = is_first and not any(t.wrong for t in (found, where, tricks, imitated, quiet))
print(f"look-alikes {found.right} of {found.all}, others above low {len(quiet.wrong)} {'held' if held else 'missed'}")
sys.exit(0 if held else 1)
