#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence whose words are made to hurt whoever shows them, and what must hold of what is shown.

leak_hostile.py make FOLDER     mails and documents with hostile names and fields, and a zip of them
leak_hostile.py text FILE       status 1 when FILE holds a byte or mark that a terminal acts on, or is no UTF-8
leak_hostile.py table FILE     the same, but for tabs between the columns
leak_hostile.py json FILE       each line, or the whole, is strict JSON
leak_hostile.py csv FILE        each row has as many columns as the first
leak_hostile.py svg FILE        well-formed XML without scripts or links
leak_hostile.py html FILE       no mark-up of the evidence's
leak_hostile.py ids             reads leak list --json, prints the ids
"""
import csv
import io
import json
import os
import re
import sys
import unicodedata
import xml.etree.ElementTree as tree
import zipfile

ESC = "\x1b[31;1mred\x1b]0;title\x07"
BIDI = "\u202egpj.exe\u2066in\u2069\u200f\u200e\u061c"
C1 = "\u009b31m\u0085\u0090"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"
SQL = "'; DROP TABLE places; -- \\' OR 1=1"
CELL = "=cmd|' /C calc'!A0,\"x\";\ty"
WORDS = {
    "esc": ESC,
    "bidi": BIDI,
    "c1": C1,
    "script": SCRIPT,
    "sql": SQL,
    "cell": CELL,
    "cr": "one\rtwo",
    "break": "one\ntwo\r\n three",
    "nul": "one\0two",
    "del": "one\x7f\btwo\v\f",
    "percent": "%s%n%08x%%",
    "json": '"},{"x":"\\u0000\\',
    "xml": "]]><!--<?x &amp;&#27;&lt;script&gt;",
    "lines": "\u2028one\u2029two\ufeff\ufffe",
    "tag": "\U000e0041\U000e007f",
}
BAD = {"latin": b"caf\xe9 \xff\xfe", "surrogate": b"\xed\xa0\x80\xed\xbf\xbf", "overlong": b"\xc0\xaf\xc0\x80",
       "cut": b"x\xf0\x9f"}


def words():
    for name, text in WORDS.items():
        yield name, text.encode("utf-8", "surrogatepass")
    yield from BAD.items()
    yield "long", b"long " * 4000 + b"\x1b[2J"


def encoded(raw):
    import base64
    return b" ".join(b"=?utf-8?B?" + base64.b64encode(raw[i:i + 45]) + b"?=" for i in range(0, min(len(raw), 9000), 45))


def mail(name, raw, in_words):
    shown = encoded(raw) if in_words else raw
    quoted = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    plain = name.encode()
    return b"\r\n".join([
        b"Received: from " + quoted + b" by mx.example.org; Mon, 05 Jan 2015 10:00:00 +0000",
        b"From: " + (shown if in_words else b'"' + quoted + b'"') + b" <clerk" + raw.replace(b">", b"")[:60]
        + b"@example.org>",
        b"To: " + shown + b" <desk@example.org>",
        b"Subject: " + shown,
        b"Date: Mon, 05 Jan 2015 10:00:00 +0000",
        b"Message-ID: <" + plain + (b"w" if in_words else b"r") + raw[:200] + b"@example.org>",
        b"In-Reply-To: <" + raw[:200] + b"@example.net>",
        b"X-Mailer: " + shown,
        b"DKIM-Signature: v=1; a=rsa-sha256; d=" + raw[:40] + b".example.org; s=" + raw[:40] + b"; h=from:" + raw[:40]
        + b"; bh=AAAA; b=AAAA; i=" + raw[:40] + b"@example.org",
        b"Authentication-Results: mx.example.org; dkim=fail (" + raw + b") header.d=" + raw[:40],
        b"MIME-Version: 1.0",
        b'Content-Type: multipart/mixed; boundary="b"',
        b"",
        b"--b",
        b'Content-Type: text/plain; charset="' + quoted[:300] + b'"',
        b"",
        b"marker word of the body " + raw,
        b"--b",
        b'Content-Type: text/html; charset=utf-8; name="' + quoted + b'"',
        b'Content-Disposition: attachment; filename="' + (shown if in_words else quoted) + b'"',
        b"",
        b"<p title='x'>marker word <b>" + raw + b"</p>",
        b"--b--",
        b"",
    ])


def docx(raw):
    def escaped(text):
        return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else
                       {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}.get(c, c) for c in text)
    text = escaped(raw.decode("utf-8", "replace"))
    core = ('<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties '
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{text}</dc:title><dc:creator>{text}</dc:creator><cp:lastModifiedBy>{text}</cp:lastModifiedBy>"
            '<dcterms:created xsi:type="dcterms:W3CDTF">2015-01-05T10:00:00Z</dcterms:created>'
            '<dcterms:modified xsi:type="dcterms:W3CDTF">2017-03-27T10:00:00Z</dcterms:modified></cp:coreProperties>')
    app = ('<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
           f'extended-properties"><Application>{text}</Application><Company>{text}</Company></Properties>')
    body = ('<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body><w:p><w:r><w:t>marker word {text}</w:t></w:r></w:p></w:body></w:document>")
    types = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
             'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for part, data in (("[Content_Types].xml", types), ("docProps/core.xml", core), ("docProps/app.xml", app),
                           ("word/document.xml", body)):
            z.writestr(zipfile.ZipInfo(part), data)
    return out.getvalue()


def pdf(raw):
    held = raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
            b"3 0 obj<</Author(" + held + b")/Title(" + held + b")/Creator(" + held + b")/Producer(" + held
            + b")/CreationDate(D:20150105100000Z)>>endobj\ntrailer<</Root 1 0 R/Info 3 0 R>>\n%%EOF\n")


def make(folder):
    os.makedirs(folder)
    with zipfile.ZipFile(os.path.join(folder, "all.zip"), "w") as z:
        for name, raw in words():
            # What a file may be called: no NUL, no slash, 255 bytes; a line end or a backslash is refused by name.
            file = name.encode() + b"-" + re.sub(rb"[\0/\r\n\\]", b"_", raw)[:150]
            entry = name + "-" + raw.decode("utf-8", "replace").replace("\0", "0")[:3000]
            files = [(b".r.eml", mail(name, raw, False)), (b".w.eml", mail(name, raw, True)),
                     (b".docx", docx(raw)), (b".pdf", pdf(raw)), (b".txt", b"marker word " + raw)]
            for suffix, data in files:
                with open(os.path.join(os.fsencode(folder), file + suffix), "wb") as f:
                    f.write(data)
                z.writestr(zipfile.ZipInfo(entry + suffix.decode()), data + b"\n")
    with open(os.path.join(folder, "broken-\x1b[31m.zip"), "wb") as f:
        f.write(b"PK\3\4" + ESC.encode() * 40)


def check_table(data):
    rows = data.split(b"\n")[:-1]
    if len({row.count(b"\t") for row in rows}) != 1:
        sys.exit("rows of different width")
    check_text(data.replace(b"\t", b" "))


def check_text(data):
    text = data.decode("utf-8")
    for c in text:
        if c != "\n" and (unicodedata.category(c) in ("Cc", "Zl", "Zp") or c in "\u061c\u200e\u200f\ufeff"
                          or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"):
            at = text.index(c)
            sys.exit(f"U+{ord(c):04X} in {ascii(text[max(0, at - 60):at + 20])}")


def strict(text):
    def no(what):
        raise ValueError(what)

    def once(pairs):
        if len({k for k, _ in pairs}) != len(pairs):
            no("a key twice")
        return dict(pairs)
    return json.loads(text, parse_constant=no, object_pairs_hook=once)


def check_json(data):
    text = data.decode("utf-8")
    if re.search("[\0-\x09\x0b-\x1f]", text):
        sys.exit("a control byte")
    try:
        strict(text)
    except ValueError:
        for line in text.split("\n"):
            if line:
                strict(line)
    if not text.strip():
        sys.exit("nothing")


def check_csv(data):
    found = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    if len(found) < 10 or len({len(row) for row in found}) != 1:
        sys.exit(f"{len(found)} rows of {sorted({len(row) for row in found})} columns")


def check_svg(data):
    for element in tree.fromstring(data).iter():
        acts = any(k.lower().startswith("on") or k.endswith("href") for k in element.attrib)
        if element.tag.endswith("}script") or acts:
            sys.exit(f"{element.tag} {element.attrib}")
    check_text(data)


def check_html(data):
    text = data.decode("utf-8")
    for part in ("<script>alert", "<img src=x", "<svg/onload"):
        if part in text:
            at = text.index(part)
            sys.exit(f"{part} in {ascii(text[max(0, at - 80):at + 40])}")
    if re.search("[\0-\x08\x0b\x0c\x0e-\x1f]", text):
        sys.exit("a control byte")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    elif sys.argv[1] == "ids":
        print("\n".join(strict(line)["id"] for line in sys.stdin if line.strip()))
    else:
        with open(sys.argv[2], "rb") as held:
            {"text": check_text, "table": check_table, "json": check_json, "csv": check_csv, "svg": check_svg,
             "html": check_html}[sys.argv[1]](held.read())
