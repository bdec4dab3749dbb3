#!/bin/sh
# kedge-bundle: exact answers and exit codes over generated certificates, git
# repositories made here, and the real stores of this machine.
set -u

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
forge=${KEDGE_FORGE:-$root/build/tests/forge/forge}
# shellcheck source=tests/cli/tap.sh
. "$here/tap.sh"
# shellcheck source=tests/cli/data.sh
. "$here/data.sh"
system=/etc/ssl/certs
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset KEDGE_POLICY

# run STATUS NAME ARGUMENT...: standard output is what stands on ours, and
# standard error what is in the file complaint, which it takes away.
run()
{
	want=$1 name=$2
	shift 2
	cat >want.out
	[ -e complaint ] || : >complaint
	kedge-bundle --now 2025-01-01T00:00:00Z "$@" >got.out 2>got.err \
	    <"${input:-/dev/null}"
	status=$?
	is "$status" "$want" "$name: exit code"
	same want.out got.out "$name: what it says"
	same complaint got.err "$name: what it says on standard error"
	rm complaint
}

# The beginning of a certificate's SHA-256, and all of it, as OpenSSL has it.
sha256()
{
	openssl x509 -in "pki/$1.pem" -outform DER | sha256sum | cut -c 1-64
}

short()
{
	sha256 "$1" | cut -c 1-16
}

mkdir pki
cat >spec <<'SPEC'
old ca=yes type=ed25519 subject="/O=Radio/CN=Old Root" until=2026-01-01T00:00:00Z
new ca=yes type=ed25519 subject="/CN=New Root" from=2021-05-06T07:08:09Z until=2041-02-03T04:05:06Z
r1 ca=yes key=r type=rsa2048 subject="/CN=Again" until=2024-12-31T23:59:59Z
r2 ca=yes key=r type=rsa2048 subject="/CN=Again" until=2035-01-01T00:00:00Z
leaf ca=no type=rsa1024 serial=0
SPEC
"$forge" spec pki || exit 1
old=$(short old) new=$(short new) r1=$(short r1) r2=$(short r2)

cat pki/old.pem pki/new.pem >two.pem
{
	cat pki/old.pem
	printf -- '-----BEGIN CERTIFICATE-----\nM%%AA\n'
	printf -- '-----END CERTIFICATE-----\n'
	cat pki/new.pem
} >garbled.pem
: >empty.pem
echo hello >words.txt

# Forms

table="SUBJECT   KEY      NOT BEFORE  NOT AFTER   DAYS LEFT  SHA256
Old Root  Ed25519  2020-01-01  2026-01-01        365  $old
New Root  Ed25519  2021-05-06  2041-02-03       5877  $new"

run 0 "a file" list two.pem <<OUT
$table
two.pem: 2 anchors, 0 rejected
OUT

run 0 "two files" list two.pem pki/old.pem <<OUT
two.pem:
$table
two.pem: 2 anchors, 0 rejected

pki/old.pem:
$(echo "$table" | head -n 2)
pki/old.pem: 1 anchor, 0 rejected
OUT

input=two.pem
run 0 "standard input" list - <<OUT
$table
standard input: 2 anchors, 0 rejected
OUT
input=

run 1 "a garbled block among good ones" list garbled.pem <<OUT
$table
garbled.pem: 2 anchors, 1 rejected
  garbled.pem:10: a character that is not base64
OUT

{
	sed '2s/^M/N/' pki/old.pem	# no SEQUENCE any more
	cat pki/new.pem
} >damaged.pem
kedge-bundle list damaged.pem >got.out 2>&1
is "$(tail -n 1 got.out)" "  damaged.pem:1: not a certificate (damaged DER:\
 wrong tag); remove or replace it" "a damaged block, in libcrypto's words"

openssl x509 -in pki/old.pem -outform DER -out old.der
run 0 "DER" list old.der <<OUT
$(echo "$table" | head -n 2)
old.der: 1 anchor, 0 rejected
OUT

mkdir plain
cp pki/new.pem plain/b.pem
cp pki/old.pem plain/a-text
cp words.txt plain/README
mkdir plain/sub
cp pki/r1.pem plain/sub
run 0 "a plain directory" list plain/ <<OUT
$table
plain: 2 anchors, 0 rejected
OUT

cp words.txt plain/c.crt
run 1 "a promise that is not kept" list plain <<OUT
$table
plain: 2 anchors, 1 rejected
  plain/c.crt: holds no certificate
OUT

mkdir hashed
cp pki/old.pem hashed/old.pem
cp pki/new.pem hashed/22222222.0
ln -s old.pem hashed/11111111.0
run 0 "a hashed directory" list hashed <<OUT
$table
hashed: 2 anchors, 0 rejected
OUT
cp pki/old.pem hashed/again.crt && echo read me >hashed/README
run 0 "what is beside hashed names, and in none" list hashed <<OUT
$table
hashed: 2 anchors, 0 rejected
OUT
cp words.txt hashed/words.pem
run 1 "a promise that is not kept beside hashed names" list hashed <<OUT
$table
hashed: 2 anchors, 1 rejected
  hashed/words.pem: holds no certificate
OUT
rm hashed/words.pem

ln -s gone.pem hashed/33333333.0
run 3 "a dangling link" list hashed <<OUT
$table
hashed: 2 anchors, 1 rejected
  hashed/33333333.0: it cannot be followed: No such file or directory
OUT

# Nothing is never success

echo 'kedge-bundle: empty.pem is empty' >complaint
run 3 "an empty file" list empty.pem </dev/null

echo 'kedge-bundle: words.txt holds no certificate in a form that is read' \
    'here (JKS, BKS, ESP-IDF, PKCS#12, PKCS#7, PEM, PEM of PKCS#7, DER)' \
    >complaint
run 3 "a file of something else" list words.txt </dev/null

echo 'kedge-bundle: cannot open none.pem: No such file or directory' \
    >complaint
run 3 "one is missing, the other is shown" list none.pem two.pem <<OUT
two.pem:
$table
two.pem: 2 anchors, 0 rejected
OUT

mkdir void
echo 'kedge-bundle: void holds no certificate' >complaint
run 3 "an empty directory" lint void </dev/null

echo 'kedge-bundle: standard input is empty' >complaint
run 3 "empty standard input" list - </dev/null

# Limits: the last that is read, and one more

for size in $((64 * 1024 * 1024)) $((64 * 1024 * 1024 + 1)); do
	truncate -s "$size" full
	echo 'kedge-bundle: full holds no certificate in a form that is read' \
	    'here (JKS, BKS, ESP-IDF, PKCS#12, PKCS#7, PEM, PEM of PKCS#7,' \
	    'DER)' >complaint
	run 3 "a file of $size zeros" list full </dev/null
done
echo 'kedge-bundle: full holds no certificate in a form that is read here' \
    '(JKS, BKS, ESP-IDF, PKCS#12, PKCS#7, PEM, PEM of PKCS#7, DER)' \
    >complaint
run 3 "one that is larger than any bundle, and no image" list full two.pem <<OUT
two.pem:
$table
two.pem: 2 anchors, 0 rejected
OUT
rm full

# A program with certificates in it

{ head -c 5000 /bin/sh; cat pki/old.der; echo; cat pki/new.pem; } >program
is "$(kedge-bundle list -f ndjson program | jq -r 'select(.kind == "store") |
    .rejected, (.rejections | length), (.anchors | length)' | xargs)" \
    "0 0 2" "certificates are carved out of a program"
is "$(kedge-bundle lint --now 2025-01-01 program | grep -c store-embedded)" 1 \
    "and lint says where they are"
rm program

mkdir many
(cd many && seq 19999 | xargs touch && cp ../pki/old.pem .)
run 0 "the largest directory" list many <<OUT
$(echo "$table" | head -n 2)
many: 1 anchor, 0 rejected
OUT
touch many/more
echo 'kedge-bundle: many has more than 20000 entries' >complaint
run 3 "a directory that is too large" list many </dev/null

# Usage

echo 'kedge-bundle: say what to do: list, diff, lint, find or extract; see' \
    --help >complaint
run 2 "no verb" </dev/null
echo "kedge-bundle: there is no verb 'show'; there are list, diff, lint, find" \
    'and extract' >complaint
run 2 "another verb" show two.pem </dev/null
echo 'kedge-bundle: diff takes 2 bundles, not 1' >complaint
run 2 "half a diff" diff two.pem </dev/null
echo "kedge-bundle: --format is one of table (default), ndjson, markdown," \
    "pem, der," \
    "p7b, p12, jks, esp-v1, esp-v2, hashdir, not 'xml'" >complaint
run 2 "another format" -f xml list two.pem </dev/null
echo 'kedge-bundle: standard input (-) can be read once only' >complaint
run 2 "standard input twice" diff - - </dev/null
echo "kedge-bundle: 'git:x' names no bundle in a repository; write" \
    'git:REPOSITORY@REVISION:PATH' >complaint
run 2 "half a locator" list git:x </dev/null
run 0 "version" --version <<OUT
$(kedge-bundle -V)
OUT
is "$(kedge-bundle --help | sed -n 's/^  kedge-bundle //p' | wc -l)" 5 \
    "help has a line for each verb"

# diff

cat pki/old.pem pki/r1.pem >before.pem
cat pki/r2.pem pki/new.pem >after.pem
run 0 "diff" diff before.pem after.pem <<OUT
CHANGE    SUBJECT   KEY       NOT AFTER                 SHA256
removed   Old Root  Ed25519   2026-01-01                $old
reissued  Again     RSA 2048  2024-12-31 -> 2035-01-01  $r1 -> $r2
added     New Root  Ed25519   2041-02-03                $new
before.pem -> after.pem: 0 same, 1 reissued, 1 added, 1 removed
OUT
run 0 "diff of one with itself" diff two.pem two.pem <<'OUT'
two.pem -> two.pem: 2 same, 0 reissued, 0 added, 0 removed
OUT
run 1 "diff with a rejection" diff two.pem garbled.pem <<'OUT'
two.pem -> garbled.pem: 2 same, 0 reissued, 0 added, 0 removed
  not compared: garbled.pem:10: a character that is not base64
OUT
echo 'kedge-bundle: cannot open none.pem: No such file or directory' \
    >complaint
run 3 "diff with what is not there" diff none.pem two.pem </dev/null

# lint

run 0 "lint of a good bundle" lint two.pem <<'OUT'
two.pem: 0 findings in 2 anchors, 0 rejected
OUT
run 0 "lint up to the end of support" \
    lint --supported-until 2030-01-01 two.pem <<'OUT'
SEVERITY  RULE                       WHERE   SUBJECT   WHAT
info      anchor-expires-in-support  line 1  Old Root  expires at 2026-01-01T00:00:00Z, before support ends on 2030-01-01
two.pem: 1 finding in 2 anchors, 0 rejected
OUT
run 1 "lint with a threshold" lint --threshold info \
    --supported-until 2030-01-01 two.pem <<'OUT'
SEVERITY  RULE                       WHERE   SUBJECT   WHAT
info      anchor-expires-in-support  line 1  Old Root  expires at 2026-01-01T00:00:00Z, before support ends on 2030-01-01
two.pem: 1 finding in 2 anchors, 0 rejected
OUT
run 0 "lint without a rule" lint --threshold info \
    --ignore anchor-expires-in-support --ignore anchor-serial \
    --supported-until 2030-01-01 two.pem <<'OUT'
two.pem: 0 findings in 2 anchors, 0 rejected, 1 ignored
OUT
echo "kedge-bundle: --threshold: 'dire' is no severity; there are info," \
    'warning and error' >complaint
run 2 "a threshold that is none" lint --threshold dire two.pem </dev/null
echo "kedge-bundle: --ignore: there is no rule 'anchor-serials'; RULES of" \
    'kedge-bundle(1) lists them' >complaint
run 2 "a rule that is none" lint --ignore anchor-serials two.pem </dev/null
run 0 "lint without what cannot be read" \
    lint --ignore anchor-unreadable garbled.pem <<'OUT'
garbled.pem: 0 findings in 2 anchors, 1 rejected, 1 ignored
OUT
run 1 "lint of what cannot be read" lint --threshold error garbled.pem <<'OUT'
SEVERITY  RULE               WHERE    SUBJECT  WHAT
error     anchor-unreadable  line 10  -        cannot be read: a character that is not base64
garbled.pem: 1 finding in 2 anchors, 1 rejected
OUT
cat pki/r1.pem pki/r2.pem pki/leaf.pem >bad.pem
lines1=$(wc -l <pki/r1.pem)
lines2=$(cat pki/r1.pem pki/r2.pem | wc -l)
cat >lint.want <<OUT
rule warning anchor-expired line 1 Again expired at 2024-12-31T23:59:59Z
rule info anchor-reissued line $((lines1 + 1)) Again has the name and key of the anchor at line 1, which ends 2024-12-31
rule error anchor-not-ca line $((lines2 + 1)) leaf is no CA certificate: its basic constraints say so
rule warning anchor-small-key line $((lines2 + 1)) leaf its RSA key has 1024 bits, fewer than 2048
rule info anchor-serial line $((lines2 + 1)) leaf its serial number is not positive, which some parsers refuse
OUT
kedge-bundle --now 2025-01-01 lint bad.pem >got.out
is $? 1 "lint of a bad bundle: exit code"
sed -n 's/^\([a-z]* *anchor-\)/rule \1/p' got.out | tr -s ' ' | diff -u lint.want - \
    >difference
is $? 0 "lint of a bad bundle: what it says"

{
	printf %s "$(cat pki/old.pem)"
	cat pki/new.pem
} >glued.pem
run 1 "lint says which loaders lose what" lint glued.pem <<'OUT'
SEVERITY  RULE          WHERE   SUBJECT   WHAT
error     loader-glued  line 9  New Root  BEGIN on the line of the END before it: OpenSSL 1, OpenSSL 3 and Java load nothing of the file; Go loses it and the one before; BearSSL loses it
glued.pem: 1 finding in 2 anchors, 0 rejected
OUT

# NDJSON

certificate()
{
	openssl x509 -in "pki/$1.pem" -outform DER -out der.tmp
	printf '{"schema":"kedge/1","kind":"certificate","sha256":"%s"' \
	    "$(sha256 "$1")"
	printf ',"subject":"%s","issuer":"%s","serial":"%s"' "$2" "$2" \
	    "$(openssl x509 -in "pki/$1.pem" -noout -serial | cut -d= -f2)"
	printf ',"spki_sha256":"%s"' "$(openssl x509 -in "pki/$1.pem" -noout \
	    -pubkey | openssl pkey -pubin -outform DER | sha256sum |
	    cut -c 1-64)"
	printf ',"not_before":"%s","not_after":"%s","der":"%s"}\n' "$3" "$4" \
	    "$(base64 -w 0 der.tmp)"
}
both=$(certificate old "CN=Old Root,O=Radio" 2020-01-01T00:00:00Z \
    2026-01-01T00:00:00Z
    certificate new "CN=New Root" 2021-05-06T07:08:09Z \
    2041-02-03T04:05:06Z)
anchors="\"anchors\":[\"$(sha256 old)\",\"$(sha256 new)\"]"
run 1 "list as records" -f ndjson list garbled.pem <<OUT
$both
{"schema":"kedge/1","kind":"store","release":null,"name":"garbled.pem","seen":3,"read":2,"rejected":1,"partial":false,$anchors,"rejections":[{"where":"garbled.pem:10","reason":"a character that is not base64"}]}
OUT
run 1 "lint as records" -f ndjson lint glued.pem <<OUT
$both
{"schema":"kedge/1","kind":"store","release":null,"name":"glued.pem","seen":2,"read":2,"rejected":0,"partial":false,$anchors,"rejections":[]}
{"schema":"kedge/1","kind":"finding","rule":"loader-glued","severity":"error","store":"glued.pem","where":"glued.pem:9","sha256":"$(sha256 new)","subject":"CN=New Root","message":"BEGIN on the line of the END before it: OpenSSL 1, OpenSSL 3 and Java load nothing of the file; Go loses it and the one before; BearSSL loses it"}
OUT
kedge-bundle -f ndjson diff before.pem after.pem |
    grep -v -e '"kind":"certificate"' -e '"kind":"store"' >got.out
cat >want.out <<OUT
{"schema":"kedge/1","kind":"change","change":"removed","subject":"CN=Old Root,O=Radio","before":"$(sha256 old)","after":null}
{"schema":"kedge/1","kind":"change","change":"reissued","subject":"CN=Again","before":"$(sha256 r1)","after":"$(sha256 r2)"}
{"schema":"kedge/1","kind":"change","change":"added","subject":"CN=New Root","before":null,"after":"$(sha256 new)"}
OUT
is "$(cat got.out)" "$(cat want.out)" "diff as records"

# git

commit()
{
	git -C fw add -A
	git -C fw -c user.name=t -c user.email=t@t.invalid commit -qm "$1"
}
git init -q -b main fw
mkdir -p fw/etc/certs
cp two.pem fw/etc/ca.pem
cp pki/old.pem fw/etc/certs/old.pem
cp pki/new.pem fw/etc/certs/22222222.0
ln -s old.pem fw/etc/certs/11111111.0
ln -s ca.pem fw/etc/link.pem
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' \
    >fw/etc/lfs.pem
commit one
git -C fw branch release/2.10
git -C fw branch release/3.5
git -C fw update-index --add --cacheinfo \
    "160000,$(git -C fw rev-parse HEAD),module"
git -C fw -c user.name=t -c user.email=t@t.invalid commit -qm module
cp pki/r1.pem fw/etc/ca.pem	# neither the index nor a commit has it
git clone -q --bare fw fw.git
git clone -q --depth 1 --no-single-branch "file://$work/fw" shallow
git -C shallow branch -q release/3.5 origin/release/3.5

for repository in fw fw.git shallow; do
	run 0 "a branch of $repository" \
	    list git:$repository@release/3.5:etc/ca.pem <<OUT
$table
git:$repository@release/3.5:etc/ca.pem: 2 anchors, 0 rejected
OUT
	run 0 "a directory on $repository" \
	    list git:$repository@release/3.5:etc/certs/ <<OUT
$table
git:$repository@release/3.5:etc/certs: 2 anchors, 0 rejected
OUT
done
is "$(git -C fw status --porcelain --ignore-submodules)" " M etc/ca.pem" \
    "the work tree is as it was"

refused()
{
	echo "kedge-bundle: $2" >complaint
	run 3 "$2" list "git:$1" </dev/null
}
refused nofw@main:x "there is no git repository at nofw"
if [ "$(id -u)" -eq 0 ]; then
	cp -R fw.git foreign.git
	chown -R 12345 foreign.git
	refused foreign.git@main:x "the git repository at foreign.git belongs\
 to another user; to allow it, git config --global --add safe.directory\
 $(pwd -P)/foreign.git"
	mkdir home
	HOME=$PWD/home git config --global --add safe.directory \
	    "$(pwd -P)/foreign.git"
	HOME=$PWD/home kedge-bundle list \
	    git:foreign.git@release/3.5:etc/ca.pem >got.out 2>got.err
	is "$? $(cat got.err)" "0 " "a foreign repository that git allows"
	chmod 700 foreign.git
	cp "$(command -v kedge-bundle)" .
	chmod 755 . kedge-bundle
	is "$(setpriv --reuid 54321 --clear-groups ./kedge-bundle list \
	    git:foreign.git@main:x 2>&1)" "kedge-bundle:\
 cannot open the repository foreign.git: this user has no permission to read\
 it" "a repository that may not be read"
else
	tap_skip "a foreign repository" "root alone can make one"
fi
refused fw@release/9:x "fw has no revision 'release/9'; there are main,\
 release/2.10, release/3.5"
refused fw@main:etc/no/x "there is no etc/no on main of fw"
refused fw@main:etc/ca.pem/x "etc/ca.pem on main of fw is a file, not a folder"
refused fw@main:etc/link.pem \
    "etc/link.pem on main of fw is a symbolic link; name what it points to"
refused fw@main:etc/lfs.pem "etc/lfs.pem on main of fw is a Git LFS pointer;\
 its content is not in the repository"
refused fw@main:module/x \
    "module on main of fw is a submodule; name its own repository"
refused 'fw@main^{tree}:etc' "'main^{tree}' of fw is not a commit"
git init -q bare-of-all
refused bare-of-all@main:x \
    "bare-of-all has no revision 'main'; it has no branch at all"

# The releases of a policy

cat >policy.yaml <<'POLICY'
kedge: 1
estate: lab
releases:
  - name: radio-3
    bundle: {git: fw.git, branch: release/3.5, path: etc/ca.pem}
    verifier: openssl-1.0.2
    supported_until: 2030-01-01
  - name: radio-2
    bundle: {git: fw.git, branch: release/2.11, path: etc/ca.pem}
    verifier: openssl-1.0.2
    supported_until: 2030-01-01
POLICY
echo "kedge-bundle: release radio-2: $work/fw.git has no revision" \
    "'release/2.11'; there are main, release/2.10, release/3.5" >complaint
run 3 "lint of the releases" -p "$work/policy.yaml" lint <<OUT
SEVERITY  RULE                       WHERE   SUBJECT   WHAT
info      anchor-expires-in-support  line 1  Old Root  expires at 2026-01-01T00:00:00Z, before support ends on 2030-01-01
radio-3 (git:$work/fw.git@release/3.5:etc/ca.pem): 1 finding in 2 anchors, 0 rejected
OUT

cat >nothing.yaml <<'POLICY'
kedge: 1
estate: lab
endpoints:
  - name: smartlink
    address: smartlink.example.net:443
POLICY
echo 'kedge-bundle: there is no bundle to look at; name one, or give a' \
    'policy that has releases (--policy)' >complaint
run 3 "a policy without releases" -p nothing.yaml list </dev/null

echo 'wrong: [' >wrong.yaml
kedge-bundle -p wrong.yaml -p policy.yaml list >got.out 2>got.err
is $? 2 "a wrong policy: exit code"
is "$(tail -n 1 got.out)" \
    "radio-3 (git:fw.git@release/3.5:etc/ca.pem): 2 anchors, 0 rejected" \
    "a wrong policy leaves the other alone"

# Output appears whole or not at all

kedge-bundle -o kept.txt list two.pem && is "$(tail -n 1 kept.txt)" \
    "two.pem: 2 anchors, 0 rejected" "output to a file"
kedge-bundle -f xml -o none.txt list two.pem 2>/dev/null
is "$(ls none.txt* 2>/dev/null)" "" "no output where usage is wrong"

# Real stores

last_line()
{
	kedge-bundle "$@" 2>&1 | tail -n 1
}
if [ -e "$system/ca-certificates.crt" ]; then
	n=$(grep -c -e '-----BEGIN' $system/ca-certificates.crt)
	is "$(last_line list $system/ca-certificates.crt)" \
	    "$system/ca-certificates.crt: $n anchors, 0 rejected" \
	    "the system's bundle"
	is "$(kedge-bundle --now 2025-01-01 lint --threshold error \
	    $system/ca-certificates.crt >/dev/null; echo $?)" 0 \
	    "a store that works can be linted in CI"
	n=$(find $system -regex '.*/[0-9a-f]*\.[0-9]+' | wc -l)
	is "$(last_line list $system)" "$system: $n anchors, 0 rejected" \
	    "the system's hashed directory"
	kedge-bundle list $system/ca-certificates.crt |
	    sed -n 's/.* \(....-..-..\)  \(....-..-..\)  .*/\1 \2/p' >got.out
	openssl crl2pkcs7 -nocrl -certfile $system/ca-certificates.crt |
	    openssl pkcs7 -print_certs -text -noout |
	    sed -n 's/^ *Not \(Before\|After \): \([^,]*\)$/\2/p' | date -u -f - +%F |
	    paste -d ' ' - - >want.out
	is "$(diff want.out got.out | wc -l)" 0 \
	    "the dates are those that OpenSSL says"
else
	tap_skip "the system's anchors" "ca-certificates is not installed"
	tap_skip "the system's anchors" "ca-certificates is not installed"
	tap_skip "the system's anchors" "ca-certificates is not installed"
	tap_skip "the system's anchors" "ca-certificates is not installed"
fi

if [ -d "$data/bundles" ]; then
	is "$(for f in "$data"/bundles/*.pem; do
		n=$(grep -c -e '-----BEGIN' "$f")
		[ "$(last_line list "$f")" = "$f: $n anchors, 0 rejected" ] ||
		    echo "$f"
	done)" "" "a bundle's own history: every certificate is read"
	from=$data/bundles/2019.09.11.pem to=$data/bundles/2026.07.22.pem
	is "$(last_line diff "$from" "$to")" "$from -> $to: 63 same,\
 5 reissued, 53 added, 68 removed" "seven years of a bundle"
else
	tap_skip "a real series of bundles" "there is none here"
	tap_skip "a real series of bundles" "there is none here"
fi

tap_end
