#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the page's script and style sheet (ui/) for ninja.

    build_ui.py --node NODE --ui FOLDER --private FOLDER -d OUT.d APP.js APP.css

The bundler works in a folder of this build alone, so that several builds may run at once and nothing of an earlier one
is taken.  OUT.d tells ninja to run this again when a file of ui/ is changed or added.  What cannot stand inside an HTML
file's <script> or <style>, or would be read there as other bytes than those that were hashed, is refused.
"""
import argparse
import os
import shutil
import subprocess
import sys

CONFIGURATION = ('package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts')


def sources(ui):
    """Every file and folder that the bundle is made of."""
    found = [os.path.join(ui, name) for name in CONFIGURATION]
    for root, folders, files in os.walk(os.path.join(ui, 'src')):
        folders.sort()
        found.append(root)
        found += [os.path.join(root, name) for name in sorted(files) if not name.startswith('.')]
    return found


def refuse(name, data, forbidden):
    text = data.decode('utf-8').lower()
    for part in forbidden:
        if part in text:
            at = text.index(part)
            sys.exit('build_ui.py: %s holds %r, which cannot stand inside a page: …%s…'
                     % (name, part, text[max(0, at - 40):at + 40]))


def main():
    parser = argparse.ArgumentParser()
    for option in ('--node', '--ui', '--private', '-d'):
        parser.add_argument(option, required=True)
    parser.add_argument('script')
    parser.add_argument('style')
    args = parser.parse_args()
    vite = os.path.join(args.ui, 'node_modules', 'vite', 'bin', 'vite.js')
    if not os.path.isfile(vite):
        sys.exit('build_ui.py: %s is missing: run tools/needs.sh build' % vite)
    inputs = sources(args.ui)  # before the bundler reads them: a file that changes meanwhile is newer than the result
    out = os.path.abspath(args.private)
    shutil.rmtree(out, ignore_errors=True)
    done = subprocess.run([args.node, vite, 'build', '--outDir', out, '--emptyOutDir', '--logLevel', 'warn'],
                          cwd=args.ui, stdin=subprocess.DEVNULL)
    if done.returncode:
        return done.returncode
    for built, wanted, forbidden in (('app.js', args.script, ('</script', '<!--', '\r', '\0')),
                                     ('app.css', args.style, ('</style', '\r', '\0'))):
        with open(os.path.join(out, built), 'rb') as file:
            data = file.read()
        refuse(built, data, forbidden)
        with open(wanted, 'wb') as file:
            file.write(data)
    with open(args.d, 'w', encoding='utf-8') as file:
        file.write('%s: %s\n' % (args.script, ' '.join(path.replace(' ', '\\ ') for path in inputs)))
    return 0


if __name__ == '__main__':
    sys.exit(main())
