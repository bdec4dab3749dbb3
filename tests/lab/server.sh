# TLS servers on loopback for the tests, the lab and the demo: source this file.
# The caller sets server_dir, a folder for logs, and stops the servers on every
# way out:
#	trap server_stop_all EXIT
#	trap 'exit 130' INT
#	trap 'exit 143' TERM
# shellcheck shell=sh disable=SC2154 # server_dir is the caller's
server_pids=

# server_start NAME CERTCHAIN KEY [OPTION ...]: serves the certificates of
# CERTCHAIN, the leaf first, on a free port of 127.0.0.1; openssl s_server takes
# the options. Sets server_port and server_pid once the server listens; returns
# 1 with its log on standard error if it does not.
server_start()
{
	server_log=$server_dir/$1.log
	server_rest=$server_dir/$1.chain.pem
	server_port=
	: >"$server_log"
	awk '/^-----BEGIN/ { n++ } n > 1' "$2" >"$server_rest"
	server_cert=$2 server_key=$3
	shift 3
	if [ -s "$server_rest" ]; then
		set -- "$@" -cert_chain "$server_rest"
	fi

	# No store, else it would add issuers of its own; -www, else it would
	# stop at the end of its standard input.
	openssl s_server -accept 127.0.0.1:0 -cert "$server_cert" \
	    -key "$server_key" "$@" -no-CAfile -no-CApath -no-CAstore -www \
	    >"$server_log" 2>&1 </dev/null &
	server_pid=$!
	server_pids="$server_pids $server_pid"
	while [ -z "$server_port" ]; do
		server_port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' \
		    "$server_log" | head -n 1)
		if [ -z "$server_port" ] && ! kill -0 "$server_pid" 2>/dev/null
		then
			echo "server: openssl s_server did not start:" >&2
			cat "$server_log" >&2
			return 1
		fi
		[ -n "$server_port" ] || sleep 0.05
	done
}

# Stops one server by its process id, and waits for its end.
server_stop()
{
	kill "$1" 2>/dev/null || :
	wait "$1" 2>/dev/null || :
}

server_stop_all()
{
	for server_pid in $server_pids; do
		server_stop "$server_pid"
	done
	server_pids=
}
