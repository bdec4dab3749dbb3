#!/bin/sh
# kedge-bundle and images: containers within each other, made here by the tools
# that firmware is made with, and the hostile ones that nobody should make.
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

# 256 MiB of data; nothing where a sanitizer needs more than that to start.
limit_memory()
{
	# shellcheck disable=SC3045 # as dash and bash have it
	[ -n "$is_checked" ] || ulimit -d 262144
}

is_checked=
if ! (limit_memory && exec kedge-bundle --version) >/dev/null 2>&1; then
	is_checked=yes
fi

# run STATUS NAME ARGUMENT...: standard output is what stands on ours, and
# standard error what is in the file complaint, which it takes away. Whatever
# the image, 256 MiB of memory are enough.
run()
{
	want=$1 name=$2
	shift 2
	cat >want.out
	[ -e complaint ] || : >complaint
	(
		limit_memory
		exec kedge-bundle --now 2025-01-01T00:00:00Z "$@"
	) >got.out 2>got.err <"${input:-/dev/null}"
	status=$?
	is "$status" "$want" "$name: exit code"
	same want.out got.out "$name: what it says"
	same complaint got.err "$name: what it says on standard error"
	rm complaint
}

# quiet COMMAND...: what it says is shown where it fails alone
quiet()
{
	if ! "$@" >quiet.log 2>&1 </dev/null; then
		sed 's/^/# /' quiet.log >&2
		echo "Bail out! $1 failed"
		exit 1
	fi
}

mkdir pki
cat >spec <<'SPEC'
a ca=yes type=ed25519 subject="/CN=A" until=2035-01-01T00:00:00Z
b ca=yes type=ed25519 subject="/CN=B" until=2035-01-01T00:00:00Z
c ca=yes type=ed25519 subject="/CN=C" until=2035-01-01T00:00:00Z
SPEC
"$forge" spec pki || exit 1

# The root of a device: a bundle, its parts, and a hashed directory of links.
mkdir -p rootfs/etc/ssl/certs rootfs/usr/share/ca rootfs/bin
cat pki/a.pem pki/b.pem pki/c.pem >rootfs/etc/ssl/cert.pem
cp pki/a.pem rootfs/usr/share/ca/a.crt
cp pki/b.pem rootfs/usr/share/ca/b.crt
ln -s ../../../usr/share/ca/a.crt rootfs/etc/ssl/certs/11111111.0
ln -s /share/ca/b.crt rootfs/etc/ssl/certs/22222222.0
ln -s usr/share rootfs/share
cp /bin/sh rootfs/bin

quiet mksquashfs rootfs rootfs.squashfs
quiet mke2fs -t ext4 -d rootfs rootfs.ext4 8M
printf 'rootfs.squashfs\n' | cpio -o -H newc >fw.swu 2>/dev/null
quiet zip -q fw.zip fw.swu

# A PEM bundle in a squashfs in a cpio in a zip

run 0 "nested four deep" find fw.zip <<'OUT'
ANCHORS  REJECTED  STORE
      3         0  fw.zip!fw.swu!rootfs.squashfs!/etc/ssl/cert.pem
      2         0  fw.zip!fw.swu!rootfs.squashfs!/etc/ssl/certs
      2         0  fw.zip!fw.swu!rootfs.squashfs!/usr/share/ca
fw.zip: 3 stores in 16 entries of 3 containers
OUT

# last NAME WANT ARGUMENT...: the last line of what list says
last()
{
	name=$1 want=$2
	shift 2
	is "$(kedge-bundle --now 2025-01-01 list "$@" 2>&1 <"${input:-/dev/null}" |
	    tail -n 1)" "$want" "$name"
}

deep=fw.zip!fw.swu!rootfs.squashfs!
last "a path without the way to it" \
    "$deep/etc/ssl/cert.pem: 3 anchors, 0 rejected" 'fw.zip!/etc/ssl/cert.pem'
last "the whole way" "$deep/etc/ssl/cert.pem: 3 anchors, 0 rejected" \
    "${deep}etc/ssl/cert.pem"
last "a pattern on the way" "$deep/etc/ssl/cert.pem: 3 anchors, 0 rejected" \
    'fw.zip!*.swu!rootfs.*!/etc/*/cert.pem'
last "files of one folder are one store" \
    "$deep/usr/share/ca/*.crt: 2 anchors, 0 rejected" \
    'fw.zip!usr/share/ca/*.crt'
last "through a folder that is a link" \
    "$deep/share/ca/a.crt: 1 anchor, 0 rejected" 'fw.zip!/share/ca/a.crt'
last "a hashed directory" "$deep/etc/ssl/certs: 2 anchors, 0 rejected" \
    'fw.zip!/etc/ssl/certs/'
input=rootfs.ext4
last "an image on standard input" \
    "standard input!/etc/ssl/cert.pem: 3 anchors, 0 rejected" \
    -- '-!/etc/ssl/cert.pem'
input=

git init -q repo && cp fw.swu repo && git -C repo add fw.swu &&
    git -C repo -c user.name=x -c user.email=x@x commit -qm fw || exit 1
last "an image on a branch" "git:repo@HEAD:fw.swu!rootfs.squashfs!/etc/ssl/\
cert.pem: 3 anchors, 0 rejected" 'git:repo@HEAD:fw.swu!/etc/ssl/cert.pem'

# Answers that are none

cat >complaint <<'END'
kedge-bundle: rootfs.ext4 holds 3 trust stores; name one of them after the image and "!": /etc/ssl/cert.pem, /etc/ssl/certs, /usr/share/ca
END
run 3 "several stores" list rootfs.ext4 </dev/null
cat >complaint <<'END'
kedge-bundle: there is no /etc/ssl/no.pem in rootfs.ext4
END
run 3 "no such path" list 'rootfs.ext4!/etc/ssl/no.pem' </dev/null
cat >complaint <<'END'
kedge-bundle: rootfs.ext4!/bin/sh holds no certificate
END
run 3 "no such thing" list 'rootfs.ext4!/bin/sh' </dev/null
cat >complaint <<'END'
kedge-bundle: fw.swu!rootfs.squashfs: nothing in it can be read; fw.swu!rootfs.squashfs: it is a container; write "!" and a path after it, or "!" alone
END
run 3 "no file" list 'fw.swu!rootfs.squashfs' </dev/null
is "$(kedge-bundle find 'fw.swu!rootfs.squashfs!' | tail -n 1)" \
    "fw.swu!rootfs.squashfs!: 3 stores in 15 entries of 2 containers" \
    "all of a container"
cat >complaint <<'END'
kedge-bundle: pki/a.pem is no image that is read here, so nothing is in it
END
run 3 "no image" list 'pki/a.pem!x' </dev/null
mkdir nothing && echo hello >nothing/file && tar -cf nothing.tar nothing
echo 'kedge-bundle: nothing.tar holds no trust store' >complaint
run 3 "no store" list nothing.tar </dev/null
run 3 "nothing is found" find nothing.tar <<'OUT'
nothing.tar: 0 stores in 2 entries of 1 container
OUT
cat >complaint <<'END'
kedge-bundle: nothing: no file in this folder holds a certificate, and folders below it are not entered; name one of them, or an image of all
END
run 3 "nothing is found in a folder" find nothing <<'OUT'
ANCHORS  REJECTED  STORE
      0         0  nothing
nothing: 1 store in 0 entries of 0 containers
OUT
cat >complaint <<'END'
kedge-bundle: '!x' names no image before its "!"; write IMAGE!PATH
END
run 2 "no name" list '!x' </dev/null

cp pki/a.pem 'odd!name.pem'
last "a name with a mark in it" "odd!name.pem: 1 anchor, 0 rejected" \
    'odd!name.pem'
mkdir -p 'odd!folder' marks/etc
cp pki/a.pem 'marks/etc/a!b.pem'
tar -cf 'odd!folder/a!b.tar' -C marks etc
last "an image in a folder with one" \
    "odd!folder/a!b.tar!etc/a!b.pem: 1 anchor, 0 rejected" \
    'odd!folder/a!b.tar!etc/a?b.pem'
mkdir logs && echo x >logs/20240101.0
tar -cf logs.tar logs pki/a.pem
run 0 "a name that is hashed by chance" find logs.tar <<'OUT'
ANCHORS  REJECTED  STORE
      1         0  logs.tar!pki/a.pem
logs.tar: 1 store in 3 entries of 1 container
OUT

cp pki/b.pem logs
tar -cf logs.tar logs
run 0 "and a file beside it" find logs.tar <<'OUT'
ANCHORS  REJECTED  STORE
      1         0  logs.tar!logs/b.pem
logs.tar: 1 store in 3 entries of 1 container
OUT
cp pki/a.pem logs/11111111.0
tar -cf logs.tar logs
run 1 "and one beside a hashed one" find logs.tar <<'OUT'
ANCHORS  REJECTED  STORE
      2         1  logs.tar!logs
logs.tar: 1 store in 4 entries of 1 container
  logs.tar!logs/20240101.0: holds no certificate
OUT

# Policy

cat >policy.yaml <<'POLICY'
kedge: 1
releases:
  - name: radio-3
    bundle: {image: fw.zip, path: /etc/ssl/cert.pem}
    verifier: complete
  - name: radio-4
    bundle: {image: one.tar.gz}
    verifier: complete
  - name: radio-5
    bundle: {image: rootfs.squashfs}
    verifier: complete
POLICY
tar -czf one.tar.gz -C rootfs usr/share/ca/a.crt
cat >complaint <<'END'
kedge-bundle: release radio-5: rootfs.squashfs holds 3 trust stores; name one of them after the image and "!": /etc/ssl/cert.pem, /etc/ssl/certs, /usr/share/ca
END
kedge-bundle -p policy.yaml list >got.out 2>got.err
is $? 3 "images of a policy: exit code"
same complaint got.err "images of a policy: the one that holds several"
grep rejected got.out >got.lines
cat >want.out <<'OUT'
radio-3 (fw.zip!fw.swu!rootfs.squashfs!/etc/ssl/cert.pem): 3 anchors, 0 rejected
radio-4 (one.tar.gz!usr/share/ca/a.crt): 1 anchor, 0 rejected
OUT
same want.out got.lines "images of a policy: the others"
rm complaint

# A package

mkdir -p deb/DEBIAN deb/usr/share/ca
printf 'Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x>\n%s\n' \
    'Description: x' >deb/DEBIAN/control
cp pki/a.pem deb/usr/share/ca/a.crt
for z in xz gzip none; do
	quiet dpkg-deb --root-owner-group -Z$z -b deb x.deb
	is "$(kedge-bundle find x.deb | sed -n 2p | sed 's/data[^!]*/DATA/')" \
	    "      1         0  x.deb!DATA!usr/share/ca/a.crt" "a .deb with $z"
done

# What cannot be read is told, never passed over

cp rootfs.ext4 dirty.ext4
quiet debugfs -w -R 'feature needs_recovery' dirty.ext4
run 3 "a journal that was not replayed" find dirty.ext4 <<'OUT'
ANCHORS  REJECTED  STORE
      3         0  dirty.ext4!/etc/ssl/cert.pem
      2         0  dirty.ext4!/etc/ssl/certs
      2         0  dirty.ext4!/usr/share/ca
dirty.ext4: 3 stores in 15 entries of 1 container; not all could be read
  not read: dirty.ext4: ext4: its journal was not replayed, so what was read may be old; replay it with e2fsck
OUT

cp pki/a.pem plain.pem
quiet zip -q -P secret secret.zip pki/b.pem
quiet zip -q secret.zip plain.pem
run 3 "an encrypted member" find secret.zip <<'OUT'
ANCHORS  REJECTED  STORE
      1         0  secret.zip!plain.pem
secret.zip: 1 store in 2 entries of 1 container; not all could be read
  not read: secret.zip!pki/b.pem: it is encrypted
OUT
is "$(kedge-bundle list secret.zip >/dev/null; echo $?)" 3 \
    "the only store of an image of which not all was read"
is "$(kedge-bundle list 'secret.zip!plain.pem' >/dev/null; echo $?)" 0 \
    "a store that was read whole"
for how in off on; do
	quiet 7zz a -psecret -mhe=$how "secret-$how.7z" pki/b.pem
	is "$(kedge-bundle find "secret-$how.7z" >/dev/null; echo $?)" 3 \
	    "a 7z that is encrypted, header $how"
done

# unreadable NAME WANT: the image of this name is told as what it is
unreadable()
{
	run 3 "$1" find "$1" <<OUT
$1: 0 stores in 0 entries of 1 container; not all could be read
  not read: $1: it is $2
OUT
}
inside='and name what is inside'
quiet mkfs.jffs2 -r rootfs -e 64 -o rootfs.jffs2
unreadable rootfs.jffs2 "unreadable here (JFFS2); unpack it $inside"
quiet mkfs.jffs2 -b -r rootfs -e 64 -o big.jffs2
unreadable big.jffs2 "unreadable here (JFFS2); unpack it $inside"
quiet mkfs.ubifs -r rootfs -m 2048 -e 126976 -c 50 -o rootfs.ubifs
unreadable rootfs.ubifs "unreadable here (UBIFS); unpack it $inside"
printf '[x]\nmode=ubi\nimage=rootfs.ubifs\nvol_id=0\nvol_name=x\n' >ubi.cfg
quiet ubinize -m 2048 -p 128KiB -o rootfs.ubi ubi.cfg
unreadable rootfs.ubi "unreadable here (UBI); unpack it $inside"
printf 'LUKS\272\276\0\2' >disk.luks
unreadable disk.luks "encrypted (LUKS); decrypt it $inside"

# told MAGIC NAME: what begins so is told by this name
told()
{
	{
		printf %s "$1"
		head -c 1000 /dev/zero
	} >begins.bin
	unreadable begins.bin "unreadable here ($2); unpack it $inside"
}
told vhdxfile VHDX
told xar! xar
told LRZI lrzip
told sqlz "a vendor's squashfs"
{
	head -c 5000 /dev/zero
	printf 'koly\0\0\0\4\0\0\2\0'
	head -c 500 /dev/zero
} >disk.dmg
unreadable disk.dmg "unreadable here (a disk image of macOS); unpack it $inside"

quiet mksquashfs rootfs lzo.squashfs -comp lzo
run 3 "a squashfs with LZO" find lzo.squashfs <<'OUT'
lzo.squashfs: 0 stores in 0 entries of 1 container; not all could be read
  not read: lzo.squashfs: squashfs: it is compressed with lzo, which cannot be read here; unpack it with unsquashfs
OUT

{ head -c 100001 /bin/sh; cat rootfs.ubi rootfs.squashfs; } >flash.bin
kedge-bundle find flash.bin >got.out
is $? 3 "a dump of flash: exit code"
is "$(grep -c 'unreadable here (UBI)' got.out)" 1 "a dump of flash: one UBI"
is "$(grep -c 'at 0x[0-9a-f]*!/etc/ssl/cert.pem$' got.out)" 1 \
    "a dump of flash: the squashfs behind it"

tar -cf cut.tar -C rootfs . && truncate -s 51200 cut.tar
kedge-bundle find cut.tar >got.out
is $? 3 "an archive that is cut off: exit code"
is "$(grep -c 'not read: cut.tar: .*[Tt]runcated' got.out)" 1 \
    "an archive that is cut off"

zip -0 -q damaged.zip pki/a.pem pki/b.pem
at=$(grep -abo 'BEGIN CERT' damaged.zip | head -n 1 | cut -d : -f 1)
printf 'X' | dd of=damaged.zip bs=1 seek="$at" conv=notrunc 2>/dev/null
is "$(kedge-bundle find damaged.zip | grep -c 'not read: damaged.zip!pki/a.pem')" \
    1 "a member with a wrong checksum"

# Names and links lead nowhere out

mkdir -p up/etc
cp pki/a.pem up/etc/x.pem
tar -cf up.tar -P --transform 's,^up/,../../,' up/etc/x.pem
before=$(find . | sort)
run 0 "a name that goes up" list 'up.tar!../../etc/x.pem' <<OUT
SUBJECT  KEY      NOT BEFORE  NOT AFTER   DAYS LEFT  SHA256
A        Ed25519  2020-01-01  2035-01-01       3652  $(
    openssl x509 -in pki/a.pem -outform DER | sha256sum | cut -c 1-16)
up.tar!../../etc/x.pem: 1 anchor, 0 rejected
OUT
is "$(find . | sort)" "$before" "nothing is unpacked to disk"

mkdir -p links/d
cp pki/a.pem links/d/a.pem
ln -s /etc/hostname links/d/host.pem
ln -s ../../../../../../d/a.pem links/d/up.pem
ln -s loop.pem links/d/loop.pem
ln -s two.pem links/d/one.pem
ln -s one.pem links/d/two.pem
ln links/d/a.pem links/d/hard.pem
ln -s . links/d/here
for form in tar cpio squashfs ext4; do
	case $form in
	tar)	tar -cf links.tar -C links . ;;
	cpio)	(cd links && find . | cpio -o -H newc >../links.cpio) 2>quiet.log ;;
	squashfs) quiet mksquashfs links links.squashfs ;;
	ext4)	quiet mke2fs -t ext4 -d links links.ext4 4M ;;
	esac
	kedge-bundle list "links.$form!d/here/here/../d" >got.out 2>&1
	sed -n "s/^.*links.$form!.*d\/\(.*\)/\1/p" got.out >got.lines
	cat >want.out <<'OUT'
.: 3 anchors, 4 rejected
host.pem: it leads to nothing in the container
loop.pem: its links do not end
one.pem: its links do not end
two.pem: its links do not end
OUT
	sed -i 's/^[^ ]*: 3 anch/.: 3 anch/' got.lines
	same want.out got.lines "links in a $form"
done

# Bombs: bounded, and told

dd if=/dev/zero bs=1M count=16 2>/dev/null | gzip -9 >zeros.gz
dd if=/dev/zero bs=1M count=16 2>/dev/null | bzip2 -9 >zeros.bz2
for z in gz bz2; do
	i=0
	while [ "$i" -lt 64 ]; do
		cat zeros.$z
		i=$((i + 1))
	done >bomb.$z
done
run 3 "1 GiB of zeros, a thousand times its size" find bomb.gz <<'OUT'
bomb.gz: 0 stores in 1 entry of 1 container
OUT
run 3 "1 GiB of zeros, a million times its size" find bomb.bz2 <<'OUT'
bomb.bz2: 0 stores in 1 entry of 1 container; not all could be read
  not read: bomb.bz2!bomb: bzip2: it unpacks to more than 10000 times its size
OUT
truncate -s 9G huge && tar --sparse -cf huge.tar huge && rm huge
run 3 "a file of 9 GiB" find huge.tar <<'OUT'
huge.tar: 0 stores in 1 entry of 1 container; not all could be read
  not read: huge.tar!huge: the image unpacks to more than 8 GiB
OUT
head -c 180000000 /dev/urandom | zip -q -1 noise.zip -
run 3 "more than may be held" find noise.zip <<'OUT'
noise.zip: 0 stores in 1 entry of 1 container; not all could be read
  not read: noise.zip!-: unpacked it takes more memory than the 160 MiB that an image may; unpack it and name what is inside
OUT
rm noise.zip

cp pki/a.pem nest.pem && tar -cf nest.tar nest.pem
i=0
while [ "$i" -lt 50 ]; do
	gzip -c nest.tar >nest.gz && mv nest.gz nest.tar
	i=$((i + 1))
	if [ "$i" -eq 7 ]; then
		cp nest.tar eight.tar
	fi
done
is "$(kedge-bundle find eight.tar | sed -n 2p | cut -c 1-30)" \
    "      1         0  eight.tar!e" "eight containers within each other"
kedge-bundle find nest.tar >got.out
is $? 3 "fifty containers within each other: exit code"
is "$(tail -n 1 got.out | sed 's/.*: //')" "it is in more than 8 containers" \
    "fifty containers within each other"

# Programs with certificates in them: a C array, a PEM string and an ESP-IDF
# bundle, each behind a mark by which this finds its offset.

# array NAME FILE: C of a file's bytes, behind "MARK-NAME" and a NUL
array()
{
	printf 'const struct { char mark[%d]; unsigned char bytes[%d]; } %s' \
	    $((${#1} + 6)) "$(wc -c <"$2")" "$1"
	printf ' = { "MARK-%s", {\n' "$1"
	od -An -v -tu1 "$2" | sed 's/\([0-9]\)  */\1,/g; s/$/,/'
	echo '} };'
}

# offset FILE NAME: where the bytes of that array are, in hexadecimal
offset()
{
	at=$(LC_ALL=C grep -abo "MARK-$2" "$1" | head -n 1 | cut -d : -f 1)
	printf '0x%x' $((at + ${#2} + 6))
}

cat pki/a.pem pki/b.pem pki/c.pem >three.pem
kedge-bundle extract -f esp-v2 -o three.esp three.pem || exit 1
{
	array der pki/a.der
	array pem pki/b.pem
	array esp three.esp
	echo 'int main(void) { return 0; }'
} >agent.c
{
	array der pki/c.der
	echo 'int main(void) { return 0; }'
} >other.c
mkdir signer
echo 's ca=no subject="/CN=S" until=2035-01-01T00:00:00Z' >spec
"$forge" spec signer || exit 1
quiet openssl cms -sign -binary -nodetach -in agent.c -signer signer/s.pem \
    -inkey signer/s.key -outform DER -out agent.cms
mkdir -p device/usr/bin device/boot device/etc
quiet cc -o device/usr/bin/agent agent.c
quiet cc -o device/usr/bin/other other.c
printf 'int main(void) { return 0; }\n' >plain.c
quiet cc -o device/usr/bin/plain plain.c
ln -s ../usr/bin/agent device/etc/agent
cp agent.cms device/boot/kernel.sig
quiet openssl pkcs12 -export -in signer/s.pem -inkey signer/s.key -certpbe NONE \
    -passout pass: -out device/etc/identity
agent=device/usr/bin/agent
der=$(offset $agent der) pem=$(offset $agent pem) esp=$(offset $agent esp)
other=$(offset device/usr/bin/other der)

quiet mksquashfs device device.squashfs
quiet mke2fs -t ext4 -d device device.ext4 8M
tar -cf device.tar -C device .
(cd device && find . | cpio -o -H newc >../device.cpio) 2>quiet.log
(cd device && zip -qry ../device.zip .)
for form in squashfs ext4 tar cpio zip; do
	case $form in
	squashfs | ext4) slash=/ ;;
	*)	slash= ;;
	esac
	in=device.$form!${slash}usr/bin
	kedge-bundle find device.$form >got.all
	is $? 0 "programs in a $form: exit code"
	sed "s/ in [0-9]* entries/ in N entries/" got.all >got.out
	cat >want.out <<OUT
ANCHORS  REJECTED  STORE
      5         0  $in/agent
      1         0  $in/other
device.$form: 2 stores in N entries of 1 container
  passed over: 1 certificate of signatures or private keys, which are no anchors
  $in/agent: rebuild required for DER at $der, PEM at $pem, ESP-IDF bundle at $esp
  $in/other: rebuild required for DER at $other
OUT
	same want.out got.out "programs in a $form"
	kedge-bundle list "device.$form!/etc/agent" >got.out
	is "$? $(tail -n 1 got.out)" "0 device.$form!${slash}etc/agent: \
5 anchors, 0 rejected" "a link to a program in a $form"
done

is "$(kedge-bundle find -f ndjson device.squashfs | jq -c 'select(.kind ==
    "store" and .read == 5).embedded | [.[] | [.offset, .form]]')" \
    "[[$((der)),\"DER\"],[$((pem)),\"PEM\"],[$((esp)),\"ESP-IDF bundle\"],\
[$((esp)),\"ESP-IDF bundle\"],[$((esp)),\"ESP-IDF bundle\"]]" \
    "records have the offsets"
is "$(kedge-bundle lint --now 2025-01-01 -f ndjson 'device.ext4!usr/bin/agent' |
    jq -r 'select(.rule == "store-embedded").where')" \
    "device.ext4!/usr/bin/agent" "lint says that a rebuild is required"
is "$(kedge-bundle lint --now 2025-01-01 -f ndjson 'device.ext4!etc/agent' |
    jq -r 'select(.rule == "store-embedded").where')" \
    "device.ext4!/etc/agent" "and by a link as well"
last "programs by a pattern" \
    "device.ext4!/usr/bin/*: 6 anchors, 0 rejected" 'device.ext4!usr/bin/*'

cat >agent.yaml <<'POLICY'
kedge: 1
releases:
  - name: radio-6
    bundle: {image: device.squashfs, path: /usr/bin/agent}
    verifier: complete
POLICY
is "$(kedge-bundle -p agent.yaml --now 2025-01-01 list | tail -n 1)" \
    "radio-6 (device.squashfs!/usr/bin/agent): 5 anchors, 0 rejected" \
    "a program of a policy"
cp device.squashfs $agent repo && git -C repo add . &&
    git -C repo -c user.name=x -c user.email=x@x commit -qm fw || exit 1
last "a program on a branch" "git:repo@HEAD:agent: 5 anchors, 0 rejected" \
    git:repo@HEAD:agent
last "a program in an image on a branch" \
    "git:repo@HEAD:device.squashfs!/usr/bin/other: 1 anchor, 0 rejected" \
    'git:repo@HEAD:device.squashfs!usr/bin/other'

# Larger than any bundle, and what is before a file system in flash

mkdir large
truncate -s 70M large/program && cat pki/a.der >>large/program
quiet mksquashfs large large.squashfs
run 0 "a program of 70 MiB" find large.squashfs <<'OUT'
ANCHORS  REJECTED  STORE
      1         0  large.squashfs!/program
large.squashfs: 1 store in 1 entry of 1 container
  large.squashfs!/program: rebuild required for DER at 0x4600000
OUT
{ cat $agent rootfs.squashfs device.squashfs; } >flash.bin
kedge-bundle find flash.bin | grep 'rebuild required' >got.out
second=$(printf '0x%x' $(($(wc -c <$agent) + $(wc -c <rootfs.squashfs))))
cat >want.out <<OUT
  flash.bin!at $second!/usr/bin/agent: rebuild required for DER at $der, PEM at $pem, ESP-IDF bundle at $esp
  flash.bin!at $second!/usr/bin/other: rebuild required for DER at $other
  flash.bin!at 0x0: rebuild required for DER at $der, PEM at $pem, ESP-IDF bundle at $esp
OUT
same want.out got.out "a program in flash before its file systems"

# More losses than are told

yes -- '-----BEGIN CERTIFICATE-----' | head -n 60000 >lost.pem
cat pki/a.pem >>lost.pem
tar -cf lost.tar lost.pem
for name in lost.pem lost.tar; do
	(limit_memory && exec kedge-bundle find $name >got.out)
	is $? 3 "losses in $name: exit code"
	is "$(sed -n 2p got.out | cut -c 1-17)" "      1     60000" \
	    "losses in $name: their number"
	is "$(grep -c 'a BEGIN line without its END' got.out)" 19999 \
	    "losses in $name: those that are told"
	is "$(tail -n 1 got.out | sed 's/.*: //')" \
	    "40001 more could not be read either" \
	    "losses in $name: the last says how many more"
done

# What stands behind, before and between what is read

quiet gzip -nk9 pki/a.pem
quiet lz4 -q pki/a.pem pki/a.pem.lz4
quiet bzip2 -k pki/a.pem
for z in gz lz4 bz2; do
	cat "pki/a.pem.$z" pki/b.pem >"junk.$z"
	n=$(printf 'at 0x%x' "$(wc -c <"pki/a.pem.$z")")
	is "$(kedge-bundle list "junk.$z!$n" | tail -n 1)" \
	    "junk.$z!$n: 1 anchor, 0 rejected" "a PEM file behind $z"
done
{ cat pki/a.pem.gz && printf '\377%.0s' $(seq 100) && cat rootfs.ext4; } \
    >kernel.bin
n=$(printf 'at 0x%x' $(($(wc -c <pki/a.pem.gz) + 100)))
last "a file system behind gzip and padding" \
    "kernel.bin!$n!/etc/ssl/cert.pem: 3 anchors, 0 rejected" \
    "kernel.bin!$n!/etc/ssl/cert.pem"
{ head -c 4096 /dev/zero && cat pki/a.pem.gz rootfs.squashfs; } >zeros.bin
last "gzip in flash behind zeros" \
    "zeros.bin!at 0x1000!at 0x1000: 1 anchor, 0 rejected" \
    'zeros.bin!at 0x1000!'
for label in dos gpt; do
	truncate -s 0 gap.img && truncate -s 4M gap.img
	printf 'label: %s\n2048,64\n' $label | sfdisk gap.img >/dev/null 2>&1
	dd if=pki/c.der of=gap.img bs=1 seek=30000 conv=notrunc 2>/dev/null
	dd if=rootfs.squashfs of=gap.img bs=512 seek=4096 conv=notrunc \
	    2>/dev/null
	kedge-bundle find gap.img >got.out
	is "$? $(tail -n +2 got.out | head -n 4 | cut -c 20-)" \
	    "0 gap.img!at 0x200000!/etc/ssl/cert.pem
gap.img!at 0x200000!/etc/ssl/certs
gap.img!at 0x200000!/usr/share/ca
gap.img!at 0x7530" "outside the partitions of $label"
done

# Names of one file, which each format has in its own way

mkdir names && cp pki/a.pem names/a.pem && ln names/a.pem names/h.pem
for format in iso9660 odc newc ustar; do
	quiet bsdtar -cf "names.$format" --format=$format -C names .
	kedge-bundle find "names.$format" >got.out
	is "$?" 0 "a hard link in $format is no loss"
	for name in a h; do
		last "a hard link in $format: $name" \
		    "names.$format!$name.pem: 1 anchor, 0 rejected" \
		    "names.$format!$name.pem"
	done
done

# What patterns match beside stores and containers

mkdir -p texts/etc/ssl texts/etc/foo texts/etc/certs
cp pki/a.pem texts/etc/ssl/cert.pem && echo hi >texts/etc/foo/cert.conf
quiet mksquashfs texts texts.squashfs
last "texts and empty folders are no stores" \
    "texts.squashfs!/etc/ssl/cert.pem: 1 anchor, 0 rejected" \
    'texts.squashfs!etc/*/cert*'
echo hi >README.txt && quiet zip -q mixed.zip README.txt texts.squashfs
kedge-bundle list 'mixed.zip!*!/etc/ssl/cert.pem' >got.out
is "$? $(tail -n 1 got.out)" "0 mixed.zip!texts.squashfs!/etc/ssl/cert.pem: \
1 anchor, 0 rejected" "texts among containers are no loss"

# As mkimage writes them: a header, and a node of images in a tree of devices

{ printf '\320\015\376\355\0\0\0\140'; head -c 56 /dev/zero
    printf '\0\0\0\1images\0\0'; head -c 20 /dev/zero; } >fit.itb
kedge-bundle find fit.itb >got.out
is "$? $(grep -c 'unreadable here (a FIT of U-Boot)' got.out)" "3 1" "a FIT"

# What is before and behind a zip and a 7z, which are known by their ends

mkdir ends && cp pki/a.pem ends/a.pem && cp pki/b.pem ends/b.pem
(cd ends && quiet zip -q a.zip a.pem && quiet zip -q b.zip b.pem &&
    quiet bsdtar --format 7zip -cf a.7z a.pem)
end_a=$(wc -c <ends/a.zip) end_7=$(wc -c <ends/a.7z)
cat ends/a.zip ends/b.zip >two.zip
last "a zip before a zip" "two.zip!at 0x0!a.pem: 1 anchor, 0 rejected" \
    'two.zip!at 0x0!a.pem'
last "and the second" "two.zip!b.pem: 1 anchor, 0 rejected" 'two.zip!b.pem'
cat ends/a.zip pki/c.pem >behind.zip
cat ends/a.7z pki/c.pem >behind.7z
cat ends/a.zip rootfs.squashfs >fw_zip.bin
n=$(printf 'at 0x%x' "$end_a")
last "a PEM file behind a zip" "behind.zip!$n: 1 anchor, 0 rejected" \
    "behind.zip!$n"
last "a file system behind a zip" \
    "fw_zip.bin!$n!/etc/ssl/cert.pem: 3 anchors, 0 rejected" \
    "fw_zip.bin!$n!/etc/ssl/cert.pem"
n=$(printf 'at 0x%x' "$end_7")
last "a PEM file behind a 7z" "behind.7z!$n: 1 anchor, 0 rejected" \
    "behind.7z!$n"
{ echo '#!/usr/bin/env python3'; cat ends/a.zip; } >ends/app.pyz
tar -cf app.tar -C ends app.pyz
last "a program that is a zip" "app.tar!app.pyz!a.pem: 1 anchor, 0 rejected" \
    'app.tar!app.pyz!a.pem'

tap_end
