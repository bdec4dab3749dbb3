#!/bin/sh
# kedge-scan of what is no TLS to begin with: each protocol's way there, and
# what may go wrong on it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tap.sh
. "$here/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"

dir=$(mktemp -d)
server_dir=$dir
starttls_pids=
stop_all()
{
	server_stop_all
	for pid in $starttls_pids; do
		server_stop "$pid"
	done
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

# starttls_start MODE [PORT]: sets starttls_port once the server listens.
starttls_start()
{
	mkfifo "$dir/ready"
	"$here/starttls-server" "$@" >"$dir/ready" &
	starttls_pids="$starttls_pids $!"
	read -r word starttls_port <"$dir/ready"
	rm "$dir/ready"
	[ "$word" = port ]
}

# scan ARGUMENT ...: its output in $dir/out, its exit in status.
scan()
{
	kedge-scan --now 2023-08-01T00:00:00Z "$@" >"$dir/out" 2>"$dir/err" \
	    </dev/null
	status=$?
}

"$KEDGE_FORGE" - "$dir/pki" <<'END'
root ca=yes subject="/CN=Root" until=2030-01-01T00:00:00Z
leaf issuer=root subject="/CN=mail" until=2023-10-08T00:00:00Z
END
server_start tls "$dir/pki/leaf.pem" "$dir/pki/leaf.key"
leaf=$(openssl dgst -sha256 -r "$dir/pki/leaf.der" | cut -d ' ' -f 1)

# --- every protocol with a dialogue of its own
for protocol in smtp lmtp imap pop3 ftp nntp sieve irc xmpp xmpp-server ldap \
    postgres mysql rdp; do
	starttls_start "$protocol" "$server_port"
	scan -f ndjson "$protocol://127.0.0.1:$starttls_port"
	is "$(jq -r 'select(.kind == "observation") | [.protocol, .handshake,
	    .reason, .chain[]] | map(. // "-") | join(" ")' "$dir/out")" \
	    "$protocol complete - $leaf" "$protocol"
	is "$status" 0 "$protocol is clean"
done
is "$(jq -r 'select(.kind == "observation") | .duration_ms |
    [.connect, .starttls, .tls] | all(. >= 0)' "$dir/out")" true \
    "each phase has its duration"

# --- what goes wrong, each in its own class
while read -r mode protocol want; do
	starttls_start "$mode"
	scan "$protocol://127.0.0.1:$starttls_port"
	is "$(awk -F '  +' 'NR == 2 { print $3 }' "$dir/out")" "$want" \
	    "a server of the kind $mode"
	is "$status" 3 "exit of $mode"
done <<'END'
refusal smtp starttls_refused: 454 4.7.0 no \x1b[31mkey
plain smtp starttls_refused: STARTTLS is not offered
injection smtp starttls_injection
lines smtp starttls_flood
bytes smtp starttls_flood
ssh smtp not_tls: SSH
ssh postgres not_tls: SSH
ssh ldap not_tls: SSH
smtp imap not_tls: SMTP
smtp rdp not_tls: SMTP
alert ldap starttls_refused: it speaks TLS from the first byte
eof smtp starttls_eof
reset smtp starttls_reset
END

starttls_start mute
scan --timeout 200 "smtp://127.0.0.1:$starttls_port"
is "$(awk -F '  +' 'NR == 2 { print $3 }' "$dir/out") $status" \
    "timeout_starttls 3" "a server that falls silent"
scan --timeout 500 "imap://127.0.0.1:$server_port"
is "$(awk -F '  +' 'NR == 2 { print $3 }' "$dir/out") $status" \
    "timeout_starttls 3" "a TLS server waits for our first word, and we do"

# --- schemes
scan "gopher://127.0.0.1:1"
is "$status $(cat "$dir/err")" "2 kedge-scan: 'gopher://127.0.0.1:1' has an\
 unknown scheme; kedge-scan --list-protocols shows what there is" \
    "a scheme that is none is told, with where they are listed"
kedge-scan --list-protocols >"$dir/out"
is "$? $(wc -l <"$dir/out") $(sed -n 's/  */ /g;/^smtp /p' "$dir/out")" \
    "0 32 smtp 25 on demand RFC 3207" "--list-protocols"
kedge-scan --list-protocols 2>"$dir/err" >/dev/full
is "$? $(wc -l <"$dir/err")" "3 1" "which nobody reads"
starttls_start smtp "$server_port"
cat >"$dir/policy.yaml" <<END
kedge: 1
endpoints:
  - {name: mail, address: "smtp://127.0.0.1:$starttls_port"}
END
scan -f ndjson -p "$dir/policy.yaml"
is "$(jq -r 'select(.kind == "observation") | .endpoint + " " + .protocol' \
    "$dir/out") $status" "mail smtp 0" "the endpoint of a policy has one too"


# --- --proxy, of which tests/integration/proxy.t has more
scan --proxy "http://me:secret@127.0.0.1:1" -f ndjson "127.0.0.1:$server_port"
is "$(jq -r 'select(.kind == "observation") | [.reason, .detail, .address] |
    map(. // "-") | join(" ")' "$dir/out") $status" "proxy_unreachable the\
 connection is refused; via proxy 127.0.0.1:1 - 3" "--proxy"
scan --proxy "ftp://me:secret@127.0.0.1:1" "127.0.0.1:$server_port"
is "$status $(wc -l <"$dir/err") $(grep -c secret "$dir/err")" "2 1 0" \
    "a proxy of another kind"

tap_end
