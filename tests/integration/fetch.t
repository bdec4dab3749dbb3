#!/bin/sh
# kedge-scan's questions to others, against what others run: nginx with the
# files of a CA of openssl, and openssl's own responder. The responder says
# that its answers are of now, so now is when this runs; nothing else here has
# an end that a test could live to see.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../cli/tap.sh
. "$here/../cli/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"
# shellcheck source=../cli/exporter.sh
. "$here/../cli/exporter.sh"

dir=$(mktemp -d)
server_dir=$dir
web_pid='' nginx_pid=''
stop_all()
{
	server_stop_all
	[ -z "$web_pid" ] || server_stop "$web_pid"
	[ -z "$nginx_pid" ] || server_stop "$nginx_pid"
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

# It takes no port 0: a free one is asked for, and given up before it starts.
# Where another takes it in between, it does not start, and we ask again.
nginx_start()
{
	nginx_port=$(perl -MIO::Socket::INET -e 'print
	    IO::Socket::INET->new(Listen => 1,
	    LocalAddr => "127.0.0.1:0")->sockport')
	cat >"$dir/nginx.conf" <<END
daemon off;
user root;
pid $dir/nginx.pid;
error_log $dir/nginx.log;
events { }
http {
	access_log $dir/nginx.access;
	client_body_temp_path $dir/body;
	proxy_temp_path $dir/proxy;
	fastcgi_temp_path $dir/fastcgi;
	uwsgi_temp_path $dir/uwsgi;
	scgi_temp_path $dir/scgi;
	gzip on;
	gzip_types *;
	gzip_min_length 1;
	server {
		listen 127.0.0.1:$nginx_port;
		root $dir/www;
		location /moved { return 301 /ca.p7c; }
	}
}
END
	nginx -e "$dir/nginx.log" -c "$dir/nginx.conf" >"$dir/nginx.out" \
	    2>&1 </dev/null &
	nginx_pid=$!
	until_true '! kill -0 "$nginx_pid" 2>/dev/null ||
	    curl -s -o "$dir/ready" "http://127.0.0.1:$nginx_port/"' &&
	    kill -0 "$nginx_pid" 2>/dev/null
}

mkdir "$dir/www"
nginx_start || nginx_start || nginx_start
started=$?
tap_result "$started" "nginx starts"
if [ "$started" -ne 0 ]; then
	sed 's/^/# /' "$dir/nginx.log" "$dir/nginx.out" >&2
	tap_end
	exit 1
fi
mkfifo "$dir/port"
"$here/../cli/web-server" "$dir" >"$dir/port" 2>"$dir/web.log" &
web_pid=$!
read -r _ web_port <"$dir/port"

sed -e "s,@,uri:http://127.0.0.1:$nginx_port/,g" \
    -e "s,%,uri:http://127.0.0.1:$web_port/responder,g" \
    <<'END' | "$KEDGE_FORGE" - "$dir/pki"
root ca=yes until=9999-12-31T23:59:59Z
ca issuer=root ca=yes until=9999-12-31T23:59:59Z
responder issuer=ca eku=OCSPSigning until=9999-12-31T23:59:59Z
leaf issuer=ca type=rsa2048 issuers=@moved ocsp=% crl=@ca.crl
gone issuer=ca type=rsa2048 issuers=@moved ocsp=% crl=@ca.crl
stranger issuer=ca issuers=@moved ocsp=%
END

# --- what a CA of openssl keeps and publishes
serial()
{
	openssl x509 -noout -serial -in "$dir/pki/$1.pem" | cut -d = -f 2
}
printf 'V\t300101000000Z\t\t%s\tunknown\t/CN=leaf\n' "$(serial leaf)" \
    >"$dir/index.txt"
printf 'R\t300101000000Z\t230701000000Z,superseded\t%s\tunknown\t/CN=gone\n' \
    "$(serial gone)" >>"$dir/index.txt"
cp "$dir/pki/ca.pem" "$dir/pki/responder.pem" "$dir/pki/responder.key" "$dir"
cat >"$dir/ca.conf" <<END
[ca]
default_ca = here
[here]
database = $dir/index.txt
crlnumber = $dir/crlnumber
default_md = sha256
crl_extensions = extensions
[extensions]
authorityKeyIdentifier = keyid
END
echo 01 >"$dir/crlnumber"
openssl ca -gencrl -config "$dir/ca.conf" -cert "$dir/pki/ca.pem" \
    -keyfile "$dir/pki/ca.key" -crl_lastupdate 20230801000000Z \
    -crl_nextupdate 99991231235959Z -out "$dir/ca.crl" 2>"$dir/log.ca" &&
    openssl crl -in "$dir/ca.crl" -outform DER -out "$dir/www/ca.crl"
tap_result $? "a CA of openssl makes its list"
openssl crl2pkcs7 -nocrl -certfile "$dir/pki/ca.pem" \
    -certfile "$dir/pki/root.pem" -outform DER -out "$dir/www/ca.p7c"

# ask NAME OPTION ...: what others say of this certificate, in $dir/out.
ask()
{
	server_start "$1" "$dir/pki/$1.pem" "$dir/pki/$1.key"
	shift
	kedge-scan -f ndjson --allow-private "$@" "127.0.0.1:$server_port" \
	    >"$dir/out" 2>"$dir/err"
}

# told FILTER: of the observation.
told()
{
	jq -rc "select(.kind == \"observation\") | $1" "$dir/out"
}

ask leaf --aia --ocsp --crl
is "$? $(told '.aia.issuers | length')" "0 2" \
    "nginx leads on to a PKCS#7 with the issuers"
is "$(told '.ocsp | .status, .freshness, .reason')" "good
current
null" "the responder of openssl says good"
is "$(told '.crl[0] | .status, .this_update, .entries')" "good
2023-08-01T00:00:00Z
1" "and so does the list"
is "$(wc -c <"$dir/www/ca.crl")" \
    "$(awk '/ca\.crl/ { print $10 }' "$dir/nginx.access")" \
    "which came as it is, unpacked"

ask gone --aia --ocsp --crl
is "$(told '.ocsp | .status, .revoked_at, .revocation_reason')" "revoked
2023-07-01T00:00:00Z
superseded" "the responder says revoked, when and why"
is "$(told '.crl[0] | .status, .revoked_at, .revocation_reason')" "revoked
2023-07-01T00:00:00Z
superseded" "and so does the list"
ask stranger --aia --ocsp
is "$(told .ocsp.status)" unknown "it does not know what it did not issue"

# --- HTTPS is checked as others do, and nobody vouches for this server
sed -e "s,@,uri:https://127.0.0.1:$server_port/,g" <<'END' |
ca ca=yes
leaf issuer=ca issuers=@x
END
    "$KEDGE_FORGE" - "$dir/pki"
ask leaf --aia
is "$(told .aia.reason)" fetch_failed "HTTPS without a known issuer fails"
is "$(told .aia.detail | grep -c certificate)" 1 "and says so"
tap_end
