#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of a leak for tests/cli/81-leak-add.sh, the same ones each time.  leak_fixtures.py WHAT PATH [N]"""
import io
import mailbox
import os
import struct
import sys
import tarfile
import zipfile
import zlib
from email.message import EmailMessage

what, path = sys.argv[1], sys.argv[2]
n = int(sys.argv[3]) if len(sys.argv) > 3 else 0
WORDS = 'the board meets on friday and the report of the harbour office is with them since monday please answer'.split()


def mail(i, subject=None):
    m = EmailMessage()
    m['From'] = f'Clerk {i % 7} <clerk{i % 7}@example.org>'
    m['To'] = 'office@example.net, archive@example.com'
    m['Subject'] = subject or f'Report {i}'
    m['Date'] = f'Mon, {i % 27 + 1:02d} Feb 2016 {i % 24:02d}:{i % 60:02d}:00 +0100'
    m['Message-ID'] = f'<{i}.report@example.org>'
    if i % 3:
        m['In-Reply-To'] = f'<{i - 1}.report@example.org>'
    m.set_content('\n'.join(' '.join(WORDS[(i + k * j) % len(WORDS)] for k in range(12)) for j in range(12)) + '\n')
    return m


def with_parts(parts, i=1, subject='with parts'):
    m = mail(i, subject)
    for name, data in parts:
        m.add_attachment(data, maintype='application', subtype='octet-stream', filename=name)
    return m


def zip_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, data in files:
            z.writestr(zipfile.ZipInfo(name, (2016, 2, 3, 4, 5, 6)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write(data, to=path):
    os.makedirs(os.path.dirname(to) or '.', exist_ok=True)
    with open(to, 'wb') as f:
        f.write(data)


def mbox_bytes(count, start=0):
    out = io.BytesIO()
    for i in range(start, start + count):
        out.write(b'From clerk@example.org Mon Feb  1 00:00:00 2016\n' + bytes(mail(i)) + b'\n')
    return out.getvalue()


if what == 'mbox':
    write(b'')
    with open(path, 'wb') as f:
        for i in range(n):
            f.write(b'From clerk@example.org Mon Feb  1 00:00:00 2016\n' + bytes(mail(i)) + b'\n')
elif what == 'maildir':
    box = mailbox.Maildir(path)
    for i in range(n):
        box.add(bytes(mail(i)))
    os.makedirs(os.path.join(path, '.Sent', 'cur'))
    write(bytes(mail(n, 'hidden folder')), os.path.join(path, '.Sent', 'cur', 'one:2,S'))
elif what == 'nested':  # zip in zip, an mbox in it, and a mail with an archive in an attached mail
    inner = zip_of([('in/box.mbox', mbox_bytes(3)), ('note.txt', b'a note\n' * 9)])
    forwarded = with_parts([('papers.zip', zip_of([('paper.txt', b'on paper\n' * 20)]))], 50, 'inner mail')
    outer = mail(51, 'outer mail')
    outer.add_attachment(forwarded)
    write(zip_of([('inner.zip', inner), ('outer.eml', bytes(outer)), ('copy.txt', b'a note\n' * 9)]))
elif what == 'faults':  # names that tests' own reader dies of
    os.makedirs(path)
    for i in range(n):
        write(bytes(mail(i)), os.path.join(path, f'mail-{i:04d}.eml'))
    write(bytes(with_parts([('a.txt', b'before\n'), ('fault-segv.txt', b'boom\n'), ('z.txt', b'behind\n')])),
          os.path.join(path, 'mail-0100-holds.eml'))
    for name in ('fault-exit.bin', 'fault-memory.bin', 'fault-time.bin'):
        write(name.encode(), os.path.join(path, name))
elif what == 'crashing':  # containers whose opening ends the tests' reader, among good ones
    write(bytes(mail(1)), os.path.join(path, 'a.eml'))
    write(zip_of([('lost.eml', bytes(mail(2)))]), os.path.join(path, 'fault-segv.zip'))
    write(zip_of([('in.eml', bytes(mail(3))), ('fault-segv.zip', zip_of([('lost.eml', bytes(mail(4)))])),
                  ('later.eml', bytes(mail(5)))]), os.path.join(path, 'good.zip'))
    write(bytes(mail(6)), os.path.join(path, 'z.eml'))
elif what == 'links':  # mails with an archive of many links: each link is a reject
    links = io.BytesIO()
    with tarfile.open(fileobj=links, mode='w:gz', compresslevel=1) as t:
        for i in range(20000):
            link = tarfile.TarInfo('link')
            link.type, link.linkname = tarfile.SYMTYPE, '/etc/' + 'x' * 90
            t.addfile(link)
    write(bytes(with_parts([('links.tar.gz', links.getvalue())])), os.path.join(path, 'links.eml'))
    write(links.getvalue(), os.path.join(path, 'links.tar.gz'))
elif what == 'hostile':
    os.makedirs(path)
    write(bytes(mail(1)), os.path.join(path, 'a-good.eml'))
    write(bytes(mail(2)), os.path.join(path, 'z-good.eml'))
    zeros = zlib.compressobj(9, zlib.DEFLATED, -15)
    size = 3 << 30
    packed = b''.join(zeros.compress(bytes(1 << 20)) for _ in range(size >> 20)) + zeros.flush()
    name = b'zeros.bin'
    crc = 0
    for _ in range(size >> 20):
        crc = zlib.crc32(bytes(1 << 20), crc)
    local = struct.pack('<IHHHHHIIIHH', 0x04034b50, 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0) + name + packed
    central = struct.pack('<IHHHHHHIIIHHHHHII', 0x02014b50, 20, 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0, 0, 0, 0, 0,
                          0) + name
    end = struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, 1, 1, len(central), len(local), 0)
    write(local + central + end, os.path.join(path, 'bomb.zip'))
    with tarfile.open(os.path.join(path, 'outside.tar'), 'w') as t:
        for name in ('../../escaped-by-tar.txt', '/tmp/escaped-by-tar.txt', 'good.txt'):
            info = tarfile.TarInfo(name)
            info.size = 6
            t.addfile(info, io.BytesIO(b'inside'))
        link = tarfile.TarInfo('link')
        link.type, link.linkname = tarfile.SYMTYPE, '/etc/passwd'
        t.addfile(link)
    head = bytes(mail(3, 'many parts')).split(b'\n\n')[0].replace(b'Content-Type: text/plain; charset="utf-8"', b'X-A: b')
    write(head + b'\nContent-Type: multipart/mixed; boundary=x\n\n' +
          b''.join(b'--x\nContent-Disposition: attachment; filename=%d\n\n%d\n' % (i, i) for i in range(100000)) + b'--x--\n',
          os.path.join(path, 'parts.eml'))
    write(bytes(mail(4)).replace(b'Subject:', b'X-Long: ' + b'y' * (64 << 20) + b'\nSubject:'), os.path.join(path, 'header.eml'))
    write(b'From: a@example.org\nSubject: no end\nContent-Type: multipart/mixed; boundary=q\n\n' +
          b'--q\nContent-Type: multipart/mixed; boundary=q\n\n' * 5000, os.path.join(path, 'deep.eml'))
    write(b'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000/Parent 2 0 R'
          b'>>endobj\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n'
          b'trailer<</Root 1 0 R/Size 3/Prev 135>>\nstartxref\n135\n%%EOF\n', os.path.join(path, 'loop.pdf'))
    write(b'!BDN' + b'\x99' * 4 + b'SM' + struct.pack('<H', 23) + bytes(range(256)) * 64, os.path.join(path, 'broken.pst'))
    write(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\xff' * 2000, os.path.join(path, 'broken.msg'))
    write(zip_of([('word/document.xml', b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'),
                  ('[Content_Types].xml', b'<Types/>')])[:-30], os.path.join(path, 'cut.docx'))
else:
    sys.exit('there is no such fixture')
