#!/bin/sh
# Real servers of every protocol that kedge-scan speaks: it sees the chain that
# each of them was given, whole, with the key proven.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../cli/tap.sh
. "$here/../cli/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"
# shellcheck source=services.sh
. "$here/services.sh"

dir=$(mktemp -d)
chmod 755 "$dir"	# some servers are not root
services=
stop_all()
{
	for pid in $services; do
		server_stop "$pid"
	done
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

cat >"$dir/pki.spec" <<'END'
root ca=yes
issuing issuer=root ca=yes
leaf issuer=issuing san=dns:www.example
END
"$KEDGE_FORGE" "$dir/pki.spec" "$dir/pki" || exit 1
chain=$dir/chain.pem key=$dir/pki/leaf.key
cat "$dir/pki/leaf.pem" "$dir/pki/issuing.pem" >"$chain"
chmod 644 "$key" "$chain"

sha256()
{
	openssl dgst -sha256 -r "$dir/pki/$1.der" | cut -d ' ' -f 1
}
expected="[\"$(sha256 leaf)\",\"$(sha256 issuing)\"]"

free_port()
{
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1,
	    LocalAddr => "127.0.0.1:0")->sockport'
}

# answers PORT: whether somebody listens there.
answers()
{
	perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(
	    PeerAddr => "127.0.0.1:$ARGV[0]")' "$1"
}

# serve NAME: starts the server on free ports; where another process takes one
# of them first, the server ends, and it is tried again.
serve()
{
	for attempt in 1 2 3; do
		folder=$dir/$1.$attempt
		mkdir "$folder"
		port=$(free_port) imap=$(free_port) pop3=$(free_port)
		sieve=$(free_port) s2s=$(free_port)
		(here=$folder && "serve_$1") >"$folder/output" 2>&1 &
		service=$!
		services="$services $service"
		until answers "$port"; do
			kill -0 "$service" 2>/dev/null || continue 2
			sleep 0.05
		done
		return 0
	done
	sed "s/^/# $1: /" "$folder/output" "$folder/log" 2>/dev/null
	return 1
}

# scans PROTOCOL PORT NAME: the chain as it was given, and the key proven.
scans()
{
	got=$(kedge-scan -f ndjson --sni www.example "$1://127.0.0.1:$2" \
	    2>"$dir/words" | jq -c 'select(.kind == "observation") |
	    [.reason, .handshake, .protocol, .chain]')
	is "$got" "[null,\"complete\",\"$1\",$expected]" "$3: $1"
}

# listens PORT: waits for one more port of the server that was started.
listens()
{
	until answers "$1"; do
		kill -0 "$service" 2>/dev/null || return 1
		sleep 0.05
	done
}

# test NAME PROTOCOL:PORT...
test_service()
{
	name=$1
	shift
	serve "$name"
	tap_result $? "$name starts"
	for pair; do
		eval "listens \$${pair#*:}"
		eval "scans ${pair%:*} \$${pair#*:} $name"
	done
	server_stop "$service"
}

test_service nginx https:port
test_service haproxy tls:port
test_service postfix smtp:port
test_service dovecot lmtp:port imap:imap pop3:pop3 sieve:sieve
test_service vsftpd ftp:port
test_service slapd ldap:port
test_service postgres postgres:port
test_service mariadb mysql:port
test_service prosody xmpp:port xmpp-server:s2s
test_service cyrus nntp:port
test_service inspircd irc:port
test_service xrdp rdp:port

tap_end
