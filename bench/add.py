#!/usr/bin/env python3
"""sillage add against the engine's own CSV import, in one run.

    bench/add.py BUILD [RUNS]

The file is the IRA posts of 2017 (../shared/data/ira), unpacked. The peer is the same engine's
INSERT ... SELECT FROM file(..., CSVWithNames), which extracts nothing. Prints each run, the medians, their ratio and the peak memory.
"""
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.path.abspath(sys.argv[1])
runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
packed = os.path.join(root, '..', 'shared', 'data', 'ira', 'ira-2017.csv.zst')
if not os.path.exists(packed):
    print('add: skipped, ../shared/data/ira is not here')
    sys.exit(0)

COLUMNS = ('author_id String, content String, region String, language String, publish_date DateTime, '
           'harvested_date DateTime, following Int64, followers Int64, updates Int64, post_type String, retweet UInt8')


class Engine:
    """sillage-engine on a folder, asked over its socket."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.process = subprocess.Popen([os.path.join(build, 'sillage-engine'), '--folder', folder, '--idle', '60', '--foreground'],
                                        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if os.path.exists(os.path.join(folder, 'engine.sock')):
                break
            time.sleep(0.01)

    def ask(self, sql):
        s = socket.socket(socket.AF_UNIX)
        here = os.getcwd()
        os.chdir(self.folder)  # the path may be longer than a socket's name
        s.connect('engine.sock')
        os.chdir(here)
        c = http.client.HTTPConnection('localhost')
        c.sock = s
        c.request('POST', '/?' + urllib.parse.urlencode({'query': sql}))
        r = c.getresponse()
        body = r.read()
        if r.status != 200:
            raise RuntimeError(body.decode()[:500])
        c.close()

    def peak(self):
        return peak_of(self.process.pid)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def peak_of(pid):
    try:
        return int(re.search(r'VmHWM:\s+(\d+)', open(f'/proc/{pid}/status').read()).group(1)) / 1024
    except (OSError, AttributeError):
        return 0.0


def engine_pid(folder):
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            line = open(f'/proc/{pid}/cmdline', 'rb').read().decode(errors='replace')
        except OSError:
            continue
        if 'sillage-engine' in line and folder in line:
            return int(pid)
    return 0


def ours(csv, where):
    case = os.path.join(where, 'case')
    subprocess.run([os.path.join(build, 'sillage'), 'init', case], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    os.sync()  # what was written before is not to be paid for now
    began = time.monotonic()
    adding = subprocess.Popen([os.path.join(build, 'sillage'), '-C', case, 'add', csv], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(adding.pid, 0)
    seconds = time.monotonic() - began
    if status:
        raise RuntimeError('sillage add failed')
    return seconds, usage.ru_maxrss / 1024, peak_of(engine_pid(case)), case


def peers(csv, where):
    folder = os.path.join(where, 'peer')
    os.sync()
    began = time.monotonic()
    engine = Engine(folder)
    engine.ask(f'CREATE TABLE x ({COLUMNS}) ENGINE = MergeTree ORDER BY publish_date')
    loaded = time.monotonic()
    engine.ask(f"INSERT INTO x SELECT * FROM file('{csv}', CSVWithNames, '{COLUMNS}')")
    seconds = time.monotonic() - loaded
    whole = time.monotonic() - began
    engine.stop()
    return seconds, whole


def timed(command):
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


with tempfile.TemporaryDirectory() as top:
    csv = os.path.join(top, 'ira.csv')
    subprocess.run(['zstd', '-dqf', packed, '-o', csv], check=True)
    megabytes = os.path.getsize(csv) / 1e6
    our_times, peer_times, peer_wholes, memory = [], [], [], []
    for run in range(runs):
        where = os.path.join(top, str(run))
        os.makedirs(where)
        peer, peer_whole = peers(csv, where)
        our, client, engine, case = ours(csv, where)
        our_times.append(our)
        peer_times.append(peer)
        peer_wholes.append(peer_whole)
        memory.append(client + engine)
        print(f'run {run + 1}: sillage add {our:.2f} s (whole process, engine started), the engine\'s CSV import {peer:.2f} s '
              f'(the statement alone; {peer_whole:.2f} s with its start); peak {client:.0f} + {engine:.0f} MiB', flush=True)
        if run + 1 < runs:
            time.sleep(6)  # the idle engine leaves by itself; nothing is deleted, since that slows the next files' making
    a, b, c = (statistics.median(t) for t in (our_times, peer_times, peer_wholes))
    print(f'add: {a:.2f} s = {megabytes / a:.0f} MB/s; import: {b:.2f} s = {megabytes / b:.0f} MB/s; '
          f'ratio {a / b:.2f}, {a / c:.2f} with the engine\'s start on both sides (goal: at most 1, least: at most 2); peak memory {max(memory):.0f} MiB (goal: under 1536)')
    sillage = os.path.join(build, 'sillage')
    asked = statistics.median(timed([sillage, '-C', case, 'origin', '#macronleaks', '--json']) for _ in range(5))
    version = statistics.median(timed([sillage, '--version']) for _ in range(21))
    print(f'origin #macronleaks: {asked:.3f} s (goal: under 1); ratio {asked / 1:.2f}')
    print(f'sillage --version: {version * 1000:.1f} ms (goal: under 10); ratio {version * 100:.2f}')
    time.sleep(6)
