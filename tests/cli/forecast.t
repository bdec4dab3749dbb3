#!/bin/sh
# kedge-forecast over the lab of the outage, as of 2023-08-01, and over the
# real chain where it is there.
set -u
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
forge=${KEDGE_FORGE:-$project/build/tests/forge/forge}
# shellcheck source=tests/cli/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/lab/server.sh
. "$here/../lab/server.sh"
# shellcheck source=tests/cli/data.sh
. "$here/data.sh"

dir=$(mktemp -d) || exit 1
server_dir=$dir
trap 'server_stop_all; rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY
now=2023-08-01T00:00:00Z
"$here/../lab/build" "$dir" || exit 1
cd "$dir" || exit 1

# run STATUS NAME ARGUMENT...: the whole of standard output is ours; the whole
# of standard error is in the file complaint, which is taken away.
run()
{
	want=$1 name=$2
	shift 2
	cat >want.out
	[ -e complaint ] || : >complaint
	kedge-forecast --now "$now" "$@" >got.out 2>got.err </dev/null
	is $? "$want" "$name: exit code"
	same want.out got.out "$name: answer"
	same complaint got.err "$name: messages"
	rm complaint
}

complain()
{
	printf 'kedge-forecast: %s\n' "$@" >complaint
}

sha256()
{
	openssl x509 -in "pki/$1.pem" -outform DER | sha256sum | cut -c 1-64
}

# The lab, live

server_start web served.pem pki/leaf.key || exit 1
web=$server_port
"$here/../lab/policy" "$dir" "$web" >policy.yaml

title='ENDPOINT   RELEASE  STATE    LEAF ENDS   BREAKS AT             DAYS  ACT BY      WHY'
why="cross-sign 'Lighthouse Root CA' by 'Harbour Network CA' expires"
leaf_why="leaf 'smartlink.example.net' expires"
add="add the anchor 'Lighthouse Root CA' to the release"
drop="let the server stop sending 'Lighthouse Root CA' as issued by 'Harbour Network CA'"
table="$title
smartlink  radio-2  act now  2023-10-08  2023-09-11T09:26:47Z    41  2023-05-23  $why
smartlink  radio-3  act now  2023-10-08  2023-09-11T09:26:47Z    41  2023-05-23  $why
smartlink  radio-4  ok       2023-10-08  2023-10-08T09:26:47Z    68  2023-08-09  $leaf_why

What mends it best:
  smartlink for radio-2: $add and, once the devices have it and not before, $drop; it then lasts until 2023-10-08T09:26:47Z
  smartlink for radio-3: $add; it then lasts until 2023-10-08T09:26:47Z
  smartlink for radio-4: renew the certificate of 'smartlink.example.net'; it then lasts until 2031-02-12T18:48:52Z"
run 1 "the lab" -p policy.yaml <<OUT
$table
OUT

KEDGE_POLICY=policy.yaml kedge-forecast --now $now >got.out
is $? 1 "the policy of the environment: exit code"
is "$(cat got.out)" "$table" "the policy of the environment"

kedge-forecast -p policy.yaml --now $now -f ndjson >live.ndjson
is $? 1 "records: exit code"
leaf=$(sha256 leaf) cross=$(sha256 new-by-old) root=$(sha256 new-root)
cat >want.out <<OUT
["radio-2","openssl-1.0.2","127.0.0.1","ok","2023-09-11T09:26:47Z",null,"2023-05-23T09:26:47Z","2023-10-08T09:26:47Z","2023-09-11T09:26:47Z","2023-09-11T09:26:48Z","cross-sign","expired","$cross",["add-anchor-drop-served","$root","$cross","2023-10-08T09:26:47Z"]]
["radio-3","openssl-3","127.0.0.1","ok","2023-09-11T09:26:47Z",null,"2023-05-23T09:26:47Z","2023-10-08T09:26:47Z","2023-09-11T09:26:47Z","2023-09-11T09:26:48Z","cross-sign","expired","$cross",["add-anchor","$root",null,"2023-10-08T09:26:47Z"]]
["radio-4","openssl-3","127.0.0.1","ok","2023-10-08T09:26:47Z",null,"2023-08-09T09:26:47Z","2023-10-08T09:26:47Z","2023-09-11T09:26:47Z","2023-10-08T09:26:48Z","leaf","expired","$leaf",["renew-leaf","$leaf",null,"2031-02-12T18:48:52Z"]]
OUT
jq -c 'select(.kind == "forecast") | [.release, .verifier, .address, .state,
    .breaks_at, .recovers_at, .act_by, .leaf_not_after,
    .served_first_not_after, .complete_breaks_at, .cause.role, .cause.class,
    .cause.sha256, (.remedies[] | [.kind, .sha256, .dropped, .breaks_at])]' \
    live.ndjson >got.out
same want.out got.out "records: the forecasts"
is "$(jq -c 'select(.kind == "forecast" and .release == "radio-3") | .windows' \
    live.ndjson)" "[{\"from\":\"2022-10-08T00:00:00Z\",\"until\":\
\"2023-09-11T09:26:47Z\",\"path\":[\"$leaf\",\"$(sha256 issuing)\",\
\"$cross\",\"$(sha256 old-root)\"]}]" "records: the windows and their path"
is "$(jq -r 'select(.kind == "finding") |
    [.rule, .severity, .endpoint, .release, .where] | @tsv' live.ndjson |
    tr '\t' ' ')" "chain-breaks-soon error smartlink radio-2 policy.yaml:5:5
act-by-passed error smartlink radio-2 policy.yaml:5:5
chain-breaks-soon error smartlink radio-3 policy.yaml:5:5
act-by-passed error smartlink radio-3 policy.yaml:5:5" "records: the findings"
is "$(tail -n 1 live.ndjson)" '{"schema":"kedge/1","kind":"summary","examined":3,"incomplete":0,"findings":4,"verdict":"findings"}' \
    "records: the summary is last"

kedge-forecast -p policy.yaml --now $now -f json >live.json
is $? 1 "json: exit code"
is "$(jq -c '.[]' live.json)" \
    "$(jq -c 'select(.kind == "forecast")' live.ndjson)" \
    "json: an array of the same forecasts"

now=2023-01-01T00:00:00Z
run 1 "long before" -p policy.yaml <<OUT
ENDPOINT   RELEASE  STATE       LEAF ENDS   BREAKS AT             DAYS  ACT BY      WHY
smartlink  radio-2  ends early  2023-10-08  2023-09-11T09:26:47Z   253  2023-05-23  $why
smartlink  radio-3  ends early  2023-10-08  2023-09-11T09:26:47Z   253  2023-05-23  $why
smartlink  radio-4  ok          2023-10-08  2023-10-08T09:26:47Z   280  2023-08-09  $leaf_why

$(echo "$table" | sed -n '6,$p')
OUT

now=2023-09-12T00:00:00Z
run 1 "the day after, every remedy" -v -p policy.yaml <<OUT
ENDPOINT   RELEASE  STATE    LEAF ENDS   BREAKS AT             DAYS  ACT BY      WHY
smartlink  radio-2  failing  2023-10-08  2023-09-11T09:26:47Z    -1  2023-05-23  $why
smartlink  radio-3  failing  2023-10-08  2023-09-11T09:26:47Z    -1  2023-05-23  $why
smartlink  radio-4  act now  2023-10-08  2023-10-08T09:26:47Z    26  2023-08-09  $leaf_why

What mends it, best first:
$(echo "$table" | sed -n '7,$p')
OUT
now=2023-08-01T00:00:00Z

# An alarm that the table alone would not tell
sed 's/alarm_at: 45d/alarm_at: 60d/; s/adoption: 90d/adoption: 1d/
    s/^estate: lab/estate: early/' policy.yaml >early.yaml
complain "error: smartlink for radio-2 breaks at 2023-09-11T09:26:47Z: $why" \
    "error: smartlink for radio-3 breaks at 2023-09-11T09:26:47Z: $why"
run 1 "alarm before the time to act" -p early.yaml <<OUT
ENDPOINT   RELEASE  STATE       LEAF ENDS   BREAKS AT             DAYS  ACT BY      WHY
smartlink  radio-2  ends early  2023-10-08  2023-09-11T09:26:47Z    41  2023-08-20  $why
smartlink  radio-3  ends early  2023-10-08  2023-09-11T09:26:47Z    41  2023-08-20  $why
smartlink  radio-4  ok          2023-10-08  2023-10-08T09:26:47Z    68  2023-08-09  $leaf_why

$(echo "$table" | sed -n '6,$p')
OUT

# The same from records

kedge-scan -p policy.yaml --now $now -f ndjson >seen.ndjson
kedge-bundle list -p policy.yaml --now $now -f ndjson >stores.ndjson
cat seen.ndjson stores.ndjson >all.ndjson
run 1 "from records" -p policy.yaml all.ndjson <<OUT
$table
OUT
kedge-forecast -p policy.yaml --now $now -f ndjson - <all.ndjson >got.out
is $? 1 "records to records: exit code"
same live.ndjson got.out "records to records: as live"
mv firmware.git elsewhere.git
run 1 "recorded stores stand for the repository" -p policy.yaml all.ndjson \
    <<OUT
$table
OUT
mv elsewhere.git firmware.git

complain "error: endpoint 'smartlink' is not among the recorded observations;\
 record it with kedge-scan and this policy"
run 3 "records without the endpoint" -p policy.yaml stores.ndjson <<'OUT'
ENDPOINT  RELEASE  STATE  LEAF ENDS  BREAKS AT  DAYS  ACT BY  WHY
OUT
complain "served.pem:1: column 1: not JSON: '[' or '{' expected near '-';\
 write records with -f ndjson"
run 3 "records that are none" -p policy.yaml served.pem </dev/null
{ cat stores.ndjson; echo cut; } >cut.ndjson
complain "cut.ndjson:$(wc -l <cut.ndjson): column 3: not JSON: '[' or '{'\
 expected near 'cut'"
run 3 "records with a line that is none" -p policy.yaml cut.ndjson </dev/null
complain "cannot open none.ndjson: No such file or directory"
run 3 "records that are not there" -p policy.yaml none.ndjson </dev/null

# Another address with another chain, and one with none
server_start next candidate.pem pki/candidate.key || exit 1
sed "s/:$web\$/:$server_port/" policy.yaml >next.yaml
kedge-scan -p next.yaml --now $now -f ndjson |
    jq -c --argjson port "$web" 'if .kind == "observation" then
	.address = "127.0.0.2" | .port = $port else . end' >next.ndjson
complain "error: endpoint 'smartlink' at 127.0.0.1:$server_port, server name\
 smartlink.example.net, is not among the recorded observations: there is one\
 of that name for 127.0.0.1:$web, server name smartlink.example.net; record it\
 with kedge-scan and this policy"
run 3 "records of another address" -p next.yaml seen.ndjson <<'OUT'
ENDPOINT  RELEASE  STATE  LEAF ENDS  BREAKS AT  DAYS  ACT BY  WHY
OUT
server_stop "$server_pid"
kedge-scan -p next.yaml --now $now -f ndjson |
    jq -c --argjson port "$web" '.port = $port' >down.ndjson
cat seen.ndjson next.ndjson down.ndjson >three.ndjson
missing="no anchor for 'Lighthouse Server CA 2', issued by 'Lighthouse Root CA'"
for_2="error: smartlink at 127.0.0.1 for radio-2 breaks at\
 2023-09-11T09:26:47Z: $why"
for_3="error: smartlink at 127.0.0.1 for radio-3 breaks at\
 2023-09-11T09:26:47Z: $why"
complain "$for_2" "$for_2; to begin by 2023-05-23: $add and,\
 once the devices have it and not before, $drop" "$for_3" \
    "$for_3; to begin by 2023-05-23: $add" \
    "warning: 'smartlink' serves one chain at 127.0.0.1 and another at\
 127.0.0.2" \
    "warning: address 127.0.0.1 of 'smartlink' gave no chain: the connection\
 is refused (Connection refused)"
[ -n "$(jq -r '.detail // empty' down.ndjson)" ] ||
    sed -i 's/ (Connection refused)//' complaint
run 1 "addresses diverge: the worst counts" -p policy.yaml three.ndjson <<OUT
ENDPOINT   RELEASE  STATE  LEAF ENDS   BREAKS AT             DAYS  ACT BY      WHY
smartlink  radio-2  never  2024-08-14  -                        -  -           $missing
smartlink  radio-3  never  2024-08-14  -                        -  -           $missing
smartlink  radio-4  ok     2023-10-08  2023-10-08T09:26:47Z    68  2023-08-09  $leaf_why

What mends it best:
  smartlink for radio-2: $add; it then lasts until 2024-08-14T00:00:00Z
  smartlink for radio-3: $add; it then lasts until 2024-08-14T00:00:00Z
  smartlink for radio-4: renew the certificate of 'smartlink.example.net'; it then lasts until 2031-02-12T18:48:52Z
OUT

jq -c 'if .kind == "observation" then .detail = "\u001b[2J" else . end' \
    down.ndjson >escape.ndjson
complain "error: endpoint 'smartlink' at 127.0.0.1:$web gave no chain: the\
 connection is refused (\\x1b[2J)"
run 3 "foreign bytes are shown, not sent to the terminal" -p policy.yaml \
    escape.ndjson <<'OUT'
ENDPOINT  RELEASE  STATE  LEAF ENDS  BREAKS AT  DAYS  ACT BY  WHY
OUT

# What a renewed leaf hides, and what another address needs

mkdir brief
cat >brief.spec <<'SPEC'
root ca=yes from=2016-01-01T00:00:00Z until=2024-02-01T00:00:00Z subject="/CN=Short Root"
int issuer=root ca=yes from=2016-01-01T00:00:00Z until=2036-01-01T00:00:00Z subject="/CN=Issuing"
leaf issuer=int from=2023-07-01T00:00:00Z until=2023-09-29T00:00:00Z subject=/CN=smartlink.example.net san=dns:smartlink.example.net
SPEC
"$KEDGE_FORGE" brief.spec brief || exit 1
cat brief/leaf.pem brief/int.pem >brief.pem
server_start brief brief.pem brief/leaf.key || exit 1
cat >brief.yaml <<POLICY
kedge: 1
estate: lab
endpoints:
  - {name: a, address: "127.0.0.1:$server_port", server_name: smartlink.example.net}
releases:
  - {name: r, bundle: {file: brief/root.pem}, verifier: openssl-3, lead_time: 21d, adoption: 180d}
POLICY
run 1 "a root that firmware must replace before long" -p brief.yaml <<'OUT'
ENDPOINT  RELEASE  STATE    LEAF ENDS   BREAKS AT             DAYS  ACT BY      WHY
a         r        act now  2023-09-29  2023-09-29T00:00:00Z    59  2023-07-15  leaf 'smartlink.example.net' expires

What mends it best:
  a for r: renew the certificate of 'smartlink.example.net'; it then lasts until 2024-02-01T00:00:00Z
  a for r breaks at 2024-02-01T00:00:00Z even with a renewed certificate: anchor 'Short Root' expires; to begin by 2023-07-15: no approved root mends it; add one to 'roots' in the policy
OUT
is "$(kedge-forecast -p brief.yaml --now $now -f json |
    jq -c '.[0] | [.breaks_at, .act_by, (.firmware | .begin_by, .breaks_at,
	.cause.role, .cause.subject, .remedies)]')" \
    '["2023-09-29T00:00:00Z","2023-07-15T00:00:00Z","2023-07-15T00:00:00Z","2024-02-01T00:00:00Z","anchor","CN=Short Root",[]]' \
    "the same for programs"
sed 's/adoption: 180d/&, supported_until: 2024-02-01/' brief.yaml >until.yaml
run 0 "not where support ends before" -p until.yaml <<'OUT'
ENDPOINT  RELEASE  STATE  LEAF ENDS   BREAKS AT             DAYS  ACT BY      WHY
a         r        ok     2023-09-29  2023-09-29T00:00:00Z    59  2023-08-30  leaf 'smartlink.example.net' expires

What mends it best:
  a for r: renew the certificate of 'smartlink.example.net'; it then lasts until 2024-02-01T00:00:00Z
OUT
sed 's/adoption: 180d/&, supported_until: 2023-08-01/' brief.yaml >until.yaml
complain "info: the support of 'r' ended at 2023-08-01T00:00:00Z, so it is not\
 judged"
run 3 "not where it has ended" -p until.yaml <<'OUT'
ENDPOINT  RELEASE  STATE  LEAF ENDS  BREAKS AT  DAYS  ACT BY  WHY
OUT
server_stop "$server_pid"

# Servers that do not play along

closed=$server_port
sed "/^endpoints:/a\\
  - {name: closed, address: 127.0.0.1:$closed}" policy.yaml >closed.yaml
complain "error: endpoint 'closed' at 127.0.0.1:$closed gave no chain: the\
 connection is refused"
run 3 "one closed port: the other endpoint is judged" -p closed.yaml <<OUT
$table
OUT
sed 's/server_name: .*/server_name: other.example.net/' policy.yaml >name.yaml
complain "error: 'smartlink' serves a certificate for 'smartlink.example.net'\
 that is not for 'other.example.net'"
run 1 "a name that the certificate lacks" -p name.yaml <<OUT
$table
OUT

# Policies

complain "no policy is named (--policy): cannot open /etc/kedge: No such file\
 or directory"
if [ -e /etc/kedge ]; then
	tap_skip "no policy" "/etc/kedge is there"
	rm complaint
else
	run 2 "no policy" </dev/null
fi
echo 'kedge: 1' >empty.yaml
complain "empty.yaml names no endpoint, no release and no deadline; there is\
 nothing to watch"
run 2 "a policy of nothing" -p empty.yaml </dev/null
sed 's/alarm_at/alarm_ad/' policy.yaml >wrong.yaml
complain "wrong.yaml:10:5: an endpoint has no key 'alarm_ad'; did you mean\
 'alarm_at'?"
run 2 "an unknown key" -p wrong.yaml </dev/null
complain "not used: wrong.yaml:10:5: an endpoint has no key 'alarm_ad'; did\
 you mean 'alarm_at'?"
run 2 "a wrong policy leaves the other alone" -p wrong.yaml -p policy.yaml \
    <<OUT
$table
OUT
mkdir policies
sed 's/firmware.git/..\/firmware.git/; s/^roots:.*/roots: [..\/roots\/*.pem]/' \
    policy.yaml >policies/a.yaml
echo 'kedge: 2' >policies/b.yaml
complain "error: $(kedge-forecast -p policies/b.yaml 2>&1 |
    sed 's/^kedge-forecast: //')"
run 3 "a wrong file leaves the rest of its folder alone" -p policies <<OUT
$table
OUT
kedge-forecast --now $now -p early.yaml >alone.out 2>alone.err
sed 's/error: /&estate early: /' alone.err >complaint
run 1 "two policies" -p policy.yaml -p early.yaml <<OUT
$(echo Estate lab; echo "$table"; echo; echo Estate early; cat alone.out)
OUT
kedge-forecast --now $now -p policy.yaml -p early.yaml -f ndjson >two.ndjson
is "$(jq -r 'select(.kind != "summary" and .kind != "certificate") |
    .kind + " " + .estate' two.ndjson | uniq)" "forecast lab
finding lab
forecast early
finding early" "two policies: each record says of which estate it is"
complain "not used: policy.yaml: the estate 'lab' is also that of policy.yaml;\
 give one of them another name"
run 2 "two policies for one estate" -p policy.yaml -p policy.yaml <<OUT
$table
OUT
cat >unjudged.yaml <<POLICY
kedge: 1
endpoints: [{name: web, address: 127.0.0.1:$web}]
deadlines: [{name: card, expires: 2024-02-28}]
POLICY
complain "error: endpoint 'web' is judged against nothing; name a release\
 under 'releases'"
run 3 "endpoints without releases" -p unjudged.yaml <<'OUT'
ENDPOINT  RELEASE  STATE  LEAF ENDS  BREAKS AT  DAYS  ACT BY  WHY
OUT

# One chain against one store

cat pki/old-root.pem pki/new-root.pem >both.pem
{
	cat pki/old-root.pem
	printf -- '-----BEGIN CERTIFICATE-----\nM%%AA\n'
	printf -- '-----END CERTIFICATE-----\n'
	cat pki/new-root.pem
} >garbled.pem
garbled=garbled.pem:$(($(wc -l <pki/old-root.pem) + 1))
: >empty.pem

pair_title='ENDPOINT    RELEASE   STATE  LEAF ENDS   BREAKS AT             DAYS  ACT BY  WHY'
run 0 "openssl-1.0.2" --chain served.pem --store both.pem \
    --verifier openssl-1.0.2 <<OUT
ENDPOINT    RELEASE   STATE       LEAF ENDS   BREAKS AT             DAYS  ACT BY  WHY
served.pem  both.pem  ends early  2023-10-08  2023-09-11T09:26:47Z    41  -       $why

What mends it, best first:
  served.pem for both.pem: $drop; it then lasts until 2023-10-08T09:26:47Z
  served.pem for both.pem: remove the anchor 'Harbour Network CA' as issued by 'Harbour Network CA' from the release; it then lasts until 2023-10-08T09:26:47Z
  served.pem for both.pem: let the release verify as openssl-1.0.2-trusted-first does: OpenSSL 1.0.2 with X509_V_FLAG_TRUSTED_FIRST; it then lasts until 2023-10-08T09:26:47Z
  served.pem for both.pem: let the release verify as openssl-1.1 does: OpenSSL 1.1.1 with its default flags and its own security level, 1; Debian's builds ask for 2; it then lasts until 2023-10-08T09:26:47Z
OUT
run 0 "openssl-3" --chain served.pem --store both.pem --verifier openssl-3 <<OUT
$pair_title
served.pem  both.pem  ok     2023-10-08  2023-10-08T09:26:47Z    68  -       $leaf_why

What mends it, best first:
  served.pem for both.pem: renew the certificate of 'smartlink.example.net'; it then lasts until 2031-02-12T18:48:52Z
OUT
complete="$pair_title
served.pem  both.pem  ok     2023-10-08  2023-10-08T09:26:48Z    68  -       $leaf_why

What mends it, best first:
  served.pem for both.pem: renew the certificate of 'smartlink.example.net'; it then lasts until 2031-02-12T18:48:53Z"
for verifier in '' '--verifier complete'; do
	# shellcheck disable=SC2086 # no word or two
	run 0 "complete${verifier:+ by name}" --chain served.pem \
	    --store both.pem $verifier <<OUT
$complete
OUT
done
is "$(kedge-forecast --now $now --chain - --store both.pem <served.pem)" \
    "ENDPOINT  RELEASE   STATE  LEAF ENDS   BREAKS AT             DAYS  ACT BY  WHY
-         both.pem  ok     2023-10-08  2023-10-08T09:26:48Z    68  -       $leaf_why

What mends it, best first:
  - for both.pem: renew the certificate of 'smartlink.example.net'; it then lasts until 2031-02-12T18:48:53Z" \
    "a chain from standard input"

# pair ARGUMENT...: what the json of one pair comes to; its exit code
pair()
{
	kedge-forecast --now "$now" "$@" -f json >pair.json 2>pair.err
	status=$?
	jq -c '[.state, .breaks_at, .cause.role, .cause.class,
	    [.remedies[].kind]]' pair.json
	echo "$status"
}
is "$(pair --chain served.pem --store pki/old-root.pem --verifier openssl-3)" \
    '["ok","2023-09-11T09:26:47Z","intermediate","expired",[]]
0' "nothing known mends it"
is "$(pair --chain served.pem --store pki/old-root.pem --verifier openssl-3 \
    --known pki/new-root.pem)" \
    '["ok","2023-09-11T09:26:47Z","cross-sign","expired",["add-anchor"]]
0' "a known root mends it"
is "$(pair --chain candidate.pem --store pki/old-root.pem)" \
    '["never",null,"intermediate","missing-anchor",[]]
1' "no anchor"
is "$(kedge-forecast --now $now --chain served.pem --store both.pem \
    --verifier openssl-1.0.2 -f ndjson)" \
    "$(kedge-forecast --now $now --chain served.pem --store both.pem \
    --verifier openssl-1.0.2 -f json | jq -c .)" "one record is the same object"

cat >spec <<'SPEC'
ca ca=yes subject=/CN=Root
client issuer=ca eku=clientAuth until=2026-01-01T00:00:00Z
SPEC
"$forge" spec purpose || exit 1
for verifier in openssl-1.0.2 openssl-3 complete; do
	end=2026-01-01T00:00:00Z
	[ $verifier = complete ] && end=2026-01-01T00:00:01Z
	is "$(pair --chain purpose/client.pem --store purpose/ca.pem \
	    --verifier $verifier --purpose server)" \
	    '["never",null,"leaf","constraint",[]]
1' "$verifier: a client's certificate is no server's"
	is "$(pair --chain purpose/client.pem --store purpose/ca.pem \
	    --verifier $verifier --purpose any | tr -d '\n')" \
	    "[\"ok\",\"$end\",\"leaf\",\"expired\",[\"renew-leaf\"]]0" \
	    "$verifier: but good for any purpose"
done

# Bad input

complain "not read: $garbled: a character that is not base64"
run 1 "a garbled certificate among good ones" --chain served.pem \
    --store garbled.pem <<OUT
ENDPOINT    RELEASE      STATE  LEAF ENDS   BREAKS AT             DAYS  ACT BY  WHY
served.pem  garbled.pem  ok     2023-10-08  2023-10-08T09:26:48Z    68  -       $leaf_why

What mends it, best first:
  served.pem for garbled.pem: renew the certificate of 'smartlink.example.net'; it then lasts until 2031-02-12T18:48:53Z
OUT
complain "not read: $garbled: a character that is not base64" \
    "not read: garbled.pem:1 and 1 more: OpenSSL 3 loads nothing of this file:\
 a block that cannot be decoded at $garbled"
run 1 "which OpenSSL would not load at all" --chain served.pem \
    --store garbled.pem --verifier openssl-3 <<OUT
ENDPOINT    RELEASE      STATE  LEAF ENDS   BREAKS AT  DAYS  ACT BY  WHY
served.pem  garbled.pem  never  2023-10-08  -             -  -       no anchor for 'Lighthouse Root CA', issued by 'Harbour Network CA'
OUT
mkdir store
ln -s gone.pem store/11111111.0
ln -s ../both.pem store/22222222.0
complain "not read: store/11111111.0: it cannot be followed: No such file or\
 directory"
run 3 "a store of which a part went unread" --chain served.pem --store store \
    <<OUT
$(echo "$complete" | sed 's/both\.pem/store/; s/RELEASE   /RELEASE  /
    s/store  ok/store    ok/')
OUT
complain "$garbled: a character that is not base64"
run 3 "a garbled chain" --chain garbled.pem --store both.pem </dev/null
complain "empty.pem holds no certificate in PEM"
run 3 "an empty chain" --chain empty.pem --store both.pem </dev/null
complain "empty.pem is empty"
run 3 "an empty store" --chain served.pem --store empty.pem </dev/null
complain "cannot open none.pem: No such file or directory"
run 3 "no such chain" --chain none.pem --store both.pem </dev/null
complain "cannot open none.pem: No such file or directory"
run 3 "no such store" --chain served.pem --store none.pem </dev/null
complain "cannot open none.pem: No such file or directory"
run 3 "no such known roots" --chain served.pem --store both.pem \
    --known none.pem </dev/null

# Usage

complain "there is no verifier 'openssl-9'; see --list-verifiers"
run 2 "unknown verifier" --chain served.pem --store both.pem \
    --verifier openssl-9 </dev/null
complain "there is no purpose 'client'; there are server and any"
run 2 "unknown purpose" --chain served.pem --store both.pem \
    --purpose client </dev/null
complain "--chain and --store go together; see --help"
run 2 "a chain alone" --chain served.pem </dev/null
complain "--chain and --store go together; see --help"
run 2 "a store alone" --store both.pem </dev/null
complain "'x' is one argument too many beside --chain"
run 2 "a chain and an argument" --chain served.pem --store both.pem x \
    </dev/null
complain "--verifier, --purpose and --known go with --chain; a policy names\
 its own"
run 2 "a verifier beside a policy" -p policy.yaml --verifier complete \
    </dev/null
complain "records are read from one file; join several with cat and give -"
run 2 "two files of records" -p policy.yaml seen.ndjson stores.ndjson \
    </dev/null
complain "--format json is for one policy; use ndjson for several"
run 2 "json of two policies" -p policy.yaml -p early.yaml -f json </dev/null
complain "--format is one of table (default), ndjson, json, not 'xml'"
run 2 "unknown format" -p policy.yaml -f xml </dev/null
is "$(kedge-forecast --list-verifiers |
    grep -cE '^(complete|openssl-1\.0\.2|openssl-3) +[A-Za-z]')" 3 \
    "the verifiers, and what each models"

# Verifiers of policies

kedge-forecast --list-verifiers >built-in.txt
sed '1d; s/ .*//' built-in.txt >names
LC_ALL=C sort names | diff - names >names.diff
is "$(cat names.diff)" "" "the built-in verifiers go by name"
cat >one.yaml <<'YAML'
kedge: 1
releases:
  - {name: radio, bundle: {file: both.pem}, verifier: strict-3}
verifiers:
  - {name: strict-3, base: openssl-3, sha1: false, rsa_bits: 2048}
  - {name: esp-default, base: esp-crt-bundle, no_dates: true}
YAML
{ cat built-in.txt; cat <<'OUT'; } >with-one.txt
strict-3                     variant of openssl-3, from one.yaml:5
esp-default                  variant of esp-crt-bundle, from one.yaml:6
OUT
run 0 "the verifiers of a policy" --list-verifiers -p one.yaml <with-one.txt
mkdir several
cat >several/a.yaml <<'YAML'
kedge: 1
deadlines: [{name: card, expires: 2030-01-01}]
verifiers: [{name: old-radio, base: openssl-1.0.2, trusted_first: true}]
YAML
echo 'kedge: 2' >several/b.yaml
{ cat with-one.txt; cat <<'OUT'; } >with-several.txt
old-radio                    variant of openssl-1.0.2, from several/a.yaml:3
OUT
complain "not used: several/b.yaml:1:8: 'kedge' is the version of this\
 format and should be 1, not '2'"
run 1 "a fault in a folder leaves the rest of it" --list-verifiers \
    -p one.yaml -p several <with-several.txt
sed 's/base: openssl-3/base: openssl-9/' one.yaml >wrong.yaml
complain "not used: wrong.yaml:5:28: there is no built-in verifier\
 'openssl-9'; kedge-forecast --list-verifiers shows what there is"
run 2 "the list is there for whom a fault sends to it" --list-verifiers \
    -p wrong.yaml <built-in.txt

# Output

run 0 "output to a file: nothing on standard output" --chain served.pem \
    --store both.pem -o whole.txt </dev/null
is "$(cat whole.txt)" "$complete" "output to a file: it is whole"
echo before >kept.txt
complain "cannot open none.pem: No such file or directory"
run 3 "a failure" --chain none.pem --store both.pem -o kept.txt </dev/null
is "$(cat kept.txt; ls kept.txt*)" "before
kept.txt" "a failure leaves the file as it was"
kedge-forecast --now $now --chain served.pem --store garbled.pem \
    -o whole.txt </dev/null 2>&-
is "$? $(grep -c 'not read' whole.txt)" "1 0" \
    "no message goes to the output where standard error is closed"
if [ -c /dev/full ]; then
	for format in table ndjson json; do
		kedge-forecast --now $now --chain served.pem --store both.pem \
		    -f $format >/dev/full 2>got.err
		is "$? $(cat got.err)" "3 kedge-forecast: cannot write\
 standard output: No space left on device" "a full device: $format"
	done
	for program in bundle exporter forecast gate patch scan; do
		kedge-$program --help >/dev/full 2>got.err
		is "$? $(cat got.err)" "3 kedge-$program: cannot write\
 standard output: No space left on device" "a full device: kedge-$program --help"
		kedge-$program --version >&- 2>got.err
		is "$? $(cat got.err)" "3 kedge-$program: cannot write\
 standard output: Bad file descriptor" "no output: kedge-$program --version"
	done
else
	tap_skip "a full device" "there is no /dev/full"
fi

# The real chain

real=$data/incidents/2023-09-11
if [ -d "$real" ]; then
	cat "$real/sslcom_subca.pem" "$real/sslcom_x_certum.pem" >real.pem
	cat "$real/certum_tn.pem" "$real/sslcom_root.pem" >anchors.pem
	for row in openssl-1.0.2:2023-09-11T09:26:47Z:cross-sign \
	    openssl-3:2031-02-12T18:48:52Z:leaf \
	    complete:2031-02-12T18:48:53Z:leaf; do
		verifier=${row%%:*} role=${row##*:}
		end=${row#*:}
		end=${end%:*}
		is "$(kedge-forecast --now 2023-08-15 --chain real.pem \
		    --store anchors.pem --verifier "$verifier" \
		    --purpose any -f json |
		    jq -c '[.breaks_at, .windows[-1].until, .cause.role]')" \
		    "[\"$end\",\"$end\",\"$role\"]" \
		    "the real chain with $verifier"
	done
else
	for verifier in openssl-1.0.2 openssl-3 complete; do
		tap_skip "the real chain with $verifier" \
		    "its certificates are not here"
	done
fi
tap_end
