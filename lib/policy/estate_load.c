#include "policy/estate.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/mem.h"
#include "policy/settle.h"

static void
add_file(struct estate *estate, size_t *cap, char *file)
{
	estate->files = mem_grow(estate->files, cap, estate->n_files + 1,
	    sizeof(*estate->files));
	estate->files[estate->n_files++] = file;
}

static bool
is_policy_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	return *name != '.' && dot != NULL &&
	    (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The policy files of a directory, in name order. */
static int
list_directory(struct estate *estate, const char *path, struct err *err)
{
	size_t n = strlen(path), n_seen = 0, cap = 0;
	DIR *directory = opendir(path);
	const struct dirent *entry;

	if (directory == NULL)
		return err_set(err, ERR_POLICY, "cannot look into the policy "
		    "folder %s: %s", path, strerror(errno));
	while (n_seen <= LIMIT_DIRECTORY_ENTRIES &&
	    (entry = readdir(directory)) != NULL) {
		n_seen++;
		if (is_policy_name(entry->d_name))
			add_file(estate, &cap, mem_printf("%s%s%s", path,
			    n > 0 && path[n - 1] == '/' ? "" : "/",
			    entry->d_name));
	}
	closedir(directory);
	if (n_seen > LIMIT_DIRECTORY_ENTRIES)
		return err_set(err, ERR_POLICY, "the policy folder %s holds "
		    "more than %d entries; name a folder of policies alone",
		    path, LIMIT_DIRECTORY_ENTRIES);
	if (estate->n_files == 0)
		return err_set(err, ERR_POLICY, "the policy folder %s holds "
		    "no *.yaml or *.yml file", path);
	qsort(estate->files, estate->n_files, sizeof(char *), compare_texts);
	return 0;
}

/* Lists the files that path stands for; *single says that it is one. */
static int
list_files(struct estate *estate, bool *single, const char *path,
    struct err *err)
{
	struct stat st;
	size_t cap = 0;

	*single = stat(path, &st) == -1 || !S_ISDIR(st.st_mode);
	if (!*single)
		return list_directory(estate, path, err);
	add_file(estate, &cap, mem_strdup(path));
	return 0;
}

/* Reads every file and makes what is good in them one estate. */
static void
read_files(struct estate *estate, struct faults *faults)
{
	struct draft *drafts = mem_zalloc(estate->n_files * sizeof(*drafts));
	size_t n_good = 0;

	for (size_t i = 0; i < estate->n_files; i++) {
		if (draft_read(&drafts[n_good], estate->files[i], faults))
			n_good++;
		else
			draft_release(&drafts[n_good]);
	}
	estate->n_files_bad = estate->n_files - n_good;
	settle(estate, drafts, n_good, faults);
	for (size_t i = 0; i < n_good; i++)
		draft_release(&drafts[i]);
	free(drafts);
}

static int
fail_with_first(const struct faults *faults, struct err *err)
{
	err_set(err, ERR_POLICY, "%s", faults->items[0].message);
	if (faults->n > 1) {
		size_t n = strlen(err->msg);

		snprintf(err->msg + n, sizeof(err->msg) - n,
		    " (and %zu more)", faults->n - 1);
	}
	return -1;
}

int
estate_load(struct estate *out, const char *path, bool strict,
    struct err *err)
{
	struct estate estate = ESTATE_EMPTY;
	struct faults faults = { 0 };
	bool single;
	int result = -1;

	if (list_files(&estate, &single, path, err) == -1)
		goto out;
	read_files(&estate, &faults);
	if (faults.n > 0 && (single || strict)) {
		fail_with_first(&faults, err);
		goto out;
	}
	if (estate.n_endpoints + estate.n_releases + estate.n_deadlines == 0) {
		if (faults.n > 0)
			fail_with_first(&faults, err);
		else
			err_set(err, ERR_POLICY, "%s names no endpoint, no "
			    "release and no deadline; there is nothing to "
			    "watch", path);
		goto out;
	}
	estate.faults = faults.items;
	estate.n_faults = faults.n;
	faults = (struct faults){ 0 };
	*out = estate;
	estate = ESTATE_EMPTY;
	result = 0;
out:
	faults_release(&faults);
	estate_release(&estate);
	return result;
}
