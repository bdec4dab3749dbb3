#include "bundle/directory.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"

static int
list_disk(char ***names_out, size_t *n_out, const void *folder,
    struct err *err)
{
	const char *path = folder;
	DIR *dir = opendir(path);
	struct dirent *entry;
	char **names = NULL;
	size_t n = 0, cap = 0;
	int result = 0;

	if (dir == NULL)
		return err_set_errno(err, "cannot open the directory %s",
		    path);
	errno = 0;
	while (result == 0 && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (n == LIMIT_DIRECTORY_ENTRIES) {
			result = err_set(err, ERR_LIMIT, "%s has more than "
			    "%d entries", path, LIMIT_DIRECTORY_ENTRIES);
			break;
		}
		names = mem_grow(names, &cap, n + 1, sizeof(*names));
		names[n++] = mem_strdup(entry->d_name);
		errno = 0;
	}
	if (result == 0 && errno != 0)
		result = err_set_errno(err, "cannot list the directory %s",
		    path);
	closedir(dir);
	if (result == -1) {
		for (size_t i = 0; i < n; i++)
			free(names[i]);
		free(names);
		return -1;
	}
	*names_out = names;
	*n_out = n;
	return 0;
}

static int
read_disk(struct buf *out, const void *folder, const char *name,
    struct err *err)
{
	char *path = mem_printf("%s/%s", (const char *)folder, name);
	struct stat st;
	int result = 0;

	if (stat(path, &st) == -1)
		result = err_set_errno(err, "it cannot be followed");
	else if (S_ISREG(st.st_mode))
		result = file_read(out, path, err) == -1 ? -1 : 1;
	free(path);
	return result;
}

/*
 * How much of a path is the root of a tree that was unpacked: what is before
 * its etc or usr. 0: it is this machine's own, or no such tree.
 */
static size_t
root_length(const char *path)
{
	const char *etc = strstr(path, "/etc/"), *usr = strstr(path, "/usr/");
	const char *first = etc == NULL || (usr != NULL && usr < etc) ? usr :
	    etc;

	return first ? (size_t)(first - path) : 0;
}

/* Follows the links at path until one is absolute: does that leave root? */
static bool
leaves(const char *root, size_t root_n, const char *path)
{
	char target[PATH_MAX], *at = mem_strdup(path);
	bool is = false;

	for (int i = 0; i < LIMIT_IMAGE_LINKS; i++) {
		ssize_t n = readlink(at, target, sizeof(target) - 1);
		char *next;

		if (n == -1)
			break;
		target[n] = '\0';
		is = target[0] == '/' && (strncmp(target, root, root_n) != 0 ||
		    target[root_n] != '/');
		if (target[0] == '/')
			break;
		next = mem_printf("%.*s/%s", (int)(strrchr(at, '/') - at), at,
		    target);
		free(at);
		at = next;
	}
	free(at);
	return is;
}

static void
note_link(struct quirks *quirks, const void *folder, const char *name,
    const char *where)
{
	char *real = realpath(folder, NULL);
	size_t root_n = real ? root_length(real) : 0;
	char *path;

	if (root_n > 0) {
		path = mem_printf("%s/%s", real, name);
		if (leaves(real, root_n, path))
			quirks_add(quirks, QUIRK_LINK_HOST, where);
		free(path);
	}
	free(real);
}

int
directory_read(struct reading *reading, const char *path, struct err *err)
{
	size_t n = strlen(path);
	char *folder;
	struct folder_source source = { .list = list_disk,
		.read = read_disk, .note = note_link };
	int result;

	while (n > 1 && path[n - 1] == '/')
		n--;
	source.folder = folder = mem_printf("%.*s", (int)n, path);
	result = form_directory(reading, &source, err);
	free(folder);
	return result;
}

/* A folder on a revision. */
struct place {
	const struct revision *revision;
	const char *path;
};

static int
list_revision(char ***names, size_t *n, const void *folder, struct err *err)
{
	const struct place *place = folder;

	return revision_list(names, n, place->revision, place->path, false,
	    err);
}

static int
read_revision(struct buf *out, const void *folder, const char *name,
    struct err *err)
{
	const struct place *place = folder;
	struct git_file file;
	int result = revision_read_in(&file, place->revision, place->path,
	    name, err);

	if (result != 1)
		return result;
	buf_append(out, file.bytes.p, file.bytes.n);
	git_file_release(&file);
	return 1;
}

int
directory_read_git(struct reading *reading, const struct revision *revision,
    const char *path, struct err *err)
{
	const struct place place = { revision, path };
	const struct folder_source source = { .list = list_revision,
		.read = read_revision, .folder = &place };

	return form_directory(reading, &source, err);
}
