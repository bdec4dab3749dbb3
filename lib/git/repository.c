#include "git/repository.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>

#include "base/mem.h"

int
err_from_git(struct err *err, const char *what, const char *name)
{
	const git_error *last = git_error_last();

	return err_set(err, ERR_FAILED, "%s %s: %s", what, name,
	    last && last->message ? last->message : "no reason was given");
}

/*
 * Extensions that say nothing about how objects are written: where settings
 * of a work tree stand, which remote has what is missing, what a clean-up may
 * not remove. libgit2 refuses them, unless told that its caller knows them.
 */
static void
allow_extensions(void)
{
	const char *known[] = { "partialclone", "preciousobjects",
		"worktreeconfig" };

	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, known,
	    sizeof(known) / sizeof(known[0]));
}

/* Does a repository of somebody else stand there? git refuses those. */
static bool
is_of_another(const char *path)
{
	char *paths[] = { mem_printf("%s/.git", path),
		mem_printf("%s/HEAD", path) };
	bool there = false;
	struct stat st;

	for (size_t i = 0; i < 2; i++) {
		there = there || stat(paths[i], &st) == 0;
		free(paths[i]);
	}
	return there && stat(path, &st) == 0 && st.st_uid != geteuid();
}

static int
refuse_foreign(const char *path, struct err *err)
{
	char *whole = realpath(path, NULL);

	err_set(err, ERR_FAILED, "the git repository at %s belongs to "
	    "another user; to allow it, git config --global --add "
	    "safe.directory %s", path, whole ? whole : path);
	free(whole);
	return -1;
}

/* A way of writing that libgit2 has no reader for; git itself has. */
static int
refuse_unknown(const char *path, struct err *err)
{
	const git_error *last = git_error_last();
	const char *why = last && last->message ? last->message : "";
	const char *extension = strstr(why, "extensions.");
	bool is_sha256 = strstr(why, "objectformat") != NULL;

	if (extension == NULL)
		return err_from_git(err, "cannot open the repository", path);
	return err_set(err, ERR_FAILED, "the git repository at %s %s%s, which "
	    "libgit2 cannot read; write the revision to an archive with git "
	    "-C %s archive -o FILE.tar REVISION, and name FILE.tar!PATH", path,
	    is_sha256 ? "has SHA-256 for its objects" : "has the extension ",
	    is_sha256 ? "" : extension + strlen("extensions."), path);
}

/* libgit2 calls not found what it may not use, too: tell these apart. */
static int
refuse(const char *path, int result, struct err *err)
{
	struct stat st;
	bool is_file = stat(path, &st) == 0 && !S_ISDIR(st.st_mode);

	if (is_file)
		return err_set(err, ERR_NOT_FOUND, "%s is a file, not a git "
		    "repository; one made by git bundle can be cloned", path);
	if (access(path, R_OK | X_OK) == -1 && errno == EACCES)
		return err_set(err, ERR_FAILED, "cannot open the repository "
		    "%s: this user has no permission to read it", path);
	if ((result == GIT_ENOTFOUND || result == GIT_EOWNER) &&
	    is_of_another(path))
		return refuse_foreign(path, err);
	if (result == GIT_ENOTFOUND)
		return err_set(err, ERR_NOT_FOUND, "there is no git "
		    "repository at %s", path);
	return refuse_unknown(path, err);
}

int
repository_open(struct git_repository **out, const char *path,
    struct err *err)
{
	git_repository *repo = NULL;
	int result;

	git_libgit2_init();
	allow_extensions();
	result = git_repository_open_ext(&repo, path,
	    GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
	if (result != 0) {
		refuse(path, result, err);
		git_libgit2_shutdown();
		return -1;
	}
	*out = repo;
	return 0;
}

void
repository_close(struct git_repository *repo)
{
	if (repo == NULL)
		return;
	git_repository_free(repo);
	git_libgit2_shutdown();
}

/* Is it extensions.partialclone, or remote.NAME.promisor? */
static bool
says_partial(const char *name)
{
	static const char remote[] = "remote.", promisor[] = ".promisor";
	size_t n = strlen(name), tail = sizeof(promisor) - 1;

	return strcmp(name, "extensions.partialclone") == 0 ||
	    (strncmp(name, remote, sizeof(remote) - 1) == 0 && n > tail &&
		strcmp(name + n - tail, promisor) == 0);
}

bool
repository_is_partial(struct git_repository *repo)
{
	git_config *config = NULL;
	git_config_iterator *it = NULL;
	git_config_entry *entry;
	bool is_partial = false;

	/* Not by a pattern: libgit2 1.5 forgets memory at each match. */
	if (git_repository_config_snapshot(&config, repo) == 0 &&
	    git_config_iterator_new(&it, config) == 0) {
		while (!is_partial && git_config_next(&entry, it) == 0)
			is_partial = says_partial(entry->name);
	}
	git_config_iterator_free(it);
	git_config_free(config);
	return is_partial;
}
