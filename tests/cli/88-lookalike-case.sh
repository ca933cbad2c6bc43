#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How they may have got in: look-alikes and indicators in a case, told, kept, reported, handed on.
. "$(dirname "$0")/lib.sh"

said() { sillage "$@" 2>&1 >/dev/null; }
each() { python3 -c 'import json, sys; i = [json.loads(line) for line in sys.stdin]; print(eval(sys.argv[1]))' "$1"; }
quiet() { "$@" >/dev/null 2>&1 </dev/null; }

sillage -q simulate made --leak --mails 300 --documents 20 --lookalikes 8 --threads 1 >/dev/null
sillage -q init case --title 'how they got in'
sillage -q init bare --title bare
sillage -q -C case calendar add 'the campaign' 2015-01-01 2016-01-01
has "with nothing named it asks what is protected" "sillage lookalike example.org" "$(said -C case lookalike)"
ok "an empty case is looked through, too" sillage -C bare lookalike campaign.example
has "there is nothing to export before" "sillage lookalike DOMAIN" "$(said -C case export --format stix)"
sillage -q -C case leak add made/leak >/dev/null

# Eight posts; one links to a look-alike.
cat >posts.csv <<'END'
time,platform,id,account,text
2015-03-01T10:00:00Z,twitter,1,press_desk,our page https://campaign.example/news
2015-03-02T11:00:00Z,twitter,2,stranger,"read this: https://login-campaign.example.net/secret?who=1"
END
sillage -q -C case add posts.csv >/dev/null
has "nothing was asked yet, says the status" "none yet" "$(sillage -C case status)"

# ---- told ----

text=$(sillage -C case lookalike campaign.example office.example.org 2>said)
has "the answer comes first" "How did they get in?" "$(head -n 3 <<<"$text")"
first=$(json 'min((l for l in d["lookalikes"]), key=lambda l: l["time"])["name"]' <made/truth.json)
has "with the name that the first mail carried ($first)" "$first" "$(tr -s '\n ' ' ' <<<"$text" | cut -c 1-600)"
has "and what it imitates" "imitates" "$(tr -s '\n ' ' ' <<<"$text")"
has "and what it does not show" "taken in" "$(tr -s '\n ' ' ' <<<"$text")"
has "the case keeps it" "kept in the case" "$(cat said)"
is "as a finding" 1 "$(find case/findings -name 'lookalike-*.json' | wc -l)"
ok "that the log vouches for" sillage -C case custody verify
lines=$(sillage -C case lookalike --json 2>said)
has "without names those of the last time are protected" "names of the last time" "$(cat said)"
ok "one object a name" test "$(each 'len(i)' <<<"$lines")" -ge 5
is "with the post that carried one" "stranger 2015-03-02T11:00:00Z" "$(each '[s["by"] + " " + s["time"] for x in i for s in x["sightings"] if s["where"] == "post-link"][0]' <<<"$lines")"
is "and the calendar's period of what fell into it" "the campaign" "$(each '[s["period"] for x in i for s in x["sightings"] if s["where"] == "post-link"][0]' <<<"$lines")"
ok "the first mail has its period, too" test "$(each 'all((x["first_mail"]["period"] == "the campaign") == ("2015" <= (x["first_mail"]["received"] or x["first_mail"]["time"]) < "2016") for x in i if x["first_mail"])' <<<"$lines")" = True
ok "each sighting leads to its source" test "$(each 'all(len(s["source"]["sha256"]) == 64 and s["source"]["row"] for x in i for s in x["sightings"])' <<<"$lines")" = True
fails 4 "only what is new, for cron" sillage -C case lookalike --new-since seen.txt
fails 0 "which is nothing the next time" sillage -C case lookalike --new-since seen.txt
is "and nothing is told then" "" "$(sillage -C case lookalike --new-since seen.txt 2>said)"
has "but how many were told before" "nothing new:" "$(cat said)"
sed -i "/^$first\t/d" seen.txt
text=$(sillage -C case lookalike --new-since seen.txt 2>/dev/null)
has "one that is new again is told" "$first" "$text"
has "as one of the new ones" "New names alone:" "$text"
lacks "and nothing untrue of the others" "none carries" "$text"
has "the case's status names what was asked" "lookalike-" "$(sillage -C case status)"
kept='[(f["kind"], f["command"], f["sources_added"], f["anew"]) for f in d["findings"]]'
is "as JSON too, with what makes it anew" "[('lookalikes', 'lookalike', 0, 'sillage lookalike')]" "$(sillage -C case status --json | json "$kept")"
is "and the file that the log vouches for" "$(sha256sum <"case/$(sillage -C case status --json | json 'd["findings"][0]["file"]')" | cut -d' ' -f1)" \
    "$(sillage -C case status --json | json 'd["findings"][0]["sha256"]')"
is "and the line of the log with its time" "$(sed -n "$(sillage -C case status --json | json 'd["findings"][0]["line"]')p" case/custody.jsonl | json 'd["time"]')" \
    "$(sillage -C case status --json | json 'd["findings"][0]["made"]')"

sillage -q -C case lookalike --protect <(echo campaign.example) >/dev/null
is "a list from a pipe is kept as it was used" "campaign.example" "$(cat case/inputs/protected-*.txt)"
ok "and looked for" test "$(sillage -q -C case lookalike --json | each 'len(i)')" -ge 4
quiet sillage -C case lookalike campaign.example office.example.org

# ---- indicators of others ----

sha=$(sillage -C case leak list --json --kind document 2>/dev/null | head -n 1 | json 'd["sha256"]')
python3 - "$first" "$sha" <<'END'
import json, sys
name, sha = sys.argv[1:]
event = {"Event": {"info": "A campaign that was seen", "Orgc": {"name": "CERT Example"}, "Attribute": [
    {"type": "domain", "category": "Network activity", "uuid": "00000000-0000-4000-8000-000000000001", "value": name, "to_ids": True},
    {"type": "sha256", "uuid": "00000000-0000-4000-8000-000000000002", "value": sha.upper(), "to_ids": True},
    {"type": "md5", "uuid": "00000000-0000-4000-8000-000000000003", "value": "0" * 32, "to_ids": True},
    {"type": "domain", "uuid": "00000000-0000-4000-8000-000000000004", "value": "not there.example", "to_ids": True}]}}
json.dump(event, open("event.json", "w"))
END
text=$(sillage -C case indicators event.json 2>said)
has "an indicator is found with its feed" "event.json" "$text"
has "and who published it" "CERT Example" "$(tr -s '\n ' ' ' <<<"$text")"
has "a file is found by its hash" "${sha:0:12}" "$text"
has "what cannot be matched is named" "md5" "$(tr -s '\n ' ' ' <<<"$text")"
has "what cannot be read is told" "rejected" "$(cat said)"
fails 3 "and the status with --strict" sillage -C case indicators event.json --strict
echo '{"a": 1}' >nothing.json
fails 1 "what is no feed is an error" sillage -C case indicators nothing.json
echo 'no domain at all' >nothing.txt
fails 1 "a feed of nothing does not stand for what was found" sillage -C case indicators nothing.txt

# ---- the report ----

ok "a report is written" quiet sillage -C case report -o report.html --names all
page=$(cat report.html)
has "it holds the answer for readers without a script" "How did they get in?" "$page"
subject=$(sillage -C case lookalike --json 2>/dev/null | each '[s["title"] for x in i for s in x["sightings"] if s["title"]][0]')
lacks "without the mails' subjects" "$subject" "$page"
lacks "and what follows the host of an address" "secret?who" "$page"

# ---- for others ----

for format in stix misp csv ndjson; do
    ok "export writes $format" quiet sillage -C case export --format $format -o out.$format
done
is "twice the same" "$(SOURCE_DATE_EPOCH=1500000000 sillage -C case export --format stix)" "$(SOURCE_DATE_EPOCH=1500000000 sillage -C case export --format stix)"
is "STIX is a bundle" "bundle" "$(json 'd["type"]' <out.stix)"
has "with the name" "$first" "$(cat out.stix)"
is "MISP is an event" "list" "$(json 'type(d["Event"]["Object"]).__name__' <out.misp)"
lacks "no address of a person leaves" "@campaign.example" "$(cat out.stix out.misp out.csv out.ndjson)"
ok "unless it is asked for" grep -q "@" <(sillage -C case export --format csv --people)
has "what is exported is in the log" '"action":"export"' "$(cat case/custody.jsonl)"
ok "our own export is a feed that we read" quiet sillage -C case indicators out.stix
has "a format must be named" "--format is missing" "$(said -C case export)"
# ---- the envelope and the signature ----

mkdir letters
write() { printf '%s\r\n' "$@" 'From: Clerk <clerk@letters.example.net>' 'To: desk@campaign.example' 'Subject: Budget' 'Date: Mon, 2 Mar 2015 10:00:00 +0000' '' 'Good morning.'; }
write 'Return-Path: <bounce@carnpaign.example>' >letters/1.eml
write 'Return-Path: <>' 'DKIM-Signature: v=1; a=rsa-sha256;' $'\td=mail.camapign.example; s=k; h=from; bh=AA; b=AA' >letters/2.eml
write 'Return-Path: <SRS0=ab=cd=campaing.example=boss@forwarder.example.net>' >letters/3.eml
write 'Return-Path: <bounce-7@bounce.mailer.example.com>' 'DKIM-Signature: v=1; d=campaign-example.20150623.gappssmtp.com; s=k; b=AA' >letters/4.eml
write 'From: Clerk <clerk@letters.example.net>, Boss <boss@campaaign.example>' 'Reply-To: <clerk@letters.example.net>' 'Reply-To: <boss@campaiqn.example>' >letters/5.eml
sillage -q init envelopes --title envelopes
sillage -q -C envelopes leak add letters >/dev/null
text=$(sillage -C envelopes lookalike campaign.example 2>/dev/null | tr -s '\n ' ' ')
lines=$(sillage -q -C envelopes lookalike --json)
is "a look-alike is found that stands in an envelope, a signature, a forwarder's envelope or a second address only, and no mailer's host" \
    "camapign.example {'signer': 1} campaaign.example {'sender': 1} campaing.example {'return-path': 1} campaiqn.example {'reply-to': 1} carnpaign.example {'return-path': 1}" \
    "$(each '" ".join(sorted(x["registrable"] + " " + str(x["carriers"]) for x in i))' <<<"$lines")"
is "with what stood there" "boss@campaaign.example boss@campaing.example boss@campaiqn.example bounce@carnpaign.example mail.camapign.example" \
    "$(each '" ".join(sorted(s["value"] for x in i for s in x["sightings"]))' <<<"$lines")"
has "it is said how a mail carried it" "senders of envelopes 1" "$text"
has "and in whose name it was signed" "domains that sign 1" "$text"
for format in stix misp csv ndjson; do
    quiet sillage -C envelopes export --format $format -o letters.$format
done
has "others learn the place" "Carriers: return-path 1" "$(cat letters.stix)"
lacks "but no address of an envelope" "bounce@" "$(cat letters.stix letters.misp letters.csv letters.ndjson)"
ok "unless it is asked for" grep -q "bounce@" <(sillage -C envelopes export --format csv --people 2>/dev/null)

finish
