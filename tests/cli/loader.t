#!/bin/sh
# A bundle that is written oddly, for releases with several libraries: what is
# recorded of it is what each library loads, so that judging from records says
# what kedge-gate says at once.
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

# Both roots, the second BEGIN on the line of the first END.
{
	printf %s "$(cat pki/old-root.pem)"
	cat pki/new-root.pem
} >glued.pem
second=$(grep -n -e '-----BEGIN' glued.pem | sed -n '2s/:.*//p')

release()
{
	cat <<END
  - name: $1
    bundle: {file: glued.pem}
    verifier: $2
    supported_until: 2026-12-31
    lead_time: 21d
    adoption: 1d
END
}
{
	cat <<END
kedge: 1
estate: odd
endpoints:
  - name: smartlink
    address: 127.0.0.1:$server_port
    server_name: smartlink.example.net
    renew_at: 60d
    alarm_at: 45d
verifiers:
  - {name: ours, base: openssl-3, rsa_bits: 1024}
releases:
END
	release openssl ours
	release mbedtls mbedtls-2.28
	release bearssl bearssl-0.6
} >policy.yaml

# What is recorded

glue="BEGIN on the line of the END before it"
spoilt="OpenSSL 3 loads nothing of this file: $glue at glued.pem:$second"
kedge-bundle list -p policy.yaml --now $now -f ndjson >stores.ndjson
is $? 1 "what is not loaded is a finding"
jq -r 'select(.kind == "store") | "\(.release): \(.seen) seen, \(.read) read",
    (.rejections[] | "  \(.where): \(.reason)")' stores.ndjson >got.out
cat >want.out <<OUT
openssl: 2 seen, 0 read
  glued.pem:1: $spoilt
  glued.pem:$second: $spoilt
mbedtls: 2 seen, 2 read
bearssl: 2 seen, 1 read
  glued.pem:$second: BearSSL does not load it: $glue
OUT
same want.out got.out "each release's own library"
kedge-bundle list -p policy.yaml --now $now | grep ' rejected$' >got.out
cat >want.out <<OUT
openssl (glued.pem): 0 anchors, 2 rejected
mbedtls (glued.pem): 2 anchors, 0 rejected
bearssl (glued.pem): 1 anchor, 1 rejected
OUT
same want.out got.out "the tables of the releases"

# Named by hand

kedge-bundle list --now $now glued.pem >got.out
is "$? $(tail -n 1 got.out)" "0 glued.pem: 2 anchors, 0 rejected" \
    "without a verifier all is shown that we read"
kedge-bundle list --now $now --verifier openssl-1.0.2 glued.pem >got.out
is "$? $(grep ' rejected$' got.out)" "1 glued.pem: 0 anchors, 2 rejected" \
    "--verifier shows what that library loads"
kedge-bundle lint -p policy.yaml --now $now -f ndjson >got.out
is "$(jq -r 'select(.kind == "store") | "\(.release) \(.read)"' got.out |
    tr '\n' ' ')" "openssl 2 mbedtls 2 bearssl 2 " "lint shows all to all"

# usage MESSAGE ARGUMENT...
usage()
{
	message=$1
	shift
	kedge-bundle "$@" >got.out 2>got.err
	is "$? $(cat got.out got.err)" "2 kedge-bundle: $message" "$message"
}
own="--verifier is for list and bundles named by hand; a release has its own"
usage "$own" list -p policy.yaml --verifier go
usage "$own" lint --verifier go glued.pem
usage "there is no verifier 'none'; see kedge-forecast --list-verifiers" \
    list --verifier none glued.pem

# A string of JSON that holds PEM is read by no loader, and is not passed over.
mkdir json || exit 1
awk 'BEGIN { printf "{\"ca\":\"" } { printf "%s\\n", $0 }
    END { print "\"}" }' pki/old-root.pem >json/ca.json
tar -cf json.tar json
kedge-bundle find --now $now json.tar >got.out
is "$? $(grep -c 'ca.json:1: a character that is not base64' got.out)" "3 1" \
    "PEM with escaped line ends in an image"

# The pipe is the gate

kedge-scan -p policy.yaml --now $now -f ndjson >seen.ndjson
cat seen.ndjson stores.ndjson >all.ndjson
kedge-forecast -p policy.yaml --now $now -f ndjson >live.out 2>live.err
is $? 1 "a forecast at once: exit code"
kedge-forecast -p policy.yaml --now $now -f ndjson - <all.ndjson >got.out \
    2>got.err
is $? 1 "a forecast from the pipe: exit code"
same live.out got.out "a forecast from the pipe: as at once"
same live.err got.err "a forecast from the pipe: messages, too"
kedge-gate -p policy.yaml --now $now >gate.out
is $? 1 "the gate: exit code"
kedge-gate -p policy.yaml --now $now --records all.ndjson >got.out
is $? 1 "the gate from the pipe: exit code"
same gate.out got.out "the gate from the pipe: as at once"
jq -r 'select(.kind == "forecast") | "\(.release) \(.state)"' live.out >got.out
cat >want.out <<'OUT'
openssl never
bearssl ok
mbedtls ok
OUT
same want.out got.out "each library's verdict"
is "$(grep -c "$spoilt" gate.out)" 1 "the gate says why"
tap_end
