#!/bin/sh
# kedge-bundle lint against the tools whose files it judges: openssl rehash and
# verify, update-ca-certificates, keytool; and diff as markdown, as GitHub's
# own parser renders it.
set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
forge=${KEDGE_FORGE:-$root/build/tests/forge/forge}
# shellcheck source=tests/cli/tap.sh
. "$here/tap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
work=$(pwd -P)
unset KEDGE_POLICY
now=2025-01-01T00:00:00Z

mkdir pki
cat >spec <<'SPEC'
a ca=yes type=ed25519 akid=yes subject="/CN=Same"
b ca=yes type=ed25519 akid=yes subject="/CN=Same"
o ca=yes type=ed25519 subject="/CN=Other"
x ca=yes type=ed25519 subject="/CN=Extra"
r1 ca=yes key=r type=ed25519 subject="/CN=Again" until=2030-01-01T00:00:00Z
r2 ca=yes key=r type=ed25519 subject="/CN=Again" until=2035-01-01T00:00:00Z
evil ca=yes type=ed25519 subject="/O=a|b \`c\`<b>d<\/b>/OU=[e](f) @me #1/CN=https:\/\/www.x.example *g*"
SPEC
"$forge" spec pki || exit 1

# lint STATUS NAME BUNDLE: what it says is on standard input; blanks that align
# columns are one, and the line of titles is left out.
lint()
{
	kedge-bundle --now $now lint "$3" >got.out 2>&1
	is "$?" "$1" "$2: exit code"
	tr -s ' ' <got.out | grep -v '^SEVERITY ' >got.rows
	cat >want.rows
	same want.rows got.rows "$2: what it says"
}

# Which of a, b and o does OpenSSL find in a folder, and which do we say?
agreed()
{
	for name in a b o; do
		openssl verify -check_ss_sig -no-CAfile -no-CAstore \
		    -attime 1735689600 -CApath "$1" "pki/$name.pem" \
		    >/dev/null 2>&1 && echo "$name"
	done >openssl.found
	kedge-bundle list --now $now -f ndjson --verifier openssl-3 "$1" |
	    jq -r 'select(.kind == "store").anchors[]' | sort -u >our.sums
	for name in a b o; do
		grep -q "$(openssl x509 -in "pki/$name.pem" -outform DER |
		    sha256sum | cut -c 1-64)" our.sums && echo "$name"
	done >our.found
	same openssl.found our.found "$1: what OpenSSL finds"
	is "$(xargs <our.found)" "$2" "$1: which of them those are"
}

# Folders of hashed names

new=$(openssl x509 -in pki/a.pem -noout -subject_hash)
old=$(openssl x509 -in pki/a.pem -noout -subject_hash_old)
other=$(openssl x509 -in pki/o.pem -noout -subject_hash)
mkdir rehashed gap wrong mixed compat der
cp pki/a.pem pki/b.pem pki/o.pem rehashed
openssl rehash rehashed
lint 1 "as openssl rehash makes it" rehashed <<OUT
warning anchor-same-name $new.1:1 Same has the name of the anchor at $new.0:1 and another key
rehashed: 1 finding in 3 anchors, 0 rejected
OUT
agreed rehashed "a b o"

cp pki/a.pem compat
openssl rehash -compat compat
lint 0 "with the names of both hashes" compat <<OUT
info anchor-duplicate $(printf '%s.0\n' "$new" "$old" | sort | tail -n 1):1 Same the same certificate as at $(printf '%s.0\n' "$new" "$old" | sort | head -n 1):1
compat: 1 finding in 2 anchors, 0 rejected
OUT
agreed compat a

cp pki/a.pem gap/"$new.0"
cp pki/b.pem gap/"$new.2"
gap="warning anchor-same-name $new.2:1 Same has the name of the anchor at $new.0:1 and another key
error loader-unreached $new.2:1 Same a number that is not reached, since one below it is missing: OpenSSL 1, OpenSSL 3 and Android lose it"
lint 1 "a gap" gap <<OUT
$gap
gap: 2 findings in 2 anchors, 0 rejected
OUT
agreed gap a

ln -s gone.pem gap/"$new.1"
kedge-bundle --now $now lint gap >got.out 2>&1
is "$? $(grep -c -e 'anchor-unreadable.*it cannot be followed' \
    -e loader-unreached got.out)" "3 2" "a link to nothing is a gap as well"
rm gap/"$new.1"

cp pki/a.pem wrong/"$other.0"
lint 1 "the hash of another" wrong <<OUT
error loader-wrong-hash $other.0:1 Same a hashed name that is not the hash of its subject: OpenSSL 1, OpenSSL 3 and Android lose it
wrong: 1 finding in 1 anchor, 0 rejected
OUT
agreed wrong ""

cp pki/o.pem mixed/"$other.0"
cp pki/a.pem mixed/"$old.0"
lint 1 "old and new names" mixed <<OUT
error loader-mixed-hash $old.0:1 Same a name by the hash of before OpenSSL 1.0, among names by the new one: OpenSSL 1 and OpenSSL 3 lose it
mixed: 1 finding in 2 anchors, 0 rejected
OUT
agreed mixed o
rm mixed/"$other.0"
lint 0 "old names alone" mixed <<OUT
info loader-old-hash $old.0:1 Same a folder named by the hash of before OpenSSL 1.0, which Android looks for: OpenSSL 1 and OpenSSL 3 lose it
mixed: 1 finding in 1 anchor, 0 rejected
OUT
agreed mixed ""

openssl x509 -in pki/a.pem -outform DER -out der/"$new.0"
lint 1 "DER" der <<OUT
error loader-hashed-der $new.0 Same DER under a hashed name, where PEM is looked for: OpenSSL 1 and OpenSSL 3 lose it
der: 1 finding in 1 anchor, 0 rejected
OUT
agreed der ""

{ echo "0 is what text may begin with"; cat pki/a.pem; } >der/"$new.0"
lint 0 "PEM that begins as DER does" der <<OUT
info loader-stray $new.0:1 - text that begins as DER or another PEM block does: Java loads nothing of the file
der: 1 finding in 1 anchor, 0 rejected
OUT
agreed der a

openssl crl2pkcs7 -nocrl -certfile pki/a.pem -out der/"$new.0"
lint 1 "PKCS#7" der <<OUT
error loader-hashed-der $new.0:#1 Same PKCS#7 or a keystore under a hashed name, where PEM certificates are looked for: OpenSSL 1, OpenSSL 3 and Android lose it
der: 1 finding in 1 anchor, 0 rejected
OUT
agreed der ""

# A copy by the old hash is of no use to OpenSSL, nor one by the new to Android.
mkdir copies
cp pki/a.pem copies/"$new.1"
cp pki/a.pem copies/"$old.0"
kedge-bundle --now $now lint copies >got.out
is "$? $(grep -c -e loader- got.out) $(grep -c "loader-unreached *$new.1:1" \
    got.out)" "1 1 1" "a good copy by the old hash alone"
agreed copies ""
is "$(kedge-bundle list --now $now --verifier android copies |
    tail -n 1)" "copies: 1 anchor, 0 rejected" "and Android finds it"
mv copies/"$new.1" copies/"$new.0"
cp pki/b.pem copies/"$new.1"
cp pki/b.pem copies/"$old.1"
is "$(kedge-bundle list --now $now --verifier openssl-3 copies |
    tail -n 1)" "copies: 2 anchors, 0 rejected" "a second name is no loss"
agreed copies "a b"

# What is beside hashed names

mkdir beside
cp pki/a.pem beside/"$new.0"
cat pki/o.pem pki/a.pem >beside/extra.pem
lint 1 "a file that no hashed name leads to" beside <<OUT
warning loader-unhashed extra.pem:1 Other no hashed name, in a folder that has some (run openssl rehash): OpenSSL 1, OpenSSL 3 and Android lose it
beside: 1 finding in 2 anchors, 0 rejected
OUT
agreed beside a
kedge-bundle list --now $now --verifier openssl-3 beside >got.out
is "$? $(tail -n 2 got.out)" "1 beside: 1 anchor, 1 rejected
  beside/extra.pem:1: OpenSSL 3 does not load it: no hashed name, in a folder\
 that has some (run openssl rehash)" "what OpenSSL does not find is counted"
for name in go gnutls-3.7 mbedtls-2.28 complete; do
	kedge-bundle list --now $now --verifier $name beside >got.out
	is "$? $(tail -n 1 got.out)" "0 beside: 2 anchors, 0 rejected" \
	    "$name reads each file"
done
is "$(kedge-bundle extract beside | grep -c BEGIN)" 2 "and so does extract"

mkdir plain
cp pki/a.pem pki/o.pem plain
lint 1 "no hashed name at all" plain <<OUT
warning loader-unhashed a.pem:1 Same a folder without hashed names, in which OpenSSL looks nothing up (run openssl rehash, unless each file is loaded by its name)
plain: 1 finding in 2 anchors, 0 rejected
OUT
openssl rehash plain
agreed plain "a o"
lint 0 "and as rehash mends it" plain <<OUT
plain: 0 findings in 2 anchors, 0 rejected
OUT

git init -q -b main fw
cp -R gap fw
git -C fw add -A
git -C fw -c user.name=t -c user.email=t@t.invalid commit -qm gap
lint 1 "a gap on a branch" git:fw@main:gap <<OUT
$gap
git:fw@main:gap: 2 findings in 2 anchors, 0 rejected
OUT
mksquashfs gap gap.sqfs -quiet -no-progress >/dev/null
lint 1 "a gap in an image" gap.sqfs <<OUT
$gap
gap.sqfs!/: 2 findings in 2 anchors, 0 rejected
OUT

mkdir -p host/etc/ssl/certs
cp pki/a.pem outside.pem
ln -s "$work/outside.pem" host/etc/ssl/certs/"$new.0"
lint 1 "a link out of a root tree" host/etc/ssl/certs <<OUT
warning store-link-host $new.0 - an absolute link in a root tree, which leads out of it to what this machine has there
host/etc/ssl/certs: 1 finding in 1 anchor, 0 rejected
OUT

# What update-ca-certificates writes

tree=$work/tree
bundle=tree/etc/ssl/certs/ca-certificates.crt
shared=tree/usr/share/ca-certificates
mkdir -p tree/etc/ssl/certs $shared/radio hooks \
    tree/usr/local/share/ca-certificates/deep
cp pki/a.pem $shared/radio/a.crt
cp pki/r1.pem $shared/radio/again.crt
cp pki/x.pem $shared/radio/extra.crt
cp pki/o.pem tree/usr/local/share/ca-certificates/deep/o.crt
printf '# anchors\nradio/a.crt\n!radio/extra.crt\nradio/again.crt\n' \
    >tree/etc/ca-certificates.conf
update()
{
	/usr/sbin/update-ca-certificates --fresh \
	    --certsconf "$tree/etc/ca-certificates.conf" \
	    --certsdir "$tree/usr/share/ca-certificates" \
	    --localcertsdir "$tree/usr/local/share/ca-certificates" \
	    --etccertsdir "$tree/etc/ssl/certs" --hooksdir "$work/hooks" \
	    >update.log 2>&1
}
# The place of the bundle and of its conf, and what follows at the end.
derived()
{
	echo "info store-derived $1 - update-ca-certificates writes this file\
 anew from what $2 selects in usr/share/ca-certificates, and from\
 usr/local/share/ca-certificates: change those, not this${3-}"
}
made=$(derived $bundle tree/etc/ca-certificates.conf)
update
lint 0 "as update-ca-certificates makes it" $bundle <<OUT
$made
$bundle: 1 finding in 3 anchors, 0 rejected
OUT
cd tree/etc/ssl/certs || exit 1
is "$(kedge-bundle --now $now lint ca-certificates.crt |
    grep -c store-derived)" 1 "it is known by where it is, not by its path"
cd "$work" || exit 1

cp $bundle before.crt
lines=$(wc -l <before.crt) first=$(wc -l <pki/a.pem)
cat pki/x.pem >>$bundle
lint 1 "one more, which is deselected" $bundle <<OUT
$made
warning anchor-deselected line $((lines + 1)) Extra tree/etc/ca-certificates.conf:3 deselects it with "!", and it is here: update-ca-certificates drops it
$bundle: 2 findings in 4 anchors, 0 rejected
OUT
update
same before.crt $bundle "and so it does"

sed "1,${first}d" before.crt >$bundle
cat pki/b.pem >>$bundle
cp pki/r2.pem $shared/radio/again.crt
differs="warning store-derived-differs tree/usr/share/ca-certificates/radio/a.crt:1 Same is selected, and not in the bundle: update-ca-certificates adds it
warning store-derived-differs tree/usr/share/ca-certificates/radio/again.crt:1 Again is selected, and not in the bundle: update-ca-certificates adds it
warning store-derived-differs line 1 Again is in none of the files that are selected: update-ca-certificates drops it
warning store-derived-differs line $((lines - first + 1)) Same is in none of the files that are selected: update-ca-certificates drops it"
lint 1 "changed by hand, and its sources as well" $bundle <<OUT
$made
$differs
$bundle: 5 findings in 3 anchors, 0 rejected
OUT
is "$(kedge-bundle --now $now -f ndjson lint $bundle |
    jq -r 'select(.rule == "store-derived-differs") | .subject' | xargs)" \
    "CN=Same CN=Again CN=Again CN=Same" "the same as records"
kedge-bundle --now $now -f ndjson lint $bundle | jq -r \
    'select(.kind == "certificate").sha256' | sort >known
kedge-bundle --now $now -f ndjson lint $bundle | jq -r \
    'select(.kind == "finding" and .sha256).sha256' | sort -u >named
is "$(comm -13 known named)" "" "each certificate that a record names is there"

git init -q -b main repository
cp -R tree repository/root
git -C repository add -A
git -C repository -c user.name=t -c user.email=t@t.invalid commit -qm tree
git=git:repository@main:root
lint 1 "the same on a branch" $git/${bundle#tree/} <<OUT
$(derived $git/${bundle#tree/} $git/etc/ca-certificates.conf)
$(echo "$differs" | sed "s|tree/|$git/|")
$git/${bundle#tree/}: 5 findings in 3 anchors, 0 rejected
OUT

mksquashfs tree tree.sqfs -quiet -no-progress >/dev/null
image="tree.sqfs!/${bundle#tree/}"
lint 0 "the same in an image" "$image" <<OUT
$(derived "$image" 'tree.sqfs!/etc/ca-certificates.conf' \
    ' (whether it is what they give is not looked at in an image)')
$image: 1 finding in 3 anchors, 0 rejected
OUT

update
printf 'radio/none.crt\nradio/extra.crt' >>tree/etc/ca-certificates.conf
sed -i '/^!/d' tree/etc/ca-certificates.conf
lint 1 "a file that is not there, and a line that is not read" $bundle <<OUT
$made
warning store-derived-differs tree/etc/ca-certificates.conf:5 - the line is not read, since no newline ends it; add one
warning store-derived-differs $shared/radio/none.crt - cannot be read, though the bundle is made of it: cannot open $shared/radio/none.crt: No such file or directory
$bundle: 3 findings in 3 anchors, 0 rejected
OUT
cp $bundle before.crt
update
same before.crt $bundle "the tool neither reads that line nor minds the file"

rm -r tree/usr
lint 1 "no source is left" $bundle <<OUT
$made
warning store-derived-differs tree/etc/ca-certificates.conf:5 - the line is not read, since no newline ends it; add one
warning store-derived-differs tree/etc/ca-certificates.conf - none of the 3 files that make the bundle can be read: update-ca-certificates empties it
$bundle: 3 findings in 3 anchors, 0 rejected
OUT
rm tree/etc/ca-certificates.conf
lint 0 "and no conf: then it is a file like any other" $bundle <<OUT
$bundle: 0 findings in 3 anchors, 0 rejected
OUT
mkdir tree/etc/ca-certificates.conf
kedge-bundle --now $now lint $bundle >got.out 2>got.err
is "$? $(cat got.err)" "3 kedge-bundle: tree/etc/ca-certificates.conf is no\
 file" "a conf that cannot be read is not passed over"

# A source that a link takes from this machine is none of the tree's.
rm -r tree/etc/ca-certificates.conf
printf 'o.crt\nm/a.crt\n' >tree/etc/ca-certificates.conf
mkdir -p host tree/usr/share/ca-certificates
cp pki/o.pem tree/usr/share/ca-certificates/o.crt
cp pki/a.pem host/a.crt
ln -s "$PWD/host" tree/usr/share/ca-certificates/m
is "$(kedge-bundle --now $now lint $bundle | grep -c 'm/a.crt leads out of')" 1 "a link out of the tree is not followed"
rm -r tree/etc/ca-certificates.conf tree/usr/share/ca-certificates/m

tar -cf tree.tar -C tree .
kedge-bundle --now $now lint -- "-!${bundle#tree/}" <tree.tar >got.out 2>got.err
is "$? $(cat got.err)" "3 kedge-bundle: whether ${bundle#tree/} is made of\
 other files is not known, since standard input can be read once only; name\
 the image" "what would take a second reading is not passed over"

for words in "list --sha256 aa" "diff --ignore anchor-expired" \
    "list --threshold info" "find --old-hash" "lint --new-password-file x" \
    "list --supported-until 2030-01-01"; do
	# shellcheck disable=SC2086 # words
	kedge-bundle $words pki/a.pem pki/b.pem >got.out 2>got.err
	is "$? $(grep -c 'does not heed it' got.err)" "2 1" "$words"
done

machine=/etc/ssl/certs/ca-certificates.crt
if [ -e $machine ] && [ -e /etc/ca-certificates.conf ]; then
	kedge-bundle --now $now lint $machine >got.out
	is "$(grep -c store-derived got.out)" 1 "this machine's own bundle"
	kedge-bundle --now $now lint /etc/ssl/certs >got.out
	is "$(grep -c -e loader- -e store- got.out)" 0 \
	    "this machine's own folder"
else
	tap_skip "this machine's own bundle" "ca-certificates is not installed"
	tap_skip "this machine's own folder" "ca-certificates is not installed"
fi

# Settings that refuse

openssl x509 -in pki/o.pem -addreject serverAuth -trustout -out reject.pem
cat pki/a.pem >>reject.pem
kedge-bundle --now $now lint reject.pem >got.out
is "$? $(grep -c '^warning *anchor-distrusted *line 1 *Other *its trust settings refuse servers' \
    got.out)" "1 1" "a certificate whose own settings refuse servers"

# Two entries of one alias

keytool=/usr/lib/jvm/java-17-openjdk-amd64/bin/keytool
for name in a b; do
	$keytool -J-XX:TieredStopAtLevel=1 -noprompt -importcert \
	    -storetype JKS -keystore two.jks -storepass changeit \
	    -alias "n$name" -file "pki/$name.pem" >/dev/null 2>&1
done
LC_ALL=C sed 's/\x00\x02na/\x00\x02nn/; s/\x00\x02nb/\x00\x02nn/' two.jks |
    head -c -20 >body
{
	printf changeit | iconv -t utf-16be
	printf 'Mighty Aphrodite'
	cat body
} | openssl dgst -sha1 -binary | cat body - >alias.jks
kept=$($keytool -list -rfc -keystore alias.jks -storepass changeit 2>&1 |
    openssl x509 -noout -fingerprint -sha256)
for name in a b; do
	[ "$(openssl x509 -in "pki/$name.pem" -noout -fingerprint -sha256)" = \
	    "$kept" ] || lost=$name
done
lint 1 "two entries of one alias" alias.jks <<'OUT'
warning anchor-same-name nn Same has the name of the anchor at nn (entry 1) and another key
error loader-eclipsed nn (entry 1) Same an entry whose alias a later one has: Java loses it
alias.jks: 2 findings in 2 anchors, 0 rejected
OUT
is "$(kedge-bundle --now $now lint -f ndjson alias.jks |
    jq -r 'select(.rule == "loader-eclipsed").sha256')" \
    "$(openssl x509 -in "pki/$lost.pem" -outform DER | sha256sum |
	cut -c 1-64)" "the one that keytool does not show is lost"

# Markdown

cat pki/a.pem pki/o.pem pki/r1.pem >one.pem
cat pki/a.pem pki/r2.pem pki/evil.pem >two.pem
short()
{
	openssl x509 -in "pki/$1.pem" -outform DER | sha256sum | cut -c 1-16
}
kedge-bundle -f markdown -o notes.md diff one.pem two.pem
is $? 0 "diff as markdown: exit code"
cat >want.md <<OUT
Trust anchors from one.pem to two.pem: **1 same**, **1 reissued**, **1 added**, **1 removed**.

| Change | Subject | Key | Valid until | SHA-256 |
| --- | --- | --- | --- | --- |
OUT
head -n 4 notes.md >got.md
same want.md got.md "diff as markdown: its head"
cmark-gfm --unsafe -e table -e autolink -e strikethrough notes.md >notes.html
sed -n 's/^<td>\(.*\)<\/td>$/\1/p' notes.html | sed 's/<!-- -->//g' >got.cells
cat >want.cells <<OUT
added
CN=https://www.x.example *g*,OU=[e](f) @me #1,O=a|b \`c\`\\&lt;b\\&gt;d\\&lt;/b\\&gt;
Ed25519
2030-01-01
<code>$(short evil)</code>
reissued
CN=Again
Ed25519
2030-01-01 → 2035-01-01
<code>$(short r1)</code> → <code>$(short r2)</code>
removed
CN=Other
Ed25519
2030-01-01
<code>$(short o)</code>
OUT
same want.cells got.cells "GitHub's parser shows each cell, and no markup"
is "$(kedge-bundle -f markdown diff one.pem one.pem)" "Trust anchors from\
 one.pem to one.pem: **3 same**, **0 reissued**, **0 added**, **0 removed**." \
    "no table where nothing changed"
printf -- '-----BEGIN CERTIFICATE-----\n|\n-----END CERTIFICATE-----\n' |
    cat pki/a.pem - >bad.pem
is "$(kedge-bundle -f markdown diff one.pem bad.pem | tail -n 1)" \
    "- not compared\\: bad.pem\\:10\\: a character that is not base64" \
    "what was not compared is told"
for verb in list lint find; do
	kedge-bundle -f markdown $verb one.pem >got.out 2>&1
	is "$? $(cat got.out)" "2 kedge-bundle: $verb has no format\
 'markdown'; it has table and ndjson" "$verb has no markdown"
done

tap_end
