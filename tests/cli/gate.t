#!/bin/sh
# kedge-gate over the lab of the outage: what may ship, and what may not.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/cli/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/lab/server.sh
. "$here/../lab/server.sh"

dir=$(mktemp -d) || exit 1
server_dir=$dir
trap 'server_stop_all; rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY
now=2023-08-01T00:00:00Z
"$here/../lab/build" "$dir" || exit 1
cd "$dir" || exit 1
server_start web served.pem pki/leaf.key || exit 1
web=$server_port
"$here/../lab/policy" "$dir" "$web" >policy.yaml

# run STATUS NAME ARGUMENT...: the whole of standard output is ours; the whole
# of standard error is in the file complaint, which is taken away.
run()
{
	want=$1 name=$2
	shift 2
	cat >want.out
	[ -e complaint ] || : >complaint
	kedge-gate --now "$now" "$@" >got.out 2>got.err </dev/null
	is $? "$want" "$name: exit code"
	same want.out got.out "$name: answer"
	same complaint got.err "$name: messages"
	rm complaint
}

complain()
{
	printf 'kedge-gate: %s\n' "$@" >complaint
}

# The estate

breaks="breaks at 2023-09-11T09:26:47Z: cross-sign 'Lighthouse Root CA' by 'Harbour Network CA' expires"
add="add the anchor 'Lighthouse Root CA' to the release"
drop="let the server stop sending 'Lighthouse Root CA' as issued by 'Harbour Network CA'"
first="The first break is at 2023-09-11T09:26:47Z: smartlink for radio-2."
estate="SEVERITY  RULE               FINDING
error     chain-breaks-soon  smartlink for radio-2 $breaks
error     act-by-passed      smartlink for radio-2 $breaks; to begin by 2023-05-23: $add and, once the devices have it and not before, $drop
error     chain-breaks-soon  smartlink for radio-3 $breaks
error     act-by-passed      smartlink for radio-3 $breaks; to begin by 2023-05-23: $add
FAIL: 3 judged, 0 could not be, 4 findings"
run 1 "the estate" -p policy.yaml <<OUT
$estate
OUT
now=2023-01-01T00:00:00Z
early="27 days before its own certificate ends"
run 1 "the estate, long before" -p policy.yaml <<OUT
SEVERITY  RULE              FINDING
warning   chain-ends-early  smartlink for radio-2 $breaks, $early
warning   chain-ends-early  smartlink for radio-3 $breaks, $early
FAIL: 3 judged, 0 could not be, 2 findings
OUT
run 0 "the estate, errors alone" -p policy.yaml --threshold error <<OUT
$first
PASS: 3 judged, 0 could not be, 0 findings
OUT
now=2023-05-02T09:26:46Z
run 1 "one second before the making must be planned" -p policy.yaml <<OUT
SEVERITY  RULE              FINDING
warning   chain-ends-early  smartlink for radio-2 $breaks, $early
warning   chain-ends-early  smartlink for radio-3 $breaks, $early
FAIL: 3 judged, 0 could not be, 2 findings
OUT
now=2023-05-23T09:26:46Z
run 1 "one second before it is too late for firmware" -p policy.yaml <<OUT
SEVERITY  RULE         FINDING
warning   act-by-near  smartlink for radio-2 $breaks; to begin by 2023-05-23: $add and, once the devices have it and not before, $drop
warning   act-by-near  smartlink for radio-3 $breaks; to begin by 2023-05-23: $add
FAIL: 3 judged, 0 could not be, 2 findings
OUT
now=2023-05-23T09:26:47Z
run 1 "from that second on" -p policy.yaml <<OUT
SEVERITY  RULE           FINDING
error     act-by-passed  smartlink for radio-2 $breaks; to begin by 2023-05-23: $add and, once the devices have it and not before, $drop
error     act-by-passed  smartlink for radio-3 $breaks; to begin by 2023-05-23: $add
FAIL: 3 judged, 0 could not be, 2 findings
OUT
now=2023-08-01T00:00:00Z

kedge-gate -p policy.yaml --now $now -f ndjson >got.out
is $? 1 "records: exit code"
is "$(jq -r 'select(.kind != "certificate") | [.kind, .rule, .severity,
    .release, .where, .subject, .verdict] | map(. // "-") | @tsv' got.out |
    tr '\t' ' ')" \
    "finding chain-breaks-soon error radio-2 policy.yaml:5:5 CN=Lighthouse Root CA,O=Lighthouse Trust,C=XX -
finding act-by-passed error radio-2 policy.yaml:5:5 CN=Lighthouse Root CA,O=Lighthouse Trust,C=XX -
finding chain-breaks-soon error radio-3 policy.yaml:5:5 CN=Lighthouse Root CA,O=Lighthouse Trust,C=XX -
finding act-by-passed error radio-3 policy.yaml:5:5 CN=Lighthouse Root CA,O=Lighthouse Trust,C=XX -
summary - - - - - findings" "records: the findings and the summary"
is "$(jq -r 'select(.kind == "certificate") | .sha256' got.out)" \
    "$(openssl x509 -in pki/new-by-old.pem -outform DER | sha256sum |
    cut -c 1-64)" "records: the certificate that ends, once"

kedge-scan -p policy.yaml --now $now -f ndjson >seen.ndjson
run 1 "the estate from records" -p policy.yaml --records seen.ndjson <<OUT
$estate
OUT
sed 's/^estate: lab/estate: twin/' policy.yaml >twin.yaml
run 1 "two estates" -p policy.yaml -p twin.yaml --records seen.ndjson <<OUT
Estate lab
$(echo "$estate" | sed '$d')
Estate twin
$(echo "$estate" | sed '$d')
FAIL: 6 judged, 0 could not be, 8 findings
OUT
kedge-gate --now 2022-12-01 -p policy.yaml -p twin.yaml --records seen.ndjson \
    --threshold error >got.out
is $? 0 "two estates: exit code"
is "$(cat got.out)" "The first break is at 2023-09-11T09:26:47Z: smartlink for\
 radio-2 in estate lab.
PASS: 6 judged, 0 could not be, 0 findings" "two estates: the first break"
complain "policy.yaml: the estate 'lab' is also that of policy.yaml; give one\
 of them another name"
run 2 "two policies for one estate" -p policy.yaml -p policy.yaml </dev/null

# A candidate chain: what the service means to serve next

missing="never valid: no anchor for 'Lighthouse Server CA 2', issued by 'Lighthouse Root CA'"
candidate="--candidate-chain candidate.pem --endpoint smartlink"
# shellcheck disable=SC2086 # several words
{
run 1 "a candidate chain" -p policy.yaml $candidate <<OUT
SEVERITY  RULE         FINDING
error     chain-never  smartlink for radio-2 $missing
error     chain-never  smartlink for radio-3 $missing
FAIL: 3 judged, 0 could not be, 2 findings
OUT
server_stop "$server_pid"
run 1 "a candidate chain needs no server" -p policy.yaml $candidate \
    --threshold error -f table <<OUT
SEVERITY  RULE         FINDING
error     chain-never  smartlink for radio-2 $missing
error     chain-never  smartlink for radio-3 $missing
FAIL: 3 judged, 0 could not be, 2 findings
OUT
}

# Together with the bundles that would be patched

for branch in 2.10 3.5; do
	git --git-dir firmware.git show \
	    "release/$branch:rootfs/etc/ssl/ca-bundle.pem" >base-$branch.pem
	cat base-$branch.pem pki/new-root.pem >patched-$branch.pem
	awk '/^-----BEGIN/ { block = "" } { block = block $0 "\n" }
	    /^-----END/ { printf "%s", block }' base-$branch.pem >plain.pem
	awk -v out=anchor '/^-----BEGIN/ { n++ } { print >(out n ".pem") }' \
	    plain.pem
	for anchor in anchor*.pem; do
		cmp -s "$anchor" pki/old-root.pem || cat "$anchor"
	done >bereft-$branch.pem
	rm anchor*.pem
done
# shellcheck disable=SC2086 # several words
{
run 0 "the candidate chain and the patched bundles" -p policy.yaml $candidate \
    --candidate-bundle patched-2.10.pem --release radio-2 \
    --candidate-bundle patched-3.5.pem --release radio-3 <<'OUT'
The first break is at 2024-08-14T00:00:00Z: smartlink for radio-2.
PASS: 3 judged, 0 could not be, 0 findings
OUT
run 1 "the candidate chain and one patched bundle" -p policy.yaml $candidate \
    --candidate-bundle patched-3.5.pem --release radio-3 <<OUT
SEVERITY  RULE         FINDING
error     chain-never  smartlink for radio-2 $missing
FAIL: 3 judged, 0 could not be, 1 finding
OUT
}

# A candidate bundle alone is judged against what is served now

gone="never valid: no anchor for 'Lighthouse Root CA', issued by 'Harbour Network CA'"
run 1 "a bundle without the old root" -p policy.yaml --records seen.ndjson \
    --candidate-bundle bereft-3.5.pem --release radio-3 <<OUT
SEVERITY  RULE         FINDING
error     chain-never  smartlink for radio-3 $gone
FAIL: 1 judged, 0 could not be, 1 finding
OUT
run 0 "a bundle with the new root" -p policy.yaml --records seen.ndjson \
    --candidate-bundle patched-3.5.pem --release radio-3 <<'OUT'
The first break is at 2023-10-08T09:26:47Z: smartlink for radio-3.
PASS: 1 judged, 0 could not be, 0 findings
OUT
run 1 "the bundle of a git branch" -p policy.yaml --records seen.ndjson \
    --candidate-bundle \
    git:firmware.git@release/3.5:rootfs/etc/ssl/ca-bundle.pem \
    --release radio-3 <<OUT
SEVERITY  RULE               FINDING
error     chain-breaks-soon  smartlink for radio-3 $breaks
error     act-by-passed      smartlink for radio-3 $breaks; to begin by 2023-05-23: $add
FAIL: 1 judged, 0 could not be, 2 findings
OUT
{
	printf -- '-----BEGIN CERTIFICATE-----\nM%%AA\n'
	printf -- '-----END CERTIFICATE-----\n'
	cat patched-3.5.pem
} >garbled.pem
{
	sed 's/^/  /' pki/issuing-2.pem
	cat patched-3.5.pem
} >indented.pem
garbled="garbled.pem:1: a character that is not base64"
rejected="warning   store-rejected  indented.pem:1: OpenSSL 3 does not load it: BEGIN and END are indented"
n=$(grep -c BEGIN patched-3.5.pem)
second=$(grep -n BEGIN garbled.pem | sed -n "2s/:.*//p")
run 1 "a bundle that the release's library does not load" -p policy.yaml \
    --records seen.ndjson --candidate-bundle garbled.pem --release radio-3 \
    <<OUT
SEVERITY  RULE            FINDING
error     chain-never     smartlink for radio-3 never valid: no anchor for 'Lighthouse Root CA', issued by 'Harbour Network CA'
warning   store-rejected  $garbled
warning   store-rejected  garbled.pem:$second and $((n - 1)) more: OpenSSL 3 loads nothing of this file: a block that cannot be decoded at garbled.pem:1
FAIL: 1 judged, 0 could not be, 3 findings
OUT
run 1 "a bundle of which a part cannot be read" -p policy.yaml \
    --records seen.ndjson --candidate-bundle indented.pem --release radio-3 \
    <<OUT
SEVERITY  RULE            FINDING
$rejected
FAIL: 1 judged, 0 could not be, 1 finding
OUT
run 0 "the threshold lets a warning pass" -p policy.yaml \
    --records seen.ndjson --candidate-bundle indented.pem --release radio-3 \
    --threshold error <<'OUT'
The first break is at 2023-10-08T09:26:47Z: smartlink for radio-3.
PASS: 1 judged, 0 could not be, 0 findings
OUT
run 0 "-v shows what is below the threshold" -v -p policy.yaml \
    --records seen.ndjson --candidate-bundle indented.pem --release radio-3 \
    --threshold error <<OUT
SEVERITY  RULE            FINDING
$rejected
The first break is at 2023-10-08T09:26:47Z: smartlink for radio-3.
PASS: 1 judged, 0 could not be, 0 findings
OUT
now=2023-08-10T00:00:00Z
due="smartlink for radio-4 breaks at 2023-10-08T09:26:47Z: leaf 'smartlink.example.net' expires; to begin by 2023-08-09: renew the certificate of 'smartlink.example.net'"
git --git-dir firmware.git show \
    release/4.0:rootfs/etc/ssl/ca-bundle.pem >base-4.0.pem
run 1 "a note counts where it is asked for" -p policy.yaml \
    --records seen.ndjson --candidate-bundle base-4.0.pem --release radio-4 \
    --threshold info <<OUT
SEVERITY  RULE         FINDING
info      renewal-due  $due
FAIL: 1 judged, 0 could not be, 1 finding
OUT
now=2023-08-01T00:00:00Z

# What could not be judged is never a pass

run 3 "a server that is down" -p policy.yaml <<OUT
SEVERITY  RULE                  FINDING
error     endpoint-unreachable  endpoint 'smartlink' at 127.0.0.1:$web gave no chain: the connection is refused
INCOMPLETE: 0 judged, 1 could not be, 1 finding
OUT
cat >unused.yaml <<'POLICY'
kedge: 1
estate: unused
endpoints:
  - {name: web, address: a.example:443, clients: [used]}
releases:
  - {name: used, bundle: {file: pki/new-root.pem}, verifier: openssl-3}
  - {name: unused, bundle: {file: pki/new-root.pem}, verifier: openssl-3}
POLICY
run 3 "a bundle that no endpoint judges" -p unused.yaml \
    --candidate-bundle patched-3.5.pem --release unused <<'OUT'
SEVERITY  RULE              FINDING
warning   release-unjudged  no endpoint has 'unused' among its clients, so nothing says what it can reach
INCOMPLETE: 0 judged, 1 could not be, 1 finding
OUT
complain "cannot open none.pem: No such file or directory"
run 3 "no such chain" -p policy.yaml --candidate-chain none.pem \
    --endpoint smartlink </dev/null
complain "cannot open none.pem: No such file or directory"
run 3 "no such bundle" -p policy.yaml --candidate-bundle none.pem \
    --release radio-3 </dev/null
: >empty.pem
complain "empty.pem is empty"
run 3 "an empty bundle" -p policy.yaml --candidate-bundle empty.pem \
    --release radio-3 </dev/null
complain "garbled.pem:1: a character that is not base64"
run 3 "a garbled chain" -p policy.yaml --candidate-chain garbled.pem \
    --endpoint smartlink </dev/null
complain "cannot open none.ndjson: No such file or directory"
run 3 "no such records" -p policy.yaml --records none.ndjson </dev/null

# A leaf that is renewed in time hides the end of its root

brief()	# UNTIL [MORE]: the leaf ends then
{
	rm -rf brief
	cat >brief.spec <<SPEC
root ca=yes from=2016-01-01T00:00:00Z until=2027-02-01T00:00:00Z subject="/CN=Short Root"
int issuer=root ca=yes from=2016-01-01T00:00:00Z until=2036-01-01T00:00:00Z subject="/CN=Issuing"
leaf issuer=int from=2026-01-01T00:00:00Z until=$1 subject=/CN=a.example san=dns:a.example
SPEC
	"$KEDGE_FORGE" brief.spec brief || exit 1
	cat brief/leaf.pem brief/int.pem >brief.pem
	cat >brief.yaml <<POLICY
kedge: 1
endpoints:
  - {name: a, address: "a.example:443", renew_at: 30d}
releases:
  - {name: r, bundle: {file: brief/root.pem}, verifier: openssl-3, lead_time: 21d, adoption: 90d${2-}}
POLICY
}

chain="--candidate-chain brief.pem --endpoint a"
after="a for r breaks at 2027-02-01T00:00:00Z even with a renewed certificate: anchor 'Short Root' expires; to begin by 2026-10-13: no approved root mends it; add one to 'roots' in the policy"
# shellcheck disable=SC2086 # several words
{
brief 2026-12-20T00:00:00Z
now=2026-09-21T23:59:59Z
run 0 "a renewed leaf, long before its root ends" -p brief.yaml $chain <<'OUT'
The first break is at 2026-12-20T00:00:00Z: a for r.
PASS: 1 judged, 0 could not be, 0 findings
OUT
now=2026-09-22T00:00:00Z
run 1 "the firmware for that must be planned" -p brief.yaml $chain <<OUT
SEVERITY  RULE         FINDING
warning   act-by-near  $after
FAIL: 1 judged, 0 could not be, 1 finding
OUT
now=2026-10-13T00:00:00Z
run 1 "it is too late for it" -p brief.yaml $chain --threshold error <<OUT
SEVERITY  RULE           FINDING
error     act-by-passed  $after
FAIL: 1 judged, 0 could not be, 1 finding
OUT
brief 2028-01-01T00:00:00Z ", supported_until: 2026-12-31"
run 0 "a break after the end of support" -v -p brief.yaml $chain <<'OUT'
SEVERITY  RULE                 FINDING
info      break-after-support  a for r breaks at 2027-02-01T00:00:00Z: anchor 'Short Root' expires; its support ends before, at 2026-12-31T00:00:00Z
PASS: 1 judged, 0 could not be, 0 findings
OUT
now=2026-12-31T00:00:00Z
run 3 "support has ended" -p brief.yaml $chain <<'OUT'
SEVERITY  RULE                 FINDING
info      release-unsupported  the support of 'r' ended at 2026-12-31T00:00:00Z, so it is not judged
INCOMPLETE: 0 judged, 1 could not be, 0 findings
OUT
brief 2027-01-30T00:00:00Z ", supported_until: 2027-02-01"
now=2026-12-31T00:00:00Z
run 0 "no alarm before the renewal" -p brief.yaml $chain <<'OUT'
The first break is at 2027-01-30T00:00:00Z: a for r.
PASS: 1 judged, 0 could not be, 0 findings
OUT
}
now=2023-08-01T00:00:00Z

# Usage and policy

complain "the policy has no endpoint 'smartlinc'"
run 2 "unknown endpoint" -p policy.yaml --candidate-chain candidate.pem \
    --endpoint smartlinc </dev/null
complain "the policy has no endpoint 'a\\x1b[2J'"
run 2 "foreign bytes are shown, not sent to the terminal" -p policy.yaml \
    --candidate-chain candidate.pem --endpoint "$(printf 'a\033[2J')" \
    </dev/null
complain "the policy has no release 'radio-9'"
run 2 "unknown release" -p policy.yaml --candidate-bundle patched-3.5.pem \
    --release radio-9 </dev/null
complain "there are two candidates for the endpoint 'smartlink'; judge one at\
 a time"
run 2 "two chains for one endpoint" -p policy.yaml \
    --candidate-chain served.pem --endpoint smartlink \
    --candidate-chain candidate.pem --endpoint smartlink </dev/null
complain "there are two candidates for the release 'radio-3'; judge one at a\
 time"
run 2 "two bundles for one release" -p policy.yaml \
    --candidate-bundle patched-3.5.pem --release radio-3 \
    --candidate-bundle base-3.5.pem --release radio-3 </dev/null
complain "each --candidate-chain needs its --endpoint, and each --endpoint\
 its chain"
run 2 "a chain without its endpoint" -p policy.yaml \
    --candidate-chain candidate.pem </dev/null
complain "each --candidate-bundle needs its --release, and each --release its\
 bundle"
run 2 "a release without its bundle" -p policy.yaml --release radio-3 \
    </dev/null
complain "a candidate is judged against one policy, not 2"
run 2 "a candidate for two policies" -p policy.yaml -p unused.yaml \
    --candidate-chain candidate.pem --endpoint smartlink </dev/null
complain "'high' is no severity; there are info, warning and error"
run 2 "unknown threshold" -p policy.yaml --threshold high </dev/null
complain "--format is one of table (default), ndjson, not 'json'"
run 2 "unknown format" -p policy.yaml -f json </dev/null
complain "'x' is one argument too many; see --help"
run 2 "an argument" -p policy.yaml x </dev/null

sed 's/alarm_at/alarm_ad/' policy.yaml >wrong.yaml
complain "wrong.yaml:10:5: an endpoint has no key 'alarm_ad'; did you mean\
 'alarm_at'?"
run 2 "an unknown key" -p wrong.yaml </dev/null
complain "wrong.yaml:10:5: an endpoint has no key 'alarm_ad'; did you mean\
 'alarm_at'?"
run 2 "one wrong policy of two" -p policy.yaml -p wrong.yaml </dev/null
mkdir policies
sed 's/firmware.git/..\/firmware.git/; s/^roots:.*/roots: [..\/roots\/*.pem]/' \
    policy.yaml >policies/a.yaml
printf 'kedge: 1\nendpoint: []\n' >policies/b.yaml
complain "policies/b.yaml:2:1: a policy has no key 'endpoint'; did you mean\
 'endpoints'?"
run 2 "one wrong file of a folder" -p policies </dev/null

# Output

kedge-gate --now $now -p policy.yaml --records seen.ndjson -o whole.txt \
    >got.out
is "$? $(cat got.out)" "1 " "output to a file: exit code"
is "$(cat whole.txt)" "$estate" "output to a file: it is whole"
echo before >kept.txt
kedge-gate -p wrong.yaml -o kept.txt 2>/dev/null
is "$? $(cat kept.txt) $(ls kept.txt*)" "2 before kept.txt" \
    "a failure leaves the file as it was"
if [ -c /dev/full ]; then
	kedge-gate --now 2023-01-01 -p policy.yaml --records seen.ndjson \
	    >/dev/full 2>got.err
	is "$? $(cat got.err)" "3 kedge-gate: cannot write standard output:\
 No space left on device" "a full device is no pass"
else
	tap_skip "a full device is no pass" "there is no /dev/full"
fi
tap_end
