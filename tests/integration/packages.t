#!/bin/sh
# Debian's own packages of trust anchors, as its mirror has them now: each
# certificate that dpkg-deb unpacks is found in the .deb itself.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../cli/tap.sh
. "$here/../cli/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset KEDGE_POLICY

# The certificates below a folder, by SHA-256. Of the examples in the
# documentation some are dots.
unpacked()
{
	find "$1" -name '*.crt' -exec \
	    openssl x509 -outform DER -in {} -out {}.der ';' 2>/dev/null
	find "$1" -name '*.der' -size +0 -exec sha256sum {} ';' |
	    cut -c 1-64 | sort
}

if apt-get -q download ca-certificates >got.log 2>&1; then
	dpkg-deb -x ca-certificates_*.deb root
	unpacked root >want.out
	is "$([ "$(wc -l <want.out)" -gt 100 ]; echo $?)" 0 \
	    "ca-certificates: there are more than a hundred"
	kedge-bundle -f ndjson find ca-certificates_*.deb |
	    jq -r 'select(.kind == "store") | .anchors[]' | sort >got.out
	same want.out got.out "ca-certificates: each is found"
	is "$(kedge-bundle -f ndjson list 'root/usr/share/ca-certificates/mozilla' |
	    jq -r 'select(.kind == "store") | .anchors[]' | sort -u |
	    cmp - want.out; echo $?)" 0 \
	    "ca-certificates: as many in the folder that it unpacks to"
else
	sed 's/^/# /' got.log >&2
	tap_skip "Debian's ca-certificates" "apt-get cannot download it"
fi

tap_end
