#!/usr/bin/env python3
"""Pairs of accounts that carry the same hashtag within 60 s, against DuckDB's bucketed self-join, in one run.

    bench/coordination.py BUILD [RUNS]

The case is the IRA posts of 2017 (../shared/data/ira). Ours is the whole command, from the store to the edge list, its engine
awake; the peer is a process, too, that opens its own database, where the events lie ready with numbers for names, joins on two
threads and writes the same file. Both take turns. Prints each run, the medians and their ratio (goal: at least 3), beside it like
for like without store and start-up, the peer's join alone against our kernel alone (coordination_kernel: events in memory, as
they came, to the same file), and the command's peak memory beyond its events (goal: at most 256 MiB); the two edge lists must
be equal. The peer is installed into bench/duckdb/node_modules on the first run; where that fails,
as without a network, the benchmark is skipped.
"""
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = os.path.join(os.path.abspath(sys.argv[1]), 'sillage')
runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
packed = os.path.join(root, '..', 'shared', 'data', 'ira', 'ira-2017.csv.zst')
home = os.path.join(root, 'bench', 'duckdb')
GOAL, GOAL_MIB, EVENT_BYTES = 3, 256, 24
EVENTS = ('SELECT o.object AS tag, p.account AS account, intDiv(o.time, 1000000) AS t '
          'FROM objects AS o INNER JOIN posts AS p ON o.post = p.post WHERE o.kind = 3')


def missing():
    if not os.path.exists(packed):
        return '../shared/data/ira is not here'
    if not shutil.which('node') or not shutil.which('npm'):
        return 'node and npm are not here'
    if os.path.exists(os.path.join(home, 'node_modules', '.package-lock.json')):  # npm's last file
        return None
    # Not "npm ci": the lock names this platform's library only, and that is all that is needed.
    npm = subprocess.run(['npm', 'install', '--no-save', '--silent', '--no-audit', '--no-fund', '--fetch-retries=1'], cwd=home)
    return None if npm.returncode == 0 else 'npm cannot install DuckDB'


def edges(path):
    with open(path, newline='', encoding='utf-8') as f:
        return sorted((*sorted(row[:2]), int(row[2])) for row in list(csv.reader(f))[1:])


def peer(*arguments):
    """Seconds of the process, seconds that it says."""
    before = time.monotonic()
    done = subprocess.run(['node', os.path.join(home, 'peer.js'), *arguments], stdout=subprocess.PIPE, check=True, text=True)
    return time.monotonic() - before, float(done.stdout or 'nan')


def kernel(events, pairs):
    done = subprocess.run([os.path.join(os.path.dirname(program), 'bench', 'coordination_kernel'), events, pairs], stdout=subprocess.PIPE,
                          check=True, text=True)
    return float(done.stdout)


def ours(case, pairs):
    """Seconds, peak MiB."""
    before = time.monotonic()
    child = subprocess.Popen([program, '-q', '-C', case, 'coordination', '--by', 'hashtag', '--window', '60s', '--min-weight', '1',
                              '--min-participation', '0', '--max-crowd', '0', '--only-pairs', '--pairs', pairs])
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, 'sillage coordination failed'
    return time.monotonic() - before, usage.ru_maxrss / 1024


def main():
    why = missing()
    if why:
        print('coordination: skipped,', why)
        return
    with tempfile.TemporaryDirectory() as folder:
        case, events, mine, bare, theirs = (os.path.join(folder, name) for name in
                                            ('case', 'events.csv', 'ours.csv', 'kernel.csv', 'peer.csv'))
        subprocess.run([program, '-q', '-C', case, 'init'], check=True)
        subprocess.run([program, '-q', '-C', case, 'add', packed], check=True)
        with open(events, 'wb') as f:
            subprocess.run([program, '-C', case, 'sql', '--format', 'CSV', EVENTS], check=True, stdout=f)
        with open(events, 'rb') as f:
            n_events = sum(1 for _ in f) - 1
        database = os.path.join(folder, 'peer.duckdb')
        peer('load', events, database)
        ours(case, mine), peer('run', database, theirs)  # once to warm up: the engine, the files
        times, kernel_times, peer_times, join_times, peak = [], [], [], [], 0
        for _ in range(runs):
            seconds, mib = ours(case, mine)
            whole, join = peer('run', database, theirs)
            alone = kernel(events, bare)
            times.append(seconds), kernel_times.append(alone), peer_times.append(whole), join_times.append(join)
            peak = max(peak, mib)
            print(f'  sillage {seconds:.2f} s (kernel alone {alone:.3f} s), DuckDB {whole:.2f} s (join alone {join:.3f} s)')
        assert edges(mine) == edges(theirs) == edges(bare), 'the edge lists differ'
        found = edges(mine)
        beyond = peak - n_events * EVENT_BYTES / 1048576
        print(f'{n_events} events, {len(found)} pairs, weight {sum(e[2] for e in found)}: the same edge list')
        ours_s, kernel_s, whole_s, join_s = (statistics.median(t) for t in (times, kernel_times, peer_times, join_times))
        print(f'coordination: from the store to the edge list DuckDB takes {whole_s / ours_s:.2f} times as long (goal: {GOAL}); its join '
              f'alone takes {join_s / kernel_s:.1f} times as long as the kernel alone, {join_s / ours_s:.2f} times as long as the whole '
              f'command; {beyond:.0f} MiB beyond the events (goal: at most {GOAL_MIB})')


main()
