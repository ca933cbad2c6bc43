#!/usr/bin/env python3
"""Pairs of accounts that carry the same hashtag within 60 s, against DuckDB's bucketed self-join, in one run.

    bench/coordination.py BUILD [RUNS]

The case is the IRA posts of 2017 (../shared/data/ira). Ours is the whole command, from the store to the edge list, its engine
awake; the peer is the join over a table that it has loaded already, on two threads, to the same file. Both take turns. Prints
each run, the medians and their ratio (goal: at least 3), and the command's peak memory beyond its events (goal: at most 256 MiB);
the two edge lists must be equal. The peer is installed into bench/duckdb/node_modules on the first run; where that fails,
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
    npm = subprocess.run(['npm', 'ci', '--silent', '--no-audit', '--no-fund', '--fetch-retries=1'], cwd=home)
    return None if npm.returncode == 0 else 'npm cannot install DuckDB'


def edges(path):
    with open(path, newline='', encoding='utf-8') as f:
        return sorted((*sorted(row[:2]), int(row[2])) for row in list(csv.reader(f))[1:])


class Peer:
    def __init__(self, events, pairs):
        self.process = subprocess.Popen(['node', os.path.join(home, 'peer.js'), events, pairs], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == 'loaded\n', 'DuckDB did not load the events'

    def run(self):
        self.process.stdin.write('run\n')
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


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
        case, events, mine, theirs = (os.path.join(folder, name) for name in ('case', 'events.csv', 'ours.csv', 'peer.csv'))
        subprocess.run([program, '-q', '-C', case, 'init'], check=True)
        subprocess.run([program, '-q', '-C', case, 'add', packed], check=True)
        with open(events, 'wb') as f:
            subprocess.run([program, '-C', case, 'sql', '--format', 'CSV', EVENTS], check=True, stdout=f)
        with open(events, 'rb') as f:
            n_events = sum(1 for _ in f) - 1
        peer = Peer(events, theirs)
        ours(case, mine), peer.run()  # once to warm up: the engine, the files
        times, peer_times, peak = [], [], 0
        for _ in range(runs):
            seconds, mib = ours(case, mine)
            times.append(seconds)
            peer_times.append(peer.run())
            peak = max(peak, mib)
            print(f'  sillage {times[-1]:.2f} s, DuckDB {peer_times[-1]:.2f} s')
        peer.stop()
        assert edges(mine) == edges(theirs), 'the two edge lists differ'
        found = edges(mine)
        beyond = peak - n_events * EVENT_BYTES / 1048576
        print(f'{n_events} events, {len(found)} pairs, weight {sum(e[2] for e in found)}: the same edge list')
        print(f'coordination: DuckDB takes {statistics.median(peer_times) / statistics.median(times):.2f} times as long '
              f'(goal: {GOAL}), {beyond:.0f} MiB beyond the events (goal: at most {GOAL_MIB})')


main()
