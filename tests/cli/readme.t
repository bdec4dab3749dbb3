#!/bin/sh
# The README's examples say what the programs say: each command of a console
# block runs in a lab like the demo's and must print the lines below it. What
# differs from lab to lab, 16 digits of a hash, is made alike on both sides.
#	readme.t --write	puts today's answers into the README instead
set -u

top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
server_dir=$work
# shellcheck source=tests/lab/server.sh
. "$top/tests/lab/server.sh"
trap 'server_stop_all; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$work/demo" &&
"$top/tests/lab/build" "$work/demo/lab" &&
server_start service "$work/demo/lab/served.pem" \
    "$work/demo/lab/pki/leaf.key" || exit 1
# shellcheck disable=SC2154 # server_port is set by server_start
"$top/tests/lab/policy" "$work/demo/lab" "$server_port" \
    >"$work/demo/lab/policy.yaml"
cd "$work/demo/lab" || exit 1
KEDGE_POLICY=policy.yaml
export KEDGE_POLICY
kedge-scan --now 2023-08-01 -f ndjson -o ../observations.ndjson || exit 1

# The blocks as they should be: commands from the README, answers from now.
rewrite()
{
	inside=
	while IFS= read -r line; do
		case $inside$line in
		'```console') inside=1 ;;
		'1```') inside= ;;
		'1$ '*)
			printf '%s\n' "$line"
			sh -c "${line#??}" 2>&1 </dev/null
			continue ;;
		1*) continue ;;
		esac
		printf '%s\n' "$line"
	done
}

rewrite <"$top/README.md" >"$work/README.md"
if [ "${1:-}" = --write ]; then
	cp "$work/README.md" "$top/README.md"
	exit
fi
alike='s/[0-9a-f]\{16\}/################/g'
sed "$alike" "$top/README.md" >"$work/wanted"
sed "$alike" "$work/README.md" >"$work/found"
echo 1..2
[ "$(grep -c '^\$ kedge-' "$top/README.md")" -ge 7 ] || printf 'not '
echo 'ok 1 - the README has examples'
if diff -u "$work/wanted" "$work/found" >"$work/diff"; then
	echo 'ok 2 - and they are true'
else
	echo 'not ok 2 - and they are true'
	sed 's/^/# /' "$work/diff"
fi
