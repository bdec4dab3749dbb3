# Real servers, each in its own folder and on its own free port: source this
# file. serve_NAME is to be run in a subshell in the background, with $here a
# folder of its own, $port, $chain and $key; it becomes the server, in the
# foreground, so that the subshell's process id stops it.
# shellcheck shell=sh disable=SC2154 # here, port, chain and key are the caller's

serve_nginx()
{
	cat >"$here/nginx.conf" <<END
daemon off; pid $here/pid; error_log $here/log;
events { }
http { access_log off; server {
	listen 127.0.0.1:$port ssl;
	ssl_certificate $chain; ssl_certificate_key $key;
} }
END
	exec nginx -e "$here/log" -c "$here/nginx.conf"
}

serve_haproxy()
{
	cat "$chain" "$key" >"$here/both.pem"
	cat >"$here/haproxy.cfg" <<END
defaults
	mode http
	timeout client 10s
	timeout server 10s
	timeout connect 10s
frontend tls
	bind 127.0.0.1:$port ssl crt $here/both.pem
	http-request return status 204
END
	exec haproxy -db -f "$here/haproxy.cfg"
}

# Postfix wants its folders to be root's and its queue to be its own.
serve_postfix()
{
	mkdir -p "$here/queue" "$here/data"
	chown postfix "$here/data"
	cat >"$here/main.cf" <<END
compatibility_level = 3.6
queue_directory = $here/queue
data_directory = $here/data
mail_owner = postfix
setgid_group = postdrop
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
myhostname = mail.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = $here/log
maillog_file_prefixes = $here
smtpd_tls_security_level = may
smtpd_tls_chain_files = $here/both.pem
smtpd_relay_restrictions = reject
END
	cat "$key" "$chain" >"$here/both.pem"
	cat >"$here/master.cf" <<END
127.0.0.1:$port inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
END
	postfix -c "$here" check
	MAIL_CONFIG=$here
	export MAIL_CONFIG
	exec /usr/lib/postfix/sbin/master -s
}

serve_dovecot()
{
	cat >"$here/dovecot.conf" <<END
base_dir = $here/run
state_dir = $here/state
log_path = $here/log
protocols = imap pop3 lmtp sieve
listen = 127.0.0.1
ssl = yes
ssl_cert = <$chain
ssl_key = <$key
default_internal_user = dovecot
default_login_user = dovenull
passdb {
	driver = static
	args = nopassword=y
}
userdb {
	driver = static
	args = uid=nobody gid=nogroup home=$here/home
}
service imap-login {
	inet_listener imap {
		port = $imap
	}
	inet_listener imaps {
		port = 0
	}
}
service pop3-login {
	inet_listener pop3 {
		port = $pop3
	}
	inet_listener pop3s {
		port = 0
	}
}
service managesieve-login {
	inet_listener sieve {
		port = $sieve
	}
}
service lmtp {
	inet_listener lmtp {
		address = 127.0.0.1
		port = $port
	}
}
END
	exec dovecot -F -c "$here/dovecot.conf"
}

serve_vsftpd()
{
	mkdir -p "$here/empty"
	cat >"$here/vsftpd.conf" <<END
listen=YES
listen_address=127.0.0.1
listen_port=$port
background=NO
anonymous_enable=YES
secure_chroot_dir=$here/empty
ssl_enable=YES
allow_anon_ssl=YES
rsa_cert_file=$chain
rsa_private_key_file=$key
ssl_tlsv1=YES
seccomp_sandbox=NO
END
	exec vsftpd "$here/vsftpd.conf"
}

serve_slapd()
{
	cat >"$here/slapd.conf" <<END
pidfile $here/pid
TLSCertificateFile $here/leaf.pem
TLSCACertificateFile $here/above.pem
TLSCertificateKeyFile $key
database monitor
END
	awk '/BEGIN/ { n++ } n == 1' "$chain" >"$here/leaf.pem"
	awk '/BEGIN/ { n++ } n > 1' "$chain" >"$here/above.pem"
	exec slapd -d 0 -f "$here/slapd.conf" -h "ldap://127.0.0.1:$port"
}

serve_postgres()
{
	bin=$(echo /usr/lib/postgresql/*/bin)
	mkdir -p "$here/db"
	cp "$chain" "$here/chain.pem"
	cp "$key" "$here/key.pem"
	chown -R postgres "$here"
	chmod 600 "$here/key.pem"
	setpriv --reuid postgres --regid postgres --clear-groups \
	    "$bin/initdb" -D "$here/db" -N >"$here/log" 2>&1
	exec setpriv --reuid postgres --regid postgres --clear-groups \
	    "$bin/postgres" -D "$here/db" -p "$port" -h 127.0.0.1 \
	    -k "$here" -F -c ssl=on -c ssl_cert_file="$here/chain.pem" \
	    -c ssl_key_file="$here/key.pem"
}

serve_mariadb()
{
	mkdir -p "$here/db"
	chown -R nobody "$here"
	exec mariadbd --no-defaults --user=nobody --datadir="$here/db" \
	    --bind-address=127.0.0.1 --port="$port" --socket="$here/socket" \
	    --skip-grant-tables --skip-networking=0 --pid-file="$here/pid" \
	    --ssl-cert="$chain" --ssl-key="$key" --innodb=OFF \
	    --default-storage-engine=MyISAM
}

serve_prosody()
{
	mkdir -p "$here/certs" "$here/data"
	cp "$chain" "$here/certs/chain.crt"
	cp "$key" "$here/certs/chain.key"
	cat >"$here/prosody.cfg.lua" <<END
pidfile = "$here/pid"
data_path = "$here/data"
run_as_root = true
daemonize = false
interfaces = { "127.0.0.1" }
modules_enabled = { "tls", "saslauth", "dialback" }
modules_disabled = { "s2s_auth_certs" }
c2s_ports = { $port }
s2s_ports = { $s2s }
c2s_require_encryption = true
s2s_require_encryption = false
authentication = "anonymous"
log = { info = "$here/log" }
ssl = { certificate = "$here/certs/chain.crt"; key = "$here/certs/chain.key" }
VirtualHost "www.example"
END
	chown -R prosody "$here"
	exec prosody -F --config "$here/prosody.cfg.lua"
}

serve_cyrus()
{
	mkdir -p "$here/conf" "$here/spool" "$here/conf/proc" "$here/conf/db"
	cp "$key" "$here/key.pem"
	cp "$chain" "$here/chain.pem"
	cat >"$here/imapd.conf" <<END
configdirectory: $here/conf
partition-default: $here/spool
defaultpartition: default
tls_server_cert: $here/chain.pem
tls_server_key: $here/key.pem
servername: www.example
proc_path: $here/conf/proc
mboxname_lockpath: $here/conf/lock
END
	cat >"$here/cyrus.conf" <<END
SERVICES {
	nntp cmd="nntpd -C $here/imapd.conf" listen="127.0.0.1:$port" prefork=0
}
END
	chown -R cyrus "$here"
	exec cyrmaster -C "$here/imapd.conf" -M "$here/cyrus.conf" \
	    -p "$here/pid"
}

serve_inspircd()
{
	cat >"$here/inspircd.conf" <<END
<path configdir="$here" datadir="$here" logdir="$here" runtimedir="$here">
<server name="irc.example" description="irc" network="example">
<admin name="a" nick="a" email="a@irc.example">
<bind address="127.0.0.1" port="$port" type="clients">
<module name="ssl_gnutls">
<module name="starttls">
<sslprofile name="default" provider="gnutls" certfile="$chain" keyfile="$key">
<connect name="all" allow="*">
<pid file="$here/pid">
<options defaultbind="ipv4">
END
	# That of Debian 12 crashes as it ends.
	exec prlimit --core=0 inspircd --nofork --runasroot --nolog \
	    --config="$here/inspircd.conf"
}

serve_xrdp()
{
	cat >"$here/xrdp.ini" <<END
[Globals]
ini_version=1
fork=true
port=tcp://127.0.0.1:$port
security_layer=tls
certificate=$chain
key_file=$key
[Logging]
LogFile=$here/log
LogLevel=INFO
[Channels]
[none]
name=none
lib=libvnc.so
ip=127.0.0.1
port=1
END
	exec xrdp --nodaemon --config "$here/xrdp.ini"
}
