#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The case in a browser: who gets in, who does not, and that neither crowds nor rubbish stop it.
. "$(dirname "$0")/lib.sh"
tests=$root/tests/cli
demo=$root/data/demo
if ! command -v curl >/dev/null 2>&1; then
    skip "the case is served" "curl is not installed"
    finish
fi
sillage -q init c --title 'A <case> & more'
sillage -q -C c add --precision minute "$demo/pastebin.json" "$demo/4chan-pol.json" >added
sillage -q -C c add "$demo/archive-org.csv" "$demo/twitter.ndjson" "$demo/chronicle.csv" >added
cat >late.csv <<'CSV'
time,platform,account,text
2017-05-05T22:00:00Z,twitter,late,#macronleaks once more
CSV

server=
addresses() { grep -c '^http' "$1" 2>/dev/null || true; }
begin() { # CASE OPTIONS…: sets server, base, and makes a session in jar
    local kase=$1
    shift
    : >out
    "$SILLAGE" -C "$kase" serve --port 0 "$@" >out 2>talk &
    server=$!
    for _ in $(seq 600); do [ "$(addresses out)" -gt 0 ] && break; sleep 0.1; done
    url=$(head -n 1 out)
    base=${url%/?token=*}
    port=${base##*:}
}
end() {
    kill -"${1:-TERM}" "$server"
    wait "$server"
}
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; take_away' EXIT
code() { curl -s -o /dev/null -w '%{http_code}' --max-time 60 "$@"; }
get() { curl -s -b jar --max-time 60 "$@"; }

begin c
has "an address with a token is printed" "http://127.0.0.1:$port/?token=" "$url"
is "and nothing else on standard output" 1 "$(wc -l <out)"
is "the token has 256 bits" 64 "$(printf %s "${url##*=}" | tr -dc 0-9a-f | wc -c)"
is "it listens on loopback alone" "127.0.0.1:$port" "$(python3 - "$port" <<'P'
import sys
for line in open('/proc/net/tcp'):
    f = line.split()
    if len(f) > 3 and f[3] == '0A' and int(f[1].split(':')[1], 16) == int(sys.argv[1]):
        a = bytes.fromhex(f[1].split(':')[0])[::-1]
        print('.'.join(map(str, a)) + ':' + sys.argv[1])
P
)"

# ---- sessions ----
is "without a token there is no page" 401 "$(code "$base/")"
is "nor an answer" 401 "$(code "$base/api/v1/case")"
has "but a sentence" "session" "$(curl -s "$base/api/v1/case" | json 'd["error"]')"
is "a wrong token is no good" 401 "$(code "$base/?token=$(printf '0%.0s' $(seq 64))")"
is "nor is part of it" 401 "$(code "${url%??}")"
is "asking for the head spends nothing" 401 "$(code -I "$url")"
head=$(curl -s -i -c jar "$url")
has "the token leads to the page" "303" "$(head -n 1 <<<"$head")"
has "with a cookie that scripts and other sites do not get" "HttpOnly; SameSite=Strict; Path=/" "$head"
is "then it is spent" 401 "$(code "$url")"
is "which does not trouble the browser that has its session" 303 "$(code -b jar "$url")"
for _ in $(seq 600); do [ "$(addresses out)" -gt 1 ] && break; sleep 0.1; done
is "and another address is printed" 2 "$(addresses out)"
second=$(tail -n 1 out)
is "which lets a second browser in" "303 200" "$(code -c jar2 "$second") $(code -b jar2 "$base/api/v1/case")"
session=$(awk '/sillage-/ { print $7 }' jar)
is "a program may use the session too" 200 "$(code -H "Authorization: Bearer $session" "$base/api/v1/case")"
is "but no other word" 401 "$(code -H "Authorization: Bearer ${session%?}0x" "$base/api/v1/case")"
is "the page comes" "200 text/html; charset=utf-8" "$(get -o page.html -w '%{http_code} %{content_type}' "$base/")"
has "with the case's title, escaped" "A &lt;case&gt; &amp; more" "$(cat page.html)"
is "and no address outside in it" "" "$(grep -oE '(src|href)="?(https?:)?//[^" ]*' page.html)"

# ---- every answer is dressed ----
for path in / /api/v1/case /api/v1/none "/?token=none"; do
    head=$(get -i -o - "$base$path" | tr -d '\r' | sed '/^$/q')
    missing=
    for line in "Content-Security-Policy: default-src 'none'" "frame-ancestors 'none'" "X-Content-Type-Options: nosniff" \
        "Referrer-Policy: no-referrer" "Cross-Origin-Opener-Policy: same-origin" "Cross-Origin-Resource-Policy: same-origin" \
        "Cross-Origin-Embedder-Policy: require-corp" "Cache-Control: no-store" "Permissions-Policy: "; do
        case $head in *"$line"*) ;; *) missing="$missing $line;" ;; esac
    done
    is "$path has its headers" "" "$missing"
done
policy=$(get -i "$base/" | tr -d '\r' | sed -n 's/^Content-Security-Policy: //p')
lacks "the page's policy allows no script but its own" "unsafe" "$policy"

# ---- who may not ask ----
case_url=$base/api/v1/case
is "another Host is refused" 421 "$(code -b jar -H 'Host: evil.example' "$case_url")"
is "so is a rebound name with our port" 421 "$(code -H "Authorization: Bearer $session" -H "Host: evil.example:$port" "$case_url")"
is "and our name without the port" 421 "$(code -H "Authorization: Bearer $session" -H 'Host: 127.0.0.1' "$case_url")"
is "localhost is fine" 200 "$(code -H "Authorization: Bearer $session" -H "Host: localhost:$port" "$case_url")"
is "a foreign Origin is refused" 403 "$(code -b jar -H 'Origin: https://evil.example' "$case_url")"
is "so is another port of this machine" 403 "$(code -b jar -H 'Origin: http://127.0.0.1:1' "$case_url")"
is "and none of its own" 403 "$(code -b jar -H 'Origin: null' "$case_url")"
is "our own is fine" 200 "$(code -b jar -H "Origin: $base" "$case_url")"
for site in cross-site same-site; do
    is "a request that a browser calls $site is refused" 403 "$(code -b jar -H "Sec-Fetch-Site: $site" "$case_url")"
done
is "two Host headers are refused" 400 "$(python3 - "$port" <<'P'
import socket, sys
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
s.sendall(f'GET / HTTP/1.1\r\nHost: 127.0.0.1:{sys.argv[1]}\r\nHost: evil.example\r\n\r\n'.encode())
print(s.recv(4096).split()[1].decode())
P
)"
is "a cookie of our name that another port has set is no session" 401 "$(code -H "Cookie: sillage-$port=x" "$case_url")"
is "nor does it shut out who has one" 200 "$(code -H "Cookie: sillage-$port=x; sillage-$port=$session" "$case_url")"
for method in POST PUT DELETE PATCH OPTIONS; do
    is "$method is refused" 405 "$(code -b jar -X $method "$case_url")"
done
has "and it is said what is allowed" "Allow: GET, HEAD" "$(get -i -X DELETE "$case_url")"
head -c 10000000 /dev/zero >big
before=$(awk '/VmHWM/ { print $2 }' /proc/$server/status)
is "a body of 10 MB is refused" 413 "$(code -b jar --data-binary @big -H 'Expect:' "$case_url")"
is "with GET too" 413 "$(code -b jar -X GET --data-binary @big -H 'Expect:' "$case_url")"
is "and in pieces of no stated length" 413 "$(code -b jar -X GET -T big -H 'Expect:' -H 'Transfer-Encoding: chunked' "$case_url")"
after=$(awk '/VmHWM/ { print $2 }' /proc/$server/status)
is "without being read into memory" yes "$([ $((after - before)) -lt 4000 ] && echo yes || echo "$before to $after KiB")"

# ---- addresses ----
for path in /../../../../etc/passwd /api/v1/../../../etc/passwd /%2e%2e/%2e%2e/etc/passwd '/api/v1/case%00' '/%00' //etc/passwd \
    //api/v1/case /api/v1/case/ /API/v1/case /api/v1/case%2f /c/case.json '/api/v1/story/..%2f..%2fcase.json' /. /..; do
    found=$(code -b jar --path-as-is "$base$path")
    case $found in 400 | 404) pass "$path leads nowhere" ;; *) fail "$path leads nowhere" "$found" ;; esac
done
is "a whole address in the request's line leads nowhere" 400 "$(code -b jar --request-target 'http://evil.example/' "$base/")"
is "a query with broken escapes is refused" 400 "$(code -b jar "$base/api/v1/search?q=%zz")"
is "so is one with a NUL" 400 "$(code -b jar "$base/api/v1/search?q=a%00b")"
is "and one that is not UTF-8" 400 "$(code -b jar "$base/api/v1/search?q=%ff")"
is "a parameter comes once" 400 "$(code -b jar "$base/api/v1/search?q=a&q=b")"
has "a wrong query is shown its place, as on the command line" "at character 1" "$(get "$base/api/v1/story?q=%28a" | json 'd["error"]')"
long=$(printf 'a%.0s' $(seq 13000))
is "a long address is refused" 400 "$(code -H "Authorization: Bearer $session" "$base/api/v1/search?q=$long")"
found=$(code -b jar -H "X-Filler: $(printf 'a%.0s' $(seq 100000))" "$case_url")
case $found in 4?? | 000) pass "so is a huge header" ;; *) fail "so is a huge header" "$found" ;; esac
is "and it goes on serving" 200 "$(code -b jar "$case_url")"

# ---- answers ----
out=$(python3 "$tests/check_api.py" "$base" "$session")
is "every path answers as doc/openapi.json says" "0 problems" "$(tail -n 1 <<<"$out" | sed 's/.*, //')"
[ "$(wc -l <<<"$out")" -gt 1 ] && printf '%s\n' "$out" | sed 's/^/# /'
ok "the description served is the one in doc/" cmp <(get "$base/api/v1/openapi.json") "$root/doc/openapi.json"
story="$base/api/v1/story?q=%23macronleaks"
get "$story" >plain.json
get --compressed "$story" >unpacked.json
ok "packed or not, an answer is the same" cmp plain.json unpacked.json
has "and packed it travels" "Content-Encoding: gzip" "$(get -i -H 'Accept-Encoding: gzip' -o - "$story" | head -c 2000 | tr -d '\0')"
is "a story is that of origin" "$(sillage -C c origin '#macronleaks' --json | json 'str(d["posts"]) + " " + d["chain"][-1].get("post", d["chain"][-1])["account"]')" \
    "$(json 'str(d["counts"]["posts"]) + " " + d["accounts"]["name"][d["posts"]["account"][d["chain"][-1]["post"]]]' <plain.json)"
is "the same seed gives the same bytes" "$(sha256sum <plain.json)" "$(get "$story&seed=1&max_nodes=5000&inferred=1" | sha256sum)"
is "without inferred links there are none" 0 "$(get "$story&inferred=0" | json 'd["counts"]["inferred_links"]')"
has "a search leads to file, hash and row" "twitter.ndjson" "$(get "$base/api/v1/search?q=account:wikileaks" | json '[p["source"]["file"].split("/")[-1] for p in d["posts"]]')"
is "by pages" "$(get "$base/api/v1/search?q=&limit=7" | json '[p["source"]["row"] for p in d["posts"]][5:]')" \
    "$(get "$base/api/v1/search?q=&limit=2&offset=5" | json '[p["source"]["row"] for p in d["posts"]]')"
is "texts stay out" "[]" "$(get "$base/api/v1/search?q=" | json '[p for p in d["posts"] if "text" in p]')"
is "of stories too" False "$(json '"text" in d["posts"]' <plain.json)"
is "status is that of the command" "$(sillage -C c status --json | json '{k: d[k] for k in d}')" "$(get "$base/api/v1/status" | json '{k: d[k] for k in d}')"
is "a map is that of the command" "$(sillage -q -C c map '#macronleaks' -o - -f gexf | sha256sum)" "$(get "$base/api/v1/map?q=%23macronleaks&format=gexf" | sha256sum)"
has "it is for saving" 'attachment; filename="map.svg"' "$(get -i "$base/api/v1/map?q=%23macronleaks&format=svg" | head -n 20)"

# ---- custody ----
log=$(cat c/custody.jsonl)
has "serving is noted" '"action":"serve","details":{"address":"http://127.0.0.1' "$log"
lacks "without the token" "token" "$log"
is "each story that was worked out is noted with its hash" "$(sha256sum <plain.json | cut -d' ' -f1)" \
    "$(grep '"serve story"' c/custody.jsonl | head -n 1 | json 'd["details"]["result_sha256"]')"
lines=$(wc -l <c/custody.jsonl)
get "$story" >/dev/null
is "one that comes from the cache is not noted again" "$lines" "$(wc -l <c/custody.jsonl)"
sillage -C c origin 'account:wikileaks' >/dev/null
get "$story" >/dev/null
is "nor is it forgotten when another command asks" 1 "$(grep -c "$(sha256sum <plain.json | cut -d' ' -f1)" c/custody.jsonl)"
get "$base/api/v1/story?q=%23macrongate" >/dev/null
ok "a report holds what was asked here too" sillage -q -C c report -o asked.html
has "by its query" "#macrongate" "$(sed -n '/<noscript>/,/<\/noscript>/p' asked.html)"
ok "custody holds" sillage -C c custody verify

# ---- other commands meanwhile ----
before=$(get "$base/api/v1/search?q=%23macronleaks" | json 'd["total"]')
ok "adding works while the case is served" sillage -q -C c add late.csv
is "and the next answer knows it" $((before + 1)) "$(get "$base/api/v1/search?q=%23macronleaks" | json 'd["total"]')"
has "in stories as well" "late" "$(get "$story" | json 'd["accounts"]["name"]')"
ok "status works while the case is served" sillage -C c status
ok "the calendar too" sillage -q -C c calendar add "a day" 2017-05-05 2017-05-06
has "which the next story knows" "a day" "$(get "$story" | json 'd["calendar"]')"
same=$(for _ in $(seq 20); do get "$base/api/v1/story?q=%23macronleaks&seed=7" | sha256sum & done; wait)
is "equal questions at once get one answer" 1 "$(sort -u <<<"$same" | wc -l)"
is "which was worked out once" 1 "$(grep -c '"seed":7' c/custody.jsonl)"

engine=$(head -n 1 c/store/engine.lock 2>/dev/null | tr -dc 0-9)
if [ -n "$engine" ]; then
    kill -KILL "$engine"
    is "a question after the engine was killed is answered" 200 "$(code -b jar "$base/api/v1/story?q=%23macronleaks&seed=11")"
fi
mv c gone
is "a case whose folder is gone is an error" 500 "$(code -b jar "$case_url")"
mv gone c
is "until it is back" 200 "$(code -b jar "$case_url")"

# ---- crowds ----
python3 - "$port" "$session" <<'P' >crowd
import http.client, resource, socket, sys, time
port, session = int(sys.argv[1]), sys.argv[2]
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))

def ask(path='/api/v1/case'):
    c = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
    began = time.monotonic()
    c.request('GET', path, headers={'Authorization': 'Bearer ' + session})
    status = c.getresponse().status
    c.close()
    return status, time.monotonic() - began

kept = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
kept.request('GET', '/api/v1/case', headers={'Authorization': 'Bearer ' + session})
kept.getresponse().read()
slow = []
for i in range(1000):
    s = socket.create_connection(('127.0.0.1', port))
    try:
        s.sendall(b'GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Slow: ' % port)
    except OSError:
        pass
    slow.append(s)
print('with', len(slow), ask()[0])
took = []
for round in range(30):
    for s in slow:
        try:
            s.send(b'a')
        except OSError:
            pass
    status, seconds = ask()
    took.append(seconds)
    if status != 200:
        print('refused', status)
    kept.request('GET', '/api/v1/case', headers={'Authorization': 'Bearer ' + session})  # it is not the one that says nothing
    kept.getresponse().read()
    time.sleep(0.05)
took.sort()  # a busy machine may be late once, but nobody waits the ten seconds until the slow ones are sent away
print('prompt' if took[15] < 2 and took[-1] < 10 else f'slow: {took[15]:.2f} s, {took[-1]:.2f} s')
kept.request('GET', '/api/v1/case', headers={'Authorization': 'Bearer ' + session})
print('kept', kept.getresponse().status)
for s in slow:
    s.setblocking(False)

def is_open(s):
    try:
        return s.recv(4096) != b''
    except BlockingIOError:
        return True
    except OSError:
        return False

quiet_until = time.monotonic() + 60
while slow and time.monotonic() < quiet_until:
    time.sleep(0.5)
    slow = [s for s in slow if is_open(s)]
print('left', len(slow))
P
is "a thousand slow connections keep nobody out" "with 1000 200" "$(head -n 1 crowd)"
has "answers come promptly all the while" "prompt" "$(cat crowd)"
has "a browser that is in keeps its connection" "kept 200" "$(cat crowd)"
has "and who says nothing for ten seconds goes" "left 0" "$(cat crowd)"
python3 - "$port" <<'P' >/dev/null 2>&1
import random, socket, sys
random.seed(5)
head = b'GET /api/v1/search?q=a HTTP/1.1\r\nHost: 127.0.0.1:' + sys.argv[1].encode() + b'\r\nCookie: a=b; c\r\nAccept-Encoding: gzip;q=0, *\r\n\r\n'
for i in range(500):
    bytes_ = bytearray(head)
    for _ in range(random.randint(1, 8)):
        bytes_[random.randrange(len(bytes_))] = random.randrange(256)
    s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=0.02)
    s.sendall(bytes(bytes_[:random.randrange(len(bytes_) + 1)]))
    try:
        s.recv(65536)
    except OSError:
        pass
    s.close()
P
is "after rubbish it goes on serving" 200 "$(code -b jar "$case_url")"
end
is "SIGTERM ends it cleanly" 0 $?
has "with a line that says so" "stopped serving" "$(cat talk)"
server=

# ---- options ----
begin c --text --names large --named '@EMLEAKS' --max-posts 5
curl -s -o /dev/null -c jar "$url"
is "a story beyond --max-posts is refused" 422 "$(code -b jar "$base/api/v1/story?q=%23macronleaks")"
has "and it is said why" "5" "$(get "$base/api/v1/story?q=%23macronleaks" | json 'd["error"]')"
is "a search names nobody with --names large" "[None]" "$(get "$base/api/v1/search?q=%23macronleaks" | json 'list({p["account"] for p in d["posts"]})')"
is "nor shows texts, which do" "[]" "$(get "$base/api/v1/search?q=%23macronleaks" | json '[p for p in d["posts"] if "text" in p]')"
end INT
is "so does SIGINT" 0 $?
server=
begin c --text --names large
curl -s -o /dev/null -c jar "$url"
story=$(get "$base/api/v1/story?q=%23macronleaks")
has "with --names large an account of millions keeps its name" "wikileaks" "$(json 'd["accounts"]["name"]' <<<"$story")"
is "others lose it" True "$(json 'sum(d["accounts"]["replaced"]) == d["counts"]["replaced_names"] > 0' <<<"$story")"
lacks "wherever it stood" "Pamela_Moore13" "$story$(get "$base/api/v1/map?q=%23macronleaks&format=gexf")"
get "$base/api/v1/map?q=%23macronleaks&format=html" >page.html
is "a page of it says that names were replaced, and of which case" "map large True True" "$(python3 -c 'import base64, gzip, json, re
d = json.loads(gzip.decompress(base64.b64decode(re.search(r"id=\"document\">([^<]*)<", open("page.html", encoding="utf-8").read()).group(1))))
print(d["kind"], d["privacy"]["names"], len(d["case"]["sources"]) > 0, d["methods"][-1]["settings"]["replaced"] > 0)')"
lacks "without a script the page speaks in words" "&lt;p" "$(get "$base/" | sed -n '/<noscript>/,/<\/noscript>/p')"
has "with --text there are texts" "text" "$(json 'list(d["posts"])' <<<"$story")"
other=$(timeout 120 "$SILLAGE" -C c serve --port "$port" 2>&1)
has "a port that is taken and was asked for is an error" "cannot be listened at" "$other"
end
server=
fails 2 "a port has at most five digits and a bound" sillage -C c serve --port 65536
fails 2 "there is no third kind of names" sillage -C c serve --names some
cat >browser <<'B'
#!/bin/sh
printf '%s\n' "$@" >"$(dirname "$0")/browsed"
B
chmod +x browser
BROWSER="$here/browser:firefox" begin c --open
for _ in $(seq 600); do [ -s browsed ] && break; sleep 0.1; done
is "--open gives the address to the browser" "$url" "$(cat browsed)"
end
server=
BROWSER=/no/such/browser begin c --open
for _ in $(seq 600); do grep -q 'open the address yourself' talk && break; sleep 0.1; done
has "a browser that cannot be started is a message only" "open the address yourself" "$(cat talk)"
is "and the case is served" 401 "$(code "$base/")"
end
server=
finish
