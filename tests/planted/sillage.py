# SPDX-License-Identifier: GPL-3.0-or-later
"""What the planted truths share: the program, and a case that is taken away again."""
import contextlib
import os
import shutil
import signal
import subprocess
import time


class Sillage:
    def __init__(self, program):
        self.program = program

    def __call__(self, *words):
        """What the program prints; it must end well."""
        return subprocess.run([self.program, '-q', *words], stdout=subprocess.PIPE, check=True).stdout

    @contextlib.contextmanager
    def case(self, folder, name='case'):
        """A new case below the folder; in the end its engine is ended, and it is taken away."""
        path = os.path.join(folder, f'{name}-{os.getpid()}')
        self('init', path)
        try:
            yield path
        finally:
            leave(path)


def leave(case):
    try:
        with open(os.path.join(case, 'store', 'engine.lock'), encoding='ascii') as f:
            os.kill(int(f.read()), signal.SIGKILL)
    except (OSError, ValueError):
        pass
    for _ in range(20):
        shutil.rmtree(case, ignore_errors=True)
        if not os.path.exists(case):
            break
        time.sleep(0.1)
