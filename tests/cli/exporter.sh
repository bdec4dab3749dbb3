# The exporter in tests: source this file after lab/server.sh. The caller sets
# server_dir and stops the exporter on every way out: exporter_stop.
# shellcheck shell=sh disable=SC2154 # server_dir is the caller's
exporter_pid=

# exporter_start ARGUMENT...: sets exporter_pid, and exporter_url once it can
# be asked; its standard error is $server_dir/exporter.log.
exporter_start()
{
	exporter_log=$server_dir/exporter.log
	: >"$exporter_log"
	kedge-exporter --listen 127.0.0.1:0 "$@" >"$server_dir/exporter.out" \
	    2>"$exporter_log" </dev/null &
	exporter_pid=$!
	if ! until_true 'grep -q "listening on" "$exporter_log"'; then
		sed 's/^/# /' "$exporter_log" >&2
		return 1
	fi
	exporter_url=http://$(sed -n \
	    's/^kedge-exporter: listening on //p' "$exporter_log")
}

exporter_stop()
{
	[ -z "$exporter_pid" ] || server_stop "$exporter_pid"
	exporter_pid=
}

# until_true COMMAND: tries it until it holds, for at most half a minute.
until_true()
{
	until_tries=0
	until eval "$1"; do
		until_tries=$((until_tries + 1))
		if [ "$until_tries" -gt 300 ]; then
			echo "# this did not come true: $1" >&2
			return 1
		fi
		sleep 0.1
	done
}

# get PATH [OPTION...]: the body in $server_dir/body, the status on output.
get()
{
	get_path=$1
	shift
	curl -s -o "$server_dir/body" -w '%{http_code}' "$@" \
	    "$exporter_url$get_path"
}

# samples PATTERN: the matching lines of /metrics.
samples()
{
	curl -s "$exporter_url/metrics" | grep -v '^#' | grep -e "$1"
}
