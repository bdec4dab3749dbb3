#!/bin/sh
# Each release is judged by what a server gives to its own library, and what a
# handshake shows is recorded; real servers on loopback, as of 2023-08-01.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tap.sh
. "$here/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"
# shellcheck source=exporter.sh
. "$here/exporter.sh"

dir=$(mktemp -d) || exit 1
server_dir=$dir
trap 'exporter_stop; server_stop_all; rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export NO_COLOR=1
now=2023-08-01T00:00:00Z

# run PROGRAM ARGUMENT...: standard output, standard error, and status.
run()
{
	"$@" --now "$now" >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
}

# observed FILTER: what jq says of each observation.
observed()
{
	jq -r "select(.kind == \"observation\") | $1" "$dir/out"
}

"$KEDGE_FORGE" - "$dir/pki" <<'END' || exit 1
rsa-root type=rsa2048 ca=yes subject="/CN=RSA Root"
ec-root ca=yes subject="/CN=EC Root"
rsa-leaf type=rsa2048 issuer=rsa-root subject="/CN=rsa" san=dns:a.example until=2023-12-01T00:00:00Z
ec-leaf issuer=ec-root subject="/CN=ec" san=dns:a.example until=2023-10-01T00:00:00Z
me issuer=ec-root subject="/CN=me" eku=clientAuth
END
pki=$dir/pki
cat "$pki/rsa-root.pem" "$pki/ec-root.pem" >"$dir/store.pem"

server_start both "$pki/rsa-leaf.pem" "$pki/rsa-leaf.key" \
    -dcert "$pki/ec-leaf.pem" -dkey "$pki/ec-leaf.key"
both=$server_port

cat >"$dir/policy.yaml" <<END
kedge: 1
endpoints:
  - name: web
    address: 127.0.0.1:$both
    server_name: a.example
    alarm_at: 1d
    renew_at: 2d
releases:
  - {name: old, bundle: {file: store.pem}, verifier: openssl-1.0.2}
  - {name: new, bundle: {file: store.pem}, verifier: openssl-1.1}
  - {name: newer, bundle: {file: store.pem}, verifier: openssl-1.1}
  - {name: quiet, bundle: {file: store.pem}, verifier: silent}
verifiers:
  - {name: silent, base: openssl-1.0.2, shape: openssl-1.1-no-sni}
END

# --- one server, two chains
run kedge-scan -p "$dir/policy.yaml"
is "$status" 0 "a server with an RSA and an ECDSA chain"
is "$(awk -F '  +' '{ print $1, $2, $4, $7 }' "$dir/out")" \
    "ENDPOINT SHAPE RESULT FIRST TO END
web openssl-1.0 ok rsa
web openssl-1.1 ok ec
web openssl-1.1-no-sni ok ec" "is looked at once in each shape, in their order"

run kedge-scan -p "$dir/policy.yaml" -f ndjson
cp "$dir/out" "$dir/records"
is "$(observed '"\(.shape) \(.server_name) \(.tls_version) \(.cipher)"' |
    sort)" \
    "openssl-1.0 a.example TLSv1.2 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
openssl-1.1 a.example TLSv1.3 TLS_AES_256_GCM_SHA384
openssl-1.1-no-sni null TLSv1.3 TLS_AES_256_GCM_SHA384" \
    "each record says which it was, and what came of it"

# breaks: of each release, from a table of forecasts.
breaks()
{
	awk -F '  +' 'NR > 1 && NF > 5 { print $2, $5 }' "$dir/out" | sort
}
cat >"$dir/want" <<'END'
new 2023-10-01T00:00:00Z
newer 2023-10-01T00:00:00Z
old 2023-12-01T00:00:00Z
quiet 2023-10-01T00:00:00Z
END
run kedge-forecast -p "$dir/policy.yaml"
breaks >"$dir/got"
same "$dir/want" "$dir/got" "each release loses the chain that it is served"
is "$status" 0 "which differ without being a finding"
run kedge-forecast -p "$dir/policy.yaml" "$dir/records"
breaks >"$dir/got"
same "$dir/want" "$dir/got" "and so it says of records"

run kedge-scan -p "$dir/policy.yaml" -f ndjson --shape openssl-1.0.2
is "$(observed .shape)" openssl-1.0 "--shape takes a verifier's name"
cp "$dir/out" "$dir/records"
run kedge-forecast -p "$dir/policy.yaml" "$dir/records"
is "$status" 3 "records of one shape do not speak for another"
is "$(breaks)" "old 2023-12-01T00:00:00Z" "but for its own"
run kedge-scan -p "$dir/policy.yaml" -f ndjson --shape any
cp "$dir/out" "$dir/records"
run kedge-forecast -p "$dir/policy.yaml" "$dir/records"
is "$status $(breaks | uniq -f 1)" "0 new 2023-10-01T00:00:00Z" \
    "those of the widest do, where there is nothing better"
jq -c 'del(.shape)' "$dir/records" >"$dir/older"
run kedge-forecast -p "$dir/policy.yaml" "$dir/older"
is "$status $(breaks | uniq -f 1)" "0 new 2023-10-01T00:00:00Z" \
    "and so do those from before there were shapes"

while read -r shape want; do
	run kedge-scan -f ndjson --shape "$shape" "127.0.0.1:$both"
	is "$(observed '"\(.shape) \(.tls_version)"')" "$want" \
	    "--shape $shape"
done <<'END'
any any TLSv1.3
mbedtls-2.28 mbedtls-2.28 TLSv1.2
mbedtls-3.6 mbedtls-3.6 TLSv1.3
bearssl-0.6-no-sni bearssl-0.6-no-sni TLSv1.2
complete any TLSv1.3
END
run kedge-scan --shape round "127.0.0.1:$both"
is "$status $(head -c 50 "$dir/err")" \
    "2 kedge-scan: there is no shape 'round'; there are a" "a shape that is none"
is "$(grep -c 'which kedge-forecast --list-verifiers shows$' "$dir/err")" 1 \
    "and where the verifiers are listed"

# --- a server that some cannot talk to
server_start modern "$pki/ec-leaf.pem" "$pki/ec-leaf.key" -tls1_3
sed "s/:$both/:$server_port/" "$dir/policy.yaml" >"$dir/modern.yaml"
run kedge-forecast -p "$dir/modern.yaml"
is "$status" 3 "a release whose library gets no chain is not judged"
is "$(breaks)" "new 2023-10-01T00:00:00Z
newer 2023-10-01T00:00:00Z
quiet 2023-10-01T00:00:00Z" "the others are"
is "$(sed "s/:$server_port/:PORT/" "$dir/err")" "kedge-forecast: error:\
 endpoint 'web' at 127.0.0.1:PORT gave no chain: the server refused the\
 handshake with an alert (protocol_version) (as seen by openssl-1.0)" \
    "and it says whose library that is"

# --- the series of an address that several kinds of clients see
exporter_start --now "$now" --policy "$dir/modern.yaml" || exit 1
until_true '[ "$(get /-/ready)" = 200 ]'
is "$(samples '^kedge_endpoint\|^kedge_targets')" \
    'kedge_endpoint_error_info{estate="default",endpoint="web",address="127.0.0.1",reason="tls_alert"} 1
kedge_endpoint_up{estate="default",endpoint="web",address="127.0.0.1"} 0
kedge_targets{estate="default",state="down"} 0
kedge_targets{estate="default",state="partial"} 1
kedge_targets{estate="default",state="up"} 0' \
    "an address is up where every client gets a chain"
get /metrics >/dev/null
is "$(sed -n 's/ [0-9]*$//p' "$dir/body" | grep '^kedge' | sort | uniq -d)" \
    "" "and no series is there twice"
is "$(samples '^kedge_chain_break_timestamp' | wc -l)" 3 \
    "each release that gets one has its break"
exporter_stop

# --- client certificates, and another place to connect to
server_start strict "$pki/ec-leaf.pem" "$pki/ec-leaf.key" -tls1_3 -Verify 1
cat >"$dir/strict.yaml" <<END
kedge: 1
endpoints:
  - name: without
    address: 127.0.0.1:$server_port
  - name: with
    address: 127.0.0.1:$server_port
    client_certificate: {certificate: pki/me.pem, key: pki/me.key}
  - name: wrong
    address: 127.0.0.1:$server_port
    client_certificate: {certificate: pki/me.pem, key: pki/gone.key}
  - name: elsewhere
    address: nowhere.invalid:1
    connect: 127.0.0.1:$server_port
    server_name: none
    client_certificate: {certificate: pki/me.pem, key: pki/me.key}
END
run kedge-scan -p "$dir/strict.yaml" -f ndjson
observed '[.endpoint, .reason, .handshake, (.chain | length),
    .client_certificate_requested, .server_name, .detail] | map(. // "-") |
    join(" ")' | sed "s|$dir|DIR|" | sort >"$dir/got"
cat >"$dir/want" <<'END'
elsewhere - complete 1 true - -
with - complete 1 true - -
without tls_alert complete 1 true - certificate_required; the server asks for a client certificate
wrong client_certificate none 0 - - cannot open DIR/pki/gone.key: No such file or directory
END
same "$dir/want" "$dir/got" "one client certificate that is wrong costs itself"
is "$status" 3 "and makes the scan incomplete"

sed '/name: without/,+1d' "$dir/strict.yaml" >"$dir/secret.yaml"
exporter_start --now "$now" --policy "$dir/secret.yaml" || exit 1
until_true '[ "$(get /-/ready)" = 200 ]'
is "$(samples '^kedge_endpoint_up\|^kedge_restart' | sed 's/estate="[^"]*",*//')" \
    'kedge_endpoint_up{endpoint="elsewhere",address="127.0.0.1"} 1
kedge_endpoint_up{endpoint="with",address="127.0.0.1"} 1
kedge_endpoint_up{endpoint="wrong",address="127.0.0.1"} 0
kedge_restart_ready{} 0' "a key that is gone is seen before a restart needs it"
exporter_stop

tap_end
