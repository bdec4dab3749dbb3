#include "base/output_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Removes a folder in which there are no folders. */
static int
remove_flat(const char *path, struct err *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int result = 0;

	if (dir == NULL)
		return err_set_errno(err, "cannot open the folder %s", path);
	while (result == 0 && (entry = readdir(dir)) != NULL) {
		if (!is_dots(entry->d_name))
			result = unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (result == 0)
		result = rmdir(path);
	if (result == -1)
		err_set_errno(err, "cannot remove the folder %s", path);
	closedir(dir);
	return result;
}

int
output_folder_open(struct output_folder *out, const char *path,
    struct err *err)
{
	struct output_folder folder = { .path = mem_strdup(path) };
	size_t n = strlen(folder.path);
	mode_t mask = umask(0);

	umask(mask);
	while (n > 1 && folder.path[n - 1] == '/')
		folder.path[--n] = '\0';
	folder.temporary = mem_printf("%s.XXXXXX", folder.path);
	if (mkdtemp(folder.temporary) == NULL) {
		err_set_errno(err, "cannot make a folder beside %s", path);
		free(folder.temporary);
		free(folder.path);
		return -1;
	}
	if (chmod(folder.temporary, 0777 & ~mask) == -1) {
		err_set_errno(err, "cannot set the mode of %s",
		    folder.temporary);
		output_folder_release(&folder);
		return -1;
	}
	*out = folder;
	return 0;
}

int
output_folder_put(struct output_folder *folder, const char *name,
    struct span bytes, struct err *err)
{
	char *path = mem_printf("%s/%s", folder->temporary, name);
	mode_t mask = umask(0);
	int result;

	umask(mask);
	result = file_write(path, bytes, 0666 & ~mask, err);
	free(path);
	return result;
}

/* Is there nothing at path but what may go? */
static int
check_old(const char *path, bool (*may_go)(const char *name),
    struct err *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;
	int result = 0;

	if (dir == NULL)
		return err_set_errno(err, "cannot replace %s", path);
	while (result == 0 && (entry = readdir(dir)) != NULL) {
		if (is_dots(entry->d_name))
			continue;
		if (!may_go(entry->d_name) || fstatat(dirfd(dir),
			entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
		    !(S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)))
			result = err_set(err, ERR_FAILED, "%s holds '%.100s', "
			    "which would be lost; name a new folder", path,
			    entry->d_name);
	}
	closedir(dir);
	return result;
}

/* Both are there; afterwards temporary is the old one, which goes. */
static int
exchange(struct output_folder *folder, struct err *err)
{
	if (renameat2(AT_FDCWD, folder->temporary, AT_FDCWD, folder->path,
		RENAME_EXCHANGE) == -1)
		return err_set_errno(err, "cannot replace %s in one step; "
		    "name a new folder", folder->path);
	return remove_flat(folder->temporary, err);
}

int
output_folder_commit(struct output_folder *folder,
    bool (*may_go)(const char *name), struct err *err)
{
	struct stat st;

	if (lstat(folder->path, &st) == 0 && !S_ISDIR(st.st_mode))
		return err_set(err, ERR_FAILED, "%s is there already and is "
		    "no folder; name another one", folder->path);
	if (rename(folder->temporary, folder->path) == -1) {
		if (errno != ENOTEMPTY && errno != EEXIST)
			return err_set_errno(err, "cannot make the folder %s",
			    folder->path);
		if (check_old(folder->path, may_go, err) == -1 ||
		    exchange(folder, err) == -1)
			return -1;
	}
	free(folder->temporary);
	folder->temporary = NULL;
	return file_sync_directory_of(folder->path, err);
}

void
output_folder_release(struct output_folder *folder)
{
	struct err ignored = ERR_NONE;

	if (folder->temporary != NULL)
		remove_flat(folder->temporary, &ignored);
	free(folder->temporary);
	free(folder->path);
	*folder = (struct output_folder){ 0 };
}
