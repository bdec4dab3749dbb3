#!/bin/sh
# Each fuzz target over its corpus, in which every crash of the past is a file.
set -u
cd "$(dirname "$0")" || exit 2
build=${KEDGE_BUILD:-../../build}
n=0

for target in fuzz_*.c; do
	name=${target#fuzz_}
	name=${name%.c}
	n=$((n + 1))
	if said=$("$build/tests/fuzz/replay_fuzz_$name" "corpus/$name" 2>&1)
	then
		echo "ok $n - $name: $said"
	else
		echo "not ok $n - $name"
		echo "$said" | sed 's/^/# /' >&2
	fi
done
echo "1..$n"
