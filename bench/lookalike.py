#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lookalike.py BUILD: look-alike domains found among names that are there already, against dnstwist (Debian's package).

dnstwist makes the names that might be registered; whoever has a list to judge puts them into a set and looks each of its lines up
there. That is done here, plainly, and once more with all that its package offers (the English and French dictionaries, the list of
abused suffixes). Ours is the whole command with --json. Both as processes of their own, for one protected domain and for the thirteen
of ../shared/data/domains/attacks.csv, over a list with those attacks among a million names (benign-top-10k.txt with labels in
front). Prints how many of the attacks each finds, how many of the benign names it flags besides, and seconds and their ratios.
Skipped, with a word, without dnstwist or the data.
"""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = os.path.join(os.path.abspath(sys.argv[1]), 'sillage')
domains = os.path.join(root, '..', 'shared', 'data', 'domains')
dictionaries = '/usr/share/dnstwist/dictionaries'
NAMES = 1_000_000
FRONTS = ['', 'www.', 'mail.', 'api.', 'cdn.', 'm.', 'shop.', 'autodiscover.', 'r3---sn-4g5e6nsz.', 'static.']
# What the thirteen names' owners have besides: names that a user would allow.
ALLOWED = ['live.com', 'office.net', 'onedrive.com', 'sharepoint.com', 'sharepointonline.com', 'microsoft.com', 'microsoftonline.com',
           'outlook.com', 'hotmail.com', 'msn.com']
LOOK_UP = '''
import sys
made = {line.strip() for path in sys.argv[2:] for line in open(path, encoding="utf-8")}
for line in open(sys.argv[1], encoding="utf-8"):
    if line.rstrip("\\n") in made: sys.stdout.write(line)
'''


def missing():
    if not shutil.which('dnstwist'):
        return 'dnstwist is not installed'
    if not os.path.exists(os.path.join(domains, 'attacks.csv')):
        return '../shared/data/domains is not here'
    return None


def dnstwist(protected, listed, folder, options):
    """The names of the list that dnstwist makes; the seconds for making, and for looking up."""
    start, files = time.monotonic(), []
    for i, domain in enumerate(protected):
        files.append(os.path.join(folder, f'made-{i}'))
        with open(files[-1], 'wb') as out:
            subprocess.run(['dnstwist', '--format', 'list', *options, domain], stdout=out, stderr=subprocess.DEVNULL, check=True)
    made = time.monotonic() - start
    start = time.monotonic()
    found = subprocess.run([sys.executable, '-c', LOOK_UP, listed, *files], stdout=subprocess.PIPE, check=True).stdout.decode()
    names = set(found.split()) - set(protected)
    return names, made, time.monotonic() - start


def sillage(protected, listed):
    start = time.monotonic()
    done = subprocess.run([program, '--quiet', 'lookalike', *protected, '--in', listed, '--json', '--allow', ','.join(ALLOWED)],
                          stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f'lookalike.py: sillage lookalike ended with {done.returncode}')
    names = {json.loads(line)['domain'] for line in done.stdout.decode().splitlines()}
    return names, time.monotonic() - start


def registrable(name):
    for front in FRONTS[1:]:
        if name.startswith(front):
            return name[len(front):]
    return name


def report(what, found, attacks, seconds, detail=''):
    hits = found & set(attacks)
    others = {registrable(name) for name in found - set(attacks)}
    print(f'{what:34} {len(hits):2} of {len(attacks)} attacks, {len(others):3} benign names  {seconds:7.3f} s '
          f'{seconds / NAMES * 1e9:6.0f} ns a name{detail}')


def compare(rows, protected, listed, folder):
    attacks = [r['lookalike'] for r in rows if r['protected'] in protected]
    print(f'-- {len(protected)} protected, {NAMES:,} names, {len(attacks)} attacks among them')
    everything = ['--tld', os.path.join(dictionaries, 'abused_tlds.dict')]
    with open(os.path.join(folder, 'words'), 'wb') as both:
        for name in ('english.dict', 'french.dict'):
            path = os.path.join(dictionaries, name)
            both.write(open(path, 'rb').read() + b'\n' if os.path.exists(path) else b'')
    everything += ['--dictionary', both.name]
    ours, our_seconds = sillage(protected, listed)
    report('sillage lookalike', ours, attacks, our_seconds)
    for what, options in (('dnstwist', []), ('dnstwist, dictionaries, suffixes', everything)):
        if options and not os.path.exists(options[1]):
            continue
        theirs, made, looked = dnstwist(protected, listed, folder, options)
        report(what, theirs, attacks, made + looked, f' (making {made:.3f} s, looking up {looked:.3f} s)')
        print(f'   ours takes {our_seconds / (made + looked):.2f} x its time and finds '
              f'{len(ours & set(attacks))} attacks for its {len(theirs & set(attacks))}')


def main():
    why = missing()
    if why:
        print(f'lookalike.py: skipped, {why}')
        return
    rows = list(csv.DictReader(open(os.path.join(domains, 'attacks.csv'), encoding='utf-8', newline='')))
    benign = open(os.path.join(domains, 'benign-top-10k.txt'), encoding='utf-8').read().split()
    with tempfile.TemporaryDirectory() as folder:
        listed = os.path.join(folder, 'names.txt')
        with open(listed, 'w', encoding='utf-8') as out:
            for i in range(NAMES - len(rows)):
                out.write(FRONTS[i // len(benign) % len(FRONTS)] + benign[i % len(benign)] + '\n')
            out.write(''.join(r['lookalike'] + '\n' for r in rows))
        protected = list(dict.fromkeys(r['protected'] for r in rows))
        compare(rows, protected[:1], listed, folder)
        compare(rows, protected, listed, folder)


main()
