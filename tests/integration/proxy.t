#!/bin/sh
# kedge-scan through the proxies that people run: tinyproxy for CONNECT and
# microsocks for SOCKS5, with and without a password.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../cli/tap.sh
. "$here/../cli/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"

dir=$(mktemp -d)
server_dir=$dir
pids=
stop_all()
{
	server_stop_all
	for pid in $pids; do
		server_stop "$pid"
	done
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

free_port()
{
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1,
	    LocalAddr => "127.0.0.1:0")->sockport'
}

# proxy_start FUNCTION: runs it with a free port until it listens, which sets
# proxy; where another takes the port first, it ends, and is tried again.
proxy_start()
{
	for attempt in 1 2 3; do
		port=$(free_port)
		"$1" >"$dir/$1.$attempt.log" 2>&1 </dev/null &
		proxy_pid=$!
		pids="$pids $proxy_pid"
		until perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(
		    PeerAddr => "127.0.0.1:$ARGV[0]")' "$port"; do
			kill -0 "$proxy_pid" 2>/dev/null || continue 2
			sleep 0.05
		done
		proxy=127.0.0.1:$port
		return 0
	done
	sed 's/^/# /' "$dir/$1.$attempt.log" >&2
	return 1
}

tiny()
{
	printf '%s\n' "Port $port" "Listen 127.0.0.1" "Timeout 10" \
	    "LogLevel Error" "${tiny_more:-Allow 127.0.0.1}" \
	    >"$dir/tiny.$port"
	exec tinyproxy -d -c "$dir/tiny.$port"
}

socks()
{
	exec microsocks -i 127.0.0.1 -p "$port"
}

socks_with_password()
{
	exec microsocks -i 127.0.0.1 -p "$port" -u me -P 'p@ss'
}

# scan ADDRESS PROXY: what the record says in result, the exit in status.
scan()
{
	printf '%s\n' 'kedge: 1' 'endpoints:' "  - {name: e, address: \"$1\"," \
	    "     proxy: \"$2\"}" >"$dir/policy.yaml"
	kedge-scan --now 2023-08-01T00:00:00Z -f ndjson \
	    -p "$dir/policy.yaml" >"$dir/out" 2>"$dir/err"
	status=$?
	result=$(jq -r 'select(.kind == "observation") | [.handshake,
	    .address, .reason, .detail] | map(. // "-") | join(" ")' \
	    "$dir/out" | sed "s/$proxy/PROXY/")
}

"$KEDGE_FORGE" - "$dir/pki" <<'END'
root ca=yes
leaf issuer=root san=dns:localhost
END
server_start tls "$dir/pki/leaf.pem" "$dir/pki/leaf.key"
tls=$server_port
mkfifo "$dir/ready"
"$here/../cli/starttls-server" smtp "$tls" >"$dir/ready" &
pids="$pids $!"
read -r word smtp <"$dir/ready"
is "$word" port "a server of SMTP listens"

# --- CONNECT
proxy_start tiny || exit 1
scan "127.0.0.1:$tls" "http://$proxy"
is "$result $status" "complete - - via proxy PROXY 0" "CONNECT"
is "$(jq 'select(.kind == "observation") | .chain | length' "$dir/out")" 1 \
    "with the chain"
scan "localhost:$tls" "http://localhost:$port"
is "$(echo "$result" | grep -c '^complete .* via proxy PROXY$')" 1 \
    "the proxy and the target by name, which the proxy looks up"
scan "smtp://127.0.0.1:$smtp" "http://$proxy"
is "$result $status" "complete - - via proxy PROXY 0" "SMTP behind CONNECT"
mkfifo "$dir/refuse"
"$here/../cli/odd-server" refuse >"$dir/refuse" &
pids="$pids $!"
read -r word closed <"$dir/refuse"
scan "127.0.0.1:$closed" "http://$proxy"
is "$(echo "$result" | sed 's/: .*//;s/[45][0-9][0-9] .*;/WORDS;/') $status" \
    "none - proxy_refused WORDS; via proxy PROXY 3" \
    "the proxy says that it cannot connect"

tiny_more='BasicAuth me secret'
proxy_start tiny || exit 1
scan "127.0.0.1:$tls" "http://me:%73ecret@$proxy"
is "$result $status" "complete - - via proxy PROXY 0" \
    "CONNECT with a password"
echo secret >"$dir/password"
kedge-scan --now 2023-08-01T00:00:00Z --proxy "http://me@$proxy" \
    --proxy-password-file "$dir/password" "127.0.0.1:$tls" >"$dir/out" \
    2>"$dir/err"
is "$? $(awk 'NR == 2 { print $3, $4, $5 }' "$dir/out")" "0 ok: via proxy" \
    "which may come from a file"
scan "127.0.0.1:$tls" "http://me:wrong@$proxy"
is "$(echo "$result" | sed 's/4[0-9][0-9] .*;/WORDS;/') $status" \
    "none - proxy_refused WORDS; via proxy PROXY 3" "with a wrong one"
scan "127.0.0.1:$tls" "http://$proxy"
is "$(echo "$result" | sed 's/ Authentication Required.*;/;/') $status" \
    "none - proxy_refused 407 Proxy; via proxy PROXY 3" "with none"

# --- SOCKS5
proxy_start socks || exit 1
scan "127.0.0.1:$tls" "socks5://$proxy"
is "$result $status" "complete - - via proxy PROXY 0" "SOCKS5"
scan "localhost:$tls" "socks5h://$proxy"
is "$result $status" "complete - - via proxy PROXY 0" \
    "a name that the proxy looks up"
scan "smtp://127.0.0.1:$smtp" "socks5://$proxy"
is "$result $status" "complete - - via proxy PROXY 0" "SMTP behind SOCKS5"
scan "127.0.0.1:$closed" "socks5://$proxy"
is "$result $status" "none - tcp_refused via proxy PROXY 3" \
    "a refusal of the target is the target's"
scan "127.0.0.1:$tls" "http://$proxy"
is "$(echo "$result" | cut -d ' ' -f 1-3) $status" \
    "none - proxy_protocol 3" "SOCKS5 where HTTP should be"

proxy_start socks_with_password || exit 1
scan "127.0.0.1:$tls" "socks5://me:p%40ss@$proxy"
is "$result $status" "complete - - via proxy PROXY 0" \
    "SOCKS5 with a password"
scan "127.0.0.1:$tls" "socks5://me:wrong@$proxy"
is "$result $status" "none - proxy_refused it knows no such user and\
 password; via proxy PROXY 3" "with a wrong one"
scan "127.0.0.1:$tls" "socks5://$proxy"
is "$result $status" "none - proxy_refused it wants a password; via proxy\
 PROXY 3" "with none"
is "$(grep -c 'p@ss\|p%40ss\|secret\|wrong' "$dir/out" "$dir/err" |
    cut -d : -f 2 | tr '\n' ' ')" "0 0 " "no password in what we write"

kedge-scan --now 2023-08-01T00:00:00Z --proxy "socks5://me:p%40ss@$proxy" \
    "127.0.0.1:$tls" >"$dir/out" 2>"$dir/err"
is "$? $(awk 'NR == 2 { print $3, $4, $5 }' "$dir/out")" "0 ok: via proxy" \
    "a proxy of the command line"

# --- no proxy
proxy=127.0.0.1:$closed
scan "127.0.0.1:$tls" "socks5://$proxy"
is "$result $status" "none - proxy_unreachable the connection is refused; via\
 proxy PROXY 3" "nobody listens where the proxy should be"
scan "127.0.0.1:$tls" "http://name.invalid:1"
is "$(echo "$result" | cut -d ' ' -f 1-3) $status" \
    "none - proxy_unreachable 3" "a proxy whose name does not resolve"
tap_end
