#!/bin/sh
# The examples of the pages say what the programs say: each command of a console
# block runs in a lab like the demo's and must print the lines below it. What
# differs from lab to lab, 16 digits of a hash, is made alike on both sides.
#	readme.t --write	puts today's answers into the pages instead
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

# The blocks as they should be: commands from the page, answers from now.
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

# check NUMBER PAGE EXAMPLES: it has so many examples at least, and their answers
# are today's.
check()
{
	rewrite <"$top/$2" >"$work/page"
	sed "$alike" "$top/$2" >"$work/wanted"
	sed "$alike" "$work/page" >"$work/found"
	[ "$(grep -c '^\$ .*kedge-' "$top/$2")" -ge "$3" ] || printf 'not '
	echo "ok $1 - $2 has examples"
	if diff -u "$work/wanted" "$work/found" >"$work/diff"; then
		echo "ok $(($1 + 1)) - and they are true"
	else
		echo "not ok $(($1 + 1)) - and they are true"
		sed 's/^/# /' "$work/diff" >&2
	fi
}

if [ "${1:-}" = --write ]; then
	for page in README.md policies/verifiers.md; do
		rewrite <"$top/$page" >"$work/page" &&
		cp "$work/page" "$top/$page" || exit 1
	done
	exit
fi
alike='s/[0-9a-f]\{16\}/################/g'
echo 1..5
check 1 README.md 7
check 3 policies/verifiers.md 1

# The table of verifiers has each that is built in, and compared are those that
# have an oracle.
sed -n '/^| your device/,/^$/p' "$top/policies/verifiers.md" |
    awk -F'|' 'NR > 2 {
	n = split($3, names, ",")
	for (i = 1; i <= n; i++) {
		gsub(/[` ]/, "", names[i])
		if (names[i] != "")
			print names[i] $4
	}
    }' | LC_ALL=C sort >"$work/found"
kedge-forecast --list-verifiers | sed '1d; s/ .*//' |
    while read -r name; do
	grep -q "^	{ \"[^\"]*\", \"$name\"," "$top/tests/oracle/oracles.c" &&
	    echo "$name yes " || echo "$name no "
    done | LC_ALL=C sort >"$work/wanted"
if diff -u "$work/wanted" "$work/found" >"$work/diff"; then
	echo 'ok 5 - policies/verifiers.md has every verifier'
else
	echo 'not ok 5 - policies/verifiers.md has every verifier'
	sed 's/^/# /' "$work/diff" >&2
fi
