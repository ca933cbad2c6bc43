#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A simulated leak: what it writes can be opened by others' programs, is the same each time, and is judged right.
. "$(dirname "$0")/lib.sh"

ok 'a leak is simulated' sillage -q simulate small --leak --mails 1500 --threads 1
ok 'and again, with more threads' sillage -q simulate again --leak --mails 1500 --threads 3
is 'the same options give the same files' '' "$(diff -rq small again 2>&1)"
ok 'another seed gives another leak' sillage -q simulate other --leak --mails 1500 --seed 2
fails 1 'its truth differs' cmp -s small/truth.json other/truth.json
fails 2 'a share that cannot be is refused' sillage simulate wrong --leak --planted 0.9
is 'figures are told as JSON' '300 15' \
    "$(sillage -q simulate told --leak --mails 300 --documents 15 --batch 0 --json | json 'str(round(d["mails"], -1)) + " " + str(d["documents"])')"

# Others' programs open what was written: zips inside zips, mbox, documents; each part has the sum that the truth gives.
opened() {
    python3 - "$1" <<'PY'
import email, hashlib, io, json, mailbox, os, sys, zipfile
folder = sys.argv[1]
truth = json.load(open(folder + '/truth.json', encoding='utf-8'))
sums = {t['sha256']: t for t in truth['items']}
seen, n_office = set(), 0

def look(data):
    global n_office
    digest = hashlib.sha256(data).hexdigest()
    seen.add(digest)
    if data[:4] == b'PK\3\4':
        office = zipfile.ZipFile(io.BytesIO(data))
        assert office.testzip() is None and 'docProps/core.xml' in office.namelist()
        n_office += 1
    return digest in sums

def mail(data):
    good = look(data)
    for part in email.message_from_bytes(data).walk():
        if part.get_filename():
            good &= look(part.get_payload(decode=True)) 
    return good

wrong = []
for name in ('mail/Maildir/cur', 'loose', 'documents'):
    for entry in sorted(os.listdir(f'{folder}/leak/{name}')):
        data = open(f'{folder}/leak/{name}/{entry}', 'rb').read()
        if not (look(data) if name == 'documents' else mail(data)):
            wrong.append(entry)
outer = zipfile.ZipFile(folder + '/leak/backup.zip')
for inner in outer.namelist():
    z = zipfile.ZipFile(io.BytesIO(outer.read(inner)))
    wrong += [entry for entry in z.namelist() if not mail(z.read(entry))]
box = mailbox.mbox(folder + '/leak/mail/archive.mbox')
n_box = len(box)
missing = sum(t['sha256'] not in seen and not t['path'].startswith('mail/archive.mbox') and not t.get('attached') for t in truth['items'])
in_box = sum(t['path'].startswith('mail/archive.mbox') for t in truth['items'])
print(len(wrong), missing, n_office > 10, n_box >= in_box > 100)
PY
}
is 'zip, Maildir, mbox and office files open, and have the sums of the truth' '0 0 True True' "$(opened small)"

case $(sillage leak --help 2>&1) in
*verify*) ;;
*)
    skip 'the leak is judged' 'this program has no leak verify'
    finish
    ;;
esac
ok 'the leak of the bars is simulated' sillage -q simulate world --leak
if python3 "$root/tests/planted/leak.py" "$SILLAGE" world >report 2>&1; then
    pass "altered and planted items are found, honest ones are not ($(tail -n 1 report))"
else
    fail 'altered and planted items are found, honest ones are not' "$(cat report)"
fi
finish
