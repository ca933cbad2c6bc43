#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes text files as C arrays: embed_tables.py OUTPUT HEADER FILE...  (data/url-hosts.tsv becomes sg_data_url_hosts)"""
import os
import sys

output, header, *files = sys.argv[1:]
with open(output, "w", encoding="ascii") as out:
    out.write('#include "%s"\n' % header)
    for path in files:
        name = "sg_data_" + os.path.splitext(os.path.basename(path))[0].replace("-", "_")
        data = open(path, "rb").read()
        out.write("\nconst size_t %s_len = %d;\nconst char %s[] = {" % (name, len(data), name))
        for at in range(0, len(data), 20):
            out.write("\n    " + " ".join("%d," % (byte - 256 if byte > 127 else byte) for byte in data[at:at + 20]))
        out.write(" 0\n};\n")
