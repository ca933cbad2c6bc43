# SPDX-License-Identifier: GPL-3.0-or-later
# The tricks forward: each format is read by the program that it is for.
. "$(dirname "$0")/lib.sh"

make_names() { sillage -q lookalike "$@" --generate; }

make_names example.fr --format list >list
ok "names are made" test "$(wc -l <list)" -gt 1000
is "each once" "" "$(sort list | uniq -d)"
is "never the protected one" 0 "$(grep -cx 'example\.fr' list)"
for name in exarnple.fr exmple.fr example.com connexion-example.fr example-login.fr examplefr.com xn--xample-9ua.fr; do
    is "$name is among them" 1 "$(grep -cx "$name" list)"
done
make_names example.fr --format list -n 25 >few
is "the first ones, when few are asked for" "$(head -n 25 list)" "$(cat few)"
make_names example.fr --format list --pairs >pairs
ok "pairs of tricks add names" test "$(wc -l <pairs)" -gt "$(wc -l <list)"
is "two runs write the same bytes" "$(cksum <pairs)" "$(make_names example.fr --format list --pairs | cksum)"

make_names example.fr --format csv >csv
is "the table has a row a name" "$(wc -l <list)" \
    "$(python3 -c 'import csv; print(len(list(csv.DictReader(open("csv", newline="", encoding="utf-8")))))')"
make_names example.fr --format json >ndjson
is "the lines of JSON say what the table says" "" "$(python3 -c '
import csv, json
rows = list(csv.DictReader(open("csv", newline="", encoding="utf-8")))
for row, line in zip(rows, open("ndjson", encoding="utf-8"), strict=True):
    d = json.loads(line)
    if [d["domain"], d["shown"], d["protected"], " ".join(d["tricks"]), d["severity"]] != list(row.values())[:5]:
        print(line)
    elif abs(d["rank"] - float(row["rank"])) > 1e-6 or not 0 < d["rank"] <= 1:
        print(line)')"

make_names example.fr --format rpz --pairs >rpz
if command -v named-checkzone >/dev/null; then
    ok "BIND loads the zone" named-checkzone rpz.example rpz
else
    skip "BIND loads the zone" "named-checkzone is not installed"
fi

make_names example.fr --format yara --pairs >yara
if command -v yara >/dev/null; then
    echo 'see https://www.exarnple.fr/login' >mail
    printf 'e\0x\0a\0r\0n\0p\0l\0e\0.\0f\0r\0' >wide
    echo 'see https://www.example.fr/login' >innocent
    is "YARA finds a name" "sillage_lookalikes_N mail" "$(yara yara mail 2>&1 | sed 's/_[0-9]* /_N /')"
    is "and in two bytes a letter" "sillage_lookalikes_N wide" "$(yara yara wide 2>&1 | sed 's/_[0-9]* /_N /')"
    is "and not the protected one, and YARA warns of nothing" "" "$(yara yara innocent 2>&1)"
else
    skip "YARA finds a name" "yara is not installed"
fi

make_names example.fr --format sigma >sigma
if python3 -c 'import yaml' 2>/dev/null; then
    is "the Sigma rule is YAML with every name and what lies below" "" "$(python3 -c '
import yaml
rule = yaml.safe_load(open("sigma", encoding="utf-8"))
names = open("list").read().split()
chosen = rule["detection"]["selection"]
if [e["query"] for e in chosen if "query" in e] != names: print("queries")
if [e["query|endswith"] for e in chosen if "query|endswith" in e] != ["." + n for n in names]: print("below")
if rule["detection"]["condition"] != "selection" or rule["logsource"] != {"category": "dns"}: print("rule")')"
else
    skip "the Sigma rule is YAML" "python3-yaml is not installed"
fi
finish
