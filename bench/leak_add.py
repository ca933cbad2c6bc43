#!/usr/bin/env python3
"""sillage leak add against two indexers of mail and Python's parser, in one run.

    bench/leak_add.py BUILD [RUNS] [MAILS]

The 2,750 mails of ../shared/data/mail as a maildir: `mu init` and `mu index`, `notmuch new` (Debian's maildir-utils and notmuch),
and Python's email.message_from_bytes with its fastest policy (compat32), which decodes and stores nothing. Ours is the whole
command, the engine's start and the making of its tables and all, of the packed archive and of the same maildir; beside it, the
archive into a case whose engine runs already. Then MAILS generated mails (200,000) and a twentieth of them: peak memory of
sillage and its readers together, and of the engine apart; and what `leak verify` of them takes.
"""
import email
import email.policy
import glob
import os
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.path.abspath(sys.argv[1])
runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
many = int(sys.argv[3]) if len(sys.argv) > 3 else 200000
packed = os.path.join(root, '..', 'shared', 'data', 'mail', 'spamassassin-ham.tar.zst')
sillage = os.path.join(build, 'sillage')
QUIET = {'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}


def timed(command, **more):
    began = time.monotonic()
    subprocess.run(command, check=True, **QUIET, **more)
    return time.monotonic() - began


def make_maildir(where):
    box = os.path.join(where, 'maildir')
    for part in ('cur', 'new', 'tmp'):
        os.makedirs(os.path.join(box, part))
    plain = os.path.join(where, 'mail.tar')
    subprocess.run(['zstd', '-dqf', packed, '-o', plain], check=True)
    n = 0
    with tarfile.open(plain) as tar:
        for member in tar:
            if member.isfile():
                n += 1
                with open(os.path.join(box, 'cur', f'{n:06d}.bench:2,S'), 'wb') as f:
                    f.write(tar.extractfile(member).read())
    return box, n


def ours(source, where, name, is_warm=False):
    case = os.path.join(where, name)
    subprocess.run([sillage, '-q', 'init', case], check=True, **QUIET)
    if is_warm:
        subprocess.run([sillage, '-q', '-C', case, 'status'], check=True, **QUIET)
    os.sync()
    return timed([sillage, '-q', '-C', case, 'leak', 'add', source])


def mu(box, where, name):
    home = os.path.join(where, name)
    os.sync()
    return timed(['mu', 'init', f'--muhome={home}', f'--maildir={box}']) + timed(['mu', 'index', f'--muhome={home}'])


def notmuch(box, where, name):
    mine = os.path.join(where, name)
    shutil.copytree(box, os.path.join(mine, 'mail'))
    config = os.path.join(mine, 'config')
    with open(config, 'w') as f:
        f.write(f'[database]\npath={mine}/mail\n[user]\nname=bench\nprimary_email=bench@example.org\n[new]\ntags=new\n')
    os.sync()
    return timed(['notmuch', 'new'], env=dict(os.environ, NOTMUCH_CONFIG=config))


def python(box):
    began = time.monotonic()
    for path in glob.glob(os.path.join(box, 'cur', '*')):
        with open(path, 'rb') as f:
            email.message_from_bytes(f.read(), policy=email.policy.compat32)
    return time.monotonic() - began


def resident(pid):
    try:
        return int(re.search(r'VmRSS:\s+(\d+)', open(f'/proc/{pid}/status').read()).group(1)) / 1024
    except (OSError, AttributeError):
        return 0.0


def children(pid):
    try:
        return [int(c) for c in open(f'/proc/{pid}/task/{pid}/children').read().split()]
    except OSError:
        return []


def peaks(case, *command):
    """Seconds, and the peaks of (sillage and its readers) and of the engine, looked at every 10 ms."""
    began = time.monotonic()
    adding = subprocess.Popen([sillage, '-q', '-C', case, 'leak', *command], **QUIET)
    reading = engine = 0.0
    lock = os.path.join(case, 'store', 'engine.lock')
    while adding.poll() is None:
        reading = max(reading, resident(adding.pid) + sum(resident(c) for c in children(adding.pid)))
        try:
            engine = max(engine, resident(int(open(lock).read())))
        except (OSError, ValueError):
            pass
        time.sleep(0.01)
    if adding.returncode:
        raise RuntimeError(f'sillage leak {command[0]} failed')
    return time.monotonic() - began, reading, engine


def say_speed(top):
    box, n = make_maildir(top)
    takers = [('sillage leak add, the archive', lambda r: ours(packed, top, f'a{r}')),
              ('sillage leak add, the archive, the engine running', lambda r: ours(packed, top, f'w{r}', True)),
              ('sillage leak add, the maildir', lambda r: ours(box, top, f'm{r}')),
              ('mu init + index', lambda r: mu(box, top, f'mu{r}')),
              ('notmuch new', lambda r: notmuch(box, top, f'n{r}')),
              ("Python's email, parsing alone", lambda r: python(box))]
    needs = {'mu init + index': 'mu', 'notmuch new': 'notmuch'}
    times = {}
    for run in range(runs):
        for name, take in takers:
            if name in needs and not shutil.which(needs[name]):
                continue
            times.setdefault(name, []).append(take(run))
    best = n / statistics.median(times[takers[0][0]])
    goals = {'mu init + index': 10, 'notmuch new': 20, "Python's email, parsing alone": 1}
    for name, _ in takers:
        if name not in times:
            print(f'{name}: not installed')
            continue
        rate = n / statistics.median(times[name])
        ratio = f'; ratio {best / rate:.2f} (goal: at least {goals[name]})' if name in goals else ''
        print(f'{name}: {rate:,.0f} mails/s ({n} mails in {n / rate:.3f} s){ratio}')


def say_memory(top):
    added, verified = [], []
    for n in (many // 20, many):
        box, case = os.path.join(top, f'{n}.mbox'), os.path.join(top, f'p{n}')
        subprocess.run([sys.executable, os.path.join(root, 'tests', 'cli', 'leak_fixtures.py'), 'mbox', box, str(n)], check=True)
        subprocess.run([sillage, '-q', 'init', case], check=True, **QUIET)
        added.append((n, *peaks(case, 'add', box)))
        os.unlink(box)
        verified.append((n, *peaks(case, 'verify')))
        time.sleep(6)  # the idle engine leaves by itself
    for what, made in (('leak add', added), ('leak verify', verified)):
        for n, seconds, mine, engine in made:
            print(f'{what}, {n:,} generated mails: {seconds:.2f} s = {n / seconds:,.0f} mails/s; peak {mine:.0f} MiB '
                  f'(sillage{" and readers" if what == "leak add" else ""}), engine {engine:.0f} MiB')
    print(f'leak add, memory of {many:,} mails against {many // 20:,}: ratio {added[1][2] / added[0][2]:.2f} (goal: at most 1.10)')
    print(f'leak verify, {many:,} mails against {many // 20:,}: time ratio {verified[1][1] / verified[0][1]:.1f}, '
          f'memory ratio {verified[1][2] / verified[0][2]:.1f}')


sys.stdout.reconfigure(line_buffering=True)
if not os.path.exists(packed):
    print('leak add: skipped, ../shared/data/mail is not here')
    sys.exit(0)
with tempfile.TemporaryDirectory() as top:
    say_speed(top)
    say_memory(top)
