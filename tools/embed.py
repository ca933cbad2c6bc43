#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns files into a C array, for programs that need no files beside them.

    embed.py -o OUT.c -n NAME [-d OUT.d] [--suffix .sql] PATH...

PATH is a file, or a folder whose files (of that suffix) are taken.  OUT.c defines

    const struct sg_embedded NAME[];        sorted by name; name, data, len; data is terminated
    const size_t NAME_count;

where a file's name is its path below the folder, without the suffix asked for.  OUT.d tells ninja to run this again
when a file is changed or added.
"""
import argparse
import os
import sys


def collect(paths, suffix):
    found, seen = {}, []
    for path in paths:
        if os.path.isdir(path):
            for root, folders, files in os.walk(path):
                folders.sort()
                seen.append(root)
                for file in files:
                    if file.startswith('.') or not file.endswith(suffix):
                        continue
                    whole = os.path.join(root, file)
                    found[os.path.relpath(whole, path).replace(os.sep, '/')] = whole
        else:
            found[os.path.basename(path)] = path
    return found, seen


def literal(data):
    lines = []
    for at in range(0, len(data), 24):
        lines.append('    ' + ''.join('%d,' % byte for byte in data[at:at + 24]))
    return '\n'.join(lines + ['    0'])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-o', required=True)
    parser.add_argument('-n', required=True)
    parser.add_argument('-d')
    parser.add_argument('--suffix', default='')
    parser.add_argument('paths', nargs='+')
    args = parser.parse_args()
    found, folders = collect(args.paths, args.suffix)
    out = ['/* Made by tools/embed.py. */', '#include <stddef.h>',
           'struct sg_embedded { const char *name; const char *data; size_t len; };',
           'extern const struct sg_embedded %s[];' % args.n, 'extern const size_t %s_count;' % args.n]
    rows = []
    for number, name in enumerate(sorted(found, key=lambda n: n[:len(n) - len(args.suffix)].encode())):
        with open(found[name], 'rb') as file:
            data = file.read()
        out.append('static const unsigned char file_%d[] = {\n%s\n};' % (number, literal(data)))
        short = name[:-len(args.suffix)] if args.suffix else name
        rows.append('    { "%s", (const char *)file_%d, %d },' % (short, number, len(data)))
    out.append('const struct sg_embedded %s[] = {\n%s\n    { 0, 0, 0 }\n};' % (args.n, '\n'.join(rows)))
    out.append('const size_t %s_count = %d;\n' % (args.n, len(rows)))
    with open(args.o, 'w', encoding='ascii') as file:
        file.write('\n'.join(out))
    if args.d:
        with open(args.d, 'w', encoding='utf-8') as file:
            file.write('%s: %s\n' % (args.o, ' '.join(p.replace(' ', '\\ ') for p in list(found.values()) + folders)))


if __name__ == '__main__':
    sys.exit(main())
