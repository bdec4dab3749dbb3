#!/bin/sh
# kedge-scan against real servers on loopback, as of 2023-08-01.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tap.sh
. "$here/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"

dir=$(mktemp -d)
server_dir=$dir
odd_pids=
stop_all()
{
	server_stop_all
	for pid in $odd_pids; do
		server_stop "$pid"
	done
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

# odd_start MODE [DER ...]: sets odd_port once the server listens.
odd_start()
{
	mkfifo "$dir/ready"
	"$here/odd-server" "$@" >"$dir/ready" &
	odd_pids="$odd_pids $!"
	read -r odd_word odd_port <"$dir/ready"
	rm "$dir/ready"
	[ "$odd_word" = port ]
}

# scan ARGUMENT ...: its output in $dir/out and $dir/err, its exit in status.
scan()
{
	kedge-scan --now 2023-08-01T00:00:00Z "$@" \
	    >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
}

# result_is PORT WANT NAME: what the table says of the address at this port.
result_is()
{
	is "$(awk -F '  +' -v e="127.0.0.1:$1" '$1 == e { print $3 }' \
	    "$dir/out")" "$2" "$3"
}

# ports WORD PORT ...: the output with each port as a word of equal length, so
# that columns stay where they are.
ports()
{
	sed -e "s/:$1/:GOOD1/g" -e "s/:${2:-$1}/:GOOD2/g" "$dir/out"
}

sha256_of()
{
	openssl dgst -sha256 -r "$1" | cut -d ' ' -f 1
}

"$KEDGE_FORGE" - "$dir/pki" <<'END'
root ca=yes subject="/CN=Old Root"
ca issuer=root ca=yes subject="/CN=Issuing CA" until=2023-09-11T09:26:47Z
leaf issuer=ca subject="/CN=smartlink" until=2023-10-08T00:00:00Z
evil issuer=ca subject="/CN=\e[31mred" until=2023-07-31T00:00:00Z
END
cat "$dir/pki/leaf.pem" "$dir/pki/ca.pem" >"$dir/chain.pem"
key=$dir/pki/leaf.key

server_start one "$dir/chain.pem" "$key"
good1=$server_port
server_start two "$dir/pki/leaf.pem" "$key" -tls1_2
good2=$server_port
odd_start mute
mute=$odd_port

# --- healthy servers
scan "127.0.0.1:$good1" "127.0.0.1:$good2"
is "$status" 0 "two healthy servers are clean"
ports "$good1" "$good2" >"$dir/table"
same "$here/expected/scan-healthy.txt" "$dir/table" "table"
is "$(cat "$dir/err")" "" "and nothing on standard error"

scan -f ndjson "127.0.0.1:$good1"
is "$status" 0 "records of a healthy server"
ports "$good1" | sed -E -e "s/$(sha256_of "$dir/pki/leaf.der")/LEAF/g" \
    -e "s/$(sha256_of "$dir/pki/ca.der")/CA/g" \
    -e 's/("der":")[^"]*/\1DER/' \
    -e 's/("spki_sha256":")[0-9a-f]{64}/\1KEY/' \
    -e 's/("(dns|connect)":)[0-9]+/\1MS/g' \
    -e 's/("tls":)[0-9]+(\}\})/\1MS\2/' >"$dir/records"
same "$here/expected/scan-healthy.ndjson" "$dir/records" "records"
is "$(grep -cF "\"der\":\"$(base64 -w0 "$dir/pki/leaf.der")\"" "$dir/out")" 1 \
    "with the certificate as it was served"

scan -o "$dir/file" "tls://127.0.0.1:$good1"
is "$(wc -c <"$dir/out") $(wc -l <"$dir/file")" "0 2" \
    "--output takes what standard output would"

scan -f ndjson --sni other.example "127.0.0.1:$good1"
is "$(grep -c '"server_name":"other.example"' "$dir/out")" 1 "--sni"
scan -f ndjson --no-sni "localhost:$good1"
is "$(grep -c '"server_name":null' "$dir/out")" \
    "$(grep -c '"kind":"observation"' "$dir/out")" "--no-sni"
scan -f csv "name.localhost:$good1"
is "$(sed 1d "$dir/out" | cut -d , -f 4 | sort)" "127.0.0.1
::1" "localhost and what is under it are the loopback addresses"
scan -v "127.0.0.1:$good1"
is "$(cat "$dir/err")" "looks: 1, without a chain: 0; observations: 1,\
 with an error: 0" "--verbose counts"

# --- other ways to a server
scan -f csv --connect "127.0.0.1:$good1" name.invalid:443
is "$(sed 1d "$dir/out" | cut -d , -f 2-5,7,10) $status" \
    "name.invalid:443,name.invalid,127.0.0.1,443,name.invalid, 0" \
    "--connect goes elsewhere by the same name"
scan -f csv --connect 127.0.0.1 "name.invalid:$good1"
is "$(sed 1d "$dir/out" | cut -d , -f 4,10) $status" "127.0.0.1, 0" \
    "and keeps the port"
odd_start refuse || exit 1
closed=$odd_port
scan -f csv --proxy "http://me:secret@localhost:$closed" name.invalid:443
is "$(sed 1d "$dir/out" | cut -d , -f 4,10) $status" ",proxy_unreachable 3" \
    "--proxy is told the name"
is "$(wc -l <"$dir/out") $(cat "$dir/out" "$dir/err" | grep -c secret)" "2 0" \
    "of its addresses any one does, and its password is told nobody"
echo secret >"$dir/password"
scan -f csv --proxy "http://me@localhost:$closed" \
    --proxy-password-file "$dir/password" name.invalid:443
is "$(sed 1d "$dir/out" | cut -d , -f 4,10) $status" ",proxy_unreachable 3" \
    "--proxy-password-file keeps it out of the command line, too"
server_start asking "$dir/chain.pem" "$key" -tls1_2 -Verify 1
cat "$dir/pki/ca.pem" "$dir/pki/ca.key" >"$dir/ours.pem"
scan -f csv --client-certificate "$dir/ours.pem" "127.0.0.1:$server_port"
is "$(sed 1d "$dir/out" | cut -d , -f 10,16) $status" ",complete 0" \
    "--client-certificate"
scan -f csv --client-certificate "$dir/pki/leaf.pem" --client-key "$key" \
    "127.0.0.1:$server_port"
is "$(sed 1d "$dir/out" | cut -d , -f 10,16) $status" ",complete 0" \
    "--client-key"
scan -f csv --client-certificate "$dir/none" "127.0.0.1:$server_port"
is "$(sed 1d "$dir/out" | cut -d , -f 10,11) $status" "client_certificate,\
cannot open $dir/none: No such file or directory 3" "one that is not there"

# --- chains of servers that do not finish
server_start picky "$dir/chain.pem" "$key" -tls1_2 -Verify 1
scan "127.0.0.1:$server_port"
result_is "$server_port" \
    "tls_alert: handshake_failure; the server asks for a client certificate" \
    "a demand for a client certificate is told"
is "$(awk 'NR == 2 { print $(NF - 1), $NF }' "$dir/out") $status" \
    "2 TLSv1.2 1" "its chain is recorded, and it is a finding"

server_start strict "$dir/chain.pem" "$key" -tls1_3 -Verify 1
scan "127.0.0.1:$server_port"
result_is "$server_port" \
    "tls_alert: certificate_required; the server asks for a client certificate" \
    "in TLS 1.3 it is told after the handshake"
is "$(awk 'NR == 2 { print $(NF - 1), $NF }' "$dir/out") $status" \
    "2 TLSv1.3 1" "and is the same finding"

server_start old "$dir/chain.pem" "$key" -tls1 -cipher ALL:@SECLEVEL=0
scan "127.0.0.1:$server_port"
is "$(awk 'NR == 2 { print $2, $3, $NF }' "$dir/out") $status" \
    "127.0.0.1 ok TLSv1 0" "TLS 1.0 is still seen"

odd_start flight "$dir/pki/leaf.der" "$dir/pki/ca.der"
scan "127.0.0.1:$odd_port"
result_is "$odd_port" tls_eof "the handshake is cut after the certificates"
is "$(awk 'NR == 2 { print $(NF - 1), $NF }' "$dir/out") $status" \
    "2 TLSv1.2 1" "which were seen all the same"

printf 'no DER' >"$dir/bad.der"
odd_start flight "$dir/pki/leaf.der" "$dir/bad.der" "$dir/pki/ca.der"
scan "127.0.0.1:$odd_port"
is "$(awk -F '  +' 'NR == 2 { sub(/not a certificate \(damaged DER: .*\)/, "WHY", $3)
    print $3 }' "$dir/out")" "bad_certificate: certificate 2: WHY" \
    "a certificate that cannot be read is told"
is "$(awk 'NR == 2 { print $(NF - 1) }' "$dir/out") $status" "2 1" \
    "and leaves the others"

# shellcheck disable=SC2046 # words without blanks
odd_start flight $(yes "$dir/pki/leaf.der" | head -n 65)
scan "127.0.0.1:$odd_port"
result_is "$odd_port" \
    "cert_message_too_big: only the first 64 certificates were read" \
    "65 certificates"
# shellcheck disable=SC2046
odd_start flight $(yes "$dir/pki/leaf.der" | head -n 400)
scan "127.0.0.1:$odd_port"
result_is "$odd_port" cert_message_too_big "a message past 100 KiB"
is "$status" 3 "no chain on any address is incomplete"

# --- servers that fail, each in its own class
while read -r mode want; do
	odd_start "$mode"
	scan "127.0.0.1:$odd_port"
	result_is "$odd_port" "$want" "a server of the kind $mode"
	is "$status" 3 "exit of $mode"
done <<'END'
http not_tls: HTTP
ssh not_tls: SSH
smtp not_tls: SMTP
garbage not_tls: unknown
eof tls_eof
reset tls_reset
alert tls_alert: handshake_failure
protocol tls_protocol: unexpected message
huge cert_message_too_big
END

scan --timeout 200 "127.0.0.1:$mute"
result_is "$mute" timeout_tls "a mute server"
is "$status" 3 "exit of a mute server"

scan "127.0.0.1:$good1" "127.0.0.1:$closed" "name.invalid:443"
is "$status" 3 "an endpoint without a chain is incomplete"
ports "$good1" "$closed" >"$dir/table"
same "$here/expected/scan-mixed.txt" "$dir/table" \
    "it hides no other, and the order is that of the targets"

# --- many addresses
printf '127.0.0.1 two.test\n127.0.0.2 two.test\n::1 six.test\n' >"$dir/hosts"
# shellcheck disable=SC2016 # expanded by the inner shell
if unshare -m mount --bind "$dir/hosts" /etc/hosts 2>/dev/null; then
	unshare -m sh -c 'mount --bind "$1" /etc/hosts && exec kedge-scan \
	    --now 2023-08-01T00:00:00Z "two.test:$2"' sh "$dir/hosts" \
	    "$good1" >"$dir/out" 2>"$dir/err"
	is "$?" 1 "one bad address among good ones is a finding"
	ports "$good1" >"$dir/table"
	same "$here/expected/scan-addresses.txt" "$dir/table" \
	    "each address has its own row"
else
	tap_skip "many addresses of one name" "unshare -m is not allowed"
fi
# In a network of its own there is nobody to ask about the other family.
# shellcheck disable=SC2016
if unshare -m -n sh -c 'ip link set lo up && mount --bind "$1" /etc/hosts' \
    sh "$dir/hosts" 2>/dev/null; then
	unshare -m -n sh -c 'ip link set lo up
	    mount --bind "$1" /etc/hosts
	    kedge-scan -f csv two.test:1 six.test:1' sh "$dir/hosts" \
	    >"$dir/out" 2>"$dir/err"
	is "$(sed 1d "$dir/out" | cut -d , -f 2,4 | sort)" \
	    "six.test:1,::1
two.test:1,127.0.0.1
two.test:1,127.0.0.2" "no name server is asked about a name of /etc/hosts"
else
	tap_skip "a name of /etc/hosts" "unshare -n is not allowed"
fi

# --- name servers: one of our own, in a network of our own
echo 'nameserver 127.0.0.1' >"$dir/resolv.conf"
# shellcheck disable=SC2016 # expanded by the inner shell
if unshare -m -n sh -c 'ip link set lo up && mount --bind "$1" \
    /etc/resolv.conf' sh "$dir/resolv.conf" 2>/dev/null; then
	unshare -m -n sh -c 'ip link set lo up
	    mount --bind "$1/resolv.conf" /etc/resolv.conf
	    mkfifo "$1/named"
	    "$2/name-server" >"$1/named" & server=$!
	    read -r word <"$1/named"
	    kedge-scan --timeout 3000 one.test:1 none.test:1 mute.test:1 half.test:1
	    echo "$?"
	    kedge-scan many.test:1 | grep -c dns_truncated
	    kedge-scan none.test:1 >/dev/null
	    echo "$?"
	    kedge-scan -f csv huge.test:1 | grep dns_truncated |
	        cut -d , -f 4 | tr -d 0-9 | sort | uniq -c
	    kedge-scan "[fe80::1%lo]:1" "[fe80::1%none]:1"
	    kedge-scan xmpp://chat.test xmpp://plain.test xmpp://shy.test \
	        xmpp://chat.test:5222
	    kill $server' sh "$dir" "$here" >"$dir/out" 2>"$dir/err"
	same "$here/expected/scan-names.txt" "$dir/out" \
	    "names that are known, unknown, mute and manifold"
	is "$(cat "$dir/err")" "" "and nothing on standard error"
	unshare -m -n sh -c 'ip link set lo up
	    mount --bind "$1/resolv.conf" /etc/resolv.conf
	    "$2/name-server" >"$1/named" & server=$!
	    read -r word <"$1/named"
	    . "$2/../lab/server.sh"
	    server_dir=$1
	    server_start many "$1/chain.pem" "$3" -accept 0.0.0.0:0
	    kedge-scan -f csv "many.test:$server_port" | cut -d , -f 10,11
	    kedge-scan "many.test:$server_port" >/dev/null
	    echo "$?"
	    server_stop_all
	    server_stop "$server"' sh "$dir" "$here" "$key" >"$dir/out" \
	    2>"$dir/err"
	is "$(uniq -c "$dir/out" | sed "s/^ *//")" "1 reason,detail
16 ,dns_truncated
1 3" "a name with more addresses than are looked at"
	is "$(sort -u "$dir/err")" "kedge-scan: names that have more addresses\
 than the 16 that were looked at: 1; their rows say dns_truncated, and\
 --connect ADDRESS leads to another" "is incomplete, which is said"
else
	tap_skip "a name server of our own" "unshare -n is not allowed"
fi

# --- foreign text
server_start evil "$dir/pki/evil.pem" "$dir/pki/evil.key"
scan "127.0.0.1:$server_port"
is "$(LC_ALL=C tr -d '\n\040-\176' <"$dir/out" | wc -c)" 0 \
    "no control character of a certificate reaches the terminal"
is "$(awk 'NR == 2 { print $4 }' "$dir/out")" -1 \
    "an expired certificate is recorded like any other"
is "$status" 0 "and judged by others"

# --- lists
printf '# two\n\n 127.0.0.1:%s # one\r\nno target\n127.0.0.1:%s\nx:0\n' \
    "$good1" "$good2" | kedge-scan --now 2023-08-01T00:00:00Z - \
    >"$dir/out" 2>"$dir/err"
is "$?" 3 "a list with bad lines is incomplete"
ports "$good1" "$good2" >"$dir/table"
same "$here/expected/scan-healthy.txt" "$dir/table" "the rest is scanned"
same "$here/expected/scan-list.err" "$dir/err" "each bad line has its number"

printf '\357\273\277127.0.0.1:%s\r\n127.0.0.1:%s\r\n' "$good1" "$good2" |
    kedge-scan --now 2023-08-01T00:00:00Z - >"$dir/out" 2>"$dir/err"
is "$? $(cat "$dir/err")" "0 " "a list as Windows writes it"
ports "$good1" "$good2" >"$dir/table"
same "$here/expected/scan-healthy.txt" "$dir/table" "is scanned"

printf '# nothing\n' | kedge-scan - >"$dir/out" 2>"$dir/err"
is "$? $(cat "$dir/out")" "3 " "an empty list is incomplete"
is "$(cat "$dir/err")" "kedge-scan: there is nothing to scan; name targets as\
 HOST:PORT, or a policy that has endpoints" "and says so"

# --- policies
cat >"$dir/policy.yaml" <<END
kedge: 1
endpoints:
  - {name: smartlink, address: "127.0.0.1:$good1", server_name: a.example}
  - {name: second, address: "127.0.0.1:$good2"}
END
scan -p "$dir/policy.yaml"
is "$status" 0 "the endpoints of a policy"
same "$here/expected/scan-policy.txt" "$dir/out" "go by their names"
sed "1a\\
estate: east
2,\$s/:$good2/:1/" "$dir/policy.yaml" >"$dir/east.yaml"
scan -p "$dir/policy.yaml" -p "$dir/east.yaml"
is "$status" 3 "an endpoint is not hidden by its namesake of another estate"
is "$(awk '{ print $1, $2, $4 }' "$dir/out")" "ESTATE ENDPOINT RESULT
default smartlink ok
default second ok
east smartlink ok
east second tcp_refused" "two policies: the table says whose each is"
scan -p "$dir/policy.yaml" -p "$dir/east.yaml" -f ndjson
is "$(jq -r 'select(.kind == "observation") | .estate + " " + .endpoint' \
    "$dir/out" | sort)" "default second
default smartlink
east second
east smartlink" "and so does each record"
scan -p "$dir/policy.yaml" -p "$dir/policy.yaml"
is "$status $(cat "$dir/err")" "2 kedge-scan: $dir/policy.yaml: the estate\
 'default' is also that of an earlier policy; give one of them another name" \
    "two policies for one estate"
mkdir "$dir/policies"
cp "$dir/policy.yaml" "$dir/policies/good.yaml"
echo 'kedge: [' >"$dir/policies/wrong.yaml"
scan -p "$dir/policies"
is "$status" 3 "a policy file that is wrong makes it incomplete"
same "$here/expected/scan-policy.txt" "$dir/out" "and costs itself alone"
is "$(grep -c "^kedge-scan: $dir/policies/wrong.yaml:" "$dir/err")" 1 \
    "and is told with its place"

echo "127.0.0.1:$good1" >"$dir/list"
for with in "127.0.0.1:$good1" "-t$dir/list" -; do
	scan -p "$dir/missing.yaml" "$with"
	is "$status $(cat "$dir/err")" "2 kedge-scan: name targets or a policy\
 (-p), not both" "-p beside $(echo "$with" | cut -c 1)"
done
KEDGE_POLICY=$dir/missing.yaml kedge-scan "127.0.0.1:$good1" >"$dir/out" 2>&1
is "$?" 0 "a policy of the environment gives way"
if [ -e /etc/kedge ]; then
	tap_skip "no policy anywhere" "this machine has /etc/kedge"
else
	scan
	is "$status $(cat "$dir/err")" "2 kedge-scan: there is nothing to\
 scan: name HOST:PORT, a list (-t FILE) or a policy (-p)" "no policy anywhere"
fi

# --- closed descriptors
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
	eval 'kedge-scan --now 2023-08-01 "127.0.0.1:$good1" -o "$dir/whole" \
	    >"$dir/out" 2>"$dir/err" </dev/null' "$closed"
	is "$? $(awk 'NR == 2 { print $3 }' "$dir/whole")" "0 ok" \
	    "nothing of ours takes the place of what is closed: $closed"
	rm -f "$dir/whole"
done
kedge-scan --now 2023-08-01 "127.0.0.1:$good1" 2>"$dir/err" </dev/null >&-
is "$? $(cat "$dir/err")" "3 kedge-scan: cannot write standard output: Bad\
 file descriptor" "a table that nobody gets is no success"
kedge-scan - 2>"$dir/err" <&-
is "$?" 3 "a list that is not there is incomplete"

# --- usage
while read -r arguments; do
	# shellcheck disable=SC2086 # words
	scan $arguments
	is "$status $(wc -l <"$dir/err") $(wc -c <"$dir/out")" "2 1 0" \
	    "wrong usage: $arguments"
done <<END
--timeout 0 127.0.0.1:1
--concurrency many 127.0.0.1:1
--format yaml 127.0.0.1:1
--sni a --no-sni 127.0.0.1:1
--client-key a 127.0.0.1:1
--connect a:b 127.0.0.1:1
--proxy ftp://a:1 127.0.0.1:1
--proxy-password-file $dir/password 127.0.0.1:1
--proxy http://a:1 --proxy-password-file $dir/password 127.0.0.1:1
--proxy http://a:b@c:1 --proxy-password-file $dir/password 127.0.0.1:1
--proxy http://a@c:1 --proxy-password-file $dir/none 127.0.0.1:1
--frobnicate
nonsense
127.0.0.1
-p $dir/missing.yaml
END
for name in 'bad name' 192.0.2.1 ::1 '' "$(printf '%0254d' 0)"; do
	scan --sni "$name" "127.0.0.1:$good1"
	is "$status $(grep -c '^kedge-scan: --sni is a host.s name' \
	    "$dir/err") $(wc -c <"$dir/out")" "2 1 0" \
	    "no name to send: '$(echo "$name" | cut -c 1-9)'"
done
scan "https://127.0.0.1:$good1/"
is "$status" 0 "a URL with a slash at its end"
scan "https://127.0.0.1:$good1/login"
is "$status $(cat "$dir/err")" "2 kedge-scan: 'https://127.0.0.1:$good1/login'\
 has a path, which is no part of a target; write what stands before it" \
    "and with a path"
scan -o "$dir/no/such/folder" "127.0.0.1:$good1"
is "$status" 3 "output that cannot be written is not success"
scan --help
is "$status $(head -n 1 "$dir/out")" "0 Records what TLS endpoints serve, on\
 every address." "--help"
is "$(grep -c ' the instant that is recorded and from' "$dir/out")" 1 \
    "which says what --now is here"

tap_end
