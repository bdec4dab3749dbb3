#!/bin/sh
# kedge-patch over the lab of 2023-09-11 with its server running.
set -u

here=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d)
server_dir=$dir
# shellcheck source=tests/lab/server.sh
. "$here/lab/server.sh"
trap 'server_stop_all; rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset KEDGE_POLICY SOURCE_DATE_EPOCH

n=0
check()
{
	n=$((n + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $n - $3"
	else
		printf 'not ok %s - %s\n# have: %s\n# want: %s\n' \
		    "$n" "$3" "$1" "$2"
	fi
}

"$here/lab/build" "$dir/lab" && cd "$dir/lab" || exit 1
server_start served served.pem pki/leaf.key || exit 1
"$here/lab/policy" . "$server_port" >policy.yaml

kedge-patch -p policy.yaml --now 2023-08-01T00:00:00Z -o set >out
check $? 0 "every branch is mended, or needs nothing"
cat >want <<'END'
RELEASE  ADDED               BREAK BEFORE          BREAK AFTER           PROOF  RESULT
radio-2  Lighthouse Root CA  2023-09-11T09:26:47Z  2031-02-12T18:48:52Z    8/8  mended once the server acts, see below
radio-3  Lighthouse Root CA  2023-09-11T09:26:47Z  2031-02-12T18:48:52Z    8/8  mended
radio-4  -                   2031-02-12T18:48:52Z  2031-02-12T18:48:52Z      -  needs nothing
END
check "$(head -n 4 out)" "$(cat want)" "the table"
check "$(kedge-patch verify set | awk '{ print $1, $2 }')" \
    "$(printf 'RELEASE PROOF\nradio-2 8/8\nradio-3 8/8')" "the proof"

server_stop_all
kedge-patch -p policy.yaml --now 2023-08-01T00:00:00Z -o none >out 2>&1
check $? 3 "without the server nothing can be judged"
check "$(grep -c 'no chain of smartlink was seen' out)" 3 "and it is said"
echo "1..$n"
