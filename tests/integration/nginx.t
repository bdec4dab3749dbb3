#!/bin/sh
# One nginx that chooses: by the client's algorithms between an RSA and an
# ECDSA chain, by the name that it sends, and by whether it has a certificate.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../cli/tap.sh
. "$here/../cli/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"

dir=$(mktemp -d)
nginx_pid=
stop_all()
{
	[ -z "$nginx_pid" ] || server_stop "$nginx_pid"
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

cat >"$dir/pki.spec" <<'END'
root ca=yes
issuing issuer=root ca=yes
ec issuer=issuing san=dns:www.example
rsa issuer=issuing type=rsa2048 san=dns:www.example
other issuer=issuing san=dns:other.example
device issuer=root eku=clientAuth
END
"$KEDGE_FORGE" "$dir/pki.spec" "$dir/pki" || exit 1
for name in ec rsa other; do
	cat "$dir/pki/$name.pem" "$dir/pki/issuing.pem" >"$dir/$name.pem"
done

# Three ports that nobody has, asked for at once.
free_ports()
{
	perl -MIO::Socket::INET -e 'my @s = map { IO::Socket::INET->new(
	    Listen => 1, LocalAddr => "127.0.0.1:0") } 1 .. 2;
	    print join " ", map { $_->sockport } @s'
}

answers()
{
	perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(
	    PeerAddr => "127.0.0.1:$ARGV[0]")' "$1"
}

configure()
{
	cat <<END
daemon off; pid $dir/pid; error_log $dir/log;
events { }
http {
	access_log off;
	ssl_protocols TLSv1.2 TLSv1.3;
	server {
		listen 127.0.0.1:$port ssl default_server;
		server_name www.example;
		ssl_certificate $dir/ec.pem;
		ssl_certificate_key $dir/pki/ec.key;
		ssl_certificate $dir/rsa.pem;
		ssl_certificate_key $dir/pki/rsa.key;
	}
	server {
		listen 127.0.0.1:$port ssl;
		server_name other.example;
		ssl_certificate $dir/other.pem;
		ssl_certificate_key $dir/pki/other.key;
	}
	server {
		listen 127.0.0.1:$strict ssl;
		ssl_certificate $dir/ec.pem;
		ssl_certificate_key $dir/pki/ec.key;
		ssl_client_certificate $dir/pki/root.pem;
		ssl_verify_client on;
	}
}
END
}

# Where another process takes a port first, nginx ends, and is tried again.
start()
{
	for attempt in 1 2 3; do
		# shellcheck disable=SC2046 # words
		set -- $(free_ports)
		port=$1 strict=$2
		configure >"$dir/nginx.conf"
		nginx -e "$dir/log" -c "$dir/nginx.conf" &
		nginx_pid=$!
		until answers "$port"; do
			kill -0 "$nginx_pid" 2>/dev/null || continue 2
			sleep 0.05
		done
		return 0
	done
	sed "s/^/# $attempt: /" "$dir/log"
	return 1
}

sha256()
{
	openssl dgst -sha256 -r "$dir/pki/$1.der" | cut -d ' ' -f 1
}

# sees LEAF NAME OPTION...: the leaf that kedge-scan sees with these options.
sees()
{
	want=$1 what=$2
	shift 2
	is "$(kedge-scan -f ndjson "$@" 2>"$dir/words" | jq -r \
	    'select(.kind == "observation") | [.chain[0], .handshake] |
	    join(" ")')" "$(sha256 "$want") complete" "$what"
}

start
tap_result $? "nginx starts"

sees ec "the widest shape gets the chain that nginx prefers" \
    --sni www.example "127.0.0.1:$port"
sees other "a name chooses" --sni other.example "127.0.0.1:$port"
sees ec "without a name the default server answers" --no-sni "127.0.0.1:$port"
sees rsa "GnuTLS puts RSA first and gets the other chain" \
    --shape gnutls-3.7 --sni www.example "127.0.0.1:$port"
sees ec "rustls puts ECDSA first" \
    --shape webpki --sni www.example "127.0.0.1:$port"

# wanted OPTION...: whether it asked for a certificate of the client's, of a
# server that shows its chain all the same.
wanted()
{
	kedge-scan -f ndjson --no-sni "$@" "127.0.0.1:$strict" \
	    2>"$dir/words" | jq -c 'select(.kind == "observation") |
	    [.client_certificate_requested, .handshake, (.chain | length)]'
}
is "$(wanted)" '[true,"complete",2]' "it asks for a client's certificate"
is "$(wanted --client-certificate "$dir/pki/device.pem" \
    --client-key "$dir/pki/device.key")" '[true,"complete",2]' \
    "and gets one"

tap_end
