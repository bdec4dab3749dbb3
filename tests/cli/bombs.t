#!/bin/sh
# Images that are small and unpack to more than anybody has, and names that
# lead out: bounded by 256 MiB of memory, and told. What is beside them counts.
set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
forge=${KEDGE_FORGE:-$root/build/tests/forge/forge}
# shellcheck source=tests/cli/tap.sh
. "$here/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset KEDGE_POLICY
PATH=$PATH:/usr/sbin:/sbin

# As much data as is allowed; nothing where a sanitizer needs more to start.
limit_memory()
{
	# shellcheck disable=SC3045 # as dash and bash have it
	[ -n "$is_checked" ] || ulimit -d 262144
}

is_checked=
if ! (limit_memory && exec kedge-bundle --version) >/dev/null 2>&1; then
	is_checked=yes
fi

# finds NAME STATUS IMAGE: standard output is what stands on ours
finds()
{
	cat >want.out
	(
		limit_memory
		exec kedge-bundle find "$3"
	) >got.out 2>&1
	is $? "$2" "$1: exit code"
	same want.out got.out "$1"
}

mkdir pki
echo 'a ca=yes type=ed25519 subject="/CN=A" until=2035-01-01T00:00:00Z' >spec
"$forge" spec pki || exit 1

# Ten gigabytes

mkdir holes
cp pki/a.pem holes
truncate -s 10G holes/zeros
mke2fs -q -t ext4 -d holes holes.ext4 8M >mke2fs.log 2>&1 || exit 1
finds "a file of holes in an ext4" 3 holes.ext4 <<'OUT'
ANCHORS  REJECTED  STORE
      1         0  holes.ext4!/a.pem
holes.ext4: 1 store in 3 entries of 1 container; not all could be read
  not read: holes.ext4!/zeros: the image unpacks to more than 8 GiB
OUT

# One member of a zip that its directory names a hundred times over.
head -c 100000000 /dev/zero | zip -q zeros.zip -
cat >overlap.pl <<'PERL'
undef $/;
my $zip = <STDIN>;
my $at = unpack 'V', substr $zip, -6, 4;
my $row = substr $zip, $at, length($zip) - 22 - $at;
my $rows = $row x 100;
print substr($zip, 0, $at), $rows, pack('VvvvvVVv', 0x06054b50, 0, 0, 100,
    100, length $rows, $at, 0);
PERL
perl overlap.pl <zeros.zip >overlap.zip
finds "a hundred names for one member of a zip" 3 overlap.zip <<'OUT'
overlap.zip: 0 stores in 1 entry of 1 container
OUT

# Names

mkdir -p up/d
cp pki/a.pem up/d/a.pem
tar -cPf names.tar --transform 's,^up/d,/etc/ssl,' up/d/a.pem
tar -rPf names.tar --transform 's,^up/d,../../../../tmp,' up/d/a.pem
tar -rPf names.tar --transform 's,^up/d/a,a/../../../b,' up/d/a.pem
before=$(find . /etc/ssl/a.pem /tmp/a.pem 2>/dev/null | sort)
(limit_memory && exec kedge-bundle -f ndjson find names.tar) |
    jq -r 'select(.kind == "store") | .name' | sort >got.out
cat >want.out <<'OUT'
names.tar!../../../../tmp/a.pem
names.tar!a/../../../b.pem
names.tar!etc/ssl/a.pem
OUT
same want.out got.out "names that lead out are names"
is "$(find . /etc/ssl/a.pem /tmp/a.pem 2>/dev/null | grep -v '^./want.out$' |
    sort)" "$(echo "$before" | grep -v '^./want.out$')" \
    "and nothing is written where they lead"

tap_end
