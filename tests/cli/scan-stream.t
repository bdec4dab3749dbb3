#!/bin/sh
# kedge-scan with many targets: lists, streams, shards, pacing, formats, and
# ends that come early. As of 2023-08-01.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tap.sh
. "$here/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"

dir=$(mktemp -d)
server_dir=$dir
odd_pids=
stop_all()
{
	server_stop_all
	for pid in $odd_pids; do
		server_stop "$pid"
	done
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

# odd_start MODE [DER ...]: sets odd_port once the server listens.
odd_start()
{
	mkfifo "$dir/ready"
	"$here/odd-server" "$@" >"$dir/ready" &
	odd_pids="$odd_pids $!"
	read -r odd_word odd_port <"$dir/ready"
	rm "$dir/ready"
	[ "$odd_word" = port ]
}

# scan ARGUMENT ...: its output in $dir/out and $dir/err, its exit in status.
scan()
{
	kedge-scan --now 2023-08-01T00:00:00Z "$@" \
	    >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
}

# clock: milliseconds that only go forward.
clock()
{
	perl -MTime::HiRes=clock_gettime,CLOCK_MONOTONIC -e \
	    'printf "%d\n", clock_gettime(CLOCK_MONOTONIC) * 1000'
}

# endpoints: those of the records in $dir/out, in their order.
endpoints()
{
	jq -r 'select(.kind == "observation") | .endpoint' "$dir/out"
}

"$KEDGE_FORGE" - "$dir/pki" <<'END'
root ca=yes subject="/CN=Old Root"
ca issuer=root ca=yes subject="/CN=Issuing CA" until=2023-09-11T09:26:47Z
leaf issuer=ca subject="/O=Light, House/CN=smartlink" until=2023-10-08T00:00:00Z
END
cat "$dir/pki/leaf.pem" "$dir/pki/ca.pem" >"$dir/chain.pem"
key=$dir/pki/leaf.key
server_start good "$dir/chain.pem" "$key"
good=$server_port
odd_start mute
mute=$odd_port
odd_start refuse || exit 1
closed=$odd_port

# --- lists
{
	printf '127.0.0.1:%s\n\n# a comment\n' "$good"
	printf 'tls://127.0.0.1:%s\t# the same again\r\n' "$good"
	printf '127.0.0.1:65536\n127.0.0.1:-1\n[::1:443\n'
	head -c 5000 /dev/zero | tr '\0' x
	printf '\n'
	head -c 200000 /dev/zero | tr '\0' y
	printf '\na\0b:443\n\377\376:443\n127.0.0.2:%s' "$good"
} >"$dir/list"
scan -f csv --targets "$dir/list" --targets "$dir/no list"
is "$status" 3 "a list with bad lines, and one that is not there"
is "$(sed 1d "$dir/out" | cut -d , -f 2 | sort)" "127.0.0.1:$good
127.0.0.2:$good" "what is right in it is scanned, each once"
sed -e "s|$dir|DIR|g" -e "s/:$good/:GOOD/g" "$dir/err" >"$dir/said"
same "$here/expected/scan-stream-list.err" "$dir/said" \
    "what is wrong or twice is told with its line"
scan -q -f csv -t "$dir/list"
is "$(grep -c 'named before' "$dir/err")$(grep -c : "$dir/err")" 07 \
    "--quiet keeps the duplicates quiet, not the errors"
scan "127.0.0.1:$good" "127.0.0.1:$good"
is "$status $(wc -l <"$dir/out") $(cat "$dir/err")" "0 2 kedge-scan:\
 '127.0.0.1:$good' was named before, and is scanned once" \
    "an argument given twice is no error"
scan --targets "$dir"
is "$status $(head -n 1 "$dir/err")" "3 kedge-scan: cannot read $dir: Is a\
 directory" "a folder is no list"
head -c 300000 /dev/zero | kedge-scan - >"$dir/out" 2>"$dir/err"
is "$? $(wc -l <"$dir/err")" "3 2" "nor are zeros"

# --- streams
mkfifo "$dir/in" "$dir/rows"
kedge-scan --now 2023-08-01 -f csv - <"$dir/in" >"$dir/rows" &
scanner=$!
exec 3>"$dir/in" 4<"$dir/rows"
printf '127.0.0.1:%s\n' "$good" >&3
read -r _ <&4
read -r row <&4
is "$(echo "$row" | cut -d , -f 2)" "127.0.0.1:$good" \
    "a row comes out while the list is still open"
printf '127.0.0.1:%s\n' "$closed" >&3
read -r row <&4
is "$(echo "$row" | cut -d , -f 2,10)" "127.0.0.1:$closed,tcp_refused" \
    "and so does the next"
exec 3>&-
wait "$scanner"
is "$?" 3 "the end of the list is the end"
exec 4<&-

# --- an end that comes early
# interrupted SIGNAL [ARGUMENT ...]: once one row came out, the signal goes to
# a scan that has a thousand mute targets before it. Its exit in status.
interrupted()
{
	word=$1
	shift
	: >"$dir/err"
	# A shell's children in the background ignore SIGINT.
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' kedge-scan \
	    --now 2023-08-01 --concurrency 2 "$@" >"$dir/rows" \
	    2>"$dir/err" <"$dir/many" &
	scanner=$!
	exec 4<"$dir/rows"
	read -r _ <&4
	read -r row <&4
	kill -s "$word" "$scanner"
	{ printf '%s\n' "$row"; cat; } <&4 >"$dir/out"
	exec 4<&-
	wait "$scanner"
	status=$?
}
{
	echo "127.0.0.1:$good"
	awk -v port="$mute" 'BEGIN { for (i = 2; i < 1002; i++)
	    printf "127.0.%d.%d:%s\n", i / 250, i % 250 + 1, port }'
} >"$dir/many"
sed 1q "$dir/many" >"$dir/one"
for word in TERM INT; do
	interrupted "$word" -f csv -
	is "$status $(cut -d , -f 2 "$dir/out")" "3 127.0.0.1:$good" \
	    "SIG$word: what is done is written"
	is "$(sed -E 's/[0-9]+ and/N and/' "$dir/err")" "kedge-scan:\
 interrupted; targets scanned: 1, left: N and what the lists still hold" \
	    "and what is left is told"
done
kedge-scan --now 2023-08-01 --concurrency 1 -f csv -o "$dir/file" \
    - <"$dir/many" >"$dir/out" 2>"$dir/err" &
scanner=$!
# One at a time: once it is connected to a mute server the good one is done.
until grep -q ":$(printf %04X "$mute") 01 " /proc/net/tcp; do
	sleep 0.05
done
kill -s TERM "$scanner"
wait "$scanner"
is "$? $(sed 1d "$dir/file" | cut -d , -f 2)" "3 127.0.0.1:$good" \
    "a file appears with what is done"
is "$(find "$dir" -name 'file.*')" "" "and nothing beside it"
kedge-scan -q --now 2023-08-01 --concurrency 1 "127.0.0.1:$good" \
    "127.0.0.1:$good" "127.0.1.1:$mute" "127.0.1.2:$mute" \
    "127.0.1.3:$mute" >"$dir/out" 2>"$dir/err" &
scanner=$!
until grep -q "0101007F:$(printf %04X "$mute") 01 " /proc/net/tcp; do
	sleep 0.05
done
kill -s TERM "$scanner"
wait "$scanner"
is "$? $(cat "$dir/err")" "3 kedge-scan: interrupted; targets scanned: 1,\
 left: 3" "where all targets are known, so is how many are left"
is "$(wc -l <"$dir/out")" 2 "and a table shows what is done"
kedge-scan -f csv - <"$dir/in" >"$dir/rows" 2>"$dir/err" &
scanner=$!
exec 3>"$dir/in" 4<"$dir/rows"
printf '127.0.0.1:%s\n' "$good" >&3
read -r _ <&4
read -r _ <&4
kill -s TERM "$scanner"
wait "$scanner"
is "$? $(cat "$dir/err")" "3 kedge-scan: interrupted; targets scanned: 1,\
 left: 0 and what the lists still hold" "a list that never ends is no hold-up"
exec 3>&- 4<&-

# A list of two, whose end is read before any of them is done.
printf '127.0.0.1:%s\n127.0.1.1:%s\n' "$good" "$mute" >"$dir/two"
interrupted TERM --concurrency 500 -f csv -t "$dir/two"
is "$status $(cat "$dir/err")" "3 kedge-scan: interrupted; targets scanned: 1,\
 left: 1" "a list at its end holds no more"

# --- nobody takes the results
scan -o /dev/full "127.0.0.1:$good"
is "$status $(cat "$dir/err")" "3 kedge-scan: cannot write /dev/full: No space\
 left on device" "a full disk"
kedge-scan -f ndjson --concurrency 2 - <"$dir/many" >/dev/full 2>"$dir/err"
is "$? $(cat "$dir/err")" "3 kedge-scan: cannot write standard output: No\
 space left on device" "a full disk ends a scan that is under way"
for format in table ndjson csv; do
	perl -e 'pipe(R, W); close R; open(STDOUT, ">&", *W); exec @ARGV' \
	    kedge-scan -f "$format" "127.0.0.1:$good" 2>"$dir/err"
	is "$? $(cat "$dir/err")" "3 kedge-scan: cannot write standard\
 output: Broken pipe" "a closed pipe: $format"
done
awk -v port="$closed" 'BEGIN { for (i = 0; i < 3000; i++)
    printf "127.1.%d.%d:%s\n", i / 150 + 100, i % 150 + 100, port }' \
    >"$dir/closed"
kedge-scan -f ndjson - <"$dir/closed" >"$dir/rows" 2>"$dir/err" &
scanner=$!
exec 4<"$dir/rows"
read -r row <&4
kill -s TERM "$scanner"
wait "$scanner"
is "$?" 3 "an interrupt, where the reader of a pipe does not read"
exec 4<&-

# Each record tells a certificate of 90 KB that no other does, and all that were
# held are told at once: more than is kept for a reader that does not read.
{
	printf 'long subject=/CN=long san=dns:a0'
	awk 'BEGIN { for (i = 1; i < 4500; i++)
	    printf ",dns:%08d.example", i }'
	echo
} | "$KEDGE_FORGE" - "$dir/long"
odd_start unlike "$dir/long/long.der"
awk -v port="$odd_port" 'BEGIN { for (i = 0; i < 500; i++)
    printf "127.3.%d.%d:%s\n", i / 250, i % 250 + 1, port }' >"$dir/unlike"
kedge-scan -f ndjson --aia -t "$dir/unlike" >"$dir/rows" 2>"$dir/err" &
scanner=$!
exec 4<"$dir/rows"
read -r row <&4
kill -s TERM "$scanner"
wait "$scanner"
is "$? $(echo "$row" | cut -c 1-24)" '3 {"schema":"kedge/1","kin' \
    "the same, where more is to be written than is kept"
exec 4<&-

# --- formats of many
scan -t "$dir/closed"
is "$status $(grep -c ENDPOINT "$dir/out") $(grep -c tcp_refused "$dir/out")" \
    "3 1 3000" "a long table has its titles once, and every row"
is "$(sed 1d "$dir/out" | cut -d ' ' -f 1 | sort)" "$(sort "$dir/closed")" \
    "each once"
is "$(awk 'NR == 1 { at = index($0, "RESULT") }
    index($0, "tcp_refused") && index($0, "tcp_refused") != at' "$dir/out")" \
    "" "in the same columns"
head -n 1000 "$dir/closed" >"$dir/short"
scan -t "$dir/short"
sed 1d "$dir/out" | cut -d ' ' -f 1 >"$dir/order"
same "$dir/short" "$dir/order" "a shorter one is in the order of its targets"

cat >"$dir/policy.yaml" <<END
kedge: 1
endpoints:
  - {name: "=HYPERLINK(1)", address: "127.0.0.1:$good"}
END
scan -f csv -p "$dir/policy.yaml"
sed -E -e "s/$good/GOOD/g" -e 's/[0-9a-f]{64}/SHA256/g' "$dir/out" >"$dir/csv"
same "$here/expected/scan-stream.csv" "$dir/csv" \
    "csv is quoted, and no formula comes from outside"

# --- shards
awk -v port="$closed" 'BEGIN { for (i = 0; i < 100; i++)
    printf "127.2.0.%d:%s\n", i, port }' >"$dir/whole"
: >"$dir/parts"
for shard in 1 2 3; do
	scan -f ndjson --shards 3 --shard "$shard" -t "$dir/whole"
	endpoints >>"$dir/parts"
	is "$(($(endpoints | wc -l) > 8))" 1 "shard $shard is of a size"
done
sort "$dir/whole" >"$dir/want"
sort "$dir/parts" >"$dir/got"
same "$dir/want" "$dir/got" "the shards together are the whole"
number=$(printf '127.2.0.7:%s' "$closed" | sha256sum | cut -c 1-16)
shard=$(perl -Mbigint -e 'print hex(shift) % 3 + 1' "$number")
scan -f ndjson --shards 3 --shard "$shard" -t "$dir/whole"
is "$(endpoints | grep -cFx "127.2.0.7:$closed")" 1 \
    "a target is in the shard that its hash says"
other=$((shard % 3 + 1))
scan --shards 3 --shard "$other" "127.2.0.7:$closed"
is "$status $(cat "$dir/err")" "3 kedge-scan: there is nothing to scan: all\
 targets (1) belong to other shards than $other of 3" \
    "a shard may be empty, which is not clean"

# --- pace
head -n 6 "$dir/whole" >"$dir/six"
began=$(clock)
scan --rate 20 -f ndjson -t "$dir/six"
is "$(($(clock) - began >= 200)) $(endpoints | wc -l)" "1 6" "--rate"
# shellcheck disable=SC2016 # expanded by the inner shell
if unshare -n sh -c 'ip link set lo up && ip address add 192.0.2.1/24 dev lo' \
    2>/dev/null; then
	began=$(clock)
	unshare -n sh -c 'ip link set lo up
	    ip address add 192.0.2.1/24 dev lo
	    seq -f "192.0.2.1:%g" 4 | kedge-scan -f ndjson -' \
	    >"$dir/out" 2>"$dir/err"
	is "$(($(clock) - began >= 600)) $(endpoints | wc -l)" "1 4" \
	    "five a second go to one address, whatever the port"
else
	tap_skip "five a second" "unshare -n is not allowed"
fi

# --- retries
odd_start moody "$dir/pki/leaf.der" "$dir/pki/ca.der"
scan -f csv "127.0.0.1:$odd_port"
is "$(sed 1d "$dir/out" | cut -d , -f 10,17,18) $status" "tls_eof,2,2 1" \
    "who resets once is tried once more"
odd_start moody "$dir/pki/leaf.der" "$dir/pki/ca.der"
scan -f csv --attempts 1 "127.0.0.1:$odd_port"
is "$(sed 1d "$dir/out" | cut -d , -f 10,17,18) $status" "tls_reset,1,0 3" \
    "--attempts 1 does not"
scan -f csv "127.0.0.1:$closed"
is "$(sed 1d "$dir/out" | cut -d , -f 10,17,18)" tcp_refused,1,0 \
    "a clear answer is taken"

# --- progress
cat >"$dir/six.sh" <<END
kedge-scan --now 2023-08-01 \$1 -t "$dir/six" -o "$dir/file"
END
script -qec "sh $dir/six.sh" /dev/null </dev/null >"$dir/out"
is "$(grep -c '[0-9] targets, [0-9]*/s, [0-9]* error' "$dir/out")" 1 \
    "progress on a terminal"
is "$(tail -c 4 "$dir/out" | od -An -c | tr -d ' ')" '\r033[K' \
    "which goes away"
script -qec "sh $dir/six.sh -q" /dev/null </dev/null >"$dir/out"
is "$(wc -c <"$dir/out")" 0 "and none with --quiet"
scan -o "$dir/file" -t "$dir/six"
is "$(cat "$dir/err")" "" "nor without a terminal"

# --- usage
while read -r arguments; do
	# shellcheck disable=SC2086 # words
	scan $arguments
	is "$status $(wc -l <"$dir/err") $(wc -c <"$dir/out")" "2 1 0" \
	    "wrong usage: $arguments"
done <<END
--rate 0 127.0.0.1:1
--attempts 0 127.0.0.1:1
--shards 2 127.0.0.1:1
--shard 1 127.0.0.1:1
--shards 2 --shard 3 127.0.0.1:1
--shards 2 --shard 0 127.0.0.1:1
--targets
127.0.0.1:1 nonsense
END

tap_end
