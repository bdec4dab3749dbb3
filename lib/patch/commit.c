#include "patch/commit.h"

#include <stdlib.h>

#include <git2.h>
#include <git2/sys/mempack.h>

#include "base/limits.h"
#include "base/mem.h"
#include "git/repository.h"

#define AUTHOR		"Kedge"
#define MAIL		"kedge@localhost"
#define TRAILER		"\n--\nlibgit2 "
#define MEMORY_FIRST	999	/* above what a repository has on disk */

/* A base commit, open in a repository whose writes stay in memory. */
struct base {
	git_repository *repo;
	git_odb *odb;
	git_commit *commit;
	git_tree *tree;
};

static void
base_close(struct base *base)
{
	git_tree_free(base->tree);
	git_commit_free(base->commit);
	git_odb_free(base->odb);
	repository_close(base->repo);
}

static int
keep_writes_in_memory(struct base *base)
{
	git_odb_backend *memory;

	if (git_repository_odb(&base->odb, base->repo) != 0 ||
	    git_mempack_new(&memory) != 0)
		return -1;
	return git_odb_add_backend(base->odb, memory, MEMORY_FIRST);
}

static int
base_open(struct base *out, const char *repository, const char *commit,
    struct err *err)
{
	struct base base = { 0 };
	git_oid id;

	if (repository_open(&base.repo, repository, err) == -1)
		return -1;
	if (keep_writes_in_memory(&base) != 0)
		err_from_git(err, "cannot read the objects of", repository);
	else if (git_oid_fromstr(&id, commit) != 0 ||
	    git_commit_lookup(&base.commit, base.repo, &id) != 0 ||
	    git_commit_tree(&base.tree, base.commit) != 0)
		err_from_git(err, "cannot read the commit", commit);
	else {
		*out = base;
		return 0;
	}
	base_close(&base);
	return -1;
}

/* The tree of base with the new bytes at path, its mode kept. */
static int
make_tree(git_tree **out, const struct base *base,
    const struct commit_request *request)
{
	git_tree_update update = { .action = GIT_TREE_UPDATE_UPSERT,
		.path = request->path };
	git_tree_entry *entry = NULL;
	git_oid id;
	int result = git_tree_entry_bypath(&entry, base->tree, request->path);

	if (result == 0) {
		update.filemode = git_tree_entry_filemode(entry);
		result = git_blob_create_from_buffer(&update.id, base->repo,
		    request->bytes.p, request->bytes.n);
	}
	if (result == 0)
		result = git_tree_create_updated(&id, base->repo, base->tree,
		    1, &update);
	if (result == 0)
		result = git_tree_lookup(out, base->repo, &id);
	git_tree_entry_free(entry);
	return result;
}

static int
make_commit(git_commit **out, const struct base *base, const git_tree *tree,
    const struct commit_request *request)
{
	const git_commit *parents[] = { base->commit };
	git_signature *author = NULL;
	git_oid id;
	int result = git_signature_new(&author, AUTHOR, MAIL, request->at_s,
	    0);

	if (result == 0)
		result = git_commit_create(&id, base->repo, NULL, author,
		    author, NULL, request->message, tree, 1, parents);
	if (result == 0)
		result = git_commit_lookup(out, base->repo, &id);
	git_signature_free(author);
	return result;
}

/* Whatever attributes and configuration say: text, whole paths, a/ and b/. */
static void
plain_diff(git_diff_options *options)
{
	git_diff_options_init(options, GIT_DIFF_OPTIONS_VERSION);
	options->flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_DISABLE_PATHSPEC_MATCH;
	options->context_lines = 3;
	options->interhunk_lines = 0;
	options->id_abbrev = GIT_OID_HEXSZ;
	options->old_prefix = "a";
	options->new_prefix = "b";
}

/* The mail, signed without the version of the library that wrote it. */
static void
append_mail(struct buf *out, const git_buf *mail)
{
	size_t n = mail->size, trailer_n = strlen(TRAILER);

	for (size_t at = mail->size; at-- > 0;) {
		if (mail->size - at > trailer_n &&
		    memcmp(mail->ptr + at, TRAILER, trailer_n) == 0) {
			n = at;
			break;
		}
	}
	buf_append(out, mail->ptr, n);
	if (n < mail->size)
		buf_text(out, "\n-- \nkedge\n\n");
}

static int
write_mail(struct buf *out, const struct base *base, git_tree *tree,
    git_commit *commit, struct err *err)
{
	git_email_create_options options = {
		.version = GIT_EMAIL_CREATE_OPTIONS_VERSION };
	git_buf mail = GIT_BUF_INIT;
	git_diff *diff = NULL;
	int result = -1;

	plain_diff(&options.diff_opts);
	options.flags = GIT_EMAIL_CREATE_OMIT_NUMBERS |
	    GIT_EMAIL_CREATE_NO_RENAMES;
	if (git_diff_tree_to_tree(&diff, base->repo, base->tree,
	    tree, &options.diff_opts) != 0) {
		err_from_git(err, "cannot compare with",
		    git_oid_tostr_s(git_commit_id(base->commit)));
	} else if (git_diff_num_deltas(diff) != 1) {
		err_set(err, ERR_FAILED, "the change touches %zu files and "
		    "not one", git_diff_num_deltas(diff));
	} else if (git_email_create_from_diff(&mail, diff, 1, 1,
	    git_commit_id(commit), git_commit_summary(commit),
	    git_commit_body(commit), git_commit_author(commit),
	    &options) != 0) {
		err_from_git(err, "cannot write the patch against",
		    git_oid_tostr_s(git_commit_id(base->commit)));
	} else {
		append_mail(out, &mail);
		result = 0;
	}
	git_buf_dispose(&mail);
	git_diff_free(diff);
	return result;
}

int
commit_patch(struct buf *out, const struct commit_request *request,
    struct err *err)
{
	struct base base;
	git_tree *tree = NULL;
	git_commit *commit = NULL;
	int result = -1;

	if (request->at_s < 0 || request->at_s > COMMIT_TIME_MAX)
		return err_set(err, ERR_FAILED, "no patch can be dated %lld "
		    "seconds from 1970: set SOURCE_DATE_EPOCH",
		    (long long)request->at_s);
	if (base_open(&base, request->repository, request->base, err) == -1)
		return -1;
	if (make_tree(&tree, &base, request) != 0)
		err_from_git(err, "cannot make a tree with", request->path);
	else if (make_commit(&commit, &base, tree, request) != 0)
		err_from_git(err, "cannot make a commit upon", request->base);
	else
		result = write_mail(out, &base, tree, commit, err);
	git_commit_free(commit);
	git_tree_free(tree);
	base_close(&base);
	return result;
}

/* What differs between base's tree and index. */
static int
read_applied(struct commit_applied *out, const struct base *base,
    git_index *index)
{
	git_diff_options options;
	const git_diff_delta *delta;
	git_diff *diff = NULL;
	git_blob *blob = NULL;
	int result;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
	result = git_diff_tree_to_index(&diff, base->repo, base->tree, index,
	    &options);
	if (result == 0 && (out->n_deltas = git_diff_num_deltas(diff)) > 0) {
		delta = git_diff_get_delta(diff, 0);
		out->path = mem_strdup(delta->new_file.path);
		out->old_mode = delta->old_file.mode;
		out->new_mode = delta->new_file.mode;
		if (out->new_mode != 0)
			result = git_blob_lookup(&blob, base->repo,
			    &delta->new_file.id);
	}
	if (blob != NULL)
		buf_append(&out->bytes, git_blob_rawcontent(blob),
		    (size_t)git_blob_rawsize(blob));
	git_blob_free(blob);
	git_diff_free(diff);
	return result;
}

int
commit_apply(struct commit_applied *out, const char *repository,
    const char *commit, struct span patch, struct err *err)
{
	struct commit_applied applied = {
		.bytes = BUF_INIT(LIMIT_BUNDLE_BYTES) };
	struct base base;
	git_diff *diff = NULL;
	git_index *index = NULL;
	int result = -1;

	if (base_open(&base, repository, commit, err) == -1)
		return -1;
	if (git_diff_from_buffer(&diff, (const char *)patch.p, patch.n) != 0)
		err_from_git(err, "cannot read the patch against", commit);
	else if (git_apply_to_tree(&index, base.repo, base.tree, diff, NULL)
	    != 0)
		err_from_git(err, "the patch does not apply to", commit);
	else if (read_applied(&applied, &base, index) != 0)
		err_from_git(err, "cannot compare with", commit);
	else {
		*out = applied;
		applied = (struct commit_applied){ 0 };
		result = 0;
	}
	commit_applied_release(&applied);
	git_index_free(index);
	git_diff_free(diff);
	base_close(&base);
	return result;
}

void
commit_applied_release(struct commit_applied *applied)
{
	free(applied->path);
	buf_release(&applied->bytes);
	*applied = (struct commit_applied){ 0 };
}

int
commit_time(int64_t *out_s, const char *repository, const char *commit,
    struct err *err)
{
	struct base base;

	if (base_open(&base, repository, commit, err) == -1)
		return -1;
	*out_s = git_commit_time(base.commit);
	base_close(&base);
	return 0;
}
