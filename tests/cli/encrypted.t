#!/bin/sh
# What is encrypted may hold a trust store: each kind is told by its name, and
# never read as if nothing were in it, nor what is beside it as if it were all.
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

mkdir pki
cat >spec <<'SPEC'
a ca=yes type=ed25519 subject="/CN=A" until=2035-01-01T00:00:00Z
signer ca=yes type=rsa2048 subject="/CN=Signer" until=2035-01-01T00:00:00Z
SPEC
"$forge" spec pki || exit 1
mkdir rootfs
cp pki/a.pem rootfs/a.pem
mksquashfs rootfs rootfs.img >/dev/null 2>&1 || exit 1
openssl enc -aes-256-cbc -K 00 -iv 00 -in rootfs.img -out rootfs.enc 2>/dev/null

# told NAME KIND: the file is encrypted, each verb says so, and exits with 3.
told()
{
	why="it is encrypted ($2); decrypt it and name what is inside"
	is "$(kedge-bundle find "$1"; echo $?)" \
	    "$1: 0 stores in 0 entries of 1 container; not all could be read
  not read: $1: $why
3" "find: $2"
	for verb in list lint extract; do
		is "$(kedge-bundle $verb "$1" 2>&1; echo $?)" "kedge-bundle: $1\
 holds no trust store; 1 part of it was not read: $1:\
 $why
3" "$verb: $2"
	done
	rm -f beside.tar
	tar -cf beside.tar "$1" pki/a.pem
	is "$(kedge-bundle --now 2025-01-01 list beside.tar | tail -n 2
	    kedge-bundle list beside.tar >/dev/null; echo $?)" \
	    "beside.tar!pki/a.pem: 1 anchor, 1 rejected
  beside.tar!$1: $why
3" "beside a store: $2"
}

printf 'LUKS\272\276\0\2' | cat - rootfs.enc >disk.luks
told disk.luks LUKS
openssl enc -aes-256-cbc -pbkdf2 -pass pass:x -in rootfs.img -out salted
told salted "OpenSSL enc"
openssl cms -encrypt -binary -aes256 -in rootfs.img -outform DER \
    -out enveloped pki/signer.pem
told enveloped CMS
openssl cms -encrypt -binary -stream -aes256 -in rootfs.img -outform DER \
    -out streamed pki/signer.pem
told streamed CMS
{
	printf '\214\015\004\011\003\002saltsalt\377\322\351'
	cat rootfs.enc
} >message.gpg
told message.gpg PGP
{
	printf '\353\130\220-FVE-FS-'
	cat rootfs.enc
} >drive
told drive BitLocker

# A RAUC bundle of the kind crypt: its signer is no anchor, and neither is that
# of any other file with a signature behind it.

openssl cms -sign -binary -in rootfs.img -outform DER -signer pki/signer.pem \
    -inkey pki/signer.key -out signature
{
	cat rootfs.enc signature
	printf '\0\0\0\0\0\0'
	n=$(wc -c <signature)
	# shellcheck disable=SC2059 # octal numbers
	printf "\\$(printf %03o $((n / 256)))\\$(printf %03o $((n % 256)))"
} >crypt.raucb
told crypt.raucb RAUC
cat rootfs.enc signature >carved
is "$(kedge-bundle --now 2025-01-01 list carved 2>&1)" "kedge-bundle: carved\
 holds no certificates but those of signatures, which are their signers' and\
 no anchors" "which tells the two apart"

# SWUpdate: its description alone tells

# swu NAME: sw-description, plain.tar and rootfs.enc
swu()
{
	printf '%s\n' sw-description plain.tar rootfs.enc |
	    cpio -o -H crc >"$1" 2>/dev/null
}
tar -cf plain.tar rootfs
cat >sw-description <<'END'
software = {
	version = "1"; # encrypted = true
	images: ({ filename = "rootfs.enc"; encrypted = true; ivt = "00"; });
	files: ({ filename = "plain.tar"; });
}
END
swu some.swu
is "$(kedge-bundle find some.swu; echo $?)" "ANCHORS  REJECTED  STORE
      1         0  some.swu!plain.tar!rootfs/a.pem
some.swu: 1 store in 5 entries of 2 containers; not all could be read
  not read: some.swu!rootfs.enc: it is encrypted (SWUpdate); decrypt it and name what is inside
3" "an encrypted member of a .swu"
gzip -k some.swu
is "$(kedge-bundle find some.swu.gz | grep -c '(SWUpdate)')" 1 \
    "the same in gzip"
is "$(kedge-bundle list 'some.swu!plain.tar!' >/dev/null; echo $?)" 0 \
    "another member, by its name"
sed -i 's/encrypted = true; //' sw-description
swu none.swu
is "$(kedge-bundle find none.swu >/dev/null; echo $?)" 0 \
    "a .swu in which nothing is said to be encrypted"
head -c 500 rootfs.enc >sw-description
swu all.swu
is "$(kedge-bundle find all.swu | tail -n 1; kedge-bundle find all.swu \
    >/dev/null; echo $?)" "  not read: all.swu!sw-description: it is encrypted\
 (SWUpdate), and so may be what it describes
3" "a description that is encrypted itself"

# Members of archives

7zz a -tzip -psecret -mem=AES256 aes.zip pki/a.pem >/dev/null
is "$(kedge-bundle find aes.zip | tail -n 1)" \
    "  not read: aes.zip!pki/a.pem: it is encrypted" "a zip with AES"

tap_end
