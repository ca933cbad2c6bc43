#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small whole PST as [MS-PST] lays it down: a store, folders inside each other, mails, attachments.

leak_pst.py unicode|ansi FILE
"""
import struct
import sys

FORM = sys.argv[1]
WIDE = FORM == "unicode"
ID = "<Q" if WIDE else "<I"
TRAILER = 16 if WIDE else 12
STRING = 0x1F if WIDE else 0x1E
INT, BOOL, TIME, BINARY, OBJECT = 3, 0xB, 0x40, 0x102, 0xD
NODE = "node"  # bytes that lie in a node of their own


def crc(data):
    """[MS-PST] 5.3: the usual polynomial, without the inversions."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
    return value


def signature(at, number):
    both = (at ^ number) & 0xFFFFFFFF
    return (both >> 16 ^ both) & 0xFFFF


class File:
    def __init__(self):
        self.body = bytearray(0x4600)
        self.blocks, self.nodes, self.next = [], [], 4

    def block(self, data, is_inner=False):
        """Data with its trailer, on a multiple of 64 bytes; returns its number."""
        number, at = self.next | (2 if is_inner else 0), len(self.body)
        self.next += 4
        self.body += data + bytes(-(len(data) + TRAILER) % 64)
        head = struct.pack("<HH", len(data), signature(at, number))
        self.body += head + (struct.pack("<IQ", crc(data), number) if WIDE else struct.pack("<II", number, crc(data)))
        self.blocks.append((number, at, len(data)))
        return number

    def node(self, nid, parent, data, sub=0):
        self.nodes.append((nid, self.block(data), sub, parent))

    def tree(self, kind, keys, entries, size):
        """A root over leaves of a few entries each."""
        leaves = []
        for i in range(0, len(entries), 7):
            number, at = self.page(kind, entries[i:i + 7], size, 0)
            leaves.append(struct.pack(ID[0] + ID[1] * 3, keys[i], number, at))
        return self.page(kind, leaves, 24 if WIDE else 12, 1)

    def page(self, kind, entries, size, level):
        self.body += bytes(-len(self.body) % 512)
        number, at = self.next, len(self.body)
        self.next += 4
        room = 488 if WIDE else 496
        held = b"".join(entries)
        assert len(held) <= room
        held += bytes(room - len(held)) + bytes([len(entries), room // size, size, level]) + (bytes(4) if WIDE else b"")
        head = struct.pack("<BBH", kind, kind, signature(at, number))
        tail = struct.pack("<IQ", crc(held), number) if WIDE else struct.pack("<II", number, crc(held))
        self.body += held + head + tail
        return number, at

    def finish(self):
        blocks = [struct.pack(ID[0] + ID[1] * 2 + "HH", *b, 2) + (bytes(4) if WIDE else b"")
                  for b in sorted(self.blocks)]
        nodes = [struct.pack(ID[0] + ID[1] * 3 + "I", *n) + (bytes(4) if WIDE else b"") for n in sorted(self.nodes)]
        nbt = self.tree(0x81, sorted(n[0] for n in self.nodes), nodes, 32 if WIDE else 16)
        bbt = self.tree(0x80, [b[0] for b in sorted(self.blocks)], blocks, 24 if WIDE else 12)
        h = bytearray(564 if WIDE else 512)
        h[0:4], h[8:10] = b"!BDN", b"SM"
        struct.pack_into("<HHBB", h, 10, 23 if WIDE else 14, 19, 1, 1)
        end, at = (0xB8, 0xD8) if WIDE else (0xA8, 0xB8)
        struct.pack_into(ID, h, end, len(self.body))
        struct.pack_into(ID[0] + ID[1] * 4, h, at, *nbt, *bbt)
        h[at + struct.calcsize(ID) * 4] = 2
        h[0x200 if WIDE else 0x1CC] = 0x80
        struct.pack_into("<I", h, 4, crc(h[8:8 + 471]))
        if WIDE:
            struct.pack_into("<I", h, 524, crc(h[8:8 + 516]))
        self.body[0:len(h)] = h
        return bytes(self.body)


def heap(client, pieces, root):
    """A heap on one node: pieces are numbered from 1, ids are the number times 32."""
    out, at = bytearray(12), []
    for piece in pieces:
        at.append(len(out))
        out += piece
    at.append(len(out))
    out += bytes(len(out) % 2)
    struct.pack_into("<HBBI", out, 0, len(out), 0xEC, client, root << 5)
    return bytes(out + struct.pack("<HH", len(pieces), 0) + b"".join(struct.pack("<H", a) for a in at))


def properties(values):
    """[MS-PST] 2.3.3: a tree of (id, type, value), what is longer than four bytes in pieces of its own."""
    pieces, records = [b"", b""], []
    for name, (kind, value) in sorted(values.items()):
        if kind in (INT, BOOL):
            records.append(struct.pack("<HHI", name, kind, value))
            continue
        if kind == NODE:
            records.append(struct.pack("<HHI", name, BINARY, value))
            continue
        if kind == STRING:
            value = value.encode("utf-16-le" if WIDE else "cp1252")
        elif kind == TIME:
            value = struct.pack("<Q", (value + 11644473600) * 10000000)
        pieces.append(value)
        records.append(struct.pack("<HHI", name, kind, len(pieces) << 5))
    pieces[0] = struct.pack("<BBBBI", 0xB5, 2, 6, 0, 2 << 5)
    pieces[1] = b"".join(records)
    return heap(0xBC, pieces, 1)


def table(rows):
    """[MS-PST] 2.3.4: rows of (id, four-byte values); the columns are those of a list of attachments."""
    columns = [(0x67F2, 0), (0x67F3, 4), (0x0E20, 8), (0x3705, 12)]
    width = 16
    described = b"".join(struct.pack("<HHHBB", INT, name, at, 4, i) for i, (name, at) in
                         sorted(enumerate(columns), key=lambda c: c[1][0]))
    index = b"".join(struct.pack("<I", r[0]) + struct.pack("<I" if WIDE else "<H", i) for i, r in enumerate(rows))
    matrix = b"".join(struct.pack("<IIII", *r) + b"\xf0" for r in rows)
    info = struct.pack("<BBHHHHIII", 0x7C, len(columns), width, width, width, width + 1, 2 << 5, 4 << 5, 0) + described
    tree = struct.pack("<BBBBI", 0xB5, 4, 4 if WIDE else 2, 0, 3 << 5 if rows else 0)
    return heap(0x7C, [info, tree, index, matrix], 1)


def subnodes(file, entries):
    head = struct.pack("<BBH", 2, 0, len(entries)) + (bytes(4) if WIDE else b"")
    return file.block(head + b"".join(struct.pack(ID[0] + ID[1] * 3, *e) for e in entries), True)


def entry_id(nid):
    return bytes(4) + bytes(range(16)) + struct.pack("<I", nid)


def folder(file, nid, parent, name, mails, has_folders):
    file.node(nid, parent, properties({0x3001: (STRING, name), 0x3602: (INT, mails), 0x3603: (INT, 0),
                                       0x360A: (BOOL, has_folders), 0x3613: (STRING, "IPF.Note")}))
    for kind in (0x0D, 0x0E, 0x0F):
        file.node(nid & ~0x1F | kind, 0, table([]))


def mail(number, subject, extra):
    return {0x001A: (STRING, "IPM.Note"), 0x0037: (STRING, subject), 0x0039: (TIME, 1456826400 + number),
            0x0C1A: (STRING, "Clerk Seven"), 0x0C1E: (STRING, "SMTP"), 0x0C1F: (STRING, "clerk7@example.org"),
            0x0E04: (STRING, "Office; archive@example.com"), 0x0E06: (TIME, 1456826460 + number), 0x0E07: (INT, 1),
            0x0E08: (INT, 1000), 0x1000: (STRING, f"The report of the harbour office, caf\xe9.\r\nPart {number}.\r\n"),
            0x1035: (STRING, f"<{number}.pst@example.org>"), 0x3FFD: (INT, 1252), **extra}


def attachments(file, listed):
    """The nodes below a mail: the list, and each attachment with its own below it.  (properties, size, method, sub)"""
    rows = file.block(table([(0x8025 + 0x20 * i, 0, a[1], a[2]) for i, a in enumerate(listed)]))
    held = [(0x8025 + 0x20 * i, file.block(properties(a[0])), a[3]) for i, a in enumerate(listed)]
    return subnodes(file, [(0x671, rows, 0)] + held)


def in_blocks(file, data):
    """Bytes that take more than one block, under a list of them."""
    numbers = [file.block(data[i:i + 8176]) for i in range(0, len(data), 8176)]
    listed = b"".join(struct.pack(ID, n) for n in numbers)
    return file.block(struct.pack("<BBHI", 1, 1, len(numbers), len(data)) + listed, True)


def named(name, kind, method, value):
    return {0x3701: value, 0x3704: (STRING, "SHORT.TXT"), 0x3705: (INT, method), 0x3707: (STRING, name),
            0x370E: (STRING, kind)}


def plans(file):
    small, large = b"the plan of the harbour, " * 20, b"a large plan of the harbour\n" * 900
    inner = file.block(properties(mail(4, "Held by another", {})))
    return attachments(file, [
        (named("plan of the qu\xe9.txt", "text/plain", 1, (BINARY, small)), len(small), 1, 0),
        (named("large.txt", "text/plain", 1, (NODE, 0x83FF)), len(large), 1,
         subnodes(file, [(0x83FF, in_blocks(file, large), 0)])),
        (named("Held by another", "", 5, (OBJECT, struct.pack("<II", 0x8404, 0))), 1000, 5,
         subnodes(file, [(0x8404, inner, 0)]))])


def make():
    file = File()
    file.node(0x21, 0, properties({0x0FF9: (BINARY, bytes(range(16))), 0x3001: (STRING, "A store"),
                                   0x35DF: (INT, 0x89), 0x35E0: (BINARY, entry_id(0x8022)),
                                   0x35E3: (BINARY, entry_id(0x8062)), 0x35E7: (BINARY, entry_id(0x8082))}))
    folder(file, 0x122, 0x122, "", 0, 1)
    folder(file, 0x8022, 0x122, "Top of Outlook data file", 0, 1)
    folder(file, 0x8042, 0x8022, "Inbox", 3, 1)
    folder(file, 0x80A2, 0x8042, "Har\xe9bour/2016", 1, 0)
    head = ("Received: from mail.example.org by mx.example.net; Tue, 1 Mar 2016 10:01:00 +0000\r\n"
            'From: "Clerk Seven" <clerk7@example.org>\r\nTo: office@example.net\r\nSubject: With headers\r\n'
            "Date: Tue, 1 Mar 2016 11:00:01 +0100\r\nMessage-ID: <1.pst@example.org>\r\n"
            "Content-Type: text/plain\r\n\r\n")
    file.node(0x200024, 0x8042, properties(mail(1, "With headers", {0x007D: (STRING, head)})))
    file.node(0x200044, 0x8042, properties(mail(2, "With plans", {0x0E1B: (BOOL, 1)})), plans(file))
    file.node(0x200064, 0x80A2, properties(mail(3, "Deeper", {})))
    # Sent by one for another, of whom only the directory's name is known; HTML in a code page of its own.
    file.node(0x200084, 0x8042, properties(mail(5, "For another", {
        0x0042: (STRING, "The Director"), 0x0064: (STRING, "EX"), 0x0065: (STRING, "/O=OFFICE/CN=DIRECTOR"),
        0x1013: (BINARY, "<p>na\u00efve \u0434\u043e\u043c</p>".encode()), 0x3FDE: (INT, 65001)})))
    file.node(0x2000A4, 0x8042, properties({0x001A: (STRING, "IPM.Contact"), 0x3A11: (STRING, "Seven")}))
    return file.finish()


with open(sys.argv[2], "wb") as out:
    out.write(make())
