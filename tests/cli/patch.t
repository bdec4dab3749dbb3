#!/bin/sh
# kedge-patch: a repository with three branches, patched, proven, tampered with.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/cli/tap.sh
. "$here/tests/cli/tap.sh"

has()
{
	if grep -qF -- "$2" "$1"; then
		tap_result 0 "$3"
	else
		tap_result 1 "$3"
		printf '# no line has: %s\n' "$2" >&2
		sed 's/^/# /' "$1" >&2
	fi
}

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
unset KEDGE_POLICY SOURCE_DATE_EPOCH
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=Builder GIT_AUTHOR_EMAIL=builder@example.net
export GIT_COMMITTER_NAME=Builder GIT_COMMITTER_EMAIL=builder@example.net
export GIT_AUTHOR_DATE=2021-06-15T09:00:00Z
export GIT_COMMITTER_DATE=2021-06-15T09:00:00Z

cat >spec <<'END'
old ca=yes until=2029-12-31T12:00:00Z subject="/CN=Old Root"
new ca=yes from=2016-02-12T00:00:00Z until=2041-02-12T00:00:00Z subject="/CN=New Root"
cross key=new issuer=old ca=yes until=2023-09-11T09:26:47Z subject="/CN=New Root"
issuing issuer=new ca=yes until=2031-02-12T18:48:52Z
leaf issuer=issuing from=2022-10-08T00:00:00Z until=2023-10-08T00:00:00Z
fresh issuer=issuing from=2023-07-15T00:00:00Z until=2024-08-14T00:00:00Z
bystander ca=yes subject="/CN=Bystander"
stranger ca=yes subject="/CN=Stranger"
END
"$KEDGE_FORGE" spec pki || exit 1
cat pki/leaf.pem pki/issuing.pem pki/cross.pem >served.pem
cat pki/fresh.pem pki/issuing.pem >candidate.pem
mkdir roots && cp pki/new.pem pki/stranger.pem roots/

# bundle NAME...: paragraphs with a comment each
bundle()
{
	for name; do
		[ "$name" = "$1" ] || echo
		echo "# $name"
		cat "pki/$name.pem"
	done
}

# branch NAME VERSION: commits what is in the tree
branch()
{
	echo "$2" >tree/VERSION
	git -C tree checkout -q -b "$1" && git -C tree add -A &&
	    git -C tree commit -q -m "Release $2"
}

git init -q -b main tree
mkdir -p tree/etc
echo firmware >tree/README
bundle old bystander >tree/etc/ca.pem
branch release/2 2.10.4
bundle bystander old | sed 's/$/\r/' >tree/etc/ca.pem
chmod 755 tree/etc/ca.pem
branch release/3 3.5.1
bundle old new >tree/etc/ca.pem
branch release/4 4.0.0
git clone -q --bare tree firmware.git

cat >policy.yaml <<'END'
kedge: 1
endpoints:
  - {name: service, address: "service.example.net:443"}
releases:
  - name: two
    bundle: {git: firmware.git, branch: release/2, path: etc/ca.pem}
    verifier: openssl-1.0.2
    supported_until: 2026-12-31
    adoption: 90d
    version_file: VERSION
  - name: three
    bundle: {git: firmware.git, branch: release/3, path: etc/ca.pem}
    verifier: openssl-3
    supported_until: 2026-12-31
  - name: four
    bundle: {git: firmware.git, branch: release/4, path: etc/ca.pem}
    verifier: openssl-3
    supported_until: 2026-12-31
roots: [roots/*.pem]
END

# observation ENDPOINT CERT...: records of one chain
observation()
{
	endpoint=$1
	shift
	chain=
	for name; do
		openssl x509 -in "pki/$name.pem" -outform DER -out der
		sha=$(sha256sum der | cut -d' ' -f1)
		printf '{"schema":"kedge/1","kind":"certificate",'
		printf '"sha256":"%s","der":"%s"}\n' "$sha" \
		    "$(openssl base64 -A -in der)"
		chain="$chain${chain:+,}\"$sha\""
	done
	printf '{"schema":"kedge/1","kind":"observation","endpoint":"%s",' \
	    "$endpoint"
	printf '"host":"service.example.net","address":"192.0.2.7",'
	printf '"port":443,"protocol":"tls",'
	printf '"server_name":"service.example.net",'
	printf '"at":"2023-08-01T00:00:00Z","chain":[%s],"reason":null,' \
	    "$chain"
	printf '"detail":null,"tls_version":"TLSv1.3","handshake":"complete",'
	printf '"duration_ms":{"dns":1,"connect":1,"starttls":0,"tls":1}}\n'
}
observation service leaf issuing cross >observed
observation service fresh issuing >renewed

# state: what a run must leave alone
state()
{
	git -C firmware.git for-each-ref
	git -C firmware.git count-objects -v
	find firmware.git -type f | sort
}

make()
{
	KEDGE_POLICY=policy.yaml kedge-patch --now 2023-08-01T00:00:00Z "$@"
}

state >state.before
make --observations observed -o set >out 2>err
is $? 0 "two branches are mended, one needs nothing"
cat >want <<'END'
RELEASE  ADDED     BREAK BEFORE          BREAK AFTER           PROOF  RESULT
two      New Root  2023-09-11T09:26:47Z  2031-02-12T18:48:52Z    8/8  mended once the server acts, see below
three    New Root  2023-09-11T09:26:47Z  2031-02-12T18:48:52Z    8/8  mended
four     -         2031-02-12T18:48:52Z  2031-02-12T18:48:52Z      -  needs nothing

END
cross_sha=$(openssl x509 -in pki/cross.pem -outform DER | sha256sum | cut -c1-16)
stop="the server of service must stop sending 'New Root' by 'Old Root' ($cross_sha;\
 observed chain), or openssl-1.0.2 follows it to its end"
echo "two: first ship the release with the patch; only once the devices have" \
    "it (adoption: 90 days), and before 2023-09-11T09:26:47Z, $stop; doing it" \
    "earlier cuts off every device without the patch" >>want
same want out "the table"
is "$(cat err)" "" "nothing on standard error"
sed -n '/^The order/,/^Doing/p' set/two/two.patch >out
cat >want <<END
The order matters. First this release goes out with its patch. Only once
the devices have it, and before the time given, the server stops sending:
  service (observed chain): CN=New Root
    issued by CN=Old Root
    SHA-256 $(openssl x509 -in pki/cross.pem -outform DER | sha256sum |
    cut -d' ' -f1)
    before 2023-09-11T09:26:47Z
Doing it earlier cuts off every device without this patch.
END
same want out "the commit says in which order"
has set/two/manifest.json '"after": "devices-have-the-patch"' \
    "so does the manifest"
has set/two/manifest.json '"before": "2023-09-11T09:26:47Z"' "and by when"
is "$(grep -c -e 'The order' -e '"after"' set/three/three.patch \
    set/three/manifest.json)" \
    "$(printf 'set/three/three.patch:0\nset/three/manifest.json:0')" \
    "where no server must act, neither does"
is "$(LC_ALL=C ls set)" "$(printf 'SHA256SUMS\nthree\ntwo')" \
    "a folder for each patch, and a list"
(cd set && sha256sum -c SHA256SUMS) >out 2>&1
is "$? $(cat out)" "0 three/manifest.json: OK
two/manifest.json: OK" "which sha256sum reads"
state >state.after
same state.before state.after "the repository is as it was"

make --observations observed -o again >out2 2>&1
diff -r set again >diff.out 2>&1
is $? 0 "two runs give equal folders"
mkdir -p elsewhere whole/policy
(cd elsewhere && kedge-patch -p ../policy.yaml --now 2023-08-01T00:00:00Z \
    --observations ../observed -o ../again2) >out2 2>&1
diff -r set again2 >diff.out 2>&1
is $? 0 "from another directory, too"
(cd elsewhere && kedge-patch -p "$dir/policy.yaml" \
    --now 2023-08-01T00:00:00Z --observations ../observed -o ../again3) \
    >out2 2>&1
diff -r set again3 >diff.out 2>&1
is $? 0 "and with a whole path to the policy"
sed "s,firmware.git,$dir/&," policy.yaml >absolute.yaml
make -p absolute.yaml --observations observed -o again4 >out2 2>&1
diff -r set again4 >diff.out 2>&1
is $? 0 "or to a repository beside it"
sed "s,firmware.git,../../&,; s,roots/,../../&," policy.yaml \
    >whole/policy/policy.yaml
make -p whole/policy --observations observed -o up >out2 2>&1
(cd whole/policy && kedge-patch -p . --now 2023-08-01T00:00:00Z \
    --observations ../../observed -o ../../up2) >out2 2>&1
diff -r up up2 >diff.out 2>&1
is "$? $(grep -c '"repository": "../../firmware.git"' up/two/manifest.json)" \
    "0 1" "nor does it matter to a folder of policies"
make --observations observed -o set >out2 2>&1
is $? 0 "the same once more into the same folder is fine"
is "$(ls -d set.* again.* 2>/dev/null)" "" "nothing is left beside the folder"

# git am, in a fresh clone of each branch
for release in two three; do
	case $release in
	two)	branch=release/2 keep= ;;
	three)	branch=release/3 keep=--keep-cr ;;
	esac
	git clone -q -b "$branch" firmware.git "clone-$release"
	git -C "clone-$release" config apply.whitespace \
	    "$([ $release = two ] && echo error || echo nowarn)"
	# shellcheck disable=SC2086 # an option, or none
	git -C "clone-$release" am -q $keep "$dir/set/$release/$release.patch"
	is $? 0 "$release: git am takes the patch"
	is "$(sha256sum <"clone-$release/etc/ca.pem")" \
	    "$(sha256sum <"set/$release/ca.pem")" "$release: to the same file"
	sha=$(sha256sum <"set/$release/ca.pem" | cut -d' ' -f1)
	has "set/$release/manifest.json" "\"sha256\": \"$sha\"" \
	    "$release: which the manifest names"
	is "$(git -C "clone-$release" diff --stat HEAD~ | tail -n 1 |
	    sed 's/,.*//')" " 1 file changed" "$release: one file"
done
has set/three/manifest.json '"apply": "git am --keep-cr"' \
    "the manifest says how a file with CR LF is patched"
has set/three/manifest.json '"file_mode": "100755"' "the mode is kept"
has set/two/manifest.json '"from_version": "2.10.4"' "the version"
is "$(openssl crl2pkcs7 -nocrl -certfile set/two/ca.pem |
    openssl pkcs7 -print_certs -noout | grep -c ^subject)" 3 \
    "another reader counts one anchor more"

SOURCE_DATE_EPOCH=1700000000 make --observations observed -o dated >out2 2>&1
has dated/two/two.patch 'Date: Tue, 14 Nov 2023 22:13:20 +0000' \
    "SOURCE_DATE_EPOCH dates the patch"
SOURCE_DATE_EPOCH=4294967295 make --observations observed -o last >out2 2>&1
has last/two/two.patch 'Date: Sun, 7 Feb 2106 06:28:15 +0000' \
    "up to the last second that mail can tell"
SOURCE_DATE_EPOCH=4294967296 make --observations observed -o wrapped >out2 2>&1
is "$? $(ls -d wrapped 2>/dev/null)" "2 " "and no later one is taken"
has out2 "SOURCE_DATE_EPOCH is 4294967296, and a patch is dated up to" \
    "which is said"
make --observations observed --release three -o one >out2 2>&1
is "$(echo one/*)" "one/SHA256SUMS one/three" "--release makes one alone"
make --observations observed --candidate-chain candidate.pem \
    --endpoint service -o both >out2 2>&1
is $? 0 "a candidate is covered as well"
has both/two/manifest.json '"source": "candidate"' "and is in the proof"
cat pki/leaf.pem pki/cross.pem pki/issuing.pem >turned.pem
make --observations observed --candidate-chain turned.pem \
    --endpoint service --release two -o turned >out 2>&1
is "$(grep -c 'must stop sending' out)" 1 \
    "what holds of both chains is told once"
has out "($cross_sha; observed and candidate chain)" "and of which"
# What is the server's affair alone
cat >later.yaml <<'END'
kedge: 1
endpoints:
  - {name: service, address: "service.example.net:443"}
releases:
  - name: four
    bundle: {git: firmware.git, branch: release/4, path: etc/ca.pem}
    verifier: openssl-3
    supported_until: 2035-12-31
  - name: four-old
    bundle: {git: firmware.git, branch: release/4, path: etc/ca.pem}
    verifier: openssl-1.0.2
    supported_until: 2026-12-31
  - name: three
    bundle: {git: firmware.git, branch: release/3, path: etc/ca.pem}
    verifier: openssl-3
    supported_until: 2035-12-31
roots: [roots/new.pem]
END
issuing_sha=$(openssl x509 -in pki/issuing.pem -outform DER | sha256sum |
    cut -c1-16)
make -p later.yaml --observations observed --release four --release four-old \
    -o none >out 2>err
is $? 0 "what a server must do is no finding of a release"
cat >want <<END
RELEASE   ADDED  BREAK BEFORE          BREAK AFTER           PROOF  RESULT
four      -      2031-02-12T18:48:52Z  2031-02-12T18:48:52Z      -  needs nothing
four-old  -      2023-09-11T09:26:47Z  2031-02-12T18:48:52Z      -  needs nothing more; the server must act, see below

four: the server of service must replace intermediate 'issuing' by 'New Root' ($issuing_sha; observed chain) before 2031-02-12T18:48:52Z; its anchor lasts
four-old: once no device of another release needs it any more, and before 2023-09-11T09:26:47Z, $stop
END
same want out "and it is told what, and by when"
is "$(ls -d none 2>/dev/null)" "" "there is no patch"
make -p later.yaml --observations observed --release three -o three35 \
    >out 2>&1
is $? 0 "an anchor now, an intermediate by and by"
has out "8/8  mended" "is mended"
has out "three: the server of service must replace intermediate 'issuing'" \
    "with a note"
# A block that the library chokes on, and nothing of the file is loaded
{ cat pki/old.pem
  echo "-----BEGIN CERTIFICATE-----"
  echo "bm8gY2VydGlmaWNhdGU="
  echo "-----END CERTIFICATE-----"
} >tree/etc/ca.pem
branch release/5 5.0.0
git -C tree push -q ../firmware.git release/5
sed -e '/name: two/,/VERSION/d' -e '/name: four/,/2026/d' \
    -e 's/three/five/; s,release/3,release/5,' policy.yaml >garbled.yaml
make -p garbled.yaml --observations observed -o garbled >out 2>&1
is $? 1 "a bundle that its library does not load is not mended"
has out "refused now   refused now" "before or after"
has out "6/8  the patch fails its proof, see below" "and the result says so"
has out "openssl-3 loads 0 anchors of the bundle as it was and 0 of the new" \
    "how"
has out "; etc/ca.pem:11: not a certificate" "and why"
kedge-patch verify garbled >out 2>&1
is $? 1 "verify says the same"
has out "check 5, anchors-loaded, fails" "by name"
sed 's/openssl-3/mbedtls-2.28/' garbled.yaml >mbedtls.yaml
make -p mbedtls.yaml --observations observed -o mbedtls >out 2>&1
is $? 0 "mbedTLS passes over that block"
has out "8/8  mended" "and is mended"
git -C tree checkout -q release/4

mkdir full && touch full/mine
make --observations observed -o full >out2 2>&1
is "$? $(ls full)" "2 mine" "another folder's files are left alone"
has out2 "full is there already and holds 'mine' and no patch of this program" \
    "and it is said what they are"
make --observations observed -o full/mine >out2 2>&1
has out2 "full/mine is there already and is no folder" "so is a file"
make --observations observed --now 2023-08-02 -o set >out2 2>&1
is $? 2 "patches made as of another day are left alone"
has out2 "set holds other patches already, made as of 2023-08-01T00:00:00Z" \
    "and of which"

rm roots/new.pem
make --observations observed --release three -o none >out2 2>&1
is $? 1 "nothing approved helps: a finding"
has out2 "nothing approved helps" "and it is said"
is "$(ls -d none 2>/dev/null)" "" "and no folder is made"
cp pki/new.pem roots/
observation elsewhere leaf issuing cross >other
make --observations other -o none >out2 2>&1
is $? 3 "an endpoint that was not seen: incomplete"
has out2 "two: no chain of service was seen" "and it is named"
sed '/- {name: service/a\
  - {name: other, address: "other.example.net:443"}' policy.yaml >others.yaml
make -p others.yaml --observations observed --release four -o none >out2 2>&1
is $? 3 "one of two endpoints was not seen: incomplete"
has out2 "needs nothing for what was seen, see below" "and no more is said"
has out2 "four: no chain of other was seen" "than of the other"
make -o 2>/dev/null
is $? 2 "a folder must be named"

# Nothing judged is no success
make --observations observed --now 2040-01-01 -o none >out2 2>&1
is $? 3 "every release out of support: nothing was judged"
has out2 "nothing was judged: no release that was asked for is both supported" \
    "and it is said"
sed 's/^\(  - {name: service.*\)}$/\1, clients: [two, three]}/' policy.yaml \
    >clients.yaml
make -p clients.yaml --observations observed --release four -o none >out2 2>&1
is $? 3 "a release that is nobody's client: nothing was judged"
has out2 "four     -      -             -                -  no endpoint needs it" \
    "and why"
make -p clients.yaml --observations observed -o clients >out2 2>&1
is $? 0 "beside others that were judged it is no fault"

# The manual names the checks of the proof, by their numbers
grep -o '"check": [0-9]*' set/two/proof.json | grep -o '[0-9]*' | sort -n >want
sed -n '/^\.Sh PROOF/,/^\.Sh ENV/s/^\.It \([0-9]*\) .*/\1/p' \
    "$here/cmd/kedge-patch/kedge-patch.1" >out
same want out "the manual has the checks of a proof"
is "$(kedge-patch --help | grep -c FOLDER)" 3 "and the help, what -o names"

# What the proof must catch
kedge-patch verify set >out 2>&1
is $? 0 "the folder proves itself"
cat >want <<'END'
RELEASE  PROOF  RESULT
three      8/8  proven again
two        8/8  proven again
END
same want out "for each release"
kedge-patch verify set >/dev/full 2>err
is $? 3 "a table that nobody got is no proof"
has err "kedge-patch: cannot write the table: No space left" "and it is said"
kedge-patch verify set >&- 2>err
is $? 3 "nor is one to a closed standard output"
kedge-patch verify -p policy.yaml set >out 2>&1
is $? 0 "with a policy, too"
mv roots/new.pem new.pem
kedge-patch verify -p policy.yaml set/two >out 2>&1
is $? 1 "not with a policy that does not approve the anchor"
has out "check 6, anchors-fit, fails: 'New Root' is in no approved" "by name"
mv new.pem roots/
mv firmware.git moved.git
kedge-patch verify --repository moved.git set/two >out 2>&1
is $? 0 "with the repository elsewhere"
kedge-patch verify set >out 2>err
is $? 3 "not without a repository"
is "$(grep -c . err) $(grep -c check out)" "1 0" "which is told once"
has err "kedge-patch: nothing is proven: " "that it is missing"
has err "say where the repository is with --repository" "and what to do"
mv moved.git firmware.git
(cd elsewhere && kedge-patch verify -p ../policy.yaml ../set) >out 2>&1
is $? 0 "the folder of the policy leads to the repository"
(cd elsewhere && kedge-patch verify --repository ../firmware.git ../set) \
    >out 2>&1
is $? 0 "so does --repository"
(cd elsewhere && kedge-patch verify ../set) >out 2>&1
is $? 3 "the current directory does not, elsewhere"
git init -q --bare other.git
kedge-patch verify --repository other.git set/two >out 2>&1
is $? 3 "another repository proves nothing"
has out "nothing is proven: " "and is told so"

# tampered NAME LINE: verify of the folder bad fails with LINE
tampered()
{
	kedge-patch verify bad >out 2>&1
	is $? 1 "$1 is found out"
	has out "$2" "$1: by name"
	rm -rf bad
}
cp -r set/two bad
sed -i 's/^# old/# odl/' bad/ca.pem
tampered "a byte of the bundle" "check 3, base-bytes-kept, fails"
cp -r set/two bad
cat pki/stranger.pem >>bad/ca.pem
tampered "an anchor more" "check 4, anchors-as-listed, fails: 'Stranger' is"
cp -r set/two bad
sed -i 's/^index \(.*\) 100644$/old mode 100644\nnew mode 100755\nindex \1/' \
    bad/two.patch
tampered "a mode in the patch" "check 2, one-path-mode-kept, fails"
cp -r set/two bad
sed -i 's/^+# New Root/+# Nwe Root/' bad/two.patch
tampered "a line of the patch" "check 12, made-again-the-same, fails"
cp -r set/two bad
cat pki/fresh.pem pki/issuing.pem pki/new.pem >bad/chains/1.pem
tampered "the recorded chain" "check 8, endpoint-matrix, fails"
cp -r set/two bad
sed -i 's/"pass": true/"pass" : true/' bad/proof.json
tampered "the proof" "proof.json is not what this folder proves"
mkdir bad
kedge-patch verify bad >out 2>&1
is $? 3 "no patch at all is not a proof"
rm -rf bad
for edit in '$a added' '1i before'; do
	cp -r set/two bad
	sed -i "$edit" bad/chains/1.pem
	tampered "chains/1.pem with '$edit'" \
	    "the recorded chain of service is not the file of the manifest"
done
for file in evil.patch chains/2.pem .hidden; do
	cp -r set bad
	cp set/two/two.patch "bad/three/$file"
	tampered "a foreign $file" "three      8/8  '$file' is no part of the patch"
done
cp -r set/two bad
ln -sf "$dir/set/two/two.patch" bad/two.patch
tampered "a link out of the folder" "'two.patch' is no part of the patch"
cp -r set bad
touch bad/readme
tampered "a file that is no patch" "readme       -  is no patch: remove it"
cp -r one bad
cp -r set/two bad/
tampered "a patch that is not listed" "SHA256SUMS does not list it"
cp -r set bad
rm -r bad/two && cp -r dated/two bad/
tampered "another patch than is listed" "SHA256SUMS lists another manifest.json"

# lacking WHAT LINE: verify of the folder bad is incomplete, with LINE
lacking()
{
	kedge-patch verify bad >out 2>&1
	is $? 3 "$1 is incomplete"
	has out "$2" "$1: by name"
	rm -rf bad
}
cp -r set bad
rm -r bad/two
lacking "a folder that is gone" "bad/two is not there, and SHA256SUMS lists it"
cp -r set bad
rm bad/two/manifest.json
lacking "a folder without a manifest" "bad/two/manifest.json"
cp -r set bad
mkdir bad/void
lacking "an empty folder" "bad/void/manifest.json"
cp -r set bad
rm bad/SHA256SUMS
lacking "a set without its list" "bad/SHA256SUMS"
for file in SHA256SUMS two/manifest.json two/two.patch two/chains/1.pem; do
	cp -r set bad
	rm "bad/$file" && mkfifo "bad/$file"
	lacking "a pipe as $file" "bad/$file is no regular file"
done
cp -r set bad
sed -i '1!G;h;$!d' bad/SHA256SUMS
lacking "a list out of order" "bad/SHA256SUMS:2: this is no line"
cp -r set bad
: >bad/SHA256SUMS
lacking "an empty list" "bad/SHA256SUMS is empty"
if [ "$(id -u)" -eq 0 ]; then
	cp -r set bad
	chmod 700 bad/two
	chmod 711 "$dir"
	git config --file "$dir/gitconfig" safe.directory '*'
	# Programs of the build may lie where another user cannot look.
	cp "$(command -v kedge-patch)" .
	GIT_CONFIG_GLOBAL=$dir/gitconfig setpriv --reuid 65534 --regid 65534 \
	    --clear-groups "$dir/kedge-patch" verify bad >out 2>&1
	is $? 3 "a folder of another user is incomplete"
	has out "bad/two/manifest.json: Permission denied" "by name"
	rm -rf bad
fi

# Once the patch is on its branch
git -C clone-two push -q origin release/2
git -C clone-three push -q origin release/3
applied_two=$(git -C clone-two rev-parse HEAD)
applied_three=$(git -C clone-three rev-parse HEAD)
cat >want <<END
RELEASE  PROOF  RESULT
three      8/8  applied as $applied_three
two        8/8  applied as $applied_two
END
kedge-patch verify set >out 2>&1
is $? 0 "after git am the folder proves itself as well"
same want out "and the commit is told"
echo 2.10.5 >clone-two/VERSION
git -C clone-two commit -q -a -m "Release 2.10.5"
git -C clone-two push -q origin release/2
kedge-patch verify set/two >out 2>&1
is $? 0 "and with a commit after it"
has out "applied as $applied_two" "the commit stays the one that changed it"
cp -r set/two bad
sed -i 's/^+# New Root/+# Nwe Root/' bad/two.patch
tampered "a patch tampered with once it is applied" \
    "check 12, made-again-the-same, fails"
git -C clone-two checkout -q --orphan squashed
git -C clone-two commit -q -m "One commit without a past"
git -C clone-two push -q -f origin squashed:release/2
cp -r set/two bad
tampered "the same bundle from nowhere" "check 1, base-is-branch-tip, fails"

git -C tree checkout -q release/2
echo 2.10.5 >tree/VERSION
git -C tree commit -q -a -m "Release 2.10.5"
git -C tree push -q -f ../firmware.git release/2
cp -r set/two bad
tampered "a base that moved" "check 1, base-is-branch-tip, fails"

tap_end
