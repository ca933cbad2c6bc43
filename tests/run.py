#!/usr/bin/env python3
"""Runs every test and counts: unit tests of both builds, the checks of the tree, and the command-line scripts.

    tests/run.py BUILD ASAN_BUILD

Each test speaks TAP ("ok 1 - sentence", "not ok 2 - sentence", "ok 3 - sentence # SKIP reason"). Ends with
"N passed, N failed, N skipped".
"""
import os
import re
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
build, asan = (os.path.abspath(p) for p in sys.argv[1:3])
passed = failed = skipped = 0


# Ends what hangs, and nothing else: the slowest program takes two minutes on two processors, and may share them with others.
LIMIT_SECONDS = 3600


def run(label, command, env=None):
    """One test program; its output is shown only when something in it failed or was skipped."""
    global passed, failed, skipped
    began = time.monotonic()
    # A file and not a pipe: what a test leaves running must not hold up who reads to the end.
    with tempfile.TemporaryFile() as said:
        try:
            status = subprocess.run(command, env={**os.environ, **(env or {})}, stdout=said, stderr=subprocess.STDOUT,
                                    stdin=subprocess.DEVNULL, timeout=LIMIT_SECONDS, cwd=os.path.dirname(here)).returncode
        except subprocess.TimeoutExpired:
            status = 'time out'
        said.seek(0)
        output = said.read().decode(errors='replace')
    good = len(re.findall(r'^ok\b(?!.*# SKIP)', output, re.M))
    # cmocka before 1.1.6 calls a test that it skipped "not ok 3 # SKIP name".
    bad = len(re.findall(r'^not ok\b(?! \d+ # SKIP\b)', output, re.M))
    skip = re.findall(r'^(?:ok\b.*|not ok \d+ )# SKIP\b.*', output, re.M)
    if bad == 0 and (status != 0 or good + len(skip) == 0):
        bad = 1
    passed, failed, skipped = passed + good, failed + bad, skipped + len(skip)
    print(f'{label}: {good} passed, {bad} failed, {len(skip)} skipped ({time.monotonic() - began:.1f} s)', flush=True)
    for line in skip:
        print('    ' + line)
    if bad:
        print(f'---- {label} ended with {status}; its output:\n{output}\n----', flush=True)


def unit_tests(folder):
    names = sorted(os.listdir(os.path.join(folder, 'tests')))
    return [os.path.join(folder, 'tests', n) for n in names
            if n.startswith('test_') and os.access(os.path.join(folder, 'tests', n), os.X_OK)
            and os.path.isfile(os.path.join(folder, 'tests', n))]


tap = {'CMOCKA_MESSAGE_OUTPUT': 'TAP'}
sanitizers = {'ASAN_OPTIONS': 'detect_leaks=1', 'UBSAN_OPTIONS': 'halt_on_error=1:print_stacktrace=1',
              'LSAN_OPTIONS': 'print_suppressions=0:suppressions=' + os.path.join(here, 'lsan.supp')}
data = {'SILLAGE_SOURCE_ROOT': os.path.dirname(here), 'SILLAGE_ENGINE': os.path.join(build, 'sillage-engine')}
for program in unit_tests(build):
    run('unit ' + os.path.basename(program), [program], {**tap, **data, 'SILLAGE_BUILD': build})
for program in unit_tests(asan):
    run('asan ' + os.path.basename(program), [program], {**tap, **sanitizers, **data, 'SILLAGE_BUILD': asan})
ui = os.path.join(os.path.dirname(here), 'ui')
run('ui unit', ['node', os.path.join(ui, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--root', ui, '--reporter=tap-flat',
                '--testTimeout=120000', '--hookTimeout=120000'])
run('ui pages', ['node', os.path.join(here, 'ui', 'run.mjs')], {**data, 'SILLAGE': os.path.join(build, 'sillage')})
run('tree', [sys.executable, os.path.join(here, 'tree.py'), build])
for script in sorted(os.listdir(os.path.join(here, 'cli'))):
    if re.match(r'\d\d-.*\.sh$', script):
        for kind, folder in (('cli', build), ('cli-asan', asan)):
            run(f'{kind} {script}', ['bash', os.path.join(here, 'cli', script)],
                {**data, 'SILLAGE': os.path.join(folder, 'sillage'), 'SILLAGE_BUILD': folder,
                 'SILLAGE_SANITIZED': '1' if kind == 'cli-asan' else '', **sanitizers})
print(f'{passed} passed, {failed} failed, {skipped} skipped')
sys.exit(1 if failed else 0)
