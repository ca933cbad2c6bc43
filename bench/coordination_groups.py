#!/usr/bin/env python3
"""Do the groups that acted in step agree with what is known of their accounts?

    bench/coordination_groups.py BUILD

The IRA posts of 2017 (../shared/data/ira) by accounts that Linvill and Warren put into categories (RightTroll, LeftTroll,
NewsFeed, HashtagGamer, Fearmonger, NonEnglish ...).  For each kind of co-action: the groups that the significance test
finds, and beside them the groups of CooRTweet's cut, the pairs of largest weight, taken until they hold the same number of
accounts; both grouped by the same Leiden method.  Printed are accounts, groups, their accounts' categories, purity (share of
accounts whose category is the commonest of their group) and adjusted mutual information (Vinh, Epps and Bailey 2010, with the
arithmetic mean): 0 by chance, 1 when groups and categories are the same, - when there is one category or one group only.
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
    """(accounts, groups, categories, purity, adjusted mutual information) over the accounts that both know."""
    names = [a for a in group_of if a in category_of]
    n = len(names)
    if n == 0:
        return 0, 0, 0, None, None
    cells = collections.Counter((group_of[a], category_of[a]) for a in names)
    rows = collections.Counter(group_of[a] for a in names)
    columns = collections.Counter(category_of[a] for a in names)
    purity = sum(max(cells[g, c] for c in columns) for g in rows) / n
    information = sum(k / n * math.log(n * k / (rows[g] * columns[c])) for (g, c), k in cells.items())
    chance = expected_information(list(rows.values()), list(columns.values()), n)
    mean = (entropy(rows.values(), n) + entropy(columns.values(), n)) / 2
    is_told = len(rows) > 1 and len(columns) > 1
    return n, len(rows), len(columns), purity, (information - chance) / (mean - chance) if is_told else None


def groups_of(document):
    return {document['accounts'][a]['account'].lower(): i for i, g in enumerate(document['groups']) for a in g['members']}


def sillage(*arguments):
    done = subprocess.run([os.path.join(build, 'sillage'), '-q', '-C', case, *arguments], stdout=subprocess.PIPE, check=True)
    return done.stdout


def cut_at(weights, n_pairs):
    """The percentile above which so many of the largest weights lie (those that weigh the same come or go together)."""
    below = sum(w < weights[n_pairs - 1] for w in weights)
    return min(max(below - 0.5, 0) / max(1, len(weights) - 1), 0.999999)


def at_the_same_number(like, weights, n_accounts):
    """CooRTweet's groups, its cut lowered until they hold that many accounts (by halving)."""
    low, high, best = 1, len(weights), None
    while low <= high:
        middle = (low + high) // 2
        cut = cut_at(weights, middle)
        groups = groups_of(json.loads(sillage(*like, '--edge-percentile', f'{cut:.6f}', '--json')))
        if best is None or abs(len(groups) - n_accounts) < abs(len(best[1]) - n_accounts):
            best = cut, groups
        if len(groups) < n_accounts:
            low = middle + 1
        else:
            high = middle - 1
    return best


def line(kind, whose, n, k, c, purity, ami):
    shown = ['-' if x is None else f'{x:.3f}' for x in (purity, ami)]
    print(f'{kind:<12} {whose:<34} {n:>8,} {k:>6} {c:>10} {shown[0]:>7} {shown[1]:>6}', flush=True)


with open(os.path.join(ira, 'authors.csv'), newline='', encoding='utf-8') as f:
    category = {row['author'].lower(): row['account_category'] for row in csv.DictReader(f)}
with tempfile.TemporaryDirectory() as folder:
    case = os.path.join(folder, 'case')
    subprocess.run([os.path.join(build, 'sillage'), '-q', 'init', case], check=True)
    sillage('add', os.path.join(ira, 'ira-2017.csv.zst'))
    print(f'groups within {WINDOW} against account_category, the IRA posts of 2017')
    print(f'{"kind":<12} {"whose cut":<34} {"accounts":>8} {"groups":>6} {"categories":>10} {"purity":>7} {"AMI":>6}')
    for kind in KINDS:
        own = json.loads(sillage('coordination', '--by', kind, '--window', WINDOW, '--json'))
        found = groups_of(own)
        line(kind, 'significant at 5 %', *agreement(found, category))
        if not found:
            continue
        table = os.path.join(folder, 'pairs.csv')
        like = ('coordination', '--like', 'coortweet', '--by', kind, '--window', WINDOW)
        sillage(*like, '--only-pairs', '--pairs', table)
        with open(table, newline='', encoding='utf-8') as f:
            weights = sorted((int(r['weight']) for r in csv.DictReader(f)), reverse=True)
        cut, groups = at_the_same_number(like, weights, len(found))
        line(kind, f'largest weights (percentile {cut:.4f})', *agreement(groups, category))
