#include "git/revision.h"

#include <stdlib.h>

#include <git2.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "git/repository.h"
#include "git/tree_path.h"

#define HINT_NAMES	8	/* branches that a message lists */
#define HINT_BYTES	240
#define LFS_POINTER	"version https://git-lfs.github.com/spec/"

struct revision {
	char *repository, *name;	/* as they were given */
	git_repository *repo;
	git_commit *commit;
	git_tree *root;
};

/* "; there are a, b, ..." for a revision that is not one. */
static void
hint_branches(struct buf *out, git_repository *repo)
{
	git_branch_iterator *it = NULL;
	git_reference *ref;
	git_branch_t type;
	size_t n = 0;

	if (git_branch_iterator_new(&it, repo, GIT_BRANCH_ALL) != 0)
		return;
	while (git_branch_next(&ref, &type, it) == 0) {
		const char *name = git_reference_shorthand(ref);

		if (n < HINT_NAMES)
			buf_printf(out, "%s%s", n ? ", " : "; there are ",
			    name);
		else if (n == HINT_NAMES)
			buf_text(out, ", ...");
		n++;
		git_reference_free(ref);
	}
	git_branch_iterator_free(it);
	if (n == 0)
		buf_text(out, "; it has no branch at all");
	if (git_repository_is_shallow(repo) == 1)
		buf_text(out, "; it is a shallow clone, without its older "
		    "commits");
}

/*
 * Says what the object id of r is for, the revision itself or path on it, and
 * why it cannot be had. A partial clone is never completed from here: reading
 * does not reach out, and libgit2 could not.
 */
static int
refuse_object(const struct revision *r, const char *path, int result,
    struct err *err)
{
	const char *on = *path != '\0' ? " on " : "";

	if (result != GIT_ENOTFOUND)
		return err_from_git(err, "cannot read the content of",
		    *path != '\0' ? path : r->name);
	if (repository_is_partial(r->repo))
		return err_set(err, ERR_FAILED, "%s%s%s of %s was left with "
		    "the remote, for this is a partial clone; git -C %s "
		    "archive -o /dev/null %s%s%s fetches it", path, on,
		    r->name, r->repository, r->repository, r->name,
		    *path != '\0' ? " " : "", path);
	return err_set(err, ERR_FAILED, "%s%s%s of %s is missing from its "
	    "repository, which is damaged; git -C %s fsck says more", path,
	    on, r->name, r->repository, r->repository);
}

/* The object that r->name means: a branch first. */
static int
find_object(git_object **out, struct revision *r)
{
	git_reference *ref = NULL;
	int result = git_branch_lookup(&ref, r->repo, r->name,
	    GIT_BRANCH_LOCAL);

	if (result == 0)
		result = git_reference_peel(out, ref, GIT_OBJECT_COMMIT);
	else
		result = git_revparse_single(out, r->repo, r->name);
	git_reference_free(ref);
	return result;
}

/* Is there such a name, though what it stands for may be missing? */
static bool
has_reference(const struct revision *r)
{
	git_reference *ref = NULL;
	bool there = git_reference_dwim(&ref, r->repo, r->name) == 0;

	git_reference_free(ref);
	return there;
}

static int
open_commit(struct revision *r, struct err *err)
{
	git_object *object = NULL, *commit = NULL;
	struct buf hint = BUF_INIT(HINT_BYTES);
	int result = find_object(&object, r);

	if (result == GIT_EAMBIGUOUS) {
		err_set(err, ERR_FAILED, "'%s' means several revisions of %s; "
		    "write more of it", r->name, r->repository);
	} else if (result == GIT_ENOTFOUND && has_reference(r)) {
		refuse_object(r, "", result, err);
	} else if (result == GIT_ENOTFOUND || result == GIT_EINVALIDSPEC) {
		hint_branches(&hint, r->repo);
		err_set(err, ERR_NOT_FOUND, "%s has no revision '%s'%s",
		    r->repository, r->name, hint.n ? hint.p : "");
	} else if (result != 0) {
		err_from_git(err, "cannot find the revision", r->name);
	} else if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0) {
		result = err_set(err, ERR_FAILED, "'%s' of %s is not a "
		    "commit", r->name, r->repository);
	} else {
		r->commit = (git_commit *)commit;
		result = git_commit_tree(&r->root, r->commit);
		if (result != 0)
			refuse_object(r, "", result, err);
	}
	git_object_free(object);
	buf_release(&hint);
	return result == 0 ? 0 : -1;
}

int
revision_open(struct revision **out, const char *repository,
    const char *revision, struct err *err)
{
	struct revision *r = mem_zalloc(sizeof(*r));

	r->repository = mem_strdup(repository);
	r->name = mem_strdup(revision);
	if (repository_open(&r->repo, repository, err) == -1 ||
	    open_commit(r, err) == -1) {
		revision_free(r);
		return -1;
	}
	*out = r;
	return 0;
}

void
revision_free(struct revision *r)
{
	if (r == NULL)
		return;
	git_tree_free(r->root);
	git_commit_free(r->commit);
	repository_close(r->repo);
	free(r->repository);
	free(r->name);
	free(r);
}

/* Says that the first n bytes of path are what, and so hold no bundle. */
static int
refuse(const struct revision *r, const char *path, size_t n,
    const char *what, struct err *err)
{
	return err_set(err, ERR_FAILED, "%.*s on %s of %s is %s", (int)n,
	    path, r->name, r->repository, what);
}

/* What an entry that is no plain file is, with what to do about it. */
static const char *
oddity(const git_tree_entry *entry)
{
	switch (git_tree_entry_filemode(entry)) {
	case GIT_FILEMODE_TREE:
		return "a folder, not a file";
	case GIT_FILEMODE_LINK:
		return "a symbolic link; name what it points to";
	case GIT_FILEMODE_COMMIT:
		return "a submodule; name its own repository";
	case GIT_FILEMODE_BLOB:
	case GIT_FILEMODE_BLOB_EXECUTABLE:
		return NULL;
	case GIT_FILEMODE_UNREADABLE:
		break;
	}
	return "of a kind that git does not know";
}

/* Replaces tree by the tree that entry, the first reach bytes of path, is. */
static int
enter(git_tree **tree, const git_tree_entry *entry, const struct revision *r,
    const char *path, size_t reach, struct err *err)
{
	git_tree *inner;
	int result;

	if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
		const char *what = oddity(entry);

		return refuse(r, path, reach,
		    what ? what : "a file, not a folder", err);
	}
	result = git_tree_lookup(&inner, r->repo, git_tree_entry_id(entry));
	if (result != 0)
		return refuse_object(r, path, result, err);
	git_tree_free(*tree);
	*tree = inner;
	return 0;
}

/* The entry that path ends in; the caller frees it. NULL is the root. */
static int
walk(git_tree_entry **out, const struct revision *r, const char *path,
    struct err *err)
{
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	const char *at = path, *part;
	size_t n, reach = 0;
	int result = git_tree_dup(&tree, r->root);

	while (result == 0 && (part = path_part(&at, &n)) != NULL) {
		char *name = mem_printf("%.*s", (int)n, part);
		const git_tree_entry *found = NULL;

		if (entry != NULL)
			result = enter(&tree, entry, r, path, reach, err);
		git_tree_entry_free(entry);
		entry = NULL;
		reach = (size_t)(at - path);
		if (result == 0)
			found = git_tree_entry_byname(tree, name);
		if (found != NULL)
			result = git_tree_entry_dup(&entry, found);
		else if (result == 0)
			result = err_set(err, ERR_NOT_FOUND, "there is no "
			    "%.*s on %s of %s", (int)reach, path, r->name,
			    r->repository);
		free(name);
	}
	git_tree_free(tree);
	if (result == 0)
		*out = entry;
	return result == 0 ? 0 : -1;
}

static int
read_blob(struct buf *out, const struct revision *r, const git_oid *id,
    const char *path, struct err *err)
{
	git_odb *odb = NULL;
	git_blob *blob = NULL;
	git_object_t type;
	size_t n = 0;
	int result = git_repository_odb(&odb, r->repo);

	/* The header first: a huge blob is refused before it is inflated. */
	if (result == 0)
		result = git_odb_read_header(&n, &type, odb, id);
	if (result == 0 && n > LIMIT_BUNDLE_BYTES)
		result = err_set(err, ERR_LIMIT, "%s on %s of %s is larger "
		    "than %d bytes", path, r->name, r->repository,
		    LIMIT_BUNDLE_BYTES);
	else if (result != 0 ||
	    (result = git_blob_lookup(&blob, r->repo, id)) != 0)
		refuse_object(r, path, result, err);
	else
		buf_append(out, git_blob_rawcontent(blob), n);
	git_blob_free(blob);
	git_odb_free(odb);
	return result == 0 ? 0 : -1;
}

static int
read_entry(struct git_file *out, const struct revision *r,
    const git_tree_entry *entry, const char *path, struct err *err)
{
	struct git_file file = { .bytes = BUF_INIT(LIMIT_BUNDLE_BYTES) };
	const git_oid *id = git_tree_entry_id(entry);

	if (read_blob(&file.bytes, r, id, path, err) == -1)
		return -1;
	if (file.bytes.n >= strlen(LFS_POINTER) && memcmp(file.bytes.p,
		LFS_POINTER, strlen(LFS_POINTER)) == 0) {
		git_file_release(&file);
		return refuse(r, path, strlen(path), "a Git LFS pointer; its "
		    "content is not in the repository", err);
	}
	file.mode = git_tree_entry_filemode(entry);
	git_oid_tostr(file.commit, sizeof(file.commit),
	    git_commit_id(r->commit));
	git_oid_tostr(file.blob, sizeof(file.blob), id);
	*out = file;
	return 0;
}

int
revision_read(struct git_file *out, const struct revision *r,
    const char *path, struct err *err)
{
	git_tree_entry *entry;
	const char *what;
	int result;

	if (walk(&entry, r, path, err) == -1)
		return -1;
	what = entry ? oddity(entry) : "the whole tree; name a file in it";
	if (what != NULL)
		result = refuse(r, path, strlen(path), what, err);
	else
		result = read_entry(out, r, entry, path, err);
	git_tree_entry_free(entry);
	return result;
}

int
revision_is_folder(const struct revision *r, const char *path,
    struct err *err)
{
	git_tree_entry *entry;
	int result;

	if (walk(&entry, r, path, err) == -1)
		return -1;
	result = entry == NULL ||
	    git_tree_entry_type(entry) == GIT_OBJECT_TREE;
	git_tree_entry_free(entry);
	return result;
}

/* Names on their way out of a tree. */
struct names {
	char **items;
	size_t n, cap;
	bool deep;
};

/* For git_tree_walk: 1 does not enter a folder, -1 stops. */
static int
take_name(const char *folder, const git_tree_entry *entry, void *payload)
{
	struct names *names = payload;

	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		return !names->deep ||
		    strlen(folder) >= LIMIT_IMAGE_PATH_BYTES;
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return 0;
	if (names->n == LIMIT_DIRECTORY_ENTRIES)
		return -1;
	names->items = mem_grow(names->items, &names->cap, names->n + 1,
	    sizeof(*names->items));
	names->items[names->n++] = mem_printf("%s%s", folder,
	    git_tree_entry_name(entry));
	return 0;
}

int
revision_list(char ***out, size_t *n_out, const struct revision *r,
    const char *path, bool deep, struct err *err)
{
	struct names names = { .deep = deep };
	git_tree_entry *entry;
	git_tree *tree = NULL;
	int result;

	if (walk(&entry, r, path, err) == -1)
		return -1;
	result = git_tree_dup(&tree, r->root);
	if (entry != NULL)
		result = enter(&tree, entry, r, path, strlen(path), err);
	git_tree_entry_free(entry);
	if (result == 0 && git_tree_walk(tree, GIT_TREEWALK_PRE, take_name,
		&names) != 0)
		result = names.n < LIMIT_DIRECTORY_ENTRIES ?
		    err_from_git(err, "cannot read the folder", path) :
		    err_set(err, ERR_LIMIT, "%s on %s of %s has more "
		    "than %d entries", path, r->name, r->repository,
		    LIMIT_DIRECTORY_ENTRIES);
	git_tree_free(tree);
	if (result == 0) {
		*out = names.items;
		*n_out = names.n;
		return 0;
	}
	for (size_t i = 0; i < names.n; i++)
		free(names.items[i]);
	free(names.items);
	return -1;
}

/* Replaces *path, where the link entry stands, by where it leads. */
static int
follow(char **path, const struct revision *r, const git_tree_entry *entry,
    struct err *err)
{
	struct buf target = BUF_INIT(LIMIT_BUNDLE_BYTES);
	char *next;

	if (read_blob(&target, r, git_tree_entry_id(entry), *path, err) == -1)
		return -1;
	buf_text(&target, "");
	next = tree_path_follow(*path, target.p);
	if (next == NULL)
		err_set(err, ERR_FAILED, "a symbolic link to '%s', which is "
		    "not in the repository", target.p);
	buf_release(&target);
	if (next == NULL)
		return -1;
	free(*path);
	*path = next;
	return 0;
}

static int
read_following(struct git_file *out, const struct revision *r, char **path,
    struct err *err)
{
	for (unsigned links = 0; links <= LIMIT_IMAGE_LINKS; links++) {
		git_tree_entry *entry;
		uint32_t mode;
		int result;

		if (walk(&entry, r, *path, err) == -1)
			return -1;
		mode = entry ? git_tree_entry_filemode(entry) :
		    GIT_FILEMODE_TREE;
		if (mode != GIT_FILEMODE_LINK) {
			git_tree_entry_free(entry);
			if (mode == GIT_FILEMODE_TREE)
				return 0;
			return revision_read(out, r, *path, err) == 0 ? 1 : -1;
		}
		result = follow(path, r, entry, err);
		git_tree_entry_free(entry);
		if (result == -1)
			return -1;
	}
	return err_set(err, ERR_FAILED, "a symbolic link whose links do not "
	    "end");
}

int
revision_read_in(struct git_file *out, const struct revision *r,
    const char *folder, const char *name, struct err *err)
{
	char *path = mem_printf("%s/%s", folder, name);
	int result = read_following(out, r, &path, err);

	free(path);
	return result;
}

int
git_file_read(struct git_file *out, const char *repository,
    const char *revision, const char *path, struct err *err)
{
	struct revision *r;
	int result;

	if (revision_open(&r, repository, revision, err) == -1)
		return -1;
	result = revision_read(out, r, path, err);
	revision_free(r);
	return result;
}

void
git_file_release(struct git_file *file)
{
	buf_release(&file->bytes);
	*file = (struct git_file){ 0 };
}
