#!/usr/bin/env python3
"""Planted truth, found again: simulates evidence, adds it to a case, asks who acted in step, and compares with truth.json.

    planted.py SILLAGE FOLDER RUNS [--null] [--window W] [--by KINDS] [--decoys N SPREAD] [SIMULATE OPTIONS…]

Run K simulates with seed K.  --decoys adds a second world to the case, of seed K + 1000, whose N groups act within SPREAD:
their members are not looked for, and not counted where they are found.  Prints a line a run and a line at the end:

    precision P recall R groups G reporting N runs RUNS

precision   of all accounts in the groups found, the share that belongs to the planted group which is commonest in theirs
recall      of all planted members that took part in ten joint acts or more (in a group with five such), the share that is
            in a group found whose commonest planted group is theirs
reporting   runs that found any group
"""
import collections
import json
import os
import shutil
import sys

from sillage import Sillage

program, folder, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
sillage, rest = Sillage(program), sys.argv[4:]
window, kinds, evidence_of_nothing, decoys, simulated = '60s', '', False, [], []
while rest:
    word = rest.pop(0)
    if word == '--window':
        window = rest.pop(0)
    elif word == '--by':
        kinds = rest.pop(0)
    elif word == '--decoys':
        decoys = ['--groups', rest.pop(0), '--spread', rest.pop(0)]
    elif word == '--null':
        evidence_of_nothing = True
    else:
        simulated.append(word)

LEAST_ACTS, LEAST_MEMBERS = 10, 5


def simulate(case, seed, options):
    """Adds the evidence of a world to the case; its truth."""
    world = os.path.join(folder, f'world{seed}')
    sillage('simulate', world, '--seed', str(seed), *options)
    with open(os.path.join(world, 'truth.json'), encoding='utf-8') as f:
        truth = json.load(f)
    sillage('-C', case, 'add', os.path.join(world, 'evidence'))
    shutil.rmtree(world)
    return truth


def planted(truth):
    """Of each group with enough members: the members that took part often enough."""
    found = {}
    for group in truth['groups']:
        taken = collections.Counter(member for act in group['acts'] for member in set(act['members']))
        often = {group['members'][i] for i, n in taken.items() if n >= LEAST_ACTS}
        if len(often) >= LEAST_MEMBERS:
            found[group['id']] = often
    return found


right = reported = caught = wanted = n_groups = reporting = 0
for seed in range(1, runs + 1):
    with sillage.case(folder, f'case{seed}') as case:
        truth = simulate(case, seed, simulated)
        beside = simulate(case, seed + 1000, simulated + decoys) if decoys else {'groups': []}
        by = ['--by', kinds] if kinds else []
        answer = json.loads(sillage('-C', case, 'coordination', *by, '--window', window, '--json'))
    names = [f"{a['platform']}/{a['account']}" for a in answer['accounts']]
    of = {m: g['id'] for g in truth['groups'] for m in g['members']}
    not_judged = {m for g in beside['groups'] for m in g['members']} - of.keys()
    groups = [[names[m] for m in g['members'] if names[m] not in not_judged] for g in answer['groups']]
    groups = [members for members in groups if members]
    reporting += bool(groups)
    n_groups += len(groups)
    if evidence_of_nothing:
        print(f'# seed {seed}: {len(groups)} groups, {sum(map(len, groups))} accounts', flush=True)
        continue
    targets = planted(truth)
    commonest = []
    for members in groups:
        counts = collections.Counter(of[m] for m in members if m in of)
        commonest.append(min(counts, key=lambda g: (-counts[g], g)) if counts else None)
    run_right = sum(sum(of.get(m) == c for m in members) for members, c in zip(groups, commonest) if c is not None)
    run_reported = sum(map(len, groups))
    inside = {(c, m) for members, c in zip(groups, commonest) for m in members}
    run_caught = sum((g, m) in inside for g, members in targets.items() for m in members)
    run_wanted = sum(map(len, targets.values()))
    missed = [f"{g['kind']}{'' if g['tight'] else ' loose'} {sum((g['id'], m) in inside for m in targets[g['id']])}/{len(targets[g['id']])}"
              for g in truth['groups'] if g['id'] in targets and any((g['id'], m) not in inside for m in targets[g['id']])]
    print(f'# seed {seed}: {len(groups)} groups; {run_right} of {run_reported} accounts right; {run_caught} of {run_wanted} members found'
          + (f'; missed: {", ".join(missed)}' if missed else ''), flush=True)
    right, reported, caught, wanted = right + run_right, reported + run_reported, caught + run_caught, wanted + run_wanted
precision = right / reported if reported else 1.0
recall = caught / wanted if wanted else 1.0
print(f'precision {precision:.3f} recall {recall:.3f} groups {n_groups} reporting {reporting} runs {runs}')
