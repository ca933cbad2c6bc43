#!/usr/bin/env python3
"""The page in a browser without a GPU, on a made story: 50,000 accounts and 250,000 relays.

    bench/page.py BUILD

Makes evidence (preferential attachment, 5 relays an account, fixed seed), adds it to a case, writes two reports: all of it, and one of
5,000 accounts. Opens the large one from disk in headless Chromium and measures. Limits: first picture within 3 s of opening, 30
frames/s while panning and zooming, sharp again within 1 s; the report of 5,000 accounts under 3 MB.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.path.abspath(sys.argv[1])
sillage = os.path.join(build, 'sillage')


def evidence(path, accounts, relays_each):
    """One post an account, then its reposts of others; who was reposted before is likelier to be again."""
    r = random.Random(7)
    often = list(range(relays_each))
    with open(path, 'w') as out:
        out.write('time,platform,id,account,kind,audience,lang,repost_of,text\n')
        at, number = 1493978400.0, 0

        def line(account, kind, of, text):
            nonlocal at, number
            at += r.expovariate(2.0)
            number += 1
            out.write('%.3f,%s,%d,account_%d,%s,%d,%s,%s,%s\n' % (at, 'twitter', number, account, kind, int(50 * r.paretovariate(0.8)) % 5000000,
                                                               ('en', 'fr', 'es')[account % 3], of, text))
            return number

        own = [line(i, 'post', '', 'words of %d #planted' % i) for i in range(relays_each)]
        for i in range(relays_each, accounts):
            own.append(line(i, 'post', '', 'words of %d #planted' % i))
            met = set()
            while len(met) < relays_each:
                met.add(often[r.randrange(len(often))])
            for other in sorted(met):
                line(i, 'repost', own[other], 'RT words of %d #planted' % other)
                often += [i, other]


def case(folder, accounts):
    os.makedirs(folder)
    evidence(os.path.join(folder, 'posts.csv'), accounts, 5)
    subprocess.run([sillage, '-q', 'init', os.path.join(folder, 'case')], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sillage, '-q', '-C', os.path.join(folder, 'case'), 'add', os.path.join(folder, 'posts.csv')], check=True,
                   stdout=subprocess.DEVNULL)
    return os.path.join(folder, 'case')


def report(case_folder, path, accounts):
    began = time.monotonic()
    subprocess.run([sillage, '-q', '-C', case_folder, 'report', '#planted', '-o', path, '--max-nodes', str(accounts), '--max-edges',
                    str(6 * accounts), '--max-posts', str(7 * accounts), '--no-inferred'], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


folder = tempfile.mkdtemp(prefix='sillage-bench-')
try:
    small = case(os.path.join(folder, 'small'), 5000)
    took = report(small, os.path.join(folder, 'small.html'), 5000)
    size = os.path.getsize(os.path.join(folder, 'small.html'))
    print('report of 5,000 accounts and 25,000 relays: %.2f MB in %.1f s; limit 3 MB, ratio %.2f' % (size / 1e6, took, size / 3e6))
    large = case(os.path.join(folder, 'large'), 50000)
    took = report(large, os.path.join(folder, 'large.html'), 50000)
    size = os.path.getsize(os.path.join(folder, 'large.html'))
    print('report of 50,000 accounts and 250,000 relays: %.2f MB in %.1f s' % (size / 1e6, took))
    if not shutil.which('chromium') or not os.path.isdir(os.path.join(root, 'ui', 'node_modules', 'playwright-core')):
        print('page: skipped, chromium or playwright-core is not here')
        sys.exit(0)
    done = subprocess.run(['node', os.path.join(root, 'ui', 'bench', 'page.mjs'), os.path.join(folder, 'large.html')], check=True,
                          stdout=subprocess.PIPE)
    seen = json.loads(done.stdout.decode().strip().splitlines()[-1])
    print('first picture after opening: %.0f ms; limit 3,000, ratio %.2f' % (seen['first_picture_ms'], seen['first_picture_ms'] / 3000))
    for what in ('pan', 'zoom'):
        print('frames/s while the hand does %s: %.1f; least 30, ratio %.2f' % (what, seen[what + '_fps'], seen[what + '_fps'] / 30))
    print('sharp again after: %.0f ms; limit 1,000, ratio %.2f' % (seen['sharp_ms'], seen['sharp_ms'] / 1000))
finally:
    shutil.rmtree(folder, ignore_errors=True)
