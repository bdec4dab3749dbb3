#!/bin/sh
# Keystores that keytool and openssl made are read as they mean them, and what
# kedge-bundle extracts they read as we mean it.
set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
forge=${KEDGE_FORGE:-$root/build/tests/forge/forge}
# shellcheck source=tests/cli/tap.sh
. "$here/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset KEDGE_POLICY SOURCE_DATE_EPOCH
jdk=/usr/lib/jvm/java-17-openjdk-amd64/bin
bouncy=/usr/share/java/bcprov.jar

mkdir pki
cat >spec <<'SPEC'
one ca=yes subject="/CN=Root One"
two ca=yes type=ed25519 subject="/O=Radio/CN=Root Two"
twin ca=yes type=ed25519 subject="/O=Radio/CN=Root Two"
three ca=yes type=rsa2048 subject="/CN=Root Three"
site san=dns:site.example
by-two issuer=two
by-twin issuer=twin
SPEC
"$forge" spec pki || exit 1
cat pki/one.pem pki/two.pem pki/three.pem >three.pem
printf 'secret\n' >secret
printf 'changeit\n' >usual

sha256()
{
	openssl x509 -in "pki/$1.pem" -outform DER | sha256sum | cut -c 1-64
}
# The line on which the next block begins, after those of a file.
next_line()
{
	echo $(($(wc -l <"$1") + 1))
}
one=$(sha256 one) two=$(sha256 two) three=$(sha256 three)

# A Java takes half a second to start; these make it no slower than that.
keytool()
{
	"$jdk/keytool" -J-XX:TieredStopAtLevel=1 -J-Xshare:auto -noprompt "$@" \
	    >keytool.out 2>&1 || {
		echo "# keytool $*" >&2
		sed 's/^/# /' keytool.out >&2
	}
}

# bouncy_keytool VERSION ARGUMENT...: for stores of Bouncy Castle
bouncy_keytool()
{
	keytool -J-Dorg.bouncycastle.bks.enable_v1=true -storetype "$@" \
	    -providerpath "$bouncy" -providerclass \
	    org.bouncycastle.jce.provider.BouncyCastleProvider
}

# The anchors of a store, by SHA-256, sorted; then the counts.
anchors()
{
	kedge-bundle -f ndjson list "$@" 2>got.err |
	    jq -r 'select(.kind == "store") | (.anchors | sort | .[]),
		"read \(.read) rejected \(.rejected)"'
	cat got.err
}

# holds NAME REJECTED FILE SHA256...: these anchors and no others are in FILE.
holds()
{
	name=$1 rejected=$2 file=$3
	shift 3
	printf '%s\n' "$@" | sort >want.out
	echo "read $# rejected $rejected" >>want.out
	anchors "$file" >got.out
	same want.out got.out "$name"
}

# complains NAME TEXT ARGUMENT...: exit code 3, and nothing but this is said.
complains()
{
	name=$1 text=$2
	shift 2
	said=$(kedge-bundle "$@" 2>&1)
	is "$? $said" "3 kedge-bundle: $text" "$name"
}

# openssl

openssl crl2pkcs7 -nocrl -certfile three.pem -outform DER -out three.p7b
openssl crl2pkcs7 -nocrl -certfile three.pem -out three.p7
holds "PKCS#7" 0 three.p7b "$one" "$two" "$three"
holds "PKCS#7 in PEM" 0 three.p7 "$one" "$two" "$three"
openssl cms -sign -signer pki/site.pem -inkey pki/site.key -in spec \
    -outform DER -out signed.p7s
complains "a signature is no bundle" "signed.p7s: a PKCS#7 signature, whose\
 certificates are its signer's and no anchors" list signed.p7s

p12()
{
	openssl pkcs12 -export -nokeys -in three.pem "$@"
}
p12 -passout pass: -out empty.p12
p12 -passout pass:changeit -out usual.p12
p12 -passout pass:secret -out secret.p12
p12 -passout pass: -nomac -certpbe NONE -out plain.p12
p12 -passout pass:secret -certpbe NONE -out open.p12
p12 -passout pass: -certpbe PBE-SHA1-3DES -macalg sha1 -out old.p12
openssl pkcs12 -export -inkey pki/site.key -in pki/site.pem \
    -certfile three.pem -passout pass: -out key.p12
for file in empty usual plain open old; do
	holds "PKCS#12: $file" 0 $file.p12 "$one" "$two" "$three"
done
complains "a password that is not known" "secret.p12: a PKCS#12 keystore\
 whose certificates are encrypted under a password that is not known; give it\
 (--password-file)" list secret.p12
complains "a password that does not fit" "secret.p12: the password does not\
 fit this PKCS#12 keystore, or the keystore was altered" \
    --password-file usual list secret.p12
is "$(kedge-bundle --password-file secret list secret.p12 | tail -n 1)" \
    "secret.p12: 3 anchors, 0 rejected" "the password that fits"
complains "a chain is no anchor" "key.p12: none of its 4 certificates can be\
 read; key.p12:#1: not marked as trusted and beside a private key, whose chain\
 it may be, so passed over; keep keys in a store apart" list key.p12
kedge-bundle --now 2025-01-01 lint open.p12 >got.out
is "$? $(grep -c 'warning *loader-unmarked' got.out) \
$(grep -c '^info *store-unchecked' got.out)" "1 3 1" \
    "Java's eyes, and a digest under an unknown password"

loses="open.p12:#1: Java does not load it: a PKCS#12 certificate that is not\
 marked as trusted"
is "$(kedge-bundle list --verifier java open.p12 | grep 'p12:#1:')" "  $loses" \
    "what Java loads of it"

mkdir policy
cp secret.p12 policy/store.p12
cp secret policy/pass
cat >policy/policy.yaml <<'POLICY'
kedge: 1
estate: lab
releases:
  - name: radio
    bundle: {file: store.p12, password_file: pass}
    verifier: complete
POLICY
is "$(kedge-bundle -p policy list | tail -n 1)" \
    "radio (policy/store.p12): 3 anchors, 0 rejected" \
    "a policy has passwords"
rm policy/pass
is "$(kedge-bundle -p policy list 2>&1; echo $?)" "kedge-bundle: release\
 radio: the password: cannot open policy/pass: No such file or directory
3" "a password file that is gone"

# keytool

import()
{
	keytool -importcert -file "pki/$1.pem" -alias "$1" -storetype "$2" \
	    -keystore "$3" -storepass changeit
}
key_pair()
{
	keytool -genkeypair -keyalg EC -dname CN=k -alias "$1" -storetype "$2" \
	    -keystore "$3" -storepass changeit -keypass changeit
}
if [ -x "$jdk/keytool" ]; then
	import one JKS store.jks
	import two JKS store.jks
	holds "JKS" 0 store.jks "$one" "$two"
	cp store.jks changed.jks
	printf x | dd of=changed.jks bs=1 seek=40 conv=notrunc 2>/dev/null
	is "$(kedge-bundle lint changed.jks 2>&1 | grep -c store-unchecked)" 1 \
	    "a JKS that was altered is found out"
	complains "and is refused where the password is given" "changed.jks:\
 the password does not fit this JKS keystore, or the keystore was altered" \
	    --password-file usual list changed.jks
	cp store.jks broken.jks
	at=$(grep -abo X.509 broken.jks | head -n 1 | cut -d : -f 1)
	printf x | dd of=broken.jks bs=1 seek=$((at + 9)) conv=notrunc \
	    2>/dev/null
	is "$(kedge-bundle list --verifier java broken.jks | tail -n 1 |
	    cut -d : -f 3-)" " Java loads nothing of this file: an entry that\
 cannot be decoded at broken.jks" "what Java loads of a broken entry"
	"$jdk/keytool" -list -keystore broken.jks </dev/null >keytool.out 2>&1
	is "$? $(grep -c CertificateException keytool.out)" "1 1" \
	    "keytool, indeed, loads nothing"
	key_pair mine JKS store.jks
	holds "JKS with a private key" 1 store.jks "$one" "$two"
	is "$(kedge-bundle list store.jks | tail -n 1)" "  store.jks:mine: a\
 private key with 1 certificate of its own, no anchor and passed over; keep\
 keys in a store apart" "a private key is told by its alias"

	keytool -genseckey -keyalg AES -keysize 128 -alias a -storetype JCEKS \
	    -keystore store.jceks -storepass changeit -keypass changeit
	import three JCEKS store.jceks
	holds "JCEKS with a secret key" 0 store.jceks "$three"

	import one PKCS12 java.p12
	import two PKCS12 java.p12
	keytool -importkeystore -srckeystore java.p12 -srcstorepass changeit \
	    -destkeystore other.p12 -deststorepass secret
	keytool -J-Dkeystore.pkcs12.legacy -importkeystore -srckeystore \
	    java.p12 -srcstorepass changeit -destkeystore rc2.p12 \
	    -deststorepass changeit
	holds "PKCS#12 of Java" 0 java.p12 "$one" "$two"
	holds "PKCS#12 of old Java, with RC2" 0 rc2.p12 "$one" "$two"
	is "$(kedge-bundle --password-file secret list other.p12 | tail -n 1)" \
	    "other.p12: 2 anchors, 0 rejected" "PKCS#12 under a password"
	is "$(kedge-bundle lint --threshold info --now 2025-01-01 java.p12)" \
	    "java.p12: 0 findings in 2 anchors, 0 rejected" \
	    "PKCS#12 of Java has nothing that Java loses"
else
	tap_skip "keystores of Java" "openjdk-17-jdk-headless is not installed"
fi

if [ -x "$jdk/keytool" ] && [ -e "$bouncy" ]; then
	for version in BKS BKS-V1; do
		bouncy_keytool $version -importcert -file pki/one.pem \
		    -alias one -keystore $version -storepass changeit
		holds "$version" 0 $version "$one"
		is "$(kedge-bundle --password-file usual list $version |
		    tail -n 1)" "$version: 1 anchor, 0 rejected" \
		    "$version: its digest fits"
		complains "$version: another does not" "$version: the password\
 does not fit this BKS keystore, or the keystore was altered" \
		    --password-file secret list $version
	done
	bouncy_keytool UBER -importcert -file pki/one.pem -alias one \
	    -keystore sealed.uber -storepass changeit
	said=$(kedge-bundle list sealed.uber 2>&1)
	is "$? $(echo "$said" | grep -c UBER)" "3 1" \
	    "UBER is named, and not read"
	tar -cf uber.tar sealed.uber pki/one.pem
	kedge-bundle find uber.tar >got.out
	is "$? $(grep -c 'not read: uber.tar!sealed.uber: .*UBER' got.out)" \
	    "3 1" "UBER in an image, beside a store"
else
	tap_skip "keystores of Bouncy Castle" "libbcprov-java is not installed"
fi

# The system's own store, those that each JDK brings, and what Java makes of
# the first: the same number, the same certificates.

cacerts=/etc/ssl/certs/java/cacerts

# as_keytool FILE NAME: the anchors are those that keytool lists.
as_keytool()
{
	keytool -list -keystore "$1" -storepass changeit
	sed -n 's/^Certificate fingerprint (SHA-256): //p' keytool.out |
	    tr -d : | tr A-F a-f | sort >want.out
	anchors "$1" | grep -v '^read' >got.out
	same want.out got.out "$2"
	is "$([ -s want.out ]; echo $?)" 0 "which is not empty"
}
if [ -x "$jdk/keytool" ] && [ -e $cacerts ]; then
	for store in $cacerts /usr/lib/jvm/*/lib/security/cacerts; do
		readlink -f "$store"
	done | sort -u >stores
	while read -r store; do
		as_keytool "$store" "a system's store of Java: $store"
	done <stores
	keytool -importkeystore -srckeystore $cacerts -srcstorepass changeit \
	    -destkeystore system.p12 -deststoretype PKCS12 \
	    -deststorepass changeit
	as_keytool system.p12 "the same as PKCS#12"
else
	tap_skip "the system's own store of Java" "there is none"
fi

# Passwords: the empty one, and what is not ASCII

: >nothing
printf 'geheim\303\237\303\274\n' >umlaut
p12 -passout file:umlaut -out umlaut.p12
complains "a password of other letters: not given" "umlaut.p12: a PKCS#12\
 keystore whose certificates are encrypted under a password that is not known;\
 give it (--password-file)" list umlaut.p12
is "$(kedge-bundle --password-file umlaut list umlaut.p12 | tail -n 1)" \
    "umlaut.p12: 3 anchors, 0 rejected" "PKCS#12: a password of other letters"
kedge-bundle extract -f jks --new-password-file umlaut -o umlaut.jks three.pem
is "$(kedge-bundle --password-file umlaut list umlaut.jks | tail -n 1)" \
    "umlaut.jks: 3 anchors, 0 rejected" "JKS: a password of other letters"
is "$(kedge-bundle --password-file nothing list empty.p12 | tail -n 1)" \
    "empty.p12: 3 anchors, 0 rejected" "PKCS#12: the empty password"
complains "PKCS#12: the empty password does not fit" "usual.p12: the password\
 does not fit this PKCS#12 keystore, or the keystore was altered" \
    --password-file nothing list usual.p12
for form in jks jceks; do
	cp umlaut.jks wrong.$form
done
printf '\316\316\316\316' | dd of=wrong.jceks conv=notrunc 2>/dev/null
complains "JKS: a wrong password" "wrong.jks: the password does not fit this\
 JKS keystore, or the keystore was altered" \
    --password-file nothing list wrong.jks
complains "JCEKS: a wrong password" "wrong.jceks: the password does not fit\
 this JCEKS keystore, or the keystore was altered" \
    --password-file nothing list wrong.jceks

# extract: every form twice, and then as its own tools see it

for form in pem p7b p12 jks esp-v1 esp-v2; do
	kedge-bundle extract -f $form -o out.$form three.p7b
	kedge-bundle extract -f $form three.p7b | cmp -s - out.$form
	is "$?" 0 "$form: the same bytes again"
done
for form in pem p7b p12 jks; do
	holds "$form: read again" 0 out.$form "$one" "$two" "$three"
done
for form in esp-v1 esp-v2; do
	is "$(kedge-bundle list out.$form | cut -c 1-10)" "SUBJECT   
Root One  
Root Three
Root Two  
out.$form" "$form: in the order of names"
done
for name in two one; do
	kedge-bundle extract -f esp-v1 pki/$name.pem | tail -c +3
done >entries
{
	printf '\000\002'
	cat entries
} >unsorted
is "$(kedge-bundle lint --now 2025-01-01 unsorted)" "SEVERITY  RULE             WHERE  SUBJECT   WHAT
error     loader-unsorted  #2     Root One  an entry out of order, which binary search misses: ESP-IDF loses it
unsorted: 1 finding in 2 anchors, 0 rejected" "a table out of order"
is "$(kedge-bundle list --verifier esp-crt-bundle unsorted | tail -n 2)" \
    "unsorted: 1 anchor, 1 rejected
  unsorted:#2: ESP-IDF does not load it: an entry out of order, which binary\
 search misses" "what the device finds in it"
openssl crl2pkcs7 -nocrl -certfile three.pem -outform DER | cmp -s - out.p7b
is "$?" 0 "p7b: the bytes that openssl makes"
openssl pkcs12 -in out.p12 -passin pass:changeit -nokeys 2>/dev/null |
    grep -c BEGIN >got.out
is "$(cat got.out)" 3 "p12: as openssl sees it"
is "$(grep '^#' out.pem)" "# CN=Root One
# CN=Root Two,O=Radio
# CN=Root Three" "pem: who they are"
openssl storeutl -noout -certs out.pem | tail -n 1 >got.out
is "$(cat got.out)" "Total found: 3" "pem: as openssl sees it"
SOURCE_DATE_EPOCH=86400 kedge-bundle extract -f jks -o dated.jks three.pem

listed()
{
	keytool -list -keystore "$1" -storepass "$2"
	sed -n '/^root-/p; s/^Certificate fingerprint (SHA-256): //p' \
	    keytool.out
}
if [ -x "$jdk/keytool" ]; then
	print_of()
	{
		echo "$1" | tr a-f A-F | sed 's/../&:/g; s/:$//'
	}
	date="Jan 1, 2020"
	entry()
	{
		echo "$1-$(echo "$2" | cut -c 1-8), $date, trustedCertEntry, "
		print_of "$2"
	}
	three_entries()
	{
		entry root-one "$one"
		entry root-two "$two"
		entry root-three "$three"
	}
	three_entries | sort >want.out
	listed out.jks changeit | sort >got.out
	same want.out got.out "jks: as keytool sees it"
	date="Jan 2, 1970"
	three_entries | sort >want.out
	listed dated.jks changeit | sort >got.out
	same want.out got.out "jks: made when the build says"
	printf 'other\n' >other
	kedge-bundle extract -f p12 --new-password-file other -o other.p12 \
	    three.pem
	listed other.p12 other | grep -c trustedCertEntry >got.out
	is "$(cat got.out)" 3 "p12: as keytool sees it, under a password"
else
	tap_skip "keystores as keytool sees them" "there is no keytool"
fi

# Folders: as rehash names them, and as OpenSSL finds them

cat three.pem pki/twin.pem >four.pem
kedge-bundle extract -f hashdir -o hashed four.pem
kedge-bundle extract -f hashdir -o old --old-hash four.pem
mkdir rehash
for name in one two three twin; do
	cp pki/$name.pem rehash
done
openssl rehash rehash
rm rehash/*.pem
ls rehash >want.out
ls hashed >got.out
same want.out got.out "hashdir: the names that rehash gives"
for name in one two three twin; do
	openssl x509 -noout -subject_hash_old -in pki/$name.pem
done | awk '{ print $1 "." n[$1]++ }' | sort >want.out
ls old >got.out
same want.out got.out "hashdir: the old names"
is "$(openssl verify -no-CAfile -no-CAstore -attime 1735689600 \
    -CApath hashed pki/by-two.pem pki/by-twin.pem)" "pki/by-two.pem: OK
pki/by-twin.pem: OK" "hashdir: both of a name are found"
kedge-bundle extract -f hashdir -o hashed pki/one.pem
is "$(ls hashed)" "$(openssl x509 -noout -hash -in pki/one.pem).0" \
    "a hashed folder is replaced"
cp three.pem hashed/mine.pem
complains "a folder with more in it is not" "hashed holds 'mine.pem', which\
 would be lost; name a new folder" extract -f hashdir -o hashed three.pem
is "$(ls -d hashed*)" hashed "and nothing is left beside it"

# What cannot be

complains "twins in a table" "the anchors at four.pem:$(next_line pki/one.pem)\
 and four.pem:$(next_line three.pem) are both named Root Two and have different keys, and of a name ESP-IDF finds one; choose\
 with --sha256" extract -f esp-v2 -o none four.pem
complains "a certificate from a name and a key" "Root One at out.esp-v1:#1 is\
 a name and a key without a certificate, which jks cannot hold; esp-v1 and\
 esp-v2 can" extract -f jks -o none out.esp-v1
complains "several in one" "der holds one certificate, and there are 3; choose\
 one with --sha256" extract -f der -o none three.pem
complains "one that is not there" "three.pem has no anchor with the SHA-256\
 $(sha256 site); see kedge-bundle list" \
    extract --sha256 "$(sha256 site)" -o none three.pem
is "$(ls none* 2>/dev/null)" "" "nothing is written then"
kedge-bundle extract -f der --sha256 "$two" three.pem | cmp -s - pki/two.der
is "$?" 0 "one is chosen"
kedge-bundle extract -f der --sha256 "$(printf %.8s "$two")" three.pem |
    cmp -s - pki/two.der
is "$?" 0 "by the first digits"
kedge-bundle extract -f esp-v2 out.esp-v1 | cmp -s - out.esp-v2
is "$?" 0 "one table becomes the other"
cat three.pem three.pem >six.pem
kedge-bundle extract six.pem | cmp -s - out.pem
is "$?" 0 "each anchor once"
{
	cat three.pem
	printf -- '-----BEGIN CERTIFICATE-----\nM%%AA\n'
	printf -- '-----END CERTIFICATE-----\n'
} >garbled.pem
kedge-bundle extract -o got.pem garbled.pem 2>got.err
is "$? $(cat got.err)" "1 kedge-bundle: left out: garbled.pem:$(next_line \
    three.pem): a character that is not base64" \
    "what is left out is told"
cmp -s got.pem out.pem
is "$?" 0 "and the others are there"
said=$(kedge-bundle extract -f hashdir three.pem 2>&1)
is "$? $said" "2 kedge-bundle: hashdir is a folder; say which one with\
 --output" "a folder needs a name"
said=$(kedge-bundle extract -f ndjson three.pem 2>&1)
is "$? $said" "2 kedge-bundle: extract has no format 'ndjson'; it has those of\
 a store, as pem" "a format of another verb"

tap_end
