#!/usr/bin/env python3
"""The layout against graphology's ForceAtlas2, in one run with the same settings (its inferSettings, Barnes-Hut, theta 0.5).

    bench/layout.py BUILD

Speed: milliseconds a round, the best of three runs, at 10,000 and 50,000 nodes with five edges a node; goal: ten times as fast
on two threads. Error: of the repulsion against the exact sum, both at the same places. Quality after the same number of rounds:
normalised stress (less is better) and neighbourhood preservation (more is better) on graphs with planted communities; goal: no
worse. The peer is installed into bench/layout/node_modules on the first run; where that fails, as without a network, the
benchmark is skipped.
"""
import os
import shutil
import subprocess
import sys
import tempfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.path.join(os.path.abspath(sys.argv[1]), 'bench')
ours, judge = os.path.join(build, 'bench_layout'), os.path.join(build, 'layout_judge')
home = os.path.join(root, 'bench', 'layout')
GOAL = 10


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()


def peer(*arguments):
    return run('node', os.path.join(home, 'peer.js'), *arguments)


def install():
    """What is missing to run the peer, or None."""
    if not shutil.which('node') or not shutil.which('npm'):
        return 'node and npm are not here'
    if os.path.exists(os.path.join(home, 'node_modules', '.package-lock.json')):  # npm's last file
        return None
    npm = subprocess.run(['npm', 'ci', '--silent', '--no-audit', '--no-fund', '--fetch-retries=1'], cwd=home)
    return None if npm.returncode == 0 else 'npm cannot install graphology'


class Graph:
    def __init__(self, folder, kind, nodes):
        self.name = f'{kind} {nodes}'
        self.edges = os.path.join(folder, f'{kind}-{nodes}')
        self.start = self.edges + '.start'
        run(ours, 'graph', kind, str(nodes), self.edges)
        with open(self.edges) as f:
            n = max(int(v) for line in f for v in line.split()) + 1
        run(ours, 'scatter', str(n), self.start)

    def compare(self, rounds):
        """(milliseconds a round, stress, preservation) of the peer and of ours, and ours' start in milliseconds."""
        theirs, mine = self.edges + '.peer', self.edges + '.ours'
        peer_ms = float(peer(self.edges, str(rounds), self.start, theirs)[0])
        ms, start = (float(v) for v in run(ours, 'places', self.edges, str(rounds), '2', mine))
        return (peer_ms, theirs), (ms, mine), start

    def judge(self, places):
        return [float(v) for v in run(judge, 'quality', self.edges, places)]


def verdict(is_reached):
    return 'reached' if is_reached else 'NOT REACHED'


def main():
    missing = install()
    if missing:
        print(f'layout: skipped, {missing}')
        return
    with tempfile.TemporaryDirectory() as folder:
        print(f'speed, goal {GOAL} x')
        for nodes, rounds in ((10000, 40), (50000, 10)):
            graph = Graph(folder, 'attachment', nodes)
            runs = [graph.compare(rounds) for _ in range(3)]
            theirs, mine, start = (min(r[0][0] for r in runs), min(r[1][0] for r in runs), min(r[2] for r in runs))
            places = runs[0][1][1]
            print(f'  {nodes:6} nodes, {5 * nodes:6} edges: graphology {theirs:7.2f} ms a round, ours {mine:6.3f} ms (and {start:.0f} ms'
                  f' for the start), {theirs / mine:5.1f} x, {verdict(theirs / mine >= GOAL)}')
            if nodes == 10000:
                error, peer_error = float(run(judge, 'error', graph.edges, places)[0]), float(peer(graph.edges, 'error', places)[0])
                print(f'  error of the repulsion: graphology {peer_error:.2g}, ours {error:.2g}, {verdict(error <= peer_error)}')
        print('quality, graphology / ours: stress, preservation')
        for kind, nodes in (('planted', 2000), ('mixed', 2000), ('planted', 10000)):
            graph = Graph(folder, kind, nodes)
            for rounds in (100, 500):
                (_, theirs), (_, mine), _ = graph.compare(rounds)
                (s, p), (my_s, my_p) = graph.judge(theirs), graph.judge(mine)
                print(f'  {graph.name:14} {rounds:4} rounds: {s:.3f} / {my_s:.3f}, {p:.3f} / {my_p:.3f}, '
                      f'{verdict(my_s <= s and my_p >= p)}')


main()
