#!/bin/sh
# The main job on the demo case: from evidence files to the origin, the map and a report to send.  tools/demo.sh PROGRAM [FOLDER]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
sillage=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=${2:-$here/demo-case}
demo=$here/data/demo

if [ -e "$folder" ] && [ ! -e "$folder/case.json" ] && ! rmdir "$folder" 2>/dev/null; then
    echo "$folder is there already and is no case: name another folder" >&2
    exit 1
fi
rm -rf "$folder"
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
echo "The map:        $folder/map.svg (and map.png, network.svg, map.gexf)"
echo "The case:       $sillage -C $folder status"
echo "Another story:  $sillage -C $folder origin '#macrongate'"
echo "The report:     $folder/report.html – open it in a browser"
