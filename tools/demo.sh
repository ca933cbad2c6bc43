#!/bin/sh
# The main job on the demo case: from evidence files to the origin, the map and a report to send; and, on simulated evidence, what
# groups look like where there are some, and a leak in which some items are not what they seem and some names neither.  tools/demo.sh PROGRAM [FOLDER]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
sillage=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=${2:-$here/demo-case}
simulated=$folder-simulated
demo=$here/data/demo

for f in "$folder" "$simulated"; do
    if [ -e "$f" ] && [ ! -e "$f/case.json" ] && ! rmdir "$f" 2>/dev/null; then
        echo "$f is there already and is no case: name another folder" >&2
        exit 1
    fi
done
rm -rf "$folder" "$simulated"
"$sillage" init "$folder" --title '#MacronLeaks, 5 to 7 May 2017 (demo)'
tail -n +2 "$demo/calendar.tsv" | while IFS="$(printf '\t')" read -r name from to source; do
    "$sillage" -C "$folder" calendar add "$name" "$from" "$to"
done
"$sillage" -C "$folder" add --precision minute "$demo/pastebin.json" "$demo/4chan-pol.json"
"$sillage" -C "$folder" add "$demo/archive-org.csv" "$demo/twitter.ndjson" "$demo/chronicle.csv"
echo
"$sillage" -C "$folder" origin '#MacronLeaks'
echo
for map in svg png; do
    "$sillage" -C "$folder" map '#MacronLeaks' -o "$folder/map.$map"
done
"$sillage" -C "$folder" map '#MacronLeaks' --view network -o "$folder/network.svg"
"$sillage" -C "$folder" map '#MacronLeaks' -o "$folder/map.gexf"
echo
# This case is small and written from what was published: that nothing stands out in it is the answer, and the report says so.
"$sillage" -C "$folder" coordination
echo
# Accounts without a known audience that the press or the platform itself published: data/demo/README.md.
named='EMLEAKS, anonymous uploader, Florian Philippot, Cernovich, Pamela_Moore13, Jenn_Abrams, TEN_GOP, SouthLoneStar'
"$sillage" -C "$folder" report --named "$named" -o "$folder/report.html"
echo
echo "Simulated evidence, in which nobody exists: two weeks of posts, with eight groups among them that were made to act in step"
"$sillage" -q init "$simulated" --title 'SIMULATED: nobody in it exists'
"$sillage" -q simulate "$simulated/made-up" --posts 4000 --groups 8 --stories 2 >/dev/null
"$sillage" -q -C "$simulated" add "$simulated/made-up/evidence" >/dev/null
"$sillage" -q -C "$simulated" coordination --signals --shuffles 10 -o "$simulated/groups.gexf" >"$simulated/groups.txt"
sed -n '/acted in step more often/,/^$/p' "$simulated/groups.txt"
"$sillage" -q -C "$simulated" map platform:twitter --view network -o "$simulated/groups.svg"
echo "Simulated too: 400 mails and 80 documents of organisations that do not exist, some of them altered or planted"
leak=$simulated/made-up-leak
"$sillage" -q simulate "$leak" --leak --mails 400 --documents 80 --lookalikes 6 >/dev/null
"$sillage" -q -C "$simulated" leak add "$leak/leak" >/dev/null
"$sillage" -q -C "$simulated" calendar add 'the campaign' 2015-01-01 2015-02-01
"$sillage" -q -C "$simulated" leak verify --keys "$leak/keys.csv" >"$simulated/leak.txt"
sed -n '/^In short/,/^$/p' "$simulated/leak.txt"
"$sillage" -q -C "$simulated" lookalike campaign.example institute.example office.example.org treasury.example >"$simulated/lookalikes.txt"
sed -n '1,/^$/p' "$simulated/lookalikes.txt"
"$sillage" -q -C "$simulated" leak timeline -o "$simulated/leak.svg"
"$sillage" -q -C "$simulated" report platform:twitter --names all -o "$simulated/report.html"
echo "The map:        $folder/map.svg (and map.png, network.svg, map.gexf)"
echo "The case:       $sillage -C $folder status"
echo "Another story:  $sillage -C $folder origin '#macrongate'"
echo "Simulated:      $simulated/report.html – its views Groups, Leak and Look-alikes; groups.txt, groups.gexf, leak.txt, leak.svg and"
echo "                lookalikes.txt say the same,"
echo "                made-up/truth.json and made-up-leak/truth.json the truth"
echo "The report:     $folder/report.html – open it in a browser"
