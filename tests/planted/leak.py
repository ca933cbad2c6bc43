#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A leak whose truth is known, judged: adds FOLDER/leak to a case, verifies it with FOLDER/keys.csv, and compares with truth.json.

    leak.py SILLAGE FOLDER [--recall R] [--false-alarms F] [--show N]

FOLDER is what `sillage simulate FOLDER --leak` wrote.  The case is made below it and taken away.  Prints a table, then the items
that were missed, and ends with 1 when a bar is missed:

verdicts       of all mails, the share with the verdict (verified, signed-unverified, unsigned) that the truth has: 1
recall         of altered and planted mails and documents, those with any finding: at least R (0.95); planted mail that was made
               without any trace is told apart and not counted
false alarms   of honest and damaged mails and honest documents, those with any finding: below F (0.02); originals of altered
               copies and mails whose attachment was changed are told apart
recovered      of damaged mails that can be undone, those that are verified: 1
quote chains   of honest mails, those with the grade that the truth has: at least 0.95
batch          0.95 of its documents are in one batch that was found, and at most one in twenty others with them
"""
import argparse
import collections
import json
import os
import sys
import time

from sillage import Sillage

arguments = argparse.ArgumentParser()
arguments.add_argument('program')
arguments.add_argument('folder')
arguments.add_argument('--recall', type=float, default=0.95)
arguments.add_argument('--false-alarms', type=float, default=0.02)
arguments.add_argument('--show', type=int, default=12)
asked = arguments.parse_args()
sillage = Sillage(asked.program)


def judge():
    """The document of `leak verify`, and the items of `leak list` by SHA-256."""
    with sillage.case(asked.folder) as case:
        began = time.monotonic()
        sillage('-C', case, 'leak', 'add', os.path.join(asked.folder, 'leak'))
        added = time.monotonic()
        answer = json.loads(sillage('-C', case, 'leak', 'verify', '--keys', os.path.join(asked.folder, 'keys.csv'), '--json'))
        verified = time.monotonic()
        lines = sillage('-C', case, 'leak', 'list', '--json').splitlines()
    print(f'# added in {added - began:.1f} s, verified in {verified - added:.1f} s')
    return answer, {item['sha256']: item for item in map(json.loads, lines)}


class Tally:
    """How many of a kind are right, and which are not."""

    def __init__(self, name, bar):
        self.name, self.bar, self.right, self.all, self.wrong = name, bar, 0, 0, []

    def count(self, is_right, why=''):
        self.all += 1
        self.right += is_right
        if not is_right:
            self.wrong.append(why)

    def share(self):
        return self.right / self.all if self.all else 1.0

    def is_held(self):
        return self.bar is None or self.share() >= self.bar

    def tell(self):
        bar = '' if self.bar is None else f'   bar {self.bar:g} {"held" if self.is_held() else "MISSED"}'
        print(f'{self.name:46} {self.right:7} of {self.all:7}   {self.share():.4f}{bar}')
        if self.is_held() and self.bar is not None and not self.wrong:
            return
        for text, n in collections.Counter(self.wrong).most_common(asked.show):
            print(f'#   {n} x {text}' if n > 1 else f'#   {text}')


with open(os.path.join(asked.folder, 'truth.json'), encoding='utf-8') as f:
    truth = json.load(f)
answer, found = judge()

QUIET = {'honest', 'damaged'}
TOLD_APART = {'original-of-altered', 'carrier'}
there = Tally('items that are in the case', 1.0)
verdicts = Tally('mails with the right verdict', 1.0)
recall = {kind: Tally(f'{kind} with a finding', None) for kind in ('altered mails', 'planted mails', 'planted documents', 'batch documents')}
weak, traceless = Tally('  planted mails with one weak trace', None), Tally('  planted mails without a trace', None)
ruled = Tally('  planted mails seen by a rule that truth names', None)
all_recall = Tally('altered and planted items with a finding', asked.recall)
quiet = Tally('honest items without a finding', 1 - asked.false_alarms)
apart = Tally('  originals and carriers without a finding', None)
recovered = Tally('damaged mails that were recovered', 1.0)
told_harm = Tally('  whose harms are those that were done', None)
vouched = Tally('quote chains: honest mails with the right grade', 0.95)
covered = Tally('quote chains: honest unverified mails, vouched', None)
conflicts = Tally('quote chains: altered copies in conflict', None)
batch = Tally('documents of the batch', 0.95)
alarms = collections.Counter()

batches = [{answer['items'][i]['sha256'] for i in b['items']} for b in answer['batches']]
in_batch = {t['sha256'] for t in truth['items'] if 'batch' in t}
best = max(batches, key=lambda b: len(b & in_batch), default=set())  # one moment is one batch, whatever programs saved

for t in truth['items']:
    item = found.get(t['sha256'])
    there.count(item is not None, f"{t['path']}: {t['class']} {t['kind']}")
    if item is None:
        continue
    rules = {finding['rule'] for finding in item['findings']}
    what = f"{t['class']} {t['kind']}"
    if t['kind'] == 'message':
        verdicts.count(item['verdict'] == t['verdict'],
                       f"{what} {'+'.join(t.get('harms', []))} is {item['verdict']}, truth says {t['verdict']}")
    if t['class'] == 'phishing':
        continue  # what speaks against these is a name: lookalikes.py
    if t['class'] in QUIET:
        alarms.update(rules)
        quiet.count(not rules, f"{what} {'+'.join(t.get('harms', []))}{' sent copy' if t.get('sent_copy') else ''}: {', '.join(sorted(rules))}")
    elif t['class'] in TOLD_APART:
        apart.count(not rules, f"{what}: {', '.join(sorted(rules))}")
    elif t['class'] == 'batch':
        recall['batch documents'].count(bool(rules), what)
    elif t.get('traceless'):
        traceless.count(bool(rules), what)
    else:
        why = f"{what}: {', '.join(t.get('marks', [])) or t.get('change', '')}"
        name = 'altered mails' if t['class'] == 'altered' else 'planted mails' if t['kind'] == 'message' else 'planted documents'
        recall[name].count(bool(rules), why)
        all_recall.count(bool(rules), why)
        if t.get('weak'):
            weak.count(bool(rules), why)
        if name == 'planted mails':
            ruled.count(bool(rules & set(t['traces'])), f"{why}; found: {', '.join(sorted(rules)) or 'nothing'}")
    if t.get('recoverable'):
        recovered.count(item['verdict'] == 'verified', f"{what} {'+'.join(t['harms'])} is {item['verdict']}")
        told_harm.count(not item['harms'] or set(item['harms']) <= set(t['harms']),
                        f"{'+'.join(t['harms'])} told as {'+'.join(item['harms'])}")
    if 'vouch' in t:
        grade = item['vouch'] or 'none'
        (conflicts if t['class'] == 'altered' else vouched).count(grade == t['vouch'], f"{what}: {grade}, truth says {t['vouch']}")
        if t['class'] != 'altered' and item['verdict'] != 'verified':
            covered.count(grade in ('whole', 'part'), grade)
for sha256 in in_batch:
    batch.count(sha256 in best, 'not in the batch that was found')
strangers = len(best - in_batch)

for tally in (there, verdicts, all_recall, *recall.values(), weak, traceless, ruled, quiet, apart, recovered, told_harm, vouched, covered,
              conflicts, batch):
    tally.tell()
if alarms:
    print('# false alarms by rule:', ', '.join(f'{rule} {n}' for rule, n in alarms.most_common()))
is_batch_right = not in_batch or strangers * 20 <= len(best)
print(f'batches found {len(batches)}; strangers in the planted one {strangers}{"" if is_batch_right else "   MISSED"}')
held = all(t.is_held() for t in (there, verdicts, all_recall, quiet, recovered, vouched, batch)) and is_batch_right
print(f'verdicts {verdicts.share():.4f} recall {all_recall.share():.4f} false {1 - quiet.share():.4f} recovered {recovered.share():.4f} '
      f'vouched {vouched.share():.4f} batch {batch.share():.4f} {"held" if held else "missed"}')
sys.exit(0 if held else 1)
