#!/bin/sh
# Trust stores in git repositories of every kind that a team may have: what is
# read of each, and what is said of those that cannot be.
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
export GIT_CONFIG_GLOBAL="$work/gitconfig" GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t.invalid
export GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t.invalid
git config --global protocol.file.allow always

mkdir pki
cat >spec <<'SPEC'
a ca=yes type=ed25519 subject="/CN=A" until=2035-01-01T00:00:00Z
b ca=yes type=ed25519 subject="/CN=B" until=2035-01-01T00:00:00Z
SPEC
"$forge" spec pki || exit 1
cat pki/a.pem pki/b.pem >two.pem

# reads LOCATOR: it has both anchors, and nothing is wrong with it.
reads()
{
	said=$(kedge-bundle --now 2025-01-01 list "git:$1" 2>&1)
	is "$? $(echo "$said" | tail -n 1)" "0 git:$1: 2 anchors, 0 rejected" \
	    "it is read: $1"
}

# refuses LOCATOR WHY: exit code 3 of each verb, and nothing but this is said.
refuses()
{
	for verb in list lint find extract; do
		said=$(kedge-bundle $verb "git:$1" 2>&1)
		is "$? $said" "3 kedge-bundle: $2" "$verb: $2"
	done
	said=$(kedge-bundle diff two.pem "git:$1" 2>&1)
	is "$? $said" "3 kedge-bundle: $2" "diff: $2"
}

git init -q -b main fw
mkdir -p fw/etc/certs fw/etc/links "fw/etc/a b" fw/etc/naïve fw/-dash \
    fw/usr/share/ca
cp two.pem fw/etc/ca.pem
cp two.pem "fw/etc/a b/c d.pem"
cp two.pem fw/etc/naïve/zertifikäte.pem
cp two.pem fw/-dash/-ca.pem
cp two.pem fw/colon:at@x.pem
cp two.pem 'fw/bang!x.pem'
cp pki/a.pem fw/usr/share/ca/a.crt
cp pki/b.pem fw/usr/share/ca/b.crt
ln -s ../../usr/share/ca/a.crt fw/etc/certs/11111111.0
ln -s hop fw/etc/certs/22222222.0
ln -s ./../certs/../../usr/share/ca/b.crt fw/etc/certs/hop
ln -s ../../../../etc/passwd fw/etc/links/up.pem
ln -s /etc/ssl/certs/ca-certificates.crt fw/etc/links/absolute.pem
ln -s loop.pem fw/etc/links/loop.pem
ln -s two.pem fw/etc/links/one.pem
ln -s one.pem fw/etc/links/two.pem
ln -s none.pem fw/etc/links/nothing.pem
ln -s ../certs fw/etc/links/folder.pem
ln -s ../.. fw/etc/links/root.pem
cp pki/a.pem fw/etc/links/plain.pem
ln -s etc/certs fw/folder
git -C fw add -A
git -C fw commit -qm one
git -C fw branch release/3.5
git -C fw tag -a -m v1 v1
git -C fw -c advice.nestedTag=false tag -a -m nested nested v1
git -C fw tag -a -m tree of-a-tree 'main^{tree}'
git -C fw commit -q --allow-empty -m two

# Paths and revisions

reads fw@main:etc/ca.pem
reads "fw@main:etc/a b/c d.pem"
reads fw@main:etc/naïve/zertifikäte.pem
reads fw@main:-dash/-ca.pem
reads fw@main:colon:at@x.pem
reads 'fw@main:bang!x.pem'
reads fw@main:./etc//ca.pem
for revision in release/3.5 refs/heads/release/3.5 heads/main v1 nested \
    HEAD~1 "$(git -C fw rev-parse --short HEAD)"; do
	reads "fw@$revision:etc/ca.pem"
done
refuses 'fw@of-a-tree:etc/ca.pem' "'of-a-tree' of fw is not a commit"
refuses 'fw@main:etc/../etc/ca.pem' "there is no etc/.. on main of fw"
refuses 'fw@-x:etc/ca.pem' \
    "fw has no revision '-x'; there are main, release/3.5"

# Links: those of a folder, within the tree and no further

reads fw@main:etc/certs
kedge-bundle list git:fw@main:etc/links >got.out
is $? 3 "links of a folder: exit code"
place=git:fw@main:etc/links
cat >want.out <<OUT
$place: 1 anchor, 6 rejected
  $place/absolute.pem: a symbolic link to '/etc/ssl/certs/ca-certificates.crt', which is not in the repository
  $place/loop.pem: a symbolic link whose links do not end
  $place/nothing.pem: there is no etc/links/none.pem on main of fw
  $place/one.pem: a symbolic link whose links do not end
  $place/two.pem: a symbolic link whose links do not end
  $place/up.pem: a symbolic link to '../../../../etc/passwd', which is not in the repository
OUT
grep "$place" got.out >got.lines
same want.out got.lines "links of a folder"
refuses fw@main:folder/hop \
    "folder on main of fw is a symbolic link; name what it points to"

# Kinds of repository

git clone -q --bare fw packed.git
git -C packed.git gc -q
git -C packed.git pack-refs --all
is "$(ls packed.git/refs/heads)" "" "the references of packed.git are packed"
reads packed.git@release/3.5:etc/ca.pem
reads packed.git@v1:etc/ca.pem
git -C fw worktree add -q ../worktree release/3.5
reads worktree@HEAD:etc/ca.pem
reads worktree@main:etc/ca.pem
git clone -q -s --bare fw shared.git
reads shared.git@main:etc/ca.pem
git clone -q --separate-git-dir=elsewhere fw separate
reads separate@main:etc/ca.pem
reads fw/.git@main:etc/ca.pem
git init -q -b main super
git -C super submodule add -q "$work/fw" module 2>/dev/null
git -C super commit -qm super
reads super/module@main:etc/ca.pem
refuses super@main:module/etc/ca.pem \
    "module on main of super is a submodule; name its own repository"

# Each of these changes nothing about how objects are written.
for extension in worktreeConfig partialClone preciousObjects; do
	cp -R fw $extension
	git -C $extension config core.repositoryformatversion 1
	git -C $extension config extensions.$extension true
	reads $extension@main:etc/ca.pem
done

git clone -q --depth 1 "file://$work/fw" shallow
reads shallow@main:etc/ca.pem
refuses shallow@main~1:etc/ca.pem "shallow has no revision 'main~1'; there are\
 main, origin/HEAD, origin/main; it is a shallow clone, without its older\
 commits"

# SHA-256, and the way that is told

git init -q -b main --object-format=sha256 wide
cp two.pem wide/ca.pem
git -C wide add ca.pem
git -C wide commit -qm one
git clone -q --bare wide wide.git
for repository in wide wide.git; do
	refuses $repository@main:ca.pem "the git repository at $repository has\
 SHA-256 for its objects, which libgit2 cannot read; write the revision to an\
 archive with git -C $repository archive -o FILE.tar REVISION, and name\
 FILE.tar!PATH"
done
git -C wide archive -o ../wide.tar main
is "$(kedge-bundle list 'wide.tar!ca.pem' | tail -n 1)" \
    "wide.tar!ca.pem: 2 anchors, 0 rejected" "and that can be read"
cp -R fw tables
git -C tables config core.repositoryformatversion 1
git -C tables config extensions.refStorage reftable
refuses tables@main:etc/ca.pem "the git repository at tables has the extension\
 refstorage, which libgit2 cannot read; write the revision to an archive with\
 git -C tables archive -o FILE.tar REVISION, and name FILE.tar!PATH"

# Partial clones: nothing is fetched, and what would fetch it is told

git -C fw config uploadpack.allowFilter true
git -C fw config uploadpack.allowAnySHA1InWant true
left()
{
	echo "$2 of $1 was left with the remote, for this is a partial clone;\
 git -C $1 archive -o /dev/null $3 fetches it"
}
objects()
{
	git -C "$1" cat-file --batch-all-objects --batch-check 2>/dev/null |
	    wc -l
}
git clone -q --bare --filter=blob:none "file://$work/fw" blobless.git
git clone -q --bare --filter=tree:0 "file://$work/fw" treeless.git
before=$(objects blobless.git)
refuses blobless.git@main:etc/ca.pem \
    "$(left blobless.git 'etc/ca.pem on main' 'main etc/ca.pem')"
is "$(objects blobless.git)" "$before" "nothing was fetched"
kedge-bundle find git:blobless.git@main:etc/certs >got.out
is "$? $(sed -n 2p got.out)" "3       0         3  git:blobless.git@main:etc/certs" \
    "a folder of which nothing is there is not clean"
refuses treeless.git@main:etc/ca.pem "$(left treeless.git main main)"
git -C blobless.git archive -o /dev/null main etc/ca.pem
reads blobless.git@main:etc/ca.pem
git -C treeless.git archive -o /dev/null main 2>/dev/null
reads treeless.git@main:etc/ca.pem

# Damage

blob=$(git -C fw rev-parse main:etc/ca.pem)
file=.git/objects/$(echo "$blob" | cut -c 1-2)/$(echo "$blob" | cut -c 3-)
cp -R fw lacking
rm -f "lacking/$file"
refuses lacking@main:etc/ca.pem "etc/ca.pem on main of lacking is missing from\
 its repository, which is damaged; git -C lacking fsck says more"
cp -R shared.git orphan.git
echo "$work/nowhere" >orphan.git/objects/info/alternates
refuses orphan.git@main:etc/ca.pem "main of orphan.git is missing from its\
 repository, which is damaged; git -C orphan.git fsck says more"
cp -R fw broken
chmod u+w "broken/$file"
printf 'xxxx' | dd of="broken/$file" bs=1 seek=20 conv=notrunc 2>/dev/null
said=$(kedge-bundle list git:broken@main:etc/ca.pem 2>&1)
is "$? $(echo "$said" | cut -c 1-53)" \
    "3 kedge-bundle: cannot read the content of etc/ca.pem: " \
    "an object that is damaged"

# What is no repository

refuses two.pem@main:x "two.pem is a file, not a git repository; one made by\
 git bundle can be cloned"
mkdir -p plain
refuses plain@main:x "there is no git repository at plain"
refuses fw/etc@main:ca.pem "there is no git repository at fw/etc"
tar -cf fw.tar fw
refuses 'fw.tar!fw@main:etc/ca.pem' "there is no git repository at fw.tar!fw"
tar -cf packed.tar packed.git
kedge-bundle find packed.tar >got.out
is "$? $(grep -c ': 0 stores in' got.out)" "3 1" \
    "a bare repository in an image is not clean"

# Policies say the same, to whoever asks

cat >policy.yaml <<POLICY
kedge: 1
estate: lab
releases:
  - name: one
    bundle: {git: $work/fw, branch: release/3.5, path: etc/ca.pem}
    verifier: openssl-3
  - name: two
    bundle: {git: $work/wide, branch: main, path: ca.pem}
    verifier: openssl-3
  - name: three
    bundle: {git: $work/orphan.git, branch: main, path: etc/ca.pem}
    verifier: openssl-3
endpoints:
  - name: site
    address: site.example:443
POLICY
kedge-bundle -p policy.yaml list >got.out 2>got.err
is "$? $(tail -n 1 got.out)" \
    "3 one (git:$work/fw@release/3.5:etc/ca.pem): 2 anchors, 0 rejected" \
    "a policy: what is read"
# begins WANT NAME: the beginning of each line of got.lines, repository named
begins()
{
	sed "s,$work,WORK,; s/^\(.\{72\}\).*/\1/" got.lines >got.out
	is "$(cat got.out)" "$1" "$2"
}
cp got.err got.lines
begins "kedge-bundle: release two: the git repository at WORK/wide has SHA-256 f
kedge-bundle: release three: main of WORK/orphan.git is missing from its" \
    "a policy: what is not"
: >none.ndjson
kedge-gate -p policy.yaml --records none.ndjson >got.out
is $? 3 "a gate: exit code"
sed -n 's/^error *store-unreadable *//p' got.out >got.lines
begins "the trust store of 'two' cannot be read: the git repository at WORK/wide
the trust store of 'three' cannot be read: main of WORK/orphan.git is mi" \
    "a gate: what it could not judge"
kedge-patch -p policy.yaml --observations none.ndjson -o patches >got.out \
    2>got.lines
is "$? $(ls patches 2>/dev/null)" "3 " "no patch: exit code"
begins "kedge-patch: two: the git repository at WORK/wide has SHA-256 for its ob
kedge-patch: three: main of WORK/orphan.git is missing from its reposito" \
    "no patch: why"

tap_end
