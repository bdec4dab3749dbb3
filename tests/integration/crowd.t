#!/bin/sh
# A crowd: healthy servers among many of each fault, all in one scan. Each is
# recorded as if it were alone.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../cli/tap.sh
. "$here/../cli/tap.sh"

faults=$("$KEDGE_BUILD/tests/hostile/hostile" --list | grep -vx good)
said=$(mktemp)
trap 'rm -f "$said"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# shellcheck disable=SC2086 # words
"$here/../hostile/crowd" --good 800 --bad 50 $faults >"$said"
sed -n 's/^stderr: /# /p' "$said"
is "$(grep '^good:' "$said")" "good: 800 of 800" "the healthy ones"
for fault in $faults; do
	is "$(grep "^$fault:" "$said")" "$fault: 50 of 50" "$fault"
done
tap_end
