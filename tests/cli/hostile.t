#!/bin/sh
# kedge-scan against servers that do what no server should: each gets its exact
# reason, and the healthy server beside it never notices.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tap.sh
. "$here/tap.sh"
hostile_home=$here/../hostile
# shellcheck source=../hostile/start.sh
. "$hostile_home/start.sh"

dir=$(mktemp -d)
hostile_dir=$dir
stop_all()
{
	hostile_stop
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

# faults soon|clock: those that end so.
faults()
{
	awk -v how="$1" '/^[a-z]/ && $3 == how { print $1 }' \
	    "$hostile_home/expected"
}

is "$("$hostile" --list | sort)" "$( { faults soon; faults clock; } | sort)" \
    "every fault has its row"

# shellcheck disable=SC2046 # words
hostile_start $(faults soon) $(faults clock) || exit 1

for fault in $(faults soon); do
	printf '%s 127.0.0.1\ngood 127.0.0.2\n' "$fault" >"$dir/targets"
	if [ "$fault" = good ]; then
		want="good: 2 of 2"
	else
		want="$fault: 1 of 1
good: 1 of 1"
	fi
	is "$(hostile_scan "$dir/targets")" "$want" "$fault"
done

# Those that end by the clock all run at once.
n=0
for fault in $(faults clock); do
	n=$((n + 1))
	printf '%s 127.0.1.%d\ngood 127.0.2.%d\n' "$fault" "$n" "$n"
done >"$dir/targets"
hostile_scan "$dir/targets" --timeout 4000 >"$dir/said"
is "$(grep '^good:' "$dir/said")" "good: $n of $n" \
    "$n healthy servers beside as many silent ones"
for fault in $(faults clock); do
	is "$(grep "^$fault:" "$dir/said")" "$fault: 1 of 1" "$fault"
done

is "$(cat "$dir/err")" "" "nothing is said on standard error"

# A broadcast address has no TCP.
kedge-scan 255.255.255.255:443 >"$dir/said" 2>&1
is "$(awk 'NR == 2 { print $3 }' "$dir/said")" tcp_unreachable: unreachable

# judged FAULT VERIFIER: the chain that it serves, against the last of it.
judged()
{
	kedge-scan -f ndjson "127.0.0.1:$(awk -v f="$1" \
	    '$1 == f { print $2 }' "$dir/hostile.ports")" |
	    jq -r 'select(.kind == "certificate") | .der' |
	    awk -v last="$dir/last.pem" '
	    {
		pem = "-----BEGIN CERTIFICATE-----\n"
		for (; $0 != ""; $0 = substr($0, 65))
			pem = pem substr($0, 1, 64) "\n"
		printf "%s", pem = pem "-----END CERTIFICATE-----\n"
	    }
	    END { printf "%s", pem >last }' >"$dir/chain.pem"
	kedge-forecast --chain "$dir/chain.pem" --store "$dir/last.pem" \
	    --verifier "$2" --now 2023-08-01T00:00:00Z -f json |
	    jq -r '[.state, (select(.state != "ok") | .cause.class)] |
	    join(" ")'
}

# A chain made to be judged for ever is judged, or not; it has not expired.
while read -r fault verifier want; do
	is "$(judged "$fault" "$verifier")" "$want" "$fault, by $verifier"
done <<'END'
same-name-62 complete ok
same-name-62 openssl-3 ok
chain-of-100 complete never missing-anchor
chain-of-100 mbedtls-2.28 never verifier-limit
name-squares complete indeterminate budget
name-squares openssl-1.0.2 indeterminate budget
END

# What a server that never ends could be rid of, most of it in the kernel.
awk '$6 == "bytes" { n[$1] = $5 } END { for (f in n) print f, n[f] }' \
    "$dir/hostile.log" | sort >"$dir/rid"
is "$(awk '{ print $1 }' "$dir/rid")" "alert-flood
change-cipher-flood
chatter
empty-records
hello-requests
starttls-line
starttls-lines
starttls-offers
starttls-xmpp-elements
text-endless" "servers that never end are left"
is "$(awk '$2 > 4 * 1024 * 1024' "$dir/rid")" "" "after few bytes"
tap_end
