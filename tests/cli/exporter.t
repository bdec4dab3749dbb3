#!/bin/sh
# kedge-exporter over the lab, as of 2023-08-01: what it serves before and
# after the first pass, after reloads good and bad, and without the server.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tap.sh
. "$here/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"
# shellcheck source=exporter.sh
. "$here/exporter.sh"

dir=$(mktemp -d)
server_dir=$dir
good_pid=
stop_all()
{
	exporter_stop
	kill -CONT "$good_pid" 2>/dev/null	# else it would not end
	server_stop_all
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY
now=2023-08-01T00:00:00Z

lab=$dir/lab
"$here/../lab/build" "$lab" || exit 1
server_start good "$lab/served.pem" "$lab/pki/leaf.key" || exit 1
good_pid=$server_pid
good_port=$server_port
"$here/../lab/policy" "$lab" "$good_port" >"$lab/policy.yaml"

sha256_of()
{
	openssl x509 -in "$lab/pki/$1.pem" -outform DER | openssl sha256 -r |
	    cut -d ' ' -f 1
}

# chain_series: what /metrics says of the lab's certificates and chains.
chain_series()
{
	leaf=$(sha256_of leaf) issuing=$(sha256_of issuing)
	cross=$(sha256_of new-by-old)
	of='estate="lab",endpoint="smartlink"'
	after=kedge_certificate_not_after_timestamp_seconds
	act=kedge_chain_act_by_timestamp_seconds
	info=kedge_chain_break_info
	break=kedge_chain_break_timestamp_seconds
	by_cross="role=\"cross-sign\",class=\"expired\",fingerprint=\"$cross\""
	by_cross="$by_cross,subject=\"CN=Lighthouse Root CA,O=Lighthouse Trust"
	by_cross="$by_cross,C=XX\""
	by_leaf="role=\"leaf\",class=\"expired\",fingerprint=\"$leaf\""
	by_leaf="$by_leaf,subject=\"CN=smartlink.example.net\""
	cat <<END
$after{$of,role="cross-sign",position="2",fingerprint="$cross"} 1694424407
$after{$of,role="intermediate",position="1",fingerprint="$issuing"} 1928688532
$after{$of,role="leaf",position="0",fingerprint="$leaf"} 1696757207
kedge_certificate_observed_timestamp_seconds{$of,address="127.0.0.1"} 1690848000
$act{$of,release="radio-2"} 1684834007
$act{$of,release="radio-3"} 1684834007
$act{$of,release="radio-4"} 1691573207
$info{$of,release="radio-2",$by_cross} 1
$info{$of,release="radio-3",$by_cross} 1
$info{$of,release="radio-4",$by_leaf} 1
$break{$of,release="radio-2"} 1694424407
$break{$of,release="radio-3"} 1694424407
$break{$of,release="radio-4"} 1696757207
kedge_chain_valid{$of,release="radio-2"} 1
kedge_chain_valid{$of,release="radio-3"} 1
kedge_chain_valid{$of,release="radio-4"} 1
END
}
chain_series >"$dir/want"

chain_got()
{
	samples '^kedge_cert\|^kedge_chain' | grep -v not_before >"$dir/got"
}

# Before the first pass: the server is stopped amid its work, so the pass lasts.
kill -STOP "$good_pid"
exporter_start --now "$now" --policy "$lab/policy.yaml" || exit 1
is "$(get /-/ready)" 503 "not ready before the first pass"
is "$(cat "$dir/body")" "lab: the first pass is not done yet" "and says why"
is "$(get /-/healthy)" 200 "but healthy"
is "$(get /metrics)" 200 "and has metrics"
is "$(grep -c '^kedge_chain\|^kedge_endpoint_up\|^kedge_findings' \
    "$dir/body")" 0 "that claim nothing"
is "$(samples '^kedge_policy_last_reload_successful')" \
    'kedge_policy_last_reload_successful{estate="lab"} 1' \
    "but that the policy is loaded"

# SIGTERM amid a pass, which would last five seconds.
kill -TERM "$exporter_pid"
timeout 2 tail --pid="$exporter_pid" -s 0.1 -f /dev/null
is $? 0 "SIGTERM amid a pass ends it at once"
wait "$exporter_pid"
is $? 0 "with exit 0"
is "$(sed "s|$exporter_url|URL|; s|127.0.0.1:[0-9]*|ADDRESS|" \
    "$exporter_log")" "kedge-exporter: listening on ADDRESS" \
    "and without a complaint"
kill -CONT "$good_pid"

exporter_start --now "$now" --policy "$lab/policy.yaml" || exit 1
until_true '[ "$(get /-/ready)" = 200 ]'
is "$(cat "$dir/body")" ready "ready after the first pass"
chain_got
same "$dir/want" "$dir/got" "the series of the chain"
is "$(samples '^kedge_endpoint\|^kedge_targets\|^kedge_restart')" \
    'kedge_endpoint_up{estate="lab",endpoint="smartlink",address="127.0.0.1"} 1
kedge_restart_ready{estate="lab"} 1
kedge_targets{estate="lab",state="down"} 0
kedge_targets{estate="lab",state="partial"} 0
kedge_targets{estate="lab",state="up"} 1' "the series of the endpoint"
is "$(samples '^kedge_last\|^kedge_policy\|^kedge_renew')" \
    'kedge_last_complete_pass_timestamp_seconds{estate="lab"} 1690848000
kedge_policy_files{estate="lab",state="bad"} 0
kedge_policy_files{estate="lab",state="used"} 1
kedge_policy_last_reload_success_timestamp_seconds{estate="lab"} 1690848000
kedge_policy_last_reload_successful{estate="lab"} 1
kedge_renewal_due_timestamp_seconds{estate="lab",endpoint="smartlink"} 1691573207
kedge_renewal_overdue{estate="lab",endpoint="smartlink"} 0' \
    "the series of the pass and the policy"

# HTTP
type_of()
{
	curl -s -o "$dir/body" -w '%{content_type}' -H "Accept: $1" \
	    "$exporter_url/metrics"
}
is "$(type_of '*/*')" "text/plain; version=0.0.4; charset=utf-8" \
    "text by default"
is "$(type_of application/openmetrics-text)" \
    "application/openmetrics-text; version=1.0.0; charset=utf-8" \
    "OpenMetrics if asked for"
is "$(tail -n 1 "$dir/body")" "# EOF" "which has its end"
is "$(get /nothing)" 404 "an unknown path is 404"
is "$(get /metrics -X POST -d x)" 405 "POST is 405"
is "$(get / -X DELETE)" 405 "DELETE is 405"
is "$(curl -s -I -o /dev/null -w '%{http_code}' "$exporter_url/metrics")" \
    200 "HEAD is answered"
is "$(curl -s -w '%{num_connects}\n' -o /dev/null -o /dev/null \
    "$exporter_url/metrics" "$exporter_url/" | paste -s -d ' ')" "1 0" \
    "a connection serves several requests"

# The page
is "$(get /)" 200 "there is a landing page"
sed -n 's/<time[^>]*>//g; s/<\/time>//g; s/^<tr><th scope="row">//p' \
    "$dir/body" | sed 's/<[^>]*>/ /g; s/  */ /g; s/ $//' >"$dir/rows"
cat >"$dir/want.rows" <<'END'
smartlink radio-2 ok 2023-09-11T09:26:47Z 2023-05-23T09:26:47Z cross-sign &#39;Lighthouse Root CA&#39; by &#39;Harbour Network CA&#39; expires
smartlink radio-3 ok 2023-09-11T09:26:47Z 2023-05-23T09:26:47Z cross-sign &#39;Lighthouse Root CA&#39; by &#39;Harbour Network CA&#39; expires
smartlink radio-4 ok 2023-10-08T09:26:47Z 2023-08-09T09:26:47Z leaf &#39;smartlink.example.net&#39; expires
END
same "$dir/want.rows" "$dir/rows" "with a row for each pair"

# A policy that is broken changes nothing but what is said about it.
cp "$lab/policy.yaml" "$dir/policy.good"
echo "no_such_key: 1" >>"$lab/policy.yaml"
kill -HUP "$exporter_pid"
until_true 'samples "^kedge_policy_last_reload_successful.* 0" >/dev/null'
until_true 'samples "^kedge_restart_ready.* 0" >/dev/null'
tap_result $? "a bad reload and a bad restart are seen"
is "$(grep -c "the policy stays as it was: $lab/policy.yaml:[0-9]*:1: " \
    "$exporter_log")" 1 "and said with their place"
chain_got
same "$dir/want" "$dir/got" "the old estate is still watched"
is "$(get /-/ready)" 200 "and it is still ready"

# A good one takes over: another name, one release less.
sed -e 's/^estate: lab/estate: new/' -e 's/, radio-4\]/]/' \
    "$dir/policy.good" >"$lab/policy.yaml"
kill -HUP "$exporter_pid"
until_true 'samples "^kedge_endpoint_up{estate=\"new\"" >/dev/null'
is "$(samples '^kedge_chain_valid')" \
    'kedge_chain_valid{estate="new",endpoint="smartlink",release="radio-2"} 1
kedge_chain_valid{estate="new",endpoint="smartlink",release="radio-3"} 1' \
    "a good reload takes over"
is "$(samples 'estate="lab"' | wc -l)" 0 "and leaves nothing of the old"
is "$(samples '^kedge_policy_last_reload_successful\|^kedge_restart')" \
    'kedge_policy_last_reload_successful{estate="new"} 1
kedge_restart_ready{estate="new"} 1' "and says so"
cp "$dir/policy.good" "$lab/policy.yaml"
kill -HUP "$exporter_pid"
until_true 'samples "^kedge_endpoint_up{estate=\"lab\"" >/dev/null'

# The server goes: what it served last stays, and is judged.
server_stop "$good_pid"
kill -HUP "$exporter_pid"
until_true 'samples "^kedge_endpoint_up.* 0" >/dev/null'
is "$(samples '^kedge_endpoint')" \
    'kedge_endpoint_error_info{estate="lab",endpoint="smartlink",address="127.0.0.1",reason="tcp_refused"} 1
kedge_endpoint_up{estate="lab",endpoint="smartlink",address="127.0.0.1"} 0' \
    "without the server, up is 0"
chain_got
same "$dir/want" "$dir/got" "and every series of the chain is there"
is "$(samples '^kedge_findings' | grep -v ' 0$')" \
    'kedge_findings{estate="lab",rule="act-by-passed",severity="error"} 2
kedge_findings{estate="lab",rule="chain-breaks-soon",severity="error"} 2
kedge_findings{estate="lab",rule="endpoint-unreachable",severity="error"} 1' \
    "as are its findings"
is "$(samples '^kedge_scan_errors_total.*tcp_refused')" \
    'kedge_scan_errors_total{estate="lab",reason="tcp_refused"} 2' \
    "the failed scans are counted, one for each kind of client"
kill -INT "$exporter_pid"
wait "$exporter_pid"
is $? 0 "SIGINT ends it with exit 0"

# An estate never seen, one that is broken, one without anything to scan, and
# one that has the name of another.
sed 's/^estate: lab/estate: dark/' "$dir/policy.good" >"$lab/dark.yaml"
echo "kedge: 1" >"$lab/broken.yaml"
cat >"$lab/cards.yaml" <<'END'
kedge: 1
estate: cards
deadlines:
  - {name: "card \"A\"", expires: 2027-02-28, owner: finance}
END
exporter_start --now "$now" -p "$lab/dark.yaml" -p "$lab/broken.yaml" \
    -p "$lab/cards.yaml" -p "$lab/cards.yaml" || exit 1
until_true '[ "$(get /-/ready)" = 200 ]'
is "$(samples '^kedge_policy_last_reload_successful' | sed "s|$lab|LAB|")" \
    'kedge_policy_last_reload_successful{estate="LAB/broken.yaml"} 0
kedge_policy_last_reload_successful{estate="LAB/cards.yaml"} 0
kedge_policy_last_reload_successful{estate="cards"} 1
kedge_policy_last_reload_successful{estate="dark"} 1' \
    "a broken policy and a name taken disturb no other"
is "$(samples '^kedge_deadline')" \
    'kedge_deadline_timestamp_seconds{estate="cards",deadline="card \"A\"",owner="finance"} 1803772800' \
    "the deadline of another estate is there"
is "$(samples 'estate="dark"' | grep -c '^kedge_chain\|^kedge_cert')" 0 \
    "what was never seen is not made up"
get / >/dev/null
is "$(grep -c 'state bad">unknown<' "$dir/body")" 3 \
    "but has its rows on the page"
exporter_stop

exporter_start -p "$lab/cards.yaml" || exit 1
until_true 'samples "^kedge_last_complete_pass" >/dev/null'
is "$(get /-/ready)" 503 "nothing to scan is not ready"
is "$(cat "$dir/body")" "there is no endpoint to scan" "and says why"
exporter_stop

exporter_start -p "$lab/none.yaml" || exit 1
is "$(get /-/ready)" 503 "no policy is not ready"
is "$(sed "s|$lab|LAB|g" "$dir/body")" \
    "LAB/none.yaml: cannot open LAB/none.yaml: No such file or directory
there is no endpoint to scan" "and says which"
is "$(get /-/healthy)" 200 "and yet it stays"

# usage STATUS NAME MESSAGE ARGUMENT...
usage()
{
	usage_want=$1 usage_name=$2 usage_says=$3
	shift 3
	timeout 5 kedge-exporter -p "$lab/policy.yaml" "$@" >"$dir/out" \
	    2>"$dir/err" </dev/null
	is $? "$usage_want" "$usage_name"
	is "$(cat "$dir/err")" "kedge-exporter: $usage_says" \
	    "$usage_name: the message"
}
taken=${exporter_url#http://}
usage 3 "an address in use" \
    "cannot listen on $taken: Address already in use" --listen "$taken"
usage 2 "an address that is none" "--listen takes a numeric address and a \
port, as 127.0.0.1:9843 or [::]:9843, not 'here:1'" --listen here:1
usage 2 "no interval" "--interval takes 1s to 7d, not '0s'" --interval 0s
usage 2 "a format" "'--format' is no option, or lacks its value; see --help" \
    --format table
usage 2 "an argument" "'x' is one argument too many; policies are given with \
--policy" x
tap_end
