#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PST files that are whole, in both forms: each mail, folder and attachment comes out.
. "$(dirname "$0")/lib.sh"

for form in unicode ansi; do
    python3 "$root/tests/cli/leak_pst.py" $form box.pst
    sillage -q init $form --title leak
    out=$(sillage -C $form leak add box.pst)
    has "$form: all is read" "box.pst: 5 mails and 2 documents in 7 items added (pst); 1 rejected" "$out"
    has "but a contact, which is told" '"member":"box.pst/Inbox/5","kept":false,"reason":"is no mail but IPM.Contact' "$(cat $form/rejects/*)"
    is "folders are its path, a slash in a name is none" "box.pst/Inbox/2
box.pst/Inbox/3
box.pst/Inbox/3/Held by another
box.pst/Inbox/3/large.txt
box.pst/Inbox/3/plan of the qué.txt
box.pst/Inbox/4
box.pst/Inbox/Harébour∕2016/1" "$(rows $form "SELECT path FROM places ORDER BY path")"
    is "all are marked as rebuilt, none as broken" "1" "$(rows $form "SELECT DISTINCT flags FROM places")"
    is "when the mails came is kept" "2016-03-01 10:01:02.000000" "$(rows $form "SELECT fromUnixTimestamp64Micro(stored, 'UTC') FROM places WHERE path = 'box.pst/Inbox/3'")"
    is "a mail without headers has its sender, its date and its text" "2.pst@example.org	Clerk Seven	clerk7@example.org	1456826402000000	The report of the harbour office, café.\\nPart 2.\\n" \
        "$(rows $form "SELECT message_id, sender_name, sender, date, text FROM messages WHERE subject = 'With plans'")"
    has "and its recipients, as they were shown" 'To: "Office" <>,\r\n <archive@example.com>' "$(rows $form "SELECT headers FROM messages WHERE subject = 'With plans'")"
    is "a mail with headers keeps them" "1	1456826401000000	60	1456826460000000	The report of the harbour office, café.\\nPart 1.\\n" \
        "$(rows $form "SELECT position(headers, 'Received: from mail.example.org by mx.example.net; Tue, 1 Mar 2016'), date, zone, received, text FROM messages WHERE subject = 'With headers'")"
    is "an attached mail is one" "Clerk Seven	1456826404000000" "$(rows $form "SELECT sender_name, date FROM messages WHERE subject = 'Held by another'")"
    is "an attachment of many blocks is whole" "25200	$(for _ in $(seq 900); do echo "a large plan of the harbour"; done | sha256sum | cut -c1-64)" \
        "$(rows $form "SELECT bytes, sha256 FROM places WHERE name = 'large.txt'")"
    id=$(rows $form "SELECT substring(sha256, 1, 16) FROM places WHERE path = 'box.pst/Inbox/4'")
    mail=$(sillage -C $form leak show "$id" --raw)
    has "who sent for another is not taken for the other" 'From: "The Director" <>' "$mail"
    has "but is named" 'Sender: "Clerk Seven" <clerk7@example.org>' "$mail"
    has "the directory's name is kept" "X-Rebuilt-Sender: /O=OFFICE/CN=DIRECTOR" "$mail"
    has "HTML has the mail's code page, not the store's" "naïve дом" "$(python3 -c 'import email, sys
print(next(p for p in email.message_from_string(sys.argv[1]).walk() if p.get_content_type() == "text/html").get_payload(decode=True).decode(
    next(p for p in email.message_from_string(sys.argv[1]).walk() if p.get_content_type() == "text/html").get_content_charset()))' "$mail")"
done

# A file that is damaged anywhere ends well, and tells.
python3 - <<'END'
import os
whole = open("box.pst", "rb").read()
os.mkdir("cut")
for i in range(12):
    with open(f"cut/{i}.pst", "wb") as f:
        f.write(whole[:len(whole) * (i + 1) // 13])
END
sillage -q init cut-case --title leak
ok "files cut short anywhere are added" sillage -C cut-case leak add cut
is "each is told of" 12 "$(cat cut-case/rejects/* | grep -o '[0-9]*\.pst' | sort -u | wc -l)"
is "each is listed as broken" 12 "$(rows cut-case "SELECT count() FROM places WHERE name LIKE '%.pst' AND bitAnd(flags, 8) = 8")"

# The library leaves out what it cannot read of an index without a word.
python3 - <<'END'
import os
os.mkdir("index")
whole = open("box.pst", "rb").read()
at = len(whole) // 512 * 512
pages = [p for p in range(0x4600, at, 512) if whole[p + 0x1f4] == whole[p + 0x1f5] == 0x81 and whole[p + 0x1f3] == 0]
for i, page in enumerate(pages):
    hurt = bytearray(whole)
    hurt[page + 16] = 0xff
    open(f"index/{i}.pst", "wb").write(hurt)
END
sillage -q init index-case --title leak
ok "files with a damaged leaf of their index are added" sillage -C index-case leak add index
is "each is told of" "$(ls index | wc -l)" "$(cat index-case/rejects/* | grep -c "damaged pages of the PST's index: 1;")"
is "and listed as broken" "$(ls index | wc -l)" "$(rows index-case "SELECT count() FROM places WHERE name LIKE '%.pst' AND bitAnd(flags, 8) = 8")"
finish
