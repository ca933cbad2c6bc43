#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sillage serve under load, against the limits it is held to, in one run.

    bench/serve.py BUILD [SECONDS]

The case is the IRA posts of 2017 (../shared/data/ira). Twenty of its hashtags (its largest, and the two of May 2017) are asked as stories over kept connections: first
each once (worked out), then over and over from several clients. Prints the time of a cached story and map, the rate, and how
the program's memory grew between the warm-up and at least 5,000 requests later.
"""
import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.path.abspath(sys.argv[1])
least_seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10
packed = os.path.join(root, '..', 'shared', 'data', 'ira', 'ira-2017.csv.zst')
if not os.path.exists(packed):
    print('serve: skipped, ../shared/data/ira is not here')
    sys.exit(0)
TAGS = ('maga', 'macronleaks', 'macrongate', 'top', 'mar', 'topl', 'nowplaying', 'pjnet', 'may', 'tcot', 'trump', 'isis', 'amb',
        'soundcloud', 'usfa', 'новости', 'valentinesdayin3words', 'imo', 'trumptrain', 'hiphop')
CLIENTS, LEAST_REQUESTS, GOAL_RATE, GOAL_MS, GOAL_GROWTH = 4, 5000, 200, 50, 1.10
sillage = os.path.join(build, 'sillage')


class Client:
    def __init__(self, port, session):
        self.connection = http.client.HTTPConnection('127.0.0.1', port, timeout=120)
        self.headers = {'Authorization': 'Bearer ' + session, 'Accept-Encoding': 'gzip'}

    def ask(self, path):
        """Seconds and bytes."""
        began = time.monotonic()
        self.connection.request('GET', path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f'{path}: {answer.status} {body[:200]!r}')
        return time.monotonic() - began, len(body)


def resident(pid):
    """MiB that the program holds now."""
    return int(re.search(r'VmRSS:\s+(\d+)', open(f'/proc/{pid}/status').read()).group(1)) / 1024


def enter(address):
    """Spends the token; gives port and session."""
    parts = urllib.parse.urlsplit(address)
    c = http.client.HTTPConnection('127.0.0.1', parts.port)
    c.request('GET', '/?' + parts.query)
    cookie = c.getresponse().getheader('Set-Cookie')
    return parts.port, cookie.split(';')[0].split('=')[1]


def load(port, session, paths, seconds):
    """Requests answered, and seconds that it took."""
    counts, failures = [0] * CLIENTS, []
    until = time.monotonic() + seconds

    def run(number):
        try:
            client, i = Client(port, session), number * 5
            while time.monotonic() < until or counts[number] * CLIENTS < LEAST_REQUESTS:
                client.ask(paths[i % len(paths)])
                i += 1
                counts[number] += 1
        except (OSError, RuntimeError, http.client.HTTPException) as e:
            failures.append(e)

    began = time.monotonic()
    threads = [threading.Thread(target=run, args=(n,)) for n in range(CLIENTS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if failures:
        raise failures[0]
    return sum(counts), time.monotonic() - began


with tempfile.TemporaryDirectory() as top:
    case = os.path.join(top, 'case')
    quiet = {'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}
    subprocess.run([sillage, 'init', case], check=True, **quiet)
    subprocess.run([sillage, '-C', case, 'add', packed], check=True, **quiet)
    server = subprocess.Popen([sillage, '-q', '-C', case, 'serve', '--port', '0'], stdout=subprocess.PIPE, text=True)
    try:
        port, session = enter(server.stdout.readline().strip())
        client = Client(port, session)
        stories = ['/api/v1/story?q=' + urllib.parse.quote('#' + tag) for tag in TAGS]
        maps = ['/api/v1/map?format=svg&q=' + urllib.parse.quote('#' + tag) for tag in TAGS[:2]]
        cold = [client.ask(path) for path in stories]
        print(f'20 stories worked out: {statistics.median(s for s, _ in cold):.3f} s each in the middle, {max(s for s, _ in cold):.3f} s the '
              f'longest; {sum(n for _, n in cold) / 1e6:.1f} MB packed')
        for path in maps:
            client.ask(path)
        cached = [client.ask(path)[0] * 1000 for path in (stories + maps) * 10]
        worst, middle = max(cached), statistics.median(cached)
        print(f'cached story or map: {middle:.1f} ms in the middle, {worst:.1f} ms the longest of {len(cached)} (goal: under {GOAL_MS}); '
              f'ratio {worst / GOAL_MS:.2f}')
        load(port, session, stories, 1)
        before = resident(server.pid)
        n, seconds = load(port, session, stories, least_seconds)
        after = resident(server.pid)
        print(f'stories from {CLIENTS} clients: {n} in {seconds:.1f} s = {n / seconds:.0f} a second (goal: {GOAL_RATE}); '
              f'ratio {n / seconds / GOAL_RATE:.2f}')
        print(f'memory: {before:.0f} MiB after the warm-up, {after:.0f} MiB after {n} requests more; ratio {after / before:.2f} '
              f'(goal: at most {GOAL_GROWTH})')
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
