# The hostile server in tests: source this file. The caller sets hostile_home,
# the folder of this file, and hostile_dir, one to work in; and stops the
# server on every way out: hostile_stop.
# shellcheck shell=sh disable=SC2154 # those two are the caller's
hostile=$KEDGE_BUILD/tests/hostile/hostile
hostile_pid=

# hostile_start FAULT ...: returns once it listens; its log is hostile.log.
hostile_start()
{
	mkfifo "$hostile_dir/hostile.ready"
	"$hostile" "$@" >"$hostile_dir/hostile.ready" \
	    2>"$hostile_dir/hostile.log" </dev/null &
	hostile_pid=$!
	hostile_word=
	while read -r hostile_word hostile_port &&
	    [ "$hostile_word" != ready ]; do
		echo "$hostile_word $hostile_port"
	done <"$hostile_dir/hostile.ready" >"$hostile_dir/hostile.ports"
	rm "$hostile_dir/hostile.ready"
	if [ "$hostile_word" != ready ]; then
		sed 's/^/# /' "$hostile_dir/hostile.log" >&2
		return 1
	fi
}

hostile_stop()
{
	if [ -n "$hostile_pid" ]; then
		kill "$hostile_pid" 2>/dev/null
		wait "$hostile_pid" 2>/dev/null
	fi
	hostile_pid=
}

# hostile_targets FILE: its lines "FAULT ADDRESS" as kedge-scan takes them.
hostile_targets()
{
	awk 'FILENAME == ARGV[1] { port[$1] = $2; next }
	FILENAME == ARGV[2] { protocol[$1] = $2; next }
	{ print protocol[$1] "://" $2 ":" port[$1] }' \
	    "$hostile_dir/hostile.ports" "$hostile_home/expected" "$1"
}

# hostile_scan FILE [OPTION ...]: scans what hostile_targets makes of it, and
# says how each fault came out (see judge). The CPU that it took is in times,
# as sh has it; its standard error is added to err.
hostile_scan()
{
	hostile_list=$1
	shift
	hostile_targets "$hostile_list" | {
		kedge-scan --now 2023-08-01T00:00:00Z -f ndjson "$@" - \
		    2>>"$hostile_dir/err"
		times >"$hostile_dir/times"
	} |
	    "$hostile_home/judge" "$hostile_list"
}
