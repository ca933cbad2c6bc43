#!/usr/bin/env python3
"""Do the groups that acted in step agree with what is known of their accounts?

    bench/coordination_groups.py BUILD

The IRA posts of 2017 (../shared/data/ira) by accounts that Linvill and Warren put into categories (RightTroll, LeftTroll,
NewsFeed, HashtagGamer, Fearmonger, NonEnglish ...).  For each kind of co-action: the groups that the significance test
finds, and beside them the groups of CooRTweet's cut, the pairs of largest weight, taken until they hold the same number of
accounts; both grouped by the same Leiden method.  Printed are accounts, groups, purity (share of accounts whose category is the
commonest of their group) and adjusted mutual information (Vinh, Epps and Bailey 2010, with the arithmetic mean), 0 by chance.
Every account here was run by one organisation: the categories tell roles within it, not innocence.
"""
import collections
import csv
import json
import math
import os
import subprocess
import sys
import tempfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.path.abspath(sys.argv[1])
ira = os.path.join(root, '..', 'shared', 'data', 'ira')
if not os.path.exists(ira):
    print('coordination_groups: skipped, ../shared/data/ira is not here')
    sys.exit(0)
KINDS = (sys.argv[2] if len(sys.argv) > 2 else 'hashtag,link,domain,text,near-text,mention').split(',')
WINDOW = '60s'


def entropy(counts, n):
    return -sum(c / n * math.log(c / n) for c in counts if c)


def expected_information(rows, columns, n):
    """Of two groupings with these sizes, drawn at random (hypergeometric)."""
    log_fact = [math.lgamma(i + 1) for i in range(n + 1)]
    total = 0.0
    for a, n_a in collections.Counter(rows).items():
        for b, n_b in collections.Counter(columns).items():
            part = 0.0
            for k in range(max(1, a + b - n), min(a, b) + 1):
                log_p = (log_fact[a] + log_fact[b] + log_fact[n - a] + log_fact[n - b] - log_fact[n] - log_fact[k] - log_fact[a - k]
                         - log_fact[b - k] - log_fact[n - a - b + k])
                part += k / n * math.log(n * k / (a * b)) * math.exp(log_p)
            total += part * n_a * n_b
    return total


def agreement(group_of, category_of):
    """(accounts, groups, purity, adjusted mutual information) over the accounts that both know."""
    names = [a for a in group_of if a in category_of]
    n = len(names)
    if n == 0:
        return 0, 0, math.nan, math.nan
    cells = collections.Counter((group_of[a], category_of[a]) for a in names)
    rows = collections.Counter(group_of[a] for a in names)
    columns = collections.Counter(category_of[a] for a in names)
    purity = sum(max(cells[g, c] for c in columns) for g in rows) / n
    information = sum(k / n * math.log(n * k / (rows[g] * columns[c])) for (g, c), k in cells.items())
    chance = expected_information(list(rows.values()), list(columns.values()), n)
    mean = (entropy(rows.values(), n) + entropy(columns.values(), n)) / 2
    return n, len(rows), purity, (information - chance) / (mean - chance) if mean > chance else math.nan


def groups_of(document):
    return {document['accounts'][a]['account'].lower(): i for i, g in enumerate(document['groups']) for a in g['members']}


def sillage(*arguments):
    done = subprocess.run([os.path.join(build, 'sillage'), '-q', '-C', case, *arguments], stdout=subprocess.PIPE, check=True)
    return done.stdout


def percentile_for(pairs, n_accounts):
    """The share of the pairs to leave out so that those above hold about so many accounts."""
    pairs.sort(key=lambda p: -p[2])
    seen = set()
    for i, (a, b, weight) in enumerate(pairs):
        seen.update((a, b))
        if len(seen) >= n_accounts:
            below = sum(1 for p in pairs if p[2] < weight)
            return max(0.0, min((below - 0.5) / max(1, len(pairs) - 1), 0.999999))
    return 0.000001


with open(os.path.join(ira, 'authors.csv'), newline='', encoding='utf-8') as f:
    category = {row['author'].lower(): row['account_category'] for row in csv.DictReader(f)}
with tempfile.TemporaryDirectory() as folder:
    case = os.path.join(folder, 'case')
    subprocess.run([os.path.join(build, 'sillage'), '-q', 'init', case], check=True)
    sillage('add', os.path.join(ira, 'ira-2017.csv.zst'))
    print(f'groups within {WINDOW} against account_category, the IRA posts of 2017')
    print(f'{"kind":<12} {"whose cut":<34} {"accounts":>8} {"groups":>6} {"purity":>7} {"AMI":>6}')
    for kind in KINDS:
        own = json.loads(sillage('coordination', '--by', kind, '--window', WINDOW, '--json'))
        found = groups_of(own)
        n, k, purity, ami = agreement(found, category)
        print(f'{kind:<12} {"significant at 5 %":<34} {n:>8,} {k:>6} {purity:>7.3f} {ami:>6.3f}')
        if not n:
            continue
        table = os.path.join(folder, 'pairs.csv')
        like = ('coordination', '--like', 'coortweet', '--by', kind, '--window', WINDOW)
        sillage(*like, '--only-pairs', '--pairs', table)
        with open(table, newline='', encoding='utf-8') as f:
            pairs = [(r['account_a'], r['account_b'], int(r['weight'])) for r in csv.DictReader(f)]
        cut = percentile_for(pairs, len(found))
        peer = groups_of(json.loads(sillage(*like, '--edge-percentile', f'{cut:.6f}', '--json')))
        n, k, purity, ami = agreement(peer, category)
        print(f'{kind:<12} {f"largest weights (percentile {cut:.4f})":<34} {n:>8,} {k:>6} {purity:>7.3f} {ami:>6.3f}')
