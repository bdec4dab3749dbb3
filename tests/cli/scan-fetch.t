#!/bin/sh
# kedge-scan --aia, --ocsp and --crl against a web server on loopback. As of
# 2023-08-01.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tap.sh
. "$here/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"

dir=$(mktemp -d)
server_dir=$dir
web_pid=
odd_pid=
stop_all()
{
	server_stop_all
	[ -z "$web_pid" ] || server_stop "$web_pid"
	[ -z "$odd_pid" ] || server_stop "$odd_pid"
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

# scan ARGUMENT ...: its output in $dir/out and $dir/err, its exit in status.
scan()
{
	kedge-scan --now 2023-08-01T12:00:00Z "$@" \
	    >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
}

# result: what the table says of its one row.
result()
{
	awk -F '  +' 'NR == 2 { print $3 }' "$dir/out"
}

# observed FILTER: of the observations in $dir/out.
observed()
{
	jq -rc "select(.kind == \"observation\") | $1" "$dir/out"
}

# fetched: what the web server was asked for since the last time.
fetched()
{
	sort "$dir/www/log" | tr '\n' ' '
	: >"$dir/www/log"
}

mkdir "$dir/www"
mkfifo "$dir/ready"
"$here/web-server" "$dir/www" >"$dir/ready" &
web_pid=$!
read -r _ web_port <"$dir/ready"
web=http://127.0.0.1:$web_port

sed "s,@,uri:$web/,g" <<'END' | "$KEDGE_FORGE" - "$dir/pki"
root ca=yes subject="/CN=Old Root"
ca issuer=root ca=yes subject="/CN=Issuing CA" issuers=@root.der crl=@root.crl
leaf issuer=ca issuers=@ca.der ocsp=@leaf.ocsp crl=uri:ldap://x/,@ca.crl
gone issuer=ca ocsp=@gone.ocsp crl=@ca.crl
bad issuer=ca issuers=@endless ocsp=@to?file:///etc/passwd crl=@nowhere
mute issuer=ca ocsp=@mute
plain issuer=ca
!ocsp leaf leaf ca ca good 20230801000000Z 20230808000000Z
!ocsp gone gone ca ca revoked 20230801000000Z 20230808000000Z
!crl ca ca ca 20230801000000Z 20230805000000Z gone
!crl root root root 20230101000000Z 20231231000000Z
END
cp "$dir/pki"/*.der "$dir/pki"/*.ocsp "$dir/pki"/*.crl "$dir/www"

sha256_of()
{
	openssl dgst -sha256 -r "$dir/pki/$1.der" | cut -d ' ' -f 1
}

# serve NAME [ISSUER ...]: sets served to the address of a server that shows
# these certificates.
serve()
{
	serve_name=$1
	for name; do
		cat "$dir/pki/$name.pem"
	done >"$dir/$serve_name.chain"
	server_start "$serve_name" "$dir/$serve_name.chain" \
	    "$dir/pki/$serve_name.key"
	served=127.0.0.1:$server_port
}

# --- by default nothing is fetched
serve leaf
scan -f ndjson "$served"
is "$(observed 'has("aia"), has("ocsp"), has("crl")' | tr '\n' ' ')" \
    "false false false " "unasked, an observation says nothing of others"
is "$(fetched)" "" "and others are not asked"

# --- our own network is not asked unless that is allowed
scan --aia --ocsp --crl "$served"
is "$(result)" "ok: 0 issuers fetched (fetch_blocked), ocsp no_issuer,\
 crl no_issuer" "loopback is refused"
is "$status $(fetched)" "0 " "before any connection"

# --- all of it
scan -f ndjson --aia --ocsp --crl --allow-private "$served"
is "$status" 0 "what is fetched does not change the exit status"
is "$(fetched)" "GET /ca.crl GET /ca.der GET /root.crl GET /root.der\
 POST /leaf.ocsp " "each thing is fetched once"
is "$(observed .aia)" "$(printf '{"issuers":["%s","%s"],"url":null,%s}' \
    "$(sha256_of ca)" "$(sha256_of root)" '"reason":null,"detail":null')" \
    "the issuers that were not served"
is "$(jq -r 'select(.kind == "certificate") | .sha256' "$dir/out" |
    tr '\n' ' ')" "$(sha256_of leaf) $(sha256_of ca) $(sha256_of root) " \
    "their certificates come first"
is "$(observed .ocsp)" "$(printf '{"url":"%s/leaf.ocsp",%s,%s,%s,%s,%s}' \
    "$web" '"reason":null,"detail":null,"status":"good"' \
    '"this_update":"2023-08-01T00:00:00Z"' \
    '"next_update":"2023-08-08T00:00:00Z","freshness":"current"' \
    '"signer_not_before":null,"signer_not_after":null' \
    '"revoked_at":null,"revocation_reason":null')" "the responder's word"
is "$(observed '.crl[0]')" \
    "$(printf '{"sha256":"%s","url":"%s/ca.crl",%s,%s,%s,%s,%s}' \
    "$(sha256_of leaf)" "$web" \
    '"reason":null,"detail":null,"status":"good"' \
    '"this_update":"2023-08-01T00:00:00Z"' \
    '"next_update":"2023-08-05T00:00:00Z","freshness":"current"' \
    '"entries":1,"revoked_at":null' '"revocation_reason":null')" \
    "the list of the leaf's issuer"
is "$(observed '.crl[1] | .sha256, .status, .entries' | tr '\n' ' ')" \
    "$(sha256_of ca) good 0 " "and that of the root"

# --- at another time
scan --now 2023-08-06 --ocsp --crl --aia --allow-private "$served"
is "$(result)" "ok: 2 issuers fetched, ocsp good, crl good (stale)" \
    "a list is stale once the next should be there"
scan --now 2023-07-31 --ocsp --aia --allow-private "$served"
is "$(result)" "ok: 2 issuers fetched, ocsp good (early)" \
    "and a response early before its time"

# --- revoked
serve gone ca root
scan --ocsp "$served"
is "$(result)" "ok: ocsp fetch_blocked" "a responder here is refused, too"
scan --ocsp --crl --allow-private "$served"
is "$(result)" "ok: ocsp revoked, crl revoked" "a revoked leaf"
scan -f csv --ocsp --crl --allow-private "$served"
is "$(rev "$dir/out" | cut -d , -f -5 | rev)" \
    "issuers_fetched,ocsp,ocsp_next_update,crl,crl_next_update
,revoked,2023-08-08T00:00:00Z,revoked,2023-08-05T00:00:00Z" \
    "csv has columns for it"
scan -f ndjson --crl --allow-private "$served"
is "$(observed '.crl[0].revoked_at')" 2023-07-01T00:00:00Z "and its time"
whole=$served

# --- hostile and broken servers
serve bad
scan -f ndjson --aia --allow-private "$served"
is "$(observed '.aia.reason, .aia.url')" "fetch_too_big
$web/endless" "an endless file ends"
serve bad ca
scan -f ndjson --ocsp --crl --allow-private "$served"
is "$(observed '.ocsp.reason, .crl[0].reason, .crl[0].detail')" \
    "fetch_redirect
http_status
the server answers with status 404" "a redirect to a file, and no list"
serve plain
scan --aia --ocsp --crl --allow-private "$served"
is "$(result)" "ok: 0 issuers fetched (no_url), ocsp no_url, crl no_url" \
    "a certificate that names no places"

# --- in a network of its own, where a public address leads back to us
public=uri:http://9.9.9.9
"$KEDGE_FORGE" - "$dir/public" <<END
ca ca=yes
leaf issuer=ca issuers=$public/to?http://127.0.0.1/ca.der,\
uri:http://local.test/ca.der,$public/public.der
END
cp "$dir/public/ca.der" "$dir/www/public.der"
printf '127.0.0.1 local.test\n' >"$dir/hosts"
# shellcheck disable=SC2016 # expanded by the inner shell
if unshare -m -n sh -c 'ip link set lo up && ip address add 9.9.9.9/32 \
    dev lo && mount --bind "$1" /etc/hosts' sh "$dir/hosts" 2>/dev/null; then
	: >"$dir/www/log"
	unshare -m -n sh -c 'ip link set lo up
	    ip address add 9.9.9.9/32 dev lo
	    mount --bind "$1/hosts" /etc/hosts
	    mkfifo "$1/web"
	    "$2/web-server" "$1/www" 0.0.0.0 80 >"$1/web" & web=$!
	    read -r _ <"$1/web"
	    . "$2/../lab/server.sh"
	    server_dir=$1
	    server_start public "$1/public/leaf.pem" "$1/public/leaf.key"
	    kedge-scan --aia "127.0.0.1:$server_port"
	    server_stop_all
	    server_stop "$web"' sh "$dir" "$here" >"$dir/out" 2>"$dir/err"
	is "$(result)" "ok: 1 issuer fetched" "a public address is asked"
	is "$(fetched)" "GET /public.der GET /to?http://127.0.0.1/ca.der " \
	    "neither its redirect nor a name leads to our own network"
else
	tap_skip "a public address" "unshare -n is not allowed"
fi

# --- many at once, and ends that come early
mkfifo "$dir/refuse"
"$here/odd-server" refuse >"$dir/refuse" &
odd_pid=$!
read -r _ closed <"$dir/refuse"
awk -v port="$closed" 'BEGIN { for (i = 0; i < 1005; i++)
    printf "127.1.%d.%d:%s\n", i / 250, i % 250 + 1, port }' >"$dir/list"
echo "$whole" >>"$dir/list"
scan -f ndjson --ocsp --allow-private --unpaced --concurrency 100 \
    -t "$dir/list"
is "$(observed .reason | sort | uniq -c | sed 's/^ *//')" "1 null
1005 tcp_refused" "what is held is told, all of it"
is "$(observed 'select(.reason == null) | .ocsp.status')" revoked \
    "and asked about"

serve mute ca
: >"$dir/www/log"
# A shell's children in the background ignore SIGINT.
perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' kedge-scan -f ndjson --ocsp \
    --allow-private "$served" >"$dir/out" 2>"$dir/err" &
scanner=$!
until grep -q mute "$dir/www/log" || ! kill -0 "$scanner" 2>/dev/null; do
	sleep 0.05
done
kill -s INT "$scanner"
wait "$scanner"
is "$? $(observed .ocsp.reason)" "3 fetch_given_up" \
    "an interrupt does not wait for who does not answer"

# --- usage
scan --allow-private "$whole"
is "$status $(cat "$dir/err")" "2 kedge-scan: --allow-private is for --aia,\
 --ocsp and --crl; servers are scanned at any address" \
    "--allow-private alone is a mistake"
tap_end
