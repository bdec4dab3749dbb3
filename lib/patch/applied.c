#include "patch/applied.h"

#include <git2.h>

#include "git/repository.h"

/* A walk back from the tip, along what kept the bundle as it is there. */
struct history {
	git_repository *repo;
	const char *path;
	git_oid bundle;		/* the blob at the tip */
	git_commit *commit;	/* holds it */
};

static bool
blob_at(git_oid *out, const git_commit *commit, const char *path)
{
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	bool found = git_commit_tree(&tree, commit) == 0 &&
	    git_tree_entry_bypath(&entry, tree, path) == 0;

	if (found)
		git_oid_cpy(out, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return found;
}

/* To a parent that holds the bundle already. False where none does. */
static bool
step_back(struct history *h)
{
	for (unsigned i = 0; i < git_commit_parentcount(h->commit); i++) {
		git_commit *parent;
		git_oid blob;

		if (git_commit_parent(&parent, h->commit, i) != 0)
			continue;
		if (blob_at(&blob, parent, h->path) &&
		    git_oid_equal(&blob, &h->bundle)) {
			git_commit_free(h->commit);
			h->commit = parent;
			return true;
		}
		git_commit_free(parent);
	}
	return false;
}

/* Did a parent of the commit hold the base's bundle? */
static bool
starts_from(const struct history *h, const git_oid *base)
{
	git_oid blob;

	for (unsigned i = 0; i < git_commit_parentcount(h->commit); i++) {
		git_commit *parent;
		bool same;

		if (git_commit_parent(&parent, h->commit, i) != 0)
			continue;
		same = blob_at(&blob, parent, h->path) &&
		    git_oid_equal(&blob, base);
		git_commit_free(parent);
		if (same)
			return true;
	}
	return false;
}

static bool
find_change(char out[GIT_ID_TEXT], struct history *h,
    const struct git_file *tip, const struct git_file *base)
{
	git_oid tip_id, base_id, base_blob;

	if (git_oid_fromstr(&tip_id, tip->commit) != 0 ||
	    git_oid_fromstr(&h->bundle, tip->blob) != 0 ||
	    git_oid_fromstr(&base_id, base->commit) != 0 ||
	    git_oid_fromstr(&base_blob, base->blob) != 0 ||
	    git_commit_lookup(&h->commit, h->repo, &tip_id) != 0)
		return false;
	while (step_back(h))
		;
	git_oid_tostr(out, GIT_ID_TEXT, git_commit_id(h->commit));
	return git_graph_descendant_of(h->repo, &tip_id, &base_id) == 1 ||
	    starts_from(h, &base_blob);
}

static bool
holds_new_bundle(const struct git_file *tip, const struct manifest *m)
{
	struct manifest_file file;

	manifest_file_of(&file, buf_span(&tip->bytes));
	return tip->mode == m->mode && file.size == m->bundle.size &&
	    strcmp(file.sha256, m->bundle.sha256) == 0;
}

bool
applied_find(char commit[GIT_ID_TEXT], const struct manifest *manifest,
    const char *repository)
{
	struct history history = { .path = manifest->path };
	struct git_file tip = { 0 }, base = { 0 };
	struct err ignored;
	bool found = false;

	if (git_file_read(&tip, repository, manifest->branch, manifest->path,
	    &ignored) == 0 && holds_new_bundle(&tip, manifest) &&
	    git_file_read(&base, repository, manifest->base_commit,
	    manifest->path, &ignored) == 0 &&
	    repository_open(&history.repo, repository, &ignored) == 0)
		found = find_change(commit, &history, &tip, &base);
	git_commit_free(history.commit);
	repository_close(history.repo);
	git_file_release(&tip);
	git_file_release(&base);
	return found;
}
