#!/bin/sh
# kedge-exporter and Prometheus itself: its linter, a server that scrapes, and
# the alert rules.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../cli/tap.sh
. "$here/../cli/tap.sh"
# shellcheck source=../lab/server.sh
. "$here/../lab/server.sh"
# shellcheck source=../cli/exporter.sh
. "$here/../cli/exporter.sh"

dir=$(mktemp -d)
server_dir=$dir
prometheus_pid=
stop_all()
{
	[ -z "$prometheus_pid" ] || server_stop "$prometheus_pid"
	exporter_stop
	server_stop_all
	rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY

lab=$dir/lab
"$here/../lab/build" "$lab" || exit 1
server_start good "$lab/served.pem" "$lab/pki/leaf.key" || exit 1
"$here/../lab/policy" "$lab" "$server_port" >"$lab/policy.yaml"
exporter_start --now 2023-08-01T00:00:00Z -p "$lab/policy.yaml" || exit 1
until_true '[ "$(get /-/ready)" = 200 ]' || exit 1

get /metrics >"$dir/status"
is "$(promtool check metrics <"$dir/body" 2>&1)" "" \
    "promtool is content with the metrics"

# It takes no port 0: a free one is asked for, and given up before it starts.
# Where another takes it in between, it does not start, and we ask again.
prometheus_start()
{
	prometheus_port=$(perl -MIO::Socket::INET -e 'print
	    IO::Socket::INET->new(Listen => 1,
	    LocalAddr => "127.0.0.1:0")->sockport')
	prometheus_url=http://127.0.0.1:$prometheus_port
	prometheus --config.file="$dir/prometheus.yml" \
	    --storage.tsdb.path="$dir/data" \
	    --web.listen-address="127.0.0.1:$prometheus_port" \
	    >"$dir/prometheus.log" 2>&1 </dev/null &
	prometheus_pid=$!
	until_true '! kill -0 "$prometheus_pid" 2>/dev/null ||
	    curl -sf -o "$dir/ready" "$prometheus_url/-/ready"' &&
	    kill -0 "$prometheus_pid" 2>/dev/null
}

cat >"$dir/prometheus.yml" <<END
global:
  scrape_interval: 1s
scrape_configs:
  - job_name: kedge
    static_configs:
      - targets: ["${exporter_url#http://}"]
END
prometheus_start || prometheus_start || prometheus_start
started=$?
tap_result "$started" "Prometheus starts"
if [ "$started" -ne 0 ]; then
	sed 's/^/# /' "$dir/prometheus.log" >&2
	tap_end
	exit 1
fi

# query EXPRESSION: its result, a value a line with the release before it.
query()
{
	curl -s --get --data-urlencode "query=$1" \
	    "$prometheus_url/api/v1/query" |
	    jq -r '.data.result[] |
	        [.metric.release // empty, .value[1]] | join(" ")' | sort
}

until_true '[ "$(query "up{job=\"kedge\"}")" = 1 ]'
is "$(query 'up{job="kedge"}')" 1 "its scrape of the exporter is up"
is "$(query kedge_chain_break_timestamp_seconds)" "radio-2 1694424407
radio-3 1694424407
radio-4 1696757207" "it knows when each release loses the endpoint"
is "$(curl -s "$prometheus_url/api/v1/targets" |
    jq -r '.data.activeTargets[] | .health + .lastError')" up \
    "and the target is in health"
is "$(query 'scrape_samples_scraped - scrape_samples_post_metric_relabeling')" \
    0 "every sample is kept"
is "$(curl -s "$prometheus_url/api/v1/metadata?metric=kedge_chain_valid" |
    jq -r '.data.kedge_chain_valid[0].type')" gauge "the types arrive"

promtool check rules "$here/../../packaging/prometheus/kedge.rules.yml" \
    >"$dir/rules" 2>&1
tap_result $? "promtool is content with the alert rules"
promtool test rules "$here/kedge.rules.test.yml" >"$dir/rules" 2>&1
fired=$?
tap_result "$fired" "the alerts fire where they must"
[ "$fired" -eq 0 ] || sed 's/^/# /' "$dir/rules" >&2
tap_end
