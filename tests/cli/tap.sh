# Test Anything Protocol for POSIX sh: source this file, end with tap_end.
# shellcheck shell=sh
# What sort and awk make of text must not depend on who runs the test.
LC_ALL=C
export LC_ALL
tap_count=0
tap_failed=0

# tap_result STATUS NAME: one test, which passed where STATUS is 0.
tap_result()
{
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_count - $2"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_count - $2"
	fi
}

# is GOT WANT NAME: the two texts are equal.
is()
{
	if [ "$1" = "$2" ]; then
		tap_result 0 "$3"
	else
		tap_result 1 "$3"
		printf '%s\n' "got:" "$1" "want:" "$2" | sed 's/^/# /' >&2
	fi
}

# same WANT GOT NAME: the two files are equal.
same()
{
	if tap_diff=$(diff -u "$1" "$2" 2>&1); then
		tap_result 0 "$3"
	else
		tap_result 1 "$3"
		printf '%s\n' "$tap_diff" | sed 's/^/# /' >&2
	fi
}

# tap_skip NAME WHY: a test that cannot run here, which is told and counted.
tap_skip()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# The plan, and the status of the whole: no tests at all is a failure.
tap_end()
{
	echo "1..$tap_count"
	[ "$tap_count" -gt 0 ] && [ "$tap_failed" -eq 0 ]
}
